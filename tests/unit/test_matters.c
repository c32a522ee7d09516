/* The list of issues, stances and the like: what is found in a sentence, and what is not. */
#include "check.h"
#include "link/matters.h"

static arena lists;
static const matters *list;

/* The first hit of a kind in a text. */
static matter_hit first_of(const char *text, matter_kind kind)
{
    matter_hit hits[16];
    size_t count = matters_find(list, sv_of(text), 1u << kind, hits, 16);
    return count ? hits[0] : (matter_hit){.kind = MATTER_KINDS};
}

static void test_find_longest_phrase(void)
{
    matter_hit hit = first_of("Many police officers came to Osh.", MATTER_ISSUE);
    CHECK_SV(hit.name, "foreign police");
    CHECK_INT((int)hit.first, 5);
    CHECK_INT((int)hit.last, 20);
    CHECK_SV(first_of("PEACEKEEPING troops", MATTER_ISSUE).name, "foreign troops");
    CHECK_INT(first_of("a peace of keepers", MATTER_ISSUE).kind, MATTER_KINDS);
}

static void test_find_is_by_words(void)
{
    CHECK_INT(first_of("Border-guards", MATTER_ISSUE).kind, MATTER_ISSUE);
    CHECK_INT(first_of("Borderline cases", MATTER_ISSUE).kind, MATTER_KINDS); /* no star, no ending */
    CHECK_INT(first_of("He can\xE2\x80\x99t take responsibility for it.", MATTER_AGAINST).kind, MATTER_AGAINST);
}

static void test_find_marks_negation_and_passive(void)
{
    CHECK(first_of("She did not support it.", MATTER_FOR).negated);
    CHECK(!first_of("She did support it.", MATTER_FOR).negated);
    CHECK(first_of("The plan was rejected.", MATTER_AGAINST).passive);
    CHECK(!first_of("The mayor rejected it.", MATTER_AGAINST).passive);
    CHECK(!first_of("Ministers were already discussing it.", MATTER_OPEN).passive);
}

static void test_find_limits_and_absence(void)
{
    matter_hit hits[2];
    CHECK_INT((int)matters_find(list, SV("elections, elections and elections"), 1u << MATTER_ISSUE, hits, 2), 2);
    CHECK_INT((int)matters_find(NULL, SV("troops"), 1u << MATTER_ISSUE, hits, 2), 0);
    CHECK_INT((int)matters_find(list, SV(""), ~0u, hits, 2), 0);
    CHECK(matters_has(list, SV("It could not be independently verified."), MATTER_UNVERIFIED));
    CHECK(matters_has(list, SV("The claims are without foundation."), MATTER_DENIAL));
    CHECK_SV(matters_issue(list, SV("nothing of the kind")), "");
}

int main(void)
{
    sitrep_error err = {0};
    static const check_case cases[] = {CASE(test_find_longest_phrase), CASE(test_find_is_by_words),
                                       CASE(test_find_marks_negation_and_passive), CASE(test_find_limits_and_absence)};
    arena_init(&lists, 0);
    check_case_name = "load";
    CHECK_STATUS(matters_load(&lists, &list, &err), SITREP_OK);
    if (!list) fprintf(stderr, "matters.tsv was not found; SITREP_DATA names its directory\n");
    for (size_t i = 0; list && i < sizeof cases / sizeof cases[0]; i++) {
        check_case_name = cases[i].name;
        cases[i].run();
    }
    printf("%zu cases, %d failures\n", sizeof cases / sizeof cases[0], check_failures);
    arena_release(&lists);
    return check_failures != 0 || !list;
}
