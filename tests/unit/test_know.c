/* The knowledge compiler and its loader on small tables written here: lookups, faults in data, damaged files. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "base/date.h"
#include "know/compile.h"
#include "know/fold.h"

#define ROOT TEST_BINARY_DIR "/test_know"
#define DATA ROOT "/data"
#define OUT  ROOT "/out.know"

#define PLACES                                                                                                         \
    "#geonameid\tname\tascii\talternates\tlat\tlon\tfeature_class\tfeature_"                                           \
    "code\tcountry\tadmin1\tadmin2\tpopulation\t"
#define SENSES "lemma\tpos\twhen\tactor\trecipient\ttype\tmode\tcameo\tcontexts\tflags\tprior\texample\n"

static const char *const data_files[][2] = {
    {"gazetteer/geonames.tsv",
     PLACES "point\n"
            "1\tKyrgyzstan\tKyrgyzstan\tKyrgyz Republic\t41.5\t75\tA\tPCLI\tKGZ\t\t\t6000000\thand\n"
            "2\tOsh Region\tOsh Region\tOsh|Ош Облусу\t40.1\t73.2\tA\tADM1\tKGZ\t08\t\t900000\tplaces\n"
            "3\tOsh\tOsh\tOsch|Ош\t40.52828\t72.7985\tP\tPPLA\tKGZ\t08\t\t322164\tgeonames\n"
            "4\tMobile\tMobile\t\t30.69\t-88.04\tP\tPPLA2\tUSA\tAL\t097\t195111\tgeonames\n"
            "5\tMassachusetts\tMassachusetts\tMass.|MA\t42.37\t-71.11\tA\tADM1\tUSA\tMA\t\t7000000\thand\n"
            "6\tUnited States\tUnited States\tUS|U.S.\t39.76\t-98.5\tA\tPCLI\tUSA\t\t\t327000000\thand\n"
            "7\tKosovo\tKosovo\t\t42.58333\t21.00111\tA\tPCLI\tXKX\t\t\t1800000\thand\n"
            "8\tTromsø\tTromso\tTromsö\t69.6489\t18.9551\tP\tPPLA\tNOR\t19\t\t32000\tgeonames\n"
            "9\tMobile County\tMobile County\t\t30.8\t-88.2\tA\tADM2\tUSA\tAL\t097\t400000\tparent\n"
            "10\tAlabama\tAlabama\t\t32.75\t-86.75\tA\tADM1\tUSA\tAL\t\t4000000\thand\n"},
    {"gazetteer/supplement.tsv",
     PLACES "note\n"
            "\tCheryomushki\tCheryomushki\tCheremushki\t40.52\t72.77\tP\tPPLX\tKGZ\t08\t\t\tdistrict\n"
            "3\tOsh\tOsh\tOsh city\t\t\tP\tPPLA\tKGZ\t08\t\t\t\n"
            "\tDarfur\tDarfur\tthe Darfur region\t13\t25\tL\tRGN\tSDN\t\t\t\t\n"},
    {"gazetteer/places_stop.tsv",
     "name\trequires\tnote\nmobile\tprep|region\tword\nhope\tnever\tword\nus\tnever\tword\nma\tafter\tcode\n"},
    {"actors/states.tsv",
     "code\tiso2\tname\taliases\tadjectives\tcapital\tmetonyms\tgovernment_terms\tlanguages\tfrom\tto\tnotes\n"
     "KGZ\tKG\tKyrgyzstan\tKyrgyz Republic\tKyrgyz\tBishkek\t\tGKNB=SPY\tKyrgyz\t1991\t\t\n"
     "RUS\tRU\tRussia\t\tRussian\tMoscow\tthe Kremlin=GOV|Kremlin=GOV\tState Duma=LEG\tRussian\t\t\t\n"},
    {"actors/organizations.tsv",
     "name\taliases\tcode\tsectors\tkind\tparent\tseat\tfrom\tto\twikidata\n"
     "World Health Organization\tWHO\tIGO\tIGO|MED\tagency\tUnited Nations\tGeneva\t1948\t\tQ7817\n"
     "United Nations\tUN|U.N.\tUNO\tIGO\tinternational\t\tNew York\t1945\t\tQ1065\n"},
    {"actors/groups.tsv", "name\taliases\tkind\ttag\tcountries\tsectors\tambiguous_"
                          "with\tnotes\nUzbek\tUzbeks\tethnic\tuzb\tUZB\tCVL\tUZB\t\n"},
    {"actors/roles.tsv", "noun\tsectors\tkind\taffiliation\tnotes\ngunman\tUAF\tperson\tnone\t\nprotester\tCVL\tperson"
                         "\tplace\t\narmy\tMIL\torganization\tplace\t\n"},
    {"actors/titles.tsv", "title\tsectors\tgender\toffice\nGen.\tMIL\t\tmilitary commander\n"},
    {"actors/offices.tsv", "office\taliases\tsectors\tkind\trank\npresident\tleader\tGOV\tstate\t1\nforeign "
                           "minister\tsecretary of state(USA)\tGOV\tgovernment\t2\n"},
    {"actors/people.tsv",
     "name\taliases\tgender\tcountry\tsectors\toffice\tof\tfrom\tto\tsectors_in_office\n"
     "Roza Otunbayeva\tOtunbayeva|Rosa Otunbaeva\tf\tKGZ\tELI\tpresident\tKGZ\t2010-07-03\t2011-12-01\tGOV\n"
     "Roza Otunbayeva\t\tf\tKGZ\tELI\tforeign minister\tKGZ\t1994\t1997\tGOV\n"},
    {"actors/given_names.tsv", "name\tgender\tregion\nRoza\tf\tcentral-asia\n"},
    {"actors/surnames.tsv", "name\tregion\nHope\tenglish\n"},
    {"ontology/plover.tsv", "type\tmode\tquad\tscore\tmeaning\nASSAULT\t\t4\t-9\tattacks\nCONSULT\t\t1\t1\tmeets\n"},
    {"events/assault.tsv", SENSES
     "kill\tv\tobj:people|armed\tsubj\tobj\tASSAULT\t-\t190\t-\tkilled,lethal,inst=p.with/subj:weapon\t0.9\tRebels "
     "killed two.\n"
     "kill\tv\t-\tsubj\t-\tASSAULT\t-\t190\t-\t-\t0.4\tThey kill.\n"
     "open fire\tv\tp.on/p.against:place !obj "
     "form=opened\tsubj,p.by&subj.of\tp.on:people\tASSAULT\tfirearms\t193\tmilitary;crime\tneeds=both\t1\tPolice "
     "opened fire.\n"},
    {"events/consult.tsv", SENSES "talk\tn\t-\tsubj,mod:actor\t-\tCONSULT\tmeet\t040\t-\trecip\t0.8\tTalks.\n"},
    {"events/blockers.tsv", "lemma\tpos\twhen\tblocks\treason\texample\n*\tv\tsent:game\tASSAULT|PROTEST\tsport\tA."
                            "\nkill\tv\tobj=time\t*\tidiom\tB.\n"},
    {"events/embed.tsv", "lemma\tpos\tconstruction\tstatus\tpolarity\tcertainty\tomission\texample\n"
                         "plan\tv\txcomp,obj,p.for\tplanned\t=\t=\t=\tX.\nfail\tv\txcomp\t=\t-\t=\tyes\tY."
                         "\nmay\taux\thead\t=\t=\tpossible\t=\tZ.\n"},
    {"events/light.tsv", "lemma\tpos\tslot\tnouns\tactor\trecipient\teffect\texample\nlaunch\tv\tobj\tASSAULT|"
                         "PROTEST\tsubj\tp.against\t-\tX.\n"
                         "call off\tv\tobj\t*\tsubj\t-\tpolarity=-,status=planned\tY.\n"},
    {"events/compose.tsv", "outer\tinner\ttype\tmode\tcameo\tcontexts\nREQUEST\tAID\tREQUEST\t-\t023\t-\nREQUEST\tAID/"
                           "military\tREQUEST\tassist\t0232\tmilitary\n"
                           "REQUEST\tAID@health\tREQUEST\t-\t0233\thealth\n"},
    {"events/classes.tsv", "class\twords\npeople\tman woman child\npeople\thuman_shield\nweapon\tgun tear_gas\n"},
    {"words/numbers.tsv", "word\tclass\tvalue\nsix\tunit\t6\nDozen\tpart\t12\ndozen\tunit\t12\n"},
};

static sitrep_knowledge *know;

/* ---- files ---- */

static void write_text(const char *name, const char *text)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", DATA, name);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST) CHECK_FAIL("cannot make %s", path);
        *slash = '/';
    }
    FILE *f = fopen(path, "wb");
    if (!f || fputs(text, f) < 0) CHECK_FAIL("cannot write %s", path);
    if (f) fclose(f);
}

static void write_data(void)
{
    for (size_t i = 0; i < sizeof data_files / sizeof data_files[0]; i++)
        write_text(data_files[i][0], data_files[i][1]);
}

typedef struct said {
    uint32_t lines;
    char last[1024];
} said;

static void say(void *ctx, const char *line)
{
    said *s = ctx;
    s->lines++;
    snprintf(s->last, sizeof s->last, "%s", line);
}

static sitrep_status compile(bool lenient, said *s, sitrep_error *err)
{
    uint32_t faults = 0;
    *s = (said){0};
    sitrep_status status = know_compile(DATA, OUT, lenient, say, s, &faults, err);
    CHECK_INT(faults, s->lines);
    return status;
}

/* Opens the knowledge of the tables above, once. */
static bool ready(void)
{
    said s;
    sitrep_error err = {0};
    if (know) return true;
    write_data();
    CHECK_STATUS(compile(false, &s, &err), SITREP_OK);
    if (s.lines) CHECK_FAIL("%s", s.last);
    CHECK_STATUS(sitrep_knowledge_open(OUT, &know, &err), SITREP_OK);
    return know != NULL;
}

/* ---- lookups ---- */

/* The first entry of a phrase with this kind, NULL. */
static const know_entry *entry_of(const char *phrase, uint8_t kind)
{
    know_match m = know_match_text(know, sv_of(phrase));
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(know, m.first + i);
        if (e->kind == kind) return e;
    }
    return NULL;
}

static const know_actor *actor_of(const char *phrase, uint8_t kind)
{
    know_match m = know_match_text(know, sv_of(phrase));
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(know, m.first + i);
        const know_actor *a = e->kind == KNOW_ENTRY_ACTOR ? know_actor_at(know, e->id) : NULL;
        if (a && a->kind == kind) return a;
    }
    return NULL;
}

static void test_fold_words(void)
{
    static const struct {
        const char *word, *pieces;
        int shape;
    } cases[] = {
        {"Osh", "osh", KNOW_CAPITAL},
        {"Jalal-Abad", "jalal abad", KNOW_CAPITAL},
        {"U.S.", "us", KNOW_INITIALS},
        {"OSCE", "osce", KNOW_UPPER},
        {"us", "us", KNOW_LOWER},
        {"N’Djaména", "ndjamena", KNOW_CAPITAL},
        {"Łódź", "lodz", KNOW_CAPITAL},
        {"Ош", "ош", KNOW_CAPITAL},
        {"'s", "'s", KNOW_LOWER},
        {"Martha's", "martha 's", KNOW_CAPITAL},
        {"-", "", KNOW_LOWER},
        {"Sana'a", "sanaa", KNOW_CAPITAL},
        {"straße", "strasse", KNOW_LOWER},
        {",", ",", KNOW_LOWER},
        {"&", "and", KNOW_LOWER},
        {"Calif.", "calif", KNOW_CAPITAL},
        {"Ağrı", "agri", KNOW_CAPITAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        know_folded f;
        buf got = BUF_INIT(0);
        know_fold(sv_of(cases[i].word), &f);
        for (uint32_t p = 0; p < f.count; p++) {
            if (p) buf_add_char(&got, ' ');
            buf_add(&got, f.bytes + f.begin[p], f.len[p]);
        }
        CHECK_SV(buf_sv(&got), cases[i].pieces);
        CHECK_INT(f.shape, cases[i].shape);
        buf_release(&got);
    }
}

static void test_fold_too_long(void)
{
    know_folded f;
    char word[KNOW_FOLD_MAX + 20];
    memset(word, 'x', sizeof word);
    know_fold((sitrep_sv){word, sizeof word}, &f);
    CHECK(f.too_long);
    know_fold(SV("a-b-c-d-e"), &f);
    CHECK(f.too_long);
    know_fold(SV("\xff\xfe"), &f);
    CHECK(f.too_long);
}

static void test_places_names(void)
{
    REQUIRE(ready());
    know_match m = know_match_text(know, SV("Osh"));
    CHECK_INT(m.count, 2);
    CHECK_INT(know_place_at(know, know_entry_at(know, m.first)->id)->geonameid, 2); /* more people first */
    CHECK_INT(know_place_at(know, know_entry_at(know, m.first + 1)->id)->geonameid, 3);
    CHECK_INT(know_entry_at(know, m.first)->name, KNOW_NAME_SHORT);
    CHECK_INT(know_entry_at(know, m.first + 1)->name, KNOW_NAME_PREFERRED);
    const know_entry *e = entry_of("osh city", KNOW_ENTRY_PLACE);
    REQUIRE(e);
    CHECK_INT(know_place_at(know, e->id)->geonameid, 3);
    REQUIRE((e = entry_of("Tromso", KNOW_ENTRY_PLACE)));
    CHECK_SV(know_text(know, know_place_at(know, e->id)->name), "Tromsø");
    CHECK(!entry_of("Tromsdal", KNOW_ENTRY_PLACE));
    CHECK(!entry_of("", KNOW_ENTRY_PLACE));
}

static void test_places_rows(void)
{
    REQUIRE(ready());
    uint32_t osh = know_place_of_geonameid(know, 3);
    const know_place *p = know_place_at(know, osh);
    REQUIRE(p);
    CHECK_NEAR(know_degrees(p->lat), 40.52828, 1e-9);
    CHECK_STR(p->feature, "PPLA");
    CHECK_STR(p->code, "KGZ");
    CHECK_INT(p->class_, KNOW_PLACE_TOWN);
    CHECK(p->flags & KNOW_PLACE_SEAT && p->flags & KNOW_POINT_OWN);
    CHECK_INT(know_place_at(know, p->admin1)->geonameid, 2);
    CHECK_INT(know_place_at(know, p->country)->geonameid, 1);
    const know_place *mobile = know_place_at(know, know_place_of_geonameid(know, 4));
    CHECK_INT(know_place_at(know, mobile->admin2)->geonameid, 9);
    CHECK(know_place_at(know, know_place_of_geonameid(know, 9))->flags & KNOW_POINT_ROUGH);
    CHECK_INT(know_place_of_geonameid(know, 99), SITREP_NONE);
    CHECK(know_place_at(know, SITREP_NONE) == NULL);
    CHECK_INT(know_place_of_country(know, SV("KOS")), know_place_of_country(know, SV("XKX")));
    CHECK_INT(know_place_of_country(know, SV("ZZZ")), SITREP_NONE);
    CHECK_NEAR(know_place_distance(p, know_place_at(know, know_place_of_geonameid(know, 1))), 215.0, 5.0);
    const know_entry *e = entry_of("Cheremushki", KNOW_ENTRY_PLACE);
    REQUIRE(e);
    p = know_place_at(know, e->id);
    CHECK_INT(p->geonameid, 0);
    CHECK_INT(p->class_, KNOW_PLACE_DISTRICT);
    CHECK(p->flags & KNOW_PLACE_HAND);
}

static void test_places_stop(void)
{
    REQUIRE(ready());
    know_match m = know_match_text(know, SV("Mobile"));
    CHECK_INT(know_match_stop(know, &m), KNOW_STOP_PREP | KNOW_STOP_REGION);
    m = know_match_text(know, SV("Osh"));
    CHECK_INT(know_match_stop(know, &m), 0);
    m = know_match_text(know, SV("US")); /* "us" is a word, "US" is not */
    CHECK_INT(know_match_stop(know, &m), KNOW_STOP_NEVER);
    CHECK_INT(know_entry_stop(know, &m, entry_of("US", KNOW_ENTRY_PLACE)), 0);
    m = know_match_text(know, SV("MA"));
    CHECK_INT(know_entry_stop(know, &m, entry_of("MA", KNOW_ENTRY_PLACE)), KNOW_STOP_AFTER);
    m = know_match_text(know, SV("Hope"));
    CHECK_INT(know_match_stop(know, &m), KNOW_STOP_NEVER);
    CHECK(know_match_has(know, &m, KNOW_KIND_BIT(KNOW_ENTRY_SURNAME)));
    CHECK(!know_match_has(know, &m, KNOW_KIND_BIT(KNOW_ENTRY_PLACE)));
}

/* Whether the first entry of `kind` fits the words of `text`. */
static bool fits(const char *phrase, const char *text, uint8_t kind)
{
    know_word words[8];
    uint32_t n = 0;
    for (sitrep_sv rest = sv_of(text); rest.len && n < 8;) words[n++] = know_word_of(know, sv_cut(&rest, ' '));
    const know_entry *e = entry_of(phrase, kind);
    CHECK(e != NULL);
    return e && know_entry_fits(e, words, 0, n);
}

static void test_entry_fits_case(void)
{
    REQUIRE(ready());
    CHECK(fits("US", "US", KNOW_ENTRY_PLACE));
    CHECK(fits("US", "U.S.", KNOW_ENTRY_PLACE));
    CHECK(!fits("US", "us", KNOW_ENTRY_PLACE));
    CHECK(!fits("US", "Us", KNOW_ENTRY_PLACE));
    CHECK(!fits("WHO", "Who", KNOW_ENTRY_ACTOR));
    CHECK(fits("WHO", "WHO", KNOW_ENTRY_ACTOR));
    CHECK(fits("GKNB", "Gknb", KNOW_ENTRY_ACTOR));
    CHECK(!fits("GKNB", "gknb", KNOW_ENTRY_ACTOR));
    CHECK(fits("Mass.", "Mass.", KNOW_ENTRY_PLACE));
    CHECK(fits("Mass.", "Mass", KNOW_ENTRY_PLACE));
    CHECK(!fits("Mass.", "mass", KNOW_ENTRY_PLACE));
    CHECK(!fits("Osh", "osh", KNOW_ENTRY_PLACE));
    CHECK(fits("Osh", "OSH", KNOW_ENTRY_PLACE));
    CHECK(fits("gunman", "Gunman", KNOW_ENTRY_ACTOR));
    CHECK(fits("foreign minister", "foreign minister", KNOW_ENTRY_ACTOR));
    CHECK(fits("the Kremlin", "the Kremlin", KNOW_ENTRY_ACTOR));
    CHECK(!fits("the Kremlin", "the kremlin", KNOW_ENTRY_ACTOR));
}

static void test_match_at_longest_first(void)
{
    REQUIRE(ready());
    static const char *const text[] = {"the", "Osh", "-", "Region", "of", "Kyrgyzstan", ",", "Mobile"};
    know_word words[8];
    know_match m[KNOW_MATCHES_MAX];
    for (int i = 0; i < 8; i++) words[i] = know_word_of(know, sv_of(text[i]));
    CHECK_INT(know_match_at(know, words, 8, 1, m, KNOW_MATCHES_MAX), 2);
    CHECK_INT(m[0].end, 4);
    CHECK_INT(m[1].end, 2);
    CHECK_INT(know_match_at(know, words, 8, 1, m, 1), 1);
    CHECK_INT(m[0].end, 4);
    CHECK_INT(know_match_at(know, words, 3, 1, m, KNOW_MATCHES_MAX), 1);
    CHECK_INT(know_match_at(know, words, 8, 2, m, KNOW_MATCHES_MAX), 0);
    CHECK_INT(know_match_at(know, words, 8, 6, m, KNOW_MATCHES_MAX), 0);
    CHECK_INT(know_match_at(know, words, 8, 8, m, KNOW_MATCHES_MAX), 0);
    CHECK_INT(know_match_exact(know, words + 1, 3).count, 1);
    CHECK_INT(know_match_exact(know, words, 2).count, 0);
}

static void test_actors_rows(void)
{
    REQUIRE(ready());
    const know_actor *a = actor_of("WHO", KNOW_ORGANIZATION);
    REQUIRE(a);
    CHECK_STR(a->code, "IGO");
    CHECK_INT(a->sectors.count, 2);
    CHECK_STR(a->sectors.code[1], "MED");
    CHECK_SV(know_text(know, know_actor_at(know, a->parent)->name), "United Nations");
    CHECK_SV(know_text(know, a->wikidata), "Q7817");
    REQUIRE((a = actor_of("Uzbeks", KNOW_GROUP)));
    CHECK_SV(know_text(know, a->tag), "uzb");
    CHECK_STR(a->code, "UZB");
    CHECK(actor_of("gunmen", KNOW_ROLE) == actor_of("gunman", KNOW_ROLE) && actor_of("gunmen", KNOW_ROLE));
    CHECK(actor_of("armies", KNOW_ROLE) != NULL);
    CHECK_INT(know_state_of(know, SV("RUS")), know_state_of(know, SV("RUS")));
    a = know_actor_at(know, know_state_of(know, SV("KGZ")));
    REQUIRE(a);
    CHECK_SV(know_text(know, a->name), "Kyrgyzstan");
    CHECK_INT(know_state_of(know, SV("XYZ")), SITREP_NONE);
    const know_entry *e = entry_of("State Duma", KNOW_ENTRY_ACTOR);
    REQUIRE(e);
    CHECK_INT(e->name, KNOW_NAME_BODY);
    CHECK_STR(e->sector, "LEG");
    REQUIRE((e = entry_of("secretary of state", KNOW_ENTRY_ACTOR)));
    CHECK_STR(e->bound, "USA");
}

static int32_t day(int year, int month, int d)
{
    return date_to_days((civil_date){year, (uint8_t)month, (uint8_t)d});
}

static void test_people_tenures(void)
{
    REQUIRE(ready());
    const know_actor *a = actor_of("Otunbayeva", KNOW_PERSON);
    REQUIRE(a);
    CHECK(a == actor_of("Rosa Otunbaeva", KNOW_PERSON));
    CHECK_INT(a->gender, 'f');
    CHECK_INT(a->tenures.count, 2);
    const know_tenure *t = know_tenure_on(know, a, day(2010, 9, 1));
    REQUIRE(t);
    CHECK_SV(know_text(know, know_actor_at(know, t->office)->name), "president");
    REQUIRE((t = know_tenure_on(know, a, day(1997, 12, 31))));
    CHECK_SV(know_text(know, know_actor_at(know, t->office)->name), "foreign minister");
    CHECK(know_tenure_on(know, a, day(1998, 1, 1)) == NULL);
    CHECK(know_tenure_on(know, a, day(2011, 12, 2)) == NULL);
    CHECK(know_tenure_on(know, a, SITREP_DAY_NONE) != NULL);
    CHECK_INT(entry_of("Roza", KNOW_ENTRY_GIVEN)->id, 'f');
}

/* ---- tables and the lexicon ---- */

static void test_tables(void)
{
    REQUIRE(ready());
    const know_table *t = know_table_find(know, SV("words/numbers"));
    REQUIRE(t);
    CHECK_INT(t->rows, 3);
    CHECK_INT(know_table_column(know, t, SV("value")), 2);
    CHECK_INT(know_table_column(know, t, SV("nothing")), SITREP_NONE);
    know_range r = know_table_rows(know, t, SV("dozen"));
    REQUIRE(r.count == 2);
    CHECK_SV(know_table_cell(know, t, know_table_keyed(know, t, r.first), 1), "part");
    CHECK_SV(know_table_cell(know, t, know_table_keyed(know, t, r.first + 1), 1), "unit");
    CHECK_INT(know_table_rows(know, t, SV("seven")).count, 0);
    CHECK_SV(know_table_cell(know, t, 3, 0), "");
    CHECK_SV(know_table_cell(know, t, 0, 3), "");
    CHECK(know_table_find(know, SV("words/letters")) == NULL);
    CHECK(know_table_find(know, SV("actors/titles")) != NULL);
}

static void test_senses_order_and_parts(void)
{
    REQUIRE(ready());
    sitrep_sv value = {NULL, 0};
    know_range r = know_senses(know, SV("kill"), 'v');
    REQUIRE(r.count == 2);
    const know_sense *s = know_sense_at(know, r.first);
    CHECK_INT(s->specificity, 2);
    CHECK_INT(s->event_type, SITREP_EVENT_ASSAULT);
    CHECK_INT(s->mode.len, 0);
    CHECK(know_sense_flag(know, s, SV("lethal"), NULL));
    CHECK(know_sense_flag(know, s, SV("inst"), &value));
    CHECK_SV(value, "p.with/subj:weapon");
    CHECK(!know_sense_flag(know, s, SV("leth"), NULL));
    CHECK_INT(s->instrument.count, 2);
    CHECK_SV(know_text(know, know_slot_at(know, s->instrument.first + 1)->class_), "weapon");
    CHECK_NEAR(know_sense_at(know, r.first + 1)->prior, 0.4, 1e-6);
    CHECK_INT(know_senses(know, SV("kill"), 'n').count, 0);
    CHECK_INT(know_senses(know, SV("kil"), 'v').count, 0);
    CHECK_INT(know_lemma_words(know, SV("open")), 2);
    CHECK_INT(know_lemma_words(know, SV("kill")), 1);
    CHECK_INT(know_lemma_words(know, SV("close")), 0);
}

static void test_senses_conditions(void)
{
    REQUIRE(ready());
    know_range r = know_senses(know, SV("open fire"), 'v');
    REQUIRE(r.count == 1);
    const know_sense *s = know_sense_at(know, r.first);
    REQUIRE(s->tests.count == 3);
    const know_test *t = know_test_at(know, s->tests.first);
    CHECK_INT(t->op, KNOW_TEST_CLASS);
    CHECK_INT(t->paths.count, 2);
    CHECK_SV(know_text(know, know_path_at(know, t->paths.first + 1)->step[0].prep), "against");
    CHECK_SV(know_value_at(know, t->words.first), "place");
    CHECK(know_test_at(know, s->tests.first + 1)->negate);
    CHECK_INT(know_test_at(know, s->tests.first + 2)->op, KNOW_TEST_FORM);
    CHECK_INT(s->specificity, 2 + 1 + 4);
    REQUIRE(s->actor.count == 3);
    CHECK_INT(know_slot_at(know, s->actor.first)->alternative, 0);
    CHECK_INT(know_slot_at(know, s->actor.first + 1)->alternative, 1);
    CHECK_INT(know_slot_at(know, s->actor.first + 2)->alternative, 1);
    CHECK_INT(know_slot_at(know, s->actor.first + 2)->path.count, 2);
}

static void test_embeds_lights_compose(void)
{
    REQUIRE(ready());
    know_range r = know_embeds(know, SV("plan"), 'v');
    REQUIRE(r.count == 1);
    const know_embed *e = know_embed_at(know, r.first);
    CHECK_INT(e->construction.count, 3);
    CHECK_INT(e->status, SITREP_STATUS_planned);
    CHECK_INT(e->polarity, 0);
    CHECK_INT(e->certainty, KNOW_KEEP);
    r = know_embeds(know, SV("fail"), 'v');
    REQUIRE(r.count == 1);
    CHECK_INT(know_embed_at(know, r.first)->polarity, '-');
    CHECK_INT(know_embed_at(know, r.first)->omission, 1);
    CHECK_INT(know_embed_at(know, know_embeds(know, SV("may"), 'x').first)->certainty, SITREP_CERTAINTY_possible);
    r = know_lights(know, SV("call off"), 'v');
    REQUIRE(r.count == 1);
    const know_light *l = know_light_at(know, r.first);
    CHECK_INT(l->polarity, '-');
    CHECK_INT(l->status, SITREP_STATUS_planned);
    CHECK_INT(l->nouns_are, KNOW_LIGHT_ANY);
    r = know_lights(know, SV("launch"), 'v');
    REQUIRE(r.count == 1);
    CHECK_INT(know_light_at(know, r.first)->nouns_are, KNOW_LIGHT_TYPES);
    CHECK_INT(know_light_at(know, r.first)->nouns.count, 2);
    CHECK_SV(know_text(know, know_compose_of(know, SV("REQUEST"), SV("AID"), SV("military"), SV("health"))->cameo),
             "0232");
    CHECK_SV(know_text(know, know_compose_of(know, SV("REQUEST"), SV("AID"), SV(""), SV("legal;health"))->cameo),
             "0233");
    CHECK_SV(know_text(know, know_compose_of(know, SV("REQUEST"), SV("AID"), SV(""), SV(""))->cameo), "023");
    CHECK(know_compose_of(know, SV("REQUEST"), SV("ASSAULT"), SV(""), SV("")) == NULL);
    CHECK_INT(know_blockers(know, SV("*"), 'v').count, 1);
    r = know_blockers(know, SV("kill"), 'v');
    REQUIRE(r.count == 1);
    CHECK_SV(know_text(know, know_sense_at(know, r.first)->type), "*");
}

static void test_classes(void)
{
    REQUIRE(ready());
    CHECK(know_class_has(know, SV("people"), SV("child")));
    CHECK(know_class_has(know, SV("people"), SV("human shield")));
    CHECK(!know_class_has(know, SV("people"), SV("gun")));
    CHECK(know_class_has(know, SV("weapon"), SV("tear gas")));
    CHECK_INT(know_class_id(know, SV("animal")), SITREP_NONE);
    CHECK(!know_class_has(know, SV("animal"), SV("gun")));
}

/* ---- faults in data ---- */

static void check_fault(const char *file, const char *text, const char *wanted)
{
    said s;
    sitrep_error err = {0};
    write_text(file, text);
    CHECK_STATUS(compile(false, &s, &err), SITREP_FORMAT);
    if (!strstr(s.last, wanted)) CHECK_FAIL("fault is \"%s\", wanted \"%s\"", s.last, wanted);
    CHECK_STATUS(compile(true, &s, &err), SITREP_OK);
    write_data();
}

static void test_compile_faults_name_file_and_line(void)
{
    REQUIRE(ready());
    check_fault("gazetteer/places_stop.tsv", "name\trequires\tnote\nmobile\tsometimes\t\n",
                "gazetteer/places_stop.tsv:2: unknown rule");
    check_fault("gazetteer/places_stop.tsv", "name\trequires\tnote\n# a comment\nmobile\tprep\n",
                "places_stop.tsv:3: 2 columns, not 3");
    check_fault("gazetteer/supplement.tsv", PLACES "note\n\tX\tX\t\t91\t0\tP\tPPL\tKGZ\t\t\t\t\n",
                "supplement.tsv:2: no point");
    check_fault("gazetteer/supplement.tsv", PLACES "note\nx1\tX\tX\t\t1\t0\tP\tPPL\tKGZ\t\t\t\t\n", "geonameid 'x1'");
    check_fault("gazetteer/supplement.tsv", "#geonameid\tname\n", "supplement.tsv:1: column 3 is not 'ascii'");
    check_fault("actors/people.tsv",
                "name\taliases\tgender\tcountry\tsectors\toffice\tof\tfrom\tto\tsectors_in_office\nA "
                "B\t\tm\tKGZ\t\tking\tKGZ\t\t\t\n",
                "people.tsv:2: unknown office 'king'");
    check_fault("actors/people.tsv",
                "name\taliases\tgender\tcountry\tsectors\toffice\tof\tfrom\tto\tsectors_in_office\nA "
                "B\t\tm\tKGZ\t\tpresident\tKGZ\t2010-02-30\t\t\n",
                "people.tsv:2: date '2010-02-30'");
    check_fault(
        "actors/organizations.tsv",
        "name\taliases\tcode\tsectors\tkind\tparent\tseat\tfrom\tto\twikidata\nA\t\tIGO\tIGO\tagency\tB\t\t\t\t\n",
        "unknown parent 'B'");
    check_fault("events/assault.tsv", SENSES "hit\tv\tobjj\tsubj\tobj\tASSAULT\t-\t-\t-\t-\t1\tX\n",
                "assault.tsv:2: unknown function 'objj'");
    check_fault("events/assault.tsv", SENSES "hit\tv\t-\tsubj\tobj\tASSAIL\t-\t-\t-\t-\t1\tX\n",
                "unknown type 'ASSAIL'");
    check_fault("events/assault.tsv", SENSES "hit\tv\t-\tsubj\tobj\tASSAULT\t-\t-\t-\t-\t1.5\tX\n", "prior '1.5'");
    check_fault("words/numbers.tsv", "word\tvalue\nsi\xffx\t6\n", "numbers.tsv:2: not UTF-8 at byte 2");
    check_fault("words/numbers.tsv", "# only a comment\n", "no header line");
}

static void test_compile_is_the_same_each_time(void)
{
    REQUIRE(ready());
    said s;
    sitrep_error err = {0};
    sitrep_knowledge *again = NULL;
    CHECK_STATUS(compile(false, &s, &err), SITREP_OK);
    CHECK_STATUS(sitrep_knowledge_open(OUT, &again, &err), SITREP_OK);
    REQUIRE(again);
    CHECK_STR(sitrep_knowledge_version(again), sitrep_knowledge_version(know));
    CHECK_INT(again->size, know->size);
    CHECK(memcmp(again->bytes, know->bytes, know->size) == 0);
    sitrep_knowledge_free(again);
    write_text("words/numbers.tsv", "word\tclass\tvalue\nsix\tunit\t7\n");
    CHECK_STATUS(compile(false, &s, &err), SITREP_OK);
    CHECK_STATUS(sitrep_knowledge_open(OUT, &again, &err), SITREP_OK);
    CHECK(strcmp(sitrep_knowledge_version(again), sitrep_knowledge_version(know)) != 0);
    sitrep_knowledge_free(again);
    write_data();
}

static void test_compile_without_data(void)
{
    said s = {0};
    uint32_t faults = 0;
    sitrep_error err = {0};
    CHECK_STATUS(know_compile(ROOT "/nothing", OUT ".empty", false, say, &s, &faults, &err), SITREP_OK);
    sitrep_knowledge *empty = NULL;
    CHECK_STATUS(sitrep_knowledge_open(OUT ".empty", &empty, &err), SITREP_OK);
    REQUIRE(empty);
    CHECK_STATUS(sitrep_knowledge_check(empty, &err), SITREP_OK);
    CHECK_INT(know_match_text(empty, SV("Osh")).count, 0);
    CHECK_INT(know_senses(empty, SV("kill"), 'v').count, 0);
    sitrep_knowledge_free(empty);
    CHECK_STATUS(know_compile(DATA, ROOT "/no/such/out", false, say, &s, &faults, &err), SITREP_IO);
}

/* ---- damaged files ---- */

/* Lookups that must stay inside the map whatever the bytes are. */
static uint32_t look_around(const sitrep_knowledge *k)
{
    static const char *const phrases[] = {"Osh",   "the Kremlin", "Osh Region",  "Otunbayeva",
                                          "Mass.", "WHO",         "nothing here"};
    uint32_t sum = 0;
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        know_match m = know_match_text(k, sv_of(phrases[i]));
        sum += know_match_stop(k, &m);
        for (uint32_t j = 0; j < m.count && j < 64; j++) {
            const know_entry *e = know_entry_at(k, m.first + j);
            const know_place *p = e ? know_place_at(k, e->id) : NULL;
            const know_actor *a = e ? know_actor_at(k, e->id) : NULL;
            sum += p ? (uint32_t)know_text(k, p->name).len : 0;
            sum += a && know_tenure_on(k, a, 0) ? 1 : 0;
        }
    }
    know_range r = know_senses(k, SV("kill"), 'v');
    for (uint32_t i = 0; i < r.count && i < 64; i++) {
        const know_sense *s = know_sense_at(k, r.first + i);
        sum += s ? (uint32_t)know_text(k, s->flags).len + know_sense_flag(k, s, SV("inst"), NULL) : 0;
    }
    const know_table *t = know_table_find(k, SV("words/numbers"));
    if (t) sum += (uint32_t)know_table_cell(k, t, 1, 1).len + know_table_rows(k, t, SV("dozen")).count;
    sum += know_class_has(k, SV("people"), SV("child"));
    sum += know_compose_of(k, SV("REQUEST"), SV("AID"), SV(""), SV("")) != NULL;
    return sum + know_place_of_country(k, SV("KGZ")) + know_place_of_geonameid(k, 3) + know_state_of(k, SV("RUS"));
}

static void test_open_damaged(void)
{
    REQUIRE(ready());
    size_t size = know->size, table = KNOW_HEADER_SIZE + (size_t)KNOW_SECTION_COUNT * 32;
    unsigned char *copy = malloc(size + 1);
    uint32_t noticed = 0, tried = 0, sum = 0;
    REQUIRE(copy);
    for (size_t at = 0; at < size; at += at < table ? 1 : 37) {
        sitrep_knowledge k = {0};
        sitrep_error err = {0};
        memcpy(copy, know->bytes, size);
        copy[at] ^= (unsigned char)(1u << at % 8);
        sitrep_status status = know_attach(&k, copy, size, &err);
        if (at < table && status == SITREP_OK) CHECK_FAIL("byte %zu of the header flipped, opened all the same", at);
        if (status) continue;
        tried++;
        noticed += sitrep_knowledge_check(&k, &err) != SITREP_OK;
        sum += look_around(&k);
    }
    CHECK(tried > 100 && sum > 0);
    CHECK(noticed * 10 > tried * 8); /* the rest are flips of padding between sections */
    free(copy);
}

static void test_open_cut_off(void)
{
    REQUIRE(ready());
    for (size_t size = 0; size < know->size; size += size < 4096 ? 1 : 511) {
        sitrep_knowledge k = {0};
        sitrep_error err = {0};
        unsigned char *copy = malloc(size + 1); /* of its own length, so that a read past the end is seen */
        REQUIRE(copy);
        memcpy(copy, know->bytes, size);
        if (know_attach(&k, copy, size, &err) == SITREP_OK)
            CHECK_FAIL("opened with %zu of %zu bytes", size, know->size);
        free(copy);
    }
}

static void test_open_other_version(void)
{
    REQUIRE(ready());
    sitrep_knowledge k = {0};
    sitrep_error err = {0};
    unsigned char *copy = malloc(know->size);
    REQUIRE(copy);
    memcpy(copy, know->bytes, know->size);
    copy[8] = 99;
    CHECK_STATUS(know_attach(&k, copy, know->size, &err), SITREP_VERSION);
    copy[8] = KNOW_FORMAT_VERSION;
    copy[12] ^= 0xff;
    CHECK_STATUS(know_attach(&k, copy, know->size, &err), SITREP_UNSUPPORTED);
    copy[12] ^= 0xff;
    copy[32] ^= 1;
    CHECK_STATUS(know_attach(&k, copy, know->size, &err), SITREP_CHECKSUM);
    copy[0] = 'X';
    CHECK_STATUS(know_attach(&k, copy, know->size, &err), SITREP_FORMAT);
    free(copy);
    sitrep_knowledge *out = NULL;
    CHECK_STATUS(sitrep_knowledge_open(ROOT "/no such file", &out, &err), SITREP_IO);
    CHECK_STATUS(sitrep_knowledge_open(DATA "/words/numbers.tsv", &out, &err), SITREP_FORMAT);
    CHECK(out == NULL);
    sitrep_knowledge_free(NULL);
}

static void test_check_whole_file(void)
{
    REQUIRE(ready());
    sitrep_error err = {0};
    CHECK_STATUS(sitrep_knowledge_check(know, &err), SITREP_OK);
    CHECK_INT(strlen(sitrep_knowledge_version(know)), 16);
}

CHECK_MAIN(CASE(test_fold_words), CASE(test_fold_too_long), CASE(test_places_names), CASE(test_places_rows),
           CASE(test_places_stop), CASE(test_entry_fits_case), CASE(test_match_at_longest_first),
           CASE(test_actors_rows), CASE(test_people_tenures), CASE(test_tables), CASE(test_senses_order_and_parts),
           CASE(test_senses_conditions), CASE(test_embeds_lights_compose), CASE(test_classes),
           CASE(test_compile_faults_name_file_and_line), CASE(test_compile_is_the_same_each_time),
           CASE(test_compile_without_data), CASE(test_open_damaged), CASE(test_open_cut_off),
           CASE(test_open_other_version), CASE(test_check_whole_file))
