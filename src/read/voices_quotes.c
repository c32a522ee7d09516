/* read/voices_quotes.c — pairs of quotation marks.
 * Directed marks open and close; plain ones (" and '') take turns. A paragraph ends a quotation: of a speech of several
 * paragraphs each is one. Single marks count where they are directed (‘ ’) and no other quotation is open. */
#include "read/voices_int.h"

enum { NO_MARK, OPENS, CLOSES, TURNS, OPENS_SINGLE, CLOSES_SINGLE };

static int mark_of(sitrep_sv form)
{
    static const struct {
        const char *mark;
        int what;
    } marks[] = {{"\"", TURNS},
                 {"''", TURNS},
                 {"``", OPENS},
                 {"\xE2\x80\x9C", OPENS},
                 {"\xE2\x80\x9E", OPENS},
                 {"\xE2\x80\x9D", CLOSES},
                 {"\xE2\x80\x9F", CLOSES},
                 {"\xC2\xAB", OPENS},
                 {"\xC2\xBB", CLOSES},
                 {"\xE2\x80\x98", OPENS_SINGLE},
                 {"\xE2\x80\x99", CLOSES_SINGLE}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (sv_eq(form, sv_of(marks[i].mark))) return marks[i].what;
    return NO_MARK;
}

typedef struct scan {
    read_ctx *r;
    read_quotes *out;
    uint32_t *of;
    bool open, single;
    read_at first, last; /* of the open quotation; the word before */
    uint32_t words;
} scan;

static bool finish(scan *q, read_at last, bool closed)
{
    q->open = false;
    if (q->words == 0 || (q->single && !closed)) return true;
    read_quote *quote = READ_PUSH(&q->r->arena, q->out);
    if (!quote) return false;
    quote->first = q->first;
    quote->last = last;
    quote->words = q->words;
    quote->closed = closed;
    quote->statement = SITREP_NONE;
    quote->span.begin = read_word(q->r, q->first.sentence, q->first.word)->span.begin;
    quote->span.end = read_word(q->r, last.sentence, last.word)->span.end;
    uint32_t end = read_index(q->r, last.sentence, last.word);
    for (uint32_t i = read_index(q->r, q->first.sentence, q->first.word); i <= end; i++) q->of[i] = q->out->count - 1;
    return true;
}

static void begin(scan *q, read_at here, bool single)
{
    q->open = true;
    q->single = single;
    q->first = here;
    q->words = 0;
}

static bool step(scan *q, read_at here)
{
    const sitrep_word *w = read_word(q->r, here.sentence, here.word);
    int mark = mark_of(w->form);
    bool opens = mark == OPENS || (mark == TURNS && !q->open) || (mark == OPENS_SINGLE && !q->open);
    bool closes = q->open && (q->single ? mark == CLOSES_SINGLE : mark == CLOSES || mark == TURNS);
    if (closes) return finish(q, here, true);
    if (opens) {
        if (q->open && !finish(q, q->last, false)) return false;
        begin(q, here, mark == OPENS_SINGLE);
    } else if (q->open && w->upos != SITREP_UPOS_PUNCT) {
        q->words++;
    }
    q->last = here;
    return true;
}

bool read_quotes_find(read_ctx *r, read_quotes *out, uint32_t **out_of)
{
    uint32_t *of = ARENA_ARRAY(&r->arena, uint32_t, (size_t)r->word_count + 1);
    if (!of) return false;
    for (uint32_t i = 0; i <= r->word_count; i++) of[i] = SITREP_NONE;
    scan q = {.r = r, .out = out, .of = of};
    for (uint32_t s = 0; s < r->doc->count; s++) {
        const sitrep_sentence *sentence = &r->doc->sentences[s];
        if (sentence->paragraph && q.open && !finish(&q, q.last, false)) return false;
        for (uint32_t w = 0; w < sentence->count; w++)
            if (!step(&q, (read_at){s, w})) return false;
    }
    if (q.open && q.words && !finish(&q, q.last, false)) return false;
    *out_of = of;
    return true;
}
