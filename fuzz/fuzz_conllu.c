/* fuzz/fuzz_conllu.c — any bytes as CoNLL-U; what is read is written and read again to the same. */
#include "lang/lang_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool append(void *ctx, const char *bytes, size_t len)
{
    buf_add(ctx, bytes, len);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, 64u << 20);
    sitrep_analysis first, second;
    sitrep_sv text = {(const char *)data, size};
    buf once = BUF_INIT(0), twice = BUF_INIT(0);
    if (utf8_valid_until(text) == size && lang_conllu_read(text, &a, &first, NULL) == SITREP_OK) {
        SITREP_ASSERT(sitrep_analysis_write_conllu(&first, 1, append, &once) == SITREP_OK);
        if (lang_conllu_read(buf_sv(&once), &a, &second, NULL) == SITREP_OK) {
            SITREP_ASSERT(second.count == first.count);
            SITREP_ASSERT(sitrep_analysis_write_conllu(&second, 1, append, &twice) == SITREP_OK);
            SITREP_ASSERT(sv_eq(buf_sv(&once), buf_sv(&twice)));
        }
    }
    buf_release(&once);
    buf_release(&twice);
    arena_release(&a);
    return 0;
}
