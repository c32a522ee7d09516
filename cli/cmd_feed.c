/* cli/cmd_feed.c — `sitrep feed`: what an input holds, as JSON Lines, before any language analysis. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void tell(void *ctx, const sitrep_error *err)
{
    cli_message(ctx, err);
}

static void put(json_t *object, const char *key, sitrep_sv value)
{
    if (value.len) json_object_set_new(object, key, json_stringn(value.ptr, value.len));
}

static bool print_report(const sitrep_report *r)
{
    json_t *object = json_object();
    put(object, "id", r->id);
    put(object, "title", r->title);
    put(object, "url", r->url);
    put(object, "published", r->published);
    put(object, "updated", r->updated);
    put(object, "source", r->source);
    put(object, "author", r->author);
    put(object, "language", r->language);
    put(object, "place", r->place);
    put(object, "status", r->status);
    put(object, "text", r->text);
    char *line = json_dumps(object, JSON_COMPACT);
    bool good = line && cli_write(NULL, line, strlen(line)) && cli_write(NULL, "\n", 1);
    free(line);
    json_decref(object);
    return good;
}

static int feed_file(const cli_args *args, const char *path, sitrep_format format, uint64_t *rejects)
{
    sitrep_error err = {0};
    sitrep_feed *feed = NULL;
    sitrep_feed_options options = {.format = format, .on_reject = tell, .reject_ctx = (void *)args};
    sitrep_status status = sitrep_feed_open(path, &options, &feed, &err);
    const sitrep_report *report;
    while (!status && (status = sitrep_feed_next(feed, &report, &err)) == SITREP_OK)
        if (!print_report(report)) break;
    if (feed) *rejects += sitrep_feed_rejects(feed);
    sitrep_feed_close(feed);
    return status == SITREP_OK || status == SITREP_NOT_FOUND ? CLI_EXIT_OK : cli_fail(args, &err);
}

static int run(const cli_args *args)
{
    sitrep_format format;
    int code = cli_format_of(args, &format);
    if (code) return code;
    uint64_t rejects = 0;
    if (args->operand_count == 0) code = feed_file(args, "-", format, &rejects);
    for (int i = 0; i < args->operand_count; i++) {
        int one = feed_file(args, args->operands[i], format, &rejects);
        if (one) code = one; /* the other files are still taken */
    }
    return code ? code : rejects ? CLI_EXIT_REJECTS : CLI_EXIT_OK;
}

static const cli_option options[] = {CLI_FROM_OPTION, {NULL, NULL, NULL}};

extern const cli_verb cmd_feed_verb;
const cli_verb cmd_feed_verb = {"feed",  "[FILE...]", "prints the reports that files hold, as JSON Lines, unread",
                                options, run,         NULL};
