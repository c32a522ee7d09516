/* keep/sqlite/schema_added.c — what each schema after the first added; migrate.c brings an older store to it.
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
    {2, "CREATE TABLE printed (printed INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, as_of "
        "INTEGER, title TEXT,"
        " form TEXT NOT NULL, options TEXT NOT NULL, policy TEXT, sha256 BLOB NOT NULL);"},
    {2, "CREATE TABLE printed_row (printed INTEGER NOT NULL REFERENCES printed, id TEXT NOT NULL, PRIMARY KEY "
        "(printed, id)) WITHOUT ROWID;"},
    {2, "CREATE INDEX printed_row_id ON printed_row (id);"},
    {2, "CREATE INDEX report_source ON report (source, seen_at);"},
    /* Asking why a number is told, and what changed between two moments. */
    {2, "CREATE INDEX figure_stated ON figure (coalesce(best, low, high));"},
    {2, "CREATE INDEX figure_superseded ON figure (superseded_at) WHERE superseded_at IS NOT NULL;"},
    {2, "CREATE INDEX claim_superseded ON claim (superseded_at) WHERE superseded_at IS NOT NULL;"},
    {2, "CREATE INDEX contradiction_seen ON contradiction (seen_at);"},
    {2, "CREATE INDEX contradiction_one ON contradiction (one);"},
    {2, "CREATE INDEX contradiction_other ON contradiction (other);"},
    {2, "CREATE INDEX undertaking_state_seen ON undertaking_state (seen_at);"},
    {2, "CREATE INDEX withdrawal_seen ON withdrawal (seen_at);"},
    {2, "CREATE INDEX undertaking_report ON undertaking (report);"},
    /* Review: who signs, what they decided, what it changed; rows are added and superseded, never rewritten. */
    {2, "CREATE TABLE signer (signer INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, public_key BLOB "
        "NOT NULL, seen_at INTEGER NOT NULL);"},
    {2, "CREATE TABLE signer_trust (signer INTEGER NOT NULL REFERENCES signer, trusted INTEGER NOT NULL, reason TEXT "
        "NOT NULL, seen_at INTEGER NOT NULL,"
        " superseded_at INTEGER);"},
    {2, "CREATE INDEX signer_trust_signer ON signer_trust (signer);"},
    {2, "CREATE TABLE patch (patch INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, action TEXT NOT NULL, target TEXT NOT "
        "NULL, report TEXT, reason TEXT NOT NULL,"
        " who TEXT NOT NULL, signer INTEGER NOT NULL REFERENCES signer, at INTEGER NOT NULL, text TEXT NOT NULL, "
        "seen_at INTEGER NOT NULL);"},
    {2, "CREATE INDEX patch_target ON patch (target);"},
    {2, "CREATE TABLE patch_change (patch INTEGER NOT NULL REFERENCES patch, n INTEGER NOT NULL, field TEXT NOT NULL, "
        "old TEXT, new TEXT, PRIMARY KEY (patch, n))"
        " WITHOUT ROWID;"},
    {2, "CREATE TABLE patch_root (patch INTEGER NOT NULL REFERENCES patch, id TEXT NOT NULL, how TEXT NOT NULL, "
        "seen_at INTEGER NOT NULL, superseded_at INTEGER);"},
    {2, "CREATE INDEX patch_root_patch ON patch_root (patch);"},
    {2, "CREATE INDEX patch_root_id ON patch_root (id);"},
    {2, "CREATE TABLE patch_state (patch INTEGER NOT NULL REFERENCES patch, state TEXT NOT NULL, reason TEXT NOT NULL, "
        "seen_at INTEGER NOT NULL,"
        " superseded_at INTEGER);"},
    {2, "CREATE INDEX patch_state_patch ON patch_state (patch);"},
    {2, "CREATE TABLE patch_effect (effect INTEGER PRIMARY KEY, patch INTEGER NOT NULL REFERENCES patch, id TEXT NOT "
        "NULL, what TEXT NOT NULL, field TEXT, old TEXT,"
        " new TEXT, mark TEXT NOT NULL, seen_at INTEGER NOT NULL, superseded_at INTEGER);"},
    {2, "CREATE INDEX patch_effect_id ON patch_effect (id);"},
    {2, "CREATE TABLE patch_conflict (id TEXT NOT NULL, field TEXT NOT NULL, one INTEGER NOT NULL REFERENCES patch, "
        "other INTEGER NOT NULL REFERENCES patch,"
        " reason TEXT NOT NULL, seen_at INTEGER NOT NULL, superseded_at INTEGER);"},
    {2, "CREATE INDEX patch_conflict_id ON patch_conflict (id);"},
    {2, "CREATE TABLE patch_row (id TEXT PRIMARY KEY, root TEXT NOT NULL, signature TEXT NOT NULL, seen_at INTEGER NOT "
        "NULL) WITHOUT ROWID;"},
    {2, "CREATE INDEX patch_row_root ON patch_row (root);"},
    /* Reports that a newer model read again; links that were looked at and refused. */
    {2, "CREATE TABLE reading (reading INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES report, run INTEGER NOT "
        "NULL REFERENCES run, seen_at INTEGER NOT NULL,"
        " record_sha256 BLOB NOT NULL);"},
    {2, "CREATE TABLE reading_gone (id TEXT PRIMARY KEY, reading INTEGER NOT NULL REFERENCES reading) WITHOUT ROWID;"},
    {2, "CREATE INDEX reading_report ON reading (report);"},
    {2, "CREATE TABLE link_refused (claim INTEGER NOT NULL REFERENCES claim, event INTEGER NOT NULL REFERENCES event, "
        "score REAL NOT NULL, reason TEXT NOT NULL,"
        " seen_at INTEGER NOT NULL, PRIMARY KEY (claim, event)) WITHOUT ROWID;"},
    {2, "CREATE INDEX link_refused_event ON link_refused (event);"},
    /* Where a party stands on an issue, who blames whom for what, and what moves an undertaking besides its state. */
    {2, "CREATE TABLE position (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, report INTEGER NOT NULL "
        "REFERENCES report, sentence INTEGER NOT NULL"
        " REFERENCES sentence, statement INTEGER REFERENCES statement, claim INTEGER REFERENCES claim, actor TEXT NOT "
        "NULL, actor_code TEXT, told_by TEXT,"
        " issue TEXT NOT NULL, stance TEXT NOT NULL, words TEXT NOT NULL, day INTEGER, flips INTEGER REFERENCES "
        "position, seen_at INTEGER NOT NULL);"},
    {2, "CREATE INDEX position_actor ON position (actor COLLATE NOCASE, issue, seen_at);"},
    {2, "CREATE INDEX position_issue ON position (issue, seen_at);"},
    {2, "CREATE INDEX position_report ON position (report);"},
    {2, "CREATE INDEX position_state ON position (issue, actor_code, stance, seen_at);"},
    /* A side taken on an object that no list has for an issue: a position once a second party takes one. */
    {2, "CREATE TABLE position_open (id TEXT PRIMARY KEY, report INTEGER NOT NULL REFERENCES report, sentence INTEGER "
        "NOT NULL REFERENCES sentence, statement INTEGER REFERENCES statement, claim INTEGER REFERENCES claim, actor "
        "TEXT NOT NULL, actor_code TEXT, told_by TEXT, issue TEXT NOT NULL, stance TEXT NOT NULL, words TEXT NOT NULL, "
        "day INTEGER, country TEXT, seen_at INTEGER NOT NULL) WITHOUT ROWID;"},
    {2, "CREATE INDEX position_open_issue ON position_open (issue, seen_at);"},
    {2, "CREATE TABLE accusation (accusation INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, report INTEGER NOT NULL "
        "REFERENCES report, sentence INTEGER NOT NULL"
        " REFERENCES sentence, statement INTEGER REFERENCES statement, claim INTEGER REFERENCES claim, how TEXT NOT "
        "NULL, accuser TEXT, accuser_code TEXT,"
        " accused TEXT NOT NULL, accused_key TEXT NOT NULL, act TEXT, words TEXT NOT NULL, day INTEGER, seen_at "
        "INTEGER NOT NULL);"},
    {2, "CREATE INDEX accusation_accused ON accusation (accused_key, seen_at);"},
    {2, "CREATE INDEX accusation_sentence ON accusation (sentence);"},
    {2, "CREATE INDEX accusation_report ON accusation (report);"},
    {2, "CREATE TABLE undertaking_term (undertaking INTEGER PRIMARY KEY REFERENCES undertaking, issue TEXT, condition "
        "TEXT, told_by TEXT);"},
    {2, "CREATE TABLE undertaking_date (undertaking INTEGER NOT NULL REFERENCES undertaking, seen_at INTEGER NOT NULL, "
        "due_first INTEGER NOT NULL,"
        " due_last INTEGER NOT NULL, sentence INTEGER NOT NULL REFERENCES sentence, reason TEXT NOT NULL, PRIMARY KEY "
        "(undertaking, seen_at, due_last)) WITHOUT ROWID;"},
    {2, "CREATE TABLE undertaking_answer (undertaking INTEGER NOT NULL REFERENCES undertaking, seen_at INTEGER NOT "
        "NULL, sentence INTEGER NOT NULL REFERENCES"
        " sentence, answer TEXT NOT NULL, by TEXT, reason TEXT NOT NULL, PRIMARY KEY (undertaking, seen_at, sentence, "
        "answer)) WITHOUT ROWID;"},
    {2, "CREATE TABLE doubt (doubt INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, report INTEGER NOT NULL REFERENCES "
        "report, sentence INTEGER NOT NULL REFERENCES"
        " sentence, about INTEGER REFERENCES sentence, kind TEXT NOT NULL, words TEXT NOT NULL, seen_at INTEGER NOT "
        "NULL);"},
    {2, "CREATE INDEX doubt_about ON doubt (about);"},
    {2, "CREATE INDEX doubt_seen ON doubt (seen_at);"},
    /* Standing questions: a filter, and the rows that answered it, by the report that they came with. */
    {2, "CREATE TABLE question (question INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, rows TEXT "
        "NOT NULL, filter TEXT NOT NULL,"
        " asked_at INTEGER NOT NULL);"},
    {2, "CREATE TABLE question_state (step INTEGER PRIMARY KEY, question INTEGER NOT NULL REFERENCES question, state "
        "TEXT NOT NULL, reason TEXT, at INTEGER NOT NULL);"},
    {2, "CREATE INDEX question_state_question ON question_state (question);"},
    {2, "CREATE TABLE question_answer (question INTEGER NOT NULL REFERENCES question, row TEXT NOT NULL, report "
        "INTEGER NOT NULL REFERENCES report,"
        " sentence INTEGER NOT NULL REFERENCES sentence, seen_at INTEGER NOT NULL, PRIMARY KEY (question, row)) "
        "WITHOUT ROWID;"},
    {2, "CREATE INDEX question_answer_report ON question_answer (question, seen_at);"},
    {2, "CREATE TABLE question_searched (question INTEGER NOT NULL REFERENCES question, report INTEGER NOT NULL "
        "REFERENCES report, seen_at INTEGER NOT NULL,"
        " PRIMARY KEY (question, report)) WITHOUT ROWID;"},
    /* What makes linking cost the same in a store of any size: word runs and claims by what they have in common, in the
       order of time. */
    {2, "CREATE TABLE word_run (period INTEGER NOT NULL, hash INTEGER NOT NULL, report INTEGER NOT NULL REFERENCES "
        "report, origin INTEGER NOT NULL"
        " REFERENCES origin, PRIMARY KEY (period, hash, report)) WITHOUT ROWID;"},
    {2, "INSERT OR IGNORE INTO word_run (period, hash, report, origin) SELECT ro.seen_at / 2764800, s.hash >> 31, "
        "s.report, ro.origin FROM shingle s JOIN"
        " report_origin ro ON ro.report = s.report;"},
    {2, "CREATE TABLE claim_key (period INTEGER NOT NULL, key INTEGER NOT NULL, claim INTEGER NOT NULL REFERENCES "
        "claim, day INTEGER NOT NULL,"
        " PRIMARY KEY (period, key, claim)) WITHOUT ROWID;"},
    /* The first rows of a table in its order, without sorting all. */
    {2, "CREATE INDEX report_day ON report (published_day);"},
    {2, "CREATE INDEX report_published ON report (published);"},
    {2, "CREATE INDEX undertaking_first ON undertaking (due_first);"},
    {2, "CREATE INDEX report_run ON report (run, seen_at);"},
    {2, "CREATE INDEX claim_status ON claim (status);"},
    {2, "CREATE INDEX place_state ON place (name COLLATE NOCASE, country) WHERE precision = 'country';"},
    {2, "CREATE INDEX claim_sentence ON claim (sentence);"},
    {2, "CREATE INDEX statement_sentence ON statement (sentence);"},
    {2, "CREATE INDEX series_kind ON series (kind, count);"},
    {2, "CREATE INDEX series_rank ON series (count);"},
    {2, "CREATE INDEX origin_first ON origin (first_report);"},
    /* What each report was added with, narrow enough to be read whole; and a hash over its row. */
    {2, "CREATE TABLE report_row (source INTEGER NOT NULL, report INTEGER NOT NULL REFERENCES report, seen_at INTEGER "
        "NOT NULL, published TEXT, published_day INTEGER,"
        " claims INTEGER NOT NULL, figures INTEGER NOT NULL, statements INTEGER NOT NULL, sha256 BLOB NOT NULL, "
        "PRIMARY KEY (source, report)) WITHOUT ROWID;"},
    {2, DB_REPORT_ROW("(SELECT count(*) FROM claim c WHERE c.report = r.report)",
                      "(SELECT count(*) FROM figure f WHERE f.report = r.report)",
                      "(SELECT count(*) FROM statement st WHERE st.report = r.report)")},
    {2, "CREATE INDEX statement_superseded ON statement (superseded_at) WHERE superseded_at IS NOT NULL;"},
    /* Sums over the rows of each table: digest.c. */
    {2, "CREATE TABLE digest (what TEXT NOT NULL, block INTEGER NOT NULL, rows INTEGER NOT NULL, sum BLOB NOT NULL, "
        "PRIMARY KEY (what, block)) WITHOUT ROWID;"},
};
/* clang-format on */

sitrep_status db_schema_add(sitrep_store *s, int from, sitrep_error *err)
{
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && !status; i++)
        if (steps[i].version > from) status = db_exec(s, steps[i].sql, err);
    return status;
}
