/* lang/net.c — sentences through the network: features, recurrent layers, heads.
 *
 * Sentences go through together, as many as fit MAX words: their rows lie one after the other, so that each matrix is
 * read once for all of them. Recurrence, attention, names and trees keep to their sentence; nothing else looks beyond a
 * row, so what a sentence gets does not depend on its company.
 *
 * A context keeps the input vectors of forms it has met: in running text nine words of ten are found there. Its memory
 * is taken once; a run takes none but for lemmas that are neither in the text nor a part of it. */
#include "lang/net.h"

#include "base/clock.h"

#include "base/banned.h"

#define CACHE_SLOTS 4096u /* forms kept: a power of two */
#define CACHE_FORM  32u   /* longer forms are worked out each time */
#define MAX         SITREP_SENTENCE_MAX
#define GROUP       64u /* words that go through together; a longer sentence goes alone */
#define ARC_STRIDE  ((MAX + 1 + NET_LANES) / NET_LANES * NET_LANES)

typedef struct slot {
    uint8_t len; /* 0: free */
    char form[CACHE_FORM];
} slot;

struct lang_net_ctx {
    const lang_net *net;
    const net_kernels *kernels;
    slot *slots;
    float *slot_x;  /* CACHE_SLOTS x d */
    float *x;       /* MAX x d: the words' vectors, layer by layer */
    float *wide;    /* MAX x 6h or what a head needs: products */
    float *hidden;  /* as wide */
    int8_t *q;      /* 8-bit rows */
    int8_t *q_x;    /* those of x, which several heads start from */
    int8_t *packed; /* heads as a matrix */
    float *q_scale, *q_x_scale, *packed_scale, *zero;
    int32_t *packed_sum;
    float *state;
    float *scores; /* MAX x ARC_STRIDE */
    uint32_t *heads, *missing;
    sitrep_word **words; /* those of the rows */
    uint8_t *tags, *back;
    void *tree;
    uint32_t wide_stride;
    void *block; /* all of the above */
    const sitrep_sentence *group;
    uint32_t group_count, rows;
    sitrep_parser_cost *cost; /* where time is added up */
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
    c->hidden = part(l, (size_t)MAX * wide, sizeof(float));
    c->q = part(l, (size_t)(2 * MAX + 1) * wide, 1);
    c->q_x = part(l, (size_t)MAX * n->d, 1);
    c->packed = part(l, (size_t)ARC_STRIDE * n->arc_head.n, 1);
    c->q_scale = part(l, 2 * MAX + 1, sizeof(float));
    c->q_x_scale = part(l, MAX, sizeof(float));
    c->packed_scale = part(l, ARC_STRIDE, sizeof(float));
    c->zero = part(l, ARC_STRIDE, sizeof(float));
    c->packed_sum = part(l, ARC_STRIDE, sizeof(int32_t));
    c->state = part(l, n->h, sizeof(float));
    c->scores = part(l, (size_t)MAX * ARC_STRIDE, sizeof(float));
    c->heads = part(l, MAX, sizeof(uint32_t));
    c->missing = part(l, MAX, sizeof(uint32_t));
    c->words = part(l, MAX, sizeof(sitrep_word *));
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
static void multiply(lang_net_ctx *c, const net_matrix *m, const float *in, uint32_t in_stride, uint32_t in_width,
                     uint32_t rows, float *out, uint32_t out_stride)
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
static void work_out(lang_net_ctx *c, uint32_t count)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride, d = n->d;
    for (uint32_t i = 0; i < count; i++) gather(n, c->words[c->missing[i]]->form, c->hidden + (size_t)i * stride);
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

static void embed_forms(lang_net_ctx *c)
{
    uint32_t d = c->net->d, missing = 0;
    for (uint32_t i = 0; i < c->rows; i++) {
        sitrep_sv form = c->words[i]->form;
        uint32_t at = form.len <= CACHE_FORM ? slot_of(form) : 0;
        const slot *s = &c->slots[at];
        if (form.len && s->len == form.len && memcmp(s->form, form.ptr, form.len) == 0)
            memcpy(c->x + (size_t)i * d, c->slot_x + (size_t)at * d, d * sizeof(float));
        else
            c->missing[missing++] = i;
    }
    if (missing) work_out(c, missing);
    for (uint32_t m = 0; m < missing; m++) {
        sitrep_sv form = c->words[c->missing[m]]->form;
        if (!form.len || form.len > CACHE_FORM) continue;
        uint32_t at = slot_of(form);
        c->slots[at].len = (uint8_t)form.len;
        memcpy(c->slots[at].form, form.ptr, form.len);
        memcpy(c->slot_x + (size_t)at * d, c->x + (size_t)c->missing[m] * d, d * sizeof(float));
    }
}

/* Adds what the place in the sentence and the letters of the whole sentence say. */
static void add_flags(lang_net_ctx *c)
{
    uint32_t d = c->net->d;
    const float *flags = c->net->flags;
    float *x = c->x;
    for (uint32_t s = 0; s < c->group_count; s++) {
        uint32_t count = c->group[s].count;
        unsigned on = net_case_flags(c->group[s].words, count) << 1;
        for (uint32_t k = 0; k < d; k++) x[k] += flags[k];
        for (uint32_t f = 1; f < 4; f++) {
            if (!(on & 1u << f)) continue;
            for (uint32_t i = 0; i < count; i++)
                for (uint32_t k = 0; k < d; k++) x[(size_t)i * d + k] += flags[(size_t)f * d + k];
        }
        x += (size_t)count * d;
    }
}

/* ---- encoder ---- */

static void attend(lang_net_ctx *c, uint32_t layer)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride, width = n->heads[layer] * NET_HEAD_WIDTH;
    multiply(c, &n->qkv[layer], c->x, n->d, n->d, c->rows, c->wide, stride);
    size_t row = 0;
    for (uint32_t s = 0; s < c->group_count; s++) {
        uint32_t count = c->group[s].count;
        c->kernels->attend(c->wide + row * stride, stride, n->seen_far[layer], n->heads[layer], count, c->scores,
                           c->hidden + row * stride, stride);
        row += count;
    }
    multiply(c, &n->seen[layer], c->hidden, stride, width, c->rows, c->wide, stride);
    for (uint32_t i = 0; i < c->rows; i++)
        for (uint32_t k = 0; k < n->d; k++) c->x[(size_t)i * n->d + k] += c->wide[(size_t)i * stride + k];
}

/* Layers [from, to), on c->x. */
static void encode(lang_net_ctx *c, uint32_t from, uint32_t to)
{
    const lang_net *n = c->net;
    uint32_t h = n->h;
    for (uint32_t l = from; l < to; l++) {
        multiply(c, &n->u[l], c->x, n->d, n->d, c->rows, c->wide, 6 * h);
        size_t row = 0;
        for (uint32_t s = 0; s < c->group_count; s++) {
            uint32_t count = c->group[s].count;
            for (uint32_t dir = 0; dir < 2; dir++)
                c->kernels->recur(c->wide + row * 6 * h + (size_t)dir * 3 * h, c->x + row * n->d + (size_t)dir * h,
                                  n->v[l] + (size_t)dir * 4 * h, c->state, h, count, dir == 1);
            row += count;
        }
        if (n->heads[l]) attend(c, l);
    }
}

/* ---- heads; each starts from c->q_x ---- */

/* The first of the best scores. The largest is found lane by lane, which compilers do several at a time. */
static uint32_t best_of(const float *scores, uint32_t n)
{
    float best[NET_LANES];
    uint32_t i = 0;
    for (uint32_t j = 0; j < NET_LANES; j++) best[j] = scores[0];
    for (; i + NET_LANES <= n; i += NET_LANES)
        for (uint32_t j = 0; j < NET_LANES; j++) best[j] = scores[i + j] > best[j] ? scores[i + j] : best[j];
    for (; i < n; i++) best[0] = scores[i] > best[0] ? scores[i] : best[0];
    for (uint32_t j = 1; j < NET_LANES; j++) best[0] = best[j] > best[0] ? best[j] : best[0];
    for (i = 0; i + 1 < n && scores[i] < best[0];) i++;
    return i;
}

static sitrep_status tag(lang_net_ctx *c, arena *a)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride;
    multiply_x(c, &n->tag_in, c->rows, c->hidden, stride);
    keep_positive(c->hidden, c->rows, stride, n->tag_in.n);
    multiply(c, &n->tag_out, c->hidden, stride, n->tag_in.n, c->rows, c->wide, stride);
    for (uint32_t i = 0; i < c->rows; i++) {
        sitrep_word *w = c->words[i];
        const uint32_t *t = n->tags + (size_t)3 * best_of(c->wide + (size_t)i * stride, n->tag_count);
        w->upos = (uint8_t)t[0];
        w->xpos = n->strings + t[1];
        w->feats = n->strings + t[2];
        uint32_t script = net_lemma_lookup(n, w->form, t[0]);
        if (script == SITREP_NONE) {
            float *scores = c->scores;
            c->kernels->multiply(&n->script_out, c->q + (size_t)i * n->tag_out.k, c->q_scale + i, 1, scores,
                                 n->script_out.n);
            script = best_of(scores, n->script_count);
        }
        sitrep_status status = net_lemma(n, script, w->form, a, &w->lemma);
        if (status) return status;
    }
    return SITREP_OK;
}

static void find_names(lang_net_ctx *c)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride;
    multiply_x(c, &n->name_in, c->rows, c->hidden, stride);
    keep_positive(c->hidden, c->rows, stride, n->name_in.n);
    multiply(c, &n->name_out, c->hidden, stride, n->name_in.n, c->rows, c->wide, NET_LANES);
    size_t row = 0;
    for (uint32_t s = 0; s < c->group_count; s++) {
        net_names(c->wide + row * NET_LANES, NET_LANES, c->group[s].count, c->tags + row, c->back);
        row += c->group[s].count;
    }
    for (uint32_t i = 0; i < c->rows; i++) {
        uint32_t t = c->tags[i];
        c->words[i]->name = (uint8_t)(t ? (t - 1) / 4 + 1 : SITREP_NAME_NONE);
        c->words[i]->name_begin = t && ((t - 1) % 4 == 0 || (t - 1) % 4 == 3);
    }
}

static uint32_t bucket(uint32_t word, uint32_t head)
{
    if (head == SITREP_NONE) return NET_FAR - 1;
    int32_t off = (int32_t)head - (int32_t)word;
    off = off > NET_DISTANCE ? NET_DISTANCE : off < -NET_DISTANCE ? -NET_DISTANCE : off;
    return (uint32_t)(off + NET_DISTANCE);
}

/* Makes a matrix of the root and a sentence's words as heads, whose products with words as dependents are the arc
 * scores. heads: count rows, 8-bit; the root's row is the first of c->q. */
static net_matrix pack_heads(lang_net_ctx *c, const int8_t *heads, const float *scale, uint32_t count)
{
    uint32_t k = c->net->arc_head.n, padded = (count + NET_LANES) / NET_LANES * NET_LANES;
    for (uint32_t j = 0; j < padded; j++) {
        const int8_t *from = j ? heads + (size_t)(j - 1) * k : c->q;
        int32_t sum = 0;
        for (uint32_t i = 0; i < k; i += 4) {
            int8_t *to = c->packed + (size_t)i * padded + (size_t)j * 4;
            if (j <= count)
                memcpy(to, from + i, 4);
            else
                memset(to, 0, 4);
            sum += to[0] + to[1] + to[2] + to[3];
        }
        c->packed_sum[j] = 128 * sum;
        c->packed_scale[j] = j > count ? 0.0f : j ? scale[j - 1] : c->q_scale[0];
    }
    return (net_matrix){c->packed, c->packed_scale, c->zero, c->packed_sum, k, padded};
}

/* The tree of one sentence. dep: 8-bit rows of its words as dependents; heads likewise. */
static void attach(lang_net_ctx *c, sitrep_word *words, uint32_t count, const int8_t *dep, const float *dep_scale,
                   const int8_t *heads, const float *head_scale)
{
    const float *far = c->net->arc_far;
    net_matrix m = pack_heads(c, heads, head_scale, count);
    c->kernels->multiply(&m, dep, dep_scale, count, c->scores, m.n);
    for (uint32_t i = 0; i < count; i++) {
        float *row = c->scores + (size_t)i * m.n;
        row[0] += far[NET_FAR - 1];
        for (uint32_t h = 0; h < count; h++) row[h + 1] += far[bucket(i, h)];
    }
    net_tree(c->scores, m.n, count, c->heads, c->tree);
    for (uint32_t i = 0; i < count; i++) words[i].head = c->heads[i];
    net_hang_pairs(words, count);
}

static void parse(lang_net_ctx *c)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride, k = n->arc_head.n;
    /* Rows as heads, then as dependents, lie behind the root's row in q; their scales behind the root's. */
    int8_t *heads = c->q + k, *dep = heads + (size_t)c->rows * k;
    float *head_scale = c->q_scale + 1, *dep_scale = head_scale + c->rows;
    multiply_x(c, &n->arc_dep, c->rows, c->hidden, stride);
    keep_positive(c->hidden, c->rows, stride, n->arc_dep.n);
    multiply(c, &n->arc_mix, c->hidden, stride, n->arc_dep.n, c->rows, c->wide, stride);
    multiply_x(c, &n->arc_head, c->rows, c->hidden, stride);
    keep_positive(c->hidden, c->rows, stride, k);
    c->kernels->quantise(n->arc_root, 1, k, k, k, c->q, c->q_scale);
    c->kernels->quantise(c->hidden, c->rows, stride, k, k, heads, head_scale);
    c->kernels->quantise(c->wide, c->rows, stride, k, k, dep, dep_scale);
    size_t row = 0;
    for (uint32_t s = 0; s < c->group_count; s++) {
        uint32_t count = c->group[s].count;
        attach(c, c->group[s].words, count, dep + row * k, dep_scale + row, heads + row * k, head_scale + row);
        row += count;
    }
}

/* Adds to a word's row what its head's row says and rectifies it. */
static void join_label(const lang_net *n, float *z, const float *head, uint32_t where)
{
    const float *far = n->label_far + (size_t)where * n->label_dep.n;
    for (uint32_t k = 0; k < n->label_dep.n; k++) {
        float y = z[k] + head[k] + far[k];
        z[k] = y > 0.0f ? y : 0.0f;
    }
}

static void label(lang_net_ctx *c)
{
    const lang_net *n = c->net;
    uint32_t stride = c->wide_stride;
    multiply_x(c, &n->label_dep, c->rows, c->hidden, stride);
    multiply_x(c, &n->label_head, c->rows, c->wide, stride);
    size_t row = 0;
    for (uint32_t s = 0; s < c->group_count; s++) {
        const sitrep_word *words = c->group[s].words;
        for (uint32_t i = 0; i < c->group[s].count; i++) {
            uint32_t h = words[i].head;
            join_label(n, c->hidden + (row + i) * stride,
                       h == SITREP_NONE ? n->label_root : c->wide + (row + h) * stride, bucket(i, h));
        }
        row += c->group[s].count;
    }
    multiply(c, &n->label_out, c->hidden, stride, n->label_dep.n, c->rows, c->wide, stride);
    for (uint32_t i = 0; i < c->rows; i++) {
        float *scores = c->wide + (size_t)i * stride;
        sitrep_word *w = c->words[i];
        scores[n->root_label] = -1e9f;
        w->deprel = w->head == SITREP_NONE ? SITREP_DEPREL_ROOT : n->label_ids[best_of(scores, n->label_count)];
    }
}

static sitrep_status run_group(lang_net_ctx *c, arena *a)
{
    const lang_net *n = c->net;
    double from = clock_now();
    embed_forms(c);
    add_flags(c);
    encode(c, 0, n->tag_layer);
    see_x(c, c->rows);
    clock_lap(&from, &c->cost->encode);
    sitrep_status status = tag(c, a);
    if (status) return status;
    clock_lap(&from, &c->cost->tag);
    find_names(c);
    clock_lap(&from, &c->cost->names);
    encode(c, n->tag_layer, n->layers);
    see_x(c, c->rows);
    clock_lap(&from, &c->cost->encode);
    parse(c);
    label(c);
    clock_lap(&from, &c->cost->tree);
    return SITREP_OK;
}

sitrep_status lang_net_run(lang_net_ctx *ctx, arena *a, sitrep_sentence *sentences, uint32_t count,
                           sitrep_parser_cost *cost)
{
    ctx->cost = cost;
    for (uint32_t first = 0, end; first < count; first = end) {
        ctx->group = sentences + first;
        ctx->rows = 0;
        for (end = first; end < count; end++) {
            const sitrep_sentence *s = &sentences[end];
            SITREP_ASSERT(s->count >= 1 && s->count <= SITREP_SENTENCE_MAX);
            if (end > first && ctx->rows + s->count > GROUP) break;
            for (uint32_t i = 0; i < s->count; i++) ctx->words[ctx->rows++] = &s->words[i];
        }
        ctx->group_count = end - first;
        sitrep_status status = run_group(ctx, a);
        if (status) return status;
    }
    return SITREP_OK;
}
