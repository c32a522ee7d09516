#include "base/arena.h"
#include "check.h"

static void test_arena_alloc_zeroed_and_aligned(void)
{
    arena a;
    arena_init(&a, 0);
    for (size_t size = 0; size < 300000; size = size * 3 + 1) {
        unsigned char *p = arena_alloc(&a, size);
        REQUIRE(p);
        CHECK_INT((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < size; i++) CHECK(p[i] == 0);
        memset(p, 0xAA, size);
    }
    arena_reset(&a);
    unsigned char *again = arena_alloc(&a, 4096);
    REQUIRE(again);
    for (size_t i = 0; i < 4096; i++) CHECK(again[i] == 0);
    arena_release(&a);
}

static void test_arena_limit(void)
{
    arena a;
    arena_init(&a, 100000);
    CHECK(arena_alloc(&a, 90000) != NULL);
    CHECK(arena_alloc(&a, 90000) == NULL);
    CHECK(a.failed);
    arena_reset(&a);
    CHECK(!a.failed);
    CHECK(arena_alloc(&a, 90000) != NULL);
    CHECK(arena_array(&a, SIZE_MAX / 2, 4) == NULL);
    arena_release(&a);
}

static void test_arena_rewind(void)
{
    arena a;
    arena_init(&a, 0);
    char *kept = arena_copy(&a, SV("kept")).ptr ? (char *)arena_alloc(&a, 8) : NULL;
    REQUIRE(kept);
    arena_mark mark = arena_mark_set(&a);
    for (int i = 0; i < 100; i++) CHECK(arena_alloc(&a, 10000) != NULL);
    size_t held = a.held;
    arena_mark_rewind(&a, mark);
    for (int i = 0; i < 100; i++) CHECK(arena_alloc(&a, 10000) != NULL);
    CHECK_INT(a.held, held);
    CHECK_SV(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
    arena_release(&a);
}

static void test_arena_room(void)
{
    arena a;
    size_t cap = 0;
    uint32_t *list = NULL;
    arena_init(&a, 20000);
    for (uint32_t i = 0; i < 100; i++) {
        list = arena_room(&a, list, i, &cap, sizeof *list);
        REQUIRE(list != NULL);
        list[i] = i;
    }
    CHECK_INT(cap, 128);
    for (uint32_t i = 0; i < 100; i++) CHECK_INT(list[i], i);
    CHECK(arena_room(&a, list, 99, &cap, sizeof *list) == list); /* room is left */
    size_t many = 1 << 20;
    CHECK(arena_room(&a, NULL, 0, &(size_t){0}, many) == NULL);
    CHECK_INT(cap, 128);
    arena_release(&a);
}

CHECK_MAIN(CASE(test_arena_room), CASE(test_arena_alloc_zeroed_and_aligned), CASE(test_arena_limit),
           CASE(test_arena_rewind))
