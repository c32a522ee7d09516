/* tell/policy_apply.c — the numbers of one count through the rules of a policy, in this order: what never enters, what
 * the policy leaves out, how many origins a number needs, what is too old, who is preferred, and of each speaker the
 * latest. A number that does not enter keeps the reason; nothing is dropped in silence. */
#include <math.h>
#include <stdlib.h>

#include "tell/policy.h"

#include "base/banned.h"

/* ---- what a number is ---- */

static bool is_derived(const data_figure *f)
{
    return sv_eq(f->measure, SV("derived"));
}

static const data_figure *figure_in(const data_series *s, sitrep_sv id)
{
    for (size_t i = 0; i < s->count && id.len; i++)
        if (sv_eq(s->figures[i]->id, id)) return s->figures[i];
    return NULL;
}

/* Whether the line of a number has a multiplication that gives it: "2,000" of one who multiplied 191 by ten. */
static bool is_product(const data_series *s, const data_figure *f)
{
    for (size_t i = 0; i < s->count; i++) {
        const data_figure *m = s->figures[i];
        if (!sv_eq(m->step, SV("multiplier")) || !sv_eq(m->series, f->series)) continue;
        const data_figure *base = figure_in(s, m->from);
        if (base && words_is_product(words_factor(m->text) * base->value, f->value)) return true;
    }
    return false;
}

/* The qualifier as a thing of the rules; exact for none. */
static policy_thing thing_of(const data_figure *f)
{
    static const struct {
        const char *qualifier;
        policy_thing thing;
    } things[] = {{"vague", POLICY_vague},        {"about", POLICY_about},     {"up_to", POLICY_up_to},
                  {"fewer_than", POLICY_up_to},   {"between", POLICY_between}, {"at_least", POLICY_at_least},
                  {"more_than", POLICY_more_than}};
    for (size_t i = 0; i < sizeof things / sizeof things[0]; i++)
        if (sv_eq(f->qualifier, sv_of(things[i].qualifier))) return things[i].thing;
    return POLICY_exact;
}

static bool is_unnamed(const data_figure *f)
{
    return !f->speaker.len && (!f->line.len || report_is_lost(f));
}

static bool has_words(sitrep_sv text, sitrep_sv words)
{
    for (size_t i = 0; i + words.len <= text.len; i++)
        if (sv_eq_fold(sv_part(text, i, i + words.len), words)) return true;
    return false;
}

/* Whether a name of the rules is who says the number, whose line it is in, or who prints it, on its day. */
static bool is_by(const policy_name *n, const data_figure *f)
{
    if (n->from != SITREP_DAY_NONE && f->published_day < n->from) return false;
    if (n->until != SITREP_DAY_NONE && f->published_day > n->until) return false;
    return has_words(f->speaker, n->words) || (!report_is_lost(f) && has_words(f->line, n->words)) ||
           has_words(f->via, n->words) || has_words(f->ref.source, n->words);
}

static bool is_by_any(const policy_name *list, size_t count, const data_figure *f)
{
    for (size_t i = 0; i < count; i++)
        if (is_by(&list[i], f)) return true;
    return false;
}

/* How many independent origins state the number of `f` in the count until the day. */
static size_t origins_of(const policy_outcome *o, const data_figure *f)
{
    size_t count = 0;
    for (size_t i = 0; i < o->count; i++) {
        const data_report *mine = o->numbers[i].figure->report;
        bool again = !mine || o->numbers[i].figure->value != f->value;
        for (size_t k = 0; k < i && !again; k++) {
            const data_report *other = o->numbers[k].figure->report;
            again = other && o->numbers[k].figure->value == f->value &&
                    sv_eq(other->origin.len ? other->origin : other->id, mine->origin.len ? mine->origin : mine->id);
        }
        count += !again;
    }
    return count;
}

/* ---- the rules, each gives the numbers that fall a reason ---- */

static sitrep_sv leave_out(const sitrep_policy *p, const data_series *s, const data_figure *f)
{
    static const struct {
        policy_thing thing;
        bool (*is)(const data_figure *f);
        const char *reason;
    } things[] = {{POLICY_derived, is_derived, "made of another number"},
                  {POLICY_implausible, report_is_implausible, "implausible beside its count"},
                  {POLICY_unnamed, is_unnamed, "nobody is named for it"}};
    static const char *const by_qualifier[POLICY_THING_COUNT] = {
        [POLICY_vague] = "vague",          [POLICY_about] = "a round number",   [POLICY_up_to] = "an upper bound alone",
        [POLICY_between] = "a range",      [POLICY_at_least] = "a lower bound", [POLICY_more_than] = "a lower bound",
        [POLICY_exact] = "an exact number"};
    policy_thing thing = thing_of(f);
    if (report_is_planning(f)) return SV("a planning figure, never a count");
    if (isnan(f->value)) return is_derived(f) ? SV("made of another number") : SV("no number stated");
    if (sv_eq(f->step, SV("increment"))) return SV("an addition, not a total");
    for (size_t i = 0; i < sizeof things / sizeof things[0]; i++)
        if (p->left_out[things[i].thing] && things[i].is(f)) return sv_of(things[i].reason);
    bool inflated = sv_starts(f->note, SV("attribution inflated"));
    if (report_is_lost(f) && p->left_out[inflated ? POLICY_inflated : POLICY_lost])
        return inflated ? SV("its speaker grew on the way") : SV("its speaker was lost on the way");
    if (p->left_out[POLICY_derived] && is_product(s, f)) return SV("made of another number");
    if (p->left_out[thing] && by_qualifier[thing]) return sv_of(by_qualifier[thing]);
    if (p->only_count && !is_by_any(p->only, p->only_count, f)) return SV("not by those whom the policy takes");
    if (is_by_any(p->without, p->without_count, f)) return SV("by one whom the policy leaves out");
    return (sitrep_sv){"", 0};
}

static void need_origins(const sitrep_policy *p, const report *r, policy_outcome *o)
{
    for (size_t i = 0; i < o->count; i++) {
        policy_number *n = &o->numbers[i];
        n->origins = origins_of(o, n->figure);
        if (!n->reason.len && n->origins < p->origins)
            n->reason = arena_printf(r->a, "%.*s; the policy asks for %u",
                                     SV_ARG(words_count(r->a, n->origins, "origin", "origins")), p->origins);
    }
}

/* Numbers that are old beside the newest one that enters: if nothing new comes, the last ones stand. */
static void drop_old(const sitrep_policy *p, const report *r, policy_outcome *o)
{
    int32_t newest = SITREP_DAY_NONE;
    for (size_t i = 0; i < o->count; i++)
        if (!o->numbers[i].reason.len && o->numbers[i].figure->published_day > newest)
            newest = o->numbers[i].figure->published_day;
    for (size_t i = 0; i < o->count && p->window; i++) {
        policy_number *n = &o->numbers[i];
        if (!n->reason.len && data_age(newest, n->figure->published_day) > p->window)
            n->reason = arena_printf(r->a, "more than %d days old", (int)p->window);
    }
}

static void prefer(const sitrep_policy *p, const report *r, policy_outcome *o)
{
    const policy_name *first = NULL;
    for (size_t k = 0; k < p->prefer_count && !first; k++)
        for (size_t i = 0; i < o->count && !first; i++)
            if (!o->numbers[i].reason.len && is_by(&p->prefer[k], o->numbers[i].figure)) first = &p->prefer[k];
    for (size_t i = 0; i < o->count && first; i++)
        if (!o->numbers[i].reason.len && !is_by(first, o->numbers[i].figure))
            o->numbers[i].reason = arena_printf(r->a, "'%.*s' is preferred", SV_ARG(first->words));
}

/* Of one speaker only the latest number stands. */
static void keep_latest(const report *r, policy_outcome *o)
{
    for (size_t i = 0; i < o->count; i++)
        for (size_t k = i + 1; k < o->count && !o->numbers[i].reason.len; k++) {
            const data_figure *now = o->numbers[k].figure, *then = o->numbers[i].figure;
            if (o->numbers[k].reason.len || !words_same_speaker(report_line(r, now), report_line(r, then))) continue;
            o->numbers[i].reason = now->value == then->value ? SV("said again by the same speaker later")
                                                             : SV("the same speaker has a later number");
        }
}

/* ---- choosing ---- */

static double weight_of(const sitrep_policy *p, const policy_number *n, int32_t newest)
{
    double weight = p->weights[thing_of(n->figure)] * (n->made ? p->weights[POLICY_derived] : 1);
    if (!is_unnamed(n->figure) && p->weigh_named > 0) weight *= p->weigh_named;
    if (n->origins > 1) weight *= 1 + p->weigh_origin * (double)(n->origins - 1);
    if (p->half_life > 0) weight *= pow(0.5, data_age(newest, n->figure->published_day) / p->half_life);
    return weight;
}

/* The end of a number's own range that a part of the outcome takes. */
static double end_of(const data_figure *f, policy_part part)
{
    if (part == POLICY_LOW && !isnan(f->low)) return f->low;
    if (part == POLICY_HIGH && !isnan(f->high)) return f->high;
    return f->value;
}

typedef struct ranked {
    const policy_number *number;
    double value;
    size_t order;
} ranked;

static int by_value(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* The first of the sorted at which half of the weight is reached. */
static const ranked *weighted_middle(const ranked *list, size_t count, bool even)
{
    double all = 0, sum = 0;
    for (size_t i = 0; i < count; i++) all += even ? 1 : list[i].number->weight;
    for (size_t i = 0; i < count; i++) {
        sum += even ? 1 : list[i].number->weight;
        if (sum * 2 >= all) return &list[i];
    }
    return count ? &list[count - 1] : NULL;
}

static const ranked *choose(const ranked *sorted, size_t count, policy_choice choice)
{
    const ranked *latest = count ? &sorted[0] : NULL;
    switch (choice) {
    case POLICY_LOWEST:
        return count ? &sorted[0] : NULL;
    case POLICY_HIGHEST:
        return count ? &sorted[count - 1] : NULL;
    case POLICY_MIDDLE:
        return weighted_middle(sorted, count, true);
    case POLICY_WEIGHTED:
        return weighted_middle(sorted, count, false);
    case POLICY_LATEST:
    case POLICY_CHOICES:
        break;
    }
    /* Numbers of one day: a named speaker before none, then the order in which they came. */
    for (size_t i = 1; i < count; i++) {
        const data_figure *f = sorted[i].number->figure, *g = latest->number->figure;
        bool later = f->published_day > g->published_day, same = f->published_day == g->published_day;
        bool better = is_unnamed(g) && !is_unnamed(f), worse = is_unnamed(f) && !is_unnamed(g);
        if (later || (same && (better || (!worse && sorted[i].order > latest->order)))) latest = &sorted[i];
    }
    return latest;
}

static void choose_parts(const sitrep_policy *p, const report *r, policy_outcome *o)
{
    ranked *list = ARENA_ARRAY(r->a, ranked, o->count + 1);
    int32_t newest = SITREP_DAY_NONE;
    for (size_t i = 0; i < o->count; i++)
        if (!o->numbers[i].reason.len && o->numbers[i].figure->published_day > newest)
            newest = o->numbers[i].figure->published_day;
    for (unsigned part = 0; part < POLICY_PARTS && list; part++) {
        size_t count = 0;
        for (size_t i = 0; i < o->count; i++) {
            policy_number *n = &o->numbers[i];
            if (n->reason.len) continue;
            n->weight = weight_of(p, n, newest);
            list[count++] = (ranked){n, end_of(n->figure, (policy_part)part), i};
        }
        if (count) qsort(list, count, sizeof *list, by_value);
        const ranked *got = choose(list, count, p->choices[part]);
        o->parts[part] = got ? got->number->figure : NULL;
        o->values[part] = got ? got->value : NAN;
        o->entered = count;
    }
}

void policy_apply(const sitrep_policy *policy, const report *r, const data_series *s, int32_t day, policy_outcome *out)
{
    *out = (policy_outcome){.values = {NAN, NAN, NAN}};
    out->numbers = ARENA_ARRAY(r->a, policy_number, s->count + 1);
    for (size_t i = 0; i < s->count && out->numbers; i++) {
        const data_figure *f = s->figures[i];
        if (f->published_day == SITREP_DAY_NONE || f->published_day > day) continue;
        out->numbers[out->count++] =
            (policy_number){.figure = f, .reason = leave_out(policy, s, f), .made = is_product(s, f)};
    }
    need_origins(policy, r, out);
    drop_old(policy, r, out);
    prefer(policy, r, out);
    keep_latest(r, out);
    choose_parts(policy, r, out);
}
