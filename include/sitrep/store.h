/* sitrep/store.h — the ledger on disk: one SQLite file, one writer, nothing overwritten.
 * Threads: a store belongs to one thread at a time; several processes may read while one writes.
 * Time:    every derived row has when it was seen; `as_of` in a filter shows what was known then. */
#ifndef SITREP_STORE_H
#define SITREP_STORE_H

#include "sitrep/read.h"

SITREP_DECLS_BEGIN

typedef struct sitrep_store sitrep_store;

typedef enum sitrep_store_mode { SITREP_STORE_READ, SITREP_STORE_WRITE } sitrep_store_mode;

/* Opens the store at `path`; WRITE makes it where it is not there. The caller ends it with sitrep_store_close().
 * A store of an older schema is brought up to date by WRITE, with a copy of it beside it first; READ works on a copy in
 * memory. Fails with IO, NOT_FOUND, VERSION (a newer schema, or an older one too large to copy), FORMAT (no store, or a
 * damaged one), BUSY, FULL, NOMEM. */
SITREP_API sitrep_status sitrep_store_open(const char *path, sitrep_store_mode mode, sitrep_store **out_store,
                                           sitrep_error *err) SITREP_MUST_USE;
SITREP_API void sitrep_store_close(sitrep_store *store);
/* Where opening brought a store of an older schema up to date: the path of the copy of it as it was, made first.
 * NULL else. Lives as long as the store. */
SITREP_API const char *sitrep_store_backup(const sitrep_store *store);

/* A run: one invocation that adds, with the versions of what read. All that follows belongs to it. */
typedef struct sitrep_run_info {
    const char *program, *model, *knowledge; /* versions */
    int64_t started;                         /* seconds UTC; 0 for now (tests give a fixed time) */
    bool seen_when_published; /* an archive read late: rows count as seen when the report was published */
    uint32_t batch; /* reports that are put on disk together, 0 for each by itself. For inputs that do not keep a writer
                     * waiting: while a batch is open other writers wait */
} sitrep_run_info;
SITREP_API sitrep_status sitrep_store_begin_run(sitrep_store *store, const sitrep_run_info *info,
                                                sitrep_error *err) SITREP_MUST_USE;

/* Adds one report and its record, all or nothing, also under kill -9; on disk when this returns, or with its batch.
 * *out_added is false where the report was there already (same content hash), and nothing changes. Fails with IO, FULL,
 * BUSY, FORMAT, NOMEM. */
SITREP_API sitrep_status sitrep_store_add(sitrep_store *store, const sitrep_record *record, bool *out_added,
                                          sitrep_error *err) SITREP_MUST_USE;
/* Whether the report (by its bytes and source) is in the store. */
SITREP_API sitrep_status sitrep_store_has(sitrep_store *store, const sitrep_report *report, bool *out_has,
                                          sitrep_error *err) SITREP_MUST_USE;
/* Ends the run. sitrep_link_run() then groups what is new. */
SITREP_API sitrep_status sitrep_store_end_run(sitrep_store *store, sitrep_error *err) SITREP_MUST_USE;

/* The one grammar of filters. Zeroed views and SITREP_DAY_NONE mean "any". Lists are separated by commas. */
typedef struct sitrep_filter {
    sitrep_sv where;            /* place name, anything inside it counts */
    int32_t since, until;       /* days of the event or statement, both included */
    sitrep_sv type;             /* PLOVER types */
    sitrep_sv by;               /* speaker, accuser: a name or a code */
    sitrep_sv actor, recipient; /* name or code, sector after a blank: "KGZ COP" */
    sitrep_sv source;           /* outlet */
    sitrep_sv metric;           /* figure kinds */
    sitrep_sv act;              /* statement acts */
    sitrep_sv status;           /* event status */
    sitrep_sv text;             /* full text search in the sentence */
    sitrep_sv value;            /* stated numbers: "191,2000" */
    sitrep_sv about;            /* an issue or an act in words; of answers: the question's id */
    int64_t as_of;              /* seconds UTC; 0 for now */
    int64_t changed_after; /* seconds UTC: what came, moved or fell after it, with what it is told from; 0 for all */
    double confidence;     /* at least */
    uint64_t limit;        /* rows; 0 for all */
} sitrep_filter;
SITREP_API void sitrep_filter_init(sitrep_filter *filter);
/* Reads one option ("where", "osh") into the filter; views point into `value`. Fails with USAGE (name or value). */
SITREP_API sitrep_status sitrep_filter_set(sitrep_filter *filter, sitrep_sv name, sitrep_sv value,
                                           sitrep_error *err) SITREP_MUST_USE;

typedef enum sitrep_table_kind {
    SITREP_TABLE_EVENTS,     /* one row per event: the claims about one happening */
    SITREP_TABLE_CLAIMS,     /* one row per claim */
    SITREP_TABLE_FIGURES,    /* one row per stated number, in series order */
    SITREP_TABLE_STATEMENTS, /* one row per statement */
    SITREP_TABLE_UNDERTAKINGS,
    SITREP_TABLE_SOURCES,
    SITREP_TABLE_REPORTS,
    SITREP_TABLE_CONTRADICTIONS,
    SITREP_TABLE_RUNS,      /* one row per invocation that added, with the versions of what read */
    SITREP_TABLE_SENTENCES, /* one row per sentence: for searching by --text */
    SITREP_TABLE_STEPS, /* one row per stated number, also superseded ones, with where it came from and what followed */
    SITREP_TABLE_POSITIONS,   /* one row per stand of a party on an issue */
    SITREP_TABLE_ACCUSATIONS, /* one row per accusation */
    SITREP_TABLE_BLAME,       /* one row per accuser and accused */
    SITREP_TABLE_QUESTIONS,   /* one row per standing question (sitrep/question.h) */
    SITREP_TABLE_ANSWERS,     /* one row per row that answers one */
    SITREP_TABLE_QUEUE,       /* what waits for a reviewer, by what a decision would change (sitrep/review.h) */
    SITREP_TABLE_PATCHES,     /* one row per decision of a reviewer */
    SITREP_TABLE_CONFLICTS,   /* decisions that contradict each other, and those that fit nothing */
    SITREP_TABLE_SIGNERS,     /* one row per key that signed or is trusted */
    SITREP_TABLE_WITHDRAWALS, /* one row per row that used what an outlet took back, printed reports among them */
    SITREP_TABLE_PRINTED,     /* one row per situation report that was kept */
    SITREP_TABLE_PLACES,      /* one row per place as a text has it */
    SITREP_TABLE_TIMES,       /* one row per day or days that a text names */
    SITREP_TABLE_SILENCE,     /* made by sitrep_tell_table() alone: one row per place and day */
    SITREP_TABLE_COVERAGE     /* likewise: one row per place, with who speaks of it */
} sitrep_table_kind;

typedef enum sitrep_cell_kind { SITREP_CELL_TEXT, SITREP_CELL_NUMBER, SITREP_CELL_NONE } sitrep_cell_kind;
typedef struct sitrep_cell {
    sitrep_cell_kind kind;
    sitrep_sv text;
    double number;
} sitrep_cell;

/* Called for each row; cells are good during the call. Gives false to stop. */
typedef bool (*sitrep_row_fn)(void *ctx, const sitrep_cell *cells, size_t count);
/* The columns of a table; ended by NULL. */
SITREP_API const char *const *sitrep_table_columns(sitrep_table_kind kind);
/* Runs a query; rows come in a documented, stable order. Fails with IO, FORMAT, USAGE, STOPPED. */
SITREP_API sitrep_status sitrep_store_query(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter,
                                            sitrep_row_fn row, void *ctx, sitrep_error *err) SITREP_MUST_USE;

/* Verification: re-hashes all archived bytes, checks the database, its schema, the sums over the rows of every table
 * and the audit chain, and, where a reader is given, reads every report again and compares. `finding` is told each
 * thing that does not stand. */
typedef struct sitrep_verify_result {
    uint64_t reports, hashes_bad, chain_bad, reread, reread_differs;
    uint64_t tables, rows, rows_bad; /* rows of all tables; rows_bad: places at which they are not as written */
} sitrep_verify_result;
SITREP_API sitrep_status sitrep_store_verify(sitrep_store *store, sitrep_reader *reader, sitrep_reject_fn finding,
                                             void *ctx, sitrep_verify_result *out_result,
                                             sitrep_error *err) SITREP_MUST_USE;

/* The same, but only `sample` reports, chosen by chance, are read again; 0 for all. Bytes and chain are checked in
 * full. */
SITREP_API sitrep_status sitrep_store_verify_sample(sitrep_store *store, sitrep_reader *reader, uint64_t sample,
                                                    sitrep_reject_fn finding, void *ctx,
                                                    sitrep_verify_result *out_result,
                                                    sitrep_error *err) SITREP_MUST_USE;

SITREP_DECLS_END

#endif
