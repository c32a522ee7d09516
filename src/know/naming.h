/* know/naming.h — what both makers of knowledge files, know_compile and `sitrep gazetteer build`, do alike with a place
 * and its names. Pure functions, any thread, no heap. */
#ifndef KNOW_NAMING_H
#define KNOW_NAMING_H

#include "know/fold.h"

#define KNOW_PHRASE_PIECES_MAX 24u

/* A name as the trie takes it: its pieces, and the letter case of the whole. */
typedef struct know_phrase {
    sitrep_sv piece[KNOW_PHRASE_PIECES_MAX]; /* in `bytes` */
    uint32_t count;
    uint8_t shape; /* enum know_shape */
    uint8_t dotted;
    char bytes[KNOW_PHRASE_PIECES_MAX * KNOW_FOLD_MAX];
} know_phrase;

/* False where the text is no name: empty, without letters, too long. */
bool know_phrase_make(sitrep_sv text, know_phrase *out);

/* enum know_place_class of GeoNames' feature class and code. */
uint8_t know_feature_class(sitrep_sv class_, sitrep_sv code);
/* Where places stand among those of one name when population is not told. */
uint32_t know_place_weight(const know_place *p);
/* enum know_name_kind of another name of a place; `by_hand` is one that a person wrote down. Neither text is empty. */
uint8_t know_alternate_kind(sitrep_sv name, sitrep_sv ascii, sitrep_sv alternate, bool by_hand);
/* Whether a variant can stand as a name in English or Russian text: Latin or Cyrillic letters, a capital first, no
 * code, a vowel. The rule of tools/gazetteer/make.py. `least` is the fewest letters of a Latin one. */
bool know_alternate_readable(sitrep_sv alternate, size_t least);
/* Coordinates in 1e-5 degrees; false where the text is no number within the limit. */
bool know_degrees_of(sitrep_sv text, double limit, int32_t *out);

#endif
