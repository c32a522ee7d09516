/* link/link.c — the loop over new reports, in one transaction, and what the parts share. */
#include "link/near.h"

#include <inttypes.h>

#include "base/banned.h"

/* Reports that are put on disk together: what is linked stays, what is not is linked by the next run. */
#define REPORTS_AT_ONCE 400

sqlite3_stmt *link_sql(linking *l, const char *sql)
{
    size_t i = 0;
    while (i < sizeof l->texts / sizeof l->texts[0] && l->texts[i] && l->texts[i] != sql) i++;
    SITREP_ASSERT(i < sizeof l->texts / sizeof l->texts[0]);
    if (!l->texts[i]) {
        l->statements[i] = db_prepare(l->s, sql, l->err);
        if (!l->statements[i]) {
            if (!l->failure) l->failure = l->s->failure;
            return NULL;
        }
        l->texts[i] = sql;
    }
    sqlite3_reset(l->statements[i]);
    sqlite3_clear_bindings(l->statements[i]);
    return l->statements[i];
}

int link_step(linking *l, sqlite3_stmt *stmt)
{
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) return 1;
    if (code != SQLITE_DONE) {
        sitrep_status status = db_error(l->s, "linking", l->err);
        if (!l->failure) l->failure = status;
    }
    sqlite3_reset(stmt);
    return code == SQLITE_DONE ? 0 : -1;
}

sitrep_status link_done(linking *l, sqlite3_stmt *stmt)
{
    return db_done(l->s, stmt, l->err);
}

sitrep_status link_failed(const linking *l)
{
    return l->failure ? l->failure : l->err->status ? l->err->status : SITREP_IO;
}

void link_id(linking *l, char kind, const char *what, int64_t number, char out[KEEP_ID_SIZE])
{
    /* The row's own id is a hash of content; this one is a hash of that. */
    char sql_id[64];
    snprintf(sql_id, sizeof sql_id, "%" PRId64, number);
    sitrep_sv parts[] = {sv_of(what), sv_of(sql_id)};
    (void)l;
    keep_make_id(kind, parts, 2, out);
}

sitrep_status link_sentences(linking *l, link_sentence **out, size_t *out_count)
{
    int code = 0;
    if (!l->sentences) { /* several parts ask; a report's text is unpacked once */
        sqlite3_stmt *stmt = link_sql(l, "SELECT sentence, first, last, sentence_of(report, first, last) FROM sentence "
                                         "WHERE report = ? ORDER BY n LIMIT 300");
        if (!stmt) return link_failed(l);
        l->sentence_count = 0;
        l->sentences = ARENA_ARRAY(&l->arena, link_sentence, LINK_SENTENCES_MAX);
        sqlite3_bind_int64(stmt, 1, l->report);
        while (l->sentences && (code = link_step(l, stmt)) > 0)
            l->sentences[l->sentence_count++] = (link_sentence){
                sqlite3_column_int64(stmt, 0), (uint32_t)sqlite3_column_int64(stmt, 1),
                (uint32_t)sqlite3_column_int64(stmt, 2), arena_copy(&l->arena, db_column(stmt, 3)), .kinds = 0};
        for (size_t i = 0; l->sentences && i < l->sentence_count; i++)
            l->sentences[i].kinds = matters_scan(l->matters, l->sentences[i].text, &l->sentences[i].issue);
        sqlite3_reset(stmt);
    }
    *out = l->sentences;
    *out_count = l->sentences ? l->sentence_count : 0;
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* One report through all parts. */
static sitrep_status link_report(linking *l)
{
    static sitrep_status (*const parts[])(linking *) = {
        link_origin,    link_credits,      link_withdrawal, link_events,         link_series,
        link_positions, link_undertakings, link_blame,      link_contradictions, link_questions};
    sitrep_status status = SITREP_OK;
    arena_reset(&l->arena);
    l->sentences = NULL;
    l->country = (sitrep_sv){NULL, 0};
    l->knows_country = l->copies_country = false;
    l->corrects = false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && !status; i++) {
        status = parts[i](l);
        if (!status) status = l->failure; /* a look that failed is no "nothing found", whoever took it for that */
    }
    if (!status && l->arena.failed) status = base_error(l->err, SITREP_NOMEM, "out of memory");
    return status;
}

typedef struct new_report {
    int64_t report, seen_at;
    int32_t day;
} new_report;

/* Reports without an origin are those that were not linked yet. */
static sitrep_status list_new(linking *l, arena *a, new_report **out, size_t *out_count)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT report, seen_at, published_day FROM report WHERE report NOT IN (SELECT report FROM report_origin)"
           " ORDER BY seen_at, report");
    if (!stmt) return link_failed(l);
    size_t count = 0, cap = 0;
    new_report *list = NULL;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        list = arena_room(a, list, count, &cap, sizeof *list);
        if (!list) return base_error(l->err, SITREP_NOMEM, "out of memory");
        list[count++] =
            (new_report){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
                         sqlite3_column_type(stmt, 2) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 2)};
    }
    *out = list;
    *out_count = count;
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status link_all(linking *l, arena *lists)
{
    new_report *reports = NULL;
    size_t count = 0;
    sitrep_status status = list_new(l, lists, &reports, &count);
    for (size_t i = 0; i < count && !status; i++) {
        l->report = reports[i].report;
        l->seen_at = reports[i].seen_at;
        l->published_day = reports[i].day;
        l->result->reports++;
        status = link_report(l);
        if (!status && l->result->reports % REPORTS_AT_ONCE == 0) {
            status = db_end(l->s, SITREP_OK, l->err);
            if (!status) status = db_begin(l->s, l->err);
            undertakings_forget(l); /* a review may have come between */
        }
    }
    return status ? status : keep_audit(l->s, "link", (sitrep_sv){NULL, 0}, l->err);
}

sitrep_status sitrep_link_run(sitrep_store *store, sitrep_link_result *out_result, sitrep_error *err)
{
    sitrep_error local = {0};
    arena lists;
    linking l = {.s = store, .err = err ? err : &local, .result = out_result};
    *out_result = (sitrep_link_result){0};
    *l.err = (sitrep_error){0};
    arena_init(&l.arena, 0);
    arena_init(&lists, 0);
    sitrep_status status = db_begin(store, l.err);
    if (!status) {
        status = matters_load(&lists, &l.matters, l.err);
        if (!status) status = near_catch_up(&l);
        if (!status) status = link_all(&l, &lists);
        near_release(&l);
        undertakings_release(&l);
        for (size_t i = 0; i < sizeof l.statements / sizeof l.statements[0]; i++) sqlite3_finalize(l.statements[i]);
        status = db_end(store, status, l.err);
    }
    arena_release(&lists);
    arena_release(&l.arena);
    return status;
}
