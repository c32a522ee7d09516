/* lang/net.c — one sentence through the network: features, recurrent layers, heads.
 *
 * A context keeps the input vectors of forms it has met: in running text nine words of ten are found there. Its memory
 * is taken once; a run takes none but for lemmas that are neither in the text nor a part of it. */
#include "lang/net.h"

#include "base/banned.h"

#define CACHE_SLOTS 4096u /* forms kept: a power of two */
#define CACHE_FORM 32u    /* longer forms are worked out each time */
#define MAX SITREP_SENTENCE_MAX
#define ARC_STRIDE ((MAX + 1 + NET_LANES) / NET_LANES * NET_LANES)

typedef struct slot {
    uint8_t len; /* 0: free */
    char form[CACHE_FORM];
} slot;

struct lang_net_ctx {
    const lang_net *net;
    const net_kernels *kernels;
    slot *slots;
    float *slot_x;    /* CACHE_SLOTS x d */
    float *x;         /* MAX x d: the words' vectors, layer by layer */
    float *wide;      /* MAX x 6h or what a head needs: products */
    float *hidden;    /* as wide */
    int8_t *q;        /* 8-bit rows */
    int8_t *q_x;      /* those of x, which several heads start from */
    int8_t *packed;   /* heads as a matrix */
    float *q_scale, *q_x_scale, *packed_scale, *zero;
    int32_t *packed_sum;
    float *state;
    float *scores; /* MAX x ARC_STRIDE */
    uint32_t *heads, *missing;
    uint8_t *tags, *back;
    void *tree;
    uint32_t wide_stride;
    void *block; /* all of the above */
};

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Hands out parts of one block; with base NULL it only adds up their sizes. */
typedef struct layout {
    unsigned char *base;
    size_t at;
} layout;

static void *part(layout *l, size_t count, size_t size)
{
    void *p = l->base ? l->base + l->at : NULL;
    l->at += (count * size + 63) & ~(size_t)63;
    return p;
}

static void lay_out(lang_net_ctx *c, layout *l)
{
    const lang_net *n = c->net;
    uint32_t wide = larger(6 * n->h, larger(n->tag_out.n, larger(n->mix.n, n->script_out.n)));
    wide = larger(wide, larger(n->label_dep.n, larger(n->d, n->input_k)));
    for (uint32_t i = 0; i < n->layers; i++)
        if (n->heads[i]) wide = larger(wide, n->qkv[i].n);
    c->wide_stride = wide;
    c->slots = part(l, CACHE_SLOTS, sizeof *c->slots);
    c->slot_x = part(l, (size_t)CACHE_SLOTS * n->d, sizeof(float));
    c->x = part(l, (size_t)MAX * n->d, sizeof(float));
    c->wide = part(l, (size_t)MAX * wide, sizeof(float));
    c->hidden = part(l, (size_t)(MAX + 1) * wide, sizeof(float));
    c->q = part(l, (size_t)(MAX + 1) * wide, 1);
    c->q_x = part(l, (size_t)MAX * n->d, 1);
    c->packed = part(l, (size_t)ARC_STRIDE * n->arc_head.n, 1);
    c->q_scale = part(l, MAX + 1, sizeof(float));
    c->q_x_scale = part(l, MAX, sizeof(float));
    c->packed_scale = part(l, ARC_STRIDE, sizeof(float));
    c->zero = part(l, ARC_STRIDE, sizeof(float));
    c->packed_sum = part(l, ARC_STRIDE, sizeof(int32_t));
    c->state = part(l, n->h, sizeof(float));
    c->scores = part(l, (size_t)MAX * ARC_STRIDE, sizeof(float));
    c->heads = part(l, MAX, sizeof(uint32_t));
    c->missing = part(l, MAX, sizeof(uint32_t));
    c->tags = part(l, MAX, 1);
    c->back = part(l, (size_t)MAX * NET_NAME_TAGS, 1);
    c->tree = part(l, net_tree_scratch(MAX), 1);
}

sitrep_status lang_net_ctx_new(const lang_net *net, lang_net_ctx **out_ctx, sitrep_error *err)
{
    lang_net_ctx *c = calloc(1, sizeof *c);
    if (!c) return base_error(err, SITREP_NOMEM, "out of memory");
    c->net = net;
    c->kernels = net_kernels_best();
    layout l = {NULL, 0};
    lay_out(c, &l);
    c->block = aligned_alloc(64, l.at);
    if (!c->block) {
        free(c);
        return base_error(err, SITREP_NOMEM, "out of memory");
    }
    l = (layout){c->block, 0};
    lay_out(c, &l);
    memset(c->slots, 0, CACHE_SLOTS * sizeof *c->slots);
    memset(c->zero, 0, ARC_STRIDE * sizeof *c->zero);
    *out_ctx = c;
    return SITREP_OK;
}

void lang_net_ctx_free(lang_net_ctx *ctx)
{
    if (!ctx) return;
    free(ctx->block);
    free(ctx);
}

void lang_net_ctx_kernels(lang_net_ctx *ctx, const net_kernels *kernels)
{
    ctx->kernels = kernels;
}

/* Rounds `rows` rows of m's inputs to 8 bits and multiplies. */
static void multiply(lang_net_ctx *c, const net_matrix *m, const float *in, uint32_t in_stride, uint32_t in_width, uint32_t rows,
                     float *out, uint32_t out_stride)
{
    c->kernels->quantise(in, rows, in_stride, in_width, m->k, c->q, c->q_scale);
    c->kernels->multiply(m, c->q, c->q_scale, rows, out, out_stride);
}

/* The same with the rows of x that see_x() has made 8-bit. */
static void multiply_x(lang_net_ctx *c, const net_matrix *m, uint32_t rows, float *out, uint32_t out_stride)
{
    c->kernels->multiply(m, c->q_x, c->q_x_scale, rows, out, out_stride);
}

static void see_x(lang_net_ctx *c, uint32_t rows)
{
    c->kernels->quantise(c->x, rows, c->net->d, c->net->d, c->net->d, c->q_x, c->q_x_scale);
}

static void keep_positive(float *x, uint32_t rows, uint32_t stride, uint32_t n)
{
    for (uint32_t r = 0; r < rows; r++, x += stride)
        for (uint32_t i = 0; i < n; i++) x[i] = x[i] > 0.0f ? x[i] : 0.0f;
}

/* ---- input vectors ---- */

static void gather(const lang_net *net, sitrep_sv form, float *out)
{
    net_word_rows w;
    net_word_features(net, form, &w);
    for (uint32_t f = 0; f < NET_GRAMS; f++) {
        const net_table *t = &net->tables[f];
        const int8_t *row = t->rows + (size_t)w.rows[f] * t->width;
        for (uint32_t i = 0; i < t->width; i++) *out++ = (float)row[i] * t->scale;
    }
    const net_table *t = &net->tables[NET_GRAMS];
    for (uint32_t i = 0; i < t->width; i++) {
        int32_t sum = 0;
        for (uint32_t g = 0; g < w.gram_count; g++) sum += t->rows[(size_t)w.grams[g] * t->width + i];
        *out++ = (float)sum * t->scale / (float)w.gram_count;
    }
}

/* The vectors of words[missing[..]], into x and the cache. */
static void work_out(lang_net_ctx *c, const sitrep_word *words, uint32_t count)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride, d = n->d;
    for (uint32_t i = 0; i < count; i++) gather(n, words[c->missing[i]].form, c->hidden + (size_t)i * stride);
    c->kernels->quantise(c->hidden, count, stride, n->width, n->input_k, c->q, c->q_scale);
    float *direct = c->scores; /* free until the arcs are scored; MAX x ARC_STRIDE is checked to be enough at open */
    c->kernels->multiply(&n->direct, c->q, c->q_scale, count, direct, d);
    c->kernels->multiply(&n->mix, c->q, c->q_scale, count, c->hidden, stride);
    keep_positive(c->hidden, count, stride, n->mix.n);
    multiply(c, &n->mix_out, c->hidden, stride, n->mix.n, count, c->wide, stride);
    for (uint32_t i = 0; i < count; i++) {
        float *x = c->x + (size_t)c->missing[i] * d;
        for (uint32_t k = 0; k < d; k++) x[k] = direct[(size_t)i * d + k] + c->wide[(size_t)i * stride + k];
    }
}

static uint32_t slot_of(sitrep_sv form)
{
    return (uint32_t)net_hash((const unsigned char *)form.ptr, form.len, 99) & (CACHE_SLOTS - 1);
}

static void embed(lang_net_ctx *c, const sitrep_word *words, uint32_t count)
{
    uint32_t d = c->net->d, missing = 0;
    for (uint32_t i = 0; i < count; i++) {
        sitrep_sv form = words[i].form;
        uint32_t at = form.len <= CACHE_FORM ? slot_of(form) : 0;
        const slot *s = &c->slots[at];
        if (form.len && s->len == form.len && memcmp(s->form, form.ptr, form.len) == 0)
            memcpy(c->x + (size_t)i * d, c->slot_x + (size_t)at * d, d * sizeof(float));
        else
            c->missing[missing++] = i;
    }
    if (missing) work_out(c, words, missing);
    for (uint32_t m = 0; m < missing; m++) {
        sitrep_sv form = words[c->missing[m]].form;
        if (!form.len || form.len > CACHE_FORM) continue;
        uint32_t at = slot_of(form);
        c->slots[at].len = (uint8_t)form.len;
        memcpy(c->slots[at].form, form.ptr, form.len);
        memcpy(c->slot_x + (size_t)at * d, c->x + (size_t)c->missing[m] * d, d * sizeof(float));
    }
    const float *flags = c->net->flags;
    unsigned on = net_case_flags(words, count) << 1;
    for (uint32_t k = 0; k < d; k++) c->x[k] += flags[k];
    for (uint32_t f = 1; f < 4; f++) {
        if (!(on & 1u << f)) continue;
        for (uint32_t i = 0; i < count; i++)
            for (uint32_t k = 0; k < d; k++) c->x[(size_t)i * d + k] += flags[(size_t)f * d + k];
    }
}

/* ---- encoder ---- */

static void attend(lang_net_ctx *c, uint32_t layer, uint32_t count)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride, width = n->heads[layer] * NET_HEAD_WIDTH;
    multiply(c, &n->qkv[layer], c->x, n->d, n->d, count, c->wide, stride);
    c->kernels->attend(c->wide, stride, n->seen_far[layer], n->heads[layer], count, c->scores, c->hidden, stride);
    multiply(c, &n->seen[layer], c->hidden, stride, width, count, c->wide, stride);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < n->d; k++) c->x[(size_t)i * n->d + k] += c->wide[(size_t)i * stride + k];
}

/* Layers [from, to), on c->x. */
static void encode(lang_net_ctx *c, uint32_t count, uint32_t from, uint32_t to)
{
    const lang_net *n = c->net;
    for (uint32_t l = from; l < to; l++) {
        multiply(c, &n->u[l], c->x, n->d, n->d, count, c->wide, 6 * n->h);
        for (uint32_t dir = 0; dir < 2; dir++)
            c->kernels->recur(c->wide + (size_t)dir * 3 * n->h, c->x + (size_t)dir * n->h, n->v[l] + (size_t)dir * 4 * n->h,
                              c->state, n->h, count, dir == 1);
        if (n->heads[l]) attend(c, l, count);
    }
}

/* ---- heads; each starts from c->q_x ---- */

static uint32_t best_of(const float *scores, uint32_t n)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++)
        if (scores[i] > scores[best]) best = i;
    return best;
}

static sitrep_status tag(lang_net_ctx *c, arena *a, sitrep_word *words, uint32_t count)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride;
    multiply_x(c, &n->tag_in, count, c->hidden, stride);
    keep_positive(c->hidden, count, stride, n->tag_in.n);
    multiply(c, &n->tag_out, c->hidden, stride, n->tag_in.n, count, c->wide, stride);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t *t = n->tags + (size_t)3 * best_of(c->wide + (size_t)i * stride, n->tag_count);
        words[i].upos = (uint8_t)t[0];
        words[i].xpos = n->strings + t[1];
        words[i].feats = n->strings + t[2];
        uint32_t script = net_lemma_lookup(n, words[i].form, t[0]);
        if (script == SITREP_NONE) {
            float *scores = c->scores;
            c->kernels->multiply(&n->script_out, c->q + (size_t)i * n->tag_out.k, c->q_scale + i, 1, scores, n->script_out.n);
            script = best_of(scores, n->script_count);
        }
        sitrep_status status = net_lemma(n, script, words[i].form, a, &words[i].lemma);
        if (status) return status;
    }
    return SITREP_OK;
}

static void find_names(lang_net_ctx *c, sitrep_word *words, uint32_t count)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride;
    multiply_x(c, &n->name_in, count, c->hidden, stride);
    keep_positive(c->hidden, count, stride, n->name_in.n);
    multiply(c, &n->name_out, c->hidden, stride, n->name_in.n, count, c->wide, NET_LANES);
    net_names(c->wide, NET_LANES, count, c->tags, c->back);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t t = c->tags[i];
        words[i].name = (uint8_t)(t ? (t - 1) / 4 + 1 : SITREP_NAME_NONE);
        words[i].name_begin = t && ((t - 1) % 4 == 0 || (t - 1) % 4 == 3);
    }
}

static uint32_t bucket(uint32_t word, uint32_t head)
{
    if (head == SITREP_NONE) return NET_FAR - 1;
    int32_t off = (int32_t)head - (int32_t)word;
    off = off > NET_DISTANCE ? NET_DISTANCE : off < -NET_DISTANCE ? -NET_DISTANCE : off;
    return (uint32_t)(off + NET_DISTANCE);
}

/* Makes a matrix of the root and the words as heads, whose products with words as dependents are the arc scores. */
static net_matrix pack_heads(lang_net_ctx *c, uint32_t count)
{
    const lang_net *n = c->net;
    uint32_t k = n->arc_head.n, stride = c->wide_stride, padded = (count + NET_LANES) / NET_LANES * NET_LANES;
    multiply_x(c, &n->arc_head, count, c->hidden + stride, stride);
    keep_positive(c->hidden + stride, count, stride, k);
    memcpy(c->hidden, n->arc_root, k * sizeof(float));
    c->kernels->quantise(c->hidden, count + 1, stride, k, k, c->q, c->packed_scale);
    for (uint32_t j = 0; j < padded; j++) {
        int32_t sum = 0;
        for (uint32_t i = 0; i < k; i += 4) {
            int8_t *to = c->packed + (size_t)i * padded + (size_t)j * 4;
            if (j <= count)
                memcpy(to, c->q + (size_t)j * k + i, 4);
            else
                memset(to, 0, 4);
            sum += to[0] + to[1] + to[2] + to[3];
        }
        c->packed_sum[j] = 128 * sum;
        if (j > count) c->packed_scale[j] = 0.0f;
    }
    return (net_matrix){c->packed, c->packed_scale, c->zero, c->packed_sum, k, padded};
}

static void attach(lang_net_ctx *c, sitrep_word *words, uint32_t count)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride;
    net_matrix heads = pack_heads(c, count);
    multiply_x(c, &n->arc_dep, count, c->hidden, stride);
    keep_positive(c->hidden, count, stride, n->arc_dep.n);
    multiply(c, &n->arc_mix, c->hidden, stride, n->arc_dep.n, count, c->wide, stride);
    c->kernels->quantise(c->wide, count, stride, n->arc_mix.n, heads.k, c->q, c->q_scale);
    c->kernels->multiply(&heads, c->q, c->q_scale, count, c->scores, heads.n);
    for (uint32_t i = 0; i < count; i++) {
        float *row = c->scores + (size_t)i * heads.n;
        row[0] += n->arc_far[NET_FAR - 1];
        for (uint32_t h = 0; h < count; h++) row[h + 1] += n->arc_far[bucket(i, h)];
    }
    net_tree(c->scores, heads.n, count, c->heads, c->tree);
    for (uint32_t i = 0; i < count; i++) words[i].head = c->heads[i];
}

static void label(lang_net_ctx *c, sitrep_word *words, uint32_t count)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride, l = n->label_dep.n;
    multiply_x(c, &n->label_dep, count, c->hidden, stride);
    multiply_x(c, &n->label_head, count, c->wide, stride);
    for (uint32_t i = 0; i < count; i++) {
        float *z = c->hidden + (size_t)i * stride;
        const float *head = words[i].head == SITREP_NONE ? n->label_root : c->wide + (size_t)words[i].head * stride;
        const float *far = n->label_far + (size_t)bucket(i, words[i].head) * l;
        for (uint32_t k = 0; k < l; k++) {
            float y = z[k] + head[k] + far[k];
            z[k] = y > 0.0f ? y : 0.0f;
        }
    }
    multiply(c, &n->label_out, c->hidden, stride, l, count, c->wide, stride);
    for (uint32_t i = 0; i < count; i++) {
        float *row = c->wide + (size_t)i * stride;
        row[n->root_label] = -1e9f;
        words[i].deprel = words[i].head == SITREP_NONE ? SITREP_DEPREL_ROOT : n->label_ids[best_of(row, n->label_count)];
    }
}

sitrep_status lang_net_run(lang_net_ctx *ctx, arena *a, sitrep_word *words, uint32_t count)
{
    SITREP_ASSERT(count >= 1 && count <= SITREP_SENTENCE_MAX);
    embed(ctx, words, count);
    encode(ctx, count, 0, ctx->net->tag_layer);
    see_x(ctx, count);
    sitrep_status status = tag(ctx, a, words, count);
    if (status) return status;
    find_names(ctx, words, count);
    encode(ctx, count, ctx->net->tag_layer, ctx->net->layers);
    see_x(ctx, count);
    attach(ctx, words, count);
    label(ctx, words, count);
    return SITREP_OK;
}
