/* base/text.c — views, buffers and UTF-8. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

int sv_compare(sitrep_sv a, sitrep_sv b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (order) return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool sv_eq_fold(sitrep_sv a, sitrep_sv b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (to_lower(a.ptr[i]) != to_lower(b.ptr[i])) return false;
    return true;
}

bool sv_starts(sitrep_sv sv, sitrep_sv prefix)
{
    return sv.len >= prefix.len && sv_eq(sv_part(sv, 0, prefix.len), prefix);
}

bool sv_ends(sitrep_sv sv, sitrep_sv suffix)
{
    return sv.len >= suffix.len && sv_eq(sv_part(sv, sv.len - suffix.len, sv.len), suffix);
}

sitrep_sv sv_trim(sitrep_sv sv)
{
    while (sv.len && is_space(sv.ptr[0])) sv = sv_part(sv, 1, sv.len);
    while (sv.len && is_space(sv.ptr[sv.len - 1])) sv.len--;
    return sv;
}

size_t sv_find(sitrep_sv sv, sitrep_sv needle, size_t from)
{
    if (needle.len == 0) return from <= sv.len ? from : SIZE_MAX;
    while (from < sv.len && sv.len - from >= needle.len) {
        const char *hit = memchr(sv.ptr + from, needle.ptr[0], sv.len - from - needle.len + 1);
        if (!hit) return SIZE_MAX;
        from = (size_t)(hit - sv.ptr);
        if (memcmp(hit, needle.ptr, needle.len) == 0) return from;
        from++;
    }
    return SIZE_MAX;
}

sitrep_sv sv_cut(sitrep_sv *rest, char separator)
{
    const char *hit = rest->len ? memchr(rest->ptr, separator, rest->len) : NULL;
    if (!hit) {
        sitrep_sv all = *rest;
        *rest = sv_part(all, all.len, all.len);
        return all;
    }
    size_t at = (size_t)(hit - rest->ptr);
    sitrep_sv head = sv_part(*rest, 0, at);
    *rest = sv_part(*rest, at + 1, rest->len);
    return head;
}

bool sv_to_u64(sitrep_sv sv, uint64_t max, uint64_t *out_value)
{
    uint64_t value = 0;
    if (sv.len == 0) return false;
    for (size_t i = 0; i < sv.len; i++) {
        if (!is_digit(sv.ptr[i])) return false;
        unsigned digit = (unsigned)(sv.ptr[i] - '0');
        if (value > max / 10 || value * 10 > max - digit) return false;
        value = value * 10 + digit;
    }
    *out_value = value;
    return true;
}

uint32_t utf8_decode(sitrep_sv sv, size_t at, uint32_t *out_cp)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000}; /* smaller numbers would be overlong */
    const unsigned char *p = (const unsigned char *)sv.ptr + at;
    size_t room = sv.len - at;
    if (p[0] < 0x80) {
        *out_cp = p[0];
        return 1;
    }
    uint32_t len = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || room < len) return 0;
    uint32_t cp = p[0] & (0x7Fu >> len);
    for (uint32_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80) return 0;
        cp = cp << 6 | (p[i] & 0x3Fu);
    }
    if (cp < least[len] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) return 0;
    *out_cp = cp;
    return len;
}

uint32_t utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    uint32_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (uint32_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (cp & 0x3F));
        cp >>= 6;
    }
    out[0] = (char)(lead[len] | cp);
    return len;
}

size_t utf8_valid_until(sitrep_sv sv)
{
    size_t at = 0;
    while (at < sv.len) {
        uint64_t eight;
        while (sv.len - at >= sizeof eight) { /* eight ASCII bytes at a time */
            memcpy(&eight, sv.ptr + at, sizeof eight);
            if (eight & 0x8080808080808080u) break;
            at += sizeof eight;
        }
        if (at == sv.len) break;
        uint32_t cp, len = utf8_decode(sv, at, &cp);
        if (len == 0) return at;
        at += len;
    }
    return at;
}

size_t utf8_count(sitrep_sv sv)
{
    size_t count = 0;
    for (size_t i = 0; i < sv.len; i++) count += ((unsigned char)sv.ptr[i] & 0xC0) != 0x80;
    return count;
}

void buf_release(buf *b)
{
    if (!b) return;
    free(b->ptr);
    *b = BUF_INIT(b->limit);
}

void buf_clear(buf *b)
{
    b->len = 0;
    b->failed = false;
    if (b->ptr) b->ptr[0] = '\0';
}

bool buf_reserve(buf *b, size_t more)
{
    if (b->failed) return false;
    size_t need = b->len + more + 1;
    if (need <= more || (b->limit && need - 1 > b->limit)) {
        b->failed = true;
        return false;
    }
    if (need <= b->cap) return true;
    size_t cap = b->cap ? b->cap : 64;
    while (cap < need) cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    char *ptr = realloc(b->ptr, cap);
    if (!ptr) {
        b->failed = true;
        return false;
    }
    b->ptr = ptr;
    b->cap = cap;
    b->ptr[b->len] = '\0';
    return true;
}

void buf_add(buf *b, const void *bytes, size_t len)
{
    if (!buf_reserve(b, len)) return;
    if (len) memcpy(b->ptr + b->len, bytes, len);
    b->len += len;
    b->ptr[b->len] = '\0';
}

void buf_add_sv(buf *b, sitrep_sv sv)
{
    buf_add(b, sv.ptr, sv.len);
}

void buf_add_char(buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_printf(buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) b->failed = true;
    if (len >= 0 && buf_reserve(b, (size_t)len)) {
        vsnprintf(b->ptr + b->len, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

size_t utf8_index_size(sitrep_sv text)
{
    return text.len / 64 + 1;
}

utf8_index utf8_index_make(sitrep_sv text, uint32_t *counts)
{
    uint32_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (i % 64 == 0) counts[i / 64] = count;
        count += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    }
    if (text.len % 64 == 0) counts[text.len / 64] = count;
    return (utf8_index){text, counts};
}

uint32_t utf8_index_at(const utf8_index *index, uint32_t byte)
{
    uint32_t from = byte / 64 * 64;
    return index->counts[byte / 64] + (uint32_t)utf8_count(sv_part(index->text, from, byte));
}
