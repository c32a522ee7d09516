/* cli/cmd_add.c — `sitrep add`: reads reports into the store, one transaction each, then links what is new. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "filters.h"
#include "sitrep/link.h"
#include "sitrep/store.h"

typedef struct adding {
    const cli_args *args;
    cli_reading reading;
    sitrep_store *store;
    sitrep_format format;
    cli_progress progress;
    uint64_t added, there, rejects;
} adding;

static void tell(void *ctx, const sitrep_error *err)
{
    cli_message(ctx, err);
}

/* Reads and adds one report. A report that cannot be read is told and counted; a store that cannot be written ends the
 * run. */
static sitrep_status add_report(adding *a, const sitrep_report *report, sitrep_error *err)
{
    bool has = false, added = false;
    const sitrep_record *record;
    sitrep_status status = sitrep_store_has(a->store, report, &has, err);
    if (status) return status;
    if (has) {
        a->there++;
        return SITREP_OK;
    }
    status = sitrep_reader_run(a->reading.reader, report, &record, err);
    if (status && status != SITREP_NOMEM) {
        err->line = report->line;
        snprintf(err->file, sizeof err->file, "%.*s", (int)report->file.len, report->file.ptr);
        cli_message(a->args, err);
        a->rejects++;
        return SITREP_OK;
    }
    if (!status) status = sitrep_store_add(a->store, record, &added, err);
    if (!status) a->added += added;
    return status;
}

static sitrep_status add_file(adding *a, const char *path, sitrep_error *err)
{
    sitrep_feed *feed = NULL;
    sitrep_feed_options options = {.format = a->format, .on_reject = tell, .reject_ctx = (void *)a->args};
    sitrep_status status = sitrep_feed_open(path, &options, &feed, err);
    const sitrep_report *report;
    sitrep_status fed = SITREP_OK;
    while (!status && (fed = sitrep_feed_next(feed, &report, err)) == SITREP_OK) {
        uint64_t done, total;
        status = add_report(a, report, err);
        sitrep_feed_progress(feed, &done, &total);
        cli_progress_step(&a->progress, done, total);
    }
    if (feed) a->rejects += sitrep_feed_rejects(feed);
    sitrep_feed_close(feed);
    return status ? status : fed == SITREP_NOT_FOUND ? SITREP_OK : fed;
}

/* Files give their reports without delay, so that many may share a transaction; a pipe may keep us waiting, and must
 * not keep other writers waiting. */
static bool reads_files(const cli_args *args)
{
    bool files = args->operand_count > 0;
    for (int i = 0; i < args->operand_count && files; i++) {
        struct stat file;
        files = stat(args->operands[i], &file) == 0 && S_ISREG(file.st_mode);
    }
    return files;
}

static sitrep_status open_all(adding *a, bool by_publication, sitrep_error *err)
{
    sitrep_status status = cli_open_reader(a->args, true, &a->reading, err);
    if (!status) status = cli_open_store(a->args, SITREP_STORE_WRITE, &a->store, err);
    sitrep_run_info info = {
        .program = sitrep_version(), .seen_when_published = by_publication, .batch = reads_files(a->args) ? 32 : 0};
    if (!status) {
        info.model = sitrep_model_version(a->reading.model);
        info.knowledge = sitrep_knowledge_version(a->reading.knowledge);
        status = sitrep_store_begin_run(a->store, &info, err);
    }
    return status;
}

static void close_all(adding *a)
{
    sitrep_store_close(a->store);
    cli_close_reader(&a->reading);
}

/* Files that cannot be read are told, and the others are still taken; errors of the store end the run. */
static sitrep_status add_files(adding *a, uint64_t *failures, sitrep_error *err)
{
    sitrep_status status = SITREP_OK;
    const cli_args *args = a->args;
    for (int i = 0; i < (args->operand_count ? args->operand_count : 1) && !status; i++) {
        const char *path = args->operand_count ? args->operands[i] : "-";
        status = add_file(a, path, err);
        if (status && cli_input_failed(args, path, err, failures)) status = SITREP_OK;
    }
    return status;
}

static int run(const cli_args *args)
{
    adding a = {.args = args};
    const char *seen = cli_get(args, "seen");
    if (seen && strcmp(seen, "now") != 0 && strcmp(seen, "published") != 0)
        return cli_usage(args, "--seen takes now or published, not '%s'", seen);
    int code = cli_format_of(args, &a.format);
    uint64_t failures = 0;
    if (code) return code;
    sitrep_error err = {0};
    sitrep_link_result linked = {0};
    double start = cli_now(), read_end;
    sitrep_status status = open_all(&a, seen && strcmp(seen, "published") == 0, &err);
    if (!status) {
        cli_progress_start(&a.progress, "adding reports");
        status = add_files(&a, &failures, &err);
        cli_progress_end(&a.progress);
    }
    read_end = cli_now();
    if (!status) status = sitrep_link_run(a.store, &linked, &err);
    if (!status) status = sitrep_store_end_run(a.store, &err);
    if (status) cli_message(args, &err);
    if (a.store && (!status || a.added))
        cli_say(args,
                "%llu reports added, %llu there already, %llu refused, %.2f s; linked into %llu new events, %llu new "
                "origins, %.2f s",
                (unsigned long long)a.added, (unsigned long long)a.there, (unsigned long long)a.rejects,
                read_end - start, (unsigned long long)linked.events_new, (unsigned long long)linked.origins_new,
                cli_now() - read_end);
    close_all(&a);
    if (status) return cli_exit_of(status);
    return failures ? CLI_EXIT_FAILED : a.rejects ? CLI_EXIT_REJECTS : CLI_EXIT_OK;
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    {"seen", "WHEN", "now (default), or published: an archive read late counts as seen when it was published"},
    CLI_FROM_OPTION,
    CLI_MODEL_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_add_verb;
const cli_verb cmd_add_verb = {
    "add", "[FILE...]", "reads reports into the ledger; adding a report twice changes nothing", options, run, NULL};
