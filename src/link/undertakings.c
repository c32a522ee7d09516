/* link/undertakings.c — promises, offers, demands, requests, threats, proposals, refusals and restrictions: opening
 * them. Candidates are statements of such an act, or of what somebody with an office means to do; claims that are
 * planned, promised, proposed, threatened or asked for by a named actor; what an office announces in its own release;
 * items of a list behind "demands:"; and what a party closes, proposes or offers in the words of its position. One
 * sentence opens one of each side's. It is due at the day that its words give: behind "by" or "before" rather than
 * others, behind the verb rather than before it; "as planned" is the day that the report gives elsewhere. What a report
 * retells (the same actor, kind and words) opens nothing. What becomes of them: undertakings_state.c. */
#include "link/undertakings_int.h"

#include "base/banned.h"

#define CANDIDATES_MAX 100u
#define CONFIDENCE_MIN 0.2
#define SAME_WORDS     0.6 /* share of the shorter's words: it is told again */
#define CONTENT_MIN    6u  /* bytes: "them" says nothing */
#define CONDITION_MAX  120u

typedef struct candidate {
    int64_t sentence, statement, claim;
    sitrep_sv kind, actor, actor_code, recipient, recipient_code, content, told_by, condition, issue;
    uint32_t from; /* byte of the report: what is due stands behind it */
    link_time due;
    bool is_due;
    link_words words;
} candidate;

/* ---- words of the matter ---- */

static bool has_any(sitrep_sv text, const char *const *words, size_t count)
{
    for (size_t w = 0; w < count; w++) {
        sitrep_sv word = sv_of(words[w]);
        for (size_t i = 0; i + word.len <= text.len; i++)
            if (sv_eq_fold(sv_part(text, i, i + word.len), word)) return true;
    }
    return false;
}
#define HAS_ANY(text, list) has_any((text), (list), sizeof(list) / sizeof(list)[0])

/* Speakers who can bind somebody. */
static const char *const offices[] = {"government", "official",   "spokes",     "minist",     "secretary",  "diplomat",
                                      "chairman",   "chairwoman", "head of",    "leader",     "mayor",      "governor",
                                      "president",  "command",    "prosecutor", "commission", "council",    "organi",
                                      "network",    "alliance",   "parliament", "agency",     "protesters", "union",
                                      "general",    "chief",      "envoy"};
static const char *const ready[] = {"stands ready", "stand ready",    "\"stands ready\"",
                                    "ready to",     "remained ready", "remains ready"};
static const char *const no_plans[] = {"no plans", "no immediate plans", "not plan to", "no intention",
                                       "does not plan"};
static const char *const of_requests[] = {"plan", "request", "propos", "offer", "mission", "demand", "call"};
static const char *const idle[] = {"not to be named", "to be identified", "not to be quoted",
                                   "his name",        "her name",         "anonym"};
/* Who passes on what others will do. */
static const char *const outlets[] = {"radio",       "television", "newspaper",   "news agency",
                                      "state media", "website",    "local media", "broadcaster"};
/* What is no undertaking though its verb is there: nothing was promised, or a promise is only spoken of. */
static const char *const hollow[] = {"broken promise", "not recommend",   "not propose",     "not promise",
                                     "not offer",      "made no promise", "denied a report", "denied reports",
                                     "denied that it", "not to be named", "to be identified"};
static const char *const as_planned[] = {"appointed day", "as planned",  "as scheduled",
                                         "go ahead",      "on schedule", "on time"};

/* "The summit could be called if the situation worsens": the words behind "if", to the end of their clause. */
static sitrep_sv condition_of(sitrep_sv text)
{
    static const char *const leads[] = {" if ",         " unless ", " provided that ", " on condition that ",
                                        " as soon as ", " once "};
    static const char *const whether[] = {"ask", "know", "whether", "see", "doubt"};
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        size_t at = sv_find(text, sv_of(leads[i]), 0);
        if (at == SIZE_MAX) continue;
        sitrep_sv before = sv_part(text, at > 10 ? at - 10 : 0, at),
                  rest = sv_part(text, at + strlen(leads[i]), text.len);
        if (i == 0 && HAS_ANY(before, whether)) continue;
        size_t end = 0;
        while (end < rest.len && end < CONDITION_MAX && !strchr(",.;\"", rest.ptr[end])) end++;
        if (end) return sv_trim(sv_part(rest, 0, end));
    }
    return (sitrep_sv){NULL, 0};
}

/* Where the verb of the future stands in the text; 0 where there is none. */
static size_t modal_at(sitrep_sv text)
{
    static const char *const modals[] = {" will ", "'ll ", " would ", " shall ", " to ", " could ", " must "};
    for (size_t i = 0; i < sizeof modals / sizeof modals[0]; i++) {
        size_t at = sv_find(text, sv_of(modals[i]), 0);
        if (at != SIZE_MAX) return at;
    }
    return 0;
}

/* What the speaker's side means to do: a future without doubt in it; with a condition, what could be done as well. */
static bool means_to(sitrep_sv content, bool quoted, sitrep_sv condition)
{
    static const char *const doubts[] = {"would be ",          "would not say",       "will be told",
                                         "would never have",   "will protect nobody", "could be affected",
                                         "could be displaced", "could die",           "could be killed",
                                         "could rise",         "could spread"};
    bool will = sv_find(content, SV(" will "), 0) != SIZE_MAX || sv_find(content, SV("'ll "), 0) != SIZE_MAX ||
                sv_starts(content, SV("will "));
    bool would = sv_find(content, SV("would "), 0) != SIZE_MAX && !quoted;
    bool could = condition.len && sv_find(content, SV("could "), 0) != SIZE_MAX;
    return (will || would || could) && !HAS_ANY(content, doubts);
}

/* ---- the report ---- */

sitrep_status undertaking_load(linking *l, undertaking_report *out)
{
    *out = (undertaking_report){.sentences = NULL};
    sitrep_status status = link_sentences(l, &out->sentences, &out->sentence_count);
    if (status) return status;
    return undertaking_load_times(l, out);
}

const link_sentence *undertaking_sentence(const undertaking_report *r, int64_t sentence)
{
    for (size_t i = 0; i < r->sentence_count; i++)
        if (r->sentences[i].sentence == sentence) return &r->sentences[i];
    return NULL;
}

sitrep_sv undertaking_issue(const undertaking_report *r, const link_sentence *s)
{
    sitrep_sv issue = s->issue;
    for (size_t back = 1; !issue.len && back <= 2 && (size_t)(s - r->sentences) >= back; back++)
        issue = (s - back)->issue;
    return issue;
}

/* "as planned": the coming day that the report gives elsewhere for something of the same words. */
static bool due_elsewhere(const linking *l, const undertaking_report *r, const candidate *c, link_time *out)
{
    if (!HAS_ANY(c->content, as_planned)) return false;
    for (size_t i = 0; i < r->sentence_count; i++) {
        link_words words;
        const link_sentence *s = &r->sentences[i];
        if (s->sentence == c->sentence) continue;
        link_words_of(s->text, &words);
        if (link_words_shared(&words, &c->words) && undertaking_due(l, r, s->first, s->last, s->first, out))
            return true;
    }
    return false;
}

/* ---- candidates ---- */

static sitrep_sv copy(linking *l, sqlite3_stmt *stmt, int at)
{
    return arena_copy(&l->arena, db_column(stmt, at));
}

/* "No tents had reached them two days after the agency promised them": tells of an earlier promise. */
static bool is_retold(sitrep_sv text)
{
    static const char *const leads[] = {"after", "had", "that", "which", "as"};
    for (size_t at = sv_find(text, SV(" promised them"), 0); at != SIZE_MAX;
         at = sv_find(text, SV(" promised them"), at + 1)) {
        size_t from = at > 45 ? at - 45 : 0;
        if (HAS_ANY(sv_part(text, from, at), leads)) return true;
    }
    return sv_starts(text, SV("that ")) && sv_find(text, SV(" promised for "), 0) != SIZE_MAX;
}

/* The kind that a statement opens; NULL for none. */
static const char *kind_of_statement(const linking *l, sitrep_sv act, sitrep_sv cue, sitrep_sv content, bool quoted,
                                     sitrep_sv speaker, bool coded, sitrep_sv condition)
{
    static const char *const acts[] = {"promise", "threaten", "demand", "propose"};
    static const char *const cues[] = {"reject", "refuse", "decline"};
    bool office = coded || HAS_ANY(speaker, offices);
    if (HAS_ANY(content, idle) || HAS_ANY(speaker, outlets)) return NULL;
    if (HAS_ANY(content, no_plans) && office) return "refuse";
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (sv_eq(act, sv_of(acts[i]))) return acts[i];
    if (sv_eq(act, SV("deny"))) return HAS_ANY(cue, cues) && HAS_ANY(content, of_requests) ? "refuse" : NULL;
    if (sv_eq(act, SV("ask")))
        return sv_starts(content, SV("to ")) || sv_starts(content, SV("the ")) ? "request" : NULL;
    if (!office || !(sv_eq(act, SV("report")) || sv_eq(act, SV("claim")) || sv_eq(act, SV("confirm")))) return NULL;
    if (HAS_ANY(content, ready)) return "offer";
    if (matters_has(l->matters, content, MATTER_SLIP) && matters_has(l->matters, content, MATTER_OFF))
        return "announce";
    if (!means_to(content, quoted, condition)) return NULL;
    bool own = sv_find(content, SV("e will "), 0) != SIZE_MAX || sv_find(content, SV("I will "), 0) != SIZE_MAX;
    return own ? "promise" : "announce";
}

static sitrep_status from_statements(linking *l, const undertaking_report *r, candidate *list, size_t *count)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT st.sentence, st.statement, (SELECT claim FROM claim c WHERE c.statement = st.statement ORDER "
           "BY confidence DESC, c.claim LIMIT 1), st.act, coalesce(st.speaker_name, st.speaker), "
           "st.speaker_code, st.addressee, st.content, st.cue, st.quoted, st.due_first, st.due_last, "
           "st.content_first, coalesce(p.speaker_name, p.speaker, st.via), st.speaker, (SELECT a.code FROM claim c "
           "JOIN actor a ON a.claim = c.claim WHERE c.sentence = st.sentence AND a.code IS NOT NULL AND (a.name = "
           "st.addressee OR a.text = st.addressee) LIMIT 1) FROM statement st LEFT "
           "JOIN statement p ON p.report = st.report AND p.n = st.parent WHERE st.report = ? AND "
           "st.superseded_at IS NULL ORDER BY st.n");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code;
    while ((code = link_step(l, stmt)) > 0 && *count < CANDIDATES_MAX) {
        candidate c = {.sentence = sqlite3_column_int64(stmt, 0),
                       .statement = sqlite3_column_int64(stmt, 1),
                       .claim = sqlite3_column_int64(stmt, 2),
                       .actor = copy(l, stmt, 4),
                       .actor_code = copy(l, stmt, 5),
                       .recipient = copy(l, stmt, 6),
                       .content = copy(l, stmt, 7),
                       .told_by = copy(l, stmt, 13),
                       .recipient_code = copy(l, stmt, 15),
                       .from = (uint32_t)sqlite3_column_int64(stmt, 12)};
        const link_sentence *s = undertaking_sentence(r, c.sentence);
        if (!s || HAS_ANY(s->text, hollow)) continue;
        if (c.content.len < CONTENT_MIN) c.content = s->text;
        if (is_retold(c.content)) continue;
        c.condition = condition_of(c.content);
        const char *kind =
            kind_of_statement(l, db_column(stmt, 3), db_column(stmt, 8), c.content, sqlite3_column_int(stmt, 9) != 0,
                              db_column(stmt, 14), c.actor_code.len != 0, c.condition);
        if (!kind) continue;
        c.kind = sv_of(kind);
        c.is_due = sqlite3_column_type(stmt, 10) != SQLITE_NULL;
        if (c.is_due)
            c.due = (link_time){.begin = sqlite3_column_int(stmt, 10),
                                .end = sqlite3_column_type(stmt, 11) == SQLITE_NULL ? sqlite3_column_int(stmt, 10)
                                                                                    : sqlite3_column_int(stmt, 11)};
        list[(*count)++] = c;
    }
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static const char *kind_of_claim(sitrep_sv type, sitrep_sv status, sitrep_sv lemma, sitrep_sv text)
{
    if (sv_eq(type, SV("REJECT"))) return "refuse";
    if (sv_eq(status, SV("threatened")) || sv_eq(type, SV("THREATEN"))) return "threaten";
    if (sv_eq(status, SV("proposed")) || sv_eq(lemma, SV("propose"))) return "propose";
    if (sv_eq(status, SV("planned")) && sv_find(text, SV(" will "), 0) != SIZE_MAX) return "promise";
    if (sv_eq(type, SV("REQUEST")) || sv_eq(status, SV("demanded"))) return "demand";
    return sv_eq(lemma, SV("offer")) ? "offer" : "promise";
}

static sitrep_status from_claims(linking *l, const undertaking_report *r, candidate *list, size_t *count)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT c.sentence, c.statement, c.claim, c.type, c.status, c.lemma, coalesce(a.name, a.text), a.code, "
           "coalesce(b.name, b.text), b.code, c.first, (SELECT coalesce(x.speaker_name, x.speaker) FROM statement "
           "x WHERE x.statement = c.statement) FROM claim c JOIN actor a ON a.claim = c.claim AND a.side = 'actor' "
           "AND a.n = 0 LEFT JOIN actor b ON b.claim = c.claim AND b.side = 'recipient' AND b.n = 0 WHERE c.report "
           "= ?1 AND c.superseded_at IS NULL AND c.polarity = '+' AND c.confidence >= ?2 AND (a.name IS NOT NULL "
           "OR a.code IS NOT NULL) AND (a.code IS NOT NULL OR b.code IS NOT NULL) AND c.type <> 'ASSAULT' AND "
           "((c.status IN ('planned', 'promised', 'proposed', 'threatened') AND (c.type <> 'THREATEN' OR c.status "
           "= 'threatened')) OR (c.status IN ('happened', 'ongoing') AND c.time_precision <= 1 AND (c.type = "
           "'REQUEST' OR (c.type = 'REJECT' AND coalesce(c.mode, '') <> '') OR (c.type = 'THREATEN' AND b.code IS "
           "NOT NULL) OR (c.type = 'AGREE' AND c.lemma IN ('offer', 'promise', 'pledge', 'vow', 'commit', "
           "'undertake', 'volunteer'))))) ORDER BY c.n");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sqlite3_bind_double(stmt, 2, CONFIDENCE_MIN);
    int code;
    while ((code = link_step(l, stmt)) > 0 && *count < CANDIDATES_MAX) {
        const link_sentence *s = undertaking_sentence(r, sqlite3_column_int64(stmt, 0));
        if (!s || HAS_ANY(s->text, hollow) || is_retold(s->text)) continue;
        candidate c = {.sentence = s->sentence,
                       .statement = sqlite3_column_int64(stmt, 1),
                       .claim = sqlite3_column_int64(stmt, 2),
                       .actor = copy(l, stmt, 6),
                       .actor_code = copy(l, stmt, 7),
                       .recipient = copy(l, stmt, 8),
                       .recipient_code = copy(l, stmt, 9),
                       .told_by = copy(l, stmt, 11),
                       .content = s->text,
                       .condition = condition_of(s->text),
                       .from = (uint32_t)sqlite3_column_int64(stmt, 10)};
        c.kind = sv_of(kind_of_claim(db_column(stmt, 3), db_column(stmt, 4), db_column(stmt, 5), s->text));
        list[(*count)++] = c;
    }
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* The outlet, where it is an office or a group that speaks for itself. */
static sitrep_status own_voice(linking *l, sitrep_sv *out)
{
    static const char *const voices[] = {"government", "ministry", "press desk", "press service",
                                         "network",    "embassy",  "office of"};
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT s.name FROM report r JOIN source s ON s.source = r.source WHERE r.report = ?");
    *out = (sitrep_sv){NULL, 0};
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code = link_step(l, stmt);
    if (code > 0 && HAS_ANY(db_column(stmt, 0), voices)) *out = copy(l, stmt, 0);
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static bool is_said(const candidate *list, size_t count, int64_t sentence)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].sentence == sentence) return true;
    return false;
}

/* What an office announces in its own release, and the items of its lists of demands. */
static sitrep_status from_release(linking *l, const undertaking_report *r, candidate *list, size_t *count)
{
    static const char *const asks[] = {"demand", "calls on", "call on", "calls for", "urge", "asks that"};
    sitrep_sv voice;
    bool listing = false;
    sitrep_status status = own_voice(l, &voice);
    for (size_t i = 0; i < r->sentence_count && !status && voice.len && *count < CANDIDATES_MAX; i++) {
        const link_sentence *s = &r->sentences[i];
        sitrep_sv text = sv_trim(s->text);
        bool item = text.len && (text.ptr[0] == '-' || text.ptr[0] == '*' || sv_starts(text, SV("\xE2\x80")));
        bool wish =
            sv_find(text, SV(" are asked to "), 0) != SIZE_MAX || sv_find(text, SV(" is asked to "), 0) != SIZE_MAX;
        listing = (listing && item) || (sv_ends(text, SV(":")) && HAS_ANY(text, asks));
        bool will = sv_find(text, SV(" will "), 0) != SIZE_MAX && !is_said(list, *count, s->sentence);
        if (!(listing && item) && !will && !(wish && !is_said(list, *count, s->sentence))) continue;
        list[(*count)++] = (candidate){.sentence = s->sentence,
                                       .kind = listing && item ? SV("demand")
                                               : wish          ? SV("request")
                                                               : SV("announce"),
                                       .actor = voice,
                                       .content = text,
                                       .condition = condition_of(text),
                                       .from = s->first};
    }
    return status;
}

/* What a party closes, proposes, offers …, told by the words of its position, where nothing else in the sentence opened
 * an undertaking. */
static const char *kind_of_words(sitrep_sv words, bool against)
{
    static const struct {
        const char *words, *kind;
        bool against;
    } kinds[] = {{"clos", "restrict", true},     {"shut", "restrict", true},      {"ban", "restrict", true},
                 {"no more", "restrict", true},  {"not allow", "restrict", true}, {"no plan", "refuse", true},
                 {"propos", "propose", false},   {"offer", "offer", false},       {"ready", "offer", false},
                 {"promis", "promise", false},   {"pledg", "promise", false},     {"vow", "promise", false},
                 {"will send", "promise", false}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].against == against && has_any(words, &kinds[i].words, 1)) return kinds[i].kind;
    return NULL;
}

static sitrep_status from_positions(linking *l, const undertaking_report *r, candidate *list, size_t *count)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT sentence, statement, claim, actor, actor_code, words, stance, told_by FROM "
                    "position WHERE report = ? AND stance IN ('for', 'against') ORDER BY position");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code;
    size_t before = *count;
    while ((code = link_step(l, stmt)) > 0 && *count < CANDIDATES_MAX) {
        const link_sentence *s = undertaking_sentence(r, sqlite3_column_int64(stmt, 0));
        bool against = sv_eq(db_column(stmt, 6), SV("against"));
        const char *kind = s ? kind_of_words(db_column(stmt, 5), against) : NULL;
        if (!kind || (!sv_eq(sv_of(kind), SV("restrict")) && is_said(list, before, s->sentence))) continue;
        list[(*count)++] = (candidate){.sentence = s->sentence,
                                       .statement = sqlite3_column_int64(stmt, 1),
                                       .claim = sqlite3_column_int64(stmt, 2),
                                       .kind = sv_of(kind),
                                       .actor = copy(l, stmt, 3),
                                       .actor_code = copy(l, stmt, 4),
                                       .told_by = copy(l, stmt, 7),
                                       .content = s->text,
                                       .condition = condition_of(s->text),
                                       .from = s->first};
    }
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* ---- opening ---- */

void undertaking_words(sitrep_sv blob, link_words *out)
{
    *out = (link_words){.count = (uint32_t)(blob.len / sizeof out->hashes[0])};
    if (out->count > sizeof out->hashes / sizeof out->hashes[0]) out->count = 0;
    if (out->count) memcpy(out->hashes, blob.ptr, out->count * sizeof out->hashes[0]);
}

/* "… promised by October would be put off to March": March. */
static bool due_of_slip(const linking *l, const undertaking_report *r, const link_sentence *s, link_time *out)
{
    matter_hit hit;
    return (s->kinds & 1u << MATTER_SLIP) && matters_find(l->matters, s->text, 1u << MATTER_SLIP, &hit, 1) &&
           undertaking_due(l, r, s->first + hit.first, s->last, s->first + hit.first, out);
}

/* Its words, its issue, its day. */
static void complete(linking *l, const undertaking_report *r, candidate *c)
{
    const link_sentence *s = undertaking_sentence(r, c->sentence);
    link_words_of(c->content, &c->words);
    c->issue = matters_issue(l->matters, c->content);
    if (!c->issue.len && s) c->issue = undertaking_issue(r, s);
    if (sv_eq_fold(c->told_by, c->actor)) c->told_by = (sitrep_sv){NULL, 0};
    if (sv_eq(c->kind, SV("refuse")) || sv_eq(c->kind, SV("restrict")))
        c->is_due = false;
    else if (s && due_of_slip(l, r, s, &c->due))
        c->is_due = true;
    else if (c->is_due && s) { /* "before the summer": when it begins, where the reading has all of it */
        link_time t;
        if (undertaking_due(l, r, s->first, s->last, c->from, &t) && t.begin == c->due.begin && t.end < c->due.end)
            c->due = t;
    } else if (!c->is_due && s) {
        size_t modal = modal_at(s->text);
        uint32_t from = s->first + (uint32_t)modal;
        c->is_due = undertaking_due(l, r, s->first, s->last, from > c->from ? from : c->from, &c->due) ||
                    due_elsewhere(l, r, c, &c->due);
    }
}

/* Whether an earlier undertaking of the actor says the same: a report told again. */
static sitrep_status is_told_again(linking *l, const candidate *c, bool *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT kind, words FROM undertaking WHERE actor = ? COLLATE NOCASE AND seen_at "
                                     ">= ? ORDER BY seen_at DESC LIMIT 60");
    *out = false;
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, c->actor);
    sqlite3_bind_int64(stmt, 2, l->seen_at - UNDERTAKING_LIFE);
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        link_words theirs;
        undertaking_words(db_column(stmt, 1), &theirs);
        uint32_t shorter = theirs.count < c->words.count ? theirs.count : c->words.count;
        if (shorter && sv_eq(db_column(stmt, 0), c->kind) &&
            link_words_shared(&theirs, &c->words) >= shorter * SAME_WORDS)
            *out = true;
    }
    return code < 0 ? link_failed(l) : SITREP_OK;
}

sitrep_status undertaking_add_date(linking *l, int64_t undertaking, const link_time *due, int64_t sentence,
                                   const char *reason)
{
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT OR IGNORE INTO undertaking_date (undertaking, seen_at, due_first, due_last, "
                    "sentence, reason) VALUES (?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, undertaking);
    sqlite3_bind_int64(stmt, 2, l->seen_at);
    sqlite3_bind_int(stmt, 3, due->begin);
    sqlite3_bind_int(stmt, 4, due->end);
    sqlite3_bind_int64(stmt, 5, sentence);
    db_bind_sv(stmt, 6, sv_of(reason));
    return link_done(l, stmt);
}

static sitrep_status add_term(linking *l, int64_t undertaking, const candidate *c)
{
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT INTO undertaking_term (undertaking, issue, condition, told_by) VALUES (?, ?, "
                    "?, ?)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, undertaking);
    db_bind_sv(stmt, 2, c->issue);
    db_bind_sv(stmt, 3, c->condition);
    db_bind_sv(stmt, 4, c->told_by);
    return link_done(l, stmt);
}

static sitrep_status open_one(linking *l, const candidate *c, unsigned nth)
{
    char id[KEEP_ID_SIZE];
    /* The first of its kind in a sentence is named by that alone, so that it keeps its name. */
    sitrep_sv what = nth ? arena_printf(&l->arena, "undertaking, %.*s, %u", SV_ARG(c->kind), nth)
                         : arena_printf(&l->arena, "undertaking, %.*s", SV_ARG(c->kind));
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
    db_bind_day(add, 12, c->is_due ? c->due.begin : SITREP_DAY_NONE);
    db_bind_day(add, 13, c->is_due ? c->due.end : SITREP_DAY_NONE);
    db_bind_day(add, 14, l->published_day);
    sqlite3_bind_int64(add, 15, l->seen_at);
    sqlite3_bind_blob(add, 16, c->words.hashes, (int)(c->words.count * sizeof c->words.hashes[0]), SQLITE_STATIC);
    sitrep_status status = link_done(l, add);
    int64_t row = sqlite3_last_insert_rowid(l->s->db);
    if (!status) status = add_term(l, row, c);
    if (!status && c->is_due) status = undertaking_add_date(l, row, &c->due, c->sentence, "stated");
    return status ? status : undertaking_add_state(l, row, "open", 0, 0, "stated");
}

/* A sentence opens one undertaking of each side of asking and promising: the statement before the claim. */
static bool is_asking(sitrep_sv kind)
{
    return sv_eq(kind, SV("demand")) || sv_eq(kind, SV("request")) || sv_eq(kind, SV("propose"));
}

static bool is_opened(const candidate *list, size_t count, const candidate *c)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].sentence != c->sentence || !list[i].content.len) continue;
        bool same = sv_eq(list[i].kind, c->kind) || is_asking(list[i].kind) == is_asking(c->kind);
        bool other = sv_eq(list[i].kind, SV("refuse")) != sv_eq(c->kind, SV("refuse")) ||
                     (list[i].statement && c->statement && list[i].statement != c->statement && !c->claim);
        if (same && !other) return true;
    }
    return false;
}

/* How many of its kind were opened in the sentence before it. */
static unsigned same_before(const candidate *list, size_t at)
{
    unsigned count = 0;
    for (size_t i = 0; i < at; i++)
        count += list[i].content.len && list[i].sentence == list[at].sentence && sv_eq(list[i].kind, list[at].kind);
    return count;
}

static sitrep_status open_new(linking *l, const undertaking_report *r)
{
    candidate *list = ARENA_ARRAY(&l->arena, candidate, CANDIDATES_MAX);
    size_t count = 0;
    sitrep_status status =
        list ? from_statements(l, r, list, &count) : base_error(l->err, SITREP_NOMEM, "out of memory");
    if (!status) status = from_claims(l, r, list, &count);
    if (!status) status = from_release(l, r, list, &count);
    if (!status) status = from_positions(l, r, list, &count);
    for (size_t i = 0; i < count && !status; i++) {
        bool again = is_opened(list, i, &list[i]);
        if (!again) complete(l, r, &list[i]);
        if (!again && list[i].actor.len) status = is_told_again(l, &list[i], &again);
        if (again)
            list[i].content = (sitrep_sv){NULL, 0};
        else if (!status)
            status = open_one(l, &list[i], same_before(list, i));
    }
    return status;
}

sitrep_status link_undertakings(linking *l)
{
    undertaking_report r;
    sitrep_status status = undertaking_load(l, &r);
    if (!status) status = open_new(l, &r);
    return status ? status : undertakings_move(l, &r);
}
