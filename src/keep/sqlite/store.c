/* keep/sqlite/store.c — opening, transactions, runs, errors, packing, hashing, the audit chain. */
#include "keep/sqlite/digest.h"

#include <errno.h>
#include <sodium.h>
#include <time.h>
#include <unistd.h>
#include <zstd.h>

#include "base/banned.h"

#define BUSY_MILLISECONDS 5000 /* how long a writer waits for another */
#define PACK_LEVEL        6    /* measured on the examples: within 4 % of level 12 at a fifth of its time */
#define UNPACKED_MAX      ((uint64_t)64 << 20)

sitrep_status db_error(sitrep_store *s, const char *doing, sitrep_error *err)
{
    int code = s->db ? sqlite3_extended_errcode(s->db) : SQLITE_NOMEM;
    const char *text = s->db ? sqlite3_errmsg(s->db) : "out of memory";
    sitrep_status status;
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        status = SITREP_BUSY;
        break;
    case SQLITE_FULL:
        status = SITREP_FULL;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        status = SITREP_FORMAT;
        break;
    case SQLITE_NOMEM:
        status = SITREP_NOMEM;
        break;
    default:
        status = code == SQLITE_IOERR_NOMEM ? SITREP_NOMEM : SITREP_IO;
        if (s->db && sqlite3_system_errno(s->db) == ENOSPC) status = SITREP_FULL;
    }
    s->failure = status;
    (void)base_error(err, status, "%s: %s", doing, text);
    base_error_file(err, s->path ? s->path : "");
    return status;
}

sitrep_status db_exec(sitrep_store *s, const char *sql, sitrep_error *err)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? SITREP_OK
                                                                   : db_error(s, "writing to the store", err);
}

sqlite3_stmt *db_prepare(sitrep_store *s, const char *sql, sitrep_error *err)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL) != SQLITE_OK) (void)db_error(s, "asking the store", err);
    return stmt;
}

sitrep_status db_done(sitrep_store *s, sqlite3_stmt *stmt, sitrep_error *err)
{
    int code = sqlite3_step(stmt);
    sitrep_status status =
        code == SQLITE_DONE || code == SQLITE_ROW ? SITREP_OK : db_error(s, "writing to the store", err);
    sqlite3_reset(stmt);
    return status;
}

void db_bind_sv(sqlite3_stmt *stmt, int at, sitrep_sv sv)
{
    if (sv.len)
        sqlite3_bind_text64(stmt, at, sv.ptr, sv.len, SQLITE_STATIC, SQLITE_UTF8);
    else
        sqlite3_bind_null(stmt, at);
}

void db_bind_day(sqlite3_stmt *stmt, int at, int32_t day)
{
    if (day == SITREP_DAY_NONE)
        sqlite3_bind_null(stmt, at);
    else
        sqlite3_bind_int(stmt, at, day);
}

sitrep_sv db_column(sqlite3_stmt *stmt, int at)
{
    const void *bytes = sqlite3_column_blob(stmt, at);
    return (sitrep_sv){bytes, bytes ? (size_t)sqlite3_column_bytes(stmt, at) : 0};
}

/* Puts the reports of an open batch on disk. */
static sitrep_status end_batch(sitrep_store *s, sitrep_error *err)
{
    if (!s->batched) return SITREP_OK;
    s->batched = 0;
    return db_end(s, SITREP_OK, err);
}

sitrep_status db_begin(sitrep_store *s, sitrep_error *err)
{
    if (!s->writable) return base_error(err, SITREP_USAGE, "the store is open for reading only");
    sitrep_status status = end_batch(s, err);
    if (status) return status;
    db_digest_forget(s);
    return db_exec(s, "BEGIN IMMEDIATE", err);
}

sitrep_status db_end(sitrep_store *s, sitrep_status status, sitrep_error *err)
{
    if (!status && sqlite3_get_autocommit(s->db)) /* SQLite rolled back by itself, and a failure was passed over */
        status = base_error(err, s->failure ? s->failure : SITREP_IO, "writing to the store: it was rolled back");
    if (!status) status = db_digest_flush(s, err);
    if (!status) status = db_exec(s, "COMMIT", err);
    if (status && !sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL); /* the first error is the one to tell */
    if (status) db_digest_forget(s);
    return status;
}

sitrep_status db_begin_one(sitrep_store *s, sitrep_error *err)
{
    if (s->batch < 2) return db_begin(s, err);
    sitrep_status status = s->batched ? SITREP_OK : db_begin(s, err);
    if (status) return status;
    bool first = !s->batched;
    status = db_exec(s, "SAVEPOINT one", err);
    if (!status) db_digest_begin_one(s);
    if (!status && first) s->batched = 1;
    return status && first ? db_end(s, status, err) : status;
}

sitrep_status db_end_one(sitrep_store *s, sitrep_status status, sitrep_error *err)
{
    if (!s->batched) return db_end(s, status, err);
    if (!status) status = db_digest_failed(s, err);
    if (status && sqlite3_get_autocommit(s->db)) { /* SQLite rolled all back by itself: a full disk, a failed write */
        s->batched = 0;
        db_digest_forget(s);
        return status;
    }
    if (status) { /* the others of the batch stay */
        sqlite3_exec(s->db, "ROLLBACK TO one; RELEASE one", NULL, NULL, NULL);
        (void)db_digest_end_one(s, false, NULL);
        return status;
    }
    status = db_exec(s, "RELEASE one", err);
    if (!status) status = db_digest_end_one(s, true, err);
    if (status || s->batched++ < s->batch) return status;
    return end_batch(s, err);
}

sitrep_status db_pack(sitrep_store *s, sitrep_sv bytes, sitrep_sv *out, sitrep_error *err)
{
    size_t room = ZSTD_compressBound(bytes.len);
    char *to = arena_alloc(&s->arena, room);
    if (!s->packer) s->packer = ZSTD_createCCtx();
    size_t len = to && s->packer ? ZSTD_compressCCtx(s->packer, to, room, bytes.ptr, bytes.len, PACK_LEVEL) : 0;
    if (!to || !s->packer || ZSTD_isError(len)) return base_error(err, SITREP_NOMEM, "out of memory");
    *out = (sitrep_sv){to, len};
    return SITREP_OK;
}

sitrep_status db_unpack(sitrep_store *s, arena *a, sitrep_sv packed, uint64_t size, sitrep_sv *out, sitrep_error *err)
{
    if (size > UNPACKED_MAX) return base_error(err, SITREP_FORMAT, "archived bytes claim an impossible size");
    char *to = arena_alloc(a, (size_t)size + 1);
    if (!s->unpacker) s->unpacker = ZSTD_createDCtx();
    if (!to || !s->unpacker) return base_error(err, SITREP_NOMEM, "out of memory");
    size_t len = ZSTD_decompressDCtx(s->unpacker, to, (size_t)size, packed.ptr, packed.len);
    if (ZSTD_isError(len) || len != size) return base_error(err, SITREP_CHECKSUM, "archived bytes are damaged");
    *out = (sitrep_sv){to, len};
    return SITREP_OK;
}

void db_sha256(sitrep_sv bytes, unsigned char out[32])
{
    crypto_hash_sha256(out, (const unsigned char *)bytes.ptr, bytes.len);
}

void keep_make_id(char kind, const sitrep_sv *parts, size_t count, char out[KEEP_ID_SIZE])
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    crypto_hash_sha256_state state;
    unsigned char hash[32];
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++) {
        crypto_hash_sha256_update(&state, (const unsigned char *)parts[i].ptr, parts[i].len);
        crypto_hash_sha256_update(&state, (const unsigned char *)"", 1);
    }
    crypto_hash_sha256_final(&state, hash);
    out[0] = kind;
    for (unsigned i = 0; i < 16; i++) { /* 16 x 5 bits of the first 80 */
        unsigned bit = i * 5, byte = bit / 8, shift = bit % 8;
        unsigned two = (unsigned)hash[byte] << 8 | hash[byte + 1];
        out[1 + i] = alphabet[two >> (11 - shift) & 31];
    }
    out[17] = '\0';
}

/* ---- opening ---- */

sitrep_status db_configure(sitrep_store *s, sitrep_error *err)
{
    sqlite3_extended_result_codes(s->db, 1);
    sqlite3_busy_timeout(s->db, BUSY_MILLISECONDS);
    /* A store may come by mail: its schema must not run code, and its pages are checked as they are read. */
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sitrep_status status = db_exec(
        s, "PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=1073741824;",
        err);
    return status ? status : db_add_functions(s, err);
}

/* One connection with our settings; the schema is made in an empty database that is writable. */
static sitrep_status connect(sitrep_store *s, const char *path, int flags, sitrep_error *err)
{
    if (sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return db_error(s, "opening the store", err);
    sitrep_status status = db_configure(s, err);
    if (!status) status = db_schema(s, err);
    if (!status && s->writable)
        status = db_exec(s,
                         "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000; PRAGMA "
                         "cache_size=-65536;",
                         err);
    return status || !s->writable ? status : db_digest_start(s, err);
}

static void close_database(sitrep_store *s)
{
    for (size_t i = 0; i < DB_STATEMENT_COUNT; i++) sqlite3_finalize(s->prepared[i]);
    memset(s->prepared, 0, sizeof s->prepared);
    sqlite3_finalize(s->text_stmt);
    s->text_stmt = NULL;
    sqlite3_close(s->db);
    s->db = NULL;
    db_digest_release(s);
}

/* Makes a new store beside its path and gives it its name when it is whole, so that no kill leaves half a store. Where
 * somebody else was first, theirs stays. */
static sitrep_status make_store(sitrep_store *s, sitrep_error *err)
{
    size_t size = strlen(s->path) + 32;
    char *beside = arena_alloc(&s->arena, size);
    if (!beside) return base_error(err, SITREP_NOMEM, "out of memory");
    snprintf(beside, size, "%s.new-%ld", s->path, (long)getpid());
    unlink(beside);
    sitrep_status status = connect(s, beside, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
    close_database(s); /* writes the log back and removes it */
    if (!status && link(beside, s->path) != 0 && errno != EEXIST &&
        (access(s->path, F_OK) == 0 || rename(beside, s->path) != 0))
        status =
            base_error(err, errno == ENOSPC ? SITREP_FULL : SITREP_IO, "cannot make the store: %s", strerror(errno));
    unlink(beside);
    return status;
}

static sitrep_status open_database(sitrep_store *s, sitrep_error *err)
{
    if (access(s->path, F_OK) != 0 && s->writable) {
        sitrep_status status = make_store(s, err);
        if (status) return status;
    } else if (!s->writable && access(s->path, F_OK) != 0) {
        (void)base_error(err, SITREP_NOT_FOUND, "there is no such store; 'sitrep add' makes one");
        base_error_file(err, s->path);
        return SITREP_NOT_FOUND;
    }
    return connect(s, s->path, s->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, err);
}

/* A store that nothing was opened of yet; NULL without memory. */
static sitrep_store *new_store(const char *path, bool writable)
{
    sitrep_store *s = calloc(1, sizeof *s);
    if (s) s->path = malloc(strlen(path) + 1);
    if (!s || !s->path) {
        free(s);
        return NULL;
    }
    memcpy(s->path, path, strlen(path) + 1);
    s->writable = writable;
    arena_init(&s->arena, 0);
    for (size_t i = 0; i < DB_TEXTS; i++) arena_init(&s->texts[i].arena, 0);
    return s;
}

sitrep_status db_open_in_memory(sitrep_store **out_store, sitrep_error *err)
{
    sitrep_store *s = new_store(":memory:", true);
    if (!s) return base_error(err, SITREP_NOMEM, "out of memory");
    sitrep_status status = connect(s, s->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
    if (status)
        sitrep_store_close(s);
    else
        *out_store = s;
    return status;
}

sitrep_status sitrep_store_open(const char *path, sitrep_store_mode mode, sitrep_store **out_store, sitrep_error *err)
{
    if (sodium_init() < 0) return base_error(err, SITREP_IO, "the hashing library does not start");
    sitrep_store *s = new_store(path, mode == SITREP_STORE_WRITE);
    if (!s) return base_error(err, SITREP_NOMEM, "out of memory");
    sitrep_status status = open_database(s, err);
    if (!status && s->backup) { /* the arena is scratch */
        char *kept = malloc(strlen(s->backup) + 1);
        if (kept) memcpy(kept, s->backup, strlen(s->backup) + 1);
        s->backup = kept;
    } else {
        s->backup = NULL;
    }
    if (status) {
        base_error_file(err, path);
        sitrep_store_close(s);
        return status;
    }
    *out_store = s;
    return SITREP_OK;
}

void sitrep_store_close(sitrep_store *store)
{
    if (!store) return;
    if (store->db) (void)end_batch(store, NULL); /* a run that was not ended: what its batch holds, as far as it goes */
    close_database(store);
    ZSTD_freeCCtx(store->packer);
    ZSTD_freeDCtx(store->unpacker);
    arena_release(&store->arena);
    for (size_t i = 0; i < DB_TEXTS; i++) arena_release(&store->texts[i].arena);
    free(store->backup);
    free(store->path);
    free(store);
}

/* ---- runs and the audit chain ---- */

int64_t keep_now(const sitrep_store *store)
{
    return store->run_started ? store->run_started : (int64_t)time(NULL);
}

void db_audit_hash(const unsigned char before[32], int64_t at, sitrep_sv what, sitrep_sv detail, unsigned char out[32])
{
    char seconds[24];
    snprintf(seconds, sizeof seconds, "%lld", (long long)at);
    const sitrep_sv parts[] = {sv_of(seconds), what, detail};
    crypto_hash_sha256_state state; /* previous hash, time, what, detail, each text ended by a 0 byte */
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, before, 32);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        crypto_hash_sha256_update(&state, (const unsigned char *)parts[i].ptr, parts[i].len);
        crypto_hash_sha256_update(&state, (const unsigned char *)"", 1);
    }
    crypto_hash_sha256_final(&state, out);
}

sitrep_status keep_audit(sitrep_store *store, const char *what, sitrep_sv detail, sitrep_error *err)
{
    unsigned char before[32] = {0}, hash[32];
    sqlite3_stmt *last = db_prepared(store, DB_LAST_AUDIT, err);
    if (!last) return store->failure;
    int code = sqlite3_step(last);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return db_error(store, "reading the audit chain", err); /* else the chain would begin anew */
    if (code == SQLITE_ROW && sqlite3_column_bytes(last, 0) == 32 && sqlite3_column_blob(last, 0))
        memcpy(before, sqlite3_column_blob(last, 0), 32);
    sqlite3_reset(last);
    int64_t at = keep_now(store);
    db_audit_hash(before, at, sv_of(what), detail, hash);
    sqlite3_stmt *add = db_prepared(store, DB_ADD_AUDIT, err);
    if (!add) return store->failure;
    sqlite3_bind_int64(add, 1, at);
    sqlite3_bind_text(add, 2, what, -1, SQLITE_STATIC);
    sqlite3_bind_text64(add, 3, detail.ptr ? detail.ptr : "", detail.len, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_blob(add, 4, hash, sizeof hash, SQLITE_TRANSIENT);
    return db_done(store, add, err);
}

sitrep_status sitrep_store_begin_run(sitrep_store *store, const sitrep_run_info *info, sitrep_error *err)
{
    store->run_started = info->started ? info->started : (int64_t)time(NULL);
    store->seen_when_published = info->seen_when_published;
    store->batch = info->batch;
    sitrep_status status = db_begin(store, err);
    if (status) return status;
    sqlite3_stmt *stmt =
        db_prepare(store, "INSERT INTO run (started, program, model, knowledge) VALUES (?, ?, ?, ?)", err);
    if (!stmt) return db_end(store, store->failure, err);
    sqlite3_bind_int64(stmt, 1, store->run_started);
    sqlite3_bind_text(stmt, 2, info->program, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 3, info->model, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 4, info->knowledge, -1, SQLITE_STATIC);
    status = db_done(store, stmt, err);
    sqlite3_finalize(stmt);
    store->run = sqlite3_last_insert_rowid(store->db);
    if (!status) status = keep_audit(store, "run", sv_of(info->model), err);
    status = db_end(store, status, err);
    store->in_run = status == SITREP_OK;
    return status;
}

sitrep_status sitrep_store_end_run(sitrep_store *store, sitrep_error *err)
{
    if (!store->in_run) return base_error(err, SITREP_USAGE, "no run was begun");
    sitrep_status ended = end_batch(store, err);
    if (ended) return ended;
    sitrep_status status = db_begin(store, err);
    if (status) return status;
    sqlite3_stmt *stmt = db_prepare(store, "UPDATE run SET ended = ? WHERE run = ?", err);
    if (!stmt) return db_end(store, store->failure, err);
    sqlite3_bind_int64(stmt, 1, keep_now(store));
    sqlite3_bind_int64(stmt, 2, store->run);
    status = db_end(store, db_done(store, stmt, err), err);
    sqlite3_finalize(stmt);
    store->in_run = false;
    /* Brings all into the one file and onto the disk, so that it may be mailed as it is. */
    return status ? status : db_exec(store, "PRAGMA wal_checkpoint(TRUNCATE)", err);
}
