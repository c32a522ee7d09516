/* sitrep/policy.h — a small named file of rules by which contested numbers become one table: docs/format-policy.md.
 * Lifetime: a policy outlives whatever is made with it.
 * Threads:  immutable once opened, any number of threads may use it. */
#ifndef SITREP_POLICY_H
#define SITREP_POLICY_H

#include "sitrep/base.h"

SITREP_DECLS_BEGIN

typedef struct sitrep_policy sitrep_policy;

/* Opens a policy by its name, as it lies beside the program ("lowest"), or by the path of a file of one's own (with a
 * '/' or a '.' in it). The caller ends it with sitrep_policy_free(). Fails with NOT_FOUND, IO, FORMAT (file and line in
 * *err), LIMIT (over 64 KiB), NOMEM. */
SITREP_API sitrep_status sitrep_policy_open(const char *name, sitrep_policy **out_policy,
                                            sitrep_error *err) SITREP_MUST_USE;
/* The same from bytes; `file` names them in errors and may be NULL. */
SITREP_API sitrep_status sitrep_policy_parse(sitrep_sv text, const char *file, sitrep_policy **out_policy,
                                             sitrep_error *err) SITREP_MUST_USE;
SITREP_API void sitrep_policy_free(sitrep_policy *policy);

SITREP_API sitrep_sv sitrep_policy_name(const sitrep_policy *policy);
SITREP_API sitrep_sv sitrep_policy_title(const sitrep_policy *policy);
/* The rules without comments and needless blanks, and the SHA-256 of that in hexadecimal: what its results are stamped
 * with. */
SITREP_API sitrep_sv sitrep_policy_text(const sitrep_policy *policy);
SITREP_API sitrep_sv sitrep_policy_hash(const sitrep_policy *policy);

/* Calls `each` with the name of every policy beside the program, in order of the alphabet, until it gives false. Fails
 * with IO, NOT_FOUND, NOMEM. */
SITREP_API sitrep_status sitrep_policy_list(bool (*each)(void *ctx, const char *name), void *ctx, sitrep_error *err);

SITREP_DECLS_END

#endif
