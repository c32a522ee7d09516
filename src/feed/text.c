/* feed/text.c — plain text: the whole input is one report. */
#include "feed/feed_int.h"

#include "base/banned.h"

sitrep_status feed_text_item(sitrep_sv bytes, arena *a, const feed_notes *notes, sitrep_report *out, sitrep_error *err)
{
    const char *used;
    sitrep_status status = feed_to_utf8(bytes, (sitrep_sv){NULL, 0}, a, &out->text, &out->repairs, &used);
    if (status) return base_error(err, status, "out of memory");
    if (sv_trim(out->text).len == 0) return base_error(err, SITREP_EMPTY, "there is no text in it");
    if (out->repairs)
        feed_note(notes, SITREP_OK, "%u bytes are not %s and were replaced", out->repairs, used);
    else if (strcmp(used, "UTF-8") != 0)
        feed_note(notes, SITREP_OK, "read as %s", used);
    return SITREP_OK;
}
