/* keep/sqlite/query_changes.c — what outlets took back with all that used it, and the situation reports that were kept.
 */
#include "keep/sqlite/query.h"

#include "base/banned.h"

/* Rows of the target that a notice took back: they fell when it was seen. */
#define FELL(alias) alias ".report = w.target AND " alias ".superseded_at = w.seen_at"
#define NOTICE      "w.report AS notice, w.target, w.kind, w.reason, w.seen_at"
/* clang-format off */
/* Whatever used what an outlet took back: the numbers, claims and statements themselves, the events, promises and contradictions that rest on them,
 * copies that other outlets carry on, and reports that were printed with them. A notice without a known target is a row alone. Each part begins at
 * the notice, so that the store's size does not matter. */
#define FALLEN_OF(table) "SELECT w.report AS of, g.id FROM withdrawal w CROSS JOIN " table " g ON " FELL("g")
#define FALLEN \
    "(" FALLEN_OF("figure") " UNION ALL " FALLEN_OF("claim") " UNION ALL " FALLEN_OF("statement") ") q CROSS JOIN withdrawal w ON w.report = q.of"
#define USES \
    "SELECT " NOTICE ", 0 AS rank, NULL AS used_by, NULL AS id, NULL AS what FROM withdrawal w WHERE w.target IS NULL" \
    " UNION ALL SELECT " NOTICE ", 1, 'figure', substr(f.id, 1, 17), f.kind || ': ' || f.text FROM withdrawal w CROSS JOIN figure f ON" \
    " f.report IN (w.target, w.report) AND f.superseded_at = w.seen_at" \
    " UNION ALL SELECT " NOTICE ", 2, 'claim', substr(c.id, 1, 17), c.type || ': ' || sentence_of(c.report, se.first, se.last) FROM withdrawal w" \
    " CROSS JOIN claim c ON " FELL("c") " JOIN sentence se ON se.sentence = c.sentence" \
    " UNION ALL SELECT " NOTICE ", 3, 'statement', substr(st.id, 1, 17), coalesce(st.speaker_name || ': ', st.speaker || ': ', '') ||" \
    " coalesce(st.content, '') FROM withdrawal w CROSS JOIN statement st ON " FELL("st") \
    " UNION ALL SELECT " NOTICE ", 4, 'event', substr(e.id, 1, 17), e.type || ': ' || (SELECT sum(coalesce(ee.superseded_at, 9e18) > w.seen_at) || ' of ' || count(*)" \
    " FROM event_claim ee WHERE ee.event = e.event AND ee.seen_at <= w.seen_at) || ' claims stood after it' FROM withdrawal w CROSS JOIN claim c ON " FELL("c") " JOIN event_claim ec ON" \
    " ec.claim = c.claim JOIN event e ON e.event = ec.event GROUP BY w.report, e.event" \
    " UNION ALL SELECT " NOTICE ", 5, 'undertaking', substr(u.id, 1, 17), u.kind || ': ' || u.content FROM withdrawal w CROSS JOIN undertaking u ON" \
    " u.report = w.target WHERE w.kind = 'kill'" \
    " UNION ALL SELECT " NOTICE ", 6, 'contradiction', x2.id, x2.kind || ': ' || x2.reason FROM " FALLEN " CROSS JOIN contradiction x2 ON x2.one = q.id OR" \
    " x2.other = q.id WHERE x2.seen_at <= :as_of AND x2.kind NOT IN ('corrected', 'withdrawn') GROUP BY w.report, x2.contradiction" \
    " UNION ALL SELECT " NOTICE ", 7, 'copy', cr.id, coalesce(cs.name || ': ', '') || coalesce(cr.title, '') FROM withdrawal w CROSS JOIN report_origin ro ON" \
    " ro.report = w.target JOIN report_origin co ON co.origin = ro.origin AND co.report NOT IN (w.target, w.report) JOIN report cr ON cr.report =" \
    " co.report LEFT JOIN source cs ON cs.source = cr.source WHERE co.seen_at <= :as_of" \
    " UNION ALL SELECT " NOTICE ", 8, 'printed report', pr.id, coalesce(pr.title || ', ', '') || pr.form || ', as of ' || coalesce(datetime(pr.as_of," \
    " 'unixepoch'), datetime(pr.at, 'unixepoch')) || ': ' || count(*) || ' rows' FROM " FALLEN " CROSS JOIN printed_row pw ON pw.id = substr(q.id, 1, 17) JOIN printed pr ON pr.printed =" \
    " pw.printed WHERE pr.at <= :as_of GROUP BY w.report, pr.printed"
/* clang-format on */
/* Whether a row that a printed report used does not stand any more. */
#define ROW_FELL(id)                                                                                                   \
    "EXISTS (SELECT 1 FROM (SELECT superseded_at FROM figure WHERE id = " id " UNION ALL SELECT superseded_at FROM "   \
    "claim WHERE id = " id " UNION ALL SELECT superseded_at FROM statement WHERE id = " id ") fallen WHERE "           \
    "fallen.superseded_at <= :as_of)"

/* clang-format off */
static const query_table withdrawals =
{
                .columns = {{"notice", "n.id"},
                            {"kind", "x.kind"},
                            {"seen", "datetime(x.seen_at, 'unixepoch')"},
                            {"report", "r.id"},
                            {"source", "s.name"},
                            {"title", "r.title"},
                            {"published", "r.published"},
                            {"reason", "x.reason"},
                            {"used_by", "x.used_by"},
                            {"id", "x.id"},
                            {"what", "x.what"}},
                .from = "(" USES ") x JOIN report n ON n.report = x.notice LEFT JOIN report r ON r.report = x.target LEFT JOIN source s ON s.source = n.source"
                        " WHERE x.seen_at <= :as_of",
                .filters = {[F_DAYS] = "n.published_day >= coalesce(:since, -9e9) AND n.published_day <= coalesce(:until, 9e9)",
                            [F_SOURCE] = SOURCE_MATCHES,
                            [F_CHANGED] = "x.seen_at > :after"},
                .tail = "ORDER BY x.seen_at, n.id, x.rank, x.id",
            };
static const query_table printed =
{
                .columns = {{"printed", "pr.id"},
                            {"at", "datetime(pr.at, 'unixepoch')"},
                            {"as_of", "datetime(pr.as_of, 'unixepoch')"},
                            {"title", "pr.title"},
                            {"form", "pr.form"},
                            {"options", "pr.options"},
                            {"policy", "pr.policy"},
                            {"sha256", "lower(hex(pr.sha256))"},
                            {"rows", "(SELECT count(*) FROM printed_row pw WHERE pw.printed = pr.printed)"},
                            {"fallen", "(SELECT count(*) FROM printed_row pw WHERE pw.printed = pr.printed AND " ROW_FELL("pw.id") ")"}},
                .from = "printed pr WHERE pr.at <= :as_of",
                .tail = "ORDER BY pr.printed",
            };
/* clang-format on */

const query_table *query_changes_table(sitrep_table_kind kind)
{
    return kind == SITREP_TABLE_WITHDRAWALS ? &withdrawals : kind == SITREP_TABLE_PRINTED ? &printed : NULL;
}

const char *const *query_changes_columns(sitrep_table_kind kind)
{
    static const char *const of_withdrawals[] = {"notice",    "kind",   "seen",    "report", "source", "title",
                                                 "published", "reason", "used_by", "id",     "what",   NULL};
    static const char *const of_printed[] = {"printed", "at",     "as_of", "title",  "form", "options",
                                             "policy",  "sha256", "rows",  "fallen", NULL};
    return kind == SITREP_TABLE_WITHDRAWALS ? of_withdrawals : kind == SITREP_TABLE_PRINTED ? of_printed : NULL;
}
