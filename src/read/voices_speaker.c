/* read/voices_speaker.c — whose words they are, and what they amount to.
 * The speaker is the cue's subject, agent, possessor or controller; where the parser took a word of the content for it,
 * the name beside the cue; the span is the whole phrase with its appositions, as people mark sources. */
#include "read/voices_int.h"

static const sitrep_word *at(const read_ctx *r, uint32_t s, uint32_t w)
{
    return read_word(r, s, w);
}

/* ---- speakers ---- */

static uint32_t first_of(const read_set *set)
{
    return set->count ? set->words[0] : SITREP_NONE;
}

bool voices_is_subject(unsigned d)
{
    return d == SITREP_DEPREL_NSUBJ || d == SITREP_DEPREL_NSUBJ_PASS || d == SITREP_DEPREL_NSUBJ_OUTER ||
           d == SITREP_DEPREL_CSUBJ;
}

static void find_noun_speaker(const voices *v, draft *d)
{
    static const read_step poss = {READ_POSS, {NULL, 0}}, by = {READ_PREP, {"by", 2}}, from = {READ_PREP, {"from", 4}};
    const read_tree *t = read_tree_of(v->r, d->sentence);
    read_set set = {0};
    read_tree_step(t, d->cue, &poss, &set);
    if (!set.count) read_tree_step(t, d->cue, &by, &set);
    if (!set.count) read_tree_step(t, d->cue, &from, &set);
    d->speaker = first_of(&set);
    d->own_speaker = set.count > 0;
    const sitrep_word *x = at(v->r, d->sentence, d->cue);
    if (!set.count && x->deprel == SITREP_DEPREL_OBJ && x->head < t->sentence->count) { /* "X made the claim that" */
        read_tree_surface_subject(t, x->head, &set);
        d->speaker = first_of(&set);
    }
}

uint32_t voices_stray_subject(const voices *v, const draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    uint32_t first = SITREP_NONE, second = SITREP_NONE, begin, end;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE && c < d->cue; c = t->next[c]) {
        if (!voices_is_subject(at(v->r, d->sentence, c)->deprel)) continue;
        if (first == SITREP_NONE)
            first = c;
        else
            second = c;
    }
    if (second == SITREP_NONE) return SITREP_NONE;
    read_tree_range(t, second, &begin, &end);
    bool comma = begin > 0 && sv_eq(at(v->r, d->sentence, begin - 1)->form, SV(","));
    return comma ? first : SITREP_NONE;
}

/* "The two issued a statement calling for calm": who issues it calls. */
static void author_of(const voices *v, draft *d, uint32_t paper)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    const sitrep_word *x = at(v->r, d->sentence, paper);
    if (x->deprel != SITREP_DEPREL_OBJ || x->head >= t->sentence->count) return;
    if (!read_word_in(v->r, x->lemma, SV("paper")) ||
        !read_word_in(v->r, at(v->r, d->sentence, x->head)->lemma, SV("issues")))
        return;
    read_set set = {0};
    read_tree_surface_subject(t, x->head, &set);
    if (!set.count) return;
    d->speaker = set.words[0];
    d->own_speaker = at(v->r, d->sentence, d->speaker)->head == x->head;
}

void voices_find_speaker(const voices *v, draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    d->speaker = SITREP_NONE;
    d->own_speaker = false;
    if (at(v->r, d->sentence, d->cue)->upos == SITREP_UPOS_NOUN) {
        find_noun_speaker(v, d);
        return;
    }
    read_set set = {0};
    if (read_tree_passive(t, d->cue)) {
        static const read_step subj = {READ_SUBJ, {NULL, 0}};
        read_tree_step(t, d->cue, &subj, &set);
        d->speaker = first_of(&set);
        d->own_speaker = set.count > 0;
        return;
    }
    uint32_t stray = voices_stray_subject(v, d);
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c])
        if (c != stray && voices_is_subject(at(v->r, d->sentence, c)->deprel)) {
            d->speaker = c;
            d->own_speaker = true;
            return;
        }
    const sitrep_word *x = at(v->r, d->sentence, d->cue);
    bool as = false; /* "quoted officials as saying": the object speaks */
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c])
        as |= at(v->r, d->sentence, c)->deprel == SITREP_DEPREL_MARK &&
              sv_eq_fold(at(v->r, d->sentence, c)->form, SV("as"));
    if (as && x->head < t->sentence->count) d->speaker = read_tree_child(t, x->head, SITREP_DEPREL_OBJ);
    if (d->speaker != SITREP_NONE) return;
    read_tree_surface_subject(t, d->cue, &set);
    d->speaker = first_of(&set);
    if (x->deprel == SITREP_DEPREL_ACL && x->head < t->sentence->count) author_of(v, d, x->head);
}

/* The span of the source: the whole phrase, appositions and their closing comma included. */
sitrep_span voices_speaker_span(const voices *v, const draft *d)
{
    const read_ctx *r = v->r;
    if (d->between_end > d->between_first) return read_words_span(r, d->sentence, d->between_first, d->between_end);
    const read_tree *t = read_tree_of(r, d->sentence);
    uint32_t first, end, s = d->sentence;
    read_tree_range(t, d->speaker, &first, &end);
    if (d->speaker < d->cue && end > d->cue) end = d->cue_first;
    if (d->speaker > d->cue && first <= d->cue) first = d->cue_end <= d->speaker ? d->cue_end : d->speaker;
    if (!d->own_speaker && d->speaker < d->cue && end > d->cue_first) end = d->cue_first;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE;
         c = t->next[c]) { /* a title and its name parsed as two subjects */
        uint32_t other_first, other_end;
        if (c != end || !voices_is_subject(at(r, s, c)->deprel) || at(r, s, c)->upos != SITREP_UPOS_PROPN) continue;
        read_tree_range(t, c, &other_first, &other_end);
        if (other_end <= d->cue_first) return read_words_span(r, s, first, other_end);
    }
    for (uint32_t w = first; w < end; w++) { /* case marks and what is not under the head end the phrase */
        if (!read_tree_under(t, w, d->speaker) && at(r, s, w)->upos != SITREP_UPOS_PUNCT) {
            if (w > d->speaker)
                end = w;
            else
                first = w + 1;
        }
    }
    while (first < d->speaker &&
           (at(r, s, first)->deprel == SITREP_DEPREL_CASE || at(r, s, first)->deprel == SITREP_DEPREL_MARK ||
            at(r, s, first)->deprel == SITREP_DEPREL_CC || at(r, s, first)->upos == SITREP_UPOS_PUNCT ||
            (at(r, s, first)->deprel == SITREP_DEPREL_FIXED && first > 0)))
        first++;
    while (end < r->doc->sentences[s].count && end + 1 < r->doc->sentences[s].count &&
           !at(r, s, end - 1)->space_after && sv_eq(at(r, s, end)->form, SV("-")) && !at(r, s, end)->space_after)
        end += 2; /* "Park Geun-hye" */
    while (end > d->speaker + 1 &&
           ((at(r, s, end - 1)->upos == SITREP_UPOS_PUNCT && !sv_eq(at(r, s, end - 1)->form, SV(")"))) ||
            strcmp(at(r, s, end - 1)->xpos, "POS") == 0))
        end--;
    bool commas = false;
    for (uint32_t w = d->speaker + 1; w < end; w++) commas |= sv_eq(at(r, s, w)->form, SV(","));
    if (commas && d->speaker < d->cue && end < d->cue && sv_eq(at(r, s, end)->form, SV(",")) && end + 1 >= d->cue_first)
        end++;
    return read_words_span(r, s, first, end);
}

static bool in_content(const voices *v, const draft *d, uint32_t w)
{
    sitrep_span span = at(v->r, d->sentence, w)->span;
    for (uint32_t i = 0; i < d->span_count; i++)
        if (d->spans[i].begin <= span.begin && span.end <= d->spans[i].end) return true;
    return false;
}

/* A subject that stands inside of what is said is none of the cue: in "…," says X the parser may take the wrong one. */
void voices_mend_speaker(const voices *v, draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    if (d->speaker == SITREP_NONE || !in_content(v, d, d->speaker)) return;
    d->speaker = SITREP_NONE;
    d->own_speaker = false;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        unsigned deprel = at(v->r, d->sentence, c)->deprel;
        bool nominal = voices_is_subject(deprel) ||
                       ((deprel == SITREP_DEPREL_OBJ || deprel == SITREP_DEPREL_DEP || deprel == SITREP_DEPREL_APPOS ||
                         deprel == SITREP_DEPREL_CCOMP || deprel == SITREP_DEPREL_PARATAXIS) &&
                        c > d->cue);
        unsigned upos = at(v->r, d->sentence, c)->upos;
        if (!nominal || in_content(v, d, c) ||
            (upos != SITREP_UPOS_PROPN && upos != SITREP_UPOS_NOUN && upos != SITREP_UPOS_PRON))
            continue;
        d->speaker = c;
        d->own_speaker = true;
        return;
    }
    for (uint32_t w = d->cue + 1; w < t->sentence->count && w <= d->cue + 4;
         w++) { /* hung elsewhere: the name right after the cue */
        unsigned upos = at(v->r, d->sentence, w)->upos;
        if (upos == SITREP_UPOS_ADP || upos == SITREP_UPOS_PUNCT || upos == SITREP_UPOS_SCONJ) return;
        if (upos != SITREP_UPOS_PROPN || in_content(v, d, w)) continue;
        d->speaker = w;
        d->own_speaker = true;
        return;
    }
}

/* Nobody found, but words stand between the quotation and its cue: "…," Senate leader Mitch McConnell, R-Ky., said. */
void voices_speaker_between(const voices *v, draft *d)
{
    const read_ctx *r = v->r;
    const sitrep_sentence *sentence = &r->doc->sentences[d->sentence];
    if (d->speaker != SITREP_NONE || !d->span_count || at(r, d->sentence, d->cue)->upos != SITREP_UPOS_VERB) return;
    uint32_t first = d->cue_first;
    while (first > 0 && sentence->words[first - 1].span.begin >= d->spans[d->span_count - 1].end &&
           d->cue_first - first < 16)
        first--;
    if (first == 0 || sentence->words[first - 1].span.end > d->spans[d->span_count - 1].end)
        return; /* the content is not right before */
    uint32_t name = SITREP_NONE;
    for (uint32_t w = first; w < d->cue_first; w++) {
        const sitrep_word *x = &sentence->words[w];
        if (x->upos == SITREP_UPOS_VERB) return;
        if ((x->upos == SITREP_UPOS_PROPN || x->upos == SITREP_UPOS_NOUN || x->upos == SITREP_UPOS_PRON) &&
            name == SITREP_NONE)
            name = w;
    }
    while (first < d->cue_first && sentence->words[first].upos == SITREP_UPOS_PUNCT) first++;
    if (name == SITREP_NONE || first >= d->cue_first) return;
    for (uint32_t w = first; w < d->cue_first; w++) /* the entity: a name among them, if there is one */
        if (read_mention_of(r, d->sentence, w) != SITREP_NONE &&
            r->mentions.items[read_mention_of(r, d->sentence, w)].form == READ_NAME)
            name = w;
    d->speaker = name;
    d->between_first = first;
    d->between_end = d->cue_first;
}

/* ---- what plain "said" amounts to ---- */

/* The clause that is said: the cue's own complement, or the main clause of the sentence where a quotation begins. */
static uint32_t said_clause(const voices *v, const draft *d, uint32_t *sentence)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    *sentence = d->sentence;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c])
        if (voices_is_complement(v, d, c)) return c;
    const sitrep_word *x = at(v->r, d->sentence, d->cue);
    if ((x->deprel == SITREP_DEPREL_PARATAXIS || x->deprel == SITREP_DEPREL_ADVCL) && x->head < t->sentence->count)
        return x->head;
    return SITREP_NONE;
}

static bool has_child_form(const read_tree *t, uint32_t word, sitrep_deprel deprel, const char *const *forms)
{
    for (uint32_t c = t->child[word]; c != SITREP_NONE; c = t->next[c])
        for (size_t i = 0; forms[i]; i++)
            if (read_tree_word(t, c)->deprel == deprel && sv_eq_fold(read_tree_word(t, c)->form, sv_of(forms[i])))
                return true;
    return false;
}

/* Whether the subject of the clause is the speaker himself. */
static bool speaks_of_self(const voices *v, const draft *d, uint32_t s, uint32_t clause)
{
    read_set set = {0};
    read_tree_surface_subject(read_tree_of(v->r, s), clause, &set);
    if (!set.count || d->speaker == SITREP_NONE) return false;
    sitrep_sv form = at(v->r, s, set.words[0])->form;
    if (sv_eq_fold(form, SV("i")) || sv_eq_fold(form, SV("we"))) return true;
    uint32_t a = read_mention_of(v->r, s, set.words[0]), b = read_mention_of(v->r, d->sentence, d->speaker);
    if (a == SITREP_NONE || b == SITREP_NONE) return false;
    const read_mention *m = &v->r->mentions.items[a], *n = &v->r->mentions.items[b];
    return m->entity != SITREP_NONE && m->entity == n->entity;
}

/* "Said it would send" promises, "said X must" demands, "said it had no plans" denies. */
uint8_t voices_refined_act(const voices *v, const draft *d)
{
    static const char *const future[] = {"will", "would", "'ll", "shall", NULL}, *const must[] = {"must", "should",
                                                                                                  "ought", NULL};
    static const char *const no[] = {"no", NULL}, *const not [] = {"not", "n't", "never", NULL},
                             *const have[] = {"have", NULL};
    uint32_t s, clause = said_clause(v, d, &s);
    if (d->act != SITREP_ACT_report || clause == SITREP_NONE) return d->act;
    const read_tree *t = read_tree_of(v->r, s);
    bool self = speaks_of_self(v, d, s, clause), negated = has_child_form(t, clause, SITREP_DEPREL_ADVMOD, not );
    if (has_child_form(t, clause, SITREP_DEPREL_AUX, must) && !self) return SITREP_ACT_demand;
    if (self && !negated && has_child_form(t, clause, SITREP_DEPREL_AUX, future) &&
        !has_child_form(t, clause, SITREP_DEPREL_AUX, have))
        return SITREP_ACT_promise;
    uint32_t obj = read_tree_child(t, clause, SITREP_DEPREL_OBJ);
    bool none = obj != SITREP_NONE && has_child_form(t, obj, SITREP_DEPREL_DET, no);
    return self && none && sv_eq_fold(at(v->r, s, clause)->lemma, SV("have")) ? SITREP_ACT_deny : d->act;
}
