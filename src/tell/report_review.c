/* tell/report_review.c — what people decided about what was read: corrected, rejected, merged …, by whom and why, so
 * that no number and no event of the report changes silently. Nothing where nobody decided anything. */
#include "tell/report.h"

#include "base/banned.h"

#define DECISIONS_MAX 40

static bool in_scope(const report *r, const data_patch *p)
{
    if (sv_eq(p->action, SV("undo"))) return false; /* told with what it undoes */
    return !p->report.len || data_report_of(r->rows, p->report) != NULL;
}

static sitrep_sv what_changed(const report *r, const data_patch *p)
{
    if (!p->change.len) return words_capital(r->a, p->action);
    return arena_printf(r->a, "Correct: %.*s", SV_ARG(doc_cut(r->a, p->change, 160)));
}

static void decision(const report *r, const data_patch *p)
{
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, words_moment(r->a, p->at));
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, doc_cut(r->a, p->who, 60));
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, p->target);
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, what_changed(r, p));
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, doc_cut(r->a, p->reason, 200));
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT,
           sv_eq(p->state, SV("applied")) ? SV("in force")
           : p->state.len                 ? p->state
                                          : SV("not looked at"));
}

void report_review(const report *r)
{
    static const char *const heads[] = {"When", "Who", "About", "Decision", "Reason", "State", NULL};
    size_t count = 0, rejected = 0, told = 0;
    for (size_t i = 0; i < r->rows->patches.count; i++) {
        const data_patch *p = &r->rows->patches.at[i];
        count += in_scope(r, p);
        rejected += in_scope(r, p) && sv_eq(p->action, SV("reject")) && sv_eq(p->state, SV("applied"));
    }
    if (!count) return;
    doc_heading(r->d, 2, "review", "Decisions of reviewers");
    doc_paragraph(r->d);
    doc_text(r->d, "%.*s of people about what the program read, each signed.",
             SV_ARG(words_capital(r->a, words_count(r->a, count, "decision", "decisions"))));
    if (rejected)
        doc_text(r->d, " %.*s rejected: left out of all counts here.",
                 SV_ARG(words_capital(r->a, words_count(r->a, rejected, "row was", "rows were"))));
    doc_text(r->d, " What was read before stays in the ledger.");
    doc_table(r->d, DOC_TABLE, heads);
    for (size_t i = 0; i < r->rows->patches.count && told < DECISIONS_MAX; i++) {
        if (!in_scope(r, &r->rows->patches.at[i])) continue;
        decision(r, &r->rows->patches.at[i]);
        told++;
    }
    if (count > told) {
        doc_list(r->d);
        report_more(r, told, count, "review patches");
    }
}
