/* link/object.h — what somebody takes a side on: the object of the words of a side. Pure functions, any thread. */
#ifndef LINK_OBJECT_H
#define LINK_OBJECT_H

#include "link/matters.h"

/* The words of a sentence behind byte `last`, to the end of their clause, at most to `stop`. */
sitrep_sv object_behind(sitrep_sv sentence, uint32_t last, uint32_t stop);
/* The words of the clause in front of byte `first`. */
sitrep_sv object_before(sitrep_sv sentence, uint32_t first);
/* Whether byte `first` stands in a clause behind "if" or "unless". */
bool object_is_conditional(sitrep_sv sentence, uint32_t first);
/* Whether an object is empty or stands for what was named before: "it", "the idea". */
bool object_is_hollow(const matters *m, sitrep_sv object);
/* The noun phrase that an object begins with, lower case, without articles; empty where it is none that can be an issue
 * of its own. In the arena. */
sitrep_sv object_phrase(const matters *m, arena *a, sitrep_sv object);

#endif
