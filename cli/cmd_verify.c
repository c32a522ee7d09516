/* cli/cmd_verify.c — `sitrep verify`: hashes, audit chain and database checked, and every report read again. */
#include <stdio.h>

#include "cli.h"
#include "filters.h"
#include "sitrep/review.h"
#include "sitrep/store.h"

static void tell(void *ctx, const sitrep_error *err)
{
    cli_message(ctx, err);
}

static int run(const cli_args *args)
{
    if (args->operand_count) return cli_usage(args, "what is '%s'? this verb takes options only", args->operands[0]);
    sitrep_error err = {0};
    sitrep_model *model = NULL;
    sitrep_knowledge *knowledge = NULL;
    sitrep_reader *reader = NULL;
    sitrep_store *store = NULL;
    sitrep_verify_result result = {0};
    uint64_t patches = 0, forged = 0;
    bool reread = !cli_has(args, "no-reading");
    sitrep_status status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    if (!status && reread) status = cli_open_model(args, &model, &err);
    if (!status && reread) status = cli_open_checked_knowledge(args, &knowledge, &err);
    if (!status && reread) status = sitrep_reader_new(model, knowledge, &reader, &err);
    if (!status) status = sitrep_store_verify(store, reader, tell, (void *)args, &result, &err);
    if (!status)
        printf("%llu reports: %llu damaged, %llu breaks in the audit chain, %llu read again, %llu read differently\n",
               (unsigned long long)result.reports, (unsigned long long)result.hashes_bad,
               (unsigned long long)result.chain_bad, (unsigned long long)result.reread,
               (unsigned long long)result.reread_differs);
    if (!status) status = sitrep_review_verify(store, tell, (void *)args, &patches, &forged, &err);
    if (!status && (patches || forged))
        printf("%llu patches: %llu not as they were signed\n", (unsigned long long)patches, (unsigned long long)forged);
    sitrep_store_close(store);
    sitrep_reader_free(reader);
    sitrep_knowledge_free(knowledge);
    sitrep_model_free(model);
    if (status) return cli_fail(args, &err);
    return result.hashes_bad || result.chain_bad || result.reread_differs || forged ? CLI_EXIT_NOT_VERIFIED
                                                                                    : CLI_EXIT_OK;
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    {"no-reading", NULL, "check hashes and the audit chain only"},
    CLI_MODEL_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_verify_verb;
const cli_verb cmd_verify_verb = {"verify", "",  "checks the ledger: bytes, audit chain, and what reading gives today",
                                  options,  run, NULL};
