/* tell/tell.h — what the files of this room share: numbers, widths, and what must not reach a reader's screen.
 * Pure functions, any thread. */
#ifndef TELL_TELL_H
#define TELL_TELL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "sitrep/lang.h"

/* Adds a number as people and programs read it back: no exponent for whole numbers, else the shortest that is exact. */
void tell_number(buf *out, double value);
/* Adds a JSON string in its quotation marks. */
void tell_json_string(buf *out, sitrep_sv sv);
/* Adds a text as a cell of CSV: quoted where it must be, and with an apostrophe where a spreadsheet would run it. */
void tell_csv_text(buf *out, sitrep_sv sv);
/* Adds `sv` on one line as a terminal may show it: white space and control characters become one blank, what reorders
 * text is left out. */
void tell_line(buf *out, sitrep_sv sv);
/* Adds a paragraph in lines of 78 columns that begin with `first`, then `rest`. */
void tell_wrap(buf *out, sitrep_sv text, const char *first, const char *rest);
/* Invisible characters by which a text could reorder or hide what stands beside it. */
bool tell_is_bidi_control(uint32_t cp);
/* Columns of a terminal that a code point, or a text, takes. */
unsigned tell_width(uint32_t cp);
unsigned tell_text_width(sitrep_sv sv);

/* Hands all of `out` to the writer. Fails with NOMEM where `out` or the arena that it was made from ran out of memory,
 * and with STOPPED where the writer says so. */
sitrep_status tell_write_out(const buf *out, const arena *a, sitrep_write_fn write, void *ctx, sitrep_error *err);

#endif
