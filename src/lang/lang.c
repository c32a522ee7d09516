/* lang/lang.c — names of tags and relations. */
#include "sitrep/lang.h"

const char *sitrep_upos_name(unsigned upos)
{
    static const char *const names[] = {
#define NAME(tag) #tag,
        SITREP_UPOS_LIST(NAME)
#undef NAME
    };
    return upos < SITREP_UPOS_COUNT ? names[upos] : "_";
}

const char *sitrep_deprel_name(unsigned deprel)
{
    static const char *const names[] = {
#define NAME(name, ud) ud,
        SITREP_DEPREL_LIST(NAME)
#undef NAME
    };
    return deprel < SITREP_DEPREL_COUNT ? names[deprel] : "_";
}
