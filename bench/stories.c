/* bench/stories.c — see stories.h. A pattern writes words slot by slot and notes what they are; what it tells (a claim,
 * a figure, a statement) is put together from the notes. Nothing is kept from report to report: what happened in a
 * country on a day, who counts its dead, who promised what, are worked out from the seed (bench/world.c), so that
 * outlets tell of the same happenings in their own words and with their own numbers, and links are found as in life. */
#include "stories.h"
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"

#define SENTENCES   24u
#define ROWS        64u
#define TEXT_MAX    12000u
#define COPY_SHARE  7u
#define COPIED_FROM 400u /* a copy follows within so many reports */

struct story_maker {
    uint64_t seed, reports, state;
    uint32_t days;
    world world;
    /* the report at hand */
    story story;
    char text[TEXT_MAX], published[24], title[200], id[24];
    uint32_t len;
    sitrep_sentence sentences[SENTENCES];
    sitrep_entity entities[ROWS];
    sitrep_place places[ROWS];
    sitrep_time times[ROWS];
    sitrep_figure figures[ROWS];
    sitrep_statement statements[ROWS];
    sitrep_event events[ROWS];
    sitrep_actor actors[2 * ROWS];
    sitrep_span contents[ROWS];
    uint32_t actor_count;
    const country *home;
    int32_t day;      /* what is told is told of this day */
    uint64_t told[8]; /* happenings that the report has told of */
    uint32_t told_count;
};

/* ---- chance ---- */

static uint32_t chance(story_maker *m, uint32_t below)
{
    m->state = world_mixed(m->state);
    return (uint32_t)((m->state >> 33) % below);
}

/* Small numbers are drawn far more often: a few places and people make most of the news. */
static uint32_t skewed(story_maker *m, uint32_t below)
{
    uint64_t a = chance(m, below), b = chance(m, below);
    return (uint32_t)(a * b / below);
}

#define PICK(m, list) ((list)[chance((m), (uint32_t)(sizeof(list) / sizeof((list)[0])))])

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

/* ---- writing ---- */

static sitrep_span put(story_maker *m, const char *words)
{
    uint32_t from = m->len;
    size_t len = strlen(words);
    if (from + len >= TEXT_MAX) return (sitrep_span){from, from};
    memcpy(m->text + from, words, len);
    m->len += (uint32_t)len;
    return (sitrep_span){from, m->len};
}

static sitrep_span put_number(story_maker *m, uint32_t number)
{
    char digits[16];
    if (number >= 1000)
        snprintf(digits, sizeof digits, "%u,%03u", number / 1000, number % 1000);
    else
        snprintf(digits, sizeof digits, "%u", number);
    return put(m, digits);
}

static sitrep_sv written(const story_maker *m, sitrep_span span)
{
    return (sitrep_sv){m->text + span.begin, span.end - span.begin};
}

static uint32_t here(const story_maker *m)
{
    return m->story.analysis.count - 1; /* the sentence being written */
}

static void begin_sentence(story_maker *m)
{
    if (m->len) put(m, m->story.analysis.count % 3 ? " " : "\n\n");
    m->sentences[m->story.analysis.count++] = (sitrep_sentence){.span = {m->len, m->len}};
}

static void end_sentence(story_maker *m)
{
    char *first = m->text + m->sentences[here(m)].span.begin;
    if (*first >= 'a' && *first <= 'z') *first = (char)(*first - 32);
    put(m, ".");
    m->sentences[here(m)].span.end = m->len;
}

/* Words that nobody counts, so that no two stories share their sentences. */
static void put_aside(story_maker *m)
{
    static const char *const adverbs[] = {"late", "early", "shortly", "long", "just", "well", "hours", "days"};
    static const char *const whens[] = {"before dawn",        "after nightfall",    "before prayers",
                                        "after a quiet week", "during a power cut", "before the market opened",
                                        "after the harvest",  "during a storm",     "before a holiday",
                                        "after a funeral",    "during talks",       "before the vote"};
    static const char *const wheres[] = {"near the river",          "beside the old mill",  "along the main road",
                                         "behind the school",       "outside the barracks", "under the bridge",
                                         "in the upper town",       "at the cattle market", "by the railway",
                                         "in the orchard district", "close to the stadium", "around the mosque"};
    static const char *const whos[] = {"shopkeepers", "a bus driver", "two teachers", "families",
                                       "an elder",    "volunteers",   "a nurse",      "farmers",
                                       "students",    "a baker",      "truckers",     "a priest"};
    static const char *const acts[] = {"recalled",      "remembered",  "described",     "spoke of",    "pointed to",
                                       "complained of", "shrugged at", "worried about", "joked about", "wrote of"};
    static const char *const things[] = {"broken windows", "empty shelves",   "a rumour",     "closed shutters",
                                         "cold nights",    "rising prices",   "long queues",  "a smell of smoke",
                                         "strangers",      "silent phones",   "old quarrels", "debts",
                                         "a lost dog",     "the summer heat", "unpaid wages", "muddy roads"};
    put(m, PICK(m, adverbs));
    put(m, " ");
    put(m, PICK(m, whens));
    put(m, ", ");
    put(m, PICK(m, wheres));
    put(m, ", as ");
    put(m, PICK(m, whos));
    put(m, " ");
    put(m, PICK(m, acts));
    put(m, " ");
    put(m, PICK(m, things));
}

/* ---- slots ---- */

static uint32_t add_entity(story_maker *m, sitrep_entity_kind kind, sitrep_sv name, const char *code)
{
    sitrep_record *r = &m->story.record;
    if (r->entity_count == ROWS) return SITREP_NONE;
    m->entities[r->entity_count] = (sitrep_entity){.kind = (uint8_t)kind, .name = name};
    snprintf(m->entities[r->entity_count].code.text, 4, "%s", code);
    return r->entity_count++;
}

static uint32_t put_place(story_maker *m, uint32_t n, sitrep_place_role role)
{
    sitrep_record *r = &m->story.record;
    const town *t = &m->home->towns[n % PLACES];
    sitrep_span span = put(m, t->name);
    if (r->place_count == ROWS) return SITREP_NONE;
    m->places[r->place_count] = (sitrep_place){.kind = SITREP_PLACE_name,
                                               .role = (uint8_t)role,
                                               .precision = SITREP_PRECISION_town,
                                               .has_point = true,
                                               .span = span,
                                               .text = written(m, span),
                                               .name = sv_of(t->name),
                                               .geonameid = t->geonameid,
                                               .feature = sv_of(t->feature),
                                               .lat = t->lat,
                                               .lon = t->lon,
                                               .admin1 = sv_of(t->admin),
                                               .confidence = 0.9f};
    memcpy(m->places[r->place_count].country.text, m->home->code, 4);
    return r->place_count++;
}

static uint32_t put_country(story_maker *m, const country *c)
{
    sitrep_record *r = &m->story.record;
    sitrep_span span = put(m, c->name);
    if (r->place_count == ROWS) return SITREP_NONE;
    m->places[r->place_count] = (sitrep_place){.kind = SITREP_PLACE_name,
                                               .role = SITREP_PLACE_ROLE_mentioned,
                                               .precision = SITREP_PRECISION_country,
                                               .has_point = true,
                                               .span = span,
                                               .text = written(m, span),
                                               .name = sv_of(c->name),
                                               .geonameid = c->geonameid,
                                               .feature = SV("PCLI"),
                                               .lat = c->lat,
                                               .lon = c->lon,
                                               .confidence = 0.95f};
    memcpy(m->places[r->place_count].country.text, c->code, 4);
    return r->place_count++;
}

static uint32_t put_day(story_maker *m, int32_t day)
{
    static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    sitrep_record *r = &m->story.record;
    sitrep_span span = put(m, weekdays[date_weekday(day) - 1]);
    if (r->time_count == ROWS) return SITREP_NONE;
    m->times[r->time_count] = (sitrep_time){.type = SITREP_TIME_DATE,
                                            .span = span,
                                            .text = written(m, span),
                                            .value = SV("2010-06-10"),
                                            .begin = day,
                                            .end = day};
    return r->time_count++;
}

/* Somebody who acts: an organisation or a crowd of a country. */
static sitrep_actor *put_actor(story_maker *m, const country *c, uint32_t which)
{
    static const struct {
        const char *words, *sector;
    } kinds[] = {{"police", "COP"},    {"soldiers", "MIL"},      {"gunmen", "UAF"},    {"protesters", "CVL"},
                 {"rebels", "REB"},    {"border guards", "MIL"}, {"officials", "GOV"}, {"residents", "CVL"},
                 {"militants", "REB"}, {"traders", "BUS"},       {"troops", "MIL"},    {"activists", "NGO"}};
    unsigned kind = which % (sizeof kinds / sizeof kinds[0]);
    uint32_t from = m->len;
    put(m, c->people);
    put(m, " ");
    put(m, kinds[kind].words);
    sitrep_actor *a = &m->actors[m->actor_count++];
    *a = (sitrep_actor){.span = {from, m->len}, .sector_count = 1};
    a->text = written(m, a->span);
    a->entity = add_entity(m, SITREP_ENTITY_group, a->text, c->code);
    memcpy(a->code.text, c->code, 4);
    snprintf(a->sectors[0].text, 4, "%s", kinds[kind].sector);
    return a;
}

static sitrep_speaker speaker_from(story_maker *m, const country *c, uint32_t from)
{
    sitrep_speaker s = {.span = {from, m->len}};
    s.text = written(m, s.span);
    s.entity = add_entity(m, SITREP_ENTITY_person, s.text, c->code);
    return s;
}

/* A person of the country with his office, which he keeps. */
static sitrep_speaker put_person(story_maker *m, const country *c, uint32_t which)
{
    static const char *const offices[] = {"minister", "spokesman", "governor",     "opposition leader",
                                          "mayor",    "general",   "commissioner", "envoy"};
    put(m, offices[which % 8]);
    put(m, " ");
    uint32_t from = m->len;
    put(m, c->persons[which % PEOPLE]);
    return speaker_from(m, c, from);
}

/* Somebody who speaks: a person by name, or a ministry. */
static sitrep_speaker put_speaker(story_maker *m, const country *c)
{
    static const char *const bodies[] = {"health ministry",  "interior ministry",   "foreign ministry",
                                         "border service",   "prosecutor's office", "governor's office",
                                         "police department"};
    if (chance(m, 3)) return put_person(m, c, skewed(m, PEOPLE));
    uint32_t from = m->len;
    put(m, "the ");
    put(m, c->people);
    put(m, " ");
    put(m, PICK(m, bodies));
    return speaker_from(m, c, from);
}

/* Who counts: the first for the government, the others for themselves. */
static sitrep_speaker put_counter(story_maker *m, const country *c, uint32_t counter)
{
    uint32_t from = m->len;
    if (counter == 2) return put_person(m, c, 11); /* an opposition leader */
    put(m, counter == 3 ? "the United Nations" : "the ");
    if (counter != 3) put(m, c->people);
    if (counter != 3) put(m, counter == 0 ? " health ministry" : " Rights Watch");
    return speaker_from(m, c, from);
}

static const sitrep_speaker nobody = {.entity = SITREP_NONE};

static uint32_t add_statement(story_maker *m, sitrep_act act, sitrep_speaker who, sitrep_span content, sitrep_span cue,
                              const char *lemma, uint32_t due)
{
    sitrep_record *r = &m->story.record;
    if (r->statement_count == ROWS) return SITREP_NONE;
    m->contents[r->statement_count] = content;
    m->statements[r->statement_count] = (sitrep_statement){.act = (uint8_t)act,
                                                           .has_speaker = true,
                                                           .has_cue = true,
                                                           .sentence = here(m),
                                                           .speaker = who,
                                                           .addressee = nobody,
                                                           .cue = cue,
                                                           .cue_lemma = sv_of(lemma),
                                                           .content = &m->contents[r->statement_count],
                                                           .content_count = 1,
                                                           .parent = SITREP_NONE,
                                                           .due = due};
    return r->statement_count++;
}

typedef struct deed {
    sitrep_event_type type;
    const char *words, *lemma, *mode, *cameo;
    sitrep_event_status status;
} deed;

static sitrep_event *add_event(story_maker *m, const deed *d, sitrep_span trigger, sitrep_actor *actor,
                               sitrep_actor *recipient)
{
    sitrep_record *r = &m->story.record;
    if (r->event_count == ROWS) return NULL;
    sitrep_event *e = &m->events[r->event_count++];
    *e = (sitrep_event){.type = (uint8_t)d->type,
                        .status = (uint8_t)d->status,
                        .certainty = SITREP_CERTAINTY_certain,
                        .time_precision = 1,
                        .sentence = here(m),
                        .trigger = trigger,
                        .lemma = sv_of(d->lemma),
                        .mode = sv_of(d->mode),
                        .cameo = sv_of(d->cameo),
                        .quad = 4,
                        .goldstein = -5,
                        .actors = actor,
                        .recipients = recipient,
                        .actor_count = actor != NULL,
                        .recipient_count = recipient != NULL,
                        .place = SITREP_NONE,
                        .time = SITREP_NONE,
                        .begin = m->day,
                        .end = m->day,
                        .statement = SITREP_NONE,
                        .confidence = (float)(30 + chance(m, 70)) / 100};
    return e;
}

static void add_figure(story_maker *m, sitrep_figure_kind kind, sitrep_measure measure, sitrep_span span,
                       uint32_t value, bool at_least)
{
    sitrep_record *r = &m->story.record;
    if (r->figure_count == ROWS) return;
    m->figures[r->figure_count++] = (sitrep_figure){
        .kind = (uint8_t)kind,
        .qualifier = (uint8_t)(at_least ? SITREP_QUALIFIER_at_least : SITREP_QUALIFIER_none),
        .measure = (uint8_t)measure,
        .has_low = at_least,
        .has_best = !at_least,
        .span = span,
        .text = written(m, span),
        .unit = SV("people"),
        .low = value,
        .best = value,
        .sentence = here(m),
        .event = r->event_count && m->events[r->event_count - 1].sentence == here(m) ? r->event_count - 1 : SITREP_NONE,
        .statement = SITREP_NONE,
        .place = r->place_count ? r->place_count - 1 : SITREP_NONE,
        .time = SITREP_NONE};
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
    const verb *v = &a->verbs[chance(m, 3)];
    return (deed){a->type, v->words, v->lemma, a->mode, a->cameo, a->status};
}

/* A happening of today or of the days before that the report has not told of yet. */
static happening choose_happening(story_maker *m)
{
    static const int32_t back[] = {0, 0, 0, 0, 0, 1, 1, 1, 2, 4};
    happening h = {.id = 0};
    for (unsigned tries = 0; tries < 4; tries++) {
        bool told = false;
        h = world_happening(&m->world, m->home, m->day - PICK(m, back), skewed(m, 16));
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
    uint32_t from = m->len, late = (uint32_t)(m->day - h.day) + chance(m, 2),
             number = h.toll + (late > 2 ? 2 : late) * (1 + h.toll / 6);
    sitrep_actor *one = put_actor(m, m->home, h.actor);
    put(m, " ");
    sitrep_span trigger = put(m, d.words);
    put(m, " ");
    sitrep_actor *other = put_actor(m, m->home, h.recipient);
    put(m, " in ");
    uint32_t place = put_place(m, h.town, SITREP_PLACE_ROLE_happened);
    put(m, " on ");
    uint32_t time = put_day(m, h.day);
    sitrep_event *e = add_event(m, &d, trigger, one, other);
    bool detains = d.type == SITREP_EVENT_COERCE;
    if (h.deadly && (detains || d.type == SITREP_EVENT_ASSAULT)) {
        put(m, detains ? ", detaining " : ", killing ");
        add_figure(m, detains ? SITREP_FIGURE_detained : SITREP_FIGURE_killed, SITREP_MEASURE_unknown,
                   put_number(m, number), number, false);
        put(m, " people");
    }
    sitrep_span content = {from, m->len};
    put(m, ", ");
    sitrep_speaker who = put_speaker(m, m->home);
    put(m, " ");
    sitrep_span cue = put(m, "said");
    uint32_t said = add_statement(m, SITREP_ACT_report, who, content, cue, "say", SITREP_NONE);
    if (e) {
        e->place = place;
        e->time = time;
        e->begin = e->end = h.day;
        e->statement = said;
    }
    put(m, " ");
    put_aside(m);
}

/* "At least 191 people have been killed in Kyrgyzstan, the health ministry said." A toll that grows with the days. */
static void write_toll(story_maker *m)
{
    static const sitrep_figure_kind kinds[] = {SITREP_FIGURE_killed, SITREP_FIGURE_injured, SITREP_FIGURE_displaced,
                                               SITREP_FIGURE_detained, SITREP_FIGURE_refugees};
    static const char *const words[] = {"killed", "injured", "displaced", "detained", "driven across the border"};
    unsigned k = skewed(m, 5), counter = skewed(m, COUNTERS);
    uint32_t from = m->len, number = world_toll(&m->world, m->home, m->day, k, counter);
    bool at_least = counter && chance(m, 3) == 0;
    if (at_least) put(m, "At least ");
    sitrep_span digits = put_number(m, number);
    put(m, " people have been ");
    put(m, words[k]);
    put(m, " in ");
    put_country(m, m->home);
    sitrep_span content = {from, m->len};
    uint32_t figure = m->story.record.figure_count;
    add_figure(m, kinds[k], SITREP_MEASURE_cumulative, digits, number, at_least);
    if (chance(m, 6) == 0) return; /* who counted is not told */
    put(m, ", ");
    sitrep_speaker who = put_counter(m, m->home, counter);
    put(m, " ");
    sitrep_span cue = put(m, "told reporters");
    uint32_t said = add_statement(m, SITREP_ACT_report, who, content, cue, "tell", SITREP_NONE);
    if (figure < m->story.record.figure_count) m->figures[figure].statement = said;
    put(m, " ");
    put_aside(m);
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
        put(m, "the plan to ");
        put(m, matters[k].plan);
        put(m, " ");
        put_place(m, p->town, SITREP_PLACE_ROLE_mentioned);
        put(m, ends[p->outcome]);
        if (p->outcome == 2) put_day(m, p->due + 5);
        put(m, " ");
        put_aside(m);
        return;
    }
    sitrep_actor *actor = actor_of(m, put_person(m, m->home, p->person));
    put(m, " ");
    sitrep_span trigger = put(m, matters[k].done);
    put(m, " ");
    uint32_t place = put_place(m, p->town, SITREP_PLACE_ROLE_happened);
    sitrep_event *e = add_event(m, &does, trigger, actor, NULL);
    if (e) e->place = place;
    put(m, " ");
    put_aside(m);
}

static void write_promise(story_maker *m)
{
    const deed promised = {SITREP_EVENT_AID, "", "deliver", "", "070", SITREP_STATUS_promised};
    pledge p = world_pledge(&m->world, m->home, m->day, chance(m, 64));
    size_t k = p.matter % (sizeof matters / sizeof matters[0]);
    if (m->day >= p.due && p.outcome) {
        write_outcome(m, &p);
        return;
    }
    sitrep_speaker who = put_person(m, m->home, p.person);
    put(m, " ");
    sitrep_span cue = put(m, "promised");
    put(m, " ");
    uint32_t from = m->len;
    put(m, "to ");
    sitrep_span trigger = put(m, matters[k].plan);
    put(m, " ");
    uint32_t place = put_place(m, p.town, SITREP_PLACE_ROLE_happened);
    put(m, " by ");
    uint32_t due = put_day(m, p.due);
    sitrep_event *e = add_event(m, &promised, trigger, actor_of(m, who), NULL);
    uint32_t said = add_statement(m, SITREP_ACT_promise, who, (sitrep_span){from, m->len}, cue, "promise", due);
    if (e) {
        e->place = place;
        e->statement = said;
        e->begin = e->end = SITREP_DAY_NONE;
    }
    put(m, " ");
    put_aside(m);
}

/* A happening of the last days that is denied, or of which somebody is accused. */
static void write_quarrel(story_maker *m)
{
    happening h = world_happening(&m->world, m->home, m->day - (int32_t)chance(m, 3), skewed(m, 16));
    const act *a = ACT_OF(attacks, h.deed);
    deed d = deed_of(m, a);
    bool denies = h.denied && chance(m, 2);
    sitrep_speaker who = put_person(m, m->home, denies ? h.actor : h.recipient);
    put(m, " ");
    sitrep_span cue = put(m, denies ? "denied" : "accused");
    put(m, " ");
    uint32_t from = m->len;
    if (denies) put(m, "that ");
    sitrep_actor *one = put_actor(m, m->home, h.actor);
    put(m, denies ? " had " : " of ");
    sitrep_span trigger = put(m, denies ? d.words : a->gerund);
    put(m, " ");
    sitrep_actor *other = put_actor(m, m->home, h.recipient);
    put(m, " in ");
    uint32_t place = put_place(m, h.town, SITREP_PLACE_ROLE_happened);
    sitrep_event *e = add_event(m, &d, trigger, one, other);
    uint32_t said = add_statement(m, denies ? SITREP_ACT_deny : SITREP_ACT_accuse, who, (sitrep_span){from, m->len},
                                  cue, denies ? "deny" : "accuse", SITREP_NONE);
    if (e) {
        e->negative = denies;
        e->statement = said;
        e->place = place;
        e->begin = e->end = h.day;
    }
    put(m, " ");
    put_aside(m);
}

/* Where a party stands on an issue; it changes its mind about once a season. */
static void write_position(story_maker *m)
{
    static const char *const issues[] = {"foreign troops",      "the referendum",      "early elections",
                                         "a ceasefire",         "sanctions",           "the border closure",
                                         "the curfew",          "a prisoner exchange", "peace talks",
                                         "humanitarian access", "the trial",           "independence"};
    uint32_t person = skewed(m, PEOPLE), issue = chance(m, 12);
    uint64_t mind = world_mixed(m->seed + person * 977 + issue * 31 + (uint64_t)(m->day / 90) +
                                (uint64_t)(m->home - m->world.countries) * 7919);
    sitrep_speaker who = put_person(m, m->home, person);
    put(m, " ");
    sitrep_span cue = put(m, mind % 3 ? "said" : "repeated");
    put(m, " ");
    uint32_t from = m->len;
    put(m, mind % 2 ? "that the party supports " : "that the party opposes ");
    put(m, issues[issue]);
    add_statement(m, SITREP_ACT_report, who, (sitrep_span){from, m->len}, cue, "say", SITREP_NONE);
    put(m, " ");
    put_aside(m);
}

static void write_meeting(story_maker *m)
{
    happening h = world_happening(&m->world, m->home, m->day - (int32_t)chance(m, 2), 100 + skewed(m, 6));
    deed d = deed_of(m, ACT_OF(meetings, h.deed));
    const country *other = &m->world.countries[(h.recipient + h.actor) % COUNTRIES];
    sitrep_actor *one = put_actor(m, m->home, h.actor);
    put(m, " ");
    sitrep_span trigger = put(m, d.words);
    put(m, " ");
    sitrep_actor *two = put_actor(m, other, h.recipient);
    put(m, " in ");
    uint32_t place = put_place(m, h.town, SITREP_PLACE_ROLE_happened);
    sitrep_event *e = add_event(m, &d, trigger, one, two);
    if (e) e->place = place;
    if (e) e->begin = e->end = h.day;
    put(m, " ");
    put_aside(m);
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
    put(m, PICK(m, starts));
    put_place(m, skewed(m, PLACES), SITREP_PLACE_ROLE_mentioned);
    put(m, PICK(m, middles));
    put(m, PICK(m, ends));
    put(m, " ");
    put_aside(m);
    if (chance(m, 8) == 0) put(m, ", which could not be independently verified");
}

/* What every report of an outlet ends with; makes no origin. */
static void write_tail(story_maker *m, const char *outlet)
{
    char tail[160];
    snprintf(tail, sizeof tail,
             "(Additional reporting by the %s bureau; editing by the %s news desk, all rights reserved)", outlet,
             outlet);
    begin_sentence(m);
    put(m, tail);
    m->sentences[here(m)].span.end = m->len;
}

static void write_dateline(story_maker *m, const char *outlet)
{
    char line[80];
    sitrep_span span = put(m, "");
    uint32_t place = put_place(m, chance(m, 3) ? 0 : skewed(m, PLACES), SITREP_PLACE_ROLE_dateline);
    snprintf(line, sizeof line, " (%s) - ", outlet);
    put(m, line);
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
        const country *c = &m->world.countries[chance(m, COUNTRIES)];
        uint32_t interest = world_interest(&m->world, c, m->day);
        if (!best || interest > most) best = c, most = interest;
    }
    return chance(m, 14) ? best : &m->world.countries[0];
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
    const char *outlet = m->world.outlets[(skewed(m, OUTLETS) + (origin != number ? 1 + draw % 9 : 0)) % OUTLETS];
    unsigned sentences = 9 + chance(m, 12), kept = origin != number ? sentences - (unsigned)(draw >> 20) % 3 : sentences;
    for (unsigned i = 0; i < kept; i++) {
        begin_sentence(m);
        if (i == 0) write_dateline(m, outlet);
        (i == 0 ? write_attack : PICK(m, patterns))(m);
        end_sentence(m);
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
