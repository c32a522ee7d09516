/* sitrep/gazetteer.h — a larger gazetteer: a full dump of GeoNames compiled into a knowledge file.
 * The file made is an existing knowledge file with more places and more names in it; everything else in it stays. It is
 * read like any other (sitrep_knowledge_open(), `sitrep read --knowledge`).
 * Threads:  one call, one thread; different calls may run at once.
 * Limits:   rows are streamed. Memory is about 350 MB and grows by some 60 bytes a place and 40 a word that no name had
 *           before; the disk beside the result takes about as much again as the result while it is made. */
#ifndef SITREP_GAZETTEER_H
#define SITREP_GAZETTEER_H

#include "sitrep/base.h"

SITREP_DECLS_BEGIN

/* What goes in. Paths are of plain text, .gz, or GeoNames' own .zip; all but `base`, `places` and `out` may be NULL. */
typedef struct sitrep_gazetteer_options {
    const char *base;       /* the knowledge file to add to */
    const char *out;        /* the file to make; an existing one is replaced when the new one is whole */
    const char *places;     /* allCountries, or the file of one country */
    const char *alternates; /* alternateNamesV2; without it the names in `places` are taken */
    const char *admin1;     /* admin1CodesASCII */
    const char *admin2;     /* admin2Codes */
    const char *countries;  /* countryInfo */
    const char *classes;    /* feature classes or codes, "P,A,AIRP"; NULL for all */
    const char *within;     /* country codes of two or three letters, "KG,UZB"; NULL for all */
    const char *languages;  /* of alternate names, "en,ru,ky"; NULL for all in Latin or Cyrillic script */
    uint64_t population;    /* towns of fewer people are left out; 0 keeps all, told or not */
    bool historical;        /* places that are no more (PPLH, ADM1H …) are taken as well */
    size_t memory;          /* for sorting, 0 for 192 MB */

    void (*say)(void *ctx, const sitrep_error *fault); /* the first faulty lines, with file and line */
    void *say_ctx;
    /* Now and then: what is being done, and how much of it. False stops the run. */
    bool (*progress)(void *ctx, const char *what, uint64_t done, uint64_t total);
    void *progress_ctx;
} sitrep_gazetteer_options;

/* What came of it. */
typedef struct sitrep_gazetteer_counts {
    uint64_t rows;       /* lines of `places` */
    uint64_t added;      /* places that the base did not have */
    uint64_t known;      /* places that it has: they stay as they are, and get more names */
    uint64_t left_out;   /* by classes, within, population, historical */
    uint64_t faulty;     /* lines of any file that are no rows, and geonameids that stood before */
    uint64_t alternates; /* lines of `alternates` */
    uint64_t names;      /* names that were added, each once a place */
    uint64_t unplaced;   /* places added whose country the dump does not tell */
    uint64_t crowded;    /* names of a place left out because 400 bigger places have the same name */
} sitrep_gazetteer_counts;

/* Makes the file. *out_counts tells what was done as far as it came. Fails with IO, FULL (nothing half-done stays),
 * FORMAT and the other failures of sitrep_knowledge_open() for the base, LIMIT (more than the format holds), NOMEM,
 * STOPPED. The same input gives the same bytes. */
SITREP_API sitrep_status sitrep_gazetteer_build(const sitrep_gazetteer_options *options,
                                                sitrep_gazetteer_counts *out_counts, sitrep_error *err) SITREP_MUST_USE;

SITREP_DECLS_END

#endif
