/* know/gazetteer_int.h — what the files of the gazetteer builder share.
 * gazetteer.c reads the dump and keeps what a later step needs; gazetteer_names.c turns names into things to sort;
 * gazetteer_write.c makes the trie out of the sorted names and writes the file. */
#ifndef KNOW_GAZETTEER_INT_H
#define KNOW_GAZETTEER_INT_H

#include <stdio.h>
#include <xxhash.h>

#include "base/text.h"

#include "know/format.h"
#include "know/naming.h"
#include "know/sorter.h"
#include "sitrep/gazetteer.h"

#define GAZ_SAME_NAME_MAX 400u /* as many places of one name as the reader weighs (places_rank.c) */

/* "KG.08" or "US.KY.111", hashed, to a geonameid. */
typedef struct gaz_division {
    uint64_t key; /* 0 is empty */
    uint32_t id;
} gaz_division;

typedef struct gaz_country {
    uint32_t id; /* geonameid, 0 for none */
    char code[4];
} gaz_country;

/* A place that is added, as far as names need it: by geonameid once pass 2 is over. */
typedef struct gaz_added {
    uint32_t id, row, weight;
    know_str name; /* of the whole pool */
} gaz_added;

typedef struct gaz {
    const sitrep_gazetteer_options *options;
    sitrep_gazetteer_counts *counts;
    sitrep_error *err;
    const sitrep_knowledge *base;
    char *folder; /* of the result, for temporary files */
    XXH64_state_t *inputs;

    gaz_division *divisions;
    uint32_t division_count, division_cap; /* cap is a power of two */
    gaz_country countries[26 * 26];        /* by alpha-2 code */

    FILE *rows;    /* know_place of the places added; divisions and country are geonameids, 0 for none */
    FILE *strings; /* their names, each NUL-ended: what follows the base's pool */
    uint32_t pool; /* length of the pool so far */
    char *names;   /* `strings`, mapped after pass 2 */
    size_t names_len;
    gaz_added *added;
    uint32_t added_count, added_cap;
    uint8_t *seen; /* bit per geonameid */
    size_t seen_len;

    buf new_tokens;   /* texts of the words that the base does not have, NUL-ended */
    know_str *tokens; /* in new_tokens */
    uint32_t token_count, token_cap;
    uint32_t *token_slots; /* of all words: as the file has them */
    uint32_t slot_cap;

    sorter *sorted;
    uint32_t said;
} gaz;

/* ---- gazetteer.c ---- */
/* False when the caller stops the run; cheap. */
bool gaz_progress(gaz *g, const char *what, uint64_t done, uint64_t total);

/* ---- gazetteer_names.c ---- */
/* All words and names of the base, so that word numbers stay what they are. Fails with NOMEM, IO, FULL. */
sitrep_status gaz_take_base(gaz *g);
/* One name of the place in row `place`. A text that is no name is passed over. */
sitrep_status gaz_add_name(gaz *g, sitrep_sv text, uint32_t place, uint32_t weight, uint8_t kind);
/* What a sorted item holds. `tokens` gets KNOW_PHRASE_PIECES_MAX at most. Pure. */
uint32_t gaz_item_phrase(sitrep_sv item, uint32_t *tokens);
know_entry gaz_item_entry(sitrep_sv item, uint32_t token_count);

/* ---- gazetteer_write.c ---- */
/* The file of the sorted names, the rows and the base, at `path`. */
sitrep_status gaz_write(gaz *g, const char *path);
/* The row of a geonameid in the file that is made, SITREP_NONE. */
uint32_t gaz_row_of(const gaz *g, uint32_t geonameid);
int gaz_compare_added(const void *a, const void *b);             /* of two gaz_added, by geonameid */
const gaz_added *gaz_added_of(const gaz *g, uint32_t geonameid); /* NULL where it is not among those added */

#endif
