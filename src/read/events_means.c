/* read/events_means.c — what an attack was made with.
 * The slots of the sense first; then weapons where they stand for any attack: as subject of the deed, behind
 * "with", "by" or "from", with "using", in front of its noun ("a machine-gun attack"), or as what was used for it. A
 * weapon goes by its kind: without number, order and size, which tell how many there were and how strong; of "20 kg of
 * dynamite" the dynamite, of "rifle fire" the rifle. */
#include "read/events_int.h"

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

static bool is_weapon(const ev *e, uint32_t w)
{
    return read_is_class(e->r, e->s, w, SV("weapon"));
}

/* The weapon that a word tells of: itself, what it is a measure of, or what stands in front of "fire", "burst",
 * "blast"; SITREP_NONE for none. */
static uint32_t weapon_of(const ev *e, uint32_t word)
{
    static const read_step of = {READ_PREP, {"of", 2}}, mod = {READ_MOD, {NULL, 0}};
    bool shot = read_word_in(e->r, at(e, word)->lemma, SV("shot_noun"));
    if (read_word_in(e->r, at(e, word)->lemma, SV("weapon_measure")) || read_content_noun(e->r, e->s, word) != word) {
        uint32_t content = read_content_noun(e->r, e->s, word);
        read_set set = {0};
        read_tree_step(e->t, word, &of, &set);
        if (content != word) read_set_add(&set, content);
        for (uint32_t i = 0; i < set.count; i++)
            if (is_weapon(e, set.words[i])) return set.words[i];
    }
    if (is_weapon(e, word) && !shot) return word;
    if (!shot) return SITREP_NONE;
    read_set set = {0};
    read_tree_step(e->t, word, &mod, &set);
    read_tree_step(e->t, word, &of, &set);
    for (uint32_t i = 0; i < set.count; i++)
        if (is_weapon(e, set.words[i])) return set.words[i];
    return is_weapon(e, word) ? word : SITREP_NONE;
}

static void add_weapons(const ev *e, const read_set *from, read_set *out)
{
    for (uint32_t i = 0; i < from->count; i++) {
        uint32_t w = weapon_of(e, from->words[i]);
        if (w != SITREP_NONE) read_set_add(out, w);
    }
}

/* "Attacked the post using mortars": the object of such a clause. */
static void add_used(const ev *e, uint32_t word, read_set *out)
{
    static const read_step obj = {READ_OBJ, {NULL, 0}};
    for (uint32_t c = e->t->child[word]; c != SITREP_NONE; c = e->t->next[c]) {
        unsigned d = at(e, c)->deprel;
        bool clause = d == SITREP_DEPREL_ADVCL || d == SITREP_DEPREL_XCOMP || d == SITREP_DEPREL_ACL ||
                      d == SITREP_DEPREL_DEP || d == SITREP_DEPREL_PARATAXIS;
        if (!clause || !read_word_in(e->r, at(e, c)->lemma, SV("employs"))) continue;
        read_set set = {0};
        read_tree_step(e->t, c, &obj, &set);
        add_weapons(e, &set, out);
    }
    uint32_t head = at(e, word)->head; /* "used mortars to attack the post" */
    if (head >= e->t->sentence->count || !read_word_in(e->r, at(e, head)->lemma, SV("employs"))) return;
    if (at(e, word)->deprel != SITREP_DEPREL_XCOMP && at(e, word)->deprel != SITREP_DEPREL_ADVCL &&
        at(e, word)->deprel != SITREP_DEPREL_OBL)
        return;
    read_set set = {0};
    read_tree_step(e->t, head, &obj, &set);
    add_weapons(e, &set, out);
}

/* Where a weapon stands beside a deed of any kind. */
static void add_beside(const ev *e, const ev_cand *c, read_set *out)
{
    static const read_step steps[] = {{READ_SUBJ, {NULL, 0}},
                                      {READ_PREP, {"with", 4}},
                                      {READ_PREP, {"by", 2}},
                                      {READ_PREP, {"from", 4}},
                                      {READ_PREP, {"of", 2}}};
    size_t count = sizeof steps / sizeof steps[0];
    for (size_t i = 0; i < count; i++) {
        if (c->pos != 'n' && i + 1 == count) break;
        read_set set = {0};
        ev_step(e, c, &steps[i], &set);
        add_weapons(e, &set, out);
    }
    static const read_step in = {READ_PREP, {"in", 2}};
    read_set whole = {0}; /* "killed in a machine-gun attack" */
    ev_step(e, c, &in, &whole);
    for (uint32_t i = 0; i < whole.count; i++)
        if (read_word_in(e->r, at(e, whole.words[i])->lemma, SV("shot_noun")))
            add_weapons(e, &(read_set){1, {whole.words[i]}}, out);
    if (c->pos == 'n') {
        static const read_step mod = {READ_MOD, {NULL, 0}};
        read_set set = {0};
        read_tree_step(e->t, c->word, &mod, &set);
        add_weapons(e, &set, out);
    }
    add_used(e, c->word, out);
    for (uint32_t i = 0; i < c->support_count; i++) add_used(e, c->support[i], out);
}

/* Words in front of a weapon that say how many, which one, how big; "81-mm" is a kind. */
static bool says_no_kind(const ev *e, uint32_t w)
{
    const sitrep_word *x = at(e, w);
    bool calibre = w + 1 < e->t->sentence->count && read_word_in(e->r, at(e, w + 1)->lemma, SV("calibre"));
    bool hyphen = w + 2 < e->t->sentence->count && sv_eq(at(e, w + 1)->form, SV("-")) &&
                  read_word_in(e->r, at(e, w + 2)->lemma, SV("calibre"));
    if (calibre || hyphen) return false;
    return x->upos == SITREP_UPOS_NUM || x->upos == SITREP_UPOS_DET || x->upos == SITREP_UPOS_ADP ||
           x->upos == SITREP_UPOS_PRON || x->upos == SITREP_UPOS_ADV || x->upos == SITREP_UPOS_PUNCT ||
           x->upos == SITREP_UPOS_CCONJ || read_word_in(e->r, x->lemma, SV("counting")) ||
           read_word_in(e->r, x->lemma, SV("hedge")) || read_word_in(e->r, x->form, SV("hedge")) ||
           read_word_in(e->r, x->lemma, SV("size")) || read_word_in(e->r, x->form, SV("size")) ||
           read_in_time(e->r, e->s, w);
}

static sitrep_span weapon_span(const ev *e, uint32_t word)
{
    uint32_t first, end;
    read_noun_phrase(e->r, e->s, word, &first, &end);
    while (first < word && says_no_kind(e, first)) first++;
    return read_words_span(e->r, e->s, first, end);
}

static bool is_attack(const sitrep_event *event)
{
    return event->type == SITREP_EVENT_ASSAULT ||
           (event->type == SITREP_EVENT_COERCE && sv_eq(event->mode, SV("destroy")));
}

bool ev_instruments(ev *e, uint32_t cand, sitrep_event *event)
{
    const know_sense *s = know_sense_at(e->lex, e->cands[cand].sense);
    read_set found = {0};
    for (uint32_t i = 0; i < s->instrument.count; i++) {
        const know_slot *slot = know_slot_at(e->lex, s->instrument.first + i);
        sitrep_sv class_name = know_text(e->lex, slot->class_);
        read_set set;
        ev_walk(e, &e->cands[cand], &slot->path, &set);
        for (uint32_t k = 0; k < set.count; k++) {
            uint32_t weapon = weapon_of(e, set.words[k]);
            if (weapon != SITREP_NONE)
                read_set_add(&found, weapon);
            else if (class_name.len && read_is_class(e->r, e->s, set.words[k], class_name))
                read_set_add(&found, set.words[k]);
        }
    }
    if (is_attack(event)) add_beside(e, &e->cands[cand], &found);
    event->instruments = ARENA_ARRAY(&e->r->arena, sitrep_instrument, found.count + 1);
    if (!event->instruments) return false;
    for (uint32_t i = 0; i < found.count; i++) {
        event->instruments[i].span = weapon_span(e, found.words[i]);
        event->instruments[i].text = sv_span(e->r->text, event->instruments[i].span);
    }
    event->instrument_count = found.count;
    return true;
}
