/* read/who.h — what mentions, coreference, voices and events share about the words of a report.
 * Made by read_mentions() in the report's arena; read-only afterwards, but for the mentions themselves. One thread. */
#ifndef READ_WHO_H
#define READ_WHO_H

#include "read/functions.h"
#include "read/read_int.h"

/* What is asked of a word again and again, kept from the first time. */
typedef struct read_memo {
    uint32_t content;    /* its content noun; SITREP_NONE until asked for */
    bool listed;         /* `classes` is known */
    uint8_t begins[2];   /* read_lemma_words() of its lemma and of its form, one more; 0 until asked for */
    uint32_t classes[4]; /* class words that it and the words before it make (know_class_word) */
} read_memo;

typedef struct read_who {
    read_tree *trees;        /* one per sentence */
    read_memo *memo;         /* one per word of the report */
    bool caseless;           /* the text has no letter case to go by: all lower case, or all capitals */
    sitrep_code country;     /* of the report: of its dateline, else the country it names most; "" where unclear */
    uint32_t *mention_first; /* per sentence, one more at the end: its first mention, as read_mentions made them */
    uint8_t genre;           /* events_genre.c; READ_GENRE_UNKNOWN until asked for */
    uint32_t
        town; /* place index of the town that the report is about, SITREP_NONE; READ_TOWN_UNKNOWN until asked for */
    sitrep_code scene;              /* the same by its dateline and places within countries only */
    const know_table *word_classes; /* data/read/words.tsv: closed classes of the reader */
    uint32_t word_classes_column;
} read_who;

#define READ_TOWN_UNKNOWN  (UINT32_MAX - 1)
#define READ_GENRE_UNKNOWN 255u

/* What the knowledge file says about a phrase. */
typedef struct read_ident {
    uint32_t actor; /* actor index, SITREP_NONE */
    uint32_t group; /* ethnic or religious group of the same name ("Uzbek"), SITREP_NONE */
    uint8_t kind;   /* enum know_actor_kind */
    uint8_t name;   /* enum know_name_kind */
    char sector[4]; /* implied by the name itself */
} read_ident;

/* Long texts: what a stage looks for lies near, so it looks near. Statements whose cue is within READ_NEAR sentences,
 * by index; statements are in the order of their sentences. */
#define READ_NEAR 12u
void read_statements_near(const read_ctx *r, uint32_t sentence, uint32_t *from, uint32_t *to);
/* Indices [from, to) of the places, times, or mentions of one sentence. Mentions made by later stages are not among
 * them. */
void read_places_of(const read_ctx *r, uint32_t sentence, uint32_t *from, uint32_t *to);
void read_times_of(const read_ctx *r, uint32_t sentence, uint32_t *from, uint32_t *to);

static inline const read_tree *read_tree_of(const read_ctx *r, uint32_t sentence)
{
    return &r->who->trees[sentence];
}

/* Whether the reader's own word list `name` holds the lemma. */
bool read_word_in(const read_ctx *r, sitrep_sv lemma, sitrep_sv name);
/* The lemma in lower case, in the arena of the report where it has capitals. */
sitrep_sv read_lower(read_ctx *r, sitrep_sv text);

/* trees.c: puts right what the parser is known to get wrong, in a copy of the analysis that r->doc is then. False when
 * the arena is out. */
bool read_trees_mend(read_ctx *r);

/* The noun that counts behind a quantity: "dozens of *protesters*", "a group of *soldiers*"; `word` itself for others.
 */
uint32_t read_content_noun(const read_ctx *r, uint32_t sentence, uint32_t word);
/* The mention that a word heads, SITREP_NONE. */
static inline uint32_t read_mention_of(const read_ctx *r, uint32_t sentence, uint32_t word)
{
    return r->word_mention[read_index(r, sentence, word)];
}
/* The same; makes one for a noun that is no mention yet (kind facility, place or other). SITREP_NONE when the arena is
 * out. */
uint32_t read_mention_make(read_ctx *r, uint32_t sentence, uint32_t word);

/* Whether a word belongs to a class of the event lexicon: "@list", or a semantic class ("people", "armed", "thing" …),
 * as data/events/README.md defines them. `event` is for the caller to decide. */
bool read_is_class(const read_ctx *r, uint32_t sentence, uint32_t word, sitrep_sv name);
/* Whether the word's lemma is `lemma`; one of several words is compared with what stands before the word, too. */
bool read_is_lemma(const read_ctx *r, uint32_t sentence, uint32_t word, sitrep_sv lemma);

/* How many words the longest lemma of the event lexicon has that begins with the word's lemma, or with its form; 0
 * where none does. */
uint32_t read_lemma_words(const read_ctx *r, uint32_t sentence, uint32_t word, bool form);

/* Words [*first, *end): a noun with what stands before it and belongs to it, without determiner and possessor. */
void read_noun_phrase(const read_ctx *r, uint32_t sentence, uint32_t head, uint32_t *first, uint32_t *end);
/* The span of words [first, end) of a sentence. */
sitrep_span read_words_span(const read_ctx *r, uint32_t sentence, uint32_t first, uint32_t end);
/* Whether the word is part of a time expression. */
bool read_in_time(const read_ctx *r, uint32_t sentence, uint32_t word);
/* The place whose name the word is in, or SITREP_NONE. */
uint32_t read_place_at(const read_ctx *r, uint32_t sentence, uint32_t word);

bool read_sector_add(sitrep_code *sectors, uint8_t *count,
                     const char *code); /* no repetition, SITREP_SECTORS_MAX at most */
bool read_sector_has(const sitrep_code *sectors, uint8_t count, const char *code);
void read_code_set(sitrep_code *code, const char *text); /* codes of more than three letters are left out */

/* Merges an entity's knowledge: codes, sectors, ethnicity, gender where the entity has none. */
void read_entity_merge(sitrep_entity *e, const read_mention *m);
/* The entity of a mention, made where it has none yet; SITREP_NONE when the arena is out. */
uint32_t read_entity_of(read_ctx *r, uint32_t mention);
/* The last step of a reading: drops entities that nothing names or uses, numbers the others anew, fills their mentions.
 */
sitrep_status read_entities_finish(read_ctx *r);
/* The office or role that a description's head names, as actor index; SITREP_NONE. */
uint32_t read_role_of(const read_ctx *r, uint32_t sentence, uint32_t head);
/* A new entity of a mention; its index, SITREP_NONE when the arena is out. */
uint32_t read_entity_new(read_ctx *r, const read_mention *m);

#endif
