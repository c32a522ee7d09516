/* read/events.c — the stage: candidates of each sentence become the events of the report.
 * Every candidate with a sense of a PLOVER type is an event, unless another one absorbs it (a threat of an attack is
 * one event, coded by compose.tsv). Events come in text order; `explain` prints the same walk. */
#include "read/events_int.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

void ev_trace(const ev *e, const char *format, ...)
{
    char line[512];
    if (!e->r->trace) return;
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (len > 0) e->r->trace(e->r->trace_ctx, line, (size_t)len < sizeof line ? (size_t)len : sizeof line - 1);
}

/* ---- the ontology ---- */

static double to_number(sitrep_sv text)
{
    char bytes[32];
    if (text.len >= sizeof bytes) return 0.0;
    memcpy(bytes, text.ptr, text.len);
    bytes[text.len] = '\0';
    return strtod(bytes, NULL);
}

/* Score and quad class of a CAMEO code, or of type and mode where there is none. */
static void score(const read_ctx *r, sitrep_event *event)
{
    const know_table *cameo = know_table_find(r->know, SV("ontology/cameo")),
                     *plover = know_table_find(r->know, SV("ontology/plover"));
    sitrep_sv type = sv_of(sitrep_event_type_name(event->type));
    bool done = false;
    if (plover) {
        uint32_t mode_column = know_table_column(r->know, plover, SV("mode")),
                 quad_column = know_table_column(r->know, plover, SV("quad"));
        uint32_t score_column = know_table_column(r->know, plover, SV("score"));
        know_range rows = know_table_rows(r->know, plover, type);
        for (uint32_t i = 0; i < rows.count; i++) {
            uint32_t row = know_table_keyed(r->know, plover, rows.first + i);
            sitrep_sv mode = know_table_cell(r->know, plover, row, mode_column);
            if (mode.len && !sv_eq(mode, event->mode)) continue;
            sitrep_sv quad = know_table_cell(r->know, plover, row, quad_column);
            if (quad.len) event->quad = (uint8_t)(quad.ptr[0] - '0');
            if (mode.len || !done)
                event->goldstein = (float)to_number(know_table_cell(r->know, plover, row, score_column));
            done = mode.len > 0;
        }
    }
    if (!cameo || !event->cameo.len) return;
    know_range rows = know_table_rows(r->know, cameo, event->cameo);
    uint32_t goldstein = know_table_column(r->know, cameo, SV("goldstein"));
    if (rows.count)
        event->goldstein =
            (float)to_number(know_table_cell(r->know, cameo, know_table_keyed(r->know, cameo, rows.first), goldstein));
}

uint8_t ev_quad_of(uint8_t type)
{
    static const uint8_t quads[] = {
        [SITREP_EVENT_ACCUSE] = 3,  [SITREP_EVENT_AGREE] = 1,     [SITREP_EVENT_AID] = 2,
        [SITREP_EVENT_ASSAULT] = 4, [SITREP_EVENT_COERCE] = 4,    [SITREP_EVENT_CONCEDE] = 1,
        [SITREP_EVENT_CONSULT] = 1, [SITREP_EVENT_COOPERATE] = 2, [SITREP_EVENT_MOBILIZE] = 4,
        [SITREP_EVENT_PROTEST] = 4, [SITREP_EVENT_REJECT] = 3,    [SITREP_EVENT_REQUEST] = 3,
        [SITREP_EVENT_RETREAT] = 2, [SITREP_EVENT_SANCTION] = 4,  [SITREP_EVENT_SUPPORT] = 1,
        [SITREP_EVENT_THREATEN] = 3};
    return type < SITREP_EVENT_TYPE_COUNT ? quads[type] : 0;
}

/* ---- one event ---- */

static bool flagged(const ev *e, const know_sense *s, sitrep_sv flag, sitrep_sv *value)
{
    return know_sense_flag(e->lex, s, flag, value);
}

static bool split_contexts(read_ctx *r, sitrep_sv list, sitrep_event *event)
{
    uint32_t count = list.len ? 1 : 0;
    for (size_t i = 0; i < list.len; i++) count += list.ptr[i] == ';';
    event->contexts = ARENA_ARRAY(&r->arena, sitrep_sv, count + 1);
    if (!event->contexts) return false;
    while (list.len) event->contexts[event->context_count++] = sv_cut(&list, ';');
    return true;
}

static sitrep_sv or_else(sitrep_sv a, sitrep_sv b)
{
    return a.len ? a : b;
}

/* What the event is: the sense's own coding, or that of compose.tsv for an embedded or future one. */
static bool changes_type(uint8_t status)
{
    return status == SITREP_STATUS_planned || status == SITREP_STATUS_promised || status == SITREP_STATUS_demanded ||
           status == SITREP_STATUS_proposed || status == SITREP_STATUS_threatened;
}

static bool code(ev *e, const ev_cand *c, const know_sense *s, ev_status *status, sitrep_event *event)
{
    const sitrep_knowledge *k = e->lex;
    const know_compose *m = NULL;
    event->type = s->event_type;
    event->mode = know_text(k, s->mode);
    event->cameo = know_text(k, s->cameo);
    sitrep_sv contexts = know_text(k, s->contexts);
    bool absorb = flagged(e, s, SV("absorb"), NULL);
    if (absorb && c->inner != SITREP_NONE) {
        const know_sense *inner = know_sense_at(k, e->cands[c->inner].sense);
        m = know_compose_of(k, know_text(k, s->type), know_text(k, inner->type), know_text(k, inner->mode),
                            know_text(k, inner->contexts));
        if (m && !contexts.len) contexts = know_text(k, inner->contexts);
    }
    if (!m && changes_type(status->status) &&
        !status->purpose) { /* also where an absorbing line had nothing to compose with */
        bool refused = status->negative &&
                       (status->status == SITREP_STATUS_planned || status->status == SITREP_STATUS_promised) &&
                       ev_quad_of(s->event_type) <= 2; /* "will not begin talks" */
        sitrep_sv outer = refused ? SV("REJECT") : sv_of(sitrep_event_status_name(status->status));
        m = know_compose_of(k, outer, know_text(k, s->type), know_text(k, s->mode), contexts);
        if (m && refused) {
            status->negative = false;
            status->status = SITREP_STATUS_happened;
        }
    }
    if (!m && status->negative && s->event_type == SITREP_EVENT_CONCEDE && status->status <= SITREP_STATUS_ongoing &&
        read_word_in(e->r, c->lemma, SV("permits"))) { /* "did not allow them to pass" was a refusal */
        m = know_compose_of(k, SV("REJECT"), know_text(k, s->type), know_text(k, s->mode), contexts);
        if (m) status->negative = false;
    }
    if (m) {
        if (m->event_type < SITREP_EVENT_TYPE_COUNT) event->type = m->event_type;
        bool own = absorb && event->mode.len && m->event_type == s->event_type; /* the line already knows better */
        if (!own) event->mode = know_text(k, m->mode);
        if (!own || !event->cameo.len) event->cameo = or_else(know_text(k, m->cameo), event->cameo);
        contexts = or_else(know_text(k, m->contexts), contexts);
    }
    event->quad = ev_quad_of(event->type);
    score(e->r, event);
    return split_contexts(e->r, contexts, event);
}

uint8_t ev_coded_type(ev *e, uint32_t cand, uint32_t sense)
{
    ev_cand c = e->cands[cand];
    sitrep_event event = {0};
    ev_status status;
    c.sense = sense;
    c.inner = ev_inner_of(e, cand);
    ev_status_of(e, &c, &status);
    return code(e, &c, know_sense_at(e->lex, sense), &status, &event) ? event.type : SITREP_EVENT_TYPE_COUNT;
}

static bool needs_hold(const ev *e, const know_sense *s, uint32_t actors, uint32_t recipients)
{
    sitrep_sv needs;
    if (!flagged(e, s, SV("needs"), &needs)) return true;
    if (sv_eq(needs, SV("actor"))) return actors > 0;
    if (sv_eq(needs, SV("recipient"))) return recipients > 0;
    if (sv_eq(needs, SV("both"))) return actors > 0 && recipients > 0;
    return actors + recipients > 0;
}

/* A weight of data/read/confidence.tsv (tools/train_confidence.py); `otherwise` where it has none. */
static double weight(const read_ctx *r, const know_table *t, const char *prefix, const char *name, double otherwise)
{
    char key[48];
    int len = snprintf(key, sizeof key, "%s%s", prefix, name);
    for (int i = 0; i < len && i < (int)sizeof key; i++) key[i] = to_lower(key[i]);
    know_range rows = know_table_rows(r->know, t, (sitrep_sv){key, (size_t)len});
    return rows.count ? to_number(know_table_cell(r->know, t, know_table_keyed(r->know, t, rows.first), 1)) : otherwise;
}

double ev_confidence(const read_ctx *r, const sitrep_event *event, double logit)
{
    const know_table *t = know_table_find(r->know, SV("read/confidence"));
    if (t) {
        logit = weight(r, t, "base", "", 1.0) * logit + weight(r, t, "bias", "", 0.0);
        if (!event->actor_count) logit += weight(r, t, "no_actor", "", 0.0);
        if (!event->recipient_count) logit += weight(r, t, "no_recipient", "", 0.0);
        if (!event->actor_count && !event->recipient_count) logit += weight(r, t, "no_side", "", 0.0);
        if (event->negative) logit += weight(r, t, "negative", "", 0.0);
        if (event->omission) logit += weight(r, t, "omission", "", 0.0);
        logit += weight(r, t, "status=", sitrep_event_status_name(event->status), 0.0);
        logit += weight(r, t, "type=", sitrep_event_type_name(event->type), 0.0);
    }
    return 1.0 / (1.0 + exp(-logit));
}

/* People of no known country are taken to be of the other side's, as coders do: "a Moroccan court convicted two
 * activists". */
static void share_country(sitrep_event *event)
{
    sitrep_actor *sides[2] = {event->actors, event->recipients};
    uint32_t counts[2] = {event->actor_count, event->recipient_count};
    bool domestic = event->type == SITREP_EVENT_COERCE || event->type == SITREP_EVENT_PROTEST ||
                    event->type == SITREP_EVENT_SANCTION || event->type == SITREP_EVENT_ACCUSE ||
                    event->type == SITREP_EVENT_RETREAT || event->type == SITREP_EVENT_REQUEST;
    if (!domestic || counts[0] == 0 || counts[1] == 0) return;
    for (unsigned side = 0; side < 2; side++) {
        const sitrep_actor *other = &sides[1 - side][0];
        size_t len = strlen(other->code.text);
        bool country = len == 3 && strcmp(other->code.text, "IGO") != 0 && strcmp(other->code.text, "UNO") != 0 &&
                       strcmp(other->code.text, "NGO") != 0 && strcmp(other->code.text, "EUR") != 0 &&
                       strcmp(other->code.text, "IMG") != 0 && strcmp(other->code.text, "ISM") != 0 &&
                       strcmp(other->code.text, "MNC") != 0;
        for (uint32_t i = 0; country && i < counts[side]; i++)
            if (!sides[side][i].code.text[0]) sides[side][i].code = other->code;
    }
}

/* People whose country nothing tells belong to that of the place: "a journalist was arrested in Niger". */
static void locate_sides(const read_ctx *r, sitrep_event *event)
{
    if (event->place == SITREP_NONE || event->type == SITREP_EVENT_CONSULT) return;
    const sitrep_code *country = &r->places.items[event->place].country;
    sitrep_actor *sides[2] = {event->actors, event->recipients};
    uint32_t counts[2] = {event->actor_count, event->recipient_count};
    for (unsigned side = 0; side < 2; side++)
        for (uint32_t i = 0; i < counts[side]; i++) {
            sitrep_actor *a = &sides[side][i];
            uint8_t kind = a->entity == SITREP_NONE ? SITREP_ENTITY_other : r->entities.items[a->entity].kind;
            if (!a->code.text[0] && kind != SITREP_ENTITY_other && kind != SITREP_ENTITY_facility) a->code = *country;
        }
}

/* Who demands it, where "must" or "should" makes a demand of somebody's words: the speaker; it is demanded of the one
 * who would act. */
static bool speak_demand(ev *e, sitrep_event *event)
{
    if (event->type != SITREP_EVENT_REQUEST || event->statement == SITREP_NONE) return true;
    const sitrep_statement *s = &e->r->statements.items[event->statement];
    if (!s->has_speaker) return true;
    for (uint32_t w = 0; w < e->t->sentence->count; w++) {
        if (at(e, w)->span.begin < s->speaker.span.begin || at(e, w)->span.end > s->speaker.span.end) continue;
        uint32_t m = read_mention_of(e->r, e->s, w);
        if (m == SITREP_NONE || e->r->mentions.items[m].entity != s->speaker.entity) continue;
        read_set speaker = {1, {w}};
        event->recipients = event->actors;
        event->recipient_count = event->actor_count;
        event->actors = ev_actors(e, &speaker, &event->actor_count);
        return event->actors != NULL;
    }
    return true;
}

/* What only the forces of order do: arrests, guards and patrols, a baton charge, a curfew that is imposed. The curfew
 * that is merely in force is nobody's deed of today. */
static bool is_police_work(const ev *e, const ev_cand *c, const know_sense *s)
{
    sitrep_sv mode = know_text(e->lex, s->mode);
    if (sv_eq(mode, SV("arrest")) || sv_eq(mode, SV("police"))) return true;
    return (c->pos != 'n' && sv_eq(mode, SV("curfew"))) || read_word_in(e->r, c->lemma, SV("police_work"));
}

/* Nobody acts on himself: of "the rebels set their houses on fire" the houses. */
static void drop_self(sitrep_event *event)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < event->recipient_count; i++) {
        bool self = false;
        for (uint32_t k = 0; k < event->actor_count; k++)
            self |=
                event->recipients[i].entity != SITREP_NONE && event->recipients[i].entity == event->actors[k].entity;
        if (!self) event->recipients[kept++] = event->recipients[i];
    }
    event->recipient_count = kept;
}

static bool is_arm(const ev *e, uint32_t w)
{
    return read_word_in(e->r, at(e, w)->lemma, SV("arm"));
}

static bool sides(ev *e, uint32_t cand, const know_sense *s, sitrep_event *event)
{
    read_set actors = {0}, recipients = {0};
    ev_slots(e, cand, s->actor, true, &actors);
    ev_slots(e, cand, s->recipient, false, &recipients);
    uint32_t outer = e->cands[cand].outer; /* "claimed responsibility for the attack" */
    if (!actors.count && outer != SITREP_NONE &&
        flagged(e, know_sense_at(e->lex, e->cands[outer].sense), SV("claim"), NULL))
        ev_slots(e, outer, know_sense_at(e->lex, e->cands[outer].sense)->actor, true, &actors);
    if (!actors.count) ev_actor_above(e, &e->cands[cand], &actors);
    if (!actors.count) ev_actor_of_whole(e, cand, &actors);
    if (!actors.count && s->event_type == SITREP_EVENT_ASSAULT) ev_actor_of_cause(e, cand, &actors);
    if (!actors.count && s->event_type == SITREP_EVENT_ASSAULT) ev_actor_blamed(e, cand, &actors);
    if (!actors.count && is_police_work(e, &e->cands[cand], s)) ev_actor_implied(e, &actors);
    bool mutual = flagged(e, s, SV("recip"), NULL);
    if (!recipients.count && !(mutual && actors.count)) /* "exchanged prisoners": they are no side */
        ev_recipient_below(e, &e->cands[cand], &actors, &recipients);
    if (s->event_type == SITREP_EVENT_ASSAULT && !mutual) ev_add_listed(e, &e->cands[cand], &recipients);
    if (mutual) {
        for (uint32_t i = 0; i < recipients.count; i++)
            if (!is_arm(e, recipients.words[i])) read_set_add(&actors, recipients.words[i]);
        recipients.count = 0;
        uint32_t armed = 0; /* "fought with tanks and drones" */
        for (uint32_t i = 0; i < actors.count; i++)
            if (!is_arm(e, actors.words[i])) actors.words[armed++] = actors.words[i];
        if (armed) actors.count = armed;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < recipients.count; i++) /* nobody acts on himself */
        if (!read_set_has(&actors, recipients.words[i])) recipients.words[kept++] = recipients.words[i];
    recipients.count = kept;
    if (s->event_type == SITREP_EVENT_ASSAULT || s->event_type == SITREP_EVENT_COERCE) ev_add_bodies(e, &actors);
    if (s->event_type == SITREP_EVENT_ASSAULT) {
        ev_drop_scenes(e, &recipients);
        ev_drop_scenes(e, &actors);
    }
    ev_drop_things(e, &e->cands[cand], s->event_type, &recipients);
    event->actors = ev_actors(e, &actors, &event->actor_count);
    event->recipients = ev_actors(e, &recipients, &event->recipient_count);
    if (event->actors && event->recipients) {
        drop_self(event);
        share_country(event);
    }
    return event->actors && event->recipients;
}

/* A promise is promised, a proposal proposed, and what somebody intends is planned; the day of the words stays that of
 * the words. */
static void settle_promise(ev *e, const ev_cand *c, const know_sense *s, sitrep_event *event)
{
    sitrep_sv act;
    if (event->type != SITREP_EVENT_AGREE || event->status != SITREP_STATUS_happened) return;
    if (flagged(e, s, SV("act"), &act)) {
        if (sv_eq(act, SV("promise"))) event->status = SITREP_STATUS_promised;
        if (sv_eq(act, SV("propose"))) event->status = SITREP_STATUS_proposed;
    }
    if (event->status != SITREP_STATUS_happened || c->inner == SITREP_NONE || !flagged(e, s, SV("absorb"), NULL))
        return;
    ev_status inner;
    ev_status_of(e, &e->cands[c->inner], &inner);
    if (inner.status == SITREP_STATUS_planned) event->status = SITREP_STATUS_planned;
}

static sitrep_sv sense_id(const ev *e, const know_sense *s)
{
    return arena_printf(&e->r->arena, "%.*s:%u", SV_ARG(know_value_at(e->lex, s->file)), s->line);
}

bool ev_build(ev *e, uint32_t cand)
{
    ev_cand *c = &e->cands[cand];
    const know_sense *s = know_sense_at(e->lex, c->sense);
    sitrep_event event = {.sentence = e->s,
                          .place = SITREP_NONE,
                          .time = SITREP_NONE,
                          .statement = SITREP_NONE,
                          .begin = SITREP_DAY_NONE,
                          .end = SITREP_DAY_NONE};
    ev_status status;
    ev_status_of(e, c, &status);
    if (!code(e, c, s, &status, &event) || !sides(e, cand, s, &event) || !ev_instruments(e, cand, &event)) return false;
    if (!event.actor_count && is_police_work(e, c, s) && !ev_implied_police(e, &event)) return false;
    ev_sides_before(e, c, &event);
    if (!needs_hold(e, s, event.actor_count, event.recipient_count)) {
        ev_trace(e, "    dropped: the sense needs a side that is empty\n");
        return true;
    }
    event.trigger = read_words_span(e->r, e->s, c->first, c->end);
    event.lemma = c->lemma;
    event.sense = sense_id(e, s);
    event.status = status.status;
    event.certainty = status.certainty;
    event.negative = status.negative;
    event.omission = status.omission || flagged(e, s, SV("omission"), NULL);
    if (flagged(e, s, SV("old"), NULL) && event.status == SITREP_STATUS_happened)
        event.status = SITREP_STATUS_historical;
    ev_statement(e, &event);
    if (event.type != s->event_type && status.status == SITREP_STATUS_demanded && !speak_demand(e, &event))
        return false;
    ev_time(e, c, &event);
    ev_place(e, c, &event);
    settle_promise(e, c, s, &event);
    if (ev_is_figurative(e->r, &event)) {
        ev_trace(e, "    dropped: a report on sport, business or a film\n");
        return true;
    }
    locate_sides(e->r, &event);
    event.confidence = (float)ev_confidence(e->r, &event, (double)c->score);
    sitrep_event *kept = READ_PUSH(&e->r->arena, &e->r->events);
    if (!kept) return false;
    *kept = event;
    if (e->r->trace) ev_explain_event(e, &event);
    bool counts = !flagged(e, s, SV("attempt"), NULL) && !event.omission;
    return !counts || ev_figures(e, cand, e->r->events.count - 1);
}

/* ---- a sentence ---- */

/* Absorbing senses take their embedded event; "claimed" ones only lend it an actor. */
static void absorb(ev *e)
{
    for (uint32_t i = 0; i < e->count; i++) {
        ev_cand *c = &e->cands[i];
        if (c->dropped || c->sense == SITREP_NONE || c->inner == SITREP_NONE) continue;
        const know_sense *s = know_sense_at(e->lex, c->sense);
        if (!flagged(e, s, SV("absorb"), NULL) && !flagged(e, s, SV("claim"), NULL)) continue;
        if (e->cands[c->inner].outer == SITREP_NONE) e->cands[c->inner].outer = i;
    }
}

/* A support verb is no trigger where the noun that it carries is one. */
static void drop_supports(ev *e)
{
    for (uint32_t i = 0; i < e->count; i++) {
        if (e->cands[i].pos != 'n' || ev_type_of(e, i) == SITREP_EVENT_TYPE_COUNT) continue;
        bool claimed = false;
        for (uint32_t k = 0; k < e->cands[i].support_count; k++) {
            uint32_t cand = e->of_word[e->cands[i].support[k]];
            if (cand == SITREP_NONE) continue;
            if (ev_type_of(e, cand) != SITREP_EVENT_TYPE_COUNT && ev_claims(e, cand, e->cands[i].carrier))
                claimed = true;
            else
                e->cands[cand].dropped = true;
        }
        if (claimed) e->cands[i].dropped = true;
    }
}

/* "Investigating a *shooting*", "condemned the *raid*": the words are one thing, the deed another. */
static bool is_deed_talked_of(ev *e, uint32_t verb, uint32_t noun)
{
    uint8_t deed = ev_type_of(e, noun);
    bool physical = deed == SITREP_EVENT_ASSAULT || deed == SITREP_EVENT_PROTEST;
    return physical && ev_quad_of(ev_type_of(e, verb)) % 2 == 1 &&
           !read_word_in(e->r, e->cands[verb].lemma, SV("instigates"));
}

/* A noun that a verb's sense names ("eased *sanctions*", "killed in an *airstrike*") is told with the verb. */
static void drop_claimed(ev *e)
{
    for (uint32_t i = 0; i < e->count; i++) {
        bool noun = e->cands[i].pos == 'n';
        if (e->cands[i].pos == 'a' || ev_type_of(e, i) == SITREP_EVENT_TYPE_COUNT) continue;
        for (uint32_t k = 0; k < e->count; k++)
            if (k != i && e->cands[k].pos == 'n' && !e->cands[k].dropped && !is_deed_talked_of(e, i, k) &&
                (!noun || ev_type_of(e, k) == ev_type_of(e, i)) && ev_claims(e, i, e->cands[k].word))
                e->cands[k].dropped = true;
    }
}

static bool is_absorbed(const ev *e, const ev_cand *c)
{
    if (c->outer == SITREP_NONE || e->cands[c->outer].dropped) return false;
    return flagged(e, know_sense_at(e->lex, e->cands[c->outer].sense), SV("absorb"), NULL);
}

static bool code_sentence(ev *e)
{
    uint32_t first_event = e->r->events.count;
    if (!ev_find(e)) return false;
    if (e->r->trace) ev_explain_tree(e);
    drop_supports(e);
    for (uint32_t i = 0; i < e->count; i++) ev_sense_of(e, i);
    drop_claimed(e);
    absorb(e);
    for (uint32_t i = 0; i < e->count; i++) {
        const ev_cand *c = &e->cands[i];
        if (e->r->trace) ev_explain(e, i);
        if (ev_type_of(e, i) == SITREP_EVENT_TYPE_COUNT) continue;
        if (is_absorbed(e, c)) {
            ev_trace(e, "    absorbed by '%.*s'\n", SV_ARG(at(e, e->cands[c->outer].word)->form));
            continue;
        }
        if (!ev_build(e, i)) return false;
    }
    return ev_loose_figures(e, first_event) && ev_omissions(e) && ev_own(e, first_event);
}

static void link_figures_to_statements(read_ctx *r)
{
    for (uint32_t i = 0; i < r->figures.count; i++) {
        sitrep_figure *f = &r->figures.items[i];
        uint32_t best = UINT32_MAX, from, to;
        read_statements_near(r, f->sentence, &from, &to);
        for (uint32_t k = from; k < to; k++)
            for (uint32_t n = 0; n < r->statements.items[k].content_count; n++) {
                sitrep_span c = r->statements.items[k].content[n];
                if (c.begin > f->span.begin || f->span.end > c.end || c.end - c.begin >= best) continue;
                best = c.end - c.begin;
                f->statement = k;
            }
    }
}

sitrep_status read_events(read_ctx *r)
{
    uint32_t figures = r->figures.count,
             figure = 0; /* figures come in text order; those that events make are added behind them */
    for (uint32_t s = 0; s < r->doc->count; s++) {
        ev e = {.r = r, .lex = r->know, .t = read_tree_of(r, s), .s = s, .figures_made = r->figures.count};
        while (figure < figures && r->figures.items[figure].span.begin < r->doc->sentences[s].span.begin) figure++;
        e.figures_from = e.figures_to = figure;
        while (e.figures_to < figures && r->figures.items[e.figures_to].span.begin < r->doc->sentences[s].span.end)
            e.figures_to++;
        if (!code_sentence(&e)) return SITREP_NOMEM;
    }
    ev_join_victims(r);
    ev_lead_day(r);
    link_figures_to_statements(r);
    return read_entities_finish(r);
}
