/* read/read_int.h — what the stages of one reading share.
 * A reader runs the stages in the order of read_stages (read.c): each takes the analysis and what earlier stages found,
 * and appends to the lists below. Everything lives in the report's arena; nothing is freed alone. Failure: a stage
 * gives NOMEM when the arena is out, nothing else; text is never an error here. Threads: one reader, one thread. */
#ifndef READ_READ_INT_H
#define READ_READ_INT_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "know/know.h"
#include "sitrep/read.h"

/* A list in the arena that grows by doubling. READ_LIST(sitrep_place) declares a type. */
#define READ_LIST(type)                                                                                                \
    struct {                                                                                                           \
        type *items;                                                                                                   \
        uint32_t count, cap;                                                                                           \
    }

/* Room for one more at the end of a list: a zeroed element, or NULL when the arena is out. */
#define READ_PUSH(a, list)                                                                                             \
    ((list)->count < (list)->cap ||                                                                                    \
             read_list_grow((a), (void **)&(list)->items, (list)->count, &(list)->cap, sizeof *(list)->items)          \
         ? &(list)->items[(list)->count++]                                                                             \
         : NULL)
bool read_list_grow(arena *a, void **items, uint32_t count, uint32_t *cap, size_t size);

/* A word by its place in the report: sentence and index. */
typedef struct read_at {
    uint32_t sentence, word;
} read_at;

/* Words [first, end) of one sentence with the word that heads them. */
typedef struct read_phrase {
    uint32_t sentence, first, end, head;
} read_phrase;

/* A mention: a phrase that stands for an entity, a name, a description or a pronoun. Made by entities.c before voices
 * and events, resolved to entities by its coreference pass. `word_mention` below finds the mention that a word heads.
 */
typedef struct read_mention {
    read_phrase phrase;
    sitrep_span span;
    uint8_t form; /* READ_NAME, READ_DESCRIPTION, READ_PRONOUN */
    uint8_t kind; /* sitrep_entity_kind */
    uint8_t gender;
    bool plural;
    bool definite;
    bool guessed; /* the code is the report's country, which nothing but that tells */
    sitrep_code code;
    sitrep_code sectors[SITREP_SECTORS_MAX];
    uint8_t sector_count;
    sitrep_sv ethnicity;
    sitrep_sv
        people;     /* of a nationality word: the ethnic group of the same name, which a noun it stands with may mean */
    sitrep_sv name; /* canonical name where the knowledge file knows it */
    sitrep_sv wikidata;
    uint32_t entity; /* index into record entities, SITREP_NONE until resolved */
    uint32_t place;  /* the place that the name is, or that locates a description; SITREP_NONE */
} read_mention;
enum { READ_NAME, READ_DESCRIPTION, READ_PRONOUN };

typedef struct sitrep_reader read_ctx;

struct sitrep_reader {
    const sitrep_model *model;
    const sitrep_knowledge *know;
    sitrep_parser *parser;
    arena arena;   /* reset for each report */
    arena lasting; /* what the stages make of the knowledge file's tables at open; lives as long as the reader */
    struct read_vocabulary *vocabulary; /* numbers.h */
    struct read_token *tokens;          /* the whole report, numbers.h */
    uint32_t token_count;
    struct read_time_rules *time_rules; /* times_int.h */
    struct read_figure_rules *figure_rules;
    struct read_place_rules *place_rules;
    struct read_scorer *scorer; /* events_score.c */

    const sitrep_report *report;
    const sitrep_analysis *doc;
    sitrep_sv text;
    instant published;     /* has_time, has_zone as the source gave it */
    int32_t published_day; /* SITREP_DAY_NONE where unknown */
    int32_t written_day;   /* the day that "today" is: the dateline's, or that of publication at its place */
    sitrep_span dateline;  /* span, date and agency are not part of any event */
    uint32_t dateline_place;
    int32_t dateline_day; /* the day that the dateline names, SITREP_DAY_NONE */
    sitrep_sv agency;     /* "Reuters", "" */
    sitrep_span byline;   /* "By A. Name", slug lines and notes to editors before the story; empty where none */

    READ_LIST(sitrep_place) places;
    READ_LIST(sitrep_time) times;
    READ_LIST(sitrep_figure) figures;
    READ_LIST(sitrep_statement) statements;
    READ_LIST(sitrep_event) events;
    READ_LIST(sitrep_entity) entities;
    READ_LIST(read_mention) mentions;

    /* One entry per word of the report (sentence_first[s] + word): index of the mention that the word heads, of the
     * place, time or figure it is the first word of, or SITREP_NONE. */
    uint32_t *sentence_first;
    uint32_t word_count;
    know_word *words; /* as the knowledge file matches them */
    uint32_t *word_mention, *word_place, *word_time, *word_figure;

    sitrep_write_fn trace; /* explanation of the event coder, NULL for none */
    void *trace_ctx;
    bool trace_features; /* the explanation tells the scorer's features, for tools/train_senses.py */

    struct read_who *who; /* who.h: trees and word lookups, made by read_mentions for the stages after it */

    sitrep_record record;
    sitrep_reader_cost cost;
};

static inline const sitrep_word *read_word(const read_ctx *r, uint32_t sentence, uint32_t word)
{
    return &r->doc->sentences[sentence].words[word];
}
static inline uint32_t read_index(const read_ctx *r, uint32_t sentence, uint32_t word)
{
    return r->sentence_first[sentence] + word;
}

/* Fills sentence_first, word_count, words and the arrays by word. */
sitrep_status read_index_words(read_ctx *r);
/* The sentence that holds or follows a byte, and the word of a sentence that holds or follows it; SITREP_NONE past the
 * last. */
uint32_t read_sentence_at(const read_ctx *r, uint32_t byte);
uint32_t read_word_at(const read_ctx *r, uint32_t sentence, uint32_t byte);

/* What a stage makes of the knowledge file once per reader, in r->lasting. Fail with NOMEM or FORMAT. */
sitrep_status read_dateline_open(read_ctx *r, sitrep_error *err);
sitrep_status read_times_open(read_ctx *r, sitrep_error *err);
sitrep_status read_figures_open(read_ctx *r, sitrep_error *err);
sitrep_status read_places_open(read_ctx *r, sitrep_error *err);
sitrep_status read_scorer_open(read_ctx *r, sitrep_error *err);

/* The stages, in order. Each gives OK or NOMEM. */
sitrep_status read_dateline(read_ctx *r);    /* dateline.c: dateline, byline, slug lines */
sitrep_status read_places(read_ctx *r);      /* places*.c */
sitrep_status read_times(read_ctx *r);       /* times*.c */
sitrep_status read_mentions(read_ctx *r);    /* mentions.c: names and descriptions with their codes */
sitrep_status read_coreference(read_ctx *r); /* entities.c: mentions to entities, pronouns */
sitrep_status read_figures(read_ctx *r);     /* figures.c: numbers and what they count */
sitrep_status read_voices(read_ctx *r);      /* voices.c: who says what */
sitrep_status read_events(read_ctx *r); /* events*.c: who did what to whom; links places, times, figures, statements */

#endif
