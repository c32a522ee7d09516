/* Several threads over one model and one knowledge file: each reads the same reports with a reader of its own, in
 * another order, and must print what one thread alone prints; and a reader that has read others before prints the same
 * as a fresh one. The TSan preset watches. */
#include <pthread.h>

#include "check.h"
#include "sitrep/read.h"

enum { THREADS = 4, REPORTS_MAX = 40, ROUNDS = 2 };

static sitrep_model *model;
static sitrep_knowledge *knowledge;
static buf texts[REPORTS_MAX]; /* the reports' fields live here */
static sitrep_report reports[REPORTS_MAX];
static buf alone[REPORTS_MAX]; /* what a fresh reader printed of each */
static size_t report_count;

static bool into_buffer(void *ctx, const char *bytes, size_t len)
{
    buf_add(ctx, bytes, len);
    return true;
}

static sitrep_status print_report(sitrep_reader *reader, const sitrep_report *report, buf *out)
{
    const sitrep_record *record;
    buf_clear(out);
    sitrep_status status = sitrep_reader_run(reader, report, &record, NULL);
    return status ? status : sitrep_record_write_json(record, false, into_buffer, out);
}

/* Copies a report's fields, which the feed will overwrite. */
static void keep_report(const sitrep_report *from)
{
    buf *b = &texts[report_count];
    sitrep_report *to = &reports[report_count++];
    *to = *from;
    sitrep_sv *fields[] = {&to->id,       &to->title, &to->text,   &to->published, &to->updated,  &to->source, &to->url,
                           &to->language, &to->place, &to->author, &to->status,    &to->original, &to->file};
    size_t all = 0, at = 0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) all += fields[i]->len;
    buf_reserve(b, all + 1);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        buf_add_sv(b, *fields[i]);
        fields[i]->ptr = b->ptr + at;
        at += fields[i]->len;
    }
}

static bool load(void)
{
    sitrep_feed *feed;
    const sitrep_report *report;
    char path[512];
    snprintf(path, sizeof path, "%s/english.lang", TEST_BINARY_DIR);
    if (sitrep_model_open(path, &model, NULL)) return false;
    snprintf(path, sizeof path, "%s/sitrep.know", TEST_BINARY_DIR);
    if (sitrep_knowledge_open(path, &knowledge, NULL)) return false;
    if (sitrep_feed_open(TEST_SOURCE_DIR "/examples/osh-2010/reports.jsonl", NULL, &feed, NULL)) return false;
    while (report_count < REPORTS_MAX && sitrep_feed_next(feed, &report, NULL) == SITREP_OK) keep_report(report);
    sitrep_feed_close(feed);
    for (size_t i = 0; i < report_count; i++) {
        sitrep_reader *fresh;
        if (sitrep_reader_new(model, knowledge, &fresh, NULL)) return false;
        sitrep_status status = print_report(fresh, &reports[i], &alone[i]);
        sitrep_reader_free(fresh);
        if (status) return false;
    }
    return report_count == REPORTS_MAX;
}

typedef struct task {
    pthread_t thread;
    size_t first, step; /* the order in which it takes the reports */
    uint64_t read, differ, failed;
    size_t example; /* one that differs */
} task;

static void *run_task(void *ctx)
{
    task *t = ctx;
    sitrep_reader *reader = NULL;
    buf printed = BUF_INIT(0);
    if (sitrep_reader_new(model, knowledge, &reader, NULL)) t->failed++;
    for (size_t n = 0; reader && n < ROUNDS * report_count; n++) {
        size_t i = (t->first + n * t->step) % report_count;
        if (print_report(reader, &reports[i], &printed)) {
            t->failed++;
        } else if (!sv_eq(buf_sv(&printed), buf_sv(&alone[i]))) {
            t->differ++;
            t->example = i;
        }
        t->read++;
    }
    buf_release(&printed);
    sitrep_reader_free(reader);
    return NULL;
}

static void check_task(const task *t)
{
    CHECK_INT(t->failed, 0);
    CHECK_INT(t->read, ROUNDS * report_count);
    if (t->differ)
        CHECK_FAIL("%llu of %llu readings differ from one alone, for one %.*s", (unsigned long long)t->differ,
                   (unsigned long long)t->read, SV_ARG(reports[t->example].id));
}

static void test_reader_in_any_order(void)
{
    task forward = {.first = 0, .step = 1}, backward = {.first = report_count - 1, .step = report_count - 1};
    run_task(&forward);
    run_task(&backward);
    check_task(&forward);
    check_task(&backward);
}

static void test_readers_side_by_side(void)
{
    static const size_t steps[THREADS] = {1, 3, 7, 11}; /* none divides REPORTS_MAX */
    task tasks[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        tasks[i] = (task){.first = i * 5, .step = steps[i]};
        REQUIRE(pthread_create(&tasks[i].thread, NULL, run_task, &tasks[i]) == 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(tasks[i].thread, NULL);
        check_task(&tasks[i]);
    }
}

static void test_readings_differ_between_reports(void)
{
    size_t same = 0; /* else the comparison above would compare nothing */
    for (size_t i = 1; i < report_count; i++) same += sv_eq(buf_sv(&alone[i]), buf_sv(&alone[i - 1]));
    CHECK_INT(same, 0);
}

int main(int argc, char **argv)
{
    static const check_case cases[] = {CASE(test_readings_differ_between_reports), CASE(test_reader_in_any_order),
                                       CASE(test_readers_side_by_side)};
    size_t run = 0;
    for (size_t i = 0; i < REPORTS_MAX; i++) texts[i] = alone[i] = BUF_INIT(0);
    check_case_name = "set up";
    if (!load()) CHECK_FAIL("the model, the knowledge file or the examples cannot be read");
    for (size_t i = 0; !check_failures && i < sizeof cases / sizeof cases[0]; i++) {
        if (argc > 1 && !strstr(cases[i].name, argv[1])) continue;
        check_case_name = cases[i].name;
        cases[i].run();
        run++;
    }
    for (size_t i = 0; i < REPORTS_MAX; i++) {
        buf_release(&texts[i]);
        buf_release(&alone[i]);
    }
    sitrep_knowledge_free(knowledge);
    sitrep_model_free(model);
    printf("%zu cases, %d failures\n", run, check_failures);
    return check_failures || run == 0;
}
