/* fuzz_policy — policy files from nowhere. What is taken has a name, chooses all three values, and its canonical text
 * is taken again with the same hash; what is refused says why. */
#include "base/error.h"
#include "base/text.h"
#include "sitrep/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sitrep_policy *p = NULL, *again = NULL;
    sitrep_error err = {0};
    sitrep_status status = sitrep_policy_parse((sitrep_sv){(const char *)data, size}, "fuzz.policy", &p, &err);
    if (status) {
        SITREP_ASSERT(!p && err.msg[0]);
        return 0;
    }
    SITREP_ASSERT(sitrep_policy_name(p).len && sitrep_policy_hash(p).len == 64);
    status = sitrep_policy_parse(sitrep_policy_text(p), NULL, &again, &err);
    SITREP_ASSERT(status == SITREP_OK);
    SITREP_ASSERT(sv_eq(sitrep_policy_hash(p), sitrep_policy_hash(again)));
    sitrep_policy_free(again);
    sitrep_policy_free(p);
    return 0;
}
