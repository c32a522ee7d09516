/* make_geonames OUT ROWS [SEED] — a dump in the form of GeoNames', of any size, for measuring and testing
 * `sitrep gazetteer build`. Writes OUT/allCountries.txt, alternateNamesV2.txt, admin1CodesASCII.txt, admin2Codes.txt
 * and countryInfo.txt. Nothing in it is GeoNames' but the codes and numbers of countries, which come from the knowledge
 * file in SITREP_KNOW and the table of states in SITREP_STATES: names are made of syllables, many of one name as in the
 * real dump (a few in thousands of places, most in one or two), classes, populations and other names in about its
 * proportions. The same arguments give the same bytes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "know/know.h"

#define FIRST_ID  20000000u /* beyond GeoNames' own numbers */
#define LANDS_MAX 300u
#define AREAS_MAX 60000u

typedef struct land {
    char iso2[3], iso3[4];
    uint32_t id;
} land;

typedef struct area {
    uint16_t land;
    uint8_t admin1, admin2, family;
    float lat, lon;
} area;

typedef struct family {
    const char *heads[16], *tails[12], *fronts[6], *languages[4];
    bool cyrillic;
} family;

static const family families[] = {
    {{"ka", "sha", "ba", "ri", "do", "mu", "ta", "len", "gor", "pol", "ver", "nov", "kras", "bel", "chor", "zar"},
     {"ovo", "insk", "evka", "ino", "itsa", "grad", "ovka", "oye", "sk", "ichi", "any", "ets"},
     {"", "", "", "Novaya ", "Staraya ", "Verkhniy "},
     {"ru", "uk", "bg", "ru"},
     true},
    {{"mar", "lo", "mon", "pue", "vi", "ri", "sal", "car", "do", "ga", "her", "ce", "ta", "lu", "pe", "co"},
     {"bar", "cal", "dor", "lin", "nez", "pas", "ran", "tel", "vil", "zan", "cor", "mas"},
     {"", "", "San ", "Santa ", "El ", "Los "},
     {"es", "en", "pt", "es"},
     false},
    {{"qal", "deh", "mah", "kuh", "shah", "bag", "tal", "gul", "khan", "dar", "sar", "chah", "pol", "ab", "ras", "bid"},
     {"abad", "an", "ak", "ian", "gerd", "zar", "i", "un", "estan", "eh", "ar", "ud"},
     {"", "", "Qaryat ", "Deh-e ", "Tall ", "Kalateh-ye "},
     {"fa", "ar", "ku", "en"},
     false},
    {{"ham", "wood", "ash", "oak", "spring", "mill", "clear", "green", "black", "stone", "white", "cedar", "fair",
      "elk", "river", "pine"},
     {"ton", "ville", "field", "burg", "ford", "dale", "port", "land", "wick", "boro", "view", " Creek"},
     {"", "", "", "New ", "North ", "Mount "},
     {"en", "en", "de", "fr"},
     false},
    {{"zhang", "li", "wang", "xin", "da", "tian", "hong", "long", "shang", "bei", "nan", "chen", "ma", "gao", "xia",
      "dong"},
     {"cun", "zhuang", "jia", "tun", "kou", "wan", "ping", "shan", "he", "qiao", "xiang", "dian"},
     {"", "", "", "", "Da ", "Xiao "},
     {"zh", "en", "zh", "en"},
     false},
    {{"nga", "mbo", "ki", "lu", "wa", "ma", "tu", "ko", "sa", "du", "ban", "bu", "ka", "ngo", "zi", "mu"},
     {"ra", "gu", "ndi", "la", "mba", "ro", "sa", "ni", "te", "lo", "nga", "wa"},
     {"", "", "", "", "Ki ", "Mto "},
     {"fr", "en", "sw", "ha"},
     false},
};
#define FAMILIES (sizeof families / sizeof families[0])

/* Shares of the classes, per mille of all rows. */
static const struct {
    char class_;
    const char *code;
    uint32_t share;
} codes[] = {{'P', "PPL", 380}, {'P', "PPLX", 15}, {'P', "PPLL", 20}, {'P', "PPLA4", 4}, {'S', "SCH", 40},
             {'S', "HTL", 30},  {'S', "FRM", 40},  {'S', "CH", 25},   {'S', "AIRP", 5},  {'S', "BLDG", 40},
             {'H', "STM", 110}, {'H', "LK", 40},   {'H', "RSV", 10},  {'H', "BAY", 10},  {'T', "HLL", 50},
             {'T', "MT", 60},   {'T', "ISL", 15},  {'T', "VAL", 10},  {'L', "LCTY", 30}, {'L', "PRK", 12},
             {'A', "ADM3", 18}, {'A', "ADM4", 24}, {'A', "ADM1H", 1}, {'R', "RD", 5},    {'V', "FRST", 4},
             {'U', "SHLU", 2}};

typedef struct maker {
    FILE *places, *alternates, *admin1, *admin2, *countries;
    uint64_t state;
    uint64_t rows;
    uint32_t next_id, next_alternate, written, area_count, land_count, shares;
    land lands[LANDS_MAX];
    area areas[AREAS_MAX];
} maker;

/* xorshift64*: the same everywhere. */
static uint32_t draw(maker *m, uint32_t below)
{
    m->state ^= m->state >> 12;
    m->state ^= m->state << 25;
    m->state ^= m->state >> 27;
    return (uint32_t)((m->state * UINT64_C(2685821657736338717) >> 32) * below >> 32);
}

static double draw_unit(maker *m)
{
    return draw(m, 1u << 30) / (double)(1u << 30);
}

/* The name of a rank: low ranks are in many places. A name is its rank written in syllables. */
static void name_of(maker *m, uint32_t family_number, char *out, size_t size)
{
    const family *f = &families[family_number];
    double names = (double)m->rows / 14 + 40;
    uint32_t rank = (uint32_t)(draw(m, 100) < 35 ? pow(names, draw_unit(m)) : draw_unit(m) * names);
    uint32_t code = rank * 2654435761u >> 7; /* neighbours in rank are no neighbours in name */
    char word[64];
    int len = snprintf(word, sizeof word, "%s", f->heads[code & 15]);
    for (uint32_t rest = rank >> 4; rest; rest >>= 4)
        len += snprintf(word + len, sizeof word - (size_t)len, "%s", f->heads[rest & 15]);
    snprintf(word + len, sizeof word - (size_t)len, "%s", f->tails[(code >> 4) % 12]);
    word[0] = (char)(word[0] - 'a' + 'A');
    snprintf(out, size, "%s%s", f->fronts[(code >> 8) % 6], word);
}

static void put_place(maker *m, uint32_t id, const char *name, const char *others, double lat, double lon, char class_,
                      const char *code, const land *l, const char *admin1, const char *admin2, uint32_t population)
{
    fprintf(m->places, "%u\t%s\t%s\t%s\t%.5f\t%.5f\t%c\t%s\t%s\t\t%s\t%s\t\t\t%u\t\t%u\tEtc/UTC\t2024-01-01\n", id,
            name, name, others, lat, lon, class_, code, l->iso2, admin1, admin2, population,
            (unsigned)(fabs(lat) * 10));
    m->written++;
}

/* Countries with their divisions; what lies in the divisions comes after. */
static void put_lands(maker *m)
{
    uint32_t first = (uint32_t)(m->rows / 8000), second = (uint32_t)(m->rows / 60000);
    first = first < 1 ? 1 : first > 30 ? 30 : first;
    second = second < 1 ? 1 : second > 6 ? 6 : second;
    for (uint32_t n = 0; n < m->land_count; n++) {
        const land *l = &m->lands[n];
        double lat = -50 + 115 * draw_unit(m), lon = -170 + 340 * draw_unit(m);
        uint32_t kin = n % FAMILIES;
        char name[96], full[128], a1[8], a2[8];
        fprintf(m->countries, "%s\t%s\t0\t\t%s\t\t1\t1\tEU\t\t\t\t\t\t\t\t%u\t\t\n", l->iso2, l->iso3, l->iso3, l->id);
        put_place(m, l->id, l->iso3, "", lat, lon, 'A', "PCLI", l, "", "", 1000000);
        for (uint32_t a = 1; a <= first; a++) {
            snprintf(a1, sizeof a1, "%02u", a);
            name_of(m, kin, name, sizeof name);
            snprintf(full, sizeof full, "%s Province", name);
            fprintf(m->admin1, "%s.%s\t%s\t%s\t%u\n", l->iso2, a1, name, name, m->next_id);
            put_place(m, m->next_id++, full, name, lat, lon, 'A', "ADM1", l, a1, "", 100000);
            for (uint32_t b = 1; b <= second && m->area_count < AREAS_MAX; b++) {
                snprintf(a2, sizeof a2, "%02u%02u", a, b);
                name_of(m, kin, name, sizeof name);
                snprintf(full, sizeof full, "%s District", name);
                fprintf(m->admin2, "%s.%s.%s\t%s\t%s\t%u\n", l->iso2, a1, a2, name, name, m->next_id);
                put_place(m, m->next_id++, full, name, lat, lon, 'A', "ADM2", l, a1, a2, 10000);
                m->areas[m->area_count++] = (area){(uint16_t)n,
                                                   (uint8_t)a,
                                                   (uint8_t)b,
                                                   (uint8_t)kin,
                                                   (float)(lat - 4 + 8 * draw_unit(m)),
                                                   (float)(lon - 4 + 8 * draw_unit(m))};
            }
        }
    }
}

/* Letter by letter, as far as it has a twin. */
static void to_cyrillic(const char *name, char *out, size_t size)
{
    static const char latin[] = "abvgdezijklmnoprstufhcyw";
    static const char *const letters[] = {"а", "б", "в", "г", "д", "е", "з", "и", "й", "к", "л", "м",
                                          "н", "о", "п", "р", "с", "т", "у", "ф", "х", "ц", "ы", "в"};
    size_t len = 0;
    out[0] = '\0';
    for (const char *p = name; *p && len + 4 < size; p++) {
        const char *at = strchr(latin, to_lower(*p));
        uint32_t cp = 0;
        if (!at) {
            out[len++] = *p;
        } else {
            sitrep_sv letter = sv_of(letters[at - latin]);
            utf8_decode(letter, 0, &cp);
            len += utf8_encode(is_upper(*p) ? cp - 32 : cp, out + len);
        }
        out[len] = '\0';
    }
}

static void put_alternate(maker *m, uint32_t id, const char *language, const char *name)
{
    fprintf(m->alternates, "%u\t%u\t%s\t%s\t\t\t\t\t\t\n", m->next_alternate++, id, language, name);
}

static void put_one(maker *m)
{
    const area *a = &m->areas[draw(m, m->area_count)];
    const family *f = &families[a->family];
    char name[96], twin[256] = "", spelling[96] = "", others[400], a1[8], a2[8];
    uint32_t id = m->next_id++, pick = draw(m, m->shares), code = 0, population = 0;
    while (pick >= codes[code].share) pick -= codes[code++].share;
    name_of(m, a->family, name, sizeof name);
    snprintf(a1, sizeof a1, "%02u", a->admin1);
    snprintf(a2, sizeof a2, "%02u%02u", a->admin1, a->admin2);
    if (codes[code].class_ == 'P' && draw(m, 10) == 0) population = (uint32_t)pow(10, 1.5 + 4.3 * draw_unit(m));
    if (draw(m, 100) < 45) {
        if (f->cyrillic) {
            to_cyrillic(name, twin, sizeof twin);
        } else {
            char *vowel = strpbrk(name + 1, "aeiou");
            snprintf(twin, sizeof twin, "%.*sh%s", (int)(vowel ? vowel - name + 1 : 1), name,
                     vowel ? vowel + 1 : name + 1);
        }
        put_alternate(m, id, f->languages[draw(m, 4)], twin);
        if (draw(m, 100) < 40) {
            snprintf(spelling, sizeof spelling, "%.90s-i", name);
            put_alternate(m, id, "", spelling);
        }
        if (draw(m, 100) < 15) put_alternate(m, id, "link", "https://en.example.org/wiki");
    }
    snprintf(others, sizeof others, "%s%s%s", twin, *spelling ? "," : "", spelling);
    put_place(m, id, name, others, (double)a->lat - 0.5 + draw_unit(m), (double)a->lon - 0.5 + draw_unit(m),
              codes[code].class_, codes[code].code, &m->lands[a->land], a1, a2, population);
}

/* Codes of two and three letters from the table of states, numbers from the knowledge file. */
static bool read_lands(maker *m, const char *states, const char *know)
{
    sitrep_knowledge *k = NULL;
    FILE *f = fopen(states, "rb");
    char line[4096];
    if (!f || sitrep_knowledge_open(know, &k, NULL) != SITREP_OK) {
        if (f) fclose(f);
        return false;
    }
    while (fgets(line, sizeof line, f) && m->land_count < LANDS_MAX) {
        sitrep_sv rest = sv_of(line), iso3 = sv_cut(&rest, '\t'), iso2 = sv_cut(&rest, '\t');
        uint32_t place = iso3.len == 3 && iso2.len == 2 ? know_place_of_country(k, iso3) : SITREP_NONE;
        const know_place *p = know_place_at(k, place);
        if (!p || !p->geonameid) continue;
        land *l = &m->lands[m->land_count++];
        snprintf(l->iso3, sizeof l->iso3, "%.*s", SV_ARG(iso3));
        snprintf(l->iso2, sizeof l->iso2, "%.*s", SV_ARG(iso2));
        l->id = p->geonameid;
    }
    fclose(f);
    sitrep_knowledge_free(k);
    return m->land_count > 0;
}

static FILE *create(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return fopen(path, "wb");
}

int main(int argc, char **argv)
{
    const char *states = getenv("SITREP_STATES"), *know = getenv("SITREP_KNOW");
    maker *m = calloc(1, sizeof *m);
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    if (argc < 3 || !m || !states || !know) {
        fputs("usage: SITREP_STATES=states.tsv SITREP_KNOW=sitrep.know make_geonames OUT ROWS [SEED]\n", stderr);
        return 2;
    }
    m->rows = strtoull(argv[2], NULL, 10);
    m->state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    m->next_id = FIRST_ID;
    m->next_alternate = 1;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) m->shares += codes[i].share;
    m->places = create(argv[1], "allCountries.txt");
    m->alternates = create(argv[1], "alternateNamesV2.txt");
    m->admin1 = create(argv[1], "admin1CodesASCII.txt");
    m->admin2 = create(argv[1], "admin2Codes.txt");
    m->countries = create(argv[1], "countryInfo.txt");
    if (!m->places || !m->alternates || !m->admin1 || !m->admin2 || !m->countries || !read_lands(m, states, know)) {
        fputs("make_geonames: cannot read its tables or write its files\n", stderr);
        return 1;
    }
    put_lands(m);
    while (m->written < m->rows) put_one(m);
    FILE *files[] = {m->places, m->alternates, m->admin1, m->admin2, m->countries};
    bool good = true;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        bool written = !ferror(files[i]);
        good = fclose(files[i]) == 0 && written && good;
    }
    printf("%u places, %u other names\n", m->written, m->next_alternate - 1);
    free(m);
    return good ? 0 : 1;
}
