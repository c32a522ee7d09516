/* tell/report_parties.c — where the parties stand on what, who blames whom for what, the standing questions, and the
 * places of which nobody speaks who is no party. Each cell is a quotation and cites it; counts say which level they
 * count. */
#include "tell/report.h"

#include <stdlib.h>

#include "base/banned.h"

#define ISSUES_MAX  8
#define ACTORS_MAX  8 /* of one issue */
#define TURNS_MAX   4 /* stances of one actor that are quoted: the first, those that turned, the last */
#define BLAMES_MAX  12
#define ANSWERS_MAX 3
#define PLACES_MAX  12
#define QUOTE_MAX   170

/* ---- positions ---- */

static doc_tone stance_tone(sitrep_sv stance)
{
    if (sv_eq(stance, SV("for"))) return DOC_TONE_DONE;
    return sv_eq(stance, SV("against")) ? DOC_TONE_DENIED : DOC_TONE_DOUBT;
}

/* One issue: a run of positions, and how much it says. */
typedef struct issue_run {
    size_t begin, end, actors, flips;
} issue_run;

static int by_weight(const void *a, const void *b)
{
    const issue_run *x = a, *y = b;
    size_t p = x->actors + 3 * x->flips, q = y->actors + 3 * y->flips;
    if (p != q) return p < q ? 1 : -1;
    return x->begin < y->begin ? -1 : 1;
}

/* Whether the position at `at` is quoted: the actor's first, one that turned, or the last. */
static bool is_told(const said_table *s, size_t begin, size_t end, size_t at)
{
    return at == begin || at + 1 == end || s->positions[at].flips.len;
}

static void actor_row(const report *r, size_t begin, size_t end)
{
    const said_table *s = r->said;
    size_t told = 0;
    doc_item(r->d);
    doc_sv(r->d, DOC_STRONG, doc_cut(r->a, s->positions[begin].actor, 60));
    doc_item(r->d);
    for (size_t i = begin; i < end && told < TURNS_MAX; i++) {
        const said_position *p = &s->positions[i];
        if (!is_told(s, begin, end, i)) continue;
        if (told++) doc_text(r->d, " ");
        doc_text(r->d, "%.*s", SV_ARG(words_day(r->a, data_day(p->day), false)));
        doc_tag(r->d, stance_tone(p->stance), "%.*s%s", SV_ARG(p->stance), p->flips.len ? ", turned" : "");
    }
    doc_item(r->d);
    told = 0;
    for (size_t i = begin; i < end && told < TURNS_MAX; i++) {
        const said_position *p = &s->positions[i];
        if (!is_told(s, begin, end, i)) continue;
        if (told++) doc_text(r->d, " … ");
        doc_quote(r->d, p->ref.quote, QUOTE_MAX);
        doc_cite_ref(r->d, &p->ref);
    }
}

static void one_issue(const report *r, const issue_run *run, size_t number)
{
    static const char *const heads[] = {"Who", "Stand", "In these words", NULL};
    const said_table *s = r->said;
    size_t shown = 0;
    doc_heading_sv(r->d, 3, arena_printf(r->a, "issue-%zu", number),
                   words_capital(r->a, doc_cut(r->a, s->positions[run->begin].issue, 60)));
    doc_table(r->d, DOC_TABLE, heads);
    for (size_t i = run->begin; i < run->end && shown < ACTORS_MAX; shown++) {
        size_t end = said_actor_end(s, i);
        actor_row(r, i, end);
        i = end;
    }
    if (run->actors > ACTORS_MAX) {
        doc_list(r->d);
        report_more(r, ACTORS_MAX, run->actors, "positions --matrix");
    }
}

void report_positions(const report *r)
{
    const said_table *s = r->said;
    issue_run *runs = ARENA_ARRAY(r->a, issue_run, s->position_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < s->position_count && runs;) {
        issue_run run = {.begin = i, .end = said_issue_end(s, i)};
        for (size_t k = i; k < run.end; k = said_actor_end(s, k)) run.actors++;
        for (size_t k = i; k < run.end; k++) run.flips += s->positions[k].flips.len != 0;
        i = run.end;
        if (run.actors > 1 || run.flips) runs[count++] = run;
    }
    if (!count) return; /* a scope in which nobody takes a side has no such section */
    doc_heading(r->d, 2, "positions", "Positions: who stands where on what");
    if (count) qsort(runs, count, sizeof *runs, by_weight);
    for (size_t i = 0; i < count && i < ISSUES_MAX; i++) one_issue(r, &runs[i], i);
    if (count <= ISSUES_MAX) return;
    doc_list(r->d);
    report_more(r, ISSUES_MAX, count, "positions --matrix");
}

/* ---- blame ---- */

void report_blame(const report *r)
{
    static const char *const heads[] = {"Who blames", "Whom", "For", "How often", "In these words", NULL};
    const said_table *s = r->said;
    if (!s->blame_count) return;
    doc_heading(r->d, 2, "blame", "Who blames whom");
    doc_table(r->d, DOC_TABLE, heads);
    for (size_t i = 0; i < s->blame_count && i < BLAMES_MAX; i++) {
        const said_blame *b = &s->blames[i];
        doc_item(r->d);
        doc_sv(r->d, b->accuser.len ? DOC_STRONG : DOC_SOFT,
               b->accuser.len ? doc_cut(r->a, b->accuser, 60) : SV("nobody named"));
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, doc_cut(r->a, b->called.len ? b->called : b->accused, 90));
        doc_item(r->d);
        doc_sv(r->d, b->acts.len ? DOC_TEXT : DOC_SOFT, b->acts.len ? doc_cut(r->a, b->acts, 80) : SV("not stated"));
        doc_item(r->d);
        doc_text(r->d, "%.*s, %.*s, ", SV_ARG(words_count(r->a, (size_t)b->accusations, "accusation", "accusations")),
                 SV_ARG(words_count(r->a, (size_t)b->reports, "report", "reports")));
        doc_text(r->d, "%.*s",
                 SV_ARG(words_count(r->a, (size_t)b->origins, "independent origin", "independent origins")));
        if (b->denied > 0) doc_tag(r->d, DOC_TONE_DENIED, "denied");
        doc_item(r->d);
        doc_quote(r->d, b->ref.quote, QUOTE_MAX);
        doc_cite_ref(r->d, &b->ref);
        if (b->denial.len) doc_text(r->d, " Denied: "), doc_quote(r->d, b->denial, QUOTE_MAX);
    }
    if (s->blame_count > BLAMES_MAX) {
        doc_list(r->d);
        report_more(r, BLAMES_MAX, s->blame_count, "blame --matrix");
    }
}

/* ---- standing questions ---- */

static void one_question(const report *r, const said_question *q)
{
    const said_table *s = r->said;
    size_t shown = 0;
    doc_item(r->d);
    doc_sv(r->d, DOC_STRONG, doc_cut(r->a, q->text, 200));
    if (!(q->answers > 0)) {
        doc_text(r->d, " No answer: %.*s searched in vain.",
                 SV_ARG(words_count(r->a, (size_t)q->searched, "report", "reports")));
        return;
    }
    doc_text(r->d, " Answered in %.*s, %.*s; ", SV_ARG(words_count(r->a, (size_t)q->reports, "report", "reports")),
             SV_ARG(words_count(r->a, (size_t)q->origins, "independent origin", "independent origins")));
    doc_text(r->d, "%.0f of %.*s searched in vain; last changed %.*s.", q->in_vain,
             SV_ARG(words_count(r->a, (size_t)q->searched, "report", "reports")),
             SV_ARG(words_day(r->a, data_day(q->changed), false)));
    for (size_t i = s->answer_count; i-- > 0 && shown < ANSWERS_MAX;) { /* the latest first */
        if (!sv_eq(s->answers[i].question, q->id)) continue;
        doc_text(r->d, " ");
        doc_quote(r->d, s->answers[i].ref.quote, QUOTE_MAX);
        doc_cite_ref(r->d, &s->answers[i].ref);
        shown++;
    }
}

void report_questions(const report *r)
{
    if (!r->said->question_count) return;
    doc_heading(r->d, 2, "questions", "Standing questions");
    doc_list(r->d);
    for (size_t i = 0; i < r->said->question_count; i++)
        if (sv_eq(r->said->questions[i].state, SV("open"))) one_question(r, &r->said->questions[i]);
}

/* ---- silence ---- */

static bool is_silent(const silence_place *p)
{
    return !p->independent ? p->denied || p->origins : p->denied_since;
}

void report_silence(const report *r)
{
    static const char *const heads[] = {"Place", "What is known", "Counted", "Who was kept out", NULL};
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < r->silence->place_count; i++) count += is_silent(&r->silence->places[i]);
    if (!count) return;
    doc_heading(r->d, 3, "silence", "Places without an independent source");
    doc_table(r->d, DOC_TABLE, heads);
    for (size_t i = 0; i < r->silence->place_count && shown < PLACES_MAX; i++) {
        const silence_place *p = &r->silence->places[i];
        if (!is_silent(p)) continue;
        shown++;
        doc_item(r->d);
        doc_sv(r->d, DOC_STRONG, doc_cut(r->a, p->place, 60));
        doc_item(r->d);
        doc_text(r->d, "%s", p->verdict);
        doc_item(r->d);
        doc_text(r->d, "%.*s, %.*s, %zu of them no party", SV_ARG(words_count(r->a, p->reports, "report", "reports")),
                 SV_ARG(words_count(r->a, p->origins, "origin", "origins")), p->independent);
        doc_item(r->d);
        if (!p->denied) {
            doc_sv(r->d, DOC_SOFT, SV("nobody says so"));
            continue;
        }
        doc_quote(r->d, p->denied->quote, QUOTE_MAX);
        doc_cite_ref(r->d, p->denied);
    }
    if (count > PLACES_MAX) {
        doc_list(r->d);
        report_more(r, PLACES_MAX, count, "silence --by-place");
    }
}
