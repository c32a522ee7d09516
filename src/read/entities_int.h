/* read/entities_int.h — what coreference asks about names, entities_names.c. Pure; no limits but those of the names. */
#ifndef READ_ENTITIES_INT_H
#define READ_ENTITIES_INT_H

#include "read/who.h"

/* "Otunbaeva" and "Roza Otunbayeva", "Galan" and "Luis Carlos Galan Sarmiento". */
bool entities_same_person(sitrep_sv a, sitrep_sv b);
/* Equal, or one is the acronym or the first word of the other; without letter case an acronym may be in lower case. */
bool entities_same_organization(sitrep_sv a, sitrep_sv b, bool caseless);
/* "Uzbek" and "Uzbeks". */
bool entities_same_people(sitrep_sv a, sitrep_sv b);

#endif
