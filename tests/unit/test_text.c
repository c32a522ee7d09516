#include "check.h"

static void test_utf8_decode_bad_bytes(void)
{
    static const char *const bad[] = {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                      "\xE2\x82", "\x80",         "\xF8\x88\x80\x80\x80"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint32_t cp;
        CHECK_INT(utf8_decode(sv_of(bad[i]), 0, &cp), 0);
        CHECK_INT(utf8_valid_until(sv_of(bad[i])), 0);
    }
}

static void test_utf8_round_trip(void)
{
    static const uint32_t points[] = {0x24, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFD, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        char bytes[4];
        uint32_t len = utf8_encode(points[i], bytes), cp = 0;
        CHECK_INT(utf8_decode((sitrep_sv){bytes, len}, 0, &cp), len);
        CHECK_INT(cp, points[i]);
    }
}

static void test_utf8_valid_until_offset(void)
{
    CHECK_INT(utf8_valid_until(SV("0123456789abcdef\xFFxyz")), 16);
    CHECK_INT(utf8_valid_until(SV("Бишкек")), 12);
    CHECK_INT(utf8_count(SV("Бишкек")), 6);
}

static void test_utf8_index_long_text(void)
{
    buf b = BUF_INIT(0);
    for (int i = 0; i < 500; i++) buf_add_sv(&b, SV("aé€"));
    uint32_t counts[64];
    REQUIRE(utf8_index_size(buf_sv(&b)) <= 64);
    utf8_index index = utf8_index_make(buf_sv(&b), counts);
    for (uint32_t i = 0; i <= 500; i++) CHECK_INT(utf8_index_at(&index, i * 6), i * 3);
    buf_release(&b);
}

static void test_buf_limit(void)
{
    buf b = BUF_INIT(10);
    buf_add_sv(&b, SV("0123456789"));
    CHECK(!b.failed);
    buf_add_char(&b, 'x');
    CHECK(b.failed);
    CHECK_SV(buf_sv(&b), "0123456789");
    buf_release(&b);
}

static void test_sv_cut_and_numbers(void)
{
    sitrep_sv rest = SV("a\t\tb");
    CHECK_SV(sv_cut(&rest, '\t'), "a");
    CHECK_SV(sv_cut(&rest, '\t'), "");
    CHECK_SV(sv_cut(&rest, '\t'), "b");
    CHECK_INT(rest.len, 0);
    uint64_t n;
    CHECK(sv_to_u64(SV("255"), 255, &n) && n == 255);
    CHECK(!sv_to_u64(SV("256"), 255, &n));
    CHECK(!sv_to_u64(SV("99999999999999999999999"), UINT64_MAX, &n));
    CHECK(!sv_to_u64(SV("1x"), 255, &n));
    CHECK_INT(sv_find(SV("abcabd"), SV("abd"), 0), 3);
    CHECK(sv_find(SV("ab"), SV("abc"), 0) == SIZE_MAX);
    CHECK_SV(sv_trim(SV(" \n x y\t")), "x y");
}

CHECK_MAIN(CASE(test_utf8_decode_bad_bytes), CASE(test_utf8_round_trip), CASE(test_utf8_valid_until_offset),
           CASE(test_utf8_index_long_text), CASE(test_buf_limit), CASE(test_sv_cut_and_numbers))
