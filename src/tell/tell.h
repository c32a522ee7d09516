/* tell/tell.h — what the files of this room share: numbers, widths, and what must not reach a reader's screen.
 * Pure functions, any thread. */
#ifndef TELL_TELL_H
#define TELL_TELL_H

#include "base/text.h"

/* Adds a number as people and programs read it back: no exponent for whole numbers, else the shortest that is exact. */
void tell_number(buf *out, double value);
/* Invisible characters by which a text could reorder or hide what stands beside it. */
bool tell_is_bidi_control(uint32_t cp);
/* Columns of a terminal that a code point, or a text, takes. */
unsigned tell_width(uint32_t cp);
unsigned tell_text_width(sitrep_sv sv);

#endif
