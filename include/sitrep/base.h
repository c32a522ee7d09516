/* sitrep/base.h — what every other public header uses: text views, spans, status codes, the error record.
 * Ownership: nothing here owns memory; views point into storage of somebody else.
 * Threads:   plain values and pure functions, usable from any thread. */
#ifndef SITREP_BASE_H
#define SITREP_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define SITREP_DECLS_BEGIN extern "C" {
#define SITREP_DECLS_END   }
#else
#define SITREP_DECLS_BEGIN
#define SITREP_DECLS_END
#endif

#if defined(__GNUC__)
#define SITREP_API               __attribute__((visibility("default")))
#define SITREP_MUST_USE          __attribute__((warn_unused_result))
#define SITREP_PRINTF(at, first) __attribute__((format(printf, at, first)))
#else
#define SITREP_API
#define SITREP_MUST_USE
#define SITREP_PRINTF(at, first)
#endif
/* On a type: whoever calls a function that gives one has to look at it, or to say (void). Clang holds it. */
#if defined(__clang__)
#define SITREP_MUST_USE_TYPE __attribute__((warn_unused_result))
#else
#define SITREP_MUST_USE_TYPE
#endif

SITREP_DECLS_BEGIN

/* A view of UTF-8 text, not ended by a NUL. `ptr` may be NULL where `len` is 0. */
typedef struct sitrep_sv {
    const char *ptr;
    size_t len;
} sitrep_sv;

/* Half-open byte range [begin, end) of a report's text. Only the JSON door converts to code points. */
typedef struct sitrep_span {
    uint32_t begin, end;
} sitrep_span;

/* "No such index": spans, words, entities, places … that are not there. */
#define SITREP_NONE UINT32_MAX

/* Status codes: 0 is success, all failures are negative, and a released number never changes its meaning.
 * Columns: name, number, sentence. */
/* clang-format off */
#define SITREP_STATUS_LIST(X)                                                \
    X(OK, 0, "success")                                                      \
    X(NOMEM, -1, "out of memory")                                            \
    X(IO, -2, "input or output failed")                                      \
    X(FORMAT, -3, "malformed input")                                         \
    X(ENCODING, -4, "text is not in the encoding it claims")                 \
    X(LIMIT, -5, "input passes a limit")                                     \
    X(USAGE, -6, "invalid argument")                                         \
    X(NOT_FOUND, -7, "not found")                                            \
    X(VERSION, -8, "made by another version")                                \
    X(CHECKSUM, -9, "checksum does not match, the file is damaged")          \
    X(BUSY, -10, "somebody else is writing")                                 \
    X(FULL, -11, "no space left")                                            \
    X(EXISTS, -12, "exists already")                                         \
    X(EMPTY, -13, "nothing in it")                                           \
    X(UNSUPPORTED, -14, "not supported")                                     \
    X(MISMATCH, -15, "does not agree with what is stored")                   \
    X(STOPPED, -16, "stopped by the caller")
/* clang-format on */

typedef enum SITREP_MUST_USE_TYPE sitrep_status {
#define SITREP_STATUS_ENUM(name, number, sentence) SITREP_##name = (number),
    SITREP_STATUS_LIST(SITREP_STATUS_ENUM)
#undef SITREP_STATUS_ENUM
} sitrep_status;

/* What went wrong and where. Owned by the caller, who may pass NULL wherever one is taken.
 * `file`, `line`, `col` are 0 or "" where they do not apply; `msg` is one line, lower case, without a full stop. */
typedef struct sitrep_error {
    sitrep_status status;
    uint64_t offset; /* bytes into the input */
    uint32_t line;   /* from 1 */
    uint32_t col;    /* code points, from 1 */
    char file[256];  /* shortened from the left where longer */
    char msg[512];
} sitrep_error;

/* The name of a status ("FORMAT") and its sentence ("malformed input"); "UNKNOWN" for other numbers. Never NULL. */
SITREP_API const char *sitrep_status_name(sitrep_status status);
SITREP_API const char *sitrep_status_text(sitrep_status status);

/* Where memory comes from. One function: `ptr` NULL allocates, `new_size` 0 frees (gives NULL), else resizes.
 * `old_size` is what was asked for before. Gives NULL on failure and leaves the old block as it was. */
typedef struct sitrep_alloc {
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t new_size);
    void *ctx;
} sitrep_alloc;

/* The version of the library, "MAJOR.MINOR.PATCH". */
SITREP_API const char *sitrep_version(void);

SITREP_DECLS_END

#endif
