/* link/positions.c — where a party stands on an issue on a day, each a quotation.
 * A sentence that has words of taking a side (data/link/matters.tsv: for, against, open) is a position, once it is
 * known on what and whose. On what: the nearest issue in the sentence, else in the two sentences before ("this", "the
 * idea"). Whose: the party that stands before the words inside what somebody says ("the CSTO has no plans, a spokesman
 * said"), else the speaker, else the actor of the claim there, else the party named last before. A position that is
 * another than the actor's last on the issue flips it: both stay, and the pair is a contradiction of the kind "position
 * changed". Governments are one actor by country; persons and bodies by name. */
#include "link/link_int.h"
#include "link/object.h"

#include <stdlib.h>

#include "base/banned.h"

#define MENTIONS_MAX   400u
#define HITS_MAX       24u
#define STANDS_MAX     80u /* of one report */
#define OFFICE_BYTES   36u
#define APPOSITION     60u /* bytes in which "the mayor of Osh, Melis Myrzakmatov" is told by name */
#define PROMOTED_MAX   40u
#define OPEN_SECONDS   ((int64_t)150 * 86400) /* how long an object waits for a second party */
#define FLIP_SECONDS   ((int64_t)400 * 86400)
#define OPPOSE_SECONDS ((int64_t)45 * 86400)
#define STANCES        (1u << MATTER_FOR | 1u << MATTER_AGAINST | 1u << MATTER_OPEN | 1u << MATTER_IDLE)

/* A party as the report names it somewhere. */
typedef struct mention {
    uint32_t first, last;
    sitrep_sv text, name, code;
    bool is_country;
} mention;

/* A statement or a claim: words that somebody answers for. */
typedef struct saying {
    int64_t statement, claim;
    uint32_t from, to;         /* what is said, or the claim's trigger */
    uint32_t cue_from, cue_to; /* the verb of saying */
    uint32_t who_first, who_last;
    mention who;
    int32_t day;
} saying;

typedef struct report_view {
    link_sentence *sentences;
    mention *mentions;
    saying *sayings, *claims;
    size_t sentence_count, mention_count, saying_count, claim_count;
    sitrep_sv country;
} report_view;

typedef struct stand {
    const link_sentence *in;
    const saying *said, *claimed;
    mention who;
    sitrep_sv actor, code, told_by, issue, words, stance;
    matter_kind kind;
    uint32_t at;
    int32_t day;
    bool open; /* the issue is named by the object's own words */
    int64_t report, sentence, statement, claim;
} stand;

static const char *const stance_names[MATTER_KINDS] = {
    [MATTER_FOR] = "for", [MATTER_AGAINST] = "against", [MATTER_OPEN] = "open"};

/* ---- loading a report ---- */

static mention mention_at(linking *l, sqlite3_stmt *stmt, int at)
{
    return (mention){.first = (uint32_t)sqlite3_column_int64(stmt, at),
                     .last = (uint32_t)sqlite3_column_int64(stmt, at + 1),
                     .text = arena_copy(&l->arena, db_column(stmt, at + 2)),
                     .name = arena_copy(&l->arena, db_column(stmt, at + 3)),
                     .code = arena_copy(&l->arena, db_column(stmt, at + 4)),
                     .is_country = sqlite3_column_int(stmt, at + 5) != 0};
}

#define IS_COUNTRY(report, name)                                                                                       \
    "EXISTS (SELECT 1 FROM place x WHERE x.report = " report " AND x.precision = 'country' AND x.name = " name ")"

static sitrep_status load_mentions(linking *l, report_view *v)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT a.first, a.last, a.text, a.name, a.code, " IS_COUNTRY(
               "c.report",
               "a.name") " FROM claim c JOIN actor a ON a.claim = c.claim AND a.side = 'actor' WHERE c.report = ?1 "
                         "UNION SELECT speaker_first, speaker_last, speaker, speaker_name, "
                         "speaker_code, " IS_COUNTRY("st.report",
                                                     "st.speaker_name") " FROM statement st WHERE st.report = ?1 AND "
                                                                        "speaker_first IS NOT NULL ORDER BY 1, 2 "
                                                                        "LIMIT 400");
    if (!stmt) return link_failed(l);
    v->mentions = ARENA_ARRAY(&l->arena, mention, MENTIONS_MAX);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code;
    while ((code = link_step(l, stmt)) > 0 && v->mentions) v->mentions[v->mention_count++] = mention_at(l, stmt, 0);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status load_sayings(linking *l, report_view *v)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT speaker_first, speaker_last, speaker, speaker_name, speaker_code, " IS_COUNTRY(
                        "st.report", "st.speaker_name") ", statement, content_first, content_last, cue_first, "
                                                        "cue_last, day FROM statement st WHERE report = ? AND "
                                                        "superseded_at IS NULL ORDER BY n LIMIT 200");
    if (!stmt) return link_failed(l);
    v->sayings = ARENA_ARRAY(&l->arena, saying, 200);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code;
    while ((code = link_step(l, stmt)) > 0 && v->sayings)
        v->sayings[v->saying_count++] = (saying){
            .who = mention_at(l, stmt, 0),
            .statement = sqlite3_column_int64(stmt, 6),
            .from = (uint32_t)sqlite3_column_int64(stmt, 7),
            .to = (uint32_t)sqlite3_column_int64(stmt, 8),
            .cue_from = (uint32_t)sqlite3_column_int64(stmt, 9),
            .cue_to = (uint32_t)sqlite3_column_int64(stmt, 10),
            .day = sqlite3_column_type(stmt, 11) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 11)};
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status load_claims(linking *l, report_view *v)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT a.first, a.last, a.text, a.name, a.code, " IS_COUNTRY(
               "c.report", "a.name") ", c.claim, c.first, c.last FROM claim c JOIN "
                                     "actor a ON a.claim = c.claim AND a.side = 'actor' WHERE c.report = ? AND "
                                     "c.superseded_at IS NULL AND c.type IN ('REJECT', 'AGREE', 'SUPPORT', "
                                     "'REQUEST', 'ACCUSE', 'CONCEDE') ORDER BY c.n, a.n LIMIT 200");
    if (!stmt) return link_failed(l);
    v->claims = ARENA_ARRAY(&l->arena, saying, 200);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code;
    while ((code = link_step(l, stmt)) > 0 && v->claims)
        v->claims[v->claim_count++] = (saying){.who = mention_at(l, stmt, 0),
                                               .claim = sqlite3_column_int64(stmt, 6),
                                               .from = (uint32_t)sqlite3_column_int64(stmt, 7),
                                               .to = (uint32_t)sqlite3_column_int64(stmt, 8),
                                               .day = SITREP_DAY_NONE};
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* ---- whose ---- */

static bool is_proper(sitrep_sv name)
{
    return name.len >= 3 && is_upper(name.ptr[0]);
}

/* "he", "a spokesman", "the secretary-general": words that stand for a name, or for a body. */
static bool is_unnamed(const mention *m)
{
    return !m->name.len && !is_proper(m->text);
}

/* A body that people speak for, a state among them. */
static bool is_body(const mention *m)
{
    static const char *const persons[] = {"spokes", "secretary", "minister", "envoy", "mayor", "president", "leader"};
    if (!m->code.len && !m->is_country) return false;
    for (size_t i = 0; i < sizeof persons / sizeof persons[0]; i++)
        if (sv_find(m->text, sv_of(persons[i]), 0) != SIZE_MAX) return false;
    return m->name.len != 0 || is_proper(m->text);
}

/* The last party named between two places of the text; NULL for none. `bodies`: only those that people speak for. */
static const mention *named_between(const report_view *v, uint32_t from, uint32_t to, bool bodies)
{
    const mention *last = NULL;
    for (size_t i = 0; i < v->mention_count; i++) {
        const mention *m = &v->mentions[i];
        if (m->first < from || m->last > to) continue;
        if (bodies ? is_body(m) : m->name.len || (m->code.len && is_proper(m->text))) last = m;
    }
    return last;
}

/* A party known from elsewhere in the report, by a name that stands between two places; NULL for none. */
static const mention *known_between(const report_view *v, const link_sentence *s, uint32_t from, uint32_t to)
{
    const mention *best = NULL;
    size_t at_best = 0;
    if (from < s->first) from = s->first;
    if (to > s->last) to = s->last;
    sitrep_sv part = from < to ? sv_part(s->text, from - s->first, to - s->first) : (sitrep_sv){NULL, 0};
    for (size_t i = 0; i < v->mention_count && part.len; i++) {
        const mention *m = &v->mentions[i];
        size_t at = is_proper(m->name) ? sv_find(part, m->name, 0) : SIZE_MAX;
        if (at == SIZE_MAX || (best && at < at_best)) continue;
        best = m;
        at_best = at;
    }
    return best;
}

/* Whom a saying's unnamed speaker stands for: a name in apposition, a body in the sentence or in the one before. */
static const mention *behind_unnamed(const report_view *v, const saying *s, const link_sentence *in)
{
    const mention *m = known_between(v, in, s->who.last, s->who.last + APPOSITION);
    if (m) return m;
    m = named_between(v, in->first, in->last, true);
    if (!m && in != v->sentences) m = named_between(v, (in - 1)->first, (in - 1)->last, true);
    return m;
}

/* The innermost statement whose words or whose verb hold the place. */
static const saying *said_at(const report_view *v, uint32_t first, uint32_t last)
{
    const saying *best = NULL;
    for (size_t i = 0; i < v->saying_count; i++) {
        const saying *s = &v->sayings[i];
        bool inside = (s->from <= first && last <= s->to) ||
                      (s->cue_from <= first && last <= s->cue_to + 1 && s->cue_from < s->cue_to);
        if (inside && (!best || s->to - s->from < best->to - best->from)) best = s;
    }
    return best;
}

static const saying *claimed_at(const report_view *v, uint32_t first, uint32_t last)
{
    for (size_t i = 0; i < v->claim_count; i++)
        if (v->claims[i].from < last && first < v->claims[i].to) return &v->claims[i];
    return NULL;
}

/* A name of two words and more behind "that", which no row has: "he added that European Union ministers were
 * discussing". */
static bool subject_between(const link_sentence *in, uint32_t from, uint32_t to, mention *out)
{
    sitrep_sv part = sv_part(in->text, from - in->first, to - in->first);
    size_t begin = 0, count = 0;
    for (size_t i = 0; i < part.len;) {
        size_t word = i;
        while (i < part.len && part.ptr[i] != ' ') i++;
        bool capital = i > word + 1 && is_upper(part.ptr[word]) && is_alpha(part.ptr[i - 1]);
        if (capital && !count++) begin = word;
        if (!capital || i == part.len) {
            size_t end = capital ? i : word ? word - 1 : 0;
            if (count >= 2 && begin >= 5 && sv_eq(sv_part(part, begin - 5, begin), SV("that "))) {
                uint32_t first = from + (uint32_t)begin, last = from + (uint32_t)end;
                sitrep_sv name = sv_part(part, begin, end);
                *out = (mention){.first = first, .last = last, .text = name, .name = name};
                return true;
            }
            count = 0;
        }
        i++;
    }
    return false;
}

/* Finds the party of a stance; false where nobody can be told. */
static bool find_party(const report_view *v, const matter_hit *hit, stand *s)
{
    uint32_t first = s->in->first + hit->first, last = s->in->first + hit->last;
    const saying *said = said_at(v, first, last), *claimed = claimed_at(v, first, last);
    bool by_verb = said && !(said->from <= first && last <= said->to);
    const mention *who = NULL;
    s->said = said;
    s->claimed = claimed;
    if (said && !by_verb) {
        uint32_t from = said->from > s->in->first ? said->from : s->in->first;
        if (!hit->passive) who = named_between(v, from, first, false);
        if (!who && !hit->passive) who = known_between(v, s->in, from, first);
        uint32_t behind = who && who->last > from && who->last < first ? who->last : from;
        if (!hit->passive && behind < first && subject_between(s->in, behind, first, &s->who)) who = &s->who;
    }
    if (who) s->told_by = said->who.name.len ? said->who.name : said->who.text;
    if (!who && claimed && !is_unnamed(&claimed->who) && !hit->passive) who = &claimed->who;
    if (!who && said && said->who.text.len) who = &said->who;
    if (!who && said && !by_verb)
        who = known_between(v, s->in, last, s->in->last); /* "…, NAME said": read without a speaker */
    if (!who && !hit->passive) {
        who = named_between(v, s->in->first, first, false);
        if (!who) who = known_between(v, s->in, s->in->first, first);
    }
    if (who && is_unnamed(who) && said) {
        const mention *behind = behind_unnamed(v, said, s->in);
        if (behind) s->told_by = who->text, who = behind;
    }
    if (who && who != &s->who) s->who = *who;
    return who != NULL;
}

/* ---- on what ---- */

/* The first or the last issue that some words name; empty for none. */
static sitrep_sv issue_in(const linking *l, sitrep_sv words, bool last)
{
    matter_hit issues[HITS_MAX];
    size_t count = words.len ? matters_find(l->matters, words, 1u << MATTER_ISSUE, issues, HITS_MAX) : 0;
    return count ? issues[last ? count - 1 : 0].name : (sitrep_sv){NULL, 0};
}

/* What is named in the sentences before: what "it" and "the idea" mean. */
static sitrep_sv issue_back(const linking *l, const report_view *v, const link_sentence *in)
{
    sitrep_sv issue = {NULL, 0};
    for (size_t back = 1; !issue.len && back <= 3 && (size_t)(in - v->sentences) >= back; back++)
        issue = issue_in(l, (in - back)->text, false);
    return issue;
}

/* Whether the words of a side take an object that may be an issue of its own. */
static bool takes_object(const linking *l, sitrep_sv text, const matter_hit *hit)
{
    matter_hit verb;
    sitrep_sv words = sv_part(text, hit->first, hit->last);
    return matters_find(l->matters, words, 1u << MATTER_TAKES, &verb, 1) != 0;
}

/* What the side is taken on: the object; in a passive, or where the object is "it", what stands in front; failing both,
 * what was named before. `stop`: where the next words of a side stand. */
static void find_issue(linking *l, const report_view *v, const matter_hit *hit, uint32_t stop, stand *s)
{
    sitrep_sv text = s->in->text, object = object_behind(text, hit->last, stop);
    bool hollow = hit->kind == MATTER_OPEN || object_is_hollow(l->matters, object);
    s->issue = issue_in(l, sv_part(text, hit->first, hit->last), false); /* "closed its border" */
    if (!s->issue.len && !hit->passive) s->issue = issue_in(l, object, false);
    if (!s->issue.len && (hit->passive || hollow)) s->issue = issue_in(l, object_before(text, hit->first), true);
    if (!s->issue.len && hit->passive) s->issue = issue_in(l, object, false);
    if (!s->issue.len && hollow) s->issue = issue_in(l, sv_part(text, 0, hit->first), true);
    if (!s->issue.len && hollow) s->issue = issue_back(l, v, s->in);
    if (s->issue.len || hollow || hit->passive || !takes_object(l, text, hit)) return;
    s->issue = object_phrase(l->matters, &l->arena, object);
    s->open = s->issue.len != 0;
}

/* "A promise", "its support": the noun, by which nobody takes a side here. */
static bool is_noun(sitrep_sv text, const matter_hit *hit)
{
    static const char *const leads[] = {"a", "an", "the", "its", "their", "his", "her", "our", "my", "broken", "this"};
    sitrep_sv before = sv_trim(sv_part(text, 0, hit->first)), words = sv_part(text, hit->first, hit->last);
    size_t at = before.len;
    if (sv_find(words, SV(" "), 0) != SIZE_MAX) return false;
    while (at && is_alpha(before.ptr[at - 1])) at--;
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
        if (sv_eq_fold(sv_part(before, at, before.len), sv_of(leads[i]))) return true;
    return false;
}

/* "not opposed" is no longer against; "does not support" is. */
static matter_kind stance_of(const matter_hit *hit)
{
    if (!hit->negated || hit->kind == MATTER_OPEN) return hit->kind;
    return hit->kind == MATTER_FOR ? MATTER_AGAINST : MATTER_OPEN;
}

/* Whether another hit has more of the same words: "ruled out" inside "not ruled out". */
static bool is_inside(const matter_hit *hits, size_t count, size_t at)
{
    for (size_t i = 0; i < count; i++)
        if (i != at && hits[i].first <= hits[at].first && hits[at].last <= hits[i].last &&
            hits[i].last - hits[i].first > hits[at].last - hits[at].first)
            return true;
    return false;
}

/* ---- storing ---- */

typedef struct earlier {
    int64_t position;
    sitrep_sv id, stance;
} earlier;

/* The actor's last position on the issue in another report. */
static sitrep_status last_position(linking *l, const stand *s, earlier *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT position, id, stance FROM position WHERE actor = ?1 COLLATE NOCASE AND "
                                     "issue = ?2 AND report <> ?3 AND seen_at >= ?4 ORDER BY seen_at DESC, position "
                                     "DESC LIMIT 1");
    *out = (earlier){0};
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, s->actor);
    db_bind_sv(stmt, 2, s->issue);
    sqlite3_bind_int64(stmt, 3, s->report);
    sqlite3_bind_int64(stmt, 4, l->seen_at - FLIP_SECONDS);
    int code = link_step(l, stmt);
    if (code > 0)
        *out = (earlier){sqlite3_column_int64(stmt, 0), arena_copy(&l->arena, db_column(stmt, 1)),
                         arena_copy(&l->arena, db_column(stmt, 2))};
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* The position with which the run of one stance began that a new one ends. */
static sitrep_status first_of_run(linking *l, const stand *s, sitrep_sv stance, sitrep_sv *out)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT id FROM position WHERE actor = ?1 COLLATE NOCASE AND issue = ?2 AND stance = ?3 AND report <> ?4 "
           "AND position > coalesce((SELECT max(position) FROM position WHERE actor = ?1 COLLATE NOCASE AND issue = "
           "?2 AND stance <> ?3 AND report <> ?4), 0) ORDER BY position LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, s->actor);
    db_bind_sv(stmt, 2, s->issue);
    db_bind_sv(stmt, 3, stance);
    sqlite3_bind_int64(stmt, 4, s->report);
    int code = link_step(l, stmt);
    if (code > 0) *out = arena_copy(&l->arena, db_column(stmt, 0));
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status add_flip(linking *l, const stand *s, const earlier *before, sitrep_sv id)
{
    char reason[220];
    sitrep_sv since = before->id;
    snprintf(reason, sizeof reason, "%.*s on %.*s: %.*s, then %.*s", SV_ARG(s->actor), SV_ARG(s->issue),
             SV_ARG(before->stance), SV_ARG(s->stance));
    sitrep_status status = first_of_run(l, s, before->stance, &since);
    sitrep_sv key = arena_printf(&l->arena, "%.*s|%.*s", SV_ARG(since), SV_ARG(id));
    return status ? status : link_add_contradiction(l, "position changed", since, id, key, reason);
}

static sitrep_sv position_id(linking *l, const stand *s)
{
    char id[KEEP_ID_SIZE];
    sitrep_sv what = arena_printf(&l->arena, "position %u, %.*s, %.*s", s->at, SV_ARG(s->issue), SV_ARG(s->actor));
    if (!what.ptr) return what; /* link_report tells */
    link_id(l, 'k', what.ptr, s->sentence, id);
    return arena_copy(&l->arena, sv_of(id));
}

/* The columns that a position and an open one share, from `at` on. */
static void bind_stand(sqlite3_stmt *stmt, int at, const stand *s)
{
    sqlite3_bind_int64(stmt, at, s->report);
    sqlite3_bind_int64(stmt, at + 1, s->sentence);
    if (s->statement) sqlite3_bind_int64(stmt, at + 2, s->statement);
    if (s->claim) sqlite3_bind_int64(stmt, at + 3, s->claim);
    const sitrep_sv texts[] = {s->actor, s->code, s->told_by, s->issue, s->stance, s->words};
    for (int i = 0; i < 6; i++) db_bind_sv(stmt, at + 4 + i, texts[i]);
    db_bind_day(stmt, at + 10, s->day);
}

static sitrep_status add_position(linking *l, const stand *s, sitrep_sv id)
{
    earlier before;
    sitrep_status status = last_position(l, s, &before);
    if (status) return status;
    bool flips = before.position && !sv_eq(before.stance, s->stance);
    sqlite3_stmt *stmt = link_sql(l, "INSERT OR IGNORE INTO position (id, report, sentence, statement, claim, actor, "
                                     "actor_code, told_by, issue, stance, words, day, flips, seen_at) VALUES (?, ?, ?, "
                                     "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, id);
    bind_stand(stmt, 2, s);
    if (flips) sqlite3_bind_int64(stmt, 13, before.position);
    sqlite3_bind_int64(stmt, 14, l->seen_at);
    status = link_done(l, stmt);
    return status || !flips ? status : add_flip(l, s, &before, id);
}

/* Another party of the same state that took the other side in the last weeks, the earliest: a city against its
 * government. */
static sitrep_status oppose(linking *l, const stand *s, sitrep_sv id)
{
    if (!link_is_state(s->code) || s->kind == MATTER_OPEN) return SITREP_OK;
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT id, actor FROM position WHERE issue = ?1 AND actor_code = ?2 AND actor <> ?3 "
                    "COLLATE NOCASE AND stance = ?4 AND report <> ?5 AND seen_at >= ?6 ORDER BY seen_at, "
                    "position LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, s->issue);
    db_bind_sv(stmt, 2, s->code);
    db_bind_sv(stmt, 3, s->actor);
    db_bind_sv(stmt, 4, s->kind == MATTER_FOR ? SV("against") : SV("for"));
    sqlite3_bind_int64(stmt, 5, s->report);
    sqlite3_bind_int64(stmt, 6, l->seen_at - OPPOSE_SECONDS);
    int code = link_step(l, stmt);
    sitrep_sv other = code > 0 ? arena_copy(&l->arena, db_column(stmt, 0)) : (sitrep_sv){NULL, 0},
              actor = code > 0 ? arena_copy(&l->arena, db_column(stmt, 1)) : other;
    sqlite3_reset(stmt);
    if (code <= 0) return code < 0 ? link_failed(l) : SITREP_OK;
    char reason[220];
    snprintf(reason, sizeof reason, "two parties of one state on %.*s: %.*s %s, %.*s %.*s", SV_ARG(s->issue),
             SV_ARG(actor), s->kind == MATTER_FOR ? "against" : "for", SV_ARG(s->actor), SV_ARG(s->stance));
    bool less = sv_compare(actor, s->actor) < 0; /* once for the two and the issue */
    sitrep_sv key = arena_printf(&l->arena, "%.*s|%.*s|%.*s", SV_ARG(less ? actor : s->actor),
                                 SV_ARG(less ? s->actor : actor), SV_ARG(s->issue));
    return link_add_contradiction(l, "positions differ", other, id, key, reason);
}

/* ---- issues that no list has ---- */

/* The country is that of the report at hand, or the two name one place: a conflict has two countries. */
#define SAME_CRISIS                                                                                                    \
    "(o.country IS ?2 OR EXISTS (SELECT 1 FROM place x JOIN place y ON y.name = x.name COLLATE NOCASE WHERE x.report " \
    "= ?6 AND y.report = o.report))"

/* Whether another party, or the same in another origin on another day, took a side on the same object before. */
static sitrep_status is_issue(linking *l, const stand *s, bool *out)
{
    sqlite3_stmt *stmt = link_sql(
        l,
        "SELECT 1 FROM position_open o WHERE o.issue = ?1 AND " SAME_CRISIS " AND o.seen_at >= ?3 AND (o.actor <> ?4 "
        "COLLATE NOCASE OR (o.day <> ?5 AND (SELECT origin FROM report_origin WHERE report = o.report) <> (SELECT "
        "origin FROM report_origin WHERE report = ?6))) LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, s->issue);
    db_bind_sv(stmt, 2, l->country);
    sqlite3_bind_int64(stmt, 3, l->seen_at - OPEN_SECONDS);
    db_bind_sv(stmt, 4, s->actor);
    db_bind_day(stmt, 5, s->day);
    sqlite3_bind_int64(stmt, 6, s->report);
    int code = link_step(l, stmt);
    *out = code > 0;
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status keep_open(linking *l, const stand *s, sitrep_sv id)
{
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT OR IGNORE INTO position_open (id, report, sentence, statement, claim, actor, actor_code, "
                    "told_by, issue, stance, words, day, country, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                    "?, ?)");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, id);
    bind_stand(stmt, 2, s);
    db_bind_sv(stmt, 13, l->country);
    sqlite3_bind_int64(stmt, 14, l->seen_at);
    return link_done(l, stmt);
}

/* Makes positions of all that was said on an object which has become an issue, in the order in which it was said. */
static sitrep_status promote(linking *l, const stand *s)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT id, report, sentence, statement, claim, actor, actor_code, told_by, stance, words, day "
                    "FROM position_open o WHERE issue = ?1 AND " SAME_CRISIS " AND seen_at >= ?3 AND NOT EXISTS "
                    "(SELECT 1 FROM position p WHERE p.id = o.id) ORDER BY seen_at, report, sentence, id LIMIT 40");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, s->issue);
    db_bind_sv(stmt, 2, l->country);
    sqlite3_bind_int64(stmt, 3, l->seen_at - OPEN_SECONDS);
    sqlite3_bind_int64(stmt, 6, l->report);
    stand list[PROMOTED_MAX];
    sitrep_sv ids[PROMOTED_MAX];
    size_t count = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0 && count < PROMOTED_MAX) {
        stand *p = &list[count];
        *p = (stand){.issue = s->issue, .open = true};
        sitrep_sv *const texts[] = {&p->actor, &p->code, &p->told_by, &p->stance, &p->words};
        for (int i = 0; i < 5; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i + 5));
        int64_t *const rows[] = {&p->report, &p->sentence, &p->statement, &p->claim};
        for (int i = 0; i < 4; i++) *rows[i] = sqlite3_column_int64(stmt, i + 1);
        p->day = sqlite3_column_type(stmt, 10) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 10);
        ids[count++] = arena_copy(&l->arena, db_column(stmt, 0));
    }
    sqlite3_reset(stmt);
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) status = add_position(l, &list[i], ids[i]);
    return status;
}

static sitrep_status add_stance(linking *l, const stand *s)
{
    sitrep_sv id = position_id(l, s);
    bool issue = false;
    sitrep_status status = SITREP_OK;
    if (!id.ptr) return SITREP_OK; /* link_report tells */
    if (!s->open) {
        status = add_position(l, s, id);
        return status ? status : oppose(l, s, id);
    }
    status = is_issue(l, s, &issue);
    if (!status) status = keep_open(l, s, id);
    return status || !issue ? status : promote(l, s);
}

/* ---- a report ---- */

/* One position of an actor on an issue in a sentence: the words that come first. */
static bool is_there(const stand *list, size_t count, const stand *s)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].in == s->in && sv_eq(list[i].issue, s->issue) && sv_eq_fold(list[i].actor, s->actor)) return true;
    return false;
}

/* "Spokesman", "its head": an office without a name and a body, by which nobody can be told. */
static bool is_bare_role(sitrep_sv name)
{
    static const char *const roles[] = {
        "spokes",   "secretary", "minister", "head",  "host",    "official", "aide",    "diplomat", "source", "chief",
        "delegate", "director",  "leader",   "envoy", "officer", "adviser",  "advisor", "sides",    "lawyer"};
    if (!name.len || !is_lower(name.ptr[0])) return false;
    for (size_t i = 0; i < name.len; i++)
        if (is_upper(name.ptr[i])) return false;
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (sv_find(name, sv_of(roles[i]), 0) != SIZE_MAX) return true;
    return false;
}

/* Whether only words of an office stand here: " Secretary-General ", " leader ". */
static bool is_office(sitrep_sv words)
{
    words = sv_trim(words);
    while (words.len) {
        sitrep_sv word = sv_cut(&words, ' ');
        if (!word.len || !is_alpha(word.ptr[word.len - 1]) || (!is_upper(word.ptr[0]) && !is_bare_role(word)))
            return false;
    }
    return true;
}

/* The name that follows a body or an office: "Opposition leader Jean Ondo", "CSTO Secretary-General N. Bordyuzha". */
static const mention *named_behind(const report_view *v, const stand *s)
{
    const mention *best = NULL;
    uint32_t from = s->who.last - s->in->first;
    for (size_t i = 0; i < v->mention_count; i++) {
        const mention *m = &v->mentions[i];
        if (!is_proper(m->name) || sv_eq_fold(m->name, s->who.name) || m->is_country) continue;
        size_t at = sv_find(s->in->text, m->name, from);
        if (at == SIZE_MAX || at > from + OFFICE_BYTES || !is_office(sv_part(s->in->text, from, at))) continue;
        if (!best || m->name.len > best->name.len) best = m;
    }
    return best;
}

static void add_stand(linking *l, const report_view *v, stand s, stand *list, size_t *count)
{
    const mention *named = s.who.first >= s.in->first && s.who.last < s.in->last ? named_behind(v, &s) : NULL;
    if (named && named->name.len > 3) s.who = *named;
    if (!named && is_bare_role(s.who.name.len ? s.who.name : s.who.text) && s.said) {
        const mention *body = behind_unnamed(v, s.said, s.in);
        if (body) s.told_by = s.who.text, s.who = *body;
    }
    s.actor = link_party_name(
        l, &(link_speaker){.name = s.who.name, .text = s.who.text, .code = s.who.code, .is_country = s.who.is_country},
        v->country);
    if (s.actor.len < 2 || link_is_nobody(s.actor) || is_bare_role(s.actor) || is_there(list, *count, &s) ||
        *count == STANDS_MAX)
        return;
    s.code = s.who.code;
    s.report = l->report;
    s.sentence = s.in->sentence;
    s.statement = s.said ? s.said->statement : 0;
    s.claim = s.claimed ? s.claimed->claim : 0;
    s.stance = sv_of(stance_names[s.kind]);
    list[(*count)++] = s;
}

static void stands_of_sentence(linking *l, const report_view *v, const link_sentence *in, stand *list, size_t *count)
{
    matter_hit hits[HITS_MAX];
    if (!(in->kinds & STANCES)) return;
    size_t found = matters_find(l->matters, in->text, STANCES, hits, HITS_MAX);
    for (size_t i = 0; i < found; i++) {
        stand s = {.in = in, .kind = stance_of(&hits[i]), .at = hits[i].first, .day = l->published_day};
        uint32_t stop = UINT32_MAX;
        if (hits[i].kind == MATTER_IDLE || is_inside(hits, found, i) || is_noun(in->text, &hits[i]) ||
            (hits[i].kind != MATTER_OPEN && object_is_conditional(in->text, hits[i].first)))
            continue;
        for (size_t k = i + 1; k < found && stop == UINT32_MAX; k++)
            if (hits[k].first >= hits[i].last && !is_inside(hits, found, k)) stop = hits[k].first;
        find_issue(l, v, &hits[i], stop, &s);
        if (!s.issue.len || !find_party(v, &hits[i], &s)) continue;
        s.words = sv_part(in->text, hits[i].first, hits[i].last);
        if (s.said && s.said->day != SITREP_DAY_NONE) s.day = s.said->day;
        add_stand(l, v, s, list, count);
        /* "Both the parliament and the government rejected it": each actor of the claim takes the side. */
        for (size_t k = 0; k < v->claim_count && s.claimed; k++) {
            if (v->claims[k].claim != s.claimed->claim || v->claims[k].who.first == s.who.first) continue;
            stand other = s;
            other.who = v->claims[k].who;
            if (!is_unnamed(&other.who) || other.who.code.len) add_stand(l, v, other, list, count);
        }
    }
}

sitrep_status link_positions(linking *l)
{
    report_view v = {.sentences = NULL};
    size_t count = 0;
    if (!l->matters) return SITREP_OK;
    sitrep_status status = link_sentences(l, &v.sentences, &v.sentence_count);
    if (!status) status = load_mentions(l, &v);
    if (!status) status = load_sayings(l, &v);
    if (!status) status = load_claims(l, &v);
    if (!status) status = link_report_country(l, &v.country);
    stand *list = status ? NULL : ARENA_ARRAY(&l->arena, stand, STANDS_MAX);
    if (!status && !list) return SITREP_OK; /* link_report tells */
    for (size_t i = 0; i < v.sentence_count && !status; i++) stands_of_sentence(l, &v, &v.sentences[i], list, &count);
    for (size_t i = 0; i < count && !status; i++) status = add_stance(l, &list[i]);
    return status;
}
