/* keep/sqlite/query_review.c — the tables of reviewing: what waits for a decision and how much it would change, what
 * was decided and by whom, what contradicts each other, whose signature counts. */
#include "keep/sqlite/query.h"

#include "base/banned.h"

#define NEWEST_CLAIMS                                                                                                  \
    "20000" /* the queue looks at so many of the latest, so that its cost does not grow with the store */
#define NEWEST_FIGURES "5000"
#define DUE_DAYS       "21"

/* KNOWN() in fewer bytes: C takes strings of 4095. */
#define NOW(alias)     alias ".seen_at <= :as_of AND ifnull(" alias ".superseded_at, 1e19) > :as_of"

/* How far a type of event is from the ordinary run of politics; how much a count of this kind weighs. */
#define TYPE_WEIGHT(column)                                                                                            \
    "CASE " column " WHEN 'ASSAULT' THEN 10.0 WHEN 'COERCE' THEN 7 WHEN 'MOBILIZE' THEN 6 WHEN 'PROTEST' THEN 6 WHEN " \
    "'THREATEN' THEN 5 WHEN 'RETREAT' THEN 5 WHEN 'SANCTION' THEN 5 WHEN 'CONSULT' THEN 2 WHEN 'SUPPORT' THEN 2 ELSE " \
    "4 END"
#define KIND_WEIGHT(column)                                                                                            \
    "CASE " column " WHEN 'killed' THEN 10.0 WHEN 'injured' THEN 7 WHEN 'missing' THEN 7 WHEN 'abducted' THEN 7 WHEN " \
    "'displaced' THEN 6 WHEN 'refugees' THEN 6 WHEN 'detained' THEN 5 ELSE 3 END"
/* The number of digits: 7 is 1, 191 is 3. */
#define MAGNITUDE(value) "length(CAST(CAST(" value " AS INTEGER) AS TEXT))"
#define UNDECIDED(id)                                                                                                  \
    "NOT EXISTS (SELECT 1 FROM patch_effect pe WHERE pe.id = " id " AND pe.what <> 'look again' AND " NOW("pe") ")"
/* Of an event `ec`: the largest number of people said to be harmed in it, and the origins that tell it. */
#define HARMED                                                                                                         \
    "(SELECT max(coalesce(f.best, f.low, f.high)) FROM event_claim m JOIN claim k ON k.claim = m.claim JOIN figure f " \
    "ON "                                                                                                              \
    "f.report = k.report AND f.claim = k.claim AND f.kind IN ('killed', 'injured', 'missing', 'abducted', "            \
    "'displaced', "                                                                                                    \
    "'refugees') WHERE m.event = ec.event AND m.superseded_at IS NULL)"
#define ORIGINS                                                                                                        \
    "(SELECT count(DISTINCT coalesce(ro.origin, -k.report)) FROM event_claim m JOIN claim k ON k.claim = m.claim "     \
    "LEFT "                                                                                                            \
    "JOIN report_origin ro ON ro.report = k.report WHERE m.event = ec.event AND m.superseded_at IS NULL)"
/* A value as people read it: a place without its division and point. */
#define SHORT(value)                                                                                                   \
    "substr(coalesce(" value ", 'not stated'), 1, instr(coalesce(" value ", 'not stated') || '|', '|') - 1)"
/* Doubtful claims: doubt, times what the type weighs, times the people said to be harmed in the event, and half as much
 * again where one origin alone tells it. What an event weighs is worked out once for all of its claims. */
/* clang-format off: SQL in lines of its own length */
#define QUEUE_CLAIMS                                                                                                   \
    "SELECT id, 'claim' AS kind, report, sentence, confidence, what, weight * (1.02 - confidence) * (1 + "             \
    "coalesce(" MAGNITUDE(                                                                                             \
        "harmed") ", 0)) * CASE origins WHEN 1 THEN"                                                                   \
                  " 1.5 ELSE 1 END AS score, 'read with confidence ' || printf('%.2f', confidence) || CASE WHEN "      \
                  "harmed > 0 THEN '; ' || CAST(harmed AS INTEGER) || ' people are counted"                            \
                  " in its event' ELSE '' END || CASE origins WHEN 1 THEN '; one origin tells it' ELSE '; told by ' "  \
                  "|| origins || ' origins' END AS reasons FROM (WITH doubtful AS"                                     \
                  " MATERIALIZED (SELECT substr(c.id, 1, 17) AS id, c.report, c.sentence, c.confidence, c.type || "    \
                  "coalesce(' ' || c.mode, '') || ', ' || c.status || CASE c.polarity WHEN"                            \
                  " '-' THEN ', not' ELSE '' END || ': ' || c.trigger AS what, " TYPE_WEIGHT(                          \
                      "c.type") " AS weight, ec.event FROM claim c JOIN event_claim ec ON ec.claim = c.claim "         \
                                "AND " NOW("ec") " WHERE c.claim > (SELECT max(claim) FROM claim) - " NEWEST_CLAIMS    \
                                                 " AND c.confidence < 0.8 AND c.status IN ('happened', 'ongoing') "    \
                                                 "AND " NOW("c") "), stake AS MATERIALIZED (SELECT ec.event, " HARMED  \
                                                                 " AS harmed, " ORIGINS                                \
                                                                 " AS origins FROM (SELECT DISTINCT event FROM "       \
                                                                 "doubtful) ec) SELECT * FROM doubtful JOIN"           \
                                                                 " stake USING (event))"
/* clang-format on */
/* Contested numbers: what the kind weighs, times the size, for each number that it cannot be reconciled with. */
/* clang-format off: SQL in lines of its own length */
#define QUEUE_FIGURES                                                                                                  \
    "SELECT substr(f.id, 1, 17), 'figure', f.report, f.sentence, NULL, f.kind || ' ' || f.text, " KIND_WEIGHT(         \
        "f.kind") " * " MAGNITUDE("max(coalesce(f.best, f.low, f.high))") " * 0.4 * (1 + 0.25 * min(count(*), 8)) * "  \
                                                                          "CASE WHEN max(x.kind = 'implausible "       \
                                                                          "magnitude') THEN 1.5 ELSE 1 END, "          \
                                                                          "'contested by ' || count(*) || CASE "       \
                                                                          "count(*) WHEN 1 THEN ' number' ELSE ' "     \
                                                                          "numbers' END || ': ' || min(x.reason) || "  \
                                                                          "CASE WHEN max(sf.step IN ('attribution "    \
                                                                          "lost', 'attribution inflated')) THEN '; "   \
                                                                          "its speaker was lost' ELSE '' END FROM "    \
                                                                          "figure f CROSS JOIN contradiction x ON "    \
                                                                          "(x.one = f.id OR x.other = f.id) AND "      \
                                                                          "x.kind IN ('figures differ', 'implausible " \
                                                                          "magnitude', 'attribution lost', "           \
                                                                          "'attribution inflated') AND x.seen_at <= "  \
                                                                          ":as_of LEFT JOIN series_figure sf ON "      \
                                                                          "sf.figure = f.figure WHERE f.figure > "     \
                                                                          "(SELECT max(figure) FROM figure) "          \
                                                                          "- " NEWEST_FIGURES                          \
                                                                          " AND " NOW("f") " GROUP BY f.figure"
/* clang-format on */
/* Undertakings that fall due about now, or fell due and nobody says what became of them. */
#define QUEUE_UNDERTAKINGS                                                                                             \
    "SELECT id, 'undertaking', report, sentence, NULL, what, CASE state WHEN 'overdue' THEN 14.0 ELSE 12 END - "       \
    "abs(due - "                                                                                                       \
    "today) * 0.4, CASE WHEN due < today THEN 'was due ' ELSE 'is due ' END || " DAY(                                  \
        "due") " || ', ' || state FROM (SELECT "                                                                       \
               "u.id, u.report, u.sentence, u.kind || ': ' || u.content AS what, u.due_last AS due, (SELECT us.state " \
               "FROM "                                                                                                 \
               "undertaking_state us WHERE us.undertaking = u.undertaking AND us.seen_at <= :as_of ORDER BY "          \
               "us.seen_at DESC, "                                                                                     \
               "us.state = 'open' LIMIT 1) AS state, (SELECT max(published_day) FROM report WHERE seen_at <= :as_of) " \
               "AS today FROM "                                                                                        \
               "undertaking u WHERE u.due_last IS NOT NULL AND u.seen_at <= :as_of) WHERE due BETWEEN today "          \
               "- " DUE_DAYS " AND "                                                                                   \
               "today + " DUE_DAYS " AND state IN ('open', 'overdue', 'in doubt')"

/* clang-format off: a row a table, SQL in lines of its own length */
static const query_table queue = {
    .columns = {{"item", "q.id"},
                {"kind", "q.kind"},
                {"score", "round(q.score, 1)"},
                {"reasons", "q.reasons"},
                {"what", "q.what"},
                {"quote", "sentence_of(q.report, se.first, se.last)"},
                {"source", "s.name"},
                {"published", "r.published"},
                {"report", "r.id"},
                {"confidence", "q.confidence"},
                {"sentence_first", "se.first"},
                {"sentence_last", "se.last"}},
    .from = "(" QUEUE_CLAIMS " UNION ALL " QUEUE_FIGURES " UNION ALL " QUEUE_UNDERTAKINGS
            ") q JOIN report r ON r.report = q.report JOIN sentence se ON se.sentence ="
            " q.sentence LEFT JOIN source s ON s.source = r.source WHERE " UNDECIDED("q.id"),
    .filters = {[F_SOURCE] = SOURCE_MATCHES,
                [F_TEXT] = SENTENCE_MATCHES("q.sentence"),
                [F_WHERE] = "EXISTS (SELECT 1 FROM place p WHERE p.report = q.report AND " PLACE_MATCHES ")",
                [F_DAYS] = "r.published_day >= coalesce(:since, -9e9) AND r.published_day <= coalesce(:until, 9e9)"},
    .tail = "ORDER BY q.score DESC, r.published, q.id",
};

static const query_table patches = {
    .columns = {{"patch", "p.id"},
                {"at", "strftime('%Y-%m-%dT%H:%M:%SZ', p.at, 'unixepoch')"},
                {"who", "p.who"},
                {"action", "p.action"},
                {"target", "p.target"},
                {"state", "ps.state"},
                {"state_reason", "ps.reason"},
                {"change", "(SELECT group_concat(what, '; ') FROM (SELECT pc.field || ': ' || " SHORT(
                               "pc.old") " || ' → ' || " SHORT("pc.new") " AS what FROM patch_change pc WHERE"
                                                                         " pc.patch = p.patch ORDER BY pc.n))"},
                {"reason", "p.reason"},
                {"signer", "k.id"},
                {"trusted", "coalesce((SELECT CASE t.trusted WHEN 1 THEN 'yes' ELSE 'no' END FROM signer_trust t WHERE "
                            "t.signer = p.signer AND " KNOWN("t") " LIMIT 1), 'no')"},
                {"report", "p.report"},
                {"found_by",
                 "(SELECT group_concat(DISTINCT pr.how) FROM patch_root pr WHERE pr.patch = p.patch AND " KNOWN(
                     "pr") ")"},
                {"seen", "datetime(p.seen_at, 'unixepoch')"}},
    .from = "patch p JOIN signer k ON k.signer = p.signer LEFT JOIN patch_state ps ON ps.patch = p.patch AND " KNOWN(
        "ps") " WHERE p.seen_at <= :as_of",
    .filters = {[F_BY] = "(p.who LIKE '%' || :by || '%' OR k.id = :by)", [F_ACT] = IN_LIST(":act", "p.action")},
    .tail = "ORDER BY p.at, p.id",
};

static const query_table conflicts = {
    .columns = {{"row", "x.id"},
                {"field", "x.field"},
                {"one", "x.one"},
                {"other", "x.other"},
                {"reason", "x.reason"},
                {"stands", "x.stands"},
                {"seen", "datetime(x.seen_at, 'unixepoch')"}},
    .from = "(SELECT pc.id, pc.field, a.id AS one, b.id AS other, pc.reason, b.id AS stands, pc.seen_at FROM "
            "patch_conflict pc JOIN patch a ON a.patch = pc.one JOIN patch b ON"
            " b.patch = pc.other WHERE " KNOWN("pc") " UNION ALL SELECT p.target, p.action, p.id, NULL, ps.reason, "
                                                     "NULL, ps.seen_at FROM patch p JOIN patch_state ps ON"
                                                     " ps.patch = p.patch AND ps.state = 'unfit' WHERE " KNOWN(
                                                         "ps") ") x WHERE 1",
    .tail = "ORDER BY x.id, x.field, x.one, x.other",
};

static const query_table signers = {
    .columns = {{"signer", "k.id"},
                {"name", "k.name"},
                {"trusted", "CASE t.trusted WHEN 1 THEN 'yes' ELSE 'no' END"},
                {"reason", "coalesce(t.reason, 'unknown here')"},
                {"patches", "(SELECT count(*) FROM patch p WHERE p.signer = k.signer AND p.seen_at <= :as_of)"},
                {"key", "lower(hex(k.public_key))"},
                {"seen", "datetime(k.seen_at, 'unixepoch')"}},
    .from = "signer k LEFT JOIN signer_trust t ON t.signer = k.signer AND " KNOWN("t") " WHERE k.seen_at <= :as_of",
    .tail = "ORDER BY k.name, k.id",
};
/* clang-format on */

const query_table *query_review_table(sitrep_table_kind kind)
{
    switch (kind) {
    case SITREP_TABLE_QUEUE:
        return &queue;
    case SITREP_TABLE_PATCHES:
        return &patches;
    case SITREP_TABLE_CONFLICTS:
        return &conflicts;
    case SITREP_TABLE_SIGNERS:
        return &signers;
    default:
        return NULL;
    }
}

const char *const *query_review_columns(sitrep_table_kind kind)
{
    /* The names of the tables above, kept in step by test_store.c. */
    static const char *const of_queue[] = {"item",           "kind",          "score",     "reasons", "what",
                                           "quote",          "source",        "published", "report",  "confidence",
                                           "sentence_first", "sentence_last", NULL};
    static const char *const of_patches[] = {"patch",   "at",           "who",      "action", "target",
                                             "state",   "state_reason", "change",   "reason", "signer",
                                             "trusted", "report",       "found_by", "seen",   NULL};
    static const char *const of_conflicts[] = {"row", "field", "one", "other", "reason", "stands", "seen", NULL};
    static const char *const of_signers[] = {"signer", "name", "trusted", "reason", "patches", "key", "seen", NULL};
    switch (kind) {
    case SITREP_TABLE_QUEUE:
        return of_queue;
    case SITREP_TABLE_PATCHES:
        return of_patches;
    case SITREP_TABLE_CONFLICTS:
        return of_conflicts;
    case SITREP_TABLE_SIGNERS:
        return of_signers;
    default:
        return NULL;
    }
}
