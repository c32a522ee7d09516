/* lang/features.c — what the network sees of a word. The twin of tools/train/features.py: both must agree byte for
 * byte. */
#include "lang/net.h"

#include "base/banned.h"

#define SHAPE_MAX 12u

uint64_t net_hash(const unsigned char *bytes, size_t len, uint64_t seed)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ (seed * UINT64_C(0x9E3779B97F4A7C15));
    for (size_t i = 0; i < len; i++) h = (h ^ bytes[i]) * UINT64_C(0x100000001b3);
    h ^= h >> 32;
    h *= UINT64_C(0xd6e8feb86659fd93);
    return h ^ (h >> 32);
}

/* A Latin-1 capital: C3 80 .. C3 9E without the times sign. */
static bool latin_upper(const unsigned char *p, size_t left)
{
    return p[0] == 0xC3 && left > 1 && p[1] >= 0x80 && p[1] <= 0x9E && p[1] != 0x97;
}

/* ASCII for a typographic quote or dash (E2 80 xx), "" for other characters. */
static const char *plain_mark(unsigned char last)
{
    switch (last) {
    case 0x98:
    case 0x99:
        return "'";
    case 0x9C:
    case 0x9D:
        return "\"";
    case 0x93:
        return "-";
    case 0x94:
        return "--";
    default:
        return "";
    }
}

size_t net_normalise(sitrep_sv form, unsigned char out[NET_FORM_MAX])
{
    const unsigned char *p = (const unsigned char *)form.ptr;
    size_t n = 0;
    for (size_t i = 0; i < form.len && n < NET_FORM_MAX; i++) {
        size_t left = form.len - i;
        if (p[i] >= 'A' && p[i] <= 'Z') {
            out[n++] = (unsigned char)(p[i] + 32);
        } else if (p[i] >= '0' && p[i] <= '9') {
            out[n++] = '0';
        } else if (latin_upper(p + i, left)) {
            out[n++] = 0xC3;
            if (n < NET_FORM_MAX) out[n++] = (unsigned char)(p[i + 1] + 0x20);
            i++;
        } else if (p[i] == 0xE2 && left > 2 && p[i + 1] == 0x80 && plain_mark(p[i + 2])[0]) {
            for (const char *m = plain_mark(p[i + 2]); *m && n < NET_FORM_MAX; m++) out[n++] = (unsigned char)*m;
            i += 2;
        } else {
            out[n++] = p[i];
        }
    }
    return n;
}

/* The kind of the character that starts at p: X capital, x small letter or other letter, 9 digit, ASCII as it is; 0
 * inside a character. */
static unsigned char kind_at(const unsigned char *p, size_t left)
{
    unsigned char b = p[0];
    if (b >= 'A' && b <= 'Z') return 'X';
    if (b >= 'a' && b <= 'z') return 'x';
    if (b >= '0' && b <= '9') return '9';
    if (b < 0x80) return b;
    if (latin_upper(p, left)) return 'X';
    return b >= 0xC0 ? 'x' : 0;
}

typedef struct kinds {
    unsigned char shape[SHAPE_MAX];
    uint32_t shape_len, count, upper, lower;
    bool first_upper, digit, inner;
} kinds;

static void see_kinds(sitrep_sv form, kinds *k)
{
    memset(k, 0, sizeof *k);
    const unsigned char *p = (const unsigned char *)form.ptr;
    unsigned char before = 0, before2 = 0, last = 0;
    for (size_t i = 0; i < form.len; i++) {
        unsigned char now = kind_at(p + i, form.len - i);
        if (!now) continue;
        if (k->shape_len < SHAPE_MAX && (k->count < 2 || before != now || before2 != now))
            k->shape[k->shape_len++] = now;
        if (k->count == 0) k->first_upper = now == 'X';
        k->upper += now == 'X';
        k->lower += now == 'x';
        k->digit |= now == '9';
        /* a hyphen that is neither first nor last, a full stop that is not last */
        if (k->count > 0 && (last == '.' || (last == '-' && k->count > 1))) k->inner = true;
        k->count++;
        before2 = before;
        before = last = now;
    }
}

static uint32_t class_of(const kinds *k)
{
    if (!k->count) return 0;
    uint32_t letter_case = !k->upper ? 0 : k->first_upper && k->upper == 1 && k->lower ? 1 : !k->lower ? 2 : 3;
    uint32_t inner = (k->digit ? 1u : 0u) | (k->inner ? 2u : 0u);
    return (k->count < 4 ? k->count : 4) - 1 + 4 * letter_case + 16 * inner;
}

static void find_grams(const lang_net *net, const unsigned char *norm, size_t len, net_word_rows *out)
{
    unsigned char marked[NET_FORM_MAX + 2];
    marked[0] = '<';
    memcpy(marked + 1, norm, len);
    marked[len + 1] = '>';
    size_t total = len + 2;
    uint32_t mask = net->tables[NET_GRAMS].count - 1;
    for (size_t n = 3; n <= 5; n++)
        for (size_t i = 0; i + n <= total && out->gram_count < NET_GRAMS_MAX; i++)
            out->grams[out->gram_count++] = (uint32_t)net_hash(marked + i, n, 30 + n) & mask;
    if (!out->gram_count) out->grams[out->gram_count++] = (uint32_t)net_hash(marked, total, 30) & mask;
}

static void look_up(const lang_net *net, const unsigned char *norm, size_t len, net_word_rows *out)
{
    uint64_t key = net_hash(norm, len, 0);
    uint32_t check = (uint32_t)(key >> 32) | 1u, at = (uint32_t)key & net->lex_mask;
    /* The loader made sure that one slot at least is free. */
    for (; net->lex_check[at]; at = (at + 1) & net->lex_mask) {
        if (net->lex_check[at] != check) continue;
        out->rows[NET_WORD] = net->lex_word[at];
        out->rows[NET_VECTOR] = net->lex_vector[at];
        out->rows[NET_LISTS] = net->lex_lists[at];
        return;
    }
}

void net_word_features(const lang_net *net, sitrep_sv form, net_word_rows *out)
{
    unsigned char norm[NET_FORM_MAX];
    size_t len = net_normalise(form, norm);
    memset(out, 0, sizeof *out);
    look_up(net, norm, len, out);
    for (uint32_t f = NET_P1; f <= NET_S4; f++) {
        size_t want = f <= NET_P3 ? f - NET_P1 + 1 : f - NET_S1 + 1, have = want < len ? want : len;
        const unsigned char *part = f <= NET_P3 ? norm : norm + (len - have);
        out->rows[f] = (uint32_t)net_hash(part, have, f - NET_P1 + 1) & (net->tables[f].count - 1);
    }
    kinds k;
    see_kinds(form, &k);
    out->rows[NET_SHAPE] = (uint32_t)net_hash(k.shape, k.shape_len, 20) & (net->tables[NET_SHAPE].count - 1);
    out->rows[NET_CLASS] = class_of(&k);
    find_grams(net, norm, len, out);
}

unsigned net_case_flags(const sitrep_word *words, uint32_t count)
{
    uint32_t upper = 0, lower = 0, longer = 0, capital = 0;
    for (uint32_t i = 0; i < count; i++) {
        kinds k;
        see_kinds(words[i].form, &k);
        upper += k.upper;
        lower += k.lower;
        if (k.upper + k.lower >= 4) {
            longer++;
            capital += k.first_upper;
        }
    }
    return (upper >= 3 && !lower ? 1u : 0u) | (!upper && lower ? 2u : 0u) |
           (longer >= 3 && capital * 4 >= longer * 3 ? 4u : 0u);
}
