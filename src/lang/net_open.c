/* lang/net_open.c — the section NET: its directory of tensors, checked once, so that a run need not.
 *
 *   0  magic "SNET"      16  count x { char name[16]; u32 kind, rows, cols, 0; u64 offset, size }, offsets from the
 * section's 4  u32 version (1)       start, 64-byte aligned 8  u32 count, u32 0
 *
 * The names, kinds and shapes are listed in docs/format-lang-model.md. */
#include "lang/net.h"

#include "base/banned.h"

#define VERSION     1u
#define HEADER      16u
#define ENTRY       48u
#define TENSORS_MAX 256u
#define FLOAT_LIMIT 1e6f

typedef enum tensor_kind { MATRIX = 1, FLOATS, U32, U16, U8, TABLE, KINDS } tensor_kind;

typedef struct tensor {
    const void *data;
    uint32_t rows, cols;
} tensor;

/* Reads tensors until the first problem, then gives empty ones; so callers check once. */
typedef struct loader {
    sitrep_sv section;
    uint32_t count;
    sitrep_error *err;
    sitrep_status status;
} loader;

static uint32_t get_u32(const char *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return v;
}

static uint64_t get_u64(const char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

static void fail(loader *l, const char *name, const char *what)
{
    if (!l->status) l->status = base_error(l->err, SITREP_FORMAT, "network of the language model: %s: %s", name, what);
}

static const char *find(const loader *l, const char *name)
{
    size_t len = strlen(name);
    for (uint32_t i = 0; i < l->count; i++) {
        const char *entry = l->section.ptr + HEADER + (size_t)i * ENTRY;
        if (memcmp(entry, name, len) == 0 && entry[len] == 0) return entry;
    }
    return NULL;
}

/* The tensor `name` (at most 15 letters); rows and cols are checked unless 0. */
static tensor take(loader *l, const char *name, tensor_kind kind, uint32_t rows, uint32_t cols)
{
    static const uint8_t sizes[KINDS] = {0, 1, 4, 4, 2, 1, 1};
    const tensor none = {NULL, 0, 0};
    if (l->status) return none;
    const char *entry = find(l, name);
    if (!entry) return fail(l, name, "is not there"), none;
    uint32_t have_rows = get_u32(entry + 20), have_cols = get_u32(entry + 24);
    uint64_t offset = get_u64(entry + 32), size = get_u64(entry + 40);
    if (get_u32(entry + 16) != (uint32_t)kind || (rows && have_rows != rows) || (cols && have_cols != cols) ||
        !have_rows || !have_cols)
        return fail(l, name, "has another shape"), none;
    if (offset % 64 || offset > l->section.len || size > l->section.len - offset ||
        size != (uint64_t)have_rows * have_cols * sizes[kind])
        return fail(l, name, "lies outside"), none;
    return (tensor){l->section.ptr + offset, have_rows, have_cols};
}

static const float *take_floats(loader *l, const char *name, uint32_t rows, uint32_t cols)
{
    tensor t = take(l, name, FLOATS, rows, cols);
    const float *x = t.data;
    for (size_t i = 0; x && i < (size_t)t.rows * t.cols; i++)
        if (!(x[i] > -FLOAT_LIMIT && x[i] < FLOAT_LIMIT)) return fail(l, name, "has a number out of bounds"), NULL;
    return x;
}

/* A matrix of k inputs and n outputs, both already padded; n 0 takes what is there. */
static void take_matrix(loader *l, const char *name, uint32_t n, uint32_t k, net_matrix *out)
{
    char part[16];
    tensor w = take(l, name, MATRIX, n, k);
    if (l->status) return;
    if (w.rows % NET_LANES || w.cols % 4 || w.rows > 4096 || w.cols > 4096) {
        fail(l, name, "has another shape");
        return;
    }
    snprintf(part, sizeof part, "%s.s", name);
    const float *scale = take_floats(l, part, 1, w.rows);
    snprintf(part, sizeof part, "%s.b", name);
    const float *bias = take_floats(l, part, 1, w.rows);
    snprintf(part, sizeof part, "%s.z", name);
    tensor sum = take(l, part, U32, 1, w.rows);
    const int8_t *bytes = w.data;
    uint32_t lowest = 0;
    for (size_t i = 0; i < (size_t)w.rows * w.cols; i++) lowest |= bytes[i] == INT8_MIN;
    if (lowest) {
        fail(l, name, "has a weight below -127");
        return;
    }
    *out = (net_matrix){bytes, scale, bias, sum.data, w.cols, w.rows};
}

static bool power_of_two(uint32_t n)
{
    return n && !(n & (n - 1));
}

static void open_tables(loader *l, lang_net *n)
{
    static const char *const names[NET_FEATURES] = {"word", "vector", "p1",    "p2",    "p3",    "s1",   "s2",
                                                    "s3",   "s4",     "shape", "class", "lists", "grams"};
    const float *scales = take_floats(l, "scales", 1, NET_FEATURES);
    for (uint32_t f = 0; f < NET_FEATURES && !l->status; f++) {
        tensor t = take(l, names[f], TABLE, 0, 0);
        if (l->status) return;
        bool hashed = f >= NET_P1 && f != NET_CLASS && f != NET_LISTS;
        if ((hashed && !power_of_two(t.rows)) || ((f == NET_CLASS || f == NET_LISTS) && t.rows != 64) || t.cols > 256) {
            fail(l, names[f], "has another shape");
            return;
        }
        n->tables[f] = (net_table){t.data, t.rows, t.cols, scales[f]};
        n->width += t.cols;
    }
    n->input_k = n->width;
    if (n->width % NET_LANES) fail(l, "scales", "the tables' widths make no whole number of lanes");
}

static void open_lexicon(loader *l, lang_net *n)
{
    tensor check = take(l, "lex.check", U32, 1, 0);
    if (l->status) return;
    uint32_t size = check.cols;
    if (!power_of_two(size)) {
        fail(l, "lex.check", "has another shape");
        return;
    }
    n->lex_check = check.data;
    n->lex_word = take(l, "lex.word", U16, 1, size).data;
    n->lex_vector = take(l, "lex.vector", U32, 1, size).data;
    n->lex_lists = take(l, "lex.lists", U8, 1, size).data;
    n->lex_mask = size - 1;
    if (l->status) return;
    uint32_t free_slots = 0, wrong = 0;
    for (uint32_t i = 0; i < size; i++) {
        free_slots += n->lex_check[i] == 0;
        wrong |= n->lex_word[i] >= n->tables[NET_WORD].count || n->lex_vector[i] >= n->tables[NET_VECTOR].count ||
                 n->lex_lists[i] >= n->tables[NET_LISTS].count;
    }
    if (!free_slots || wrong) fail(l, "lex.check", "points outside");
}

static void open_lemmas(loader *l, lang_net *n)
{
    tensor check = take(l, "lemma.check", U32, 1, 0);
    if (l->status) return;
    if (!power_of_two(check.cols)) {
        fail(l, "lemma.check", "has another shape");
        return;
    }
    n->lemma_check = check.data;
    n->lemma_mask = check.cols - 1;
    n->lemma_script = take(l, "lemma.script", U16, 1, check.cols).data;
    if (l->status) return;
    uint32_t free_slots = 0, wrong = 0;
    for (uint32_t i = 0; i < check.cols; i++) {
        free_slots += n->lemma_check[i] == 0;
        wrong |= n->lemma_script[i] >= n->script_count;
    }
    if (!free_slots || wrong) fail(l, "lemma.script", "points outside");
}

static uint8_t deprel_of(const char *name)
{
    for (unsigned i = 0; i < SITREP_DEPREL_COUNT; i++)
        if (strcmp(sitrep_deprel_name(i), name) == 0) return (uint8_t)i;
    return SITREP_DEPREL_COUNT;
}

static void open_symbols(loader *l, lang_net *n)
{
    tensor strings = take(l, "strings", U8, 1, 0), tags = take(l, "tags", U32, 0, 3),
           scripts = take(l, "scripts", U32, 0, 3), labels = take(l, "labels", U32, 0, 1);
    if (l->status) return;
    n->strings = strings.data;
    n->strings_size = strings.cols;
    if (n->strings[n->strings_size - 1]) {
        fail(l, "strings", "has no end");
        return;
    }
    n->tags = tags.data;
    n->tag_count = tags.rows;
    for (uint32_t i = 0; i < tags.rows; i++)
        if (n->tags[3 * i] >= SITREP_UPOS_COUNT || n->tags[3 * i + 1] >= n->strings_size ||
            n->tags[3 * i + 2] >= n->strings_size) {
            fail(l, "tags", "points outside");
            return;
        }
    n->scripts = scripts.data;
    n->script_count = scripts.rows;
    for (uint32_t i = 0; i < scripts.rows; i++)
        if (n->scripts[3 * i] > 2 || n->scripts[3 * i + 2] >= n->strings_size) {
            fail(l, "scripts", "points outside");
            return;
        }
    n->label_count = labels.rows;
    n->label_ids = malloc(labels.rows);
    if (!n->label_ids) {
        l->status = base_error(l->err, SITREP_NOMEM, "out of memory");
        return;
    }
    n->root_label = SITREP_NONE;
    for (uint32_t i = 0; i < labels.rows; i++) {
        uint32_t at = ((const uint32_t *)labels.data)[i];
        n->label_ids[i] = at < n->strings_size ? deprel_of(n->strings + at) : SITREP_DEPREL_COUNT;
        if (n->label_ids[i] == SITREP_DEPREL_COUNT) {
            fail(l, "labels", "has a relation that this program does not know");
            return;
        }
        if (n->label_ids[i] == SITREP_DEPREL_ROOT) n->root_label = i;
    }
    if (n->root_label == SITREP_NONE) fail(l, "labels", "has no root");
}

static void open_attention(loader *l, lang_net *n, uint32_t layer)
{
    char name[16];
    uint32_t width = n->heads[layer] * NET_HEAD_WIDTH;
    if (n->heads[layer] > NET_HEADS_MAX) {
        fail(l, "sizes", "out of bounds");
        return;
    }
    snprintf(name, sizeof name, "qkv%u", layer);
    take_matrix(l, name, 3 * width, n->d, &n->qkv[layer]);
    snprintf(name, sizeof name, "seen%u", layer);
    take_matrix(l, name, n->d, width, &n->seen[layer]);
    snprintf(name, sizeof name, "far%u", layer);
    n->seen_far[layer] = take_floats(l, name, NET_SEEN, n->heads[layer]);
}

static void open_encoder(loader *l, lang_net *n)
{
    tensor sizes =
        take(l, "sizes", U32, 1, 3 + NET_LAYERS_MAX); /* h, layers, layers below tags, heads after each layer */
    if (l->status) return;
    n->h = ((const uint32_t *)sizes.data)[0];
    n->layers = ((const uint32_t *)sizes.data)[1];
    n->tag_layer = ((const uint32_t *)sizes.data)[2];
    n->d = 2 * n->h;
    /* work_out() keeps a row of d floats in one of the arcs' rows */
    if (n->h % NET_LANES || !n->h || n->d > SITREP_SENTENCE_MAX || n->layers > NET_LAYERS_MAX || !n->layers ||
        !n->tag_layer || n->tag_layer > n->layers) {
        fail(l, "sizes", "out of bounds");
        return;
    }
    take_matrix(l, "direct", n->d, n->input_k, &n->direct);
    take_matrix(l, "mix", 0, n->input_k, &n->mix);
    take_matrix(l, "mix_out", n->d, n->mix.n, &n->mix_out);
    n->flags = take_floats(l, "flags", 4, n->d);
    for (uint32_t i = 0; i < n->layers; i++) {
        char name[16];
        snprintf(name, sizeof name, "u%u", i);
        take_matrix(l, name, 6 * n->h, n->d, &n->u[i]);
        snprintf(name, sizeof name, "v%u", i);
        n->v[i] = take_floats(l, name, 2, 4 * n->h);
        if (l->status) return;
        n->heads[i] = ((const uint32_t *)sizes.data)[3 + i];
        if (n->heads[i]) open_attention(l, n, i);
    }
}

static uint32_t padded(uint32_t n)
{
    return (n + NET_LANES - 1) / NET_LANES * NET_LANES;
}

static void open_heads(loader *l, lang_net *n)
{
    take_matrix(l, "tag_in", 0, n->d, &n->tag_in);
    take_matrix(l, "tag_out", padded(n->tag_count), n->tag_in.n, &n->tag_out);
    take_matrix(l, "script_out", padded(n->script_count), n->tag_in.n, &n->script_out);
    take_matrix(l, "name_in", 0, n->d, &n->name_in);
    take_matrix(l, "name_out", NET_LANES, n->name_in.n, &n->name_out);
    take_matrix(l, "arc_dep", 0, n->d, &n->arc_dep);
    take_matrix(l, "arc_head", 0, n->d, &n->arc_head);
    take_matrix(l, "arc_mix", n->arc_head.n, n->arc_dep.n, &n->arc_mix);
    n->arc_root = take_floats(l, "arc_root", 1, n->arc_head.n);
    n->arc_far = take_floats(l, "arc_far", 1, NET_FAR);
    take_matrix(l, "label_dep", 0, n->d, &n->label_dep);
    take_matrix(l, "label_head", n->label_dep.n, n->d, &n->label_head);
    take_matrix(l, "label_out", padded(n->label_count), n->label_dep.n, &n->label_out);
    n->label_root = take_floats(l, "label_root", 1, n->label_dep.n);
    n->label_far = take_floats(l, "label_far", NET_FAR, n->label_dep.n);
}

sitrep_status lang_net_new(sitrep_sv section, lang_net **out_net, sitrep_error *err)
{
    if (section.len < HEADER || memcmp(section.ptr, "SNET", 4) != 0 || (uintptr_t)section.ptr % 64)
        return base_error(err, SITREP_FORMAT, "the language model has no network");
    uint32_t version = get_u32(section.ptr + 4), count = get_u32(section.ptr + 8);
    if (version != VERSION)
        return base_error(err, SITREP_VERSION, "network of version %u, this program reads %u", version, VERSION);
    if (count > TENSORS_MAX || section.len - HEADER < (size_t)count * ENTRY)
        return base_error(err, SITREP_FORMAT, "the network of the language model is cut off");
    lang_net *net = calloc(1, sizeof *net);
    if (!net) return base_error(err, SITREP_NOMEM, "out of memory");
    loader l = {section, count, err, SITREP_OK};
    open_tables(&l, net);
    if (!l.status) open_lexicon(&l, net);
    if (!l.status) open_symbols(&l, net);
    if (!l.status) open_lemmas(&l, net);
    if (!l.status) open_encoder(&l, net);
    if (!l.status) open_heads(&l, net);
    if (l.status) {
        lang_net_free(net);
        return l.status;
    }
    *out_net = net;
    return SITREP_OK;
}

void lang_net_free(lang_net *net)
{
    if (!net) return;
    free(net->label_ids);
    free(net);
}
