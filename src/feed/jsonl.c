/* feed/jsonl.c — one line of JSON Lines: {"id", "text", …}; other keys are passed over. */
#include "feed/feed_int.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/date.h"
#include "base/banned.h"

static sitrep_sv copy_string(const json_t *value, arena *a)
{
    return arena_copy(a, (sitrep_sv){json_string_value(value), json_string_length(value)});
}

sitrep_sv feed_check_date(sitrep_sv date, const char *field, const feed_notes *notes)
{
    instant t;
    if (date.len == 0) return date;
    sitrep_status status = date_parse_iso(date, &t);
    if (status == SITREP_OK) return date;
    int shown = date.len > 40 ? 40 : (int)date.len;
    if (status == SITREP_LIMIT)
        feed_note(notes, SITREP_LIMIT, "%s: there is no such day or hour: \"%.*s\"; the report is read without it",
                  field, shown, date.ptr);
    else
        feed_note(notes, SITREP_FORMAT, "%s: not an ISO 8601 date: \"%.*s\"; the report is read without it", field,
                  shown, date.ptr);
    return (sitrep_sv){NULL, 0};
}

/* An id may be a number: it is printed as it stands. */
static sitrep_sv take_id(const json_t *object, arena *a)
{
    const json_t *id = json_object_get(object, "id");
    if (json_is_string(id)) return copy_string(id, a);
    if (json_is_integer(id)) return arena_printf(a, "%" PRId64, (int64_t)json_integer_value(id));
    return (sitrep_sv){NULL, 0};
}

static sitrep_status take_fields(const json_t *object, arena *a, const feed_notes *notes, sitrep_report *out,
                                 sitrep_error *err)
{
    const struct {
        const char *key;
        sitrep_sv *field;
    } fields[] = {
        {"title", &out->title},   {"published", &out->published}, {"updated", &out->updated}, {"source", &out->source},
        {"url", &out->url},       {"language", &out->language},   {"place", &out->place},     {"author", &out->author},
        {"status", &out->status},
    };
    const json_t *text = json_object_get(object, "text");
    if (!text) return base_error(err, SITREP_FORMAT, "the record has no \"text\"");
    if (!json_is_string(text)) return base_error(err, SITREP_FORMAT, "\"text\" is not a text");
    out->text = copy_string(text, a);
    if (a->failed) return base_error(err, SITREP_NOMEM, "out of memory");
    if (sv_trim(out->text).len == 0) return base_error(err, SITREP_EMPTY, "\"text\" is empty");
    out->id = take_id(object, a);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const json_t *value = json_object_get(object, fields[i].key);
        if (json_is_string(value))
            *fields[i].field = copy_string(value, a);
        else if (value && !json_is_null(value))
            feed_note(notes, SITREP_FORMAT, "\"%s\" is not a text; the report is read without it", fields[i].key);
    }
    out->published = feed_check_date(out->published, "published", notes);
    out->updated = feed_check_date(out->updated, "updated", notes);
    return a->failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}

sitrep_status feed_jsonl_item(sitrep_sv line, arena *a, const feed_notes *notes, sitrep_report *out, sitrep_error *err)
{
    sitrep_sv text;
    const char *used;
    sitrep_status status = feed_to_utf8(line, SV("utf-8"), a, &text, &out->repairs, &used);
    if (status) return base_error(err, status, "out of memory");
    if (out->repairs) feed_note(notes, SITREP_OK, "%u bytes are not UTF-8 and were replaced", out->repairs);
    json_error_t problem = {0};
    json_t *object = json_loadb(text.ptr, text.len, JSON_ALLOW_NUL, &problem);
    enum json_error_code code = object ? json_error_unknown : json_error_code(&problem);
    if (!object &&
        (code == json_error_out_of_memory || code == json_error_unknown)) /* every fault of the text has another code */
        return base_error(err, SITREP_NOMEM, "out of memory");
    if (!object)
        return base_error_at(err, SITREP_FORMAT, NULL, 0, problem.column > 0 ? (uint32_t)problem.column : 0, 0,
                             "not JSON: %s", problem.text);
    if (json_is_object(object))
        status = take_fields(object, a, notes, out, err);
    else
        status = base_error(err, SITREP_FORMAT, "the line is no JSON object");
    json_decref(object);
    return status;
}
