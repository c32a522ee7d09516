/* tell/report_brief.c — the first screen: the key figures with who says so, and the few things to know in five minutes.
 */
#include "tell/policy.h"

#include <math.h>

#include "base/banned.h"

/* ---- key figures ---- */

#define OTHERS_DAYS 45 /* other figures shown beside the latest: said within these days of it */
#define OTHERS_MAX  4
#define CARDS_MAX   6
#define SPREAD_DAYS 7

static const char *const card_kinds[] = {"killed",    "injured",  "missing",  "detained",  "abducted",
                                         "displaced", "refugees", "returned", "evacuated", "houses_destroyed"};
#define FIRST_CROWD 5 /* from "displaced" on, a handful is an anecdote and no figure of the crisis */
#define CROWD_MIN   10

static bool says_the_same(const data_figure *a, const data_figure *b)
{
    return a->value == b->value && sv_eq(a->qualifier, b->qualifier) &&
           (words_same_speaker(a->speaker, b->speaker) || !b->speaker.len);
}

/* What else is said about the same thing at about the same time: the latest first, each value and speaker once. */
static size_t others(const data_series *s, const data_figure *head, const data_figure **out)
{
    size_t count = 0;
    for (size_t i = s->count; i-- > 0 && count < OTHERS_MAX;) {
        const data_figure *f = s->figures[i];
        if (f == head || !report_is_sound(f) || says_the_same(head, f) ||
            data_age(head->published_day, f->published_day) > OTHERS_DAYS)
            continue;
        bool again = false;
        for (size_t k = 0; k < count && !again; k++) again = says_the_same(out[k], f);
        if (!again) out[count++] = f;
    }
    return count;
}

static void card(const report *r, const char *kind, const data_series *s, const data_figure *head)
{
    const data_figure *more[OTHERS_MAX];
    size_t count = others(s, head, more);
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, words_capital(r->a, sv_of(words_kind(sv_of(kind)))));
    doc_item(r->d);
    doc_sv(r->d, DOC_STRONG, words_value(r->a, head));
    doc_item(r->d);
    report_speaker(r, report_answers(r, head), head->via);
    doc_text(r->d, "; %.*s, %.*s",
             SV_ARG(head->ref.source.len ? doc_cut(r->a, head->ref.source, 60) : SV("source not stated")),
             SV_ARG(words_day(r->a, head->published_day, false)));
    doc_cite_ref(r->d, &head->ref);
    doc_item(r->d);
    for (size_t i = 0; i < count; i++) {
        if (i) doc_text(r->d, "; ");
        report_figure_text(r, more[i], REPORT_DAY);
    }
    if (!count) doc_sv(r->d, DOC_SOFT, SV("nobody else in this scope"));
}

/* A card by a policy: its best, with its low and high; what did not enter stands in the policy's table. */
static void policy_card(const report *r, const char *kind, const policy_outcome *o)
{
    const data_figure *low = o->parts[POLICY_LOW], *best = o->parts[POLICY_BEST], *high = o->parts[POLICY_HIGH];
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, words_capital(r->a, sv_of(words_kind(sv_of(kind)))));
    doc_item(r->d);
    doc_sv(r->d, DOC_STRONG, words_value(r->a, best));
    doc_item(r->d);
    report_speaker(r, report_answers(r, best), best->via);
    doc_text(r->d, "; %.*s, %.*s",
             SV_ARG(best->ref.source.len ? doc_cut(r->a, best->ref.source, 60) : SV("source not stated")),
             SV_ARG(words_day(r->a, best->published_day, false)));
    doc_cite_ref(r->d, &best->ref);
    doc_item(r->d);
    doc_text(r->d, "low ");
    report_figure_text(r, low, REPORT_DAY);
    doc_text(r->d, "; high ");
    report_figure_text(r, high, REPORT_DAY);
    doc_text(r->d, "; %zu of %zu numbers entered", o->entered, o->count);
}

static void policy_figures(const report *r)
{
    static const char *const heads[] = {"What", "Best", "Who says so", "Range", NULL};
    const sitrep_policy *policy = r->options->policy;
    size_t shown = 0;
    doc_paragraph(r->d);
    doc_text(r->d, "Key figures by the policy ");
    doc_sv(r->d, DOC_STRONG, sitrep_policy_name(policy));
    doc_text(r->d, " (%.*s; SHA-256 %.*s).", SV_ARG(doc_cut(r->a, sitrep_policy_title(policy), 120)),
             SV_ARG(sitrep_policy_hash(policy)));
    for (size_t i = 0; i < sizeof card_kinds / sizeof card_kinds[0] && shown < CARDS_MAX; i++) {
        const data_series *s = report_main_series(r, card_kinds[i]);
        policy_outcome o;
        if (!s) continue;
        policy_apply(policy, r, s, INT32_MAX, &o);
        if (!o.entered || (i >= FIRST_CROWD && o.values[POLICY_BEST] < CROWD_MIN)) continue;
        if (!shown++) doc_table(r->d, DOC_CARDS, heads);
        policy_card(r, card_kinds[i], &o);
    }
    if (shown) return;
    doc_paragraph(r->d);
    doc_text(r->d,
             "No number enters by this policy. That is not zero: what was left out, and why, is listed by `sitrep "
             "figures --policy`.");
}

/* Whether some report states a number of a kind that has a card. */
static bool any_stated(const report *r)
{
    for (size_t i = 0; i < r->rows->figures.count; i++)
        for (size_t k = 0; k < FIRST_CROWD; k++)
            if (sv_eq(r->rows->figures.at[i].kind, sv_of(card_kinds[k]))) return true;
    return false;
}

static void key_figures(const report *r)
{
    static const char *const heads[] = {"What", "Latest figure", "Who says so", "Others say", NULL};
    size_t shown = 0;
    for (size_t i = 0; i < sizeof card_kinds / sizeof card_kinds[0] && shown < CARDS_MAX; i++) {
        const data_series *s = report_main_series(r, card_kinds[i]);
        const data_figure *head = s ? report_headline(s, INT64_MAX) : NULL;
        if (!head || (i >= FIRST_CROWD && head->value < CROWD_MIN)) continue;
        if (!shown) doc_table(r->d, DOC_CARDS, heads);
        card(r, card_kinds[i], s, head);
        shown++;
    }
    if (shown) return;
    doc_paragraph(r->d);
    doc_text(r->d, any_stated(r) ? "No number of dead, injured or displaced can head this page: those that are stated "
                                   "are vague, planned or out of line, and stand under Figures."
                                 : "Dead, injured, displaced: none reported in this scope. That is not zero: no report "
                                   "states a number.");
}

/* ---- the few things ---- */

#define BRIEF_EVENTS 4

/* Whether the list has one of this type at this place, or of this sentence, already: four lines should tell four
 * things. */
static bool is_repeated(const data_event *const *shown, size_t count, const data_event *e)
{
    for (size_t i = 0; i < count; i++) {
        const data_claim *a = shown[i]->placed, *b = e->placed;
        const doc_ref *x = &shown[i]->best->ref, *y = &e->best->ref;
        bool same_place = (!a && !b) || (a && b && sv_eq(a->place, b->place));
        if (same_place && sv_eq(shown[i]->best->type, e->best->type)) return true;
        if (x->sentence_first == y->sentence_first && sv_eq(x->report, y->report)) return true;
    }
    return false;
}

/* A line of the brief says who, or to whom. */
static bool says_who(const data_event *e)
{
    return e->best->actors.len || e->best->recipients.len;
}

/* What is new first, then what weighs most of the rest. */
static void brief_events(const report *r)
{
    const data_event *shown[BRIEF_EVENTS];
    size_t count = 0;
    for (int fresh = 1; fresh >= 0; fresh--)
        for (size_t i = 0; i < r->rows->events.count && count < (fresh ? BRIEF_EVENTS : 3); i++) {
            const data_event *e = &r->rows->events.at[i];
            if (data_is_new(r->rows, e->known_at) == fresh && e->happened && says_who(e) &&
                !is_repeated(shown, count, e))
                shown[count++] = e;
        }
    report_event_list(r, shown, count, true, count, "events");
}

/* Undertakings whose day is near or past: the latest due first. */
static void brief_undertakings(const report *r)
{
    size_t shown = 0;
    for (size_t i = r->rows->undertakings.count; i-- > 0 && shown < 2;) {
        const data_undertaking *u = &r->rows->undertakings.at[i];
        bool open = sv_eq(u->state, SV("open")) || sv_eq(u->state, SV("overdue"));
        if (!open || u->due_day == SITREP_DAY_NONE || u->due_day < r->rows->as_of_day - 10 ||
            u->due_day > r->rows->as_of_day + 10)
            continue;
        doc_item(r->d);
        doc_sv(r->d, DOC_STRONG, u->due_day < r->rows->as_of_day ? SV("Overdue") : SV("Due"));
        doc_text(r->d, " %.*s: ", SV_ARG(words_day(r->a, u->due_day, false)));
        report_speaker(r, u->speaker, (sitrep_sv){"", 0});
        doc_text(r->d, " %s: ", words_act(u->kind));
        doc_quote(r->d, report_said_text(u->content, u->ref.quote), 180);
        doc_cite_ref(r->d, &u->ref);
        shown++;
    }
}

/* Whether a figure is its line's latest, of the week before the first figure, and a number that somebody stands for. */
static bool is_in_spread(const report *r, const data_series *s, size_t at, const data_figure *head)
{
    const data_figure *f = s->figures[at];
    if (!report_is_sound(f) || !f->report || report_is_lost(f) || sv_eq(f->qualifier, SV("vague"))) return false;
    if (data_age(head->published_day, f->published_day) > SPREAD_DAYS) return false;
    for (size_t i = at + 1; i < s->count; i++)
        if (report_is_sound(s->figures[i]) && words_same_speaker(report_line(r, s->figures[i]), report_line(r, f)))
            return false;
    return true;
}

/* How far the latest figures of the speakers stand apart. */
static void brief_spread(const report *r)
{
    const data_series *s = report_main_series(r, "killed");
    const data_figure *low = NULL, *high = NULL, *head = s ? report_headline(s, INT64_MAX) : NULL;
    for (size_t i = 0; head && i < s->count; i++) {
        const data_figure *f = s->figures[i];
        if (f != head && !is_in_spread(r, s, i, head)) continue;
        if (!low || f->value < low->value) low = f;
        if (!high || f->value >= high->value) high = f;
    }
    if (!low || low->value == high->value) return;
    doc_item(r->d);
    doc_sv(r->d, DOC_STRONG, SV("The toll is disputed"));
    doc_text(r->d, ": the latest numbers of dead, by speaker, run from ");
    report_figure_text(r, low, REPORT_SOURCE);
    doc_text(r->d, " to ");
    report_figure_text(r, high, REPORT_SOURCE);
    doc_text(r->d, ".");
}

/* The figures of the cards that moved since the day before. */
static void brief_moves(const report *r)
{
    size_t shown = 0;
    for (size_t i = 0; i < sizeof card_kinds / sizeof card_kinds[0] && shown < 2; i++) {
        const data_series *s = report_main_series(r, card_kinds[i]);
        const data_figure *now = s ? report_headline(s, INT64_MAX) : NULL,
                          *before = s ? report_headline(s, r->rows->changed_after) : NULL;
        if (!now || !before || now == before || now->value == before->value || !report_is_move(now, before) ||
            !data_is_new(r->rows, now->report->known_at))
            continue;
        doc_item(r->d);
        doc_sv(r->d, DOC_STRONG, now->value > before->value ? SV("Up") : SV("Down"));
        doc_text(r->d, " since %.*s: %s from %.*s", SV_ARG(words_day(r->a, r->rows->changed_since, false)),
                 words_kind(now->kind), SV_ARG(words_value(r->a, before)));
        doc_cite_ref(r->d, &before->ref);
        doc_text(r->d, " to ");
        report_figure_text(r, now, REPORT_SOURCE);
        doc_text(r->d, ".");
        shown++;
    }
}

/* What an outlet took back, and who changed sides, since the day before. */
static void brief_reversals(const report *r)
{
    static const char *const kinds[] = {"withdrawn", "corrected", "position changed", "attribution inflated"};
    size_t shown = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (size_t i = r->rows->contradictions.count; i-- > 0 && shown < 2;) {
            const data_contradiction *x = &r->rows->contradictions.at[i];
            if (!sv_eq(x->kind, sv_of(kinds[k])) || !data_is_new(r->rows, x->seen_at) || !report_has_sides(r, x))
                continue;
            report_contradiction(r, x, true);
            shown++;
        }
}

static void brief_single_origin(const report *r)
{
    size_t one = 0, all = 0;
    for (size_t i = 0; i < r->rows->events.count; i++) {
        const data_event *e = &r->rows->events.at[i];
        if (!e->happened) continue;
        all++;
        one += e->origin_count == 1;
    }
    if (!all) return;
    doc_item(r->d);
    doc_sv(r->d, DOC_STRONG, SV("How well it stands"));
    doc_text(r->d,
             ": %.*s of %.*s reported as happened rest on one origin alone; %.*s of the %.*s in this scope are copies "
             "or rewrites of another.",
             SV_ARG(words_number(r->a, (double)one)), SV_ARG(words_count(r->a, all, "event", "events")),
             SV_ARG(words_number(r->a, (double)r->rows->copy_count)),
             SV_ARG(words_count(r->a, r->rows->reports.count, "report", "reports")));
}

void report_brief(const report *r)
{
    doc_heading(r->d, 2, "brief", "In brief");
    if (r->options->policy)
        policy_figures(r);
    else
        key_figures(r);
    doc_list(r->d);
    brief_moves(r);
    brief_spread(r);
    brief_events(r);
    doc_list(r->d);
    brief_undertakings(r);
    brief_reversals(r);
    brief_single_origin(r);
}
