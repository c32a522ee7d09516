/* cli/cmd_blame.c — `sitrep blame`: who accuses whom of what, counted by accusations, reports and origins, and whether
 * anybody denied it; `sitrep accusations`: each with its quotation. */
#include "filters.h"
#include "sitrep/tell.h"

static int run(const cli_args *args)
{
    if (cli_has(args, "matrix")) return cli_print_matrix(args, SITREP_MATRIX_BLAME);
    return cli_print_table(args, SITREP_TABLE_BLAME);
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    CLI_TABLE_FORMAT,
    {"matrix", NULL, "accuser by accused, with what for, how often and the denials, as text"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_blame_verb;
const cli_verb cmd_blame_verb = {
    "blame",
    "",
    "prints who blames whom for what: accusations, reports and origins counted apart, denials beside them",
    options,
    run,
    CLI_TABLE_NOTES};

static int run_accusations(const cli_args *args)
{
    return cli_print_table(args, SITREP_TABLE_ACCUSATIONS);
}

static const cli_option accusation_options[] = {
    CLI_STORE_OPTION,
    CLI_TABLE_FORMAT,
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_accusations_verb;
const cli_verb cmd_accusations_verb = {"accusations",
                                       "",
                                       "prints each accusation with its quotation: who says that somebody did it",
                                       accusation_options,
                                       run_accusations,
                                       CLI_TABLE_NOTES};
