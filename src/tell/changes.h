/* tell/changes.h — what changed since a moment, as lists of rows: what a situation report tells under "What changed"
 * and `sitrep diff` prints. Found once, rendered twice: as sections of a document and as JSON Lines. Ownership: the
 * caller's arena. Threads: pure functions. */
#ifndef TELL_CHANGES_H
#define TELL_CHANGES_H

#include "tell/report.h"

/* An event that was known before and that new reports tell too. */
typedef struct change_event {
    const data_event *event;
    size_t claims_new, origins_before;
    bool disputed; /* new claims say what the old ones did not: that it happened, or that it did not */
} change_event;

/* A figure that is new to its series: the series' first figure moved to it, or somebody new states it. */
typedef struct change_step {
    const data_series *series;
    const data_figure *now, *before;
    int direction; /* 1 up, -1 down, 0 another speaker's or another value beside the first figure */
} change_step;

/* What an undertaking became. */
typedef enum change_outcome {
    CHANGE_MADE,
    CHANGE_KEPT,
    CHANGE_BROKEN,
    CHANGE_OVERDUE,
    CHANGE_MOVED,
    CHANGE_PUT_OFF, /* another day, and it still stands */
    CHANGE_ANSWERED /* somebody answered, and it still stands */
} change_outcome;
#define CHANGE_OUTCOMES 7

#define CHANGE_LIST(type)                                                                                              \
    struct {                                                                                                           \
        type *at;                                                                                                      \
        size_t count;                                                                                                  \
    }
typedef struct changes {
    size_t reports;
    CHANGE_LIST(const data_event *) events; /* first reported since; weightiest first */
    CHANGE_LIST(change_event) grown;
    CHANGE_LIST(change_step) steps; /* moves first, planning figures last */
    size_t down, beside, up;        /* of the steps */
    CHANGE_LIST(const data_statement *) denials;
    CHANGE_LIST(const data_undertaking *) undertakings[CHANGE_OUTCOMES];
    CHANGE_LIST(const data_contradiction *)
    contradictions;                     /* but numbers that differ, which the steps show; latest first */
    size_t differing;                   /* numbers that differ */
    CHANGE_LIST(const data_use *) uses; /* what used a withdrawn row, by notice */
} changes;

/* Finds what is new in the rows of `r` (data_is_new()). Fails by the arena alone: lists are then short. */
void changes_find(const report *r, changes *out);
/* Adds the sections; at most `most` items each. */
void changes_tell(const report *r, const changes *c, size_t most);
/* One JSON object a change and line. */
void changes_jsonl(const report *r, const changes *c, buf *out);
const char *changes_outcome_name(change_outcome outcome); /* "kept" */

#endif
