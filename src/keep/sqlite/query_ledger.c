/* keep/sqlite/query_ledger.c — the tables of what people say of each other and of what will be: positions, accusations,
 * who blames whom, standing questions and their answers. A report that was killed has no rows in them from then on. */
#include "keep/sqlite/query.h"

#include "base/banned.h"

#define STANDS(alias)                                                                                                  \
    "NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.target = " alias ".report AND w.kind = 'kill' AND w.seen_at <= "   \
    ":as_of)"
#define REPORT_JOIN(alias)                                                                                             \
    " JOIN report r ON r.report = " alias ".report JOIN sentence se ON se.sentence = " alias                           \
    ".sentence LEFT JOIN source s ON s.source = r.source LEFT JOIN report_origin ro ON ro.report = r.report AND "      \
    "ro.seen_at <= :as_of "
#define QUOTE          "sentence_of(se.report, se.first, se.last)"
#define ORIGINS(alias) "count(DISTINCT coalesce(ro.origin, -" alias ".report))"
#define DENIAL(result)                                                                                                 \
    "(SELECT " result " FROM contradiction x WHERE x.kind IN ('accusation and denial', 'denied') AND x.seen_at <= "    \
    ":as_of AND x.one IN (SELECT id FROM statement y WHERE y.sentence = a.sentence UNION ALL SELECT id FROM claim y "  \
    "WHERE y.sentence = a.sentence UNION ALL SELECT a.id) ORDER BY x.contradiction LIMIT 1)"
#define WHERE_OF(alias) "EXISTS (SELECT 1 FROM place p WHERE p.report = " alias ".report AND " PLACE_MATCHES ")"
#define STATE_OF(result)                                                                                               \
    "(SELECT " result " FROM question_state t WHERE t.question = q.question ORDER BY step DESC LIMIT 1)"
#define ANSWERS(result)                                                                                                \
    "(SELECT " result " FROM question_answer a" REPORT_JOIN("a") "WHERE a.question = q.question AND " ANSWER_KNOWN ")"
/* An answer stands until its row is superseded. */
#define ANSWER_KNOWN                                                                                                   \
    "a.seen_at <= :as_of AND NOT EXISTS (SELECT 1 FROM claim y WHERE y.id = a.row AND y.superseded_at <= :as_of) AND " \
    "NOT EXISTS (SELECT 1 FROM figure y WHERE y.id = a.row AND y.superseded_at <= :as_of) AND NOT EXISTS (SELECT 1 "   \
    "FROM statement y WHERE y.id = a.row AND y.superseded_at <= :as_of) AND " STANDS("a")

/* clang-format off: a row a table, SQL in lines of its own length */
static const query_table positions = {
    .columns = {{"position", "a.id"},
                {"day", DAY("a.day")},
                {"issue", "a.issue"},
                {"actor", "a.actor"},
                {"actor_code", "a.actor_code"},
                {"stance", "a.stance"},
                {"words", "a.words"},
                {"flips", "(SELECT y.id FROM position y WHERE y.position = a.flips)"},
                {"flips_from", "(SELECT y.stance FROM position y WHERE y.position = a.flips)"},
                {"told_by", "a.told_by"},
                {"published", "r.published"},
                {"source", "s.name"},
                {"quote", QUOTE},
                {"report", "r.id"},
                {"sentence_first", "se.first"},
                {"sentence_last", "se.last"}},
    .from = "position a" REPORT_JOIN("a") "WHERE a.seen_at <= :as_of AND " STANDS("a"),
    .filters = {[F_WHERE] = WHERE_OF("a"),
                [F_DAYS] = "a.day >= coalesce(:since, -9e9) AND a.day <= coalesce(:until, 9e9)",
                [F_ACTOR] = "(a.actor LIKE '%' || :actor || '%' OR a.actor_code = upper(:actor))",
                [F_BY] =
                    "(a.actor LIKE '%' || :by || '%' OR a.actor_code = upper(:by) OR a.told_by LIKE '%' || :by || '%')",
                [F_SOURCE] = SOURCE_MATCHES,
                [F_ABOUT] = "a.issue LIKE '%' || :about || '%'",
                [F_TEXT] = SENTENCE_MATCHES("a.sentence")},
    .tail = "ORDER BY a.issue, a.actor COLLATE NOCASE, a.day, a.seen_at, a.position",
};

static const query_table accusations = {
    .columns = {{"accusation", "a.id"},
                {"day", DAY("a.day")},
                {"accuser", "a.accuser"},
                {"accuser_code", "a.accuser_code"},
                {"accused", "a.accused"},
                {"accused_key", "a.accused_key"},
                {"how", "a.how"},
                {"act", "a.act"},
                {"words", "a.words"},
                {"denied", DENIAL("x.id")},
                {"published", "r.published"},
                {"source", "s.name"},
                {"quote", QUOTE},
                {"report", "r.id"},
                {"origin", "(SELECT o.id FROM origin o WHERE o.origin = ro.origin)"},
                {"sentence_first", "se.first"},
                {"sentence_last", "se.last"}},
    .from = "accusation a" REPORT_JOIN("a") "WHERE a.seen_at <= :as_of AND " STANDS("a"),
    .filters = {[F_WHERE] = WHERE_OF("a"),
                [F_DAYS] = "a.day >= coalesce(:since, -9e9) AND a.day <= coalesce(:until, 9e9)",
                [F_BY] = "(a.accuser LIKE '%' || :by || '%' OR a.accuser_code = upper(:by))",
                [F_RECIPIENT] =
                    "(a.accused LIKE '%' || :recipient || '%' OR a.accused_key LIKE '%' || :recipient || '%')",
                [F_SOURCE] = SOURCE_MATCHES,
                [F_ABOUT] = "a.act LIKE '%' || :about || '%'",
                [F_TEXT] = SENTENCE_MATCHES("a.sentence")},
    .tail = "ORDER BY a.accused_key, a.accuser COLLATE NOCASE, a.day, a.seen_at, a.accusation",
};

/* One row for who blames whom: how often, at each level of counting, and whether anybody denied it. The plain columns
 * are those of the first accusation: SQLite takes them from the row of the one min(). */
#define SAME_BLAME(alias)                                                                                              \
    alias ".accused_key = b.accused_key AND coalesce(" alias                                                           \
          ".accuser, '') = coalesce(b.accuser, '') COLLATE NOCASE AND " alias ".seen_at <= :as_of"
static const query_table blame = {
    .columns = {{"accuser", "b.accuser"},
                {"accused", "b.accused_key"},
                {"acts", "group_concat(DISTINCT b.act)"},
                {"accusations", "count(*)"},
                {"reports", "count(DISTINCT b.report)"},
                {"origins", ORIGINS("b")},
                {"denied", "(SELECT count(*) FROM accusation a WHERE " SAME_BLAME("a") " AND " DENIAL("1") ")"},
                {"first", DAY("b.day")},
                {"last", DAY("(SELECT max(y.day) FROM accusation y WHERE " SAME_BLAME("y") ")")},
                {"called", "b.accused"},
                {"quote", QUOTE},
                {"denial", "(SELECT coalesce((SELECT sentence_of(z.report, z.first, z.last) FROM statement y JOIN "
                           "sentence z ON z.sentence = y.sentence WHERE y.id = d.other),"
                           " (SELECT sentence_of(z.report, z.first, z.last) FROM claim y JOIN sentence z ON z.sentence "
                           "= y.sentence WHERE y.id = d.other)) FROM accusation a"
                           " JOIN contradiction d ON d.id = " DENIAL("x.id") " WHERE " SAME_BLAME(
                               "a") " ORDER BY a.accusation LIMIT 1)"},
                {"source", "s.name"},
                {"published", "r.published"},
                {"report", "r.id"},
                {"sentence_first", "se.first"},
                {"sentence_last", "se.last"},
                {"accusation", "(SELECT y.id FROM accusation y WHERE y.accusation = b.accusation)"},
                {"row", "min(b.accusation)"}},
    .from = "accusation b" REPORT_JOIN("b") "WHERE b.seen_at <= :as_of AND " STANDS("b"),
    .filters = {[F_WHERE] = WHERE_OF("b"),
                [F_DAYS] = "b.day >= coalesce(:since, -9e9) AND b.day <= coalesce(:until, 9e9)",
                [F_BY] = "(b.accuser LIKE '%' || :by || '%' OR b.accuser_code = upper(:by))",
                [F_RECIPIENT] =
                    "(b.accused LIKE '%' || :recipient || '%' OR b.accused_key LIKE '%' || :recipient || '%')",
                [F_SOURCE] = SOURCE_MATCHES,
                [F_ABOUT] = "b.act LIKE '%' || :about || '%'",
                [F_TEXT] = SENTENCE_MATCHES("b.sentence")},
    .tail = "GROUP BY lower(coalesce(b.accuser, '')), b.accused_key ORDER BY count(DISTINCT b.report) DESC, b.day, "
            "b.accused_key, b.accuser",
};

/* What is asked: rows that answer, reports and origins that brought them, reports searched without any. */
static const query_table questions = {
    .columns = {{"question", "q.id"},
                {"text", "q.text"},
                {"state", STATE_OF("t.state")},
                {"rows", "q.rows"},
                {"filter", "'--' || replace(replace(q.filter, '=', ' '), char(10), ' --')"},
                {"answers", ANSWERS("count(*)")},
                {"reports", ANSWERS("count(DISTINCT a.report)")},
                {"origins", ANSWERS(ORIGINS("a"))},
                {"searched",
                 "(SELECT count(*) FROM question_searched d WHERE d.question = q.question AND d.seen_at <= :as_of)"},
                {"in_vain",
                 "(SELECT count(*) FROM question_searched d WHERE d.question = q.question AND d.seen_at <= :as_of AND "
                 "NOT EXISTS"
                 " (SELECT 1 FROM question_answer a WHERE a.question = q.question AND a.report = d.report))"},
                {"changed", "(SELECT datetime(max(a.seen_at), 'unixepoch') FROM question_answer a WHERE a.question = "
                            "q.question AND a.seen_at <= :as_of)"},
                {"quote", "(SELECT " QUOTE " FROM question_answer a" REPORT_JOIN(
                              "a") "WHERE a.question = q.question AND " ANSWER_KNOWN
                                   " ORDER BY a.seen_at DESC, a.report DESC, a.sentence DESC LIMIT 1)"},
                {"report", "(SELECT r.id FROM question_answer a" REPORT_JOIN(
                               "a") "WHERE a.question = q.question AND " ANSWER_KNOWN
                                    " ORDER BY a.seen_at DESC, a.report DESC, a.sentence DESC LIMIT 1)"},
                {"asked", "datetime(q.asked_at, 'unixepoch')"},
                {"closed", "nullif(" STATE_OF("coalesce(t.reason, 'closed')") ", CASE WHEN " STATE_OF(
                               "t.state") " = 'open' THEN 'closed' END)"}},
    .from = "question q WHERE 1",
    .filters = {[F_ABOUT] = "(q.id = :about OR q.text LIKE '%' || :about || '%')",
                [F_STATUS] = IN_LIST(":status", STATE_OF("t.state"))},
    .tail = "ORDER BY q.question",
};

/* The answers, in the order in which they came: a report's first row is where the answer changed. */
static const query_table answers = {
    .columns = {{"question", "q.id"},
                {"seen", "datetime(a.seen_at, 'unixepoch')"},
                {"row", "a.row"},
                {"published", "r.published"},
                {"source", "s.name"},
                {"who", "coalesce((SELECT coalesce(y.speaker_name, y.speaker) FROM statement y WHERE y.id = a.row), "
                        "(SELECT group_concat(coalesce(x.name, x.text), '; ')"
                        " FROM claim y JOIN actor x ON x.claim = y.claim AND x.side = 'actor' WHERE y.id = a.row), "
                        "(SELECT y.actor FROM position y WHERE y.id = a.row),"
                        " (SELECT coalesce(t.speaker_name, t.speaker) FROM figure y JOIN statement t ON t.statement = "
                        "y.statement WHERE y.id = a.row))"},
                {"what", "coalesce((SELECT y.type || coalesce(' ' || y.mode, '') || ', ' || y.status FROM claim y "
                         "WHERE y.id = a.row), (SELECT y.act FROM statement y WHERE"
                         " y.id = a.row), (SELECT y.stance || ': ' || y.issue FROM position y WHERE y.id = a.row), "
                         "(SELECT y.kind || ' ' || y.text FROM figure y WHERE y.id = a.row))"},
                {"quote", QUOTE},
                {"report", "r.id"},
                {"origin", "(SELECT o.id FROM origin o WHERE o.origin = ro.origin)"},
                {"sentence_first", "se.first"},
                {"sentence_last", "se.last"}},
    .from = "question q JOIN question_answer a ON a.question = q.question" REPORT_JOIN("a") "WHERE " ANSWER_KNOWN,
    .filters = {[F_ABOUT] = "q.id = :about",
                [F_SOURCE] = SOURCE_MATCHES,
                [F_TEXT] = SENTENCE_MATCHES("a.sentence"),
                [F_DAYS] = "r.published_day >= coalesce(:since, -9e9) AND r.published_day <= coalesce(:until, 9e9)"},
    .tail = "ORDER BY q.question, a.seen_at, a.report, a.sentence, a.row",
};

/* Places as they stand in the texts, and the days that are named there. */
static const query_table places = {
    .columns = {{"place", "coalesce(p.name, p.text)"},
                {"text", "p.text"},
                {"kind", "p.kind"},
                {"role", "p.role"},
                {"precision", "p.precision"},
                {"country", "p.country"},
                {"admin1", "p.admin1"},
                {"lat", POINT("lat")},
                {"lon", POINT("lon")},
                {"day", DAY("r.published_day")},
                {"source", "s.name"},
                {"report", "r.id"},
                {"first", "p.first"},
                {"last", "p.last"}},
    .from = "place p JOIN report r ON r.report = p.report LEFT JOIN source s ON s.source = r.source WHERE r.seen_at <= "
            ":as_of AND " STANDS("r"),
    .filters = {[F_WHERE] = PLACE_MATCHES,
                [F_SOURCE] = SOURCE_MATCHES,
                [F_DAYS] = "r.published_day >= coalesce(:since, -9e9) AND r.published_day <= coalesce(:until, 9e9)"},
    .tail = "ORDER BY r.published, p.report, p.n",
};
static const query_table times = {
    .columns = {{"begin", DAY("t.begin_day")},
                {"end", DAY("coalesce(t.end_day, t.begin_day)")},
                {"type", "t.type"},
                {"value", "t.value"},
                {"report", "r.id"},
                {"first", "t.first"},
                {"last", "t.last"}},
    .from = "time t JOIN report r ON r.report = t.report LEFT JOIN source s ON s.source = r.source WHERE r.seen_at <= "
            ":as_of",
    .filters = {[F_SOURCE] = SOURCE_MATCHES,
                [F_DAYS] = "r.published_day >= coalesce(:since, -9e9) AND r.published_day <= coalesce(:until, 9e9)"},
    .tail = "ORDER BY r.published, t.report, t.n",
};
/* clang-format on */

const query_table *query_ledger_table(sitrep_table_kind kind)
{
    switch (kind) {
    case SITREP_TABLE_POSITIONS:
        return &positions;
    case SITREP_TABLE_ACCUSATIONS:
        return &accusations;
    case SITREP_TABLE_BLAME:
        return &blame;
    case SITREP_TABLE_QUESTIONS:
        return &questions;
    case SITREP_TABLE_ANSWERS:
        return &answers;
    case SITREP_TABLE_PLACES:
        return &places;
    case SITREP_TABLE_TIMES:
        return &times;
    default:
        return NULL;
    }
}

const char *const *query_ledger_columns(sitrep_table_kind kind)
{
    /* The names of the tables above, kept in step by test_store.c. */
    /* clang-format off */
    static const char *const of_positions[] = {"position", "day", "issue", "actor", "actor_code", "stance", "words", "flips", "flips_from", "told_by", "published",
                                               "source", "quote", "report", "sentence_first", "sentence_last", NULL};
    static const char *const of_accusations[] = {"accusation", "day", "accuser", "accuser_code", "accused", "accused_key", "how", "act", "words", "denied", "published",
                                                 "source", "quote", "report", "origin", "sentence_first", "sentence_last", NULL};
    static const char *const of_blame[] = {"accuser", "accused", "acts", "accusations", "reports", "origins", "denied", "first", "last", "called", "quote", "denial",
                                           "source", "published", "report", "sentence_first", "sentence_last", "accusation", "row", NULL};
    static const char *const of_questions[] = {"question", "text", "state", "rows", "filter", "answers", "reports", "origins", "searched", "in_vain", "changed", "quote",
                                               "report", "asked", "closed", NULL};
    static const char *const of_answers[] = {"question", "seen", "row", "published", "source", "who", "what", "quote", "report", "origin", "sentence_first",
                                             "sentence_last", NULL};
    static const char *const of_places[] = {"place", "text", "kind", "role", "precision", "country", "admin1", "lat", "lon", "day", "source", "report", "first", "last", NULL};
    static const char *const of_times[] = {"begin", "end", "type", "value", "report", "first", "last", NULL};
    /* clang-format on */
    switch (kind) {
    case SITREP_TABLE_POSITIONS:
        return of_positions;
    case SITREP_TABLE_ACCUSATIONS:
        return of_accusations;
    case SITREP_TABLE_BLAME:
        return of_blame;
    case SITREP_TABLE_QUESTIONS:
        return of_questions;
    case SITREP_TABLE_ANSWERS:
        return of_answers;
    case SITREP_TABLE_PLACES:
        return of_places;
    case SITREP_TABLE_TIMES:
        return of_times;
    default:
        return NULL;
    }
}
