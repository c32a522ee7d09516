/* keep/sqlite/printed.c — situation reports that were printed: what they used, and what of it stands no more. */
#include <sodium.h>

#include "keep/sqlite/db.h"

#include "base/banned.h"

sitrep_status keep_known_until(sitrep_store *store, int64_t *out, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(
        store,
        "SELECT max(coalesce((SELECT max(seen_at) FROM report), 0), coalesce((SELECT max(seen_at) FROM patch_effect), "
        "0), "
        "coalesce((SELECT max(superseded_at) FROM patch_effect), 0), coalesce((SELECT max(seen_at) FROM reading), 0))",
        err);
    if (!stmt) return store->failure;
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) *out = sqlite3_column_int64(stmt, 0);
    sitrep_status status = code == SQLITE_ROW ? SITREP_OK : db_error(store, "asking the store", err);
    sqlite3_finalize(stmt);
    return status;
}

static sitrep_status add_printed(sitrep_store *s, const keep_printed *p, const char *id, int64_t *out_row,
                                 sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s,
                                    "INSERT INTO printed (id, at, as_of, title, form, options, policy, sha256) VALUES "
                                    "(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET id = id RETURNING printed",
                                    err);
    if (!stmt) return s->failure;
    sqlite3_bind_text(stmt, 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, keep_now(s));
    sqlite3_bind_int64(stmt, 3, p->as_of);
    db_bind_sv(stmt, 4, p->title);
    db_bind_sv(stmt, 5, p->form);
    sqlite3_bind_text64(stmt, 6, p->options.ptr ? p->options.ptr : "", p->options.len, SQLITE_STATIC, SQLITE_UTF8);
    db_bind_sv(stmt, 7, p->policy);
    sqlite3_bind_blob(stmt, 8, p->sha256, sizeof p->sha256, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) *out_row = sqlite3_column_int64(stmt, 0);
    sitrep_status status = code == SQLITE_ROW ? SITREP_OK : db_error(s, "writing to the store", err);
    sqlite3_finalize(stmt);
    return status;
}

static sitrep_status add_rows(sitrep_store *s, int64_t printed, const sitrep_sv *ids, size_t count, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s, "INSERT OR IGNORE INTO printed_row (printed, id) VALUES (?, ?)", err);
    sitrep_status status = stmt ? SITREP_OK : s->failure;
    for (size_t i = 0; i < count && !status; i++) {
        sqlite3_bind_int64(stmt, 1, printed);
        db_bind_sv(stmt, 2, ids[i]);
        status = db_done(s, stmt, err);
    }
    sqlite3_finalize(stmt);
    return status;
}

sitrep_status keep_printed_add(sitrep_store *store, const keep_printed *p, const sitrep_sv *ids, size_t count,
                               char out_id[KEEP_ID_SIZE], sitrep_error *err)
{
    char hex[65];
    int64_t row = 0;
    sodium_bin2hex(hex, sizeof hex, p->sha256, sizeof p->sha256);
    sitrep_sv part = sv_of(hex);
    keep_make_id('p', &part, 1, out_id);
    sitrep_status status = db_begin(store, err);
    if (status) return status;
    status = add_printed(store, p, out_id, &row, err);
    if (!status) status = add_rows(store, row, ids, count, err);
    if (!status) status = keep_audit(store, "printed", sv_of(out_id), err);
    return db_end(store, status, err);
}

/* The kinds of rows that fall, by the first letter of their ids. */
static const char *table_of(char kind)
{
    return kind == 'c' ? "claim" : kind == 'f' ? "figure" : kind == 's' ? "statement" : NULL;
}

sitrep_status keep_row_fell(sitrep_store *store, sitrep_sv id, int64_t known_until, arena *a, keep_fall *out,
                            sitrep_error *err)
{
    char sql[1100];
    const char *table = id.len ? table_of(id.ptr[0]) : NULL;
    *out = (keep_fall){0};
    if (!table) return SITREP_OK;
    /* A row that a reviewer corrected has further rows: its id, a full stop and a number; '/' comes after the stop. */
    snprintf(
        sql, sizeof sql,
        "SELECT t.superseded_at, coalesce((SELECT w.kind || ' notice ' || wr.id FROM withdrawal w JOIN report wr ON "
        "wr.report = w.report WHERE (w.target = t.report OR w.report = t.report) AND w.seen_at = t.superseded_at "
        "ORDER BY w.report LIMIT 1), (SELECT 'review ' || pt.id || ': ' || pe.mark FROM patch_effect pe JOIN patch "
        "pt ON pt.patch = pe.patch WHERE pe.id = ?1 AND pe.seen_at <= t.superseded_at ORDER BY pe.seen_at DESC LIMIT "
        "1), 'a later reading') FROM %s t WHERE (t.id = ?1 OR (t.id > ?1 || '.' AND t.id < ?1 || '/')) AND t.seen_at "
        "<= ?2 AND t.superseded_at > ?2 ORDER BY t.superseded_at LIMIT 1",
        table);
    sqlite3_stmt *stmt = db_prepare(store, sql, err);
    if (!stmt) return store->failure;
    db_bind_sv(stmt, 1, id);
    sqlite3_bind_int64(stmt, 2, known_until);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        out->fell = true;
        out->at = sqlite3_column_int64(stmt, 0);
        out->why = arena_copy(a, db_column(stmt, 1));
    }
    sitrep_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? SITREP_OK : db_error(store, "asking the store", err);
    sqlite3_finalize(stmt);
    return status;
}

sitrep_status keep_archive_stands(sitrep_store *store, sitrep_sv report, arena *a, bool *out, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT a.original, a.original_size, a.original_sha256, a.text, a.text_size, "
                                    "a.text_sha256 FROM report r JOIN archive a ON a.report = r.report WHERE r.id = ?",
                                    err);
    if (!stmt) return store->failure;
    db_bind_sv(stmt, 1, report);
    int code = sqlite3_step(stmt);
    sitrep_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? SITREP_OK : db_error(store, "asking the store", err);
    *out = code == SQLITE_ROW;
    for (int i = 0; i < 6 && code == SQLITE_ROW; i += 3) {
        unsigned char hash[32];
        sitrep_sv bytes, kept = db_column(stmt, i + 2);
        sitrep_error local;
        if (db_unpack(store, a, db_column(stmt, i), (uint64_t)sqlite3_column_int64(stmt, i + 1), &bytes, &local)) {
            *out = false;
            continue;
        }
        db_sha256(bytes, hash);
        if (kept.len != 32 || memcmp(hash, kept.ptr, 32) != 0) *out = false;
    }
    sqlite3_finalize(stmt);
    return status;
}
