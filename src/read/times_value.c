/* read/times_value.c — from the parts that a pattern caught to a TIMEX3 value and the days it covers.
 * One function per action. Years and days that the text leaves out come from the day of publication and the tense of
 * the clause: "in June" of a clause in the past is the latest June, of one in the future the next. */
#include <math.h>

#include "base/date.h"
#include "read/times_int.h"

#include "base/banned.h"

typedef struct maker {
    arena *a;
    const time_parts *p;
    const time_anchor *anchor;
    time_value *out;
} maker;

static const int32_t none = SITREP_DAY_NONE;

/* ---- writing values ---- */

static void set(maker *m, uint8_t type, sitrep_sv text, int32_t begin, int32_t end, char grain)
{
    *m->out = (time_value){type, text, begin, end, grain, NULL};
}

/* Narrows [begin, end] to its early, middle or late third. */
static void narrow(sitrep_sv mod, int32_t *begin, int32_t *end)
{
    int32_t third = (*end - *begin + 1) / 3;
    if (mod.len == 0 || third < 1) return;
    if (sv_eq(mod, SV("START")))
        *end = *begin + third - 1;
    else if (sv_eq(mod, SV("END")))
        *begin = *end - third + 1;
    else
        *begin += third, *end -= third;
}

static void set_range(maker *m, sitrep_sv text, int32_t begin, int32_t end, char grain)
{
    narrow(m->p->mod, &begin, &end);
    set(m, SITREP_TIME_DATE, text, begin, end, grain);
}

static void set_day(maker *m, int32_t day)
{
    char text[11];
    date_print(day, text);
    sitrep_sv part = m->p->part;
    if (part.len)
        set(m, SITREP_TIME_TIME, arena_printf(m->a, "%sT%.*s", text, SV_ARG(part)), day, day, 'D');
    else
        set(m, SITREP_TIME_DATE, arena_printf(m->a, "%s", text), day, day, 'D');
}

static void set_week(maker *m, int32_t day)
{
    int32_t year, week, monday = time_monday_of(day);
    time_iso_week(day, &year, &week);
    set_range(m, arena_printf(m->a, "%04d-W%02d", year, week), monday, monday + 6, 'W');
}

static void set_weekend(maker *m, int32_t day)
{
    int32_t year, week, monday = time_monday_of(day);
    time_iso_week(day, &year, &week);
    set(m, SITREP_TIME_DATE, arena_printf(m->a, "%04d-W%02d-WE", year, week), monday + 5, monday + 6, 'W');
}

static void set_month(maker *m, int32_t year, int32_t month)
{
    int32_t first = time_day_of(year, month, 1);
    set_range(m, arena_printf(m->a, "%04d-%02d", year, month), first,
              first + (int32_t)date_month_days(year, (uint32_t)month) - 1, 'M');
}

static void set_quarter(maker *m, int32_t year, int32_t quarter)
{
    int32_t first = time_day_of(year, quarter * 3 - 2, 1);
    set_range(m, arena_printf(m->a, "%04d-Q%d", year, quarter), first, time_add_months(first, 3) - 1, 'Q');
}

static void set_year(maker *m, int32_t year)
{
    set_range(m, arena_printf(m->a, "%04d", year), time_day_of(year, 1, 1), time_day_of(year, 12, 31), 'Y');
}

static void set_decade(maker *m, int32_t decade)
{
    set_range(m, arena_printf(m->a, "%03d", decade), time_day_of(decade * 10, 1, 1),
              time_day_of(decade * 10 + 9, 12, 31), 0);
}

static void set_century(maker *m, int32_t hundreds)
{
    int32_t first = hundreds ? hundreds * 100 : 1;
    set_range(m, arena_printf(m->a, "%02d", hundreds), time_day_of(first, 1, 1),
              time_day_of(hundreds * 100 + 99, 12, 31), 0);
}

static int32_t season_month(sitrep_sv season)
{
    return sv_eq(season, SV("SP")) ? 3 : sv_eq(season, SV("SU")) ? 6 : sv_eq(season, SV("FA")) ? 9 : 12;
}

static void set_season(maker *m, int32_t year)
{
    int32_t first = time_day_of(year, season_month(m->p->season), 1);
    set_range(m, arena_printf(m->a, "%04d-%.*s", year, SV_ARG(m->p->season)), first, time_add_months(first, 3) - 1,
              'Q');
}

static void set_ref(maker *m, const char *ref)
{
    set(m, SITREP_TIME_DATE, sv_of(ref), none, none, 0);
}

/* Where relative expressions start: the day of publication. Gives false, and a value without days, where it is not
 * known. */
static bool published(maker *m, int32_t *out)
{
    *out = m->anchor->published;
    if (*out != none) return true;
    set(m, SITREP_TIME_DATE, SV("XXXX-XX-XX"), none, none, 0);
    return false;
}

/* The date that the text speaks of, else the day of publication. */
static bool spoken_of(maker *m, int32_t *out)
{
    *out = m->anchor->begin;
    return *out != none || published(m, out);
}

/* ---- dates that leave something out ---- */

/* Of three candidates in order of time (last year's, this year's, next year's) the one that tense and direction mean.
 * `span` is the length of a candidate in days less one. */
static int32_t nearest_of(int32_t now, const int32_t candidate[3], int32_t span)
{
    int32_t nearest = none, least = INT32_MAX;
    for (int i = 0; i < 3; i++) {
        int32_t c = candidate[i], distance = c == none        ? INT32_MAX
                                             : c > now        ? c - now
                                             : now > c + span ? now - c - span
                                                              : 0;
        if (distance < least) nearest = c, least = distance;
    }
    return nearest;
}

static int32_t choose(maker *m, const int32_t candidate[3], int32_t span)
{
    int32_t now = m->anchor->published, nearest = none, before = none, past = none, future = none, after = none,
            least = INT32_MAX;
    int32_t grace = span == 0; /* a day, for time zones */
    for (int i = 0; i < 3; i++) {
        int32_t c = candidate[i];
        if (c == none) continue;
        int32_t distance = c > now ? c - now : now > c + span ? now - c - span : 0;
        if (distance < least) nearest = c, least = distance;
        if (c + span < now) before = c;
        if (c <= now + grace) past = c;
        if (future == none && c + span >= now) future = c;
        if (after == none && c > now) after = c;
    }
    const time_parts *p = m->p;
    int32_t chosen = p->has_dir && p->dir < 0                ? before
                     : p->has_dir && p->dir > 0              ? after
                     : p->has_dir                            ? nearest
                     : m->anchor->tense == TIME_TENSE_FUTURE ? future
                     : m->anchor->tense == TIME_TENSE_PAST   ? past
                                                             : nearest;
    if (chosen == none) return nearest;
    int32_t far = chosen > now ? chosen - now : now - chosen;
    /* A tense that was read wrongly is commoner than a date nearly a year away that leaves its year out. */
    return !p->has_dir && least <= 75 && far > 250 ? nearest : chosen;
}

/* "31 June": says what it says, and dates nothing by it. */
static void set_impossible(maker *m, int32_t year)
{
    set(m, SITREP_TIME_DATE, arena_printf(m->a, "%04d-%02d", year, m->p->month), none, none, 0);
    m->out->warning = "no such day";
}

/* A day of the calendar, or the first of a range: "June 10-14". */
static void set_month_day(maker *m, int32_t year)
{
    const time_parts *p = m->p;
    set_day(m, time_day_of(year, p->month, p->day));
    bool range = p->last_day > p->day && date_valid(year, (uint32_t)p->month, (uint32_t)p->last_day);
    if (range) m->out->end = time_day_of(year, p->month, p->last_day);
    if (p->weekday && (int32_t)date_weekday(m->out->begin) != p->weekday) m->out->warning = "not that weekday";
}

/* "Friday, Oct. 23": the year beside `year` in which that day is a Friday, where it is none in this. */
static int32_t year_of_weekday(const time_parts *p, int32_t year)
{
    static const int32_t tries[] = {0, -1, 1};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        int32_t y = year + tries[i];
        if (date_valid(y, (uint32_t)p->month, (uint32_t)p->day) &&
            (int32_t)date_weekday(time_day_of(y, p->month, p->day)) == p->weekday)
            return y;
    }
    return year;
}

static void do_month_day(maker *m)
{
    const time_parts *p = m->p;
    int32_t now = m->anchor->published, candidate[3], year = p->year;
    if (!p->has_year) {
        if (now == none) {
            sitrep_sv text = p->day ? arena_printf(m->a, "XXXX-%02d-%02d", p->month, p->day)
                                    : arena_printf(m->a, "XXXX-%02d", p->month);
            set(m, SITREP_TIME_DATE, text, none, none, 0);
            return;
        }
        civil_date today = date_from_days(now);
        for (int32_t i = 0; i < 3; i++) {
            int32_t y = today.year - 1 + i;
            int32_t last = (int32_t)date_month_days(y, (uint32_t)p->month), day = p->day ? p->day : 1;
            candidate[i] = day <= last ? time_day_of(y, p->month, day) : none;
        }
        int32_t chosen = choose(m, candidate, p->day ? 0 : 27);
        year = chosen == none ? today.year : date_from_days(chosen).year;
    }
    if (p->unit.len && p->has_dir && now != none)
        year = date_from_days(now).year + (p->dir < 0 ? -1 : p->dir > 0); /* "June of last year" */
    if (p->weekday && p->day && !p->has_year) year = year_of_weekday(p, year);
    if (p->day &&
        !date_valid(year, (uint32_t)p->month, (uint32_t)p->day)) /* 30 February: say what it says, date nothing by it */
        set_impossible(m, year);
    else if (p->day)
        set_month_day(m, year);
    else
        set_month(m, year, p->month);
}

static void do_season(maker *m)
{
    const time_parts *p = m->p;
    int32_t now, candidate[3], year = p->year;
    if (!p->has_year) {
        if (!published(m, &now)) return;
        year = date_from_days(now).year;
        if (p->unit.len) {
            year += p->dir < 0 ? -1 : p->dir > 0;
        } else {
            for (int32_t i = 0; i < 3; i++) candidate[i] = time_day_of(year - 1 + i, season_month(p->season), 1);
            year = date_from_days(choose(m, candidate, 91)).year;
        }
    }
    set_season(m, year);
}

static void do_date(maker *m)
{
    const time_parts *p = m->p;
    int32_t now;
    if (p->month)
        do_month_day(m);
    else if (p->season.len)
        do_season(m);
    else if (p->has_year)
        set_year(m, p->year);
    else if (published(m, &now))
        set_year(m, date_from_days(now).year);
}

static void do_weekof(maker *m)
{
    const time_parts *p = m->p;
    do_month_day(m);
    int32_t first = m->out->begin, last = m->out->end;
    if (first == none) return;
    if (p->has_ordinal) first = p->ordinal < 0 ? last : first + (p->ordinal - 1) * 7;
    set_week(m, first);
}

static void do_quarter(maker *m)
{
    const time_parts *p = m->p;
    int32_t now, year = p->year, candidate[3], quarter = p->ordinal == -1 ? 4 : p->ordinal;
    if (quarter < 1 || quarter > 4) return;
    if (!p->has_year) {
        if (!published(m, &now)) return;
        year = date_from_days(now).year;
        if (p->has_dir) {
            year += p->dir < 0 ? -1 : p->dir > 0;
        } else {
            for (int32_t i = 0; i < 3; i++) candidate[i] = time_day_of(year - 1 + i, quarter * 3 - 2, 1);
            year =
                date_from_days(nearest_of(now, candidate, 91)).year; /* results come soon after; tense tells little */
        }
    }
    set_quarter(m, year, quarter);
}

static void do_half(maker *m)
{
    const time_parts *p = m->p;
    int32_t now, year = p->year, half = p->ordinal == -1 ? 2 : p->ordinal;
    if (half < 1 || half > 2) return;
    if (!p->has_year) {
        if (!published(m, &now)) return;
        year = date_from_days(now).year + (p->dir < 0 ? -1 : p->dir > 0);
    }
    int32_t first = time_day_of(year, half * 6 - 5, 1);
    set(m, SITREP_TIME_DATE, arena_printf(m->a, "%04d-H%d", year, half), first, time_add_months(first, 6) - 1, 0);
}

/* "the latest quarter": the one that ended last. */
static void do_latest(maker *m)
{
    int32_t now;
    if (!published(m, &now)) return;
    civil_date d = date_from_days(time_add_months(now, -3));
    set_quarter(m, d.year, (d.month + 2) / 3);
}

/* Sets the value of the calendar unit that holds a day; nothing where reckoning has left the calendar. */
static void set_grain(maker *m, int32_t day, char grain)
{
    if (day == none || day < time_day_of(2, 1, 1) || day > time_day_of(9990, 1, 1)) return;
    civil_date d = date_from_days(day);
    switch (grain) {
    case 'W':
        set_week(m, day);
        break;
    case 'M':
        set_month(m, d.year, d.month);
        break;
    case 'Q':
        set_quarter(m, d.year, (d.month + 2) / 3);
        break;
    case 'Y':
        set_year(m, d.year);
        break;
    default:
        set_day(m, day);
        break;
    }
}

/* "the year-ago quarter", "the same period last year": the stretch the text speaks of, a year earlier. */
static void do_yearago(maker *m)
{
    int32_t now;
    if (!published(m, &now)) return;
    char grain = m->anchor->grain;
    if (grain != 'Q' && grain != 'M') {
        grain = sv_eq(m->p->unit, SV("M")) ? 'M' : 'Q';
        now = time_add_months(now, grain == 'M' ? 0 : -3);
    } else {
        now = m->anchor->begin;
    }
    set_grain(m, time_add_months(now, -12), grain);
}

/* ---- weekdays and days seen from today ---- */

static void do_weekday(maker *m)
{
    const time_parts *p = m->p;
    int32_t base;
    bool seen_from_text = p->has_dir && (p->dir == 2 || p->dir == -2);
    if (!(seen_from_text ? spoken_of(m, &base) : published(m, &base))) return;
    int32_t weekday = (int32_t)date_weekday(base), back = (weekday - p->weekday + 7) % 7,
            ahead = (p->weekday - weekday + 7) % 7;
    if (p->has_dir && p->dir < 0)
        base -= back ? back : 7;
    else if (p->has_dir && p->dir > 0)
        base += ahead ? ahead : 7;
    else if (p->has_dir)
        base += ahead <= 3 || m->anchor->tense == TIME_TENSE_FUTURE ? ahead : -back;
    else if (m->anchor->tense == TIME_TENSE_FUTURE)
        base += ahead;
    else
        base -= back;
    set_day(m, base);
}

static void do_weekdayof(maker *m)
{
    int32_t now;
    if (!published(m, &now)) return;
    set_day(m, time_monday_of(now) + (m->p->dir < 0 ? -7 : m->p->dir > 0 ? 7 : 0) + m->p->weekday - 1);
}

static void do_deictic(maker *m)
{
    int32_t now;
    if (published(m, &now)) set_day(m, now + m->p->deictic);
}

/* "this morning", "last night", "the next morning", "tonight", "in the evening". */
static void do_partday(maker *m)
{
    const time_parts *p = m->p;
    int32_t base;
    bool seen_from_text = p->has_dir && (p->dir > 0 || p->dir == -2);
    if (!(seen_from_text ? spoken_of(m, &base) : published(m, &base))) return;
    if (!p->has_dir && m->anchor->grain == 'D' && !sv_eq(p->part, SV("NI"))) base = m->anchor->begin;
    set_day(m, base + (p->has_dir ? (p->dir > 0) - (p->dir < 0) : 0));
}

static void do_anaphor(maker *m)
{
    const time_parts *p = m->p;
    int32_t base;
    if (!spoken_of(m, &base)) return;
    if (p->part.len) {
        set_day(m, base);
    } else if (p->unit.len == 1 && strchr("DWMQY", p->unit.ptr[0])) {
        if (p->unit.ptr[0] == 'Y' && m->anchor->grain == 0) return;
        set_grain(m, base, p->unit.ptr[0]);
    } else if (sv_eq(p->unit, SV("E"))) {
        set_weekend(m, base);
    }
}

/* ---- calendar units seen from today: "last week", "the weekend" ---- */

static void set_weekend_of(maker *m, int32_t now, const time_parts *p)
{
    bool in_it = date_weekday(now) >= 6;
    int32_t shift = p->has_dir                                       ? (p->dir < 0            ? -7
                                                                        : p->dir > 0 && in_it ? 7
                                                                                              : 0)
                    : m->anchor->tense == TIME_TENSE_FUTURE || in_it ? 0
                                                                     : -7;
    if (p->has_dir && p->dir < 0 && in_it) shift = -7;
    set_weekend(m, now + shift);
}

static void do_span(maker *m);

static void do_unitref(maker *m)
{
    const time_parts *p = m->p;
    int32_t base, dir = p->dir == -3 ? -1 : p->dir > 0 ? 1 : p->dir < 0 ? -1 : 0;
    char unit = p->unit.len == 1 ? p->unit.ptr[0] : 0;
    if (p->dir == -3 && unit != 'E') { /* "the past week" is a stretch of time */
        do_span(m);
        return;
    }
    bool seen_from_text = p->dir == 2 || p->dir == -2 || (unit == 'D' && dir != 0);
    if (!(seen_from_text ? spoken_of(m, &base) : published(m, &base))) return;
    civil_date d = date_from_days(base);
    switch (unit) {
    case 'D':
        set_day(m, base + dir);
        break;
    case 'W':
        set_week(m, base + 7 * dir);
        break;
    case 'E':
        set_weekend_of(m, base, p);
        break;
    case 'M':
        set_grain(m, time_add_months(time_day_of(d.year, d.month, 1), dir), 'M');
        break;
    case 'Q':
        set_grain(m, time_add_months(time_day_of(d.year, d.month, 1), 3 * dir), 'Q');
        break;
    case 'Y':
        set_year(m, d.year + dir);
        break;
    case 'X':
        set_decade(m, d.year / 10 + dir);
        break;
    case 'C':
        set_century(m, d.year / 100 + dir);
        break;
    default:
        break;
    }
}

/* "the day", "the week": what the text speaks of where it is that long, else today's. */
static void do_theunit(maker *m)
{
    const time_parts *p = m->p;
    int32_t base;
    char unit = p->unit.len == 1 ? p->unit.ptr[0] : 0;
    if (!published(m, &base)) return;
    if (unit == 'D' && m->anchor->grain == 'D') base = m->anchor->begin;
    if (unit == 'Q') base = time_add_months(base, -1);
    if (unit == 'E')
        set_weekend_of(m, base, p);
    else if (unit && strchr("DWMQY", unit))
        set_grain(m, base, unit);
}

static void do_yearend(maker *m)
{
    int32_t now;
    if (published(m, &now)) set_year(m, date_from_days(now).year);
}

/* "for a third day": the day of the report, being the third. */
static void do_nth(maker *m)
{
    int32_t now;
    char unit = m->p->unit.len == 1 ? m->p->unit.ptr[0] : 0;
    if ((unit == 'D' || unit == 'N' || unit == 'W') && m->p->ordinal > 1 && published(m, &now))
        set_grain(m, now, unit == 'W' ? 'W' : 'D');
}

/* ---- durations ---- */

static const struct {
    const char *code;
    const char *letter; /* of the value */
    double times;       /* of the letter */
    bool clock;
} lengths[] = {
    {"TS", "S", 1, true}, {"TM", "M", 1, true}, {"TH", "H", 1, true},  {"D", "D", 1, false},   {"N", "D", 1, false},
    {"W", "W", 1, false}, {"F", "W", 2, false}, {"E", "WE", 1, false}, {"M", "M", 1, false},   {"Q", "Q", 1, false},
    {"H", "M", 6, false}, {"Y", "Y", 1, false}, {"X", "Y", 10, false}, {"C", "Y", 100, false}, {"L", "Y", 1000, false},
};

static int length_of(sitrep_sv unit)
{
    for (int i = 0; i < (int)(sizeof lengths / sizeof lengths[0]); i++)
        if (sv_eq(unit, sv_of(lengths[i].code))) return i;
    return -1;
}

/* "P3M", "PT16H", "PT5H30M", "PXW". */
static sitrep_sv length_text(maker *m, int unit, double number)
{
    const char *t = lengths[unit].clock ? "T" : "", *letter = lengths[unit].letter;
    if (isnan(number)) return arena_printf(m->a, "P%sX%s", t, sv_eq(sv_of(lengths[unit].code), SV("C")) ? "E" : letter);
    double value = number * lengths[unit].times, whole = floor(value);
    if (lengths[unit].clock && letter[0] == 'H' && value > whole)
        return arena_printf(m->a, "PT%.0fH%.0fM", whole, (value - whole) * 60);
    if (value > 1e9) return (sitrep_sv){NULL, 0};
    return arena_printf(m->a, "P%s%.6g%s", t, value, letter);
}

static double number_of(const time_parts *p)
{
    if (p->has_number2 && p->number2 != p->number) return NAN;
    return p->number_count || p->units ? p->number : 1; /* "a day-long siege" */
}

static void do_dur(maker *m)
{
    int unit = length_of(m->p->unit);
    if (unit >= 0) set(m, SITREP_TIME_DURATION, length_text(m, unit, number_of(m->p)), none, none, 0);
}

static int32_t shifted(int32_t day, int unit, double n)
{
    double times = lengths[unit].times * n;
    if (isnan(n) || day == none || times > 200000) return none;
    switch (lengths[unit].letter[0]) {
    case 'D':
        return day + (int32_t)times;
    case 'W':
        return day + (int32_t)(times * 7);
    case 'M':
        return lengths[unit].clock ? day : time_add_months(day, (int32_t)times);
    case 'Q':
        return time_add_months(day, (int32_t)(times * 3));
    case 'Y':
        return time_add_months(day, (int32_t)(times * 12));
    default:
        return day;
    }
}

/* "the past three months", "recent weeks", "the next year or so". */
static void do_span(maker *m)
{
    const time_parts *p = m->p;
    int unit = length_of(p->unit);
    if (unit < 0) return;
    double number = p->number_count ? number_of(p) : p->units ? NAN : 1;
    int32_t now = m->anchor->published, begin = none, end = none;
    if (p->has_dir && p->dir < 0)
        begin = shifted(now, unit, -number), end = now;
    else if (p->has_dir && p->dir > 0)
        begin = now, end = shifted(now, unit, number);
    if (begin == none || end == none) begin = end = none;
    set(m, SITREP_TIME_DURATION, length_text(m, unit, number), begin, end, 0);
}

static void do_durhalf(maker *m)
{
    const time_parts *p = m->p;
    int unit = length_of(p->unit);
    if (unit < 0) return;
    double number = (p->number_count ? p->number : 0) + 0.5;
    char letter = lengths[unit].letter[0];
    sitrep_sv text;
    if (letter == 'H' && number < 1)
        text = SV("PT30M");
    else if (letter == 'D' && number < 1)
        text = SV("PT12H");
    else if (letter == 'Y' && lengths[unit].times == 1 && number < 1)
        text = SV("P6M");
    else
        text = length_text(m, unit, number);
    set(m, SITREP_TIME_DURATION, text, none, none, 0);
}

static void do_durand(maker *m)
{
    const time_parts *p = m->p;
    int first = length_of(p->unit), second = length_of(p->unit2);
    if (first < 0 || second < 0 || isnan(p->number) || isnan(p->number2) ||
        lengths[first].clock != lengths[second].clock)
        return;
    sitrep_sv text =
        arena_printf(m->a, "P%s%.6g%s%.6g%s", lengths[first].clock ? "T" : "", p->number * lengths[first].times,
                     lengths[first].letter, p->number2 * lengths[second].times, lengths[second].letter);
    set(m, SITREP_TIME_DURATION, text, none, none, 0);
}

static void do_units(maker *m)
{
    int unit = length_of(m->p->unit);
    if (unit >= 0) set(m, SITREP_TIME_DURATION, length_text(m, unit, (double)NAN), none, none, 0);
}

/* A day that lies n units before or after another, at the grain of the unit. */
static void set_shifted(maker *m, int32_t base, double n, int direction)
{
    int unit = length_of(m->p->unit);
    if (unit < 0) return;
    int32_t day = shifted(base, unit, n * direction);
    if (isnan(n) || m->p->has_number2 || day == none) {
        set_ref(m, direction < 0 ? "PAST_REF" : "FUTURE_REF");
        return;
    }
    char letter = lengths[unit].letter[0];
    set_grain(m, day, lengths[unit].clock ? 'D' : letter);
}

static void do_ago(maker *m)
{
    int32_t now;
    if (m->anchor->grain == 'Q' && sv_eq(m->p->unit, SV("Y")) &&
        !(m->p->number > 1)) { /* of results: the quarter a year before */
        set_grain(m, time_add_months(m->anchor->begin, -12), 'Q');
        return;
    }
    if (published(m, &now)) set_shifted(m, now, m->p->number_count ? m->p->number : 1, -1);
}

static void do_later(maker *m)
{
    int32_t base;
    if (m->p->shift < 0 && m->anchor->grain == 'Q' && sv_eq(m->p->unit, SV("Y")) && m->p->number == 1)
        set_grain(m, time_add_months(m->anchor->begin, -12), 'Q');
    else if (spoken_of(m, &base))
        set_shifted(m, base, m->p->number, m->p->shift < 0 ? -1 : 1);
}

static void do_later0(maker *m)
{
    int32_t now;
    if (published(m, &now)) set_shifted(m, now, m->p->number, 1);
}

static void do_later1(maker *m)
{
    int32_t base;
    if (spoken_of(m, &base)) set_shifted(m, base, 1, m->p->shift > 0 ? 1 : -1);
}

/* ---- sets, clock times, holidays, references ---- */

static void do_set(maker *m)
{
    const time_parts *p = m->p;
    sitrep_sv text = p->set;
    int unit = p->unit.len ? length_of(p->unit) : -1;
    if (p->weekday)
        text = arena_printf(m->a, "XXXX-WXX-%d", p->weekday);
    else if (p->month)
        text = arena_printf(m->a, "XXXX-%02d", p->month);
    else if (unit >= 0)
        text = length_text(m, unit, p->number_count ? p->number : p->has_ordinal && p->ordinal > 0 ? p->ordinal : 1);
    else if (p->part.len)
        text = arena_printf(m->a, "XXXX-XX-XXT%.*s", SV_ARG(p->part));
    if (text.len) set(m, SITREP_TIME_SET, text, none, none, 0);
}

static void do_clock(maker *m)
{
    const time_parts *p = m->p;
    int32_t day = m->anchor->clock_day, hour = p->hour;
    char date[11] = "XXXX-XX-XX";
    if (day != none) date_print(day, date);
    const char *zone = p->has_zone && p->zone == 0 ? "Z" : "";
    sitrep_sv text;
    if (p->clock.len) {
        text = arena_printf(m->a, "%sT%.*s%s", date, SV_ARG(p->clock), zone);
    } else {
        if (p->ampm && p->ampm != 'O' && hour > 12) return;
        if (p->ampm == 'P' && hour < 12) hour += 12;
        if (p->ampm == 'A' && hour == 12) hour = 0;
        text = p->has_second ? arena_printf(m->a, "%sT%02d:%02d:%02d%s", date, hour, p->minute, p->second, zone)
                             : arena_printf(m->a, "%sT%02d:%02d%s", date, hour, p->minute, zone);
    }
    set(m, SITREP_TIME_TIME, text, day, day, 'D');
}

static void do_holiday(maker *m)
{
    const time_parts *p = m->p;
    int32_t now, candidate[3], day;
    if (p->has_year) {
        day = time_holiday_in(p->holiday, p->year);
    } else {
        if (!published(m, &now)) return;
        for (int32_t i = 0; i < 3; i++) candidate[i] = time_holiday_in(p->holiday, date_from_days(now).year - 1 + i);
        day = choose(m, candidate, 0);
    }
    if (day == none) return;
    if (sv_eq(p->unit, SV("W")))
        set_week(m, day);
    else if (sv_eq(p->unit, SV("E")))
        set_weekend(m, day);
    else
        set_day(m, day);
}

static void do_skip(maker *m)
{
    (void)m;
}
static void do_decade(maker *m)
{
    set_decade(m, m->p->decade);
}
static void do_pastref(maker *m)
{
    set_ref(m, "PAST_REF");
}
static void do_ref(maker *m)
{
    bool length = sv_starts(m->p->ref, SV("PX")); /* "the run-up to the vote" */
    set(m, length ? SITREP_TIME_DURATION : SITREP_TIME_DATE, m->p->ref, none, none, 0);
}
static void do_year(maker *m)
{
    do_date(m);
}
static void do_overnight(maker *m)
{
    do_partday(m);
}

static void do_century(maker *m)
{
    if (m->p->ordinal >= 1 && m->p->ordinal <= 30) set_century(m, m->p->ordinal - 1);
}

bool time_value_of(arena *a, const time_match *match, const time_anchor *anchor, time_value *out)
{
    static void (*const actions[])(maker *) = {
#define DO(name) do_##name,
        TIME_ACTION_LIST(DO)
#undef DO
    };
    *out = (time_value){.begin = none, .end = none};
    maker m = {a, &match->parts, anchor, out};
    actions[match->action](&m);
    if (out->begin == none || out->end == none) out->begin = out->end = none;
    return !a->failed;
}
