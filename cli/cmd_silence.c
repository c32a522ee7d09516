/* cli/cmd_silence.c — `sitrep silence`: what no report means, per place and day; --by-place: which places have no
 * independent source; `sitrep places`: every place as the texts have it. */
#include "filters.h"
#include "sitrep/tell.h"

static int run(const cli_args *args)
{
    return cli_print_table(args, cli_has(args, "by-place") ? SITREP_TABLE_COVERAGE : SITREP_TABLE_SILENCE);
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    CLI_TABLE_FORMAT,
    {"by-place", NULL, "one row per place: who speaks of it, and whether anybody does who is no party"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_silence_verb;
const cli_verb cmd_silence_verb = {
    "silence",
    "",
    "tells silence apart, by place and day: reported, nothing reported though covered, not covered, access denied",
    options,
    run,
    "A day is covered where a report published that day is about the place or comes from it. 'access denied' quotes "
    "who "
    "was kept out. It takes --where, --since, --until, --source and --as-of."};

static int run_places(const cli_args *args)
{
    return cli_print_table(args, SITREP_TABLE_PLACES);
}

static const cli_option place_options[] = {
    CLI_STORE_OPTION,
    CLI_TABLE_FORMAT,
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_places_verb;
const cli_verb cmd_places_verb = {
    "places",      "",         "prints every place as the texts have it, and what it was resolved to",
    place_options, run_places, CLI_TABLE_NOTES};
