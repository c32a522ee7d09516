/* know/compile_lexicon.c — the event lexicon: senses, blockers, embeddings, light verbs, compositions, word classes. */
#include "know/compile.h"

#include "base/banned.h"

#define SENSE_COLUMNS "lemma pos when actor recipient type mode cameo contexts flags prior example"
enum { LEMMA, POS, WHEN, ACTOR, RECIPIENT, TYPE, MODE, CAMEO, CONTEXTS, FLAGS, PRIOR, EXAMPLE };

/* A lemma row before it is put into its hash table. */
typedef struct lemma_rows {
    know_vec rows; /* know_lemma_slot */
} lemma_rows;

static const char *const event_types[] = {
#define TYPE_NAME(n) #n,
    SITREP_EVENT_TYPE_LIST(TYPE_NAME)
#undef TYPE_NAME
};
static const char *const statuses[] = {
#define STATUS_NAME(n) #n,
    SITREP_EVENT_STATUS_LIST(STATUS_NAME)
#undef STATUS_NAME
};
static const char *const certainties[] = {
#define CERTAINTY_NAME(n) #n,
    SITREP_CERTAINTY_LIST(CERTAINTY_NAME)
#undef CERTAINTY_NAME
};

static uint8_t index_of(const char *const *names, size_t count, sitrep_sv name)
{
    for (size_t i = 0; i < count; i++)
        if (sv_eq(name, sv_of(names[i]))) return (uint8_t)i;
    return KNOW_KEEP;
}

/* A value of one of the lists; "", "-" and "=" keep. */
static uint8_t value_of(know_reader *r, const char *const *names, size_t count, sitrep_sv cell)
{
    if (cell.len == 0 || sv_eq(cell, SV("=")) || sv_eq(cell, SV("-"))) return KNOW_KEEP;
    uint8_t index = index_of(names, count, cell);
    if (index == KNOW_KEEP) know_fault(r, "unknown value '%.*s'", SV_ARG(cell));
    return index;
}
#define COUNT_OF(names) (sizeof(names) / sizeof(names)[0])

static char pos_of(know_reader *r, sitrep_sv cell)
{
    static const struct {
        const char *name;
        char pos;
    } names[] = {{"v", 'v'},    {"n", 'n'},    {"a", 'a'}, {"aux", 'x'}, {"adv", 'r'},
                 {"conj", 'c'}, {"prep", 'p'}, {"", '*'},  {"*", '*'},   {"-", '*'}};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (sv_eq(cell, sv_of(names[i].name))) return names[i].pos;
    know_fault(r, "unknown part of speech '%.*s'", SV_ARG(cell));
    return '?';
}

/* ---- the index by lemma ---- */

static uint32_t words_of(sitrep_sv lemma)
{
    uint32_t n = 0;
    while (lemma.len) n += sv_cut(&lemma, ' ').len > 0;
    return n;
}

static sitrep_sv pool_text(const know_compiler *c, know_str s)
{
    return (sitrep_sv){c->section[KNOW_SECTION_STRINGS].rows + s.at, s.len};
}

/* Adds a row, unless the last one is of the same lemma: then its range grows. Rows of one lemma come one after another.
 */
static void add_lemma(know_compiler *c, lemma_rows *rows, uint8_t list, char pos, know_str lemma, uint32_t row)
{
    know_lemma_slot *last = rows->rows.count ? (know_lemma_slot *)(void *)rows->rows.rows + rows->rows.count - 1 : NULL;
    if (last && last->list == list && last->pos == pos && last->lemma.at == lemma.at && last->lemma.len == lemma.len) {
        last->range.count++;
        return;
    }
    know_lemma_slot *slot = know_push(c, &rows->rows, sizeof *slot);
    *slot = (know_lemma_slot){lemma, {row, 1}, list, pos, {0, 0}};
}

static void put_slot(know_compiler *c, know_lemma_slot row, uint32_t mask)
{
    know_lemma_slot *slots = (know_lemma_slot *)(void *)c->section[KNOW_SECTION_LEMMAS].rows;
    uint32_t at = (uint32_t)know_hash(pool_text(c, row.lemma), (uint32_t)row.list << 8 | (unsigned char)row.pos) & mask;
    while (slots[at].lemma.len) {
        bool same = slots[at].list == row.list && slots[at].pos == row.pos && slots[at].lemma.at == row.lemma.at;
        if (same) { /* first words meet again: the longest lemma counts */
            if (row.range.count > slots[at].range.count) slots[at].range.count = row.range.count;
            return;
        }
        at = (at + 1) & mask;
    }
    slots[at] = row;
}

static void put_lemmas(know_compiler *c, const lemma_rows *rows)
{
    uint32_t cap = 16;
    while (cap < rows->rows.count * 4) cap *= 2;
    for (uint32_t i = 0; i < cap; i++) know_push(c, &c->section[KNOW_SECTION_LEMMAS], sizeof(know_lemma_slot));
    if (c->oom) return;
    for (uint32_t i = 0; i < rows->rows.count; i++) {
        know_lemma_slot row = ((const know_lemma_slot *)(const void *)rows->rows.rows)[i];
        sitrep_sv rest = pool_text(c, row.lemma), all = rest;
        put_slot(c, row, cap - 1);
        if (row.list == KNOW_LIST_CLASSES) continue;
        know_lemma_slot first = {
            know_intern(c, sv_cut(&rest, ' ')), {0, words_of(all)}, KNOW_LIST_FIRST_WORDS, 0, {0, 0}};
        put_slot(c, first, cap - 1);
    }
}

/* ---- senses ---- */

static float prior_of(know_reader *r, sitrep_sv cell)
{
    char text[16], *end = NULL;
    if (cell.len == 0 || cell.len >= sizeof text) return know_fault(r, "prior '%.*s'", SV_ARG(cell)), 0.5F;
    memcpy(text, cell.ptr, cell.len);
    text[cell.len] = '\0';
    float value = strtof(text, &end);
    if (*end || !(value > 0 && value <= 1)) know_fault(r, "prior '%.*s'", SV_ARG(cell));
    return value;
}

/* The slots of a flag "inst=p.with/subj:weapon". */
static know_range instrument_of(know_reader *r, sitrep_sv flags)
{
    while (flags.len) {
        sitrep_sv value = sv_cut(&flags, ',');
        sitrep_sv name = sv_cut(&value, '=');
        if (!sv_eq(name, SV("inst"))) continue;
        sitrep_sv copy = arena_copy(&r->c->arena, value);
        for (size_t i = 0; copy.ptr && i < copy.len; i++)
            if (copy.ptr[i] == '/') ((char *)copy.ptr)[i] = ',';
        return know_parse_slots(r, copy);
    }
    return (know_range){0, 0};
}

static bool fill_head(know_reader *r, know_sense *s)
{
    const sitrep_sv *f = r->cells;
    if (f[LEMMA].len == 0) return know_fault(r, "no lemma"), false;
    s->lemma = know_intern(r->c, f[LEMMA]);
    s->pos = pos_of(r, f[POS]);
    s->when = know_intern(r->c, f[WHEN]);
    s->tests = know_parse_tests(r, f[WHEN], &s->specificity);
    s->line = r->line;
    return true;
}

/* Takes a user's "CODE:TYPE" apart; what is left in the cell is the PLOVER type. */
static bool own_type(know_reader *r, sitrep_sv *cell, sitrep_sv *out_code)
{
    sitrep_sv whole = *cell;
    *out_code = sv_cut(cell, ':');
    for (size_t i = 0; i < out_code->len; i++)
        if (out_code->ptr[i] == ',' || out_code->ptr[i] == '=') out_code->len = 0;
    if (out_code->len && cell->len) return true;
    know_fault(r, "type '%.*s' is not CODE:TYPE, a code of your own and the PLOVER type that it is a kind of",
               SV_ARG(whole));
    return false;
}

static sitrep_sv own_flags(know_compiler *c, sitrep_sv flags, sitrep_sv code)
{
    return flags.len ? arena_printf(&c->arena, "%.*s,own=%.*s", SV_ARG(flags), SV_ARG(code))
                     : arena_printf(&c->arena, "own=%.*s", SV_ARG(code));
}

static void read_senses(know_compiler *c, const char *name, know_vec *out, uint32_t file)
{
    know_reader r;
    if (!know_reader_open(c, name, SENSE_COLUMNS, &r)) return;
    r.dash_is_empty = true;
    while (know_reader_next(&r)) {
        know_sense s = {.order = out->count, .file = file};
        sitrep_sv *f = r.cells, code = {NULL, 0};
        if (!fill_head(&r, &s)) continue;
        if (c->own && !own_type(&r, &f[TYPE], &code)) continue;
        s.event_type = f[TYPE].len ? index_of(event_types, COUNT_OF(event_types), f[TYPE]) : SITREP_EVENT_TYPE_COUNT;
        if (s.event_type == KNOW_KEEP) {
            know_fault(&r, "unknown type '%.*s'", SV_ARG(f[TYPE]));
            continue;
        }
        s.actor = know_parse_slots(&r, f[ACTOR]);
        s.recipient = know_parse_slots(&r, f[RECIPIENT]);
        s.instrument = instrument_of(&r, f[FLAGS]);
        s.type = know_intern(c, f[TYPE]);
        s.mode = know_intern(c, f[MODE]);
        s.cameo = know_intern(c, f[CAMEO]);
        s.contexts = know_intern(c, f[CONTEXTS]);
        s.flags = know_intern(c, c->own ? own_flags(c, f[FLAGS], code) : f[FLAGS]);
        s.example = know_intern(c, f[EXAMPLE]);
        s.prior = prior_of(&r, f[PRIOR]);
        *(know_sense *)know_push(c, out, sizeof s) = s;
    }
}

static int compare_sense(const void *pa, const void *pb)
{
    const know_sense *a = pa, *b = pb;
    if (a->lemma.at != b->lemma.at) return a->lemma.at < b->lemma.at ? -1 : 1;
    if (a->pos != b->pos) return a->pos - b->pos;
    if (a->specificity != b->specificity) return b->specificity - a->specificity;
    if (a->prior > b->prior || a->prior < b->prior) return a->prior > b->prior ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* Sorts what was found into SENSES and indexes it under `list`. */
static void put_senses(know_compiler *c, know_vec *found, uint8_t list, lemma_rows *rows)
{
    if (found->count) qsort(found->rows, found->count, sizeof(know_sense), compare_sense);
    for (uint32_t i = 0; i < found->count; i++) {
        const know_sense *s = (const know_sense *)(const void *)found->rows + i;
        add_lemma(c, rows, list, s->pos, s->lemma, c->section[KNOW_SECTION_SENSES].count);
        *(know_sense *)know_push(c, &c->section[KNOW_SECTION_SENSES], sizeof *s) = *s;
    }
    free(found->rows);
    *found = (know_vec){0};
}

/* The files of the types in the order of plover.tsv, then the statements. */
static void read_all_senses(know_compiler *c, lemma_rows *rows)
{
    know_reader r;
    know_vec found = {0};
    sitrep_sv seen[SITREP_EVENT_TYPE_COUNT + 1];
    uint32_t count = 0;
    char name[64];
    if (know_reader_open(c, "ontology/plover.tsv", NULL, &r))
        while (know_reader_next(&r)) {
            bool known = count == SITREP_EVENT_TYPE_COUNT;
            for (uint32_t i = 0; i < count; i++) known |= sv_eq(seen[i], r.cells[0]);
            if (!known) seen[count++] = r.cells[0];
        }
    seen[count++] = SV("statements");
    for (uint32_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "events/%.*s.tsv", SV_ARG(seen[i]));
        for (char *p = name; *p; p++) *p = to_lower(*p);
        uint32_t file = c->section[KNOW_SECTION_VALUES].count;
        *(know_str *)know_push(c, &c->section[KNOW_SECTION_VALUES], sizeof(know_str)) = know_intern(c, sv_of(name));
        read_senses(c, name, &found, file);
    }
    put_senses(c, &found, KNOW_LIST_SENSES, rows);
}

static void read_blockers(know_compiler *c, lemma_rows *rows)
{
    know_reader r;
    know_vec found = {0};
    uint32_t file = c->section[KNOW_SECTION_VALUES].count;
    if (!know_reader_open(c, "events/blockers.tsv", "lemma pos when blocks reason example", &r)) return;
    r.dash_is_empty = true;
    *(know_str *)know_push(c, &c->section[KNOW_SECTION_VALUES], sizeof(know_str)) =
        know_intern(c, SV("events/blockers.tsv"));
    while (know_reader_next(&r)) {
        know_sense s = {.order = found.count, .file = file, .event_type = SITREP_EVENT_TYPE_COUNT, .prior = 1};
        if (!fill_head(&r, &s)) continue;
        s.type = know_intern(c, r.cells[3]);
        s.flags = know_intern(c, r.cells[4]);
        s.example = know_intern(c, r.cells[5]);
        *(know_sense *)know_push(c, &found, sizeof s) = s;
    }
    put_senses(c, &found, KNOW_LIST_BLOCKERS, rows);
}

/* ---- embeddings and light verbs ---- */

static char polarity_of(know_reader *r, sitrep_sv cell)
{
    if (cell.len == 0 || sv_eq(cell, SV("="))) return 0;
    if (cell.len != 1 || !memchr("+-~", cell.ptr[0], 3)) know_fault(r, "polarity '%.*s'", SV_ARG(cell));
    return cell.ptr[0];
}

static int compare_embed(const void *pa, const void *pb)
{
    const know_embed *a = pa, *b = pb;
    if (a->lemma.at != b->lemma.at) return a->lemma.at < b->lemma.at ? -1 : 1;
    if (a->pos != b->pos) return a->pos - b->pos;
    return a->construction.first < b->construction.first ? -1 : a->construction.first > b->construction.first;
}

static void read_embeds(know_compiler *c, lemma_rows *rows)
{
    know_reader r;
    know_vec *v = &c->section[KNOW_SECTION_EMBEDS];
    if (!know_reader_open(c, "events/embed.tsv", "lemma pos construction status polarity certainty omission example",
                          &r))
        return;
    while (know_reader_next(&r)) {
        const sitrep_sv *f = r.cells;
        know_embed e = {.lemma = know_intern(c, f[0]), .pos = pos_of(&r, f[1])};
        if (f[0].len == 0) {
            know_fault(&r, "no lemma");
            continue;
        }
        e.construction = know_parse_paths(&r, f[2], ',');
        e.status = value_of(&r, statuses, COUNT_OF(statuses), f[3]);
        e.polarity = polarity_of(&r, f[4]);
        e.certainty = value_of(&r, certainties, COUNT_OF(certainties), f[5]);
        e.omission = sv_eq(f[6], SV("yes"));
        e.example = know_intern(c, f[7]);
        *(know_embed *)know_push(c, v, sizeof e) = e;
    }
    if (v->count) qsort(v->rows, v->count, sizeof(know_embed), compare_embed);
    for (uint32_t i = 0; i < v->count; i++) {
        const know_embed *e = (const know_embed *)(const void *)v->rows + i;
        add_lemma(c, rows, KNOW_LIST_EMBEDS, e->pos, e->lemma, i);
    }
}

static void effect_of(know_reader *r, sitrep_sv cell, know_light *out)
{
    out->status = out->certainty = KNOW_KEEP;
    if (sv_eq(cell, SV("-"))) return;
    while (cell.len) {
        size_t end = 0;
        while (end < cell.len && !memchr(" ,;", cell.ptr[end], 3)) end++;
        sitrep_sv value = sv_part(cell, 0, end), name = sv_cut(&value, '=');
        cell = sv_part(cell, end < cell.len ? end + 1 : end, cell.len);
        if (sv_eq(name, SV("status")))
            out->status = value_of(r, statuses, COUNT_OF(statuses), value);
        else if (sv_eq(name, SV("certainty")))
            out->certainty = value_of(r, certainties, COUNT_OF(certainties), value);
        else if (sv_eq(name, SV("polarity")))
            out->polarity = polarity_of(r, value);
        else if (name.len)
            know_fault(r, "unknown effect '%.*s'", SV_ARG(name));
    }
}

static void nouns_of(know_reader *r, sitrep_sv cell, know_light *out)
{
    if (cell.len == 0 || sv_eq(cell, SV("*"))) return;
    out->nouns_are = cell.ptr[0] == '='   ? KNOW_LIGHT_LEMMAS
                     : cell.ptr[0] == '@' ? KNOW_LIGHT_CLASSES
                                          : KNOW_LIGHT_TYPES;
    out->nouns =
        know_parse_values(r, cell.ptr[0] == '=' || cell.ptr[0] == '@' ? sv_part(cell, 1, cell.len) : cell, '|');
}

static int compare_light(const void *pa, const void *pb)
{
    const know_light *a = pa, *b = pb;
    if (a->lemma.at != b->lemma.at) return a->lemma.at < b->lemma.at ? -1 : 1;
    if (a->pos != b->pos) return a->pos - b->pos;
    return a->slots.first < b->slots.first ? -1 : a->slots.first > b->slots.first;
}

static void read_lights(know_compiler *c, lemma_rows *rows)
{
    know_reader r;
    know_vec *v = &c->section[KNOW_SECTION_LIGHTS];
    if (!know_reader_open(c, "events/light.tsv", "lemma pos slot nouns actor recipient effect example", &r)) return;
    while (know_reader_next(&r)) {
        const sitrep_sv *f = r.cells;
        know_light l = {.lemma = know_intern(c, f[0]), .pos = pos_of(&r, f[1])};
        if (f[0].len == 0) {
            know_fault(&r, "no lemma");
            continue;
        }
        l.slots = know_parse_paths(&r, f[2], sv_find(f[2], SV("/"), 0) == SIZE_MAX ? ',' : '/');
        nouns_of(&r, f[3], &l);
        if (!sv_eq(f[4], SV("-"))) l.actor = know_parse_slots(&r, f[4]);
        if (!sv_eq(f[5], SV("-"))) l.recipient = know_parse_slots(&r, f[5]);
        effect_of(&r, f[6], &l);
        l.example = know_intern(c, f[7]);
        *(know_light *)know_push(c, v, sizeof l) = l;
    }
    if (v->count) qsort(v->rows, v->count, sizeof(know_light), compare_light);
    for (uint32_t i = 0; i < v->count; i++) {
        const know_light *l = (const know_light *)(const void *)v->rows + i;
        add_lemma(c, rows, KNOW_LIST_LIGHTS, l->pos, l->lemma, i);
    }
}

/* ---- compositions and classes ---- */

static void read_compose(know_compiler *c)
{
    know_reader r;
    if (!know_reader_open(c, "events/compose.tsv", "outer inner type mode cameo contexts", &r)) return;
    r.dash_is_empty = true;
    while (know_reader_next(&r)) {
        const sitrep_sv *f = r.cells;
        sitrep_sv mode = f[1];
        bool by_context = sv_find(mode, SV("@"), 0) != SIZE_MAX;
        sitrep_sv type = sv_cut(&mode, by_context ? '@' : '/');
        know_compose m = {.outer = know_intern(c, f[0]), .inner = know_intern(c, type)};
        if (by_context)
            m.inner_context = know_intern(c, mode);
        else
            m.inner_mode = know_intern(c, mode);
        m.type = know_intern(c, f[2]);
        m.mode = know_intern(c, f[3]);
        m.cameo = know_intern(c, f[4]);
        m.contexts = know_intern(c, f[5]);
        m.event_type = index_of(event_types, COUNT_OF(event_types), f[2]);
        if (m.event_type == KNOW_KEEP) know_fault(&r, "unknown type '%.*s'", SV_ARG(f[2]));
        *(know_compose *)know_push(c, &c->section[KNOW_SECTION_COMPOSE], sizeof m) = m;
    }
}

static void read_classes(know_compiler *c, const char *name, lemma_rows *rows)
{
    know_reader r;
    know_vec words = {0}, *slots = &c->section[KNOW_SECTION_CLASS_WORDS];
    uint32_t cap = 16;
    if (!know_reader_open(c, name, "class words", &r)) return;
    while (know_reader_next(&r)) {
        if (c->own && sv_find(r.cells[0], SV("_"), 0) != SIZE_MAX)
            know_fault(&r, "class '%.*s': no '_' in names of classes", SV_ARG(r.cells[0]));
        uint32_t *id = know_map_at(c, &c->classes, r.cells[0], 0);
        if (*id == SITREP_NONE) {
            *id = c->section[KNOW_SECTION_CLASSES].count;
            know_str text = know_intern(c, r.cells[0]);
            *(know_str *)know_push(c, &c->section[KNOW_SECTION_CLASSES], sizeof text) = text;
            add_lemma(c, rows, KNOW_LIST_CLASSES, 0, text, *id);
        }
        know_range values = know_parse_values(&r, sv_trim(r.cells[1]), ' ');
        for (uint32_t i = 0; i < values.count; i++) {
            know_str lemma = ((const know_str *)(const void *)c->section[KNOW_SECTION_VALUES].rows)[values.first + i];
            *(know_class_slot *)know_push(c, &words, sizeof(know_class_slot)) = (know_class_slot){lemma, *id};
        }
        c->section[KNOW_SECTION_VALUES].count -= values.count; /* they were only needed for the set */
    }
    while (cap < words.count * 2) cap *= 2;
    for (uint32_t i = 0; i < cap; i++) know_push(c, slots, sizeof(know_class_slot));
    for (uint32_t i = 0; i < words.count && !c->oom; i++) {
        know_class_slot word = ((const know_class_slot *)(const void *)words.rows)[i],
                        *slot = (know_class_slot *)(void *)slots->rows;
        uint32_t at = (uint32_t)know_hash(pool_text(c, word.lemma), 0) & (cap - 1);
        while (slot[at].lemma.len && !(slot[at].class_id == word.class_id && slot[at].lemma.at == word.lemma.at))
            at = (at + 1) & (cap - 1);
        slot[at] = word;
    }
    free(words.rows);
}

void know_compile_lexicon(know_compiler *c)
{
    lemma_rows rows = {0};
    read_all_senses(c, &rows);
    read_blockers(c, &rows);
    read_embeds(c, &rows);
    read_lights(c, &rows);
    read_compose(c);
    read_classes(c, "events/classes.tsv", &rows);
    put_lemmas(c, &rows);
    free(rows.rows.rows);
}

void know_compile_senses(know_compiler *c, const char *const *files, uint32_t count, const char *classes)
{
    lemma_rows rows = {0};
    know_vec found = {0};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t file = c->section[KNOW_SECTION_VALUES].count;
        *(know_str *)know_push(c, &c->section[KNOW_SECTION_VALUES], sizeof(know_str)) = know_intern(c, sv_of(files[i]));
        read_senses(c, files[i], &found, file);
    }
    put_senses(c, &found, KNOW_LIST_SENSES, &rows);
    if (classes) read_classes(c, classes, &rows);
    put_lemmas(c, &rows);
    free(rows.rows.rows);
}
