/* bench/stories.c — see stories.h. A pattern writes words slot by slot and notes what they are; what it tells (a claim,
 * a figure, a statement) is put together from the notes. Nothing is kept from report to report: what happened in a
 * country on a day, who counts its dead, who promised what, are worked out from the seed (bench/world.c), so that
 * outlets tell of the same happenings in their own words and with their own numbers, and links are found as in life. */
#include "stories_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"

#define COPY_SHARE  7u
#define COPIED_FROM 400u /* a copy follows within so many reports */

story_maker *story_maker_new(uint64_t seed, uint32_t days, uint64_t reports)
{
    story_maker *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    m->seed = m->state = seed;
    m->days = days ? days : 1;
    m->reports = reports ? reports : 1;
    if (!world_load(&m->world, seed)) {
        free(m);
        return NULL;
    }
    return m;
}

void story_maker_free(story_maker *maker)
{
    free(maker);
}

/* ---- sentences ---- */

typedef struct verb {
    const char *words, *lemma;
} verb;

/* A kind of act, in the words that different outlets have for it. */
typedef struct act {
    sitrep_event_type type;
    verb verbs[3];
    const char *mode, *cameo, *gerund;
    sitrep_event_status status;
} act;

static const act attacks[] = {
    {SITREP_EVENT_ASSAULT,
     {{"attacked", "attack"}, {"attacked", "attack"}, {"assaulted", "assault"}},
     "",
     "190",
     "attacking",
     SITREP_STATUS_happened},
    {SITREP_EVENT_ASSAULT,
     {{"shelled", "shell"}, {"bombarded", "bombard"}, {"fired on", "fire"}},
     "heavy-weapons",
     "194",
     "shelling",
     SITREP_STATUS_happened},
    {SITREP_EVENT_COERCE,
     {{"raided", "raid"}, {"searched", "search"}, {"raided", "raid"}},
     "seize",
     "171",
     "raiding the homes of",
     SITREP_STATUS_happened},
    {SITREP_EVENT_COERCE,
     {{"arrested", "arrest"}, {"detained", "detain"}, {"rounded up", "round"}},
     "arrest",
     "173",
     "arresting",
     SITREP_STATUS_happened},
    {SITREP_EVENT_ASSAULT,
     {{"ambushed", "ambush"}, {"attacked", "attack"}, {"opened fire on", "open"}},
     "",
     "190",
     "ambushing",
     SITREP_STATUS_happened},
    {SITREP_EVENT_PROTEST,
     {{"marched against", "march"}, {"rallied against", "rally"}, {"protested against", "protest"}},
     "demo",
     "141",
     "marching against",
     SITREP_STATUS_happened},
    {SITREP_EVENT_MOBILIZE,
     {{"encircled", "encircle"}, {"surrounded", "surround"}, {"encircled", "encircle"}},
     "troops",
     "154",
     "encircling",
     SITREP_STATUS_ongoing},
    {SITREP_EVENT_ASSAULT,
     {{"beat", "beat"}, {"stabbed", "stab"}, {"beat", "beat"}},
     "beat",
     "182",
     "beating",
     SITREP_STATUS_happened},
    {SITREP_EVENT_AID,
     {{"fed", "feed"}, {"sheltered", "shelter"}, {"treated", "treat"}},
     "",
     "073",
     "sheltering",
     SITREP_STATUS_happened},
    {SITREP_EVENT_RETREAT,
     {{"released", "release"}, {"freed", "free"}, {"released", "release"}},
     "release",
     "0841",
     "releasing",
     SITREP_STATUS_happened}};
static const act meetings[] = {
    {SITREP_EVENT_CONSULT,
     {{"met", "meet"}, {"held talks with", "hold"}, {"met", "meet"}},
     "meet",
     "040",
     "",
     SITREP_STATUS_happened},
    {SITREP_EVENT_AGREE,
     {{"signed a pact with", "sign"}, {"agreed with", "agree"}, {"signed a deal with", "sign"}},
     "",
     "057",
     "",
     SITREP_STATUS_happened},
    {SITREP_EVENT_SANCTION,
     {{"closed the border to", "close"}, {"shut the border to", "shut"}, {"closed the frontier to", "close"}},
     "",
     "163",
     "",
     SITREP_STATUS_happened},
    {SITREP_EVENT_THREATEN,
     {{"threatened", "threaten"}, {"warned", "warn"}, {"threatened", "threaten"}},
     "",
     "130",
     "",
     SITREP_STATUS_threatened},
    {SITREP_EVENT_REQUEST,
     {{"appealed to", "appeal"}, {"asked for help from", "ask"}, {"appealed to", "appeal"}},
     "",
     "020",
     "",
     SITREP_STATUS_demanded},
    {SITREP_EVENT_SUPPORT,
     {{"praised", "praise"}, {"backed", "back"}, {"praised", "praise"}},
     "",
     "051",
     "",
     SITREP_STATUS_happened}};
#define ACT_OF(list, number) (&(list)[(number) % (sizeof(list) / sizeof(list)[0])])

static deed deed_of(story_maker *m, const act *a)
{
    const verb *v = &a->verbs[story_chance(m, 3)];
    return (deed){a->type, v->words, v->lemma, a->mode, a->cameo, a->status};
}

/* A happening of today or of the days before that the report has not told of yet. */
static happening choose_happening(story_maker *m)
{
    static const int32_t back[] = {0, 0, 0, 0, 0, 1, 1, 1, 2, 4};
    happening h = {.id = 0};
    for (unsigned tries = 0; tries < 4; tries++) {
        bool told = false;
        h = world_happening(&m->world, m->home, m->day - PICK(m, back), story_skewed(m, 16));
        for (uint32_t i = 0; i < m->told_count; i++) told = told || m->told[i] == h.id;
        if (!told) break;
    }
    if (m->told_count < 8) m->told[m->told_count++] = h.id;
    return h;
}

/* "Kyrgyz police raided … in Osh on Friday, killing 12 people, minister A B said." */
static void write_attack(story_maker *m)
{
    happening h = choose_happening(m);
    const act *a = ACT_OF(attacks, h.deed);
    deed d = deed_of(m, a);
    /* The toll of one happening grows for two days; half of the outlets are late with it. */
    uint32_t from = m->len, late = (uint32_t)(m->day - h.day) + story_chance(m, 2),
             number = h.toll + (late > 2 ? 2 : late) * (1 + h.toll / 6);
    sitrep_actor *one = story_put_actor(m, m->home, h.actor);
    story_put(m, " ");
    sitrep_span trigger = story_put(m, d.words);
    story_put(m, " ");
    sitrep_actor *other = story_put_actor(m, m->home, h.recipient);
    story_put(m, " in ");
    uint32_t place = story_put_place(m, h.town, SITREP_PLACE_ROLE_happened);
    story_put(m, " on ");
    uint32_t time = story_put_day(m, h.day);
    sitrep_event *e = story_add_event(m, &d, trigger, one, other);
    bool detains = d.type == SITREP_EVENT_COERCE;
    if (h.deadly && (detains || d.type == SITREP_EVENT_ASSAULT)) {
        story_put(m, detains ? ", detaining " : ", killing ");
        story_add_figure(m, detains ? SITREP_FIGURE_detained : SITREP_FIGURE_killed, SITREP_MEASURE_unknown,
                         story_put_number(m, number), number, false);
        story_put(m, " people");
    }
    sitrep_span content = {from, m->len};
    story_put(m, ", ");
    sitrep_speaker who = story_put_speaker(m, m->home);
    story_put(m, " ");
    sitrep_span cue = story_put(m, "said");
    uint32_t said = story_add_statement(m, SITREP_ACT_report, who, content, cue, "say", SITREP_NONE);
    if (e) {
        e->place = place;
        e->time = time;
        e->begin = e->end = h.day;
        e->statement = said;
    }
    story_put(m, " ");
    story_put_aside(m);
}

/* "At least 191 people have been killed in Kyrgyzstan, the health ministry said." A toll that grows with the days. */
static void write_toll(story_maker *m)
{
    static const sitrep_figure_kind kinds[] = {SITREP_FIGURE_killed, SITREP_FIGURE_injured, SITREP_FIGURE_displaced,
                                               SITREP_FIGURE_detained, SITREP_FIGURE_refugees};
    static const char *const words[] = {"killed", "injured", "displaced", "detained", "driven across the border"};
    unsigned k = story_skewed(m, 5), counter = story_skewed(m, COUNTERS);
    uint32_t from = m->len, number = world_toll(&m->world, m->home, m->day, k, counter);
    bool at_least = counter && story_chance(m, 3) == 0;
    if (at_least) story_put(m, "At least ");
    sitrep_span digits = story_put_number(m, number);
    story_put(m, " people have been ");
    story_put(m, words[k]);
    story_put(m, " in ");
    story_put_country(m, m->home);
    sitrep_span content = {from, m->len};
    uint32_t figure = m->story.record.figure_count;
    story_add_figure(m, kinds[k], SITREP_MEASURE_cumulative, digits, number, at_least);
    if (story_chance(m, 6) == 0) return; /* who counted is not told */
    story_put(m, ", ");
    sitrep_speaker who = story_put_counter(m, m->home, counter);
    story_put(m, " ");
    sitrep_span cue = story_put(m, "told reporters");
    uint32_t said = story_add_statement(m, SITREP_ACT_report, who, content, cue, "tell", SITREP_NONE);
    if (figure < m->story.record.figure_count) m->figures[figure].statement = said;
    story_put(m, " ");
    story_put_aside(m);
}

static const struct {
    const char *plan, *done;
} matters[] = {{"deliver tents to", "delivered tents to"},
               {"withdraw troops from", "withdrew troops from"},
               {"send doctors to", "sent doctors to"},
               {"rebuild the schools of", "rebuilt the schools of"},
               {"lift the curfew in", "lifted the curfew in"},
               {"open a hospital in", "opened a hospital in"},
               {"pay teachers in", "paid teachers in"},
               {"hold elections in", "held elections in"},
               {"reopen the bazaar in", "reopened the bazaar in"},
               {"release detainees in", "released detainees in"}};

static sitrep_actor *actor_of(story_maker *m, sitrep_speaker who)
{
    sitrep_actor *actor = &m->actors[m->actor_count++];
    *actor = (sitrep_actor){.span = who.span, .text = who.text, .entity = who.entity};
    memcpy(actor->code.text, m->home->code, 4);
    return actor;
}

static void write_outcome(story_maker *m, const pledge *p)
{
    static const char *const ends[] = {"", "", " was put off to ", " was called off"};
    size_t k = p->matter % (sizeof matters / sizeof matters[0]);
    const deed does = {SITREP_EVENT_AID, "", "deliver", "", "070", SITREP_STATUS_happened};
    if (p->outcome != 1) {
        story_put(m, "the plan to ");
        story_put(m, matters[k].plan);
        story_put(m, " ");
        story_put_place(m, p->town, SITREP_PLACE_ROLE_mentioned);
        story_put(m, ends[p->outcome]);
        if (p->outcome == 2) story_put_day(m, p->due + 5);
        story_put(m, " ");
        story_put_aside(m);
        return;
    }
    sitrep_actor *actor = actor_of(m, story_put_person(m, m->home, p->person));
    story_put(m, " ");
    sitrep_span trigger = story_put(m, matters[k].done);
    story_put(m, " ");
    uint32_t place = story_put_place(m, p->town, SITREP_PLACE_ROLE_happened);
    sitrep_event *e = story_add_event(m, &does, trigger, actor, NULL);
    if (e) e->place = place;
    story_put(m, " ");
    story_put_aside(m);
}

static void write_promise(story_maker *m)
{
    const deed promised = {SITREP_EVENT_AID, "", "deliver", "", "070", SITREP_STATUS_promised};
    pledge p = world_pledge(&m->world, m->home, m->day, story_chance(m, 64));
    size_t k = p.matter % (sizeof matters / sizeof matters[0]);
    if (m->day >= p.due && p.outcome) {
        write_outcome(m, &p);
        return;
    }
    sitrep_speaker who = story_put_person(m, m->home, p.person);
    story_put(m, " ");
    sitrep_span cue = story_put(m, "promised");
    story_put(m, " ");
    uint32_t from = m->len;
    story_put(m, "to ");
    sitrep_span trigger = story_put(m, matters[k].plan);
    story_put(m, " ");
    uint32_t place = story_put_place(m, p.town, SITREP_PLACE_ROLE_happened);
    story_put(m, " by ");
    uint32_t due = story_put_day(m, p.due);
    sitrep_event *e = story_add_event(m, &promised, trigger, actor_of(m, who), NULL);
    uint32_t said = story_add_statement(m, SITREP_ACT_promise, who, (sitrep_span){from, m->len}, cue, "promise", due);
    if (e) {
        e->place = place;
        e->statement = said;
        e->begin = e->end = SITREP_DAY_NONE;
    }
    story_put(m, " ");
    story_put_aside(m);
}

/* A happening of the last days that is denied, or of which somebody is accused. */
static void write_quarrel(story_maker *m)
{
    happening h = world_happening(&m->world, m->home, m->day - (int32_t)story_chance(m, 3), story_skewed(m, 16));
    const act *a = ACT_OF(attacks, h.deed);
    deed d = deed_of(m, a);
    bool denies = h.denied && story_chance(m, 2);
    sitrep_speaker who = story_put_person(m, m->home, denies ? h.actor : h.recipient);
    story_put(m, " ");
    sitrep_span cue = story_put(m, denies ? "denied" : "accused");
    story_put(m, " ");
    uint32_t from = m->len;
    if (denies) story_put(m, "that ");
    sitrep_actor *one = story_put_actor(m, m->home, h.actor);
    story_put(m, denies ? " had " : " of ");
    sitrep_span trigger = story_put(m, denies ? d.words : a->gerund);
    story_put(m, " ");
    sitrep_actor *other = story_put_actor(m, m->home, h.recipient);
    story_put(m, " in ");
    uint32_t place = story_put_place(m, h.town, SITREP_PLACE_ROLE_happened);
    sitrep_event *e = story_add_event(m, &d, trigger, one, other);
    uint32_t said = story_add_statement(m, denies ? SITREP_ACT_deny : SITREP_ACT_accuse, who,
                                        (sitrep_span){from, m->len}, cue, denies ? "deny" : "accuse", SITREP_NONE);
    if (e) {
        e->negative = denies;
        e->statement = said;
        e->place = place;
        e->begin = e->end = h.day;
    }
    story_put(m, " ");
    story_put_aside(m);
}

/* Where a party stands on an issue; it changes its mind about once a season. */
static void write_position(story_maker *m)
{
    static const char *const issues[] = {"foreign troops",      "the referendum",      "early elections",
                                         "a ceasefire",         "sanctions",           "the border closure",
                                         "the curfew",          "a prisoner exchange", "peace talks",
                                         "humanitarian access", "the trial",           "independence"};
    uint32_t person = story_skewed(m, PEOPLE), issue = story_chance(m, 12);
    uint64_t mind = world_mixed(m->seed + person * 977 + issue * 31 + (uint64_t)(m->day / 90) +
                                (uint64_t)(m->home - m->world.countries) * 7919);
    sitrep_speaker who = story_put_person(m, m->home, person);
    story_put(m, " ");
    sitrep_span cue = story_put(m, mind % 3 ? "said" : "repeated");
    story_put(m, " ");
    uint32_t from = m->len;
    story_put(m, mind % 2 ? "that the party supports " : "that the party opposes ");
    story_put(m, issues[issue]);
    story_add_statement(m, SITREP_ACT_report, who, (sitrep_span){from, m->len}, cue, "say", SITREP_NONE);
    story_put(m, " ");
    story_put_aside(m);
}

static void write_meeting(story_maker *m)
{
    happening h = world_happening(&m->world, m->home, m->day - (int32_t)story_chance(m, 2), 100 + story_skewed(m, 6));
    deed d = deed_of(m, ACT_OF(meetings, h.deed));
    const country *other = &m->world.countries[(h.recipient + h.actor) % COUNTRIES];
    sitrep_actor *one = story_put_actor(m, m->home, h.actor);
    story_put(m, " ");
    sitrep_span trigger = story_put(m, d.words);
    story_put(m, " ");
    sitrep_actor *two = story_put_actor(m, other, h.recipient);
    story_put(m, " in ");
    uint32_t place = story_put_place(m, h.town, SITREP_PLACE_ROLE_happened);
    sitrep_event *e = story_add_event(m, &d, trigger, one, two);
    if (e) e->place = place;
    if (e) e->begin = e->end = h.day;
    story_put(m, " ");
    story_put_aside(m);
}

static void write_background(story_maker *m)
{
    static const char *const starts[] = {"The town of ", "The valley around ", "The road to ", "The district of ",
                                         "The bazaar in "};
    static const char *const middles[] = {" has long depended on ", " is known for ", " was once famous for ",
                                          " still lives by ", " never recovered from "};
    static const char *const ends[] = {"cotton",   "its coal mines", "border trade", "a flood",
                                       "apricots", "remittances",    "wool",         "a failed dam",
                                       "pilgrims", "smuggling",      "tobacco",      "its garrison"};
    story_put(m, PICK(m, starts));
    story_put_place(m, story_skewed(m, PLACES), SITREP_PLACE_ROLE_mentioned);
    story_put(m, PICK(m, middles));
    story_put(m, PICK(m, ends));
    story_put(m, " ");
    story_put_aside(m);
    if (story_chance(m, 8) == 0) story_put(m, ", which could not be independently verified");
}

/* What every report of an outlet ends with; makes no origin. */
static void write_tail(story_maker *m, const char *outlet)
{
    char tail[160];
    snprintf(tail, sizeof tail,
             "(Additional reporting by the %s bureau; editing by the %s news desk, all rights reserved)", outlet,
             outlet);
    story_begin_sentence(m);
    story_put(m, tail);
    m->sentences[story_here(m)].span.end = m->len;
}

static void write_dateline(story_maker *m, const char *outlet)
{
    char line[80];
    sitrep_span span = story_put(m, "");
    uint32_t place = story_put_place(m, story_chance(m, 3) ? 0 : story_skewed(m, PLACES), SITREP_PLACE_ROLE_dateline);
    snprintf(line, sizeof line, " (%s) - ", outlet);
    story_put(m, line);
    m->story.record.dateline = (sitrep_span){span.begin, m->len};
    m->story.record.dateline_place = place;
}

static void begin_story(story_maker *m, uint64_t number)
{
    int64_t seconds =
        (int64_t)WORLD_FIRST_DAY * 86400 + (int64_t)((double)number / (double)m->reports * (double)m->days * 86400.0);
    m->len = 0;
    m->actor_count = m->told_count = 0;
    m->story.analysis = (sitrep_analysis){.sentences = m->sentences};
    m->story.record = (sitrep_record){.analysis = &m->story.analysis,
                                      .report = &m->story.report,
                                      .entities = m->entities,
                                      .places = m->places,
                                      .times = m->times,
                                      .figures = m->figures,
                                      .statements = m->statements,
                                      .events = m->events,
                                      .published_day = (int32_t)(seconds / 86400),
                                      .dateline_place = SITREP_NONE};
    date_print_utc(seconds, m->published);
    snprintf(m->id, sizeof m->id, "made-%" PRIu64, number);
}

/* The country of a report: of a few drawn, the one that the world looks at. */
static const country *choose_home(story_maker *m)
{
    const country *best = NULL;
    uint32_t most = 0;
    for (unsigned i = 0; i < 3; i++) {
        const country *c = &m->world.countries[story_chance(m, COUNTRIES)];
        uint32_t interest = world_interest(&m->world, c, m->day);
        if (!best || interest > most) best = c, most = interest;
    }
    return story_chance(m, 14) ? best : &m->world.countries[0];
}

const story *story_make(story_maker *maker, uint64_t number)
{
    static void (*const patterns[])(story_maker *) = {write_attack,   write_attack,    write_attack,  write_toll,
                                                      write_promise,  write_quarrel,   write_meeting, write_meeting,
                                                      write_position, write_background};
    story_maker *m = maker;
    uint64_t draw = world_mixed(m->seed * 31 + number), origin = number;
    if (draw % COPY_SHARE == 0 && number > COPIED_FROM) origin = number - 1 - (draw >> 8) % COPIED_FROM;
    while (origin != number && origin > COPIED_FROM && world_mixed(m->seed * 31 + origin) % COPY_SHARE == 0)
        origin--; /* a copy is of no copy */
    begin_story(m, number);
    m->state = world_mixed(m->seed ^ (origin * 2 + 1));
    m->day = WORLD_FIRST_DAY + (int32_t)((double)origin / (double)m->reports * (double)m->days);
    m->home = choose_home(m);
    const char *outlet = m->world.outlets[(story_skewed(m, OUTLETS) + (origin != number ? 1 + draw % 9 : 0)) % OUTLETS];
    unsigned sentences = 9 + story_chance(m, 12),
             kept = origin != number ? sentences - (unsigned)(draw >> 20) % 3 : sentences;
    for (unsigned i = 0; i < kept; i++) {
        story_begin_sentence(m);
        if (i == 0) write_dateline(m, outlet);
        (i == 0 ? write_attack : PICK(m, patterns))(m);
        story_end_sentence(m);
    }
    write_tail(m, outlet);
    snprintf(m->title, sizeof m->title, "%.*s", (int)(m->sentences[0].span.end > 90 ? 60 : 30),
             m->text + m->story.record.dateline.end);
    m->story.origin = origin;
    m->story.record.text = m->story.analysis.text = (sitrep_sv){m->text, m->len};
    m->story.report = (sitrep_report){.id = sv_of(m->id),
                                      .title = sv_of(m->title),
                                      .text = m->story.record.text,
                                      .published = sv_of(m->published),
                                      .source = sv_of(outlet),
                                      .original = m->story.record.text};
    return &m->story;
}

void story_print(const story *s)
{
    printf("{\"id\": \"%.*s\", \"source\": \"%.*s\", \"published\": \"%.*s\", \"title\": \"%.*s\", \"text\": \"",
           SV_ARG(s->report.id), SV_ARG(s->report.source), SV_ARG(s->report.published), SV_ARG(s->report.title));
    for (size_t i = 0; i < s->report.text.len; i++) {
        if (s->report.text.ptr[i] == '\n')
            fputs("\\n", stdout);
        else
            putchar(s->report.text.ptr[i]);
    }
    puts("\"}");
}
