/* read/events_blame.c — who did an attack by what is said of it: those who are blamed for it or accused of it, to whom
 * it is attributed, who are held responsible, suspected or tried. That they did it is as sure as the words are; the
 * accusation is an event of its own. Two lists of data/read/words.tsv tell the constructions: `accuses_for` has the one
 * accused as object (or, of adjectives, subject) and the deed behind "for", "of", "in"; `attributes` has the deed as
 * object and the one accused behind "to" or "on". */
#include "read/events_int.h"

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

static void add_sides(ev *e, const read_set *from, uint32_t deed, read_set *out)
{
    for (uint32_t i = 0; i < from->count; i++)
        if (!read_tree_under(e->t, from->words[i], deed)) read_set_add(out, ev_side_word(e, from->words[i], true));
}

/* "Blamed the FMLN for the attack", "the rebels, accused of the killing", "responsible for the bombing". */
static void accused(ev *e, uint32_t word, uint32_t deed, read_set *out)
{
    static const char *const preps[] = {"for", "of", "in", "with"};
    static const read_step object = {READ_OBJ, {NULL, 0}};
    bool behind = false;
    for (size_t i = 0; i < sizeof preps / sizeof preps[0]; i++)
        behind |= read_tree_has_prep(e->t, deed, sv_of(preps[i]));
    if (!behind) return;
    read_set set = {0};
    if (at(e, word)->upos == SITREP_UPOS_VERB)
        read_tree_step(e->t, word, &object, &set);
    else
        read_tree_surface_subject(e->t, word, &set);
    if (!set.count && at(e, word)->deprel == SITREP_DEPREL_ACL) read_set_add(&set, at(e, word)->head);
    add_sides(e, &set, deed, out);
}

/* "Attributed the attack to the ELN", "the killing was blamed on drug traffickers". */
static void attributed(ev *e, uint32_t word, uint32_t deed, read_set *out)
{
    static const read_step object = {READ_OBJ, {NULL, 0}}, to = {READ_PREP, {"to", 2}}, on = {READ_PREP, {"on", 2}};
    read_set set = {0};
    read_tree_step(e->t, word, &object, &set);
    if (!read_set_has(&set, deed) && at(e, word)->head != deed) return;
    set.count = 0;
    read_tree_step(e->t, word, &to, &set);
    if (!set.count) read_tree_step(e->t, word, &on, &set);
    add_sides(e, &set, deed, out);
    for (uint32_t w = deed + 1; w < e->t->sentence->count && !out->count; w++) { /* hung on the deed by the parser */
        if (!read_tree_under(e->t, w, deed)) continue;
        if (read_tree_has_prep(e->t, w, SV("to"))) read_set_add(out, ev_side_word(e, w, true));
    }
}

void ev_actor_blamed(ev *e, uint32_t cand, read_set *out)
{
    const ev_cand *c = &e->cands[cand];
    uint32_t deed = c->carrier, head = at(e, deed)->head;
    if (c->pos != 'n') return;
    if (head < e->t->sentence->count) {
        if (read_word_in(e->r, at(e, head)->lemma, SV("accuses_for"))) accused(e, head, deed, out);
        if (read_word_in(e->r, at(e, head)->lemma, SV("attributes"))) attributed(e, head, deed, out);
    }
    for (uint32_t k = e->t->child[deed]; k != SITREP_NONE && !out->count; k = e->t->next[k])
        if (read_word_in(e->r, at(e, k)->lemma, SV("attributes"))) attributed(e, k, deed, out);
}
