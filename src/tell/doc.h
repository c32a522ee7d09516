/* tell/doc.h — one situation report as a document: blocks of lines made of runs, built once and rendered as HTML,
 * Markdown and text, so that the forms cannot differ in content.
 *
 *   doc ─ block ─ block ─ …         heading, paragraph, list, table, cards (a table that HTML draws as cards), chart
 *           └ line, line, …         a paragraph's one line, a list's items, a table's cells row by row
 *               └ run ─ run ─ …     plain, strong, soft, quote, tag, citation
 *
 * Ownership: all lives in the document's arena. Failure: sticky in the arena, asked once at the end. Threads: one
 * document, one thread. */
#ifndef TELL_DOC_H
#define TELL_DOC_H

#include "base/arena.h"
#include "base/text.h"

typedef enum doc_run_kind { DOC_TEXT, DOC_STRONG, DOC_SOFT, DOC_QUOTE, DOC_TAG, DOC_CITE } doc_run_kind;
/* What a tag says of the sentence that it stands in. */
typedef enum doc_tone { DOC_TONE_PLAIN, DOC_TONE_FUTURE, DOC_TONE_DENIED, DOC_TONE_DOUBT, DOC_TONE_DONE } doc_tone;

typedef struct doc_run {
    uint8_t kind, tone;
    uint32_t cite, use; /* which citation, and the how-manieth place that cites it */
    sitrep_sv text;
    struct doc_run *next;
} doc_run;

/* A row of the store that a line rests on, by its id. */
typedef struct doc_row {
    sitrep_sv id;
    struct doc_row *next;
} doc_row;

typedef struct doc_line {
    doc_run *first, *last;
    doc_row *rows; /* of its citations, each once, in their order */
} doc_line;

typedef enum doc_block_kind { DOC_HEADING, DOC_PARAGRAPH, DOC_LIST, DOC_TABLE, DOC_CARDS, DOC_CHART } doc_block_kind;

struct doc;
typedef struct doc_block {
    uint8_t kind, level; /* level of a heading: 1 … 3 */
    bool folded;         /* HTML shows the block behind a click: what is long and looked up rather than read */
    sitrep_sv anchor, caption;
    const char *const *heads; /* of a table, ended by NULL */
    size_t columns;
    doc_line *lines;
    size_t count, room;
    void (*draw)(const struct doc *d, const void *data, buf *out); /* of a chart: adds SVG */
    const void *data;
    struct doc_block *next;
} doc_block;

/* Where in a report a sentence of ours rests, and on which row of the store. */
typedef struct doc_ref {
    sitrep_sv row;
    sitrep_sv report, source, published, quote;
    uint32_t sentence_first, sentence_last, first, last; /* bytes; first == last: the whole sentence */
} doc_ref;

typedef struct doc_inner { /* the word or number inside a cited sentence that the claim hangs on */
    uint32_t first, last;
    struct doc_inner *next;
} doc_inner;

typedef struct doc_cite {
    doc_ref ref;
    doc_inner *inner;
    uint32_t uses;
} doc_cite;

typedef struct doc_source { /* a cited report, for the texts at the end */
    sitrep_sv id, title, published, source, url, place, text;
} doc_source;

typedef struct doc {
    arena *a;
    sitrep_sv title;
    doc_block *first, *last;
    doc_line *line; /* being written */
    doc_cite *cites;
    size_t cite_count, cite_room;
    doc_source *sources; /* in the order of their first citation */
    size_t source_count;
} doc;

/* ---- building: each call appends to what was begun last ---- */
void doc_heading(doc *d, unsigned level, const char *anchor, const char *format, ...) SITREP_PRINTF(4, 5);
/* A heading whose text comes from a report; the anchor as well is made here. */
void doc_heading_sv(doc *d, unsigned level, sitrep_sv anchor, sitrep_sv text);
void doc_paragraph(doc *d);
doc_block *doc_list(doc *d);
/* `heads` lives as long as the document. */
doc_block *doc_table(doc *d, doc_block_kind kind, const char *const *heads);
/* Begins a list's next item or a table's next cell. */
void doc_item(doc *d);
void doc_text(doc *d, const char *format, ...) SITREP_PRINTF(2, 3);
void doc_tag(doc *d, doc_tone tone, const char *format, ...) SITREP_PRINTF(3, 4);
/* Words of a report, or made of them: never trusted by a renderer. */
void doc_sv(doc *d, doc_run_kind kind, sitrep_sv text);
/* A quotation of at most `most` code points, cut at a word with an ellipsis. */
void doc_quote(doc *d, sitrep_sv text, size_t most);
/* Cites the place; the same sentence has the same number wherever it is cited. */
void doc_cite_ref(doc *d, const doc_ref *ref);

/* `sv` cut to `most` code points at a blank, with an ellipsis, on one line; in the arena. */
sitrep_sv doc_cut(arena *a, sitrep_sv sv, size_t most);

/* ---- rendering ---- */
void doc_html(const doc *d, buf *out);
void doc_markdown(const doc *d, buf *out);
void doc_plain(const doc *d, buf *out);
/* Adds text with what HTML must escape escaped, and nothing that a browser would not show. */
void doc_html_text(buf *out, sitrep_sv sv);
void doc_html_style(buf *out); /* the style sheet */

#endif
