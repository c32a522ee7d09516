/* know/compile.c — the compiler's frame: memory, strings, maps, reading of tables, and writing of the file. */
#include "know/compile.h"

#include <errno.h>
#include <lzma.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/banned.h"

#define INPUT_MAX ((size_t)256 << 20)

/* ---- memory ---- */

void *know_push(know_compiler *c, know_vec *v, size_t size)
{
    if (v->count == v->cap) {
        uint32_t cap = v->cap ? v->cap * 2 : 64;
        char *rows = cap > v->cap ? realloc(v->rows, cap * size) : NULL;
        if (!rows) {
            c->oom = true;
            return arena_alloc(&c->arena, size); /* the run is lost; its result is never written */
        }
        v->rows = rows;
        v->cap = cap;
    }
    void *row = v->rows + (size_t)v->count++ * size;
    memset(row, 0, size);
    return row;
}

static bool map_grow(know_map *m)
{
    know_map old = *m;
    m->cap = old.cap ? old.cap * 2 : 256;
    m->slots = calloc(m->cap, sizeof *m->slots);
    if (!m->slots) {
        *m = old;
        return false;
    }
    for (uint32_t i = 0; i < old.cap; i++) {
        const know_map_slot *s = &old.slots[i];
        if (!s->key.ptr) continue;
        uint32_t at = (uint32_t)know_hash(s->key, s->seed) & (m->cap - 1);
        while (m->slots[at].key.ptr) at = (at + 1) & (m->cap - 1);
        m->slots[at] = *s;
    }
    free(old.slots);
    return true;
}

static know_map_slot *map_find(const know_map *m, sitrep_sv key, uint32_t seed)
{
    uint32_t at = (uint32_t)know_hash(key, seed) & (m->cap - 1);
    while (m->slots[at].key.ptr && (m->slots[at].seed != seed || !sv_eq(m->slots[at].key, key)))
        at = (at + 1) & (m->cap - 1);
    return &m->slots[at];
}

uint32_t know_map_get(const know_map *m, sitrep_sv key, uint32_t seed)
{
    if (m->cap == 0) return SITREP_NONE;
    const know_map_slot *s = map_find(m, key, seed);
    return s->key.ptr ? s->value : SITREP_NONE;
}

uint32_t *know_map_at(know_compiler *c, know_map *m, sitrep_sv key, uint32_t seed)
{
    if ((m->count + 1) * 2 > m->cap && !map_grow(m)) {
        c->oom = true;
        if (m->cap == 0) return ARENA_NEW(&c->arena, uint32_t);
    }
    know_map_slot *s = map_find(m, key, seed);
    if (!s->key.ptr) {
        *s = (know_map_slot){{key.ptr ? key.ptr : "", key.len}, seed, SITREP_NONE};
        m->count++;
    }
    return &s->value;
}

know_str know_intern(know_compiler *c, sitrep_sv text)
{
    if (text.len == 0) return (know_str){0, 0};
    uint32_t known = know_map_get(&c->strings, text, 0);
    if (known != SITREP_NONE) return (know_str){known, (uint32_t)text.len};
    uint32_t *at = know_map_at(c, &c->strings, arena_copy(&c->arena, text), 0);
    if (*at == SITREP_NONE) {
        know_vec *pool = &c->section[KNOW_SECTION_STRINGS];
        if (pool->count == 0) *(char *)know_push(c, pool, 1) = '\0'; /* offset 0 is "" */
        *at = pool->count;
        for (size_t i = 0; i <= text.len; i++) *(char *)know_push(c, pool, 1) = i < text.len ? text.ptr[i] : '\0';
    }
    return (know_str){*at, (uint32_t)text.len};
}

void know_code(char *out, size_t size, sitrep_sv code)
{
    size_t len = code.len < size - 1 ? code.len : size - 1;
    memset(out, 0, size);
    if (len) memcpy(out, code.ptr, len);
}

/* ---- reading ---- */

void know_fault(know_reader *r, const char *format, ...)
{
    char message[512], line[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    snprintf(line, sizeof line, "%s/%.*s:%u: %s", r->c->root, SV_ARG(r->name), r->line, message);
    r->c->faults++;
    if (r->c->say) r->c->say(r->c->say_ctx, line);
}

/* Unpacks .xz bytes into the arena. */
static bool unpack(know_compiler *c, sitrep_sv packed, sitrep_sv *out)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    bool done = false;
    size_t cap = 64u << 20;
    char *bytes = NULL;
    if (lzma_stream_decoder(&stream, UINT64_C(512) << 20, 0) != LZMA_OK) return false;
    stream.next_in = (const uint8_t *)packed.ptr;
    stream.avail_in = packed.len;
    for (size_t len = 0; !done; len = (size_t)stream.total_out) {
        char *grown = realloc(bytes, cap);
        if (!grown) break;
        bytes = grown;
        stream.next_out = (uint8_t *)bytes + len;
        stream.avail_out = cap - len;
        lzma_ret ret = lzma_code(&stream, LZMA_FINISH);
        done = ret == LZMA_STREAM_END;
        if (!done && (ret != LZMA_OK || cap >= INPUT_MAX)) break;
        cap *= 2;
    }
    if (done) *out = arena_copy(&c->arena, (sitrep_sv){bytes, (size_t)stream.total_out});
    lzma_end(&stream);
    free(bytes);
    return done && out->ptr;
}

/* The bytes of a data file in the arena; ptr NULL where it cannot be read. */
static sitrep_sv load(know_compiler *c, const char *name)
{
    char path[1024];
    sitrep_sv bytes = {NULL, 0};
    snprintf(path, sizeof path, "%s/%s", c->root, name);
    FILE *f = fopen(path, "rb");
    if (!f) return bytes;
    long size = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
    if (size >= 0 && (size_t)size <= INPUT_MAX && fseek(f, 0, SEEK_SET) == 0) {
        char *p = arena_alloc(&c->arena, (size_t)size + 1);
        if (p && fread(p, 1, (size_t)size, f) == (size_t)size) bytes = (sitrep_sv){p, (size_t)size};
        c->oom |= !p;
    }
    fclose(f);
    if (bytes.ptr) c->inputs = XXH64(bytes.ptr, bytes.len, c->inputs ^ XXH64(name, strlen(name), 0));
    if (bytes.ptr && sv_ends(sv_of(name), SV(".xz")) && !unpack(c, bytes, &bytes)) bytes.ptr = NULL;
    return bytes;
}

static uint32_t split_cells(know_reader *r, sitrep_sv line, sitrep_sv *out)
{
    uint32_t n = 0;
    for (bool more = true; more; n++) {
        const char *tab = line.len ? memchr(line.ptr, '\t', line.len) : NULL;
        more = tab != NULL;
        sitrep_sv cell = sv_cut(&line, '\t');
        if (r->dash_is_empty && sv_eq(cell, SV("-"))) cell.len = 0;
        if (n < KNOW_COLUMNS_MAX) out[n] = cell;
    }
    return n;
}

/* Takes the header from a line, and holds it against the columns wanted. */
static bool take_header(know_reader *r, sitrep_sv line, const char *columns)
{
    r->columns = split_cells(r, line, r->header);
    if (r->columns > KNOW_COLUMNS_MAX) {
        know_fault(r, "%u columns, %u are the most", r->columns, KNOW_COLUMNS_MAX);
        return false;
    }
    sitrep_sv wanted = sv_of(columns);
    for (uint32_t i = 0; columns && (wanted.len || i < r->columns); i++) {
        sitrep_sv name = sv_cut(&wanted, ' ');
        if (i < r->columns && sv_eq(name, r->header[i])) continue;
        know_fault(r, "column %u is not '%.*s'", i + 1, SV_ARG(name));
        return false;
    }
    return true;
}

static bool next_line(know_reader *r, sitrep_sv *out)
{
    if (r->rest.len == 0) return false;
    *out = sv_cut(&r->rest, '\n');
    r->line++;
    if (out->len && out->ptr[out->len - 1] == '\r') out->len--;
    return true;
}

bool know_reader_open(know_compiler *c, const char *name, const char *columns, know_reader *out)
{
    sitrep_sv line = {NULL, 0}, first = sv_of(columns);
    *out = (know_reader){.c = c, .name = arena_copy(&c->arena, sv_of(name))};
    out->header = ARENA_ARRAY(&c->arena, sitrep_sv, KNOW_COLUMNS_MAX);
    out->cells = ARENA_ARRAY(&c->arena, sitrep_sv, KNOW_COLUMNS_MAX);
    out->rest = load(c, name);
    if (!out->rest.ptr || !out->header || !out->cells) return false;
    first = sv_cut(&first, ' ');
    while (next_line(out, &line)) {
        bool comment = line.len && line.ptr[0] == '#';
        sitrep_sv bare = comment ? sv_part(line, 1, line.len) : line;
        if (line.len &&
            (!comment || (first.len && sv_starts(bare, first) && bare.len > first.len && bare.ptr[first.len] == '\t')))
            return take_header(out, bare, columns);
    }
    know_fault(out, "no header line");
    return false;
}

bool know_reader_next(know_reader *r)
{
    sitrep_sv line;
    while (next_line(r, &line)) {
        if (line.len == 0 || line.ptr[0] == '#') continue;
        uint32_t n = split_cells(r, line, r->cells);
        if (n != r->columns) {
            know_fault(r, "%u columns, not %u", n, r->columns);
            continue;
        }
        size_t bad = utf8_valid_until(line);
        if (bad < line.len) {
            know_fault(r, "not UTF-8 at byte %zu", bad);
            continue;
        }
        return true;
    }
    return false;
}

/* ---- writing ---- */

static const uint32_t row_size[KNOW_SECTION_COUNT] = {
#define KNOW_SECTION_SIZE(name, type) sizeof(type),
    KNOW_SECTION_LIST(KNOW_SECTION_SIZE)
#undef KNOW_SECTION_SIZE
};

static void put_u32(unsigned char *p, uint32_t v)
{
    for (int i = 0; i < 4; i++) p[i] = (unsigned char)(v >> 8 * i);
}

static void put_u64(unsigned char *p, uint64_t v)
{
    for (int i = 0; i < 8; i++) p[i] = (unsigned char)(v >> 8 * i);
}

static bool write_padded(FILE *f, const void *bytes, size_t len)
{
    static const char zeros[KNOW_SECTION_ALIGN];
    size_t pad = (KNOW_SECTION_ALIGN - len % KNOW_SECTION_ALIGN) % KNOW_SECTION_ALIGN;
    return (len == 0 || fwrite(bytes, 1, len, f) == len) && (pad == 0 || fwrite(zeros, 1, pad, f) == pad);
}

bool know_write(const know_compiler *c, FILE *f)
{
    unsigned char head[KNOW_HEADER_SIZE + KNOW_SECTION_COUNT * 32] = {0};
    const uint32_t order = KNOW_BYTE_ORDER;
    uint64_t offset = sizeof head + (KNOW_SECTION_ALIGN - sizeof head % KNOW_SECTION_ALIGN) % KNOW_SECTION_ALIGN;
    memcpy(head, KNOW_MAGIC, 8);
    put_u32(head + 8, KNOW_FORMAT_VERSION);
    memcpy(head + 12, &order, 4);
    put_u64(head + 24, c->inputs);
    put_u32(head + 40, KNOW_SECTION_COUNT);
    for (uint32_t i = 0; i < KNOW_SECTION_COUNT; i++) {
        unsigned char *entry = head + KNOW_HEADER_SIZE + (size_t)i * 32;
        size_t bytes = (size_t)c->section[i].count * row_size[i];
        put_u32(entry, i);
        put_u32(entry + 4, row_size[i]);
        put_u64(entry + 8, offset);
        put_u64(entry + 16, bytes);
        put_u64(entry + 24, XXH64(bytes ? c->section[i].rows : "", bytes, 0));
        offset += bytes + (KNOW_SECTION_ALIGN - bytes % KNOW_SECTION_ALIGN) % KNOW_SECTION_ALIGN;
    }
    put_u64(head + 16, offset);
    put_u64(head + 32, know_header_sum(head, sizeof head));
    if (!write_padded(f, head, sizeof head)) return false;
    for (uint32_t i = 0; i < KNOW_SECTION_COUNT; i++)
        if (!write_padded(f, c->section[i].rows, (size_t)c->section[i].count * row_size[i])) return false;
    return true;
}

static sitrep_status write_file(const know_compiler *c, const char *path, sitrep_error *err)
{
    char part[1024];
    snprintf(part, sizeof part, "%s.part", path);
    FILE *f = fopen(part, "wb");
    if (!f) return base_error(err, SITREP_IO, "cannot write '%s': %s", part, strerror(errno));
    bool good = know_write(c, f);
    good &= fclose(f) == 0;
    if (good && rename(part, path) == 0) return SITREP_OK;
    sitrep_status status = base_error(err, SITREP_IO, "cannot write '%s': %s", path, strerror(errno));
    unlink(part);
    return status;
}

/* ---- the run ---- */

void know_release(know_compiler *c)
{
    know_map *maps[] = {&c->strings,       &c->tokens, &c->geonames, &c->divisions, &c->offices,
                        &c->organizations, &c->people, &c->classes,  &c->files};
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) free(maps[i]->slots);
    for (uint32_t i = 0; i < KNOW_SECTION_COUNT; i++) free(c->section[i].rows);
    free(c->namings.rows);
    free(c->trie);
    arena_release(&c->arena);
}

sitrep_status know_compile(const char *root, const char *out_path, bool lenient,
                           void (*say)(void *ctx, const char *line), void *say_ctx, uint32_t *out_faults,
                           sitrep_error *err)
{
    know_compiler c = {.root = root, .lenient = lenient, .say = say, .say_ctx = say_ctx, .nodes = 1};
    sitrep_status status = SITREP_OK;
    arena_init(&c.arena, 0);
    know_intern(&c, SV("-")); /* so that offset 0 of the pool is taken */
    know_compile_places(&c);
    know_compile_actors(&c);
    know_compile_people(&c);
    know_compile_lexicon(&c);
    know_compile_tables(&c);
    know_finish_phrases(&c);
    if (c.oom || c.arena.failed)
        status = base_error(err, SITREP_NOMEM, "out of memory");
    else if (c.faults && !lenient)
        status = base_error(err, SITREP_FORMAT, "%u faults in '%s'", c.faults, root);
    else
        status = write_file(&c, out_path, err);
    if (out_faults) *out_faults = c.faults;
    know_release(&c);
    return status;
}
