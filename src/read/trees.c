/* read/trees.c — trees that the parser gets wrong in one known way, put right before anybody reads them.
 * "Died in police firing": the parser takes the noun for a participle of which the force is subject or which hangs
 * beside it. Behind a preposition, or where a verb follows, a force and its deed are one noun phrase. The sentences
 * that change are copies in the report's arena; indices and spans stay what they are. */
#include "read/who.h"

static sitrep_word *at(sitrep_sentence *s, uint32_t w)
{
    return &s->words[w];
}

static bool is_finite(const sitrep_word *x)
{
    return x->upos == SITREP_UPOS_AUX || (x->upos == SITREP_UPOS_VERB && strstr(x->feats, "VerbForm=Fin"));
}

static bool is_one(const sitrep_word *x, const char *const *words)
{
    for (; *words; words++)
        if (sv_eq_fold(x->form, sv_of(*words))) return true;
    return false;
}

/* The preposition that the noun phrase ending at `noun` stands behind; SITREP_NONE. "With police firing" is a clause,
 * and stones are thrown "at police firing". */
static uint32_t preposition(const sitrep_sentence *s, uint32_t noun)
{
    static const char *const clausal[] = {"with", "at", "like", "as", "than", "for", NULL};
    static const char *const temporal[] = {"after", "before", "since", "despite", NULL};
    uint32_t w = noun;
    while (w > 0 && (s->words[w - 1].upos == SITREP_UPOS_DET || s->words[w - 1].upos == SITREP_UPOS_ADJ)) w--;
    if (w == 0) return SITREP_NONE;
    const sitrep_word *x = &s->words[w - 1];
    bool opens = x->upos == SITREP_UPOS_ADP && !is_one(x, clausal);
    return opens || (x->upos == SITREP_UPOS_SCONJ && is_one(x, temporal)) ? w - 1 : SITREP_NONE;
}

/* Whether word w is a deed ("firing") that the force in front of it makes a noun. */
static bool is_deed_of_force(const read_ctx *r, uint32_t s, uint32_t w)
{
    static const char *const relatives[] = {"that", "which", NULL};
    const sitrep_sentence *x = &r->doc->sentences[s];
    const sitrep_word *deed = &x->words[w], *force = &x->words[w - 1];
    if (deed->upos != SITREP_UPOS_VERB || !sv_ends(deed->form, SV("ing"))) return false;
    if (force->upos != SITREP_UPOS_NOUN && force->upos != SITREP_UPOS_PROPN) return false;
    if (!read_word_in(r, deed->form, SV("force_deed")) || !read_word_in(r, force->form, SV("force_name"))) return false;
    for (uint32_t i = 0; i < x->count; i++) /* "of police beating a man": a clause */
        if (x->words[i].head == w && x->words[i].deprel == SITREP_DEPREL_OBJ && i > w) return false;
    if (preposition(x, w - 1) != SITREP_NONE) return true;
    if (w + 1 >= x->count) return false;
    return is_finite(&x->words[w + 1]) || (is_one(&x->words[w + 1], relatives) && w + 2 < x->count);
}

static bool is_above(const sitrep_sentence *s, uint32_t above, uint32_t w)
{
    for (uint32_t steps = 0; w < s->count && steps <= s->count; steps++, w = s->words[w].head)
        if (w == above) return true;
    return false;
}

/* Gives word w the place in the tree that a noun has there. */
static void settle(sitrep_sentence *s, uint32_t w, uint32_t prep)
{
    sitrep_word *deed = at(s, w), *force = at(s, w - 1);
    if (force->head != w && !is_above(s, w, force->head)) {
        deed->head = force->head;
        deed->deprel = force->deprel;
    } else if (prep != SITREP_NONE && deed->head < s->count) {
        uint8_t head = at(s, deed->head)->upos;
        bool noun = head == SITREP_UPOS_NOUN || head == SITREP_UPOS_PROPN;
        deed->deprel = noun ? SITREP_DEPREL_NMOD : SITREP_DEPREL_OBL;
    } else if (w + 1 < s->count && is_finite(at(s, w + 1))) {
        uint32_t verb = w + 1;
        while (at(s, verb)->upos == SITREP_UPOS_AUX && at(s, verb)->head < s->count && at(s, verb)->head > w)
            verb = at(s, verb)->head;
        if (is_above(s, w, verb)) { /* the verb takes the deed's own place */
            at(s, verb)->head = deed->head;
            at(s, verb)->deprel = deed->deprel;
        }
        deed->head = verb;
        deed->deprel = SITREP_DEPREL_NSUBJ;
    }
    for (uint32_t i = 0; i < w - 1; i++) {
        sitrep_word *x = at(s, i);
        if (x->head == w - 1 && i + 5 > w) x->head = w;
        if (i == prep && x->head == w) x->deprel = SITREP_DEPREL_CASE;
    }
    for (uint32_t i = w + 1; i < s->count; i++) {
        sitrep_word *x = at(s, i);
        if (x->head == w && x->deprel == SITREP_DEPREL_CCOMP) x->deprel = SITREP_DEPREL_ACL_RELCL;
        if (x->head == w && x->deprel == SITREP_DEPREL_OBL) x->deprel = SITREP_DEPREL_NMOD;
    }
    force->head = w;
    force->deprel = SITREP_DEPREL_COMPOUND;
}

/* The sentence as a copy that may be changed; *copy is the analysis that holds it, made at the first one. */
static sitrep_sentence *own(read_ctx *r, uint32_t s, sitrep_analysis **copy)
{
    sitrep_word *words = ARENA_ARRAY(&r->arena, sitrep_word, r->doc->sentences[s].count);
    if (!words) return NULL;
    if (!*copy) {
        sitrep_analysis *doc = ARENA_NEW(&r->arena, sitrep_analysis);
        sitrep_sentence *sentences = ARENA_ARRAY(&r->arena, sitrep_sentence, r->doc->count);
        if (!doc || !sentences) return NULL;
        *doc = *r->doc;
        memcpy(sentences, r->doc->sentences, doc->count * sizeof *sentences);
        doc->sentences = sentences;
        r->doc = *copy = doc;
    }
    sitrep_sentence *x = &(*copy)->sentences[s];
    memcpy(words, x->words, x->count * sizeof *words);
    x->words = words;
    return x;
}

bool read_trees_mend(read_ctx *r)
{
    sitrep_analysis *copy = NULL;
    for (uint32_t s = 0; s < r->doc->count; s++) {
        sitrep_sentence *x = NULL;
        for (uint32_t w = 1; w < r->doc->sentences[s].count; w++) {
            if (!is_deed_of_force(r, s, w)) continue;
            if (!x && !(x = own(r, s, &copy))) return false;
            settle(x, w, preposition(x, w - 1));
            sitrep_word *deed = at(x, w);
            deed->upos = SITREP_UPOS_NOUN;
            deed->xpos = "NN";
            deed->feats = "Number=Sing";
            deed->lemma = read_lower(r, deed->form);
        }
    }
    return true;
}
