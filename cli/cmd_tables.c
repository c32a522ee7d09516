/* cli/cmd_tables.c — `sitrep events`, `claims`, `figures`, `statements`, `undertakings`, `sources`, `reports`,
 * `contradictions`, `sentences`, `runs`: one verb a table of the store. */
#include <stdlib.h>
#include <string.h>

#include "filters.h"
#include "sitrep/review.h"
#include "sitrep/tell.h"

int cli_output(const cli_args *args, sitrep_output *out)
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

#define WHY_MAX 64

/* A number as people write it: 2000, 2,000. */
static bool number_of(const char *text, double *out)
{
    char digits[32];
    size_t len = 0;
    for (; *text && len + 1 < sizeof digits; text++)
        if (*text != ',') digits[len++] = *text;
    digits[len] = '\0';
    char *end;
    *out = strtod(digits, &end);
    return len && !*text && *end == '\0' && digits[0] >= '0' && digits[0] <= '9';
}

/* `figures --why 191 2000`: the chain of each number. */
static int print_why(const cli_args *args)
{
    sitrep_output output;
    double values[WHY_MAX];
    sitrep_why why = {.values = values};
    int code = cli_output(args, &output);
    if (code) return code;
    why.output = cli_has(args, "format") ? output : SITREP_OUTPUT_TABLE; /* to be read, also through a pager */
    for (int i = -1; i < args->operand_count; i++) {
        const char *text = i < 0 ? cli_get(args, "why") : args->operands[i];
        if (why.count == WHY_MAX) return cli_usage(args, "more than %d numbers", WHY_MAX);
        if (!number_of(text, &values[why.count++])) return cli_usage(args, "--why takes numbers, not '%s'", text);
    }
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_status status = cli_filter(args, &why.filter, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    if (!status) status = sitrep_tell_why(store, &why, cli_write, NULL, &err);
    sitrep_store_close(store);
    if (status == SITREP_STOPPED) return CLI_EXIT_FAILED;
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

/* `figures --policy NAME`: the table that a policy makes of them. */
static int print_policy(const cli_args *args)
{
    sitrep_policy *policy = NULL;
    sitrep_policy_table table = {.every_day = cli_has(args, "every-day")};
    int code = cli_output(args, &table.output);
    if (code) return code;
    if (args->operand_count) return cli_usage(args, "what is '%s'? this verb takes options only", args->operands[0]);
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_status status = cli_filter(args, &table.filter, &err);
    if (!status) status = sitrep_policy_open(cli_get(args, "policy"), &policy, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    table.policy = policy;
    if (!status) status = sitrep_tell_policy(store, &table, cli_write, NULL, &err);
    sitrep_store_close(store);
    sitrep_policy_free(policy);
    if (status == SITREP_STOPPED) return CLI_EXIT_FAILED;
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

static int print(const cli_args *args, sitrep_table_kind kind)
{
    if (cli_has(args, "policy")) return print_policy(args);
    if (cli_has(args, "why")) return print_why(args);
    if (args->operand_count) return cli_usage(args, "what is '%s'? this verb takes options only", args->operands[0]);
    sitrep_output output;
    int code = cli_output(args, &output);
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

int cli_print_table(const cli_args *args, sitrep_table_kind kind)
{
    return print(args, kind);
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    {"format", "FORM", "table (default on a terminal), jsonl (default in a pipe) or csv"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

static const cli_option figure_options[] = {
    CLI_STORE_OPTION,
    {"format", "FORM", "table (default on a terminal), jsonl (default in a pipe) or csv"},
    {"policy", "POLICY", "one row a count by these rules, a name of `sitrep policy list` or a file: low, best, high"},
    {"every-day", NULL, "with --policy: one row a day on which a number was published"},
    {"why", "NUMBER...", "the chain of each number: who said it first, through whom, what was made of it"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

#define NOTES CLI_TABLE_NOTES
#define TABLE_VERB(name, KIND, summary)                                                                                \
    static int run_##name(const cli_args *args)                                                                        \
    {                                                                                                                  \
        return print(args, SITREP_TABLE_##KIND);                                                                       \
    }                                                                                                                  \
    extern const cli_verb cmd_##name##_verb;                                                                           \
    const cli_verb cmd_##name##_verb = {#name, "", summary, options, run_##name, NOTES};

static const cli_option event_options[] = {
    CLI_STORE_OPTION,
    CLI_TABLE_FORMAT,
    {"why", "EVENT", "why its claims stand together, and what was kept apart from it, with scores"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

/* `events --why EVENT`: merges and refusals. */
static int run_events(const cli_args *args)
{
    const char *event = cli_get(args, "why");
    if (!event) return print(args, SITREP_TABLE_EVENTS);
    if (args->operand_count) return cli_usage(args, "--why takes one event");
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_status status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    if (!status) status = sitrep_event_why(store, (sitrep_sv){event, strlen(event)}, cli_write, NULL, &err);
    sitrep_store_close(store);
    if (status == SITREP_STOPPED) return CLI_EXIT_FAILED;
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}
extern const cli_verb cmd_events_verb;
const cli_verb cmd_events_verb = {
    "events",      "",         "prints the events: one row per happening, with its claims, reports and origins",
    event_options, run_events, NOTES};
TABLE_VERB(claims, CLAIMS, "prints the claims: one row per event that one sentence of one report tells")

static int run_figures(const cli_args *args)
{
    return print(args, SITREP_TABLE_FIGURES);
}
extern const cli_verb cmd_figures_verb;
const cli_verb cmd_figures_verb = {
    "figures", "", "prints the stated numbers, in series, with who says so", figure_options, run_figures, NOTES};

TABLE_VERB(statements, STATEMENTS, "prints who said what to whom")
TABLE_VERB(sources, SOURCES, "prints the outlets and what came from each")
TABLE_VERB(reports, REPORTS, "prints the reports, and of which other they are copies")
TABLE_VERB(contradictions, CONTRADICTIONS, "prints what does not agree with what, and why")
TABLE_VERB(withdrawals, WITHDRAWALS, "prints what outlets took back, and what used it: events, copies, printed reports")
TABLE_VERB(printed, PRINTED, "prints the situation reports that were kept, and how many of their rows fell since")
TABLE_VERB(sentences, SENTENCES, "prints sentences as they stand: --text searches the whole archive")
TABLE_VERB(runs, RUNS, "prints when reports were added, and by which versions")
