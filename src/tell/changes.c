/* tell/changes.c — finding what changed since a moment, in rows that are loaded and related. */
#include "tell/changes.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

#define STEPS_MAX       400
#define STEPS_OF_SERIES 6
#define ORIGINS_MAX     256

/* ---- figures ---- */

static bool same_count(const data_figure *a, const data_figure *b)
{
    return a->value == b->value && sv_eq(a->qualifier, b->qualifier);
}

/* Whether the number was known before, from this speaker or from anybody where this one is not named. */
static bool was_known(const report *r, const data_series *s, const data_figure *f)
{
    for (size_t i = 0; i < s->count; i++) {
        const data_figure *g = s->figures[i];
        if (g == f || !g->report || data_is_new(r->rows, g->report->known_at) || !same_count(g, f)) continue;
        if (!f->speaker.len || words_same_speaker(g->speaker, f->speaker)) return true;
    }
    return false;
}

static size_t series_steps(const report *r, const data_series *s, change_step *out, size_t room)
{
    size_t count = 0;
    const data_figure *now = report_headline(s, INT64_MAX), *before = report_headline(s, r->rows->changed_after);
    if (now && before && room && now->value != before->value && report_is_move(now, before) &&
        data_is_new(r->rows, now->report->known_at))
        out[count++] = (change_step){s, now, before, now->value > before->value ? 1 : -1};
    for (size_t i = s->count; i-- > 0 && count < room;) {
        const data_figure *f = s->figures[i];
        if (!f->report || !data_is_new(r->rows, f->report->known_at) || isnan(f->value) || was_known(r, s, f)) continue;
        bool told = false;
        for (size_t k = 0; k < count && !told; k++)
            told =
                same_count(out[k].now, f) && (!f->speaker.len || words_same_speaker(out[k].now->speaker, f->speaker));
        if (!told) out[count++] = (change_step){s, f, NULL, 0};
    }
    return count;
}

/* Planning figures last, moves before what only stands beside them, people harmed before the rest. */
static int by_importance(const void *a, const void *b)
{
    const change_step *x = a, *y = b;
    int order = report_is_planning(x->now) - report_is_planning(y->now);
    if (!order) order = (x->direction == 0) - (y->direction == 0);
    for (unsigned i = 0; !order && sitrep_figure_kind_name(i)[0]; i++) {
        bool in_x = sv_eq(x->now->kind, sv_of(sitrep_figure_kind_name(i))),
             in_y = sv_eq(y->now->kind, sv_of(sitrep_figure_kind_name(i)));
        if (in_x && in_y) break;
        order = in_y - in_x;
    }
    if (!order) order = sv_compare(y->now->ref.published, x->now->ref.published); /* the latest first */
    return order ? order : sv_compare(x->now->id, y->now->id);
}

static void find_steps(const report *r, changes *c)
{
    change_step *list = ARENA_ARRAY(r->a, change_step, STEPS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < r->rows->series.count && list; i++) {
        const data_series *s = &r->rows->series.at[i];
        if (sv_eq(s->figures[0]->kind, SV("other")) || sv_eq(s->figures[0]->kind, SV("money"))) continue;
        size_t room = STEPS_MAX - count;
        count += series_steps(r, s, list + count, room < STEPS_OF_SERIES ? room : STEPS_OF_SERIES);
    }
    for (size_t i = 0; i < count; i++) {
        c->down += list[i].direction < 0;
        c->beside += list[i].direction == 0;
        c->up += list[i].direction > 0;
    }
    if (count) qsort(list, count, sizeof *list, by_importance);
    c->steps.at = list;
    c->steps.count = count;
}

/* ---- events ---- */

static bool is_denial(const data_claim *c)
{
    return sv_eq(c->polarity, SV("-"));
}

/* What an event gained from new reports; false where nothing did. */
static bool find_growth(const report *r, const data_event *e, change_event *out)
{
    const sitrep_sv *seen[ORIGINS_MAX];
    size_t origins = 0;
    bool old_yes = false, old_no = false, new_yes = false, new_no = false;
    *out = (change_event){.event = e};
    for (size_t i = 0; i < e->claim_count; i++) {
        const data_claim *c = e->claims[i];
        if (!c->from) continue;
        bool fresh = data_is_new(r->rows, c->from->known_at), again = false;
        out->claims_new += fresh;
        *(fresh ? is_denial(c) ? &new_no : &new_yes : is_denial(c) ? &old_no : &old_yes) = true;
        const sitrep_sv *origin = c->from->origin.len ? &c->from->origin : &c->from->id;
        for (size_t k = 0; k < origins && !again; k++) again = sv_eq(*seen[k], *origin);
        if (!fresh && !again && origins < ORIGINS_MAX) seen[origins++] = origin;
    }
    out->origins_before = origins;
    out->disputed = (new_no && !old_no) || (new_yes && !old_yes && old_no);
    return out->claims_new && (e->origin_count > origins || out->disputed);
}

static void find_events(const report *r, changes *c)
{
    const data *d = r->rows;
    c->events.at = ARENA_ARRAY(r->a, const data_event *, d->events.count + 1);
    c->grown.at = ARENA_ARRAY(r->a, change_event, d->events.count + 1);
    for (size_t i = 0; i < d->events.count && c->events.at && c->grown.at; i++) {
        const data_event *e = &d->events.at[i];
        if (sv_eq(e->best->status, SV("historical"))) continue;
        if (data_is_new(d, e->known_at))
            c->events.at[c->events.count++] = e;
        else
            c->grown.count += find_growth(r, e, &c->grown.at[c->grown.count]);
    }
}

/* ---- what was said ---- */

static void find_denials(const report *r, changes *c)
{
    c->denials.at = ARENA_ARRAY(r->a, const data_statement *, r->rows->statements.count + 1);
    for (size_t i = 0; i < r->rows->statements.count && c->denials.at; i++) {
        const data_statement *s = &r->rows->statements.at[i];
        if (s->report && data_is_new(r->rows, s->report->known_at) && sv_eq(s->act, SV("deny")))
            c->denials.at[c->denials.count++] = s;
    }
}

const char *changes_outcome_name(change_outcome outcome)
{
    static const char *const names[CHANGE_OUTCOMES] = {"made",  "kept",    "broken",  "overdue",
                                                       "moved", "put off", "answered"};
    return names[outcome];
}

static change_outcome outcome_of(sitrep_sv state)
{
    static const struct {
        const char *state;
        change_outcome outcome;
    } outcomes[] = {{"fulfilled", CHANGE_KEPT},
                    {"partly", CHANGE_KEPT},
                    {"broken", CHANGE_BROKEN},
                    {"refused", CHANGE_BROKEN},
                    {"overdue", CHANGE_OVERDUE}};
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
        if (sv_eq(state, sv_of(outcomes[i].state))) return outcomes[i].outcome;
    return CHANGE_MOVED;
}

static void find_undertakings(const report *r, changes *c)
{
    const data *d = r->rows;
    for (unsigned o = 0; o < CHANGE_OUTCOMES; o++) {
        c->undertakings[o].at = ARENA_ARRAY(r->a, const data_undertaking *, d->undertakings.count + 1);
        if (!c->undertakings[o].at) return;
    }
    for (size_t i = 0; i < d->undertakings.count; i++) {
        const data_undertaking *u = &d->undertakings.at[i];
        bool open = sv_eq(u->state, SV("open"));
        bool made = u->report && data_is_new(d, u->report->known_at), moved = !open && data_is_new(d, u->since_at);
        bool put_off = u->slips > 0 && u->dated_at && data_is_new(d, u->dated_at),
             answered = u->answered_at && data_is_new(d, u->answered_at);
        change_outcome outcome = moved     ? outcome_of(u->state)
                                 : made    ? CHANGE_MADE
                                 : put_off ? CHANGE_PUT_OFF
                                           : CHANGE_ANSWERED;
        if (made || moved || put_off || answered) c->undertakings[outcome].at[c->undertakings[outcome].count++] = u;
    }
}

static void find_contradictions(const report *r, changes *c)
{
    c->contradictions.at = ARENA_ARRAY(r->a, const data_contradiction *, r->rows->contradictions.count + 1);
    for (size_t i = r->rows->contradictions.count; i-- > 0 && c->contradictions.at;) {
        const data_contradiction *x = &r->rows->contradictions.at[i];
        if (!data_is_new(r->rows, x->seen_at)) continue;
        if (sv_eq(x->kind, SV("figures differ")))
            c->differing++;
        else if (report_has_sides(r, x))
            c->contradictions.at[c->contradictions.count++] = x;
    }
}

static void find_uses(const report *r, changes *c)
{
    c->uses.at = ARENA_ARRAY(r->a, const data_use *, r->rows->uses.count + 1);
    for (size_t i = 0; i < r->rows->uses.count && c->uses.at; i++)
        if (data_is_new(r->rows, r->rows->uses.at[i].seen_at)) c->uses.at[c->uses.count++] = &r->rows->uses.at[i];
}

void changes_find(const report *r, changes *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < r->rows->reports.count; i++)
        out->reports += data_is_new(r->rows, r->rows->reports.at[i].known_at);
    find_steps(r, out);
    find_events(r, out);
    find_denials(r, out);
    find_undertakings(r, out);
    find_contradictions(r, out);
    find_uses(r, out);
}
