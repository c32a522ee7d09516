/* base/text.h — text views, growing buffers, UTF-8, and ASCII classes.
 * Views own nothing. A buffer owns its bytes until buf_release(). Pure functions, any thread; a buffer is one thread's.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <string.h>

#include "sitrep/base.h"

#define SV(literal) ((sitrep_sv){"" literal, sizeof(literal) - 1})
#define SV_ARG(sv)  (int)(sv).len, (sv).ptr ? (sv).ptr : "" /* for %.*s */

static inline sitrep_sv sv_of(const char *nul_ended)
{
    return (sitrep_sv){nul_ended, nul_ended ? strlen(nul_ended) : 0};
}

static inline bool sv_eq(sitrep_sv a, sitrep_sv b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* The part [begin, end) of `sv`; the caller keeps begin <= end <= len. */
static inline sitrep_sv sv_part(sitrep_sv sv, size_t begin, size_t end)
{
    return (sitrep_sv){sv.ptr ? sv.ptr + begin : NULL, end - begin}; /* C knows no NULL + 0 */
}

static inline sitrep_sv sv_span(sitrep_sv text, sitrep_span span)
{
    return sv_part(text, span.begin, span.end);
}

int sv_compare(sitrep_sv a, sitrep_sv b);  /* by bytes, shorter first */
bool sv_eq_fold(sitrep_sv a, sitrep_sv b); /* ASCII letter case apart */
bool sv_starts(sitrep_sv sv, sitrep_sv prefix);
bool sv_ends(sitrep_sv sv, sitrep_sv suffix);
sitrep_sv sv_trim(sitrep_sv sv);                             /* without ASCII white space at either end */
size_t sv_find(sitrep_sv sv, sitrep_sv needle, size_t from); /* SIZE_MAX where it is not */
/* The text before the first `separator`, which is taken off *rest with it; all of it where there is none. */
sitrep_sv sv_cut(sitrep_sv *rest, char separator);
/* A decimal number of digits only, within max. */
bool sv_to_u64(sitrep_sv sv, uint64_t max, uint64_t *out_value);

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
static inline bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}
static inline bool is_alpha(char c)
{
    return is_upper(c) || is_lower(c);
}
static inline bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline char to_lower(char c)
{
    return is_upper(c) ? (char)(c + 32) : c;
}

/* Decodes the code point at sv.ptr[at] into *out_cp and gives its length in bytes; 0 where the bytes are not UTF-8
 * (overlong forms, surrogates and numbers past U+10FFFF included). `at` < sv.len. */
uint32_t utf8_decode(sitrep_sv sv, size_t at, uint32_t *out_cp);
/* Writes a code point to out[0..4) and gives its length. */
uint32_t utf8_encode(uint32_t cp, char out[4]);
/* The offset of the first byte that is not UTF-8; sv.len where all is well. */
size_t utf8_valid_until(sitrep_sv sv);
size_t utf8_count(sitrep_sv sv); /* code points of valid UTF-8 */

/* A growing run of bytes, NUL-ended for convenience. `failed` stays set after a failed append, which changes nothing;
 * so a chain of appends needs one check at its end. */
typedef struct buf {
    char *ptr;
    size_t len, cap;
    size_t limit; /* of len; 0 for none */
    bool failed;
} buf;

#define BUF_INIT(limit_bytes) ((buf){NULL, 0, 0, (limit_bytes), false})
void buf_release(buf *b);
void buf_clear(buf *b); /* empties it, keeps the memory, clears `failed` */
bool buf_reserve(buf *b, size_t more);
void buf_add(buf *b, const void *bytes, size_t len);
void buf_add_sv(buf *b, sitrep_sv sv);
void buf_add_char(buf *b, char c);
void buf_printf(buf *b, const char *format, ...) SITREP_PRINTF(2, 3);
static inline sitrep_sv buf_sv(const buf *b)
{
    return (sitrep_sv){b->ptr ? b->ptr : "", b->len};
}

/* From byte offsets to code points of one text, for the JSON door. Built once per text in O(length): one count per
 * 64 bytes, so that a lookup counts at most 63 bytes. Memory comes from the caller's array of at least
 * utf8_index_size(text) entries. */
typedef struct utf8_index {
    sitrep_sv text;
    const uint32_t *counts;
} utf8_index;
size_t utf8_index_size(sitrep_sv text);
utf8_index utf8_index_make(sitrep_sv text, uint32_t *counts);
uint32_t utf8_index_at(const utf8_index *index, uint32_t byte);

#endif
