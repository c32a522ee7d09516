/* link/reread.c — the stored reports read again by today's model: what comes out the same stays; the rest is
 * superseded, what is new is linked, and people's decisions are replayed. One transaction a report, one for the replay,
 * so that a run that was cut off goes on where it was. */
#include "link/near.h"
#include "link/review_int.h"

#include "base/banned.h"

typedef struct rereading {
    sitrep_store *s;
    sitrep_reader *reader;
    sitrep_error *err;
    sitrep_reread_result *result;
    arena arena; /* of one report */
} rereading;

static sitrep_status list_reports(rereading *r, arena *lists, int64_t **out, size_t *out_count)
{
    sqlite3_stmt *stmt = db_prepare(r->s, "SELECT report FROM report ORDER BY seen_at, report", r->err);
    if (!stmt) return r->s->failure;
    int64_t *list = NULL;
    size_t count = 0, cap = 0;
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        list = arena_room(lists, list, count, &cap, sizeof *list);
        if (!list) break;
        list[count++] = sqlite3_column_int64(stmt, 0);
    }
    sitrep_status status = code == SQLITE_DONE ? SITREP_OK
                           : lists->failed     ? base_error(r->err, SITREP_NOMEM, "out of memory")
                                               : db_error(r->s, "asking the store", r->err);
    sqlite3_finalize(stmt);
    *out = list;
    *out_count = count;
    return status;
}

/* A report as it was added, from its row and archive; and the hash of its last reading. */
static sitrep_status load_report(rereading *r, int64_t row, sitrep_report *out, sitrep_sv *out_id, sitrep_sv *out_hash)
{
    sqlite3_stmt *stmt = db_prepare(
        r->s,
        "SELECT r.id, r.external_id, r.title, r.published, s.name, r.url, r.language, r.place, r.updated, r.author, "
        "r.status, "
        "coalesce((SELECT g.record_sha256 FROM reading g WHERE g.report = r.report ORDER BY g.reading DESC LIMIT 1), "
        "r.record_sha256), a.original, a.original_size, a.text, a.text_size FROM report r JOIN archive a ON a.report = "
        "r.report "
        "LEFT JOIN source s ON s.source = r.source WHERE r.report = ?",
        r->err);
    if (!stmt) return r->s->failure;
    sqlite3_bind_int64(stmt, 1, row);
    if (sqlite3_step(stmt) != SQLITE_ROW) {
        sqlite3_finalize(stmt);
        return db_error(r->s, "reading an archived report", r->err);
    }
    memset(out, 0, sizeof *out);
    sitrep_sv *const texts[] = {out_id,         &out->id,    &out->title,   &out->published, &out->source, &out->url,
                                &out->language, &out->place, &out->updated, &out->author,    &out->status, out_hash};
    for (int i = 0; i < 12; i++) *texts[i] = arena_copy(&r->arena, db_column(stmt, i));
    sitrep_status status = db_unpack(r->s, &r->arena, db_column(stmt, 12), (uint64_t)sqlite3_column_int64(stmt, 13),
                                     &out->original, r->err);
    if (!status)
        status = db_unpack(r->s, &r->arena, db_column(stmt, 14), (uint64_t)sqlite3_column_int64(stmt, 15), &out->text,
                           r->err);
    sqlite3_finalize(stmt);
    return status;
}

/* What is new in the report finds its event and its line as if it had stood there from the first. */
static sitrep_status link_new_rows(rereading *r, int64_t row)
{
    sitrep_link_result ignored = {0};
    linking l = {.s = r->s, .err = r->err, .result = &ignored, .report = row};
    arena_init(&l.arena, 0);
    sqlite3_stmt *stmt = link_sql(&l, "SELECT seen_at, published_day FROM report WHERE report = ?");
    sitrep_status status = stmt ? SITREP_OK : link_failed(&l);
    if (stmt) {
        sqlite3_bind_int64(stmt, 1, row);
        status = link_step(&l, stmt) > 0 ? SITREP_OK : link_failed(&l);
        l.seen_at = sqlite3_column_int64(stmt, 0);
        l.published_day = sqlite3_column_type(stmt, 1) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 1);
        sqlite3_reset(stmt);
    }
    if (!status) status = link_events(&l);
    if (!status) status = link_series(&l);
    if (!status) status = l.failure; /* a look that failed is no "nothing found" */
    if (!status && l.arena.failed) status = base_error(r->err, SITREP_NOMEM, "out of memory");
    for (size_t i = 0; i < sizeof l.statements / sizeof l.statements[0]; i++) sqlite3_finalize(l.statements[i]);
    near_release(&l);
    arena_release(&l.arena);
    return status;
}

static sitrep_status is_linked(rereading *r, int64_t row, bool *out)
{
    sqlite3_stmt *stmt = db_prepare(r->s, "SELECT 1 FROM report_origin WHERE report = ?", r->err);
    if (!stmt) return r->s->failure;
    sqlite3_bind_int64(stmt, 1, row);
    int code = sqlite3_step(stmt);
    *out = code == SQLITE_ROW;
    sitrep_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? SITREP_OK : db_error(r->s, "asking the store", r->err);
    sqlite3_finalize(stmt);
    return status;
}

static sitrep_status reread_one(rereading *r, int64_t row)
{
    sitrep_report report;
    sitrep_sv id, kept_hash;
    const sitrep_record *record;
    unsigned char hash[32];
    keep_again rows;
    bool linked = false;
    arena_reset(&r->arena);
    sitrep_status status = load_report(r, row, &report, &id, &kept_hash);
    if (!status) status = sitrep_reader_run(r->reader, &report, &record, r->err);
    if (!status && keep_record_hash(record, hash)) status = base_error(r->err, SITREP_NOMEM, "out of memory");
    if (status) return status;
    r->result->reports++;
    if (kept_hash.len == 32 && memcmp(kept_hash.ptr, hash, 32) == 0) return SITREP_OK;
    r->result->changed++;
    status = db_begin(r->s, r->err);
    if (status) return status;
    status = keep_add_again(r->s, record, row, id, &rows, r->err);
    if (!status) status = is_linked(r, row, &linked);
    if (!status && linked) status = link_new_rows(r, row);
    status = db_end(r->s, status, r->err);
    if (status) return status;
    r->result->kept += rows.kept;
    r->result->superseded += rows.superseded;
    r->result->new_rows += rows.new_rows;
    return SITREP_OK;
}

sitrep_status sitrep_reread(sitrep_store *store, sitrep_reader *reader, sitrep_reread_result *out_result,
                            sitrep_error *err)
{
    sitrep_error local = {.status = SITREP_OK};
    rereading r = {.s = store, .reader = reader, .err = err ? err : &local, .result = out_result};
    arena lists;
    int64_t *reports = NULL;
    size_t count = 0;
    *out_result = (sitrep_reread_result){.reports = 0};
    arena_init(&r.arena, 0);
    arena_init(&lists, 0);
    sitrep_status status = list_reports(&r, &lists, &reports, &count);
    for (size_t i = 0; i < count && !status; i++) status = reread_one(&r, reports[i]);
    if (!status) status = sitrep_review_replay(store, &out_result->review, r.err);
    arena_release(&lists);
    arena_release(&r.arena);
    return status;
}
