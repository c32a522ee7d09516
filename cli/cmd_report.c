/* cli/cmd_report.c — `sitrep report`: a situation report as HTML, Markdown or text. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "filters.h"
#include "sitrep/tell.h"

static int form_of(const cli_args *args, sitrep_report_form *out)
{
    static const char *const names[] = {"html", "markdown", "text"};
    const char *format = cli_get(args, "format"), *path = cli_get(args, "output");
    size_t len = path ? strlen(path) : 0;
    *out = SITREP_REPORT_TEXT; /* for a terminal; a file says by its name what it should be */
    if (len > 5 && strcmp(path + len - 5, ".html") == 0) *out = SITREP_REPORT_HTML;
    if (len > 3 && strcmp(path + len - 3, ".md") == 0) *out = SITREP_REPORT_MARKDOWN;
    if (!format) return CLI_EXIT_OK;
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(format, names[i]) == 0) {
            *out = (sitrep_report_form)i;
            return CLI_EXIT_OK;
        }
    return cli_usage(args, "--format takes html, markdown or text, not '%s'", format);
}

static bool write_file(void *ctx, const char *bytes, size_t len)
{
    return fwrite(bytes, 1, len, ctx) == len;
}

/* Writes beside the file and renames: an old report is never half overwritten. */
static sitrep_status write_report(const char *path, bool keep, sitrep_store *store,
                                  const sitrep_report_options *options, sitrep_error *err)
{
    char part[4096], id[SITREP_PRINTED_ID_SIZE];
    if ((!path || strcmp(path, "-") == 0) && keep)
        return sitrep_tell_report_keep(store, options, cli_write, NULL, id, err);
    if (!path || strcmp(path, "-") == 0) return sitrep_tell_report(store, options, cli_write, NULL, err);
    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part) {
        snprintf(err->msg, sizeof err->msg, "the path given with --output is too long");
        return err->status = SITREP_LIMIT;
    }
    FILE *file = fopen(part, "wb");
    sitrep_status status = !file  ? SITREP_IO
                           : keep ? sitrep_tell_report_keep(store, options, write_file, file, id, err)
                                  : sitrep_tell_report(store, options, write_file, file, err);
    int why = errno;
    bool good = file && (status && status != SITREP_STOPPED ? true : !ferror(file));
    if (file && fclose(file) != 0 && good) good = false, why = errno;
    if (!status && good && rename(part, path) != 0) good = false, why = errno;
    if (file && (status || !good)) remove(part);
    if (!good) { /* a failed write, not a failed query */
        snprintf(err->file, sizeof err->file, "%s", path);
        snprintf(err->msg, sizeof err->msg, "%s", strerror(why));
        status = err->status = why == ENOSPC ? SITREP_FULL : SITREP_IO;
    }
    return status;
}

static sitrep_status read_options(const cli_args *args, sitrep_report_options *out, sitrep_error *err)
{
    const char *title = cli_get(args, "title"), *since = cli_get(args, "changed-since");
    sitrep_filter day;
    sitrep_filter_init(&day);
    sitrep_status status = cli_filter(args, &out->filter, err);
    if (title) out->title = (sitrep_sv){title, strlen(title)};
    if (!status && since) {
        status = sitrep_filter_set(&day, (sitrep_sv){"since", 5}, (sitrep_sv){since, strlen(since)}, err);
        if (status)
            snprintf(err->msg, sizeof err->msg, "--changed-since takes a day like 2010-06-18, not '%.200s'", since);
    }
    out->changed_since = day.since;
    return status;
}

static int run(const cli_args *args)
{
    if (args->operand_count) return cli_usage(args, "what is '%s'? this verb takes options only", args->operands[0]);
    sitrep_report_options options = {.changed_since = SITREP_DAY_NONE};
    int code = form_of(args, &options.form);
    if (code) return code;
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_policy *policy = NULL;
    const char *path = cli_get(args, "output"), *policy_name = cli_get(args, "policy");
    bool keep = cli_has(args, "keep");
    sitrep_status status = read_options(args, &options, &err);
    if (!status && policy_name) status = sitrep_policy_open(policy_name, &policy, &err);
    options.policy = policy;
    if (!status) status = cli_open_store(args, keep ? SITREP_STORE_WRITE : SITREP_STORE_READ, &store, &err);
    if (!status) status = write_report(path, keep, store, &options, &err);
    sitrep_store_close(store);
    sitrep_policy_free(policy);
    if (status == SITREP_STOPPED) return CLI_EXIT_FAILED; /* cli_finish() tells why */
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

static const cli_option cmd_options[] = {
    CLI_STORE_OPTION,
    {"format", "FORM", "html, markdown or text (default: by the name of --output, else text)"},
    {"output", "FILE", "where to write (default: standard output)"},
    {"title", "TEXT", "the title (default: made of the scope)"},
    {"policy", "POLICY", "key figures by these rules: a name of `sitrep policy list`, or a file"},
    {"keep", NULL, "record in the ledger what was printed, so that a later withdrawal names this report"},
    {"changed-since", "DAY",
     "what became known after this day is told as new (default: the last day with reports but one)"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_report_verb;
const cli_verb cmd_report_verb = {
    "report",
    "",
    "writes a situation report: what happened, how many, who says so, what changed",
    cmd_options,
    run,
    "The same store, options and --as-of give the same bytes. A filter narrows the tables that know it."};
