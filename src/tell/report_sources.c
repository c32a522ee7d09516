/* tell/report_sources.c — where it all comes from, and how to read it. */
#include "tell/report.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

static void number(const report *r, double value)
{
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, words_number(r->a, isnan(value) ? 0 : value));
}

static void outlets(const report *r)
{
    static const char *const heads[] = {"Outlet", "Reports", "First with it", "Claims", "Figures", "Statements", "From",
                                        "To",     NULL};
    doc_heading(r->d, 3, "outlets", "Outlets");
    doc_table(r->d, DOC_TABLE, heads);
    for (size_t i = 0; i < r->rows->sources.count; i++) {
        const data_source *s = &r->rows->sources.at[i];
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, doc_cut(r->a, s->source, 60));
        number(r, s->reports);
        number(r, s->first_with_it);
        number(r, s->claims);
        number(r, s->figures);
        number(r, s->statements);
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, words_day(r->a, data_day(s->earliest), false));
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, words_day(r->a, data_day(s->latest), false));
    }
}

static int by_published(const void *a, const void *b)
{
    const data_report *x = *(const data_report *const *)a, *y = *(const data_report *const *)b;
    if (x->published_day != y->published_day) return x->published_day < y->published_day ? -1 : 1;
    int order = sv_compare(x->published, y->published);
    return order ? order : sv_compare(x->id, y->id);
}

static void reports(const report *r)
{
    static const char *const heads[] = {"Published", "Source", "Title", "Id", "Origin", "Claims", "Figures", NULL};
    const data_report **list = ARENA_ARRAY(r->a, const data_report *, r->rows->reports.count);
    if (!list) return;
    for (size_t i = 0; i < r->rows->reports.count; i++) list[i] = &r->rows->reports.at[i];
    if (r->rows->reports.count) qsort(list, r->rows->reports.count, sizeof(const data_report *), by_published);
    doc_heading(r->d, 3, "reports", "Reports");
    doc_block *table = doc_table(r->d, DOC_TABLE, heads);
    if (table) {
        table->folded = true;
        table->caption = arena_printf(r->a, "All %.*s in this scope",
                                      SV_ARG(words_count(r->a, r->rows->reports.count, "report", "reports")));
    }
    for (size_t i = 0; i < r->rows->reports.count; i++) {
        const data_report *x = list[i];
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, words_moment(r->a, x->published));
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, x->source.len ? doc_cut(r->a, x->source, 60) : SV("not stated"));
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, x->title.len ? doc_cut(r->a, x->title, 120) : SV("no title"));
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, x->external_id.len ? doc_cut(r->a, x->external_id, 40) : x->id);
        doc_item(r->d);
        doc_sv(r->d, DOC_TEXT, x->origin_reason.len ? doc_cut(r->a, x->origin_reason, 100) : SV("not yet compared"));
        number(r, x->claims);
        number(r, x->figures);
    }
}

static void reading_notes(const report *r)
{
    static const char *const notes[][2] = {
        {"Zero", "is printed only where a report states it."},
        {"None reported", "means that no report in the scope states a number or an event of the kind."},
        {"Not stated", "means that the report leaves it open: no speaker, no place, no day."},
        {"Unknown", "means that a report says that it is not known: the sentence is quoted."},
        {"Withheld", "means that somebody is reported to know and not to tell: the sentence is quoted."},
        {"Attribution lost", "marks a number that is printed without a speaker after a speaker had given it."},
        {"Origin", "counts reports that copy or rewrite one another once."},
        {"Order", "Events are chosen by type, place, origins and age; the weight is a choice of this program, not a "
                  "measure of gravity."},
        {"Places",
         "finer than a province are drawn as points; what is known only to a province or a country is never a point."},
    };
    doc_heading(r->d, 3, "notes", "How to read this");
    doc_list(r->d);
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
        doc_item(r->d);
        doc_sv(r->d, DOC_STRONG, sv_of(notes[i][0]));
        doc_text(r->d, " %s", notes[i][1]);
    }
}

void report_sources(const report *r)
{
    doc_heading(r->d, 2, "sources", "Sources");
    outlets(r);
    reports(r);
    reading_notes(r);
}
