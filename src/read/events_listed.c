/* read/events_listed.c — the names of a list of victims.
 * "Killed three journalists: A, B of an agency, and C", "killing nine people, including A", "A, rector of the school;
 * B, C, and the driver D were shot": the parser joins few of such lists. They are read by the order of their words:
 * names of persons behind commas, semicolons, "and", a colon or "including", with titles before them and descriptions
 * behind them, until a verb or a clause begins. A name behind a preposition or with a possessive, and one that another
 * verb has as its subject, is none of the list. */
#include "read/events_int.h"

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

static const read_mention *person_at(const ev *e, uint32_t w)
{
    uint32_t m = read_mention_of(e->r, e->s, w);
    const read_mention *k = m == SITREP_NONE ? NULL : &e->r->mentions.items[m];
    return k && k->form == READ_NAME && k->kind == SITREP_ENTITY_person ? k : NULL;
}

static bool is_form(const ev *e, uint32_t w, const char *form)
{
    return w < e->t->sentence->count && sv_eq_fold(at(e, w)->form, sv_of(form));
}

/* Whether a list of victims ends before the word. */
static bool ends_list(const ev *e, uint32_t w)
{
    static const char *const words[] = {"who", "whom", "whose", "which", "that", "but", "by", "when", "while", "\""};
    unsigned upos = at(e, w)->upos;
    if (is_form(e, w, "including")) return false;
    if (upos == SITREP_UPOS_VERB || upos == SITREP_UPOS_AUX || upos == SITREP_UPOS_SCONJ) return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is_form(e, w, words[i])) return true;
    return false;
}

/* Whether the word parts two items; "and" does behind a name, a number or a comma: not "a girl from Osh and X". */
static bool separates(const ev *e, uint32_t w)
{
    if (is_form(e, w, "and"))
        return w > 0 && (at(e, w - 1)->upos == SITREP_UPOS_PUNCT || at(e, w - 1)->upos == SITREP_UPOS_NUM ||
                         at(e, w - 1)->name == SITREP_NAME_PERSON);
    return is_form(e, w, ",") || is_form(e, w, ";") || is_form(e, w, "including") || is_form(e, w, ":");
}

/* Whether a name stands as an item: behind a separator, titles between them apart. */
static bool is_item(const ev *e, const read_mention *name, uint32_t from)
{
    uint32_t w = name->phrase.first, end = name->phrase.end;
    while (w > from && !separates(e, w - 1)) {
        unsigned upos = at(e, w - 1)->upos;
        bool title = upos == SITREP_UPOS_NOUN || upos == SITREP_UPOS_ADJ || upos == SITREP_UPOS_PROPN ||
                     upos == SITREP_UPOS_DET || upos == SITREP_UPOS_PRON || upos == SITREP_UPOS_NUM;
        if (!title) return false;
        w--;
    }
    if (is_form(e, end, "'s") || is_form(e, end, "'")) return false;
    unsigned d = at(e, name->phrase.head)->deprel;
    return d != SITREP_DEPREL_NSUBJ && w > from;
}

/* Where the list behind a described group begins, which a colon, "including" or names right behind a comma tell;
 * SITREP_NONE for none. */
static uint32_t opens_list(const ev *e, uint32_t word)
{
    for (uint32_t w = word + 1; w < e->t->sentence->count && w < word + 12; w++) {
        if (is_form(e, w, ":") || is_form(e, w, "including")) return w;
        if (ends_list(e, w)) return SITREP_NONE;
        if (!is_form(e, w, ",")) continue;
        for (uint32_t k = w + 1, names = 0; k < e->t->sentence->count && k < w + 9; k++) {
            if (is_form(e, k, "including")) return k;
            names += person_at(e, k) != NULL;
            if (names == 2) return w; /* one alone is the name of one: "one of them, X, was shot" */
            if (names == 1 && (separates(e, k) || !ends_list(e, k))) continue;
            if (at(e, k)->upos == SITREP_UPOS_PUNCT || ends_list(e, k)) return SITREP_NONE;
        }
        return SITREP_NONE;
    }
    return SITREP_NONE;
}

void ev_add_listed(ev *e, const ev_cand *c, read_set *recipients)
{
    uint32_t count = recipients->count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t word = recipients->words[i], from = word;
        if (!person_at(e, word)) {
            uint32_t m = read_mention_of(e->r, e->s, word);
            if (m == SITREP_NONE || e->r->mentions.items[m].kind != SITREP_ENTITY_group) continue;
            if (sv_eq_fold(at(e, word)->lemma, SV("one"))) continue;
            from = opens_list(e, word);
        }
        if (from == SITREP_NONE) continue;
        for (uint32_t w = from + (from != word); w < e->t->sentence->count; w++) {
            if (w == c->word || (w > word && ends_list(e, w))) break;
            const read_mention *name = person_at(e, w);
            if (!name || w == word || read_set_has(recipients, w)) continue;
            if (is_item(e, name, from)) read_set_add(recipients, w);
        }
    }
}
