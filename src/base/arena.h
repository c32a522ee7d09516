/* base/arena.h — memory with one lifetime: many allocations, one reset.
 * Ownership: an arena owns all that it gives out; nothing is freed alone.
 * Failure:   allocation gives NULL when memory or the arena's limit runs out; `failed` stays set until reset.
 * Threads:   one arena, one thread at a time.
 * Under ASan free space is poisoned; with SITREP_ARENA=malloc in the environment at init each object is a block of its
 * own, so that Valgrind sees overruns. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "sitrep/base.h"

typedef struct arena_block arena_block;

typedef struct arena {
    arena_block *first, *current;
    size_t used;  /* bytes given out since reset */
    size_t peak;  /* highest `used` ever */
    size_t limit; /* of bytes held; 0 for none */
    size_t held;
    bool failed;
    bool one_block_each;
} arena;

typedef struct arena_mark {
    arena_block *block;
    size_t at, used;
} arena_mark;

/* Makes an empty arena; allocates nothing yet. `limit` caps the bytes held, 0 for no cap. */
void arena_init(arena *a, size_t limit);
void arena_release(arena *a); /* gives all memory back; `a` may be used again */
void arena_reset(arena *a);   /* forgets all objects, keeps the memory */

/* `size` zeroed bytes, aligned for any type; NULL on failure. */
void *arena_alloc(arena *a, size_t size);
/* The same for an array; fails on overflow. */
void *arena_array(arena *a, size_t count, size_t size);
/* Grows an array: a copy with room for new_count; the old one stays until reset. */
void *arena_grow(arena *a, void *old, size_t old_count, size_t new_count, size_t size);
/* Room for one element behind the `count` of a list that has room for *cap: the list itself, or a copy twice as long,
 * from 8 on. NULL where the arena is out; *cap is then as it was. */
void *arena_room(arena *a, void *list, size_t count, size_t *cap, size_t size);

/* Copies of bytes; the copy is NUL-ended besides. .ptr is NULL on failure (never for success, even when empty). */
sitrep_sv arena_copy(arena *a, sitrep_sv sv);
sitrep_sv arena_printf(arena *a, const char *format, ...) SITREP_PRINTF(2, 3);

/* Scratch: everything allocated after the mark is forgotten at rewind. Marks nest. */
arena_mark arena_mark_set(const arena *a);
void arena_mark_rewind(arena *a, arena_mark mark);

#define ARENA_NEW(a, type)          ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_array((a), (count), sizeof(type)))

#endif
