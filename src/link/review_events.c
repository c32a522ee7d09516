/* link/review_events.c — merges and splits of events. Linking's own assignment of claims to events is the start; merges
 * and splits are applied to it in order of time and id; what comes out is compared with what stands, and where it
 * differs a further event row takes the claims. A further row of event e… has the id e….1, as versions of claims do;
 * tables print both alike. Only the events that the patches connect are looked at. */
#include "link/near.h"
#include "link/review_int.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/banned.h"

#define EVENTS_MAX 256u
#define CLAIMS_MAX 4096u

typedef struct member {
    sitrep_sv root, automatic; /* the claim, and the event that linking gave it */
    sitrep_sv label;           /* the event that it should be in */
    int64_t row, event;        /* its row and event that stand now; 0 for none */
    sitrep_sv event_id, moved; /* of `event`; why it is not where linking put it */
} member;

typedef struct component {
    sitrep_sv events[EVENTS_MAX];
    size_t event_count;
    member *members;
    size_t count;
    review_patch *patches; /* merges and splits, oldest first */
    size_t patch_count;
} component;

static sitrep_sv root_of(sitrep_sv id)
{
    return id.len > REVIEW_ID_LEN ? sv_part(id, 0, REVIEW_ID_LEN) : id;
}

sitrep_status review_event_of(linking *l, sitrep_sv claim, sitrep_sv *out_event)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT e.id FROM claim c JOIN event_claim ec ON ec.claim = c.claim JOIN event e ON "
                    "e.event = ec.event WHERE c.id = ? ORDER BY ec.seen_at, ec.event LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, claim);
    int code = link_step(l, stmt);
    *out_event = code > 0 ? arena_copy(&l->arena, root_of(db_column(stmt, 0))) : (sitrep_sv){NULL, 0};
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static bool add_event(component *c, sitrep_sv id)
{
    for (size_t i = 0; i < c->event_count; i++)
        if (sv_eq(c->events[i], id)) return true;
    if (c->event_count == EVENTS_MAX) return false;
    c->events[c->event_count++] = id;
    return true;
}

/* The other events of all merges and splits that touch event `at`. */
static sitrep_status grow(linking *l, component *c, size_t at)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT DISTINCT o.id FROM patch_root pr JOIN patch p ON p.patch = pr.patch AND "
                    "p.action IN ('merge', 'split') JOIN patch_root o ON o.patch = p.patch WHERE pr.id = ? "
                    "ORDER BY o.id");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, c->events[at]);
    bool fits = true;
    int code;
    while ((code = link_step(l, stmt)) > 0) fits = add_event(c, arena_copy(&l->arena, db_column(stmt, 0))) && fits;
    if (code < 0) return link_failed(l);
    return fits ? SITREP_OK
                : base_error(l->err, SITREP_LIMIT, "more than %u events are connected by reviews", EVENTS_MAX);
}

/* The claims that are, or were by linking, in an event. */
static sitrep_status list_members(linking *l, component *c, sitrep_sv event)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT DISTINCT substr(c.id, 1, 17) FROM event e JOIN event_claim ec ON ec.event = e.event JOIN claim c "
           "ON c.claim = ec.claim WHERE e.id >= ?1 AND e.id < ?1 || '/' ORDER BY 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, event);
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        sitrep_sv id = db_column(stmt, 0);
        size_t i = 0;
        while (i < c->count && !sv_eq(c->members[i].root, id)) i++;
        if (i < c->count) continue;
        if (c->count == CLAIMS_MAX) {
            sqlite3_reset(stmt);
            return base_error(l->err, SITREP_LIMIT, "more than %u claims are connected by reviews", CLAIMS_MAX);
        }
        c->members[c->count++] = (member){.root = arena_copy(&l->arena, id)};
    }
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status load_member(linking *l, member *m)
{
    const review_table *claims = review_table_of(SV("c"));
    sitrep_status status = review_event_of(l, m->root, &m->automatic);
    if (!status) status = review_current(l, claims, m->root, &m->row);
    if (status || !m->row) return status;
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT e.event, e.id FROM event_claim ec JOIN event e ON e.event = ec.event WHERE "
                    "ec.claim = ? AND ec.superseded_at IS NULL LIMIT 1");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, m->row);
    int code = link_step(l, stmt);
    m->event = code > 0 ? sqlite3_column_int64(stmt, 0) : 0;
    m->event_id = code > 0 ? arena_copy(&l->arena, db_column(stmt, 1)) : (sitrep_sv){NULL, 0};
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* A claim whose type, place or days were corrected stays only where it still fits. */
static sitrep_status first_label(linking *l, member *m)
{
    const review_table *claims = review_table_of(SV("c"));
    int64_t root_row = 0;
    bool fits = true;
    m->label = m->automatic;
    sitrep_status status = review_root_row(l, claims, m->root, &root_row);
    if (!status && m->row && m->row != root_row) status = link_still_fits(l, m->row, root_row, &fits);
    if (status || fits) return status;
    sitrep_sv parts[] = {SV("event"), m->root, SV("corrected")};
    char id[KEEP_ID_SIZE];
    keep_make_id('e', parts, 3, id);
    m->label = arena_copy(&l->arena, sv_of(id));
    m->moved = SV("corrected so that it fits its event no longer");
    return SITREP_OK;
}

static int by_time(const void *a, const void *b)
{
    const review_patch *x = a, *y = b;
    if (x->p.at != y->p.at) return x->p.at < y->p.at ? -1 : 1;
    return strcmp(x->p.id, y->p.id);
}

static sitrep_status load_patches(linking *l, component *c)
{
    size_t cap = 0;
    for (size_t i = 0; i < c->event_count; i++) {
        review_patch *list = NULL;
        size_t count = 0;
        sitrep_status status = review_active(l, c->events[i], &list, &count);
        if (status) return status;
        for (size_t k = 0; k < count; k++) {
            bool has = list[k].p.action != SITREP_ACTION_merge && list[k].p.action != SITREP_ACTION_split;
            for (size_t j = 0; j < c->patch_count && !has; j++) has = c->patches[j].row == list[k].row;
            if (has) continue;
            c->patches = arena_room(&l->arena, c->patches, c->patch_count, &cap, sizeof *c->patches);
            if (!c->patches) return base_error(l->err, SITREP_NOMEM, "out of memory");
            c->patches[c->patch_count++] = list[k];
        }
    }
    if (c->patch_count) qsort(c->patches, c->patch_count, sizeof *c->patches, by_time);
    return SITREP_OK;
}

/* A claim of a patch as this ledger has it: by its id, or where the re-reading put it. */
static member *find_member(component *c, sitrep_sv root)
{
    for (size_t i = 0; i < c->count; i++)
        if (sv_eq(c->members[i].root, root)) return &c->members[i];
    return NULL;
}

static sitrep_sv reason_of(linking *l, const char *verb, const patch *p)
{
    return arena_printf(&l->arena, "%s by %.*s: %.*s", verb, SV_ARG(p->who), SV_ARG(p->reason));
}

static sitrep_status apply_patch(linking *l, component *c, const patch *p)
{
    member *named[PATCH_CLAIMS_MAX];
    for (size_t i = 0; i < p->claim_count; i++) {
        sitrep_sv id = p->claims[i].id;
        sitrep_status status = review_claim_here(l, &p->claims[i], &id);
        if (status) return status;
        named[i] = find_member(c, id);
        if (!named[i]) return SITREP_OK; /* review_resolve said why */
    }
    if (p->action == SITREP_ACTION_merge) {
        sitrep_sv to = named[0]->label, from = named[1]->label, why = reason_of(l, "merged", p);
        for (size_t i = 0; i < c->count && !sv_eq(to, from); i++)
            if (sv_eq(c->members[i].label, from)) c->members[i].label = to, c->members[i].moved = why;
        return SITREP_OK;
    }
    sitrep_sv parts[] = {SV("split"), sv_of(p->id)}, why = reason_of(l, "split off", p);
    char id[KEEP_ID_SIZE];
    keep_make_id('e', parts, 2, id);
    sitrep_sv label = arena_copy(&l->arena, sv_of(id));
    for (size_t i = 0; i < p->claim_count; i++) named[i]->label = label, named[i]->moved = why;
    return SITREP_OK;
}

/* ---- making it so ---- */

/* The event row that all standing claims of the group are in, and nobody else; 0 where there is none such. */
static int64_t common_event(const component *c, sitrep_sv label)
{
    int64_t event = 0;
    for (size_t i = 0; i < c->count; i++) {
        const member *m = &c->members[i];
        if (!m->row || !m->event || !sv_eq(m->label, label)) continue;
        if ((event && m->event != event) || !sv_eq(root_of(m->event_id), label)) return 0;
        event = m->event;
    }
    for (size_t i = 0; i < c->count && event; i++)
        if (c->members[i].row && c->members[i].event == event && !sv_eq(c->members[i].label, label)) return 0;
    return event;
}

static sitrep_status new_event(linking *l, sitrep_sv label, int64_t first_claim, int64_t *out_event)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT count(*) FROM event WHERE id >= ?1 AND id < ?1 || '/'");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, label);
    int code = link_step(l, stmt);
    int64_t made = code > 0 ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    if (code < 0) return link_failed(l);
    sitrep_sv id = made ? arena_printf(&l->arena, "%.*s.%" PRId64, SV_ARG(label), made) : label;
    if (!id.ptr) return base_error(l->err, SITREP_NOMEM, "out of memory");
    stmt = link_sql(l, "INSERT INTO event (id, type, first_claim) SELECT ?1, type, claim FROM claim WHERE claim = ?2");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, id);
    sqlite3_bind_int64(stmt, 2, first_claim);
    sitrep_status status = link_done(l, stmt);
    *out_event = sqlite3_last_insert_rowid(l->s->db);
    return status;
}

/* A corrected claim is found by later reports as the one that it was is: by its keys, on the day of its report. */
static sitrep_status note_keys(linking *l, int64_t claim)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT r.seen_at FROM claim c JOIN report r ON r.report = c.report WHERE c.claim = ?");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, claim);
    int64_t now = l->seen_at;
    if (link_step(l, stmt) > 0) l->seen_at = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    claim_view view;
    sitrep_status status = near_read(l, claim, &view);
    if (!status) status = near_add(l, &view);
    l->seen_at = now;
    return status;
}

/* Puts a claim into an event row, with linking's own score and reason, and the reviewer's where one moved it. */
static sitrep_status put_member(linking *l, const member *m, int64_t event)
{
    sitrep_status status = SITREP_OK;
    if (m->event) {
        sqlite3_stmt *end =
            link_sql(l, "UPDATE event_claim SET superseded_at = ?1 WHERE claim = ?2 AND superseded_at IS NULL");
        if (!end) return link_failed(l);
        sqlite3_bind_int64(end, 1, l->seen_at);
        sqlite3_bind_int64(end, 2, m->row);
        status = link_done(l, end);
    }
    sqlite3_stmt *add =
        status ? NULL
               : link_sql(l, "INSERT INTO event_claim (claim, event, score, reason, seen_at) SELECT ?1, ?2, ec.score, "
                             "coalesce(?3 || '; by itself: ', '') || ec.reason, ?4 FROM claim c JOIN event_claim ec ON "
                             "ec.claim = c.claim WHERE c.id = ?5 ORDER BY ec.seen_at, ec.event LIMIT 1");
    if (!add) return status ? status : link_failed(l);
    sqlite3_bind_int64(add, 1, m->row);
    sqlite3_bind_int64(add, 2, event);
    db_bind_sv(add, 3, m->moved);
    sqlite3_bind_int64(add, 4, l->seen_at);
    db_bind_sv(add, 5, m->root);
    l->result->events_grown++;
    status = link_done(l, add);
    return status || m->event ? status : note_keys(l, m->row);
}

/* The claim that gives an event its type: of those that linking put there, if any still stands, the first by its id. */
static int64_t first_claim(const component *c, sitrep_sv label)
{
    const member *first = NULL;
    for (size_t i = 0; i < c->count; i++) {
        const member *m = &c->members[i];
        if (!m->row || !sv_eq(m->label, label)) continue;
        bool own = sv_eq(m->automatic, label), firsts = first && sv_eq(first->automatic, label);
        if (!first || (own && !firsts) || (own == firsts && sv_compare(m->root, first->root) < 0)) first = m;
    }
    return first ? first->row : 0;
}

static sitrep_status settle(linking *l, component *c, sitrep_sv label)
{
    int64_t event = common_event(c, label), first = 0;
    bool whole = event != 0;
    sitrep_status status = SITREP_OK;
    first = first_claim(c, label);
    if (!first) return SITREP_OK; /* all rejected */
    if (!whole) status = new_event(l, label, first, &event);
    for (size_t i = 0; i < c->count && !status; i++) {
        member *m = &c->members[i];
        if (m->row && sv_eq(m->label, label) && (!whole || !m->event)) {
            status = put_member(l, m, event);
            m->event = event;
            m->event_id = label;
        }
    }
    return status;
}

static sitrep_status one_component(linking *l, component *c)
{
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < c->event_count && !status; i++) status = grow(l, c, i); /* the list grows under way */
    for (size_t i = 0; i < c->event_count && !status; i++) status = list_members(l, c, c->events[i]);
    for (size_t i = 0; i < c->count && !status; i++) status = load_member(l, &c->members[i]);
    for (size_t i = 0; i < c->count && !status; i++) status = first_label(l, &c->members[i]);
    if (!status) status = load_patches(l, c);
    for (size_t i = 0; i < c->patch_count && !status; i++) status = apply_patch(l, c, &c->patches[i].p);
    for (size_t i = 0; i < c->count && !status; i++) {
        bool done = false;
        for (size_t k = 0; k < i && !done; k++) done = sv_eq(c->members[k].label, c->members[i].label);
        if (!done) status = settle(l, c, c->members[i].label);
    }
    return status;
}

sitrep_status review_events(linking *l, const sitrep_sv *events, size_t count)
{
    sitrep_sv *done = ARENA_ARRAY(&l->arena, sitrep_sv, count + 1);
    size_t done_count = 0;
    sitrep_status status = done ? SITREP_OK : base_error(l->err, SITREP_NOMEM, "out of memory");
    for (size_t i = 0; i < count && !status; i++) {
        bool was = false;
        for (size_t k = 0; k < done_count && !was; k++) was = sv_eq(done[k], events[i]);
        if (was) continue;
        done[done_count++] = events[i];
        arena_mark mark = arena_mark_set(&l->arena);
        component *c = ARENA_NEW(&l->arena, component);
        if (c) c->members = ARENA_ARRAY(&l->arena, member, CLAIMS_MAX);
        if (!c || !c->members) return base_error(l->err, SITREP_NOMEM, "out of memory");
        add_event(c, events[i]);
        status = one_component(l, c);
        arena_mark_rewind(&l->arena, mark);
    }
    return status;
}
