/* read/events_phrase.c — the words that are printed for somebody or something on a side of an event.
 * A description of one person keeps its determiner ("the priest", "a bodyguard"), so that it is seen to be no name;
 * things go without their number, which is a figure; hedges and times are no part of anybody; a building goes with
 * whose it is ("the residence of X"), a member with what he is a member of. */
#include "read/events_int.h"

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

static bool is_counted(const ev *e, uint32_t w)
{
    const sitrep_word *x = at(e, w);
    return x->upos == SITREP_UPOS_NUM || x->upos == SITREP_UPOS_ADV || x->upos == SITREP_UPOS_ADP ||
           x->upos == SITREP_UPOS_DET || x->upos == SITREP_UPOS_PUNCT || read_word_in(e->r, x->lemma, SV("counting")) ||
           sv_eq_fold(x->lemma, SV("least")) || sv_eq_fold(x->lemma, SV("most"));
}

/* "The destroyed homes": what was done to a thing is the event, and no part of its name. */
static bool is_deed(const ev *e, uint32_t w)
{
    return at(e, w)->upos == SITREP_UPOS_CCONJ ||
           ((at(e, w)->upos == SITREP_UPOS_VERB || at(e, w)->upos == SITREP_UPOS_ADJ) &&
            read_word_in(e->r, at(e, w)->form, SV("undone")));
}

/* Words in front of a description that say nothing of who or what it is. */
static uint32_t without_opening(const ev *e, uint32_t first, uint32_t head, bool thing)
{
    while (first < head && (read_in_time(e->r, e->s, first) || read_word_in(e->r, at(e, first)->lemma, SV("hedge")) ||
                            read_word_in(e->r, at(e, first)->form, SV("hedge")) ||
                            (thing && (is_counted(e, first) || is_deed(e, first)))))
        first++;
    return first;
}

/* The end of the of-phrase that stands right behind the words before `end`; `end` where there is none. A clause, a
 * comma or another preposition ends it. */
static uint32_t with_of_phrase(const ev *e, uint32_t head, uint32_t end)
{
    for (uint32_t c = e->t->child[head]; c != SITREP_NONE; c = e->t->next[c]) {
        uint32_t first, last;
        if (at(e, c)->deprel != SITREP_DEPREL_NMOD || !read_tree_has_prep(e->t, c, SV("of"))) continue;
        read_tree_range(e->t, c, &first, &last);
        if (first != end) continue;
        uint32_t stop = c + 1;
        while (stop < last && at(e, stop)->upos != SITREP_UPOS_PUNCT && at(e, stop)->upos != SITREP_UPOS_VERB &&
               at(e, stop)->upos != SITREP_UPOS_SCONJ && at(e, stop)->upos != SITREP_UPOS_AUX &&
               at(e, stop)->upos != SITREP_UPOS_PRON && at(e, stop)->upos != SITREP_UPOS_CCONJ &&
               (at(e, stop)->upos != SITREP_UPOS_ADP || sv_eq_fold(at(e, stop)->form, SV("of"))) &&
               !read_in_time(e->r, e->s, stop))
            stop++;
        return stop;
    }
    return end;
}

/* The first word of a possessor that is a noun: "the *judge's* house". */
static uint32_t with_possessor(const ev *e, uint32_t head, uint32_t first)
{
    for (uint32_t c = e->t->child[head]; c != SITREP_NONE && c < head; c = e->t->next[c]) {
        uint32_t begin, end;
        if (at(e, c)->deprel != SITREP_DEPREL_NMOD_POSS || at(e, c)->upos == SITREP_UPOS_PRON) continue;
        read_tree_range(e->t, c, &begin, &end);
        if (end != first) continue;
        while (begin < c && (at(e, begin)->upos == SITREP_UPOS_DET || at(e, begin)->upos == SITREP_UPOS_ADP)) begin++;
        return begin;
    }
    return first;
}

sitrep_span ev_phrase_span(const ev *e, uint32_t word)
{
    uint32_t first, end, content = read_content_noun(e->r, e->s, word), content_first, content_end;
    if (content != word && (read_is_class(e->r, e->s, content, SV("facility")) ||
                            read_is_class(e->r, e->s, content, SV("vehicle")))) { /* "a number of pylons" */
        word = content;
    }
    read_noun_phrase(e->r, e->s, word, &first, &end);
    read_noun_phrase(e->r, e->s, content, &content_first, &content_end);
    if (content != word && content_end > end && content > word) end = content_end;
    uint32_t m = read_mention_of(e->r, e->s, word);
    const read_mention *mention = m == SITREP_NONE ? NULL : &e->r->mentions.items[m];
    if (mention && mention->form == READ_NAME) {
        if (mention->phrase.first < first) first = mention->phrase.first;
        first = without_opening(e, first, mention->phrase.first, false);
        if (mention->phrase.end > end) end = mention->phrase.end;
        return read_words_span(e->r, e->s, first, end);
    }
    bool people = mention && (mention->kind == SITREP_ENTITY_person || mention->kind == SITREP_ENTITY_group);
    bool built = mention && (mention->kind == SITREP_ENTITY_facility || mention->kind == SITREP_ENTITY_organization);
    first = without_opening(e, first, word, mention && !people);
    if (content == word && (built || read_word_in(e->r, at(e, word)->lemma, SV("belonging"))))
        end = with_of_phrase(e, word, end);
    if (content == word && mention && mention->kind == SITREP_ENTITY_facility) first = with_possessor(e, word, first);
    if (mention && mention->kind == SITREP_ENTITY_person && first > 0 && at(e, first - 1)->upos == SITREP_UPOS_DET &&
        at(e, first - 1)->head == word)
        first--;
    return read_words_span(e->r, e->s, first, end);
}

static bool is_force(const read_mention *m)
{
    static const char *const sectors[] = {"REB", "UAF", "CRM", "MIL", "PRM", "COP", "OPP"};
    for (size_t i = 0; i < sizeof sectors / sizeof sectors[0]; i++)
        if (read_sector_has(m->sectors, m->sector_count, sectors[i])) return true;
    return false;
}

/* Bodies that people of a force belong to: of "FMLN guerrillas" and "members of the army" the FMLN, the army. */
void ev_add_bodies(const ev *e, read_set *actors)
{
    static const read_step steps[] = {{READ_MOD, {NULL, 0}}, {READ_PREP, {"of", 2}}, {READ_PREP, {"from", 4}}};
    uint32_t count = actors->count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t word = actors->words[i], m = read_mention_of(e->r, e->s, word);
        if (m == SITREP_NONE || e->r->mentions.items[m].form == READ_NAME) continue;
        const read_mention *people = &e->r->mentions.items[m];
        bool units = people->kind == SITREP_ENTITY_organization; /* "FMLN units" are the FMLN */
        if (people->kind != SITREP_ENTITY_group && people->kind != SITREP_ENTITY_person && !units) continue;
        bool member = read_word_in(e->r, at(e, word)->lemma, SV("belonging"));
        for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
            read_set found = {0};
            read_tree_step(e->t, word, &steps[k], &found);
            for (uint32_t n = 0; n < found.count; n++) {
                uint32_t other = read_mention_of(e->r, e->s, found.words[n]);
                if (other == SITREP_NONE) continue;
                const read_mention *body = &e->r->mentions.items[other];
                bool named = body->form == READ_NAME || (member && k > 0);
                bool of_it = member && k > 0 && body->form == READ_NAME; /* "members of the Communist Party" */
                if (!named || body->kind != SITREP_ENTITY_organization || (!is_force(body) && !of_it)) continue;
                if (units && !read_set_has(actors, found.words[n]))
                    actors->words[i] = found.words[n];
                else
                    read_set_add(actors, found.words[n]);
            }
        }
    }
}

/* "No group has claimed it". */
static bool is_nobody(const ev *e, uint32_t w)
{
    uint32_t det = read_tree_child(e->t, w, SITREP_DEPREL_DET);
    return det != SITREP_NONE && sv_eq_fold(at(e, det)->form, SV("no"));
}

/* The first of the list that a word stands in: "in Osh, Jalal-Abad and villages", "in Mutata, Tres Playitas hamlet". */
static uint32_t list_head(const ev *e, uint32_t w)
{
    for (unsigned n = 0; n < 4 && at(e, w)->head < e->t->sentence->count; n++) {
        unsigned d = at(e, w)->deprel;
        if (d != SITREP_DEPREL_CONJ && d != SITREP_DEPREL_APPOS && d != SITREP_DEPREL_FLAT) break;
        w = at(e, w)->head;
    }
    return w;
}

static bool is_built(const ev *e, uint32_t w)
{
    return read_is_class(e->r, e->s, w, SV("facility")) || read_is_class(e->r, e->s, w, SV("vehicle")) ||
           read_is_class(e->r, e->s, w, SV("org")) || read_is_class(e->r, e->s, w, SV("people"));
}

void ev_drop_scenes(const ev *e, read_set *side)
{
    static const char *const preps[] = {"in", "near", "around", "throughout", "across", "outside", "at", "along"};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < side->count; i++) {
        uint32_t w = side->words[i], m = read_mention_of(e->r, e->s, w);
        bool place = m != SITREP_NONE ? e->r->mentions.items[m].kind == SITREP_ENTITY_place ||
                                            e->r->mentions.items[m].kind == SITREP_ENTITY_other
                                      : read_place_at(e->r, e->s, w) != SITREP_NONE || !is_built(e, w);
        bool scene = is_nobody(e, w);
        uint32_t first = list_head(e, w);
        for (size_t k = 0; place && k < sizeof preps / sizeof preps[0]; k++)
            scene |= read_tree_has_prep(e->t, w, sv_of(preps[k])) || read_tree_has_prep(e->t, first, sv_of(preps[k]));
        if (!scene) side->words[kept++] = w;
    }
    side->count = kept;
}

void ev_drop_things(const ev *e, const ev_cand *c, uint8_t type, read_set *recipients)
{
    bool sends = read_word_in(e->r, c->lemma, SV("sends"));
    uint32_t kept = 0;
    for (uint32_t i = 0; i < recipients->count; i++) {
        uint32_t w = recipients->words[i];
        bool sent = sends && at(e, w)->deprel == SITREP_DEPREL_OBJ && at(e, w)->head == c->word &&
                    (type == SITREP_EVENT_AID || type == SITREP_EVENT_AGREE || type == SITREP_EVENT_MOBILIZE);
        bool nobody = ev_quad_of(type) != 4 && read_word_in(e->r, at(e, w)->lemma, SV("no_side"));
        if (sent || nobody) continue;
        recipients->words[kept++] = w;
    }
    recipients->count = kept;
}
