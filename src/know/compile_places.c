/* know/compile_places.c — the gazetteer: geonames.tsv.xz, supplement.tsv, us_places.tsv, places_stop.tsv. */
#include "know/compile.h"
#include "know/naming.h"

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
    if (!know_degrees_of(f[LAT], 90, &p->lat) || !know_degrees_of(f[LON], 180, &p->lon))
        return know_fault(r, "no point: '%.*s' '%.*s'", SV_ARG(f[LAT]), SV_ARG(f[LON])), false;
    if (f[NAME].len == 0) return know_fault(r, "no name"), false;
    if (f[CODE].len == 0 || f[CODE].len > 5) return know_fault(r, "feature code '%.*s'", SV_ARG(f[CODE])), false;
    if (f[COUNTRY].len != 0 && f[COUNTRY].len != 3) return know_fault(r, "country '%.*s'", SV_ARG(f[COUNTRY])), false;
    know_code(p->feature, sizeof p->feature, f[CODE]);
    know_code(p->code, sizeof p->code, f[COUNTRY]);
    p->name = know_intern(r->c, f[NAME]);
    p->class_ = know_feature_class(f[CLASS], f[CODE]);
    p->admin1 = p->admin2 = p->country = SITREP_NONE;
    return true;
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
        e.name = know_alternate_kind(f[NAME], f[ASCII], alternate, by_hand);
        know_name(r->c, alternate, e, weight);
    }
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
        name_place(&r, index, know_place_weight(&place), false);
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
            name_place(&r, known, know_place_weight((const know_place *)(const void *)v->rows + known), by_hand);
            continue;
        }
        place.flags = flags_of(r.cells[CODE], by_hand ? SV("hand") : r.cells[LAST]);
        if (by_hand) place.flags |= KNOW_PLACE_HAND;
        place.admin1 = know_intern(c, r.cells[ADMIN1]).at;
        place.admin2 = know_intern(c, r.cells[ADMIN2]).at;
        uint32_t index = v->count;
        *(know_place *)know_push(c, v, sizeof place) = place;
        if (r.cells[ID].len) *know_map_at(c, &c->geonames, r.cells[ID], 0) = index;
        name_place(&r, index, know_place_weight(&place), by_hand);
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
