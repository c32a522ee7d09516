/* link/review_fields.c — what may be corrected in which table, and how values are written in a patch.
 * A place is its name, country, first division, precision and point, so that another store needs no gazetteer to put it
 * in; actors are names with codes in brackets; days are ISO dates. */
#include "link/review_int.h"

#include <math.h>

#include "base/date.h"
#include "base/banned.h"

#define DAY_SQL(column) "date(t." column " * 86400, 'unixepoch')"
#define PLACE_SQL                                                                                                      \
    "(SELECT coalesce(p.name, p.text) || '|' || coalesce(p.country, '') || '|' || coalesce(p.admin1, '') || '|' || "   \
    "p.precision || '|' || coalesce(printf('%.5f %.5f', p.lat, p.lon), '') FROM place p WHERE p.place = t.place)"
#define SIDE_SQL(side)                                                                                                 \
    "(SELECT group_concat(coalesce(x.name, x.text) || CASE WHEN x.code IS NULL AND x.sectors IS NULL THEN '' ELSE "    \
    "' [' || trim(coalesce(x.code, '') || ' ' || coalesce(x.sectors, '')) || ']' END, '; ') FROM (SELECT * FROM "      \
    "actor WHERE claim = t.claim AND side = '" side "' ORDER BY n) x)"
#define TEXT_FIELD(name, column, moves)                                                                                \
    {                                                                                                                  \
        name, column, TYPE_TEXT, NULL, moves, "t." column                                                              \
    }
#define NUMBER_FIELD(name, column)                                                                                     \
    {                                                                                                                  \
        name, column, TYPE_NUMBER, NULL, false,                                                                        \
            "CASE WHEN t." column " IS NOT NULL THEN printf('%.15g', t." column ") END"                                \
    }
#define DAY_FIELD(name, column, moves)                                                                                 \
    {                                                                                                                  \
        name, column, TYPE_DAY, NULL, moves, DAY_SQL(column)                                                           \
    }
#define NAME_FIELD(name, column, name_of, moves)                                                                       \
    {                                                                                                                  \
        name, column, TYPE_ONE_OF, name_of, moves, "t." column                                                         \
    }
#define PLACE_FIELD                                                                                                    \
    {                                                                                                                  \
        "place", "place", TYPE_PLACE, NULL, true, PLACE_SQL                                                            \
    }
#define FIELDS_END                                                                                                     \
    {                                                                                                                  \
        NULL, NULL, TYPE_TEXT, NULL, false, NULL                                                                       \
    }

static const char *polarity_name(unsigned value)
{
    static const char *const names[] = {"+", "-", ""};
    return names[value < 2 ? value : 2];
}

static const char *state_name(unsigned value)
{
    static const char *const names[] = {"open",    "fulfilled", "partly",   "broken", "refused",
                                        "overdue", "withdrawn", "in doubt", "likely", ""};
    return names[value < 9 ? value : 9];
}

/* clang-format off: a table of fields */
static const review_field claim_fields[] = {NAME_FIELD("type", "type", sitrep_event_type_name, true),
                                            TEXT_FIELD("mode", "mode", false),
                                            NAME_FIELD("status", "status", sitrep_event_status_name, false),
                                            NAME_FIELD("polarity", "polarity", polarity_name, true),
                                            NAME_FIELD("certainty", "certainty", sitrep_certainty_name, false),
                                            PLACE_FIELD,
                                            DAY_FIELD("begin", "begin_day", true),
                                            DAY_FIELD("end", "end_day", true),
                                            {"actors", "", TYPE_SIDE, NULL, false, SIDE_SQL("actor")},
                                            {"recipients", "", TYPE_SIDE, NULL, false, SIDE_SQL("recipient")},
                                            FIELDS_END};
static const review_field figure_fields[] = {NAME_FIELD("kind", "kind", sitrep_figure_kind_name, true),
                                             NUMBER_FIELD("low", "low"),
                                             NUMBER_FIELD("best", "best"),
                                             NUMBER_FIELD("high", "high"),
                                             NAME_FIELD("qualifier", "qualifier", sitrep_qualifier_name, false),
                                             NAME_FIELD("measure", "measure", sitrep_measure_name, true),
                                             TEXT_FIELD("unit", "unit", false),
                                             TEXT_FIELD("people", "people", true),
                                             PLACE_FIELD,
                                             DAY_FIELD("begin", "begin_day", false),
                                             DAY_FIELD("end", "end_day", false),
                                             FIELDS_END};
static const review_field statement_fields[] = {
    NAME_FIELD("act", "act", sitrep_act_name, false),
    {"speaker", "speaker_name", TYPE_SPEAKER, NULL, true, "coalesce(t.speaker_name, t.speaker)"},
    TEXT_FIELD("speaker_code", "speaker_code", true),
    TEXT_FIELD("via", "via", false),
    TEXT_FIELD("addressee", "addressee", false),
    DAY_FIELD("due", "due_first", false),
    DAY_FIELD("due_last", "due_last", false),
    FIELDS_END};
static const review_field undertaking_fields[] = {
    {"state", "", TYPE_ONE_OF, state_name, false,
     "(SELECT us.state FROM undertaking_state us WHERE us.undertaking = t.undertaking ORDER BY us.seen_at DESC, "
     "us.state = 'open' LIMIT 1)"},
    FIELDS_END};

static const char *const claim_names[] = {"type",  "mode", "status", "polarity",   "certainty", "place",
                                          "begin", "end",  "actors", "recipients", NULL};
static const char *const figure_names[] = {"kind", "number", "low",   "best",  "high", "qualifier", "measure",
                                           "unit", "people", "place", "begin", "end",  NULL};
static const char *const statement_names[] = {"act",       "speaker", "speaker_code", "via",
                                              "addressee", "due",     "due_last",     NULL};
static const char *const undertaking_names[] = {"state", NULL};

static const review_table tables[REVIEW_KIND_COUNT] = {
    [REVIEW_CLAIM] = {'c', "claim", claim_fields, claim_names,
                      "report, sentence, trigger, first, last, lemma, type, mode, contexts, cameo, quad, goldstein, "
                      "place, begin_day, end_day, time_precision,"
                      " status, polarity, certainty, omission, instruments, statement, confidence"},
    [REVIEW_FIGURE] = {'f', "figure", figure_fields, figure_names,
                       "report, sentence, text, first, last, kind, unit, qualifier, measure, low, best, high, people, "
                       "claim, statement, place, begin_day, end_day"},
    [REVIEW_STATEMENT] = {'s', "statement", statement_fields, statement_names,
                          "report, sentence, act, quoted, speaker, speaker_name, speaker_code, speaker_first, "
                          "speaker_last, via, addressee, cue, cue_first, cue_last,"
                          " content, content_first, content_last, parent, due_first, due_last, day"},
    [REVIEW_EVENT] = {'e', "event", NULL, NULL, NULL},
    [REVIEW_UNDERTAKING] = {'u', "undertaking", undertaking_fields, undertaking_names, NULL},
    [REVIEW_CONTRADICTION] = {'x', "contradiction", NULL, NULL, NULL},
    [REVIEW_PATCH] = {'p', "patch", NULL, NULL, NULL},
};
/* clang-format on */

review_kind review_kind_of(sitrep_sv id)
{
    unsigned kind = 0;
    while (kind < REVIEW_KIND_COUNT && !(id.len && id.ptr[0] == tables[kind].letter)) kind++;
    return (review_kind)kind;
}

const review_table *review_table_of(sitrep_sv id)
{
    review_kind kind = review_kind_of(id);
    return kind < REVIEW_KIND_COUNT ? &tables[kind] : NULL;
}

const char *const *sitrep_review_fields(sitrep_sv id)
{
    const review_table *table = review_table_of(id);
    return table ? table->names : NULL;
}

const review_field *review_field_of(const review_table *table, sitrep_sv name)
{
    for (const review_field *f = table->fields; f && f->name; f++)
        if (sv_eq(name, sv_of(f->name))) return f;
    return NULL;
}

sitrep_status review_value(linking *l, const review_table *table, const review_field *field, int64_t row,
                           sitrep_sv *out, bool *out_has)
{
    char sql[1024];
    snprintf(sql, sizeof sql, "SELECT %s FROM %s t WHERE t.%s = ?", field->sql, table->name, table->name);
    sqlite3_stmt *stmt = db_prepare(l->s, sql, l->err);
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, row);
    int code = sqlite3_step(stmt);
    *out_has = code == SQLITE_ROW && sqlite3_column_type(stmt, 0) != SQLITE_NULL && db_column(stmt, 0).len;
    *out = *out_has ? arena_copy(&l->arena, db_column(stmt, 0)) : (sitrep_sv){NULL, 0};
    sitrep_status status = code == SQLITE_ROW    ? SITREP_OK
                           : code == SQLITE_DONE ? base_error(l->err, SITREP_NOT_FOUND, "there is no such row")
                                                 : db_error(l->s, "asking the store", l->err);
    sqlite3_finalize(stmt);
    return status;
}

/* ---- what people type ---- */

static sitrep_status bad_value(linking *l, const review_field *field, sitrep_sv typed, const char *wanted)
{
    return base_error(l->err, SITREP_USAGE, "%s: '%.*s' is not %s", field->name, SV_ARG(typed), wanted);
}

static sitrep_status one_of(linking *l, const review_field *field, sitrep_sv typed, sitrep_sv *out)
{
    buf wanted = BUF_INIT(400);
    buf_add_sv(&wanted, SV("one of"));
    for (unsigned i = 0; field->name_of(i)[0]; i++) {
        *out = sv_of(field->name_of(i));
        if (sv_eq_fold(typed, *out)) {
            buf_release(&wanted);
            return SITREP_OK;
        }
        buf_printf(&wanted, "%s %s", i ? "," : "", field->name_of(i));
    }
    sitrep_status status = bad_value(l, field, typed, wanted.ptr ? wanted.ptr : "known");
    buf_release(&wanted);
    return status;
}

/* Digits with thousands' commas and a point. */
static sitrep_status number(linking *l, const review_field *field, sitrep_sv typed, sitrep_sv *out)
{
    char plain[32];
    size_t len = 0;
    bool point = false, good = typed.len != 0;
    for (size_t i = 0; i < typed.len && good; i++) {
        char c = typed.ptr[i];
        if (c == ',') continue;
        good = len < sizeof plain - 1 && (is_digit(c) || (c == '.' && !point));
        point = point || c == '.';
        if (good) plain[len++] = c;
    }
    if (!good || !len) return bad_value(l, field, typed, "a number");
    plain[len] = '\0';
    *out = arena_printf(&l->arena, "%.15g", strtod(plain, NULL));
    return SITREP_OK;
}

static sitrep_status a_day(linking *l, const review_field *field, sitrep_sv typed, sitrep_sv *out)
{
    instant t;
    char day[11];
    if (date_parse_iso(typed, &t) != SITREP_OK || t.has_time)
        return bad_value(l, field, typed, "a day like 2010-06-18");
    date_print(date_local_day(&t), day);
    *out = arena_copy(&l->arena, sv_of(day));
    return SITREP_OK;
}

/* "Osh", "Osh, KGZ" or what a patch holds. The rest is taken from a place of that name in the report, else from the one
 * that the archive names most often. */
static sitrep_status a_place(linking *l, const review_field *field, int64_t report, sitrep_sv typed, sitrep_sv *out)
{
    if (sv_find(typed, SV("|"), 0) != SIZE_MAX) {
        size_t bars = 0;
        for (size_t i = 0; i < typed.len; i++) bars += typed.ptr[i] == '|';
        *out = typed;
        return bars == 4 ? SITREP_OK : bad_value(l, field, typed, "a place");
    }
    sitrep_sv country = typed, name = sv_trim(sv_cut(&country, ','));
    country = sv_trim(country);
    if (!name.len || (country.len && country.len != 3)) return bad_value(l, field, typed, "a place like 'Osh, KGZ'");
    sqlite3_stmt *stmt = db_prepare(
        l->s,
        "SELECT p.name || '|' || coalesce(p.country, '') || '|' || coalesce(p.admin1, '') || '|' || p.precision || '|' "
        "|| coalesce(printf('%.5f %.5f', p.lat, p.lon), '') AS packed FROM place p WHERE p.name = ?1 COLLATE NOCASE "
        "AND "
        "(?2 IS NULL OR p.country = upper(?2)) GROUP BY packed ORDER BY max(p.report = ?3) DESC, count(*) DESC, packed "
        "LIMIT 1",
        l->err);
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, name);
    db_bind_sv(stmt, 2, country);
    sqlite3_bind_int64(stmt, 3, report);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *out = arena_copy(&l->arena, db_column(stmt, 0));
    else
        *out = arena_printf(&l->arena, "%.*s|%.*s||unknown|", SV_ARG(name), SV_ARG(country));
    sitrep_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? SITREP_OK : db_error(l->s, "asking for a place", l->err);
    sqlite3_finalize(stmt);
    return status;
}

/* Codes are capital letters: an actor is "name" or "name [KGZ COP]"; several stand between semicolons. */
static sitrep_status a_side(linking *l, const review_field *field, sitrep_sv typed, sitrep_sv *out)
{
    sitrep_sv rest = typed;
    buf packed = BUF_INIT(2000);
    sitrep_status status = SITREP_OK;
    while (rest.len && !status) {
        sitrep_sv codes = sv_trim(sv_cut(&rest, ';')), name = sv_trim(sv_cut(&codes, '['));
        if (codes.len && codes.ptr[codes.len - 1] != ']')
            status = bad_value(l, field, typed, "like 'police [KGZ COP]'");
        if (!name.len) status = bad_value(l, field, typed, "a list of names");
        if (status) break;
        if (packed.len) buf_add_sv(&packed, SV("; "));
        buf_add_sv(&packed, name);
        codes = codes.len ? sv_trim(sv_part(codes, 0, codes.len - 1)) : codes;
        for (size_t i = 0; i < codes.len && !status; i++)
            if (!is_upper(codes.ptr[i]) && codes.ptr[i] != ' ')
                status = bad_value(l, field, typed, "like 'police [KGZ COP]'");
        if (codes.len) buf_printf(&packed, " [%.*s]", SV_ARG(codes));
    }
    if (!status && packed.failed) status = bad_value(l, field, typed, "that short");
    if (!status) *out = arena_copy(&l->arena, buf_sv(&packed));
    buf_release(&packed);
    return status;
}

sitrep_status review_canonical(linking *l, const review_field *field, int64_t report, sitrep_sv typed, sitrep_sv *out)
{
    switch (field->type) {
    case TYPE_ONE_OF:
        return one_of(l, field, typed, out);
    case TYPE_NUMBER:
        return number(l, field, typed, out);
    case TYPE_DAY:
        return a_day(l, field, typed, out);
    case TYPE_PLACE:
        return a_place(l, field, report, typed, out);
    case TYPE_SIDE:
        return a_side(l, field, typed, out);
    case TYPE_TEXT:
    case TYPE_SPEAKER:
        break;
    }
    *out = sv_trim(typed);
    return SITREP_OK;
}
