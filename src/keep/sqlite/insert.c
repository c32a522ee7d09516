/* keep/sqlite/insert.c — one report and its record into the tables, in one transaction.
 * Every row of a report carries the index that it has in the record, so that a row leads back to the printed record. */
#include "base/date.h"
#include "keep/sqlite/db.h"

#include "base/banned.h"

static const char *const statement_sql[DB_STATEMENT_COUNT] = {
    [DB_ADD_SOURCE] = "INSERT INTO source (name) VALUES (?)",
    [DB_GET_SOURCE] = "SELECT source FROM source WHERE name = ?",
    [DB_HAS_REPORT] = "SELECT report FROM report WHERE id = ?",
    [DB_GET_REPORT] = "SELECT r.report, r.id, r.external_id, r.title, r.published, s.name, r.url, r.place, r.author, "
                      "r.status, r.published_day, r.seen_at FROM report r LEFT JOIN source s ON s.source = r.source "
                      "WHERE r.id = ?1 OR (?1 IS NULL AND r.report = ?2)",
    [DB_ADD_REPORT] = "INSERT INTO report (id, external_id, source, title, published, published_day, updated, url, "
                      "language, place, author, status,"
                      " seen_at, run, record_sha256) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [DB_ADD_REPORT_ROW] = DB_REPORT_ROW("?2", "?3", "?4") " WHERE r.report = ?1",
    [DB_ADD_ARCHIVE] = "INSERT INTO archive VALUES (?,?,?,?,?,?,?)",
    [DB_ADD_SENTENCE] = "INSERT INTO sentence (report, n, first, last) VALUES (?,?,?,?)",
    [DB_ADD_FTS] = "INSERT INTO sentence_text (rowid, text) VALUES (?,?)",
    [DB_ADD_PLACE] = "INSERT INTO place (report, n, first, last, text, name, geonameid, feature, lat, lon, admin1, "
                     "country, kind, role, precision,"
                     " confidence) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [DB_ADD_TIME] =
        "INSERT INTO time (report, n, first, last, type, value, begin_day, end_day) VALUES (?,?,?,?,?,?,?,?)",
    [DB_ADD_STATEMENT] = "INSERT INTO statement (id, report, n, sentence, act, quoted, speaker, speaker_name, "
                         "speaker_code, speaker_first, speaker_last,"
                         " via, addressee, cue, cue_first, cue_last, content, content_first, content_last, parent, "
                         "due_first, due_last, day, seen_at)"
                         " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [DB_ADD_CLAIM] = "INSERT INTO claim (id, report, n, sentence, trigger, first, last, lemma, type, mode, contexts, "
                     "cameo, quad, goldstein, place,"
                     " begin_day, end_day, time_precision, status, polarity, certainty, omission, instruments, "
                     "statement, confidence, seen_at)"
                     " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [DB_ADD_ACTOR] = "INSERT INTO actor VALUES (?,?,?,?,?,?,?,?,?,?)",
    [DB_ADD_FIGURE] =
        "INSERT INTO figure (id, report, n, sentence, text, first, last, kind, unit, qualifier, measure, low, best, "
        "high, people, claim,"
        " statement, place, begin_day, end_day, seen_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
/* The same parameters as those that add: an automatic row of the report, in force by the last reading, that says
 * the same. Its id and index do not matter, nor when it was seen. */
#define AGAIN(table)                                                                                                   \
    " AND instr(id, '.') = 0 AND NOT EXISTS (SELECT 1 FROM reading_gone g WHERE g.id = " table ".id) ORDER BY " table  \
    " LIMIT 1"
    [DB_FIND_SENTENCE] =
        "SELECT sentence FROM sentence WHERE report = ?1 AND ?2 >= 0 AND first = ?3 AND last = ?4 LIMIT 1",
    [DB_FIND_PLACE] = "SELECT place FROM place WHERE report = ?1 AND ?2 >= 0 AND first = ?3 AND last = ?4 AND text IS "
                      "?5 AND name IS ?6 AND geonameid IS ?7 AND"
                      " feature IS ?8 AND lat IS ?9 AND lon IS ?10 AND admin1 IS ?11 AND country IS ?12 AND kind = ?13 "
                      "AND role = ?14 AND precision = ?15 AND"
                      " confidence IS ?16 ORDER BY place LIMIT 1",
    [DB_FIND_TIME] = "SELECT n + 1 FROM time WHERE report = ?1 AND ?2 >= 0 AND first = ?3 AND last = ?4 AND type = ?5 "
                     "AND value IS ?6 AND begin_day IS ?7 AND end_day"
                     " IS ?8 LIMIT 1",
    [DB_FIND_STATEMENT] = "SELECT statement FROM statement WHERE ?1 <> '' AND report = ?2 AND ?3 >= 0 AND sentence = "
                          "?4 AND act = ?5 AND quoted = ?6 AND speaker IS ?7"
                          " AND speaker_name IS ?8 AND speaker_code IS ?9 AND speaker_first IS ?10 AND speaker_last IS "
                          "?11 AND via IS ?12 AND addressee IS ?13 AND cue IS"
                          " ?14 AND cue_first IS ?15 AND cue_last IS ?16 AND content IS ?17 AND content_first IS ?18 "
                          "AND content_last IS ?19 AND parent IS ?20 AND"
                          " due_first IS ?21 AND due_last IS ?22 AND day IS ?23 AND ?24 IS NOT NULL" AGAIN("statement"),
    [DB_FIND_CLAIM] = "SELECT claim FROM claim WHERE ?1 <> '' AND report = ?2 AND ?3 >= 0 AND sentence = ?4 AND "
                      "trigger = ?5 AND first = ?6 AND last = ?7 AND lemma IS"
                      " ?8 AND type = ?9 AND mode IS ?10 AND contexts IS ?11 AND cameo IS ?12 AND quad IS ?13 AND "
                      "goldstein IS ?14 AND place IS ?15 AND begin_day IS ?16"
                      " AND end_day IS ?17 AND time_precision = ?18 AND status = ?19 AND polarity = ?20 AND certainty "
                      "= ?21 AND omission = ?22 AND instruments IS ?23"
                      " AND statement IS ?24 AND confidence = ?25 AND ?26 IS NOT NULL" AGAIN("claim"),
    [DB_FIND_ACTOR] = "SELECT 1 FROM actor WHERE claim = ?1 AND side = ?2 AND n = ?3 AND text = ?4 AND name IS ?5 AND "
                      "code IS ?6 AND sectors IS ?7 AND ethnicity IS ?8 AND"
                      " first = ?9 AND last = ?10",
    [DB_COUNT_ACTORS] = "SELECT count(*) FROM actor WHERE claim = ?1",
    [DB_FIND_FIGURE] =
        "SELECT figure FROM figure WHERE ?1 <> '' AND report = ?2 AND ?3 >= 0 AND sentence = ?4 AND text = ?5 AND "
        "first = ?6 AND last = ?7 AND kind = ?8 AND"
        " unit IS ?9 AND qualifier = ?10 AND measure = ?11 AND low IS ?12 AND best IS ?13 AND high IS ?14 AND people "
        "IS ?15 AND claim IS ?16 AND statement"
        " IS ?17 AND place IS ?18 AND begin_day IS ?19 AND end_day IS ?20 AND ?21 IS NOT NULL" AGAIN("figure"),
#undef AGAIN
    [DB_LAST_AUDIT] = "SELECT hash FROM audit ORDER BY entry DESC LIMIT 1",
    [DB_ADD_AUDIT] = "INSERT INTO audit (at, what, detail, hash) VALUES (?,?,?,?)",
    [DB_GET_DIGEST] = "SELECT rows, sum FROM digest WHERE what = ? AND block = ?",
    [DB_PUT_DIGEST] = "INSERT OR REPLACE INTO digest (what, block, rows, sum) VALUES (?,?,?,?)",
    [DB_DROP_DIGEST] = "DELETE FROM digest WHERE what = ? AND block = ?",
};

sqlite3_stmt *db_prepared(sitrep_store *s, db_statement which, sitrep_error *err)
{
    if (!s->prepared[which]) s->prepared[which] = db_prepare(s, statement_sql[which], err);
    if (s->prepared[which]) {
        sqlite3_reset(s->prepared[which]);
        sqlite3_clear_bindings(s->prepared[which]);
    }
    return s->prepared[which];
}

/* What one insertion carries along. */
typedef struct adding {
    sitrep_store *s;
    const sitrep_record *r;
    sitrep_error *err;
    int64_t report, seen_at;
    char id[KEEP_ID_SIZE];
    int64_t *sentences, *places, *statements, *claims, *figures; /* row ids by index in the record */
    /* Of a report that is read again: */
    bool again, finding;     /* finding: the statements look for a row that says the same, and add none */
    int64_t *times, first_n; /* first_n: index of the first row that is new */
    sitrep_sv salt;          /* of new ids */
    uint64_t kept, new_rows; /* claims, figures and statements */
} adding;

static sqlite3_stmt *prepared(adding *a, db_statement which)
{
    static const db_statement twins[DB_STATEMENT_COUNT] = {
        [DB_ADD_SENTENCE] = DB_FIND_SENTENCE,   [DB_ADD_PLACE] = DB_FIND_PLACE, [DB_ADD_TIME] = DB_FIND_TIME,
        [DB_ADD_STATEMENT] = DB_FIND_STATEMENT, [DB_ADD_CLAIM] = DB_FIND_CLAIM, [DB_ADD_ACTOR] = DB_FIND_ACTOR,
        [DB_ADD_FIGURE] = DB_FIND_FIGURE};
    return db_prepared(a->s, a->finding ? twins[which] : which, a->err);
}

static sitrep_status failed(const adding *a)
{
    return a->s->failure ? a->s->failure : SITREP_IO;
}

/* Looks: *out_row is 0 where no row says the same. */
static sitrep_status look(adding *a, sqlite3_stmt *stmt, int64_t *out_row)
{
    int code = sqlite3_step(stmt);
    if (out_row) *out_row = code == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sitrep_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? SITREP_OK : db_error(a->s, "reading again", a->err);
    sqlite3_reset(stmt);
    return status;
}

static sitrep_status done(adding *a, sqlite3_stmt *stmt, int64_t *out_row)
{
    /* What was bound may lack a text for which there was no room: an id, say, and the row would be refused for that. */
    if (a->s->arena.failed) return base_error(a->err, SITREP_NOMEM, "out of memory");
    if (a->finding) return look(a, stmt, out_row);
    sitrep_status status = db_done(a->s, stmt, a->err);
    if (!status && out_row) *out_row = sqlite3_last_insert_rowid(a->s->db);
    return status;
}

/* ---- binding in column order ---- */

typedef struct binder {
    sqlite3_stmt *stmt;
    int at;
} binder;

static void put_int(binder *b, int64_t value)
{
    sqlite3_bind_int64(b->stmt, ++b->at, value);
}
static void put_real(binder *b, double value)
{
    sqlite3_bind_double(b->stmt, ++b->at, value);
}
static void put_none(binder *b)
{
    sqlite3_bind_null(b->stmt, ++b->at);
}
static void put_sv(binder *b, sitrep_sv sv)
{
    db_bind_sv(b->stmt, ++b->at, sv);
}
static void put_name(binder *b, const char *name)
{
    put_sv(b, sv_of(name));
}
static void put_day(binder *b, int32_t day)
{
    db_bind_day(b->stmt, ++b->at, day);
}
static void put_blob(binder *b, const void *bytes, size_t len)
{
    sqlite3_bind_blob64(b->stmt, ++b->at, bytes, len, SQLITE_STATIC);
}

/* A row id by an index of the record, NULL for none. */
static void put_row(binder *b, const int64_t *rows, uint32_t index)
{
    if (index == SITREP_NONE)
        put_none(b);
    else
        put_int(b, rows[index]);
}

static void put_span(binder *b, sitrep_span span)
{
    if (span.begin == span.end) {
        put_none(b);
        put_none(b);
    } else {
        put_int(b, span.begin);
        put_int(b, span.end);
    }
}

/* Codes joined by blanks; views of the store's arena. */
static sitrep_sv join_codes(adding *a, const sitrep_code *codes, uint32_t count)
{
    char *to = arena_alloc(&a->s->arena, count * 4 + 1), *at = to;
    for (uint32_t i = 0; i < count && to; i++) {
        if (i) *at++ = ' ';
        size_t len = strlen(codes[i].text);
        memcpy(at, codes[i].text, len);
        at += len;
    }
    return (sitrep_sv){to, to ? (size_t)(at - to) : 0};
}

static sitrep_sv join_texts(adding *a, const sitrep_sv *texts, uint32_t count)
{
    size_t len = 0;
    for (uint32_t i = 0; i < count; i++) len += texts[i].len + 1;
    char *to = arena_alloc(&a->s->arena, len + 1), *at = to;
    for (uint32_t i = 0; i < count && to; i++) {
        if (i) *at++ = ';';
        if (texts[i].len) memcpy(at, texts[i].ptr, texts[i].len);
        at += texts[i].len;
    }
    return (sitrep_sv){to, to ? (size_t)(at - to) : 0};
}

/* The id of a row of this report: its kind, the report, its place in the record and what it says. */
static sitrep_sv row_id(adding *a, char kind, uint32_t n, sitrep_sv what)
{
    char number[16], *id = arena_alloc(&a->s->arena, KEEP_ID_SIZE);
    snprintf(number, sizeof number, "%u", n);
    sitrep_sv parts[] = {sv_of(a->id), sv_of(number), what, a->salt};
    if (id) keep_make_id(kind, parts, a->salt.len ? 4 : 3, id);
    return sv_of(id);
}

/* ---- the rows ---- */

static sitrep_status source_row(adding *a, int64_t *out_row)
{
    sitrep_sv name = a->r->report->source;
    *out_row = 0;
    if (!name.len) return SITREP_OK;
    sqlite3_stmt *get = prepared(a, DB_GET_SOURCE);
    if (!get) return failed(a);
    db_bind_sv(get, 1, name);
    int code = sqlite3_step(get);
    if (code == SQLITE_ROW)
        *out_row = sqlite3_column_int64(get, 0);
    else if (code != SQLITE_DONE)
        return db_error(a->s, "looking for the outlet", a->err);
    sqlite3_reset(get);
    if (*out_row) return SITREP_OK;
    sqlite3_stmt *add = prepared(a, DB_ADD_SOURCE);
    if (!add) return failed(a);
    db_bind_sv(add, 1, name);
    return done(a, add, out_row);
}

static sitrep_status add_report(adding *a, const unsigned char record_hash[32])
{
    const sitrep_report *p = a->r->report;
    int64_t source;
    sitrep_status status = source_row(a, &source);
    binder b = {prepared(a, DB_ADD_REPORT), 0};
    if (status || !b.stmt) return status ? status : failed(a);
    put_name(&b, a->id);
    put_sv(&b, p->id);
    if (source)
        put_int(&b, source);
    else
        put_none(&b);
    put_sv(&b, p->title);
    put_sv(&b, p->published);
    put_day(&b, a->r->published_day);
    put_sv(&b, p->updated);
    put_sv(&b, p->url);
    put_sv(&b, p->language);
    put_sv(&b, p->place);
    put_sv(&b, p->author);
    put_sv(&b, p->status);
    put_int(&b, a->seen_at);
    put_int(&b, a->s->run);
    put_blob(&b, record_hash, 32);
    return done(a, b.stmt, &a->report);
}

/* The report's counts, and the hash over its row, which is read back for it as it was written. */
static sitrep_status add_report_row(adding *a)
{
    binder b = {prepared(a, DB_ADD_REPORT_ROW), 0};
    if (!b.stmt) return failed(a);
    put_int(&b, a->report);
    put_int(&b, a->r->event_count);
    put_int(&b, a->r->figure_count);
    put_int(&b, a->r->statement_count);
    return done(a, b.stmt, NULL);
}

static sitrep_status add_archive(adding *a)
{
    sitrep_sv original = a->r->report->original.len ? a->r->report->original : a->r->text, packed, packed_text;
    unsigned char hash[32], text_hash[32];
    sitrep_status status = db_pack(a->s, original, &packed, a->err);
    if (!status) status = db_pack(a->s, a->r->text, &packed_text, a->err);
    binder b = {prepared(a, DB_ADD_ARCHIVE), 0};
    if (status || !b.stmt) return status ? status : failed(a);
    db_sha256(original, hash);
    db_sha256(a->r->text, text_hash);
    put_int(&b, a->report);
    put_blob(&b, packed.ptr, packed.len);
    put_int(&b, (int64_t)original.len);
    put_blob(&b, hash, sizeof hash);
    put_blob(&b, packed_text.ptr, packed_text.len);
    put_int(&b, (int64_t)a->r->text.len);
    put_blob(&b, text_hash, sizeof text_hash);
    return done(a, b.stmt, NULL);
}

static sitrep_status add_sentence(adding *a, uint32_t i)
{
    sitrep_span span = a->r->analysis->sentences[i].span;
    binder b = {prepared(a, DB_ADD_SENTENCE), 0};
    if (!b.stmt) return failed(a);
    put_int(&b, a->report);
    put_int(&b, a->first_n + i);
    put_int(&b, span.begin);
    put_int(&b, span.end);
    sitrep_status status = done(a, b.stmt, &a->sentences[i]);
    if (status || a->finding) return status;
    binder f = {prepared(a, DB_ADD_FTS), 0};
    if (!f.stmt) return failed(a);
    put_int(&f, a->sentences[i]);
    put_sv(&f, sv_span(a->r->text, span));
    return done(a, f.stmt, NULL);
}

static sitrep_status add_place(adding *a, uint32_t i)
{
    const sitrep_place *p = &a->r->places[i];
    binder b = {prepared(a, DB_ADD_PLACE), 0};
    if (!b.stmt) return failed(a);
    put_int(&b, a->report);
    put_int(&b, a->first_n + i);
    put_int(&b, p->span.begin);
    put_int(&b, p->span.end);
    put_sv(&b, p->text.len ? p->text : sv_span(a->r->text, p->span));
    put_sv(&b, p->name);
    if (p->geonameid)
        put_int(&b, p->geonameid);
    else
        put_none(&b);
    put_sv(&b, p->feature);
    if (p->has_point) {
        put_real(&b, p->lat);
        put_real(&b, p->lon);
    } else {
        put_none(&b);
        put_none(&b);
    }
    put_sv(&b, p->admin1);
    put_name(&b, p->country.text);
    put_name(&b, sitrep_place_kind_name(p->kind));
    put_name(&b, sitrep_place_role_name(p->role));
    put_name(&b, sitrep_precision_name(p->precision));
    put_real(&b, (double)p->confidence);
    return done(a, b.stmt, &a->places[i]);
}

static sitrep_status add_time(adding *a, uint32_t i)
{
    const sitrep_time *t = &a->r->times[i];
    if (t->begin == SITREP_DAY_NONE) return SITREP_OK; /* durations and the like: nothing falls due by them */
    binder b = {prepared(a, DB_ADD_TIME), 0};
    if (!b.stmt) return failed(a);
    put_int(&b, a->report);
    put_int(&b, a->first_n + i);
    put_int(&b, t->span.begin);
    put_int(&b, t->span.end);
    put_name(&b, sitrep_time_type_name(t->type));
    put_sv(&b, t->value);
    put_day(&b, t->begin);
    put_day(&b, t->end);
    return done(a, b.stmt, &a->times[i]);
}

/* The name and code of an entity; empty where there is none. */
static sitrep_sv entity_name(const adding *a, uint32_t entity)
{
    return entity == SITREP_NONE ? (sitrep_sv){NULL, 0} : a->r->entities[entity].name;
}

static sitrep_sv via_text(adding *a, const sitrep_statement *s)
{
    sitrep_sv *names = ARENA_ARRAY(&a->s->arena, sitrep_sv, s->via_count + 1);
    if (!names) return (sitrep_sv){NULL, 0};
    for (uint32_t i = 0; i < s->via_count; i++) {
        names[i] = entity_name(a, s->via[i].entity);
        if (!names[i].len) names[i] = s->via[i].text;
    }
    return join_texts(a, names, s->via_count);
}

static void put_speaker(adding *a, binder *b, const sitrep_statement *s)
{
    bool named = s->has_speaker && s->speaker.entity != SITREP_NONE;
    put_sv(b, s->has_speaker ? s->speaker.text : (sitrep_sv){NULL, 0});
    put_sv(b, named ? entity_name(a, s->speaker.entity) : (sitrep_sv){NULL, 0});
    put_name(b, named ? a->r->entities[s->speaker.entity].code.text : "");
    put_span(b, s->has_speaker ? s->speaker.span : (sitrep_span){0, 0});
}

static sitrep_status add_statement(adding *a, uint32_t i)
{
    const sitrep_statement *s = &a->r->statements[i];
    sitrep_span content = {0, 0};
    if (s->content_count) content = (sitrep_span){s->content[0].begin, s->content[s->content_count - 1].end};
    sitrep_sv said = sv_span(a->r->text, content), addressee = entity_name(a, s->addressee.entity);
    const sitrep_time *due = s->due == SITREP_NONE ? NULL : &a->r->times[s->due];
    binder b = {prepared(a, DB_ADD_STATEMENT), 0};
    if (!b.stmt) return failed(a);
    put_sv(&b, row_id(a, 's', i, said));
    put_int(&b, a->report);
    put_int(&b, a->first_n + i);
    put_int(&b, a->sentences[s->sentence]);
    put_name(&b, sitrep_act_name(s->act));
    put_int(&b, s->quoted);
    put_speaker(a, &b, s);
    put_sv(&b, via_text(a, s));
    put_sv(&b, addressee.len ? addressee : s->addressee.text);
    put_sv(&b, s->cue_lemma);
    put_span(&b, s->cue);
    put_sv(&b, said);
    put_span(&b, content);
    put_row(&b, a->statements, s->parent != SITREP_NONE && s->parent < i ? s->parent : SITREP_NONE);
    put_day(&b, due ? due->begin : SITREP_DAY_NONE);
    put_day(&b, due ? due->end : SITREP_DAY_NONE);
    put_day(&b, a->r->published_day);
    put_int(&b, a->seen_at);
    return done(a, b.stmt, &a->statements[i]);
}

static sitrep_status add_actor(adding *a, int64_t claim, const char *side, uint32_t n, const sitrep_actor *actor,
                               int64_t *out_row)
{
    binder b = {prepared(a, DB_ADD_ACTOR), 0};
    if (!b.stmt) return failed(a);
    put_int(&b, claim);
    put_name(&b, side);
    put_int(&b, n);
    put_sv(&b, actor->text.len ? actor->text : sv_span(a->r->text, actor->span));
    put_sv(&b, entity_name(a, actor->entity));
    put_name(&b, actor->code.text);
    put_sv(&b, join_codes(a, actor->sectors, actor->sector_count));
    put_sv(&b, actor->ethnicity);
    put_int(&b, actor->span.begin);
    put_int(&b, actor->span.end);
    return done(a, b.stmt, out_row);
}

static sitrep_sv instruments_text(adding *a, const sitrep_event *e)
{
    sitrep_sv *texts = ARENA_ARRAY(&a->s->arena, sitrep_sv, e->instrument_count + 1);
    for (uint32_t i = 0; i < e->instrument_count && texts; i++) texts[i] = e->instruments[i].text;
    return texts ? join_texts(a, texts, e->instrument_count) : (sitrep_sv){NULL, 0};
}

/* The sides of a claim. Of one that was found, they have to be the same, or it is another claim after all. */
static sitrep_status add_sides(adding *a, uint32_t i)
{
    const sitrep_event *e = &a->r->events[i];
    int64_t row = 1, count = e->actor_count + e->recipient_count;
    sitrep_status status = SITREP_OK;
    if (a->finding) {
        sqlite3_stmt *counting = db_prepared(a->s, DB_COUNT_ACTORS, a->err);
        if (!counting) return failed(a);
        sqlite3_bind_int64(counting, 1, a->claims[i]);
        status = look(a, counting, &count);
    }
    bool same = count == e->actor_count + e->recipient_count;
    for (uint32_t n = 0; n < e->actor_count && !status && same; n++) {
        status = add_actor(a, a->claims[i], "actor", n, &e->actors[n], &row);
        same = !a->finding || row;
    }
    for (uint32_t n = 0; n < e->recipient_count && !status && same; n++) {
        status = add_actor(a, a->claims[i], "recipient", n, &e->recipients[n], &row);
        same = !a->finding || row;
    }
    if (!same) a->claims[i] = 0;
    return status;
}

static sitrep_status add_claim(adding *a, uint32_t i)
{
    const sitrep_event *e = &a->r->events[i];
    sitrep_sv trigger = sv_span(a->r->text, e->trigger);
    binder b = {prepared(a, DB_ADD_CLAIM), 0};
    if (!b.stmt) return failed(a);
    put_sv(&b, row_id(a, 'c', i, trigger));
    put_int(&b, a->report);
    put_int(&b, a->first_n + i);
    put_int(&b, a->sentences[e->sentence]);
    put_sv(&b, trigger);
    put_int(&b, e->trigger.begin);
    put_int(&b, e->trigger.end);
    put_sv(&b, e->lemma);
    put_name(&b, sitrep_event_type_name(e->type));
    put_sv(&b, e->mode);
    put_sv(&b, join_texts(a, e->contexts, e->context_count));
    put_sv(&b, e->cameo);
    put_int(&b, e->quad);
    put_real(&b, (double)e->goldstein);
    put_row(&b, a->places, e->place);
    put_day(&b, e->begin);
    put_day(&b, e->end);
    put_int(&b, e->time_precision);
    put_name(&b, sitrep_event_status_name(e->status));
    put_name(&b, e->negative ? "-" : "+");
    put_name(&b, sitrep_certainty_name(e->certainty));
    put_int(&b, e->omission);
    put_sv(&b, instruments_text(a, e));
    put_row(&b, a->statements, e->statement);
    put_real(&b, (double)e->confidence);
    put_int(&b, a->seen_at);
    sitrep_status status = done(a, b.stmt, &a->claims[i]);
    return status || !a->claims[i] ? status : add_sides(a, i);
}

static void put_bound(binder *b, bool has, double value)
{
    if (has)
        put_real(b, value);
    else
        put_none(b);
}

static sitrep_status add_figure(adding *a, uint32_t i)
{
    const sitrep_figure *f = &a->r->figures[i];
    const sitrep_time *time = f->time == SITREP_NONE ? NULL : &a->r->times[f->time];
    sitrep_sv text = sv_span(a->r->text, f->span);
    binder b = {prepared(a, DB_ADD_FIGURE), 0};
    if (!b.stmt) return failed(a);
    put_sv(&b, row_id(a, 'f', i, text));
    put_int(&b, a->report);
    put_int(&b, a->first_n + i);
    put_int(&b, a->sentences[f->sentence]);
    put_sv(&b, text);
    put_int(&b, f->span.begin);
    put_int(&b, f->span.end);
    put_name(&b, sitrep_figure_kind_name(f->kind));
    put_sv(&b, f->unit);
    put_name(&b, sitrep_qualifier_name(f->qualifier));
    put_name(&b, sitrep_measure_name(f->measure));
    put_bound(&b, f->has_low, f->low);
    put_bound(&b, f->has_best, f->best);
    put_bound(&b, f->has_high, f->high);
    put_sv(&b, f->group);
    put_row(&b, a->claims, f->event);
    put_row(&b, a->statements, f->statement);
    put_row(&b, a->places, f->place);
    put_day(&b, time ? time->begin : SITREP_DAY_NONE);
    put_day(&b, time ? time->end : SITREP_DAY_NONE);
    put_int(&b, a->seen_at);
    return done(a, b.stmt, &a->figures[i]);
}

typedef struct row_list {
    uint32_t count;
    sitrep_status (*add)(adding *a, uint32_t i);
    const int64_t *rows;
    bool counts; /* among those that a re-reading tells of */
} row_list;

/* A row of a report that is read again is added where none says the same. */
static sitrep_status add_one(adding *a, const row_list *list, uint32_t i)
{
    if (!a->again) return list->add(a, i);
    a->finding = true;
    sitrep_status status = list->add(a, i);
    a->finding = false;
    if (status) return status;
    if (list->counts) (list->rows[i] ? &a->kept : &a->new_rows)[0]++;
    return list->rows[i] ? SITREP_OK : list->add(a, i);
}

static sitrep_status add_rows(adding *a)
{
    const row_list lists[] = {
        {a->r->analysis->count, add_sentence, a->sentences, false},
        {a->r->place_count, add_place, a->places, false},
        {a->r->time_count, add_time, a->times, false},
        {a->r->statement_count, add_statement, a->statements, true},
        {a->r->event_count, add_claim, a->claims, true},
        {a->r->figure_count, add_figure, a->figures, true},
    };
    sitrep_status status = SITREP_OK;
    for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
        for (uint32_t i = 0; i < lists[l].count && !status; i++) status = add_one(a, &lists[l], i);
    if (!status && a->s->arena.failed) status = base_error(a->err, SITREP_NOMEM, "out of memory");
    return status;
}

static bool make_room(adding *a)
{
    arena *to = &a->s->arena;
    arena_reset(to);
    a->sentences = ARENA_ARRAY(to, int64_t, a->r->analysis->count + 1);
    a->places = ARENA_ARRAY(to, int64_t, a->r->place_count + 1);
    a->times = ARENA_ARRAY(to, int64_t, a->r->time_count + 1);
    a->statements = ARENA_ARRAY(to, int64_t, a->r->statement_count + 1);
    a->claims = ARENA_ARRAY(to, int64_t, a->r->event_count + 1);
    a->figures = ARENA_ARRAY(to, int64_t, a->r->figure_count + 1);
    return !to->failed;
}

/* ---- the public face ---- */

static void report_id(const sitrep_report *report, char out[KEEP_ID_SIZE])
{
    sitrep_sv parts[] = {report->source, report->original.len ? report->original : report->text};
    keep_make_id('r', parts, 2, out);
}

static sitrep_status find_report(sitrep_store *s, const char *id, bool *out_has, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepared(s, DB_HAS_REPORT, err);
    if (!stmt) return s->failure;
    db_bind_sv(stmt, 1, sv_of(id));
    int code = sqlite3_step(stmt);
    sitrep_status status = code == SQLITE_ROW || code == SQLITE_DONE ? SITREP_OK : db_error(s, "asking the store", err);
    *out_has = code == SQLITE_ROW;
    sqlite3_reset(stmt);
    return status;
}

sitrep_status sitrep_store_has(sitrep_store *store, const sitrep_report *report, bool *out_has, sitrep_error *err)
{
    char id[KEEP_ID_SIZE];
    report_id(report, id);
    return find_report(store, id, out_has, err);
}

static bool hash_more(void *ctx, const char *bytes, size_t len)
{
    buf_add(ctx, bytes, len);
    return true;
}

sitrep_status keep_record_hash(const sitrep_record *record, unsigned char out[32])
{
    buf json = BUF_INIT(0);
    sitrep_status status = sitrep_record_write_json(record, true, hash_more, &json);
    if (json.failed) status = SITREP_NOMEM;
    if (!status) db_sha256(buf_sv(&json), out);
    buf_release(&json);
    return status;
}

/* When what the report says could be known here: now, or, for an archive read late, when it was published. */
static int64_t seen_at(const sitrep_store *s, const sitrep_report *report)
{
    instant t;
    int64_t now = keep_now(s);
    if (!s->seen_when_published || date_parse_iso(report->published, &t) != SITREP_OK) return now;
    int64_t published = t.seconds + (t.has_time ? 0 : 86399); /* a day without an hour is known at its end */
    return published < now ? published : now;
}

sitrep_status sitrep_store_add(sitrep_store *store, const sitrep_record *record, bool *out_added, sitrep_error *err)
{
    sitrep_error local;
    adding a = {.s = store, .r = record, .err = err ? err : &local};
    *a.err = (sitrep_error){.status = SITREP_OK};
    if (!store->in_run) return base_error(a.err, SITREP_USAGE, "no run was begun");
    unsigned char hash[32];
    report_id(record->report, a.id);
    sitrep_status status = keep_record_hash(record, hash);
    if (status) return base_error(a.err, status, "out of memory");
    status = db_begin_one(store, a.err);
    if (status) return status;
    bool has = false;
    status = find_report(store, a.id, &has, a.err);
    if (status || has) {
        if (!status) *out_added = false;
        return db_end_one(store, status, a.err);
    }
    a.seen_at = seen_at(store, record->report);
    status = make_room(&a) ? add_report(&a, hash) : base_error(a.err, SITREP_NOMEM, "out of memory");
    if (!status) status = add_report_row(&a);
    if (!status) status = add_archive(&a);
    if (!status) status = add_rows(&a);
    if (!status) status = keep_audit(store, "add", sv_of(a.id), a.err);
    status = db_end_one(store, status, a.err);
    if (!status) *out_added = true;
    return status;
}

/* ---- read again ---- */

sitrep_status db_add_again(sitrep_store *store, const sitrep_record *record, db_again *rows, sitrep_error *err)
{
    adding a = {.s = store, .r = record, .err = err, .report = rows->report, .again = true};
    snprintf(a.id, sizeof a.id, "%.*s", SV_ARG(rows->id));
    a.seen_at = rows->seen_at;
    a.first_n = rows->first_n;
    a.salt = rows->salt;
    sitrep_status status = make_room(&a) ? add_rows(&a) : base_error(err, SITREP_NOMEM, "out of memory");
    rows->statements = a.statements;
    rows->claims = a.claims;
    rows->figures = a.figures;
    rows->kept = a.kept;
    rows->new_rows = a.new_rows;
    return status;
}
