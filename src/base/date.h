/* base/date.h — the proleptic Gregorian calendar and ISO 8601. Days are counted from 1970-01-01, which is 0.
 * Pure functions, any thread. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "sitrep/base.h"

#define DATE_NONE INT32_MIN /* no such day is known */

typedef struct civil_date {
    int32_t year; /* 1 … 9999 */
    uint8_t month, day;
} civil_date;

bool date_valid(int32_t year, uint32_t month, uint32_t day);
uint32_t date_month_days(int32_t year, uint32_t month);
int32_t date_to_days(civil_date date);
civil_date date_from_days(int32_t days);
uint32_t date_weekday(int32_t days); /* ISO: 1 Monday … 7 Sunday */

/* A moment as printed by a source: seconds of UTC since 1970, minutes east of UTC, and what was really given. */
typedef struct instant {
    int64_t seconds;        /* UTC; local time read as UTC where no zone is given */
    int32_t offset_minutes; /* east of UTC */
    bool has_time, has_zone;
} instant;

/* Reads YYYY-MM-DD with an optional Thh:mm[:ss[.fff]] (or a blank for T) and Z or +hh:mm. Gives FORMAT where the text
 * is something else and LIMIT where it names a day or hour that does not exist (30 February); *out on success only. */
sitrep_status date_parse_iso(sitrep_sv text, instant *out);
/* The calendar day of a moment where it was published (its own zone), as days. */
int32_t date_local_day(const instant *t);
/* "YYYY-MM-DD" into out[11]. */
void date_print(int32_t days, char out[11]);
/* "YYYY-MM-DDThh:mm:ssZ" into out[21]. */
void date_print_utc(int64_t seconds, char out[21]);

#endif
