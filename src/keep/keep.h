/* keep/keep.h — the store's inside, for the rooms to its right (link, tell, desk).
 * A store is one database; what is here is the same for every kind of database. Threads: one store, one thread.
 *
 * Rows are never changed in meaning or deleted: a derived row has seen_at, and superseded_at once something replaced
 * it. */
#ifndef KEEP_KEEP_H
#define KEEP_KEEP_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "sitrep/store.h"

#define KEEP_ID_SIZE 18u /* a letter, 16 characters of base32, NUL */

/* One report as it is kept, in the caller's arena. */
typedef struct keep_report {
    int64_t seq;
    sitrep_sv id, external_id, title, published, source, url, place, author, status, text;
    int32_t published_day;
    int64_t seen_at;
} keep_report;

/* The report with this id (or, where `id` is empty, this seq). Fails with NOT_FOUND, FORMAT (damaged text), IO, NOMEM.
 */
sitrep_status keep_report_get(sitrep_store *store, sitrep_sv id, int64_t seq, arena *a, keep_report *out,
                              sitrep_error *err);

/* "c" and 80 bits of SHA-256 of the parts, each ended by a 0 byte, in base32 (a–z 2–7): an ID that Excel leaves alone.
 */
void keep_make_id(char kind, const sitrep_sv *parts, size_t count, char out[KEEP_ID_SIZE]);

/* SHA-256 of the record as printed, by which `verify` compares a re-reading. Fails with NOMEM. */
sitrep_status keep_record_hash(const sitrep_record *record, unsigned char out[32]);

/* A report that was read again, in the caller's transaction: rows that say the same stay, others are superseded by what
 * is read now. Reviews have to be replayed, and new rows linked, afterwards. Fails as sitrep_store_add(). */
typedef struct keep_again {
    uint64_t kept, superseded, new_rows; /* claims, figures and statements */
} keep_again;
sitrep_status keep_add_again(sitrep_store *store, const sitrep_record *record, int64_t report, sitrep_sv id,
                             keep_again *out, sitrep_error *err);

/* The moment of the last thing that the store came to know, by report, reading or review; 0 for an empty store. */
sitrep_status keep_known_until(sitrep_store *store, int64_t *out, sitrep_error *err);

/* A situation report that was printed. Its id is made of its bytes: the same one printed twice is one. */
typedef struct keep_printed {
    sitrep_sv title, form, options, policy;
    int64_t as_of;
    unsigned char sha256[32]; /* of the bytes that were printed */
} keep_printed;
/* Records it with the rows that it used, in one transaction. The store is open for writing. */
sitrep_status keep_printed_add(sitrep_store *store, const keep_printed *p, const sitrep_sv *ids, size_t count,
                               char out_id[KEEP_ID_SIZE], sitrep_error *err);

/* Whether a claim, figure or statement that stood at `known_until` was taken back since: when, and by what in words (in
 * the arena). Other ids never fall. */
typedef struct keep_fall {
    bool fell;
    int64_t at;
    sitrep_sv why;
} keep_fall;
sitrep_status keep_row_fell(sitrep_store *store, sitrep_sv id, int64_t known_until, arena *a, keep_fall *out,
                            sitrep_error *err);
/* Whether the archived bytes of a report match their hashes; false also where the report is not there. */
sitrep_status keep_archive_stands(sitrep_store *store, sitrep_sv report, arena *a, bool *out, sitrep_error *err);

/* Seconds UTC of the present run (its fixed time in tests). */
int64_t keep_now(const sitrep_store *store);

/* Adds a line to the audit chain: each entry's hash covers the one before. In the caller's transaction. */
sitrep_status keep_audit(sitrep_store *store, const char *what, sitrep_sv detail, sitrep_error *err);

#endif
