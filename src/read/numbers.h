/* read/numbers.h — the reader's own small tokens, the word tables over them, and numbers in running text.
 * Times and figures work on these tokens, not on the parser's words: they are the same whatever model tokenizes
 * ("third- quarter" is three, "1,200" and "a.m." are one). Tokens live in the report's arena, vocabularies in the
 * reader's. Threads: one reader, one thread. */
#ifndef READ_NUMBERS_H
#define READ_NUMBERS_H

#include "read/read_int.h"

enum read_token_kind { READ_TOKEN_WORD, READ_TOKEN_DIGITS, READ_TOKEN_MARK };

typedef struct read_token {
    sitrep_span span;
    sitrep_sv low;  /* lower case, initials without dots; of a mark its ASCII twin ("-" for a dash) */
    uint32_t entry; /* in the vocabulary, SITREP_NONE for words that it does not know */
    uint8_t kind;   /* enum read_token_kind */
    bool space;     /* white space or the text's begin before it */
    bool paragraph; /* an empty line before it */
    bool capital;
    bool dot;      /* initials that end with a dot */
    bool grouped;  /* digits with thousands separators: never a year */
    bool ordinal;  /* digits with st, nd, rd, th */
    double number; /* of digits */
} read_token;

/* A vocabulary: phrases of word tables, each with classes and values. Phrases of several words are found from their
 * first. */
typedef struct read_sense {
    uint8_t class_; /* as the table's reader numbers them */
    sitrep_sv value;
    double number, low, high; /* of `value` and the columns low and high; NAN where there is none */
} read_sense;

typedef struct read_entry {
    sitrep_sv text;
    const read_sense *senses; /* NULL where it is only the begin of a phrase or a literal of a pattern */
    uint32_t sense_count;
    uint64_t classes; /* bit per class below 62 */
    uint64_t begins;  /* of a word: the classes of all phrases that begin with it, its own included */
    uint32_t next;    /* the next phrase that begins with the same word, SITREP_NONE; longest first */
    uint32_t words;   /* 1 for single words */
    uint32_t literal; /* bit set of patterns' use: nonzero where a pattern names the word itself */
} read_entry;

typedef struct read_vocabulary read_vocabulary;

/* Tables are read in turn: `class_of` numbers the class column, below 256 (below 62 for those of time patterns);
 * SITREP_NONE is an error of the table. */
sitrep_status read_vocabulary_add(read_ctx *r, const char *table, uint32_t (*class_of)(sitrep_sv name),
                                  sitrep_error *err);
/* The entry of a word or phrase (lower case, single blanks), made where `make`; SITREP_NONE. */
uint32_t read_vocabulary_find(const read_ctx *r, sitrep_sv text);
uint32_t read_vocabulary_make(read_ctx *r, sitrep_sv text);
read_entry *read_entry_at(const read_ctx *r, uint32_t entry);
/* How many tokens from `at` the entry's phrase takes; 0 where it does not stand there. */
uint32_t read_entry_length(const read_ctx *r, uint32_t entry, const read_token *tokens, uint32_t count, uint32_t at);
/* The sense of a class, NULL where the entry has none. */
const read_sense *read_entry_sense(const read_ctx *r, uint32_t entry, uint32_t class_);

/* The same for a word in any letter case; NULL for one that the vocabulary lacks. */
const read_sense *read_form_sense(const read_ctx *r, sitrep_sv form, uint32_t class_);

/* All its senses, of any class; NULL and 0 for one that the vocabulary lacks. */
const read_sense *read_form_senses(const read_ctx *r, sitrep_sv form, uint32_t *out_count);

/* Takes a span of the text apart. NULL and *out_count 0 when the arena is out. */
read_token *read_tokens_of(read_ctx *r, sitrep_span span, uint32_t *out_count);
/* The tokens of the whole report, made at the first call. */
const read_token *read_tokens(read_ctx *r, uint32_t *out_count);

/* Classes of data/words/numbers.tsv; those of other tables follow. */
enum {
    READ_NUM_UNIT,
    READ_NUM_TENS,
    READ_NUM_SCALE,
    READ_NUM_SCALE_SHORT,
    READ_NUM_ORDINAL,
    READ_NUM_FRACTION,
    READ_NUM_VAGUE,
    READ_NUM_COUNT
};

/* A number in the text. */
typedef struct read_number {
    uint32_t end;     /* token after it */
    double value;     /* NAN where vague */
    double low, high; /* of vague amounts; NAN where open */
    bool vague;
    bool digits;  /* written with digits, wholly or in part */
    bool article; /* "a", "an": one, if anything */
} read_number;

/* Reads a cardinal at tokens[at]: "1,200", "2.5 million", "twenty-five", "two hundred and six", "a dozen", "5 1/2",
 * "several hundred", "tens of thousands", "two and a half". `article`: "a" and "an" before something that is no number
 * count as one. */
bool read_number_at(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t at, bool article,
                    read_number *out);
/* Reads an ordinal: "third", "21st", "twenty-first"; the value is negative for "last". */
bool read_ordinal_at(const read_ctx *r, const read_token *tokens, uint32_t count, uint32_t at, read_number *out);

#endif
