/* know/compile_phrases.c — the phrase trie: names become token sequences, sequences nodes, nodes lists of entries. */
#include "know/compile.h"
#include "know/naming.h"

#include "base/banned.h"

static uint32_t token_of(know_compiler *c, sitrep_sv piece)
{
    uint32_t known = know_map_get(&c->tokens, piece, 0);
    if (known != SITREP_NONE) return known;
    know_str text = know_intern(c, piece);
    sitrep_sv kept = arena_copy(&c->arena, piece);
    uint32_t *value = know_map_at(c, &c->tokens, kept, 0);
    *value = c->section[KNOW_SECTION_TOKENS].count;
    *(know_str *)know_push(c, &c->section[KNOW_SECTION_TOKENS], sizeof(know_str)) = text;
    return *value;
}

static uint32_t trie_hash(uint32_t node, uint32_t token)
{
    uint64_t h = ((uint64_t)node << 32 | token) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(h >> 32) ^ (uint32_t)h;
}

static bool trie_grow(know_compiler *c)
{
    uint32_t cap = c->trie_cap ? c->trie_cap * 2 : 1024;
    know_trie_slot *slots = calloc(cap, sizeof *slots);
    if (!slots) return false;
    for (uint32_t i = 0; i < c->trie_cap; i++) {
        if (!c->trie[i].child) continue;
        uint32_t at = trie_hash(c->trie[i].node, c->trie[i].token) & (cap - 1);
        while (slots[at].child) at = (at + 1) & (cap - 1);
        slots[at] = c->trie[i];
    }
    free(c->trie);
    c->trie = slots;
    c->trie_cap = cap;
    return true;
}

static uint32_t trie_child(know_compiler *c, uint32_t node, uint32_t token)
{
    if ((c->trie_count + 1) * 2 > c->trie_cap && !trie_grow(c)) {
        c->oom = true;
        return node;
    }
    uint32_t at = trie_hash(node, token) & (c->trie_cap - 1);
    while (c->trie[at].child && (c->trie[at].node != node || c->trie[at].token != token))
        at = (at + 1) & (c->trie_cap - 1);
    if (!c->trie[at].child) {
        c->trie[at] = (know_trie_slot){node, token, c->nodes++};
        c->trie_count++;
    }
    return c->trie[at].child;
}

void know_name(know_compiler *c, sitrep_sv phrase, know_entry entry, uint32_t weight)
{
    know_phrase p;
    if (!know_phrase_make(phrase, &p)) return;
    entry.shape = p.shape;
    entry.dotted = p.dotted;
    uint32_t node = 0;
    for (uint32_t i = 0; i < p.count; i++) node = trie_child(c, node, token_of(c, p.piece[i]));
    *(know_naming *)know_push(c, &c->namings, sizeof(know_naming)) = (know_naming){node, entry, weight};
}

static int compare_naming(const void *pa, const void *pb)
{
    const know_naming *a = pa, *b = pb;
    if (a->node != b->node) return a->node < b->node ? -1 : 1;
    if (a->entry.kind != b->entry.kind) return a->entry.kind - b->entry.kind;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    if (a->entry.id != b->entry.id) return a->entry.id < b->entry.id ? -1 : 1;
    if (a->entry.name != b->entry.name) return a->entry.name - b->entry.name;
    /* a looser shape first: it lets more text be this name */
    return a->entry.dotted != b->entry.dotted ? a->entry.dotted - b->entry.dotted : a->entry.shape - b->entry.shape;
}

/* One name twice for one thing is one entry, but "US" beside "us", "Mass." beside "Mass" stay apart where case tells.
 */
static bool same_naming(const know_naming *a, const know_naming *b)
{
    return a->node == b->node && a->entry.kind == b->entry.kind && a->entry.id == b->entry.id &&
           memcmp(a->entry.bound, b->entry.bound, sizeof a->entry.bound) == 0 &&
           (a->entry.kind != KNOW_ENTRY_ACTOR || a->entry.name == b->entry.name ||
            (a->entry.name < KNOW_NAME_ADJECTIVE && b->entry.name < KNOW_NAME_ADJECTIVE));
}

static int compare_edge(const void *pa, const void *pb)
{
    const know_trie_slot *a = pa, *b = pb;
    if (a->node != b->node) return a->node < b->node ? -1 : 1;
    return a->token < b->token ? -1 : a->token > b->token;
}

/* Entries in the order of their nodes; nodes know where theirs begin. */
static void put_entries(know_compiler *c, know_node *nodes)
{
    know_naming *n = (know_naming *)(void *)c->namings.rows;
    if (c->namings.count) qsort(n, c->namings.count, sizeof *n, compare_naming);
    uint32_t node = 0;
    for (uint32_t i = 0; i < c->namings.count; i++) {
        if (i && same_naming(&n[i - 1], &n[i])) continue;
        for (; node < n[i].node; node++) nodes[node + 1].first_entry = c->section[KNOW_SECTION_ENTRIES].count;
        *(know_entry *)know_push(c, &c->section[KNOW_SECTION_ENTRIES], sizeof(know_entry)) = n[i].entry;
    }
    for (; node < c->nodes; node++) nodes[node + 1].first_entry = c->section[KNOW_SECTION_ENTRIES].count;
}

static void put_edges(know_compiler *c, know_node *nodes)
{
    know_trie_slot *edges = c->trie;
    uint32_t count = 0, node = 1;
    for (uint32_t i = 0; i < c->trie_cap; i++)
        if (edges[i].child) edges[count++] = edges[i];
    if (count) qsort(edges, count, sizeof *edges, compare_edge);
    know_vec *root = &c->section[KNOW_SECTION_ROOT];
    for (uint32_t i = 0; i < c->section[KNOW_SECTION_TOKENS].count; i++) know_push(c, root, sizeof(uint32_t));
    for (uint32_t i = 0; i < count && !c->oom; i++) {
        if (edges[i].node == 0) {
            ((uint32_t *)(void *)root->rows)[edges[i].token] = edges[i].child;
            continue;
        }
        for (; node < edges[i].node; node++) nodes[node + 1].first_edge = c->section[KNOW_SECTION_EDGES].count;
        know_edge *e = know_push(c, &c->section[KNOW_SECTION_EDGES], sizeof *e);
        *e = (know_edge){edges[i].token, edges[i].child};
    }
    for (; node < c->nodes; node++) nodes[node + 1].first_edge = c->section[KNOW_SECTION_EDGES].count;
}

static void put_token_slots(know_compiler *c)
{
    uint32_t count = c->section[KNOW_SECTION_TOKENS].count, cap = 16;
    while (cap < count * 2) cap *= 2;
    know_vec *slots = &c->section[KNOW_SECTION_TOKEN_SLOTS];
    for (uint32_t i = 0; i < cap; i++) know_push(c, slots, sizeof(uint32_t));
    const know_str *token = (const know_str *)(const void *)c->section[KNOW_SECTION_TOKENS].rows;
    uint32_t *slot = (uint32_t *)(void *)slots->rows;
    for (uint32_t i = 0; i < count && !c->oom; i++) {
        sitrep_sv text = {c->section[KNOW_SECTION_STRINGS].rows + token[i].at, token[i].len};
        uint32_t at = (uint32_t)know_hash(text, 0) & (cap - 1);
        while (slot[at]) at = (at + 1) & (cap - 1);
        slot[at] = i + 1;
    }
}

void know_finish_phrases(know_compiler *c)
{
    know_vec *v = &c->section[KNOW_SECTION_NODES];
    for (uint32_t i = 0; i <= c->nodes; i++) know_push(c, v, sizeof(know_node));
    if (c->oom) return;
    put_entries(c, (know_node *)(void *)v->rows);
    put_edges(c, (know_node *)(void *)v->rows);
    put_token_slots(c);
}
