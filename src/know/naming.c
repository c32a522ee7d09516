/* know/naming.c — places and their names, as both makers of knowledge files see them. */
#include "know/naming.h"

#include <math.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "base/text.h"

#include "base/banned.h"

#define READABLE_MAX 60u

/* Shape of a phrase out of those of its words: capitals only, some capital, or none. */
typedef struct shape_sum {
    uint32_t words, upper, capital, letters;
    bool dot_last;
} shape_sum;

static void add_shape(shape_sum *sum, const know_folded *folded)
{
    if (folded->letters == 0) return;
    sum->words++;
    sum->letters += folded->letters;
    sum->upper += folded->shape >= KNOW_UPPER;
    sum->capital += folded->shape != KNOW_LOWER;
    sum->dot_last = folded->dot_last;
}

static uint8_t shape_of(const shape_sum *sum)
{
    if (sum->words && sum->upper == sum->words) return sum->letters <= 3 ? KNOW_INITIALS : KNOW_UPPER;
    return sum->capital ? KNOW_CAPITAL : KNOW_LOWER;
}

bool know_phrase_make(sitrep_sv text, know_phrase *out)
{
    shape_sum sum = {0};
    size_t used = 0;
    out->count = 0;
    for (sitrep_sv rest = sv_trim(text); rest.len;) {
        sitrep_sv word = sv_cut(&rest, ' ');
        bool comma = word.len > 1 && word.ptr[word.len - 1] == ',';
        know_folded folded;
        if (comma) word.len--;
        if (word.len == 0) continue;
        if (word.len > KNOW_FOLD_MAX) return false;
        know_fold(word, &folded);
        if (folded.too_long || out->count + folded.count + 1 > KNOW_PHRASE_PIECES_MAX) return false;
        add_shape(&sum, &folded);
        for (uint32_t i = 0; i < folded.count; i++) {
            memcpy(out->bytes + used, folded.bytes + folded.begin[i], folded.len[i]);
            out->piece[out->count++] = (sitrep_sv){out->bytes + used, folded.len[i]};
            used += folded.len[i];
        }
        if (comma) out->piece[out->count++] = SV(",");
    }
    if (out->count == 0 || sum.letters == 0) return false;
    out->shape = shape_of(&sum);
    out->dotted = sum.words == 1 && sum.dot_last && out->shape == KNOW_CAPITAL;
    return true;
}

uint8_t know_feature_class(sitrep_sv class_, sitrep_sv code)
{
    static const struct {
        const char *prefix;
        uint8_t class_;
    } by_code[] = {
        {"PCL", KNOW_PLACE_COUNTRY}, {"TERR", KNOW_PLACE_COUNTRY},  {"ADM1", KNOW_PLACE_ADM1},
        {"ADM", KNOW_PLACE_ADM2},    {"PPLX", KNOW_PLACE_DISTRICT}, {"PPLQ", KNOW_PLACE_TOWN},
        {"PPL", KNOW_PLACE_TOWN},    {"STLMT", KNOW_PLACE_TOWN},    {"CONT", KNOW_PLACE_REGION},
        {"RGN", KNOW_PLACE_REGION},  {"PRK", KNOW_PLACE_LAND},      {"FRST", KNOW_PLACE_LAND},
    };
    for (size_t i = 0; i < sizeof by_code / sizeof by_code[0]; i++)
        if (sv_starts(code, sv_of(by_code[i].prefix))) return by_code[i].class_;
    switch (class_.len ? class_.ptr[0] : 0) {
    case 'H':
        return KNOW_PLACE_WATER;
    case 'T':
        return KNOW_PLACE_LAND;
    case 'L':
        return KNOW_PLACE_REGION;
    case 'P':
        return KNOW_PLACE_TOWN;
    case 'A':
        return KNOW_PLACE_ADM2;
    default:
        return KNOW_PLACE_SITE;
    }
}

uint32_t know_place_weight(const know_place *p)
{
    static const uint32_t by_class[] = {
        [KNOW_PLACE_COUNTRY] = 3000000, [KNOW_PLACE_REGION] = 2000000, [KNOW_PLACE_WATER] = 500000,
        [KNOW_PLACE_LAND] = 200000,     [KNOW_PLACE_SITE] = 100000,    [KNOW_PLACE_DISTRICT] = 20000,
    };
    uint32_t least = p->class_ < sizeof by_class / sizeof by_class[0] ? by_class[p->class_] : 0;
    return p->population > least ? p->population : least;
}

/* The first letter of a name, folded roughly, to tell a spelling from a foreign name. */
static char first_letter(sitrep_sv name)
{
    return name.len ? to_lower(name.ptr[0]) : 0;
}

uint8_t know_alternate_kind(sitrep_sv name, sitrep_sv ascii, sitrep_sv alternate, bool by_hand)
{
    bool upper = alternate.len <= 6;
    for (size_t i = 0; i < alternate.len; i++)
        upper &= is_upper(alternate.ptr[i]) || alternate.ptr[i] == '.' || alternate.ptr[i] == ' ';
    if (upper || (by_hand && alternate.ptr[alternate.len - 1] == '.')) return KNOW_NAME_ABBREVIATION;
    if (by_hand) return KNOW_NAME_ALIAS;
    if (alternate.len < name.len &&
        (sv_starts(name, alternate) || sv_ends(name, alternate) || sv_starts(ascii, alternate)))
        return KNOW_NAME_SHORT;
    return first_letter(alternate) == first_letter(ascii) ? KNOW_NAME_ALIAS : KNOW_NAME_FOREIGN;
}

static bool is_vowel(uint32_t folded)
{
    static const char vowels[] = "aeiouy";
    static const uint16_t cyrillic[] = {0x430, 0x435, 0x438, 0x43E, 0x443, 0x44B, 0x44D, 0x44E,
                                        0x44F, 0x451, 0x456, 0x457, 0x454, 0x4E9, 0x4AF};
    if (folded < 128) return folded && strchr(vowels, (int)folded);
    for (size_t i = 0; i < sizeof cyrillic / sizeof cyrillic[0]; i++)
        if (cyrillic[i] == folded) return true;
    return false;
}

static bool is_cyrillic(uint32_t cp)
{
    return cp >= 0x400 && cp <= 0x52F;
}

/* Latin with its marks, Cyrillic, modifier letters (ʻ). */
static bool is_readable_letter(uint32_t cp)
{
    return cp < 0x300 || is_cyrillic(cp) || (cp >= 0x1E00 && cp <= 0x1EFF);
}

bool know_alternate_readable(sitrep_sv alternate, size_t least)
{
    uint32_t letters = 0, vowels = 0, marks = 0, upper = 0, run = 0;
    for (size_t at = 0, step; at < alternate.len; at += step) {
        uint32_t cp = 0;
        step = utf8_decode(alternate, at, &cp);
        if (step == 0) return false;
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
        bool capital = category == UTF8PROC_CATEGORY_LU;
        bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
        if (at == 0 && !capital) return false;
        if (at == 0 && is_cyrillic(cp)) least = 2;
        if (cp < 128 && (is_digit((char)cp) || strchr(",;/()[]{}|\t\"=:", (int)cp))) return false;
        run = capital ? run + 1 : 0;
        if (run > 1 && cp < 128) return false; /* "USA", "McDONALD" are no spellings */
        letters += letter;
        upper += capital;
        marks += cp == '\'' || cp == 0x2019 || cp == 0x2BB || cp == '`';
        if (!letter) continue;
        if (!is_readable_letter(cp)) return false;
        utf8proc_int32_t parts[4];
        utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, 4,
                                                     UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, NULL);
        vowels += n > 0 && is_vowel((uint32_t)parts[0]);
    }
    size_t count = utf8_count(alternate);
    return count >= least && count <= READABLE_MAX && vowels && marks < 2 && (letters == 0 || upper < letters);
}

bool know_degrees_of(sitrep_sv text, double limit, int32_t *out)
{
    char copy[32], *end = NULL;
    if (text.len == 0 || text.len >= sizeof copy) return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    double value = strtod(copy, &end);
    if (*end || !(value >= -limit && value <= limit)) return false;
    *out = (int32_t)lround(value * 1e5);
    return true;
}
