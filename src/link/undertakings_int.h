/* link/undertakings_int.h — what the two files of undertakings share: undertakings.c opens them, undertakings_state.c
 * says what became of them. */
#ifndef LINK_UNDERTAKINGS_INT_H
#define LINK_UNDERTAKINGS_INT_H

#include "link/link_int.h"

#define UNDERTAKING_LIFE ((int64_t)150 * 86400) /* evidence is looked for so long */

/* A time expression of the report at hand. */
typedef struct link_time {
    uint32_t first, last;
    int32_t begin, end;
} link_time;

/* The report at hand: its sentences and its times. */
typedef struct undertaking_report {
    link_sentence *sentences;
    link_time *times;
    size_t sentence_count, time_count;
} undertaking_report;

sitrep_status undertaking_load(linking *l, undertaking_report *out);
sitrep_status undertaking_load_times(linking *l, undertaking_report *out); /* undertakings_due.c */
/* The day or days that something in bytes [first, last) of the report is due, read from its times behind `from`; a
 * weekday behind "by" that was over is the next one. A duration behind "within" counts from the report's day. False for
 * none. */
bool undertaking_due(const linking *l, const undertaking_report *r, uint32_t first, uint32_t last, uint32_t from,
                     link_time *out);
/* The issue of a sentence, else of the two before it; empty for none. */
sitrep_sv undertaking_issue(const undertaking_report *r, const link_sentence *s);
const link_sentence *undertaking_sentence(const undertaking_report *r, int64_t sentence);

sitrep_status undertaking_add_state(linking *l, int64_t undertaking, const char *state, int64_t claim,
                                    int64_t statement, const char *reason);
sitrep_status undertaking_add_date(linking *l, int64_t undertaking, const link_time *due, int64_t sentence,
                                   const char *reason);
/* The words as they are kept beside an undertaking, so that its text need not be read again for each new report. */
void undertaking_words(sitrep_sv blob, link_words *out);
bool undertaking_same_party(sitrep_sv name_a, sitrep_sv code_a, sitrep_sv name_b, sitrep_sv code_b);

/* undertakings_state.c: what the report at hand does to those that stand. */
sitrep_status undertakings_move(linking *l, const undertaking_report *r);

#endif
