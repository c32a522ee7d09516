/* read/mentions_describe.c — descriptions: what a common noun and the words around it say about somebody.
 * A description gets its sector from its role noun and its country from what modifies it, or for local roles ("a police
 * officer") from the report. */
#include "read/mentions_int.h"

static const sitrep_word *at(const read_ctx *r, uint32_t s, uint32_t w)
{
    return read_word(r, s, w);
}

/* ---- descriptions ---- */

/* "The House passed a bill", but a rocket hits a house. */
static bool needs_capital(const read_ctx *r, const sitrep_word *w)
{
    return !r->who->caseless && !is_upper(w->form.ptr[0]) && read_word_in(r, w->lemma, SV("capital_only"));
}

/* The role, office or body that ends with `head`: the longest phrase, by its form or by the head's lemma. */
mentions_role mentions_role_at(const read_ctx *r, uint32_t s, uint32_t head)
{
    mentions_role best = {NULL, SITREP_NONE, SITREP_NONE, head, ""};
    know_word words[4];
    for (uint32_t back = 3 < head ? 3 : head; back + 1 > 0 && !best.actor; back--) {
        for (uint32_t i = 0; i <= back; i++) words[i] = r->words[read_index(r, s, head - back + i)];
        for (unsigned lemma = 0; lemma < 2 && !best.actor; lemma++) {
            if (lemma) words[back] = know_word_of(r->know, at(r, s, head)->lemma);
            know_match m = know_match_exact(r->know, words, back + 1);
            for (uint32_t i = 0; i < m.count; i++) {
                const know_entry *e = know_entry_at(r->know, m.first + i);
                const know_actor *a = e && e->kind == KNOW_ENTRY_ACTOR ? know_actor_at(r->know, e->id) : NULL;
                if (!a || (a->kind != KNOW_ROLE && a->kind != KNOW_OFFICE && (a->kind != KNOW_TITLE || back))) continue;
                if (a->kind == KNOW_OFFICE && best.office == SITREP_NONE && !e->bound[0]) best.office = e->id;
                if (best.actor && best.actor->kind == KNOW_ROLE) continue;
                if (back == 0 && needs_capital(r, at(r, s, head))) continue;
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
    mentions_role found = mentions_role_at(r, sentence, read_content_noun(r, sentence, head));
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
void mentions_modifiers(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m, unsigned depth)
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
                mentions_modifiers(r, s, c, m, depth + 1);
        }
}

/* An ethnic reading of a nationality word: "Uzbeks", "Uzbek neighbourhoods", "ethnic Uzbeks" in a report from
 * elsewhere. */
void mentions_settle_ethnicity(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m)
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

bool mentions_is_local_role(const read_ctx *r, const know_actor *a)
{
    return a->kind == KNOW_ROLE && sv_eq(know_text(r->know, a->tag), SV("place"));
}

/* Whether a role nobody's country is named with belongs to the report's: a policeman, soldiers, "the president". */
static bool is_local(const read_ctx *r, sitrep_sv lemma, const know_actor *a, const read_mention *m)
{
    if (!a) return read_word_in(r, lemma, SV("local"));
    if (mentions_is_local_role(r, a)) return true;
    return m->definite && !m->plural && (a->kind == KNOW_OFFICE || read_word_in(r, lemma, SV("local")));
}

static bool counts_many(const read_ctx *r, uint32_t s, uint32_t head)
{
    const read_tree *t = read_tree_of(r, s);
    const sitrep_word *w = at(r, s, head);
    if (mentions_is_plural(w) || w->upos == SITREP_UPOS_NUM) return !sv_eq_fold(w->lemma, SV("one"));
    uint32_t number = read_tree_child(t, head, SITREP_DEPREL_NUMMOD);
    return number != SITREP_NONE && !sv_eq_fold(at(r, s, number)->lemma, SV("one")) &&
           !sv_eq(at(r, s, number)->lemma, SV("1"));
}

bool mentions_is_determiner(const sitrep_word *w)
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
        if (x->head != head || top > head || mentions_is_determiner(x)) break;
        if (x->deprel != SITREP_DEPREL_AMOD && x->deprel != SITREP_DEPREL_COMPOUND &&
            x->deprel != SITREP_DEPREL_NUMMOD && x->deprel != SITREP_DEPREL_NMOD_DESC &&
            x->deprel != SITREP_DEPREL_FLAT && x->deprel != SITREP_DEPREL_NMOD_UNMARKED &&
            x->deprel != SITREP_DEPREL_ADVMOD && x->deprel != SITREP_DEPREL_NMOD)
            break;
        if (x->deprel == SITREP_DEPREL_ADVMOD && top + 1 != *first) break;
        *first = w;
    }
    while (*first < head &&
           (at(r, sentence, *first)->upos == SITREP_UPOS_PUNCT || mentions_is_determiner(at(r, sentence, *first))))
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

/* "The union's leader", "leader of the party": a role that belongs to a body has the body's sectors. */
static bool take_sectors_of_body(const read_ctx *r, uint32_t s, uint32_t head, const know_actor *role, read_mention *m)
{
    const read_tree *t = read_tree_of(r, s);
    bool open =
        sv_eq(know_text(r->know, role->tag), SV("modifier")) && read_word_in(r, at(r, s, head)->lemma, SV("chief"));
    for (uint32_t c = t->child[head]; open && c != SITREP_NONE; c = t->next[c]) {
        unsigned d = at(r, s, c)->deprel;
        bool owner = d == SITREP_DEPREL_NMOD_POSS || d == SITREP_DEPREL_COMPOUND ||
                     (d == SITREP_DEPREL_NMOD && read_tree_has_prep(t, c, SV("of")));
        const know_actor *body = owner ? mentions_role_at(r, s, c).actor : NULL;
        if (!body || !body->sectors.count || body->kind != KNOW_ROLE) continue;
        mentions_add_sectors(m, &body->sectors);
        return true;
    }
    return false;
}

/* Whether a word of class `kind` modifies `head`, itself or joined to one that does: "fascist and communal forces". */
static bool modified_by(const read_ctx *r, uint32_t s, uint32_t head, sitrep_sv kind, unsigned depth)
{
    const read_tree *t = read_tree_of(r, s);
    for (uint32_t c = t->child[head]; c != SITREP_NONE; c = t->next[c]) {
        unsigned d = at(r, s, c)->deprel;
        if (d == SITREP_DEPREL_NMOD && !read_tree_has_prep(t, c, SV("of"))) continue;
        if (!modifies(d) && !(depth && d == SITREP_DEPREL_CONJ)) continue;
        if (read_word_in(r, at(r, s, c)->lemma, kind) || (!depth && modified_by(r, s, c, kind, 1))) return true;
    }
    return false;
}

/* "The party's district unit", "secular forces": words of arms that stand for people without any. What they belong to
 * tells, a name or a word of politics. */
static bool is_unarmed_body(const read_ctx *r, uint32_t s, uint32_t head, const read_mention *m)
{
    static const char *const civil[] = {"PTY", "OPP", "SOC", "BUS", "LAB"};
    sitrep_sv lemma = at(r, s, head)->lemma;
    if (!read_word_in(r, lemma, SV("armed_body"))) return false;
    for (size_t i = 0; i < sizeof civil / sizeof civil[0]; i++)
        if (read_sector_has(m->sectors, m->sector_count, civil[i])) return true;
    if (m->sector_count) return false;
    return modified_by(r, s, head, read_word_in(r, lemma, SV("body_unit")) ? SV("unarmed_unit") : SV("unarmed_force"),
                       0);
}

/* Fills a description headed by a common noun. */
void mentions_describe(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m)
{
    uint32_t content = read_content_noun(r, s, head);
    mentions_role found = mentions_role_at(r, s, content);
    m->form = READ_DESCRIPTION;
    m->plural = counts_many(r, s, head) || (content != head && counts_many(r, s, content));
    m->definite = has_definite(r, s, head);
    m->kind = kind_of_noun(r, s, content, found.actor, m->plural);
    m->gender = gender_of_noun(r, at(r, s, content)->lemma);
    mentions_modifiers(r, s, head, m, 0);
    if (content != head) mentions_modifiers(r, s, content, m, 0);
    if (found.actor && (!found.bound[0] || strcmp(found.bound, m->code.text) == 0)) {
        if (!take_sectors_of_body(r, s, content, found.actor, m) && !is_unarmed_body(r, s, content, m))
            mentions_add_sectors(m, &found.actor->sectors);
        if (!m->code.text[0]) read_code_set(&m->code, found.actor->code);
    }
    mentions_settle_ethnicity(r, s, head, m);
    if (!m->code.text[0] && is_local(r, at(r, s, content)->lemma, found.actor, m)) {
        m->code = r->who->country;
        m->guessed = true;
    }
}
