/* feed/sniff.c — what an input is, by its first bytes and its name. */
#include "feed/feed_int.h"

#include "base/banned.h"

static bool has_extension(const char *name, const char *const *extensions)
{
    sitrep_sv file = sv_of(name);
    static const char *const packings[] = {".gz", ".zst"};
    for (size_t i = 0; i < 2; i++)
        if (sv_ends(file, sv_of(packings[i]))) file.len -= strlen(packings[i]);
    for (; *extensions; extensions++) {
        sitrep_sv e = sv_of(*extensions);
        if (file.len > e.len && sv_eq_fold(sv_part(file, file.len - e.len, file.len), e)) return true;
    }
    return false;
}

static bool looks_like_html(sitrep_sv first)
{
    static const char *const openings[] = {"<!doctype html", "<html",    "<head", "<body", "<meta",
                                           "<title",         "<article", "<div",  "<p>",   "<h1"};
    while (first.len) {
        first = sv_trim(first);
        if (sv_starts(first, SV("<!--"))) { /* comments and XML declarations may come first */
            size_t end = sv_find(first, SV("-->"), 4);
            if (end == SIZE_MAX) return false;
            first = sv_part(first, end + 3, first.len);
        } else if (sv_starts(first, SV("<?xml"))) {
            size_t end = sv_find(first, SV("?>"), 5);
            if (end == SIZE_MAX) return false;
            first = sv_part(first, end + 2, first.len);
        } else {
            break;
        }
    }
    for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++) {
        sitrep_sv o = sv_of(openings[i]);
        if (first.len >= o.len && sv_eq_fold(sv_part(first, 0, o.len), o)) return true;
    }
    return false;
}

sitrep_format feed_sniff(const char *name, sitrep_sv first)
{
    static const char *const json[] = {".jsonl", ".ndjson", ".json", NULL}, *const html[] = {".html", ".htm", ".xhtml",
                                                                                             NULL};
    if (sv_starts(first, SV("\xEF\xBB\xBF"))) first = sv_part(first, 3, first.len);
    sitrep_sv start = sv_trim(first);
    if (has_extension(name, json)) return SITREP_FORMAT_JSONL;
    if (start.len && start.ptr[0] == '{') {
        sitrep_sv inside = sv_trim(sv_part(start, 1, start.len));
        if (inside.len == 0 || inside.ptr[0] == '"' || inside.ptr[0] == '}') return SITREP_FORMAT_JSONL;
    }
    if (has_extension(name, html) || looks_like_html(start)) return SITREP_FORMAT_HTML;
    return SITREP_FORMAT_TEXT;
}

bool feed_is_binary(sitrep_sv bytes, size_t *out_at)
{
    if (bytes.len >= 2 && (memcmp(bytes.ptr, "\xFF\xFE", 2) == 0 || memcmp(bytes.ptr, "\xFE\xFF", 2) == 0))
        return false;
    size_t look = bytes.len < 65536 ? bytes.len : 65536, controls = 0;
    for (size_t i = 0; i < look; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        if (c == 0) {
            *out_at = i;
            return true;
        }
        if ((c < 0x20 && !is_space((char)c) && c != 0x1B) || c == 0x7F) {
            if (controls++ == 0) *out_at = i;
        }
    }
    return controls * 20 > look; /* a stray control character is no reason to refuse */
}
