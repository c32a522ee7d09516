/* link/link_int.h — the parts of linking. Each takes the rows of one new report and relates them to what is in the store.
 * Reports come in the order in which they were seen (seen_at, then arrival), so that linking in pieces ends like linking at once.
 * Every row that is made carries its reason in words. All inside the caller's transaction. */
#ifndef LINK_LINK_INT_H
#define LINK_LINK_INT_H

#include "keep/sqlite/db.h"
#include "sitrep/link.h"

typedef struct linking {
    sitrep_store *s;
    sitrep_error *err;
    sitrep_link_result *result;
    int64_t report, seen_at; /* the report at hand */
    int32_t published_day;
    arena arena; /* reset for each report */
    sqlite3_stmt *statements[32]; /* prepared on first use; one slot for each text, see link_sql() */
    const char *texts[32];
} linking;

/* The prepared statement of a literal SQL text, reset; NULL on failure (err is set). Texts are told apart by address. */
sqlite3_stmt *link_sql(linking *l, const char *sql);
/* Steps once: 1 a row, 0 the end, -1 a failure (err is set). */
int link_step(linking *l, sqlite3_stmt *stmt);
/* Runs a statement without rows. */
sitrep_status link_done(linking *l, sqlite3_stmt *stmt);
sitrep_status link_failed(const linking *l);
/* An id of `kind` made of a number that never changes, such as the first claim's row. */
void link_id(linking *l, char kind, const char *what, int64_t number, char out[KEEP_ID_SIZE]);

sitrep_status link_origin(linking *l);         /* origins.c: near-copies */
sitrep_status link_events(linking *l);         /* events.c: claims to events */
sitrep_status link_series(linking *l);         /* series.c: figures to series, attribution lost, implausible sizes */
sitrep_status link_undertakings(linking *l);   /* undertakings.c: promises and what became of them */
sitrep_status link_contradictions(linking *l); /* contradictions.c: figures that differ, claims that are denied */

#endif
