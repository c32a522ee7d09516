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

/* ---- phrases of data/read/omissions.tsv ---- */

#define GAP_MAX  3u  /* words that a "~" stands for */
#define NEAR_MAX 14u /* words between a phrase and the one it blames */

static bool is_one_of(const sitrep_word *x, sitrep_sv words)
{
    while (words.len) {
        sitrep_sv word = sv_cut(&words, '|');
        if (sv_eq_fold(x->lemma, word) || sv_eq_fold(x->form, word)) return true;
    }
    return false;
}

/* The word behind the phrase `then` that begins at `w`, 0 where it does not match. */
static uint32_t match_then(const ev *e, uint32_t w, sitrep_sv then)
{
    uint32_t gap = 0;
    while (then.len) {
        sitrep_sv part = sv_cut(&then, ' ');
        if (sv_eq(part, SV("~"))) {
            gap = GAP_MAX;
            continue;
        }
        for (; w < e->t->sentence->count && !is_one_of(at(e, w), part); w++)
            if (gap-- == 0 || at(e, w)->upos == SITREP_UPOS_PUNCT) return 0;
        if (w == e->t->sentence->count) return 0;
        w++;
        gap = 0;
    }
    return w;
}

/* The nearest one with a duty in front of word `from`, or behind it. What is said in between of others is passed over.
 */
static uint32_t nearest(const ev *e, uint32_t from, bool before)
{
    uint32_t count = e->t->sentence->count;
    for (uint32_t i = 1; i <= NEAR_MAX; i++) {
        if (before ? i > from : from + i > count) return SITREP_NONE;
        uint32_t w = before ? from - i : from + i - 1;
        if (read_mention_of(e->r, e->s, w) != SITREP_NONE && has_duty(e, w)) return w;
    }
    return SITREP_NONE;
}

/* The one whom a phrase blames: the verb's own subject if there is one with a duty, else who stands nearest. */
static uint32_t blamed(const ev *e, uint32_t first, uint32_t end, sitrep_sv who)
{
    read_set subject = {0};
    if (sv_starts(who, SV("here")))
        for (uint32_t w = first; w < end; w++)
            if (read_mention_of(e->r, e->s, w) != SITREP_NONE && has_duty(e, w)) return w;
    if (sv_starts(who, SV("after"))) return nearest(e, end > first + 1 ? end - 1 : end, false);
    if (at(e, first)->upos == SITREP_UPOS_VERB) read_tree_surface_subject(e->t, first, &subject);
    for (uint32_t i = 0; i < subject.count; i++)
        if (has_duty(e, subject.words[i])) return subject.words[i];
    if (sv_starts(who, SV("near"))) {
        uint32_t after = nearest(e, first + 1, false);
        if (after != SITREP_NONE && after < end + 4) return after;
    }
    return nearest(e, first, true);
}

static bool tells_of_harm(const ev *e)
{
    for (uint32_t i = 0; i < e->count; i++) {
        uint8_t type = e->cands[i].sense == SITREP_NONE ? SITREP_EVENT_TYPE_COUNT : ev_type_of((ev *)e, i);
        if (type == SITREP_EVENT_ASSAULT || type == SITREP_EVENT_PROTEST || type == SITREP_EVENT_COERCE) return true;
    }
    return false;
}

/* Whom a phrase that begins at `w` blames, SITREP_NONE. */
static uint32_t phrase_at(const ev *e, const know_table *t, uint32_t w, uint32_t *end)
{
    const sitrep_knowledge *k = e->r->know;
    if (!t || at(e, w)->upos == SITREP_UPOS_PUNCT || at(e, w)->upos == SITREP_UPOS_NUM) return SITREP_NONE;
    uint32_t then = know_table_column(k, t, SV("then")), who = know_table_column(k, t, SV("who"));
    const sitrep_sv keys[2] = {read_lower(e->r, at(e, w)->lemma), read_lower(e->r, at(e, w)->form)};
    for (size_t n = 0; n < 2 && (n == 0 || !sv_eq(keys[0], keys[1])); n++) {
        know_range rows = know_table_rows(k, t, keys[n]);
        for (uint32_t i = 0; i < rows.count; i++) {
            uint32_t row = know_table_keyed(k, t, rows.first + i);
            sitrep_sv where = know_table_cell(k, t, row, who);
            *end = match_then(e, w + 1, know_table_cell(k, t, row, then));
            if (!*end || (sv_ends(where, SV("harm")) && !tells_of_harm(e))) continue;
            uint32_t found = blamed(e, w, *end, where);
            if (found != SITREP_NONE) return found;
        }
    }
    return SITREP_NONE;
}

/* Whether an event of the sentence blames the same one already; one with the same trigger is made to. */
static bool is_blamed(ev *e, uint32_t first_event, uint32_t w, uint32_t who)
{
    uint32_t m = read_mention_of(e->r, e->s, who), entity = m == SITREP_NONE ? m : read_entity_of(e->r, m);
    sitrep_span word = at(e, w)->span;
    for (uint32_t i = first_event; i < e->r->events.count; i++) {
        sitrep_event *o = &e->r->events.items[i];
        if (o->sentence != e->s || !o->actor_count || o->actors[0].entity != entity) continue;
        if (o->type == SITREP_EVENT_REJECT && o->trigger.begin <= word.begin && word.end <= o->trigger.end)
            o->omission = true;
        if (o->omission) return true;
    }
    return false;
}

static bool keep_omission(ev *e, uint32_t w, const read_set *who, sitrep_sv sense)
{
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
    event.sense = sense;
    event.actors = ev_actors(e, who, &event.actor_count);
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
    return true;
}

bool ev_omissions(ev *e)
{
    uint32_t first_event = e->r->events.count;
    while (first_event > 0 && e->r->events.items[first_event - 1].sentence == e->s) first_event--;
    const know_table *phrases = know_table_find(e->r->know, SV("read/omissions"));
    bool dutiful = false; /* whether the sentence has anybody to blame */
    for (uint32_t w = 0; w < e->t->sentence->count && !dutiful; w++)
        dutiful = read_mention_of(e->r, e->s, w) != SITREP_NONE && has_duty(e, w);
    if (!dutiful) return true;
    for (uint32_t w = 0; w < e->t->sentence->count; w++) {
        read_set who = {0};
        uint32_t end;
        if (fails(e, w) || neglects(e, w)) doers(e, w, &who);
        if (who.count && !keep_omission(e, w, &who, SV("events/embed.tsv"))) return false;
        uint32_t found = who.count ? SITREP_NONE : phrase_at(e, phrases, w, &end);
        if (found == SITREP_NONE || is_blamed(e, first_event, w, found)) continue;
        read_set_add(&who, found);
        if (!keep_omission(e, w, &who, SV("read/omissions.tsv"))) return false;
    }
    return true;
}
