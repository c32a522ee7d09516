/* tell/report_charts.c — the map, the days and the toll as charts. Each is built as a table of its numbers; HTML draws
 * it above the table, the other forms print the table. */
#include "tell/report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tell/chart.h"

#include "base/banned.h"

static bool is_shown(const data_event *e)
{
    return e->happened && !sv_eq(e->best->status, SV("historical"));
}

static void cell_number(const report *r, size_t n)
{
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, words_number(r->a, (double)n));
}

/* ---- the map ---- */

static const data_claim *claim_at(const place_group *g)
{
    return g->events[0]->placed;
}

static bool is_dot(const place_group *g)
{
    return g->name.len && data_is_point(g->precision) && !isnan(claim_at(g)->lat) && !isnan(claim_at(g)->lon);
}

static bool is_hatched(const place_group *g)
{
    return sv_eq(g->precision, SV("country")) && g->country.len;
}

static map_place dot_of(const report *r, size_t at)
{
    const place_group *g = &r->places[at];
    return (map_place){g->name,          g->country, claim_at(g)->lat,
                       claim_at(g)->lon, g->count,   at < REPORT_PLACES_MAX ? at + 1 : 0};
}

/* Points for what is known to a town or finer; hatching for what is known to a country; provinces stay in the table. */
static map_view *view_of(const report *r)
{
    map_view *v = ARENA_NEW(r->a, map_view);
    map_place *places = ARENA_ARRAY(r->a, map_place, r->place_count + 1);
    map_area *areas = ARENA_ARRAY(r->a, map_area, r->place_count + 1);
    if (!v || !places || !areas) return NULL;
    *v = (map_view){.world = r->world, .places = places, .areas = areas};
    for (size_t i = 0; i < r->place_count; i++) {
        const place_group *g = &r->places[i];
        if (is_dot(g))
            places[v->place_count++] = dot_of(r, i);
        else if (is_hatched(g))
            areas[v->area_count++] = (map_area){g->country, g->count};
    }
    return v;
}

#define SPOTS_MAX 30
static void map_section(const report *r)
{
    static const char *const heads[] = {"Place", "Country", "Known to", "Events", "On the map", NULL};
    map_view *v = view_of(r);
    size_t named = 0;
    for (size_t i = 0; i < r->place_count; i++) named += r->places[i].name.len != 0;
    if (!v || !named) return;
    doc_heading(r->d, 3, "map", "Where");
    doc_block *b = doc_table(r->d, v->place_count ? DOC_CHART : DOC_TABLE, heads);
    if (!b) return;
    b->draw = map_draw;
    b->data = v;
    b->caption = arena_printf(r->a,
                              "Events reported as happened, by place. A dot is a town or finer, its size the number of "
                              "events; hatching marks a country for which "
                              "events are known no closer.%s",
                              r->world ? " Outlines: Natural Earth." : " The file of outlines was not found.");
    size_t shown = 0;
    for (size_t i = 0; i < r->place_count && shown < SPOTS_MAX; i++) {
        const place_group *g = &r->places[i];
        if (!g->name.len) continue;
        shown++;
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, doc_cut(r->a, g->name, 60));
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, report_country(r, g->country));
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, g->precision.len ? g->precision : SV("not stated"));
        cell_number(r, g->count);
        doc_item(r->d);
        const map_place p = is_dot(g) ? dot_of(r, i) : (map_place){.events = 0};
        doc_text(r->d, "%s",
                 is_dot(g)       ? map_in_frame(v, &p) ? "dot" : "outside the frame"
                 : is_hatched(g) ? "hatched"
                                 : "not drawn");
    }
    if (shown < named) {
        doc_list(r->d);
        report_more(r, shown, named, "events");
    }
}

/* ---- the days ---- */

#define BARS_MAX 130
static void days_section(const report *r)
{
    static const char *const heads[] = {
        "From", "Cooperation in words", "Cooperation in deeds", "Conflict in words", "Conflict in deeds", NULL};
    int32_t first = r->rows->first_day == SITREP_DAY_NONE ? r->rows->as_of_day : r->rows->first_day,
            last = r->rows->as_of_day, earliest = INT32_MAX;
    size_t outside = 0, undated = 0;
    for (size_t i = 0; i < r->rows->events.count; i++) {
        const data_event *e = &r->rows->events.at[i];
        if (is_shown(e) && e->day != SITREP_DAY_NONE && e->day >= first - 7 && e->day < earliest) earliest = e->day;
    }
    if (earliest < first) first = earliest;
    if (last < first) return;
    int32_t step = (last - first) / BARS_MAX + 1;
    size_t count = (size_t)((last - first) / step) + 1;
    chart_bar *bars = ARENA_ARRAY(r->a, chart_bar, count);
    chart_days *c = ARENA_NEW(r->a, chart_days);
    if (!bars || !c) return;
    *c = (chart_days){bars, count, step};
    for (size_t i = 0; i < count; i++) bars[i].day = first + (int32_t)i * step;
    for (size_t i = 0; i < r->rows->events.count; i++) {
        const data_event *e = &r->rows->events.at[i];
        if (!is_shown(e)) continue;
        if (e->day == SITREP_DAY_NONE)
            undated++;
        else if (e->day < first || e->day > last)
            outside++;
        else if (e->best->quad >= 1 && e->best->quad <= 4)
            bars[(e->day - first) / step].counts[(int)e->best->quad - 1]++;
    }
    doc_heading(r->d, 3, "days", "When");
    doc_block *b = doc_table(r->d, DOC_CHART, heads);
    if (!b) return;
    b->draw = chart_draw_days;
    b->data = c;
    b->caption = arena_printf(r->a,
                              "Events reported as happened, by %s: conflict above the line, cooperation below it. Not "
                              "drawn: %zu whose day is not stated, %zu outside these days.",
                              step == 1 ? "day" : "spans of days", undated, outside);
    for (size_t i = 0; i < count; i++) {
        if (!(bars[i].counts[0] + bars[i].counts[1] + bars[i].counts[2] + bars[i].counts[3])) continue;
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, words_day(r->a, bars[i].day, true));
        for (int k = 0; k < 4; k++) cell_number(r, bars[i].counts[k]);
    }
}

/* ---- the toll ---- */

typedef struct talker {
    sitrep_sv name;
    size_t count;
} talker;

static int by_count(const void *a, const void *b)
{
    const talker *x = a, *y = b;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return sv_compare(x->name, y->name);
}

static bool is_drawn(const data_figure *f)
{
    return !isnan(f->value) && f->value > 0 && f->published_day != SITREP_DAY_NONE && !report_is_planning(f) &&
           !report_is_implausible(f);
}

/* The speakers with most numbers get a line each; then come all others, then the numbers that nobody puts a name to. */
static void choose_lines(const report *r, const data_series *s, chart_steps *c)
{
    talker *talkers = ARENA_ARRAY(r->a, talker, s->count);
    size_t count = 0, unnamed = 0;
    for (size_t i = 0; i < s->count && talkers; i++) {
        const data_figure *f = s->figures[i];
        if (!is_drawn(f)) continue;
        sitrep_sv line = report_line(r, f);
        if (!line.len) {
            unnamed++;
            continue;
        }
        size_t k = 0;
        while (k < count && !words_same_speaker(talkers[k].name, line)) k++;
        if (k == count) talkers[count++] = (talker){line, 0};
        talkers[k].count++;
    }
    if (!talkers) return;
    if (count) qsort(talkers, count, sizeof *talkers, by_count);
    size_t named = count <= CHART_LINES_MAX - 1 ? count : CHART_LINES_MAX - 2;
    for (size_t i = 0; i < named; i++) c->lines[c->line_count++] = doc_cut(r->a, talkers[i].name, 40);
    if (named < count) {
        c->apart[c->line_count] = true;
        c->lines[c->line_count++] = SV("other speakers");
    }
    if (unnamed) {
        c->apart[c->line_count] = true;
        c->lines[c->line_count++] = SV("speaker not stated");
    }
}

static unsigned line_of(const report *r, const chart_steps *c, const data_figure *f)
{
    size_t last = c->line_count - 1;
    sitrep_sv line = report_line(r, f);
    for (size_t i = 0; i < c->line_count && line.len; i++)
        if (!c->apart[i] && words_same_speaker(c->lines[i], doc_cut(r->a, line, 40))) return (unsigned)i;
    if (!line.len) return (unsigned)last;
    return (unsigned)(sv_eq(c->lines[last], SV("other speakers")) ? last : last - 1);
}

static int by_point(const void *a, const void *b)
{
    const chart_point *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static void steps_section(const report *r, const char *kind, const char *anchor)
{
    static const char *const heads[] = {"Published", "Figure", "Who says so", NULL};
    const data_series *s = report_main_series(r, kind);
    chart_steps *c = ARENA_NEW(r->a, chart_steps);
    chart_point *points = s ? ARENA_ARRAY(r->a, chart_point, s->count) : NULL;
    if (!c || !points || s->count < 3) return;
    choose_lines(r, s, c);
    if (!c->line_count) return;
    for (size_t i = 0; i < s->count; i++) {
        const data_figure *f = s->figures[i];
        if (!is_drawn(f)) continue;
        bool doubtful = !report_line(r, f).len || report_is_lost(f) || sv_eq(f->measure, SV("derived")) ||
                        sv_eq(f->qualifier, SV("vague"));
        points[c->count++] = (chart_point){f->published_day,    f->value, f->low, f->high, line_of(r, c, f), doubtful,
                                           words_value(r->a, f)};
    }
    if (c->count < 3) return;
    if (c->count) qsort(points, c->count, sizeof *points, by_point);
    c->points = points;
    sitrep_sv word = words_capital(r->a, sv_of(words_kind(sv_of(kind))));
    doc_heading(r->d, 3, anchor, "%.*s, by who says so", SV_ARG(word));
    doc_block *b = doc_table(r->d, DOC_CHART, heads);
    if (!b) return;
    b->draw = chart_draw_steps;
    b->data = c;
    b->caption = SV("Stated numbers by day of publication; a line follows one speaker. Hollow: derived, vague, or "
                    "without a speaker. Bars are stated ranges. "
                    "Planning figures and implausible ones are not drawn.");
    for (size_t i = 0; i < c->count; i++) {
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, words_day(r->a, points[i].day, true));
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, points[i].label);
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, c->lines[points[i].line]);
    }
}

void report_charts(const report *r)
{
    doc_heading(r->d, 2, "glance", "At a glance");
    map_section(r);
    days_section(r);
    steps_section(r, "killed", "toll");
}
