/* keep/sqlite/query.c — the tables that people ask for, each from one row of a table: where it comes from, its columns,
 * which filters it knows and its order. Every query takes the same parameters by name: :where :since :until :type :by
 * :actor :recipient :source :metric :act :status :text :as_of :confidence :limit; a filter that is not given is NULL
 * and holds. */
#include "keep/sqlite/db.h"

#include "base/banned.h"

#define COLUMNS_MAX 40

typedef struct table_column {
    const char *name, *sql;
} table_column;

typedef enum filter_name {
    F_WHERE,
    F_DAYS,
    F_TYPE,
    F_BY,
    F_ACTOR,
    F_RECIPIENT,
    F_SOURCE,
    F_METRIC,
    F_ACT,
    F_STATUS,
    F_TEXT,
    F_CONFIDENCE,
    F_COUNT
} filter_name;

static const char *const filter_options[F_COUNT] = {"where", "since or --until", "type",   "by",
                                                    "actor", "recipient",        "source", "metric",
                                                    "act",   "status",           "text",   "confidence"};

typedef struct table {
    const table_column columns[COLUMNS_MAX];
    const char *from;             /* FROM and joins, with the condition of time */
    const char *filters[F_COUNT]; /* NULL: this table does not know the filter */
    const char *tail;             /* GROUP BY and ORDER BY */
} table;

/* Pieces of SQL that several tables use. */
#define DAY(column) "date(" column " * 86400, 'unixepoch')"
#define KNOWN(alias)                                                                                                   \
    alias ".seen_at <= :as_of AND (" alias ".superseded_at IS NULL OR " alias ".superseded_at > :as_of)"
#define IN_LIST(parameter, column)                                                                                     \
    "instr(',' || upper(replace(" parameter ", ' ', '')) || ',', ',' || upper(" column ") || ',') > 0"
#define SIDE(side)                                                                                                     \
    "(SELECT group_concat(coalesce(x.name, x.text), '; ') FROM (SELECT * FROM actor WHERE claim = c.claim AND side = " \
    "'" side "' ORDER BY n) x)"
#define SIDE_CODES(side)                                                                                               \
    "(SELECT group_concat(coalesce(x.code, '?') || coalesce(' ' || x.sectors, '') || coalesce(' ' || x.ethnicity, "    \
    "''), '; ') FROM"                                                                                                  \
    " (SELECT * FROM actor WHERE claim = c.claim AND side = '" side "' ORDER BY n) x)"
#define HAS_SIDE(side, parameter)                                                                                      \
    "EXISTS (SELECT 1 FROM actor x WHERE x.claim = c.claim AND x.side = '" side "' AND (x.code = upper(" parameter     \
    ") OR x.code || ' ' ||"                                                                                            \
    " coalesce(x.sectors, '') LIKE upper(" parameter ") || '%' OR x.name LIKE '%' || " parameter                       \
    " || '%' OR x.text LIKE '%' || " parameter " || '%'))"
#define PLACE_MATCHES                                                                                                  \
    "(p.name LIKE :where OR p.text LIKE :where OR p.admin1 LIKE :where || '%' OR p.country = upper(:where) OR "        \
    "p.country IN"                                                                                                     \
    " (SELECT country FROM place WHERE name LIKE :where AND precision = 'country'))"
#define SPEAKER_MATCHES                                                                                                \
    "(st.speaker_name LIKE '%' || :by || '%' OR st.speaker LIKE '%' || :by || '%' OR st.speaker_code = upper(:by) OR " \
    "st.via LIKE '%' || :by || '%')"
#define SENTENCE_MATCHES(column) column " IN (SELECT rowid FROM sentence_text WHERE sentence_text MATCH :text)"
#define SOURCE_MATCHES           "s.name LIKE '%' || :source || '%'"
#define REPORT_JOINS             "JOIN report r ON r.report = %s.report LEFT JOIN source s ON s.source = r.source"
#define CLAIM_FROM                                                                                                     \
    "claim c JOIN report r ON r.report = c.report JOIN sentence se ON se.sentence = c.sentence LEFT JOIN source s ON " \
    "s.source = r.source"                                                                                              \
    " LEFT JOIN place p ON p.place = c.place LEFT JOIN statement st ON st.statement = c.statement"
#define CLAIM_FILTERS                                                                                                  \
    {                                                                                                                  \
        [F_WHERE] = PLACE_MATCHES,                                                                                     \
        [F_DAYS] = "coalesce(c.end_day, r.published_day) >= coalesce(:since, -9e9) AND coalesce(c.begin_day,"          \
                   " r.published_day) <= coalesce(:until, 9e9)",                                                       \
        [F_TYPE] = IN_LIST(":type", "c.type"), [F_BY] = SPEAKER_MATCHES, [F_ACTOR] = HAS_SIDE("actor", ":actor"),      \
        [F_RECIPIENT] = HAS_SIDE("recipient", ":recipient"), [F_SOURCE] = SOURCE_MATCHES,                              \
        [F_STATUS] = IN_LIST(":status", "c.status"), [F_TEXT] = SENTENCE_MATCHES("c.sentence"),                        \
        [F_CONFIDENCE] = "c.confidence >= :confidence"                                                                 \
    }
/* One side of a contradiction: a figure, a claim or a statement by its id, or a report as a whole. Superseded ones too.
 */
#define SIDE_OF(side, result)                                                                                          \
    "(SELECT " result " FROM (SELECT report, sentence FROM figure WHERE id = x." side                                  \
    " UNION ALL SELECT report, sentence FROM claim WHERE id = x." side                                                 \
    " UNION ALL SELECT report, sentence FROM statement WHERE id = x." side                                             \
    " UNION ALL SELECT report, NULL FROM report WHERE id = x." side ") y JOIN"                                         \
    " report yr ON yr.report = y.report LEFT JOIN sentence ys ON ys.sentence = y.sentence)"
#define SIDE_REPORT(side) SIDE_OF(side, "yr.id")
#define SIDE_QUOTE(side)                                                                                               \
    SIDE_OF(side, "CASE WHEN ys.sentence IS NULL THEN yr.title ELSE sentence_of(y.report, ys.first, ys.last) END")
#define SPEAKER "coalesce(st.speaker_name, st.speaker)"

/* clang-format off: a row a table, SQL in lines of its own length */
static const table tables[] =
    {
        [SITREP_TABLE_EVENTS] =
            {
                .columns = {{"event", "e.id"},
                            {"type", "e.type"},
                            {"mode", "c.mode"},
                            {"begin", DAY("min(c.begin_day)")},
                            {"end", DAY("max(c.end_day)")},
                            {"place", "coalesce(p.name, p.text)"},
                            {"country", "p.country"},
                            {"precision", "p.precision"},
                            {"lat", "p.lat"},
                            {"lon", "p.lon"},
                            {"actors", SIDE("actor")},
                            {"actor_codes", SIDE_CODES("actor")},
                            {"recipients", SIDE("recipient")},
                            {"recipient_codes", SIDE_CODES("recipient")},
                            {"status", "c.status"},
                            {"polarity", "c.polarity"},
                            {"certainty", "c.certainty"},
                            {"claims", "count(DISTINCT c.claim)"},
                            {"reports", "count(DISTINCT c.report)"},
                            {"origins", "count(DISTINCT coalesce(ro.origin, -c.report))"},
                            {"sources", "group_concat(DISTINCT s.name)"},
                            {"confidence", "max(c.confidence)"},
                            {"quote", "sentence_of(c.report, se.first, se.last)"},
                            {"report", "r.id"},
                            {"claim", "c.id"}},
                .from = "event e JOIN event_claim ec ON ec.event = e.event AND " KNOWN(
                    "ec") " JOIN claim c ON c.claim = ec.claim AND " KNOWN("c") " JOIN report r ON r.report = c.report "
                                                                                "JOIN sentence se ON se.sentence = "
                                                                                "c.sentence LEFT JOIN source s ON "
                                                                                "s.source = r.source LEFT JOIN"
                                                                                " report_origin ro ON ro.report = "
                                                                                "r.report AND ro.seen_at <= :as_of "
                                                                                "LEFT JOIN place p ON p.place = "
                                                                                "c.place LEFT JOIN statement st ON"
                                                                                " st.statement = c.statement WHERE 1",
                .filters = CLAIM_FILTERS,
                .tail = "GROUP BY e.event ORDER BY min(c.begin_day) IS NULL, min(c.begin_day), p.name IS NULL, p.name, "
                        "e.type, e.event",
            },
        [SITREP_TABLE_CLAIMS] =
            {
                .columns = {{"claim", "c.id"},
                            {"event", "(SELECT e.id FROM event_claim ec JOIN event e ON e.event = ec.event WHERE "
                                      "ec.claim = c.claim AND " KNOWN("ec") ")"},
                            {"report", "r.id"},
                            {"source", "s.name"},
                            {"published", "r.published"},
                            {"trigger", "c.trigger"},
                            {"type", "c.type"},
                            {"mode", "c.mode"},
                            {"cameo", "c.cameo"},
                            {"actors", SIDE("actor")},
                            {"actor_codes", SIDE_CODES("actor")},
                            {"recipients", SIDE("recipient")},
                            {"recipient_codes", SIDE_CODES("recipient")},
                            {"place", "coalesce(p.name, p.text)"},
                            {"country", "p.country"},
                            {"precision", "p.precision"},
                            {"lat", "p.lat"},
                            {"lon", "p.lon"},
                            {"begin", DAY("c.begin_day")},
                            {"end", DAY("c.end_day")},
                            {"status", "c.status"},
                            {"polarity", "c.polarity"},
                            {"certainty", "c.certainty"},
                            {"omission", "c.omission"},
                            {"speaker", SPEAKER},
                            {"via", "st.via"},
                            {"instruments", "c.instruments"},
                            {"confidence", "c.confidence"},
                            {"quote", "sentence_of(c.report, se.first, se.last)"},
                            {"first", "c.first"},
                            {"last", "c.last"},
                            {"sentence_first", "se.first"},
                            {"sentence_last", "se.last"},
                            {"admin1", "p.admin1"},
                            {"quad", "c.quad"}},
                .from = CLAIM_FROM " WHERE " KNOWN("c"),
                .filters = CLAIM_FILTERS,
                .tail = "ORDER BY r.published_day, c.report, c.n",
            },
        [SITREP_TABLE_FIGURES] =
            {
                .columns = {{"figure", "f.id"},
                            {"series", "se2.id"},
                            {"step", "sf.step"},
                            {"kind", "f.kind"},
                            {"text", "f.text"},
                            {"low", "f.low"},
                            {"best", "f.best"},
                            {"high", "f.high"},
                            {"unit", "f.unit"},
                            {"qualifier", "f.qualifier"},
                            {"measure", "f.measure"},
                            {"people", "f.people"},
                            {"speaker", SPEAKER},
                            {"via", "st.via"},
                            {"place", "coalesce(p.name, p.text)"},
                            {"country", "p.country"},
                            {"begin", DAY("coalesce(f.begin_day, c.begin_day)")},
                            {"published", "r.published"},
                            {"source", "s.name"},
                            {"note", "sf.note"},
                            {"from", "(SELECT id FROM figure f0 WHERE f0.figure = sf.from_figure)"},
                            {"quote", "sentence_of(f.report, se.first, se.last)"},
                            {"report", "r.id"},
                            {"first", "f.first"},
                            {"last", "f.last"},
                            {"sentence_first", "se.first"},
                            {"sentence_last", "se.last"},
                            {"seen", "datetime(f.seen_at, 'unixepoch')"},
                            {"scope", "se2.scope"},
                            {"count", "se2.count"},
                            {"line", "nullif(se2.speaker, '')"}},
                .from = "figure f JOIN report r ON r.report = f.report JOIN sentence se ON se.sentence = f.sentence "
                        "LEFT JOIN source s ON s.source = r.source LEFT JOIN"
                        " statement st ON st.statement = f.statement LEFT JOIN claim c ON c.claim = f.claim LEFT JOIN "
                        "place p ON p.place = coalesce(f.place, c.place)"
                        " LEFT JOIN series_figure sf ON sf.figure = f.figure AND sf.seen_at <= :as_of LEFT JOIN series "
                        "se2 ON se2.series = sf.series WHERE " KNOWN("f"),
                .filters = {[F_WHERE] = PLACE_MATCHES,
                            [F_DAYS] = "coalesce(f.end_day, c.end_day, r.published_day) >= coalesce(:since, -9e9) AND"
                                       " coalesce(f.begin_day, c.begin_day, r.published_day) <= coalesce(:until, 9e9)",
                            [F_TYPE] = IN_LIST(":type", "c.type"),
                            [F_BY] = SPEAKER_MATCHES,
                            [F_ACTOR] = HAS_SIDE("actor", ":actor"),
                            [F_RECIPIENT] = HAS_SIDE("recipient", ":recipient"),
                            [F_SOURCE] = SOURCE_MATCHES,
                            [F_METRIC] = IN_LIST(":metric", "f.kind"),
                            [F_TEXT] = SENTENCE_MATCHES("f.sentence")},
                .tail = "ORDER BY f.kind, coalesce((SELECT min(n.series) FROM series n WHERE n.count = se2.count), 1 "
                        "<< 40), f.seen_at, r.published, f.figure",
            },
        [SITREP_TABLE_STATEMENTS] =
            {
                .columns = {{"statement", "st.id"},
                            {"day", DAY("st.day")},
                            {"act", "st.act"},
                            {"speaker", SPEAKER},
                            {"speaker_code", "st.speaker_code"},
                            {"via", "st.via"},
                            {"addressee", "st.addressee"},
                            {"cue", "st.cue"},
                            {"quoted", "st.quoted"},
                            {"content", "st.content"},
                            {"due", DAY("st.due_first")},
                            {"published", "r.published"},
                            {"source", "s.name"},
                            {"report", "r.id"},
                            {"quote", "sentence_of(st.report, se.first, se.last)"},
                            {"first", "st.content_first"},
                            {"last", "st.content_last"},
                            {"sentence_first", "se.first"},
                            {"sentence_last", "se.last"}},
                .from = "statement st JOIN report r ON r.report = st.report JOIN sentence se ON se.sentence = "
                        "st.sentence LEFT JOIN source s ON s.source = r.source"
                        " WHERE " KNOWN("st"),
                .filters = {[F_WHERE] =
                                "EXISTS (SELECT 1 FROM place p WHERE p.report = st.report AND " PLACE_MATCHES ")",
                            [F_DAYS] = "st.day >= coalesce(:since, -9e9) AND st.day <= coalesce(:until, 9e9)",
                            [F_BY] = SPEAKER_MATCHES,
                            [F_TYPE] =
                                "EXISTS (SELECT 1 FROM claim c WHERE c.statement = st.statement AND " IN_LIST(
                                    ":type", "c.type") ")",
                            [F_SOURCE] = SOURCE_MATCHES,
                            [F_ACT] = IN_LIST(":act", "st.act"),
                            [F_TEXT] = SENTENCE_MATCHES("st.sentence")},
                .tail = "ORDER BY r.published, st.report, st.n",
            },
        [SITREP_TABLE_UNDERTAKINGS] =
            {
                .columns =
                    {{"undertaking", "u.id"},
                     {"kind", "u.kind"},
                     {"speaker", "u.actor"},
                     {"speaker_code", "u.actor_code"},
                     {"addressee", "u.recipient"},
                     {"content", "u.content"},
                     {"due", DAY("u.due_last")},
                     {"due_last", DAY("u.due_last")},
                     {"state", "us.state"},
                     {"reason", "us.reason"},
                     {"since",
                      "datetime(max(us.seen_at * 2 + (us.state <> 'open')) / 2, 'unixepoch')"}, /* of two states of one
                                                                                                   moment, the one that
                                                                                                   is not the first */
                     {"evidence", "coalesce((SELECT id FROM claim WHERE claim = us.claim), (SELECT id FROM statement "
                                  "WHERE statement = us.statement))"},
                     {"published", "r.published"},
                     {"source", "s.name"},
                     {"report", "r.id"},
                     {"quote", "sentence_of(u.report, se.first, se.last)"},
                     {"sentence_first", "se.first"},
                     {"sentence_last", "se.last"}},
                .from = "undertaking u JOIN undertaking_state us ON us.undertaking = u.undertaking AND us.seen_at <= "
                        ":as_of JOIN report r ON r.report = u.report JOIN"
                        " sentence se ON se.sentence = u.sentence LEFT JOIN statement st ON st.statement = u.statement "
                        "LEFT JOIN source s ON s.source = r.source"
                        " WHERE u.seen_at <= :as_of",
                .filters = {[F_WHERE] =
                                "EXISTS (SELECT 1 FROM place p WHERE p.report = u.report AND " PLACE_MATCHES ")",
                            [F_DAYS] = "u.day >= coalesce(:since, -9e9) AND u.day <= coalesce(:until, 9e9)",
                            [F_BY] = "(u.actor LIKE '%' || :by || '%' OR u.actor_code = upper(:by) OR st.via LIKE '%' "
                                     "|| :by || '%')",
                            [F_SOURCE] = SOURCE_MATCHES,
                            [F_ACT] = IN_LIST(":act", "u.kind"),
                            [F_TEXT] = SENTENCE_MATCHES("u.sentence")},
                .tail = "GROUP BY u.undertaking ORDER BY u.due_first IS NULL, u.due_first, r.published, u.undertaking",
            },
        [SITREP_TABLE_SOURCES] =
            {
                .columns = {{"source", "coalesce(s.name, '(not stated)')"},
                            {"reports", "count(*)"},
                            {"first_with_it", "sum(EXISTS (SELECT 1 FROM report_origin ro JOIN origin o ON o.origin = "
                                              "ro.origin WHERE ro.report = r.report AND"
                                              " o.first_report = r.report))"},
                            {"claims", "sum((SELECT count(*) FROM claim c WHERE c.report = r.report))"},
                            {"figures", "sum((SELECT count(*) FROM figure f WHERE f.report = r.report))"},
                            {"statements", "sum((SELECT count(*) FROM statement st WHERE st.report = r.report))"},
                            {"earliest", "min(r.published)"},
                            {"latest", "max(r.published)"}},
                .from = "report r LEFT JOIN source s ON s.source = r.source WHERE r.seen_at <= :as_of",
                .filters =
                    {[F_DAYS] =
                         "r.published_day >= coalesce(:since, -9e9) AND r.published_day <= coalesce(:until, 9e9)",
                     [F_SOURCE] = SOURCE_MATCHES},
                .tail = "GROUP BY r.source ORDER BY count(*) DESC, s.name",
            },
        [SITREP_TABLE_REPORTS] =
            {
                .columns = {{"report", "r.id"},
                            {"external_id", "r.external_id"},
                            {"source", "s.name"},
                            {"title", "r.title"},
                            {"published", "r.published"},
                            {"url", "r.url"},
                            {"place", "r.place"},
                            {"author", "r.author"},
                            {"status", "r.status"},
                            {"origin", "o.id"},
                            {"origin_reason", "ro.reason"},
                            {"credits", "(SELECT group_concat(cs.name || ': ' || cr.words, '; ') FROM report_credit cr "
                                        "JOIN source cs ON cs.source = cr.source WHERE cr.report ="
                                        " r.report AND cr.seen_at <= :as_of)"},
                            {"withdrawn_by", "(SELECT w.kind || ' ' || wr.id FROM withdrawal w JOIN report wr ON "
                                             "wr.report = w.report WHERE w.target = r.report AND w.seen_at <="
                                             " :as_of ORDER BY w.seen_at DESC LIMIT 1)"},
                            {"claims", "(SELECT count(*) FROM claim c WHERE c.report = r.report)"},
                            {"figures", "(SELECT count(*) FROM figure f WHERE f.report = r.report)"},
                            {"statements", "(SELECT count(*) FROM statement st WHERE st.report = r.report)"},
                            {"seen", "datetime(r.seen_at, 'unixepoch')"}},
                .from = "report r LEFT JOIN source s ON s.source = r.source LEFT JOIN report_origin ro ON ro.report = "
                        "r.report AND ro.seen_at <= :as_of LEFT JOIN"
                        " origin o ON o.origin = ro.origin WHERE r.seen_at <= :as_of",
                .filters =
                    {[F_WHERE] = "EXISTS (SELECT 1 FROM place p WHERE p.report = r.report AND " PLACE_MATCHES ")",
                     [F_DAYS] =
                         "r.published_day >= coalesce(:since, -9e9) AND r.published_day <= coalesce(:until, 9e9)",
                     [F_SOURCE] = SOURCE_MATCHES,
                     [F_TEXT] =
                         "EXISTS (SELECT 1 FROM sentence se WHERE se.report = r.report AND " SENTENCE_MATCHES(
                             "se.sentence") ")"},
                .tail = "ORDER BY r.published, r.report",
            },
        [SITREP_TABLE_CONTRADICTIONS] =
            {
                .columns = {{"contradiction", "x.id"},
                            {"kind", "x.kind"},
                            {"one", "x.one"},
                            {"other", "x.other"},
                            {"reason", "x.reason"},
                            {"seen", "datetime(x.seen_at, 'unixepoch')"},
                            {"one_report", SIDE_REPORT("one")},
                            {"one_quote", SIDE_QUOTE("one")},
                            {"other_report", SIDE_REPORT("other")},
                            {"other_quote", SIDE_QUOTE("other")}},
                .from = "contradiction x WHERE x.seen_at <= :as_of",
                .tail = "ORDER BY x.seen_at, x.contradiction",
            },
        [SITREP_TABLE_RUNS] =
            {
                .columns = {{"run", "u.run"},
                            {"started", "datetime(u.started, 'unixepoch')"},
                            {"ended", "datetime(u.ended, 'unixepoch')"},
                            {"program", "u.program"},
                            {"model", "u.model"},
                            {"knowledge", "u.knowledge"},
                            {"reports", "(SELECT count(*) FROM report r WHERE r.run = u.run AND r.seen_at <= :as_of)"}},
                /* A run counts as known when one of its reports is, so that an archive read late shows who read it. */
                .from = "run u WHERE EXISTS (SELECT 1 FROM report r WHERE r.run = u.run AND r.seen_at <= :as_of)",
                .tail = "ORDER BY u.run",
            },
        [SITREP_TABLE_SENTENCES] =
            {
                .columns = {{"report", "r.id"},
                            {"source", "s.name"},
                            {"published", "r.published"},
                            {"quote", "sentence_of(se.report, se.first, se.last)"},
                            {"sentence_first", "se.first"},
                            {"sentence_last", "se.last"}},
                .from = "sentence se JOIN report r ON r.report = se.report LEFT JOIN source s ON s.source = r.source "
                        "WHERE r.seen_at <= :as_of",
                .filters =
                    {[F_WHERE] = "EXISTS (SELECT 1 FROM place p WHERE p.report = se.report AND " PLACE_MATCHES ")",
                     [F_DAYS] =
                         "r.published_day >= coalesce(:since, -9e9) AND r.published_day <= coalesce(:until, 9e9)",
                     [F_SOURCE] = SOURCE_MATCHES,
                     [F_TEXT] = SENTENCE_MATCHES("se.sentence")},
                .tail = "ORDER BY r.published, se.report, se.n",
            },
};
/* clang-format on */
#define TABLE_COUNT (sizeof tables / sizeof tables[0])

const char *const *sitrep_table_columns(sitrep_table_kind kind)
{
    /* The names of tables[], as lists that end with NULL; columns[] is zeroed behind its last. Kept in step by
     * test_store.c. */
    /* clang-format off */
    static const char *const names[TABLE_COUNT][COLUMNS_MAX + 1] = {
        [SITREP_TABLE_EVENTS] = {"event", "type", "mode", "begin", "end", "place", "country", "precision", "lat", "lon", "actors", "actor_codes",
                                 "recipients", "recipient_codes", "status", "polarity", "certainty", "claims", "reports", "origins", "sources",
                                 "confidence", "quote", "report", "claim"},
        [SITREP_TABLE_CLAIMS] = {"claim", "event", "report", "source", "published", "trigger", "type", "mode", "cameo", "actors", "actor_codes",
                                 "recipients", "recipient_codes", "place", "country", "precision", "lat", "lon", "begin", "end", "status", "polarity",
                                 "certainty", "omission", "speaker", "via", "instruments", "confidence", "quote", "first", "last", "sentence_first", "sentence_last",
                                 "admin1", "quad"},
        [SITREP_TABLE_FIGURES] = {"figure", "series", "step", "kind", "text", "low", "best", "high", "unit", "qualifier", "measure", "people", "speaker",
                                  "via", "place", "country", "begin", "published", "source", "note", "from", "quote", "report", "first", "last",
                                  "sentence_first", "sentence_last", "seen", "scope", "count", "line"},
        [SITREP_TABLE_STATEMENTS] = {"statement", "day", "act", "speaker", "speaker_code", "via", "addressee", "cue", "quoted", "content", "due", "published",
                                     "source", "report", "quote", "first", "last", "sentence_first", "sentence_last"},
        [SITREP_TABLE_UNDERTAKINGS] = {"undertaking", "kind", "speaker", "speaker_code", "addressee", "content", "due", "due_last", "state", "reason", "since",
                                       "evidence", "published", "source", "report", "quote", "sentence_first", "sentence_last"},
        [SITREP_TABLE_SOURCES] = {"source", "reports", "first_with_it", "claims", "figures", "statements", "earliest", "latest"},
        [SITREP_TABLE_REPORTS] = {"report", "external_id", "source", "title", "published", "url", "place", "author", "status", "origin", "origin_reason", "credits", "withdrawn_by",
                                  "claims", "figures", "statements", "seen"},
        [SITREP_TABLE_CONTRADICTIONS] = {"contradiction", "kind", "one", "other", "reason", "seen", "one_report", "one_quote", "other_report", "other_quote"},
        [SITREP_TABLE_RUNS] = {"run", "started", "ended", "program", "model", "knowledge", "reports"},
        [SITREP_TABLE_SENTENCES] = {"report", "source", "published", "quote", "sentence_first", "sentence_last"},
    }; /* clang-format on */

    return (size_t)kind < TABLE_COUNT ? names[kind] : NULL;
}

/* ---- running ---- */

static bool is_given(const sitrep_filter *f, filter_name which)
{
    const sitrep_sv texts[F_COUNT] = {
        [F_WHERE] = f->where,         [F_TYPE] = f->type,     [F_BY] = f->by,         [F_ACTOR] = f->actor,
        [F_RECIPIENT] = f->recipient, [F_SOURCE] = f->source, [F_METRIC] = f->metric, [F_ACT] = f->act,
        [F_STATUS] = f->status,       [F_TEXT] = f->text};
    if (which == F_DAYS) return f->since != SITREP_DAY_NONE || f->until != SITREP_DAY_NONE;
    if (which == F_CONFIDENCE) return f->confidence > 0;
    return texts[which].len != 0;
}

static sitrep_status build(const table *t, const sitrep_filter *filter, buf *sql, sitrep_error *err)
{
    buf_add_sv(sql, SV("SELECT "));
    for (size_t i = 0; i < COLUMNS_MAX && t->columns[i].name; i++)
        buf_printf(sql, "%s%s", i ? ", " : "", t->columns[i].sql);
    buf_printf(sql, " FROM %s", t->from);
    for (unsigned f = 0; f < F_COUNT; f++) {
        if (!is_given(filter, (filter_name)f)) continue;
        if (!t->filters[f])
            return base_error(err, SITREP_USAGE, "this table cannot be filtered by --%s", filter_options[f]);
        buf_printf(sql, " AND %s", t->filters[f]);
    }
    buf_printf(sql, " %s LIMIT :limit", t->tail);
    return sql->failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}

static void bind_text(sqlite3_stmt *stmt, const char *name, sitrep_sv value)
{
    int at = sqlite3_bind_parameter_index(stmt, name);
    if (at) db_bind_sv(stmt, at, value);
}

static void bind_int(sqlite3_stmt *stmt, const char *name, int64_t value)
{
    int at = sqlite3_bind_parameter_index(stmt, name);
    if (at) sqlite3_bind_int64(stmt, at, value);
}

/* Words as a phrase of FTS5: in quotation marks, inner ones doubled, so that no operator of its language is read. */
static sitrep_sv as_phrase(arena *a, sitrep_sv text)
{
    char *to = arena_alloc(a, text.len * 2 + 2), *at = to;
    if (!to) return (sitrep_sv){NULL, 0};
    *at++ = '"';
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') *at++ = '"';
        *at++ = text.ptr[i];
    }
    *at++ = '"';
    return (sitrep_sv){to, (size_t)(at - to)};
}

static void bind_filter(sitrep_store *s, sqlite3_stmt *stmt, const sitrep_filter *f)
{
    bind_text(stmt, ":where", f->where);
    bind_text(stmt, ":type", f->type);
    bind_text(stmt, ":by", f->by);
    bind_text(stmt, ":actor", f->actor);
    bind_text(stmt, ":recipient", f->recipient);
    bind_text(stmt, ":source", f->source);
    bind_text(stmt, ":metric", f->metric);
    bind_text(stmt, ":act", f->act);
    bind_text(stmt, ":status", f->status);
    if (f->text.len) bind_text(stmt, ":text", as_phrase(&s->arena, f->text));
    if (f->since != SITREP_DAY_NONE) bind_int(stmt, ":since", f->since);
    if (f->until != SITREP_DAY_NONE) bind_int(stmt, ":until", f->until);
    bind_int(stmt, ":as_of", f->as_of ? f->as_of : INT64_MAX);
    bind_int(stmt, ":limit", f->limit ? (int64_t)f->limit : -1);
    int at = sqlite3_bind_parameter_index(stmt, ":confidence");
    if (at) sqlite3_bind_double(stmt, at, f->confidence);
}

static sitrep_cell cell_of(sqlite3_stmt *stmt, int at)
{
    switch (sqlite3_column_type(stmt, at)) {
    case SQLITE_NULL:
        return (sitrep_cell){.kind = SITREP_CELL_NONE};
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
        return (sitrep_cell){.kind = SITREP_CELL_NUMBER, .number = sqlite3_column_double(stmt, at)};
    default:
        return (sitrep_cell){.kind = SITREP_CELL_TEXT, .text = db_column(stmt, at)};
    }
}

sitrep_status sitrep_store_query(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter,
                                 sitrep_row_fn row, void *ctx, sitrep_error *err)
{
    sitrep_filter all;
    sitrep_filter_init(&all);
    if ((size_t)kind >= TABLE_COUNT) return base_error(err, SITREP_USAGE, "there is no such table");
    const table *t = &tables[kind];
    buf sql = BUF_INIT(0);
    sitrep_status status = build(t, filter ? filter : &all, &sql, err);
    sqlite3_stmt *stmt = status ? NULL : db_prepare(store, sql.ptr, err);
    buf_release(&sql);
    if (!stmt) return status ? status : store->failure;
    arena_reset(&store->arena);
    bind_filter(store, stmt, filter ? filter : &all);
    int count = sqlite3_column_count(stmt), code;
    sitrep_cell cells[COLUMNS_MAX];
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW && !status) {
        for (int i = 0; i < count; i++) cells[i] = cell_of(stmt, i);
        if (!row(ctx, cells, (size_t)count)) status = SITREP_STOPPED;
    }
    if (!status && code != SQLITE_DONE) status = db_error(store, "asking the store", err);
    sqlite3_finalize(stmt);
    return status;
}

/* ---- texts ---- */

/* The text of a report, kept from the last call for it. */
static sitrep_status report_text(sitrep_store *s, int64_t report, sitrep_sv *out, sitrep_error *err)
{
    if (s->text_report == report) {
        *out = s->text;
        return SITREP_OK;
    }
    sqlite3_stmt *stmt = db_prepare(s, "SELECT text, text_size FROM archive WHERE report = ?", err);
    if (!stmt) return s->failure;
    sqlite3_bind_int64(stmt, 1, report);
    int code = sqlite3_step(stmt);
    sitrep_status status = code == SQLITE_DONE ? SITREP_NOT_FOUND : SITREP_OK;
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        status = db_error(s, "reading an archived text", err);
    } else if (code == SQLITE_ROW) {
        arena_reset(&s->text_arena);
        s->text_report = 0;
        status = db_unpack(&s->text_arena, db_column(stmt, 0), (uint64_t)sqlite3_column_int64(stmt, 1), &s->text, err);
        if (!status) s->text_report = report;
    }
    sqlite3_finalize(stmt);
    *out = s->text;
    return status;
}

static void sentence_of(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    sitrep_store *s = sqlite3_user_data(context);
    sitrep_sv text;
    sitrep_error err = {0};
    int64_t first = sqlite3_value_int64(values[1]), last = sqlite3_value_int64(values[2]);
    sitrep_status status = report_text(s, sqlite3_value_int64(values[0]), &text, &err);
    if (status == SITREP_NOMEM) {
        sqlite3_result_error_nomem(context);
    } else if (status) {
        sqlite3_result_error(context, err.msg[0] ? err.msg : "a report has no text", -1);
    } else if (first < 0 || last < first || (uint64_t)last > text.len) {
        sqlite3_result_error(context, "a span lies outside its report", -1);
    } else {
        sqlite3_result_text64(context, text.ptr + first, (uint64_t)(last - first), SQLITE_TRANSIENT, SQLITE_UTF8);
    }
}

sitrep_status db_add_functions(sitrep_store *s, sitrep_error *err)
{
    int code = sqlite3_create_function(s->db, "sentence_of", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                       s, sentence_of, NULL, NULL);
    return code == SQLITE_OK ? SITREP_OK : db_error(s, "opening the store", err);
}

sitrep_status keep_report_get(sitrep_store *store, sitrep_sv id, int64_t seq, arena *a, keep_report *out,
                              sitrep_error *err)
{
    static const char sql[] = "SELECT r.report, r.id, r.external_id, r.title, r.published, s.name, r.url, r.place, "
                              "r.author, r.status, r.published_day,"
                              " r.seen_at FROM report r LEFT JOIN source s ON s.source = r.source WHERE r.id = ?1 OR "
                              "(?1 IS NULL AND r.report = ?2)";
    sqlite3_stmt *stmt = db_prepare(store, sql, err);
    if (!stmt) return store->failure;
    db_bind_sv(stmt, 1, id);
    sqlite3_bind_int64(stmt, 2, seq);
    int code = sqlite3_step(stmt);
    if (code != SQLITE_ROW) {
        sitrep_status why = code == SQLITE_DONE
                                ? base_error(err, SITREP_NOT_FOUND, "there is no report '%.*s'", SV_ARG(id))
                                : db_error(store, "asking the store", err);
        sqlite3_finalize(stmt);
        return why;
    }
    sitrep_sv *const texts[] = {&out->id,  &out->external_id, &out->title,  &out->published, &out->source,
                                &out->url, &out->place,       &out->author, &out->status};
    out->seq = sqlite3_column_int64(stmt, 0);
    for (int i = 0; i < 9; i++) *texts[i] = arena_copy(a, db_column(stmt, i + 1));
    out->published_day = sqlite3_column_type(stmt, 10) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 10);
    out->seen_at = sqlite3_column_int64(stmt, 11);
    sqlite3_finalize(stmt);
    sitrep_sv text;
    sitrep_status status = report_text(store, out->seq, &text, err);
    if (!status) out->text = arena_copy(a, text);
    return status ? status : a->failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}
