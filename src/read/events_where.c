/* read/events_where.c — where an event was, which figures it has, whose words it stands in.
 * Place: the nearest place of the sentence that hangs on the event's words by a preposition of place; else the only
 * such place of the sentence; else the place of the event before, where that is of the same kind and close. Nothing is
 * taken from the dateline but for an event of the first sentence in the past tense whose sentence has no place of its
 * own. */
#include "read/events_int.h"

#define TOWNS_ASKED 400u
#define REACH       3 /* sentences over which place and time carry on */

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

/* ---- distance in the tree ---- */

uint32_t ev_head_of(const ev *e, uint32_t w)
{
    uint32_t h = at(e, w)->head;
    return h < e->t->sentence->count ? h : SITREP_NONE;
}

#define CLAUSE_COST 3u /* steps that the border of a clause counts for besides */

/* Whether a word heads a clause of its own below its head: "and *spread*", "to *stop*", "where they *met*". */
static bool heads_clause(const ev *e, uint32_t w)
{
    unsigned d = at(e, w)->deprel;
    if (d == SITREP_DEPREL_CONJ)
        return at(e, w)->upos == SITREP_UPOS_VERB && at(e, ev_head_of(e, w))->upos == SITREP_UPOS_VERB;
    return d == SITREP_DEPREL_PARATAXIS || d == SITREP_DEPREL_ADVCL || d == SITREP_DEPREL_CCOMP ||
           d == SITREP_DEPREL_ACL_RELCL || (d == SITREP_DEPREL_ACL && at(e, w)->upos == SITREP_UPOS_VERB);
}

/* Steps upwards from `w` to `top`, SITREP_NONE where it is not above. What stands in another clause is further. */
static uint32_t steps_up(const ev *e, uint32_t w, uint32_t top)
{
    for (uint32_t n = 0, steps = 0; n < 12 && w != SITREP_NONE; n++, steps++) {
        if (w == top) return steps;
        if (ev_head_of(e, w) != SITREP_NONE && heads_clause(e, w)) steps += CLAUSE_COST;
        w = ev_head_of(e, w);
    }
    return SITREP_NONE;
}

/* How far a word hangs below the event's own words (trigger, carrier, supports, governing clause); small is near. */
uint32_t ev_distance(const ev *e, const ev_cand *c, uint32_t w)
{
    uint32_t best = steps_up(e, w, c->word), up;
    up = steps_up(e, w, c->carrier);
    if (up < best) best = up;
    for (uint32_t i = 0; i < c->support_count; i++) {
        up = steps_up(e, w, c->support[i]);
        if (up < best) best = up;
    }
    uint32_t clause = c->support_count ? c->support[c->support_count - 1] : c->carrier;
    for (uint32_t n = 1; n < 5; n++) { /* a higher clause: each level costs */
        uint32_t above = ev_head_of(e, clause);
        if (above == SITREP_NONE) break;
        up = steps_up(e, w, above);
        if (up != SITREP_NONE && up + 2 * n < best) best = up + 2 * n;
        clause = above;
    }
    return best;
}

/* ---- place ---- */

static bool is_preposition_of_place(sitrep_sv form)
{
    static const char *const words[] = {"in",     "at",      "near",    "outside", "inside",     "on",     "around",
                                        "across", "along",   "between", "through", "throughout", "within", "off",
                                        "over",   "north",   "south",   "east",    "west",       "into",   "from",
                                        "to",     "towards", "toward",  "against", "of"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_eq_fold(form, sv_of(words[i]))) return true;
    return false;
}

/* 2: "in Osh"; 1: "to Osh", "Osh's", with a preposition that places less surely; 0: no place of happening. */
static unsigned hangs_by(const ev *e, uint32_t w)
{
    unsigned best = 0;
    for (uint32_t i = 0; i < 3 && w != SITREP_NONE; i++) { /* "in the city of Osh", "in Osh, Kyrgyzstan" */
        for (uint32_t c = e->t->child[w]; c != SITREP_NONE; c = e->t->next[c]) {
            if (at(e, c)->deprel != SITREP_DEPREL_CASE || !is_preposition_of_place(at(e, c)->form)) continue;
            bool weak = sv_eq_fold(at(e, c)->form, SV("to")) || sv_eq_fold(at(e, c)->form, SV("from")) ||
                        sv_eq_fold(at(e, c)->form, SV("against")) || sv_eq_fold(at(e, c)->form, SV("of")) ||
                        sv_eq_fold(at(e, c)->form, SV("into"));
            if (!weak) return 2;
            best = 1;
        }
        unsigned d = at(e, w)->deprel;
        if (d != SITREP_DEPREL_NMOD && d != SITREP_DEPREL_APPOS && d != SITREP_DEPREL_COMPOUND &&
            d != SITREP_DEPREL_FLAT && d != SITREP_DEPREL_CONJ && d != SITREP_DEPREL_NMOD_POSS)
            break;
        w = ev_head_of(e, w);
    }
    return best;
}

static bool can_be_scene(const sitrep_place *p)
{
    return (p->kind == SITREP_PLACE_name || p->kind == SITREP_PLACE_area) && p->role != SITREP_PLACE_ROLE_dateline;
}

/* Deeds of words happen where the speaker is, which reports seldom tell; what places they name is what they are about.
 */
static bool is_verbal(const sitrep_event *event)
{
    switch (event->type) {
    case SITREP_EVENT_REQUEST:
    case SITREP_EVENT_ACCUSE:
    case SITREP_EVENT_REJECT:
    case SITREP_EVENT_THREATEN:
    case SITREP_EVENT_AGREE:
    case SITREP_EVENT_SUPPORT:
    case SITREP_EVENT_CONCEDE:
        return true;
    default:
        return false;
    }
}

/* Whether `w` belongs to the subject of a verb: "the ministry in *Bishkek* said". With `above` only where that verb
 * stands over the event: its subject speaks of the event, and is not where it was. */
static bool in_subject(const ev *e, const ev_cand *c, uint32_t w, bool above)
{
    for (uint32_t n = 0; n < 8 && w != SITREP_NONE; n++) {
        uint32_t head = ev_head_of(e, w);
        unsigned d = at(e, w)->deprel;
        if (head == SITREP_NONE || (above && (w == c->carrier || w == c->word)))
            return false; /* it is the event's own */
        if (d == SITREP_DEPREL_NSUBJ && at(e, head)->upos == SITREP_UPOS_VERB) {
            bool own = head == c->carrier || head == c->word;
            for (uint32_t i = 0; i < c->support_count; i++) own |= head == c->support[i];
            return above ? !own && steps_up(e, c->carrier, head) != SITREP_NONE : own;
        }
        w = head;
    }
    return false;
}

bool ev_in_sentence(const ev *e, sitrep_span span)
{
    sitrep_span s = e->t->sentence->span;
    return span.begin >= s.begin && span.end <= s.end;
}

static uint32_t word_at(const ev *e, uint32_t byte)
{
    for (uint32_t w = 0; w < e->t->sentence->count; w++)
        if (at(e, w)->span.end > byte) return w;
    return SITREP_NONE;
}

/* The head of the words that the span covers. */
uint32_t ev_head_word(const ev *e, sitrep_span span)
{
    uint32_t first = word_at(e, span.begin);
    for (uint32_t w = first; w < e->t->sentence->count && at(e, w)->span.begin < span.end; w++) {
        uint32_t h = ev_head_of(e, w);
        if (h == SITREP_NONE || at(e, h)->span.begin < span.begin || at(e, h)->span.begin >= span.end) return w;
    }
    return first;
}

static unsigned fineness(const sitrep_place *p)
{
    switch (p->precision) {
    case SITREP_PRECISION_site:
    case SITREP_PRECISION_town:
        return 3;
    case SITREP_PRECISION_district:
        return 2;
    case SITREP_PRECISION_province:
        return 1;
    default:
        return 0;
    }
}

/* "raided Osh", "visited Jalal-Abad", "Osh was shelled": a place that is what the deed was done to. */
static bool is_object(const ev *e, const ev_cand *c, const sitrep_event *event, uint32_t w, const sitrep_place *p)
{
    unsigned d = at(e, w)->deprel;
    if (d != SITREP_DEPREL_OBJ && d != SITREP_DEPREL_NSUBJ_PASS) return false;
    if (ev_head_of(e, w) != c->carrier && ev_head_of(e, w) != c->word) return false;
    if (event->type == SITREP_EVENT_CONSULT || read_word_in(e->r, at(e, c->word)->lemma, SV("goes"))) return true;
    return (event->type == SITREP_EVENT_ASSAULT || event->type == SITREP_EVENT_COERCE) && fineness(p) >= 2;
}

/* "Uzbekistan closed its border": where a state shuts what is its own. */
static uint32_t own_border(ev *e, const ev_cand *c)
{
    uint32_t subject = SITREP_NONE;
    bool border = false;
    for (uint32_t w = e->t->child[c->carrier]; w != SITREP_NONE; w = e->t->next[w]) {
        if (at(e, w)->deprel == SITREP_DEPREL_NSUBJ) subject = w;
        if (at(e, w)->deprel != SITREP_DEPREL_OBJ || !read_word_in(e->r, at(e, w)->lemma, SV("own_ground"))) continue;
        for (uint32_t k = e->t->child[w]; k != SITREP_NONE; k = e->t->next[k])
            border |= at(e, k)->deprel == SITREP_DEPREL_NMOD_POSS && at(e, k)->upos == SITREP_UPOS_PRON;
    }
    uint32_t place = border && subject != SITREP_NONE ? read_place_at(e->r, e->s, subject) : SITREP_NONE;
    bool named = place != SITREP_NONE && e->r->places.items[place].kind != SITREP_PLACE_demonym;
    return named ? place : SITREP_NONE;
}

/* The scene that the sentence itself names; the score of the best in *out_score. */
static uint32_t own_place(ev *e, const ev_cand *c, const sitrep_event *event)
{
    uint32_t best = SITREP_NONE, from, to;
    int best_score = 0;
    read_places_of(e->r, e->s, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        const sitrep_place *p = &e->r->places.items[i];
        if (!can_be_scene(p) || !ev_in_sentence(e, p->span)) continue;
        uint32_t w = ev_head_word(e, p->span);
        if (w == SITREP_NONE) continue;
        unsigned by = is_object(e, c, event, w, p) ? 3 : hangs_by(e, w);
        uint32_t far = ev_distance(e, c, w);
        if (!by || far == SITREP_NONE || far > 9 || in_subject(e, c, w, true)) continue;
        bool bound =
            by == 1 && far <= 2 && read_word_in(e->r, at(e, c->word)->lemma, SV("goes")); /* "will fly to Osh" */
        if (is_verbal(event) && !bound && (far > 3 || by < 2 || in_subject(e, c, w, false))) continue;
        int score = 40 - 4 * (int)far + 12 * (int)by + 3 * (int)fineness(p);
        if (score > best_score) {
            best_score = score;
            best = i;
        }
    }
    return best;
}

/* "in the south": the area of that name that the report told last ("southern Kyrgyzstan"). */
static uint32_t side_of(const ev *e, const sitrep_word *noun)
{
    for (uint32_t i = e->r->places.count; i-- > 0;) {
        const sitrep_place *p = &e->r->places.items[i];
        if (p->kind == SITREP_PLACE_area && p->span.begin < noun->span.begin && p->name.len > noun->lemma.len &&
            sv_eq_fold(sv_part(p->name, 0, noun->lemma.len), noun->lemma))
            return i;
    }
    return SITREP_NONE;
}

/* "in the city", "in the village", "there": the last place of that size that the report named. SITREP_NONE where the
 * sentence says no such thing of the event. */
static uint32_t meant_place(ev *e, const ev_cand *c, bool *out_elsewhere)
{
    for (uint32_t w = 0; w < e->t->sentence->count; w++) {
        unsigned want = 0; /* fineness */
        if (at(e, w)->deprel == SITREP_DEPREL_ADVMOD && sv_eq_fold(at(e, w)->form, SV("there"))) want = 4;
        bool definite = false;
        for (uint32_t k = e->t->child[w]; k != SITREP_NONE && at(e, w)->upos == SITREP_UPOS_NOUN; k = e->t->next[k])
            definite |= at(e, k)->deprel == SITREP_DEPREL_DET && !sv_eq_fold(at(e, k)->lemma, SV("a"));
        if (definite && hangs_by(e, w) == 2)
            want = read_word_in(e->r, at(e, w)->lemma, SV("town_noun"))       ? 3
                   : read_word_in(e->r, at(e, w)->lemma, SV("district_noun")) ? 2
                   : read_word_in(e->r, at(e, w)->lemma, SV("province_noun")) ? 1
                                                                              : 0;
        bool side = definite && !want && hangs_by(e, w) == 2 && read_word_in(e->r, at(e, w)->lemma, SV("side_noun"));
        uint32_t far = want || side ? ev_distance(e, c, w) : SITREP_NONE;
        if (far == SITREP_NONE || far > 5) continue;
        if (side) {
            *out_elsewhere = true;
            return side_of(e, at(e, w));
        }
        if (far > 4) continue;
        for (uint32_t i = e->r->places.count; i-- > 0;) {
            const sitrep_place *p = &e->r->places.items[i];
            if (p->span.begin >= at(e, w)->span.begin || p->kind == SITREP_PLACE_demonym ||
                p->kind == SITREP_PLACE_metonym)
                continue;
            if (p->role == SITREP_PLACE_ROLE_said_at) continue;
            if (want == 4 ? fineness(p) >= 1 : fineness(p) == want) return i;
        }
    }
    return SITREP_NONE;
}

/* "Unless Baku releases them", "talks with Baku": a state or capital as one who acts is no scene. */
static bool acts(const ev *e, uint32_t w)
{
    uint32_t m = read_mention_of(e->r, e->s, w);
    if (m == SITREP_NONE || !e->r->mentions.items[m].definite) return false;
    unsigned d = at(e, w)->deprel;
    return d == SITREP_DEPREL_NSUBJ || d == SITREP_DEPREL_OBL_AGENT || read_tree_has_prep(e->t, w, SV("with"));
}

/* A place that the event's sides belong to ("police in Osh", "the Osh market"), where nothing better is there. */
static uint32_t only_place(ev *e, const ev_cand *c)
{
    uint32_t found = SITREP_NONE, from, to;
    read_places_of(e->r, e->s, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        const sitrep_place *p = &e->r->places.items[i];
        if (!can_be_scene(p) || !ev_in_sentence(e, p->span) || fineness(p) < 2) continue;
        uint32_t w = ev_head_word(e, p->span);
        if (p->role == SITREP_PLACE_ROLE_said_at || (w != SITREP_NONE && (in_subject(e, c, w, true) || acts(e, w))))
            continue;
        if (found != SITREP_NONE && e->r->places.items[found].geonameid != p->geonameid) return SITREP_NONE;
        found = i;
    }
    return found;
}

/* The last event of this quad class within reach that has what `has` asks for. */
const sitrep_event *ev_earlier(const ev *e, const sitrep_event *event, bool place)
{
    for (uint32_t i = e->r->events.count; i-- > 0;) {
        const sitrep_event *o = &e->r->events.items[i];
        if (o == event) continue;
        if (event->sentence - o->sentence > (place ? REACH + 2 : REACH)) return NULL;
        bool same = o->type == event->type || (place && e->s - o->sentence <= 1 && o->quad == event->quad);
        if (!same || o->status == SITREP_STATUS_historical) continue;
        if (place ? o->place != SITREP_NONE : o->begin != SITREP_DAY_NONE) return o;
    }
    return NULL;
}

/* The town that the report is about: most of its towns are this one; the dateline's counts twice. */
static uint32_t find_town(const read_ctx *r)
{
    uint32_t n = r->places.count < TOWNS_ASKED ? r->places.count : TOWNS_ASKED;
    uint32_t best = SITREP_NONE, best_count = 0, all = 0;
    for (uint32_t i = 0; i < n; i++) {
        const sitrep_place *p = &r->places.items[i];
        if (p->precision != SITREP_PRECISION_town || p->kind == SITREP_PLACE_demonym) continue;
        uint32_t count = 0;
        for (uint32_t k = 0; k < n; k++) {
            const sitrep_place *o = &r->places.items[k];
            bool same = p->geonameid ? o->geonameid == p->geonameid : sv_eq(o->name, p->name);
            if (same) count += k == r->dateline_place ? 2 : 1;
        }
        all++;
        if (count > best_count) {
            best_count = count;
            best = i;
        }
    }
    return best_count >= 2 && best_count * 2 >= all ? best : SITREP_NONE;
}

static uint32_t main_town(const read_ctx *r)
{
    if (r->who->town == READ_TOWN_UNKNOWN) r->who->town = find_town(r);
    return r->who->town;
}

void ev_place(ev *e, const ev_cand *c, sitrep_event *event)
{
    bool verbal = is_verbal(event);
    event->place = own_border(e, c);
    if (event->place == SITREP_NONE) event->place = own_place(e, c, event);
    if (event->place == SITREP_NONE && ev_is_total(e, c)) return;
    bool elsewhere = false; /* a part of the country that has no name in the report */
    if (event->place == SITREP_NONE && !verbal) event->place = meant_place(e, c, &elsewhere);
    if (event->place == SITREP_NONE && elsewhere) return;
    if (event->place == SITREP_NONE && !verbal) event->place = only_place(e, c);
    if (event->place == SITREP_NONE && !verbal) {
        const sitrep_event *o = ev_earlier(e, event, true);
        if (o) event->place = o->place;
    }
    bool vague = event->place == SITREP_NONE || (e->r->places.items[event->place].precision == SITREP_PRECISION_site &&
                                                 !e->r->places.items[event->place].has_point);
    if (vague && event->quad == 4 && event->status == SITREP_STATUS_happened) {
        uint32_t town = main_town(e->r);
        if (town != SITREP_NONE) event->place = town;
    }
    bool lead = e->s <= 2 && event->status == SITREP_STATUS_happened &&
                (event->quad == 4 || event->type == SITREP_EVENT_CONSULT);
    if (event->place == SITREP_NONE && lead && e->r->dateline_place != SITREP_NONE) event->place = e->r->dateline_place;
    if (event->place != SITREP_NONE && e->r->places.items[event->place].role == SITREP_PLACE_ROLE_mentioned)
        e->r->places.items[event->place].role = SITREP_PLACE_ROLE_happened;
}

/* ---- figures ---- */

static uint8_t figure_kind(sitrep_sv name)
{
    for (unsigned i = 0; *sitrep_figure_kind_name(i); i++)
        if (sv_eq(name, sv_of(sitrep_figure_kind_name(i)))) return (uint8_t)i;
    return SITREP_FIGURE_other;
}

/* The noun phrase of a filler with its determiner and what it counts. */
static sitrep_span counted_span(const ev *e, uint32_t word)
{
    uint32_t first, end, content = read_content_noun(e->r, e->s, word), f, g;
    read_noun_phrase(e->r, e->s, word, &first, &end);
    read_noun_phrase(e->r, e->s, content, &f, &g);
    if (content != word && g > end) end = g;
    for (uint32_t c = e->t->child[word]; c != SITREP_NONE; c = e->t->next[c])
        if (c < first && (at(e, c)->deprel == SITREP_DEPREL_DET || at(e, c)->deprel == SITREP_DEPREL_NUMMOD)) first = c;
    return read_words_span(e->r, e->s, first, end);
}

static bool link_figure(ev *e, uint32_t figure, uint32_t event_index)
{
    sitrep_event *event = &e->r->events.items[event_index];
    for (uint32_t i = 0; i < event->figure_count; i++)
        if (event->figures[i] == figure) return true;
    uint32_t *grown =
        arena_grow(&e->r->arena, event->figures, event->figure_count, event->figure_count + 1, sizeof *grown);
    if (!grown) return false;
    grown[event->figure_count++] = figure;
    event->figures = grown;
    sitrep_figure *f = &e->r->figures.items[figure];
    if (f->event == SITREP_NONE) f->event = event_index;
    if (f->place == SITREP_NONE) f->place = event->place;
    if (f->time == SITREP_NONE) f->time = event->time;
    return true;
}

static bool overlaps(sitrep_span a, sitrep_span b)
{
    return a.begin < b.end && b.begin < a.end;
}

/* Links the figures that the filler is counted in. What was counted the figures stage knows better ("fatally shot" is
 * no injury), so a figure keeps its kind and goes to an event that tells of that kind. */
static bool figure_of_filler(ev *e, uint32_t word, uint8_t kind, uint32_t event_index)
{
    sitrep_span span = counted_span(e, word);
    for (uint32_t i = 0; i < e->r->figures.count; i++) {
        sitrep_figure *f = &e->r->figures.items[i];
        if (!overlaps(f->span, span) || (f->kind != SITREP_FIGURE_other && f->kind != kind)) continue;
        f->kind = kind;
        if (!link_figure(e, i, event_index)) return false;
    }
    return true;
}

/* Figures of the flag KIND or KIND=slot of the sense. */
bool ev_figures(ev *e, uint32_t cand, uint32_t event_index)
{
    const sitrep_knowledge *k = e->lex;
    const know_sense *s = know_sense_at(k, e->cands[cand].sense);
    sitrep_sv flags = know_text(k, s->flags);
    while (flags.len) {
        sitrep_sv flag = sv_cut(&flags, ','), name = flag;
        sitrep_sv slot = {NULL, 0};
        size_t equals = sv_find(flag, SV("="), 0);
        if (equals != SIZE_MAX) {
            name = sv_part(flag, 0, equals);
            slot = sv_part(flag, equals + 1, flag.len);
        }
        uint8_t kind = figure_kind(name);
        if (kind == SITREP_FIGURE_other) continue;
        read_set words = {0};
        read_path path;
        if (slot.len && read_path_parse(slot, &path)) {
            read_set set = {0};
            ev_step(e, &e->cands[cand], &path.steps[0], &set);
            for (uint8_t i = 1; i < path.count; i++) {
                read_set next = {0};
                for (uint32_t n = 0; n < set.count; n++) read_tree_step(e->t, set.words[n], &path.steps[i], &next);
                set = next;
            }
            words = set;
        } else {
            for (uint32_t i = 0; i < s->recipient.count; i++) { /* with numbers that stand without a noun */
                read_set set;
                ev_walk(e, &e->cands[cand], &know_slot_at(k, s->recipient.first + i)->path, &set);
                for (uint32_t n = 0; n < set.count; n++) read_set_add(&words, set.words[n]);
                if (words.count) break;
            }
        }
        for (uint32_t i = 0; i < words.count; i++)
            if (!figure_of_filler(e, words.words[i], kind, event_index)) return false;
    }
    return true;
}

/* The event kinds whose toll a loose figure can be. */
static bool takes_toll(const sitrep_event *event, uint8_t kind)
{
    bool harm = kind == SITREP_FIGURE_killed || kind == SITREP_FIGURE_injured;
    if (harm) return event->type == SITREP_EVENT_ASSAULT && !event->negative;
    if (kind == SITREP_FIGURE_detained) return event->type == SITREP_EVENT_COERCE && sv_eq(event->mode, SV("arrest"));
    return false;
}

/* Figures of the sentence that no trigger claims ("three died when police fired") go to its event of that kind, the
 * nearest one. */
bool ev_loose_figures(ev *e, uint32_t first_event)
{
    for (uint32_t i = e->figures_from; i < e->r->figures.count; i++) {
        if (i == e->figures_to && i < e->figures_made) i = e->figures_made;
        if (i >= e->r->figures.count) break;
        const sitrep_figure *f = &e->r->figures.items[i];
        if (f->event != SITREP_NONE || !ev_in_sentence(e, f->span)) continue;
        uint32_t best = SITREP_NONE, best_gap = UINT32_MAX;
        for (uint32_t k = first_event; k < e->r->events.count; k++) {
            const sitrep_event *event = &e->r->events.items[k];
            if (!takes_toll(event, f->kind)) continue;
            uint32_t gap = event->trigger.begin > f->span.begin ? event->trigger.begin - f->span.begin
                                                                : f->span.begin - event->trigger.begin;
            if (gap >= best_gap) continue;
            best = k;
            best_gap = gap;
        }
        if (best != SITREP_NONE && !link_figure(e, i, best)) return false;
    }
    return true;
}

/* ---- the statement ---- */

void ev_statement(const ev *e, sitrep_event *event)
{
    uint32_t best = UINT32_MAX, from, to;
    event->statement = SITREP_NONE;
    read_statements_near(e->r, e->s, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        const sitrep_statement *s = &e->r->statements.items[i];
        for (uint32_t k = 0; k < s->content_count; k++) {
            sitrep_span c = s->content[k];
            if (c.begin > event->trigger.begin || event->trigger.end > c.end || c.end - c.begin >= best) continue;
            best = c.end - c.begin;
            event->statement = i;
        }
    }
}
