/* lang/names.c — names, looked at over a whole text. Sentence by sentence the network finds a name in one place and
 * misses it in another; a text mostly means one thing by one name. So a name gets the kind that it has most often, a
 * last name by itself is a person where that person was named in full, and a name that was missed is found where the
 * same words stand again as proper nouns, unless they were passed over more often than not. "Alpine Rescue Service
 * (ARS)" says itself where a name begins, and what ARS is from there on.
 *
 * Names are compared by hashes of their words; all tables are the arena's. Time is linear in the text. */
#include "lang/net.h"

#include "base/banned.h"

#define KINDS        4u
#define LONGEST      6u /* words of a name that is looked for again */
#define ABBREVIATION 8u /* letters of one, at most */

typedef struct entry {
    uint64_t key;         /* 0: free */
    uint32_t seen[KINDS]; /* times it was marked, by kind; [0]: times it stood there unmarked */
    uint32_t last_name;   /* times it ended a person's name of several words */
    uint8_t told;         /* the kind that the text itself tells, by an abbreviation; 0: it does not */
} entry;

typedef struct table {
    entry *slots;
    uint32_t mask;
} table;

static uint64_t word_key(const sitrep_word *w)
{
    return net_hash((const unsigned char *)w->form.ptr, w->form.len, 7);
}

static uint64_t join(uint64_t key, uint64_t word)
{
    return (key ^ word) * UINT64_C(0x9E3779B97F4A7C15) | 1u;
}

/* The slot of `key`: its own, or the free one where it would go. */
static entry *find(const table *t, uint64_t key)
{
    uint32_t at = (uint32_t)(key >> 32) & t->mask;
    while (t->slots[at].key && t->slots[at].key != key) at = (at + 1) & t->mask;
    return &t->slots[at];
}

/* The end of the name that begins at i. */
static uint32_t name_end(const sitrep_sentence *s, uint32_t i)
{
    uint32_t end = i + 1;
    while (end < s->count && s->words[end].name == s->words[i].name && !s->words[end].name_begin) end++;
    return end;
}

static uint64_t span_key(const sitrep_sentence *s, uint32_t from, uint32_t end)
{
    uint64_t key = 1;
    for (uint32_t i = from; i < end; i++) key = join(key, word_key(&s->words[i]));
    return key;
}

static uint32_t count_names(const sitrep_analysis *analysis)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < analysis->count; i++)
        for (uint32_t k = 0; k < analysis->sentences[i].count; k++) n += analysis->sentences[i].words[k].name_begin;
    return n;
}

static void set_kind(sitrep_sentence *s, uint32_t from, uint32_t end, uint8_t kind)
{
    for (uint32_t i = from; i < end; i++) {
        s->words[i].name = kind;
        s->words[i].name_begin = i == from;
    }
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_abbreviation(sitrep_sv form)
{
    for (size_t i = 0; i < form.len; i++)
        if (!is_capital(form.ptr[i])) return false;
    return form.len >= 3 && form.len <= ABBREVIATION;
}

/* Where the words before `end` begin whose first letters are those of `letters`; small words between them may go
 * without one. `end` if they do not fit. */
static uint32_t spelled_from(const sitrep_sentence *s, uint32_t end, sitrep_sv letters)
{
    uint32_t at = end, small = 0;
    for (size_t left = letters.len; left;) {
        if (!at) return end;
        sitrep_sv form = s->words[--at].form;
        char first = form.len ? form.ptr[0] : 0;
        if (first == letters.ptr[left - 1]) {
            left--;
            small = 0;
        } else if (is_capital(first) || form.len > 3 || at + 1 == end || ++small > 2) {
            return end;
        }
    }
    return at;
}

/* The kind of "(ABC)" at `open` and of the words from `from` that it is short for: the abbreviation's own, else the one
 * that the name's last word has. Without either, the words may be no name at all. */
static uint8_t spelled_kind(const sitrep_sentence *s, uint32_t open)
{
    uint8_t brief = s->words[open + 1].name, last = s->words[open - 1].name;
    if (last == SITREP_NAME_ORGANIZATION || brief == SITREP_NAME_ORGANIZATION) return SITREP_NAME_ORGANIZATION;
    return last == brief || !brief ? last : SITREP_NAME_NONE;
}

/* Names that are spelled out before their abbreviation. */
static void spell_out(sitrep_sentence *s)
{
    for (uint32_t i = 1; i + 2 < s->count; i++) {
        if (!sv_eq(s->words[i].form, SV("(")) || !sv_eq(s->words[i + 2].form, SV(")"))) continue;
        if (!is_abbreviation(s->words[i + 1].form)) continue;
        uint32_t from = spelled_from(s, i, s->words[i + 1].form);
        uint8_t kind = spelled_kind(s, i);
        if (from == i || kind == SITREP_NAME_NONE || kind == SITREP_NAME_PERSON) continue;
        set_kind(s, from, i, kind);
        set_kind(s, i + 1, i + 2, kind);
    }
}

/* "the school board of Ohio" is no name, but Ohio is. */
static void drop_common(sitrep_sentence *s)
{
    for (uint32_t i = 0, end; i < s->count; i = end) {
        end = i + 1;
        if (!s->words[i].name_begin) continue;
        end = name_end(s, i);
        uint32_t at = i;
        while (at < end && s->words[at].upos != SITREP_UPOS_PROPN) at++;
        if (at == i || at == end || s->words[i].upos != SITREP_UPOS_NOUN || is_capital(s->words[i].form.ptr[0]))
            continue;
        uint8_t kind = s->words[at - 1].upos == SITREP_UPOS_ADP ? SITREP_NAME_PLACE : s->words[i].name;
        set_kind(s, i, at, SITREP_NAME_NONE);
        for (uint32_t k = i; k < at; k++) s->words[k].name_begin = false;
        set_kind(s, at, end, kind);
    }
}

static void note_names(table *t, const sitrep_sentence *s)
{
    for (uint32_t i = 0, end; i < s->count; i = end) {
        end = i + 1;
        if (!s->words[i].name_begin) continue;
        end = name_end(s, i);
        entry *e = find(t, span_key(s, i, end));
        e->key = span_key(s, i, end);
        e->seen[s->words[i].name]++;
        if (i && end < s->count && sv_eq(s->words[i - 1].form, SV("(")) && sv_eq(s->words[end].form, SV(")")) &&
            is_abbreviation(s->words[i].form) && s->words[i].name != SITREP_NAME_PERSON)
            e->told = s->words[i].name;
        if (s->words[i].name == SITREP_NAME_PERSON && end > i + 1) {
            uint64_t key = span_key(s, end - 1, end);
            e = find(t, key);
            e->key = key;
            e->last_name++;
        }
    }
}

/* The kind of a name in this text; `own` where nothing speaks against it. */
static uint8_t kind_of(const entry *e, uint8_t own)
{
    uint8_t best = own;
    if (e->told) return e->told;
    for (uint8_t k = 1; k < KINDS; k++)
        if (e->seen[k] > (best ? e->seen[best] : 0)) best = k;
    return e->last_name && best != SITREP_NAME_PERSON && (best ? e->seen[best] : 0) <= e->last_name ? SITREP_NAME_PERSON
                                                                                                    : best;
}

static bool is_proper(const sitrep_word *w)
{
    return !w->name && w->form.len && (unsigned char)w->form.ptr[0] != '-' && strncmp(w->xpos, "NNP", 3) == 0;
}

/* The longest known name at word i that no name covers: its entry and end; NULL if there is none. */
static entry *known_at(const table *t, const sitrep_sentence *s, uint32_t i, uint32_t *out_end)
{
    entry *found = NULL;
    uint64_t key = 1;
    if (!is_proper(&s->words[i])) return NULL;
    for (uint32_t end = i + 1; end <= s->count && end <= i + LONGEST && !s->words[end - 1].name; end++) {
        key = join(key, word_key(&s->words[end - 1]));
        entry *e = find(t, key);
        if (e->key && is_proper(&s->words[end - 1])) {
            found = e;
            *out_end = end;
        }
    }
    return found;
}

/* The longest name of several words at word i that is marked elsewhere in the text as a whole, and here only in part:
 * its entry and end; NULL if there is none. */
static const entry *longer_at(const table *t, const sitrep_sentence *s, uint32_t i, uint32_t *out_end)
{
    const entry *found = NULL;
    uint64_t key = 1;
    uint32_t parts = 0;
    for (uint32_t end = i + 1; end <= s->count && end <= i + LONGEST; end++) {
        const sitrep_word *last = &s->words[end - 1];
        if (end == i + 1 && last->name && !last->name_begin) return NULL;
        key = join(key, word_key(last));
        parts += last->name_begin;
        bool cut = end < s->count && s->words[end].name && !s->words[end].name_begin;
        bool whole = parts == 1 && s->words[i].name_begin && name_end(s, i) == end;
        const entry *e = parts && !cut && !whole && end > i + 1 ? find(t, key) : NULL;
        if (e && e->key && (e->told || e->seen[1] + e->seen[2] + e->seen[3])) {
            found = e;
            *out_end = end;
        }
    }
    return found;
}

static void settle(const table *t, sitrep_sentence *s)
{
    for (uint32_t i = 0, end; i < s->count; i = end) {
        end = i + 1;
        const entry *longer = longer_at(t, s, i, &end);
        if (longer) {
            set_kind(s, i, end, kind_of(longer, SITREP_NAME_NONE));
            continue;
        }
        if (s->words[i].name_begin) {
            end = name_end(s, i);
            set_kind(s, i, end, kind_of(find(t, span_key(s, i, end)), s->words[i].name));
            continue;
        }
        const entry *e = known_at(t, s, i, &end);
        if (!e) continue;
        uint32_t marked = e->seen[1] + e->seen[2] + e->seen[3] + e->last_name;
        if (e->told || marked >= e->seen[0]) set_kind(s, i, end, kind_of(e, SITREP_NAME_NONE));
    }
}

sitrep_status lang_names_settle(sitrep_analysis *analysis, arena *a)
{
    table t = {NULL, 63};
    for (uint32_t i = 0; i < analysis->count; i++) {
        drop_common(&analysis->sentences[i]);
        spell_out(&analysis->sentences[i]);
    }
    uint32_t names = count_names(analysis);
    if (!names) return SITREP_OK;
    while (t.mask < names * 4) t.mask = t.mask * 2 + 1;
    t.slots = ARENA_ARRAY(a, entry, (size_t)t.mask + 1);
    if (!t.slots) return SITREP_NOMEM;
    for (uint32_t i = 0; i < analysis->count; i++) note_names(&t, &analysis->sentences[i]);
    for (uint32_t i = 0; i < analysis->count; i++) {
        const sitrep_sentence *s = &analysis->sentences[i];
        for (uint32_t k = 0, end; k < s->count; k = end) {
            end = k + 1;
            entry *e = known_at(&t, s, k, &end);
            if (e) e->seen[0]++;
        }
    }
    for (uint32_t i = 0; i < analysis->count; i++) settle(&t, &analysis->sentences[i]);
    return SITREP_OK;
}
