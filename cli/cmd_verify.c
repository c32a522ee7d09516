/* cli/cmd_verify.c — `sitrep verify`: hashes, audit chain and database checked, and reports read again; or, given
 * printed reports, each of their lines made again from the ledger. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filters.h"
#include "sitrep/review.h"
#include "sitrep/tell.h"

static void tell(void *ctx, const sitrep_error *err)
{
    cli_message(ctx, err);
}

/* ---- the ledger ---- */

static int sample_of(const cli_args *args, uint64_t *out)
{
    const char *text = cli_get(args, "sample");
    char *end;
    *out = 0;
    if (!text) return CLI_EXIT_OK;
    unsigned long long count = strtoull(text, &end, 10);
    if (*end || text[0] < '1' || text[0] > '9')
        return cli_usage(args, "--sample takes a number of reports, not '%s'", text);
    *out = count;
    return CLI_EXIT_OK;
}

static int verify_ledger(const cli_args *args)
{
    sitrep_error err = {0};
    cli_reading reading = {.model = NULL};
    sitrep_store *store = NULL;
    sitrep_verify_result result = {0};
    uint64_t sample, patches = 0, forged = 0;
    bool reread = !cli_has(args, "no-reading");
    int code = sample_of(args, &sample);
    if (code) return code;
    sitrep_status status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    if (!status && reread) status = cli_open_reader(args, true, &reading, &err);
    if (!status) status = sitrep_store_verify_sample(store, reading.reader, sample, tell, (void *)args, &result, &err);
    if (!status)
        printf("%llu reports: %llu damaged, %llu breaks in the audit chain, %llu read again, %llu read differently\n",
               (unsigned long long)result.reports, (unsigned long long)result.hashes_bad,
               (unsigned long long)result.chain_bad, (unsigned long long)result.reread,
               (unsigned long long)result.reread_differs);
    if (!status)
        printf("%llu tables, %llu rows: not as they were written at %llu places\n", (unsigned long long)result.tables,
               (unsigned long long)result.rows, (unsigned long long)result.rows_bad);
    if (!status) status = sitrep_review_verify(store, tell, (void *)args, &patches, &forged, &err);
    if (!status && (patches || forged))
        printf("%llu patches: %llu not as they were signed\n", (unsigned long long)patches, (unsigned long long)forged);
    sitrep_store_close(store);
    cli_close_reader(&reading);
    if (status) return cli_fail(args, &err);
    bool good = !result.hashes_bad && !result.rows_bad && !result.chain_bad && !result.reread_differs && !forged;
    return good ? CLI_EXIT_OK : CLI_EXIT_NOT_VERIFIED;
}

/* ---- printed reports ---- */

typedef struct telling {
    const cli_args *args;
    const char *path;
} telling;

static void tell_line(void *ctx, const sitrep_error *finding)
{
    const telling *t = ctx;
    sitrep_error err = *finding;
    snprintf(err.file, sizeof err.file, "%s", t->path);
    cli_message(t->args, &err);
}

/* The policy that --policy names, else the one of the report's stamp; none where it was made without. */
static sitrep_status open_policy(const cli_args *args, sitrep_sv printed, sitrep_policy **out, sitrep_error *err)
{
    char name[256];
    const char *given = cli_get(args, "policy");
    sitrep_sv stamped = sitrep_tell_stamped_policy(printed);
    *out = NULL;
    if (!stamped.len) return SITREP_OK;
    snprintf(name, sizeof name, "%.*s", (int)stamped.len, stamped.ptr);
    sitrep_status status = sitrep_policy_open(given ? given : name, out, err);
    return status == SITREP_NOT_FOUND && !given ? SITREP_OK : status; /* the check itself says what is missing */
}

static int verify_report(const cli_args *args, sitrep_store *store, const char *path)
{
    char *bytes = NULL;
    size_t len = 0;
    sitrep_error err = {0};
    sitrep_policy *policy = NULL;
    sitrep_report_check check = {0};
    telling t = {args, path};
    sitrep_status status = cli_read_file(path, (size_t)256 << 20, &bytes, &len, &err);
    sitrep_sv printed = {bytes, len};
    if (!status) status = open_policy(args, printed, &policy, &err);
    if (!status) status = sitrep_tell_verify(store, printed, policy, tell_line, &t, &check, &err);
    if (!status)
        printf("%s: %llu lines made again: %llu differ, %llu no longer stand, %llu cited reports damaged\n", path,
               (unsigned long long)check.sentences, (unsigned long long)check.changed, (unsigned long long)check.fallen,
               (unsigned long long)check.damaged);
    sitrep_policy_free(policy);
    free(bytes);
    if (status == SITREP_FORMAT && !err.file[0]) snprintf(err.file, sizeof err.file, "%s", path);
    if (status) return cli_fail(args, &err);
    return check.changed || check.fallen || check.damaged ? CLI_EXIT_NOT_VERIFIED : CLI_EXIT_OK;
}

static int run(const cli_args *args)
{
    if (!args->operand_count) return verify_ledger(args);
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    if (cli_open_store(args, SITREP_STORE_READ, &store, &err)) return cli_fail(args, &err);
    int worst = CLI_EXIT_OK;
    for (int i = 0; i < args->operand_count; i++) {
        int code = verify_report(args, store, args->operands[i]);
        if (worst != CLI_EXIT_FAILED && code) worst = code;
    }
    sitrep_store_close(store);
    return worst;
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    {"no-reading", NULL, "check hashes and the audit chain only"},
    {"sample", "N", "read so many reports again, chosen by chance (default: all)"},
    {"policy", "POLICY", "of a printed report: the file of the policy that it was made with (default: by its name)"},
    CLI_MODEL_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_verify_verb;
const cli_verb cmd_verify_verb = {
    "verify",
    "[REPORT...]",
    "checks the ledger: bytes, audit chain, and what reading gives today; or every line of printed reports",
    options,
    run,
    "A printed report (HTML, Markdown or text) is made again by the stamp at its end: each line that differs is named, "
    "each "
    "sentence whose rows were taken back since, and each cited report whose archived bytes are damaged. Status 4: "
    "something "
    "does not stand."};
