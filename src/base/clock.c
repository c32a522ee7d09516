/* base/clock.c — the monotonic clock. */
#include "base/clock.h"

#include <time.h>

double clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void clock_lap(double *from, double *sum)
{
    double now = clock_now();
    *sum += now - *from;
    *from = now;
}
