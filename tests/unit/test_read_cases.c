/* Data-first cases of the reader's stages: tests/golden/read. Each line is read with the real model and knowledge file;
 * lines marked `!` must be right, of the others a share, the file's floor. Prints what was read instead. */
#include "check.h"

#include "base/date.h"
#include "reader.h"

typedef struct cases {
    const char *name;
    void (*print)(const sitrep_record *r, buf *out);
} cases;

static void separate(buf *out)
{
    if (out->len) buf_add_char(out, '|');
}

static void print_times(const sitrep_record *r, buf *out)
{
    for (uint32_t i = 0; i < r->time_count; i++) {
        separate(out);
        buf_printf(out, "%.*s=%.*s", SV_ARG(r->times[i].text), SV_ARG(r->times[i].value));
        if (r->times[i].warning.len) buf_printf(out, " (%.*s)", SV_ARG(r->times[i].warning));
    }
}

static void print_places(const sitrep_record *r, buf *out)
{
    for (uint32_t i = 0; i < r->place_count; i++) {
        const sitrep_place *p = &r->places[i];
        separate(out);
        buf_printf(out, "%.*s=%.*s,%s", SV_ARG(p->text), SV_ARG(p->name), p->country.text);
        if (p->kind != SITREP_PLACE_name) buf_printf(out, ":%s", sitrep_place_kind_name(p->kind));
    }
}

static void print_figures(const sitrep_record *r, buf *out)
{
    for (uint32_t i = 0; i < r->figure_count; i++) {
        const sitrep_figure *f = &r->figures[i];
        separate(out);
        buf_printf(out, "%.*s=%s ", SV_ARG(f->text), sitrep_figure_kind_name(f->kind));
        if (f->has_low && f->has_high && f->low < f->high)
            buf_printf(out, "%.0f-%.0f", f->low, f->high);
        else if (f->has_low && !f->has_high)
            buf_printf(out, "%.0f+", f->low);
        else if (f->has_high && !f->has_low)
            buf_printf(out, "-%.0f", f->high);
        else if (f->has_best)
            buf_printf(out, "%s%.0f", f->has_low ? "" : "~", f->best);
    }
}

static void print_datelines(const sitrep_record *r, buf *out)
{
    if (r->dateline.end == r->dateline.begin) return;
    buf_printf(out, "%.*s|", SV_ARG(sv_span(r->text, r->dateline)));
    if (r->dateline_place != SITREP_NONE) buf_add_sv(out, r->places[r->dateline_place].name);
}

/* Names of a list of actors or recipients as they are printed, and what the entity is called where that differs. */
static void print_side(const sitrep_record *r, const sitrep_actor *side, uint32_t count, buf *out)
{
    if (count == 0) buf_add_char(out, '-');
    for (uint32_t i = 0; i < count; i++) {
        const sitrep_entity *entity = side[i].entity == SITREP_NONE ? NULL : &r->entities[side[i].entity];
        sitrep_sv name = entity && entity->mention_count ? entity->name : side[i].text;
        buf_printf(out, "%s%.*s", i ? "+" : "", SV_ARG(side[i].text));
        if (name.len && !sv_eq_fold(name, side[i].text)) buf_printf(out, "=%.*s", SV_ARG(name));
    }
}

static void print_attacks(const sitrep_record *r, buf *out)
{
    for (uint32_t i = 0; i < r->event_count; i++) {
        const sitrep_event *e = &r->events[i];
        if (e->type != SITREP_EVENT_ASSAULT) continue;
        separate(out);
        buf_printf(out, "%.*s: ", SV_ARG(sv_span(r->text, e->trigger)));
        print_side(r, e->actors, e->actor_count, out);
        buf_add(out, " > ", 3);
        print_side(r, e->recipients, e->recipient_count, out);
        for (uint32_t k = 0; k < e->instrument_count; k++)
            buf_printf(out, "%s%.*s", k ? "+" : " by ", SV_ARG(e->instruments[k].text));
    }
}

/* The dateline's agency and day are not in the record: the first two parts of the expected line are compared. */
static sitrep_sv comparable(const cases *c, sitrep_sv expected)
{
    if (strcmp(c->name, "datelines") != 0) return expected;
    size_t bar = sv_find(expected, SV("|"), 0);
    size_t second = bar == SIZE_MAX ? SIZE_MAX : sv_find(expected, SV("|"), bar + 1);
    return second == SIZE_MAX ? expected : sv_part(expected, 0, second);
}

/* "\n" of the file to line breaks. */
static void add_unescaped(buf *out, sitrep_sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool line = i + 1 < text.len && text.ptr[i] == '\\' && text.ptr[i + 1] == 'n';
        buf_add_char(out, line ? '\n' : text.ptr[i]);
        i += line;
    }
}

static bool run_line(const cases *c, sitrep_sv published, sitrep_sv escaped, sitrep_sv expected, bool must)
{
    buf text = BUF_INIT(0), got = BUF_INIT(0);
    sitrep_error err = {0};
    const sitrep_record *record;
    add_unescaped(&text, escaped);
    sitrep_report report = {.id = SV("case"), .text = buf_sv(&text), .published = published};
    sitrep_status status =
        reading_open() ? sitrep_reader_run(reading_reader, &report, &record, &err) : SITREP_NOT_FOUND;
    if (status)
        CHECK_FAIL("%.*s: %s", SV_ARG(escaped), err.msg);
    else
        c->print(record, &got);
    sitrep_sv want = comparable(c, sv_eq(expected, SV("-")) ? SV("") : expected);
    bool right = !status && sv_eq(buf_sv(&got), want);
    if (!right && must)
        CHECK_FAIL("%.*s\n    read %.*s\n    want %.*s", SV_ARG(escaped), SV_ARG(buf_sv(&got)), SV_ARG(want));
    else if (!right)
        printf("  missed: %.*s\n    read %.*s\n    want %.*s\n", SV_ARG(escaped), SV_ARG(buf_sv(&got)), SV_ARG(want));
    buf_release(&text);
    buf_release(&got);
    return right;
}

static void run_cases(const cases *c)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/golden/read/%s.tsv", TEST_SOURCE_DIR, c->name);
    FILE *file = fopen(path, "rb");
    REQUIRE(file != NULL);
    char line[4096];
    unsigned right = 0, all = 0, floor_percent = 100;
    while (fgets(line, sizeof line, file)) {
        sitrep_sv rest = sv_trim(sv_of(line));
        if (line[0] == '\t') rest = sv_of(line); /* an empty first column */
        if (rest.len && rest.ptr[rest.len - 1] == '\n') rest.len--;
        if (rest.len == 0 || rest.ptr[0] == '#') continue;
        sitrep_sv mark = sv_cut(&rest, '\t'), published = sv_cut(&rest, '\t'), text = sv_cut(&rest, '\t'),
                  expected = sv_cut(&rest, '\t');
        uint64_t number;
        if (sv_eq(mark, SV("floor"))) {
            REQUIRE(sv_to_u64(published, 100, &number));
            floor_percent = (unsigned)number;
            continue;
        }
        CHECK(expected.len > 0);
        all++;
        right += run_line(c, published, text, expected, sv_eq(mark, SV("!")));
    }
    fclose(file);
    printf("%s: %u of %u lines right\n", c->name, right, all);
    CHECK(all > 0);
    if (right * 100 < floor_percent * all)
        CHECK_FAIL("%s: %u of %u lines are under the floor of %u %%", c->name, right, all, floor_percent);
}

static void test_read_times(void)
{
    run_cases(&(cases){"times", print_times});
}
static void test_read_datelines(void)
{
    run_cases(&(cases){"datelines", print_datelines});
}
static void test_read_places(void)
{
    run_cases(&(cases){"places", print_places});
}
static void test_read_figures(void)
{
    run_cases(&(cases){"figures", print_figures});
}
static void test_read_attacks(void)
{
    run_cases(&(cases){"attacks", print_attacks});
}

static void test_close_reader(void)
{
    reading_close();
    sitrep_reader_free(NULL);
}

CHECK_MAIN(CASE(test_read_times), CASE(test_read_datelines), CASE(test_read_places), CASE(test_read_figures),
           CASE(test_read_attacks), CASE(test_close_reader))
