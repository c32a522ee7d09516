/* Trees set right after the network: sentences that end in who said it, and unlike verbs that it joined. */
#include "lang/lang_int.h"

#include "check.h"
#include "trees.h"

static arena trees;

/* The sentence of a text as tree_read takes it, after `settle`; good until the next one. NULL where it cannot be read.
 */
static sitrep_sentence *settled(const char *text, void (*settle)(sitrep_sentence *s))
{
    arena_release(&trees);
    arena_init(&trees, 1 << 16);
    sitrep_sentence *s = tree_read(&trees, text);
    if (s) settle(s);
    return s;
}

/* What the network made of "Gunmen burned shops, residents and officials said." */
static const char spoken[] = "Gunmen gunman NOUN NNS 2 nsubj\n"
                             "burned burn VERB VBD 0 root\n"
                             "shops shop NOUN NNS 2 obj\n"
                             ", , PUNCT , 5 punct\n"
                             "residents resident NOUN NNS 3 conj\n"
                             "and and CCONJ CC 7 cc\n"
                             "officials official NOUN NNS 8 nsubj\n"
                             "said say VERB VBD 2 conj\n"
                             ". . PUNCT . 2 punct\n";

static void test_speakers_leave_what_was_said(void)
{
    sitrep_sentence *s = settled(spoken, lang_attribution_settle);
    REQUIRE(s != NULL);
    CHECK_INT(s->words[7].head, SITREP_NONE);
    CHECK_INT(s->words[7].deprel, SITREP_DEPREL_ROOT);
    CHECK_INT(s->words[1].head, 7);
    CHECK_INT(s->words[1].deprel, SITREP_DEPREL_CCOMP);
    CHECK_INT(s->words[4].head, 7);
    CHECK_INT(s->words[4].deprel, SITREP_DEPREL_NSUBJ);
    CHECK_INT(s->words[6].head, 4);
    CHECK_INT(s->words[6].deprel, SITREP_DEPREL_CONJ);
    CHECK_INT(s->words[2].head, 1); /* what was burned stays */
    CHECK_INT(s->words[3].head, 7);
    CHECK_INT(s->words[8].head, 7);
}

/* "He left, and the ministry said nothing." says something else: nothing moves. */
static void test_a_second_clause_stays(void)
{
    static const char text[] = "He he PRON PRP 2 nsubj\n"
                               "left leave VERB VBD 0 root\n"
                               "early early ADV RB 2 advmod\n"
                               ", , PUNCT , 8 punct\n"
                               "and and CCONJ CC 8 cc\n"
                               "the the DET DT 7 det\n"
                               "ministry ministry NOUN NN 8 nsubj\n"
                               "said say VERB VBD 2 conj\n"
                               "nothing nothing PRON NN 8 obj\n"
                               ". . PUNCT . 2 punct\n";
    sitrep_sentence *s = settled(text, lang_attribution_settle);
    REQUIRE(s != NULL);
    CHECK_INT(s->words[1].head, SITREP_NONE);
    CHECK_INT(s->words[7].head, 1);
    CHECK_INT(s->words[7].deprel, SITREP_DEPREL_CONJ);
}

/* "He said after talks that troops had left." and, with a clause that wants its noun, "He spoke of a plan that he had."
 */
static void test_a_clause_behind_an_adverbial_was_said(void)
{
    static const char text[] = "He he PRON PRP 2 nsubj\n"
                               "said say VERB VBD 0 root\n"
                               "after after ADP IN 4 case\n"
                               "talks talk NOUN NNS 2 obl\n"
                               "that that SCONJ IN 8 mark\n"
                               "troops troop NOUN NNS 8 nsubj\n"
                               "had have AUX VBD 8 aux\n"
                               "left leave VERB VBN 4 acl:relcl\n"
                               ". . PUNCT . 2 punct\n";
    static const char relative[] = "He he PRON PRP 2 nsubj\n"
                                   "said say VERB VBD 0 root\n"
                                   "in in ADP IN 5 case\n"
                                   "a a DET DT 5 det\n"
                                   "letter letter NOUN NN 2 obl\n"
                                   "that that PRON WDT 8 obj\n"
                                   "he he PRON PRP 8 nsubj\n"
                                   "signed sign VERB VBD 5 acl:relcl\n"
                                   ". . PUNCT . 2 punct\n";
    sitrep_sentence *s = settled(text, lang_attribution_settle);
    REQUIRE(s != NULL);
    CHECK_INT(s->words[7].head, 1);
    CHECK_INT(s->words[7].deprel, SITREP_DEPREL_CCOMP);
    CHECK_INT(s->words[4].head, 7);
    s = settled(relative, lang_attribution_settle);
    REQUIRE(s != NULL);
    CHECK_INT(s->words[7].head, 4);
    CHECK_INT(s->words[7].deprel, SITREP_DEPREL_ACL_RELCL);
}

/* The network gave the verb both subjects. */
static void test_a_lent_subject_goes_back(void)
{
    static const char text[] = "Violence violence NOUN NN 8 nsubj\n"
                               "has have AUX VBZ 3 aux\n"
                               "killed kill VERB VBN 8 advcl\n"
                               "dozens dozen NOUN NNS 3 obj\n"
                               ", , PUNCT , 3 punct\n"
                               "the the DET DT 7 det\n"
                               "government government NOUN NN 8 nsubj\n"
                               "says say VERB VBZ 0 root\n"
                               ". . PUNCT . 8 punct\n";
    sitrep_sentence *s = settled(text, lang_attribution_settle);
    REQUIRE(s != NULL);
    CHECK_INT(s->words[0].head, 2);
    CHECK_INT(s->words[2].deprel, SITREP_DEPREL_CCOMP);
    CHECK_INT(s->words[6].head, 7);
}

/* Who denied says so, not who was killed. */
static void test_saying_belongs_to_the_main_clause(void)
{
    static const char text[] = "He he PRON PRP 2 nsubj\n"
                               "denied deny VERB VBD 0 root\n"
                               "reports report NOUN NNS 2 obj\n"
                               "that that SCONJ IN 7 mark\n"
                               "40 40 NUM CD 7 nsubj:pass\n"
                               "were be AUX VBD 7 aux:pass\n"
                               "killed kill VERB VBN 3 acl\n"
                               ", , PUNCT , 9 punct\n"
                               "saying say VERB VBG 7 advcl\n"
                               "three three NUM CD 11 nsubj\n"
                               "died die VERB VBD 9 ccomp\n"
                               ". . PUNCT . 2 punct\n";
    sitrep_sentence *s = settled(text, lang_attribution_settle);
    REQUIRE(s != NULL);
    CHECK_INT(s->words[8].head, 1);
    CHECK_INT(s->words[6].head, 2);
}

/* "rejected an offer to send observers and accused France": accused goes with rejected. */
static void test_a_past_tense_is_not_joined_to_an_infinitive(void)
{
    static const char text[] = "They they PRON PRP 2 nsubj\n"
                               "rejected reject VERB VBD 0 root\n"
                               "offers offer NOUN NNS 2 obj\n"
                               "to to PART TO 5 mark\n"
                               "send send VERB VB 3 acl\n"
                               "observers observer NOUN NNS 5 obj\n"
                               "and and CCONJ CC 8 cc\n"
                               "accused accuse VERB VBD 5 conj\n"
                               "France France PROPN NNP 8 obj\n"
                               ". . PUNCT . 2 punct\n";
    sitrep_sentence *s = settled(text, lang_coordination_settle);
    REQUIRE(s != NULL);
    CHECK_INT(s->words[7].head, 1);
    CHECK_INT(s->words[7].deprel, SITREP_DEPREL_CONJ);
    s->words[7].head = 1;
    lang_coordination_settle(s);
    CHECK_INT(s->words[7].head, 1);
}

/* Who said so has a name between commas; the network took him for one of the dead. */
static void test_a_name_between_commas_speaks(void)
{
    static const char text[] = "Nine nine NUM CD 3 nsubj:pass\n"
                               "were be AUX VBD 3 aux:pass\n"
                               "killed kill VERB VBN 10 ccomp\n"
                               ", , PUNCT , 6 punct\n"
                               "the the DET DT 6 det\n"
                               "director director NOUN NN 3 nsubj:pass\n"
                               ", , PUNCT , 8 punct\n"
                               "Kambale Kambale PROPN NNP 6 appos\n"
                               ", , PUNCT , 3 punct\n"
                               "said say VERB VBD 0 root\n"
                               ". . PUNCT . 10 punct\n";
    sitrep_sentence *s = settled(text, lang_attribution_settle);
    REQUIRE(s != NULL);
    CHECK_INT(s->words[5].head, 9);
    CHECK_INT(s->words[5].deprel, SITREP_DEPREL_NSUBJ);
    CHECK_INT(s->words[7].head, 5);
    CHECK_INT(s->words[8].head, 9);
    CHECK_INT(s->words[8].deprel, SITREP_DEPREL_PUNCT);
    CHECK_INT(s->words[2].head, 9);
}

/* "…, said on Friday after arriving in Bishkek.": a clause of time behind the verb hides neither him nor it. */
static void test_a_speaker_said_so_while_doing_something(void)
{
    static const char text[] = "Troops troop NOUN NNS 3 nsubj:pass\n"
                               "were be AUX VBD 3 aux:pass\n"
                               "sent send VERB VBN 13 ccomp\n"
                               "to to ADP IN 5 case\n"
                               "Osh Osh PROPN NNP 3 obl\n"
                               ", , PUNCT , 9 punct\n"
                               "the the DET DT 9 det\n"
                               "deputy deputy ADJ JJ 9 amod\n"
                               "chief chief NOUN NN 5 appos\n"
                               ", , PUNCT , 11 punct\n"
                               "Kambale Kambale PROPN NNP 9 appos\n"
                               ", , PUNCT , 3 punct\n"
                               "said say VERB VBD 0 root\n"
                               "after after SCONJ IN 15 mark\n"
                               "arriving arrive VERB VBG 13 advcl\n"
                               "there there ADV RB 15 advmod\n"
                               ". . PUNCT . 13 punct\n";
    sitrep_sentence *s = settled(text, lang_attribution_settle);
    REQUIRE(s != NULL);
    CHECK_INT(s->words[8].head, 12);
    CHECK_INT(s->words[8].deprel, SITREP_DEPREL_NSUBJ);
    CHECK_INT(s->words[10].head, 8);
    CHECK_INT(s->words[14].head, 12);
}

static void test_end(void)
{
    arena_release(&trees);
}

CHECK_MAIN(CASE(test_a_past_tense_is_not_joined_to_an_infinitive), CASE(test_saying_belongs_to_the_main_clause),
           CASE(test_a_lent_subject_goes_back), CASE(test_a_clause_behind_an_adverbial_was_said),
           CASE(test_speakers_leave_what_was_said), CASE(test_a_second_clause_stays),
           CASE(test_a_name_between_commas_speaks), CASE(test_a_speaker_said_so_while_doing_something), CASE(test_end))
