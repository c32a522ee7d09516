/* Policies: what a file may say and what is refused with its line; what each rule does to the numbers of the small
 * ledger; the table, its stamp, and what two policies differ on. */
#include "ledger.h"
#include "sitrep/tell.h"

static ledger l;

#define CHOICES "choose low lowest\nchoose best latest\nchoose high highest\n"

static sitrep_policy *parse(const char *rules)
{
    char text[2048];
    sitrep_policy *p = NULL;
    sitrep_error err = {0};
    snprintf(text, sizeof text, "policy test\ntitle for a test\n%s" CHOICES, rules);
    if (sitrep_policy_parse(sv_of(text), "test.policy", &p, &err)) CHECK_FAIL("%s: %s", rules, err.msg);
    return p;
}

static buf table(const char *rules, const char *other, sitrep_output output)
{
    buf out = BUF_INIT(0);
    sitrep_error err = {0};
    sitrep_policy *one = parse(rules), *two = other ? parse(other) : NULL;
    sitrep_policy_table t = {.policy = one, .other = two, .output = output};
    sitrep_filter_init(&t.filter);
    if (!l.store) ledger_make(&l, "test_policy");
    sitrep_status status = sitrep_tell_policy(l.store, &t, ledger_write, &out, &err);
    if (status) CHECK_FAIL("%s: %s", rules, err.msg);
    sitrep_policy_free(one);
    sitrep_policy_free(two);
    return out;
}

/* "kind low/best/high" of the killed, by a policy. */
static void check_values(const char *rules, const char *wanted)
{
    buf out = table(rules, NULL, SITREP_OUTPUT_JSONL);
    size_t at = sv_find(buf_sv(&out), SV("\"kind\": \"killed\""), 0), end = sv_find(buf_sv(&out), SV("}"), at);
    sitrep_sv line = sv_part(buf_sv(&out), at == SIZE_MAX ? 0 : at, end == SIZE_MAX ? out.len : end);
    if (sv_find(line, sv_of(wanted), 0) == SIZE_MAX) CHECK_FAIL("%s: wanted %s, got %.*s", rules, wanted, SV_ARG(line));
    buf_release(&out);
}

static void test_parse_refuses_with_the_line(void)
{
    static const struct {
        const char *text, *words;
        unsigned line;
    } cases[] = {{"", "the first line is", 0},
                 {"title x\n", "the first line is", 1},
                 {"policy Big\n", "a name has small letters", 1},
                 {"policy a\npolicy b\n", "a policy has one name", 2},
                 {"# note\npolicy a\nleave-out everything\n", "no such kind of number", 3},
                 {"policy a\nwindow soon\n", "a number of days", 2},
                 {"policy a\nchoose low best\n", "choose the lowest", 2},
                 {"policy a\nchoose low lowest\nchoose low highest\n", "chosen twice", 3},
                 {"policy a\nchoose low lowest\n", "nothing is chosen for", 2},
                 {"policy a\nprefer health ministry\n", "quotation marks", 2},
                 {"policy a\nprefer \"x\" until May\n", "a day like", 2},
                 {"policy a\nweigh about much\n", "a weight is a number", 2},
                 {"policy a\nwheigh about 1\n", "there is no such keyword", 2},
                 {"policy a\nwindow\n", "without its value", 2},
                 {"policy a\ntitle \xFF\n", "not UTF-8", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sitrep_policy *p = NULL;
        sitrep_error err = {0};
        sitrep_status status = sitrep_policy_parse(sv_of(cases[i].text), "mine.policy", &p, &err);
        if (status != SITREP_FORMAT || err.line != cases[i].line || !strstr(err.msg, cases[i].words) ||
            strcmp(err.file, "mine.policy") != 0)
            CHECK_FAIL("case %zu: %s:%u: %s", i, err.file, err.line, err.msg);
        sitrep_policy_free(p);
    }
}

static void test_hash_is_of_the_rules_alone(void)
{
    sitrep_policy *a = parse("window 30\nprefer \"health  ministry\" # why\n"),
                  *b = parse("# a note\n\twindow   30\n\nprefer \"health  ministry\"\n"), *c = parse("window 31\n");
    REQUIRE(a && b && c);
    CHECK(sv_eq(sitrep_policy_hash(a), sitrep_policy_hash(b)));
    CHECK(!sv_eq(sitrep_policy_hash(a), sitrep_policy_hash(c)));
    CHECK_INT(sitrep_policy_hash(a).len, 64);
    CHECK_SV(sitrep_policy_title(a), "for a test");
    CHECK_HAS(sitrep_policy_text(a), "prefer \"health  ministry\"\n");
    sitrep_policy_free(a);
    sitrep_policy_free(b);
    sitrep_policy_free(c);
}

static void test_rules_choose(void)
{
    check_values("", "\"low\": 117, \"best\": 2000, \"high\": 2000");
    check_values("leave-out lost\n", "\"low\": 117, \"best\": 117, \"high\": 117");
    check_values("leave-out lost\n", "its speaker was lost on the way");
    check_values("leave-out about\n", "a round number");
    check_values("leave-out at-least\n", "\"low\": 2000, \"best\": 2000, \"high\": 2000");
    check_values("prefer \"health ministry\"\n", "'health ministry' is preferred");
    check_values("prefer \"health ministry\" until 2010-06-01\n", "\"best\": 2000");
    check_values("only \"HEALTH\"\n", "\"high\": 117");
    check_values("without \"health\"\n", "\"low\": 2000");
    check_values("origins 2\n", "\"entered\": 0");
    check_values("origins 2\n", "1 origin; the policy asks for 2");
}

static void test_planning_figures_never_enter(void)
{
    buf out = table("", NULL, SITREP_OUTPUT_JSONL);
    CHECK_HAS_NOT(buf_sv(&out), "1000000");
    CHECK_HAS_NOT(buf_sv(&out), "displaced");
    CHECK_HAS(buf_sv(&out), "\"kind\": \"injured\"");
    CHECK_HAS(buf_sv(&out), "\"best\": 0"); /* stated as zero, which is a number */
    buf_release(&out);
}

static void test_table_is_stamped_in_every_form(void)
{
    sitrep_policy *p = parse("");
    char hash[65];
    snprintf(hash, sizeof hash, "%.*s", SV_ARG(sitrep_policy_hash(p)));
    for (int output = SITREP_OUTPUT_TABLE; output <= SITREP_OUTPUT_CSV; output++) {
        buf out = table("", NULL, (sitrep_output)output);
        CHECK_HAS(buf_sv(&out), hash);
        buf_release(&out);
    }
    sitrep_policy_free(p);
}

static void test_differences_of_two(void)
{
    buf out = table("leave-out lost\n", "", SITREP_OUTPUT_JSONL);
    CHECK_HAS(buf_sv(&out), "\"best_1\": 117");
    CHECK_HAS(buf_sv(&out), "\"best_2\": 2000");
    CHECK_HAS_NOT(buf_sv(&out), "injured"); /* on which they agree */
    buf_release(&out);
    out = table("", "", SITREP_OUTPUT_TABLE);
    CHECK_HAS(buf_sv(&out), "They agree on every count");
    buf_release(&out);
}

static void test_report_is_stamped_with_its_policy(void)
{
    buf out = BUF_INIT(0);
    sitrep_error err = {0};
    sitrep_policy *p = parse("leave-out lost\n"), *other = parse("");
    sitrep_report_options options = {.form = SITREP_REPORT_TEXT, .changed_since = SITREP_DAY_NONE, .policy = p};
    sitrep_report_check check;
    sitrep_filter_init(&options.filter);
    CHECK_STATUS(sitrep_tell_report(l.store, &options, ledger_write, &out, &err), SITREP_OK);
    CHECK_HAS(buf_sv(&out), "Key figures by the policy test");
    CHECK_SV(sitrep_tell_stamped_policy(buf_sv(&out)), "test");
    CHECK_STATUS(sitrep_tell_verify(l.store, buf_sv(&out), p, NULL, NULL, &check, &err), SITREP_OK);
    CHECK_INT(check.changed, 0);
    CHECK_STATUS(sitrep_tell_verify(l.store, buf_sv(&out), other, NULL, NULL, &check, &err), SITREP_OK);
    CHECK(check.changed > 0);
    CHECK_STATUS(sitrep_tell_verify(l.store, buf_sv(&out), NULL, NULL, NULL, &check, &err), SITREP_NOT_FOUND);
    sitrep_policy_free(p);
    sitrep_policy_free(other);
    buf_release(&out);
}

static void test_policies_that_are_delivered(void)
{
    static const char *const names[] = {"lowest", "best-low-high", "health-ministry-first", "precision-weighted",
                                        "verified-minimum"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[512];
        sitrep_policy *p = NULL;
        sitrep_error err = {0};
        snprintf(path, sizeof path, "%s/data/policies/%s.policy", TEST_SOURCE_DIR, names[i]);
        if (sitrep_policy_open(path, &p, &err)) CHECK_FAIL("%s:%u: %s", err.file, err.line, err.msg);
        if (p) CHECK_SV(sitrep_policy_name(p), names[i]);
        sitrep_policy_free(p);
    }
    sitrep_policy *none = NULL;
    sitrep_error err = {0};
    CHECK_STATUS(sitrep_policy_open("./nothing-here", &none, &err), SITREP_NOT_FOUND);
}

static void test_end_removes_store(void)
{
    ledger_remove(&l);
    CHECK(access(l.path, F_OK) != 0);
}

CHECK_MAIN(CASE(test_parse_refuses_with_the_line), CASE(test_hash_is_of_the_rules_alone), CASE(test_rules_choose),
           CASE(test_planning_figures_never_enter), CASE(test_table_is_stamped_in_every_form),
           CASE(test_differences_of_two), CASE(test_report_is_stamped_with_its_policy),
           CASE(test_policies_that_are_delivered), CASE(test_end_removes_store))
