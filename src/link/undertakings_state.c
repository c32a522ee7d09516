/* link/undertakings_state.c — what became of undertakings. A later report is read sentence by sentence; each
 * undertaking that stands is held against each sentence, and what fits adds a state, a date or an answer, with the row
 * and the reason. Nothing is changed: the last state is the one that holds. slipped             a sentence of the same
 * matter gives another day ("put off to early September") refused, answered   the one who was asked takes a stand on
 * the issue, or refuses in doubt, broken    what was to be is cancelled, put off or unsigned; the more of its words,
 * the worse fulfilled, partly   the actor did what shares its words; a visit, once he has arrived; what was to be held,
 * once it was likely              who passed it on says that things are done, or it was done by nobody named: no proof
 *   overdue             its last day has passed, and no report says that it was done */
#include "link/undertakings_int.h"

#include "base/banned.h"

#define OPEN_MAX         200u /* the latest undertakings that stand */
#define EVIDENCE_MAX     200u
#define ANSWER_SECONDS   ((int64_t)21 * 86400) /* a refusal answers a request of the last three weeks */
#define ANSWER_SENTENCES 4
#define PARTLY_WORDS     3u
#define FULFILLED_WORDS  4u
#define DOUBT_WORDS      2u
#define DONE_HITS        8u
#define DUE_WORDS        2u  /* in common, where the day speaks for it too */
#define DONE_SHARE       0.5 /* of its words, in a sentence that says that things are done */
#define LATE_DAYS        10
#define LONG_PAST        21   /* days after which a day that passed is not moved by a few words */
#define BROKEN_SHARE     0.45 /* of its words, in a sentence that calls it off */

typedef struct standing {
    int64_t undertaking, seen_at, report, sentence;
    sitrep_sv kind, actor, actor_code, recipient, recipient_code, state, lemma, type, content, issue, told_by;
    sitrep_sv actor_last, teller_last; /* family names of the actor and of who passed it on */
    int32_t due_first, due_last;
    bool visit, occasion; /* done by arriving; done by being held */
    bool negative;        /* what will not be */
    bool moved;           /* the report at hand wrote a state or a date */
    link_words words;
} standing;

/* Those that stand, latest first, kept from report to report. What they say never changes; where a report moved one,
 * its state and dates are read again, so that the list is what a look into the store would give. */
struct standing_list {
    arena arena;
    standing list[OPEN_MAX];
    size_t count;
    bool loaded;
};

/* A claim of the report, or (without one) a sentence of it. */
typedef struct evidence {
    int64_t claim, sentence;
    const link_sentence *in;
    sitrep_sv type, status, lemma, actor, actor_code, issue;
    bool negative, off, done, partly, slip, instead;
    bool did, undone; /* words of doing that are not denied, and that are */
    link_words words;
    uint64_t bits[16]; /* of 1,024 values of its words' upper bits: most pairs share none, which this tells soon */
} evidence;

typedef struct stance {
    int64_t sentence;
    sitrep_sv actor, code, issue, stance;
} stance;

typedef struct moving {
    linking *l;
    const undertaking_report *r;
    standing *list;
    evidence *all;
    stance *stances;
    size_t count, found, stance_count;
} moving;

/* ---- storing ---- */

sitrep_status undertaking_add_state(linking *l, int64_t undertaking, const char *state, int64_t claim,
                                    int64_t statement, const char *reason)
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

static sitrep_status add_answer(linking *l, const standing *s, int64_t sentence, const char *answer, sitrep_sv by,
                                const char *reason)
{
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT OR IGNORE INTO undertaking_answer (undertaking, seen_at, sentence, answer, "
                    "by, reason) VALUES (?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, s->undertaking);
    sqlite3_bind_int64(stmt, 2, l->seen_at);
    sqlite3_bind_int64(stmt, 3, sentence);
    db_bind_sv(stmt, 4, sv_of(answer));
    db_bind_sv(stmt, 5, by);
    db_bind_sv(stmt, 6, sv_of(reason));
    return link_done(l, stmt);
}

/* ---- loading ---- */

static sitrep_sv last_name(sitrep_sv name)
{
    size_t at = name.len;
    while (at && name.ptr[at - 1] != ' ') at--;
    return name.len - at >= 4 && is_upper(name.ptr[at]) ? sv_part(name, at, name.len) : (sitrep_sv){NULL, 0};
}

/* "will visit", "will travel": done by arriving. */
static bool is_visit(sitrep_sv content)
{
    static const char *const verbs[] = {" visit", " travel", " fly ", " arrive", " go to ", " come to ", " to meet "};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (sv_find(content, sv_of(verbs[i]), 0) != SIZE_MAX) return true;
    return false;
}

/* "will take place", "would go ahead": done by being held. */
static bool is_occasion(sitrep_sv content)
{
    static const char *const verbs[] = {"take place", "go ahead", "be held", "will hold", "would hold", "hold a "};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (sv_find(content, sv_of(verbs[i]), 0) != SIZE_MAX) return true;
    return false;
}

#define STANDING_SQL                                                                                                   \
    "SELECT u.undertaking, u.seen_at, u.report, u.sentence, u.kind, u.actor, u.actor_code, u.recipient, "              \
    "u.recipient_code, c.lemma, c.type, u.content, t.issue, t.told_by, u.words FROM undertaking u LEFT JOIN claim c "  \
    "ON c.claim = u.claim LEFT JOIN undertaking_term t ON t.undertaking = u.undertaking WHERE "

/* The last state and dates of one, as the store has them. */
static sitrep_status read_state(linking *l, arena *a, standing *s)
{
    sqlite3_stmt *stmt = link_sql(
        l,
        "SELECT (SELECT state FROM undertaking_state us WHERE us.undertaking = ?1 ORDER BY us.seen_at DESC, us.state "
        "= 'open' LIMIT 1), ud.due_first, ud.due_last FROM (SELECT 1) LEFT JOIN undertaking_date ud ON "
        "ud.undertaking = ?1 ORDER BY ud.seen_at DESC, ud.due_last DESC LIMIT 1");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, s->undertaking);
    int code = link_step(l, stmt);
    if (code > 0 && !sv_eq(s->state, db_column(stmt, 0))) s->state = arena_copy(a, db_column(stmt, 0));
    bool dated = code > 0 && sqlite3_column_type(stmt, 1) != SQLITE_NULL;
    s->due_first = dated ? sqlite3_column_int(stmt, 1) : SITREP_DAY_NONE;
    s->due_last = dated ? sqlite3_column_int(stmt, 2) : SITREP_DAY_NONE;
    s->moved = false;
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static void put_standing(struct standing_list *to, const standing *s)
{
    size_t at = 0;
    while (at < to->count && (to->list[at].seen_at > s->seen_at ||
                              (to->list[at].seen_at == s->seen_at && to->list[at].undertaking > s->undertaking)))
        at++;
    if (at == OPEN_MAX) return;
    size_t kept = to->count < OPEN_MAX ? to->count : OPEN_MAX - 1;
    memmove(&to->list[at + 1], &to->list[at], (kept - at) * sizeof to->list[0]);
    to->list[at] = *s;
    to->count = kept + 1;
}

static sitrep_status add_standing(linking *l, sqlite3_stmt *stmt, struct standing_list *to)
{
    arena *a = &to->arena;
    sitrep_status status = SITREP_OK;
    int code = 0;
    while (!status && (code = link_step(l, stmt)) > 0) {
        standing s = {.undertaking = sqlite3_column_int64(stmt, 0),
                      .seen_at = sqlite3_column_int64(stmt, 1),
                      .report = sqlite3_column_int64(stmt, 2),
                      .sentence = sqlite3_column_int64(stmt, 3)};
        sitrep_sv *const texts[] = {&s.kind,  &s.actor, &s.actor_code, &s.recipient, &s.recipient_code,
                                    &s.lemma, &s.type,  &s.content,    &s.issue,     &s.told_by};
        for (int i = 0; i < 10; i++) *texts[i] = arena_copy(a, db_column(stmt, i + 4));
        undertaking_words(db_column(stmt, 14), &s.words);
        s.negative = sv_find(s.content, SV(" not "), 0) != SIZE_MAX || sv_find(s.content, SV("n't "), 0) != SIZE_MAX ||
                     sv_find(s.content, SV(" no "), 0) != SIZE_MAX || sv_find(s.content, SV(" never "), 0) != SIZE_MAX;
        s.visit = is_visit(s.content);
        s.occasion = is_occasion(s.content);
        s.actor_last = last_name(s.actor);
        s.teller_last = last_name(s.told_by);
        status = read_state(l, a, &s);
        put_standing(to, &s);
    }
    sqlite3_reset(stmt);
    if (a->failed) status = base_error(l->err, SITREP_NOMEM, "out of memory");
    return status ? status : code < 0 ? link_failed(l) : SITREP_OK;
}

/* All that stand, or, where they are known, those that the report at hand opened. */
static sitrep_status load_standing(moving *m)
{
    linking *l = m->l;
    if (!l->standing) {
        l->standing = calloc(1, sizeof *l->standing);
        if (!l->standing) return base_error(l->err, SITREP_NOMEM, "out of memory");
        arena_init(&l->standing->arena, 0);
    }
    struct standing_list *all = l->standing;
    sqlite3_stmt *stmt =
        all->loaded
            ? link_sql(l, STANDING_SQL "u.report = ?1 AND u.seen_at >= ?2")
            : link_sql(l, STANDING_SQL
                       "u.seen_at >= ?2 AND ?1 IS NOT NULL ORDER BY u.seen_at DESC, u.undertaking DESC LIMIT 200");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sqlite3_bind_int64(stmt, 2, l->seen_at - UNDERTAKING_LIFE);
    sitrep_status status = add_standing(l, stmt, all);
    while (all->count && all->list[all->count - 1].seen_at < l->seen_at - UNDERTAKING_LIFE) all->count--;
    all->loaded = status == SITREP_OK;
    m->list = all->list;
    m->count = all->count;
    return status;
}

void undertakings_forget(linking *l)
{
    if (!l->standing) return;
    arena_reset(&l->standing->arena);
    l->standing->count = 0;
    l->standing->loaded = false;
}

void undertakings_release(linking *l)
{
    if (!l->standing) return;
    arena_release(&l->standing->arena);
    free(l->standing);
    l->standing = NULL;
}

/* "No tents had reached Buzi", "the bonus was not paid": what was due was not done. */
static void mark_done(const moving *m, evidence *e)
{
    static const char *const leads[] = {"No ", "Nobody ", "None ", "Neither ", "Not one "};
    matter_hit hits[DONE_HITS];
    size_t count = e->done ? matters_find(m->l->matters, e->in->text, 1u << MATTER_DONE, hits, DONE_HITS) : 0;
    bool none = false;
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) none = none || sv_starts(e->in->text, sv_of(leads[i]));
    for (size_t i = 0; i < count; i++) {
        if (none || hits[i].negated)
            e->undone = true;
        else
            e->did = true;
    }
}

static void read_sentence(const moving *m, evidence *e)
{
    e->off = (e->in->kinds & 1u << MATTER_OFF) != 0;
    e->done = (e->in->kinds & 1u << MATTER_DONE) != 0;
    e->partly = (e->in->kinds & 1u << MATTER_PARTLY) != 0;
    e->slip = (e->in->kinds & 1u << MATTER_SLIP) != 0;
    mark_done(m, e);
    e->instead = sv_find(e->in->text, SV("nstead"), 0) != SIZE_MAX;
    e->issue = undertaking_issue(m->r, e->in);
}

static void add_evidence(moving *m, evidence *e, const link_words *words)
{
    if (!e->claim && !e->off && !e->done && !e->slip && !e->partly && !e->instead) return;
    if (m->found == EVIDENCE_MAX) return;
    e->words = *words;
    for (uint32_t i = 0; i < words->count; i++)
        e->bits[words->hashes[i] >> 28] |= 1ull << (words->hashes[i] >> 22 & 63);
    m->all[m->found++] = *e;
}

/* Claims that happened, and every sentence, which need not have one: in the order of sentences, a sentence before its
 * claims. */
static sitrep_status load_evidence(moving *m)
{
    linking *l = m->l;
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT c.claim, c.sentence, c.type, c.status, c.lemma, coalesce(a.name, a.text), a.code, c.polarity = '-' "
           "FROM claim c LEFT JOIN actor a ON a.claim = c.claim AND a.side = 'actor' AND a.n = 0 WHERE c.report = ?1 "
           "AND c.superseded_at IS NULL AND c.status IN ('happened', 'ongoing', 'promised') AND coalesce(c.begin_day, "
           "?2) >= ?2 - 10 ORDER BY c.sentence, c.claim LIMIT 400");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    db_bind_day(stmt, 2, l->published_day);
    m->all = ARENA_ARRAY(&l->arena, evidence, EVIDENCE_MAX);
    if (!m->all) return base_error(l->err, SITREP_NOMEM, "out of memory");
    int code = link_step(l, stmt);
    for (size_t i = 0; i < m->r->sentence_count && code >= 0; i++) {
        const link_sentence *in = &m->r->sentences[i];
        evidence e = {.sentence = in->sentence, .in = in};
        link_words words;
        while (code > 0 && sqlite3_column_int64(stmt, 1) < in->sentence) code = link_step(l, stmt);
        bool claimed = code > 0 && sqlite3_column_int64(stmt, 1) == in->sentence;
        read_sentence(m, &e);
        if (claimed || e.off || e.done || e.slip || e.partly || e.instead) link_words_of(in->text, &words);
        add_evidence(m, &e, &words);
        while (code > 0 && sqlite3_column_int64(stmt, 1) == in->sentence) {
            evidence c = e;
            sitrep_sv *const texts[] = {&c.type, &c.status, &c.lemma, &c.actor, &c.actor_code};
            memset(c.bits, 0, sizeof c.bits);
            c.claim = sqlite3_column_int64(stmt, 0);
            c.negative = sqlite3_column_int(stmt, 7) != 0;
            for (int k = 0; k < 5; k++) *texts[k] = arena_copy(&l->arena, db_column(stmt, k + 2));
            add_evidence(m, &c, &words);
            code = link_step(l, stmt);
        }
    }
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status load_stances(moving *m)
{
    linking *l = m->l;
    sqlite3_stmt *stmt = link_sql(l, "SELECT sentence, actor, actor_code, issue, stance FROM position WHERE report = ? "
                                     "ORDER BY position LIMIT 80");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    m->stances = ARENA_ARRAY(&l->arena, stance, 80);
    int code;
    while ((code = link_step(l, stmt)) > 0 && m->stances) {
        stance *s = &m->stances[m->stance_count++];
        s->sentence = sqlite3_column_int64(stmt, 0);
        sitrep_sv *const texts[] = {&s->actor, &s->code, &s->issue, &s->stance};
        for (int i = 0; i < 4; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i + 1));
    }
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* ---- judging ---- */

static bool is_final(sitrep_sv state)
{
    return sv_eq(state, SV("fulfilled")) || sv_eq(state, SV("broken")) || sv_eq(state, SV("refused")) ||
           sv_eq(state, SV("carried out"));
}

static bool is_kind(const standing *s, const char *kind)
{
    return sv_eq(s->kind, sv_of(kind));
}

static bool asks(const standing *s)
{
    return is_kind(s, "demand") || is_kind(s, "request") || is_kind(s, "propose");
}

bool undertaking_same_party(sitrep_sv name_a, sitrep_sv code_a, sitrep_sv name_b, sitrep_sv code_b)
{
    if (name_a.len && name_b.len && (sv_eq_fold(name_a, name_b) || sv_ends(name_a, name_b) || sv_ends(name_b, name_a)))
        return true;
    return link_is_state(code_a) && sv_eq(code_a, code_b);
}

/* "OSCE" of "Organization for Security and Co-operation in Europe" in a text. */
static bool has_acronym(sitrep_sv text, sitrep_sv name)
{
    char letters[12];
    size_t count = 0;
    while (name.len && count < sizeof letters) {
        sitrep_sv word = sv_cut(&name, ' ');
        if (word.len && is_upper(word.ptr[0])) letters[count++] = word.ptr[0];
    }
    return count >= 2 && sv_find(text, (sitrep_sv){letters, count}, 0) != SIZE_MAX;
}

/* Whether a party is the one that was asked: by name or state, or named in what is asked. */
static bool is_asked(const standing *s, sitrep_sv actor, sitrep_sv code)
{
    if (undertaking_same_party(s->recipient, s->recipient_code, actor, code)) return true;
    if (actor.len < 4 || undertaking_same_party(s->actor, s->actor_code, actor, code)) return false;
    return sv_find(s->content, actor, 0) != SIZE_MAX || has_acronym(s->content, actor);
}

/* Whether a text has a family name of another: a capital word behind a capital word. */
static bool shares_name(sitrep_sv names, sitrep_sv text)
{
    bool before = false;
    while (names.len) {
        sitrep_sv word = sv_cut(&names, ' ');
        bool ends = word.len && !is_alpha(word.ptr[word.len - 1]);
        while (word.len && !is_alpha(word.ptr[word.len - 1])) word.len--;
        bool capital = word.len >= 4 && is_upper(word.ptr[0]);
        if (before && capital && sv_find(text, word, 0) != SIZE_MAX) return true;
        before = capital && !ends;
    }
    return false;
}

/* Whether a sentence names the actor, or him who is named in what was promised. */
static bool names_actor(const standing *s, const evidence *e)
{
    if (s->actor_last.len && sv_find(e->in->text, s->actor_last, 0) != SIZE_MAX) return true;
    sitrep_sv who = last_name(e->actor);
    if (who.len && sv_find(s->content, who, 0) != SIZE_MAX) return true;
    if (shares_name(s->content, e->in->text)) return true;
    return undertaking_same_party(s->actor, s->actor_code, e->actor, e->actor_code);
}

static bool has_arrived(const evidence *e)
{
    static const char *const words[] = {"arriv", "landed", "visited", "flew", "met ", "received the", "came to"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_find(e->in->text, sv_of(words[i]), 0) != SIZE_MAX) return true;
    return false;
}

static bool was_held(const evidence *e)
{
    static const char *const words[] = {" held", "took place", "went ahead", "voted in"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_find(e->in->text, sv_of(words[i]), 0) != SIZE_MAX) return true;
    return false;
}

/* One undertaking beside one piece of evidence. */
typedef struct pair {
    const standing *s;
    const evidence *e;
    uint32_t shared;
    double share;                           /* of the undertaking's words */
    bool same_issue, actor, happened, here; /* `here`: both in one report */
    int32_t day;
} pair;

typedef struct verdict {
    const char *state, *reason;
} verdict;

static verdict called_off(const pair *p)
{
    verdict none = {NULL, NULL};
    if (!p->e->off || (p->e->slip && !asks(p->s)) || p->here) return none;
    if ((asks(p->s) && !is_kind(p->s, "propose")) || p->shared < DOUBT_WORDS ||
        (!p->same_issue && p->shared < PARTLY_WORDS))
        return none;
    if (!asks(p->s) && p->share >= BROKEN_SHARE)
        return (verdict){"broken", "what was to be is called off, put off or not signed, a later report says"};
    return (verdict){"in doubt", "what it depends on is called off, put off or not signed, a later report says"};
}

static verdict refused(const pair *p)
{
    const evidence *e = p->e;
    bool no = sv_eq(e->type, SV("REJECT")) || (e->negative && e->claim);
    if (!no || !e->claim) return (verdict){NULL, NULL};
    if (asks(p->s) && !is_kind(p->s, "propose") && is_asked(p->s, e->actor, e->actor_code) &&
        (p->shared >= 1 || p->here))
        return (verdict){"refused", "the one who was asked refuses"};
    if (!asks(p->s) && p->actor && p->shared >= PARTLY_WORDS && !p->here)
        return (verdict){"broken", "the same actor does not, or will not"};
    return (verdict){NULL, NULL};
}

static verdict not_done(const pair *p)
{
    bool passed = p->s->due_last != SITREP_DAY_NONE && p->day >= p->s->due_last;
    if (p->here || asks(p->s) || !passed || !p->e->undone || p->shared < DUE_WORDS) return (verdict){NULL, NULL};
    return (verdict){"broken", "its date has come, and a later report says that it was not done"};
}

/* Most of its words in a sentence of something done, at about its day: whoever did it. */
static verdict done_in_words(const pair *p)
{
    const standing *s = p->s;
    bool near = s->due_last != SITREP_DAY_NONE && p->day >= s->due_first - 1 && p->day <= s->due_last + LATE_DAYS;
    bool named = s->due_last == SITREP_DAY_NONE && s->actor.len >= 4 &&
                 sv_find(p->e->in->text, s->actor, 0) != SIZE_MAX; /* "South African helicopters landed" */
    if (p->here || asks(s) || is_kind(s, "threaten") || !p->e->did || p->e->off || !(near || named) || s->negative ||
        p->shared < DUE_WORDS || p->share < DONE_SHARE)
        return (verdict){NULL, NULL};
    if (near && p->day > s->due_last + 1) return (verdict){"fulfilled", "late: a later report says that it was done"};
    return (verdict){"fulfilled", "a later report says that it was done"};
}

/* "Promised an inquiry", "appointed a commission of inquiry": the same party, the same matter. */
static verdict done_by_party(const pair *p)
{
    const standing *s = p->s;
    if (p->here || asks(s) || !p->e->did || p->e->off || !p->same_issue || !s->issue.len || !p->shared ||
        s->words.count > DUE_WORDS || s->negative || !names_actor(s, p->e))
        return (verdict){NULL, NULL};
    return (verdict){"fulfilled", "the same party did it, a later report says"};
}

/* "Threatened sanctions", "imposed travel bans": the same party acts on the same matter. */
static verdict carried_out(const pair *p)
{
    static const char *const acts[] = {"COERCE", "SANCTION", "ASSAULT", "MOBILIZE"};
    bool act = false;
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) act = act || sv_eq(p->e->type, sv_of(acts[i]));
    if (!is_kind(p->s, "threaten") || p->here || !act || !p->happened || p->e->negative || !p->actor ||
        !p->same_issue || !p->s->issue.len)
        return (verdict){NULL, NULL};
    return (verdict){"carried out", "the same party acts on the same matter, a later report says"};
}

static verdict done(const pair *p)
{
    const standing *s = p->s;
    const evidence *e = p->e;
    bool due_now = s->due_first != SITREP_DAY_NONE && p->day >= s->due_first - 1 && p->day <= s->due_last + 2;
    if (p->here || e->negative || sv_eq(e->type, SV("ACCUSE")) || sv_eq(e->type, SV("REQUEST")) ||
        sv_eq(e->type, SV("REJECT")))
        return (verdict){NULL, NULL};
    if (s->occasion && e->done && was_held(e) && p->same_issue && s->issue.len && (p->shared >= 1 || due_now))
        return (verdict){"fulfilled", "it was held, a later report says"};
    if (s->visit && has_arrived(e) && names_actor(s, e) && (due_now || s->due_first == SITREP_DAY_NONE) &&
        p->shared >= 1)
        return (verdict){"fulfilled", "he came, a later report says"};
    if (!asks(s) && e->partly && !e->off && p->shared >= PARTLY_WORDS)
        return (verdict){"partly", "a later report says that a part of it was done"};
    if (!e->claim || !p->happened || (asks(s) ? p->actor : !p->actor)) return (verdict){NULL, NULL};
    bool same_act = s->lemma.len && sv_eq(s->lemma, e->lemma) && !sv_eq(e->type, SV("AGREE"));
    if ((same_act && p->shared >= 2) || p->shared >= FULFILLED_WORDS + (asks(s) ? 1 : 0)) {
        if (is_kind(s, "threaten")) return (verdict){"carried out", "a later report says that it was done"};
        return (verdict){asks(s) ? "partly" : "fulfilled", "a later report says that it was done"};
    }
    return p->shared >= PARTLY_WORDS ? (verdict){"partly", "a later report says that a part of it was done"}
                                     : (verdict){NULL, NULL};
}

/* No proof: who passed it on says that things of the matter are done; or the act was done by nobody named. */
static verdict likely(const pair *p)
{
    const standing *s = p->s;
    const evidence *e = p->e;
    if (p->here || e->negative || e->off) return (verdict){NULL, NULL};
    if (s->teller_last.len && e->done && sv_find(e->in->text, s->teller_last, 0) != SIZE_MAX &&
        (p->shared >= 1 || p->same_issue))
        return (verdict){"likely", "who passed it on says that it is done, in other words: no proof"};
    bool by_nobody = e->claim && p->happened && !e->actor.len && !sv_eq(e->type, SV("REQUEST"));
    if (by_nobody && s->lemma.len > 4 && sv_find(s->content, e->lemma, 0) != SIZE_MAX && e->lemma.len > 5 &&
        p->shared >= 2)
        return (verdict){"likely", "it was done, by whom is not said"};
    return (verdict){NULL, NULL};
}

static verdict judge(const pair *p)
{
    static verdict (*const judges[])(const pair *) = {refused,     not_done, done_in_words, done_by_party,
                                                      carried_out, done,     called_off,    likely};
    verdict v = {NULL, NULL};
    if (is_kind(p->s, "refuse") || is_kind(p->s, "restrict")) return v;
    for (size_t i = 0; i < sizeof judges / sizeof judges[0] && !v.state; i++) v = judges[i](p);
    return v;
}

/* A state that says less does not follow one that says more. */
static int rank(sitrep_sv state)
{
    static const char *const order[] = {"open", "likely", "overdue", "in doubt", "partly"};
    for (int i = 0; i < 5; i++)
        if (sv_eq(state, sv_of(order[i]))) return i;
    return 5;
}

static bool may_follow(sitrep_sv before, sitrep_sv after)
{
    if (sv_eq(before, after)) return false;
    if (sv_eq(after, SV("likely"))) return sv_eq(before, SV("open")) || sv_eq(before, SV("overdue"));
    if (sv_eq(after, SV("in doubt"))) return true;
    return rank(after) >= rank(before) || sv_eq(before, SV("overdue"));
}

/* ---- dates that move ---- */

static sitrep_status slip(moving *m, standing *s, const evidence *e, uint32_t shared, bool same_issue)
{
    link_time due;
    bool follows = (same_issue && s->issue.len && shared >= 1) || shared >= PARTLY_WORDS;
    if (!e->slip || e->claim || !follows || asks(s) || is_kind(s, "refuse") || is_kind(s, "restrict") ||
        is_final(s->state))
        return SITREP_OK;
    matter_hit hit;
    if (s->due_last != SITREP_DAY_NONE && s->due_last + LONG_PAST < m->l->published_day && shared < PARTLY_WORDS)
        return SITREP_OK;
    if (!matters_find(m->l->matters, e->in->text, 1u << MATTER_SLIP, &hit, 1)) return SITREP_OK;
    if (!undertaking_due(m->l, m->r, e->in->first, e->in->last, e->in->first + hit.first, &due)) return SITREP_OK;
    if (s->due_last == due.end) return SITREP_OK;
    bool had = s->due_last != SITREP_DAY_NONE;
    if (had && due.end < s->due_last && s->due_last > m->l->published_day) return SITREP_OK; /* not moved forward */
    s->due_first = due.begin;
    s->due_last = due.end;
    s->moved = true;
    sitrep_status status =
        undertaking_add_date(m->l, s->undertaking, &due, e->sentence,
                             had ? "a later report gives a later day" : "a later report gives its day");
    if (!status && (sv_eq(s->state, SV("overdue")) || sv_eq(s->state, SV("in doubt")))) {
        status = undertaking_add_state(m->l, s->undertaking, "open", 0, 0, "a new day is given");
        s->state = SV("open");
    }
    return status;
}

/* ---- answers ---- */

/* What those asked say of the issue, each a quotation; a refusal by the one who was asked ends a request. */
static sitrep_status answers(moving *m, standing *s)
{
    sitrep_status status = SITREP_OK;
    if (!asks(s) || !s->issue.len || s->seen_at < m->l->seen_at - 4 * ANSWER_SECONDS) return SITREP_OK;
    for (size_t i = 0; i < m->stance_count && !status; i++) {
        const stance *x = &m->stances[i];
        bool asked = is_asked(s, x->actor, x->code),
             own = undertaking_same_party(s->actor, s->actor_code, x->actor, x->code);
        if (!sv_eq(x->issue, s->issue) || own || x->sentence == s->sentence || sv_eq(x->stance, SV("open"))) continue;
        if (!asked && !is_kind(s, "propose")) continue;
        if (s->report == m->l->report && x->sentence < s->sentence) continue;
        bool against = sv_eq(x->stance, SV("against"));
        status = add_answer(m->l, s, x->sentence, against ? "refuses" : "agrees", x->actor,
                            asked ? "the one who was asked takes a stand" : "a party takes a stand on it");
        if (status || !asked || is_kind(s, "propose") || is_final(s->state)) continue;
        const char *state = against ? "refused" : "partly";
        s->moved = true;
        if (!against && sv_eq(s->state, SV("partly"))) continue;
        status = undertaking_add_state(m->l, s->undertaking, state, 0, 0,
                                       against ? "the one who was asked refuses"
                                               : "the one who was asked agrees to it, or to a part");
        s->state = sv_of(state);
    }
    return status;
}

/* "Instead, Russia offered …": what the one asked gives in place of what was asked. */
static sitrep_status substitute(moving *m, const standing *s, const evidence *e)
{
    bool near = s->report == m->l->report ? e->sentence > s->sentence && e->sentence <= s->sentence + ANSWER_SENTENCES
                                          : s->seen_at >= m->l->seen_at - ANSWER_SECONDS && sv_eq(e->issue, s->issue);
    if (!e->instead || !e->claim || !near || !asks(s) || !is_asked(s, e->actor, e->actor_code)) return SITREP_OK;
    return add_answer(m->l, s, e->sentence, "offers instead", e->actor, "it offers something else");
}

static sitrep_status refusal_answer(moving *m, const standing *s, const evidence *e, const char *state)
{
    if (!asks(s) || !sv_eq(sv_of(state), SV("refused"))) return SITREP_OK;
    return add_answer(m->l, s, e->sentence, "refuses", e->actor, "the one who was asked refuses");
}

/* ---- all of it ---- */

/* How many words the two share. Most share none, which a bit for each word tells without comparing. */
static uint32_t shared_words(const standing *s, const evidence *e)
{
    for (uint32_t i = 0; i < s->words.count; i++)
        if (e->bits[s->words.hashes[i] >> 28] >> (s->words.hashes[i] >> 22 & 63) & 1)
            return link_words_shared(&s->words, &e->words);
    return 0;
}

static sitrep_status hold_against(moving *m, standing *s, const evidence *e)
{
    pair p = {.s = s,
              .e = e,
              .shared = shared_words(s, e),
              .same_issue = s->issue.len && sv_eq(s->issue, e->issue),
              .happened = sv_eq(e->status, SV("happened")) || sv_eq(e->status, SV("ongoing")),
              .here = s->report == m->l->report,
              .day = m->l->published_day};
    if (!p.shared && !p.same_issue && !p.here && !e->instead) return SITREP_OK; /* nothing below asks for less */
    p.actor = undertaking_same_party(s->actor, s->actor_code, e->actor, e->actor_code);
    uint32_t least = s->words.count < 8 ? s->words.count : 8;
    p.share = least ? (double)p.shared / least : 0;
    if (p.here && (e->sentence <= s->sentence || e->sentence > s->sentence + ANSWER_SENTENCES)) return SITREP_OK;
    sitrep_status status = p.here ? SITREP_OK : slip(m, s, e, p.shared, p.same_issue);
    if (!status) status = substitute(m, s, e);
    bool late = sv_eq(s->state, SV("broken")); /* what was broken can still be kept, late */
    if (status || (is_final(s->state) && !late)) return status;
    verdict v = late ? done_in_words(&p) : judge(&p);
    if (!v.state || (!late && !may_follow(s->state, sv_of(v.state)))) return SITREP_OK;
    if (sv_eq(sv_of(v.state), SV("refused")) && s->seen_at < m->l->seen_at - ANSWER_SECONDS) return SITREP_OK;
    s->moved = true;
    status = undertaking_add_state(m->l, s->undertaking, v.state, e->claim, 0, v.reason);
    if (!status) status = refusal_answer(m, s, e, v.state);
    s->state = sv_of(v.state);
    return status;
}

/* What was due before this report was published and is not known to be done. */
static sitrep_status mark_overdue(moving *m)
{
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < m->count && !status && m->l->published_day != SITREP_DAY_NONE; i++) {
        standing *s = &m->list[i];
        if (s->due_last == SITREP_DAY_NONE || s->due_last >= m->l->published_day ||
            !(sv_eq(s->state, SV("open")) || sv_eq(s->state, SV("in doubt"))))
            continue;
        s->moved = true;
        status = undertaking_add_state(m->l, s->undertaking, "overdue", 0, 0,
                                       "its date has passed and no report says that it was done");
        s->state = SV("overdue");
    }
    return status;
}

sitrep_status undertakings_move(linking *l, const undertaking_report *r)
{
    moving m = {.l = l, .r = r};
    sitrep_status status = load_standing(&m);
    if (!status) status = load_evidence(&m);
    if (!status) status = load_stances(&m);
    for (size_t i = 0; i < m.found && !status; i++)
        for (size_t k = 0; k < m.count && !status; k++) status = hold_against(&m, &m.list[k], &m.all[i]);
    for (size_t k = 0; k < m.count && !status; k++) status = answers(&m, &m.list[k]);
    if (!status) status = mark_overdue(&m);
    for (size_t k = 0; k < m.count && !status; k++)
        if (m.list[k].moved) status = read_state(l, &l->standing->arena, &m.list[k]);
    return status;
}
