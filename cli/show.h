/* cli/show.h — how `sitrep read` prints a record. Pure functions over a record; any thread. */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "sitrep/read.h"

typedef enum read_format { READ_FORMAT_TEXT, READ_FORMAT_JSON, READ_FORMAT_PLOVER, READ_FORMAT_CONLLU } read_format;

/* The format of a name; false where there is none. */
bool show_format_of(const char *name, read_format *out);

/* Prints a record in the format. `next_sentence` counts the sentences of CoNLL-U through several records. Fails with
 * STOPPED where `write` gives false, and NOMEM. */
sitrep_status show_record(const sitrep_record *record, read_format format, bool byte_offsets, uint32_t *next_sentence,
                          sitrep_write_fn write, void *ctx);

#endif
