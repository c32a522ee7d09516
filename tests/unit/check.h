/* tests/unit/check.h — assertions that print both values, and a list of cases. One process per test program.
 * A program is: cases as `static void test_function_situation(void)`, then CHECK_MAIN(CASE(test_…), …). */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "sitrep/base.h"

static int check_failures;
static const char *check_case_name;

#define CHECK_FAIL(...)                                                                                                \
    do {                                                                                                               \
        fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, check_case_name);                                           \
        fprintf(stderr, __VA_ARGS__);                                                                                  \
        fputc('\n', stderr);                                                                                           \
        check_failures++;                                                                                              \
    } while (0)

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) CHECK_FAIL("not true: %s", #condition);                                                      \
    } while (0)

/* For what later lines cannot do without: leaves the case. */
#define REQUIRE(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            CHECK_FAIL("not true, case ended: %s", #condition);                                                        \
            return;                                                                                                    \
        }                                                                                                              \
    } while (0)

#define CHECK_INT(got, want)                                                                                           \
    do {                                                                                                               \
        int64_t got_ = (int64_t)(got), want_ = (int64_t)(want);                                                        \
        if (got_ != want_) CHECK_FAIL("%s is %" PRId64 ", wanted %" PRId64, #got, got_, want_);                        \
    } while (0)

#define CHECK_NEAR(got, want, within)                                                                                  \
    do {                                                                                                               \
        double got_ = (double)(got), want_ = (double)(want);                                                           \
        if (!(fabs(got_ - want_) <= (within))) CHECK_FAIL("%s is %.9g, wanted %.9g", #got, got_, want_);               \
    } while (0)

#define CHECK_SV(got, want)                                                                                            \
    do {                                                                                                               \
        sitrep_sv got_ = (got), want_ = sv_of(want);                                                                   \
        if (!sv_eq(got_, want_)) CHECK_FAIL("%s is \"%.*s\", wanted \"%s\"", #got, SV_ARG(got_), want_.ptr);           \
    } while (0)

#define CHECK_STR(got, want) CHECK_SV(sv_of(got), want)

#define CHECK_STATUS(got, want)                                                                                        \
    do {                                                                                                               \
        sitrep_status got_ = (got), want_ = (want);                                                                    \
        if (got_ != want_)                                                                                             \
            CHECK_FAIL("%s gave %s, wanted %s", #got, sitrep_status_name(got_), sitrep_status_name(want_));            \
    } while (0)

typedef struct check_case {
    const char *name;
    void (*run)(void);
} check_case;
#define CASE(function)                                                                                                 \
    {                                                                                                                  \
#function, function                                                                                            \
    }

/* Runs all cases, or those whose names contain argv[1]; gives the status of the program. */
static inline int check_run(const check_case *cases, size_t count, int argc, char **argv)
{
    size_t run = 0;
    for (size_t i = 0; i < count; i++) {
        if (argc > 1 && !strstr(cases[i].name, argv[1])) continue;
        check_case_name = cases[i].name;
        cases[i].run();
        run++;
    }
    printf("%zu cases, %d failures\n", run, check_failures);
    return check_failures || run == 0;
}

#define CHECK_MAIN(...)                                                                                                \
    int main(int argc, char **argv)                                                                                    \
    {                                                                                                                  \
        static const check_case check_cases[] = {__VA_ARGS__};                                                         \
        return check_run(check_cases, sizeof check_cases / sizeof check_cases[0], argc, argv);                         \
    }

#endif
