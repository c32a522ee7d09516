/* link/review_rows.c — versions of claims, figures and statements. What should stand for a root is written down as a
 * signature: the corrected fields with their values, and the versions of the statement and the claim that it hangs on;
 * "-" where it is rejected, "" where it stands as it was read. Where the last signature is another, the standing row is
 * superseded and a further one added: root columns, corrected ones in their place. A root that something else
 * superseded (a withdrawn report) gets no version. */
#include "link/review_int.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/banned.h"

#define OVERRIDES_MAX 32u
#define PER_READING   1048576 /* `n` of a further row of one index */

typedef struct override {
    sitrep_sv column, text;
    enum { TO_NONE, TO_TEXT, TO_NUMBER, TO_ROW } kind;
    double number;
    int64_t row;
} override;

typedef struct version {
    const review_table *table;
    sitrep_sv root, signature;
    int64_t root_row, report, made;
    override overrides[OVERRIDES_MAX];
    size_t override_count;
    sitrep_sv sides[2]; /* actors and recipients, where corrected */
    bool has_side[2], moves, changed;
    buf words; /* the signature as it grows */
} version;

/* One row of a query of one text parameter, in the arena. */
static sitrep_status one_row(linking *l, const char *sql, sitrep_sv key, int64_t *out_number, sitrep_sv *out_text)
{
    sqlite3_stmt *stmt = db_prepare(l->s, sql, l->err);
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, key);
    int code = sqlite3_step(stmt);
    if (out_number) *out_number = code == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    if (out_text) *out_text = code == SQLITE_ROW ? arena_copy(&l->arena, db_column(stmt, 1)) : (sitrep_sv){NULL, 0};
    sitrep_status status = code == SQLITE_ROW || code == SQLITE_DONE ? SITREP_OK : db_error(l->s, "reviewing", l->err);
    sqlite3_finalize(stmt);
    return status;
}

sitrep_status review_root_row(linking *l, const review_table *table, sitrep_sv root, int64_t *out_row)
{
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT %s FROM %s WHERE id = ?", table->name, table->name);
    return one_row(l, sql, root, out_row, NULL);
}

sitrep_status review_current(linking *l, const review_table *table, sitrep_sv root, int64_t *out_row)
{
    char sql[224];
    snprintf(sql, sizeof sql,
             "SELECT %s FROM %s WHERE id >= ?1 AND id < ?1 || '/' AND superseded_at IS NULL ORDER BY %s DESC LIMIT 1",
             table->name, table->name, table->name);
    return one_row(l, sql, root, out_row, NULL);
}

/* The last thing that reviewing made of a root: its id and signature; `made` counts them. */
static sitrep_status last_made(linking *l, sitrep_sv root, int64_t *out_made, sitrep_sv *out_id,
                               sitrep_sv *out_signature)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT count(*) OVER (), id, signature FROM patch_row WHERE root = ? ORDER BY "
                                     "length(id) DESC, id DESC LIMIT 1");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, root);
    int code = link_step(l, stmt);
    *out_made = code > 0 ? sqlite3_column_int64(stmt, 0) : 0;
    *out_id = code > 0 ? arena_copy(&l->arena, db_column(stmt, 1)) : root;
    *out_signature = code > 0 ? arena_copy(&l->arena, db_column(stmt, 2)) : SV("");
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* ---- what should stand ---- */

static override *add_override(version *v, const char *column)
{
    SITREP_ASSERT(v->override_count < OVERRIDES_MAX);
    override *o = &v->overrides[v->override_count++];
    *o = (override){.column = sv_of(column), .kind = TO_NONE};
    return o;
}

static void set_text(version *v, const char *column, sitrep_sv text)
{
    override *o = add_override(v, column);
    if (text.len) *o = (override){.column = o->column, .text = text, .kind = TO_TEXT};
}

static void set_number(version *v, const char *column, double number)
{
    override *o = add_override(v, column);
    *o = (override){.column = o->column, .number = number, .kind = TO_NUMBER};
}

static void set_row(version *v, const char *column, int64_t row)
{
    override *o = add_override(v, column);
    if (row) *o = (override){.column = o->column, .row = row, .kind = TO_ROW};
}

static bool has_override(const version *v, const char *column)
{
    for (size_t i = 0; i < v->override_count; i++)
        if (sv_eq(v->overrides[i].column, sv_of(column))) return true;
    return false;
}

/* The report's place of this name and point, made where it has none: "name|country|division|precision|lat lon". */
static sitrep_status place_row(linking *l, version *v, sitrep_sv packed, int64_t *out_place)
{
    sqlite3_stmt *find = link_sql(
        l,
        "SELECT place FROM place p WHERE p.report = ?1 AND coalesce(p.name, p.text) || '|' || coalesce(p.country, '') "
        "|| '|' || coalesce(p.admin1, '') || '|' || p.precision || '|' || coalesce(printf('%.5f %.5f', p.lat, p.lon), "
        "'') = ?2 ORDER BY place LIMIT 1");
    if (!find) return link_failed(l);
    sqlite3_bind_int64(find, 1, v->report);
    db_bind_sv(find, 2, packed);
    int code = link_step(l, find);
    *out_place = code > 0 ? sqlite3_column_int64(find, 0) : 0;
    sqlite3_reset(find);
    if (code) return code < 0 ? link_failed(l) : SITREP_OK;
    sqlite3_stmt *add = link_sql(
        l, "INSERT INTO place (report, n, first, last, text, name, country, admin1, precision, lat, lon, kind, "
           "role, confidence) SELECT ?1, coalesce(max(n), 0) + ?2, 0, 0, ?3, ?3, ?4, ?5, ?6, ?7, ?8, 'name', "
           "'happened', 1 FROM place WHERE report = ?1");
    if (!add) return link_failed(l);
    sitrep_sv rest = packed, name = sv_cut(&rest, '|'), country = sv_cut(&rest, '|'), admin1 = sv_cut(&rest, '|'),
              precision = sv_cut(&rest, '|'), lat = sv_cut(&rest, ' ');
    sqlite3_bind_int64(add, 1, v->report);
    sqlite3_bind_int64(add, 2, PER_READING);
    db_bind_sv(add, 3, name);
    db_bind_sv(add, 4, country);
    db_bind_sv(add, 5, admin1);
    db_bind_sv(add, 6, precision.len ? precision : SV("unknown"));
    if (lat.len && rest.len) { /* both are NUL-ended or followed by a blank: strtod stops there */
        sqlite3_bind_double(add, 7, strtod(arena_copy(&l->arena, lat).ptr, NULL));
        sqlite3_bind_double(add, 8, strtod(arena_copy(&l->arena, rest).ptr, NULL));
    }
    sitrep_status status = link_done(l, add);
    *out_place = sqlite3_last_insert_rowid(l->s->db);
    return status;
}

static int32_t day_of(sitrep_sv iso)
{
    instant t;
    return iso.len && date_parse_iso(iso, &t) == SITREP_OK ? date_local_day(&t) : SITREP_DAY_NONE;
}

static void set_day(version *v, const char *column, sitrep_sv iso)
{
    int32_t day = day_of(iso);
    if (day == SITREP_DAY_NONE)
        set_text(v, column, (sitrep_sv){NULL, 0});
    else
        set_number(v, column, day);
}

/* One corrected field to the columns that it sets. */
static sitrep_status take_field(linking *l, version *v, const review_field *field, sitrep_sv value)
{
    int64_t place = 0;
    sitrep_status status = SITREP_OK;
    switch (field->type) {
    case TYPE_TEXT:
    case TYPE_ONE_OF:
        set_text(v, field->column, value);
        break;
    case TYPE_NUMBER:
        if (value.len)
            set_number(v, field->column, strtod(arena_copy(&l->arena, value).ptr, NULL));
        else
            set_text(v, field->column, value);
        break;
    case TYPE_DAY:
        set_day(v, field->column, value);
        break;
    case TYPE_PLACE:
        if (value.len) status = place_row(l, v, value, &place);
        set_row(v, "place", place);
        break;
    case TYPE_SIDE:
        v->sides[sv_eq(sv_of(field->name), SV("recipients"))] = value;
        v->has_side[sv_eq(sv_of(field->name), SV("recipients"))] = true;
        break;
    case TYPE_SPEAKER:
        set_text(v, "speaker_name", value);
        set_text(v, "speaker", value);
        set_text(v, "speaker_first", (sitrep_sv){NULL, 0});
        set_text(v, "speaker_last", (sitrep_sv){NULL, 0});
        break;
    }
    v->moves = v->moves || field->moves;
    v->changed = true;
    buf_printf(&v->words, "%s=%.*s;", field->name, SV_ARG(value));
    return status;
}

/* What goes with a corrected field, where nobody corrected that too. */
static void take_company(version *v, sitrep_sv type, sitrep_sv begin, sitrep_sv due)
{
    static const char *const with_type[] = {"mode", "cameo", "goldstein"};
    static const char quads[] = "3124411244332413"; /* by the type's number, as reading has them */
    if (has_override(v, "type")) {
        for (size_t i = 0; i < 3; i++)
            if (!has_override(v, with_type[i])) set_text(v, with_type[i], (sitrep_sv){NULL, 0});
        for (unsigned i = 0; i < sizeof quads - 1; i++)
            if (sv_eq(type, sv_of(sitrep_event_type_name(i)))) set_number(v, "quad", quads[i] - '0');
    }
    if (v->table->letter == 'c' && has_override(v, "begin_day")) {
        if (!has_override(v, "end_day")) set_day(v, "end_day", begin);
        set_number(v, "time_precision", begin.len ? 1 : 0);
    }
    if (has_override(v, "due_first") && !has_override(v, "due_last")) set_day(v, "due_last", due);
    if (has_override(v, "speaker_name") && !has_override(v, "speaker_code"))
        set_text(v, "speaker_code", (sitrep_sv){NULL, 0});
    if (v->table->letter == 'c' && v->changed) set_number(v, "confidence", 1); /* a person said so */
}

static sitrep_status take_fields(linking *l, version *v, const review_patch *patches, size_t count)
{
    sitrep_sv type = {NULL, 0}, begin = {NULL, 0}, due = {NULL, 0};
    sitrep_status status = SITREP_OK;
    for (const review_field *field = v->table->fields; field->name && !status; field++) {
        const patch_change *last = NULL;
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < patches[i].p.change_count; k++)
                if (sv_eq(patches[i].p.changes[k].field, sv_of(field->name))) last = &patches[i].p.changes[k];
        if (!last) continue;
        sitrep_sv value = last->has_after ? last->after : (sitrep_sv){NULL, 0};
        status = take_field(l, v, field, value);
        if (sv_eq(sv_of(field->name), SV("type"))) type = value;
        if (sv_eq(sv_of(field->name), SV("begin"))) begin = value;
        if (sv_eq(sv_of(field->name), SV("due"))) due = value;
    }
    take_company(v, type, begin, due);
    return status;
}

/* The statement and the claim that a row hangs on, where reviewing made another row of them. */
static sitrep_status take_pointer(linking *l, version *v, const char *column)
{
    char sql[160];
    sitrep_sv root, made_id, signature;
    int64_t row = 0, made;
    if (sv_find(sv_of(v->table->copied), sv_of(column), 0) == SIZE_MAX || sv_eq(sv_of(column), sv_of(v->table->name)))
        return SITREP_OK;
    snprintf(sql, sizeof sql, "SELECT 1, x.id FROM %s x JOIN %s t ON t.%s = x.%s WHERE t.id = ?", column,
             v->table->name, column, column);
    sitrep_status status = one_row(l, sql, v->root, &row, &root);
    if (status || !row) return status;
    status = last_made(l, root, &made, &made_id, &signature);
    if (status || !made) return status;
    snprintf(sql, sizeof sql, "SELECT %s FROM %s WHERE id = ?", column, column);
    row = 0;
    if (!sv_eq(signature, SV("-"))) status = one_row(l, sql, made_id, &row, NULL);
    set_row(v, column, row);
    bool restored = !signature.len; /* it reads as it was read: the figure stays where linking put it */
    v->moves = v->moves || (v->table->letter == 'f' && !restored);
    buf_printf(&v->words, "@%s=%.*s;", column, SV_ARG(made_id));
    return status;
}

static bool is_rejected(const review_patch *patches, size_t count)
{
    bool rejected = false;
    for (size_t i = 0; i < count; i++)
        if (patches[i].p.action != SITREP_ACTION_unverifiable || rejected)
            rejected = patches[i].p.action == SITREP_ACTION_reject;
    return rejected;
}

/* ---- making it so ---- */

static sitrep_status supersede(linking *l, const version *v, int64_t row)
{
    char sql[128];
    snprintf(sql, sizeof sql, "UPDATE %s SET superseded_at = ?1 WHERE %s = ?2", v->table->name, v->table->name);
    const char *const all[] = {sql,
                               "UPDATE event_claim SET superseded_at = ?1 WHERE claim = ?2 AND superseded_at IS NULL"};
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < (v->table->letter == 'c' ? 2u : 1u) && !status; i++) {
        sqlite3_stmt *stmt = db_prepare(l->s, all[i], l->err);
        if (!stmt) return link_failed(l);
        sqlite3_bind_int64(stmt, 1, l->seen_at);
        sqlite3_bind_int64(stmt, 2, row);
        status = db_done(l->s, stmt, l->err);
        sqlite3_finalize(stmt);
    }
    return status;
}

static void bind_override(sqlite3_stmt *stmt, int at, const override *o)
{
    if (o->kind == TO_TEXT) db_bind_sv(stmt, at, o->text);
    if (o->kind == TO_NUMBER)
        sqlite3_bind_double(stmt, at, o->number); /* a whole one becomes an integer in its column */
    if (o->kind == TO_ROW) sqlite3_bind_int64(stmt, at, o->row);
}

/* "INSERT … SELECT id, n, seen_at, and each column from the root or as corrected". */
static void version_sql(const version *v, buf *sql)
{
    const char *name = v->table->name;
    sitrep_sv columns = sv_of(v->table->copied);
    buf_printf(
        sql,
        "INSERT INTO %s (id, n, seen_at, %s) SELECT ?1, (SELECT (max(x.n / %d) + 1) * %d FROM %s x WHERE x.report "
        "= t.report AND x.n %% %d = t.n %% %d) + t.n %% %d, ?2",
        name, v->table->copied, PER_READING, PER_READING, name, PER_READING, PER_READING, PER_READING);
    while (columns.len) {
        sitrep_sv column = sv_trim(sv_cut(&columns, ','));
        size_t i = 0;
        while (i < v->override_count && !sv_eq(v->overrides[i].column, column)) i++;
        if (i < v->override_count)
            buf_printf(sql, ", ?%zu", i + 4);
        else
            buf_printf(sql, ", t.%.*s", SV_ARG(column));
    }
    buf_printf(sql, " FROM %s t WHERE t.%s = ?3", name, name);
}

static sitrep_status insert_version(linking *l, const version *v, sitrep_sv id, int64_t *out_row)
{
    buf sql = BUF_INIT(0);
    version_sql(v, &sql);
    sqlite3_stmt *stmt = sql.failed ? NULL : db_prepare(l->s, sql.ptr, l->err);
    bool failed = sql.failed;
    buf_release(&sql);
    if (failed) return base_error(l->err, SITREP_NOMEM, "out of memory");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, id);
    sqlite3_bind_int64(stmt, 2, l->seen_at);
    sqlite3_bind_int64(stmt, 3, v->root_row);
    for (size_t i = 0; i < v->override_count; i++) bind_override(stmt, (int)i + 4, &v->overrides[i]);
    sitrep_status status = db_done(l->s, stmt, l->err);
    sqlite3_finalize(stmt);
    *out_row = sqlite3_last_insert_rowid(l->s->db);
    return status;
}

/* Actors as they were read, or as corrected: "name [CODE SECTORS]; …". They have no place in the text. */
static sitrep_status insert_side(linking *l, const version *v, int64_t row, int which)
{
    static const char *const sides[] = {"actor", "recipient"};
    sqlite3_stmt *stmt =
        v->has_side[which]
            ? link_sql(l,
                       "INSERT INTO actor (claim, side, n, text, name, code, sectors, first, last) VALUES (?1, ?2, ?3, "
                       "?4, ?4, ?5, ?6, 0, 0)")
            : link_sql(l,
                       "INSERT INTO actor SELECT ?1, side, n, text, name, code, sectors, ethnicity, first, last FROM "
                       "actor WHERE claim = ?3 AND side = ?2");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, row);
    db_bind_sv(stmt, 2, sv_of(sides[which]));
    sqlite3_bind_int64(stmt, 3, v->root_row);
    if (!v->has_side[which]) return link_done(l, stmt);
    sitrep_sv rest = v->sides[which];
    sitrep_status status = SITREP_OK;
    for (int n = 0; rest.len && !status; n++) {
        sitrep_sv codes = sv_trim(sv_cut(&rest, ';')), name = sv_trim(sv_cut(&codes, '['));
        if (codes.len) codes.len--;
        sitrep_sv code = sv_cut(&codes, ' ');
        sqlite3_bind_int(stmt, 3, n);
        db_bind_sv(stmt, 4, name);
        db_bind_sv(stmt, 5, code);
        db_bind_sv(stmt, 6, codes);
        status = link_done(l, stmt);
    }
    return status;
}

/* A corrected number stays in its line where only the number was misread; else its line is looked for anew. */
static sitrep_status insert_step(linking *l, const version *v, int64_t row)
{
    char note[200];
    sitrep_sv text;
    int64_t has;
    sitrep_status status =
        one_row(l, "SELECT 1, text || ' (' || kind || ')' FROM figure WHERE id = ?", v->root, &has, &text);
    if (status) return status;
    snprintf(note, sizeof note, "corrected on review; read as %.*s", SV_ARG(text));
    if (v->moves) return link_figure_again(l, row, note);
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT INTO series_figure (figure, series, count, step, note, from_figure, seen_at) SELECT ?1, "
                    "series, count, CASE WHEN ?3 IS NULL THEN step ELSE 'corrected' END, coalesce(?3, note), "
                    "from_figure, seen_at FROM series_figure WHERE figure = ?2");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, row);
    sqlite3_bind_int64(stmt, 2, v->root_row);
    if (v->changed) db_bind_sv(stmt, 3, sv_of(note));
    return link_done(l, stmt);
}

static sitrep_status add_made(linking *l, const version *v, sitrep_sv id)
{
    sqlite3_stmt *stmt = link_sql(l, "INSERT INTO patch_row (id, root, signature, seen_at) VALUES (?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, id);
    db_bind_sv(stmt, 2, v->root);
    sqlite3_bind_text64(stmt, 3, v->signature.ptr ? v->signature.ptr : "", v->signature.len, SQLITE_STATIC,
                        SQLITE_UTF8);
    sqlite3_bind_int64(stmt, 4, l->seen_at);
    return link_done(l, stmt);
}

static sitrep_status make_so(linking *l, version *v, int64_t standing)
{
    int64_t row = 0;
    sitrep_sv id = arena_printf(&l->arena, "%.*s.%" PRId64, SV_ARG(v->root), v->made + 1);
    if (!id.ptr) return base_error(l->err, SITREP_NOMEM, "out of memory");
    sitrep_status status = standing ? supersede(l, v, standing) : SITREP_OK;
    if (!status && !sv_eq(v->signature, SV("-"))) {
        status = insert_version(l, v, id, &row);
        for (int side = 0; side < 2 && !status && v->table->letter == 'c'; side++)
            status = insert_side(l, v, row, side);
        if (!status && v->table->letter == 'f') status = insert_step(l, v, row);
    }
    return status ? status : add_made(l, v, id);
}

/* Rows that hang on a statement or a claim follow it. */
static sitrep_status follow(linking *l, const version *v, const char *sql)
{
    sqlite3_stmt *stmt = db_prepare(l->s, sql, l->err);
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, v->root_row);
    sitrep_sv *list = NULL;
    size_t count = 0, cap = 0;
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        list = arena_room(&l->arena, list, count, &cap, sizeof *list);
        if (!list) break;
        list[count++] = arena_copy(&l->arena, db_column(stmt, 0));
    }
    sqlite3_finalize(stmt);
    if (code != SQLITE_DONE)
        return l->arena.failed ? base_error(l->err, SITREP_NOMEM, "out of memory")
                               : db_error(l->s, "reviewing", l->err);
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) status = review_row(l, list[i]);
    return status;
}

static sitrep_status follow_all(linking *l, const version *v)
{
/* By the report, which has an index; what hangs on a row stands in the same report. */
#define AUTOMATIC(table, column)                                                                                       \
    "SELECT id FROM " table " WHERE report = (SELECT report FROM " column " WHERE " column " = ?1) AND " column        \
    " = ?1 AND instr(id, '.') = 0"
    sitrep_status status = SITREP_OK;
    if (v->table->letter == 's') status = follow(l, v, AUTOMATIC("claim", "statement"));
    if (!status && v->table->letter == 's') status = follow(l, v, AUTOMATIC("figure", "statement"));
    if (!status && v->table->letter == 'c') status = follow(l, v, AUTOMATIC("figure", "claim"));
#undef AUTOMATIC
    return status;
}

/* Whether the outlet withdrew the report: what it said does not come back by a review. */
static sitrep_status is_killed(linking *l, int64_t report, int64_t *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT 1 FROM withdrawal WHERE target = ? AND kind = 'kill'");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, report);
    int code = link_step(l, stmt);
    *out = code > 0;
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

sitrep_status review_row(linking *l, sitrep_sv root)
{
    version v = {.table = review_table_of(root), .root = root, .words = BUF_INIT(65536)};
    review_patch *patches = NULL;
    size_t count = 0;
    int64_t standing = 0;
    sitrep_sv made_id = {NULL, 0}, signature = {NULL, 0};
    sitrep_status status = review_active(l, root, &patches, &count);
    if (!status) status = review_root_row(l, v.table, root, &v.root_row);
    if (!status && !v.root_row) return SITREP_OK; /* an id of another ledger */
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT report FROM %s WHERE id = ?", v.table->name);
    if (!status) status = one_row(l, sql, root, &v.report, NULL);
    if (!status) status = last_made(l, root, &v.made, &made_id, &signature);
    if (!status) status = review_current(l, v.table, root, &standing);
    if (!status) status = take_fields(l, &v, patches, count);
    if (!status) status = take_pointer(l, &v, "statement");
    if (!status) status = take_pointer(l, &v, "claim");
    if (!status && v.words.failed) status = base_error(l->err, SITREP_LIMIT, "too many corrections of one row");
    v.signature = is_rejected(patches, count) ? SV("-") : buf_sv(&v.words);
    int64_t gone = 0;
    if (!status) status = one_row(l, "SELECT 1 FROM reading_gone WHERE id = ?1", root, &gone, NULL);
    if (!status && !gone) status = is_killed(l, v.report, &gone);
    bool withdrawn = gone || (!standing && !sv_eq(signature, SV("-")));
    bool same = sv_eq(v.signature, signature) || withdrawn;
    if (!status && !same) {
        status = make_so(l, &v, standing);
        l->result->claims++;
        if (!status) status = follow_all(l, &v);
    }
    buf_release(&v.words);
    if (!status) status = review_mark_patches(l, root, patches, count);
    return status ? status : review_sync_conflicts(l, root, patches, count);
}
