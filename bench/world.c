/* bench/world.c — see world.h. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 512u

uint64_t world_mixed(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static uint32_t below(uint64_t *state, uint32_t limit)
{
    *state = world_mixed(*state);
    return (uint32_t)((*state >> 33) % limit);
}

static uint32_t skewed_below(uint64_t *state, uint32_t limit)
{
    uint64_t a = below(state, limit), b = below(state, limit);
    return (uint32_t)(a * b / limit);
}

/* ---- names ---- */

static void make_name(uint64_t *state, char *out, size_t size, unsigned parts)
{
    static const char *const syllables[] = {"ba",  "de",  "ki",  "lo",  "mu",  "na",  "re",  "si",  "to",
                                            "vu",  "sha", "che", "zar", "min", "dol", "kar", "pel", "tan",
                                            "gor", "bek", "ul",  "ran", "os",  "ve",  "hal", "dir"};
    size_t at = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < parts && at + 4 < size; i++) {
        const char *part = syllables[below(state, sizeof syllables / sizeof syllables[0])];
        size_t len = strlen(part);
        memcpy(out + at, part, len + 1);
        at += len;
    }
    if (out[0] >= 'a') out[0] = (char)(out[0] - 32);
}

static void make_people(world *w)
{
    static const char *const kinds[] = {"Post", "Gazette", "Wire", "Radio", "Times", "News Agency", "Herald", "Online"};
    uint64_t state = w->seed;
    for (unsigned c = 0; c < COUNTRIES; c++)
        for (unsigned i = 0; i < PEOPLE; i++) {
            char first[16], last[20];
            make_name(&state, first, sizeof first, 2);
            make_name(&state, last, sizeof last, 2 + below(&state, 2));
            snprintf(w->countries[c].persons[i], sizeof w->countries[c].persons[i], "%s %s", first, last);
        }
    for (unsigned i = 0; i < OUTLETS; i++) {
        char name[16];
        make_name(&state, name, sizeof name, 2);
        snprintf(w->outlets[i], sizeof w->outlets[i], "%s %s", name, kinds[below(&state, 8)]);
    }
    /* What the manual's commands name. */
    snprintf(w->countries[0].persons[3], sizeof w->countries[0].persons[3], "Roza Otunbayeva");
    snprintf(w->outlets[2], sizeof w->outlets[2], "Tulip Press");
    snprintf(w->outlets[5], sizeof w->outlets[5], "Meridian World News");
}

/* ---- the file ---- */

static char *cell(char **rest)
{
    char *at = *rest, *tab = at + strcspn(at, "\t\n");
    *rest = *tab ? tab + 1 : tab;
    *tab = '\0';
    return at;
}

static void copy_cell(char **rest, char *out, size_t size)
{
    const char *text = cell(rest);
    size_t len = strlen(text);
    if (len >= size) len = size - 1;
    memcpy(out, text, len);
    out[len] = '\0';
}

static uint32_t number_cell(char **rest)
{
    return (uint32_t)strtoul(cell(rest), NULL, 10);
}

bool world_load(world *w, uint64_t seed)
{
    char line[LINE_SIZE];
    unsigned countries = 0, towns = 0;
    FILE *file = fopen(BENCH_WORLD, "r");
    if (!file) return false;
    w->seed = world_mixed(seed);
    while (fgets(line, sizeof line, file)) {
        char *rest = line + 2;
        country *c = &w->countries[countries ? countries - 1 : 0];
        if (line[0] == 'C' && countries < COUNTRIES) {
            c = &w->countries[countries++];
            towns = 0;
            copy_cell(&rest, c->code, sizeof c->code);
            copy_cell(&rest, c->name, sizeof c->name);
            copy_cell(&rest, c->people, sizeof c->people);
            c->geonameid = number_cell(&rest);
            c->lat = strtod(cell(&rest), NULL);
            c->lon = strtod(cell(&rest), NULL);
        } else if (line[0] == 'P' && countries && towns < PLACES) {
            town *t = &c->towns[towns++];
            t->geonameid = number_cell(&rest);
            copy_cell(&rest, t->name, sizeof t->name);
            t->lat = strtod(cell(&rest), NULL);
            t->lon = strtod(cell(&rest), NULL);
            copy_cell(&rest, t->admin, sizeof t->admin);
            copy_cell(&rest, t->feature, sizeof t->feature);
        }
    }
    fclose(file);
    make_people(w);
    return countries == COUNTRIES && towns == PLACES;
}

/* ---- what happens ---- */

static uint64_t key_of(const world *w, const country *c, uint64_t what, int64_t when, uint64_t which)
{
    uint64_t h = world_mixed(w->seed + (uint64_t)(c - w->countries));
    return world_mixed(world_mixed(world_mixed(h ^ what << 56) + (uint64_t)when) + which);
}

uint32_t world_interest(const world *w, const country *c, int32_t day)
{
    /* A crisis flares up for about six weeks at a time; the first of the list is never quiet for long. */
    uint64_t now = key_of(w, c, 1, day / 43, 0), next = key_of(w, c, 1, day / 43 + 1, 0);
    uint32_t a = (uint32_t)(now % 100), b = (uint32_t)(next % 100), part = (uint32_t)(day % 43);
    uint32_t level = (a * (43 - part) + b * part) / 43;
    level = level * level / 100;
    if (c == w->countries && level < 40) level = 40;
    return level ? level : 1;
}

happening world_happening(const world *w, const country *c, int32_t day, uint32_t which)
{
    uint64_t state = key_of(w, c, 2, day, which % (2 + world_interest(w, c, day) / 12));
    happening h = {.id = state, .day = day};
    h.deed = below(&state, 1000);
    h.town = skewed_below(&state, PLACES);
    h.actor = below(&state, 1000);
    h.recipient = below(&state, 1000);
    h.toll = 1 + skewed_below(&state, 60);
    h.deadly = below(&state, 2) == 0;
    h.denied = below(&state, 4) == 0;
    return h;
}

pledge world_pledge(const world *w, const country *c, int32_t day, uint32_t which)
{
    uint64_t draw = key_of(w, c, 3, which, 7);
    int32_t made = day - (int32_t)(draw % 12);
    uint64_t state = key_of(w, c, 4, made, which % 2);
    pledge p = {.id = state, .day = made};
    p.due = made + 3 + (int32_t)below(&state, 12);
    p.person = skewed_below(&state, PEOPLE);
    p.matter = below(&state, 1000);
    p.town = skewed_below(&state, PLACES);
    p.outcome = below(&state, 4);
    return p;
}

uint32_t world_toll(const world *w, const country *c, int32_t day, uint32_t kind, uint32_t counter)
{
    uint64_t base = key_of(w, c, 5, kind, 0);
    int32_t since = day - WORLD_FIRST_DAY, crisis = since / 180,
            step = since % 180 / 3; /* a new number every three days */
    uint64_t scale = 20 + key_of(w, c, 5, kind, 1 + (uint64_t)crisis) % 400;
    uint64_t toll = scale + scale * (uint64_t)step / 8 + base % 7;
    static const uint32_t percent[COUNTERS] = {100, 165, 240, 130}, round[COUNTERS] = {1, 5, 50, 100};
    toll = toll * percent[counter % COUNTERS] / 100;
    uint32_t r = round[counter % COUNTERS];
    return (uint32_t)((toll + r - 1) / r * r);
}
