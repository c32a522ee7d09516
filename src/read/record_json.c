/* read/record_json.c — the record as one line of JSON (RECORD.md). The writer below knows objects, lists and commas and
 * keeps a page of output before it calls `write`; a value that is not known is not written at all.
 * Numbers are printed without exponent; spans in code points through an index of the text. */
#include <math.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "sitrep/read.h"

#include "base/banned.h"

typedef struct json {
    sitrep_write_fn write;
    void *ctx;
    const utf8_index *offsets; /* NULL: bytes */
    bool stopped, comma;
    size_t len;
    char page[8192];
} json;

static void flush_page(json *j)
{
    if (j->len && !j->stopped) j->stopped = !j->write(j->ctx, j->page, j->len);
    j->len = 0;
}

static void put(json *j, const char *bytes, size_t len)
{
    while (len) {
        if (j->len == sizeof j->page) flush_page(j);
        size_t take = sizeof j->page - j->len < len ? sizeof j->page - j->len : len;
        memcpy(j->page + j->len, bytes, take);
        j->len += take;
        bytes += take;
        len -= take;
    }
}

static void put_text(json *j, const char *text)
{
    put(j, text, strlen(text));
}

/* A quoted string. The text is valid UTF-8; only what JSON must escape is escaped. */
static void put_string(json *j, sitrep_sv sv)
{
    put(j, "\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < sv.len; i++) {
        unsigned char c = (unsigned char)sv.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        put(j, sv.ptr + from, i - from);
        from = i + 1;
        char escape[8];
        const char *shorthand = c == '"'    ? "\\\""
                                : c == '\\' ? "\\\\"
                                : c == '\n' ? "\\n"
                                : c == '\t' ? "\\t"
                                : c == '\r' ? "\\r"
                                            : NULL;
        if (!shorthand) snprintf(escape, sizeof escape, "\\u%04x", c);
        put_text(j, shorthand ? shorthand : escape);
    }
    put(j, sv.ptr + from, sv.len - from);
    put(j, "\"", 1);
}

static void next(json *j)
{
    if (j->comma) put(j, ", ", 2);
    j->comma = true;
}

static void key(json *j, const char *name)
{
    next(j);
    put(j, "\"", 1);
    put_text(j, name);
    put(j, "\": ", 3);
}

static void open(json *j, char bracket)
{
    put(j, &bracket, 1);
    j->comma = false;
}

static void close(json *j, char bracket)
{
    put(j, &bracket, 1);
    j->comma = true;
}

/* A number with at most `places` decimals, without trailing zeros; nothing at all where it is no number. */
static void put_number(json *j, double value, int places)
{
    char text[352];
    snprintf(text, sizeof text, "%.*f", places, value);
    if (strchr(text, '.')) {
        size_t len = strlen(text);
        while (text[len - 1] == '0') text[--len] = '\0';
        if (text[len - 1] == '.') text[--len] = '\0';
    }
    put_text(j, strcmp(text, "-0") == 0 ? "0" : text);
}

static void number(json *j, const char *name, double value, int places)
{
    if (!isfinite(value)) return;
    key(j, name);
    put_number(j, value, places);
}

static void index_of(json *j, const char *name, uint32_t index)
{
    if (index != SITREP_NONE) number(j, name, index, 0);
}

static void string(json *j, const char *name, sitrep_sv value)
{
    if (value.len == 0) return;
    key(j, name);
    put_string(j, value);
}

static void word(json *j, const char *name, const char *value)
{
    string(j, name, sv_of(value));
}

static void boolean(json *j, const char *name, bool value)
{
    key(j, name);
    put_text(j, value ? "true" : "false");
}

static void day(json *j, const char *name, int32_t value)
{
    char text[11];
    if (value == SITREP_DAY_NONE) return;
    date_print(value, text);
    word(j, name, text);
}

static void put_span(json *j, sitrep_span span)
{
    uint32_t begin = j->offsets ? utf8_index_at(j->offsets, span.begin) : span.begin;
    uint32_t end = j->offsets ? utf8_index_at(j->offsets, span.end) : span.end;
    char text[32];
    snprintf(text, sizeof text, "[%u, %u]", begin, end);
    put_text(j, text);
}

static void span(json *j, const char *name, sitrep_span value)
{
    key(j, name);
    put_span(j, value);
}

static void spans(json *j, const char *name, const sitrep_span *items, uint32_t count)
{
    key(j, name);
    open(j, '[');
    for (uint32_t i = 0; i < count; i++) {
        next(j);
        put_span(j, items[i]);
    }
    close(j, ']');
}

static void codes(json *j, const char *name, const sitrep_code *items, uint32_t count)
{
    key(j, name);
    open(j, '[');
    for (uint32_t i = 0; i < count; i++) {
        next(j);
        put_string(j, sv_of(items[i].text));
    }
    close(j, ']');
}

static void write_entity(json *j, const sitrep_record *record, uint32_t i)
{
    const sitrep_entity *e = &record->entities[i];
    word(j, "kind", sitrep_entity_kind_name(e->kind));
    bool described = (e->kind == SITREP_ENTITY_person || e->kind == SITREP_ENTITY_organization) && !e->mention_count &&
                     !e->wikidata.len;
    if (!described) string(j, "name", e->name); /* "the driver", "a bank" have no name that the report gives */
    word(j, "code", e->code.text);
    codes(j, "sectors", e->sectors, e->sector_count);
    string(j, "ethnicity", e->ethnicity);
    string(j, "wikidata", e->wikidata);
    if (e->gender) word(j, "gender", e->gender == 'm' ? "m" : "f");
    spans(j, "mentions", e->mentions, e->mention_count);
    spans(j, "references", e->references, e->reference_count);
}

static void write_place(json *j, const sitrep_record *record, uint32_t i)
{
    const sitrep_place *p = &record->places[i];
    span(j, "span", p->span);
    string(j, "text", p->text);
    string(j, "name", p->name);
    word(j, "kind", sitrep_place_kind_name(p->kind));
    word(j, "role", sitrep_place_role_name(p->role));
    if (p->geonameid) number(j, "geonameid", p->geonameid, 0);
    string(j, "feature", p->feature);
    if (p->has_point) {
        number(j, "lat", p->lat, 5);
        number(j, "lon", p->lon, 5);
    }
    string(j, "admin1", p->admin1);
    word(j, "country", p->country.text);
    if (p->precision != SITREP_PRECISION_unknown) word(j, "precision", sitrep_precision_name(p->precision));
    number(j, "confidence", p->confidence, 3);
}

static void write_time(json *j, const sitrep_record *record, uint32_t i)
{
    const sitrep_time *t = &record->times[i];
    span(j, "span", t->span);
    string(j, "text", t->text);
    word(j, "type", sitrep_time_type_name(t->type));
    string(j, "value", t->value);
    day(j, "begin", t->begin);
    day(j, "end", t->end);
    string(j, "warning", t->warning);
}

static void write_figure(json *j, const sitrep_record *record, uint32_t i)
{
    const sitrep_figure *f = &record->figures[i];
    span(j, "span", f->span);
    string(j, "text", f->text);
    word(j, "kind", sitrep_figure_kind_name(f->kind));
    string(j, "unit", f->unit);
    if (f->has_low) number(j, "low", f->low, 3);
    if (f->has_high) number(j, "high", f->high, 3);
    if (f->has_best) number(j, "best", f->best, 3);
    if (f->qualifier != SITREP_QUALIFIER_none) word(j, "qualifier", sitrep_qualifier_name(f->qualifier));
    if (f->measure != SITREP_MEASURE_unknown) word(j, "measure", sitrep_measure_name(f->measure));
    string(j, "group", f->group);
    number(j, "sentence", f->sentence, 0);
    index_of(j, "event", f->event);
    index_of(j, "statement", f->statement);
    index_of(j, "place", f->place);
    index_of(j, "time", f->time);
}

static void write_speaker(json *j, const sitrep_speaker *s)
{
    open(j, '{');
    span(j, "span", s->span);
    string(j, "text", s->text);
    index_of(j, "entity", s->entity);
    close(j, '}');
}

static void write_statement(json *j, const sitrep_record *record, uint32_t i)
{
    const sitrep_statement *s = &record->statements[i];
    number(j, "sentence", s->sentence, 0);
    if (s->has_speaker) {
        key(j, "speaker");
        write_speaker(j, &s->speaker);
    }
    if (s->via_count) {
        key(j, "via");
        open(j, '[');
        for (uint32_t k = 0; k < s->via_count; k++) {
            next(j);
            write_speaker(j, &s->via[k]);
        }
        close(j, ']');
    }
    if (s->addressee.span.end > s->addressee.span.begin) {
        key(j, "addressee");
        write_speaker(j, &s->addressee);
    }
    if (s->has_cue) {
        key(j, "cue");
        open(j, '{');
        span(j, "span", s->cue);
        string(j, "lemma", s->cue_lemma);
        close(j, '}');
    }
    spans(j, "content", s->content, s->content_count);
    word(j, "act", sitrep_act_name(s->act));
    boolean(j, "quoted", s->quoted);
    index_of(j, "parent", s->parent);
    index_of(j, "due", s->due);
}

static void write_actors(json *j, const char *name, const sitrep_actor *items, uint32_t count)
{
    key(j, name);
    open(j, '[');
    for (uint32_t i = 0; i < count; i++) {
        const sitrep_actor *a = &items[i];
        next(j);
        open(j, '{');
        span(j, "span", a->span);
        string(j, "text", a->text);
        index_of(j, "entity", a->entity);
        word(j, "code", a->code.text);
        codes(j, "sectors", a->sectors, a->sector_count);
        string(j, "ethnicity", a->ethnicity);
        close(j, '}');
    }
    close(j, ']');
}

static void write_event_time(json *j, const sitrep_event *e)
{
    static const char *const precisions[] = {"", "day", "week", "month", "year", "longer"};
    if (e->begin == SITREP_DAY_NONE && e->end == SITREP_DAY_NONE && e->time == SITREP_NONE) return;
    key(j, "time");
    open(j, '{');
    day(j, "begin", e->begin);
    day(j, "end", e->end);
    if (e->time_precision < sizeof precisions / sizeof precisions[0])
        word(j, "precision", precisions[e->time_precision]);
    index_of(j, "expression", e->time);
    close(j, '}');
}

static void write_event_coding(json *j, const sitrep_event *e)
{
    number(j, "sentence", e->sentence, 0);
    span(j, "trigger", e->trigger);
    string(j, "lemma", e->lemma);
    word(j, "type", sitrep_event_type_name(e->type));
    string(j, "mode", e->mode);
    key(j, "contexts");
    open(j, '[');
    for (uint32_t i = 0; i < e->context_count; i++) {
        next(j);
        put_string(j, e->contexts[i]);
    }
    close(j, ']');
    string(j, "cameo", e->cameo);
    if (e->quad) {
        number(j, "quad", e->quad, 0);
        number(j, "goldstein", (double)e->goldstein, 1);
    }
    string(j, "sense", e->sense);
}

static void write_event(json *j, const sitrep_record *record, uint32_t i)
{
    const sitrep_event *e = &record->events[i];
    write_event_coding(j, e);
    write_actors(j, "actors", e->actors, e->actor_count);
    write_actors(j, "recipients", e->recipients, e->recipient_count);
    if (e->own_count) {
        key(j, "own");
        open(j, '[');
        for (uint32_t k = 0; k < e->own_count; k++) {
            next(j);
            open(j, '{');
            string(j, "code", e->own[k].code);
            string(j, "sense", e->own[k].sense);
            close(j, '}');
        }
        close(j, ']');
    }
    if (e->instrument_count) {
        key(j, "instruments");
        open(j, '[');
        for (uint32_t k = 0; k < e->instrument_count; k++) {
            next(j);
            open(j, '{');
            span(j, "span", e->instruments[k].span);
            string(j, "text", e->instruments[k].text);
            close(j, '}');
        }
        close(j, ']');
    }
    index_of(j, "place", e->place);
    write_event_time(j, e);
    key(j, "figures");
    open(j, '[');
    for (uint32_t k = 0; k < e->figure_count; k++) {
        next(j);
        put_number(j, e->figures[k], 0);
    }
    close(j, ']');
    index_of(j, "statement", e->statement);
    word(j, "status", sitrep_event_status_name(e->status));
    word(j, "polarity", e->negative ? "-" : "+");
    word(j, "certainty", sitrep_certainty_name(e->certainty));
    boolean(j, "omission", e->omission);
    number(j, "confidence", (double)e->confidence, 3);
}

/* A list of numbered objects; `write` adds what follows the id. */
static void list(json *j, const char *name, const sitrep_record *record, uint32_t count,
                 void (*write)(json *, const sitrep_record *, uint32_t))
{
    key(j, name);
    open(j, '[');
    for (uint32_t i = 0; i < count && !j->stopped; i++) {
        next(j);
        open(j, '{');
        number(j, "id", i, 0);
        write(j, record, i);
        close(j, '}');
    }
    close(j, ']');
}

static void write_header(json *j, const sitrep_record *record)
{
    const sitrep_report *report = record->report;
    string(j, "id", report->id);
    string(j, "title", report->title);
    string(j, "published", report->published);
    string(j, "updated", report->updated);
    string(j, "source", report->source);
    string(j, "url", report->url);
    string(j, "author", report->author);
    string(j, "language", report->language);
    if (record->dateline.end > record->dateline.begin) {
        key(j, "dateline");
        open(j, '{');
        span(j, "span", record->dateline);
        index_of(j, "place", record->dateline_place);
        close(j, '}');
    }
    key(j, "sentences");
    open(j, '[');
    for (uint32_t i = 0; i < record->analysis->count; i++) {
        next(j);
        put_span(j, record->analysis->sentences[i].span);
    }
    close(j, ']');
}

sitrep_status sitrep_record_write_json(const sitrep_record *record, bool byte_offsets, sitrep_write_fn write, void *ctx)
{
    uint32_t *counts = NULL;
    utf8_index offsets;
    if (!byte_offsets) {
        counts = calloc(utf8_index_size(record->text), sizeof *counts);
        if (!counts) return SITREP_NOMEM;
        offsets = utf8_index_make(record->text, counts);
    }
    json j = {.write = write, .ctx = ctx, .offsets = byte_offsets ? NULL : &offsets};
    open(&j, '{');
    write_header(&j, record);
    list(&j, "entities", record, record->entity_count, write_entity);
    list(&j, "places", record, record->place_count, write_place);
    list(&j, "times", record, record->time_count, write_time);
    list(&j, "figures", record, record->figure_count, write_figure);
    list(&j, "statements", record, record->statement_count, write_statement);
    list(&j, "events", record, record->event_count, write_event);
    close(&j, '}');
    put(&j, "\n", 1);
    flush_page(&j);
    free(counts);
    return j.stopped ? SITREP_STOPPED : SITREP_OK;
}
