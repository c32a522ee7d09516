/* link/group.c — reports about one happening, without a store.
 * Each report is a vector of weighted terms: lemmas, pairs of neighbouring lemmas, names of entities and places,
 * triggers with their type, weighted by inverse document frequency over the reports given. Two stages. First, groups
 * are merged bottom up by average cosine (UPGMA) down to a low threshold: that finds the reports of one kind of
 * happening, two earthquakes together. Then each group is looked at by itself, its terms weighted once more by how few
 * of its reports have them, so that what all earthquakes share falls away: where its two halves are much farther from
 * each other than their reports among themselves, it is two happenings. The test is a ratio, so it needs no scale, and
 * a group of one happening, in which nothing contrasts, stays whole. */
#include "link/link_int.h"

#include <math.h>

#include "base/banned.h"

#define THRESHOLD     0.16f /* first stage; between 0.12 and 0.20 the dev score of `clusters` moves by a point */
#define CONTRAST      0.30  /* second stage: similarity between the halves over that within, below which they part */
#define SPLIT_MIN     4u    /* groups smaller than this are left alone … */
#define SIDE_MIN      2u    /* … and no half may be smaller: a lone report is an odd one, not a happening */
#define NAME_WEIGHT   2.0f  /* a word with a capital, or a number */
#define PAIR_WEIGHT   0.5f
#define RECORD_WEIGHT 1.0f /* entities, places, triggers */
#define REPORTS_MAX   8000u

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

static bool is_name_word(const sitrep_word *w, sitrep_sv form)
{
    return w->upos == SITREP_UPOS_PROPN || w->upos == SITREP_UPOS_NUM ||
           (form.len && form.ptr[0] >= 'A' && form.ptr[0] <= 'Z');
}

static void add_words(term_list *t, const sitrep_record *r)
{
    for (uint32_t s = 0; s < r->analysis->count; s++) {
        const sitrep_sentence *sentence = &r->analysis->sentences[s];
        uint64_t before = 0;
        for (uint32_t i = 0; i < sentence->count; i++) {
            const sitrep_word *w = &sentence->words[i];
            if (w->upos == SITREP_UPOS_PUNCT || !w->lemma.len) continue;
            uint64_t hash = hash_folded(w->lemma, 1);
            add_term(t, hash, is_name_word(w, sv_span(r->text, w->span)) ? NAME_WEIGHT : 1.0f);
            if (before) add_term(t, before * 31 + hash, PAIR_WEIGHT);
            before = hash;
        }
    }
}

static void add_record_terms(term_list *t, const sitrep_record *r)
{
    for (uint32_t i = 0; i < r->entity_count; i++)
        if (r->entities[i].mention_count) add_term(t, hash_folded(r->entities[i].name, 2), RECORD_WEIGHT);
    for (uint32_t i = 0; i < r->place_count; i++)
        add_term(t, hash_folded(r->places[i].name.len ? r->places[i].name : r->places[i].text, 3), RECORD_WEIGHT);
    for (uint32_t i = 0; i < r->event_count; i++)
        add_term(t, hash_folded(r->events[i].lemma, 4 + r->events[i].type), RECORD_WEIGHT);
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
        float weight = 0;
        for (; i < t->count && t->items[i].hash == t->items[from].hash; i++)
            if (t->items[i].weight > weight) weight = t->items[i].weight;
        t->items[out++] = (term){t->items[from].hash, weight * (1.0f + logf((float)(i - from)))};
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

/* How many of the documents have each term, by hash. The caller frees it; NULL without memory. */
static term *document_frequencies(const document *documents, const uint32_t *ids, size_t count, size_t *out_distinct)
{
    size_t all = 0, at = 0, distinct = 0;
    for (size_t d = 0; d < count; d++) all += documents[ids[d]].count;
    term *seen = malloc((all + 1) * sizeof *seen);
    if (!seen) return NULL;
    for (size_t d = 0; d < count; d++)
        for (uint32_t i = 0; i < documents[ids[d]].count; i++)
            seen[at++] = (term){documents[ids[d]].counted[i].hash, 1};
    qsort(seen, all, sizeof *seen, by_hash);
    for (size_t i = 0; i < all;) {
        size_t from = i;
        while (i < all && seen[i].hash == seen[from].hash) i++;
        seen[distinct++] = (term){seen[from].hash, (float)(i - from)};
    }
    *out_distinct = distinct;
    return seen;
}

/* Weights the terms of the documents by `idf`, drops those that only one of them has, and brings each vector to
 * length 1. */
static void weigh(const document *from, document *to, const uint32_t *ids, size_t count, const term *seen,
                  size_t distinct, bool local)
{
    for (size_t d = 0; d < count; d++) {
        double norm = 0;
        const document *doc = &from[ids[d]];
        document *out = &to[local ? d : ids[d]];
        for (uint32_t i = 0; i < doc->count; i++) {
            const term *df = bsearch(&doc->counted[i], seen, distinct, sizeof *seen, by_hash);
            float had = local ? doc->terms[i].weight : doc->counted[i].weight,
                  share = logf(((float)count + 1) / (local ? df->weight : df->weight + 0.5f));
            float weight = df->weight < 2 ? 0 : had * (local ? sqrtf(share) : share);
            out->terms[i] = (term){doc->counted[i].hash, weight};
            norm += (double)weight * (double)weight;
        }
        out->count = doc->count;
        float scale = norm > 0 ? (float)(1 / sqrt(norm)) : 0;
        for (uint32_t i = 0; i < out->count; i++) out->terms[i].weight *= scale;
    }
}

static float cosine(const document *a, const document *b)
{
    float sum = 0;
    for (uint32_t i = 0, k = 0; i < a->count && k < b->count;) {
        if (a->terms[i].hash == b->terms[k].hash)
            sum += a->terms[i++].weight * b->terms[k++].weight;
        else if (a->terms[i].hash < b->terms[k].hash)
            i++;
        else
            k++;
    }
    return sum;
}

/* ---- merging ---- */

/* Bottom-up average linkage over the full table of similarities (n squared floats), until no pair is above `threshold`
 * or `least` groups are left. Each group keeps its nearest neighbour, so that a step looks at few rows. */
typedef struct linkage {
    float *similar;
    uint32_t *group, *size, *nearest;
    size_t n, alive;
} linkage;

static void linkage_release(linkage *l)
{
    free(l->similar);
    free(l->group);
    free(l->size);
    free(l->nearest);
}

static bool linkage_init(linkage *l, size_t n)
{
    *l = (linkage){malloc((n * n + 1) * sizeof(float)),
                   malloc((n + 1) * sizeof(uint32_t)),
                   malloc((n + 1) * sizeof(uint32_t)),
                   malloc((n + 1) * sizeof(uint32_t)),
                   n,
                   n};
    for (size_t i = 0; i < n && l->group && l->size; i++) {
        l->group[i] = (uint32_t)i;
        l->size[i] = 1;
    }
    if (l->similar && l->group && l->size && l->nearest) return true;
    linkage_release(l);
    *l = (linkage){0};
    return false;
}

static void find_nearest(linkage *l, size_t i)
{
    size_t best = l->n;
    for (size_t k = 0; k < l->n; k++)
        if (k != i && l->size[k] && (best == l->n || l->similar[i * l->n + k] > l->similar[i * l->n + best])) best = k;
    l->nearest[i] = (uint32_t)best;
}

static void merge_groups(linkage *l, float threshold, size_t least)
{
    size_t n = l->n;
    for (size_t i = 0; i < n; i++) find_nearest(l, i);
    while (l->alive > least) {
        size_t a = n;
        for (size_t i = 0; i < n; i++)
            if (l->size[i] && l->nearest[i] < n &&
                (a == n || l->similar[i * n + l->nearest[i]] > l->similar[a * n + l->nearest[a]]))
                a = i;
        if (a == n || l->similar[a * n + l->nearest[a]] <= threshold) return;
        size_t b = l->nearest[a];
        float na = (float)l->size[a], nb = (float)l->size[b];
        for (size_t k = 0; k < n; k++) { /* Lance and Williams 1967 */
            float joined = (na * l->similar[a * n + k] + nb * l->similar[b * n + k]) / (na + nb);
            l->similar[a * n + k] = l->similar[k * n + a] = joined;
            if (l->group[k] == b) l->group[k] = (uint32_t)a;
        }
        l->size[a] += l->size[b];
        l->size[b] = 0;
        l->alive--;
        for (size_t k = 0; k < n; k++)
            if (l->size[k] && (k == a || l->nearest[k] == a || l->nearest[k] == b ||
                               l->similar[k * n + a] > l->similar[k * n + l->nearest[k]]))
                find_nearest(l, k);
    }
}

static void compare_all(linkage *l, const document *documents)
{
    for (size_t i = 0; i < l->n; i++) {
        for (size_t k = 0; k < i; k++)
            l->similar[i * l->n + k] = l->similar[k * l->n + i] = cosine(&documents[i], &documents[k]);
        l->similar[i * l->n + i] = 0;
    }
}

/* ---- the second stage ---- */

/* Similarity between the two halves over that within them, from a copy of the table made before merging. */
static double contrast_of(const float *similar, const uint32_t *group, size_t n, size_t *out_first)
{
    double within = 0, between = 0, within_pairs = 0, between_pairs = 0;
    size_t first = 0;
    for (size_t i = 0; i < n; i++) {
        first += group[i] == group[0];
        for (size_t k = 0; k < i; k++) {
            bool same = group[i] == group[k];
            *(same ? &within : &between) += (double)similar[i * n + k];
            *(same ? &within_pairs : &between_pairs) += 1;
        }
    }
    *out_first = first;
    return within > 0 && between_pairs > 0 ? between / between_pairs / (within / within_pairs) : 1;
}

/* Parts `ids` (count of them) into two halves in place; *out_first is the size of the first, count where they stay
 * together. */
static sitrep_status part(sitrep_grouper *g, uint32_t *ids, size_t count, size_t *out_first)
{
    size_t distinct = 0, first = count;
    linkage l = {0};
    arena_mark mark = arena_mark_set(&g->arena);
    document *local = ARENA_ARRAY(&g->arena, document, count);
    term *seen = document_frequencies(g->documents, ids, count, &distinct);
    float *before = malloc(count * count * sizeof *before);
    uint32_t *moved = malloc(count * sizeof *moved);
    sitrep_status status = local && seen && before && moved && linkage_init(&l, count) ? SITREP_OK : SITREP_NOMEM;
    for (size_t d = 0; d < count && !status; d++) {
        local[d] = (document){.terms = ARENA_ARRAY(&g->arena, term, g->documents[ids[d]].count + 1)};
        if (!local[d].terms) status = SITREP_NOMEM;
    }
    *out_first = count;
    if (!status) {
        weigh(g->documents, local, ids, count, seen, distinct, true);
        compare_all(&l, local);
        memcpy(before, l.similar, count * count * sizeof *before);
        merge_groups(&l, -1, 2);
        double contrast = contrast_of(before, l.group, count, &first);
        if (contrast < CONTRAST && first >= SIDE_MIN && count - first >= SIDE_MIN) {
            size_t at = 0, other = first;
            for (size_t i = 0; i < count; i++) moved[l.group[i] == l.group[0] ? at++ : other++] = ids[i];
            memcpy(ids, moved, count * sizeof *ids);
            *out_first = first;
        }
    }
    linkage_release(&l);
    free(moved);
    free(before);
    free(seen);
    arena_mark_rewind(&g->arena, mark);
    return status;
}

/* Parts a group as long as it falls apart; each final part gets the number of its first report. As deep as there are
 * parts at most. */
static sitrep_status part_all(sitrep_grouper *g, uint32_t *ids, size_t count)
{
    size_t first = count;
    sitrep_status status = count >= SPLIT_MIN ? part(g, ids, count, &first) : SITREP_OK;
    if (status) return status;
    if (first < count) {
        status = part_all(g, ids, first);
        return status ? status : part_all(g, ids + first, count - first);
    }
    for (size_t i = 0; i < count; i++) g->groups[ids[i]] = ids[0];
    return SITREP_OK;
}

static sitrep_status group_all(sitrep_grouper *g, size_t n)
{
    size_t distinct = 0;
    linkage l = {0};
    uint32_t *ids = malloc((n + 1) * sizeof *ids);
    sitrep_status status = ids && linkage_init(&l, n) ? SITREP_OK : SITREP_NOMEM;
    for (size_t i = 0; i < n && !status; i++) {
        ids[i] = (uint32_t)i;
        if (!g->documents[i].terms) g->documents[i].terms = ARENA_ARRAY(&g->arena, term, g->documents[i].count + 1);
        if (!g->documents[i].terms) status = SITREP_NOMEM;
    }
    term *seen = status ? NULL : document_frequencies(g->documents, ids, n, &distinct);
    if (!seen) status = SITREP_NOMEM;
    if (!status) {
        weigh(g->documents, g->documents, ids, n, seen, distinct, false);
        compare_all(&l, g->documents);
        merge_groups(&l, THRESHOLD, 1);
    }
    for (size_t i = 0; i < n && !status; i++) g->groups[i] = l.group[i];
    for (size_t i = 0; i < n && !status; i++) { /* the members of each group side by side, then parted */
        if (l.size[i] == 0) continue;
        size_t count = 0;
        for (size_t k = 0; k < n; k++)
            if (l.group[k] == i) ids[count++] = (uint32_t)k;
        status = part_all(g, ids, count);
    }
    free(seen);
    free(ids);
    linkage_release(&l);
    return status;
}

sitrep_status sitrep_grouper_groups(sitrep_grouper *grouper, const uint32_t **out_groups, size_t *out_count,
                                    sitrep_error *err)
{
    size_t n = grouper->count;
    if (n > REPORTS_MAX)
        return base_error(err, SITREP_LIMIT, "more than %u reports at once; 'sitrep add' links any number",
                          REPORTS_MAX);
    uint32_t *groups = realloc(grouper->groups, (n + 1) * sizeof *groups);
    if (groups) grouper->groups = groups;
    sitrep_status status = groups ? group_all(grouper, n) : SITREP_NOMEM;
    if (status) return base_error(err, status, "out of memory");
    *out_groups = grouper->groups;
    *out_count = n;
    return SITREP_OK;
}
