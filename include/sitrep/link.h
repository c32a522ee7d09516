/* sitrep/link.h — linking: claims to events, figures to series, near-copies to origins, promises to their state.
 * Threads: functions of a store, one thread at a time; the store is open for writing. */
#ifndef SITREP_LINK_H
#define SITREP_LINK_H

#include "sitrep/store.h"

SITREP_DECLS_BEGIN

typedef struct sitrep_link_result {
    uint64_t claims, events_new, events_grown; /* claims looked at; happenings first seen and added to */
    uint64_t figures, series_new;
    uint64_t reports, origins_new;
} sitrep_link_result;

/* Groups what was added since the last call: incremental, and the same in the end as one call after all reports in the
 * same order; so a run that is cut off is finished by the next. Fails with IO, FULL, BUSY, NOMEM. */
SITREP_API sitrep_status sitrep_link_run(sitrep_store *store, sitrep_link_result *out_result,
                                         sitrep_error *err) SITREP_MUST_USE;

/* Reports that are about one happening, without a store: `sitrep group`. Feed it records one by one, then ask for the
 * group number of each, in the order in which they came. */
typedef struct sitrep_grouper sitrep_grouper;
SITREP_API sitrep_status sitrep_grouper_new(sitrep_grouper **out_grouper, sitrep_error *err) SITREP_MUST_USE;
SITREP_API sitrep_status sitrep_grouper_add(sitrep_grouper *grouper, const sitrep_record *record,
                                            sitrep_error *err) SITREP_MUST_USE;
/* Groups of all reports added so far; the array belongs to the grouper, good until the next call. */
SITREP_API sitrep_status sitrep_grouper_groups(sitrep_grouper *grouper, const uint32_t **out_groups, size_t *out_count,
                                               sitrep_error *err) SITREP_MUST_USE;
SITREP_API void sitrep_grouper_free(sitrep_grouper *grouper);

SITREP_DECLS_END

#endif
