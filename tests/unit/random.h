/* tests/unit/random.h — numbers that are the same in every run, from `seed`. */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include <stdint.h>

static uint64_t seed = 1;

static inline uint32_t random_u32(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 32);
}

static inline float random_float(float size)
{
    return ((float)(random_u32() % 20001) / 10000.0f - 1.0f) * size;
}

#endif
