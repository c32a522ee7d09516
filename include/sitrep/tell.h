/* sitrep/tell.h — what people open: the situation report, and tables in their formats.
 * Threads: functions of a store, one thread at a time. */
#ifndef SITREP_TELL_H
#define SITREP_TELL_H

#include "sitrep/store.h"

SITREP_DECLS_BEGIN

typedef enum sitrep_output { SITREP_OUTPUT_TABLE, SITREP_OUTPUT_JSONL, SITREP_OUTPUT_CSV } sitrep_output;

/* Prints a table of the store. `width` is the terminal's columns for SITREP_OUTPUT_TABLE (0: do not cut). Fails as the
 * query does. */
SITREP_API sitrep_status sitrep_tell_table(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter,
                                           sitrep_output output, unsigned width, sitrep_write_fn write, void *ctx,
                                           sitrep_error *err) SITREP_MUST_USE;

/* Why numbers are told: each statement of them with who says so through whom, where they were multiplied out of another
 * or lost their speaker, what stood before and after them, what took them back. TABLE is text, JSONL one object a
 * number; CSV is USAGE. Fails as the query does. */
typedef struct sitrep_why {
    const double *values;
    size_t count;
    sitrep_filter filter; /* metric, where, as_of …; `value` is not looked at */
    sitrep_output output;
} sitrep_why;
SITREP_API sitrep_status sitrep_tell_why(sitrep_store *store, const sitrep_why *why, sitrep_write_fn write, void *ctx,
                                         sitrep_error *err) SITREP_MUST_USE;

/* A matrix as text: issue by actor by day with what was said and where a stance turned, or accuser by accused with what
 * for, how often, and the denials. Fails as the query does. */
typedef enum sitrep_matrix_kind { SITREP_MATRIX_POSITIONS, SITREP_MATRIX_BLAME } sitrep_matrix_kind;
SITREP_API sitrep_status sitrep_tell_matrix(sitrep_store *store, sitrep_matrix_kind kind, const sitrep_filter *filter,
                                            sitrep_write_fn write, void *ctx, sitrep_error *err) SITREP_MUST_USE;

/* The due dates of undertakings as iCalendar (RFC 5545), one all-day event each; the same store and filter give the
 * same bytes. Fails as the query does. */
SITREP_API sitrep_status sitrep_tell_calendar(sitrep_store *store, const sitrep_filter *filter, sitrep_write_fn write,
                                              void *ctx, sitrep_error *err) SITREP_MUST_USE;

typedef enum sitrep_report_form { SITREP_REPORT_HTML, SITREP_REPORT_MARKDOWN, SITREP_REPORT_TEXT } sitrep_report_form;

typedef struct sitrep_report_options {
    sitrep_report_form form;
    sitrep_filter filter;  /* as_of and the scope */
    sitrep_sv title;       /* empty: made from the scope */
    int32_t changed_since; /* day for "what changed"; SITREP_DAY_NONE: the day before as_of's last day with reports */
} sitrep_report_options;

/* Writes a situation report. The same store, options and as_of give the same bytes. Fails as queries do, and with EMPTY
 * where no report falls in the scope. */
SITREP_API sitrep_status sitrep_tell_report(sitrep_store *store, const sitrep_report_options *options,
                                            sitrep_write_fn write, void *ctx, sitrep_error *err) SITREP_MUST_USE;

/* What changed between two moments: filter.changed_after and filter.as_of (0: now), by when the store saw it. New
 * events and those that more origins tell, figures up and down, denials, undertakings kept, broken, overdue and new,
 * what was corrected or withdrawn and what used it. Its cost goes with what changed. Fails as queries do, with USAGE
 * where the moments are not in order. */
typedef enum sitrep_diff_form {
    SITREP_DIFF_TEXT,
    SITREP_DIFF_MARKDOWN,
    SITREP_DIFF_HTML,
    SITREP_DIFF_JSONL /* one object a change */
} sitrep_diff_form;
typedef struct sitrep_diff {
    sitrep_diff_form form;
    sitrep_filter filter; /* the moments and the scope; limit: items a section (0: 40) */
} sitrep_diff;
SITREP_API sitrep_status sitrep_tell_diff(sitrep_store *store, const sitrep_diff *diff, sitrep_write_fn write,
                                          void *ctx, sitrep_error *err) SITREP_MUST_USE;

SITREP_DECLS_END

#endif
