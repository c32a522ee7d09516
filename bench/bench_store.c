/* bench/bench_store.c — a store of any size, made through the store's own calls, and what it costs:
 *   bench_store --store FILE [--claims N] [--reports N] [--days N] [--seed S] [--slice N] [--no-link] [--profile]
 *   bench_store --store FILE --from FILE.jsonl    the reports of a file, with nothing read in them: for origins
 *   bench_store --store FILE --reports N --days D --copies C   … and then C copies of all of it, each D days later
 *   bench_store --print [--reports N] …      the same reports as JSON Lines, for `sitrep read` and `sitrep add`
 * Reports are added and linked in slices; each line tells the processor time a report, so that growth would show. At
 * the end the store's size a claim, without original bytes. Exit status 0, 1 on failure. bench_ledger.py then asks the
 * questions.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/date.h"
#include "copies.h"
#include "sitrep/link.h"
#include "stories.h"

typedef struct settings {
    const char *path;
    uint64_t claims, reports, seed, slice, copies;
    uint32_t days;
    const char *from; /* reports of a file instead of made-up ones, without reading them */
    bool print, link, profile;
} settings;

typedef struct totals {
    uint64_t reports, claims, text, copies, there; /* there: from an earlier run */
    double add, link;
} totals;

/* Where reports come from. */
typedef struct source {
    story_maker *maker;
    sitrep_feed *feed; /* of a file; NULL without */
    sitrep_record record;
    sitrep_analysis analysis;
} source;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* the machine may be shared */
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The next report: made up, or of the file, with nothing read in it. NULL at the end. */
static const sitrep_record *next_record(source *from, totals *sum, double *making, sitrep_error *err)
{
    double start = now();
    const sitrep_record *record = NULL;
    const sitrep_report *report;
    if (!from->feed) {
        const story *s = story_make(from->maker, sum->reports);
        sum->copies += s->origin != sum->reports;
        record = &s->record;
    } else if (sitrep_feed_next(from->feed, &report, err) == SITREP_OK) {
        instant t;
        from->analysis = (sitrep_analysis){.text = report->text};
        from->record = (sitrep_record){.report = report,
                                       .analysis = &from->analysis,
                                       .text = report->text,
                                       .dateline_place = SITREP_NONE,
                                       .published_day = SITREP_DAY_NONE};
        if (date_parse_iso(report->published, &t) == SITREP_OK) from->record.published_day = date_local_day(&t);
        record = &from->record;
    }
    *making += now() - start;
    if (!record) return NULL;
    sum->reports++;
    sum->claims += record->event_count;
    sum->text += record->text.len;
    return record;
}

/* Adds one slice of reports and links it; *out_over where there are no more. */
static sitrep_status run_slice(const settings *set, sitrep_store *store, source *from, uint64_t upto, totals *sum,
                               bool *out_over, sitrep_error *err)
{
    const sitrep_run_info info = {"bench", "made up", "made up", 0, true, 64};
    sitrep_link_result linked = {0};
    uint64_t reports = sum->reports;
    double making = 0, start = now();
    sitrep_status status = sitrep_store_begin_run(store, &info, err);
    while (!status && !*out_over && sum->reports < upto && (!set->claims || sum->claims < set->claims)) {
        bool added = false;
        const sitrep_record *record = next_record(from, sum, &making, err);
        if (!record)
            *out_over = true;
        else
            status = sitrep_store_add(store, record, &added, err);
    }
    double added = now() - start - making, linking = now();
    if (!status && set->link) status = sitrep_link_run(store, &linked, err);
    linking = now() - linking;
    if (!status) status = sitrep_store_end_run(store, err);
    reports = sum->reports - reports;
    sum->add += added;
    sum->link += linking;
    printf("%9" PRIu64 " reports %9" PRIu64 " claims: add %7.3f ms, link %7.3f ms a report (%" PRIu64
           " events, %" PRIu64 " origins)\n",
           sum->reports, sum->claims, reports ? added / (double)reports * 1000 : 0.0,
           reports ? linking / (double)reports * 1000 : 0.0, linked.events_new, linked.origins_new);
    fflush(stdout);
    return status;
}

/* ---- where SQLite's time goes: each statement's processor time from its first step to its reset, which holds what is
 * done between its rows ---- */

typedef struct spent {
    const char *sql;
    uint64_t count;
    double seconds;
} spent;

static spent profile[512];
static struct {
    const void *stmt;
    double start;
} running[64];

static void add_time(const void *stmt, const char *sql)
{
    size_t at = 0, i = 0;
    while (at < 63 && running[at].stmt != stmt) at++;
    if (running[at].stmt != stmt) return;
    while (i < 511 && profile[i].sql && strcmp(profile[i].sql, sql) != 0) i++;
    if (!profile[i].sql) profile[i].sql = strdup(sql);
    profile[i].count++;
    profile[i].seconds += now() - running[at].start;
    running[at].stmt = NULL;
}

static int note_time(unsigned what, void *ctx, void *stmt, void *text)
{
    (void)ctx;
    (void)text;
    if (what == SQLITE_TRACE_PROFILE) {
        add_time(stmt, sqlite3_sql(stmt));
        return 0;
    }
    size_t at = 0;
    while (at < 63 && running[at].stmt) at++;
    running[at].stmt = stmt;
    running[at].start = now();
    return 0;
}

static int watch(sqlite3 *db, const char **message, const struct sqlite3_api_routines *api)
{
    (void)message;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE, note_time, NULL);
}

static int by_time(const void *a, const void *b)
{
    double x = ((const spent *)a)->seconds, y = ((const spent *)b)->seconds;
    return x < y ? 1 : x > y ? -1 : 0;
}

static void print_profile(void)
{
    qsort(profile, 512, sizeof profile[0], by_time);
    for (size_t i = 0; i < 25 && profile[i].sql; i++)
        printf("%9.1f ms %9" PRIu64 " times %8.1f us: %.150s\n", profile[i].seconds * 1e3, profile[i].count,
               profile[i].seconds * 1e6 / (double)profile[i].count, profile[i].sql);
}

static int64_t number_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

static void print_size(const settings *set, const totals *sum)
{
    sqlite3 *db = NULL;
    struct stat file;
    if (stat(set->path, &file) || sqlite3_open_v2(set->path, &db, SQLITE_OPEN_READONLY, NULL)) return;
    double original = (double)number_of(db, "SELECT sum(length(original)) FROM archive");
    double made = sum->reports > sum->there ? (double)(sum->reports - sum->there) : 1;
    printf("%" PRIu64 " reports (%" PRIu64 " copies), %" PRIu64
           " claims, %.0f bytes of text a report; add %.2f ms, link %.2f ms a report\n",
           sum->reports, sum->copies, sum->claims, (double)sum->text / made, sum->add / made * 1000,
           sum->link / made * 1000);
    printf("%.1f MiB; without original bytes %.0f bytes a claim\n", (double)file.st_size / 1048576,
           ((double)file.st_size - original) / (double)sum->claims);
    sqlite3_close(db);
}

/* A store that is there already is gone on with: the reports have numbers. */
static void count_there(const char *path, totals *sum)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK) {
        int64_t reports = number_of(db, "SELECT count(*) FROM report"),
                claims = number_of(db, "SELECT count(*) FROM claim");
        sum->there = sum->reports = reports > 0 ? (uint64_t)reports : 0;
        sum->claims = claims > 0 ? (uint64_t)claims : 0;
    }
    sqlite3_close(db);
}

static sitrep_status fill(const settings *set, source *from, totals *sum, sitrep_error *err)
{
    sitrep_store *store = NULL;
    count_there(set->path, sum);
    sitrep_status status = sitrep_store_open(set->path, SITREP_STORE_WRITE, &store, err);
    uint64_t slice = set->slice ? set->slice : 1000;
    bool over = false;
    while (!status && !over && sum->reports < set->reports && (!set->claims || sum->claims < set->claims)) {
        uint64_t upto = sum->reports + slice;
        status = run_slice(set, store, from, upto < set->reports ? upto : set->reports, sum, &over, err);
        if (!set->slice && sum->reports >= slice * 10) slice *= 10;
    }
    if (!status && set->copies) status = copies_add(store, set->copies, set->days, err);
    sitrep_store_close(store);
    return status;
}

static bool take(settings *set, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "0";
        if (strcmp(argv[i], "--print") == 0)
            set->print = true;
        else if (strcmp(argv[i], "--profile") == 0)
            set->profile = true;
        else if (strcmp(argv[i], "--no-link") == 0)
            set->link = false;
        else if (strcmp(argv[i], "--store") == 0)
            set->path = value, i++;
        else if (strcmp(argv[i], "--from") == 0)
            set->from = value, i++;
        else if (strcmp(argv[i], "--claims") == 0)
            set->claims = strtoull(value, NULL, 10), i++;
        else if (strcmp(argv[i], "--reports") == 0)
            set->reports = strtoull(value, NULL, 10), i++;
        else if (strcmp(argv[i], "--days") == 0)
            set->days = (uint32_t)strtoul(value, NULL, 10), i++;
        else if (strcmp(argv[i], "--seed") == 0)
            set->seed = strtoull(value, NULL, 10), i++;
        else if (strcmp(argv[i], "--copies") == 0)
            set->copies = strtoull(value, NULL, 10), i++;
        else if (strcmp(argv[i], "--slice") == 0)
            set->slice = strtoull(value, NULL, 10), i++;
        else
            return false;
    }
    return set->print || set->path;
}

int main(int argc, char **argv)
{
    settings set = {.seed = 1, .link = true};
    totals sum = {0};
    sitrep_error err = {0};
    if (!take(&set, argc, argv))
        return fprintf(stderr, "usage: bench_store --store FILE [--claims N] [--reports N] [--days N] [--seed S] "
                               "[--slice N] [--no-link] | --print\n"),
               2;
    if (!set.claims && !set.reports) set.reports = set.from ? UINT64_MAX : 1000;
    if (!set.reports) set.reports = set.claims / 5 + 1;
    if (!set.days) set.days = (uint32_t)(set.reports / 150 + 1); /* 150 reports a day */
    story_maker *maker = story_maker_new(set.seed, set.days, set.reports);
    if (!maker) return fprintf(stderr, "bench: out of memory\n"), 1;
    sitrep_status status = SITREP_OK;
    if (set.profile) sqlite3_auto_extension((void (*)(void))watch);
    for (uint64_t i = 0; set.print && i < set.reports; i++) story_print(story_make(maker, i));
    source from = {.maker = maker};
    if (set.from) status = sitrep_feed_open(set.from, NULL, &from.feed, &err);
    if (!set.print && !status) status = fill(&set, &from, &sum, &err);
    if (status) fprintf(stderr, "bench: %s\n", err.msg);
    if (!status && !set.print) print_size(&set, &sum);
    if (set.profile) print_profile();
    if (from.feed) sitrep_feed_close(from.feed);
    story_maker_free(maker);
    return status != SITREP_OK;
}
