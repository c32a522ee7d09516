/* read/who.c — words, classes and codes, as mentions, coreference, voices and events ask for them. */
#include "read/who.h"

#define LEMMA_MAX 96 /* bytes; longer lemmas belong to no list */

static const sitrep_word *at(const read_ctx *r, uint32_t s, uint32_t w)
{
    return read_word(r, s, w);
}

/* Lower case into `out`; a view of it, or an empty one where it is too long. */
static sitrep_sv lowered(sitrep_sv text, char out[LEMMA_MAX])
{
    if (text.len >= LEMMA_MAX) return (sitrep_sv){out, 0};
    for (size_t i = 0; i < text.len; i++) out[i] = to_lower(text.ptr[i]);
    return (sitrep_sv){out, text.len};
}

sitrep_sv read_lower(read_ctx *r, sitrep_sv text)
{
    bool upper = false;
    for (size_t i = 0; i < text.len && !upper; i++) upper = is_upper(text.ptr[i]);
    if (!upper) return text;
    sitrep_sv copy = arena_copy(&r->arena, text);
    char *bytes = (char *)copy.ptr; /* ours: just made */
    for (size_t i = 0; bytes && i < copy.len; i++) bytes[i] = to_lower(bytes[i]);
    return copy;
}

/* Whether `name` is one of the words of a list separated by blanks. */
static bool listed(sitrep_sv list, sitrep_sv name)
{
    while (list.len)
        if (sv_eq(sv_cut(&list, ' '), name)) return true;
    return false;
}

bool read_word_in(const read_ctx *r, sitrep_sv lemma, sitrep_sv name)
{
    const read_who *who = r->who;
    char buffer[LEMMA_MAX];
    if (!who->word_classes) return false;
    know_range rows = know_table_rows(r->know, who->word_classes, lowered(lemma, buffer));
    for (uint32_t i = 0; i < rows.count; i++) {
        uint32_t row = know_table_keyed(r->know, who->word_classes, rows.first + i);
        if (listed(know_table_cell(r->know, who->word_classes, row, who->word_classes_column), name)) return true;
    }
    return false;
}

static uint32_t find_content_noun(const read_ctx *r, uint32_t sentence, uint32_t word)
{
    static const read_step of = {READ_PREP, {"of", 2}};
    for (unsigned i = 0; i < 3; i++) {
        const sitrep_word *w = at(r, sentence, word);
        if (w->upos != SITREP_UPOS_NUM && !read_word_in(r, w->lemma, SV("partitive"))) return word;
        read_set set = {0};
        read_tree_step(read_tree_of(r, sentence), word, &of, &set);
        if (set.count == 0) return word;
        word = set.words[0];
    }
    return word;
}

uint32_t read_content_noun(const read_ctx *r, uint32_t sentence, uint32_t word)
{
    uint32_t *known = &r->who->memo[read_index(r, sentence, word)].content;
    if (*known == SITREP_NONE) *known = find_content_noun(r, sentence, word);
    return *known;
}

/* The bytes of one syntactic word: its own part of a surface token that holds several ("he's"), where the forms tell.
 */
static sitrep_span word_span(const read_ctx *r, uint32_t s, uint32_t w)
{
    const sitrep_word *x = at(r, s, w);
    if (x->token_words == 1) return x->span;
    uint32_t first = w;
    while (first > 0 && at(r, s, first)->token_words == 0) first--;
    uint32_t begin = x->span.begin;
    for (uint32_t i = first; i < w; i++) begin += (uint32_t)at(r, s, i)->form.len;
    sitrep_span span = {begin, begin + (uint32_t)x->form.len};
    if (span.end > x->span.end || !sv_eq_fold(sv_span(r->text, span), x->form)) return x->span;
    return span;
}

sitrep_span read_words_span(const read_ctx *r, uint32_t sentence, uint32_t first, uint32_t end)
{
    if (first >= end) return (sitrep_span){0, 0};
    return (sitrep_span){word_span(r, sentence, first).begin, word_span(r, sentence, end - 1).end};
}

uint32_t read_place_at(const read_ctx *r, uint32_t sentence, uint32_t word)
{
    uint32_t index = read_index(r, sentence, word), begin = at(r, sentence, word)->span.begin;
    for (uint32_t back = 0; back < 6 && back <= word; back++) {
        uint32_t place = r->word_place[index - back];
        if (place == SITREP_NONE) continue;
        sitrep_span span = r->places.items[place].span;
        return span.begin <= begin && begin < span.end ? place : SITREP_NONE;
    }
    return SITREP_NONE;
}

bool read_in_time(const read_ctx *r, uint32_t sentence, uint32_t word)
{
    uint32_t index = read_index(r, sentence, word), begin = at(r, sentence, word)->span.begin;
    for (uint32_t back = 0; back < 8 && back <= word; back++) {
        uint32_t time = r->word_time[index - back];
        if (time != SITREP_NONE) return begin < r->times.items[time].span.end;
    }
    return false;
}

bool read_sector_has(const sitrep_code *sectors, uint8_t count, const char *code)
{
    for (uint8_t i = 0; i < count; i++)
        if (strcmp(sectors[i].text, code) == 0) return true;
    return false;
}

void read_code_set(sitrep_code *code, const char *text)
{
    size_t len = strlen(text);
    if (len < sizeof code->text) memcpy(code->text, text, len + 1);
}

bool read_sector_add(sitrep_code *sectors, uint8_t *count, const char *code)
{
    if (!code[0] || *count == SITREP_SECTORS_MAX || read_sector_has(sectors, *count, code)) return false;
    read_code_set(&sectors[*count], code);
    if (!sectors[*count].text[0]) return false;
    ++*count;
    return true;
}

/* ---- what is near ---- */

void read_statements_near(const read_ctx *r, uint32_t sentence, uint32_t *from, uint32_t *to)
{
    uint32_t first = sentence > READ_NEAR ? sentence - READ_NEAR : 0, low = 0, high = r->statements.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->statements.items[middle].sentence < first)
            low = middle + 1;
        else
            high = middle;
    }
    *from = low;
    for (*to = low; *to < r->statements.count && r->statements.items[*to].sentence <= sentence + READ_NEAR;) ++*to;
}

/* Elements [*from, *to) of a list in text order whose spans begin within a sentence. `spans` is the span of the first
 * element, `size` an element's size. */
static void within_sentence(const read_ctx *r, uint32_t sentence, const sitrep_span *spans, size_t size, uint32_t count,
                            uint32_t *from, uint32_t *to)
{
#define BEGIN(i) (((const sitrep_span *)(const void *)((const char *)spans + (size_t)(i)*size))->begin)
    sitrep_span span = r->doc->sentences[sentence].span;
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (BEGIN(middle) < span.begin)
            low = middle + 1;
        else
            high = middle;
    }
    *from = low;
    for (*to = low; *to < count && BEGIN(*to) < span.end;) ++*to;
#undef BEGIN
}

void read_places_of(const read_ctx *r, uint32_t sentence, uint32_t *from, uint32_t *to)
{
    const sitrep_place *items = r->places.items;
    within_sentence(r, sentence, items ? &items->span : NULL, sizeof *items, r->places.count, from, to);
}

void read_times_of(const read_ctx *r, uint32_t sentence, uint32_t *from, uint32_t *to)
{
    const sitrep_time *items = r->times.items;
    within_sentence(r, sentence, items ? &items->span : NULL, sizeof *items, r->times.count, from, to);
}

/* ---- classes ---- */

/* Whether the text up to a byte ends with the words: "cross-border", which is three tokens. */
static bool ends_text(const read_ctx *r, uint32_t end, sitrep_sv words)
{
    return words.len <= end && sv_eq_fold(sv_part(r->text, end - words.len, end), words);
}

/* Whether the first letters alone tell that the word is not `lemma`: nearly always, for lemmas of one part. */
static bool cannot_be(const sitrep_word *x, sitrep_sv lemma)
{
    if (lemma.len == 0 || x->lemma.len == 0 || x->form.len == 0) return false;
    char first = to_lower(lemma.ptr[0]);
    if (to_lower(x->lemma.ptr[0]) == first || to_lower(x->form.ptr[0]) == first) return false;
    for (size_t i = 0; i < lemma.len; i++)
        if (lemma.ptr[i] == ' ' || lemma.ptr[i] == '-') return false;
    return true;
}

/* A word of one or several parts against the lemmas that end (or, for verb and particle, begin) at `word`. */
bool read_is_lemma(const read_ctx *r, uint32_t sentence, uint32_t word, sitrep_sv lemma)
{
    if (cannot_be(at(r, sentence, word), lemma)) return false;
    sitrep_sv rest = lemma, parts[4];
    uint32_t count = 0;
    while (rest.len && count < 4) parts[count++] = sv_cut(&rest, ' ');
    if (count == 1) {
        const sitrep_word *x = at(r, sentence, word);
        if (sv_eq_fold(x->lemma, lemma) || sv_eq_fold(x->form, lemma)) return true;
        if (x->lemma.len == lemma.len + 1 && strcmp(x->xpos, "NNS") == 0 &&
            sv_eq_fold(sv_part(x->lemma, 0, lemma.len), lemma))
            return true;
        return sv_find(lemma, SV("-"), 0) != SIZE_MAX && ends_text(r, x->span.end, lemma);
    }
    if (count == 0 || rest.len) return false;
    const sitrep_sentence *s = &r->doc->sentences[sentence];
    bool back = word + 1 >= count, on = word + count <= s->count;
    for (uint32_t i = 0; i < count && (back || on); i++) {
        if (back && !sv_eq_fold(s->words[word + 1 - count + i].lemma, parts[i]) &&
            !sv_eq_fold(s->words[word + 1 - count + i].form, parts[i]))
            back = false;
        if (on && !sv_eq_fold(s->words[word + i].lemma, parts[i])) on = false;
    }
    return back || (on && at(r, sentence, word)->upos == SITREP_UPOS_VERB);
}

uint32_t read_lemma_words(const read_ctx *r, uint32_t sentence, uint32_t word, bool form)
{
    uint8_t *known = &r->who->memo[read_index(r, sentence, word)].begins[form];
    if (!*known) {
        char buffer[LEMMA_MAX];
        const sitrep_word *x = at(r, sentence, word);
        uint32_t words = know_lemma_words(r->know, lowered(form ? x->form : x->lemma, buffer));
        *known = (uint8_t)(words < UINT8_MAX ? words + 1 : UINT8_MAX);
    }
    return *known - 1u;
}

/* The class words that a word makes, alone and with the one or two words before it. */
static void find_classes(const read_ctx *r, uint32_t s, uint32_t w, uint32_t out[4])
{
    char buffer[LEMMA_MAX * 3];
    for (unsigned i = 0; i < 4; i++) out[i] = SITREP_NONE;
    bool verb = at(r, s, w)->upos == SITREP_UPOS_VERB; /* the lists are of nouns: "firing" is no fire */
    sitrep_sv word = lowered(verb ? at(r, s, w)->form : at(r, s, w)->lemma, buffer);
    out[0] = know_class_word(r->know, word);
    bool plural = word.len > 3 && strcmp(at(r, s, w)->xpos, "NNS") == 0 &&
                  word.ptr[word.len - 1] == 's'; /* a lemma that was left as it stood */
    if (plural) out[1] = know_class_word(r->know, sv_part(word, 0, word.len - 1));
    size_t at_byte = sizeof buffer;
    for (uint32_t back = 0; back < 3 && back <= w; back++) {
        sitrep_sv part = at(r, s, w - back)->lemma;
        if (part.len + 1 > at_byte) return;
        if (back) buffer[--at_byte] = ' ';
        at_byte -= part.len;
        for (size_t i = 0; i < part.len; i++) buffer[at_byte + i] = to_lower(part.ptr[i]);
        if (back) out[1 + back] = know_class_word(r->know, (sitrep_sv){buffer + at_byte, sizeof buffer - at_byte});
    }
}

/* Whether the list `name` of classes.tsv has the word, alone or with the one or two words before it. */
static bool in_list(const read_ctx *r, uint32_t s, uint32_t w, sitrep_sv name)
{
    read_memo *memo = &r->who->memo[read_index(r, s, w)];
    if (!memo->listed) find_classes(r, s, w, memo->classes);
    memo->listed = true;
    uint32_t class_id = SITREP_NONE;
    for (unsigned i = 0; i < 4; i++) {
        if (memo->classes[i] == SITREP_NONE) continue;
        if (class_id == SITREP_NONE) class_id = know_class_id(r->know, name);
        if (know_class_word_in(r->know, memo->classes[i], class_id)) return true;
    }
    return false;
}

static const read_mention *mention_at(const read_ctx *r, uint32_t s, uint32_t w)
{
    uint32_t m = read_mention_of(r, s, w);
    return m == SITREP_NONE ? NULL : &r->mentions.items[m];
}

static bool armed_sector(const sitrep_code *sectors, uint8_t count)
{
    static const char *const armed[] = {"MIL", "COP", "PRM", "REB", "UAF", "SPY"};
    for (size_t i = 0; i < sizeof armed / sizeof armed[0]; i++)
        if (read_sector_has(sectors, count, armed[i])) return true;
    return false;
}

/* Endings that make nouns of persons: trainee, activist, technician, cameraman. */
static bool sounds_like_person(sitrep_sv lemma)
{
    return sv_ends(lemma, SV("ee")) || sv_ends(lemma, SV("ist")) || sv_ends(lemma, SV("ician")) ||
           sv_ends(lemma, SV("man")) || sv_ends(lemma, SV("woman")) || sv_ends(lemma, SV("men")) ||
           sv_ends(lemma, SV("monger"));
}

/* Whether some list of classes.tsv knows the word as a thing. */
static bool is_listed_thing(const read_ctx *r, uint32_t s, uint32_t w)
{
    static const char *const lists[] = {"facility", "vehicle", "weapon",  "money",    "goods",   "document", "media",
                                        "animal",   "body",    "disease", "crop",     "network", "comms",    "abstract",
                                        "disaster", "game",    "film",    "business", "place",   "event"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (in_list(r, s, w, sv_of(lists[i]))) return true;
    return false;
}

static bool is_people(const read_ctx *r, uint32_t s, uint32_t w)
{
    const read_mention *m = mention_at(r, s, w);
    if (m) {
        if (m->kind == SITREP_ENTITY_person || m->kind == SITREP_ENTITY_group) return true;
        if (m->form == READ_NAME) return false;
    }
    const sitrep_word *x = at(r, s, w);
    if (x->upos == SITREP_UPOS_NUM && read_tree_child(read_tree_of(r, s), w, SITREP_DEPREL_NMOD) == SITREP_NONE &&
        x->deprel != SITREP_DEPREL_NUMMOD)
        return true; /* "five were killed"; what is counted is left out */
    if (in_list(r, s, w, SV("people"))) return true;
    if (x->upos != SITREP_UPOS_NOUN || m) return false;
    if (x->lemma.len > 6 && sounds_like_person(x->lemma)) return true;
    bool plural = strcmp(x->xpos, "NNS") == 0 && (sv_ends(x->form, SV("ers")) || sv_ends(x->form, SV("ors")));
    return plural && x->form.len > 6 && !is_listed_thing(r, s, w);
}

static bool is_org(const read_ctx *r, uint32_t s, uint32_t w)
{
    const read_mention *m = mention_at(r, s, w);
    if (m && m->form == READ_NAME) return m->kind == SITREP_ENTITY_organization;
    return in_list(r, s, w, SV("org"));
}

static bool is_state(const read_ctx *r, uint32_t s, uint32_t w)
{
    const read_mention *m = mention_at(r, s, w);
    if (m && m->form == READ_NAME)
        return (m->kind == SITREP_ENTITY_place || m->kind == SITREP_ENTITY_group) && m->code.text[0] && m->definite;
    return in_list(r, s, w, SV("state"));
}

static bool is_armed(const read_ctx *r, uint32_t s, uint32_t w)
{
    const read_mention *m = mention_at(r, s, w);
    return (m && armed_sector(m->sectors, m->sector_count)) || in_list(r, s, w, SV("armed"));
}

static bool is_place(const read_ctx *r, uint32_t s, uint32_t w)
{
    const read_mention *m = mention_at(r, s, w);
    if (m && m->form == READ_NAME && m->kind != SITREP_ENTITY_place) return false;
    return (m && m->kind == SITREP_ENTITY_place) || read_place_at(r, s, w) != SITREP_NONE ||
           in_list(r, s, w, SV("place"));
}

static bool is_actor(const read_ctx *r, uint32_t s, uint32_t w)
{
    if (is_people(r, s, w) || is_org(r, s, w) || is_state(r, s, w) || is_armed(r, s, w)) return true;
    const read_mention *m = mention_at(r, s, w);
    return m && m->form == READ_NAME && m->kind == SITREP_ENTITY_place;
}

static bool is_abstract(const read_ctx *r, uint32_t s, uint32_t w)
{
    if (in_list(r, s, w, SV("abstract"))) return true;
    sitrep_sv lemma = at(r, s, w)->lemma;
    if (at(r, s, w)->upos != SITREP_UPOS_NOUN) return false;
    return (sv_ends(lemma, SV("ism")) || sv_ends(lemma, SV("ness")) || sv_ends(lemma, SV("ity"))) &&
           !is_actor(r, s, w) && !is_place(r, s, w);
}

static bool is_thing(const read_ctx *r, uint32_t s, uint32_t w)
{
    const sitrep_word *x = at(r, s, w);
    if (x->upos != SITREP_UPOS_NOUN && x->upos != SITREP_UPOS_PROPN) return false;
    return !is_actor(r, s, w) && !is_place(r, s, w);
}

static bool plain_class(const read_ctx *r, uint32_t s, uint32_t w, sitrep_sv name)
{
    static const struct {
        const char *name;
        bool (*test)(const read_ctx *r, uint32_t s, uint32_t w);
    } semantic[] = {{"people", is_people}, {"org", is_org},     {"state", is_state},       {"armed", is_armed},
                    {"place", is_place},   {"actor", is_actor}, {"abstract", is_abstract}, {"thing", is_thing}};
    for (size_t i = 0; i < sizeof semantic / sizeof semantic[0]; i++)
        if (sv_eq(name, sv_of(semantic[i].name))) return semantic[i].test(r, s, w);
    return in_list(r, s, w, name);
}

bool read_is_class(const read_ctx *r, uint32_t sentence, uint32_t word, sitrep_sv name)
{
    bool list = name.len && name.ptr[0] == '@';
    sitrep_sv bare = list ? sv_part(name, 1, name.len) : name;
    uint32_t content = read_content_noun(r, sentence, word);
    if (list) return in_list(r, sentence, word, bare) || (content != word && in_list(r, sentence, content, bare));
    if (content != word && plain_class(r, sentence, content, bare)) return true;
    return plain_class(r, sentence, word, bare);
}

/* ---- entities ---- */

void read_entity_merge(sitrep_entity *e, const read_mention *m)
{
    if (!e->code.text[0]) e->code = m->code;
    if (e->sector_count == 0 || m->form == READ_NAME)
        for (uint8_t i = 0; i < m->sector_count; i++) read_sector_add(e->sectors, &e->sector_count, m->sectors[i].text);
    if (e->ethnicity.len == 0) e->ethnicity = m->ethnicity;
    if (!e->gender) e->gender = m->gender;
    if (e->wikidata.len == 0) e->wikidata = m->wikidata;
    if (m->name.len && m->form == READ_NAME) e->name = m->name;
}

uint32_t read_entity_new(read_ctx *r, const read_mention *m)
{
    sitrep_entity *e = READ_PUSH(&r->arena, &r->entities);
    if (!e) return SITREP_NONE;
    e->kind = m->kind;
    e->plural = m->plural;
    e->name = m->name.len ? m->name : sv_span(r->text, m->span);
    read_entity_merge(e, m);
    return r->entities.count - 1;
}
