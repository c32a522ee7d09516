/* cli/filters.h — the store and the rows that a verb works on: --store and the one grammar of filters. */
#ifndef CLI_FILTERS_H
#define CLI_FILTERS_H

#include "cli.h"
#include "sitrep/store.h"

/* One line for each name that sitrep_filter_set() knows. */
#define CLI_FILTER_OPTIONS                                                                                             \
    {"where", "PLACE", "at this place or inside it, or this country: a name or a code like KGZ"},                      \
        {"since", "DAY", "on or after this day (2010-06-14)"}, {"until", "DAY", "on or before this day"},              \
        {"type", "TYPES", "PLOVER types, with commas between them: ASSAULT,COERCE"},                                   \
        {"actor", "NAME", "who acts: a name, or a code with a sector behind it: 'KGZ COP'"},                           \
        {"recipient", "NAME", "who is acted upon, likewise"},                                                          \
        {"by", "NAME", "who says so, or passes it on: a name or a code"},                                              \
        {"source", "NAME", "the outlet, or a part of its name"},                                                       \
        {"metric", "KINDS", "kinds of figures: killed,injured"},                                                       \
        {"act", "ACTS", "what a statement does: deny,promise"}, {"status", "STATES", "of events: happened,planned"},   \
        {"text", "WORDS", "these words, as they stand, in the sentence"},                                              \
        {"value", "NUMBERS", "figures that state one of these: 191,2000"},                                             \
        {"as-of", "TIME", "what was known then: a day, or 2010-06-18T12:00:00Z"},                                      \
        {"confidence", "SHARE", "claims of at least this confidence: 0.8"},                                            \
    {                                                                                                                  \
        "limit", "COUNT", "at most so many rows"                                                                       \
    }

/* Reads all filter options of the command line. Fails with USAGE. */
sitrep_status cli_filter(const cli_args *args, sitrep_filter *out_filter, sitrep_error *err);
/* Opens the store that --store names. Fails as sitrep_store_open(). */
sitrep_status cli_open_store(const cli_args *args, sitrep_store_mode mode, sitrep_store **out_store, sitrep_error *err);
/* Columns of the terminal on standard output; 0 where there is none. */
unsigned cli_terminal_width(void);

#endif
