/* Linking, through the real reader: a few short reports go in, rows of the tables must come out. Cases are data:
 * reports, then rows wanted, each by cells ("column=text", a piece of the cell; "column" alone: empty) and how many
 * rows have them all. Positives and negatives. */
#include <unistd.h>

#include "check.h"
#include "reader.h"
#include "keep/sqlite/db.h"
#include "sitrep/link.h"

static char path[512];

typedef struct text_in {
    const char *id, *source, *published, *title, *text;
} text_in;

typedef struct row_wanted {
    sitrep_table_kind table;
    const char *cells[3];
    int count; /* -1: at least one */
} row_wanted;

typedef struct link_case {
    const char *name;
    text_in reports[5];
    row_wanted rows[7];
} link_case;

#define FIGURES        SITREP_TABLE_FIGURES
#define CONTRADICTIONS SITREP_TABLE_CONTRADICTIONS
#define UNDERTAKINGS   SITREP_TABLE_UNDERTAKINGS
#define POSITIONS      SITREP_TABLE_POSITIONS
#define BLAME          SITREP_TABLE_BLAME
#define ACCUSATIONS    SITREP_TABLE_ACCUSATIONS
#define ANY            (-1)

#define RIVER_COPY                                                                                                     \
    "Floods on the Kura river carried away two bridges and cut the road to Gori on Monday, the emergency service "     \
    "said. Rescue teams in boats took "                                                                                \
    "forty families from their roofs during the night. The water was still rising in the evening, and schools in the " \
    "valley will stay closed "                                                                                         \
    "until the end of the week, the mayor told reporters. Engineers blamed a dam that had not been opened in time."
#define BACKGROUND                                                                                                     \
    " Georgia, a mountainous country of four million, has rebuilt its roads and bridges since the war of 2008 with "   \
    "loans from Europe. Its rivers are "                                                                               \
    "fed by snow from the Caucasus, and spring floods return every few years to the same valleys. The government has " \
    "promised dams and warning "                                                                                       \
    "systems since the floods of 1987."

static const link_case cases[] = {
    {"a government has one line, a person another",
     {{"a", "Wire", "2010-06-17T08:00:00Z", "",
       "The health ministry of Kyrgyzstan said on Thursday that 191 people had been killed in southern Kyrgyzstan."},
      {"b", "Daily", "2010-06-18T08:00:00Z", "",
       "Kyrgyz officials said on Friday that 192 people had been killed in southern Kyrgyzstan."},
      {"c", "Star", "2010-06-18T09:00:00Z", "",
       "President Roza Otunbayeva said on Friday that 2,000 people had been killed in southern Kyrgyzstan."}},
     {{FIGURES, {"kind=killed", "line=government of KGZ"}, 2},
      {FIGURES, {"text=192", "step=up"}, 1},
      {FIGURES, {"text=2,000", "line=Otunbayeva", "step=first"}, 1},
      {CONTRADICTIONS, {"kind=figures differ", "reason=2,000"}, ANY}}},
    {"a number that loses its speaker is followed to the first",
     {{"a", "Wire", "2010-06-18T08:00:00Z", "",
       "President Roza Otunbayeva said on Friday that 2,000 people had been killed in southern Kyrgyzstan."},
      {"b", "Daily", "2010-06-21T08:00:00Z", "", "Up to 2,000 people have been killed in southern Kyrgyzstan."}},
     {{FIGURES, {"step=attribution lost", "note=Otunbayeva gave this number before"}, 1},
      {CONTRADICTIONS, {"kind=attribution lost"}, 1}}},
    {"a number that nobody gave before has lost nothing",
     {{"a", "Wire", "2010-06-18T08:00:00Z", "",
       "President Roza Otunbayeva said on Friday that 2,000 people had been killed in southern Kyrgyzstan."},
      {"b", "Daily", "2010-06-21T08:00:00Z", "", "At least 350 people have been killed in southern Kyrgyzstan."}},
     {{FIGURES, {"step=attribution lost"}, 0}}},
    {"two numbers of one outlet far apart are flagged",
     {{"a", "Wire", "2010-06-14T08:00:00Z", "",
       "The Red Cross said on Monday that 80 people had fled their homes in Kyrgyzstan."},
      {"b", "Wire", "2010-06-15T08:00:00Z", "",
       "The Red Cross said on Tuesday that 80,000 people had fled their homes in Kyrgyzstan."}},
     {{FIGURES, {"text=80,000", "note=implausible"}, 1}, {CONTRADICTIONS, {"kind=implausible magnitude"}, 1}}},
    {"a toll that grew step by step is not implausible at its end",
     {{"a", "Wire", "2014-05-13T12:00:00Z", "", "Four miners were killed in Soma, Turkey, the disaster agency said."},
      {"b", "Daily", "2014-05-13T20:00:00Z", "", "At least 157 miners were killed in Soma, Turkey, officials said."},
      {"c", "Wire", "2014-05-17T12:00:00Z", "", "The death toll in Soma, Turkey, stands at 301, officials said."}},
     {{FIGURES, {"text=301", "note"}, 1}, {CONTRADICTIONS, {"kind=implausible magnitude"}, 0}}},
    {"a report without a country counts in the crisis whose places it names",
     {{"a", "Wire", "2014-05-13T12:00:00Z", "",
       "At least 157 miners were killed in Soma in western Turkey, officials said on Tuesday."},
      {"b", "Daily", "2014-05-16T12:00:00Z", "Soma mine: 299 dead", "The toll reached 299, officials said on Friday."}},
     {{FIGURES, {"kind=killed", "scope=TUR|"}, 2}}},
    {"where somebody writes is no place where people died",
     {{"a", "Wire", "2021-04-29T19:00:00Z", "",
       "BISHKEK, April 29 (Wire) - At least 13 people were killed on the Kyrgyz side of the border with Tajikistan, "
       "the "
       "health ministry said."}},
     {{FIGURES, {"text=At least 13", "scope=incident"}, 0}, {FIGURES, {"line=government of KGZ"}, 1}}},
    {"a correction takes its number back and says so",
     {{"a", "Wire", "2010-06-15T08:00:00Z", "Uzbekistan counts 38,000 refugees",
       "Uzbekistan has registered 38,000 refugees from Kyrgyzstan, officials said on Tuesday."},
      {"b", "Wire", "2010-06-15T12:00:00Z", "CORRECTED: Uzbekistan counts 83,000 refugees",
       "(CORRECTED: in paragraph 1 the number should read 83,000, not 38,000)\n\nUzbekistan has registered 83,000 "
       "refugees from Kyrgyzstan, officials said on Tuesday."}},
     {{FIGURES, {"text=38,000"}, 0},
      {FIGURES, {"text=83,000"}, ANY},
      {CONTRADICTIONS, {"kind=corrected", "one_quote=38,000", "other_quote=83,000"}, ANY}}},
    {"a kill notice withdraws all that the item said",
     {{"a", "Wire", "2010-06-15T08:00:00Z", "Russian troops land in Osh",
       "Russian troops landed in Osh on Tuesday. Soldiers killed three men at the airport."},
      {"b", "Daily", "2010-06-15T09:00:00Z", "", "Police arrested a man in Bishkek on Tuesday."},
      {"c", "Wire", "2010-06-15T12:00:00Z", "KILL: Russian troops",
       "EDITORS: Wire withdraws the item headlined \"Russian troops land in Osh\". There will be no substitute "
       "story."}},
     {{SITREP_TABLE_CLAIMS, {"quote=landed in Osh"}, 0},
      {SITREP_TABLE_CLAIMS, {"quote=arrested"}, ANY},
      {CONTRADICTIONS, {"kind=withdrawn"}, 1}}},
    {"an accusation and its denial are a pair",
     {{"a", "Wire", "2010-06-16T08:00:00Z", "",
       "The interim government of Kyrgyzstan accused Kurmanbek Bakiyev of starting the violence in Osh. Bakiyev denied "
       "the accusation. Schools in Bishkek were open on Wednesday."}},
     {{CONTRADICTIONS, {"kind=accusation and denial", "one_quote=accused", "other_quote=denied"}, 1}}},
    {"a promise stands open, falls due and is overdue",
     {{"a", "Wire", "2010-07-01T08:00:00Z", "",
       "The health ministry of Kyrgyzstan promised to open a hospital in Osh by July 20."},
      {"b", "Daily", "2010-08-01T08:00:00Z", "", "Rain fell on the valley on Sunday."}},
     {{UNDERTAKINGS, {"kind=promise", "due=2010-07-20", "state=overdue"}, 1}}},
    {"a request is refused by the one who was asked",
     {{"a", "Wire", "2010-06-13T08:00:00Z", "",
       "Kyrgyzstan asked Russia to send troops to Osh on Saturday. Russia rejected the request."}},
     {{UNDERTAKINGS, {"kind=request", "state=refused", "answers=rejected the request"}, 1}}},
    {"a request is answered by something else",
     {{"a", "Wire", "2010-06-13T08:00:00Z", "",
       "Kyrgyzstan asked Russia to send troops to Osh on Saturday. Moscow refused. Instead, Russia offered Kyrgyzstan "
       "helicopters on Sunday."}},
     {{UNDERTAKINGS, {"kind=request", "answers=offers instead"}, 1}}},
    {"a date slips twice and passes",
     {{"a", "Wire", "2010-07-16T08:00:00Z", "",
       "The OSCE said it will send 52 police officers to southern Kyrgyzstan by 1 August 2010."},
      {"b", "Wire", "2010-07-29T08:00:00Z", "",
       "The arrival of the OSCE police officers in southern Kyrgyzstan was put off to 20 August 2010, diplomats said."},
      {"c", "Wire", "2010-08-17T08:00:00Z", "",
       "The OSCE police officers for southern Kyrgyzstan are delayed until 10 September 2010, a spokesman said."},
      {"d", "Wire", "2010-09-20T08:00:00Z", "", "The weather in Bishkek was fine on Monday."}},
     {{UNDERTAKINGS, {"content=52 police officers", "due=2010-08-01", "due_now=2010-09-10"}, 1},
      {UNDERTAKINGS, {"content=52 police officers", "slips=2", "state=overdue"}, 1}}},
    {"a condition is kept, and is no promise that is overdue",
     {{"a", "Wire", "2010-06-14T08:00:00Z", "",
       "President Dmitry Medvedev said an emergency summit could be called if the situation worsens."},
      {"b", "Wire", "2010-08-14T08:00:00Z", "", "The weather in Bishkek was fine on Monday."}},
     {{UNDERTAKINGS, {"condition=the situation worsens", "state=open", "due"}, 1}}},
    {"a party that turns: both positions stay, and the second names the first",
     {{"a", "Wire", "2010-06-14T08:00:00Z", "",
       "Nikolai Bordyuzha said on Monday that he supported sending peacekeepers to Kyrgyzstan."},
      {"b", "Daily", "2010-06-25T08:00:00Z", "",
       "There is no need to send peacekeepers to Kyrgyzstan, Nikolai Bordyuzha said on Friday."}},
     {{POSITIONS, {"issue=foreign troops", "stance=for", "flips"}, 1},
      {POSITIONS, {"issue=foreign troops", "stance=against", "flips_from=for"}, 1},
      {CONTRADICTIONS, {"kind=position changed", "reason=foreign troops"}, 1}}},
    {"what is not ruled out is open; who declines to comment takes no side",
     {{"a", "Wire", "2010-06-14T08:00:00Z", "",
       "Peacekeepers were not ruled out, Nikolai Bordyuzha said on Monday. The foreign ministry declined to comment on "
       "peacekeepers."}},
     {{POSITIONS, {"issue=foreign troops", "stance=open"}, 1}, {POSITIONS, {"stance=against"}, 0}}},
    {"an object becomes an issue once a second party takes a side on it; the same party turns on it",
     {{"a", "Wire", "2014-08-07T08:00:00Z", "",
       "Hamas demanded a seaport for Gaza on Thursday. Hamas rejected an airport in Gaza."},
      {"b", "Daily", "2014-08-09T08:00:00Z", "", "Israel rejected a seaport for Gaza on Saturday."},
      {"c", "Wire", "2014-08-20T08:00:00Z", "", "Israel said on Wednesday that it accepted the seaport."}},
     {{POSITIONS, {"issue=seaport", "actor=Hamas", "stance=for"}, 1},
      {POSITIONS, {"issue=seaport", "actor=Israel", "stance=against"}, 1},
      {POSITIONS, {"issue=seaport", "flips_from=against", "stance=for"}, 1},
      {POSITIONS, {"issue=airport"}, 0}}},
    {"a side is taken on the object of its words, not on what stands elsewhere in the sentence",
     {{"a", "Wire", "2018-05-18T08:00:00Z", "",
       "Opposition leader Jean Ondo welcomed the coup in Gabon and said the soldiers had no intention of leaving. "
       "Turkey "
       "would pay if Gabon opened its border. The opposition called it a broken promise of elections."}},
     {{POSITIONS, {"issue=seizure of power", "actor=Jean Ondo", "stance=for"}, 1},
      {POSITIONS, {"issue=foreign troops"}, 0},
      {POSITIONS, {"issue=border"}, 0},
      {POSITIONS, {"issue=elections"}, 0}}},
    {"days that are counted from the report, and days that a month's name leaves open",
     {{"a", "Wire", "2018-05-03T08:00:00Z", "",
       "The colonel said the army would hand over power in Gabon within six months. The junta in Gabon promised "
       "elections by the end of October. The prime minister of Gabon promised to open the ports before the summer."}},
     {{UNDERTAKINGS, {"content=hand over power", "due=2018-11-02"}, ANY},
      {UNDERTAKINGS, {"content=elections", "due=2018-10-31"}, 1},
      {UNDERTAKINGS, {"content=open the ports", "due=2018-06-01"}, 1}}},
    {"a promise is broken on its day, and kept late",
     {{"a", "Wire", "2008-01-14T18:00:00Z", "",
       "The disaster agency of Mozambique promised to bring tents and clean water to Buzi by Wednesday."},
      {"b", "Daily", "2008-01-16T18:00:00Z", "",
       "No tents and no water had reached Buzi in Mozambique, residents said."}},
     {{UNDERTAKINGS, {"content=tents and clean water", "due=2008-01-16", "state=broken"}, 1}}},
    {"what was broken can be kept, late",
     {{"a", "Wire", "2008-01-14T18:00:00Z", "",
       "The disaster agency of Mozambique promised to bring tents and clean water to Buzi by Wednesday."},
      {"b", "Daily", "2008-01-16T18:00:00Z", "",
       "No tents and no water had reached Buzi in Mozambique, residents said."},
      {"c", "Daily", "2008-01-18T18:00:00Z", "", "Tents and water reached Buzi on Friday, officials said."}},
     {{UNDERTAKINGS, {"content=tents and clean water", "state=fulfilled", "reason=late"}, 1}}},
    {"a promise is kept by whoever did it, in the words of the promise",
     {{"a", "Wire", "2021-05-01T18:00:00Z", "", "Kyrgyzstan agreed to withdraw its troops from Batken by Sunday."},
      {"b", "Daily", "2021-05-03T18:00:00Z", "",
       "Both sides completed the withdrawal of troops from Batken, officials in Bishkek said."}},
     {{UNDERTAKINGS, {"content=withdraw its troops", "due=2021-05-02", "state=fulfilled"}, 1}}},
    {"no undertaking: who asked not to be named, a broken promise, what was not recommended",
     {{"a", "Wire", "2014-03-25T18:00:00Z", "",
       "An official who asked not to be named told Meridian that eight people had died in Guinea. The opposition "
       "called "
       "it a broken promise. The health ministry of Guinea did not recommend any travel restrictions."}},
     {{UNDERTAKINGS, {"state=open"}, 0}}},
    {"who refuses denies nothing, and a denial of another matter answers nothing",
     {{"a", "Wire", "2010-05-18T08:00:00Z", "",
       "The junta in Gabon called the sanctions unacceptable. Jean Ondo rejected the new government. France ruled out "
       "a "
       "military intervention."},
      {"b", "Wire", "2010-05-19T08:00:00Z", "",
       "\"We will hand over power to civilians,\" Colonel Marc Essono said in Gabon. The government denied that it had "
       "been overthrown."}},
     {{CONTRADICTIONS, {"kind=denied"}, 0}, {CONTRADICTIONS, {"kind=accusation and denial"}, 0}}},
    {"who is blamed, and that it was denied",
     {{"a", "Wire", "2010-06-16T08:00:00Z", "",
       "The Kyrgyz government accused supporters of Kurmanbek Bakiyev of paying gunmen in Osh. Bakiyev denied it."},
      {"b", "Daily", "2010-06-17T08:00:00Z", "",
       "The government of Kyrgyzstan accused followers of Kurmanbek Bakiev of starting the violence in Osh."}},
     {{BLAME, {"accused=followers of bakiev", "accusations=2", "reports=2"}, 1},
      {BLAME, {"accused=followers of bakiev", "denied=1"}, 1},
      {ACCUSATIONS, {"how=accuses", "act=organising"}, 2}}},
    {"what is called off is broken",
     {{"a", "Wire", "2010-08-24T08:00:00Z", "",
       "The OSCE promised to send 52 police advisers to southern Kyrgyzstan in September."},
      {"b", "Daily", "2010-09-01T08:00:00Z", "",
       "Flights that were to bring OSCE police advisers to southern Kyrgyzstan have been cancelled, the OSCE said on "
       "Wednesday."}},
     {{UNDERTAKINGS, {"kind=promise", "speaker=Security and Co-operation", "state=broken"}, ANY}}},
    {"a copy has the origin of its original; common background makes none",
     {{"a", "Wire", "2010-05-03T08:00:00Z", "", RIVER_COPY BACKGROUND},
      {"b", "Daily", "2010-05-03T12:00:00Z", "", RIVER_COPY},
      {"c", "Wire", "2010-05-04T08:00:00Z", "",
       "Teachers in Tbilisi walked out of their classrooms on Tuesday and marched to the parliament to demand higher "
       "pay. Their union said that nine schools of ten were closed." BACKGROUND}},
     {{SITREP_TABLE_REPORTS, {"origin_reason=stand in report"}, 1},
      {SITREP_TABLE_REPORTS, {"source=Wire", "origin_reason=no earlier report"}, 2}}},
    {"two reports of one attack are one event, another town's is another",
     {{"a", "Wire", "2010-06-21T08:00:00Z", "", "Gunmen attacked a police station in Osh on Monday."},
      {"b", "Daily", "2010-06-21T18:00:00Z", "",
       "Two officers were wounded when gunmen attacked a police station in Osh on Monday."},
      {"c", "Star", "2010-06-21T19:00:00Z", "", "Gunmen attacked a police station in Bishkek on Monday."}},
     {{SITREP_TABLE_EVENTS, {"type=ASSAULT", "place=Osh", "reports=2"}, ANY},
      {SITREP_TABLE_EVENTS, {"type=ASSAULT", "place=Bishkek", "reports=1"}, 1}}},
};

static void remove_store(void)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char file[540];
    for (size_t i = 0; i < 4; i++) {
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
}

static sitrep_status add_report(sitrep_store *s, const text_in *in)
{
    sitrep_report report = {.id = sv_of(in->id),
                            .source = sv_of(in->source),
                            .published = sv_of(in->published),
                            .title = sv_of(in->title),
                            .text = sv_of(in->text)};
    const sitrep_record *record;
    bool added;
    sitrep_status status = sitrep_reader_run(reading_reader, &report, &record, NULL);
    return status ? status : sitrep_store_add(s, record, &added, NULL);
}

/* Adds the reports; links after each, or once at the end: both must give the same. */
static sitrep_store *filled(const link_case *c, bool in_pieces)
{
    sitrep_store *s = NULL;
    sitrep_error err = {0};
    sitrep_link_result linked;
    sitrep_run_info info = {"test", "model", "know", 1300000000, true, 0};
    remove_store();
    CHECK_STATUS(sitrep_store_open(path, SITREP_STORE_WRITE, &s, &err), SITREP_OK);
    if (!s) return NULL;
    CHECK_STATUS(sitrep_store_begin_run(s, &info, NULL), SITREP_OK);
    for (size_t i = 0; i < sizeof c->reports / sizeof c->reports[0] && c->reports[i].id; i++) {
        CHECK_STATUS(add_report(s, &c->reports[i]), SITREP_OK);
        if (in_pieces && sitrep_link_run(s, &linked, &err)) CHECK_FAIL("%s: linking: %s", c->name, err.msg);
    }
    if (sitrep_link_run(s, &linked, &err)) CHECK_FAIL("%s: linking: %s", c->name, err.msg);
    CHECK_STATUS(sitrep_store_end_run(s, NULL), SITREP_OK);
    return s;
}

typedef struct matching {
    const row_wanted *want;
    int count;
    buf all; /* what was printed, for the message */
} matching;

static bool cell_matches(const sitrep_cell *cell, sitrep_sv want)
{
    char number[32];
    sitrep_sv text = cell->text;
    if (cell->kind == SITREP_CELL_NUMBER) {
        snprintf(number, sizeof number, "%g", cell->number);
        text = sv_of(number);
    }
    return want.len && text.len ? sv_find(text, want, 0) != SIZE_MAX : !want.len && !text.len;
}

static bool match_row(void *ctx, const sitrep_cell *cells, size_t count)
{
    matching *m = ctx;
    const char *const *names = sitrep_table_columns(m->want->table);
    bool all = true;
    for (size_t k = 0; k < 3 && m->want->cells[k]; k++) {
        sitrep_sv value = sv_of(m->want->cells[k]), name = sv_cut(&value, '=');
        bool one = false, known = false;
        for (size_t i = 0; i < count && names[i]; i++) {
            if (!sv_eq(name, sv_of(names[i]))) continue;
            known = true;
            one = cell_matches(&cells[i], value);
            buf_printf(&m->all, "%.*s=%.*s ", SV_ARG(name), SV_ARG(cells[i].text));
        }
        if (!known) CHECK_FAIL("no column '%.*s'", SV_ARG(name));
        all = all && one;
    }
    buf_printf(&m->all, "; ");
    m->count += all;
    return true;
}

static void check_rows(sitrep_store *s, const link_case *c, bool in_pieces)
{
    for (size_t i = 0; i < sizeof c->rows / sizeof c->rows[0] && c->rows[i].cells[0]; i++) {
        const row_wanted *want = &c->rows[i];
        matching m = {.want = want, .all = BUF_INIT(0)};
        sitrep_error err = {0};
        if (sitrep_store_query(s, want->table, NULL, match_row, &m, &err)) CHECK_FAIL("%s: %s", c->name, err.msg);
        if (want->count == ANY ? m.count == 0 : m.count != want->count)
            CHECK_FAIL("%s%s: %d rows with %s %s %s, wanted %d; there are: %s", c->name,
                       in_pieces ? " (in pieces)" : "", m.count, want->cells[0], want->cells[1] ? want->cells[1] : "",
                       want->cells[2] ? want->cells[2] : "", want->count, m.all.ptr ? m.all.ptr : "none");
        buf_release(&m.all);
    }
}

int main(int argc, char **argv)
{
    snprintf(path, sizeof path, "%s/test_link.sitrep", TEST_BINARY_DIR);
    if (!reading_open()) return 1;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (argc > 1 && !strstr(cases[i].name, argv[1])) continue;
        check_case_name = cases[i].name;
        for (int pieces = 0; pieces < 2; pieces++) {
            sitrep_store *s = filled(&cases[i], pieces != 0);
            if (s) check_rows(s, &cases[i], pieces != 0);
            sitrep_store_close(s);
        }
    }
    remove_store();
    reading_close();
    printf("%zu cases, %d failures\n", sizeof cases / sizeof cases[0], check_failures);
    return check_failures != 0;
}
