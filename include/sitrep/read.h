/* sitrep/read.h — reading: a report in, its record out.
 * Lifetime: knowledge and model outlive the readers made from them; a record is good until its reader's next call.
 * Threads:  knowledge and model are immutable and shared; a reader belongs to one thread at a time. */
#ifndef SITREP_READ_H
#define SITREP_READ_H

#include "sitrep/record.h"

SITREP_DECLS_BEGIN

typedef struct sitrep_knowledge sitrep_knowledge; /* the compiled knowledge file, mapped read-only */
typedef struct sitrep_reader sitrep_reader;       /* one thread's working memory */

/* Opens the knowledge file `path`. The caller ends it with sitrep_knowledge_free(). Fails with IO, FORMAT, VERSION,
 * CHECKSUM, NOMEM. */
SITREP_API sitrep_status sitrep_knowledge_open(const char *path, sitrep_knowledge **out_knowledge,
                                               sitrep_error *err) SITREP_MUST_USE;
SITREP_API void sitrep_knowledge_free(sitrep_knowledge *knowledge);
/* Checks every section's checksum. Fails with CHECKSUM or FORMAT. */
SITREP_API sitrep_status sitrep_knowledge_check(const sitrep_knowledge *knowledge, sitrep_error *err) SITREP_MUST_USE;
/* Puts a user's own ontology and actors beside the knowledge: `ontology` is a file of senses or a directory of such
 * files, `actors` a file (docs/MANUAL.md); NULL for none. Once, before readers are made. Faults in the text go to `say`
 * as file:line: message. The content version then covers them. Fails with IO, NOT_FOUND, FORMAT (faults), LIMIT (called
 * twice), NOMEM. */
SITREP_API sitrep_status sitrep_knowledge_add_own(sitrep_knowledge *knowledge, const char *ontology, const char *actors,
                                                  void (*say)(void *ctx, const char *line), void *say_ctx,
                                                  sitrep_error *err) SITREP_MUST_USE;
/* The content version: 16 hexadecimal digits over all inputs. Lives as long as the knowledge. */
SITREP_API const char *sitrep_knowledge_version(const sitrep_knowledge *knowledge);

/* Where the program's own model and knowledge files are: beside the program, in ../share/sitrep, or what SITREP_DATA
 * names. Writes a NUL-ended path; fails with NOT_FOUND, LIMIT. `name` is "english.lang" or "sitrep.know". */
SITREP_API sitrep_status sitrep_data_path(const char *name, char *out_path, size_t size,
                                          sitrep_error *err) SITREP_MUST_USE;

/* Makes a reader; the caller ends it with sitrep_reader_free(). Fails with NOMEM. */
SITREP_API sitrep_status sitrep_reader_new(const sitrep_model *model, const sitrep_knowledge *knowledge,
                                           sitrep_reader **out_reader, sitrep_error *err) SITREP_MUST_USE;
SITREP_API void sitrep_reader_free(sitrep_reader *reader);

/* Reads one report. *out_record belongs to the reader and is good until its next call, like the report it points to.
 * Fails with LIMIT, ENCODING, EMPTY (no text) or NOMEM. */
SITREP_API sitrep_status sitrep_reader_run(sitrep_reader *reader, const sitrep_report *report,
                                           const sitrep_record **out_record, sitrep_error *err) SITREP_MUST_USE;

/* Reads one report like sitrep_reader_run() and writes, sentence by sentence, its tree, the senses of the event lexicon
 * that were tried, why each was taken or refused, and the events. Fails as sitrep_reader_run() does. */
SITREP_API sitrep_status sitrep_reader_explain(sitrep_reader *reader, const sitrep_report *report,
                                               sitrep_write_fn write, void *ctx, sitrep_error *err) SITREP_MUST_USE;

/* Seconds that the last run spent per stage, and the memory it used; for bench and `--timing`. */
typedef struct sitrep_reader_cost {
    double parse, places, times, figures, voices, events, entities;
    sitrep_parser_cost parser; /* what `parse` is made of */
    uint64_t words, arena_bytes;
} sitrep_reader_cost;
SITREP_API void sitrep_reader_cost_of(const sitrep_reader *reader, sitrep_reader_cost *out_cost);

/* Writes the record as one JSON object and a newline. Offsets count code points, or UTF-8 bytes where `byte_offsets`.
 * Fails with STOPPED where `write` gives false, and NOMEM. */
SITREP_API sitrep_status sitrep_record_write_json(const sitrep_record *record, bool byte_offsets, sitrep_write_fn write,
                                                  void *ctx) SITREP_MUST_USE;

SITREP_DECLS_END

#endif
