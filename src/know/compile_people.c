/* know/compile_people.c — offices and the persons who held them. */
#include "know/compile_actors.h"

#include "base/banned.h"

static void read_offices(know_compiler *c)
{
    enum { OFFICE, ALIASES, SECTORS, KIND, RANK };
    know_reader r;
    uint32_t index;
    if (!know_reader_open(c, "actors/offices.tsv", "office aliases sectors kind rank", &r)) return;
    while (know_reader_next(&r)) {
        sitrep_sv *f = r.cells, rest = f[ALIASES];
        uint64_t rank = 0;
        know_actor *a = know_add_actor(&r, KNOW_OFFICE, f[OFFICE], &index);
        if (!sv_to_u64(f[RANK], 9, &rank) || rank == 0) know_fault(&r, "rank '%.*s'", SV_ARG(f[RANK]));
        a->rank = (uint8_t)rank;
        a->subkind = know_intern(c, f[KIND]);
        know_sectors_of(&r, f[SECTORS], &a->sectors);
        *know_map_at(c, &c->offices, f[OFFICE], 0) = index;
        know_name_actor(c, index, KNOW_NAME_PREFERRED, f[OFFICE], SV(""), SV(""));
        while (rest.len) { /* "secretary of state(USA)" */
            sitrep_sv bound = sv_cut(&rest, '|');
            sitrep_sv alias = sv_trim(sv_cut(&bound, '('));
            if (bound.len) bound.len--;
            know_name_actor(c, index, KNOW_NAME_ALIAS, alias, SV(""), bound);
        }
    }
}

typedef struct person_tenure {
    uint32_t person, line;
    know_tenure tenure;
} person_tenure;

static int compare_tenure(const void *pa, const void *pb)
{
    const person_tenure *a = pa, *b = pb;
    if (a->person != b->person) return a->person < b->person ? -1 : 1;
    if (a->tenure.from != b->tenure.from) return a->tenure.from < b->tenure.from ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* Tenures in the order of persons and time; each person knows his own. */
static void put_tenures(know_compiler *c, know_vec *found)
{
    person_tenure *t = (person_tenure *)(void *)found->rows;
    know_actor *actors = (know_actor *)(void *)c->section[KNOW_SECTION_ACTORS].rows;
    if (found->count) qsort(t, found->count, sizeof *t, compare_tenure);
    for (uint32_t i = 0; i < found->count; i++) {
        know_range *range = &actors[t[i].person].tenures;
        if (range->count++ == 0) range->first = c->section[KNOW_SECTION_TENURES].count;
        *(know_tenure *)know_push(c, &c->section[KNOW_SECTION_TENURES], sizeof(know_tenure)) = t[i].tenure;
    }
}

enum { NAME, ALIASES, GENDER, COUNTRY, SECTORS, OFFICE, OF, FROM, TO, IN_OFFICE };

/* The person of a line: the one of that name and country, made at the first line. */
static uint32_t person_of(know_reader *r)
{
    know_compiler *c = r->c;
    sitrep_sv *f = r->cells;
    sitrep_sv key = arena_printf(&c->arena, "%.*s\t%.*s", SV_ARG(f[NAME]), SV_ARG(f[COUNTRY]));
    uint32_t *known = know_map_at(c, &c->people, key, 0), index = *known;
    if (index != SITREP_NONE) return index;
    know_actor *a = know_add_actor(r, KNOW_PERSON, f[NAME], &index);
    a->gender = f[GENDER].len ? f[GENDER].ptr[0] : 0;
    know_code(a->code, sizeof a->code, f[COUNTRY]);
    know_sectors_of(r, f[SECTORS], &a->sectors);
    know_name_actor(c, index, KNOW_NAME_PREFERRED, f[NAME], SV(""), SV(""));
    *known = index;
    return index;
}

/* Aliases of one word are surnames or nicknames: many persons may share them. */
static void name_person(know_compiler *c, uint32_t person, sitrep_sv cell)
{
    while (cell.len) {
        sitrep_sv alias = sv_cut(&cell, '|');
        bool one_word = sv_find(alias, SV(" "), 0) == SIZE_MAX;
        know_name_actor(c, person, one_word ? KNOW_NAME_SHORT : KNOW_NAME_ALIAS, alias, SV(""), SV(""));
    }
}

void know_compile_people(know_compiler *c)
{
    know_reader r;
    know_vec tenures = {0};
    read_offices(c);
    if (!know_reader_open(c, "actors/people.tsv",
                          "name aliases gender country sectors office of from to sectors_in_office", &r))
        return;
    while (know_reader_next(&r)) {
        sitrep_sv *f = r.cells;
        know_tenure t = {.of = know_intern(c, f[OF])};
        if (f[NAME].len == 0 || f[COUNTRY].len > 4) {
            know_fault(&r, "no name, or country '%.*s'", SV_ARG(f[COUNTRY]));
            continue;
        }
        uint32_t person = person_of(&r);
        name_person(c, person, f[ALIASES]);
        t.office = f[OFFICE].len ? know_map_get(&c->offices, f[OFFICE], 0) : SITREP_NONE;
        if (f[OFFICE].len && t.office == SITREP_NONE) {
            know_fault(&r, "unknown office '%.*s'", SV_ARG(f[OFFICE]));
            continue;
        }
        if (!know_day_of(&r, f[FROM], false, &t.from) || !know_day_of(&r, f[TO], true, &t.to)) continue;
        know_sectors_of(&r, f[IN_OFFICE], &t.sectors);
        if (f[OFFICE].len == 0 && t.from == SITREP_DAY_NONE && t.to == SITREP_DAY_NONE && t.sectors.count == 0)
            continue;
        *(person_tenure *)know_push(c, &tenures, sizeof(person_tenure)) = (person_tenure){person, r.line, t};
    }
    if (!c->oom) put_tenures(c, &tenures);
    free(tenures.rows);
}
