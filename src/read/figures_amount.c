/* read/figures_amount.c — the numbers of the text that may count something: found in the small tokens, rid of ages,
 * dates, scores, measures and numbers that are names, joined to ranges, with the qualifier before them and the noun
 * that the tree says they count. */
#include "read/figures_int.h"

#include <math.h>

#include "base/banned.h"

typedef struct finder {
    read_ctx *r;
    const read_token *tokens;
    uint32_t count;
    uint32_t next_time; /* times are passed in step with the tokens */
    figure_amounts *out;
} finder;

const read_sense *figure_sense(const read_ctx *r, const sitrep_word *w, uint32_t class_)
{
    const read_sense *s = read_form_sense(r, w->lemma, class_);
    return s ? s : read_form_sense(r, w->form, class_);
}

uint32_t figure_kind_of(sitrep_sv name, bool *out_weak)
{
    bool weak = name.len && name.ptr[name.len - 1] == '?';
    if (weak) name.len--;
    if (out_weak) *out_weak = weak;
    for (uint32_t i = 0; i < SITREP_FIGURE_KIND_COUNT; i++)
        if (sv_eq(name, sv_of(sitrep_figure_kind_name(i)))) return i;
    return SITREP_NONE;
}

static bool low_is(const finder *f, uint32_t at, const char *word)
{
    return at < f->count && sv_eq(f->tokens[at].low, sv_of(word));
}

static bool glued(const finder *f, uint32_t at)
{
    return at < f->count && !f->tokens[at].space;
}

/* Whether the token lies in a time expression. */
static bool in_time(finder *f, uint32_t at)
{
    const read_ctx *r = f->r;
    while (f->next_time < r->times.count && r->times.items[f->next_time].span.end <= f->tokens[at].span.begin)
        f->next_time++;
    return f->next_time < r->times.count && r->times.items[f->next_time].span.begin <= f->tokens[at].span.begin;
}

static const char *const number_names[] = {
    "no",      "number",     "flight", "route",   "highway",   "interstate", "page", "article", "section",
    "chapter", "resolution", "room",   "unit",    "district",  "precinct",   "ward", "gate",    "channel",
    "bus",     "line",       "boeing", "airbus",  "act",       "bill",       "rule", "phase",   "level",
    "grade",   "group",      "team",   "company", "battalion", "brigade",    "apt",  "suite",   "exit",
    "mile",    "post",       "box",    "#",       "/",         NULL};

static bool word_in(const finder *f, uint32_t at, const char *const *words)
{
    for (; *words; words++)
        if (low_is(f, at, *words)) return true;
    return false;
}

/* A number that counts nothing by how it is written: an age, a part of a name, a score, a clock time, an address. */
static bool is_other_number(finder *f, uint32_t at, const read_number *n)
{
    const read_token *t = &f->tokens[at];
    uint32_t end = n->end;
    if (t->ordinal || in_time(f, at)) return true;
    if (at > 0 && !t->space && !low_is(f, at - 1, "$") && !low_is(f, at - 1, "(") && !low_is(f, at - 1, "\"") &&
        !low_is(f, at - 1, "'") && !low_is(f, at - 1, "-") && !low_is(f, at - 1, "["))
        return true;
    if (at > 1 && low_is(f, at - 1, "-") && !t->space && !f->tokens[at - 1].space) return true; /* F-16, 3-2 */
    if (at > 0 && word_in(f, at - 1, number_names) && (f->tokens[at - 1].capital || low_is(f, at - 1, "#")))
        return true;
    if (at > 0 && (low_is(f, at - 1, "no") || low_is(f, at - 1, ".")) && at > 1 && low_is(f, at - 2, "no") && n->digits)
        return true;
    if (low_is(f, end, "-") && glued(f, end) && glued(f, end + 1) && f->tokens[end + 1].kind == READ_TOKEN_WORD)
        return true; /* 5-year */
    if (low_is(f, end, "%") || low_is(f, end, "percent") || (low_is(f, end, "per") && low_is(f, end + 1, "cent")))
        return true;
    if ((low_is(f, end, ":") || low_is(f, end, "/")) && glued(f, end) && glued(f, end + 1)) return true;
    if (low_is(f, end, "year") || low_is(f, end, "years") || low_is(f, end, "am") || low_is(f, end, "pm")) return true;
    if (n->digits && end < f->count && glued(f, end) && f->tokens[end].kind == READ_TOKEN_WORD) return true; /* 9mm */
    /* "Smith, 27," and "Smith, 27, of Springfield" */
    if (n->digits && n->value < 110 && at > 1 && low_is(f, at - 1, ",") &&
        (low_is(f, end, ",") || low_is(f, end, ".") || low_is(f, end, ")")) && f->tokens[at - 2].capital)
        return true;
    return false;
}

/* The qualifier that ends right before `at`; gives its first token and sets *out. */
static uint32_t qualifier_before(const finder *f, uint32_t at, uint8_t *out)
{
    uint32_t best = at;
    for (uint32_t from = at; from > 0 && at - from < 5;) {
        from--;
        const read_token *t = &f->tokens[from];
        if (t->entry == SITREP_NONE) continue;
        for (uint32_t e = t->entry; e != SITREP_NONE; e = read_entry_at(f->r, e)->next) {
            const read_sense *s = read_entry_sense(f->r, e, FIGURE_QUALIFIER);
            uint32_t len = !s ? 0 : e == t->entry ? 1 : read_entry_length(f->r, e, f->tokens, f->count, from);
            if (!len || from + len != at) continue;
            for (uint32_t q = 0; q < SITREP_QUALIFIER_COUNT; q++)
                if (sv_eq(s->value, sv_of(sitrep_qualifier_name(q)))) *out = (uint8_t)q;
            if (sv_eq(s->value, SV("nearly"))) *out = SITREP_QUALIFIER_COUNT; /* about, and not more */
            best = from;
        }
    }
    return best;
}

static bool is_verb_at(const finder *f, uint32_t at)
{
    if (at >= f->count) return false;
    uint32_t s = read_sentence_at(f->r, f->tokens[at].span.begin);
    uint32_t w = s == SITREP_NONE ? SITREP_NONE : read_word_at(f->r, s, f->tokens[at].span.begin);
    if (w == SITREP_NONE) return false;
    uint8_t upos = f->r->doc->sentences[s].words[w].upos;
    return upos == SITREP_UPOS_VERB || upos == SITREP_UPOS_AUX;
}

static bool is_refugees(const finder *f, uint32_t at)
{
    uint32_t s = at < f->count ? read_sentence_at(f->r, f->tokens[at].span.begin) : SITREP_NONE;
    uint32_t w = s == SITREP_NONE ? SITREP_NONE : read_word_at(f->r, s, f->tokens[at].span.begin);
    if (w == SITREP_NONE) return false;
    const read_sense *sense = figure_sense(f->r, &f->r->doc->sentences[s].words[w], FIGURE_COUNT);
    return sense && figure_kind_of(sense->value, NULL) == SITREP_FIGURE_refugees;
}

/* A number that tells how many of those just counted were of a kind: "30, nine of them critically", "12 people,
 * including three children", "among them two guards". It adds nothing; "four of them died" does. */
static bool is_part(const finder *f, uint32_t at, const read_number *n)
{
    static const char *const them[] = {"them", "whom", "those", "these", NULL};
    uint32_t end = n->end;
    if (low_is(f, end, "of") && word_in(f, end + 1, them) && !is_verb_at(f, end + 2)) return true;
    uint8_t qualifier = SITREP_QUALIFIER_none;
    uint32_t first = qualifier_before(f, at, &qualifier);
    if (is_refugees(f, end)) return false; /* "a million affected, including 300,000 refugees": a count of its own */
    return (first > 0 && low_is(f, first - 1, "including")) ||
           (first > 1 && low_is(f, first - 2, "among") && word_in(f, first - 1, them));
}

/* The second half of a range: "2,000-3,000", "2,000 to 3,000", "between 2,000 and 3,000". */
static bool range_end(const finder *f, uint32_t at, const read_number *first, bool between, read_number *second)
{
    uint32_t i = first->end;
    bool dash = low_is(f, i, "-") && glued(f, i + 1),
         to = low_is(f, i, "to") || (between && low_is(f, i, "and")) || low_is(f, i, "or");
    if (!dash && !to) return false;
    if (at > 0 && to && low_is(f, at - 1, "from")) return false; /* "rose from 191 to 208" is a step */
    if (low_is(f, i + 1, "$")) i++;
    if (!read_number_at(f->r, f->tokens, f->count, i + 1, false, second)) return false;
    if (second->vague || first->vague || second->value <= first->value) return false;
    if (low_is(f, second->end, "%") || (low_is(f, second->end, "-") && glued(f, second->end))) return false;
    return second->value < first->value * 100 || second->value >= 1000;
}

/* Values from the number, its qualifier and what follows ("12 or more"). */
static void value_of(figure_amount *a, const read_number *n)
{
    a->low = a->high = a->best = (double)NAN;
    if (n->vague) {
        if (a->qualifier == SITREP_QUALIFIER_COUNT) a->qualifier = SITREP_QUALIFIER_about;
        a->low = n->low;
        a->high = n->high;
        if (a->qualifier == SITREP_QUALIFIER_none || a->qualifier == SITREP_QUALIFIER_about)
            a->qualifier = SITREP_QUALIFIER_vague;
        return;
    }
    a->best = n->value;
    if (a->qualifier == SITREP_QUALIFIER_COUNT) {
        a->qualifier = SITREP_QUALIFIER_about;
        a->high = n->value;
    }
    switch (a->qualifier) {
    case SITREP_QUALIFIER_none:
    case SITREP_QUALIFIER_exact:
        a->low = a->high = n->value;
        break;
    case SITREP_QUALIFIER_at_least:
    case SITREP_QUALIFIER_more_than:
        a->low = n->value;
        break;
    case SITREP_QUALIFIER_up_to:
    case SITREP_QUALIFIER_fewer_than:
        a->high = n->value;
        break;
    default:
        break;
    }
}

/* The noun that the number counts, from the tree. */
static uint32_t counted_noun(const read_ctx *r, const figure_amount *a)
{
    const sitrep_sentence *s = &r->doc->sentences[a->sentence];
    for (uint32_t w = a->end; w-- > a->first;) {
        const sitrep_word *word = &s->words[w];
        if (word->head == SITREP_NONE || (word->head >= a->first && word->head < a->end)) continue;
        bool modifies = word->deprel == SITREP_DEPREL_NUMMOD || word->deprel == SITREP_DEPREL_DET ||
                        word->deprel == SITREP_DEPREL_AMOD || word->deprel == SITREP_DEPREL_COMPOUND;
        if (modifies) return word->head;
        uint32_t content = read_content_noun(r, a->sentence, w);
        return content == w ? SITREP_NONE : content;
    }
    return SITREP_NONE;
}

static sitrep_sv currency_of(const finder *f, uint32_t at, uint32_t end)
{
    if (at > 0 && low_is(f, at - 1, "$")) {
        unsigned char lead = (unsigned char)f->r->text.ptr[f->tokens[at - 1].span.begin];
        return lead == '$'                                                               ? SV("USD")
               : lead == 0xE2                                                            ? SV("EUR")
               : (unsigned char)f->r->text.ptr[f->tokens[at - 1].span.begin + 1] == 0xA3 ? SV("GBP")
                                                                                         : SV("JPY");
    }
    const read_sense *s = NULL;
    if (end < f->count && f->tokens[end].kind == READ_TOKEN_WORD)
        s = read_entry_sense(f->r, f->tokens[end].entry, FIGURE_CURRENCY);
    if (!s && end + 1 < f->count)
        s = read_entry_sense(f->r, f->tokens[end + 1].entry, FIGURE_CURRENCY); /* "5 million US dollars" */
    return s ? s->value : (sitrep_sv){NULL, 0};
}

static bool add(finder *f, uint32_t at, const read_number *n, const read_number *second)
{
    read_ctx *r = f->r;
    figure_amount a = {.noun = SITREP_NONE};
    uint32_t end = second ? second->end : n->end, first = qualifier_before(f, at, &a.qualifier);
    a.currency = currency_of(f, at, end);
    if (a.currency.len && at > 0 && low_is(f, at - 1, "$") && first == at) first = at - 1;
    if (first == at && at > 0 && read_entry_sense(r, f->tokens[at - 1].entry, FIGURE_INCREMENT)) a.increment = true;
    if (first > 0 && read_entry_sense(r, f->tokens[first - 1].entry, FIGURE_INCREMENT)) a.increment = true;
    if (end < f->count && read_entry_sense(r, f->tokens[end].entry, FIGURE_INCREMENT)) a.increment = true;
    value_of(&a, n);
    if (second) {
        a.low = n->value;
        a.high = second->value;
        a.best = (double)NAN;
        a.qualifier = SITREP_QUALIFIER_between;
    }
    if (low_is(f, end, "or") && low_is(f, end + 1, "more") && !n->vague)
        a.qualifier = SITREP_QUALIFIER_at_least, a.high = (double)NAN, end += 2;
    else if (low_is(f, end, "or") && low_is(f, end + 1, "so") && !n->vague)
        a.qualifier = SITREP_QUALIFIER_about, a.low = a.high = (double)NAN, end += 2;
    a.token = first;
    a.token_end = end;
    a.span = (sitrep_span){f->tokens[first].span.begin, f->tokens[end - 1].span.end};
    a.sentence = read_sentence_at(r, f->tokens[at].span.begin);
    if (a.sentence == SITREP_NONE) return true;
    a.first = read_word_at(r, a.sentence, f->tokens[at].span.begin);
    uint32_t last = read_word_at(r, a.sentence, f->tokens[(second ? second->end : n->end) - 1].span.begin);
    if (a.first == SITREP_NONE || last == SITREP_NONE) return true;
    a.end = last + 1;
    a.noun = counted_noun(r, &a);
    figure_amount *slot = READ_PUSH(&r->arena, f->out);
    if (slot) *slot = a;
    return slot != NULL;
}

sitrep_status figure_amounts_find(read_ctx *r, figure_amounts *out)
{
    finder f = {.r = r, .out = out};
    f.tokens = read_tokens(r, &f.count);
    for (uint32_t at = 0; at < f.count;) {
        read_number n, second;
        if (!read_number_at(r, f.tokens, f.count, at, false, &n)) {
            at++;
            continue;
        }
        bool open = n.vague && isnan(n.low) && isnan(n.high); /* "many": no number at all */
        if (open || is_other_number(&f, at, &n) || is_part(&f, at, &n)) {
            at = n.end;
            continue;
        }
        uint8_t qualifier = SITREP_QUALIFIER_none;
        qualifier_before(&f, at, &qualifier);
        bool range = range_end(&f, at, &n, qualifier == SITREP_QUALIFIER_between, &second);
        if (!add(&f, at, &n, range ? &second : NULL)) return SITREP_NOMEM;
        at = range ? second.end : n.end;
    }
    return r->arena.failed ? SITREP_NOMEM : SITREP_OK;
}
