/* Printed reports made again: untouched ones stand, a changed number, a citation that was taken out, an added line and
 * a moved one are named; so is a sentence whose claim was withdrawn later, and a report that was kept shows among what
 * used it. Stamps that are damaged are refused. */
#include "ledger.h"
#include "sitrep/tell.h"

static ledger l;
static buf findings; /* zeroed: empty, without a limit */
static sitrep_report_check check;

static buf print(sitrep_report_form form, int64_t as_of)
{
    buf out = BUF_INIT(0);
    sitrep_error err = {0};
    sitrep_report_options options = {.form = form, .changed_since = SITREP_DAY_NONE, .title = SV("A; 100 % \"title\"")};
    sitrep_filter_init(&options.filter);
    options.filter.as_of = as_of;
    if (!l.store) ledger_make(&l, "test_again");
    sitrep_status status = sitrep_tell_report(l.store, &options, ledger_write, &out, &err);
    if (status) CHECK_FAIL("form %d: %s", (int)form, err.msg);
    return out;
}

static void finding(void *ctx, const sitrep_error *err)
{
    (void)ctx;
    buf_printf(&findings, "%u: %s\n", err->line, err->msg);
}

static sitrep_status verify(sitrep_sv printed)
{
    sitrep_error err = {0};
    buf_clear(&findings);
    check = (sitrep_report_check){0};
    return sitrep_tell_verify(l.store, printed, NULL, finding, NULL, &check, &err);
}

/* The text with the first `from` replaced. */
static buf edited(const buf *text, const char *from, const char *to)
{
    buf out = BUF_INIT(0);
    size_t at = sv_find(buf_sv(text), sv_of(from), 0);
    if (at == SIZE_MAX) CHECK_FAIL("nothing to edit: %s", from);
    if (at == SIZE_MAX) at = 0;
    buf_add_sv(&out, sv_part(buf_sv(text), 0, at));
    buf_add_sv(&out, sv_of(to));
    buf_add_sv(&out, sv_part(buf_sv(text), at + strlen(from), text->len));
    return out;
}

static void test_untouched_report_stands(void)
{
    for (int form = SITREP_REPORT_HTML; form <= SITREP_REPORT_TEXT; form++)
        for (int64_t as_of = 0; as_of <= 1276560000; as_of += 1276560000) {
            buf out = print((sitrep_report_form)form, as_of);
            CHECK_STATUS(verify(buf_sv(&out)), SITREP_OK);
            CHECK_INT(check.changed, 0);
            CHECK_INT(check.fallen, 0);
            CHECK(check.sentences > 20);
            if (findings.len) CHECK_FAIL("form %d: %.*s", form, SV_ARG(buf_sv(&findings)));
            buf_release(&out);
        }
}

static void test_changed_number_is_named(void)
{
    static const char *const places[] = {">at least 117<", "at least 117", "at least 117"};
    static const char *const edits[] = {">at least 177<", "at least 177", "at least 177"};
    for (int form = SITREP_REPORT_HTML; form <= SITREP_REPORT_TEXT; form++) {
        buf out = print((sitrep_report_form)form, 0), changed = edited(&out, places[form], edits[form]);
        CHECK_STATUS(verify(buf_sv(&changed)), SITREP_OK);
        CHECK_INT(check.changed, 1);
        CHECK_HAS(buf_sv(&findings), "177");
        CHECK_HAS(buf_sv(&findings), "; the store gives “");
        buf_release(&changed);
        buf_release(&out);
    }
}

static void test_missing_citation_is_named(void)
{
    buf out = print(SITREP_REPORT_MARKDOWN, 0), changed = edited(&out, "[^1]", "");
    CHECK_STATUS(verify(buf_sv(&changed)), SITREP_OK);
    CHECK_INT(check.changed, 1);
    CHECK_HAS(buf_sv(&findings), "a citation is missing: ");
    buf_release(&changed);
    buf_release(&out);
}

static void test_added_and_lost_lines_are_named(void)
{
    buf out = print(SITREP_REPORT_MARKDOWN, 0);
    buf more = edited(&out, "## In brief\n", "## In brief\n\nNobody was hurt.\n");
    CHECK_STATUS(verify(buf_sv(&more)), SITREP_OK);
    CHECK_INT(check.changed, 1);
    CHECK_HAS(buf_sv(&findings), "the store does not give “Nobody was hurt.”");
    buf less = edited(&out, "## In brief\n", "");
    CHECK_STATUS(verify(buf_sv(&less)), SITREP_OK);
    CHECK_HAS(buf_sv(&findings), "missing: “## In brief”");
    buf_release(&less);
    buf_release(&more);
    buf_release(&out);
}

static void test_damaged_stamp_is_refused(void)
{
    static const char *const edits[][2] = {{"sitrep-report;1;", "sitrep-rapport;1;"},
                                           {"known=", "knows="},
                                           {"form=html", "form=pdf"},
                                           {"known=12", "known=x2"},
                                           {"A%3B%20100", "A%3B%2"},
                                           {";known=", ";nothing=1;known="}};
    buf out = print(SITREP_REPORT_HTML, 0);
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        buf changed = edited(&out, edits[i][0], edits[i][1]);
        if (verify(buf_sv(&changed)) != SITREP_FORMAT) CHECK_FAIL("'%s' is taken", edits[i][1]);
        buf_release(&changed);
    }
    CHECK_STATUS(verify(SV("")), SITREP_FORMAT);
    buf_release(&out);
}

static void test_withdrawn_claim_is_named(void)
{
    buf out = BUF_INIT(0), used = BUF_INIT(0);
    char id[SITREP_PRINTED_ID_SIZE], *message = NULL;
    sitrep_error err = {0};
    sitrep_report_options options = {.form = SITREP_REPORT_HTML, .changed_since = SITREP_DAY_NONE};
    sitrep_filter_init(&options.filter);
    options.filter.as_of = 1276600000;
    CHECK_STATUS(sitrep_tell_report_keep(l.store, &options, ledger_write, &out, id, &err), SITREP_OK);
    CHECK(id[0] == 'p');
    CHECK_HAS(buf_sv(&out), " data-rows=\"");
    static const char *const later[] = {
        "UPDATE claim SET superseded_at = 1276650000 WHERE report = 1",
        "UPDATE event_claim SET superseded_at = 1276650000 WHERE claim IN (SELECT claim FROM claim WHERE report = 1)",
        "UPDATE figure SET superseded_at = 1276650000 WHERE report = 1",
        "INSERT INTO withdrawal (report, target, kind, reason, seen_at) VALUES (2, 1, 'kill', 'by hand', 1276650000)"};
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        if (sqlite3_exec(l.store->db, later[i], NULL, NULL, &message) != SQLITE_OK)
            CHECK_FAIL("%s: %s", later[i], message);
    CHECK_STATUS(verify(buf_sv(&out)), SITREP_OK);
    CHECK_INT(check.changed, 0); /* the same bytes can still be made */
    CHECK(check.fallen > 0);
    CHECK_HAS(buf_sv(&findings), "no longer stands: “");
    CHECK_HAS(buf_sv(&findings), "by kill notice r");
    sitrep_filter all;
    sitrep_filter_init(&all);
    CHECK_STATUS(
        sitrep_tell_table(l.store, SITREP_TABLE_WITHDRAWALS, &all, SITREP_OUTPUT_JSONL, 0, ledger_write, &used, &err),
        SITREP_OK);
    CHECK_HAS(buf_sv(&used), "\"used_by\": \"printed report\"");
    CHECK_HAS(buf_sv(&used), id);
    buf_clear(&used);
    CHECK_STATUS(
        sitrep_tell_table(l.store, SITREP_TABLE_PRINTED, &all, SITREP_OUTPUT_JSONL, 0, ledger_write, &used, &err),
        SITREP_OK);
    CHECK_HAS(buf_sv(&used), "\"form\": \"html\"");
    CHECK_HAS_NOT(buf_sv(&used), "\"fallen\": 0}");
    buf_release(&used);
    buf_release(&out);
}

static void test_damaged_archive_is_named(void)
{
    buf out = print(SITREP_REPORT_TEXT, 0);
    CHECK(sqlite3_exec(l.store->db, "UPDATE archive SET original_sha256 = zeroblob(32) WHERE report = 3", NULL, NULL,
                       NULL) == SQLITE_OK);
    CHECK_STATUS(verify(buf_sv(&out)), SITREP_OK);
    CHECK_INT(check.damaged, 1);
    CHECK_HAS(buf_sv(&findings), "the archived bytes of report ");
    buf_release(&out);
}

static void test_end_removes_store(void)
{
    buf_release(&findings);
    ledger_remove(&l);
    CHECK(access(l.path, F_OK) != 0);
}

CHECK_MAIN(CASE(test_untouched_report_stands), CASE(test_changed_number_is_named), CASE(test_missing_citation_is_named),
           CASE(test_added_and_lost_lines_are_named), CASE(test_damaged_stamp_is_refused),
           CASE(test_withdrawn_claim_is_named), CASE(test_damaged_archive_is_named), CASE(test_end_removes_store))
