/* know_compile — compiles the reviewable text under data/ into one knowledge file.
 * Usage: know_compile [--lenient] DATA-DIRECTORY OUT-FILE
 * Faults are printed as file:line: message. Exit status 0 done, 1 faulty data or no file, 2 usage. With --lenient
 * faulty lines are dropped and the file is written all the same. */
#include <stdio.h>

#include "know/compile.h"

#define SHOWN_MAX 50u

static void say(void *ctx, const char *line)
{
    uint32_t *said = ctx;
    if ((*said)++ < SHOWN_MAX) fprintf(stderr, "%s\n", line);
}

int main(int argc, char **argv)
{
    bool lenient = argc > 1 && strcmp(argv[1], "--lenient") == 0;
    uint32_t faults = 0, said = 0;
    sitrep_error err = {0};
    if (argc != 3 + lenient) {
        fprintf(stderr, "usage: know_compile [--lenient] DATA-DIRECTORY OUT-FILE\n");
        return 2;
    }
    sitrep_status status = know_compile(argv[1 + lenient], argv[2 + lenient], lenient, say, &said, &faults, &err);
    if (faults > SHOWN_MAX) fprintf(stderr, "know_compile: %u more faults\n", faults - SHOWN_MAX);
    if (status) fprintf(stderr, "know_compile: %s\n", err.msg);
    return status ? 1 : 0;
}
