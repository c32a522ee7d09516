/* cli/review.h — what the files of `sitrep review` share. */
#ifndef CLI_REVIEW_H
#define CLI_REVIEW_H

#include "cli.h"
#include "sitrep/review.h"

sitrep_sv review_sv(const char *text); /* NULL: empty */
/* The path of the key that signs. Gives an exit code. */
int review_key_path(const cli_args *args, char *path, size_t size);
/* Signs and stores a decision, prints the patch's id. Gives an exit code. */
int review_decide(const cli_args *args, sitrep_store *store, const sitrep_key *key, sitrep_decision *decision);
/* review_terminal.c: item by item on a terminal. Gives an exit code. */
int review_interactive(const cli_args *args);

#endif
