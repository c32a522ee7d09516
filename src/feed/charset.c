/* feed/charset.c — any encoding to valid UTF-8, with a count of what did not fit. */
#include "feed/feed_int.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <uchardet.h>

#include "base/banned.h"

#define NAME_MAX_LEN 40u
#define REPLACEMENT  "\xEF\xBF\xBD" /* U+FFFD */

/* UTF-8 with damage: each byte that is part of no character becomes U+FFFD. */
static sitrep_sv repair_utf8(sitrep_sv bytes, arena *a, uint32_t *repairs)
{
    buf out = BUF_INIT(0);
    size_t at = 0;
    while (at < bytes.len) {
        sitrep_sv rest = sv_part(bytes, at, bytes.len);
        size_t good = utf8_valid_until(rest);
        buf_add(&out, rest.ptr, good);
        at += good;
        if (at < bytes.len) {
            buf_add_sv(&out, SV(REPLACEMENT));
            (*repairs)++;
            at++;
        }
    }
    sitrep_sv copy = out.failed ? (sitrep_sv){NULL, 0} : arena_copy(a, buf_sv(&out));
    buf_release(&out);
    return copy;
}

/* Converts by iconv; gives false where it does not know the encoding. *out has .ptr NULL when memory runs out. */
static bool convert(sitrep_sv bytes, const char *encoding, arena *a, sitrep_sv *out, uint32_t *repairs)
{
    iconv_t cd = iconv_open("UTF-8", encoding);
    if (cd == (iconv_t)-1) return false;
    size_t room = bytes.len * 4 + 16; /* the most that one byte becomes is three, the mark of damage */
    char *to = arena_alloc(a, room), *put = to, *from = (char *)bytes.ptr;
    size_t left = bytes.len;
    *out = (sitrep_sv){NULL, 0};
    while (to && left) {
        if (iconv(cd, &from, &left, &put, &room) != (size_t)-1) break;
        if (errno == E2BIG || room < 3) {
            to = NULL;
        } else { /* EILSEQ or EINVAL: step over one byte */
            memcpy(put, REPLACEMENT, 3);
            put += 3;
            room -= 3;
            from++;
            left--;
            (*repairs)++;
        }
    }
    iconv_close(cd);
    if (to) *out = (sitrep_sv){to, (size_t)(put - to)};
    return true;
}

/* An encoding's name as iconv takes it: letters, digits, - _ : . only, NUL-ended. */
static bool clean_name(sitrep_sv name, char out[NAME_MAX_LEN + 1])
{
    name = sv_trim(name);
    if (name.len == 0 || name.len > NAME_MAX_LEN) return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!is_alpha(c) && !is_digit(c) && c != '-' && c != '_' && c != ':' && c != '.') return false;
        out[i] = c;
    }
    out[name.len] = '\0';
    /* What pages call Latin-1 is Windows-1252 (WHATWG Encoding Standard). */
    if (sv_eq_fold(sv_of(out), SV("iso-8859-1")) || sv_eq_fold(sv_of(out), SV("latin1")) ||
        sv_eq_fold(sv_of(out), SV("us-ascii")))
        snprintf(out, NAME_MAX_LEN + 1, "WINDOWS-1252");
    return true;
}

static bool guess(sitrep_sv bytes, char out[NAME_MAX_LEN + 1])
{
    uchardet_t detector = uchardet_new();
    if (!detector) return false;
    bool known = uchardet_handle_data(detector, bytes.ptr, bytes.len < 65536 ? bytes.len : 65536) == 0;
    uchardet_data_end(detector);
    known = known && clean_name(sv_of(uchardet_get_charset(detector)), out);
    uchardet_delete(detector);
    return known;
}

sitrep_status feed_to_utf8(sitrep_sv bytes, sitrep_sv claimed, arena *a, sitrep_sv *out_text, uint32_t *repairs,
                           const char **out_used)
{
    char name[NAME_MAX_LEN + 1] = "";
    *repairs = 0;
    *out_used = "UTF-8";
    if (sv_starts(bytes, SV("\xEF\xBB\xBF")))
        bytes = sv_part(bytes, 3, bytes.len);
    else if (bytes.len >= 2 && memcmp(bytes.ptr, "\xFF\xFE", 2) == 0)
        snprintf(name, sizeof name, "UTF-16LE");
    else if (bytes.len >= 2 && memcmp(bytes.ptr, "\xFE\xFF", 2) == 0)
        snprintf(name, sizeof name, "UTF-16BE");
    if (name[0]) {
        bytes = sv_part(bytes, 2, bytes.len);
    } else {
        size_t valid = utf8_valid_until(bytes);
        if (valid == bytes.len) {
            *out_text = bytes;
            return SITREP_OK;
        }
        bool says = clean_name(claimed, name);
        bool is_utf8 = says && (sv_eq_fold(sv_of(name), SV("utf-8")) || sv_eq_fold(sv_of(name), SV("utf8")));
        if (is_utf8 || (!says && !guess(bytes, name)) || sv_eq_fold(sv_of(name), SV("utf-8"))) name[0] = '\0';
    }
    sitrep_sv text;
    if (name[0] && convert(bytes, name, a, &text, repairs)) {
        sitrep_sv kept = arena_copy(a, sv_of(name));
        if (kept.ptr) *out_used = kept.ptr;
    } else {
        *repairs = 0;
        text = repair_utf8(bytes, a, repairs);
    }
    if (!text.ptr) return SITREP_NOMEM;
    *out_text = text;
    return SITREP_OK;
}
