/* bench/stories_int.h — what the files of the stories share: the report that is being written, and the slots that write
 * into it and note what they wrote. */
#ifndef BENCH_STORIES_INT_H
#define BENCH_STORIES_INT_H

#include "stories.h"
#include "world.h"

#define SENTENCES 24u
#define ROWS      64u
#define TEXT_MAX  12000u

struct story_maker {
    uint64_t seed, reports, state;
    uint32_t days;
    world world;
    /* the report at hand */
    story story;
    char text[TEXT_MAX], published[24], title[200], id[24];
    uint32_t len;
    sitrep_sentence sentences[SENTENCES];
    sitrep_entity entities[ROWS];
    sitrep_place places[ROWS];
    sitrep_time times[ROWS];
    sitrep_figure figures[ROWS];
    sitrep_statement statements[ROWS];
    sitrep_event events[ROWS];
    sitrep_actor actors[2 * ROWS];
    sitrep_span contents[ROWS];
    uint32_t actor_count;
    const country *home;
    int32_t day;      /* what is told is told of this day */
    uint64_t told[8]; /* happenings that the report has told of */
    uint32_t told_count;
};

#define PICK(m, list) ((list)[story_chance((m), (uint32_t)(sizeof(list) / sizeof((list)[0])))])

typedef struct deed {
    sitrep_event_type type;
    const char *words, *lemma, *mode, *cameo;
    sitrep_event_status status;
} deed;

/* A number below the limit; small ones far more often with skewed: a few places and people make most of the news. */
uint32_t story_chance(story_maker *m, uint32_t below);
uint32_t story_skewed(story_maker *m, uint32_t below);
/* Words at the end of the text, and where they stand; digits with commas; what stands at a span. */
sitrep_span story_put(story_maker *m, const char *words);
sitrep_span story_put_number(story_maker *m, uint32_t number);
sitrep_sv story_written(const story_maker *m, sitrep_span span);
/* The sentence being written; beginning and ending one; words that nobody counts, so that no two stories share theirs.
 */
uint32_t story_here(const story_maker *m);
void story_begin_sentence(story_maker *m);
void story_end_sentence(story_maker *m);
void story_put_aside(story_maker *m);
/* Slots: each writes its words and gives what it noted; actors are good until the next story. */
uint32_t story_add_entity(story_maker *m, sitrep_entity_kind kind, sitrep_sv name, const char *code);
uint32_t story_put_place(story_maker *m, uint32_t n, sitrep_place_role role);
uint32_t story_put_country(story_maker *m, const country *c);
uint32_t story_put_day(story_maker *m, int32_t day);
sitrep_actor *story_put_actor(story_maker *m, const country *c, uint32_t which);
sitrep_speaker story_put_person(story_maker *m, const country *c, uint32_t which);
sitrep_speaker story_put_speaker(story_maker *m, const country *c);
sitrep_speaker story_put_counter(story_maker *m, const country *c, uint32_t counter);
/* Rows of the record; SITREP_NONE, or NULL, where there is no room for more. */
uint32_t story_add_statement(story_maker *m, sitrep_act act, sitrep_speaker who, sitrep_span content, sitrep_span cue,
                             const char *lemma, uint32_t due);
sitrep_event *story_add_event(story_maker *m, const deed *d, sitrep_span trigger, sitrep_actor *actor,
                              sitrep_actor *recipient);
void story_add_figure(story_maker *m, sitrep_figure_kind kind, sitrep_measure measure, sitrep_span span, uint32_t value,
                      bool at_least);

#endif
