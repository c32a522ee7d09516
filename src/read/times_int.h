/* read/times_int.h — what the files of the times stage share.
 * times_rules.c compiles data/words/time_patterns.tsv once per reader and finds the longest pattern at a token;
 * times_value.c makes a TIMEX3 value of what a pattern caught; times.c runs over the report, asks the tree for tense,
 * and keeps what fits. */
#ifndef READ_TIMES_INT_H
#define READ_TIMES_INT_H

#include "read/numbers.h"

/* Classes of times.tsv, numbered after those of numbers.tsv. Columns: C name, name in the table. */
/* clang-format off */
#define TIME_CLASS_LIST(X)                                                                                             \
    X(MONTH, "month")                                                                                                  \
    X(MONTH_SHORT, "month-short")                                                                                      \
    X(WEEKDAY, "weekday") X(WEEKDAYS, "weekdays") X(WEEKDAY_SHORT, "weekday-short") X(UNIT, "unit") X(UNITS, "units")  \
        X(DEICTIC, "deictic") X(PART, "part") X(PART_WEAK, "part-weak") X(TONIGHT, "tonight")                          \
            X(OVERNIGHT, "overnight") X(CLOCK, "clock") X(DIR, "dir") X(ANAPHOR, "anaphor") X(MOD, "mod")              \
                X(EDGE, "edge") X(SEASON, "season") X(HOLIDAY, "holiday") X(REF, "ref") X(SET, "set") X(ZONE, "zone")  \
                    X(AMPM, "ampm") X(HOURS, "hours") X(APPROX, "approx") X(EVERY, "every") X(FILLER, "filler")        \
                        X(FISCAL, "fiscal") X(AGO, "ago") X(REL, "rel") X(DECADES, "decades") X(FUTURE, "future")              \
                            X(SCHEDULED, "scheduled") X(SAYS, "says")
/* clang-format on */
enum time_class {
    TIME_BEFORE_FIRST = READ_NUM_COUNT - 1,
#define TIME_CLASS_ENUM(name, text) TIME_##name,
    TIME_CLASS_LIST(TIME_CLASS_ENUM)
#undef TIME_CLASS_ENUM
        TIME_CLASS_END
};

/* What a pattern caught. Zero is "not there" but where a flag says otherwise. */
typedef struct time_parts {
    int32_t year, month, day, weekday, ordinal;
    int32_t last_day; /* of a range: "June 10-14" */
    int32_t dir, deictic, decade;
    int32_t hour, minute, second, zone;
    bool has_year, has_dir, has_deictic, has_ordinal, has_hour, has_zone, has_second, has_number2;
    bool approx, fiscal, anaphor, every, units, article, vague;
    char ampm;             /* 'A', 'P', 'O' or 0 */
    sitrep_sv unit, unit2; /* codes of times.tsv */
    sitrep_sv part, mod, edge, season, holiday, ref, set, clock;
    double number, number2; /* NAN where vague */
    uint32_t number_count;
    int8_t shift; /* ago -1, later 1 */
} time_parts;

typedef struct time_pattern time_pattern;

typedef struct time_match {
    uint32_t first, end; /* tokens */
    uint8_t action;      /* enum time_action */
    const char *name;    /* of the pattern, NUL-ended, for tests */
    time_parts parts;
} time_match;

/* clang-format off */
#define TIME_ACTION_LIST(X)                                                                                            \
    X(skip)                                                                                                            \
    X(date)                                                                                                            \
    X(year) X(weekof) X(decade) X(century) X(season) X(quarter) X(half) X(latest) X(yearago) X(weekday) X(weekdayof)   \
        X(set) X(deictic) X(partday) X(overnight) X(anaphor) X(unitref) X(theunit) X(yearend) X(nth) X(dur) X(span)    \
            X(durhalf) X(durand) X(units) X(ago) X(pastref) X(later) X(later0) X(later1) X(clock) X(holiday) X(ref)
/* clang-format on */
enum time_action {
#define TIME_ACTION_ENUM(name) TIME_DO_##name,
    TIME_ACTION_LIST(TIME_ACTION_ENUM)
#undef TIME_ACTION_ENUM
        TIME_ACTION_COUNT
};

/* The longest pattern at tokens[at]; false where there is none. */
bool time_match_at(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t at, time_match *out);

/* Whether the clause says past, future, or nothing of the kind. */
enum time_tense { TIME_TENSE_NONE, TIME_TENSE_PAST, TIME_TENSE_FUTURE };

/* What a value hangs on: the day of publication and the last date that the text named. */
typedef struct time_anchor {
    int32_t published;  /* day, SITREP_DAY_NONE */
    int32_t begin, end; /* of the last date named in the text; SITREP_DAY_NONE */
    char grain;         /* of that: 'D' 'W' 'M' 'Q' 'Y', 0 for none */
    int32_t clock_day;  /* the day that a clock time belongs to */
    uint8_t tense;      /* enum time_tense */
} time_anchor;

typedef struct time_value {
    uint8_t type;   /* sitrep_time_type */
    sitrep_sv text; /* TIMEX3 value; .ptr NULL: not a time after all */
    int32_t begin, end;
    char grain;          /* 'D' 'W' 'M' 'Q' 'Y', 0 for what cannot be an anchor */
    const char *warning; /* NULL where nothing is wrong with it */
} time_value;

/* times_calendar.c. Months from 1; years 1 to 9998. */
int32_t time_day_of(int32_t year, int32_t month, int32_t day);
int32_t time_monday_of(int32_t day); /* of its ISO week */
void time_iso_week(int32_t day, int32_t *out_year, int32_t *out_week);
int32_t time_add_months(int32_t day, int32_t months); /* the day held within the month */
/* The day of a feast's rule (data/words/times.tsv) in a year; SITREP_DAY_NONE where the rule is not understood. */
int32_t time_holiday_in(sitrep_sv rule, int32_t year);

/* The value of a match. The text is in `a`; false when the arena is out. Impossible dates (30 February) give a value
 * with the month alone and no days. */
bool time_value_of(arena *a, const time_match *m, const time_anchor *anchor, time_value *out);

#endif
