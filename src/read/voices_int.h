/* read/voices_int.h — the parts of the voices stage and what they share.
 * voices_headlines.c  attributions without a verb: "according to", colons; voices_quotes.c  quotation marks; voices.c
 * cues; voices_content.c  contents; voices_nested.c  what is told with another statement; voices_speaker.c whose words
 * they are and what they amount to; voices_links.c   what statements are to each other, to quotations left over,
 * addressees, dates, first persons */
#ifndef READ_VOICES_INT_H
#define READ_VOICES_INT_H

#include "read/who.h"

#define VOICES_SPANS_MAX   8
#define VOICES_SCARE_WORDS 4 /* quotation marks around fewer words mark a term, not speech */

/* Words in quotation marks, marks included; may run over sentences of one paragraph. */
typedef struct read_quote {
    sitrep_span span;
    read_at first, last; /* the words that are or hold the marks */
    uint32_t words;      /* between the marks */
    uint32_t statement;  /* that has it as content, SITREP_NONE */
    bool closed;         /* false for a paragraph of a longer quotation */
} read_quote;

typedef READ_LIST(read_quote) read_quotes;

typedef struct voices {
    read_ctx *r;
    read_quotes quotes;
    uint32_t *quote_of; /* per word of the report: its quotation, SITREP_NONE */
    const know_table *cues;
    uint32_t pos_column, frames_column, act_column;
} voices;

/* A statement being put together. */
typedef struct draft {
    uint32_t sentence, cue;
    uint32_t cue_first, cue_end;
    sitrep_sv lemma;
    uint8_t act;
    uint32_t speaker;                    /* word, SITREP_NONE */
    uint32_t between_first, between_end; /* words of a source that the tree does not hold together; empty for none */
    bool own_speaker;                    /* the word is a child of the cue, so that its whole phrase is the source */
    sitrep_span spans[VOICES_SPANS_MAX];
    uint32_t span_count;
} draft;

static inline uint32_t voices_quote_at(const voices *v, uint32_t s, uint32_t w)
{
    return v->quote_of[read_index(v->r, s, w)];
}

/* Finds all quotations of the report; *out_of is made: for each word the quotation it is in, or SITREP_NONE. Gives
 * false when the arena is out. */
bool read_quotes_find(read_ctx *r, read_quotes *out, uint32_t **out_of);

/* Whether `deprel` makes a subject. */
bool voices_is_subject(unsigned deprel);
/* Whether the word is a clause that the cue has as its complement. */
bool voices_is_complement(const voices *v, const draft *d, uint32_t word);
/* "The convoy, the mayor said, never came": a first subject of the cue that belongs to what is said, SITREP_NONE. */
uint32_t voices_stray_subject(const voices *v, const draft *d);
/* The speaker by the tree; then mended where it stands inside of the content, or taken from between quotation and cue.
 */
void voices_find_speaker(const voices *v, draft *d);
void voices_mend_speaker(const voices *v, draft *d);
void voices_speaker_between(const voices *v, draft *d);
sitrep_span voices_speaker_span(const voices *v, const draft *d);
/* "Said it would send" promises, "said X must" demands, "said it had no plans" denies. */
uint8_t voices_refined_act(const voices *v, const draft *d);
/* After all cues: takes away statements that are told with another (voices_nested.c). False when the arena is out. */
bool voices_drop_told(voices *v);
/* Then: quotations left over, nesting and chains, addressees, due dates, who "I" is. False when the arena is
 * out. */
bool voices_link(voices *v);

/* Adds words [first, end), the words under `word` without those under `without`, or a span to a content; it stays in
 * text order, and what would be too many parts is left out. */
bool voices_add_span(draft *d, sitrep_span span); /* false where it was left out */
void voices_add_words(const voices *v, draft *d, uint32_t first, uint32_t end);
void voices_add_subtree(const voices *v, draft *d, uint32_t word, uint32_t without);
/* Makes one part of parts that only marks keep apart. */
void voices_close_gaps(const voices *v, draft *d);
/* Appends the statement; false when the arena is out. */
bool voices_keep(voices *v, const draft *d);

/* voices_content.c. Fills the content of a draft by one frame of cues.tsv; *prep is the preposition that belongs to the
 * cue. False where the frame finds nothing. */
bool voices_frame_content(voices *v, draft *d, sitrep_sv frame, uint32_t *prep);
/* Whether a clause is opened by this word. */
bool voices_has_mark(const read_ctx *r, uint32_t s, uint32_t w, const char *form);
/* "Called the allegations lies": a predicate that the parser may take for a verb. */
bool voices_is_verdict(const voices *v, uint32_t s, uint32_t w);

/* voices_headlines.c. Each gives false only when the arena is out. */
bool voices_try_according(voices *v, uint32_t s, uint32_t w);
bool voices_try_transcript(voices *v, uint32_t s);
bool voices_try_colon(voices *v, uint32_t s);

#endif
