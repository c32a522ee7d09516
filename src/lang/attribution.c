/* lang/attribution.c — the commonest sentence of newswire: "…, residents and a local official said on Monday."
 * Treebanks of other English have few of them, and the parser hangs the speakers on the last noun and the verb on the
 * first. Where the words leave no doubt the tree is set right, as the treebanks have it: the verb of saying is the
 * root, what was said its ccomp. */
#include "lang/lang_int.h"

#include "base/banned.h"

#define TAIL_MAX     10u /* words between the verb and the end: "late on Monday", "Reuters in a telephone interview" */
#define SPEAKERS_MAX 24u /* words between the comma and the verb */

typedef struct attribution {
    sitrep_word *words;
    uint32_t count, comma, verb; /* speakers stand in (comma, verb) */
} attribution;

/* Whether the word's lemma is in a list that NULL ends. */
static bool is_any_of(const sitrep_word *w, const char *const *lemmas)
{
    while (*lemmas && !sv_eq(w->lemma, sv_of(*lemmas))) lemmas++;
    return *lemmas != NULL;
}

static bool says(const sitrep_word *w)
{
    static const char *const verbs[] = {"say", "tell", "report", "announce", "add", NULL};
    if (strcmp(w->xpos, "VBD") != 0 && strcmp(w->xpos, "VBZ") != 0 && strcmp(w->xpos, "VBP") != 0) return false;
    return is_any_of(w, verbs);
}

static bool is_clausal(const sitrep_word *w)
{
    return w->upos == SITREP_UPOS_VERB || w->upos == SITREP_UPOS_AUX;
}

/* Words of noun phrases, and of what follows a verb of saying in one. */
static bool is_nominal(const sitrep_word *w)
{
    return (1u << w->upos & (1u << SITREP_UPOS_NOUN | 1u << SITREP_UPOS_PROPN | 1u << SITREP_UPOS_PRON |
                             1u << SITREP_UPOS_DET | 1u << SITREP_UPOS_ADJ | 1u << SITREP_UPOS_NUM |
                             1u << SITREP_UPOS_ADP | 1u << SITREP_UPOS_CCONJ | 1u << SITREP_UPOS_ADV)) ||
           sv_eq(w->form, SV("'s")) || (sv_eq(w->form, SV("-")) && !w->space_after); /* secretary-general */
}

static bool is_comma(const sitrep_word *w)
{
    return sv_eq(w->form, SV(","));
}

static bool is_relative(const sitrep_word *w)
{
    return w->xpos[0] == 'W'; /* WDT, WP, WRB */
}

/* "…, said on Friday after arriving in Bishkek": the participle of an adverbial clause, and what leads it. */
static bool is_while_doing(const attribution *a, uint32_t w)
{
    static const char *const leads[] = {"after", "before", "while", "upon", "on", "when", NULL};
    uint32_t verb = strcmp(a->words[w].xpos, "VBG") == 0 ? w : w + 1;
    if (verb == 0 || verb >= a->count || strcmp(a->words[verb].xpos, "VBG") != 0) return false;
    return is_any_of(&a->words[verb - 1], leads);
}

/* The verb of saying near the end, with nothing but adverbials behind it. */
static bool find_verb(attribution *a)
{
    uint32_t end = a->count;
    while (end > 0 && a->words[end - 1].upos == SITREP_UPOS_PUNCT) end--;
    for (uint32_t i = end, tail = 0; i-- > 0 && tail <= TAIL_MAX; tail++) {
        if (says(&a->words[i])) {
            a->verb = i;
            return true;
        }
        if ((!is_nominal(&a->words[i]) && !is_while_doing(a, i)) || is_relative(&a->words[i])) return false;
    }
    return false;
}

static uint32_t child(const attribution *a, uint32_t head, unsigned deprel)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->words[i].head == head && a->words[i].deprel == deprel) return i;
    return SITREP_NONE;
}

/* Where the run of noun phrases begins that ends at `end`. */
static uint32_t nominals_before(const attribution *a, uint32_t end)
{
    uint32_t i = end;
    while (i > 0 && end - i < SPEAKERS_MAX && is_nominal(&a->words[i - 1]) && !is_relative(&a->words[i - 1])) i--;
    return i;
}

/* The comma before the speakers, with a clause before it. "…, the director, Jean Kambale, told reporters": a verb
 * without a subject, right behind a comma, has a name or title between commas before it. */
static bool find_comma(attribution *a)
{
    uint32_t i = nominals_before(a, a->verb);
    if (i == a->verb && i > 0 && is_comma(&a->words[i - 1]) && child(a, a->verb, SITREP_DEPREL_NSUBJ) == SITREP_NONE) {
        uint32_t name = nominals_before(a, i - 1);
        if (name == i - 1 || name == 0 || !is_comma(&a->words[name - 1])) return false;
        i = nominals_before(a, name - 1);
        if (i == name - 1) return false;
    }
    if (i == a->verb || i < 3) return false;
    const sitrep_word *first = &a->words[i];
    if (first->upos == SITREP_UPOS_CCONJ || first->upos == SITREP_UPOS_ADP || first->upos == SITREP_UPOS_ADV)
        return false;
    a->comma = i - 1;
    if (!is_comma(&a->words[a->comma])) return false;
    for (uint32_t k = 0; k < a->comma; k++)
        if (is_clausal(&a->words[k])) return true;
    return false;
}

static void hang(const attribution *a, uint32_t word, uint32_t head, unsigned deprel)
{
    a->words[word].head = head;
    a->words[word].deprel = (uint8_t)deprel;
}

/* A clause of its own, with a subject; "when", "if" and the like lead none that somebody said. */
static bool is_said(const attribution *a, uint32_t w, uint32_t lent)
{
    if (!is_clausal(&a->words[w]) || strcmp(a->words[w].xpos, "VBG") == 0 ||
        child(a, w, SITREP_DEPREL_MARK) != SITREP_NONE)
        return false;
    return lent != SITREP_NONE || child(a, w, SITREP_DEPREL_NSUBJ) != SITREP_NONE ||
           child(a, w, SITREP_DEPREL_NSUBJ_PASS) != SITREP_NONE;
}

/* "Violence has killed 2,000 people, the government says.": the subject of what was said, where the verb of saying has
 * taken it beside its own. */
static uint32_t lent_subject(const attribution *a)
{
    uint32_t lent = SITREP_NONE, own = SITREP_NONE;
    for (uint32_t i = 0; i < a->verb; i++) {
        bool subject = a->words[i].deprel == SITREP_DEPREL_NSUBJ || a->words[i].deprel == SITREP_DEPREL_NSUBJ_PASS;
        if (a->words[i].head != a->verb || !subject) continue;
        if (i < a->comma)
            lent = i;
        else
            own = i;
    }
    return own == SITREP_NONE ? SITREP_NONE : lent;
}

/* What was said under the verb as its root. False where the tree says something else that may be right. */
static bool raise_verb(const attribution *a)
{
    sitrep_word *verb = &a->words[a->verb];
    if (child(a, a->verb, SITREP_DEPREL_CCOMP) != SITREP_NONE) return verb->head == SITREP_NONE;
    if (verb->head == SITREP_NONE) {
        uint32_t lent = lent_subject(a);
        for (uint32_t i = 0; i < a->comma; i++) {
            uint8_t deprel = a->words[i].deprel;
            if (a->words[i].head != a->verb || !is_said(a, i, lent) ||
                (deprel != SITREP_DEPREL_ADVCL && deprel != SITREP_DEPREL_PARATAXIS && deprel != SITREP_DEPREL_DEP))
                continue;
            a->words[i].deprel = SITREP_DEPREL_CCOMP;
            if (lent != SITREP_NONE) a->words[lent].head = i;
            return true;
        }
        return false;
    }
    if (verb->deprel != SITREP_DEPREL_CONJ && verb->deprel != SITREP_DEPREL_PARATAXIS) return false;
    uint32_t root = child(a, SITREP_NONE, SITREP_DEPREL_ROOT);
    if (root == SITREP_NONE || root >= a->comma) return false;
    for (uint32_t i = a->verb + 1; i < a->count; i++)
        if (a->words[i].head == root) a->words[i].head = a->verb;
    hang(a, a->verb, SITREP_NONE, SITREP_DEPREL_ROOT);
    hang(a, root, a->verb, SITREP_DEPREL_CCOMP);
    return true;
}

/* The speakers under the verb: those that hang on what was said are the first of them. */
static void gather_speakers(const attribution *a)
{
    uint32_t subject = child(a, a->verb, SITREP_DEPREL_NSUBJ), first = SITREP_NONE;
    if (subject != SITREP_NONE && subject < a->comma) return;
    for (uint32_t i = a->comma + 1; i < a->verb; i++) {
        if (a->words[i].head == SITREP_NONE || a->words[i].head > a->comma) continue;
        if (a->words[i].upos == SITREP_UPOS_PUNCT) {
            hang(a, i, a->verb, SITREP_DEPREL_PUNCT);
            continue;
        }
        if (first == SITREP_NONE && (subject == SITREP_NONE || i < subject)) {
            first = i;
            hang(a, i, a->verb, SITREP_DEPREL_NSUBJ);
        } else if (first != SITREP_NONE) {
            hang(a, i, first, SITREP_DEPREL_CONJ);
        }
    }
    if (first != SITREP_NONE && subject != SITREP_NONE) hang(a, subject, first, SITREP_DEPREL_CONJ);
}

/* "denied reports that 40 people had been killed, saying only three had died": who says so is the subject of the
 * sentence, not of a clause within a noun phrase, and not whoever suffers. */
static void raise_participle(const attribution *a, uint32_t w)
{
    static const char *const verbs[] = {"say",   "add",  "insist", "argue",  "warn",   "accuse",
                                        "blame", "call", "cite",   "claim",  "stress", "allege",
                                        "vow",   "urge", "note",   "demand", NULL};
    const sitrep_word *word = &a->words[w];
    uint32_t root = child(a, SITREP_NONE, SITREP_DEPREL_ROOT), head = word->head;
    if (word->deprel != SITREP_DEPREL_ADVCL || head >= w || head == root || root >= head) return;
    if (a->words[root].upos != SITREP_UPOS_VERB || child(a, root, SITREP_DEPREL_NSUBJ) == SITREP_NONE) return;
    uint8_t deprel = a->words[head].deprel;
    if (deprel != SITREP_DEPREL_ACL && deprel != SITREP_DEPREL_ACL_RELCL &&
        child(a, head, SITREP_DEPREL_NSUBJ_PASS) == SITREP_NONE)
        return;
    if (is_any_of(word, verbs)) hang(a, w, root, SITREP_DEPREL_ADVCL);
}

/* "said after the meeting that a force was not ruled out": the clause is what was said, not one about the meeting,
 * where the verb has nothing else that was said and the clause wants nothing of the noun. */
static void take_clause(const attribution *a, uint32_t verb)
{
    if (child(a, verb, SITREP_DEPREL_CCOMP) != SITREP_NONE || child(a, verb, SITREP_DEPREL_OBJ) != SITREP_NONE) return;
    for (uint32_t i = verb + 1; i + 2 < a->count; i++) {
        sitrep_word *that = &a->words[i + 1];
        if (a->words[i].head != verb || a->words[i].deprel != SITREP_DEPREL_OBL || !sv_eq(that->form, SV("that")))
            continue;
        uint32_t clause = that->head;
        if (clause == SITREP_NONE || clause <= i + 1 || a->words[clause].head != i || !is_clausal(&a->words[clause]))
            return;
        uint8_t deprel = a->words[clause].deprel;
        if (deprel != SITREP_DEPREL_ACL && deprel != SITREP_DEPREL_ACL_RELCL) return;
        uint32_t subject = child(a, clause, SITREP_DEPREL_NSUBJ), passive = child(a, clause, SITREP_DEPREL_NSUBJ_PASS);
        bool whole = that->deprel == SITREP_DEPREL_MARK;
        for (uint32_t k = i + 2; k < a->count && that->deprel == SITREP_DEPREL_OBJ; k++)
            whole = whole || (a->words[k].head == clause && a->words[k].deprel == SITREP_DEPREL_OBJ);
        if (!whole || ((subject == SITREP_NONE || subject == i + 1) && passive == SITREP_NONE)) return;
        hang(a, clause, verb, SITREP_DEPREL_CCOMP);
        hang(a, i + 1, clause, SITREP_DEPREL_MARK);
        that->upos = SITREP_UPOS_SCONJ;
        return;
    }
}

void lang_attribution_settle(sitrep_sentence *sentence)
{
    attribution a = {.words = sentence->words, .count = sentence->count};
    for (uint32_t i = 0; i < a.count; i++)
        if (says(&a.words[i])) take_clause(&a, i);
    for (uint32_t i = 1; i < a.count; i++)
        if (strcmp(a.words[i].xpos, "VBG") == 0 && is_comma(&a.words[i - 1])) raise_participle(&a, i);
    if (a.count < 6 || !find_verb(&a) || !find_comma(&a) || !raise_verb(&a)) return;
    gather_speakers(&a);
    hang(&a, a.comma, a.verb, SITREP_DEPREL_PUNCT);
}
