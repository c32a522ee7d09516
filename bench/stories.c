/* bench/stories.c — see stories.h. A pattern is text with slots in braces; each slot writes words and notes what they
 * are, and what a pattern tells (a claim, a figure, a statement) is put together from the notes. */
#include "stories.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"

#define FIRST_DAY   14610 /* 1 January 2010 */
#define COUNTRIES   40u
#define PLACES      24u /* in each country */
#define PEOPLE      60u /* in each country, the last more rarely named */
#define OUTLETS     48u
#define SENTENCES   24u
#define ROWS        64u
#define TEXT_MAX    12000u
#define COPY_SHARE  7u
#define COPIED_FROM 400u /* a copy follows within so many reports */

typedef struct country {
    char name[24], people[24], code[4];
    char places[PLACES][24], admin[PLACES][24], persons[PEOPLE][40];
} country;

struct story_maker {
    uint64_t seed, reports, state;
    uint32_t days;
    country countries[COUNTRIES];
    char outlets[OUTLETS][32];
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
    int32_t day;
};

/* ---- chance ---- */

static uint64_t mixed(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static uint32_t chance(story_maker *m, uint32_t below)
{
    m->state = mixed(m->state);
    return (uint32_t)((m->state >> 33) % below);
}

/* Small numbers are drawn far more often: a few places and people make most of the news. */
static uint32_t skewed(story_maker *m, uint32_t below)
{
    uint64_t a = chance(m, below), b = chance(m, below);
    return (uint32_t)(a * b / below);
}

#define PICK(m, list) ((list)[chance((m), (uint32_t)(sizeof(list) / sizeof((list)[0])))])

/* ---- the world ---- */

static const char *const syllables[] = {"ba",  "de",  "ki",  "lo",  "mu",  "na",  "re",  "si",  "to",
                                        "vu",  "sha", "che", "zar", "min", "dol", "kar", "pel", "tan",
                                        "gor", "bek", "ul",  "ran", "os",  "ve",  "hal", "dir"};

static void make_name(story_maker *m, char *out, size_t size, unsigned parts)
{
    size_t at = 0;
    for (unsigned i = 0; i < parts; i++) {
        const char *part = PICK(m, syllables);
        at += (size_t)snprintf(out + at, size - at, "%s", part);
    }
    if (out[0] >= 'a') out[0] = (char)(out[0] - 32);
}

static void make_country(story_maker *m, country *c, unsigned number)
{
    make_name(m, c->name, sizeof c->name - 3, 3);
    snprintf(c->people, sizeof c->people, "%sn", c->name);
    snprintf(c->code, sizeof c->code, "%c%c%c", 'A' + (int)(number / 26), 'A' + (int)(number % 26), 'Q');
    for (unsigned i = 0; i < PLACES; i++) {
        make_name(m, c->places[i], sizeof c->places[i], 2 + chance(m, 2));
        snprintf(c->admin[i], sizeof c->admin[i], "%s", c->places[i / 6 * 6]);
    }
    for (unsigned i = 0; i < PEOPLE; i++) {
        char first[20], last[20];
        make_name(m, first, sizeof first, 2);
        make_name(m, last, sizeof last, 2 + chance(m, 2));
        snprintf(c->persons[i], sizeof c->persons[i], "%s %s", first, last);
    }
}

/* What the manual's commands name stands in the world. */
static void put_known(story_maker *m)
{
    static const char *const known[][3] = {
        {"Kyrgyzstan", "Kyrgyz", "KGZ"}, {"Russia", "Russian", "RUS"}, {"Uzbekistan", "Uzbek", "UZB"}};
    for (unsigned i = 0; i < 3; i++) {
        country *c = &m->countries[i * 2];
        snprintf(c->name, sizeof c->name, "%s", known[i][0]);
        snprintf(c->people, sizeof c->people, "%s", known[i][1]);
        snprintf(c->code, sizeof c->code, "%s", known[i][2]);
    }
    snprintf(m->countries[0].places[1], sizeof m->countries[0].places[1], "Osh");
    snprintf(m->countries[0].places[2], sizeof m->countries[0].places[2], "Jalal-Abad");
    snprintf(m->countries[0].persons[3], sizeof m->countries[0].persons[3], "Roza Otunbayeva");
    snprintf(m->outlets[2], sizeof m->outlets[2], "Tulip Press");
    snprintf(m->outlets[5], sizeof m->outlets[5], "Meridian World News");
}

story_maker *story_maker_new(uint64_t seed, uint32_t days, uint64_t reports)
{
    static const char *const kinds[] = {"Post", "Gazette", "Wire", "Radio", "Times", "News Agency", "Herald", "Online"};
    story_maker *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    m->seed = m->state = seed;
    m->days = days ? days : 1;
    m->reports = reports ? reports : 1;
    for (unsigned i = 0; i < COUNTRIES; i++) make_country(m, &m->countries[i], i);
    for (unsigned i = 0; i < OUTLETS; i++) {
        char name[20];
        make_name(m, name, sizeof name, 2);
        snprintf(m->outlets[i], sizeof m->outlets[i], "%s %s", name, PICK(m, kinds));
    }
    put_known(m);
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

static uint32_t put_place(story_maker *m, sitrep_place_role role)
{
    sitrep_record *r = &m->story.record;
    uint32_t n = skewed(m, PLACES);
    sitrep_span span = put(m, m->home->places[n]);
    if (r->place_count == ROWS) return SITREP_NONE;
    uint64_t where = mixed((uint64_t)(m->home - m->countries) * 64 + n);
    m->places[r->place_count] = (sitrep_place){.kind = SITREP_PLACE_name,
                                               .role = (uint8_t)role,
                                               .precision = SITREP_PRECISION_town,
                                               .has_point = true,
                                               .span = span,
                                               .text = written(m, span),
                                               .name = sv_of(m->home->places[n]),
                                               .geonameid = 1000000 + (uint32_t)(where % 9000000),
                                               .feature = SV("PPL"),
                                               .lat = (double)(where % 12000) / 100 - 60,
                                               .lon = (double)(where / 12000 % 36000) / 100 - 180,
                                               .admin1 = sv_of(m->home->admin[n]),
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
                                               .geonameid = 500000 + (uint32_t)(c - m->countries),
                                               .feature = SV("PCLI"),
                                               .lat = 10,
                                               .lon = 20,
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
static sitrep_actor *put_actor(story_maker *m, const country *c)
{
    static const struct {
        const char *words, *sector;
    } kinds[] = {{"police", "COP"},    {"soldiers", "MIL"},      {"gunmen", "UAF"},    {"protesters", "CVL"},
                 {"rebels", "REB"},    {"border guards", "MIL"}, {"officials", "GOV"}, {"residents", "CVL"},
                 {"militants", "REB"}, {"traders", "BUS"},       {"troops", "MIL"},    {"activists", "NGO"}};
    unsigned kind = chance(m, sizeof kinds / sizeof kinds[0]);
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

/* Somebody who speaks: a person by name, or a ministry. */
static sitrep_speaker put_speaker(story_maker *m, const country *c)
{
    static const char *const bodies[] = {"health ministry",  "interior ministry",   "foreign ministry",
                                         "border service",   "prosecutor's office", "governor's office",
                                         "police department"};
    static const char *const offices[] = {"minister", "spokesman", "governor",     "opposition leader",
                                          "mayor",    "general",   "commissioner", "envoy"};
    uint32_t from = m->len;
    if (chance(m, 3) == 0) {
        put(m, "the ");
        put(m, c->people);
        put(m, " ");
        put(m, PICK(m, bodies));
    } else {
        put(m, PICK(m, offices));
        put(m, " ");
        from = m->len;
        put(m, c->persons[skewed(m, PEOPLE)]);
    }
    sitrep_speaker s = {.span = {from, m->len}};
    s.text = written(m, s.span);
    s.entity = add_entity(m, SITREP_ENTITY_person, s.text, c->code);
    return s;
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

static const deed attacks[] = {
    {SITREP_EVENT_ASSAULT, "attacked", "attack", "", "190", SITREP_STATUS_happened},
    {SITREP_EVENT_ASSAULT, "shelled", "shell", "heavy-weapons", "194", SITREP_STATUS_happened},
    {SITREP_EVENT_COERCE, "raided", "raid", "seize", "171", SITREP_STATUS_happened},
    {SITREP_EVENT_COERCE, "arrested", "arrest", "arrest", "173", SITREP_STATUS_happened},
    {SITREP_EVENT_ASSAULT, "ambushed", "ambush", "", "190", SITREP_STATUS_happened},
    {SITREP_EVENT_PROTEST, "jeered", "jeer", "demo", "141", SITREP_STATUS_happened},
    {SITREP_EVENT_MOBILIZE, "encircled", "encircle", "troops", "154", SITREP_STATUS_ongoing},
    {SITREP_EVENT_ASSAULT, "stabbed", "stab", "beat", "182", SITREP_STATUS_happened},
    {SITREP_EVENT_AID, "fed", "feed", "", "073", SITREP_STATUS_happened},
    {SITREP_EVENT_RETREAT, "released", "release", "release", "0841", SITREP_STATUS_happened}};
static const deed meetings[] = {
    {SITREP_EVENT_CONSULT, "met", "meet", "meet", "040", SITREP_STATUS_happened},
    {SITREP_EVENT_AGREE, "signed a pact with", "sign", "", "057", SITREP_STATUS_happened},
    {SITREP_EVENT_COOPERATE, "traded prisoners with", "trade", "", "060", SITREP_STATUS_happened},
    {SITREP_EVENT_SANCTION, "closed the border to", "close", "", "163", SITREP_STATUS_happened},
    {SITREP_EVENT_THREATEN, "threatened", "threaten", "", "130", SITREP_STATUS_threatened},
    {SITREP_EVENT_REQUEST, "appealed to", "appeal", "", "020", SITREP_STATUS_demanded},
    {SITREP_EVENT_SUPPORT, "praised", "praise", "", "051", SITREP_STATUS_happened},
    {SITREP_EVENT_REJECT, "rebuffed", "rebuff", "", "120", SITREP_STATUS_happened}};

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

/* "Kyrgyz police raided … in Osh on Friday, killing 12 people, minister A B said." */
static void write_attack(story_maker *m)
{
    const deed *d = &PICK(m, attacks);
    uint32_t from = m->len, number = 1 + skewed(m, 60);
    sitrep_actor *one = put_actor(m, m->home);
    put(m, " ");
    sitrep_span trigger = put(m, d->words);
    put(m, " ");
    sitrep_actor *other = put_actor(m, m->home);
    put(m, " in ");
    uint32_t place = put_place(m, SITREP_PLACE_ROLE_happened);
    put(m, " on ");
    int32_t day = m->day - (int32_t)chance(m, 3);
    uint32_t time = put_day(m, day);
    sitrep_event *e = add_event(m, d, trigger, one, other);
    if (chance(m, 2)) {
        put(m, d->type == SITREP_EVENT_COERCE ? ", detaining " : ", killing ");
        add_figure(m, d->type == SITREP_EVENT_COERCE ? SITREP_FIGURE_detained : SITREP_FIGURE_killed,
                   SITREP_MEASURE_unknown, put_number(m, number), number, false);
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
        e->begin = e->end = day;
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
    unsigned k = chance(m, 5);
    uint32_t from = m->len, base = 40 + (uint32_t)(m->home - m->countries) * 7,
             number = base + (uint32_t)(m->day - FIRST_DAY) * (k + 1) + chance(m, 20);
    bool at_least = chance(m, 3) == 0;
    if (at_least) put(m, "At least ");
    sitrep_span digits = put_number(m, number);
    put(m, " people have been ");
    put(m, words[k]);
    put(m, " in ");
    put_country(m, m->home);
    sitrep_span content = {from, m->len};
    add_figure(m, kinds[k], SITREP_MEASURE_cumulative, digits, number, at_least);
    put(m, ", ");
    sitrep_speaker who = put_speaker(m, m->home);
    put(m, " ");
    sitrep_span cue = put(m, "told reporters");
    m->figures[m->story.record.figure_count - 1].statement =
        add_statement(m, SITREP_ACT_report, who, content, cue, "tell", SITREP_NONE);
    put(m, " ");
    put_aside(m);
}

static void write_promise(story_maker *m)
{
    static const char *const deeds[] = {"deliver tents to",       "withdraw troops from", "send doctors to",
                                        "rebuild the schools of", "lift the curfew in",   "open a hospital in",
                                        "pay teachers in"};
    const deed promised = {SITREP_EVENT_AID, "", "deliver", "", "070", SITREP_STATUS_promised};
    sitrep_speaker who = put_speaker(m, m->home);
    put(m, " ");
    sitrep_span cue = put(m, "promised");
    put(m, " ");
    uint32_t from = m->len;
    put(m, "to ");
    sitrep_span trigger = put(m, PICK(m, deeds));
    put(m, " ");
    uint32_t place = put_place(m, SITREP_PLACE_ROLE_happened);
    put(m, " by ");
    uint32_t due = put_day(m, m->day + 2 + (int32_t)chance(m, 5));
    sitrep_actor *actor = &m->actors[m->actor_count++];
    *actor = (sitrep_actor){.span = who.span, .text = who.text, .entity = who.entity};
    memcpy(actor->code.text, m->home->code, 4);
    sitrep_event *e = add_event(m, &promised, trigger, actor, NULL);
    uint32_t said = add_statement(m, SITREP_ACT_promise, who, (sitrep_span){from, m->len}, cue, "promise", due);
    if (e) {
        e->place = place;
        e->statement = said;
        e->begin = e->end = SITREP_DAY_NONE;
    }
    put(m, " ");
    put_aside(m);
}

static void write_denial(story_maker *m)
{
    const deed *d = &PICK(m, attacks);
    sitrep_speaker who = put_speaker(m, m->home);
    put(m, " ");
    sitrep_span cue = put(m, "denied");
    put(m, " ");
    uint32_t from = m->len;
    put(m, "that ");
    sitrep_actor *one = put_actor(m, m->home);
    put(m, " ");
    sitrep_span trigger = put(m, d->words);
    put(m, " ");
    sitrep_actor *other = put_actor(m, m->home);
    sitrep_event *e = add_event(m, d, trigger, one, other);
    uint32_t said = add_statement(m, SITREP_ACT_deny, who, (sitrep_span){from, m->len}, cue, "deny", SITREP_NONE);
    if (e) {
        e->negative = true;
        e->statement = said;
    }
    put(m, " ");
    put_aside(m);
}

static void write_meeting(story_maker *m)
{
    const deed *d = &PICK(m, meetings);
    const country *other = &m->countries[skewed(m, COUNTRIES)];
    sitrep_actor *one = put_actor(m, m->home);
    put(m, " ");
    sitrep_span trigger = put(m, d->words);
    put(m, " ");
    sitrep_actor *two = put_actor(m, other);
    put(m, " in ");
    uint32_t place = put_place(m, SITREP_PLACE_ROLE_happened);
    sitrep_event *e = add_event(m, d, trigger, one, two);
    if (e) e->place = place;
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
    put_place(m, SITREP_PLACE_ROLE_mentioned);
    put(m, PICK(m, middles));
    put(m, PICK(m, ends));
    put(m, " ");
    put_aside(m);
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
    uint32_t place = put_place(m, SITREP_PLACE_ROLE_dateline);
    snprintf(line, sizeof line, " (%s) - ", outlet);
    put(m, line);
    m->story.record.dateline = (sitrep_span){span.begin, m->len};
    m->story.record.dateline_place = place;
}

static void begin_story(story_maker *m, uint64_t number)
{
    int64_t seconds =
        (int64_t)FIRST_DAY * 86400 + (int64_t)((double)number / (double)m->reports * (double)m->days * 86400.0);
    m->len = 0;
    m->actor_count = 0;
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

const story *story_make(story_maker *maker, uint64_t number)
{
    static void (*const patterns[])(story_maker *) = {write_attack, write_attack,  write_toll,    write_promise,
                                                      write_denial, write_meeting, write_meeting, write_background};
    story_maker *m = maker;
    uint64_t draw = mixed(m->seed * 31 + number), origin = number;
    if (draw % COPY_SHARE == 0 && number > COPIED_FROM) origin = number - 1 - (draw >> 8) % COPIED_FROM;
    while (origin != number && origin > COPIED_FROM && mixed(m->seed * 31 + origin) % COPY_SHARE == 0)
        origin--; /* a copy is of no copy */
    begin_story(m, number);
    m->state = mixed(m->seed ^ (origin * 2 + 1));
    m->day = FIRST_DAY + (int32_t)((double)origin / (double)m->reports *
                                   (double)m->days); /* what is told is told of the original's day */
    m->home = &m->countries[skewed(m, COUNTRIES)];
    const char *outlet = m->outlets[(skewed(m, OUTLETS) + (origin != number ? 1 + draw % 9 : 0)) % OUTLETS];
    unsigned sentences = 6 + chance(m, 7), kept = origin != number ? sentences - (unsigned)(draw >> 20) % 3 : sentences;
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
