/* cli/cmd_explain.c — `sitrep explain`: how the event coder reads a text: trees, senses tried, why each was taken or
 * refused. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static sitrep_status explain(const cli_args *args, sitrep_reader *reader, sitrep_sv text, sitrep_error *err)
{
    const char *published = cli_get(args, "published");
    sitrep_report report = {.text = text, .language = {"en", 2}};
    if (published) report.published = (sitrep_sv){published, strlen(published)};
    sitrep_status status = sitrep_reader_explain(reader, &report, cli_write, NULL, err);
    if (status && !err->status) err->status = status;
    return status;
}

/* The operands are the text, put together with blanks; without one, standard input is. */
static sitrep_status run_text(const cli_args *args, sitrep_reader *reader, sitrep_error *err)
{
    char *bytes = NULL;
    size_t len = 0;
    sitrep_status status = SITREP_OK;
    if (args->operand_count == 0) {
        status = cli_read_file("-", SITREP_TEXT_MAX, &bytes, &len, err);
    } else {
        for (int i = 0; i < args->operand_count; i++) len += strlen(args->operands[i]) + 1;
        bytes = malloc(len);
        if (!bytes) return err->status = SITREP_NOMEM;
        size_t at = 0;
        for (int i = 0; i < args->operand_count; i++) {
            size_t part = strlen(args->operands[i]);
            memcpy(bytes + at, args->operands[i], part);
            at += part;
            bytes[at++] = i + 1 < args->operand_count ? ' ' : '\n';
        }
    }
    if (!status) status = explain(args, reader, (sitrep_sv){bytes, len}, err);
    free(bytes);
    return status;
}

static int run(const cli_args *args)
{
    sitrep_error err = {0};
    cli_reading reading;
    sitrep_status status = cli_open_reader(args, false, &reading, &err);
    if (!status) status = run_text(args, reading.reader, &err);
    cli_close_reader(&reading);
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

static const cli_option options[] = {
    {"published", "DATE", "the day of publication, which settles dates and offices"},
    CLI_MODEL_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_explain_verb;
const cli_verb cmd_explain_verb = {
    "explain",
    "[TEXT...]",
    "shows how the event coder reads a text, and why",
    options,
    run,
    "The lines name the file and line of data/events that was tried. Without TEXT it reads standard input."};
