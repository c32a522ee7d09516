/* read/places_rank.c — which place a name is. Mentions of one name are one group and mean one place. A candidate's
 * score adds what is known beforehand (class, population, how the name names it) and what the report tells: a container
 * named with it ("Osh, Kyrgyzstan"), words of kind, countries and divisions that other names lie in, places nearby.
 * Three rounds: what others mean changes what a name means. */
#include <math.h>

#include "read/places_int.h"

#include "base/banned.h"

enum {
    ROUNDS = 3,
    CANDIDATES_MAX = 400,
    NEIGHBOURS_MAX = 128,
    NARROW_MAX = 64
};                           /* bounds, so that a book stays linear */
#define CONTEXT_LEAST   1.5f /* of evidence, before a lack of support means anything */
#define NEAR_KM         300
#define SMALL_PEOPLE    15000u
#define NAMESAKE_PEOPLE 500000u

/* Share of the report's evidence by country or division, as a small open-addressed count. */
enum { EVIDENCE_SLOTS = 256 };
typedef struct evidence {
    uint32_t key[EVIDENCE_SLOTS]; /* place index + 1 */
    float weight[EVIDENCE_SLOTS];
    float total;
} evidence;

static float *evidence_slot(evidence *e, uint32_t place)
{
    uint32_t i = place * 2654435761u >> 24;
    for (uint32_t n = 0; n < EVIDENCE_SLOTS; n++, i = (i + 1) & (EVIDENCE_SLOTS - 1)) {
        if (e->key[i] == 0) e->key[i] = place + 1;
        if (e->key[i] == place + 1) return &e->weight[i];
    }
    return NULL;
}

static void evidence_add(evidence *e, uint32_t place, float weight)
{
    float *slot = place == SITREP_NONE ? NULL : evidence_slot(e, place);
    if (!slot) return;
    *slot += weight;
    e->total += weight;
}

static float evidence_of(evidence *e, uint32_t place)
{
    float *slot = place == SITREP_NONE ? NULL : evidence_slot(e, place);
    return slot ? *slot : 0;
}

typedef struct ranker {
    place_work *w;
    evidence countries, divisions, districts;
    float *put; /* by group: what it put into the evidence */
} ranker;

static const know_place *place_at(const ranker *k, uint32_t place)
{
    return know_place_at(k->w->r->know, place);
}

static bool contains(const ranker *k, uint32_t outer, uint32_t inner)
{
    const know_place *p = place_at(k, inner);
    return outer != inner && (p->country == outer || p->admin1 == outer || p->admin2 == outer);
}

/* ---- groups ---- */

static bool group_mentions(place_work *w)
{
    place_table known; /* match and kinds to group + 1 */
    if (!place_table_init(&known, &w->r->arena, w->mentions.count + 1)) return false;
    for (uint32_t i = 0; i < w->mentions.count; i++) {
        place_mention *m = &w->mentions.items[i];
        m->group = m->next_contained = m->next_held = SITREP_NONE;
        if (!m->match.count || m->country != SITREP_NONE) continue;
        uint32_t *slot = place_table_at(&known, (uint64_t)m->match.first << 1 | 1);
        place_group *g = *slot ? &w->groups.items[*slot - 1] : NULL;
        if (!g) {
            g = READ_PUSH(&w->r->arena, &w->groups);
            if (!g) return false;
            *g = (place_group){.match = m->match,
                               .first_piece = w->words[read_index(w->r, m->sentence, m->first)].piece[0],
                               .place = SITREP_NONE,
                               .runner_up = SITREP_NONE,
                               .contained = SITREP_NONE,
                               .held = SITREP_NONE};
            *slot = w->groups.count;
        }
        m->group = *slot - 1;
        g->kinds |= m->kinds;
        g->mentions++;
    }
    return true;
}

/* Chains mentions to the groups whose candidates they tell about. */
static void chain_containers(place_work *w)
{
    for (uint32_t i = w->mentions.count; i-- > 0;) {
        place_mention *m = &w->mentions.items[i];
        if (m->container == SITREP_NONE) continue;
        if (m->group != SITREP_NONE) {
            m->next_contained = w->groups.items[m->group].contained;
            w->groups.items[m->group].contained = i;
        }
        uint32_t outer = w->mentions.items[m->container].group;
        if (outer != SITREP_NONE) {
            m->next_held = w->groups.items[outer].held;
            w->groups.items[outer].held = i;
        }
    }
}

/* The mention that is told as holding another: "Osh, Kyrgyzstan", "Osh in Kyrgyzstan", "Osh (Kyrgyzstan)",
 * "Kyrgyzstan's Osh". */
static void find_containers(place_work *w)
{
    for (uint32_t i = 0; i + 1 < w->mentions.count; i++) {
        place_mention *a = &w->mentions.items[i], *b = &w->mentions.items[i + 1];
        if (a->sentence != b->sentence) continue;
        const sitrep_sentence *s = &w->r->doc->sentences[a->sentence];
        uint32_t gap = b->first - a->end;
        sitrep_sv between = gap ? s->words[a->end].form : (sitrep_sv){NULL, 0};
        bool comma = gap <= 3 && gap > 0 && (sv_eq(between, SV(",")) || sv_eq(between, SV("(")));
        bool in = gap > 0 && gap <= 4 &&
                  (sv_eq_fold(between, SV("in")) || sv_eq_fold(between, SV("of")) ||
                   (sv_eq(between, SV(",")) && gap > 1 && sv_eq_fold(s->words[a->end + 1].form, SV("in"))));
        bool bare = gap == 0 && a->match.count && !a->demonym; /* "BEECH GROVE Ind." */
        if ((comma || in || bare) && !a->demonym) a->container = i + 1;
        bool possessive = gap == 1 && (sv_eq(between, SV("'s")) || sv_eq(between, SV("\xE2\x80\x99s")));
        bool described = a->demonym && gap > 0 && gap <= 4 && sv_eq_fold(s->words[b->first - 1].form, SV("of"));
        if ((possessive || described) && b->container == SITREP_NONE) b->container = i;
    }
}

/* ---- scores ---- */

static double prior_of(const know_place *p, const know_entry *e)
{
    double size = p->population ? log10((double)p->population + 1) : 0, score = 0;
    switch (p->class_) {
    case KNOW_PLACE_COUNTRY:
        score = 9;
        break;
    case KNOW_PLACE_ADM1:
        score = 4.6;
        break;
    case KNOW_PLACE_ADM2:
        score = 1.0 + 0.4 * size;
        break;
    case KNOW_PLACE_TOWN:
        score = 0.9 + 0.48 * size;
        break;
    case KNOW_PLACE_DISTRICT:
        score = 0.3 + 0.3 * size;
        break;
    case KNOW_PLACE_REGION:
        score = p->flags & KNOW_PLACE_CONTINENT ? 6 : 3;
        break;
    case KNOW_PLACE_WATER:
        score = 2;
        break;
    default:
        score = 1;
        break;
    }
    if (p->flags & KNOW_PLACE_CAPITAL)
        score += 2;
    else if (p->flags & KNOW_PLACE_SEAT)
        score += 0.7;
    if (p->flags & KNOW_PLACE_HAND) score += 0.6;
    switch (e->name) {
    case KNOW_NAME_PREFERRED:
        score += 0.6;
        break;
    case KNOW_NAME_FOREIGN:
        score -= 2;
        break;
    case KNOW_NAME_SHORT:
        score -= 0.8;
        break;
    default:
        break;
    }
    return score;
}

/* Bonus for a container told with a mention of the group, where the candidate lies in one of its readings. */
static double container_bonus(const ranker *k, uint32_t group, uint32_t candidate)
{
    const place_work *w = k->w;
    double best = 0;
    uint32_t seen = 0;
    for (uint32_t i = w->groups.items[group].contained; i != SITREP_NONE && seen < NARROW_MAX;
         i = w->mentions.items[i].next_contained, seen++) {
        const place_mention *m = &w->mentions.items[i];
        const place_mention *c = &w->mentions.items[m->container];
        if (c->country != SITREP_NONE) {
            if (contains(k, c->country, candidate) && best < 5) best = 5;
            continue;
        }
        for (uint32_t j = 0; j < c->match.count && j < 64; j++) {
            const know_entry *e = know_entry_at(w->r->know, c->match.first + j);
            if (e->kind == KNOW_ENTRY_PLACE && contains(k, e->id, candidate)) {
                double bonus = place_at(k, e->id)->class_ <= KNOW_PLACE_ADM2 ? 8 : 4;
                if (bonus > best) best = bonus;
            }
        }
    }
    return best;
}

/* Bonus for holding what was told with it: the Georgia of "Athens, Georgia" has an Athens. */
static double holding_bonus(const ranker *k, uint32_t group, uint32_t candidate)
{
    const place_work *w = k->w;
    uint32_t seen = 0;
    for (uint32_t i = w->groups.items[group].held; i != SITREP_NONE && seen < NARROW_MAX;
         i = w->mentions.items[i].next_held, seen++) {
        const place_mention *m = &w->mentions.items[i];
        for (uint32_t j = 0; j < m->match.count && j < CANDIDATES_MAX; j++) {
            const know_entry *e = know_entry_at(w->r->know, m->match.first + j);
            if (e->kind == KNOW_ENTRY_PLACE && contains(k, candidate, e->id)) return 3.5;
        }
    }
    return 0;
}

static uint32_t country_at(const ranker *k, uint32_t place)
{
    const know_place *p = place_at(k, place);
    return !p ? SITREP_NONE : p->class_ == KNOW_PLACE_COUNTRY ? place : p->country;
}
static uint32_t division_at(const ranker *k, uint32_t place)
{
    const know_place *p = place_at(k, place);
    return !p ? SITREP_NONE : p->class_ == KNOW_PLACE_ADM1 ? place : p->admin1;
}
static uint32_t district_at(const ranker *k, uint32_t place)
{
    const know_place *p = place_at(k, place);
    return !p ? SITREP_NONE : p->class_ == KNOW_PLACE_ADM2 ? place : p->admin2;
}

/* The share of the evidence that speaks for `place`, without `own`, which the name put in itself for `own_place`. */
static double share_of(evidence *e, uint32_t place, uint32_t own_place, float own, float rest)
{
    if (e->total <= 0) return 0;
    float weight = evidence_of(e, place), total = e->total - (own_place == SITREP_NONE ? 0 : own);
    if (place == own_place && place != SITREP_NONE) weight -= own;
    return weight <= 0 ? 0 : (double)(weight / (total + rest));
}

/* What the rest of the report tells about a candidate. */
static double context_of(ranker *k, uint32_t group, uint32_t candidate)
{
    const place_work *w = k->w;
    const know_place *p = place_at(k, candidate);
    uint32_t now = w->groups.items[group].place;
    float own = k->put[group];
    double nearest = 1e9;
    double score = 6.0 * share_of(&k->countries, country_at(k, candidate), country_at(k, now), own, 0.5f);
    score += 3.0 * share_of(&k->divisions, division_at(k, candidate), division_at(k, now), own, 0.5f);
    score += 1.5 * share_of(&k->districts, district_at(k, candidate), district_at(k, now), own * 0.7f, 1);
    if (p->class_ == KNOW_PLACE_COUNTRY || p->class_ == KNOW_PLACE_REGION) return score;
    for (uint32_t g = 0; g < w->groups.count && g < NEIGHBOURS_MAX; g++) {
        if (g == group || w->groups.items[g].place == SITREP_NONE) continue;
        if (w->groups.items[g].first_piece == w->groups.items[group].first_piece)
            continue; /* "Dublin", "Dublin City" */
        const know_place *other = place_at(k, w->groups.items[g].place);
        if (other->class_ == KNOW_PLACE_COUNTRY || other->class_ == KNOW_PLACE_REGION ||
            other->class_ == KNOW_PLACE_ADM1)
            continue;
        double d = know_place_distance(p, other);
        if (d < nearest) nearest = d;
    }
    const know_place *home = place_at(k, w->home.town);
    if (home && know_place_distance(p, home) < nearest) nearest = know_place_distance(p, home);
    return score + 3.0 * exp(-nearest / 120);
}

/* Whether a town of the group's name is the seat of the division and not much smaller: then the town is meant, as with
 * Geneva. */
static bool named_for_seat(const ranker *k, const place_group *g, uint32_t division)
{
    const know_place *outer = place_at(k, division);
    for (uint32_t i = 0; i < g->match.count && i < CANDIDATES_MAX; i++) {
        const know_entry *e = know_entry_at(k->w->r->know, g->match.first + i);
        if (e->kind != KNOW_ENTRY_PLACE) continue;
        const know_place *p = place_at(k, e->id);
        if (p->class_ == KNOW_PLACE_TOWN && p->admin1 == division &&
            p->flags & (KNOW_PLACE_SEAT | KNOW_PLACE_CAPITAL) && (uint64_t)p->population * 4 > outer->population)
            return true;
    }
    return false;
}

static void resolve(ranker *k, uint32_t group)
{
    place_work *w = k->w;
    place_group *g = &w->groups.items[group];
    double best = -1e9, second = -1e9;
    uint32_t chosen = SITREP_NONE, next = SITREP_NONE;
    for (uint32_t i = 0; i < g->match.count && i < CANDIDATES_MAX; i++) {
        const know_entry *e = know_entry_at(w->r->know, g->match.first + i);
        if (e->kind != KNOW_ENTRY_PLACE) continue;
        const know_place *p = place_at(k, e->id);
        double score = prior_of(p, e) + context_of(k, group, e->id) + container_bonus(k, group, e->id) +
                       holding_bonus(k, group, e->id);
        if (g->kinds) score += g->kinds >> p->class_ & 1 ? 2.5 : -1.5;
        if (p->class_ == KNOW_PLACE_ADM1 && !(g->kinds >> KNOW_PLACE_ADM1 & 1) && named_for_seat(k, g, e->id))
            score -= 2.5;
        if (e->id == chosen) continue;
        if (score > best) {
            second = best;
            next = chosen;
            best = score;
            chosen = e->id;
        } else if (score > second) {
            second = score;
            next = e->id;
        }
    }
    g->place = chosen;
    g->runner_up = next;
    g->score = (float)best;
    g->margin = (float)(next == SITREP_NONE ? 10 : best - second);
}

/* What the report speaks of, from the groups as they stand. */
static void gather(ranker *k)
{
    place_work *w = k->w;
    k->countries = k->divisions = k->districts = (evidence){0};
    for (uint32_t i = 0; i < w->mentions.count; i++) {
        const place_mention *m = &w->mentions.items[i];
        if (m->country != SITREP_NONE) evidence_add(&k->countries, m->country, m->demonym ? 0.6f : 1.0f);
    }
    for (uint32_t g = 0; g < w->groups.count; g++) {
        const place_group *group = &w->groups.items[g];
        k->put[g] = 0;
        if (group->place == SITREP_NONE) continue;
        const know_place *p = place_at(k, group->place);
        float weight = sqrtf((float)group->mentions) * (group->margin > 3 ? 1.0f : group->margin > 1 ? 0.5f : 0.2f);
        k->put[g] = weight;
        if (p->class_ == KNOW_PLACE_COUNTRY) {
            evidence_add(&k->countries, group->place, weight);
            continue;
        }
        evidence_add(&k->countries, p->country, weight);
        evidence_add(&k->divisions, p->class_ == KNOW_PLACE_ADM1 ? group->place : p->admin1, weight);
        evidence_add(&k->districts, p->class_ == KNOW_PLACE_ADM2 ? group->place : p->admin2, weight * 0.7f);
    }
    for (uint32_t i = 0; i < w->home.land_count; i++) evidence_add(&k->countries, w->home.land[i], w->home.weight[i]);
    evidence_add(&k->countries, w->home.country, w->home.country_weight);
    if (place_at(k, w->home.town)) {
        evidence_add(&k->divisions, place_at(k, w->home.town)->admin1, 1.5f);
        evidence_add(&k->districts, place_at(k, w->home.town)->admin2, 0.7f);
    }
    for (uint32_t i = 0; i < w->mentions.count; i++) { /* the dateline's place weighs more */
        const place_mention *m = &w->mentions.items[i];
        if (!m->dateline || m->group == SITREP_NONE || w->groups.items[m->group].place == SITREP_NONE) continue;
        const know_place *p = place_at(k, w->groups.items[m->group].place);
        evidence_add(&k->countries, p->class_ == KNOW_PLACE_COUNTRY ? w->groups.items[m->group].place : p->country, 1);
        if (p->admin1 != SITREP_NONE) evidence_add(&k->divisions, p->admin1, 1);
    }
}

/* Whether anything in the report but the name itself speaks for the place it was given: a place told as holding it, its
 * country, or a place near it. */
static bool is_supported(ranker *k, uint32_t group)
{
    const place_work *w = k->w;
    const place_group *g = &w->groups.items[group];
    uint32_t country = country_at(k, g->place);
    float others = k->countries.total - k->put[group];
    if (others < CONTEXT_LEAST || country == SITREP_NONE) return true; /* nothing to go by */
    if (evidence_of(&k->countries, country) - k->put[group] > 0.1f || container_bonus(k, group, g->place) > 0)
        return true;
    for (uint32_t o = 0; o < w->groups.count && o < NEIGHBOURS_MAX; o++) {
        const know_place *other = o == group ? NULL : place_at(k, w->groups.items[o].place);
        if (other && other->class_ >= KNOW_PLACE_ADM2 && know_place_distance(place_at(k, g->place), other) < NEAR_KM)
            return true;
    }
    return false;
}

/* What is better left without a point: a small place far from all that the report speaks of ("Al Nao hospital" in
 * Omdurman is no Nao in Indonesia), and the town for which a hospital or school elsewhere is named. */
static void leave_unsupported(ranker *k)
{
    place_work *w = k->w;
    for (uint32_t i = 0; i < w->mentions.count; i++) {
        place_mention *m = &w->mentions.items[i];
        const know_place *p = m->group == SITREP_NONE ? NULL : place_at(k, m->place);
        bool small = p && p->class_ >= KNOW_PLACE_ADM2 && p->class_ != KNOW_PLACE_REGION &&
                     p->class_ != KNOW_PLACE_WATER && p->population < SMALL_PEOPLE &&
                     !(p->flags & (KNOW_PLACE_HAND | KNOW_PLACE_CAPITAL));
        bool named_for = p && m->kinds >> KNOW_PLACE_SITE & 1 && p->class_ != KNOW_PLACE_SITE &&
                         p->class_ > KNOW_PLACE_ADM1 && p->population < NAMESAKE_PEOPLE;
        if ((small || named_for) && !m->dateline && !is_supported(k, m->group)) {
            m->place = SITREP_NONE;
            if (named_for) m->facility = true;
        }
    }
}

sitrep_status place_rank(place_work *w)
{
    ranker *k = ARENA_NEW(&w->r->arena, ranker);
    if (!k || !group_mentions(w)) return SITREP_NOMEM;
    k->w = w;
    k->put = ARENA_ARRAY(&w->r->arena, float, w->groups.count + 1);
    if (!k->put) return SITREP_NOMEM;
    find_containers(w);
    chain_containers(w);
    gather(k);
    for (int round = 0; round < ROUNDS; round++) {
        for (uint32_t g = 0; g < w->groups.count; g++) resolve(k, g);
        gather(k);
    }
    for (uint32_t g = 0; g < w->groups.count; g++) resolve(k, g);
    for (uint32_t i = 0; i < w->mentions.count; i++) {
        place_mention *m = &w->mentions.items[i];
        if (m->country != SITREP_NONE) {
            m->place = m->country;
            m->confidence = 0.95f;
        } else if (m->group != SITREP_NONE) {
            m->place = w->groups.items[m->group].place;
            m->confidence = (float)(1 / (1 + exp(-(0.3 + 0.9 * (double)w->groups.items[m->group].margin))));
        }
    }
    leave_unsupported(k);
    return SITREP_OK;
}
