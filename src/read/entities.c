/* read/entities.c — coreference: which mentions are one entity.
 * One pass in text order. Names are joined by canonical name, by surname, by initials, by spelling; descriptions by
 * apposition, by dated office ("the Kyrgyz interim leader" in June 2010), by title, or as the same noun; pronouns by
 * number, gender, closeness and the syntactic place of the last mention. When in doubt two entities stay apart. */
#include "read/entities_int.h"

#define TITLES_MAX    6
#define PRONOUN_REACH 3 /* sentences */

/* What the pass remembers about an entity besides the record. Parallel to r->entities. */
typedef struct cluster {
    uint32_t sentence, word; /* of the last mention */
    bool subject;            /* the last mention was a subject */
    bool named;
    bool spoke;      /* the last time that it was a subject it was one of saying */
    sitrep_sv text;  /* of the fullest name, or of the first description */
    sitrep_sv lemma; /* head of a description */
    sitrep_sv titles[TITLES_MAX];
    uint8_t title_count;
    uint32_t office; /* actor index of an office that describes it, SITREP_NONE */
    uint32_t geonameid;
    uint32_t mentions;
} cluster;

#define WINDOW       3000u /* clusters looked back at; only texts of book length have more */
#define OFFICES_KEPT 16u

typedef struct coref {
    read_ctx *r;
    READ_LIST(cluster) clusters;
    struct {
        uint32_t office;
        sitrep_code code;
        bool former;
        const know_actor *holder;
    } offices[OFFICES_KEPT]; /* who held what, as asked before */
    uint32_t office_count;
} coref;

static uint32_t window_first(const coref *c)
{
    return c->clusters.count > WINDOW ? c->clusters.count - WINDOW : 0;
}

static const sitrep_word *at(const read_ctx *r, uint32_t s, uint32_t w)
{
    return read_word(r, s, w);
}

/* ---- names ---- */

static bool same_name(const coref *c, uint32_t entity, const read_mention *m, sitrep_sv text)
{
    const sitrep_entity *e = &c->r->entities.items[entity];
    const cluster *k = &c->clusters.items[entity];
    if (!k->named || e->kind != m->kind) return false;
    if (m->name.len && e->wikidata.len && m->wikidata.len) return sv_eq(e->wikidata, m->wikidata);
    bool canonical = m->name.len && k->text.len && !sv_eq(e->name, k->text); /* both known to the knowledge file */
    if (m->name.len && sv_eq(e->name, m->name)) return true;
    if (canonical && m->name.len) return false;
    switch (m->kind) {
    case SITREP_ENTITY_person:
        return entities_same_person(k->text, text);
    case SITREP_ENTITY_organization:
        return entities_same_organization(k->text, text, c->r->who->caseless);
    case SITREP_ENTITY_group:
        return entities_same_people(k->text, text) && e->ethnicity.len == m->ethnicity.len;
    default: {
        uint32_t id = m->place == SITREP_NONE ? 0 : c->r->places.items[m->place].geonameid;
        if (id && k->geonameid) return id == k->geonameid;
        return sv_eq_fold(k->text, text);
    }
    }
}

/* ---- clusters ---- */

static bool is_subject(unsigned d)
{
    return d == SITREP_DEPREL_NSUBJ || d == SITREP_DEPREL_NSUBJ_PASS;
}

static void add_title(cluster *k, sitrep_sv title)
{
    for (uint8_t i = 0; i < k->title_count; i++)
        if (sv_eq_fold(k->titles[i], title)) return;
    if (k->title_count < TITLES_MAX) k->titles[k->title_count++] = title;
}

static bool has_title(const cluster *k, sitrep_sv title)
{
    for (uint8_t i = 0; i < k->title_count; i++)
        if (sv_eq_fold(k->titles[i], title)) return true;
    return false;
}

/* Whether the word is the subject of a verb of saying. */
static bool speaks(const read_ctx *r, uint32_t s, uint32_t w)
{
    const sitrep_word *x = at(r, s, w);
    return is_subject(x->deprel) && x->head < r->doc->sentences[s].count &&
           read_word_in(r, at(r, s, x->head)->lemma, SV("speech"));
}

static uint32_t open_entity(coref *c, const read_mention *m)
{
    uint32_t entity = read_entity_new(c->r, m);
    if (entity == SITREP_NONE) return SITREP_NONE;
    cluster *k = READ_PUSH(&c->r->arena, &c->clusters);
    if (!k) return SITREP_NONE;
    k->office = SITREP_NONE;
    return entity;
}

static void join(coref *c, uint32_t entity, read_mention *m)
{
    read_ctx *r = c->r;
    sitrep_entity *e = &r->entities.items[entity];
    cluster *k = &c->clusters.items[entity];
    sitrep_sv text = sv_span(r->text, m->span);
    m->entity = entity;
    read_entity_merge(e, m);
    k->sentence = m->phrase.sentence;
    k->word = m->phrase.head;
    k->subject = is_subject(at(r, m->phrase.sentence, m->phrase.head)->deprel);
    if (k->subject) k->spoke = speaks(r, m->phrase.sentence, m->phrase.head);
    k->mentions++;
    if (m->form == READ_NAME) {
        if (!k->named || (text.len > k->text.len && m->kind == SITREP_ENTITY_person)) {
            k->text = text;
            if (m->name.len == 0 && e->wikidata.len == 0) e->name = text;
        }
        k->named = true;
        if (m->place != SITREP_NONE) k->geonameid = r->places.items[m->place].geonameid;
    } else if (m->form == READ_DESCRIPTION) {
        sitrep_sv lemma = at(r, m->phrase.sentence, read_content_noun(r, m->phrase.sentence, m->phrase.head))->lemma;
        if (k->lemma.len == 0) k->lemma = lemma;
        if (e->kind == SITREP_ENTITY_person) add_title(k, lemma);
        if (k->text.len == 0) k->text = text;
        if (k->office == SITREP_NONE) k->office = read_role_of(r, m->phrase.sentence, m->phrase.head);
    }
}

/* Nouns before a name ("Interim President Roza Otunbayeva") are titles by which it may be called later. */
static void titles_of_name(coref *c, const read_mention *m)
{
    read_ctx *r = c->r;
    cluster *k = &c->clusters.items[m->entity];
    uint32_t s = m->phrase.sentence;
    for (uint32_t w = m->phrase.first; w-- > 0 && m->phrase.first - w <= 6;) {
        const sitrep_word *x = at(r, s, w);
        if (x->head == SITREP_NONE || x->head < w || x->upos == SITREP_UPOS_VERB || x->upos == SITREP_UPOS_PUNCT) break;
        if ((x->upos == SITREP_UPOS_NOUN || x->upos == SITREP_UPOS_PROPN) &&
            read_tree_under(read_tree_of(r, s), w, m->phrase.head))
            add_title(k, x->lemma);
    }
}

/* ---- descriptions ---- */

static bool codes_agree(const sitrep_code *a, const sitrep_code *b)
{
    return !a->text[0] || !b->text[0] || strcmp(a->text, b->text) == 0;
}

/* "A man named X", "the victim was identified as X", "the rebel known as X": the mention of X; SITREP_NONE. */
static uint32_t called(const read_ctx *r, const read_mention *m)
{
    uint32_t s = m->phrase.sentence;
    const read_tree *t = read_tree_of(r, s);
    const sitrep_word *x = at(r, s, m->phrase.head);
    uint32_t verb = SITREP_NONE;
    for (uint32_t k = t->child[m->phrase.head]; k != SITREP_NONE && verb == SITREP_NONE; k = t->next[k])
        if (at(r, s, k)->deprel == SITREP_DEPREL_ACL && read_word_in(r, at(r, s, k)->lemma, SV("naming"))) verb = k;
    bool subject = x->deprel == SITREP_DEPREL_NSUBJ_PASS || x->deprel == SITREP_DEPREL_OBJ;
    if (verb == SITREP_NONE && subject && x->head < t->sentence->count &&
        read_word_in(r, at(r, s, x->head)->lemma, SV("naming")))
        verb = x->head;
    if (verb == SITREP_NONE || m->plural) return SITREP_NONE;
    for (uint32_t w = verb + 1; w < t->sentence->count && w < verb + 6; w++) {
        uint32_t other = read_mention_of(r, s, w);
        if (at(r, s, w)->upos == SITREP_UPOS_VERB || at(r, s, w)->upos == SITREP_UPOS_PUNCT) return SITREP_NONE;
        if (other == SITREP_NONE || r->mentions.items[other].form != READ_NAME) continue;
        return r->mentions.items[other].kind == SITREP_ENTITY_person ? other : SITREP_NONE;
    }
    return SITREP_NONE;
}

/* The entity of a name that stands in apposition to the description, or that it is a title of. */
static uint32_t apposed_entity(coref *c, const read_mention *m)
{
    read_ctx *r = c->r;
    const read_tree *t = read_tree_of(r, m->phrase.sentence);
    const sitrep_word *w = at(r, m->phrase.sentence, m->phrase.head);
    uint32_t other = SITREP_NONE;
    bool title = w->deprel == SITREP_DEPREL_APPOS || w->deprel == SITREP_DEPREL_NMOD_DESC ||
                 w->deprel == SITREP_DEPREL_COMPOUND || w->deprel == SITREP_DEPREL_FLAT;
    if (title && w->head != SITREP_NONE && w->head < t->sentence->count) {
        other = read_mention_of(r, m->phrase.sentence, w->head);
        if (other != SITREP_NONE && w->deprel == SITREP_DEPREL_COMPOUND &&
            r->mentions.items[other].kind != SITREP_ENTITY_person)
            other = SITREP_NONE;
    }
    for (uint32_t k = t->child[m->phrase.head]; k != SITREP_NONE && other == SITREP_NONE; k = t->next[k])
        if (at(r, m->phrase.sentence, k)->deprel == SITREP_DEPREL_APPOS ||
            at(r, m->phrase.sentence, k)->deprel == SITREP_DEPREL_FLAT)
            other = read_mention_of(r, m->phrase.sentence, k);
    if (other == SITREP_NONE) other = called(r, m);
    if (other == SITREP_NONE) return SITREP_NONE;
    const read_mention *o = &r->mentions.items[other];
    if (o->form != READ_NAME || (o->kind != SITREP_ENTITY_person && o->kind != SITREP_ENTITY_organization) ||
        o->entity == SITREP_NONE)
        return SITREP_NONE;
    bool person = m->kind == SITREP_ENTITY_person || m->kind == SITREP_ENTITY_other;
    if ((o->kind == SITREP_ENTITY_person) != person) return SITREP_NONE;
    return o->entity;
}

/* Who held the office on the day of the report: the name it has in the knowledge file. */
static const know_actor *in_office(const read_ctx *r, uint32_t office, const sitrep_code *code, bool former)
{
    const know_actor *last = NULL;
    int32_t left = INT32_MIN;
    if (r->published_day == SITREP_DAY_NONE || !code->text[0]) return NULL;
    for (uint32_t i = 0; i < know_actor_count(r->know); i++) {
        const know_actor *a = know_actor_at(r->know, i);
        if (!a || a->kind != KNOW_PERSON) continue;
        for (uint32_t k = 0; k < a->tenures.count; k++) {
            const know_tenure *t = know_tenure_at(r->know, a->tenures.first + k);
            if (!t || t->office != office || !sv_eq(know_text(r->know, t->of), sv_of(code->text))) continue;
            bool begun = t->from == SITREP_DAY_NONE || t->from <= r->published_day;
            bool over = t->to != SITREP_DAY_NONE && t->to < r->published_day;
            if (!former && begun && !over) return a;
            if (former && over && t->to > left) { /* the one who left it last */
                left = t->to;
                last = a;
            }
        }
    }
    return last;
}

static const know_actor *holder_of(coref *c, uint32_t office, const sitrep_code *code, bool former)
{
    for (uint32_t i = 0; i < c->office_count; i++)
        if (c->offices[i].office == office && c->offices[i].former == former &&
            strcmp(c->offices[i].code.text, code->text) == 0)
            return c->offices[i].holder;
    const know_actor *holder = in_office(c->r, office, code, former);
    if (c->office_count < OFFICES_KEPT) {
        c->offices[c->office_count].office = office;
        c->offices[c->office_count].former = former;
        c->offices[c->office_count].code = *code;
        c->offices[c->office_count++].holder = holder;
    }
    return holder;
}

static uint32_t by_office(coref *c, read_mention *m)
{
    read_ctx *r = c->r;
    if (m->plural || m->kind != SITREP_ENTITY_person) return SITREP_NONE;
    uint32_t office = read_role_of(r, m->phrase.sentence, m->phrase.head);
    const know_actor *o = office == SITREP_NONE ? NULL : know_actor_at(r->know, office);
    if (!o || o->kind != KNOW_OFFICE || o->rank == 0 || o->rank > 3) return SITREP_NONE;
    bool former = false;
    for (uint32_t w = m->phrase.first; w < m->phrase.end; w++)
        former |= read_word_in(r, at(r, m->phrase.sentence, w)->lemma, SV("former")) ||
                  read_word_in(r, at(r, m->phrase.sentence, w)->form, SV("former"));
    const know_actor *holder = holder_of(c, office, &m->code, former);
    if (!holder) return SITREP_NONE;
    sitrep_sv name = know_text(r->know, holder->name);
    for (uint32_t i = window_first(c); i < r->entities.count; i++)
        if (r->entities.items[i].kind == SITREP_ENTITY_person && sv_eq(r->entities.items[i].name, name)) return i;
    m->name = name;
    m->wikidata = know_text(r->know, holder->wikidata);
    if (!m->gender) m->gender = (uint8_t)holder->gender;
    return SITREP_NONE;
}

/* The last entity that `fits`, within some sentences. */
static uint32_t latest(const coref *c, const read_mention *m, uint32_t reach,
                       bool (*fits)(const coref *c, uint32_t entity, const read_mention *m))
{
    uint32_t best = SITREP_NONE;
    for (uint32_t i = window_first(c); i < c->clusters.count; i++) {
        const cluster *k = &c->clusters.items[i];
        if (m->phrase.sentence - k->sentence > reach || !fits(c, i, m)) continue;
        const cluster *b = best == SITREP_NONE ? NULL : &c->clusters.items[best];
        if (!b || k->sentence > b->sentence ||
            (k->sentence == b->sentence &&
             (k->subject > b->subject || (k->subject == b->subject && k->word > b->word && !b->subject))))
            best = i;
    }
    return best;
}

static bool fits_title(const coref *c, uint32_t entity, const read_mention *m)
{
    const sitrep_entity *e = &c->r->entities.items[entity];
    return e->kind == SITREP_ENTITY_person && codes_agree(&e->code, &m->code) &&
           has_title(&c->clusters.items[entity], at(c->r, m->phrase.sentence, m->phrase.head)->lemma);
}

static bool fits_organization(const coref *c, uint32_t entity, const read_mention *m)
{
    const sitrep_entity *e = &c->r->entities.items[entity];
    /* its country is a guess from the report, that of the body is not */
    if (e->kind != SITREP_ENTITY_organization || !c->clusters.items[entity].named) return false;
    static const char *const state[] = {"GOV", "MIL", "COP", "LEG", "JUD"};
    bool organ = false; /* "the group" is no army */
    for (size_t i = 0; i < sizeof state / sizeof state[0]; i++)
        organ |= read_sector_has(e->sectors, e->sector_count, state[i]);
    return !organ || !sv_eq_fold(at(c->r, m->phrase.sentence, m->phrase.head)->lemma, SV("group"));
}

static bool fits_country(const coref *c, uint32_t entity, const read_mention *m)
{
    (void)m;
    const sitrep_entity *e = &c->r->entities.items[entity];
    return e->kind == SITREP_ENTITY_place && c->clusters.items[entity].named && e->wikidata.len + e->name.len &&
           e->code.text[0] && c->clusters.items[entity].geonameid &&
           know_place_of_country(c->r->know, sv_of(e->code.text)) ==
               know_place_of_geonameid(c->r->know, c->clusters.items[entity].geonameid);
}

static bool fits_town(const coref *c, uint32_t entity, const read_mention *m)
{
    (void)m;
    const sitrep_entity *e = &c->r->entities.items[entity];
    return e->kind == SITREP_ENTITY_place && c->clusters.items[entity].named && c->clusters.items[entity].geonameid &&
           !fits_country(c, entity, m);
}

/* The same noun again: "police", "the soldiers", where neither is counted out or newly introduced. */
static bool fits_noun(const coref *c, uint32_t entity, const read_mention *m)
{
    const sitrep_entity *e = &c->r->entities.items[entity];
    const cluster *k = &c->clusters.items[entity];
    if (k->named || k->lemma.len == 0 || e->kind != m->kind || e->plural != m->plural ||
        !codes_agree(&e->code, &m->code))
        return false;
    sitrep_sv lemma = at(c->r, m->phrase.sentence, read_content_noun(c->r, m->phrase.sentence, m->phrase.head))->lemma;
    if (!sv_eq_fold(k->lemma, lemma) || !sv_eq(e->ethnicity, m->ethnicity)) return false;
    if (m->phrase.end - m->phrase.first == 1) return true; /* bare: the fuller description before */
    return sv_eq_fold(k->text, sv_span(c->r->text, m->span));
}

static bool introduces(const read_ctx *r, const read_mention *m)
{
    const read_tree *t = read_tree_of(r, m->phrase.sentence);
    for (uint32_t k = t->child[m->phrase.head]; k != SITREP_NONE; k = t->next[k]) {
        const sitrep_word *w = at(r, m->phrase.sentence, k);
        if (w->deprel == SITREP_DEPREL_NUMMOD && !m->definite) return true;
        if (w->deprel == SITREP_DEPREL_DET && !m->definite && !sv_eq_fold(w->lemma, SV("the"))) return true;
    }
    return !m->definite && !m->plural && m->kind == SITREP_ENTITY_person;
}

static uint32_t resolve_description(coref *c, read_mention *m)
{
    read_ctx *r = c->r;
    uint32_t entity = apposed_entity(c, m);
    if (entity != SITREP_NONE) return entity;
    sitrep_sv lemma = at(r, m->phrase.sentence, m->phrase.head)->lemma;
    bool quantity = read_content_noun(r, m->phrase.sentence, m->phrase.head) != m->phrase.head;
    if (m->definite && !m->plural && !quantity) {
        entity = by_office(c, m);
        if (entity == SITREP_NONE && m->name.len == 0) entity = latest(c, m, 30, fits_title);
        bool bare = m->phrase.end - m->phrase.first == 1;
        if (entity == SITREP_NONE && m->name.len == 0 && !bare && read_word_in(r, lemma, SV("reforg")) &&
            m->phrase.end - m->phrase.first <= 3)
            entity = latest(c, m, 1, fits_organization); /* "the Russian-led alliance" */
        if (entity == SITREP_NONE && m->name.len == 0 && bare) {
            if (read_word_in(r, lemma, SV("refcountry")))
                entity = latest(c, m, 4, fits_country);
            else if (read_word_in(r, lemma, SV("reftown")))
                entity = latest(c, m, 3, fits_town);
            else if (read_word_in(r, lemma, SV("reforg")))
                entity = latest(c, m, 2, fits_organization);
        }
        if (entity != SITREP_NONE) return entity;
    }
    if (introduces(r, m) || quantity) return SITREP_NONE;
    return latest(c, m, 30, fits_noun);
}

/* ---- pronouns ---- */

/* The verb or noun that a pronoun is an argument of. */
static uint32_t clause_of(const read_ctx *r, uint32_t s, uint32_t w)
{
    for (unsigned i = 0; i < 12; i++) {
        const sitrep_word *x = at(r, s, w);
        if (x->head == SITREP_NONE || x->head >= r->doc->sentences[s].count) return w;
        w = x->head;
        if (at(r, s, w)->upos == SITREP_UPOS_VERB) return w;
    }
    return w;
}

static bool kinds_agree(const coref *c, uint32_t entity, const read_mention *m)
{
    const sitrep_entity *e = &c->r->entities.items[entity];
    if (m->kind == SITREP_ENTITY_person)
        return e->kind == SITREP_ENTITY_person && (!e->gender || !m->gender || e->gender == m->gender);
    if (m->plural)
        return (e->kind == SITREP_ENTITY_group && e->plural) ||
               (e->kind == SITREP_ENTITY_organization && (!c->clusters.items[entity].named || e->plural));
    return e->kind == SITREP_ENTITY_organization ||
           (e->kind == SITREP_ENTITY_place && e->code.text[0] && c->clusters.items[entity].named);
}

/* Whether a pronoun is the subject of what the one at `speaker` says. */
static bool is_told_by(const read_ctx *r, const read_mention *m, uint32_t speaker)
{
    const sitrep_word *x = at(r, m->phrase.sentence, m->phrase.head);
    uint32_t count = r->doc->sentences[m->phrase.sentence].count;
    if (!is_subject(x->deprel) || x->head >= count) return false;
    const sitrep_word *verb = at(r, m->phrase.sentence, x->head), *who = at(r, m->phrase.sentence, speaker);
    return verb->deprel == SITREP_DEPREL_CCOMP && verb->head < count && who->head == verb->head &&
           is_subject(who->deprel);
}

static int pronoun_score(const coref *c, uint32_t entity, const read_mention *m)
{
    const cluster *k = &c->clusters.items[entity];
    const read_ctx *r = c->r;
    uint32_t distance = m->phrase.sentence - k->sentence;
    if (distance > PRONOUN_REACH || !kinds_agree(c, entity, m)) return 0;
    const sitrep_word *w = at(r, m->phrase.sentence, m->phrase.head);
    bool possessive = w->deprel == SITREP_DEPREL_NMOD_POSS;
    if (distance == 0 && !possessive &&
        clause_of(r, m->phrase.sentence, m->phrase.head) == clause_of(r, k->sentence, k->word))
        return 0; /* "he shot him" are two */
    const sitrep_entity *e = &r->entities.items[entity];
    int score = 100 - 25 * (int)distance + (k->subject ? 25 : 0) + (k->named ? 12 : 0);
    if (m->gender && e->gender == m->gender) score += 15;
    if (distance == 0 && is_told_by(r, m, k->word)) score += 30;                /* "Kibaki said he was ready" */
    if (k->spoke && speaks(r, m->phrase.sentence, m->phrase.head)) score += 20; /* "…," he said: the speaker before */
    score += (int)(k->mentions < 5 ? k->mentions : 5) * 2;
    return score;
}

static uint32_t resolve_pronoun(coref *c, const read_mention *m)
{
    sitrep_sv form = sv_span(c->r->text, m->span);
    static const char *const first_person[] = {"i", "me", "my", "we", "us", "our"};
    for (size_t i = 0; i < sizeof first_person / sizeof first_person[0]; i++)
        if (sv_eq_fold(form, sv_of(first_person[i]))) return SITREP_NONE; /* voices.c: the speaker */
    if (read_tree_is_relative(read_tree_of(c->r, m->phrase.sentence),
                              m->phrase.head)) { /* "who": the noun that it follows */
        uint32_t noun = read_tree_antecedent(read_tree_of(c->r, m->phrase.sentence), m->phrase.head);
        uint32_t other = noun == m->phrase.head ? SITREP_NONE : read_mention_of(c->r, m->phrase.sentence, noun);
        return other == SITREP_NONE ? SITREP_NONE : c->r->mentions.items[other].entity;
    }
    uint32_t best = SITREP_NONE;
    int best_score = 0;
    for (uint32_t i = window_first(c); i < c->clusters.count; i++) {
        int score = pronoun_score(c, i, m);
        if (score > best_score) {
            best_score = score;
            best = i;
        }
    }
    return best;
}

/* ---- the stage ---- */

/* A surname alone is taken for somebody known; where the report named another person in full whose surname it is, it is
 * that one's. */
static void forget_namesake(const coref *c, read_mention *m, sitrep_sv text)
{
    if (m->kind != SITREP_ENTITY_person || m->name.len == 0 || sv_find(text, SV(" "), 0) != SIZE_MAX) return;
    for (uint32_t i = c->clusters.count, first = window_first(c); i-- > first;) {
        const cluster *k = &c->clusters.items[i];
        const sitrep_entity *e = &c->r->entities.items[i];
        if (!k->named || e->kind != SITREP_ENTITY_person || sv_eq(e->name, m->name)) continue;
        bool full = sv_find(k->text, SV(" "), 0) != SIZE_MAX;
        if (!full || !entities_same_person(k->text, text) || entities_same_person(k->text, m->name)) continue;
        m->name = m->wikidata = (sitrep_sv){NULL, 0};
        m->code = (sitrep_code){""};
        m->sector_count = 0;
        return;
    }
}

static uint32_t resolve(coref *c, read_mention *m)
{
    if (m->form == READ_PRONOUN) return resolve_pronoun(c, m);
    if (m->form == READ_DESCRIPTION) return resolve_description(c, m);
    sitrep_sv text = sv_span(c->r->text, m->span);
    forget_namesake(c, m, text);
    for (uint32_t i = c->clusters.count, first = window_first(c); i-- > first;)
        if (same_name(c, i, m, text)) return i;
    return SITREP_NONE;
}

static int before(const read_ctx *r, uint32_t a, uint32_t b)
{
    const read_phrase *x = &r->mentions.items[a].phrase, *y = &r->mentions.items[b].phrase;
    if (x->sentence != y->sentence) return x->sentence < y->sentence ? -1 : 1;
    bool name_x = r->mentions.items[a].form == READ_NAME, name_y = r->mentions.items[b].form == READ_NAME;
    (void)name_x;
    (void)name_y;
    return x->head < y->head ? -1 : x->head > y->head;
}

/* Mentions in text order: they come almost sorted (names of a sentence before its other words), so insertion will do.
 */
static uint32_t *in_order(read_ctx *r)
{
    uint32_t n = r->mentions.count, *order = ARENA_ARRAY(&r->arena, uint32_t, n ? n : 1);
    if (!order) return NULL;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = i;
        for (; k > 0 && before(r, i, order[k - 1]) < 0; k--) order[k] = order[k - 1];
        order[k] = i;
    }
    return order;
}

static bool name_pass(coref *c, const uint32_t *order, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin; i < end; i++) {
        read_mention *m = &c->r->mentions.items[order[i]];
        if (m->form != READ_NAME) continue;
        uint32_t entity = resolve(c, m);
        if (entity == SITREP_NONE) entity = open_entity(c, m);
        if (entity == SITREP_NONE) return false;
        join(c, entity, m);
        titles_of_name(c, m);
    }
    return true;
}

/* "Germany advised its citizens", "Greece reinforced its patrols": what is somebody's is of his country, and not of the
 * report's. */
static void take_possessor(const coref *c, read_mention *m)
{
    const read_ctx *r = c->r;
    if (m->form != READ_DESCRIPTION || (m->code.text[0] && !m->guessed)) return;
    uint32_t owner = read_tree_child(read_tree_of(r, m->phrase.sentence), m->phrase.head, SITREP_DEPREL_NMOD_POSS);
    uint32_t index = owner == SITREP_NONE || at(r, m->phrase.sentence, owner)->upos != SITREP_UPOS_PRON
                         ? SITREP_NONE
                         : read_mention_of(r, m->phrase.sentence, owner);
    if (index == SITREP_NONE || r->mentions.items[index].entity == SITREP_NONE) return;
    const sitrep_entity *e = &r->entities.items[r->mentions.items[index].entity];
    if (strlen(e->code.text) != 3 ||
        (e->kind != SITREP_ENTITY_place && e->kind != SITREP_ENTITY_person &&
         !read_sector_has(e->sectors, e->sector_count, "GOV") && !read_sector_has(e->sectors, e->sector_count, "MIL")))
        return;
    static const char *const bodies[] = {"IGO", "UNO", "EUR", "NGO", "IMG", "MNC", "ISM"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        if (strcmp(e->code.text, bodies[i]) == 0) return;
    if (m->kind == SITREP_ENTITY_other || m->kind == SITREP_ENTITY_facility) return;
    m->code = e->code;
    m->guessed = false;
}

static bool other_pass(coref *c, const uint32_t *order, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin; i < end; i++) {
        read_mention *m = &c->r->mentions.items[order[i]];
        if (m->form == READ_NAME) { /* seen before; what counts for pronouns is the place in the text */
            cluster *k = &c->clusters.items[m->entity];
            k->word = m->phrase.head;
            k->subject = is_subject(at(c->r, m->phrase.sentence, m->phrase.head)->deprel);
            continue;
        }
        take_possessor(c, m);
        uint32_t entity = resolve(c, m);
        if (entity == SITREP_NONE && m->form == READ_PRONOUN) continue;
        if (entity == SITREP_NONE) entity = open_entity(c, m);
        if (entity == SITREP_NONE) return false;
        join(c, entity, m);
    }
    return true;
}

sitrep_status read_coreference(read_ctx *r)
{
    coref c = {.r = r};
    uint32_t *order = in_order(r), n = r->mentions.count;
    if (!order) return SITREP_NOMEM;
    for (uint32_t begin = 0, end; begin < n;
         begin = end) { /* sentence by sentence: names first, so that appositions find them */
        uint32_t s = r->mentions.items[order[begin]].phrase.sentence;
        for (end = begin; end < n && r->mentions.items[order[end]].phrase.sentence == s;) end++;
        if (!name_pass(&c, order, begin, end) || !other_pass(&c, order, begin, end)) return SITREP_NOMEM;
    }
    return SITREP_OK;
}

uint32_t read_entity_of(read_ctx *r, uint32_t mention)
{
    read_mention *m = &r->mentions.items[mention];
    if (m->entity == SITREP_NONE && m->form != READ_PRONOUN) m->entity = read_entity_new(r, m);
    return m->entity;
}

/* ---- the end of a reading ---- */

static void use(bool *used, uint32_t entity)
{
    if (entity != SITREP_NONE) used[entity] = true;
}

static void mark_used(const read_ctx *r, bool *used)
{
    for (uint32_t i = 0; i < r->mentions.count; i++)
        if (r->mentions.items[i].form == READ_NAME) use(used, r->mentions.items[i].entity);
    for (uint32_t i = 0; i < r->statements.count; i++) {
        const sitrep_statement *s = &r->statements.items[i];
        use(used, s->has_speaker ? s->speaker.entity : SITREP_NONE);
        use(used, s->addressee.span.end ? s->addressee.entity : SITREP_NONE);
        for (uint32_t k = 0; k < s->via_count; k++) use(used, s->via[k].entity);
    }
    for (uint32_t i = 0; i < r->events.count; i++) {
        const sitrep_event *e = &r->events.items[i];
        for (uint32_t k = 0; k < e->actor_count; k++) use(used, e->actors[k].entity);
        for (uint32_t k = 0; k < e->recipient_count; k++) use(used, e->recipients[k].entity);
    }
}

static void renumber(uint32_t *entity, const uint32_t *number)
{
    if (*entity != SITREP_NONE) *entity = number[*entity];
}

static void renumber_all(read_ctx *r, const uint32_t *number)
{
    for (uint32_t i = 0; i < r->mentions.count; i++) renumber(&r->mentions.items[i].entity, number);
    for (uint32_t i = 0; i < r->statements.count; i++) {
        sitrep_statement *s = &r->statements.items[i];
        if (s->has_speaker) renumber(&s->speaker.entity, number);
        if (s->addressee.span.end) renumber(&s->addressee.entity, number);
        for (uint32_t k = 0; k < s->via_count; k++) renumber(&s->via[k].entity, number);
    }
    for (uint32_t i = 0; i < r->events.count; i++) {
        sitrep_event *e = &r->events.items[i];
        for (uint32_t k = 0; k < e->actor_count; k++) renumber(&e->actors[k].entity, number);
        for (uint32_t k = 0; k < e->recipient_count; k++) renumber(&e->recipients[k].entity, number);
    }
}

static bool fill_spans(read_ctx *r)
{
    uint32_t *order = in_order(r);
    if (!order) return false;
    for (uint32_t i = 0; i < r->mentions.count; i++) {
        const read_mention *m = &r->mentions.items[i];
        if (m->entity == SITREP_NONE) continue;
        sitrep_entity *e = &r->entities.items[m->entity];
        if (m->form == READ_NAME)
            e->mention_count++;
        else
            e->reference_count++;
    }
    for (uint32_t i = 0; i < r->entities.count; i++) {
        sitrep_entity *e = &r->entities.items[i];
        e->mentions = ARENA_ARRAY(&r->arena, sitrep_span, e->mention_count + 1);
        e->references = ARENA_ARRAY(&r->arena, sitrep_span, e->reference_count + 1);
        if (!e->mentions || !e->references) return false;
        e->mention_count = e->reference_count = 0;
    }
    for (uint32_t i = 0; i < r->mentions.count; i++) {
        const read_mention *m = &r->mentions.items[order[i]];
        if (m->entity == SITREP_NONE) continue;
        sitrep_entity *e = &r->entities.items[m->entity];
        if (m->form == READ_NAME)
            e->mentions[e->mention_count++] = m->span;
        else
            e->references[e->reference_count++] = m->span;
    }
    return true;
}

sitrep_status read_entities_finish(read_ctx *r)
{
    uint32_t n = r->entities.count, kept = 0;
    bool *used = ARENA_ARRAY(&r->arena, bool, n ? n : 1);
    uint32_t *number = ARENA_ARRAY(&r->arena, uint32_t, n ? n : 1);
    if (!used || !number) return SITREP_NOMEM;
    mark_used(r, used);
    for (uint32_t i = 0; i < n; i++) {
        number[i] = used[i] ? kept : SITREP_NONE;
        if (used[i]) r->entities.items[kept++] = r->entities.items[i];
    }
    r->entities.count = kept;
    renumber_all(r, number);
    return fill_spans(r) ? SITREP_OK : SITREP_NOMEM;
}
