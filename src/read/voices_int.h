/* read/voices_int.h — quotations, as voices_quotes.c finds them and voices.c gives them to speakers. */
#ifndef READ_VOICES_INT_H
#define READ_VOICES_INT_H

#include "read/who.h"

/* Words in quotation marks, marks included; may run over sentences of one paragraph. */
typedef struct read_quote {
    sitrep_span span;
    read_at first, last; /* the words that are or hold the marks */
    uint32_t words;      /* between the marks */
    uint32_t statement;  /* that has it as content, SITREP_NONE */
    bool closed;         /* false for a paragraph of a longer quotation */
} read_quote;

typedef READ_LIST(read_quote) read_quotes;

/* Finds all quotations of the report; *out_of is made: for each word the quotation it is in, or SITREP_NONE. Gives false
 * when the arena is out. */
bool read_quotes_find(read_ctx *r, read_quotes *out, uint32_t **out_of);

#endif
