/* link/review_int.h — putting patches in force. What stands is a function of the automatic rows and of all active
 * patches (by trusted signers, not undone), taken in order of time and id; each part works out what should stand for a
 * few rows and adds and supersedes until it does. So the order of arrival does not matter, and twice is once.
 * A row as it was read is a root; its id has 17 characters. A row that a review made has the root's id, a full stop and
 * a number. All inside the caller's transaction. */
#ifndef LINK_REVIEW_INT_H
#define LINK_REVIEW_INT_H

#include "keep/patch.h"
#include "link/link_int.h"

#define REVIEW_ID_LEN 17u

typedef enum review_kind {
    REVIEW_CLAIM,
    REVIEW_FIGURE,
    REVIEW_STATEMENT,
    REVIEW_EVENT,
    REVIEW_UNDERTAKING,
    REVIEW_CONTRADICTION,
    REVIEW_PATCH,
    REVIEW_KIND_COUNT
} review_kind;

typedef enum review_type {
    TYPE_TEXT,
    TYPE_NUMBER,
    TYPE_DAY,
    TYPE_ONE_OF,
    TYPE_PLACE,
    TYPE_SIDE,
    TYPE_SPEAKER
} review_type;

/* A field that may be corrected: where it stands, how its value is written, and which names it may take. */
typedef struct review_field {
    const char *name, *column;
    review_type type;
    const char *(*name_of)(unsigned); /* TYPE_ONE_OF */
    bool moves;                       /* another value may belong to another event or series */
    const char *sql;                  /* its value as a patch writes it, of the row `t` */
} review_field;

typedef struct review_table {
    char letter;
    const char *name;           /* of the table and of its key */
    const review_field *fields; /* ended by a row without a name; NULL: none */
    const char *const *names;   /* of the fields, for people */
    const char *copied;         /* columns that a version takes from its root where nothing corrects them */
} review_table;

/* review_fields.c */
const review_table *review_table_of(sitrep_sv id); /* by its letter; NULL */
review_kind review_kind_of(sitrep_sv id);          /* REVIEW_KIND_COUNT where it is none */
const review_field *review_field_of(const review_table *table, sitrep_sv name);
/* The value of a field of row `row`, in the arena; *out_has false where it is not stated. */
sitrep_status review_value(linking *l, const review_table *table, const review_field *field, int64_t row,
                           sitrep_sv *out, bool *out_has);
/* What people write to what a patch holds. Fails with USAGE. */
sitrep_status review_canonical(linking *l, const review_field *field, int64_t report, sitrep_sv typed, sitrep_sv *out);

/* One active patch on a root, as it was stored. */
typedef struct review_patch {
    int64_t row, signer;
    patch p;
    bool outdone;
} review_patch;

/* review.c */
sitrep_status review_active(linking *l, sitrep_sv root, review_patch **out, size_t *out_count);
/* Puts the patches on these roots in force: statements, then claims and figures, then events and the rest. */
sitrep_status review_replay(linking *l, const sitrep_sv *roots, size_t count);
sitrep_status review_replay_all(linking *l);
/* Connects a stored patch with rows of this ledger. */
sitrep_status review_resolve(linking *l, int64_t patch_row, const patch *p);
/* The root that a claim named by a patch is here; empty where it is not. */
sitrep_status review_claim_here(linking *l, const patch_claim *claim, sitrep_sv *out_root);

/* review_rows.c: one root of a table with versions. */
sitrep_status review_row(linking *l, sitrep_sv root);
/* The row of `root` that stands now; 0 where none does. */
sitrep_status review_current(linking *l, const review_table *table, sitrep_sv root, int64_t *out_row);
sitrep_status review_root_row(linking *l, const review_table *table, sitrep_sv root, int64_t *out_row);

/* review_marks.c: effects and conflicts, brought to what they should be. */
typedef struct review_mark {
    int64_t patch;
    const char *what;
    sitrep_sv field, before, after, mark;
} review_mark;
sitrep_status review_sync_marks(linking *l, sitrep_sv id, const review_mark *marks, size_t count);
sitrep_status review_mark_patches(linking *l, sitrep_sv root, review_patch *patches, size_t count);
sitrep_status review_sync_conflicts(linking *l, sitrep_sv root, review_patch *patches, size_t count);

/* review_events.c */
sitrep_status review_events(linking *l, const sitrep_sv *events, size_t count);
/* The event that linking gave a claim, by its root id; empty where none. */
sitrep_status review_event_of(linking *l, sitrep_sv claim, sitrep_sv *out_event);

/* events.c: whether a corrected claim still belongs among the other claims that linking put into its event. */
sitrep_status link_still_fits(linking *l, int64_t claim, int64_t root_claim, bool *out_fits);
/* series.c: the line that a corrected figure belongs to; `note` says what it was read as. */
sitrep_status link_figure_again(linking *l, int64_t figure, const char *note);

#endif
