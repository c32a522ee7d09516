/* lang/net_none.c — stands in for the network until src/lang/net.c is there: no tags, a flat tree. */
#include "lang/lang_int.h"

struct lang_net {
    int unused;
};
struct lang_net_ctx {
    int unused;
};
sitrep_status lang_net_new(sitrep_sv section, lang_net **out_net, sitrep_error *err)
{
    (void)section;
    *out_net = calloc(1, sizeof **out_net);
    return *out_net ? SITREP_OK : base_error(err, SITREP_NOMEM, "out of memory");
}
void lang_net_free(lang_net *net)
{
    free(net);
}
sitrep_status lang_net_ctx_new(const lang_net *net, lang_net_ctx **out_ctx, sitrep_error *err)
{
    (void)net;
    *out_ctx = calloc(1, sizeof **out_ctx);
    return *out_ctx ? SITREP_OK : base_error(err, SITREP_NOMEM, "out of memory");
}
void lang_net_ctx_free(lang_net_ctx *ctx)
{
    free(ctx);
}
sitrep_status lang_net_run(lang_net_ctx *ctx, arena *a, sitrep_word *words, uint32_t count)
{
    (void)ctx;
    (void)a;
    for (uint32_t i = 0; i < count; i++) {
        words[i].lemma = words[i].form;
        words[i].upos = SITREP_UPOS_X;
        words[i].deprel = i ? SITREP_DEPREL_DEP : SITREP_DEPREL_ROOT;
        words[i].head = i ? 0 : SITREP_NONE;
    }
    return SITREP_OK;
}
