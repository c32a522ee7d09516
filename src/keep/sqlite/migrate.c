/* keep/sqlite/migrate.c — a store of an older schema. The first verb that writes brings it up to date, in one
 * transaction, with a copy of the file as it was beside it: NAME.schemaN-backup. A verb that reads leaves the file
 * alone and works on a copy in memory that is brought up to date; a store too large for that says what to do. */
#include "keep/sqlite/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

#define BACKUPS_MAX   99
#define IN_MEMORY_MAX ((int64_t)512 << 20) /* bytes of an older store that a verb copies to read it */
#define TRIES         3

static int64_t pragma_value(sitrep_store *s, const char *sql)
{
    sqlite3_stmt *stmt = db_prepare(s, sql, NULL);
    int64_t value = stmt && sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : -1;
    sqlite3_finalize(stmt);
    return value;
}

/* A file is on the disk when this returns OK. */
static sitrep_status sync_file(const char *path, sitrep_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool good = file >= 0 && fsync(file) == 0;
    int why = errno;
    if (file >= 0) close(file);
    return good ? SITREP_OK
                : base_error(err, why == ENOSPC ? SITREP_FULL : SITREP_IO,
                             "the copy of the store before bringing it up to "
                             "date cannot be written: %s",
                             strerror(why));
}

/* Copies the store as it is to `path`, which is not there yet. */
static sitrep_status copy_to(sitrep_store *s, const char *path, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s, "VACUUM INTO ?", err);
    if (!stmt) return s->failure;
    sqlite3_bind_text(stmt, 1, path, -1, SQLITE_STATIC);
    sitrep_status status = sqlite3_step(stmt) == SQLITE_DONE
                               ? SITREP_OK
                               : db_error(s, "copying the store before bringing it up to date", err);
    sqlite3_finalize(stmt);
    if (!status) status = sync_file(path, err);
    if (status) unlink(path);
    return status;
}

/* The first free name "STORE.schema1-backup", "STORE.schema1-backup-2" …, in the store's arena. */
static char *backup_path(sitrep_store *s, int from)
{
    size_t size = strlen(s->path) + 40;
    char *path = arena_alloc(&s->arena, size);
    for (int n = 1; path && n <= BACKUPS_MAX; n++) {
        if (n == 1)
            snprintf(path, size, "%s.schema%d-backup", s->path, from);
        else
            snprintf(path, size, "%s.schema%d-backup-%d", s->path, from, n);
        if (access(path, F_OK) != 0) return path;
    }
    return NULL;
}

/* Runs the steps, unless another writer was quicker; *out_changed where the store changed since `version`. */
static sitrep_status run_steps(sitrep_store *s, int from, int64_t version, bool *out_changed, sitrep_error *err)
{
    char pragma[48];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version=%d;", DB_SCHEMA_VERSION);
    sitrep_status status = db_begin(s, err);
    if (status) return status;
    *out_changed = pragma_value(s, "PRAGMA data_version") != version;
    if (*out_changed || pragma_value(s, "PRAGMA user_version") >= DB_SCHEMA_VERSION) return db_end(s, SITREP_OK, err);
    status = db_schema_add(s, from, err);
    if (!status) status = db_exec(s, pragma, err);
    if (!status) status = db_digest_make(s, err);
    return db_end(s, status, err);
}

static sitrep_status migrate_file(sitrep_store *s, int from, sitrep_error *err)
{
    for (int i = 0; i < TRIES; i++) {
        bool changed = false;
        int64_t version = pragma_value(s, "PRAGMA data_version");
        if (pragma_value(s, "PRAGMA user_version") >= DB_SCHEMA_VERSION) return SITREP_OK;
        char *path = backup_path(s, from);
        if (!path) return base_error(err, SITREP_IO, "there is no free name for a copy of the store beside it");
        sitrep_status status = copy_to(s, path, err);
        if (!status) status = run_steps(s, from, version, &changed, err);
        if (!status && !changed) {
            s->backup = path;
            return SITREP_OK;
        }
        unlink(path); /* the store is as it was, or somebody wrote to it meanwhile and the copy is old */
        if (status) return status;
    }
    return base_error(err, SITREP_BUSY,
                      "others keep writing to the store while it is to be brought from schema %d to %d", from,
                      DB_SCHEMA_VERSION);
}

/* ---- reading ---- */

/* Puts a copy of the open database, in memory, in its place. */
static sitrep_status move_to_memory(sitrep_store *s, sitrep_error *err)
{
    sqlite3 *copy = NULL, *file = s->db;
    if (sqlite3_open_v2(":memory:", &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        sqlite3_close(copy);
        return base_error(err, SITREP_NOMEM, "out of memory");
    }
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", file, "main");
    int code = backup ? sqlite3_backup_step(backup, -1) : SQLITE_NOMEM;
    if (backup) sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) {
        s->db = copy;
        sitrep_status status = db_error(s, "copying a store of an older schema", err);
        s->db = file;
        sqlite3_close(copy);
        return status;
    }
    s->db = copy;
    sqlite3_close(file);
    return db_configure(s, err);
}

static sitrep_status migrate_copy(sitrep_store *s, int from, sitrep_error *err)
{
    char pragma[48];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version=%d;", DB_SCHEMA_VERSION);
    if (pragma_value(s, "PRAGMA page_count") * pragma_value(s, "PRAGMA page_size") > IN_MEMORY_MAX)
        return base_error(err, SITREP_VERSION,
                          "the store has the older schema %d and is large: 'sitrep add' or another verb that writes "
                          "brings it to %d and keeps a copy beside it",
                          from, DB_SCHEMA_VERSION);
    sitrep_status status = move_to_memory(s, err);
    if (!status) status = db_schema_add(s, from, err);
    if (!status) status = db_digest_make(s, err);
    return status ? status : db_exec(s, pragma, err);
}

sitrep_status db_schema_migrate(sitrep_store *s, int from, sitrep_error *err)
{
    return s->writable ? migrate_file(s, from, err) : migrate_copy(s, from, err);
}

const char *sitrep_store_backup(const sitrep_store *store)
{
    return store->backup;
}
