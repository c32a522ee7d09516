/* cli/cmd_parse.c — `sitrep parse`: text or CoNLL-U in, CoNLL-U out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static sitrep_status parse_file(const char *path, bool conllu, sitrep_parser *parser, uint32_t *first_id,
                                sitrep_error *err)
{
    char *bytes = NULL;
    size_t len = 0;
    const sitrep_analysis *analysis;
    memset(err, 0, sizeof *err);
    sitrep_status status = cli_read_file(path, SITREP_TEXT_MAX, &bytes, &len, err);
    if (!status) {
        sitrep_sv text = {bytes, len};
        status = conllu ? sitrep_parser_run_conllu(parser, text, &analysis, err)
                        : sitrep_parser_run(parser, text, &analysis, err);
        if (!status) {
            status = sitrep_analysis_write_conllu(analysis, *first_id, cli_write, NULL);
            if (status) err->status = status;
            *first_id += analysis->count;
        } else if (!err->file[0]) {
            snprintf(err->file, sizeof err->file, "%s", path);
        }
    }
    free(bytes);
    return status;
}

static int run(const cli_args *args)
{
    const char *input = cli_get(args, "input");
    if (input && strcmp(input, "text") != 0 && strcmp(input, "conllu") != 0)
        return cli_usage(args, "--input takes text or conllu, not '%s'", input);
    bool conllu = input && strcmp(input, "conllu") == 0;
    sitrep_error err = {0};
    sitrep_model *model = NULL;
    sitrep_parser *parser = NULL;
    sitrep_status status = cli_open_model(args, &model, &err);
    if (!status) status = sitrep_parser_new(model, &parser, &err);
    uint32_t first_id = 1;
    if (!status && args->operand_count == 0) status = parse_file("-", conllu, parser, &first_id, &err);
    uint64_t failures = 0;
    for (int i = 0; i < args->operand_count && !status; i++) {
        status = parse_file(args->operands[i], conllu, parser, &first_id, &err);
        if (status && cli_input_failed(args, args->operands[i], &err, &failures)) status = SITREP_OK;
    }
    sitrep_parser_free(parser);
    sitrep_model_free(model);
    if (status) return cli_fail(args, &err);
    return failures ? CLI_EXIT_FAILED : CLI_EXIT_OK;
}

static const cli_option options[] = {
    {"input", "FORMAT", "text (default) or conllu: sentences and tokens are then taken as given"},
    {"model", "FILE", "the language model (default: english.lang beside the program)"},
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_parse_verb;
const cli_verb cmd_parse_verb = {"parse", "[FILE...]", "prints tokens, tags, lemmas and trees as CoNLL-U",
                                 options, run,         NULL};
