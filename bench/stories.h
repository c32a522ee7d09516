/* bench/stories.h — made-up reports with their records, for stores of any size: the same number always gives the same
 * report. They tell of crises in forty real countries that flare up and fade (world.h): each happening is told by
 * several outlets in other words and with other tolls, several parties count the dead, promises are made, kept, put off
 * and called off, charges denied, sides taken and changed. What a reader would find in a text is known as it is
 * written, so that a record costs microseconds. One report in seven is an edited copy of an earlier one. Ownership: a
 * story's views are good until the maker's next call. Threads: a maker belongs to one thread. */
#ifndef BENCH_STORIES_H
#define BENCH_STORIES_H

#include "sitrep/record.h"

typedef struct story_maker story_maker;

typedef struct story {
    sitrep_report report;
    sitrep_record record;
    sitrep_analysis analysis;
    uint64_t origin; /* number of the report that this one is a copy of, its own where it is none */
} story;

/* NULL for want of memory; the caller ends it with story_maker_free(). `days` is how many days the reports are spread
 * over; `reports` how many there will be. */
story_maker *story_maker_new(uint64_t seed, uint32_t days, uint64_t reports);
void story_maker_free(story_maker *maker);
/* The report of this number, from 0. */
const story *story_make(story_maker *maker, uint64_t number);
/* Prints a report as one line of JSON. */
void story_print(const story *s);

#endif
