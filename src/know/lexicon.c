/* know/lexicon.c — generic tables and the event lexicon. */
#include "base/error.h"
#include "base/text.h"
#include "know/format.h"

#include "base/banned.h"

const know_table *know_table_find(const sitrep_knowledge *k, sitrep_sv name)
{
    for (uint32_t i = 0; i < k->section[KNOW_SECTION_TABLES].count; i++) {
        const know_table *t = KNOW_ROW(k, TABLES, know_table, i);
        if (sv_eq(know_text(k, t->name), name)) return t;
    }
    return NULL;
}

static sitrep_sv cell_at(const sitrep_knowledge *k, uint64_t cell)
{
    const know_str *s = cell < UINT32_MAX ? KNOW_ROW(k, CELLS, know_str, (uint32_t)cell) : NULL;
    return s ? know_text(k, *s) : (sitrep_sv){"", 0};
}

uint32_t know_table_column(const sitrep_knowledge *k, const know_table *t, sitrep_sv column)
{
    for (uint32_t i = 0; i < t->columns; i++)
        if (sv_eq(cell_at(k, (uint64_t)t->header + i), column)) return i;
    return SITREP_NONE;
}

sitrep_sv know_table_cell(const sitrep_knowledge *k, const know_table *t, uint32_t row, uint32_t column)
{
    if (row >= t->rows || column >= t->columns) return (sitrep_sv){"", 0};
    return cell_at(k, t->cells + (uint64_t)row * t->columns + column);
}

uint32_t know_table_keyed(const sitrep_knowledge *k, const know_table *t, uint32_t position)
{
    const know_order_row *o = position < t->rows ? KNOW_ROW(k, ORDER, know_order_row, t->order + position) : NULL;
    return o ? o->row : SITREP_NONE;
}

uint32_t know_key_begin(sitrep_sv key)
{
    uint32_t begin = 0;
    for (size_t i = 0; i < 4; i++) begin = begin << 8 | (i < key.len ? (unsigned char)to_lower(key.ptr[i]) : 0);
    return begin;
}

/* Letter case apart, ASCII. */
static int compare_key(sitrep_sv a, sitrep_sv b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        int order = (unsigned char)to_lower(a.ptr[i]) - (unsigned char)to_lower(b.ptr[i]);
        if (order) return order;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

static int compare_at(const sitrep_knowledge *k, const know_table *t, uint32_t position, uint32_t begin, sitrep_sv key)
{
    const know_order_row *o = KNOW_ROW(k, ORDER, know_order_row, t->order + position);
    if (o && o->begin != begin) return o->begin < begin ? -1 : 1;
    return compare_key(know_table_cell(k, t, o ? o->row : SITREP_NONE, 0), key);
}

know_range know_table_rows(const sitrep_knowledge *k, const know_table *t, sitrep_sv key)
{
    uint32_t begin = know_key_begin(key), low = 0,
             high = t->rows; /* the first position whose key is not before `key` */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (compare_at(k, t, mid, begin, key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    uint32_t end = low; /* most keys are not there at all, the others have few rows */
    while (end < t->rows && compare_at(k, t, end, begin, key) == 0) end++;
    return (know_range){low, end - low};
}

/* The range of a lemma in one of the lists; an empty one where it is not. */
static know_range find_lemma(const sitrep_knowledge *k, uint8_t list, char pos, sitrep_sv lemma)
{
    const know_rows *s = &k->section[KNOW_SECTION_LEMMAS];
    const know_lemma_slot *slot = s->rows;
    if (s->count == 0 || (s->count & (s->count - 1)) || lemma.len == 0) return (know_range){0, 0};
    uint32_t mask = s->count - 1, at = (uint32_t)know_hash(lemma, (uint32_t)list << 8 | (unsigned char)pos) & mask;
    for (uint32_t tries = 0; tries <= mask && slot[at].lemma.len; tries++, at = (at + 1) & mask)
        if (slot[at].list == list && slot[at].pos == pos && sv_eq(know_text(k, slot[at].lemma), lemma))
            return slot[at].range;
    return (know_range){0, 0};
}

know_range know_senses(const sitrep_knowledge *k, sitrep_sv lemma, char pos)
{
    return find_lemma(k, KNOW_LIST_SENSES, pos, lemma);
}

know_range know_blockers(const sitrep_knowledge *k, sitrep_sv lemma, char pos)
{
    return find_lemma(k, KNOW_LIST_BLOCKERS, pos, lemma);
}

know_range know_embeds(const sitrep_knowledge *k, sitrep_sv lemma, char pos)
{
    return find_lemma(k, KNOW_LIST_EMBEDS, pos, lemma);
}

know_range know_lights(const sitrep_knowledge *k, sitrep_sv lemma, char pos)
{
    return find_lemma(k, KNOW_LIST_LIGHTS, pos, lemma);
}

uint32_t know_lemma_words(const sitrep_knowledge *k, sitrep_sv first_word)
{
    return find_lemma(k, KNOW_LIST_FIRST_WORDS, 0, first_word).count;
}

const know_sense *know_sense_at(const sitrep_knowledge *k, uint32_t sense)
{
    return KNOW_ROW(k, SENSES, know_sense, sense);
}

const know_test *know_test_at(const sitrep_knowledge *k, uint32_t test)
{
    return KNOW_ROW(k, TESTS, know_test, test);
}

const know_path *know_path_at(const sitrep_knowledge *k, uint32_t path)
{
    return KNOW_ROW(k, PATHS, know_path, path);
}

const know_slot *know_slot_at(const sitrep_knowledge *k, uint32_t slot)
{
    return KNOW_ROW(k, SLOTS, know_slot, slot);
}

const know_embed *know_embed_at(const sitrep_knowledge *k, uint32_t embed)
{
    return KNOW_ROW(k, EMBEDS, know_embed, embed);
}

const know_light *know_light_at(const sitrep_knowledge *k, uint32_t light)
{
    return KNOW_ROW(k, LIGHTS, know_light, light);
}

sitrep_sv know_value_at(const sitrep_knowledge *k, uint32_t value)
{
    const know_str *s = KNOW_ROW(k, VALUES, know_str, value);
    return s ? know_text(k, *s) : (sitrep_sv){"", 0};
}

bool know_sense_flag(const sitrep_knowledge *k, const know_sense *s, sitrep_sv flag, sitrep_sv *out_value)
{
    for (sitrep_sv rest = know_text(k, s->flags); rest.len;) {
        sitrep_sv value = sv_cut(&rest, ',');
        sitrep_sv name = sv_cut(&value, '=');
        if (!sv_eq(name, flag)) continue;
        if (out_value) *out_value = value;
        return true;
    }
    return false;
}

/* Whether `list`, joined by ';', holds `item`. */
static bool list_has(sitrep_sv list, sitrep_sv item)
{
    while (list.len)
        if (sv_eq(sv_cut(&list, ';'), item)) return true;
    return false;
}

const know_compose *know_compose_of(const sitrep_knowledge *k, sitrep_sv outer, sitrep_sv inner, sitrep_sv mode,
                                    sitrep_sv contexts)
{
    const know_compose *best = NULL;
    int best_rank = 0;
    for (uint32_t i = 0; i < k->section[KNOW_SECTION_COMPOSE].count; i++) {
        const know_compose *c = KNOW_ROW(k, COMPOSE, know_compose, i);
        int rank = c->inner_mode.len ? 3 : c->inner_context.len ? 2 : 1;
        if (rank <= best_rank || !sv_eq(know_text(k, c->outer), outer) || !sv_eq(know_text(k, c->inner), inner))
            continue;
        if (c->inner_mode.len && !sv_eq(know_text(k, c->inner_mode), mode)) continue;
        if (c->inner_context.len && !list_has(contexts, know_text(k, c->inner_context))) continue;
        best = c;
        best_rank = rank;
    }
    return best;
}

uint32_t know_class_id(const sitrep_knowledge *k, sitrep_sv class_name)
{
    know_range found = find_lemma(k, KNOW_LIST_CLASSES, 0, class_name);
    return found.count ? found.first : SITREP_NONE;
}

uint32_t know_class_word(const sitrep_knowledge *k, sitrep_sv lemma)
{
    const know_rows *s = &k->section[KNOW_SECTION_CLASS_WORDS];
    const know_class_slot *slot = s->rows;
    if (s->count == 0 || (s->count & (s->count - 1)) || lemma.len == 0) return SITREP_NONE;
    uint32_t mask = s->count - 1, at = (uint32_t)know_hash(lemma, 0) & mask;
    for (uint32_t tries = 0; tries <= mask && slot[at].lemma.len; tries++, at = (at + 1) & mask)
        if (sv_eq(know_text(k, slot[at].lemma), lemma)) return at;
    return SITREP_NONE;
}

bool know_class_word_in(const sitrep_knowledge *k, uint32_t class_word, uint32_t class_id)
{
    const know_rows *s = &k->section[KNOW_SECTION_CLASS_WORDS];
    const know_class_slot *slot = s->rows;
    if (class_word >= s->count) return false;
    know_str lemma = slot[class_word].lemma; /* texts are shared: the same lemma lies at the same place */
    uint32_t mask = s->count - 1, at = class_word;
    for (uint32_t tries = 0; tries <= mask && slot[at].lemma.len; tries++, at = (at + 1) & mask)
        if (slot[at].class_id == class_id && slot[at].lemma.at == lemma.at && slot[at].lemma.len == lemma.len)
            return true;
    return false;
}

bool know_class_id_has(const sitrep_knowledge *k, uint32_t class_id, sitrep_sv lemma)
{
    return know_class_word_in(k, know_class_word(k, lemma), class_id);
}

bool know_class_has(const sitrep_knowledge *k, sitrep_sv class_name, sitrep_sv lemma)
{
    return know_class_id_has(k, know_class_id(k, class_name), lemma);
}
