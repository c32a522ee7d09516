/* read/mentions.c — the phrases that stand for somebody: names, descriptions, pronouns, with their codes and sectors.
 * Names come from the name recognizer and from the phrases of the knowledge file; where they overlap the longer one
 * wins, and of equal spans the knowledge file tells who it is and the recognizer which kind of thing (persons apart). A
 * description gets its sector from its role noun and its country from what modifies it, or for local roles ("a police
 * officer") from the report. */
#include "read/who.h"

#define PLACES_ASKED 400u /* the first ones tell what a report is about */

typedef struct name_span {
    uint32_t first, end;
    uint8_t kind; /* sitrep_entity_kind */
    read_ident ident;
} name_span;

static const sitrep_word *at(const read_ctx *r, uint32_t s, uint32_t w)
{
    return read_word(r, s, w);
}

static const know_actor *actor_of(const read_ctx *r, uint32_t actor)
{
    return actor == SITREP_NONE ? NULL : know_actor_at(r->know, actor);
}

static bool xpos_plural(const sitrep_word *w)
{
    return strcmp(w->xpos, "NNS") == 0 || strcmp(w->xpos, "NNPS") == 0 || strstr(w->feats, "Number=Plur") != NULL;
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

/* The country that most places of the report lie in, if it has more than the next; with `inside`, countries themselves
 * do not count. */
static sitrep_code commonest_country(const read_ctx *r, bool inside)
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
                count++;
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
    who->words = ARENA_ARRAY(&r->arena, know_word, r->word_count ? r->word_count : 1);
    who->mention_first = ARENA_ARRAY(&r->arena, uint32_t, (size_t)r->doc->count + 1);
    who->town = READ_TOWN_UNKNOWN;
    who->genre = READ_GENRE_UNKNOWN;
    if (!who->trees || !who->words || !who->mention_first) return false;
    for (uint32_t s = 0; s < r->doc->count; s++) {
        if (!read_tree_init(&who->trees[s], &r->arena, &r->doc->sentences[s])) return false;
        for (uint32_t w = 0; w < r->doc->sentences[s].count; w++)
            who->words[read_index(r, s, w)] = know_word_of(r->know, at(r, s, w)->form);
    }
    who->caseless = !has_case(r->text);
    who->word_classes = know_table_find(r->know, SV("read/words"));
    if (who->word_classes) who->word_classes_column = know_table_column(r->know, who->word_classes, SV("classes"));
    sitrep_code desk = {""}; /* where the report was written: tells only where nothing else does */
    if (r->dateline_place != SITREP_NONE) desk = r->places.items[r->dateline_place].country;
    who->country = commonest_country(r, false);
    who->scene = commonest_country(r, true);
    if (!who->scene.text[0]) who->scene = desk;
    if (!who->country.text[0]) who->country = who->scene;
    return true;
}

/* ---- what the knowledge file knows ---- */

/* Names in text without letter case: no function words, and short ones only where the tagger calls them names. */
static bool caseless_fits(const read_ctx *r, uint32_t s, const know_match *m)
{
    if (m->end - m->begin > 1) return true;
    const sitrep_word *w = at(r, s, m->begin);
    if (w->upos == SITREP_UPOS_PROPN) return true;
    if (w->upos != SITREP_UPOS_NOUN && w->upos != SITREP_UPOS_ADJ) return false;
    return w->form.len > 4;
}

/* Whether an actor of this name should be preferred where several share it: one of the report's country. */
static bool at_home(const read_ctx *r, const know_actor *a)
{
    return r->who->country.text[0] && strcmp(a->code, r->who->country.text) == 0;
}

/* A surname alone: where the recognizer sees a person, or, without letter case, a longer word that the tagger calls a
 * name. */
static bool may_be_surname(const read_ctx *r, uint32_t s, uint32_t w)
{
    const sitrep_word *x = at(r, s, w);
    if (x->name == SITREP_NAME_PERSON) return true;
    return r->who->caseless && x->upos == SITREP_UPOS_PROPN && x->form.len > 5 &&
           r->word_time[read_index(r, s, w)] == SITREP_NONE;
}

/* The best entries of a match; false where it names no state, organization, group or person. */
static bool identify(const read_ctx *r, uint32_t s, const know_match *m, read_ident *out)
{
    const know_word *words = &r->who->words[r->sentence_first[s]];
    *out = (read_ident){.actor = SITREP_NONE, .group = SITREP_NONE};
    if (r->who->caseless && !caseless_fits(r, s, m)) return false;
    bool home = false;
    for (uint32_t i = 0; i < m->count; i++) {
        const know_entry *e = know_entry_at(r->know, m->first + i);
        if (!e || e->kind != KNOW_ENTRY_ACTOR || (!r->who->caseless && !know_entry_fits(e, words, m->begin, m->end)))
            continue;
        const know_actor *a = know_actor_at(r->know, e->id);
        if (!a || a->kind == KNOW_ROLE || a->kind == KNOW_TITLE || a->kind == KNOW_OFFICE) continue;
        if (a->kind == KNOW_PERSON && m->end - m->begin == 1 && !may_be_surname(r, s, m->begin)) continue;
        if (a->kind == KNOW_GROUP) {
            if (out->group == SITREP_NONE) out->group = e->id;
            if (out->actor != SITREP_NONE) continue;
        } else if (out->actor != SITREP_NONE) {
            const know_actor *now = know_actor_at(r->know, out->actor);
            if (now->kind != KNOW_GROUP && (home || !at_home(r, a))) continue;
        }
        home = at_home(r, a);
        out->actor = e->id;
        out->kind = a->kind;
        out->name = e->name;
        memcpy(out->sector, e->sector, sizeof out->sector);
    }
    return out->actor != SITREP_NONE;
}

/* The longest known name that begins at a word. */
static bool known_at(const read_ctx *r, uint32_t s, uint32_t w, name_span *out)
{
    know_match found[KNOW_MATCHES_MAX];
    uint32_t count = know_match_at(r->know, &r->who->words[r->sentence_first[s]], r->doc->sentences[s].count, w, found,
                                   KNOW_MATCHES_MAX);
    for (uint32_t i = 0; i < count; i++)
        if (identify(r, s, &found[i], &out->ident)) {
            out->first = found[i].begin;
            out->end = found[i].end;
            while (out->first + 1 < out->end && at(r, s, out->first)->upos == SITREP_UPOS_DET) out->first++;
            return true;
        }
    return false;
}

static uint8_t kind_of_ident(const read_ctx *r, uint32_t s, const name_span *n)
{
    const sitrep_word *last = at(r, s, n->end - 1);
    switch (n->ident.kind) {
    case KNOW_PERSON:
        return SITREP_ENTITY_person;
    case KNOW_ORGANIZATION:
        return SITREP_ENTITY_organization;
    case KNOW_GROUP:
        return SITREP_ENTITY_group;
    default:
        break;
    }
    if (n->ident.name == KNOW_NAME_ADJECTIVE) return SITREP_ENTITY_group;
    if (n->ident.name == KNOW_NAME_METONYM || n->ident.name == KNOW_NAME_BODY) return SITREP_ENTITY_organization;
    (void)last;
    return SITREP_ENTITY_place;
}

/* ---- name spans of a sentence ---- */

static uint8_t kind_of_name(unsigned name)
{
    return name == SITREP_NAME_PERSON         ? SITREP_ENTITY_person
           : name == SITREP_NAME_ORGANIZATION ? SITREP_ENTITY_organization
                                              : SITREP_ENTITY_place;
}

/* The recognizer's name that begins at a word; end == first where none does. */
/* "Mr", "Gen.": a title that the recognizer took into the name. */
static bool is_title(const read_ctx *r, uint32_t s, uint32_t w)
{
    know_match m = know_match_exact(r->know, &r->who->words[read_index(r, s, w)], 1);
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(r->know, m.first + i);
        const know_actor *a = e && e->kind == KNOW_ENTRY_ACTOR ? know_actor_at(r->know, e->id) : NULL;
        if (a && a->kind == KNOW_TITLE) return true;
    }
    return false;
}

static name_span recognized_at(const read_ctx *r, uint32_t s, uint32_t w)
{
    const sitrep_sentence *sentence = &r->doc->sentences[s];
    name_span n = {w, w, 0, {SITREP_NONE, SITREP_NONE, 0, 0, ""}};
    unsigned name = sentence->words[w].name;
    if (name == SITREP_NAME_NONE || !sentence->words[w].name_begin) return n;
    n.kind = kind_of_name(name);
    for (n.end = w + 1;
         n.end < sentence->count && sentence->words[n.end].name == name && !sentence->words[n.end].name_begin;)
        n.end++;
    while (n.kind == SITREP_ENTITY_person && n.end - n.first > 1 &&
           (is_title(r, s, n.first) || (n.first > w && sentence->words[n.first].upos == SITREP_UPOS_PUNCT)))
        n.first++;
    return n;
}

/* Whether a name recognized inside of [first, end) runs past its end. */
static bool cut_by_name(const read_ctx *r, uint32_t s, uint32_t first, uint32_t end)
{
    if (end >= r->doc->sentences[s].count) return false;
    const sitrep_word *next = at(r, s, end), *last = at(r, s, end - 1);
    (void)first;
    return next->name != SITREP_NAME_NONE && !next->name_begin && next->name == last->name;
}

/* Whether the places stage took the whole name for a place, which it does for good reasons only. */
static bool is_place_name(const read_ctx *r, uint32_t s, const name_span *n)
{
    uint32_t place = read_place_at(r, s, n->first);
    if (place == SITREP_NONE || n->kind != SITREP_ENTITY_person) return false;
    sitrep_span span = r->places.items[place].span, name = read_words_span(r, s, n->first, n->end);
    return span.begin <= name.begin && name.end <= span.end && r->places.items[place].kind == SITREP_PLACE_name;
}

/* Joins what the recognizer and the knowledge file say about a word that begins a name. */
static bool join(const read_ctx *r, uint32_t s, uint32_t w, name_span *out)
{
    name_span seen = recognized_at(r, s, w), known;
    bool is_seen = seen.end > seen.first, is_known = known_at(r, s, w, &known);
    if (is_known && cut_by_name(r, s, known.first, known.end) && !(is_seen && known.end > seen.end)) is_known = false;
    if (is_known && !is_seen) {
        *out = known;
        out->kind = kind_of_ident(r, s, &known);
        if (known.ident.kind == KNOW_ORGANIZATION && known.end - known.first == 1 && !r->who->caseless &&
            at(r, s, known.first)->upos != SITREP_UPOS_PROPN && at(r, s, known.first)->upos != SITREP_UPOS_NOUN)
            return false;
        return true;
    }
    if (!is_seen) return false;
    if (seen.first > w) is_known = known_at(r, s, seen.first, &known); /* without its title it may be somebody known */
    *out = seen;
    if (is_place_name(r, s, &seen)) out->kind = SITREP_ENTITY_place;
    if (!is_known || known.end < seen.end) return true;
    uint8_t kind = kind_of_ident(r, s, &known);
    bool one = known.end - known.first == 1;
    if (one && seen.kind == SITREP_ENTITY_person && kind != SITREP_ENTITY_person) return true; /* a Mr Jordan */
    if (one && kind == SITREP_ENTITY_person && seen.kind != SITREP_ENTITY_person) return true;
    *out = known;
    out->kind = kind;
    bool place_or_org = kind == SITREP_ENTITY_place || kind == SITREP_ENTITY_organization;
    if (one && place_or_org && seen.kind != SITREP_ENTITY_person && known.ident.kind == KNOW_STATE)
        out->kind = seen.kind;
    return true;
}

/* ---- codes ---- */

/* The code for a country or body as offices name it: "KGZ", "UNO", or an organization's acronym. */
static void code_of_body(const read_ctx *r, sitrep_sv body, sitrep_code *out)
{
    char text[4] = "";
    if (body.len == 3 && know_state_of(r->know, body) != SITREP_NONE) {
        memcpy(text, body.ptr, 3);
        read_code_set(out, text);
        return;
    }
    static const char *const classes[] = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC", "KOS"};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (sv_eq(body, sv_of(classes[i]))) read_code_set(out, classes[i]);
    if (out->text[0] || body.len == 0) return;
    know_match m = know_match_text(r->know, body);
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(r->know, m.first + i);
        const know_actor *a = e && e->kind == KNOW_ENTRY_ACTOR ? know_actor_at(r->know, e->id) : NULL;
        if (a && (a->kind == KNOW_ORGANIZATION || a->kind == KNOW_STATE) && a->code[0]) {
            read_code_set(out, a->code);
            return;
        }
    }
}

static void add_sectors(read_mention *m, const know_sectors *sectors)
{
    for (uint8_t i = 0; i < sectors->count && i < 4; i++)
        read_sector_add(m->sectors, &m->sector_count, sectors->code[i]);
}

static void fill_person(const read_ctx *r, const know_actor *a, read_mention *m)
{
    const know_tenure *t = know_tenure_on(r->know, a, r->published_day);
    if (t) {
        code_of_body(r, know_text(r->know, t->of), &m->code);
        add_sectors(m, &t->sectors);
    }
    if (!m->code.text[0]) read_code_set(&m->code, a->code);
    if (m->sector_count == 0) add_sectors(m, &a->sectors);
    if (a->gender) m->gender = (uint8_t)a->gender;
}

static void fill_ident(const read_ctx *r, const read_ident *ident, read_mention *m)
{
    const know_actor *a = actor_of(r, ident->actor), *g = actor_of(r, ident->group);
    if (!a) return;
    if (a->kind == KNOW_PERSON) {
        fill_person(r, a, m);
    } else {
        read_code_set(&m->code, a->code);
        if (ident->sector[0])
            read_sector_add(m->sectors, &m->sector_count, ident->sector);
        else
            add_sectors(m, &a->sectors);
    }
    if (a->kind == KNOW_GROUP)
        m->ethnicity = know_text(r->know, a->tag);
    else if (g && ident->name == KNOW_NAME_ADJECTIVE)
        m->ethnicity = know_text(r->know, g->tag);
    m->people = m->ethnicity;
    if (ident->name != KNOW_NAME_ADJECTIVE) { /* "Kyrgyz" are people, "Kyrgyzstan" is a state */
        m->name = know_text(r->know, a->name);
        m->wikidata = know_text(r->know, a->wikidata);
    }
    if (a->kind == KNOW_STATE) m->definite = true; /* a state can act */
    if (a->kind == KNOW_STATE && ident->name == KNOW_NAME_CAPITAL) {
        m->name = (sitrep_sv){NULL, 0};
        m->wikidata = m->name;
    }
}

/* ---- descriptions ---- */

typedef struct role {
    const know_actor *actor;
    uint32_t index;  /* of the actor, SITREP_NONE */
    uint32_t office; /* the office of the same name, SITREP_NONE */
    uint32_t first;  /* word at which the role's phrase begins */
    char bound[4];
} role;

/* The role, office or body that ends with `head`: the longest phrase, by its form or by the head's lemma. */
static role role_at(const read_ctx *r, uint32_t s, uint32_t head)
{
    role best = {NULL, SITREP_NONE, SITREP_NONE, head, ""};
    know_word words[4];
    for (uint32_t back = 3 < head ? 3 : head; back + 1 > 0 && !best.actor; back--) {
        for (uint32_t i = 0; i <= back; i++) words[i] = r->who->words[read_index(r, s, head - back + i)];
        for (unsigned lemma = 0; lemma < 2 && !best.actor; lemma++) {
            if (lemma) words[back] = know_word_of(r->know, at(r, s, head)->lemma);
            know_match m = know_match_exact(r->know, words, back + 1);
            for (uint32_t i = 0; i < m.count; i++) {
                const know_entry *e = know_entry_at(r->know, m.first + i);
                const know_actor *a = e && e->kind == KNOW_ENTRY_ACTOR ? know_actor_at(r->know, e->id) : NULL;
                if (!a || (a->kind != KNOW_ROLE && a->kind != KNOW_OFFICE && (a->kind != KNOW_TITLE || back))) continue;
                if (a->kind == KNOW_OFFICE && best.office == SITREP_NONE && !e->bound[0]) best.office = e->id;
                if (best.actor && best.actor->kind == KNOW_ROLE) continue;
                best.actor = a;
                best.index = e->id;
                best.first = head - back;
                memcpy(best.bound, e->bound, sizeof best.bound);
            }
        }
        if (back == 0) break;
    }
    return best;
}

uint32_t read_role_of(const read_ctx *r, uint32_t sentence, uint32_t head)
{
    role found = role_at(r, sentence, read_content_noun(r, sentence, head));
    return found.office != SITREP_NONE ? found.office : found.index;
}

static bool modifies(unsigned d)
{
    return d == SITREP_DEPREL_AMOD || d == SITREP_DEPREL_COMPOUND || d == SITREP_DEPREL_NMOD_DESC ||
           d == SITREP_DEPREL_NMOD_POSS || d == SITREP_DEPREL_NMOD || d == SITREP_DEPREL_NMOD_UNMARKED ||
           d == SITREP_DEPREL_FLAT || d == SITREP_DEPREL_APPOS || d == SITREP_DEPREL_DEP;
}

/* Takes over country, sectors and ethnicity from a name that modifies a description. */
static void take_modifier(const read_ctx *r, const read_mention *name, bool local_only, read_mention *m)
{
    if (!m->code.text[0]) m->code = name->code;
    if (name->kind == SITREP_ENTITY_organization && !local_only)
        for (uint8_t i = 0; i < name->sector_count; i++)
            read_sector_add(m->sectors, &m->sector_count, name->sectors[i].text);
    if (m->ethnicity.len == 0 && name->kind == SITREP_ENTITY_group) m->ethnicity = name->people;
    (void)r;
}

/* Looks for names among what modifies `head`, nearest level first. */
static void modifiers_of(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m, unsigned depth)
{
    const read_tree *t = read_tree_of(r, s);
    for (unsigned pass = 0; pass < 2; pass++)
        for (uint32_t c = t->child[head]; c != SITREP_NONE; c = t->next[c]) {
            unsigned d = at(r, s, c)->deprel;
            if (!modifies(d)) continue;
            bool phrase = d == SITREP_DEPREL_NMOD || d == SITREP_DEPREL_APPOS;
            if (phrase != (pass == 1)) continue;
            bool of = !phrase || read_tree_has_prep(t, c, SV("of")) || read_tree_has_prep(t, c, SV("for")) ||
                      read_tree_has_prep(t, c, SV("from")) || read_tree_has_prep(t, c, SV("at")) ||
                      d == SITREP_DEPREL_APPOS;
            bool in = phrase && (read_tree_has_prep(t, c, SV("in")) || read_tree_has_prep(t, c, SV("to")) ||
                                 read_tree_has_prep(t, c, SV("with")) || read_tree_has_prep(t, c, SV("near")));
            if (!of && !in) continue;
            uint32_t index = read_mention_of(r, s, c);
            if (index != SITREP_NONE && r->mentions.items[index].form == READ_NAME)
                take_modifier(r, &r->mentions.items[index], in && !of, m);
            else if (depth < 3 && (of || !m->code.text[0]))
                modifiers_of(r, s, c, m, depth + 1);
        }
}

/* An ethnic reading of a nationality word: "Uzbeks", "Uzbek neighbourhoods", "ethnic Uzbeks" in a report from
 * elsewhere. */
static void settle_ethnicity(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m)
{
    if (m->ethnicity.len == 0) return;
    const read_tree *t = read_tree_of(r, s);
    bool ethnic = false;
    for (uint32_t c = t->child[head]; c != SITREP_NONE; c = t->next[c])
        ethnic |= sv_eq_fold(at(r, s, c)->lemma, SV("ethnic"));
    sitrep_code home = r->who->scene;
    bool abroad = home.text[0] && m->code.text[0] && strcmp(home.text, m->code.text) != 0;
    bool noun = at(r, s, head)->upos != SITREP_UPOS_ADJ;
    bool official = read_sector_has(m->sectors, m->sector_count, "GOV") ||
                    read_sector_has(m->sectors, m->sector_count, "MIL") ||
                    read_sector_has(m->sectors, m->sector_count, "COP") ||
                    read_sector_has(m->sectors, m->sector_count, "LEG") || m->kind == SITREP_ENTITY_organization;
    bool people = m->kind == SITREP_ENTITY_group || m->kind == SITREP_ENTITY_person || m->kind == SITREP_ENTITY_place;
    bool both_home =
        !abroad && m->plural && m->form == READ_NAME; /* "Kyrgyz and Uzbeks clashed" in a report on Kyrgyzstan */
    if (ethnic || (noun && !official && people && (abroad || both_home))) {
        if (home.text[0]) m->code = home;
    } else {
        m->ethnicity = (sitrep_sv){NULL, 0};
    }
}

static uint8_t kind_of_role(const read_ctx *r, const know_actor *a, bool plural)
{
    sitrep_sv kind = know_text(r->know, a->subkind);
    if (sv_eq(kind, SV("organization"))) return SITREP_ENTITY_organization;
    if (sv_eq(kind, SV("people"))) return SITREP_ENTITY_group;
    if (sv_eq(kind, SV("thing"))) return SITREP_ENTITY_facility;
    return plural ? SITREP_ENTITY_group : SITREP_ENTITY_person;
}

static uint8_t kind_of_noun(const read_ctx *r, uint32_t s, uint32_t head, const know_actor *a, bool plural)
{
    sitrep_sv lemma = at(r, s, head)->lemma;
    if (read_word_in(r, lemma, SV("collective"))) return SITREP_ENTITY_organization;
    if (a) return kind_of_role(r, a, plural);
    if (read_is_class(r, s, head, SV("@people")) || read_is_class(r, s, head, SV("@armed")))
        return plural ? SITREP_ENTITY_group : SITREP_ENTITY_person;
    if (read_is_class(r, s, head, SV("@org"))) return SITREP_ENTITY_organization;
    if (read_is_class(r, s, head, SV("@place")) || read_is_class(r, s, head, SV("@territory")))
        return SITREP_ENTITY_place;
    if (read_is_class(r, s, head, SV("@state"))) return SITREP_ENTITY_place;
    if (read_is_class(r, s, head, SV("@facility")) || read_is_class(r, s, head, SV("@vehicle")))
        return SITREP_ENTITY_facility;
    return SITREP_ENTITY_other;
}

/* Whether a role nobody's country is named with belongs to the report's: a policeman, soldiers, "the president". */
static bool is_local(const read_ctx *r, sitrep_sv lemma, const know_actor *a, const read_mention *m)
{
    if (!a) return read_word_in(r, lemma, SV("local"));
    if (a->kind == KNOW_ROLE && sv_eq(know_text(r->know, a->tag), SV("place"))) return true;
    return m->definite && !m->plural && (a->kind == KNOW_OFFICE || read_word_in(r, lemma, SV("local")));
}

static bool counts_many(const read_ctx *r, uint32_t s, uint32_t head)
{
    const read_tree *t = read_tree_of(r, s);
    const sitrep_word *w = at(r, s, head);
    if (xpos_plural(w) || w->upos == SITREP_UPOS_NUM) return !sv_eq_fold(w->lemma, SV("one"));
    uint32_t number = read_tree_child(t, head, SITREP_DEPREL_NUMMOD);
    return number != SITREP_NONE && !sv_eq_fold(at(r, s, number)->lemma, SV("one")) &&
           !sv_eq(at(r, s, number)->lemma, SV("1"));
}

static bool is_determiner(const sitrep_word *w)
{
    return w->upos == SITREP_UPOS_DET || w->deprel == SITREP_DEPREL_DET || w->deprel == SITREP_DEPREL_NMOD_POSS ||
           w->deprel == SITREP_DEPREL_CASE || w->deprel == SITREP_DEPREL_CC || w->deprel == SITREP_DEPREL_MARK ||
           w->deprel == SITREP_DEPREL_PUNCT || w->deprel == SITREP_DEPREL_DET_PREDET ||
           w->deprel == SITREP_DEPREL_CC_PRECONJ;
}

void read_noun_phrase(const read_ctx *r, uint32_t sentence, uint32_t head, uint32_t *first, uint32_t *end)
{
    const read_tree *t = read_tree_of(r, sentence);
    *first = head;
    *end = head + 1;
    for (uint32_t w = head; w-- > 0;) { /* leftwards while words belong to the noun */
        uint32_t top = w;               /* the child of head whose subtree w is in */
        for (unsigned i = 0; i < 8 && at(r, sentence, top)->head != head; i++) {
            uint32_t up = at(r, sentence, top)->head;
            if (up == SITREP_NONE || up >= r->doc->sentences[sentence].count) break;
            top = up;
        }
        const sitrep_word *x = at(r, sentence, top);
        if (x->head != head || top > head || is_determiner(x)) break;
        if (x->deprel != SITREP_DEPREL_AMOD && x->deprel != SITREP_DEPREL_COMPOUND &&
            x->deprel != SITREP_DEPREL_NUMMOD && x->deprel != SITREP_DEPREL_NMOD_DESC &&
            x->deprel != SITREP_DEPREL_FLAT && x->deprel != SITREP_DEPREL_NMOD_UNMARKED &&
            x->deprel != SITREP_DEPREL_ADVMOD && x->deprel != SITREP_DEPREL_NMOD)
            break;
        if (x->deprel == SITREP_DEPREL_ADVMOD && top + 1 != *first) break;
        *first = w;
    }
    while (*first < head &&
           (at(r, sentence, *first)->upos == SITREP_UPOS_PUNCT || is_determiner(at(r, sentence, *first))))
        ++*first;
    if (*first > 0 && sv_eq_fold(at(r, sentence, *first - 1)->form, SV("at")) &&
        (sv_eq_fold(at(r, sentence, *first)->form, SV("least")) ||
         sv_eq_fold(at(r, sentence, *first)->form, SV("most"))))
        --*first;                                      /* "at least 100 people" */
    while (*end < r->doc->sentences[sentence].count) { /* flat names and fixed parts to the right */
        const sitrep_word *x = at(r, sentence, *end);
        if (x->head < head || x->head >= *end ||
            (x->deprel != SITREP_DEPREL_FLAT && x->deprel != SITREP_DEPREL_FIXED &&
             x->deprel != SITREP_DEPREL_GOESWITH && !(x->deprel == SITREP_DEPREL_COMPOUND && x->head == head)))
            break;
        ++*end;
    }
    (void)t;
}

static bool has_definite(const read_ctx *r, uint32_t s, uint32_t head)
{
    const read_tree *t = read_tree_of(r, s);
    for (uint32_t c = t->child[head]; c != SITREP_NONE; c = t->next[c]) {
        const sitrep_word *w = at(r, s, c);
        if (w->deprel == SITREP_DEPREL_NMOD_POSS) return true;
        if (w->deprel == SITREP_DEPREL_DET && (sv_eq_fold(w->lemma, SV("the")) || sv_eq_fold(w->lemma, SV("this")) ||
                                               sv_eq_fold(w->lemma, SV("that")) || sv_eq_fold(w->lemma, SV("these"))))
            return true;
    }
    return false;
}

static uint8_t gender_of_noun(const read_ctx *r, sitrep_sv lemma)
{
    if (read_word_in(r, lemma, SV("refman"))) return 'm';
    return read_word_in(r, lemma, SV("refwoman")) ? 'f' : 0;
}

/* Fills a description headed by a common noun. */
static void describe(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m)
{
    uint32_t content = read_content_noun(r, s, head);
    role found = role_at(r, s, content);
    m->form = READ_DESCRIPTION;
    m->plural = counts_many(r, s, head) || (content != head && counts_many(r, s, content));
    m->definite = has_definite(r, s, head);
    m->kind = kind_of_noun(r, s, content, found.actor, m->plural);
    m->gender = gender_of_noun(r, at(r, s, content)->lemma);
    modifiers_of(r, s, head, m, 0);
    if (content != head) modifiers_of(r, s, content, m, 0);
    if (found.actor && (!found.bound[0] || strcmp(found.bound, m->code.text) == 0)) {
        add_sectors(m, &found.actor->sectors);
        if (!m->code.text[0]) read_code_set(&m->code, found.actor->code);
    }
    settle_ethnicity(r, s, head, m);
    if (!m->code.text[0] && is_local(r, at(r, s, content)->lemma, found.actor, m)) m->code = r->who->country;
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

/* Words before a name that belong to it: "Kyrgyz interim leader", "Lt. Gen.". */
static void titles_before(const read_ctx *r, uint32_t s, const name_span *n, uint32_t head, read_mention *m)
{
    for (uint32_t w = n->first; w-- > 0 && n->first - w <= 6;) {
        const sitrep_word *x = at(r, s, w);
        uint32_t up = x->head;
        bool inside = up != SITREP_NONE && ((up >= w && up < n->first) || up == head) && x->upos != SITREP_UPOS_VERB;
        if (!inside || is_determiner(x)) break;
        if (x->upos != SITREP_UPOS_NOUN && x->upos != SITREP_UPOS_PROPN) continue;
        role found = role_at(r, s, w);
        if (found.actor && (!found.bound[0] || strcmp(found.bound, m->code.text) == 0 || !m->code.text[0])) {
            add_sectors(m, &found.actor->sectors);
            if (!m->gender && found.actor->gender) m->gender = (uint8_t)found.actor->gender;
        }
    }
}

/* What a description beside a name says about it: "X, a senior police officer in Osh,". */
static void apposed(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m)
{
    const read_tree *t = read_tree_of(r, s);
    for (uint32_t c = t->child[head]; c != SITREP_NONE; c = t->next[c]) {
        if (at(r, s, c)->deprel != SITREP_DEPREL_APPOS || read_mention_of(r, s, c) != SITREP_NONE) continue;
        read_mention d = {.place = SITREP_NONE};
        describe(r, s, c, &d);
        if (!m->code.text[0]) m->code = d.code;
        if (m->sector_count == 0)
            for (uint8_t i = 0; i < d.sector_count; i++)
                read_sector_add(m->sectors, &m->sector_count, d.sectors[i].text);
        if (!m->gender) m->gender = d.gender;
    }
}

static uint8_t gender_of_name(const read_ctx *r, uint32_t s, const name_span *n)
{
    know_match m = know_match_exact(r->know, &r->who->words[read_index(r, s, n->first)], 1);
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(r->know, m.first + i);
        if (e && e->kind == KNOW_ENTRY_GIVEN && (e->id == 'm' || e->id == 'f')) return (uint8_t)e->id;
    }
    return 0;
}

/* Country and sectors of an organization that only the recognizer knows, from the words it is made of. */
static void parts_of_name(const read_ctx *r, uint32_t s, const name_span *n, read_mention *m)
{
    for (uint32_t w = n->first; w < n->end; w++) {
        name_span part;
        if (!m->code.text[0] && known_at(r, s, w, &part) && part.end <= n->end && part.ident.kind == KNOW_STATE) {
            const know_actor *a = actor_of(r, part.ident.actor);
            if (a) read_code_set(&m->code, a->code);
        }
    }
    role found = role_at(r, s, n->end - 1);
    if (found.actor) add_sectors(m, &found.actor->sectors);
}

/* Whether the name's words stand for people or a nationality as an adjective, so that it is no thing of its own. */
static bool make_name(read_ctx *r, uint32_t s, const name_span *n)
{
    uint32_t head = head_in(r, s, n->first, n->end);
    read_mention m = {.form = READ_NAME, .kind = n->kind, .place = SITREP_NONE};
    fill_ident(r, &n->ident, &m);
    m.plural =
        n->kind == SITREP_ENTITY_group && (xpos_plural(at(r, s, head)) || at(r, s, head)->upos != SITREP_UPOS_ADJ);
    if (n->kind == SITREP_ENTITY_place && !m.code.text[0]) {
        uint32_t place = read_place_at(r, s, n->first);
        if (place != SITREP_NONE) m.code = r->places.items[place].country;
    }
    if (n->kind == SITREP_ENTITY_organization && n->ident.actor == SITREP_NONE) parts_of_name(r, s, n, &m);
    if (n->kind == SITREP_ENTITY_organization && !m.code.text[0]) modifiers_of(r, s, head, &m, 1);
    if (n->kind == SITREP_ENTITY_person) {
        titles_before(r, s, n, head, &m);
        if (!m.code.text[0]) modifiers_of(r, s, head, &m, 1);
        apposed(r, s, head, &m);
        if (!m.gender) m.gender = gender_of_name(r, s, n);
        m.ethnicity = (sitrep_sv){NULL, 0};
    } else if (n->kind == SITREP_ENTITY_group) {
        settle_ethnicity(r, s, head, &m);
    }
    return push(r, s, n->first, n->end, head, &m) != SITREP_NONE;
}

static bool names_of(read_ctx *r, uint32_t s)
{
    const sitrep_sentence *sentence = &r->doc->sentences[s];
    name_span n;
    for (uint32_t w = 0; w < sentence->count;) {
        if (sentence->words[w].upos == SITREP_UPOS_PUNCT || !join(r, s, w, &n)) {
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
    if (role_at(r, s, w).actor) return true;
    return read_is_class(r, s, w, SV("@people")) || read_is_class(r, s, w, SV("@armed")) ||
           read_is_class(r, s, w, SV("@org")) || read_is_class(r, s, w, SV("@state"));
}

uint32_t read_mention_make(read_ctx *r, uint32_t sentence, uint32_t word)
{
    uint32_t index = read_mention_of(r, sentence, word), first, end;
    if (index != SITREP_NONE) return index;
    read_mention m = {.place = SITREP_NONE};
    describe(r, sentence, word, &m);
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
