/* tell/said.h — what parties say of issues and of each other, and the standing questions: rows of the store, typed.
 * Ownership: all lives in the caller's arena; read-only once loaded. Threads: one store, one thread. */
#ifndef TELL_SAID_H
#define TELL_SAID_H

#include "tell/data.h"

typedef struct said_position {
    sitrep_sv id, day, issue, actor, stance, words, flips, flips_from, told_by;
    doc_ref ref;
} said_position;

typedef struct said_blame { /* one accuser and one accused */
    sitrep_sv accuser, accused, acts, first, last, called, denial, accusation;
    double accusations, reports, origins, denied;
    doc_ref ref; /* the first accusation */
} said_blame;

typedef struct said_question {
    sitrep_sv id, text, state, rows, filter, changed, quote, report;
    double answers, reports, origins, searched, in_vain;
} said_question;

typedef struct said_answer {
    sitrep_sv question, seen, row, who, what, origin;
    doc_ref ref;
} said_answer;

typedef struct said_table {
    said_position *positions; /* by issue, actor and day */
    said_blame *blames;       /* most reports first */
    said_question *questions;
    said_answer *answers; /* by question, in the order in which they came */
    size_t position_count, blame_count, question_count, answer_count;
} said_table;

/* Loads what the filter's place, days, outlet and moment let through. Fails as queries do. */
sitrep_status said_load(sitrep_store *store, const sitrep_filter *filter, arena *a, said_table *out, sitrep_error *err);
/* The positions alone, by all filters that their table knows; likewise who blames whom. */
sitrep_status said_load_positions(sitrep_store *store, const sitrep_filter *filter, arena *a, said_table *out,
                                  sitrep_error *err);
sitrep_status said_load_blame(sitrep_store *store, const sitrep_filter *filter, arena *a, said_table *out,
                              sitrep_error *err);
/* One past the last position of the issue, or of the issue and the actor, that the one at `at` has. */
size_t said_issue_end(const said_table *s, size_t at);
size_t said_actor_end(const said_table *s, size_t at);

#endif
