/* know/compile_places.c — the gazetteer: geonames.tsv.xz, supplement.tsv, us_places.tsv, places_stop.tsv. */
#include <math.h>

#include "know/compile.h"

#include "base/banned.h"

#define COLUMNS "geonameid name ascii alternates lat lon feature_class feature_code country admin1 admin2 population "
enum column { ID, NAME, ASCII, ALTERNATES, LAT, LON, CLASS, CODE, COUNTRY, ADMIN1, ADMIN2, POPULATION, LAST };

/* The place index of a division: key "USA.KY" or "USA.KY.111". */
static uint32_t *division(know_compiler *c, sitrep_sv country, sitrep_sv admin1, sitrep_sv admin2)
{
    sitrep_sv key = admin2.len
                        ? arena_printf(&c->arena, "%.*s.%.*s.%.*s", SV_ARG(country), SV_ARG(admin1), SV_ARG(admin2))
                        : arena_printf(&c->arena, "%.*s.%.*s", SV_ARG(country), SV_ARG(admin1));
    return know_map_at(c, &c->divisions, key, 0);
}

/* Coordinates in 1e-5 degrees. */
static bool degrees(sitrep_sv cell, double limit, int32_t *out)
{
    char text[32], *end = NULL;
    if (cell.len == 0 || cell.len >= sizeof text) return false;
    memcpy(text, cell.ptr, cell.len);
    text[cell.len] = '\0';
    double value = strtod(text, &end);
    if (*end || !(value >= -limit && value <= limit)) return false;
    *out = (int32_t)lround(value * 1e5);
    return true;
}

static uint8_t class_of(sitrep_sv class_, sitrep_sv code)
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

static uint8_t flags_of(sitrep_sv code, sitrep_sv point)
{
    uint8_t flags = 0;
    if (sv_eq(point, SV("geonames")) || sv_eq(point, SV("hand"))) flags |= KNOW_POINT_OWN;
    if (sv_eq(point, SV("parent"))) flags |= KNOW_POINT_ROUGH;
    if (sv_eq(code, SV("PPLC"))) flags |= KNOW_PLACE_CAPITAL;
    if (sv_eq(code, SV("PPLA"))) flags |= KNOW_PLACE_SEAT;
    if (sv_eq(code, SV("CONT"))) flags |= KNOW_PLACE_CONTINENT;
    return flags;
}

/* The row of a line, whose fields other than names it fills. False where the line is faulty. */
static bool fill(know_reader *r, know_place *p)
{
    const sitrep_sv *f = r->cells;
    uint64_t number = 0;
    if (f[ID].len && !sv_to_u64(f[ID], UINT32_MAX, &number))
        return know_fault(r, "geonameid '%.*s'", SV_ARG(f[ID])), false;
    p->geonameid = (uint32_t)number;
    number = 0;
    if (f[POPULATION].len && !sv_to_u64(f[POPULATION], UINT32_MAX, &number))
        return know_fault(r, "population '%.*s'", SV_ARG(f[POPULATION])), false;
    p->population = (uint32_t)number;
    if (!degrees(f[LAT], 90, &p->lat) || !degrees(f[LON], 180, &p->lon))
        return know_fault(r, "no point: '%.*s' '%.*s'", SV_ARG(f[LAT]), SV_ARG(f[LON])), false;
    if (f[NAME].len == 0) return know_fault(r, "no name"), false;
    if (f[CODE].len == 0 || f[CODE].len > 5) return know_fault(r, "feature code '%.*s'", SV_ARG(f[CODE])), false;
    if (f[COUNTRY].len != 0 && f[COUNTRY].len != 3) return know_fault(r, "country '%.*s'", SV_ARG(f[COUNTRY])), false;
    know_code(p->feature, sizeof p->feature, f[CODE]);
    know_code(p->code, sizeof p->code, f[COUNTRY]);
    p->name = know_intern(r->c, f[NAME]);
    p->class_ = class_of(f[CLASS], f[CODE]);
    p->admin1 = p->admin2 = p->country = SITREP_NONE;
    return true;
}

/* The first letter of a name, folded roughly, to tell a spelling from a foreign name. */
static char first_letter(sitrep_sv name)
{
    return name.len ? to_lower(name.ptr[0]) : 0;
}

static uint8_t kind_of_alternate(sitrep_sv name, sitrep_sv ascii, sitrep_sv alternate, bool by_hand)
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

static void name_place(know_reader *r, uint32_t place, uint32_t weight, bool by_hand)
{
    know_entry e = {.id = place, .kind = KNOW_ENTRY_PLACE, .name = KNOW_NAME_PREFERRED};
    const sitrep_sv *f = r->cells;
    know_name(r->c, f[NAME], e, weight);
    if (!sv_eq(f[ASCII], f[NAME])) know_name(r->c, f[ASCII], e, weight);
    for (sitrep_sv rest = f[ALTERNATES]; rest.len;) {
        sitrep_sv alternate = sv_cut(&rest, '|');
        if (alternate.len == 0) continue;
        e.name = kind_of_alternate(f[NAME], f[ASCII], alternate, by_hand);
        know_name(r->c, alternate, e, weight);
    }
}

/* Where places of a class stand among those of one name when population is not told. */
static uint32_t weight_of(const know_place *p)
{
    static const uint32_t by_class[] = {
        [KNOW_PLACE_COUNTRY] = 3000000, [KNOW_PLACE_REGION] = 2000000, [KNOW_PLACE_WATER] = 500000,
        [KNOW_PLACE_LAND] = 200000,     [KNOW_PLACE_SITE] = 100000,    [KNOW_PLACE_DISTRICT] = 20000,
    };
    uint32_t least = p->class_ < sizeof by_class / sizeof by_class[0] ? by_class[p->class_] : 0;
    return p->population > least ? p->population : least;
}

static void read_geonames(know_compiler *c)
{
    know_reader r;
    know_vec *v = &c->section[KNOW_SECTION_PLACES];
    if (!know_reader_open(c, "gazetteer/geonames.tsv.xz", COLUMNS "point", &r) &&
        !know_reader_open(c, "gazetteer/geonames.tsv", COLUMNS "point", &r))
        return;
    while (know_reader_next(&r)) {
        know_place place = {0};
        if (!fill(&r, &place)) continue;
        place.flags = flags_of(r.cells[CODE], r.cells[LAST]);
        uint32_t *known = know_map_at(c, &c->geonames, r.cells[ID], 0), index = v->count;
        if (*known != SITREP_NONE) {
            know_fault(&r, "geonameid %u stands twice", place.geonameid);
            continue;
        }
        *known = index;
        if (place.class_ == KNOW_PLACE_ADM1) *division(c, r.cells[COUNTRY], r.cells[ADMIN1], SV("")) = index;
        if (sv_eq(r.cells[CODE], SV("ADM2"))) *division(c, r.cells[COUNTRY], r.cells[ADMIN1], r.cells[ADMIN2]) = index;
        /* division codes are kept in the rows until link_divisions() */
        place.admin1 = know_intern(c, r.cells[ADMIN1]).at;
        place.admin2 = know_intern(c, r.cells[ADMIN2]).at;
        *(know_place *)know_push(c, v, sizeof place) = place;
        name_place(&r, index, weight_of(&place), false);
    }
}

/* A further file of places: names for places that are there already by their geonameid, and places of its own. */
static void read_more(know_compiler *c, const char *file, const char *columns, bool by_hand)
{
    know_reader r;
    know_vec *v = &c->section[KNOW_SECTION_PLACES];
    if (!know_reader_open(c, file, columns, &r)) return;
    while (know_reader_next(&r)) {
        know_place place = {0};
        uint32_t known = r.cells[ID].len ? know_map_get(&c->geonames, r.cells[ID], 0) : SITREP_NONE;
        if (known == SITREP_NONE && !fill(&r, &place)) continue;
        if (known != SITREP_NONE) { /* more names of a place: GeoNames' own row stays */
            name_place(&r, known, weight_of((const know_place *)(const void *)v->rows + known), by_hand);
            continue;
        }
        place.flags = flags_of(r.cells[CODE], by_hand ? SV("hand") : r.cells[LAST]);
        if (by_hand) place.flags |= KNOW_PLACE_HAND;
        place.admin1 = know_intern(c, r.cells[ADMIN1]).at;
        place.admin2 = know_intern(c, r.cells[ADMIN2]).at;
        uint32_t index = v->count;
        *(know_place *)know_push(c, v, sizeof place) = place;
        if (r.cells[ID].len) *know_map_at(c, &c->geonames, r.cells[ID], 0) = index;
        name_place(&r, index, weight_of(&place), by_hand);
    }
}

static int compare_code(const void *pa, const void *pb)
{
    return memcmp(((const know_code_row *)pa)->code, ((const know_code_row *)pb)->code, 4);
}

static int compare_id(const void *pa, const void *pb)
{
    const know_id_row *a = pa, *b = pb;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* The countries by code, the geonameids in order. */
static void index_places(know_compiler *c)
{
    know_vec *places = &c->section[KNOW_SECTION_PLACES], *codes = &c->section[KNOW_SECTION_COUNTRIES];
    know_vec *ids = &c->section[KNOW_SECTION_PLACE_IDS];
    for (uint32_t i = 0; i < places->count; i++) {
        const know_place *p = (const know_place *)(const void *)places->rows + i;
        if (p->class_ == KNOW_PLACE_COUNTRY && !(p->flags & KNOW_PLACE_HAND)) {
            know_code_row *row = know_push(c, codes, sizeof *row);
            memcpy(row->code, p->code, 4);
            row->row = i;
            if (memcmp(p->code, "XKX", 4) == 0)
                *(know_code_row *)know_push(c, codes, sizeof *row) = (know_code_row){"KOS", i};
        }
        if (p->geonameid) *(know_id_row *)know_push(c, ids, sizeof(know_id_row)) = (know_id_row){p->geonameid, i};
    }
    if (codes->count) qsort(codes->rows, codes->count, sizeof(know_code_row), compare_code);
    if (ids->count) qsort(ids->rows, ids->count, sizeof(know_id_row), compare_id);
}

/* Turns division codes into place indices, when all places are known. */
static void link_divisions(know_compiler *c)
{
    know_vec *v = &c->section[KNOW_SECTION_PLACES];
    const char *pool = c->section[KNOW_SECTION_STRINGS].rows;
    for (uint32_t i = 0; i < v->count; i++) {
        know_place *p = (know_place *)(void *)v->rows + i;
        const char *admin1 = p->admin1 ? pool + p->admin1 : "", *admin2 = p->admin2 ? pool + p->admin2 : "";
        char key[96];
        p->admin1 = p->admin2 = p->country = SITREP_NONE;
        if (!p->code[0]) continue;
        know_code_row wanted = {{p->code[0], p->code[1], p->code[2], 0}, 0};
        const know_vec *codes = &c->section[KNOW_SECTION_COUNTRIES];
        const know_code_row *row =
            codes->count ? bsearch(&wanted, codes->rows, codes->count, sizeof wanted, compare_code) : NULL;
        if (row) p->country = row->row;
        if (*admin1) {
            snprintf(key, sizeof key, "%s.%s", p->code, admin1);
            p->admin1 = know_map_get(&c->divisions, sv_of(key), 0);
        }
        if (*admin1 && *admin2) {
            snprintf(key, sizeof key, "%s.%s.%s", p->code, admin1, admin2);
            p->admin2 = know_map_get(&c->divisions, sv_of(key), 0);
        }
    }
}

static void read_stops(know_compiler *c)
{
    static const struct {
        const char *word;
        uint32_t bit;
    } rules[] = {{"never", KNOW_STOP_NEVER},       {"prep", KNOW_STOP_PREP}, {"region", KNOW_STOP_REGION},
                 {"dateline", KNOW_STOP_DATELINE}, {"kind", KNOW_STOP_KIND}, {"ner", KNOW_STOP_NER},
                 {"after", KNOW_STOP_AFTER}};
    know_reader r;
    if (!know_reader_open(c, "gazetteer/places_stop.tsv", "name requires note", &r)) return;
    while (know_reader_next(&r)) {
        know_entry e = {.kind = KNOW_ENTRY_STOP};
        for (sitrep_sv rest = r.cells[1]; rest.len;) {
            sitrep_sv word = sv_cut(&rest, '|');
            uint32_t bit = 0;
            for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
                if (sv_eq(word, sv_of(rules[i].word))) bit = rules[i].bit;
            if (!bit) know_fault(&r, "unknown rule '%.*s'", SV_ARG(word));
            e.id |= bit;
        }
        if (r.cells[0].len == 0 || r.cells[1].len == 0) know_fault(&r, "no name or no rule");
        if (e.id) know_name(c, r.cells[0], e, 0);
    }
}

void know_compile_places(know_compiler *c)
{
    read_geonames(c);
    read_more(c, "gazetteer/supplement.tsv", COLUMNS "note", true);
    read_more(c, "gazetteer/us_places.tsv", COLUMNS "point", false);
    if (c->oom) return;
    index_places(c);
    link_divisions(c);
    read_stops(c);
}
