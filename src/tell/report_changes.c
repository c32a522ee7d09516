/* tell/report_changes.c — what is new since a day: events first reported after it, figures that moved or are new,
 * denials, undertakings that came or changed state, contradictions. */
#include "tell/report.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

#define EVENTS_MAX 12
#define LIST_MAX   12

/* A figure that is new to its series: the series' first figure moved to it, or somebody new states it. */
typedef struct step {
    const data_series *series;
    const data_figure *now, *before;
    int direction; /* 1 up, -1 down, 0 another speaker's or another value beside the first figure */
} step;

static bool same_count(const data_figure *a, const data_figure *b)
{
    return a->value == b->value && sv_eq(a->qualifier, b->qualifier);
}

/* Whether the number was known before, from this speaker or from anybody where this one is not named. */
static bool was_known(const report *r, const data_series *s, const data_figure *f)
{
    for (size_t i = 0; i < s->count; i++) {
        const data_figure *g = s->figures[i];
        if (g == f || !g->report || data_is_new(r->rows, g->report->known_at) || !same_count(g, f)) continue;
        if (!f->speaker.len || words_same_speaker(g->speaker, f->speaker)) return true;
    }
    return false;
}

static size_t series_steps(const report *r, const data_series *s, step *out, size_t room)
{
    size_t count = 0;
    const data_figure *now = report_headline(s, INT64_MAX), *before = report_headline(s, r->rows->changed_after);
    if (now && before && room && now->value != before->value && report_is_move(now, before) &&
        data_is_new(r->rows, now->report->known_at))
        out[count++] = (step){s, now, before, now->value > before->value ? 1 : -1};
    for (size_t i = s->count; i-- > 0 && count < room;) {
        const data_figure *f = s->figures[i];
        if (!f->report || !data_is_new(r->rows, f->report->known_at) || isnan(f->value) || was_known(r, s, f)) continue;
        bool told = false;
        for (size_t k = 0; k < count && !told; k++)
            told =
                same_count(out[k].now, f) && (!f->speaker.len || words_same_speaker(out[k].now->speaker, f->speaker));
        if (!told) out[count++] = (step){s, f, NULL, 0};
    }
    return count;
}

/* Planning figures last, moves before what only stands beside them, people harmed before the rest. */
static int by_importance(const void *a, const void *b)
{
    const step *x = a, *y = b;
    int order = report_is_planning(x->now) - report_is_planning(y->now);
    if (!order) order = (x->direction == 0) - (y->direction == 0);
    for (unsigned i = 0; !order && sitrep_figure_kind_name(i)[0]; i++) {
        bool in_x = sv_eq(x->now->kind, sv_of(sitrep_figure_kind_name(i))),
             in_y = sv_eq(y->now->kind, sv_of(sitrep_figure_kind_name(i)));
        if (in_x && in_y) break;
        order = in_y - in_x;
    }
    if (!order) order = sv_compare(y->now->ref.published, x->now->ref.published); /* the latest first */
    return order ? order : sv_compare(x->now->id, y->now->id);
}

static size_t all_steps(const report *r, step *out, size_t room, size_t counts[3])
{
    size_t count = 0;
    for (size_t i = 0; i < r->rows->series.count; i++) {
        const data_series *s = &r->rows->series.at[i];
        if (sv_eq(s->figures[0]->kind, SV("other")) || sv_eq(s->figures[0]->kind, SV("money"))) continue;
        count += series_steps(r, s, out + count, room - count < 6 ? room - count : 6);
    }
    for (size_t i = 0; i < count; i++) counts[out[i].direction + 1]++;
    qsort(out, count, sizeof *out, by_importance);
    return count;
}

static void figure_changes(const report *r, const step *steps, size_t count)
{
    static const char *const words[] = {"Down", "New", "Up"};
    if (!count) return;
    doc_heading(r->d, 3, "changed-figures", "Figures");
    doc_list(r->d);
    for (size_t i = 0; i < count && i < LIST_MAX; i++) {
        const step *s = &steps[i];
        doc_item(r->d);
        doc_sv(r->d, DOC_STRONG, sv_of(words[s->direction + 1]));
        doc_text(r->d, ": ");
        doc_sv(r->d, DOC_TEXT, report_series_name(r, s->series));
        doc_text(r->d, " ");
        if (s->direction) {
            doc_text(r->d, "from %.*s", SV_ARG(words_value(r->a, s->before)));
            doc_cite_ref(r->d, &s->before->ref);
            doc_text(r->d, " to ");
        }
        report_figure_text(r, s->now, REPORT_SOURCE);
        doc_text(r->d, ".");
    }
    report_more(r, LIST_MAX, count, "figures");
}

static bool is_new_event(const report *r, const data_event *e)
{
    return data_is_new(r->rows, e->known_at) && !sv_eq(e->best->status, SV("historical"));
}

static void event_changes(const report *r, size_t count)
{
    const data_event **list = ARENA_ARRAY(r->a, const data_event *, count + 1);
    size_t filled = 0;
    if (!count || !list) return;
    for (size_t i = 0; i < r->rows->events.count; i++)
        if (is_new_event(r, &r->rows->events.at[i])) list[filled++] = &r->rows->events.at[i];
    doc_heading(r->d, 3, "changed-events", "Events first reported since");
    report_event_list(r, list, filled, true, EVENTS_MAX, "events");
}

static bool is_new_denial(const report *r, const data_statement *s)
{
    return s->report && data_is_new(r->rows, s->report->known_at) && sv_eq(s->act, SV("deny"));
}

static void denials(const report *r, size_t count)
{
    const data_statement **list = ARENA_ARRAY(r->a, const data_statement *, count + 1);
    size_t filled = 0;
    if (!count || !list) return;
    for (size_t i = 0; i < r->rows->statements.count; i++)
        if (is_new_denial(r, &r->rows->statements.at[i])) list[filled++] = &r->rows->statements.at[i];
    doc_heading(r->d, 3, "changed-denials", "Denials");
    report_statement_list(r, list, filled, LIST_MAX, "statements --act deny");
}

static bool has_moved(const report *r, const data_undertaking *u)
{
    return !sv_eq(u->state, SV("open")) && data_is_new(r->rows, u->since_at);
}

static void undertaking_changes(const report *r, size_t count)
{
    size_t shown = 0;
    if (!count) return;
    doc_heading(r->d, 3, "changed-undertakings", "Undertakings that changed state");
    doc_list(r->d);
    for (size_t i = 0; i < r->rows->undertakings.count && shown < LIST_MAX; i++) {
        const data_undertaking *u = &r->rows->undertakings.at[i];
        if (!has_moved(r, u)) continue;
        doc_item(r->d);
        doc_tag(r->d, sv_eq(u->state, SV("fulfilled")) ? DOC_TONE_DONE : DOC_TONE_DENIED, "%.*s",
                SV_ARG(doc_cut(r->a, u->state, 20)));
        doc_text(r->d, " ");
        report_speaker(r, u->speaker, (sitrep_sv){"", 0});
        doc_text(r->d, " %s: ", words_act(u->kind));
        doc_quote(r->d, report_said_text(u->content, u->ref.quote), 180);
        doc_text(r->d, " %.*s.", SV_ARG(words_capital(r->a, doc_cut(r->a, u->reason, 120))));
        doc_cite_ref(r->d, &u->ref);
        shown++;
    }
    report_more(r, shown, count, "undertakings");
}

/* New contradictions, except numbers that differ, which the figures above show already. */
static void contradiction_changes(const report *r)
{
    size_t count = 0, shown = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = r->rows->contradictions.count; i-- > 0;) {
            const data_contradiction *x = &r->rows->contradictions.at[i];
            if (!data_is_new(r->rows, x->seen_at) || !report_has_sides(r, x) || sv_eq(x->kind, SV("figures differ")))
                continue;
            if (pass == 0)
                count++;
            else if (shown++ < LIST_MAX)
                report_contradiction(r, x, true);
        }
        if (!count) return;
        if (pass == 0) {
            doc_heading(r->d, 3, "changed-contradictions", "Corrected, denied or out of line");
            doc_list(r->d);
        }
    }
    report_more(r, shown < LIST_MAX ? shown : LIST_MAX, count, "contradictions");
}

typedef struct tally {
    size_t events, denials, undertakings, contradictions, reports;
} tally;

static tally count_new(const report *r)
{
    const data *d = r->rows;
    tally t = {0};
    for (size_t i = 0; i < d->events.count; i++) t.events += is_new_event(r, &d->events.at[i]);
    for (size_t i = 0; i < d->statements.count; i++) t.denials += is_new_denial(r, &d->statements.at[i]);
    for (size_t i = 0; i < d->undertakings.count; i++) t.undertakings += has_moved(r, &d->undertakings.at[i]);
    for (size_t i = 0; i < d->contradictions.count; i++)
        t.contradictions += data_is_new(d, d->contradictions.at[i].seen_at);
    for (size_t i = 0; i < d->reports.count; i++) t.reports += data_is_new(d, d->reports.at[i].known_at);
    return t;
}

#define STEPS_MAX 200
void report_changes(const report *r)
{
    const data *d = r->rows;
    if (d->changed_since == SITREP_DAY_NONE) {
        doc_heading(r->d, 2, "changes", "What changed");
        doc_paragraph(r->d);
        doc_text(r->d, "All reports in this scope are of one day: there is no earlier day to compare with.");
        return;
    }
    step *steps = ARENA_ARRAY(r->a, step, STEPS_MAX);
    size_t counts[3] = {0};
    if (!steps) return;
    size_t step_count = all_steps(r, steps, STEPS_MAX, counts);
    tally t = count_new(r);
    doc_heading(r->d, 2, "changes", "What changed since %.*s", SV_ARG(words_day(r->a, d->changed_since, true)));
    doc_paragraph(r->d);
    doc_text(
        r->d, "In %.*s: %.*s, %zu %s up, %zu down, %zu other new %s, %.*s, %.*s, %.*s.",
        SV_ARG(words_count(r->a, t.reports, "new report", "new reports")),
        SV_ARG(words_count(r->a, t.events, "new event", "new events")), counts[2],
        counts[2] == 1 ? "figure" : "figures", counts[0], counts[1], counts[1] == 1 ? "number" : "numbers",
        SV_ARG(words_count(r->a, t.denials, "denial", "denials")),
        SV_ARG(words_count(r->a, t.undertakings, "undertaking that changed state", "undertakings that changed state")),
        SV_ARG(words_count(r->a, t.contradictions, "new contradiction", "new contradictions")));
    if (d->by_seen)
        doc_sv(r->d, DOC_SOFT, SV(" New is what this store saw after the end of that day."));
    else
        doc_sv(r->d, DOC_SOFT, SV(" New is what was published after that day."));
    figure_changes(r, steps, step_count);
    event_changes(r, t.events);
    denials(r, t.denials);
    undertaking_changes(r, t.undertakings);
    contradiction_changes(r);
}
