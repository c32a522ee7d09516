/* base/date.c — civil dates by the era arithmetic of H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
#include "base/date.h"

#include <stdio.h>

#include "base/text.h"
#include "base/banned.h"

static bool leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

uint32_t date_month_days(int32_t year, uint32_t month)
{
    static const uint8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12) return 0;
    return days[month] + (month == 2 && leap(year));
}

bool date_valid(int32_t year, uint32_t month, uint32_t day)
{
    return year >= 1 && year <= 9999 && day >= 1 && day <= date_month_days(year, month);
}

int32_t date_to_days(civil_date date)
{
    int32_t y = date.year - (date.month <= 2);
    int32_t era = (y >= 0 ? y : y - 399) / 400;
    int32_t yoe = y - era * 400;
    int32_t doy = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int32_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

civil_date date_from_days(int32_t days)
{
    int32_t z = days + 719468;
    int32_t era = (z >= 0 ? z : z - 146096) / 146097;
    int32_t doe = z - era * 146097;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int32_t mp = (5 * doy + 2) / 153;
    int32_t month = mp + (mp < 10 ? 3 : -9);
    return (civil_date){yoe + era * 400 + (month <= 2), (uint8_t)month, (uint8_t)(doy - (153 * mp + 2) / 5 + 1)};
}

uint32_t date_weekday(int32_t days)
{
    int32_t w = (days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (uint32_t)(w < 0 ? w + 7 : w) + 1;
}

/* Takes `width` digits off *rest. */
static bool take_number(sitrep_sv *rest, size_t width, uint32_t *out)
{
    uint64_t value;
    if (rest->len < width || !sv_to_u64(sv_part(*rest, 0, width), UINT32_MAX, &value)) return false;
    *out = (uint32_t)value;
    *rest = sv_part(*rest, width, rest->len);
    return true;
}

static bool take_char(sitrep_sv *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c) return false;
    *rest = sv_part(*rest, 1, rest->len);
    return true;
}

static sitrep_status take_zone(sitrep_sv *rest, instant *t)
{
    if (take_char(rest, 'Z') || take_char(rest, 'z')) {
        t->has_zone = true;
        return SITREP_OK;
    }
    int32_t sign = take_char(rest, '+') ? 1 : take_char(rest, '-') ? -1 : 0;
    if (!sign) return SITREP_OK;
    uint32_t hours, minutes = 0;
    if (!take_number(rest, 2, &hours)) return SITREP_FORMAT;
    bool colon = take_char(rest, ':');
    if ((colon || rest->len) && !take_number(rest, 2, &minutes)) return SITREP_FORMAT;
    if (hours > 14 || minutes > 59) return SITREP_LIMIT;
    t->offset_minutes = sign * (int32_t)(hours * 60 + minutes);
    t->has_zone = true;
    return SITREP_OK;
}

static sitrep_status take_time(sitrep_sv *rest, instant *t)
{
    uint32_t hour, minute = 0, second = 0;
    if (!take_number(rest, 2, &hour) || !take_char(rest, ':') || !take_number(rest, 2, &minute)) return SITREP_FORMAT;
    if (take_char(rest, ':') && !take_number(rest, 2, &second)) return SITREP_FORMAT;
    if (take_char(rest, '.') || take_char(rest, ','))
        while (rest->len && is_digit(rest->ptr[0])) *rest = sv_part(*rest, 1, rest->len);
    if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && (minute || second))) return SITREP_LIMIT;
    t->has_time = true;
    t->seconds += (int64_t)hour * 3600 + minute * 60 + second;
    return take_zone(rest, t);
}

sitrep_status date_parse_iso(sitrep_sv text, instant *out)
{
    sitrep_sv rest = sv_trim(text);
    instant t = {0};
    uint32_t year, month, day;
    if (!take_number(&rest, 4, &year) || !take_char(&rest, '-') || !take_number(&rest, 2, &month) ||
        !take_char(&rest, '-') || !take_number(&rest, 2, &day))
        return SITREP_FORMAT;
    if (!date_valid((int32_t)year, month, day)) return SITREP_LIMIT;
    t.seconds = (int64_t)date_to_days((civil_date){(int32_t)year, (uint8_t)month, (uint8_t)day}) * 86400;
    if (take_char(&rest, 'T') || take_char(&rest, 't') || take_char(&rest, ' ')) {
        sitrep_status status = take_time(&rest, &t);
        if (status) return status;
    }
    if (rest.len) return SITREP_FORMAT;
    t.seconds -= (int64_t)t.offset_minutes * 60;
    *out = t;
    return SITREP_OK;
}

int32_t date_local_day(const instant *t)
{
    int64_t local = t->seconds + (int64_t)t->offset_minutes * 60;
    return (int32_t)(local >= 0 ? local / 86400 : -((-local + 86399) / 86400));
}

void date_print(int32_t days, char out[11])
{
    civil_date d = date_from_days(days);
    snprintf(out, 11, "%04u-%02u-%02u", (unsigned)d.year % 10000, d.month % 100u, d.day % 100u);
}

void date_print_utc(int64_t seconds, char out[21])
{
    int64_t days = seconds >= 0 ? seconds / 86400 : -((-seconds + 86399) / 86400);
    unsigned rest = (unsigned)(seconds - days * 86400);
    char day[11];
    date_print((int32_t)days, day);
    snprintf(out, 21, "%sT%02u:%02u:%02uZ", day, rest / 3600 % 100, rest / 60 % 60, rest % 60);
}
