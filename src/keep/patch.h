/* keep/patch.h — a reviewer's decision as a signed record of text lines, and the keys that sign it.
 * docs/format-patch.md lays the lines out. Ownership: a patch's views live in the arena it was parsed into, or in what
 * its maker set. Threads: plain values. */
#ifndef KEEP_PATCH_H
#define KEEP_PATCH_H

#include "base/arena.h"
#include "keep/keep.h"
#include "sitrep/review.h"

#define PATCH_CHANGES_MAX 16u
#define PATCH_CLAIMS_MAX  64u
#define PATCH_LINE_MAX    8192u  /* bytes of a line */
#define PATCH_RECORD_MAX  65536u /* bytes of a record */
#define PATCH_KEY_SIZE    32u
#define PATCH_SIGN_SIZE   64u

typedef struct patch_change {
    sitrep_sv field, before, after;
    bool has_before, has_after; /* false: not stated */
} patch_change;

/* A claim as another store can find it: by its id, or, read again by another model, by where it stands. */
typedef struct patch_claim {
    sitrep_sv id, report;
    sitrep_span span;
} patch_claim;

typedef struct patch {
    sitrep_action action;
    sitrep_sv target, other; /* other: the second event of a merge */
    sitrep_sv report, said;  /* where the target stands, and its words */
    sitrep_span span;
    patch_change changes[PATCH_CHANGES_MAX];
    size_t change_count;
    patch_claim claims[PATCH_CLAIMS_MAX];
    size_t claim_count;
    sitrep_sv reason, who;
    int64_t at;
    unsigned char key[PATCH_KEY_SIZE], signature[PATCH_SIGN_SIZE];
    sitrep_sv text, signed_part; /* the record's bytes, and those that are signed */
    char id[KEEP_ID_SIZE];       /* of the signed bytes */
} patch;

/* Takes the next record off *rest, which it leaves behind it (at a malformed one: before the next). *line counts lines
 * from 1. Fails with EMPTY at the end, FORMAT (line set), LIMIT, NOMEM. */
sitrep_status patch_parse(sitrep_sv *rest, uint32_t *line, arena *a, patch *out, sitrep_error *err);
/* Writes the lines that are signed: everything but the signature. The same patch gives the same bytes. */
void patch_print(const patch *p, buf *out);
/* Checks what a maker set: one line each, valid UTF-8, within the limits. Fails with USAGE. */
sitrep_status patch_check(const patch *p, sitrep_error *err);
/* Prints, signs and parses again, so that what is stored is what another store will read. */
sitrep_status patch_sign(patch *p, const sitrep_key *key, arena *a, sitrep_error *err);
/* Whether the signature is of this key over these bytes. */
bool patch_is_signed(const patch *p);

/* "k" and a hash of the public key. */
void patch_key_id(const unsigned char public_key[PATCH_KEY_SIZE], char out[KEEP_ID_SIZE]);
/* Reads a public key file: "sitrep public key 1", name and key. Fails with FORMAT. */
sitrep_status patch_public_key(sitrep_sv text, sitrep_sv *out_name, unsigned char out_key[PATCH_KEY_SIZE],
                               sitrep_error *err);
const unsigned char *patch_key_public(const sitrep_key *key);
bool patch_hex(sitrep_sv hex, unsigned char *out, size_t size);
void patch_add_hex(buf *out, const unsigned char *bytes, size_t size);

/* sqlite/patch_store.c: patches and signers as rows. All inside the caller's transaction. */
sitrep_status keep_patch_insert(sitrep_store *s, const patch *p, bool *out_added, int64_t *out_patch,
                                sitrep_error *err);
/* The signer's row, made where it is new; *out_trusted as the ledger has it now. */
sitrep_status keep_signer(sitrep_store *s, const unsigned char key[PATCH_KEY_SIZE], sitrep_sv name, int64_t *out_signer,
                          bool *out_trusted, sitrep_error *err);
sitrep_status keep_signer_trust(sitrep_store *s, int64_t signer, bool trusted, const char *reason, sitrep_error *err);
/* Sets the state of a patch, superseding the one before, where it is another. */
sitrep_status keep_patch_state(sitrep_store *s, int64_t patch_row, const char *state, const char *reason,
                               sitrep_error *err);

#endif
