/* fuzz_stamp — the stamp of a printed report that somebody edited. What is read gives a stamp that reads back as the
 * same options; nothing of it is trusted further than that. */
#include "base/error.h"
#include "base/text.h"
#include "tell/stamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sitrep_sv text = {(const char *)data, size};
    arena a;
    stamp first, second;
    sitrep_error err = {0};
    arena_init(&a, 0);
    (void)sitrep_tell_stamped_policy(text);
    if (stamp_read(text, &a, &first, &err) == SITREP_OK) {
        sitrep_sv made = stamp_of(&first.options, &a); /* without the policy, which has no text here */
        SITREP_ASSERT(stamp_read(made, &a, &second, &err) == SITREP_OK);
        SITREP_ASSERT(sv_eq(made, stamp_of(&second.options, &a)));
        SITREP_ASSERT(first.options.known_until == second.options.known_until);
    } else {
        SITREP_ASSERT(err.msg[0]);
    }
    arena_release(&a);
    return 0;
}
