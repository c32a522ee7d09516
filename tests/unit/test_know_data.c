/* The knowledge file that the build made of data/: what it must know. Names here are facts of the world, so a change of
 * data that breaks a line here is a change for the worse. */
#include "check.h"
#include "know/know.h"

static sitrep_knowledge *know;

static bool ready(void)
{
    sitrep_error err = {0};
    if (!know) CHECK_STATUS(sitrep_knowledge_open(TEST_BINARY_DIR "/sitrep.know", &know, &err), SITREP_OK);
    return know != NULL;
}

/* Whether one of the places of this name has the geonameid (or, for 0, the country) and lies within `km` of the point.
 */
static bool names_place(const char *name, uint32_t geonameid, const char *code, double lat, double lon, double km)
{
    know_place wanted = {.lat = (int32_t)(lat * 1e5), .lon = (int32_t)(lon * 1e5)};
    know_match m = know_match_text(know, sv_of(name));
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(know, m.first + i);
        const know_place *p = e->kind == KNOW_ENTRY_PLACE ? know_place_at(know, e->id) : NULL;
        if (p && (!geonameid || p->geonameid == geonameid) && strcmp(p->code, code) == 0 &&
            know_place_distance(p, &wanted) <= km)
            return true;
    }
    return false;
}

typedef struct place_case {
    const char *name;
    uint32_t geonameid;
    const char *code;
    double lat, lon, km;
} place_case;

static void check_places(const place_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!names_place(cases[i].name, cases[i].geonameid, cases[i].code, cases[i].lat, cases[i].lon, cases[i].km))
            CHECK_FAIL("'%s' is not known as place %u of %s", cases[i].name, cases[i].geonameid, cases[i].code);
}
#define CHECK_PLACES(cases) check_places(cases, sizeof cases / sizeof cases[0])

static void test_places_of_osh(void)
{
    REQUIRE(ready());
    static const place_case cases[] = {
        {"Osh", 1527534, "KGZ", 40.528, 72.799, 1},
        {"Osh", 1346798, "KGZ", 40.1, 73.2, 60},
        {"Osh province", 1346798, "KGZ", 40.1, 73.2, 60},
        {"Jalal-Abad", 1528249, "KGZ", 40.933, 73.0, 2},
        {"Jalalabad", 1528249, "KGZ", 40.933, 73.0, 2},
        {"Jalalabad", 1139715, "AFG", 34.426, 70.452, 2},
        {"Nariman", 0, "KGZ", 40.6, 72.8, 15},
        {"Bazar-Kurgan", 0, "KGZ", 41.037, 72.746, 2},
        {"Cheryomushki", 0, "KGZ", 40.52, 72.77, 5},
        {"Dekhkan Kishlak", 0, "KGZ", 40.52, 72.81, 10},
        {"Kara-Suu", 0, "KGZ", 40.704, 72.866, 5},
        {"VLKSM village", 0, "KGZ", 40.6, 72.88, 15},
        {"Andizhan", 1514588, "UZB", 40.78, 72.34, 5},
        {"Bishkek", 1528675, "KGZ", 42.87, 74.59, 5},
        {"Ош", 1527534, "KGZ", 40.528, 72.799, 1},
        {"Ferghana Valley", 0, "UZB", 40.75, 71.5, 50},
    };
    CHECK_PLACES(cases);
}

static void test_places_of_the_world(void)
{
    REQUIRE(ready());
    static const place_case cases[] = {
        {"United States", 6252001, "USA", 39.76, -98.5, 1},
        {"U.S.", 6252001, "USA", 39.76, -98.5, 1},
        {"Britain", 2635167, "GBR", 54.758, -2.695, 1},
        {"Russia", 2017370, "RUS", 60, 100, 1},
        {"France", 3017382, "FRA", 46, 2, 1},
        {"Burma", 1327865, "MMR", 21, 96, 1},
        {"Calif.", 5332921, "USA", 37.25, -119.75, 1},
        {"Washington, D.C.", 4140963, "USA", 38.895, -77.036, 1},
        {"Gaza Strip", 281132, "PSE", 31.5, 34.467, 20},
        {"Darfur", 0, "SDN", 13, 25, 5},
        {"Saigon", 1566083, "VNM", 10.82, 106.63, 5},
        {"Bombay", 1275339, "IND", 19.07, 72.88, 5},
        {"Leningrad", 498817, "RUS", 59.94, 30.31, 5},
        {"Kiev", 703448, "UKR", 50.45, 30.52, 5},
        {"Donbass", 0, "UKR", 48.3, 38.5, 50},
        {"Crimea", 703883, "UKR", 45.3, 34.3, 80},
        {"Chechnya", 569665, "RUS", 43.3, 45.7, 60},
        {"Brooklyn", 5110302, "USA", 40.65, -73.95, 5},
        {"Tahrir Square", 0, "EGY", 30.044, 31.236, 1},
        {"Guantanamo Bay", 0, "CUB", 19.92, -75.15, 10},
        {"N'Djamena", 2427123, "TCD", 12.107, 15.044, 3},
        {"Guantánamo", 0, "CUB", 20.1, -75.2, 40},
        {"Kosovo", 831053, "XKX", 42.583, 21.001, 1},
        {"Jefferson County", 0, "USA", 38.2, -85.7, 60},
    };
    CHECK_PLACES(cases);
}

static void test_places_counts(void)
{
    REQUIRE(ready());
    uint32_t by_class[KNOW_PLACE_SITE + 1] = {0}, linked = 0, towns = 0;
    for (uint32_t i = 0; i < know_place_count(know); i++) {
        const know_place *p = know_place_at(know, i);
        REQUIRE(p->class_ <= KNOW_PLACE_SITE);
        by_class[p->class_]++;
        if (p->class_ != KNOW_PLACE_TOWN) continue;
        towns++;
        linked += know_place_at(know, p->admin1) && know_place_at(know, p->country);
    }
    CHECK(by_class[KNOW_PLACE_COUNTRY] >= 245);
    CHECK(by_class[KNOW_PLACE_ADM1] >= 3800);
    CHECK(by_class[KNOW_PLACE_ADM2] >= 45000);
    CHECK(towns >= 225000);
    CHECK(by_class[KNOW_PLACE_REGION] + by_class[KNOW_PLACE_WATER] + by_class[KNOW_PLACE_LAND] +
              by_class[KNOW_PLACE_SITE] >=
          900);
    CHECK((double)linked >= 0.99 * (double)towns);
}

static void test_stop_rules(void)
{
    REQUIRE(ready());
    static const struct {
        const char *name;
        uint32_t has, lacks;
    } cases[] = {
        {"Of", KNOW_STOP_NEVER, KNOW_STOP_PREP},
        {"Nice", KNOW_STOP_PREP, KNOW_STOP_NEVER},
        {"Reading", KNOW_STOP_REGION, KNOW_STOP_NEVER},
        {"Mobile", KNOW_STOP_REGION, KNOW_STOP_NEVER},
        {"Most", KNOW_STOP_NEVER, 0},
        {"ME", KNOW_STOP_AFTER, KNOW_STOP_PREP},
        {"London", 0, ~0u},
        {"Osh", 0, ~0u},
        {"Kabul", 0, ~0u},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        know_match m = know_match_text(know, sv_of(cases[i].name));
        uint32_t stop = know_match_stop(know, &m);
        if ((stop & cases[i].has) != cases[i].has || stop & cases[i].lacks)
            CHECK_FAIL("'%s' has stop rules %x", cases[i].name, stop);
    }
}

/* Whether the name has an actor of this kind and code. */
static bool names_actor(const char *name, uint8_t kind, const char *code)
{
    know_match m = know_match_text(know, sv_of(name));
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(know, m.first + i);
        const know_actor *a = e->kind == KNOW_ENTRY_ACTOR ? know_actor_at(know, e->id) : NULL;
        if (a && a->kind == kind && strcmp(a->code, code) == 0) return true;
    }
    return false;
}

static void test_actors_of_the_news(void)
{
    REQUIRE(ready());
    static const struct {
        const char *name;
        uint8_t kind;
        const char *code;
    } cases[] = {
        {"Kyrgyz", KNOW_STATE, "KGZ"},      {"the Kremlin", KNOW_STATE, "RUS"},
        {"OSCE", KNOW_ORGANIZATION, "IGO"}, {"United Nations", KNOW_ORGANIZATION, "UNO"},
        {"Otunbayeva", KNOW_PERSON, "KGZ"}, {"Human Rights Watch", KNOW_ORGANIZATION, "NGO"},
        {"gunmen", KNOW_ROLE, ""},          {"foreign minister", KNOW_OFFICE, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (!names_actor(cases[i].name, cases[i].kind, cases[i].code))
            CHECK_FAIL("'%s' is no actor of %s", cases[i].name, cases[i].code);
    CHECK(know_actor_at(know, know_state_of(know, SV("KGZ"))) != NULL);
}

static void test_lexicon_is_there(void)
{
    REQUIRE(ready());
    know_range r = know_senses(know, SV("kill"), 'v');
    CHECK(r.count > 5);
    for (uint32_t i = 1; i < r.count; i++)
        CHECK(know_sense_at(know, r.first + i - 1)->specificity >= know_sense_at(know, r.first + i)->specificity);
    CHECK(know_class_has(know, SV("people"), SV("villager")));
    CHECK(know_table_find(know, SV("words/numbers")) != NULL);
    CHECK(know_table_find(know, SV("ontology/cameo")) != NULL);
}

static void test_check_whole_file(void)
{
    REQUIRE(ready());
    sitrep_error err = {0};
    CHECK_STATUS(sitrep_knowledge_check(know, &err), SITREP_OK);
}

CHECK_MAIN(CASE(test_places_of_osh), CASE(test_places_of_the_world), CASE(test_places_counts), CASE(test_stop_rules),
           CASE(test_actors_of_the_news), CASE(test_lexicon_is_there), CASE(test_check_whole_file))
