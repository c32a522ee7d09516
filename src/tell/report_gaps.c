/* tell/report_gaps.c — what is not known, kept apart: what nobody reports, what is not stated, what is said to be
 * unknown, what was withheld, what could not be reached or checked, and where only one origin speaks. */
#include "tell/report.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

#define PER_KIND   10
#define PLACES_MAX 12

/* Kinds of figures that somebody will ask for. */
static const char *const asked[] = {"killed",    "injured",  "missing",  "detained",  "abducted",
                                    "displaced", "refugees", "returned", "evacuated", "houses_destroyed"};

static void none_reported(const report *r)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        bool there = false;
        for (size_t k = 0; k < r->rows->figures.count && !there; k++)
            there = sv_eq(r->rows->figures.at[k].kind, sv_of(asked[i]));
        if (there) continue;
        if (!count++) {
            doc_item(r->d);
            doc_sv(r->d, DOC_STRONG, SV("None reported"));
            doc_text(r->d, ", which is not zero: no report states how many were ");
        } else {
            doc_text(r->d, ", ");
        }
        doc_text(r->d, "%s", words_kind(sv_of(asked[i])));
    }
    if (count) doc_text(r->d, ".");
}

static void not_stated(const report *r)
{
    size_t all = 0, day = 0, place = 0, actor = 0, speaker = 0;
    for (size_t i = 0; i < r->rows->events.count; i++) {
        const data_event *e = &r->rows->events.at[i];
        if (!e->happened) continue;
        all++;
        day += e->day == SITREP_DAY_NONE;
        place += e->placed == NULL;
        actor += !e->best->actors.len;
    }
    for (size_t i = 0; i < r->rows->figures.count; i++) speaker += !r->rows->figures.at[i].speaker.len;
    if (!all && !speaker) return;
    doc_item(r->d);
    doc_sv(r->d, DOC_STRONG, SV("Not stated"));
    doc_text(r->d,
             ": of %.*s reported as happened, the day of %zu, the place of %zu, the actor of %zu; of %.*s, the speaker "
             "of %zu.",
             SV_ARG(words_count(r->a, all, "event", "events")), day, place, actor,
             SV_ARG(words_count(r->a, r->rows->figures.count, "figure", "figures")), speaker);
}

/* ---- one origin ---- */

typedef struct voice {
    sitrep_sv place, origin, source;
    size_t events;
    bool several;
} voice;

static sitrep_sv origin_name(const data_claim *c)
{
    return c->from && c->from->origin.len ? c->from->origin : c->ref.report;
}

static int by_events(const void *a, const void *b)
{
    const voice *x = a, *y = b;
    if (x->events != y->events) return x->events < y->events ? 1 : -1;
    return sv_compare(x->place, y->place);
}

/* Places finer than a province at which all events come from one origin. */
static void single_voices(const report *r)
{
    voice *list = ARENA_ARRAY(r->a, voice, r->rows->events.count + 1);
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < r->rows->events.count && list; i++) {
        const data_event *e = &r->rows->events.at[i];
        if (!e->happened || !e->placed || !data_is_point(e->placed->precision)) continue;
        size_t k = 0;
        while (k < count && !sv_eq(list[k].place, e->placed->place)) k++;
        if (k == count) list[count++] = (voice){e->placed->place, origin_name(e->best), e->best->ref.source, 0, false};
        list[k].events++;
        for (size_t c = 0; c < e->claim_count; c++)
            list[k].several = list[k].several || !sv_eq(origin_name(e->claims[c]), list[k].origin);
    }
    if (!list) return;
    if (count) qsort(list, count, sizeof *list, by_events);
    for (size_t i = 0; i < count && shown < PLACES_MAX; i++) {
        if (list[i].several) continue;
        if (!shown++) {
            doc_item(r->d);
            doc_sv(r->d, DOC_STRONG, SV("One origin only"));
            doc_text(r->d, ", so that nothing can be compared: ");
        } else {
            doc_text(r->d, "; ");
        }
        doc_text(r->d, "%.*s (%.*s, %.*s)", SV_ARG(doc_cut(r->a, list[i].place, 50)),
                 SV_ARG(words_count(r->a, list[i].events, "event", "events")),
                 SV_ARG(list[i].source.len ? doc_cut(r->a, list[i].source, 50) : SV("source not stated")));
    }
    if (shown) doc_text(r->d, ".");
}

/* ---- what reports say of it ---- */

static const char *const headings[ACCESS_KINDS] = {"Not reached, not let in", "Lines cut", "Not verified",
                                                   "Said to be unknown",      "Withheld",  "Asked, no answer"};

static int by_time(const void *a, const void *b)
{
    const access_note *x = *(const access_note *const *)a, *y = *(const access_note *const *)b;
    int order = sv_compare(y->ref.published, x->ref.published); /* the latest first */
    if (!order) order = sv_compare(x->ref.report, y->ref.report);
    return order ? order
                 : (x->ref.sentence_first > y->ref.sentence_first) - (x->ref.sentence_first < y->ref.sentence_first);
}

/* Near-copies say the same sentence: it is told once and cites them all. */
static void one_kind(const report *r, unsigned kind)
{
    const access_note **list = ARENA_ARRAY(r->a, const access_note *, r->access->count + 1);
    bool *told = ARENA_ARRAY(r->a, bool, r->access->count + 1);
    size_t count = 0, items = 0, shown = 0;
    for (size_t i = 0; i < r->access->count && list; i++)
        if (r->access->at[i].kind == kind) list[count++] = &r->access->at[i];
    if (!count || !told) return;
    if (count) qsort(list, count, sizeof(const access_note *), by_time);
    doc_heading(r->d, 3, access_kinds[kind], "%s", headings[kind]);
    doc_list(r->d);
    for (size_t i = 0; i < count && items < PER_KIND; i++) {
        if (told[i]) continue;
        doc_item(r->d);
        doc_sv(r->d, DOC_STRONG, words_day(r->a, data_day(list[i]->ref.published), false));
        doc_text(r->d, " — ");
        doc_quote(r->d, list[i]->ref.quote, 260);
        doc_text(r->d, " ");
        doc_sv(r->d, DOC_SOFT,
               list[i]->ref.source.len ? doc_cut(r->a, list[i]->ref.source, 60) : SV("source not stated"));
        for (size_t k = i; k < count; k++) {
            if (told[k] || !sv_eq(list[k]->ref.quote, list[i]->ref.quote)) continue;
            doc_cite_ref(r->d, &list[k]->ref);
            told[k] = true;
            shown++;
        }
        items++;
    }
    report_more(r, shown, count, "sentences --text …");
}

void report_gaps(const report *r)
{
    doc_heading(r->d, 2, "gaps", "What is not known");
    doc_list(r->d);
    none_reported(r);
    not_stated(r);
    single_voices(r);
    report_silence(r);
    for (unsigned kind = 0; kind < ACCESS_KINDS; kind++) one_kind(r, kind);
    if (!r->access->searched) {
        doc_paragraph(r->d);
        doc_text(r->d, "Sentences about access and silence were not searched: their list of phrases was not found.");
    }
}
