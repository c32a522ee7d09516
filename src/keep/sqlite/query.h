/* keep/sqlite/query.h — what a table that people ask for is made of: where its rows come from, its columns, which
 * filters it knows and its order; and the pieces of SQL that several tables share. Every query takes the same
 * parameters by name: :where :since :until :type :by :actor :recipient :source :metric :act :status :text :as_of
 * :confidence :limit; a filter that is not given is left out. Tables are immutable. */
#ifndef KEEP_SQLITE_QUERY_H
#define KEEP_SQLITE_QUERY_H

#include "keep/sqlite/db.h"

#define QUERY_COLUMNS_MAX 48

typedef struct query_column {
    const char *name, *sql;
} query_column;

typedef enum query_filter {
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
    F_VALUE,
    F_CHANGED,
    F_ABOUT,
    F_COUNT
} query_filter;

typedef struct query_table {
    const query_column columns[QUERY_COLUMNS_MAX];
    const char *from;             /* FROM and joins, with the condition of time */
    const char *filters[F_COUNT]; /* NULL: this table does not know the filter */
    const char *tail;             /* GROUP BY and ORDER BY */
} query_table;

/* query_tables.c: the table of a kind, NULL where there is none. */
const query_table *query_table_of(sitrep_table_kind kind);
/* query_ledger.c: those of positions, accusations and questions, and the names of their columns; NULL for others. */
const query_table *query_ledger_table(sitrep_table_kind kind);
const char *const *query_ledger_columns(sitrep_table_kind kind);
/* query_review.c: those of reviewing. */
const query_table *query_review_table(sitrep_table_kind kind);
const char *const *query_review_columns(sitrep_table_kind kind);
/* query_changes.c: those of withdrawals and printed reports. */
const query_table *query_changes_table(sitrep_table_kind kind);
const char *const *query_changes_columns(sitrep_table_kind kind);
/* query.c: whether a filter is given, and binding all that are. query_pick.c: where a limit is given and the first rows
 * are soon found, the condition that narrows the query to their keys; nothing else. Fails with NOMEM. */
bool query_is_given(const sitrep_filter *filter, query_filter which);
void query_bind(sitrep_store *s, sqlite3_stmt *stmt, const sitrep_filter *filter);
sitrep_status query_pick(sitrep_store *s, sitrep_table_kind kind, const query_table *t, const sitrep_filter *filter,
                         buf *out_narrow);
/* query.c: the rows of one report. The table's FROM has it as `r`. Fails as sitrep_store_query(). */
sitrep_status keep_query_report(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter,
                                int64_t report, sitrep_row_fn row, void *ctx, sitrep_error *err);

/* Pieces of SQL that several tables use. */
#define DAY(column) "date(" column " * 86400, 'unixepoch')"
#define KNOWN(alias)                                                                                                   \
    alias ".seen_at <= :as_of AND (" alias ".superseded_at IS NULL OR " alias ".superseded_at > :as_of)"
/* The id that people know a row by, whatever reviews made of it; what reviewers decided about it; and that no decision
 * took it away, for tables whose rows are never superseded. */
#define ROOT(id) "substr(" id ", 1, 17)"
#define REVIEW_OF(id)                                                                                                  \
    "(SELECT group_concat(mark, '; ') FROM (SELECT pe.mark AS mark FROM patch_effect pe JOIN patch pp ON pp.patch = "  \
    "pe.patch WHERE pe.id = " ROOT(id) " AND " KNOWN("pe") " GROUP BY pe.mark ORDER BY min(pp.at), min(pp.id)))"
#define NOT_FALLEN(id)                                                                                                 \
    "NOT EXISTS (SELECT 1 FROM patch_effect pe WHERE pe.id = " id                                                      \
    " AND pe.what IN ('rejected', 'fallen') AND " KNOWN("pe") ")"
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
/* Names are compared as they stand, letter case apart, for that costs a walk over many places a fifth of LIKE. */
#define PLACE_MATCHES                                                                                                  \
    "(p.name = :where COLLATE NOCASE OR p.text = :where COLLATE NOCASE OR (p.admin1 >= :where COLLATE NOCASE AND "     \
    "p.admin1 < :where || char(1114111) COLLATE NOCASE) OR p.country = upper(:where) OR p.country IN (SELECT country " \
    "FROM place WHERE name = :where COLLATE NOCASE AND precision = 'country'))"
#define SPEAKER_MATCHES                                                                                                \
    "(st.speaker_name LIKE '%' || :by || '%' OR st.speaker LIKE '%' || :by || '%' OR st.speaker_code = upper(:by) OR " \
    "st.via LIKE '%' || :by || '%')"
/* Figures that state one of the numbers; by the index on the same expression. */
#define VALUED                                                                                                         \
    "(SELECT v.figure FROM json_each('[' || :value || ']') j JOIN figure v ON coalesce(v.best, v.low, v.high) = "      \
    "j.value AND v.qualifier <> 'vague')"
#define SENTENCE_MATCHES(column) column " IN (SELECT rowid FROM sentence_text WHERE sentence_text MATCH :text)"
/* A point in a table ends as a pin on somebody's map: a country or a region gets none. */
#define POINT(column)            "CASE WHEN p.precision NOT IN ('country', 'region') THEN p." column " END"
#define SOURCE_MATCHES           "s.name LIKE '%' || :source || '%'"
#define REPORT_JOINS             "JOIN report r ON r.report = %s.report LEFT JOIN source s ON s.source = r.source"
#define CLAIM_FROM                                                                                                     \
    "claim c JOIN report r ON r.report = c.report JOIN sentence se ON se.sentence = c.sentence LEFT JOIN source s ON " \
    "s.source = r.source"                                                                                              \
    " LEFT JOIN place p ON p.place = c.place LEFT JOIN statement st ON st.statement = c.statement"
#define CLAIM_FILTERS CLAIM_FILTERS_AND([F_CHANGED] = NULL)
#define CLAIM_FILTERS_AND(...)                                                                                         \
    {                                                                                                                  \
        __VA_ARGS__, [F_WHERE] = PLACE_MATCHES,                                                                        \
                     [F_DAYS] =                                                                                        \
                         "coalesce(c.end_day, r.published_day) >= coalesce(:since, -9e9) AND coalesce(c.begin_day,"    \
                         " r.published_day) <= coalesce(:until, 9e9)",                                                 \
                     [F_TYPE] = IN_LIST(":type", "c.type"), [F_BY] = SPEAKER_MATCHES,                                  \
                     [F_ACTOR] = HAS_SIDE("actor", ":actor"), [F_RECIPIENT] = HAS_SIDE("recipient", ":recipient"),     \
                     [F_SOURCE] = SOURCE_MATCHES, [F_STATUS] = IN_LIST(":status", "c.status"),                         \
                     [F_TEXT] = SENTENCE_MATCHES("c.sentence"), [F_CONFIDENCE] = "c.confidence >= :confidence"         \
    }
/* One side of a contradiction: a figure, a claim or a statement by its id, or a report as a whole. Superseded ones too.
 */
#define SIDE_OF(side, result)                                                                                          \
    "(SELECT " result " FROM (SELECT report, sentence FROM figure WHERE id = x." side                                  \
    " UNION ALL SELECT report, sentence FROM claim WHERE id = x." side                                                 \
    " UNION ALL SELECT report, sentence FROM statement WHERE id = x." side                                             \
    " UNION ALL SELECT report, sentence FROM position WHERE id = x." side                                              \
    " UNION ALL SELECT report, sentence FROM doubt WHERE id = x." side                                                 \
    " UNION ALL SELECT report, sentence FROM accusation WHERE id = x." side                                            \
    " UNION ALL SELECT report, NULL FROM report WHERE id = x." side ") y JOIN"                                         \
    " report yr ON yr.report = y.report LEFT JOIN sentence ys ON ys.sentence = y.sentence)"
#define SIDE_REPORT(side) SIDE_OF(side, "yr.id")
#define SIDE_QUOTE(side)                                                                                               \
    SIDE_OF(side, "CASE WHEN ys.sentence IS NULL THEN yr.title ELSE sentence_of(y.report, ys.first, ys.last) END")
/* A voice of a party: an official of the state in which it happened, or an outlet that is one. Aliases st, s and p. */
#define OFFICIAL(column)                                                                                               \
    "(" column " LIKE '%government%' OR " column " LIKE '%minist%' OR " column " LIKE '%army%' OR " column             \
    " LIKE '%military%' OR " column " LIKE '%police%' OR " column " LIKE '%commandant%' OR " column                    \
    " LIKE '%official%' OR " column " LIKE '%authorit%' OR " column " LIKE '%president%' OR " column                   \
    " LIKE '%spokes%' OR " column " LIKE '%governor%' OR " column " LIKE '%prosecutor%' OR " column                    \
    " LIKE '%troops%')"
#define PARTY_VOICE                                                                                                    \
    "(coalesce(s.name, '') LIKE '%government%' OR coalesce(s.name, '') LIKE '%ministry of%' OR coalesce(s.name, '') "  \
    "LIKE 'press service%' OR coalesce(length(st.speaker_code) = 3 AND st.speaker_code NOT IN ('IGO', 'UNO', 'EUR', "  \
    "'NGO', 'MNC', 'ISM', 'IMG') AND (p.country IS NULL OR st.speaker_code = p.country) AND " OFFICIAL(                \
        "st.speaker") ", 0))"
#define SPEAKER "coalesce(st.speaker_name, st.speaker)"

#endif
