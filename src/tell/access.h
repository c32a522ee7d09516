/* tell/access.h — what reports say of not knowing: places nobody reached, questions without an answer, numbers that
 * nobody checked or told. */
#ifndef TELL_ACCESS_H
#define TELL_ACCESS_H

#include "sitrep/store.h"
#include "tell/doc.h"

#define ACCESS_KINDS 6u
#define ACCESS_MAX   400u                            /* sentences */
extern const char *const access_kinds[ACCESS_KINDS]; /* in the order of the report */

typedef struct access_note {
    unsigned kind; /* index of access_kinds */
    doc_ref ref;
} access_note;

typedef struct access_list {
    access_note *at;
    size_t count, room;
    bool searched; /* false: the list of phrases was not found */
} access_list;

/* Searches the scope (place, days, outlet, as-of). Fails as queries do, and with NOMEM. */
sitrep_status access_load(sitrep_store *store, const sitrep_filter *filter, arena *a, access_list *out,
                          sitrep_error *err);

#endif
