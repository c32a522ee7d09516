/* tell/report_said.c — what people said and undertook: undertakings with state and due date; denials, accusations,
 * claims of responsibility and warnings; what does not agree with what. */
#include "tell/report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

#define UNDERTAKINGS_MAX 40
#define PER_ACT          15
#define PER_KIND         12

/* ---- undertakings ---- */

static doc_tone state_tone(sitrep_sv state)
{
    if (sv_eq(state, SV("fulfilled"))) return DOC_TONE_DONE;
    if (sv_eq(state, SV("broken")) || sv_eq(state, SV("overdue")) || sv_eq(state, SV("refused")))
        return DOC_TONE_DENIED;
    if (sv_eq(state, SV("partly")) || sv_eq(state, SV("in doubt")) || sv_eq(state, SV("likely"))) return DOC_TONE_DOUBT;
    return sv_eq(state, SV("open")) ? DOC_TONE_FUTURE : DOC_TONE_PLAIN;
}

static const data_claim *claim_of(const report *r, sitrep_sv id)
{
    for (size_t i = 0; id.len && i < r->rows->claims.count; i++)
        if (sv_eq(r->rows->claims.at[i].id, id)) return &r->rows->claims.at[i];
    return NULL;
}

static const data_statement *statement_of(const report *r, sitrep_sv id)
{
    for (size_t i = 0; id.len && i < r->rows->statements.count; i++)
        if (sv_eq(r->rows->statements.at[i].id, id)) return &r->rows->statements.at[i];
    return NULL;
}

static void undertaking_row(const report *r, const data_undertaking *u)
{
    doc_item(r->d);
    doc_tag(r->d, state_tone(u->state), "%.*s", SV_ARG(doc_cut(r->a, u->state, 20)));
    doc_item(r->d);
    int32_t due = u->due_now.len ? data_day(u->due_now) : u->due_day;
    if (due != SITREP_DAY_NONE) doc_sv(r->d, DOC_TEXT, words_day(r->a, due, true));
    if (due != SITREP_DAY_NONE && u->slips > 0)
        doc_text(r->d, ", first %.*s", SV_ARG(words_day(r->a, u->due_day, false)));
    if (due == SITREP_DAY_NONE) doc_sv(r->d, DOC_SOFT, SV("not stated"));
    doc_item(r->d);
    report_speaker(r, u->speaker, (sitrep_sv){"", 0});
    doc_text(r->d, " %s", words_act(u->kind));
    if (u->addressee.len) doc_text(r->d, " (to %.*s)", SV_ARG(doc_cut(r->a, u->addressee, 50)));
    doc_item(r->d);
    doc_quote(r->d, report_said_text(u->content, u->ref.quote), 220);
    doc_cite_ref(r->d, &u->ref);
    if (u->condition.len) doc_tag(r->d, DOC_TONE_DOUBT, "if %.*s", SV_ARG(doc_cut(r->a, u->condition, 80)));
    if (u->told_by.len)
        doc_sv(r->d, DOC_SOFT, arena_printf(r->a, " told by %.*s", SV_ARG(doc_cut(r->a, u->told_by, 60))));
    doc_item(r->d);
    const data_claim *claim = claim_of(r, u->evidence);
    const data_statement *said = claim ? NULL : statement_of(r, u->evidence);
    if (sv_eq(u->state, SV("open")))
        doc_text(r->d, "%.*s", SV_ARG(words_day(r->a, data_day(u->ref.published), false)));
    else
        doc_sv(r->d, DOC_TEXT, doc_cut(r->a, u->reason, 120));
    if (claim) doc_cite_ref(r->d, &claim->ref);
    if (said) doc_cite_ref(r->d, &said->ref);
    if (u->answers.len) doc_text(r->d, " Answers: "), doc_sv(r->d, DOC_SOFT, doc_cut(r->a, u->answers, 260));
}

static int state_rank(sitrep_sv state)
{
    static const char *const order[] = {"overdue", "broken",      "in doubt",  "refused", "partly",
                                        "likely",  "carried out", "fulfilled", "open",    "withdrawn"};
    for (int i = 0; i < 10; i++)
        if (sv_eq(state, sv_of(order[i]))) return i;
    return 10;
}

/* What is overdue or broken, what else moved, then what is open: with the next date first, without one from the latest
 * back. */
static int by_urgency(const void *a, const void *b)
{
    const data_undertaking *x = *(const data_undertaking *const *)a, *y = *(const data_undertaking *const *)b;
    int order = state_rank(x->state) - state_rank(y->state);
    if (order) return order;
    bool none_x = x->due_day == SITREP_DAY_NONE, none_y = y->due_day == SITREP_DAY_NONE;
    if (none_x != none_y) return none_x - none_y;
    if (!none_x && x->due_day != y->due_day) return x->due_day < y->due_day ? -1 : 1;
    order = sv_compare(y->ref.published, x->ref.published);
    return order ? order : (x > y) - (x < y);
}

static void undertakings(const report *r)
{
    static const char *const heads[] = {"State", "Due", "Who", "What", "Since, or why", NULL};
    size_t count = r->rows->undertakings.count;
    doc_heading(r->d, 2, "undertakings", "Undertakings: promises, demands, threats, proposals");
    if (!count) {
        doc_paragraph(r->d);
        doc_text(r->d, "None reported in this scope.");
        return;
    }
    const data_undertaking **list = ARENA_ARRAY(r->a, const data_undertaking *, count);
    if (!list) return;
    for (size_t i = 0; i < count; i++) list[i] = &r->rows->undertakings.at[i];
    if (count) qsort(list, count, sizeof(const data_undertaking *), by_urgency);
    doc_table(r->d, DOC_TABLE, heads);
    for (size_t i = 0; i < count && i < UNDERTAKINGS_MAX; i++) undertaking_row(r, list[i]);
    if (count > UNDERTAKINGS_MAX) {
        doc_list(r->d);
        report_more(r, UNDERTAKINGS_MAX, count, "undertakings");
    }
}

/* ---- statements ---- */

static void one_act(const report *r, const char *act, const char *heading)
{
    const data_statement **list = ARENA_ARRAY(r->a, const data_statement *, r->rows->statements.count + 1);
    size_t count = 0;
    for (size_t i = r->rows->statements.count; i-- > 0 && list;) /* the latest first */
        if (sv_eq(r->rows->statements.at[i].act, sv_of(act))) list[count++] = &r->rows->statements.at[i];
    if (!count) return;
    sitrep_sv anchor = arena_printf(r->a, "act-%s", act), verb = arena_printf(r->a, "statements --act %s", act);
    doc_heading_sv(r->d, 3, anchor, sv_of(heading));
    report_statement_list(r, list, count, PER_ACT, verb.ptr ? verb.ptr : "statements");
}

static void statements(const report *r)
{
    static const char *const acts[][2] = {
        {"deny", "Denials"},  {"accuse", "Accusations"},    {"claim", "Claims of responsibility"},
        {"warn", "Warnings"}, {"confirm", "Confirmations"}, {"ask", "Requests and questions"}};
    size_t plain = 0;
    doc_heading(r->d, 2, "statements", "Statements");
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) one_act(r, acts[i][0], acts[i][1]);
    for (size_t i = 0; i < r->rows->statements.count; i++) plain += sv_eq(r->rows->statements.at[i].act, SV("report"));
    doc_paragraph(r->d);
    doc_sv(r->d, DOC_SOFT,
           arena_printf(r->a, "Besides these, %.*s that report something: `sitrep statements --act report`.",
                        SV_ARG(words_count(r->a, plain, "statement", "statements"))));
}

/* ---- contradictions ---- */

/* The first cited sentence that we know of a report; NULL where it is out of the scope. */
static const doc_ref *first_ref(const report *r, sitrep_sv id)
{
    const doc_ref *first = NULL;
    for (size_t i = 0; i < r->rows->statements.count; i++) {
        const doc_ref *ref = &r->rows->statements.at[i].ref;
        if (sv_eq(ref->report, id) && (!first || ref->sentence_first < first->sentence_first)) first = ref;
    }
    for (size_t i = 0; i < r->rows->claims.count; i++) {
        const doc_ref *ref = &r->rows->claims.at[i].ref;
        if (sv_eq(ref->report, id) && (!first || ref->sentence_first < first->sentence_first)) first = ref;
    }
    return first;
}

static const data_figure *figure_of(const report *r, sitrep_sv id)
{
    for (size_t i = 0; i < r->rows->figures.count; i++)
        if (sv_eq(r->rows->figures.at[i].id, id)) return &r->rows->figures.at[i];
    return NULL;
}

/* Reasons name governments by code: "government of KGZ". */
static sitrep_sv with_countries(const report *r, sitrep_sv text)
{
    static const sitrep_sv words = {"government of ", 14};
    size_t at = sv_find(text, words, 0), code = at + words.len;
    if (at == SIZE_MAX || code + 3 > text.len) return text;
    sitrep_sv country = report_country(r, sv_part(text, code, code + 3)),
              rest = with_countries(r, sv_part(text, code + 3, text.len));
    return arena_printf(r->a, "%.*s%.*s%.*s", SV_ARG(sv_part(text, 0, code)), SV_ARG(country), SV_ARG(rest));
}

/* One side of a contradiction: a figure, a claim, a statement, or a report as a whole. */
static void side(const report *r, sitrep_sv id, sitrep_sv report_id, sitrep_sv quote)
{
    const data_figure *f = figure_of(r, id);
    const data_claim *c = f ? NULL : claim_of(r, id);
    const data_statement *s = f || c ? NULL : statement_of(r, id);
    const doc_ref *ref = c ? &c->ref : s ? &s->ref : first_ref(r, report_id);
    if (f) {
        doc_text(r->d, "%s: ", words_kind(f->kind));
        report_figure_text(r, f, REPORT_SOURCE);
        return;
    }
    if (c) report_speaker(r, c->speaker.len ? c->speaker : c->ref.source, c->via), doc_text(r->d, ": ");
    if (s) report_speaker(r, s->speaker, s->via), doc_text(r->d, " %s: ", words_act(s->act));
    if (!c && !s && ref)
        doc_text(r->d, "%.*s, %.*s: ", SV_ARG(doc_cut(r->a, ref->source, 60)),
                 SV_ARG(words_day(r->a, data_day(ref->published), false)));
    doc_quote(r->d, c ? c->ref.quote : s ? report_said_text(s->content, s->ref.quote) : quote, 200);
    const data_report *whole =
        ref ? NULL : data_report_of(r->rows, report_id); /* withdrawn: no sentence of it stands any more */
    if (ref) doc_cite_ref(r->d, ref);
    if (whole)
        doc_sv(r->d, DOC_SOFT,
               arena_printf(r->a, " (report %.*s)", SV_ARG(whole->external_id.len ? whole->external_id : whole->id)));
}

bool report_has_sides(const report *r, const data_contradiction *x)
{
    return data_report_of(r->rows, x->one_report) && data_report_of(r->rows, x->other_report);
}

/* How the second side stands to the first. */
static const char *joiner(sitrep_sv kind)
{
    if (sv_eq(kind, SV("withdrawn")) || sv_eq(kind, SV("corrected"))) return "by";
    if (sv_starts(kind, SV("attribution")) || sv_eq(kind, SV("position changed"))) return "then";
    return "against";
}

void report_contradiction(const report *r, const data_contradiction *x, bool as_item)
{
    doc_item(r->d);
    if (as_item) doc_sv(r->d, DOC_STRONG, words_capital(r->a, doc_cut(r->a, x->kind, 40))), doc_text(r->d, ": ");
    side(r, x->one, x->one_report, x->one_quote);
    if (as_item)
        doc_text(r->d, " — %s — ", joiner(x->kind));
    else
        doc_item(r->d);
    side(r, x->other, x->other_report, x->other_quote);
    if (as_item) return;
    doc_item(r->d);
    doc_sv(r->d, DOC_SOFT, with_countries(r, doc_cut(r->a, x->reason, 160)));
}

/* The reason without "in one report, ": the same two sides told by copies are one row. */
static sitrep_sv gist(const data_contradiction *x)
{
    static const sitrep_sv words = {"in one report, ", 15};
    return sv_starts(x->reason, words) ? sv_part(x->reason, words.len, x->reason.len) : x->reason;
}

/* The contradictions of one kind, the latest first; those that say the same of the same sides once. */
static void one_kind(const report *r, sitrep_sv kind, const char *heading)
{
    static const char *const heads[] = {"One", "The other", "Why", NULL};
    const data_contradiction **list = ARENA_ARRAY(r->a, const data_contradiction *, r->rows->contradictions.count + 1);
    size_t count = 0, all = 0;
    for (size_t i = r->rows->contradictions.count; i-- > 0 && list;) {
        const data_contradiction *x = &r->rows->contradictions.at[i];
        bool again = false;
        if (!sv_eq(x->kind, kind) || !report_has_sides(r, x)) continue;
        for (size_t k = 0; k < count && !again; k++) again = sv_eq(gist(list[k]), gist(x));
        if (!again) list[count++] = x;
        all++;
    }
    if (!count) return;
    sitrep_sv text = heading ? sv_of(heading) : words_capital(r->a, doc_cut(r->a, kind, 40));
    doc_heading_sv(r->d, 3, arena_printf(r->a, "differ-%zu", (size_t)(list[0] - r->rows->contradictions.at)), text);
    doc_table(r->d, DOC_TABLE, heads);
    for (size_t i = 0; i < count && i < PER_KIND; i++) report_contradiction(r, list[i], false);
    if (count > PER_KIND || all > count) {
        doc_list(r->d);
        report_more(r, count < PER_KIND ? count : PER_KIND, all, "contradictions");
    }
}

static void contradictions(const report *r)
{
    static const char *const kinds[][2] = {{"withdrawn", "Withdrawn by their outlet"},
                                           {"corrected", "Corrected by their outlet"},
                                           {"figures differ", "Numbers that differ"},
                                           {"same outlet, same day", "One outlet, one day, two numbers"},
                                           {"implausible magnitude", "Numbers of an implausible size"},
                                           {"attribution lost", "Numbers that lost their speaker"},
                                           {"attribution inflated", "Numbers whose speaker grew"},
                                           {"accusation and denial", "Accusations and denials"},
                                           {"denied", "Reported and denied"},
                                           {"verification marker lost", "Told without the doubt"},
                                           {"positions differ", "Parties of one state that differ"},
                                           {"position changed", "Positions that changed"}};
    const size_t known = sizeof kinds / sizeof kinds[0];
    size_t count = 0;
    for (size_t i = 0; i < r->rows->contradictions.count; i++)
        count += report_has_sides(r, &r->rows->contradictions.at[i]);
    doc_heading(r->d, 2, "contradictions", "What does not agree");
    if (!count) {
        doc_paragraph(r->d);
        doc_text(r->d, "No contradiction was found in this scope. That does not mean that all agree.");
        return;
    }
    for (size_t i = 0; i < known; i++) one_kind(r, sv_of(kinds[i][0]), kinds[i][1]);
    for (size_t i = 0; i < r->rows->contradictions.count;
         i++) { /* kinds that this list has not, each at its first row */
        sitrep_sv kind = r->rows->contradictions.at[i].kind;
        bool told = false;
        for (size_t k = 0; k < known && !told; k++) told = sv_eq(kind, sv_of(kinds[k][0]));
        for (size_t k = 0; k < i && !told; k++) told = sv_eq(kind, r->rows->contradictions.at[k].kind);
        if (!told) one_kind(r, kind, NULL);
    }
}

void report_said(const report *r)
{
    contradictions(r);
    undertakings(r);
    statements(r);
}
