/* cli/cli.h — what the verbs share: options from one table, exit codes, messages, progress, models.
 * Each verb is one cmd_*.c that defines `cmd_NAME_verb`, and one word in main.c's VERB_LIST. Data goes to standard
 * output, talk to standard error. Threads: the main thread only, unless a function says otherwise. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "sitrep/read.h"

/* Exit codes, frozen. docs/exit-codes.md is made from this list. */
/* clang-format off */
#define CLI_EXIT_LIST(X)                                                                      \
    X(OK, 0, "all was done")                                                                  \
    X(FAILED, 1, "something failed: input or output, memory, a damaged file")                 \
    X(USAGE, 2, "the command line is wrong")                                                  \
    X(REJECTS, 3, "done, but some of the input was refused; each refusal is told")            \
    X(NOT_VERIFIED, 4, "verification found something that does not stand")                    \
    X(BUSY, 5, "somebody else is writing to the store")                                       \
    X(FULL, 6, "no space left; nothing half-done is kept")
/* clang-format on */
typedef enum cli_exit {
#define CLI_EXIT_ENUM(name, number, sentence) CLI_EXIT_##name = (number),
    CLI_EXIT_LIST(CLI_EXIT_ENUM)
#undef CLI_EXIT_ENUM
} cli_exit;

/* One option of a verb. `argument` NULL: a switch. The table ends with a row whose `name` is NULL. */
typedef struct cli_option {
    const char *name, *argument, *help;
} cli_option;

typedef struct cli_args cli_args;

typedef struct cli_verb {
    const char *name, *operands, *summary; /* "read", "[FILE...]", "reads reports and prints their records" */
    const cli_option *options;
    int (*run)(const cli_args *args); /* gives a cli_exit */
    const char *notes;                /* more help, may be NULL */
} cli_verb;

/* The parsed command line: options in order, then operands. Values point into argv. */
#define CLI_ARGS_MAX 256
struct cli_args {
    const cli_verb *verb;
    const char *names[CLI_ARGS_MAX], *values[CLI_ARGS_MAX];
    int option_count;
    char **operands;
    int operand_count;
};

/* The value of the last `--name`, "" for a switch, NULL where it is not given. */
const char *cli_get(const cli_args *args, const char *name);
bool cli_has(const cli_args *args, const char *name);

/* Messages: "sitrep read: file:line:col: message". */
void cli_message(const cli_args *args, const sitrep_error *err);
void cli_say(const cli_args *args, const char *format, ...) SITREP_PRINTF(2, 3);
/* The exit code that a status leads to. */
int cli_exit_of(sitrep_status status);
/* Prints the error and gives its exit code. */
int cli_fail(const cli_args *args, const sitrep_error *err);
/* Whether a failure is of the input `path` alone (it cannot be opened, is cut off, holds no text …), so that a verb
 * goes on with the next one: it is told then, and *failures counts it. Lack of memory and failures elsewhere are not.
 */
bool cli_input_failed(const cli_args *args, const char *path, const sitrep_error *err, uint64_t *failures);
/* One precise line, and CLI_EXIT_USAGE. */
int cli_usage(const cli_args *args, const char *format, ...) SITREP_PRINTF(2, 3);

/* Writes to standard output; a sitrep_write_fn. A failed write is remembered and told by cli_finish(). */
bool cli_write(void *ctx, const char *bytes, size_t len);
/* Flushes standard output and turns a failed write into an error and an exit code; else gives `code`. */
int cli_finish(const cli_args *args, int code);

/* Model and knowledge from --model, --knowledge or their usual places. */
sitrep_status cli_open_model(const cli_args *args, sitrep_model **out_model, sitrep_error *err);
/* Where the knowledge file lies: --knowledge, or beside the program. */
sitrep_status cli_knowledge_path(const cli_args *args, char *path, size_t size, sitrep_error *err);
sitrep_status cli_open_knowledge(const cli_args *args, sitrep_knowledge **out_knowledge, sitrep_error *err);
/* A reader with what it reads by. */
typedef struct cli_reading {
    sitrep_model *model;
    sitrep_knowledge *knowledge;
    sitrep_reader *reader;
} cli_reading;
/* Opens all three. `checked`: every section's checksum of the knowledge is read, for verbs that keep what they read; it
 * costs some 20 ms. The caller ends it with cli_close_reader(), after a failure too; a zeroed one is closed. */
sitrep_status cli_open_reader(const cli_args *args, bool checked, cli_reading *out, sitrep_error *err);
void cli_close_reader(cli_reading *r);
#define CLI_MODEL_OPTIONS                                                                                              \
    {"model", "FILE", "the language model (default: english.lang beside the program)"},                                \
        {"ontology", "FILE", "an ontology of your own beside PLOVER: a file of senses, or a directory of them"},       \
        {"actors", "FILE", "actors of your own"},                                                                      \
    {                                                                                                                  \
        "knowledge", "FILE", "the knowledge file (default: sitrep.know beside the program)"                            \
    }

/* Reads a whole file ("-": standard input) into malloc'ed memory of at most `max` bytes; the caller frees *out. */
sitrep_status cli_read_file(const char *path, size_t max, char **out, size_t *out_len, sitrep_error *err);

/* Progress on a terminal after the first second: "reading 1,200 reports  38 %  12/s". Cheap to call for every item. */
typedef struct cli_progress {
    double started, shown;
    uint64_t items;
    bool on;
    const char *what;
} cli_progress;
void cli_progress_start(cli_progress *p, const char *what);
void cli_progress_step(cli_progress *p, uint64_t done, uint64_t total);
void cli_progress_end(cli_progress *p);
double cli_now(void); /* seconds of a clock that only goes forward */

/* The store that --store names, or crisis.sitrep here. */
#define CLI_DEFAULT_STORE "crisis.sitrep"
#define CLI_STORE_OPTION                                                                                               \
    {                                                                                                                  \
        "store", "FILE", "the ledger (default: " CLI_DEFAULT_STORE ")"                                                 \
    }
const char *cli_store_path(const cli_args *args);

/* The format that --from names, AUTO without it. Gives 0, or the exit code of a usage error that it told. */
int cli_format_of(const cli_args *args, sitrep_format *out);
#define CLI_FROM_OPTION                                                                                                \
    {                                                                                                                  \
        "from", "FORMAT", "text, jsonl or html; found out by default"                                                  \
    }

#endif
