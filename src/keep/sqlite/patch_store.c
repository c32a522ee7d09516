/* keep/sqlite/patch_store.c — patches and signers as rows: stored once, checked again, written out in one order. What
 * they change is worked out by link/review. */
#include <inttypes.h>

#include "keep/patch.h"
#include "keep/sqlite/db.h"

#include "base/banned.h"

/* ---- signers ---- */

static sitrep_status is_trusted(sitrep_store *s, int64_t signer, bool *out, sitrep_error *err)
{
    sqlite3_stmt *stmt =
        db_prepare(s, "SELECT trusted FROM signer_trust WHERE signer = ? AND superseded_at IS NULL", err);
    if (!stmt) return s->failure;
    sqlite3_bind_int64(stmt, 1, signer);
    int code = sqlite3_step(stmt);
    *out = code == SQLITE_ROW && sqlite3_column_int(stmt, 0) != 0;
    sitrep_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? SITREP_OK : db_error(s, "asking for a signer", err);
    sqlite3_finalize(stmt);
    return status;
}

static sitrep_status add_signer(sitrep_store *s, const char *id, sitrep_sv name, const unsigned char *key,
                                int64_t *out_signer, sitrep_error *err)
{
    sqlite3_stmt *add = db_prepare(s, "INSERT INTO signer (id, name, public_key, seen_at) VALUES (?, ?, ?, ?)", err);
    if (!add) return s->failure;
    db_bind_sv(add, 1, sv_of(id));
    db_bind_sv(add, 2, name);
    sqlite3_bind_blob(add, 3, key, PATCH_KEY_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(add, 4, keep_now(s));
    sitrep_status status = db_done(s, add, err);
    sqlite3_finalize(add);
    *out_signer = sqlite3_last_insert_rowid(s->db);
    return status;
}

sitrep_status keep_signer(sitrep_store *s, const unsigned char key[PATCH_KEY_SIZE], sitrep_sv name, int64_t *out_signer,
                          bool *out_trusted, sitrep_error *err)
{
    char id[KEEP_ID_SIZE];
    patch_key_id(key, id);
    sqlite3_stmt *stmt = db_prepare(s, "SELECT signer FROM signer WHERE public_key = ?", err);
    if (!stmt) return s->failure;
    sqlite3_bind_blob(stmt, 1, key, PATCH_KEY_SIZE, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    *out_signer = code == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return db_error(s, "asking for a signer", err);
    *out_trusted = false;
    return *out_signer ? is_trusted(s, *out_signer, out_trusted, err) : add_signer(s, id, name, key, out_signer, err);
}

/* Runs a statement of ?1 = the time and ?2 = a row. */
static sitrep_status end_interval(sitrep_store *s, const char *sql, int64_t row, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s, sql, err);
    if (!stmt) return s->failure;
    sqlite3_bind_int64(stmt, 1, keep_now(s));
    sqlite3_bind_int64(stmt, 2, row);
    sitrep_status status = db_done(s, stmt, err);
    sqlite3_finalize(stmt);
    return status;
}

sitrep_status keep_signer_trust(sitrep_store *s, int64_t signer, bool trusted, const char *reason, sitrep_error *err)
{
    bool now;
    sitrep_status status = is_trusted(s, signer, &now, err);
    if (status || now == trusted) return status;
    status = end_interval(s, "UPDATE signer_trust SET superseded_at = ?1 WHERE signer = ?2 AND superseded_at IS NULL",
                          signer, err);
    sqlite3_stmt *add =
        status ? NULL
               : db_prepare(s, "INSERT INTO signer_trust (signer, trusted, reason, seen_at) VALUES (?, ?, ?, ?)", err);
    if (!add) return status ? status : s->failure;
    sqlite3_bind_int64(add, 1, signer);
    sqlite3_bind_int(add, 2, trusted);
    db_bind_sv(add, 3, sv_of(reason));
    sqlite3_bind_int64(add, 4, keep_now(s));
    status = db_done(s, add, err);
    sqlite3_finalize(add);
    char detail[64];
    snprintf(detail, sizeof detail, "signer %" PRId64 ": %s", signer, trusted ? "trusted" : "no longer trusted");
    return status ? status : keep_audit(s, "trust", sv_of(detail), err);
}

/* ---- patches ---- */

static sitrep_status find_patch(sitrep_store *s, const char *id, int64_t *out_patch, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s, "SELECT patch FROM patch WHERE id = ?", err);
    if (!stmt) return s->failure;
    db_bind_sv(stmt, 1, sv_of(id));
    int code = sqlite3_step(stmt);
    *out_patch = code == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return code == SQLITE_ROW || code == SQLITE_DONE ? SITREP_OK : db_error(s, "asking for a patch", err);
}

static sitrep_status add_changes(sitrep_store *s, int64_t row, const patch *p, sitrep_error *err)
{
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < p->change_count && !status; i++) {
        sqlite3_stmt *add =
            db_prepare(s, "INSERT INTO patch_change (patch, n, field, old, new) VALUES (?, ?, ?, ?, ?)", err);
        if (!add) return s->failure;
        sqlite3_bind_int64(add, 1, row);
        sqlite3_bind_int64(add, 2, (int64_t)i);
        db_bind_sv(add, 3, p->changes[i].field);
        db_bind_sv(add, 4, p->changes[i].before);
        db_bind_sv(add, 5, p->changes[i].after);
        status = db_done(s, add, err);
        sqlite3_finalize(add);
    }
    return status;
}

sitrep_status keep_patch_insert(sitrep_store *s, const patch *p, bool *out_added, int64_t *out_patch, sitrep_error *err)
{
    int64_t signer;
    bool trusted;
    sitrep_status status = find_patch(s, p->id, out_patch, err);
    *out_added = false;
    if (status || *out_patch) return status;
    status = keep_signer(s, p->key, p->who, &signer, &trusted, err);
    sqlite3_stmt *add = status ? NULL
                               : db_prepare(s,
                                            "INSERT INTO patch (id, action, target, report, reason, who, signer, at, "
                                            "text, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                            err);
    if (!add) return status ? status : s->failure;
    const sitrep_sv texts[] = {sv_of(p->id), sv_of(sitrep_action_name(p->action)), p->target, p->report, p->reason,
                               p->who};
    for (int i = 0; i < 6; i++) db_bind_sv(add, i + 1, texts[i]);
    sqlite3_bind_int64(add, 7, signer);
    sqlite3_bind_int64(add, 8, p->at);
    db_bind_sv(add, 9, p->text);
    sqlite3_bind_int64(add, 10, keep_now(s));
    status = db_done(s, add, err);
    sqlite3_finalize(add);
    *out_patch = sqlite3_last_insert_rowid(s->db);
    *out_added = status == SITREP_OK;
    if (!status) status = add_changes(s, *out_patch, p, err);
    return status ? status : keep_audit(s, "patch", sv_of(p->id), err);
}

sitrep_status keep_patch_state(sitrep_store *s, int64_t patch_row, const char *state, const char *reason,
                               sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(
        s, "SELECT state = ?2 AND reason = ?3 FROM patch_state WHERE patch = ?1 AND superseded_at IS NULL", err);
    if (!stmt) return s->failure;
    sqlite3_bind_int64(stmt, 1, patch_row);
    db_bind_sv(stmt, 2, sv_of(state));
    db_bind_sv(stmt, 3, sv_of(reason));
    int code = sqlite3_step(stmt);
    bool same = code == SQLITE_ROW && sqlite3_column_int(stmt, 0) != 0;
    sqlite3_finalize(stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return db_error(s, "asking for a patch", err);
    if (same) return SITREP_OK;
    sitrep_status status = end_interval(
        s, "UPDATE patch_state SET superseded_at = ?1 WHERE patch = ?2 AND superseded_at IS NULL", patch_row, err);
    stmt = status ? NULL
                  : db_prepare(s, "INSERT INTO patch_state (patch, state, reason, seen_at) VALUES (?, ?, ?, ?)", err);
    if (!stmt) return status ? status : s->failure;
    sqlite3_bind_int64(stmt, 1, patch_row);
    db_bind_sv(stmt, 2, sv_of(state));
    db_bind_sv(stmt, 3, sv_of(reason));
    sqlite3_bind_int64(stmt, 4, keep_now(s));
    status = db_done(s, stmt, err);
    sqlite3_finalize(stmt);
    return status;
}

/* ---- all of them ---- */

sitrep_status sitrep_review_export(sitrep_store *store, sitrep_write_fn write, void *ctx, uint64_t *out_count,
                                   sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(store, "SELECT text FROM patch ORDER BY at, id", err);
    if (!stmt) return store->failure;
    sitrep_status status = SITREP_OK;
    int code;
    *out_count = 0;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW && !status) {
        sitrep_sv text = db_column(stmt, 0);
        if (*out_count && !write(ctx, "\n", 1)) status = SITREP_STOPPED;
        if (!status && (!write(ctx, text.ptr, text.len) || !write(ctx, "\n", 1))) status = SITREP_STOPPED;
        ++*out_count;
    }
    if (!status && code != SQLITE_DONE) status = db_error(store, "reading the patches", err);
    sqlite3_finalize(stmt);
    return status == SITREP_STOPPED ? base_error(err, SITREP_STOPPED, "writing was stopped") : status;
}

/* A stored patch against its own text: the id, the signature, and the columns that were taken out of it. */
static const char *what_is_wrong(sqlite3_stmt *stmt, arena *a)
{
    sitrep_sv rest = db_column(stmt, 1);
    uint32_t line = 0;
    patch p;
    sitrep_error why = {0};
    if (patch_parse(&rest, &line, a, &p, &why) != SITREP_OK || rest.len) return "its text is no patch any more";
    if (!sv_eq(sv_of(p.id), db_column(stmt, 0))) return "its text is not what its id was made of";
    if (!patch_is_signed(&p)) return "its signature is not of its text";
    sitrep_sv key = db_column(stmt, 7);
    if (key.len != PATCH_KEY_SIZE || memcmp(key.ptr, p.key, PATCH_KEY_SIZE) != 0)
        return "it stands under another signer";
    if (!sv_eq(db_column(stmt, 2), sv_of(sitrep_action_name(p.action))) || !sv_eq(db_column(stmt, 3), p.target) ||
        !sv_eq(db_column(stmt, 4), p.reason) || !sv_eq(db_column(stmt, 5), p.who) ||
        sqlite3_column_int64(stmt, 6) != p.at)
        return "its row says something else than its text";
    return NULL;
}

/* Patches that the audit chain knows and the ledger has no more, and fields that say something else than the text. */
static sitrep_status check_missing(sitrep_store *store, sitrep_reject_fn finding, void *ctx, uint64_t *out_bad,
                                   sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT detail, 'the audit chain has it, the ledger does not' FROM audit WHERE "
                                    "what = 'patch' AND detail NOT IN (SELECT id "
                                    "FROM patch) UNION ALL SELECT p.id, 'a field of its row is not in its text' FROM "
                                    "patch_change c JOIN patch p ON p.patch = "
                                    "c.patch WHERE instr(p.text, 'field ' || c.field || char(10) || coalesce('old ' || "
                                    "replace(c.old, char(92), char(92) || "
                                    "char(92)) || char(10), '') || coalesce('new ' || replace(c.new, char(92), "
                                    "char(92) || char(92)) || char(10), '')) = 0",
                                    err);
    if (!stmt) return store->failure;
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        sitrep_sv id = db_column(stmt, 0), what = db_column(stmt, 1);
        sitrep_error told = {0};
        ++*out_bad;
        (void)base_error(&told, SITREP_CHECKSUM, "patch %.*s: %.*s", SV_ARG(id), SV_ARG(what));
        base_error_file(&told, store->path);
        if (finding) finding(ctx, &told);
    }
    sitrep_status status = code == SQLITE_DONE ? SITREP_OK : db_error(store, "checking the patches", err);
    sqlite3_finalize(stmt);
    return status;
}

sitrep_status sitrep_review_verify(sitrep_store *store, sitrep_reject_fn finding, void *ctx, uint64_t *out_patches,
                                   uint64_t *out_bad, sitrep_error *err)
{
    arena a;
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT p.id, p.text, p.action, p.target, p.reason, p.who, p.at, k.public_key FROM "
                                    "patch p LEFT JOIN signer k ON k.signer = p.signer ORDER BY p.patch",
                                    err);
    *out_patches = *out_bad = 0;
    if (!stmt) return store->failure;
    arena_init(&a, 0);
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        arena_reset(&a);
        const char *wrong = what_is_wrong(stmt, &a);
        ++*out_patches;
        if (!wrong) continue;
        ++*out_bad;
        sitrep_sv id = db_column(stmt, 0);
        sitrep_error told = {0};
        (void)base_error(&told, SITREP_CHECKSUM, "patch %.*s: %s", SV_ARG(id), wrong);
        base_error_file(&told, store->path);
        if (finding) finding(ctx, &told);
    }
    sitrep_status status = code == SQLITE_DONE ? SITREP_OK : db_error(store, "checking the patches", err);
    sqlite3_finalize(stmt);
    arena_release(&a);
    return status ? status : check_missing(store, finding, ctx, out_bad, err);
}
