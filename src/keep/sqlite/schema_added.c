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
    /* Review: who signs, what they decided, what it changed; rows are added and superseded, never rewritten. */
    {2, "CREATE TABLE signer (signer INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, public_key BLOB NOT NULL, seen_at INTEGER NOT NULL);"},
    {2, "CREATE TABLE signer_trust (signer INTEGER NOT NULL REFERENCES signer, trusted INTEGER NOT NULL, reason TEXT NOT NULL, seen_at INTEGER NOT NULL,"
        " superseded_at INTEGER);"},
    {2, "CREATE INDEX signer_trust_signer ON signer_trust (signer);"},
    {2, "CREATE TABLE patch (patch INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, action TEXT NOT NULL, target TEXT NOT NULL, report TEXT, reason TEXT NOT NULL,"
        " who TEXT NOT NULL, signer INTEGER NOT NULL REFERENCES signer, at INTEGER NOT NULL, text TEXT NOT NULL, seen_at INTEGER NOT NULL);"},
    {2, "CREATE INDEX patch_target ON patch (target);"},
    {2, "CREATE TABLE patch_root (patch INTEGER NOT NULL REFERENCES patch, id TEXT NOT NULL, how TEXT NOT NULL, PRIMARY KEY (patch, id)) WITHOUT ROWID;"},
    {2, "CREATE INDEX patch_root_id ON patch_root (id);"},
    {2, "CREATE TABLE patch_state (patch INTEGER NOT NULL REFERENCES patch, state TEXT NOT NULL, reason TEXT NOT NULL, seen_at INTEGER NOT NULL,"
        " superseded_at INTEGER);"},
    {2, "CREATE INDEX patch_state_patch ON patch_state (patch);"},
    {2, "CREATE TABLE patch_effect (effect INTEGER PRIMARY KEY, patch INTEGER NOT NULL REFERENCES patch, id TEXT NOT NULL, what TEXT NOT NULL, field TEXT, old TEXT,"
        " new TEXT, mark TEXT NOT NULL, seen_at INTEGER NOT NULL, superseded_at INTEGER);"},
    {2, "CREATE INDEX patch_effect_id ON patch_effect (id);"},
    {2, "CREATE TABLE patch_row (id TEXT PRIMARY KEY, root TEXT NOT NULL, signature TEXT NOT NULL, seen_at INTEGER NOT NULL) WITHOUT ROWID;"},
    /* Reports that a newer model read again; links that were looked at and refused. */
    {2, "CREATE TABLE reading (reading INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES report, run INTEGER NOT NULL REFERENCES run, seen_at INTEGER NOT NULL,"
        " record_sha256 BLOB NOT NULL);"},
    {2, "CREATE INDEX reading_report ON reading (report);"},
    {2, "CREATE TABLE link_refused (claim INTEGER NOT NULL REFERENCES claim, event INTEGER NOT NULL REFERENCES event, score REAL NOT NULL, reason TEXT NOT NULL,"
        " seen_at INTEGER NOT NULL, PRIMARY KEY (claim, event)) WITHOUT ROWID;"},
    {2, "CREATE INDEX link_refused_event ON link_refused (event);"},
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
