/* cli/cmd_diff.c — `sitrep diff --from T1 --to T2`: what changed between two moments. */
#include <string.h>

#include "filters.h"
#include "sitrep/tell.h"

static int form_of(const cli_args *args, sitrep_diff_form *out)
{
    static const char *const names[] = {"text", "markdown", "html", "jsonl"};
    const char *format = cli_get(args, "format");
    *out = SITREP_DIFF_TEXT;
    if (!format) return CLI_EXIT_OK;
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(format, names[i]) == 0) {
            *out = (sitrep_diff_form)i;
            return CLI_EXIT_OK;
        }
    return cli_usage(args, "--format takes text, markdown, html or jsonl, not '%s'", format);
}

/* --from and --to are moments of the one grammar. */
static sitrep_status moments(const cli_args *args, sitrep_filter *filter, sitrep_error *err)
{
    static const char *const names[] = {"from", "to"};
    sitrep_status status = cli_filter(args, filter, err);
    for (size_t i = 0; i < 2 && !status; i++) {
        const char *value = cli_get(args, names[i]);
        if (value)
            status = sitrep_filter_set(filter, (sitrep_sv){names[i], strlen(names[i])},
                                       (sitrep_sv){value, strlen(value)}, err);
    }
    return status;
}

static int run(const cli_args *args)
{
    if (args->operand_count) return cli_usage(args, "what is '%s'? this verb takes options only", args->operands[0]);
    if (!cli_has(args, "from")) return cli_usage(args, "--from is needed: the moment to compare with");
    sitrep_diff diff;
    int code = form_of(args, &diff.form);
    if (code) return code;
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_status status = moments(args, &diff.filter, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    if (!status) status = sitrep_tell_diff(store, &diff, cli_write, NULL, &err);
    sitrep_store_close(store);
    if (status == SITREP_STOPPED) return CLI_EXIT_FAILED; /* cli_finish() tells why */
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    {"from", "TIME", "the earlier moment; a day is its end, UTC"},
    {"to", "TIME", "the later moment (default: now)"},
    {"format", "FORM", "text (default), markdown, html or jsonl: one object a change"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_diff_verb;
const cli_verb cmd_diff_verb = {
    "diff",
    "",
    "tells what changed between two moments: new, grown, up, down, denied, kept, broken, overdue, withdrawn",
    options,
    run,
    "New is what the store saw between the two moments. A filter narrows the tables that know it; --limit is the "
    "number "
    "of items a section shows (40)."};
