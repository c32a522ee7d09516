/* cli/cmd_policy.c — `sitrep policy list | show NAME | diff A B`: the rules by which contested numbers become one
 * table, and what two of them make of the same ledger. */
#include <stdio.h>
#include <string.h>

#include "filters.h"
#include "sitrep/policy.h"
#include "sitrep/tell.h"

static bool print_name(void *ctx, const char *name)
{
    sitrep_policy *policy = NULL;
    sitrep_error err = {0};
    if (sitrep_policy_open(name, &policy, &err)) {
        cli_message(ctx, &err);
        return true;
    }
    sitrep_sv title = sitrep_policy_title(policy), hash = sitrep_policy_hash(policy);
    printf("%-24s %.12s  %.*s\n", name, hash.ptr, (int)title.len, title.ptr);
    sitrep_policy_free(policy);
    return true;
}

static int list(const cli_args *args)
{
    sitrep_error err = {0};
    if (args->operand_count > 1) return cli_usage(args, "'list' takes nothing more");
    sitrep_status status = sitrep_policy_list(print_name, (void *)args, &err);
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

static int show(const cli_args *args)
{
    sitrep_policy *policy = NULL;
    sitrep_error err = {0};
    if (args->operand_count != 2) return cli_usage(args, "'show' takes the name or the file of one policy");
    if (sitrep_policy_open(args->operands[1], &policy, &err)) return cli_fail(args, &err);
    sitrep_sv text = sitrep_policy_text(policy), hash = sitrep_policy_hash(policy);
    printf("# SHA-256 %.*s\n%.*s", (int)hash.len, hash.ptr, (int)text.len, text.ptr);
    sitrep_policy_free(policy);
    return CLI_EXIT_OK;
}

static int diff(const cli_args *args)
{
    if (args->operand_count != 3) return cli_usage(args, "'diff' takes two policies");
    sitrep_policy *one = NULL, *other = NULL;
    sitrep_store *store = NULL;
    sitrep_error err = {0};
    sitrep_policy_table table = {.every_day = cli_has(args, "every-day")};
    int code = cli_output(args, &table.output);
    if (code) return code;
    if (!cli_has(args, "format")) table.output = SITREP_OUTPUT_TABLE; /* to be read, also through a pager */
    sitrep_status status = cli_filter(args, &table.filter, &err);
    if (!status) status = sitrep_policy_open(args->operands[1], &one, &err);
    if (!status) status = sitrep_policy_open(args->operands[2], &other, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    table.policy = one;
    table.other = other;
    if (!status) status = sitrep_tell_policy(store, &table, cli_write, NULL, &err);
    sitrep_store_close(store);
    sitrep_policy_free(one);
    sitrep_policy_free(other);
    if (status == SITREP_STOPPED) return CLI_EXIT_FAILED;
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

static int run(const cli_args *args)
{
    static const struct {
        const char *name;
        int (*run)(const cli_args *args);
    } parts[] = {{"list", list}, {"show", show}, {"diff", diff}};
    if (!args->operand_count) return cli_usage(args, "what to do? list, show or diff");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(args->operands[0], parts[i].name) == 0) return parts[i].run(args);
    return cli_usage(args, "there is no 'policy %s': list, show or diff", args->operands[0]);
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    {"format", "FORM", "of diff: table (default), jsonl or csv"},
    {"every-day", NULL, "of diff: each day on which a number was published, not only the last"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_policy_verb;
const cli_verb cmd_policy_verb = {
    "policy",
    "list | show POLICY | diff POLICY POLICY",
    "the rules by which contested numbers become one table: their list, their text, and where two of them differ",
    options,
    run,
    "A policy is named as `sitrep policy list` prints it, or by the path of a file; docs/format-policy.md tells its "
    "lines."};
