/* know/compile_pattern.c — the lexicon's little language (data/events/README.md): paths, conditions and slots become
 * rows. */
#include "know/compile.h"

#include "base/banned.h"

static const struct {
    const char *name;
    uint32_t function;
} functions[] = {
    {"subj", KNOW_FN_SUBJ},   {"obj", KNOW_FN_OBJ}, {"iobj", KNOW_FN_IOBJ}, {"poss", KNOW_FN_POSS},
    {"of", KNOW_FN_OF},       {"by", KNOW_FN_BY},   {"mod", KNOW_FN_MOD},   {"xcomp", KNOW_FN_XCOMP},
    {"ccomp", KNOW_FN_CCOMP}, {"adv", KNOW_FN_ADV}, {"head", KNOW_FN_HEAD}, {"clause", KNOW_FN_CLAUSE},
};

/* Text with blanks for '_'. */
static know_str spaced(know_compiler *c, sitrep_sv text)
{
    sitrep_sv copy = arena_copy(&c->arena, text);
    for (size_t i = 0; copy.ptr && i < copy.len; i++)
        if (copy.ptr[i] == '_') ((char *)copy.ptr)[i] = ' ';
    return know_intern(c, copy.ptr ? copy : text);
}

/* One path: functions joined by dots; p takes the preposition behind it. */
static bool parse_path(know_reader *r, sitrep_sv text, know_path *out)
{
    *out = (know_path){0};
    if (sv_eq(text, SV("inner.actor")) || sv_eq(text, SV("inner.recipient"))) {
        out->count = 1;
        out->step[0].function = sv_eq(text, SV("inner.actor")) ? KNOW_FN_INNER_ACTOR : KNOW_FN_INNER_RECIPIENT;
        return true;
    }
    for (sitrep_sv rest = text; rest.len;) {
        sitrep_sv name = sv_cut(&rest, '.');
        if (out->count == KNOW_STEPS_MAX) return know_fault(r, "path '%.*s' has too many steps", SV_ARG(text)), false;
        know_step *step = &out->step[out->count++];
        if (sv_eq(name, SV("p"))) {
            sitrep_sv prep = sv_cut(&rest, '.');
            if (prep.len == 0) return know_fault(r, "path '%.*s' has no preposition", SV_ARG(text)), false;
            step->function = sv_eq(prep, SV("*")) ? KNOW_FN_ANY_PREP : KNOW_FN_PREP;
            if (step->function == KNOW_FN_PREP) step->prep = spaced(r->c, prep);
            continue;
        }
        step->function = UINT32_MAX;
        for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
            if (sv_eq(name, sv_of(functions[i].name))) step->function = functions[i].function;
        if (step->function == UINT32_MAX) return know_fault(r, "unknown function '%.*s'", SV_ARG(name)), false;
    }
    if (out->count == 0) return know_fault(r, "empty path"), false;
    return true;
}

know_range know_parse_paths(know_reader *r, sitrep_sv text, char separator)
{
    know_vec *v = &r->c->section[KNOW_SECTION_PATHS];
    know_range range = {v->count, 0};
    while (text.len) {
        know_path path;
        if (!parse_path(r, sv_trim(sv_cut(&text, separator)), &path)) continue;
        *(know_path *)know_push(r->c, v, sizeof path) = path;
        range.count++;
    }
    return range;
}

know_range know_parse_values(know_reader *r, sitrep_sv text, char separator)
{
    know_vec *v = &r->c->section[KNOW_SECTION_VALUES];
    know_range range = {v->count, 0};
    while (text.len) {
        know_str value = spaced(r->c, sv_cut(&text, separator));
        if (value.len == 0) {
            know_fault(r, "empty alternative");
            continue;
        }
        *(know_str *)know_push(r->c, v, sizeof value) = value;
        range.count++;
    }
    return range;
}

know_range know_parse_slots(know_reader *r, sitrep_sv text)
{
    know_vec *v = &r->c->section[KNOW_SECTION_SLOTS];
    know_range range = {v->count, 0};
    for (uint32_t alternative = 0; text.len; alternative++) {
        sitrep_sv together = sv_cut(&text, ',');
        while (together.len) {
            sitrep_sv class_ = sv_cut(&together, '&');
            sitrep_sv path = sv_cut(&class_, ':');
            know_slot slot = {.alternative = alternative, .class_ = know_intern(r->c, class_)};
            if (!parse_path(r, path, &slot.path)) continue;
            *(know_slot *)know_push(r->c, v, sizeof slot) = slot;
            range.count++;
        }
    }
    return range;
}

/* What a class test counts: lists are sharper than semantic classes, the widest classes hardly count. */
static uint16_t class_score(sitrep_sv classes)
{
    uint16_t score = 1;
    while (classes.len) {
        sitrep_sv name = sv_cut(&classes, '|');
        if (name.len && name.ptr[0] == '@') return 3;
        if (!sv_eq(name, SV("thing")) && !sv_eq(name, SV("actor"))) score = 2;
    }
    return score;
}

/* Tests whose left side is a word and not a path. */
static const struct {
    const char *name;
    char sign;
    uint8_t op;
    uint16_t score;
} special[] = {
    {"form", '=', KNOW_TEST_FORM, 4},   {"sent", '=', KNOW_TEST_SENT_WORD, 2}, {"sent", ':', KNOW_TEST_SENT_CLASS, 2},
    {"voice", '=', KNOW_TEST_VOICE, 4}, {"tense", '=', KNOW_TEST_TENSE, 4},    {"inner", '=', KNOW_TEST_INNER, 3},
};

static void parse_test(know_reader *r, sitrep_sv text, know_test *out)
{
    out->negate = text.ptr[0] == '!';
    sitrep_sv right = out->negate ? sv_part(text, 1, text.len) : text;
    size_t equals = sv_find(right, SV("="), 0), colon = sv_find(right, SV(":"), 0);
    char sign = equals == SIZE_MAX && colon == SIZE_MAX ? 0 : equals < colon ? '=' : ':';
    sitrep_sv left = sv_cut(&right, sign ? sign : ' ');
    if (sign && right.len == 0) know_fault(r, "nothing after '%c' in '%.*s'", sign, SV_ARG(text));
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++) {
        if (special[i].sign != sign || !sv_eq(left, sv_of(special[i].name))) continue;
        out->op = special[i].op;
        out->score = special[i].score;
        out->words = know_parse_values(r, right, '|');
    }
    if (!out->score) {
        out->op = sign == '=' ? KNOW_TEST_WORD : sign == ':' ? KNOW_TEST_CLASS : KNOW_TEST_FILLED;
        out->score = sign == '=' ? 4 : sign == ':' ? class_score(right) : 1;
        out->paths = know_parse_paths(r, left, '/');
        if (sign) out->words = know_parse_values(r, right, '|');
    }
    if (out->negate) out->score = 1;
}

know_range know_parse_tests(know_reader *r, sitrep_sv when, uint16_t *out_specificity)
{
    know_vec *v = &r->c->section[KNOW_SECTION_TESTS];
    know_range range = {v->count, 0};
    *out_specificity = 0;
    while (when.len) {
        sitrep_sv text = sv_cut(&when, ' ');
        if (text.len == 0) continue;
        know_test test = {0};
        parse_test(r, text, &test);
        *out_specificity = (uint16_t)(*out_specificity + test.score);
        *(know_test *)know_push(r->c, v, sizeof test) = test;
        range.count++;
    }
    return range;
}
