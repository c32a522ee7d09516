/* tell/map.h — outlines of countries (Natural Earth, data/map/world.geojson beside the program), and a map of a
 * report's places. What is known only to a province or a country is never a point: a country is hatched, a province is
 * named below the map. */
#ifndef TELL_MAP_H
#define TELL_MAP_H

#include "tell/doc.h"

typedef struct map_world map_world; /* immutable once opened; any number of threads may draw from it */

/* Opens the outlines where sitrep_data_path() finds them. NULL where they are not there or not readable: a map without
 * outlines. */
map_world *map_world_open(void);
void map_world_free(map_world *world);
/* The English name of a country's code; empty where it is not known. Lives as long as the world. */
sitrep_sv map_country_name(const map_world *world, sitrep_sv code);

typedef struct map_place { /* events at a site, a town or a district */
    sitrep_sv name, country;
    double lat, lon;
    size_t events, rank; /* rank: from 1, of the heading "place-N"; 0 for none */
} map_place;

typedef struct map_area { /* events known to a country only */
    sitrep_sv code;
    size_t events;
} map_area;

typedef struct map_view {
    const map_world *world;
    const map_place *places; /* most events first */
    size_t place_count;
    const map_area *areas;
    size_t area_count;
} map_view;

/* Whether the place lies in the frame that the map zooms to. */
bool map_in_frame(const map_view *v, const map_place *p);
/* A doc_block's draw function; `data` is a map_view. */
void map_draw(const doc *d, const void *data, buf *out);

#endif
