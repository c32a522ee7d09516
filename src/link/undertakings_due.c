/* link/undertakings_due.c — the day or days on which something is due, from the time expressions of a report.
 * A date is due behind "by", "before", "until", "within" rather than elsewhere, and behind the verb rather than before
 * it. "Within six months" counts from the day of the report; "before the summer" ends where it begins; a month or
 * a weekday that the reader took for the last one is the next one, for nobody undertakes what is over. */
#include "base/date.h"
#include "link/undertakings_int.h"

#include "base/banned.h"

#define TIMES_MAX    120u
#define DUE_DAYS_MAX 500
#define DUE_SPAN_MAX 100
#define LEAD_BYTES   18u
#define SOON_DAYS    14 /* "in the coming days" */
#define LATER_DAYS   45 /* "in the coming weeks" */

/* ---- durations, which the store does not keep: "within six months", "in the coming days" ---- */

static sitrep_sv next_word(sitrep_sv text, size_t *at)
{
    size_t i = *at;
    while (i < text.len && (text.ptr[i] == ' ' || text.ptr[i] == '-')) i++;
    size_t from = i;
    while (i < text.len && (is_alpha(text.ptr[i]) || is_digit(text.ptr[i]))) i++;
    *at = i;
    return sv_part(text, from, i);
}

static int32_t number_of(sitrep_sv word)
{
    static const char *const words[] = {"",      "one",   "two",  "three", "four",   "five",  "six",
                                        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    int32_t number = 0;
    if (sv_eq_fold(word, SV("a")) || sv_eq_fold(word, SV("an"))) return 1;
    for (int32_t i = 1; i <= 12; i++)
        if (sv_eq_fold(word, sv_of(words[i]))) return i;
    for (size_t i = 0; i < word.len; i++) {
        if (!is_digit(word.ptr[i]) || number > 999) return 0;
        number = number * 10 + (word.ptr[i] - '0');
    }
    return number;
}

/* Days of so many units; those of "the coming days" where the number is 0. */
static int32_t days_of(int32_t number, sitrep_sv unit)
{
    static const struct {
        const char *stem;
        int32_t tenths, coming; /* of a day; of "the coming …" */
    } units[] = {{"hour", 0, 2},      {"day", 10, SOON_DAYS}, {"week", 70, LATER_DAYS},
                 {"month", 305, 120}, {"year", 3650, 0},      {"fortnight", 140, 14}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        sitrep_sv stem = sv_of(units[i].stem);
        if (unit.len < stem.len || unit.len > stem.len + 1 || !sv_eq_fold(sv_part(unit, 0, stem.len), stem)) continue;
        if (!number) return units[i].coming;
        return i == 0 ? (number + 23) / 24 : (number * units[i].tenths + 9) / 10;
    }
    return 0;
}

/* The days within which something is due by a duration in the words, the first that there is; 0 for none. */
static int32_t span_in(sitrep_sv words)
{
    static const char *const leads[] = {"within the next ",
                                        "within ",
                                        "in the coming ",
                                        "in the next ",
                                        "over the next ",
                                        "over the coming ",
                                        "deadline of ",
                                        "ultimatum of ",
                                        "given ",
                                        "gave ",
                                        " in "};
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
        for (size_t at = sv_find(words, sv_of(leads[i]), 0); at != SIZE_MAX;
             at = sv_find(words, sv_of(leads[i]), at + 1)) {
            size_t behind = at + strlen(leads[i]);
            bool coming = sv_ends(sv_of(leads[i]), SV("coming ")) || sv_ends(sv_of(leads[i]), SV("next "));
            sitrep_sv word = next_word(words, &behind);
            if (sv_starts(sv_of(leads[i]), SV("g"))) /* "gave the junta 14 days" */
                for (int k = 0; k < 4 && word.len && (number_of(word) < 2); k++) word = next_word(words, &behind);
            int32_t days = coming && !number_of(word) ? days_of(0, word) : 0, number = number_of(word);
            if (number) days = days_of(number, next_word(words, &behind));
            if (days) return days;
        }
    return 0;
}

sitrep_status undertaking_load_times(linking *l, undertaking_report *out)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT first, last, begin_day, coalesce(end_day, begin_day) FROM time WHERE report "
                    "= ? AND type IN ('DATE', 'TIME') ORDER BY first LIMIT 120");
    if (!stmt) return link_failed(l);
    out->times = ARENA_ARRAY(&l->arena, link_time, TIMES_MAX);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code;
    while ((code = link_step(l, stmt)) > 0 && out->times)
        out->times[out->time_count++] =
            (link_time){(uint32_t)sqlite3_column_int64(stmt, 0), (uint32_t)sqlite3_column_int64(stmt, 1),
                        sqlite3_column_int(stmt, 2), sqlite3_column_int(stmt, 3)};
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* The words in front of a time, and those of the time itself. */
static sitrep_sv words_of(const undertaking_report *r, const link_time *t, sitrep_sv *out_lead)
{
    *out_lead = (sitrep_sv){"", 0};
    for (size_t i = 0; i < r->sentence_count; i++) {
        const link_sentence *s = &r->sentences[i];
        if (t->first < s->first || t->first >= s->last) continue;
        size_t at = t->first - s->first;
        *out_lead = sv_part(s->text, at > LEAD_BYTES ? at - LEAD_BYTES : 0, at);
        return sv_part(s->text, at, t->last - s->first);
    }
    return *out_lead;
}

static bool has(sitrep_sv text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at + strlen(words[i]) <= text.len; at++)
            if (sv_eq_fold(sv_part(text, at, at + strlen(words[i])), sv_of(words[i]))) return true;
    return false;
}
#define HAS(text, list) has((text), (list), sizeof(list) / sizeof(list)[0])

static bool has_year(sitrep_sv text)
{
    for (size_t i = 0; i + 4 <= text.len; i++)
        if (is_digit(text.ptr[i]) && is_digit(text.ptr[i + 1]) && is_digit(text.ptr[i + 2]) &&
            is_digit(text.ptr[i + 3]))
            return true;
    return false;
}

/* The same days a year later. */
static void next_year(link_time *t)
{
    civil_date begin = date_from_days(t->begin);
    civil_date later = {begin.year + 1, begin.month, begin.day};
    if (!date_valid(later.year, later.month, later.day)) later.day = 28;
    int32_t shift = date_to_days(later) - t->begin;
    t->begin += shift;
    t->end += shift;
}

/* Turns a time to the day to come that it means. `limit`: it stands behind "by", "before" and the like. */
static void settle(const linking *l, const undertaking_report *r, link_time *t, bool *out_limit, bool *out_once)
{
    static const char *const limits[] = {"by ", "before ", "until ", "no later than ", "within ", "not later than "};
    static const char *const once[] = {"first expected", "announced", "first date"};
    static const char *const ends[] = {"end"};
    sitrep_sv lead, text = words_of(r, t, &lead);
    bool before = sv_ends(lead, SV("before "));
    int32_t today = l->published_day;
    *out_limit = HAS(lead, limits);
    *out_once = HAS(lead, once);
    if (t->end - t->begin > 300 && HAS(text, ends)) t->begin = t->end - 9; /* "year's end" */
    if (*out_limit && t->end <= today && t->end >= today - 7 && t->begin == t->end)
        t->begin += 7, t->end += 7; /* "by Friday", said on a Wednesday */
    if (*out_limit && t->end <= today && t->end > today - 330 && !has_year(text)) next_year(t);
    if (before && t->end > t->begin && !HAS(text, ends) && t->begin > today) t->end = t->begin;
}

bool undertaking_due(const linking *l, const undertaking_report *r, uint32_t first, uint32_t last, uint32_t from,
                     link_time *out)
{
    int best = 0;
    for (size_t i = 0; i < r->time_count; i++) {
        link_time t = r->times[i];
        bool limit = false, once = false;
        if (t.first < first || t.last > last) continue;
        settle(l, r, &t, &limit, &once);
        if (t.end <= l->published_day || t.end >= l->published_day + DUE_DAYS_MAX || t.end - t.begin >= DUE_SPAN_MAX ||
            (t.begin <= l->published_day && !limit))
            continue;
        int points = 1 + (limit ? 4 : 0) + (t.first >= from ? 2 : 0) - (once ? 3 : 0);
        if (points > best) best = points, *out = t;
    }
    for (size_t i = 0; i < r->sentence_count && !best; i++) {
        const link_sentence *s = &r->sentences[i];
        if (s->last <= first || s->first >= last) continue;
        uint32_t begin = from > s->first ? from - s->first : 0;
        int32_t days = begin < s->text.len ? span_in(sv_part(s->text, begin, s->text.len)) : 0;
        if (!days || days >= DUE_DAYS_MAX) continue;
        best = 1;
        *out = (link_time){s->first, s->last, l->published_day + 1, l->published_day + days};
    }
    return best > 0;
}
