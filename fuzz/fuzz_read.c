/* fuzz/fuzz_read.c — any text as a report, read whole with the real model and knowledge, and its record printed: the
 * record's spans lie in the text. Needs SITREP_DATA or the files beside the program. */
#include <stdlib.h>

#include "base/error.h"
#include "base/text.h"
#include "sitrep/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool ignore(void *ctx, const char *bytes, size_t len)
{
    (void)ctx;
    (void)bytes;
    (void)len;
    return true;
}

static sitrep_reader *reader_once(void)
{
    static sitrep_reader *reader; /* kept for the life of the process: opening costs more than reading */
    char model_path[4096], knowledge_path[4096];
    sitrep_model *model;
    sitrep_knowledge *knowledge;
    if (reader) return reader;
    if (sitrep_data_path("english.lang", model_path, sizeof model_path, NULL) ||
        sitrep_data_path("sitrep.know", knowledge_path, sizeof knowledge_path, NULL) ||
        sitrep_model_open(model_path, &model, NULL) || sitrep_knowledge_open(knowledge_path, &knowledge, NULL) ||
        sitrep_reader_new(model, knowledge, &reader, NULL)) {
        fprintf(stderr, "fuzz_read: no model or knowledge; set SITREP_DATA\n");
        exit(1);
    }
    return reader;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sitrep_sv text = {(const char *)data, size};
    if (size > 20000 || utf8_valid_until(text) != size) return 0;
    sitrep_report report = {.id = SV("fuzz"), .published = SV("2010-06-24"), .text = text};
    const sitrep_record *r;
    if (sitrep_reader_run(reader_once(), &report, &r, NULL)) return 0;
    for (uint32_t i = 0; i < r->event_count; i++) {
        SITREP_ASSERT(r->events[i].trigger.begin < r->events[i].trigger.end && r->events[i].trigger.end <= size);
        SITREP_ASSERT(r->events[i].place == SITREP_NONE || r->events[i].place < r->place_count);
        SITREP_ASSERT(r->events[i].statement == SITREP_NONE || r->events[i].statement < r->statement_count);
    }
    for (uint32_t i = 0; i < r->place_count; i++) SITREP_ASSERT(r->places[i].span.end <= size);
    for (uint32_t i = 0; i < r->figure_count; i++) SITREP_ASSERT(r->figures[i].span.end <= size);
    SITREP_ASSERT(sitrep_record_write_json(r, false, ignore, NULL) == SITREP_OK);
    return 0;
}
