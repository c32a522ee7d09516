/* What changed between two moments, over the small ledger: what is new, what was known before, what was taken back and
 * what used it; and that nothing is told twice or of a later day. */
#include "ledger.h"
#include "sitrep/tell.h"

static ledger l;

#define BEFORE_ALL   1276500000 /* 14 June 07:20, before the first report */
#define BEFORE_DAILY 1276560000 /* 15 June 00:00: the Wire was seen, nothing else */
#define AFTER_ALL    1276700000

static buf diff_of(int64_t from, int64_t to, sitrep_diff_form form)
{
    buf out = BUF_INIT(0);
    sitrep_error err = {0};
    sitrep_diff diff = {.form = form};
    sitrep_filter_init(&diff.filter);
    diff.filter.changed_after = from;
    diff.filter.as_of = to;
    if (!l.store) ledger_make(&l, "test_diff");
    sitrep_status status = sitrep_tell_diff(l.store, &diff, ledger_write, &out, &err);
    if (status) CHECK_FAIL("form %d: %s", (int)form, err.msg);
    return out;
}

static void sql(const char *text)
{
    char *message = NULL;
    if (sqlite3_exec(l.store->db, text, NULL, NULL, &message) != SQLITE_OK) CHECK_FAIL("%s: %s", text, message);
}

static void test_diff_tells_what_is_new(void)
{
    buf out = diff_of(BEFORE_DAILY, AFTER_ALL, SITREP_DIFF_JSONL);
    CHECK_HAS(buf_sv(&out), "{\"change\": \"figure new\"");
    CHECK_HAS(buf_sv(&out), "\"text\": \"About 2,000\"");
    CHECK_HAS_NOT(buf_sv(&out), "\"text\": \"At least 117\""); /* known before */
    CHECK_HAS(buf_sv(&out), "{\"change\": \"event new\", \"event\": \"e3\"");
    CHECK_HAS(buf_sv(&out), "{\"change\": \"event grew\", \"event\": \"e1\"");
    CHECK_HAS(buf_sv(&out), "\"claims_new\": 1, \"origins_before\": 1, \"disputed\": false}");
    CHECK_HAS(buf_sv(&out), "{\"change\": \"denied\"");
    CHECK_HAS_NOT(buf_sv(&out), "undertaking made");
    buf_release(&out);
}

static void test_diff_ends_at_its_moment(void)
{
    buf out = diff_of(BEFORE_ALL, BEFORE_DAILY, SITREP_DIFF_JSONL);
    CHECK_HAS(buf_sv(&out), "\"text\": \"At least 117\"");
    CHECK_HAS(buf_sv(&out), "{\"change\": \"undertaking made\"");
    CHECK_HAS_NOT(buf_sv(&out), "2,000");
    CHECK_HAS_NOT(buf_sv(&out), "denied");
    buf_release(&out);
    out = diff_of(AFTER_ALL, AFTER_ALL + 86400, SITREP_DIFF_JSONL);
    CHECK_SV(buf_sv(&out), "");
    buf_release(&out);
}

static void test_diff_forms_say_the_same(void)
{
    static const char *const wanted[] = {"What changed from the end of 14 June 2010", "Figures",
                                         "Events first reported since", "Denials"};
    for (int form = SITREP_DIFF_TEXT; form <= SITREP_DIFF_HTML; form++) {
        buf out = diff_of(BEFORE_DAILY - 1, AFTER_ALL, (sitrep_diff_form)form);
        for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) CHECK_HAS(buf_sv(&out), wanted[i]);
        buf_release(&out);
    }
}

static void test_diff_tells_undertakings_by_outcome(void)
{
    sql("INSERT INTO undertaking_state (undertaking, seen_at, state, reason) SELECT undertaking, 1276650000, "
        "'overdue', 'its date has passed' FROM undertaking");
    buf out = diff_of(BEFORE_DAILY, AFTER_ALL, SITREP_DIFF_JSONL);
    CHECK_HAS(buf_sv(&out), "{\"change\": \"undertaking overdue\"");
    buf_release(&out);
    out = diff_of(BEFORE_DAILY, AFTER_ALL, SITREP_DIFF_TEXT);
    CHECK_HAS(buf_sv(&out), "Undertakings overdue");
    buf_release(&out);
    sql("DELETE FROM undertaking_state WHERE state = 'overdue'");
}

static void test_diff_tells_what_was_taken_back_and_what_used_it(void)
{
    sql("UPDATE claim SET superseded_at = 1276650000 WHERE report = 1");
    sql("UPDATE event_claim SET superseded_at = 1276650000 WHERE claim IN (SELECT claim FROM claim WHERE report = 1)");
    sql("INSERT INTO withdrawal (report, target, kind, reason, seen_at) VALUES (2, 1, 'kill', 'by hand', 1276650000)");
    sql("INSERT INTO printed (id, at, form, options, sha256) VALUES ('p1', 1276600000, 'html', '', x'00')");
    sql("INSERT INTO printed_row (printed, id) SELECT 1, id FROM claim WHERE report = 1");
    buf out = diff_of(BEFORE_DAILY, AFTER_ALL, SITREP_DIFF_JSONL);
    CHECK_HAS(buf_sv(&out), "{\"change\": \"taken back\", \"kind\": \"kill\"");
    CHECK_HAS(buf_sv(&out),
              "\"used_by\": \"event\", \"id\": \"e1\", \"what\": \"ASSAULT: 1 of 2 claims stood after it\"");
    CHECK_HAS(buf_sv(&out), "\"used_by\": \"printed report\", \"id\": \"p1\"");
    buf_release(&out);
    out = diff_of(BEFORE_DAILY, AFTER_ALL, SITREP_DIFF_TEXT);
    CHECK_HAS(buf_sv(&out), "Taken back, and what used it");
    CHECK_HAS(buf_sv(&out), "Printed report p1");
    buf_release(&out);
}

static void test_diff_wants_moments_in_order(void)
{
    sitrep_diff diff = {.form = SITREP_DIFF_TEXT};
    sitrep_error err = {0};
    sitrep_filter_init(&diff.filter);
    CHECK_STATUS(sitrep_tell_diff(l.store, &diff, ledger_write, NULL, &err), SITREP_USAGE);
    diff.filter.changed_after = AFTER_ALL;
    diff.filter.as_of = BEFORE_ALL;
    CHECK_STATUS(sitrep_tell_diff(l.store, &diff, ledger_write, NULL, &err), SITREP_USAGE);
}

static void test_end_removes_store(void)
{
    ledger_remove(&l);
    CHECK(access(l.path, F_OK) != 0);
}

CHECK_MAIN(CASE(test_diff_tells_what_is_new), CASE(test_diff_ends_at_its_moment), CASE(test_diff_forms_say_the_same),
           CASE(test_diff_tells_undertakings_by_outcome), CASE(test_diff_tells_what_was_taken_back_and_what_used_it),
           CASE(test_diff_wants_moments_in_order), CASE(test_end_removes_store))
