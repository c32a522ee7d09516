/* tools/train_split.c — trains the token and sentence splitters: train_split OUT TRAIN.conllu... [-- DEV.conllu...].
 * Averaged perceptrons with a margin over the features of src/lang/split_features.c, on the texts put together again
 * from the treebanks, each also in lower and upper case. Seeded by the order of the files: the same input gives the
 * same bytes. Prints F1 of tokens and sentences on the DEV files. Exit status 0, or 1 with a message. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "lang/split_int.h"
#include "base/banned.h"

#define TOKEN_BITS    18u
#define SENTENCE_BITS 17u
#define EPOCHS        16
#define MARGIN        4.0f

/* A text with its gold tokens; ends in bytes. */
typedef struct corpus {
    buf text;
    lang_token *tokens;
    size_t count, cap;
} corpus;

typedef struct perceptron {
    uint32_t bits;
    float *weights, *sums; /* sums: step x change, for the average over all steps (Collins 2002) */
    float bias, bias_sum;
    double steps;
} perceptron;

static void push_token(corpus *c, lang_token token)
{
    if (c->count == c->cap) {
        c->cap = c->cap ? c->cap * 2 : 4096;
        c->tokens = realloc(c->tokens, c->cap * sizeof *c->tokens);
        SITREP_ASSERT(c->tokens);
    }
    c->tokens[c->count++] = token;
}

static bool read_all(const char *path, buf *out)
{
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    char chunk[65536];
    size_t got;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0) buf_add(out, chunk, got);
    fclose(file);
    return !out->failed;
}

/* One token line of CoNLL-U: adds it to the corpus. `covered`: words up to this number belong to a token already added.
 */
static void take_token(corpus *c, sitrep_sv line, uint32_t *covered)
{
    sitrep_sv rest = line, id = sv_cut(&rest, '\t'), form = sv_cut(&rest, '\t'), misc = rest;
    while (rest.len) misc = sv_cut(&rest, '\t');
    if (sv_find(id, SV("."), 0) != SIZE_MAX) return;
    sitrep_sv last = id;
    sv_cut(&last, '-');
    uint64_t number = 0;
    if (last.len) {
        sv_to_u64(last, UINT32_MAX, &number);
        *covered = (uint32_t)number;
    } else {
        sv_to_u64(id, UINT32_MAX, &number);
        if (number <= *covered) return;
    }
    uint32_t begin = (uint32_t)c->text.len;
    bool parted = false; /* forms with blanks inside ("1 000") are two tokens to a splitter by white space */
    for (size_t i = 0; i < form.len; i++) parted |= form.ptr[i] == ' ';
    buf_add_sv(&c->text, form);
    bool space = sv_find(misc, SV("SpaceAfter=No"), 0) == SIZE_MAX;
    if (!parted) push_token(c, (lang_token){begin, (uint32_t)c->text.len, space, false, false});
    if (space) buf_add_char(&c->text, ' ');
}

static bool read_conllu(corpus *c, const char *path)
{
    buf file = BUF_INIT(0);
    if (!read_all(path, &file)) return false;
    sitrep_sv rest = buf_sv(&file);
    uint32_t covered = 0;
    while (rest.len) {
        sitrep_sv line = sv_cut(&rest, '\n');
        if (line.len == 0) {
            if (c->count) c->tokens[c->count - 1].sentence_end = true;
            covered = 0;
        } else if (sv_starts(line, SV("# newdoc")) || sv_starts(line, SV("# newpar"))) {
            if (c->count) c->tokens[c->count - 1].paragraph_end = true;
            if (c->text.len) buf_add_sv(&c->text, SV("\n\n"));
        } else if (line.ptr[0] != '#') {
            take_token(c, line, &covered);
        }
    }
    if (c->count) c->tokens[c->count - 1].paragraph_end = c->tokens[c->count - 1].sentence_end = true;
    buf_release(&file);
    return true;
}

/* The same corpus in another case; lengths in bytes stay. */
static corpus recase(const corpus *c, bool upper)
{
    corpus out = {.tokens = malloc(c->count * sizeof *c->tokens), .count = c->count, .cap = c->count};
    SITREP_ASSERT(out.tokens);
    memcpy(out.tokens, c->tokens, c->count * sizeof *c->tokens);
    for (size_t i = 0; i < c->text.len; i++) {
        char ch = c->text.ptr[i];
        buf_add_char(&out.text, upper && is_lower(ch) ? (char)(ch - 32) : upper ? ch : to_lower(ch));
    }
    return out;
}

/* ---- learning ---- */

static void perceptron_init(perceptron *p, uint32_t bits)
{
    *p = (perceptron){.bits = bits};
    p->weights = calloc((size_t)1 << bits, sizeof(float));
    p->sums = calloc((size_t)1 << bits, sizeof(float));
    SITREP_ASSERT(p->weights && p->sums);
}

static void learn(perceptron *p, const uint64_t *features, uint32_t n, bool gold)
{
    float sum = p->bias, sign = gold ? 1.0f : -1.0f;
    for (uint32_t i = 0; i < n; i++) sum += p->weights[features[i] >> (64 - p->bits)];
    p->steps++;
    if (sum * sign > MARGIN) return;
    for (uint32_t i = 0; i < n; i++) {
        p->weights[features[i] >> (64 - p->bits)] += sign;
        p->sums[features[i] >> (64 - p->bits)] += sign * (float)(p->steps / 1024.0);
    }
    p->bias += sign;
    p->bias_sum += sign * (float)(p->steps / 1024.0);
}

/* Averaged weights as int8: all by one factor, chosen so that 99.9 % of them fit. */
static int32_t quantize(const perceptron *p, int8_t *out)
{
    size_t size = (size_t)1 << p->bits;
    float most = 0;
    float scale = (float)(1024.0 / p->steps);
    for (size_t i = 0; i < size; i++) {
        float w = fabsf(p->weights[i] - p->sums[i] * scale);
        if (w > most) most = w;
    }
    float factor = 127.0f / (most * 0.5f);
    for (size_t i = 0; i < size; i++) {
        float w = (p->weights[i] - p->sums[i] * scale) * factor;
        out[i] = (int8_t)lrintf(w > 127 ? 127 : w < -127 ? -127 : w);
    }
    return (int32_t)lrintf((p->bias - p->bias_sum * scale) * factor);
}

/* Gold token ends by byte, for teaching. */
typedef struct teacher {
    const corpus *c;
    size_t at; /* the next gold token */
    perceptron *tokens, *sentences;
} teacher;

static void teach_chunk(teacher *t, const split_chunk *chunk)
{
    uint64_t features[SPLIT_FEATURES_MAX];
    uint32_t from = 0;
    for (uint32_t i = 1; i < chunk->count; i++) {
        uint32_t byte = chunk->chars[i].byte;
        while (t->at < t->c->count && t->c->tokens[t->at].end < byte) t->at++;
        bool gold = t->at < t->c->count && t->c->tokens[t->at].end == byte;
        if (split_token_candidate(chunk, i)) {
            uint32_t n = split_token_features(chunk, from, i, features);
            learn(t->tokens, features, n, gold);
        }
        if (gold) from = i;
    }
}

static void teach_sentences(teacher *t, size_t first, size_t end)
{
    uint32_t count = (uint32_t)(end - first);
    const lang_token *tokens = t->c->tokens + first;
    split_word *words = calloc(count, sizeof *words);
    SITREP_ASSERT(words);
    sitrep_sv text = buf_sv(&t->c->text);
    split_state state = {.letter_case = split_letter_case(sv_part(text, tokens[0].begin, tokens[count - 1].end))};
    for (uint32_t i = 0; i < count; i++) {
        words[i] = split_word_make(text, tokens[i].begin, tokens[i].end);
        words[i].space_after = tokens[i].space_after;
    }
    uint64_t features[SPLIT_FEATURES_MAX];
    for (uint32_t i = 0; i < count; i++) {
        split_state_step(&state, &words[i]);
        if (split_sentence_candidate(words, count, i)) {
            uint32_t n = split_sentence_features(words, count, i, &state, features);
            learn(t->sentences, features, n, tokens[i].sentence_end);
        }
        if (tokens[i].sentence_end) state = (split_state){.start = i + 1, .letter_case = state.letter_case};
    }
    free(words);
}

static bool teach_paragraph(void *ctx, uint32_t begin, uint32_t end)
{
    teacher *t = ctx;
    sitrep_sv text = sv_part(buf_sv(&t->c->text), 0, end);
    uint8_t letter_case = split_letter_case(sv_part(text, begin, end));
    while (t->at < t->c->count && t->c->tokens[t->at].begin < begin) t->at++;
    size_t first = t->at, last = first;
    split_chunk chunk;
    for (uint32_t at = begin; at < end;) {
        uint32_t behind = split_chunk_read(text, at, letter_case, &chunk);
        if (chunk.count == 0) {
            uint32_t cp;
            at += utf8_decode(text, at, &cp);
            continue;
        }
        teach_chunk(t, &chunk);
        at = behind;
    }
    while (last < t->c->count && t->c->tokens[last].end <= end) last++;
    if (last > first) teach_sentences(t, first, last);
    return true;
}

/* ---- scoring ---- */

static double f1(size_t right, size_t got, size_t want)
{
    return got + want ? 200.0 * (double)right / (double)(got + want) : 0.0;
}

static void score(const lang_split *split, const corpus *c, const char *name)
{
    arena a;
    arena_init(&a, 0);
    lang_tokens got;
    SITREP_ASSERT(lang_split_run(split, NULL, &a, buf_sv(&c->text), &got) == SITREP_OK);
    size_t right = 0, sentences_right = 0, sentences_got = 0, sentences_want = 0;
    uint32_t got_start = 0, want_start = 0;
    for (size_t g = 0, w = 0; g < got.count || w < c->count;) {
        const lang_token *a1 = g < got.count ? &got.items[g] : NULL, *b = w < c->count ? &c->tokens[w] : NULL;
        bool same = a1 && b && a1->begin == b->begin && a1->end == b->end;
        bool take_a = a1 && (!b || a1->end <= b->end), take_b = b && (!a1 || b->end <= a1->end);
        right += same;
        if (take_a && take_b && a1->sentence_end && b->sentence_end) sentences_right += got_start == want_start;
        if (take_a) {
            sentences_got += a1->sentence_end;
            if (a1->sentence_end) got_start = g + 1 < got.count ? got.items[g + 1].begin : 0;
            g++;
        }
        if (take_b) {
            sentences_want += b->sentence_end;
            if (b->sentence_end) want_start = w + 1 < c->count ? c->tokens[w + 1].begin : 0;
            w++;
        }
    }
    printf("%s: tokens F1 %.2f, sentences F1 %.2f\n", name, f1(right, got.count, c->count),
           f1(sentences_right, sentences_got, sentences_want));
    arena_release(&a);
}

static void put_u32(buf *b, uint32_t value)
{
    for (int i = 0; i < 4; i++) buf_add_char(b, (char)(value >> (8 * i)));
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: train_split OUT TRAIN.conllu... [-- DEV.conllu...]\n");
        return 1;
    }
    perceptron tokens, sentences;
    perceptron_init(&tokens, TOKEN_BITS);
    perceptron_init(&sentences, SENTENCE_BITS);
    corpus all[48];
    int count = 0, dev = 2;
    for (; dev < argc && strcmp(argv[dev], "--") != 0 && count < 46; dev++, count += 3) {
        all[count] = (corpus){.count = 0};
        if (!read_conllu(&all[count], argv[dev])) {
            fprintf(stderr, "train_split: cannot read %s\n", argv[dev]);
            return 1;
        }
        all[count + 1] = recase(&all[count], false);
        all[count + 2] = recase(&all[count], true);
    }
    for (int epoch = 0; epoch < EPOCHS; epoch++)
        for (int i = 0; i < count; i++) {
            if (i % 3 != 0 && (epoch + i / 3) % 2 == 0) continue; /* other cases half as often */
            teacher t = {.c = &all[i], .tokens = &tokens, .sentences = &sentences};
            split_paragraphs(buf_sv(&all[i].text), teach_paragraph, &t);
        }
    buf out = BUF_INIT(0);
    size_t token_size = (size_t)1 << TOKEN_BITS, sentence_size = (size_t)1 << SENTENCE_BITS;
    int8_t *weights = malloc(token_size + sentence_size);
    SITREP_ASSERT(weights);
    int32_t token_bias = quantize(&tokens, weights), sentence_bias = quantize(&sentences, weights + token_size);
    put_u32(&out, SPLIT_MAGIC);
    put_u32(&out, TOKEN_BITS);
    put_u32(&out, SENTENCE_BITS);
    put_u32(&out, (uint32_t)token_bias);
    put_u32(&out, (uint32_t)sentence_bias);
    put_u32(&out, 0);
    buf_add(&out, weights, token_size + sentence_size);
    FILE *file = fopen(argv[1], "wb");
    if (!file || fwrite(out.ptr, 1, out.len, file) != out.len || fclose(file) != 0) {
        fprintf(stderr, "train_split: cannot write %s\n", argv[1]);
        return 1;
    }
    lang_split split;
    SITREP_ASSERT(lang_split_open(buf_sv(&out), &split, NULL) == SITREP_OK);
    for (dev++; dev < argc; dev++) {
        corpus c = {.count = 0};
        if (read_conllu(&c, argv[dev])) score(&split, &c, argv[dev]);
    }
    return 0;
}
