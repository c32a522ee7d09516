/* read/mentions.c — the phrases that stand for somebody: names, descriptions, pronouns, with their codes and sectors.
 * mentions_names.c finds the names, mentions_describe.c fills descriptions; here the report's setting is made, and the
 * mentions themselves, sentence by sentence. */
#include "read/mentions_int.h"

#define PLACES_ASKED 400u /* the first ones tell what a report is about */

static const sitrep_word *at(const read_ctx *r, uint32_t s, uint32_t w)
{
    return read_word(r, s, w);
}

/* ---- the setting: trees, matching, letter case, country ---- */

static bool has_case(sitrep_sv text)
{
    size_t upper = 0, lower = 0;
    for (size_t i = 0; i < text.len; i++) {
        upper += is_upper(text.ptr[i]);
        lower += is_lower(text.ptr[i]);
    }
    return upper * 200 >= lower && lower * 4 >= upper; /* all lower: under 0.5 %; all capitals: hardly anything else */
}

/* A place within a country, no country itself nor a word for its people. */
static bool lies_inside(const sitrep_place *p)
{
    return p->kind == SITREP_PLACE_name && p->precision != SITREP_PRECISION_country &&
           p->precision != SITREP_PRECISION_region && p->precision != SITREP_PRECISION_unknown;
}

#define LEAD_WEIGHT    4u
#define LEAD_SENTENCES 3u /* the dateline may be one of them */

/* How much a place counts for what country the report is about: more where its top names it and it was written there.
 */
static uint32_t weight_of(const read_ctx *r, uint32_t place, sitrep_code desk)
{
    const sitrep_place *p = &r->places.items[place];
    uint32_t last = r->doc->count < LEAD_SENTENCES ? r->doc->count : LEAD_SENTENCES;
    if (!last || p->span.begin >= r->doc->sentences[last - 1].span.end) return 1;
    return strcmp(p->country.text, desk.text) == 0 ? LEAD_WEIGHT : 1;
}

/* The country that most places of the report lie in, if it has more than the next; with `inside`, countries themselves
 * do not count. `desk` is the dateline's. */
static sitrep_code commonest_country(const read_ctx *r, bool inside, sitrep_code desk)
{
    sitrep_code best = {""};
    uint32_t best_count = 0, second = 0, n = r->places.count < PLACES_ASKED ? r->places.count : PLACES_ASKED;
    for (uint32_t i = 0; i < n; i++) {
        if (i == r->dateline_place) continue;
        sitrep_code code = r->places.items[i].country;
        uint32_t count = 0;
        bool seen = false;
        for (uint32_t k = 0; k < n; k++)
            if (k != r->dateline_place && strcmp(r->places.items[k].country.text, code.text) == 0 &&
                (!inside || lies_inside(&r->places.items[k]))) {
                count += weight_of(r, k, desk);
                seen |= k < i;
            }
        if (seen || !code.text[0]) continue;
        if (count > best_count) {
            second = best_count;
            best_count = count;
            best = code;
        } else if (count > second) {
            second = count;
        }
    }
    return best_count > second ? best : (sitrep_code){""};
}

static bool set_up(read_ctx *r)
{
    read_who *who = ARENA_NEW(&r->arena, read_who);
    if (!who) return false;
    r->who = who;
    who->trees = ARENA_ARRAY(&r->arena, read_tree, r->doc->count ? r->doc->count : 1);
    who->memo = ARENA_ARRAY(&r->arena, read_memo, r->word_count ? r->word_count : 1);
    who->mention_first = ARENA_ARRAY(&r->arena, uint32_t, (size_t)r->doc->count + 1);
    who->town = READ_TOWN_UNKNOWN;
    who->genre = READ_GENRE_UNKNOWN;
    if (!who->trees || !who->memo || !who->mention_first) return false;
    for (uint32_t i = 0; i < r->word_count; i++) who->memo[i].content = SITREP_NONE;
    who->word_classes = know_table_find(r->know, SV("read/words"));
    if (who->word_classes) who->word_classes_column = know_table_column(r->know, who->word_classes, SV("classes"));
    if (!read_trees_mend(r)) return false;
    for (uint32_t s = 0; s < r->doc->count; s++)
        if (!read_tree_init(&who->trees[s], &r->arena, &r->doc->sentences[s])) return false;
    who->caseless = !has_case(r->text);
    sitrep_code desk = {""}; /* where the report was written: tells only where nothing else does */
    if (r->dateline_place != SITREP_NONE) desk = r->places.items[r->dateline_place].country;
    who->country = commonest_country(r, false, desk);
    who->scene = commonest_country(r, true, desk);
    if (!who->scene.text[0]) who->scene = desk;
    if (!who->country.text[0]) who->country = who->scene;
    return true;
}

/* ---- making mentions ---- */

static uint32_t push(read_ctx *r, uint32_t s, uint32_t first, uint32_t end, uint32_t head, const read_mention *m)
{
    read_mention *new = READ_PUSH(&r->arena, &r->mentions);
    if (!new) return SITREP_NONE;
    *new = *m;
    new->phrase = (read_phrase){s, first, end, head};
    new->span = read_words_span(r, s, first, end);
    new->entity = SITREP_NONE;
    if (new->form == READ_NAME || new->place != SITREP_NONE) new->place = read_place_at(r, s, head);
    r->word_mention[read_index(r, s, head)] = r->mentions.count - 1;
    return r->mentions.count - 1;
}

/* The word of [first, end) whose head lies outside. */
static uint32_t head_in(const read_ctx *r, uint32_t s, uint32_t first, uint32_t end)
{
    for (uint32_t w = first; w < end; w++) {
        uint32_t head = at(r, s, w)->head;
        if (head == SITREP_NONE || head < first || head >= end) return w;
    }
    return end - 1;
}

/* Words before a name that belong to it: "Kyrgyz interim leader", "Lt. Gen.". Whether one of them is an office or a
 * role that is the report's country's where no other is named: "Interior Minister X". */
static bool titles_before(const read_ctx *r, uint32_t s, const mentions_name *n, uint32_t head, read_mention *m)
{
    bool local = false;
    for (uint32_t w = n->first; w-- > 0 && n->first - w <= 6;) {
        const sitrep_word *x = at(r, s, w);
        uint32_t up = x->head;
        bool inside = up != SITREP_NONE && ((up >= w && up < n->first) || up == head) && x->upos != SITREP_UPOS_VERB;
        if (!inside || mentions_is_determiner(x)) break;
        if (x->upos != SITREP_UPOS_NOUN && x->upos != SITREP_UPOS_PROPN) continue;
        mentions_role found = mentions_role_at(r, s, w);
        if (found.actor && (!found.bound[0] || strcmp(found.bound, m->code.text) == 0 || !m->code.text[0])) {
            mentions_add_sectors(m, &found.actor->sectors);
            if (!m->gender && found.actor->gender) m->gender = (uint8_t)found.actor->gender;
            local |= (found.actor->kind == KNOW_OFFICE || mentions_is_local_role(r, found.actor)) &&
                     read_word_in(r, x->lemma, SV("local_title"));
        }
    }
    return local;
}

/* What a description beside a name says about it: "X, a senior police officer in Osh,". */
static void apposed(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m)
{
    const read_tree *t = read_tree_of(r, s);
    for (uint32_t c = t->child[head]; c != SITREP_NONE; c = t->next[c]) {
        if (at(r, s, c)->deprel != SITREP_DEPREL_APPOS || read_mention_of(r, s, c) != SITREP_NONE) continue;
        read_mention d = {.place = SITREP_NONE};
        mentions_describe(r, s, c, &d);
        if (!m->code.text[0]) m->code = d.code;
        if (m->sector_count == 0)
            for (uint8_t i = 0; i < d.sector_count; i++)
                read_sector_add(m->sectors, &m->sector_count, d.sectors[i].text);
        if (!m->gender) m->gender = d.gender;
    }
}

static uint8_t gender_of_name(const read_ctx *r, uint32_t s, const mentions_name *n)
{
    know_match m = know_match_exact(r->know, &r->words[read_index(r, s, n->first)], 1);
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(r->know, m.first + i);
        if (e && e->kind == KNOW_ENTRY_GIVEN && (e->id == 'm' || e->id == 'f')) return (uint8_t)e->id;
    }
    return 0;
}

/* Country and sectors of an organization that only the recognizer knows, from the words it is made of. */
static void parts_of_name(const read_ctx *r, uint32_t s, const mentions_name *n, read_mention *m)
{
    for (uint32_t w = n->first; w < n->end; w++) {
        mentions_name part;
        if (!m->code.text[0] && mentions_known_at(r, s, w, &part) && part.end <= n->end &&
            part.ident.kind == KNOW_STATE) {
            const know_actor *a = (part.ident.actor == SITREP_NONE ? NULL : know_actor_at(r->know, part.ident.actor));
            if (a) read_code_set(&m->code, a->code);
        }
    }
    mentions_role found = mentions_role_at(r, s, n->end - 1);
    if (found.actor) mentions_add_sectors(m, &found.actor->sectors);
}

/* The members of a religious order or movement, told by its name in the plural. */
static bool is_order(const read_ctx *r, uint32_t s, const mentions_name *n, const read_mention *m)
{
    const sitrep_word *x = at(r, s, n->first);
    return n->kind == SITREP_ENTITY_organization && n->end - n->first == 1 && x->form.len > 4 &&
           sv_ends(x->form, SV("s")) && read_sector_has(m->sectors, m->sector_count, "REL") &&
           !sv_eq_fold(x->form, m->name);
}

/* "Venezuela's Supreme Court" is not the one that a name alone would mean. */
static void take_owner(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m)
{
    uint32_t owner = read_tree_child(read_tree_of(r, s), head, SITREP_DEPREL_NMOD_POSS);
    uint32_t index = owner == SITREP_NONE ? SITREP_NONE : read_mention_of(r, s, owner);
    if (index == SITREP_NONE) return;
    const read_mention *o = &r->mentions.items[index];
    if (o->form != READ_NAME || o->kind != SITREP_ENTITY_place || !o->code.text[0]) return;
    if (!m->code.text[0] || strcmp(m->code.text, o->code.text) == 0 || strlen(m->code.text) != 3) return;
    if (!read_sector_has(m->sectors, m->sector_count, "JUD") && !read_sector_has(m->sectors, m->sector_count, "GOV") &&
        !read_sector_has(m->sectors, m->sector_count, "LEG"))
        return;
    m->code = o->code;
    m->name = m->wikidata = (sitrep_sv){NULL, 0};
}

/* Whether the name's words stand for people or a nationality as an adjective, so that it is no thing of its own. */
static bool make_name(read_ctx *r, uint32_t s, const mentions_name *n)
{
    uint32_t head = head_in(r, s, n->first, n->end);
    read_mention m = {.form = READ_NAME, .kind = n->kind, .place = SITREP_NONE};
    mentions_fill(r, &n->ident, &m);
    if (is_order(r, s, n, &m)) { /* "six Jesuits" are people, the Society of Jesus is a body */
        m.kind = SITREP_ENTITY_group;
        m.plural = true;
        m.name = m.wikidata = (sitrep_sv){NULL, 0};
        return push(r, s, n->first, n->end, head, &m) != SITREP_NONE;
    }
    m.plural = n->kind == SITREP_ENTITY_group &&
               (mentions_is_plural(at(r, s, head)) || at(r, s, head)->upos != SITREP_UPOS_ADJ);
    if (m.kind == SITREP_ENTITY_organization) take_owner(r, s, head, &m);
    uint32_t place = n->kind == SITREP_ENTITY_place ? read_place_at(r, s, n->first) : SITREP_NONE;
    if (place != SITREP_NONE && !m.code.text[0]) m.code = r->places.items[place].country;
    if (place != SITREP_NONE && n->ident.name == KNOW_NAME_CAPITAL &&
        r->places.items[place].kind == SITREP_PLACE_metonym)
        read_sector_add(m.sectors, &m.sector_count, "GOV"); /* "Paris denied it" */
    if (n->kind == SITREP_ENTITY_organization && n->ident.actor == SITREP_NONE) parts_of_name(r, s, n, &m);
    if (n->kind == SITREP_ENTITY_organization && !m.code.text[0]) mentions_modifiers(r, s, head, &m, 1);
    if (n->kind == SITREP_ENTITY_person) {
        bool local = titles_before(r, s, n, head, &m);
        if (!m.code.text[0]) mentions_modifiers(r, s, head, &m, 1);
        apposed(r, s, head, &m);
        if (local && !m.code.text[0] && n->ident.actor == SITREP_NONE) {
            m.code = r->who->country;
            m.guessed = true;
        }
        if (!m.gender) m.gender = gender_of_name(r, s, n);
        m.ethnicity = (sitrep_sv){NULL, 0};
    } else if (n->kind == SITREP_ENTITY_group) {
        mentions_settle_ethnicity(r, s, head, &m);
    }
    return push(r, s, n->first, n->end, head, &m) != SITREP_NONE;
}

static bool names_of(read_ctx *r, uint32_t s)
{
    const sitrep_sentence *sentence = &r->doc->sentences[s];
    mentions_name n;
    for (uint32_t w = 0; w < sentence->count;) {
        if (sentence->words[w].upos == SITREP_UPOS_PUNCT || !mentions_join(r, s, w, &n)) {
            w++;
            continue;
        }
        if (!make_name(r, s, &n)) return false;
        w = n.end > w ? n.end : w + 1;
    }
    return true;
}

/* ---- pronouns ---- */

static bool make_pronoun(read_ctx *r, uint32_t s, uint32_t w)
{
    static const struct {
        const char *form;
        uint8_t gender;
        bool plural;
        uint8_t kind;
    } forms[] = {{"he", 'm', false, SITREP_ENTITY_person},
                 {"him", 'm', false, SITREP_ENTITY_person},
                 {"his", 'm', false, SITREP_ENTITY_person},
                 {"himself", 'm', false, SITREP_ENTITY_person},
                 {"she", 'f', false, SITREP_ENTITY_person},
                 {"her", 'f', false, SITREP_ENTITY_person},
                 {"hers", 'f', false, SITREP_ENTITY_person},
                 {"herself", 'f', false, SITREP_ENTITY_person},
                 {"they", 0, true, SITREP_ENTITY_group},
                 {"them", 0, true, SITREP_ENTITY_group},
                 {"their", 0, true, SITREP_ENTITY_group},
                 {"themselves", 0, true, SITREP_ENTITY_group},
                 {"it", 0, false, SITREP_ENTITY_organization},
                 {"its", 0, false, SITREP_ENTITY_organization},
                 {"itself", 0, false, SITREP_ENTITY_organization},
                 {"i", 0, false, SITREP_ENTITY_person},
                 {"me", 0, false, SITREP_ENTITY_person},
                 {"my", 0, false, SITREP_ENTITY_person},
                 {"we", 0, true, SITREP_ENTITY_group},
                 {"us", 0, true, SITREP_ENTITY_group},
                 {"our", 0, true, SITREP_ENTITY_group}};
    const sitrep_word *x = at(r, s, w);
    if (sv_eq_fold(x->lemma, SV("who")) && read_tree_is_relative(read_tree_of(r, s), w)) {
        read_mention who = {.form = READ_PRONOUN, .kind = SITREP_ENTITY_person, .place = SITREP_NONE};
        return push(r, s, w, w + 1, w, &who) != SITREP_NONE;
    }
    if (x->upos != SITREP_UPOS_PRON || read_mention_of(r, s, w) != SITREP_NONE || x->deprel == SITREP_DEPREL_EXPL)
        return true;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (sv_eq_fold(x->form, sv_of(forms[i].form))) {
            read_mention m = {.form = READ_PRONOUN,
                              .kind = forms[i].kind,
                              .gender = forms[i].gender,
                              .plural = forms[i].plural,
                              .place = SITREP_NONE};
            return push(r, s, w, w + 1, w, &m) != SITREP_NONE;
        }
    return true;
}

/* ---- the stage ---- */

static bool is_describing(const read_ctx *r, uint32_t s, uint32_t w)
{
    const sitrep_word *x = at(r, s, w);
    if (x->upos != SITREP_UPOS_NOUN && x->upos != SITREP_UPOS_PROPN) return false;
    if (x->deprel == SITREP_DEPREL_FLAT || x->deprel == SITREP_DEPREL_FIXED || x->deprel == SITREP_DEPREL_GOESWITH)
        return false;
    if (mentions_role_at(r, s, w).actor) return true;
    return read_is_class(r, s, w, SV("@people")) || read_is_class(r, s, w, SV("@armed")) ||
           read_is_class(r, s, w, SV("@org")) || read_is_class(r, s, w, SV("@state"));
}

uint32_t read_mention_make(read_ctx *r, uint32_t sentence, uint32_t word)
{
    uint32_t index = read_mention_of(r, sentence, word), first, end;
    if (index != SITREP_NONE) return index;
    read_mention m = {.place = SITREP_NONE};
    mentions_describe(r, sentence, word, &m);
    if (at(r, sentence, word)->upos == SITREP_UPOS_NUM && m.kind == SITREP_ENTITY_other)
        m.kind = m.plural ? SITREP_ENTITY_group : SITREP_ENTITY_person;
    read_noun_phrase(r, sentence, word, &first, &end);
    return push(r, sentence, first, end, word, &m);
}

/* Whether a word lies inside of a name made before. */
static bool inside_name(const read_ctx *r, uint32_t s, uint32_t w, uint32_t from)
{
    for (uint32_t i = from; i < r->mentions.count; i++) {
        const read_phrase *p = &r->mentions.items[i].phrase;
        if (p->sentence == s && p->first <= w && w < p->end) return true;
    }
    return false;
}

sitrep_status read_mentions(read_ctx *r)
{
    if (!set_up(r)) return SITREP_NOMEM;
    for (uint32_t s = 0; s < r->doc->count; s++) {
        uint32_t from = r->mentions.count;
        r->who->mention_first[s] = from;
        if (!names_of(r, s)) return SITREP_NOMEM;
        for (uint32_t w = 0; w < r->doc->sentences[s].count; w++) {
            if (!make_pronoun(r, s, w)) return SITREP_NOMEM;
            if (read_mention_of(r, s, w) != SITREP_NONE || inside_name(r, s, w, from) || !is_describing(r, s, w))
                continue;
            if (read_mention_make(r, s, w) == SITREP_NONE) return SITREP_NOMEM;
        }
    }
    r->who->mention_first[r->doc->count] = r->mentions.count;
    return SITREP_OK;
}
