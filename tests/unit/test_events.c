/* Events: tests/golden/read/events.tsv, and the examples of the lexicon, each of which must give its type on its word.
 */
#include "check.h"
#include "reading.h"

#define TABLE_FLOOR   0.88
#define EXAMPLE_FLOOR 0.865 /* of the examples of data/events; raise it as the reader and the lexicon grow */

/* Whether a cell ("KGZ:COP UZB", "-", "?") fits the printed side: every code asked for is there; "?" asks nothing. */
static bool side_fits(sitrep_sv cell, const sitrep_actor *list, uint32_t count)
{
    if (sv_eq(cell, SV("?"))) return true;
    if (sv_eq(cell, SV("-"))) return count == 0;
    while (cell.len) {
        sitrep_sv want = sv_cut(&cell, ' '), sector = want, code = sv_cut(&sector, ':');
        bool met = false;
        for (uint32_t i = 0; i < count; i++) {
            bool has = sector.len == 0;
            for (uint8_t k = 0; k < list[i].sector_count; k++) has |= sv_eq(sector, sv_of(list[i].sectors[k].text));
            met |= has && (sv_eq(code, SV("?")) || sv_eq(code, sv_of(list[i].code.text)));
        }
        if (!met) return false;
    }
    return true;
}

static bool judge(sitrep_sv *cells, size_t count)
{
    bool starred = cells[0].len && cells[0].ptr[0] == '*';
    sitrep_sv text = starred ? sv_part(cells[0], 1, cells[0].len) : cells[0];
    const sitrep_record *r = reading_of(text, SV("2010-06-14"));
    if (!r || count < 2) return false;
    for (uint32_t i = 0; i < r->event_count; i++) {
        const sitrep_event *e = &r->events[i];
        if (!sv_eq(sv_of(sitrep_event_type_name(e->type)), cells[1])) continue;
        if (starred) return false;
        if (!sv_eq(sv_span(r->text, e->trigger), cells[2])) continue;
        if (side_fits(cells[3], e->actors, e->actor_count) && side_fits(cells[4], e->recipients, e->recipient_count) &&
            sv_eq(sv_of(sitrep_event_status_name(e->status)), cells[5]) && e->negative == sv_eq(cells[6], SV("-")))
            return true;
    }
    return starred;
}

static void test_events_table(void)
{
    REQUIRE(reading_open());
    reading_score score = reading_table(TEST_SOURCE_DIR "/tests/golden/read/events.tsv", judge);
    printf("events: %u of %u\n", score.met, score.all);
    CHECK(score.all >= 25);
    CHECK(reading_share(score) >= TABLE_FLOOR);
}

static bool gives(const sitrep_record *r, const know_sense *s)
{
    for (uint32_t i = 0; r && i < r->event_count; i++)
        if (r->events[i].type == s->event_type && sv_eq(r->events[i].lemma, know_text(reading_knowledge, s->lemma)))
            return true;
    return false;
}

/* Every example of the lexicon is a test of the line that it stands in. `EVENTS_MISSES=1` prints the misses. */
static void test_events_examples_of_the_lexicon(void)
{
    REQUIRE(reading_open());
    reading_score score = {0, 0};
    const know_sense *s;
    for (uint32_t i = 0; (s = know_sense_at(reading_knowledge, i)) != NULL; i++) {
        sitrep_sv example = know_text(reading_knowledge, s->example);
        if (s->event_type >= SITREP_EVENT_TYPE_COUNT || example.len < 3) continue;
        score.all++;
        if (gives(reading_of(example, SV("2010-06-14")), s))
            score.met++;
        else if (getenv("EVENTS_MISSES"))
            fprintf(stderr, "%.*s:%u: %.*s\n", SV_ARG(know_value_at(reading_knowledge, s->file)), s->line,
                    SV_ARG(example));
    }
    printf("examples: %u of %u\n", score.met, score.all);
    CHECK(score.all > 1200);
    CHECK(reading_share(score) >= EXAMPLE_FLOOR);
}

/* Reading twice gives the same: nothing of a report is left in the reader. */
static void test_events_do_not_remember(void)
{
    REQUIRE(reading_open());
    sitrep_sv text = SV("Rebels killed two soldiers near Gao on Sunday, the army said.");
    const sitrep_record *r = reading_of(text, SV("2010-06-14"));
    REQUIRE(r != NULL && r->event_count > 0);
    uint32_t events = r->event_count, entities = r->entity_count;
    reading_of(SV("Nothing happened."), SV("2010-06-14"));
    r = reading_of(text, SV("2010-06-14"));
    REQUIRE(r != NULL);
    CHECK_INT(r->event_count, events);
    CHECK_INT(r->entity_count, entities);
}

static bool gather(void *ctx, const char *bytes, size_t len)
{
    buf_add(ctx, bytes, len);
    return true;
}

/* The explanation names the line that was taken and the sides, and leaves the reader as it was. */
static void test_events_explain(void)
{
    REQUIRE(reading_open());
    buf told = BUF_INIT(1u << 20);
    sitrep_error err = {0};
    sitrep_report report = {.text = SV("Rebels killed two policemen in Osh.")};
    CHECK_STATUS(sitrep_reader_explain(reading_reader, &report, gather, &told, &err), SITREP_OK);
    sitrep_sv text = {told.ptr, told.len};
    CHECK(sv_find(text, SV("taken    events/assault.tsv"), 0) != SIZE_MAX);
    CHECK(sv_find(text, SV("actor: Rebels"), 0) != SIZE_MAX);
    size_t before = told.len;
    REQUIRE(reading_of(SV("Rebels killed two policemen."), SV("2010-06-14")) != NULL);
    CHECK_INT(told.len, before);
    buf_release(&told);
}

/* Indices of the record stay inside of its arrays, whatever the text. */
static void test_events_indices_hold(void)
{
    static const char *const texts[] = {
        "\"\"\"''\"\" said said said. He said he said they said: \"\"",
        "Killed killed killed by by by of of of of the the attack attack.",
        "If not unless not never did not fail to refuse to deny having planned to attack, he said she said it said.",
        ("A, B and C and D, E or F attacked, killed, wounded, arrested, detained and freed G, H, I, J and K in L, M "
         "and "
         "N on O.")};
    REQUIRE(reading_open());
    for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
        const sitrep_record *r = reading_of(sv_of(texts[t]), SV("2010-06-14"));
        REQUIRE(r != NULL);
        for (uint32_t i = 0; i < r->event_count; i++) {
            const sitrep_event *e = &r->events[i];
            CHECK(e->place == SITREP_NONE || e->place < r->place_count);
            CHECK(e->time == SITREP_NONE || e->time < r->time_count);
            CHECK(e->statement == SITREP_NONE || e->statement < r->statement_count);
            CHECK(e->trigger.begin < e->trigger.end && e->trigger.end <= r->text.len);
            for (uint32_t k = 0; k < e->actor_count; k++)
                CHECK(e->actors[k].entity == SITREP_NONE || e->actors[k].entity < r->entity_count);
            for (uint32_t k = 0; k < e->figure_count; k++) CHECK(e->figures[k] < r->figure_count);
        }
    }
}

static void test_events_end(void)
{
    reading_close();
}

CHECK_MAIN(CASE(test_events_table), CASE(test_events_examples_of_the_lexicon), CASE(test_events_do_not_remember),
           CASE(test_events_indices_hold), CASE(test_events_explain), CASE(test_events_end))
