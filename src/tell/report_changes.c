/* tell/report_changes.c — what changed, as sections: figures that moved or are new, events first reported and those
 * that more origins tell, denials, undertakings by what became of them, what was corrected or withdrawn and what used
 * it. The situation report and `sitrep diff` say it in the same words. */
#include "tell/changes.h"

#include <math.h>

#include "base/banned.h"

#define LIST_MAX 12 /* in a situation report */

static void figure_changes(const report *r, const changes *c, size_t most)
{
    static const char *const words[] = {"Down", "New", "Up"};
    if (!c->steps.count) return;
    doc_heading(r->d, 3, "changed-figures", "Figures");
    doc_list(r->d);
    for (size_t i = 0; i < c->steps.count && i < most; i++) {
        const change_step *s = &c->steps.at[i];
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
    report_more(r, most, c->steps.count, "figures");
}

static void event_changes(const report *r, const changes *c, size_t most)
{
    if (!c->events.count) return;
    doc_heading(r->d, 3, "changed-events", "Events first reported since");
    report_event_list(r, c->events.at, c->events.count, true, most, "events");
}

/* "12 June, Osh — “…” 2 more claims; 1 origin before, 3 now." */
static void grown_events(const report *r, const changes *c, size_t most)
{
    if (!c->grown.count) return;
    doc_heading(r->d, 3, "changed-grown", "Events that more origins tell, or that are disputed now");
    doc_list(r->d);
    for (size_t i = 0; i < c->grown.count && i < most; i++) {
        const change_event *g = &c->grown.at[i];
        const data_claim *best = g->event->best;
        doc_item(r->d);
        if (g->disputed) doc_tag(r->d, DOC_TONE_DENIED, "disputed now"), doc_text(r->d, " ");
        doc_sv(r->d, DOC_STRONG, words_day(r->a, g->event->day, false));
        doc_text(r->d, ", ");
        doc_sv(r->d, DOC_TEXT, report_place(r, g->event->placed));
        doc_text(r->d, " — ");
        doc_quote(r->d, best->ref.quote, 200);
        doc_text(r->d, " ");
        doc_sv(r->d, DOC_SOFT,
               arena_printf(r->a, "%.*s more; %.*s before, %.*s now.",
                            SV_ARG(words_count(r->a, g->claims_new, "claim", "claims")),
                            SV_ARG(words_count(r->a, g->origins_before, "origin", "origins")),
                            SV_ARG(words_number(r->a, (double)g->event->origin_count))));
        for (size_t k = 0, cited = 0; k < g->event->claim_count && cited < 3; k++) {
            const data_claim *claim = g->event->claims[k];
            if (!claim->from || !data_is_new(r->rows, claim->from->known_at)) continue;
            doc_cite_ref(r->d, &claim->ref);
            cited++;
        }
    }
    report_more(r, most, c->grown.count, "events");
}

static void denials(const report *r, const changes *c, size_t most)
{
    if (!c->denials.count) return;
    doc_heading(r->d, 3, "changed-denials", "Denials");
    report_statement_list(r, c->denials.at, c->denials.count, most, "statements --act deny");
}

/* "A agrees: … | B refuses: …": the last of them. */
static sitrep_sv last_answer(sitrep_sv answers)
{
    size_t from = 0;
    for (size_t at = sv_find(answers, SV(" | "), 0); at != SIZE_MAX; at = sv_find(answers, SV(" | "), from))
        from = at + 3;
    return sv_part(answers, from, answers.len);
}

static void one_undertaking(const report *r, const data_undertaking *u, change_outcome outcome)
{
    bool open = sv_eq(u->state, SV("open"));
    doc_item(r->d);
    if (!open)
        doc_tag(r->d, sv_eq(u->state, SV("fulfilled")) ? DOC_TONE_DONE : DOC_TONE_DENIED, "%.*s",
                SV_ARG(doc_cut(r->a, u->state, 20))),
            doc_text(r->d, " ");
    report_speaker(r, u->speaker, (sitrep_sv){"", 0});
    doc_text(r->d, " %s: ", words_act(u->kind));
    doc_quote(r->d, report_said_text(u->content, u->ref.quote), 180);
    if (outcome == CHANGE_PUT_OFF) {
        doc_text(r->d, " Due %.*s, no longer %.*s: ", SV_ARG(words_day(r->a, data_day(u->due_now), false)),
                 SV_ARG(words_day(r->a, u->due_day, false)));
        doc_quote(r->d, u->dated_quote, 200);
    } else if (u->due_day != SITREP_DAY_NONE)
        doc_text(r->d, " Due %.*s.", SV_ARG(words_day(r->a, u->due_day, false)));
    if (outcome == CHANGE_ANSWERED)
        doc_text(r->d, " Answer: %.*s", SV_ARG(doc_cut(r->a, last_answer(u->answers), 220)));
    if (!open) doc_text(r->d, " %.*s.", SV_ARG(words_capital(r->a, doc_cut(r->a, u->reason, 120))));
    doc_cite_ref(r->d, &u->ref);
}

static void undertaking_changes(const report *r, const changes *c, size_t most)
{
    static const struct {
        change_outcome outcome;
        const char *anchor, *heading;
    } parts[] = {{CHANGE_KEPT, "changed-kept", "Undertakings kept, at least in part"},
                 {CHANGE_BROKEN, "changed-broken", "Undertakings broken or refused"},
                 {CHANGE_OVERDUE, "changed-overdue", "Undertakings overdue"},
                 {CHANGE_MOVED, "changed-moved", "Undertakings that changed state otherwise"},
                 {CHANGE_PUT_OFF, "changed-put-off", "Undertakings put off"},
                 {CHANGE_ANSWERED, "changed-answered", "Undertakings that were answered"},
                 {CHANGE_MADE, "changed-made", "New undertakings"}};
    for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++) {
        const data_undertaking *const *list = c->undertakings[parts[p].outcome].at;
        size_t count = c->undertakings[parts[p].outcome].count;
        if (!count) continue;
        doc_heading(r->d, 3, parts[p].anchor, "%s", parts[p].heading);
        doc_list(r->d);
        for (size_t i = 0; i < count && i < most; i++) one_undertaking(r, list[i], parts[p].outcome);
        report_more(r, most, count, "undertakings");
    }
}

/* New contradictions, except numbers that differ, which the figures above show already. */
static void contradiction_changes(const report *r, const changes *c, size_t most)
{
    if (!c->contradictions.count) return;
    doc_heading(r->d, 3, "changed-contradictions", "Corrected, denied or out of line");
    doc_list(r->d);
    for (size_t i = 0; i < c->contradictions.count && i < most; i++)
        report_contradiction(r, c->contradictions.at[i], true);
    report_more(r, most, c->contradictions.count, "contradictions");
}

/* A notice with the number of rows of each kind that it takes with it, and what of it people must act on. */
static void one_notice(const report *r, const data_use *const *uses, size_t count, size_t most)
{
    const data_use *u = uses[0];
    size_t fell = 0;
    for (size_t i = 0; i < count; i++)
        fell += sv_eq(uses[i]->used_by, SV("figure")) || sv_eq(uses[i]->used_by, SV("claim")) ||
                sv_eq(uses[i]->used_by, SV("statement"));
    doc_item(r->d);
    doc_sv(r->d, DOC_STRONG, words_capital(r->a, doc_cut(r->a, u->kind, 20)));
    doc_text(r->d, " of ");
    if (u->report.len)
        doc_quote(r->d, u->title, 120);
    else
        doc_text(r->d, "a report that is not here");
    doc_text(r->d, " (%.*s, %.*s; notice %.*s): %.*s fell.",
             SV_ARG(u->source.len ? doc_cut(r->a, u->source, 60) : SV("source not stated")),
             SV_ARG(words_day(r->a, data_day(u->seen), true)), SV_ARG(u->notice),
             SV_ARG(words_count(r->a, fell, "row", "rows")));
    size_t shown = 0;
    for (size_t i = count; i-- > 0 && shown < most;) { /* printed reports and copies last in the list, first to tell */
        if (sv_eq(uses[i]->used_by, SV("claim")) || sv_eq(uses[i]->used_by, SV("statement")) || !uses[i]->used_by.len)
            continue;
        doc_item(r->d);
        doc_text(r->d, "%.*s ", SV_ARG(words_capital(r->a, doc_cut(r->a, uses[i]->used_by, 20))));
        doc_sv(r->d, DOC_SOFT, uses[i]->id);
        doc_text(r->d, ": ");
        doc_sv(r->d, DOC_TEXT, doc_cut(r->a, uses[i]->what, 160));
        shown++;
    }
}

static void withdrawals(const report *r, const changes *c, size_t most)
{
    if (!c->uses.count) return;
    doc_heading(r->d, 3, "changed-withdrawals", "Taken back, and what used it");
    doc_list(r->d);
    for (size_t i = 0; i < c->uses.count;) {
        size_t end = i + 1;
        while (end < c->uses.count && sv_eq(c->uses.at[end]->notice, c->uses.at[i]->notice)) end++;
        one_notice(r, c->uses.at + i, end - i, most);
        i = end;
    }
}

static void summary(const report *r, const changes *c)
{
    size_t moved = 0;
    for (unsigned o = CHANGE_KEPT; o < CHANGE_OUTCOMES; o++) moved += c->undertakings[o].count;
    doc_paragraph(r->d);
    doc_text(
        r->d, "In %.*s: %.*s, %.*s grown, %zu %s up, %zu down, %zu other new %s, %.*s, %.*s, %.*s, %.*s.",
        SV_ARG(words_count(r->a, c->reports, "new report", "new reports")),
        SV_ARG(words_count(r->a, c->events.count, "new event", "new events")),
        SV_ARG(words_number(r->a, (double)c->grown.count)), c->up, c->up == 1 ? "figure" : "figures", c->down,
        c->beside, c->beside == 1 ? "number" : "numbers",
        SV_ARG(words_count(r->a, c->denials.count, "denial", "denials")),
        SV_ARG(words_count(r->a, c->undertakings[CHANGE_MADE].count, "new undertaking", "new undertakings")),
        SV_ARG(words_count(r->a, moved, "undertaking that changed state", "undertakings that changed state")),
        SV_ARG(words_count(r->a, c->contradictions.count + c->differing, "new contradiction", "new contradictions")));
}

void changes_tell(const report *r, const changes *c, size_t most)
{
    summary(r, c);
    if (r->rows->by_seen)
        doc_sv(r->d, DOC_SOFT, SV(" New is what this store saw after that moment."));
    else
        doc_sv(r->d, DOC_SOFT, SV(" New is what was published after that day."));
    figure_changes(r, c, most);
    event_changes(r, c, most);
    grown_events(r, c, most);
    denials(r, c, most);
    undertaking_changes(r, c, most);
    contradiction_changes(r, c, most);
    withdrawals(r, c, most);
}

void report_changes(const report *r)
{
    const data *d = r->rows;
    changes c;
    if (d->changed_since == SITREP_DAY_NONE) {
        doc_heading(r->d, 2, "changes", "What changed");
        doc_paragraph(r->d);
        doc_text(r->d, "All reports in this scope are of one day: there is no earlier day to compare with.");
        return;
    }
    changes_find(r, &c);
    doc_heading(r->d, 2, "changes", "What changed since %.*s", SV_ARG(words_day(r->a, d->changed_since, true)));
    changes_tell(r, &c, LIST_MAX);
}
