/* link/contradictions.c — what cannot both be so. Both sides stay; the pair is a row of its own with the reason.
 * Figures of one count whose ranges do not meet, by two speakers near in time or by one outlet on one day; an act that
 * is denied; a party that acts otherwise than before. Sayings and their denials: denials.c; positions that turn:
 * positions.c. */
#include "link/near.h"

#include <math.h>

#include "base/banned.h"

#define DAY_SECONDS ((int64_t)86400)
#define NEAR_DAYS   3
#define UP_TO_SHARE 0.4
#define AMOUNTS_MAX 60

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
    bool same_outlet_day, is_flow, bullet;
    int64_t seen_at;
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
    int64_t where = here ? (l->corrects ? -l->report : a->origin) : 0; /* what a correction says is said anew */
    sitrep_sv key = arena_printf(&l->arena, "%.*s %g|%.*s %g|%lld", SV_ARG(less->line), less->value, SV_ARG(more->line),
                                 more->value, (long long)where);
    return link_add_contradiction(l, outlet ? "same outlet, same day" : "figures differ", b->id, a->id, key, reason);
}

/* Numbers of the same moment in the order in which they count: lines of a list last, the latest first. */
static void put_amount(amount *list, size_t *count, const amount *a)
{
    size_t at = (*count)++;
    while (at > 0 && list[at - 1].seen_at == a->seen_at && list[at - 1].bullet && !a->bullet) {
        list[at] = list[at - 1];
        at--;
    }
    list[at] = *a;
}

/* The last numbers of a count before `a`, latest first, from `since` on. */
static sitrep_status list_amounts(linking *l, const amount *a, sitrep_sv count, int64_t since, amount *list,
                                  size_t *out_count)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT " AMOUNT_COLUMNS ", (SELECT source IS NOT NULL AND source = r.source AND published_day = "
                    "r.published_day FROM report WHERE report = ?1), n.measure = 'flow', g.sentence, sf.seen_at FROM "
                    "series_figure sf JOIN series n ON n.series = sf.series JOIN figure g ON g.figure = sf.figure JOIN "
                    "report_origin ro ON ro.report = g.report JOIN report r ON r.report = g.report WHERE sf.count = "
                    "?2 AND sf.seen_at >= ?4 AND g.figure <> ?3 AND g.superseded_at IS NULL AND g.qualifier <> 'vague' "
                    "AND sf.step <> 'multiplier' ORDER BY sf.seen_at DESC, sf.figure DESC LIMIT ?5");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    db_bind_sv(stmt, 2, count);
    sqlite3_bind_int64(stmt, 3, a->figure);
    sqlite3_bind_int64(stmt, 4, since);
    sqlite3_bind_int(stmt, 5, AMOUNTS_MAX);
    sitrep_status status = SITREP_OK;
    int code = 0;
    while (!status && (code = link_step(l, stmt)) > 0) {
        amount b = amount_of(l, stmt);
        const near_sentence *sentence;
        b.is_flow = sqlite3_column_int(stmt, 11) != 0;
        b.seen_at = sqlite3_column_int64(stmt, 13);
        status = near_sentence_of(l, sqlite3_column_int64(stmt, 12), &sentence);
        if (!status) b.bullet = sentence->bullet;
        if (!status) put_amount(list, out_count, &b);
    }
    sqlite3_reset(stmt);
    return status ? status : code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status compare_figure(linking *l, const amount *a, sitrep_sv count, bool is_first)
{
    amount list[AMOUNTS_MAX], others[AMOUNTS_MAX];
    size_t listed = 0, found = 0;
    sitrep_status status =
        list_amounts(l, a, count, is_first ? INT64_MIN : l->seen_at - NEAR_DAYS * DAY_SECONDS, list, &listed);
    for (size_t k = 0; k < listed; k++) {
        const amount *b = &list[k];
        bool seen = b->report != l->report && b->is_flow; /* flows over two times may well differ */
        for (size_t i = 0; i < found && !seen; i++)
            seen = b->report != l->report && others[i].report != l->report &&
                   sv_eq_fold(others[i].line, b->line); /* a line's last will do */
        if (!seen) others[found++] = *b;
    }
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

/* ---- acts and positions ---- */

/* A claim with what its sentence says. */
typedef struct stand {
    sitrep_sv id;
    int64_t report;
    const near_sentence *sentence;
    bool stands; /* not superseded */
} stand;

static sitrep_status stand_of(linking *l, int64_t claim, stand *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT id, report, sentence, superseded_at IS NULL FROM claim WHERE claim = ?");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, claim);
    int code = link_step(l, stmt);
    int64_t sentence = sqlite3_column_int64(stmt, 2);
    *out = (stand){.report = sqlite3_column_int64(stmt, 1), .stands = sqlite3_column_int(stmt, 3) != 0};
    out->id = arena_copy(&l->arena, db_column(stmt, 0));
    sqlite3_reset(stmt);
    return code > 0 ? near_sentence_of(l, sentence, &out->sentence) : link_failed(l);
}

/* Whether two sentences are about one matter: words in common beside the party's name, and no copy of each other. */
static bool share_matter(const link_words *one, const link_words *other, sitrep_sv name)
{
    link_words named;
    link_words_of(name, &named);
    uint32_t shared = link_words_shared(one, other);
    bool again = one->count && shared == one->count && shared == other->count;
    return !again && shared >= link_words_shared(&named, one) + 3;
}

/* The names that both sides have, the first of them. */
static sitrep_sv shared_name(const claim_view *a, const claim_view *b)
{
    for (sitrep_sv rest = a->actors; rest.len;) {
        sitrep_sv one = sv_cut(&rest, ';'), name = sv_cut(&one, '|');
        for (sitrep_sv others = b->actors; others.len && name.len;) {
            sitrep_sv other = sv_cut(&others, ';');
            if (sv_eq_fold(sv_cut(&other, '|'), name)) return name;
        }
    }
    return (sitrep_sv){NULL, 0};
}

/* A claim of a named party, one against a matter for which the party was before, or the other way round: its position
 * changed. The latest earlier one will do. */
static sitrep_status position_of(linking *l, int64_t claim)
{
    const claim_view *kept;
    claim_view c;
    stand now, then;
    int64_t *opposed = NULL;
    size_t count = 0;
    sitrep_status status = near_read(l, claim, &c);
    if (!status) status = near_opposed(l, &c, &opposed, &count);
    if (!status && count) status = stand_of(l, claim, &now);
    if (status || !count) return status;
    link_words words = now.sentence->words; /* the next sentence may take its place */
    for (size_t i = 0; i < count; i++) {
        status = stand_of(l, opposed[i], &then);
        if (!status && (then.report == now.report || !then.stands)) continue;
        if (!status) status = near_view(l, opposed[i], &kept);
        if (status) return status;
        sitrep_sv name = shared_name(&c, kept);
        if (!name.len || !share_matter(&then.sentence->words, &words, name)) continue;
        sitrep_sv key = arena_printf(&l->arena, "%.*s|%.*s", SV_ARG(then.id), SV_ARG(now.id));
        char reason[200];
        snprintf(reason, sizeof reason, "%.*s: one for and one against the same matter", SV_ARG(name));
        return link_add_contradiction(l, "position changed", then.id, now.id, key, reason);
    }
    return SITREP_OK;
}

static sitrep_status positions(linking *l)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT c.claim FROM claim c WHERE c.report = ? AND c.superseded_at IS NULL AND EXISTS "
                    "(SELECT 1 FROM actor a WHERE a.claim = c.claim AND a.side = 'actor' AND a.name IS "
                    "NOT NULL) ORDER BY c.claim");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sitrep_status status = SITREP_OK;
    int code = 0;
    while (!status && (code = link_step(l, stmt)) > 0) status = position_of(l, sqlite3_column_int64(stmt, 0));
    sqlite3_reset(stmt);
    return status ? status : code < 0 ? link_failed(l) : SITREP_OK;
}

sitrep_status link_contradictions(linking *l)
{
    sitrep_status status = figures_differ(l);
    if (!status) status = link_denials(l);
    if (!status) status = link_third_party(l);
    if (!status) status = link_doubts(l);
    return status ? status : positions(l);
}
