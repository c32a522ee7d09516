/* read/functions.h — deep syntactic functions over the tree of one sentence: who does what to whom, once passives,
 * relative and reduced clauses, control, raising and shared conjuncts are undone. data/events/README.md defines them
 * for people. Ownership: a read_tree points into the analysis and the arena it was made from. Threads: pure functions.
 * Limits:    a set holds READ_SET_MAX words and silently keeps the first; walks are bounded, so that a tree with cycles
 * or loose ends (a bad parse, hostile CoNLL-U) gives wrong sets at worst. */
#ifndef READ_FUNCTIONS_H
#define READ_FUNCTIONS_H

#include "base/arena.h"
#include "base/text.h"
#include "sitrep/lang.h"

#define READ_SET_MAX  24u
#define READ_PATH_MAX 5u

/* Words of one sentence that fill a function, without repetition, in the order found. */
typedef struct read_set {
    uint32_t count;
    uint32_t words[READ_SET_MAX];
} read_set;

/* A sentence with the children of each word, in text order: child[w] is the first, next[c] the following one. */
typedef struct read_tree {
    const sitrep_sentence *sentence;
    uint32_t *child, *next;
} read_tree;

typedef enum read_function {
    READ_SUBJ,
    READ_OBJ,
    READ_IOBJ,
    READ_POSS,
    READ_MOD,
    READ_PREP,
    READ_ANYPREP,
    READ_XCOMP,
    READ_CCOMP,
    READ_ADV,
    READ_HEAD
} read_function;

/* One step of a path. `of` and `by` are READ_PREP with that preposition; prep is lower case, "_" or a
 * blank between its words. */
typedef struct read_step {
    uint8_t function; /* read_function */
    sitrep_sv prep;
} read_step;

typedef struct read_path {
    read_step steps[READ_PATH_MAX];
    uint8_t count;
} read_path;

typedef enum read_tense { READ_PAST, READ_PRES, READ_FUT, READ_INF, READ_PART, READ_GER } read_tense;

/* Gives false when the arena is out. */
bool read_tree_init(read_tree *t, arena *a, const sitrep_sentence *sentence);

static inline const sitrep_word *read_tree_word(const read_tree *t, uint32_t word)
{
    return &t->sentence->words[word];
}

/* Adds what fills one function of `word` to *out, conjuncts and antecedents of relative pronouns included. */
void read_tree_step(const read_tree *t, uint32_t word, const read_step *step, read_set *out);
/* Walks a path from `word`; *out is emptied first. */
void read_tree_walk(const read_tree *t, uint32_t word, const read_path *path, read_set *out);

/* Reads one function name ("subj", "p.on", "p.because_of") off the front of *text, which is a dotted path. */
bool read_step_parse(sitrep_sv *text, read_step *out);
/* Reads a dotted path ("obj.p.on"); false where a step is no function or there are too many. */
bool read_path_parse(sitrep_sv text, read_path *out);

/* The subject on the surface: of a passive, the one acted on. Resolves control, relatives, conjuncts. */
void read_tree_surface_subject(const read_tree *t, uint32_t word, read_set *out);
bool read_tree_passive(const read_tree *t, uint32_t word);
read_tense read_tree_tense(const read_tree *t, uint32_t word);

/* The first child with the relation, or SITREP_NONE. */
uint32_t read_tree_child(const read_tree *t, uint32_t word, sitrep_deprel deprel);
/* Whether `word` is `above` or stands under it. */
bool read_tree_under(const read_tree *t, uint32_t word, uint32_t above);
/* Whether the preposition (or preposition-like mark) of `word` is `prep`. */
bool read_tree_has_prep(const read_tree *t, uint32_t word, sitrep_sv prep);
/* First and last word of the subtree, [*first, *end). */
void read_tree_range(const read_tree *t, uint32_t word, uint32_t *first, uint32_t *end);
/* The first word of the conjunction that `word` is in. */
uint32_t read_tree_first_conjunct(const read_tree *t, uint32_t word);
/* The noun that a relative pronoun stands for, `word` itself for others. */
uint32_t read_tree_antecedent(const read_tree *t, uint32_t word);
bool read_tree_is_relative(const read_tree *t, uint32_t word);

bool read_set_add(read_set *set, uint32_t word); /* false where it was there already, or the set is full */
bool read_set_has(const read_set *set, uint32_t word);

#endif
