/* link/near.h — claims that may be about the happening of a new claim, found by keys in near-constant time. */
#ifndef LINK_NEAR_H
#define LINK_NEAR_H

#include "link/link_int.h"

/* A claim as events.c compares it. */
typedef struct claim_view {
    int64_t claim, report, event, origin; /* event 0: it stands in none now */
    sitrep_sv type, mode, lemma, status, polarity, place, admin1, country, precision, actors, recipients;
    int64_t geonameid;
    int32_t begin, end;
} claim_view;

#define NEAR_MAX 600u /* candidates of one claim */

/* Ids of earlier claims that share a key with `c` and whose days are near, those with a day first, latest first in both
 * parts; at most NEAR_MAX. In the arena. */
sitrep_status near_candidates(linking *l, const claim_view *c, int64_t **out_claims, size_t *out_count);
/* Notes the keys of a claim that has an event now. */
sitrep_status near_add(linking *l, const claim_view *c);
/* The view of a claim, kept for the reports that follow. Good until the next near_view() of another report. */
sitrep_status near_view(linking *l, int64_t claim, const claim_view **out_view);
/* The same by its row, from the present state of the store, in the arena. */
sitrep_status near_read(linking *l, int64_t claim, claim_view *out_view);
/* Earlier claims of another report in which the named actors of `c` took the other side: against where `c` is for
 * something, for where it is against; latest first. In the arena. */
sitrep_status near_opposed(linking *l, const claim_view *c, int64_t **out_claims, size_t *out_count);
bool near_is_against(const claim_view *c);

#define NEAR_WRONGS 12u
/* What the words of a sentence are, kept like the views. Good until the next call. */
typedef struct near_sentence {
    int64_t sentence;
    bool bullet; /* a line of a list */
    uint32_t wrong_count;
    sitrep_sv wrongs[NEAR_WRONGS]; /* of data/link/matters.tsv */
    link_words words;
} near_sentence;
sitrep_status near_sentence_of(linking *l, int64_t sentence, const near_sentence **out_sentence);
/* Forgets the views that were kept, because rows changed; and frees them. Both take one that was never used. */
void near_forget(linking *l);
void near_release(linking *l);
/* Makes the keys of claims that were linked before there were any. */
sitrep_status near_catch_up(linking *l);

#endif
