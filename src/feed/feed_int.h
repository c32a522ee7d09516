/* feed/feed_int.h — the parts of the feed room.
 *   input.c    bytes of a file, standard input or memory, unpacked (gzip, zstd)
 *   sniff.c    what format the first bytes are
 *   charset.c  to UTF-8
 *   jsonl.c text.c html.c   one format each: bytes to a report
 *   feed.c     the loop and the public face
 * Bytes come from outside: sizes, depths and lengths are capped by ITEM_MAX and the caps in each file. */
#ifndef FEED_FEED_INT_H
#define FEED_FEED_INT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "sitrep/report.h"

/* ---- input.c ---- */
typedef struct feed_input feed_input;
sitrep_status feed_input_open(const char *path, feed_input **out, sitrep_error *err);
sitrep_status feed_input_bytes(sitrep_sv bytes, feed_input **out, sitrep_error *err);
void feed_input_close(feed_input *in);
/* Up to `room` unpacked bytes into `to`; *out_got 0 at the end. Fails with IO (read error, cut off or damaged
 * compression). */
sitrep_status feed_input_read(feed_input *in, char *to, size_t room, size_t *out_got, sitrep_error *err);
/* Raw bytes taken so far and in all, 0 where unknown. */
void feed_input_progress(const feed_input *in, uint64_t *out_done, uint64_t *out_total);

/* ---- sniff.c ---- */
/* The format of an input by its name and its first bytes. */
sitrep_format feed_sniff(const char *name, sitrep_sv first);
/* Whether the bytes are no text at all (NUL bytes outside UTF-16, or mostly control characters); the offset of the
 * first. */
bool feed_is_binary(sitrep_sv bytes, size_t *out_at);

/* ---- charset.c ---- */
/* Turns bytes into valid UTF-8 in the arena. `claimed` is what the item says (may be empty), trusted where the bytes
 * agree; else a byte order mark, UTF-8 itself, or uchardet's guess decides. Bytes that do not fit become U+FFFD and are
 * counted in *repairs. `out_used` names the encoding. Fails with NOMEM. */
sitrep_status feed_to_utf8(sitrep_sv bytes, sitrep_sv claimed, arena *a, sitrep_sv *out_text, uint32_t *repairs,
                           const char **out_used);

/* ---- formats: take one item's bytes (which outlive the report) and fill in the report, in the arena. ---- */
/* Fails with FORMAT, LIMIT, EMPTY, NOMEM; err has line and column within the item. `note` is told of fields left out.
 */
typedef struct feed_notes {
    sitrep_reject_fn tell;
    void *ctx;
    const char *file;
    uint32_t line;
    uint64_t *count; /* refusals told so far */
} feed_notes;
/* Tells that something of the input was refused or repaired; status OK for repairs, which are not counted. */
void feed_note(const feed_notes *notes, sitrep_status status, const char *format, ...) SITREP_PRINTF(3, 4);

sitrep_status feed_jsonl_item(sitrep_sv line, arena *a, const feed_notes *notes, sitrep_report *out, sitrep_error *err);
sitrep_status feed_text_item(sitrep_sv bytes, arena *a, const feed_notes *notes, sitrep_report *out, sitrep_error *err);
sitrep_status feed_html_item(sitrep_sv bytes, arena *a, const feed_notes *notes, sitrep_report *out, sitrep_error *err);

/* Checks a date: gives it back, or nothing with a note where it is no ISO date or an impossible one. */
sitrep_sv feed_check_date(sitrep_sv date, const char *field, const feed_notes *notes);

#endif
