/* Blamed failures to act: the examples of data/read/omissions.tsv, and what must not be taken for one. */
#include "check.h"
#include "reading.h"

#define FLOOR 0.93 /* of the examples */

static bool blames(const sitrep_record *r)
{
    for (uint32_t i = 0; r && i < r->event_count; i++)
        if (r->events[i].omission && r->events[i].actor_count) return true;
    return false;
}

static bool judge(sitrep_sv *cells, size_t count)
{
    return count == 4 && blames(reading_of(cells[3], SV("2002-03-03")));
}

static void test_omissions_table(void)
{
    REQUIRE(reading_open());
    reading_score score = reading_table(TEST_SOURCE_DIR "/data/read/omissions.tsv", judge);
    printf("omissions: %u of %u\n", score.met, score.all);
    CHECK(score.all >= 90);
    CHECK(reading_share(score) >= FLOOR);
}

/* The one who did not act is the actor, once; a refusal that is an event already becomes the omission. */
static void test_omissions_actor(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r = reading_of(SV("The constables stood mute as the mob burned the shops."), SV("2002-03-03"));
    unsigned count = 0;
    for (uint32_t i = 0; r && i < r->event_count; i++) {
        if (!r->events[i].omission) continue;
        count++;
        CHECK_SV(r->events[i].actors[0].text, "constables");
    }
    CHECK_INT(count, 1);
    r = reading_of(SV("The inspector refused to register the complaint."), SV("2002-03-03"));
    REQUIRE(r && r->event_count == 1);
    CHECK(r->events[0].omission);
}

/* Only those with a duty are blamed; the presence of police is none where nothing happened. */
static void test_omissions_of_nobody(void)
{
    REQUIRE(reading_open());
    CHECK(!blames(reading_of(SV("Villagers stood mute as the river rose."), SV("2002-03-03"))));
    CHECK(!blames(reading_of(SV("The prize was given in the presence of police officers."), SV("2002-03-03"))));
    CHECK(!blames(reading_of(SV("The police stood outside the old bank."), SV("2002-03-03"))));
}

static void test_omissions_end(void)
{
    reading_close();
}

CHECK_MAIN(CASE(test_omissions_table), CASE(test_omissions_actor), CASE(test_omissions_of_nobody),
           CASE(test_omissions_end))
