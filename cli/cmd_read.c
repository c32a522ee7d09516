/* cli/cmd_read.c — `sitrep read`: reports in, their records out. With --jobs several readers work at once; what they
 * print keeps the order of the input. Threads: the main thread takes reports from the feed and copies them into a ring
 * of items; workers take the next item, read it and print into its buffer; the main thread writes finished items in
 * order. One lock guards the ring's states; nobody holds it while reading. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "show.h"

enum { READ_JOBS_MAX = 256 };

typedef struct output {
    char *bytes;
    size_t len, cap;
    bool failed;
} output;

static bool output_write(void *ctx, const char *bytes, size_t len)
{
    output *o = ctx;
    if (len > o->cap - o->len) {
        size_t cap = o->cap ? o->cap : 65536;
        while (cap - o->len < len) cap *= 2;
        char *more = realloc(o->bytes, cap);
        if (!more) {
            o->failed = true;
            return false;
        }
        o->bytes = more;
        o->cap = cap;
    }
    memcpy(o->bytes + o->len, bytes, len);
    o->len += len;
    return true;
}

typedef enum item_state { ITEM_FREE, ITEM_WAITING, ITEM_AT_WORK, ITEM_DONE } item_state;

/* One report on its way. `memory` holds the copies that `report` points into. */
typedef struct item {
    item_state state;
    sitrep_report report;
    char *memory;
    size_t memory_cap;
    output out;
    sitrep_status status;
    sitrep_error err;
    sitrep_reader_cost cost;
} item;

typedef struct work {
    const cli_args *args;
    read_format format;
    bool byte_offsets;
    uint32_t next_sentence; /* of CoNLL-U; that format runs on one thread */
    const sitrep_model *model;
    const sitrep_knowledge *knowledge;
    item *items;
    uint64_t item_count, put, taken, written; /* of the ring; counters only grow */
    bool over;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t reads, rejects, failures, words, peak_bytes;
    sitrep_reader_cost cost;
} work;

/* Copies a report's texts into the item, so that the feed may go on. */
static bool item_take(item *it, const sitrep_report *report)
{
    it->report = *report;
    sitrep_sv *fields[] = {&it->report.id,      &it->report.title,  &it->report.text,   &it->report.published,
                           &it->report.updated, &it->report.source, &it->report.url,    &it->report.language,
                           &it->report.place,   &it->report.author, &it->report.status, &it->report.file};
    it->report.original = (sitrep_sv){NULL, 0};
    size_t need = 1;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) need += fields[i]->len;
    if (need > it->memory_cap) {
        char *more = realloc(it->memory, need);
        if (!more) return false;
        it->memory = more;
        it->memory_cap = need;
    }
    size_t at = 0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (fields[i]->len) memcpy(it->memory + at, fields[i]->ptr, fields[i]->len);
        fields[i]->ptr = it->memory + at;
        at += fields[i]->len;
    }
    it->out.len = 0;
    it->out.failed = false;
    return true;
}

static void item_read(work *w, sitrep_reader *reader, item *it)
{
    const sitrep_record *record;
    memset(&it->err, 0, sizeof it->err);
    it->status = sitrep_reader_run(reader, &it->report, &record, &it->err);
    if (it->status) return;
    sitrep_reader_cost_of(reader, &it->cost);
    it->status = show_record(record, w->format, w->byte_offsets, &w->next_sentence, output_write, &it->out);
    if (it->status || it->out.failed) {
        it->status = SITREP_NOMEM;
        it->err.status = SITREP_NOMEM;
    }
}

/* A worker: takes waiting items until the input is over. */
static void *worker_run(void *ctx)
{
    work *w = ctx;
    sitrep_reader *reader = NULL;
    sitrep_error err = {0};
    sitrep_status status = sitrep_reader_new(w->model, w->knowledge, &reader, &err);
    pthread_mutex_lock(&w->lock);
    for (;;) {
        while (w->taken == w->put && !w->over) pthread_cond_wait(&w->changed, &w->lock);
        if (w->taken == w->put) break;
        item *it = &w->items[w->taken++ % w->item_count];
        it->state = ITEM_AT_WORK;
        pthread_mutex_unlock(&w->lock);
        if (status) {
            it->status = status;
            it->err = err;
        } else {
            item_read(w, reader, it);
        }
        pthread_mutex_lock(&w->lock);
        it->state = ITEM_DONE;
        pthread_cond_broadcast(&w->changed);
    }
    pthread_mutex_unlock(&w->lock);
    sitrep_reader_free(reader);
    return NULL;
}

static void add_cost(work *w, const sitrep_reader_cost *cost)
{
    w->cost.parse += cost->parse;
    w->cost.places += cost->places;
    w->cost.times += cost->times;
    w->cost.figures += cost->figures;
    w->cost.voices += cost->voices;
    w->cost.events += cost->events;
    w->cost.entities += cost->entities;
    w->words += cost->words;
    if (cost->arena_bytes > w->peak_bytes) w->peak_bytes = cost->arena_bytes;
}

/* Prints one finished item, or tells why it was refused. */
static void item_write(work *w, item *it)
{
    if (it->status) {
        if (!it->err.file[0] && it->report.file.len)
            snprintf(it->err.file, sizeof it->err.file, "%.*s", (int)it->report.file.len, it->report.file.ptr);
        if (!it->err.line) it->err.line = it->report.line;
        cli_message(w->args, &it->err);
        w->rejects++;
        return;
    }
    cli_write(NULL, it->out.bytes, it->out.len);
    add_cost(w, &it->cost);
    w->reads++;
}

/* Writes finished items from the front; with `all` waits until none is left. Called with the lock held. */
static void write_done(work *w, bool all)
{
    while (w->written < w->put) {
        item *it = &w->items[w->written % w->item_count];
        if (it->state != ITEM_DONE) {
            if (!all && w->put - w->written < w->item_count) return;
            pthread_cond_wait(&w->changed, &w->lock);
            continue;
        }
        pthread_mutex_unlock(&w->lock);
        item_write(w, it);
        pthread_mutex_lock(&w->lock);
        it->state = ITEM_FREE;
        w->written++;
    }
}

static void on_reject(void *ctx, const sitrep_error *err)
{
    cli_message(((work *)ctx)->args, err);
}

static sitrep_status read_input(work *w, const char *path, sitrep_format from, cli_progress *progress,
                                sitrep_error *err)
{
    sitrep_feed_options options = {.format = from, .on_reject = on_reject, .reject_ctx = w};
    sitrep_feed *feed = NULL;
    sitrep_status status = sitrep_feed_open(path, &options, &feed, err);
    const sitrep_report *report;
    while (!status && !(status = sitrep_feed_next(feed, &report, err))) {
        pthread_mutex_lock(&w->lock);
        write_done(w, false);
        item *it = &w->items[w->put % w->item_count];
        if (item_take(it, report)) {
            it->state = ITEM_WAITING;
            w->put++;
            pthread_cond_broadcast(&w->changed);
        } else {
            memset(err, 0, sizeof *err);
            status = err->status = SITREP_NOMEM;
        }
        pthread_mutex_unlock(&w->lock);
        uint64_t done, total;
        sitrep_feed_progress(feed, &done, &total);
        cli_progress_step(progress, done, total);
    }
    if (status == SITREP_NOT_FOUND) status = SITREP_OK;
    if (feed) w->rejects += sitrep_feed_rejects(feed);
    sitrep_feed_close(feed);
    return status && cli_input_failed(w->args, path, err, &w->failures) ? SITREP_OK : status;
}

static void print_timing(const work *w, double seconds)
{
    const sitrep_reader_cost *c = &w->cost;
    double story = w->reads ? 1000.0 / (double)w->reads : 0;
    fprintf(stderr, "%llu reports, %llu words in %.2f s: %.1f reports/s, %.0f words/s, %.1f MiB per report at most\n",
            (unsigned long long)w->reads, (unsigned long long)w->words, seconds, (double)w->reads / seconds,
            (double)w->words / seconds, (double)w->peak_bytes / 1048576.0);
    fprintf(stderr,
            "milliseconds per report: parse %.2f, places %.2f, times %.2f, entities %.2f, figures %.2f, voices %.2f, "
            "events %.2f\n",
            c->parse * story, c->places * story, c->times * story, c->entities * story, c->figures * story,
            c->voices * story, c->events * story);
}

static int run(work *w, const cli_args *args, sitrep_format from, unsigned jobs)
{
    pthread_t threads[READ_JOBS_MAX];
    unsigned started = 0;
    sitrep_error err = {0};
    sitrep_status status = SITREP_OK;
    cli_progress progress;
    double began = cli_now();
    w->item_count = jobs * 4u;
    w->items = calloc(w->item_count, sizeof *w->items);
    if (!w->items) status = err.status = SITREP_NOMEM;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    while (!status && started < jobs && pthread_create(&threads[started], NULL, worker_run, w) == 0) started++;
    if (!status && started == 0) status = err.status = SITREP_NOMEM;
    cli_progress_start(&progress, "reading");
    if (!status && args->operand_count == 0) status = read_input(w, "-", from, &progress, &err);
    for (int i = 0; i < args->operand_count && !status; i++)
        status = read_input(w, args->operands[i], from, &progress, &err);
    pthread_mutex_lock(&w->lock);
    if (started) write_done(w, true);
    w->over = true;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->lock);
    for (unsigned i = 0; i < started; i++) pthread_join(threads[i], NULL);
    cli_progress_end(&progress);
    for (uint64_t i = 0; w->items && i < w->item_count; i++) {
        free(w->items[i].memory);
        free(w->items[i].out.bytes);
    }
    free(w->items);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
    if (status) return cli_fail(args, &err);
    if (cli_has(args, "timing")) print_timing(w, cli_now() - began);
    return w->failures ? CLI_EXIT_FAILED : w->rejects ? CLI_EXIT_REJECTS : CLI_EXIT_OK;
}

static int run_verb(const cli_args *args)
{
    work w = {.args = args, .next_sentence = 1};
    sitrep_format from = SITREP_FORMAT_AUTO;
    const char *format = cli_get(args, "format"), *offsets = cli_get(args, "offsets"),
               *jobs_text = cli_get(args, "jobs");
    if (!format) format = isatty(STDOUT_FILENO) ? "text" : "json";
    if (!show_format_of(format, &w.format))
        return cli_usage(args, "--format takes text, json, plover or conllu, not '%s'", format);
    int code = cli_format_of(args, &from);
    if (code) return code;
    if (offsets && strcmp(offsets, "bytes") != 0 && strcmp(offsets, "chars") != 0)
        return cli_usage(args, "--offsets takes chars or bytes, not '%s'", offsets);
    w.byte_offsets = offsets && strcmp(offsets, "bytes") == 0;
    unsigned long jobs = 1;
    if (jobs_text) {
        char *end;
        jobs = strtoul(jobs_text, &end, 10);
        if (*end || jobs < 1 || jobs > READ_JOBS_MAX)
            return cli_usage(args, "--jobs takes 1 to %d, not '%s'", READ_JOBS_MAX, jobs_text);
    }
    if (w.format == READ_FORMAT_CONLLU) jobs = 1; /* sentence numbers run on through the input */
    sitrep_error err = {0};
    sitrep_model *model = NULL;
    sitrep_knowledge *knowledge = NULL;
    sitrep_status status = cli_open_model(args, &model, &err);
    if (!status) status = cli_open_knowledge(args, &knowledge, &err);
    if (status) {
        code = cli_fail(args, &err);
    } else {
        w.model = model;
        w.knowledge = knowledge;
        code = run(&w, args, from, (unsigned)jobs);
    }
    sitrep_knowledge_free(knowledge);
    sitrep_model_free(model);
    return code;
}

static const cli_option options[] = {
    {"format", "FORMAT", "text (a table; default on a terminal), json (default else), plover or conllu"},
    CLI_FROM_OPTION,
    {"offsets", "UNIT", "of spans in JSON: chars (default) or bytes"},
    {"jobs", "N", "readers at work side by side (default: 1)"},
    {"timing", NULL, "tells speed and the time of each stage on standard error"},
    CLI_MODEL_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_read_verb;
const cli_verb cmd_read_verb = {
    "read",  "[FILE...]", "reads reports and prints their records",
    options, run_verb,    "One JSON object per report, one per line; RECORD.md tells the fields."};
