/* Situation reports over a small ledger with hostile texts: nothing runs, nothing is invented, every form cites, the
 * same store gives the same bytes. The reports as text and Markdown are kept in tests/golden/report; with
 * UPDATE_GOLDEN=1 in the environment the test rewrites them, and the review reads the diff. */
#include "ledger.h"
#include "sitrep/tell.h"

static ledger l;

static buf report(sitrep_report_form form, int64_t as_of)
{
    buf out = BUF_INIT(0);
    sitrep_error err = {0};
    sitrep_report_options options = {.form = form, .changed_since = SITREP_DAY_NONE};
    sitrep_filter_init(&options.filter);
    options.filter.as_of = as_of;
    if (!l.store) ledger_make(&l, "test_report");
    sitrep_status status = sitrep_tell_report(l.store, &options, ledger_write, &out, &err);
    if (status) CHECK_FAIL("form %d: %s", (int)form, err.msg);
    return out;
}

/* The part of a text from one heading to another. */
static sitrep_sv between(const buf *out, const char *from, const char *to)
{
    sitrep_sv all = buf_sv(out);
    size_t begin = sv_find(all, sv_of(from), 0),
           end = begin == SIZE_MAX ? SIZE_MAX : sv_find(all, sv_of(to), begin + 1);
    if (begin == SIZE_MAX || end == SIZE_MAX) {
        CHECK_FAIL("no part from '%s' to '%s'", from, to);
        return (sitrep_sv){"", 0};
    }
    return sv_part(all, begin, end);
}

static void test_html_runs_nothing(void)
{
    buf out = report(SITREP_REPORT_HTML, 0);
    sitrep_sv html = buf_sv(&out);
    CHECK_HAS(html, "&lt;script&gt;alert(1)&lt;/script&gt;");
    CHECK_HAS(html, "&lt;img src=x onerror=alert(2)&gt;");
    CHECK_HAS_NOT(html, "<script");
    CHECK_HAS_NOT(html, "<img");
    CHECK_HAS_NOT(html, "href=\"javascript");
    CHECK_HAS_NOT(html, " style=");
    CHECK_HAS_NOT(html, "http://");
    CHECK_HAS_NOT(html, "https://");
    CHECK_HAS(html, "default-src 'none'; style-src 'sha256-");
    CHECK_HAS_NOT(html, "unsafe-inline");
    buf_release(&out);
}

/* An override that is not shut in would turn around what stands behind it. */
static void test_html_isolates_direction_marks(void)
{
    buf out = report(SITREP_REPORT_HTML, 0);
    sitrep_sv html = between(&out, "<h2 id=\"brief\"", "<h2 id=\"texts\"");
    size_t overrides = ledger_count(html, LEDGER_RLO);
    CHECK(overrides > 0);
    CHECK_INT(ledger_count(html, "<bdi>" LEDGER_RLO) + ledger_count(html, "said " LEDGER_RLO), overrides);
    CHECK_INT(ledger_count(html, "<bdi>"), ledger_count(html, "</bdi>"));
    CHECK_HAS(buf_sv(&out), "<article class=\"source\" dir=\"auto\" data-report=\"r");
    buf_release(&out);
    for (int form = SITREP_REPORT_MARKDOWN; form <= SITREP_REPORT_TEXT; form++) {
        out = report((sitrep_report_form)form, 0);
        CHECK_HAS_NOT(buf_sv(&out), LEDGER_RLO);
        buf_release(&out);
    }
}

static void test_markdown_escapes(void)
{
    buf out = report(SITREP_REPORT_MARKDOWN, 0);
    CHECK_HAS_NOT(buf_sv(&out), "<script");
    CHECK_HAS_NOT(buf_sv(&out), "<img");
    CHECK_HAS(buf_sv(&out), "&lt;script\\>");
    buf_release(&out);
}

static void test_same_store_same_bytes(void)
{
    for (int form = SITREP_REPORT_HTML; form <= SITREP_REPORT_TEXT; form++) {
        buf one = report((sitrep_report_form)form, 0), two = report((sitrep_report_form)form, 0);
        CHECK_INT(one.len, two.len);
        CHECK(sv_eq(buf_sv(&one), buf_sv(&two)));
        buf_release(&one);
        buf_release(&two);
    }
}

/* Each link to a cited sentence arrives, and each sentence leads back. */
static void test_html_links_arrive(void)
{
    buf out = report(SITREP_REPORT_HTML, 0);
    sitrep_sv html = buf_sv(&out);
    size_t cited = 0;
    char wanted[64];
    for (unsigned n = 1; n < 100; n++) {
        snprintf(wanted, sizeof wanted, "href=\"#c%u\"", n);
        size_t uses = ledger_count(html, wanted);
        if (!uses) break;
        snprintf(wanted, sizeof wanted, "<mark id=\"c%u\" data-bytes=", n);
        if (ledger_count(html, wanted) != 1) CHECK_FAIL("sentence %u is not marked once", n);
        snprintf(wanted, sizeof wanted, "href=\"#u%u-1\"", n);
        if (ledger_count(html, wanted) != 1) CHECK_FAIL("sentence %u does not lead back", n);
        snprintf(wanted, sizeof wanted, "id=\"u%u-", n);
        CHECK_INT(ledger_count(html, wanted), uses);
        cited++;
    }
    CHECK(cited >= 6);
    CHECK_HAS(html, "<b>At least 117</b>");
    CHECK_INT(ledger_count(html, "<mark"), cited);
    buf_release(&out);
}

/* Every line of the brief and the lists of events ends with a citation, in each form. */
static void test_every_form_cites(void)
{
    buf text = report(SITREP_REPORT_TEXT, 0), markdown = report(SITREP_REPORT_MARKDOWN, 0),
        html = report(SITREP_REPORT_HTML, 0);
    size_t in_text = 0, in_markdown = 0, in_html = ledger_count(buf_sv(&html), "class=\"cite\"");
    char mark[16];
    for (unsigned n = 1; n < 100; n++) {
        snprintf(mark, sizeof mark, "[%u]", n);
        in_text += ledger_count(buf_sv(&text), mark);
        snprintf(mark, sizeof mark, "[^%u]", n);
        in_markdown += ledger_count(buf_sv(&markdown), mark);
    }
    size_t notes = ledger_count(buf_sv(&html), "<mark id=");
    CHECK(in_html > 10);
    CHECK_INT(in_text, in_html + notes); /* each place that cites, and each note once */
    CHECK_INT(in_markdown, in_html + notes);
    CHECK_HAS(buf_sv(&text), "report w1");
    CHECK_HAS(buf_sv(&markdown), "report w1");
    buf_release(&text);
    buf_release(&markdown);
    buf_release(&html);
}

static void test_country_is_no_point(void)
{
    buf out = report(SITREP_REPORT_HTML, 0);
    sitrep_sv map = between(&out, "<svg class=\"map\"", "</svg>");
    CHECK_INT(ledger_count(map, "<circle"), 1);
    CHECK_HAS(map, "<title>Osh: 1 event</title>");
    CHECK_HAS_NOT(map, "<title>Kyrgyzstan");
    buf_release(&out);
}

static void test_planned_and_denied_stand_apart(void)
{
    buf out = report(SITREP_REPORT_TEXT, 0);
    sitrep_sv happened = between(&out, "Events by place and day\n---", "Planned, promised, demanded"),
              planned = between(&out, "-- Planned", "Denied, or said");
    sitrep_sv denied = between(&out, "Denied, or said not to have happened\n---", "Figures, with who says so");
    CHECK_HAS_NOT(happened, "plans to send troops");
    CHECK_HAS_NOT(happened, "fired on a crowd");
    CHECK_HAS(happened, "attacked shops");
    CHECK_HAS(happened, "2 reports, 2");
    CHECK_HAS(happened, "[possible]");
    CHECK_HAS(planned, "[planned]");
    CHECK_HAS(denied, "[said not to have");
    buf_release(&out);
}

static void test_figures_keep_what_was_said(void)
{
    buf out = report(SITREP_REPORT_MARKDOWN, 0);
    sitrep_sv brief = between(&out, "## In brief", "## What changed"),
              figures = between(&out, "## Figures, with who says so", "## What does not agree");
    CHECK_HAS(brief, "at least 117");
    CHECK_HAS(brief, "health ministry");
    CHECK_HAS(brief, "**about 2,000** *(attribution lost)* — speaker not stated");
    CHECK_HAS(brief, "0, stated as zero");
    CHECK_HAS_NOT(brief, "up to 1,000,000"); /* no count: the event's quotation has it, no figure */
    CHECK_HAS(figures, "**up to 1,000,000** *(planning figure, not a count)*");
    CHECK_HAS(buf_sv(&out), "their ranges do not meet");
    CHECK_HAS(buf_sv(&out), "*(open)* | 20 June 2010");
    CHECK_HAS(buf_sv(&out), "**Counts**: 4 reports from 4 outlets (3 independent origins); 8 claims about 4 events;");
    buf_release(&out);
}

static void test_as_of_hides_what_came_later(void)
{
    buf out = report(SITREP_REPORT_TEXT, 1276560000); /* 15 June 2010, 00:00 UTC: the first report alone */
    CHECK_HAS(buf_sv(&out), "Counts: 1 report from 1 outlet");
    CHECK_HAS_NOT(buf_sv(&out), "2,000");
    CHECK_HAS(buf_sv(&out), "there is no earlier day to compare");
    buf_release(&out);
}

static void test_changes_count_what_is_new(void)
{
    buf out = report(SITREP_REPORT_TEXT, 0);
    sitrep_sv changes = between(&out, "What changed since 14 June 2010", "At a glance");
    CHECK_HAS(changes, "In 3 new reports: 3 new events");
    CHECK_HAS(changes, "Officials denied");
    buf_release(&out);
}

static void test_nothing_in_scope_is_told(void)
{
    sitrep_error err = {0};
    buf out = BUF_INIT(0);
    sitrep_report_options options = {.form = SITREP_REPORT_TEXT, .changed_since = SITREP_DAY_NONE};
    sitrep_filter_init(&options.filter);
    options.filter.as_of = 1000;
    CHECK_STATUS(sitrep_tell_report(l.store, &options, ledger_write, &out, &err), SITREP_EMPTY);
    CHECK_INT(out.len, 0);
    buf_release(&out);
}

/* ---- kept reports ---- */

static bool update;

static void compare(const char *name, sitrep_report_form form)
{
    char path[600];
    buf out = report(form, 0), kept = BUF_INIT(0);
    snprintf(path, sizeof path, "%s/tests/golden/report/%s", TEST_SOURCE_DIR, name);
    FILE *file = fopen(path, update ? "wb" : "rb");
    if (!file) {
        CHECK_FAIL("%s cannot be opened", path);
    } else if (update) {
        fwrite(out.ptr, 1, out.len, file);
    } else {
        char page[4096];
        for (size_t got; (got = fread(page, 1, sizeof page, file)) > 0;) buf_add(&kept, page, got);
        sitrep_sv a = buf_sv(&out), b = buf_sv(&kept);
        for (unsigned line = 1; a.len || b.len; line++) {
            sitrep_sv x = sv_cut(&a, '\n'), y = sv_cut(&b, '\n');
            if (sv_eq(x, y)) continue;
            CHECK_FAIL("%s:%u is\n  %.*s\nand was\n  %.*s", name, line, SV_ARG(x), SV_ARG(y));
            break;
        }
    }
    if (file) fclose(file);
    buf_release(&out);
    buf_release(&kept);
}

static void test_reports_as_kept(void)
{
    update = getenv("UPDATE_GOLDEN") != NULL;
    compare("small.txt", SITREP_REPORT_TEXT);
    compare("small.md", SITREP_REPORT_MARKDOWN);
}

/* What a reviewer decided stands beside the row and in a section of its own, from when it was decided. */
static void test_decisions_are_told(void)
{
    static const char *const rows[] = {
        "INSERT INTO signer VALUES (1, 'kaaaaaaaaaaaaaaaa', 'Anna <b>', zeroblob(32), 1300000000);",
        "INSERT INTO patch VALUES (1, 'paaaaaaaaaaaaaaaa', 'correct', (SELECT id FROM claim WHERE claim = 1), (SELECT "
        "r.id FROM report r JOIN "
        "claim c ON c.report = r.report WHERE c.claim = 1), 'only <b>one</b> shop', 'Anna <b>', 1, 1300000000, '', "
        "1300000000);",
        "INSERT INTO patch_change VALUES (1, 0, 'status', 'happened', 'ongoing');",
        "INSERT INTO patch_state VALUES (1, 'applied', 'in force', 1300000000, NULL);",
        "INSERT INTO patch_effect (patch, id, what, mark, seen_at) SELECT 1, id, 'corrected', 'corrected by Anna <b>: "
        "only <b>one</b> shop', "
        "1300000000 FROM claim WHERE claim = 1;"};
    sitrep_error err = {0};
    buf out = report(SITREP_REPORT_HTML, 0);
    CHECK_HAS_NOT(buf_sv(&out), "Decisions of reviewers");
    buf_release(&out);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (db_exec(l.store, rows[i], &err)) CHECK_FAIL("row %zu: %s", i, err.msg);
    out = report(SITREP_REPORT_HTML, 0);
    CHECK_HAS(buf_sv(&out), "Decisions of reviewers");
    CHECK_HAS(buf_sv(&out), "status: happened → ongoing");
    CHECK_HAS(buf_sv(&out), "Corrected by Anna &lt;b&gt;: only &lt;b&gt;one&lt;/b&gt; shop");
    CHECK_HAS_NOT(buf_sv(&out), "Anna <b>");
    buf_release(&out);
    out = report(SITREP_REPORT_TEXT, 1299999999);
    CHECK_HAS_NOT(buf_sv(&out), "Decisions of reviewers");
    CHECK_HAS_NOT(buf_sv(&out), "Corrected by");
    buf_release(&out);
}

static void test_end_removes_store(void)
{
    ledger_remove(&l);
    CHECK(access(l.path, F_OK) != 0);
}

CHECK_MAIN(CASE(test_html_runs_nothing), CASE(test_html_isolates_direction_marks), CASE(test_markdown_escapes),
           CASE(test_same_store_same_bytes), CASE(test_html_links_arrive), CASE(test_every_form_cites),
           CASE(test_country_is_no_point), CASE(test_planned_and_denied_stand_apart),
           CASE(test_figures_keep_what_was_said), CASE(test_as_of_hides_what_came_later),
           CASE(test_changes_count_what_is_new), CASE(test_nothing_in_scope_is_told), CASE(test_reports_as_kept),
           CASE(test_decisions_are_told), CASE(test_end_removes_store))
