/* know/compile_actors.c — states, organizations, groups, roles, titles and names of data/actors. */
#include "know/compile.h"
#include "know/compile_actors.h"

#include "base/banned.h"

know_actor *know_add_actor(know_reader *r, uint8_t kind, sitrep_sv name, uint32_t *out_index)
{
    know_vec *v = &r->c->section[KNOW_SECTION_ACTORS];
    *out_index = v->count;
    know_actor *a = know_push(r->c, v, sizeof *a);
    a->kind = kind;
    a->name = know_intern(r->c, name);
    a->parent = SITREP_NONE;
    a->from = a->to = SITREP_DAY_NONE;
    if (name.len == 0) know_fault(r, "no name");
    return a;
}

void know_sectors_of(know_reader *r, sitrep_sv cell, know_sectors *out)
{
    while (cell.len) {
        sitrep_sv code = sv_cut(&cell, '|');
        if (code.len != 3)
            know_fault(r, "sector '%.*s'", SV_ARG(code));
        else if (out->count < 4)
            know_code(out->code[out->count++], 4, code);
    }
}

bool know_day_of(know_reader *r, sitrep_sv cell, bool end, int32_t *out)
{
    uint64_t part[3] = {0, end ? 12 : 1, 0};
    sitrep_sv rest = cell;
    *out = SITREP_DAY_NONE;
    if (cell.len == 0) return true;
    for (int i = 0; i < 3 && rest.len; i++)
        if (!sv_to_u64(sv_cut(&rest, '-'), 9999, &part[i])) return know_fault(r, "date '%.*s'", SV_ARG(cell)), false;
    if (part[0] == 0 || part[1] < 1 || part[1] > 12) return know_fault(r, "date '%.*s'", SV_ARG(cell)), false;
    uint32_t days = date_month_days((int32_t)part[0], (uint32_t)part[1]);
    if (part[2] == 0) part[2] = end ? days : 1;
    if (rest.len || part[2] > days) return know_fault(r, "date '%.*s'", SV_ARG(cell)), false;
    *out = date_to_days((civil_date){(int32_t)part[0], (uint8_t)part[1], (uint8_t)part[2]});
    return true;
}

void know_name_actor(know_compiler *c, uint32_t actor, uint8_t name, sitrep_sv phrase, sitrep_sv sector,
                     sitrep_sv bound)
{
    know_entry e = {.id = actor, .kind = KNOW_ENTRY_ACTOR, .name = name};
    know_code(e.sector, sizeof e.sector, sector);
    know_code(e.bound, sizeof e.bound, bound);
    know_name(c, phrase, e, 0);
}

/* Names joined by '|'. Initials are told apart from other aliases. */
void know_name_all(know_compiler *c, uint32_t actor, uint8_t name, sitrep_sv cell)
{
    while (cell.len) {
        sitrep_sv phrase = sv_cut(&cell, '|');
        bool upper = phrase.len > 1 && phrase.len <= 12;
        for (size_t i = 0; i < phrase.len; i++) upper &= !is_lower(phrase.ptr[i]) && phrase.ptr[i] != ' ';
        know_name_actor(c, actor, upper && name == KNOW_NAME_ALIAS ? KNOW_NAME_ABBREVIATION : name, phrase, SV(""),
                        SV(""));
    }
}

/* Names joined by '|', each with an optional "=SECTOR". */
static void name_terms(know_compiler *c, uint32_t actor, uint8_t name, sitrep_sv cell)
{
    while (cell.len) {
        sitrep_sv sector = sv_cut(&cell, '|');
        sitrep_sv phrase = sv_cut(&sector, '=');
        know_name_actor(c, actor, name, phrase, sector, SV(""));
    }
}

/* ---- states ---- */

static void add_state_code(know_compiler *c, sitrep_sv code, uint32_t actor)
{
    know_code_row *row = know_push(c, &c->section[KNOW_SECTION_STATES], sizeof *row);
    know_code(row->code, sizeof row->code, code);
    row->row = actor;
}

static int compare_code(const void *pa, const void *pb)
{
    const know_code_row *a = pa, *b = pb;
    int order = memcmp(a->code, b->code, 4);
    return order ? order : a->row < b->row ? -1 : a->row > b->row;
}

static void read_states(know_compiler *c)
{
    enum { CODE, ISO2, NAME, ALIASES, ADJECTIVES, CAPITAL, METONYMS, TERMS, LANGUAGES, FROM, TO, NOTES };
    know_reader r;
    uint32_t index;
    if (!know_reader_open(c, "actors/states.tsv",
                          "code iso2 name aliases adjectives capital metonyms government_terms languages from to notes",
                          &r))
        return;
    while (know_reader_next(&r)) {
        sitrep_sv *f = r.cells;
        bool part = sv_starts(f[NOTES], SV("sub-state"));
        know_actor *a = know_add_actor(&r, KNOW_STATE, f[NAME], &index);
        if (f[CODE].len != 3) know_fault(&r, "code '%.*s'", SV_ARG(f[CODE]));
        know_code(a->code, sizeof a->code, f[CODE]);
        if (part) a->subkind = know_intern(c, SV("sub-state"));
        know_day_of(&r, f[FROM], false, &a->from);
        know_day_of(&r, f[TO], true, &a->to);
        if (!part) add_state_code(c, f[CODE], index);
        know_name_actor(c, index, KNOW_NAME_PREFERRED, f[NAME], SV(""), SV(""));
        know_name_all(c, index, KNOW_NAME_ALIAS, f[ALIASES]);
        know_name_all(c, index, KNOW_NAME_ADJECTIVE, f[ADJECTIVES]);
        know_name_all(c, index, KNOW_NAME_CAPITAL, f[CAPITAL]);
        name_terms(c, index, KNOW_NAME_METONYM, f[METONYMS]);
        name_terms(c, index, KNOW_NAME_BODY, f[TERMS]);
    }
    know_vec *codes = &c->section[KNOW_SECTION_STATES];
    for (uint32_t i = 0, n = codes->count; i < n; i++) { /* Kosovo under both of its codes */
        know_code_row row = ((know_code_row *)(void *)codes->rows)[i];
        if (memcmp(row.code, "XKX", 4) == 0) add_state_code(c, SV("KOS"), row.row);
        if (memcmp(row.code, "KOS", 4) == 0) add_state_code(c, SV("XKX"), row.row);
    }
    if (codes->count) qsort(codes->rows, codes->count, sizeof(know_code_row), compare_code);
}

/* ---- organizations ---- */

typedef struct parent_link {
    uint32_t child, line;
    sitrep_sv parent;
} parent_link;

static void link_parents(know_reader *r, const know_vec *links)
{
    for (uint32_t i = 0; i < links->count; i++) {
        const parent_link *link = (const parent_link *)(const void *)links->rows + i;
        uint32_t parent = know_map_get(&r->c->organizations, link->parent, 0);
        r->line = link->line;
        if (parent == SITREP_NONE)
            know_fault(r, "unknown parent '%.*s'", SV_ARG(link->parent));
        else
            ((know_actor *)(void *)r->c->section[KNOW_SECTION_ACTORS].rows)[link->child].parent = parent;
    }
}

static void read_organizations(know_compiler *c)
{
    enum { NAME, ALIASES, CODE, SECTORS, KIND, PARENT, SEAT, FROM, TO, WIKIDATA };
    know_reader r;
    know_vec links = {0};
    uint32_t index;
    if (!know_reader_open(c, "actors/organizations.tsv", "name aliases code sectors kind parent seat from to wikidata",
                          &r))
        return;
    while (know_reader_next(&r)) {
        sitrep_sv *f = r.cells;
        know_actor *a = know_add_actor(&r, KNOW_ORGANIZATION, f[NAME], &index);
        if (f[CODE].len > 4) know_fault(&r, "code '%.*s'", SV_ARG(f[CODE]));
        know_code(a->code, sizeof a->code, f[CODE]);
        know_sectors_of(&r, f[SECTORS], &a->sectors);
        a->subkind = know_intern(c, f[KIND]);
        a->countries = know_intern(c, f[SEAT]);
        a->wikidata = know_intern(c, f[WIKIDATA]);
        know_day_of(&r, f[FROM], false, &a->from);
        know_day_of(&r, f[TO], true, &a->to);
        uint32_t *known = know_map_at(c, &c->organizations, f[NAME], 0);
        if (*known == SITREP_NONE) *known = index;
        if (f[PARENT].len)
            *(parent_link *)know_push(c, &links, sizeof(parent_link)) = (parent_link){index, r.line, f[PARENT]};
        know_name_actor(c, index, KNOW_NAME_PREFERRED, f[NAME], SV(""), SV(""));
        know_name_all(c, index, KNOW_NAME_ALIAS, f[ALIASES]);
    }
    if (!c->oom) link_parents(&r, &links);
    free(links.rows);
}

/* ---- groups, roles, titles ---- */

static void read_groups(know_compiler *c)
{
    enum { NAME, ALIASES, KIND, TAG, COUNTRIES, SECTORS, AMBIGUOUS, NOTES };
    know_reader r;
    uint32_t index;
    if (!know_reader_open(c, "actors/groups.tsv", "name aliases kind tag countries sectors ambiguous_with notes", &r))
        return;
    while (know_reader_next(&r)) {
        sitrep_sv *f = r.cells, countries = f[COUNTRIES];
        know_actor *a = know_add_actor(&r, KNOW_GROUP, f[NAME], &index);
        know_sectors_of(&r, f[SECTORS], &a->sectors);
        a->subkind = know_intern(c, f[KIND]);
        a->tag = know_intern(c, f[TAG]);
        a->countries = know_intern(c, f[COUNTRIES]);
        sitrep_sv only = sv_cut(&countries, '|');
        if (countries.len == 0) know_code(a->code, sizeof a->code, only);
        know_name_actor(c, index, KNOW_NAME_PREFERRED, f[NAME], SV(""), SV(""));
        know_name_all(c, index, KNOW_NAME_ALIAS, f[ALIASES]);
    }
}

/* The regular plural of a noun phrase, by its last word; ptr NULL where it has none or is one already. */
static sitrep_sv plural_of(know_compiler *c, sitrep_sv noun)
{
    char last = noun.len ? noun.ptr[noun.len - 1] : 's', before = noun.len > 1 ? noun.ptr[noun.len - 2] : 0;
    if (!is_lower(last) || last == 's') return (sitrep_sv){NULL, 0};
    if (sv_ends(noun, SV("man")) && noun.len > 3 && !sv_ends(noun, SV("human")))
        return arena_printf(&c->arena, "%.*smen", (int)noun.len - 3, noun.ptr);
    if (last == 'y' && !memchr("aeiou", before, 5))
        return arena_printf(&c->arena, "%.*sies", (int)noun.len - 1, noun.ptr);
    bool hiss = last == 'x' || last == 'z' || sv_ends(noun, SV("ch")) || sv_ends(noun, SV("sh"));
    return arena_printf(&c->arena, "%.*s%s", SV_ARG(noun), hiss ? "es" : "s");
}

static void read_roles(know_compiler *c)
{
    enum { NOUN, SECTORS, KIND, AFFILIATION, NOTES };
    know_reader r;
    uint32_t index;
    if (!know_reader_open(c, "actors/roles.tsv", "noun sectors kind affiliation notes", &r)) return;
    while (know_reader_next(&r)) {
        sitrep_sv *f = r.cells;
        know_actor *a = know_add_actor(&r, KNOW_ROLE, f[NOUN], &index);
        know_sectors_of(&r, f[SECTORS], &a->sectors);
        a->subkind = know_intern(c, f[KIND]);
        a->tag = know_intern(c, f[AFFILIATION]);
        know_name_actor(c, index, KNOW_NAME_PREFERRED, f[NOUN], SV(""), SV(""));
        sitrep_sv plural = plural_of(c, f[NOUN]);
        if (plural.ptr) know_name_actor(c, index, KNOW_NAME_ALIAS, plural, SV(""), SV(""));
    }
}

static void read_titles(know_compiler *c)
{
    enum { TITLE, SECTORS, GENDER, OFFICE };
    know_reader r;
    uint32_t index;
    if (!know_reader_open(c, "actors/titles.tsv", "title sectors gender office", &r)) return;
    while (know_reader_next(&r)) {
        sitrep_sv *f = r.cells;
        know_actor *a = know_add_actor(&r, KNOW_TITLE, f[TITLE], &index);
        know_sectors_of(&r, f[SECTORS], &a->sectors);
        a->gender = f[GENDER].len ? f[GENDER].ptr[0] : 0;
        a->tag = know_intern(c, f[OFFICE]);
        know_name_actor(c, index, KNOW_NAME_PREFERRED, f[TITLE], SV(""), SV(""));
    }
}

static void read_names(know_compiler *c)
{
    know_reader r;
    if (know_reader_open(c, "actors/given_names.tsv", "name gender region", &r))
        while (know_reader_next(&r)) {
            know_entry e = {.kind = KNOW_ENTRY_GIVEN, .id = r.cells[1].len ? (unsigned char)r.cells[1].ptr[0] : 'u'};
            know_name(c, r.cells[0], e, 0);
        }
    if (know_reader_open(c, "actors/surnames.tsv", "name region", &r))
        while (know_reader_next(&r)) know_name(c, r.cells[0], (know_entry){.kind = KNOW_ENTRY_SURNAME}, 0);
}

/* A user's own actors: organizations, armed groups, persons, with dates where a code holds for a time. */
void know_compile_own_actors(know_compiler *c, const char *file)
{
    enum { NAME, ALIASES, KIND, CODE, SECTORS, FROM, TO };
    static const struct {
        const char *name, *subkind;
        uint8_t kind;
    } kinds[] = {{"organization", "", KNOW_ORGANIZATION},
                 {"armed", "armed", KNOW_ORGANIZATION},
                 {"company", "company", KNOW_ORGANIZATION},
                 {"media", "media", KNOW_ORGANIZATION},
                 {"person", "", KNOW_PERSON}};
    know_reader r;
    uint32_t index;
    if (!know_reader_open(c, file, "name aliases kind code sectors from to", &r)) return;
    r.dash_is_empty = true;
    while (know_reader_next(&r)) {
        const sitrep_sv *f = r.cells;
        size_t k = 0;
        while (k < sizeof kinds / sizeof kinds[0] && !sv_eq(f[KIND], sv_of(kinds[k].name))) k++;
        if (k == sizeof kinds / sizeof kinds[0]) {
            know_fault(&r, "kind '%.*s' is none of organization, armed, company, media, person", SV_ARG(f[KIND]));
            continue;
        }
        if (f[CODE].len != 0 && f[CODE].len != 3) know_fault(&r, "code '%.*s'", SV_ARG(f[CODE]));
        know_actor *a = know_add_actor(&r, kinds[k].kind, f[NAME], &index);
        know_code(a->code, sizeof a->code, f[CODE]);
        know_sectors_of(&r, f[SECTORS], &a->sectors);
        a->subkind = know_intern(c, sv_of(kinds[k].subkind));
        know_day_of(&r, f[FROM], false, &a->from);
        know_day_of(&r, f[TO], true, &a->to);
        know_name_actor(c, index, KNOW_NAME_PREFERRED, f[NAME], SV(""), SV(""));
        know_name_all(c, index, KNOW_NAME_ALIAS, f[ALIASES]);
    }
}

void know_compile_actors(know_compiler *c)
{
    read_states(c);
    read_organizations(c);
    read_groups(c);
    read_roles(c);
    read_titles(c);
    read_names(c);
}
