/* tell/words.h — the words of a report: how types, states, kinds, days and numbers are said. Pure functions, any
 * thread. */
#ifndef TELL_WORDS_H
#define TELL_WORDS_H

#include "tell/data.h"

const char *words_type(sitrep_sv type); /* "ASSAULT": "attack" */
const char *words_kind(sitrep_sv kind); /* "houses_destroyed": "houses destroyed" */
const char *words_act(sitrep_sv act);   /* "deny": "denied" */
/* What must be said beside an event that did not plainly happen: "planned", "feared"; NULL for happened. */
const char *words_status(sitrep_sv status, doc_tone *out_tone);
/* "18 June 2010", or "18 June" where `year` is false; "day not stated". */
sitrep_sv words_day(arena *a, int32_t day, bool year);
/* "at least 117", "2,000–3,000", "“several hundred” (200–999)", "0, stated as zero"; never a bare number that was
 * qualified. */
sitrep_sv words_value(arena *a, const data_figure *f);
sitrep_sv words_number(arena *a, double value); /* "12,000" */
/* "1 report", "3 reports". */
sitrep_sv words_count(arena *a, size_t count, const char *one, const char *many);
/* "2010-06-18 11:30" of an ISO time. */
sitrep_sv words_moment(arena *a, sitrep_sv iso);
/* The first letter as a capital; in the arena. */
sitrep_sv words_capital(arena *a, sitrep_sv sv);
/* The factor of "multiply by 10", "ten times"; NAN where the words give none. */
double words_factor(sitrep_sv text);
/* Whether a stated number is what a multiplication gives, as people round it. */
bool words_is_product(double product, double value);
bool words_same_speaker(sitrep_sv one, sitrep_sv other);

#endif
