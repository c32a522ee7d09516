/* link/series.c — stated numbers to counts and lines, in the order in which they became known.
 * A count is one thing counted in one place: kind, group counted, measure (a total, a stock, a flow, a planning figure
 * never mix) and scope: an incident, or the crisis in a country as a whole (a number far below a running total that
 * nobody called a total counts something smaller). In a count each speaker has a line (speaker.c), and a number is a
 * step of its line: first, same, up, down, or a further increment. A number that an earlier speaker gave and that now
 * stands without one, or with a whole government behind it, is a step of its first speaker's line: attribution lost, or
 * inflated. A number far from its siblings is flagged, not dropped. */
#include "link/review_int.h"

#include <math.h>

#include "base/banned.h"

#define IMPLAUSIBLE_FACTOR 50.0
#define SIBLINGS_MAX       40
#define INCIDENT_SHARE     0.15 /* of the running total: below it, a number is one of an incident … */
#define TOTAL_SHARE        0.04 /* … and below this also one that was read as a total */
#define INCIDENT_TOTAL     50.0 /* running totals too small to tell are left alone */
#define TOLD_APART         100.0 /* numbers from here on are told apart well enough to be followed from speaker to speaker */
#define BESIDE             60u /* bytes in which "official" belongs to a number */
#define COUNT_SILENCE                                                                                                  \
    ((int64_t)400 * 86400) /* a count that nobody stated for so long is closed: the next number starts anew */
#define INCIDENT_SILENCE ((int64_t)21 * 86400)
#define FOLLOWED         ((int64_t)1100 * 86400) /* how long a number is followed to its first speaker */

typedef struct figure_view {
    int64_t figure;
    sitrep_sv id, text, kind, measure, people, qualifier, precision, place, country, before, sentence;
    link_speaker who;
    sitrep_sv line;
    double value; /* best, else low, else high; NAN without any */
    bool has_low, is_increment, own_country;
} figure_view;

#define FIGURE_SQL                                                                                                     \
    "SELECT f.figure, f.id, f.text, f.kind, f.measure, f.people, f.qualifier, iif(p.role IN ('dateline', "             \
    "'said_at') AND NOT EXISTS (SELECT 1 FROM place q WHERE q.report = f.report AND q.name = p.name AND q.role NOT "   \
    "IN ('dateline', 'said_at')), 'dateline', p.precision), coalesce(p.name, p.text), "                                \
    "p.country, sentence_of(f.report, se.first, f.first),"                                                             \
    " sentence_of(f.report, se.first, se.last), st.speaker_name, st.speaker, st.speaker_code, st.via, EXISTS (SELECT " \
    "1 FROM place x WHERE x.report = f.report AND"                                                                     \
    " x.precision = 'country' AND x.name = coalesce(st.speaker_name, st.speaker)), f.best, f.low, f.high, (SELECT "    \
    "x.country FROM place x LEFT JOIN series n ON"                                                                     \
    " n.kind = f.kind AND n.measure = 'cumulative' AND n.scope = x.country || '|' WHERE x.report = f.report AND "      \
    "x.country IS NOT NULL AND x.role NOT IN ('dateline',"                                                             \
    " 'said_at') GROUP BY x.country ORDER BY max(n.series) IS NULL, count(DISTINCT x.place) DESC, x.country LIMIT "    \
    "1), (SELECT name FROM (SELECT"                                                                                    \
    " coalesce(x.name, x.text) AS name, x.first > f.last AS after, abs(x.first - f.first) AS far FROM place x WHERE "  \
    "x.report = f.report AND x.precision IN ('site', 'town',"                                                          \
    " 'district') AND x.role NOT IN ('dateline', 'said_at')) ORDER BY after, far LIMIT 1)"                             \
    " FROM figure f JOIN sentence se ON se.sentence = f.sentence LEFT JOIN claim c ON c.claim = f.claim LEFT JOIN "    \
    "place p ON p.place = coalesce(f.place, c.place)"                                                                  \
    " LEFT JOIN statement st ON st.statement = f.statement WHERE f.superseded_at IS NULL AND "

/* A town or finer that the report speaks of. One of its dateline alone is where somebody wrote: precision 'dateline'.
 */
static bool is_exact(sitrep_sv precision)
{
    return sv_eq(precision, SV("town")) || sv_eq(precision, SV("site")) || sv_eq(precision, SV("district"));
}

static bool is_moved(sitrep_sv kind)
{
    return sv_eq(kind, SV("refugees")) || sv_eq(kind, SV("returned")) || sv_eq(kind, SV("displaced"));
}

/* "another 12", "12 more": the text itself says that the number comes on top. */
static bool says_more(const figure_view *f)
{
    static const char *const words[] = {"another", "more", "further", "additional", "extra"};
    sitrep_sv after = {f->sentence.ptr + f->before.len, f->sentence.len - f->before.len}, before = f->before;
    if (after.len > f->text.len + 12) after.len = f->text.len + 12;
    if (before.len > 12) before = (sitrep_sv){before.ptr + before.len - 12, 12};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        sitrep_sv word = sv_of(words[i]);
        size_t at = sv_find(after, word, 0);
        bool than = sv_find(after, SV("more than"), 0) == at; /* a bound, not an addition */
        if (sv_find(before, word, 0) != SIZE_MAX || (at != SIZE_MAX && !than && at >= f->text.len)) return true;
    }
    return false;
}

/* "… officers to Kyrgyzstan, where an estimated 2,000 were killed": what the reporter adds to a sentence is not its
 * speaker's. */
static bool is_background(sitrep_sv before)
{
    static const char *const words[] = {" where ", " in which "};
    sitrep_sv tail = before;
    if (tail.len > 26) tail = (sitrep_sv){before.ptr + before.len - 26, 26};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_find(tail, sv_of(words[i]), 0) != SIZE_MAX) return true;
    return false;
}

/* The words to both sides of the number. */
static sitrep_sv beside(const figure_view *f)
{
    size_t from = f->before.len > BESIDE ? f->before.len - BESIDE : 0, to = f->before.len + f->text.len + BESIDE;
    return (sitrep_sv){f->sentence.ptr + from, (to < f->sentence.len ? to : f->sentence.len) - from};
}

/* The one state that places in the number's sentence lie in; empty where they lie in none, or in several. */
static sitrep_sv state_of_sentence(linking *l, int64_t figure)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT min(p.country), max(p.country) FROM figure f JOIN sentence se ON "
                                     "se.sentence = f.sentence JOIN place p ON p.report = f.report AND p.first >= "
                                     "se.first AND p.last <= se.last AND p.role NOT IN ('dateline', 'said_at') WHERE "
                                     "f.figure = ?1");
    sitrep_sv state = {NULL, 0};
    if (!stmt) return state; /* l->failure tells */
    sqlite3_bind_int64(stmt, 1, figure);
    if (link_step(l, stmt) > 0 && sv_eq(db_column(stmt, 0), db_column(stmt, 1)))
        state = arena_copy(&l->arena, db_column(stmt, 0));
    sqlite3_reset(stmt);
    return state;
}

/* A number without a country of its own counts in the one that its report is about, and so does what a copy tells.
 * "The health ministry" beside "on the Kyrgyz side" is Kyrgyz, whichever ministry was named last. */
static void settle_country(linking *l, figure_view *v)
{
    sitrep_sv about = {NULL, 0};
    if (link_report_country(l, &about)) return; /* l->failure tells */
    if (!v->country.len || l->copies_country) v->country = about;
    if (!v->who.is_country && link_is_state(v->who.code) && v->who.text.len && is_lower(v->who.text.ptr[0])) {
        sitrep_sv state = state_of_sentence(l, v->figure);
        if (state.len) v->who.code = state;
    }
}

static figure_view view_of(linking *l, sqlite3_stmt *stmt)
{
    figure_view v = {.figure = sqlite3_column_int64(stmt, 0), .value = NAN};
    sitrep_sv *const texts[] = {&v.id,        &v.text,      &v.kind,     &v.measure,  &v.people,
                                &v.qualifier, &v.precision, &v.place,    &v.country,  &v.before,
                                &v.sentence,  &v.who.name,  &v.who.text, &v.who.code, &v.who.via};
    for (int i = 0; i < 15; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i + 1));
    v.who.is_country = sqlite3_column_int(stmt, 16) != 0;
    for (int i = 0; i < 3 && isnan(v.value); i++)
        if (sqlite3_column_type(stmt, 17 + i) != SQLITE_NULL) v.value = sqlite3_column_double(stmt, 17 + i);
    v.own_country = v.country.len != 0;
    /* People on the move have two countries; the one that the report is about counts them. */
    if (!v.own_country || is_moved(v.kind)) {
        sitrep_sv about = arena_copy(&l->arena, db_column(stmt, 20));
        if (about.len) v.country = about;
    }
    if (!is_exact(v.precision)) v.place = arena_copy(&l->arena, db_column(stmt, 21));
    settle_country(l, &v);
    v.is_increment = sv_eq(v.measure, SV("increment")) && says_more(&v);
    if (is_background(v.before)) v.who = (link_speaker){.is_country = false};
    v.line = link_speaker_line(l, &v.who, v.country, beside(&v));
    return v;
}

/* What a measure is counted with. That a number is an increment is believed where the text says so; the rest are totals
 * of something. */
static const char *measure_class(const figure_view *f)
{
    static const char *const apart[] = {"stock", "flow", "planning"};
    for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++)
        if (sv_eq(f->measure, sv_of(apart[i]))) return apart[i];
    return f->is_increment ? "increment" : "cumulative";
}

/* Where the running total of a country stands: the middle of its last counts, NAN where there are none. The highest
 * would be one speaker's multiplication for weeks, beside which every true step of the total is small. */
static sitrep_status running_total(linking *l, const figure_view *f, double *out)
{
    sqlite3_stmt *stmt = link_sql(l, "WITH last AS (SELECT coalesce(g.best, g.low, g.high) AS value FROM series_figure "
                                     "sf JOIN figure g ON g.figure = sf.figure WHERE"
                                     " sf.count = (SELECT count FROM series WHERE kind = ?1 AND measure = 'cumulative' "
                                     "AND scope = ?2 || '|' ORDER BY series DESC LIMIT 1) AND"
                                     " sf.seen_at >= ?3 AND g.measure <> 'derived' AND g.superseded_at IS NULL AND "
                                     "g.qualifier IN ('none', 'exact', 'at_least', 'more_than')"
                                     " ORDER BY sf.seen_at DESC, g.figure DESC LIMIT 7) SELECT value FROM last ORDER "
                                     "BY value LIMIT 1 OFFSET (SELECT count(*) / 2 FROM last)");
    *out = NAN;
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, f->kind);
    db_bind_sv(stmt, 2, f->country);
    sqlite3_bind_int64(stmt, 3, l->seen_at - COUNT_SILENCE);
    int code = link_step(l, stmt);
    if (code > 0 && sqlite3_column_type(stmt, 0) != SQLITE_NULL) *out = sqlite3_column_double(stmt, 0);
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* The scope that a number counts in: the place of an incident, a country otherwise. */
static sitrep_status scope_of(linking *l, const figure_view *f, sitrep_sv *out, bool *out_incident)
{
    double total;
    sitrep_status status = running_total(l, f, &total);
    if (status) return status;
    double share = sv_eq(f->measure, SV("cumulative")) ? TOTAL_SHARE : INCIDENT_SHARE;
    bool is_open = total >= INCIDENT_TOTAL, small = is_open && f->value < total * share;
    /* Without a running total, a number with its own town that nobody called a total is that town's. */
    if (isnan(total) && is_exact(f->precision) && f->own_country && !sv_eq(f->measure, SV("cumulative")) &&
        f->value < TOLD_APART)
        small = true;
    if (is_moved(f->kind) && !is_exact(f->precision)) small = false;
    *out_incident = small;
    if (small)
        *out = arena_printf(&l->arena, "%.*s, incident: %.*s|%.*s", SV_ARG(f->country), SV_ARG(f->place),
                            SV_ARG(f->people));
    else
        *out = arena_printf(&l->arena, "%.*s|%.*s", SV_ARG(f->country), SV_ARG(f->people));
    return out->ptr ? SITREP_OK : base_error(l->err, SITREP_NOMEM, "out of memory");
}

/* What a number is beside those before it. `series` is set where an earlier number's line takes it. */
typedef struct step {
    const char *name;
    char note[200];
    int64_t from, series;
    sitrep_sv from_id;
    bool is_lost;
} step;

/* The first one who gave this number, if another than who gives it now. */
static sitrep_status first_speaker(linking *l, const figure_view *f, step *out)
{
    bool government = sv_find(f->line, SV("government of "), 0) == 0;
    if (f->value < TOLD_APART || sv_eq(f->qualifier, SV("vague")) || (f->line.len && !government)) return SITREP_OK;
    if (government && fmod(f->value, 100) != 0) return SITREP_OK; /* an exact number may well be its own */
    sqlite3_stmt *stmt = link_sql(l, "SELECT g.figure, g.id, n.series, n.speaker, EXISTS (SELECT 1 FROM series_figure "
                                     "o JOIN figure h ON h.figure = o.figure JOIN series m ON"
                                     " m.series = o.series WHERE m.count = n.count AND m.speaker = ?5 AND h.best < ?2 "
                                     "/ 2) FROM figure g JOIN series_figure sf ON"
                                     " sf.figure = g.figure JOIN series n ON n.series = sf.series WHERE g.kind = ?1 "
                                     "AND g.best = ?2 AND g.figure <> ?3 AND n.measure ="
                                     " 'cumulative' AND n.scope LIKE ?4 || '%' AND n.speaker <> '' AND n.speaker <> ?5 "
                                     "AND sf.from_figure IS NULL AND sf.seen_at >= ?6 AND"
                                     " g.superseded_at IS NULL ORDER BY sf.seen_at, g.figure LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, f->kind);
    sqlite3_bind_double(stmt, 2, f->value);
    sqlite3_bind_int64(stmt, 3, f->figure);
    db_bind_sv(stmt, 4, f->country);
    sqlite3_bind_text(stmt, 5, f->line.ptr ? f->line.ptr : "", (int)f->line.len, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 6, l->seen_at - FOLLOWED);
    int code = link_step(l, stmt);
    if (code > 0 && (!government || sqlite3_column_int(stmt, 4))) {
        sitrep_sv speaker = db_column(stmt, 3);
        out->from = sqlite3_column_int64(stmt, 0);
        out->from_id = arena_copy(&l->arena, db_column(stmt, 1));
        out->series = sqlite3_column_int64(stmt, 2);
        out->is_lost = true;
        out->name = government ? "attribution inflated" : "attribution lost";
        snprintf(out->note, sizeof out->note, "%s: %.*s gave this number before", out->name, SV_ARG(speaker));
    }
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* The count and line of a number: the line where the speaker has one in an open count of the scope. */
typedef struct line_found {
    int64_t series;
    sitrep_sv count;
} line_found;

static sitrep_status find_line(linking *l, const figure_view *f, const char *measure, sitrep_sv scope, bool is_incident,
                               line_found *out)
{
    /* Counts of one scope follow each other: the last line that was made is of the last one. */
    sqlite3_stmt *stmt = link_sql(l, "SELECT n.count, (SELECT max(seen_at) FROM series_figure sf WHERE sf.count = "
                                     "n.count), (SELECT m.series FROM series m WHERE m.count ="
                                     " n.count AND m.speaker = ?4 COLLATE NOCASE LIMIT 1) FROM series n WHERE n.kind = "
                                     "?1 AND n.measure = ?2 AND n.scope = ?3 ORDER BY"
                                     " n.series DESC LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, f->kind);
    db_bind_sv(stmt, 2, sv_of(measure));
    db_bind_sv(stmt, 3, scope);
    sqlite3_bind_text(stmt, 4, f->line.ptr ? f->line.ptr : "", (int)f->line.len, SQLITE_STATIC);
    int code = link_step(l, stmt);
    if (code > 0 && sqlite3_column_int64(stmt, 1) >= l->seen_at - (is_incident ? INCIDENT_SILENCE : COUNT_SILENCE)) {
        out->count = arena_copy(&l->arena, db_column(stmt, 0));
        out->series = sqlite3_column_int64(stmt, 2);
    }
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status add_line(linking *l, const figure_view *f, const char *measure, sitrep_sv scope, line_found *line)
{
    /* Named after its first number as it was read, so that two stores that begin alike name it alike. */
    char id[KEEP_ID_SIZE], count[KEEP_ID_SIZE];
    sitrep_sv root = f->id.len > REVIEW_ID_LEN ? sv_part(f->id, 0, REVIEW_ID_LEN) : f->id;
    const sitrep_sv parts[] = {root, f->kind, scope, f->line, sv_of(measure)};
    keep_make_id('n', parts, 5, id);
    keep_make_id('k', parts, 5, count);
    sqlite3_stmt *add = link_sql(
        l, "INSERT INTO series (id, count, kind, measure, scope, speaker, first_figure) VALUES (?, ?, ?, ?, ?, ?, ?) "
           "ON CONFLICT (id) DO NOTHING"); /* a corrected number goes back to the line that it began */
    if (!add) return link_failed(l);
    db_bind_sv(add, 1, sv_of(id));
    db_bind_sv(add, 2, line->count.len ? line->count : sv_of(count));
    db_bind_sv(add, 3, f->kind);
    db_bind_sv(add, 4, sv_of(measure));
    db_bind_sv(add, 5, scope);
    sqlite3_bind_text(add, 6, f->line.ptr ? f->line.ptr : "", (int)f->line.len, SQLITE_STATIC);
    sqlite3_bind_int64(add, 7, f->figure);
    sitrep_status status = link_done(l, add);
    if (status) return status;
    l->result->series_new += sqlite3_changes(l->s->db) > 0;
    sqlite3_stmt *get = link_sql(l, "SELECT series FROM series WHERE id = ?");
    if (!get) return link_failed(l);
    db_bind_sv(get, 1, sv_of(id));
    int code = link_step(l, get);
    if (code > 0) line->series = sqlite3_column_int64(get, 0);
    sqlite3_reset(get);
    return code > 0 ? SITREP_OK : link_failed(l);
}

/* The step beside the line's last number, and whether the number fits the count's others. */
static sitrep_status compare_with_line(linking *l, const figure_view *f, int64_t series, step *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT coalesce(g.best, g.low, g.high) FROM series_figure sf JOIN figure g ON "
                                     "g.figure = sf.figure WHERE sf.series = ? AND"
                                     " g.superseded_at IS NULL AND coalesce(g.best, g.low, g.high) IS NOT NULL ORDER "
                                     "BY sf.seen_at DESC, g.figure DESC LIMIT 1");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, series);
    int code = link_step(l, stmt);
    double last = code > 0 ? sqlite3_column_double(stmt, 0) : NAN;
    sqlite3_reset(stmt);
    if (code < 0) return link_failed(l);
    if (!out->is_lost)
        out->name = isnan(last)       ? "first"
                    : f->is_increment ? "increment"
                    : f->value > last ? "up"
                    : f->value < last ? "down"
                                      : "same";
    return SITREP_OK;
}

/* Whether a toll that grew step by step has a number between two that lie far apart, near enough to both. */
static bool is_on_the_way(const double *values, int count, double one, double other)
{
    double low = one < other ? one : other, high = one < other ? other : one;
    for (int i = 0; i < count; i++)
        if (values[i] > low && values[i] < high && values[i] < low * IMPLAUSIBLE_FACTOR &&
            high < values[i] * IMPLAUSIBLE_FACTOR)
            return true;
    return false;
}

static sitrep_status compare_with_count(linking *l, const figure_view *f, sitrep_sv count, step *out)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT coalesce(g.best, g.low, g.high), g.id, r.source IS (SELECT source FROM report WHERE report = ?2) "
           "FROM series_figure"
           " sf JOIN figure g ON g.figure = sf.figure JOIN report r ON r.report = g.report WHERE sf.count = ?1 AND"
           " g.superseded_at IS NULL AND g.qualifier <> 'vague' AND coalesce(g.best, g.low, g.high) > 0 ORDER BY "
           "sf.seen_at DESC, g.figure DESC"
           " LIMIT 40"); /* SIBLINGS_MAX */
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, count);
    sqlite3_bind_int64(stmt, 2, l->report);
    double values[SIBLINGS_MAX], logs = 0, sibling_value = 0;
    int code, others = 0;
    sitrep_sv sibling = {NULL, 0};
    while ((code = link_step(l, stmt)) > 0) {
        double value = sqlite3_column_double(stmt, 0), factor = value > f->value ? value / f->value : f->value / value;
        logs += log(value);
        values[others++] = value;
        if (sqlite3_column_int(stmt, 2) && factor >= IMPLAUSIBLE_FACTOR && !sibling.len) {
            sibling = arena_copy(&l->arena, db_column(stmt, 1));
            sibling_value = value;
        }
    }
    if (code < 0) return link_failed(l);
    double typical = others ? exp(logs / others) : NAN;
    bool far = others >= 3 && (f->value * IMPLAUSIBLE_FACTOR < typical || f->value > typical * IMPLAUSIBLE_FACTOR);
    if (far && !out->note[0])
        snprintf(out->note, sizeof out->note, "implausible beside the others of its count, which stand near %.0f",
                 typical);
    if (!sibling.len || is_on_the_way(values, others, sibling_value, f->value)) return SITREP_OK;
    char reason[160];
    snprintf(reason, sizeof reason, "the same outlet gave %.0f and %.0f of one count: one of them is implausible",
             sibling_value, f->value);
    if (!out->note[0]) snprintf(out->note, sizeof out->note, "%s", reason);
    return link_add_contradiction(l, "implausible magnitude", sibling, f->id, sv_of(reason), reason);
}

/* The step of a number that multiplies another ("by ten the official figure"): noted beside the speaker's line with its
 * base. */
static sitrep_status add_multiplier(linking *l, const figure_view *f)
{
    if (!sv_eq(f->measure, SV("derived")) || !f->line.len || !f->who.text.len) return SITREP_OK;
    sqlite3_stmt *stmt = link_sql(l, "INSERT INTO series_figure (figure, series, count, step, note, from_figure, "
                                     "seen_at) SELECT ?1, n.series, n.count, 'multiplier', 'times the official"
                                     " figure, ' || cast(coalesce(g.best, g.low, g.high) AS INTEGER) || ' then', "
                                     "g.figure, ?5 FROM series n JOIN series m ON m.count = n.count AND m.speaker ="
                                     " 'government of ' || ?4 JOIN series_figure sf ON sf.series = m.series JOIN "
                                     "figure g ON g.figure = sf.figure WHERE n.kind = ?2 AND"
                                     " n.measure = 'cumulative' AND n.scope = ?4 || '|' AND n.speaker = ?3 AND "
                                     "sf.from_figure IS NULL ORDER BY sf.seen_at DESC, sf.figure"
                                     " DESC LIMIT 1");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, f->figure);
    db_bind_sv(stmt, 2, f->kind);
    db_bind_sv(stmt, 3, f->line);
    db_bind_sv(stmt, 4, f->country);
    sqlite3_bind_int64(stmt, 5, l->seen_at);
    return link_done(l, stmt);
}

static sitrep_status insert_step(linking *l, const figure_view *f, int64_t series, const step *s)
{
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT INTO series_figure (figure, series, step, note, from_figure, seen_at, count) VALUES (?1, "
                    "?2, ?3, ?4, ?5, ?6, (SELECT count FROM series WHERE series = ?2))");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, f->figure);
    sqlite3_bind_int64(stmt, 2, series);
    db_bind_sv(stmt, 3, sv_of(s->name));
    db_bind_sv(stmt, 4, sv_of(s->note));
    if (s->from) sqlite3_bind_int64(stmt, 5, s->from);
    sqlite3_bind_int64(stmt, 6, l->seen_at);
    l->result->figures++;
    return link_done(l, stmt);
}

static sitrep_status add_figure(linking *l, figure_view *f)
{
    step s = {.name = "first"};
    sitrep_sv scope;
    line_found line = {0};
    bool is_incident = false;
    const char *measure = measure_class(f);
    if (isnan(f->value)) return add_multiplier(l, f);
    sitrep_status status = scope_of(l, f, &scope, &is_incident);
    if (!status && !is_incident && sv_eq(sv_of(measure), SV("cumulative"))) status = first_speaker(l, f, &s);
    if (!status) status = find_line(l, f, measure, scope, is_incident, &line);
    if (!status && line.count.len && !sv_eq(f->qualifier, SV("vague")))
        status = compare_with_count(l, f, line.count, &s);
    if (!status && s.series) line.series = s.series;
    if (!status && !line.series) status = add_line(l, f, measure, scope, &line);
    if (!status) status = compare_with_line(l, f, line.series, &s);
    if (!status) status = insert_step(l, f, line.series, &s);
    if (status || !s.is_lost) return status;
    sitrep_sv key = arena_printf(&l->arena, "%.*s|%lld", SV_ARG(s.from_id), (long long)l->report);
    return link_add_contradiction(l, s.name, s.from_id, f->id, key, s.note);
}

/* A number that stands twice in a report, once with its speaker, is that speaker's in both places. */
static void share_speakers(figure_view *figures, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count && !figures[i].line.len; k++)
            if (figures[k].line.len && figures[k].value == figures[i].value && sv_eq(figures[k].kind, figures[i].kind))
                figures[i].line = figures[k].line;
}

sitrep_status link_series(linking *l)
{
    sqlite3_stmt *stmt = link_sql(l, FIGURE_SQL "f.report = ? AND instr(f.id, '.') = 0 AND NOT EXISTS (SELECT 1 FROM "
                                                "series_figure had WHERE had.figure = f.figure) ORDER BY f.n");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    size_t count = 0, cap = 0;
    figure_view *figures = NULL;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        figures = arena_room(&l->arena, figures, count, &cap, sizeof *figures);
        if (!figures) return SITREP_OK; /* link_report tells */
        figures[count++] = view_of(l, stmt);
    }
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    share_speakers(figures, count);
    for (size_t i = 0; i < count && !status; i++) status = add_figure(l, &figures[i]);
    return status;
}

/* ---- after a review ---- */

static sitrep_status add_corrected(linking *l, figure_view *f, const char *note)
{
    step s = {.name = "corrected"};
    sitrep_sv scope;
    line_found line = {0};
    bool is_incident = false;
    const char *measure = measure_class(f);
    if (isnan(f->value)) return SITREP_OK;
    snprintf(s.note, sizeof s.note, "%s", note);
    sitrep_status status = scope_of(l, f, &scope, &is_incident);
    if (!status) status = find_line(l, f, measure, scope, is_incident, &line);
    if (!status && !line.count.len) { /* a count of its own is named after what it counts, whoever came first */
        char id[KEEP_ID_SIZE];
        const sitrep_sv parts[] = {f->kind, scope, sv_of(measure)};
        keep_make_id('k', parts, 3, id);
        line.count = arena_copy(&l->arena, sv_of(id));
    }
    if (!status && !line.series) status = add_line(l, f, measure, scope, &line);
    return status ? status : insert_step(l, f, line.series, &s);
}

sitrep_status link_figure_again(linking *l, int64_t figure, const char *note)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT r.report, r.seen_at, r.published_day FROM figure f JOIN report r ON r.report = "
                    "f.report WHERE f.figure = ?");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, figure);
    int code = link_step(l, stmt);
    linking saved = *l;
    if (code > 0) { /* the step stands where the report stands, not where the correction does */
        l->report = sqlite3_column_int64(stmt, 0);
        l->seen_at = sqlite3_column_int64(stmt, 1);
        l->published_day = sqlite3_column_type(stmt, 2) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 2);
    }
    sqlite3_reset(stmt);
    sitrep_status status = code > 0 ? SITREP_OK : link_failed(l);
    stmt = status ? NULL : link_sql(l, FIGURE_SQL "f.figure = ?");
    if (!status && !stmt) status = link_failed(l);
    if (!status) {
        sqlite3_bind_int64(stmt, 1, figure);
        code = link_step(l, stmt);
        figure_view view;
        if (code > 0) view = view_of(l, stmt);
        sqlite3_reset(stmt);
        status = code < 0 ? link_failed(l) : code ? add_corrected(l, &view, note) : SITREP_OK;
    }
    l->report = saved.report;
    l->seen_at = saved.seen_at;
    l->published_day = saved.published_day;
    return status;
}
