/* cli/cmd_patch.c — `sitrep patch export|import`: reviewers' decisions as a file, so that offices can work apart. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filters.h"
#include "review.h"

#define FILE_MAX ((size_t)64 << 20)

static bool write_file(void *ctx, const char *bytes, size_t len)
{
    return fwrite(bytes, 1, len, ctx) == len;
}

/* Writes beside the file and renames: an old export is never half overwritten. */
static int export_to(const cli_args *args, sitrep_store *store, const char *path, uint64_t *count)
{
    char part[4096];
    sitrep_error err = {0};
    if (strcmp(path, "-") == 0)
        return sitrep_review_export(store, cli_write, NULL, count, &err) ? cli_fail(args, &err) : CLI_EXIT_OK;
    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part)
        return cli_usage(args, "the path '%.60s...' is too long", path);
    FILE *file = fopen(part, "wb");
    sitrep_status status = file ? sitrep_review_export(store, write_file, file, count, &err) : SITREP_IO;
    bool good = file && !ferror(file);
    int why = errno;
    if (file && fclose(file) != 0 && good) good = false, why = errno;
    if (!status && good && rename(part, path) != 0) good = false, why = errno;
    if (file && (status || !good)) remove(part);
    if (good && !status) return CLI_EXIT_OK;
    if (good) return cli_fail(args, &err);
    cli_say(args, "%s: %s", path, strerror(why));
    return why == ENOSPC ? CLI_EXIT_FULL : CLI_EXIT_FAILED;
}

static int run_export(const cli_args *args, const char *path)
{
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    uint64_t count = 0;
    if (cli_open_store(args, SITREP_STORE_READ, &store, &err)) return cli_fail(args, &err);
    int code = export_to(args, store, path, &count);
    if (!code) cli_say(args, "%llu patches written", (unsigned long long)count);
    sitrep_store_close(store);
    return code;
}

static void tell(void *ctx, const sitrep_error *err)
{
    cli_message(ctx, err);
}

static int run_import(const cli_args *args, const char *path)
{
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_review_result r = {0};
    char *bytes = NULL;
    size_t len = 0;
    sitrep_status status = cli_read_file(path, FILE_MAX, &bytes, &len, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_WRITE, &store, &err);
    if (!status)
        status = sitrep_review_import(store, (sitrep_sv){bytes, len}, path, cli_has(args, "trust-signers"), tell,
                                      (void *)args, &r, &err);
    sitrep_store_close(store);
    free(bytes);
    if (status) return cli_fail(args, &err);
    cli_say(args,
            "%llu patches, %llu new, %llu refused; of all in this ledger %llu are in force, %llu outdone, %llu undone, "
            "%llu "
            "fit nothing, %llu are by signers who are not trusted",
            (unsigned long long)r.patches, (unsigned long long)r.added, (unsigned long long)r.refused,
            (unsigned long long)r.applied, (unsigned long long)r.outdone, (unsigned long long)r.undone,
            (unsigned long long)r.unfit, (unsigned long long)r.untrusted);
    return r.refused ? CLI_EXIT_REJECTS : CLI_EXIT_OK;
}

static int run(const cli_args *args)
{
    if (args->operand_count != 2) return cli_usage(args, "this verb takes export FILE or import FILE");
    if (strcmp(args->operands[0], "export") == 0) return run_export(args, args->operands[1]);
    if (strcmp(args->operands[0], "import") == 0) return run_import(args, args->operands[1]);
    return cli_usage(args, "what is '%s'? this verb takes export FILE or import FILE", args->operands[0]);
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    {"trust-signers", NULL,
     "import: trust who signed, also those who were not known (else their patches are kept, not applied)"},
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_patch_verb;
const cli_verb cmd_patch_verb = {
    "patch",
    "export|import FILE",
    "writes and takes in reviewers' decisions, so that two offices can work apart and merge",
    options,
    run,
    "'-' is standard output or input. Importing twice is importing once, and the order does not matter."};
