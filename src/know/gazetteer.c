/* know/gazetteer.c — GeoNames' dump into a knowledge file. Nothing of it is held in memory but 24 bytes a place:
 *   1. divisions and countries: which geonameid "KG.08" and "KG" are;
 *   2. places: a row and a name each go to temporary files, their names to the sorter;
 *   3. alternate names, likewise;
 *   4. the names of the base; then all sorted, made into a trie, and written (gazetteer_write.c). */
#include "know/gazetteer_int.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/error.h"
#include "base/text.h"
#include "know/dump.h"

#include "base/banned.h"

#define MEMORY           ((size_t)192 << 20)
#define SAID_MAX         20u
#define ID_MAX           (1u << 30)
#define ALTERNATES_A_ROW 400u /* of column 4; GeoNames' longest have some 400 */

static sitrep_status no_memory(gaz *g)
{
    return base_error(g->err, SITREP_NOMEM, "out of memory");
}

bool gaz_progress(gaz *g, const char *what, uint64_t done, uint64_t total)
{
    return !g->options->progress || g->options->progress(g->options->progress_ctx, what, done, total);
}

/* ---- going through a file ---- */

typedef struct pass {
    gaz *g;
    const char *path, *what;
    const char *(*take)(gaz *g, sitrep_sv line, sitrep_status *out_status); /* NULL, or what is wrong with the line */
    uint64_t *lines;                                                        /* counted here, may be NULL */
} pass;

static void tell(gaz *g, const char *path, uint32_t line, const char *fault)
{
    sitrep_error err = {0};
    g->counts->faulty++;
    if (!g->options->say || g->said++ >= SAID_MAX) return;
    (void)base_error_at(&err, SITREP_FORMAT, path, line, 0, 0, "%s", fault);
    g->options->say(g->options->say_ctx, &err);
}

static const char *take_codes(gaz *g, sitrep_sv line, sitrep_status *out_status);

static sitrep_status run_pass(const pass *p)
{
    gaz *g = p->g;
    dump_file *f = NULL;
    sitrep_sv line;
    sitrep_error fault = {0};
    sitrep_status status = dump_open(p->path, &f, g->err);
    for (uint32_t n = 0; !status; n++) {
        status = dump_next(f, &line, &fault);
        if (status == SITREP_NOT_FOUND) break;
        if (status == SITREP_LIMIT) {
            tell(g, p->path, dump_line(f), fault.msg);
            status = SITREP_OK;
            continue;
        }
        if (status) {
            if (g->err) *g->err = fault;
            break;
        }
        if (p->lines) ++*p->lines;
        if (p->take != take_codes) XXH64_update(g->inputs, line.ptr, line.len); /* the second time it is the same */
        if (line.len == 0 || line.ptr[0] == '#') continue;
        const char *wrong = p->take(g, line, &status);
        if (wrong) tell(g, p->path, dump_line(f), wrong);
        if ((n & 0x3fff) == 0) {
            uint64_t done, total;
            dump_progress(f, &done, &total);
            if (!gaz_progress(g, p->what, done, total)) status = base_error(g->err, SITREP_STOPPED, "stopped");
        }
    }
    dump_close(f);
    return status == SITREP_NOT_FOUND ? SITREP_OK : status;
}

/* ---- divisions and countries ---- */

/* The hash of "KG.08" or "US.KY.111". */
static uint64_t key_of(sitrep_sv country, sitrep_sv admin1, sitrep_sv admin2)
{
    char key[192];
    int len = snprintf(key, sizeof key, "%.*s.%.*s.%.*s", SV_ARG(country), SV_ARG(admin1), SV_ARG(admin2));
    uint64_t h = know_hash((sitrep_sv){key, len < (int)sizeof key ? (size_t)len : sizeof key - 1}, 0);
    return h ? h : 1;
}

static gaz_division *division_slot(gaz_division *slots, uint32_t cap, uint64_t key)
{
    uint32_t at = (uint32_t)key & (cap - 1);
    while (slots[at].key && slots[at].key != key) at = (at + 1) & (cap - 1);
    return &slots[at];
}

static bool division_add(gaz *g, uint64_t key, uint32_t id)
{
    if ((g->division_count + 1) * 2 > g->division_cap) {
        uint32_t cap = g->division_cap ? g->division_cap * 2 : 4096;
        gaz_division *slots = calloc(cap, sizeof *slots);
        if (!slots) return false;
        for (uint32_t i = 0; i < g->division_cap; i++)
            if (g->divisions[i].key) *division_slot(slots, cap, g->divisions[i].key) = g->divisions[i];
        free(g->divisions);
        g->divisions = slots;
        g->division_cap = cap;
    }
    gaz_division *slot = division_slot(g->divisions, g->division_cap, key);
    if (slot->key) return true; /* the first one stays */
    *slot = (gaz_division){key, id};
    g->division_count++;
    return true;
}

static uint32_t division_id(const gaz *g, uint64_t key)
{
    return g->division_cap ? division_slot(g->divisions, g->division_cap, key)->id : 0;
}

static gaz_country *country_of(gaz *g, sitrep_sv iso2)
{
    if (iso2.len != 2 || !is_upper(iso2.ptr[0]) || !is_upper(iso2.ptr[1])) return NULL;
    return &g->countries[(iso2.ptr[0] - 'A') * 26 + iso2.ptr[1] - 'A'];
}

static const char *take_division(gaz *g, sitrep_sv line, sitrep_status *out_status)
{
    dump_division d;
    const char *fault = dump_parse_division(line, &d);
    if (fault) return fault;
    sitrep_sv rest = d.code, country = sv_cut(&rest, '.'), admin1 = sv_cut(&rest, '.');
    if (!division_add(g, key_of(country, admin1, rest), d.id)) *out_status = no_memory(g);
    return NULL;
}

static const char *take_country(gaz *g, sitrep_sv line, sitrep_status *out_status)
{
    (void)out_status;
    dump_country c;
    const char *fault = dump_parse_country(line, &c);
    if (fault) return fault;
    gaz_country *country = country_of(g, c.iso2);
    if (!country || country->id) return NULL;
    country->id = c.id;
    memcpy(country->code, c.iso3.ptr, 3);
    return NULL;
}

/* Pass 1. A place that the base knows tells which country its code of two letters is. Faults are told in pass 2. */
static const char *take_codes(gaz *g, sitrep_sv line, sitrep_status *out_status)
{
    dump_place p;
    if (dump_parse_place(line, &p)) return NULL;
    gaz_country *country = country_of(g, p.country);
    if (country && !country->id) {
        const know_place *known = know_place_at(g->base, know_place_of_geonameid(g->base, p.id));
        const know_place *state = known ? know_place_at(g->base, known->country) : NULL;
        if (known && known->class_ == KNOW_PLACE_COUNTRY) state = known;
        if (state && state->geonameid) {
            country->id = state->geonameid;
            memcpy(country->code, state->code, sizeof country->code);
        }
    }
    uint64_t key = sv_eq(p.code, SV("ADM1"))   ? key_of(p.country, p.admin1, SV(""))
                   : sv_eq(p.code, SV("ADM2")) ? key_of(p.country, p.admin1, p.admin2)
                                               : 0;
    if (key && !division_add(g, key, p.id)) *out_status = no_memory(g);
    return NULL;
}

/* ---- places ---- */

/* Whether a list "P,A,AIRP" holds a word; NULL holds all. */
static bool is_listed(const char *list, sitrep_sv word)
{
    for (sitrep_sv rest = sv_of(list); rest.len;)
        if (sv_eq_fold(sv_trim(sv_cut(&rest, ',')), word)) return true;
    return false;
}

static bool is_wanted(gaz *g, const dump_place *p)
{
    const sitrep_gazetteer_options *o = g->options;
    const gaz_country *country = country_of(g, p->country);
    bool past = sv_ends(p->code, SV("H")) && (sv_starts(p->code, SV("ADM")) || sv_starts(p->code, SV("PCL")) ||
                                              sv_starts(p->code, SV("PPL")) || sv_starts(p->code, SV("RGN")));
    if (past && !o->historical) return false;
    if (o->classes && !is_listed(o->classes, p->class_) && !is_listed(o->classes, p->code)) return false;
    if (o->within && !(p->country.len && is_listed(o->within, p->country)) &&
        !(country && country->code[0] && is_listed(o->within, sv_of(country->code))))
        return false;
    return !o->population || !sv_eq(p->class_, SV("P")) || p->population >= o->population;
}

/* Marks a geonameid; false where it was marked. */
static bool see(gaz *g, uint32_t id, bool *out_memory)
{
    size_t at = id >> 3;
    *out_memory = true;
    if (at >= g->seen_len) {
        size_t len = g->seen_len ? g->seen_len : 1u << 16;
        while (len <= at) len *= 2;
        uint8_t *seen = realloc(g->seen, len);
        if (!seen) return *out_memory = false;
        memset(seen + g->seen_len, 0, len - g->seen_len);
        g->seen = seen;
        g->seen_len = len;
    }
    bool fresh = !(g->seen[at] >> (id & 7) & 1);
    g->seen[at] |= (uint8_t)(1u << (id & 7));
    return fresh;
}

static sitrep_status add_alternates(gaz *g, const dump_place *p, uint32_t row, uint32_t weight)
{
    sitrep_status status = SITREP_OK;
    sitrep_sv rest = p->alternates;
    for (uint32_t i = 0; rest.len && i < ALTERNATES_A_ROW && !status; i++) {
        sitrep_sv name = sv_trim(sv_cut(&rest, ','));
        if (know_alternate_readable(name, 4))
            status = gaz_add_name(g, name, row, weight, know_alternate_kind(p->name, p->ascii, name, false));
    }
    return status;
}

/* Text and row of a place go to their files; gives its number in *out_row. */
static sitrep_status keep_place(gaz *g, const dump_place *p, know_place *row)
{
    const gaz_country *country = country_of(g, p->country);
    if (p->name.len + 1 > UINT32_MAX - g->pool)
        return base_error(g->err, SITREP_LIMIT, "more names than the format holds; leave classes or countries out");
    *row = (know_place){.geonameid = p->id,
                        .name = {g->pool, (uint32_t)p->name.len},
                        .lat = p->lat,
                        .lon = p->lon,
                        .population = p->population,
                        .class_ = know_feature_class(p->class_, p->code),
                        .flags = KNOW_POINT_OWN};
    if (sv_eq(p->code, SV("PPLC"))) row->flags |= KNOW_PLACE_CAPITAL;
    if (sv_eq(p->code, SV("PPLA"))) row->flags |= KNOW_PLACE_SEAT;
    if (sv_eq(p->code, SV("CONT"))) row->flags |= KNOW_PLACE_CONTINENT;
    if (p->code.len) memcpy(row->feature, p->code.ptr, p->code.len);
    if (country && country->id) {
        row->country = country->id == p->id ? 0 : country->id;
        memcpy(row->code, country->code, sizeof row->code);
    } else {
        g->counts->unplaced++;
    }
    if (p->admin1.len) row->admin1 = division_id(g, key_of(p->country, p->admin1, SV("")));
    if (p->admin1.len && p->admin2.len) row->admin2 = division_id(g, key_of(p->country, p->admin1, p->admin2));
    if (row->admin1 == p->id) row->admin1 = 0;
    if (row->admin2 == p->id) row->admin2 = 0;
    if (g->added_count == g->added_cap) {
        uint32_t cap = g->added_cap ? g->added_cap + g->added_cap / 2 : 1u << 16;
        gaz_added *added = realloc(g->added, cap * sizeof *added);
        if (!added) return no_memory(g);
        g->added = added;
        g->added_cap = cap;
    }
    if (fwrite(row, sizeof *row, 1, g->rows) != 1 || fwrite(p->name.ptr, 1, p->name.len, g->strings) != p->name.len ||
        putc('\0', g->strings) == EOF)
        return base_error(g->err, errno == ENOSPC ? SITREP_FULL : SITREP_IO, "cannot write a temporary file: %s",
                          strerror(errno));
    g->pool += (uint32_t)p->name.len + 1;
    g->added[g->added_count] =
        (gaz_added){p->id, know_place_count(g->base) + g->added_count, know_place_weight(row), row->name};
    g->added_count++;
    return SITREP_OK;
}

static sitrep_status add_place(gaz *g, const dump_place *p)
{
    know_place row;
    uint32_t known = know_place_of_geonameid(g->base, p->id), weight;
    sitrep_status status = SITREP_OK;
    if (known != SITREP_NONE) {
        g->counts->known++;
        weight = know_place_weight(know_place_at(g->base, known));
    } else {
        g->counts->added++;
        status = keep_place(g, p, &row);
        weight = status ? 0 : know_place_weight(&row);
        known = know_place_count(g->base) + g->added_count - 1;
        if (!status) status = gaz_add_name(g, p->name, known, weight, KNOW_NAME_PREFERRED);
        if (!status && p->ascii.len && !sv_eq(p->ascii, p->name))
            status = gaz_add_name(g, p->ascii, known, weight, KNOW_NAME_PREFERRED);
    }
    return status || g->options->alternates ? status : add_alternates(g, p, known, weight);
}

static const char *take_place(gaz *g, sitrep_sv line, sitrep_status *out_status)
{
    dump_place p;
    bool memory;
    const char *fault = dump_parse_place(line, &p);
    if (fault) return fault;
    if (p.id > ID_MAX) return "a geonameid beyond any that GeoNames has";
    if (!is_wanted(g, &p)) {
        g->counts->left_out++;
        return NULL;
    }
    if (!see(g, p.id, &memory)) {
        if (!memory) *out_status = no_memory(g);
        return memory ? "the geonameid stood before" : NULL;
    }
    *out_status = add_place(g, &p);
    return NULL;
}

/* ---- alternate names ---- */

static bool is_code(sitrep_sv language)
{
    return is_listed("link,wkdt,post,iata,icao,faac,tcid,unlc,phon,piny,fr_1793", language);
}

static const char *take_alternate(gaz *g, sitrep_sv line, sitrep_status *out_status)
{
    dump_alternate a;
    const char *fault = dump_parse_alternate(line, &a);
    if (fault) return fault;
    bool english = a.language.len == 0 || sv_eq(a.language, SV("en")), abbreviation = sv_eq(a.language, SV("abbr"));
    if (is_code(a.language) || a.name.len == 0) return NULL;
    if (g->options->languages && a.language.len && !abbreviation && !is_listed(g->options->languages, a.language))
        return NULL;
    if (abbreviation ? a.name.len < 2 || a.name.len > 8 || !is_upper(a.name.ptr[0])
                     : !know_alternate_readable(a.name, a.is_short ? 3 : 4))
        return NULL;
    const gaz_added *added = gaz_added_of(g, a.place);
    uint32_t row = added ? added->row : know_place_of_geonameid(g->base, a.place);
    if (row == SITREP_NONE) return NULL; /* of a place that was left out */
    const know_place *known = added ? NULL : know_place_at(g->base, row);
    sitrep_sv name = known ? know_text(g->base, known->name)
                           : (sitrep_sv){g->names + (added->name.at - g->base->section[KNOW_SECTION_STRINGS].count),
                                         added->name.len};
    uint8_t kind = abbreviation                 ? KNOW_NAME_ABBREVIATION
                   : a.historic || a.colloquial ? KNOW_NAME_FOREIGN
                   : english && a.preferred     ? KNOW_NAME_ALIAS
                   : a.is_short                 ? KNOW_NAME_SHORT
                                                : know_alternate_kind(name, name, a.name, false);
    if (english && kind == KNOW_NAME_FOREIGN && sv_eq(a.language, SV("en")) && !a.historic) kind = KNOW_NAME_ALIAS;
    *out_status = gaz_add_name(g, a.name, row, added ? added->weight : know_place_weight(known), kind);
    return NULL;
}

/* ---- the run ---- */

/* After pass 2: places by geonameid, and their names to be read again. */
static sitrep_status end_places(gaz *g)
{
    if (g->added_count) qsort(g->added, g->added_count, sizeof *g->added, gaz_compare_added);
    free(g->seen);
    g->seen = NULL;
    if (fflush(g->strings) != 0 || fflush(g->rows) != 0)
        return base_error(g->err, errno == ENOSPC ? SITREP_FULL : SITREP_IO, "cannot write a temporary file: %s",
                          strerror(errno));
    g->names_len = g->pool - g->base->section[KNOW_SECTION_STRINGS].count;
    if (!g->options->alternates || g->names_len == 0) return SITREP_OK;
    void *names = mmap(NULL, g->names_len, PROT_READ, MAP_PRIVATE, fileno(g->strings), 0);
    if (names == MAP_FAILED) return base_error(g->err, SITREP_IO, "cannot map a temporary file: %s", strerror(errno));
    g->names = names;
    return SITREP_OK;
}

static sitrep_status read_dump(gaz *g)
{
    const sitrep_gazetteer_options *o = g->options;
    const pass passes[] = {
        {g, o->countries, "reading the countries", take_country, NULL},
        {g, o->admin1, "reading the divisions", take_division, NULL},
        {g, o->admin2, "reading the divisions", take_division, NULL},
        {g, o->places, "reading the codes", take_codes, NULL},
        {g, o->places, "reading the places", take_place, &g->counts->rows},
        {g, o->alternates, "reading the names", take_alternate, &g->counts->alternates},
    };
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < sizeof passes / sizeof passes[0] && !status; i++) {
        if (passes[i].path) status = run_pass(&passes[i]);
        if (!status && passes[i].take == take_place) status = end_places(g);
    }
    return status;
}

static bool fold_options(gaz *g)
{
    const sitrep_gazetteer_options *o = g->options;
    const char *texts[] = {sitrep_knowledge_version(g->base), o->classes, o->within, o->languages};
    uint64_t numbers[] = {o->population, o->historical, o->alternates != NULL};
    g->inputs = XXH64_createState();
    if (!g->inputs) return false;
    XXH64_reset(g->inputs, 0);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i]) XXH64_update(g->inputs, texts[i], strlen(texts[i]) + 1);
    XXH64_update(g->inputs, numbers, sizeof numbers);
    return true;
}

static sitrep_status prepare(gaz *g)
{
    const char *out = g->options->out, *slash = strrchr(out, '/');
    size_t len = slash ? (size_t)(slash - out) + 1 : 0;
    g->folder = calloc(1, len + 2);
    if (!g->folder || !fold_options(g)) return no_memory(g);
    memcpy(g->folder, len ? out : ".", len ? len : 1);
    g->pool = g->base->section[KNOW_SECTION_STRINGS].count;
    g->new_tokens = BUF_INIT(UINT32_MAX);
    g->rows = sorter_temporary(g->folder);
    g->strings = g->rows ? sorter_temporary(g->folder) : NULL;
    if (!g->strings)
        return base_error(g->err, SITREP_IO, "cannot make a temporary file in '%s': %s", g->folder, strerror(errno));
    return sorter_new(g->folder, g->options->memory ? g->options->memory : MEMORY, &g->sorted, g->err);
}

static void release(gaz *g)
{
    if (g->names) munmap(g->names, g->names_len);
    if (g->rows) fclose(g->rows);
    if (g->strings) fclose(g->strings);
    sorter_free(g->sorted);
    buf_release(&g->new_tokens);
    XXH64_freeState(g->inputs);
    free(g->folder);
    free(g->divisions);
    free(g->added);
    free(g->seen);
    free(g->tokens);
    free(g->token_slots);
}

sitrep_status sitrep_gazetteer_build(const sitrep_gazetteer_options *options, sitrep_gazetteer_counts *out_counts,
                                     sitrep_error *err)
{
    gaz *g = calloc(1, sizeof *g);
    sitrep_knowledge *base = NULL;
    *out_counts = (sitrep_gazetteer_counts){0};
    if (!g) return base_error(err, SITREP_NOMEM, "out of memory");
    g->options = options;
    g->counts = out_counts;
    g->err = err;
    sitrep_status status = sitrep_knowledge_open(options->base, &base, err);
    g->base = base;
    if (!status) status = prepare(g);
    if (!status) status = gaz_take_base(g);
    if (!status) status = read_dump(g);
    if (!status) status = gaz_write(g, options->out);
    if (!status && g->said > SAID_MAX && options->say) {
        sitrep_error more = {0};
        (void)base_error(&more, SITREP_FORMAT, "%u more faulty lines are not told", g->said - SAID_MAX);
        options->say(options->say_ctx, &more);
    }
    release(g);
    free(g);
    sitrep_knowledge_free(base);
    return status;
}
