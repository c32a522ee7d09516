/* keep/sqlite/query_tables.c — the tables that people ask for, one row each; query.h says what a row holds, query.c
 * runs it. Long because SQL is: it is a list, not logic. */
#include "keep/sqlite/query.h"

#include "base/banned.h"

/* The nearest other number of the same line before or after a step, as its speakers' line had it when it was known. */
#define STEP_BESIDE(result, side, order)                                                                               \
    "(SELECT " result                                                                                                  \
    " FROM series_figure b JOIN figure g ON g.figure = b.figure WHERE b.series = sf.series AND b.seen_at " side        \
    "= sf.seen_at AND b.seen_at <= :as_of AND (b.seen_at, b.figure) " side                                             \
    " (sf.seen_at, sf.figure) AND b.from_figure IS NULL AND coalesce(g.best, g.low, g.high) <> coalesce(f.best, "      \
    "f.low, f.high) ORDER BY b.seen_at " order ", b.figure " order " LIMIT 1)"
/* What took a figure back: the notice of its outlet, else the decision of a reviewer. */
#define SUPERSEDED_BY                                                                                                  \
    "coalesce((SELECT w.kind || ' ' || wr.id FROM withdrawal w JOIN report wr ON wr.report = w.report WHERE (w.target" \
    " = f.report OR w.report = f.report) AND w.seen_at = f.superseded_at ORDER BY w.report LIMIT 1), (SELECT "         \
    "'review ' || pt.id FROM patch_effect pe JOIN patch pt ON pt.patch = pe.patch WHERE pe.id = substr(f.id, 1, 17) "  \
    "AND pe.seen_at <= f.superseded_at ORDER BY pe.seen_at DESC LIMIT 1))"

/* How many rows of a table a report has: those that it was added with, counted anew only where some fell since or
 * others came in their place. */
#define CHANGED_REPORTS                                                                                                \
    "(SELECT report FROM claim WHERE superseded_at IS NOT NULL UNION ALL SELECT report FROM figure WHERE "             \
    "superseded_at IS NOT NULL UNION ALL SELECT report FROM statement WHERE superseded_at IS NOT NULL UNION ALL "      \
    "SELECT report FROM reading)"
#define KEPT_OF(column, table)                                                                                         \
    "sum(CASE WHEN r.report IN " CHANGED_REPORTS " THEN (SELECT count(*) FROM " table                                  \
    " k WHERE k.report = r.report AND " KNOWN("k") ") ELSE r." column " END)"

/* ---- what changed after a moment, and all that is needed to tell it ---- */
#define NEW_REPORTS "(SELECT report FROM report WHERE seen_at > :after AND seen_at <= :as_of)"
#define TOUCHED_CLAIMS                                                                                                 \
    "(SELECT ti.claim FROM event_claim ti WHERE ti.event IN (SELECT te.event FROM claim tc JOIN event_claim te ON "    \
    "te.claim = tc.claim WHERE tc.report IN " NEW_REPORTS "))"
#define TOUCHED_COUNTS                                                                                                 \
    "(SELECT ts.count FROM figure tf JOIN series_figure ts ON ts.figure = tf.figure WHERE tf.report IN " NEW_REPORTS ")"
/* The numbers of the last weeks of a count that moved, and the last one of each of its lines. */
#define TOUCHED_FIGURES                                                                                                \
    "(SELECT b.figure FROM series_figure b WHERE b.count IN " TOUCHED_COUNTS                                           \
    " AND b.seen_at > :after - 21 * 86400 AND "                                                                        \
    "b.seen_at <= :as_of "                                                                                             \
    "UNION SELECT (SELECT z.figure FROM series_figure z WHERE z.series = n.series AND z.seen_at <= :after ORDER BY "   \
    "z.seen_at DESC, z.figure DESC LIMIT 1) FROM series n WHERE n.count IN " TOUCHED_COUNTS ")"
#define MOVED_UNDERTAKINGS                                                                                             \
    "(SELECT undertaking FROM undertaking WHERE seen_at > :after AND seen_at <= :as_of UNION SELECT undertaking FROM " \
    "undertaking_state "                                                                                               \
    "WHERE seen_at > :after AND seen_at <= :as_of UNION SELECT undertaking FROM undertaking_date WHERE seen_at > "     \
    ":after AND seen_at <= :as_of UNION SELECT undertaking FROM undertaking_answer WHERE seen_at > :after AND "        \
    "seen_at <= :as_of)"
#define NEW_SIDES                                                                                                      \
    "(SELECT one FROM contradiction WHERE seen_at > :after AND seen_at <= :as_of UNION SELECT other FROM "             \
    "contradiction WHERE seen_at > :after AND seen_at <= :as_of)"
#define TOLD_REPORTS                                                                                                   \
    "(SELECT report FROM report WHERE seen_at > :after AND seen_at <= :as_of UNION SELECT report FROM claim WHERE "    \
    "claim IN " TOUCHED_CLAIMS " UNION SELECT report FROM figure WHERE figure IN " TOUCHED_FIGURES " UNION SELECT "    \
    "report FROM undertaking WHERE undertaking IN " MOVED_UNDERTAKINGS                                                 \
    " UNION SELECT report FROM figure WHERE id IN " NEW_SIDES " UNION SELECT report FROM claim WHERE id IN " NEW_SIDES \
    " UNION SELECT report FROM statement WHERE id "                                                                    \
    "IN " NEW_SIDES " UNION SELECT report FROM position WHERE id IN " NEW_SIDES                                        \
    " UNION SELECT report FROM accusation WHERE id IN " NEW_SIDES                                                      \
    " UNION SELECT report FROM doubt WHERE id IN " NEW_SIDES " UNION SELECT report FROM report WHERE id IN " NEW_SIDES \
    ")"

/* A date that an undertaking was given: the first or the last by `order`. */
#define DATE_TOLD(column, order)                                                                                       \
    "(SELECT ud." column " FROM undertaking_date ud WHERE ud.undertaking = u.undertaking AND ud.seen_at <= :as_of "    \
    "ORDER BY " order " LIMIT 1)"

/* A row a table, SQL in lines of its own length. */
/* clang-format off */
static const query_table tables[] =
    {
        [SITREP_TABLE_EVENTS] =
            {
                .columns = {{"event", ROOT("e.id")},
                            {"type", "e.type"},
                            {"mode", "c.mode"},
                            {"begin", DAY("min(c.begin_day)")},
                            {"end", DAY("max(c.end_day)")},
                            {"place", "coalesce(p.name, p.text)"},
                            {"country", "p.country"},
                            {"precision", "p.precision"},
                            {"lat", POINT("lat")},
                            {"lon", POINT("lon")},
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
                            {"independent", "count(DISTINCT CASE WHEN NOT " PARTY_VOICE " THEN coalesce(ro.origin, -c.report) END)"},
                            {"sources", "group_concat(DISTINCT s.name)"},
                            {"confidence", "max(c.confidence)"},
                            {"quote", "sentence_of(c.report, se.first, se.last)"},
                            {"report", "r.id"},
                            {"claim", ROOT("c.id")},
                            {"review", "coalesce(" REVIEW_OF("e.id") ", " REVIEW_OF("c.id") ")"}},
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
                .columns = {{"claim", ROOT("c.id")},
                            {"event", "(SELECT " ROOT("e.id") " FROM event_claim ec JOIN event e ON e.event = ec.event WHERE "
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
                            {"lat", POINT("lat")},
                            {"lon", POINT("lon")},
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
                            {"quad", "c.quad"},
                            {"review", REVIEW_OF("c.id")},
                            {"party", "CASE WHEN " PARTY_VOICE " THEN CASE WHEN NOT EXISTS (SELECT 1 FROM event_claim e1 JOIN event_claim e2 ON e2.event = e1.event JOIN claim c2 ON c2.claim = e2.claim AND " KNOWN("c2") " LEFT JOIN statement t2 ON t2.statement = c2.statement WHERE e1.claim = c.claim AND " KNOWN("e1") " AND " KNOWN("e2") " AND coalesce(t2.speaker_code, '') <> coalesce(st.speaker_code, '')) THEN 'sole source' ELSE 'a party' END END"},
                            {"verified", "(SELECT 'no: ' || d.words FROM doubt d WHERE d.about = c.sentence AND d.kind = 'unverified' AND d.seen_at <= :as_of ORDER BY d.doubt LIMIT 1)"}},
                .from = CLAIM_FROM " WHERE " KNOWN("c"),
                .filters = CLAIM_FILTERS_AND([F_CHANGED] = "(c.report IN " NEW_REPORTS " OR c.claim IN " TOUCHED_CLAIMS " OR c.id IN " NEW_SIDES ")"),
                .tail = "ORDER BY r.published_day, c.report, c.n % 1048576, c.n",
            },
        [SITREP_TABLE_FIGURES] =
            {
                .columns = {{"figure", ROOT("f.id")},
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
                            {"from", "(SELECT " ROOT("id") " FROM figure f0 WHERE f0.figure = sf.from_figure)"},
                            {"quote", "sentence_of(f.report, se.first, se.last)"},
                            {"report", "r.id"},
                            {"first", "f.first"},
                            {"last", "f.last"},
                            {"sentence_first", "se.first"},
                            {"sentence_last", "se.last"},
                            {"seen", "datetime(f.seen_at, 'unixepoch')"},
                            {"scope", "se2.scope"},
                            {"count", "se2.count"},
                            {"line", "nullif(se2.speaker, '')"},
                            {"review", REVIEW_OF("f.id")}},
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
                            [F_TEXT] = SENTENCE_MATCHES("f.sentence"),
                            [F_VALUE] = "f.figure IN " VALUED,
                            [F_CHANGED] = "(f.report IN " NEW_REPORTS " OR f.figure IN " TOUCHED_FIGURES ")"},
                .tail = "ORDER BY f.kind, coalesce((SELECT min(n.series) FROM series n WHERE n.count = se2.count), 1 "
                        "<< 40), r.seen_at, r.published, f.report, f.n % 1048576, f.figure",
            },
        [SITREP_TABLE_STATEMENTS] =
            {
                .columns = {{"statement", ROOT("st.id")},
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
                            {"sentence_last", "se.last"},
                            {"review", REVIEW_OF("st.id")}},
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
                            [F_TEXT] = SENTENCE_MATCHES("st.sentence"),
                            [F_CHANGED] = "(st.report IN " NEW_REPORTS " OR st.id IN " NEW_SIDES ")"},
                .tail = "ORDER BY r.published, st.report, st.n % 1048576, st.n",
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
                     {"due", DAY("coalesce(u.due_last, " DATE_TOLD("due_last", "ud.seen_at, ud.due_last") ")")},
                     {"due_from", DAY("coalesce(u.due_first, " DATE_TOLD("due_first", "ud.seen_at, ud.due_last") ")")},
                     {"due_now", DAY("coalesce(" DATE_TOLD("due_last", "ud.seen_at DESC, ud.due_last DESC") ", u.due_last)")},
                     {"slips", "nullif((SELECT count(*) FROM undertaking_date ud WHERE ud.undertaking = u.undertaking AND ud.seen_at <= :as_of), 0) - 1"},
                     {"condition", "ut.condition"},
                     {"issue", "ut.issue"},
                     {"told_by", "ut.told_by"},
                     {"answers", "(SELECT group_concat(coalesce(ua.by || ' ', '') || ua.answer || ': ' || sentence_of(us2.report, us2.first, us2.last), ' | ') FROM undertaking_answer ua JOIN sentence us2 ON us2.sentence = ua.sentence WHERE ua.undertaking = u.undertaking AND ua.seen_at <= :as_of)"},
                     {"dated", "(SELECT datetime(ud.seen_at, 'unixepoch') FROM undertaking_date ud WHERE ud.undertaking = u.undertaking AND ud.seen_at <= :as_of AND ud.sentence <> u.sentence ORDER BY ud.seen_at DESC, ud.due_last DESC LIMIT 1)"},
                     {"dated_quote", "(SELECT sentence_of(ds.report, ds.first, ds.last) FROM undertaking_date ud JOIN sentence ds ON ds.sentence = ud.sentence WHERE ud.undertaking = u.undertaking AND ud.seen_at <= :as_of AND ud.sentence <> u.sentence ORDER BY ud.seen_at DESC, ud.due_last DESC LIMIT 1)"},
                     {"answered", "(SELECT datetime(max(ua.seen_at), 'unixepoch') FROM undertaking_answer ua WHERE ua.undertaking = u.undertaking AND ua.seen_at <= :as_of)"},
                     {"state", "us.state"},
                     {"reason", "us.reason"},
                     {"since",
                      "datetime(max(us.seen_at * 2 + (us.state <> 'open')) / 2, 'unixepoch')"}, /* of two states of one
                                                                                                   moment, the one that
                                                                                                   is not the first */
                     {"evidence", "coalesce((SELECT " ROOT("id") " FROM claim WHERE claim = us.claim), (SELECT " ROOT("id") " FROM statement "
                                  "WHERE statement = us.statement))"},
                     {"published", "r.published"},
                     {"source", "s.name"},
                     {"report", "r.id"},
                     {"quote", "sentence_of(u.report, se.first, se.last)"},
                     {"sentence_first", "se.first"},
                     {"sentence_last", "se.last"},
                     {"review", REVIEW_OF("u.id")}},
                .from = "undertaking u JOIN undertaking_state us ON us.undertaking = u.undertaking AND us.seen_at <= "
                        ":as_of JOIN report r ON r.report = u.report JOIN"
                        " sentence se ON se.sentence = u.sentence LEFT JOIN statement st ON st.statement = u.statement "
                        "LEFT JOIN source s ON s.source = r.source LEFT JOIN undertaking_term ut ON ut.undertaking = u.undertaking"
                        " WHERE u.seen_at <= :as_of AND " NOT_FALLEN("u.id"),
                .filters = {[F_WHERE] =
                                "EXISTS (SELECT 1 FROM place p WHERE p.report = u.report AND " PLACE_MATCHES ")",
                            [F_DAYS] = "u.day >= coalesce(:since, -9e9) AND u.day <= coalesce(:until, 9e9)",
                            [F_BY] = "(u.actor LIKE '%' || :by || '%' OR u.actor_code = upper(:by) OR st.via LIKE '%' "
                                     "|| :by || '%')",
                            [F_SOURCE] = SOURCE_MATCHES,
                            [F_STATUS] = IN_LIST(":status", "(SELECT replace(us3.state, ' ', '') FROM undertaking_state us3 WHERE us3.undertaking = u.undertaking AND us3.seen_at <= :as_of ORDER BY us3.seen_at DESC, us3.state = 'open' LIMIT 1)"),
                            [F_ABOUT] = "ut.issue LIKE '%' || :about || '%'",
                            [F_ACT] = IN_LIST(":act", "u.kind"),
                            [F_TEXT] = SENTENCE_MATCHES("u.sentence"),
                            [F_CHANGED] = "u.undertaking IN " MOVED_UNDERTAKINGS},
                .tail = "GROUP BY u.undertaking ORDER BY u.due_first IS NULL, u.due_first, r.published, u.undertaking",
            },
        [SITREP_TABLE_SOURCES] =
            {
                .columns = {{"source", "coalesce(s.name, '(not stated)')"},
                            {"reports", "count(*)"},
                            {"first_with_it", "sum(EXISTS (SELECT 1 FROM origin o WHERE o.first_report = r.report))"},
                            {"claims", KEPT_OF("claims", "claim")},
                            {"figures", KEPT_OF("figures", "figure")},
                            {"statements", KEPT_OF("statements", "statement")},
                            {"earliest", "min(r.published)"},
                            {"latest", "max(r.published)"}},
                .from = "report_row r LEFT JOIN source s ON s.source = r.source WHERE r.seen_at <= :as_of",
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
                            {"claims", "(SELECT count(*) FROM claim c WHERE c.report = r.report AND " KNOWN("c") ")"},
                            {"figures", "(SELECT count(*) FROM figure f WHERE f.report = r.report AND " KNOWN("f") ")"},
                            {"statements", "(SELECT count(*) FROM statement st WHERE st.report = r.report AND " KNOWN("st") ")"},
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
                             "se.sentence") ")",
 [F_CHANGED] = "r.report IN " TOLD_REPORTS},
                .tail = "ORDER BY r.published, r.report",
            },
        [SITREP_TABLE_CONTRADICTIONS] =
            {
                .columns = {{"contradiction", "x.id"},
                            {"kind", "x.kind"},
                            {"one", ROOT("x.one")},
                            {"other", ROOT("x.other")},
                            {"reason", "x.reason"},
                            {"seen", "datetime(x.seen_at, 'unixepoch')"},
                            {"one_report", SIDE_REPORT("one")},
                            {"one_quote", SIDE_QUOTE("one")},
                            {"other_report", SIDE_REPORT("other")},
                            {"other_quote", SIDE_QUOTE("other")},
                            {"review", REVIEW_OF("x.id")}},
                .from = "contradiction x WHERE x.seen_at <= :as_of AND " NOT_FALLEN("x.id"),
                .filters = {[F_CHANGED] = "x.seen_at > :after"},
                .tail = "ORDER BY x.seen_at, x.contradiction",
            },
        [SITREP_TABLE_STEPS] =
            {
                .columns =
                    {{"figure", "f.id"},
                     {"series", "se2.id"},
                     {"count", "se2.count"},
                     {"scope", "se2.scope"},
                     {"line", "nullif(se2.speaker, '')"},
                     {"kind", "f.kind"},
                     {"measure", "f.measure"},
                     {"step", "sf.step"},
                     {"note", "sf.note"},
                     {"text", "f.text"},
                     {"low", "f.low"},
                     {"best", "f.best"},
                     {"high", "f.high"},
                     {"unit", "f.unit"},
                     {"qualifier", "f.qualifier"},
                     {"speaker", SPEAKER},
                     {"via", "st.via"},
                     {"addressee", "st.addressee"},
                     {"told_by",
                      "(SELECT coalesce(t.speaker_name, t.speaker) FROM statement t WHERE t.statement = st.parent)"},
                     {"place", "coalesce(p.name, p.text)"},
                     {"published", "r.published"},
                     {"seen", "datetime(f.seen_at, 'unixepoch')"},
                     {"source", "s.name"},
                     {"report", "r.id"},
                     {"quote", "sentence_of(f.report, se.first, se.last)"},
                     {"first", "f.first"},
                     {"last", "f.last"},
                     {"sentence_first", "se.first"},
                     {"sentence_last", "se.last"},
                     {"from", "f0.id"},
                     {"from_value", "coalesce(f0.best, f0.low, f0.high)"},
                     {"from_line", "(SELECT nullif(n.speaker, '') FROM series_figure o JOIN series n ON n.series = "
                                   "o.series WHERE o.figure = f0.figure)"},
                     {"from_published", "(SELECT published FROM report WHERE report = f0.report)"},
                     {"before", STEP_BESIDE("coalesce(g.best, g.low, g.high)", "<", "DESC")},
                     {"before_seen", STEP_BESIDE("datetime(b.seen_at, 'unixepoch')", "<", "DESC")},
                     {"after", STEP_BESIDE("coalesce(g.best, g.low, g.high)", ">", "ASC")},
                     {"after_seen", STEP_BESIDE("datetime(b.seen_at, 'unixepoch')", ">", "ASC")},
                     {"copy_of", "(SELECT o2.id FROM report_origin ro JOIN origin o ON o.origin = ro.origin JOIN "
                                 "report o2 ON o2.report ="
                                 " o.first_report WHERE ro.report = r.report AND ro.seen_at <= :as_of AND "
                                 "o.first_report <> r.report)"},
                     {"credits", "(SELECT group_concat(cs.name, '; ') FROM report_credit cr JOIN source cs ON "
                                 "cs.source = cr.source WHERE"
                                 " cr.report = r.report AND cr.seen_at <= :as_of)"},
                     {"superseded",
                      "CASE WHEN f.superseded_at <= :as_of THEN datetime(f.superseded_at, 'unixepoch') END"},
                     {"superseded_by", "CASE WHEN f.superseded_at <= :as_of THEN " SUPERSEDED_BY " END"}},
                .from = "figure f JOIN report r ON r.report = f.report JOIN sentence se ON se.sentence = f.sentence "
                        "LEFT JOIN source s ON s.source = r.source LEFT JOIN statement st ON st.statement = "
                        "f.statement LEFT JOIN claim c ON c.claim ="
                        " f.claim LEFT JOIN place p ON p.place = coalesce(f.place, c.place) LEFT JOIN series_figure sf "
                        "ON sf.figure = f.figure AND"
                        " sf.seen_at <= :as_of LEFT JOIN series se2 ON se2.series = sf.series LEFT JOIN figure f0 ON "
                        "f0.figure = sf.from_figure"
                        " WHERE f.seen_at <= :as_of",
                .filters = {[F_WHERE] = PLACE_MATCHES,
                            [F_DAYS] = "coalesce(f.end_day, c.end_day, r.published_day) >= coalesce(:since, -9e9) AND"
                                       " coalesce(f.begin_day, c.begin_day, r.published_day) <= coalesce(:until, 9e9)",
                            [F_TYPE] = IN_LIST(":type", "c.type"),
                            [F_BY] = SPEAKER_MATCHES,
                            [F_SOURCE] = SOURCE_MATCHES,
                            [F_METRIC] = IN_LIST(":metric", "f.kind"),
                            [F_TEXT] = SENTENCE_MATCHES("f.sentence"),
                            /* with the multiplications in the lines of what states it */
                            [F_VALUE] = "(f.figure IN " VALUED
                                        " OR f.figure IN (SELECT m.figure FROM series_figure vs JOIN series_figure m ON"
                                        " m.series = vs.series AND m.step = 'multiplier' WHERE vs.figure IN " VALUED
                                        "))"},
                .tail = "ORDER BY r.seen_at, r.published, f.report, f.n % 1048576, f.figure",
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
    static const char *const names[TABLE_COUNT][QUERY_COLUMNS_MAX + 1] = {
        [SITREP_TABLE_EVENTS] = {"event", "type", "mode", "begin", "end", "place", "country", "precision", "lat", "lon", "actors", "actor_codes",
                                 "recipients", "recipient_codes", "status", "polarity", "certainty", "claims", "reports", "origins", "independent", "sources",
                                 "confidence", "quote", "report", "claim", "review"},
        [SITREP_TABLE_CLAIMS] = {"claim", "event", "report", "source", "published", "trigger", "type", "mode", "cameo", "actors", "actor_codes",
                                 "recipients", "recipient_codes", "place", "country", "precision", "lat", "lon", "begin", "end", "status", "polarity",
                                 "certainty", "omission", "speaker", "via", "instruments", "confidence", "quote", "first", "last", "sentence_first", "sentence_last",
                                 "admin1", "quad", "review", "party", "verified"},
        [SITREP_TABLE_FIGURES] = {"figure", "series", "step", "kind", "text", "low", "best", "high", "unit", "qualifier", "measure", "people", "speaker",
                                  "via", "place", "country", "begin", "published", "source", "note", "from", "quote", "report", "first", "last",
                                  "sentence_first", "sentence_last", "seen", "scope", "count", "line", "review"},
        [SITREP_TABLE_STATEMENTS] = {"statement", "day", "act", "speaker", "speaker_code", "via", "addressee", "cue", "quoted", "content", "due", "published",
                                     "source", "report", "quote", "first", "last", "sentence_first", "sentence_last", "review"},
        [SITREP_TABLE_UNDERTAKINGS] = {"undertaking", "kind", "speaker", "speaker_code", "addressee", "content", "due", "due_from", "due_now", "slips", "condition", "issue", "told_by", "answers", "dated", "dated_quote", "answered", "state", "reason", "since",
                                       "evidence", "published", "source", "report", "quote", "sentence_first", "sentence_last", "review"},
        [SITREP_TABLE_SOURCES] = {"source", "reports", "first_with_it", "claims", "figures", "statements", "earliest", "latest"},
        [SITREP_TABLE_REPORTS] = {"report", "external_id", "source", "title", "published", "url", "place", "author", "status", "origin", "origin_reason", "credits", "withdrawn_by",
                                  "claims", "figures", "statements", "seen"},
        [SITREP_TABLE_CONTRADICTIONS] = {"contradiction", "kind", "one", "other", "reason", "seen", "one_report", "one_quote", "other_report", "other_quote", "review"},
        [SITREP_TABLE_RUNS] = {"run", "started", "ended", "program", "model", "knowledge", "reports"},
        [SITREP_TABLE_SENTENCES] = {"report", "source", "published", "quote", "sentence_first", "sentence_last"},
        [SITREP_TABLE_STEPS] = {"figure", "series", "count", "scope", "line", "kind", "measure", "step", "note", "text", "low", "best", "high", "unit",
                                "qualifier", "speaker", "via", "addressee", "told_by", "place", "published", "seen", "source", "report", "quote", "first", "last",
                                "sentence_first", "sentence_last", "from", "from_value", "from_line", "from_published", "before", "before_seen", "after", "after_seen", "copy_of",
                                "credits", "superseded", "superseded_by"},
    }; /* clang-format on */

    static const char *const *(*const others[])(sitrep_table_kind) = {query_ledger_columns, query_review_columns,
                                                                      query_changes_columns};
    const char *const *found = (size_t)kind < TABLE_COUNT ? names[kind] : NULL;
    for (size_t i = 0; !found && i < sizeof others / sizeof others[0]; i++) found = others[i](kind);
    return found;
}

const query_table *query_table_of(sitrep_table_kind kind)
{
    static const query_table *(*const others[])(sitrep_table_kind) = {query_ledger_table, query_review_table,
                                                                      query_changes_table};
    const query_table *found = (size_t)kind < TABLE_COUNT ? &tables[kind] : NULL;
    for (size_t i = 0; !found && i < sizeof others / sizeof others[0]; i++) found = others[i](kind);
    return found;
}
