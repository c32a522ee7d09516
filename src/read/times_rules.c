/* read/times_rules.c — the pattern language of data/words/time_patterns.tsv: compiling it and matching it.
 * A pattern is a row of elements; matching backtracks over optional ones and over words that are several things, which
 * stays cheap because a pattern is short and is tried only at tokens that can begin it (64-bit masks of classes). */
#include <math.h>
#include <stdlib.h>

#include "read/times_int.h"

#include "base/banned.h"

enum { TIME_ELEMENTS_MAX = 16, TIME_ALTERNATIVES_MAX = 8 };

/* Elements that are no class of the table: kinds of number and unions of classes. */
enum element_kind {
    IS_CLASS,
    IS_LITERAL,
    IS_MONTH,
    IS_WDAY,
    IS_UNITX,
    IS_PARTX,
    IS_NUM,
    IS_NUMA,
    IS_ORD,
    IS_DAY,
    IS_YEAR,
    IS_YY,
    IS_YWORD,
    IS_DECADE,
    IS_HOUR,
    IS_MIN,
    IS_N12,
    IS_N31,
    IS_MIL
};

typedef struct element {
    uint8_t kind, class_, literal_count;
    bool optional, attached;
    uint32_t literals[TIME_ALTERNATIVES_MAX]; /* entries of the vocabulary */
} element;

struct time_pattern {
    const char *name;
    uint8_t action, count;
    element elements[TIME_ELEMENTS_MAX];
};

struct read_time_rules {
    time_pattern *patterns;
    uint64_t *first; /* those of the patterns, side by side: most patterns are passed over at every token */
    uint32_t count;
};

enum { LITERAL_NAMED = 1, LITERAL_BEGINS = 2 }; /* of read_entry.literal: in a pattern, and where a pattern may begin */

#define BIT(class_) (UINT64_C(1) << (class_))
#define BIT_DIGITS  BIT(62) /* a token of digits may begin it */
#define BIT_LITERAL BIT(63) /* a word that a pattern names, or a mark */

static uint32_t number_class_of(sitrep_sv name)
{
    static const char *const names[] = {"unit", "tens", "scale", "scale-short", "ordinal", "fraction", "vague"};
    for (uint32_t i = 0; i < READ_NUM_COUNT; i++)
        if (sv_eq(name, sv_of(names[i]))) return i;
    return SITREP_NONE;
}

static uint32_t time_class_of(sitrep_sv name)
{
    static const char *const names[] = {
#define NAME(c, text) text,
        TIME_CLASS_LIST(NAME)
#undef NAME
    };
    for (uint32_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sv_eq(name, sv_of(names[i]))) return TIME_BEFORE_FIRST + 1 + i;
    return SITREP_NONE;
}

static uint32_t action_of(sitrep_sv name)
{
    static const char *const names[] = {
#define NAME(n) #n,
        TIME_ACTION_LIST(NAME)
#undef NAME
    };
    for (uint32_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sv_eq(name, sv_of(names[i]))) return i;
    return SITREP_NONE;
}

/* ---- compiling ---- */

static const struct {
    const char *name;
    uint8_t kind;
    uint64_t first;
} kinds[] = {
    {"MONTH", IS_MONTH, BIT(TIME_MONTH) | BIT(TIME_MONTH_SHORT)},
    {"WDAY", IS_WDAY, BIT(TIME_WEEKDAY) | BIT(TIME_WEEKDAY_SHORT)},
    {"UNITX", IS_UNITX, BIT(TIME_UNIT) | BIT(TIME_UNITS)},
    {"PARTX", IS_PARTX, BIT(TIME_PART) | BIT(TIME_PART_WEAK)},
    {"NUM", IS_NUM, BIT_DIGITS | BIT(READ_NUM_UNIT) | BIT(READ_NUM_TENS) | BIT(READ_NUM_VAGUE) | BIT_LITERAL},
    {"NUMA", IS_NUMA, BIT_DIGITS | BIT(READ_NUM_UNIT) | BIT(READ_NUM_TENS) | BIT(READ_NUM_VAGUE) | BIT_LITERAL},
    {"ORD", IS_ORD, BIT_DIGITS | BIT(READ_NUM_ORDINAL) | BIT(READ_NUM_TENS)},
    {"DAY", IS_DAY, BIT_DIGITS | BIT(READ_NUM_ORDINAL)},
    {"YEAR", IS_YEAR, BIT_DIGITS},
    {"YY", IS_YY, BIT_DIGITS},
    {"YWORD", IS_YWORD, BIT(READ_NUM_UNIT)},
    {"DECADE", IS_DECADE, BIT_DIGITS | BIT_LITERAL},
    {"HOUR", IS_HOUR, BIT_DIGITS | BIT(READ_NUM_UNIT)},
    {"MIN", IS_MIN, BIT_DIGITS},
    {"N12", IS_N12, BIT_DIGITS},
    {"N31", IS_N31, BIT_DIGITS},
    {"MIL", IS_MIL, BIT_DIGITS},
};

static sitrep_status compile_literals(read_ctx *r, sitrep_sv text, element *e, sitrep_error *err)
{
    e->kind = IS_LITERAL;
    while (text.len) {
        sitrep_sv word = sv_cut(&text, '|');
        if (e->literal_count == TIME_ALTERNATIVES_MAX)
            return base_error(err, SITREP_FORMAT, "more than 8 alternatives");
        uint32_t entry = read_vocabulary_make(r, word);
        if (entry == SITREP_NONE) return base_error(err, SITREP_NOMEM, "out of memory");
        read_entry_at(r, entry)->literal |= LITERAL_NAMED;
        e->literals[e->literal_count++] = entry;
    }
    return SITREP_OK;
}

static sitrep_status compile_element(read_ctx *r, sitrep_sv text, element *e, uint64_t *first, sitrep_error *err)
{
    *e = (element){0};
    if (text.len > 1 && text.ptr[0] == '~') {
        e->attached = true;
        text = sv_part(text, 1, text.len);
    }
    if (text.len > 1 && text.ptr[text.len - 1] == '?') {
        e->optional = true;
        text.len--;
    }
    if (!is_upper(text.ptr[0])) {
        *first = BIT_LITERAL;
        return compile_literals(r, text, e, err);
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!sv_eq(text, sv_of(kinds[i].name))) continue;
        e->kind = kinds[i].kind;
        *first = kinds[i].first;
        return SITREP_OK;
    }
    char low[32];
    for (size_t i = 0; i < text.len && i < sizeof low; i++) low[i] = text.ptr[i] == '_' ? '-' : to_lower(text.ptr[i]);
    uint32_t class_ = text.len <= sizeof low ? time_class_of((sitrep_sv){low, text.len}) : SITREP_NONE;
    if (class_ == SITREP_NONE) return base_error(err, SITREP_FORMAT, "'%.*s' is no class of words", SV_ARG(text));
    e->kind = IS_CLASS;
    e->class_ = (uint8_t)class_;
    *first = BIT(class_);
    return SITREP_OK;
}

/* *first: classes that the first token of the pattern may have. */
static sitrep_status compile_pattern(read_ctx *r, sitrep_sv text, time_pattern *p, uint64_t *first, sitrep_error *err)
{
    bool may_begin = true;
    while (text.len) {
        sitrep_sv word = sv_cut(&text, ' ');
        if (word.len == 0) continue;
        if (p->count == TIME_ELEMENTS_MAX)
            return base_error(err, SITREP_FORMAT, "more than %d elements", TIME_ELEMENTS_MAX);
        uint64_t classes = 0;
        element *e = &p->elements[p->count++];
        sitrep_status status = compile_element(r, word, e, &classes, err);
        if (status) return status;
        if (may_begin) *first |= classes;
        for (uint32_t i = 0; may_begin && i < e->literal_count; i++)
            read_entry_at(r, e->literals[i])->literal |= LITERAL_BEGINS;
        may_begin &= e->optional;
    }
    if (may_begin) return base_error(err, SITREP_FORMAT, "a pattern in which everything may be missing");
    return SITREP_OK;
}

sitrep_status read_times_open(read_ctx *r, sitrep_error *err)
{
    sitrep_status status = read_vocabulary_add(r, "words/numbers", number_class_of, err);
    if (!status) status = read_vocabulary_add(r, "words/times", time_class_of, err);
    if (status) return status;
    const know_table *t = know_table_find(r->know, SV("words/time_patterns"));
    if (!t) return base_error(err, SITREP_FORMAT, "the knowledge file has no table words/time_patterns");
    r->time_rules = ARENA_NEW(&r->lasting, struct read_time_rules);
    time_pattern *patterns = ARENA_ARRAY(&r->lasting, time_pattern, t->rows);
    uint64_t *first = ARENA_ARRAY(&r->lasting, uint64_t, t->rows);
    if (!r->time_rules || !patterns || !first) return base_error(err, SITREP_NOMEM, "out of memory");
    uint32_t pattern = know_table_column(r->know, t, SV("pattern")),
             action = know_table_column(r->know, t, SV("action"));
    for (uint32_t row = 0; row < t->rows; row++) {
        time_pattern *p = &patterns[row];
        sitrep_sv name = arena_copy(&r->lasting, know_table_cell(r->know, t, row, 0));
        uint32_t number = action_of(know_table_cell(r->know, t, row, action));
        if (!name.ptr) return base_error(err, SITREP_NOMEM, "out of memory");
        if (number == SITREP_NONE) return base_error(err, SITREP_FORMAT, "time pattern %s: no such action", name.ptr);
        p->name = name.ptr;
        p->action = (uint8_t)number;
        sitrep_error why = {0};
        status = compile_pattern(r, know_table_cell(r->know, t, row, pattern), p, &first[row], &why);
        if (status) return base_error(err, status, "time pattern %s: %s", name.ptr, why.msg);
    }
    *r->time_rules = (struct read_time_rules){patterns, first, t->rows};
    return SITREP_OK;
}

/* ---- matching ---- */

typedef struct matcher {
    const read_ctx *r;
    const read_token *tokens;
    uint32_t count, first;
    uint32_t best_end;
    time_parts best;
} matcher;

static bool digits_between(const read_token *t, double low, double high, size_t most_digits)
{
    return t->kind == READ_TOKEN_DIGITS && !t->grouped && t->low.len <= most_digits && t->number >= low &&
           t->number <= high;
}

static bool mark_at(const matcher *m, uint32_t at, char c)
{
    return at < m->count && m->tokens[at].kind == READ_TOKEN_MARK && m->tokens[at].low.len == 1 &&
           m->tokens[at].low.ptr[0] == c;
}

/* Where the sense of a class goes in the parts: its text, its number, and a mark that it is there; SIZE_MAX where not.
 */
#define AT(field) offsetof(time_parts, field)
#define NOWHERE   SIZE_MAX
static const struct part_of_class {
    uint8_t class_;
    size_t text, number, flag;
} parts_of_classes[] = {
    {TIME_MONTH, NOWHERE, AT(month), NOWHERE},      {TIME_MONTH_SHORT, NOWHERE, AT(month), NOWHERE},
    {TIME_WEEKDAY, NOWHERE, AT(weekday), NOWHERE},  {TIME_WEEKDAY_SHORT, NOWHERE, AT(weekday), NOWHERE},
    {TIME_WEEKDAYS, NOWHERE, AT(weekday), NOWHERE}, {TIME_DEICTIC, NOWHERE, AT(deictic), AT(has_deictic)},
    {TIME_PART, AT(part), NOWHERE, NOWHERE},        {TIME_PART_WEAK, AT(part), NOWHERE, NOWHERE},
    {TIME_TONIGHT, AT(part), NOWHERE, NOWHERE},     {TIME_OVERNIGHT, AT(part), NOWHERE, NOWHERE},
    {TIME_CLOCK, AT(clock), NOWHERE, NOWHERE},      {TIME_DIR, NOWHERE, AT(dir), AT(has_dir)},
    {TIME_ANAPHOR, NOWHERE, NOWHERE, AT(anaphor)},  {TIME_MOD, AT(mod), NOWHERE, NOWHERE},
    {TIME_EDGE, AT(edge), NOWHERE, NOWHERE},        {TIME_SEASON, AT(season), NOWHERE, NOWHERE},
    {TIME_HOLIDAY, AT(holiday), NOWHERE, NOWHERE},  {TIME_REF, AT(ref), NOWHERE, NOWHERE},
    {TIME_SET, AT(set), NOWHERE, NOWHERE},          {TIME_ZONE, NOWHERE, AT(zone), AT(has_zone)},
    {TIME_APPROX, NOWHERE, NOWHERE, AT(approx)},    {TIME_EVERY, NOWHERE, NOWHERE, AT(every)},
    {TIME_FISCAL, NOWHERE, NOWHERE, AT(fiscal)},    {TIME_DECADES, NOWHERE, AT(decade), NOWHERE},
};

/* Puts the sense of a class into the parts. */
static void take_sense(time_parts *p, uint32_t class_, const read_sense *s)
{
    /* "local time" is a zone without a number, and not UTC's 0 */
    int32_t n = !isnan(s->number) ? (int32_t)s->number : class_ == TIME_ZONE ? INT32_MIN : 0;
    if (class_ == TIME_UNIT || class_ == TIME_UNITS) {
        if (p->unit.len)
            p->unit2 = s->value;
        else
            p->unit = s->value;
        p->units = class_ == TIME_UNITS;
    } else if (class_ == TIME_AGO || class_ == TIME_REL) {
        p->shift = (int8_t)n;
    } else if (class_ == TIME_AMPM) {
        p->ampm = s->value.ptr[0];
    }
    if (class_ == TIME_EDGE) p->mod = s->value;
    for (size_t i = 0; i < sizeof parts_of_classes / sizeof parts_of_classes[0]; i++) {
        const struct part_of_class *part = &parts_of_classes[i];
        if (part->class_ != class_) continue;
        if (part->text != NOWHERE) *(sitrep_sv *)((char *)p + part->text) = s->value;
        if (part->number != NOWHERE) *(int32_t *)((char *)p + part->number) = n;
        if (part->flag != NOWHERE) *(bool *)((char *)p + part->flag) = true;
        return;
    }
}

static void match_from(matcher *m, const time_pattern *p, uint32_t element_at, uint32_t at, const time_parts *parts);

/* Tries every phrase of a class that begins here. */
static void match_class(matcher *m, const time_pattern *p, uint32_t e, uint32_t at, const time_parts *parts,
                        uint32_t class_)
{
    const read_token *t = &m->tokens[at];
    if (t->entry == SITREP_NONE || !(read_entry_at(m->r, t->entry)->begins & BIT(class_))) return;
    for (uint32_t entry = t->entry; entry != SITREP_NONE; entry = read_entry_at(m->r, entry)->next) {
        const read_sense *s = read_entry_sense(m->r, entry, class_);
        if (!s) continue;
        uint32_t len = entry == t->entry ? 1 : read_entry_length(m->r, entry, m->tokens, m->count, at);
        if (!len) continue;
        time_parts next = *parts;
        take_sense(&next, class_, s);
        bool dot = (class_ == TIME_MONTH_SHORT || class_ == TIME_WEEKDAY_SHORT) && mark_at(m, at + len, '.') &&
                   !m->tokens[at + len].space;
        match_from(m, p, e + 1, at + len + dot, &next);
    }
}

static void match_number(matcher *m, const time_pattern *p, uint32_t e, uint32_t at, const time_parts *parts,
                         bool article)
{
    read_number n;
    if (m->tokens[at].ordinal || !read_number_at(m->r, m->tokens, m->count, at, article, &n)) return;
    time_parts next = *parts;
    if (next.number_count++ == 0) {
        next.number = n.value;
        next.vague = n.vague;
        next.article = n.article;
    } else {
        next.number2 = n.value;
        next.has_number2 = true;
    }
    match_from(m, p, e + 1, n.end, &next);
    if (n.end + 1 < m->count && sv_eq(m->tokens[n.end].low, SV("of"))) /* "a couple of years", "hundreds of days" */
        if (n.vague || n.value == 2) match_from(m, p, e + 1, n.end + 1, &next);
}

static void match_ordinal(matcher *m, const time_pattern *p, uint32_t e, uint32_t at, const time_parts *parts, bool day)
{
    read_number n;
    const read_token *t = &m->tokens[at];
    time_parts next = *parts;
    if (day && digits_between(t, 1, 31, 2)) {
        next.day = (int32_t)t->number;
        match_from(m, p, e + 1, at + 1, &next);
    } else if (read_ordinal_at(m->r, m->tokens, m->count, at, &n) && (!day || (n.value >= 1 && n.value <= 31))) {
        if (day) {
            next.day = (int32_t)n.value;
        } else {
            next.ordinal = (int32_t)n.value;
            next.has_ordinal = true;
        }
        match_from(m, p, e + 1, n.end, &next);
    }
}

/* "nineteen ninety-seven", "two thousand (and) eight", "twenty ten". */
static void match_year_words(matcher *m, const time_pattern *p, uint32_t e, uint32_t at, const time_parts *parts)
{
    const read_sense *s = read_entry_sense(m->r, m->tokens[at].entry, READ_NUM_UNIT);
    read_number n;
    if (!s) return;
    time_parts next = *parts;
    next.has_year = true;
    if (s->number >= 17 && s->number <= 19 && at + 1 < m->count &&
        read_entry_sense(m->r, m->tokens[at + 1].entry, READ_NUM_TENS) &&
        read_number_at(m->r, m->tokens, m->count, at + 1, false, &n) && n.value < 100) {
        next.year = (int32_t)(s->number * 100 + n.value);
        match_from(m, p, e + 1, n.end, &next);
    } else if (s->number == 2 && read_number_at(m->r, m->tokens, m->count, at, false, &n) && n.value >= 2000 &&
               n.value < 2100 && n.end > at + 1) {
        next.year = (int32_t)n.value;
        match_from(m, p, e + 1, n.end, &next);
    }
}

/* "1990s", "'90s", "90s" with its s. */
static void match_decade(matcher *m, const time_pattern *p, uint32_t e, uint32_t at, const time_parts *parts)
{
    uint32_t i = at + mark_at(m, at, '\'');
    if (i + 1 >= m->count) return;
    const read_token *t = &m->tokens[i], *s = &m->tokens[i + 1];
    if (t->kind != READ_TOKEN_DIGITS || t->grouped || s->space) return;
    if (s->kind == READ_TOKEN_WORD ? !sv_eq(s->low, SV("s")) : !sv_eq(s->low, SV("'s"))) return;
    time_parts next = *parts;
    if (t->low.len == 4 && t->number >= 1500 && t->number < 2100 && fmod(t->number, 10) == 0)
        next.decade = (int32_t)t->number / 10;
    else if (t->low.len == 2 && fmod(t->number, 10) == 0 && t->number >= 20)
        next.decade = 190 + (int32_t)t->number / 10;
    else
        return;
    match_from(m, p, e + 1, i + 2, &next);
}

static void match_clock_number(matcher *m, const time_pattern *p, uint32_t e, uint32_t at, const time_parts *parts,
                               uint8_t kind)
{
    const read_token *t = &m->tokens[at];
    time_parts next = *parts;
    const read_sense *word = read_entry_sense(m->r, t->entry, READ_NUM_UNIT);
    if (kind == IS_HOUR && digits_between(t, 0, 24, 2)) {
        next.hour = (int32_t)t->number;
    } else if (kind == IS_HOUR && word && word->number >= 1 && word->number <= 12) {
        next.hour = (int32_t)word->number;
    } else if (kind == IS_MIN && digits_between(t, 0, 59, 2) && t->low.len == 2) {
        if (parts->has_hour && parts->minute >= 0 && parts->number_count == 99) {
            next.second = (int32_t)t->number;
            next.has_second = true;
        } else {
            next.minute = (int32_t)t->number;
            next.number_count = 99; /* the next MIN is the second */
        }
    } else if (kind == IS_MIL && digits_between(t, 0, 2400, 4) && t->low.len == 4 && (int32_t)t->number % 100 < 60) {
        next.hour = (int32_t)t->number / 100;
        next.minute = (int32_t)t->number % 100;
    } else {
        return;
    }
    if (t->ordinal) return;
    next.has_hour = true;
    match_from(m, p, e + 1, at + 1, &next);
}

static void match_date_number(matcher *m, const time_pattern *p, uint32_t e, uint32_t at, const time_parts *parts,
                              uint8_t kind)
{
    const read_token *t = &m->tokens[at];
    time_parts next = *parts;
    if (t->ordinal) return;
    if (kind == IS_YEAR && digits_between(t, 1000, 2199, 4)) {
        next.year = (int32_t)t->number;
        next.has_year = true;
    } else if (kind == IS_YY && t->kind == READ_TOKEN_DIGITS && t->low.len == 2) {
        next.year = (int32_t)t->number + (t->number < 40 ? 2000 : 1900);
        next.has_year = true;
    } else if (kind == IS_N12 && digits_between(t, 1, 12, 2)) {
        next.month = (int32_t)t->number;
    } else if (kind == IS_N31 && digits_between(t, 1, 31, 2)) {
        *(next.day ? &next.last_day : &next.day) = (int32_t)t->number;
    } else {
        return;
    }
    match_from(m, p, e + 1, at + 1, &next);
}

static void match_element(matcher *m, const time_pattern *p, uint32_t e, uint32_t at, const time_parts *parts)
{
    const element *el = &p->elements[e];
    switch (el->kind) {
    case IS_CLASS:
        match_class(m, p, e, at, parts, el->class_);
        break;
    case IS_LITERAL:
        for (uint32_t i = 0; i < el->literal_count; i++) {
            bool same = m->tokens[at].entry == el->literals[i] ||
                        (m->tokens[at].kind == READ_TOKEN_MARK &&
                         sv_eq(m->tokens[at].low, read_entry_at(m->r, el->literals[i])->text));
            if (same) match_from(m, p, e + 1, at + 1, parts);
        }
        break;
    case IS_MONTH:
        match_class(m, p, e, at, parts, TIME_MONTH);
        match_class(m, p, e, at, parts, TIME_MONTH_SHORT);
        break;
    case IS_WDAY:
        match_class(m, p, e, at, parts, TIME_WEEKDAY);
        match_class(m, p, e, at, parts, TIME_WEEKDAY_SHORT);
        break;
    case IS_UNITX:
        match_class(m, p, e, at, parts, TIME_UNIT);
        match_class(m, p, e, at, parts, TIME_UNITS);
        break;
    case IS_PARTX:
        match_class(m, p, e, at, parts, TIME_PART);
        match_class(m, p, e, at, parts, TIME_PART_WEAK);
        break;
    case IS_NUM:
        match_number(m, p, e, at, parts, false);
        break;
    case IS_NUMA:
        match_number(m, p, e, at, parts, true);
        break;
    case IS_ORD:
        match_ordinal(m, p, e, at, parts, false);
        break;
    case IS_DAY:
        match_ordinal(m, p, e, at, parts, true);
        break;
    case IS_YWORD:
        match_year_words(m, p, e, at, parts);
        break;
    case IS_DECADE:
        match_decade(m, p, e, at, parts);
        break;
    case IS_HOUR:
    case IS_MIN:
    case IS_MIL:
        match_clock_number(m, p, e, at, parts, el->kind);
        break;
    default:
        match_date_number(m, p, e, at, parts, el->kind);
        break;
    }
}

static void match_from(matcher *m, const time_pattern *p, uint32_t e, uint32_t at, const time_parts *parts)
{
    if (e == p->count) {
        if (at > m->best_end) {
            m->best_end = at;
            m->best = *parts;
        }
        return;
    }
    /* A time never crosses a paragraph, and what must be attached has no blank before it. */
    if (at < m->count && (at == m->first || !m->tokens[at].paragraph) &&
        !(p->elements[e].attached && m->tokens[at].space))
        match_element(m, p, e, at, parts);
    if (p->elements[e].optional) match_from(m, p, e + 1, at, parts);
}

static uint64_t classes_of(const read_ctx *r, const read_token *t)
{
    uint64_t classes = t->kind == READ_TOKEN_DIGITS ? BIT_DIGITS : 0;
    if (t->entry == SITREP_NONE) return classes;
    for (uint32_t e = t->entry; e != SITREP_NONE; e = read_entry_at(r, e)->next) {
        classes |= read_entry_at(r, e)->classes;
        if (read_entry_at(r, e)->literal & LITERAL_BEGINS) classes |= BIT_LITERAL;
    }
    if (sv_eq(t->low, SV("a")) || sv_eq(t->low, SV("an"))) classes |= BIT_LITERAL;
    return classes;
}

bool time_match_at(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t at, time_match *out)
{
    uint64_t classes = classes_of(r, &tokens[at]);
    if (!classes) return false;
    bool found = false;
    matcher m = {.r = r, .tokens = tokens, .count = count, .first = at, .best_end = at};
    const time_parts nothing = {.number = NAN, .number2 = NAN};
    for (uint32_t i = 0; i < r->time_rules->count; i++) {
        if (!(r->time_rules->first[i] & classes)) continue;
        const time_pattern *p = &r->time_rules->patterns[i];
        uint32_t before = m.best_end;
        match_from(&m, p, 0, at, &nothing);
        if (m.best_end == before) continue;
        *out = (time_match){.first = at, .end = m.best_end, .action = p->action, .name = p->name, .parts = m.best};
        found = true;
    }
    return found;
}
