/* The feed room: formats, encodings, and what bad input leads to. Files are made under the build directory. */
#include <zlib.h>
#include <zstd.h>

#include "check.h"
#include "sitrep/report.h"

typedef struct told {
    uint32_t count, refused;
    sitrep_error last;
} told;

static void tell(void *ctx, const sitrep_error *err)
{
    told *t = ctx;
    t->count++;
    t->refused += err->status != SITREP_OK;
    t->last = *err;
}

/* Opens bytes, gives the first report (or NULL) and how the feed ended after the last. */
typedef struct outcome {
    uint32_t reports;
    sitrep_status end;
    sitrep_error err;
    told told;
    char title[128], text[512], published[32], id[64];
    uint32_t line;
} outcome;

static void keep(char *to, size_t room, sitrep_sv sv)
{
    size_t n = sv.len < room - 1 ? sv.len : room - 1;
    if (n) memcpy(to, sv.ptr, n);
    to[n] = '\0';
}

static outcome run(sitrep_feed *feed)
{
    outcome o = {0};
    const sitrep_report *r;
    while ((o.end = sitrep_feed_next(feed, &r, &o.err)) == SITREP_OK) {
        o.reports++;
        keep(o.title, sizeof o.title, r->title);
        keep(o.text, sizeof o.text, r->text);
        keep(o.published, sizeof o.published, r->published);
        keep(o.id, sizeof o.id, r->id);
        o.line = r->line;
        CHECK_INT(utf8_valid_until(r->text), r->text.len);
    }
    return o;
}

static outcome feed_bytes(const char *bytes, size_t len, const char *name, uint64_t item_max)
{
    told t = {0};
    sitrep_feed *feed = NULL;
    sitrep_error err = {0};
    sitrep_feed_options options = {.on_reject = tell, .reject_ctx = &t, .item_max = item_max};
    CHECK_STATUS(sitrep_feed_open_bytes((sitrep_sv){bytes, len}, name, &options, &feed, &err), SITREP_OK);
    outcome o = run(feed);
    o.told = t;
    CHECK_INT(sitrep_feed_rejects(feed), t.refused);
    sitrep_feed_close(feed);
    return o;
}
#define FEED(bytes, name) feed_bytes(bytes, sizeof(bytes) - 1, name, 0)

static void test_jsonl_fields_and_line_numbers(void)
{
    outcome o = FEED("{\"id\":7,\"text\":\"One.\"}\n\n{\"id\":\"b\",\"title\":\"T\",\"text\":\"Two "
                     "\\u00e9.\",\"published\":\"2010-06-24T10:00:00+06:00\",\"x\":[1]}\n",
                     "a.jsonl");
    CHECK_INT(o.reports, 2);
    CHECK_INT(o.told.count, 0);
    CHECK_STR(o.text, "Two é.");
    CHECK_STR(o.published, "2010-06-24T10:00:00+06:00");
    CHECK_INT(o.line, 3);
    CHECK_STATUS(o.end, SITREP_NOT_FOUND);
}

static void test_jsonl_bad_lines_are_told_and_passed_over(void)
{
    static const struct {
        const char *bytes;
        uint32_t line, reports;
        const char *message;
    } cases[] = {
        {"{\"id\":\"a\"}\n{\"text\":\"ok\"}\n", 1, 1, "the record has no \"text\""},
        {"{\"text\":\"ok\"}\n{\"text\":5}\n{\"text\":\"ok\"}", 2, 2, "\"text\" is not a text"},
        {"{\"text\":\"ok\"}\n[1]\n", 2, 1, "the line is no JSON object"},
        {"{\"text\":\"  \"}\n", 1, 0, "\"text\" is empty"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        outcome o = feed_bytes(cases[i].bytes, strlen(cases[i].bytes), "bad.jsonl", 0);
        CHECK_INT(o.reports, cases[i].reports);
        CHECK_INT(o.told.refused, 1);
        CHECK_INT(o.told.last.line, cases[i].line);
        CHECK_STR(o.told.last.msg, cases[i].message);
        CHECK_STR(o.told.last.file, "bad.jsonl");
    }
    outcome cut = FEED("{\"text\":\"ok\"}\n{\"text\":\"o", "cut.jsonl");
    CHECK_INT(cut.reports, 1);
    CHECK_INT(cut.told.last.line, 2);
    CHECK(strncmp(cut.told.last.msg, "not JSON: ", 10) == 0);
}

static void test_jsonl_impossible_date(void)
{
    outcome o = FEED("{\"text\":\"ok\",\"published\":\"2010-02-30\"}\n", "d.jsonl");
    CHECK_INT(o.reports, 1);
    CHECK_STR(o.published, "");
    CHECK_INT(o.told.refused, 1);
    CHECK_STATUS(o.told.last.status, SITREP_LIMIT);
    CHECK(strstr(o.told.last.msg, "2010-02-30") != NULL);
}

static void test_jsonl_line_over_the_limit(void)
{
    size_t len = 3u << 20;
    char *bytes = malloc(len + 64);
    REQUIRE(bytes);
    memset(bytes, 'x', len);
    memcpy(bytes, "{\"text\":\"", 9);
    memcpy(bytes + len, "\n{\"text\":\"ok\"}\n", 16);
    outcome o = feed_bytes(bytes, len + 15, "long.jsonl", 1u << 20);
    CHECK_INT(o.reports, 1);
    CHECK_INT(o.line, 2);
    CHECK_INT(o.told.refused, 1);
    CHECK_STATUS(o.told.last.status, SITREP_LIMIT);
    free(bytes);
}

static void test_jsonl_invalid_utf8_is_replaced_and_counted(void)
{
    outcome o = FEED("{\"text\":\"caf\xE9 noir\"}\n", "u.jsonl");
    CHECK_INT(o.reports, 1);
    CHECK_STR(o.text, "caf\xEF\xBF\xBD noir");
    CHECK_INT(o.told.count, 1);
    CHECK_INT(o.told.refused, 0);
}

static void test_jsonl_deep_nesting(void)
{
    buf b = BUF_INIT(0);
    buf_add_sv(&b, SV("{\"text\":\"ok\",\"x\":"));
    for (int i = 0; i < 100000; i++) buf_add_char(&b, '[');
    buf_add_sv(&b, SV("\n{\"text\":\"ok\"}\n"));
    outcome o = feed_bytes(b.ptr, b.len, "deep.jsonl", 0);
    CHECK_INT(o.reports, 1);
    CHECK_INT(o.told.refused, 1);
    buf_release(&b);
}

static void test_text_encodings(void)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *want;
    } cases[] = {
        {"\xEF\xBB\xBFOsh", 6, "Osh"},
        {"\xFF\xFEO\0s\0h\0", 8, "Osh"},
        {"\xFE\xFF\0O\0s\0h", 8, "Osh"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        outcome o = feed_bytes(cases[i].bytes, cases[i].len, "t.txt", 0);
        CHECK_INT(o.reports, 1);
        CHECK_STR(o.text, cases[i].want);
    }
    outcome cyrillic = FEED("\xC2 \xE3\xEE\xF0\xEE\xE4\xE5 \xCE\xF8 \xEF\xEE\xE3\xE8\xE1\xEB\xE8 \xEB\xFE\xE4\xE8, "
                            "\xF1\xEE\xEE\xE1\xF9\xE8\xEB\xE8 \xE2\xEB\xE0\xF1\xF2\xE8.",
                            "w.txt"); /* Windows-1251 */
    CHECK_STR(cyrillic.text, "В городе Ош погибли люди, сообщили власти.");
    CHECK_INT(cyrillic.told.count, 1);
}

static void test_empty_and_binary(void)
{
    outcome o = FEED("", "empty.txt");
    CHECK_INT(o.reports, 0);
    CHECK_STATUS(o.end, SITREP_EMPTY);
    CHECK_STR(o.err.file, "empty.txt");
    CHECK_STATUS(FEED(" \n\n", "blank.txt").end, SITREP_EMPTY);
    CHECK_STATUS(FEED("\n\n", "blank.jsonl").end, SITREP_EMPTY);
    outcome binary = FEED("\x7F"
                          "ELF\x02\x01\x01\0\0\0\0",
                          "a.out");
    CHECK_INT(binary.reports, 0);
    CHECK_INT(binary.told.refused, 1);
    CHECK_STATUS(binary.told.last.status, SITREP_FORMAT);
    CHECK_INT(binary.told.last.offset, 7);
}

static size_t pack_gzip(const char *text, unsigned char *out, size_t room)
{
    z_stream z = {0};
    CHECK(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)text;
    z.avail_in = (uInt)strlen(text);
    z.next_out = out;
    z.avail_out = (uInt)room;
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    size_t len = room - z.avail_out;
    deflateEnd(&z);
    return len;
}

static void test_gzip_members_and_truncation(void)
{
    unsigned char bytes[1024];
    size_t one = pack_gzip("{\"text\":\"one\"}\n", bytes, 512),
           two = pack_gzip("{\"text\":\"two\"}\n", bytes + one, 512);
    outcome o = feed_bytes((char *)bytes, one + two, "m.jsonl.gz", 0);
    CHECK_INT(o.reports, 2);
    CHECK_STR(o.text, "two");
    outcome cut = feed_bytes((char *)bytes, one + two - 6, "m.jsonl.gz", 0);
    CHECK_STATUS(cut.end, SITREP_IO);
    CHECK(strstr(cut.err.msg, "cut off") != NULL);
    CHECK_STR(cut.err.file, "m.jsonl.gz");
    CHECK_INT(cut.reports, 2); /* what was whole is kept */
    bytes[one + 12] ^= 0x55;
    CHECK_STATUS(feed_bytes((char *)bytes, one + two, "m.jsonl.gz", 0).end, SITREP_IO);
}

static void test_zstd_and_truncation(void)
{
    const char *text = "Police raided the market. Two men were held.";
    char bytes[512];
    size_t len = ZSTD_compress(bytes, sizeof bytes, text, strlen(text), 3);
    CHECK_STR(feed_bytes(bytes, len, "t.txt.zst", 0).text, text);
    CHECK_STATUS(feed_bytes(bytes, len - 3, "t.txt.zst", 0).end, SITREP_IO);
}

static void test_html_article(void)
{
    static const char page[] =
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Clashes | Site</title>"
        "<meta property='og:title' content='Clashes in Osh'><meta property='article:published_time' "
        "content='2010-06-14T09:00:00Z'>"
        "<script>var x = 'not text';</script></head><body><nav><a href=/>Home</a> <a href=/w>World</a></nav>"
        "<div class='cookie-banner'>We use cookies, and so on, as everybody does.</div>"
        "<div class=story><h1>Clashes in Osh</h1><p>Security forces raided a neighbourhood on Monday, residents said, "
        "and took away several men.</p><p>A spokesman, who gave no name, said that the search was for weapons, not for "
        "people.</p></div>"
        "<div class=related><a href=/1>Other story</a><a href=/2>Another "
        "story</a></div><footer>Copyright</footer></body></html>";
    outcome o = FEED(page, "page");
    CHECK_INT(o.reports, 1);
    CHECK_STR(o.title, "Clashes in Osh");
    CHECK_STR(o.published, "2010-06-14T09:00:00Z");
    CHECK(strstr(o.text, "took away several men.\n\nA spokesman") != NULL);
    CHECK(!strstr(o.text, "cookies") && !strstr(o.text, "Another") && !strstr(o.text, "World") &&
          !strstr(o.text, "var x"));
}

static void test_html_damaged(void)
{
    outcome o =
        FEED("<html><body><p>An unclosed page, with <b>bold text, that goes on for a good while and ends", "p.html");
    CHECK_INT(o.reports, 1);
    CHECK_STATUS(FEED("<html><head></head><body></body></html>", "p.html").end, SITREP_NOT_FOUND);
    buf deep = BUF_INIT(0);
    for (int i = 0; i < 50000; i++) buf_add_sv(&deep, SV("<div>"));
    buf_add_sv(&deep, SV("text at the bottom"));
    feed_bytes(deep.ptr, deep.len, "deep.html", 0); /* any outcome, no crash */
    buf_release(&deep);
}

static void test_open_what_is_not_there(void)
{
    sitrep_feed *feed = NULL;
    sitrep_error err = {0};
    CHECK_STATUS(sitrep_feed_open("/nonexistent/x.txt", NULL, &feed, &err), SITREP_IO);
    CHECK_STR(err.file, "/nonexistent/x.txt");
    CHECK_STATUS(sitrep_feed_open("/", NULL, &feed, &err), SITREP_IO);
    sitrep_feed_close(NULL);
}

CHECK_MAIN(CASE(test_jsonl_fields_and_line_numbers), CASE(test_jsonl_bad_lines_are_told_and_passed_over),
           CASE(test_jsonl_impossible_date), CASE(test_jsonl_line_over_the_limit),
           CASE(test_jsonl_invalid_utf8_is_replaced_and_counted), CASE(test_jsonl_deep_nesting),
           CASE(test_text_encodings), CASE(test_empty_and_binary), CASE(test_gzip_members_and_truncation),
           CASE(test_zstd_and_truncation), CASE(test_html_article), CASE(test_html_damaged),
           CASE(test_open_what_is_not_there))
