/* keep/sqlite/schema_added.c — what each schema after the first added, and bringing an older store up to date.
 * Schemas only ever add: an old row stays as it was written. docs/format-store.md says what each column means. */
#include "keep/sqlite/db.h"

#include "base/banned.h"

typedef struct schema_step {
    int version; /* the first schema that has it */
    const char *sql;
} schema_step;

/* clang-format off: SQL in lines of its own length */
static const schema_step steps[] = {
    /* A situation report that was printed: what it was made from, so that a later withdrawal can name it. */
    {2, "CREATE TABLE printed (printed INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, as_of INTEGER, title TEXT,"
        " form TEXT NOT NULL, options TEXT NOT NULL, policy TEXT, sha256 BLOB NOT NULL);"},
    {2, "CREATE TABLE printed_row (printed INTEGER NOT NULL REFERENCES printed, id TEXT NOT NULL, PRIMARY KEY (printed, id)) WITHOUT ROWID;"},
    {2, "CREATE INDEX printed_row_id ON printed_row (id);"},
    {2, "CREATE INDEX report_source ON report (source, seen_at);"},
};
/* clang-format on */

sitrep_status db_schema_add(sitrep_store *s, int from, sitrep_error *err)
{
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && !status; i++)
        if (steps[i].version > from) status = db_exec(s, steps[i].sql, err);
    return status;
}

sitrep_status db_schema_migrate(sitrep_store *s, int from, sitrep_error *err)
{
    if (!s->writable)
        return base_error(err, SITREP_VERSION,
                          "the store has the older schema %d: any verb that writes to it brings it to %d", from,
                          DB_SCHEMA_VERSION);
    char pragma[48];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version=%d;", DB_SCHEMA_VERSION);
    sitrep_status status = db_begin(s, err);
    if (status) return status;
    status = db_schema_add(s, from, err);
    if (!status) status = db_exec(s, pragma, err);
    return db_end(s, status, err);
}
