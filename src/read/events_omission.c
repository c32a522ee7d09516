/* read/events_omission.c — blamed failures to act.
 * "Police failed to arrest the rioters" is an arrest that was not made: events_status.c says so. Where what was not
 * done is no event of the lexicon ("failed to respond", "stood by while the mob burned shops", "did not come"), the
 * failure itself is the event: REJECT, with the one who did not act as its actor. Only those whose duty it is to act
 * are blamed: forces, governments, bodies. */
#include "read/events_int.h"

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

/* Those from whom the public expects that they act. */
static bool has_duty(const ev *e, uint32_t w)
{
    static const char *const sectors[] = {"COP", "MIL", "GOV", "PRM", "JUD", "LEG", "IGO"};
    uint32_t m = read_mention_of(e->r, e->s, read_content_noun(e->r, e->s, w));
    if (m == SITREP_NONE) return false;
    const read_mention *k = &e->r->mentions.items[m];
    for (size_t i = 0; i < sizeof sectors / sizeof sectors[0]; i++) {
        if (read_sector_has(k->sectors, k->sector_count, sectors[i])) return true;
        if (k->entity == SITREP_NONE) continue;
        const sitrep_entity *x = &e->r->entities.items[k->entity];
        if (read_sector_has(x->sectors, x->sector_count, sectors[i])) return true;
    }
    return false;
}

static void doers(const ev *e, uint32_t w, read_set *out)
{
    static const read_step poss = {READ_POSS, {NULL, 0}}, of = {READ_PREP, {"of", 2}}, by = {READ_PREP, {"by", 2}},
                           mod = {READ_MOD, {NULL, 0}};
    read_set set = {0};
    if (at(e, w)->upos == SITREP_UPOS_NOUN) {
        read_tree_step(e->t, w, &poss, &set);
        read_tree_step(e->t, w, &of, &set);
        read_tree_step(e->t, w, &by, &set);
        read_tree_step(e->t, w, &mod, &set);
        if (!set.count) read_tree_surface_subject(e->t, w, &set); /* "the police were mute spectators" */
    } else if (!read_tree_passive(e->t, w)) {
        read_tree_surface_subject(e->t, w, &set);
    }
    for (uint32_t i = 0; i < set.count; i++)
        if (has_duty(e, set.words[i])) read_set_add(out, set.words[i]);
}

/* Whether the failure is told as an event already: what was not done has a sense of its own and the same doer. */
static bool is_told(ev *e, uint32_t w, const read_set *deeds)
{
    for (uint32_t i = 0; i < deeds->count; i++)
        if (ev_is_event(e, deeds->words[i]) && ev_same_subject(e, w, deeds->words[i])) return true;
    uint32_t own = e->of_word[w];
    return own != SITREP_NONE && ev_is_event(e, w) &&
           know_sense_at(e->lex, e->cands[own].sense)->event_type == SITREP_EVENT_REJECT;
}

static bool violent(ev *e, const read_set *deeds)
{
    for (uint32_t i = 0; i < deeds->count; i++) {
        uint32_t c = e->of_word[deeds->words[i]];
        uint8_t type = c == SITREP_NONE ? SITREP_EVENT_TYPE_COUNT : ev_type_of(e, c);
        if (type == SITREP_EVENT_ASSAULT || type == SITREP_EVENT_COERCE || type == SITREP_EVENT_PROTEST) return true;
    }
    return false;
}

/* Whether a line of embed.tsv makes the word a failure to act. */
static bool fails(ev *e, uint32_t w)
{
    know_range rows = ev_embed_rows(e, w);
    for (uint32_t i = 0; i < rows.count; i++) {
        const know_embed *m = know_embed_at(e->r->know, rows.first + i);
        if (!m->omission) continue;
        read_set deeds = {0};
        bool clause = false;
        for (uint32_t p = 0; p < m->construction.count; p++) {
            const know_path *path = know_path_at(e->r->know, m->construction.first + p);
            read_set set;
            clause |= path->count == 1 && path->step[0].function == KNOW_FN_CLAUSE;
            ev_walk_word(e, w, path, &set);
            for (uint32_t k = 0; k < set.count; k++) read_set_add(&deeds, set.words[k]);
        }
        if (is_told(e, w, &deeds)) return false;
        bool bare = m->pos == 'n' ||
                    sv_eq(know_text(e->r->know, m->lemma), SV("fail")); /* "police inaction", "the police failed" */
        if (m->polarity ? bare || clause || deeds.count : violent(e, &deeds))
            return true; /* letting it happen counts where it is harm */
    }
    return false;
}

/* "Did not come", "never responded": a denied verb of duty. */
static bool neglects(ev *e, uint32_t w)
{
    const sitrep_word *x = at(e, w);
    if (x->upos != SITREP_UPOS_VERB || !read_word_in(e->r, x->lemma, SV("duty")) || ev_is_event(e, w)) return false;
    for (uint32_t c = e->t->child[w]; c != SITREP_NONE; c = e->t->next[c])
        if (sv_eq_fold(at(e, c)->lemma, SV("not")) || sv_eq_fold(at(e, c)->form, SV("n't")) ||
            sv_eq_fold(at(e, c)->lemma, SV("never")))
            return read_tree_tense(e->t, w) == READ_PAST || read_tree_tense(e->t, w) == READ_PRES;
    return false;
}

bool ev_omissions(ev *e)
{
    for (uint32_t w = 0; w < e->t->sentence->count; w++) {
        if (!fails(e, w) && !neglects(e, w)) continue;
        read_set who = {0};
        doers(e, w, &who);
        if (!who.count) continue;
        ev_cand c = {.word = w, .carrier = w, .first = w, .end = w + 1, .pos = 'v', .sense = SITREP_NONE};
        sitrep_event event = {.type = SITREP_EVENT_REJECT,
                              .quad = 3,
                              .goldstein = -2.0f,
                              .omission = true,
                              .sentence = e->s,
                              .place = SITREP_NONE,
                              .time = SITREP_NONE,
                              .statement = SITREP_NONE,
                              .confidence = 0.6f};
        event.trigger = read_words_span(e->r, e->s, w, w + 1);
        event.lemma = at(e, w)->lemma;
        event.sense = SV("events/embed.tsv");
        event.actors = ev_actors(e, &who, &event.actor_count);
        event.recipients = ev_actors(e, &(read_set){0}, &event.recipient_count);
        event.instruments = ARENA_NEW(&e->r->arena, sitrep_instrument);
        event.contexts = ARENA_NEW(&e->r->arena, sitrep_sv);
        if (!event.actors || !event.recipients || !event.instruments || !event.contexts) return false;
        ev_statement(e, &event);
        ev_time(e, &c, &event);
        ev_place(e, &c, &event);
        event.confidence = (float)ev_confidence(e->r, &event, 0.4);
        sitrep_event *kept = READ_PUSH(&e->r->arena, &e->r->events);
        if (!kept) return false;
        *kept = event;
        if (e->r->trace) ev_explain_event(e, &event);
    }
    return true;
}
