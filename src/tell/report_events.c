/* tell/report_events.c — what is reported as happened, by place and day; then what is only planned, promised, demanded,
 * threatened or feared; then what somebody says did not happen. The three never share a list. */
#include "tell/report.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

#define PER_PLACE 14
#define PER_STATE 12

/* The name and country that a group goes by; empty for places that no country is known of: they were named, not
 * resolved. */
static sitrep_sv group_name(const data_event *e)
{
    return e->placed && e->placed->country.len ? e->placed->place : SV("");
}

static sitrep_sv group_country(const data_event *e)
{
    return e->placed ? e->placed->country : SV("");
}

static int by_place(const void *a, const void *b)
{
    const data_event *x = *(const data_event *const *)a, *y = *(const data_event *const *)b;
    int order = sv_compare(group_name(x), group_name(y));
    if (!order) order = sv_compare(group_country(x), group_country(y));
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

size_t report_group_places(const report *r, place_group **out)
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
    if (count) qsort(list, count, sizeof(const data_event *), by_place);
    for (size_t i = 0; i < count;) {
        sitrep_sv name = group_name(list[i]), country = group_country(list[i]);
        size_t end = i + 1;
        while (end < count && sv_eq(name, group_name(list[end])) && sv_eq(country, group_country(list[end]))) end++;
        places[groups++] = (place_group){name,     country, name.len ? list[i]->placed->precision : SV(""),
                                         list + i, end - i, (size_t)(list[i] - r->rows->events.at)};
        i = end;
    }
    if (groups) qsort(places, groups, sizeof *places, by_rank);
    return groups;
}

static void place_heading(const report *r, const place_group *g, size_t n)
{
    char anchor[24];
    snprintf(anchor, sizeof anchor, "place-%zu", n);
    sitrep_sv id = arena_copy(r->a, sv_of(anchor)), country = report_country(r, g->country);
    sitrep_sv text = g->name.len ? report_place(r, g->events[0]->placed) : SV("Place not stated, or not resolved");
    if (country.len && g->name.len && !sv_eq(country, g->name))
        text = arena_printf(r->a, "%.*s, %.*s", SV_ARG(text), SV_ARG(country));
    doc_heading_sv(r->d, 3, id, text);
}

static void one_place(const report *r, place_group *g, size_t n)
{
    place_heading(r, g, n);
    size_t told = g->count < PER_PLACE ? g->count : PER_PLACE; /* the weightiest, then told in order of days */
    if (told) qsort(g->events, told, sizeof(const data_event *), by_day);
    report_event_list(r, g->events, g->count, !g->name.len, told, "events");
}

/* ---- not, or not yet ---- */

typedef bool (*event_test)(const data_event *e, const char *status);

/* A heading and a list of the events that pass the test; nothing where none does. */
static void events_that(const report *r, event_test test, const char *status, unsigned level, const char *anchor,
                        const char *heading, const char *verb)
{
    size_t count = 0;
    const data_event **list = ARENA_ARRAY(r->a, const data_event *, r->rows->events.count + 1);
    for (size_t i = 0; list && i < r->rows->events.count; i++)
        if (test(&r->rows->events.at[i], status)) list[count++] = &r->rows->events.at[i];
    if (!count) return;
    doc_heading(r->d, level, anchor, "%s", heading);
    report_event_list(r, list, count, true, PER_STATE, verb);
}

static bool is_in_state(const data_event *e, const char *status)
{
    return !e->happened && !e->denied && sv_eq(e->best->status, sv_of(status));
}

static bool is_denied(const data_event *e, const char *status)
{
    (void)status;
    return e->denied;
}

static void not_happened(const report *r)
{
    static const char *const states[][2] = {{"planned", "Planned"},           {"promised", "Promised"},
                                            {"proposed", "Proposed"},         {"demanded", "Demanded"},
                                            {"threatened", "Threatened"},     {"feared", "Feared"},
                                            {"conditional", "On a condition"}};
    doc_heading(r->d, 2, "ahead", "Planned, promised, demanded, threatened or feared");
    doc_paragraph(r->d);
    doc_text(r->d, "Nothing in this section is reported as having happened.");
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        sitrep_sv verb = arena_printf(r->a, "events --status %s", states[i][0]);
        events_that(r, is_in_state, states[i][0], 3, states[i][0], states[i][1], verb.ptr ? verb.ptr : "events");
    }
}

void report_events(const report *r)
{
    size_t groups = r->place_count, history = 0;
    doc_heading(r->d, 2, "events", "Events by place and day");
    for (size_t i = 0; i < groups && i < REPORT_PLACES_MAX; i++) one_place(r, &r->places[i], i + 1);
    if (groups > REPORT_PLACES_MAX) {
        doc_list(r->d);
        report_more(r, REPORT_PLACES_MAX, groups, "events");
    }
    if (!groups) {
        doc_paragraph(r->d);
        doc_text(r->d, "No event is reported as having happened in this scope.");
    }
    for (size_t i = 0; i < r->rows->events.count; i++)
        history += sv_eq(r->rows->events.at[i].best->status, SV("historical"));
    if (history) {
        doc_paragraph(r->d);
        doc_sv(r->d, DOC_SOFT,
               arena_printf(r->a, "Left out: %.*s told as history (`sitrep events --status historical`).",
                            SV_ARG(words_count(r->a, history, "event", "events"))));
    }
    not_happened(r);
    events_that(r, is_denied, "", 2, "denied", "Denied, or said not to have happened", "events");
}
