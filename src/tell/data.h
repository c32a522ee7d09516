/* tell/data.h — the rows of the store that a report is made of, typed and related.
 * Ownership: all lives in the caller's arena; `data` is read-only once loaded. Threads: one store, one thread. */
#ifndef TELL_DATA_H
#define TELL_DATA_H

#include "sitrep/tell.h"
#include "tell/doc.h"

#define DATA_NEVER INT64_MIN

typedef struct data_report {
    sitrep_sv id, external_id, source, title, published, url, place, status, origin, origin_reason, seen;
    double claims, figures, statements;
    int32_t published_day;
    int64_t seen_at, known_at; /* known_at: what "what changed" goes by */
} data_report;

typedef struct data_claim {
    sitrep_sv id, event, trigger, type, mode, actors, recipients, place, country, precision, admin1, begin, end, status,
        polarity, certainty, speaker, via, party, verified,
        review; /* review: what reviewers decided about it, in words */
    double lat, lon, confidence, omission, quad;
    doc_ref ref;
    int32_t begin_day, end_day;
    const data_report *from; /* NULL where the report is out of the scope */
    size_t order;
} data_claim;

/* One happening: the claims about it. */
typedef struct data_event {
    sitrep_sv id;
    const data_claim **claims; /* in the order in which they were published */
    size_t claim_count, report_count, origin_count;
    size_t party_origins;     /* origins of which only a party to it speaks */
    const data_claim *best;   /* the one that says most: shown, placed and dated by it */
    const data_claim *placed; /* the one with the finest place; NULL where none has any */
    bool happened, denied;    /* some claim says that it happened, or is going on; some says that it did not */
    int64_t known_at;         /* first report of it */
    int32_t day;              /* of the event; SITREP_DAY_NONE where it is not stated */
    double weight;            /* how much it matters, for choosing */
} data_event;

typedef struct data_figure {
    sitrep_sv id, series, step, kind, text, unit, qualifier, measure, people, speaker, via, place, country, begin, note,
        from, seen, scope, count, line, review;
    double low, best, high;
    doc_ref ref;
    int32_t published_day;
    const data_report *report;
    double value; /* best, else low, else high; NAN without any */
} data_figure;

typedef struct data_series { /* one count of one thing in one place: the lines of all its speakers */
    const data_figure **figures;
    size_t count;
    sitrep_sv country, incident, group; /* of its scope; empty where the scope says nothing of it */
    bool local;                         /* counts one incident, not the crisis */
} data_series;

typedef struct data_statement {
    sitrep_sv id, day, act, speaker, speaker_code, via, addressee, content, due;
    double quoted;
    doc_ref ref;
    const data_report *report;
} data_statement;

typedef struct data_undertaking {
    sitrep_sv id, kind, speaker, addressee, content, due, due_now, condition, issue, told_by, answers, state, reason,
        since, evidence, dated, dated_quote, answered; /* the last three: when a later report gave a day, its words, and
                                                          when somebody answered last */
    double slips;                                      /* how often its date moved; NAN where it has none */
    doc_ref ref;
    int32_t due_day;
    int64_t since_at, dated_at, answered_at; /* 0: never */
    const data_report *report;
} data_undertaking;

typedef struct data_source {
    sitrep_sv source, earliest, latest;
    double reports, first_with_it, claims, figures, statements;
} data_source;

typedef struct data_contradiction {
    sitrep_sv id, kind, one, other, reason, seen, one_report, one_quote, other_report, other_quote;
    int64_t seen_at;
} data_contradiction;

/* A row that used what an outlet took back; one without `used_by` where nothing did. */
typedef struct data_use {
    sitrep_sv notice, kind, seen, report, source, title, published, reason, used_by, id, what;
    int64_t seen_at;
} data_use;

typedef struct data_patch { /* one decision of a reviewer */
    sitrep_sv id, at, who, action, target, state, state_reason, change, reason, report;
} data_patch;

typedef struct data_run {
    sitrep_sv started, program, model, knowledge;
    double run, reports;
} data_run;

#define DATA_LIST(type)                                                                                                \
    struct {                                                                                                           \
        type *at;                                                                                                      \
        size_t count, room;                                                                                            \
    }
typedef struct data {
    DATA_LIST(data_report) reports; /* by id */
    DATA_LIST(data_claim) claims;
    DATA_LIST(data_event) events; /* weightiest first */
    DATA_LIST(data_figure) figures;
    DATA_LIST(data_series) series;
    DATA_LIST(data_statement) statements;
    DATA_LIST(data_undertaking) undertakings;
    DATA_LIST(data_source) sources;
    DATA_LIST(data_contradiction) contradictions;
    DATA_LIST(data_use) uses;
    DATA_LIST(data_patch) patches;
    DATA_LIST(data_run) runs;
    size_t origin_count, copy_count;
    int32_t first_day, last_day; /* of publication */
    int64_t as_of;               /* seconds; the last report's where none was asked for */
    int32_t as_of_day;
    int32_t changed_since; /* what is known after this day is new; SITREP_DAY_NONE: nothing came before */
    int64_t changed_after; /* the same as a moment; DATA_NEVER: nothing came before */
    bool by_seen;          /* known_at is when the store saw it, not when it was published */
} data;

/* Columns of a table and where they go in a structure; a list ends with a column NULL. */
typedef enum data_field_kind { DATA_TEXT, DATA_NUMBER, DATA_POSITION } data_field_kind;
typedef struct data_field {
    const char *column;
    size_t offset;
    data_field_kind kind;
} data_field;
/* Loads a table as an array of structures of `size` bytes, in the arena; `out_rows` is the address of the pointer to
 * it. What is not stated is an empty text or NAN. Fails as queries do. */
sitrep_status data_table(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter,
                         const data_field *fields, size_t size, arena *a, void *out_rows, size_t *out_count,
                         sitrep_error *err);

/* Loads what the filter lets through. Filters that a table does not know do not narrow it. Fails as queries do, and
 * with EMPTY where no report is in the scope. */
sitrep_status data_load(sitrep_store *store, const sitrep_report_options *options, arena *a, data *out,
                        sitrep_error *err);

const data_report *data_report_of(const data *d, sitrep_sv id);
/* Days of "2010-06-18…"; SITREP_DAY_NONE where the text is no date. */
int32_t data_day(sitrep_sv iso);
/* Seconds UTC of a moment as a row has it; DATA_NEVER where it is none. */
int64_t data_moment(sitrep_sv iso);
static inline bool data_is_new(const data *d, int64_t known_at)
{
    return d->changed_after != DATA_NEVER && known_at > d->changed_after;
}
/* Days from `day` to `now`; 0 where both are not stated, and ages where one is not: what has no date is never recent.
 */
static inline int32_t data_age(int32_t now, int32_t day)
{
    if (now == SITREP_DAY_NONE || day == SITREP_DAY_NONE) return now == day ? 0 : 36500;
    return now - day;
}
/* Whether a place is fine enough to be drawn as a point. */
bool data_is_point(sitrep_sv precision);

#endif
