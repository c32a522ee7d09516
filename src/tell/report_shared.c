/* tell/report_shared.c — sentences that several sections use. */
#include "tell/report.h"

#include <math.h>

#include "base/banned.h"

sitrep_sv report_country(const report *r, sitrep_sv code)
{
    sitrep_sv name = map_country_name(r->world, code);
    return name.len ? name : code;
}

sitrep_sv report_place(const report *r, const data_claim *c)
{
    if (!c || !c->place.len) return SV("place not stated");
    sitrep_sv name = doc_cut(r->a, c->place, 60);
    if (data_is_point(c->precision)) return name;
    if (sv_eq(c->precision, SV("province"))) return arena_printf(r->a, "%.*s (province; no town stated)", SV_ARG(name));
    if (sv_eq(c->precision, SV("country"))) return arena_printf(r->a, "%.*s (no closer place stated)", SV_ARG(name));
    return name;
}

void report_more(const report *r, size_t shown, size_t all, const char *verb)
{
    if (shown >= all) return;
    doc_item(r->d);
    doc_sv(r->d, DOC_SOFT, arena_printf(r->a, "and %s more: `sitrep %s` lists all %s.", words_number(r->a, (double)(all - shown)).ptr, verb,
                                        words_number(r->a, (double)all).ptr));
}

void report_speaker(const report *r, sitrep_sv speaker, sitrep_sv via)
{
    if (!speaker.len) {
        doc_sv(r->d, DOC_SOFT, SV("speaker not stated"));
        return;
    }
    doc_sv(r->d, DOC_TEXT, doc_cut(r->a, speaker, 70));
    if (via.len && !words_same_speaker(via, speaker)) {
        doc_text(r->d, ", passed on by ");
        doc_sv(r->d, DOC_TEXT, doc_cut(r->a, via, 70));
    }
}

/* ---- events ---- */

static void sides(const report *r, const data_claim *c)
{
    if (c->actors.len) {
        doc_text(r->d, ": ");
        doc_sv(r->d, DOC_TEXT, doc_cut(r->a, c->actors, 90));
    } else if (c->recipients.len) {
        doc_text(r->d, ": actor not stated");
    }
    if (c->recipients.len) {
        doc_text(r->d, " → ");
        doc_sv(r->d, DOC_TEXT, doc_cut(r->a, c->recipients, 90));
    }
}

/* Who first denies what others report; NULL where nobody does. */
static const data_claim *denier(const data_event *e)
{
    for (size_t i = 0; i < e->claim_count; i++)
        if (sv_eq(e->claims[i]->polarity, SV("-"))) return e->claims[i];
    return NULL;
}

/* An event that is not plainly past says so beside its name. */
static void state_tags(const report *r, const data_event *e)
{
    const data_claim *c = e->best;
    doc_tone tone;
    const char *status = words_status(c->status, &tone);
    if (e->denied && e->happened) {
        doc_text(r->d, " ");
        const data_claim *who = denier(e);
        sitrep_sv name = doc_cut(r->a, who && who->speaker.len ? who->speaker : who ? who->ref.source : SV(""), 60);
        doc_tag(r->d, DOC_TONE_DENIED, name.len ? "contested: denied by %.*s" : "contested", SV_ARG(name));
    } else if (e->denied) {
        doc_text(r->d, " ");
        doc_tag(r->d, DOC_TONE_DENIED, status && !e->happened ? "said not to be %s" : "said not to have happened", status ? status : "");
    } else if (status && !(e->happened && !sv_eq(c->status, SV("ongoing")))) {
        doc_text(r->d, " ");
        doc_tag(r->d, tone, "%s", status);
    }
    if (sv_eq(c->certainty, SV("probable")) || sv_eq(c->certainty, SV("possible"))) {
        doc_text(r->d, " ");
        doc_tag(r->d, DOC_TONE_DOUBT, "%.*s", SV_ARG(c->certainty));
    }
    if (c->omission > 0) {
        doc_text(r->d, " ");
        doc_tag(r->d, DOC_TONE_DOUBT, "accused of not acting");
    }
}

/* "according to X; 3 reports, 2 independent origins". */
static void standing(const report *r, const data_event *e)
{
    const data_claim *c = e->best;
    if (c->speaker.len) {
        doc_text(r->d, "According to ");
        report_speaker(r, c->speaker, c->via);
        doc_text(r->d, ", in %.*s", SV_ARG(c->ref.source.len ? doc_cut(r->a, c->ref.source, 60) : SV("a source not stated")));
    } else {
        doc_text(r->d, "Reported by %.*s", SV_ARG(c->ref.source.len ? doc_cut(r->a, c->ref.source, 60) : SV("a source not stated")));
    }
    if (e->report_count > 1)
        doc_text(r->d, "; %.*s, %.*s", SV_ARG(words_count(r->a, e->report_count, "report", "reports")),
                 SV_ARG(words_count(r->a, e->origin_count, "independent origin", "independent origins")));
    doc_text(r->d, ".");
}

#define CITES_MAX 4 /* of one event: the best claim and the first of other origins */
static void cite_event(const report *r, const data_event *e)
{
    size_t cited = 1;
    doc_cite_ref(r->d, &e->best->ref);
    for (size_t i = 0; i < e->claim_count && cited < CITES_MAX; i++) {
        const data_claim *c = e->claims[i];
        bool again = sv_eq(c->ref.report, e->best->ref.report);
        for (size_t k = 0; k < i && !again; k++) again = sv_eq(e->claims[k]->ref.report, c->ref.report);
        if (again) continue;
        doc_cite_ref(r->d, &c->ref);
        cited++;
    }
    const data_claim *who = denier(e);
    if (who && e->happened) doc_cite_ref(r->d, &who->ref);
}

void report_event_item(const report *r, const data_event *e, unsigned parts)
{
    const data_claim *c = e->best;
    doc_item(r->d);
    if (parts & EVENT_DAY) {
        doc_sv(r->d, DOC_SOFT, words_day(r->a, e->day, false));
        doc_text(r->d, " ");
    }
    doc_sv(r->d, DOC_STRONG, words_capital(r->a, sv_of(words_type(c->type))));
    if (c->mode.len) {
        doc_text(r->d, " (");
        doc_sv(r->d, DOC_TEXT, doc_cut(r->a, c->mode, 24));
        doc_text(r->d, ")");
    }
    state_tags(r, e);
    sides(r, c);
    if (parts & EVENT_PLACE) {
        doc_text(r->d, " — ");
        doc_sv(r->d, DOC_TEXT, report_place(r, e->placed));
    }
    doc_text(r->d, ". ");
    doc_quote(r->d, c->ref.quote, parts & EVENT_SHORT ? 180 : 260);
    doc_text(r->d, " ");
    standing(r, e);
    cite_event(r, e);
}

/* ---- figures ---- */

bool report_is_planning(const data_figure *f)
{
    return sv_eq(f->measure, SV("planning"));
}

bool report_is_lost(const data_figure *f)
{
    return sv_starts(f->note, SV("attribution lost"));
}

bool report_is_implausible(const data_figure *f)
{
    return sv_starts(f->note, SV("implausible"));
}

static void figure_tags(const report *r, const data_figure *f)
{
    if (report_is_planning(f)) doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_FUTURE, "planning figure, not a count");
    if (sv_eq(f->measure, SV("derived"))) doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_DOUBT, "derived from another number");
    if (report_is_lost(f)) doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_DENIED, "attribution lost");
    if (report_is_implausible(f)) doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_DENIED, "implausible beside its series");
}

void report_figure_text(const report *r, const data_figure *f, bool with_source)
{
    doc_sv(r->d, DOC_STRONG, words_value(r->a, f));
    figure_tags(r, f);
    doc_text(r->d, " — ");
    report_speaker(r, f->speaker, f->via);
    if (with_source)
        doc_text(r->d, " (%.*s, %.*s)", SV_ARG(f->ref.source.len ? doc_cut(r->a, f->ref.source, 60) : SV("source not stated")),
                 SV_ARG(words_day(r->a, f->published_day, false)));
    doc_cite_ref(r->d, &f->ref);
}

const data_series *report_main_series(const report *r, const char *kind)
{
    const data_series *main = NULL;
    for (size_t i = 0; i < r->rows->series.count; i++) {
        const data_series *s = &r->rows->series.at[i];
        const data_figure *f = s->figures[0];
        if (!sv_eq(f->kind, sv_of(kind)) || report_is_planning(f) || sv_eq(f->measure, SV("increment"))) continue;
        if (!main || (main->local && !s->local) || (main->local == s->local && s->count > main->count)) main = s;
    }
    return main;
}
