/* cli/cli.c — options, messages, output, progress. */
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char *cli_get(const cli_args *args, const char *name)
{
    for (int i = args->option_count - 1; i >= 0; i--)
        if (strcmp(args->names[i], name) == 0) return args->values[i] ? args->values[i] : "";
    return NULL;
}

bool cli_has(const cli_args *args, const char *name)
{
    return cli_get(args, name) != NULL;
}

void cli_message(const cli_args *args, const sitrep_error *err)
{
    fprintf(stderr, "sitrep %s: ", args->verb->name);
    if (err->file[0]) fprintf(stderr, "%s:", err->file);
    if (err->line) fprintf(stderr, "%u:", err->line);
    if (err->col) fprintf(stderr, "%u:", err->col);
    if (err->file[0] || err->line) fputc(' ', stderr);
    fprintf(stderr, "%s\n", err->msg[0] ? err->msg : sitrep_status_text(err->status));
}

void cli_say(const cli_args *args, const char *format, ...)
{
    va_list list;
    fprintf(stderr, "sitrep %s: ", args->verb->name);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
}

int cli_exit_of(sitrep_status status)
{
    switch (status) {
    case SITREP_OK:
        return CLI_EXIT_OK;
    case SITREP_USAGE:
        return CLI_EXIT_USAGE;
    case SITREP_BUSY:
        return CLI_EXIT_BUSY;
    case SITREP_FULL:
        return CLI_EXIT_FULL;
    default:
        return CLI_EXIT_FAILED;
    }
}

int cli_fail(const cli_args *args, const sitrep_error *err)
{
    cli_message(args, err);
    return cli_exit_of(err->status);
}

bool cli_input_failed(const cli_args *args, const char *path, const sitrep_error *err, uint64_t *failures)
{
    switch (err->status) {
    case SITREP_IO:
    case SITREP_FORMAT:
    case SITREP_ENCODING:
    case SITREP_LIMIT:
    case SITREP_EMPTY:
    case SITREP_UNSUPPORTED:
    case SITREP_CHECKSUM:
        break;
    default:
        return false;
    }
    if (strcmp(err->file, strcmp(path, "-") == 0 ? "standard input" : path) != 0) return false;
    cli_message(args, err);
    ++*failures;
    return true;
}

int cli_usage(const cli_args *args, const char *format, ...)
{
    va_list list;
    fprintf(stderr, "sitrep %s: ", args->verb->name);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fprintf(stderr, "; see 'sitrep %s --help'\n", args->verb->name);
    return CLI_EXIT_USAGE;
}

static int write_failure; /* errno of the first failed write; the program's one piece of state, told by cli_finish() */

bool cli_write(void *ctx, const char *bytes, size_t len)
{
    (void)ctx;
    if (fwrite(bytes, 1, len, stdout) == len) return true;
    if (!write_failure) write_failure = errno;
    return false;
}

int cli_finish(const cli_args *args, int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) return code;
    int why = write_failure ? write_failure : errno;
    if (why == EPIPE) return CLI_EXIT_FAILED; /* the reader went away, as `head` does: nothing to say */
    cli_say(args, "cannot write standard output: %s", strerror(why));
    return why == ENOSPC ? CLI_EXIT_FULL : CLI_EXIT_FAILED;
}

/* The path that an option gives, or where the program's own file lies. */
static sitrep_status data_file(const cli_args *args, const char *option, const char *name, char *path, size_t size,
                               sitrep_error *err)
{
    const char *given = cli_get(args, option);
    if (!given) return sitrep_data_path(name, path, size, err);
    if (snprintf(path, size, "%s", given) < (int)size) return SITREP_OK;
    memset(err, 0, sizeof *err);
    err->status = SITREP_LIMIT;
    snprintf(err->msg, sizeof err->msg, "the path given with --%s is too long", option);
    return SITREP_LIMIT;
}

sitrep_status cli_open_model(const cli_args *args, sitrep_model **out_model, sitrep_error *err)
{
    char path[4096];
    sitrep_status status = data_file(args, "model", "english.lang", path, sizeof path, err);
    return status ? status : sitrep_model_open(path, out_model, err);
}

sitrep_status cli_knowledge_path(const cli_args *args, char *path, size_t size, sitrep_error *err)
{
    return data_file(args, "knowledge", "sitrep.know", path, size, err);
}

static void say_fault(void *ctx, const char *line)
{
    (void)ctx;
    fprintf(stderr, "%s\n", line);
}

sitrep_status cli_open_knowledge(const cli_args *args, sitrep_knowledge **out_knowledge, sitrep_error *err)
{
    char path[4096];
    sitrep_status status = cli_knowledge_path(args, path, sizeof path, err);
    if (!status) status = sitrep_knowledge_open(path, out_knowledge, err);
    const char *ontology = cli_get(args, "ontology"), *actors = cli_get(args, "actors");
    if (status || (!ontology && !actors)) return status;
    status = sitrep_knowledge_add_own(*out_knowledge, ontology, actors, say_fault, NULL, err);
    if (status) {
        sitrep_knowledge_free(*out_knowledge);
        *out_knowledge = NULL;
    }
    return status;
}

static sitrep_status open_checked_knowledge(const cli_args *args, sitrep_knowledge **out_knowledge, sitrep_error *err)
{
    sitrep_knowledge *knowledge;
    sitrep_status status = cli_open_knowledge(args, &knowledge, err);
    if (status) return status;
    status = sitrep_knowledge_check(knowledge, err);
    if (status) {
        const char *given = cli_get(args, "knowledge");
        snprintf(err->file, sizeof err->file, "%s", given ? given : "sitrep.know");
        sitrep_knowledge_free(knowledge);
        return status;
    }
    *out_knowledge = knowledge;
    return SITREP_OK;
}

sitrep_status cli_open_reader(const cli_args *args, bool checked, cli_reading *out, sitrep_error *err)
{
    *out = (cli_reading){.model = NULL};
    sitrep_status status = cli_open_model(args, &out->model, err);
    if (!status)
        status = checked ? open_checked_knowledge(args, &out->knowledge, err)
                         : cli_open_knowledge(args, &out->knowledge, err);
    return status ? status : sitrep_reader_new(out->model, out->knowledge, &out->reader, err);
}

void cli_close_reader(cli_reading *r)
{
    sitrep_reader_free(r->reader);
    sitrep_knowledge_free(r->knowledge);
    sitrep_model_free(r->model);
    *r = (cli_reading){.model = NULL};
}

static sitrep_status file_error(sitrep_error *err, sitrep_status status, const char *path, const char *why)
{
    memset(err, 0, sizeof *err);
    err->status = status;
    snprintf(err->file, sizeof err->file, "%s", path);
    snprintf(err->msg, sizeof err->msg, "%s", why);
    return status;
}

sitrep_status cli_read_file(const char *path, size_t max, char **out, size_t *out_len, sitrep_error *err)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!file) {
        char why[128];
        snprintf(why, sizeof why, "cannot open: %s", strerror(errno));
        return file_error(err, SITREP_IO, path, why);
    }
    sitrep_status status = SITREP_OK;
    size_t len = 0, cap = 65536;
    char *bytes = malloc(cap);
    if (!bytes) status = file_error(err, SITREP_NOMEM, path, "out of memory");
    while (!status) {
        size_t got = fread(bytes + len, 1, cap - len, file);
        len += got;
        if (got == 0) {
            if (ferror(file)) status = file_error(err, SITREP_IO, path, strerror(errno));
            break;
        }
        if (len > max) status = file_error(err, SITREP_LIMIT, path, "the file is too large for this verb");
        if (len == cap && !status) {
            char *more = realloc(bytes, cap * 2);
            if (more) {
                bytes = more;
                cap *= 2;
            } else {
                status = file_error(err, SITREP_NOMEM, path, "out of memory");
            }
        }
    }
    if (file != stdin) fclose(file);
    if (status) {
        free(bytes);
        return status;
    }
    *out = bytes;
    *out_len = len;
    return SITREP_OK;
}

double cli_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void cli_progress_start(cli_progress *p, const char *what)
{
    *p = (cli_progress){.started = cli_now(), .on = isatty(STDERR_FILENO) == 1, .what = what};
    p->shown = p->started + 0.8; /* silent for work of under a second */
}

void cli_progress_step(cli_progress *p, uint64_t done, uint64_t total)
{
    p->items++;
    if (!p->on) return;
    double now = cli_now();
    if (now - p->shown < 0.2) return;
    p->shown = now;
    double rate = (double)p->items / (now - p->started);
    if (total)
        fprintf(stderr, "\r\033[K%s: %llu, %.0f %%, %.0f/s", p->what, (unsigned long long)p->items,
                100.0 * (double)done / (double)total, rate);
    else
        fprintf(stderr, "\r\033[K%s: %llu, %.0f/s", p->what, (unsigned long long)p->items, rate);
    fflush(stderr);
}

void cli_progress_end(cli_progress *p)
{
    if (p->on && p->shown > p->started + 1.0) fputs("\r\033[K", stderr);
    p->on = false;
}

int cli_format_of(const cli_args *args, sitrep_format *out)
{
    static const char *const names[] = {"auto", "text", "jsonl", "html"};
    const char *from = cli_get(args, "from");
    *out = SITREP_FORMAT_AUTO;
    if (!from) return CLI_EXIT_OK;
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(from, names[i]) == 0) {
            *out = (sitrep_format)i;
            return CLI_EXIT_OK;
        }
    return cli_usage(args, "--from takes text, jsonl or html, not '%s'", from);
}

const char *cli_store_path(const cli_args *args)
{
    const char *path = cli_get(args, "store");
    return path ? path : CLI_DEFAULT_STORE;
}
