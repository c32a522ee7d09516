/* lang/net.h — the insides of the network, for the net_*.c files and their tests.
 *
 * The section NET (docs/format-lang-model.md) is a directory of tensors that are read in place. Weights are 8-bit
 * integers with one scale for each output, activations are made 8-bit row by row, sums are 32-bit integers: they come
 * out the same in any order, so each instruction set gives the same bits. Floating-point steps work on one element at a
 * time, without fused operations (-ffp-contract=off) and without the C library's functions, for the same reason. */
#ifndef LANG_NET_H
#define LANG_NET_H

#include "lang/lang_int.h"

#define NET_LANES      16u /* outputs of a matrix come in blocks of this many */
#define NET_FORM_MAX   64u /* bytes of a normalised form that are looked at */
#define NET_GRAMS_MAX  64u /* n-grams of a form that are looked at */
#define NET_LAYERS_MAX 6u
#define NET_WIDTH_MAX  1024u
#define NET_DISTANCE   10                     /* heads further away count as this far */
#define NET_FAR        (2 * NET_DISTANCE + 2) /* with one for the root */
#define NET_SEEN       (2 * NET_DISTANCE + 1)
#define NET_NAME_TAGS  13u
#define NET_HEAD_WIDTH 32u /* of an attention head: two blocks of lanes */
#define NET_HEADS_MAX  16u

/* A matrix of k inputs and n outputs, both padded (4, NET_LANES). w: for each four inputs, for each output, 4 bytes.
 * sum: 128 times the sum of an output's weights, for kernels that shift inputs to be unsigned. */
typedef struct net_matrix {
    const int8_t *w;
    const float *scale, *bias;
    const int32_t *sum;
    uint32_t k, n;
} net_matrix;

/* An embedding table: rows of int8, one scale. */
typedef struct net_table {
    const int8_t *rows;
    uint32_t count, width;
    float scale;
} net_table;

/* Tables in the order of the input vector; tools/train/features.py has the same list. */
typedef enum net_feature {
    NET_WORD,
    NET_VECTOR,
    NET_P1,
    NET_P2,
    NET_P3,
    NET_S1,
    NET_S2,
    NET_S3,
    NET_S4,
    NET_SHAPE,
    NET_CLASS,
    NET_LISTS,
    NET_GRAMS,
    NET_FEATURES
} net_feature;

/* What features.c finds of a form: a row of each table but NET_GRAMS, and its rows there. */
typedef struct net_word_rows {
    uint32_t rows[NET_FEATURES];
    uint32_t grams[NET_GRAMS_MAX];
    uint32_t gram_count;
} net_word_rows;

/* Kinds of letters of a form, summed up, for net_case_flags. */
typedef struct net_case {
    uint32_t upper, lower;
    bool first_upper;
} net_case;

/* The kernels, by instruction set. Each gives the same results as net_kernels_portable. */
typedef struct net_kernels {
    const char *name;
    /* out[r*stride .. +m->n) = inputs (rows x m->k int8, each row with a scale) times m, plus bias. */
    void (*multiply)(const net_matrix *m, const int8_t *in, const float *in_scale, uint32_t rows, float *out,
                     uint32_t stride);
    /* Makes rows of n floats 8-bit: values of largest size become 127. k >= n is the padded width. */
    void (*quantise)(const float *in, uint32_t rows, uint32_t stride, uint32_t n, uint32_t k, int8_t *out,
                     float *scale);
    /* One direction of a recurrent layer: u is rows x 6h, of which this direction's 3h start at u; x and out are rows x
     * 2h; v is 4h; state is h. Reads x before it writes out, so both may be the same array. */
    void (*recur)(const float *u, float *x, const float *v, float *state, uint32_t h, uint32_t rows, bool reverse);
    /* Attention of n words: rows of qkv are queries, keys, values, each heads x NET_HEAD_WIDTH; far: bias by distance,
     * NET_SEEN x heads. scratch: NET_HEAD_WIDTH + 3 times n rounded up to whole lanes. out: rows of heads x
     * NET_HEAD_WIDTH. */
    void (*attend)(const float *qkv, uint32_t stride, const float *far, uint32_t heads, uint32_t n, float *scratch,
                   float *out, uint32_t out_stride);
} net_kernels;

extern const net_kernels net_kernels_portable;
/* The best kernels of this machine. */
const net_kernels *net_kernels_best(void);
/* The i-th kernels that this machine can run, NULL past the last; for tests and benchmarks. */
const net_kernels *net_kernels_at(unsigned i);

struct lang_net {
    net_table tables[NET_FEATURES];
    /* Lexicon: open addressing by net_hash of the normalised form. */
    const uint32_t *lex_check, *lex_vector;
    const uint16_t *lex_word;
    const uint8_t *lex_lists;
    uint32_t lex_mask;
    /* Lemmas by exact form and part of speech: script numbers. */
    const uint32_t *lemma_check;
    const uint16_t *lemma_script;
    uint32_t lemma_mask;
    const uint32_t *tags, *scripts; /* 3 numbers each: upos, xpos, feats; case, cut, add */
    uint8_t *label_ids;             /* sitrep_deprel of each label; made at open */
    uint32_t tag_count, script_count, label_count, root_label;
    const char *strings;
    uint32_t strings_size;
    uint32_t width, d, h, layers, input_k;
    net_matrix direct, mix, mix_out, u[NET_LAYERS_MAX];
    const float *v[NET_LAYERS_MAX];
    /* After some layers words look at each other: heads[i] is 0 where they do not. */
    net_matrix qkv[NET_LAYERS_MAX], seen[NET_LAYERS_MAX];
    const float *seen_far[NET_LAYERS_MAX];
    uint32_t heads[NET_LAYERS_MAX], tag_layer; /* tags and names are read after this many layers */
    const float *flags;                        /* 4 x d */
    net_matrix tag_in, tag_out, script_out, name_in, name_out;
    net_matrix arc_dep, arc_mix, arc_head, label_dep, label_head, label_out;
    const float *arc_root, *arc_far, *label_root, *label_far;
};

/* ---- features.c ---- */
uint64_t net_hash(const unsigned char *bytes, size_t len, uint64_t seed);
/* Writes at most NET_FORM_MAX bytes and gives their number. */
size_t net_normalise(sitrep_sv form, unsigned char out[NET_FORM_MAX]);
void net_word_features(const lang_net *net, sitrep_sv form, net_word_rows *out);
/* Bits 1, 2, 4: no small letter, no capital, most longer words with a capital. */
unsigned net_case_flags(const sitrep_word *words, uint32_t count);

/* ---- net.c ---- */
/* Makes a context use other kernels than the best, for tests and benchmarks. */
void lang_net_ctx_kernels(lang_net_ctx *ctx, const net_kernels *kernels);

/* ---- tree.c ---- */
/* Bytes of scratch that net_tree needs for n words. */
size_t net_tree_scratch(uint32_t n);
/* The best tree with one root. scores: n rows (dependents) of n + 1 floats (0: root, h + 1: word h), row stride given.
 * heads[i] is the head of word i, SITREP_NONE for the root. Exact: Chu-Liu and Edmonds. `scratch` is aligned for
 * doubles. */
void net_tree(const float *scores, uint32_t stride, uint32_t n, uint32_t *heads, void *scratch);

/* ---- net_heads.c ---- */
/* The best sequence of name tags; scores: n rows with `stride`. back: n x NET_NAME_TAGS bytes of scratch. */
void net_names(const float *scores, uint32_t stride, uint32_t n, uint8_t *out, uint8_t *back);
/* Hangs quotation marks and brackets on the head of what they enclose, as the treebanks do. Needs tags and heads. */
void net_hang_pairs(sitrep_word *words, uint32_t count);
/* The lemma that script `id` makes of a form; in `a` unless it is a part of the form. */
sitrep_status net_lemma(const lang_net *net, uint32_t id, sitrep_sv form, arena *a, sitrep_sv *out);
/* The script of a known form, SITREP_NONE where the lexicon has none. */
uint32_t net_lemma_lookup(const lang_net *net, sitrep_sv form, unsigned upos);

#endif
