/* cli/cmd_reread.c — `sitrep reread`: reads the stored reports again with today's model and replays what people
 * decided. */
#include <stdio.h>

#include "cli.h"
#include "filters.h"
#include "sitrep/review.h"

static int run(const cli_args *args)
{
    if (args->operand_count) return cli_usage(args, "what is '%s'? this verb takes options only", args->operands[0]);
    sitrep_error err = {0};
    cli_reading reading;
    sitrep_store *store = NULL;
    sitrep_reread_result r = {0};
    sitrep_status status = cli_open_reader(args, true, &reading, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_WRITE, &store, &err);
    sitrep_run_info info = {.program = sitrep_version()};
    if (!status) {
        info.model = sitrep_model_version(reading.model);
        info.knowledge = sitrep_knowledge_version(reading.knowledge);
        status = sitrep_store_begin_run(store, &info, &err);
    }
    if (!status) status = sitrep_reread(store, reading.reader, &r, &err);
    if (!status) status = sitrep_store_end_run(store, &err);
    sitrep_store_close(store);
    cli_close_reader(&reading);
    if (status) return cli_fail(args, &err);
    cli_say(
        args,
        "%llu reports read again, %llu differently: %llu rows stay, %llu superseded, %llu new; patches: %llu in force, "
        "%llu fit nothing any more",
        (unsigned long long)r.reports, (unsigned long long)r.changed, (unsigned long long)r.kept,
        (unsigned long long)r.superseded, (unsigned long long)r.new_rows, (unsigned long long)r.review.applied,
        (unsigned long long)r.review.unfit);
    return CLI_EXIT_OK;
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    CLI_MODEL_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_reread_verb;
const cli_verb cmd_reread_verb = {
    "reread",
    "",
    "reads the stored reports again with today's model, and replays what people decided",
    options,
    run,
    "Rows that come out the same stay; others are superseded by new ones, so that --as-of shows "
    "what was read before. A run that was cut off is gone on with by running it again."};
