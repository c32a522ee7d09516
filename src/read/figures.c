/* read/figures.c — the figures stage: how many were killed, hurt, moved, held, sent, destroyed, paid.
 * It goes by the words that count (data/words/figures.tsv): a verb whose object or subject is counted, a state said of
 * somebody, a noun that is counted itself or has the counted behind "of", a toll that a number follows. The counted may
 * have a number ("12 people"), be several named one by one ("a man and his wife"), be one ("a man"), or nobody. Numbers
 * that no such word governs are no figures. */
#include "read/figures_int.h"

#include <math.h>

#include "base/banned.h"

enum { PARTS_MAX = 12 };

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

static bool is_verb(const figure_counter *c, uint32_t word)
{
    return figure_word(c, word)->upos == SITREP_UPOS_VERB || strncmp(figure_word(c, word)->xpos, "VB", 2) == 0;
}

static bool is_plural(const figure_counter *c, uint32_t word)
{
    return strstr(figure_word(c, word)->feats, "Number=Plur") != NULL || strcmp(figure_word(c, word)->xpos, "NNS") == 0;
}

static bool is_negated(const figure_counter *c, uint32_t verb)
{
    for (uint32_t i = 0; i < c->words->count; i++)
        if (figure_word(c, i)->head == verb &&
            (figure_lemma_is(c, i, "not") || figure_form_is(c, i, "n't") || figure_form_is(c, i, "never")))
            return true;
    return false;
}

/* Said of what may happen only: "could be killed", "threatened to kill"; not "may have been killed", "is feared to have
 * died". */
static bool is_unreal(const figure_counter *c, uint32_t verb)
{
    bool modal = false, perfect = false, to = false;
    for (uint32_t i = 0; i < c->words->count; i++) {
        if (figure_word(c, i)->head != verb) continue;
        modal |= strcmp(figure_word(c, i)->xpos, "MD") == 0;
        perfect |= figure_lemma_is(c, i, "have");
        to |= figure_word(c, i)->upos == SITREP_UPOS_PART && figure_lemma_is(c, i, "to");
    }
    return (modal || to) && !perfect;
}

/* ---- amounts and words ---- */

figure_amount *figure_amount_of(const figure_counter *c, uint32_t word)
{
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        if (a->noun == word || (a->first <= word && word < a->end)) return a;
    }
    return NULL;
}

/* The amount of a word or of the noun that counts behind it. */
static figure_amount *amount_for(const figure_counter *c, uint32_t word)
{
    figure_amount *a = figure_amount_of(c, word);
    if (!a) a = figure_amount_of(c, read_content_noun(c->r, c->sentence, word));
    bool quantity = figure_form_is(c, word, "many") || figure_form_is(c, word, "more") ||
                    figure_form_is(c, word, "least") || figure_form_is(c, word, "few");
    for (uint32_t i = c->first_amount; !a && quantity && i < c->end_amount;
         i++) { /* "as many as 2,000 people" hung on "many" */
        figure_amount *b = &c->amounts.items[i];
        if (b->first <= word + 4 && word <= b->end && b->token_end > b->token) a = b;
    }
    return a;
}

/* ---- what is counted ---- */

int figure_unit_of(const figure_counter *c, uint32_t word)
{
    const sitrep_word *w = figure_word(c, word);
    if (figure_has_class(c, word, FIGURE_BUILDING)) return FIGURE_UNIT_BUILDING;
    if (figure_has_class(c, word, FIGURE_PEOPLE)) return FIGURE_UNIT_PEOPLE;
    if (figure_has_class(c, word, FIGURE_THING)) return FIGURE_UNIT_THING;
    if (w->name == SITREP_NAME_PERSON) return FIGURE_UNIT_PEOPLE;
    if (w->name == SITREP_NAME_PLACE || w->name == SITREP_NAME_ORGANIZATION) return FIGURE_UNIT_THING;
    if (w->upos == SITREP_UPOS_NUM || w->upos == SITREP_UPOS_PRON) return FIGURE_UNIT_PEOPLE;
    if (figure_has_class(c, word, FIGURE_COUNT)) return FIGURE_UNIT_PEOPLE;
    if (w->upos == SITREP_UPOS_PROPN || w->upos == SITREP_UPOS_ADJ) return FIGURE_UNIT_PEOPLE;
    if (read_is_class(c->r, c->sentence, word, SV("people")) || read_is_class(c->r, c->sentence, word, SV("armed")))
        return FIGURE_UNIT_PEOPLE;
    return read_is_class(c->r, c->sentence, word, SV("facility")) ? FIGURE_UNIT_BUILDING : FIGURE_UNIT_NONE;
}

static bool unit_fits(uint32_t kind, int unit, bool numbered)
{
    if (kind == SITREP_FIGURE_houses_destroyed) return unit == FIGURE_UNIT_BUILDING;
    return unit == FIGURE_UNIT_PEOPLE || (unit == FIGURE_UNIT_NONE && numbered && kind != SITREP_FIGURE_deployed);
}

static const char *const single_pronouns[] = {"he", "she", "him", "her", "himself", "herself", "one", NULL};
static const char *const no_single[] = {
    "someone",    "somebody", "anyone",  "family",   "crowd",   "gang",   "crew",       "group", "team",  "police",
    "force",      "army",     "group",   "people",   "youth",   "public", "population", "staff", "troop", "opposition",
    "government", "dozen",    "hundred", "thousand", "million", "score",  "livestock",  "other", NULL};

static bool in_list(sitrep_sv word, const char *const *words)
{
    for (; *words; words++)
        if (sv_eq_fold(word, sv_of(*words))) return true;
    return false;
}

/* How many the word stands for where no number is given: 1 for one person, 2 for a couple, 0 where it does not tell. */
static int people_of(const figure_counter *c, uint32_t word)
{
    const sitrep_word *w = figure_word(c, word);
    if (w->upos == SITREP_UPOS_PRON || strcmp(w->xpos, "PRP") == 0) return in_list(w->form, single_pronouns);
    if (w->name == SITREP_NAME_PERSON) return !is_plural(c, word) || w->upos == SITREP_UPOS_PROPN;
    if (w->upos == SITREP_UPOS_PROPN && w->name == SITREP_NAME_NONE && !is_plural(c, word) && word > 0 &&
        figure_word(c, word - 1)->upos == SITREP_UPOS_PROPN)
        return 1; /* a name of several words that the recognizer did not take */
    if (figure_form_is(c, word, "old") && word > 2 && figure_form_is(c, word - 2, "year")) { /* "a 17-year-old" */
        for (uint32_t i = word > 6 ? word - 6 : 0; i < word; i++)
            if (figure_word(c, i)->upos == SITREP_UPOS_DET || figure_lemma_is(c, i, "another")) return 1;
        return 0;
    }
    if (w->upos != SITREP_UPOS_NOUN && w->upos != SITREP_UPOS_PROPN) return 0;
    if (is_plural(c, word) || in_list(w->lemma, no_single) || figure_has_class(c, word, FIGURE_TOLL)) return 0;
    if (figure_lemma_is(c, word, "couple")) return 2;
    for (uint32_t i = 0; i < c->words->count; i++)
        if (figure_word(c, i)->head == word && figure_word(c, i)->deprel == SITREP_DEPREL_DET &&
            (figure_form_is(c, i, "no") || figure_form_is(c, i, "any") || figure_form_is(c, i, "every") ||
             figure_form_is(c, i, "each")))
            return 0;
    return figure_unit_of(c, word) == FIGURE_UNIT_PEOPLE &&
           (figure_has_class(c, word, FIGURE_PEOPLE) || read_is_class(c->r, c->sentence, word, SV("people"))) &&
           w->name != SITREP_NAME_ORGANIZATION;
}

static bool is_nobody(const figure_counter *c, uint32_t word)
{
    if (figure_has_class(c, word, FIGURE_NOBODY) || figure_form_is(c, word, "nobody") ||
        figure_form_is(c, word, "none"))
        return true;
    for (uint32_t i = word > 3 ? word - 3 : 0; i < word; i++)
        if (figure_form_is(c, i, "no") && (figure_word(c, i)->head == word || i + 1 == word)) return true;
    return false;
}

/* ---- listing ---- */

static sitrep_sv group_of(const figure_counter *c, uint32_t word)
{
    if (word == SITREP_NONE) return (sitrep_sv){NULL, 0};
    uint32_t m = read_mention_of(c->r, c->sentence, word);
    return m == SITREP_NONE ? (sitrep_sv){NULL, 0} : c->r->mentions.items[m].ethnicity;
}

sitrep_figure *figure_push(figure_counter *c, uint32_t kind, uint32_t first_word, sitrep_span span)
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
    c->last_kind = (uint8_t)kind;
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
static bool clause_has(const figure_counter *c, uint32_t word, uint32_t class_)
{
    if (word != SITREP_NONE && figure_has_class(c, word, class_)) return true;
    for (uint32_t i = 0; i < c->words->count; i++)
        if ((figure_word(c, i)->head == word || word == SITREP_NONE) && figure_has_class(c, i, class_)) return true;
    return false;
}

/* "have been killed", "so far": told as a total up to now. */
static bool is_perfect(const figure_counter *c, uint32_t trigger)
{
    for (uint32_t i = 0; trigger != SITREP_NONE && i < c->words->count; i++)
        if (figure_word(c, i)->head == trigger && figure_word(c, i)->upos == SITREP_UPOS_AUX &&
            figure_lemma_is(c, i, "have"))
            return true;
    return false;
}

/* "May be affected … a worst case for planning": numbers made up to plan by, whatever the verb's mood. */
static bool is_scenario(const figure_counter *c)
{
    for (uint32_t i = 0; i < c->words->count; i++)
        if (figure_has_class(c, i, FIGURE_PLANNING) && figure_word(c, i)->upos == SITREP_UPOS_NOUN) return true;
    return false;
}

/* "Are still displaced": how many there are now, not how many it has come to. */
static bool is_state_now(const figure_counter *c, uint32_t trigger)
{
    bool now = false, been = false;
    for (uint32_t i = c->tree->child[trigger]; i != SITREP_NONE; i = c->tree->next[i]) {
        now |= figure_word(c, i)->deprel == SITREP_DEPREL_AUX_PASS &&
               (figure_form_is(c, i, "are") || figure_form_is(c, i, "is") || figure_form_is(c, i, "remain"));
        been |= figure_lemma_is(c, i, "have") || figure_form_is(c, i, "being");
    }
    return now && !been;
}

/* Whether something in the sentence says that the number is thought up or ahead. */
static bool is_planned(const figure_counter *c, uint32_t kind, uint32_t trigger)
{
    for (uint32_t i = 0; i < c->words->count; i++)
        if (figure_has_class(c, i, FIGURE_PLANNING) &&
            (!is_verb(c, i) || trigger == SITREP_NONE || read_tree_under(c->tree, trigger, i)))
            return true;
    return kind == SITREP_FIGURE_deployed && trigger != SITREP_NONE && is_verb(c, trigger) && is_unreal(c, trigger);
}

uint8_t figure_measure_of(const figure_counter *c, uint32_t kind, const figure_amount *a, uint32_t trigger, bool toll,
                          bool state)
{
    if (is_planned(c, kind, trigger)) return SITREP_MEASURE_planning;
    if (a && a->increment) return SITREP_MEASURE_increment;
    bool total =
        toll || is_perfect(c, trigger) || (trigger != SITREP_NONE && clause_has(c, trigger, FIGURE_CUMULATIVE));
    switch (kind) {
    case SITREP_FIGURE_displaced:
    case SITREP_FIGURE_refugees:
        if (state || (trigger != SITREP_NONE && is_state_now(c, trigger))) return SITREP_MEASURE_stock;
        if (kind == SITREP_FIGURE_displaced) return total ? SITREP_MEASURE_stock : SITREP_MEASURE_cumulative;
        return total ? SITREP_MEASURE_cumulative : SITREP_MEASURE_flow;
    case SITREP_FIGURE_returned:
    case SITREP_FIGURE_evacuated:
        return SITREP_MEASURE_flow;
    case SITREP_FIGURE_houses_destroyed:
        return SITREP_MEASURE_cumulative;
    case SITREP_FIGURE_money:
    case SITREP_FIGURE_other:
        return SITREP_MEASURE_unknown;
    default:
        break;
    }
    bool many = a && !isnan(a->best) && a->best >= 20; /* of dead side by side with their number, one attack has few */
    bool counted = trigger != SITREP_NONE && figure_has_class(c, trigger, FIGURE_COUNT) && !is_verb(c, trigger);
    if (total || ((trigger == SITREP_NONE || counted) && many)) return SITREP_MEASURE_cumulative;
    if (trigger == SITREP_NONE && (kind == SITREP_FIGURE_killed || kind == SITREP_FIGURE_injured))
        return SITREP_MEASURE_increment;
    return trigger == SITREP_NONE ? SITREP_MEASURE_unknown : SITREP_MEASURE_increment;
}

bool figure_push_amount(figure_counter *c, uint32_t kind, figure_amount *a, uint32_t noun, uint8_t measure)
{
    if (a->used & (1u << kind)) return true;
    a->used |= (uint16_t)(1u << kind);
    sitrep_figure *f = figure_push(c, kind, a->first, a->span);
    if (!f) return false;
    set_value(f, a->low, a->high, a->best);
    f->qualifier = a->qualifier == SITREP_QUALIFIER_none ? SITREP_QUALIFIER_exact : a->qualifier;
    f->measure = measure;
    f->group = group_of(c, noun);
    return true;
}

static sitrep_span phrase_span(const figure_counter *c, uint32_t word)
{
    uint32_t first, end;
    read_noun_phrase(c->r, c->sentence, word, &first, &end);
    if (first > 0 && figure_word(c, first - 1)->head == word && figure_word(c, first - 1)->deprel == SITREP_DEPREL_DET)
        first--;
    return read_words_span(c->r, c->sentence, first, end);
}

/* What one governing word counts: each filler by its number, or all of them together where they are told one by one. */
typedef struct part {
    uint32_t word;
    figure_amount *amount;
    int people;
} part;

static bool push_together(figure_counter *c, uint32_t kind, const part *parts, uint32_t count, double sum,
                          uint8_t measure)
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
    if (*slot != SITREP_NONE && c->r->figures.items[*slot].kind == kind)
        return true; /* told by another word of the sentence */
    sitrep_figure *f = figure_push(c, kind, first, span);
    if (!f) return false;
    set_value(f, sum, sum, sum);
    f->qualifier = SITREP_QUALIFIER_exact;
    f->measure = measure;
    f->group = count == 1 ? group_of(c, parts[0].word) : (sitrep_sv){NULL, 0};
    return true;
}

static bool push_parts(figure_counter *c, uint32_t kind, const part *parts, uint32_t count, uint8_t measure)
{
    double sum = 0;
    bool together = true, fresh = false;
    for (uint32_t i = 0; i < count; i++) {
        const figure_amount *a = parts[i].amount;
        sum += a ? a->best : parts[i].people;
        if (a && (isnan(a->best) || a->low != a->high || a->best > 20)) together = false;
        if (!a || !(a->used & (1u << kind))) fresh = true;
        if (i && a && group_of(c, parts[i].word).len && !sv_eq(group_of(c, parts[i].word), group_of(c, parts[0].word)))
            together = false;
    }
    if (!fresh) return true;
    if (together && (count > 1 || !parts[0].amount)) return push_together(c, kind, parts, count, sum, measure);
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i].amount ? !figure_push_amount(c, kind, parts[i].amount, parts[i].word, measure)
                            : !push_together(c, kind, &parts[i], 1, parts[i].people, measure))
            return false;
    }
    return true;
}

static bool push_zero(figure_counter *c, uint32_t kind, uint32_t word)
{
    if (kind != SITREP_FIGURE_killed && kind != SITREP_FIGURE_injured) return true;
    sitrep_figure *f = figure_push(c, kind, word, phrase_span(c, word));
    if (!f) return false;
    set_value(f, 0, 0, 0);
    f->qualifier = SITREP_QUALIFIER_exact;
    return true;
}

static bool joined_by_and(const figure_counter *c, uint32_t first, uint32_t second)
{
    for (uint32_t i = first; i < second; i++)
        if (figure_word(c, i)->upos == SITREP_UPOS_CCONJ || figure_form_is(c, i, "&")) return true;
    return false;
}

/* "According to the coroner, A and B …", "killed 14 | National News": words of a list that are none of the counted. */
static bool is_aside(const figure_counter *c, uint32_t word, uint32_t trigger)
{
    if (read_tree_has_prep(c->tree, word, SV("according")) || read_tree_has_prep(c->tree, word, SV("to"))) return true;
    if (trigger == SITREP_NONE) return false;
    uint32_t first = word < trigger ? word : trigger, last = word < trigger ? trigger : word;
    for (uint32_t i = first; i < last; i++)
        if (figure_form_is(c, i, "|")) return true;
    return false;
}

/* Lists what the set of counted words tells. `weak` figures ("shot") are marked in a list for the end of the report. */
bool figure_count_set(figure_counter *c, uint32_t kind, const read_set *set, uint32_t trigger, bool state)
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
        if (set->count > 1 && is_aside(c, word, trigger)) continue;
        int unit = figure_unit_of(c, content);
        if (a && !unit_fits(kind, unit, true)) continue;
        int people = a || kind == SITREP_FIGURE_houses_destroyed ? 0 : people_of(c, word);
        if (!a && (people == 0 || kind == SITREP_FIGURE_protesters || kind == SITREP_FIGURE_deployed ||
                   kind == SITREP_FIGURE_refugees || kind == SITREP_FIGURE_returned || kind == SITREP_FIGURE_displaced))
            continue;
        /* "Joel, a 37-year-old man, died": the second tells who the first is. */
        if (count && !a && (!parts[count - 1].amount || parts[count - 1].amount->best == 1) &&
            !joined_by_and(c, parts[count - 1].word, word)) {
            bool list_goes_on = i + 1 < set->count && joined_by_and(c, word, set->words[i + 1]);
            bool described = figure_word(c, parts[count - 1].word)->upos == SITREP_UPOS_PROPN &&
                             figure_word(c, word)->upos == SITREP_UPOS_NOUN;
            if (!list_goes_on || described) continue;
        }
        bool twice = false;
        for (uint32_t k = 0; k < count; k++) twice |= a && parts[k].amount == a;
        if (!twice) parts[count++] = (part){word, a, people};
    }
    return count == 0 ||
           push_parts(c, kind, parts, count, figure_measure_of(c, kind, parts[0].amount, trigger, false, state));
}

/* ---- verbs ---- */

/* "shot dead", "shot to death", "fatally shot", "shot and killed" is told of twice. */
static bool to_death(const figure_counter *c, uint32_t verb)
{
    for (uint32_t i = 0; i < c->words->count; i++) {
        if (figure_word(c, i)->head != verb) continue;
        if (figure_form_is(c, i, "dead") || figure_form_is(c, i, "fatally") ||
            (figure_lemma_is(c, i, "death") && i > 0 && figure_form_is(c, i - 1, "to")))
            return true;
    }
    return verb + 1 < c->words->count && figure_form_is(c, verb + 1, "dead");
}

/* Whom a predicate that depends on another verb is said of: "leaving two people dead", "was found dead". */
static void said_of(const figure_counter *c, uint32_t w, read_set *out)
{
    static const read_step obj = {.function = READ_OBJ}, subj = {.function = READ_SUBJ};
    uint32_t verb = figure_word(c, w)->head;
    if (verb == SITREP_NONE || !is_verb(c, verb) || figure_word(c, w)->deprel == SITREP_DEPREL_CONJ ||
        figure_word(c, w)->deprel == SITREP_DEPREL_ADVCL || figure_word(c, w)->deprel == SITREP_DEPREL_PARATAXIS ||
        figure_word(c, w)->deprel == SITREP_DEPREL_CCOMP)
        return;
    read_tree_step(c->tree, verb, &obj, out);
    if (out->count == 0) read_tree_step(c->tree, verb, &subj, out);
}

/* Where the tree gives a passive nobody: the nearest person before it that no preposition leads. */
static void nearest_before(const figure_counter *c, uint32_t w, read_set *out)
{
    for (uint32_t i = w; i-- > 0 && w - i < 25;) {
        if (figure_word(c, i)->upos != SITREP_UPOS_NOUN && figure_word(c, i)->upos != SITREP_UPOS_PROPN &&
            figure_word(c, i)->upos != SITREP_UPOS_NUM)
            continue;
        if (!figure_has_class(c, i, FIGURE_PEOPLE) && figure_word(c, i)->name != SITREP_NAME_PERSON) continue;
        bool led = false, told = false;
        for (uint32_t k = i > 6 ? i - 6 : 0; k < i; k++) {
            led |= figure_word(c, k)->upos == SITREP_UPOS_ADP && (figure_word(c, k)->head == i || k + 1 == i);
            told |= figure_word(c, k)->upos == SITREP_UPOS_DET || figure_word(c, k)->upos == SITREP_UPOS_NUM;
        }
        if (led || (!told && i > 3 && !figure_amount_of(c, i))) continue; /* a headline's "Man" has no article */
        read_set_add(out, i);
        return;
    }
}

/* "Was killed along with his brother": he counts, too. */
static void beside_them(const figure_counter *c, uint32_t w, read_set *out)
{
    for (uint32_t i = w + 1; i + 2 < c->words->count && i < w + 4; i++) {
        bool along =
            (figure_form_is(c, i, "along") || figure_form_is(c, i, "together")) && figure_form_is(c, i + 1, "with");
        if (!along && !figure_form_is(c, i, "alongside")) continue;
        for (uint32_t k = i + 1; k < c->words->count && k < i + 8; k++) {
            const sitrep_word *x = figure_word(c, k);
            bool last = k + 1 == c->words->count || figure_word(c, k + 1)->upos != SITREP_UPOS_PROPN;
            if (is_verb(c, k)) return;
            if (!figure_has_class(c, k, FIGURE_PEOPLE) && !(x->name == SITREP_NAME_PERSON && last)) continue;
            read_set_add(out, k);
            return;
        }
    }
}

/* "Both were taken to hospital, where they died": as many as were hit just before. */
static bool count_those(figure_counter *c, uint32_t kind, uint32_t word)
{
    for (uint32_t n = c->r->figures.count; n-- > 0;) {
        const sitrep_figure *f = &c->r->figures.items[n];
        if (f->sentence + 1 < c->sentence) break;
        if (f->kind != SITREP_FIGURE_injured || f->time != UINT32_MAX - 1 || !f->has_best || f->best < 2) continue;
        part one = {word, NULL, 1};
        return push_together(c, kind, &one, 1, f->best, SITREP_MEASURE_cumulative);
    }
    return true;
}

/* The person behind "of" where the tree has it elsewhere. */
static void nearest_of(const figure_counter *c, uint32_t w, read_set *out)
{
    if (w + 2 >= c->words->count || !figure_form_is(c, w + 1, "of")) return;
    for (uint32_t i = w + 2; i < c->words->count && i < w + 10; i++) {
        bool name = figure_word(c, i)->upos == SITREP_UPOS_PROPN,
             last = i + 1 == c->words->count || figure_word(c, i + 1)->upos != SITREP_UPOS_PROPN;
        if ((name && last && figure_word(c, i)->name != SITREP_NAME_PLACE) || figure_has_class(c, i, FIGURE_PEOPLE)) {
            read_set_add(out, i);
            return;
        }
        if (is_verb(c, i) || figure_form_is(c, i, ",") || figure_form_is(c, i, ".")) return;
    }
}

/* "fled towards the border", "crossed into Uzbekistan". */
static bool crosses_border(const figure_counter *c, uint32_t w)
{
    static const char *const over[] = {"to", "into", "towards", "toward", "across", "over", "for", "through", NULL};
    for (uint32_t i = c->tree->child[w]; i != SITREP_NONE; i = c->tree->next[i]) {
        uint8_t deprel = figure_word(c, i)->deprel;
        if (deprel != SITREP_DEPREL_OBJ && deprel != SITREP_DEPREL_OBL) continue;
        uint32_t place = read_place_at(c->r, c->sentence, i);
        bool abroad = place != SITREP_NONE && c->r->places.items[place].precision == SITREP_PRECISION_country;
        if (!abroad && !figure_lemma_is(c, i, "border") && !figure_lemma_is(c, i, "frontier")) continue;
        if (deprel == SITREP_DEPREL_OBJ) return true;
        for (size_t k = 0; over[k]; k++)
            if (read_tree_has_prep(c->tree, i, sv_of(over[k]))) return true;
    }
    return false;
}

/* The number right behind an active verb that the tree gave no object: "killed as many as 2,000 people". */
static void amount_behind(const figure_counter *c, uint32_t w, read_set *out)
{
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        const figure_amount *a = &c->amounts.items[i];
        if (a->first <= w || a->first > w + 6 || a->currency.len) continue;
        for (uint32_t k = w + 1; k < a->first; k++)
            if (is_verb(c, k) || figure_word(c, k)->upos == SITREP_UPOS_PUNCT ||
                figure_word(c, k)->upos == SITREP_UPOS_CCONJ || figure_word(c, k)->upos == SITREP_UPOS_NOUN)
                return;
        if (a->token_end > a->token && a->qualifier != SITREP_QUALIFIER_none)
            read_set_add(out, a->noun == SITREP_NONE ? a->end - 1 : a->noun);
        return;
    }
}

static bool count_verb_as(figure_counter *c, uint32_t w, uint32_t class_, const read_step *step, const read_sense *s)
{
    bool weak;
    uint32_t kind = figure_kind_of(s->value, &weak);
    if (kind == SITREP_NONE) return true;
    bool ahead = kind == SITREP_FIGURE_deployed || kind == SITREP_FIGURE_returned || is_scenario(c);
    if (is_unreal(c, w) && !ahead) return true;
    bool border = class_ == FIGURE_SUBJ && (kind == SITREP_FIGURE_refugees || kind == SITREP_FIGURE_displaced) &&
                  crosses_border(c, w);
    if (border) kind = SITREP_FIGURE_refugees;
    if (figure_lemma_is(c, w, "enter") && !border) return true;
    if (weak && to_death(c, w)) {
        kind = SITREP_FIGURE_killed;
        weak = false;
    }
    read_set set = {0};
    read_tree_step(c->tree, w, step, &set);
    if (set.count == 0 && class_ == FIGURE_OBJ && strcmp(figure_word(c, w)->xpos, "VBN") == 0)
        said_of(c, w, &set); /* "left a boy wounded" */
    bool passive = false;
    for (uint32_t i = c->tree->child[w]; class_ == FIGURE_OBJ && i != SITREP_NONE;
         i = c->tree->next[i]) /* "12 had been detained, all of them …" */
        if (figure_word(c, i)->deprel == SITREP_DEPREL_NSUBJ_PASS) passive = true, read_set_add(&set, i);
    if (class_ == FIGURE_OBJ && set.count == 0 && !passive) amount_behind(c, w, &set);
    if (set.count && passive) beside_them(c, w, &set);
    if (kind == SITREP_FIGURE_killed && class_ == FIGURE_SUBJ && set.count == 1 &&
        figure_form_is(c, set.words[0], "they"))
        return count_those(c, kind, set.words[0]);
    bool harm = kind == SITREP_FIGURE_killed || kind == SITREP_FIGURE_injured;
    if (set.count == 0 && class_ == FIGURE_SUBJ && kind == SITREP_FIGURE_killed && w < 8)
        nearest_before(c, w, &set); /* "Girl shot at party dies" */
    if (set.count == 0 && harm && class_ == FIGURE_OBJ && strcmp(figure_word(c, w)->xpos, "VBN") == 0)
        nearest_before(c, w, &set);
    uint32_t before = c->r->figures.count;
    if (kind == SITREP_FIGURE_injured && class_ == FIGURE_SUBJ) { /* "suffered": injuries, not losses */
        bool hurt = false;
        for (uint32_t i = 0; i < c->words->count; i++)
            hurt |= figure_word(c, i)->head == w && figure_has_class(c, i, FIGURE_WOUND);
        if (!hurt) return true;
        weak = true;
    }
    if (!figure_count_set(c, kind, &set, w, false)) return false;
    if (weak) /* marked until the end of the report, see settle() */
        for (uint32_t i = before; i < c->r->figures.count; i++) c->r->figures.items[i].time = UINT32_MAX - 1;
    return true;
}

/* A verb may count in several senses; which one fits, the counted tell: houses burn, and people burn. */
static bool count_verb(figure_counter *c, uint32_t w, uint32_t class_, const read_step *step)
{
    uint32_t senses;
    const read_sense *s = read_form_senses(c->r, figure_word(c, w)->lemma, &senses);
    if (!s) s = read_form_senses(c->r, figure_word(c, w)->form, &senses); /* a form whose lemma was guessed wrongly */
    if (!s || !figure_sense(c->r, figure_word(c, w), class_) || is_negated(c, w)) return true;
    for (uint32_t i = 0; i < senses; i++)
        if (s[i].class_ == class_ && !count_verb_as(c, w, class_, step, &s[i])) return false;
    return true;
}

/* ---- states and nouns ---- */

static bool count_state(figure_counter *c, uint32_t w)
{
    const read_sense *s = figure_sense(c->r, figure_word(c, w), FIGURE_STATE);
    uint32_t kind = s ? figure_kind_of(s->value, NULL) : SITREP_NONE;
    if (kind == SITREP_NONE) return true;
    const sitrep_word *word = figure_word(c, w);
    read_set set = {0};
    const read_step subj = {.function = READ_SUBJ};
    if (word->upos == SITREP_UPOS_VERB) return true;                             /* counted as a verb */
    if (figure_amount_of(c, w)) read_set_add(&set, w);                           /* "12 dead" */
    for (uint32_t i = c->tree->child[w]; i != SITREP_NONE; i = c->tree->next[i]) /* "300,000 more are homeless" */
        if (figure_word(c, i)->deprel == SITREP_DEPREL_ADVMOD && figure_amount_of(c, i)) read_set_add(&set, i);
    if (set.count) return is_negated(c, w) || figure_count_set(c, kind, &set, w, true);
    if (word->deprel == SITREP_DEPREL_AMOD && word->head != SITREP_NONE) {
        read_set_add(&set, word->head);
    } else if (word->upos == SITREP_UPOS_ADJ || word->upos == SITREP_UPOS_ADV) {
        read_tree_step(c->tree, w, &subj, &set);
        if (set.count == 0) said_of(c, w, &set);
    }
    if (is_negated(c, w)) return true;
    if (set.count == 0 && kind == SITREP_FIGURE_killed && w < 8) nearest_before(c, w, &set);
    return figure_count_set(c, kind, &set, w, true);
}

/* What "double", "triple" before a deed say: how many were hit. */
static unsigned times_told(const figure_counter *c, uint32_t w)
{
    static const char *const words[] = {"double", "triple", "quadruple", "quintuple"};
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
        if (figure_form_is(c, w, words[i])) return i + 2;
    return 0;
}

static bool count_noun(figure_counter *c, uint32_t w)
{
    const read_sense *s = figure_sense(c->r, figure_word(c, w), FIGURE_OF);
    if (!s || figure_word(c, w)->upos != SITREP_UPOS_NOUN) return true;
    bool weak;
    uint32_t kind = figure_kind_of(s->value, &weak), times = w > 0 ? times_told(c, w - 1) : 0;
    if (times) { /* "a double shooting" */
        part one = {w, NULL, 1};
        if (!push_together(c, kind, &one, 1, times, SITREP_MEASURE_cumulative)) return false;
        if (weak) c->r->figures.items[c->r->figures.count - 1].time = UINT32_MAX - 1;
        return true;
    }
    for (uint32_t i = w; i-- > 0 && w - i < 3;) /* "the fatal shooting of a man" */
        if (weak && figure_form_is(c, i, "fatal")) kind = SITREP_FIGURE_killed, weak = false;
    read_set set = {0};
    const read_step of = {.function = READ_PREP, .prep = SV("of")}, poss = {.function = READ_POSS};
    read_tree_step(c->tree, w, &of, &set);
    if (set.count == 0) nearest_of(c, w, &set);
    if (!weak && kind == SITREP_FIGURE_killed && !figure_lemma_is(c, w, "loss"))
        read_tree_step(c->tree, w, &poss, &set);
    if (figure_lemma_is(c, w, "loss")) return true;
    uint32_t before = c->r->figures.count;
    if (!figure_count_set(c, kind, &set, w, false)) return false;
    if (weak)
        for (uint32_t i = before; i < c->r->figures.count; i++) c->r->figures.items[i].time = UINT32_MAX - 1;
    return true;
}

/* "a man with a gunshot wound". */
static bool count_wound(figure_counter *c, uint32_t w)
{
    if (!figure_has_class(c, w, FIGURE_WOUND) || figure_word(c, w)->head == SITREP_NONE ||
        !read_tree_has_prep(c->tree, w, SV("with")))
        return true;
    uint32_t head = figure_word(c, w)->head;
    read_set set = {0};
    static const read_step obj = {.function = READ_OBJ};
    if (is_verb(c, head))
        read_tree_step(c->tree, head, &obj, &set); /* "found a man with a wound", "taken to hospital with wounds" */
    else
        read_set_add(&set, head);
    uint32_t before = c->r->figures.count;
    if (!figure_count_set(c, SITREP_FIGURE_injured, &set, w, true)) return false;
    for (uint32_t i = before; i < c->r->figures.count; i++) c->r->figures.items[i].time = UINT32_MAX - 1;
    return true;
}

/* "12 deaths", "300 refugees", "a body", "no casualties": nouns that are counted themselves. Runs last, on numbers
 * nobody took. */
static bool count_counted(figure_counter *c, uint32_t w)
{
    const read_sense *s = figure_sense(c->r, figure_word(c, w), FIGURE_COUNT);
    const sitrep_word *word = figure_word(c, w);
    uint32_t kind = s ? figure_kind_of(s->value, NULL) : SITREP_NONE;
    if (kind == SITREP_NONE ||
        (word->upos != SITREP_UPOS_NOUN && word->upos != SITREP_UPOS_ADJ && word->upos != SITREP_UPOS_VERB))
        return true;
    figure_amount *a = figure_amount_of(c, w);
    if (a && isnan(a->best) && figure_has_class(c, w, FIGURE_WOUND))
        return true; /* "multiple injuries" are one person's */
    if (a && !a->used && !a->currency.len)
        return figure_push_amount(c, kind, a, w, figure_measure_of(c, kind, a, w, false, true));
    if (a || word->upos != SITREP_UPOS_NOUN) return true;
    if (is_nobody(c, w)) return figure_lemma_is(c, w, "body") || push_zero(c, kind, w);
    if ((figure_lemma_is(c, w, "body") || figure_lemma_is(c, w, "corpse")) && !is_plural(c, w) && w > 0 &&
        (figure_form_is(c, w - 1, "a") || figure_form_is(c, w - 1, "the"))) {
        part one = {w, NULL, 1};
        return push_together(c, kind, &one, 1, 1, SITREP_MEASURE_unknown);
    }
    return true;
}

static bool count_money(figure_counter *c)
{
    for (uint32_t i = c->first_amount; i < c->end_amount; i++) {
        figure_amount *a = &c->amounts.items[i];
        if (!a->currency.len || a->used) continue;
        sitrep_figure *f = figure_push(c, SITREP_FIGURE_money, a->first, a->span);
        if (!f) return false;
        set_value(f, a->low, a->high, a->best);
        f->unit = a->currency;
        f->qualifier = a->qualifier == SITREP_QUALIFIER_none ? SITREP_QUALIFIER_exact : a->qualifier;
    }
    return true;
}

/* ---- the stage ---- */

static bool count_sentence(figure_counter *c)
{
    static const read_step obj = {.function = READ_OBJ}, subj = {.function = READ_SUBJ};
    uint32_t n = c->words->count;
    c->told_count = 0;
    if (c->first_amount < c->end_amount) {
        if (!figure_count_multiple(c) || !figure_count_listed(c)) return false;
        for (uint32_t w = 0; w < n; w++)
            if (!figure_count_toll(c, w)) return false;
    }
    for (uint32_t w = 0; w < n; w++) {
        if (is_verb(c, w)) {
            bool taken = false;
            for (uint32_t i = 0; i < c->told_count; i++) taken |= c->told[i] == w;
            if (taken) continue;
            if (!figure_count_idiom(c, w, &taken)) return false;
            if (!taken && (!count_verb(c, w, FIGURE_OBJ, &obj) || !count_verb(c, w, FIGURE_SUBJ, &subj))) return false;
        } else if (!count_state(c, w) || !count_noun(c, w) || !count_wound(c, w)) {
            return false;
        }
    }
    for (uint32_t w = 0; w < n; w++)
        if (!count_counted(c, w)) return false;
    return count_money(c) && figure_count_restated(c);
}

sitrep_status read_figures(read_ctx *r)
{
    figure_counter c = {.r = r, .last_kind = SITREP_FIGURE_KIND_COUNT};
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
    figure_settle(r);
    return r->arena.failed ? SITREP_NOMEM : SITREP_OK;
}
