/* lang/lang_int.h — the parts of the language core and how they meet.
 *
 * A model file (english.lang beside the program) is a container of named sections, put together in the build by
 * tools/modelpack.c from data/models/english.split, data/models/english.net and data/lang/tokens.tsv:
 *
 *   0   magic "SITREPLM"        16  u64 size of the file
 *   8   u32 version (1)         24  u64 XXH64 (seed 0) of everything from byte 32 on
 *   12  u32 count of sections   32  count x { char name[8]; u64 offset; u64 size }, then the sections, 64-byte aligned
 *
 *   "SPLIT"  weights of the token and sentence splitters   (tools/train_split.c;  split.c)
 *   "CONTR"  data/lang/tokens.tsv as it stands        (contract.c)
 *   "NET"    tagger, lemmatizer, parser, name recognizer    (tools/train/;         net.c)
 *
 * All integers are little-endian. Numbers are read in place: the file is mapped, never copied.
 * Order of one analysis (parser.c): split.c finds sentences and surface tokens, contract.c makes words of multiword
 * tokens, net.c fills in tags, lemmas, trees and names, sentence by sentence. */
#ifndef LANG_LANG_INT_H
#define LANG_LANG_INT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "sitrep/lang.h"

#define LANG_SECTION_ALIGN 64u

/* The section `name` of an open model; len 0 where it has none. Lives as long as the model. */
sitrep_sv lang_model_section(const sitrep_model *model, const char *name);

/* ---- split.c ---- */
typedef struct lang_split lang_split; /* view of the section SPLIT */

/* A surface token: bytes [begin, end), whether white space follows, whether a sentence ends with it and whether that
 * sentence ends a paragraph. */
typedef struct lang_token {
    uint32_t begin, end;
    bool space_after, sentence_end, paragraph_end;
} lang_token;

typedef struct lang_tokens {
    lang_token *items;
    uint32_t count;
} lang_tokens;

/* Checks the section and makes a view of it in *out (by value, nothing to free). Fails with FORMAT. */
struct lang_split {
    const int8_t *token_weights, *sentence_weights; /* 1 << bits each */
    uint32_t token_bits, sentence_bits;
    int32_t token_bias, sentence_bias;
};
sitrep_status lang_split_open(sitrep_sv section, lang_split *out, sitrep_error *err);

/* Splits valid UTF-8 into tokens and sentences, in the arena. Fails with NOMEM. */
typedef struct lang_contractions lang_contractions;
/* `known` may be NULL: titles and labels are then left to the weights (the trainer learns without them). */
sitrep_status lang_split_run(const lang_split *split, const lang_contractions *known, arena *a, sitrep_sv text,
                             lang_tokens *out);

/* ---- contract.c ---- */
sitrep_status lang_contractions_new(sitrep_sv section, lang_contractions **out, sitrep_error *err);
void lang_contractions_free(lang_contractions *c);

/* "Sgt.": keeps its full stop, ends no sentence. "BULLETIN": before a colon no dateline. */
bool lang_contractions_is_title(const lang_contractions *c, sitrep_sv form);
bool lang_contractions_is_label(const lang_contractions *c, sitrep_sv form);

#define LANG_PARTS_MAX 4
/* Cuts the surface form of a multiword token into words: gives their number (1 for a plain token) and their ends, in
 * bytes. `next_is_word`: white space and a letter follow; `quote_open`: a single quote stands open. Both decide about
 * "the members'". */
uint32_t lang_contractions_cut(const lang_contractions *c, sitrep_sv form, bool next_is_word, bool quote_open,
                               uint32_t ends[LANG_PARTS_MAX]);

/* ---- net.c ---- */
typedef struct lang_net lang_net;         /* immutable view of the section NET, with what is made of it at open */
typedef struct lang_net_ctx lang_net_ctx; /* one thread's working memory */

/* `section` outlives the net. Fails with FORMAT, VERSION, NOMEM. Each releaser takes NULL. */
sitrep_status lang_net_new(sitrep_sv section, lang_net **out_net, sitrep_error *err);
void lang_net_free(lang_net *net);
sitrep_status lang_net_ctx_new(const lang_net *net, lang_net_ctx **out_ctx, sitrep_error *err);
void lang_net_ctx_free(lang_net_ctx *ctx);

/* Fills in upos, xpos, feats, lemma, head, deprel, name, name_begin of the words of sentences (1 … SITREP_SENTENCE_MAX
 * words each) from their forms. A sentence gets the same whatever stands beside it; many at once are faster. Lemmas
 * that are not in the model or the text are made in `a`. The heads of a sentence form one tree with one root. Fails
 * with NOMEM. */
sitrep_status lang_net_run(lang_net_ctx *ctx, arena *a, sitrep_sentence *sentences, uint32_t count,
                           sitrep_parser_cost *cost); /* adds its time to *cost */

/* ---- names.c ---- */
/* Makes the names of a whole text agree: kinds by majority, last names after full ones, names missed in some places.
 * Tables are made in `a`. Fails with NOMEM. */
sitrep_status lang_names_settle(sitrep_analysis *analysis, arena *a);

/* ---- attribution.c ---- */
/* Sets the tree of a sentence right that ends in who said it. Leaves others as they are. */
void lang_attribution_settle(sitrep_sentence *sentence);

/* ---- coordination.c ---- */
/* Gives finite verbs that were joined to an infinitive to the finite verb above it. Leaves others as they are. */
void lang_coordination_settle(sitrep_sentence *s);

/* ---- conllu.c ---- */
/* Reads CoNLL-U into sentences with forms, spans, token_words, space_after; other columns are left blank. Text is put
 * together in the arena. Fails with FORMAT (line set), LIMIT, NOMEM. */
sitrep_status lang_conllu_read(sitrep_sv conllu, arena *a, sitrep_analysis *out, sitrep_error *err);

#endif
