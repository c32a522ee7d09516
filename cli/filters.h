/* cli/filters.h — the store and the rows that a verb works on: --store and the one grammar of filters. */
#ifndef CLI_FILTERS_H
#define CLI_FILTERS_H

#include "cli.h"
#include "sitrep/tell.h"

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
        {"act", "ACTS", "what a statement does: deny,promise"},                                                        \
        {"status", "STATES", "of events or undertakings: happened,planned,open,overdue"},                              \
        {"text", "WORDS", "these words, as they stand, in the sentence"},                                              \
        {"value", "NUMBERS", "figures that state one of these: 191,2000"},                                             \
        {"about", "ISSUE", "positions on, or accusations of, what has these words in its name: troops"},               \
        {"as-of", "TIME", "what was known then: a day, or 2010-06-18T12:00:00Z"},                                      \
        {"confidence", "SHARE", "claims of at least this confidence: 0.8"},                                            \
    {                                                                                                                  \
        "limit", "COUNT", "at most so many rows"                                                                       \
    }

/* Reads all filter options of the command line. Fails with USAGE. */
sitrep_status cli_filter(const cli_args *args, sitrep_filter *out_filter, sitrep_error *err);
/* Opens the store that --store names. Fails as sitrep_store_open(). */
sitrep_status cli_open_store(const cli_args *args, sitrep_store_mode mode, sitrep_store **out_store, sitrep_error *err);
/* cmd_tables.c: the form that --format names, JSON Lines where standard output is no terminal. Gives 0, or the exit
 * code of a usage error that it told. */
int cli_output(const cli_args *args, sitrep_output *out);
/* cmd_tables.c: prints a table as --format and the filters say; gives the exit code. */
int cli_print_table(const cli_args *args, sitrep_table_kind kind);
/* cmd_positions.c: prints a matrix as text; gives the exit code. */
int cli_print_matrix(const cli_args *args, sitrep_matrix_kind kind);
#define CLI_TABLE_FORMAT                                                                                               \
    {                                                                                                                  \
        "format", "FORM", "table (default on a terminal), jsonl (default in a pipe) or csv"                            \
    }
#define CLI_TABLE_NOTES                                                                                                \
    "A filter that the table does not know is an error. Values that are not known are left out of JSON Lines and "     \
    "empty in CSV: neither is zero."
/* Columns of the terminal on standard output; 0 where there is none. */
unsigned cli_terminal_width(void);

#endif
