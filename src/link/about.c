/* link/about.c — which country a report is about.
 * The one that most of its places lie in; datelines and the seats of those who speak are left out, for spokesmen sit in
 * capitals. A copy that names no country itself is about what its origin is about: without the dateline that the copy
 * lost, a village can be taken for its namesake elsewhere. A report without a place is about the country whose places,
 * as reports of the last weeks resolved them, it names most; failing that, about that of its dateline. */
#include "link/link_int.h"

#include "base/banned.h"

#define ABOUT_SECONDS   ((int64_t)60 * 86400)
#define KNOWN_PLACES    400 /* of the reports before it */
#define KNOWN_COUNTRIES 16u
#define KNOWN_TEXT_MIN  4u

/* The first column of a query's first row, in the arena. */
static sitrep_status one_text(linking *l, sqlite3_stmt *stmt, sitrep_sv *out)
{
    int code = link_step(l, stmt);
    if (code > 0) *out = arena_copy(&l->arena, db_column(stmt, 0));
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status of_places(linking *l, sitrep_sv *out)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT country FROM place WHERE report = ? AND country IS NOT NULL AND role NOT IN "
                    "('dateline', 'said_at') GROUP BY country ORDER BY count(*) DESC, country LIMIT 1");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    return one_text(l, stmt, out);
}

/* For a copy: the country of its origin's first report, unless the copy names another country by its name. */
static sitrep_status of_origin(linking *l, sitrep_sv *out)
{
    sqlite3_stmt *stmt = link_sql(
        l,
        "SELECT p.country FROM report_origin mine JOIN origin o ON o.origin = mine.origin JOIN place p ON p.report = "
        "o.first_report WHERE mine.report = ?1 AND o.first_report <> ?1 AND p.country IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM place q WHERE q.report = ?1 AND q.precision = 'country' AND q.role NOT IN ('dateline', "
        "'said_at')) GROUP BY p.country ORDER BY count(*) DESC, p.country LIMIT 1");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    return one_text(l, stmt, out);
}

static sitrep_status of_dateline(linking *l, sitrep_sv *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT country FROM place WHERE report = ? AND country IS NOT NULL AND role IN "
                                     "('dateline', 'said_at') ORDER BY first LIMIT 1");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    return one_text(l, stmt, out);
}

static bool names(sitrep_sv text, sitrep_sv place)
{
    for (size_t at = sv_find(text, place, 0); at != SIZE_MAX; at = sv_find(text, place, at + 1)) {
        bool before = at == 0 || !is_alpha(text.ptr[at - 1]);
        if (before && (at + place.len >= text.len || !is_alpha(text.ptr[at + place.len]))) return true;
    }
    return false;
}

typedef struct vote {
    sitrep_sv country;
    unsigned count;
} vote;

/* The country that most of the names lead to which reports of the last weeks have for places. */
static sitrep_status of_names(linking *l, sitrep_sv *out)
{
    vote votes[KNOWN_COUNTRIES];
    size_t count = 0;
    keep_report r;
    sitrep_status status = keep_report_get(l->s, (sitrep_sv){NULL, 0}, l->report, &l->arena, &r, l->err);
    sqlite3_stmt *stmt =
        status
            ? NULL
            : link_sql(
                  l,
                  "SELECT text, country, min(count(*), 5) FROM (SELECT p.text, p.country FROM report r JOIN place p ON "
                  "p.report = r.report WHERE r.seen_at BETWEEN ?2 AND ?3 AND (r.seen_at < ?3 OR r.report < "
                  "?1) AND p.country IS NOT NULL ORDER BY r.seen_at DESC, r.report DESC LIMIT ?4) GROUP BY text, "
                  "country");
    if (!stmt) return status ? status : link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sqlite3_bind_int64(stmt, 2, l->seen_at - ABOUT_SECONDS);
    sqlite3_bind_int64(stmt, 3, l->seen_at);
    sqlite3_bind_int(stmt, 4, KNOWN_PLACES);
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        sitrep_sv place = db_column(stmt, 0), country = db_column(stmt, 1);
        size_t at = 0;
        if (place.len < KNOWN_TEXT_MIN || (!names(r.text, place) && !names(r.title, place))) continue;
        while (at < count && !sv_eq(votes[at].country, country)) at++;
        if (at == KNOWN_COUNTRIES) continue;
        if (at == count) votes[count++] = (vote){arena_copy(&l->arena, country), 0};
        votes[at].count += (unsigned)sqlite3_column_int(stmt, 2);
    }
    unsigned most = 0;
    for (size_t i = 0; i < count; i++)
        if (votes[i].count > most || (votes[i].count == most && sv_compare(votes[i].country, *out) < 0))
            most = votes[i].count, *out = votes[i].country;
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* The country that ends the dateline as the outlet's own field has it: "Marikana, South Africa". */
static sitrep_status of_place_field(linking *l, sitrep_sv *out)
{
    keep_report r = {.seq = 0};
    sitrep_status status = keep_report_get(l->s, (sitrep_sv){NULL, 0}, l->report, &l->arena, &r, l->err);
    if (status || !r.place.len) return status;
    size_t at = r.place.len;
    while (at && r.place.ptr[at - 1] != ',') at--;
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT country FROM place WHERE name = ? COLLATE NOCASE AND precision = 'country' "
                    "AND country IS NOT NULL LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, sv_trim(sv_part(r.place, at, r.place.len)));
    return one_text(l, stmt, out);
}

sitrep_status link_report_country(linking *l, sitrep_sv *out)
{
    static sitrep_status (*const ways[])(linking *, sitrep_sv *) = {of_origin, of_places, of_names, of_dateline,
                                                                    of_place_field};
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0] && !l->knows_country && !status; i++) {
        status = ways[i](l, &l->country);
        l->copies_country = l->country.len && i == 0;
        if (l->country.len) break;
    }
    if (!status) l->knows_country = true;
    *out = l->country;
    return status;
}
