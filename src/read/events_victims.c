/* read/events_victims.c — one victim told several times.
 * "A man was shot dead … The victim was hit in the chest … John Smith, 25, died": reports of one attack tell of the
 * same person by several descriptions that nothing else ties together. A single person who is the recipient of an
 * attack is taken to be the one of the attack before, unless a name, the gender, a number or words like "another" tell
 * them apart. */
#include "read/events_int.h"

#define MENTIONS_MAX 8000u

/* The one person among the recipients, a place or a shop beside him apart; SITREP_NONE for none or several. */
static uint32_t single_victim(const read_ctx *r, const sitrep_event *event)
{
    uint32_t victim = SITREP_NONE;
    if (event->type != SITREP_EVENT_ASSAULT || event->negative) return SITREP_NONE;
    if (event->status != SITREP_STATUS_happened && event->status != SITREP_STATUS_ongoing) return SITREP_NONE;
    for (uint32_t i = 0; i < event->recipient_count; i++) {
        uint32_t entity = event->recipients[i].entity;
        if (entity == SITREP_NONE) return SITREP_NONE;
        const sitrep_entity *e = &r->entities.items[entity];
        if (e->kind == SITREP_ENTITY_place || e->kind == SITREP_ENTITY_facility ||
            e->kind == SITREP_ENTITY_organization)
            continue;
        if (victim != SITREP_NONE || e->kind != SITREP_ENTITY_person || e->plural) return SITREP_NONE;
        victim = entity;
    }
    return victim;
}

static bool is_named(const read_ctx *r, uint32_t entity)
{
    for (uint32_t i = 0; i < r->mentions.count; i++)
        if (r->mentions.items[i].entity == entity && r->mentions.items[i].form == READ_NAME) return true;
    return false;
}

/* Words that bring in somebody or something else. */
static bool tells_apart(const read_ctx *r, uint32_t sentence)
{
    static const char *const words[] = {"another",   "second",  "other",    "separate",
                                        "unrelated", "earlier", "previous", "third"};
    const sitrep_sentence *s = &r->doc->sentences[sentence];
    for (uint32_t w = 0; w < s->count; w++)
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (sv_eq_fold(s->words[w].form, sv_of(words[i]))) return true;
    return false;
}

static bool agree(const sitrep_entity *a, const sitrep_entity *b)
{
    if (a->gender && b->gender && a->gender != b->gender) return false;
    bool police_a = read_sector_has(a->sectors, a->sector_count, "COP"),
         police_b = read_sector_has(b->sectors, b->sector_count, "COP");
    return police_a == police_b;
}

/* Makes entity `from` part of `into` wherever it is spoken of. */
static void merge(read_ctx *r, uint32_t from, uint32_t into)
{
    sitrep_entity *a = &r->entities.items[into], *b = &r->entities.items[from];
    if (!a->gender) a->gender = b->gender;
    if (!a->code.text[0]) a->code = b->code;
    for (uint32_t i = 0; i < r->mentions.count; i++)
        if (r->mentions.items[i].entity == from) r->mentions.items[i].entity = into;
    for (uint32_t i = 0; i < r->statements.count; i++) {
        if (r->statements.items[i].speaker.entity == from) r->statements.items[i].speaker.entity = into;
        if (r->statements.items[i].addressee.entity == from) r->statements.items[i].addressee.entity = into;
        for (uint32_t k = 0; k < r->statements.items[i].via_count; k++)
            if (r->statements.items[i].via[k].entity == from) r->statements.items[i].via[k].entity = into;
    }
    for (uint32_t i = 0; i < r->events.count; i++) {
        sitrep_event *e = &r->events.items[i];
        for (uint32_t k = 0; k < e->actor_count; k++)
            if (e->actors[k].entity == from) e->actors[k].entity = into;
        for (uint32_t k = 0; k < e->recipient_count; k++)
            if (e->recipients[k].entity == from) e->recipients[k].entity = into;
    }
}

static bool same_days(const sitrep_event *a, const sitrep_event *b)
{
    if (a->begin == SITREP_DAY_NONE || b->begin == SITREP_DAY_NONE) return true;
    return a->begin <= b->end + 2 && b->begin <= a->end + 2;
}

void ev_join_victims(read_ctx *r)
{
    if (r->mentions.count > MENTIONS_MAX) return; /* a book, not a report */
    uint32_t last = SITREP_NONE;                  /* event with the victim told last */
    for (uint32_t i = 0; i < r->events.count; i++) {
        const sitrep_event *event = &r->events.items[i];
        uint32_t b = single_victim(r, event);
        if (b == SITREP_NONE) continue;
        const sitrep_entity *victim = &r->entities.items[b];
        if (last != SITREP_NONE) {
            const sitrep_event *before = &r->events.items[last];
            uint32_t a = single_victim(r, before);
            bool actor = event->actor_count && event->actors[0].entity == a;
            if (a != SITREP_NONE && a != b && !actor && agree(&r->entities.items[a], victim) &&
                same_days(before, event) && !tells_apart(r, event->sentence)) {
                bool named_a = is_named(r, a), named_b = is_named(r, b);
                if (named_a && named_b) {
                    last = i;
                    continue;
                }
                if (named_b)
                    merge(r, a, b);
                else
                    merge(r, b, a);
            }
        }
        last = i;
    }
}
