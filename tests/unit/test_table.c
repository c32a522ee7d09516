/* Tables in their three forms, over a small ledger with hostile texts. */
#include <jansson.h>

#include "ledger.h"
#include "sitrep/tell.h"
#include "tell/tell.h"

static ledger l;

static buf print(sitrep_table_kind kind, sitrep_output output, unsigned width)
{
    buf out = BUF_INIT(0);
    sitrep_error err = {0};
    if (!l.store) ledger_make(&l, "test_table");
    sitrep_status status = sitrep_tell_table(l.store, kind, NULL, output, width, ledger_write, &out, &err);
    if (status) CHECK_FAIL("table %d, form %d: %s", (int)kind, (int)output, err.msg);
    return out;
}

static void test_table_fits_width(void)
{
    for (int kind = 0; kind <= SITREP_TABLE_SENTENCES; kind++) {
        buf out = print((sitrep_table_kind)kind, SITREP_OUTPUT_TABLE, 100);
        sitrep_sv rest = buf_sv(&out);
        size_t lines = 0;
        while (rest.len) {
            sitrep_sv line = sv_cut(&rest, '\n');
            if (tell_text_width(line) > 100)
                CHECK_FAIL("table %d: a line of %u columns: %.*s", kind, tell_text_width(line), SV_ARG(line));
            lines++;
        }
        CHECK(lines >= 2);
        buf_release(&out);
    }
}

static void test_table_aligns_wide_characters(void)
{
    CHECK_INT(tell_text_width(SV("\xE4\xB8\xAD\xE6\x96\x87")), 4); /* two ideographs */
    CHECK_INT(tell_text_width(SV("e\xCC\x81")), 1);                /* a letter and its accent */
    CHECK_INT(tell_text_width(SV("Osh")), 3);
}

static void test_table_keeps_terminal_safe(void)
{
    buf out = print(SITREP_TABLE_STATEMENTS, SITREP_OUTPUT_TABLE, 0);
    CHECK_HAS_NOT(buf_sv(&out), LEDGER_RLO);
    CHECK_HAS(buf_sv(&out), "evil & 'co'");
    for (size_t i = 0; i < out.len; i++)
        if ((unsigned char)out.ptr[i] < ' ' && out.ptr[i] != '\n') CHECK_FAIL("control character %d", out.ptr[i]);
    buf_release(&out);
}

static void test_table_says_what_is_not_stated(void)
{
    buf out = print(SITREP_TABLE_FIGURES, SITREP_OUTPUT_TABLE, 0);
    CHECK_HAS(buf_sv(&out), "–");             /* a speaker that is not stated */
    CHECK_HAS(buf_sv(&out), "up_to 1000000"); /* with its qualifier */
    buf_release(&out);
}

static void test_jsonl_reads_back(void)
{
    for (int kind = 0; kind <= SITREP_TABLE_SENTENCES; kind++) {
        buf out = print((sitrep_table_kind)kind, SITREP_OUTPUT_JSONL, 0);
        sitrep_sv rest = buf_sv(&out);
        while (rest.len) {
            sitrep_sv line = sv_cut(&rest, '\n');
            json_error_t why;
            json_t *row = json_loadb(line.ptr, line.len, 0, &why);
            if (!row) CHECK_FAIL("table %d: %s: %.*s", kind, why.text, SV_ARG(line));
            const char *key;
            json_t *value;
            json_object_foreach(row, key, value) if (json_is_null(value)) CHECK_FAIL("%s is null", key);
            json_decref(row);
        }
        buf_release(&out);
    }
}

static void test_jsonl_leaves_out_what_is_not_known(void)
{
    buf out = print(SITREP_TABLE_FIGURES, SITREP_OUTPUT_JSONL, 0);
    sitrep_sv rest = buf_sv(&out);
    bool zero = false, planning = false;
    while (rest.len) {
        sitrep_sv line = sv_cut(&rest, '\n');
        json_t *row = json_loadb(line.ptr, line.len, 0, NULL);
        const char *kind = json_string_value(json_object_get(row, "kind"));
        if (kind && strcmp(kind, "injured") == 0)
            zero = json_number_value(json_object_get(row, "best")) == 0 && json_object_get(row, "best");
        if (kind && strcmp(kind, "displaced") == 0)
            planning = !json_object_get(row, "best") && !json_object_get(row, "low") && json_object_get(row, "high");
        json_decref(row);
    }
    CHECK(zero);     /* a stated zero is printed */
    CHECK(planning); /* "up to" has no lower bound: none is printed */
    buf_release(&out);
}

static void test_csv_quotes(void)
{
    buf out = print(SITREP_TABLE_REPORTS, SITREP_OUTPUT_CSV, 0);
    CHECK(sv_starts(buf_sv(&out), SV("report,external_id,source,title,")));
    CHECK_HAS(buf_sv(&out), "\r\n");
    CHECK_HAS(buf_sv(&out),
              "\"'=cmd|'/c calc'!A1, \"\"Daily\"\"\""); /* a formula is text, quotation marks are doubled */
    CHECK_INT(ledger_count(buf_sv(&out), "\r\n"), 5);   /* a header and four reports */
    buf_release(&out);
}

static bool stop(void *ctx, const char *bytes, size_t len)
{
    (void)ctx, (void)bytes, (void)len;
    return false;
}

static void test_table_stops_when_writing_fails(void)
{
    sitrep_error err = {0};
    for (int output = 0; output <= SITREP_OUTPUT_CSV; output++)
        CHECK_STATUS(sitrep_tell_table(l.store, SITREP_TABLE_EVENTS, NULL, (sitrep_output)output, 0, stop, NULL, &err),
                     SITREP_STOPPED);
}

static void test_table_refuses_unknown_kind(void)
{
    sitrep_error err = {0};
    CHECK_STATUS(sitrep_tell_table(l.store, (sitrep_table_kind)99, NULL, SITREP_OUTPUT_CSV, 0, stop, NULL, &err),
                 SITREP_USAGE);
}

static void test_end_removes_store(void)
{
    ledger_remove(&l);
    CHECK(access(l.path, F_OK) != 0);
}

CHECK_MAIN(CASE(test_table_fits_width), CASE(test_table_aligns_wide_characters), CASE(test_table_keeps_terminal_safe),
           CASE(test_table_says_what_is_not_stated), CASE(test_jsonl_reads_back),
           CASE(test_jsonl_leaves_out_what_is_not_known), CASE(test_csv_quotes),
           CASE(test_table_stops_when_writing_fails), CASE(test_table_refuses_unknown_kind),
           CASE(test_end_removes_store))
