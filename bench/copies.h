/* bench/copies.h — a store made larger by copies of itself: every report again, with all that was read and linked of
 * it, some days later. For questions and differences on a store of a size that linking alone takes hours for; word runs
 * and claim keys, which only linking looks at, are not copied, and the hashes of rows are those of the originals. */
#ifndef BENCH_COPIES_H
#define BENCH_COPIES_H

#include "sitrep/store.h"

/* Adds `count` copies, each `span` days after the one before. Fails as writing to a store does. */
sitrep_status copies_add(sitrep_store *store, uint64_t count, uint64_t span, sitrep_error *err);

#endif
