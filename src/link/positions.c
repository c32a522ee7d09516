/* link/positions.c — where a party stands on an issue on a day, each a quotation.
 * A sentence that has words of taking a side (data/link/matters.tsv: for, against, open) is a position, once it is
 * known on what and whose. On what: the nearest issue in the sentence, else in the two sentences before ("this", "the
 * idea"). Whose: the party that stands before the words inside what somebody says ("the CSTO has no plans, a spokesman
 * said"), else the speaker, else the actor of the claim there, else the party named last before. A position that is
 * another than the actor's last on the issue flips it: both stay, and the pair is a contradiction of the kind "position
 * changed". Governments are one actor by country; persons and bodies by name. */
#include "link/link_int.h"

#include <stdlib.h>

#include "base/banned.h"

#define MENTIONS_MAX   400u
#define HITS_MAX       24u
#define STANDS_MAX     80u /* of one report */
#define APPOSITION     60u /* bytes in which "the mayor of Osh, Melis Myrzakmatov" is told by name */
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
    sitrep_sv actor, told_by, issue, words;
    matter_kind stance;
    uint32_t at;
    int32_t day;
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
    if (who) s->who = *who;
    return who != NULL;
}

/* ---- on what ---- */

/* The issue nearest to the words in their sentence: what stands behind them counts as nearer. */
static sitrep_sv nearest_issue(const linking *l, sitrep_sv text, const matter_hit *hit)
{
    matter_hit issues[HITS_MAX];
    size_t count = matters_find(l->matters, text, 1u << MATTER_ISSUE, issues, HITS_MAX);
    sitrep_sv best = {NULL, 0};
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        bool behind = issues[i].first >= hit->first;
        uint32_t far = behind ? issues[i].first - hit->first : 2 * (hit->first - issues[i].first);
        if (far < least) least = far, best = issues[i].name;
    }
    return best;
}

static sitrep_sv issue_of(const linking *l, const report_view *v, const link_sentence *in, const matter_hit *hit)
{
    sitrep_sv issue = nearest_issue(l, in->text, hit);
    for (size_t back = 1; !issue.len && back <= 3 && (size_t)(in - v->sentences) >= back; back++) {
        matter_hit issues[HITS_MAX]; /* the one named last before: that is what "it" and "the idea" mean */
        size_t count = matters_find(l->matters, (in - back)->text, 1u << MATTER_ISSUE, issues, HITS_MAX);
        if (count) issue = issues[0].name;
    }
    return issue;
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
    sqlite3_bind_int64(stmt, 3, l->report);
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
    sqlite3_bind_int64(stmt, 4, l->report);
    int code = link_step(l, stmt);
    if (code > 0) *out = arena_copy(&l->arena, db_column(stmt, 0));
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status add_flip(linking *l, const stand *s, const earlier *before, sitrep_sv id)
{
    char reason[220];
    sitrep_sv since = before->id;
    snprintf(reason, sizeof reason, "%.*s on %.*s: %.*s, then %s", SV_ARG(s->actor), SV_ARG(s->issue),
             SV_ARG(before->stance), stance_names[s->stance]);
    sitrep_status status = first_of_run(l, s, before->stance, &since);
    sitrep_sv key = arena_printf(&l->arena, "%.*s|%.*s", SV_ARG(since), SV_ARG(id));
    return status ? status : link_add_contradiction(l, "position changed", since, id, key, reason);
}

static sitrep_status add_position(linking *l, const stand *s, sitrep_sv *out_id)
{
    char id[KEEP_ID_SIZE];
    earlier before;
    sitrep_sv stance = sv_of(stance_names[s->stance]);
    sitrep_sv what = arena_printf(&l->arena, "position %u, %.*s, %.*s", s->at, SV_ARG(s->issue), SV_ARG(s->actor));
    sitrep_status status = what.ptr ? last_position(l, s, &before) : base_error(l->err, SITREP_NOMEM, "out of memory");
    if (status) return status;
    bool flips = before.position && !sv_eq(before.stance, stance);
    link_id(l, 'k', what.ptr, s->in->sentence, id);
    sqlite3_stmt *stmt = link_sql(l, "INSERT INTO position (id, report, sentence, statement, claim, actor, actor_code, "
                                     "told_by, issue, stance, words, day, flips, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, "
                                     "?, ?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, sv_of(id));
    sqlite3_bind_int64(stmt, 2, l->report);
    sqlite3_bind_int64(stmt, 3, s->in->sentence);
    if (s->said) sqlite3_bind_int64(stmt, 4, s->said->statement);
    if (s->claimed) sqlite3_bind_int64(stmt, 5, s->claimed->claim);
    const sitrep_sv texts[] = {s->actor, s->who.code, s->told_by, s->issue, stance, s->words};
    for (int i = 0; i < 6; i++) db_bind_sv(stmt, 6 + i, texts[i]);
    db_bind_day(stmt, 12, s->day != SITREP_DAY_NONE ? s->day : l->published_day);
    if (flips) sqlite3_bind_int64(stmt, 13, before.position);
    sqlite3_bind_int64(stmt, 14, l->seen_at);
    status = link_done(l, stmt);
    *out_id = arena_copy(&l->arena, sv_of(id));
    return status || !flips ? status : add_flip(l, s, &before, *out_id);
}

/* Another party of the same state that took the other side in the last weeks, the earliest: a city against its
 * government. */
static sitrep_status oppose(linking *l, const stand *s, sitrep_sv id)
{
    if (!link_is_state(s->who.code) || s->stance == MATTER_OPEN) return SITREP_OK;
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT id, actor FROM position WHERE issue = ?1 AND actor_code = ?2 AND actor <> ?3 "
                    "COLLATE NOCASE AND stance = ?4 AND report <> ?5 AND seen_at >= ?6 ORDER BY seen_at, "
                    "position LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, s->issue);
    db_bind_sv(stmt, 2, s->who.code);
    db_bind_sv(stmt, 3, s->actor);
    db_bind_sv(stmt, 4, s->stance == MATTER_FOR ? SV("against") : SV("for"));
    sqlite3_bind_int64(stmt, 5, l->report);
    sqlite3_bind_int64(stmt, 6, l->seen_at - OPPOSE_SECONDS);
    int code = link_step(l, stmt);
    sitrep_sv other = code > 0 ? arena_copy(&l->arena, db_column(stmt, 0)) : (sitrep_sv){NULL, 0},
              actor = code > 0 ? arena_copy(&l->arena, db_column(stmt, 1)) : other;
    sqlite3_reset(stmt);
    if (code <= 0) return code < 0 ? link_failed(l) : SITREP_OK;
    char reason[220];
    snprintf(reason, sizeof reason, "two parties of one state on %.*s: %.*s %s, %.*s %s", SV_ARG(s->issue),
             SV_ARG(actor), s->stance == MATTER_FOR ? "against" : "for", SV_ARG(s->actor), stance_names[s->stance]);
    bool less = sv_compare(actor, s->actor) < 0; /* once for the two and the issue */
    sitrep_sv key = arena_printf(&l->arena, "%.*s|%.*s|%.*s", SV_ARG(less ? actor : s->actor),
                                 SV_ARG(less ? s->actor : actor), SV_ARG(s->issue));
    return link_add_contradiction(l, "positions differ", other, id, key, reason);
}

/* One position of an actor on an issue in a sentence: the words that come first. */
static bool is_there(const stand *list, size_t count, const stand *s)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].in == s->in && sv_eq(list[i].issue, s->issue) && sv_eq_fold(list[i].actor, s->actor)) return true;
    return false;
}

static void add_stand(linking *l, const report_view *v, stand s, stand *list, size_t *count)
{
    s.actor = link_party_name(
        l, &(link_speaker){.name = s.who.name, .text = s.who.text, .code = s.who.code, .is_country = s.who.is_country},
        v->country);
    if (!s.actor.len || link_is_nobody(s.actor) || is_there(list, *count, &s) || *count == STANDS_MAX) return;
    list[(*count)++] = s;
}

static void stands_of_sentence(linking *l, const report_view *v, const link_sentence *in, stand *list, size_t *count)
{
    matter_hit hits[HITS_MAX];
    if (!(in->kinds & STANCES)) return;
    size_t found = matters_find(l->matters, in->text, STANCES, hits, HITS_MAX);
    for (size_t i = 0; i < found; i++) {
        stand s = {.in = in, .stance = stance_of(&hits[i]), .at = hits[i].first, .day = SITREP_DAY_NONE};
        if (hits[i].kind == MATTER_IDLE || is_inside(hits, found, i)) continue;
        s.issue = issue_of(l, v, in, &hits[i]);
        if (!s.issue.len || !find_party(v, &hits[i], &s)) continue;
        s.words = sv_part(in->text, hits[i].first, hits[i].last);
        s.day = s.said ? s.said->day : SITREP_DAY_NONE;
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
    for (size_t i = 0; i < count && !status; i++) {
        sitrep_sv id = {NULL, 0};
        status = add_position(l, &list[i], &id);
        if (!status) status = oppose(l, &list[i], id);
    }
    return status;
}
