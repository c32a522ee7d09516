/* know/compile_tables.c — every other table of data/, as text: words, reading rules, the ontology, whatever a room
 * brings. */
#include <dirent.h>
#include <stdio.h>

#include "know/compile.h"

#include "base/banned.h"

#define FILES_MAX 256u

/* Folders whose files are read by name, are no tables, or are far too large to be kept twice. */
static const char *const skipped[] = {"gazetteer", "actors", "map", "models", "lang"};
/* Of data/events the small tables; its senses have rows of their own. Of data/actors the titles. */
static const char *const extra[] = {"events/classes.tsv", "events/light.tsv",    "events/embed.tsv",
                                    "events/compose.tsv", "events/blockers.tsv", "actors/titles.tsv"};

typedef struct key_row {
    sitrep_sv key;
    uint32_t row;
} key_row;

static int compare_key(const void *pa, const void *pb)
{
    const key_row *a = pa, *b = pb;
    for (size_t i = 0; i < a->key.len && i < b->key.len; i++) {
        int order = (unsigned char)to_lower(a->key.ptr[i]) - (unsigned char)to_lower(b->key.ptr[i]);
        if (order) return order;
    }
    if (a->key.len != b->key.len) return a->key.len < b->key.len ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void put_cells(know_reader *r, const sitrep_sv *cells)
{
    for (uint32_t i = 0; i < r->columns; i++)
        *(know_str *)know_push(r->c, &r->c->section[KNOW_SECTION_CELLS], sizeof(know_str)) =
            know_intern(r->c, cells[i]);
}

static void read_table(know_compiler *c, const char *name)
{
    know_reader r;
    know_vec keys = {0};
    if (!know_reader_open(c, name, NULL, &r)) return;
    sitrep_sv stem = r.name;
    stem.len -= sizeof ".tsv" - 1;
    know_table t = {.name = know_intern(c, stem), .columns = r.columns, .header = c->section[KNOW_SECTION_CELLS].count};
    put_cells(&r, r.header);
    t.cells = c->section[KNOW_SECTION_CELLS].count;
    while (know_reader_next(&r)) {
        *(key_row *)know_push(c, &keys, sizeof(key_row)) = (key_row){r.cells[0], t.rows++};
        put_cells(&r, r.cells);
    }
    if (keys.count) qsort(keys.rows, keys.count, sizeof(key_row), compare_key);
    t.order = c->section[KNOW_SECTION_ORDER].count;
    for (uint32_t i = 0; i < keys.count; i++) {
        const key_row *key = (const key_row *)(const void *)keys.rows + i;
        know_order_row *o = know_push(c, &c->section[KNOW_SECTION_ORDER], sizeof *o);
        *o = (know_order_row){key->row, know_key_begin(key->key)};
    }
    free(keys.rows);
    *(know_table *)know_push(c, &c->section[KNOW_SECTION_TABLES], sizeof t) = t;
}

static int compare_names(const void *pa, const void *pb)
{
    return strcmp(*(char *const *)pa, *(char *const *)pb);
}

/* The names in a folder, sorted, so that a compiled file does not depend on the file system. */
static uint32_t list_folder(know_compiler *c, const char *path, char **out)
{
    uint32_t n = 0;
    DIR *folder = opendir(path);
    if (!folder) return 0;
    for (struct dirent *entry = readdir(folder); entry && n < FILES_MAX; entry = readdir(folder)) {
        if (entry->d_name[0] == '.') continue;
        sitrep_sv name = arena_copy(&c->arena, sv_of(entry->d_name));
        if (name.ptr) out[n++] = (char *)name.ptr;
    }
    closedir(folder);
    qsort(out, n, sizeof *out, compare_names);
    return n;
}

static void read_folder(know_compiler *c, const char *folder)
{
    char path[1024], *names[FILES_MAX];
    snprintf(path, sizeof path, "%s/%s", c->root, folder);
    uint32_t n = list_folder(c, path, names);
    for (uint32_t i = 0; i < n; i++) {
        if (!sv_ends(sv_of(names[i]), SV(".tsv"))) continue;
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        read_table(c, path);
    }
}

void know_compile_tables(know_compiler *c)
{
    char *folders[FILES_MAX];
    uint32_t n = list_folder(c, c->root, folders);
    for (uint32_t i = 0; i < n; i++) {
        bool skip = strcmp(folders[i], "events") == 0;
        for (size_t j = 0; j < sizeof skipped / sizeof skipped[0]; j++) skip |= strcmp(folders[i], skipped[j]) == 0;
        if (!skip) read_folder(c, folders[i]);
    }
    for (size_t i = 0; i < sizeof extra / sizeof extra[0]; i++) read_table(c, extra[i]);
}
