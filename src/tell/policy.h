/* tell/policy.h — the rules of a policy, and what they make of the numbers of one count.
 * Ownership: a policy owns its arena; an outcome lives in the caller's. Threads: a policy is immutable. */
#ifndef TELL_POLICY_H
#define TELL_POLICY_H

#include "sitrep/policy.h"
#include "tell/report.h"

/* What a rule may leave out. Planning figures never enter, whatever the rules say. */
/* clang-format off */
#define POLICY_THINGS(X) \
    X(vague, "vague") X(derived, "derived") X(implausible, "implausible") X(lost, "lost") X(inflated, "inflated") X(unnamed, "unnamed") \
    X(about, "about") X(up_to, "up-to") X(between, "between") X(at_least, "at-least") X(more_than, "more-than") X(exact, "exact")
/* clang-format on */
typedef enum policy_thing {
#define POLICY_THING(name, word) POLICY_##name,
    POLICY_THINGS(POLICY_THING)
#undef POLICY_THING
        POLICY_THING_COUNT
} policy_thing;

typedef enum policy_choice {
    POLICY_LOWEST,
    POLICY_HIGHEST,
    POLICY_LATEST,
    POLICY_MIDDLE,
    POLICY_WEIGHTED,
    POLICY_CHOICES
} policy_choice;
typedef enum policy_part { POLICY_LOW, POLICY_BEST, POLICY_HIGH, POLICY_PARTS } policy_part;

#define POLICY_NAMES_MAX 32u
typedef struct policy_name {
    sitrep_sv words;     /* a part of the speaker's name or line, or of the outlet's */
    int32_t from, until; /* days; SITREP_DAY_NONE: any */
} policy_name;

struct sitrep_policy {
    arena a;
    sitrep_sv name, title, text;
    char hash[65];
    bool left_out[POLICY_THING_COUNT];
    double weights[POLICY_THING_COUNT], weigh_named, weigh_origin, half_life; /* half_life 0: age weighs nothing */
    int32_t window;                                                           /* days; 0: no limit */
    uint32_t origins;
    policy_choice choices[POLICY_PARTS];
    policy_name prefer[POLICY_NAMES_MAX], only[POLICY_NAMES_MAX], without[POLICY_NAMES_MAX];
    size_t prefer_count, only_count, without_count;
};

/* A number of the count, and why it does not enter; `reason` empty where it does. */
typedef struct policy_number {
    const data_figure *figure;
    sitrep_sv reason;
    bool made; /* multiplied out of another number by its own speaker */
    double weight;
    size_t origins;
} policy_number;

typedef struct policy_outcome {
    const data_figure *parts[POLICY_PARTS]; /* the figures that give low, best and high; NULL: none enters */
    double values[POLICY_PARTS];            /* NAN where there is none: that is not zero */
    policy_number *numbers;                 /* all that were published until the day, the latest last */
    size_t count, entered;
} policy_outcome;

/* Applies the rules to what was published of a count until `day`, both ends included. */
void policy_apply(const sitrep_policy *policy, const report *r, const data_series *s, int32_t day, policy_outcome *out);

#endif
