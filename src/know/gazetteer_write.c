/* know/gazetteer_write.c — the sorted names as a trie, and the file.
 * Nodes are numbered level by level: all first words, then all second words, and so on. In the order of the sorted
 * names the nodes of one level, and with them the edges that lead to them and their entries, are only ever appended to;
 * so each level is a temporary file of its own, and the sections are the levels one after the other. */
#include "know/gazetteer_int.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

#include "base/banned.h"

#define LEVELS KNOW_PHRASE_PIECES_MAX

typedef struct level_node {
    uint32_t token, children, entries;
} level_node;

typedef struct level {
    FILE *nodes, *entries;
    uint32_t count, entry_count;
    level_node open; /* the node that names still go through */
    bool is_open;
} level;

typedef struct writer {
    gaz *g;
    level levels[LEVELS];
    FILE *out;
    uint64_t offset; /* in the file */
    unsigned char head[KNOW_HEADER_SIZE + KNOW_SECTION_COUNT * 32];
    XXH64_state_t *sum;
    uint32_t section;
    uint64_t section_at;
} writer;

static const uint32_t row_size[KNOW_SECTION_COUNT] = {
#define KNOW_SECTION_SIZE(name, type) sizeof(type),
    KNOW_SECTION_LIST(KNOW_SECTION_SIZE)
#undef KNOW_SECTION_SIZE
};

static sitrep_status io_fault(const writer *w, const char *what)
{
    return base_error(w->g->err, errno == ENOSPC ? SITREP_FULL : SITREP_IO, "cannot %s: %s", what, strerror(errno));
}

/* ---- levels ---- */

static sitrep_status open_level(writer *w, level *l)
{
    if (l->nodes) return SITREP_OK;
    l->nodes = sorter_temporary(w->g->folder);
    l->entries = l->nodes ? sorter_temporary(w->g->folder) : NULL;
    return l->entries ? SITREP_OK : io_fault(w, "make a temporary file");
}

/* Closes the open nodes from a depth on. */
static bool close_nodes(writer *w, uint32_t depth)
{
    for (uint32_t d = depth; d < LEVELS && w->levels[d].is_open; d++) {
        level *l = &w->levels[d];
        if (fwrite(&l->open, sizeof l->open, 1, l->nodes) != 1) return false;
        l->is_open = false;
    }
    return true;
}

/* Opens the nodes of a phrase that are not open yet. */
static sitrep_status enter(writer *w, const uint32_t *tokens, uint32_t count)
{
    uint32_t same = 0;
    while (same < count && w->levels[same].is_open && w->levels[same].open.token == tokens[same]) same++;
    if (!close_nodes(w, same)) return io_fault(w, "write a temporary file");
    for (uint32_t d = same; d < count; d++) {
        level *l = &w->levels[d];
        sitrep_status status = open_level(w, l);
        if (status) return status;
        if (l->count == UINT32_MAX / 2) return base_error(w->g->err, SITREP_LIMIT, "more names than the format holds");
        l->open = (level_node){.token = tokens[d]};
        l->is_open = true;
        l->count++;
        if (d) w->levels[d - 1].open.children++;
    }
    return SITREP_OK;
}

static sitrep_status make_levels(writer *w)
{
    gaz *g = w->g;
    uint32_t tokens[LEVELS], before[LEVELS], before_count = 0, place = SITREP_NONE, places = 0;
    uint64_t done = 0;
    sitrep_sv item;
    sitrep_status status = sorter_turn(g->sorted, g->err);
    while (!status && (status = sorter_next(g->sorted, &item, g->err)) == SITREP_OK) {
        uint32_t count = gaz_item_phrase(item, tokens);
        know_entry e = gaz_item_entry(item, count);
        bool same = count == before_count && memcmp(tokens, before, count * sizeof *tokens) == 0;
        if ((++done & 0xffff) == 0 && !gaz_progress(g, "making the index", done, 0))
            return base_error(g->err, SITREP_STOPPED, "stopped");
        if (!same) {
            place = SITREP_NONE;
            places = 0;
            memcpy(before, tokens, count * sizeof *tokens);
            before_count = count;
        }
        if (e.kind == KNOW_ENTRY_PLACE) {
            if (e.id == place) continue; /* another spelling that folds alike */
            if (places == GAZ_SAME_NAME_MAX) {
                g->counts->crowded++;
                continue;
            }
            place = e.id;
            places++;
            g->counts->names += e.id >= know_place_count(g->base);
        }
        status = enter(w, tokens, count);
        if (status) break;
        level *l = &w->levels[count - 1];
        if (fwrite(&e, sizeof e, 1, l->entries) != 1) return io_fault(w, "write a temporary file");
        l->open.entries++;
        l->entry_count++;
    }
    if (status != SITREP_NOT_FOUND) return status;
    return close_nodes(w, 0) ? SITREP_OK : io_fault(w, "write a temporary file");
}

/* ---- sections ---- */

static void put_number(unsigned char *p, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++) p[i] = (unsigned char)(v >> 8 * i);
}

static void section_begin(writer *w, uint32_t section)
{
    w->section = section;
    w->section_at = w->offset;
    XXH64_reset(w->sum, 0);
}

static bool section_put(writer *w, const void *bytes, size_t len)
{
    if (len == 0) return true;
    XXH64_update(w->sum, bytes, len);
    w->offset += len;
    return fwrite(bytes, 1, len, w->out) == len;
}

static bool section_end(writer *w)
{
    static const char zeros[KNOW_SECTION_ALIGN];
    unsigned char *entry = w->head + KNOW_HEADER_SIZE + (size_t)w->section * 32;
    size_t pad = (KNOW_SECTION_ALIGN - w->offset % KNOW_SECTION_ALIGN) % KNOW_SECTION_ALIGN;
    put_number(entry, w->section, 4);
    put_number(entry + 4, row_size[w->section], 4);
    put_number(entry + 8, w->section_at, 8);
    put_number(entry + 16, w->offset - w->section_at, 8);
    put_number(entry + 24, XXH64_digest(w->sum), 8);
    w->offset += pad;
    return pad == 0 || fwrite(zeros, 1, pad, w->out) == pad;
}

static bool put_base(writer *w, uint32_t section)
{
    const know_rows *s = &w->g->base->section[section];
    return section_put(w, s->rows, (size_t)s->count * row_size[section]);
}

/* The whole of a temporary file. */
static bool put_file(writer *w, FILE *f)
{
    static const size_t size = 1u << 16;
    char *bytes = malloc(size);
    bool good = bytes && fseek(f, 0, SEEK_SET) == 0;
    for (size_t n; good && (n = fread(bytes, 1, size, f)) > 0;) good = section_put(w, bytes, n);
    free(bytes);
    return good && !ferror(f);
}

static bool put_strings(writer *w)
{
    const gaz *g = w->g;
    return put_base(w, KNOW_SECTION_STRINGS) && put_file(w, g->strings) &&
           section_put(w, g->new_tokens.ptr, g->new_tokens.len);
}

int gaz_compare_added(const void *pa, const void *pb)
{
    const gaz_added *a = pa, *b = pb;
    return a->id < b->id ? -1 : a->id > b->id;
}

const gaz_added *gaz_added_of(const gaz *g, uint32_t geonameid)
{
    gaz_added wanted = {.id = geonameid};
    return g->added_count ? bsearch(&wanted, g->added, g->added_count, sizeof wanted, gaz_compare_added) : NULL;
}

uint32_t gaz_row_of(const gaz *g, uint32_t geonameid)
{
    if (geonameid == 0) return SITREP_NONE;
    const gaz_added *added = gaz_added_of(g, geonameid);
    return added ? added->row : know_place_of_geonameid(g->base, geonameid);
}

static bool put_places(writer *w)
{
    const gaz *g = w->g;
    know_place p;
    bool good = put_base(w, KNOW_SECTION_PLACES) && fseek(g->rows, 0, SEEK_SET) == 0;
    for (uint32_t i = 0; good && i < g->added_count; i++) {
        good = fread(&p, sizeof p, 1, g->rows) == 1;
        p.admin1 = gaz_row_of(g, p.admin1);
        p.admin2 = gaz_row_of(g, p.admin2);
        p.country = gaz_row_of(g, p.country);
        good = good && section_put(w, &p, sizeof p);
    }
    return good;
}

static bool put_place_ids(writer *w)
{
    const gaz *g = w->g;
    const know_rows *s = &g->base->section[KNOW_SECTION_PLACE_IDS];
    const know_id_row *known = s->rows;
    bool good = true;
    for (uint32_t i = 0, k = 0; good && (i < g->added_count || k < s->count);) {
        bool from_base = i == g->added_count || (k < s->count && known[k].id <= g->added[i].id);
        know_id_row row = from_base ? known[k++] : (know_id_row){g->added[i].id, g->added[i].row};
        if (!from_base) i++;
        good = section_put(w, &row, sizeof row);
    }
    return good;
}

static bool put_tokens(writer *w)
{
    const gaz *g = w->g;
    bool good = put_base(w, KNOW_SECTION_TOKENS);
    for (uint32_t i = 0; good && i < g->token_count; i++) {
        know_str text = {g->pool + g->tokens[i].at, g->tokens[i].len};
        good = section_put(w, &text, sizeof text);
    }
    return good;
}

static bool put_root(writer *w)
{
    uint32_t tokens = w->g->base->section[KNOW_SECTION_TOKENS].count + w->g->token_count, node = 1;
    uint32_t *root = calloc(tokens ? tokens : 1, sizeof *root);
    FILE *f = w->levels[0].nodes;
    bool good = root && (!f || fseek(f, 0, SEEK_SET) == 0);
    for (level_node n; good && f && fread(&n, sizeof n, 1, f) == 1;) root[n.token] = node++;
    good = good && section_put(w, root, tokens * sizeof *root);
    free(root);
    return good;
}

/* Node 0 is the root, without entries and edges of its own; the last one is the sentinel. */
static bool put_nodes(writer *w)
{
    know_node node = {0, 0};
    bool good = section_put(w, &node, sizeof node);
    for (uint32_t d = 0; d < LEVELS && w->levels[d].nodes && good; d++) {
        FILE *f = w->levels[d].nodes;
        good = fseek(f, 0, SEEK_SET) == 0;
        for (level_node n; good && fread(&n, sizeof n, 1, f) == 1;) {
            good = section_put(w, &node, sizeof node);
            node.first_entry += n.entries;
            node.first_edge += n.children;
        }
    }
    return good && section_put(w, &node, sizeof node);
}

static bool put_edges(writer *w)
{
    uint32_t child = 1 + w->levels[0].count;
    bool good = true;
    for (uint32_t d = 1; d < LEVELS && w->levels[d].nodes && good; d++) {
        FILE *f = w->levels[d].nodes;
        good = fseek(f, 0, SEEK_SET) == 0;
        for (level_node n; good && fread(&n, sizeof n, 1, f) == 1;) {
            know_edge e = {n.token, child++};
            good = section_put(w, &e, sizeof e);
        }
    }
    return good;
}

static bool put_entries(writer *w)
{
    bool good = true;
    for (uint32_t d = 0; d < LEVELS && w->levels[d].entries && good; d++) good = put_file(w, w->levels[d].entries);
    return good;
}

static bool put_section(writer *w, uint32_t section)
{
    const gaz *g = w->g;
    switch (section) {
    case KNOW_SECTION_STRINGS:
        return put_strings(w);
    case KNOW_SECTION_PLACES:
        return put_places(w);
    case KNOW_SECTION_PLACE_IDS:
        return put_place_ids(w);
    case KNOW_SECTION_TOKEN_SLOTS:
        return section_put(w, g->token_slots, (size_t)g->slot_cap * sizeof *g->token_slots);
    case KNOW_SECTION_TOKENS:
        return put_tokens(w);
    case KNOW_SECTION_ROOT:
        return put_root(w);
    case KNOW_SECTION_NODES:
        return put_nodes(w);
    case KNOW_SECTION_EDGES:
        return put_edges(w);
    case KNOW_SECTION_ENTRIES:
        return put_entries(w);
    default:
        return put_base(w, section);
    }
}

/* What the format can hold is known before the first byte is written. */
static sitrep_status check_sizes(const writer *w)
{
    uint64_t entries = 0, nodes = 2;
    for (uint32_t d = 0; d < LEVELS; d++) {
        entries += w->levels[d].entry_count;
        nodes += w->levels[d].count;
    }
    uint64_t pool = (uint64_t)w->g->pool + w->g->new_tokens.len;
    if (entries > UINT32_MAX / 2 || nodes > UINT32_MAX / 2 || pool > UINT32_MAX)
        return base_error(w->g->err, SITREP_LIMIT, "more names than the format holds; leave classes or countries out");
    return SITREP_OK;
}

static sitrep_status write_all(writer *w)
{
    const uint32_t order = KNOW_BYTE_ORDER;
    const size_t size = sizeof w->head;
    static const char zeros[KNOW_SECTION_ALIGN];
    size_t pad = (KNOW_SECTION_ALIGN - size % KNOW_SECTION_ALIGN) % KNOW_SECTION_ALIGN;
    if (fwrite(w->head, 1, size, w->out) != size || fwrite(zeros, 1, pad, w->out) != pad)
        return io_fault(w, "write the file");
    w->offset = size + pad;
    for (uint32_t i = 0; i < KNOW_SECTION_COUNT; i++) {
        if (!gaz_progress(w->g, "writing", i, KNOW_SECTION_COUNT))
            return base_error(w->g->err, SITREP_STOPPED, "stopped");
        section_begin(w, i);
        if (!put_section(w, i) || !section_end(w)) return io_fault(w, "write the file");
    }
    memcpy(w->head, KNOW_MAGIC, 8);
    put_number(w->head + 8, KNOW_FORMAT_VERSION, 4);
    memcpy(w->head + 12, &order, 4);
    put_number(w->head + 16, w->offset, 8);
    put_number(w->head + 24, XXH64_digest(w->g->inputs), 8);
    put_number(w->head + 40, KNOW_SECTION_COUNT, 4);
    put_number(w->head + 32, know_header_sum(w->head, size), 8);
    if (fseek(w->out, 0, SEEK_SET) != 0 || fwrite(w->head, 1, size, w->out) != size || fflush(w->out) != 0)
        return io_fault(w, "write the file");
    return SITREP_OK;
}

sitrep_status gaz_write(gaz *g, const char *path)
{
    writer *w = calloc(1, sizeof *w);
    char part[4096];
    int n = snprintf(part, sizeof part, "%s.part", path);
    if (!w) return base_error(g->err, SITREP_NOMEM, "out of memory");
    w->g = g;
    w->sum = XXH64_createState();
    sitrep_status status = SITREP_OK;
    if (!w->sum)
        status = base_error(g->err, SITREP_NOMEM, "out of memory");
    else if (n < 0 || (size_t)n >= sizeof part)
        status = base_error(g->err, SITREP_LIMIT, "the path is too long");
    if (!status) status = make_levels(w);
    if (!status) status = check_sizes(w);
    if (!status && !(w->out = fopen(part, "wb"))) status = io_fault(w, "write the file");
    if (!status) status = write_all(w);
    if (w->out && fclose(w->out) != 0 && !status) status = io_fault(w, "write the file");
    if (!status && rename(part, path) != 0) status = io_fault(w, "name the file");
    if (status && w->out) unlink(part);
    for (uint32_t d = 0; d < LEVELS; d++) {
        if (w->levels[d].nodes) fclose(w->levels[d].nodes);
        if (w->levels[d].entries) fclose(w->levels[d].entries);
    }
    XXH64_freeState(w->sum);
    free(w);
    return status;
}
