/* sitrep/lang.h — the language core: sentences, tokens, tags, lemmas, features, dependency trees, names.
 * Lifetime: a model outlives every parser made from it; a parser outlives the analyses it returns only until
 *           its next call, which reuses their memory.
 * Threads:  a model is immutable after open and may be shared; a parser belongs to one thread at a time.
 * Limits:   a text of at most SITREP_TEXT_MAX bytes; sentences longer than SITREP_SENTENCE_MAX words are split. */
#ifndef SITREP_LANG_H
#define SITREP_LANG_H

#include "sitrep/base.h"

SITREP_DECLS_BEGIN

#define SITREP_TEXT_MAX     (16u * 1024u * 1024u)
#define SITREP_SENTENCE_MAX 512u

/* Universal part-of-speech tags, in UD's alphabetical order. */
/* The list macros take the macro to apply as M: X is a tag. */
/* clang-format off */
#define SITREP_UPOS_LIST(M)                                                                                  \
    M(ADJ) M(ADP) M(ADV) M(AUX) M(CCONJ) M(DET) M(INTJ) M(NOUN) M(NUM) M(PART) M(PRON) M(PROPN) M(PUNCT)     \
    M(SCONJ) M(SYM) M(VERB) M(X)
/* clang-format on */

typedef enum sitrep_upos {
#define SITREP_UPOS_ENUM(tag) SITREP_UPOS_##tag,
    SITREP_UPOS_LIST(SITREP_UPOS_ENUM)
#undef SITREP_UPOS_ENUM
        SITREP_UPOS_COUNT
} sitrep_upos;

/* Universal dependency relations with the subtypes that the English treebanks use. Columns: C name, UD name. */
/* clang-format off */
#define SITREP_DEPREL_LIST(X)                                                                                \
    X(ACL, "acl") X(ACL_RELCL, "acl:relcl") X(ADVCL, "advcl") X(ADVCL_RELCL, "advcl:relcl")                  \
    X(ADVMOD, "advmod") X(ADVMOD_EMPH, "advmod:emph") X(AMOD, "amod") X(APPOS, "appos") X(AUX, "aux")         \
    X(AUX_PASS, "aux:pass") X(CASE, "case") X(CC, "cc") X(CC_PRECONJ, "cc:preconj") X(CCOMP, "ccomp")         \
    X(COMPOUND, "compound") X(COMPOUND_PRT, "compound:prt") X(CONJ, "conj") X(COP, "cop") X(CSUBJ, "csubj")   \
    X(CSUBJ_OUTER, "csubj:outer") X(CSUBJ_PASS, "csubj:pass") X(DEP, "dep") X(DET, "det")                    \
    X(DET_PREDET, "det:predet") X(DISCOURSE, "discourse") X(DISLOCATED, "dislocated") X(EXPL, "expl")         \
    X(FIXED, "fixed") X(FLAT, "flat") X(GOESWITH, "goeswith") X(IOBJ, "iobj") X(LIST, "list")                \
    X(MARK, "mark") X(NMOD, "nmod") X(NMOD_DESC, "nmod:desc") X(NMOD_NPMOD, "nmod:npmod")                    \
    X(NMOD_POSS, "nmod:poss") X(NMOD_TMOD, "nmod:tmod") X(NMOD_UNMARKED, "nmod:unmarked") X(NSUBJ, "nsubj")   \
    X(NSUBJ_OUTER, "nsubj:outer") X(NSUBJ_PASS, "nsubj:pass") X(NUMMOD, "nummod") X(OBJ, "obj")              \
    X(OBL, "obl") X(OBL_AGENT, "obl:agent") X(OBL_NPMOD, "obl:npmod") X(OBL_TMOD, "obl:tmod")                \
    X(OBL_UNMARKED, "obl:unmarked") X(ORPHAN, "orphan") X(PARATAXIS, "parataxis") X(PUNCT, "punct")          \
    X(REPARANDUM, "reparandum") X(ROOT, "root") X(VOCATIVE, "vocative") X(XCOMP, "xcomp")
/* clang-format on */

typedef enum sitrep_deprel {
#define SITREP_DEPREL_ENUM(name, ud) SITREP_DEPREL_##name,
    SITREP_DEPREL_LIST(SITREP_DEPREL_ENUM)
#undef SITREP_DEPREL_ENUM
        SITREP_DEPREL_COUNT
} sitrep_deprel;

/* Kinds of name that the name recognizer tells apart. */
typedef enum sitrep_name_kind {
    SITREP_NAME_NONE,
    SITREP_NAME_PERSON,
    SITREP_NAME_ORGANIZATION,
    SITREP_NAME_PLACE
} sitrep_name_kind;

/* One syntactic word. `form` and `lemma` live as long as the analysis; `span` is the bytes of the surface token (the
 * words of a multiword token share it, `token_words` > 1 on the first of them, 0 on the others, 1 on plain words). */
typedef struct sitrep_word {
    sitrep_sv form, lemma;
    sitrep_span span;
    const char *xpos;  /* Penn tag, NUL-ended, in the model; "" where unknown */
    const char *feats; /* "Number=Sing|…" in UD order, NUL-ended, in the model; "" for none */
    uint32_t head;     /* index of the head in its sentence, SITREP_NONE for the root */
    uint8_t upos;      /* sitrep_upos */
    uint8_t deprel;    /* sitrep_deprel */
    uint8_t token_words;
    uint8_t name;     /* sitrep_name_kind of the name that the word is in */
    bool name_begin;  /* the first word of that name */
    bool space_after; /* white space or the end of the text follows the surface token */
} sitrep_word;

/* One sentence: words[0 … count), its bytes, and whether it opens a paragraph. */
typedef struct sitrep_sentence {
    sitrep_word *words;
    uint32_t count;
    sitrep_span span;
    bool paragraph; /* first sentence of a paragraph */
} sitrep_sentence;

/* A whole text, analysed. */
typedef struct sitrep_analysis {
    sitrep_sv text;
    sitrep_sentence *sentences;
    uint32_t count;
} sitrep_analysis;

typedef struct sitrep_model sitrep_model;   /* a language model file, mapped read-only */
typedef struct sitrep_parser sitrep_parser; /* one thread's working memory */

/* Opens the model file `path` (NUL-ended). Gives *out_model to the caller, who ends it with sitrep_model_free().
 * Fails with IO, FORMAT, VERSION, CHECKSUM or NOMEM. */
SITREP_API sitrep_status sitrep_model_open(const char *path, sitrep_model **out_model,
                                           sitrep_error *err) SITREP_MUST_USE;
SITREP_API void sitrep_model_free(sitrep_model *model);

/* The model's version: name and the first 16 hexadecimal digits of its checksum. Lives as long as the model. */
SITREP_API const char *sitrep_model_version(const sitrep_model *model);

/* Makes a parser for one thread at a time; the caller ends it with sitrep_parser_free(). Fails with NOMEM. */
SITREP_API sitrep_status sitrep_parser_new(const sitrep_model *model, sitrep_parser **out_parser,
                                           sitrep_error *err) SITREP_MUST_USE;
SITREP_API void sitrep_parser_free(sitrep_parser *parser);

/* Analyses `text` (valid UTF-8). *out_analysis belongs to the parser and is good until its next call.
 * Fails with LIMIT (text too long), ENCODING (not UTF-8; offset set) or NOMEM. */
SITREP_API sitrep_status sitrep_parser_run(sitrep_parser *parser, sitrep_sv text, const sitrep_analysis **out_analysis,
                                           sitrep_error *err) SITREP_MUST_USE;

/* Reads CoNLL-U in `conllu` and analyses its sentences, taking sentences and tokens (multiword tokens too) as they are.
 * out_analysis as above; spans refer to the text put together from the tokens. Fails with FORMAT (line set), LIMIT,
 * NOMEM. */
SITREP_API sitrep_status sitrep_parser_run_conllu(sitrep_parser *parser, sitrep_sv conllu,
                                                  const sitrep_analysis **out_analysis,
                                                  sitrep_error *err) SITREP_MUST_USE;

/* Seconds that the last analysis spent: splitting into tokens and sentences, and in the network on its encoder, on tags
 * and lemmas, on names, and on trees. */
typedef struct sitrep_parser_cost {
    double split, encode, tag, names, tree;
} sitrep_parser_cost;
SITREP_API void sitrep_parser_cost_of(const sitrep_parser *parser, sitrep_parser_cost *out_cost);

/* Takes a piece of CoNLL-U as text: `write` is called with runs of bytes, in order, and returns false to stop.
 * Fails with STOPPED. Comments `# newpar`, `# sent_id`, `# text` are printed; sent_id counts from `first_id`. */
typedef bool (*sitrep_write_fn)(void *ctx, const char *bytes, size_t len);
SITREP_API sitrep_status sitrep_analysis_write_conllu(const sitrep_analysis *analysis, uint32_t first_id,
                                                      sitrep_write_fn write, void *ctx) SITREP_MUST_USE;

/* The UD name of a tag or relation: "NOUN", "nsubj:pass"; "_" for numbers out of range. Never NULL. */
SITREP_API const char *sitrep_upos_name(unsigned upos);
SITREP_API const char *sitrep_deprel_name(unsigned deprel);

SITREP_DECLS_END

#endif
