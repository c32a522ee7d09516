/* sitrep/record.h — the record of one report: what `sitrep read` prints (RECORD.md), as C structures.
 * Ownership: a record belongs to the reader that made it and is good until the reader's next call.
 * Threads:   a plain value once made.
 * Indices:   entities, places, times, figures, statements and events refer to each other by index into their arrays,
 *            which is also the printed "id"; SITREP_NONE where there is none. Spans are bytes of the text. */
#ifndef SITREP_RECORD_H
#define SITREP_RECORD_H

#include "sitrep/lang.h"
#include "sitrep/report.h"

SITREP_DECLS_BEGIN

/* A day as days since 1970-01-01; SITREP_DAY_NONE where it is not known. */
#define SITREP_DAY_NONE               INT32_MIN
#define SITREP_SECTORS_MAX            4u

/* PLOVER event types, alphabetical. */
/* clang-format off */
#define SITREP_EVENT_TYPE_LIST(X)                                                                              \
    X(ACCUSE) X(AGREE) X(AID) X(ASSAULT) X(COERCE) X(CONCEDE) X(CONSULT) X(COOPERATE) X(MOBILIZE) X(PROTEST)    \
    X(REJECT) X(REQUEST) X(RETREAT) X(SANCTION) X(SUPPORT) X(THREATEN)
/* clang-format on */

#define SITREP_ENTITY_KIND_LIST(X)    X(person) X(organization) X(place) X(group) X(facility) X(other)
#define SITREP_PLACE_KIND_LIST(X)     X(name) X(demonym) X(metonym) X(area)
#define SITREP_PLACE_ROLE_LIST(X)     X(mentioned) X(happened) X(said_at) X(dateline) X(origin) X(destination)
#define SITREP_PRECISION_LIST(X)      X(unknown) X(site) X(town) X(district) X(province) X(country) X(region)
#define SITREP_TIME_TYPE_LIST(X)      X(DATE) X(TIME) X(DURATION) X(SET)
/* clang-format off */
#define SITREP_FIGURE_KIND_LIST(X)                                                                             \
    X(killed) X(injured) X(missing) X(detained) X(abducted) X(displaced) X(refugees) X(returned) X(evacuated)   \
    X(deployed) X(protesters) X(houses_destroyed) X(money) X(other)
/* clang-format on */
/* clang-format off */
#define SITREP_FIGURE_QUALIFIER_LIST(X)                                                                                \
    X(none) X(exact) X(at_least) X(up_to) X(about) X(more_than) X(fewer_than) X(between) X(vague)
/* clang-format on */
/* How numbers of one series relate: a running total, a further increment, a stock at a time, a flow over a time, a
 * planning figure, a total derived from another ("multiply by ten"). */
#define SITREP_FIGURE_MEASURE_LIST(X) X(unknown) X(cumulative) X(increment) X(stock) X(flow) X(planning) X(derived)
/* clang-format off */
#define SITREP_ACT_LIST(X)                                                                                     \
    X(report) X(deny) X(confirm) X(propose) X(promise) X(demand) X(threaten) X(warn) X(accuse) X(ask) X(praise) X(claim)
/* clang-format on */
/* clang-format off */
#define SITREP_EVENT_STATUS_LIST(X)                                                                            \
    X(happened) X(ongoing) X(planned) X(promised) X(proposed) X(demanded) X(threatened) X(feared) X(conditional) X(historical)
/* clang-format on */
#define SITREP_CERTAINTY_LIST(X)      X(certain) X(probable) X(possible) X(unknown)

#define SITREP_ENUM_OF(prefix, name)  prefix##name
#define SITREP_EV(n)                  SITREP_EVENT_##n,
#define SITREP_EK(n)                  SITREP_ENTITY_##n,
#define SITREP_PK(n)                  SITREP_PLACE_##n,
#define SITREP_PR(n)                  SITREP_PLACE_ROLE_##n,
#define SITREP_PP(n)                  SITREP_PRECISION_##n,
#define SITREP_TT(n)                  SITREP_TIME_##n,
#define SITREP_FK(n)                  SITREP_FIGURE_##n,
#define SITREP_FQ(n)                  SITREP_QUALIFIER_##n,
#define SITREP_FM(n)                  SITREP_MEASURE_##n,
#define SITREP_AC(n)                  SITREP_ACT_##n,
#define SITREP_ES(n)                  SITREP_STATUS_##n,
#define SITREP_CE(n)                  SITREP_CERTAINTY_##n,
typedef enum sitrep_event_type { SITREP_EVENT_TYPE_LIST(SITREP_EV) SITREP_EVENT_TYPE_COUNT } sitrep_event_type;
typedef enum sitrep_entity_kind { SITREP_ENTITY_KIND_LIST(SITREP_EK) SITREP_ENTITY_KIND_COUNT } sitrep_entity_kind;
typedef enum sitrep_place_kind { SITREP_PLACE_KIND_LIST(SITREP_PK) SITREP_PLACE_KIND_COUNT } sitrep_place_kind;
typedef enum sitrep_place_role { SITREP_PLACE_ROLE_LIST(SITREP_PR) SITREP_PLACE_ROLE_COUNT } sitrep_place_role;
typedef enum sitrep_precision { SITREP_PRECISION_LIST(SITREP_PP) SITREP_PRECISION_COUNT } sitrep_precision;
typedef enum sitrep_time_type { SITREP_TIME_TYPE_LIST(SITREP_TT) SITREP_TIME_TYPE_COUNT } sitrep_time_type;
typedef enum sitrep_figure_kind { SITREP_FIGURE_KIND_LIST(SITREP_FK) SITREP_FIGURE_KIND_COUNT } sitrep_figure_kind;
typedef enum sitrep_qualifier { SITREP_FIGURE_QUALIFIER_LIST(SITREP_FQ) SITREP_QUALIFIER_COUNT } sitrep_qualifier;
typedef enum sitrep_measure { SITREP_FIGURE_MEASURE_LIST(SITREP_FM) SITREP_MEASURE_COUNT } sitrep_measure;
typedef enum sitrep_act { SITREP_ACT_LIST(SITREP_AC) SITREP_ACT_COUNT } sitrep_act;
typedef enum sitrep_event_status { SITREP_EVENT_STATUS_LIST(SITREP_ES) SITREP_EVENT_STATUS_COUNT } sitrep_event_status;
typedef enum sitrep_certainty { SITREP_CERTAINTY_LIST(SITREP_CE) SITREP_CERTAINTY_COUNT } sitrep_certainty;
#undef SITREP_EV
#undef SITREP_EK
#undef SITREP_PK
#undef SITREP_PR
#undef SITREP_PP
#undef SITREP_TT
#undef SITREP_FK
#undef SITREP_FQ
#undef SITREP_FM
#undef SITREP_AC
#undef SITREP_ES
#undef SITREP_CE

/* A code of a few capital letters, NUL-ended: "KGZ", "IGO", "COP"; "" where unknown. */
typedef struct sitrep_code {
    char text[4];
} sitrep_code;

typedef struct sitrep_entity {
    uint8_t kind;   /* sitrep_entity_kind */
    uint8_t gender; /* 'm', 'f', or 0 */
    bool plural;
    sitrep_sv name;   /* the fullest name, or the first description */
    sitrep_code code; /* country or IGO UNO EUR NGO ISM IMG MNC */
    sitrep_code sectors[SITREP_SECTORS_MAX];
    uint8_t sector_count;
    sitrep_sv ethnicity; /* tag of data/actors/groups.tsv */
    sitrep_sv wikidata;
    sitrep_span *mentions; /* names, in text order */
    uint32_t mention_count;
    sitrep_span *references; /* pronouns and descriptions, in text order */
    uint32_t reference_count;
} sitrep_entity;

typedef struct sitrep_place {
    uint8_t kind, role, precision; /* sitrep_place_kind, _role, sitrep_precision */
    bool has_point;
    sitrep_span span;
    sitrep_sv text, name;
    uint32_t geonameid; /* 0 where it has none */
    sitrep_sv feature;  /* GeoNames feature code */
    double lat, lon;
    sitrep_sv admin1; /* name of the first-order division */
    sitrep_code country;
    float confidence;
} sitrep_place;

typedef struct sitrep_time {
    uint8_t type; /* sitrep_time_type */
    sitrep_span span;
    sitrep_sv text, value; /* value as TIMEX3 writes it */
    int32_t begin, end;    /* first and last day, or SITREP_DAY_NONE */
    sitrep_sv warning;     /* what is wrong with it as it stands: "no such day", "not that weekday"; "" for nothing */
} sitrep_time;

typedef struct sitrep_figure {
    uint8_t kind, qualifier, measure; /* sitrep_figure_kind, sitrep_qualifier, sitrep_measure */
    bool has_low, has_high, has_best;
    sitrep_span span;
    sitrep_sv text, unit; /* "people", "houses", "USD" … */
    double low, high, best;
    sitrep_sv group; /* tag of the group counted, where it is one ("uzb") */
    uint32_t sentence;
    uint32_t event, statement, place, time;
} sitrep_figure;

/* One link in a chain of speakers. `entity` may be SITREP_NONE for "a witness" (then the span tells). */
typedef struct sitrep_speaker {
    sitrep_span span;
    sitrep_sv text;
    uint32_t entity;
} sitrep_speaker;

typedef struct sitrep_statement {
    uint8_t act; /* sitrep_act */
    bool quoted; /* some of the content stands in quotation marks */
    bool has_speaker, has_cue;
    uint32_t sentence;
    sitrep_speaker speaker;
    sitrep_speaker *via; /* who passes it on, outermost last: "RIA Novosti quoted officials as saying" */
    uint32_t via_count;
    sitrep_speaker addressee; /* span empty where none */
    sitrep_span cue;
    sitrep_sv cue_lemma;
    sitrep_span *content; /* in text order, quotation marks included */
    uint32_t content_count;
    uint32_t parent; /* the statement whose content holds this one, or SITREP_NONE */
    uint32_t due;    /* time index of a promise's or demand's date, or SITREP_NONE */
} sitrep_statement;

typedef struct sitrep_actor {
    sitrep_span span;
    sitrep_sv text;
    uint32_t entity;
    sitrep_code code;
    sitrep_code sectors[SITREP_SECTORS_MAX];
    uint8_t sector_count;
    sitrep_sv ethnicity;
} sitrep_actor;

/* What a user's own ontology calls an event, and the line that says so: "health.tsv:4". */
typedef struct sitrep_own_code {
    sitrep_sv code, sense;
} sitrep_own_code;

typedef struct sitrep_instrument {
    sitrep_span span;
    sitrep_sv text;
} sitrep_instrument;

typedef struct sitrep_event {
    uint8_t type;   /* sitrep_event_type */
    uint8_t status; /* sitrep_event_status */
    uint8_t certainty;
    uint8_t time_precision; /* of begin/end: 0 unknown, 1 day, 2 week, 3 month, 4 year, 5 longer */
    bool negative;          /* polarity "-" */
    bool omission;
    uint32_t sentence;
    sitrep_span trigger;
    sitrep_sv lemma;
    sitrep_sv mode; /* "" for none */
    sitrep_sv *contexts;
    uint32_t context_count;
    sitrep_sv cameo; /* "" for none */
    sitrep_sv sense; /* id of the lexicon sense that was taken, for `explain` */
    uint8_t quad;    /* 1 … 4 */
    float goldstein;
    sitrep_actor *actors, *recipients;
    uint32_t actor_count, recipient_count;
    sitrep_own_code *own; /* codes of a user's own ontology */
    uint32_t own_count;
    sitrep_instrument *instruments;
    uint32_t instrument_count;
    uint32_t place, time; /* index of the place and of the time expression, or SITREP_NONE */
    int32_t begin, end;   /* days the event covers, or SITREP_DAY_NONE */
    uint32_t *figures;
    uint32_t figure_count;
    uint32_t statement; /* the statement in whose content it stands */
    float confidence;
} sitrep_event;

typedef struct sitrep_record {
    const sitrep_report *report;
    const sitrep_analysis *analysis;
    sitrep_sv text;
    sitrep_span dateline;    /* "OSH, Kyrgyzstan, June 14 (Reuters) -", empty where none */
    uint32_t dateline_place; /* index into places */
    int32_t published_day;   /* in the zone of publication, or SITREP_DAY_NONE */
    sitrep_entity *entities;
    sitrep_place *places;
    sitrep_time *times;
    sitrep_figure *figures;
    sitrep_statement *statements;
    sitrep_event *events;
    uint32_t entity_count, place_count, time_count, figure_count, statement_count, event_count;
} sitrep_record;

/* Printed names of the enumerations ("happened", "at_least"); "" for numbers out of range. Never NULL. */
SITREP_API const char *sitrep_event_type_name(unsigned value);
SITREP_API const char *sitrep_entity_kind_name(unsigned value);
SITREP_API const char *sitrep_place_kind_name(unsigned value);
SITREP_API const char *sitrep_place_role_name(unsigned value);
SITREP_API const char *sitrep_precision_name(unsigned value);
SITREP_API const char *sitrep_time_type_name(unsigned value);
SITREP_API const char *sitrep_figure_kind_name(unsigned value);
SITREP_API const char *sitrep_qualifier_name(unsigned value);
SITREP_API const char *sitrep_measure_name(unsigned value);
SITREP_API const char *sitrep_act_name(unsigned value);
SITREP_API const char *sitrep_event_status_name(unsigned value);
SITREP_API const char *sitrep_certainty_name(unsigned value);

SITREP_DECLS_END

#endif
