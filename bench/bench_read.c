/* bench/bench_read.c — how fast reading is: bench_read [--threads N] [--seconds S] [--model FILE] [--knowledge FILE]
 * FILE... Reads the reports of the files again and again for S seconds (default 5) with one thread, then with N
 * (default: all cores), and prints stories/s, words/s, seconds per stage, the arena's peak, the process's peak memory,
 * and start-up time. Standard output is a table; exit status 0, 1 on failure. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "sitrep/read.h"

#define REPORTS_MAX 100000

typedef struct stories {
    sitrep_report *items;
    size_t count, characters;
} stories;

typedef struct worker {
    const sitrep_model *model;
    const sitrep_knowledge *knowledge;
    const stories *stories;
    double until;
    uint64_t read, words, arena_peak;
    sitrep_reader_cost cost; /* summed up */
    sitrep_parser_cost parse;
    bool failed;
} worker;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *copy(sitrep_sv sv)
{
    char *to = malloc(sv.len + 1);
    if (to && sv.len) memcpy(to, sv.ptr, sv.len);
    if (to) to[sv.len] = '\0';
    return to;
}

static bool load(const char *path, stories *out)
{
    sitrep_feed *feed = NULL;
    sitrep_error err = {0};
    const sitrep_report *r;
    if (sitrep_feed_open(path, NULL, &feed, &err)) {
        fprintf(stderr, "bench: %s: %s\n", path, err.msg);
        return false;
    }
    while (out->count < REPORTS_MAX && sitrep_feed_next(feed, &r, &err) == SITREP_OK) {
        sitrep_report *items = realloc(out->items, (out->count + 1) * sizeof *items);
        char *text = copy(r->text), *published = copy(r->published);
        if (!items || !text || !published) return false;
        out->items = items;
        out->items[out->count++] =
            (sitrep_report){.id = {"x", 1}, .text = {text, r->text.len}, .published = {published, r->published.len}};
        out->characters += r->text.len;
    }
    sitrep_feed_close(feed);
    return true;
}

static void add_cost(worker *w, const sitrep_reader *reader)
{
    sitrep_reader_cost c;
    sitrep_reader_cost_of(reader, &c);
    w->cost.parse += c.parse;
    w->cost.places += c.places;
    w->cost.times += c.times;
    w->cost.figures += c.figures;
    w->cost.voices += c.voices;
    w->cost.events += c.events;
    w->cost.entities += c.entities;
    w->parse.split += c.parser.split;
    w->parse.encode += c.parser.encode;
    w->parse.tag += c.parser.tag;
    w->parse.names += c.parser.names;
    w->parse.tree += c.parser.tree;
    w->words += c.words;
    if (c.arena_bytes > w->arena_peak) w->arena_peak = c.arena_bytes;
}

static void *run(void *ctx)
{
    worker *w = ctx;
    sitrep_reader *reader = NULL;
    sitrep_error err = {0};
    if (sitrep_reader_new(w->model, w->knowledge, &reader, &err)) w->failed = true;
    for (size_t i = 0; !w->failed && now() < w->until; i = (i + 1) % w->stories->count) {
        const sitrep_record *record;
        if (sitrep_reader_run(reader, &w->stories->items[i], &record, &err))
            w->failed = true;
        else
            add_cost(w, reader);
        w->read++;
    }
    if (w->failed) fprintf(stderr, "bench: %s\n", err.msg);
    sitrep_reader_free(reader);
    return NULL;
}

static bool run_threads(worker *base, unsigned threads, double seconds, const char *label)
{
    worker workers[64];
    pthread_t ids[64];
    double start = now();
    for (unsigned i = 0; i < threads; i++) {
        workers[i] = *base;
        workers[i].until = start + seconds;
        if (pthread_create(&ids[i], NULL, run, &workers[i])) return false;
    }
    worker sum = {0};
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        sum.read += workers[i].read;
        sum.words += workers[i].words;
        sum.failed |= workers[i].failed;
    }
    double took = now() - start;
    printf("%-22s %10.0f stories/s %12.0f words/s\n", label, (double)sum.read / took, (double)sum.words / took);
    if (threads == 1) {
        const worker *w = &workers[0];
        const struct {
            const char *name;
            double seconds;
        } stages[] = {{"tokenize", w->parse.split}, {"encode", w->parse.encode},  {"tag, lemma", w->parse.tag},
                      {"names", w->parse.names},    {"tree", w->parse.tree},      {"places", w->cost.places},
                      {"times", w->cost.times},     {"figures", w->cost.figures}, {"entities", w->cost.entities},
                      {"voices", w->cost.voices},   {"events", w->cost.events}};
        for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++)
            printf("  %-20s %9.1f %% of the time, %10.0f words/s alone\n", stages[i].name,
                   100 * stages[i].seconds / took, stages[i].seconds > 0 ? (double)w->words / stages[i].seconds : 0.0);
        double lang = w->parse.split + w->parse.encode + w->parse.tag + w->parse.names + w->parse.tree;
        printf("  %-20s %9.1f %% of the time, %10.0f words/s\n", "parse in all", 100 * lang / took,
               lang > 0 ? (double)w->words / lang : 0.0);
        printf("  arena peak           %9.2f MiB\n", (double)w->arena_peak / 1048576);
    }
    return !sum.failed;
}

static double median_start(const char *model_path, const char *knowledge_path)
{
    double times[9];
    for (int i = 0; i < 9; i++) {
        sitrep_model *m = NULL;
        sitrep_knowledge *k = NULL;
        sitrep_reader *r = NULL;
        double start = now();
        if (sitrep_model_open(model_path, &m, NULL) || sitrep_knowledge_open(knowledge_path, &k, NULL) ||
            sitrep_reader_new(m, k, &r, NULL))
            return -1;
        times[i] = now() - start;
        sitrep_reader_free(r);
        sitrep_knowledge_free(k);
        sitrep_model_free(m);
        for (int j = i; j > 0 && times[j] < times[j - 1]; j--) {
            double t = times[j];
            times[j] = times[j - 1];
            times[j - 1] = t;
        }
    }
    return times[4];
}

int main(int argc, char **argv)
{
    char model_path[4096] = "", knowledge_path[4096] = "";
    long threads = sysconf(_SC_NPROCESSORS_ONLN);
    double seconds = 5;
    stories all = {0};
    sitrep_error err = {0};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = strtol(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
            seconds = strtod(argv[++i], NULL);
        else if (strcmp(argv[i], "--model") == 0 && i + 1 < argc)
            snprintf(model_path, sizeof model_path, "%s", argv[++i]);
        else if (strcmp(argv[i], "--knowledge") == 0 && i + 1 < argc)
            snprintf(knowledge_path, sizeof knowledge_path, "%s", argv[++i]);
        else if (!load(argv[i], &all))
            return 1;
    }
    if (!model_path[0] && sitrep_data_path("english.lang", model_path, sizeof model_path, &err))
        return fprintf(stderr, "bench: %s\n", err.msg), 1;
    if (!knowledge_path[0] && sitrep_data_path("sitrep.know", knowledge_path, sizeof knowledge_path, &err))
        return fprintf(stderr, "bench: %s\n", err.msg), 1;
    if (all.count == 0) return fprintf(stderr, "usage: bench_read [--threads N] [--seconds S] FILE...\n"), 2;
    if (threads < 1 || threads > 64) threads = 1;
    sitrep_model *model = NULL;
    sitrep_knowledge *knowledge = NULL;
    if (sitrep_model_open(model_path, &model, &err) || sitrep_knowledge_open(knowledge_path, &knowledge, &err))
        return fprintf(stderr, "bench: %s\n", err.msg), 1;
    printf("%zu stories, %.0f characters each\n", all.count, (double)all.characters / (double)all.count);
    printf("%-22s %10.1f ms (median of 9: model, knowledge and reader opened)\n", "start-up",
           1000 * median_start(model_path, knowledge_path));
    worker base = {.model = model, .knowledge = knowledge, .stories = &all};
    char label[32];
    snprintf(label, sizeof label, "read, %ld threads", threads);
    bool good = run_threads(&base, 1, seconds, "read, one thread") &&
                (threads == 1 || run_threads(&base, (unsigned)threads, seconds, label));
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%-22s %10.1f MiB (mapped files included)\n", "peak memory", (double)usage.ru_maxrss / 1024);
    sitrep_knowledge_free(knowledge);
    sitrep_model_free(model);
    return !good;
}
