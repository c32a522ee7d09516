/* lang/split.c — surface tokens and sentences, by two linear classifiers over hashed features.
 * Works paragraph by paragraph: white space first cuts chunks, then each place within a chunk that is not between two
 * letters or two digits is decided, left to right; then each token end that could close a sentence. */
#include "lang/split_int.h"
#include "base/banned.h"

static uint32_t get_u32(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

sitrep_status lang_split_open(sitrep_sv section, lang_split *out, sitrep_error *err)
{
    if (section.len < SPLIT_HEADER || get_u32(section.ptr) != SPLIT_MAGIC)
        return base_error(err, SITREP_FORMAT, "the language model has no splitter");
    uint32_t token_bits = get_u32(section.ptr + 4), sentence_bits = get_u32(section.ptr + 8);
    if (token_bits > 24 || sentence_bits > 24 ||
        section.len != SPLIT_HEADER + ((size_t)1 << token_bits) + ((size_t)1 << sentence_bits))
        return base_error(err, SITREP_FORMAT, "the splitter of the language model has a wrong size");
    out->token_bits = token_bits;
    out->sentence_bits = sentence_bits;
    out->token_bias = (int32_t)get_u32(section.ptr + 12);
    out->sentence_bias = (int32_t)get_u32(section.ptr + 16);
    out->token_weights = (const int8_t *)section.ptr + SPLIT_HEADER;
    out->sentence_weights = out->token_weights + ((size_t)1 << token_bits);
    return SITREP_OK;
}

static int32_t score(const int8_t *weights, uint32_t bits, int32_t bias, const uint64_t *features, uint32_t count)
{
    int32_t sum = bias;
    for (uint32_t i = 0; i < count; i++) sum += weights[features[i] >> (64 - bits)];
    return sum;
}

/* The tokens of one text while they are found. */
typedef struct work {
    const lang_split *split;
    const lang_contractions *known; /* may be NULL */
    arena *a;
    sitrep_sv text;
    lang_tokens out;
    uint32_t cap;
    bool failed;
} work;

static void add_token(work *w, uint32_t begin, uint32_t end)
{
    if (w->out.count == w->cap) {
        uint32_t cap = w->cap ? w->cap * 2 : 256;
        lang_token *items = arena_grow(w->a, w->out.items, w->out.count, cap, sizeof *items);
        if (!items) {
            w->failed = true;
            return;
        }
        w->out.items = items;
        w->cap = cap;
    }
    w->out.items[w->out.count++] = (lang_token){.begin = begin, .end = end};
}

static bool is_title(const work *w, uint32_t begin, uint32_t end)
{
    return w->known && end - begin > 1 && w->text.ptr[end - 1] == '.' &&
           lang_contractions_is_title(w->known, sv_part(w->text, begin, end));
}

static void split_chunk_tokens(work *w, const split_chunk *chunk)
{
    uint64_t features[SPLIT_FEATURES_MAX];
    uint32_t from = 0;
    for (uint32_t at = 1; at < chunk->count && !w->failed; at++) {
        if (!split_token_candidate(chunk, at)) continue;
        if (at + 1 == chunk->count && is_title(w, chunk->chars[from].byte, chunk->chars[at + 1].byte)) continue;
        uint32_t n = split_token_features(chunk, from, at, features);
        if (score(w->split->token_weights, w->split->token_bits, w->split->token_bias, features, n) > 0) {
            add_token(w, chunk->chars[from].byte, chunk->chars[at].byte);
            from = at;
        }
    }
    add_token(w, chunk->chars[from].byte, chunk->chars[chunk->count].byte);
}

/* ---- datelines ---- */

#define DATELINE_BYTES 110u /* "ADDIS ABABA/MEKELE, Ethiopia, Nov. 14 (World Wire Service) - " and some */
#define DATELINE_WORDS 12u

/* The length of a dash that stands between blanks at `at`, with the blanks; 0 where there is none. */
static uint32_t dash_between_blanks(sitrep_sv text, uint32_t at)
{
    static const char *const dashes[] = {" - ", " -- ", " \xE2\x80\x94 ", " \xE2\x80\x93 ", " _ "};
    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++)
        if (sv_starts(sv_part(text, at, text.len), sv_of(dashes[i]))) return (uint32_t)strlen(dashes[i]);
    return 0;
}

/* What a run of words before a dash is like. */
typedef struct dateline_look {
    uint32_t words, small; /* all, and those that begin with a small letter */
    bool shouted;          /* the first word is in capitals */
    bool closed;           /* the last character is a closing bracket */
    bool number;
    sitrep_sv first; /* the first word */
} dateline_look;

static dateline_look look_at_dateline(sitrep_sv run)
{
    dateline_look look = {.closed = run.len && run.ptr[run.len - 1] == ')'};
    for (size_t i = 0; i < run.len; i++) {
        char c = run.ptr[i];
        bool first = i == 0 || is_space(run.ptr[i - 1]) || run.ptr[i - 1] == '(';
        look.number |= is_digit(c);
        if (!first || !(is_alpha(c) || (unsigned char)c >= 0x80)) continue;
        look.words++;
        look.small += is_lower(c);
        if (look.words == 1) {
            size_t word_end = i;
            while (word_end < run.len && is_alpha(run.ptr[word_end])) word_end++;
            look.first = sv_part(run, i, word_end);
        }
        if (look.words == 1) look.shouted = i + 2 < run.len && is_upper(c) && is_upper(run.ptr[i + 1]);
    }
    return look;
}

/* Where the dateline ends with which a paragraph begins ("OSH, Kyrgyzstan, June 14 (Wire) -"): a sentence of its own,
 * or what follows could not be parsed. Gives `begin` where there is none. A dateline is a short run of capitalised
 * words before a dash, in capitals at first or with the agency in brackets at last; or one word in capitals before a
 * colon. */
static uint32_t dateline_end(const work *w, sitrep_sv text, uint32_t begin)
{
    uint32_t end = text.len - begin < DATELINE_BYTES ? (uint32_t)text.len : begin + DATELINE_BYTES;
    for (uint32_t at = begin; at < end; at++) {
        char c = text.ptr[at];
        if (c == '\n' || c == '"' || c == '!' || c == '?') return begin;
        uint32_t dash = dash_between_blanks(text, at);
        bool colon = c == ':' && at + 1 < end && is_space(text.ptr[at + 1]);
        if (!dash && !colon) continue;
        dateline_look look = look_at_dateline(sv_part(text, begin, at));
        if (look.words == 0 || look.words > DATELINE_WORDS || look.small > 1 || is_digit(text.ptr[begin])) return begin;
        if (w->known && lang_contractions_is_label(w->known, look.first)) return begin;
        if (colon) return look.shouted && look.words <= 2 && !look.small ? at + 1 : begin;
        return look.closed || (look.shouted && (look.number || look.words <= 3)) ? at + dash - 1 : begin;
    }
    return begin;
}

/* Marks the sentence ends among the tokens from `first` on, which are one paragraph. No sentence ends before `forced`;
 * one ends there. */
static sitrep_status split_sentences(work *w, uint32_t first, uint32_t forced)
{
    uint32_t count = w->out.count - first;
    arena_mark mark = arena_mark_set(w->a);
    split_word *words = ARENA_ARRAY(w->a, split_word, count);
    if (!words) return SITREP_NOMEM;
    uint8_t letter_case =
        split_letter_case(sv_part(w->text, w->out.items[first].begin, w->out.items[w->out.count - 1].end));
    for (uint32_t i = 0; i < count; i++) {
        lang_token *t = &w->out.items[first + i];
        words[i] = split_word_make(w->text, t->begin, t->end);
        words[i].space_after = t->space_after;
    }
    split_state state = {.letter_case = letter_case};
    uint64_t features[SPLIT_FEATURES_MAX];
    for (uint32_t i = 0; i < count; i++) {
        split_state_step(&state, &words[i]);
        const lang_token *t = &w->out.items[first + i];
        bool end = i + 1 == count || t->end == forced;
        if (!end && t->end > forced && !is_title(w, t->begin, t->end) && split_sentence_candidate(words, count, i)) {
            uint32_t n = split_sentence_features(words, count, i, &state, features);
            end = score(w->split->sentence_weights, w->split->sentence_bits, w->split->sentence_bias, features, n) > 0;
        }
        if (end || i + 1 - state.start == SITREP_SENTENCE_MAX) {
            w->out.items[first + i].sentence_end = true;
            state = (split_state){.start = i + 1, .letter_case = letter_case};
        }
    }
    w->out.items[w->out.count - 1].paragraph_end = true;
    arena_mark_rewind(w->a, mark);
    return SITREP_OK;
}

static bool split_paragraph(void *ctx, uint32_t begin, uint32_t end)
{
    work *w = ctx;
    sitrep_sv text = sv_part(w->text, 0, end);
    uint8_t letter_case = split_letter_case(sv_part(text, begin, end));
    uint32_t first = w->out.count, at = begin;
    split_chunk chunk;
    while (at < end && !w->failed) {
        uint32_t behind = split_chunk_read(text, at, letter_case, &chunk);
        if (chunk.count == 0) { /* white space */
            uint32_t cp;
            if (w->out.count > first) w->out.items[w->out.count - 1].space_after = true;
            at += utf8_decode(text, at, &cp);
            continue;
        }
        split_chunk_tokens(w, &chunk);
        at = behind;
    }
    if (w->failed) return false;
    if (w->out.count > first) {
        w->out.items[w->out.count - 1].space_after = true;
        if (split_sentences(w, first, dateline_end(w, text, begin)) != SITREP_OK) w->failed = true;
    }
    return !w->failed;
}

sitrep_status lang_split_run(const lang_split *split, const lang_contractions *known, arena *a, sitrep_sv text,
                             lang_tokens *out)
{
    work w = {.split = split, .known = known, .a = a, .text = text};
    if (!split_paragraphs(text, split_paragraph, &w)) return SITREP_NOMEM;
    *out = w.out;
    return SITREP_OK;
}
