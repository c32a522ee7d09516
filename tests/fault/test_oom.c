/* The allocation sweep (sweep.h) over opening, reading, feeding and adding. libxml2, zlib, zstd and jansson allocate by
 * themselves and are not swept; jansson 2.14 would not pass: it takes some failures for faults of the text, and loses a
 * character of a string in one. */
#include <unistd.h>

#include "sweep.h"
#include "sitrep/link.h"

static char model_path[512], know_path[512], store_path[512];
static sitrep_model *model;
static sitrep_knowledge *knowledge;

static const char report_text[] = "OSH, Kyrgyzstan, June 14 (Wire) - Police killed at least 12 people in Osh on "
                                  "Sunday, the health ministry said. \"We asked Russia to send "
                                  "troops by Friday,\" Roza Otunbayeva, the interim leader, told reporters. She denied "
                                  "that 2,000 Uzbeks had fled to Andijan.";
static const sitrep_report report = {.id = {"a", 1},
                                     .source = {"Wire", 4},
                                     .published = {"2010-06-14T12:00:00Z", 20},
                                     .text = {report_text, sizeof report_text - 1},
                                     .original = {report_text, sizeof report_text - 1}};

/* ---- scenarios ---- */

static sitrep_status open_model(void)
{
    sitrep_model *m = NULL;
    sitrep_status status = sitrep_model_open(model_path, &m, NULL);
    sitrep_model_free(m);
    return status;
}

static sitrep_status open_knowledge(void)
{
    sitrep_knowledge *k = NULL;
    sitrep_status status = sitrep_knowledge_open(know_path, &k, NULL);
    sitrep_knowledge_free(k);
    return status;
}

static sitrep_status make_reader(void)
{
    sitrep_reader *r = NULL;
    sitrep_status status = sitrep_reader_new(model, knowledge, &r, NULL);
    sitrep_reader_free(r);
    return status;
}

static sitrep_reader *reader;
static buf json, first_json;

static bool into_json(void *ctx, const char *bytes, size_t len)
{
    buf *b = ctx;
    if (b == NULL) return true;
    bool armed = heap.armed;
    heap.armed = false; /* the test's own memory */
    buf_add(b, bytes, len);
    heap.armed = armed;
    return true;
}

static sitrep_status read_report(void)
{
    const sitrep_record *record;
    sitrep_status status = sitrep_reader_run(reader, &report, &record, NULL);
    if (!status) {
        buf_clear(&json);
        status = sitrep_record_write_json(record, false, into_json, &json);
    }
    return status;
}

/* The reader that ran out of memory reads the report as ever. */
static void read_again(void)
{
    CHECK_STATUS(read_report(), SITREP_OK);
    if (!sv_eq(buf_sv(&json), buf_sv(&first_json)))
        CHECK_FAIL("after a failure the report is read differently:\n%s\n%s", json.ptr, first_json.ptr);
}

static const char lines[] = "{\"id\":\"a\",\"title\":\"One\",\"published\":\"2010-06-14T12:00:00Z\",\"source\":"
                            "\"Wire\",\"text\":\"Two men died in Osh.\"}\n"
                            "{\"id\":2,\"text\":\"caf\xe9 closed\"}\n\n{\"id\":\"c\",\"text\":\"A third, with a "
                            "list\",\"other\":[1,2,{\"a\":null}]}\n";

/* Any refusal is wrong here: the lines are good, and what lacks is memory. */
static void refused(void *ctx, const sitrep_error *err)
{
    (void)ctx;
    if (err->status) CHECK_FAIL("line %u was refused: %s", (unsigned)err->line, err->msg);
}

static sitrep_status feed_lines(void)
{
    sitrep_feed *feed = NULL;
    const sitrep_report *item;
    sitrep_feed_options options = {.format = SITREP_FORMAT_JSONL, .on_reject = refused};
    int items = 0;
    sitrep_status status = sitrep_feed_open_bytes((sitrep_sv){lines, sizeof lines - 1}, "lines", &options, &feed, NULL);
    while (!status && !(status = sitrep_feed_next(feed, &item, NULL))) items++;
    uint64_t rejects = feed ? sitrep_feed_rejects(feed) : 0;
    sitrep_feed_close(feed);
    if (status != SITREP_NOT_FOUND) return status;
    if (items != 3 || rejects) {
        CHECK_FAIL("%d of 3 records came, %d refused: lack of memory was taken for bad input", items, (int)rejects);
        return SITREP_MISMATCH;
    }
    return SITREP_OK;
}

static sitrep_reader *store_reader;
static bool without_error; /* gives NULL for the error record: the status must be the same */

static void remove_store(void)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char file[540];
    for (size_t i = 0; i < 4; i++) {
        snprintf(file, sizeof file, "%s%s", store_path, ends[i]);
        unlink(file);
    }
}

static sitrep_status add_to_store(void)
{
    sitrep_store *s = NULL;
    sitrep_link_result linked;
    bool added;
    sitrep_run_info info = {"test", "model", "know", 1300000000, true, 0};
    const sitrep_record *record;
    sitrep_error told = {0}, *err = without_error ? NULL : &told;
    bool armed = heap.armed;
    heap.armed = false;
    sitrep_status status = sitrep_reader_run(store_reader, &report, &record, err);
    heap.armed = armed;
    if (!status) status = sitrep_store_open(store_path, SITREP_STORE_WRITE, &s, err);
    if (!status) status = sitrep_store_begin_run(s, &info, err);
    if (!status) status = sitrep_store_add(s, record, &added, err);
    if (!status) status = sitrep_link_run(s, &linked, err);
    if (!status) status = sitrep_store_end_run(s, err);
    sitrep_store_close(s);
    if (status && status != SITREP_NOMEM) fprintf(stderr, "adding: %s\n", told.msg);
    return status;
}

static bool count_row(void *ctx, const sitrep_cell *cells, size_t count)
{
    (void)cells;
    (void)count;
    ++*(int *)ctx;
    return true;
}

/* Whatever failed, the store opens, verifies, and takes the report once. */
static void add_again(void)
{
    sitrep_store *s = NULL;
    sitrep_verify_result result;
    sitrep_filter filter;
    int reports = 0;
    CHECK_STATUS(add_to_store(), SITREP_OK);
    CHECK_STATUS(sitrep_store_open(store_path, SITREP_STORE_READ, &s, NULL), SITREP_OK);
    if (s) {
        CHECK_STATUS(sitrep_store_verify(s, NULL, NULL, NULL, &result, NULL), SITREP_OK);
        CHECK_INT(result.hashes_bad + result.chain_bad, 0);
        sitrep_filter_init(&filter);
        CHECK_STATUS(sitrep_store_query(s, SITREP_TABLE_REPORTS, &filter, count_row, &reports, NULL), SITREP_OK);
        CHECK_INT(reports, 1);
    }
    sitrep_store_close(s);
    remove_store();
}

/* ---- cases ---- */

static void test_model_open_without_memory(void)
{
    sweep(&(scenario){"open the model", open_model, NULL});
}
static void test_knowledge_open_without_memory(void)
{
    sweep(&(scenario){"open the knowledge file", open_knowledge, NULL});
}
static void test_reader_new_without_memory(void)
{
    sweep(&(scenario){"make a reader", make_reader, NULL});
}
static void test_feed_without_memory(void)
{
    sweep(&(scenario){"feed JSON Lines", feed_lines, NULL});
}

static void test_reader_run_without_memory(void)
{
    REQUIRE(sitrep_reader_new(model, knowledge, &reader, NULL) == SITREP_OK);
    CHECK_STATUS(read_report(), SITREP_OK);
    buf_add_sv(&first_json, buf_sv(&json));
    buf_reserve(&json, 4 * first_json.len); /* so that it need not grow while blocks are counted */
    sweep(&(scenario){"read a report", read_report, read_again});
    sitrep_reader_free(reader);
    buf_release(&json);
    buf_release(&first_json);
}

static void test_store_add_without_memory(void)
{
    REQUIRE(sitrep_reader_new(model, knowledge, &store_reader, NULL) == SITREP_OK);
    uint64_t most = sweep_max;
    if (sweep_max > 100) sweep_max = 100; /* each makes a store, on a disk */
    remove_store();
    CHECK_STATUS(add_to_store(), SITREP_OK); /* what stays for good is allocated now */
    remove_store();
    sweep(&(scenario){"add to a store", add_to_store, add_again});
    without_error = true;
    sweep_max -= 7; /* other ones */
    sweep(&(scenario){"add to a store, with no error record", add_to_store, add_again});
    without_error = false;
    sweep_max = most;
    sitrep_reader_free(store_reader);
}

int main(int argc, char **argv)
{
    static const check_case cases[] = {CASE(test_model_open_without_memory), CASE(test_knowledge_open_without_memory),
                                       CASE(test_reader_new_without_memory), CASE(test_feed_without_memory),
                                       CASE(test_reader_run_without_memory), CASE(test_store_add_without_memory)};
    size_t run = 0;
    if (!sweep_open()) return 1;
    snprintf(model_path, sizeof model_path, "%s/english.lang", TEST_BINARY_DIR);
    snprintf(know_path, sizeof know_path, "%s/sitrep.know", TEST_BINARY_DIR);
    snprintf(store_path, sizeof store_path, "%s/test_oom.sitrep", TEST_BINARY_DIR);
    json = first_json = BUF_INIT(0);
    check_case_name = "set up";
    CHECK_STATUS(sitrep_model_open(model_path, &model, NULL), SITREP_OK);
    CHECK_STATUS(sitrep_knowledge_open(know_path, &knowledge, NULL), SITREP_OK);
    for (size_t i = 0; model && knowledge && i < sizeof cases / sizeof cases[0]; i++) {
        if (argc > 1 && !strstr(cases[i].name, argv[1])) continue;
        check_case_name = cases[i].name;
        cases[i].run();
        run++;
    }
    sitrep_knowledge_free(knowledge);
    sitrep_model_free(model);
    printf("%zu cases, %d failures\n", run, check_failures);
    return check_failures || run == 0;
}
