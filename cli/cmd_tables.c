/* cli/cmd_tables.c — `sitrep events`, `claims`, `figures`, `statements`, `undertakings`, `sources`, `reports`,
 * `contradictions`, `sentences`, `runs`: one verb a table of the store. */
#include <string.h>

#include "filters.h"
#include "sitrep/tell.h"

static int output_of(const cli_args *args, sitrep_output *out)
{
    static const char *const names[] = {"table", "jsonl", "csv"};
    const char *format = cli_get(args, "format");
    *out = cli_terminal_width() ? SITREP_OUTPUT_TABLE : SITREP_OUTPUT_JSONL;
    if (!format) return CLI_EXIT_OK;
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(format, names[i]) == 0) {
            *out = (sitrep_output)i;
            return CLI_EXIT_OK;
        }
    return cli_usage(args, "--format takes table, jsonl or csv, not '%s'", format);
}

static int print(const cli_args *args, sitrep_table_kind kind)
{
    if (args->operand_count) return cli_usage(args, "what is '%s'? this verb takes options only", args->operands[0]);
    sitrep_output output;
    int code = output_of(args, &output);
    if (code) return code;
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_filter filter;
    sitrep_status status = cli_filter(args, &filter, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    if (!status) status = sitrep_tell_table(store, kind, &filter, output, cli_terminal_width(), cli_write, NULL, &err);
    sitrep_store_close(store);
    if (status == SITREP_STOPPED) return CLI_EXIT_FAILED; /* a failed write: cli_finish() tells why */
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    {"format", "FORM", "table (default on a terminal), jsonl (default in a pipe) or csv"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

#define NOTES                                                                                                          \
    "A filter that the table does not know is an error. Values that are not known are left out of JSON Lines and "     \
    "empty in CSV: neither is zero."
#define TABLE_VERB(name, KIND, summary)                                                                                \
    static int run_##name(const cli_args *args)                                                                        \
    {                                                                                                                  \
        return print(args, SITREP_TABLE_##KIND);                                                                       \
    }                                                                                                                  \
    extern const cli_verb cmd_##name##_verb;                                                                           \
    const cli_verb cmd_##name##_verb = {#name, "", summary, options, run_##name, NOTES};

TABLE_VERB(events, EVENTS, "prints the events: one row per happening, with its claims, reports and origins")
TABLE_VERB(claims, CLAIMS, "prints the claims: one row per event that one sentence of one report tells")
TABLE_VERB(figures, FIGURES, "prints the stated numbers, in series, with who says so")
TABLE_VERB(statements, STATEMENTS, "prints who said what to whom")
TABLE_VERB(undertakings, UNDERTAKINGS, "prints promises, demands, threats and proposals with their state and due date")
TABLE_VERB(sources, SOURCES, "prints the outlets and what came from each")
TABLE_VERB(reports, REPORTS, "prints the reports, and of which other they are copies")
TABLE_VERB(contradictions, CONTRADICTIONS, "prints what does not agree with what, and why")
TABLE_VERB(sentences, SENTENCES, "prints sentences as they stand: --text searches the whole archive")
TABLE_VERB(runs, RUNS, "prints when reports were added, and by which versions")
