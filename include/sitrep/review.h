/* sitrep/review.h — people's decisions about what was read: accepted, rejected, corrected, merged, split, unverifiable.
 * A decision is a patch: a signed record of text (docs/format-patch.md) that is stored, exported and imported, and
 * replayed after every re-reading. What is in force is a function of the automatic rows and of all patches by trusted
 * signers, so that the order in which patches arrive does not matter. No row is rewritten: --as-of shows what stood.
 * Ownership: what a callback is given is good during the call.
 * Threads:   functions of a store, one thread at a time; those that write need a store open for writing. */
#ifndef SITREP_REVIEW_H
#define SITREP_REVIEW_H

#include "sitrep/store.h"

SITREP_DECLS_BEGIN

#define SITREP_ID_SIZE 18u /* a letter, 16 characters of base32, NUL */

/* clang-format off */
#define SITREP_ACTION_LIST(X) X(accept) X(reject) X(correct) X(merge) X(split) X(unverifiable) X(undo)
/* clang-format on */
typedef enum sitrep_action {
#define SITREP_ACTION_ENUM(name) SITREP_ACTION_##name,
    SITREP_ACTION_LIST(SITREP_ACTION_ENUM)
#undef SITREP_ACTION_ENUM
        SITREP_ACTION_COUNT
} sitrep_action;
/* "accept"; "" for numbers out of range. Never NULL. */
SITREP_API const char *sitrep_action_name(unsigned value);

/* ---- keys ---- */

typedef struct sitrep_key sitrep_key; /* an Ed25519 key pair with the name of who signs; ended by sitrep_key_free() */

/* Makes a key for `name` in the new file `path` (readable by its owner only) and its public half in `path`.pub.
 * Fails with USAGE (name), EXISTS, IO, FULL, NOMEM. */
SITREP_API sitrep_status sitrep_key_new(sitrep_sv name, const char *path, sitrep_error *err) SITREP_MUST_USE;
/* Opens a key file. Fails with NOT_FOUND, IO, FORMAT, NOMEM, and USAGE where others may read the file. */
SITREP_API sitrep_status sitrep_key_open(const char *path, sitrep_key **out_key, sitrep_error *err) SITREP_MUST_USE;
SITREP_API void sitrep_key_free(sitrep_key *key); /* wipes it */
SITREP_API const char *sitrep_key_name(const sitrep_key *key);
SITREP_API const char *sitrep_key_id(const sitrep_key *key);
/* Where a user's key is, if he names none: sitrep/review.key in $XDG_CONFIG_HOME, or in ~/.config. Fails with
 * NOT_FOUND (neither is set), LIMIT. */
SITREP_API sitrep_status sitrep_key_path(char *out_path, size_t size, sitrep_error *err) SITREP_MUST_USE;

/* ---- deciding ---- */

/* One field of a correction. `value` as people write it: a day as 2010-06-18, a place as "Osh, KGZ", actors as
 * "police [KGZ COP]; gunmen". Empty: not stated. */
typedef struct sitrep_change {
    sitrep_sv field, value;
} sitrep_change;

typedef struct sitrep_decision {
    sitrep_action action;
    sitrep_sv target; /* id of a claim, figure, statement, event, undertaking or contradiction; of a patch to
                         undo it */
    const sitrep_change *changes; /* correct */
    size_t change_count;          /* at most 16 */
    const sitrep_sv *others;      /* merge: the other event; split: the claims that go, at most 62 */
    size_t other_count;
    sitrep_sv reason; /* one line, required */
    int64_t at;       /* seconds UTC; 0 for now (tests give a fixed time) */
} sitrep_decision;

typedef struct sitrep_review_result {
    uint64_t patches, added, untrusted, refused; /* records seen; new here; kept but not applied; malformed or forged */
    uint64_t applied, undone, outdone, unfit;    /* states of the patches that were looked at */
    uint64_t rows;                               /* rows added to the ledger's tables */
} sitrep_review_result;

/* Signs a decision, stores it and puts it in force, in one transaction. The signer's key becomes a trusted one of this
 * store. Writes the patch's id. Fails with NOT_FOUND, USAGE (no such field or value, nothing to change), BUSY, FULL,
 * IO, NOMEM. */
SITREP_API sitrep_status sitrep_review_decide(sitrep_store *store, const sitrep_key *key,
                                              const sitrep_decision *decision, char out_id[SITREP_ID_SIZE],
                                              sitrep_review_result *out_result, sitrep_error *err) SITREP_MUST_USE;
/* The fields that may be corrected in a row of this id's kind, ended by NULL; NULL for other ids. Static. */
SITREP_API const char *const *sitrep_review_fields(sitrep_sv id);

/* Trusts the signer of a public key file's text, or of a key's id that an import brought, or stops to; and puts in or
 * out of force what he signed. One transaction. Fails with NOT_FOUND, FORMAT, BUSY, FULL, IO, NOMEM. */
SITREP_API sitrep_status sitrep_review_trust(sitrep_store *store, sitrep_sv key_file_or_id, bool trusted,
                                             sitrep_review_result *out_result, sitrep_error *err) SITREP_MUST_USE;

/* Takes in a file of patches: those that are new and truly signed are stored, and put in force where their signer is
 * trusted. Twice is once; the order does not matter. `name` is for messages; each record that is refused is told. One
 * transaction. Fails with IO, BUSY, FULL, NOMEM, LIMIT (64 MiB). */
SITREP_API sitrep_status sitrep_review_import(sitrep_store *store, sitrep_sv bytes, const char *name,
                                              bool trust_signers, sitrep_reject_fn on_reject, void *ctx,
                                              sitrep_review_result *out_result, sitrep_error *err) SITREP_MUST_USE;
/* Writes all patches, in order of time, then id. Fails with STOPPED, IO, FORMAT, NOMEM. */
SITREP_API sitrep_status sitrep_review_export(sitrep_store *store, sitrep_write_fn write, void *ctx,
                                              uint64_t *out_count, sitrep_error *err) SITREP_MUST_USE;
/* Puts all patches in force anew, as after a re-reading. One transaction. Fails as sitrep_review_import(). */
SITREP_API sitrep_status sitrep_review_replay(sitrep_store *store, sitrep_review_result *out_result,
                                              sitrep_error *err) SITREP_MUST_USE;
/* Checks the signature of every stored patch, and that its row says what its text says. `finding` is told each that
 * does not stand, and *out_bad counts them. Fails with IO, FORMAT, NOMEM. */
SITREP_API sitrep_status sitrep_review_verify(sitrep_store *store, sitrep_reject_fn finding, void *ctx,
                                              uint64_t *out_patches, uint64_t *out_bad,
                                              sitrep_error *err) SITREP_MUST_USE;

/* ---- reading again ---- */

typedef struct sitrep_reread_result {
    uint64_t reports, changed;           /* read; read differently than the last time */
    uint64_t kept, superseded, new_rows; /* claims, figures and statements */
    sitrep_review_result review;
} sitrep_reread_result;
/* Reads the stored reports again with `reader`: rows that come out the same stay, the others are superseded by new
 * ones, which are linked; then all patches are replayed. One transaction a report. A run must have been begun. Fails as
 * sitrep_store_add() and sitrep_review_import(). */
SITREP_API sitrep_status sitrep_reread(sitrep_store *store, sitrep_reader *reader, sitrep_reread_result *out_result,
                                       sitrep_error *err) SITREP_MUST_USE;

/* ---- looking ---- */

/* What is known of a row, for a reviewer: its sentence in context, its source, what the program read, why it is linked
 * as it is, and every decision about it. As lines of text. Fails with NOT_FOUND, STOPPED, IO, FORMAT, NOMEM. */
SITREP_API sitrep_status sitrep_review_show(sitrep_store *store, sitrep_sv id, sitrep_write_fn write, void *ctx,
                                            sitrep_error *err) SITREP_MUST_USE;
/* The row as it was read and each decision since, oldest first. Fails as sitrep_review_show(). */
SITREP_API sitrep_status sitrep_review_history(sitrep_store *store, sitrep_sv id, sitrep_write_fn write, void *ctx,
                                               sitrep_error *err) SITREP_MUST_USE;
/* Why the claims of an event stand together, with scores, and which claims and events were looked at and kept apart.
 * Fails as sitrep_review_show(). */
SITREP_API sitrep_status sitrep_event_why(sitrep_store *store, sitrep_sv id, sitrep_write_fn write, void *ctx,
                                          sitrep_error *err) SITREP_MUST_USE;

/* A correction, rejection or acceptance as material for tests and training: one row in the manner of
 * examples/osh-2010/expected (`golden`, of `table`), and one of data/corpus (`corpus`, empty for other rows than
 * claims). */
typedef struct sitrep_review_case {
    const char *table; /* "events", "nonevents", "figures", "nonfigures", "statements" */
    sitrep_sv golden, corpus;
} sitrep_review_case;
typedef void (*sitrep_case_fn)(void *ctx, const sitrep_review_case *the_case);
/* Gives the case of a patch to `take`. Fails with NOT_FOUND, UNSUPPORTED (merges and the like), IO, FORMAT, NOMEM. */
SITREP_API sitrep_status sitrep_review_make_case(sitrep_store *store, sitrep_sv patch_id, sitrep_case_fn take,
                                                 void *ctx, sitrep_error *err) SITREP_MUST_USE;

SITREP_DECLS_END

#endif
