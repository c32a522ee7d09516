/* know/compile_actors.h — what the compilers of actors and of people share. Same contract as compile.h. */
#ifndef KNOW_COMPILE_ACTORS_H
#define KNOW_COMPILE_ACTORS_H

#include "base/date.h"
#include "know/compile.h"

/* A new actor row with open dates; good until the next one is added. */
know_actor *know_add_actor(know_reader *r, uint8_t kind, sitrep_sv name, uint32_t *out_index);
/* Codes joined by '|' into *out, the first four; others are no fault. */
void know_sectors_of(know_reader *r, sitrep_sv cell, know_sectors *out);
/* YYYY, YYYY-MM or YYYY-MM-DD as its first day, or its last with `end`; SITREP_DAY_NONE for an empty cell. */
bool know_day_of(know_reader *r, sitrep_sv cell, bool end, int32_t *out);
void know_name_actor(know_compiler *c, uint32_t actor, uint8_t name, sitrep_sv phrase, sitrep_sv sector,
                     sitrep_sv bound);
void know_name_all(know_compiler *c, uint32_t actor, uint8_t name, sitrep_sv cell);

#endif
