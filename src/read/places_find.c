/* read/places_find.c — names that may be places: phrases of the gazetteer, nationality words, and what the name
 * recognizer calls a place. Each is weighed by what speaks for it (the recognizer, a preposition of place, a region
 * behind it, a word of kind, how big a place it is) and against it (a person's name, a common word, a stop rule). Names
 * inside of an institution's name count where the institution is told by the place alone ("Glasgow Police"), as
 * adjectives of it. */
#include "read/places_int.h"
#include "read/times_int.h"

#include <math.h>

#include "base/banned.h"

const read_sense *place_word_sense(const place_work *w, uint32_t sentence, uint32_t word, uint32_t class_)
{
    const sitrep_sentence *s = &w->r->doc->sentences[sentence];
    return word < s->count ? read_form_sense(w->r, s->words[word].form, class_) : NULL;
}

/* ---- tables ---- */

bool place_table_init(place_table *t, arena *a, uint32_t most)
{
    uint32_t size = 64;
    while (size < most * 2 && size < 1u << 30) size *= 2;
    t->keys = ARENA_ARRAY(a, uint64_t, size);
    t->values = ARENA_ARRAY(a, uint32_t, size);
    t->mask = size - 1;
    return t->keys && t->values;
}

static uint32_t slot_of(const place_table *t, uint64_t key)
{
    uint32_t i = (uint32_t)(key * 0x9E3779B97F4A7C15u >> 32) & t->mask;
    while (t->keys[i] && t->keys[i] != key) i = (i + 1) & t->mask;
    return i;
}

uint32_t *place_table_at(place_table *t, uint64_t key)
{
    uint32_t i = slot_of(t, key);
    t->keys[i] = key;
    return &t->values[i];
}

const uint32_t *place_table_find(const place_table *t, uint64_t key)
{
    uint32_t i = slot_of(t, key);
    return t->keys[i] ? &t->values[i] : NULL;
}

static uint64_t hash_of(sitrep_sv form)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < form.len; i++) h = (h ^ (unsigned char)form.ptr[i]) * 1099511628211u;
    return h | 1;
}

typedef struct scan {
    place_work *w;
    uint32_t s;
    const sitrep_sentence *sentence;
    const know_word *words; /* of the sentence */
} scan;

static const sitrep_word *word_at(const scan *c, uint32_t i)
{
    return &c->sentence->words[i];
}
static bool form_is(const scan *c, uint32_t i, const char *form)
{
    return i < c->sentence->count && sv_eq_fold(word_at(c, i)->form, sv_of(form));
}

static uint16_t kinds_of(sitrep_sv kind)
{
    static const struct {
        const char *name;
        uint16_t bits;
    } rows[] = {
        {"country", 1u << KNOW_PLACE_COUNTRY | 1u << KNOW_PLACE_ADM1},
        {"adm1", 1u << KNOW_PLACE_ADM1 | 1u << KNOW_PLACE_REGION},
        {"adm2", 1u << KNOW_PLACE_ADM2 | 1u << KNOW_PLACE_ADM1},
        {"town", 1u << KNOW_PLACE_TOWN | 1u << KNOW_PLACE_DISTRICT},
        {"district", 1u << KNOW_PLACE_DISTRICT | 1u << KNOW_PLACE_TOWN | 1u << KNOW_PLACE_ADM2},
        {"water", 1u << KNOW_PLACE_WATER},
        {"land", 1u << KNOW_PLACE_LAND | 1u << KNOW_PLACE_REGION},
        {"site", 1u << KNOW_PLACE_SITE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (sv_eq(kind, sv_of(rows[i].name))) return rows[i].bits;
    return 0;
}

/* The recognizer's name that covers a word: [*first, *end) and its kind. */
static uint8_t name_around(const scan *c, uint32_t i, uint32_t *first, uint32_t *end)
{
    uint8_t kind = word_at(c, i)->name;
    *first = i;
    *end = i + 1;
    if (kind == SITREP_NAME_NONE) return kind;
    while (*first > 0 && !word_at(c, *first)->name_begin && word_at(c, *first - 1)->name == kind) --*first;
    while (*end < c->sentence->count && word_at(c, *end)->name == kind && !word_at(c, *end)->name_begin) ++*end;
    return kind;
}

/* ---- how big the best place of a match is ---- */

static double weight_of(const place_work *w, const know_match *m)
{
    double best = -2;
    for (uint32_t i = 0; i < m->count && i < 64; i++) {
        const know_entry *e = know_entry_at(w->r->know, m->first + i);
        if (!e || e->kind != KNOW_ENTRY_PLACE) continue;
        const know_place *p = know_place_at(w->r->know, e->id);
        double value = -0.6;
        if (p->class_ == KNOW_PLACE_COUNTRY || p->flags & KNOW_PLACE_CONTINENT)
            value = 3;
        else if (p->class_ == KNOW_PLACE_ADM1)
            value = 1.8;
        else if (p->class_ == KNOW_PLACE_REGION || p->class_ == KNOW_PLACE_WATER)
            value = 1.0;
        else if (p->flags & KNOW_PLACE_CAPITAL)
            value = 2.2;
        else if (p->population > 500000)
            value = 1.8;
        else if (p->population > 100000)
            value = 1.0;
        else if (p->population > 15000)
            value = 0.3;
        else if (p->class_ == KNOW_PLACE_ADM2)
            value = 0.3;
        if (p->flags & KNOW_PLACE_HAND && value < 0.5) value = 0.5;
        if (e->name == KNOW_NAME_FOREIGN) value -= 1.5;
        if (e->name == KNOW_NAME_SHORT && p->class_ != KNOW_PLACE_ADM1) value -= 0.5;
        if (e->name == KNOW_NAME_ABBREVIATION) value -= 0.3;
        if (value > best) best = value;
    }
    return best;
}

/* The coarsest class that a reading of the match has. */
static uint8_t best_class(const place_work *w, const know_match *m)
{
    uint8_t best = UINT8_MAX;
    for (uint32_t i = 0; i < m->count && i < 64; i++) {
        const know_entry *e = know_entry_at(w->r->know, m->first + i);
        if (e->kind == KNOW_ENTRY_PLACE && know_place_at(w->r->know, e->id)->class_ < best)
            best = know_place_at(w->r->know, e->id)->class_;
    }
    return best;
}

/* The country that a nationality word or another name of a state stands for. */
static uint32_t state_of(const place_work *w, const know_match *m, bool *out_demonym)
{
    for (uint32_t i = 0; i < m->count; i++) {
        const know_entry *e = know_entry_at(w->r->know, m->first + i);
        if (!e || e->kind != KNOW_ENTRY_ACTOR || e->name != KNOW_NAME_ADJECTIVE) continue;
        const know_actor *a = know_actor_at(w->r->know, e->id);
        if (a->kind != KNOW_STATE) continue;
        *out_demonym = true;
        return know_place_of_country(w->r->know, sv_of(a->code));
    }
    return SITREP_NONE;
}

/* ---- context ---- */

static const read_sense *prep_before(const scan *c, uint32_t first)
{
    uint32_t i = first;
    while (i > 0 && (form_is(c, i - 1, "the") || place_word_sense(c->w, c->s, i - 1, PLACE_DIRECTION) ||
                     form_is(c, i - 1, "nearby")))
        i--;
    const read_sense *s = i > 0 ? place_word_sense(c->w, c->s, i - 1, PLACE_PREP) : NULL;
    return s;
}

static bool division_at(const scan *c, uint32_t i, uint32_t *out_end)
{
    know_match out[KNOW_MATCHES_MAX];
    if (i >= c->sentence->count) return false;
    uint32_t n = know_match_at(c->w->r->know, c->words, c->sentence->count, i, out, KNOW_MATCHES_MAX);
    for (uint32_t k = 0; k < n; k++) {
        for (uint32_t j = 0; j < out[k].count && j < 32; j++) {
            const know_entry *e = know_entry_at(c->w->r->know, out[k].first + j);
            if (e->kind != KNOW_ENTRY_PLACE) continue;
            const know_place *p = know_place_at(c->w->r->know, e->id);
            if (p->class_ > KNOW_PLACE_ADM2 ||
                (!c->w->caseless && !know_entry_fits(e, c->words, out[k].begin, out[k].end)))
                continue;
            if (p->class_ == KNOW_PLACE_ADM2 && e->name != KNOW_NAME_PREFERRED) continue;
            *out_end = out[k].end;
            return true;
        }
    }
    return false;
}

/* "X, Region" behind the name. */
static bool region_behind(const scan *c, uint32_t end)
{
    uint32_t after;
    return (form_is(c, end, ",") || form_is(c, end, "(")) && division_at(c, end + 1, &after);
}

/* Words of kind beside the name: "village of X", "X County", "Lake X"; *end grows over a word that belongs to the name.
 */
static uint16_t kind_beside(const scan *c, uint32_t first, uint32_t *end, bool grow)
{
    const read_sense *after = place_word_sense(c->w, c->s, *end, PLACE_AFTER);
    if (after && form_is(c, *end + 1, "of")) after = NULL; /* "the Hunan city of Yueyang" */
    if (after && *end < c->sentence->count && is_upper(word_at(c, *end)->form.ptr[0])) {
        bool part = place_word_sense(c->w, c->s, *end, PLACE_GROWS) != NULL;
        if (grow && part) ++*end;
        return kinds_of(after->value);
    }
    uint32_t i = first;
    bool of = i > 0 && form_is(c, i - 1, "of");
    if (of) i--;
    const read_sense *before = i > 0 ? place_word_sense(c->w, c->s, i - 1, PLACE_BEFORE) : NULL;
    if (before) return kinds_of(before->value);
    if (after && !is_upper(word_at(c, *end)->form.ptr[0])) return kinds_of(after->value); /* "Osh province" */
    return 0;
}

/* A name that stands for a place by what is beside it, without an entry of the gazetteer yet. */
static place_mention unmatched(const scan *c, uint32_t first, uint32_t end)
{
    uint32_t grown = end;
    return (place_mention){.sentence = c->s,
                           .first = first,
                           .end = end,
                           .container = SITREP_NONE,
                           .country = SITREP_NONE,
                           .place = SITREP_NONE,
                           .kinds = kind_beside(c, first, &grown, false),
                           .sure = 0.6f};
}

/* Whether the name begins a longer name of an institution that is told by the place: "Glasgow Police", "Kentucky
 * Department of Fish". */
static bool institution_behind(const scan *c, uint32_t end, uint32_t name_end)
{
    return end < name_end && (place_word_sense(c->w, c->s, end, PLACE_INSTITUTION) || form_is(c, end, "'s") ||
                              form_is(c, end, "\xE2\x80\x99s"));
}

/* ---- the decision ---- */

static bool stop_allows(uint32_t stop, const scan *c, uint32_t first, uint32_t end, bool prep, bool region,
                        uint16_t kinds, bool recognized, bool dateline)
{
    if (!stop) return true;
    if (stop & KNOW_STOP_NEVER) return false;
    if (stop & KNOW_STOP_PREP && prep) return true;
    if (stop & KNOW_STOP_REGION && region) return true;
    if (stop & KNOW_STOP_DATELINE && dateline) return true;
    if (stop & KNOW_STOP_KIND && kinds) return true;
    if (stop & KNOW_STOP_NER && recognized) return true;
    if (!(stop & KNOW_STOP_AFTER)) return false;
    bool before_person = end < c->sentence->count && word_at(c, end)->name == SITREP_NAME_PERSON; /* "Ms. Otunbayeva" */
    if (before_person ||
        (form_is(c, end, "-") && end + 1 < c->sentence->count && word_at(c, end + 1)->upos == SITREP_UPOS_NUM))
        return false;                                                  /* Il-76 */
    if (c->words[first].dotted && c->words[first].shape != KNOW_LOWER) /* "the B.C. government", not 300 B.C. */
        return first == 0 || word_at(c, first - 1)->upos != SITREP_UPOS_NUM;
    return first > 1 && (form_is(c, first - 1, ",") || form_is(c, first - 1, "-"));
}

/* A state's name or other name in the table of states ("US", "DPRK"). */
static bool is_state_name(const place_work *w, const know_entry *e)
{
    return e->kind == KNOW_ENTRY_ACTOR && know_actor_at(w->r->know, e->id)->kind == KNOW_STATE &&
           e->name <= KNOW_NAME_ABBREVIATION;
}

static bool names_state(const place_work *w, const know_match *m)
{
    for (uint32_t i = 0; i < m->count; i++)
        if (is_state_name(w, know_entry_at(w->r->know, m->first + i))) return true;
    return false;
}

static bool entry_case_fits(const scan *c, const know_match *m, bool *out_place)
{
    *out_place = false;
    for (uint32_t i = 0; i < m->count; i++) {
        const know_entry *e = know_entry_at(c->w->r->know, m->first + i);
        bool place = e->kind == KNOW_ENTRY_PLACE || is_state_name(c->w, e),
             adjective = e->kind == KNOW_ENTRY_ACTOR && e->name == KNOW_NAME_ADJECTIVE;
        if (!place && !adjective) continue;
        if (!c->w->caseless && !know_entry_fits(e, c->words, m->begin, m->end)) continue;
        *out_place |= place;
        if (place) return true;
    }
    for (uint32_t i = 0; i < m->count; i++) {
        const know_entry *e = know_entry_at(c->w->r->know, m->first + i);
        if (e->kind == KNOW_ENTRY_ACTOR && e->name == KNOW_NAME_ADJECTIVE &&
            (c->w->caseless || know_entry_fits(e, c->words, m->begin, m->end)))
            return true;
    }
    return false;
}

/* Whether the report names a person by a longer name with this word in it. */
static bool is_surname_here(const place_work *w, sitrep_sv form)
{
    return place_table_find(&w->surnames, hash_of(form)) != NULL;
}

static bool gather_surnames(place_work *w)
{
    if (!place_table_init(&w->surnames, &w->r->arena, w->r->word_count / 8 + 64)) return false;
    uint32_t count = 0;
    for (uint32_t s = 0; s < w->r->doc->count; s++) {
        const sitrep_sentence *sentence = &w->r->doc->sentences[s];
        for (uint32_t i = 1; i < sentence->count && count < w->r->word_count / 8 + 64; i++) {
            if (sentence->words[i].name != SITREP_NAME_PERSON || sentence->words[i].name_begin) continue;
            uint32_t *value = place_table_at(&w->surnames, hash_of(sentence->words[i].form));
            count += *value == 0;
            *value = 1;
        }
    }
    return true;
}

/* What is known of a match before it is judged. Words [first, end); the recognizer's name around it. */
typedef struct candidate {
    const know_match *m;
    const sitrep_word *head; /* its last word */
    uint32_t first, end, name_first, name_end, country, stop;
    uint8_t name;
    uint16_t kinds;
    const read_sense *prep_sense;
    double weight;
    bool place, demonym, whole, dateline, lone, prep, region, acts, within, told, stopped;
    bool settled; /* "village of X", "X village" */
} candidate;

/* Whether the name stands within a longer name of an institution that does not speak of the place. */
static bool is_buried(const scan *c, const candidate *k)
{
    return k->name == SITREP_NAME_ORGANIZATION && k->name_end > k->end && !institution_behind(c, k->end, k->name_end);
}

/* First look: letter case, the recognizer's name, the dateline; false where that rules it out. */
static bool look(scan *c, const know_match *m, candidate *k)
{
    const place_work *w = c->w;
    *k = (candidate){.m = m, .first = m->begin, .end = m->end, .lone = m->end - m->begin == 1};
    if (!entry_case_fits(c, m, &k->place)) return false;
    k->country = state_of(w, m, &k->demonym);
    k->head = word_at(c, k->end - 1);
    k->weight = weight_of(w, m);
    k->name = name_around(c, k->first, &k->name_first, &k->name_end);
    while (k->name == SITREP_NAME_PLACE && k->name_first < k->first &&
           !is_upper(word_at(c, k->name_first)->form.ptr[0]))
        k->name_first++;
    k->whole = k->name == SITREP_NAME_PLACE && k->name_first == k->first && k->name_end == k->end;
    k->dateline = k->head->span.begin >= w->r->dateline.begin && k->head->span.end <= w->r->dateline.end;
    if (k->dateline && k->first > 0 && form_is(c, k->first - 1, "(")) return false; /* "(AP)" */
    bool in_time =
        read_form_sense(w->r, k->head->form, TIME_MONTH) || read_form_sense(w->r, k->head->form, TIME_WEEKDAY);
    if (k->lone && !k->whole && in_time) return false;
    char initial = word_at(c, k->first)->form.ptr[0];
    return w->caseless || is_upper(initial) || (unsigned char)initial >= 0x80; /* "east London" is no East London */
}

/* A nationality word, or a state under a name that the gazetteer lacks. */
static bool take_state(scan *c, const candidate *k, place_mention *out)
{
    const place_work *w = c->w;
    if (k->name == SITREP_NAME_PERSON || is_buried(c, k)) return false;
    out->country = k->country;
    for (uint32_t i = 0; i < k->m->count && !out->demonym; i++) {
        const know_entry *e = know_entry_at(w->r->know, k->m->first + i);
        if (out->country == SITREP_NONE && is_state_name(w, e))
            out->country = know_place_of_country(w->r->know, sv_of(know_actor_at(w->r->know, e->id)->code));
    }
    out->sure = 0.9f;
    return out->country != SITREP_NONE;
}

/* "Washington said": a capital that acts like a government is no surname. */
static bool acts_as_state(const scan *c, const candidate *k)
{
    return k->lone && k->head->deprel == SITREP_DEPREL_NSUBJ && k->head->head != SITREP_NONE && k->weight >= 2 &&
           read_form_sense(c->w->r, word_at(c, k->head->head)->lemma, PLACE_SAY) && k->first + 1 < c->sentence->count &&
           word_at(c, k->first + 1)->upos != SITREP_UPOS_PROPN && k->name_end - k->name_first == 1 &&
           !is_surname_here(c->w, k->head->form);
}

/* Second look: what stands around it, and the stop rule; false where that rules it out. */
static bool look_around(scan *c, candidate *k)
{
    const place_work *w = c->w;
    uint32_t grown = k->end;
    k->prep_sense = prep_before(c, k->first);
    k->prep = k->prep_sense && !sv_eq(k->prep_sense->value, SV("by")) && k->prep_sense->value.len;
    k->region = region_behind(c, k->end);
    k->kinds = kind_beside(c, k->first, &grown, true);
    k->settled = (k->kinds >> KNOW_PLACE_TOWN & 1 || k->kinds >> KNOW_PLACE_ADM2 & 1) &&
                 k->head->upos == SITREP_UPOS_PROPN && !place_word_sense(w, c->s, k->end, PLACE_INSTITUTION);
    k->stop = know_match_stop(w->r->know, k->m);
    /* "US" is no French village and no pronoun where only initials are in capitals. */
    if (k->stop & KNOW_STOP_NEVER && !w->caseless && c->words[k->first].shape == KNOW_UPPER && names_state(w, k->m))
        k->stop = 0;
    bool recognized = k->name == SITREP_NAME_PLACE;
    k->acts = acts_as_state(c, k);
    if (k->acts && k->name == SITREP_NAME_PERSON) k->name = SITREP_NAME_NONE;
    if (k->acts && k->stop & (KNOW_STOP_NER | KNOW_STOP_PREP)) k->stop = 0;
    k->stopped = !stop_allows(k->stop, c, k->first, k->end, k->prep, k->region, k->kinds, recognized, k->dateline);
    bool alone = k->name_first == k->first && k->name_end == k->end;
    k->within = k->prep && sv_eq(k->prep_sense->value, SV("in")) && alone;
    k->told = (k->prep && alone && (!k->lone || k->weight >= 1.8)) || k->kinds || k->within;
    return !k->stopped || !(k->stop & KNOW_STOP_NEVER || k->name == SITREP_NAME_PERSON ||
                            k->name == SITREP_NAME_ORGANIZATION || k->head->upos != SITREP_UPOS_PROPN);
}

/* What speaks for it and against it, but for the recognizer's other kinds of name. */
static double score_of(const scan *c, const candidate *k)
{
    const place_work *w = c->w;
    uint32_t first = k->first;
    uint8_t class_ = best_class(w, k->m);
    bool comma = first > 1 && form_is(c, first - 1, ",");
    bool joined = comma || (first > 1 && (form_is(c, first - 1, "and") || form_is(c, first - 1, "or")));
    bool dotted = c->words[first].dotted && c->words[first].shape != KNOW_LOWER;
    double score = k->weight;
    score += k->whole ? 3 : k->name == SITREP_NAME_PLACE ? 1.5 : 0;
    score += k->prep ? 1.2 : k->prep_sense ? 0.4 : 0;
    score += (k->region ? 2.5 : 0) + (k->dateline ? 3 : 0) +
             (k->settled ? 2.2
              : k->kinds ? 1
                         : 0) +
             (k->lone ? 0 : 0.8) + (k->acts ? 1 : 0);
    if (comma && word_at(c, first - 2)->upos == SITREP_UPOS_PROPN && class_ <= KNOW_PLACE_ADM2) score += 1.5;
    if (joined && word_at(c, first - 2)->name == SITREP_NAME_PLACE && k->name != SITREP_NAME_PLACE) score += 0.8;
    if (dotted && class_ <= KNOW_PLACE_ADM1)
        score += 1;
    else if (k->head->upos != SITREP_UPOS_PROPN && !k->demonym)
        score -= w->caseless ? 0.5 : 1.5;
    if (w->dateline.count && w->dateline.first == k->m->first) score += 2;
    if (k->stop) score -= 0.5;
    if (k->name == SITREP_NAME_NONE && k->lone && first > 0 && word_at(c, first - 1)->name == SITREP_NAME_NONE &&
        word_at(c, first - 1)->upos == SITREP_UPOS_PROPN)
        score -= 0.5;
    return score;
}

/* Weighs a match; false where it is no place. */
static bool weigh(scan *c, const know_match *m, place_mention *out)
{
    place_work *w = c->w;
    candidate k;
    if (!look(c, m, &k)) return false;
    *out = (place_mention){.sentence = c->s,
                           .first = k.first,
                           .end = k.end,
                           .match = *m,
                           .container = SITREP_NONE,
                           .country = SITREP_NONE,
                           .place = SITREP_NONE,
                           .dateline = k.dateline};
    bool state = names_state(w, m);
    out->demonym = k.demonym && !state && (!k.place || k.weight < 1.5 || k.head->upos == SITREP_UPOS_ADJ);
    if (out->demonym || !know_match_has(w->r->know, m, KNOW_KIND_BIT(KNOW_ENTRY_PLACE)) || (k.demonym && state))
        return take_state(c, &k, out);
    if (!look_around(c, &k)) return false;
    double score = score_of(c, &k);
    if (k.name == SITREP_NAME_PERSON)
        score -= k.within || (k.settled && k.name_end - k.name_first == 1) ? 0
                 : k.told || (!k.lone && k.weight >= 1.8)                  ? 1.5
                                                                           : 4;
    if (k.name == SITREP_NAME_ORGANIZATION) {
        bool begins = k.name_first == k.first || (k.name_first + 1 == k.first && form_is(c, k.name_first, "the"));
        bool division = !k.lone && best_class(w, m) == KNOW_PLACE_ADM2;
        if (!begins || (is_buried(c, &k) && !division)) return false;
        out->inside = k.name_end > k.end;
        score += out->inside ? 1 : -1;
    }
    bool mistaken =
        k.name == SITREP_NAME_PERSON && !k.told && score >= -2.8 && (!k.lone || !is_surname_here(w, k.head->form));
    bool led = k.prep && !k.stop && k.lone && k.head->upos == SITREP_UPOS_PROPN &&
               (k.name == SITREP_NAME_NONE || (k.name == SITREP_NAME_PERSON && k.within));
    if ((score < (led ? 0 : 0.4) && !mistaken) || (k.dateline && score < 1)) return false;
    out->weak = k.stopped || score < 1.6; /* counts only where the report has the name for sure, too */
    out->sure = (float)(1 / (1 + exp(-(score - 1.2))));
    out->kinds = k.kinds;
    out->led = led;
    out->recognized = k.name == SITREP_NAME_PLACE;
    if (k.dateline && !w->dateline.count) w->dateline = *m;
    if (k.demonym && k.head->upos == SITREP_UPOS_ADJ) out->country = k.country;
    return true;
}

static bool add(place_work *w, const place_mention *m)
{
    place_mention *slot = READ_PUSH(&w->r->arena, &w->mentions);
    if (slot) *slot = *m;
    return slot != NULL;
}

/* A name of the recognizer that the gazetteer lacks, or has only in part: taken as it is, to be placed by its words of
 * kind or not at all. */
static bool take_unknown(scan *c, uint32_t first, uint32_t end)
{
    while (end > first && !is_upper(word_at(c, first)->form.ptr[0]) &&
           (unsigned char)word_at(c, first)->form.ptr[0] < 0x80)
        first++;
    if (form_is(c, first, "the") && end - first > 1) first++;
    while (end > first &&
           (form_is(c, end - 1, "'s") || form_is(c, end - 1, "\xE2\x80\x99s") || form_is(c, end - 1, "'")))
        end--;
    if (first >= end) return true;
    if (end - first == 1 && (!is_upper(word_at(c, first)->form.ptr[0]) || word_at(c, first)->form.len < 3)) return true;
    uint32_t stop = 0;
    know_match exact = know_match_exact(c->w->r->know, c->words + first, end - first);
    if (exact.count) stop = know_match_stop(c->w->r->know, &exact);
    if (stop & KNOW_STOP_NEVER) return true;
    if (!c->w->caseless && end - first > 1 && is_lower(word_at(c, end - 1)->form.ptr[0]))
        return true; /* "Soviet republic" */
    place_mention m = unmatched(c, first, end);
    m.dateline = word_at(c, first)->span.begin >= c->w->r->dateline.begin &&
                 word_at(c, end - 1)->span.end <= c->w->r->dateline.end;
    if (place_word_sense(c->w, c->s, first, PLACE_DIRECTION) &&
        end - first > 1) { /* "Western Canada": an area of what the rest names */
        know_match rest = know_match_exact(c->w->r->know, c->words + first + 1, end - first - 1);
        if (rest.count && know_match_has(c->w->r->know, &rest, KNOW_KIND_BIT(KNOW_ENTRY_PLACE))) {
            m.match = rest;
            m.part = true;
            m.sure = 0.8f;
            return add(c->w, &m);
        }
    }
    const read_sense *last = place_word_sense(c->w, c->s, end - 1, PLACE_AFTER), *prep = prep_before(c, first);
    bool led = prep && prep->value.len && !sv_eq(prep->value, SV("by")), told = last && end - first > 1;
    if (!led && !told && !m.dateline) return true; /* nothing but the recognizer speaks for it */
    if (last) m.kinds = kinds_of(last->value);
    return add(c->w, &m);
}

/* "European", "Middle Eastern": adjectives of regions that are no states. */
static bool take_adjective(scan *c, uint32_t at, const read_sense *adjective)
{
    know_match m = know_match_text(c->w->r->know, adjective->value);
    place_mention mention = {.sentence = c->s,
                             .first = at,
                             .end = at + 1,
                             .match = m,
                             .container = SITREP_NONE,
                             .country = SITREP_NONE,
                             .place = SITREP_NONE,
                             .sure = 0.8f,
                             .demonym = true};
    return add(c->w, &mention);
}

/* An organization of the knowledge file that is no place besides. */
static bool is_body(const scan *c, const know_match *m)
{
    bool body = false;
    for (uint32_t i = 0; i < m->count; i++) {
        const know_entry *e = know_entry_at(c->w->r->know, m->first + i);
        if (e->kind == KNOW_ENTRY_PLACE) return false;
        if (e->kind == KNOW_ENTRY_ACTOR && know_actor_at(c->w->r->know, e->id)->kind == KNOW_ORGANIZATION &&
            know_entry_fits(e, c->words, m->begin, m->end))
            body = true;
    }
    return body;
}

/* "Dublin City Council" is of Dublin: the word "City" belongs to what follows, unless the place is called so (as New
 * York City is, which "New York" names, too). */
static bool borrows_city(const scan *c, const know_match *longer, const know_match *shorter)
{
    if (!form_is(c, longer->end - 1, "city") || shorter->end + 1 != longer->end ||
        !place_word_sense(c->w, c->s, longer->end, PLACE_INSTITUTION))
        return false;
    const know_entry *best = NULL;
    for (uint32_t i = 0; i < longer->count && !best; i++) {
        const know_entry *e = know_entry_at(c->w->r->know, longer->first + i);
        if (e->kind == KNOW_ENTRY_PLACE) best = e;
    }
    bool town = false;
    for (uint32_t i = 0; i < shorter->count && best; i++) {
        const know_entry *e = know_entry_at(c->w->r->know, shorter->first + i);
        if (e->kind != KNOW_ENTRY_PLACE) continue;
        const know_place *p = know_place_at(c->w->r->know, e->id);
        if (e->id == best->id && p->class_ == KNOW_PLACE_TOWN) return false;
        town |= p->class_ == KNOW_PLACE_TOWN && p->population * 2 > know_place_at(c->w->r->know, best->id)->population;
    }
    return town;
}

/* Words of a name that a word of kind tells to be a place, though neither gazetteer nor recognizer knows it: "the
 * village of Izghe", "Surkhrod district". Gives its end, `at` where it is none. */
#define TOLD_WORDS 3u
static uint32_t told_end(const scan *c, uint32_t at)
{
    uint32_t end = at;
    while (end < c->sentence->count && end - at < TOLD_WORDS) {
        const sitrep_word *word = word_at(c, end);
        bool hyphen = end > at && sv_eq(word->form, SV("-"));
        bool name = word->upos == SITREP_UPOS_PROPN && is_upper(word->form.ptr[0]) &&
                    word->name != SITREP_NAME_ORGANIZATION && word->form.len > 2;
        if (!name && !hyphen) break;
        if (place_word_sense(c->w, c->s, end, PLACE_AFTER) || place_word_sense(c->w, c->s, end, PLACE_DIRECTION)) break;
        end++;
    }
    if (end == at || (at > 0 && word_at(c, at - 1)->upos == SITREP_UPOS_PROPN)) return at;
    const read_sense *after = place_word_sense(c->w, c->s, end, PLACE_AFTER);
    const read_sense *before =
        at > 1 && form_is(c, at - 1, "of") ? place_word_sense(c->w, c->s, at - 2, PLACE_BEFORE) : NULL;
    bool settled_after =
        after && end < c->sentence->count && is_lower(word_at(c, end)->form.ptr[0]) &&
        word_at(c, end)->upos == SITREP_UPOS_NOUN &&
        (sv_eq(after->value, SV("town")) || sv_eq(after->value, SV("district")) || sv_eq(after->value, SV("adm2")));
    bool settled_before = before && (sv_eq(before->value, SV("town")) || sv_eq(before->value, SV("district")));
    if (!settled_after && !settled_before) return at;
    for (uint32_t i = at; i < end; i++) { /* "a Kurdish village", "Taliban town" */
        know_match m = know_match_exact(c->w->r->know, c->words + i, 1);
        if (know_match_has(c->w->r->know, &m, KNOW_KIND_BIT(KNOW_ENTRY_ACTOR)) ||
            know_match_stop(c->w->r->know, &m) & KNOW_STOP_NEVER)
            return at;
    }
    return end;
}

static bool take_told(scan *c, uint32_t first, uint32_t end)
{
    place_mention m = unmatched(c, first, end);
    return add(c->w, &m);
}

/* The best reading that begins at a word; gives the word to go on from, SITREP_NONE when the arena is out. */
static uint32_t find_at(scan *c, uint32_t at)
{
    know_match out[KNOW_MATCHES_MAX];
    place_work *w = c->w;
    uint32_t name_first, name_end;
    uint8_t name = name_around(c, at, &name_first, &name_end);
    while (name == SITREP_NAME_PLACE && !w->caseless && name_first < at &&
           !is_upper(word_at(c, name_first)->form.ptr[0]))
        name_first++;
    if (!c->words[at].count) return at + 1;
    uint32_t n = know_match_at(w->r->know, c->words, c->sentence->count, at, out, KNOW_MATCHES_MAX);
    for (uint32_t k = 0; k < n && out[k].end - out[k].begin > 1;
         k++) /* "European Union": a body, and no place in it; but "Syrian army" */
        if (is_body(c, &out[k]) && !institution_behind(c, at + 1, out[k].end)) return out[k].end;
    const read_sense *adjective = place_word_sense(w, c->s, at, PLACE_ADJECTIVE);
    if (adjective && (w->caseless || is_upper(word_at(c, at)->form.ptr[0])) && name != SITREP_NAME_PERSON &&
        (name != SITREP_NAME_ORGANIZATION || (name_first == at && institution_behind(c, at + 1, name_end))))
        return take_adjective(c, at, adjective) ? at + 1 : SITREP_NONE;
    for (uint32_t k = 0; k < n; k++) {
        place_mention m;
        bool hyphen =
            name_end < out[k].end && form_is(c, name_end, "-"); /* "Kara-Suu", of which the recognizer took "Kara" */
        if (name == SITREP_NAME_PLACE && out[k].end > name_end && !hyphen &&
            !place_word_sense(w, c->s, out[k].end - 1, PLACE_AFTER))
            continue;
        /* A longer name of the recognizer wins over a part of it: "Rest Acres Road". */
        if (name == SITREP_NAME_PLACE && name_first == at && out[k].end < name_end &&
            is_upper(word_at(c, name_end - 1)->form.ptr[0]) && place_word_sense(w, c->s, name_end - 1, PLACE_AFTER))
            break;
        if (k + 1 < n && borrows_city(c, &out[k], &out[k + 1])) continue;
        if (!weigh(c, &out[k], &m)) continue;
        uint32_t grown = m.end;
        uint16_t kinds = kind_beside(c, m.first, &grown, true);
        if (grown > m.end && (name != SITREP_NAME_ORGANIZATION ||
                              grown <= name_end)) { /* "Laurel County" that the gazetteer has as "Laurel" */
            bool site = kinds == kinds_of(SV("site"));
            if (site && !(name == SITREP_NAME_PLACE && name_end >= grown)) {
                if (name != SITREP_NAME_PLACE) continue; /* a street or school named for it */
            } else {
                if (site) m.match.count = 0;
                m.end = grown;
            }
        }
        uint32_t after = m.end;
        while (m.end - m.first > 1 && form_is(c, m.first, "the")) m.first++;
        while (m.end - m.first > 1 && (form_is(c, m.end - 1, "'s") || form_is(c, m.end - 1, "\xE2\x80\x99s"))) m.end--;
        if (m.end == after && c->words[m.end - 1].dotted && form_is(c, m.end, ".") &&
            best_class(w, &out[k]) <= KNOW_PLACE_ADM1 && word_at(c, m.end - 1)->form.len <= 5)
            after = ++m.end;
        if (!add(w, &m)) return SITREP_NONE;
        return after;
    }
    if (name == SITREP_NAME_PLACE && name_first == at && !w->caseless && !is_upper(word_at(c, at)->form.ptr[0]) &&
        name_end > at + 1 && (unsigned char)word_at(c, at)->form.ptr[0] < 0x80)
        return at + 1; /* "southwest Kansas" */
    if (name == SITREP_NAME_PLACE && name_first == at) return take_unknown(c, at, name_end) ? name_end : SITREP_NONE;
    uint32_t told = w->caseless ? at : told_end(c, at);
    if (told > at) return take_told(c, at, told) ? told : SITREP_NONE;
    return at + 1;
}

static bool is_caseless(const place_work *w)
{
    uint32_t lower = 0, mixed = 0, upper = 0;
    for (uint32_t i = 0; i < w->r->word_count; i++) {
        if (!w->words[i].letters) continue;
        lower += w->words[i].shape == KNOW_LOWER;
        mixed += w->words[i].shape == KNOW_CAPITAL;
        upper += w->words[i].shape == KNOW_UPPER;
    }
    uint32_t all = lower + mixed + upper;
    return all > 20 && (upper * 10 >= all * 9 || (mixed + upper) * 100 < all);
}

/* The country that a mention tells without doubt: its own name, or the dateline's place. SITREP_NONE for others. */
static uint32_t told_country(const place_work *w, const place_mention *m)
{
    if (m->country != SITREP_NONE && !m->demonym) return m->country;
    if (m->weak) return SITREP_NONE;
    for (uint32_t i = 0; i < m->match.count; i++) {
        const know_entry *e = know_entry_at(w->r->know, m->match.first + i);
        if (e->kind != KNOW_ENTRY_PLACE) continue;
        const know_place *p = know_place_at(w->r->know, e->id);
        return p->class_ == KNOW_PLACE_COUNTRY ? e->id
               : m->dateline                   ? p->country
                                               : SITREP_NONE; /* the largest comes first */
    }
    return SITREP_NONE;
}

/* Whether a reading of a name is a town of one of the countries. */
static bool town_of_these(const place_work *w, const know_match *m, const place_table *countries)
{
    for (uint32_t i = 0; i < m->count && i < 64; i++) {
        const know_entry *e = know_entry_at(w->r->know, m->first + i);
        const know_place *p = e->kind == KNOW_ENTRY_PLACE ? know_place_at(w->r->know, e->id) : NULL;
        if (p && e->name != KNOW_NAME_FOREIGN && p->country != SITREP_NONE &&
            place_table_find(countries, (uint64_t)p->country + 1))
            return true;
    }
    return false;
}

/* Weak mentions stay where the report has the same name for sure, and where they are towns of a country that it names
 * ("houses burned in Nookat"). */
static bool drop_weak(place_work *w)
{
    place_table sure, countries;
    uint32_t kept = 0;
    if (!place_table_init(&sure, &w->r->arena, w->mentions.count + 1) ||
        !place_table_init(&countries, &w->r->arena, w->mentions.count + 1))
        return false;
    for (uint32_t i = 0; i < w->mentions.count; i++) {
        const place_mention *m = &w->mentions.items[i];
        uint32_t country = told_country(w, m);
        if (country != SITREP_NONE) *place_table_at(&countries, (uint64_t)country + 1) = 1;
        if (!m->weak && m->match.count) *place_table_at(&sure, (uint64_t)m->match.first + 1) = 1;
    }
    for (uint32_t i = 0; i < w->mentions.count; i++) {
        const place_mention *m = &w->mentions.items[i];
        if (!m->weak || place_table_find(&sure, (uint64_t)m->match.first + 1) ||
            (m->led && town_of_these(w, &m->match, &countries)))
            w->mentions.items[kept++] = *m;
    }
    w->mentions.count = kept;
    return true;
}

sitrep_status place_find(place_work *w)
{
    read_ctx *r = w->r;
    w->words = ARENA_ARRAY(&r->arena, know_word, (size_t)r->word_count + 1);
    if (!w->words) return SITREP_NOMEM;
    memcpy(w->words, r->words, r->word_count * sizeof *w->words);
    for (uint32_t s = 0; s < r->doc->count;
         s++) /* an abbreviation whose dot the tokenizer took off: "Lexington, Ky., on" */
        for (uint32_t i = 0; i + 2 < r->doc->sentences[s].count; i++)
            if (!read_word(r, s, i)->space_after && sv_eq(read_word(r, s, i + 1)->form, SV(".")))
                w->words[read_index(r, s, i)].dotted = true;
    w->caseless = is_caseless(w);
    if (!gather_surnames(w)) return SITREP_NOMEM;
    for (uint32_t s = 0; s < r->doc->count; s++) {
        scan c = {w, s, &r->doc->sentences[s], w->words + r->sentence_first[s]};
        for (uint32_t i = 0; i < c.sentence->count;) {
            i = find_at(&c, i);
            if (i == SITREP_NONE) return SITREP_NOMEM;
        }
    }
    return drop_weak(w) ? SITREP_OK : SITREP_NOMEM;
}
