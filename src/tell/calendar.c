/* tell/calendar.c — due dates of undertakings as iCalendar (RFC 5545), so that a desk's calendar shows what falls due.
 * One all-day event an undertaking that has a date: UID is the undertaking's id, DTSTAMP when it became known, SEQUENCE
 * how often its date moved, STATUS whether it stands. Lines end in CRLF and are folded at 75 bytes, never inside a
 * character; text is escaped, control characters left out. No clock is read: the same rows give the same bytes. */
#include <math.h>

#include "base/date.h"
#include "base/error.h"
#include "tell/data.h"
#include "tell/tell.h"
#include "tell/words.h"

#include "base/banned.h"

#define LINE_BYTES  75u
#define SUMMARY_MAX 120u

typedef struct entry {
    sitrep_sv id, kind, speaker, addressee, content, due, due_now, state, reason, condition, seen, published;
    double slips;
    doc_ref ref;
} entry;

/* clang-format off */
#define T(name) {#name, offsetof(entry, name), DATA_TEXT}
static const data_field fields[] = {
    {"undertaking", offsetof(entry, id), DATA_TEXT}, T(kind), T(speaker), T(addressee), T(content), T(due), T(due_now), T(state), T(reason), T(condition), T(published),
    {"since", offsetof(entry, seen), DATA_TEXT}, {"slips", offsetof(entry, slips), DATA_NUMBER},
    {"source", offsetof(entry, ref) + offsetof(doc_ref, source), DATA_TEXT}, {"quote", offsetof(entry, ref) + offsetof(doc_ref, quote), DATA_TEXT},
    {"report", offsetof(entry, ref) + offsetof(doc_ref, report), DATA_TEXT}, {NULL, 0, DATA_TEXT}};
/* clang-format on */

/* Adds one content line, folded: a line of 75 bytes at most, its continuations begin with a blank. */
static void add_folded(buf *out, sitrep_sv line)
{
    size_t room = LINE_BYTES;
    while (line.len > room) {
        size_t cut = room;
        while (cut && ((unsigned char)line.ptr[cut] & 0xC0) == 0x80) cut--; /* not inside a character */
        buf_add(out, line.ptr, cut);
        buf_add_sv(out, SV("\r\n "));
        line = sv_part(line, cut, line.len);
        room = LINE_BYTES - 1;
    }
    buf_add_sv(out, line);
    buf_add_sv(out, SV("\r\n"));
}

/* TEXT of RFC 5545: backslash, semicolon, comma and line ends are escaped. */
static void add_text(buf *line, sitrep_sv text)
{
    buf clean = BUF_INIT(0);
    tell_line(&clean, text);
    for (size_t i = 0; i < clean.len; i++) {
        char c = clean.ptr[i];
        if (c == '\\' || c == ';' || c == ',') buf_add_char(line, '\\');
        buf_add_char(line, c);
    }
    if (clean.failed) line->failed = true;
    buf_release(&clean);
}

static void text_line(buf *out, const char *name, sitrep_sv text)
{
    buf line = BUF_INIT(0);
    buf_printf(&line, "%s:", name);
    add_text(&line, text);
    add_folded(out, buf_sv(&line));
    if (line.failed) out->failed = true;
    buf_release(&line);
}

/* "20100625" of a day. */
static sitrep_sv compact(arena *a, int32_t day)
{
    char iso[24];
    date_print_utc((int64_t)day * 86400, iso);
    return arena_printf(a, "%.4s%.2s%.2s", iso, iso + 5, iso + 8);
}

/* "2010-06-25 10:00:00" or "2010-06-25T10:00:00+06:00" as "20100625T040000Z". */
static sitrep_sv stamp(arena *a, sitrep_sv moment)
{
    char iso[24];
    int64_t seconds = data_moment(moment);
    if (seconds == DATA_NEVER) seconds = 0;
    date_print_utc(seconds, iso);
    return arena_printf(a, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", iso, iso + 5, iso + 8, iso + 11, iso + 14, iso + 17);
}

static void add_event(buf *out, arena *a, const entry *e)
{
    int32_t due = data_day(e->due_now.len ? e->due_now : e->due);
    sitrep_sv what = e->content.len ? e->content : e->ref.quote;
    bool gone = sv_eq(e->state, SV("broken")) || sv_eq(e->state, SV("refused")) || sv_eq(e->state, SV("withdrawn"));
    add_folded(out, SV("BEGIN:VEVENT"));
    add_folded(out, arena_printf(a, "UID:%.*s@sitrep", SV_ARG(e->id)));
    add_folded(out, arena_printf(a, "DTSTAMP:%.*s", SV_ARG(stamp(a, e->published))));
    add_folded(out, arena_printf(a, "DTSTART;VALUE=DATE:%.*s", SV_ARG(compact(a, due))));
    add_folded(out, arena_printf(a, "DTEND;VALUE=DATE:%.*s", SV_ARG(compact(a, due + 1))));
    text_line(out, "SUMMARY",
              arena_printf(a, "%.*s: %.*s %s: %.*s", SV_ARG(e->state),
                           SV_ARG(e->speaker.len ? e->speaker : SV("nobody named")), words_act(e->kind),
                           SV_ARG(doc_cut(a, what, SUMMARY_MAX))));
    text_line(out, "DESCRIPTION",
              arena_printf(a, "%.*s (%.*s, %.*s)%s%.*s%s%.*s", SV_ARG(e->ref.quote), SV_ARG(e->ref.source),
                           SV_ARG(e->published.len > 10 ? sv_part(e->published, 0, 10) : e->published),
                           e->condition.len ? " Condition: " : "", SV_ARG(e->condition),
                           e->reason.len ? " State: " : "", SV_ARG(e->reason)));
    if (!isnan(e->slips) && e->slips > 0) add_folded(out, arena_printf(a, "SEQUENCE:%.0f", e->slips));
    add_folded(out, gone ? SV("STATUS:CANCELLED") : SV("STATUS:CONFIRMED"));
    add_folded(out, SV("TRANSP:TRANSPARENT"));
    add_folded(out, SV("END:VEVENT"));
}

sitrep_status sitrep_tell_calendar(sitrep_store *store, const sitrep_filter *filter, sitrep_write_fn write, void *ctx,
                                   sitrep_error *err)
{
    arena a;
    entry *list = NULL;
    size_t count = 0;
    buf out = BUF_INIT(0);
    arena_init(&a, 0);
    sitrep_status status =
        data_table(store, SITREP_TABLE_UNDERTAKINGS, filter, fields, sizeof(entry), &a, &list, &count, err);
    add_folded(&out, SV("BEGIN:VCALENDAR"));
    add_folded(&out, SV("VERSION:2.0"));
    add_folded(&out, SV("PRODID:-//sitrep//undertakings//EN"));
    add_folded(&out, SV("CALSCALE:GREGORIAN"));
    add_folded(&out, SV("METHOD:PUBLISH"));
    for (size_t i = 0; i < count && !status; i++)
        if (data_day(list[i].due) != SITREP_DAY_NONE || data_day(list[i].due_now) != SITREP_DAY_NONE)
            add_event(&out, &a, &list[i]);
    add_folded(&out, SV("END:VCALENDAR"));
    if (!status) status = tell_write_out(&out, &a, write, ctx, err);
    buf_release(&out);
    arena_release(&a);
    return status;
}
