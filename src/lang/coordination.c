/* lang/coordination.c — like joins like: "rejected an offer to send observers and accused France" joins the two finite
 * verbs, never an infinitive to a past tense. Where the parser joined unlike forms, the second goes to the nearest verb
 * above that is like it. */
#include "lang/lang_int.h"

#include "base/banned.h"

static bool is_finite(const sitrep_word *w)
{
    return strcmp(w->xpos, "VBD") == 0 || strcmp(w->xpos, "VBZ") == 0 || strcmp(w->xpos, "VBP") == 0;
}

static bool has_child(const sitrep_sentence *s, uint32_t head, unsigned deprel)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->words[i].head == head && s->words[i].deprel == deprel) return true;
    return false;
}

void lang_coordination_settle(sitrep_sentence *s)
{
    for (uint32_t i = 1; i < s->count; i++) {
        sitrep_word *w = &s->words[i];
        if (w->deprel != SITREP_DEPREL_CONJ || !is_finite(w) || w->head == SITREP_NONE || w->head > i) continue;
        if (strcmp(s->words[w->head].xpos, "VB") != 0 || !has_child(s, w->head, SITREP_DEPREL_MARK)) continue;
        if (has_child(s, i, SITREP_DEPREL_NSUBJ)) continue; /* a clause of its own */
        uint32_t above = s->words[w->head].head;
        while (above != SITREP_NONE &&
               !(above < i && is_finite(&s->words[above]) && s->words[above].upos == SITREP_UPOS_VERB))
            above = s->words[above].head;
        if (above != SITREP_NONE && strcmp(s->words[above].xpos, w->xpos) == 0) w->head = above;
    }
}
