/* know/dump.h — GeoNames' dump files, line by line: plain text, .gz, or the .zip that GeoNames gives out, unpacked as
 * it is read. Rows point into the reader's line, until the next one. One thread a reader; memory is one buffer. */
#ifndef KNOW_DUMP_H
#define KNOW_DUMP_H

#include "know/know.h"

#define DUMP_LINE_MAX (64u << 10) /* GeoNames' longest rows have 12 kB */

typedef struct dump_file dump_file;

/* Opens a file for reading. Gives *out_file to the caller, who ends it with dump_close(). Fails with IO, NOMEM, FORMAT
 * (a .zip that holds no such text), UNSUPPORTED (a .zip packed in another way). */
sitrep_status dump_open(const char *path, dump_file **out_file, sitrep_error *err);
void dump_close(dump_file *f);
/* The next line without its end; empty ones too. Gives NOT_FOUND at the end, LIMIT for a line that is too long, after
 * which reading goes on with the next one, IO and FORMAT for a file that breaks off. */
sitrep_status dump_next(dump_file *f, sitrep_sv *out_line, sitrep_error *err);
uint32_t dump_line(const dump_file *f);                                  /* number of the last line, from 1 */
void dump_progress(const dump_file *f, uint64_t *done, uint64_t *total); /* bytes of the file on disk */

/* A row of allCountries.txt or of one country's file. */
typedef struct dump_place {
    uint32_t id, population;
    int32_t lat, lon; /* 1e-5 degrees */
    sitrep_sv name, ascii, alternates, class_, code, country, admin1, admin2;
} dump_place;
/* NULL, or what is wrong with the line. */
const char *dump_parse_place(sitrep_sv line, dump_place *out);

/* A row of alternateNames.txt or alternateNamesV2.txt. */
typedef struct dump_alternate {
    uint32_t place;
    sitrep_sv language, name;
    bool preferred, is_short, colloquial, historic;
} dump_alternate;
const char *dump_parse_alternate(sitrep_sv line, dump_alternate *out);

/* A row of admin1CodesASCII.txt or admin2Codes.txt: "KG.08", a geonameid. */
typedef struct dump_division {
    sitrep_sv code;
    uint32_t id;
} dump_division;
const char *dump_parse_division(sitrep_sv line, dump_division *out);

/* A row of countryInfo.txt. */
typedef struct dump_country {
    sitrep_sv iso2, iso3;
    uint32_t id;
} dump_country;
const char *dump_parse_country(sitrep_sv line, dump_country *out);

#endif
