/* link/contradictions.c — what cannot both be so. Both sides stay; the pair is a row of its own with the reason.
 * Figures of one count whose ranges do not meet, by two speakers near in time or by one outlet on one day; an
 * accusation and its denial, in one report or between two; an act that is denied; a party that takes another position
 * than before. */
#include "link/link_int.h"

#include <math.h>

#include "base/banned.h"

#define DAY_SECONDS    ((int64_t)86400)
#define NEAR_DAYS      3
#define DENIAL_DAYS    14
#define POSITION_DAYS  120
#define SENTENCES_BACK 5
#define UP_TO_SHARE    0.4
/* Rows of reports that were linked before: what came later must not change what was known on a day, however many
 * reports are linked in one go. */
#define EARLIER(alias) "EXISTS (SELECT 1 FROM report_origin ro WHERE ro.report = " alias ".report)"

sitrep_status link_add_contradiction(linking *l, const char *kind, sitrep_sv one, sitrep_sv other, sitrep_sv key,
                                     const char *reason)
{
    char id[KEEP_ID_SIZE];
    sitrep_sv parts[] = {sv_of(kind), key};
    keep_make_id('x', parts, 2, id);
    sqlite3_stmt *stmt = link_sql(
        l, "INSERT OR IGNORE INTO contradiction (id, kind, one, other, reason, seen_at) VALUES (?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, sv_of(id));
    db_bind_sv(stmt, 2, sv_of(kind));
    db_bind_sv(stmt, 3, one);
    db_bind_sv(stmt, 4, other);
    db_bind_sv(stmt, 5, sv_of(reason));
    sqlite3_bind_int64(stmt, 6, l->seen_at);
    return link_done(l, stmt);
}

/* ---- figures: each against the last of every other line of its count, and against those of its own report ---- */

typedef struct amount {
    sitrep_sv id, line, text, qualifier;
    double low, high, value;
    int64_t origin, figure, report;
    bool same_outlet_day;
} amount;

/* The range that words leave open: "at least" has no upper end, "up to 2,000" is not said of 200, "about" is a tenth to
 * either side. */
static amount amount_of(linking *l, sqlite3_stmt *stmt)
{
    amount a = {.figure = sqlite3_column_int64(stmt, 0), .low = 0, .high = INFINITY};
    sitrep_sv *const texts[] = {&a.id, &a.line, &a.text, &a.qualifier};
    for (int i = 0; i < 4; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i + 1));
    double low = sqlite3_column_double(stmt, 5), best = sqlite3_column_double(stmt, 6),
           high = sqlite3_column_double(stmt, 7);
    bool has_low = sqlite3_column_type(stmt, 5) != SQLITE_NULL, has_best = sqlite3_column_type(stmt, 6) != SQLITE_NULL,
         has_high = sqlite3_column_type(stmt, 7) != SQLITE_NULL;
    a.value = has_best ? best : has_low ? low : high;
    bool about = sv_eq(a.qualifier, SV("about"));
    if (has_low)
        a.low = low;
    else if (has_best && !has_high)
        a.low = best * 0.9;
    else if (has_high)
        a.low = high * UP_TO_SHARE;
    if (has_high)
        a.high = high;
    else if (has_best && about)
        a.high = best * 1.1;
    a.origin = sqlite3_column_int64(stmt, 8);
    a.report = sqlite3_column_int64(stmt, 9);
    a.same_outlet_day = sqlite3_column_int(stmt, 10) != 0;
    return a;
}

#define AMOUNT_COLUMNS "g.figure, g.id, n.speaker, g.text, g.qualifier, g.low, g.best, g.high, ro.origin, g.report"

/* The reason's name of a side: the speaker, or that there is none. */
static sitrep_sv line_name(const amount *a)
{
    return a->line.len ? a->line : SV("nobody named");
}

static sitrep_status differ(linking *l, const amount *a, const amount *b)
{
    char reason[220];
    bool same_line = sv_eq_fold(a->line, b->line), outlet = same_line && b->same_outlet_day;
    if (same_line && (!outlet || a->value == b->value || a->origin == b->origin || a->report == b->report))
        return SITREP_OK;
    if (!same_line && a->low <= b->high && b->low <= a->high) return SITREP_OK;
    if (outlet)
        snprintf(reason, sizeof reason, "one outlet on one day: %.*s and %.*s", SV_ARG(b->text), SV_ARG(a->text));
    else
        snprintf(reason, sizeof reason, "%s%.*s: %.*s; %.*s: %.*s", a->report == b->report ? "in one report, " : "",
                 SV_ARG(line_name(b)), SV_ARG(b->text), SV_ARG(line_name(a)), SV_ARG(a->text));
    /* Copies do not add: the same two numbers of the same two speakers are one contradiction, and one more in each
     * origin that sets them side by side. */
    bool here = a->report == b->report, swapped = a->value < b->value;
    const amount *less = swapped ? a : b, *more = swapped ? b : a;
    sitrep_sv key = arena_printf(&l->arena, "%.*s %g|%.*s %g|%lld", SV_ARG(less->line), less->value, SV_ARG(more->line),
                                 more->value, here ? (long long)a->origin : 0);
    return link_add_contradiction(l, outlet ? "same outlet, same day" : "figures differ", b->id, a->id, key, reason);
}

static sitrep_status compare_figure(linking *l, const amount *a, sitrep_sv count, bool is_first)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT " AMOUNT_COLUMNS ", (SELECT source IS NOT NULL AND source = r.source AND published_day = "
                    "r.published_day FROM report WHERE report ="
                    " ?1), n.measure = 'flow' FROM series_figure sf JOIN series n ON n.series = sf.series JOIN figure "
                    "g ON g.figure = sf.figure JOIN"
                    " report_origin ro ON ro.report = g.report JOIN report r ON r.report = g.report WHERE sf.count = "
                    "?2 AND sf.seen_at >= ?4 AND g.figure <> ?3"
                    " AND g.superseded_at IS NULL AND g.qualifier <> 'vague' AND sf.step <> 'multiplier' ORDER BY "
                    "sf.seen_at DESC, (SELECT"
                    " sentence_of(g.report, se.first, se.last) LIKE '*%' FROM sentence se WHERE se.sentence = "
                    "g.sentence), g.figure DESC LIMIT 60");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    db_bind_sv(stmt, 2, count);
    sqlite3_bind_int64(stmt, 3, a->figure);
    sqlite3_bind_int64(stmt, 4, is_first ? INT64_MIN : l->seen_at - NEAR_DAYS * DAY_SECONDS);
    amount others[60];
    size_t found = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        amount b = amount_of(l, stmt);
        bool seen = b.report != l->report && sqlite3_column_int(stmt, 11); /* flows over two times may well differ */
        for (size_t i = 0; i < found && !seen; i++)
            seen = b.report != l->report && others[i].report != l->report &&
                   sv_eq_fold(others[i].line, b.line); /* a line's last will do */
        if (!seen) others[found++] = b;
    }
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < found && !status; i++) status = differ(l, a, &others[i]);
    return status;
}

static sitrep_status figures_differ(linking *l)
{
    sqlite3_stmt *stmt = link_sql(
        l,
        "SELECT " AMOUNT_COLUMNS
        ", 0, n.count, sf.step = 'first' FROM figure g JOIN series_figure sf ON sf.figure = g.figure JOIN series n ON"
        " n.series = sf.series JOIN report_origin ro ON ro.report = g.report WHERE g.report = ? AND n.measure IN "
        "('cumulative', 'stock', 'flow') AND g.qualifier <>"
        " 'vague' AND g.superseded_at IS NULL AND sf.step <> 'multiplier' ORDER BY (SELECT"
        " sentence_of(g.report, first, last) LIKE '*%' FROM sentence se WHERE se.sentence = g.sentence), g.figure "
        "LIMIT 60"); /* bullets last */
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    amount list[60];
    sitrep_sv counts[60];
    bool first[60];
    size_t count = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        counts[count] = arena_copy(&l->arena, db_column(stmt, 11));
        first[count] = sqlite3_column_int(stmt, 12) != 0;
        list[count++] = amount_of(l, stmt);
    }
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) status = compare_figure(l, &list[i], counts[i], first[i]);
    return status;
}

/* ---- what was said ---- */

typedef enum stance { STANCE_OTHER, STANCE_ACCUSES, STANCE_DENIES } stance;

/* A statement or claim as a side of a quarrel. */
typedef struct saying {
    sitrep_sv id, speaker, code, against, words_text;
    int64_t sentence, report, seen_at;
    stance stance;
    link_words words;
} saying;

/* Statements of a report and its ACCUSE and REJECT claims without one, in text order. `?1` the report. */
#define SAYINGS_SQL                                                                                                    \
    "SELECT st.id, coalesce(st.speaker_name, st.speaker), st.speaker_code, st.content, st.sentence, st.report, "       \
    "st.seen_at, CASE WHEN st.act = 'accuse' THEN 1 WHEN"                                                              \
    " st.act = 'deny' AND NOT (coalesce(st.cue, '') IN ('reject', 'refuse', 'decline') AND (st.content LIKE '%plan%' " \
    "OR st.content LIKE '%request%' OR st.content LIKE"                                                                \
    " '%propos%' OR st.content LIKE '%offer%')) THEN 2 ELSE 0 END, sentence_of(st.report, se.first, se.last), se.n "   \
    "FROM statement st JOIN sentence se ON se.sentence = st.sentence WHERE st.report = ?1 AND"                         \
    " st.superseded_at IS NULL UNION ALL SELECT c.id, coalesce((SELECT coalesce(speaker_name, speaker) FROM "          \
    "statement x WHERE x.statement ="                                                                                  \
    " c.statement), (SELECT coalesce(name, text) FROM actor WHERE claim = c.claim AND side = 'actor' ORDER BY n "      \
    "LIMIT 1)), (SELECT code"                                                                                          \
    " FROM actor WHERE claim = c.claim AND side = 'actor' ORDER BY n LIMIT 1), (SELECT coalesce(name, text) FROM "     \
    "actor WHERE claim = c.claim AND side = 'recipient' ORDER"                                                         \
    " BY n LIMIT 1), c.sentence, c.report, c.seen_at, CASE c.type WHEN 'ACCUSE' THEN 1 ELSE 2 END, "                   \
    "sentence_of(c.report, se.first, se.last), se.n FROM claim c JOIN"                                                 \
    " sentence se ON se.sentence = c.sentence WHERE c.report = ?1 AND c.superseded_at IS NULL AND ((c.type = "         \
    "'ACCUSE' AND coalesce(c.mode, '') = 'allege') OR (c.type ="                                                       \
    " 'REJECT' AND c.statement IS NULL AND c.lemma IN ('deny', 'reject', 'dismiss', 'refute', 'dispute', 'rebut', "    \
    "'contradict'))) AND c.polarity = '+' AND NOT EXISTS (SELECT 1 FROM statement x WHERE x.sentence = c.sentence "    \
    "AND x.act IN ('accuse', 'deny'))"                                                                                 \
    " ORDER BY 10"

static saying saying_of(linking *l, sqlite3_stmt *stmt)
{
    saying s = {.sentence = sqlite3_column_int64(stmt, 4),
                .report = sqlite3_column_int64(stmt, 5),
                .seen_at = sqlite3_column_int64(stmt, 6),
                .stance = (stance)sqlite3_column_int(stmt, 7)};
    sitrep_sv *const texts[] = {&s.id, &s.speaker, &s.code, &s.against};
    for (int i = 0; i < 4; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i));
    s.words_text = arena_copy(&l->arena, db_column(stmt, 8));
    link_words_of(s.words_text, &s.words);
    return s;
}

/* The surname of a name with a capital; empty for "a spokesman". */
static sitrep_sv surname(sitrep_sv name)
{
    size_t at = name.len;
    while (at && name.ptr[at - 1] != ' ') at--;
    sitrep_sv last = {name.ptr + at, name.len - at};
    return last.len >= 4 && last.ptr[0] >= 'A' && last.ptr[0] <= 'Z' ? last : (sitrep_sv){NULL, 0};
}

/* Whether what `accuser` says is aimed at whom `denier` speaks for: by name, or by a word of the office ("soldiers",
 * "the military"). */
static bool aims_at(const saying *accuser, const saying *denier)
{
    sitrep_sv last = surname(denier->speaker);
    link_words who;
    if (last.len && sv_find(accuser->words_text, last, 0) != SIZE_MAX) return true;
    link_words_of(denier->speaker, &who);
    return link_words_shared(&who, &accuser->words) > 0;
}

static sitrep_status add_denial(linking *l, const saying *accuser, const saying *denier, const char *why)
{
    char reason[220];
    snprintf(reason, sizeof reason, "%.*s %s; %.*s denies it: %s",
             SV_ARG(accuser->speaker.len ? accuser->speaker : SV("the report")),
             accuser->stance == STANCE_ACCUSES ? "accuses" : "says so",
             SV_ARG(denier->speaker.len ? denier->speaker : SV("somebody")), why);
    sitrep_sv key = arena_printf(&l->arena, "%.*s|%.*s", SV_ARG(accuser->id), SV_ARG(denier->id));
    return link_add_contradiction(l, accuser->stance == STANCE_ACCUSES ? "accusation and denial" : "denied",
                                  accuser->id, denier->id, key, reason);
}

/* The accusation that a denial answers in its own report: the nearest before it (or, in leads that begin with the
 * denial, after it) that is aimed at the denier; without an accusation, what another speaker said just before. */
static const saying *answered_here(const saying *list, size_t count, size_t at)
{
    const saying *denier = &list[at], *nearest = NULL, *said = NULL;
    for (size_t i = at; i-- > 0 && denier->sentence - list[i].sentence <= SENTENCES_BACK;) {
        const saying *s = &list[i];
        bool other = !sv_eq_fold(s->speaker, denier->speaker);
        if (s->stance == STANCE_ACCUSES && aims_at(s, denier)) return s;
        if (s->stance == STANCE_ACCUSES && other && s->speaker.len && !nearest && !said) nearest = s;
        if (s->stance == STANCE_OTHER && other && s->speaker.len && !said && !nearest &&
            denier->sentence - s->sentence <= 2 && s->sentence != denier->sentence)
            said = s;
    }
    for (size_t i = at + 1; i < count && !nearest && list[i].sentence - denier->sentence <= 1; i++)
        if (list[i].stance == STANCE_ACCUSES && aims_at(&list[i], denier)) return &list[i];
    return nearest ? nearest : said;
}

/* Accusations of the last two weeks that name the denier, when its own report has none. */
static sitrep_status answered_before(linking *l, const saying *denier)
{
    sitrep_sv last = surname(denier->speaker);
    if (!last.len) return SITREP_OK;
    sqlite3_stmt *stmt = link_sql(l, "SELECT c.id, coalesce(a.name, a.text), a.code, NULL, c.sentence, c.report, "
                                     "c.seen_at, 1, sentence_of(c.report, se.first, se.last) FROM actor b"
                                     " JOIN claim c ON c.claim = b.claim JOIN sentence se ON se.sentence = c.sentence "
                                     "LEFT JOIN actor a ON a.claim = c.claim AND a.side ="
                                     " 'actor' AND a.n = 0 WHERE b.name = ?1 AND b.side = 'recipient' AND c.type = "
                                     "'ACCUSE' AND c.report <> ?2 AND " EARLIER(
                                         "c") " AND c.seen_at >= ?3 AND"
                                              " c.superseded_at IS NULL ORDER BY c.seen_at DESC, c.claim DESC LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, denier->speaker);
    sqlite3_bind_int64(stmt, 2, l->report);
    sqlite3_bind_int64(stmt, 3, l->seen_at - DENIAL_DAYS * DAY_SECONDS);
    int code = link_step(l, stmt);
    if (code <= 0) return code < 0 ? link_failed(l) : SITREP_OK;
    saying accuser = saying_of(l, stmt);
    sqlite3_reset(stmt);
    return add_denial(l, &accuser, denier, "the accused by name, in an earlier report");
}

/* Earlier statements and claims of accusation that share the denial's matter in words. */
static sitrep_status answered_matter(linking *l, const saying *denier)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT st.id, coalesce(st.speaker_name, st.speaker), st.speaker_code, "
                    "st.content, st.sentence, st.report, st.seen_at, st.act = 'accuse',"
                    " sentence_of(st.report, se.first, se.last) FROM statement st JOIN sentence se ON "
                    "se.sentence = st.sentence WHERE st.report <> ?1 AND " EARLIER(
                        "st") " AND"
                              " st.seen_at >= ?2 AND st.act <> 'deny' AND st.superseded_at IS NULL AND "
                              "st.speaker IS NOT NULL AND st.report > ?1 - 400 ORDER BY"
                              " st.statement DESC LIMIT 200");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sqlite3_bind_int64(stmt, 2, l->seen_at - DENIAL_DAYS * DAY_SECONDS);
    int code;
    uint32_t best = 3; /* words in common, at least four */
    saying accuser = {0};
    while ((code = link_step(l, stmt)) > 0) {
        link_words words;
        link_words_of(db_column(stmt, 8), &words);
        uint32_t shared = link_words_shared(&words, &denier->words);
        if (shared <= best || sv_eq_fold(db_column(stmt, 1), denier->speaker)) continue;
        best = shared;
        accuser = saying_of(l, stmt);
    }
    if (code < 0) return link_failed(l);
    return accuser.id.len ? add_denial(l, &accuser, denier, "the same matter in an earlier report") : SITREP_OK;
}

static sitrep_status denials(linking *l)
{
    sqlite3_stmt *stmt = link_sql(l, SAYINGS_SQL);
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    size_t count = 0, cap = 0;
    saying *list = NULL;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        if (count == cap) {
            size_t more = cap ? cap * 2 : 32;
            list = arena_grow(&l->arena, list, count, more, sizeof *list);
            if (!list) return SITREP_OK; /* link_report tells */
            cap = more;
        }
        list[count++] = saying_of(l, stmt);
    }
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) {
        if (list[i].stance != STANCE_DENIES) continue;
        const saying *answered = answered_here(list, count, i);
        if (answered) status = add_denial(l, answered, &list[i], "in one report");
        if (!status && (!answered || answered->stance != STANCE_ACCUSES)) status = answered_before(l, &list[i]);
        if (!status && !answered) status = answered_matter(l, &list[i]);
    }
    return status;
}

/* ---- acts and positions ---- */

typedef struct pair_found {
    sitrep_sv one, other, name;
    bool same_speaker;
} pair_found;

/* Claims of one named party, one for and one against a matter that they share in words: by another speaker near in time
 * the one denies the other, by the party itself it is a change of position. */
static sitrep_status positions(linking *l)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT d.id, c.id, a.name, sentence_of(d.report, sd.first, sd.last), sentence_of(c.report, "
           "sc.first, sc.last), c.seen_at - d.seen_at, d.report = c.report FROM"
           " claim c JOIN actor a ON a.claim = c.claim AND a.side = 'actor' AND a.name IS NOT NULL JOIN "
           "sentence sc ON sc.sentence = c.sentence JOIN actor b ON b.name = a.name"
           " COLLATE NOCASE AND b.side = 'actor' JOIN claim d ON d.claim = b.claim JOIN sentence sd ON "
           "sd.sentence = d.sentence WHERE c.report = ?1 AND d.report <> c.report AND " EARLIER(
               "d") " AND"
                    " d.seen_at >= ?2 AND (c.type = 'REJECT' OR c.polarity = '-') <> (d.type = 'REJECT' OR d.polarity "
                    "= '-') AND c.superseded_at IS NULL AND d.superseded_at IS NULL"
                    " ORDER BY c.claim, d.claim DESC LIMIT 400");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sqlite3_bind_int64(stmt, 2, l->seen_at - POSITION_DAYS * DAY_SECONDS);
    pair_found found[24];
    size_t count = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        link_words one, other, name;
        link_words_of(db_column(stmt, 3), &one);
        link_words_of(db_column(stmt, 4), &other);
        link_words_of(db_column(stmt, 2), &name);
        uint32_t shared = link_words_shared(&one, &other), named = link_words_shared(&name, &one);
        bool sentence_again = one.count && shared == one.count && shared == other.count; /* a copy */
        if (shared < named + 3 || sentence_again || sqlite3_column_int(stmt, 6) || count == 24) continue;
        bool again = count && sv_eq(found[count - 1].other, db_column(stmt, 1)); /* the latest earlier one will do */
        if (again) continue;
        found[count++] =
            (pair_found){arena_copy(&l->arena, db_column(stmt, 0)), arena_copy(&l->arena, db_column(stmt, 1)),
                         arena_copy(&l->arena, db_column(stmt, 2)), true};
    }
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) {
        char reason[200];
        snprintf(reason, sizeof reason, "%.*s: one for and one against the same matter", SV_ARG(found[i].name));
        status = link_add_contradiction(
            l, "position changed", found[i].one, found[i].other,
            arena_printf(&l->arena, "%.*s|%.*s", SV_ARG(found[i].one), SV_ARG(found[i].other)), reason);
    }
    return status;
}

sitrep_status link_contradictions(linking *l)
{
    sitrep_status status = figures_differ(l);
    if (!status) status = denials(l);
    return status ? status : positions(l);
}
