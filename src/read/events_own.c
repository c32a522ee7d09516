/* read/events_own.c — a user's own ontology beside PLOVER.
 * Its lines are tried as those of the lexicon are. Where one is taken on the trigger of an event, the event carries the
 * user's code beside PLOVER's; on any other trigger it is an event of the PLOVER type that the code is a kind of. */
#include "read/events_int.h"

/* The event of the sentence on these bytes, or NULL. */
static sitrep_event *event_on(const ev *e, uint32_t first_event, sitrep_span trigger)
{
    for (uint32_t i = first_event; i < e->r->events.count; i++) {
        sitrep_event *x = &e->r->events.items[i];
        if (x->sentence == e->s && x->trigger.begin < trigger.end && trigger.begin < x->trigger.end) return x;
    }
    return NULL;
}

static bool add_code(ev *e, sitrep_event *event, const know_sense *s)
{
    sitrep_sv code;
    if (!know_sense_flag(e->lex, s, SV("own"), &code)) return true;
    sitrep_own_code *list = ARENA_ARRAY(&e->r->arena, sitrep_own_code, event->own_count + 1);
    if (!list) return false;
    for (uint32_t i = 0; i < event->own_count; i++) list[i] = event->own[i];
    list[event->own_count++] =
        (sitrep_own_code){code, arena_printf(&e->r->arena, "%.*s:%u", SV_ARG(know_value_at(e->lex, s->file)), s->line)};
    event->own = list;
    ev_trace(e, "    own code %.*s\n", SV_ARG(code));
    return true;
}

static bool take(ev *e, uint32_t cand, uint32_t first_event)
{
    const ev_cand *c = &e->cands[cand];
    const know_sense *s = know_sense_at(e->lex, c->sense);
    sitrep_event *event = event_on(e, first_event, read_words_span(e->r, e->s, c->first, c->end));
    if (event) return add_code(e, event, s);
    uint32_t before = e->r->events.count;
    if (!ev_build(e, cand)) return false;
    return e->r->events.count == before || add_code(e, &e->r->events.items[before], s);
}

bool ev_own(const ev *sentence, uint32_t first_event)
{
    ev e = *sentence;
    e.lex = know_own(sentence->r->know);
    if (!e.lex) return true;
    if (!ev_find(&e)) return false;
    ev_trace(&e, "triggers of your own ontology\n");
    for (uint32_t i = 0; i < e.count; i++) {
        uint8_t type = ev_type_of(&e, i);
        if (e.r->trace) ev_explain(&e, i);
        if (type != SITREP_EVENT_TYPE_COUNT && !take(&e, i, first_event)) return false;
    }
    return true;
}
