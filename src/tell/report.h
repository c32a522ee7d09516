/* tell/report.h — the sections of a situation report, in order. Each adds blocks to the document from rows alone; every
 * sentence is a template over rows and ends with its citations. */
#ifndef TELL_REPORT_H
#define TELL_REPORT_H

#include "tell/data.h"
#include "tell/map.h"
#include "tell/words.h"

typedef struct report {
    doc *d;
    arena *a;
    const data *rows;
    const map_world *world; /* outlines and names of countries; NULL where the file is not there */
    const sitrep_report_options *options;
} report;

void report_head(const report *r);     /* report.c: as-of, scope, counts, versions */
void report_brief(const report *r);    /* report_brief.c: key figures, what to know in five minutes */
void report_changes(const report *r);  /* report_changes.c: since the day before */
void report_charts(const report *r);   /* report_charts.c: map, days, toll */
void report_events(const report *r);   /* report_events.c: by place and day, then what is planned, feared or denied */
void report_figures(const report *r);  /* report_figures.c: each series with who says so */
void report_said(const report *r);     /* report_said.c: undertakings, denials and accusations, contradictions */
void report_sources(const report *r);  /* report_sources.c: outlets, origins, how to read this */

/* ---- shared sentences ---- */

enum { EVENT_PLACE = 1, EVENT_DAY = 2, EVENT_SHORT = 4 };
/* One event as an item of the list begun last. `parts`: what the heading above does not say already. */
void report_event_item(const report *r, const data_event *e, unsigned parts);
/* Where an event is, in words: "Osh", "somewhere in Jalal-Abad Region", "Kyrgyzstan (no closer place stated)". */
sitrep_sv report_place(const report *r, const data_claim *c);
sitrep_sv report_country(const report *r, sitrep_sv code);
/* "192 — health ministry (Meridian World News, 18 June)" with its tags and citation, in the current item. */
void report_figure_text(const report *r, const data_figure *f, bool with_source);
void report_speaker(const report *r, sitrep_sv speaker, sitrep_sv via);
/* The series that stands for a kind: the one that most is said about; NULL where nobody states any. */
const data_series *report_main_series(const report *r, const char *kind);
bool report_is_planning(const data_figure *f);
bool report_is_lost(const data_figure *f);        /* the number had a speaker once */
bool report_is_implausible(const data_figure *f);
/* "and 12 more; `sitrep events` lists all" in an item of its own, where something was left out. */
void report_more(const report *r, size_t shown, size_t all, const char *verb);

#endif
