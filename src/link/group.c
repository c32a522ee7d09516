/* link/group.c — reports about one happening, without a store.
 * Each report is a vector of weighted terms: lemmas of content words, names of entities and places (which tell happenings apart better
 * than words), triggers with their type, weighted by inverse document frequency over the reports given. Groups are merged bottom up by
 * average cosine (UPGMA) down to a threshold, from the sparse list of pairs that share a rare term. */
#include "link/link_int.h"

#include <math.h>

#include "base/banned.h"

#define THRESHOLD 0.16 /* best on the dev set of `clusters`; between 0.12 and 0.20 the score moves by under a point */
#define NAME_WEIGHT 2.0f
#define PLACE_WEIGHT 1.6f
#define TRIGGER_WEIGHT 1.3f

typedef struct term {
    uint64_t hash;
    float weight;
} term;

typedef struct document {
    term *counted; /* as they stand in the report, by hash */
    term *terms;   /* the same, weighted over all reports given so far */
    uint32_t count;
} document;

struct sitrep_grouper {
    arena arena;
    document *documents;
    uint32_t *groups;
    size_t count, cap;
};

sitrep_status sitrep_grouper_new(sitrep_grouper **out_grouper, sitrep_error *err)
{
    sitrep_grouper *g = calloc(1, sizeof *g);
    if (!g) return base_error(err, SITREP_NOMEM, "out of memory");
    arena_init(&g->arena, 0);
    *out_grouper = g;
    return SITREP_OK;
}

void sitrep_grouper_free(sitrep_grouper *grouper)
{
    if (!grouper) return;
    arena_release(&grouper->arena);
    free(grouper->documents);
    free(grouper->groups);
    free(grouper);
}

/* ---- one report's terms ---- */

static uint64_t hash_folded(sitrep_sv sv, uint64_t seed)
{
    uint64_t h = seed;
    for (size_t i = 0; i < sv.len; i++) h = (h ^ (unsigned char)to_lower(sv.ptr[i])) * 0x100000001B3u; /* FNV-1a */
    return h ^ (h >> 31);
}

typedef struct term_list {
    arena *a;
    term *items;
    uint32_t count, cap;
} term_list;

static void add_term(term_list *t, uint64_t hash, float weight)
{
    if (t->count == t->cap) {
        uint32_t cap = t->cap ? t->cap * 2 : 256;
        term *items = arena_grow(t->a, t->items, t->count, cap, sizeof *items);
        if (!items) return;
        t->items = items;
        t->cap = cap;
    }
    t->items[t->count++] = (term){hash, weight};
}

static void add_words(term_list *t, const sitrep_record *r)
{
    for (uint32_t s = 0; s < r->analysis->count; s++) {
        const sitrep_sentence *sentence = &r->analysis->sentences[s];
        for (uint32_t i = 0; i < sentence->count; i++) {
            const sitrep_word *w = &sentence->words[i];
            bool content = w->upos == SITREP_UPOS_NOUN || w->upos == SITREP_UPOS_VERB || w->upos == SITREP_UPOS_ADJ ||
                           w->upos == SITREP_UPOS_PROPN || w->upos == SITREP_UPOS_NUM;
            if (!content || w->lemma.len < 2) continue;
            add_term(t, hash_folded(w->lemma, 1), w->upos == SITREP_UPOS_PROPN ? NAME_WEIGHT : 1.0f);
        }
    }
}

static void add_record_terms(term_list *t, const sitrep_record *r)
{
    for (uint32_t i = 0; i < r->entity_count; i++)
        if (r->entities[i].mention_count) add_term(t, hash_folded(r->entities[i].name, 2), NAME_WEIGHT);
    for (uint32_t i = 0; i < r->place_count; i++)
        add_term(t, hash_folded(r->places[i].name.len ? r->places[i].name : r->places[i].text, 3), PLACE_WEIGHT);
    for (uint32_t i = 0; i < r->event_count; i++)
        add_term(t, hash_folded(r->events[i].lemma, 4 + r->events[i].type), TRIGGER_WEIGHT);
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = ((const term *)a)->hash, y = ((const term *)b)->hash;
    return x < y ? -1 : x > y;
}

/* Joins equal terms; a term's weight grows with the logarithm of its count. */
static void join_terms(term_list *t)
{
    uint32_t out = 0;
    if (t->count) qsort(t->items, t->count, sizeof *t->items, by_hash);
    for (uint32_t i = 0; i < t->count;) {
        uint32_t from = i;
        while (i < t->count && t->items[i].hash == t->items[from].hash) i++;
        t->items[out++] = (term){t->items[from].hash, t->items[from].weight * (1.0f + logf((float)(i - from)))};
    }
    t->count = out;
}

sitrep_status sitrep_grouper_add(sitrep_grouper *grouper, const sitrep_record *record, sitrep_error *err)
{
    if (grouper->count == grouper->cap) {
        size_t cap = grouper->cap ? grouper->cap * 2 : 64;
        document *documents = realloc(grouper->documents, cap * sizeof *documents);
        if (!documents) return base_error(err, SITREP_NOMEM, "out of memory");
        grouper->documents = documents;
        grouper->cap = cap;
    }
    term_list t = {.a = &grouper->arena};
    add_words(&t, record);
    add_record_terms(&t, record);
    join_terms(&t);
    if (grouper->arena.failed) return base_error(err, SITREP_NOMEM, "out of memory");
    grouper->documents[grouper->count++] = (document){t.items, NULL, t.count};
    return SITREP_OK;
}

/* ---- weights and pairs ---- */

static int by_term_hash(const void *a, const void *b)
{
    return by_hash(a, b);
}

/* Multiplies by inverse document frequency and brings each vector to length 1. */
static sitrep_status weigh(sitrep_grouper *g)
{
    size_t all = 0, at = 0;
    for (size_t d = 0; d < g->count; d++) all += g->documents[d].count;
    term *seen = malloc((all + 1) * sizeof *seen); /* one entry a document and term; then one a term, its weight the count */
    if (!seen) return SITREP_NOMEM;
    for (size_t d = 0; d < g->count; d++)
        for (uint32_t i = 0; i < g->documents[d].count; i++) seen[at++] = (term){g->documents[d].counted[i].hash, 1};
    qsort(seen, all, sizeof *seen, by_term_hash);
    size_t distinct = 0;
    for (size_t i = 0; i < all;) {
        size_t from = i;
        while (i < all && seen[i].hash == seen[from].hash) i++;
        seen[distinct++] = (term){seen[from].hash, (float)(i - from)};
    }
    for (size_t d = 0; d < g->count; d++) {
        double norm = 0;
        document *doc = &g->documents[d];
        if (!doc->terms) doc->terms = ARENA_ARRAY(&g->arena, term, doc->count + 1);
        if (!doc->terms) break;
        if (doc->count) memcpy(doc->terms, doc->counted, doc->count * sizeof *doc->terms);
        for (uint32_t i = 0; i < doc->count; i++) {
            const term *df = bsearch(&doc->terms[i], seen, distinct, sizeof *seen, by_term_hash);
            doc->terms[i].weight *= logf((float)(g->count + 1) / (df->weight + 0.5f));
            norm += (double)doc->terms[i].weight * (double)doc->terms[i].weight;
        }
        float scale = norm > 0 ? (float)(1 / sqrt(norm)) : 0;
        for (uint32_t i = 0; i < doc->count; i++) doc->terms[i].weight *= scale;
    }
    free(seen);
    return g->arena.failed ? SITREP_NOMEM : SITREP_OK;
}

static float cosine(const document *a, const document *b)
{
    float sum = 0;
    for (uint32_t i = 0, k = 0; i < a->count && k < b->count;) {
        if (a->terms[i].hash == b->terms[k].hash) sum += a->terms[i++].weight * b->terms[k++].weight;
        else if (a->terms[i].hash < b->terms[k].hash) i++;
        else k++;
    }
    return sum;
}

/* Bottom-up average linkage over the full table of similarities (n squared floats). Each step joins the closest pair. */
static void merge_groups(float *similar, uint32_t *group, uint32_t *size, size_t n)
{
    for (;;) {
        float best = (float)THRESHOLD;
        size_t a = n, b = n;
        for (size_t i = 0; i < n; i++)
            for (size_t k = i + 1; size[i] && k < n; k++)
                if (size[k] && similar[i * n + k] > best) {
                    best = similar[i * n + k];
                    a = i;
                    b = k;
                }
        if (a == n) return;
        float na = (float)size[a], nb = (float)size[b];
        for (size_t k = 0; k < n; k++) { /* Lance and Williams 1967 */
            float joined = (na * similar[a * n + k] + nb * similar[b * n + k]) / (na + nb);
            similar[a * n + k] = similar[k * n + a] = joined;
        }
        for (size_t k = 0; k < n; k++)
            if (group[k] == b) group[k] = (uint32_t)a;
        size[a] += size[b];
        size[b] = 0;
    }
}

sitrep_status sitrep_grouper_groups(sitrep_grouper *grouper, const uint32_t **out_groups, size_t *out_count,
                                    sitrep_error *err)
{
    size_t n = grouper->count;
    if (n > 8000) return base_error(err, SITREP_LIMIT, "more than 8,000 reports at once; 'sitrep add' links any number");
    float *similar = malloc((n * n + 1) * sizeof *similar);
    uint32_t *size = malloc((n + 1) * sizeof *size), *group = realloc(grouper->groups, (n + 1) * sizeof *group);
    if (group) grouper->groups = group;
    sitrep_status status = similar && size && group ? weigh(grouper) : SITREP_NOMEM;
    if (!status) {
        for (size_t i = 0; i < n; i++) {
            group[i] = (uint32_t)i;
            size[i] = 1;
            for (size_t k = 0; k < i; k++) similar[i * n + k] = similar[k * n + i] = cosine(&grouper->documents[i], &grouper->documents[k]);
            similar[i * n + i] = 0;
        }
        merge_groups(similar, group, size, n);
        *out_groups = group;
        *out_count = n;
    }
    free(similar);
    free(size);
    return status ? base_error(err, status, "out of memory") : SITREP_OK;
}
