/* lang/net_heads.c — what the heads' scores mean: name spans, marks in pairs, and lemmas from edit scripts. */
#include "lang/net.h"

#include "base/banned.h"

/* Tags: 0 outside, then four for each kind: begin, inside, end, single. */
static bool goes_on(uint32_t tag)
{
    return tag && (tag - 1) % 4 < 2;
}

static bool may_follow(uint32_t a, uint32_t b)
{
    uint32_t part = b ? (b - 1) % 4 : 0;
    if (goes_on(a)) return b && (b - 1) / 4 == (a - 1) / 4 && (part == 1 || part == 2);
    return !b || part == 0 || part == 3;
}

void net_names(const float *scores, uint32_t stride, uint32_t n, uint8_t *out, uint8_t *back)
{
    float best[NET_NAME_TAGS], next[NET_NAME_TAGS];
    for (uint32_t b = 0; b < NET_NAME_TAGS; b++) best[b] = may_follow(0, b) ? scores[b] : -1e9f;
    for (uint32_t i = 1; i < n; i++) {
        const float *row = scores + (size_t)i * stride;
        for (uint32_t b = 0; b < NET_NAME_TAGS; b++) {
            uint32_t from = SITREP_NONE;
            for (uint32_t a = 0; a < NET_NAME_TAGS; a++)
                if (may_follow(a, b) && (from == SITREP_NONE || best[a] > best[from])) from = a;
            next[b] = best[from] + row[b];
            back[i * NET_NAME_TAGS + b] = (uint8_t)from;
        }
        memcpy(best, next, sizeof best);
    }
    uint32_t at = 0;
    for (uint32_t a = 1; a < NET_NAME_TAGS; a++)
        if (!goes_on(a) && best[a] > best[at]) at = a;
    for (uint32_t i = n; i-- > 0;) {
        out[i] = (uint8_t)at;
        if (i) at = back[i * NET_NAME_TAGS + at];
    }
}

/* ---- marks in pairs ---- */

#define OPEN_MAX 16u /* marks that stand open at once; more are not looked at */

/* What closes the mark that `form` may open; len 0 if it opens none. */
static sitrep_sv closing_of(sitrep_sv form)
{
    static const char pairs[][2][4] = {{"(", ")"},
                                       {"[", "]"},
                                       {"{", "}"},
                                       {"\"", "\""},
                                       {"'", "'"},
                                       {"\xE2\x80\x9C", "\xE2\x80\x9D"},
                                       {"\xE2\x80\x98", "\xE2\x80\x99"},
                                       {"\xC2\xAB", "\xC2\xBB"},
                                       {"``", "''"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (form.len < 4 && memcmp(form.ptr, pairs[i][0], form.len) == 0 && pairs[i][0][form.len] == 0)
            return sv_of(pairs[i][1]);
    return (sitrep_sv){NULL, 0};
}

static bool has_dependents(const sitrep_word *words, uint32_t count, uint32_t i)
{
    for (uint32_t k = 0; k < count; k++)
        if (words[k].head == i) return true;
    return false;
}

/* Hangs both marks on the one word between them whose head is not between them; does nothing if there are more. */
static void hang_pair(sitrep_word *words, uint32_t count, uint32_t open, uint32_t close)
{
    uint32_t top = SITREP_NONE;
    for (uint32_t k = open + 1; k < close; k++) {
        uint32_t h = words[k].head;
        if (words[k].upos == SITREP_UPOS_PUNCT || (h != SITREP_NONE && h > open && h < close)) continue;
        if (top != SITREP_NONE) return;
        top = k;
    }
    if (top == SITREP_NONE || has_dependents(words, count, open) || has_dependents(words, count, close)) return;
    if (words[open].head != SITREP_NONE && words[close].head != SITREP_NONE) words[open].head = words[close].head = top;
}

void net_hang_pairs(sitrep_word *words, uint32_t count)
{
    struct {
        uint32_t at;
        sitrep_sv closing;
    } open[OPEN_MAX];
    uint32_t depth = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (words[i].upos != SITREP_UPOS_PUNCT) continue;
        uint32_t d = depth;
        while (d && !sv_eq(open[d - 1].closing, words[i].form)) d--;
        if (d) {
            depth = d - 1; /* what was opened inside and not closed is given up */
            hang_pair(words, count, open[depth].at, i);
            continue;
        }
        sitrep_sv closing = closing_of(words[i].form);
        if (closing.len && depth < OPEN_MAX) {
            open[depth].at = i;
            open[depth++].closing = closing;
        }
    }
}

/* ---- lemmas ---- */

uint32_t net_lemma_lookup(const lang_net *net, sitrep_sv form, unsigned upos)
{
    uint64_t key = net_hash((const unsigned char *)form.ptr, form.len, 100 + upos);
    uint32_t check = (uint32_t)(key >> 32) | 1u, at = (uint32_t)key & net->lemma_mask;
    for (; net->lemma_check[at]; at = (at + 1) & net->lemma_mask)
        if (net->lemma_check[at] == check) return net->lemma_script[at];
    return SITREP_NONE;
}

/* The small letter of a letter in Latin-1 or Latin Extended-A, Greek and Cyrillic, as far as the case rules are
 * regular. */
static uint32_t lower_cp(uint32_t cp)
{
    if (cp < 0x80) return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
    if ((cp >= 0xC0 && cp <= 0xDE && cp != 0xD7) || (cp >= 0x391 && cp <= 0x3A9 && cp != 0x3A2) ||
        (cp >= 0x410 && cp <= 0x42F))
        return cp + 32;
    if (cp >= 0x400 && cp <= 0x40F) return cp + 80;
    if ((cp >= 0x100 && cp <= 0x137 && cp != 0x130) || (cp >= 0x14A && cp <= 0x177) || (cp >= 0x1E00 && cp <= 0x1EFF))
        return cp | 1u;
    if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17E)) return cp + (cp & 1u);
    return cp;
}

/* Bytes of `form` without its last `cut` code points; false where it has fewer. */
static bool cut_end(sitrep_sv form, uint32_t cut, size_t *len)
{
    size_t n = form.len;
    for (; cut; cut--) {
        if (!n) return false;
        do n--;
        while (n && ((unsigned char)form.ptr[n] & 0xC0) == 0x80);
    }
    *len = n;
    return true;
}

static bool changes_case(sitrep_sv form, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if ((unsigned char)form.ptr[i] >= 0x80 || (form.ptr[i] >= 'A' && form.ptr[i] <= 'Z')) return true;
    return false;
}

sitrep_status net_lemma(const lang_net *net, uint32_t id, sitrep_sv form, arena *a, sitrep_sv *out)
{
    const uint32_t *script = net->scripts + (size_t)id * 3; /* 0 small letters, 1 as it is, 2 small after the first */
    sitrep_sv add = sv_of(net->strings + script[2]);
    size_t keep, first = 0;
    *out = form;
    if (!cut_end(form, script[1], &keep)) return SITREP_OK;
    if (script[0] == 2 && keep) {
        uint32_t cp;
        first = utf8_decode(form, 0, &cp);
        if (first > keep) first = keep;
    }
    bool lower = script[0] != 1 && changes_case(form, first, keep);
    if (!lower && !add.len) {
        out->len = keep;
        return SITREP_OK;
    }
    char *bytes = arena_alloc(a, keep * 2 + add.len + 1);
    if (!bytes) return SITREP_NOMEM;
    size_t n = first;
    memcpy(bytes, form.ptr, first);
    for (size_t i = first; i < keep;) {
        uint32_t cp, len = utf8_decode(form, i, &cp);
        if (!lower || !len || i + len > keep) {
            bytes[n++] = form.ptr[i++];
            continue;
        }
        n += utf8_encode(lower_cp(cp), bytes + n);
        i += len;
    }
    memcpy(bytes + n, add.ptr, add.len);
    *out = (sitrep_sv){bytes, n + add.len};
    return SITREP_OK;
}
