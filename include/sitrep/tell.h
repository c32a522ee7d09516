/* sitrep/tell.h — what people open: the situation report, and tables in their formats.
 * Threads: functions of a store, one thread at a time. */
#ifndef SITREP_TELL_H
#define SITREP_TELL_H

#include "sitrep/policy.h"
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
    int64_t known_until;   /* what the store saw after it is left out; 0: as_of, or what it knows now */
    const sitrep_policy *policy; /* chooses the key figures; NULL: the report's own way. Outlives the call */
} sitrep_report_options;

/* Writes a situation report. The same store, options and as_of give the same bytes. Fails as queries do, and with EMPTY
 * where no report falls in the scope. */
SITREP_API sitrep_status sitrep_tell_report(sitrep_store *store, const sitrep_report_options *options,
                                            sitrep_write_fn write, void *ctx, sitrep_error *err) SITREP_MUST_USE;

/* The same, and records in the store, which is open for writing, what was printed and which rows it used, so that a
 * later withdrawal names it. `out_id` gets the record's id, NUL-ended. */
#define SITREP_PRINTED_ID_SIZE 18
SITREP_API sitrep_status sitrep_tell_report_keep(sitrep_store *store, const sitrep_report_options *options,
                                                 sitrep_write_fn write, void *ctx, char out_id[SITREP_PRINTED_ID_SIZE],
                                                 sitrep_error *err) SITREP_MUST_USE;

/* Makes a printed report again by the stamp at its end, and names each line that the store does not give, each sentence
 * whose rows were taken back since, and each cited report whose bytes are damaged. `policy` is the one that the report
 * was made with, where it was one; the stamp's name and hash are compared with it. `finding` gets each; its error's
 * `line` is a line of the file. Fails with FORMAT where there is no stamp, NOT_FOUND where the policy is needed and not
 * given, else as the report does. */
typedef struct sitrep_report_check {
    uint64_t sentences; /* lines that were compared: paragraphs, items, cells */
    uint64_t changed, fallen,
        damaged; /* lines that differ; sentences that no longer stand; reports with damaged bytes */
} sitrep_report_check;
SITREP_API sitrep_status sitrep_tell_verify(sitrep_store *store, sitrep_sv printed, const sitrep_policy *policy,
                                            sitrep_reject_fn finding, void *ctx, sitrep_report_check *out_check,
                                            sitrep_error *err) SITREP_MUST_USE;
/* The name of the policy that a printed report's stamp names; empty for none, or where there is no stamp. A part of
 * `printed`. */
SITREP_API sitrep_sv sitrep_tell_stamped_policy(sitrep_sv printed);

/* The ledger's numbers by a policy: per count (what, where, whom) low, best and high with who says so, and what was
 * left out and why; with `other`, the counts on which two policies differ. One row a count, or one a day on which a
 * number of it was published. Fails as queries do. */
typedef struct sitrep_policy_table {
    const sitrep_policy *policy, *other; /* other: NULL for the table of one */
    sitrep_filter filter;
    sitrep_output output;
    bool every_day;
} sitrep_policy_table;
SITREP_API sitrep_status sitrep_tell_policy(sitrep_store *store, const sitrep_policy_table *table,
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
