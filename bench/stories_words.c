/* bench/stories_words.c — the words of stories: chance, text, slots, and the rows that patterns put together. */
#include "stories_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"

/* ---- chance ---- */

uint32_t story_chance(story_maker *m, uint32_t below)
{
    m->state = world_mixed(m->state);
    return (uint32_t)((m->state >> 33) % below);
}

/* Small numbers are drawn far more often: a few places and people make most of the news. */
uint32_t story_skewed(story_maker *m, uint32_t below)
{
    uint64_t a = story_chance(m, below), b = story_chance(m, below);
    return (uint32_t)(a * b / below);
}

#define PICK(m, list) ((list)[story_chance((m), (uint32_t)(sizeof(list) / sizeof((list)[0])))])

/* ---- writing ---- */

sitrep_span story_put(story_maker *m, const char *words)
{
    uint32_t from = m->len;
    size_t len = strlen(words);
    if (from + len >= TEXT_MAX) return (sitrep_span){from, from};
    memcpy(m->text + from, words, len);
    m->len += (uint32_t)len;
    return (sitrep_span){from, m->len};
}

sitrep_span story_put_number(story_maker *m, uint32_t number)
{
    char digits[16];
    if (number >= 1000)
        snprintf(digits, sizeof digits, "%u,%03u", number / 1000, number % 1000);
    else
        snprintf(digits, sizeof digits, "%u", number);
    return story_put(m, digits);
}

sitrep_sv story_written(const story_maker *m, sitrep_span span)
{
    return (sitrep_sv){m->text + span.begin, span.end - span.begin};
}

uint32_t story_here(const story_maker *m)
{
    return m->story.analysis.count - 1; /* the sentence being written */
}

void story_begin_sentence(story_maker *m)
{
    if (m->len) story_put(m, m->story.analysis.count % 3 ? " " : "\n\n");
    m->sentences[m->story.analysis.count++] = (sitrep_sentence){.span = {m->len, m->len}};
}

void story_end_sentence(story_maker *m)
{
    char *first = m->text + m->sentences[story_here(m)].span.begin;
    if (*first >= 'a' && *first <= 'z') *first = (char)(*first - 32);
    story_put(m, ".");
    m->sentences[story_here(m)].span.end = m->len;
}

/* Words that nobody counts, so that no two stories share their sentences. */
void story_put_aside(story_maker *m)
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
    story_put(m, PICK(m, adverbs));
    story_put(m, " ");
    story_put(m, PICK(m, whens));
    story_put(m, ", ");
    story_put(m, PICK(m, wheres));
    story_put(m, ", as ");
    story_put(m, PICK(m, whos));
    story_put(m, " ");
    story_put(m, PICK(m, acts));
    story_put(m, " ");
    story_put(m, PICK(m, things));
}

/* ---- slots ---- */

uint32_t story_add_entity(story_maker *m, sitrep_entity_kind kind, sitrep_sv name, const char *code)
{
    sitrep_record *r = &m->story.record;
    if (r->entity_count == ROWS) return SITREP_NONE;
    m->entities[r->entity_count] = (sitrep_entity){.kind = (uint8_t)kind, .name = name};
    snprintf(m->entities[r->entity_count].code.text, 4, "%s", code);
    return r->entity_count++;
}

uint32_t story_put_place(story_maker *m, uint32_t n, sitrep_place_role role)
{
    sitrep_record *r = &m->story.record;
    const town *t = &m->home->towns[n % PLACES];
    sitrep_span span = story_put(m, t->name);
    if (r->place_count == ROWS) return SITREP_NONE;
    m->places[r->place_count] = (sitrep_place){.kind = SITREP_PLACE_name,
                                               .role = (uint8_t)role,
                                               .precision = SITREP_PRECISION_town,
                                               .has_point = true,
                                               .span = span,
                                               .text = story_written(m, span),
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

uint32_t story_put_country(story_maker *m, const country *c)
{
    sitrep_record *r = &m->story.record;
    sitrep_span span = story_put(m, c->name);
    if (r->place_count == ROWS) return SITREP_NONE;
    m->places[r->place_count] = (sitrep_place){.kind = SITREP_PLACE_name,
                                               .role = SITREP_PLACE_ROLE_mentioned,
                                               .precision = SITREP_PRECISION_country,
                                               .has_point = true,
                                               .span = span,
                                               .text = story_written(m, span),
                                               .name = sv_of(c->name),
                                               .geonameid = c->geonameid,
                                               .feature = SV("PCLI"),
                                               .lat = c->lat,
                                               .lon = c->lon,
                                               .confidence = 0.95f};
    memcpy(m->places[r->place_count].country.text, c->code, 4);
    return r->place_count++;
}

uint32_t story_put_day(story_maker *m, int32_t day)
{
    static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    sitrep_record *r = &m->story.record;
    sitrep_span span = story_put(m, weekdays[date_weekday(day) - 1]);
    if (r->time_count == ROWS) return SITREP_NONE;
    m->times[r->time_count] = (sitrep_time){.type = SITREP_TIME_DATE,
                                            .span = span,
                                            .text = story_written(m, span),
                                            .value = SV("2010-06-10"),
                                            .begin = day,
                                            .end = day};
    return r->time_count++;
}

/* Somebody who acts: an organisation or a crowd of a country. */
sitrep_actor *story_put_actor(story_maker *m, const country *c, uint32_t which)
{
    static const struct {
        const char *words, *sector;
    } kinds[] = {{"police", "COP"},    {"soldiers", "MIL"},      {"gunmen", "UAF"},    {"protesters", "CVL"},
                 {"rebels", "REB"},    {"border guards", "MIL"}, {"officials", "GOV"}, {"residents", "CVL"},
                 {"militants", "REB"}, {"traders", "BUS"},       {"troops", "MIL"},    {"activists", "NGO"}};
    unsigned kind = which % (sizeof kinds / sizeof kinds[0]);
    uint32_t from = m->len;
    story_put(m, c->people);
    story_put(m, " ");
    story_put(m, kinds[kind].words);
    sitrep_actor *a = &m->actors[m->actor_count++];
    *a = (sitrep_actor){.span = {from, m->len}, .sector_count = 1};
    a->text = story_written(m, a->span);
    a->entity = story_add_entity(m, SITREP_ENTITY_group, a->text, c->code);
    memcpy(a->code.text, c->code, 4);
    snprintf(a->sectors[0].text, 4, "%s", kinds[kind].sector);
    return a;
}

static sitrep_speaker speaker_from(story_maker *m, const country *c, uint32_t from)
{
    sitrep_speaker s = {.span = {from, m->len}};
    s.text = story_written(m, s.span);
    s.entity = story_add_entity(m, SITREP_ENTITY_person, s.text, c->code);
    return s;
}

/* A person of the country with his office, which he keeps. */
sitrep_speaker story_put_person(story_maker *m, const country *c, uint32_t which)
{
    static const char *const offices[] = {"minister", "spokesman", "governor",     "opposition leader",
                                          "mayor",    "general",   "commissioner", "envoy"};
    story_put(m, offices[which % 8]);
    story_put(m, " ");
    uint32_t from = m->len;
    story_put(m, c->persons[which % PEOPLE]);
    return speaker_from(m, c, from);
}

/* Somebody who speaks: a person by name, or a ministry. */
sitrep_speaker story_put_speaker(story_maker *m, const country *c)
{
    static const char *const bodies[] = {"health ministry",  "interior ministry",   "foreign ministry",
                                         "border service",   "prosecutor's office", "governor's office",
                                         "police department"};
    if (story_chance(m, 3)) return story_put_person(m, c, story_skewed(m, PEOPLE));
    uint32_t from = m->len;
    story_put(m, "the ");
    story_put(m, c->people);
    story_put(m, " ");
    story_put(m, PICK(m, bodies));
    return speaker_from(m, c, from);
}

/* Who counts: the first for the government, the others for themselves. */
sitrep_speaker story_put_counter(story_maker *m, const country *c, uint32_t counter)
{
    uint32_t from = m->len;
    if (counter == 2) return story_put_person(m, c, 11); /* an opposition leader */
    story_put(m, counter == 3 ? "the United Nations" : "the ");
    if (counter != 3) story_put(m, c->people);
    if (counter != 3) story_put(m, counter == 0 ? " health ministry" : " Rights Watch");
    return speaker_from(m, c, from);
}

static const sitrep_speaker nobody = {.entity = SITREP_NONE};

uint32_t story_add_statement(story_maker *m, sitrep_act act, sitrep_speaker who, sitrep_span content, sitrep_span cue,
                             const char *lemma, uint32_t due)
{
    sitrep_record *r = &m->story.record;
    if (r->statement_count == ROWS) return SITREP_NONE;
    m->contents[r->statement_count] = content;
    m->statements[r->statement_count] = (sitrep_statement){.act = (uint8_t)act,
                                                           .has_speaker = true,
                                                           .has_cue = true,
                                                           .sentence = story_here(m),
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

sitrep_event *story_add_event(story_maker *m, const deed *d, sitrep_span trigger, sitrep_actor *actor,
                              sitrep_actor *recipient)
{
    sitrep_record *r = &m->story.record;
    if (r->event_count == ROWS) return NULL;
    sitrep_event *e = &m->events[r->event_count++];
    *e = (sitrep_event){.type = (uint8_t)d->type,
                        .status = (uint8_t)d->status,
                        .certainty = SITREP_CERTAINTY_certain,
                        .time_precision = 1,
                        .sentence = story_here(m),
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
                        .confidence = (float)(30 + story_chance(m, 70)) / 100};
    return e;
}

void story_add_figure(story_maker *m, sitrep_figure_kind kind, sitrep_measure measure, sitrep_span span, uint32_t value,
                      bool at_least)
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
        .text = story_written(m, span),
        .unit = SV("people"),
        .low = value,
        .best = value,
        .sentence = story_here(m),
        .event = r->event_count && m->events[r->event_count - 1].sentence == story_here(m) ? r->event_count - 1
                                                                                           : SITREP_NONE,
        .statement = SITREP_NONE,
        .place = r->place_count ? r->place_count - 1 : SITREP_NONE,
        .time = SITREP_NONE};
}
