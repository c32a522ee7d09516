/* lang/model.h — the insides of a model, for parser.c and model.c. */
#ifndef LANG_MODEL_H
#define LANG_MODEL_H

#include "lang/lang_int.h"

struct sitrep_model {
    const unsigned char *bytes; /* the mapped file */
    size_t size;
    lang_split split;
    lang_contractions *contractions;
    lang_net *net;
    char version[32];
};

#endif
