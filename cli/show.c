/* cli/show.c — a record as a table for people, as JSON, as PLOVER lines, or as CoNLL-U. */
#include "show.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct sink {
    sitrep_write_fn write;
    void *ctx;
    bool stopped;
} sink;

SITREP_PRINTF(2, 3) static void say(sink *s, const char *format, ...)
{
    char line[4096];
    va_list list;
    va_start(list, format);
    int len = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    if (len < 0 || s->stopped) return;
    if ((size_t)len >= sizeof line) len = (int)sizeof line - 1;
    s->stopped = !s->write(s->ctx, line, (size_t)len);
}

/* A text in one line, without the break of lines and doubled blanks, cut at `max` bytes between characters. */
static void say_flat(sink *s, sitrep_sv text, size_t max)
{
    char line[1024];
    size_t len = 0;
    bool blank = false;
    if (max > sizeof line - 4) max = sizeof line - 4;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool white = c == ' ' || (c >= '\t' && c <= '\r');
        if (len >= max && ((unsigned char)c & 0xC0) != 0x80) {
            memcpy(line + len, "...", 3);
            len += 3;
            break;
        }
        if (white && (blank || len == 0)) continue;
        blank = white;
        line[len++] = white ? ' ' : c;
    }
    if (!s->stopped && len) s->stopped = !s->write(s->ctx, line, len);
}

bool show_format_of(const char *name, read_format *out)
{
    static const char *const names[] = {"text", "json", "plover", "conllu"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0) return *out = (read_format)i, true;
    return false;
}

/* "2010-06-24" of a day. */
static void say_day(sink *s, int32_t day)
{
    /* civil_from_days of H. Hinnant's calendar note, for days after year 0 */
    int32_t z = day + 719468, era = z / 146097, doe = z - era * 146097;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int32_t mp = (5 * doy + 2) / 153, month = mp < 10 ? mp + 3 : mp - 9;
    say(s, "%04d-%02d-%02d", yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1);
}

static void say_days(sink *s, int32_t begin, int32_t end)
{
    if (begin == SITREP_DAY_NONE) return;
    say(s, " ");
    say_day(s, begin);
    if (end != begin && end != SITREP_DAY_NONE) {
        say(s, " to ");
        say_day(s, end);
    }
}

static void say_actors(sink *s, const sitrep_actor *actors, uint32_t count)
{
    if (!count) say(s, "-");
    for (uint32_t i = 0; i < count; i++) {
        if (i) say(s, "; ");
        say_flat(s, actors[i].text, 60);
        if (actors[i].code.text[0] || actors[i].sector_count) {
            say(s, " [%s", actors[i].code.text);
            for (uint32_t k = 0; k < actors[i].sector_count; k++)
                say(s, "%s%s", k || actors[i].code.text[0] ? " " : "", actors[i].sectors[k].text);
            say(s, "]");
        }
    }
}

static void say_amount(sink *s, const sitrep_figure *f)
{
    if (f->has_best)
        say(s, "%.15g", f->best);
    else if (f->has_low && f->has_high)
        say(s, "%.15g to %.15g", f->low, f->high);
    else if (f->has_low)
        say(s, "%.15g or more", f->low);
    else if (f->has_high)
        say(s, "up to %.15g", f->high);
    else
        say(s, "?");
}

static void text_events(sink *s, const sitrep_record *r)
{
    if (r->event_count) say(s, "\n  events\n");
    for (uint32_t i = 0; i < r->event_count; i++) {
        const sitrep_event *e = &r->events[i];
        say(s, "  %3u %-9s%s%.*s%s  ", i, sitrep_event_type_name(e->type), e->mode.len ? "/" : "", (int)e->mode.len,
            e->mode.ptr ? e->mode.ptr : "", e->negative ? " NOT" : "");
        say_actors(s, e->actors, e->actor_count);
        say(s, " -> ");
        say_actors(s, e->recipients, e->recipient_count);
        if (e->place != SITREP_NONE) {
            say(s, " @ ");
            say_flat(s, r->places[e->place].name, 40);
        }
        say_days(s, e->begin, e->end);
        say(s, "  %s, %s%s, %.2f  \"", sitrep_event_status_name(e->status), sitrep_certainty_name(e->certainty),
            e->omission ? ", omission" : "", (double)e->confidence);
        say_flat(s, (sitrep_sv){r->text.ptr + e->trigger.begin, e->trigger.end - e->trigger.begin}, 40);
        say(s, "\"\n");
    }
}

static void text_statements(sink *s, const sitrep_record *r)
{
    if (r->statement_count) say(s, "\n  statements\n");
    for (uint32_t i = 0; i < r->statement_count; i++) {
        const sitrep_statement *t = &r->statements[i];
        say(s, "  %3u %-8s ", i, sitrep_act_name(t->act));
        if (t->has_speaker)
            say_flat(s, t->speaker.text, 60);
        else
            say(s, "(nobody named)");
        for (uint32_t k = 0; k < t->via_count; k++) {
            say(s, " via ");
            say_flat(s, t->via[k].text, 40);
        }
        for (uint32_t k = 0; k < t->content_count; k++) {
            say(s, k ? " ... " : ": ");
            say_flat(s, (sitrep_sv){r->text.ptr + t->content[k].begin, t->content[k].end - t->content[k].begin}, 120);
        }
        say(s, "\n");
    }
}

static void text_figures(sink *s, const sitrep_record *r)
{
    if (r->figure_count) say(s, "\n  figures\n");
    for (uint32_t i = 0; i < r->figure_count; i++) {
        const sitrep_figure *f = &r->figures[i];
        say(s, "  %3u %-17s", i, sitrep_figure_kind_name(f->kind));
        say_amount(s, f);
        say(s, " %.*s", (int)f->unit.len, f->unit.ptr ? f->unit.ptr : "");
        if (f->qualifier != SITREP_QUALIFIER_none && f->qualifier != SITREP_QUALIFIER_exact)
            say(s, " (%s)", sitrep_qualifier_name(f->qualifier));
        if (f->measure != SITREP_MEASURE_unknown) say(s, " %s", sitrep_measure_name(f->measure));
        say(s, "  \"");
        say_flat(s, f->text, 60);
        say(s, "\"\n");
    }
}

static void text_places(sink *s, const sitrep_record *r)
{
    if (r->place_count) say(s, "\n  places\n");
    for (uint32_t i = 0; i < r->place_count; i++) {
        const sitrep_place *p = &r->places[i];
        say(s, "  %3u ", i);
        say_flat(s, p->text, 40);
        if (p->name.len) {
            say(s, " = ");
            say_flat(s, p->name, 40);
        }
        if (p->admin1.len) {
            say(s, ", ");
            say_flat(s, p->admin1, 40);
        }
        if (p->country.text[0]) say(s, ", %s", p->country.text);
        if (p->has_point) say(s, " (%.3f, %.3f)", p->lat, p->lon);
        say(s, "  %s, %s, %s, %.2f\n", sitrep_place_kind_name(p->kind), sitrep_precision_name(p->precision),
            sitrep_place_role_name(p->role), (double)p->confidence);
    }
}

static void text_times(sink *s, const sitrep_record *r)
{
    if (r->time_count) say(s, "\n  times\n");
    for (uint32_t i = 0; i < r->time_count; i++) {
        const sitrep_time *t = &r->times[i];
        say(s, "  %3u ", i);
        say_flat(s, t->text, 40);
        say(s, " = %.*s %s", (int)t->value.len, t->value.ptr ? t->value.ptr : "", sitrep_time_type_name(t->type));
        say_days(s, t->begin, t->end);
        say(s, "\n");
    }
}

static void show_text(sink *s, const sitrep_record *r)
{
    say_flat(s, r->report->title.len ? r->report->title : r->report->id, 120);
    say(s, "\n ");
    if (r->report->source.len) say(s, " "), say_flat(s, r->report->source, 60);
    if (r->report->published.len) say(s, " "), say_flat(s, r->report->published, 40);
    say(s, " %u sentences\n", r->analysis->count);
    text_events(s, r);
    text_figures(s, r);
    text_statements(s, r);
    text_places(s, r);
    text_times(s, r);
    say(s, "\n");
}

/* One tab-separated line per event: report, day, type, mode, codes of both sides, country, polarity, status, trigger.
 */
static void show_plover(sink *s, const sitrep_record *r)
{
    for (uint32_t i = 0; i < r->event_count; i++) {
        const sitrep_event *e = &r->events[i];
        say_flat(s, r->report->id, 200);
        say(s, "\t");
        if (e->begin != SITREP_DAY_NONE) say_day(s, e->begin);
        say(s, "\t%s\t%.*s\t", sitrep_event_type_name(e->type), (int)e->mode.len, e->mode.ptr ? e->mode.ptr : "");
        say_actors(s, e->actors, e->actor_count);
        say(s, "\t");
        say_actors(s, e->recipients, e->recipient_count);
        say(s, "\t%s\t%c\t%s\t", e->place != SITREP_NONE ? r->places[e->place].country.text : "",
            e->negative ? '-' : '+', sitrep_event_status_name(e->status));
        say_flat(s, (sitrep_sv){r->text.ptr + e->trigger.begin, e->trigger.end - e->trigger.begin}, 60);
        say(s, "\n");
    }
}

sitrep_status show_record(const sitrep_record *record, read_format format, bool byte_offsets, uint32_t *next_sentence,
                          sitrep_write_fn write, void *ctx)
{
    sink s = {write, ctx, false};
    sitrep_status status = SITREP_OK;
    switch (format) {
    case READ_FORMAT_JSON:
        return sitrep_record_write_json(record, byte_offsets, write, ctx);
    case READ_FORMAT_CONLLU:
        status = sitrep_analysis_write_conllu(record->analysis, *next_sentence, write, ctx);
        *next_sentence += record->analysis->count;
        return status;
    case READ_FORMAT_PLOVER:
        show_plover(&s, record);
        break;
    case READ_FORMAT_TEXT:
        show_text(&s, record);
        break;
    }
    return s.stopped ? SITREP_STOPPED : SITREP_OK;
}
