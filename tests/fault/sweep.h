/* tests/fault/sweep.h — the allocation sweep: a scenario runs with its 1st, 2nd, 3rd … allocation failing, once alone
 * and once with all that follow, until it passes. After each failure the status is NOMEM (or the scenario did without),
 * nothing crashes, nothing is left behind, and the same object then does its work. The linker puts the wrappers below
 * before malloc, calloc, realloc, aligned_alloc and free of our own rooms (-Wl,--wrap), and SQLite is given them too.
 * Sweeps longer than `sweep_max` failures take steps; SITREP_SWEEP=N in the environment sets another number, 0 takes
 * all. For one test program each. */
#ifndef TESTS_SWEEP_H
#define TESTS_SWEEP_H

#include <sqlite3.h>

#include "check.h"

/* ---- the wrappers ---- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *ptr, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *ptr);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *ptr, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *ptr);

static struct {
    bool armed, for_good; /* for_good: all later ones fail too */
    uint64_t fail_at, count, failed;
    int64_t live;
} heap;

static bool may_allocate(void)
{
    if (!heap.armed) return true;
    heap.count++;
    bool fails = heap.count == heap.fail_at || (heap.for_good && heap.count > heap.fail_at);
    heap.failed += fails;
    return !fails;
}

void *__wrap_malloc(size_t size)
{
    void *ptr = may_allocate() ? __real_malloc(size) : NULL;
    heap.live += ptr != NULL;
    return ptr;
}

void *__wrap_calloc(size_t count, size_t size)
{
    void *ptr = may_allocate() ? __real_calloc(count, size) : NULL;
    heap.live += ptr != NULL;
    return ptr;
}

void *__wrap_realloc(void *old, size_t size)
{
    void *ptr = may_allocate() ? __real_realloc(old, size) : NULL;
    heap.live += ptr != NULL && old == NULL;
    return ptr;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    void *ptr = may_allocate() ? __real_aligned_alloc(alignment, size) : NULL;
    heap.live += ptr != NULL;
    return ptr;
}

void __wrap_free(void *ptr)
{
    heap.live -= ptr != NULL;
    __real_free(ptr);
}

/* SQLite asks for the size of a block: it is kept in front of it. */
enum { SIZE_FIRST = 16 };

static void *sqlite_take(int size)
{
    char *block = __wrap_malloc((size_t)size + SIZE_FIRST);
    if (!block) return NULL;
    memcpy(block, &size, sizeof size);
    return block + SIZE_FIRST;
}

static void sqlite_give(void *ptr)
{
    if (ptr) __wrap_free((char *)ptr - SIZE_FIRST);
}

static void *sqlite_again(void *old, int size)
{
    char *block = __wrap_realloc((char *)old - SIZE_FIRST, (size_t)size + SIZE_FIRST);
    if (!block) return NULL;
    memcpy(block, &size, sizeof size);
    return block + SIZE_FIRST;
}

static int sqlite_size(void *ptr)
{
    int size = 0;
    if (ptr) memcpy(&size, (char *)ptr - SIZE_FIRST, sizeof size);
    return size;
}

static int sqlite_round(int size)
{
    return (size + 7) & ~7;
}

static int sqlite_begin(void *ctx)
{
    (void)ctx;
    return SQLITE_OK;
}

static void sqlite_end(void *ctx)
{
    (void)ctx;
}

/* ---- the sweep ---- */

static uint64_t sweep_max = 1200;

/* Runs once with allocations counted from here; gives the status of what it tried. `again` runs after each failure with
 * all memory there. */
typedef struct scenario {
    const char *name;
    sitrep_status (*run)(void);
    void (*again)(void);
} scenario;

static void sweep(const scenario *s)
{
    for (int for_good = 0; for_good < 2; for_good++) {
        uint64_t all = 0, tried = 0, step = 1;
        heap.fail_at = UINT64_MAX;
        heap.count = 0;
        heap.armed = true;
        sitrep_status status = s->run();
        heap.armed = false;
        all = heap.count;
        if (status) CHECK_FAIL("%s fails with all memory: %s", s->name, sitrep_status_name(status));
        if (sweep_max && all > sweep_max) step = all / sweep_max + 1;
        for (uint64_t at = 1; at <= all + step; at += step) {
            int64_t live = heap.live;
            heap.fail_at = at;
            heap.for_good = for_good;
            heap.count = heap.failed = 0;
            heap.armed = true;
            status = s->run();
            heap.armed = false;
            tried++;
            if (status && status != SITREP_NOMEM)
                CHECK_FAIL("%s, allocation %llu of %llu%s: %s, wanted NOMEM", s->name, (unsigned long long)at,
                           (unsigned long long)all, for_good ? " and all after it" : "", sitrep_status_name(status));
            if (status == SITREP_NOMEM && heap.failed == 0) CHECK_FAIL("%s: NOMEM where nothing failed", s->name);
            if (s->again) s->again();
            if (heap.live != live)
                CHECK_FAIL("%s, allocation %llu: %lld blocks left behind", s->name, (unsigned long long)at,
                           (long long)(heap.live - live));
            if (check_failures > 20) return;
        }
        printf("%s: %llu allocations, %llu failed in turn%s\n", s->name, (unsigned long long)all,
               (unsigned long long)tried, for_good ? ", with all that follow" : "");
    }
}

/* To be called first: SITREP_ARENA=malloc makes each arena object an allocation of its own. */
static inline bool sweep_open(void)
{
    static const sqlite3_mem_methods memory = {sqlite_take,  sqlite_give,  sqlite_again, sqlite_size,
                                               sqlite_round, sqlite_begin, sqlite_end,   NULL};
    const char *most = getenv("SITREP_SWEEP");
    if (most) sweep_max = strtoull(most, NULL, 10);
    setenv("SITREP_ARENA", "malloc", 1);
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &memory) == SQLITE_OK;
}

#endif
