/* fuzz/fuzz_patch.c — any bytes as a file of patches; each that is taken is printed again to the same bytes, and what
 * is left of the input never grows. */
#include <sodium.h>

#include "keep/patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    if (!ready) ready = sodium_init() >= 0;
    arena a;
    arena_init(&a, 64u << 20);
    sitrep_sv rest = {(const char *)data, size};
    uint32_t line = 0;
    patch *p = ARENA_NEW(&a, patch);
    sitrep_status status = p ? SITREP_OK : SITREP_EMPTY;
    while (status != SITREP_EMPTY && status != SITREP_NOMEM) {
        size_t before = rest.len;
        status = patch_parse(&rest, &line, &a, p, NULL);
        SITREP_ASSERT(rest.len < before || status == SITREP_EMPTY);
        if (status) continue;
        buf again = BUF_INIT(0);
        patch_print(p, &again);
        SITREP_ASSERT(sv_eq(buf_sv(&again), p->signed_part));
        SITREP_ASSERT(patch_check(p, NULL) == SITREP_OK);
        (void)patch_is_signed(p);
        buf_release(&again);
    }
    arena_release(&a);
    return 0;
}
