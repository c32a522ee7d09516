/* tell/stamp.h — the stamp at the end of a printed report: all that is needed to make it again from the store, in one
 * word. `sitrep-report;1;form=html;known=1276819199;as-of=1276819199;where=Osh;policy=lowest;…`. Values have letters,
 * digits, '.' and '-'; every other byte is %XX, so that no form of the report changes a letter of it.
 * Threads: pure functions. */
#ifndef TELL_STAMP_H
#define TELL_STAMP_H

#include "base/arena.h"
#include "sitrep/tell.h"

/* The stamp of options whose known_until is set. In the arena. */
sitrep_sv stamp_of(const sitrep_report_options *options, arena *a);
typedef struct stamp {
    sitrep_report_options options; /* without the policy */
    sitrep_sv policy, policy_hash; /* empty for none */
} stamp;
/* Reads the last stamp of a text into options whose views are in the arena. Fails with FORMAT: there is none, or it is
 * damaged. */
sitrep_status stamp_read(sitrep_sv text, arena *a, stamp *out, sitrep_error *err);

#endif
