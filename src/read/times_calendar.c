/* read/times_calendar.c — the calendar of times: weeks, months that are added, and the days of feasts. Pure functions
 * over days since 1970-01-01; SITREP_DAY_NONE where reckoning leaves the calendar. */
#include "read/times_int.h"

#include "base/banned.h"

int32_t time_day_of(int32_t year, int32_t month, int32_t day)
{
    return date_to_days((civil_date){year, (uint8_t)month, (uint8_t)day});
}

int32_t time_monday_of(int32_t day)
{
    return day - (int32_t)date_weekday(day) + 1;
}

void time_iso_week(int32_t day, int32_t *out_year, int32_t *out_week)
{
    int32_t thursday = time_monday_of(day) + 3;
    *out_year = date_from_days(thursday).year;
    *out_week = (thursday - time_day_of(*out_year, 1, 1)) / 7 + 1;
}

int32_t time_add_months(int32_t day, int32_t months)
{
    if (day == SITREP_DAY_NONE) return SITREP_DAY_NONE;
    civil_date d = date_from_days(day);
    int32_t index = d.year * 12 + d.month - 1 + months;
    int32_t year = index / 12, month = index % 12 + 1;
    if (year < 1 || year > 9998) return SITREP_DAY_NONE;
    int32_t last = (int32_t)date_month_days(year, (uint32_t)month);
    return time_day_of(year, month, d.day < last ? d.day : last);
}

/* Western Easter (the Gregorian computus in Meeus's form). */
static int32_t easter_of(int32_t year)
{
    int32_t a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int32_t h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
    int32_t m = (a + 11 * h + 22 * l) / 451, month = (h + l - 7 * m + 114) / 31;
    return time_day_of(year, month, (h + l - 7 * m + 114) % 31 + 1);
}

/* The day of a holiday's rule in a year; none where the rule is not understood. */
int32_t time_holiday_in(sitrep_sv rule, int32_t year)
{
    if (rule.len >= 3 && rule.ptr[0] == 'E') {
        int32_t n = 0;
        for (size_t i = 2; i < rule.len; i++) n = n * 10 + (rule.ptr[i] - '0');
        return easter_of(year) + (rule.ptr[1] == '-' ? -n : n);
    }
    if (rule.len != 5) return SITREP_DAY_NONE;
    int32_t month = (rule.ptr[0] - '0') * 10 + rule.ptr[1] - '0', first = time_day_of(year, month, 1);
    char n = rule.ptr[3], w = rule.ptr[4];
    if (is_digit(w)) return time_day_of(year, month, (n - '0') * 10 + w - '0');
    if (n == 'E') return first + (8 - (int32_t)date_weekday(first)) % 7 + 1; /* the Tuesday after the first Monday */
    int32_t weekday = w == 'M' ? 1 : w == 'T' ? 4 : 7;
    if (n == 'L') {
        int32_t last = first + (int32_t)date_month_days(year, (uint32_t)month) - 1;
        return last - ((int32_t)date_weekday(last) - weekday + 7) % 7;
    }
    return first + (weekday - (int32_t)date_weekday(first) + 7) % 7 + (n - '1') * 7;
}
