/* link/series.c — stated numbers to series, in the order in which they became known.
 * A series is one count of one thing in one place: kind, group counted, measure (a running total, a stock, a flow, a planning figure
 * never mix) and scope (a town's own incident, or the crisis as a whole: a number far below a running total that nobody called a total
 * counts something smaller). Each number after the first is a step: same, up, down, or a
 * further increment. A number without a speaker that an earlier speaker gave has lost its attribution; one that is far from
 * its siblings is flagged, not dropped. */
#include "link/link_int.h"

#include <math.h>

#include "base/banned.h"

#define IMPLAUSIBLE_FACTOR 50.0
#define INCIDENT_SHARE 0.15  /* of the running total: below it, a number without "total" in it is one of an incident */
#define INCIDENT_TOTAL 50.0  /* running totals too small to tell are left alone */
#define TOLD_APART 100.0     /* numbers from here on are told apart well enough to be followed from speaker to speaker */

typedef struct figure_view {
    int64_t figure;
    sitrep_sv kind, measure, people, qualifier, place, precision, country, speaker, incident;
    double value; /* best, else low, else high; NAN without any */
} figure_view;

static figure_view view_of(linking *l, sqlite3_stmt *stmt)
{
    figure_view v = {.figure = sqlite3_column_int64(stmt, 0), .value = NAN};
    sitrep_sv *const texts[] = {&v.kind, &v.measure, &v.people, &v.qualifier, &v.place, &v.precision, &v.country, &v.speaker};
    for (int i = 0; i < 8; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i + 1));
    for (int i = 0; i < 3 && isnan(v.value); i++)
        if (sqlite3_column_type(stmt, 9 + i) != SQLITE_NULL) v.value = sqlite3_column_double(stmt, 9 + i);
    v.incident = arena_copy(&l->arena, db_column(stmt, 12));
    return v;
}

/* What a measure is counted with: a number that says nothing of itself is taken for a running total where it is about people harmed. */
static const char *measure_class(const figure_view *f)
{
    static const char *const apart[] = {"increment", "stock", "flow", "planning", "derived"};
    for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++)
        if (sv_eq(f->measure, sv_of(apart[i]))) return i == 4 ? "cumulative" : apart[i];
    return "cumulative";
}

/* Where the running total of a country stands: the middle of its last counts, NAN where there are none. The highest would be one speaker's
 * multiplication for weeks, beside which every true step of the total is small. */
static sitrep_status running_total(linking *l, const figure_view *f, double *out)
{
    sqlite3_stmt *stmt = link_sql(l, "WITH last AS (SELECT coalesce(g.best, g.low, g.high) AS value FROM series n JOIN series_figure sf ON sf.series = n.series JOIN"
                                     " figure g ON g.figure = sf.figure WHERE n.kind = ? AND n.measure = 'cumulative' AND n.scope = ? || '|' AND g.measure <> 'derived'"
                                     " AND g.qualifier IN ('none', 'exact', 'at_least', 'more_than') ORDER BY sf.seen_at DESC, g.figure DESC LIMIT 7)"
                                     " SELECT value FROM last ORDER BY value LIMIT 1 OFFSET (SELECT count(*) / 2 FROM last)");
    *out = NAN;
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, f->kind);
    db_bind_sv(stmt, 2, f->country);
    int code = link_step(l, stmt);
    if (code > 0 && sqlite3_column_type(stmt, 0) != SQLITE_NULL) *out = sqlite3_column_double(stmt, 0);
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* The scope that a number counts in: the place of an incident, a country otherwise. */
static sitrep_status scope_of(linking *l, const figure_view *f, sitrep_sv *out)
{
    double total;
    bool town = sv_eq(f->precision, SV("town")) || sv_eq(f->precision, SV("site")) || sv_eq(f->precision, SV("district"));
    sitrep_status status = running_total(l, f, &total);
    if (status) return status;
    bool small = !sv_eq(f->measure, SV("cumulative")) && total >= INCIDENT_TOTAL && f->value < total * INCIDENT_SHARE;
    sitrep_sv place = town && f->place.len ? f->place : f->incident;
    if (small) *out = arena_printf(&l->arena, "%.*s, incident: %.*s|%.*s", SV_ARG(f->country), SV_ARG(place), SV_ARG(f->people));
    else *out = arena_printf(&l->arena, "%.*s|%.*s", SV_ARG(f->country), SV_ARG(f->people));
    return out->ptr ? SITREP_OK : base_error(l->err, SITREP_NOMEM, "out of memory");
}

static sitrep_status series_of(linking *l, const figure_view *f, int64_t *out_series, bool *out_new)
{
    const char *measure = measure_class(f);
    sitrep_sv scope;
    sitrep_status status = scope_of(l, f, &scope);
    if (status) return status;
    sqlite3_stmt *find = link_sql(l, "SELECT series FROM series WHERE kind = ? AND measure = ? AND scope = ?");
    if (!find) return link_failed(l);
    db_bind_sv(find, 1, f->kind);
    db_bind_sv(find, 2, sv_of(measure));
    db_bind_sv(find, 3, scope);
    int code = link_step(l, find);
    if (code < 0) return link_failed(l);
    *out_new = code == 0;
    if (code > 0) {
        *out_series = sqlite3_column_int64(find, 0);
        sqlite3_reset(find);
        return SITREP_OK;
    }
    char id[KEEP_ID_SIZE];
    link_id(l, 'n', "series", f->figure, id);
    sqlite3_stmt *add = link_sql(l, "INSERT INTO series (id, kind, measure, scope, first_figure) VALUES (?, ?, ?, ?, ?)");
    if (!add) return link_failed(l);
    db_bind_sv(add, 1, sv_of(id));
    db_bind_sv(add, 2, f->kind);
    db_bind_sv(add, 3, sv_of(measure));
    db_bind_sv(add, 4, scope);
    sqlite3_bind_int64(add, 5, f->figure);
    status = link_done(l, add);
    *out_series = sqlite3_last_insert_rowid(l->s->db);
    l->result->series_new++;
    return status;
}

/* What a number is beside those before it in its series. */
typedef struct step {
    const char *name;
    char note[160];
    int64_t from;
} step;

static sitrep_status compare_with_series(linking *l, const figure_view *f, int64_t series, step *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT g.figure, coalesce(g.best, g.low, g.high), coalesce(st.speaker_name, st.speaker), g.qualifier = 'vague' FROM series_figure sf JOIN"
                                     " figure g ON g.figure = sf.figure LEFT JOIN statement st ON st.statement = g.statement WHERE sf.series = ? ORDER BY"
                                     " sf.seen_at DESC, g.figure DESC LIMIT 200");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, series);
    double last = NAN, logs = 0;
    int code, others = 0;
    int64_t same_with_speaker = 0;
    sitrep_sv their_speaker = {NULL, 0};
    while ((code = link_step(l, stmt)) > 0) {
        double value = sqlite3_column_double(stmt, 1);
        if (isnan(last)) last = value;
        if (value > 0) {
            logs += log(value);
            others++;
        }
        bool vague = sqlite3_column_int(stmt, 3) != 0;
        if (value == f->value && !vague && sqlite3_column_type(stmt, 2) != SQLITE_NULL) { /* the earliest wins: rows come latest first */
            same_with_speaker = sqlite3_column_int64(stmt, 0);
            their_speaker = arena_copy(&l->arena, db_column(stmt, 2));
        }
    }
    if (code < 0) return link_failed(l);
    out->name = isnan(last) ? "first" : f->value > last ? "up" : f->value < last ? "down" : "same";
    if (!f->speaker.len && same_with_speaker && f->value >= TOLD_APART && !sv_eq(f->qualifier, SV("vague"))) {
        out->from = same_with_speaker;
        snprintf(out->note, sizeof out->note, "attribution lost: %.*s gave this number before", SV_ARG(their_speaker));
    } else if (others >= 3 && f->value > 0) {
        double typical = exp(logs / others);
        if (f->value * IMPLAUSIBLE_FACTOR < typical || f->value > typical * IMPLAUSIBLE_FACTOR)
            snprintf(out->note, sizeof out->note, "implausible beside the others of its series, which stand near %.0f", typical);
    }
    return SITREP_OK;
}

static sitrep_status add_figure(linking *l, const figure_view *f)
{
    int64_t series = 0;
    bool is_new = false;
    step s = {.name = "first"};
    if (isnan(f->value)) return SITREP_OK;
    sitrep_status status = series_of(l, f, &series, &is_new);
    if (!status && !is_new) status = compare_with_series(l, f, series, &s);
    sqlite3_stmt *stmt = status ? NULL : link_sql(l, "INSERT INTO series_figure (figure, series, step, note, from_figure, seen_at) VALUES (?, ?, ?, ?, ?, ?)");
    if (!stmt) return status ? status : link_failed(l);
    sqlite3_bind_int64(stmt, 1, f->figure);
    sqlite3_bind_int64(stmt, 2, series);
    db_bind_sv(stmt, 3, sv_of(sv_eq(f->measure, SV("increment")) && !is_new ? "increment" : s.name));
    db_bind_sv(stmt, 4, sv_of(s.note));
    if (s.from) sqlite3_bind_int64(stmt, 5, s.from);
    sqlite3_bind_int64(stmt, 6, l->seen_at);
    l->result->figures++;
    return link_done(l, stmt);
}

sitrep_status link_series(linking *l)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT f.figure, f.kind, f.measure, f.people, f.qualifier, p.name, p.precision, coalesce(p.country, (SELECT country FROM place x"
                                     " WHERE x.report = f.report AND x.country IS NOT NULL AND x.role NOT IN ('dateline', 'said_at') GROUP BY country ORDER BY"
                                     " count(*) DESC, country LIMIT 1)),"
                                     " coalesce(st.speaker_name, st.speaker), f.best, f.low, f.high, (SELECT coalesce(x.name, x.text) FROM place x WHERE x.report = f.report AND"
                                     " x.precision IN ('site', 'town', 'district') AND x.role = 'happened' GROUP BY 1 ORDER BY count(*) DESC, min(x.n) LIMIT 1) FROM figure f LEFT JOIN claim c ON c.claim = f.claim LEFT JOIN"
                                     " place p ON p.place = coalesce(f.place, c.place) LEFT JOIN statement st ON st.statement = f.statement WHERE f.report = ? ORDER BY f.n");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    size_t count = 0, cap = 0;
    figure_view *figures = NULL;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        if (count == cap) {
            size_t more = cap ? cap * 2 : 32;
            figures = arena_grow(&l->arena, figures, count, more, sizeof *figures);
            if (!figures) return SITREP_OK;
            cap = more;
        }
        figures[count++] = view_of(l, stmt);
    }
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) status = add_figure(l, &figures[i]);
    return status;
}
