/* link/review_marks.c — what people see beside a row: who decided what and why; and decisions that contradict each
 * other. What should be shown is compared with what is, and only the difference is written. */
#include "link/review_int.h"

#include "base/banned.h"

#define MARKS_MAX 128u

/* ---- effects ---- */

typedef struct shown {
    int64_t effect, patch;
    sitrep_sv what, field, before, after, mark;
    bool wanted;
} shown;

static sitrep_status list_shown(linking *l, sitrep_sv id, shown **out, size_t *out_count)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT effect, patch, what, field, old, new, mark FROM patch_effect WHERE id = ? AND "
                    "superseded_at IS NULL ORDER BY effect LIMIT 1000");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, id);
    size_t count = 0, cap = 0;
    shown *list = NULL;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        list = arena_room(&l->arena, list, count, &cap, sizeof *list);
        if (!list) break;
        shown *s = &list[count++];
        *s = (shown){.effect = sqlite3_column_int64(stmt, 0), .patch = sqlite3_column_int64(stmt, 1)};
        sitrep_sv *const texts[] = {&s->what, &s->field, &s->before, &s->after, &s->mark};
        for (int i = 0; i < 5; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i + 2));
    }
    sqlite3_reset(stmt);
    *out = list;
    *out_count = count;
    return code < 0 ? link_failed(l) : l->arena.failed ? base_error(l->err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}

static bool is_same(const shown *s, const review_mark *m)
{
    return s->patch == m->patch && sv_eq(s->what, sv_of(m->what)) && sv_eq(s->field, m->field) &&
           sv_eq(s->before, m->before) && sv_eq(s->after, m->after) && sv_eq(s->mark, m->mark);
}

static sitrep_status add_effect(linking *l, sitrep_sv id, const review_mark *m)
{
    sqlite3_stmt *stmt = link_sql(
        l,
        "INSERT INTO patch_effect (patch, id, what, field, old, new, mark, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, m->patch);
    const sitrep_sv texts[] = {id, sv_of(m->what), m->field, m->before, m->after};
    for (int i = 0; i < 5; i++) db_bind_sv(stmt, i + 2, texts[i]);
    sqlite3_bind_text64(stmt, 7, m->mark.ptr ? m->mark.ptr : "", m->mark.len, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_int64(stmt, 8, l->seen_at);
    return link_done(l, stmt);
}

sitrep_status review_sync_marks(linking *l, sitrep_sv id, const review_mark *marks, size_t count)
{
    shown *list = NULL;
    size_t shown_count = 0;
    sitrep_status status = list_shown(l, id, &list, &shown_count);
    for (size_t i = 0; i < count && !status; i++) {
        size_t k = 0;
        while (k < shown_count && (list[k].wanted || !is_same(&list[k], &marks[i]))) k++;
        if (k < shown_count)
            list[k].wanted = true;
        else
            status = add_effect(l, id, &marks[i]);
    }
    for (size_t k = 0; k < shown_count && !status; k++) {
        if (list[k].wanted) continue;
        sqlite3_stmt *stmt = link_sql(l, "UPDATE patch_effect SET superseded_at = ?1 WHERE effect = ?2");
        if (!stmt) return link_failed(l);
        sqlite3_bind_int64(stmt, 1, l->seen_at);
        sqlite3_bind_int64(stmt, 2, list[k].effect);
        status = link_done(l, stmt);
    }
    return status;
}

/* "Osh|KGZ|…" as people read it. */
static sitrep_sv readable(sitrep_sv value, bool has)
{
    sitrep_sv rest = value;
    if (!has || !value.len) return SV("not stated");
    return sv_find(value, SV("|"), 0) == SIZE_MAX ? value : sv_cut(&rest, '|');
}

static bool is_set_later(const review_patch *patches, size_t count, size_t at, sitrep_sv field)
{
    for (size_t i = at + 1; i < count; i++)
        for (size_t k = 0; k < patches[i].p.change_count; k++)
            if (sv_eq(patches[i].p.changes[k].field, field)) return true;
    return false;
}

/* "corrected by Anna: a plan, no deed (status: happened → planned)". */
static sitrep_sv mark_of(linking *l, const review_patch *patches, size_t count, size_t at)
{
    const review_patch *r = &patches[at];
    const char *open = " (";
    static const char *const words[SITREP_ACTION_COUNT] = {
        "accepted by", "rejected by", "corrected by", "merged by", "split by", "unverifiable for", "undone by"};
    buf b = BUF_INIT(4000);
    buf_printf(&b, "%s %.*s: %.*s", words[r->p.action], SV_ARG(r->p.who), SV_ARG(r->p.reason));
    for (size_t i = 0; i < r->p.change_count; i++) {
        const patch_change *c = &r->p.changes[i];
        sitrep_sv before = readable(c->before, c->has_before), after = readable(c->after, c->has_after);
        if (is_set_later(patches, count, at, c->field)) continue;
        buf_printf(&b, "%s%.*s: %.*s → %.*s", open, SV_ARG(c->field), SV_ARG(before), SV_ARG(after));
        open = "; ";
    }
    if (open[0] == ';') buf_add_char(&b, ')');
    sitrep_sv mark = arena_copy(&l->arena, buf_sv(&b));
    buf_release(&b);
    return mark;
}

static const char *what_of(sitrep_action action)
{
    static const char *const words[SITREP_ACTION_COUNT] = {"accepted", "rejected",     "corrected", "merged",
                                                           "split",    "unverifiable", "undone"};
    return words[action];
}

/* A verdict gives way to a later one, a rejection also to a later correction; a correction to later ones of all its
 * fields, and to a later rejection. */
static bool is_outdone(const review_patch *patches, size_t count, size_t at)
{
    const patch *p = &patches[at].p;
    bool corrects = p->action == SITREP_ACTION_correct;
    size_t left = corrects ? p->change_count : 1;
    for (size_t i = at + 1; i < count; i++) {
        const patch *q = &patches[i].p;
        if (q->action == SITREP_ACTION_correct && corrects) {
            left = 0;
            for (size_t k = 0; k < p->change_count; k++) {
                bool set = false;
                for (size_t j = i; j < count; j++)
                    for (size_t m = 0; m < patches[j].p.change_count; m++)
                        set = set || sv_eq(patches[j].p.changes[m].field, p->changes[k].field);
                left += !set;
            }
            if (!left) return true;
        } else if (q->action == SITREP_ACTION_correct) {
            if (p->action == SITREP_ACTION_reject) return true;
        } else if (!corrects || q->action == SITREP_ACTION_reject) {
            return true;
        }
    }
    return false;
}

/* What falls or is to be looked at again with this row: undertakings built on it, contradictions of which it is a
 * side. `sql` gives their ids for the root. */
static sitrep_status mark_others(linking *l, sitrep_sv root, const char *sql, const review_mark *mark)
{
    sqlite3_stmt *stmt = link_sql(l, sql);
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, root);
    sitrep_sv ids[64];
    size_t count = 0;
    int code;
    while (count < 64 && (code = link_step(l, stmt)) > 0) ids[count++] = arena_copy(&l->arena, db_column(stmt, 0));
    sqlite3_reset(stmt);
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) {
        sqlite3_stmt *has =
            link_sql(l, "SELECT 1 FROM patch_effect WHERE id = ? AND patch = ? AND superseded_at IS NULL");
        if (!has) return link_failed(l);
        db_bind_sv(has, 1, ids[i]);
        sqlite3_bind_int64(has, 2, mark->patch);
        int found = link_step(l, has);
        sqlite3_reset(has);
        if (found < 0) return link_failed(l);
        if (!found) status = add_effect(l, ids[i], mark);
    }
    return status;
}

/* Effects of patches on this root that stand on other rows and whose patch is no longer in force. */
static sitrep_status unmark_others(linking *l, sitrep_sv root, const int64_t *kept, size_t count)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT pe.effect, pe.patch FROM patch_root pr JOIN patch_effect pe ON pe.patch = "
                                     "pr.patch WHERE pr.id = ?1 AND pr.superseded_at IS NULL AND pe.what IN ('fallen', "
                                     "'look again') AND pe.superseded_at IS NULL");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, root);
    int64_t gone[256];
    size_t gone_count = 0;
    int code;
    while (gone_count < 256 && (code = link_step(l, stmt)) > 0) {
        bool keep = false;
        for (size_t i = 0; i < count; i++) keep = keep || kept[i] == sqlite3_column_int64(stmt, 1);
        if (!keep) gone[gone_count++] = sqlite3_column_int64(stmt, 0);
    }
    sqlite3_reset(stmt);
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < gone_count && !status; i++) {
        stmt = link_sql(l, "UPDATE patch_effect SET superseded_at = ?1 WHERE effect = ?2");
        if (!stmt) return link_failed(l);
        sqlite3_bind_int64(stmt, 1, l->seen_at);
        sqlite3_bind_int64(stmt, 2, gone[i]);
        status = link_done(l, stmt);
    }
    return status;
}

#define SIDES_SQL "SELECT id FROM contradiction WHERE one = ?1 OR other = ?1"
#define UNDERTAKINGS_SQL                                                                                               \
    "SELECT u.id FROM undertaking u JOIN claim c ON c.claim = u.claim WHERE c.id = ?1 UNION SELECT u.id FROM "         \
    "undertaking u JOIN statement s ON s.statement = u.statement WHERE s.id = ?1"

static sitrep_status mark_company(linking *l, sitrep_sv root, review_patch *patches, size_t count)
{
    int64_t kept[MARKS_MAX];
    size_t kept_count = 0;
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < count && !status && kept_count < MARKS_MAX; i++) {
        sitrep_action action = patches[i].p.action;
        if (patches[i].outdone || (action != SITREP_ACTION_reject && action != SITREP_ACTION_correct)) continue;
        bool rejects = action == SITREP_ACTION_reject;
        sitrep_sv words = arena_printf(&l->arena, "%.*s %s", SV_ARG(root), mark_of(l, patches, count, i).ptr);
        review_mark mark = {.patch = patches[i].row, .what = rejects ? "fallen" : "look again", .mark = words};
        kept[kept_count++] = patches[i].row;
        status = mark_others(l, root, SIDES_SQL, &mark);
        if (!status && rejects) status = mark_others(l, root, UNDERTAKINGS_SQL, &mark);
    }
    return status ? status : unmark_others(l, root, kept, kept_count);
}

static const char *state_of(const review_patch *r)
{
    return r->outdone ? "outdone" : "applied";
}

sitrep_status review_mark_patches(linking *l, sitrep_sv root, review_patch *patches, size_t count)
{
    review_mark *marks = ARENA_ARRAY(&l->arena, review_mark, MARKS_MAX);
    size_t used = 0;
    sitrep_status status = marks ? SITREP_OK : base_error(l->err, SITREP_NOMEM, "out of memory");
    for (size_t i = 0; i < count && !status; i++) {
        review_patch *r = &patches[i];
        r->outdone = is_outdone(patches, count, i);
        status =
            keep_patch_state(l->s, r->row, state_of(r), r->outdone ? "a later decision stands" : "in force", l->err);
        if (r->outdone) continue;
        review_mark mark = {.patch = r->row, .what = what_of(r->p.action), .mark = mark_of(l, patches, count, i)};
        if (!r->p.change_count && used < MARKS_MAX) marks[used++] = mark;
        for (size_t k = 0; k < r->p.change_count && used < MARKS_MAX; k++) {
            const patch_change *c = &r->p.changes[k];
            if (is_set_later(patches, count, i, c->field)) continue;
            mark.field = c->field;
            mark.before = c->before;
            mark.after = c->after;
            marks[used++] = mark;
        }
    }
    if (!status) status = review_sync_marks(l, root, marks, used);
    return status ? status : mark_company(l, root, patches, count);
}

/* ---- conflicts ---- */

#define CLASHES_MAX 64u

typedef struct clash {
    int64_t one, other;
    sitrep_sv field;
    char reason[220];
} clash;

typedef struct clashes {
    clash list[CLASHES_MAX];
    size_t count;
} clashes;

static const patch_change *change_of(const patch *p, sitrep_sv field)
{
    for (size_t i = 0; i < p->change_count; i++)
        if (sv_eq(p->changes[i].field, field)) return &p->changes[i];
    return NULL;
}

/* One field's values in order: who does not have the value before as his "old" did not know of it. Somebody who did
 * know settles what was contested before. */
static void clash_over_field(const review_patch *patches, size_t count, sitrep_sv field, clashes *out)
{
    const review_patch *last = NULL;
    size_t first = out->count;
    for (size_t i = 0; i < count; i++) {
        const patch_change *now = change_of(&patches[i].p, field), *before = last ? change_of(&last->p, field) : NULL;
        if (!now) continue;
        bool knew = before && sv_eq(before->after, now->before);
        if (knew) out->count = first;
        if (before && !knew && !sv_eq(before->after, now->after) && out->count < CLASHES_MAX) {
            clash *c = &out->list[out->count++];
            *c = (clash){.one = last->row, .other = patches[i].row, .field = field};
            sitrep_sv one = readable(before->after, before->has_after), other = readable(now->after, now->has_after);
            snprintf(c->reason, sizeof c->reason, "%.*s says '%.*s', %.*s '%.*s', neither knowing of the other",
                     SV_ARG(last->p.who), SV_ARG(one), SV_ARG(patches[i].p.who), SV_ARG(other));
        }
        last = &patches[i];
    }
}

/* What people said last of a row as a whole, where two differ: it cannot be told whether one knew of the other. A
 * correction differs from a rejection alone. */
static void clash_over_verdict(const review_patch *patches, size_t count, clashes *out)
{
    for (size_t i = 0; i < count; i++) {
        bool last = true;
        for (size_t k = i + 1; k < count; k++) last = last && patches[k].signer != patches[i].signer;
        for (size_t k = i + 1; last && k < count && out->count < CLASHES_MAX; k++) {
            const review_patch *a = &patches[i], *b = &patches[k];
            bool last_of_his = true;
            for (size_t m = k + 1; m < count; m++) last_of_his = last_of_his && patches[m].signer != b->signer;
            bool corrects = a->p.action == SITREP_ACTION_correct || b->p.action == SITREP_ACTION_correct;
            bool rejects = a->p.action == SITREP_ACTION_reject || b->p.action == SITREP_ACTION_reject;
            if (!last_of_his || a->p.action == b->p.action || (corrects && !rejects)) continue;
            clash *c = &out->list[out->count++];
            *c = (clash){.one = a->row, .other = b->row, .field = SV("verdict")};
            snprintf(c->reason, sizeof c->reason, "%.*s: %s; %.*s: %s", SV_ARG(a->p.who),
                     sitrep_action_name(a->p.action), SV_ARG(b->p.who), sitrep_action_name(b->p.action));
        }
    }
}

static void find_clashes(const review_patch *patches, size_t count, clashes *out)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < patches[i].p.change_count; k++) {
            sitrep_sv field = patches[i].p.changes[k].field;
            bool done = false;
            for (size_t m = 0; m < i; m++) done = done || change_of(&patches[m].p, field);
            if (!done) clash_over_field(patches, count, field, out);
        }
    clash_over_verdict(patches, count, out);
}

static sitrep_status add_conflict(linking *l, sitrep_sv root, const clash *c)
{
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT INTO patch_conflict (id, field, one, other, reason, seen_at) VALUES (?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, root);
    db_bind_sv(stmt, 2, c->field);
    sqlite3_bind_int64(stmt, 3, c->one);
    sqlite3_bind_int64(stmt, 4, c->other);
    db_bind_sv(stmt, 5, sv_of(c->reason));
    sqlite3_bind_int64(stmt, 6, l->seen_at);
    return link_done(l, stmt);
}

static sitrep_status end_conflict(linking *l, sitrep_sv root, const clash *c)
{
    sqlite3_stmt *stmt =
        link_sql(l, "UPDATE patch_conflict SET superseded_at = ?1 WHERE id = ?2 AND one = ?3 AND other = ?4 AND "
                    "field = ?5 AND superseded_at IS NULL");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->seen_at);
    db_bind_sv(stmt, 2, root);
    sqlite3_bind_int64(stmt, 3, c->one);
    sqlite3_bind_int64(stmt, 4, c->other);
    db_bind_sv(stmt, 5, c->field);
    return link_done(l, stmt);
}

static bool has_clash(const clashes *all, const clash *c)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->list[i].one == c->one && all->list[i].other == c->other && sv_eq(all->list[i].field, c->field))
            return true;
    return false;
}

static sitrep_status list_conflicts(linking *l, sitrep_sv root, clashes *out)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT one, other, field FROM patch_conflict WHERE id = ? AND superseded_at IS NULL");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, root);
    int code = 0;
    while (out->count < CLASHES_MAX && (code = link_step(l, stmt)) > 0)
        out->list[out->count++] = (clash){.one = sqlite3_column_int64(stmt, 0),
                                          .other = sqlite3_column_int64(stmt, 1),
                                          .field = arena_copy(&l->arena, db_column(stmt, 2))};
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

sitrep_status review_sync_conflicts(linking *l, sitrep_sv root, review_patch *patches, size_t count)
{
    clashes *want = ARENA_NEW(&l->arena, clashes), *have = ARENA_NEW(&l->arena, clashes);
    if (!want || !have) return base_error(l->err, SITREP_NOMEM, "out of memory");
    find_clashes(patches, count, want);
    sitrep_status status = list_conflicts(l, root, have);
    for (size_t i = 0; i < have->count && !status; i++)
        if (!has_clash(want, &have->list[i])) status = end_conflict(l, root, &have->list[i]);
    for (size_t i = 0; i < want->count && !status; i++)
        if (!has_clash(have, &want->list[i])) status = add_conflict(l, root, &want->list[i]);
    return status;
}
