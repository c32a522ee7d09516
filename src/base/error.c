/* base/error.c — status names and sentences, and filling an error record. */
#include "base/error.h"

#include <stdarg.h>

#include "base/banned.h"

const char *sitrep_status_name(sitrep_status status)
{
    switch (status) {
#define CASE(name, number, sentence)                                                                                   \
    case SITREP_##name:                                                                                                \
        return #name;
        SITREP_STATUS_LIST(CASE)
#undef CASE
    }
    return "UNKNOWN";
}

const char *sitrep_status_text(sitrep_status status)
{
    switch (status) {
#define CASE(name, number, sentence)                                                                                   \
    case SITREP_##name:                                                                                                \
        return sentence;
        SITREP_STATUS_LIST(CASE)
#undef CASE
    }
    return "unknown status";
}

const char *sitrep_version(void)
{
    return SITREP_VERSION_STRING;
}

_Noreturn void base_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "sitrep: broken invariant at %s:%d: %s\n", file, line, condition);
    abort();
}

static void fill(sitrep_error *err, sitrep_status status, const char *format, va_list args)
{
    memset(err, 0, sizeof *err);
    err->status = status;
    if (vsnprintf(err->msg, sizeof err->msg, format, args) < 0) err->msg[0] = '\0';
}

sitrep_status base_error(sitrep_error *err, sitrep_status status, const char *format, ...)
{
    if (!err) return status;
    va_list args;
    va_start(args, format);
    fill(err, status, format, args);
    va_end(args);
    return status;
}

sitrep_status base_error_at(sitrep_error *err, sitrep_status status, const char *file, uint32_t line, uint32_t col,
                            uint64_t offset, const char *format, ...)
{
    if (!err) return status;
    va_list args;
    va_start(args, format);
    fill(err, status, format, args);
    va_end(args);
    err->line = line;
    err->col = col;
    err->offset = offset;
    if (file) base_error_file(err, file);
    return status;
}

void base_error_file(sitrep_error *err, const char *file)
{
    if (!err || err->file[0]) return;
    size_t len = strlen(file), room = sizeof err->file - 1;
    if (len <= room) {
        memcpy(err->file, file, len + 1);
    } else {
        memcpy(err->file, "...", 3);
        memcpy(err->file + 3, file + len - (room - 3), room - 3 + 1);
    }
}
