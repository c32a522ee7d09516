/* base/clock.h — time that only goes forward, for measuring. Any thread. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/* Seconds since some fixed moment. */
double clock_now(void);
/* Adds the time since *from to *sum and sets *from to now: one call at each end of a stage. */
void clock_lap(double *from, double *sum);

#endif
