/* tell/report_events.c — what is reported as happened, by place and day; then what is only planned, promised, demanded, threatened or
 * feared; then what somebody says did not happen. The three never share a list. */
#include "tell/report.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

#define PLACES_MAX 25
#define PER_PLACE 14
#define PER_STATE 12

typedef struct place_group {
    sitrep_sv name, country, precision;
    const data_event **events;
    size_t count, first_rank; /* rank of its weightiest event */
} place_group;

static int by_place(const void *a, const void *b)
{
    const data_event *x = *(const data_event *const *)a, *y = *(const data_event *const *)b;
    sitrep_sv p = x->placed ? x->placed->place : SV(""), q = y->placed ? y->placed->place : SV("");
    int order = sv_compare(p, q);
    if (!order) order = sv_compare(x->placed ? x->placed->country : SV(""), y->placed ? y->placed->country : SV(""));
    return order ? order : (x > y) - (x < y); /* events are one array in order of weight */
}

static int by_rank(const void *a, const void *b)
{
    const place_group *x = a, *y = b;
    bool none_x = !x->name.len, none_y = !y->name.len; /* what has no place comes last */
    if (none_x != none_y) return none_x - none_y;
    bool wide_x = !data_is_point(x->precision), wide_y = !data_is_point(y->precision);
    if (wide_x != wide_y) return wide_x - wide_y;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return (x->first_rank > y->first_rank) - (x->first_rank < y->first_rank);
}

static int by_day(const void *a, const void *b)
{
    const data_event *x = *(const data_event *const *)a, *y = *(const data_event *const *)b;
    if (x->day != y->day) {
        if (x->day == SITREP_DAY_NONE || y->day == SITREP_DAY_NONE) return x->day == SITREP_DAY_NONE ? 1 : -1;
        return x->day < y->day ? -1 : 1;
    }
    return (x > y) - (x < y);
}

/* Groups of the events that happened, by place; gives how many groups. */
static size_t group_places(const report *r, place_group **out)
{
    size_t count = 0, groups = 0;
    const data_event **list = ARENA_ARRAY(r->a, const data_event *, r->rows->events.count + 1);
    place_group *places = ARENA_ARRAY(r->a, place_group, r->rows->events.count + 1);
    *out = places;
    if (!list || !places) return 0;
    for (size_t i = 0; i < r->rows->events.count; i++) {
        const data_event *e = &r->rows->events.at[i];
        if (e->happened && !sv_eq(e->best->status, SV("historical"))) list[count++] = e;
    }
    qsort(list, count, sizeof(const data_event *), by_place);
    for (size_t i = 0; i < count;) {
        const data_claim *p = list[i]->placed;
        size_t end = i + 1;
        while (end < count && sv_eq(p ? p->place : SV(""), list[end]->placed ? list[end]->placed->place : SV("")) &&
               sv_eq(p ? p->country : SV(""), list[end]->placed ? list[end]->placed->country : SV("")))
            end++;
        places[groups++] = (place_group){p ? p->place : SV(""), p ? p->country : SV(""), p ? p->precision : SV(""), list + i, end - i,
                                         (size_t)(list[i] - r->rows->events.at)};
        i = end;
    }
    qsort(places, groups, sizeof *places, by_rank);
    return groups;
}

static void place_heading(const report *r, const place_group *g, size_t n)
{
    char anchor[24];
    snprintf(anchor, sizeof anchor, "place-%zu", n);
    sitrep_sv id = arena_copy(r->a, sv_of(anchor)), country = report_country(r, g->country);
    sitrep_sv text = g->name.len ? report_place(r, g->events[0]->placed) : SV("Place not stated");
    if (country.len && g->name.len && !sv_eq(country, g->name)) text = arena_printf(r->a, "%.*s, %.*s", SV_ARG(text), SV_ARG(country));
    doc_heading_sv(r->d, 3, id, text);
}

static void one_place(const report *r, place_group *g, size_t n)
{
    place_heading(r, g, n);
    size_t shown = g->count < PER_PLACE ? g->count : PER_PLACE; /* the weightiest, then told in order of days */
    const data_event **events = g->events;
    qsort(events, shown, sizeof(const data_event *), by_day);
    doc_list(r->d);
    for (size_t i = 0; i < shown; i++) report_event_item(r, events[i], EVENT_DAY);
    report_more(r, shown, g->count, "events");
}

/* ---- not, or not yet ---- */

static void one_state(const report *r, const char *status, const char *heading)
{
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < r->rows->events.count; i++) {
        const data_event *e = &r->rows->events.at[i];
        count += !e->happened && !e->denied && sv_eq(e->best->status, sv_of(status));
    }
    if (!count) return;
    doc_heading(r->d, 3, status, "%s", heading);
    doc_list(r->d);
    for (size_t i = 0; i < r->rows->events.count && shown < PER_STATE; i++) {
        const data_event *e = &r->rows->events.at[i];
        if (e->happened || e->denied || !sv_eq(e->best->status, sv_of(status))) continue;
        report_event_item(r, e, EVENT_PLACE | EVENT_DAY | EVENT_SHORT);
        shown++;
    }
    char verb[48];
    snprintf(verb, sizeof verb, "events --status %s", status);
    report_more(r, shown, count, verb);
}

static void not_happened(const report *r)
{
    static const char *const states[][2] = {{"planned", "Planned"}, {"promised", "Promised"}, {"proposed", "Proposed"}, {"demanded", "Demanded"},
                                            {"threatened", "Threatened"}, {"feared", "Feared"}, {"conditional", "On a condition"}};
    doc_heading(r->d, 2, "ahead", "Planned, promised, demanded, threatened or feared");
    doc_paragraph(r->d);
    doc_text(r->d, "Nothing in this section is reported as having happened.");
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) one_state(r, states[i][0], states[i][1]);
}

static void denied(const report *r)
{
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < r->rows->events.count; i++) count += r->rows->events.at[i].denied;
    if (!count) return;
    doc_heading(r->d, 2, "denied", "Denied, or said not to have happened");
    doc_list(r->d);
    for (size_t i = 0; i < r->rows->events.count && shown < PER_PLACE; i++) {
        const data_event *e = &r->rows->events.at[i];
        if (!e->denied) continue;
        report_event_item(r, e, EVENT_PLACE | EVENT_DAY | EVENT_SHORT);
        shown++;
    }
    report_more(r, shown, count, "events");
}

void report_events(const report *r)
{
    place_group *places = NULL;
    size_t groups = group_places(r, &places), history = 0;
    doc_heading(r->d, 2, "events", "Events by place and day");
    for (size_t i = 0; i < groups && i < PLACES_MAX; i++) one_place(r, &places[i], i + 1);
    if (groups > PLACES_MAX) {
        doc_list(r->d);
        report_more(r, PLACES_MAX, groups, "events");
    }
    if (!groups) {
        doc_paragraph(r->d);
        doc_text(r->d, "No event is reported as having happened in this scope.");
    }
    for (size_t i = 0; i < r->rows->events.count; i++) history += sv_eq(r->rows->events.at[i].best->status, SV("historical"));
    if (history) {
        doc_paragraph(r->d);
        doc_sv(r->d, DOC_SOFT, arena_printf(r->a, "Left out: %.*s told as history (`sitrep events --status historical`).",
                                            SV_ARG(words_count(r->a, history, "event", "events"))));
    }
    not_happened(r);
    denied(r);
}
