/* read/functions.c — deep syntactic functions.
 * Everything starts from the surface subject and the surface objects of a word; voice then says which of them is the
 * deep subject. What a word lacks it takes from where English shares it: the noun it modifies, the verb that controls
 * it, its first conjunct. */
#include "read/functions.h"

#define DEPTH_MAX 12 /* of sharing: conj of xcomp of advcl … */

static const sitrep_word *at(const read_tree *t, uint32_t w)
{
    return &t->sentence->words[w];
}

static bool lemma_is(const sitrep_word *w, const char *lemma)
{
    return sv_eq_fold(w->lemma, sv_of(lemma));
}

static bool xpos_is(const sitrep_word *w, const char *xpos)
{
    return strcmp(w->xpos, xpos) == 0;
}

static bool has_feat(const sitrep_word *w, const char *feat)
{
    return strstr(w->feats, feat) != NULL;
}

bool read_set_has(const read_set *set, uint32_t word)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (set->words[i] == word) return true;
    return false;
}

bool read_set_add(read_set *set, uint32_t word)
{
    if (word == SITREP_NONE || set->count == READ_SET_MAX || read_set_has(set, word)) return false;
    set->words[set->count++] = word;
    return true;
}

bool read_tree_init(read_tree *t, arena *a, const sitrep_sentence *sentence)
{
    uint32_t n = sentence->count;
    t->sentence = sentence;
    t->child = ARENA_ARRAY(a, uint32_t, n ? n : 1);
    t->next = ARENA_ARRAY(a, uint32_t, n ? n : 1);
    if (!t->child || !t->next) return false;
    for (uint32_t i = 0; i < n; i++) t->child[i] = t->next[i] = SITREP_NONE;
    for (uint32_t i = n; i-- > 0;) {
        uint32_t head = sentence->words[i].head;
        if (head >= n || head == i) continue;
        t->next[i] = t->child[head];
        t->child[head] = i;
    }
    return true;
}

#define EACH_CHILD(t, c, w)                                                                                            \
    uint32_t c = (t)->child[w];                                                                                        \
    c != SITREP_NONE;                                                                                                  \
    c = (t)->next[c]

uint32_t read_tree_child(const read_tree *t, uint32_t word, sitrep_deprel deprel)
{
    for (EACH_CHILD(t, c, word))
        if (at(t, c)->deprel == deprel) return c;
    return SITREP_NONE;
}

/* The governor, SITREP_NONE for roots and for heads outside of the sentence. */
static uint32_t head_of(const read_tree *t, uint32_t word)
{
    uint32_t head = at(t, word)->head;
    return head < t->sentence->count && head != word ? head : SITREP_NONE;
}

bool read_tree_under(const read_tree *t, uint32_t word, uint32_t above)
{
    for (uint32_t steps = 0; word != SITREP_NONE && steps <= t->sentence->count; steps++) {
        if (word == above) return true;
        word = head_of(t, word);
    }
    return false;
}

static void range_under(const read_tree *t, uint32_t word, uint32_t *first, uint32_t *last, unsigned depth)
{
    if (word < *first) *first = word;
    if (word > *last) *last = word;
    if (depth == 256) return;
    for (EACH_CHILD(t, c, word)) range_under(t, c, first, last, depth + 1);
}

void read_tree_range(const read_tree *t, uint32_t word, uint32_t *first, uint32_t *end)
{
    uint32_t last = word;
    *first = word;
    range_under(t, word, first, &last, 0);
    *end = last + 1;
}

uint32_t read_tree_first_conjunct(const read_tree *t, uint32_t word)
{
    for (unsigned i = 0; i < DEPTH_MAX && at(t, word)->deprel == SITREP_DEPREL_CONJ; i++) {
        uint32_t head = head_of(t, word);
        if (head == SITREP_NONE) break;
        word = head;
    }
    return word;
}

bool read_tree_is_relative(const read_tree *t, uint32_t word)
{
    const sitrep_word *w = at(t, word);
    if (w->upos != SITREP_UPOS_PRON && w->upos != SITREP_UPOS_DET) return false;
    if (has_feat(w, "PronType=Rel")) return true;
    if (!lemma_is(w, "who") && !lemma_is(w, "which") && !lemma_is(w, "whom") && !lemma_is(w, "that") &&
        !lemma_is(w, "whose"))
        return false;
    return xpos_is(w, "WP") || xpos_is(w, "WDT") || xpos_is(w, "WP$");
}

/* The noun that the relative clause around `word` modifies. */
static uint32_t clause_antecedent(const read_tree *t, uint32_t word)
{
    for (unsigned i = 0; i < DEPTH_MAX && word != SITREP_NONE; i++) {
        if (at(t, word)->deprel == SITREP_DEPREL_ACL_RELCL) return head_of(t, word);
        word = head_of(t, word);
    }
    return SITREP_NONE;
}

uint32_t read_tree_antecedent(const read_tree *t, uint32_t word)
{
    if (!read_tree_is_relative(t, word)) return word;
    uint32_t noun = clause_antecedent(t, word);
    return noun == SITREP_NONE ? word : noun;
}

/* Adds a filler, what it stands for, and its conjuncts. */
static void add_filler(const read_tree *t, uint32_t word, read_set *out)
{
    word = read_tree_antecedent(t, word);
    if (!read_set_add(out, word)) return;
    for (EACH_CHILD(t, c, word))
        if (at(t, c)->deprel == SITREP_DEPREL_CONJ) add_filler(t, c, out);
}

static bool is_subject(unsigned deprel)
{
    return deprel == SITREP_DEPREL_NSUBJ || deprel == SITREP_DEPREL_NSUBJ_PASS || deprel == SITREP_DEPREL_CSUBJ ||
           deprel == SITREP_DEPREL_CSUBJ_PASS;
}

static bool gerund_compound(const read_tree *t, uint32_t word);

static bool own_subject(const read_tree *t, uint32_t word, read_set *out)
{
    if (gerund_compound(t, word)) return read_set_add(out, word - 1);
    uint32_t before = out->count, outer = SITREP_NONE;
    for (EACH_CHILD(t, c, word)) {
        if (is_subject(at(t, c)->deprel)) add_filler(t, c, out);
        if (at(t, c)->deprel == SITREP_DEPREL_NSUBJ_OUTER) outer = c;
    }
    if (out->count == before && outer != SITREP_NONE) add_filler(t, outer, out);
    return out->count > before;
}

static bool has_mark(const read_tree *t, uint32_t word, const char *form)
{
    for (EACH_CHILD(t, c, word))
        if (at(t, c)->deprel == SITREP_DEPREL_MARK && sv_eq_fold(at(t, c)->form, sv_of(form))) return true;
    return false;
}

static bool has_have(const read_tree *t, uint32_t word)
{
    for (EACH_CHILD(t, c, word))
        if (at(t, c)->deprel == SITREP_DEPREL_AUX && lemma_is(at(t, c), "have")) return true;
    return false;
}

static bool is_past_participle(const sitrep_word *w)
{
    return xpos_is(w, "VBN") || (has_feat(w, "VerbForm=Part") && has_feat(w, "Tense=Past"));
}

/* A clause that the parser read as a noun with a participle before it: "The militia recruited fighters" with "fighters"
 * at its root. */
static bool misread_clause(const read_tree *t, uint32_t word)
{
    const sitrep_word *w = at(t, word);
    uint32_t head = head_of(t, word);
    if (w->deprel != SITREP_DEPREL_AMOD || w->upos != SITREP_UPOS_VERB || head == SITREP_NONE || head < word ||
        word == 0)
        return false;
    if (strcmp(w->xpos, "VBN") != 0 && strcmp(w->xpos, "VBD") != 0) return false;
    uint32_t subject = read_tree_child(t, word, SITREP_DEPREL_NSUBJ);
    if (subject == SITREP_NONE) subject = read_tree_child(t, head, SITREP_DEPREL_NSUBJ);
    return subject != SITREP_NONE && subject < word && read_tree_child(t, head, SITREP_DEPREL_COP) == SITREP_NONE &&
           at(t, word - 1)->deprel != SITREP_DEPREL_DET && at(t, word - 1)->deprel != SITREP_DEPREL_AMOD;
}

static bool ends_with_stop(const read_tree *t)
{
    return t->sentence->count && sv_eq(at(t, t->sentence->count - 1)->form, SV("."));
}

static bool passive_at(const read_tree *t, uint32_t word, unsigned depth)
{
    if (misread_clause(t, word)) return false;
    bool aux = false, subject = false, object = false;
    for (EACH_CHILD(t, c, word)) {
        unsigned d = at(t, c)->deprel;
        if (d == SITREP_DEPREL_AUX_PASS || d == SITREP_DEPREL_NSUBJ_PASS || d == SITREP_DEPREL_CSUBJ_PASS ||
            d == SITREP_DEPREL_OBL_AGENT)
            return true;
        aux |= d == SITREP_DEPREL_AUX;
        subject |= d == SITREP_DEPREL_NSUBJ;
        object |= d == SITREP_DEPREL_OBJ;
    }
    const sitrep_word *w = at(t, word);
    if (!is_past_participle(w) || has_have(t, word)) return false;
    switch (w->deprel) {
    case SITREP_DEPREL_ACL:
    case SITREP_DEPREL_AMOD:
    case SITREP_DEPREL_ADVCL:
    case SITREP_DEPREL_XCOMP:
        return !object || w->deprel == SITREP_DEPREL_AMOD;
    case SITREP_DEPREL_CONJ: {
        uint32_t head = head_of(t, word);
        return !subject && !aux && head != SITREP_NONE && depth < DEPTH_MAX && passive_at(t, head, depth + 1);
    }
    default:
        return !aux && !object && !ends_with_stop(t); /* headlines drop the auxiliary: "Three killed in Osh" */
    }
}

bool read_tree_passive(const read_tree *t, uint32_t word)
{
    return passive_at(t, word, 0);
}

static void surface_subject(const read_tree *t, uint32_t word, read_set *out, unsigned depth);

/* The controller of an infinitive or predicate under `head`: its object if it has one, else its surface subject. */
static void controller(const read_tree *t, uint32_t head, read_set *out, unsigned depth)
{
    uint32_t before = out->count;
    for (EACH_CHILD(t, c, head))
        if (at(t, c)->deprel == SITREP_DEPREL_OBJ || at(t, c)->deprel == SITREP_DEPREL_IOBJ) {
            add_filler(t, c, out);
            break;
        }
    if (out->count == before) surface_subject(t, head, out, depth + 1);
}

/* Who is to act in "the plan to attack", "a bid to seize": the possessor, or the subject of the verb that has the noun.
 */
static void infinitive_of_noun(const read_tree *t, uint32_t noun, read_set *out, unsigned depth)
{
    uint32_t poss = read_tree_child(t, noun, SITREP_DEPREL_NMOD_POSS), verb = head_of(t, noun);
    unsigned d = at(t, noun)->deprel;
    if (poss != SITREP_NONE)
        add_filler(t, poss, out);
    else if (verb != SITREP_NONE && (d == SITREP_DEPREL_OBJ || d == SITREP_DEPREL_OBL || d == SITREP_DEPREL_XCOMP))
        surface_subject(t, verb, out, depth + 1);
}

/* Who did it in "arrested X on charges of inciting", "X denied claims of arming": the one of whom the noun is said. */
static void gerund_of_noun(const read_tree *t, uint32_t noun, read_set *out, unsigned depth)
{
    uint32_t poss = read_tree_child(t, noun, SITREP_DEPREL_NMOD_POSS), verb = head_of(t, noun);
    unsigned d = at(t, noun)->deprel;
    if (poss != SITREP_NONE)
        add_filler(t, poss, out);
    else if (verb != SITREP_NONE && d == SITREP_DEPREL_OBL)
        controller(t, verb, out, depth);
    else if (verb != SITREP_NONE && d == SITREP_DEPREL_OBJ)
        surface_subject(t, verb, out, depth + 1);
    else
        read_set_add(out, noun);
}

/* The clause that an adverbial clause really belongs to: in "X raided Y, killing Z, A said" the parser may hang it on
 * "said". */
static uint32_t clause_before(const read_tree *t, uint32_t word, uint32_t head)
{
    uint32_t above = head_of(t, head), subject = read_tree_child(t, head, SITREP_DEPREL_NSUBJ);
    bool inserted = at(t, head)->deprel == SITREP_DEPREL_PARATAXIS && above != SITREP_NONE && subject != SITREP_NONE;
    return inserted && above < word && word < subject && word < head ? above : head;
}

static void surface_subject(const read_tree *t, uint32_t word, read_set *out, unsigned depth)
{
    if (depth > DEPTH_MAX || own_subject(t, word, out)) return;
    const sitrep_word *w = at(t, word);
    uint32_t head = head_of(t, word);
    if (head == SITREP_NONE) return;
    bool to = has_mark(t, word, "to");
    switch (w->deprel) {
    case SITREP_DEPREL_CONJ:
        surface_subject(t, head, out, depth + 1);
        break;
    case SITREP_DEPREL_ADVCL:
        if (xpos_is(w, "VBG") && (has_mark(t, word, "of") || has_mark(t, word, "with"))) {
            controller(t, head, out, depth); /* "accused the army of shelling", "charged her with plotting" */
            break;
        }
        surface_subject(t, clause_before(t, word, head), out, depth + 1);
        break;
    case SITREP_DEPREL_XCOMP:
        controller(t, head, out, depth);
        break;
    case SITREP_DEPREL_CCOMP:
        if (to || xpos_is(w, "VBG")) controller(t, head, out, depth);
        break;
    case SITREP_DEPREL_ACL:
        if (to)
            infinitive_of_noun(t, head, out, depth);
        else if (xpos_is(w, "VBG") && (has_mark(t, word, "of") || has_mark(t, word, "for")))
            gerund_of_noun(t, head, out, depth);
        else if (!read_tree_is_relative(t, head))
            read_set_add(out, head);
        break;
    case SITREP_DEPREL_AMOD:
        if (misread_clause(t, word))
            own_subject(t, head, out); /* its own subject was looked for before */
        else
            add_filler(t, head, out);
        break;
    case SITREP_DEPREL_ACL_RELCL:
        add_filler(t, head, out);
        break;
    default:
        break;
    }
}

void read_tree_surface_subject(const read_tree *t, uint32_t word, read_set *out)
{
    surface_subject(t, word, out, 0);
}

/* Whether a relative pronoun stands under `word`, outside of clauses of its own. */
static bool holds_relative(const read_tree *t, uint32_t word, unsigned depth)
{
    for (EACH_CHILD(t, c, word)) {
        unsigned d = at(t, c)->deprel;
        if (d == SITREP_DEPREL_MARK || d == SITREP_DEPREL_ACL_RELCL) continue;
        if (read_tree_is_relative(t, c)) return true;
        if (depth < 3 &&
            (d == SITREP_DEPREL_OBL || d == SITREP_DEPREL_NMOD || d == SITREP_DEPREL_NSUBJ || d == SITREP_DEPREL_OBJ ||
             d == SITREP_DEPREL_NMOD_POSS) &&
            holds_relative(t, c, depth + 1))
            return true;
    }
    return false;
}

/* The noun left out in "the man the police arrested", "the town they tried to seize". */
static uint32_t gap_object(const read_tree *t, uint32_t word)
{
    uint32_t clause = word;
    for (unsigned i = 0; i < 3 && at(t, clause)->deprel == SITREP_DEPREL_XCOMP; i++) {
        uint32_t head = head_of(t, clause);
        if (head == SITREP_NONE) return SITREP_NONE;
        clause = head;
    }
    if (at(t, clause)->deprel != SITREP_DEPREL_ACL_RELCL || has_mark(t, clause, "that")) return SITREP_NONE;
    if (clause != word && read_tree_child(t, clause, SITREP_DEPREL_OBJ) != SITREP_NONE) return SITREP_NONE;
    if (read_tree_child(t, clause, SITREP_DEPREL_NSUBJ) == SITREP_NONE || holds_relative(t, clause, 0))
        return SITREP_NONE;
    for (EACH_CHILD(t, c, word)) /* a preposition left behind: "the town they fled from" */
        if (at(t, c)->upos == SITREP_UPOS_ADP && at(t, c)->deprel != SITREP_DEPREL_COMPOUND_PRT) return SITREP_NONE;
    return head_of(t, clause);
}

static bool add_children(const read_tree *t, uint32_t word, sitrep_deprel deprel, read_set *out)
{
    uint32_t before = out->count;
    for (EACH_CHILD(t, c, word))
        if (at(t, c)->deprel == deprel) add_filler(t, c, out);
    return out->count > before;
}

/* Objects that conjoined verbs share: "beat and detained students" whichever verb the parser gave them to. */
static void shared_object(const read_tree *t, uint32_t word, read_set *out)
{
    const sitrep_word *w = at(t, word);
    uint32_t head = head_of(t, word);
    if (w->deprel == SITREP_DEPREL_CONJ && head != SITREP_NONE && !read_tree_passive(t, head)) {
        uint32_t obj = read_tree_child(t, head, SITREP_DEPREL_OBJ);
        if (obj != SITREP_NONE && obj > word) add_filler(t, obj, out);
        return;
    }
    for (EACH_CHILD(t, c, word)) {
        if (at(t, c)->deprel != SITREP_DEPREL_CONJ || c < word || c - word > 3 || at(t, c)->upos != SITREP_UPOS_VERB)
            continue;
        bool adjacent = true;
        for (uint32_t i = word + 1; i < c; i++)
            adjacent &= at(t, i)->upos == SITREP_UPOS_CCONJ || at(t, i)->upos == SITREP_UPOS_PUNCT;
        if (adjacent && !read_tree_passive(t, c) && own_subject(t, c, &(read_set){0}) == false)
            add_children(t, c, SITREP_DEPREL_OBJ, out);
    }
}

static bool has_any_prep(const read_tree *t, uint32_t word);

static void deep_subject(const read_tree *t, uint32_t word, read_set *out)
{
    if (!read_tree_passive(t, word)) {
        surface_subject(t, word, out, 0);
        return;
    }
    for (EACH_CHILD(t, c, word)) {
        unsigned d = at(t, c)->deprel;
        if (d == SITREP_DEPREL_OBL_AGENT || (d == SITREP_DEPREL_OBL && read_tree_has_prep(t, c, SV("by"))))
            add_filler(t, c, out);
    }
    uint32_t head = head_of(t, word); /* "was beaten and killed by soldiers": the agent stands with the last verb */
    if (out->count == 0) {
        for (EACH_CHILD(t, c, word))
            if (at(t, c)->deprel == SITREP_DEPREL_CONJ && passive_at(t, c, 0) && !own_subject(t, c, &(read_set){0}))
                add_children(t, c, SITREP_DEPREL_OBL_AGENT, out);
        if (out->count == 0 && head != SITREP_NONE && at(t, word)->deprel == SITREP_DEPREL_CONJ &&
            passive_at(t, head, 0) && !own_subject(t, word, &(read_set){0}))
            add_children(t, head, SITREP_DEPREL_OBL_AGENT, out);
    }
}

static void deep_object(const read_tree *t, uint32_t word, read_set *out)
{
    if (add_children(t, word, SITREP_DEPREL_OBJ, out)) return;
    if (read_tree_passive(t, word)) {
        surface_subject(t, word, out, 0);
        return;
    }
    if (add_children(t, word, SITREP_DEPREL_IOBJ, out))
        return; /* "urged the government to act" has one object, however it is called */
    if (misread_clause(t, word)) {
        add_filler(t, head_of(t, word), out);
        return;
    }
    /* An oblique has a preposition: without one it is an object misread ("called off an airstrike", "killed at least 12
     * people"). */
    if (at(t, word)->upos == SITREP_UPOS_VERB)
        for (EACH_CHILD(t, c, word))
            if (c > word && at(t, c)->deprel == SITREP_DEPREL_OBL && !has_any_prep(t, c)) {
                add_filler(t, c, out);
                return;
            }
    uint32_t gap = gap_object(t, word);
    if (gap != SITREP_NONE)
        add_filler(t, gap, out);
    else if (at(t, word)->upos == SITREP_UPOS_VERB)
        shared_object(t, word, out);
}

static void indirect_object(const read_tree *t, uint32_t word, read_set *out)
{
    if (add_children(t, word, SITREP_DEPREL_IOBJ, out)) return;
    if (read_tree_child(t, word, SITREP_DEPREL_OBJ) != SITREP_NONE && read_tree_passive(t, word))
        surface_subject(t, word, out, 0);
}

/* Compares one preposition, with its fixed parts, to the start of `prep`; gives the rest, or ptr NULL. */
static sitrep_sv eat(const read_tree *t, uint32_t word, sitrep_sv prep)
{
    sitrep_sv none = {NULL, 0};
    for (uint32_t part = word; part != SITREP_NONE;) {
        sitrep_sv form = at(t, part)->form;
        if (form.len > prep.len || !sv_eq_fold(form, sv_part(prep, 0, form.len))) return none;
        prep = sv_part(prep, form.len, prep.len);
        uint32_t fixed = part == word ? t->child[word] : t->next[part];
        while (fixed != SITREP_NONE && at(t, fixed)->deprel != SITREP_DEPREL_FIXED) fixed = t->next[fixed];
        part = fixed;
        if (part == SITREP_NONE) break;
        if (prep.len == 0 || (prep.ptr[0] != '_' && prep.ptr[0] != ' ')) return none;
        prep = sv_part(prep, 1, prep.len);
    }
    return prep;
}

/* "in police firing", "after army shelling": a noun and a gerund behind a preposition are a compound, whatever the
 * parser made of them. */
static bool gerund_compound(const read_tree *t, uint32_t word)
{
    if (word < 2 || word >= t->sentence->count || !xpos_is(at(t, word), "VBG")) return false;
    const sitrep_word *noun = at(t, word - 1), *prep = at(t, word - 2);
    if (noun->upos != SITREP_UPOS_NOUN || prep->upos != SITREP_UPOS_ADP) return false;
    if (prep->head != word - 1 && prep->head != word) return false;
    if (noun->head != word && noun->head != at(t, word)->head) return false;
    return read_tree_child(t, word, SITREP_DEPREL_OBJ) == SITREP_NONE;
}

bool read_tree_has_prep(const read_tree *t, uint32_t word, sitrep_sv prep)
{
    if (prep.len == 0) return false;
    if (gerund_compound(t, word) && read_tree_has_prep(t, word - 1, prep)) return true;
    for (EACH_CHILD(t, c, word)) {
        unsigned d = at(t, c)->deprel;
        if (d != SITREP_DEPREL_CASE && d != SITREP_DEPREL_MARK) continue;
        sitrep_sv rest = eat(t, c, prep);
        if (rest.ptr && rest.len == 0) return true;
        /* two prepositions in a row ("out of", "from behind") are parsed as sisters */
        uint32_t second = t->next[c];
        while (second != SITREP_NONE && at(t, second)->deprel != SITREP_DEPREL_CASE) second = t->next[second];
        if (!rest.ptr || (rest.ptr[0] != '_' && rest.ptr[0] != ' ') || second == SITREP_NONE) continue;
        rest = eat(t, second, sv_part(rest, 1, rest.len));
        if (rest.ptr && rest.len == 0) return true;
    }
    return false;
}

static bool has_any_prep(const read_tree *t, uint32_t word)
{
    for (EACH_CHILD(t, c, word))
        if (at(t, c)->deprel == SITREP_DEPREL_CASE && !xpos_is(at(t, c), "POS")) return true;
    return false;
}

/* Whether a dependent can be an oblique: nominals, and clauses that hang on a preposition ("accused of killing"). */
static bool is_oblique(unsigned d, bool *clause)
{
    *clause =
        d == SITREP_DEPREL_ADVCL || d == SITREP_DEPREL_ACL || d == SITREP_DEPREL_CCOMP || d == SITREP_DEPREL_XCOMP;
    return *clause || d == SITREP_DEPREL_OBL || d == SITREP_DEPREL_OBL_AGENT || d == SITREP_DEPREL_NMOD ||
           d == SITREP_DEPREL_NMOD_DESC || d == SITREP_DEPREL_NMOD_UNMARKED || d == SITREP_DEPREL_OBL_TMOD ||
           d == SITREP_DEPREL_OBL_UNMARKED;
}

static void own_obliques(const read_tree *t, uint32_t word, sitrep_sv prep, read_set *out)
{
    for (EACH_CHILD(t, c, word)) {
        bool clause;
        if (!is_oblique(at(t, c)->deprel, &clause)) continue;
        if (!(prep.len ? read_tree_has_prep(t, c, prep) : !clause && has_any_prep(t, c))) continue;
        if (gerund_compound(t, c + 1))
            read_set_add(out, c + 1);
        else
            add_filler(t, c, out);
    }
}

/* Obliques of a word; those that the parser gave to its object, too. */
static void obliques(const read_tree *t, uint32_t word, sitrep_sv prep, read_set *out)
{
    own_obliques(t, word, prep, out);
    bool of = sv_eq(prep, SV("of"));
    const sitrep_word *w = at(t, word);
    if (w->upos == SITREP_UPOS_VERB && (of ? out->count == 0 : prep.len || out->count == 0))
        for (EACH_CHILD(t, c, word))
            if (at(t, c)->deprel == SITREP_DEPREL_OBJ) own_obliques(t, c, prep, out);
    if (prep.len && !of && out->count == 0 &&
        w->upos != SITREP_UPOS_VERB) /* "the attack on the village by rebels", one too low */
        for (EACH_CHILD(t, c, word))
            if (at(t, c)->deprel == SITREP_DEPREL_NMOD) own_obliques(t, c, prep, out);
    if (out->count == 0 && prep.len) { /* "the man they fought with", "with whom they fought" */
        for (EACH_CHILD(t, c, word))
            if ((at(t, c)->upos == SITREP_UPOS_ADP) && at(t, c)->deprel != SITREP_DEPREL_COMPOUND_PRT &&
                at(t, c)->deprel != SITREP_DEPREL_CASE && at(t, c)->deprel != SITREP_DEPREL_MARK &&
                sv_eq_fold(at(t, c)->form, prep) && w->deprel == SITREP_DEPREL_ACL_RELCL) {
                uint32_t head = head_of(t, word);
                if (head != SITREP_NONE) add_filler(t, head, out);
            }
    }
}

static void modifiers(const read_tree *t, uint32_t word, read_set *out)
{
    for (EACH_CHILD(t, c, word)) {
        unsigned d = at(t, c)->deprel;
        if (d == SITREP_DEPREL_AMOD || d == SITREP_DEPREL_COMPOUND || d == SITREP_DEPREL_NMOD_DESC ||
            (c < word && (d == SITREP_DEPREL_NMOD_UNMARKED || d == SITREP_DEPREL_NMOD_NPMOD ||
                          d == SITREP_DEPREL_FLAT || (d == SITREP_DEPREL_NMOD && !has_any_prep(t, c)))))
            add_filler(t, c, out);
    }
}

static void predicate_complements(const read_tree *t, uint32_t word, read_set *out)
{
    bool verb = at(t, word)->upos == SITREP_UPOS_VERB || at(t, word)->upos == SITREP_UPOS_AUX;
    for (EACH_CHILD(t, c, word)) {
        unsigned d = at(t, c)->deprel;
        if (d == SITREP_DEPREL_XCOMP ||
            (!verb && (d == SITREP_DEPREL_ACL || d == SITREP_DEPREL_ADVCL) && has_mark(t, c, "to")) ||
            (d == SITREP_DEPREL_CCOMP && !own_subject(t, c, &(read_set){0}) &&
             (has_mark(t, c, "to") || xpos_is(at(t, c), "VBG"))))
            add_filler(t, c, out);
    }
}

static void clause_complements(const read_tree *t, uint32_t word, read_set *out)
{
    bool noun = at(t, word)->upos == SITREP_UPOS_NOUN;
    for (EACH_CHILD(t, c, word)) {
        unsigned d = at(t, c)->deprel;
        if (d == SITREP_DEPREL_CCOMP || (noun && d == SITREP_DEPREL_ACL && has_mark(t, c, "that")))
            add_filler(t, c, out);
        if (d != SITREP_DEPREL_OBJ && d != SITREP_DEPREL_IOBJ)
            continue; /* "told reporters that …" read as a clause about the reporters */
        for (EACH_CHILD(t, k, c)) {
            unsigned r = at(t, k)->deprel;
            if ((r == SITREP_DEPREL_ACL_RELCL || r == SITREP_DEPREL_ACL) && has_mark(t, k, "that") &&
                own_subject(t, k, &(read_set){0}))
                add_filler(t, k, out);
        }
    }
}

static void adverbs(const read_tree *t, uint32_t word, read_set *out)
{
    for (EACH_CHILD(t, c, word)) {
        unsigned d = at(t, c)->deprel;
        if (d == SITREP_DEPREL_ADVMOD || d == SITREP_DEPREL_COMPOUND_PRT || d == SITREP_DEPREL_OBL_TMOD ||
            d == SITREP_DEPREL_OBL_UNMARKED || d == SITREP_DEPREL_OBL_NPMOD || d == SITREP_DEPREL_NMOD_TMOD)
            read_set_add(out, c);
    }
}

void read_tree_step(const read_tree *t, uint32_t word, const read_step *step, read_set *out)
{
    if (word >= t->sentence->count) return;
    switch (step->function) {
    case READ_SUBJ:
        deep_subject(t, word, out);
        break;
    case READ_OBJ:
        deep_object(t, word, out);
        break;
    case READ_IOBJ:
        indirect_object(t, word, out);
        break;
    case READ_POSS:
        add_children(t, word, SITREP_DEPREL_NMOD_POSS, out);
        break;
    case READ_MOD:
        modifiers(t, word, out);
        break;
    case READ_PREP:
        obliques(t, word, step->prep, out);
        break;
    case READ_ANYPREP:
        obliques(t, word, (sitrep_sv){NULL, 0}, out);
        break;
    case READ_XCOMP:
        predicate_complements(t, word, out);
        break;
    case READ_CCOMP:
        clause_complements(t, word, out);
        break;
    case READ_ADV:
        adverbs(t, word, out);
        break;
    default: {
        uint32_t head = head_of(t, read_tree_first_conjunct(t, word));
        if (head != SITREP_NONE) read_set_add(out, head);
    }
    }
}

void read_tree_walk(const read_tree *t, uint32_t word, const read_path *path, read_set *out)
{
    read_set here = {1, {word}};
    for (uint8_t i = 0; i < path->count; i++) {
        read_set there = {0};
        for (uint32_t k = 0; k < here.count; k++) read_tree_step(t, here.words[k], &path->steps[i], &there);
        here = there;
    }
    *out = here;
}

bool read_step_parse(sitrep_sv *text, read_step *out)
{
    static const struct {
        const char *name;
        uint8_t function;
    } names[] = {{"subj", READ_SUBJ},   {"obj", READ_OBJ}, {"iobj", READ_IOBJ}, {"poss", READ_POSS},
                 {"of", READ_PREP},     {"by", READ_PREP}, {"mod", READ_MOD},   {"xcomp", READ_XCOMP},
                 {"ccomp", READ_CCOMP}, {"adv", READ_ADV}, {"head", READ_HEAD}};
    sitrep_sv name = sv_cut(text, '.');
    if (sv_eq(name, SV("p"))) {
        name = sv_cut(text, '.');
        out->function = sv_eq(name, SV("*")) ? READ_ANYPREP : READ_PREP;
        out->prep = name;
        return name.len > 0;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sv_eq(name, sv_of(names[i].name))) {
            out->function = names[i].function;
            out->prep = names[i].function == READ_PREP ? name : (sitrep_sv){NULL, 0};
            return true;
        }
    return false;
}

bool read_path_parse(sitrep_sv text, read_path *out)
{
    out->count = 0;
    while (text.len) {
        if (out->count == READ_PATH_MAX || !read_step_parse(&text, &out->steps[out->count])) return false;
        out->count++;
    }
    return out->count > 0;
}

static bool is_future(const sitrep_word *w)
{
    return lemma_is(w, "will") || lemma_is(w, "shall") || sv_eq_fold(w->form, SV("'ll")) ||
           sv_eq_fold(w->form, SV("wo"));
}

read_tense read_tree_tense(const read_tree *t, uint32_t word)
{
    const sitrep_word *w = at(t, word);
    const sitrep_word *finite = NULL;
    for (EACH_CHILD(t, c, word)) {
        const sitrep_word *x = at(t, c);
        if (x->deprel != SITREP_DEPREL_AUX && x->deprel != SITREP_DEPREL_AUX_PASS && x->deprel != SITREP_DEPREL_COP)
            continue;
        if (is_future(x)) return READ_FUT;
        if (!finite) finite = x;
    }
    if (has_mark(t, word, "to")) return READ_INF;
    if (finite) {
        if (xpos_is(finite, "VBD") || has_feat(finite, "Tense=Past") ||
            (lemma_is(finite, "have") && is_past_participle(w)))
            return READ_PAST;
        return READ_PRES;
    }
    if (xpos_is(w, "VBD")) return READ_PAST;
    if (xpos_is(w, "VBG")) return READ_GER;
    if (xpos_is(w, "VBN")) return READ_PART;
    if (xpos_is(w, "VB")) return READ_INF;
    return READ_PRES;
}
