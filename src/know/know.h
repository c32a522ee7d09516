/* know/know.h — the knowledge file: places, actors, words, tables and the event lexicon, and the lookup in them.
 * The file is compiled from data/ by know_compile (docs/format-knowledge.md) and mapped read-only.
 * Lifetime:  rows and texts live in the map, as long as the sitrep_knowledge.
 * Threads:   immutable after open; any number of threads may look up at once. Lookups allocate nothing and cannot fail:
 *            "not there" is an empty range, SITREP_NONE or NULL.
 * Opening:   sitrep_knowledge_open() of sitrep/read.h. Every index in the file is checked there or at use. */
#ifndef KNOW_KNOW_H
#define KNOW_KNOW_H

#include "sitrep/read.h"

/* ---- texts ---- */

/* A text of the file: `at` bytes into its string pool. Zero is "". */
typedef struct know_str {
    uint32_t at, len;
} know_str;

sitrep_sv know_text(const sitrep_knowledge *k, know_str s);

/* A run of rows of a list section: items first, first + 1 … first + count - 1. */
typedef struct know_range {
    uint32_t first, count;
} know_range;

/* ---- places ---- */

/* What kind of thing a place is, coarse; `feature` of the row is GeoNames' own code. */
enum know_place_class {
    KNOW_PLACE_COUNTRY, /* PCL… : states and dependent territories */
    KNOW_PLACE_ADM1,
    KNOW_PLACE_ADM2,
    KNOW_PLACE_TOWN,     /* PPL… */
    KNOW_PLACE_DISTRICT, /* PPLX, PPLQ …: part of a town */
    KNOW_PLACE_REGION,   /* informal, historical or supranational area: Darfur, Sahel, Balkans, Midwest, continents */
    KNOW_PLACE_WATER,    /* seas, rivers, lakes, straits, canals */
    KNOW_PLACE_LAND,     /* mountains, deserts, islands, valleys */
    KNOW_PLACE_SITE      /* a building, square, base, camp, airport, road */
};

typedef struct know_place {
    uint32_t geonameid; /* 0 where GeoNames' is not known */
    know_str name;
    int32_t lat, lon; /* 1e-5 degrees */
    uint32_t population;
    uint32_t admin1;  /* place index of the first-order division it lies in, SITREP_NONE */
    uint32_t admin2;  /* the same of the second order */
    uint32_t country; /* place index of the country, SITREP_NONE for what lies in several or none */
    char feature[6];  /* GeoNames feature code, NUL-ended: "PPLC" */
    uint8_t class_;   /* enum know_place_class */
    uint8_t flags;    /* KNOW_POINT_… */
    char code[4];     /* ISO alpha-3 of the country, NUL-ended, "" where none (XKX for Kosovo) */
} know_place;
enum {
    KNOW_POINT_OWN = 1,     /* GeoNames' own point, or a hand-kept one; else derived */
    KNOW_POINT_ROUGH = 2,   /* no better than the point of the division above */
    KNOW_PLACE_CAPITAL = 4, /* of a country (PPLC) */
    KNOW_PLACE_SEAT = 8,    /* seat of a first-order division (PPLA) */
    KNOW_PLACE_CONTINENT = 16,
    KNOW_PLACE_HAND = 32 /* from supplement.tsv */
};

uint32_t know_place_count(const sitrep_knowledge *k);
/* The row, NULL past the end (SITREP_NONE included). */
const know_place *know_place_at(const sitrep_knowledge *k, uint32_t place);
static inline double know_degrees(int32_t e5)
{
    return (double)e5 / 1e5;
}
/* Index of the country with this ISO alpha-3 code (KOS and XKX alike), SITREP_NONE. */
uint32_t know_place_of_country(const sitrep_knowledge *k, sitrep_sv code);
/* Index of the place with this geonameid, SITREP_NONE. */
uint32_t know_place_of_geonameid(const sitrep_knowledge *k, uint32_t geonameid);
/* Great-circle kilometres. */
double know_place_distance(const know_place *a, const know_place *b);

/* When a name that is mostly no place may count as one: data/gazetteer/places_stop.tsv. A bit set; NEVER alone. */
enum know_stop {
    KNOW_STOP_NEVER = 1,    /* never a place */
    KNOW_STOP_PREP = 2,     /* after a preposition of place: in, at, near, from, to, outside … */
    KNOW_STOP_REGION = 4,   /* followed by a comma and its division or country: "Mobile, Alabama" */
    KNOW_STOP_DATELINE = 8, /* as the place of the dateline */
    KNOW_STOP_KIND = 16,    /* beside a word of kind: "town of Nice", "Reading city centre", "Page County" */
    KNOW_STOP_NER = 32,     /* the name recognizer says place */
    KNOW_STOP_AFTER = 64    /* itself a division, preceded by a town and a comma: "Portland, ME" */
};

/* ---- actors ---- */

enum know_actor_kind {
    KNOW_STATE,        /* states.tsv */
    KNOW_ORGANIZATION, /* organizations.tsv */
    KNOW_GROUP,        /* groups.tsv: ethnic, religious, political, social groups */
    KNOW_ROLE,         /* roles.tsv: role nouns, "protesters" */
    KNOW_TITLE,        /* titles.tsv: "Gen." before a name */
    KNOW_PERSON,       /* people.tsv */
    KNOW_OFFICE        /* offices.tsv: "foreign minister" */
};

typedef struct know_sectors {
    uint8_t count;
    char code[4][4]; /* NUL-ended, most specific first */
} know_sectors;

/* One office of a person, or a dated code of another actor. Days since 1970-01-01; from SITREP_DAY_NONE: always before,
 * to SITREP_DAY_NONE: until today. */
typedef struct know_tenure {
    uint32_t office; /* actor index of the office, SITREP_NONE */
    know_str of;     /* code of the country or body: "KGZ", "UNO", "NATO" */
    int32_t from, to;
    know_sectors sectors; /* while in office */
} know_tenure;

typedef struct know_actor {
    uint8_t kind; /* enum know_actor_kind */
    char gender;  /* 'm', 'f', or 0 (persons, titles) */
    uint8_t rank; /* offices: 1 highest … 9; else 0 */
    char code[5]; /* country or IGO UNO EUR NGO ISM IMG MNC, NUL-ended, "" where it has none */
    know_sectors sectors;
    know_str name;
    know_str subkind; /* the `kind` column: "armed", "ethnic", "person" …; states: "" or "sub-state" */
    know_str tag;     /* groups: ethnicity tag; titles: the office it tells; roles: affiliation */
    know_str wikidata;
    know_str countries; /* groups: codes joined by '|'; organizations: seat */
    uint32_t parent;    /* organizations: actor index; SITREP_NONE */
    int32_t from, to;   /* days, SITREP_DAY_NONE where open */
    know_range tenures; /* of persons, earliest first */
} know_actor;

uint32_t know_actor_count(const sitrep_knowledge *k);
const know_actor *know_actor_at(const sitrep_knowledge *k, uint32_t actor);    /* NULL past the end */
const know_tenure *know_tenure_at(const sitrep_knowledge *k, uint32_t tenure); /* NULL past the end */
/* The office that the person held on `day` (SITREP_DAY_NONE: the latest), of lowest rank number; NULL for none. */
const know_tenure *know_tenure_on(const sitrep_knowledge *k, const know_actor *person, int32_t day);
/* Index of the state with this alpha-3 code, SITREP_NONE. */
uint32_t know_state_of(const sitrep_knowledge *k, sitrep_sv code);

/* ---- phrases: names and words found in running text ---- */

enum know_entry_kind {
    KNOW_ENTRY_PLACE, /* id: place */
    KNOW_ENTRY_STOP,  /* id: bit set of enum know_stop */
    KNOW_ENTRY_ACTOR, /* id: actor, which tells its kind */
    KNOW_ENTRY_GIVEN, /* id: gender letter; a given name */
    KNOW_ENTRY_SURNAME
};
#define KNOW_KIND_BIT(kind) (1u << (kind))
#define KNOW_KINDS_ALL      0xffffffffu

/* How the phrase names what it names. */
enum know_name_kind {
    KNOW_NAME_PREFERRED,
    KNOW_NAME_ALIAS,        /* another name or spelling of it */
    KNOW_NAME_FOREIGN,      /* a variant that begins with another letter and is mostly not English */
    KNOW_NAME_ABBREVIATION, /* Calif., UNHCR */
    KNOW_NAME_SHORT,        /* a division without its word of kind: "Osh" for Osh Region; a person's surname */
    KNOW_NAME_ADJECTIVE,    /* states: adjective or people, "Kyrgyz"; see `form` */
    KNOW_NAME_CAPITAL,      /* states: the capital that stands for the government */
    KNOW_NAME_METONYM,      /* states: "the Kremlin"; `sector` is what it implies */
    KNOW_NAME_BODY          /* states: government term, "State Duma"; `sector` is what it is */
};

/* Letter case of a phrase. INITIALS are capitals only, three letters at most ("US", "WHO"); of entries, never of text.
 */
enum know_shape { KNOW_LOWER, KNOW_CAPITAL, KNOW_UPPER, KNOW_INITIALS };

typedef struct know_entry {
    uint32_t id;
    uint8_t kind;   /* enum know_entry_kind */
    uint8_t name;   /* enum know_name_kind */
    uint8_t shape;  /* enum know_shape of the phrase as data has it */
    uint8_t dotted; /* it is one word shortened with a dot: "Mass." */
    char sector[4]; /* NUL-ended; implied by this name, "" for the actor's own */
    char bound[4];  /* NUL-ended; offices: holds only in this country or body, "secretary of state(USA)" */
} know_entry;

/* A user's own ontology beside this one, NULL: its senses, values and texts are looked up in it. */
const sitrep_knowledge *know_own(const sitrep_knowledge *k);

/* A word of text made ready for matching: its pieces (a word splits at inner hyphens) as token ids, and its shape.
 * Folded: letter case, diacritics, dots, apostrophes; a possessive 's stays a piece of its own. */
#define KNOW_PIECES_MAX 4u
typedef struct know_word {
    uint32_t piece[KNOW_PIECES_MAX];
    uint32_t own[KNOW_PIECES_MAX]; /* the same in a user's own names */
    uint8_t count; /* 0 for hyphens and the like, which names skip; other marks are pieces that no name has */
    uint8_t shape; /* KNOW_LOWER, KNOW_CAPITAL or KNOW_UPPER */
    bool dotted;   /* has a dot beside letters */
    bool letters;  /* has letters or digits */
} know_word;

/* Prepares a word. Pure; about 50 ns. */
know_word know_word_of(const sitrep_knowledge *k, sitrep_sv form);

/* A phrase found: words [begin, end) and its entries, places by population (largest first), then actors. */
typedef struct know_match {
    uint32_t begin, end;
    uint32_t first, count; /* entries */
} know_match;

/* All phrases that begin at words[at] and end at or before words[count), longest first; gives how many were written
 * (at most `max`; KNOW_MATCHES_MAX is always enough for an `out` on the stack). */
#define KNOW_MATCHES_MAX 16u
uint32_t know_match_at(const sitrep_knowledge *k, const know_word *words, uint32_t count, uint32_t at, know_match *out,
                       uint32_t max);
/* The entries of exactly these words; count 0 where there are none. */
know_match know_match_exact(const sitrep_knowledge *k, const know_word *words, uint32_t count);
/* The entries of a whole text, which is split at blanks. */
know_match know_match_text(const sitrep_knowledge *k, sitrep_sv phrase);

const know_entry *know_entry_at(const sitrep_knowledge *k, uint32_t entry); /* NULL past the end */

/* Whether letter case lets the text words be this entry: a capital name needs its capital, initials of up to three
 * letters
 * ("US", "WHO") need all theirs; dots are not asked for ("Gen", "Gen."). Where the text has no case (headlines in
 * capitals, lower-case wires) callers skip this test. */
bool know_entry_fits(const know_entry *e, const know_word *words, uint32_t begin, uint32_t end);

/* The stop rule of a match: bits of enum know_stop, 0 where the phrase is free to be a place. */
uint32_t know_match_stop(const sitrep_knowledge *k, const know_match *m);
/* The stop rule as far as it concerns one entry of the match: initials ("US", "CAR") are told from words by their
 * capitals, so only KNOW_STOP_AFTER rules bind them. */
uint32_t know_entry_stop(const sitrep_knowledge *k, const know_match *m, const know_entry *e);
/* Whether the match has an entry of these kinds (KNOW_KIND_BIT…). */
bool know_match_has(const sitrep_knowledge *k, const know_match *m, uint32_t kinds);

/* ---- tables: any tab-separated file of data/ with a header line ---- */

/* Tables keep every row and cell as text, in file order. Names are paths without the suffix: "events/classes",
 * "words/numbers", "ontology/cameo", "actors/titles". The first column is the key (folded to lower case, not stripped
 * of marks). */
typedef struct know_table {
    know_str name;
    uint32_t columns, rows;
    uint32_t cells;  /* internal */
    uint32_t header; /* internal */
    uint32_t order;  /* internal: rows by key */
} know_table;

const know_table *know_table_find(const sitrep_knowledge *k, sitrep_sv name); /* NULL where there is none */
uint32_t know_table_column(const sitrep_knowledge *k, const know_table *t, sitrep_sv column); /* SITREP_NONE */
sitrep_sv know_table_cell(const sitrep_knowledge *k, const know_table *t, uint32_t row,
                          uint32_t column); /* "" outside */
/* Rows whose key is `key`, as positions for know_table_keyed(); count 0 where there are none. */
know_range know_table_rows(const sitrep_knowledge *k, const know_table *t, sitrep_sv key);
uint32_t know_table_keyed(const sitrep_knowledge *k, const know_table *t, uint32_t position); /* a row number */

/* ---- the event lexicon: data/events ---- */

/* Deep grammatical functions of data/events/README.md. */
enum know_function {
    KNOW_FN_SUBJ,
    KNOW_FN_OBJ,
    KNOW_FN_IOBJ,
    KNOW_FN_POSS,
    KNOW_FN_OF,
    KNOW_FN_BY,
    KNOW_FN_MOD,
    KNOW_FN_PREP,
    KNOW_FN_ANY_PREP,
    KNOW_FN_XCOMP,
    KNOW_FN_CCOMP,
    KNOW_FN_ADV,
    KNOW_FN_HEAD,
    KNOW_FN_CLAUSE,
    KNOW_FN_INNER_ACTOR,
    KNOW_FN_INNER_RECIPIENT
};

typedef struct know_step {
    uint32_t function; /* enum know_function */
    know_str prep;     /* of KNOW_FN_PREP: "against", "because of" */
} know_step;

#define KNOW_STEPS_MAX 4u
typedef struct know_path {
    uint32_t count;
    know_step step[KNOW_STEPS_MAX];
} know_path;

enum know_test_op {
    KNOW_TEST_FILLED, /* a path is filled */
    KNOW_TEST_WORD,   /* by one of these lemmas */
    KNOW_TEST_CLASS,  /* by a word of one of these classes */
    KNOW_TEST_FORM,
    KNOW_TEST_SENT_WORD,
    KNOW_TEST_SENT_CLASS,
    KNOW_TEST_VOICE,
    KNOW_TEST_TENSE,
    KNOW_TEST_INNER
};
typedef struct know_test {
    uint8_t op; /* enum know_test_op */
    uint8_t negate;
    uint16_t score;   /* what it adds to the specificity of its line */
    know_range paths; /* know_path_at: alternatives */
    know_range
        words; /* know_value_at: lemmas with blanks for '_', class names ("@list" or "semantic"), or the values */
} know_test;

/* One slot of `actor`, `recipient` or `inst`: alternatives are tried in order; slots with the same `alternative` count
 * together. */
typedef struct know_slot {
    uint32_t alternative;
    know_path path;
    know_str class_; /* "" for any filler */
} know_slot;

/* A line of the lexicon. Fields of lines that a file does not have are "" or empty. */
typedef struct know_sense {
    know_str lemma;
    know_str when; /* as written, for explanations */
    know_range tests, actor, recipient, instrument;
    know_str type, mode, cameo, contexts, flags, example;
    uint16_t specificity; /* sum of the scores of its tests */
    uint8_t event_type;   /* sitrep_event_type, SITREP_EVENT_TYPE_COUNT for a statement */
    char pos;             /* 'v' 'n' 'a' */
    float prior;
    uint32_t order;      /* position in the whole lexicon: files by name of type, lines as they stand */
    uint32_t file, line; /* value index of the file name, line number */
} know_sense;

/* Senses of a lemma ("crack down", lower case) with this part of speech, most specific first, then by prior, then by
 * order. Items for know_sense_at(). */
know_range know_senses(const sitrep_knowledge *k, sitrep_sv lemma, char pos);
const know_sense *know_sense_at(const sitrep_knowledge *k, uint32_t sense);
/* Lemmas of several words that begin with this lemma: how many words the longest has; 0 for none, 1 for the lemma
 * alone. */
uint32_t know_lemma_words(const sitrep_knowledge *k, sitrep_sv first_word);
const know_test *know_test_at(const sitrep_knowledge *k, uint32_t test);
const know_path *know_path_at(const sitrep_knowledge *k, uint32_t path);
const know_slot *know_slot_at(const sitrep_knowledge *k, uint32_t slot);
sitrep_sv know_value_at(const sitrep_knowledge *k, uint32_t value);
/* A flag of a sense: whether it is there, and its text after '=' ("" where it has none) in *out_value (may be NULL). */
bool know_sense_flag(const sitrep_knowledge *k, const know_sense *s, sitrep_sv flag, sitrep_sv *out_value);

/* blockers.tsv: lines by lemma and part of speech, and those of lemma "*". `blocks` is in `type`: "*" or
 * "ASSAULT|COERCE". */
know_range know_blockers(const sitrep_knowledge *k, sitrep_sv lemma, char pos);

/* A line of embed.tsv: what the word does to the event it governs. KNOW_KEEP leaves a value as it is. */
#define KNOW_KEEP 255u
typedef struct know_embed {
    know_str lemma;
    know_range construction; /* know_path_at: where the event stands seen from the word, alternatives */
    uint8_t status;          /* sitrep_event_status or KNOW_KEEP */
    uint8_t certainty;       /* sitrep_certainty or KNOW_KEEP */
    char polarity;           /* '+', '-', '~' (turns it round), 0 keeps */
    uint8_t omission;        /* 1 sets it, 0 keeps */
    char pos;                /* 'v' 'n' 'a', 'x' auxiliary, 'r' adverb, 'c' conjunction, 'p' preposition */
    uint8_t unused[3];
    know_str example;
} know_embed;
know_range know_embeds(const sitrep_knowledge *k, sitrep_sv lemma, char pos);
const know_embed *know_embed_at(const sitrep_knowledge *k, uint32_t embed);

/* A line of light.tsv: a support verb, or a noun of quantity or phase, that carries an event noun in `slot`. */
enum know_light_nouns { KNOW_LIGHT_ANY, KNOW_LIGHT_TYPES, KNOW_LIGHT_LEMMAS, KNOW_LIGHT_CLASSES };
typedef struct know_light {
    know_str lemma;
    know_range slots;            /* know_path_at: alternatives */
    know_range nouns;            /* know_value_at: types, lemmas or class names, as `nouns_are` tells */
    know_range actor, recipient; /* know_slot_at */
    uint8_t nouns_are;           /* enum know_light_nouns */
    uint8_t status, certainty;   /* or KNOW_KEEP */
    char polarity;               /* '+', '-', '~', 0 keeps */
    char pos;                    /* 'v' 'n' */
    uint8_t unused[3];
    know_str example;
} know_light;
know_range know_lights(const sitrep_knowledge *k, sitrep_sv lemma, char pos);
const know_light *know_light_at(const sitrep_knowledge *k, uint32_t light);

/* compose.tsv: what an event of type `inner` (with mode and contexts, "" or a list joined by ';') becomes under
 * `outer`, the most exact line: TYPE/mode, then TYPE@context, then TYPE. NULL where it keeps its type. */
typedef struct know_compose {
    know_str outer, inner, inner_mode, inner_context;
    know_str type, mode, cameo, contexts;
    uint8_t event_type; /* sitrep_event_type of `type` */
    uint8_t unused[3];
} know_compose;
const know_compose *know_compose_of(const sitrep_knowledge *k, sitrep_sv outer, sitrep_sv inner, sitrep_sv mode,
                                    sitrep_sv contexts);

/* Whether a lemma belongs to a word list of classes.tsv; `class_name` without '@'. The lemma may hold blanks. */
bool know_class_has(const sitrep_knowledge *k, sitrep_sv class_name, sitrep_sv lemma);
/* A number for the class, for classes asked often; SITREP_NONE where there is none. */
uint32_t know_class_id(const sitrep_knowledge *k, sitrep_sv class_name);
bool know_class_id_has(const sitrep_knowledge *k, uint32_t class_id, sitrep_sv lemma);
/* The same in two steps, for a lemma of which many classes are asked: the lemma's first row, SITREP_NONE where no class
 * has it, and whether the class is among its rows. */
uint32_t know_class_word(const sitrep_knowledge *k, sitrep_sv lemma);
bool know_class_word_in(const sitrep_knowledge *k, uint32_t class_word, uint32_t class_id);

#endif
