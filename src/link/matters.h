/* link/matters.h — words that say what a dispute is about and how somebody stands to it: data/link/matters.tsv, found
 * in sentences word by word. Immutable once loaded; lives in the arena that it was loaded into. Pure functions, any
 * thread. */
#ifndef LINK_MATTERS_H
#define LINK_MATTERS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

typedef enum matter_kind {
    MATTER_ISSUE,
    MATTER_FOR,
    MATTER_AGAINST,
    MATTER_OPEN,
    MATTER_IDLE,
    MATTER_OFF,
    MATTER_DONE,
    MATTER_PARTLY,
    MATTER_SLIP,
    MATTER_WRONG,
    MATTER_DENIAL,
    MATTER_UNVERIFIED,
    MATTER_TAKES,   /* words of a side whose object may be an issue that no line lists */
    MATTER_HOLLOW,  /* a noun that stands for what was named before */
    MATTER_NOTHING, /* a noun that is no issue of its own */
    MATTER_KINDS
} matter_kind;

typedef struct matters matters;

typedef struct matter_hit {
    matter_kind kind;
    sitrep_sv name;       /* of an issue or a wrong */
    uint32_t first, last; /* bytes of the text */
    bool negated;         /* "not", "never", "no" stands in the three words before */
    bool passive;         /* "been", "was", "were", "are" stands before: what stands before is not the actor */
} matter_hit;

/* Reads matters.tsv where sitrep_data_path() finds it; *out is NULL where it is not there, and nothing is found then.
 * Fails with FORMAT (a damaged line), NOMEM. */
sitrep_status matters_load(arena *a, const matters **out, sitrep_error *err);
/* The hits of `kinds` (a mask of 1u << kind) in the text, in its order; at each word the longest phrase of each kind.
 * Gives how many, at most `most`. `m` may be NULL: none. */
size_t matters_find(const matters *m, sitrep_sv text, unsigned kinds, matter_hit *out, size_t most);
/* All kinds that the text has, as a mask of 1u << kind, and the name of its first issue (empty for none), in one pass.
 */
unsigned matters_scan(const matters *m, sitrep_sv text, sitrep_sv *out_issue);
/* The name of the first issue in the text; empty for none. */
sitrep_sv matters_issue(const matters *m, sitrep_sv text);
bool matters_has(const matters *m, sitrep_sv text, matter_kind kind);

#endif
