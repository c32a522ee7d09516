/* base/error.h — filling the caller's error record. Pure functions, any thread. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sitrep/base.h"

/* A contract that the program itself broke. Never used on input. Stays in every build: going on would corrupt data. */
#define SITREP_ASSERT(condition)                                                                                       \
    do {                                                                                                               \
        if (!(condition)) base_assert_failed(#condition, __FILE__, __LINE__);                                          \
    } while (0)

_Noreturn void base_assert_failed(const char *condition, const char *file, int line);

/* Fills *err (which may be NULL) with status and message and gives `status` back, so that callers can return it. */
sitrep_status base_error(sitrep_error *err, sitrep_status status, const char *format, ...) SITREP_PRINTF(3, 4);

/* The same with the place in an input: `file` may be NULL, `line` and `col` 0. */
sitrep_status base_error_at(sitrep_error *err, sitrep_status status, const char *file, uint32_t line, uint32_t col,
                            uint64_t offset, const char *format, ...) SITREP_PRINTF(7, 8);

/* Sets err->file where it is still empty; keeps the end of long paths. */
void base_error_file(sitrep_error *err, const char *file);

#endif
