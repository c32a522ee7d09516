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

static void test_entities_end(void)
{
    reading_close();
}

CHECK_MAIN(CASE(test_entities_table), CASE(test_entities_stay_apart), CASE(test_entities_end))
