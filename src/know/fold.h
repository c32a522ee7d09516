/* know/fold.h — how words become the pieces that names are compared by. The compiler folds data with it, the matcher
 * text. Letter case, diacritics, dots and apostrophes are dropped; a word splits at inner hyphens and slashes; a
 * possessive 's and a comma are pieces of their own; '&' is "and". Pure, any thread, no heap. */
#ifndef KNOW_FOLD_H
#define KNOW_FOLD_H

#include "know/know.h"

#define KNOW_FOLD_MAX 128u /* bytes of a folded word; longer words are no names */

typedef struct know_folded {
    char bytes[KNOW_FOLD_MAX];
    uint8_t begin[KNOW_PIECES_MAX], len[KNOW_PIECES_MAX];
    uint8_t count;   /* pieces; 0 for marks that names skip */
    uint8_t shape;   /* enum know_shape */
    uint8_t letters; /* how many letters and digits, capped at 255 */
    bool dotted;     /* a dot beside letters */
    bool dot_last;   /* the word ends in a dot */
    bool too_long;   /* or too many pieces: matches nothing */
} know_folded;

/* Folds one word without blanks. */
void know_fold(sitrep_sv word, know_folded *out);

#endif
