/* tell/silence.c — silence, told apart. For each place and day: what is said to have happened there, by claims; whether
 * a report of that day is about the place or comes from it; and whether somebody was kept out, by the sentences that
 * access.c finds. Such a sentence is about the places that it names, else (as "the village") about the report's
 * dateline, else about the place named last before it; and about the days that it names, else the day of its report;
 * "since" a day reaches to the report. A voice is independent where neither its speaker nor its outlet is a party. */
#include "tell/silence.h"

#include <math.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/error.h"

#include "base/banned.h"

#define DENIED_SPAN 100 /* days that a sentence may reach over */
#define CLAIM_SPAN  4   /* a claim that may be of one of more days is counted on none */

const char *const silence_names[SILENCE_STATES] = {"reported", "reported, access denied", "access denied",
                                                   "nothing reported (covered)", "not covered"};

typedef struct place_row {
    sitrep_sv place, role, precision, country, admin1, day, report;
    double first;
} place_row;
typedef struct time_row {
    sitrep_sv begin, end, report;
    double first, last;
} time_row;
typedef struct claim_row {
    sitrep_sv place, precision, country, begin, end, status, polarity, party;
    doc_ref ref;
} claim_row;
typedef struct report_row {
    sitrep_sv report, origin, published;
} report_row;
typedef struct denial {
    const access_note *note;
    sitrep_sv place;
    int32_t begin, end;
    int merit; /* how surely it is about the place */
} denial;

/* clang-format off */
#define T(type, name) {#name, offsetof(type, name), DATA_TEXT}
#define N(type, name) {#name, offsetof(type, name), DATA_NUMBER}
#define REF_TEXT(type, name) {#name, offsetof(type, ref) + offsetof(doc_ref, name), DATA_TEXT}
#define REF_AT(type, name) {#name, offsetof(type, ref) + offsetof(doc_ref, name), DATA_POSITION}
static const data_field place_fields[] = {T(place_row, place), T(place_row, role), T(place_row, precision), T(place_row, country), T(place_row, admin1),
                                          T(place_row, day), T(place_row, report), N(place_row, first), {NULL, 0, DATA_TEXT}};
static const data_field time_fields[] = {T(time_row, begin), T(time_row, end), T(time_row, report), N(time_row, first), N(time_row, last), {NULL, 0, DATA_TEXT}};
static const data_field claim_fields[] = {
    T(claim_row, place), T(claim_row, precision), T(claim_row, country), T(claim_row, begin), T(claim_row, end), T(claim_row, status), T(claim_row, polarity),
    T(claim_row, party), REF_TEXT(claim_row, report), REF_TEXT(claim_row, source), REF_TEXT(claim_row, published), REF_TEXT(claim_row, quote),
    REF_AT(claim_row, sentence_first), REF_AT(claim_row, sentence_last), {NULL, 0, DATA_TEXT}};
static const data_field report_fields[] = {T(report_row, report), T(report_row, origin), T(report_row, published), {NULL, 0, DATA_TEXT}};
/* clang-format on */

typedef struct looking {
    arena *a;
    place_row *places, *scope; /* of all reports; those that the filter lets through */
    time_row *times;
    claim_row *claims;
    report_row *reports;
    denial *denials;
    access_list access;
    size_t place_count, scope_count, time_count, claim_count, report_count, denial_count;
    int32_t first, last; /* days looked at */
} looking;

static bool is_exact(sitrep_sv precision)
{
    return data_is_point(precision);
}

/* ---- loading ---- */

static sitrep_status load(sitrep_store *store, const sitrep_filter *filter, looking *k, sitrep_error *err)
{
    sitrep_filter all, scope;
    sitrep_filter_init(&all);
    all.as_of = filter->as_of, all.source = filter->source;
    scope = all;
    scope.where = filter->where;
    sitrep_status status = data_table(store, SITREP_TABLE_PLACES, &all, place_fields, sizeof(place_row), k->a,
                                      &k->places, &k->place_count, err);
    if (!status)
        status = data_table(store, SITREP_TABLE_PLACES, &scope, place_fields, sizeof(place_row), k->a, &k->scope,
                            &k->scope_count, err);
    if (!status)
        status = data_table(store, SITREP_TABLE_TIMES, &all, time_fields, sizeof(time_row), k->a, &k->times,
                            &k->time_count, err);
    if (!status)
        status = data_table(store, SITREP_TABLE_CLAIMS, &scope, claim_fields, sizeof(claim_row), k->a, &k->claims,
                            &k->claim_count, err);
    if (!status)
        status = data_table(store, SITREP_TABLE_REPORTS, &all, report_fields, sizeof(report_row), k->a, &k->reports,
                            &k->report_count, err);
    return status ? status : access_load(store, &all, k->a, &k->access, err);
}

/* The days asked for, else those on which reports of the scope were published. */
static void find_days(const sitrep_filter *filter, looking *k)
{
    k->first = SITREP_DAY_NONE, k->last = SITREP_DAY_NONE;
    for (size_t i = 0; i < k->scope_count; i++) {
        int32_t day = data_day(k->scope[i].day);
        if (day == SITREP_DAY_NONE || !is_exact(k->scope[i].precision)) continue;
        if (k->first == SITREP_DAY_NONE || day < k->first) k->first = day;
        if (k->last == SITREP_DAY_NONE || day > k->last) k->last = day;
    }
    if (filter->since != SITREP_DAY_NONE) k->first = filter->since;
    if (filter->until != SITREP_DAY_NONE) k->last = filter->until;
}

static int32_t published_day(const access_note *n)
{
    return data_day(n->ref.published);
}

/* ---- what a sentence about access is about ---- */

static bool says_here(sitrep_sv quote)
{
    static const char *const words[] = {"the village", "the town", "the city", "the district", "the camp", "the ward"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_find(quote, sv_of(words[i]), 0) != SIZE_MAX) return true;
    return false;
}

static void days_of(const looking *k, const access_note *n, denial *d)
{
    d->begin = d->end = published_day(n);
    for (size_t i = 0; i < k->time_count; i++) {
        const time_row *t = &k->times[i];
        int32_t begin = data_day(t->begin), end = data_day(t->end);
        if (t->first < n->ref.sentence_first || t->last > n->ref.sentence_last || !sv_eq(t->report, n->ref.report))
            continue;
        if (begin == SITREP_DAY_NONE || begin > d->end || end - begin > DENIED_SPAN) continue;
        size_t at = (size_t)t->first - n->ref.sentence_first, from = at > 12 ? at - 12 : 0;
        bool since = at <= n->ref.quote.len && sv_find(sv_part(n->ref.quote, from, at), SV("ince"), 0) != SIZE_MAX;
        d->begin = begin;
        if (!since) d->end = end < d->end ? end : d->end;
        return;
    }
}

static void add_denial(looking *k, const access_note *n, sitrep_sv place, int merit)
{
    bool let_in = !strcmp(access_kinds[n->kind], "access");
    denial d = {.note = n, .place = place, .merit = merit + 2 * let_in};
    days_of(k, n, &d);
    for (size_t i = k->denial_count; i-- > 0 && k->denials[i].note == n;)
        if (sv_eq(k->denials[i].place, place)) return;
    k->denials[k->denial_count++] = d;
}

static void place_denial(looking *k, const access_note *n)
{
    const place_row *before = NULL, *dateline = NULL;
    size_t found = 0;
    for (size_t i = 0; i < k->place_count; i++) {
        const place_row *p = &k->places[i];
        if (!sv_eq(p->report, n->ref.report) || !is_exact(p->precision)) continue;
        if (sv_eq(p->role, SV("dateline"))) dateline = p;
        if (p->first >= n->ref.sentence_first && p->first < n->ref.sentence_last && found < 6 &&
            k->denial_count < 6 * k->access.count)
            add_denial(k, n, p->place, 2), found++;
        if (p->first < n->ref.sentence_first && !sv_eq(p->role, SV("said_at"))) before = p;
    }
    if (found) return;
    bool district =
        before && sv_eq(before->precision, SV("district")) && sv_find(n->ref.quote, SV("district"), 0) != SIZE_MAX;
    bool here = dateline && !district && (says_here(n->ref.quote) || !before);
    const place_row *about = here ? dateline : before;
    if (about) add_denial(k, n, about->place, here || district);
}

static sitrep_status find_denials(looking *k, sitrep_error *err)
{
    k->denials = ARENA_ARRAY(k->a, denial, 6 * k->access.count + 8);
    if (!k->denials) return base_error(err, SITREP_NOMEM, "out of memory");
    for (size_t i = 0; i < k->access.count; i++) {
        const char *kind = access_kinds[k->access.at[i].kind];
        if (!strcmp(kind, "access") || !strcmp(kind, "communications")) place_denial(k, &k->access.at[i]);
    }
    return SITREP_OK;
}

/* ---- counting ---- */

static sitrep_sv origin_of(const looking *k, sitrep_sv report)
{
    for (size_t i = 0; i < k->report_count; i++)
        if (sv_eq(k->reports[i].report, report)) return k->reports[i].origin.len ? k->reports[i].origin : report;
    return report;
}

typedef struct distinct {
    sitrep_sv at[64];
    size_t count;
} distinct;

static void note(distinct *d, sitrep_sv what)
{
    for (size_t i = 0; i < d->count; i++)
        if (sv_eq(d->at[i], what)) return;
    if (d->count < 64) d->at[d->count++] = what;
}

static bool happened(const claim_row *c)
{
    return (sv_eq(c->status, SV("happened")) || sv_eq(c->status, SV("ongoing"))) && !sv_eq(c->polarity, SV("-")) &&
           is_exact(c->precision);
}

/* What is said of one place: days are counted over these alone. */
typedef struct place_view {
    const claim_row **claims;
    const place_row **rows;
    const denial **denials;
    size_t claim_count, row_count, denial_count;
} place_view;

static void view_place(const looking *k, sitrep_sv place, place_view *v)
{
    v->claim_count = v->row_count = v->denial_count = 0;
    for (size_t i = 0; i < k->claim_count; i++)
        if (sv_eq(k->claims[i].place, place) && happened(&k->claims[i])) v->claims[v->claim_count++] = &k->claims[i];
    for (size_t i = 0; i < k->scope_count; i++)
        if (sv_eq(k->scope[i].place, place)) v->rows[v->row_count++] = &k->scope[i];
    for (size_t i = 0; i < k->denial_count; i++)
        if (sv_eq(k->denials[i].place, place)) v->denials[v->denial_count++] = &k->denials[i];
}

static silence_day look_at(const looking *k, const silence_place *p, const place_view *v, int32_t day)
{
    silence_day out = {.place = p->place, .country = p->country, .day = day};
    distinct reports = {.count = 0}, origins = {.count = 0}, covers = {.count = 0};
    const doc_ref *denied = NULL;
    int merit = -1;
    for (size_t i = 0; i < v->claim_count; i++) {
        const claim_row *c = v->claims[i];
        int32_t begin = data_day(c->begin), end = data_day(c->end);
        if (begin == SITREP_DAY_NONE || day < begin || day > end || end - begin >= CLAIM_SPAN) continue;
        out.events++;
        note(&reports, c->ref.report);
        note(&origins, origin_of(k, c->ref.report));
        if (!out.ref) out.ref = &c->ref;
    }
    for (size_t i = 0; i < v->row_count; i++)
        if (data_day(v->rows[i]->day) == day) note(&covers, v->rows[i]->report);
    for (size_t i = 0; i < v->denial_count; i++) {
        const denial *d = v->denials[i];
        if (day < d->begin || day > d->end || d->merit <= merit) continue;
        denied = &d->note->ref;
        merit = d->merit;
    }
    out.reports = reports.count, out.origins = origins.count, out.covered_by = covers.count;
    out.state = out.events && denied ? SILENCE_REPORTED_DENIED
                : out.events         ? SILENCE_REPORTED
                : denied             ? SILENCE_DENIED
                : covers.count       ? SILENCE_COVERED
                                     : SILENCE_NOT_COVERED;
    if (denied) out.ref = denied;
    return out;
}

/* Who speaks of a place at all, and whether anybody does who is no party. */
static void sum_up(const looking *k, silence_place *p)
{
    distinct reports = {.count = 0}, origins = {.count = 0}, free_origins = {.count = 0};
    int32_t denied_day = SITREP_DAY_NONE, free_day = SITREP_DAY_NONE;
    for (size_t i = 0; i < k->claim_count; i++) {
        const claim_row *c = &k->claims[i];
        if (!happened(c) || !sv_eq(c->place, p->place)) continue;
        int32_t day = data_day(c->ref.published);
        p->events++;
        note(&reports, c->ref.report);
        note(&origins, origin_of(k, c->ref.report));
        if (c->party.len) continue;
        note(&free_origins, origin_of(k, c->ref.report));
        if (free_day == SITREP_DAY_NONE || day > free_day) free_day = day;
    }
    for (size_t i = 0; i < k->denial_count; i++) {
        const denial *d = &k->denials[i];
        if (!sv_eq(d->place, p->place) || (p->denied && d->end < denied_day)) continue;
        p->denied = &d->note->ref;
        denied_day = d->end;
    }
    p->reports = reports.count, p->origins = origins.count, p->independent = free_origins.count;
    p->denied_since = p->denied && (free_day == SITREP_DAY_NONE || free_day <= denied_day);
    p->verdict = !p->independent && p->denied ? "no independent source, access denied"
                 : !p->origins                ? "nothing located there"
                 : !p->independent            ? "no independent source"
                 : p->denied_since            ? "access denied, nothing independent since"
                 : p->independent == 1        ? "one independent origin"
                                              : "several independent origins";
}

/* ---- all of it ---- */

static int by_name(const void *a, const void *b)
{
    return sv_compare(((const silence_place *)a)->place, ((const silence_place *)b)->place);
}

static sitrep_status list_places(looking *k, silence *out, sitrep_error *err)
{
    out->places = ARENA_ARRAY(k->a, silence_place, k->scope_count + 1);
    if (!out->places) return base_error(err, SITREP_NOMEM, "out of memory");
    for (size_t i = 0; i < k->scope_count; i++) {
        const place_row *p = &k->scope[i];
        bool there = false;
        if (!is_exact(p->precision) || !p->place.len) continue;
        for (size_t n = 0; n < out->place_count && !there; n++) there = sv_eq(out->places[n].place, p->place);
        if (!there)
            out->places[out->place_count++] =
                (silence_place){.place = p->place, .country = p->country, .admin1 = p->admin1};
    }
    if (out->place_count) qsort(out->places, out->place_count, sizeof *out->places, by_name);
    return SITREP_OK;
}

/* The days of each place, where so many may be looked at. */
static sitrep_status count_days(looking *k, const sitrep_filter *filter, silence *out, sitrep_error *err)
{
    find_days(filter, k);
    if (k->first == SITREP_DAY_NONE || k->last == SITREP_DAY_NONE || k->last < k->first) return SITREP_OK;
    size_t days = (size_t)(k->last - k->first) + 1;
    if (out->place_count * days > SILENCE_MAX)
        return base_error(err, SITREP_LIMIT, "%zu places on %zu days are too many: give --where, --since or --until",
                          out->place_count, days);
    place_view v = {.claims = ARENA_ARRAY(k->a, const claim_row *, k->claim_count + 1),
                    .rows = ARENA_ARRAY(k->a, const place_row *, k->scope_count + 1),
                    .denials = ARENA_ARRAY(k->a, const denial *, k->denial_count + 1)};
    out->days = ARENA_ARRAY(k->a, silence_day, out->place_count * days + 1);
    if (!out->days || !v.claims || !v.rows || !v.denials) return base_error(err, SITREP_NOMEM, "out of memory");
    for (size_t i = 0; i < out->place_count; i++) {
        view_place(k, out->places[i].place, &v);
        for (int32_t day = k->first; day <= k->last; day++) {
            silence_day *d = &out->days[out->day_count++];
            *d = look_at(k, &out->places[i], &v, day);
            out->places[i].days[d->state]++;
        }
    }
    return SITREP_OK;
}

sitrep_status silence_load(sitrep_store *store, const sitrep_filter *filter, bool by_day, arena *a, silence *out,
                           sitrep_error *err)
{
    looking k = {.a = a};
    memset(out, 0, sizeof *out);
    sitrep_status status = load(store, filter, &k, err);
    if (!status) status = find_denials(&k, err);
    if (!status) status = list_places(&k, out, err);
    for (size_t i = 0; i < out->place_count && !status; i++) sum_up(&k, &out->places[i]);
    if (!status && by_day) status = count_days(&k, filter, out, err);
    return status ? status : a->failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}

/* ---- as tables ---- */

const char *const *silence_columns(sitrep_table_kind kind)
{
    static const char *const of_days[] = {"place",   "country",        "day",           "state", "claims",
                                          "reports", "origins",        "covered_by",    "quote", "source",
                                          "report",  "sentence_first", "sentence_last", NULL};
    static const char *const of_places[] = {"place",         "country",      "admin1",      "verdict",
                                            "claims",        "reports",      "origins",     "independent",
                                            "days_reported", "days_covered", "days_denied", "days_not_covered",
                                            "quote",         "source",       "report",      NULL};
    return kind == SITREP_TABLE_SILENCE ? of_days : kind == SITREP_TABLE_COVERAGE ? of_places : NULL;
}

static sitrep_cell text_cell(sitrep_sv text)
{
    return text.len ? (sitrep_cell){.kind = SITREP_CELL_TEXT, .text = text} : (sitrep_cell){.kind = SITREP_CELL_NONE};
}

static sitrep_cell number_cell(size_t number)
{
    return (sitrep_cell){.kind = SITREP_CELL_NUMBER, .number = (double)number};
}

static sitrep_cell day_cell(arena *a, int32_t day)
{
    char iso[24];
    date_print_utc((int64_t)day * 86400, iso);
    return text_cell(arena_printf(a, "%.10s", iso));
}

static bool day_row(arena *a, const silence_day *d, sitrep_row_fn row, void *ctx)
{
    const doc_ref none = {.report = {NULL, 0}}, *ref = d->ref ? d->ref : &none;
    sitrep_cell cells[] = {text_cell(d->place),
                           text_cell(d->country),
                           day_cell(a, d->day),
                           text_cell(sv_of(silence_names[d->state])),
                           number_cell(d->events),
                           number_cell(d->reports),
                           number_cell(d->origins),
                           number_cell(d->covered_by),
                           text_cell(ref->quote),
                           text_cell(ref->source),
                           text_cell(ref->report),
                           number_cell(ref->sentence_first),
                           number_cell(ref->sentence_last)};
    if (!d->ref) cells[11].kind = cells[12].kind = SITREP_CELL_NONE;
    return row(ctx, cells, sizeof cells / sizeof cells[0]);
}

static bool place_row_of(const silence_place *p, sitrep_row_fn row, void *ctx)
{
    const doc_ref none = {.report = {NULL, 0}}, *ref = p->denied ? p->denied : &none;
    sitrep_cell cells[] = {text_cell(p->place),
                           text_cell(p->country),
                           text_cell(p->admin1),
                           text_cell(sv_of(p->verdict)),
                           number_cell(p->events),
                           number_cell(p->reports),
                           number_cell(p->origins),
                           number_cell(p->independent),
                           number_cell(p->days[SILENCE_REPORTED] + p->days[SILENCE_REPORTED_DENIED]),
                           number_cell(p->days[SILENCE_COVERED]),
                           number_cell(p->days[SILENCE_DENIED] + p->days[SILENCE_REPORTED_DENIED]),
                           number_cell(p->days[SILENCE_NOT_COVERED]),
                           text_cell(ref->quote),
                           text_cell(ref->source),
                           text_cell(ref->report)};
    return row(ctx, cells, sizeof cells / sizeof cells[0]);
}

sitrep_status silence_rows(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter, sitrep_row_fn row,
                           void *ctx, sitrep_error *err)
{
    arena a;
    silence s;
    bool more = true;
    arena_init(&a, 0);
    sitrep_status status = silence_load(store, filter, true, &a, &s, err);
    size_t count = kind == SITREP_TABLE_SILENCE ? s.day_count : s.place_count;
    if (filter->limit && filter->limit < count) count = (size_t)filter->limit;
    for (size_t i = 0; i < count && more && !status; i++)
        more = kind == SITREP_TABLE_SILENCE ? day_row(&a, &s.days[i], row, ctx) : place_row_of(&s.places[i], row, ctx);
    if (!status && !more) status = SITREP_STOPPED;
    arena_release(&a);
    return status;
}
