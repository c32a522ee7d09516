/* cli/cmd_group.c — `sitrep group`: which of the reports given are about one happening. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "sitrep/link.h"

typedef struct grouping {
    const cli_args *args;
    sitrep_reader *reader;
    sitrep_grouper *grouper;
    sitrep_format format;
    char **ids;
    size_t count, cap;
    uint64_t rejects, failures;
} grouping;

static void tell(void *ctx, const sitrep_error *err)
{
    cli_message(ctx, err);
}

static bool keep_id(grouping *g, const sitrep_report *report)
{
    if (g->count == g->cap) {
        size_t cap = g->cap ? g->cap * 2 : 256;
        char **ids = realloc(g->ids, cap * sizeof *ids);
        if (!ids) return false;
        g->ids = ids;
        g->cap = cap;
    }
    char *id = malloc(report->id.len + 1);
    if (!id) return false;
    if (report->id.len) memcpy(id, report->id.ptr, report->id.len);
    id[report->id.len] = '\0';
    g->ids[g->count++] = id;
    return true;
}

/* A report that cannot be read is told and counted. */
static sitrep_status group_report(grouping *g, const sitrep_report *report, sitrep_error *err)
{
    const sitrep_record *record;
    sitrep_status status = sitrep_reader_run(g->reader, report, &record, err);
    if (status && status != SITREP_NOMEM) {
        err->line = report->line;
        snprintf(err->file, sizeof err->file, "%.*s", (int)report->file.len, report->file.ptr);
        cli_message(g->args, err);
        g->rejects++;
        return SITREP_OK;
    }
    if (!status) status = sitrep_grouper_add(g->grouper, record, err);
    if (!status && !keep_id(g, report)) status = err->status = SITREP_NOMEM;
    return status;
}

static sitrep_status group_file(grouping *g, const char *path, sitrep_error *err)
{
    sitrep_feed *feed = NULL;
    sitrep_feed_options options = {.format = g->format, .on_reject = tell, .reject_ctx = (void *)g->args};
    sitrep_status status = sitrep_feed_open(path, &options, &feed, err);
    const sitrep_report *report;
    sitrep_status fed = SITREP_OK;
    while (!status && (fed = sitrep_feed_next(feed, &report, err)) == SITREP_OK) status = group_report(g, report, err);
    if (feed) g->rejects += sitrep_feed_rejects(feed);
    sitrep_feed_close(feed);
    if (!status && fed != SITREP_NOT_FOUND) status = fed;
    return status && cli_input_failed(g->args, path, err, &g->failures) ? SITREP_OK : status;
}

static sitrep_status print_groups(grouping *g, sitrep_error *err)
{
    const uint32_t *groups;
    size_t count;
    sitrep_status status = sitrep_grouper_groups(g->grouper, &groups, &count, err);
    for (size_t i = 0; !status && i < count; i++) {
        json_t *line = json_pack("{s:s, s:I}", "id", g->ids[i], "group", (json_int_t)groups[i]);
        if (!line || json_dumpf(line, stdout, JSON_COMPACT) != 0 || putchar('\n') == EOF)
            status = err->status = SITREP_IO;
        json_decref(line);
    }
    return status;
}

static int run(const cli_args *args)
{
    grouping g = {.args = args};
    int code = cli_format_of(args, &g.format);
    if (code) return code;
    sitrep_error err = {0};
    cli_reading reading;
    sitrep_status status = cli_open_reader(args, false, &reading, &err);
    g.reader = reading.reader;
    if (!status) status = sitrep_grouper_new(&g.grouper, &err);
    if (!status && args->operand_count == 0) status = group_file(&g, "-", &err);
    for (int i = 0; i < args->operand_count && !status; i++) status = group_file(&g, args->operands[i], &err);
    if (!status) status = print_groups(&g, &err);
    for (size_t i = 0; i < g.count; i++) free(g.ids[i]);
    free(g.ids);
    sitrep_grouper_free(g.grouper);
    cli_close_reader(&reading);
    if (status) return cli_fail(args, &err);
    return g.failures ? CLI_EXIT_FAILED : g.rejects ? CLI_EXIT_REJECTS : CLI_EXIT_OK;
}

static const cli_option options[] = {CLI_FROM_OPTION, CLI_MODEL_OPTIONS, {NULL, NULL, NULL}};

extern const cli_verb cmd_group_verb;
const cli_verb cmd_group_verb = {"group", "[FILE...]", "prints which reports are about one happening",
                                 options, run,         NULL};
