/* tools/sense_rows.c — what the scorer of senses is trained on: sense_rows MODEL KNOWLEDGE < lines of "id<TAB>text".
 * Reads each text as a report of its own and writes `# id`, then the coder's explanation with the features of every
 * line that was tried (lines that begin with '@'), for tools/train_senses.py. Exit status 0, or 1 with a message. */
#include <stdio.h>
#include <string.h>

#include "read/read_int.h"

#include "base/banned.h"

static bool put(void *ctx, const char *bytes, size_t len)
{
    (void)ctx;
    return fwrite(bytes, 1, len, stdout) == len;
}

static sitrep_status rows(sitrep_reader *reader, sitrep_error *err)
{
    static char line[1 << 16];
    reader->trace_features = true;
    while (fgets(line, sizeof line, stdin)) {
        char *tab = strchr(line, '\t');
        if (!tab) continue;
        *tab = '\0';
        printf("# %s\n", line);
        sitrep_report report = {.text = {tab + 1, strlen(tab + 1)}, .language = {"en", 2}};
        sitrep_status status = sitrep_reader_explain(reader, &report, put, NULL, err);
        if (status && status != SITREP_EMPTY) return status;
    }
    return SITREP_OK;
}

int main(int argc, char **argv)
{
    sitrep_error err = {0};
    sitrep_model *model = NULL;
    sitrep_knowledge *knowledge = NULL;
    sitrep_reader *reader = NULL;
    if (argc != 3) {
        fprintf(stderr, "usage: sense_rows MODEL KNOWLEDGE < LINES\n");
        return 1;
    }
    sitrep_status status = sitrep_model_open(argv[1], &model, &err);
    if (!status) status = sitrep_knowledge_open(argv[2], &knowledge, &err);
    if (!status) status = sitrep_reader_new(model, knowledge, &reader, &err);
    if (!status) status = rows(reader, &err);
    if (status) fprintf(stderr, "sense_rows: %s\n", err.msg);
    sitrep_reader_free(reader);
    sitrep_knowledge_free(knowledge);
    sitrep_model_free(model);
    return status ? 1 : 0;
}
