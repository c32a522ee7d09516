/* read/entities_names.c — whether two names may be one person, body or people.
 * By spelling and sound, by surname, by parts of a longer name, by initials. Pure. */
#include "read/entities_int.h"

#define SKELETON_MAX 64

/* A name as it sounds, so that spellings of one name meet: Otunbaeva and Otunbayeva, Kadyrov and Kadirov. */
static sitrep_sv skeleton(sitrep_sv name, char out[SKELETON_MAX])
{
    static const struct {
        const char *from, *to;
    } rules[] = {{"dzh", "j"}, {"zh", "j"}, {"kh", "h"}, {"gh", "g"}, {"ck", "k"}, {"ay", "a"}, {"ai", "a"},
                 {"ei", "e"},  {"ey", "e"}, {"iy", "i"}, {"yi", "i"}, {"ye", "e"}, {"ya", "a"}, {"yu", "u"},
                 {"oo", "u"},  {"ou", "u"}, {"ee", "i"}, {"y", "i"},  {"q", "k"},  {"c", "k"},  {"ph", "f"},
                 {"w", "v"},   {"-", ""},   {"'", ""},   {".", ""}};
    size_t len = 0;
    for (size_t i = 0; i < name.len && len + 2 < SKELETON_MAX;) {
        size_t step = 0;
        for (size_t k = 0; k < sizeof rules / sizeof rules[0] && !step; k++) {
            sitrep_sv from = sv_of(rules[k].from);
            if (i + from.len > name.len || !sv_eq_fold(sv_part(name, i, i + from.len), from)) continue;
            step = from.len;
            for (const char *c = rules[k].to; *c; c++)
                if (!len || out[len - 1] != *c) out[len++] = *c;
        }
        if (step) {
            i += step;
            continue;
        }
        char c = to_lower(name.ptr[i++]);
        if (!len || out[len - 1] != c) out[len++] = c; /* doubled letters count once */
    }
    return (sitrep_sv){out, len};
}

static bool sounds_alike(sitrep_sv a, sitrep_sv b)
{
    char x[SKELETON_MAX], y[SKELETON_MAX];
    if (sv_eq_fold(a, b)) return true;
    if (a.len < 5 || b.len < 5 || to_lower(a.ptr[0]) != to_lower(b.ptr[0])) return false;
    return sv_eq(skeleton(a, x), skeleton(b, y));
}

static sitrep_sv last_part(sitrep_sv name)
{
    size_t begin = name.len;
    while (begin > 0 && !is_space(name.ptr[begin - 1])) begin--;
    return sv_part(name, begin, name.len);
}

static sitrep_sv first_part(sitrep_sv name)
{
    size_t end = 0;
    while (end < name.len && !is_space(name.ptr[end])) end++;
    return sv_part(name, 0, end);
}

static bool one_part(sitrep_sv name)
{
    return first_part(name).len == name.len;
}

static bool given_names_agree(sitrep_sv a, sitrep_sv b)
{
    sitrep_sv x = first_part(a), y = first_part(b);
    if (sounds_alike(x, y)) return true;
    bool initial = (x.len <= 2 && x.len && (x.len == 1 || x.ptr[1] == '.')) ||
                   (y.len <= 2 && y.len && (y.len == 1 || y.ptr[1] == '.'));
    return initial && to_lower(x.ptr[0]) == to_lower(y.ptr[0]);
}

static size_t part_count(sitrep_sv name)
{
    size_t count = 0;
    while (name.len) {
        sitrep_sv part = sv_cut(&name, ' ');
        count += part.len > 0;
    }
    return count;
}

/* Whether all parts of the shorter name come in the longer one, in the same order and beginning or ending with it: of
 * "Luis Carlos Galan Sarmiento" both "Luis Galan" and "Galan Sarmiento". */
static bool is_part_of_name(sitrep_sv shorter, sitrep_sv longer)
{
    if (!sounds_alike(first_part(shorter), first_part(longer)) && !sounds_alike(last_part(shorter), last_part(longer)))
        return false;
    while (shorter.len) {
        sitrep_sv part = sv_cut(&shorter, ' ');
        bool found = part.len == 0;
        while (!found && longer.len) found = sounds_alike(part, sv_cut(&longer, ' '));
        if (!found) return false;
    }
    return true;
}

/* A name alone is a surname, and in names of four parts the one before last too; else a given name. */
static bool is_one_of_name(sitrep_sv one, sitrep_sv full)
{
    if (sounds_alike(one, last_part(full)) || (one.len > 3 && sv_eq_fold(one, first_part(full)))) return true;
    size_t count = part_count(full);
    for (size_t i = 0; i < count && count > 2 && one.len > 3; i++) {
        sitrep_sv part = sv_cut(&full, ' ');
        if (i + 2 == count && sv_eq_fold(part, one)) return true;
    }
    return false;
}

bool entities_same_person(sitrep_sv a, sitrep_sv b)
{
    if (sv_eq_fold(a, b)) return true;
    bool one_a = one_part(a), one_b = one_part(b);
    if (one_a && one_b) return sounds_alike(a, b);
    if (one_a || one_b) return is_one_of_name(one_a ? a : b, one_a ? b : a);
    size_t parts_a = part_count(a), parts_b = part_count(b);
    if (parts_a != parts_b && is_part_of_name(parts_a < parts_b ? a : b, parts_a < parts_b ? b : a)) return true;
    return sounds_alike(last_part(a), last_part(b)) && given_names_agree(a, b);
}

/* Whether `short_name` is made of the initials of `full`: OSCE, HRW; small words may be left out. */
static bool is_acronym(sitrep_sv short_name, sitrep_sv full, bool caseless)
{
    char letters[16], capitals[16];
    size_t all = 0, main = 0, want = 0;
    char wanted[16];
    for (size_t i = 0; i < short_name.len; i++) {
        char c = short_name.ptr[i];
        if (c == '.') continue;
        if (caseless && is_lower(c)) c = (char)(c - 32);
        if (!is_upper(c) || want == sizeof wanted) return false;
        wanted[want++] = c;
    }
    if (want < 2 || one_part(full)) return false;
    for (size_t i = 0; i < full.len; i++) {
        if (i && !is_space(full.ptr[i - 1]) && full.ptr[i - 1] != '-') continue;
        char c = full.ptr[i];
        if (is_lower(c))
            c = (char)(c - 32);
        else if (main < sizeof capitals)
            capitals[main++] = c;
        if (all < sizeof letters) letters[all++] = c;
    }
    return (want == all && memcmp(wanted, letters, want) == 0) || (want == main && memcmp(wanted, capitals, want) == 0);
}

bool entities_same_organization(sitrep_sv a, sitrep_sv b, bool caseless)
{
    if (sv_eq_fold(a, b)) return true;
    if (is_acronym(a, b, caseless) || is_acronym(b, a, caseless)) return true;
    sitrep_sv shorter = a.len < b.len ? a : b, longer = a.len < b.len ? b : a;
    return shorter.len > 4 && one_part(shorter) && !one_part(longer) && sv_eq_fold(shorter, first_part(longer)) &&
           is_upper(shorter.ptr[0]);
}

/* "Uzbek" and "Uzbeks", "Kyrgyz". */
bool entities_same_people(sitrep_sv a, sitrep_sv b)
{
    sitrep_sv shorter = a.len < b.len ? a : b, longer = a.len < b.len ? b : a;
    if (!sv_eq_fold(shorter, sv_part(longer, 0, shorter.len))) return false;
    sitrep_sv rest = sv_part(longer, shorter.len, longer.len);
    return rest.len == 0 || sv_eq_fold(rest, SV("s")) || sv_eq_fold(rest, SV("es"));
}
