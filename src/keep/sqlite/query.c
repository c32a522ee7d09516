/* keep/sqlite/query.c — asking for a table: its row in query_tables.c becomes one SELECT with the filters that are
 * given; and the archived texts, sentence by sentence. */
#include "keep/sqlite/query.h"

#include <sodium.h>

#include "base/banned.h"

static const char *const filter_options[F_COUNT] = {"where",     "since or --until", "type",   "by",   "actor",
                                                    "recipient", "source",           "metric", "act",  "status",
                                                    "text",      "confidence",       "value",  "from", "about"};

/* ---- running ---- */

bool query_is_given(const sitrep_filter *f, query_filter which)
{
    const sitrep_sv texts[F_COUNT] = {
        [F_WHERE] = f->where,         [F_TYPE] = f->type,     [F_BY] = f->by,         [F_ACTOR] = f->actor,
        [F_RECIPIENT] = f->recipient, [F_SOURCE] = f->source, [F_METRIC] = f->metric, [F_ACT] = f->act,
        [F_STATUS] = f->status,       [F_TEXT] = f->text,     [F_VALUE] = f->value,   [F_ABOUT] = f->about};
    if (which == F_DAYS) return f->since != SITREP_DAY_NONE || f->until != SITREP_DAY_NONE;
    if (which == F_CONFIDENCE) return f->confidence > 0;
    if (which == F_CHANGED) return f->changed_after != 0;
    return texts[which].len != 0;
}

/* `report`: of one report alone, unless it is 0. */
static sitrep_status build(const query_table *t, const sitrep_filter *filter, int64_t report, sitrep_sv narrow,
                           buf *sql, sitrep_error *err)
{
    buf_add_sv(sql, SV("SELECT "));
    for (size_t i = 0; i < QUERY_COLUMNS_MAX && t->columns[i].name; i++)
        buf_printf(sql, "%s%s", i ? ", " : "", t->columns[i].sql);
    buf_printf(sql, " FROM %s", t->from);
    for (unsigned f = 0; f < F_COUNT; f++) {
        if (!query_is_given(filter, (query_filter)f)) continue;
        if (!t->filters[f])
            return base_error(err, SITREP_USAGE, "this table cannot be filtered by --%s", filter_options[f]);
        buf_printf(sql, " AND %s", t->filters[f]);
    }
    if (report) buf_add_sv(sql, SV(" AND r.report = :report"));
    buf_add_sv(sql, narrow);
    buf_printf(sql, " %s LIMIT :limit", t->tail);
    return sql->failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}

static void bind_text(sqlite3_stmt *stmt, const char *name, sitrep_sv value)
{
    int at = sqlite3_bind_parameter_index(stmt, name);
    if (at) db_bind_sv(stmt, at, value);
}

static void bind_int(sqlite3_stmt *stmt, const char *name, int64_t value)
{
    int at = sqlite3_bind_parameter_index(stmt, name);
    if (at) sqlite3_bind_int64(stmt, at, value);
}

/* Words as a phrase of FTS5: in quotation marks, inner ones doubled, so that no operator of its language is read. */
static sitrep_sv as_phrase(arena *a, sitrep_sv text)
{
    char *to = arena_alloc(a, text.len * 2 + 2), *at = to;
    if (!to) return (sitrep_sv){NULL, 0};
    *at++ = '"';
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') *at++ = '"';
        *at++ = text.ptr[i];
    }
    *at++ = '"';
    return (sitrep_sv){to, (size_t)(at - to)};
}

void query_bind(sitrep_store *s, sqlite3_stmt *stmt, const sitrep_filter *f)
{
    bind_text(stmt, ":where", f->where);
    bind_text(stmt, ":type", f->type);
    bind_text(stmt, ":by", f->by);
    bind_text(stmt, ":actor", f->actor);
    bind_text(stmt, ":recipient", f->recipient);
    bind_text(stmt, ":source", f->source);
    bind_text(stmt, ":metric", f->metric);
    bind_text(stmt, ":act", f->act);
    bind_text(stmt, ":status", f->status);
    bind_text(stmt, ":value", f->value);
    bind_text(stmt, ":about", f->about);
    bind_int(stmt, ":after", f->changed_after);
    if (f->text.len) bind_text(stmt, ":text", as_phrase(&s->arena, f->text));
    if (f->since != SITREP_DAY_NONE) bind_int(stmt, ":since", f->since);
    if (f->until != SITREP_DAY_NONE) bind_int(stmt, ":until", f->until);
    bind_int(stmt, ":as_of", f->as_of ? f->as_of : INT64_MAX);
    bind_int(stmt, ":limit", f->limit ? (int64_t)f->limit : -1);
    int at = sqlite3_bind_parameter_index(stmt, ":confidence");
    if (at) sqlite3_bind_double(stmt, at, f->confidence);
}

static sitrep_cell cell_of(sqlite3_stmt *stmt, int at)
{
    switch (sqlite3_column_type(stmt, at)) {
    case SQLITE_NULL:
        return (sitrep_cell){.kind = SITREP_CELL_NONE};
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
        return (sitrep_cell){.kind = SITREP_CELL_NUMBER, .number = sqlite3_column_double(stmt, at)};
    default:
        return (sitrep_cell){.kind = SITREP_CELL_TEXT, .text = db_column(stmt, at)};
    }
}

sitrep_status keep_query_report(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter,
                                int64_t report, sitrep_row_fn row, void *ctx, sitrep_error *err)
{
    sitrep_filter all;
    sitrep_filter_init(&all);
    const query_table *t = query_table_of(kind);
    if (!t) return base_error(err, SITREP_USAGE, "there is no such table");
    if (!filter) filter = &all;
    buf sql = BUF_INIT(0), narrow = BUF_INIT(0);
    arena_reset(&store->arena);
    sitrep_status status = report ? SITREP_OK : query_pick(store, kind, t, filter, &narrow);
    if (status) (void)base_error(err, status, "out of memory");
    if (!status) status = build(t, filter, report, buf_sv(&narrow), &sql, err);
    buf_release(&narrow);
    sqlite3_stmt *stmt = status ? NULL : db_prepare(store, sql.ptr, err);
    buf_release(&sql);
    if (!stmt) return status ? status : store->failure;
    query_bind(store, stmt, filter);
    if (report) bind_int(stmt, ":report", report);
    int count = sqlite3_column_count(stmt), code;
    sitrep_cell cells[QUERY_COLUMNS_MAX];
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW && !status) {
        for (int i = 0; i < count; i++) cells[i] = cell_of(stmt, i);
        if (!row(ctx, cells, (size_t)count)) status = SITREP_STOPPED;
    }
    if (!status && code != SQLITE_DONE) status = db_error(store, "asking the store", err);
    sqlite3_finalize(stmt);
    return status;
}

sitrep_status sitrep_store_query(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter,
                                 sitrep_row_fn row, void *ctx, sitrep_error *err)
{
    return keep_query_report(store, kind, filter, 0, row, ctx, err);
}

/* ---- texts ---- */

/* The text of a report, kept from the last calls; checked against its hash when it is read, so that a damaged page is
 * never taken for what was published. */
static sitrep_status report_text(sitrep_store *s, int64_t report, sitrep_sv *out, sitrep_error *err)
{
    db_text *kept = &s->texts[(uint64_t)report % DB_TEXTS];
    *out = kept->text;
    if (kept->report == report && report) return SITREP_OK;
    if (!s->text_stmt)
        s->text_stmt = db_prepare(s, "SELECT text, text_size, text_sha256 FROM archive WHERE report = ?", err);
    if (!s->text_stmt) return s->failure;
    sqlite3_bind_int64(s->text_stmt, 1, report);
    int code = sqlite3_step(s->text_stmt);
    sitrep_status status = code == SQLITE_DONE ? SITREP_NOT_FOUND : SITREP_OK;
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        status = db_error(s, "reading an archived text", err);
    } else if (code == SQLITE_ROW) {
        unsigned char hash[32];
        sitrep_sv wanted = db_column(s->text_stmt, 2);
        arena_reset(&kept->arena);
        kept->report = 0;
        status = db_unpack(s, &kept->arena, db_column(s->text_stmt, 0), (uint64_t)sqlite3_column_int64(s->text_stmt, 1),
                           &kept->text, err);
        if (!status) db_sha256(kept->text, hash);
        if (!status && (wanted.len != 32 || memcmp(wanted.ptr, hash, 32) != 0))
            status = base_error(err, SITREP_CHECKSUM,
                                "an archived text does not match its SHA-256: 'sitrep verify' tells more");
        if (!status) kept->report = report;
    }
    sqlite3_reset(s->text_stmt);
    *out = kept->text;
    return status;
}

static void sentence_of(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    sitrep_store *s = sqlite3_user_data(context);
    sitrep_sv text;
    sitrep_error err = {0};
    int64_t first = sqlite3_value_int64(values[1]), last = sqlite3_value_int64(values[2]);
    sitrep_status status = report_text(s, sqlite3_value_int64(values[0]), &text, &err);
    if (status == SITREP_NOMEM) {
        sqlite3_result_error_nomem(context);
    } else if (status) {
        sqlite3_result_error(context, err.msg[0] ? err.msg : "a report has no text", -1);
    } else if (first < 0 || last < first || (uint64_t)last > text.len) {
        sqlite3_result_error(context, "a span lies outside its report", -1);
    } else {
        sqlite3_result_text64(context, text.ptr + first, (uint64_t)(last - first), SQLITE_TRANSIENT, SQLITE_UTF8);
    }
}

static void row_hash(sqlite3_context *context, int count, sqlite3_value **values)
{
    crypto_hash_sha256_state state; /* of each value its type, its length and its bytes */
    unsigned char hash[32];
    crypto_hash_sha256_init(&state);
    for (int i = 0; i < count; i++) {
        char head[32];
        int type = sqlite3_value_type(values[i]);
        const unsigned char *bytes = type == SQLITE_NULL ? NULL : sqlite3_value_blob(values[i]); /* numbers as text */
        int len = bytes ? sqlite3_value_bytes(values[i]) : 0;
        snprintf(head, sizeof head, "%d %d ", type, len);
        crypto_hash_sha256_update(&state, (const unsigned char *)head, strlen(head));
        if (len) crypto_hash_sha256_update(&state, bytes, (unsigned long long)len);
    }
    crypto_hash_sha256_final(&state, hash);
    sqlite3_result_blob(context, hash, sizeof hash, SQLITE_TRANSIENT);
}

sitrep_status db_add_functions(sitrep_store *s, sitrep_error *err)
{
    int code = sqlite3_create_function(s->db, "sentence_of", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                       s, sentence_of, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_function(s->db, "row_hash", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                       NULL, row_hash, NULL, NULL);
    return code == SQLITE_OK ? SITREP_OK : db_error(s, "opening the store", err);
}

sitrep_status keep_report_get(sitrep_store *store, sitrep_sv id, int64_t seq, arena *a, keep_report *out,
                              sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepared(store, DB_GET_REPORT, err);
    if (!stmt) return store->failure;
    db_bind_sv(stmt, 1, id);
    sqlite3_bind_int64(stmt, 2, seq);
    int code = sqlite3_step(stmt);
    if (code != SQLITE_ROW) {
        sitrep_status why = code == SQLITE_DONE
                                ? base_error(err, SITREP_NOT_FOUND, "there is no report '%.*s'", SV_ARG(id))
                                : db_error(store, "asking the store", err);
        sqlite3_reset(stmt);
        return why;
    }
    sitrep_sv *const texts[] = {&out->id,  &out->external_id, &out->title,  &out->published, &out->source,
                                &out->url, &out->place,       &out->author, &out->status};
    out->seq = sqlite3_column_int64(stmt, 0);
    for (int i = 0; i < 9; i++) *texts[i] = arena_copy(a, db_column(stmt, i + 1));
    out->published_day = sqlite3_column_type(stmt, 10) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 10);
    out->seen_at = sqlite3_column_int64(stmt, 11);
    sqlite3_reset(stmt);
    sitrep_sv text;
    sitrep_status status = report_text(store, out->seq, &text, err);
    if (!status) out->text = arena_copy(a, text);
    return status ? status : a->failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}
