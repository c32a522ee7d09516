/* read/numbers.c — small tokens, vocabularies and numbers. The hash table is open-addressed and grows in the reader's
 * lasting arena while tables are read; after open it does not change. */
#include "read/numbers.h"

#include <math.h>

#include "base/banned.h"

struct read_vocabulary {
    READ_LIST(read_entry) entries;
    uint32_t *slots; /* entry + 1, 0 for free; a power of two, at most half full */
    uint32_t slot_count;
};

/* ---- vocabulary ---- */

static uint32_t hash_of(sitrep_sv sv)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < sv.len; i++) h = (h ^ (unsigned char)sv.ptr[i]) * 16777619u;
    return h ^ h >> 15;
}

uint32_t read_vocabulary_find(const read_ctx *r, sitrep_sv text)
{
    const read_vocabulary *v = r->vocabulary;
    if (!v || !v->slot_count) return SITREP_NONE;
    for (uint32_t i = hash_of(text);; i++) {
        uint32_t entry = v->slots[i & (v->slot_count - 1)];
        if (!entry) return SITREP_NONE;
        if (sv_eq(v->entries.items[entry - 1].text, text)) return entry - 1;
    }
}

static bool grow_slots(read_ctx *r, read_vocabulary *v)
{
    uint32_t count = v->slot_count ? v->slot_count * 2 : 1024;
    uint32_t *slots = ARENA_ARRAY(&r->lasting, uint32_t, count);
    if (!slots) return false;
    for (uint32_t e = 0; e < v->entries.count; e++) {
        uint32_t i = hash_of(v->entries.items[e].text) & (count - 1);
        while (slots[i]) i = (i + 1) & (count - 1);
        slots[i] = e + 1;
    }
    v->slots = slots;
    v->slot_count = count;
    return true;
}

/* Links a phrase of several words to the entry of its first word, longer ones first. */
static bool link_phrase(read_ctx *r, uint32_t phrase)
{
    sitrep_sv text = read_entry_at(r, phrase)->text;
    const char *blank = memchr(text.ptr, ' ', text.len);
    uint32_t words = 1;
    for (size_t i = 0; i < text.len; i++) words += text.ptr[i] == ' ';
    read_entry_at(r, phrase)->words = words;
    if (!blank) return true;
    uint32_t first = read_vocabulary_make(r, sv_part(text, 0, (size_t)(blank - text.ptr)));
    if (first == SITREP_NONE) return false;
    uint32_t *link = &read_entry_at(r, first)->next;
    while (*link != SITREP_NONE && read_entry_at(r, *link)->words > words) link = &read_entry_at(r, *link)->next;
    read_entry_at(r, phrase)->next = *link;
    *link = phrase;
    return true;
}

uint32_t read_vocabulary_make(read_ctx *r, sitrep_sv text)
{
    if (!r->vocabulary) r->vocabulary = ARENA_NEW(&r->lasting, read_vocabulary);
    read_vocabulary *v = r->vocabulary;
    if (!v) return SITREP_NONE;
    uint32_t found = read_vocabulary_find(r, text);
    if (found != SITREP_NONE) return found;
    if ((v->entries.count + 1) * 2 > v->slot_count && !grow_slots(r, v)) return SITREP_NONE;
    read_entry *entry = READ_PUSH(&r->lasting, &v->entries);
    if (!entry) return SITREP_NONE;
    *entry = (read_entry){.text = text, .next = SITREP_NONE, .words = 1};
    uint32_t at = v->entries.count - 1, i = hash_of(text) & (v->slot_count - 1);
    while (v->slots[i]) i = (i + 1) & (v->slot_count - 1);
    v->slots[i] = at + 1;
    return link_phrase(r, at) ? at : SITREP_NONE;
}

read_entry *read_entry_at(const read_ctx *r, uint32_t entry)
{
    return &r->vocabulary->entries.items[entry];
}

static double number_of(sitrep_sv text)
{
    char copy[32], *end;
    if (text.len == 0 || text.len >= sizeof copy) return NAN;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    double value = strtod(copy, &end);
    return *end ? NAN : value;
}

static sitrep_sv no_dash(sitrep_sv cell)
{
    return sv_eq(cell, SV("-")) ? (sitrep_sv){cell.ptr, 0} : cell;
}

static bool add_sense(read_ctx *r, uint32_t entry, const read_sense *sense)
{
    read_entry *e = read_entry_at(r, entry);
    read_sense *senses = ARENA_ARRAY(&r->lasting, read_sense, e->sense_count + 1);
    if (!senses) return false;
    if (e->sense_count) memcpy(senses, e->senses, e->sense_count * sizeof *senses);
    senses[e->sense_count++] = *sense;
    e->senses = senses;
    uint64_t bit = sense->class_ < 62 ? UINT64_C(1) << sense->class_ : 0; /* 62 and 63 are the patterns' own */
    sitrep_sv rest = e->text;
    uint32_t first = read_vocabulary_find(r, sv_cut(&rest, ' ')); /* there: a phrase is linked to it when made */
    e->classes |= bit;
    e->begins |= bit;
    read_entry_at(r, first)->begins |= bit;
    return true;
}

sitrep_status read_vocabulary_add(read_ctx *r, const char *name, uint32_t (*class_of)(sitrep_sv name),
                                  sitrep_error *err)
{
    const know_table *t = know_table_find(r->know, sv_of(name));
    if (!t) return base_error(err, SITREP_FORMAT, "the knowledge file has no table %s", name);
    uint32_t word = know_table_column(r->know, t, SV("word")), class_ = know_table_column(r->know, t, SV("class"));
    uint32_t value = know_table_column(r->know, t, SV("value"));
    uint32_t low = know_table_column(r->know, t, SV("low")), high = know_table_column(r->know, t, SV("high"));
    for (uint32_t row = 0; row < t->rows; row++) {
        sitrep_sv class_name = know_table_cell(r->know, t, row, class_);
        uint32_t number = class_of(class_name);
        if (number > UINT8_MAX)
            return base_error(err, SITREP_FORMAT, "table %s: class '%.*s' is not known", name, SV_ARG(class_name));
        uint32_t entry = read_vocabulary_make(r, know_table_cell(r->know, t, row, word));
        read_sense sense = {.class_ = (uint8_t)number, .value = no_dash(know_table_cell(r->know, t, row, value))};
        sense.number = number_of(sense.value);
        sense.low = low == SITREP_NONE ? NAN : number_of(know_table_cell(r->know, t, row, low));
        sense.high = high == SITREP_NONE ? NAN : number_of(know_table_cell(r->know, t, row, high));
        if (entry == SITREP_NONE || !add_sense(r, entry, &sense)) return base_error(err, SITREP_NOMEM, "out of memory");
    }
    return SITREP_OK;
}

uint32_t read_entry_length(const read_ctx *r, uint32_t entry, const read_token *tokens, uint32_t count, uint32_t at)
{
    sitrep_sv rest = read_entry_at(r, entry)->text;
    uint32_t i = at;
    while (rest.len) {
        sitrep_sv word = sv_cut(&rest, ' ');
        while (word.len) { /* "mid-afternoon" and "new year's" are several tokens of one word */
            if (i == count || tokens[i].low.len == 0 || !sv_starts(word, tokens[i].low)) return 0;
            word = sv_part(word, tokens[i].low.len, word.len);
            i++;
        }
    }
    return i - at;
}

const read_sense *read_form_sense(const read_ctx *r, sitrep_sv form, uint32_t class_)
{
    char low[48];
    if (form.len == 0 || form.len >= sizeof low) return NULL;
    for (size_t i = 0; i < form.len; i++) low[i] = to_lower(form.ptr[i]);
    return read_entry_sense(r, read_vocabulary_find(r, (sitrep_sv){low, form.len}), class_);
}

const read_sense *read_form_senses(const read_ctx *r, sitrep_sv form, uint32_t *out_count)
{
    char low[48];
    *out_count = 0;
    if (form.len == 0 || form.len >= sizeof low) return NULL;
    for (size_t i = 0; i < form.len; i++) low[i] = to_lower(form.ptr[i]);
    uint32_t entry = read_vocabulary_find(r, (sitrep_sv){low, form.len});
    if (entry == SITREP_NONE) return NULL;
    *out_count = read_entry_at(r, entry)->sense_count;
    return read_entry_at(r, entry)->senses;
}

const read_sense *read_entry_sense(const read_ctx *r, uint32_t entry, uint32_t class_)
{
    if (entry == SITREP_NONE) return NULL;
    const read_entry *e = read_entry_at(r, entry);
    if (class_ < 62 && !(e->classes >> class_ & 1)) return NULL;
    for (uint32_t i = 0; i < e->sense_count; i++)
        if (e->senses[i].class_ == class_) return &e->senses[i];
    return NULL;
}

/* ---- tokens ---- */

/* The ASCII twin of a typographic mark of `len` bytes at p: dashes, quotation marks, the no-break space; 0 for letters.
 */
static char twin_of(const char *p, size_t room, uint32_t *len)
{
    if (room >= 2 && memcmp(p, "\xC2\xA0", 2) == 0) return *len = 2, ' ';
    if (room >= 2 && (memcmp(p, "\xC2\xA3", 2) == 0 || memcmp(p, "\xC2\xA5", 2) == 0)) return *len = 2, '$';
    if (room >= 2 && (memcmp(p, "\xC2\xAB", 2) == 0 || memcmp(p, "\xC2\xBB", 2) == 0)) return *len = 2, '"';
    if (room < 3 || (unsigned char)p[0] != 0xE2) return 0;
    *len = 3;
    if ((unsigned char)p[1] == 0x80) {
        unsigned char last = (unsigned char)p[2];
        if (last >= 0x90 && last <= 0x95) return '-';
        if (last == 0x98 || last == 0x99) return '\'';
        if (last == 0x9C || last == 0x9D || last == 0x9E) return '"';
        if (last == 0xA2) return '*';
        if (last == 0xA6) return '.';
        if (last <= 0x8A || last == 0xAF) return ' ';
    }
    if ((unsigned char)p[1] == 0x82 && (unsigned char)p[2] == 0xAC) return '$'; /* euro */
    return 0;
}

static bool word_byte(sitrep_sv text, uint32_t at, uint32_t end)
{
    unsigned char c = (unsigned char)text.ptr[at];
    uint32_t len;
    if (c < 0x80) return is_alpha((char)c);
    return twin_of(text.ptr + at, end - at, &len) == 0;
}

static uint32_t scan_word(sitrep_sv text, uint32_t at, uint32_t end, bool *initials)
{
    uint32_t i = at;
    *initials = false;
    if (i + 3 < end && is_alpha(text.ptr[i]) && text.ptr[i + 1] == '.' && is_alpha(text.ptr[i + 2]) &&
        text.ptr[i + 3] == '.') {
        while (i + 1 < end && is_alpha(text.ptr[i]) && text.ptr[i + 1] == '.') i += 2;
        *initials = i == end || !word_byte(text, i, end);
        if (*initials) return i;
        i = at;
    }
    if (i + 2 < end && is_alpha(text.ptr[i]) && text.ptr[i + 1] == '.' && is_alpha(text.ptr[i + 2]) &&
        (i + 3 == end || !word_byte(text, i + 3, end))) { /* "10 p.m" with its last dot lost */
        *initials = true;
        return i + 3;
    }
    while (i < end) {
        if (word_byte(text, i, end)) {
            i++;
            continue;
        }
        /* an apostrophe inside a word ("o'clock", "don't"), but a possessive is a token of its own */
        bool apostrophe = text.ptr[i] == '\'' && i > at && i + 1 < end && is_alpha(text.ptr[i + 1]);
        bool possessive =
            apostrophe && to_lower(text.ptr[i + 1]) == 's' && (i + 2 == end || !word_byte(text, i + 2, end));
        if (!apostrophe || possessive) break;
        i++;
    }
    return i;
}

/* Digits with separators: "1,200", "2.5", but "10,20" is two and "5." is a number and a full stop. */
static uint32_t scan_digits(sitrep_sv text, uint32_t at, uint32_t end, read_token *t)
{
    uint32_t i = at;
    double value = 0, tenth = 0.1;
    while (i < end && is_digit(text.ptr[i])) value = value * 10 + (text.ptr[i++] - '0');
    while (i - at <= 12 && i + 3 < end && text.ptr[i] == ',' && is_digit(text.ptr[i + 1]) &&
           is_digit(text.ptr[i + 2]) && is_digit(text.ptr[i + 3]) && (i + 4 == end || !is_digit(text.ptr[i + 4])) &&
           (t->grouped || i - at <= 3)) {
        for (uint32_t k = 1; k <= 3; k++) value = value * 10 + (text.ptr[i + k] - '0');
        i += 4;
        t->grouped = true;
    }
    if (i + 1 < end && text.ptr[i] == '.' && is_digit(text.ptr[i + 1])) {
        t->grouped = true;
        for (i++; i < end && is_digit(text.ptr[i]); i++, tenth /= 10) value += tenth * (text.ptr[i] - '0');
    }
    t->number = value;
    t->low = sv_part(text, at, i); /* the digits; a pattern may name them */
    if (i + 1 < end && (i + 2 == end || !word_byte(text, i + 2, end))) {
        char a = to_lower(text.ptr[i]), b = to_lower(text.ptr[i + 1]);
        if ((a == 's' && b == 't') || (a == 'n' && b == 'd') || (a == 'r' && b == 'd') || (a == 't' && b == 'h')) {
            t->ordinal = true;
            i += 2;
        }
    }
    return i;
}

static bool lower_word(read_ctx *r, read_token *t, bool initials)
{
    sitrep_sv word = sv_span(r->text, t->span);
    char *low = arena_alloc(&r->arena, word.len + 1);
    if (!low) return false;
    size_t len = 0;
    for (size_t i = 0; i < word.len; i++)
        if (!initials || word.ptr[i] != '.') low[len++] = to_lower(word.ptr[i]);
    t->low = (sitrep_sv){low, len};
    t->capital = is_upper(word.ptr[0]);
    t->dot = initials && word.ptr[word.len - 1] == '.';
    return true;
}

static const char mark_twins[] = "-'\"*.$ ";

static bool scan_token(read_ctx *r, uint32_t at, uint32_t end, read_token *t)
{
    sitrep_sv text = r->text;
    uint32_t len = 1;
    char c = text.ptr[at], twin = (unsigned char)c >= 0x80 ? twin_of(text.ptr + at, end - at, &len) : 0;
    t->span.begin = at;
    if (is_digit(c)) {
        t->kind = READ_TOKEN_DIGITS;
        t->span.end = scan_digits(text, at, end, t);
    } else if (c == '\'' && at + 1 < end && to_lower(text.ptr[at + 1]) == 's' && at > 0 &&
               word_byte(text, at - 1, end) && (at + 2 == end || !word_byte(text, at + 2, end))) {
        t->kind = READ_TOKEN_MARK;
        t->span.end = at + 2;
        t->low = SV("'s");
    } else if (word_byte(text, at, end)) {
        bool initials;
        t->kind = READ_TOKEN_WORD;
        t->span.end = scan_word(text, at, end, &initials);
        return lower_word(r, t, initials);
    } else {
        t->kind = READ_TOKEN_MARK;
        t->span.end = at + len;
        const char *hit = twin ? strchr(mark_twins, twin) : NULL;
        t->low = hit ? (sitrep_sv){hit, 1} : sv_part(text, at, at + len);
        if (twin == '\'' && at + 3 < end && to_lower(text.ptr[at + 3]) == 's' && at > 0 &&
            word_byte(text, at - 1, end) && (at + 4 == end || !word_byte(text, at + 4, end))) {
            t->span.end = at + 4;
            t->low = SV("'s");
        }
    }
    return true;
}

read_token *read_tokens_of(read_ctx *r, sitrep_span span, uint32_t *out_count)
{
    READ_LIST(read_token) list = {0};
    bool space = true, paragraph = true;
    uint32_t lines = 0;
    *out_count = 0;
    for (uint32_t at = span.begin; at < span.end;) {
        uint32_t len = 1;
        char c = r->text.ptr[at];
        bool blank = is_space(c) || ((unsigned char)c >= 0x80 && twin_of(r->text.ptr + at, span.end - at, &len) == ' ');
        if (blank) {
            lines += c == '\n';
            paragraph |= lines > 1;
            space = true;
            at += len;
            continue;
        }
        read_token *t = READ_PUSH(&r->arena, &list);
        if (!t || !scan_token(r, at, span.end, t)) return NULL;
        t->space = space;
        t->paragraph = paragraph;
        t->entry =
            t->kind == READ_TOKEN_WORD || t->kind == READ_TOKEN_MARK ? read_vocabulary_find(r, t->low) : SITREP_NONE;
        space = paragraph = false;
        lines = 0;
        at = t->span.end;
    }
    *out_count = list.count;
    return list.items;
}

const read_token *read_tokens(read_ctx *r, uint32_t *out_count)
{
    if (!r->tokens) r->tokens = read_tokens_of(r, (sitrep_span){0, (uint32_t)r->text.len}, &r->token_count);
    *out_count = r->tokens ? r->token_count : 0;
    return r->tokens;
}

/* ---- numbers ---- */

static bool mark_is(const read_token *t, char c)
{
    return t->kind == READ_TOKEN_MARK && t->low.len == 1 && t->low.ptr[0] == c;
}
static bool word_is(const read_token *t, const char *word)
{
    return t->kind == READ_TOKEN_WORD && sv_eq(t->low, sv_of(word));
}

static const read_sense *sense_at(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t at,
                                  uint32_t class_)
{
    return at < count ? read_entry_sense(r, tokens[at].entry, class_) : NULL;
}

/* "twenty-five", "seven", "ninety": below a hundred. */
static bool small_words(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t *at, double *out)
{
    const read_sense *s = sense_at(r, tokens, count, *at, READ_NUM_TENS);
    if (s) {
        *out = s->number;
        uint32_t next = *at + 1;
        if (next + 1 < count && mark_is(&tokens[next], '-') && !tokens[next].space) next++;
        const read_sense *unit = sense_at(r, tokens, count, next, READ_NUM_UNIT);
        if (unit && unit->number > 0 && unit->number < 10) {
            *out += unit->number;
            *at = next + 1;
        } else {
            *at += 1;
        }
        return true;
    }
    s = sense_at(r, tokens, count, *at, READ_NUM_UNIT);
    if (!s) return false;
    *out = s->number;
    *at += 1;
    return true;
}

/* A scale word at `at`; the short ones ("m", "bn") only right after digits. */
static const read_sense *scale_at(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t at,
                                  bool after_digits)
{
    const read_sense *s = sense_at(r, tokens, count, at, READ_NUM_SCALE);
    if (s) return s;
    s = after_digits ? sense_at(r, tokens, count, at, READ_NUM_SCALE_SHORT) : NULL;
    return s && (!tokens[at].space || s->number >= 1e6) && (tokens[at].low.len > 1 || !tokens[at].space) ? s : NULL;
}

/* "5 1/2", "5½" is left to its digits; "two and a half". */
static void take_half(const read_ctx *r, const read_token *tokens, uint32_t count, read_number *n)
{
    uint32_t i = n->end;
    if (i + 2 < count && tokens[i].kind == READ_TOKEN_DIGITS && mark_is(&tokens[i + 1], '/') && !tokens[i + 1].space &&
        tokens[i + 2].kind == READ_TOKEN_DIGITS && !tokens[i + 2].space && tokens[i + 2].number > tokens[i].number &&
        tokens[i + 2].number < 20 && n->value < 1000) {
        n->value += tokens[i].number / tokens[i + 2].number;
        n->end = i + 3;
    } else if (i + 2 < count && word_is(&tokens[i], "and") && word_is(&tokens[i + 1], "a") &&
               word_is(&tokens[i + 2], "half")) {
        n->value += 0.5;
        n->end = i + 3;
        const read_sense *scale = scale_at(r, tokens, count, n->end, false);
        if (scale && scale->number >= 1e6) { /* "one and a half million" */
            n->value *= scale->number;
            n->end++;
        }
    }
}

static bool skip_hyphen(const read_token *tokens, uint32_t count, uint32_t at)
{
    return at + 1 < count && mark_is(&tokens[at], '-') && !tokens[at].space && !tokens[at + 1].space;
}

/* Groups: "two hundred and six thousand, three hundred": the value of what was read of words and scales. */
static bool number_words(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t at, read_number *out)
{
    double total = 0, group = 0;
    bool any = false;
    uint32_t i = at, end = at;
    while (i < count) {
        double part;
        const read_sense *scale;
        if (tokens[i].kind == READ_TOKEN_DIGITS && !any && !tokens[i].ordinal) {
            group = tokens[i].number;
            out->digits = true;
            i++;
        } else if (small_words(r, tokens, count, &i, &part)) {
            if (any && group > 0 && fmod(group, 100) != 0) break; /* "five six": two numbers */
            if (any && out->digits) break;
            group += part;
        } else if ((scale = scale_at(r, tokens, count, i, out->digits && i == at + 1)) != NULL) {
            if (!any && scale->number < 1000 && scale->number != 100 && scale->number != 12 && scale->number != 20)
                break;
            if (!any) break; /* "hundred" alone: see vague amounts and "a hundred" */
            if (scale->number == 20 && sv_eq(scale->value, SV("20")) && out->digits) break;
            if (scale->number < 1000) {
                group = (group > 0 ? group : 1) * scale->number;
            } else {
                total += (group > 0 ? group : 1) * scale->number;
                group = 0;
            }
            i++;
        } else if (any && word_is(&tokens[i], "and") && (group >= 100 || total >= 1000)) {
            uint32_t ahead = i + 1;
            if (ahead >= count || !small_words(r, tokens, count, &ahead, &part)) break;
            i++;
            continue;
        } else {
            break;
        }
        any = true;
        end = i;
        if (skip_hyphen(tokens, count, i) && scale_at(r, tokens, count, i + 1, false)) i++;
    }
    if (!any) return false;
    out->value = total + group;
    out->end = end;
    return true;
}

static bool vague_at(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t at, read_number *out)
{
    if (tokens[at].entry == SITREP_NONE) return false;
    if (!(read_entry_at(r, tokens[at].entry)->begins & UINT64_C(1) << READ_NUM_VAGUE)) return false;
    for (uint32_t e = read_entry_at(r, tokens[at].entry)->next;; e = read_entry_at(r, e)->next) {
        uint32_t entry = e == SITREP_NONE ? tokens[at].entry : e;
        const read_sense *s = read_entry_sense(r, entry, READ_NUM_VAGUE);
        uint32_t len = s ? read_entry_length(r, entry, tokens, count, at) : 0;
        if (len) {
            out->vague = !(s->low == s->high);
            out->value = out->vague ? (double)NAN : s->low;
            out->low = s->low;
            out->high = s->high;
            out->end = at + len;
            return true;
        }
        if (e == SITREP_NONE) return false;
    }
}

/* "several hundred", "a few thousand", "a couple of dozen", "a few dozen": a vague amount of a scale. */
static void vague_scale(const read_ctx *r, const read_token *tokens, uint32_t count, read_number *n)
{
    uint32_t i = n->end;
    if (i + 1 < count && word_is(&tokens[i], "of") && scale_at(r, tokens, count, i + 1, false)) i++;
    const read_sense *scale = scale_at(r, tokens, count, i, false);
    if (!scale) return;
    n->end = i + 1;
    if (n->vague && n->low == 3 && n->high == 9) n->low = 2; /* "several hundred" are hundreds */
    n->low *= scale->number;
    n->high = n->high * scale->number + (n->vague ? scale->number - 1 : 0);
    if (!n->vague) n->value = n->low;
}

bool read_number_at(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t at, bool article,
                    read_number *out)
{
    read_number n = {.value = NAN, .low = NAN, .high = NAN};
    if (at >= count) return false;
    if (vague_at(r, tokens, count, at, &n)) {
        if (!isnan(n.low)) vague_scale(r, tokens, count, &n);
    } else if (number_words(r, tokens, count, at, &n)) {
        take_half(r, tokens, count, &n);
    } else if (word_is(&tokens[at], "a") || word_is(&tokens[at], "an") || word_is(&tokens[at], "one")) {
        const read_sense *scale = scale_at(r, tokens, count, at + 1, false);
        if (scale) { /* "a hundred and six", "a million" */
            n.value = scale->number;
            n.end = at + 2;
        } else if (article) {
            n.value = 1;
            n.end = at + 1;
            n.article = true;
        } else {
            return false;
        }
    } else {
        return false;
    }
    if (!n.vague) n.low = n.high = n.value;
    *out = n;
    return true;
}

bool read_ordinal_at(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t at, read_number *out)
{
    if (at >= count) return false;
    *out = (read_number){.value = NAN, .low = NAN, .high = NAN};
    if (tokens[at].kind == READ_TOKEN_DIGITS && tokens[at].ordinal) {
        out->value = tokens[at].number;
        out->end = at + 1;
        out->digits = true;
        return true;
    }
    const read_sense *tens = sense_at(r, tokens, count, at, READ_NUM_TENS);
    uint32_t i = at;
    double value = 0;
    if (tens && skip_hyphen(tokens, count, at + 1)) {
        value = tens->number;
        i = at + 2;
    }
    const read_sense *s = sense_at(r, tokens, count, i, READ_NUM_ORDINAL);
    if (!s || (value > 0 && s->number > 9)) return false;
    out->value = value + s->number;
    out->end = i + 1;
    return true;
}
