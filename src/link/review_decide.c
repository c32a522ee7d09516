/* link/review_decide.c — the public face of reviewing: from what a person asks for to a signed patch; importing,
 * trusting, replaying. Each is one transaction: the patch, its effects and the audit entry, or nothing. */
#include "link/near.h"
#include "link/review_int.h"

#include <sodium.h>

#include "base/banned.h"

#define IMPORT_MAX ((size_t)64 << 20)

/* ---- one transaction ---- */

typedef struct session {
    linking l;
    sitrep_error local;
    sitrep_link_result counts;
} session;

static sitrep_status begin(session *v, sitrep_store *store, sitrep_error *err)
{
    memset(v, 0, sizeof *v);
    v->l.s = store;
    v->l.err = err ? err : &v->local;
    *v->l.err = (sitrep_error){.status = SITREP_OK};
    v->l.result = &v->counts;
    v->l.published_day = SITREP_DAY_NONE;
    arena_init(&v->l.arena, 0);
    sitrep_status status = db_begin(store, v->l.err);
    v->l.seen_at = keep_now(store);
    return status;
}

/* The states of all patches, for the result. */
static sitrep_status count_states(linking *l, sitrep_review_result *out)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT state, count(*) FROM patch_state WHERE superseded_at IS NULL GROUP BY state");
    if (!stmt) return link_failed(l);
    const struct {
        const char *state;
        uint64_t *count;
    } states[] = {{"applied", &out->applied},
                  {"undone", &out->undone},
                  {"outdone", &out->outdone},
                  {"unfit", &out->unfit},
                  {"untrusted", &out->untrusted}};
    int code;
    while ((code = link_step(l, stmt)) > 0)
        for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
            if (sv_eq(db_column(stmt, 0), sv_of(states[i].state)))
                *states[i].count = (uint64_t)sqlite3_column_int64(stmt, 1);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status finish(session *v, sitrep_status status, sitrep_review_result *out)
{
    linking *l = &v->l;
    if (!status) status = l->failure; /* a look that failed is no "nothing found", whoever took it for that */
    if (!status && l->arena.failed) status = base_error(l->err, SITREP_NOMEM, "out of memory");
    if (!status && out) {
        status = count_states(l, out);
        out->rows = v->counts.claims + v->counts.events_grown;
    }
    for (size_t i = 0; i < sizeof l->statements / sizeof l->statements[0]; i++) sqlite3_finalize(l->statements[i]);
    status = db_end(l->s, status, l->err);
    near_release(l);
    arena_release(&l->arena);
    return status;
}

/* ---- what a decision is about ---- */

static sitrep_sv short_id(sitrep_sv id)
{
    return id.len > REVIEW_ID_LEN && id.ptr[REVIEW_ID_LEN] == '.' ? sv_part(id, 0, REVIEW_ID_LEN) : id;
}

/* Where a row stands: the report's id, the span and the words there. */
static const char *const where_sql[REVIEW_KIND_COUNT] = {
    [REVIEW_CLAIM] =
        "SELECT r.id, x.first, x.last, x.trigger, x.report FROM claim x JOIN report r USING (report) WHERE x.id "
        "= ?",
    [REVIEW_FIGURE] =
        "SELECT r.id, x.first, x.last, x.text, x.report FROM figure x JOIN report r USING (report) WHERE x.id = ?",
    [REVIEW_STATEMENT] =
        "SELECT r.id, coalesce(x.content_first, se.first), coalesce(x.content_last, se.last), "
        "substr(coalesce(x.content, ''), 1, 400), x.report FROM statement x JOIN sentence se USING (sentence) "
        "JOIN report r ON r.report = x.report WHERE x.id = ?",
    [REVIEW_EVENT] =
        "SELECT r.id, c.first, c.last, c.trigger, c.report FROM event x JOIN claim c ON c.claim = x.first_claim "
        "JOIN report r ON r.report = c.report WHERE x.id = ?",
    [REVIEW_UNDERTAKING] =
        "SELECT r.id, se.first, se.last, substr(x.content, 1, 400), x.report FROM undertaking x JOIN "
        "sentence se ON se.sentence = x.sentence JOIN report r ON r.report = x.report WHERE x.id = ?",
    [REVIEW_CONTRADICTION] = "SELECT NULL, 0, 0, NULL, 0 FROM contradiction x WHERE x.id = ?",
    [REVIEW_PATCH] = "SELECT NULL, 0, 0, NULL, 0 FROM patch x WHERE x.id = ?",
};

typedef struct place_of {
    sitrep_sv report, said;
    sitrep_span span;
    int64_t report_row;
} place_of;

static sitrep_status where_is(linking *l, sitrep_sv id, place_of *out)
{
    review_kind kind = review_kind_of(id);
    if (kind == REVIEW_KIND_COUNT)
        return base_error(l->err, SITREP_USAGE, "'%.*s' is no id of anything that can be reviewed", SV_ARG(id));
    sqlite3_stmt *stmt = db_prepare(l->s, where_sql[kind], l->err);
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, id);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *out = (place_of){.report = arena_copy(&l->arena, db_column(stmt, 0)),
                          .said = arena_copy(&l->arena, db_column(stmt, 3)),
                          .span = {(uint32_t)sqlite3_column_int64(stmt, 1), (uint32_t)sqlite3_column_int64(stmt, 2)},
                          .report_row = sqlite3_column_int64(stmt, 4)};
    sitrep_status status = code == SQLITE_ROW ? SITREP_OK
                           : code == SQLITE_DONE
                               ? base_error(l->err, SITREP_NOT_FOUND, "there is no '%.*s' in this ledger", SV_ARG(id))
                               : db_error(l->s, "asking the store", l->err);
    sqlite3_finalize(stmt);
    return status;
}

/* The row that stands for a root now; the root itself where none does (it was rejected). */
static sitrep_status standing_row(linking *l, sitrep_sv root, int64_t *out_row)
{
    const review_table *table = review_table_of(root);
    sitrep_status status = SITREP_OK;
    *out_row = 0;
    if (table->copied) status = review_current(l, table, root, out_row);
    return status || *out_row ? status : review_root_row(l, table, root, out_row);
}

/* Why a name is no field; who says a number or claims an event stands in the statement that it hangs on. */
static sitrep_status no_field(linking *l, const patch *p, const review_table *table, sitrep_sv name)
{
    sitrep_sv statement = {NULL, 0};
    if (table->copied && table->letter != 's' && sv_starts(name, SV("speaker"))) {
        char sql[160];
        snprintf(sql, sizeof sql, "SELECT s.id FROM %s t JOIN statement s ON s.statement = t.statement WHERE t.id = ?",
                 table->name);
        sqlite3_stmt *stmt = db_prepare(l->s, sql, l->err);
        if (!stmt) return link_failed(l);
        db_bind_sv(stmt, 1, p->target);
        if (sqlite3_step(stmt) == SQLITE_ROW) statement = arena_copy(&l->arena, db_column(stmt, 0));
        sqlite3_finalize(stmt);
    }
    if (statement.len)
        return base_error(l->err, SITREP_USAGE, "who says so stands in the statement '%.*s': correct its %.*s",
                          SV_ARG(statement), SV_ARG(name));
    return base_error(l->err, SITREP_USAGE, "there is no field '%.*s' to correct in a %s", SV_ARG(name), table->name);
}

static sitrep_status add_change(linking *l, patch *p, const place_of *at, int64_t row, sitrep_sv name, sitrep_sv typed)
{
    const review_table *table = review_table_of(p->target);
    const review_field *field = review_field_of(table, name);
    if (!field) return no_field(l, p, table, name);
    if (p->change_count == PATCH_CHANGES_MAX)
        return base_error(l->err, SITREP_USAGE, "more than %u fields", PATCH_CHANGES_MAX);
    patch_change *c = &p->changes[p->change_count];
    *c = (patch_change){.field = sv_of(field->name)};
    typed = sv_trim(typed);
    sitrep_status status = typed.len ? review_canonical(l, field, at->report_row, typed, &c->after) : SITREP_OK;
    c->has_after = typed.len != 0;
    if (!status) status = review_value(l, table, field, row, &c->before, &c->has_before);
    if (!status && (c->has_after != c->has_before || !sv_eq(c->before, c->after))) p->change_count++;
    return status;
}

/* "number=191" is its likeliest, and its lowest and highest where those are stated; so is "best=191" where the three
 * were one. */
static sitrep_status add_number(linking *l, patch *p, const place_of *at, int64_t row, sitrep_sv name, sitrep_sv typed)
{
    static const char *const all[] = {"low", "best", "high"};
    bool whole = sv_eq(name, SV("number"));
    sitrep_sv low = {NULL, 0}, high = {NULL, 0};
    bool has_low = false, has_high = false;
    const review_table *table = review_table_of(p->target);
    sitrep_status status = review_value(l, table, review_field_of(table, SV("low")), row, &low, &has_low);
    if (!status) status = review_value(l, table, review_field_of(table, SV("high")), row, &high, &has_high);
    bool one = has_low && has_high && sv_eq(low, high);
    const bool set[] = {whole ? has_low : one, true, whole ? has_high : one};
    for (size_t i = 0; i < 3 && !status; i++)
        if (set[i]) status = add_change(l, p, at, row, sv_of(all[i]), typed);
    return status;
}

static sitrep_status add_changes(linking *l, patch *p, const place_of *at, const sitrep_decision *d)
{
    int64_t row = 0;
    sitrep_status status = standing_row(l, p->target, &row);
    bool figure = review_kind_of(p->target) == REVIEW_FIGURE;
    if (!sitrep_review_fields(p->target) || !review_table_of(p->target)->fields)
        return base_error(l->err, SITREP_USAGE, "nothing can be corrected in '%.*s'; accept, reject, merge or split it",
                          SV_ARG(p->target));
    for (size_t i = 0; i < d->change_count && !status; i++) {
        sitrep_sv name = d->changes[i].field;
        bool number = figure && (sv_eq(name, SV("number")) || sv_eq(name, SV("best")));
        for (size_t k = 0; k < i && !status; k++)
            if (sv_eq(d->changes[k].field, name))
                status = base_error(l->err, SITREP_USAGE, "%.*s is given twice", SV_ARG(name));
        if (!status) status = (number ? add_number : add_change)(l, p, at, row, name, d->changes[i].value);
    }
    if (!status && !p->change_count)
        status = base_error(l->err, SITREP_USAGE, "nothing to correct: it reads like that already");
    return status;
}

static sitrep_status add_claim(linking *l, patch *p, sitrep_sv id)
{
    place_of at;
    if (p->claim_count == PATCH_CLAIMS_MAX)
        return base_error(l->err, SITREP_USAGE, "more than %u claims", PATCH_CLAIMS_MAX);
    sitrep_status status = where_is(l, id, &at);
    if (!status) p->claims[p->claim_count++] = (patch_claim){id, at.report, at.span};
    return status;
}

/* A claim that stands for an event in a patch: one that is in it now, or its first. */
static sitrep_status add_event_claim(linking *l, patch *p, sitrep_sv event)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT substr(c.id, 1, 17) FROM event e JOIN event_claim ec ON ec.event = e.event JOIN claim c ON c.claim "
           "= ec.claim WHERE e.id >= ?1 AND e.id < ?1 || '/' ORDER BY ec.superseded_at IS NOT NULL, ec.seen_at, "
           "c.report, c.n LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, event);
    int code = link_step(l, stmt);
    sitrep_sv claim = code > 0 ? arena_copy(&l->arena, db_column(stmt, 0)) : (sitrep_sv){NULL, 0};
    sqlite3_reset(stmt);
    if (code < 0) return link_failed(l);
    if (!code) return base_error(l->err, SITREP_NOT_FOUND, "there is no event '%.*s' in this ledger", SV_ARG(event));
    return add_claim(l, p, claim);
}

/* Whether a claim stands in the event now. */
static sitrep_status check_in_event(linking *l, sitrep_sv claim, sitrep_sv event)
{
    sqlite3_stmt *stmt = link_sql(
        l,
        "SELECT 1 FROM event e JOIN event_claim ec ON ec.event = e.event AND ec.superseded_at IS NULL JOIN claim c ON "
        "c.claim = ec.claim WHERE e.id >= ?1 AND e.id < ?1 || '/' AND substr(c.id, 1, 17) = ?2");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, event);
    db_bind_sv(stmt, 2, claim);
    int code = link_step(l, stmt);
    sqlite3_reset(stmt);
    if (code < 0) return link_failed(l);
    return code ? SITREP_OK
                : base_error(l->err, SITREP_USAGE, "claim '%.*s' is not in event '%.*s'", SV_ARG(claim), SV_ARG(event));
}

static sitrep_status add_others(linking *l, patch *p, const sitrep_decision *d)
{
    sitrep_status status = SITREP_OK;
    if (p->action == SITREP_ACTION_merge) {
        if (d->other_count != 1) return base_error(l->err, SITREP_USAGE, "a merge is of two events");
        p->other = short_id(d->others[0]);
        if (sv_eq(p->other, p->target))
            return base_error(l->err, SITREP_USAGE, "an event cannot be merged with itself");
        status = add_event_claim(l, p, p->target);
        return status ? status : add_event_claim(l, p, p->other);
    }
    if (!d->other_count)
        return base_error(l->err, SITREP_USAGE, "which claims are to go? 'sitrep events --why %.*s' lists them",
                          SV_ARG(p->target));
    for (size_t i = 0; i < d->other_count && !status; i++) {
        sitrep_sv claim = short_id(d->others[i]);
        status = check_in_event(l, claim, p->target);
        if (!status) status = add_claim(l, p, claim);
    }
    return status;
}

/* ---- deciding ---- */

/* Later than all that he signed before and than all that is known about the target, so that his decisions hold in the
 * order in which he made them, also within a second. */
static sitrep_status time_of(linking *l, const sitrep_key *key, sitrep_sv target, int64_t *out)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT max(p.at) + 1 FROM patch p JOIN signer k ON k.signer = p.signer WHERE k.public_key = ?1 OR p.target "
           "= ?2 OR p.patch IN (SELECT patch FROM patch_root WHERE id = ?2)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_blob(stmt, 1, patch_key_public(key), PATCH_KEY_SIZE, SQLITE_STATIC);
    db_bind_sv(stmt, 2, target);
    int code = link_step(l, stmt);
    int64_t after = code > 0 ? sqlite3_column_int64(stmt, 0) : 0, now = keep_now(l->s);
    sqlite3_reset(stmt);
    *out = after > now ? after : now;
    return code < 0 ? link_failed(l) : SITREP_OK;
}

static sitrep_status make_patch(linking *l, const sitrep_key *key, const sitrep_decision *d, patch *p)
{
    place_of at = {.report_row = 0};
    *p = (patch){.action = d->action, .target = short_id(d->target), .reason = sv_trim(d->reason), .at = d->at};
    sitrep_status status = where_is(l, p->target, &at);
    if (!status && !d->at) status = time_of(l, key, p->target, &p->at);
    bool undoes = p->action == SITREP_ACTION_undo;
    if (!status && undoes != (review_kind_of(p->target) == REVIEW_PATCH))
        status = base_error(l->err, SITREP_USAGE,
                            undoes ? "only a patch can be undone: '%.*s' is none" : "'%.*s' is a patch: undo it",
                            SV_ARG(p->target));
    p->report = at.report;
    p->span = at.span;
    p->said = at.said;
    if (!status && p->action == SITREP_ACTION_correct) status = add_changes(l, p, &at, d);
    if (!status && (p->action == SITREP_ACTION_merge || p->action == SITREP_ACTION_split)) status = add_others(l, p, d);
    return status ? status : patch_sign(p, key, &l->arena, l->err);
}

static sitrep_status trust_own(linking *l, const sitrep_key *key)
{
    int64_t signer;
    bool trusted;
    sitrep_status status =
        keep_signer(l->s, patch_key_public(key), sv_of(sitrep_key_name(key)), &signer, &trusted, l->err);
    if (status || trusted) return status;
    return keep_signer_trust(l->s, signer, true, "signed in this ledger", l->err);
}

/* Stores one patch and works out what it changes; undoing changes what the undone patch is about. */
static sitrep_status put_in_force(linking *l, int64_t row, const patch *p)
{
    if (p->action == SITREP_ACTION_undo) return review_replay_all(l);
    sitrep_status status = review_resolve(l, row, p);
    sqlite3_stmt *stmt =
        status ? NULL : link_sql(l, "SELECT id FROM patch_root WHERE patch = ? AND superseded_at IS NULL ORDER BY id");
    if (!stmt) return status ? status : link_failed(l);
    sqlite3_bind_int64(stmt, 1, row);
    sitrep_sv roots[PATCH_CLAIMS_MAX + 2];
    size_t count = 0;
    int code;
    while (count < PATCH_CLAIMS_MAX + 2 && (code = link_step(l, stmt)) > 0)
        roots[count++] = arena_copy(&l->arena, db_column(stmt, 0));
    sqlite3_reset(stmt);
    return review_replay(l, roots, count);
}

sitrep_status sitrep_review_decide(sitrep_store *store, const sitrep_key *key, const sitrep_decision *decision,
                                   char out_id[SITREP_ID_SIZE], sitrep_review_result *out_result, sitrep_error *err)
{
    session v;
    sitrep_review_result result = {.patches = 1};
    int64_t row = 0;
    bool added = false;
    sitrep_status status = begin(&v, store, err);
    patch *p = status ? NULL : ARENA_NEW(&v.l.arena, patch);
    if (!status && !p) status = base_error(v.l.err, SITREP_NOMEM, "out of memory");
    if (!status) status = make_patch(&v.l, key, decision, p);
    if (!status) status = trust_own(&v.l, key);
    if (!status) status = keep_patch_insert(store, p, &added, &row, v.l.err);
    if (!status) status = put_in_force(&v.l, row, p);
    if (!status) memcpy(out_id, p->id, SITREP_ID_SIZE);
    result.added = added;
    status = finish(&v, status, &result);
    if (!status && out_result) *out_result = result;
    return status;
}

/* ---- keys of others ---- */

static sitrep_status find_signer(linking *l, sitrep_sv id, int64_t *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT signer FROM signer WHERE id = ?");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, id);
    int code = link_step(l, stmt);
    *out = code > 0 ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    if (code < 0) return link_failed(l);
    return *out ? SITREP_OK
                : base_error(l->err, SITREP_NOT_FOUND, "no patch in this ledger is signed by '%.*s'", SV_ARG(id));
}

sitrep_status sitrep_review_trust(sitrep_store *store, sitrep_sv key_file_or_id, bool trusted,
                                  sitrep_review_result *out_result, sitrep_error *err)
{
    session v;
    sitrep_sv name, text = sv_trim(key_file_or_id);
    unsigned char key[PATCH_KEY_SIZE];
    int64_t signer = 0;
    bool was = false;
    sitrep_review_result result = {.patches = 0};
    sitrep_status status = begin(&v, store, err);
    if (!status && text.len == REVIEW_ID_LEN && text.ptr[0] == 'k') {
        status = find_signer(&v.l, text, &signer);
    } else if (!status) {
        status = patch_public_key(key_file_or_id, &name, key, v.l.err);
        if (!status) status = keep_signer(store, key, name, &signer, &was, v.l.err);
    }
    if (!status)
        status = keep_signer_trust(store, signer, trusted, trusted ? "trusted by hand" : "no longer trusted, by hand",
                                   v.l.err);
    if (!status) status = review_replay_all(&v.l);
    status = finish(&v, status, &result);
    if (!status && out_result) *out_result = result;
    return status;
}

/* ---- import and replay ---- */

typedef struct importing {
    session *v;
    const char *name;
    bool trust;
    sitrep_reject_fn on_reject;
    void *ctx;
    sitrep_review_result *result;
} importing;

static void refuse(const importing *i, sitrep_error *why)
{
    base_error_file(why, i->name);
    i->result->refused++;
    if (i->on_reject) i->on_reject(i->ctx, why);
}

static sitrep_status take_patch(importing *i, const patch *p, uint32_t line)
{
    linking *l = &i->v->l;
    bool added = false, trusted = false;
    int64_t row, signer;
    sitrep_error why = {0};
    if (!patch_is_signed(p)) {
        (void)base_error_at(&why, SITREP_CHECKSUM, i->name, line, 0, 0,
                            "patch %s is not what %.*s signed: it is refused", p->id, SV_ARG(p->who));
        refuse(i, &why);
        return SITREP_OK;
    }
    sitrep_status status = keep_patch_insert(l->s, p, &added, &row, l->err);
    if (!status && i->trust) {
        status = keep_signer(l->s, p->key, p->who, &signer, &trusted, l->err);
        if (!status && !trusted) status = keep_signer_trust(l->s, signer, true, "trusted at an import", l->err);
    }
    i->result->added += added;
    return status;
}

static sitrep_status take_all(importing *i, sitrep_sv bytes)
{
    linking *l = &i->v->l;
    uint32_t line = 0;
    patch *p = ARENA_NEW(&l->arena, patch);
    if (!p) return base_error(l->err, SITREP_NOMEM, "out of memory");
    for (;;) {
        sitrep_error why = {0};
        arena_mark mark = arena_mark_set(&l->arena);
        uint32_t first = line + 1;
        sitrep_status status = patch_parse(&bytes, &line, &l->arena, p, &why);
        if (status == SITREP_EMPTY) return SITREP_OK;
        i->result->patches++;
        if (status == SITREP_NOMEM) return base_error(l->err, SITREP_NOMEM, "out of memory");
        if (status)
            refuse(i, &why);
        else
            status = take_patch(i, p, first);
        if (status && status != SITREP_FORMAT) return status;
        if (l->err->status) return l->err->status;
        arena_mark_rewind(&l->arena, mark);
    }
}

sitrep_status sitrep_review_import(sitrep_store *store, sitrep_sv bytes, const char *name, bool trust_signers,
                                   sitrep_reject_fn on_reject, void *ctx, sitrep_review_result *out_result,
                                   sitrep_error *err)
{
    session v;
    sitrep_review_result result = {.patches = 0};
    if (sodium_init() < 0) return base_error(err, SITREP_IO, "the signing library does not start");
    if (bytes.len > IMPORT_MAX) return base_error(err, SITREP_LIMIT, "the file of patches is larger than 64 MiB");
    sitrep_status status = begin(&v, store, err);
    importing i = {&v, name, trust_signers, on_reject, ctx, &result};
    if (!status) status = take_all(&i, bytes);
    if (!status) status = review_replay_all(&v.l);
    status = finish(&v, status, &result);
    if (!status && out_result) *out_result = result;
    return status;
}

sitrep_status sitrep_review_replay(sitrep_store *store, sitrep_review_result *out_result, sitrep_error *err)
{
    session v;
    sitrep_review_result result = {.patches = 0};
    sitrep_status status = begin(&v, store, err);
    if (!status) status = review_replay_all(&v.l);
    status = finish(&v, status, &result);
    if (!status && out_result) *out_result = result;
    return status;
}
