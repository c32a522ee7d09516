/* lang/split_features.c — characters, words and features of the token and sentence decisions.
 * Features are hashes of small tuples: the characters around a place, their classes, the words on either side. */
#include <utf8proc.h>

#include "lang/split_int.h"
#include "base/banned.h"

#define MULTIPLIER 0x9E3779B97F4A7C15u /* 2^64 / golden ratio: spreads small numbers over all bits (Knuth 6.4) */

static uint64_t mix(uint64_t h, uint64_t value)
{
    h = (h ^ value) * MULTIPLIER;
    return h ^ (h >> 29);
}

/* ---- characters ---- */

static uint32_t fold_other(uint32_t cp)
{
    switch (cp) {
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x00B4:
    case 0x02BC:
        return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x00AB:
    case 0x00BB:
        return '"';
    default:
        return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
    }
}

static uint32_t class_other(uint32_t cp, uint32_t fold)
{
    if (fold == '\'' || fold == '"') return fold;
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return 'A';
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
        return 'a';
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return '0';
    case UTF8PROC_CATEGORY_PD:
        return 'd';
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
        return 'p';
    default:
        return 's';
    }
}

static split_char make_char(uint32_t cp, uint32_t byte)
{
    split_char c = {.byte = byte};
    if (cp < 0x80) {
        char ascii = (char)cp;
        c.fold = (unsigned char)to_lower(ascii);
        c.cls = is_upper(ascii) ? 'A' : is_lower(ascii) ? 'a' : is_digit(ascii) ? '0' : cp;
    } else {
        c.fold = fold_other(cp);
        c.cls = class_other(cp, c.fold);
    }
    return c;
}

/* White space at `at`: its length in bytes, or 0. Unicode separators count. */
static uint32_t space_at(sitrep_sv text, size_t at)
{
    if (is_space(text.ptr[at])) return 1;
    if ((unsigned char)text.ptr[at] < 0x80) return 0;
    uint32_t cp, len = utf8_decode(text, at, &cp);
    return cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 ||
                   cp == 0x202F || cp == 0x205F || cp == 0x3000
               ? len
               : 0;
}

static bool is_letter_class(uint32_t cls)
{
    return cls == 'A' || cls == 'a';
}

static bool is_word_class(uint32_t cls)
{
    return cls == 'A' || cls == 'a' || cls == '0';
}

static void look_behind_chunk(sitrep_sv text, uint32_t at, split_chunk *chunk)
{
    uint32_t newlines = 0, step;
    while (at < text.len && (step = space_at(text, at)) != 0) {
        newlines += text.ptr[at] == '\n';
        at += step;
    }
    chunk->next_paragraph = newlines > 1 || at == text.len;
    chunk->next_cls = 0;
    if (at < text.len) {
        uint32_t cp;
        utf8_decode(text, at, &cp);
        chunk->next_cls = make_char(cp, at).cls;
    }
}

/* "killed.[citation needed]", "rose to 12.[3] The army": a note set against the end of a sentence is a chunk of its
 * own. */
static bool note_begins(sitrep_sv text, uint32_t at, const split_chunk *chunk, uint32_t count)
{
    if (text.ptr[at] != '[' || count < 2 || at + 1 >= text.len || chunk->is_address) return false;
    char before = text.ptr[at - 1], after = text.ptr[at + 1];
    return (before == '.' || before == '!' || before == '?' || before == '"' || before == ']') &&
           (is_alpha(after) || is_digit(after));
}

uint32_t split_chunk_read(sitrep_sv text, uint32_t at, uint8_t letter_case, split_chunk *chunk)
{
    uint32_t n = 0;
    uint64_t hash = 1, shape = 2;
    chunk->is_address = false;
    chunk->letter_case = letter_case;
    while (at < text.len && n < SPLIT_CHUNK_MAX && !space_at(text, at)) {
        if (note_begins(text, at, chunk, n)) break;
        uint32_t cp, len = utf8_decode(text, at, &cp);
        split_char c = make_char(cp, at);
        hash = mix(hash, c.fold);
        if (n == 0 || c.cls != chunk->chars[n - 1].cls) shape = mix(shape, c.cls);
        chunk->is_address |=
            c.fold == '@' || (n > 1 && c.fold == '/' && chunk->chars[n - 1].fold == '/') ||
            (n > 2 && c.fold == '.' && chunk->chars[n - 1].fold == 'w' && chunk->chars[n - 2].fold == 'w');
        chunk->chars[n++] = c;
        at += len;
    }
    chunk->count = n;
    chunk->chars[n] = (split_char){0, at, 0};
    chunk->hash = hash;
    chunk->shape = shape;
    look_behind_chunk(text, at, chunk);
    return at;
}

uint8_t split_letter_case(sitrep_sv stretch)
{
    uint32_t upper = 0, lower = 0;
    for (size_t i = 0; i < stretch.len; i++) {
        upper += is_upper(stretch.ptr[i]);
        lower += is_lower(stretch.ptr[i]);
    }
    if (upper + lower < 12) return SPLIT_MIXED; /* too little to tell */
    if (upper == 0) return SPLIT_LOWER;
    return upper * 10 > (upper + lower) * 7 ? SPLIT_UPPER : SPLIT_MIXED;
}

/* ---- tokens ---- */

bool split_token_candidate(const split_chunk *chunk, uint32_t at)
{
    uint32_t a = chunk->chars[at - 1].cls, b = chunk->chars[at].cls;
    return !(is_letter_class(a) && is_letter_class(b)) && !(a == '0' && b == '0');
}

static uint32_t fold_at(const split_chunk *c, int64_t at)
{
    return at < 0 ? 1 : at >= (int64_t)c->count ? 2 : c->chars[at].fold;
}

static uint32_t class_at(const split_chunk *c, int64_t at)
{
    return at < 0 ? 1 : at >= (int64_t)c->count ? 2 : c->chars[at].cls;
}

/* Hash of the run of letters and digits that ends before `at` (skipping one other character), or begins at it. */
static uint64_t run_before(const split_chunk *c, uint32_t at)
{
    uint64_t h = 3;
    int64_t i = (int64_t)at - 1;
    if (i >= 0 && !is_word_class(c->chars[i].cls)) h = mix(h, c->chars[i--].fold);
    for (; i >= 0 && is_word_class(c->chars[i].cls); i--) h = mix(h, c->chars[i].fold);
    return i < 0 ? mix(h, 5) : h; /* a run that begins the chunk is another thing */
}

static uint64_t run_after(const split_chunk *c, uint32_t at)
{
    uint64_t h = 4;
    uint32_t i = at;
    if (i < c->count && !is_word_class(c->chars[i].cls)) h = mix(h, c->chars[i++].fold);
    for (; i < c->count && is_word_class(c->chars[i].cls); i++) h = mix(h, c->chars[i].fold);
    return i == c->count ? mix(h, 5) : h;
}

#define ADD(value) (out[n] = mix((uint64_t)(n + 1) * 0x51ED27u, (value)), n++)

uint32_t split_token_features(const split_chunk *c, uint32_t from, uint32_t at, uint64_t out[SPLIT_FEATURES_MAX])
{
    uint32_t n = 0;
    int64_t i = at;
    uint64_t f[6], classes = 0;
    for (int64_t k = -3; k < 3; k++) {
        f[k + 3] = fold_at(c, i + k);
        classes = mix(classes, class_at(c, i + k));
        ADD(f[k + 3]);
    }
    uint64_t left = f[2], right = f[3], pair = mix(left, right);
    ADD(pair);
    ADD(mix(f[1], left));
    ADD(mix(right, f[4]));
    ADD(mix(f[1], pair));
    ADD(mix(pair, f[4]));
    ADD(mix(mix(f[0], f[1]), pair));
    ADD(mix(mix(pair, f[4]), f[5]));
    ADD(classes);
    uint64_t narrow = 0;
    for (int64_t k = -2; k < 2; k++) narrow = mix(narrow, class_at(c, i + k));
    ADD(narrow);
    ADD(mix(narrow, c->is_address));
    ADD(mix(pair, c->is_address));
    uint64_t before = run_before(c, at), after = run_after(c, at);
    ADD(mix(before, right));
    ADD(mix(after, left));
    ADD(mix(before, after));
    ADD(mix(c->hash, at));
    ADD(mix(c->shape, at < 8 ? at : 8));
    uint64_t token = 7;
    bool plain = true; /* the token so far has letters or digits */
    for (uint32_t k = from; k < at; k++) {
        token = mix(token, c->chars[k].fold);
        plain = plain && !is_word_class(c->chars[k].cls);
    }
    uint32_t length = at - from;
    ADD(mix(token, right));
    ADD(mix(mix(length < 6 ? length : 6, plain), pair));
    ADD(mix(mix(mix(length < 6 ? length : 6, plain), class_at(c, i)), class_at(c, i + 1)));
    bool last = at + 1 == c->count; /* one character is left: a full stop, most often */
    uint64_t next = mix(mix(c->next_cls, c->next_paragraph), c->letter_case);
    ADD(last ? mix(mix(token, right), next) : 8);
    ADD(last ? mix(right, next) : 9);
    ADD(last ? mix(mix(right, next), mix(class_at(c, i - 1), length < 5 ? length : 5)) : 10);
    ADD(mix(mix(from == 0, last), pair));
    ADD(mix(mix(from == 0, c->count - at < 4 ? c->count - at : 4), classes));
    ADD(0);
    return n;
}

/* ---- sentences ---- */

split_word split_word_make(sitrep_sv text, uint32_t begin, uint32_t end)
{
    split_word w = {.fold = 11, .shape = 12};
    uint32_t run = 0, last = 0;
    for (uint32_t at = begin; at < end;) {
        uint32_t cp, len = utf8_decode(text, at, &cp);
        split_char c = make_char(cp, at);
        w.fold = mix(w.fold, c.fold);
        run = c.cls == last ? run + 1 : 0;
        if (run < 2) w.shape = mix(w.shape, c.cls); /* runs of one class count up to two */
        if (w.length++ == 0) w.first = c.cls;
        w.last = last = c.cls;
        at += len;
    }
    return w;
}

static bool closes(uint32_t cls)
{
    return cls == '"' || cls == '\'' || cls == ')' || cls == ']';
}

/* Whether a sentence may begin with a character of this class behind a word without a full stop. */
static bool opens(uint32_t cls)
{
    return cls == 'A' || cls == '0' || cls == '"' || cls == '\'' || cls == '(' || cls == '[' || cls == '-' ||
           cls == '*' || cls == 'd' || cls == 'p';
}

bool split_sentence_candidate(const split_word *words, uint32_t count, uint32_t at)
{
    const split_word *w = &words[at];
    if (at + 1 >= count) return false; /* the paragraph ends here anyway */
    if (w->newline_after) return true;
    bool word_end = w->last == 'A' || w->last == 'a' || w->last == '0' || w->last == ',';
    return !word_end || (w->space_after && opens(words[at + 1].first));
}

void split_state_step(split_state *state, const split_word *w)
{
    state->quotes += w->length <= 2 && w->first == '"';
    state->depth += w->length == 1 && (w->first == '(' || w->first == '[');
    state->depth -= w->length == 1 && (w->first == ')' || w->first == ']');
}

uint32_t split_sentence_features(const split_word *words, uint32_t count, uint32_t at, const split_state *state,
                                 uint64_t out[SPLIT_FEATURES_MAX])
{
    static const split_word none = {.fold = 21, .shape = 22, .first = 1, .last = 1};
    uint32_t n = 0;
    const split_word *w = &words[at], *p1 = at > 0 ? &words[at - 1] : &none, *p2 = at > 1 ? &words[at - 2] : &none;
    const split_word *n1 = at + 1 < count ? &words[at + 1] : &none, *n2 = at + 2 < count ? &words[at + 2] : &none;
    uint64_t spaces = mix(mix(w->space_after, w->newline_after), state->letter_case);
    uint32_t since = at + 1 - state->start;
    uint32_t bucket = since < 4 ? since : since < 8 ? 4 : since < 16 ? 5 : since < 32 ? 6 : 7;
    uint32_t left = count - at - 1, left_bucket = left < 4 ? left : left < 10 ? 4 : 5;
    ADD(mix(w->fold, spaces));
    ADD(mix(w->shape, spaces));
    ADD(mix(w->fold, n1->fold));
    ADD(mix(w->fold, n1->shape));
    ADD(mix(w->fold, n1->first));
    ADD(mix(mix(w->fold, p1->fold), n1->first));
    ADD(mix(mix(w->fold, p1->shape), n1->shape));
    ADD(mix(mix(w->last, spaces), n1->fold));
    ADD(mix(mix(w->last, spaces), n1->shape));
    ADD(mix(mix(w->last, n1->first), n2->first));
    ADD(mix(mix(w->last, n1->fold), n2->fold));
    ADD(mix(mix(w->fold, p1->last), n1->first));
    ADD(mix(mix(p1->fold, w->last), n1->fold));
    ADD(mix(mix(p2->shape, p1->shape), mix(w->shape, n1->shape)));
    ADD(mix(mix(w->last, n1->first), bucket));
    ADD(mix(mix(w->last, n1->first), left_bucket));
    ADD(mix(mix(w->last, n1->first), mix(state->quotes & 1, state->depth > 0)));
    ADD(mix(mix(w->fold, state->quotes & 1), mix(state->depth > 0, n1->first)));
    ADD(mix(closes(w->last) ? mix(p1->fold, state->quotes & 1) : 31, mix(w->fold, n1->first)));
    ADD(mix(closes(n1->first) ? mix(n1->fold, n2->first) : 32, mix(w->fold, state->quotes & 1)));
    ADD(mix(mix(w->fold, w->length < 4 ? w->length : 4), mix(n1->first, n1->length < 4 ? n1->length : 4)));
    ADD(mix(mix(n1->fold, n2->shape), mix(w->last, state->letter_case)));
    ADD(mix(spaces, mix(w->last, n1->first)));
    ADD(mix(at == state->start, mix(w->shape, n1->shape)));
    ADD(mix(mix(words[state->start].fold, since < 3), w->last));
    ADD(0);
    return n;
}

/* ---- paragraphs ---- */

/* How a text breaks its lines: wrapped to a width, or a paragraph a line. */
typedef struct line_style {
    bool wrapped;
    uint32_t width;
} line_style;

static uint32_t line_end(sitrep_sv text, uint32_t at)
{
    const char *hit = memchr(text.ptr + at, '\n', text.len - at);
    return hit ? (uint32_t)(hit - text.ptr) : (uint32_t)text.len;
}

static uint32_t first_word_length(sitrep_sv text, uint32_t at)
{
    uint32_t from = at;
    while (at < text.len && !is_space(text.ptr[at])) at++;
    return at - from;
}

/* A text is wrapped where no line is long and the lines that go on end as late as the width allows: the next word would
 * not have fitted. Counted over the line ends that are not followed by an empty line. */
static line_style find_line_style(sitrep_sv text)
{
    line_style style = {false, 0};
    for (uint32_t at = 0; at < text.len; at = line_end(text, at) + 1) {
        uint32_t length = line_end(text, at) - at;
        if (length > style.width) style.width = length;
    }
    if (style.width > 120) return style;
    uint32_t breaks = 0, full = 0;
    for (uint32_t at = 0; at < text.len;) {
        uint32_t end = line_end(text, at), next = end + 1;
        if (end > at && next < text.len && !is_space(text.ptr[next])) {
            breaks++;
            full += end - at + 1 + first_word_length(text, next) > style.width;
        }
        at = next;
    }
    style.wrapped = breaks >= 2 && full * 4 >= breaks * 3;
    return style;
}

static bool breaks_here(sitrep_sv text, const line_style *style, uint32_t line, uint32_t end)
{
    if (end == text.len) return true;
    uint32_t next = end + 1;
    bool empty = true; /* is the next line empty? */
    for (uint32_t i = next; i < text.len && text.ptr[i] != '\n'; i++) empty = empty && is_space(text.ptr[i]);
    if (empty || !style->wrapped) return true;
    if (text.ptr[next] == '\t' || (next + 1 < text.len && text.ptr[next] == ' ' && text.ptr[next + 1] == ' '))
        return true; /* an indented line opens a paragraph */
    return end - line + 1 + first_word_length(text, next) <= style->width;
}

bool split_paragraphs(sitrep_sv text, bool (*each)(void *ctx, uint32_t begin, uint32_t end), void *ctx)
{
    line_style style = find_line_style(text);
    uint32_t begin = 0;
    for (uint32_t line = 0; line < text.len;) {
        uint32_t end = line_end(text, line);
        if (breaks_here(text, &style, line, end)) {
            uint32_t from = begin, to = end;
            while (from < to && space_at(text, from)) from += space_at(text, from);
            while (to > from && is_space(text.ptr[to - 1])) to--;
            if (from < to && !each(ctx, from, to)) return false;
            begin = end + 1;
        }
        line = end + 1;
    }
    return true;
}
