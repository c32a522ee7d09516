/* tell/policy_table.c — the table that a policy makes of the ledger's numbers: per count (what, where, who is counted)
 * and day low, best and high with who says so, and what was left out and why; and what two policies make of the same.
 */
#include <math.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/error.h"
#include "tell/policy.h"
#include "tell/tell.h"

#include "base/banned.h"

typedef struct printing {
    const sitrep_policy_table *table;
    report r;
    buf line, all;
} printing;

/* ---- which rows ---- */

static int by_day(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The days on which a number of the count was published, each once; only the last where the table is of the latest. */
static size_t days_of(const printing *p, const data_series *s, int32_t **out)
{
    int32_t *days = ARENA_ARRAY(p->r.a, int32_t, s->count + 1);
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < s->count && days; i++)
        if (s->figures[i]->published_day != SITREP_DAY_NONE) days[count++] = s->figures[i]->published_day;
    if (count) qsort(days, count, sizeof *days, by_day);
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || days[i + 1] != days[i]) days[kept++] = days[i];
    if (!p->table->every_day && kept) days[0] = days[kept - 1], kept = 1;
    *out = days;
    return kept;
}

/* Whether the series is one count that a table can have: the planning figures have none. */
static bool is_countable(const data_series *s)
{
    const data_figure *f = s->figures[0];
    return !report_is_planning(f) && !sv_eq(f->kind, SV("other")) && !sv_eq(f->kind, SV("money"));
}

static sitrep_sv iso_day(const printing *p, int32_t day)
{
    civil_date d = date_from_days(day);
    return arena_printf(p->r.a, "%04d-%02u-%02u", (int)d.year, (unsigned)d.month, (unsigned)d.day);
}

static sitrep_sv who(const printing *p, const data_figure *f)
{
    if (!f) return (sitrep_sv){"", 0};
    sitrep_sv answers = report_answers(&p->r, f);
    return answers.len ? answers : SV("nobody named");
}

/* "2,000 (Roza Otunbayeva): made of another number; …", each number of each speaker and reason once. */
static sitrep_sv left_out_words(const printing *p, const policy_outcome *o)
{
    buf text = BUF_INIT(1 << 16);
    for (size_t i = o->count; i-- > 0;) {
        const policy_number *n = &o->numbers[i];
        bool again = !n->reason.len || sv_starts(n->reason, SV("said again")) ||
                     (isnan(n->figure->value) && sv_eq(n->figure->measure, SV("derived"))); /* a factor, no number */
        for (size_t k = o->count - 1; k > i && !again; k--)
            again = o->numbers[k].figure->value == n->figure->value && sv_eq(o->numbers[k].reason, n->reason);
        if (again) continue;
        buf_printf(&text, "%s%.*s (%.*s): %.*s", text.len ? "; " : "", SV_ARG(words_value(p->r.a, n->figure)),
                   SV_ARG(doc_cut(p->r.a, who(p, n->figure), 60)), SV_ARG(n->reason));
    }
    sitrep_sv copy = arena_copy(p->r.a, buf_sv(&text));
    buf_release(&text);
    return copy;
}

/* ---- cells ---- */

#define CELLS_MAX 32
typedef struct cell {
    const char *name;
    sitrep_sv text;
    double number; /* used where the text is empty */
} cell;

static void add_count(printing *p, const data_series *s, int32_t day, cell *cells, size_t *count)
{
    const data_figure *f = s->figures[0];
    cells[(*count)++] = (cell){"kind", f->kind, NAN};
    cells[(*count)++] = (cell){"place", s->local ? s->incident : report_country(&p->r, s->country), NAN};
    cells[(*count)++] = (cell){"country", s->country, NAN};
    cells[(*count)++] = (cell){"group", s->group, NAN};
    cells[(*count)++] = (cell){"day", iso_day(p, day), NAN};
}

static void add_parts(printing *p, const policy_outcome *o, const char *const names[9], cell *cells, size_t *count)
{
    for (unsigned i = 0; i < POLICY_PARTS; i++) cells[(*count)++] = (cell){names[i], (sitrep_sv){"", 0}, o->values[i]};
    for (unsigned i = 0; i < POLICY_PARTS; i++) cells[(*count)++] = (cell){names[3 + i], who(p, o->parts[i]), NAN};
    for (unsigned i = 0; i < POLICY_PARTS; i++)
        cells[(*count)++] = (cell){names[6 + i], o->parts[i] ? o->parts[i]->id : (sitrep_sv){"", 0}, NAN};
}

static size_t row_of(printing *p, const data_series *s, int32_t day, cell *cells)
{
    static const char *const names[9] = {"low",      "best",       "high",        "low_who",    "best_who",
                                         "high_who", "low_figure", "best_figure", "high_figure"};
    policy_outcome o;
    size_t count = 0;
    policy_apply(p->table->policy, &p->r, s, day, &o);
    add_count(p, s, day, cells, &count);
    add_parts(p, &o, names, cells, &count);
    cells[count++] = (cell){"entered", (sitrep_sv){"", 0}, (double)o.entered};
    cells[count++] = (cell){"of", (sitrep_sv){"", 0}, (double)o.count};
    cells[count++] = (cell){"left_out", left_out_words(p, &o), NAN};
    cells[count++] = (cell){"policy", sitrep_policy_name(p->table->policy), NAN};
    cells[count++] = (cell){"policy_sha256", sitrep_policy_hash(p->table->policy), NAN};
    return count;
}

static bool same_values(const policy_outcome *a, const policy_outcome *b)
{
    for (unsigned i = 0; i < POLICY_PARTS; i++)
        if (a->values[i] != b->values[i] && !(isnan(a->values[i]) && isnan(b->values[i]))) return false;
    return true;
}

/* A row of the differences; 0 cells where the two agree. */
static size_t difference_of(printing *p, const data_series *s, int32_t day, cell *cells)
{
    static const char *const one[9] = {"low_1",      "best_1",       "high_1",        "low_who_1",    "best_who_1",
                                       "high_who_1", "low_figure_1", "best_figure_1", "high_figure_1"};
    static const char *const two[9] = {"low_2",      "best_2",       "high_2",        "low_who_2",    "best_who_2",
                                       "high_who_2", "low_figure_2", "best_figure_2", "high_figure_2"};
    policy_outcome a, b;
    size_t count = 0;
    policy_apply(p->table->policy, &p->r, s, day, &a);
    policy_apply(p->table->other, &p->r, s, day, &b);
    if (same_values(&a, &b)) return 0;
    add_count(p, s, day, cells, &count);
    add_parts(p, &a, one, cells, &count);
    add_parts(p, &b, two, cells, &count);
    cells[count++] = (cell){"policy_1", sitrep_policy_name(p->table->policy), NAN};
    cells[count++] = (cell){"policy_2", sitrep_policy_name(p->table->other), NAN};
    return count;
}

/* ---- forms ---- */

static void add_jsonl(printing *p, const cell *cells, size_t count)
{
    bool comma = false;
    buf_add_char(&p->all, '{');
    for (size_t i = 0; i < count; i++) {
        if (!cells[i].text.len && isnan(cells[i].number)) continue; /* nothing stated: left out, never 0 */
        buf_printf(&p->all, "%s\"%s\": ", comma ? ", " : "", cells[i].name);
        if (cells[i].text.len)
            tell_json_string(&p->all, cells[i].text);
        else
            tell_number(&p->all, cells[i].number);
        comma = true;
    }
    buf_add_sv(&p->all, SV("}\n"));
}

static void add_csv(printing *p, const cell *cells, size_t count, bool head)
{
    for (size_t i = 0; i < count && head; i++) buf_printf(&p->all, "%s%s", i ? "," : "", cells[i].name);
    if (head) buf_add_sv(&p->all, SV("\r\n"));
    for (size_t i = 0; i < count; i++) {
        if (i) buf_add_char(&p->all, ',');
        if (cells[i].text.len)
            tell_csv_text(&p->all, cells[i].text);
        else if (!isnan(cells[i].number))
            tell_number(&p->all, cells[i].number);
    }
    buf_add_sv(&p->all, SV("\r\n"));
}

static const cell *find(const cell *cells, size_t count, const char *name)
{
    size_t i = 0;
    while (i < count && strcmp(cells[i].name, name) != 0) i++;
    SITREP_ASSERT(i < count);
    return &cells[i];
}

static sitrep_sv shown(printing *p, const cell *c)
{
    return isnan(c->number) ? SV("none") : words_number(p->r.a, c->number);
}

static void put(printing *p, const char *first, const char *rest)
{
    buf clean = BUF_INIT(0);
    tell_line(&clean, buf_sv(&p->line));
    tell_wrap(&p->all, buf_sv(&clean), first, rest);
    if (clean.failed || p->line.failed) p->all.failed = true;
    buf_release(&clean);
    buf_clear(&p->line);
}

/* "18 June 2010  killed, Kyrgyzstan: best 192 (health ministry), low 192 (…), high 223 (…)". */
static void text_part(printing *p, const cell *cells, size_t count, const char *suffix)
{
    static const char *const parts[][2] = {{"best", "best_who"}, {"low", "low_who"}, {"high", "high_who"}};
    char value[24], name[24];
    for (size_t i = 0; i < 3; i++) {
        snprintf(value, sizeof value, "%s%s", parts[i][0], suffix);
        snprintf(name, sizeof name, "%s%s", parts[i][1], suffix);
        const cell *c = find(cells, count, value), *w = find(cells, count, name);
        buf_printf(&p->line, "%s%s %.*s", i ? ", " : "", parts[i][0], SV_ARG(shown(p, c)));
        if (w->text.len) buf_printf(&p->line, " (%.*s)", SV_ARG(doc_cut(p->r.a, w->text, 60)));
    }
}

static void add_text(printing *p, const cell *cells, size_t count)
{
    sitrep_sv group = find(cells, count, "group")->text;
    buf_printf(&p->line, "%.*s  %s, %.*s%s%.*s", SV_ARG(find(cells, count, "day")->text),
               words_kind(find(cells, count, "kind")->text), SV_ARG(find(cells, count, "place")->text),
               group.len ? ", " : "", SV_ARG(group));
    put(p, "", "  ");
    if (p->table->other) {
        const char *const suffixes[] = {"_1", "_2"}, *const names[] = {"policy_1", "policy_2"};
        for (size_t i = 0; i < 2; i++) {
            buf_printf(&p->line, "%.*s: ", SV_ARG(find(cells, count, names[i])->text));
            text_part(p, cells, count, suffixes[i]);
            put(p, "  ", "    ");
        }
        return;
    }
    text_part(p, cells, count, "");
    put(p, "  ", "    ");
    const cell *left_out = find(cells, count, "left_out");
    if (left_out->text.len) {
        buf_printf(&p->line, "left out: %.*s", SV_ARG(left_out->text));
        put(p, "  ", "    ");
    }
}

static void add_row(printing *p, const cell *cells, size_t count, bool head)
{
    if (p->table->output == SITREP_OUTPUT_JSONL)
        add_jsonl(p, cells, count);
    else if (p->table->output == SITREP_OUTPUT_CSV)
        add_csv(p, cells, count, head);
    else
        add_text(p, cells, count);
}

static void stamp_line(printing *p, const sitrep_policy *policy)
{
    buf_printf(&p->line, "Policy %.*s, SHA-256 %.*s: %.*s.", SV_ARG(sitrep_policy_name(policy)),
               SV_ARG(sitrep_policy_hash(policy)), SV_ARG(sitrep_policy_title(policy)));
    put(p, "", "  ");
}

static void print_all(printing *p)
{
    bool text = p->table->output == SITREP_OUTPUT_TABLE, head = true;
    cell cells[CELLS_MAX];
    if (text) stamp_line(p, p->table->policy);
    if (text && p->table->other) stamp_line(p, p->table->other);
    if (text) buf_add_char(&p->all, '\n');
    for (size_t i = 0; i < p->r.rows->series.count; i++) {
        const data_series *s = &p->r.rows->series.at[i];
        int32_t *days;
        size_t count = is_countable(s) ? days_of(p, s, &days) : 0;
        for (size_t d = 0; d < count; d++) {
            size_t filled = p->table->other ? difference_of(p, s, days[d], cells) : row_of(p, s, days[d], cells);
            if (!filled) continue;
            add_row(p, cells, filled, head);
            head = false;
        }
    }
    if (head && text) {
        buf_add_sv(&p->line, p->table->other ? SV("They agree on every count of this scope.")
                                             : SV("No number is counted in this scope."));
        put(p, "", "");
    }
}

sitrep_status sitrep_tell_policy(sitrep_store *store, const sitrep_policy_table *table, sitrep_write_fn write,
                                 void *ctx, sitrep_error *err)
{
    if ((unsigned)table->output > SITREP_OUTPUT_CSV) return base_error(err, SITREP_USAGE, "there is no such form");
    arena a;
    arena_init(&a, 0);
    data rows;
    sitrep_report_options options = {.filter = table->filter, .changed_since = SITREP_DAY_NONE};
    printing p = {.table = table, .line = BUF_INIT(0), .all = BUF_INIT(0)};
    sitrep_status status = data_load(store, &options, &a, &rows, err);
    if (status == SITREP_EMPTY) status = SITREP_OK;
    map_world *world = map_world_open();
    p.r = (report){.a = &a, .rows = &rows, .world = world, .options = &options};
    if (!status) print_all(&p);
    if (!status) status = tell_write_out(&p.all, &a, write, ctx, err);
    buf_release(&p.line);
    buf_release(&p.all);
    map_world_free(world);
    arena_release(&a);
    return status;
}
