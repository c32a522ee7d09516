/* Coreference over tests/golden/read/entities.tsv. */
#include "check.h"
#include "reading.h"

#define FLOOR 0.80

/* The place of the nth occurrence of "text" or "text#n". */
static bool locate(sitrep_sv text, sitrep_sv mention, sitrep_span *out)
{
    size_t hash = sv_find(mention, SV("#"), 0), at = 0;
    uint64_t nth = 1;
    if (hash != SIZE_MAX) {
        if (!sv_to_u64(sv_part(mention, hash + 1, mention.len), 9, &nth)) return false;
        mention = sv_part(mention, 0, hash);
    }
    for (uint64_t i = 0; i < nth; i++) {
        at = sv_find(text, mention, i ? at + 1 : 0);
        if (at == SIZE_MAX) return false;
    }
    *out = (sitrep_span){(uint32_t)at, (uint32_t)(at + mention.len)};
    return true;
}

static bool overlaps(const sitrep_span *spans, uint32_t count, sitrep_span span)
{
    for (uint32_t i = 0; i < count; i++)
        if (spans[i].begin < span.end && span.begin < spans[i].end) return true;
    return false;
}

static bool judge(sitrep_sv *cells, size_t count)
{
    const sitrep_record *r = reading_of(cells[0], cells[1]);
    sitrep_span span;
    if (!r || count < 4 || !locate(cells[0], cells[2], &span)) return false;
    for (uint32_t i = 0; i < r->entity_count; i++) {
        const sitrep_entity *e = &r->entities[i];
        if (!sv_eq(e->name, cells[3])) continue;
        if (overlaps(e->mentions, e->mention_count, span) || overlaps(e->references, e->reference_count, span))
            return true;
    }
    return false;
}

static void test_entities_table(void)
{
    REQUIRE(reading_open());
    reading_score score = reading_table(TEST_SOURCE_DIR "/tests/golden/read/entities.tsv", judge);
    printf("entities: %u of %u\n", score.met, score.all);
    CHECK(score.all >= 10);
    CHECK(reading_share(score) >= FLOOR);
}

/* Two bodies whose names begin alike stay two. */
static void test_entities_stay_apart(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r = reading_of(
        SV("The OSCE Parliamentary Assembly sent Kimmo Kiljunen. The OSCE sent Herbert Salber."), SV("2010-06-23"));
    REQUIRE(r != NULL);
    uint32_t bodies = 0;
    for (uint32_t i = 0; i < r->entity_count; i++) bodies += r->entities[i].kind == SITREP_ENTITY_organization;
    CHECK_INT(bodies, 2);
}

/* The entity that has a mention or reference at these words, NULL. */
static const sitrep_entity *entity_at(const sitrep_record *r, const char *words)
{
    sitrep_span span;
    if (!r || !locate(r->text, sv_of(words), &span)) return NULL;
    for (uint32_t i = 0; i < r->entity_count; i++)
        if (overlaps(r->entities[i].mentions, r->entities[i].mention_count, span) ||
            overlaps(r->entities[i].references, r->entities[i].reference_count, span))
            return &r->entities[i];
    return NULL;
}

static void test_entities_named_and_identified(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r =
        reading_of(SV("A man named Carlos Ruiz was killed in Cali on Friday. Ruiz was a teacher."), SV("1990-03-03"));
    REQUIRE(entity_at(r, "man") != NULL);
    CHECK(entity_at(r, "man") == entity_at(r, "Carlos Ruiz"));
    CHECK(entity_at(r, "Ruiz#2") == entity_at(r, "Carlos Ruiz"));
}

/* Spanish names go by the first of two surnames, by both, and by the given name with the first. */
static void test_entities_double_surnames(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r = reading_of(SV("Luis Carlos Galan Sarmiento was shot dead in Soacha on Friday. Galan had "
                                           "campaigned against the cartel. Luis Galan was 45."),
                                        SV("1989-08-19"));
    const sitrep_entity *e = entity_at(r, "Luis Carlos Galan Sarmiento");
    REQUIRE(e != NULL);
    CHECK(entity_at(r, "Galan#2") == e);
    CHECK(entity_at(r, "Luis Galan") == e);
    r = reading_of(SV("Carlos Mesa met Maria Mesa in La Paz on Friday."), SV("1989-08-19"));
    CHECK(entity_at(r, "Carlos Mesa") != entity_at(r, "Maria Mesa"));
}

/* Members of an order are people; the sides of an event know that and go as people write them. */
static void test_entities_on_the_sides_of_events(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r =
        reading_of(SV("FMLN guerrillas attacked the residence of the vice president on Friday."), SV("1989-11-17"));
    REQUIRE(r && r->event_count == 1 && r->events[0].recipient_count == 1);
    CHECK_SV(r->events[0].recipients[0].text, "residence of the vice president");
    REQUIRE(r->events[0].actor_count == 2);
    CHECK_SV(r->events[0].actors[0].text, "FMLN guerrillas");
    CHECK_SV(r->events[0].actors[1].text, "FMLN");
    r = reading_of(SV("Gunmen murdered six Jesuits in San Salvador on Thursday."), SV("1989-11-17"));
    REQUIRE(r && r->event_count == 1 && r->events[0].recipient_count == 1);
    CHECK_INT(r->entities[r->events[0].recipients[0].entity].kind, SITREP_ENTITY_group);
    r = reading_of(SV("The driver was killed in Lima on Friday."), SV("1989-11-17"));
    REQUIRE(r && r->event_count == 1 && r->events[0].recipient_count == 1);
    CHECK_SV(r->events[0].recipients[0].text, "The driver");
}

/* Two events of one deed do not share their lists: each entity is numbered anew once. */
static void test_entities_of_a_deed_told_twice(void)
{
    REQUIRE(reading_open());
    const sitrep_record *r =
        reading_of(SV("It rained in Lima. Visitors came. Rebels attacked a convoy near Lima on Friday. The "
                      "attack was condemned by the bishop. The attack lasted an hour."),
                   SV("1989-11-17"));
    REQUIRE(r != NULL);
    unsigned attacks = 0;
    for (uint32_t i = 0; i < r->event_count; i++) {
        const sitrep_event *e = &r->events[i];
        if (e->type != SITREP_EVENT_ASSAULT || !e->recipient_count) continue;
        attacks++;
        REQUIRE(e->recipients[0].entity < r->entity_count);
        CHECK_INT(r->entities[e->recipients[0].entity].kind, SITREP_ENTITY_facility);
    }
    CHECK(attacks >= 2);
}

static void test_entities_end(void)
{
    reading_close();
}

CHECK_MAIN(CASE(test_entities_table), CASE(test_entities_stay_apart), CASE(test_entities_named_and_identified),
           CASE(test_entities_double_surnames), CASE(test_entities_on_the_sides_of_events),
           CASE(test_entities_of_a_deed_told_twice), CASE(test_entities_end))
