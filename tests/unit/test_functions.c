/* Deep syntactic functions over given trees. */
#include "read/functions.h"

#include "check.h"
#include "trees.h"

static arena memory;

static read_tree tree_of(const char *text)
{
    read_tree t = {0};
    sitrep_sentence *s = tree_read(&memory, text);
    if (s) read_tree_init(&t, &memory, s);
    return t;
}

/* The forms that fill a path from the word with this form, joined by blanks. */
static const char *fill(const read_tree *t, const char *form, const char *path)
{
    static char out[256];
    out[0] = '\0';
    read_path p;
    read_set set;
    if (!t->sentence || !read_path_parse(sv_of(path), &p)) return "?";
    for (uint32_t w = 0; w < t->sentence->count; w++) {
        if (!sv_eq(t->sentence->words[w].form, sv_of(form))) continue;
        read_tree_walk(t, w, &p, &set);
        for (uint32_t i = 0; i < set.count; i++) {
            size_t len = strlen(out);
            snprintf(out + len, sizeof out - len, "%s%.*s", len ? " " : "",
                     SV_ARG(t->sentence->words[set.words[i]].form));
        }
        return out;
    }
    return "?";
}

static const char *const passive_text =
    "Two two NUM CD 2 nummod\ntraders trader NOUN NNS 4 nsubj:pass\nwere be AUX VBD 4 aux:pass\n"
    "shot shoot VERB VBN 0 root\nand and CCONJ CC 6 cc\nkilled kill VERB VBN 4 conj\n"
    "by by ADP IN 8 case\ngunmen gunman NOUN NNS 6 obl:agent\nin in ADP IN 10 case\nOsh Osh PROPN NNP 6 obl\n";

static void test_walk_undoes_passives_and_shares_conjuncts(void)
{
    read_tree t = tree_of(passive_text);
    CHECK_STR(fill(&t, "shot", "subj"), "gunmen");
    CHECK_STR(fill(&t, "shot", "obj"), "traders");
    CHECK_STR(fill(&t, "killed", "obj"), "traders");
    CHECK_STR(fill(&t, "killed", "subj"), "gunmen");
    CHECK_STR(fill(&t, "killed", "p.in"), "Osh");
    CHECK_STR(fill(&t, "shot", "p.in"), "");
}

static void test_walk_follows_relative_clauses(void)
{
    read_tree t =
        tree_of("The the DET DT 2 det\nattack attack NOUN NN 9 nsubj:pass\nthat that PRON WDT 5 obj\nrebels rebel NOUN "
                "NNS 5 nsubj\n"
                "launched launch VERB VBD 2 acl:relcl\non on ADP IN 7 case\nGao Gao PROPN NNP 5 obl\nwas be AUX VBD 9 "
                "aux:pass\n"
                "condemned condemn VERB VBN 0 root\nby by ADP IN 11 case\nFrance France PROPN NNP 9 obl:agent\n");
    CHECK_STR(fill(&t, "launched", "obj"), "attack");
    CHECK_STR(fill(&t, "launched", "subj"), "rebels");
    CHECK_STR(fill(&t, "condemned", "obj"), "attack");
    t = tree_of("police police NOUN NNS 0 root\nwho who PRON WP 3 nsubj\nbeat beat VERB VBD 1 acl:relcl\nstudents "
                "student NOUN NNS 3 obj\n");
    CHECK_STR(fill(&t, "beat", "subj"), "police");
    t = tree_of("the the DET DT 2 det\nman man NOUN NN 0 root\npolice police NOUN NNS 4 nsubj\narrested arrest VERB "
                "VBD 2 acl:relcl\n");
    CHECK_STR(fill(&t, "arrested", "obj"), "man");
}

static void test_walk_reads_reduced_clauses_and_participles(void)
{
    read_tree t = tree_of(
        "men man NOUN NNS 5 nsubj\nheld hold VERB VBN 1 acl\nby by ADP IN 4 case\nrebels rebel NOUN NNS 2 obl:agent\n"
        "fled flee VERB VBD 0 root\nfiring fire VERB VBG 5 advcl\nguns gun NOUN NNS 6 obj\n");
    CHECK_STR(fill(&t, "held", "obj"), "men");
    CHECK_STR(fill(&t, "held", "subj"), "rebels");
    CHECK_STR(fill(&t, "firing", "subj"), "men");
}

static void test_walk_controls_infinitives(void)
{
    read_tree t = tree_of("Moscow Moscow PROPN NNP 2 nsubj\nordered order VERB VBD 0 root\ntroops troop NOUN NNS 2 "
                          "obj\nto to PART TO 5 mark\n"
                          "leave leave VERB VB 2 xcomp\n");
    CHECK_STR(fill(&t, "leave", "subj"), "troops");
    CHECK_STR(fill(&t, "ordered", "xcomp"), "leave");
    t = tree_of("Moscow Moscow PROPN NNP 2 nsubj\nrefused refuse VERB VBD 0 root\nto to PART TO 4 mark\nleave leave "
                "VERB VB 2 xcomp\n");
    CHECK_STR(fill(&t, "leave", "subj"), "Moscow");
    t = tree_of("troops troop NOUN NNS 3 nsubj:pass\nwere be AUX VBD 3 aux:pass\nordered order VERB VBN 0 root\nto to "
                "PART TO 5 mark\n"
                "leave leave VERB VB 3 xcomp\n");
    CHECK_STR(fill(&t, "leave", "subj"), "troops");
}

static void test_walk_gives_nouns_their_functions(void)
{
    read_tree t = tree_of("Russia Russia PROPN NNP 3 nmod:poss\n's 's PART POS 1 case\ninvasion invasion NOUN NN 0 "
                          "root\nof of ADP IN 5 case\n"
                          "Georgia Georgia PROPN NNP 3 nmod\n");
    CHECK_STR(fill(&t, "invasion", "poss"), "Russia");
    CHECK_STR(fill(&t, "invasion", "of"), "Georgia");
    t = tree_of("police police NOUN NNS 2 compound\nraid raid NOUN NN 0 root\nbecause because ADP IN 5 case\nof of ADP "
                "IN 3 fixed\n"
                "drugs drug NOUN NNS 2 nmod\n");
    CHECK_STR(fill(&t, "raid", "mod"), "police");
    CHECK_STR(fill(&t, "raid", "p.because_of"), "drugs");
    CHECK_STR(fill(&t, "raid", "p.because"), "");
    CHECK_STR(fill(&t, "raid", "p.*"), "drugs");
}

static void test_walk_takes_obliques_of_the_object(void)
{
    read_tree t = tree_of(
        "rebels rebel NOUN NNS 2 nsubj\nfired fire VERB VBD 0 root\nshells shell NOUN NNS 2 obj\nat at ADP IN 6 case\n"
        "the the DET DT 6 det\nbase base NOUN NN 3 nmod\nof of ADP IN 9 case\nthe the DET DT 9 det\narmy army NOUN NN "
        "6 nmod\n");
    CHECK_STR(fill(&t, "fired", "p.at"), "base");
    CHECK_STR(fill(&t, "fired", "p.at.of"), "army");
    CHECK_STR(fill(&t, "base", "of"), "army");
}

static void test_passive_knows_headlines_and_perfects(void)
{
    read_tree t = tree_of(
        "Three three NUM CD 2 nsubj\nkilled kill VERB VBN 0 root\nin in ADP IN 4 case\nOsh Osh PROPN NNP 2 obl\n");
    CHECK(read_tree_passive(&t, 1));
    CHECK_STR(fill(&t, "killed", "obj"), "Three");
    t = tree_of("rebels rebel NOUN NNS 3 nsubj\nhave have AUX VBP 3 aux\nkilled kill VERB VBN 0 root\nmen man NOUN NNS "
                "3 obj\n");
    CHECK(!read_tree_passive(&t, 2));
    CHECK_STR(fill(&t, "killed", "obj"), "men");
}

static void test_tense_tells_future_and_infinitive(void)
{
    read_tree t = tree_of("He he PRON PRP 3 nsubj\nwill will AUX MD 3 aux\ntry try VERB VB 0 root\nto to PART TO 5 "
                          "mark\nleave leave VERB VB 3 xcomp\n");
    CHECK_INT(read_tree_tense(&t, 2), READ_FUT);
    CHECK_INT(read_tree_tense(&t, 4), READ_INF);
}

static void test_walk_reads_noun_and_gerund_as_one(void)
{
    read_tree t = tree_of(
        "men man NOUN NNS 2 nsubj\ndied die VERB VBD 0 root\nin in ADP IN 4 case\npolice police NOUN NNS 2 obl\n"
        "firing fire VERB VBG 2 advcl\n");
    CHECK_STR(fill(&t, "died", "p.in"), "firing");
    CHECK_STR(fill(&t, "firing", "subj"), "police");
}

static void test_walk_mends_a_clause_read_as_a_noun(void)
{
    read_tree t = tree_of(
        "militia militia NOUN NN 3 nsubj\nrecruited recruit VERB VBD 3 amod\nfighters fighter NOUN NNS 0 root\n");
    CHECK_STR(fill(&t, "recruited", "subj"), "militia");
    CHECK_STR(fill(&t, "recruited", "obj"), "fighters");
}

static void test_walk_survives_bad_trees(void)
{
    read_tree t = tree_of("a a NOUN NN 2 conj\nb b VERB VBN 1 conj\nc c NOUN NN 9 nsubj\nd d VERB VB 4 xcomp\n");
    static const char *const paths[] = {"subj", "obj", "p.by",    "xcomp",      "ccomp",
                                        "head", "mod", "of.poss", "obj.obj.obj"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        for (uint32_t w = 0; w < 4; w++) {
            read_path p;
            read_set set;
            REQUIRE(read_path_parse(sv_of(paths[i]), &p));
            read_tree_walk(&t, w, &p, &set);
            CHECK(set.count <= 4);
        }
    uint32_t first, end;
    read_tree_range(&t, 0, &first, &end);
    CHECK(first < end && end <= 4);
}

static void test_path_parse_refuses_what_is_no_function(void)
{
    read_path p;
    CHECK(!read_path_parse(SV("object"), &p));
    CHECK(!read_path_parse(SV("p"), &p));
    CHECK(!read_path_parse(SV(""), &p));
    CHECK(read_path_parse(SV("obj.p.because_of"), &p));
    CHECK_INT(p.count, 2);
    CHECK_SV(p.steps[1].prep, "because_of");
}

CHECK_MAIN(CASE(test_walk_undoes_passives_and_shares_conjuncts), CASE(test_walk_follows_relative_clauses),
           CASE(test_walk_reads_reduced_clauses_and_participles), CASE(test_walk_controls_infinitives),
           CASE(test_walk_gives_nouns_their_functions), CASE(test_walk_takes_obliques_of_the_object),
           CASE(test_passive_knows_headlines_and_perfects), CASE(test_tense_tells_future_and_infinitive),
           CASE(test_walk_reads_noun_and_gerund_as_one), CASE(test_walk_mends_a_clause_read_as_a_noun),
           CASE(test_walk_survives_bad_trees), CASE(test_path_parse_refuses_what_is_no_function))
