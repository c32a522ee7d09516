/* How the first rows of a table are found in a large store: by an index in the table's order, never by going through
 * all rows or sorting them. SQLite tells its plan of the first statement of each question; without a clock, so that a
 * slow machine fails nothing. Plans do not depend on what is in the store, for it keeps no statistics. */
#include <sqlite3.h>
#include <unistd.h>

#include "check.h"
#include "sitrep/store.h"

static char path[512];
static sqlite3 *database;
static char *first; /* the first SELECT after it was set to NULL; owned here */

static int note(unsigned what, void *ctx, void *stmt, void *text)
{
    (void)what;
    (void)ctx;
    (void)text;
    char *sql = sqlite3_expanded_sql(stmt);
    database = sqlite3_db_handle(stmt);
    if (!first && sql && strncmp(sql, "SELECT ", 7) == 0)
        first = sql;
    else
        sqlite3_free(sql);
    return 0;
}

static int watch(sqlite3 *db, const char **message, const struct sqlite3_api_routines *api)
{
    (void)message;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, note, NULL);
}

static bool any_row(void *ctx, const sitrep_cell *cells, size_t count)
{
    (void)ctx;
    (void)cells;
    (void)count;
    return true;
}

/* Whether the plan of the first statement goes through a whole table, or sorts what it finds. */
static void check_plan(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter, bool sorts,
                       const char *index)
{
    char sql[16384];
    sqlite3_stmt *plan = NULL;
    bool uses = false;
    sqlite3_free(first); /* of opening the store */
    first = NULL;
    CHECK_STATUS(sitrep_store_query(store, kind, filter, any_row, NULL, NULL), SITREP_OK);
    REQUIRE(first && strlen(first) + 32 < sizeof sql);
    char *asked = first;
    snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", asked);
    REQUIRE(sqlite3_prepare_v2(database, sql, -1, &plan, NULL) == SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(plan, 3);
        bool whole = strncmp(line, "SCAN ", 5) == 0 && strcmp(line, "SCAN n") != 0 && !strstr(line, "USING INDEX");
        if (whole || (!sorts && strstr(line, "FOR ORDER BY"))) CHECK_FAIL("table %d: %s", (int)kind, line);
        uses = uses || strstr(line, index);
    }
    if (!uses) CHECK_FAIL("table %d does not go by %s: %s", (int)kind, index, asked);
    sqlite3_finalize(plan);
    sqlite3_free(asked);
    first = NULL;
}

static void test_store_query_goes_by_index(void)
{
    static const struct {
        sitrep_table_kind kind;
        const char *where, *metric, *index;
        bool sorts; /* in a part that is small: the counts of one kind of figures */
    } cases[] = {
        {SITREP_TABLE_EVENTS, "", "", "claim_day", false},
        {SITREP_TABLE_EVENTS, "Osh", "", "claim_day", false},
        {SITREP_TABLE_CLAIMS, "", "", "report_day", false},
        {SITREP_TABLE_CLAIMS, "Osh", "", "report_day", false},
        {SITREP_TABLE_STATEMENTS, "", "", "report_published", false},
        {SITREP_TABLE_REPORTS, "", "", "report_published", false},
        {SITREP_TABLE_SENTENCES, "", "", "report_published", false},
        {SITREP_TABLE_UNDERTAKINGS, "", "", "undertaking_first", false},
        {SITREP_TABLE_ACCUSATIONS, "", "", "accusation_accused", false},
        {SITREP_TABLE_FIGURES, "", "killed", "series_figure_count", true},
        {SITREP_TABLE_FIGURES, "Osh", "killed", "series_figure_count", true},
    };
    sitrep_store *store = NULL;
    CHECK_STATUS(sitrep_store_open(path, SITREP_STORE_WRITE, &store, NULL), SITREP_OK);
    REQUIRE(store);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sitrep_filter filter;
        sitrep_filter_init(&filter);
        filter.limit = 100;
        filter.where = sv_of(cases[i].where);
        filter.metric = sv_of(cases[i].metric);
        check_plan(store, cases[i].kind, &filter, cases[i].sorts, cases[i].index);
    }
    sitrep_store_close(store);
    sqlite3_free(first);
    first = NULL;
}

static void remove_store(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char file[600];
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
}

int main(int argc, char **argv)
{
    static const check_case cases[] = {CASE(test_store_query_goes_by_index)};
    snprintf(path, sizeof path, "%s.sitrep", argc > 0 ? argv[0] : "plans");
    sqlite3_auto_extension((void (*)(void))watch);
    remove_store();
    int code = check_run(cases, 1, 1, argv);
    remove_store();
    return code;
}
