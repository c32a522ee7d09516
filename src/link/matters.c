/* link/matters.c — phrases of data/link/matters.tsv, in buckets by their first letter, looked up at each word of a
 * sentence. Words are runs of letters, digits and apostrophes; a phrase's word that ends in a star stands for any
 * ending. */
#include "link/matters.h"

#include <stdio.h>
#include <stdlib.h>

#include "sitrep/read.h"

#include "base/banned.h"

#define FILE_MAX     (256u * 1024u)
#define WORDS_MAX    8u   /* of a phrase */
#define TOKENS_MAX   160u /* of a sentence; longer ones are looked at so far */
#define TOKEN_LENGTH 40u
#define NEGATION     3u /* words before a phrase in which "not" turns it round */

typedef struct phrase {
    matter_kind kind;
    uint32_t count;
    sitrep_sv name, words[WORDS_MAX]; /* lower case, the star kept */
} phrase;

struct matters {
    phrase *phrases; /* by first letter */
    size_t count;
    size_t begin[257]; /* of each first byte's bucket */
};

typedef struct token {
    char text[TOKEN_LENGTH];
    uint32_t len, first, last;
} token;

static const char *const kind_names[MATTER_KINDS] = {"issue",  "for",        "against", "open",   "idle",
                                                     "off",    "done",       "partly",  "slip",   "wrong",
                                                     "denial", "unverified", "takes",   "hollow", "nothing"};

/* ---- words ---- */

static bool is_word_byte(char c)
{
    return is_alpha(c) || is_digit(c) || (unsigned char)c >= 0x80;
}

/* "’" (E2 80 99) is an apostrophe like "'"; other quotation marks and dashes (E2 80 xx) end a word. */
static size_t apostrophe(sitrep_sv text, size_t at)
{
    if (text.ptr[at] == '\'') return 1;
    return at + 2 < text.len && !memcmp(text.ptr + at, "\xE2\x80\x99", 3) ? 3 : 0;
}

static bool is_punctuation(sitrep_sv text, size_t at)
{
    return at + 1 < text.len && !memcmp(text.ptr + at, "\xE2\x80", 2);
}

/* The next word at or after *at; false at the end. */
static bool next_token(sitrep_sv text, size_t *at, token *out)
{
    size_t i = *at;
    while (i < text.len && (!is_word_byte(text.ptr[i]) || is_punctuation(text, i)))
        i += is_punctuation(text, i) ? 3 : 1;
    out->first = (uint32_t)(i < text.len ? i : text.len);
    out->len = 0;
    while (i < text.len) {
        size_t mark = apostrophe(text, i);
        if (mark && (i + mark >= text.len || !is_alpha(text.ptr[i + mark]))) break;
        if (!mark && (!is_word_byte(text.ptr[i]) || is_punctuation(text, i))) break;
        if (out->len < TOKEN_LENGTH - 1) out->text[out->len++] = mark ? '\'' : to_lower(text.ptr[i]);
        i += mark ? mark : 1;
    }
    out->last = (uint32_t)(i < text.len ? i : text.len);
    out->text[out->len] = '\0';
    *at = i;
    return out->len != 0;
}

static bool word_fits(sitrep_sv pattern, const token *t)
{
    bool star = pattern.len && pattern.ptr[pattern.len - 1] == '*';
    size_t len = pattern.len - star;
    return (star ? t->len >= len : t->len == len) && !memcmp(pattern.ptr, t->text, len);
}

/* ---- loading ---- */

static sitrep_status read_file(arena *a, sitrep_sv *out, sitrep_error *err)
{
    char path[4096];
    sitrep_error why;
    *out = (sitrep_sv){NULL, 0};
    if (sitrep_data_path("matters.tsv", path, sizeof path, &why)) return SITREP_OK; /* without it nothing is found */
    FILE *file = fopen(path, "rb");
    if (!file) return SITREP_OK;
    char *bytes = arena_alloc(a, FILE_MAX);
    sitrep_status status = bytes ? SITREP_OK : base_error(err, SITREP_NOMEM, "out of memory");
    if (!status) *out = (sitrep_sv){bytes, fread(bytes, 1, FILE_MAX, file)};
    if (!status && (ferror(file) || out->len == FILE_MAX))
        status = base_error(err, SITREP_FORMAT, "matters.tsv is damaged or too long");
    fclose(file);
    return status;
}

/* Cuts a phrase into its words, as sentences are cut. False where it has none, or too many. */
static bool cut_phrase(arena *a, sitrep_sv text, phrase *out)
{
    size_t at = 0;
    token t;
    for (out->count = 0; next_token(text, &at, &t); out->count++) {
        if (out->count == WORDS_MAX || t.len + 1 >= TOKEN_LENGTH) return false;
        if (at < text.len && text.ptr[at] == '*') t.text[t.len++] = '*';
        out->words[out->count] = arena_copy(a, (sitrep_sv){t.text, t.len});
        if (!out->words[out->count].ptr) return false;
    }
    return out->count != 0;
}

static int by_first_letter(const void *a, const void *b)
{
    const phrase *x = a, *y = b;
    unsigned char p = (unsigned char)x->words[0].ptr[0], q = (unsigned char)y->words[0].ptr[0];
    if (p != q) return p < q ? -1 : 1;
    return x->count != y->count ? (x->count < y->count ? 1 : -1) : sv_compare(x->words[0], y->words[0]);
}

static bool kind_of(sitrep_sv name, matter_kind *out)
{
    for (unsigned i = 0; i < MATTER_KINDS; i++)
        if (sv_eq(name, sv_of(kind_names[i]))) return *out = (matter_kind)i, true;
    return false;
}

static sitrep_status add_line(arena *a, sitrep_sv line, size_t number, matters *m, size_t *room, sitrep_error *err)
{
    sitrep_sv kind_name = sv_cut(&line, '\t'), name = sv_cut(&line, '\t');
    matter_kind kind;
    if (!kind_of(kind_name, &kind) || !line.len)
        return base_error(err, SITREP_FORMAT, "matters.tsv:%zu: no kind of line: '%.*s'", number, SV_ARG(kind_name));
    while (line.len) {
        sitrep_sv text = sv_trim(sv_cut(&line, ','));
        m->phrases = arena_room(a, m->phrases, m->count, room, sizeof *m->phrases);
        if (!m->phrases) return base_error(err, SITREP_NOMEM, "out of memory");
        phrase *p = &m->phrases[m->count++];
        *p = (phrase){.kind = kind, .name = name};
        if (!cut_phrase(a, text, p))
            return a->failed ? base_error(err, SITREP_NOMEM, "out of memory")
                             : base_error(err, SITREP_FORMAT, "matters.tsv:%zu: no phrase of one to %u words: '%.*s'",
                                          number, WORDS_MAX, SV_ARG(text));
    }
    return SITREP_OK;
}

sitrep_status matters_load(arena *a, const matters **out, sitrep_error *err)
{
    sitrep_sv file;
    size_t room = 0, number = 0;
    *out = NULL;
    sitrep_status status = read_file(a, &file, err);
    matters *m = status || !file.ptr ? NULL : ARENA_NEW(a, matters);
    if (!m) return status ? status : file.ptr ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
    memset(m, 0, sizeof *m);
    while (file.len && !status) {
        sitrep_sv line = sv_cut(&file, '\n');
        number++;
        if (line.len && line.ptr[0] != '#') status = add_line(a, line, number, m, &room, err);
    }
    if (status) return status;
    qsort(m->phrases, m->count, sizeof *m->phrases, by_first_letter);
    for (size_t i = 0, byte = 0; byte <= 256; byte++) {
        while (i < m->count && (unsigned char)m->phrases[i].words[0].ptr[0] < byte) i++;
        m->begin[byte] = i;
    }
    *out = m;
    return SITREP_OK;
}

/* ---- finding ---- */

static bool is_one_of(const token *t, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(t->text, words[i])) return true;
    return false;
}

static bool is_negated(const token *tokens, size_t at)
{
    static const char *const words[] = {"not",   "no",      "never",  "nor",    "cannot",  "didn't", "doesn't",
                                        "don't", "neither", "nobody", "hasn't", "haven't", "won't",  "wouldn't"};
    for (size_t i = at; i-- > 0 && at - i <= NEGATION;)
        if (is_one_of(&tokens[i], words, sizeof words / sizeof words[0])) return true;
    return false;
}

/* "Was rejected", but not "were discussing". */
static bool is_passive(const token *tokens, size_t at)
{
    static const char *const words[] = {"been", "was", "were", "are", "is", "being", "be"};
    if (tokens[at].len > 4 && !memcmp(tokens[at].text + tokens[at].len - 3, "ing", 3)) return false;
    for (size_t i = at; i-- > 0 && at - i <= 2;)
        if (is_one_of(&tokens[i], words, sizeof words / sizeof words[0])) return true;
    return false;
}

static bool fits(const phrase *p, const token *tokens, size_t count)
{
    if (p->count > count) return false;
    for (size_t i = 0; i < p->count; i++)
        if (!word_fits(p->words[i], &tokens[i])) return false;
    return true;
}

size_t matters_find(const matters *m, sitrep_sv text, unsigned kinds, matter_hit *out, size_t most)
{
    token tokens[TOKENS_MAX];
    size_t count = 0, found = 0, at = 0;
    size_t until[MATTER_KINDS] = {0}; /* the word after the last phrase of each kind: inside one there is no other */
    if (!m) return 0;
    while (count < TOKENS_MAX && next_token(text, &at, &tokens[count])) count++;
    for (size_t t = 0; t < count; t++) {
        unsigned char lead = (unsigned char)tokens[t].text[0];
        unsigned seen = 0; /* kinds that have their longest phrase here: phrases come longest first */
        for (size_t i = m->begin[lead]; i < m->begin[lead + 1] && found < most; i++) {
            const phrase *p = &m->phrases[i];
            unsigned bit = 1u << p->kind;
            if (!(kinds & bit) || (seen & bit) || t < until[p->kind] || !fits(p, tokens + t, count - t)) continue;
            seen |= bit;
            until[p->kind] = t + p->count;
            out[found++] = (matter_hit){.kind = p->kind,
                                        .name = p->name,
                                        .first = tokens[t].first,
                                        .last = tokens[t + p->count - 1].last,
                                        .negated = is_negated(tokens, t),
                                        .passive = is_passive(tokens, t)};
        }
    }
    return found;
}

unsigned matters_scan(const matters *m, sitrep_sv text, sitrep_sv *out_issue)
{
    token tokens[TOKENS_MAX];
    size_t count = 0, at = 0;
    unsigned seen = 0;
    *out_issue = (sitrep_sv){NULL, 0};
    if (!m) return 0;
    while (count < TOKENS_MAX && next_token(text, &at, &tokens[count])) count++;
    for (size_t t = 0; t < count; t++) {
        unsigned char lead = (unsigned char)tokens[t].text[0];
        for (size_t i = m->begin[lead]; i < m->begin[lead + 1]; i++) {
            const phrase *p = &m->phrases[i];
            if ((seen & 1u << p->kind) || !fits(p, tokens + t, count - t)) continue;
            seen |= 1u << p->kind;
            if (p->kind == MATTER_ISSUE) *out_issue = p->name;
        }
    }
    return seen;
}

sitrep_sv matters_issue(const matters *m, sitrep_sv text)
{
    matter_hit hit;
    return matters_find(m, text, 1u << MATTER_ISSUE, &hit, 1) ? hit.name : (sitrep_sv){NULL, 0};
}

bool matters_has(const matters *m, sitrep_sv text, matter_kind kind)
{
    matter_hit hit;
    return matters_find(m, text, 1u << kind, &hit, 1) != 0;
}
