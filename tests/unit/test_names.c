/* Names over a whole text. */
#include "lang/lang_int.h"

#include "check.h"

/* Sentences of "form/TAG" with P, O, L for the first word of a person, organization, place, p, o, l for its others, N
 * for a proper noun without a name, - for other words. */
static sitrep_sentence sentence(const char *text, sitrep_word *words)
{
    static const char kinds[] = "-POL", inner[] = "-pol";
    sitrep_sentence s = {.words = words};
    sitrep_sv rest = sv_of(text);
    while (rest.len) {
        sitrep_sv word = sv_cut(&rest, ' ');
        char tag = word.ptr[word.len - 1];
        const char *first = strchr(kinds, tag), *later = strchr(inner, tag);
        words[s.count++] = (sitrep_word){.form = {word.ptr, word.len - 2},
                                         .xpos = tag == '-' ? "NN" : "NNP",
                                         .name = (uint8_t)(first   ? first - kinds
                                                           : later ? later - inner
                                                                   : 0),
                                         .name_begin = first && tag != '-'};
    }
    return s;
}

static void settle(const char *const texts[], uint32_t count, sitrep_word words[][8])
{
    sitrep_sentence sentences[6];
    arena a;
    arena_init(&a, 0);
    for (uint32_t i = 0; i < count; i++) sentences[i] = sentence(texts[i], words[i]);
    sitrep_analysis analysis = {.sentences = sentences, .count = count};
    CHECK_STATUS(lang_names_settle(&analysis, &a), SITREP_OK);
    arena_release(&a);
}

static void test_kinds_go_by_majority(void)
{
    static const char *const texts[] = {"in/- Osh/L", "Osh/L fell/-", "Osh/O said/-"};
    sitrep_word words[6][8];
    settle(texts, 3, words);
    CHECK_INT(words[2][0].name, SITREP_NAME_PLACE);
    CHECK(words[2][0].name_begin);
}

static void test_a_last_name_is_the_person(void)
{
    static const char *const texts[] = {"Roza/P Otunbayeva/p spoke/-", "Otunbayeva/N left/-", "Otunbayeva/L slept/-"};
    sitrep_word words[6][8];
    settle(texts, 3, words);
    CHECK_INT(words[1][0].name, SITREP_NAME_PERSON);
    CHECK_INT(words[2][0].name, SITREP_NAME_PERSON);
    CHECK_INT(words[1][1].name, SITREP_NAME_NONE);
}

static void test_a_missed_name_is_found_whole(void)
{
    static const char *const texts[] = {"the/- Kara/L Su/l market/-", "to/- Kara/N Su/N and/-"};
    sitrep_word words[6][8];
    settle(texts, 2, words);
    CHECK_INT(words[1][1].name, SITREP_NAME_PLACE);
    CHECK(words[1][1].name_begin && !words[1][2].name_begin);
    CHECK_INT(words[1][2].name, SITREP_NAME_PLACE);
    CHECK_INT(words[1][3].name, SITREP_NAME_NONE);
}

static void test_what_is_mostly_no_name_stays_none(void)
{
    static const char *const texts[] = {"God/P knows/-", "God/N bless/-", "by/- God/N", "not/- names/-"};
    sitrep_word words[6][8];
    settle(texts, 4, words);
    CHECK_INT(words[1][0].name, SITREP_NAME_NONE);
    CHECK_INT(words[0][0].name, SITREP_NAME_PERSON);
}

static void test_an_abbreviation_tells_what_a_name_is(void)
{
    static const char *const texts[] = {"Alai/L Rescue/N of/- Osh/O (/- ARO/N )/-", "ARO/L and/- ARO/L", "to/- ARO/N"};
    sitrep_word words[6][8];
    settle(texts, 3, words);
    CHECK_INT(words[0][0].name, SITREP_NAME_ORGANIZATION);
    CHECK_INT(words[0][2].name, SITREP_NAME_ORGANIZATION);
    CHECK(words[0][0].name_begin && !words[0][1].name_begin && !words[0][3].name_begin);
    CHECK_INT(words[0][5].name, SITREP_NAME_ORGANIZATION);
    CHECK_INT(words[1][2].name, SITREP_NAME_ORGANIZATION);
    CHECK_INT(words[2][1].name, SITREP_NAME_ORGANIZATION);
}

static void test_letters_that_do_not_fit_tell_nothing(void)
{
    static const char *const texts[] = {"Alai/L Rescue/O (/- AXE/N )/-", "Rescue/N Axe/N (/- RA/N )/-",
                                        "Roadside/N Bombs/N Expert/N (/- RBE/N )/-"};
    sitrep_word words[6][8];
    settle(texts, 3, words);
    CHECK_INT(words[0][0].name, SITREP_NAME_PLACE);
    CHECK_INT(words[0][3].name, SITREP_NAME_NONE);
    CHECK_INT(words[1][0].name, SITREP_NAME_ORGANIZATION); /* as in the sentence before, not by its letters */
    CHECK_INT(words[1][1].name, SITREP_NAME_NONE);
    CHECK_INT(words[2][0].name, SITREP_NAME_NONE);
}

static void test_a_name_in_part_is_made_whole(void)
{
    static const char *const texts[] = {"the/- Bank/O of/o Osh/o lent/-", "Bank/N of/- Osh/L said/-"};
    sitrep_word words[6][8];
    settle(texts, 2, words);
    CHECK_INT(words[1][0].name, SITREP_NAME_ORGANIZATION);
    CHECK_INT(words[1][2].name, SITREP_NAME_ORGANIZATION);
    CHECK(words[1][0].name_begin && !words[1][2].name_begin);
    CHECK_INT(words[1][3].name, SITREP_NAME_NONE);
}

static void test_common_words_begin_no_name(void)
{
    static const char *const texts[] = {"the/- school/O board/o of/o Ohio/o met/-"};
    static const uint8_t upos[] = {SITREP_UPOS_DET, SITREP_UPOS_NOUN, SITREP_UPOS_NOUN, SITREP_UPOS_ADP,
                                   SITREP_UPOS_PROPN};
    sitrep_word words[8];
    sitrep_sentence s = sentence(texts[0], words);
    for (uint32_t i = 0; i < 5; i++) words[i].upos = upos[i];
    sitrep_analysis analysis = {.sentences = &s, .count = 1};
    arena a;
    arena_init(&a, 0);
    CHECK_STATUS(lang_names_settle(&analysis, &a), SITREP_OK);
    arena_release(&a);
    for (uint32_t i = 0; i < 4; i++) CHECK_INT(words[i].name, SITREP_NAME_NONE);
    CHECK_INT(words[4].name, SITREP_NAME_PLACE);
    CHECK(words[4].name_begin && !words[1].name_begin);
}

CHECK_MAIN(CASE(test_kinds_go_by_majority), CASE(test_a_last_name_is_the_person),
           CASE(test_a_missed_name_is_found_whole), CASE(test_what_is_mostly_no_name_stays_none),
           CASE(test_an_abbreviation_tells_what_a_name_is), CASE(test_letters_that_do_not_fit_tell_nothing),
           CASE(test_a_name_in_part_is_made_whole), CASE(test_common_words_begin_no_name))
