/* know/gazetteer_names.c — names as items to sort. memcmp() of two items orders them as the file has them:
 *
 *   token + 1, four bytes big-endian, for each piece | 0000 | kind |
 *       places: ~weight, row (four bytes each, big-endian) | name kind | dotted | shape
 *       others: number in the base (four bytes) | the entry as it lies in the base
 *
 * so that a name's entries come together, shorter names before those that go on from them, and the biggest place first.
 */
#include "know/gazetteer_int.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/text.h"

#include "base/banned.h"

static unsigned char *put(unsigned char *p, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8) *p++ = (unsigned char)(v >> shift);
    return p;
}

static uint32_t get(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* ---- words ---- */

static sitrep_sv token_text(const gaz *g, uint32_t token)
{
    const know_str *known = KNOW_ROW(g->base, TOKENS, know_str, token);
    if (known) return know_text(g->base, *known);
    know_str s = g->tokens[token - g->base->section[KNOW_SECTION_TOKENS].count];
    return (sitrep_sv){g->new_tokens.ptr + s.at, s.len};
}

static uint32_t all_tokens(const gaz *g)
{
    return g->base->section[KNOW_SECTION_TOKENS].count + g->token_count;
}

static bool grow_slots(gaz *g)
{
    uint32_t cap = 16;
    while (cap < (all_tokens(g) + 1) * 2 && cap < 1u << 30) cap *= 2;
    uint32_t *slots = calloc(cap, sizeof *slots);
    if (!slots) return false;
    for (uint32_t i = 0; i < all_tokens(g); i++) {
        uint32_t at = (uint32_t)know_hash(token_text(g, i), 0) & (cap - 1);
        while (slots[at]) at = (at + 1) & (cap - 1);
        slots[at] = i + 1;
    }
    free(g->token_slots);
    g->token_slots = slots;
    g->slot_cap = cap;
    return true;
}

/* The number of a word, made where it is new; SITREP_NONE when memory is out. */
static uint32_t token_of(gaz *g, sitrep_sv piece)
{
    if ((all_tokens(g) + 1) * 2 > g->slot_cap && !grow_slots(g)) return SITREP_NONE;
    uint32_t mask = g->slot_cap - 1, at = (uint32_t)know_hash(piece, 0) & mask;
    for (; g->token_slots[at]; at = (at + 1) & mask)
        if (sv_eq(token_text(g, g->token_slots[at] - 1), piece)) return g->token_slots[at] - 1;
    if (g->token_count == g->token_cap) {
        uint32_t cap = g->token_cap ? g->token_cap * 2 : 1024;
        know_str *tokens = realloc(g->tokens, cap * sizeof *tokens);
        if (!tokens) return SITREP_NONE;
        g->tokens = tokens;
        g->token_cap = cap;
    }
    know_str text = {(uint32_t)g->new_tokens.len, (uint32_t)piece.len};
    buf_add_sv(&g->new_tokens, piece);
    buf_add_char(&g->new_tokens, '\0');
    if (g->new_tokens.failed) return SITREP_NONE;
    g->tokens[g->token_count++] = text;
    g->token_slots[at] = all_tokens(g);
    return all_tokens(g) - 1;
}

/* ---- items ---- */

static unsigned char *put_phrase(unsigned char *p, const uint32_t *tokens, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) p = put(p, tokens[i] + 1);
    return put(p, 0);
}

static unsigned char *put_place(unsigned char *p, uint32_t place, uint32_t weight, const know_entry *e)
{
    *p++ = KNOW_ENTRY_PLACE;
    p = put(p, ~weight);
    p = put(p, place);
    *p++ = e->name;
    *p++ = e->dotted;
    *p++ = e->shape;
    return p;
}

uint32_t gaz_item_phrase(sitrep_sv item, uint32_t *tokens)
{
    const unsigned char *p = (const unsigned char *)item.ptr;
    uint32_t n = 0;
    for (uint32_t v; n < KNOW_PHRASE_PIECES_MAX && (v = get(p + 4 * (size_t)n)) != 0; n++) tokens[n] = v - 1;
    return n;
}

know_entry gaz_item_entry(sitrep_sv item, uint32_t token_count)
{
    const unsigned char *p = (const unsigned char *)item.ptr + 4 * ((size_t)token_count + 1);
    know_entry e = {.kind = p[0]};
    if (e.kind != KNOW_ENTRY_PLACE) {
        memcpy(&e, p + 5, sizeof e);
        return e;
    }
    e.id = get(p + 5);
    e.name = p[9];
    e.dotted = p[10];
    e.shape = p[11];
    return e;
}

static sitrep_status no_memory(gaz *g)
{
    return base_error(g->err, SITREP_NOMEM, "out of memory");
}

sitrep_status gaz_add_name(gaz *g, sitrep_sv text, uint32_t place, uint32_t weight, uint8_t kind)
{
    know_phrase phrase;
    uint32_t tokens[KNOW_PHRASE_PIECES_MAX];
    unsigned char item[SORTER_ITEM_MAX];
    if (!know_phrase_make(text, &phrase)) return SITREP_OK;
    for (uint32_t i = 0; i < phrase.count; i++)
        if ((tokens[i] = token_of(g, phrase.piece[i])) == SITREP_NONE) return no_memory(g);
    know_entry e = {.name = kind, .dotted = phrase.dotted, .shape = phrase.shape};
    unsigned char *end = put_place(put_phrase(item, tokens, phrase.count), place, weight, &e);
    return sorter_add(g->sorted, item, (size_t)(end - item), g->err);
}

/* The entries of a node of the base. */
static sitrep_status take_node(gaz *g, uint32_t node, const uint32_t *tokens, uint32_t count)
{
    const know_node *at = KNOW_ROW(g->base, NODES, know_node, node);
    const know_node *next = KNOW_ROW(g->base, NODES, know_node, node + 1);
    for (uint32_t i = at ? at->first_entry : 0; at && next && i < next->first_entry; i++) {
        const know_entry *e = know_entry_at(g->base, i);
        unsigned char item[SORTER_ITEM_MAX], *end = put_phrase(item, tokens, count);
        const know_place *p = e && e->kind == KNOW_ENTRY_PLACE ? know_place_at(g->base, e->id) : NULL;
        if (!e) break;
        if (p) {
            end = put_place(end, e->id, know_place_weight(p), e);
        } else {
            *end++ = e->kind;
            end = put(end, i);
            memcpy(end, e, sizeof *e);
            end += sizeof *e;
        }
        sitrep_status status = sorter_add(g->sorted, item, (size_t)(end - item), g->err);
        if (status) return status;
    }
    return SITREP_OK;
}

sitrep_status gaz_take_base(gaz *g)
{
    const know_rows *root = &g->base->section[KNOW_SECTION_ROOT];
    const know_edge *edges = g->base->section[KNOW_SECTION_EDGES].rows;
    uint32_t edge_count = g->base->section[KNOW_SECTION_EDGES].count;
    uint32_t tokens[KNOW_PHRASE_PIECES_MAX], next_edge[KNOW_PHRASE_PIECES_MAX], last_edge[KNOW_PHRASE_PIECES_MAX];
    if (!grow_slots(g)) return no_memory(g);
    for (uint32_t t = 0; t < root->count; t++) {
        uint32_t node = ((const uint32_t *)root->rows)[t], depth = 1;
        if (node == 0) continue;
        tokens[0] = t;
        for (bool fresh = true; depth > 0;) { /* down the trie, node by node */
            if (fresh) {
                const know_node *at = KNOW_ROW(g->base, NODES, know_node, node);
                const know_node *next = KNOW_ROW(g->base, NODES, know_node, node + 1);
                sitrep_status status = take_node(g, node, tokens, depth);
                if (status) return status;
                next_edge[depth - 1] = at && next ? at->first_edge : edge_count;
                last_edge[depth - 1] = at && next && next->first_edge <= edge_count ? next->first_edge : 0;
            }
            fresh = next_edge[depth - 1] < last_edge[depth - 1] && depth < KNOW_PHRASE_PIECES_MAX;
            if (fresh) {
                const know_edge *e = &edges[next_edge[depth - 1]++];
                node = e->child;
                tokens[depth++] = e->token;
            } else {
                depth--;
            }
        }
    }
    return SITREP_OK;
}
