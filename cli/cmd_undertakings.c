/* cli/cmd_undertakings.c — `sitrep undertakings`: promises, offers, demands, threats, proposals and refusals with their
 * state; --ics writes their due dates as a calendar. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "filters.h"
#include "sitrep/tell.h"

static bool write_file(void *ctx, const char *bytes, size_t len)
{
    return fwrite(bytes, 1, len, ctx) == len;
}

/* Writes beside the file and renames, so that a calendar that somebody has subscribed to is never half there. */
static sitrep_status write_calendar(const char *path, sitrep_store *store, const sitrep_filter *filter,
                                    sitrep_error *err)
{
    char part[4096];
    if (strcmp(path, "-") == 0) return sitrep_tell_calendar(store, filter, cli_write, NULL, err);
    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part) {
        snprintf(err->msg, sizeof err->msg, "the path given with --ics is too long");
        return err->status = SITREP_LIMIT;
    }
    FILE *file = fopen(part, "wb");
    int why = errno;
    sitrep_status status = file ? sitrep_tell_calendar(store, filter, write_file, file, err) : SITREP_STOPPED;
    bool good = file && !ferror(file) && status != SITREP_STOPPED;
    if (file && !good) why = errno;
    if (file && fclose(file) != 0 && good) good = false, why = errno;
    if (good && !status && rename(part, path) != 0) good = false, why = errno;
    if (file && (status || !good)) remove(part);
    if (good) return status;
    snprintf(err->file, sizeof err->file, "%s", path);
    snprintf(err->msg, sizeof err->msg, "%s", strerror(why));
    return err->status = why == ENOSPC ? SITREP_FULL : SITREP_IO;
}

static int run(const cli_args *args)
{
    const char *path = cli_get(args, "ics");
    if (!path) return cli_print_table(args, SITREP_TABLE_UNDERTAKINGS);
    if (args->operand_count) return cli_usage(args, "what is '%s'? this verb takes options only", args->operands[0]);
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_filter filter;
    sitrep_status status = cli_filter(args, &filter, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    if (!status) status = write_calendar(path, store, &filter, &err);
    sitrep_store_close(store);
    if (status == SITREP_STOPPED) return CLI_EXIT_FAILED;
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    CLI_TABLE_FORMAT,
    {"ics", "FILE", "writes the due dates as an iCalendar file, which calendars open and subscribe to"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_undertakings_verb;
const cli_verb cmd_undertakings_verb = {
    "undertakings",
    "",
    "prints promises, offers, demands, threats and proposals with their state, due date and answers",
    options,
    run,
    CLI_TABLE_NOTES};
