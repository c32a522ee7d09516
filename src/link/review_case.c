/* link/review_case.c — a decision as material: a row of the expected tables (examples/osh-2010/expected, tests/golden)
 * and a line of the corpus (data/corpus), so that what a person put right once is tested and learned from. */
#include "link/review_int.h"

#include "base/banned.h"

typedef struct casing {
    linking l;
    sitrep_error local;
    patch p;
    review_kind kind;
    int64_t root_row, row; /* as read; as it stands, 0 where it was rejected */
    keep_report report;
    sitrep_sv name; /* of the report, as its source named it */
    buf golden, corpus;
    const char *table;
} casing;

/* A cell of a tab-separated line. */
static void add_cell(buf *out, sitrep_sv text, bool last)
{
    for (size_t i = 0; i < text.len; i++) buf_add_char(out, (unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i]);
    buf_add_char(out, last ? '\n' : '\t');
}

/* Which occurrence of its own words a span is, from 1. */
static unsigned nth_of(sitrep_sv text, sitrep_sv words, uint32_t begin)
{
    unsigned n = 1;
    for (size_t at = sv_find(text, words, 0); at != SIZE_MAX && at < begin; at = sv_find(text, words, at + 1)) n++;
    return n;
}

static sitrep_status one_row(casing *c, const char *sql, int64_t row, sitrep_sv *cells, int count)
{
    sqlite3_stmt *stmt = db_prepare(c->l.s, sql, c->l.err);
    if (!stmt) return link_failed(&c->l);
    sqlite3_bind_int64(stmt, 1, row);
    int code = sqlite3_step(stmt);
    for (int i = 0; i < count && code == SQLITE_ROW; i++) cells[i] = arena_copy(&c->l.arena, db_column(stmt, i));
    sitrep_status status = code == SQLITE_ROW ? SITREP_OK
                           : code == SQLITE_DONE
                               ? base_error(c->l.err, SITREP_NOT_FOUND, "the row is not in this ledger")
                               : db_error(c->l.s, "asking the store", c->l.err);
    sqlite3_finalize(stmt);
    return status;
}

static uint32_t to_offset(sitrep_sv digits)
{
    uint64_t value = 0;
    return sv_to_u64(digits, UINT32_MAX - 1, &value) ? (uint32_t)value : 0;
}

static void add_nth(buf *out, const casing *c, sitrep_sv words, sitrep_sv first)
{
    buf_printf(out, "%u\t", nth_of(c->report.text, words, to_offset(first)));
}

static sitrep_sv note_of(casing *c)
{
    return arena_printf(&c->l.arena, "review %s by %.*s: %.*s", c->p.id, SV_ARG(c->p.who), SV_ARG(c->p.reason));
}

/* ---- expected tables ---- */

#define CODES(side)                                                                                                    \
    "coalesce((SELECT replace(trim(coalesce(x.code, '') || ' ' || coalesce(x.sectors, '')), ' ', ':') FROM actor x "   \
    "WHERE "                                                                                                           \
    "x.claim = t.claim AND x.side = '" side "' AND x.n = 0), '')"

static sitrep_status golden_claim(casing *c)
{
    sitrep_sv cells[11];
    sitrep_status status =
        one_row(c,
                "SELECT t.trigger, t.first, t.type, coalesce(t.mode, ''), " CODES("actor") ", " CODES(
                    "recipient") ", coalesce(p.name, p.text, ''), coalesce(date(t.begin_day * 86400, 'unixepoch'), "
                                 "''), t.status, "
                                 "t.polarity FROM claim t LEFT JOIN place p ON p.place = t.place WHERE t.claim = ?",
                c->row ? c->row : c->root_row, cells, 10);
    if (status) return status;
    c->table = c->row ? "events" : "nonevents";
    add_cell(&c->golden, c->name, false);
    add_cell(&c->golden, cells[0], false);
    add_nth(&c->golden, c, cells[0], cells[1]);
    for (int i = 2; i < 10 && c->row; i++) add_cell(&c->golden, cells[i], false);
    add_cell(&c->golden, note_of(c), true);
    return SITREP_OK;
}

static sitrep_status golden_figure(casing *c)
{
    sitrep_sv cells[13];
    sitrep_status status = one_row(
        c,
        "SELECT t.text, t.first, t.kind, printf('%.15g', t.low), printf('%.15g', t.best), printf('%.15g', t.high), "
        "t.qualifier, t.measure, coalesce(st.speaker_name, st.speaker, ''), coalesce(st.via, ''), coalesce(p.name, "
        "p.text, "
        "''), coalesce(date(t.begin_day * 86400, 'unixepoch'), ''), t.low IS NULL || t.best IS NULL || t.high IS NULL "
        "FROM "
        "figure t LEFT JOIN statement st ON st.statement = t.statement LEFT JOIN place p ON p.place = t.place WHERE "
        "t.figure "
        "= ?",
        c->row ? c->row : c->root_row, cells, 13);
    if (status) return status;
    c->table = c->row ? "figures" : "nonfigures";
    for (int i = 0; i < 3; i++)
        if (cells[12].len == 3 && cells[12].ptr[i] == '1') cells[3 + i].len = 0; /* not stated is no zero */
    add_cell(&c->golden, c->name, false);
    add_cell(&c->golden, cells[0], false);
    add_nth(&c->golden, c, cells[0], cells[1]);
    for (int i = 2; i < 12 && c->row; i++) add_cell(&c->golden, cells[i], false);
    add_cell(&c->golden, note_of(c), true);
    return SITREP_OK;
}

static sitrep_status golden_statement(casing *c)
{
    sitrep_sv cells[6];
    if (!c->row) return base_error(c->l.err, SITREP_UNSUPPORTED, "there is no table of what is no statement");
    sitrep_status status = one_row(
        c,
        "SELECT coalesce(t.speaker_name, t.speaker, ''), t.act, coalesce(t.content, ''), coalesce(t.content_first, 0), "
        "coalesce(t.addressee, ''), coalesce(date(t.due_first * 86400, 'unixepoch'), '') FROM statement t WHERE "
        "t.statement = ?",
        c->row, cells, 6);
    if (status) return status;
    c->table = "statements";
    sitrep_sv content = cells[2];
    if (content.len > 80) { /* a snippet, cut between words */
        content.len = 80;
        while (content.len > 40 && content.ptr[content.len - 1] != ' ') content.len--;
        content = sv_trim(content);
    }
    add_cell(&c->golden, c->name, false);
    add_cell(&c->golden, cells[0], false);
    add_cell(&c->golden, cells[1], false);
    add_cell(&c->golden, content, false);
    add_nth(&c->golden, c, content, cells[3]);
    add_cell(&c->golden, cells[4], false);
    add_cell(&c->golden, cells[5], true);
    return SITREP_OK;
}

/* ---- the corpus ---- */

#define SIDE_TEXT(side)                                                                                                \
    "coalesce((SELECT group_concat(x.text, ' & ') FROM (SELECT text FROM actor WHERE claim = t.claim AND side = "      \
    "'" side "' ORDER BY n) x), '')"
#define SIDE_CODE(side)                                                                                                \
    "coalesce((SELECT group_concat(x.codes, ' & ') FROM (SELECT trim(coalesce(code, '') || ' ' || coalesce(sectors, "  \
    "'')) AS "                                                                                                         \
    "codes FROM actor WHERE claim = t.claim AND side = '" side "' ORDER BY n) x), '')"

/* clang-format off: SQL in lines of its own length */
static const char corpus_sql[] =
    "SELECT t.trigger, t.first, t.type, coalesce(t.mode, ''), t.status, t.polarity, " SIDE_TEXT("actor") ", " SIDE_TEXT(
        "recipient") ", coalesce(p.text, ''), " SIDE_CODE("actor") ", " SIDE_CODE("recipient") " FROM claim t LEFT "
                                                                                               "JOIN place p ON "
                                                                                               "p.place = t.place "
                                                                                               "WHERE t.sentence = ? "
                                                                                               "AND t.superseded_at IS "
                                                                                               "NULL"
                                                                                               " ORDER BY t.first";
/* clang-format on */

/* Words that the sentence does not have are left out: what is marked stands in the text. */
static void add_if_in(buf *out, sitrep_sv sentence, sitrep_sv words)
{
    if (words.len && sv_find(sentence, words, 0) != SIZE_MAX) buf_add_sv(out, words);
}

/* Every event that stands in the sentence now, in the order of their triggers. */
static sitrep_status corpus_line(casing *c)
{
    sitrep_sv where[3];
    sitrep_status status = one_row(
        c,
        "SELECT sentence_of(t.report, se.first, se.last), se.first, t.sentence FROM claim t JOIN sentence se ON "
        "se.sentence = t.sentence WHERE t.claim = ?",
        c->root_row, where, 3);
    sqlite3_stmt *stmt = status ? NULL : db_prepare(c->l.s, corpus_sql, c->l.err);
    if (!stmt) return status ? status : link_failed(&c->l);
    sqlite3_bind_int64(stmt, 1, (int64_t)to_offset(where[2]));
    buf events = BUF_INIT(0), codes[2] = {BUF_INIT(0), BUF_INIT(0)};
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        sitrep_sv trigger = db_column(stmt, 0);
        unsigned nth = nth_of(where[0], trigger, (uint32_t)sqlite3_column_int64(stmt, 1) - to_offset(where[1]));
        if (events.len) buf_add_sv(&events, SV(" ; "));
        buf_add_sv(&events, trigger);
        if (nth > 1) buf_printf(&events, "@%u", nth);
        for (int i = 2; i < 6; i++) buf_printf(&events, "|%.*s", SV_ARG(db_column(stmt, i)));
        for (int i = 6; i < 9; i++) {
            buf_add_char(&events, '|');
            add_if_in(&events, where[0], db_column(stmt, i));
        }
        for (int side = 0; side < 2; side++) {
            sitrep_sv cell = db_column(stmt, 9 + side);
            if (codes[side].len) buf_add_sv(&codes[side], SV(" ; "));
            buf_add_sv(&codes[side], cell.len ? cell : SV("-"));
        }
    }
    if (code != SQLITE_DONE) status = db_error(c->l.s, "asking the store", c->l.err);
    sqlite3_finalize(stmt);
    add_cell(&c->corpus, sv_of(c->p.id), false);
    add_cell(&c->corpus, where[0], false);
    add_cell(&c->corpus, events.len ? buf_sv(&events) : SV("-"), false);
    for (int side = 0; side < 2; side++) add_cell(&c->corpus, codes[side].len ? buf_sv(&codes[side]) : SV("-"), false);
    add_cell(&c->corpus, SV("wire"), false);
    add_cell(&c->corpus, note_of(c), true);
    if (events.failed || codes[0].failed || codes[1].failed)
        status = base_error(c->l.err, SITREP_NOMEM, "out of memory");
    buf_release(&events);
    buf_release(&codes[0]);
    buf_release(&codes[1]);
    return status;
}

/* ---- a patch to its case ---- */

static sitrep_status load_patch(casing *c, sitrep_sv id, sitrep_sv *out_root)
{
    sqlite3_stmt *stmt =
        link_sql(&c->l, "SELECT p.text, pr.id FROM patch p LEFT JOIN patch_root pr ON pr.patch = p.patch AND "
                        "pr.superseded_at IS NULL WHERE p.id = ? LIMIT 1");
    if (!stmt) return link_failed(&c->l);
    db_bind_sv(stmt, 1, id);
    int code = link_step(&c->l, stmt);
    sitrep_sv text = code > 0 ? arena_copy(&c->l.arena, db_column(stmt, 0)) : (sitrep_sv){NULL, 0};
    *out_root = code > 0 ? arena_copy(&c->l.arena, db_column(stmt, 1)) : (sitrep_sv){NULL, 0};
    sqlite3_reset(stmt);
    uint32_t line = 0;
    if (code < 0) return link_failed(&c->l);
    if (!code) return base_error(c->l.err, SITREP_NOT_FOUND, "there is no patch '%.*s' in this ledger", SV_ARG(id));
    sitrep_status status = patch_parse(&text, &line, &c->l.arena, &c->p, c->l.err);
    if (!status && !out_root->len)
        status = base_error(c->l.err, SITREP_NOT_FOUND, "what the patch is about is not in this ledger");
    return status;
}

static sitrep_status load_rows(casing *c, sitrep_sv root)
{
    static const sitrep_action actions[] = {SITREP_ACTION_accept, SITREP_ACTION_reject, SITREP_ACTION_correct};
    const review_table *table = review_table_of(root);
    bool fits = false;
    for (size_t i = 0; i < 3; i++) fits = fits || c->p.action == actions[i];
    c->kind = review_kind_of(root);
    if (!fits || c->kind > REVIEW_STATEMENT)
        return base_error(c->l.err, SITREP_UNSUPPORTED,
                          "a case is made of what was accepted, rejected or corrected in a claim, "
                          "a figure or a statement");
    sitrep_status status = review_root_row(&c->l, table, root, &c->root_row);
    if (!status) status = review_current(&c->l, table, root, &c->row);
    char sql[96];
    sitrep_sv report;
    snprintf(sql, sizeof sql, "SELECT report FROM %s WHERE %s = ?", table->name, table->name);
    if (!status) status = one_row(c, sql, c->root_row, &report, 1);
    if (!status)
        status = keep_report_get(c->l.s, (sitrep_sv){NULL, 0}, (int64_t)to_offset(report), &c->l.arena, &c->report,
                                 c->l.err);
    c->name = c->report.external_id.len ? c->report.external_id : c->report.id;
    return status;
}

static sitrep_status make(casing *c, sitrep_sv id)
{
    static sitrep_status (*const golden[])(casing *) = {
        [REVIEW_CLAIM] = golden_claim, [REVIEW_FIGURE] = golden_figure, [REVIEW_STATEMENT] = golden_statement};
    sitrep_sv root;
    sitrep_status status = load_patch(c, id, &root);
    if (!status) status = load_rows(c, root);
    if (!status) status = golden[c->kind](c);
    if (!status && c->kind == REVIEW_CLAIM) status = corpus_line(c);
    if (!status && (c->golden.failed || c->corpus.failed || c->l.arena.failed))
        status = base_error(c->l.err, SITREP_NOMEM, "out of memory");
    return status;
}

sitrep_status sitrep_review_make_case(sitrep_store *store, sitrep_sv patch_id, sitrep_case_fn take, void *ctx,
                                      sitrep_error *err)
{
    casing c = {.golden = BUF_INIT(0), .corpus = BUF_INIT(0)};
    c.l.s = store;
    c.l.err = err ? err : &c.local;
    *c.l.err = (sitrep_error){.status = SITREP_OK};
    arena_init(&c.l.arena, 0);
    sitrep_status status = make(&c, patch_id);
    if (!status) {
        sitrep_review_case the_case = {c.table, buf_sv(&c.golden), buf_sv(&c.corpus)};
        take(ctx, &the_case);
    }
    for (size_t i = 0; i < sizeof c.l.statements / sizeof c.l.statements[0]; i++) sqlite3_finalize(c.l.statements[i]);
    buf_release(&c.golden);
    buf_release(&c.corpus);
    arena_release(&c.l.arena);
    return status;
}
