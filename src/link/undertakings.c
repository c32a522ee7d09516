/* link/undertakings.c — promises, threats, demands and proposals, and what became of them.
 * A statement of such an act opens an undertaking. A later claim that its author did the act moves it to `fulfilled`, one that the author did not
 * or will not to `broken`; a due date that passes in the ledger's time makes it `overdue`. States are added, never changed: each has
 * when it was seen, the claim that moved it, and the reason. */
#include "link/link_int.h"

#include "base/banned.h"

static sitrep_status add_state(linking *l, int64_t undertaking, const char *state, int64_t claim, const char *reason)
{
    sqlite3_stmt *stmt = link_sql(l, "INSERT OR IGNORE INTO undertaking_state (undertaking, seen_at, state, claim, reason) VALUES (?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, undertaking);
    sqlite3_bind_int64(stmt, 2, l->seen_at);
    db_bind_sv(stmt, 3, sv_of(state));
    if (claim) sqlite3_bind_int64(stmt, 4, claim);
    db_bind_sv(stmt, 5, sv_of(reason));
    return link_done(l, stmt);
}

/* Pairs of numbers that a query gives, so that writing does not disturb reading. */
typedef struct pair {
    int64_t a, b;
    sitrep_sv text;
} pair;

static sitrep_status list_pairs(linking *l, sqlite3_stmt *stmt, pair **out, size_t *out_count)
{
    size_t count = 0, cap = 0;
    pair *list = NULL;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        if (count == cap) {
            size_t more = cap ? cap * 2 : 16;
            list = arena_grow(&l->arena, list, count, more, sizeof *list);
            if (!list) return base_error(l->err, SITREP_NOMEM, "out of memory");
            cap = more;
        }
        list[count++] = (pair){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), arena_copy(&l->arena, db_column(stmt, 2))};
    }
    *out = list;
    *out_count = count;
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status open_new(linking *l)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT st.statement, (SELECT claim FROM claim c WHERE c.statement = st.statement ORDER BY confidence DESC, c.claim LIMIT 1),"
                                     " st.act FROM statement st WHERE st.report = ? AND st.act IN ('promise', 'threaten', 'demand', 'propose') ORDER BY st.n");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    pair *list = NULL;
    size_t count = 0;
    sitrep_status status = list_pairs(l, stmt, &list, &count);
    for (size_t i = 0; i < count && !status; i++) {
        char id[KEEP_ID_SIZE];
        link_id(l, 'u', "undertaking", list[i].a, id);
        sqlite3_stmt *add = link_sql(l, "INSERT INTO undertaking (id, statement, kind, claim) VALUES (?, ?, ?, ?)");
        if (!add) return link_failed(l);
        db_bind_sv(add, 1, sv_of(id));
        sqlite3_bind_int64(add, 2, list[i].a);
        db_bind_sv(add, 3, list[i].text);
        if (list[i].b) sqlite3_bind_int64(add, 4, list[i].b);
        status = link_done(l, add);
        if (!status) status = add_state(l, sqlite3_last_insert_rowid(l->s->db), "open", 0, "stated");
    }
    return status;
}

/* Claims of this report that do, or refuse to do, what somebody undertook: the same actor by name, the same act, later. PLOVER calls a
 * promised meeting, help or withdrawal AGREE or CONCEDE, so these match what they announce. */
static sitrep_status move_states(linking *l)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT u.undertaking, c.claim, c.polarity FROM claim c JOIN actor a ON a.claim = c.claim AND a.side = 'actor' AND a.name IS NOT NULL JOIN"
           " actor b ON b.name = a.name AND b.side = 'actor' JOIN undertaking u ON u.claim = b.claim JOIN claim d ON d.claim = u.claim JOIN statement st ON"
           " st.statement = u.statement WHERE c.report = ?1 AND c.status IN ('happened', 'ongoing') AND c.claim <> d.claim AND st.report <> ?1 AND u.kind IN"
           " ('promise', 'threaten', 'propose') AND c.confidence >= 0.5 AND coalesce(c.begin_day, ?2) >= coalesce(st.day, 0) AND ((c.type = d.type AND"
           " coalesce(c.lemma, '') = coalesce(d.lemma, '')) OR (d.type = 'AGREE' AND c.type IN ('CONSULT', 'AID', 'COOPERATE') AND d.lemma = c.lemma) OR"
           " (d.type = 'CONCEDE' AND c.type = 'RETREAT')) AND NOT EXISTS (SELECT 1 FROM undertaking_state x WHERE x.undertaking = u.undertaking AND x.state IN"
           " ('fulfilled', 'broken')) GROUP BY u.undertaking ORDER BY u.undertaking");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    db_bind_day(stmt, 2, l->published_day);
    pair *list = NULL;
    size_t count = 0;
    sitrep_status status = list_pairs(l, stmt, &list, &count);
    for (size_t i = 0; i < count && !status; i++) {
        bool denied = sv_eq(list[i].text, SV("-"));
        status = add_state(l, list[i].a, denied ? "broken" : "fulfilled", list[i].b,
                           denied ? "a later report says that the same actor did not or will not" : "a later report says that the same actor did it");
    }
    return status;
}

/* What was due before this report was published and still stands open. */
static sitrep_status mark_overdue(linking *l)
{
    if (l->published_day == SITREP_DAY_NONE) return SITREP_OK;
    sqlite3_stmt *stmt = link_sql(l, "SELECT u.undertaking, 0, '' FROM undertaking u JOIN statement st ON st.statement = u.statement WHERE st.due_last < ? AND"
                                     " NOT EXISTS (SELECT 1 FROM undertaking_state x WHERE x.undertaking = u.undertaking AND x.state <> 'open') ORDER BY u.undertaking");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int(stmt, 1, l->published_day);
    pair *list = NULL;
    size_t count = 0;
    sitrep_status status = list_pairs(l, stmt, &list, &count);
    for (size_t i = 0; i < count && !status; i++)
        status = add_state(l, list[i].a, "overdue", 0, "its date has passed and no report says that it was done");
    return status;
}

sitrep_status link_undertakings(linking *l)
{
    sitrep_status status = move_states(l);
    if (!status) status = mark_overdue(l);
    if (!status) status = open_new(l);
    return status;
}
