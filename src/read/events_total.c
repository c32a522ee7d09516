/* read/events_total.c — deeds that are not of the day's news: totals of a whole war, old deeds that somebody speaks of
 * or honours, dates that belong to another deed of the sentence. */
#include "read/events_int.h"

#define OLD_DAYS 60 /* before publication: older than what a report of the day is about */

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

static uint32_t verb_of(const ev *e, const ev_cand *c)
{
    uint32_t verb = c->support_count ? c->support[c->support_count - 1] : c->carrier;
    return at(e, verb)->upos == SITREP_UPOS_VERB ? verb : SITREP_NONE;
}

static bool is_perfect(const ev *e, uint32_t verb)
{
    for (uint32_t n = 0; n < 3; n++) { /* "has killed … and displaced" */
        for (uint32_t c = e->t->child[verb]; c != SITREP_NONE; c = e->t->next[c])
            if (at(e, c)->deprel == SITREP_DEPREL_AUX && sv_eq_fold(at(e, c)->lemma, SV("have"))) return true;
        uint32_t first = read_tree_first_conjunct(e->t, verb);
        if (first == verb) return false;
        verb = first;
    }
    return false;
}

static bool is_old(const ev *e, const sitrep_time *t)
{
    return e->r->published_day != SITREP_DAY_NONE && t->end != SITREP_DAY_NONE &&
           t->end < e->r->published_day - OLD_DAYS;
}

/* Whether the clause begins with "since": "since the war began", "since 2009". */
static bool says_since(const ev *e, uint32_t verb)
{
    for (uint32_t w = 0; w < e->t->sentence->count; w++) {
        const sitrep_word *x = at(e, w);
        bool opens = x->deprel == SITREP_DEPREL_CASE || x->deprel == SITREP_DEPREL_MARK;
        if (!opens || !sv_eq_fold(x->form, SV("since")) || x->head >= e->t->sentence->count) continue;
        uint32_t above = at(e, x->head)->head, time = e->r->word_time[read_index(e->r, e->s, x->head)];
        if (time != SITREP_NONE && !is_old(e, &e->r->times.items[time])) continue; /* "since Monday" */
        if (above == verb || above == read_tree_first_conjunct(e->t, verb)) return true;
    }
    return false;
}

bool ev_is_total(const ev *e, const ev_cand *c)
{
    static const read_step steps[] = {
        {READ_SUBJ, {NULL, 0}}, {READ_PREP, {"in", 2}}, {READ_PREP, {"during", 6}}, {READ_PREP, {"by", 2}}};
    uint32_t verb = verb_of(e, c);
    if (verb == SITREP_NONE || !is_perfect(e, verb)) return false;
    if (says_since(e, verb)) return true;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        read_set set = {0};
        read_tree_step(e->t, verb, &steps[i], &set);
        if (i == 0) read_tree_surface_subject(e->t, verb, &set);
        for (uint32_t k = 0; k < set.count; k++)
            if (read_word_in(e->r, at(e, set.words[k])->lemma, SV("war_noun"))) return true;
    }
    return false;
}

/* "Overturned the conviction for the killing of six Jesuits in 1989": an old date behind the name of another deed is
 * that deed's. */
bool ev_time_of_other(ev *e, const ev_cand *c, uint32_t time, uint32_t word)
{
    if (c->pos != 'v' || word < c->word || !is_old(e, &e->r->times.items[time])) return false;
    for (uint32_t i = 0; i < e->count; i++) {
        const ev_cand *o = &e->cands[i];
        if (o->pos != 'n' || o->dropped || o->word <= c->word || o->word >= word || o->carrier == c->carrier) continue;
        uint8_t type = ev_type_of(e, i);
        if (type == SITREP_EVENT_TYPE_COUNT || ev_quad_of(type) != 4) continue;
        bool apart =
            at(e, o->word)->deprel == SITREP_DEPREL_OBL || at(e, o->word)->deprel == SITREP_DEPREL_NMOD ||
            (at(e, o->word)->deprel == SITREP_DEPREL_OBJ && ev_quad_of(ev_type_of(e, e->of_word[c->word])) % 2 == 1);
        for (uint32_t w = o->word; apart && w < word; w++) apart = !sv_eq(at(e, w)->form, SV(","));
        if (apart) return true;
    }
    return false;
}

/* Whether "years after", "a decade since" stands before a word. */
static bool after_years(const ev *e, uint32_t w)
{
    for (uint32_t c = e->t->child[w]; c != SITREP_NONE; c = e->t->next[c]) {
        unsigned d = at(e, c)->deprel;
        if ((d != SITREP_DEPREL_CASE && d != SITREP_DEPREL_MARK) || c == 0) continue;
        if (!sv_eq_fold(at(e, c)->form, SV("after")) && !sv_eq_fold(at(e, c)->form, SV("since"))) continue;
        if (read_word_in(e->r, at(e, c - 1)->lemma, SV("long_time"))) return true;
    }
    return false;
}

/* "Ten years after the massacre", "a century since troops fired": old, as is what is told of its site. */
bool ev_is_remembered(const ev *e, const ev_cand *c)
{
    uint32_t verb = verb_of(e, c);
    if (after_years(e, c->carrier) || (verb != SITREP_NONE && after_years(e, verb))) return true;
    if (verb == SITREP_NONE || at(e, verb)->deprel != SITREP_DEPREL_ACL_RELCL ||
        at(e, verb)->head >= e->t->sentence->count)
        return false;
    if (!read_word_in(e->r, at(e, at(e, verb)->head)->lemma, SV("memorial"))) return false;
    for (uint32_t w = 0; w < e->t->sentence->count; w++)
        if (after_years(e, w) || read_word_in(e->r, at(e, w)->lemma, SV("anniversary"))) return true;
    return false;
}
