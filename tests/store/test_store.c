/* The store, filled by the real reader: adding twice, filters, time, damage, a full disk, two writers, an unknown
 * schema. */
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "reader.h"
#include "stranger.h"
#include "sitrep/link.h"

static char path[512];

static const sitrep_report reports[] = {
    {.id = {"a", 1},
     .source = {"Wire", 4},
     .published = {"2010-06-14T12:00:00Z", 20},
     .text = {"OSH, Kyrgyzstan, June 14 (Wire) - Police killed 12 people in Osh on Sunday, officials said. Soldiers "
              "arrested two men in Bishkek.",
              129}},
    {.id = {"b", 1},
     .source = {"Daily", 5},
     .published = {"2010-06-18T09:00:00Z", 20},
     .text = {"The health ministry said on Friday that 191 people had been killed in southern Kyrgyzstan. Russia "
              "promised to send aid to Osh.",
              126}},
    {.id = {"c", 1},
     .source = {"Agency", 6},
     .published = {"2010-06-22T09:00:00Z", 20},
     .text = {"At least 2,000 people were killed, the interim president said. The EU sent aid to Osh on Monday.", 96}},
};
#define REPORTS (sizeof reports / sizeof reports[0])

static void remove_store(void)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char file[540];
    for (size_t i = 0; i < 4; i++) {
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
}

static sitrep_store *open_store(sitrep_store_mode mode)
{
    sitrep_store *s = NULL;
    sitrep_error err = {0};
    CHECK_STATUS(sitrep_store_open(path, mode, &s, &err), SITREP_OK);
    if (!s) fprintf(stderr, "%s\n", err.msg);
    return s;
}

static sitrep_status begin(sitrep_store *s)
{
    sitrep_run_info info = {"test", "model", "know", 1300000000, true, 0};
    return sitrep_store_begin_run(s, &info, NULL);
}

static sitrep_status add(sitrep_store *s, const sitrep_report *report, bool *added)
{
    const sitrep_record *record;
    sitrep_error err = {0};
    sitrep_status status = sitrep_reader_run(reading_reader, report, &record, &err);
    return status ? status : sitrep_store_add(s, record, added, &err);
}

/* A fresh store with all reports, linked. */
static sitrep_store *full_store(void)
{
    remove_store();
    sitrep_store *s = open_store(SITREP_STORE_WRITE);
    if (!s) return NULL;
    bool added;
    sitrep_link_result linked;
    CHECK_STATUS(begin(s), SITREP_OK);
    for (size_t i = 0; i < REPORTS; i++) CHECK_STATUS(add(s, &reports[i], &added), SITREP_OK);
    CHECK_STATUS(sitrep_link_run(s, &linked, NULL), SITREP_OK);
    CHECK_STATUS(sitrep_store_end_run(s, NULL), SITREP_OK);
    CHECK_INT(linked.reports, REPORTS);
    return s;
}

typedef struct row_count {
    uint64_t rows;
    size_t cells;
    buf first; /* cells of the first row, parted by | */
} row_count;

static bool count_row(void *ctx, const sitrep_cell *cells, size_t count)
{
    row_count *r = ctx;
    if (r->rows++ == 0) {
        r->cells = count;
        for (size_t i = 0; i < count; i++) {
            if (cells[i].kind == SITREP_CELL_NUMBER)
                buf_printf(&r->first, "%g|", cells[i].number);
            else
                buf_printf(&r->first, "%.*s|", SV_ARG(cells[i].text));
        }
    }
    return true;
}

static uint64_t rows(sitrep_store *s, sitrep_table_kind kind, const char *name, const char *value)
{
    sitrep_filter filter;
    sitrep_error err = {0};
    row_count r = {.first = BUF_INIT(0)};
    sitrep_filter_init(&filter);
    if (name) CHECK_STATUS(sitrep_filter_set(&filter, sv_of(name), sv_of(value), &err), SITREP_OK);
    sitrep_status status = sitrep_store_query(s, kind, &filter, count_row, &r, &err);
    if (status) CHECK_FAIL("table %d by --%s %s: %s", (int)kind, name ? name : "", value ? value : "", err.msg);
    buf_release(&r.first);
    return r.rows;
}

static void test_add_twice_changes_nothing(void)
{
    sitrep_store *s = full_store();
    REQUIRE(s);
    uint64_t claims = rows(s, SITREP_TABLE_CLAIMS, NULL, NULL);
    CHECK_STATUS(begin(s), SITREP_OK);
    for (size_t i = 0; i < REPORTS; i++) {
        bool added = true;
        CHECK_STATUS(add(s, &reports[i], &added), SITREP_OK);
        CHECK(!added);
    }
    sitrep_link_result linked;
    CHECK_STATUS(sitrep_link_run(s, &linked, NULL), SITREP_OK);
    CHECK_INT(linked.reports, 0);
    CHECK_INT(rows(s, SITREP_TABLE_REPORTS, NULL, NULL), REPORTS);
    CHECK_INT(rows(s, SITREP_TABLE_CLAIMS, NULL, NULL), claims);
    sitrep_store_close(s);
}

static void test_tables_have_the_columns_they_name(void)
{
    sitrep_store *s = full_store();
    REQUIRE(s);
    for (int kind = SITREP_TABLE_EVENTS; kind <= SITREP_TABLE_CONTRADICTIONS; kind++) {
        const char *const *columns = sitrep_table_columns((sitrep_table_kind)kind);
        row_count r = {.first = BUF_INIT(0)};
        size_t count = 0;
        while (columns[count]) count++;
        CHECK_STATUS(sitrep_store_query(s, (sitrep_table_kind)kind, NULL, count_row, &r, NULL), SITREP_OK);
        if (r.rows) CHECK_INT(r.cells, count);
        if (kind != SITREP_TABLE_CONTRADICTIONS && kind != SITREP_TABLE_UNDERTAKINGS) CHECK(r.rows > 0);
        buf_release(&r.first);
    }
    sitrep_store_close(s);
}

typedef struct points {
    size_t precision, lat;
    unsigned towns, areas, pins_in_areas;
} points;

static bool count_points(void *ctx, const sitrep_cell *cells, size_t count)
{
    points *p = ctx;
    (void)count;
    bool area = sv_eq(cells[p->precision].text, SV("country")) || sv_eq(cells[p->precision].text, SV("region"));
    p->towns += sv_eq(cells[p->precision].text, SV("town")) && cells[p->lat].kind == SITREP_CELL_NUMBER;
    p->areas += area;
    p->pins_in_areas += area && cells[p->lat].kind != SITREP_CELL_NONE;
    return true;
}

/* "southern Kyrgyzstan" is known, but no point on a map. */
static void test_areas_have_no_point(void)
{
    sitrep_store *s = full_store();
    REQUIRE(s != NULL);
    sitrep_filter filter;
    points p = {0};
    const char *const *columns = sitrep_table_columns(SITREP_TABLE_CLAIMS);
    for (size_t i = 0; columns[i]; i++) {
        if (strcmp(columns[i], "precision") == 0) p.precision = i;
        if (strcmp(columns[i], "lat") == 0) p.lat = i;
    }
    sitrep_filter_init(&filter);
    CHECK_STATUS(sitrep_store_query(s, SITREP_TABLE_CLAIMS, &filter, count_points, &p, NULL), SITREP_OK);
    CHECK(p.towns > 0);
    CHECK(p.areas > 0);
    CHECK_INT(p.pins_in_areas, 0);
    sitrep_store_close(s);
}

static void test_filters(void)
{
    sitrep_store *s = full_store();
    REQUIRE(s);
    CHECK_INT(rows(s, SITREP_TABLE_REPORTS, "source", "daily"), 1);
    CHECK_INT(rows(s, SITREP_TABLE_REPORTS, "since", "2010-06-18"), 2);
    CHECK_INT(rows(s, SITREP_TABLE_REPORTS, "as-of", "2010-06-18"), 2); /* seen when published */
    CHECK_INT(rows(s, SITREP_TABLE_REPORTS, "as-of", "2010-06-13"), 0);
    CHECK_INT(rows(s, SITREP_TABLE_REPORTS, "text", "health ministry"), 1);
    CHECK_INT(rows(s, SITREP_TABLE_REPORTS, "text", "\"unbalanced ( OR"),
              0); /* no operator of the search language is read */
    CHECK_INT(rows(s, SITREP_TABLE_FIGURES, "metric", "killed"), 3);
    CHECK_INT(rows(s, SITREP_TABLE_FIGURES, "metric", "killed, injured"), 3);
    CHECK(rows(s, SITREP_TABLE_CLAIMS, "type", "ASSAULT") >= 2);
    CHECK(rows(s, SITREP_TABLE_EVENTS, "where", "Osh") >= 1);
    CHECK_INT(rows(s, SITREP_TABLE_EVENTS, "where", "Paris"), 0);
    CHECK_INT(rows(s, SITREP_TABLE_CLAIMS, "limit", "1"), 1);
    sitrep_store_close(s);
}

static void test_filter_values_that_are_wrong(void)
{
    static const char *const bad[][2] = {{"type", "WAR"},     {"since", "2010-02-30"}, {"since", "June"},
                                         {"metric", "eaten"}, {"confidence", "2"},     {"limit", "x"},
                                         {"nothing", "x"},    {"act", "sing"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        sitrep_filter filter;
        sitrep_filter_init(&filter);
        CHECK_STATUS(sitrep_filter_set(&filter, sv_of(bad[i][0]), sv_of(bad[i][1]), NULL), SITREP_USAGE);
    }
    sitrep_store *s = full_store();
    REQUIRE(s);
    sitrep_filter filter;
    sitrep_error err = {0};
    sitrep_filter_init(&filter);
    filter.metric = SV("killed");
    row_count r = {.first = BUF_INIT(0)};
    CHECK_STATUS(sitrep_store_query(s, SITREP_TABLE_EVENTS, &filter, count_row, &r, &err), SITREP_USAGE);
    sitrep_store_close(s);
}

static uint32_t findings;
static void finding(void *ctx, const sitrep_error *err)
{
    (void)ctx;
    (void)err;
    findings++;
}

/* Whatever column of a report's row is changed, verify finds it, without reading again. */
static void test_verify_finds_a_changed_report_row(void)
{
    static const char *const changes[] = {"external_id = 'x'", "source = NULL",        "title = 'x'",
                                          "published = 'x'",   "published_day = 1",    "updated = 'x'",
                                          "url = 'x'",         "language = 'x'",       "place = 'x'",
                                          "author = 'x'",      "status = 'corrected'", "seen_at = seen_at + 1",
                                          "run = run + 1"};
    sitrep_store *s = full_store();
    REQUIRE(s);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        sitrep_verify_result result;
        char sql[128];
        snprintf(sql, sizeof sql, "PRAGMA foreign_keys=OFF; SAVEPOINT t; UPDATE report SET %s WHERE report = 1",
                 changes[i]);
        CHECK_STATUS(stranger_exec(s, sql), SITREP_OK);
        CHECK_STATUS(sitrep_store_verify(s, NULL, NULL, NULL, &result, NULL), SITREP_OK);
        if (result.hashes_bad != 1) CHECK_FAIL("%s: %d findings", changes[i], (int)result.hashes_bad);
        CHECK_STATUS(stranger_exec(s, "ROLLBACK TO t; RELEASE t"), SITREP_OK);
    }
    CHECK_STATUS(stranger_exec(s, "UPDATE report_row SET claims = claims + 1 WHERE report = 1"), SITREP_OK);
    sitrep_verify_result result;
    CHECK_STATUS(sitrep_store_verify(s, NULL, NULL, NULL, &result, NULL), SITREP_OK);
    CHECK_INT(result.hashes_bad, 1);
    sitrep_store_close(s);
}

static void test_verify_clean_and_damaged(void)
{
    sitrep_store *s = full_store();
    REQUIRE(s);
    sitrep_verify_result result;
    CHECK_STATUS(sitrep_store_verify(s, reading_reader, finding, NULL, &result, NULL), SITREP_OK);
    CHECK_INT(result.reports, REPORTS);
    CHECK_INT(result.reread, REPORTS);
    CHECK_INT(result.hashes_bad + result.chain_bad + result.reread_differs + result.rows_bad, 0);
    CHECK(result.tables > 50);
    CHECK(result.rows > 100);
    findings = 0;
    CHECK_STATUS(stranger_exec(s, "UPDATE archive SET original_sha256 = zeroblob(32) WHERE report = 2"), SITREP_OK);
    CHECK_STATUS(stranger_exec(s, "UPDATE report SET record_sha256 = zeroblob(32) WHERE report = 1"), SITREP_OK);
    CHECK_STATUS(stranger_exec(s, "DELETE FROM audit WHERE entry = 2"), SITREP_OK);
    CHECK_STATUS(sitrep_store_verify(s, reading_reader, finding, NULL, &result, NULL), SITREP_OK);
    CHECK_INT(result.hashes_bad, 1);
    CHECK_INT(result.reread_differs, 1);
    CHECK(result.chain_bad >= 1);
    CHECK(findings >= 3);
    sitrep_store_close(s);
}

static void test_full_disk_keeps_what_was_there(void)
{
    sitrep_store *s = full_store();
    REQUIRE(s);
    char sql[64];
    sqlite3_stmt *pages = db_prepare(s, "PRAGMA page_count", NULL);
    REQUIRE(pages && sqlite3_step(pages) == SQLITE_ROW);
    snprintf(sql, sizeof sql, "PRAGMA max_page_count=%d", sqlite3_column_int(pages, 0));
    sqlite3_finalize(pages);
    CHECK_STATUS(db_exec(s, sql, NULL), SITREP_OK);
    char *text = malloc(200001);
    REQUIRE(text);
    for (int i = 0; i < 200000; i++)
        text[i] = (char)(i % 61 == 60 ? '.' : i % 7 == 6 ? ' ' : 'a' + (i * 7919 + i / 13) % 26);
    text[200000] = '\0';
    sitrep_report big = {.id = SV("big"), .source = SV("Wire"), .text = {text, 200000}};
    bool added = false;
    CHECK_STATUS(begin(s), SITREP_OK);
    CHECK_STATUS(add(s, &big, &added), SITREP_FULL);
    CHECK(!added);
    CHECK_INT(rows(s, SITREP_TABLE_REPORTS, NULL, NULL), REPORTS);
    sitrep_store_close(s);
    s = open_store(SITREP_STORE_READ);
    REQUIRE(s);
    CHECK_INT(rows(s, SITREP_TABLE_REPORTS, NULL, NULL), REPORTS);
    sitrep_store_close(s);
    free(text);
}

static void test_two_writers(void)
{
    sitrep_store *one = full_store(), *two = open_store(SITREP_STORE_WRITE);
    REQUIRE(one && two);
    sqlite3_busy_timeout(two->db, 10);
    CHECK_STATUS(db_begin(one, NULL), SITREP_OK);
    CHECK_STATUS(db_begin(two, NULL), SITREP_BUSY);
    CHECK_INT(rows(two, SITREP_TABLE_REPORTS, NULL, NULL), REPORTS); /* readers go on */
    CHECK_STATUS(db_end(one, SITREP_OK, NULL), SITREP_OK);
    CHECK_STATUS(db_begin(two, NULL), SITREP_OK);
    CHECK_STATUS(db_end(two, SITREP_OK, NULL), SITREP_OK);
    sitrep_store_close(one);
    sitrep_store_close(two);
}

static void write_file(const char *bytes, size_t len)
{
    remove_store();
    FILE *f = fopen(path, "wb");
    CHECK(f && fwrite(bytes, 1, len, f) == len);
    if (f) fclose(f);
}

static void test_open_what_is_no_store(void)
{
    sitrep_store *s = NULL;
    sitrep_error err = {0};
    remove_store();
    CHECK_STATUS(sitrep_store_open(path, SITREP_STORE_READ, &s, &err), SITREP_NOT_FOUND);
    char text[4096];
    memset(text, 'x', sizeof text);
    write_file(text, sizeof text);
    CHECK_STATUS(sitrep_store_open(path, SITREP_STORE_WRITE, &s, &err), SITREP_FORMAT);
    s = full_store();
    REQUIRE(s);
    CHECK_STATUS(db_exec(s, "PRAGMA user_version=99", NULL), SITREP_OK);
    sitrep_store_close(s);
    CHECK_STATUS(sitrep_store_open(path, SITREP_STORE_WRITE, &s, &err), SITREP_VERSION);
    CHECK_STR(err.file, path);
}

static void test_damaged_page_is_reported(void)
{
    sitrep_store *s = full_store();
    REQUIRE(s);
    sitrep_store_close(s);
    struct stat st;
    REQUIRE(stat(path, &st) == 0);
    FILE *f = fopen(path, "r+b");
    REQUIRE(f);
    for (long at = 4096 * 3; at < st.st_size; at += 4096 * 4) { /* every fourth page loses its header */
        fseek(f, at, SEEK_SET);
        fwrite("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 1, 16, f);
    }
    fclose(f);
    sitrep_error err = {0};
    sitrep_verify_result result = {0};
    findings = 0;
    sitrep_status status = sitrep_store_open(path, SITREP_STORE_READ, &s, &err);
    if (!status) {
        status = sitrep_store_verify(s, NULL, finding, NULL, &result, &err);
        sitrep_store_close(s);
    }
    CHECK(status == SITREP_FORMAT || result.hashes_bad > 0);
}

static const check_case cases[] = {
    CASE(test_add_twice_changes_nothing),
    CASE(test_tables_have_the_columns_they_name),
    CASE(test_filters),
    CASE(test_areas_have_no_point),
    CASE(test_filter_values_that_are_wrong),
    CASE(test_verify_clean_and_damaged),
    CASE(test_verify_finds_a_changed_report_row),
    CASE(test_full_disk_keeps_what_was_there),
    CASE(test_two_writers),
    CASE(test_open_what_is_no_store),
    CASE(test_damaged_page_is_reported),
};

int main(int argc, char **argv)
{
    snprintf(path, sizeof path, "%s/test_store.sitrep", TEST_BINARY_DIR);
    if (!reading_open()) return 1;
    int status = check_run(cases, sizeof cases / sizeof cases[0], argc, argv);
    remove_store();
    reading_close();
    return status;
}
