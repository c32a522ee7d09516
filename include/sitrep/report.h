/* sitrep/report.h — a report as published: what the feed gives and the reader takes.
 * Ownership: all views point into memory of whoever made the report (a feed's item arena); they are good until the
 *            next item is asked for.
 * Threads:   a plain value. */
#ifndef SITREP_REPORT_H
#define SITREP_REPORT_H

#include "sitrep/base.h"

SITREP_DECLS_BEGIN

/* A field that is not known has len 0. `text` is valid UTF-8, the body as decoded; offsets of a record refer to it. */
typedef struct sitrep_report {
    sitrep_sv id, title, text;
    sitrep_sv published, updated; /* ISO 8601, as the source gives them; checked */
    sitrep_sv source, url, language;
    sitrep_sv place;          /* dateline, where the format has one */
    sitrep_sv author, status; /* byline; NewsML pubStatus */
    sitrep_sv original;       /* the bytes this item came from, for the archive */
    sitrep_sv file;           /* where it was read from, for messages */
    uint32_t line;            /* line of `file` at which the item begins, from 1 */
    uint32_t repairs;         /* characters replaced because they were not in the claimed encoding */
} sitrep_report;

/* What a reader of many inputs reports about those it could not take; also called for repairs (status OK). */
typedef void (*sitrep_reject_fn)(void *ctx, const sitrep_error *err);

typedef enum sitrep_format {
    SITREP_FORMAT_AUTO,
    SITREP_FORMAT_TEXT,
    SITREP_FORMAT_JSONL,
    SITREP_FORMAT_HTML
} sitrep_format;

/* The most bytes that one item may have, and the default of sitrep_feed_options.item_max. */
#define SITREP_ITEM_MAX (16u * 1024u * 1024u)

typedef struct sitrep_feed sitrep_feed; /* one input being taken apart into reports */

/* How a feed is opened. Zeroed is the default. */
typedef struct sitrep_feed_options {
    sitrep_format format;
    sitrep_reject_fn on_reject; /* may be NULL */
    void *reject_ctx;
    uint64_t item_max; /* bytes of one item; 0 for the default of 16 MiB, at most SITREP_TEXT_MAX */
} sitrep_feed_options;

/* Opens `path` ("-" is standard input; gzip and zstd are unpacked). The caller ends *out_feed with sitrep_feed_close().
 * Memory stays flat: an input of many items is streamed. Fails with IO, NOMEM, USAGE. */
SITREP_API sitrep_status sitrep_feed_open(const char *path, const sitrep_feed_options *options, sitrep_feed **out_feed,
                                          sitrep_error *err) SITREP_MUST_USE;
/* The same over bytes in memory, which have to outlive the feed; `name` is for messages. */
SITREP_API sitrep_status sitrep_feed_open_bytes(sitrep_sv bytes, const char *name, const sitrep_feed_options *options,
                                                sitrep_feed **out_feed, sitrep_error *err) SITREP_MUST_USE;

/* Gives the next report; *out_report is good until the next call. Bad items are told to on_reject, counted, and passed
 * over. Gives NOT_FOUND at the end of the input. Fails with IO (read error, truncated compression), EMPTY (nothing in
 * the input at all), NOMEM. */
SITREP_API sitrep_status sitrep_feed_next(sitrep_feed *feed, const sitrep_report **out_report,
                                          sitrep_error *err) SITREP_MUST_USE;
/* How many items were rejected so far. */
SITREP_API uint64_t sitrep_feed_rejects(const sitrep_feed *feed);
/* Bytes read of the input so far, and in all (0 where that is not known), for progress. */
SITREP_API void sitrep_feed_progress(const sitrep_feed *feed, uint64_t *out_done, uint64_t *out_total);
SITREP_API void sitrep_feed_close(sitrep_feed *feed);

SITREP_DECLS_END

#endif
