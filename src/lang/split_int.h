/* lang/split_int.h — what the splitter and its trainer (tools/train_split.c) share, so that both see the same features.
 * A decision is the sign of a sum of weights, each found by the hash of one feature. */
#ifndef LANG_SPLIT_INT_H
#define LANG_SPLIT_INT_H

#include "lang/lang_int.h"

#define SPLIT_MAGIC        0x31545053u /* "SPT1" */
#define SPLIT_HEADER       24u         /* magic, token_bits, sentence_bits, token_bias, sentence_bias, 0: six u32 */
#define SPLIT_FEATURES_MAX 48
#define SPLIT_CHUNK_MAX    256u /* characters looked at together; longer runs without white space are cut here */

/* Whether letters of a stretch tell anything by their case. */
enum { SPLIT_MIXED, SPLIT_LOWER, SPLIT_UPPER };

/* One character of a chunk: folded (lower case, plain quotes), its class ('A' 'a' '0', or the character itself for
 * ASCII punctuation, 'p' for other punctuation and 's' for other symbols), and where it begins. */
typedef struct split_char {
    uint32_t fold;
    uint32_t byte;
    uint32_t cls;
} split_char;

/* A run of characters without white space, and what follows it. */
typedef struct split_chunk {
    split_char chars[SPLIT_CHUNK_MAX + 1]; /* one more: the end */
    uint32_t count;
    uint32_t next_cls;   /* class of the first character behind the white space; 0 at the end of the text */
    bool next_paragraph; /* the white space ends a paragraph */
    bool is_address;     /* has "://", "www." or '@' in it */
    uint8_t letter_case;
    uint64_t hash;  /* of the folded characters */
    uint64_t shape; /* of the classes, runs of one class taken once */
} split_chunk;

/* Whether a token may end before character `at` of the chunk: not within letters, not within digits. */
bool split_token_candidate(const split_chunk *chunk, uint32_t at);
/* Features of that decision; `from` is where the present token began. Gives their number. */
uint32_t split_token_features(const split_chunk *chunk, uint32_t from, uint32_t at, uint64_t out[SPLIT_FEATURES_MAX]);

/* What the sentence decision looks at: tokens of one paragraph and the present state. */
typedef struct split_word {
    uint64_t fold;        /* hash of the folded form */
    uint64_t shape;       /* hash of its shape */
    uint32_t first, last; /* classes of its first and last characters */
    uint32_t length;      /* characters */
    bool space_after, newline_after;
} split_word;
typedef struct split_state {
    uint32_t start;  /* index of the first word of the present sentence */
    uint32_t quotes; /* double quotes seen in it */
    int32_t depth;   /* brackets open in it */
    uint8_t letter_case;
} split_state;
bool split_sentence_candidate(const split_word *words, uint32_t count, uint32_t at);
uint32_t split_sentence_features(const split_word *words, uint32_t count, uint32_t at, const split_state *state,
                                 uint64_t out[SPLIT_FEATURES_MAX]);
void split_state_step(split_state *state, const split_word *word);

/* Reads the chunk that begins at `at` of a text (no white space there); gives the byte behind it. */
uint32_t split_chunk_read(sitrep_sv text, uint32_t at, uint8_t letter_case, split_chunk *chunk);
/* Makes the word of bytes [begin, end). */
split_word split_word_make(sitrep_sv text, uint32_t begin, uint32_t end);
/* The case of a stretch of text. */
uint8_t split_letter_case(sitrep_sv stretch);

/* The paragraphs of a text: calls `each` for [begin, end) in order. Blank lines part them, and single line ends
 * where the text is not wrapped to a width. Gives false when `each` did. */
bool split_paragraphs(sitrep_sv text, bool (*each)(void *ctx, uint32_t begin, uint32_t end), void *ctx);

#endif
