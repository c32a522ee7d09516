/* tell/data.c — rows to structures: by one list of columns per table, then related: claims to events, figures to
 * series, all to their reports. Everything is ordered by what stands in the rows, so that the same store gives the same
 * bytes. */
#include "tell/data.h"

#include <math.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/error.h"

#include "base/banned.h"

/* ---- loading ---- */

#define TEXT       DATA_TEXT
#define NUMBER     DATA_NUMBER
#define POSITION   DATA_POSITION

/* One line is one thought of the list, not one field. */
/* clang-format off */
#define T(type, name) {#name, offsetof(type, name), TEXT}
#define N(type, name) {#name, offsetof(type, name), NUMBER}
#define REF_TEXT(type, name) {#name, offsetof(type, ref) + offsetof(doc_ref, name), TEXT}
#define REF_AT(type, name) {#name, offsetof(type, ref) + offsetof(doc_ref, name), POSITION}
#define REF(type) \
    REF_TEXT(type, report), REF_TEXT(type, source), REF_TEXT(type, published), REF_TEXT(type, quote), REF_AT(type, sentence_first), REF_AT(type, sentence_last)
#define REF_INNER(type) REF_AT(type, first), REF_AT(type, last)

static const data_field report_fields[] = {
    {"report", offsetof(data_report, id), TEXT}, T(data_report, external_id), T(data_report, source), T(data_report, title), T(data_report, published), T(data_report, url),
    T(data_report, place), T(data_report, status), T(data_report, origin), T(data_report, origin_reason), T(data_report, seen), N(data_report, claims),
    N(data_report, figures), N(data_report, statements), {NULL, 0, TEXT}};
static const data_field claim_fields[] = {
    {"claim", offsetof(data_claim, id), TEXT}, T(data_claim, event), T(data_claim, trigger), T(data_claim, type), T(data_claim, mode), T(data_claim, actors),
    T(data_claim, recipients), T(data_claim, place), T(data_claim, country), T(data_claim, precision), T(data_claim, admin1), T(data_claim, begin),
    T(data_claim, end), T(data_claim, status), T(data_claim, polarity), T(data_claim, certainty), T(data_claim, speaker), T(data_claim, via), T(data_claim, party), T(data_claim, verified),
    N(data_claim, lat), N(data_claim, lon), N(data_claim, confidence), N(data_claim, omission), N(data_claim, quad), T(data_claim, review), REF(data_claim), REF_INNER(data_claim),
    {NULL, 0, TEXT}};
static const data_field figure_fields[] = {
    {"figure", offsetof(data_figure, id), TEXT}, T(data_figure, series), T(data_figure, step), T(data_figure, kind), T(data_figure, text), T(data_figure, unit),
    T(data_figure, qualifier), T(data_figure, measure), T(data_figure, people), T(data_figure, speaker), T(data_figure, via), T(data_figure, place),
    T(data_figure, country), T(data_figure, begin), T(data_figure, note), T(data_figure, from), T(data_figure, seen), T(data_figure, scope), T(data_figure, count),
    T(data_figure, line), T(data_figure, review), N(data_figure, low), N(data_figure, best), N(data_figure, high), REF(data_figure), REF_INNER(data_figure), {NULL, 0, TEXT}};
static const data_field statement_fields[] = {
    {"statement", offsetof(data_statement, id), TEXT}, T(data_statement, day), T(data_statement, act), T(data_statement, speaker), T(data_statement, speaker_code),
    T(data_statement, via), T(data_statement, addressee), T(data_statement, content), T(data_statement, due), N(data_statement, quoted), REF(data_statement),
    REF_INNER(data_statement), {NULL, 0, TEXT}};
static const data_field undertaking_fields[] = {
    {"undertaking", offsetof(data_undertaking, id), TEXT}, T(data_undertaking, kind), T(data_undertaking, speaker), T(data_undertaking, addressee),
    T(data_undertaking, content), T(data_undertaking, due), T(data_undertaking, due_now), T(data_undertaking, condition), T(data_undertaking, issue), T(data_undertaking, told_by), T(data_undertaking, answers),
    N(data_undertaking, slips), T(data_undertaking, state), T(data_undertaking, reason),
    T(data_undertaking, since), T(data_undertaking, evidence), T(data_undertaking, dated), T(data_undertaking, dated_quote),
    T(data_undertaking, answered), REF(data_undertaking), {NULL, 0, TEXT}};
static const data_field source_fields[] = {
    T(data_source, source), T(data_source, earliest), T(data_source, latest), N(data_source, reports), N(data_source, first_with_it), N(data_source, claims),
    N(data_source, figures), N(data_source, statements), {NULL, 0, TEXT}};
static const data_field contradiction_fields[] = {
    {"contradiction", offsetof(data_contradiction, id), TEXT}, T(data_contradiction, kind), T(data_contradiction, one), T(data_contradiction, other),
    T(data_contradiction, reason), T(data_contradiction, seen), T(data_contradiction, one_report), T(data_contradiction, one_quote),
    T(data_contradiction, other_report), T(data_contradiction, other_quote), {NULL, 0, TEXT}};
static const data_field use_fields[] = {
    T(data_use, notice), T(data_use, kind), T(data_use, seen), T(data_use, report), T(data_use, source), T(data_use, title), T(data_use, published),
    T(data_use, reason), T(data_use, used_by), T(data_use, id), T(data_use, what), {NULL, 0, TEXT}};
static const data_field patch_fields[] = {
    {"patch", offsetof(data_patch, id), TEXT}, T(data_patch, at), T(data_patch, who), T(data_patch, action), T(data_patch, target), T(data_patch, state),
    T(data_patch, state_reason), T(data_patch, change), T(data_patch, reason), T(data_patch, report), {NULL, 0, TEXT}};
static const data_field run_fields[] = {T(data_run, started), T(data_run, program), T(data_run, model), T(data_run, knowledge), N(data_run, run), N(data_run, reports),
                                   {NULL, 0, TEXT}};
/* clang-format on */

#define FIELDS_MAX 48
typedef struct loading {
    arena *a;
    const data_field *fields;
    size_t columns[FIELDS_MAX]; /* of each field */
    size_t size;                /* of one row */
    char *rows;
    size_t count, room;
} loading;

static void take(const loading *l, const data_field *f, const sitrep_cell *cell, char *row)
{
    switch (f->kind) {
    case DATA_TEXT:
        *(sitrep_sv *)(void *)(row + f->offset) =
            cell->kind == SITREP_CELL_TEXT ? arena_copy(l->a, cell->text) : (sitrep_sv){"", 0};
        break;
    case DATA_NUMBER:
        *(double *)(void *)(row + f->offset) = cell->kind == SITREP_CELL_NUMBER ? cell->number : NAN;
        break;
    case DATA_POSITION:
        *(uint32_t *)(void *)(row + f->offset) = cell->kind == SITREP_CELL_NUMBER ? (uint32_t)cell->number : 0;
    }
}

static bool take_row(void *ctx, const sitrep_cell *cells, size_t count)
{
    loading *l = ctx;
    (void)count;
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 64;
        l->rows = arena_grow(l->a, l->rows, l->count, room, l->size);
        l->room = l->rows ? room : 0;
        if (!l->rows) return false;
    }
    char *row = l->rows + l->count++ * l->size;
    for (size_t i = 0; l->fields[i].column; i++) take(l, &l->fields[i], &cells[l->columns[i]], row);
    return !l->a->failed;
}

sitrep_status data_table(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter,
                         const data_field *fields, size_t size, arena *a, void *out_rows, size_t *out_count,
                         sitrep_error *err)
{
    loading l = {.a = a, .fields = fields, .size = size};
    const char *const *names = sitrep_table_columns(kind);
    for (size_t i = 0; fields[i].column; i++) {
        SITREP_ASSERT(i < FIELDS_MAX);
        while (names[l.columns[i]] && strcmp(names[l.columns[i]], fields[i].column) != 0) l.columns[i]++;
        SITREP_ASSERT(names[l.columns[i]]); /* a field that its table has not */
    }
    sitrep_status status = sitrep_store_query(store, kind, filter, take_row, &l, err);
    if (a->failed) status = base_error(err, SITREP_NOMEM, "out of memory");
    memcpy(out_rows, &l.rows, sizeof l.rows);
    *out_count = l.count;
    return status;
}

/* Filters by table: what a table does not know is taken out for it (query.c of the store lists what each knows). */
enum {
    WHERE = 1,
    DAYS = 2,
    TYPE = 4,
    BY = 8,
    ACTORS = 16,
    SOURCE = 32,
    METRIC = 64,
    ACT = 128,
    STATUS = 256,
    WORDS = 512,
    SHARE = 1024,
    CHANGED = 2048
};
static sitrep_filter narrowed(const sitrep_filter *f, unsigned known)
{
    sitrep_filter n = *f;
    const sitrep_sv none = {NULL, 0};
    if (!(known & WHERE)) n.where = none;
    if (!(known & DAYS)) n.since = n.until = SITREP_DAY_NONE;
    if (!(known & TYPE)) n.type = none;
    if (!(known & BY)) n.by = none;
    if (!(known & ACTORS)) n.actor = n.recipient = none;
    if (!(known & SOURCE)) n.source = none;
    if (!(known & METRIC)) n.metric = none;
    if (!(known & ACT)) n.act = none;
    if (!(known & STATUS)) n.status = none;
    if (!(known & WORDS)) n.text = none;
    if (!(known & SHARE)) n.confidence = 0;
    if (!(known & CHANGED)) n.changed_after = 0;
    n.limit = 0; /* a report counts; it never counts a part */
    return n;
}

typedef struct table_plan {
    sitrep_table_kind kind;
    unsigned known;
    const data_field *fields;
    size_t size, at, count_at;
} table_plan;

#define PLAN(KIND, known, fields, type, list)                                                                          \
    {                                                                                                                  \
        SITREP_TABLE_##KIND, known, fields, sizeof(type), offsetof(data, list.at), offsetof(data, list.count)          \
    }
static const table_plan plans[] = {
    PLAN(REPORTS, CHANGED | WHERE | DAYS | SOURCE | WORDS, report_fields, data_report, reports),
    PLAN(CLAIMS, CHANGED | WHERE | DAYS | TYPE | BY | ACTORS | SOURCE | STATUS | WORDS | SHARE, claim_fields,
         data_claim, claims),
    PLAN(FIGURES, CHANGED | WHERE | DAYS | TYPE | BY | ACTORS | SOURCE | METRIC | WORDS, figure_fields, data_figure,
         figures),
    PLAN(STATEMENTS, CHANGED | WHERE | DAYS | TYPE | BY | SOURCE | ACT | WORDS, statement_fields, data_statement,
         statements),
    PLAN(UNDERTAKINGS, CHANGED | WHERE | DAYS | BY | SOURCE | ACT | WORDS, undertaking_fields, data_undertaking,
         undertakings),
    PLAN(SOURCES, DAYS | SOURCE, source_fields, data_source, sources),
    PLAN(CONTRADICTIONS, CHANGED, contradiction_fields, data_contradiction, contradictions),
    PLAN(WITHDRAWALS, CHANGED | DAYS | SOURCE, use_fields, data_use, uses),
    PLAN(PATCHES, 0, patch_fields, data_patch, patches),
    PLAN(RUNS, 0, run_fields, data_run, runs),
};

/* ---- relating ---- */

int32_t data_day(sitrep_sv iso)
{
    instant t;
    if (iso.len < 10 || date_parse_iso(sv_part(iso, 0, 10), &t) != SITREP_OK) return SITREP_DAY_NONE;
    return date_local_day(&t);
}

int64_t data_moment(sitrep_sv iso)
{
    instant t;
    return date_parse_iso(iso, &t) == SITREP_OK ? t.seconds : DATA_NEVER;
}

static int32_t day_of(int64_t seconds)
{
    if (seconds == DATA_NEVER) return SITREP_DAY_NONE;
    int64_t day = seconds / 86400 - (seconds % 86400 < 0);
    return day < INT32_MAX ? (int32_t)day : INT32_MAX;
}

bool data_is_point(sitrep_sv precision)
{
    return sv_eq(precision, SV("site")) || sv_eq(precision, SV("town")) || sv_eq(precision, SV("district"));
}

static int by_id(const void *a, const void *b)
{
    return sv_compare(((const data_report *)a)->id, ((const data_report *)b)->id);
}

const data_report *data_report_of(const data *d, sitrep_sv id)
{
    data_report key = {.id = id};
    return d->reports.count ? bsearch(&key, d->reports.at, d->reports.count, sizeof key, by_id) : NULL;
}

static int by_text(const void *a, const void *b)
{
    return sv_compare(*(const sitrep_sv *)a, *(const sitrep_sv *)b);
}

/* How many different texts there are; sorts them. */
static size_t count_distinct(sitrep_sv *texts, size_t count)
{
    size_t distinct = 0;
    if (count) qsort(texts, count, sizeof *texts, by_text);
    for (size_t i = 0; i < count; i++) distinct += i == 0 || !sv_eq(texts[i], texts[i - 1]);
    return distinct;
}

static sitrep_sv origin_of(const data_report *r)
{
    return r->origin.len ? r->origin : r->id;
}

/* A report is known from its publication; from when the store saw it where that is spread over days, as it is for a
 * desk that reads every day, or where two `moments` are compared. An archive read in one go has one day of seeing,
 * which would make everything new. */
static void relate_reports(data *d, bool moments, arena *a)
{
    int32_t seen_first = INT32_MAX, seen_last = INT32_MIN; /* days */
    sitrep_sv *origins = ARENA_ARRAY(a, sitrep_sv, d->reports.count + 1);
    d->first_day = d->last_day = SITREP_DAY_NONE;
    for (size_t i = 0; i < d->reports.count; i++) {
        data_report *r = &d->reports.at[i];
        r->published_day = data_day(r->published);
        r->seen_at = data_moment(r->seen);
        if (day_of(r->seen_at) < seen_first) seen_first = day_of(r->seen_at);
        if (day_of(r->seen_at) > seen_last) seen_last = day_of(r->seen_at);
        if (r->published_day != SITREP_DAY_NONE && (d->first_day == SITREP_DAY_NONE || r->published_day < d->first_day))
            d->first_day = r->published_day;
        if (r->published_day > d->last_day) d->last_day = r->published_day;
        if (origins) origins[i] = origin_of(r);
    }
    d->by_seen = seen_last > seen_first || moments;
    for (size_t i = 0; i < d->reports.count; i++) {
        data_report *r = &d->reports.at[i];
        r->known_at =
            d->by_seen || r->published_day == SITREP_DAY_NONE ? r->seen_at : (int64_t)r->published_day * 86400;
    }
    if (origins) d->origin_count = count_distinct(origins, d->reports.count);
    d->copy_count = d->reports.count - d->origin_count;
    if (d->reports.count) qsort(d->reports.at, d->reports.count, sizeof *d->reports.at, by_id);
}

/* The moment of the report, and the day since which things are new: the last day with reports before the last. */
static void relate_time(data *d, const sitrep_report_options *options)
{
    int32_t last = SITREP_DAY_NONE, before = SITREP_DAY_NONE;
    int64_t latest = INT64_MIN;
    for (size_t i = 0; i < d->reports.count; i++) {
        const data_report *r = &d->reports.at[i];
        instant t;
        if (day_of(r->known_at) > last) last = day_of(r->known_at);
        if (date_parse_iso(d->by_seen || !r->published.len ? r->seen : r->published, &t) == SITREP_OK &&
            t.seconds > latest)
            latest = t.seconds;
    }
    d->as_of = options->filter.as_of ? options->filter.as_of : latest;
    d->as_of_day = (int32_t)(d->as_of / 86400 - (d->as_of % 86400 < 0));
    for (size_t i = 0; i < d->reports.count; i++) {
        int32_t day = day_of(d->reports.at[i].known_at);
        if (day < last && day > before) before = day;
    }
    d->changed_since = options->changed_since != SITREP_DAY_NONE ? options->changed_since : before;
    if (options->filter.changed_after) {
        d->changed_after = options->filter.changed_after;
        d->changed_since = day_of(d->changed_after);
        return;
    }
    d->changed_after = d->changed_since == SITREP_DAY_NONE ? DATA_NEVER : ((int64_t)d->changed_since + 1) * 86400 - 1;
}

/* ---- events ---- */

/* How much a type of event matters to somebody with five minutes: how far it is from the ordinary run of politics. */
static double type_weight(sitrep_sv type)
{
    static const struct {
        const char *type;
        double weight;
    } weights[] = {{"ASSAULT", 10},  {"COERCE", 7},    {"MOBILIZE", 6}, {"PROTEST", 6},
                   {"THREATEN", 5},  {"RETREAT", 5},   {"SANCTION", 5}, {"AID", 4.5},
                   {"AGREE", 4},     {"REJECT", 4},    {"CONCEDE", 4},  {"ACCUSE", 3.5},
                   {"REQUEST", 3.5}, {"COOPERATE", 3}, {"SUPPORT", 2},  {"CONSULT", 2}};
    for (size_t i = 0; i < sizeof weights / sizeof weights[0]; i++)
        if (sv_eq(type, sv_of(weights[i].type))) return weights[i].weight;
    return 1;
}

static double place_weight(const data_claim *c)
{
    if (!c->place.len || !c->country.len) return 0.35;
    if (data_is_point(c->precision)) return 1;
    return sv_eq(c->precision, SV("province")) ? 0.8 : 0.6;
}

static bool is_fact(const data_claim *c)
{
    return (sv_eq(c->status, SV("happened")) || sv_eq(c->status, SV("ongoing"))) && !sv_eq(c->polarity, SV("-"));
}

/* How well a claim shows its event. */
static double claim_merit(const data_claim *c)
{
    double merit = isnan(c->confidence) ? 0 : c->confidence;
    merit += 0.2 * place_weight(c) + (c->actors.len ? 0.15 : 0) + (c->recipients.len ? 0.1 : 0) +
             (c->begin.len ? 0.1 : 0) + (is_fact(c) ? 0.2 : 0);
    return merit;
}

static double status_weight(const data_event *e)
{
    if (e->happened) return 1;
    if (sv_eq(e->best->status, SV("historical"))) return 0.05;
    return e->denied ? 0.4 : 0.5;
}

/* Weight falls by half for each week that an event lies before the report's moment. */
static double recency(const data *d, const data_event *e)
{
    int32_t day = e->day != SITREP_DAY_NONE ? e->day : day_of(e->known_at);
    int32_t age = data_age(d->as_of_day, day);
    return pow(0.5, (age > 0 ? age : 0) / 7.0);
}

static void finish_event(const data *d, data_event *e, arena *a)
{
    sitrep_sv *reports = ARENA_ARRAY(a, sitrep_sv, e->claim_count),
              *origins = ARENA_ARRAY(a, sitrep_sv, e->claim_count);
    if (!reports || !origins) return;
    e->known_at = INT64_MAX;
    for (size_t i = 0; i < e->claim_count; i++) {
        const data_claim *c = e->claims[i];
        reports[i] = c->ref.report;
        origins[i] = c->from ? origin_of(c->from) : c->ref.report;
        if (!e->best || claim_merit(c) > claim_merit(e->best)) e->best = c;
        if (c->place.len && (!e->placed || place_weight(c) > place_weight(e->placed))) e->placed = c;
        e->happened = e->happened || is_fact(c);
        e->denied = e->denied || sv_eq(c->polarity, SV("-"));
        if (c->from && c->from->known_at < e->known_at) e->known_at = c->from->known_at;
    }
    e->report_count = count_distinct(reports, e->claim_count);
    e->origin_count = count_distinct(origins, e->claim_count);
    e->day = e->best->begin_day;
    for (size_t i = 0; i < e->claim_count && e->day == SITREP_DAY_NONE; i++) e->day = e->claims[i]->begin_day;
    size_t free_claims = 0; /* of voices that are no party: their origins are counted in place */
    for (size_t i = 0; i < e->claim_count; i++)
        if (!e->claims[i]->party.len)
            origins[free_claims++] = e->claims[i]->from ? origin_of(e->claims[i]->from) : e->claims[i]->ref.report;
    e->party_origins = e->origin_count - count_distinct(origins, free_claims);
    const data_claim *shown = e->placed ? e->placed : e->best;
    e->weight = type_weight(e->best->type) * status_weight(e) * place_weight(shown) * recency(d, e) *
                log2(1.0 + (double)e->origin_count) * (isnan(e->best->confidence) ? 0.5 : e->best->confidence) *
                (e->best->actors.len || e->best->recipients.len ? 1 : 0.6) * (e->day != SITREP_DAY_NONE ? 1 : 0.7);
}

static int by_event(const void *a, const void *b)
{
    const data_claim *x = *(const data_claim *const *)a, *y = *(const data_claim *const *)b;
    int order = sv_compare(x->event, y->event);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int by_weight(const void *a, const void *b)
{
    const data_event *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? 1 : -1;
    return (x->best->order > y->best->order) - (x->best->order < y->best->order);
}

/* A claim dated after its own report cannot have happened when that was written, whatever its verb says: it is told as
 * planned. */
static void relate_events(data *d, arena *a)
{
    size_t count = d->claims.count;
    const data_claim **claims = ARENA_ARRAY(a, const data_claim *, count + 1);
    d->events.at = ARENA_ARRAY(a, data_event, count + 1);
    if (!claims || !d->events.at) return;
    for (size_t i = 0; i < count; i++) {
        data_claim *c = &d->claims.at[i];
        c->order = i;
        c->ref.row = c->id;
        c->begin_day = data_day(c->begin);
        c->end_day = data_day(c->end);
        c->from = data_report_of(d, c->ref.report);
        if (!c->event.len) c->event = c->id; /* not yet linked: alone */
        if (is_fact(c) && c->from && c->begin_day != SITREP_DAY_NONE && c->from->published_day != SITREP_DAY_NONE &&
            c->begin_day > c->from->published_day)
            c->status = SV("planned");
        claims[i] = c;
    }
    if (count) qsort(claims, count, sizeof(const data_claim *), by_event);
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && sv_eq(claims[end]->event, claims[i]->event)) end++;
        data_event *e = &d->events.at[d->events.count++];
        *e = (data_event){.id = claims[i]->event, .claims = claims + i, .claim_count = end - i};
        finish_event(d, e, a);
        i = end;
    }
    if (!a->failed && d->events.count) qsort(d->events.at, d->events.count, sizeof *d->events.at, by_weight);
}

/* ---- figures and the rest ---- */

/* A scope as linking writes it: "KGZ|", "KGZ|uzb", "KGZ, incident: Nariman|". */
static void read_scope(data_series *s, sitrep_sv scope)
{
    static const sitrep_sv word = {", incident:", 11};
    sitrep_sv where = sv_cut(&scope, '|');
    size_t at = sv_find(where, word, 0);
    s->group = scope;
    s->local = at != SIZE_MAX;
    s->country = s->local ? sv_part(where, 0, at) : where;
    if (s->local) s->incident = sv_trim(sv_part(where, at + word.len, where.len));
}

/* Figures come in the order of kind, count and time, so that a count is a run of rows. */
static void relate_figures(data *d, arena *a)
{
    size_t count = d->figures.count;
    const data_figure **list = ARENA_ARRAY(a, const data_figure *, count + 1);
    d->series.at = ARENA_ARRAY(a, data_series, count + 1);
    if (!list || !d->series.at) return;
    for (size_t i = 0; i < count; i++) {
        data_figure *f = &d->figures.at[i];
        f->ref.row = f->id;
        f->published_day = data_day(f->ref.published);
        f->report = data_report_of(d, f->ref.report);
        f->value = !isnan(f->best) ? f->best : !isnan(f->low) ? f->low : f->high;
        list[i] = f;
    }
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        bool linked = list[i]->count.len != 0;
        while (end < count && linked && sv_eq(list[end]->count, list[i]->count)) end++;
        if (linked) {
            d->series.at[d->series.count] = (data_series){.figures = list + i, .count = end - i};
            read_scope(&d->series.at[d->series.count++], list[i]->scope);
        }
        i = end;
    }
}

static data_figure *figure_of(const data *d, sitrep_sv id)
{
    for (size_t i = 0; i < d->figures.count; i++)
        if (sv_eq(d->figures.at[i].id, id)) return &d->figures.at[i];
    return NULL;
}

/* How far a number is from the others of its kind of the same days, as a logarithm; `without` does not count. */
static double distance_from_others(const data *d, const data_figure *f, const data_figure *without)
{
    double sum = 0;
    size_t others = 0;
    for (size_t i = 0; i < d->figures.count; i++) {
        const data_figure *g = &d->figures.at[i];
        if (g == f || g == without || !sv_eq(g->kind, f->kind) || !sv_eq(g->measure, f->measure) || !(g->value > 0) ||
            sv_eq(g->qualifier, SV("vague")) || data_age(f->published_day, g->published_day) > 14)
            continue;
        sum += log(g->value);
        others++;
    }
    return others ? fabs(log(f->value) - sum / (double)others) : NAN;
}

/* Of two numbers of one count that one outlet gave, one is implausible: the one that lies further from what others say.
 * The ledger notes it beside the later of them, since rows are never rewritten. */
static void relate_magnitudes(data *d)
{
    for (size_t i = 0; i < d->contradictions.count; i++) {
        const data_contradiction *c = &d->contradictions.at[i];
        if (!sv_eq(c->kind, SV("implausible magnitude"))) continue;
        data_figure *one = figure_of(d, c->one), *other = figure_of(d, c->other);
        if (!one || !other || !(one->value > 0) || !(other->value > 0)) continue;
        double first = distance_from_others(d, one, other), second = distance_from_others(d, other, one);
        if (isnan(first) || isnan(second)) continue;
        data_figure *wrong = first > second ? one : other, *right = first > second ? other : one;
        wrong->note = c->reason;
        if (sv_eq(right->note, c->reason)) right->note = (sitrep_sv){"", 0};
    }
}

static void relate_statements(data *d)
{
    for (size_t i = 0; i < d->statements.count; i++) {
        data_statement *s = &d->statements.at[i];
        s->ref.row = s->id;
        s->report = data_report_of(d, s->ref.report);
    }
    for (size_t i = 0; i < d->undertakings.count; i++) {
        data_undertaking *u = &d->undertakings.at[i];
        u->ref.row = u->id;
        u->report = data_report_of(d, u->ref.report);
        u->due_day = data_day(u->due);
        u->since_at = data_moment(u->since);
        u->dated_at = u->dated.len ? data_moment(u->dated) : 0;
        u->answered_at = u->answered.len ? data_moment(u->answered) : 0;
    }
    for (size_t i = 0; i < d->uses.count; i++) d->uses.at[i].seen_at = data_moment(d->uses.at[i].seen);
    for (size_t i = 0; i < d->contradictions.count; i++)
        d->contradictions.at[i].seen_at = data_moment(d->contradictions.at[i].seen);
}

sitrep_status data_load(sitrep_store *store, const sitrep_report_options *options, arena *a, data *out,
                        sitrep_error *err)
{
    sitrep_status status = SITREP_OK;
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < sizeof plans / sizeof plans[0] && !status; i++) {
        if (options->filter.changed_after && !(plans[i].known & CHANGED))
            continue; /* of the whole store, not of a time */
        sitrep_filter filter = narrowed(&options->filter, plans[i].known);
        if (options->known_until) filter.as_of = options->known_until;
        status = data_table(store, plans[i].kind, &filter, plans[i].fields, plans[i].size, a, (char *)out + plans[i].at,
                            (size_t *)(void *)((char *)out + plans[i].count_at), err);
    }
    if (status) return status;
    relate_reports(out, options->filter.changed_after != 0, a);
    relate_time(out, options);
    relate_events(out, a);
    relate_figures(out, a);
    relate_magnitudes(out);
    relate_statements(out);
    if (a->failed) return base_error(err, SITREP_NOMEM, "out of memory");
    return out->reports.count ? SITREP_OK : base_error(err, SITREP_EMPTY, "no report falls in this scope");
}
