/* keep/sqlite/digest.h — sums over the rows of all tables, kept up with each change, and checked by `verify`.
 * One store, one thread, as all of keep. Each call takes a store without sums (one that is open for reading). */
#ifndef KEEP_SQLITE_DIGEST_H
#define KEEP_SQLITE_DIGEST_H

#include "keep/sqlite/db.h"

#define DIGEST_LANES      3 /* two halves of the rows' hashes, and the first times the row's number */
#define DIGEST_STATE_SIZE 96

/* From now on each change of a table is noted; of a store whose tables are all there, and before anything is written.
 * Fails with NOMEM, IO, FORMAT. */
sitrep_status db_digest_start(sitrep_store *s, sitrep_error *err);
void db_digest_release(sitrep_store *s);

/* Makes the sums of all rows of a store that has none: a new one, or one of an older schema; in the caller's
 * transaction. Fails with NOMEM, IO, FULL, FORMAT. */
sitrep_status db_digest_make(sitrep_store *s, sitrep_error *err);

/* store.c calls these where transactions and savepoints begin and end. Flush: what was noted is written, with an entry
 * in the audit chain, just before the commit; fails with NOMEM where a change could not be noted, and as writing does.
 */
sitrep_status db_digest_flush(sitrep_store *s, sitrep_error *err);
void db_digest_forget(sitrep_store *s); /* the transaction was rolled back, or begins */
void db_digest_begin_one(sitrep_store *s);
sitrep_status db_digest_end_one(sitrep_store *s, bool keep, sitrep_error *err);
sitrep_status db_digest_failed(const sitrep_store *s, sitrep_error *err); /* NOMEM where a change could not be noted */

/* Sums all rows anew and tells of each block that differs from what is kept, in words that name table and row. */
typedef void digest_tell(void *ctx, const char *line);
sitrep_status db_digest_check(sitrep_store *s, digest_tell *tell, void *ctx, uint64_t *out_tables, uint64_t *out_rows,
                              sitrep_error *err);

#endif
