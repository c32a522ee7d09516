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

static void test_voices_end(void)
{
    reading_close();
}

CHECK_MAIN(CASE(test_voices_table), CASE(test_voices_nest), CASE(test_voices_quotes_over_sentences),
           CASE(test_voices_end))
