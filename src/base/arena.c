/* base/arena.c — a chain of blocks that grow by doubling; allocation bumps a pointer in the current block. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/banned.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(ptr, size)   ASAN_POISON_MEMORY_REGION((ptr), (size))
#define UNPOISON(ptr, size) ASAN_UNPOISON_MEMORY_REGION((ptr), (size))
#define RED_ZONE            16u /* bytes left poisoned behind each object */
#else
#define POISON(ptr, size)   ((void)(ptr), (void)(size))
#define UNPOISON(ptr, size) ((void)(ptr), (void)(size))
#define RED_ZONE            0u
#endif

#define ALIGNMENT     16u
#define FIRST_BLOCK   ((size_t)64 * 1024)
#define LARGEST_BLOCK ((size_t)8 * 1024 * 1024) /* doubling stops here; larger objects get a block that fits them */

struct arena_block {
    arena_block *next;
    size_t size, at;
    _Alignas(16) unsigned char bytes[];
};

void arena_init(arena *a, size_t limit)
{
    memset(a, 0, sizeof *a);
    a->limit = limit;
    const char *mode = getenv("SITREP_ARENA");
    a->one_block_each = mode && strcmp(mode, "malloc") == 0;
}

static void free_chain(arena *a, arena_block *block)
{
    while (block) {
        arena_block *next = block->next;
        a->held -= block->size;
        UNPOISON(block->bytes, block->size);
        free(block);
        block = next;
    }
}

void arena_release(arena *a)
{
    if (!a) return;
    free_chain(a, a->first);
    a->first = a->current = NULL;
    a->used = 0;
    a->failed = false;
}

void arena_reset(arena *a)
{
    if (a->one_block_each) {
        arena_release(a);
        return;
    }
    for (arena_block *b = a->first; b; b = b->next) {
        b->at = 0;
        POISON(b->bytes, b->size);
    }
    a->current = a->first;
    a->used = 0;
    a->failed = false;
}

static arena_block *add_block(arena *a, size_t need)
{
    size_t size = a->current ? a->current->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK) size = LARGEST_BLOCK;
    if (a->one_block_each || size < need) size = need;
    if (a->limit && (size > a->limit || a->held > a->limit - size)) {
        size = need;
        if (size > a->limit || a->held > a->limit - size) return NULL;
    }
    if (size > SIZE_MAX - sizeof(arena_block)) return NULL;
    arena_block *b = malloc(sizeof *b + size);
    if (!b) return NULL;
    b->size = size;
    b->at = 0;
    b->next = NULL;
    POISON(b->bytes, size);
    if (a->current) {
        b->next = a->current->next;
        a->current->next = b;
    } else {
        a->first = b;
    }
    a->current = b;
    a->held += size;
    return b;
}

void *arena_alloc(arena *a, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT - RED_ZONE) {
        a->failed = true;
        return NULL;
    }
    size_t step = (size + RED_ZONE + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (step == 0) step = ALIGNMENT;
    arena_block *b = a->current;
    while (b && b->size - b->at < step && b->next) { /* blocks kept by a reset */
        b = b->next;
        b->at = 0;
        a->current = b;
    }
    if (!b || b->size - b->at < step || a->one_block_each) {
        b = add_block(a, step);
        if (!b) {
            a->failed = true;
            return NULL;
        }
    }
    void *object = b->bytes + b->at;
    b->at += step;
    a->used += step;
    if (a->used > a->peak) a->peak = a->used;
    UNPOISON(object, size);
    memset(object, 0, size);
    return object;
}

void *arena_array(arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) {
        a->failed = true;
        return NULL;
    }
    return arena_alloc(a, count * size);
}

void *arena_grow(arena *a, void *old, size_t old_count, size_t new_count, size_t size)
{
    SITREP_ASSERT(new_count >= old_count);
    void *grown = arena_array(a, new_count, size);
    if (grown && old_count) memcpy(grown, old, old_count * size);
    return grown;
}

void *arena_room(arena *a, void *list, size_t count, size_t *cap, size_t size)
{
    if (count < *cap) return list;
    size_t more = *cap ? *cap * 2 : 8;
    void *grown = arena_grow(a, list, count, more, size);
    if (grown) *cap = more;
    return grown;
}

sitrep_sv arena_copy(arena *a, sitrep_sv sv)
{
    char *copy = sv.len == SIZE_MAX ? NULL : arena_alloc(a, sv.len + 1);
    if (!copy) return (sitrep_sv){NULL, 0};
    if (sv.len) memcpy(copy, sv.ptr, sv.len);
    return (sitrep_sv){copy, sv.len};
}

sitrep_sv arena_printf(arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = len < 0 ? NULL : arena_alloc(a, (size_t)len + 1);
    if (text && vsnprintf(text, (size_t)len + 1, format, again) != len) text = NULL;
    va_end(again);
    return text ? (sitrep_sv){text, (size_t)len} : (sitrep_sv){NULL, 0};
}

arena_mark arena_mark_set(const arena *a)
{
    return (arena_mark){a->current, a->current ? a->current->at : 0, a->used};
}

void arena_mark_rewind(arena *a, arena_mark mark)
{
    if (a->one_block_each) return; /* kept until reset: blocks may be checked for use after rewind no earlier */
    arena_block *from = mark.block ? mark.block : a->first;
    if (!from) return;
    from->at = mark.block ? mark.at : 0;
    POISON(from->bytes + from->at, from->size - from->at);
    for (arena_block *b = from->next; b; b = b->next) {
        b->at = 0;
        POISON(b->bytes, b->size);
    }
    a->current = from;
    a->used = mark.used;
}
