/* bench/copies.c — see copies.h. Rows are copied by the names of their columns: numbers of rows move by the table's
 * highest, days and moments by the length of the store, ids get the copy's number in their last four characters. */
#include "copies.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "keep/sqlite/db.h"

#define SQL_SIZE 8192u

static const char *const tables[] = {"report",
                                     "archive",
                                     "report_row",
                                     "sentence",
                                     "place",
                                     "time",
                                     "statement",
                                     "claim",
                                     "actor",
                                     "figure",
                                     "origin",
                                     "report_origin",
                                     "event",
                                     "event_claim",
                                     "link_refused",
                                     "series",
                                     "series_figure",
                                     "undertaking",
                                     "undertaking_state",
                                     "undertaking_term",
                                     "undertaking_date",
                                     "undertaking_answer",
                                     "position",
                                     "accusation",
                                     "doubt",
                                     "contradiction",
                                     "report_credit"};

/* Which table's rows a column names. */
static const struct {
    const char *column, *table;
} rows[] = {{"report", "report"},
            {"target", "report"},
            {"sentence", "sentence"},
            {"about", "sentence"},
            {"place", "place"},
            {"statement", "statement"},
            {"claim", "claim"},
            {"first_claim", "claim"},
            {"figure", "figure"},
            {"first_figure", "figure"},
            {"from_figure", "figure"},
            {"origin", "origin"},
            {"first_report", "report"},
            {"event", "event"},
            {"series", "series"},
            {"undertaking", "undertaking"},
            {"position", "position"},
            {"flips", "position"},
            {"accusation", "accusation"},
            {"doubt", "doubt"},
            {"contradiction", "contradiction"}};
static const char *const days[] = {"published_day", "begin_day", "end_day", "day", "due_first", "due_last"};
static const char *const moments[] = {"seen_at", "superseded_at"};
static const char *const ids[] = {"id", "one", "other", "count"};
static const char *const texts[] = {"published", "updated"};

static bool is_in(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, list[i]) == 0) return true;
    return false;
}
#define IS_IN(name, list) is_in((name), (list), sizeof(list) / sizeof(list)[0])

/* The column's value in the copy. ?1 is the number of the copy, ?2 the days that one copy takes. */
static void add_value(const char *table, const char *column, char *sql)
{
    char one[256];
    const char *of = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(column, rows[i].column) == 0) of = rows[i].table;
    if (of && strcmp(of, "place") == 0 && strcmp(table, "report") == 0) of = NULL; /* a text there */
    if (of)
        snprintf(one, sizeof one, "%s + ?1 * (SELECT top FROM temp.base WHERE name = '%s')", column, of);
    else if (IS_IN(column, days))
        snprintf(one, sizeof one, "%s + ?1 * ?2", column);
    else if (IS_IN(column, moments))
        snprintf(one, sizeof one, "%s + ?1 * ?2 * 86400", column);
    else if (IS_IN(column, ids))
        snprintf(one, sizeof one, "substr(%s, 1, 13) || printf('%%04d', ?1)", column);
    else if (IS_IN(column, texts))
        snprintf(one, sizeof one, "strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', %s, (?1 * ?2) || ' days')", column);
    else
        snprintf(one, sizeof one, "\"%s\"", column);
    strncat(sql, one, SQL_SIZE - strlen(sql) - 1);
}

static sitrep_status run_copy(sitrep_store *s, const char *sql, uint64_t copy, uint64_t span, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s, sql, err);
    if (!stmt) return s->failure;
    sqlite3_bind_int64(stmt, 1, (int64_t)copy);
    sqlite3_bind_int64(stmt, 2, (int64_t)span);
    sitrep_status status = db_done(s, stmt, err);
    sqlite3_finalize(stmt);
    return status;
}

static sitrep_status copy_table(sitrep_store *s, const char *table, uint64_t copy, uint64_t span, sitrep_error *err)
{
    char sql[SQL_SIZE], info[96];
    snprintf(sql, sizeof sql, "INSERT INTO %s SELECT ", table);
    snprintf(info, sizeof info, "PRAGMA table_info(%s)", table);
    sqlite3_stmt *columns = db_prepare(s, info, err);
    if (!columns) return s->failure;
    for (bool first = true; sqlite3_step(columns) == SQLITE_ROW; first = false) {
        if (!first) strncat(sql, ", ", SQL_SIZE - strlen(sql) - 1);
        add_value(table, (const char *)sqlite3_column_text(columns, 1), sql);
    }
    sqlite3_finalize(columns);
    /* The originals alone: what was copied has higher numbers. */
    const char *key =
        strcmp(table, "actor") == 0 || strcmp(table, "event_claim") == 0 || strcmp(table, "link_refused") == 0 ? "claim"
        : strncmp(table, "undertaking", 11) == 0 ? "undertaking"
        : strcmp(table, "series_figure") == 0    ? "figure"
        : strcmp(table, "report_row") == 0 || strcmp(table, "time") == 0 || strcmp(table, "archive") == 0 ||
                strcmp(table, "report_credit") == 0 || strcmp(table, "report_origin") == 0
            ? "report"
            : table;
    char end[256];
    snprintf(end, sizeof end, " FROM %s WHERE %s <= (SELECT top FROM temp.base WHERE name = '%s')", table, key, key);
    strncat(sql, end, SQL_SIZE - strlen(sql) - 1);
    return run_copy(s, sql, copy, span, err);
}

sitrep_status copies_add(sitrep_store *store, uint64_t count, uint64_t span, sitrep_error *err)
{
    char sql[512];
    sitrep_status status = db_exec(store, "CREATE TEMP TABLE base (name TEXT PRIMARY KEY, top INTEGER)", err);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !status; i++) {
        snprintf(sql, sizeof sql, "INSERT OR IGNORE INTO temp.base SELECT '%s', coalesce(max(rowid), 0) FROM %s",
                 rows[i].table, rows[i].table);
        status = db_exec(store, sql, err);
    }
    for (uint64_t copy = 1; copy <= count && !status; copy++) {
        status = db_begin(store, err);
        for (size_t i = 0; i < sizeof tables / sizeof tables[0] && !status; i++)
            status = copy_table(store, tables[i], copy, span, err);
        if (!status)
            status =
                run_copy(store,
                         "INSERT INTO sentence_text (rowid, text) SELECT sentence + ?1 * (SELECT top FROM temp.base "
                         "WHERE name = 'sentence'), sentence_of(report, first, last) FROM sentence WHERE ?2 AND "
                         "sentence <= (SELECT top FROM temp.base WHERE name = 'sentence')",
                         copy, span, err);
        status = db_end(store, status, err);
        printf("copy %" PRIu64 "\n", copy);
        fflush(stdout);
    }
    return status ? status : db_exec(store, "PRAGMA wal_checkpoint(TRUNCATE)", err);
}
