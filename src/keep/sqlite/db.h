/* keep/sqlite/db.h — the SQLite side of the store: one connection, its statements, and errors in our terms. */
#ifndef KEEP_SQLITE_DB_H
#define KEEP_SQLITE_DB_H

#include <sqlite3.h>

#include "keep/keep.h"

#define DB_APPLICATION_ID 0x53495450 /* "SITP" in the file's header, so that `file` and we know a store */
#define DB_SCHEMA_VERSION 2

/* Statements that are prepared once per store; the texts are in insert.c. */
typedef enum db_statement {
    DB_ADD_SOURCE,
    DB_GET_SOURCE,
    DB_HAS_REPORT,
    DB_GET_REPORT,
    DB_ADD_REPORT,
    DB_ADD_ARCHIVE,
    DB_ADD_REPORT_ROW,
    DB_ADD_SENTENCE,
    DB_ADD_FTS,
    DB_ADD_PLACE,
    DB_ADD_TIME,
    DB_ADD_STATEMENT,
    DB_ADD_CLAIM,
    DB_ADD_ACTOR,
    DB_ADD_FIGURE,
    DB_FIND_SENTENCE,
    DB_FIND_PLACE,
    DB_FIND_TIME,
    DB_FIND_STATEMENT,
    DB_FIND_CLAIM,
    DB_FIND_ACTOR,
    DB_COUNT_ACTORS,
    DB_FIND_FIGURE,
    DB_LAST_AUDIT,
    DB_ADD_AUDIT,
    DB_GET_DIGEST,
    DB_PUT_DIGEST,
    DB_DROP_DIGEST,
    DB_STATEMENT_COUNT
} db_statement;

/* An archived text, unpacked; each report has one place. */
typedef struct db_text {
    int64_t report; /* 0 for none */
    sitrep_sv text;
    arena arena;
} db_text;
#define DB_TEXTS 32

struct sitrep_store {
    sqlite3 *db;
    bool writable, in_run;
    sitrep_status failure; /* what db_error() gave last, for those to whom NULL was given */
    char *path;
    char *backup; /* the copy that was made before the store was brought up to date, else NULL */
    sqlite3_stmt *prepared[DB_STATEMENT_COUNT];
    int64_t run, run_started;
    bool seen_when_published;
    uint32_t batch, batched; /* reports that share a transaction at most, and those in the one that is open */
    arena arena;             /* scratch of one call */
    db_text texts[DB_TEXTS]; /* archived texts that were asked for last: sentence_of() asks for a few again and again */
    sqlite3_stmt *text_stmt;
    struct ZSTD_CCtx_s *packer; /* made on first use */
    struct ZSTD_DCtx_s *unpacker;
    struct db_digest *digest; /* sums over rows, of a store that is open for writing */
};

/* Maps an SQLite result to ours and fills *err: BUSY, FULL, FORMAT (corrupt, no database), NOMEM, IO. */
sitrep_status db_error(sitrep_store *s, const char *doing, sitrep_error *err);
/* Runs statements without results. */
sitrep_status db_exec(sitrep_store *s, const char *sql, sitrep_error *err);
/* A statement ready to be bound: reset, without bindings. NULL (and *err) on failure. */
sqlite3_stmt *db_prepared(sitrep_store *s, db_statement which, sitrep_error *err);
/* Prepares one that the caller finalizes. */
sqlite3_stmt *db_prepare(sitrep_store *s, const char *sql, sitrep_error *err);
/* Steps a statement that gives no rows. */
sitrep_status db_done(sitrep_store *s, sqlite3_stmt *stmt, sitrep_error *err);

void db_bind_sv(sqlite3_stmt *stmt, int at, sitrep_sv sv); /* NULL for an empty text: not stated */
void db_bind_day(sqlite3_stmt *stmt, int at, int32_t day); /* NULL for SITREP_DAY_NONE */
sitrep_sv db_column(sqlite3_stmt *stmt, int at);           /* good until the next step */

/* Writes transaction: all between begin and end is one step on disk. */
sitrep_status db_begin(sitrep_store *s, sitrep_error *err);
sitrep_status db_end(sitrep_store *s, sitrep_status status,
                     sitrep_error *err); /* commits on OK, rolls back else; gives the outcome */

/* insert.c: the rows of a report that is read again, in the caller's transaction. Those that say the same are found,
 * the others added; the arrays have the row of each statement, claim and figure of the record, until the next call. */
typedef struct db_again {
    int64_t report, seen_at, first_n; /* first_n: `n` of the first new row */
    sitrep_sv id, salt;               /* of the report; of new ids */
    const int64_t *statements, *claims, *figures;
    uint64_t kept, new_rows;
} db_again;
sitrep_status db_add_again(sitrep_store *s, const sitrep_record *record, db_again *rows, sitrep_error *err);

/* One report's part of a batch: all of it or nothing, on disk with the batch at the latest. Without a batch the same as
 * db_begin() and db_end(). db_begin() and closing put what is open on disk first. */
sitrep_status db_begin_one(sitrep_store *s, sitrep_error *err);
sitrep_status db_end_one(sitrep_store *s, sitrep_status status, sitrep_error *err);

/* query.c: makes SQL's sentence_of(report, first, last) and row_hash(…), the SHA-256 over values with their types,
 * known to the connection. */
sitrep_status db_add_functions(sitrep_store *s, sitrep_error *err);

/* What `report_row`.`sha256` covers: the row of `report` r as it was written, its outlet's name, and what report_row
 * itself holds; record_sha256 is checked by reading again. */
/* clang-format off */
#define DB_REPORT_HASH(copy, claims, figures, statements) \
    "row_hash(r.report, r.id, r.external_id, r.source, s.name, r.title, r.published, r.published_day, r.updated, r.url, r.language, r.place, r.author," \
    " r.status, r.seen_at, r.run, " copy ".seen_at, " copy ".published, " copy ".published_day, " claims ", " figures ", " statements ")"
#define DB_REPORT_ROW(claims, figures, statements) \
    "INSERT INTO report_row (report, source, seen_at, published, published_day, claims, figures, statements, sha256) SELECT r.report, coalesce(r.source, 0), r.seen_at," \
    " r.published, r.published_day, " claims ", " figures ", " statements ", " DB_REPORT_HASH("r", claims, figures, statements) \
    " FROM report r LEFT JOIN source s ON s.source = r.source"
/* clang-format on */

/* schema.c: makes or checks the schema. */
sitrep_status db_schema(sitrep_store *s, sitrep_error *err);
/* schema_added.c: runs what schemas after `from` added, inside the caller's transaction. */
sitrep_status db_schema_add(sitrep_store *s, int from, sitrep_error *err);
/* store.c: our settings and functions for the connection, before anything is read. */
sitrep_status db_configure(sitrep_store *s, sitrep_error *err);
/* An empty store that is nowhere on disk; the caller closes it. */
sitrep_status db_open_in_memory(sitrep_store **out_store, sitrep_error *err);
/* migrate.c: brings an older store to the present schema, in one transaction, with a backup first; a store that is open
 * for reading becomes a copy in memory that is. Fails with VERSION (too large for that), FULL, BUSY, IO, NOMEM. */
sitrep_status db_schema_migrate(sitrep_store *s, int from, sitrep_error *err);

/* pack.c: zstd at a level that costs little, in the arena. */
sitrep_status db_pack(sitrep_store *s, sitrep_sv bytes, sitrep_sv *out, sitrep_error *err);
sitrep_status db_unpack(sitrep_store *s, arena *a, sitrep_sv packed, uint64_t size, sitrep_sv *out, sitrep_error *err);
void db_sha256(sitrep_sv bytes, unsigned char out[32]);

/* The hash of an audit entry over the entry before it: writing and verifying the chain both ask here. `before` may be
 * `out`. */
void db_audit_hash(const unsigned char before[32], int64_t at, sitrep_sv what, sitrep_sv detail, unsigned char out[32]);

#endif
