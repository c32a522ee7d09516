/* link/denials.c — what is said, and denied. A denial is a statement of that act, a claim that rejects a charge, or a
 * sentence that calls it baseless, a lie or without foundation (data/link/matters.tsv). It answers, in its own report,
 * the saying near it that is aimed at the denier, accuses, or is of the same wrong; in earlier reports, accusations of
 * the denier by name (or of his followers), and what was said there of the same wrong at the same place. What a party
 * is said by another to do, and says it does not, is denied too. A report that says that something could not be
 * verified has a doubt; who prints the same without it has lost it. */
#include "link/near.h"

#include "base/banned.h"

/* Rows of reports that were linked before: what came later must not change what was known on a day. */
#define EARLIER(alias) "EXISTS (SELECT 1 FROM report_origin ro WHERE ro.report = " alias ".report)"
#define DAY_SECONDS    ((int64_t)86400)
#define DENIAL_DAYS    14
#define SENTENCES_BACK 5
#define NAMED_MAX      4 /* earlier accusations of the denier by name, one a report */
#define WRONGS_MAX     NEAR_WRONGS

typedef enum stance { STANCE_OTHER, STANCE_ACCUSES, STANCE_DENIES } stance;

/* A statement, a claim or a sentence as a side of a quarrel. */
typedef struct saying {
    sitrep_sv id, speaker, code, against, text;
    int64_t sentence, report, seen_at;
    stance stance;
    sitrep_sv wrongs[WRONGS_MAX];
    size_t wrong_count;
    link_words words;
} saying;

/* Statements of a report and its ACCUSE and REJECT claims without one, in text order. `?1` the report. */
/* clang-format off */
#define SAYINGS_SQL \
    "SELECT st.id, coalesce(st.speaker_name, st.speaker), st.speaker_code, st.content, st.sentence, st.report, st.seen_at," \
    " CASE WHEN st.act = 'accuse' THEN 1 WHEN st.act = 'deny' AND NOT (coalesce(st.cue, '') IN ('reject', 'refuse', 'decline') AND (st.content LIKE '%plan%'" \
    " OR st.content LIKE '%request%' OR st.content LIKE '%propos%' OR st.content LIKE '%offer%')) AND st.content NOT LIKE '%no plans%' AND st.cue <> 'say' THEN 2 ELSE 0 END," \
    " sentence_of(st.report, se.first, se.last), se.n FROM statement st JOIN sentence se ON se.sentence = st.sentence WHERE st.report = ?1 AND st.superseded_at IS NULL" \
    " UNION ALL SELECT c.id, coalesce((SELECT coalesce(speaker_name, speaker) FROM statement x WHERE x.statement = c.statement), (SELECT coalesce(name, text) FROM actor" \
    " WHERE claim = c.claim AND side = 'actor' ORDER BY n LIMIT 1)), (SELECT code FROM actor WHERE claim = c.claim AND side = 'actor' ORDER BY n LIMIT 1)," \
    " (SELECT coalesce(name, text) FROM actor WHERE claim = c.claim AND side = 'recipient' ORDER BY n LIMIT 1), c.sentence, c.report, c.seen_at," \
    " CASE c.type WHEN 'ACCUSE' THEN 1 ELSE 2 END, sentence_of(c.report, se.first, se.last), se.n FROM claim c JOIN sentence se ON se.sentence = c.sentence" \
    " WHERE c.report = ?1 AND c.superseded_at IS NULL AND ((c.type = 'ACCUSE' AND coalesce(c.mode, '') = 'allege') OR (c.type = 'REJECT' AND c.statement IS NULL AND" \
    " c.lemma IN ('deny', 'reject', 'dismiss', 'refute', 'dispute', 'rebut', 'contradict'))) AND c.polarity = '+' AND NOT EXISTS (SELECT 1 FROM statement x" \
    " WHERE x.sentence = c.sentence AND x.act IN ('accuse', 'deny')) ORDER BY 10"
/* clang-format on */

static void add_wrongs(const linking *l, saying *s, sitrep_sv text)
{
    matter_hit hits[WRONGS_MAX];
    size_t count = matters_find(l->matters, text, 1u << MATTER_WRONG, hits, WRONGS_MAX);
    for (size_t i = 0; i < count; i++) s->wrongs[s->wrong_count++] = hits[i].name;
}

static saying saying_of(linking *l, sqlite3_stmt *stmt)
{
    saying s = {.sentence = sqlite3_column_int64(stmt, 4),
                .report = sqlite3_column_int64(stmt, 5),
                .seen_at = sqlite3_column_int64(stmt, 6),
                .stance = (stance)sqlite3_column_int(stmt, 7)};
    sitrep_sv *const texts[] = {&s.id, &s.speaker, &s.code, &s.against};
    for (int i = 0; i < 4; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i));
    s.text = arena_copy(&l->arena, db_column(stmt, 8));
    /* What is denied stands in the content; what is said, anywhere in the sentence. */
    add_wrongs(l, &s, s.stance == STANCE_DENIES && s.against.len > 3 ? s.against : s.text);
    link_words_of(s.text, &s.words);
    return s;
}

static bool same_wrong(const saying *a, const saying *b)
{
    for (size_t i = 0; i < a->wrong_count; i++)
        for (size_t k = 0; k < b->wrong_count; k++)
            if (sv_eq(a->wrongs[i], b->wrongs[k])) return true;
    return false;
}

/* ?1 the report that is linked, ?2 and ?3 the moments between which earlier ones were seen. */
static void bind_window(const linking *l, sqlite3_stmt *stmt, int64_t days)
{
    sqlite3_bind_int64(stmt, 1, l->report);
    sqlite3_bind_int64(stmt, 2, l->seen_at - days * DAY_SECONDS);
    sqlite3_bind_int64(stmt, 3, l->seen_at);
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
    if (last.len && sv_find(accuser->text, last, 0) != SIZE_MAX) return true;
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
    bool accuses = accuser->stance == STANCE_ACCUSES || (accuser->wrong_count && same_wrong(accuser, denier));
    return link_add_contradiction(l, accuses ? "accusation and denial" : "denied", accuser->id, denier->id, key,
                                  reason);
}

/* ---- in one report ---- */

/* Whether a denial can mean what another said just before: it says "it", or shares a word with it. */
static bool may_mean(const saying *s, const saying *denier)
{
    return denier->against.len < 12 || link_words_shared(&s->words, &denier->words) > 0;
}

/* How well a saying fits as what a denial answers; 0: not at all. */
static int fitness(const saying *s, const saying *denier, bool behind)
{
    int64_t far = behind ? s->sentence - denier->sentence : denier->sentence - s->sentence;
    bool own = s->speaker.len && sv_eq_fold(s->speaker, denier->speaker);
    if (s->stance == STANCE_DENIES || own || far > (behind ? 1 : SENTENCES_BACK)) return 0;
    int points = (same_wrong(s, denier) ? 6 : 0) + (s->stance == STANCE_ACCUSES ? 5 : 0) + (aims_at(s, denier) ? 3 : 0);
    if (!s->speaker.len) points -= 4;
    if (behind) return points >= 5 ? points - 1 : 0;
    if (!points && far >= 1 && far <= 2 && s->speaker.len && may_mean(s, denier)) return 1; /* said just before */
    return points > 0 ? points * 4 - (int)far : 0;
}

static const saying *answered_here(const saying *list, size_t count, size_t at)
{
    const saying *best = NULL;
    int most = 0;
    for (size_t i = 0; i < count; i++) {
        int points = i == at ? 0 : fitness(&list[i], &list[at], list[i].sentence > list[at].sentence);
        if (points > most || (points && points == most && list[i].sentence > best->sentence))
            most = points, best = &list[i];
    }
    return best;
}

/* ---- in earlier reports ---- */

/* The name as accusations are grouped by it: lower case, "Bakiyev" and "Bakiev" alike. */
static sitrep_sv name_key(linking *l, sitrep_sv name)
{
    sitrep_sv key = arena_copy(&l->arena, name);
    size_t len = 0;
    char *to = (char *)(uintptr_t)key.ptr;
    for (size_t i = 0; i < key.len; i++) {
        char c = to_lower(name.ptr[i]);
        if (!(c == 'y' && i && i + 1 < name.len && strchr("ieaou", to_lower(name.ptr[i + 1])))) to[len++] = c;
    }
    return (sitrep_sv){key.ptr, len};
}

/* Accusations of the last two weeks that name the denier, or his followers: the latest of each report. */
static sitrep_status answered_by_name(linking *l, const saying *denier)
{
    sitrep_sv last = surname(denier->speaker);
    if (!last.len) return SITREP_OK;
    sqlite3_stmt *stmt = link_sql(
        l,
        "SELECT a.id, a.accuser, a.accuser_code, NULL, a.sentence, a.report, a.seen_at, 1, sentence_of(a.report, "
        "se.first, se.last) FROM accusation a JOIN sentence se ON se.sentence = a.sentence WHERE a.accused_key IN (?1, "
        "'followers of ' || ?1) AND a.report <> ?2 AND a.seen_at >= ?3 AND a.seen_at <= ?4 ORDER BY a.seen_at DESC, "
        "a.accusation DESC LIMIT 12");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, name_key(l, last));
    sqlite3_bind_int64(stmt, 2, l->report);
    sqlite3_bind_int64(stmt, 3, l->seen_at - DENIAL_DAYS * DAY_SECONDS);
    sqlite3_bind_int64(stmt, 4, l->seen_at);
    saying found[NAMED_MAX];
    size_t count = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0 && count < NAMED_MAX) {
        bool again = false;
        for (size_t i = 0; i < count; i++) again = again || found[i].report == sqlite3_column_int64(stmt, 5);
        if (!again) found[count++] = saying_of(l, stmt);
    }
    sqlite3_reset(stmt);
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = add_denial(l, &found[i], denier, "the accused by name, in an earlier report");
    return status;
}

/* One saying of an earlier report, whole: what was chosen among many by its row alone. */
static sitrep_status read_chosen(linking *l, const char *sql, int64_t row, saying *out)
{
    sqlite3_stmt *stmt = link_sql(l, sql);
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, row);
    int code = link_step(l, stmt);
    if (code > 0) *out = saying_of(l, stmt);
    sqlite3_reset(stmt);
    return code > 0 ? SITREP_OK : link_failed(l);
}

static size_t shared_wrongs(const near_sentence *theirs, const saying *denier)
{
    size_t shared = 0;
    for (size_t i = 0; i < theirs->wrong_count; i++)
        for (size_t k = 0; k < denier->wrong_count; k++) shared += sv_eq(theirs->wrongs[i], denier->wrongs[k]);
    return shared;
}

#define CHOSEN_CLAIM                                                                                                   \
    "SELECT c.id, coalesce(st.speaker_name, st.speaker), st.speaker_code, NULL, c.sentence, c.report, c.seen_at, 0, "  \
    "sentence_of(c.report, se.first, se.last) FROM claim c JOIN sentence se ON se.sentence = c.sentence LEFT JOIN "    \
    "statement st ON st.statement = c.statement WHERE c.claim = ?1"
#define CHOSEN_STATEMENT                                                                                               \
    "SELECT st.id, coalesce(st.speaker_name, st.speaker), st.speaker_code, st.content, st.sentence, st.report, "       \
    "st.seen_at, st.act = 'accuse', sentence_of(st.report, se.first, se.last) FROM statement st JOIN sentence se ON "  \
    "se.sentence = st.sentence WHERE st.statement = ?1"

#define MATTER_WORDS 4u /* in common, where two statements have one matter */

static size_t shared_words(const near_sentence *theirs, const saying *denier)
{
    return link_words_shared(&theirs->words, &denier->words);
}

/* Pairs the denial with the row of `stmt` (row, sentence, speaker; the window of denials is bound here) that shares
 * most with it, the first of several, where that is `least` or more and another said it. `chosen` reads such a row. */
static sitrep_status answer_most_alike(linking *l, sqlite3_stmt *stmt, const saying *denier,
                                       size_t (*shares)(const near_sentence *theirs, const saying *denier),
                                       size_t least, const char *chosen, const char *why)
{
    if (!stmt) return link_failed(l);
    bind_window(l, stmt, DENIAL_DAYS);
    sitrep_status status = SITREP_OK;
    int code = 0;
    size_t most = least - 1;
    int64_t best = 0;
    while (!status && (code = link_step(l, stmt)) > 0) {
        const near_sentence *sentence;
        status = near_sentence_of(l, sqlite3_column_int64(stmt, 1), &sentence);
        size_t shared = status ? 0 : shares(sentence, denier);
        if (shared > most && !sv_eq_fold(db_column(stmt, 2), denier->speaker))
            most = shared, best = sqlite3_column_int64(stmt, 0);
    }
    sqlite3_reset(stmt);
    if (status || code < 0) return status ? status : link_failed(l);
    if (!best) return SITREP_OK;
    saying said;
    status = read_chosen(l, chosen, best, &said);
    return status ? status : add_denial(l, &said, denier, why);
}

/* What was said of the same wrong, at a place that the denial's report is about, in the last two weeks: the latest.
 * Reports that share a place are found first, and of their claims only what is compared. */
static sitrep_status answered_by_wrong(linking *l, const saying *denier)
{
    if (!denier->wrong_count) return SITREP_OK;
    sqlite3_stmt *stmt = link_sql(
        l,
        "SELECT c.claim, c.sentence, coalesce(st.speaker_name, st.speaker) FROM report r CROSS JOIN claim c ON "
        "c.report = r.report LEFT JOIN statement st ON st.statement = c.statement WHERE r.report <> ?1 AND r.report "
        "> ?1 - 400 AND " EARLIER(
            "r") " AND c.seen_at >= ?2 AND c.seen_at <= ?3 AND c.superseded_at IS NULL AND "
                 "c.polarity = '+' AND c.type IN ('ASSAULT', 'COERCE', 'SANCTION', 'ACCUSE') AND EXISTS (SELECT 1 FROM "
                 "place "
                 "y WHERE y.report = r.report AND y.name IN (SELECT x.name FROM place x WHERE x.report = ?1 AND "
                 "x.precision "
                 "IN ('site', 'town', 'district', 'province', 'country'))) ORDER BY c.seen_at DESC, c.claim LIMIT 120");
    return answer_most_alike(l, stmt, denier, shared_wrongs, 1, CHOSEN_CLAIM, "the same wrong in an earlier report");
}

/* Earlier statements that share the denial's matter in words. */
static sitrep_status answered_matter(linking *l, const saying *denier)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT st.statement, st.sentence, coalesce(st.speaker_name, st.speaker) FROM statement st WHERE "
           "st.report <> ?1 AND " EARLIER(
               "st") " AND st.seen_at >= ?2 AND st.seen_at <= ?3 AND st.act <> "
                     "'deny' AND st.superseded_at IS NULL AND st.speaker IS NOT NULL AND st.report > ?1 - 400 ORDER BY "
                     "st.statement DESC LIMIT 200");
    return answer_most_alike(l, stmt, denier, shared_words, MATTER_WORDS, CHOSEN_STATEMENT,
                             "the same matter in an earlier report");
}

/* ---- denials without the verb ---- */

/* "Rejected the new government", "ruled out an intervention", "dismissed the petition": refuses, and denies nothing. */
static bool only_refuses(sitrep_sv text)
{
    static const char *const words[] = {"den",      "claim",   "alleg", "accus",      "charge",   "report",
                                        "critic",   "suggest", "blame", "false",      "untrue",   "lie",
                                        "refut",    "disput",  "rebut", "contradict", "nonsense", "rumo",
                                        "fabricat", "finding", "word",  "figure",     "toll"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        sitrep_sv word = sv_of(words[i]);
        for (size_t at = sv_find(text, word, 0); at != SIZE_MAX; at = sv_find(text, word, at + 1))
            if (at == 0 || !is_alpha(text.ptr[at - 1])) return false;
    }
    return true;
}

/* "Claims of beatings are without foundation": a denial of its sentence, by who speaks there, else by the outlet. */
static void mark_denials(linking *l, saying *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].stance == STANCE_DENIES && only_refuses(list[i].text) && !list[i].wrong_count)
            list[i].stance = STANCE_OTHER;
        if (list[i].stance == STANCE_DENIES || !matters_has(l->matters, list[i].text, MATTER_DENIAL)) continue;
        list[i].stance = STANCE_DENIES;
        list[i].against = (sitrep_sv){NULL, 0};
    }
}

/* Sentences of a denial in which nobody is heard: the outlet itself denies. A claim or the report stands for them. */
static sitrep_status add_silent_denials(linking *l, saying **list, size_t *count)
{
    link_sentence *sentences;
    size_t found;
    sitrep_status status = link_sentences(l, &sentences, &found);
    sqlite3_stmt *stmt =
        status
            ? NULL
            : link_sql(l, "SELECT s.name, r.id FROM report r JOIN source s ON s.source = r.source WHERE r.report = ?");
    if (!stmt) return status ? status : link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sitrep_sv outlet = {NULL, 0};
    if (link_step(l, stmt) > 0) outlet = arena_copy(&l->arena, db_column(stmt, 0));
    sqlite3_reset(stmt);
    for (size_t i = 0; i < found && !status; i++) {
        bool heard = false;
        for (size_t k = 0; k < *count; k++) heard = heard || (*list)[k].sentence == sentences[i].sentence;
        if (heard || !(sentences[i].kinds & 1u << MATTER_DENIAL)) continue;
        char id[KEEP_ID_SIZE];
        status = link_add_doubt(l, sentences[i].sentence, 0, "denial", sentences[i].text, id);
        if (status) break;
        saying s = {.id = arena_copy(&l->arena, sv_of(id)),
                    .speaker = outlet,
                    .text = sentences[i].text,
                    .sentence = sentences[i].sentence,
                    .report = l->report,
                    .seen_at = l->seen_at,
                    .stance = STANCE_DENIES};
        add_wrongs(l, &s, s.text);
        link_words_of(s.text, &s.words);
        *list = arena_grow(&l->arena, *list, *count, *count + 1, sizeof **list);
        if (!*list) return SITREP_OK; /* link_report tells */
        (*list)[(*count)++] = s;
    }
    return status;
}

static sitrep_status load_sayings(linking *l, saying **out, size_t *out_count)
{
    sqlite3_stmt *stmt = link_sql(l, SAYINGS_SQL);
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    size_t count = 0, cap = 0;
    saying *list = NULL;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        list = arena_room(&l->arena, list, count, &cap, sizeof *list);
        if (!list) return SITREP_OK; /* link_report tells */
        list[count++] = saying_of(l, stmt);
    }
    *out = list;
    *out_count = count;
    return code < 0 ? link_failed(l) : SITREP_OK;
}

sitrep_status link_denials(linking *l)
{
    saying *list = NULL;
    size_t count = 0;
    sitrep_status status = load_sayings(l, &list, &count);
    if (!status) mark_denials(l, list, count);
    if (!status) status = add_silent_denials(l, &list, &count);
    for (size_t i = 0; i < count && !status && list; i++) {
        if (list[i].stance != STANCE_DENIES) continue;
        const saying *answered = answered_here(list, count, i);
        if (answered) status = add_denial(l, answered, &list[i], "in one report");
        if (!status) status = answered_by_name(l, &list[i]);
        bool same = answered && same_wrong(answered, &list[i]);
        if (!status && !same) status = answered_by_wrong(l, &list[i]);
        if (!status && !answered) status = answered_matter(l, &list[i]);
    }
    return status;
}

/* ---- what a party is said to do, and says it does not ---- */

typedef struct told {
    sitrep_sv one, other, told_by, actor, issue;
} told;

sitrep_status link_third_party(linking *l)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT b.id, a.id, b.told_by, a.actor, a.issue FROM position a JOIN position b ON b.issue = a.issue AND "
           "b.report "
           "<> a.report AND b.seen_at >= ?2 AND b.seen_at <= ?3 AND (b.told_by IS NOT NULL OR (a.actor_code IN ('EUR', "
           "'UNO') AND b.actor <> a.actor)) AND b.stance <> 'against' AND "
           "(b.actor = a.actor COLLATE NOCASE OR (b.actor_code = a.actor_code AND length(a.actor_code) = 3 AND "
           "a.actor_code "
           "<> 'IGO')) WHERE a.report = ?1 AND a.stance = 'against' ORDER BY a.position, b.seen_at DESC LIMIT 20");
    if (!stmt) return link_failed(l);
    bind_window(l, stmt, DENIAL_DAYS);
    told found[20];
    size_t count = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        told *t = &found[count++];
        sitrep_sv *const texts[] = {&t->one, &t->other, &t->told_by, &t->actor, &t->issue};
        for (int i = 0; i < 5; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i));
    }
    sqlite3_reset(stmt);
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) {
        char reason[220];
        snprintf(reason, sizeof reason, "%.*s says so of it; %.*s, on %.*s: no", SV_ARG(found[i].told_by),
                 SV_ARG(found[i].actor), SV_ARG(found[i].issue));
        status = link_add_contradiction(
            l, "denied", found[i].one, found[i].other,
            arena_printf(&l->arena, "%.*s|%.*s", SV_ARG(found[i].one), SV_ARG(found[i].other)), reason);
    }
    return status;
}

/* ---- "could not be verified" ---- */

sitrep_status link_add_doubt(linking *l, int64_t sentence, int64_t about, const char *kind, sitrep_sv words,
                             char id[KEEP_ID_SIZE])
{
    link_id(l, 'd', kind, sentence, id);
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT OR IGNORE INTO doubt (id, report, sentence, about, kind, words, seen_at) VALUES "
                    "(?, ?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, sv_of(id));
    sqlite3_bind_int64(stmt, 2, l->report);
    sqlite3_bind_int64(stmt, 3, sentence);
    if (about) sqlite3_bind_int64(stmt, 4, about);
    db_bind_sv(stmt, 5, sv_of(kind));
    db_bind_sv(stmt, 6, words);
    sqlite3_bind_int64(stmt, 7, l->seen_at);
    return link_done(l, stmt);
}

/* The row that stands for a sentence, where it has one: its statement, else its claim. */
static sitrep_status row_of_sentence(linking *l, int64_t sentence, sitrep_sv *out)
{
    sqlite3_stmt *row =
        link_sql(l, "SELECT coalesce((SELECT id FROM statement WHERE sentence = ?1 AND superseded_at IS "
                    "NULL ORDER BY n LIMIT 1), (SELECT id FROM claim WHERE sentence = ?1 ORDER BY n "
                    "LIMIT 1))");
    *out = (sitrep_sv){NULL, 0};
    if (!row) return link_failed(l);
    sqlite3_bind_int64(row, 1, sentence);
    int code = link_step(l, row);
    if (code > 0 && sqlite3_column_type(row, 0) != SQLITE_NULL) *out = arena_copy(&l->arena, db_column(row, 0));
    sqlite3_reset(row);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* The first sentence of the report that says most of what another says. */
static const link_sentence *says_again(const link_sentence *sentences, const link_words *words, size_t count,
                                       const link_words *theirs)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t least = theirs->count < words[i].count ? theirs->count : words[i].count;
        if (least >= 5 && link_words_shared(theirs, &words[i]) * 10 >= least * 7) return &sentences[i];
    }
    return NULL;
}

/* A sentence of this report that says what a doubted sentence of an earlier one says, without the doubt. */
static sitrep_status lost_doubts(linking *l, const link_sentence *sentences, size_t count)
{
    sqlite3_stmt *stmt = link_sql(
        l,
        "SELECT d.id, d.about FROM doubt d WHERE d.kind = 'unverified' AND d.report <> ?1 AND d.about IS NOT NULL AND "
        "d.seen_at >= ?2 AND d.seen_at <= ?3 AND NOT EXISTS (SELECT 1 FROM doubt o WHERE o.report = ?1 AND o.kind = "
        "'unverified') ORDER BY d.doubt DESC LIMIT 40");
    if (!stmt) return link_failed(l);
    bind_window(l, stmt, 4);
    sitrep_sv ids[40], others[40];
    size_t found = 0;
    link_words *words = NULL; /* of the report's sentences, once there is a doubt */
    sitrep_status status = SITREP_OK;
    int code = 0;
    while (!status && (code = link_step(l, stmt)) > 0) {
        const near_sentence *doubted;
        if (!words) {
            words = ARENA_ARRAY(&l->arena, link_words, count + 1);
            for (size_t i = 0; words && i < count; i++) link_words_of(sentences[i].text, &words[i]);
        }
        if (!words) break; /* link_report tells */
        status = near_sentence_of(l, sqlite3_column_int64(stmt, 1), &doubted);
        const link_sentence *again = status ? NULL : says_again(sentences, words, count, &doubted->words);
        if (!again) continue;
        ids[found] = arena_copy(&l->arena, db_column(stmt, 0));
        status = row_of_sentence(l, again->sentence, &others[found]);
        found += others[found].len != 0;
    }
    sqlite3_reset(stmt);
    if (!status && code < 0) status = link_failed(l);
    for (size_t i = 0; i < found && !status; i++)
        status = link_add_contradiction(l, "verification marker lost", ids[i], others[i],
                                        arena_printf(&l->arena, "%.*s|%.*s", SV_ARG(ids[i]), SV_ARG(others[i])),
                                        "an earlier report says that it could not be verified; this one does not");
    return status;
}

sitrep_status link_doubts(linking *l)
{
    link_sentence *sentences;
    size_t count;
    char id[KEEP_ID_SIZE];
    sitrep_status status = link_sentences(l, &sentences, &count);
    for (size_t i = 0; i < count && !status; i++) {
        if (!(sentences[i].kinds & 1u << MATTER_UNVERIFIED)) continue;
        link_words words; /* a sentence that says more than that is doubted itself, else the one before it */
        link_words_of(sentences[i].text, &words);
        int64_t about = words.count > 6 || !i ? sentences[i].sentence : sentences[i - 1].sentence;
        status = link_add_doubt(l, sentences[i].sentence, about, "unverified", sentences[i].text, id);
    }
    return status ? status : lost_doubts(l, sentences, count);
}
