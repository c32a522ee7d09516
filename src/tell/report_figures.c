/* tell/report_figures.c — one table per series: every stated number in the order in which it became known, with who
 * says so. Planning figures stand apart and never beside a count; so does what belongs to no series. */
#include "tell/report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

#define SERIES_MAX 30
#define PER_SERIES 40
#define APART_MAX  25

static const char *const heads[] = {"Published", "Figure", "Who says so", "Place", "Source", "Step", NULL};

static const char *measure_word(sitrep_sv measure)
{
    static const char *const words[][2] = {{"cumulative", "running total"},  {"increment", "further ones"},
                                           {"stock", "at one time"},         {"flow", "over a time"},
                                           {"planning", "planning figures"}, {"derived", "derived"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_eq(measure, sv_of(words[i][0]))) return words[i][1];
    return NULL;
}

static void row(const report *r, const data_figure *f)
{
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, words_moment(r->a, f->ref.published));
    doc_item(r->d);
    doc_sv(r->d, DOC_STRONG, words_value(r->a, f));
    if (sv_eq(f->measure, SV("derived"))) doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_DOUBT, "derived");
    if (report_is_planning(f)) doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_FUTURE, "planning");
    doc_cite_ref(r->d, &f->ref);
    doc_item(r->d);
    report_speaker(r, report_answers(r, f), f->via);
    if (report_is_lost(f)) doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_DENIED, "%s", report_loss(f));
    doc_item(r->d);
    if (f->place.len)
        doc_sv(r->d, DOC_TEXT, doc_cut(r->a, f->place, 40));
    else
        doc_sv(r->d, DOC_SOFT, SV("not stated"));
    doc_item(r->d);
    doc_sv(r->d, DOC_TEXT, f->ref.source.len ? doc_cut(r->a, f->ref.source, 50) : SV("not stated"));
    doc_item(r->d);
    sitrep_sv step = f->step.len ? f->step : SV("alone");
    bool said = f->note.len && sv_starts(f->note, step); /* "attribution lost: …" says the step itself */
    if (!said) doc_sv(r->d, DOC_TEXT, step);
    if (!said && f->note.len) doc_text(r->d, "; ");
    if (f->note.len) doc_sv(r->d, DOC_SOFT, doc_cut(r->a, f->note, 140));
}

/* "Killed, Kyrgyzstan: 47 figures from 9 speakers". */
static void series_heading(const report *r, const data_series *s, size_t n)
{
    char anchor[24];
    const data_figure *f = s->figures[0];
    snprintf(anchor, sizeof anchor, "series-%zu", n);
    sitrep_sv text = words_capital(r->a, report_series_name(r, s)), country = report_country(r, s->country);
    text = arena_printf(r->a, "%.*s, %.*s", SV_ARG(text), SV_ARG(country.len ? country : SV("country not stated")));
    const char *measure = measure_word(f->measure);
    if (measure && !sv_eq(f->measure, SV("derived"))) text = arena_printf(r->a, "%.*s: %s", SV_ARG(text), measure);
    doc_heading_sv(r->d, 3, arena_copy(r->a, sv_of(anchor)), text);
}

static size_t speakers_of(const data_series *s, size_t *out_unnamed)
{
    size_t count = 0;
    *out_unnamed = 0;
    for (size_t i = 0; i < s->count; i++) {
        bool again = false;
        if (!s->figures[i]->speaker.len) ++*out_unnamed;
        for (size_t k = 0; k < i && !again; k++)
            again = words_same_speaker(s->figures[i]->speaker, s->figures[k]->speaker);
        count += s->figures[i]->speaker.len && !again;
    }
    return count;
}

static void one_series(const report *r, const data_series *s, size_t n)
{
    size_t unnamed, speakers = speakers_of(s, &unnamed), lost = 0;
    for (size_t i = 0; i < s->count; i++) lost += report_is_lost(s->figures[i]);
    series_heading(r, s, n);
    doc_paragraph(r->d);
    sitrep_sv had = lost ? arena_printf(r->a, ", %zu of which had one before", lost) : SV("");
    doc_sv(r->d, DOC_SOFT,
           arena_printf(r->a, "%.*s from %.*s; %zu without a speaker%.*s.",
                        SV_ARG(words_count(r->a, s->count, "number", "numbers")),
                        SV_ARG(words_count(r->a, speakers, "speaker", "speakers")), unnamed, SV_ARG(had)));
    doc_table(r->d, DOC_TABLE, heads);
    size_t first = s->count > PER_SERIES ? s->count - PER_SERIES : 0;
    for (size_t i = first; i < s->count; i++) row(r, s->figures[i]);
    if (first) {
        doc_list(r->d);
        report_more(r, PER_SERIES, s->count, "figures");
    }
}

/* Kinds of people harmed or moved come first; within them the longest series. */
static int kind_rank(const data_series *s)
{
    for (int i = 0; sitrep_figure_kind_name((unsigned)i)[0]; i++)
        if (sv_eq(s->figures[0]->kind, sv_of(sitrep_figure_kind_name((unsigned)i)))) return i;
    return 99;
}

static int by_reading_order(const void *a, const void *b)
{
    const data_series *x = *(const data_series *const *)a, *y = *(const data_series *const *)b;
    int order = kind_rank(x) - kind_rank(y);
    if (order) return order;
    if (x->local != y->local) return x->local - y->local;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return (x > y) - (x < y);
}

static bool stands_alone(const data_series *s)
{
    return s->count == 1 && kind_rank(s) > 9; /* one mention of protesters, money or things: told together below */
}

static void apart(const report *r, const char *anchor, const char *title, const char *why,
                  bool (*is_one)(const report *r, const data_figure *f))
{
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < r->rows->figures.count; i++) count += is_one(r, &r->rows->figures.at[i]);
    if (!count) return;
    doc_heading(r->d, 3, anchor, "%s", title);
    doc_paragraph(r->d);
    doc_text(r->d, "%s", why);
    doc_list(r->d);
    for (size_t i = 0; i < r->rows->figures.count && shown < APART_MAX; i++) {
        const data_figure *f = &r->rows->figures.at[i];
        if (!is_one(r, f)) continue;
        doc_item(r->d);
        doc_text(r->d, "%s: ", words_kind(f->kind));
        report_figure_text(r, f, REPORT_SOURCE);
        doc_text(r->d, ". ");
        doc_quote(r->d, f->ref.quote, 160);
        shown++;
    }
    report_more(r, shown, count, "figures");
}

static bool is_planning(const report *r, const data_figure *f)
{
    (void)r;
    return report_is_planning(f);
}

static bool is_single(const report *r, const data_figure *f)
{
    if (report_is_planning(f)) return false;
    if (!f->series.len) return true;
    for (size_t i = 0; i < r->rows->series.count; i++)
        if (r->rows->series.at[i].figures[0] == f) return stands_alone(&r->rows->series.at[i]);
    return false;
}

void report_figures(const report *r)
{
    size_t count = 0;
    const data_series **list = ARENA_ARRAY(r->a, const data_series *, r->rows->series.count + 1);
    if (!list) return;
    for (size_t i = 0; i < r->rows->series.count; i++) {
        const data_series *s = &r->rows->series.at[i];
        if (!report_is_planning(s->figures[0]) && !stands_alone(s)) list[count++] = s;
    }
    if (count) qsort(list, count, sizeof(const data_series *), by_reading_order);
    doc_heading(r->d, 2, "figures", "Figures, with who says so");
    if (!r->rows->figures.count) {
        doc_paragraph(r->d);
        doc_text(r->d, "No report in this scope states a number. That is not zero.");
    }
    for (size_t i = 0; i < count && i < SERIES_MAX; i++) one_series(r, list[i], i + 1);
    if (count > SERIES_MAX) {
        doc_list(r->d);
        report_more(r, SERIES_MAX, count, "figures");
    }
    apart(r, "planning", "Planning figures",
          "Estimates that help to plan aid, or worst cases. They are no counts and enter no total.", is_planning);
    apart(r, "single-figures", "Other numbers", "Stated once, and part of no series.", is_single);
}
