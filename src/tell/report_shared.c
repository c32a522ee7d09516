/* tell/report_shared.c — sentences that several sections use. */
#include "tell/report.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"

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
    doc_sv(r->d, DOC_SOFT,
           arena_printf(r->a, "and %.*s more: `sitrep %s` lists all %.*s.",
                        SV_ARG(words_number(r->a, (double)(all - shown))), verb,
                        SV_ARG(words_number(r->a, (double)all))));
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

/* "Coercion (arrest): police → 12 people". */
static void add_coding(const report *r, buf *out, const data_claim *c)
{
    sitrep_sv actors = doc_cut(r->a, c->actors, 90), recipients = doc_cut(r->a, c->recipients, 90);
    buf_add_sv(out, words_capital(r->a, sv_of(words_type(c->type))));
    if (c->mode.len) buf_printf(out, " (%.*s)", SV_ARG(doc_cut(r->a, c->mode, 24)));
    if (actors.len || recipients.len) buf_printf(out, ": %.*s", SV_ARG(actors.len ? actors : SV("actor not stated")));
    if (recipients.len) buf_printf(out, " → %.*s", SV_ARG(recipients));
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
        doc_tag(r->d, DOC_TONE_DENIED, status && !e->happened ? "said not to be %s" : "said not to have happened",
                status ? status : "");
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

/* "According to X, in the Post; 3 reports, 2 independent origins." */
static void add_standing(const report *r, buf *out, const data_event *e)
{
    const data_claim *c = e->best;
    sitrep_sv source = c->ref.source.len ? doc_cut(r->a, c->ref.source, 60) : SV("a source not stated");
    if (c->speaker.len)
        buf_printf(out, "According to %.*s, in %.*s", SV_ARG(doc_cut(r->a, c->speaker, 70)), SV_ARG(source));
    else
        buf_printf(out, "%.*s", SV_ARG(source));
    if (e->report_count > 1)
        buf_printf(out, "; %.*s, %.*s", SV_ARG(words_count(r->a, e->report_count, "report", "reports")),
                   SV_ARG(words_count(r->a, e->origin_count, "independent origin", "independent origins")));
    if (e->party_origins && e->party_origins == e->origin_count)
        buf_add_sv(out, e->origin_count > 1 ? SV(", all of them a party to the conflict")
                                            : SV("; its only voice is a party to the conflict"));
    else if (e->party_origins)
        buf_printf(out, ", %zu of them a party to the conflict", e->party_origins);
    buf_add_char(out, '.');
    for (size_t i = 0; i < e->claim_count; i++)
        if (e->claims[i]->verified.len) {
            buf_printf(out, " Verified: %.*s", SV_ARG(doc_cut(r->a, e->claims[i]->verified, 160)));
            break;
        }
    if (c->review.len) {
        sitrep_sv words = doc_cut(r->a, words_capital(r->a, c->review), 300);
        buf_printf(out, " %.*s.", SV_ARG(words));
    }
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

static bool same_state(const data_event *a, const data_event *b)
{
    return a->happened == b->happened && a->denied == b->denied && sv_eq(a->best->status, b->best->status);
}

static bool same_sentence(const data_event *a, const data_event *b)
{
    const doc_ref *x = &a->best->ref, *y = &b->best->ref;
    return x->sentence_first == y->sentence_first && sv_eq(x->report, y->report) && same_state(a, b);
}

/* "22 June, Cheryomushki"; a day that is not stated is the report's. */
static void lead(const report *r, const data_event *e, bool with_place)
{
    int32_t published = data_day(e->best->ref.published);
    sitrep_sv when = e->day != SITREP_DAY_NONE ? words_day(r->a, e->day, false)
                     : published != SITREP_DAY_NONE
                         ? arena_printf(r->a, "Reported %.*s", SV_ARG(words_day(r->a, published, false)))
                         : SV("Day not stated");
    if (with_place && e->placed)
        when = arena_printf(r->a, "%.*s, %.*s", SV_ARG(when), SV_ARG(report_place(r, e->placed)));
    doc_sv(r->d, DOC_STRONG, when);
    if (with_place && !e->placed) doc_sv(r->d, DOC_SOFT, SV(", place not stated"));
}

/* One item for events[at] and all later ones on the same sentence, which are marked as told. Gives how many they are.
 */
static size_t event_item(const report *r, const data_event *const *events, size_t count, size_t at, bool *told,
                         bool with_place)
{
    const data_event *e = events[at];
    buf coding = BUF_INIT(1 << 16);
    size_t merged = 1;
    doc_item(r->d);
    lead(r, e, with_place);
    state_tags(r, e);
    doc_text(r->d, " — ");
    doc_quote(r->d, e->best->ref.quote, 260);
    doc_text(r->d, " ");
    add_coding(r, &coding, e->best);
    for (size_t i = at + 1; i < count; i++) {
        if (told[i] || !same_sentence(e, events[i])) continue;
        buf_add_sv(&coding, SV("; "));
        add_coding(r, &coding, events[i]->best);
        told[i] = true;
        merged++;
    }
    buf_add_sv(&coding, SV(". "));
    add_standing(r, &coding, e);
    doc_sv(r->d, DOC_SOFT, arena_copy(r->a, buf_sv(&coding)));
    cite_event(r, e);
    if (coding.failed) r->a->failed = true;
    buf_release(&coding);
    return merged;
}

size_t report_event_list(const report *r, const data_event *const *events, size_t count, bool with_place, size_t most,
                         const char *verb)
{
    bool *told = ARENA_ARRAY(r->a, bool, count + 1);
    size_t items = 0, shown = 0;
    if (!told || !count) return 0;
    doc_list(r->d);
    for (size_t i = 0; i < count && items < most; i++) {
        if (told[i]) continue;
        shown += event_item(r, events, count, i, told, with_place);
        items++;
    }
    report_more(r, shown, count, verb);
    return shown;
}

/* ---- statements ---- */

#define SAYS_SOMETHING 32 /* code points */

sitrep_sv report_said_text(sitrep_sv content, sitrep_sv sentence)
{
    return utf8_count(content) >= SAYS_SOMETHING ? content : sentence;
}

#define SAME_MAX 4 /* reports that one statement cites */

/* Cites later statements of the same words and speaker in the item at hand, and marks them as told. */
static size_t cite_same(const report *r, const data_statement *const *list, size_t count, size_t at, bool *told)
{
    size_t same = 0;
    for (size_t i = at + 1; i < count; i++) {
        const data_statement *s = list[at], *o = list[i];
        if (told[i] || !sv_eq(s->content, o->content) || !sv_eq(s->act, o->act) ||
            !words_same_speaker(s->speaker, o->speaker))
            continue;
        if (same++ < SAME_MAX - 1) doc_cite_ref(r->d, &o->ref);
        told[i] = true;
    }
    return same;
}

void report_statement_list(const report *r, const data_statement *const *list, size_t count, size_t most,
                           const char *verb)
{
    bool *told = ARENA_ARRAY(r->a, bool, count + 1);
    size_t items = 0, shown = 0;
    if (!told || !count) return;
    doc_list(r->d);
    for (size_t i = 0; i < count && items < most; i++) {
        const data_statement *s = list[i];
        if (told[i]) continue;
        doc_item(r->d);
        doc_sv(r->d, DOC_STRONG, words_day(r->a, data_day(s->day), false));
        doc_text(r->d, " — ");
        report_speaker(r, s->speaker, s->via);
        doc_text(r->d, " %s", words_act(s->act));
        if (s->addressee.len) doc_text(r->d, " (to %.*s)", SV_ARG(doc_cut(r->a, s->addressee, 50)));
        doc_text(r->d, ": ");
        doc_quote(r->d, report_said_text(s->content, s->ref.quote), 240);
        doc_text(r->d, " ");
        doc_sv(r->d, DOC_SOFT, s->ref.source.len ? doc_cut(r->a, s->ref.source, 60) : SV("source not stated"));
        doc_cite_ref(r->d, &s->ref);
        shown += 1 + cite_same(r, list, count, i, told);
        items++;
    }
    report_more(r, shown, count, verb);
}

/* ---- figures ---- */

bool report_is_planning(const data_figure *f)
{
    return sv_eq(f->measure, SV("planning"));
}

bool report_is_lost(const data_figure *f)
{
    return sv_starts(f->note, SV("attribution "));
}

bool report_is_implausible(const data_figure *f)
{
    return sv_find(f->note, SV("implausible"), 0) != SIZE_MAX;
}

const char *report_loss(const data_figure *f)
{
    return sv_starts(f->note, SV("attribution inflated")) ? "attribution inflated" : "attribution lost";
}

sitrep_sv report_answers(const report *r, const data_figure *f)
{
    static const sitrep_sv government = {"government of ", 14};
    if (f->speaker.len || report_is_lost(f)) return f->speaker;
    if (!sv_starts(f->line, government)) return f->line;
    sitrep_sv country = report_country(r, sv_part(f->line, government.len, f->line.len));
    return arena_printf(r->a, "official (government of %.*s), no speaker named", SV_ARG(country));
}

sitrep_sv report_line(const report *r, const data_figure *f)
{
    static const sitrep_sv government = {"government of ", 14};
    if (report_is_lost(f)) return f->speaker;
    if (sv_starts(f->line, government))
        return arena_printf(r->a, "government of %.*s",
                            SV_ARG(report_country(r, sv_part(f->line, government.len, f->line.len))));
    return f->line.len ? f->line : f->speaker;
}

static void figure_tags(const report *r, const data_figure *f)
{
    if (report_is_planning(f)) doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_FUTURE, "planning figure, not a count");
    if (sv_eq(f->measure, SV("derived")))
        doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_DOUBT, "derived from another number");
    if (report_is_lost(f)) doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_DENIED, "%s", report_loss(f));
    if (sv_starts(f->review, SV("corrected")))
        doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_FUTURE, "corrected on review");
    if (sv_starts(f->review, SV("unverifiable")))
        doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_DOUBT, "unverifiable, a reviewer says");
    if (report_is_implausible(f)) doc_text(r->d, " "), doc_tag(r->d, DOC_TONE_DENIED, "implausible beside its series");
}

void report_figure_text(const report *r, const data_figure *f, report_detail detail)
{
    doc_sv(r->d, DOC_STRONG, words_value(r->a, f));
    figure_tags(r, f);
    doc_text(r->d, " — ");
    report_speaker(r, report_answers(r, f), f->via);
    if (detail == REPORT_DAY) doc_text(r->d, ", %.*s", SV_ARG(words_day(r->a, f->published_day, false)));
    if (detail == REPORT_SOURCE)
        doc_text(r->d, " (%.*s, %.*s)",
                 SV_ARG(f->ref.source.len ? doc_cut(r->a, f->ref.source, 60) : SV("source not stated")),
                 SV_ARG(words_day(r->a, f->published_day, false)));
    doc_cite_ref(r->d, &f->ref);
}

/* Whether each of its numbers was read as one more on top: what there is, where nobody gave a total. */
static bool counts_additions(const data_series *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (!sv_eq(s->figures[i]->measure, SV("increment"))) return false;
    return true;
}

/* The crisis before an incident, a count with totals before one of additions, then the longer one. */
static int series_rank(const data_series *s)
{
    return (s->local ? 0 : 2) + (counts_additions(s) ? 0 : 1);
}

const data_series *report_main_series(const report *r, const char *kind)
{
    const data_series *main = NULL;
    for (size_t i = 0; i < r->rows->series.count; i++) {
        const data_series *s = &r->rows->series.at[i];
        if (!sv_eq(s->figures[0]->kind, sv_of(kind)) || report_is_planning(s->figures[0])) continue;
        int rank = series_rank(s), best = main ? series_rank(main) : -1;
        if (rank > best || (rank == best && s->count > main->count)) main = s;
    }
    return main;
}

sitrep_sv report_series_name(const report *r, const data_series *s)
{
    const char *kind = words_kind(s->figures[0]->kind);
    sitrep_sv where = s->local ? s->incident.len ? s->incident : SV("one incident") : (sitrep_sv){"", 0};
    if (where.len && s->group.len) return arena_printf(r->a, "%s (%.*s, %.*s)", kind, SV_ARG(where), SV_ARG(s->group));
    if (where.len || s->group.len) return arena_printf(r->a, "%s (%.*s)", kind, SV_ARG(where.len ? where : s->group));
    return sv_of(kind);
}

bool report_is_sound(const data_figure *f)
{
    return !report_is_planning(f) && !report_is_implausible(f) && !isnan(f->value);
}

static bool is_count(const data_figure *f)
{
    static const char *const counts[] = {"none", "exact", "at_least", "more_than"};
    bool count = false;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        count = count || sv_eq(f->qualifier, sv_of(counts[i]));
    return count && report_is_sound(f) && !sv_eq(f->measure, SV("derived"));
}

/* A number that tells how large its count is, right or wrong: estimates too, no vague words. */
static bool tells_size(const data_figure *f)
{
    return !report_is_planning(f) && !isnan(f->value) && !sv_eq(f->qualifier, SV("vague")) &&
           !sv_eq(f->measure, SV("derived"));
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

#define MEDIAN_DAYS 21
#define MEDIAN_MAX  64u
/* The middle of the numbers of the last weeks; NAN where there are fewer than three. */
static double middle(const data_series *s, int64_t known_until, int32_t newest)
{
    double values[MEDIAN_MAX];
    size_t count = 0;
    for (size_t i = s->count; i-- > 0 && count < MEDIAN_MAX;) {
        const data_figure *f = s->figures[i];
        if (tells_size(f) && f->report && f->report->known_at <= known_until &&
            data_age(newest, f->published_day) <= MEDIAN_DAYS)
            values[count++] = f->value;
    }
    if (count < 3) return NAN;
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

/* The day on which the series first had the number: a report that repeats an old one does not make it new. */
static int32_t first_stated(const data_series *s, const data_figure *f)
{
    int32_t day = f->published_day;
    for (size_t i = 0; i < s->count; i++) {
        const data_figure *g = s->figures[i];
        if (g->value == f->value && g->published_day != SITREP_DAY_NONE && g->published_day < day)
            day = g->published_day;
    }
    return day;
}

#define VAGUE_WAITS 20.0
/* A day of age costs half a point: a count that is three days newer wins over a name. A number out of all proportion to
 * the counts of the last weeks has to wait for others. */
static double merit(const data_series *s, const data_figure *f, int32_t newest, double usual)
{
    double merit = -0.5 * data_age(newest, first_stated(s, f));
    if (!isnan(usual) && (f->value > 4 * usual || f->value * 4 < usual)) merit -= 3;
    if (sv_eq(f->qualifier, SV("vague"))) merit -= VAGUE_WAITS; /* "tens of thousands" heads no card beside a count */
    return merit + (is_count(f) ? 2 : 0) + (f->speaker.len || (f->line.len && !report_is_lost(f)) ? 1.5 : 0) +
           (sv_eq(f->measure, SV("cumulative")) ? 1 : 0);
}

bool report_is_move(const data_figure *now, const data_figure *before)
{
    static const char *const counted[] = {"killed",    "injured",  "missing",  "detained",  "abducted",
                                          "displaced", "refugees", "returned", "evacuated", "houses_destroyed"};
    bool is_counted = false;
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++)
        is_counted = is_counted || sv_eq(now->kind, sv_of(counted[i]));
    return is_counted && !sv_eq(now->qualifier, SV("vague")) && !sv_eq(before->qualifier, SV("vague"));
}

const data_figure *report_headline(const data_series *s, int64_t known_until)
{
    const data_figure *best = NULL;
    int32_t newest = SITREP_DAY_NONE;
    for (size_t i = 0; i < s->count; i++) {
        const data_figure *f = s->figures[i];
        if (f->report && f->report->known_at <= known_until && f->published_day > newest) newest = f->published_day;
    }
    double usual = middle(s, known_until, newest);
    for (size_t i = 0; i < s->count; i++) {
        const data_figure *f = s->figures[i];
        if (!f->report || f->report->known_at > known_until || !report_is_sound(f) || sv_eq(f->measure, SV("derived")))
            continue;
        if (!best || merit(s, f, newest, usual) >= merit(s, best, newest, usual)) best = f;
    }
    return best;
}
