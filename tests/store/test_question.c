/* Standing questions, silence and the calendar, through the real reader: what is kept with which report, what a past
 * day shows, and that closing ends the search. */
#include <unistd.h>

#include "base/text.h"
#include "check.h"
#include "reader.h"
#include "sitrep/link.h"
#include "sitrep/question.h"
#include "sitrep/tell.h"

static char path[512];

static const struct {
    const char *id, *source, *published, *text;
} reports[] = {
    {"a", "Wire", "2010-06-13T08:00:00Z", "Kyrgyzstan asked Russia to send troops to Osh on Saturday."},
    {"b", "Wire", "2010-06-14T08:00:00Z", "The weather in Bishkek was fine on Monday."},
    {"c", "Daily", "2010-06-15T08:00:00Z",
     "Russia refused to send troops to Osh, the foreign ministry said on Tuesday. Soldiers kept reporters out of Osh."},
    {"d", "Daily", "2010-06-17T08:00:00Z",
     "The health ministry promised to publish a list of the dead by 20 June 2010. Shops in Osh were open."},
};

static void remove_store(void)
{
    char beside[600];
    unlink(path);
    snprintf(beside, sizeof beside, "%s-wal", path);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", path);
    unlink(beside);
}

static sitrep_store *opened(void)
{
    sitrep_store *s = NULL;
    sitrep_error err = {0};
    sitrep_run_info info = {
        .program = "test", .model = "model", .knowledge = "know", .started = 1300000000, .seen_when_published = true};
    remove_store();
    CHECK_STATUS(sitrep_store_open(path, SITREP_STORE_WRITE, &s, &err), SITREP_OK);
    if (s) CHECK_STATUS(sitrep_store_begin_run(s, &info, NULL), SITREP_OK);
    return s;
}

/* Adds reports [from, to) and links them. */
static void add(sitrep_store *s, size_t from, size_t to)
{
    sitrep_link_result linked;
    for (size_t i = from; i < to; i++) {
        sitrep_report report = {.id = sv_of(reports[i].id),
                                .source = sv_of(reports[i].source),
                                .published = sv_of(reports[i].published),
                                .text = sv_of(reports[i].text)};
        const sitrep_record *record;
        bool added;
        CHECK_STATUS(sitrep_reader_run(reading_reader, &report, &record, NULL), SITREP_OK);
        CHECK_STATUS(sitrep_store_add(s, record, &added, NULL), SITREP_OK);
    }
    CHECK_STATUS(sitrep_link_run(s, &linked, NULL), SITREP_OK);
}

typedef struct looking {
    sitrep_table_kind kind;
    const char *column;
    double number; /* the last row's */
    char text[200];
    size_t rows;
} looking;

static bool look(void *ctx, const sitrep_cell *cells, size_t count)
{
    looking *k = ctx;
    const char *const *names = sitrep_table_columns(k->kind);
    (void)count;
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(names[i], k->column) != 0) continue;
        k->number = cells[i].number;
        snprintf(k->text, sizeof k->text, "%.*s", SV_ARG(cells[i].text));
    }
    k->rows++;
    return true;
}

static looking column(sitrep_store *s, sitrep_table_kind kind, const char *name, int64_t as_of)
{
    looking k = {.kind = kind, .column = name};
    sitrep_filter filter;
    sitrep_filter_init(&filter);
    filter.as_of = as_of;
    CHECK_STATUS(sitrep_store_query(s, kind, &filter, look, &k, NULL), SITREP_OK);
    return k;
}

static sitrep_question troops(void)
{
    return (sitrep_question){.text = SV("Has any state offered troops?"),
                             .rows = SITREP_TABLE_SENTENCES,
                             .names = {SV("text")},
                             .values = {SV("troops")},
                             .count = 1};
}

static void test_question_grows_with_reports(void)
{
    char id[32], again[32];
    sitrep_store *s = opened();
    REQUIRE(s != NULL);
    sitrep_question q = troops();
    add(s, 0, 2);
    CHECK_STATUS(sitrep_question_add(s, &q, id, sizeof id, NULL), SITREP_OK);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "answers", 0).number, 1);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "in_vain", 0).number, 1);
    add(s, 2, 4); /* what comes later is searched as it is linked */
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "answers", 0).number, 2);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "searched", 0).number, 4);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "in_vain", 0).number, 2);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "origins", 0).number, 2);
    /* on 14 June one answer was known, and on the 12th none */
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "answers", 1276560000).number, 1);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "answers", 1276300000).number, 0);
    CHECK_INT((int)column(s, SITREP_TABLE_ANSWERS, "quote", 0).rows, 2);
    /* asked again it is the same question, and running it again finds nothing twice */
    CHECK_STATUS(sitrep_question_add(s, &q, again, sizeof again, NULL), SITREP_OK);
    CHECK_INT(strcmp(id, again), 0);
    CHECK_STATUS(sitrep_question_run(s, sv_of(id), NULL), SITREP_OK);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "answers", 0).number, 2);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "state", 0).rows, 1);
    sitrep_store_close(s);
}

static void test_question_closed_is_not_searched(void)
{
    char id[32];
    sitrep_store *s = opened();
    REQUIRE(s != NULL);
    sitrep_question q = troops();
    add(s, 0, 1);
    CHECK_STATUS(sitrep_question_add(s, &q, id, sizeof id, NULL), SITREP_OK);
    CHECK_STATUS(sitrep_question_close(s, sv_of(id), SV("asked and answered"), NULL), SITREP_OK);
    add(s, 1, 4);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "answers", 0).number, 1);
    CHECK_INT(strcmp(column(s, SITREP_TABLE_QUESTIONS, "state", 0).text, "closed"), 0);
    CHECK_INT(strcmp(column(s, SITREP_TABLE_QUESTIONS, "closed", 0).text, "asked and answered"), 0);
    /* asked anew it is open, and what it missed is searched */
    CHECK_STATUS(sitrep_question_add(s, &q, id, sizeof id, NULL), SITREP_OK);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "answers", 0).number, 2);
    CHECK_STATUS(sitrep_question_close(s, SV("qnone"), (sitrep_sv){NULL, 0}, NULL), SITREP_NOT_FOUND);
    sitrep_store_close(s);
}

static void test_question_refuses_what_it_cannot_keep(void)
{
    char id[32];
    sitrep_error err = {0};
    sitrep_store *s = opened();
    REQUIRE(s != NULL);
    sitrep_question q = troops();
    q.names[0] = SV("as-of"), q.values[0] = SV("2010-06-14");
    CHECK_STATUS(sitrep_question_add(s, &q, id, sizeof id, &err), SITREP_USAGE);
    q = troops();
    q.names[0] = SV("metric"), q.values[0] = SV("killed"); /* sentences have none */
    add(s, 0, 1);
    CHECK_STATUS(sitrep_question_add(s, &q, id, sizeof id, &err), SITREP_USAGE);
    q = troops();
    q.text = SV("  ");
    CHECK_STATUS(sitrep_question_add(s, &q, id, sizeof id, &err), SITREP_USAGE);
    CHECK_INT((int)column(s, SITREP_TABLE_QUESTIONS, "state", 0).rows, 0); /* nothing half kept */
    sitrep_store_close(s);
}

typedef struct writing {
    char bytes[16384];
    size_t len;
} writing;

static bool write_bytes(void *ctx, const char *bytes, size_t len)
{
    writing *w = ctx;
    if (w->len + len >= sizeof w->bytes) return false;
    memcpy(w->bytes + w->len, bytes, len);
    w->len += len;
    w->bytes[w->len] = '\0';
    return true;
}

static void test_calendar_holds_due_dates(void)
{
    writing once = {.len = 0}, twice = {.len = 0};
    sitrep_filter all;
    sitrep_filter_init(&all);
    sitrep_store *s = opened();
    REQUIRE(s != NULL);
    add(s, 0, 4);
    CHECK_STATUS(sitrep_tell_calendar(s, &all, write_bytes, &once, NULL), SITREP_OK);
    CHECK_STATUS(sitrep_tell_calendar(s, &all, write_bytes, &twice, NULL), SITREP_OK);
    CHECK_INT(strcmp(once.bytes, twice.bytes), 0);
    CHECK_INT(strncmp(once.bytes, "BEGIN:VCALENDAR\r\n", 17), 0);
    CHECK_INT(strstr(once.bytes, "DTSTART;VALUE=DATE:20100620\r\n") != NULL, 1);
    CHECK_INT(strstr(once.bytes, "DTSTAMP:20100617T080000Z\r\n") != NULL, 1);
    CHECK_INT(strstr(once.bytes, "VALARM") == NULL, 1);
    sitrep_store_close(s);
}

static void test_silence_keeps_its_kinds_apart(void)
{
    static writing w;
    sitrep_filter osh;
    sitrep_filter_init(&osh);
    osh.where = SV("Osh"), osh.since = 14773, osh.until = 14777; /* 13 to 17 June 2010 */
    sitrep_store *s = opened();
    REQUIRE(s != NULL);
    add(s, 0, 4);
    w.len = 0;
    CHECK_STATUS(sitrep_tell_table(s, SITREP_TABLE_SILENCE, &osh, SITREP_OUTPUT_CSV, 0, write_bytes, &w, NULL),
                 SITREP_OK);
    CHECK_INT(strstr(w.bytes, "Osh,KGZ,2010-06-14,not covered") != NULL, 1);
    CHECK_INT(strstr(w.bytes, "Osh,KGZ,2010-06-15,\"reported, access denied\"") != NULL ||
                  strstr(w.bytes, "Osh,KGZ,2010-06-15,access denied") != NULL,
              1);
    CHECK_INT(strstr(w.bytes, "Osh,KGZ,2010-06-17,nothing reported (covered)") != NULL, 1);
    sitrep_store_close(s);
}

int main(int argc, char **argv)
{
    snprintf(path, sizeof path, "%s/test_question.sitrep", TEST_BINARY_DIR);
    if (!reading_open()) return 1;
    static const check_case cases[] = {CASE(test_question_grows_with_reports),
                                       CASE(test_question_closed_is_not_searched),
                                       CASE(test_question_refuses_what_it_cannot_keep),
                                       CASE(test_calendar_holds_due_dates), CASE(test_silence_keeps_its_kinds_apart)};
    int status = check_run(cases, sizeof cases / sizeof cases[0], argc, argv);
    remove_store();
    reading_close();
    return status;
}
