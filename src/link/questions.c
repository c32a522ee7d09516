/* link/questions.c — standing questions. A question is a filter; each report that is linked is searched once for it, as
 * the ledger stood when the report was seen, and the rows found are kept with that report. So the answer of any past
 * day is the rows kept until then, its history is one step a report, and every report without a row was searched in
 * vain. */
#include "sitrep/question.h"

#include <inttypes.h>

#include "keep/sqlite/query.h"
#include "link/link_int.h"

#include "base/banned.h"

#define QUESTIONS_MAX 500u /* open at once */

typedef struct asked {
    int64_t question;
    sitrep_table_kind rows;
    sitrep_filter filter;
} asked;

static const struct {
    const char *name;
    sitrep_table_kind kind;
} row_kinds[] = {{"claims", SITREP_TABLE_CLAIMS},
                 {"figures", SITREP_TABLE_FIGURES},
                 {"statements", SITREP_TABLE_STATEMENTS},
                 {"positions", SITREP_TABLE_POSITIONS},
                 {"sentences", SITREP_TABLE_SENTENCES}};
#define ROW_KINDS (sizeof row_kinds / sizeof row_kinds[0])

static const char *kind_name(sitrep_table_kind kind)
{
    for (size_t i = 0; i < ROW_KINDS; i++)
        if (row_kinds[i].kind == kind) return row_kinds[i].name;
    return NULL;
}

static bool has_filter(const sitrep_question *q, const char *name)
{
    for (size_t i = 0; i < q->count; i++)
        if (sv_eq(q->names[i], sv_of(name))) return true;
    return false;
}

sitrep_table_kind sitrep_question_rows(const sitrep_question *q)
{
    static const char *const of_claims[] = {"type", "actor", "recipient", "status", "confidence"};
    if (has_filter(q, "metric") || has_filter(q, "value")) return SITREP_TABLE_FIGURES;
    if (has_filter(q, "about")) return SITREP_TABLE_POSITIONS;
    for (size_t i = 0; i < sizeof of_claims / sizeof of_claims[0]; i++)
        if (has_filter(q, of_claims[i])) return SITREP_TABLE_CLAIMS;
    if (has_filter(q, "act") || has_filter(q, "by")) return SITREP_TABLE_STATEMENTS;
    return has_filter(q, "text") ? SITREP_TABLE_SENTENCES : SITREP_TABLE_CLAIMS;
}

/* ---- a question as it is kept: "type=AGREE,AID", one filter a line ---- */

static sitrep_status write_filter(const sitrep_question *q, buf *out, sitrep_error *err)
{
    sitrep_filter all;
    sitrep_filter_init(&all);
    for (size_t i = 0; i < q->count; i++) {
        sitrep_status status = sitrep_filter_set(&all, q->names[i], q->values[i], err);
        if (status) return status;
        if (sv_eq(q->names[i], SV("as-of")) || sv_eq(q->names[i], SV("limit")))
            return base_error(err, SITREP_USAGE, "a standing question takes no --%.*s", SV_ARG(q->names[i]));
        if (sv_find(q->values[i], SV("\n"), 0) != SIZE_MAX)
            return base_error(err, SITREP_USAGE, "--%.*s has two lines", SV_ARG(q->names[i]));
        buf_printf(out, "%s%.*s=%.*s", i ? "\n" : "", SV_ARG(q->names[i]), SV_ARG(q->values[i]));
    }
    return out->failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}

/* The views of *out point into `text`. */
static sitrep_status read_filter(sitrep_sv text, sitrep_filter *out, sitrep_error *err)
{
    sitrep_filter_init(out);
    while (text.len) {
        sitrep_sv value = sv_cut(&text, '\n'), name = sv_cut(&value, '=');
        sitrep_status status = sitrep_filter_set(out, name, value, err);
        if (status) return status;
    }
    return SITREP_OK;
}

static asked asked_of(arena *a, sqlite3_stmt *stmt, sitrep_error *err, sitrep_status *status)
{
    asked q = {.question = sqlite3_column_int64(stmt, 0), .rows = SITREP_TABLE_CLAIMS};
    sitrep_sv name = db_column(stmt, 1);
    for (size_t i = 0; i < ROW_KINDS; i++)
        if (sv_eq(name, sv_of(row_kinds[i].name))) q.rows = row_kinds[i].kind;
    *status = read_filter(arena_copy(a, db_column(stmt, 2)), &q.filter, err);
    return q;
}

/* ---- searching one report ---- */

typedef struct searching {
    sitrep_store *s;
    sitrep_error *err;
    sqlite3_stmt *add;
    int64_t question, report, seen_at;
    size_t sentence_column;
    bool of_sentences;
    sitrep_status status;
} searching;

static size_t column_named(sitrep_table_kind kind, const char *name)
{
    const char *const *names = sitrep_table_columns(kind);
    size_t at = 0;
    while (names[at] && strcmp(names[at], name)) at++;
    SITREP_ASSERT(names[at]);
    return at;
}

static bool keep_row(void *ctx, const sitrep_cell *cells, size_t count)
{
    searching *s = ctx;
    char id[KEEP_ID_SIZE + 24];
    (void)count;
    int64_t first = (int64_t)cells[s->sentence_column].number;
    if (s->of_sentences)
        snprintf(id, sizeof id, "%.*s:%" PRId64, SV_ARG(cells[0].text), first);
    else
        snprintf(id, sizeof id, "%.*s", SV_ARG(cells[0].text));
    sqlite3_reset(s->add);
    sqlite3_bind_int64(s->add, 1, s->question);
    sqlite3_bind_text(s->add, 2, id, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(s->add, 3, s->report);
    sqlite3_bind_int64(s->add, 4, first);
    sqlite3_bind_int64(s->add, 5, s->seen_at);
    s->status = db_done(s->s, s->add, s->err);
    return !s->status;
}

#define ADD_ANSWER                                                                                                     \
    "INSERT OR IGNORE INTO question_answer (question, row, report, sentence, seen_at) SELECT ?1, ?2, ?3, sentence, "   \
    "?5 "                                                                                                              \
    "FROM sentence WHERE report = ?3 AND first = ?4"
#define ADD_SEARCHED "INSERT OR IGNORE INTO question_searched (question, report, seen_at) VALUES (?, ?, ?)"

static sitrep_status search(sitrep_store *s, const asked *q, int64_t report, int64_t seen_at, sitrep_error *err)
{
    searching to = {.s = s,
                    .err = err,
                    .question = q->question,
                    .report = report,
                    .seen_at = seen_at,
                    .sentence_column = column_named(q->rows, "sentence_first"),
                    .of_sentences = q->rows == SITREP_TABLE_SENTENCES};
    sitrep_filter filter = q->filter;
    filter.as_of = seen_at;
    to.add = db_prepare(s, ADD_ANSWER, err);
    sqlite3_stmt *searched = to.add ? db_prepare(s, ADD_SEARCHED, err) : NULL;
    sitrep_status status = searched ? keep_query_report(s, q->rows, &filter, report, keep_row, &to, err) : s->failure;
    if (to.status) status = to.status;
    if (!status) {
        sqlite3_bind_int64(searched, 1, q->question);
        sqlite3_bind_int64(searched, 2, report);
        sqlite3_bind_int64(searched, 3, seen_at);
        status = db_done(s, searched, err);
    }
    sqlite3_finalize(to.add);
    sqlite3_finalize(searched);
    return status;
}

sitrep_status link_questions(linking *l)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT question, rows, filter FROM question q WHERE 'open' = (SELECT state FROM "
                                     "question_state c WHERE c.question = q.question ORDER BY step DESC LIMIT 1) ORDER "
                                     "BY question LIMIT 500");
    if (!stmt) return link_failed(l);
    asked *list = NULL;
    size_t count = 0;
    int code;
    sitrep_status status = SITREP_OK;
    while ((code = link_step(l, stmt)) > 0 && !status) {
        if (!list) list = ARENA_ARRAY(&l->arena, asked, QUESTIONS_MAX);
        if (!list) return SITREP_OK; /* link_report tells */
        list[count] = asked_of(&l->arena, stmt, l->err, &status);
        count += !status;
    }
    sqlite3_reset(stmt);
    if (!status && code < 0) status = link_failed(l);
    for (size_t i = 0; i < count && !status; i++) status = search(l->s, &list[i], l->report, l->seen_at, l->err);
    return status;
}

/* ---- asking, running again, closing ---- */

/* Every report that was linked, in the order in which they were seen. */
static sitrep_status search_all(sitrep_store *s, const asked *q, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s,
                                    "SELECT r.report, r.seen_at FROM report r JOIN report_origin ro ON ro.report = "
                                    "r.report ORDER BY r.seen_at, r.report",
                                    err);
    if (!stmt) return s->failure;
    sitrep_status status = SITREP_OK;
    int code = SQLITE_DONE;
    while (!status && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        status = search(s, q, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), err);
    if (!status && code != SQLITE_DONE) status = db_error(s, "searching for a question", err);
    sqlite3_finalize(stmt);
    return status;
}

/* The question of this id; NOT_FOUND where there is none. *a holds its filter. */
static sitrep_status find_question(sitrep_store *s, sitrep_sv id, arena *a, asked *out, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s, "SELECT question, rows, filter FROM question WHERE id = ?", err);
    if (!stmt) return s->failure;
    db_bind_sv(stmt, 1, id);
    int code = sqlite3_step(stmt);
    sitrep_status status = SITREP_OK;
    if (code == SQLITE_ROW)
        *out = asked_of(a, stmt, err, &status);
    else
        status = code == SQLITE_DONE ? base_error(err, SITREP_NOT_FOUND, "there is no question '%.*s'", SV_ARG(id))
                                     : db_error(s, "looking for a question", err);
    sqlite3_finalize(stmt);
    return status;
}

static sitrep_status insert_question(sitrep_store *s, const sitrep_question *q, sitrep_table_kind rows,
                                     sitrep_sv filter, const char *id, sitrep_error *err)
{
    sqlite3_stmt *add = db_prepare(s,
                                   "INSERT OR IGNORE INTO question (id, text, rows, filter, asked_at) VALUES (?, ?, "
                                   "?, ?, ?)",
                                   err);
    if (!add) return s->failure;
    db_bind_sv(add, 1, sv_of(id));
    db_bind_sv(add, 2, q->text);
    db_bind_sv(add, 3, sv_of(kind_name(rows)));
    sqlite3_bind_text(add, 4, filter.len ? filter.ptr : "", (int)filter.len, SQLITE_STATIC);
    sqlite3_bind_int64(add, 5, keep_now(s));
    sitrep_status status = db_done(s, add, err);
    sqlite3_finalize(add);
    return status;
}

/* Adds a state, where it is another than the last. */
static sitrep_status set_state(sitrep_store *s, int64_t question, const char *state, sitrep_sv reason,
                               sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s,
                                    "INSERT INTO question_state (question, state, reason, at) SELECT ?1, ?2, ?3, ?4 "
                                    "WHERE ?2 IS NOT (SELECT state FROM question_state WHERE question = ?1 ORDER BY "
                                    "step DESC LIMIT 1)",
                                    err);
    if (!stmt) return s->failure;
    sqlite3_bind_int64(stmt, 1, question);
    db_bind_sv(stmt, 2, sv_of(state));
    db_bind_sv(stmt, 3, reason);
    sqlite3_bind_int64(stmt, 4, keep_now(s));
    sitrep_status status = db_done(s, stmt, err);
    sqlite3_finalize(stmt);
    return status;
}

sitrep_status sitrep_question_add(sitrep_store *s, const sitrep_question *q, char *out_id, size_t size,
                                  sitrep_error *err)
{
    sitrep_error local = {0};
    char id[KEEP_ID_SIZE];
    buf filter = BUF_INIT(64u * 1024u);
    arena a;
    asked kept;
    err = err ? err : &local;
    sitrep_status status = kind_name(q->rows) ? write_filter(q, &filter, err)
                                              : base_error(err, SITREP_USAGE, "no question can be asked of this table");
    if (!status && !sv_trim(q->text).len) status = base_error(err, SITREP_USAGE, "the question has no words");
    sitrep_sv parts[] = {q->text, sv_of(kind_name(q->rows)), buf_sv(&filter)};
    if (!status) keep_make_id('q', parts, 3, id);
    arena_init(&a, 0);
    if (!status) status = db_begin(s, err);
    if (!status) {
        status = insert_question(s, q, q->rows, buf_sv(&filter), id, err);
        if (!status) status = find_question(s, sv_of(id), &a, &kept, err);
        if (!status) status = set_state(s, kept.question, "open", (sitrep_sv){NULL, 0}, err);
        if (!status) status = search_all(s, &kept, err);
        if (!status) status = keep_audit(s, "question", sv_of(id), err);
        status = db_end(s, status, err);
    }
    if (!status) snprintf(out_id, size, "%s", id);
    buf_release(&filter);
    arena_release(&a);
    return status;
}

sitrep_status sitrep_question_run(sitrep_store *s, sitrep_sv id, sitrep_error *err)
{
    sitrep_error local = {0};
    arena a;
    asked kept;
    err = err ? err : &local;
    arena_init(&a, 0);
    sitrep_status status = db_begin(s, err);
    if (!status) {
        status = find_question(s, id, &a, &kept, err);
        if (!status) status = search_all(s, &kept, err);
        status = db_end(s, status, err);
    }
    arena_release(&a);
    return status;
}

sitrep_status sitrep_question_close(sitrep_store *s, sitrep_sv id, sitrep_sv reason, sitrep_error *err)
{
    sitrep_error local = {0};
    arena a;
    asked kept = {0};
    err = err ? err : &local;
    arena_init(&a, 0);
    sitrep_status status = db_begin(s, err);
    if (!status) {
        status = find_question(s, id, &a, &kept, err);
        if (!status) status = set_state(s, kept.question, "closed", reason, err);
        if (!status) status = keep_audit(s, "question closed", id, err);
        status = db_end(s, status, err);
    }
    arena_release(&a);
    return status;
}
