/* read/places_int.h — what the files of the places stage share.
 * places_find.c finds the names that may be places; places_rank.c decides which place each is, all of a report
 * together; places.c lists them with precision, kind and role, and makes areas of "southern X" and "20 km south of X".
 */
#ifndef READ_PLACES_INT_H
#define READ_PLACES_INT_H

#include "read/numbers.h"

/* Classes of data/words/places.tsv. */
enum place_word {
    PLACE_AFTER = 70,
    PLACE_BEFORE,
    PLACE_INSTITUTION,
    PLACE_DIRECTION,
    PLACE_PREP,
    PLACE_SAY,
    PLACE_UNIT,
    PLACE_GROWS,
    PLACE_ADJECTIVE,
    PLACE_ETHNIC,
    PLACE_LAND /* of lands.tsv */
};

/* A name in the text that is taken for a place. Words [first, end) of one sentence. */
typedef struct place_mention {
    uint32_t sentence, first, end;
    know_match match;                   /* count 0: a name that the gazetteer lacks */
    uint32_t group;                     /* mentions of the same name, index into groups */
    uint16_t kinds;                     /* bit per know_place_class that a word beside it tells; 0 for none */
    uint32_t container;                 /* mention that holds it ("Osh, Kyrgyzstan"), SITREP_NONE */
    uint32_t next_contained, next_held; /* chains of the lists of a group, SITREP_NONE */
    uint32_t country; /* place index of the country of a demonym or a state's other name, SITREP_NONE */
    uint32_t place;   /* place index, SITREP_NONE while not resolved */
    float sure;       /* of being a place at all, 0 … 1 */
    float confidence; /* of the place that was chosen */
    bool demonym, abbreviation, inside; /* nationality word; "Calif."; in the name of an institution */
    bool dateline, weak, ethnic;
    bool part;       /* the name is an area of the place: "Western Canada" */
    bool led;        /* a proper noun behind a preposition of place, and no stop rule against it */
    bool recognized; /* the name recognizer says place */
    bool facility;   /* a hospital or school that bears the name, and lies elsewhere */
} place_mention;

/* All mentions of one name: one sense per report. */
typedef struct place_group {
    know_match match;
    uint16_t kinds;
    uint32_t first_piece; /* of the name: "Dublin" and "Dublin City" are no witnesses for each other */
    uint32_t mentions, place, runner_up;
    uint32_t contained; /* its mentions that have a container: first, chained by next_contained */
    uint32_t held;      /* mentions whose container it is: chained by next_held */
    float score, margin;
} place_group;

/* A set or count of keys in the arena: open-addressed, sized at the start for at most `most` keys. Keys are not 0. */
typedef struct place_table {
    uint64_t *keys;
    uint32_t *values;
    uint32_t mask;
} place_table;
bool place_table_init(place_table *t, arena *a, uint32_t most);
uint32_t *place_table_at(place_table *t, uint64_t key);               /* the value of a key, made with 0 */
const uint32_t *place_table_find(const place_table *t, uint64_t key); /* NULL where it is not */

typedef READ_LIST(place_mention) place_mentions;
typedef READ_LIST(place_group) place_groups;

/* Where the report is at home (places_home.c). */
#define PLACE_LANDS_MAX 16u
typedef struct place_home {
    uint32_t town, country; /* of the outlet: places, SITREP_NONE */
    float country_weight;
    uint32_t land[PLACE_LANDS_MAX]; /* countries that words speak for, with their weight */
    float weight[PLACE_LANDS_MAX];
    uint32_t land_count;
} place_home;

typedef struct place_work {
    read_ctx *r;
    know_word *words; /* of the report, by read_index */
    bool caseless;
    place_table surnames; /* hashes of words inside of persons' names, but the first */
    know_match dateline;  /* entries of the dateline's place, count 0 for none */
    place_mentions mentions;
    place_groups groups;
    place_home home;
} place_work;

/* The sense of a sentence's word in a class of places.tsv; NULL for none and past the sentence. */
const read_sense *place_word_sense(const place_work *w, uint32_t sentence, uint32_t word, uint32_t class_);

/* Fill `mentions` in text order. NOMEM when the arena is out. */
sitrep_status place_find(place_work *w);
/* Where the report is at home. False when the arena is out. */
bool place_home_find(place_work *w);
/* Resolves them: place, confidence. */
sitrep_status place_rank(place_work *w);

#endif
