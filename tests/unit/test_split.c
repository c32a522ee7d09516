/* Tokens, sentences and words of texts in the manner of news, through the real model. */
#include "check.h"
#include "sitrep/lang.h"

static sitrep_model *model;
static sitrep_parser *parser;

/* The words of a text: parted by blanks, sentences by " | ", paragraphs by " || ". */
static void words_of(const char *text, buf *out)
{
    sitrep_error err;
    const sitrep_analysis *got = NULL;
    buf_clear(out);
    CHECK_STATUS(sitrep_parser_run(parser, sv_of(text), &got, &err), SITREP_OK);
    for (uint32_t s = 0; got && s < got->count; s++) {
        if (s) buf_add_sv(out, got->sentences[s].paragraph ? SV(" || ") : SV(" | "));
        for (uint32_t i = 0; i < got->sentences[s].count; i++) {
            if (i) buf_add_char(out, ' ');
            buf_add_sv(out, got->sentences[s].words[i].form);
        }
    }
}

typedef struct split_case {
    const char *text, *words;
} split_case;

static void check_cases(const split_case *cases, size_t count)
{
    buf got = BUF_INIT(0);
    for (size_t i = 0; i < count; i++) {
        words_of(cases[i].text, &got);
        CHECK_SV(buf_sv(&got), cases[i].words);
    }
    buf_release(&got);
}
#define CHECK_CASES(cases) check_cases(cases, sizeof cases / sizeof cases[0])

static void test_split_contractions(void)
{
    static const split_case cases[] = {
        {"They didn't cross Russia's border.", "They did n't cross Russia 's border ."},
        {"They didn’t cross Russia’s border.", "They did n’t cross Russia ’s border ."},
        {"Troops cannot leave, he said.", "Troops can not leave , he said ."},
        {"The rebels' leader fled.", "The rebels ' leader fled ."},
        {"It's over and we've lost.", "It 's over and we 've lost ."},
    };
    CHECK_CASES(cases);
}

static void test_split_abbreviations(void)
{
    static const split_case cases[] = {
        {"Gen. Ivanov met Mr. Smith in Washington on Jan. 5.", "Gen. Ivanov met Mr. Smith in Washington on Jan. 5 ."},
        {"Police Sgt. Ana Ruiz and Cpl. Bo Lind died.", "Police Sgt. Ana Ruiz and Cpl. Bo Lind died ."},
        {"U.S. troops left the U.K. yesterday. They flew home.",
         "U.S. troops left the U.K. yesterday . | They flew home ."},
        {"The raid killed 2,000 people, 3.5 percent of them children.",
         "The raid killed 2,000 people , 3.5 percent of them children ."},
        {"In all 893 people were killed.[citation needed]", "In all 893 people were killed . | [ citation needed ]"},
        {"It cost $1.5 million (£1m).", "It cost $ 1.5 million ( £ 1 m ) ."},
    };
    CHECK_CASES(cases);
}

static void test_split_quotations(void)
{
    static const split_case cases[] = {
        {"\"We will stay,\" he said. \"We have no choice.\"",
         "\" We will stay , \" he said . | \" We have no choice . \""},
        {"“Leave now!” she shouted.", "“ Leave now ! ” she shouted ."},
    };
    CHECK_CASES(cases);
}

static void test_split_datelines(void)
{
    static const split_case cases[] = {
        {"OSH, Kyrgyzstan, June 14 (Wire) - Police fired. Two died.",
         "OSH , Kyrgyzstan , June 14 ( Wire ) - | Police fired . | Two died ."},
        {"BISHKEK/OSH, 15 June. -- Troops left.", "BISHKEK / OSH , 15 June . -- | Troops left ."},
        {"(CNN) -- Rebels took the town.", "( CNN ) -- | Rebels took the town ."},
        {"AHMEDABAD: Police fired.", "AHMEDABAD : | Police fired ."},
        {"BULLETIN: Quake hits Chile. Many flee.", "BULLETIN : Quake hits Chile . | Many flee ."},
        {"0615 GMT - Shells hit the port.", "0615 GMT - Shells hit the port ."},
        {"The talks - the first in years - failed.", "The talks - the first in years - failed ."},
        {"UN officials said the road - a lifeline - was cut.", "UN officials said the road - a lifeline - was cut ."},
    };
    CHECK_CASES(cases);
}

static void test_split_paragraphs_wrapped_and_not(void)
{
    static const split_case cases[] = {
        {"Clashes spread in Osh\n\nPolice fired.\n", "Clashes spread in Osh || Police fired ."},
        {"SOCCER RESULTS\nPolice fired on the crowd.\nTwo died.",
         "SOCCER RESULTS || Police fired on the crowd . || Two died ."},
        {"The government of Kyrgyzstan said on Monday that its\ntroops had regained control of the southern city of "
         "Osh,\n"
         "where at least one hundred people died in clashes that\nbegan last week. More are missing.",
         "The government of Kyrgyzstan said on Monday that its troops had regained control of the southern city of Osh "
         ", "
         "where at least one hundred people died in clashes that began last week . | More are missing ."},
    };
    CHECK_CASES(cases);
}

static void test_split_odd_input(void)
{
    static const split_case cases[] = {{"", ""}, {" \n\t ", ""}, {".", "."}, {"日本", "日本"}};
    CHECK_CASES(cases);
    char *long_word = malloc(100001);
    REQUIRE(long_word);
    memset(long_word, 'x', 100000);
    long_word[100000] = '\0';
    const sitrep_analysis *got;
    sitrep_error err;
    CHECK_STATUS(sitrep_parser_run(parser, sv_of(long_word), &got, &err), SITREP_OK);
    free(long_word);
    CHECK_STATUS(sitrep_parser_run(parser, SV("ab\xFFxy"), &got, &err), SITREP_ENCODING);
    CHECK_INT(err.offset, 2);
}

static bool append(void *ctx, const char *bytes, size_t len)
{
    buf_add(ctx, bytes, len);
    return true;
}

static void test_conllu_round_trip(void)
{
    const sitrep_analysis *got;
    sitrep_error err;
    buf first = BUF_INIT(0), second = BUF_INIT(0);
    CHECK_STATUS(sitrep_parser_run(parser, SV("They didn't go (home).\n\nWhy?"), &got, &err), SITREP_OK);
    CHECK_STATUS(sitrep_analysis_write_conllu(got, 1, append, &first), SITREP_OK);
    CHECK_STATUS(sitrep_parser_run_conllu(parser, buf_sv(&first), &got, &err), SITREP_OK);
    CHECK_STATUS(sitrep_analysis_write_conllu(got, 1, append, &second), SITREP_OK);
    CHECK_SV(buf_sv(&second), first.ptr);
    buf_release(&first);
    buf_release(&second);
}

static void test_conllu_malformed(void)
{
    static const struct {
        const char *text;
        uint32_t line;
    } cases[] = {
        {"1\ta\t_\t_\t_\t_\t_\t_\t_\n", 1},                                       /* nine columns */
        {"# x\n2\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", 2},                               /* out of order */
        {"1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n\n", 3}, /* range not filled */
        {"x\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", 1},
        {"3-1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", 1},
        {"1\t\t_\t_\t_\t_\t_\t_\t_\t_\n", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const sitrep_analysis *got;
        sitrep_error err = {0};
        CHECK_STATUS(sitrep_parser_run_conllu(parser, sv_of(cases[i].text), &got, &err), SITREP_FORMAT);
        CHECK_INT(err.line, cases[i].line);
    }
}

static const check_case cases[] = {CASE(test_split_contractions),
                                   CASE(test_split_abbreviations),
                                   CASE(test_split_quotations),
                                   CASE(test_split_datelines),
                                   CASE(test_split_paragraphs_wrapped_and_not),
                                   CASE(test_split_odd_input),
                                   CASE(test_conllu_round_trip),
                                   CASE(test_conllu_malformed)};

int main(void)
{
    sitrep_error err = {0};
    if (sitrep_model_open(TEST_BINARY_DIR "/english.lang", &model, &err) || sitrep_parser_new(model, &parser, &err)) {
        fprintf(stderr, "%s: %s\n", err.file, err.msg);
        return 1;
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_case_name = cases[i].name;
        cases[i].run();
    }
    sitrep_parser_free(parser);
    sitrep_model_free(model);
    printf("%zu cases, %d failures\n", sizeof cases / sizeof cases[0], check_failures);
    return check_failures != 0;
}
