/* link/blame.c — who blames whom for what, a quotation each.
 * Three kinds of sentences do: "A accused B of …" and "B is blamed by A for …" (how: accuses), and what somebody says
 * that somebody did: "the villagers said that soldiers beat them", "it was paid for by followers of B" (how: says).
 * What the accused are called differs from report to report, so that a key groups them: the family name in the words,
 * with its spelling evened out, and whether the followers are meant; else the words. The act is a name of matters.tsv.
 */
#include "link/link_int.h"

#include "base/banned.h"

#define ACCUSED_MAX 90u
#define WORDS_MAX   160u
#define BLAMES_MAX  60u /* of one report */
#define BY_DISTANCE 60u /* bytes from "was paid for" to "by" */

typedef struct blame {
    int64_t sentence, statement, claim;
    const char *how;
    sitrep_sv accuser, accuser_code, accused, act, words;
    int32_t day;
} blame;

typedef struct blame_list {
    blame at[BLAMES_MAX];
    size_t count;
} blame_list;

/* ---- the accused and the act, in words ---- */

static sitrep_sv cut_at(sitrep_sv text, size_t most)
{
    if (text.len <= most) return text;
    while (most && text.ptr[most] != ' ') most--;
    return (sitrep_sv){text.ptr, most};
}

/* Where "of starting", "of having", "for lighting" begins; SIZE_MAX for nowhere. */
static size_t find_act(sitrep_sv text)
{
    static const char *const leads[] = {" of ", " for "};
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        sitrep_sv lead = sv_of(leads[i]);
        for (size_t at = sv_find(text, lead, 0); at != SIZE_MAX; at = sv_find(text, lead, at + 1)) {
            sitrep_sv rest = sv_part(text, at + lead.len, text.len), word = sv_cut(&rest, ' ');
            bool act = sv_ends(word, SV("ing")) || i == 1;
            if (act && at < best) best = at;
        }
    }
    return best;
}

/* Without what only joins the accused to the verb: "supporters of B are", "that the", a comma. */
static sitrep_sv tidy(sitrep_sv text)
{
    static const char *const tails[] = {" are", " is", " was", " were", " have", " has", " been", " be", ","};
    static const char *const heads[] = {"that ", "the ", "by "};
    text = sv_trim(text);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (sv_starts(text, sv_of(heads[i]))) text = sv_part(text, strlen(heads[i]), text.len);
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
            if (sv_ends(text, sv_of(tails[i]))) text.len -= strlen(tails[i]), again = true;
    }
    return cut_at(sv_trim(text), ACCUSED_MAX);
}

/* The words up to a clause or an end: ", who want to", "; ", ". ". A name behind a comma belongs to what is before it.
 */
static sitrep_sv up_to_clause(sitrep_sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool name = text.ptr[i] == ',' && i + 2 < text.len && is_upper(text.ptr[i + 2]);
        if ((text.ptr[i] == ',' && !name) || text.ptr[i] == ';' || text.ptr[i] == '"') return sv_part(text, 0, i);
        if (text.ptr[i] == '.' &&
            (i + 1 == text.len || (text.ptr[i + 1] == ' ' && (i < 2 || !is_upper(text.ptr[i - 1])))))
            return sv_part(text, 0, i);
    }
    return text;
}

static bool is_month(sitrep_sv word)
{
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    for (size_t i = 0; i < 12; i++)
        if (sv_eq(word, sv_of(months[i]))) return true;
    return false;
}

/* The family name in the words: the last capital word before a clause that explains it. */
static sitrep_sv family_name(sitrep_sv text)
{
    sitrep_sv name = {NULL, 0};
    bool first = true;
    while (text.len) {
        sitrep_sv word = sv_cut(&text, ' ');
        bool ends = word.len && word.ptr[word.len - 1] == ',';
        while (word.len && !is_alpha(word.ptr[word.len - 1]) && (unsigned char)word.ptr[word.len - 1] < 0x80)
            word.len--;
        if (word.len >= 4 && is_upper(word.ptr[0]) && !is_month(word) && !first) name = word;
        if (ends && name.len) break;
        first = false;
    }
    return name;
}

/* "supporters of the ousted president, Kurmanbek Bakiyev" → "followers of bakiev". */
static sitrep_sv key_of(linking *l, sitrep_sv accused)
{
    static const char *const followers[] = {"supporter", "follower",     "allies", "ally",
                                            "loyalist",  "people close", "backer"};
    sitrep_sv name = family_name(accused), lower = arena_copy(&l->arena, name.len ? name : accused);
    bool follow = false;
    if (!lower.ptr) return lower;
    char *to = (char *)(uintptr_t)lower.ptr;
    size_t len = 0;
    for (size_t i = 0; i < lower.len; i++) {
        char c = to_lower(lower.ptr[i]);
        bool doubled = name.len && c == 'y' && i && i + 1 < lower.len && strchr("ieaou", to_lower(lower.ptr[i + 1]));
        if (!doubled) to[len++] = c; /* Bakiyev, Bakiev: one name */
    }
    lower.len = len;
    for (size_t i = 0; i < sizeof followers / sizeof followers[0]; i++) {
        sitrep_sv word = sv_of(followers[i]);
        for (size_t at = 0; at + word.len <= accused.len && at < 30; at++)
            follow = follow || sv_eq_fold(sv_part(accused, at, at + word.len), word);
    }
    return name.len && follow ? arena_printf(&l->arena, "followers of %.*s", SV_ARG(lower)) : lower;
}

static sitrep_sv wrong_of(const linking *l, sitrep_sv text)
{
    matter_hit hit;
    return matters_find(l->matters, text, 1u << MATTER_WRONG, &hit, 1) ? hit.name : (sitrep_sv){NULL, 0};
}

static void add(linking *l, blame_list *list, blame b)
{
    b.accused = tidy(b.accused);
    b.words = cut_at(sv_trim(b.words), WORDS_MAX);
    matter_hit hit; /* "suspected of murder": the wrong stands where the accused should */
    bool no_party = matters_find(l->matters, b.accused, 1u << MATTER_WRONG, &hit, 1) && hit.first == 0;
    if (!b.accused.len || !b.words.len || list->count == BLAMES_MAX || sv_eq_fold(b.accused, b.accuser) || no_party)
        return;
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].sentence == b.sentence && sv_eq_fold(list->at[i].accused, b.accused)) return;
    if (!b.act.len) b.act = wrong_of(l, b.words);
    list->at[list->count++] = b;
}

/* ---- sentences that blame ---- */

static link_speaker speaker_at(linking *l, sqlite3_stmt *stmt, int at)
{
    return (link_speaker){.name = arena_copy(&l->arena, db_column(stmt, at)),
                          .text = arena_copy(&l->arena, db_column(stmt, at + 1)),
                          .code = arena_copy(&l->arena, db_column(stmt, at + 2))};
}

/* "A accused B of …": a statement whose content begins with B. */
static sitrep_status from_statements(linking *l, blame_list *list)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT speaker_name, speaker, speaker_code, content, sentence, statement, day FROM "
                    "statement WHERE report = ? AND act = 'accuse' AND superseded_at IS NULL ORDER BY "
                    "n LIMIT 60");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        link_speaker who = speaker_at(l, stmt, 0);
        sitrep_sv content = arena_copy(&l->arena, db_column(stmt, 3));
        size_t at = find_act(content);
        blame b = {.how = "accuses",
                   .sentence = sqlite3_column_int64(stmt, 4),
                   .statement = sqlite3_column_int64(stmt, 5),
                   .day = sqlite3_column_type(stmt, 6) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 6),
                   .accuser = who.name.len ? who.name : who.text,
                   .accuser_code = who.code,
                   .accused = at == SIZE_MAX ? up_to_clause(content) : sv_part(content, 0, at),
                   .words = at == SIZE_MAX ? content : sv_part(content, at + 1, content.len)};
        add(l, list, b);
    }
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* "B are blamed by A for …": an accusing claim without such a statement. */
static sitrep_status from_claims(linking *l, blame_list *list)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT a.name, a.text, a.code, sentence_of(c.report, se.first, se.last), c.sentence, c.claim, "
                    "c.begin_day, c.first - se.first, c.last - se.first, b.first - se.first FROM claim c JOIN sentence "
                    "se ON se.sentence = c.sentence JOIN actor a ON a.claim = c.claim AND a.side = 'actor' AND a.n = 0 "
                    "JOIN actor b ON b.claim = c.claim AND b.side = 'recipient' AND b.n = 0 WHERE c.report = ? AND "
                    "c.type = 'ACCUSE' AND c.mode = 'allege' AND c.polarity = '+' AND c.superseded_at IS NULL AND "
                    "b.first >= se.first AND b.first < se.last ORDER BY c.n LIMIT 60");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        link_speaker who = speaker_at(l, stmt, 0);
        sitrep_sv text = arena_copy(&l->arena, db_column(stmt, 3));
        int64_t first = sqlite3_column_int64(stmt, 7), last = sqlite3_column_int64(stmt, 8),
                from = sqlite3_column_int64(stmt, 9);
        if (last > (int64_t)text.len || from < 0) continue;
        bool before = from < first;
        sitrep_sv rest = sv_part(text, (size_t)last, text.len),
                  object = sv_part(text, (size_t)from, before ? (size_t)first : text.len);
        size_t at = find_act(before ? rest : object);
        blame b = {.how = "accuses",
                   .sentence = sqlite3_column_int64(stmt, 4),
                   .claim = sqlite3_column_int64(stmt, 5),
                   .day = sqlite3_column_type(stmt, 6) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 6),
                   .accuser = who.name.len ? who.name : who.text,
                   .accuser_code = who.code,
                   .accused = before || at == SIZE_MAX ? up_to_clause(object) : sv_part(object, 0, at),
                   .words =
                       at == SIZE_MAX ? rest : sv_part(before ? rest : object, at + 1, before ? rest.len : object.len)};
        add(l, list, b);
    }
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* What somebody says that others did: claims of violence inside what is said, by an actor who is not the speaker. */
static sitrep_status from_said_claims(linking *l, blame_list *list)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT st.speaker_name, st.speaker, st.speaker_code, sentence_of(c.report, c.first, "
           "min(st.content_last, se.last)), c.sentence, st.statement, st.day, coalesce(a.name, a.text), c.claim FROM "
           "claim c JOIN statement st ON st.statement = c.statement JOIN sentence se ON se.sentence = c.sentence JOIN "
           "actor a ON a.claim = c.claim AND a.side = 'actor' AND a.n = 0 WHERE c.report = ? AND c.type IN ('ASSAULT', "
           "'COERCE') AND c.status IN ('happened', 'ongoing') AND c.polarity = '+' AND c.superseded_at IS NULL AND "
           "a.code IS NOT NULL AND a.first >= se.first AND a.last <= se.last AND st.speaker IS NOT NULL AND NOT EXISTS "
           "(SELECT "
           "1 FROM source o WHERE o.name = coalesce(st.speaker_name, st.speaker)) AND coalesce(st.speaker_name, "
           "st.speaker) <> "
           "coalesce(a.name, a.text) AND st.content_last > c.first GROUP BY c.claim ORDER BY c.n LIMIT 60");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        link_speaker who = speaker_at(l, stmt, 0);
        blame b = {.how = "says",
                   .words = up_to_clause(arena_copy(&l->arena, db_column(stmt, 3))),
                   .sentence = sqlite3_column_int64(stmt, 4),
                   .statement = sqlite3_column_int64(stmt, 5),
                   .day = sqlite3_column_type(stmt, 6) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 6),
                   .accused = arena_copy(&l->arena, db_column(stmt, 7)),
                   .claim = sqlite3_column_int64(stmt, 8),
                   .accuser = who.name.len ? who.name : who.text,
                   .accuser_code = who.code};
        add(l, list, b);
    }
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* "it was prepared and paid for by supporters of B": said of a wrong in the passive, with its author behind "by". */
static sitrep_status from_passives(linking *l, blame_list *list)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT speaker_name, speaker, speaker_code, content, sentence, statement, day FROM "
                    "statement WHERE report = ? AND act IN ('report', 'claim', 'confirm') AND speaker "
                    "IS NOT NULL AND content LIKE '% by %' AND superseded_at IS NULL ORDER BY n LIMIT "
                    "60");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        matter_hit hits[12];
        link_speaker who = speaker_at(l, stmt, 0);
        sitrep_sv content = arena_copy(&l->arena, db_column(stmt, 3));
        size_t count = matters_find(l->matters, content, 1u << MATTER_WRONG, hits, 12);
        for (size_t i = 0; i < count; i++) {
            size_t by = sv_find(content, SV(" by "), hits[i].last);
            if (!hits[i].passive || by == SIZE_MAX || by > hits[i].last + BY_DISTANCE) continue;
            if (sv_find(sv_part(content, hits[i].last, by), SV(","), 0) != SIZE_MAX) continue;
            blame b = {.how = "says",
                       .act = hits[i].name,
                       .words = content,
                       .accused = up_to_clause(sv_part(content, by + 4, content.len)),
                       .sentence = sqlite3_column_int64(stmt, 4),
                       .statement = sqlite3_column_int64(stmt, 5),
                       .day =
                           sqlite3_column_type(stmt, 6) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 6),
                       .accuser = who.name.len ? who.name : who.text,
                       .accuser_code = who.code};
            add(l, list, b);
            break;
        }
    }
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status insert(linking *l, const blame *b, sitrep_sv country)
{
    char id[KEEP_ID_SIZE];
    sitrep_sv key = key_of(l, b->accused), what = arena_printf(&l->arena, "accusation, %.*s", SV_ARG(key));
    if (!what.ptr) return base_error(l->err, SITREP_NOMEM, "out of memory");
    link_id(l, 'b', what.ptr, b->sentence, id);
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT OR IGNORE INTO accusation (id, report, sentence, statement, claim, how, "
                    "accuser, accuser_code, accused, accused_key, act, words, day, seen_at) VALUES (?, "
                    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    sitrep_sv accuser =
        link_is_nobody(b->accuser)
            ? (sitrep_sv){NULL, 0}
            : link_party_name(l, &(link_speaker){.name = b->accuser, .text = b->accuser, .code = b->accuser_code},
                              country);
    db_bind_sv(stmt, 1, sv_of(id));
    sqlite3_bind_int64(stmt, 2, l->report);
    sqlite3_bind_int64(stmt, 3, b->sentence);
    if (b->statement) sqlite3_bind_int64(stmt, 4, b->statement);
    if (b->claim) sqlite3_bind_int64(stmt, 5, b->claim);
    const sitrep_sv texts[] = {sv_of(b->how), accuser, b->accuser_code, b->accused, key, b->act, b->words};
    for (int i = 0; i < 7; i++) db_bind_sv(stmt, 6 + i, texts[i]);
    db_bind_day(stmt, 13, b->day != SITREP_DAY_NONE ? b->day : l->published_day);
    sqlite3_bind_int64(stmt, 14, l->seen_at);
    return link_done(l, stmt);
}

sitrep_status link_blame(linking *l)
{
    sitrep_sv country = {NULL, 0};
    blame_list *list = l->matters ? ARENA_NEW(&l->arena, blame_list) : NULL;
    if (!list) return SITREP_OK; /* no list of matters; or no memory, which link_report tells */
    list->count = 0;
    sitrep_status status = link_report_country(l, &country);
    if (!status) status = from_statements(l, list);
    if (!status) status = from_claims(l, list);
    if (!status) status = from_passives(l, list);
    if (!status) status = from_said_claims(l, list);
    for (size_t i = 0; i < list->count && !status; i++) status = insert(l, &list->at[i], country);
    return status;
}
