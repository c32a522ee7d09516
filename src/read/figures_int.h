/* read/figures_int.h — what the files of the figures stage share.
 * figures_amount.c finds the numbers of the text that may count something, with their qualifiers and the noun they count; figures.c asks
 * the words that govern them what was counted, and lists the figures. */
#ifndef READ_FIGURES_INT_H
#define READ_FIGURES_INT_H

#include "read/numbers.h"
#include "read/who.h"

/* Classes of figures.tsv, numbered after those of the tables of times and datelines. */
#define FIGURE_CLASS_LIST(X)                                                                                             \
    X(OBJ, "obj") X(SUBJ, "subj") X(STATE, "state") X(COUNT, "count") X(OF, "of") X(TOLL, "toll") X(TOLL_KIND, "toll-kind")      \
    X(PEOPLE, "people") X(BUILDING, "building")
#define FIGURE_CLASS_LIST_2(X)                                                                                           \
    X(THING, "thing") X(QUALIFIER, "qualifier") X(INCREMENT, "increment") X(CUMULATIVE, "cumulative") X(PLANNING, "planning")     \
    X(NOBODY, "none") X(CURRENCY, "currency") X(WOUND, "wound")
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
    uint8_t qualifier;             /* sitrep_qualifier */
    bool increment;                /* "another 12" */
    sitrep_sv currency;            /* ISO code where it is money */
    uint16_t used;                 /* bit per figure kind */
} figure_amount;

typedef READ_LIST(figure_amount) figure_amounts;

/* The first sense that the lemma has in a class; NULL. `verb` phrases of two words are looked up by the caller. */
const read_sense *figure_sense(const read_ctx *r, const sitrep_word *w, uint32_t class_);
/* The value of a kind's name without its question mark; SITREP_NONE. */
uint32_t figure_kind_of(sitrep_sv name, bool *out_weak);

/* Finds the amounts of the report in text order. NOMEM when the arena is out. */
sitrep_status figure_amounts_find(read_ctx *r, figure_amounts *out);

#endif
