#include "base/date.h"
#include "check.h"

static void test_date_round_trip(void)
{
    for (int32_t day = -720000; day < 720000; day += 37) CHECK_INT(date_to_days(date_from_days(day)), day);
    CHECK_INT(date_to_days((civil_date){1970, 1, 1}), 0);
    CHECK_INT(date_to_days((civil_date){2010, 6, 10}), 14770);
    CHECK_INT(date_weekday(14770), 4); /* 10 June 2010 was a Thursday */
}

static void test_date_parse_iso_forms(void)
{
    instant t;
    char text[21];
    CHECK_STATUS(date_parse_iso(SV("2010-06-24"), &t), SITREP_OK);
    CHECK(!t.has_time && !t.has_zone);
    CHECK_STATUS(date_parse_iso(SV("2010-06-24T02:10:00+06:00"), &t), SITREP_OK);
    CHECK_INT(date_local_day(&t), 14784);
    date_print_utc(t.seconds, text);
    CHECK_STR(text, "2010-06-23T20:10:00Z");
    CHECK_STATUS(date_parse_iso(SV("2010-06-24 10:00:00.5Z"), &t), SITREP_OK);
    CHECK_STATUS(date_parse_iso(SV("2010-06-24T10:00-0530"), &t), SITREP_OK);
    CHECK_INT(t.offset_minutes, -330);
}

static void test_date_parse_iso_impossible(void)
{
    instant t;
    CHECK_STATUS(date_parse_iso(SV("2010-02-30"), &t), SITREP_LIMIT);
    CHECK_STATUS(date_parse_iso(SV("2011-02-29"), &t), SITREP_LIMIT);
    CHECK_STATUS(date_parse_iso(SV("2012-02-29"), &t), SITREP_OK);
    CHECK_STATUS(date_parse_iso(SV("2010-06-24T25:00"), &t), SITREP_LIMIT);
    CHECK_STATUS(date_parse_iso(SV("24 June 2010"), &t), SITREP_FORMAT);
    CHECK_STATUS(date_parse_iso(SV("2010-06-24x"), &t), SITREP_FORMAT);
    CHECK_STATUS(date_parse_iso(SV(""), &t), SITREP_FORMAT);
}

CHECK_MAIN(CASE(test_date_round_trip), CASE(test_date_parse_iso_forms), CASE(test_date_parse_iso_impossible))
