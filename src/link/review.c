/* link/review.c — from decisions to what stands: which patches are in force, which rows of this ledger they are about,
 * and the order in which their effects are worked out. review_decide.c makes patches of what people ask for. */
#include "link/review_int.h"

#include "base/banned.h"

/* Undoing of undoing of …: each names an older patch, so that it ends; this bounds the stack. */
#define UNDO_DEPTH 64u

/* ---- which are in force ---- */

static int trusted_signer(linking *l, int64_t patch_row, sitrep_sv *out_id)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT coalesce((SELECT trusted FROM signer_trust t WHERE t.signer = p.signer AND "
                    "t.superseded_at IS NULL), 0), p.id FROM patch p WHERE p.patch = ?");
    if (!stmt) return -1;
    sqlite3_bind_int64(stmt, 1, patch_row);
    int code = link_step(l, stmt);
    int trusted = code > 0 ? sqlite3_column_int(stmt, 0) : code;
    *out_id = code > 0 ? arena_copy(&l->arena, db_column(stmt, 1)) : (sitrep_sv){NULL, 0};
    sqlite3_reset(stmt);
    return trusted;
}

/* The patches that undo this one, at most 32: more would be a play. */
static int undoers(linking *l, sitrep_sv id, int64_t out[32])
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT patch FROM patch WHERE target = ? AND action = 'undo' ORDER BY at, id LIMIT 32");
    if (!stmt) return -1;
    db_bind_sv(stmt, 1, id);
    int code, count = 0;
    while ((code = link_step(l, stmt)) > 0) out[count++] = sqlite3_column_int64(stmt, 0);
    return code < 0 ? -1 : count;
}

static sitrep_status is_active(linking *l, int64_t patch_row, unsigned depth, bool *out_active, const char **out_why)
{
    sitrep_sv id;
    int64_t list[32];
    int trusted = trusted_signer(l, patch_row, &id);
    *out_active = false;
    *out_why = "untrusted";
    if (trusted < 0) return link_failed(l);
    if (!trusted || depth == UNDO_DEPTH) return SITREP_OK;
    int count = undoers(l, id, list);
    if (count < 0) return link_failed(l);
    *out_active = true;
    for (int i = 0; i < count && *out_active; i++) {
        bool undoes;
        const char *why;
        sitrep_status status = is_active(l, list[i], depth + 1, &undoes, &why);
        if (status) return status;
        *out_active = !undoes;
    }
    *out_why = *out_active ? "applied" : "undone";
    return SITREP_OK;
}

typedef struct stored {
    int64_t row, signer;
    sitrep_sv text;
} stored;

/* The patches about a root, oldest first; texts in the arena. */
static sitrep_status list_patches(linking *l, sitrep_sv root, stored **out, size_t *out_count)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT p.patch, p.signer, p.text FROM patch_root pr JOIN patch p ON p.patch = "
                                     "pr.patch WHERE pr.id = ? AND pr.superseded_at IS NULL ORDER BY p.at, p.id");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, root);
    stored *list = NULL;
    size_t count = 0, cap = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        list = arena_room(&l->arena, list, count, &cap, sizeof *list);
        if (!list) return base_error(l->err, SITREP_NOMEM, "out of memory");
        list[count++] = (stored){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
                                 arena_copy(&l->arena, db_column(stmt, 2))};
    }
    *out = list;
    *out_count = count;
    return code < 0 ? link_failed(l) : SITREP_OK;
}

sitrep_status review_active(linking *l, sitrep_sv root, review_patch **out, size_t *out_count)
{
    stored *list = NULL;
    size_t count = 0, used = 0;
    sitrep_status status = list_patches(l, root, &list, &count);
    review_patch *patches = status ? NULL : ARENA_ARRAY(&l->arena, review_patch, count + 1);
    if (!status && !patches) status = base_error(l->err, SITREP_NOMEM, "out of memory");
    for (size_t i = 0; i < count && !status; i++) {
        bool active;
        const char *why;
        uint32_t line = 0;
        sitrep_error ignored;
        status = is_active(l, list[i].row, 0, &active, &why);
        if (!status && !active)
            status = keep_patch_state(
                l->s, list[i].row, why,
                strcmp(why, "undone") != 0 ? "its signer is not trusted here" : "a later patch undoes it", l->err);
        if (status || !active) continue;
        patches[used] = (review_patch){.row = list[i].row, .signer = list[i].signer};
        if (patch_parse(&list[i].text, &line, &l->arena, &patches[used].p, &ignored) == SITREP_OK)
            used++; /* else verify tells */
    }
    *out = patches;
    *out_count = used;
    return status;
}

/* ---- which rows they are about ---- */

typedef struct found {
    sitrep_sv id;
    const char *how;
    char why_not[300];
} found;

static sitrep_status first_id(linking *l, const char *sql, sitrep_sv one, sitrep_sv two, sitrep_span span,
                              sitrep_sv *out)
{
    sqlite3_stmt *stmt = link_sql(l, sql);
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, one);
    if (sqlite3_bind_parameter_count(stmt) > 1) db_bind_sv(stmt, 2, two);
    if (sqlite3_bind_parameter_count(stmt) > 2) {
        sqlite3_bind_int64(stmt, 3, span.begin);
        sqlite3_bind_int64(stmt, 4, span.end);
    }
    int code = link_step(l, stmt);
    *out = code > 0 ? arena_copy(&l->arena, db_column(stmt, 0)) : (sitrep_sv){NULL, 0};
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* What stands now where the target stood: automatic rows that no re-reading replaced, whose span meets the target's;
 * the one that begins where it did first. */
#define AT_SPAN(table, first, last)                                                                                    \
    "SELECT x.id FROM " table " x JOIN report r ON r.report = x.report WHERE r.id = ?1 AND instr(x.id, '.') = 0 AND "  \
    "NOT EXISTS (SELECT 1 FROM reading_gone g WHERE g.id = x.id) AND x." first " < ?4 AND x." last                     \
    " > ?3 ORDER BY x." first " <> ?3, x." last " <> ?4, abs(x." first " - ?3), x.id LIMIT 1"
#define BY_ID(table)                                                                                                   \
    "SELECT x.id FROM " table " x WHERE x.id = ?1 AND NOT EXISTS (SELECT 1 FROM reading_gone g WHERE g.id = x.id)"

static const char *const by_id[REVIEW_KIND_COUNT] = {[REVIEW_CLAIM] = BY_ID("claim"),
                                                     [REVIEW_FIGURE] = BY_ID("figure"),
                                                     [REVIEW_STATEMENT] = BY_ID("statement"),
                                                     [REVIEW_EVENT] = BY_ID("event"),
                                                     [REVIEW_UNDERTAKING] = BY_ID("undertaking"),
                                                     [REVIEW_CONTRADICTION] = BY_ID("contradiction"),
                                                     [REVIEW_PATCH] = BY_ID("patch")};
static const char *const at_span[REVIEW_KIND_COUNT] = {
    [REVIEW_CLAIM] = AT_SPAN("claim", "first", "last"),
    [REVIEW_FIGURE] = AT_SPAN("figure", "first", "last"),
    [REVIEW_STATEMENT] = AT_SPAN("statement", "content_first", "content_last"),
    [REVIEW_UNDERTAKING] =
        "SELECT x.id FROM undertaking x JOIN report r ON r.report = x.report JOIN sentence se ON se.sentence = "
        "x.sentence "
        "WHERE r.id = ?1 AND se.first = ?3 AND se.last = ?4 GROUP BY x.sentence HAVING count(*) = 1"};

/* Whether a row that was found by its place still reads as the patch has it. */
static sitrep_status check_old(linking *l, const patch *p, found *f)
{
    const review_table *table = review_table_of(f->id);
    int64_t row = 0;
    sitrep_status status = p->change_count ? review_root_row(l, table, f->id, &row) : SITREP_OK;
    for (size_t i = 0; i < p->change_count && !status; i++) {
        const patch_change *c = &p->changes[i];
        const review_field *field = review_field_of(table, c->field);
        sitrep_sv now = {NULL, 0};
        bool has = false;
        if (field) status = review_value(l, table, field, row, &now, &has);
        if (status || !field || sv_eq(now, c->before) || sv_eq(now, c->after)) continue;
        snprintf(f->why_not, sizeof f->why_not, "read again, %.*s is '%.*s'; the patch corrected '%.*s' to '%.*s'",
                 SV_ARG(c->field), SV_ARG(now), SV_ARG(c->before), SV_ARG(c->after));
        f->id = (sitrep_sv){NULL, 0};
        return SITREP_OK;
    }
    return status;
}

static sitrep_status find_row(linking *l, sitrep_sv id, sitrep_sv report, sitrep_span span, found *f)
{
    review_kind kind = review_kind_of(id);
    sitrep_sv has_report = {NULL, 0};
    const sitrep_sv none = {NULL, 0};
    *f = (found){.how = "id"};
    sitrep_status status = kind < REVIEW_KIND_COUNT ? first_id(l, by_id[kind], id, none, span, &f->id) : SITREP_OK;
    if (status || f->id.len) return status;
    snprintf(f->why_not, sizeof f->why_not, "what it is about is not in this ledger");
    if (!report.len || kind == REVIEW_KIND_COUNT || !at_span[kind]) return SITREP_OK;
    status = first_id(l, "SELECT id FROM report WHERE id = ?1", report, none, span, &has_report);
    if (status) return status;
    snprintf(f->why_not, sizeof f->why_not, "%s",
             has_report.len ? "nothing is read there any more" : "the report is not in this ledger");
    f->how = "span";
    return has_report.len ? first_id(l, at_span[kind], report, none, span, &f->id) : SITREP_OK;
}

sitrep_status review_claim_here(linking *l, const patch_claim *claim, sitrep_sv *out_root)
{
    found f;
    sitrep_status status = find_row(l, claim->id, claim->report, claim->span, &f);
    *out_root = f.id;
    return status;
}

/* The roots of a patch: what it is about as this ledger knows it. */
typedef struct roots {
    found list[PATCH_CLAIMS_MAX + 2];
    size_t count;
} roots;

static void add_root(roots *r, const found *f)
{
    for (size_t i = 0; i < r->count; i++)
        if (sv_eq(r->list[i].id, f->id)) return;
    r->list[r->count++] = *f;
}

/* A merge or split is of the events that its claims are in here. */
static sitrep_status roots_of_claims(linking *l, const patch *p, roots *out, char why_not[300])
{
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < p->claim_count && !status; i++) {
        found f;
        status = find_row(l, p->claims[i].id, p->claims[i].report, p->claims[i].span, &f);
        if (!status && !f.id.len) {
            snprintf(why_not, 300, "claim %.*s: %.200s", SV_ARG(p->claims[i].id), f.why_not);
            out->count = 0;
            return SITREP_OK;
        }
        if (!status) status = review_event_of(l, f.id, &f.id);
        if (!status && f.id.len) add_root(out, &f);
    }
    if (!status && p->action == SITREP_ACTION_split && out->count) {
        sitrep_sv parts[] = {SV("split"), sv_of(p->id)};
        char id[KEEP_ID_SIZE];
        keep_make_id('e', parts, 2, id);
        found f = {.id = arena_copy(&l->arena, sv_of(id)), .how = "id"};
        add_root(out, &f);
    }
    return status;
}

static sitrep_status find_roots(linking *l, const patch *p, roots *out, char why_not[300])
{
    found f;
    why_not[0] = '\0';
    if (p->action == SITREP_ACTION_merge || p->action == SITREP_ACTION_split)
        return roots_of_claims(l, p, out, why_not);
    sitrep_status status = find_row(l, p->target, p->report, p->span, &f);
    if (!status && f.id.len && f.how[0] == 's') status = check_old(l, p, &f);
    if (!status && !f.id.len && review_kind_of(p->target) == REVIEW_EVENT && p->report.len) {
        sitrep_sv claim = {NULL, 0};
        status = first_id(l, at_span[REVIEW_CLAIM], p->report, claim, p->span, &claim);
        if (!status && claim.len) status = review_event_of(l, claim, &f.id);
        f.how = "span";
    }
    if (f.id.len)
        add_root(out, &f);
    else
        snprintf(why_not, 300, "%s", f.why_not);
    return status;
}

static sitrep_status store_roots(linking *l, int64_t patch_row, const roots *r)
{
    sqlite3_stmt *end =
        link_sql(l, "UPDATE patch_root SET superseded_at = ?1 WHERE patch = ?2 AND superseded_at IS NULL");
    if (!end) return link_failed(l);
    sqlite3_bind_int64(end, 1, l->seen_at);
    sqlite3_bind_int64(end, 2, patch_row);
    sitrep_status status = link_done(l, end);
    for (size_t i = 0; i < r->count && !status; i++) {
        sqlite3_stmt *add = link_sql(l, "INSERT INTO patch_root (patch, id, how, seen_at) VALUES (?, ?, ?, ?)");
        if (!add) return link_failed(l);
        sqlite3_bind_int64(add, 1, patch_row);
        db_bind_sv(add, 2, r->list[i].id);
        db_bind_sv(add, 3, sv_of(r->list[i].how));
        sqlite3_bind_int64(add, 4, l->seen_at);
        status = link_done(l, add);
    }
    return status;
}

/* Whether the roots that are stored are these. */
static sitrep_status are_stored(linking *l, int64_t patch_row, const roots *r, bool *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT id FROM patch_root WHERE patch = ? AND superseded_at IS NULL");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, patch_row);
    size_t seen = 0, same = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        seen++;
        for (size_t i = 0; i < r->count; i++) same += sv_eq(r->list[i].id, db_column(stmt, 0));
    }
    *out = seen == r->count && same == seen;
    return code < 0 ? link_failed(l) : SITREP_OK;
}

sitrep_status review_resolve(linking *l, int64_t patch_row, const patch *p)
{
    roots *r = ARENA_NEW(&l->arena, roots);
    char why_not[300];
    bool same = false;
    if (!r) return base_error(l->err, SITREP_NOMEM, "out of memory");
    sitrep_status status = find_roots(l, p, r, why_not);
    if (!status) status = are_stored(l, patch_row, r, &same);
    if (!status && !same) status = store_roots(l, patch_row, r);
    if (!status && !r->count) status = keep_patch_state(l->s, patch_row, "unfit", why_not, l->err);
    return status;
}

/* ---- putting in force ---- */

/* An undertaking's state as reviewers set it: one more state, like those that linking adds. */
static sitrep_status sync_state(linking *l, sitrep_sv root, const review_patch *patches, size_t count)
{
    const patch_change *last = NULL;
    const patch *by = NULL;
    for (size_t i = 0; i < count; i++)
        if (patches[i].p.change_count) last = &patches[i].p.changes[0], by = &patches[i].p;
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT us.undertaking, us.state, us.reason, (SELECT o.state FROM undertaking_state o WHERE "
           "o.undertaking = us.undertaking AND o.reason NOT LIKE 'review: %' ORDER BY o.seen_at DESC, o.state = "
           "'open' LIMIT 1), max(us.seen_at) + 1 FROM undertaking_state us WHERE us.undertaking = (SELECT "
           "undertaking FROM undertaking WHERE id = ?) ORDER BY us.seen_at DESC, us.state = 'open' LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, root);
    int code = link_step(l, stmt);
    int64_t row = code > 0 ? sqlite3_column_int64(stmt, 0) : 0, next = code > 0 ? sqlite3_column_int64(stmt, 4) : 0;
    sitrep_sv state = arena_copy(&l->arena, db_column(stmt, 1)), reason = arena_copy(&l->arena, db_column(stmt, 2)),
              automatic = arena_copy(&l->arena, db_column(stmt, 3));
    sqlite3_reset(stmt);
    if (code < 0) return link_failed(l);
    sitrep_sv want = last ? last->after : automatic;
    bool reviewed = sv_starts(reason, SV("review: "));
    if (!row || sv_eq(want, state) || (!last && !reviewed)) return SITREP_OK;
    sitrep_sv words = last ? arena_printf(&l->arena, "review: set by %.*s: %.*s", SV_ARG(by->who), SV_ARG(by->reason))
                           : SV("review: the decision about it was undone");
    stmt = link_sql(l, "INSERT INTO undertaking_state (undertaking, seen_at, state, reason) VALUES (?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, row);
    sqlite3_bind_int64(stmt, 2, l->seen_at > next ? l->seen_at : next);
    db_bind_sv(stmt, 3, want);
    db_bind_sv(stmt, 4, words);
    l->result->claims++;
    return link_done(l, stmt);
}

static sitrep_status replay_other(linking *l, sitrep_sv root)
{
    review_patch *patches = NULL;
    size_t count = 0;
    sitrep_status status = review_active(l, root, &patches, &count);
    if (!status && review_kind_of(root) == REVIEW_UNDERTAKING) status = sync_state(l, root, patches, count);
    if (!status) status = review_mark_patches(l, root, patches, count);
    return status ? status : review_sync_conflicts(l, root, patches, count);
}

/* The events of claims that were given versions just now: they stand in their event in the place of the old ones. */
static sitrep_status moved_events(linking *l, sitrep_sv **out, size_t *out_count, size_t extra)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT DISTINCT root FROM patch_row WHERE seen_at >= ? AND root > 'c' AND root < 'd'");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->seen_at);
    sitrep_sv *claims = NULL;
    size_t count = 0, cap = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        claims = arena_room(&l->arena, claims, count, &cap, sizeof *claims);
        if (!claims) return base_error(l->err, SITREP_NOMEM, "out of memory");
        claims[count++] = arena_copy(&l->arena, db_column(stmt, 0));
    }
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    sitrep_sv *events = ARENA_ARRAY(&l->arena, sitrep_sv, count + extra + 1);
    if (!events) return base_error(l->err, SITREP_NOMEM, "out of memory");
    *out_count = 0;
    for (size_t i = 0; i < count && !status; i++) {
        status = review_event_of(l, claims[i], &events[*out_count]);
        *out_count += !status && events[*out_count].len;
    }
    *out = events;
    return status;
}

sitrep_status review_replay(linking *l, const sitrep_sv *list, size_t count)
{
    static const review_kind order[] = {REVIEW_STATEMENT, REVIEW_CLAIM, REVIEW_FIGURE, REVIEW_UNDERTAKING,
                                        REVIEW_CONTRADICTION};
    sitrep_status status = SITREP_OK;
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++)
        for (size_t i = 0; i < count && !status; i++)
            if (review_kind_of(list[i]) == order[k])
                status = order[k] <= REVIEW_STATEMENT ? review_row(l, list[i]) : replay_other(l, list[i]);
    sitrep_sv *events = NULL;
    size_t event_count = 0;
    if (!status) status = moved_events(l, &events, &event_count, count);
    for (size_t i = 0; i < count && !status; i++)
        if (review_kind_of(list[i]) == REVIEW_EVENT) events[event_count++] = list[i];
    if (!status && event_count) status = review_events(l, events, event_count);
    for (size_t i = 0; i < event_count && !status; i++)
        if (review_kind_of(events[i]) == REVIEW_EVENT) status = replay_other(l, events[i]);
    return status;
}

/* Undoing has no rows of its own: it is in force, undone, untrusted, or waits for what it undoes. */
static sitrep_status sync_undos(linking *l)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT u.patch, EXISTS (SELECT 1 FROM patch p WHERE p.id = u.target) FROM patch u "
                    "WHERE u.action = 'undo' ORDER BY u.patch");
    if (!stmt) return link_failed(l);
    struct {
        int64_t row;
        bool has;
    } *list = NULL;
    size_t count = 0, cap = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        list = arena_room(&l->arena, list, count, &cap, sizeof *list);
        if (!list) return base_error(l->err, SITREP_NOMEM, "out of memory");
        list[count].row = sqlite3_column_int64(stmt, 0);
        list[count++].has = sqlite3_column_int(stmt, 1) != 0;
    }
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) {
        bool active;
        const char *why;
        status = is_active(l, list[i].row, 0, &active, &why);
        if (!status && active && !list[i].has)
            status =
                keep_patch_state(l->s, list[i].row, "unfit", "the patch that it undoes is not in this ledger", l->err);
        else if (!status)
            status = keep_patch_state(l->s, list[i].row, why,
                                      active ? "in force" : "it is undone, or its signer not trusted", l->err);
    }
    return status;
}

sitrep_status review_replay_all(linking *l)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT patch, signer, text FROM patch WHERE action <> 'undo' ORDER BY at, id");
    if (!stmt) return link_failed(l);
    stored *list = NULL;
    size_t count = 0, cap = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        list = arena_room(&l->arena, list, count, &cap, sizeof *list);
        if (!list) return base_error(l->err, SITREP_NOMEM, "out of memory");
        list[count++] = (stored){sqlite3_column_int64(stmt, 0), 0, arena_copy(&l->arena, db_column(stmt, 2))};
    }
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) {
        patch *p = ARENA_NEW(&l->arena, patch);
        uint32_t line = 0;
        sitrep_error ignored;
        if (!p) return base_error(l->err, SITREP_NOMEM, "out of memory");
        if (patch_parse(&list[i].text, &line, &l->arena, p, &ignored) == SITREP_OK)
            status = review_resolve(l, list[i].row, p);
    }
    stmt = status ? NULL : link_sql(l, "SELECT DISTINCT id FROM patch_root");
    if (!stmt) return status ? status : link_failed(l);
    sitrep_sv *ids = NULL;
    count = cap = 0;
    while ((code = link_step(l, stmt)) > 0) {
        ids = arena_room(&l->arena, ids, count, &cap, sizeof *ids);
        if (!ids) return base_error(l->err, SITREP_NOMEM, "out of memory");
        ids[count++] = arena_copy(&l->arena, db_column(stmt, 0));
    }
    if (code < 0) return link_failed(l);
    status = review_replay(l, ids, count);
    return status ? status : sync_undos(l);
}
