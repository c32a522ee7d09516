/* link/review_show.c — what a reviewer looks at: a row with its sentence in context, what was read, why it is linked as
 * it is, and what was decided. Each part is a query whose rows are lines. What a report says is never trusted: control
 * characters and those that reorder text do not leave here. */
#include "link/review_int.h"

#include "base/banned.h"

typedef struct showing {
    linking l;
    sitrep_error local;
    sitrep_write_fn write;
    void *ctx;
    bool stopped;
} showing;

/* U+061C, U+200E–F, U+202A–E, U+2066–9: they can show a text in another order than it has. */
static bool reorders(uint32_t cp)
{
    return cp == 0x061C || cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069);
}

static void say(showing *s, sitrep_sv line)
{
    buf out = BUF_INIT(0);
    for (size_t i = 0; i < line.len;) {
        uint32_t cp, len = utf8_decode(line, i, &cp);
        bool white = !len || cp < ' ' || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029;
        if (!len) len = 1;
        if (white)
            buf_add_char(&out, ' ');
        else if (!reorders(cp))
            buf_add(&out, line.ptr + i, len);
        i += len;
    }
    buf_add_char(&out, '\n');
    if (!s->stopped) s->stopped = out.failed || !s->write(s->ctx, out.ptr, out.len);
    buf_release(&out);
}

static void say_text(showing *s, const char *line)
{
    say(s, sv_of(line));
}

/* Prints a heading, where it is not NULL, before the first row, and each row's first column as a line. */
static sitrep_status say_rows(showing *s, const char *heading, const char *sql, sitrep_sv id, size_t *out_count)
{
    sqlite3_stmt *stmt = db_prepare(s->l.s, sql, s->l.err);
    if (!stmt) return link_failed(&s->l);
    db_bind_sv(stmt, 1, id);
    size_t count = 0;
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW && !s->stopped) {
        if (!count++ && heading) say_text(s, heading);
        say(s, arena_copy(&s->l.arena, db_column(stmt, 0)));
    }
    if (out_count) *out_count = count;
    sitrep_status status =
        s->stopped || code == SQLITE_DONE ? SITREP_OK : db_error(s->l.s, "asking the store", s->l.err);
    sqlite3_finalize(stmt);
    return status;
}

/* ---- parts ---- */

#define HEAD(table, what)                                                                                              \
    "SELECT substr(t.id, 1, 17) || '  " what                                                                           \
    "' || coalesce(', ' || s.name, '') || coalesce(', ' || substr(r.published, 1, "                                    \
    "10), '') || ', ' || r.id || coalesce(' (' || r.title || ')', '') FROM " table                                     \
    " t JOIN report r ON r.report = t.report LEFT JOIN source s ON s.source = r.source WHERE t.id = ?1"
#define CONTEXT(table)                                                                                                 \
    "SELECT CASE WHEN x.sentence = t.sentence THEN '  > ' ELSE '    ' END || sentence_of(x.report, x.first, x.last) "  \
    "FROM " table " t JOIN sentence se ON se.sentence = t.sentence JOIN sentence x ON x.report = t.report AND x.n "    \
    "BETWEEN se.n - 1 AND "                                                                                            \
    "se.n + 1 WHERE t.id = ?1 ORDER BY x.first"
static const char *const head_sql[REVIEW_KIND_COUNT] = {
    [REVIEW_CLAIM] = HEAD("claim", "claim, \"' || t.trigger || '\""),
    [REVIEW_FIGURE] = HEAD("figure", "figure, \"' || t.text || '\""),
    [REVIEW_STATEMENT] = HEAD("statement", "statement"),
    [REVIEW_UNDERTAKING] =
        HEAD("undertaking", "undertaking: ' || t.kind || ' of ' || coalesce(t.actor, 'nobody named') || '"),
    [REVIEW_EVENT] = "SELECT substr(t.id, 1, 17) || '  event, ' || t.type FROM event t WHERE t.id = ?1",
    [REVIEW_CONTRADICTION] =
        "SELECT t.id || '  contradiction, ' || t.kind || ': ' || t.one || ' and ' || t.other || ': ' || "
        "t.reason FROM contradiction t WHERE t.id = ?1",
    [REVIEW_PATCH] =
        "SELECT t.id || '  patch by ' || t.who || ': ' || t.action || ' ' || t.target || ': ' || t.reason FROM "
        "patch t WHERE t.id = ?1",
};
static const char *const context_sql[REVIEW_KIND_COUNT] = {
    [REVIEW_CLAIM] = CONTEXT("claim"),
    [REVIEW_FIGURE] = CONTEXT("figure"),
    [REVIEW_STATEMENT] = CONTEXT("statement"),
    [REVIEW_UNDERTAKING] = CONTEXT("undertaking"),
};

static const char links_of_claim[] =
    "SELECT '  in event ' || substr(e.id, 1, 17) || ': ' || ec.reason FROM claim c JOIN event_claim ec ON ec.claim = "
    "c.claim "
    "AND ec.superseded_at IS NULL JOIN event e ON e.event = ec.event WHERE c.id >= ?1 AND c.id < ?1 || '/'";
static const char links_of_figure[] =
    "SELECT '  ' || sf.step || ' of the line of ' || coalesce(nullif(n.speaker, ''), 'nobody') || ' in ' || n.kind || "
    "' ' || "
    "coalesce(n.scope, '') || coalesce('; ' || sf.note, '') FROM figure f JOIN series_figure sf ON sf.figure = "
    "f.figure JOIN "
    "series n ON n.series = sf.series WHERE f.id >= ?1 AND f.id < ?1 || '/' AND f.superseded_at IS NULL";
static const char states_of_undertaking[] =
    "SELECT '  ' || datetime(us.seen_at, 'unixepoch') || ' ' || us.state || ': ' || us.reason FROM undertaking u JOIN "
    "undertaking_state us ON us.undertaking = u.undertaking WHERE u.id = ?1 ORDER BY us.seen_at, us.state <> 'open'";
static const char company[] =
    "SELECT '  ' || x.kind || ' ' || x.id || ': ' || x.reason FROM contradiction x WHERE x.one = ?1 "
    "OR x.other = ?1 ORDER BY x.contradiction LIMIT 12";
/* A value as people read it: a place without its division and point. */
#define SHORT(value)                                                                                                   \
    "substr(coalesce(" value ", 'not stated'), 1, instr(coalesce(" value ", 'not stated') || '|', '|') - 1)"
static const char decisions[] =
    "SELECT '  ' || strftime('%Y-%m-%d %H:%M', p.at, 'unixepoch') || '  ' || p.who || ': ' || p.action || coalesce(' ' "
    "|| "
    "(SELECT group_concat(change, '; ') FROM (SELECT e.field || ': ' || " SHORT("e.old") " || ' → ' || " SHORT(
        "e.new") " AS change FROM "
                 "patch_change e WHERE e.patch = p.patch ORDER BY e.n)), '') || "
                 "'. ' || p.reason || ' [' || p.id || ', ' || coalesce(ps.state || CASE WHEN ps.state IN ('applied', "
                 "'undone') THEN '' ELSE ': ' "
                 "|| ps.reason END, 'not looked at') || ']' FROM (SELECT DISTINCT patch FROM patch_root WHERE id = ?1 "
                 "UNION SELECT patch FROM "
                 "patch WHERE target = ?1) x JOIN patch p ON p.patch = x.patch LEFT JOIN patch_state ps ON ps.patch = "
                 "p.patch AND "
                 "ps.superseded_at IS NULL ORDER BY p.at, p.id";
static const char undoings[] = "SELECT '  ' || strftime('%Y-%m-%d %H:%M', u.at, 'unixepoch') || '  ' || u.who || ': "
                               "undo ' || u.target || '. ' || u.reason || "
                               "' [' || u.id || ']' FROM patch u WHERE u.action = 'undo' AND u.target IN (SELECT p.id "
                               "FROM patch_root pr JOIN patch p ON "
                               "p.patch = pr.patch WHERE pr.id = ?1) ORDER BY u.at, u.id";

static const char event_claims[] =
    "SELECT '  ' || substr(c.id, 1, 17) || '  ' || printf('%4.1f', ec.score) || '  ' || ec.reason || '  \"' || "
    "sentence_of(c.report, se.first, se.last) || '\"' || coalesce(' ' || s.name, '') FROM event e JOIN event_claim ec "
    "ON ec.event "
    "= e.event AND ec.superseded_at IS NULL JOIN claim c ON c.claim = ec.claim JOIN sentence se ON se.sentence = "
    "c.sentence "
    "JOIN report r ON r.report = c.report LEFT JOIN source s ON s.source = r.source WHERE e.id >= ?1 AND e.id < ?1 || "
    "'/' ORDER "
    "BY c.report, c.n";
static const char event_refused[] =
    "SELECT '  ' || substr(c.id, 1, 17) || '  ' || printf('%4.1f', lr.score) || '  ' || lr.reason || '  \"' || "
    "sentence_of(c.report, se.first, se.last) || '\" stands in ' || coalesce((SELECT substr(o.id, 1, 17) FROM "
    "event_claim m JOIN "
    "event o ON o.event = m.event WHERE m.claim = c.claim AND m.superseded_at IS NULL), 'no event') FROM event e JOIN "
    "link_refused lr ON lr.event = e.event JOIN claim c ON c.claim = lr.claim JOIN sentence se ON se.sentence = "
    "c.sentence WHERE "
    "e.id >= ?1 AND e.id < ?1 || '/' ORDER BY lr.score DESC, c.claim LIMIT 40";
static const char event_not_joined[] = "SELECT '  ' || substr(c.id, 1, 17) || '  ' || printf('%4.1f', lr.score) || '  "
                                       "' || lr.reason || '  might have joined ' || "
                                       "substr(o.id, 1, 17) || ' (' || o.type || ')' FROM event e JOIN event_claim ec "
                                       "ON ec.event = e.event AND ec.superseded_at IS "
                                       "NULL JOIN claim c ON c.claim = ec.claim JOIN link_refused lr ON lr.claim = "
                                       "c.claim JOIN event o ON o.event = lr.event WHERE "
                                       "e.id >= ?1 AND e.id < ?1 || '/' ORDER BY lr.score DESC, c.claim LIMIT 40";

/* The fields of a row, "type ASSAULT, mode firearms, …". */
static sitrep_status say_fields(showing *s, const char *lead, const review_table *table, int64_t row)
{
    buf line = BUF_INIT(0);
    sitrep_status status = SITREP_OK;
    buf_add_sv(&line, sv_of(lead));
    for (const review_field *f = table->fields; f->name && !status; f++) {
        sitrep_sv value;
        bool has = false;
        status = review_value(&s->l, table, f, row, &value, &has);
        if (f->type == TYPE_PLACE && has) value = sv_cut(&value, '|');
        if (!status && has) buf_printf(&line, "%s%s %.*s", f == table->fields ? " " : ", ", f->name, SV_ARG(value));
    }
    if (!status && line.failed) status = base_error(s->l.err, SITREP_NOMEM, "out of memory");
    if (!status) say(s, buf_sv(&line));
    buf_release(&line);
    return status;
}

static sitrep_status say_reading(showing *s, sitrep_sv root)
{
    const review_table *table = review_table_of(root);
    int64_t root_row = 0, row = 0;
    if (!table->fields) return SITREP_OK;
    sitrep_status status = review_root_row(&s->l, table, root, &root_row);
    if (!status) status = say_fields(s, "read as", table, root_row);
    if (!status && table->copied) {
        status = review_current(&s->l, table, root, &row);
        if (!status && !row) say_text(s, "stands no more");
        if (!status && row && row != root_row) status = say_fields(s, "stands as", table, row);
    }
    return status;
}

static sitrep_status say_head(showing *s, sitrep_sv root)
{
    size_t count = 0;
    review_kind kind = review_kind_of(root);
    if (kind == REVIEW_KIND_COUNT)
        return base_error(s->l.err, SITREP_USAGE, "'%.*s' is no id of anything that can be reviewed", SV_ARG(root));
    sitrep_status status = say_rows(s, NULL, head_sql[kind], root, &count);
    if (status || count) return status;
    return base_error(s->l.err, SITREP_NOT_FOUND, "there is no '%.*s' in this ledger", SV_ARG(root));
}

static sitrep_status say_decisions(showing *s, sitrep_sv root)
{
    size_t count = 0;
    sitrep_status status = say_rows(s, "decisions", decisions, root, &count);
    if (!status) status = say_rows(s, NULL, undoings, root, NULL);
    if (!status && !count) say_text(s, "no decisions");
    return status;
}

static sitrep_status say_why(showing *s, sitrep_sv root)
{
    sitrep_status status = say_rows(s, "claims: score, why it stands here", event_claims, root, NULL);
    if (!status) status = say_rows(s, "kept apart from it: score, why", event_refused, root, NULL);
    return status ? status : say_rows(s, "its claims were kept apart from: score, why", event_not_joined, root, NULL);
}

static sitrep_status show_all(showing *s, sitrep_sv root)
{
    review_kind kind = review_kind_of(root);
    sitrep_status status = say_head(s, root);
    if (!status && context_sql[kind]) status = say_rows(s, NULL, context_sql[kind], root, NULL);
    if (!status) status = say_reading(s, root);
    if (!status && kind == REVIEW_CLAIM) status = say_rows(s, "linked", links_of_claim, root, NULL);
    if (!status && kind == REVIEW_FIGURE) status = say_rows(s, "linked", links_of_figure, root, NULL);
    if (!status && kind == REVIEW_UNDERTAKING) status = say_rows(s, "states", states_of_undertaking, root, NULL);
    if (!status && kind == REVIEW_EVENT) status = say_why(s, root);
    if (!status && kind <= REVIEW_STATEMENT) status = say_rows(s, "does not agree with", company, root, NULL);
    return status ? status : say_decisions(s, root);
}

static sitrep_status history(showing *s, sitrep_sv root)
{
    sitrep_status status = say_head(s, root);
    if (!status) status = say_reading(s, root);
    return status ? status : say_decisions(s, root);
}

static sitrep_status why(showing *s, sitrep_sv root)
{
    if (review_kind_of(root) != REVIEW_EVENT)
        return base_error(s->l.err, SITREP_USAGE, "'%.*s' is no id of an event", SV_ARG(root));
    sitrep_status status = say_head(s, root);
    if (!status) status = say_why(s, root);
    return status ? status : say_decisions(s, root);
}

static sitrep_status run(sitrep_store *store, sitrep_sv id, sitrep_write_fn write, void *ctx, sitrep_error *err,
                         sitrep_status (*part)(showing *, sitrep_sv))
{
    showing s = {.write = write, .ctx = ctx};
    s.l.s = store;
    s.l.err = err ? err : &s.local;
    *s.l.err = (sitrep_error){.status = SITREP_OK};
    arena_init(&s.l.arena, 0);
    if (id.len > REVIEW_ID_LEN && id.ptr[REVIEW_ID_LEN] == '.') id.len = REVIEW_ID_LEN;
    sitrep_status status = part(&s, id);
    for (size_t i = 0; i < sizeof s.l.statements / sizeof s.l.statements[0]; i++) sqlite3_finalize(s.l.statements[i]);
    if (!status && s.stopped) status = base_error(s.l.err, SITREP_STOPPED, "writing was stopped");
    arena_release(&s.l.arena);
    return status;
}

sitrep_status sitrep_review_show(sitrep_store *store, sitrep_sv id, sitrep_write_fn write, void *ctx, sitrep_error *err)
{
    return run(store, id, write, ctx, err, show_all);
}

sitrep_status sitrep_review_history(sitrep_store *store, sitrep_sv id, sitrep_write_fn write, void *ctx,
                                    sitrep_error *err)
{
    return run(store, id, write, ctx, err, history);
}

sitrep_status sitrep_event_why(sitrep_store *store, sitrep_sv id, sitrep_write_fn write, void *ctx, sitrep_error *err)
{
    return run(store, id, write, ctx, err, why);
}
