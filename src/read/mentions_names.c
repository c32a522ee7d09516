/* read/mentions_names.c — names of the recognizer and of the knowledge file, joined.
 * Where they overlap the longer one wins, and of equal spans the knowledge file tells who it is and the recognizer
 * which kind of thing (persons apart). */
#include "read/mentions_int.h"

static const sitrep_word *at(const read_ctx *r, uint32_t s, uint32_t w)
{
    return read_word(r, s, w);
}

static const know_actor *actor_of(const read_ctx *r, uint32_t actor)
{
    return actor == SITREP_NONE ? NULL : know_actor_at(r->know, actor);
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

#define TOO_EARLY_DAYS 1830 /* five years before the first office that is known of somebody */

/* Whether somebody can be in the news on the day of the report, for all that is known of him: in 1990 a surname is
 * none of those who took office decades later. */
static bool is_of_the_time(const read_ctx *r, const know_actor *a)
{
    if (r->published_day == SITREP_DAY_NONE || a->tenures.count == 0) return true;
    const know_tenure *first = know_tenure_at(r->know, a->tenures.first);
    return !first || first->from == SITREP_DAY_NONE || first->from <= r->published_day + TOO_EARLY_DAYS;
}

/* The best entries of a match; false where it names no state, organization, group or person. */
static bool identify(const read_ctx *r, uint32_t s, const know_match *m, read_ident *out)
{
    const know_word *words = &r->words[r->sentence_first[s]];
    *out = (read_ident){.actor = SITREP_NONE, .group = SITREP_NONE};
    if (r->who->caseless && !caseless_fits(r, s, m)) return false;
    bool home = false;
    for (uint32_t i = 0; i < m->count; i++) {
        const know_entry *e = know_entry_at(r->know, m->first + i);
        if (!e || e->kind != KNOW_ENTRY_ACTOR || (!r->who->caseless && !know_entry_fits(e, words, m->begin, m->end)))
            continue;
        const know_actor *a = know_actor_at(r->know, e->id);
        if (!a || a->kind == KNOW_ROLE || a->kind == KNOW_TITLE || a->kind == KNOW_OFFICE) continue;
        if (a->kind == KNOW_PERSON && m->end - m->begin == 1 &&
            (!may_be_surname(r, s, m->begin) || !is_of_the_time(r, a)))
            continue;
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
bool mentions_known_at(const read_ctx *r, uint32_t s, uint32_t w, mentions_name *out)
{
    know_match found[KNOW_MATCHES_MAX];
    uint32_t count =
        know_match_at(r->know, &r->words[r->sentence_first[s]], r->doc->sentences[s].count, w, found, KNOW_MATCHES_MAX);
    for (uint32_t i = 0; i < count; i++)
        if (identify(r, s, &found[i], &out->ident)) {
            out->first = found[i].begin;
            out->end = found[i].end;
            while (out->first + 1 < out->end && at(r, s, out->first)->upos == SITREP_UPOS_DET) out->first++;
            return true;
        }
    return false;
}

static uint8_t kind_of_ident(const read_ctx *r, uint32_t s, const mentions_name *n)
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
    know_match m = know_match_exact(r->know, &r->words[read_index(r, s, w)], 1);
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(r->know, m.first + i);
        const know_actor *a = e && e->kind == KNOW_ENTRY_ACTOR ? know_actor_at(r->know, e->id) : NULL;
        if (a && a->kind == KNOW_TITLE) return true;
    }
    return false;
}

static mentions_name recognized_at(const read_ctx *r, uint32_t s, uint32_t w)
{
    const sitrep_sentence *sentence = &r->doc->sentences[s];
    mentions_name n = {w, w, 0, {SITREP_NONE, SITREP_NONE, 0, 0, ""}};
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
static bool is_place_name(const read_ctx *r, uint32_t s, const mentions_name *n)
{
    uint32_t place = read_place_at(r, s, n->first);
    if (place == SITREP_NONE || n->kind != SITREP_ENTITY_person) return false;
    sitrep_span span = r->places.items[place].span, name = read_words_span(r, s, n->first, n->end);
    return span.begin <= name.begin && name.end <= span.end &&
           (r->places.items[place].kind == SITREP_PLACE_name || r->places.items[place].kind == SITREP_PLACE_metonym);
}

/* Joins what the recognizer and the knowledge file say about a word that begins a name. */
bool mentions_join(const read_ctx *r, uint32_t s, uint32_t w, mentions_name *out)
{
    mentions_name seen = recognized_at(r, s, w), known;
    bool is_seen = seen.end > seen.first, is_known = mentions_known_at(r, s, w, &known);
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
    if (seen.first > w)
        is_known = mentions_known_at(r, s, seen.first, &known); /* without its title it may be somebody known */
    *out = seen;
    if (is_place_name(r, s, &seen)) out->kind = seen.kind = SITREP_ENTITY_place;
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

void mentions_add_sectors(read_mention *m, const know_sectors *sectors)
{
    for (uint8_t i = 0; i < sectors->count && i < 4; i++)
        read_sector_add(m->sectors, &m->sector_count, sectors->code[i]);
}

static void fill_person(const read_ctx *r, const know_actor *a, read_mention *m)
{
    const know_tenure *t = know_tenure_on(r->know, a, r->published_day);
    if (t) {
        code_of_body(r, know_text(r->know, t->of), &m->code);
        mentions_add_sectors(m, &t->sectors);
    }
    if (!m->code.text[0]) read_code_set(&m->code, a->code);
    if (m->sector_count == 0) mentions_add_sectors(m, &a->sectors);
    if (a->gender) m->gender = (uint8_t)a->gender;
}

void mentions_fill(const read_ctx *r, const read_ident *ident, read_mention *m)
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
            mentions_add_sectors(m, &a->sectors);
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
