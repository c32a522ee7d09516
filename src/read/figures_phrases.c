/* read/figures_phrases.c — figures that more than one word tells: lists ("Killed: 192"), a kind right behind its number
 * ("1,800 wounded"), tolls, figures made from other figures, and idioms ("lost their lives"). They go by words that
 * stand side by side where trees of headlines and lists are poor, and by the tree where a sentence has one. */
#include <math.h>

#include "read/figures_int.h"

#include "base/banned.h"

/* ---- side by side ---- */

/* The kind that a word tells as a state, a participle or a noun counted; SITREP_NONE. Weak verbs ("shot") tell none. */
static uint32_t kind_told(const figure_counter *c, uint32_t w, int unit)
{
    static const uint32_t classes[] = {FIGURE_STATE, FIGURE_COUNT, FIGURE_OBJ, FIGURE_SUBJ};
    const sitrep_word *word = figure_word(c, w);
    for (size_t k = 0; k < sizeof classes / sizeof classes[0]; k++) {
        uint32_t count;
        const read_sense *s = read_form_senses(c->r, word->form, &count);
        if (!s || !read_form_sense(c->r, word->form, classes[k])) s = read_form_senses(c->r, word->lemma, &count);
        for (uint32_t i = 0; s && i < count; i++) {
            bool weak;
            if (s[i].class_ != classes[k]) continue;
            uint32_t kind = figure_kind_of(s[i].value, &weak);
            if (weak || kind == SITREP_NONE) continue;
            if ((kind == SITREP_FIGURE_houses_destroyed) != (unit == FIGURE_UNIT_BUILDING)) continue;
            return kind;
        }
    }
    return SITREP_NONE;
}

static bool is_participle(const figure_counter *c, uint32_t w)
{
    const sitrep_word *word = figure_word(c, w);
    if (strcmp(word->xpos, "VBN") == 0 || strncmp(word->xpos, "JJ", 2) == 0) return true;
    if (strcmp(word->xpos, "VBD") != 0) return false;
    for (uint32_t i = w + 1; i < c->words->count && i < w + 6; i++) /* "12 people killed him" has an object */
        if (figure_word(c, i)->head == w && figure_word(c, i)->deprel == SITREP_DEPREL_OBJ) return false;
    return true;
}

/* "1,800 wounded", "2,000 or more dead", "12 people arrested". */
static uint32_t kind_behind(const figure_counter *c, const figure_amount *a, uint32_t *out_word)
{
    uint32_t k = a->end;
    *out_word = SITREP_NONE;
    int unit = FIGURE_UNIT_PEOPLE;
    if (figure_form_is(c, k, "or") && figure_form_is(c, k + 1, "more")) k += 2;
    if (figure_form_is(c, k, "more") || figure_form_is(c, k, "others")) k++;
    if (k < c->words->count && figure_word(c, k)->upos == SITREP_UPOS_NOUN && !figure_has_class(c, k, FIGURE_STATE)) {
        unit = figure_unit_of(c, k);
        if (unit != FIGURE_UNIT_PEOPLE && unit != FIGURE_UNIT_BUILDING) return SITREP_NONE;
        if (figure_has_class(c, k, FIGURE_COUNT)) return SITREP_NONE; /* "12 deaths": by the word itself */
        k++;
    }
    if (k >= c->words->count) return SITREP_NONE;
    bool noun = figure_word(c, k)->upos == SITREP_UPOS_NOUN && k == a->end;
    *out_word = k;
    if (!noun && !is_participle(c, k)) return SITREP_NONE;
    return noun && !figure_has_class(c, k, FIGURE_STATE) ? SITREP_NONE : kind_told(c, k, unit);
}

/* "Killed: 192", "Displaced inside the country: about 300,000". */
static uint32_t kind_before_colon(const figure_counter *c, const figure_amount *a)
{
    uint32_t colon = a->first;
    while (colon > 0 && a->first - colon < 5 && !figure_form_is(c, colon - 1, ":")) colon--;
    if (colon == 0 || !figure_form_is(c, colon - 1, ":") || figure_word(c, colon)->span.begin < a->span.begin)
        return SITREP_NONE;
    for (uint32_t i = colon - 1; i-- > 0 && colon - i < 9;) {
        if (figure_form_is(c, i, ".") || figure_form_is(c, i, ";")) break;
        uint32_t kind = kind_told(c, i, FIGURE_UNIT_PEOPLE);
        if (kind != SITREP_NONE) return kind;
    }
    return SITREP_NONE;
}

bool figure_count_listed(figure_counter *c)
{
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        if (a->currency.len || a->used) continue;
        uint32_t word, kind = kind_behind(c, a, &word);
        bool list = false;
        if (kind == SITREP_NONE)
            kind = kind_before_colon(c, a), list = true;
        else if (c->told_count < sizeof c->told / sizeof c->told[0])
            c->told[c->told_count++] = word;
        if (kind == SITREP_NONE) continue;
        uint8_t measure = list ? SITREP_MEASURE_cumulative : figure_measure_of(c, kind, a, SITREP_NONE, false, true);
        if (!figure_push_amount(c, kind, a, a->noun, measure)) return false;
        a->used = UINT16_MAX;
    }
    return true;
}

/* ---- tolls ---- */

/* Whether the toll's phrase says that it is of something that is no people: "the number of districts". */
static bool is_of_things(const figure_counter *c, uint32_t w)
{
    for (uint32_t i = w + 1; i < c->words->count; i++)
        if (figure_word(c, i)->head == w && figure_word(c, i)->deprel == SITREP_DEPREL_NMOD &&
            read_tree_has_prep(c->tree, i, SV("of")) && figure_unit_of(c, i) != FIGURE_UNIT_PEOPLE &&
            figure_word(c, i)->upos != SITREP_UPOS_NUM)
            return true;
    return false;
}

/* What the toll is of: "death toll", "the number of people killed"; else, for "the official figure", what was counted
 * last. */
static uint32_t toll_kind(const figure_counter *c, uint32_t w)
{
    uint32_t first, end;
    read_tree_range(c->tree, w, &first, &end);
    if (first > w) first = w;
    for (uint32_t i = first; i < end && i < c->words->count; i++) {
        const read_sense *s = i == w ? NULL : figure_sense(c->r, figure_word(c, i), FIGURE_TOLL_KIND);
        if (s && read_tree_under(c->tree, i, w)) return figure_kind_of(s->value, NULL);
    }
    for (uint32_t i = w + 1; i < w + 6 && i < c->words->count && figure_word(c, i)->upos != SITREP_UPOS_PUNCT;
         i++) { /* where the tree has it wrong */
        const read_sense *s = figure_sense(c->r, figure_word(c, i), FIGURE_TOLL_KIND);
        if (s) return figure_kind_of(s->value, NULL);
    }
    if (figure_lemma_is(c, w, "toll")) return SITREP_FIGURE_killed;
    bool series = c->last_kind != SITREP_FIGURE_KIND_COUNT && c->last_kind != SITREP_FIGURE_money &&
                  c->last_kind != SITREP_FIGURE_other;
    return series && !is_of_things(c, w) ? c->last_kind : SITREP_NONE;
}

/* Whether an amount is what the toll has come to. */
static bool is_toll_of(const figure_counter *c, const figure_amount *a, uint32_t toll)
{
    uint32_t head = a->noun != SITREP_NONE && figure_unit_of(c, a->noun) == FIGURE_UNIT_PEOPLE ? a->noun : a->end - 1;
    if (a->noun != SITREP_NONE && head != a->noun && figure_has_class(c, a->noun, FIGURE_THING)) return false;
    const sitrep_word *w = figure_word(c, head);
    if (read_tree_has_prep(c->tree, head, SV("from")) || read_tree_has_prep(c->tree, head, SV("than"))) return false;
    if (w->head == toll)
        return w->deprel == SITREP_DEPREL_NMOD || w->deprel == SITREP_DEPREL_APPOS || w->deprel == SITREP_DEPREL_NUMMOD;
    uint32_t verb = figure_word(c, toll)->head;
    if (verb == head) return figure_word(c, toll)->deprel == SITREP_DEPREL_NSUBJ; /* "the toll is 117" */
    for (uint32_t i = toll + 1; i < c->words->count; i++)                         /* "the tally, which stood at 191" */
        if (figure_word(c, i)->head == toll && figure_word(c, i)->deprel == SITREP_DEPREL_ACL_RELCL && w->head == i)
            return true;
    for (int i = 0; verb != SITREP_NONE && i < (a->first > toll ? 2 : 1); i++, verb = figure_word(c, verb)->head)
        if (w->head == verb && (w->deprel == SITREP_DEPREL_OBL || w->deprel == SITREP_DEPREL_OBJ ||
                                w->deprel == SITREP_DEPREL_XCOMP || w->deprel == SITREP_DEPREL_ADVMOD ||
                                w->deprel == SITREP_DEPREL_OBL_UNMARKED || w->deprel == SITREP_DEPREL_NMOD))
            return true;
    /* "put the number of injured at six": under the same verb, wherever the tree hangs the toll. */
    verb = figure_word(c, toll)->head;
    return verb != SITREP_NONE && figure_lemma_is(c, verb, "put") && a->first > 0 &&
           figure_form_is(c, a->first - 1, "at") && a->first > toll;
}

/* "put the dead at 192": the number within a few words behind. */
static bool count_the_dead(figure_counter *c, uint32_t w)
{
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        if (a->used || a->first <= w || a->first > w + 4 || !figure_form_is(c, w + 1, "at")) continue;
        return figure_push_amount(c, SITREP_FIGURE_killed, a, a->noun, SITREP_MEASURE_cumulative);
    }
    return true;
}

/* "The army put its own losses at four": of a force they are dead, of a firm money. */
static bool count_losses(figure_counter *c, uint32_t w)
{
    bool force = false;
    for (uint32_t i = 0; i < w && !force; i++) force = read_is_class(c->r, c->sentence, i, SV("armed"));
    for (uint32_t i = c->first_amount; force && i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        bool thing = a->noun != SITREP_NONE && figure_unit_of(c, a->noun) != FIGURE_UNIT_PEOPLE;
        if (a->used || a->currency.len || thing || a->first <= w || a->first > w + 4) continue;
        if (!figure_push_amount(c, SITREP_FIGURE_killed, a, a->noun, SITREP_MEASURE_cumulative)) return false;
        a->used = UINT16_MAX;
        return true;
    }
    return true;
}

bool figure_count_toll(figure_counter *c, uint32_t w)
{
    if (figure_form_is(c, w, "losses") && figure_form_is(c, w + 1, "at")) return count_losses(c, w);
    if (figure_form_is(c, w, "dead") && w > 0 && figure_form_is(c, w - 1, "the")) return count_the_dead(c, w);
    if (!figure_has_class(c, w, FIGURE_TOLL) || figure_word(c, w)->upos != SITREP_UPOS_NOUN) return true;
    uint32_t kind = toll_kind(c, w);
    if (kind == SITREP_NONE) return true;
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        if (a->currency.len || a->used || !is_toll_of(c, a, w)) continue;
        bool times = figure_form_is(c, a->end, "times");
        if (times) continue;
        bool by = read_tree_has_prep(c->tree, a->end - 1, SV("by"));
        if (!figure_push_amount(c, kind, a, a->noun,
                                by ? SITREP_MEASURE_increment : figure_measure_of(c, kind, a, w, true, false)))
            return false;
        a->used = UINT16_MAX;
    }
    return true;
}

/* "multiply the official figure by ten", "ten times the official toll": a figure made from another. */
bool figure_count_multiple(figure_counter *c)
{
    bool toll = false;
    for (uint32_t w = 0; w < c->words->count; w++) toll |= figure_has_class(c, w, FIGURE_TOLL);
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        uint32_t next = a->end;
        bool times = next < c->words->count && figure_form_is(c, next, "times") && toll;
        bool by = false;
        for (uint32_t w = 0; w < a->first; w++) by |= figure_lemma_is(c, w, "multiply");
        by = by && a->first > 0 && (figure_form_is(c, a->first - 1, "by") || times);
        if ((!times && !by) || a->used) continue;
        sitrep_figure *f = figure_push(c, SITREP_FIGURE_killed, a->first, a->span);
        if (!f) return false;
        f->measure = SITREP_MEASURE_derived;
        f->unit = SV("times");
        a->used = UINT16_MAX;
    }
    return true;
}

/* "More than 330 people (335, according to its latest list)": the same count told once more, and more exactly. */
bool figure_count_restated(figure_counter *c)
{
    for (uint32_t i = c->first_amount + 1; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i], *b = a - 1;
        uint32_t open = a->first;
        while (open > 0 && a->first - open < 4 && !figure_form_is(c, open - 1, "(")) open--;
        bool bracket = open > 1 && figure_form_is(c, open - 1, "(");
        bool alone = figure_form_is(c, a->end, ",") || figure_form_is(c, a->end, ")") || figure_form_is(c, a->end, ";");
        bool behind = b->end == open - 1 || (b->noun != SITREP_NONE && b->noun + 2 == open);
        if (!bracket || !alone || !behind || a->used || !b->used || a->currency.len || b->currency.len) continue;
        bool near = !isnan(a->best) && !isnan(b->best) && a->best < b->best * 2 && b->best < a->best * 2;
        for (uint32_t n = c->r->figures.count; near && n-- > 0;) {
            sitrep_figure first = c->r->figures.items[n];
            if (first.sentence != c->sentence) break;
            if (first.span.begin != b->span.begin) continue;
            if (!figure_push_amount(c, first.kind, a, b->noun, first.measure)) return false;
        }
    }
    return true;
}

/* ---- idioms ---- */

/* The entry of "verb word" as a phrase of the table: "lose life", "go home"; SITREP_NONE. */
static uint32_t phrase_of(const figure_counter *c, uint32_t verb, uint32_t word)
{
    sitrep_sv a = figure_word(c, verb)->lemma, b = figure_word(c, word)->lemma;
    char low[64];
    if (a.len + b.len + 1 > sizeof low) return SITREP_NONE;
    for (size_t i = 0; i < a.len; i++) low[i] = to_lower(a.ptr[i]);
    low[a.len] = ' ';
    for (size_t i = 0; i < b.len; i++) low[a.len + 1 + i] = to_lower(b.ptr[i]);
    return read_vocabulary_find(c->r, (sitrep_sv){low, a.len + 1 + b.len});
}

/* Counts one phrase in the senses that it has. */
static bool count_phrase(figure_counter *c, uint32_t verb, uint32_t word, uint32_t entry)
{
    static const read_step subj = {.function = READ_SUBJ}, obj = {.function = READ_OBJ};
    const read_step of = {.function = READ_PREP, .prep = SV("of")};
    const read_entry *e = read_entry_at(c->r, entry);
    for (uint32_t i = 0; i < e->sense_count; i++) {
        const read_sense *s = &e->senses[i];
        bool weak;
        uint32_t kind = figure_kind_of(s->value, &weak), before = c->r->figures.count;
        figure_amount *a = s->class_ == FIGURE_OF ? figure_amount_of(c, word) : NULL;
        read_set set = {0};
        if (kind == SITREP_NONE) continue;
        if (a && !figure_push_amount(c, kind, a, word, figure_measure_of(c, kind, a, verb, false, false))) return false;
        if (s->class_ == FIGURE_OF)
            read_tree_step(c->tree, word, &of, &set);
        else if (s->class_ == FIGURE_SUBJ)
            read_tree_step(c->tree, verb, &subj, &set);
        else if (s->class_ == FIGURE_OBJ)
            read_tree_step(c->tree, verb, &obj, &set);
        if (!figure_count_set(c, kind, &set, verb, false)) return false;
        for (uint32_t k = before; weak && k < c->r->figures.count; k++) /* until the end of the report */
            c->r->figures.items[k].time = UINT32_MAX - 1;
    }
    return true;
}

bool figure_count_idiom(figure_counter *c, uint32_t verb, bool *out_taken)
{
    *out_taken = false;
    for (uint32_t i = c->tree->child[verb]; i != SITREP_NONE; i = c->tree->next[i]) {
        uint8_t deprel = figure_word(c, i)->deprel;
        if (deprel != SITREP_DEPREL_OBJ && deprel != SITREP_DEPREL_ADVMOD && deprel != SITREP_DEPREL_COMPOUND_PRT &&
            deprel != SITREP_DEPREL_OBL && deprel != SITREP_DEPREL_OBL_UNMARKED && deprel != SITREP_DEPREL_XCOMP &&
            deprel != SITREP_DEPREL_NSUBJ_PASS)
            continue;
        uint32_t entry = phrase_of(c, verb, i);
        if (entry == SITREP_NONE || !read_entry_at(c->r, entry)->sense_count) continue;
        *out_taken = true;
        return count_phrase(c, verb, i, entry);
    }
    return true;
}
