/* know/phrases.c — names and words found in running text: a trie over the pieces of folded words.
 * Matching a sentence costs one hash per word (know_word_of) and one small binary search per step of the trie. */
#include "base/error.h"
#include "base/text.h"
#include "know/fold.h"
#include "know/format.h"

#include "base/banned.h"

#define TOKEN_NONE SITREP_NONE
#define DEPTH_MAX  24u

static uint32_t token_of(const sitrep_knowledge *k, sitrep_sv piece)
{
    const know_rows *slots = &k->section[KNOW_SECTION_TOKEN_SLOTS];
    const uint32_t *slot = slots->rows;
    if (slots->count == 0 || (slots->count & (slots->count - 1))) return TOKEN_NONE;
    uint32_t mask = slots->count - 1, at = (uint32_t)know_hash(piece, 0) & mask;
    for (uint32_t tries = 0; tries <= mask; tries++, at = (at + 1) & mask) {
        if (slot[at] == 0) return TOKEN_NONE;
        const know_str *text = KNOW_ROW(k, TOKENS, know_str, slot[at] - 1);
        if (text && sv_eq(know_text(k, *text), piece)) return slot[at] - 1;
    }
    return TOKEN_NONE;
}

know_word know_word_of(const sitrep_knowledge *k, sitrep_sv form)
{
    know_folded folded;
    know_word word = {.count = 1, .piece = {TOKEN_NONE}};
    if (form.len > KNOW_FOLD_MAX) return word;
    know_fold(form, &folded);
    word.shape =
        folded.shape == KNOW_INITIALS ? KNOW_UPPER : folded.shape; /* initials are told apart in entries only */
    word.dotted = folded.dotted;
    word.letters = folded.letters > 0;
    if (folded.too_long) return word;
    word.count = folded.count;
    for (uint32_t i = 0; i < folded.count; i++) {
        sitrep_sv piece = {folded.bytes + folded.begin[i], folded.len[i]};
        word.piece[i] = token_of(k, piece);
        word.own[i] = k->own ? token_of(k->own, piece) : TOKEN_NONE;
    }
    return word;
}

/* The child of `node` by `token`, 0 where there is none. */
static uint32_t child_of(const sitrep_knowledge *k, uint32_t node, uint32_t token)
{
    if (token == TOKEN_NONE) return 0;
    if (node == 0) {
        const uint32_t *child = KNOW_ROW(k, ROOT, uint32_t, token);
        return child ? *child : 0;
    }
    const know_node *at = KNOW_ROW(k, NODES, know_node, node), *next = KNOW_ROW(k, NODES, know_node, node + 1);
    if (!at || !next || next->first_edge > k->section[KNOW_SECTION_EDGES].count) return 0;
    const know_edge *edge = k->section[KNOW_SECTION_EDGES].rows;
    for (uint32_t low = at->first_edge, high = next->first_edge; low < high;) {
        uint32_t mid = low + (high - low) / 2;
        if (edge[mid].token == token) return edge[mid].child;
        if (edge[mid].token < token)
            low = mid + 1;
        else
            high = mid;
    }
    return 0;
}

/* Entries of a node as a match of words [begin, end). */
static know_match match_of(const sitrep_knowledge *k, uint32_t node, uint32_t begin, uint32_t end)
{
    know_match m = {begin, end, 0, 0};
    const know_node *at = KNOW_ROW(k, NODES, know_node, node), *next = KNOW_ROW(k, NODES, know_node, node + 1);
    if (node == 0 || !at || !next || next->first_entry < at->first_entry ||
        next->first_entry > k->section[KNOW_SECTION_ENTRIES].count)
        return m;
    m.first = at->first_entry;
    m.count = next->first_entry - at->first_entry;
    return m;
}

/* Walks one word further; 0 where no phrase goes on. Words without pieces leave the node as it is. */
static uint32_t step(const sitrep_knowledge *k, uint32_t node, const know_word *word, bool own)
{
    for (uint32_t i = 0; i < word->count && i < KNOW_PIECES_MAX; i++) {
        node = child_of(k, node, own ? word->own[i] : word->piece[i]);
        if (node == 0) return 0;
    }
    return node;
}

/* Matches from words[at], shortest first; at most DEPTH_MAX. */
static uint32_t walk(const sitrep_knowledge *k, const know_word *words, uint32_t count, uint32_t at, bool own,
                     know_match *found)
{
    uint32_t n = 0, node = 0;
    for (uint32_t i = at; i < count && n < DEPTH_MAX; i++) {
        if (words[i].count == 0) continue;
        node = step(k, node, &words[i], own);
        if (node == 0) break;
        know_match m = match_of(k, node, at, i + 1);
        if (m.count) found[n++] = m;
    }
    return n;
}

uint32_t know_match_at(const sitrep_knowledge *k, const know_word *words, uint32_t count, uint32_t at, know_match *out,
                       uint32_t max)
{
    know_match found[DEPTH_MAX], own[DEPTH_MAX];
    if (at >= count || words[at].count == 0) return 0;
    uint32_t n = walk(k, words, count, at, false, found), m = k->own ? walk(k->own, words, count, at, true, own) : 0;
    uint32_t written = 0;
    while (written < max && (n || m)) { /* the longer first; of the same words the user's own alone */
        if (m && (!n || own[m - 1].end >= found[n - 1].end)) {
            if (n && own[m - 1].end == found[n - 1].end) n--;
            out[written] = own[--m];
            out[written++].first += k->section[KNOW_SECTION_ENTRIES].count;
        } else {
            out[written++] = found[--n];
        }
    }
    return written;
}

know_match know_match_exact(const sitrep_knowledge *k, const know_word *words, uint32_t count)
{
    uint32_t node = 0;
    for (uint32_t i = 0; i < count; i++) {
        node = step(k, node, &words[i], false);
        if (node == 0 && words[i].count) break;
    }
    return match_of(k, node, 0, count);
}

know_match know_match_text(const sitrep_knowledge *k, sitrep_sv phrase)
{
    uint32_t node = 0, words = 0;
    for (sitrep_sv rest = sv_trim(phrase); rest.len;) {
        sitrep_sv piece = sv_cut(&rest, ' ');
        if (piece.len == 0) continue;
        bool comma = piece.len > 1 && piece.ptr[piece.len - 1] == ',';
        if (comma) piece.len--;
        know_word word = know_word_of(k, piece);
        node = step(k, node, &word, false);
        if (comma && node) {
            word = know_word_of(k, SV(","));
            node = step(k, node, &word, false);
        }
        words++;
        if (node == 0 && word.count) break;
    }
    return match_of(k, node, 0, words);
}

const know_entry *know_entry_at(const sitrep_knowledge *k, uint32_t entry)
{
    uint32_t count = k->section[KNOW_SECTION_ENTRIES].count;
    if (entry >= count && entry != SITREP_NONE && k->own) return KNOW_ROW(k->own, ENTRIES, know_entry, entry - count);
    return KNOW_ROW(k, ENTRIES, know_entry, entry);
}

bool know_entry_fits(const know_entry *e, const know_word *words, uint32_t begin, uint32_t end)
{
    uint32_t first = begin, last = end;
    while (first < end && !words[first].letters) first++;
    while (last > first && !words[last - 1].letters) last--;
    if (first == last) return e->shape == KNOW_LOWER;
    switch (e->shape) {
    case KNOW_LOWER:
        return true;
    case KNOW_INITIALS:
        for (uint32_t i = first; i < last; i++)
            if (words[i].letters && words[i].shape < KNOW_UPPER && !(words[i].dotted && words[i].shape == KNOW_CAPITAL))
                return false;
        return true;
    case KNOW_UPPER:
        return words[first].shape != KNOW_LOWER;
    default:
        return words[first].shape != KNOW_LOWER || words[last - 1].shape != KNOW_LOWER;
    }
}

uint32_t know_match_stop(const sitrep_knowledge *k, const know_match *m)
{
    for (uint32_t i = 0; i < m->count; i++) {
        const know_entry *e = know_entry_at(k, m->first + i);
        if (e && e->kind == KNOW_ENTRY_STOP) return e->id;
    }
    return 0;
}

uint32_t know_entry_stop(const sitrep_knowledge *k, const know_match *m, const know_entry *e)
{
    uint32_t stop = know_match_stop(k, m);
    return e->shape == KNOW_INITIALS && !(stop & KNOW_STOP_AFTER) ? 0 : stop;
}

bool know_match_has(const sitrep_knowledge *k, const know_match *m, uint32_t kinds)
{
    for (uint32_t i = 0; i < m->count; i++) {
        const know_entry *e = know_entry_at(k, m->first + i);
        if (e && kinds & KNOW_KIND_BIT(e->kind)) return true;
    }
    return false;
}
