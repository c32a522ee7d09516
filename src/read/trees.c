/* read/trees.c — trees that the parser gets wrong in known ways, put right before anybody reads them.
 * "Died in police firing": the parser takes the noun for a participle of which the force is subject or which hangs
 * beside it. Behind a preposition, or where a verb follows, a force and its deed are one noun phrase.
 * "Denied that the camp had been cleared and said troops had left": the second verb of saying is the speaker's, not
 * the camp's, where its form does not fit the verb that it is joined to.
 * The sentences that change are copies in the report's arena; indices and spans stay what they are. */
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

static bool has_xpos(const sitrep_word *x, const char *tag)
{
    return strcmp(x->xpos, tag) == 0;
}

/* What the children of a word say of its form. */
typedef struct below {
    bool subject, complement, to, modal, had, be, cop_present;
} below;

static below below_of(const sitrep_sentence *s, uint32_t w)
{
    below b = {0};
    for (uint32_t i = 0; i < s->count; i++) {
        const sitrep_word *x = &s->words[i];
        if (x->head != w) continue;
        unsigned d = x->deprel;
        b.subject |= d == SITREP_DEPREL_NSUBJ || d == SITREP_DEPREL_NSUBJ_PASS || d == SITREP_DEPREL_CSUBJ;
        b.complement |= i > w && (d == SITREP_DEPREL_OBJ || d == SITREP_DEPREL_XCOMP || d == SITREP_DEPREL_CCOMP);
        b.to |= d == SITREP_DEPREL_MARK && has_xpos(x, "TO");
        b.modal |= d == SITREP_DEPREL_AUX && has_xpos(x, "MD");
        b.had |= d == SITREP_DEPREL_AUX && sv_eq_fold(x->lemma, SV("have"));
        b.be |= d == SITREP_DEPREL_AUX_PASS || (d == SITREP_DEPREL_AUX && sv_eq_fold(x->lemma, SV("be")));
        b.cop_present |= d == SITREP_DEPREL_COP && !has_xpos(x, "VBD");
    }
    return b;
}

/* The verb of saying that word w, joined to a verb of what is said, is really joined to; SITREP_NONE where the tree may
 * stand. "Said those responsible must be held and *threatened* to suspend Sudan", "say the number is higher and
 * *accuse* soldiers". */
static uint32_t joined_to_speech(const read_ctx *r, const sitrep_sentence *s, uint32_t w)
{
    const sitrep_word *v = &s->words[w];
    if (v->deprel != SITREP_DEPREL_CONJ || v->upos != SITREP_UPOS_VERB || v->head >= w) return SITREP_NONE;
    if (!read_word_in(r, v->lemma, SV("speaks_on"))) return SITREP_NONE;
    const sitrep_word *said = &s->words[v->head];
    if (said->deprel != SITREP_DEPREL_CCOMP || said->head >= v->head) return SITREP_NONE;
    const sitrep_word *m = &s->words[said->head];
    if (m->upos != SITREP_UPOS_VERB || !read_word_in(r, m->lemma, SV("speaks_on"))) return SITREP_NONE;
    below own = below_of(s, w), inner = below_of(s, v->head), outer = below_of(s, said->head);
    if (own.subject || own.to || own.modal || own.had || own.be || !own.complement) return SITREP_NONE;
    bool past = has_xpos(v, "VBD") || has_xpos(v, "VBN");
    bool told_past = has_xpos(m, "VBD") || (has_xpos(m, "VBN") && outer.had && has_xpos(v, "VBN"));
    if (past && told_past) {
        bool unlike = inner.modal || inner.cop_present || inner.be || (inner.had && sv_eq_fold(v->lemma, SV("say")));
        return unlike ? said->head : SITREP_NONE;
    }
    bool present = (has_xpos(v, "VBP") || has_xpos(v, "VB")) && has_xpos(m, "VBP");
    bool third = has_xpos(v, "VBZ") && has_xpos(m, "VBZ");
    bool plain = has_xpos(said, "VBP") || (has_xpos(said, "VBZ") && third);
    return (present || third) && !plain && !(present && inner.modal) ? said->head : SITREP_NONE;
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

/* "Man shot, killed in Harlem", "Girl shot at party dies", "found a man shot in the leg": where the parser sees a man's
 * shot. In a headline nothing stands before him; elsewhere "a" or a number does, and the place of the shot behind. */
static bool is_victim_shot(const read_ctx *r, uint32_t s, uint32_t w)
{
    static const char *const behind[] = {"in", "at",   "inside",   "outside", "near",
                                         "to", "dead", "multiple", "several", "twice"};
    const sitrep_sentence *x = &r->doc->sentences[s];
    const sitrep_word *shot = &x->words[w], *who = shot - 1;
    if ((!sv_eq_fold(shot->form, SV("shot")) && !sv_eq_fold(shot->form, SV("stabbed"))) || who->head != w ||
        !(who->deprel == SITREP_DEPREL_COMPOUND ||
          (who->deprel == SITREP_DEPREL_NSUBJ && shot->upos == SITREP_UPOS_NOUN)) ||
        !read_word_in(r, who->form, SV("victim")))
        return false;
    bool head = s < 2 && w < 6;
    for (uint32_t i = 0; head && i < w; i++) head = x->words[i].upos != SITREP_UPOS_DET && !is_finite(&x->words[i]);
    if (head) return true;
    bool led = w > 1 && (x->words[w - 2].upos == SITREP_UPOS_NUM || sv_eq_fold(x->words[w - 2].form, SV("a")) ||
                         sv_eq_fold(x->words[w - 2].form, SV("another")) || x->words[w - 2].upos == SITREP_UPOS_ADJ);
    for (size_t i = 0; led && w + 1 < x->count && i < sizeof behind / sizeof behind[0]; i++)
        if (sv_eq_fold(x->words[w + 1].form, sv_of(behind[i]))) return true;
    return false;
}

static void settle_victim(sitrep_sentence *s, uint32_t w)
{
    sitrep_word *shot = at(s, w), *who = at(s, w - 1);
    bool subject = shot->deprel != SITREP_DEPREL_ROOT && shot->deprel != SITREP_DEPREL_PARATAXIS;
    bool stabbed = sv_eq_fold(shot->form, SV("stabbed"));
    shot->upos = SITREP_UPOS_VERB;
    shot->xpos = "VBN";
    shot->feats = "Tense=Past|VerbForm=Part";
    shot->lemma = stabbed ? SV("stab") : SV("shoot");
    for (uint32_t i = 0; i < s->count; i++) {
        sitrep_word *x = at(s, i);
        if (x->head != w || i == w - 1) continue;
        if (i < w) x->head = w - 1; /* what was said of the shot is said of him */
        if (x->deprel == SITREP_DEPREL_NMOD) x->deprel = SITREP_DEPREL_OBL;
        if (i > w && x->upos == SITREP_UPOS_VERB && x->deprel == SITREP_DEPREL_ACL) x->deprel = SITREP_DEPREL_CONJ;
    }
    if (subject) {
        who->head = shot->head;
        who->deprel = shot->deprel;
        shot->head = w - 1;
        shot->deprel = SITREP_DEPREL_ACL;
    } else {
        who->deprel = SITREP_DEPREL_NSUBJ_PASS;
    }
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
            if (is_victim_shot(r, s, w)) {
                if (!x && !(x = own(r, s, &copy))) return false;
                settle_victim(x, w);
            }
            if (!is_deed_of_force(r, s, w)) continue;
            if (!x && !(x = own(r, s, &copy))) return false;
            settle(x, w, preposition(x, w - 1));
            sitrep_word *deed = at(x, w);
            deed->upos = SITREP_UPOS_NOUN;
            deed->xpos = "NN";
            deed->feats = "Number=Sing";
            deed->lemma = read_lower(r, deed->form);
        }
        for (uint32_t w = 1; w < r->doc->sentences[s].count; w++) {
            uint32_t verb = joined_to_speech(r, &r->doc->sentences[s], w);
            if (verb == SITREP_NONE) continue;
            if (!x && !(x = own(r, s, &copy))) return false;
            at(x, w)->head = verb;
            if (has_xpos(at(x, w), "VBN") && has_xpos(at(x, verb), "VBD")) {
                at(x, w)->xpos = "VBD";
                at(x, w)->feats = at(x, verb)->feats;
            }
        }
    }
    return true;
}
