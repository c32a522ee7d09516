/* keep/filter.c — the one grammar of filters: names and values of options to a sitrep_filter. */
#include "keep/keep.h"

#include <stddef.h>

#include "base/date.h"
#include "base/banned.h"

void sitrep_filter_init(sitrep_filter *filter)
{
    memset(filter, 0, sizeof *filter);
    filter->since = filter->until = SITREP_DAY_NONE;
}

typedef enum value_kind { TEXT, DAY, MOMENT, SHARE, COUNT, TYPES, METRICS, ACTS, STATUSES, NUMBERS } value_kind;

typedef struct filter_field {
    const char *name;
    size_t offset;
    value_kind kind;
} filter_field;

#define FIELD(name, member, kind)                                                                                      \
    {                                                                                                                  \
        name, offsetof(sitrep_filter, member), kind                                                                    \
    }
static const filter_field fields[] = {
    FIELD("where", where, TEXT),
    FIELD("since", since, DAY),
    FIELD("until", until, DAY),
    FIELD("type", type, TYPES),
    FIELD("by", by, TEXT),
    FIELD("actor", actor, TEXT),
    FIELD("recipient", recipient, TEXT),
    FIELD("source", source, TEXT),
    FIELD("metric", metric, METRICS),
    FIELD("act", act, ACTS),
    FIELD("status", status, STATUSES),
    FIELD("text", text, TEXT),
    FIELD("value", value, NUMBERS),
    FIELD("about", about, TEXT),
    FIELD("as-of", as_of, MOMENT),
    FIELD("from", changed_after, MOMENT),
    FIELD("to", as_of, MOMENT),
    FIELD("confidence", confidence, SHARE),
    FIELD("limit", limit, COUNT),
};

/* Whether each name of a comma list is one that `name_of` gives. */
static bool all_known(sitrep_sv list, const char *(*name_of)(unsigned), sitrep_sv *out_bad)
{
    while (list.len) {
        sitrep_sv item = sv_trim(sv_cut(&list, ','));
        bool known = false;
        for (unsigned i = 0; name_of(i)[0] && !known; i++) known = sv_eq_fold(item, sv_of(name_of(i)));
        if (!known) {
            *out_bad = item;
            return false;
        }
    }
    return true;
}

/* What --status takes: the states of events, then those of undertakings and questions. */
static const char *state_name(unsigned index)
{
    static const char *const undertakings[] = {"open",    "fulfilled", "partly", "broken",      "refused", "withdrawn",
                                               "overdue", "in doubt",  "likely", "carried out", "closed"};
    unsigned events = 0;
    while (sitrep_event_status_name(events)[0]) events++;
    if (index < events) return sitrep_event_status_name(index);
    index -= events;
    return index < sizeof undertakings / sizeof undertakings[0] ? undertakings[index] : "";
}

/* What --act takes: the acts of statements, then the kinds of undertakings that are none. */
static const char *kind_name(unsigned index)
{
    static const char *const undertakings[] = {"offer", "request", "refuse", "restrict", "announce"};
    unsigned acts = 0;
    while (sitrep_act_name(acts)[0]) acts++;
    if (index < acts) return sitrep_act_name(index);
    index -= acts;
    return index < sizeof undertakings / sizeof undertakings[0] ? undertakings[index] : "";
}

static sitrep_status set_list(sitrep_sv *field, sitrep_sv value, const char *(*name_of)(unsigned), const char *what,
                              sitrep_error *err)
{
    sitrep_sv bad;
    if (!all_known(value, name_of, &bad))
        return base_error(err, SITREP_USAGE, "--%s: there is no '%.*s'", what, SV_ARG(bad));
    *field = value;
    return SITREP_OK;
}

/* "191,2000": whole numbers or decimals, without the commas of thousands. */
static sitrep_status set_numbers(sitrep_sv *field, sitrep_sv value, sitrep_error *err)
{
    sitrep_sv rest = value;
    do {
        sitrep_sv whole = sv_trim(sv_cut(&rest, ',')), all = whole, integer = sv_cut(&whole, '.');
        uint64_t number;
        if (!sv_to_u64(integer, UINT64_MAX, &number) || (whole.len && !sv_to_u64(whole, UINT64_MAX, &number)))
            return base_error(err, SITREP_USAGE, "--value takes numbers like 191,2000, not '%.*s'", SV_ARG(all));
    } while (rest.len);
    *field = value;
    return SITREP_OK;
}

static sitrep_status set_moment(sitrep_sv value, int64_t *out, sitrep_error *err)
{
    instant t;
    sitrep_status status = date_parse_iso(value, &t);
    if (status == SITREP_LIMIT) return base_error(err, SITREP_USAGE, "there is no such day: '%.*s'", SV_ARG(value));
    if (status) return base_error(err, SITREP_USAGE, "not a date like 2010-06-18: '%.*s'", SV_ARG(value));
    *out = t.seconds + (t.has_time ? 0 : 86399); /* a day means its end */
    return SITREP_OK;
}

static sitrep_status set_day(sitrep_sv value, int32_t *out, sitrep_error *err)
{
    int64_t moment = 0;
    sitrep_status status = set_moment(value, &moment, err);
    if (!status) *out = (int32_t)(moment / 86400 - (moment < 0));
    return status;
}

static sitrep_status set_share(sitrep_sv value, double *out, sitrep_error *err)
{
    uint64_t whole = 0, part = 0;
    sitrep_sv rest = value, before = sv_cut(&rest, '.');
    if ((before.len && !sv_to_u64(before, 1, &whole)) ||
        (rest.len && (rest.len > 9 || !sv_to_u64(rest, UINT32_MAX, &part))))
        return base_error(err, SITREP_USAGE, "not a share between 0 and 1: '%.*s'", SV_ARG(value));
    double scale = 1;
    for (size_t i = 0; i < rest.len; i++) scale *= 10;
    *out = (double)whole + (double)part / scale;
    return *out <= 1 ? SITREP_OK : base_error(err, SITREP_USAGE, "not a share between 0 and 1: '%.*s'", SV_ARG(value));
}

sitrep_status sitrep_filter_set(sitrep_filter *filter, sitrep_sv name, sitrep_sv value, sitrep_error *err)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!sv_eq(name, sv_of(fields[i].name))) continue;
        void *field = (char *)filter + fields[i].offset;
        switch (fields[i].kind) {
        case TEXT:
            *(sitrep_sv *)field = value;
            return SITREP_OK;
        case DAY:
            return set_day(value, field, err);
        case MOMENT:
            return set_moment(value, field, err);
        case SHARE:
            return set_share(value, field, err);
        case COUNT:
            return sv_to_u64(value, UINT64_MAX, field)
                       ? SITREP_OK
                       : base_error(err, SITREP_USAGE, "--limit takes a number of rows, not '%.*s'", SV_ARG(value));
        case TYPES:
            return set_list(field, value, sitrep_event_type_name, "type", err);
        case METRICS:
            return set_list(field, value, sitrep_figure_kind_name, "metric", err);
        case ACTS:
            return set_list(field, value, kind_name, "act", err);
        case STATUSES:
            return set_list(field, value, state_name, "status", err);
        case NUMBERS:
            return set_numbers(field, value, err);
        }
    }
    return base_error(err, SITREP_USAGE, "there is no filter '%.*s'", SV_ARG(name));
}
