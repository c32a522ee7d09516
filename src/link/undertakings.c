/* link/undertakings.c — promises, demands, threats, proposals and refusals, and what became of them.
 * An undertaking opens with a statement of such an act, or with an event of a type that announces one (AGREE, REQUEST,
 * THREATEN, REJECT, or anything planned, promised or proposed by a named actor); one sentence, actor and kind open one.
 * It is due at the statement's date, else at the last future day that its sentence's events name. States are added,
 * never changed, each with when it was seen, the row that moved it, and the reason in words: open → partly, fulfilled
 * a later event of the same actor that shares the matter → broken              the actor does the opposite, or what was
 * to be is called off → refused             the one who was asked says no → overdue             its day passed and no
 * report says that it was done What a report retells (its origin known, or the same actor with the same words) opens
 * nothing. */
#include "link/link_int.h"

#include "base/banned.h"

#define LIFE_SECONDS     ((int64_t)150 * 86400) /* evidence is looked for so long … */
#define OPEN_MAX         200                    /* … in so many of the latest undertakings */
#define ANSWER_SECONDS   ((int64_t)21 * 86400)  /* a refusal answers a request of the last three weeks */
#define DUE_DAYS_MAX     500
#define CANDIDATES_MAX   100u
#define CONFIDENCE_MIN   0.3
#define SAME_WORDS       0.6 /* share of the shorter's words: it is told again */
#define PARTLY_WORDS     3u
#define FULFILLED_WORDS  4u
#define CALLED_OFF_WORDS 3u

typedef struct candidate {
    int64_t sentence, statement, claim;
    sitrep_sv kind, actor, actor_code, recipient, recipient_code, content;
    int32_t due_first, due_last;
    link_words words;
} candidate;

typedef struct standing {
    int64_t undertaking, seen_at, report, sentence;
    sitrep_sv kind, actor, actor_code, recipient, recipient_code, state, lemma, type;
    int32_t due_last;
    link_words words;
} standing;

static sitrep_status add_state(linking *l, int64_t undertaking, const char *state, int64_t claim, int64_t statement,
                               const char *reason)
{
    sqlite3_stmt *stmt = link_sql(l, "INSERT OR IGNORE INTO undertaking_state (undertaking, seen_at, state, claim, "
                                     "statement, reason) VALUES (?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, undertaking);
    sqlite3_bind_int64(stmt, 2, l->seen_at);
    db_bind_sv(stmt, 3, sv_of(state));
    if (claim) sqlite3_bind_int64(stmt, 4, claim);
    if (statement) sqlite3_bind_int64(stmt, 5, statement);
    db_bind_sv(stmt, 6, sv_of(reason));
    return link_done(l, stmt);
}

/* ---- what a report opens ---- */

/* Statements first; then what an office announces in its own release; then claims. A statement is due by its own date,
 * else by the last day that its sentence names and that was not over at publication (?2). */
#define DUE(end)                                                                                                       \
    "(SELECT max(x." end                                                                                               \
    ") FROM time x WHERE x.report = se.report AND x.first >= se.first AND x.last <= se.last AND x.type IN ('DATE', "   \
    "'TIME') AND x.end_day > ?2 AND x.end_day < ?2 + ?3 AND x.end_day - x.begin_day < 40 AND (x.begin_day > ?2 OR ' "  \
    "' || sentence_of(x.report, max(x.first - 10, se.first), x.first) LIKE '% by %' OR sentence_of(x.report, "         \
    "max(x.first - 10, se.first), x.first) LIKE '%before %'))"
/* What the speaker's side means to do: a future without doubt in it. */
#define WILL                                                                                                           \
    "((' ' || st.content LIKE '% will %' OR (st.content LIKE '%would %' AND st.quoted = 0)) AND st.content NOT LIKE "  \
    "'% if %' AND st.content NOT LIKE '%would be %')"
#define NO_PLANS                                                                                                       \
    "(st.content LIKE 'no plans %' OR st.content LIKE '% no plans %' OR st.content LIKE '%no immediate plans%' OR "    \
    "st.content LIKE '%not plan to%')"
#define STATEMENT_SQL                                                                                                  \
    "SELECT st.sentence, st.statement, (SELECT claim FROM claim c WHERE c.statement = st.statement ORDER BY "          \
    "confidence DESC, c.claim LIMIT 1), CASE WHEN st.act = 'ask'"                                                      \
    " THEN 'request' WHEN st.act = 'deny' OR " NO_PLANS                                                                \
    " THEN 'refuse' WHEN st.act IN ('promise', 'threaten', 'demand', 'propose') THEN st.act WHEN st.content LIKE"      \
    " '%ready to%' THEN 'offer' WHEN ' ' || st.content LIKE '% we will %' OR ' ' || st.content LIKE '% i will %' "     \
    "THEN 'promise' ELSE 'announce' END, coalesce(st.speaker_name, st.speaker), st.speaker_code, st.addressee, NULL, " \
    "coalesce(nullif(st.content, ''),"                                                                                 \
    " sentence_of(st.report, se.first, se.last)), coalesce(st.due_first, " DUE(                                        \
        "begin_day") "), coalesce(st.due_last, " DUE("end_day") "), sentence_of(st.report, se.first, se.last)"         \
                                                                " FROM statement st JOIN sentence se ON se.sentence "  \
                                                                "= st.sentence WHERE st.report = ?1 AND "              \
                                                                "st.superseded_at IS NULL AND (st.act IN ('promise', " \
                                                                "'threaten', 'demand',"                                \
                                                                " 'propose') OR (st.act = 'deny' AND st.cue IN "       \
                                                                "('reject', 'refuse', 'decline') AND (st.content "     \
                                                                "LIKE '%plan%' OR st.content LIKE '%request%' OR "     \
                                                                "st.content LIKE"                                      \
                                                                " '%propos%' OR st.content LIKE '%offer%' OR "         \
                                                                "st.content LIKE '%mission%')) OR"                     \
                                                                " ((st.speaker_code IS NOT NULL OR st.speaker LIKE "   \
                                                                "'%government%' OR st.speaker LIKE '%official%' OR "   \
                                                                "st.speaker LIKE '%spokes%' OR st.speaker LIKE "       \
                                                                "'%minist%') AND st.act"                               \
                                                                " IN ('report', 'claim', 'confirm') AND (" WILL        \
                                                                " OR st.content LIKE '%ready to%' OR " NO_PLANS        \
                                                                "))) UNION ALL"                                        \
                                                                " SELECT se.sentence, NULL, NULL, 'announce', "        \
                                                                "s.name, NULL, NULL, NULL, sentence_of(se.report, "    \
                                                                "se.first, se.last), " DUE("begin_day") ", " DUE(      \
                                                                    "end_day") ","                                     \
                                                                               " sentence_of(se.report, se.first, "    \
                                                                               "se.last) FROM sentence se JOIN "       \
                                                                               "report r ON r.report = se.report "     \
                                                                               "JOIN source s ON s.source = r.source " \
                                                                               "WHERE se.report = ?1 AND (s.name"      \
                                                                               " LIKE '%government%' OR s.name LIKE "  \
                                                                               "'%ministry%' OR s.name LIKE '%press "  \
                                                                               "desk%') AND ' ' || "                   \
                                                                               "sentence_of(se.report, se.first, "     \
                                                                               "se.last) LIKE '% will %' AND NOT "     \
                                                                               "EXISTS"                                \
                                                                               " (SELECT 1 FROM statement x WHERE "    \
                                                                               "x.sentence = se.sentence)"
#define CLAIM_SQL                                                                                                      \
    "SELECT c.sentence, c.statement, c.claim, CASE WHEN c.status IN ('planned', 'promised') AND c.type NOT IN "        \
    "('REJECT', 'THREATEN', 'REQUEST') THEN 'promise' WHEN"                                                            \
    " c.status = 'proposed' THEN 'propose' WHEN c.status = 'threatened' OR c.type = 'THREATEN' THEN 'threaten' WHEN "  \
    "c.type = 'REQUEST' OR c.status = 'demanded' THEN"                                                                 \
    " 'demand' WHEN c.type = 'REJECT' THEN 'refuse' ELSE 'promise' END, coalesce(a.name, a.text), a.code, "            \
    "coalesce(b.name, b.text), b.code, sentence_of(c.report, se.first,"                                                \
    " se.last), " DUE("begin_day") ", " DUE(                                                                           \
        "end_day") ", sentence_of(c.report, se.first, se.last) FROM claim c JOIN sentence se ON se.sentence = "        \
                   "c.sentence JOIN actor a ON a.claim ="                                                              \
                   " c.claim AND a.side = 'actor' AND a.n = 0 LEFT JOIN actor b ON b.claim = c.claim AND b.side = "    \
                   "'recipient' AND b.n = 0 WHERE c.report = ?1 AND c.superseded_at IS NULL"                           \
                   " AND c.polarity = '+' AND c.confidence >= ?4 AND a.name IS NOT NULL AND (a.code IS NOT NULL OR "   \
                   "b.code IS NOT NULL) AND c.type <> 'ASSAULT' AND ((c.status IN"                                     \
                   " ('planned', 'promised', 'proposed', 'threatened') AND (c.type <> 'THREATEN' OR c.status = "       \
                   "'threatened')) OR (c.status IN ('happened', 'ongoing') AND c.time_precision <= 1 AND (c.type = "   \
                   "'REQUEST' OR (c.type = 'REJECT'"                                                                   \
                   " AND coalesce(c.mode, '') <> '') OR (c.type = 'THREATEN' AND b.code IS NOT NULL) OR (c.type = "    \
                   "'AGREE' AND c.lemma IN ('offer', 'promise', 'pledge', 'vow', 'commit',"                            \
                   " 'undertake', 'volunteer')))))"

static candidate candidate_of(linking *l, sqlite3_stmt *stmt)
{
    candidate c = {.sentence = sqlite3_column_int64(stmt, 0),
                   .statement = sqlite3_column_int64(stmt, 1),
                   .claim = sqlite3_column_int64(stmt, 2)};
    sitrep_sv *const texts[] = {&c.kind, &c.actor, &c.actor_code, &c.recipient, &c.recipient_code, &c.content};
    for (int i = 0; i < 6; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i + 3));
    c.due_first = sqlite3_column_type(stmt, 9) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 9);
    c.due_last = sqlite3_column_type(stmt, 10) == SQLITE_NULL ? c.due_first : sqlite3_column_int(stmt, 10);
    if (sv_eq(c.kind, SV("refuse"))) c.due_first = c.due_last = SITREP_DAY_NONE;
    link_words_of(c.content, &c.words);
    return c;
}

/* The words as they are kept beside an undertaking, so that its text need not be read again for each new report. */
static void words_in(sitrep_sv blob, link_words *out)
{
    *out = (link_words){.count = (uint32_t)(blob.len / sizeof out->hashes[0])};
    if (out->count > sizeof out->hashes / sizeof out->hashes[0]) out->count = 0;
    if (out->count) memcpy(out->hashes, blob.ptr, out->count * sizeof out->hashes[0]);
}

/* Whether an earlier undertaking of the actor says the same: a report told again. */
static sitrep_status is_told_again(linking *l, const candidate *c, bool *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT kind, words FROM undertaking WHERE actor = ? COLLATE NOCASE AND seen_at "
                                     ">= ? ORDER BY seen_at DESC LIMIT 60");
    *out = false;
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, c->actor);
    sqlite3_bind_int64(stmt, 2, l->seen_at - LIFE_SECONDS);
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        link_words theirs;
        words_in(db_column(stmt, 1), &theirs);
        uint32_t shorter = theirs.count < c->words.count ? theirs.count : c->words.count;
        if (shorter && sv_eq(db_column(stmt, 0), c->kind) &&
            link_words_shared(&theirs, &c->words) >= shorter * SAME_WORDS)
            *out = true;
    }
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status open_one(linking *l, const candidate *c)
{
    char id[KEEP_ID_SIZE];
    sitrep_sv what = arena_printf(&l->arena, "undertaking, %.*s", SV_ARG(c->kind)); /* one of a kind in a sentence */
    if (!what.ptr) return base_error(l->err, SITREP_NOMEM, "out of memory");
    link_id(l, 'u', what.ptr, c->sentence, id);
    sqlite3_stmt *add =
        link_sql(l, "INSERT INTO undertaking (id, report, sentence, statement, claim, kind, actor, actor_code, "
                    "recipient, recipient_code, content, due_first,"
                    " due_last, day, seen_at, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!add) return link_failed(l);
    db_bind_sv(add, 1, sv_of(id));
    sqlite3_bind_int64(add, 2, l->report);
    sqlite3_bind_int64(add, 3, c->sentence);
    if (c->statement) sqlite3_bind_int64(add, 4, c->statement);
    if (c->claim) sqlite3_bind_int64(add, 5, c->claim);
    const sitrep_sv texts[] = {c->kind, c->actor, c->actor_code, c->recipient, c->recipient_code, c->content};
    for (int i = 0; i < 6; i++) db_bind_sv(add, 6 + i, texts[i]);
    db_bind_day(add, 12, c->due_first);
    db_bind_day(add, 13, c->due_last);
    db_bind_day(add, 14, l->published_day);
    sqlite3_bind_int64(add, 15, l->seen_at);
    sqlite3_bind_blob(add, 16, c->words.hashes, (int)(c->words.count * sizeof c->words.hashes[0]), SQLITE_STATIC);
    sitrep_status status = link_done(l, add);
    return status ? status : add_state(l, sqlite3_last_insert_rowid(l->s->db), "open", 0, 0, "stated");
}

/* Adds the rows of a query of candidates to the list. */
static sitrep_status list_candidates(linking *l, const char *sql, candidate *list, size_t *count)
{
    sqlite3_stmt *stmt = link_sql(l, sql);
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    db_bind_day(stmt, 2, l->published_day);
    sqlite3_bind_int(stmt, 3, DUE_DAYS_MAX);
    sqlite3_bind_double(stmt, 4, CONFIDENCE_MIN);
    int code;
    while ((code = link_step(l, stmt)) > 0 && *count < CANDIDATES_MAX) list[(*count)++] = candidate_of(l, stmt);
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status open_new(linking *l)
{
    candidate *list = ARENA_ARRAY(&l->arena, candidate, CANDIDATES_MAX);
    size_t count = 0;
    sitrep_status status =
        list ? list_candidates(l, STATEMENT_SQL, list, &count) : base_error(l->err, SITREP_NOMEM, "out of memory");
    if (!status) status = list_candidates(l, CLAIM_SQL, list, &count);
    for (size_t i = 0; i < count && !status; i++) {
        bool again = !list[i].content.len;
        for (size_t k = 0; k < i && !again; k++)
            again = list[k].sentence == list[i].sentence && sv_eq(list[k].kind, list[i].kind);
        if (!again && list[i].actor.len) status = is_told_again(l, &list[i], &again);
        if (!again && !status) status = open_one(l, &list[i]);
    }
    return status;
}

/* ---- what a report does to those that stand ---- */

static sitrep_status list_standing(linking *l, standing **out, size_t *out_count)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT u.undertaking, u.seen_at, u.report, u.kind, u.actor, u.actor_code, "
                                     "u.recipient, u.recipient_code, (SELECT state FROM"
                                     " undertaking_state us WHERE us.undertaking = u.undertaking ORDER BY us.seen_at "
                                     "DESC, us.state = 'open' LIMIT 1), c.lemma, c.type,"
                                     " u.due_last, u.sentence, u.words FROM undertaking u LEFT JOIN claim c ON c.claim "
                                     "= u.claim WHERE u.seen_at >= ?1 ORDER BY"
                                     " u.seen_at DESC, u.undertaking DESC LIMIT ?2");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->seen_at - LIFE_SECONDS);
    sqlite3_bind_int(stmt, 2, OPEN_MAX);
    standing *list = ARENA_ARRAY(&l->arena, standing, OPEN_MAX);
    size_t count = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0 && list) {
        standing *s = &list[count++];
        *s = (standing){.undertaking = sqlite3_column_int64(stmt, 0),
                        .seen_at = sqlite3_column_int64(stmt, 1),
                        .report = sqlite3_column_int64(stmt, 2)};
        sitrep_sv *const texts[] = {&s->kind,           &s->actor, &s->actor_code, &s->recipient,
                                    &s->recipient_code, &s->state, &s->lemma,      &s->type};
        for (int i = 0; i < 8; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i + 3));
        s->due_last = sqlite3_column_type(stmt, 11) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 11);
        s->sentence = sqlite3_column_int64(stmt, 12);
        words_in(db_column(stmt, 13), &s->words);
    }
    *out = list;
    *out_count = count;
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* What a sentence of the new report says that may move a state. */
typedef struct evidence {
    int64_t claim, sentence;
    sitrep_sv type, status, lemma, actor, actor_code, text;
    bool negative;
    link_words words;
} evidence;

static evidence evidence_of(linking *l, sqlite3_stmt *stmt)
{
    evidence e = {.claim = sqlite3_column_int64(stmt, 0), .sentence = sqlite3_column_int64(stmt, 1)};
    sitrep_sv *const texts[] = {&e.type, &e.status, &e.lemma, &e.actor, &e.actor_code, &e.text};
    for (int i = 0; i < 6; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i + 2));
    e.negative = sqlite3_column_int(stmt, 8) != 0;
    link_words_of(e.text, &e.words);
    return e;
}

/* Words of a plan that will not be: in the sentence, beside what was planned. */
static bool is_called_off(sitrep_sv text)
{
    static const char *const words[] = {"cancel",   "called off",      "put off",    "postpone", "delayed",
                                        "unsigned", "not been signed", "not signed", "suspend",  "abandon",
                                        "shelved",  "withdrew",        "no date"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_find(text, sv_of(words[i]), 0) != SIZE_MAX) return true;
    return false;
}

static bool is_same_party(sitrep_sv name_a, sitrep_sv code_a, sitrep_sv name_b, sitrep_sv code_b)
{
    if (name_a.len && name_b.len && (sv_eq_fold(name_a, name_b) || sv_ends(name_a, name_b) || sv_ends(name_b, name_a)))
        return true;
    return link_is_state(code_a) && sv_eq(code_a, code_b);
}

/* The state that a piece of evidence gives an undertaking; NULL for none. */
static const char *new_state(const standing *s, const evidence *e, bool here, const char **reason)
{
    bool done = (sv_eq(e->status, SV("happened")) || sv_eq(e->status, SV("ongoing"))) && !e->negative;
    bool actor = is_same_party(s->actor, s->actor_code, e->actor, e->actor_code),
         asks = sv_eq(s->kind, SV("demand")) || sv_eq(s->kind, SV("request")) || sv_eq(s->kind, SV("propose"));
    bool asked = is_same_party(s->recipient, s->recipient_code, e->actor, e->actor_code) ||
                 (sv_eq(s->kind, SV("propose")) && !actor);
    bool refuses = sv_eq(e->type, SV("REJECT")) || e->negative;
    uint32_t shared = link_words_shared(&s->words, &e->words);
    if (sv_eq(s->kind, SV("refuse"))) return NULL;
    *reason = "what was to be is called off, put off or not signed, a later report says";
    if (shared >= CALLED_OFF_WORDS && is_called_off(e->text))
        return sv_eq(s->kind, SV("propose")) ? "in doubt" : "broken";
    *reason = "the one who was asked refuses";
    if (asks && asked && refuses && (shared >= 1 || here)) return "refused";
    *reason = "the same actor does not, or will not";
    if (!asks && actor && refuses && shared >= PARTLY_WORDS) return "broken";
    if (!done || refuses || sv_eq(e->type, SV("ACCUSE")) || sv_eq(e->type, SV("REQUEST")) || (!asks && !actor) ||
        (asks && actor))
        return NULL;
    *reason = "a later report says that it was done";
    bool same_act = s->lemma.len && sv_eq(s->lemma, e->lemma) && !sv_eq(e->type, SV("AGREE"));
    if ((same_act && shared >= 2) || shared >= FULFILLED_WORDS + (asks ? 1 : 0)) return asks ? "partly" : "fulfilled";
    *reason = "a later report says that a part of it was done";
    return shared >= PARTLY_WORDS ? "partly" : NULL;
}

static bool is_final(sitrep_sv state)
{
    return sv_eq(state, SV("fulfilled")) || sv_eq(state, SV("broken")) || sv_eq(state, SV("refused"));
}

static sitrep_status move_states(linking *l, standing *list, size_t count)
{
    /* Claims that happened, and sentences in which something is called off, which need not be events. */
    sqlite3_stmt *stmt = link_sql(l, "SELECT c.claim, c.sentence, c.type, c.status, c.lemma, coalesce(a.name, a.text), "
                                     "a.code, sentence_of(c.report, se.first, se.last), c.polarity"
                                     " = '-' FROM claim c JOIN sentence se ON se.sentence = c.sentence LEFT JOIN actor "
                                     "a ON a.claim = c.claim AND a.side = 'actor' AND a.n = 0"
                                     " WHERE c.report = ?1 AND c.superseded_at IS NULL AND c.status IN ('happened', "
                                     "'ongoing') AND coalesce(c.begin_day, ?2) >= ?2 - 10 UNION ALL SELECT NULL,"
                                     " se.sentence, NULL, NULL, NULL, NULL, NULL, sentence_of(se.report, se.first, "
                                     "se.last), 0 FROM sentence se WHERE se.report = ?1 ORDER BY 2");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    db_bind_day(stmt, 2, l->published_day);
    evidence *all = ARENA_ARRAY(&l->arena, evidence, 200);
    size_t found = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0 && all && found < 200) {
        all[found] = evidence_of(l, stmt);
        found += all[found].claim || is_called_off(all[found].text);
    }
    sqlite3_reset(stmt);
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < found && !status; i++)
        for (size_t k = 0; k < count && !status; k++) {
            if (list[k].report == l->report &&
                (all[i].sentence <= list[k].sentence || all[i].sentence > list[k].sentence + 3 ||
                 !sv_eq(all[i].type, SV("REJECT"))))
                continue;
            const char *reason = "", *state = is_final(list[k].state)
                                                  ? NULL
                                                  : new_state(&list[k], &all[i], list[k].report == l->report, &reason);
            if (!state || sv_eq(list[k].state, sv_of(state)) ||
                (sv_eq(sv_of(state), SV("refused")) && list[k].seen_at < l->seen_at - ANSWER_SECONDS))
                continue;
            status = add_state(l, list[k].undertaking, state, all[i].claim, 0, reason);
            list[k].state = sv_of(state);
        }
    return status;
}

/* What was due before this report was published and still stands open. */
static sitrep_status mark_overdue(linking *l, standing *list, size_t count)
{
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < count && !status && l->published_day != SITREP_DAY_NONE; i++) {
        if (list[i].due_last == SITREP_DAY_NONE || list[i].due_last >= l->published_day ||
            !sv_eq(list[i].state, SV("open")))
            continue;
        status = add_state(l, list[i].undertaking, "overdue", 0, 0,
                           "its date has passed and no report says that it was done");
        list[i].state = SV("overdue");
    }
    return status;
}

sitrep_status link_undertakings(linking *l)
{
    standing *list = NULL;
    size_t count = 0;
    sitrep_status status = open_new(l);
    if (!status) status = list_standing(l, &list, &count);
    if (!status) status = move_states(l, list, count);
    return status ? status : mark_overdue(l, list, count);
}
