/* Statements: speaker, cue, content and act over tests/golden/read/voices.tsv. */
#include "check.h"
#include "reading.h"

#define FLOOR 0.84 /* share of the lines that are met */

static bool same_content(const sitrep_record *r, const sitrep_statement *s, sitrep_sv parts)
{
    for (uint32_t i = 0; i < s->content_count; i++) {
        size_t bar = sv_find(parts, SV(" | "), 0);
        sitrep_sv part = bar == SIZE_MAX ? parts : sv_part(parts, 0, bar);
        if (!sv_eq(part, sv_span(r->text, s->content[i]))) return false;
        parts = bar == SIZE_MAX ? (sitrep_sv){NULL, 0} : sv_part(parts, bar + 3, parts.len);
    }
    return parts.len == 0;
}

static bool judge(sitrep_sv *cells, size_t count)
{
    bool starred = cells[0].len && cells[0].ptr[0] == '*';
    sitrep_sv text = starred ? sv_part(cells[0], 1, cells[0].len) : cells[0];
    const sitrep_record *r = reading_of(text, SV("2010-06-14"));
    if (!r || count < 3) return false;
    for (uint32_t i = 0; i < r->statement_count; i++) {
        const sitrep_statement *s = &r->statements[i];
        if (!sv_eq(sv_span(r->text, s->cue), cells[2])) continue;
        if (starred) return false;
        if (s->has_speaker ? sv_eq(s->speaker.text, cells[1]) : cells[1].len == 0)
            if (same_content(r, s, cells[3]) && sv_eq(sv_of(sitrep_act_name(s->act)), cells[4])) return true;
    }
    return starred;
}

static void test_voices_table(void)
{
    REQUIRE(reading_open());
    reading_score score = reading_table(TEST_SOURCE_DIR "/tests/golden/read/voices.tsv", judge);
    printf("voices: %u of %u\n", score.met, score.all);
    CHECK(score.all >= 25);
    CHECK(reading_share(score) >= FLOOR);
}

static void test_voices_nest(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r =
        reading_of(SV("The agency said that the minister had said that the border was closed."), SV("2010-06-14"));
    REQUIRE(r != NULL);
    REQUIRE(r->statement_count == 2);
    CHECK_INT(r->statements[0].parent, SITREP_NONE);
    CHECK_INT(r->statements[1].parent, 0);
    REQUIRE(r->statements[1].via_count == 1);
    CHECK_SV(r->statements[1].via[0].text, "The agency");
}

static void test_voices_quoting_passes_on(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r = reading_of(
        SV("Twelve people died, the agency Interfax reported, citing the health ministry."), SV("2010-06-14"));
    REQUIRE(r != NULL);
    REQUIRE(r->statement_count == 1);
    CHECK_SV(r->statements[0].speaker.text, "the health ministry");
    REQUIRE(r->statements[0].via_count == 1);
    CHECK_SV(r->statements[0].via[0].text, "the agency Interfax");
    r = reading_of(SV("The minister said the border would stay closed, citing security concerns."), SV("2010-06-14"));
    REQUIRE(r != NULL && r->statement_count >= 1);
    CHECK_SV(r->statements[0].speaker.text, "The minister");
}

static void test_voices_quotes_over_sentences(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r =
        reading_of(SV("\"It began at night. We ran to the border,\" said Aziza Karimova."), SV("2010-06-14"));
    REQUIRE(r != NULL && r->statement_count >= 1);
    CHECK_SV(sv_span(r->text, r->statements[0].content[0]), "\"It began at night. We ran to the border,\"");
    CHECK(r->statements[0].quoted);
    CHECK_SV(r->statements[0].speaker.text, "Aziza Karimova");
}

/* The statement whose cue is these words, NULL. */
static const sitrep_statement *with_cue(const sitrep_record *r, const char *cue)
{
    for (uint32_t i = 0; r && i < r->statement_count; i++)
        if (r->statements[i].has_cue && sv_eq(sv_span(r->text, r->statements[i].cue), sv_of(cue)))
            return &r->statements[i];
    return NULL;
}

/* "She" and "the mayor" are who was named; the second of two speakers is not. */
static void test_voices_pronouns_and_titles(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r = reading_of(SV("Mayor Anna Petrova arrived in Osh on Friday. \"The city is calm,\" she "
                                           "told reporters. The mayor added that the "
                                           "dead would be counted."),
                                        SV("2010-06-14"));
    const sitrep_statement *told = with_cue(r, "told"), *added = with_cue(r, "added");
    REQUIRE(told && added);
    REQUIRE(told->speaker.entity != SITREP_NONE);
    CHECK_SV(r->entities[told->speaker.entity].name, "Anna Petrova");
    CHECK_INT(added->speaker.entity, told->speaker.entity);
}

/* Agency < spokesman < minister: the innermost says it by way of the one before. */
static void test_voices_chain(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r = reading_of(
        SV("Xinhua quoted a ministry spokesman as saying that the minister had promised to reopen the border."),
        SV("2010-06-14"));
    const sitrep_statement *promised = with_cue(r, "had promised");
    REQUIRE(promised != NULL);
    CHECK_INT(promised->act, SITREP_ACT_promise);
    REQUIRE(promised->via_count >= 1);
    CHECK_SV(promised->via[promised->via_count - 1].text, "a ministry spokesman");
}

static void test_voices_nobody_named(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r = reading_of(SV("It was feared that hundreds of people had died."), SV("2010-06-14"));
    const sitrep_statement *feared = with_cue(r, "was feared");
    REQUIRE(feared != NULL);
    CHECK(!feared->has_speaker);
    CHECK(!feared->quoted);
}

static void test_voices_headline_with_a_colon(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r =
        reading_of(SV("Poll: voters turn away from the ruling party\n\nThe survey was published on Monday in Bishkek."),
                   SV("2010-06-14"));
    const sitrep_statement *said = with_cue(r, ":");
    REQUIRE(said && said->content_count);
    CHECK_SV(said->speaker.text, "Poll");
    CHECK_SV(sv_span(r->text, said->content[0]), "voters turn away from the ruling party");
    r = reading_of(SV("Weather: rain in the south\n\nIt rained on Monday in Bishkek."), SV("2010-06-14"));
    CHECK(with_cue(r, ":") == NULL);
}

/* A transcript's turns are one statement each, also in quotation marks. */
static void test_voices_transcript(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r =
        reading_of(SV("\"WALLACE: Will the governor be there tomorrow night?\n\n\"PENCE: The governor "
                      "will not attend the debate."),
                   SV("2016-09-26"));
    unsigned turns = 0;
    for (uint32_t i = 0; r && i < r->statement_count; i++)
        turns += sv_eq(sv_span(r->text, r->statements[i].cue), SV(":"));
    CHECK_INT(turns, 2);
    CHECK_SV(with_cue(r, ":")->speaker.text, "WALLACE");
}

/* What the speaker thinks, and what others say within his quotation, is told with his words. */
static void test_voices_told_with_another(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r = reading_of(
        SV("\"The officers told us that the road was closed,\" said Ana Ruiz, a farmer. The minister said he "
           "hopes that it will open. The minister said the governor had accused the army of looting."),
        SV("2010-06-14"));
    REQUIRE(r);
    CHECK(with_cue(r, "told") == NULL);
    CHECK(with_cue(r, "hopes") == NULL);
    CHECK(with_cue(r, "had accused") != NULL);
}

/* A verb of saying that does not fit the clause before it is the first speaker's. */
static void test_voices_speaker_goes_on(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r = reading_of(SV("The African Union said those responsible must be held to account and "
                                           "threatened to suspend Sudan. The league called on Monday for a truce."),
                                        SV("2019-06-04"));
    const sitrep_statement *s = r ? with_cue(r, "threatened") : NULL;
    REQUIRE(s);
    CHECK_SV(s->speaker.text, "The African Union");
    s = with_cue(r, "called");
    REQUIRE(s && s->content_count);
    CHECK_SV(sv_span(r->text, s->content[0]), "a truce");
    r = reading_of(SV("Britain and France issued a joint statement calling for an end to the fighting."),
                   SV("2019-06-04"));
    s = r ? with_cue(r, "calling for") : NULL;
    REQUIRE(s);
    CHECK_SV(s->speaker.text, "Britain and France");
    r = reading_of(
        SV("President Pinera, who declared a state of emergency, said the country was \"at war with a powerful "
           "enemy\"."),
        SV("2019-10-21"));
    s = r ? with_cue(r, "said") : NULL;
    REQUIRE(s && s->content_count);
    CHECK_SV(sv_span(r->text, s->content[0]), "the country was \"at war with a powerful enemy\"");
    CHECK(with_cue(r, "declared") == NULL);
}

static void test_voices_cues_with_their_object(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r = reading_of(SV("The envoy expressed concern about the arrests in Osh."), SV("2010-06-14"));
    const sitrep_statement *concern = with_cue(r, "expressed concern about");
    REQUIRE(concern && concern->content_count);
    CHECK_SV(sv_span(r->text, concern->content[0]), "the arrests in Osh");
    r = reading_of(SV("The minister called the march \"a provocation\" on Friday."), SV("2010-06-14"));
    const sitrep_statement *called = with_cue(r, "called");
    REQUIRE(called && called->content_count);
    CHECK_SV(sv_span(r->text, called->content[0]), "the march \"a provocation\"");
    r = reading_of(SV("The minister called the police on Friday."), SV("2010-06-14"));
    CHECK(with_cue(r, "called") == NULL);
}

static void test_voices_end(void)
{
    reading_close();
}

CHECK_MAIN(CASE(test_voices_table), CASE(test_voices_nest), CASE(test_voices_quoting_passes_on),
           CASE(test_voices_quotes_over_sentences), CASE(test_voices_pronouns_and_titles), CASE(test_voices_chain),
           CASE(test_voices_nobody_named), CASE(test_voices_headline_with_a_colon), CASE(test_voices_transcript),
           CASE(test_voices_told_with_another), CASE(test_voices_speaker_goes_on),
           CASE(test_voices_cues_with_their_object), CASE(test_voices_end))
