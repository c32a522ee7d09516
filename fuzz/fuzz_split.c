/* fuzz/fuzz_split.c — any text through the splitter and the contractions: tokens are in order, without white space, and
 * cover all that is none. */
#include <stdlib.h>

#include "lang/lang_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int8_t weights[2][1 << 8]; /* any weights will do: small numbers of both signs */
    for (int i = 0; i < 256; i++) weights[0][i] = weights[1][i] = (int8_t)(i * 37 % 13 - 6);
    lang_split split = {
        .token_weights = weights[0], .sentence_weights = weights[1], .token_bits = 8, .sentence_bits = 8};
    sitrep_sv text = {(const char *)data, size};
    if (size > 100000 || utf8_valid_until(text) != size) return 0;
    arena a;
    arena_init(&a, 0);
    lang_tokens tokens;
    SITREP_ASSERT(lang_split_run(&split, NULL, &a, text, &tokens) == SITREP_OK);
    uint32_t at = 0;
    for (uint32_t i = 0; i < tokens.count; i++) {
        const lang_token *t = &tokens.items[i];
        SITREP_ASSERT(t->begin >= at && t->end > t->begin && t->end <= size);
        SITREP_ASSERT(!is_space(text.ptr[t->begin]));
        at = t->end;
    }
    SITREP_ASSERT(tokens.count == 0 || tokens.items[tokens.count - 1].sentence_end);
    arena_release(&a);
    return 0;
}
