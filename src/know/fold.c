/* know/fold.c — folding of words to pieces. */
#include "know/fold.h"

#include <string.h>
#include <utf8proc.h>

#include "base/text.h"

typedef struct folder {
    know_folded *out;
    uint32_t used;
    bool open; /* the last piece is still growing */
    uint32_t upper, lower;
    bool first_upper;
} folder;

/* Letters that have no decomposition, by the ASCII that stands for them in English text. */
static const struct {
    uint32_t cp;
    char ascii[3];
} plain_letters[] = {
    {0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},   {0xFE, "th"}, {0x111, "d"},
    {0x131, "i"}, {0x142, "l"}, {0x153, "oe"}, {0x259, "a"},
};

static void put(folder *f, char c)
{
    know_folded *out = f->out;
    if (!f->open) {
        if (out->count == KNOW_PIECES_MAX) {
            out->too_long = true;
            return;
        }
        out->begin[out->count] = (uint8_t)f->used;
        out->len[out->count++] = 0;
        f->open = true;
    }
    if (f->used == KNOW_FOLD_MAX) {
        out->too_long = true;
        return;
    }
    out->bytes[f->used++] = c;
    out->len[out->count - 1]++;
}

static void put_text(folder *f, const char *text)
{
    while (*text) put(f, *text++);
}

static void count_letter(folder *f, bool upper, bool lower)
{
    if (f->out->letters == 0) f->first_upper = upper;
    if (f->out->letters < UINT8_MAX) f->out->letters++;
    f->upper += upper;
    f->lower += lower;
}

static bool is_apostrophe(uint32_t cp)
{
    return cp == '\'' || cp == '`' || cp == 0x2018 || cp == 0x2019 || (cp >= 0x2B9 && cp <= 0x2BF);
}

static bool is_break(uint32_t cp)
{
    return cp == '-' || cp == '/' || (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212;
}

/* A letter or mark beyond ASCII, without its case and marks. */
static void put_wide(folder *f, uint32_t cp)
{
    utf8proc_int32_t parts[8];
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    bool upper = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
    if (upper || category == UTF8PROC_CATEGORY_LL || category == UTF8PROC_CATEGORY_LO)
        count_letter(f, upper, category == UTF8PROC_CATEGORY_LL);
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)cp, parts, 8,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE, NULL);
    for (utf8proc_ssize_t i = 0; i < n && i < 8; i++) {
        uint32_t part = (uint32_t)parts[i];
        char bytes[5] = {0};
        bool plain = false;
        for (size_t j = 0; j < sizeof plain_letters / sizeof plain_letters[0] && !plain; j++)
            if (plain_letters[j].cp == part) put_text(f, plain_letters[j].ascii), plain = true;
        if (plain) continue;
        utf8_encode(part, bytes);
        put_text(f, bytes);
    }
}

/* Whether `word` from `at`, an apostrophe, is a possessive ending: 's and nothing more. */
static bool possessive(sitrep_sv word, size_t after)
{
    return after + 1 == word.len && (word.ptr[after] == 's' || word.ptr[after] == 'S');
}

static void put_ascii(folder *f, sitrep_sv word, size_t at, char c)
{
    if (is_alpha(c)) {
        count_letter(f, is_upper(c), is_lower(c));
        put(f, to_lower(c));
    } else if (is_digit(c)) {
        if (f->out->letters < UINT8_MAX) f->out->letters++;
        put(f, c);
    } else if (c == '.') {
        f->out->dotted = f->out->letters > 0;
        f->out->dot_last = at + 1 == word.len;
        if (word.len == 1) put(f, c); /* a full stop is a piece that no name has */
    } else if (c == '&') {
        f->open = false;
        put_text(f, "and");
        f->open = false;
    } else {
        f->open = false;
        put(f, c);
        f->open = false;
    }
}

void know_fold(sitrep_sv word, know_folded *out)
{
    folder f = {.out = out};
    out->count = out->letters = out->shape = 0;
    out->dotted = out->dot_last = out->too_long = false;
    for (size_t at = 0, step; at < word.len && !out->too_long; at += step) {
        uint32_t cp = 0;
        step = utf8_decode(word, at, &cp);
        if (step == 0) { /* not UTF-8: never here, but a name it is not */
            out->too_long = true;
            break;
        }
        if (is_apostrophe(cp)) {
            if (possessive(word, at + step)) {
                f.open = false;
                put_text(&f, "'s");
                break;
            }
        } else if (is_break(cp)) {
            f.open = false;
        } else if (cp < 128) {
            put_ascii(&f, word, at, word.ptr[at]);
        } else {
            put_wide(&f, cp);
        }
    }
    if (f.upper && !f.lower && (f.upper > 1 || out->dotted))
        out->shape = out->letters <= 3 ? KNOW_INITIALS : KNOW_UPPER;
    else
        out->shape = f.first_upper || f.upper ? KNOW_CAPITAL : KNOW_LOWER;
}
