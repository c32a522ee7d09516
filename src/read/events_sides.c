/* read/events_sides.c — who stands on which side of an event, and with what.
 * Slots give words; a word that cannot act (a decision, a house as an actor) hands over to its owner, and what is left
 * is passed over. A mention takes country, sectors and ethnicity from its entity where it has none of its own. */
#include "read/events_int.h"

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

static bool is_actor(const ev *e, uint32_t w)
{
    return read_is_class(e->r, e->s, w, SV("actor"));
}

static bool is_name_of_place(const ev *e, uint32_t w)
{
    uint32_t m = read_mention_of(e->r, e->s, w);
    return m != SITREP_NONE && e->r->mentions.items[m].form == READ_NAME &&
           e->r->mentions.items[m].kind == SITREP_ENTITY_place;
}

/* A name of a place acts, and is acted on as such, where it stands for a government. */
static bool place_acts(const ev *e, uint32_t word)
{
    return is_name_of_place(e, word) && e->r->mentions.items[read_mention_of(e->r, e->s, word)].definite;
}

/* Whether the dependent can lead from a thing to somebody it concerns. */
static bool leads_on(unsigned d)
{
    switch (d) {
    case SITREP_DEPREL_NMOD:
    case SITREP_DEPREL_NMOD_POSS:
    case SITREP_DEPREL_NMOD_DESC:
    case SITREP_DEPREL_AMOD:
    case SITREP_DEPREL_COMPOUND:
    case SITREP_DEPREL_ACL:
    case SITREP_DEPREL_OBL:
    case SITREP_DEPREL_OBL_AGENT:
    case SITREP_DEPREL_OBJ:
    case SITREP_DEPREL_IOBJ:
    case SITREP_DEPREL_CONJ:
    case SITREP_DEPREL_APPOS:
        return true;
    default:
        return false;
    }
}

/* The nearest actor below a word, level by level: of "sanctions on Iran" Iran, of "proposal by the government" the
 * government. */
static uint32_t actor_below(const ev *e, uint32_t word)
{
    uint32_t queue[32], count = 1;
    queue[0] = word;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t c = e->t->child[queue[i]]; c != SITREP_NONE; c = e->t->next[c]) {
            if (!leads_on(at(e, c)->deprel) || read_in_time(e->r, e->s, c)) continue;
            if (at(e, c)->upos != SITREP_UPOS_PRON && is_actor(e, c) && (!is_name_of_place(e, c) || place_acts(e, c)))
                return c;
            if (count < sizeof queue / sizeof queue[0]) queue[count++] = c;
        }
    return SITREP_NONE;
}

/* The one who owns a thing: possessor, of-phrase, or a name in front of it; else the nearest actor that it has to do
 * with. */
static uint32_t owner_of(const ev *e, uint32_t word)
{
    static const read_step steps[] = {
        {READ_POSS, {NULL, 0}}, {READ_PREP, {"of", 2}}, {READ_PREP, {"by", 2}}, {READ_MOD, {NULL, 0}}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        read_set set = {0};
        read_tree_step(e->t, word, &steps[i], &set);
        for (uint32_t k = 0; k < set.count; k++)
            if (is_actor(e, set.words[k]) && at(e, set.words[k])->upos != SITREP_UPOS_PRON) return set.words[k];
    }
    return actor_below(e, word);
}

static bool is_personal(const sitrep_word *x)
{
    static const char *const words[] = {
        "i",         "we",     "he",     "she", "they", "you", "who", "whom", "someone", "somebody", "everyone",
        "everybody", "anyone", "nobody", "me",  "us",   "him", "her", "them", "himself", "herself",  "themselves"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_eq_fold(x->form, sv_of(words[i]))) return true;
    return false;
}

static uint32_t pronoun_side(const ev *e, uint32_t word, bool actor_side)
{
    uint32_t m = read_mention_of(e->r, e->s, word);
    if (is_personal(at(e, word)) || (m != SITREP_NONE && e->r->mentions.items[m].entity != SITREP_NONE)) return word;
    return actor_side || !sv_eq_fold(at(e, word)->lemma, SV("it")) ? SITREP_NONE : word;
}

/* A noun right before a person's name is his title, and in "held envoys hostage" the hostages are the envoys. */
static uint32_t named_behind(const ev *e, uint32_t word)
{
    const sitrep_word *x = at(e, word);
    if (x->upos != SITREP_UPOS_NOUN && x->upos != SITREP_UPOS_PROPN) return word;
    uint32_t own = read_mention_of(e->r, e->s, word), compound = read_tree_child(e->t, word, SITREP_DEPREL_COMPOUND);
    if (own != SITREP_NONE && e->r->mentions.items[own].form == READ_NAME) return word;
    if (compound != SITREP_NONE && compound < word && read_word_in(e->r, x->lemma, SV("held"))) return compound;
    for (uint32_t w = word + 1; w < e->t->sentence->count && w < word + 8; w++) {
        unsigned upos = at(e, w)->upos; /* "secretary of state George Shultz", not "the son of George Shultz" */
        if (upos == SITREP_UPOS_PUNCT || upos == SITREP_UPOS_VERB || upos == SITREP_UPOS_AUX ||
            upos == SITREP_UPOS_CCONJ)
            return word;
        uint32_t m = read_mention_of(e->r, e->s, w);
        if (m == SITREP_NONE || e->r->mentions.items[m].form != READ_NAME) continue;
        const read_mention *k = &e->r->mentions.items[m];
        bool near = at(e, w)->head == word || x->head == w || at(e, w)->head == x->head;
        if (k->kind != SITREP_ENTITY_person || k->phrase.head != w) {
            if (k->phrase.first == word + 1) return word;
            continue;
        }
        bool apart = read_tree_child(e->t, w, SITREP_DEPREL_CASE) != SITREP_NONE;
        return near && !apart ? w : word;
    }
    return word;
}

/* "1130", "1989": four bare digits. */
static bool is_clock_or_year(const sitrep_word *x)
{
    if (x->upos != SITREP_UPOS_NUM || x->form.len != 4) return false;
    for (size_t i = 0; i < 4; i++)
        if (!is_digit(x->form.ptr[i])) return false;
    return x->form.ptr[0] <= '2';
}

uint32_t ev_side_word(ev *e, uint32_t word, bool actor_side)
{
    const sitrep_word *x = at(e, word);
    if (x->span.end <= e->r->dateline.end && x->span.begin >= e->r->dateline.begin) return SITREP_NONE;
    bool title = sv_eq_fold(x->form, SV("Mr")) || sv_eq_fold(x->form, SV("Mr.")) || sv_eq_fold(x->form, SV("Ms")) ||
                 sv_eq_fold(x->form, SV("Ms.")) || sv_eq_fold(x->form, SV("Mrs")) || sv_eq_fold(x->form, SV("Mrs."));
    if (title && word + 1 < e->t->sentence->count && at(e, word + 1)->upos == SITREP_UPOS_PROPN)
        word++; /* the name, not its title */
    word = named_behind(e, word);
    x = at(e, word);
    uint32_t content = read_content_noun(e->r, e->s, word);
    if (x->upos == SITREP_UPOS_PRON) return pronoun_side(e, word, actor_side);
    if (read_in_time(e->r, e->s, word) || is_clock_or_year(x)) return SITREP_NONE;
    if (!actor_side && read_word_in(e->r, x->lemma, SV("inside"))) {
        static const read_step of = {READ_PREP, {"of", 2}}, to = {READ_PREP, {"to", 2}};
        read_set whole = {0};
        read_tree_step(e->t, word, &of, &whole);
        if (!whole.count) read_tree_step(e->t, word, &to, &whole);
        if (whole.count && whole.words[0] > word) return ev_side_word(e, whole.words[0], actor_side);
    }
    if (x->upos == SITREP_UPOS_NUM || x->upos == SITREP_UPOS_DET)
        return content != word && is_actor(e, content) ? word : SITREP_NONE;
    if (x->upos == SITREP_UPOS_ADJ || x->upos == SITREP_UPOS_VERB || x->upos == SITREP_UPOS_ADV) {
        uint32_t m = read_mention_of(e->r, e->s, word);
        if (m != SITREP_NONE && e->r->mentions.items[m].form == READ_NAME) return word;
        return read_word_in(e->r, x->lemma, SV("partitive")) ? actor_below(e, word)
                                                             : SITREP_NONE; /* "as many as 2,000 people" */
    }
    if (x->upos != SITREP_UPOS_NOUN && x->upos != SITREP_UPOS_PROPN && x->upos != SITREP_UPOS_X) return SITREP_NONE;
    bool people = read_is_class(e->r, e->s, word, SV("people")) || read_is_class(e->r, e->s, word, SV("armed"));
    if (!people && (ev_is_event(e, word) || (content != word && ev_is_event(e, content)))) return SITREP_NONE;
    bool place = read_is_class(e->r, e->s, word, SV("place"));
    if (is_actor(e, word) && (!place || !actor_side || place_acts(e, word) || people)) return word;
    if (actor_side) return place ? SITREP_NONE : owner_of(e, content);
    if (read_is_class(e->r, e->s, word, SV("money")) || read_is_class(e->r, e->s, word, SV("goods")) ||
        read_is_class(e->r, e->s, word, SV("@reliefgoods")) || (read_is_class(e->r, e->s, word, SV("weapon"))))
        return owner_of(e, content);
    if (place || read_is_class(e->r, e->s, word, SV("facility")) || read_is_class(e->r, e->s, word, SV("org")) ||
        read_is_class(e->r, e->s, word, SV("vehicle")))
        return word;
    uint32_t owner = owner_of(e, content);
    if (owner != SITREP_NONE) return owner;
    return read_is_class(e->r, e->s, word, SV("abstract")) || read_is_class(e->r, e->s, word, SV("@document"))
               ? SITREP_NONE
               : word;
}

/* ---- slots ---- */

static void inner_slot(ev *e, uint32_t cand, bool actor, read_set *out)
{
    uint32_t inner = e->cands[cand].inner;
    if (inner == SITREP_NONE || e->cands[inner].sense == SITREP_NONE) return;
    const know_sense *s = know_sense_at(e->lex, e->cands[inner].sense);
    know_range slots = actor ? s->actor : s->recipient;
    for (uint32_t i = 0; i < slots.count; i++) { /* one level only, so that chains of embedding end */
        const know_slot *slot = know_slot_at(e->lex, slots.first + i);
        if (slot->path.count && (slot->path.step[0].function == KNOW_FN_INNER_ACTOR ||
                                 slot->path.step[0].function == KNOW_FN_INNER_RECIPIENT))
            return;
    }
    ev_slots(e, inner, slots, actor, out);
}

/* Whether `word` hangs on `above`. */
static bool hangs_on(const ev *e, uint32_t word, uint32_t above)
{
    for (unsigned i = 0; i < 16 && word < e->t->sentence->count; i++, word = at(e, word)->head)
        if (word == above) return true;
    return false;
}

/* Of "in front of the bank and the store" both, in the order of the words. */
static void add_wholes(ev *e, uint32_t word, read_set *out)
{
    static const read_step of = {READ_PREP, {"of", 2}};
    read_set whole = {0};
    if (!read_word_in(e->r, at(e, word)->lemma, SV("inside"))) return;
    read_tree_step(e->t, word, &of, &whole);
    for (uint32_t i = 0; whole.count > 1 && i < whole.count; i++)
        if (whole.words[i] > word) read_set_add(out, ev_side_word(e, whole.words[i], false));
}

static void fill_slot(ev *e, uint32_t cand, const know_slot *slot, bool actor_side, read_set *out)
{
    read_set set;
    if (slot->path.count == 1 && slot->path.step[0].function == KNOW_FN_INNER_ACTOR) {
        inner_slot(e, cand, true, out);
        return;
    }
    if (slot->path.count == 1 && slot->path.step[0].function == KNOW_FN_INNER_RECIPIENT) {
        inner_slot(e, cand, false, out);
        return;
    }
    ev_walk(e, &e->cands[cand], &slot->path, &set);
    sitrep_sv class_name = know_text(e->lex, slot->class_);
    for (uint32_t i = 0; i < set.count; i++) {
        if (class_name.len && !ev_is_class(e, set.words[i], class_name)) continue;
        if (!actor_side) add_wholes(e, set.words[i], out);
        uint32_t side = ev_side_word(e, set.words[i], actor_side);
        /* "a petition seeking deployment of the army": the petition is not the army's, whom its own clause names */
        if (actor_side && side != SITREP_NONE && side != set.words[i] &&
            !hangs_on(e, set.words[i], e->cands[cand].word) && hangs_on(e, side, e->cands[cand].word))
            continue;
        read_set_add(out, side);
    }
}

void ev_slots(ev *e, uint32_t cand, know_range slots, bool actor_side, read_set *out)
{
    uint32_t alternative = SITREP_NONE, before = out->count;
    for (uint32_t i = 0; i < slots.count; i++) {
        const know_slot *slot = know_slot_at(e->lex, slots.first + i);
        if (slot->alternative != alternative && out->count > before) return;
        alternative = slot->alternative;
        fill_slot(e, cand, slot, actor_side, out);
    }
}

/* ---- where the slots leave a side empty ---- */

/* The actor of a clause that hangs on a thing: in "passed a resolution criticizing X" the one who passed it. */
void ev_actor_above(ev *e, const ev_cand *c, read_set *out)
{
    read_set subjects = {0}, above = {0};
    if (at(e, c->word)->upos != SITREP_UPOS_VERB || read_tree_passive(e->t, c->word)) return;
    read_tree_surface_subject(e->t, c->word, &subjects);
    for (uint32_t i = 0; i < subjects.count; i++) {
        const sitrep_word *x = at(e, subjects.words[i]);
        if (x->head >= e->t->sentence->count || at(e, x->head)->upos != SITREP_UPOS_VERB) continue;
        if (read_word_in(e->r, at(e, x->head)->lemma, SV("taker"))) continue; /* "heard a petition seeking" */
        if (x->deprel == SITREP_DEPREL_OBJ || x->deprel == SITREP_DEPREL_OBL)
            read_tree_surface_subject(e->t, x->head, &above);
    }
    for (uint32_t i = 0; i < above.count; i++) read_set_add(out, ev_side_word(e, above.words[i], true));
}

/* "Troops detained 12 people in a raid": what the deed was part of has the same actor. */
void ev_actor_of_whole(ev *e, uint32_t cand, read_set *out)
{
    const ev_cand *c = &e->cands[cand];
    const sitrep_word *x = at(e, c->carrier);
    if (c->pos != 'n' || x->deprel != SITREP_DEPREL_OBL || x->head >= e->t->sentence->count) return;
    uint32_t verb = e->of_word[x->head];
    bool within = read_tree_has_prep(e->t, c->carrier, SV("in")) || read_tree_has_prep(e->t, c->carrier, SV("during"));
    if (!within || verb == SITREP_NONE || read_tree_passive(e->t, x->head)) return;
    uint8_t type = ev_type_of(e, verb);
    if (type != SITREP_EVENT_COERCE && type != SITREP_EVENT_ASSAULT && type != SITREP_EVENT_MOBILIZE) return;
    ev_slots(e, verb, know_sense_at(e->lex, e->cands[verb].sense)->actor, true, out);
}

/* Whether the clause tells what went before or along: "when police fired", not "forcing them to fire". */
static bool is_circumstance(const ev *e, uint32_t clause)
{
    static const char *const marks[] = {"when", "as", "after", "while", "because", "once", "where"};
    for (uint32_t k = e->t->child[clause]; k != SITREP_NONE; k = e->t->next[k])
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
            if (k < clause && sv_eq_fold(at(e, k)->lemma, sv_of(marks[i]))) return true;
    return false;
}

/* Clauses that tell what a deed came of: its own, those of the words that it is joined with ("one was killed and six
 * were hurt when police fired"), and for "a firing in which four died" the firing. */
static void causes_of_clause(const ev *e, uint32_t word, read_set *out)
{
    static const read_step in = {READ_PREP, {"in", 2}};
    for (uint32_t k = e->t->child[word]; k != SITREP_NONE; k = e->t->next[k])
        if (at(e, k)->deprel == SITREP_DEPREL_ADVCL) read_set_add(out, k);
    uint32_t first = read_tree_first_conjunct(e->t, word);
    for (uint32_t j = first; j != SITREP_NONE; j = j == first ? e->t->child[first] : e->t->next[j]) {
        if (j != first && at(e, j)->deprel != SITREP_DEPREL_CONJ) continue;
        for (uint32_t k = e->t->child[j]; k != SITREP_NONE; k = e->t->next[k])
            if (at(e, k)->deprel == SITREP_DEPREL_ADVCL && is_circumstance(e, k)) read_set_add(out, k);
    }
    if (at(e, word)->deprel != SITREP_DEPREL_ACL_RELCL) return;
    read_set whole = {0};
    read_tree_step(e->t, word, &in, &whole);
    if (!read_set_has(&whole, at(e, word)->head)) return;
    for (uint32_t up = at(e, word)->head, n = 0; up < e->t->sentence->count && n < 3; up = at(e, up)->head, n++)
        read_set_add(out, up); /* "firing at mobs in which" */
}

/* The actor of what a deed came of: "killed in police firing", "killed when soldiers opened fire". */
void ev_actor_of_cause(ev *e, uint32_t cand, read_set *out)
{
    static const read_step steps[] = {{READ_PREP, {"in", 2}},   {READ_PREP, {"during", 6}}, {READ_PREP, {"by", 2}},
                                      {READ_PREP, {"from", 4}}, {READ_PREP, {"after", 5}},  {READ_PREP, {"due to", 6}}};
    const ev_cand *c = &e->cands[cand];
    read_set causes = {0};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) ev_step(e, c, &steps[i], &causes);
    causes_of_clause(e, c->word, &causes);
    for (uint32_t i = 0; i < causes.count && !out->count; i++) {
        uint32_t other = e->of_word[read_content_noun(e->r, e->s, causes.words[i])];
        if (other == SITREP_NONE || other == cand || ev_type_of(e, other) != SITREP_EVENT_ASSAULT) continue;
        ev_slots(e, other, know_sense_at(e->lex, e->cands[other].sense)->actor, true, out);
    }
}

/* Arrests are made by the police: where the sentence names police and no other agent, they. */
void ev_actor_implied(const ev *e, read_set *out)
{
    for (uint32_t w = 0; w < e->t->sentence->count && !out->count; w++) {
        uint32_t m = read_mention_of(e->r, e->s, w);
        if (m == SITREP_NONE) continue;
        const read_mention *k = &e->r->mentions.items[m];
        if (k->form != READ_PRONOUN && read_sector_has(k->sectors, k->sector_count, "COP")) read_set_add(out, w);
    }
}

/* Whom the complements of the trigger concern: its object first, then what hangs on it by a preposition. */
void ev_recipient_below(ev *e, const ev_cand *c, const read_set *actors, read_set *out)
{
    static const read_step steps[] = {{READ_IOBJ, {NULL, 0}}, {READ_OBJ, {NULL, 0}}, {READ_ANYPREP, {NULL, 0}}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && !out->count; i++) {
        read_set set = {0};
        ev_step(e, c, &steps[i], &set);
        for (uint32_t k = 0; k < set.count && !out->count; k++) {
            uint32_t w = set.words[k];
            if (read_in_time(e->r, e->s, w) || read_set_has(actors, w)) continue;
            bool self =
                at(e, w)->upos != SITREP_UPOS_PRON && is_actor(e, w) && (!is_name_of_place(e, w) || place_acts(e, w));
            uint32_t found = self ? w : actor_below(e, w);
            if (found != SITREP_NONE && !read_set_has(actors, found)) read_set_add(out, found);
        }
    }
    for (uint32_t k = e->t->child[c->word]; k != SITREP_NONE && !out->count;
         k = e->t->next[k]) { /* "refused to meet with X" */
        unsigned d = at(e, k)->deprel;
        if (d != SITREP_DEPREL_XCOMP && !(d == SITREP_DEPREL_ADVCL && k > c->word)) continue;
        uint32_t found = actor_below(e, k);
        if (found != SITREP_NONE && !read_set_has(actors, found)) read_set_add(out, found);
    }
}

/* ---- in the record's form ---- */

/* A pronoun's actor is shown by its entity's name where the sentence has one. */
static const read_mention *shown(const ev *e, const read_mention *m)
{
    const read_mention *described = m;
    if (m->form != READ_PRONOUN || m->entity == SITREP_NONE) return m;
    for (uint32_t w = 0; w < e->t->sentence->count; w++) {
        uint32_t other = read_mention_of(e->r, e->s, w);
        if (other == SITREP_NONE) continue;
        const read_mention *o = &e->r->mentions.items[other];
        if (o->entity == m->entity && o->form == READ_NAME) return o;
        if (o->entity == m->entity && o->form == READ_DESCRIPTION) described = o;
    }
    return described;
}

/* Country, sectors and ethnicity of a mention, from its entity where it has none. */
static void fill_codes(const ev *e, const read_mention *m, uint32_t entity, sitrep_actor *out)
{
    out->entity = entity;
    out->text = sv_span(e->r->text, out->span);
    const sitrep_entity *known = entity == SITREP_NONE ? NULL : &e->r->entities.items[entity];
    bool named = known && m->form == READ_DESCRIPTION && known->wikidata.len; /* "the alliance" is what its name is */
    out->code = named && known->code.text[0] ? known->code : m->code;
    out->ethnicity = m->ethnicity;
    if (named)
        for (uint8_t i = 0; i < known->sector_count; i++)
            read_sector_add(out->sectors, &out->sector_count, known->sectors[i].text);
    if (named && known->sector_count) return;
    for (uint8_t i = 0; i < m->sector_count; i++) read_sector_add(out->sectors, &out->sector_count, m->sectors[i].text);
    if (entity == SITREP_NONE) return;
    const sitrep_entity *x = &e->r->entities.items[entity];
    if (!out->code.text[0]) out->code = x->code;
    if (!out->ethnicity.len) out->ethnicity = x->ethnicity;
    for (uint8_t i = 0; i < x->sector_count && !m->sector_count; i++)
        read_sector_add(out->sectors, &out->sector_count, x->sectors[i].text);
}

static bool fill_actor(ev *e, uint32_t word, sitrep_actor *out)
{
    uint32_t index = read_mention_make(e->r, e->s, word);
    if (index == SITREP_NONE) return false;
    uint32_t entity = read_entity_of(e->r, index);
    const read_mention *m = shown(e, &e->r->mentions.items[index]);
    out->span = ev_phrase_span(e, m->phrase.head);
    fill_codes(e, m, entity, out);
    return true;
}

#define IMPLIED_REACH 8 /* sentences */

/* Whether a mention is of police as a body, who may be meant where nobody is named. */
static bool names_police(const read_mention *m)
{
    return m->form != READ_PRONOUN && m->sector_count && strcmp(m->sectors[0].text, "COP") == 0 &&
           (m->kind == SITREP_ENTITY_organization || m->kind == SITREP_ENTITY_group);
}

/* The police that an arrest without an agent is the doing of: those the report named last, else those it names soon. */
bool ev_implied_police(ev *e, sitrep_event *event)
{
    uint32_t best = SITREP_NONE;
    uint32_t first = e->s > IMPLIED_REACH ? e->s - IMPLIED_REACH : 0;
    uint32_t sentences = e->r->doc->count, last = e->s + IMPLIED_REACH;
    if (last >= sentences) last = sentences - 1;
    for (uint32_t i = e->r->who->mention_first[first]; i < e->r->who->mention_first[last + 1]; i++) {
        const read_mention *m = &e->r->mentions.items[i];
        if (!names_police(m) || m->phrase.sentence < first) continue;
        if (m->phrase.sentence > e->s && best != SITREP_NONE) break;
        if (best == SITREP_NONE || e->r->mentions.items[best].phrase.sentence <= m->phrase.sentence) best = i;
        if (m->phrase.sentence > e->s) break;
    }
    if (best == SITREP_NONE) return true;
    sitrep_actor *actor = ARENA_NEW(&e->r->arena, sitrep_actor);
    if (!actor) return false;
    actor->span = e->r->mentions.items[best].span;
    fill_codes(e, &e->r->mentions.items[best], read_entity_of(e->r, best), actor);
    event->actors = actor;
    event->actor_count = 1;
    return true;
}

/* "The firing", "the attack" told before: it has the sides that it had then. */
void ev_sides_before(ev *e, const ev_cand *c, sitrep_event *event)
{
    uint32_t det = read_tree_child(e->t, c->word, SITREP_DEPREL_DET);
    if (c->pos != 'n' || event->actor_count || event->recipient_count || det == SITREP_NONE) return;
    if (!sv_eq_fold(at(e, det)->lemma, SV("the")) && !sv_eq_fold(at(e, det)->lemma, SV("this"))) return;
    for (uint32_t i = e->r->events.count; i-- > 0;) {
        const sitrep_event *o = &e->r->events.items[i];
        if (e->s - o->sentence > IMPLIED_REACH) return;
        if (o->type != event->type || !sv_eq(o->mode, event->mode) || !(o->actor_count + o->recipient_count)) continue;
        /* copies: each event's entities are numbered anew once, at the end */
        sitrep_actor *actors = ARENA_ARRAY(&e->r->arena, sitrep_actor, o->actor_count + 1),
                     *recipients = ARENA_ARRAY(&e->r->arena, sitrep_actor, o->recipient_count + 1);
        if (!actors || !recipients) return;
        for (uint32_t k = 0; k < o->actor_count; k++) actors[k] = o->actors[k];
        for (uint32_t k = 0; k < o->recipient_count; k++) recipients[k] = o->recipients[k];
        event->actors = actors;
        event->actor_count = o->actor_count;
        event->recipients = recipients;
        event->recipient_count = o->recipient_count;
        return;
    }
}

sitrep_actor *ev_actors(ev *e, const read_set *words, uint32_t *out_count)
{
    sitrep_actor *list = ARENA_ARRAY(&e->r->arena, sitrep_actor, words->count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; list && i < words->count; i++) {
        if (!fill_actor(e, words->words[i], &list[count])) return NULL;
        bool again = false;
        for (uint32_t k = 0; k < count; k++)
            again |= (list[k].span.begin == list[count].span.begin && list[k].span.end == list[count].span.end) ||
                     (list[k].entity != SITREP_NONE && list[k].entity == list[count].entity);
        if (again)
            list[count] = (sitrep_actor){0};
        else
            count++;
    }
    *out_count = count;
    return list;
}
