/* Where and when: the outlet's home, events' places and days, intervals of times, on the real model and knowledge file.
 */
#include "check.h"

#include "base/date.h"
#include "reader.h"

static const sitrep_record *read_text(const char *source, const char *url, const char *published, const char *text)
{
    sitrep_error err = {0};
    const sitrep_record *record = NULL;
    sitrep_report report = {.id = SV("case"),
                            .source = sv_of(source),
                            .url = sv_of(url),
                            .published = sv_of(published),
                            .text = sv_of(text)};
    sitrep_status status =
        reading_open() ? sitrep_reader_run(reading_reader, &report, &record, &err) : SITREP_NOT_FOUND;
    if (status) CHECK_FAIL("%s: %s", text, err.msg);
    return status ? NULL : record;
}

/* The admin1 and country of the first place with this text: "Kentucky, USA". */
static void check_home(const char *source, const char *url, const char *text, const char *name, const char *want)
{
    const sitrep_record *r = read_text(source, url, "2010-06-24", text);
    char got[256] = "no such place";
    for (uint32_t i = 0; r && i < r->place_count; i++) {
        const sitrep_place *p = &r->places[i];
        if (!sv_eq(p->text, sv_of(name))) continue;
        snprintf(got, sizeof got, "%.*s, %s", SV_ARG(p->admin1), p->country.text);
        break;
    }
    if (strcmp(got, want) != 0) CHECK_FAIL("%s in %s%s is %s, wanted %s", name, source, url, got, want);
}

#define PARIS  "A man was arrested in Paris on Monday after a fire, police said."
#define LONDON "The mayor of London opened the new hospital on Monday."

static void test_home_of_known_outlets(void)
{
    check_home("", "", PARIS, "Paris", "Île-de-France, FRA");
    check_home("Paris Post-Intelligencer", "", PARIS, "Paris", "Tennessee, USA");
    check_home("The Paris Post-Intelligencer", "", PARIS, "Paris", "Tennessee, USA");
    check_home("", "https://www.parispi.net/news/1.html", PARIS, "Paris", "Tennessee, USA");
    check_home("London Free Press", "", LONDON, "London", "Ontario, CAN");
    check_home("Evening Standard", "", LONDON, "London", "England, GBR");
    check_home("Reuters", "", LONDON, "London", "England, GBR");
    check_home("Leavenworth Times", "", "A man from Lansing was killed when his car left the road near Easton.",
               "Lansing", "Kansas, USA");
}

static void test_home_from_name(void)
{
    check_home("Paris Courier of Texas", "", "Sheriff's deputies were called to Sulphur Springs on Monday.",
               "Sulphur Springs", "Texas, USA");
    check_home("The Herald, Glasgow", "", "Two men were hurt in Perth on Monday.", "Perth", "Scotland, GBR");
}

static void test_home_not_for_agencies(void)
{
    check_home("Paris Post-Intelligencer", "",
               "PARIS (Reuters) - The French president met ministers in Paris on Monday.", "Paris",
               "Île-de-France, FRA");
}

/* The place and the day of the first event with this trigger: "Osh 2010-06-14". "-" for none. */
static void check_event(const char *published, const char *text, const char *trigger, const char *want)
{
    const sitrep_record *r = read_text("", "", published, text);
    char got[256] = "no such event", day[11] = "-";
    for (uint32_t i = 0; r && i < r->event_count; i++) {
        const sitrep_event *e = &r->events[i];
        if (!sv_eq(sv_span(r->text, e->trigger), sv_of(trigger))) continue;
        sitrep_sv place = e->place == SITREP_NONE ? SV("-") : r->places[e->place].name;
        if (e->begin != SITREP_DAY_NONE) date_print(e->begin, day);
        snprintf(got, sizeof got, "%.*s %s", SV_ARG(place), day);
        break;
    }
    if (strcmp(got, want) != 0) CHECK_FAIL("%s\n    read %s\n    want %s", text, got, want);
}

static void test_event_place_is_not_the_speakers(void)
{
    check_event("2010-06-14", "The health ministry in Bishkek said that 192 people had been killed.", "killed", "- -");
    check_event("2010-06-14", "Gunmen killed two men in Osh on Saturday, a spokesman in Bishkek said.", "killed",
                "Osh 2010-06-12");
}

static void test_event_place_of_border(void)
{
    check_event("2010-06-14", "OSH, Kyrgyzstan (Reuters) - Uzbekistan closed its border on Monday.", "closed",
                "Uzbekistan 2010-06-14");
}

static void test_event_place_of_object(void)
{
    check_event("2010-06-14", "The army shelled Aleppo on Sunday, activists in London said.", "shelled",
                "Aleppo 2010-06-13");
}

static void test_event_place_from_discourse(void)
{
    check_event("2010-06-14", "Crowds gathered in Osh on Friday. Gunmen killed two policemen in the city on Saturday.",
                "killed", "Osh 2010-06-12");
}

static void test_event_day_of_story(void)
{
    check_event(
        "2010-06-24",
        "Troops raided the village of Nariman on Monday. Houses were searched. Two men were killed, villagers said.",
        "killed", "Nariman 2010-06-21");
    check_event("2010-06-24", "The government blames the former president, who was driven out in April.", "blames",
                "- 2010-06-24");
}

static void test_event_day_not_ahead(void)
{
    check_event("2010-06-14", "The government accuses its rivals of violence to stop a vote on 27 June.", "accuses",
                "- 2010-06-14");
}

static void test_time_interval(void)
{
    char day[11];
    const sitrep_record *r = read_text("", "", "2010-06-24", "The killings of 10-14 June shocked the south.");
    REQUIRE(r && r->time_count == 1);
    date_print(r->times[0].begin, day);
    CHECK_STR(day, "2010-06-10");
    date_print(r->times[0].end, day);
    CHECK_STR(day, "2010-06-14");
    r = read_text("", "", "2010-06-24", "It was the worst week since 31 June.");
    REQUIRE(r && r->time_count >= 1);
    CHECK_SV(r->times[r->time_count - 1].warning, "no such day");
    CHECK_INT(r->times[r->time_count - 1].begin, SITREP_DAY_NONE);
}

/* The first event of a trigger. */
static const sitrep_event *event_of(const sitrep_record *r, const char *trigger)
{
    for (uint32_t i = 0; r && i < r->event_count; i++)
        if (sv_eq(sv_span(r->text, r->events[i].trigger), sv_of(trigger))) return &r->events[i];
    return NULL;
}

/* What is said is of the report's day, whatever day the story named last; a night told beside it moves nothing. */
static void test_event_day_of_words(void)
{
    const sitrep_record *r =
        read_text("", "", "2017-08-30",
                  "DHAKA, Aug 30 - Guards turned back 550 people who tried to cross the river on Tuesday night. Turkey "
                  "promised to raise the matter. Britain condemned the violence. Canada gave the envoys until Friday. "
                  "Norway urged both sides to talk.");
    const char *const triggers[] = {"promised", "condemned", "urged"};
    for (size_t i = 0; i < sizeof triggers / sizeof triggers[0]; i++) {
        const sitrep_event *e = event_of(r, triggers[i]);
        REQUIRE(e);
        CHECK_INT(e->begin, date_to_days((civil_date){2017, 8, 30}));
    }
}

/* A strike that is called for a weekday is of the one to come. */
static void test_event_day_ahead(void)
{
    const sitrep_record *r = read_text(
        "", "", "2021-02-02", "BONN, Feb 2 - Port workers and miners announced a general strike for Wednesday.");
    const sitrep_event *e = event_of(r, "strike");
    REQUIRE(e);
    CHECK_INT(e->begin, date_to_days((civil_date){2021, 2, 3}));
    r = read_text("", "", "2021-02-05", "BONN, Feb 5 - The union called a 48-hour strike from Monday.");
    REQUIRE(r && r->event_count);
    CHECK_INT(r->events[0].begin, date_to_days((civil_date){2021, 2, 8}));
    CHECK(r->events[0].status == SITREP_STATUS_planned);
    r = read_text("", "", "2021-02-05", "Armenian and Azeri forces fought with tanks, artillery and drones on Friday.");
    e = event_of(r, "fought");
    REQUIRE(e && e->actor_count);
    for (uint32_t i = 0; i < e->actor_count; i++) CHECK(!sv_eq(e->actors[i].text, SV("tanks")));
    r = read_text("", "", "2010-01-14", "UN Secretary-General Ban Ki-moon said in New York that 36 people had died.");
    CHECK(event_of(r, "Ban") == NULL);
}

/* Unnamed police are of the country that the top of the report is about; what is somebody's is of his country. */
static void test_country_of_unnamed_roles(void)
{
    const sitrep_record *r = read_text(
        "", "", "2024-07-18",
        "DHAKA, July 18 - Eighteen people were killed in Bangladesh on Thursday. Police fired tear gas at students. "
        "India "
        "advised its citizens to stay indoors. Students from Nepal crossed into India. Greece reinforced its troops.");
    const sitrep_event *fired = event_of(r, "fired"), *advised = event_of(r, "advised");
    REQUIRE(fired && fired->actor_count && advised && advised->recipient_count);
    CHECK_STR(fired->actors[0].code.text, "BGD");
    CHECK_STR(advised->recipients[0].code.text, "IND");
    r = read_text("", "", "2024-07-18", "China sent a rescue team to Nepal. Germany refused easier terms.");
    const sitrep_event *sent = event_of(r, "sent"), *refused = event_of(r, "refused");
    REQUIRE(sent);
    for (uint32_t i = 0; i < sent->recipient_count; i++) CHECK_STR(sent->recipients[i].code.text, "NPL");
    CHECK(!refused || refused->recipient_count == 0);
}

static void test_close_reader(void)
{
    reading_close();
}

CHECK_MAIN(CASE(test_home_of_known_outlets), CASE(test_home_from_name), CASE(test_home_not_for_agencies),
           CASE(test_event_place_is_not_the_speakers), CASE(test_event_place_of_border),
           CASE(test_event_place_of_object), CASE(test_event_place_from_discourse), CASE(test_event_day_of_story),
           CASE(test_event_day_not_ahead), CASE(test_event_day_of_words), CASE(test_event_day_ahead),
           CASE(test_country_of_unnamed_roles), CASE(test_time_interval), CASE(test_close_reader))
