/* tests/unit/reader.h — a reader over the model and the knowledge file that were built beside the tests, opened once.
 */
#ifndef TESTS_READER_H
#define TESTS_READER_H

#include <stdio.h>

#include "base/text.h"
#include "sitrep/read.h"

static sitrep_model *reading_model;
static sitrep_knowledge *reading_knowledge;
static sitrep_reader *reading_reader;

/* Opens what was built beside the tests; false (and a message) where it is not there. */
static bool reading_open(void)
{
    sitrep_error err = {0};
    if (reading_reader) return true;
    if (sitrep_model_open(TEST_BINARY_DIR "/english.lang", &reading_model, &err) ||
        sitrep_knowledge_open(TEST_BINARY_DIR "/sitrep.know", &reading_knowledge, &err) ||
        sitrep_reader_new(reading_model, reading_knowledge, &reading_reader, &err)) {
        fprintf(stderr, "no reader: %s\n", err.msg);
        return false;
    }
    return true;
}

static void reading_close(void)
{
    sitrep_reader_free(reading_reader);
    sitrep_knowledge_free(reading_knowledge);
    sitrep_model_free(reading_model);
    reading_reader = NULL;
    reading_knowledge = NULL;
    reading_model = NULL;
}

#endif
