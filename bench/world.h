/* bench/world.h — the made-up world that reports of bench/stories.c tell of: real countries and towns (bench/world.tsv,
 * from GeoNames), made-up people and outlets, and for each country and day what happened, who counts what, who promised
 * what. All of it follows from a seed by hashing, so that nothing has to be kept and any day can be asked for.
 * Threads: a world is immutable once loaded. */
#ifndef BENCH_WORLD_H
#define BENCH_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#define WORLD_FIRST_DAY 14610 /* 1 January 2010 */
#define COUNTRIES       40u
#define PLACES          24u /* in each country */
#define PEOPLE          40u /* in each country, the last more rarely named */
#define OUTLETS         60u
#define COUNTERS        4u /* who give a country's tolls: its ministry, a rights group, the opposition, the UN */

typedef struct town {
    char name[24], admin[48], feature[8];
    uint32_t geonameid;
    double lat, lon;
} town;

typedef struct country {
    char code[4], name[40], people[24];
    uint32_t geonameid;
    double lat, lon;
    town towns[PLACES];
    char persons[PEOPLE][40];
} country;

typedef struct world {
    uint64_t seed;
    country countries[COUNTRIES];
    char outlets[OUTLETS][32];
} world;

/* Something that happened in a country on a day. */
typedef struct happening {
    uint64_t id;
    int32_t day;
    uint32_t deed, town, actor, recipient,
        toll; /* indices of lists in stories.c; the toll as the first report has it */
    bool deadly, denied;
} happening;

/* What somebody promised or asked for. */
typedef struct pledge {
    uint64_t id;
    int32_t day, due;
    uint32_t person, matter, town;
    uint32_t outcome; /* 0 nothing is heard of it, 1 done, 2 put off, 3 called off */
} pledge;

uint64_t world_mixed(uint64_t x);
/* Reads bench/world.tsv and makes up the rest; false where it cannot be read. */
bool world_load(world *w, uint64_t seed);
/* How much the world looks at a country about a day, 1 … 100: crises come and go. */
uint32_t world_interest(const world *w, const country *c, int32_t day);
/* One of the happenings of a country's day; `which` any number, small ones more telling. */
happening world_happening(const world *w, const country *c, int32_t day, uint32_t which);
/* A pledge that was made in the country in the days before. */
pledge world_pledge(const world *w, const country *c, int32_t day, uint32_t which);
/* A toll of the country as one of COUNTERS gives it on a day; `kind` any small number. Changes every few days. */
uint32_t world_toll(const world *w, const country *c, int32_t day, uint32_t kind, uint32_t counter);

#endif
