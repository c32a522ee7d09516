/* tests/unit/reading.h — a reader over the program's own model and knowledge file, and the tables of tests/golden/read.
 * A table is read line by line; each line is a case, counted as met or missed; the test holds the share to a floor. */
#ifndef TESTS_READING_H
#define TESTS_READING_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "know/know.h"
#include "reader.h"

static const sitrep_record *reading_of(sitrep_sv text, sitrep_sv published)
{
    static sitrep_report report;
    const sitrep_record *record = NULL;
    sitrep_error err = {0};
    report = (sitrep_report){.text = text, .published = published};
    if (sitrep_reader_run(reading_reader, &report, &record, &err)) fprintf(stderr, "not read: %s\n", err.msg);
    return record;
}

typedef struct reading_score {
    unsigned met, all;
} reading_score;

/* Calls `judge` with the cells of each line but the first (the names of the columns) and comments. */
static reading_score reading_table(const char *path, bool (*judge)(sitrep_sv *cells, size_t count))
{
    static char line[8192];
    reading_score score = {0, 0};
    FILE *f = fopen(path, "rb");
    bool header = true;
    if (!f) return score;
    while (fgets(line, sizeof line, f)) {
        sitrep_sv rest = sv_of(line), cells[12];
        size_t count = 0;
        while (rest.len && (rest.ptr[rest.len - 1] == '\n' || rest.ptr[rest.len - 1] == '\r')) rest.len--;
        if (!rest.len || rest.ptr[0] == '#') continue;
        if (header) {
            header = false;
            continue;
        }
        for (size_t i = 0; i < 12; i++) cells[i] = (sitrep_sv){NULL, 0};
        while (count < 12) {
            size_t tab = sv_find(rest, SV("\t"), 0);
            cells[count++] = tab == SIZE_MAX ? rest : sv_part(rest, 0, tab);
            if (tab == SIZE_MAX) break;
            rest = sv_part(rest, tab + 1, rest.len);
        }
        score.all++;
        if (judge(cells, count))
            score.met++;
        else
            fprintf(stderr, "missed: %.*s\n", SV_ARG(cells[0]));
    }
    fclose(f);
    return score;
}

static double reading_share(reading_score score)
{
    return score.all ? (double)score.met / (double)score.all : 0.0;
}

#endif
