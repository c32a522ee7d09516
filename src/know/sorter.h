/* know/sorter.h — sorts more short byte strings than memory holds: runs in a temporary file, merged as they are read.
 * The order is that of memcmp(), shorter first; equal strings come out once. One thread. Memory is what new() is given;
 * the temporary files have no name and end with the sorter. */
#ifndef KNOW_SORTER_H
#define KNOW_SORTER_H

#include <stdio.h>

#include "sitrep/base.h"

#define SORTER_ITEM_MAX 255u

typedef struct sorter sorter;

/* `folder` is where temporary files may lie; `memory` in bytes, at least 64 kB. Fails with NOMEM. */
sitrep_status sorter_new(const char *folder, size_t memory, sorter **out_sorter, sitrep_error *err);
void sorter_free(sorter *s);
/* Takes a copy of 1 … SORTER_ITEM_MAX bytes. Fails with IO, FULL. */
sitrep_status sorter_add(sorter *s, const void *bytes, size_t len, sitrep_error *err);
/* Ends adding; sorter_next() gives the items from here on. Fails with IO, FULL, NOMEM. */
sitrep_status sorter_turn(sorter *s, sitrep_error *err);
/* The next item, valid until the next call. NOT_FOUND at the end; IO. */
sitrep_status sorter_next(sorter *s, sitrep_sv *out_item, sitrep_error *err);

/* A temporary file without a name in `folder`, for reading and writing; NULL and errno where there can be none. */
FILE *sorter_temporary(const char *folder);

#endif
