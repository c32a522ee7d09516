/* read/events_status.c — whether an event happened, will, may, should, did not.
 * The walk starts at the trigger and climbs: what stands with a word (auxiliaries, negation, adverbs, conjunctions) and
 * what governs it (verbs, nouns, adjectives of embed.tsv) each have an effect. It stops at the first governor that says
 * nothing: "will condemn the attack" leaves the attack as it was. From the inside out: the outermost status wins, but
 * `happened` never takes back a weaker one; certainty takes the weakest; "~" turns polarity round. */
#include "read/events_int.h"

#define CLIMB_MAX 8

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

typedef struct climb {
    ev *e;
    ev_status *out;
    bool set;         /* some effect spoke about the status */
    uint32_t from;    /* the word that the climb came from: its own "no" was counted */
    uint32_t no_said; /* the noun whose "no" was part of its line ("no need"), SITREP_NONE for none: it does not count
                         again */
} climb;

static void take_status(climb *k, uint8_t status)
{
    if (status == KNOW_KEEP) return;
    if (status == SITREP_STATUS_happened && k->out->status != SITREP_STATUS_ongoing && k->set &&
        k->out->status != SITREP_STATUS_happened)
        return;
    k->out->status = status;
    k->set = true;
    if (status != SITREP_STATUS_happened && status != SITREP_STATUS_ongoing) k->out->weak = true;
}

static void take_certainty(climb *k, uint8_t certainty)
{
    if (certainty != KNOW_KEEP && certainty > k->out->certainty) k->out->certainty = certainty;
}

static void take_polarity(climb *k, char polarity)
{
    if (polarity == '~')
        k->out->negative = !k->out->negative;
    else if (polarity)
        k->out->negative = polarity == '-';
}

static void apply(climb *k, const know_embed *m)
{
    take_status(k, m->status);
    take_certainty(k, m->certainty);
    take_polarity(k, m->polarity);
    if (m->omission) k->out->omission = true;
    if (ev_traced(k->e)) {
        sitrep_sv lemma = know_text(k->e->r->know, m->lemma);
        ev_trace(k->e, "      %.*s: %s%s%s%s\n", SV_ARG(lemma),
                 m->status == KNOW_KEEP ? "" : sitrep_event_status_name(m->status),
                 m->certainty == KNOW_KEEP ? "" : " ",
                 m->certainty == KNOW_KEEP ? "" : sitrep_certainty_name(m->certainty),
                 m->polarity == '~' || m->polarity == '-' ? " not" : "");
    }
}

/* Whether a line's construction names this function alone. */
static bool is_construction(const climb *k, const know_embed *m, uint32_t function)
{
    for (uint32_t i = 0; i < m->construction.count; i++) {
        const know_path *p = know_path_at(k->e->r->know, m->construction.first + i);
        if (p && p->count == 1 && p->step[0].function == function) return true;
    }
    return false;
}

/* Lines for a word as an operator beside the event: multiword ones ("in order to") begin with it. */
static bool operator_rows(climb *k, uint32_t w, char pos, uint32_t function)
{
    char bytes[96];
    bool hit = false;
    for (unsigned words = 3; words > 0 && !hit; words--) {
        size_t len = 0;
        bool ok = w + words <= k->e->t->sentence->count;
        for (uint32_t i = 0; ok && i < words; i++) {
            sitrep_sv part = i || words > 1 ? at(k->e, w + i)->form : at(k->e, w)->lemma;
            ok = len + part.len + 1 < sizeof bytes;
            if (!ok) break;
            if (i) bytes[len++] = ' ';
            for (size_t b = 0; b < part.len; b++) bytes[len++] = to_lower(part.ptr[b]);
        }
        if (!ok) continue;
        know_range rows = know_embeds(k->e->r->know, (sitrep_sv){bytes, len}, pos);
        for (uint32_t i = 0; i < rows.count && !hit; i++) {
            const know_embed *m = know_embed_at(k->e->r->know, rows.first + i);
            if (!is_construction(k, m, function)) continue;
            apply(k, m);
            hit = true;
        }
    }
    return hit;
}

static bool is_negation(const sitrep_word *x)
{
    return sv_eq_fold(x->lemma, SV("not")) || sv_eq_fold(x->form, SV("n't")) || sv_eq_fold(x->lemma, SV("never")) ||
           (x->upos != SITREP_UPOS_DET && sv_eq_fold(x->form, SV("neither"))) ||
           (x->upos == SITREP_UPOS_DET && sv_eq_fold(x->lemma, SV("no")));
}

static bool says_if(const ev *e)
{
    for (uint32_t w = 0; w < e->t->sentence->count; w++)
        if (at(e, w)->deprel == SITREP_DEPREL_MARK &&
            (sv_eq_fold(at(e, w)->form, SV("if")) || sv_eq_fold(at(e, w)->form, SV("unless"))))
            return true;
    return false;
}

static bool has_have(const ev *e, uint32_t verb)
{
    for (uint32_t c = e->t->child[verb]; c != SITREP_NONE; c = e->t->next[c])
        if (at(e, c)->deprel == SITREP_DEPREL_AUX && sv_eq_fold(at(e, c)->lemma, SV("have"))) return true;
    return false;
}

/* "May strike", but not "may have struck", and not what stands under a condition. */
static bool may_come(const ev *e, uint32_t aux, uint32_t verb)
{
    bool may = sv_eq_fold(at(e, aux)->form, SV("may")) || sv_eq_fold(at(e, aux)->form, SV("might"));
    return may && !has_have(e, verb) && !says_if(e);
}

/* "The EU said it would hold talks": the future of the past, no condition. "Would have" and sentences with "if" are
 * conditional. */
static bool is_reported_future(const ev *e, uint32_t aux, uint32_t verb)
{
    return sv_eq_fold(at(e, aux)->form, SV("would")) && !says_if(e) && !has_have(e, verb);
}

/* "No shots were fired", "neither side gave way", "not one of them": a side that is nobody, so that nothing was done.
 */
static bool is_nobody(const ev *e, uint32_t side)
{
    for (uint32_t c = e->t->child[side]; c != SITREP_NONE; c = e->t->next[c]) {
        const sitrep_word *x = at(e, c);
        unsigned d = x->deprel;
        bool first = d == SITREP_DEPREL_DET || d == SITREP_DEPREL_CC_PRECONJ || d == SITREP_DEPREL_CC ||
                     (d == SITREP_DEPREL_ADVMOD && c < side);
        if (first && (sv_eq_fold(x->form, SV("no")) || sv_eq_fold(x->form, SV("neither")) ||
                      (d == SITREP_DEPREL_ADVMOD && sv_eq_fold(x->form, SV("not")))))
            return true;
    }
    return false;
}

/* What stands with a word and speaks about it. */
static void beside(climb *k, uint32_t w)
{
    for (uint32_t c = k->e->t->child[w]; c != SITREP_NONE; c = k->e->t->next[c]) {
        const sitrep_word *x = at(k->e, c);
        switch (x->deprel) {
        case SITREP_DEPREL_AUX:
            if (is_reported_future(k->e, c, w)) take_status(k, SITREP_STATUS_planned);
            if (may_come(k->e, c, w)) { /* "may strike again": possible, and still to come; nobody announces it */
                take_status(k, SITREP_STATUS_planned);
                k->out->purpose = true;
            }
            if (is_reported_future(k->e, c, w)) break;
            operator_rows(k, c, 'x', KNOW_FN_HEAD);
            break;
        case SITREP_DEPREL_ADVMOD:
            if (!operator_rows(k, c, 'r', KNOW_FN_HEAD) && is_negation(x)) take_polarity(k, '~');
            break;
        case SITREP_DEPREL_DET:
            if (w == k->no_said) break;
            if (!operator_rows(k, c, 'r', KNOW_FN_HEAD) && !operator_rows(k, c, 'a', KNOW_FN_HEAD) &&
                !operator_rows(k, c, 'n', KNOW_FN_HEAD) && is_negation(x))
                take_polarity(k, '~');
            break;
        case SITREP_DEPREL_AMOD:
            operator_rows(k, c, 'a', KNOW_FN_HEAD);
            break;
        case SITREP_DEPREL_NSUBJ:
        case SITREP_DEPREL_NSUBJ_PASS:
            if (operator_rows(k, c, 'n', KNOW_FN_SUBJ)) break; /* "nobody" */
            if (c != k->from && is_nobody(k->e, c)) take_polarity(k, '~');
            break;
        case SITREP_DEPREL_OBJ:
            if (c != k->from && is_nobody(k->e, c)) take_polarity(k, '~');
            break;
        case SITREP_DEPREL_CC:
        case SITREP_DEPREL_CC_PRECONJ:
            if (sv_eq_fold(x->form, SV("neither"))) take_polarity(k, '~');
            break;
        case SITREP_DEPREL_MARK:
        case SITREP_DEPREL_CASE:
            if (!operator_rows(k, c, 'c', KNOW_FN_CLAUSE) && !operator_rows(k, c, 'p', KNOW_FN_CLAUSE))
                operator_rows(k, c, 'p', KNOW_FN_HEAD);
            break;
        default:
            break;
        }
    }
}

static char pos_of(const sitrep_word *x)
{
    if (x->upos == SITREP_UPOS_VERB || x->upos == SITREP_UPOS_AUX) return 'v';
    return x->upos == SITREP_UPOS_NOUN ? 'n' : x->upos == SITREP_UPOS_ADJ ? 'a' : 0;
}

#define KEY_MAX 96u

static bool put(char *bytes, size_t *len, sitrep_sv part)
{
    if (*len + part.len + 1 > KEY_MAX) return false;
    if (*len) bytes[(*len)++] = ' ';
    for (size_t i = 0; i < part.len; i++) bytes[(*len)++] = to_lower(part.ptr[i]);
    return true;
}

/* Lines for the words [first, end) as one lemma: "have no plans", "stand by"; verbs by lemma, what follows by form. */
static know_range span_rows(const ev *e, uint32_t first, uint32_t end, char pos)
{
    char bytes[KEY_MAX];
    size_t len = 0;
    bool by_lemma = end - first == 1 || at(e, first)->upos == SITREP_UPOS_VERB || at(e, first)->upos == SITREP_UPOS_AUX;
    if (read_lemma_words(e->r, e->s, first, !by_lemma) < end - first) return (know_range){0, 0};
    for (uint32_t w = first; w < end; w++)
        if (!put(bytes, &len, w == first && by_lemma ? at(e, w)->lemma : at(e, w)->form)) return (know_range){0, 0};
    return know_embeds(e->r->know, (sitrep_sv){bytes, len}, pos);
}

/* Verb and particle apart, "be ready" with its copula apart. */
static know_range split_rows(const ev *e, uint32_t g, char pos)
{
    know_range rows = {0, 0};
    for (uint32_t c = e->t->child[g]; c != SITREP_NONE && !rows.count; c = e->t->next[c]) {
        char bytes[KEY_MAX];
        size_t len = 0;
        unsigned d = at(e, c)->deprel;
        if (d == SITREP_DEPREL_COMPOUND_PRT) {
            if (put(bytes, &len, at(e, g)->lemma) && put(bytes, &len, at(e, c)->form))
                rows = know_embeds(e->r->know, (sitrep_sv){bytes, len}, pos);
        } else if (d == SITREP_DEPREL_COP && put(bytes, &len, at(e, c)->lemma) && put(bytes, &len, at(e, g)->lemma)) {
            rows = know_embeds(e->r->know, (sitrep_sv){bytes, len}, 'v');
        }
    }
    return rows;
}

/* The lines of embed.tsv for a governing word: the longest lemma that it is the first or last word of. */
know_range ev_embed_rows(const ev *e, uint32_t g)
{
    char pos = pos_of(at(e, g));
    uint32_t n = e->t->sentence->count;
    know_range rows = {0, 0};
    if (!pos) return rows;
    for (uint32_t words = 4; words > 1; words--) {
        if (g + words <= n && (rows = span_rows(e, g, g + words, pos)).count) return rows;
        if (g + 1 >= words && (rows = span_rows(e, g + 1 - words, g + 1, pos)).count) return rows;
        if (g + 1 >= words && pos != 'v' && (rows = span_rows(e, g + 1 - words, g + 1, 'v')).count) return rows;
        if (words > 2 && g > 0 && g + words - 1 <= n && (rows = span_rows(e, g - 1, g + words - 1, pos)).count)
            return rows; /* "be going to" */
    }
    rows = split_rows(e, g, pos);
    return rows.count ? rows : span_rows(e, g, g + 1, pos);
}

/* Whether `word` governs `node` in a way that one of its lines speaks of; applies the line. */
static bool govern(climb *k, uint32_t g, uint32_t node)
{
    know_range rows = ev_embed_rows(k->e, g);
    for (uint32_t i = 0; i < rows.count; i++) {
        const know_embed *m = know_embed_at(k->e->r->know, rows.first + i);
        if (m->omission && !ev_same_subject(k->e, g, node))
            continue; /* "stood by while the mob burned": the mob's deed */
        for (uint32_t p = 0; p < m->construction.count; p++) {
            read_set set;
            const know_path *path = know_path_at(k->e->r->know, m->construction.first + p);
            ev_walk_word(k->e, g, path, &set);
            if (!read_set_has(&set, node)) continue;
            apply(k, m);
            if (sv_starts(know_text(k->e->r->know, m->lemma), SV("no "))) k->no_said = g;
            return true;
        }
    }
    return false;
}

bool ev_same_subject(const ev *e, uint32_t a, uint32_t b)
{
    static const read_step subj = {READ_SUBJ, {NULL, 0}};
    read_set x = {0}, y = {0};
    if (at(e, b)->upos != SITREP_UPOS_VERB) return at(e, a)->upos != SITREP_UPOS_VERB;
    read_tree_surface_subject(e->t, a, &x);
    read_tree_step(e->t, b, &subj, &y);
    for (uint32_t i = 0; i < y.count; i++)
        if (read_set_has(&x, y.words[i])) return true;
    return y.count == 0 && !read_tree_passive(e->t, b);
}

static bool has_to(const ev *e, uint32_t w)
{
    for (uint32_t c = e->t->child[w]; c != SITREP_NONE; c = e->t->next[c])
        if (at(e, c)->deprel == SITREP_DEPREL_MARK && sv_eq_fold(at(e, c)->form, SV("to"))) return true;
    return false;
}

static bool has_own(const ev *e, uint32_t w)
{
    for (uint32_t c = e->t->child[w]; c != SITREP_NONE; c = e->t->next[c])
        if (at(e, c)->deprel == SITREP_DEPREL_AUX || at(e, c)->deprel == SITREP_DEPREL_AUX_PASS ||
            at(e, c)->deprel == SITREP_DEPREL_NSUBJ || at(e, c)->deprel == SITREP_DEPREL_NSUBJ_PASS)
            return true;
    return false;
}

static void plain_tense(climb *k, uint32_t w)
{
    const ev *e = k->e;
    if (at(e, w)->upos != SITREP_UPOS_VERB) return;
    if (read_tree_tense(e->t, w) == READ_FUT) take_status(k, SITREP_STATUS_planned);
    bool be = false;
    for (uint32_t c = e->t->child[w]; c != SITREP_NONE; c = e->t->next[c])
        be |= at(e, c)->deprel == SITREP_DEPREL_AUX && sv_eq_fold(at(e, c)->lemma, SV("be"));
    if (be && strcmp(at(e, w)->xpos, "VBG") == 0 && !k->set) k->out->status = SITREP_STATUS_ongoing;
}

/* "Demands the restoration of order, protection of people and deployment of the army": the last of a list that the tree
 * hangs on a noun within the first is as much demanded as that is. */
static bool govern_list(climb *k, uint32_t noun)
{
    const ev *e = k->e;
    for (unsigned i = 0; i < CLIMB_MAX; i++) {
        unsigned d = at(e, noun)->deprel;
        if (d == SITREP_DEPREL_OBJ)
            return at(e, noun)->head < e->t->sentence->count && govern(k, at(e, noun)->head, noun);
        if (d != SITREP_DEPREL_NMOD && d != SITREP_DEPREL_CONJ && d != SITREP_DEPREL_APPOS) return false;
        noun = at(e, noun)->head;
    }
    return false;
}

static void climb_from(climb *k, uint32_t node)
{
    ev *e = k->e;
    for (unsigned i = 0; i < CLIMB_MAX; i++) {
        uint32_t first = read_tree_first_conjunct(e->t, node);
        if (first != node && !has_own(e, node)) { /* "will attack and kill" */
            beside(k, first);
            plain_tense(k, first);
        }
        uint32_t g = at(e, first)->head;
        if (g >= e->t->sentence->count) return;
        bool governed = govern(k, g, node) || (first != node && govern(k, g, first));
        if (!governed && i == 0 && first != node && at(e, node)->upos == SITREP_UPOS_NOUN && govern_list(k, first))
            return;
        unsigned d = at(e, first)->deprel;
        bool to = has_to(e, first) || has_to(e, node);
        k->from = first;
        /* "used their powers to gag", "acted to arrest": done by what is told, as far as that is */
        if (!governed && to && read_word_in(e->r, at(e, g)->lemma, SV("enacts")) && ev_same_subject(e, g, node))
            governed = true;
        if (!governed) {
            bool purpose = (d == SITREP_DEPREL_ADVCL || d == SITREP_DEPREL_ACL) && to;
            if (purpose && !k->set) k->out->purpose = true;
            if (purpose || (d == SITREP_DEPREL_XCOMP && to)) take_status(k, SITREP_STATUS_planned);
            if (d != SITREP_DEPREL_XCOMP || !to) return;
        }
        if (governed && read_word_in(e->r, at(e, g)->lemma, SV("of_fact"))) return; /* "will be investigated" */
        beside(k, g);
        plain_tense(k, g);
        node = g;
    }
}

static void light_effects(climb *k, const ev_cand *c)
{
    for (uint32_t i = 0; i < c->support_count; i++) {
        take_status(k, c->light[i]->status);
        take_certainty(k, c->light[i]->certainty);
        take_polarity(k, c->light[i]->polarity);
        k->from = i ? c->support[i - 1] : c->word;
        beside(k, c->support[i]);
        plain_tense(k, c->support[i]);
    }
}

/* ---- what a clause tells that is no fact itself ---- */

static bool has_form(const ev *e, uint32_t w, unsigned deprel, sitrep_sv class_name)
{
    for (uint32_t c = e->t->child[w]; c != SITREP_NONE; c = e->t->next[c])
        if (at(e, c)->deprel == deprel && read_word_in(e->r, at(e, c)->form, class_name)) return true;
    return false;
}

/* "The attack", "their raid", "a raid that killed two": told as known. */
static bool is_known(const ev *e, uint32_t noun)
{
    for (uint32_t c = e->t->child[noun]; c != SITREP_NONE; c = e->t->next[c]) {
        unsigned d = at(e, c)->deprel;
        if (d == SITREP_DEPREL_NMOD_POSS || d == SITREP_DEPREL_ACL_RELCL || d == SITREP_DEPREL_ACL) return true;
    }
    return has_form(e, noun, SITREP_DEPREL_DET, SV("known_det"));
}

/* "If the government returns to talks", "before talks can begin", "any attack will be met": a noun without a "the" in
 * a condition, or as the subject of what would happen, has not happened. */
static bool is_hypothetical(const ev *e, uint32_t noun)
{
    for (uint32_t node = noun, i = 0; i < CLIMB_MAX; i++) {
        const sitrep_word *x = at(e, node);
        if (node != noun && x->upos == SITREP_UPOS_VERB) {
            if (has_form(e, node, SITREP_DEPREL_MARK, SV("condition"))) return true;
            bool open = read_tree_tense(e->t, node) != READ_PAST;
            if (open && has_form(e, node, SITREP_DEPREL_MARK, SV("condition_ahead"))) return true;
        }
        unsigned d = x->deprel;
        uint32_t head = x->head;
        if (head >= e->t->sentence->count || d == SITREP_DEPREL_CCOMP || d == SITREP_DEPREL_ACL_RELCL ||
            d == SITREP_DEPREL_PARATAXIS)
            return false;
        bool subject = node == noun && (d == SITREP_DEPREL_NSUBJ || d == SITREP_DEPREL_NSUBJ_PASS);
        bool brought = node == noun && d == SITREP_DEPREL_OBJ && read_word_in(e->r, at(e, head)->lemma, SV("brings"));
        if ((subject || brought) && has_form(e, head, SITREP_DEPREL_AUX, SV("modal")) && !has_have(e, head))
            return true;
        node = head;
    }
    return false;
}

/* "Vowed to return to talks": talks are as far off as the return. Deeds of force that are answered, avenged or looked
 * into were done. */
static void from_verb_above(ev *e, const ev_cand *c, ev_status *out)
{
    uint32_t noun = c->carrier, verb = at(e, noun)->head;
    if (verb >= e->t->sentence->count || at(e, verb)->upos != SITREP_UPOS_VERB) return;
    if (at(e, noun)->deprel != SITREP_DEPREL_OBJ &&
        !(at(e, noun)->deprel == SITREP_DEPREL_OBL && has_form(e, noun, SITREP_DEPREL_CASE, SV("toward"))))
        return;
    if (c->sense == SITREP_NONE || ev_quad_of(know_sense_at(e->lex, c->sense)->event_type) > 2) return;
    ev_status above = {.status = SITREP_STATUS_happened, .certainty = SITREP_CERTAINTY_certain};
    climb k = {.e = e, .out = &above, .from = noun, .no_said = SITREP_NONE};
    beside(&k, verb);
    plain_tense(&k, verb);
    climb_from(&k, verb);
    if (above.status != SITREP_STATUS_happened && above.status != SITREP_STATUS_ongoing) *out = above;
}

static void unsettle(ev *e, const ev_cand *c, ev_status *out)
{
    if (c->pos != 'n' || out->status != SITREP_STATUS_happened || is_known(e, c->carrier)) return;
    bool any = has_form(e, c->carrier, SITREP_DEPREL_DET, SV("any_det")) && !out->negative;
    if (any || is_hypothetical(e, c->carrier)) {
        out->status = SITREP_STATUS_conditional;
        if (out->certainty < SITREP_CERTAINTY_possible) out->certainty = SITREP_CERTAINTY_possible;
        out->weak = true;
        return;
    }
    from_verb_above(e, c, out);
}

void ev_status_of(ev *e, const ev_cand *c, ev_status *out)
{
    *out = (ev_status){.status = SITREP_STATUS_happened, .certainty = SITREP_CERTAINTY_certain};
    climb k = {.e = e, .out = out, .from = SITREP_NONE, .no_said = SITREP_NONE};
    beside(&k, c->word);
    plain_tense(&k, c->word);
    uint32_t top = c->word;
    if (c->pos == 'n') {
        light_effects(&k, c);
        if (c->carrier != c->word) beside(&k, c->carrier);
        top = c->support_count ? c->support[c->support_count - 1] : c->carrier;
    }
    climb_from(&k, top);
    unsettle(e, c, out);
    uint32_t last = e->t->sentence->count - 1;
    if (sv_eq(at(e, last)->form, SV("?")) && out->certainty == SITREP_CERTAINTY_certain)
        out->certainty = SITREP_CERTAINTY_unknown;
}
