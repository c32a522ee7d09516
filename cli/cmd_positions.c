/* cli/cmd_positions.c — `sitrep positions`: where each party stands on each issue, a quotation each; --matrix sets them
 * side by side. */
#include "filters.h"
#include "sitrep/tell.h"

int cli_print_matrix(const cli_args *args, sitrep_matrix_kind kind)
{
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_filter filter;
    if (args->operand_count) return cli_usage(args, "what is '%s'? this verb takes options only", args->operands[0]);
    if (cli_has(args, "format")) return cli_usage(args, "--matrix is text; without it the table takes --format");
    sitrep_status status = cli_filter(args, &filter, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    if (!status) status = sitrep_tell_matrix(store, kind, &filter, cli_write, NULL, &err);
    sitrep_store_close(store);
    if (status == SITREP_STOPPED) return CLI_EXIT_FAILED; /* cli_finish() tells why */
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

static int run(const cli_args *args)
{
    if (cli_has(args, "matrix")) return cli_print_matrix(args, SITREP_MATRIX_POSITIONS);
    return cli_print_table(args, SITREP_TABLE_POSITIONS);
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    CLI_TABLE_FORMAT,
    {"matrix", NULL, "issue by actor by day, with what was said and where a stance turned, as text"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_positions_verb;
const cli_verb cmd_positions_verb = {
    "positions", "",  "prints where each party stands on an issue, on which day, in which words",
    options,     run, CLI_TABLE_NOTES};
