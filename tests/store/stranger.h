/* tests/store/stranger.h — changes of a store by somebody else than sitrep, for the tests of `verify`. */
#ifndef TESTS_STRANGER_H
#define TESTS_STRANGER_H

#include "keep/sqlite/db.h"

/* SQL as any other program would run it: no sum follows. */
static inline sitrep_status stranger_exec(sitrep_store *s, const char *sql)
{
    sqlite3_commit_hook(s->db, NULL, NULL); /* it refuses what did not come through db_end() */
    return db_exec(s, sql, NULL);
}

/* SQL as our own code would have run it. */
static inline sitrep_status own_exec(sitrep_store *s, const char *sql)
{
    sitrep_status status = db_begin(s, NULL);
    return status ? status : db_end(s, db_exec(s, sql, NULL), NULL);
}

#endif
