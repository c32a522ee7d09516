/* keep/sqlite/schema.c — the tables of schema 1, and making a new store. docs/format-store.md says what each column
 * means. What later schemas added is in schema_added.c. */
#include "keep/sqlite/digest.h"

#include "base/banned.h"

/* clang-format off: SQL in lines of its own length */
static const char *const schema_sql[] = {
    "CREATE TABLE run (run INTEGER PRIMARY KEY, started INTEGER NOT NULL, ended INTEGER, program TEXT NOT NULL,"
    " model TEXT NOT NULL, knowledge TEXT NOT NULL);",
    "CREATE TABLE source (source INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);",
    "CREATE TABLE report (report INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, external_id TEXT, source INTEGER "
    "REFERENCES source,"
    " title TEXT, published TEXT, published_day INTEGER, updated TEXT, url TEXT, language TEXT, place TEXT, author "
    "TEXT, status TEXT,"
    " seen_at INTEGER NOT NULL, run INTEGER NOT NULL REFERENCES run, record_sha256 BLOB NOT NULL);",
    "CREATE INDEX report_seen ON report (seen_at);",
    "CREATE TABLE archive (report INTEGER PRIMARY KEY REFERENCES report, original BLOB NOT NULL, original_size INTEGER "
    "NOT NULL,"
    " original_sha256 BLOB NOT NULL, text BLOB NOT NULL, text_size INTEGER NOT NULL, text_sha256 BLOB NOT NULL);",
    "CREATE TABLE sentence (sentence INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES report, n INTEGER NOT "
    "NULL,"
    " first INTEGER NOT NULL, last INTEGER NOT NULL, UNIQUE (report, n));",
    "CREATE VIRTUAL TABLE sentence_text USING fts5 (text, content='', tokenize='unicode61');",
    "CREATE TABLE place (place INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES report, n INTEGER NOT NULL, "
    "first INTEGER NOT NULL,"
    " last INTEGER NOT NULL, text TEXT NOT NULL, name TEXT, geonameid INTEGER, feature TEXT, lat REAL, lon REAL, "
    "admin1 TEXT, country TEXT,"
    " kind TEXT NOT NULL, role TEXT NOT NULL, precision TEXT NOT NULL, confidence REAL, UNIQUE (report, n));",
    "CREATE INDEX place_name ON place (name COLLATE NOCASE);",
    /* Time expressions whose days are known. */
    "CREATE TABLE time (report INTEGER NOT NULL REFERENCES report, n INTEGER NOT NULL, first INTEGER NOT NULL, last "
    "INTEGER NOT NULL, type TEXT NOT NULL,"
    " value TEXT, begin_day INTEGER NOT NULL, end_day INTEGER, PRIMARY KEY (report, n)) WITHOUT ROWID;",
    "CREATE TABLE statement (statement INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, report INTEGER NOT NULL "
    "REFERENCES report, n INTEGER NOT NULL,"
    " sentence INTEGER NOT NULL REFERENCES sentence, act TEXT NOT NULL, quoted INTEGER NOT NULL, speaker TEXT, "
    "speaker_name TEXT, speaker_code TEXT,"
    " speaker_first INTEGER, speaker_last INTEGER, via TEXT, addressee TEXT, cue TEXT, cue_first INTEGER, cue_last "
    "INTEGER, content TEXT,"
    " content_first INTEGER, content_last INTEGER, parent INTEGER, due_first INTEGER, due_last INTEGER, day INTEGER, "
    "seen_at INTEGER NOT NULL,"
    " superseded_at INTEGER, UNIQUE (report, n));",
    "CREATE TABLE claim (claim INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, report INTEGER NOT NULL REFERENCES "
    "report, n INTEGER NOT NULL,"
    " sentence INTEGER NOT NULL REFERENCES sentence, trigger TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT "
    "NULL, lemma TEXT, type TEXT NOT NULL,"
    " mode TEXT, contexts TEXT, cameo TEXT, quad INTEGER, goldstein REAL, place INTEGER REFERENCES place, begin_day "
    "INTEGER, end_day INTEGER,"
    " time_precision INTEGER NOT NULL, status TEXT NOT NULL, polarity TEXT NOT NULL, certainty TEXT NOT NULL, omission "
    "INTEGER NOT NULL,"
    " instruments TEXT, statement INTEGER REFERENCES statement, confidence REAL NOT NULL, seen_at INTEGER NOT NULL, "
    "superseded_at INTEGER, UNIQUE (report, n));",
    "CREATE INDEX claim_type ON claim (type, begin_day);",
    "CREATE INDEX claim_day ON claim (begin_day);",
    "CREATE INDEX claim_place ON claim (place);",
    "CREATE INDEX claim_statement ON claim (statement);",
    "CREATE TABLE actor (claim INTEGER NOT NULL REFERENCES claim, side TEXT NOT NULL, n INTEGER NOT NULL, text TEXT "
    "NOT NULL, name TEXT, code TEXT,"
    " sectors TEXT, ethnicity TEXT, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (claim, side, n)) "
    "WITHOUT ROWID;",
    "CREATE INDEX actor_code ON actor (code, side);",
    "CREATE INDEX actor_name ON actor (name COLLATE NOCASE);",
    "CREATE TABLE figure (figure INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, report INTEGER NOT NULL REFERENCES "
    "report, n INTEGER NOT NULL,"
    " sentence INTEGER NOT NULL REFERENCES sentence, text TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT "
    "NULL, kind TEXT NOT NULL, unit TEXT,"
    " qualifier TEXT NOT NULL, measure TEXT NOT NULL, low REAL, best REAL, high REAL, people TEXT, claim INTEGER "
    "REFERENCES claim,"
    " statement INTEGER REFERENCES statement, place INTEGER REFERENCES place, begin_day INTEGER, end_day INTEGER, "
    "seen_at INTEGER NOT NULL,"
    " superseded_at INTEGER, UNIQUE (report, n));",
    "CREATE INDEX figure_kind ON figure (kind, seen_at);",
    "CREATE INDEX figure_value ON figure (kind, best);",
    /* What linking makes: filled by src/link. */
    "CREATE TABLE origin (origin INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, first_report INTEGER NOT NULL "
    "REFERENCES report);",
    "CREATE TABLE report_origin (report INTEGER PRIMARY KEY REFERENCES report, origin INTEGER NOT NULL REFERENCES "
    "origin, reason TEXT NOT NULL,"
    " seen_at INTEGER NOT NULL, shingles INTEGER NOT NULL);",
    "CREATE INDEX report_origin_origin ON report_origin (origin);",
    "CREATE TABLE shingle (hash INTEGER NOT NULL, report INTEGER NOT NULL REFERENCES report, PRIMARY KEY (hash, "
    "report)) WITHOUT ROWID;",
    "CREATE TABLE event (event INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, first_claim INTEGER "
    "NOT NULL REFERENCES claim);",
    "CREATE TABLE event_claim (claim INTEGER NOT NULL REFERENCES claim, event INTEGER NOT NULL REFERENCES event, score "
    "REAL NOT NULL, reason TEXT NOT NULL,"
    " seen_at INTEGER NOT NULL, superseded_at INTEGER, PRIMARY KEY (claim, event)) WITHOUT ROWID;",
    "CREATE INDEX event_claim_event ON event_claim (event);",
    /* A count is one thing counted in one place; a series is one speaker's line in it (speaker '' : nobody is named).
     */
    "CREATE TABLE series (series INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, count TEXT NOT NULL, kind TEXT NOT "
    "NULL, measure TEXT NOT NULL, scope TEXT,"
    " speaker TEXT NOT NULL, first_figure INTEGER NOT NULL REFERENCES figure);",
    "CREATE INDEX series_scope ON series (kind, measure, scope);",
    "CREATE INDEX series_count ON series (count, speaker COLLATE NOCASE);",
    "CREATE TABLE series_figure (figure INTEGER PRIMARY KEY REFERENCES figure, series INTEGER NOT NULL REFERENCES "
    "series, count TEXT, step TEXT NOT NULL, note TEXT,"
    " from_figure INTEGER REFERENCES figure, seen_at INTEGER NOT NULL);",
    "CREATE INDEX series_figure_series ON series_figure (series, seen_at);",
    "CREATE INDEX series_figure_count ON series_figure (count, seen_at);", /* what was last said in a count, however
                                                                              many lines it has */
    "CREATE TABLE undertaking (undertaking INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, report INTEGER NOT NULL "
    "REFERENCES report, sentence INTEGER NOT NULL"
    " REFERENCES sentence, statement INTEGER REFERENCES statement, claim INTEGER REFERENCES claim, kind TEXT NOT NULL, "
    "actor TEXT, actor_code TEXT,"
    " recipient TEXT, recipient_code TEXT, content TEXT NOT NULL, due_first INTEGER, due_last INTEGER, day INTEGER, "
    "seen_at INTEGER NOT NULL, words BLOB);",
    "CREATE INDEX undertaking_actor ON undertaking (actor COLLATE NOCASE, seen_at);",
    "CREATE INDEX undertaking_seen ON undertaking (seen_at);",
    "CREATE INDEX undertaking_due ON undertaking (due_last);",
    "CREATE TABLE undertaking_state (undertaking INTEGER NOT NULL REFERENCES undertaking, seen_at INTEGER NOT NULL, "
    "state TEXT NOT NULL, claim INTEGER"
    " REFERENCES claim, statement INTEGER REFERENCES statement, reason TEXT NOT NULL, PRIMARY KEY (undertaking, "
    "seen_at, state)) WITHOUT ROWID;",
    /* A report that corrects or withdraws an earlier one of its outlet. */
    "CREATE TABLE withdrawal (report INTEGER PRIMARY KEY REFERENCES report, target INTEGER REFERENCES report, kind "
    "TEXT NOT NULL, reason TEXT NOT NULL,"
    " seen_at INTEGER NOT NULL);",
    "CREATE INDEX withdrawal_target ON withdrawal (target);",
    /* An outlet that a report credits in words: a weak link, kept beside the origin. */
    "CREATE TABLE report_credit (report INTEGER NOT NULL REFERENCES report, source INTEGER NOT NULL REFERENCES source, "
    "target INTEGER REFERENCES report,"
    " words TEXT NOT NULL, seen_at INTEGER NOT NULL, PRIMARY KEY (report, source)) WITHOUT ROWID;",
    "CREATE TABLE contradiction (contradiction INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, one "
    "TEXT NOT NULL, other TEXT NOT NULL,"
    " reason TEXT NOT NULL, seen_at INTEGER NOT NULL);",
    "CREATE TABLE linked (what TEXT PRIMARY KEY, upto INTEGER NOT NULL);",
    "CREATE TABLE audit (entry INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL, "
    "hash BLOB NOT NULL);",
};
/* clang-format on */

static int pragma_number(sitrep_store *s, const char *name, sitrep_error *err, sitrep_status *status)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA %s", name);
    sqlite3_stmt *stmt = db_prepare(s, sql, err);
    int value = 0, code = stmt ? sqlite3_step(stmt) : SQLITE_ERROR;
    if (code == SQLITE_ROW) value = sqlite3_column_int(stmt, 0);
    *status = code == SQLITE_ROW ? SITREP_OK : stmt ? db_error(s, "reading the store's header", err) : SITREP_FORMAT;
    if (!stmt) *status = s->failure;
    sqlite3_finalize(stmt);
    return value;
}

/* Makes the tables, unless another writer was quicker, which shows only once the store is ours. */
static sitrep_status create(sitrep_store *s, sitrep_error *err)
{
    char pragmas[96];
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id=%d; PRAGMA user_version=%d;", DB_APPLICATION_ID,
             DB_SCHEMA_VERSION);
    sitrep_status status = db_begin(s, err);
    if (status) return status;
    int changes = pragma_number(s, "schema_version", err, &status);
    if (status || changes) return db_end(s, status, err);
    for (size_t i = 0; i < sizeof schema_sql / sizeof schema_sql[0] && !status; i++)
        status = db_exec(s, schema_sql[i], err);
    if (!status) status = db_schema_add(s, 1, err);
    if (!status) status = db_exec(s, pragmas, err);
    if (!status) status = db_digest_make(s, err);
    return db_end(s, status, err);
}

sitrep_status db_schema(sitrep_store *s, sitrep_error *err)
{
    sitrep_status status;
    int application = pragma_number(s, "application_id", err, &status), version = 0, changes = 0;
    if (!status) changes = pragma_number(s, "schema_version", err, &status); /* 0: no table was ever made */
    if (!status && application == 0 && changes == 0 && s->writable) {
        status = create(s, err);
        if (!status) application = pragma_number(s, "application_id", err, &status);
    }
    if (!status) version = pragma_number(s, "user_version", err, &status);
    if (status) return status;
    if (application != DB_APPLICATION_ID) return base_error(err, SITREP_FORMAT, "this is no sitrep store");
    if (version < DB_SCHEMA_VERSION) return db_schema_migrate(s, version, err);
    if (version > DB_SCHEMA_VERSION)
        return base_error(err, SITREP_VERSION, "the store has schema %d, this program knows up to %d", version,
                          DB_SCHEMA_VERSION);
    return SITREP_OK;
}
