/* tell/report_changes.c — what is new since a day: events first reported after it, figures that moved or are new, denials, undertakings that
 * came or changed state, contradictions. */
#include "tell/report.h"

#include <math.h>

#include "base/banned.h"

#define EVENTS_MAX 12
#define LIST_MAX 12

/* A figure that is new, and the same speaker's last one before it. */
typedef struct step {
    const data_figure *now, *before;
    int direction; /* of the same speaker: 1 up, -1 down; 0 a speaker new to the series */
} step;

static bool same_count(const data_figure *a, const data_figure *b)
{
    return a->value == b->value && sv_eq(a->qualifier, b->qualifier);
}

/* The steps of one series: per speaker the last figure after the day, beside the last one before it. */
static size_t series_steps(const report *r, const data_series *s, step *out, size_t room)
{
    size_t count = 0;
    for (size_t i = s->count; i-- > 0 && count < room;) {
        const data_figure *f = s->figures[i];
        if (!f->report || !data_is_new(r->rows, f->report->known_day) || isnan(f->value)) continue;
        bool repeated = false;
        for (size_t k = 0; k < count && !repeated; k++)
            repeated = words_same_speaker(out[k].now->speaker, f->speaker) || same_count(out[k].now, f);
        const data_figure *before = NULL;
        for (size_t k = 0; k < s->count && !repeated; k++) {
            const data_figure *g = s->figures[k];
            if (!g->report || data_is_new(r->rows, g->report->known_day) || isnan(g->value)) continue;
            if (words_same_speaker(g->speaker, f->speaker)) before = g;
            if (same_count(g, f) && (g->speaker.len || !f->speaker.len)) repeated = true; /* known already */
        }
        if (repeated) continue;
        out[count++] = (step){f, before, !before || !f->speaker.len ? 0 : f->value > before->value ? 1 : -1};
    }
    return count;
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
        doc_text(r->d, ": %s ", words_kind(s->now->kind));
        if (s->direction) {
            doc_text(r->d, "from %.*s", SV_ARG(words_value(r->a, s->before)));
            doc_cite_ref(r->d, &s->before->ref);
            doc_text(r->d, " to ");
        }
        report_figure_text(r, s->now, true);
        doc_text(r->d, ".");
    }
    report_more(r, LIST_MAX, count, "figures");
}

static void event_changes(const report *r, size_t count)
{
    size_t shown = 0;
    if (!count) return;
    doc_heading(r->d, 3, "changed-events", "Events first reported since");
    doc_list(r->d);
    for (size_t i = 0; i < r->rows->events.count && shown < EVENTS_MAX; i++) {
        const data_event *e = &r->rows->events.at[i];
        if (!data_is_new(r->rows, e->known_day) || sv_eq(e->best->status, SV("historical"))) continue;
        report_event_item(r, e, EVENT_PLACE | EVENT_DAY | EVENT_SHORT);
        shown++;
    }
    report_more(r, shown, count, "events");
}

static bool is_new_denial(const report *r, const data_statement *s)
{
    return s->report && data_is_new(r->rows, s->report->known_day) && sv_eq(s->act, SV("deny"));
}

static void denials(const report *r, size_t count)
{
    size_t shown = 0;
    if (!count) return;
    doc_heading(r->d, 3, "changed-denials", "Denials");
    doc_list(r->d);
    for (size_t i = 0; i < r->rows->statements.count && shown < LIST_MAX; i++) {
        const data_statement *s = &r->rows->statements.at[i];
        if (!is_new_denial(r, s)) continue;
        doc_item(r->d);
        report_speaker(r, s->speaker, s->via);
        doc_text(r->d, " denied: ");
        doc_quote(r->d, s->content.len ? s->content : s->ref.quote, 220);
        doc_cite_ref(r->d, &s->ref);
        shown++;
    }
    report_more(r, shown, count, "statements --act deny");
}

static bool has_moved(const report *r, const data_undertaking *u)
{
    return !sv_eq(u->state, SV("open")) && data_is_new(r->rows, u->since_day);
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
        doc_tag(r->d, sv_eq(u->state, SV("fulfilled")) ? DOC_TONE_DONE : DOC_TONE_DENIED, "%.*s", SV_ARG(doc_cut(r->a, u->state, 20)));
        doc_text(r->d, " ");
        report_speaker(r, u->speaker, (sitrep_sv){"", 0});
        doc_text(r->d, " %s: ", words_act(u->kind));
        doc_quote(r->d, u->content.len ? u->content : u->ref.quote, 180);
        doc_text(r->d, " %.*s.", SV_ARG(words_capital(r->a, doc_cut(r->a, u->reason, 120))));
        doc_cite_ref(r->d, &u->ref);
        shown++;
    }
    report_more(r, shown, count, "undertakings");
}

typedef struct tally {
    size_t events, denials, undertakings, contradictions, reports;
} tally;

static tally count_new(const report *r)
{
    const data *d = r->rows;
    tally t = {0};
    for (size_t i = 0; i < d->events.count; i++)
        t.events += data_is_new(d, d->events.at[i].known_day) && !sv_eq(d->events.at[i].best->status, SV("historical"));
    for (size_t i = 0; i < d->statements.count; i++) t.denials += is_new_denial(r, &d->statements.at[i]);
    for (size_t i = 0; i < d->undertakings.count; i++) t.undertakings += has_moved(r, &d->undertakings.at[i]);
    for (size_t i = 0; i < d->contradictions.count; i++) t.contradictions += data_is_new(d, d->contradictions.at[i].seen_day);
    for (size_t i = 0; i < d->reports.count; i++) t.reports += data_is_new(d, d->reports.at[i].known_day);
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
    doc_text(r->d, "In %.*s: %.*s, %zu %s up, %zu down, %zu stated by somebody new, %.*s, %.*s, %.*s.",
             SV_ARG(words_count(r->a, t.reports, "new report", "new reports")), SV_ARG(words_count(r->a, t.events, "new event", "new events")), counts[2],
             counts[2] == 1 ? "figure" : "figures", counts[0], counts[1], SV_ARG(words_count(r->a, t.denials, "denial", "denials")),
             SV_ARG(words_count(r->a, t.undertakings, "undertaking that changed state", "undertakings that changed state")),
             SV_ARG(words_count(r->a, t.contradictions, "new contradiction", "new contradictions")));
    if (d->by_seen) doc_sv(r->d, DOC_SOFT, SV(" New is what this store saw after the end of that day."));
    else doc_sv(r->d, DOC_SOFT, SV(" New is what was published after that day."));
    figure_changes(r, steps, step_count);
    event_changes(r, t.events);
    denials(r, t.denials);
    undertaking_changes(r, t.undertakings);
}
