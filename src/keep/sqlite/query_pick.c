/* keep/sqlite/query_pick.c — the first rows of a table in a large store. Asked for all columns, SQLite computes them
 * for every row that passes the filters, sorts, and throws all but a few away. So, where a limit is given, the table is
 * first walked in its main order by an index, with nothing but the filters, until there are enough keys; then the whole
 * query runs over those keys alone. Keys that share the last place in the main order are all taken, so that the finer
 * order decides as ever and the rows are the same. A walk that finds too little for its budget is given up: filters
 * that are so narrow are answered from their side, still by keys first. */
#include "keep/sqlite/query.h"

#include "base/banned.h"

#define LIMIT_MAX 2000
#define KEYS_MAX  20000u
#define STEP      1000 /* SQLite's instructions between two looks at the budget … */
#define STEPS_MAX 4000 /* … and how often it may be looked at: some tens of milliseconds */
#define SLOTS     65536u

/* How a table is walked: `key` is what the whole query is narrowed by, `order` what the walk goes by. */
/* Without `from` the keys are sorted at once. */
typedef struct query_walk {
    const char *key, *order, *from, *tail;
} query_walk;

#define REPORTS_BY(index) "report r INDEXED BY " index " LEFT JOIN source s ON s.source = r.source CROSS JOIN "

/* clang-format off: SQL in lines of its own length */
static const query_walk walks[] = {
    [SITREP_TABLE_EVENTS] =
        {"e.event", "c.begin_day",
         /* what filters ask for most comes first: they are looked at as soon as it is there */
         "claim c INDEXED BY claim_day LEFT JOIN place p ON p.place = c.place CROSS JOIN event_claim ec ON ec.claim = "
         "c.claim AND " KNOWN("ec") " CROSS JOIN event e ON e.event = ec.event CROSS JOIN report r ON r.report = "
                                    "c.report LEFT JOIN source s ON s.source = r.source LEFT JOIN statement st ON "
                                    "st.statement = c.statement WHERE c.begin_day IS NOT NULL AND " KNOWN("c"),
         "ORDER BY c.begin_day"},
    [SITREP_TABLE_CLAIMS] =
        {"c.claim", "r.published_day",
         REPORTS_BY("report_day") "claim c ON c.report = r.report LEFT JOIN place p ON p.place = c.place LEFT JOIN "
                                  "statement st ON"
                                  " st.statement = c.statement WHERE r.published_day IS NOT NULL AND " KNOWN("c"),
         "ORDER BY r.published_day"},
    [SITREP_TABLE_STATEMENTS] =
        {"st.statement", "r.published",
         REPORTS_BY("report_published") "statement st ON st.report = r.report WHERE r.published IS NOT NULL AND " KNOWN(
             "st"),
         "ORDER BY r.published"},
    [SITREP_TABLE_REPORTS] = {"r.report", "r.published",
                              "report r INDEXED BY report_published LEFT JOIN source s ON s.source = r.source WHERE "
                              "r.published IS NOT NULL AND r.seen_at <= :as_of",
                              "ORDER BY r.published"},
    [SITREP_TABLE_SENTENCES] = {"se.sentence", "r.published",
                                REPORTS_BY("report_published") "sentence se ON se.report = r.report WHERE r.published "
                                                               "IS NOT NULL AND r.seen_at <= :as_of",
                                "ORDER BY r.published"},
    [SITREP_TABLE_UNDERTAKINGS] =
        {"u.undertaking", "u.due_first",
         "undertaking u INDEXED BY undertaking_first CROSS JOIN report r ON r.report = u.report LEFT JOIN statement st "
         "ON"
         " st.statement = u.statement LEFT JOIN source s ON s.source = r.source LEFT JOIN undertaking_term ut ON "
         "ut.undertaking = u.undertaking WHERE u.due_first IS NOT NULL AND u.seen_at <= :as_of",
         "ORDER BY u.due_first"},
    [SITREP_TABLE_FIGURES] =
        {"f.figure", "n.rank || ' ' || sf.seen_at", /* in the order of counts, and in each by time */
         "(SELECT count, min(series) AS rank FROM series WHERE kind = lower(:metric) GROUP BY count ORDER BY 2) n "
         "CROSS JOIN series_figure sf INDEXED BY"
         " series_figure_count ON sf.count = n.count AND sf.seen_at <= :as_of CROSS JOIN figure f ON f.figure = "
         "sf.figure LEFT JOIN claim c ON c.claim = f.claim LEFT JOIN place p ON p.place = coalesce(f.place, c.place) "
         "CROSS JOIN report r ON r.report = f.report LEFT JOIN source s ON s.source = r.source LEFT JOIN statement st "
         "ON "
         "st.statement = f.statement WHERE " KNOWN("f"),
         ""},
    [SITREP_TABLE_ACCUSATIONS] =
        {"a.accusation", "a.accused_key",
         "accusation a INDEXED BY accusation_accused CROSS JOIN report r ON r.report = a.report LEFT JOIN source s ON "
         "s.source = r.source WHERE a.seen_at <= :as_of AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.target = "
         "a.report AND w.kind = 'kill' AND w.seen_at <= :as_of)",
         "ORDER BY a.accused_key"},
    /* Short rows: the keys are sorted, and quotes looked up for the first. */
    [SITREP_TABLE_POSITIONS] = {"a.position", NULL, NULL, NULL},
};
/* clang-format on */

typedef struct key_set {
    int64_t keys[KEYS_MAX];
    uint16_t slots[SLOTS]; /* index + 1 by hash */
    size_t count;
} key_set;

static bool add_key(key_set *set, int64_t key)
{
    size_t slot = (size_t)((uint64_t)key * 0x9E3779B97F4A7C15u >> 48);
    for (; set->slots[slot]; slot = (slot + 1) % SLOTS)
        if (set->keys[set->slots[slot] - 1] == key) return true;
    if (set->count == KEYS_MAX) return false;
    set->keys[set->count++] = key;
    set->slots[slot] = (uint16_t)set->count;
    return true;
}

static int spend(void *ctx)
{
    int *left = ctx;
    return --*left <= 0;
}

/* Walks until there are `limit` keys and the main order moves on. Gives false where it was given up. */
static bool walk(sqlite3_stmt *stmt, size_t limit, key_set *set)
{
    sqlite3_value *last = NULL;
    bool good = true, enough = false;
    int code;
    while (good && !enough && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (set->count >= limit) {
            sqlite3_value *now = sqlite3_column_value(stmt, 1);
            const char *a = (const char *)sqlite3_value_text(last), *b = (const char *)sqlite3_value_text(now);
            enough = !a || !b || strcmp(a, b) != 0;
            if (enough) break;
        }
        good = add_key(set, sqlite3_column_int64(stmt, 0));
        if (good && set->count >= limit && !last) last = sqlite3_value_dup(sqlite3_column_value(stmt, 1));
        good = good && (set->count < limit || last);
    }
    sqlite3_value_free(last);
    return good && enough;
}

/* A list of one word, so that the walk goes by one kind of figures. */
static bool is_one(sitrep_sv list)
{
    for (size_t i = 0; i < list.len; i++)
        if (list.ptr[i] == ',' || list.ptr[i] == ' ') return false;
    return list.len != 0;
}

static void add_filters(buf *sql, const query_table *t, const sitrep_filter *filter)
{
    for (unsigned f = 0; f < F_COUNT; f++)
        if (query_is_given(filter, (query_filter)f) && t->filters[f]) buf_printf(sql, " AND %s", t->filters[f]);
}

/* Names as a list that an index answers; filters compare them in a way that none can. */
static void add_list(buf *out, const char *column, sitrep_sv list, const char *(*name_of)(unsigned))
{
    if (!list.len) return;
    buf_printf(out, " AND %s IN (''", column);
    while (list.len) {
        sitrep_sv item = sv_trim(sv_cut(&list, ','));
        for (unsigned i = 0; name_of(i)[0]; i++)
            if (sv_eq_fold(item, sv_of(name_of(i)))) buf_printf(out, ",'%s'", name_of(i));
    }
    buf_add_char(out, ')');
}

sitrep_status query_pick(sitrep_store *s, sitrep_table_kind kind, const query_table *t, const sitrep_filter *filter,
                         buf *out_narrow)
{
    if ((size_t)kind >= sizeof walks / sizeof walks[0] || !walks[kind].key || !filter->limit ||
        filter->limit > LIMIT_MAX)
        return SITREP_OK;
    if (kind == SITREP_TABLE_FIGURES && !is_one(filter->metric)) return SITREP_OK;
    const query_walk *w = &walks[kind];
    buf sql = BUF_INIT(0);
    key_set *set = calloc(1, sizeof *set);
    if (w->from) {
        buf_printf(&sql, "SELECT %s, %s FROM %s", w->key, w->order, w->from);
        add_filters(&sql, t, filter);
        buf_printf(&sql, " %s", w->tail);
    }
    sqlite3_stmt *stmt = NULL;
    bool good = set && w->from && !sql.failed && sqlite3_prepare_v2(s->db, sql.ptr, -1, &stmt, NULL) == SQLITE_OK;
    if (good) {
        int left = STEPS_MAX;
        query_bind(s, stmt, filter);
        sqlite3_progress_handler(s->db, STEP, spend, &left);
        good = walk(stmt, (size_t)filter->limit, set);
        sqlite3_progress_handler(s->db, 0, NULL, NULL);
    }
    sqlite3_finalize(stmt);
    buf_release(&sql);
    if (good) {
        buf_printf(out_narrow, " AND %s IN (", w->key);
        for (size_t i = 0; i < set->count; i++) buf_printf(out_narrow, "%s%lld", i ? "," : "", (long long)set->keys[i]);
        buf_add_char(out_narrow, ')');
    }
    free(set);
    if (!good) { /* the keys alone are sorted, by the whole order, and columns are computed for the first of them */
        buf_printf(out_narrow, " AND %s IN (SELECT %s FROM %s", w->key, w->key, t->from);
        add_filters(out_narrow, t, filter);
        if ((kind == SITREP_TABLE_EVENTS || kind == SITREP_TABLE_CLAIMS) && query_is_given(filter, F_WHERE))
            buf_add_sv(out_narrow, SV(" AND c.place IN (SELECT p.place FROM place p WHERE " PLACE_MATCHES ")"));
        if (kind == SITREP_TABLE_CLAIMS) add_list(out_narrow, "c.status", filter->status, sitrep_event_status_name);
        if (kind == SITREP_TABLE_CLAIMS) add_list(out_narrow, "c.type", filter->type, sitrep_event_type_name);
        if (kind == SITREP_TABLE_FIGURES) add_list(out_narrow, "f.kind", filter->metric, sitrep_figure_kind_name);
        buf_printf(out_narrow, " %s LIMIT :limit)", t->tail);
    }
    return out_narrow->failed ? SITREP_NOMEM : SITREP_OK;
}
