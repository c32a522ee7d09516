/* tell/words.c — small closed tables of how things are said in English, one row each. */
#include "tell/words.h"

#include <math.h>
#include <stdio.h>

#include "base/date.h"
#include "base/banned.h"

typedef struct word {
    const char *code, *word;
    doc_tone tone;
} word;

static const word types[] = {{"ACCUSE", "accusation", 0},
                             {"AGREE", "agreement or promise", 0},
                             {"AID", "aid", 0},
                             {"ASSAULT", "violence", 0},
                             {"COERCE", "coercion", 0},
                             {"CONCEDE", "concession", 0},
                             {"CONSULT", "meeting or visit", 0},
                             {"COOPERATE", "cooperation", 0},
                             {"MOBILIZE", "mobilization", 0},
                             {"PROTEST", "protest", 0},
                             {"REJECT", "refusal", 0},
                             {"REQUEST", "request", 0},
                             {"RETREAT", "easing or withdrawal", 0},
                             {"SANCTION", "sanction", 0},
                             {"SUPPORT", "support", 0},
                             {"THREATEN", "threat", 0},
                             {NULL, NULL, 0}};
static const word kinds[] = {{"houses_destroyed", "buildings destroyed", 0},
                             {"refugees", "refugees (crossed a border)", 0},
                             {"displaced", "displaced (fled their homes)", 0},
                             {"other", "other counts", 0},
                             {NULL, NULL, 0}};
static const word acts[] = {{"report", "said", 0},
                            {"deny", "denied", 0},
                            {"confirm", "confirmed", 0},
                            {"propose", "proposed", 0},
                            {"promise", "promised", 0},
                            {"demand", "demanded", 0},
                            {"threaten", "threatened", 0},
                            {"warn", "warned", 0},
                            {"accuse", "accused", 0},
                            {"ask", "asked", 0},
                            {"praise", "praised", 0},
                            {"claim", "claimed responsibility", 0},
                            {"announce", "announced", 0},
                            {"offer", "offered", 0},
                            {"refuse", "refused", 0},
                            {"request", "requested", 0},
                            {NULL, NULL, 0}};
static const word statuses[] = {
    {"ongoing", "going on", DOC_TONE_PLAIN},       {"planned", "planned", DOC_TONE_FUTURE},
    {"promised", "promised", DOC_TONE_FUTURE},     {"proposed", "proposed", DOC_TONE_FUTURE},
    {"demanded", "demanded", DOC_TONE_FUTURE},     {"threatened", "threatened", DOC_TONE_FUTURE},
    {"feared", "feared", DOC_TONE_DOUBT},          {"conditional", "conditional", DOC_TONE_FUTURE},
    {"historical", "in the past", DOC_TONE_PLAIN}, {NULL, NULL, 0}};

static const word *find(const word *list, sitrep_sv code)
{
    while (list->code && !sv_eq(code, sv_of(list->code))) list++;
    return list->code ? list : NULL;
}

const char *words_type(sitrep_sv type)
{
    const word *w = find(types, type);
    return w ? w->word : "event";
}

const char *words_kind(sitrep_sv kind)
{
    const word *w = find(kinds, kind);
    if (w) return w->word;
    for (unsigned i = 0; sitrep_figure_kind_name(i)[0]; i++)
        if (sv_eq(kind, sv_of(sitrep_figure_kind_name(i)))) return sitrep_figure_kind_name(i);
    return "count";
}

const char *words_act(sitrep_sv act)
{
    const word *w = find(acts, act);
    return w ? w->word : "said";
}

const char *words_status(sitrep_sv status, doc_tone *out_tone)
{
    const word *w = find(statuses, status);
    *out_tone = w ? w->tone : DOC_TONE_PLAIN;
    return w ? w->word : NULL;
}

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

sitrep_sv words_day(arena *a, int32_t day, bool year)
{
    if (day == SITREP_DAY_NONE) return SV("day not stated");
    civil_date date = date_from_days(day);
    if (year) return arena_printf(a, "%u %s %d", (unsigned)date.day, months[date.month - 1], (int)date.year);
    return arena_printf(a, "%u %s", (unsigned)date.day, months[date.month - 1]);
}

sitrep_sv words_number(arena *a, double value)
{
    if (value != floor(value) || fabs(value) >= 1e15) return arena_printf(a, "%.10g", value);
    char digits[24], out[40];
    int len = snprintf(digits, sizeof digits, "%.0f", fabs(value)), at = 0;
    if (value < 0) out[at++] = '-';
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0) out[at++] = ',';
        out[at++] = digits[i];
    }
    return arena_copy(a, (sitrep_sv){out, (size_t)at});
}

static sitrep_sv range(arena *a, const data_figure *f)
{
    if (isnan(f->low)) return arena_printf(a, "up to %.*s", SV_ARG(words_number(a, f->high)));
    if (isnan(f->high)) return arena_printf(a, "at least %.*s", SV_ARG(words_number(a, f->low)));
    return arena_printf(a, "%.*s–%.*s", SV_ARG(words_number(a, f->low)), SV_ARG(words_number(a, f->high)));
}

/* The number with its qualifier, without its unit. */
static sitrep_sv qualified(arena *a, const data_figure *f)
{
    static const word prefixes[] = {{"at_least", "at least ", 0},     {"up_to", "up to ", 0},
                                    {"about", "about ", 0},           {"more_than", "more than ", 0},
                                    {"fewer_than", "fewer than ", 0}, {NULL, NULL, 0}};
    sitrep_sv text = doc_cut(a, f->text, 40);
    if (isnan(f->value)) return arena_printf(a, "“%.*s”, no number stated", SV_ARG(text));
    if (sv_eq(f->qualifier, SV("vague")) || (sv_eq(f->qualifier, SV("between")) && isnan(f->best)) || isnan(f->best)) {
        bool both = !isnan(f->low) && !isnan(f->high);
        if (sv_eq(f->qualifier, SV("between")) && both) return range(a, f);
        const word *one = both ? NULL : find(prefixes, f->qualifier);
        if (one) return arena_printf(a, "%s%.*s", one->word, SV_ARG(words_number(a, f->value)));
        return arena_printf(a, "“%.*s” (%.*s)", SV_ARG(text), SV_ARG(range(a, f)));
    }
    if (f->best == 0) return SV("0, stated as zero");
    const word *prefix = find(prefixes, f->qualifier);
    return arena_printf(a, "%s%.*s", prefix ? prefix->word : "", SV_ARG(words_number(a, f->best)));
}

sitrep_sv words_value(arena *a, const data_figure *f)
{
    sitrep_sv value = qualified(a, f);
    bool money = sv_eq(f->kind, SV("money"));
    if (f->unit.len && (money || sv_eq(f->kind, SV("other"))))
        value = arena_printf(a, "%.*s %.*s", SV_ARG(value), SV_ARG(doc_cut(a, f->unit, 24)));
    if (sv_eq(f->step, SV("increment"))) value = arena_printf(a, "%.*s more", SV_ARG(value));
    return value;
}

sitrep_sv words_count(arena *a, size_t count, const char *one, const char *many)
{
    return arena_printf(a, "%.*s %s", SV_ARG(words_number(a, (double)count)), count == 1 ? one : many);
}

sitrep_sv words_moment(arena *a, sitrep_sv iso)
{
    if (iso.len < 10) return SV("time not stated");
    if (iso.len < 16) return arena_copy(a, sv_part(iso, 0, 10));
    sitrep_sv zone = iso.len > 19 ? sv_part(iso, 19, iso.len) : (sitrep_sv){"", 0};
    if (sv_eq(zone, SV("Z")) || sv_eq(zone, SV("+00:00"))) zone = SV(" UTC");
    return arena_printf(a, "%.*s %.*s%.*s", SV_ARG(sv_part(iso, 0, 10)), SV_ARG(sv_part(iso, 11, 16)), SV_ARG(zone));
}

sitrep_sv words_capital(arena *a, sitrep_sv sv)
{
    sitrep_sv copy = arena_copy(a, sv);
    if (copy.len && is_lower(copy.ptr[0])) {
        char *first = (char *)(uintptr_t)copy.ptr; /* our own copy, just made */
        *first = (char)(*first - 'a' + 'A');
    }
    return copy;
}

/* Speakers are compared by name, letter case and a leading "the" apart. */
bool words_same_speaker(sitrep_sv one, sitrep_sv other)
{
    sitrep_sv *const both[] = {&one, &other};
    for (int i = 0; i < 2; i++)
        if (both[i]->len > 4 && sv_eq_fold(sv_part(*both[i], 0, 4), SV("the ")))
            *both[i] = sv_part(*both[i], 4, both[i]->len);
    return sv_eq_fold(one, other);
}

double words_factor(sitrep_sv text)
{
    static const char *const words[] = {"two",   "three", "four", "five",   "six",   "seven",
                                        "eight", "nine",  "ten",  "eleven", "twelve"};
    sitrep_sv rest = text;
    while (rest.len) {
        sitrep_sv part = sv_cut(&rest, ' ');
        uint64_t number;
        if (sv_to_u64(part, 1000000, &number)) return (double)number;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (sv_eq_fold(part, sv_of(words[i]))) return (double)(i + 2);
        if (sv_eq_fold(part, SV("double")) || sv_eq_fold(part, SV("twice"))) return 2;
    }
    return NAN;
}

#define NEAR_PRODUCT 0.1 /* "some 2,000" is ten times 191 */
bool words_is_product(double product, double value)
{
    return !isnan(product) && fabs(product - value) <= value * NEAR_PRODUCT;
}
