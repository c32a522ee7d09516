/* tell/report.h — the sections of a situation report, in order. Each adds blocks to the document from rows alone; every
 * sentence is a template over rows and ends with its citations. */
#ifndef TELL_REPORT_H
#define TELL_REPORT_H

#include "tell/access.h"
#include "tell/data.h"
#include "tell/map.h"
#include "tell/said.h"
#include "tell/silence.h"
#include "tell/words.h"

/* The events that happened, by place: points first, then provinces and countries, each with the most events first; what
 * has no place, or one that no country is known of, is one group without a name at the end. */
typedef struct place_group {
    sitrep_sv name, country, precision;
    const data_event **events; /* weightiest first */
    size_t count, first_rank;  /* rank of its weightiest event */
} place_group;

#define REPORT_PLACES_MAX 25 /* groups that are told; the Nth has the anchor "place-N" */

typedef struct report {
    doc *d;
    arena *a;
    const data *rows;
    const access_list *access;
    const said_table *said; /* positions, accusations, standing questions */
    const silence *silence; /* places, without their days */
    const map_world *world; /* outlines and names of countries; NULL where the file is not there */
    const sitrep_report_options *options;
    place_group *places;
    size_t place_count;
} report;

void report_head(const report *r);    /* report.c: as-of, scope, counts, versions */
void report_brief(const report *r);   /* report_brief.c: key figures, what to know in five minutes */
void report_changes(const report *r); /* report_changes.c: since the day before */
void report_charts(const report *r);  /* report_charts.c: map, days, toll */
size_t report_group_places(const report *r, place_group **out); /* report_events.c; before the sections */
void report_events(const report *r);  /* report_events.c: by place and day, then what is planned, feared or denied */
void report_figures(const report *r); /* report_figures.c: each series with who says so */
void report_said(const report *r);    /* report_said.c: undertakings, denials and accusations, contradictions */
/* report_parties.c: positions, blame, standing questions; places without an independent source, within the gaps. */
void report_positions(const report *r);
void report_blame(const report *r);
void report_questions(const report *r);
void report_silence(const report *r);
void report_gaps(const report *r);    /* report_gaps.c: none reported, not stated, unknown, withheld, not reached */
void report_review(const report *r);  /* report_review.c: what people decided about what was read */
void report_sources(const report *r); /* report_sources.c: outlets, origins, how to read this */

/* report.c: the texts of the cited reports, in the order of their first citation. Fails as the store does. */
sitrep_status report_load_sources(sitrep_store *store, doc *d, sitrep_error *err);

/* report.c: builds the document and renders it into `out`. Fails as sitrep_tell_report(). */
sitrep_status report_make(sitrep_store *store, const sitrep_report_options *options, doc *d, buf *out,
                          sitrep_error *err);

/* ---- shared sentences ---- */

/* Events as a list: at most `most` items, then how many more there are and the verb that lists them. Events that rest
 * on the same sentence share an item. Each item begins with day and place (or the day alone, under a heading that names
 * the place), then says what is not plainly fact, quotes the sentence, and tells the coding and who reports it. Gives
 * how many events were told. */
size_t report_event_list(const report *r, const data_event *const *events, size_t count, bool with_place, size_t most,
                         const char *verb);
/* Where an event is, in words: "Osh", "somewhere in Jalal-Abad Region", "Kyrgyzstan (no closer place stated)". */
sitrep_sv report_place(const report *r, const data_claim *c);
sitrep_sv report_country(const report *r, sitrep_sv code);
/* "192 — health ministry (Meridian World News, 18 June)" with its tags and citation, in the current item. */
typedef enum report_detail { REPORT_DAY, REPORT_SOURCE } report_detail;
void report_figure_text(const report *r, const data_figure *f, report_detail detail);
/* Both sides of a contradiction and why, as cells of the table begun last, or (`as_item`) as one item of a list. */
void report_contradiction(const report *r, const data_contradiction *x, bool as_item);
bool report_has_sides(const report *r, const data_contradiction *x); /* both are in the scope */
/* A list of the statements, in this order, at most `most`; the same words of the same speaker in several reports are
 * one item that cites all. */
void report_statement_list(const report *r, const data_statement *const *list, size_t count, size_t most,
                           const char *verb);
/* The content, or the whole sentence where the content is a word that says nothing alone ("denied it"). */
sitrep_sv report_said_text(sitrep_sv content, sitrep_sv sentence);
void report_speaker(const report *r, sitrep_sv speaker, sitrep_sv via);
/* The series that stands for a kind: the one that most is said about; NULL where nobody states any. */
const data_series *report_main_series(const report *r, const char *kind);
/* The figure of a series to put first, of those known until a day: counts before estimates, speakers with a name before
 * none, new before old. Derived, planning and implausible numbers are never it. NULL where there is none. */
const data_figure *report_headline(const data_series *s, int64_t known_until);
bool report_is_sound(const data_figure *f);
/* Whether one number after the other is a step up or down: of something that is counted on, and neither of them vague.
 * Protesters of two days, or troops of two armies, are not. */
bool report_is_move(const data_figure *now, const data_figure *before);
/* "killed", "killed (Nariman)". */
sitrep_sv report_series_name(const report *r, const data_series *s);
bool report_is_planning(const data_figure *f);
bool report_is_lost(
    const data_figure *f); /* its attribution was lost or inflated: the number had another speaker once */
const char *report_loss(const data_figure *f); /* "attribution lost" or "attribution inflated" */
/* Who answers for a number: its speaker, or the line it was found to continue ("government of Kyrgyzstan"); empty for
 * nobody. */
sitrep_sv report_answers(const report *r, const data_figure *f);
/* Whose line a number is: linking's, which knows that a ministry and its officials are one government; nobody's where
 * its speaker was lost. */
sitrep_sv report_line(const report *r, const data_figure *f);
bool report_is_implausible(const data_figure *f);
/* "and 12 more; `sitrep events` lists all" in an item of its own, where something was left out. */
void report_more(const report *r, size_t shown, size_t all, const char *verb);

#endif
