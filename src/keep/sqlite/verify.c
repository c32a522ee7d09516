/* keep/sqlite/verify.c — what is kept, checked, as it stands at one moment: the database's own structure and its
 * schema, archived bytes against their hashes, the rows of every table against their sums, the audit chain, and, with a
 * reader, every report read again and compared with the record that was kept. */
#include <stdarg.h>

#include "keep/sqlite/digest.h"

#include "base/banned.h"

typedef struct verifying {
    sitrep_store *s;
    sitrep_reader *reader;
    sitrep_reject_fn tell;
    void *ctx;
    sitrep_verify_result *result;
    uint64_t sample; /* how many reports are read again; 0: all */
    arena arena;
} verifying;

static void tell(verifying *v, sitrep_status status, const char *format, ...) SITREP_PRINTF(3, 4);
static void tell(verifying *v, sitrep_status status, const char *format, ...)
{
    sitrep_error err = {.status = status};
    va_list args;
    va_start(args, format);
    vsnprintf(err.msg, sizeof err.msg, format, args);
    va_end(args);
    base_error_file(&err, v->s->path);
    if (v->tell) v->tell(v->ctx, &err);
}

static sitrep_status check_database(verifying *v, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(v->s, "PRAGMA integrity_check(20)", err);
    if (!stmt) return v->s->failure;
    sitrep_status status = SITREP_OK;
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        sitrep_sv line = db_column(stmt, 0);
        if (sv_eq(line, SV("ok"))) continue;
        v->result->hashes_bad++;
        tell(v, SITREP_FORMAT, "the database is damaged: %.*s", SV_ARG(line));
    }
    if (code != SQLITE_DONE) status = db_error(v->s, "checking the store", err);
    sqlite3_finalize(stmt);
    return status;
}

/* The schema as a hash over its statements, in any order of making. */
static sitrep_status schema_hash(sitrep_store *s, unsigned char out[32], sitrep_error *err)
{
    sqlite3_stmt *stmt =
        db_prepare(s,
                   "SELECT row_hash(group_concat(line, char(10))) FROM (SELECT type || ' ' || name || ' ' || tbl_name "
                   "|| ' ' || coalesce(sql, '') AS line FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_stat%' ESCAPE "
                   "'!' ORDER BY line)",
                   err);
    if (!stmt) return s->failure;
    sitrep_status status = sqlite3_step(stmt) == SQLITE_ROW ? SITREP_OK : db_error(s, "reading the schema", err);
    sitrep_sv hash = db_column(stmt, 0);
    if (!status && hash.len == 32) memcpy(out, hash.ptr, 32);
    sqlite3_finalize(stmt);
    return status;
}

/* The schema is the one that this program makes. */
static sitrep_status check_schema(verifying *v, sitrep_error *err)
{
    unsigned char here[32] = {0}, made[32] = {0};
    sitrep_store *fresh = NULL;
    sitrep_status status = schema_hash(v->s, here, err);
    if (!status) status = db_open_in_memory(&fresh, err);
    if (!status) status = schema_hash(fresh, made, err);
    sitrep_store_close(fresh);
    if (!status && memcmp(here, made, sizeof here) != 0) {
        v->result->rows_bad++;
        tell(v, SITREP_CHECKSUM, "the schema of the store is not the one that this program makes");
    }
    return status;
}

static void tell_rows(void *ctx, const char *line)
{
    verifying *v = ctx;
    v->result->rows_bad++;
    tell(v, SITREP_CHECKSUM, "%s", line);
}

/* Unpacks and compares with the hash; gives false (told, counted) where they differ. */
static bool check_bytes(verifying *v, sitrep_sv packed, int64_t size, sitrep_sv hash, const char *what, sitrep_sv id,
                        sitrep_sv *out)
{
    unsigned char now[32];
    sitrep_error err = {0};
    if (db_unpack(v->s, &v->arena, packed, (uint64_t)size, out, &err) == SITREP_OK) {
        db_sha256(*out, now);
        if (hash.len == 32 && memcmp(now, hash.ptr, 32) == 0) return true;
    }
    v->result->hashes_bad++;
    tell(v, SITREP_CHECKSUM, "report %.*s: %s does not match the SHA-256 that was kept", SV_ARG(id), what);
    return false;
}

static sitrep_status read_again(verifying *v, sqlite3_stmt *stmt, sitrep_sv original, sitrep_sv text, sitrep_error *err)
{
    sitrep_report report = {.id = db_column(stmt, 7),
                            .title = db_column(stmt, 8),
                            .published = db_column(stmt, 9),
                            .source = db_column(stmt, 10),
                            .url = db_column(stmt, 11),
                            .language = db_column(stmt, 12),
                            .place = db_column(stmt, 13),
                            .updated = db_column(stmt, 15),
                            .author = db_column(stmt, 16),
                            .status = db_column(stmt, 17),
                            .text = text,
                            .original = original};
    sitrep_sv kept = db_column(stmt, 14);
    const sitrep_record *record;
    unsigned char hash[32];
    sitrep_status status = sitrep_reader_run(v->reader, &report, &record, err);
    if (!status) status = keep_record_hash(record, hash);
    if (status) return status;
    v->result->reread++;
    if (kept.len != 32 || memcmp(kept.ptr, hash, 32) != 0) {
        v->result->reread_differs++;
        tell(v, SITREP_MISMATCH, "report %.*s: read again, it gives another record", SV_ARG(db_column(stmt, 0)));
    }
    return SITREP_OK;
}

static sitrep_status check_reports(verifying *v, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(
        v->s,
        "SELECT r.id, a.original, a.original_size, a.original_sha256, a.text, a.text_size, a.text_sha256, "
        "r.external_id,"
        " r.title, r.published, s.name, r.url, r.language, r.place, coalesce((SELECT g.record_sha256 FROM reading g "
        "WHERE g.report = "
        "r.report ORDER BY g.reading DESC LIMIT 1), r.record_sha256), r.updated, r.author, r.status, r.report IN "
        "(SELECT report FROM report ORDER BY random() LIMIT ?1), coalesce(rr.sha256 = " DB_REPORT_HASH(
            "rr", "rr.claims", "rr.figures",
            "rr.statements") ", 0) FROM"
                             " report r JOIN archive a ON a.report = r.report LEFT JOIN source s ON s.source = "
                             "r.source "
                             "LEFT JOIN report_row rr ON rr.source = coalesce(r.source, 0) AND rr.report = r.report "
                             "ORDER BY r.report",
        err);
    if (!stmt) return v->s->failure;
    sqlite3_bind_int64(stmt, 1, v->sample && v->sample < INT64_MAX ? (int64_t)v->sample : -1);
    sitrep_status status = SITREP_OK;
    int code = SQLITE_DONE;
    while (!status && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        sitrep_sv original, text, id = db_column(stmt, 0);
        arena_reset(&v->arena);
        v->result->reports++;
        bool good = check_bytes(v, db_column(stmt, 1), sqlite3_column_int64(stmt, 2), db_column(stmt, 3),
                                "the original", id, &original);
        good = check_bytes(v, db_column(stmt, 4), sqlite3_column_int64(stmt, 5), db_column(stmt, 6), "the text", id,
                           &text) &&
               good;
        if (!sqlite3_column_int(stmt, 19)) {
            v->result->hashes_bad++;
            tell(v, SITREP_CHECKSUM, "report %.*s: its row does not match the SHA-256 that was kept", SV_ARG(id));
        }
        if (good && v->reader && sqlite3_column_int(stmt, 18)) status = read_again(v, stmt, original, text, err);
    }
    if (!status && code != SQLITE_DONE) status = db_error(v->s, "checking the store", err);
    sqlite3_finalize(stmt);
    return status;
}

static sitrep_status check_chain(verifying *v, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(v->s, "SELECT entry, at, what, detail, hash FROM audit ORDER BY entry", err);
    if (!stmt) return v->s->failure;
    unsigned char hash[32] = {0};
    int code;
    int64_t wanted = 1;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        sitrep_sv kept = db_column(stmt, 4);
        db_audit_hash(hash, sqlite3_column_int64(stmt, 1), db_column(stmt, 2), db_column(stmt, 3), hash);
        if (sqlite3_column_int64(stmt, 0) != wanted || kept.len != 32 || memcmp(kept.ptr, hash, 32) != 0) {
            v->result->chain_bad++;
            tell(v, SITREP_CHECKSUM, "audit entry %lld does not continue the chain",
                 (long long)sqlite3_column_int64(stmt, 0));
            if (kept.len == 32) memcpy(hash, kept.ptr, 32);
        }
        wanted = sqlite3_column_int64(stmt, 0) + 1;
    }
    sitrep_status status = code == SQLITE_DONE ? SITREP_OK : db_error(v->s, "checking the store", err);
    sqlite3_finalize(stmt);
    return status;
}

sitrep_status sitrep_store_verify_sample(sitrep_store *store, sitrep_reader *reader, uint64_t sample,
                                         sitrep_reject_fn finding, void *ctx, sitrep_verify_result *out_result,
                                         sitrep_error *err)
{
    verifying v = {.s = store, .reader = reader, .tell = finding, .ctx = ctx, .result = out_result, .sample = sample};
    *out_result = (sitrep_verify_result){0};
    arena_init(&v.arena, 0);
    /* All is read as it stands at one moment, also while somebody adds. */
    bool alone = sqlite3_get_autocommit(store->db) != 0;
    sitrep_status status = alone ? db_exec(store, "BEGIN", err) : SITREP_OK;
    if (!status) status = check_database(&v, err);
    if (!status) status = check_schema(&v, err);
    if (!status) status = db_digest_check(store, tell_rows, &v, &out_result->tables, &out_result->rows, err);
    if (!status) status = check_reports(&v, err);
    if (!status) status = check_chain(&v, err);
    if (alone) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    arena_release(&v.arena);
    return status;
}

sitrep_status sitrep_store_verify(sitrep_store *store, sitrep_reader *reader, sitrep_reject_fn finding, void *ctx,
                                  sitrep_verify_result *out_result, sitrep_error *err)
{
    return sitrep_store_verify_sample(store, reader, 0, finding, ctx, out_result, err);
}
