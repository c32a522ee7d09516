/* read/figures.c — the figures stage: how many were killed, hurt, moved, held, sent, destroyed, paid.
 * It goes by the words that count (data/words/figures.tsv): a verb whose object or subject is counted, a state said of somebody, a noun
 * that is counted itself or has the counted behind "of", a toll that a number follows. The counted may have a number ("12 people"), be
 * several named one by one ("a man and his wife"), be one ("a man"), or nobody. Numbers that no such word governs are no figures. */
#include "read/figures_int.h"

#include <math.h>

#include "base/banned.h"

enum { PARTS_MAX = 12 };

typedef struct counter {
    read_ctx *r;
    figure_amounts amounts;
    uint32_t sentence, first_amount, end_amount; /* amounts of the sentence at work */
    const sitrep_sentence *words;
    const read_tree *tree;
} counter;

static uint32_t class_of(sitrep_sv name)
{
    static const struct {
        const char *name;
        uint8_t number;
    } classes[] = {
#define ROW(c, text) {text, FIGURE_##c},
        FIGURE_CLASS_LIST(ROW) FIGURE_CLASS_LIST_2(ROW)
#undef ROW
    };
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (sv_eq(name, sv_of(classes[i].name))) return classes[i].number;
    return SITREP_NONE;
}

sitrep_status read_figures_open(read_ctx *r, sitrep_error *err)
{
    return read_vocabulary_add(r, "words/figures", class_of, err);
}

static const sitrep_word *at(const counter *c, uint32_t word) { return &c->words->words[word]; }
static bool lemma_is(const counter *c, uint32_t word, const char *lemma) { return sv_eq_fold(at(c, word)->lemma, sv_of(lemma)); }
static bool form_is(const counter *c, uint32_t word, const char *form) { return sv_eq_fold(at(c, word)->form, sv_of(form)); }
static bool has_class(const counter *c, uint32_t word, uint32_t class_) { return figure_sense(c->r, at(c, word), class_) != NULL; }

static bool is_verb(const counter *c, uint32_t word)
{
    return at(c, word)->upos == SITREP_UPOS_VERB || strncmp(at(c, word)->xpos, "VB", 2) == 0;
}

static bool is_plural(const counter *c, uint32_t word)
{
    return strstr(at(c, word)->feats, "Number=Plur") != NULL || strcmp(at(c, word)->xpos, "NNS") == 0;
}

/* ---- amounts and words ---- */

static figure_amount *amount_of(const counter *c, uint32_t word)
{
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        if (a->noun == word || (a->first <= word && word < a->end)) return a;
    }
    return NULL;
}

/* The amount of a word or of the noun that counts behind it. */
static figure_amount *amount_for(const counter *c, uint32_t word)
{
    figure_amount *a = amount_of(c, word);
    return a ? a : amount_of(c, read_content_noun(c->r, c->sentence, word));
}

/* ---- what is counted ---- */

enum { UNIT_NONE, UNIT_PEOPLE, UNIT_BUILDING, UNIT_THING };

static int unit_of(const counter *c, uint32_t word)
{
    const sitrep_word *w = at(c, word);
    if (has_class(c, word, FIGURE_BUILDING)) return UNIT_BUILDING;
    if (has_class(c, word, FIGURE_PEOPLE)) return UNIT_PEOPLE;
    if (has_class(c, word, FIGURE_THING)) return UNIT_THING;
    if (w->name == SITREP_NAME_PERSON) return UNIT_PEOPLE;
    if (w->name == SITREP_NAME_PLACE || w->name == SITREP_NAME_ORGANIZATION) return UNIT_THING;
    if (w->upos == SITREP_UPOS_NUM || w->upos == SITREP_UPOS_PRON) return UNIT_PEOPLE;
    if (has_class(c, word, FIGURE_COUNT)) return UNIT_PEOPLE;
    if (w->upos == SITREP_UPOS_PROPN || w->upos == SITREP_UPOS_ADJ) return UNIT_PEOPLE;
    if (read_is_class(c->r, c->sentence, word, SV("people")) || read_is_class(c->r, c->sentence, word, SV("armed"))) return UNIT_PEOPLE;
    return read_is_class(c->r, c->sentence, word, SV("facility")) ? UNIT_BUILDING : UNIT_NONE;
}

static bool unit_fits(uint32_t kind, int unit, bool numbered)
{
    if (kind == SITREP_FIGURE_houses_destroyed) return unit == UNIT_BUILDING;
    return unit == UNIT_PEOPLE || (unit == UNIT_NONE && numbered && kind != SITREP_FIGURE_deployed);
}

static const char *const single_pronouns[] = {"he", "she", "him", "her", "himself", "herself", "one", NULL};
static const char *const no_single[] = {"someone", "somebody", "anyone", "family", "crowd", "gang", "crew", "group", "team", "police", "force", "army", "group", "people", "youth",
    "public", "population", "staff", "troop", "opposition", "government", "dozen", "hundred", "thousand", "million", "score", "livestock", "other", NULL};

static bool in_list(sitrep_sv word, const char *const *words)
{
    for (; *words; words++)
        if (sv_eq_fold(word, sv_of(*words))) return true;
    return false;
}

/* How many the word stands for where no number is given: 1 for one person, 2 for a couple, 0 where it does not tell. */
static int people_of(const counter *c, uint32_t word)
{
    const sitrep_word *w = at(c, word);
    if (w->upos == SITREP_UPOS_PRON || strcmp(w->xpos, "PRP") == 0) return in_list(w->form, single_pronouns);
    if (w->name == SITREP_NAME_PERSON) return !is_plural(c, word) || w->upos == SITREP_UPOS_PROPN;
    if (w->upos == SITREP_UPOS_PROPN && w->name == SITREP_NAME_NONE && !is_plural(c, word) && word > 0 && at(c, word - 1)->upos == SITREP_UPOS_PROPN)
        return 1; /* a name of several words that the recognizer did not take */
    if (form_is(c, word, "old") && word > 2 && form_is(c, word - 2, "year")) { /* "a 17-year-old" */
        for (uint32_t i = word > 6 ? word - 6 : 0; i < word; i++)
            if (at(c, i)->upos == SITREP_UPOS_DET || lemma_is(c, i, "another")) return 1;
        return 0;
    }
    if (w->upos != SITREP_UPOS_NOUN && w->upos != SITREP_UPOS_PROPN) return 0;
    if (is_plural(c, word) || in_list(w->lemma, no_single)) return 0;
    if (lemma_is(c, word, "couple")) return 2;
    for (uint32_t i = 0; i < c->words->count; i++)
        if (at(c, i)->head == word && at(c, i)->deprel == SITREP_DEPREL_DET && (form_is(c, i, "no") || form_is(c, i, "any") || form_is(c, i, "every") || form_is(c, i, "each")))
            return 0;
    return unit_of(c, word) == UNIT_PEOPLE && (has_class(c, word, FIGURE_PEOPLE) || read_is_class(c->r, c->sentence, word, SV("people"))) &&
           w->name != SITREP_NAME_ORGANIZATION;
}

static bool is_nobody(const counter *c, uint32_t word)
{
    if (has_class(c, word, FIGURE_NOBODY) || form_is(c, word, "nobody") || form_is(c, word, "none")) return true;
    for (uint32_t i = word > 3 ? word - 3 : 0; i < word; i++)
        if (form_is(c, i, "no") && (at(c, i)->head == word || i + 1 == word)) return true;
    return false;
}

/* ---- listing ---- */

static sitrep_sv group_of(const counter *c, uint32_t word)
{
    if (word == SITREP_NONE) return (sitrep_sv){NULL, 0};
    uint32_t m = read_mention_of(c->r, c->sentence, word);
    return m == SITREP_NONE ? (sitrep_sv){NULL, 0} : c->r->mentions.items[m].ethnicity;
}

static sitrep_figure *push(const counter *c, uint32_t kind, uint32_t first_word, sitrep_span span)
{
    read_ctx *r = c->r;
    sitrep_figure *f = READ_PUSH(&r->arena, &r->figures);
    if (!f) return NULL;
    f->kind = (uint8_t)kind;
    f->span = span;
    f->text = sv_span(r->text, span);
    f->unit = kind == SITREP_FIGURE_houses_destroyed ? SV("houses") : SV("people");
    f->sentence = c->sentence;
    f->event = f->statement = f->place = f->time = SITREP_NONE;
    uint32_t *slot = &r->word_figure[read_index(r, c->sentence, first_word)];
    if (*slot == SITREP_NONE) *slot = r->figures.count - 1;
    return f;
}

static void set_value(sitrep_figure *f, double low, double high, double best)
{
    f->has_low = !isnan(low);
    f->has_high = !isnan(high);
    f->has_best = !isnan(best);
    f->low = f->has_low ? low : 0;
    f->high = f->has_high ? high : 0;
    f->best = f->has_best ? best : 0;
}

/* Whether the verb's clause holds a word of the class: its lemma, its auxiliaries and adverbs. */
static bool clause_has(const counter *c, uint32_t word, uint32_t class_)
{
    if (word != SITREP_NONE && has_class(c, word, class_)) return true;
    for (uint32_t i = 0; i < c->words->count; i++)
        if ((at(c, i)->head == word || word == SITREP_NONE) && has_class(c, i, class_)) return true;
    return false;
}

static uint8_t measure_of(const counter *c, uint32_t kind, const figure_amount *a, uint32_t trigger, bool toll, bool state)
{
    for (uint32_t i = 0; i < c->words->count; i++)
        if ((has_class(c, i, FIGURE_PLANNING) && !sv_starts(at(c, i)->lemma, SV("affect"))) &&
            (read_tree_under(c->tree, trigger, i) || !is_verb(c, i)))
            return SITREP_MEASURE_planning;
    if (a && a->increment) return SITREP_MEASURE_increment;
    if (toll || (trigger != SITREP_NONE && clause_has(c, trigger, FIGURE_CUMULATIVE))) return SITREP_MEASURE_cumulative;
    if (kind == SITREP_FIGURE_displaced || kind == SITREP_FIGURE_refugees) return state ? SITREP_MEASURE_stock : SITREP_MEASURE_flow;
    if (kind == SITREP_FIGURE_returned || kind == SITREP_FIGURE_evacuated) return SITREP_MEASURE_flow;
    if (kind == SITREP_FIGURE_detained && state) return SITREP_MEASURE_stock;
    return SITREP_MEASURE_unknown;
}

static bool push_amount(counter *c, uint32_t kind, figure_amount *a, uint32_t noun, uint8_t measure)
{
    if (a->used & (1u << kind)) return true;
    a->used |= (uint16_t)(1u << kind);
    sitrep_figure *f = push(c, kind, a->first, a->span);
    if (!f) return false;
    set_value(f, a->low, a->high, a->best);
    f->qualifier = a->qualifier == SITREP_QUALIFIER_none ? SITREP_QUALIFIER_exact : a->qualifier;
    f->measure = measure;
    f->group = group_of(c, noun);
    return true;
}

static sitrep_span phrase_span(const counter *c, uint32_t word)
{
    uint32_t first, end;
    read_noun_phrase(c->r, c->sentence, word, &first, &end);
    if (first > 0 && at(c, first - 1)->head == word && at(c, first - 1)->deprel == SITREP_DEPREL_DET) first--;
    return read_words_span(c->r, c->sentence, first, end);
}

/* What one governing word counts: each filler by its number, or all of them together where they are told one by one. */
typedef struct part {
    uint32_t word;
    figure_amount *amount;
    int people;
} part;

static bool push_together(counter *c, uint32_t kind, const part *parts, uint32_t count, double sum, uint8_t measure)
{
    sitrep_span span = {UINT32_MAX, 0};
    uint32_t first = SITREP_NONE;
    for (uint32_t i = 0; i < count; i++) {
        sitrep_span one = parts[i].amount ? parts[i].amount->span : phrase_span(c, parts[i].word);
        if (one.begin < span.begin) span.begin = one.begin, first = parts[i].word;
        if (one.end > span.end) span.end = one.end;
        if (parts[i].amount) parts[i].amount->used |= (uint16_t)(1u << kind);
    }
    uint32_t *slot = &c->r->word_figure[read_index(c->r, c->sentence, first)];
    if (*slot != SITREP_NONE && c->r->figures.items[*slot].kind == kind) return true; /* told by another word of the sentence */
    sitrep_figure *f = push(c, kind, first, span);
    if (!f) return false;
    set_value(f, sum, sum, sum);
    f->qualifier = SITREP_QUALIFIER_exact;
    f->measure = measure;
    f->group = count == 1 ? group_of(c, parts[0].word) : (sitrep_sv){NULL, 0};
    return true;
}

static bool push_parts(counter *c, uint32_t kind, const part *parts, uint32_t count, uint8_t measure)
{
    double sum = 0;
    bool together = true, fresh = false;
    for (uint32_t i = 0; i < count; i++) {
        const figure_amount *a = parts[i].amount;
        sum += a ? a->best : parts[i].people;
        if (a && (isnan(a->best) || a->low != a->high || a->best > 20)) together = false;
        if (!a || !(a->used & (1u << kind))) fresh = true;
        if (i && a && group_of(c, parts[i].word).len && !sv_eq(group_of(c, parts[i].word), group_of(c, parts[0].word))) together = false;
    }
    if (!fresh) return true;
    if (together && (count > 1 || !parts[0].amount)) return push_together(c, kind, parts, count, sum, measure);
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i].amount ? !push_amount(c, kind, parts[i].amount, parts[i].word, measure)
                            : !push_together(c, kind, &parts[i], 1, parts[i].people, measure))
            return false;
    }
    return true;
}

static bool push_zero(counter *c, uint32_t kind, uint32_t word)
{
    if (kind != SITREP_FIGURE_killed && kind != SITREP_FIGURE_injured) return true;
    sitrep_figure *f = push(c, kind, word, phrase_span(c, word));
    if (!f) return false;
    set_value(f, 0, 0, 0);
    f->qualifier = SITREP_QUALIFIER_exact;
    return true;
}

static bool joined_by_and(const counter *c, uint32_t first, uint32_t second)
{
    for (uint32_t i = first; i < second; i++)
        if (at(c, i)->upos == SITREP_UPOS_CCONJ || form_is(c, i, "&")) return true;
    return false;
}

/* Lists what the set of counted words tells. `weak` figures ("shot") are marked in a list for the end of the report. */
static bool count_set(counter *c, uint32_t kind, const read_set *set, uint32_t trigger, bool state)
{
    part parts[PARTS_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < set->count && count < PARTS_MAX; i++) {
        uint32_t word = set->words[i], content = read_content_noun(c->r, c->sentence, word);
        figure_amount *a = amount_for(c, word);
        if (is_nobody(c, word)) {
            if (!push_zero(c, kind, word)) return false;
            continue;
        }
        if (a && a->currency.len) continue;
        int unit = unit_of(c, content);
        if (a && !unit_fits(kind, unit, true)) continue;
        int people = a || kind == SITREP_FIGURE_houses_destroyed ? 0 : people_of(c, word);
        if (!a && (people == 0 || kind == SITREP_FIGURE_protesters || kind == SITREP_FIGURE_deployed || kind == SITREP_FIGURE_refugees ||
                   kind == SITREP_FIGURE_returned))
            continue;
        /* "Joel, a 37-year-old man, died": the second tells who the first is. */
        if (count && !a && (!parts[count - 1].amount || parts[count - 1].amount->best == 1) && !joined_by_and(c, parts[count - 1].word, word)) {
            bool list_goes_on = i + 1 < set->count && joined_by_and(c, word, set->words[i + 1]);
            bool described = at(c, parts[count - 1].word)->upos == SITREP_UPOS_PROPN && at(c, word)->upos == SITREP_UPOS_NOUN;
            if (!list_goes_on || described) continue;
        }
        bool twice = false;
        for (uint32_t k = 0; k < count; k++) twice |= a && parts[k].amount == a;
        if (!twice) parts[count++] = (part){word, a, people};
    }
    return count == 0 || push_parts(c, kind, parts, count, measure_of(c, kind, parts[0].amount, trigger, false, state));
}

/* ---- verbs ---- */

static bool is_negated(const counter *c, uint32_t verb)
{
    for (uint32_t i = 0; i < c->words->count; i++)
        if (at(c, i)->head == verb && (lemma_is(c, i, "not") || form_is(c, i, "n't") || form_is(c, i, "never"))) return true;
    return false;
}

/* Said of what may happen only: "could be killed", "threatened to kill"; not "may have been killed", "is feared to have died". */
static bool is_unreal(const counter *c, uint32_t verb)
{
    bool modal = false, perfect = false, to = false;
    for (uint32_t i = 0; i < c->words->count; i++) {
        if (at(c, i)->head != verb) continue;
        modal |= strcmp(at(c, i)->xpos, "MD") == 0;
        perfect |= lemma_is(c, i, "have");
        to |= at(c, i)->upos == SITREP_UPOS_PART && lemma_is(c, i, "to");
    }
    return (modal || to) && !perfect;
}

/* "shot dead", "shot to death", "fatally shot", "shot and killed" is told of twice. */
static bool to_death(const counter *c, uint32_t verb)
{
    for (uint32_t i = 0; i < c->words->count; i++) {
        if (at(c, i)->head != verb) continue;
        if (form_is(c, i, "dead") || form_is(c, i, "fatally") || (lemma_is(c, i, "death") && i > 0 && form_is(c, i - 1, "to"))) return true;
    }
    return verb + 1 < c->words->count && form_is(c, verb + 1, "dead");
}

/* Whom a predicate that depends on another verb is said of: "leaving two people dead", "was found dead". */
static void said_of(const counter *c, uint32_t w, read_set *out)
{
    static const read_step obj = {.function = READ_OBJ}, subj = {.function = READ_SUBJ};
    uint32_t verb = at(c, w)->head;
    if (verb == SITREP_NONE || !is_verb(c, verb) || at(c, w)->deprel == SITREP_DEPREL_CONJ || at(c, w)->deprel == SITREP_DEPREL_ADVCL ||
        at(c, w)->deprel == SITREP_DEPREL_PARATAXIS || at(c, w)->deprel == SITREP_DEPREL_CCOMP)
        return;
    read_tree_step(c->tree, verb, &obj, out);
    if (out->count == 0) read_tree_step(c->tree, verb, &subj, out);
}

/* Where the tree gives a passive nobody: the nearest person before it that no preposition leads. */
static void nearest_before(const counter *c, uint32_t w, read_set *out)
{
    for (uint32_t i = w; i-- > 0 && w - i < 25;) {
        if (at(c, i)->upos != SITREP_UPOS_NOUN && at(c, i)->upos != SITREP_UPOS_PROPN && at(c, i)->upos != SITREP_UPOS_NUM) continue;
        if (!has_class(c, i, FIGURE_PEOPLE) && at(c, i)->name != SITREP_NAME_PERSON) continue;
        bool led = false, told = false;
        for (uint32_t k = i > 6 ? i - 6 : 0; k < i; k++) {
            led |= at(c, k)->upos == SITREP_UPOS_ADP && (at(c, k)->head == i || k + 1 == i);
            told |= at(c, k)->upos == SITREP_UPOS_DET || at(c, k)->upos == SITREP_UPOS_NUM;
        }
        if (led || (!told && !amount_of(c, i))) continue;
        read_set_add(out, i);
        return;
    }
}

/* The person behind "of" where the tree has it elsewhere. */
static void nearest_of(const counter *c, uint32_t w, read_set *out)
{
    if (w + 2 >= c->words->count || !form_is(c, w + 1, "of")) return;
    for (uint32_t i = w + 2; i < c->words->count && i < w + 10; i++) {
        bool name = at(c, i)->upos == SITREP_UPOS_PROPN, last = i + 1 == c->words->count || at(c, i + 1)->upos != SITREP_UPOS_PROPN;
        if ((name && last && at(c, i)->name != SITREP_NAME_PLACE) || has_class(c, i, FIGURE_PEOPLE)) {
            read_set_add(out, i);
            return;
        }
        if (is_verb(c, i) || form_is(c, i, ",") || form_is(c, i, ".")) return;
    }
}

static bool count_verb_as(counter *c, uint32_t w, uint32_t class_, const read_step *step, const read_sense *s)
{
    bool weak;
    uint32_t kind = figure_kind_of(s->value, &weak);
    if (kind == SITREP_NONE) return true;
    if (is_unreal(c, w) && kind != SITREP_FIGURE_deployed && kind != SITREP_FIGURE_returned) return true;
    if (weak && to_death(c, w)) {
        kind = SITREP_FIGURE_killed;
        weak = false;
    }
    read_set set = {0};
    read_tree_step(c->tree, w, step, &set);
    if (set.count == 0 && class_ == FIGURE_OBJ && strcmp(at(c, w)->xpos, "VBN") == 0) said_of(c, w, &set); /* "left a boy wounded" */
    bool harm = kind == SITREP_FIGURE_killed || kind == SITREP_FIGURE_injured;
    if (set.count == 0 && harm && class_ == FIGURE_OBJ && strcmp(at(c, w)->xpos, "VBN") == 0) nearest_before(c, w, &set);
    uint32_t before = c->r->figures.count;
    if (kind == SITREP_FIGURE_injured && class_ == FIGURE_SUBJ) { /* "suffered": injuries, not losses */
        bool hurt = false;
        for (uint32_t i = 0; i < c->words->count; i++) hurt |= at(c, i)->head == w && has_class(c, i, FIGURE_WOUND);
        if (!hurt) return true;
        weak = true;
    }
    if (!count_set(c, kind, &set, w, false)) return false;
    if (weak) /* marked until the end of the report, see settle() */
        for (uint32_t i = before; i < c->r->figures.count; i++) c->r->figures.items[i].time = UINT32_MAX - 1;
    return true;
}

/* A verb may count in several senses; which one fits, the counted tell: houses burn, and people burn. */
static bool count_verb(counter *c, uint32_t w, uint32_t class_, const read_step *step)
{
    uint32_t senses;
    const read_sense *s = read_form_senses(c->r, at(c, w)->lemma, &senses);
    if (!s) s = read_form_senses(c->r, at(c, w)->form, &senses); /* a form whose lemma was guessed wrongly */
    if (!s || !figure_sense(c->r, at(c, w), class_) || is_negated(c, w)) return true;
    for (uint32_t i = 0; i < senses; i++)
        if (s[i].class_ == class_ && !count_verb_as(c, w, class_, step, &s[i])) return false;
    return true;
}

/* ---- states and nouns ---- */

static bool count_state(counter *c, uint32_t w)
{
    const read_sense *s = figure_sense(c->r, at(c, w), FIGURE_STATE);
    uint32_t kind = s ? figure_kind_of(s->value, NULL) : SITREP_NONE;
    if (kind == SITREP_NONE) return true;
    const sitrep_word *word = at(c, w);
    read_set set = {0};
    const read_step subj = {.function = READ_SUBJ};
    if (word->upos == SITREP_UPOS_VERB) return true; /* counted as a verb */
    if (amount_of(c, w)) read_set_add(&set, w);      /* "12 dead" */
    if (word->deprel == SITREP_DEPREL_AMOD && word->head != SITREP_NONE) {
        read_set_add(&set, word->head);
    } else if (word->upos == SITREP_UPOS_ADJ || word->upos == SITREP_UPOS_ADV) {
        read_tree_step(c->tree, w, &subj, &set);
        if (set.count == 0) said_of(c, w, &set);
    }
    if (is_negated(c, w)) return true;
    return count_set(c, kind, &set, w, true);
}

static bool count_noun(counter *c, uint32_t w)
{
    const read_sense *s = figure_sense(c->r, at(c, w), FIGURE_OF);
    if (!s || at(c, w)->upos != SITREP_UPOS_NOUN) return true;
    bool weak;
    uint32_t kind = figure_kind_of(s->value, &weak);
    read_set set = {0};
    const read_step of = {.function = READ_PREP, .prep = SV("of")}, poss = {.function = READ_POSS};
    read_tree_step(c->tree, w, &of, &set);
    if (set.count == 0) nearest_of(c, w, &set);
    if (!weak && kind == SITREP_FIGURE_killed && !lemma_is(c, w, "loss")) read_tree_step(c->tree, w, &poss, &set);
    if (lemma_is(c, w, "loss")) return true;
    uint32_t before = c->r->figures.count;
    if (!count_set(c, kind, &set, w, false)) return false;
    if (weak)
        for (uint32_t i = before; i < c->r->figures.count; i++) c->r->figures.items[i].time = UINT32_MAX - 1;
    return true;
}

/* "a man with a gunshot wound". */
static bool count_wound(counter *c, uint32_t w)
{
    if (!has_class(c, w, FIGURE_WOUND) || at(c, w)->head == SITREP_NONE || !read_tree_has_prep(c->tree, w, SV("with"))) return true;
    uint32_t head = at(c, w)->head;
    read_set set = {0};
    static const read_step obj = {.function = READ_OBJ};
    if (is_verb(c, head)) read_tree_step(c->tree, head, &obj, &set); /* "found a man with a wound", "taken to hospital with wounds" */
    else read_set_add(&set, head);
    uint32_t before = c->r->figures.count;
    if (!count_set(c, SITREP_FIGURE_injured, &set, w, true)) return false;
    for (uint32_t i = before; i < c->r->figures.count; i++) c->r->figures.items[i].time = UINT32_MAX - 1;
    return true;
}

/* "12 deaths", "300 refugees", "a body", "no casualties": nouns that are counted themselves. Runs last, on numbers nobody took. */
static bool count_counted(counter *c, uint32_t w)
{
    const read_sense *s = figure_sense(c->r, at(c, w), FIGURE_COUNT);
    const sitrep_word *word = at(c, w);
    uint32_t kind = s ? figure_kind_of(s->value, NULL) : SITREP_NONE;
    if (kind == SITREP_NONE || (word->upos != SITREP_UPOS_NOUN && word->upos != SITREP_UPOS_ADJ && word->upos != SITREP_UPOS_VERB)) return true;
    figure_amount *a = amount_of(c, w);
    if (a && isnan(a->best) && has_class(c, w, FIGURE_WOUND)) return true; /* "multiple injuries" are one person's */
    if (a && !a->used && !a->currency.len) return push_amount(c, kind, a, w, measure_of(c, kind, a, w, false, true));
    if (a || word->upos != SITREP_UPOS_NOUN) return true;
    if (is_nobody(c, w)) return push_zero(c, kind, w);
    if ((lemma_is(c, w, "body") || lemma_is(c, w, "corpse")) && !is_plural(c, w) && w > 0 && (form_is(c, w - 1, "a") || form_is(c, w - 1, "the"))) {
        part one = {w, NULL, 1};
        return push_together(c, kind, &one, 1, 1, SITREP_MEASURE_unknown);
    }
    return true;
}

/* ---- tolls ---- */

/* What the toll is of: "death toll", "the number of people killed"; SITREP_NONE where its phrase does not tell. */
static uint32_t toll_kind(const counter *c, uint32_t w)
{
    uint32_t first, end;
    read_tree_range(c->tree, w, &first, &end);
    if (first > w) first = w;
    for (uint32_t i = first; i < end && i < c->words->count; i++) {
        const read_sense *s = i == w ? NULL : figure_sense(c->r, at(c, i), FIGURE_TOLL_KIND);
        if (s && read_tree_under(c->tree, i, w)) return figure_kind_of(s->value, NULL);
    }
    for (uint32_t i = w + 1; i < w + 6 && i < c->words->count && at(c, i)->upos != SITREP_UPOS_PUNCT; i++) { /* where the tree has it wrong */
        const read_sense *s = figure_sense(c->r, at(c, i), FIGURE_TOLL_KIND);
        if (s) return figure_kind_of(s->value, NULL);
    }
    return lemma_is(c, w, "toll") ? SITREP_FIGURE_killed : SITREP_NONE;
}

/* Whether an amount is what the toll has come to. */
static bool is_toll_of(const counter *c, const figure_amount *a, uint32_t toll)
{
    uint32_t head = a->noun != SITREP_NONE && unit_of(c, a->noun) == UNIT_PEOPLE ? a->noun : a->end - 1;
    if (a->noun != SITREP_NONE && head != a->noun && has_class(c, a->noun, FIGURE_THING)) return false;
    const sitrep_word *w = at(c, head);
    if (read_tree_has_prep(c->tree, head, SV("from")) || read_tree_has_prep(c->tree, head, SV("than"))) return false;
    if (w->head == toll) return w->deprel == SITREP_DEPREL_NMOD || w->deprel == SITREP_DEPREL_APPOS || w->deprel == SITREP_DEPREL_NUMMOD;
    uint32_t verb = at(c, toll)->head;
    if (verb == head) return at(c, toll)->deprel == SITREP_DEPREL_NSUBJ; /* "the toll is 117" */
    for (int i = 0; verb != SITREP_NONE && i < 2; i++, verb = at(c, verb)->head)
        if (w->head == verb && (w->deprel == SITREP_DEPREL_OBL || w->deprel == SITREP_DEPREL_OBJ || w->deprel == SITREP_DEPREL_XCOMP ||
                                w->deprel == SITREP_DEPREL_ADVMOD || w->deprel == SITREP_DEPREL_OBL_UNMARKED || w->deprel == SITREP_DEPREL_NMOD))
            return true;
    return false;
}

static bool count_toll(counter *c, uint32_t w)
{
    if (!has_class(c, w, FIGURE_TOLL) || at(c, w)->upos != SITREP_UPOS_NOUN) return true;
    uint32_t kind = toll_kind(c, w);
    if (kind == SITREP_NONE) return true;
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        if (a->currency.len || !is_toll_of(c, a, w)) continue;
        bool by = read_tree_has_prep(c->tree, a->end - 1, SV("by"));
        if (!push_amount(c, kind, a, a->noun, by ? SITREP_MEASURE_increment : measure_of(c, kind, a, w, true, false))) return false;
        a->used = UINT16_MAX;
    }
    return true;
}

/* "multiply the official figure by ten", "ten times the official toll": a figure made from another. */
static bool count_multiple(counter *c)
{
    bool toll = false;
    for (uint32_t w = 0; w < c->words->count; w++) toll |= has_class(c, w, FIGURE_TOLL);
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        uint32_t next = a->end;
        bool times = next < c->words->count && form_is(c, next, "times") && toll;
        bool by = false;
        for (uint32_t w = 0; w < a->first; w++) by |= lemma_is(c, w, "multiply");
        by = by && a->first > 0 && (form_is(c, a->first - 1, "by") || times);
        if ((!times && !by) || a->used) continue;
        sitrep_figure *f = push(c, SITREP_FIGURE_killed, a->first, a->span);
        if (!f) return false;
        f->measure = SITREP_MEASURE_derived;
        f->unit = SV("times");
        a->used = UINT16_MAX;
    }
    return true;
}

static bool count_money(counter *c)
{
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        if (!a->currency.len || a->used) continue;
        sitrep_figure *f = push(c, SITREP_FIGURE_money, a->first, a->span);
        if (!f) return false;
        set_value(f, a->low, a->high, a->best);
        f->unit = a->currency;
        f->qualifier = a->qualifier == SITREP_QUALIFIER_none ? SITREP_QUALIFIER_exact : a->qualifier;
    }
    return true;
}

/* ---- the stage ---- */

static bool count_sentence(counter *c)
{
    static const read_step obj = {.function = READ_OBJ}, subj = {.function = READ_SUBJ};
    uint32_t n = c->words->count;
    for (uint32_t w = 0; w < n; w++)
        if (!count_toll(c, w)) return false;
    if (c->first_amount < c->end_amount && !count_multiple(c)) return false;
    for (uint32_t w = 0; w < n; w++) {
        if (is_verb(c, w)) {
            if (!count_verb(c, w, FIGURE_OBJ, &obj) || !count_verb(c, w, FIGURE_SUBJ, &subj)) return false;
        } else if (!count_state(c, w) || !count_noun(c, w) || !count_wound(c, w)) {
            return false;
        }
    }
    for (uint32_t w = 0; w < n; w++)
        if (!count_counted(c, w)) return false;
    return count_money(c);
}

/* "Shot" says hurt at least. Where the report tells of as many dead and nobody calls anybody hurt, those shot are the dead. */
static void settle(read_ctx *r)
{
    double killed = 0;
    bool hurt = false;
    for (uint32_t i = 0; i < r->figures.count; i++) {
        const sitrep_figure *f = &r->figures.items[i];
        bool weak = f->time == UINT32_MAX - 1;
        if (f->kind == SITREP_FIGURE_killed && f->has_best && f->best > killed) killed = f->best;
        if (f->kind == SITREP_FIGURE_injured && !weak && (!f->has_best || f->best > 0)) hurt = true;
    }
    uint32_t kept = 0, *renumber = ARENA_ARRAY(&r->arena, uint32_t, r->figures.count + 1);
    if (!renumber) return;
    for (uint32_t i = 0; i < r->figures.count; i++) {
        sitrep_figure *f = &r->figures.items[i];
        bool weak = f->time == UINT32_MAX - 1;
        renumber[i] = SITREP_NONE;
        if (weak) f->time = SITREP_NONE;
        if (weak && ((f->has_best && f->best <= killed) || (hurt && f->has_best && f->best == 1))) continue;
        renumber[i] = kept;
        r->figures.items[kept++] = *f;
    }
    r->figures.count = kept;
    for (uint32_t i = 0; i < r->word_count; i++)
        if (r->word_figure[i] != SITREP_NONE) r->word_figure[i] = renumber[r->word_figure[i]];
}

sitrep_status read_figures(read_ctx *r)
{
    counter c = {.r = r};
    sitrep_status status = figure_amounts_find(r, &c.amounts);
    if (status) return status;
    for (uint32_t s = 0; s < r->doc->count; s++) {
        c.sentence = s;
        c.words = &r->doc->sentences[s];
        c.tree = read_tree_of(r, s);
        c.first_amount = c.end_amount;
        while (c.end_amount < c.amounts.count && c.amounts.items[c.end_amount].sentence == s) c.end_amount++;
        if (!count_sentence(&c)) return SITREP_NOMEM;
    }
    settle(r);
    return r->arena.failed ? SITREP_NOMEM : SITREP_OK;
}
