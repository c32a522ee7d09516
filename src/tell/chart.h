/* tell/chart.h — charts as SVG: events per day, and a running number by speaker. Draw functions of doc blocks. */
#ifndef TELL_CHART_H
#define TELL_CHART_H

#include "tell/doc.h"

typedef struct chart_bar {
    int32_t day;      /* first day of the bar */
    size_t counts[4]; /* by quad class: cooperation in words, in deeds, conflict in words, in deeds */
} chart_bar;

typedef struct chart_days {
    const chart_bar *bars;
    size_t count;
    int32_t step; /* days of a bar */
} chart_days;

extern const char *const chart_quads[4];
void chart_draw_days(const doc *d, const void *data, buf *out); /* data: chart_days */

typedef struct chart_point {
    int32_t day;
    double value, low, high; /* NAN where not stated */
    unsigned line;           /* index of its speaker */
    bool doubtful;           /* derived, or its speaker is not stated */
    sitrep_sv label;         /* the number in words */
} chart_point;

#define CHART_LINES_MAX 7
typedef struct chart_steps {
    const chart_point *points; /* in order of days */
    size_t count;
    sitrep_sv lines[CHART_LINES_MAX]; /* names of speakers; the last may be "others" */
    bool apart[CHART_LINES_MAX];      /* points only: numbers of many, or of nobody, are no line */
    size_t line_count;
} chart_steps;

void chart_draw_steps(const doc *d, const void *data, buf *out); /* data: chart_steps */

#endif
