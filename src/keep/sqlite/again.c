/* keep/sqlite/again.c — a report that a newer model read again: rows that say the same stay (insert.c finds them), the
 * others are superseded by what is read now, with whatever reviews made of them. Nothing is deleted. */
#include "keep/sqlite/db.h"

#include "base/banned.h"

typedef struct again {
    sitrep_store *s;
    const sitrep_record *r;
    sitrep_error *err;
    db_again rows;
} again;

static sitrep_status failed(const again *a)
{
    return a->s->failure ? a->s->failure : SITREP_IO;
}

/* Steps a statement of one text parameter after the time, and finalizes it. */
static sitrep_status end_rows(again *a, const char *sql, sitrep_sv id)
{
    sqlite3_stmt *stmt = db_prepare(a->s, sql, a->err);
    if (!stmt) return failed(a);
    sqlite3_bind_int64(stmt, 1, a->rows.seen_at);
    db_bind_sv(stmt, 2, id);
    sitrep_status status = db_done(a->s, stmt, a->err);
    sqlite3_finalize(stmt);
    return status;
}

/* What a row became by reviews is superseded with it. */
#define END_VERSIONS(table)                                                                                            \
    "UPDATE " table " SET superseded_at = ?1 WHERE id >= ?2 AND id < ?2 || '/' AND superseded_at IS NULL"
#define END_IN_EVENTS                                                                                                  \
    "UPDATE event_claim SET superseded_at = ?1 WHERE superseded_at IS NULL AND claim IN (SELECT claim FROM claim "     \
    "WHERE id >= "                                                                                                     \
    "?2 AND id < ?2 || '/')"

typedef struct table_again {
    const char *list, *end[2];
    const int64_t *rows; /* that the new reading has */
    uint32_t count;
} table_again;

static sitrep_status end_missing(again *a, const table_again *t, int64_t reading, uint64_t *out_ended)
{
    sqlite3_stmt *list = db_prepare(a->s, t->list, a->err);
    sqlite3_stmt *gone = list ? db_prepare(a->s, "INSERT INTO reading_gone (id, reading) VALUES (?, ?)", a->err) : NULL;
    sitrep_status status = gone ? SITREP_OK : failed(a);
    if (list) sqlite3_bind_int64(list, 1, a->rows.report);
    int code = SQLITE_DONE;
    while (!status && (code = sqlite3_step(list)) == SQLITE_ROW) {
        int64_t row = sqlite3_column_int64(list, 0);
        sitrep_sv id = arena_copy(&a->s->arena, db_column(list, 1));
        uint32_t i = 0;
        while (i < t->count && t->rows[i] != row) i++;
        if (i < t->count) continue;
        ++*out_ended;
        db_bind_sv(gone, 1, id);
        sqlite3_bind_int64(gone, 2, reading);
        status = db_done(a->s, gone, a->err);
        for (int k = 0; k < 2 && !status && t->end[k]; k++) status = end_rows(a, t->end[k], id);
    }
    if (!status && code != SQLITE_DONE) status = db_error(a->s, "reading again", a->err);
    sqlite3_finalize(list);
    sqlite3_finalize(gone);
    return status;
}

#define AUTOMATIC(table)                                                                                               \
    "SELECT " table ", id FROM " table " WHERE report = ? AND instr(id, '.') = 0 AND NOT EXISTS (SELECT 1 FROM "       \
    "reading_gone g WHERE g.id = " table ".id)"

static sitrep_status end_all_missing(again *a, int64_t reading, uint64_t *out_ended)
{
    const table_again tables[] = {
        {AUTOMATIC("statement"), {END_VERSIONS("statement"), NULL}, a->rows.statements, a->r->statement_count},
        {AUTOMATIC("claim"), {END_VERSIONS("claim"), END_IN_EVENTS}, a->rows.claims, a->r->event_count},
        {AUTOMATIC("figure"), {END_VERSIONS("figure"), NULL}, a->rows.figures, a->r->figure_count},
    };
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < 3 && !status; i++) status = end_missing(a, &tables[i], reading, out_ended);
    return status;
}

/* What an outlet withdrew or corrected does not come back by reading the report once more. */
static sitrep_status keep_withdrawn(again *a)
{
#define KILLED(table)                                                                                                  \
    "UPDATE " table " SET superseded_at = ?1 WHERE report = ?2 AND superseded_at IS NULL AND EXISTS (SELECT 1 FROM "   \
    "withdrawal w WHERE w.target = ?2 AND w.kind = 'kill')"
    static const char *const all[] = {
        KILLED("statement"), KILLED("claim"), KILLED("figure"),
        "UPDATE figure SET superseded_at = ?1 WHERE report = ?2 AND superseded_at IS NULL AND EXISTS (SELECT 1 FROM "
        "figure o "
        "JOIN reading_gone g ON g.id = o.id WHERE o.report = ?2 AND o.first = figure.first AND o.last = figure.last "
        "AND "
        "o.superseded_at < ?1 AND NOT EXISTS (SELECT 1 FROM patch_row m WHERE m.root = o.id))"};
#undef KILLED
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < sizeof all / sizeof all[0] && !status; i++) {
        sqlite3_stmt *stmt = db_prepare(a->s, all[i], a->err);
        if (!stmt) return failed(a);
        sqlite3_bind_int64(stmt, 1, a->rows.seen_at);
        sqlite3_bind_int64(stmt, 2, a->rows.report);
        status = db_done(a->s, stmt, a->err);
        sqlite3_finalize(stmt);
    }
    return status;
}

/* A row of `reading`, and where the indices of new rows begin. */
static sitrep_status begin_reading(again *a, const unsigned char hash[32], int64_t *out_reading)
{
    sqlite3_stmt *stmt = db_prepare(a->s,
                                    "SELECT (max(n) / 1048576 + 1) * 1048576 FROM (SELECT max(n) AS n FROM sentence "
                                    "WHERE report = ?1 UNION ALL SELECT "
                                    "max(n) FROM place WHERE report = ?1 UNION ALL SELECT max(n) FROM time WHERE "
                                    "report = ?1 UNION ALL SELECT max(n) FROM "
                                    "statement WHERE report = ?1 UNION ALL SELECT max(n) FROM claim WHERE report = ?1 "
                                    "UNION ALL SELECT max(n) FROM figure "
                                    "WHERE report = ?1)",
                                    a->err);
    if (!stmt) return failed(a);
    sqlite3_bind_int64(stmt, 1, a->rows.report);
    int code = sqlite3_step(stmt);
    a->rows.first_n = code == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sitrep_status status = code == SQLITE_ROW ? SITREP_OK : db_error(a->s, "reading again", a->err);
    sqlite3_finalize(stmt);
    stmt = status ? NULL
                  : db_prepare(a->s, "INSERT INTO reading (report, run, seen_at, record_sha256) VALUES (?, ?, ?, ?)",
                               a->err);
    if (!stmt) return status ? status : failed(a);
    sqlite3_bind_int64(stmt, 1, a->rows.report);
    sqlite3_bind_int64(stmt, 2, a->s->run);
    sqlite3_bind_int64(stmt, 3, a->rows.seen_at);
    sqlite3_bind_blob(stmt, 4, hash, 32, SQLITE_STATIC);
    status = db_done(a->s, stmt, a->err);
    sqlite3_finalize(stmt);
    *out_reading = sqlite3_last_insert_rowid(a->s->db);
    return status;
}

sitrep_status keep_add_again(sitrep_store *store, const sitrep_record *record, int64_t report, sitrep_sv id,
                             keep_again *out, sitrep_error *err)
{
    sitrep_error local = {.status = SITREP_OK};
    unsigned char hash[32];
    int64_t reading = 0;
    again a = {.s = store, .r = record, .err = err ? err : &local};
    if (!store->in_run) return base_error(a.err, SITREP_USAGE, "no run was begun");
    a.rows =
        (db_again){.report = report, .id = id, .seen_at = keep_now(store), .salt = {(const char *)hash, sizeof hash}};
    sitrep_status status = keep_record_hash(record, hash);
    if (status) return base_error(a.err, status, "out of memory");
    status = begin_reading(&a, hash, &reading);
    if (!status) status = db_add_again(store, record, &a.rows, a.err);
    *out = (keep_again){.kept = a.rows.kept, .new_rows = a.rows.new_rows};
    if (!status) status = end_all_missing(&a, reading, &out->superseded);
    if (!status) status = keep_withdrawn(&a);
    return status ? status : keep_audit(store, "reread", id, a.err);
}
