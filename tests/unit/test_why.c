/* Why a number is told: who said it first, where it lost its speaker, what took it back; as text and as JSON; and what
 * a hostile report may not do to a terminal. */
#include "ledger.h"
#include "sitrep/tell.h"

static ledger l;

static buf why(double value, sitrep_output output, int64_t as_of)
{
    buf out = BUF_INIT(0);
    sitrep_error err = {0};
    sitrep_why asked = {.values = &value, .count = 1, .output = output};
    sitrep_filter_init(&asked.filter);
    asked.filter.as_of = as_of;
    if (!l.store) ledger_make(&l, "test_why");
    sitrep_status status = sitrep_tell_why(l.store, &asked, ledger_write, &out, &err);
    if (status) CHECK_FAIL("%g: %s", value, err.msg);
    return out;
}

static void sql(const char *text)
{
    char *message = NULL;
    if (sqlite3_exec(l.store->db, text, NULL, NULL, &message) != SQLITE_OK) CHECK_FAIL("%s: %s", text, message);
}

static void test_why_names_speaker_chain_and_sentence(void)
{
    buf out = why(117, SITREP_OUTPUT_TABLE, 0);
    CHECK_HAS(buf_sv(&out), "117 — killed, ");
    CHECK_HAS(buf_sv(&out), "government of ");
    CHECK_HAS(buf_sv(&out), "health ministry → Wire");
    CHECK_HAS(buf_sv(&out), "“At least 117 people have been killed, the health ministry said.”");
    buf_release(&out);
}

static void test_why_says_where_attribution_was_lost(void)
{
    sql("UPDATE series_figure SET step = 'attribution lost', from_figure = 1 WHERE figure = 2");
    buf out = why(2000, SITREP_OUTPUT_TABLE, 0);
    CHECK_HAS(buf_sv(&out), "nobody named → ");
    CHECK_HAS(buf_sv(&out), "attribution lost 1 time");
    CHECK_HAS(buf_sv(&out), "! attribution lost: government of ");
    buf_release(&out);
    out = why(2000, SITREP_OUTPUT_JSONL, 0);
    CHECK_HAS(buf_sv(&out), "\"attribution_lost\": 1");
    CHECK_HAS(buf_sv(&out), "\"from_line\": \"government of KGZ\"");
    buf_release(&out);
}

static void test_why_multiplies(void)
{
    /* "About 2,000" is made of 117 by seventeen: 1,989. */
    sql("INSERT INTO figure (id, report, n, sentence, text, first, last, kind, qualifier, measure, statement, seen_at)"
        " SELECT 'fmade', report, 9, sentence, '17 times', first, last, kind, 'none', 'derived', 1, seen_at FROM "
        "figure "
        "WHERE figure = 2");
    sql("INSERT INTO series_figure (figure, series, count, step, note, from_figure, seen_at) SELECT figure, 1, 'k1',"
        " 'multiplier', 'times the official figure', 1, seen_at FROM figure WHERE id = 'fmade'");
    buf out = why(2000, SITREP_OUTPUT_TABLE, 0);
    CHECK_HAS(buf_sv(&out), "Made of another number: 17 × 117 = 1,989");
    buf_release(&out);
    out = why(2000, SITREP_OUTPUT_JSONL, 0);
    CHECK_HAS(buf_sv(&out), "\"factor\": 17, \"base\": 117, \"product\": 1989");
    buf_release(&out);
}

static void test_why_as_of_knows_nothing_later(void)
{
    buf out = why(2000, SITREP_OUTPUT_TABLE, 1276560000); /* before the Daily was seen */
    CHECK_HAS(buf_sv(&out), "no report in this scope states it");
    buf_release(&out);
    out = why(2000, SITREP_OUTPUT_JSONL, 1276560000);
    CHECK_SV(buf_sv(&out), "{\"value\": 2000, \"counts\": []}\n");
    buf_release(&out);
}

static void test_why_tells_what_was_taken_back(void)
{
    sql("UPDATE figure SET superseded_at = seen_at + 60 WHERE figure = 1");
    sql("INSERT INTO withdrawal (report, target, kind, reason, seen_at) SELECT 2, 1, 'kill', 'by hand', superseded_at "
        "FROM figure WHERE figure = 1");
    buf out = why(117, SITREP_OUTPUT_TABLE, 0);
    CHECK_HAS(buf_sv(&out), "! taken back on ");
    CHECK_HAS(buf_sv(&out), " by kill r");
    buf_release(&out);
}

static void test_why_keeps_a_terminal_safe(void)
{
    buf out = why(2000, SITREP_OUTPUT_TABLE, 0);
    CHECK_HAS_NOT(buf_sv(&out), LEDGER_RLO);
    buf_release(&out);
}

static void test_why_is_no_table(void)
{
    double value = 1;
    sitrep_why asked = {.values = &value, .count = 1, .output = SITREP_OUTPUT_CSV};
    sitrep_error err = {0};
    sitrep_filter_init(&asked.filter);
    CHECK_STATUS(sitrep_tell_why(l.store, &asked, ledger_write, NULL, &err), SITREP_USAGE);
}

static void test_end_removes_store(void)
{
    ledger_remove(&l);
    CHECK(access(l.path, F_OK) != 0);
}

CHECK_MAIN(CASE(test_why_names_speaker_chain_and_sentence), CASE(test_why_says_where_attribution_was_lost),
           CASE(test_why_multiplies), CASE(test_why_as_of_knows_nothing_later),
           CASE(test_why_tells_what_was_taken_back), CASE(test_why_keeps_a_terminal_safe), CASE(test_why_is_no_table),
           CASE(test_end_removes_store))
