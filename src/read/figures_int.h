/* read/figures_int.h — what the files of the figures stage share.
 * figures_amount.c finds the numbers of the text that may count something, with their qualifiers and the noun they
 * count; figures.c asks the words that govern them what was counted, and lists the figures. */
#ifndef READ_FIGURES_INT_H
#define READ_FIGURES_INT_H

#include "read/numbers.h"
#include "read/who.h"

/* Classes of figures.tsv, numbered after those of the tables of times and datelines. */
/* clang-format off */
#define FIGURE_CLASS_LIST(X)                                                                                           \
    X(OBJ, "obj")                                                                                                      \
    X(SUBJ, "subj") X(STATE, "state") X(COUNT, "count") X(OF, "of") X(TOLL, "toll") X(TOLL_KIND, "toll-kind")          \
        X(PEOPLE, "people") X(BUILDING, "building")
/* clang-format on */
/* clang-format off */
#define FIGURE_CLASS_LIST_2(X)                                                                                         \
    X(THING, "thing")                                                                                                  \
    X(QUALIFIER, "qualifier") X(INCREMENT, "increment") X(CUMULATIVE, "cumulative") X(PLANNING, "planning")            \
        X(NOBODY, "none") X(CURRENCY, "currency") X(WOUND, "wound")
/* clang-format on */
enum figure_class {
    FIGURE_BEFORE_FIRST = 39, /* 40 … 48; datelines have 50 … 52; 53 … 60 */
#define FIGURE_CLASS_ENUM(name, text) FIGURE_##name,
    FIGURE_CLASS_LIST(FIGURE_CLASS_ENUM) FIGURE_BEFORE_SECOND = 52,
    FIGURE_CLASS_LIST_2(FIGURE_CLASS_ENUM)
#undef FIGURE_CLASS_ENUM
};

/* A number that may count something. Words of one sentence; NAN where a value is open. */
typedef struct figure_amount {
    uint32_t sentence, first, end; /* words of the number itself */
    uint32_t noun;                 /* the word it counts, SITREP_NONE where it stands alone ("killed 12") */
    uint32_t token, token_end;     /* with its qualifier */
    sitrep_span span;              /* of the number with its qualifier */
    double low, high, best;
    uint8_t qualifier;  /* sitrep_qualifier */
    bool increment;     /* "another 12" */
    sitrep_sv currency; /* ISO code where it is money */
    uint16_t used;      /* bit per figure kind */
} figure_amount;

typedef READ_LIST(figure_amount) figure_amounts;

/* The first sense that the lemma has in a class; NULL. `verb` phrases of two words are looked up by the caller. */
const read_sense *figure_sense(const read_ctx *r, const sitrep_word *w, uint32_t class_);
/* The value of a kind's name without its question mark; SITREP_NONE. */
uint32_t figure_kind_of(sitrep_sv name, bool *out_weak);

/* Finds the amounts of the report in text order. NOMEM when the arena is out. */
sitrep_status figure_amounts_find(read_ctx *r, figure_amounts *out);

/* The stage at work on one sentence. */
typedef struct figure_counter {
    read_ctx *r;
    figure_amounts amounts;
    uint32_t sentence, first_amount, end_amount; /* amounts of the sentence at work */
    const sitrep_sentence *words;
    const read_tree *tree;
    uint32_t told[16], told_count; /* words that a number before them has had already: "20 others wounded" */
    uint8_t
        last_kind; /* of the figure listed last, for "the official figure"; SITREP_FIGURE_KIND_COUNT before the first */
} figure_counter;

static inline const sitrep_word *figure_word(const figure_counter *c, uint32_t word)
{
    return &c->words->words[word];
}
static inline bool figure_lemma_is(const figure_counter *c, uint32_t word, const char *lemma)
{
    return sv_eq_fold(figure_word(c, word)->lemma, sv_of(lemma));
}
static inline bool figure_form_is(const figure_counter *c, uint32_t word, const char *form)
{
    return word < c->words->count && sv_eq_fold(figure_word(c, word)->form, sv_of(form));
}
static inline bool figure_has_class(const figure_counter *c, uint32_t word, uint32_t class_)
{
    return figure_sense(c->r, figure_word(c, word), class_) != NULL;
}

/* figures.c, for figures_phrases.c. All give false when the arena is out. */
enum figure_unit { FIGURE_UNIT_NONE, FIGURE_UNIT_PEOPLE, FIGURE_UNIT_BUILDING, FIGURE_UNIT_THING };
int figure_unit_of(const figure_counter *c, uint32_t word);
figure_amount *figure_amount_of(const figure_counter *c,
                                uint32_t word); /* the amount that holds or counts the word, NULL */
sitrep_figure *figure_push(figure_counter *c, uint32_t kind, uint32_t first_word, sitrep_span span);
bool figure_push_amount(figure_counter *c, uint32_t kind, figure_amount *a, uint32_t noun, uint8_t measure);
/* Lists what a set of counted words tells; `trigger` is the word that governs them. */
bool figure_count_set(figure_counter *c, uint32_t kind, const read_set *set, uint32_t trigger, bool state);
uint8_t figure_measure_of(const figure_counter *c, uint32_t kind, const figure_amount *a, uint32_t trigger, bool toll,
                          bool state);

/* figures_phrases.c: what is told by more than one word. Run before the single words, in this order. */
bool figure_count_listed(figure_counter *c); /* "Killed: 192", "1,800 wounded" */
bool figure_count_toll(figure_counter *c, uint32_t word);
bool figure_count_multiple(figure_counter *c); /* "multiply by ten" */
bool figure_count_restated(figure_counter *c); /* "more than 330 people (335, by its list)"; runs last */
bool figure_count_idiom(figure_counter *c, uint32_t verb,
                        bool *out_taken); /* "lost their lives", "left their homes", "went home" */

/* figures_settle.c: what single words left open (marked by a time of UINT32_MAX - 1) goes by the whole report; text
 * order and word_figure. Runs once, last. */
void figure_settle(read_ctx *r);

#endif
