/* read/events_find.c — words that may be triggers.
 * Of overlapping lemmas the longest wins ("open fire" over "fire"). A noun is tried with the verbs and nouns of
 * light.tsv that carry it; such a carrier is itself no trigger where the noun finds a sense. */
#include "read/events_int.h"

#define WORDS_MAX     4u /* of a lemma */
#define KEY_MAX       128u
#define HEADING_WORDS 12u /* a longer "byline" is a story that begins like one */

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

/* ---- lemmas of one or several words ---- */

typedef struct key {
    char bytes[KEY_MAX];
    size_t len;
} key;

static bool put(key *k, sitrep_sv part)
{
    if (k->len + part.len + 1 > KEY_MAX) return false;
    if (k->len) k->bytes[k->len++] = ' ';
    for (size_t i = 0; i < part.len; i++) k->bytes[k->len++] = to_lower(part.ptr[i]);
    return true;
}

static sitrep_sv key_sv(const key *k)
{
    return (sitrep_sv){k->bytes, k->len};
}

static char pos_of(const ev *e, uint32_t w)
{
    const sitrep_word *x = at(e, w);
    switch (x->upos) {
    case SITREP_UPOS_VERB:
        return 'v';
    case SITREP_UPOS_NOUN:
        return 'n';
    case SITREP_UPOS_ADJ:
        return 'a';
    case SITREP_UPOS_PROPN:
        return x->name == SITREP_NAME_NONE ? 'n' : 0; /* headlines in capitals */
    default:
        return 0;
    }
}

bool ev_may_begin(const ev *e, uint32_t word, bool form, uint32_t words)
{
    if (e->lex == e->r->know) return read_lemma_words(e->r, e->s, word, form) >= words;
    key k = {.len = 0};
    return put(&k, form ? at(e, word)->form : at(e, word)->lemma) && know_lemma_words(e->lex, key_sv(&k)) >= words;
}

/* Looks the words [first, end) up as a lemma; the word at `bend` by its lemma (or, where forms are asked for, by its
 * form). */
static know_range look_up(const ev *e, uint32_t first, uint32_t end, uint32_t bend, bool form, char pos, key *out)
{
    out->len = 0;
    if (!ev_may_begin(e, first, first == bend ? form : pos == 'n', end - first)) return (know_range){0, 0};
    for (uint32_t w = first; w < end; w++) {
        const sitrep_word *x = at(e, w);
        bool by_form = w == bend ? form : (pos == 'n' || w > bend);
        if (!put(out, by_form ? x->form : x->lemma)) return (know_range){0, 0};
    }
    return know_senses(e->lex, key_sv(out), pos);
}

/* An irregular form whose lemma the language core got wrong: "fled". */
static know_range look_up_irregular(const ev *e, uint32_t w, key *out)
{
    const sitrep_knowledge *k = e->r->know;
    const know_table *forms = know_table_find(k, SV("read/verb_forms"));
    out->len = 0;
    if (!forms || !put(out, at(e, w)->form)) return (know_range){0, 0};
    know_range rows = know_table_rows(k, forms, key_sv(out));
    if (!rows.count) return (know_range){0, 0};
    return know_senses(e->lex, know_table_cell(k, forms, know_table_keyed(k, forms, rows.first), 1), 'v');
}

/* A single verb whose lemma nobody knows, by its form: "freed" may be "free". */
static know_range look_up_stem(const ev *e, uint32_t w, uint32_t len, char pos, key *out)
{
    static const struct {
        const char *ending, *instead;
    } rules[] = {{"d", ""}, {"ed", ""}, {"ing", ""}, {"ing", "e"}, {"es", ""}, {"s", ""}};
    know_range none = {0, 0};
    if (len > 1 || pos != 'v') return none;
    know_range irregular = look_up_irregular(e, w, out);
    if (irregular.count) return irregular;
    sitrep_sv form = at(e, w)->form;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        sitrep_sv ending = sv_of(rules[i].ending);
        if (form.len < ending.len + 3 || !sv_ends(form, ending)) continue;
        out->len = 0;
        if (!put(out, sv_part(form, 0, form.len - ending.len))) continue;
        for (const char *c = rules[i].instead; *c && out->len < KEY_MAX; c++) out->bytes[out->len++] = *c;
        know_range senses = know_senses(e->lex, key_sv(out), pos);
        if (senses.count) return senses;
        if (out->len > 3 && out->bytes[out->len - 1] == out->bytes[out->len - 2]) { /* "patrolled" */
            out->len--;
            senses = know_senses(e->lex, key_sv(out), pos);
            if (senses.count) return senses;
        }
    }
    return none;
}

/* Verb and particle that stand apart: "called the talks off". */
static know_range look_up_particle(const ev *e, uint32_t w, key *out)
{
    for (uint32_t c = e->t->child[w]; c != SITREP_NONE; c = e->t->next[c]) {
        if (at(e, c)->deprel != SITREP_DEPREL_COMPOUND_PRT && at(e, c)->deprel != SITREP_DEPREL_ADVMOD) continue;
        out->len = 0;
        if (!put(out, at(e, w)->lemma) || !put(out, at(e, c)->form)) continue;
        know_range senses = know_senses(e->lex, key_sv(out), 'v');
        if (senses.count) return senses;
    }
    return (know_range){0, 0};
}

static bool is_plain(const ev *e, uint32_t first, uint32_t end)
{
    for (uint32_t w = first; w < end; w++)
        if (at(e, w)->upos == SITREP_UPOS_PUNCT && at(e, w)->form.len == 1 && at(e, w)->form.ptr[0] != '-')
            return false;
    return true;
}

/* Words joined by hyphens around `w`: [*first, *end); false where it stands alone. */
static bool hyphen_chain(const ev *e, uint32_t w, uint32_t *first, uint32_t *end)
{
    uint32_t n = e->t->sentence->count;
    *first = w;
    *end = w + 1;
    while (*first >= 2 && sv_eq(at(e, *first - 1)->form, SV("-")) && !at(e, *first - 1)->space_after &&
           !at(e, *first - 2)->space_after)
        *first -= 2;
    while (*end + 1 < n && sv_eq(at(e, *end)->form, SV("-")) && !at(e, *end)->space_after &&
           !at(e, *end - 1)->space_after)
        *end += 2;
    return *end - *first > 1;
}

/* "hostage-taking", "call-up", "petrol-bombed": a lemma that is several tokens of the text. */
static bool match_hyphens(const ev *e, uint32_t w, char pos, ev_cand *c)
{
    uint32_t first, end;
    key k = {.len = 0};
    if (!hyphen_chain(e, w, &first, &end)) return false;
    sitrep_span span = read_words_span(e->r, e->s, first, end);
    if (!put(&k, sv_span(e->r->text, span))) return false;
    static const char *const endings[] = {"", "s", "ed", "d"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        sitrep_sv text = key_sv(&k), ending = sv_of(endings[i]);
        if (!sv_ends(text, ending) || text.len <= ending.len) continue;
        text.len -= ending.len;
        for (unsigned turn = 0; turn < 2; turn++) { /* the tagger may not know what such a word is */
            char as = turn ? (pos == 'n' ? 'v' : 'n') : pos;
            know_range senses = know_senses(e->lex, text, as);
            if (!senses.count) continue;
            *c = (ev_cand){.word = w, .first = first, .end = end, .pos = as, .senses = senses};
            c->lemma = know_text(e->lex, know_sense_at(e->lex, senses.first)->lemma);
            return true;
        }
    }
    return false;
}

/* The longest lemma around a word; fills the candidate. */
static bool match_lemma(const ev *e, uint32_t w, char pos, ev_cand *c)
{
    key k;
    uint32_t n = e->t->sentence->count;
    bool is_own_lemma = sv_eq_fold(at(e, w)->form, at(e, w)->lemma);
    for (uint32_t len = WORDS_MAX; len > 0; len--)
        for (uint32_t back = 0; back < len; back++) {
            if (back > w || w - back + len > n) continue;
            uint32_t first = w - back, end = first + len;
            if (len > 1 && !is_plain(e, first, end)) continue;
            if (pos == 'v' && back > 0) continue;
            for (unsigned form = 0; form < 3; form++) {
                if (form == 1 && is_own_lemma) continue; /* the same again */
                know_range senses =
                    form < 2 ? look_up(e, first, end, w, form, pos, &k) : look_up_stem(e, w, len, pos, &k);
                if (!senses.count) continue;
                *c = (ev_cand){.word = w, .first = first, .end = end, .pos = pos, .senses = senses};
                c->lemma = know_text(e->lex, know_sense_at(e->lex, senses.first)->lemma);
                return true;
            }
            if (len == 2 && pos == 'v') {
                know_range senses = look_up_particle(e, w, &k);
                if (!senses.count) continue;
                *c = (ev_cand){.word = w, .first = w, .end = w + 1, .pos = pos, .senses = senses};
                c->lemma = know_text(e->lex, know_sense_at(e->lex, senses.first)->lemma);
                return true;
            }
        }
    return false;
}

static bool is_participle(const sitrep_word *x)
{
    return strcmp(x->xpos, "VBN") == 0 || strcmp(x->xpos, "VBG") == 0 || strstr(x->feats, "VerbForm=Part") ||
           strstr(x->feats, "VerbForm=Ger");
}

/* "Riyadh lifts blockade": a headline's verb that was taken for a noun has an object all the same. */
static bool looks_like_verb(const ev *e, uint32_t w)
{
    return sv_ends(at(e, w)->form, SV("s")) && read_tree_child(e->t, w, SITREP_DEPREL_OBJ) != SITREP_NONE;
}

/* "The police are on alert", "on high alert": a noun that says of somebody how he is, with its preposition. */
static bool match_state(const ev *e, uint32_t w, ev_cand *c)
{
    for (uint32_t back = 1; back <= 2 && back <= w; back++)
        if (at(e, w - back)->upos == SITREP_UPOS_ADP) return match_lemma(e, w, 'a', c) && c->end - c->first > back;
    return false;
}

static bool find_lemma(const ev *e, uint32_t w, ev_cand *c)
{
    const sitrep_word *x = at(e, w);
    char pos = pos_of(e, w);
    if (!pos) return false;
    if (pos == 'n' && match_state(e, w, c)) return true;
    if (match_hyphens(e, w, pos, c) || match_lemma(e, w, pos, c)) return true;
    if (pos == 'n' && looks_like_verb(e, w) && match_lemma(e, w, 'v', c)) return true;
    if (pos == 'v' && is_participle(x))
        if (match_lemma(e, w, 'a', c)) return true;
    key k;
    know_range irregular = pos == 'a' ? look_up_irregular(e, w, &k) : (know_range){0, 0};
    if (irregular.count && x->deprel != SITREP_DEPREL_AMOD) { /* "were burnt" */
        *c = (ev_cand){.word = w, .first = w, .end = w + 1, .pos = 'v', .senses = irregular};
        c->lemma = know_text(e->lex, know_sense_at(e->lex, irregular.first)->lemma);
        return true;
    }
    if (pos == 'a' && (sv_ends(x->form, SV("ed")) || sv_ends(x->form, SV("ing")))) return match_lemma(e, w, 'v', c);
    if (pos == 'v' && strcmp(x->xpos, "VBG") == 0) return match_lemma(e, w, 'n', c); /* "the killing of" */
    return false;
}

/* ---- what carries a noun ---- */

/* Whether a line of light.tsv carries this noun. */
static bool carries(const ev *e, const know_light *l, const ev_cand *c)
{
    const sitrep_knowledge *k = e->r->know;
    if (l->nouns_are == KNOW_LIGHT_ANY) return true;
    for (uint32_t i = 0; i < l->nouns.count; i++) {
        sitrep_sv value = know_value_at(k, l->nouns.first + i);
        if (l->nouns_are == KNOW_LIGHT_LEMMAS && (sv_eq(value, c->lemma) || read_is_lemma(e->r, e->s, c->word, value)))
            return true;
        if (l->nouns_are == KNOW_LIGHT_CLASSES && read_is_class(e->r, e->s, c->word, value)) return true;
        if (l->nouns_are != KNOW_LIGHT_TYPES) continue;
        for (uint32_t s = 0; s < c->senses.count; s++)
            if (sv_eq(know_text(e->lex, know_sense_at(e->lex, c->senses.first + s)->type), value)) return true;
    }
    return false;
}

static bool holds(const read_set *set, uint32_t word)
{
    return read_set_has(set, word);
}

/* The line by which `word` carries `noun` (the candidate's carrier so far), or NULL. */
static const know_light *light_between(const ev *e, uint32_t word, const ev_cand *c)
{
    const sitrep_word *x = at(e, word);
    char pos = x->upos == SITREP_UPOS_VERB ? 'v' : x->upos == SITREP_UPOS_NOUN ? 'n' : 0;
    if (!pos) return NULL;
    key k = {.len = 0};
    know_range rows = {0, 0};
    for (uint32_t child = e->t->child[word]; child != SITREP_NONE && pos == 'v' && !rows.count;
         child = e->t->next[child]) {
        k.len = 0; /* verb and particle first */
        if (at(e, child)->deprel == SITREP_DEPREL_COMPOUND_PRT && put(&k, x->lemma) && put(&k, at(e, child)->form))
            rows = know_lights(e->r->know, key_sv(&k), pos);
    }
    k.len = 0;
    if (!rows.count && put(&k, x->lemma)) rows = know_lights(e->r->know, key_sv(&k), pos);
    for (uint32_t i = 0; i < rows.count; i++) {
        const know_light *l = know_light_at(e->r->know, rows.first + i);
        if (!carries(e, l, c)) continue;
        for (uint32_t p = 0; p < l->slots.count; p++) {
            read_set set;
            ev_walk_word(e, word, know_path_at(e->r->know, l->slots.first + p), &set);
            if (holds(&set, c->carrier)) return l;
        }
    }
    return NULL;
}

static bool add_support(const ev *e, uint32_t word, ev_cand *c)
{
    if (c->support_count == EV_SUPPORTS || word == c->word) return false;
    for (uint32_t i = 0; i < c->support_count; i++)
        if (c->support[i] == word) return false;
    const know_light *l = light_between(e, word, c);
    if (!l) return false;
    c->support[c->support_count] = word;
    c->light[c->support_count++] = l;
    if (l->pos == 'n') c->carrier = word;
    return true;
}

static void find_supports(const ev *e, ev_cand *c)
{
    uint32_t n = e->t->sentence->count;
    c->carrier = c->word;
    for (bool more = true; more;) { /* "one of a series of attacks" */
        uint32_t head = at(e, read_tree_first_conjunct(e->t, c->carrier))->head;
        more = head < n && at(e, head)->upos == SITREP_UPOS_NOUN && add_support(e, head, c);
    }
    uint32_t head = at(e, read_tree_first_conjunct(e->t, c->carrier))->head;
    if (head < n && at(e, head)->upos == SITREP_UPOS_VERB && add_support(e, head, c)) return;
    for (uint32_t k = e->t->child[c->carrier]; k != SITREP_NONE; k = e->t->next[k])
        if (at(e, k)->deprel == SITREP_DEPREL_ACL_RELCL || at(e, k)->deprel == SITREP_DEPREL_ACL)
            if (add_support(e, k, c)) return; /* "the attack that rebels launched" */
}

/* ---- candidates of a sentence ---- */

/* Whether the word stands in front of another noun as its modifier, so that it is no event of its own. */
static bool is_modifier(const ev *e, const ev_cand *c)
{
    const sitrep_word *x = at(e, c->word);
    if (c->pos != 'n' || (x->deprel != SITREP_DEPREL_COMPOUND && x->deprel != SITREP_DEPREL_NMOD_DESC)) return false;
    if (x->head >= e->t->sentence->count) return false;
    return !read_is_class(e->r, e->s, x->head, SV("@eventcarrier"));
}

static bool inside_name(const ev *e, uint32_t w)
{
    const sitrep_word *x = at(e, w);
    if (x->name == SITREP_NAME_PERSON || x->name == SITREP_NAME_ORGANIZATION || x->name == SITREP_NAME_PLACE)
        return true;
    for (uint32_t i = e->r->who->mention_first[e->s]; i < e->r->who->mention_first[e->s + 1]; i++) {
        const read_mention *m = &e->r->mentions.items[i]; /* a person whom the knowledge file knows: "Ban Ki-moon" */
        if (m->form == READ_NAME && m->kind == SITREP_ENTITY_person && m->phrase.first <= w && w < m->phrase.end)
            return true;
    }
    return false;
}

static bool in_span(const sitrep_word *x, sitrep_span span)
{
    return span.end > span.begin && x->span.begin >= span.begin && x->span.end <= span.end;
}

/* Longer triggers take their words from shorter ones. */
static void drop_covered(ev *e)
{
    for (uint32_t i = 0; i < e->count; i++)
        for (uint32_t k = 0; k < e->count; k++) {
            const ev_cand *a = &e->cands[i], *b = &e->cands[k];
            if (i == k || b->word < a->first || b->word >= a->end) continue;
            uint32_t longer = a->end - a->first, shorter = b->end - b->first;
            bool twin =
                a->first == b->first && a->end == b->end; /* found from two of its words: the governing one stays */
            if (longer > shorter || (twin && read_tree_under(e->t, b->word, a->word))) e->cands[k].dropped = true;
        }
}

bool ev_find(ev *e)
{
    uint32_t n = e->t->sentence->count;
    e->count = 0;
    e->cands = ARENA_ARRAY(&e->r->arena, ev_cand, n ? n : 1);
    e->of_word = ARENA_ARRAY(&e->r->arena, uint32_t, n ? n : 1);
    if (!e->cands || !e->of_word) return false;
    for (uint32_t w = 0; w < n; w++) e->of_word[w] = SITREP_NONE;
    for (uint32_t w = 0; w < n; w++) {
        ev_cand c;
        if (inside_name(e, w) || in_span(at(e, w), e->r->dateline) ||
            (n <= HEADING_WORDS && in_span(at(e, w), e->r->byline)))
            continue;
        if (!find_lemma(e, w, &c)) continue;
        c.sense = c.inner = c.outer = SITREP_NONE;
        c.dropped = is_modifier(e, &c);
        e->of_word[w] = e->count;
        e->cands[e->count++] = c;
    }
    drop_covered(e);
    for (uint32_t i = 0; i < e->count; i++)
        if (e->cands[i].pos == 'n')
            find_supports(e, &e->cands[i]);
        else
            e->cands[i].carrier = e->cands[i].word;
    return true;
}
