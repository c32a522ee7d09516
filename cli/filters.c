/* cli/filters.c — the options that choose rows, the same for every verb that asks the store. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "filters.h"

/* Messages begin with the option that they are about. */
static void name_option(const char *name, sitrep_error *err)
{
    char message[sizeof err->msg];
    if (strncmp(err->msg, "--", 2) == 0) return;
    memcpy(message, err->msg, sizeof message);
    snprintf(err->msg, sizeof err->msg, "--%s: %.*s", name, (int)sizeof message - 32, message);
}

static const cli_option known[] = {CLI_FILTER_OPTIONS, {NULL, NULL, NULL}};

sitrep_status cli_filter(const cli_args *args, sitrep_filter *out_filter, sitrep_error *err)
{
    sitrep_filter_init(out_filter);
    sitrep_status status = SITREP_OK;
    for (int i = 0; i < args->option_count && !status; i++)
        for (const cli_option *o = known; o->name && !status; o++)
            if (strcmp(args->names[i], o->name) == 0) {
                status = sitrep_filter_set(out_filter, (sitrep_sv){o->name, strlen(o->name)},
                                           (sitrep_sv){args->values[i], strlen(args->values[i])}, err);
                if (status) name_option(o->name, err);
            }
    return status;
}

sitrep_status cli_open_store(const cli_args *args, sitrep_store_mode mode, sitrep_store **out_store, sitrep_error *err)
{
    sitrep_status status = sitrep_store_open(cli_store_path(args), mode, out_store, err);
    if (!status && sitrep_store_backup(*out_store))
        cli_say(args, "the store was of an older version and is brought up to date; as it was it stands in %s",
                sitrep_store_backup(*out_store));
    return status;
}

unsigned cli_terminal_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) != 1) return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col) return size.ws_col;
    return 80;
}
