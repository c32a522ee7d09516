/* tell/silence.h — what silence means, place by place and day by day: nothing reported though somebody was there,
 * nobody there, or nobody let in. Ownership: the caller's arena. Threads: one store, one thread. */
#ifndef TELL_SILENCE_H
#define TELL_SILENCE_H

#include "tell/access.h"
#include "tell/data.h"

/* One place on one day. A day is covered where a report published that day is about the place or comes from it. */
typedef enum silence_state {
    SILENCE_REPORTED,        /* something is said to have happened there that day */
    SILENCE_REPORTED_DENIED, /* … and somebody was kept out */
    SILENCE_DENIED,          /* access denied, in somebody's words */
    SILENCE_COVERED,         /* nothing reported, though the place was covered */
    SILENCE_NOT_COVERED,     /* no report is about it: nothing is known */
    SILENCE_STATES
} silence_state;
extern const char *const silence_names[SILENCE_STATES];

typedef struct silence_day {
    sitrep_sv place, country;
    int32_t day;
    silence_state state;
    size_t events, reports, origins,
        covered_by;     /* claims of that day, in so many reports and origins; reports that cover it */
    const doc_ref *ref; /* the words of who was kept out, else the first claim; NULL for none */
} silence_day;

/* One place over all days asked for. */
typedef struct silence_place {
    sitrep_sv place, country, admin1;
    size_t events, reports, origins, independent, days[SILENCE_STATES];
    const doc_ref *denied; /* the latest words of who was kept out */
    bool denied_since;     /* nothing independent came after them */
    const char *verdict;
} silence_place;

typedef struct silence {
    silence_day *days; /* by place, then day */
    silence_place *places;
    size_t day_count, place_count;
} silence;

/* Looks at the filter's place, or at every town and district that is named; with `by_day` at each of its days, or of
 * those of the reports. Fails as queries do, with NOMEM, and with LIMIT where places times days are more than
 * SILENCE_MAX. */
#define SILENCE_MAX 200000u
sitrep_status silence_load(sitrep_store *store, const sitrep_filter *filter, bool by_day, arena *a, silence *out,
                           sitrep_error *err);

/* The rows of SITREP_TABLE_SILENCE and SITREP_TABLE_COVERAGE, and the names of their columns. */
sitrep_status silence_rows(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter, sitrep_row_fn row,
                           void *ctx, sitrep_error *err);
const char *const *silence_columns(sitrep_table_kind kind);

#endif
