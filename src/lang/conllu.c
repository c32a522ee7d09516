/* lang/conllu.c — CoNLL-U in (tokens and sentences as given) and out. */
#include "lang/lang_int.h"

#include <stdio.h>

#include "base/banned.h"

#define COLUMNS 10
enum { ID, FORM, MISC = 9 };

/* ---- reading ---- */

typedef struct reading {
    arena *a;
    sitrep_analysis *out;
    uint32_t sentence_cap;
    char *text; /* forms put together; never longer than the input */
    size_t text_len;
    sitrep_word *words; /* of the present sentence */
    uint32_t count, cap;
    uint32_t range_end; /* last word of the multiword token being read, 0 for none */
    uint32_t range_words;
    sitrep_span range_span;
    bool range_space, paragraph;
    uint32_t line;
    sitrep_error *err;
} reading;

static sitrep_status bad(const reading *r, const char *why)
{
    return base_error_at(r->err, SITREP_FORMAT, NULL, r->line, 0, 0, "%s", why);
}

static sitrep_span put_form(reading *r, sitrep_sv form, bool space)
{
    sitrep_span span = {(uint32_t)r->text_len, (uint32_t)(r->text_len + form.len)};
    memcpy(r->text + r->text_len, form.ptr, form.len);
    r->text_len += form.len;
    if (space) r->text[r->text_len++] = ' ';
    return span;
}

static sitrep_status put_word(reading *r, sitrep_sv form, bool space, uint32_t id)
{
    if (id != r->count + 1) return bad(r, "words are not numbered in order");
    if (id > SITREP_SENTENCE_MAX)
        return base_error_at(r->err, SITREP_LIMIT, NULL, r->line, 0, 0, "a sentence has more than %u words",
                             SITREP_SENTENCE_MAX);
    if (r->count == r->cap) {
        uint32_t cap = r->cap ? r->cap * 2 : 64;
        sitrep_word *words = arena_grow(r->a, r->words, r->count, cap, sizeof *words);
        if (!words) return SITREP_NOMEM;
        r->words = words;
        r->cap = cap;
    }
    sitrep_word *w = &r->words[r->count++];
    *w = (sitrep_word){.form = form,
                       .xpos = "",
                       .feats = "",
                       .head = SITREP_NONE,
                       .upos = SITREP_UPOS_COUNT,
                       .deprel = SITREP_DEPREL_COUNT,
                       .token_words = 1,
                       .space_after = space};
    if (id <= r->range_end) {
        w->span = r->range_span;
        w->space_after = r->range_space;
        w->token_words = r->count + r->range_words - 1 == r->range_end ? (uint8_t)r->range_words : 0;
    } else {
        w->span = put_form(r, form, space);
    }
    return SITREP_OK;
}

static sitrep_status take_row(reading *r, sitrep_sv line)
{
    sitrep_sv cells[COLUMNS], rest = line;
    uint32_t n = 0;
    while (n < COLUMNS && (rest.len || n == 0)) cells[n++] = sv_cut(&rest, '\t');
    if (n != COLUMNS) return bad(r, "a line of CoNLL-U has ten columns");
    if (cells[FORM].len == 0) return bad(r, "a token has no form");
    bool space = sv_find(cells[MISC], SV("SpaceAfter=No"), 0) == SIZE_MAX;
    if (sv_find(cells[ID], SV("."), 0) != SIZE_MAX) return SITREP_OK; /* empty nodes are of enhanced graphs */
    sitrep_sv last = cells[ID], first = sv_cut(&last, '-');
    uint64_t from, to;
    if (!sv_to_u64(first, UINT32_MAX - 1, &from)) return bad(r, "this is no word number");
    if (!last.len) return put_word(r, cells[FORM], space, (uint32_t)from);
    if (!sv_to_u64(last, UINT32_MAX - 1, &to) || to <= from || from != r->count + 1 || to - from >= 16)
        return bad(r, "this is no range of word numbers");
    r->range_end = (uint32_t)to;
    r->range_words = (uint32_t)(to - from + 1);
    r->range_span = put_form(r, cells[FORM], space);
    r->range_space = space;
    return SITREP_OK;
}

static sitrep_status end_sentence(reading *r)
{
    if (r->count == 0) return SITREP_OK;
    if (r->range_end > r->count) return bad(r, "a multiword token has fewer words than its range");
    sitrep_analysis *out = r->out;
    if (out->count == r->sentence_cap) {
        uint32_t cap = r->sentence_cap ? r->sentence_cap * 2 : 64;
        sitrep_sentence *grown = arena_grow(r->a, out->sentences, out->count, cap, sizeof *grown);
        if (!grown) return SITREP_NOMEM;
        out->sentences = grown;
        r->sentence_cap = cap;
    }
    out->sentences[out->count++] = (sitrep_sentence){.words = r->words,
                                                     .count = r->count,
                                                     .paragraph = r->paragraph || out->count == 0,
                                                     .span = {r->words[0].span.begin, r->words[r->count - 1].span.end}};
    r->words = NULL;
    r->count = r->cap = r->range_end = 0;
    r->paragraph = false;
    return SITREP_OK;
}

sitrep_status lang_conllu_read(sitrep_sv conllu, arena *a, sitrep_analysis *out, sitrep_error *err)
{
    if (conllu.len > SITREP_TEXT_MAX)
        return base_error(err, SITREP_LIMIT, "more than %u bytes of CoNLL-U", SITREP_TEXT_MAX);
    *out = (sitrep_analysis){.count = 0};
    reading r = {.a = a, .out = out, .err = err, .text = arena_alloc(a, conllu.len + 1)};
    sitrep_status status = r.text ? SITREP_OK : SITREP_NOMEM;
    sitrep_sv rest = conllu;
    while (rest.len && !status) {
        sitrep_sv line = sv_cut(&rest, '\n');
        r.line++;
        if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
        if (sv_trim(line).len == 0)
            status = end_sentence(&r);
        else if (line.ptr[0] != '#')
            status = take_row(&r, line);
        else if (sv_starts(line, SV("# newpar")) || sv_starts(line, SV("# newdoc")))
            r.paragraph = true;
    }
    if (!status) status = end_sentence(&r);
    if (status == SITREP_NOMEM) return base_error(err, status, "out of memory");
    out->text = (sitrep_sv){r.text, r.text_len};
    return status;
}

/* ---- writing ---- */

typedef struct writing {
    sitrep_write_fn write;
    void *ctx;
    char bytes[4096];
    size_t len;
    bool stopped;
} writing;

static void flush(writing *w)
{
    if (w->len && !w->stopped && !w->write(w->ctx, w->bytes, w->len)) w->stopped = true;
    w->len = 0;
}

static void put(writing *w, sitrep_sv sv)
{
    while (sv.len) {
        size_t room = sizeof w->bytes - w->len, n = sv.len < room ? sv.len : room;
        memcpy(w->bytes + w->len, sv.ptr, n);
        w->len += n;
        sv = sv_part(sv, n, sv.len);
        if (w->len == sizeof w->bytes) flush(w);
    }
}

static void put_number(writing *w, uint32_t number)
{
    char digits[16];
    int len = snprintf(digits, sizeof digits, "%u", number);
    put(w, (sitrep_sv){digits, (size_t)len});
}

/* A text on one line: runs of white space become one blank. */
static void put_line(writing *w, sitrep_sv text)
{
    bool gap = false;
    for (size_t i = 0; i < text.len; i++) {
        if (is_space(text.ptr[i])) {
            gap = true;
            continue;
        }
        if (gap) put(w, SV(" "));
        gap = false;
        put(w, sv_part(text, i, i + 1));
    }
}

static void put_cell(writing *w, sitrep_sv sv)
{
    put(w, SV("\t"));
    if (sv.len)
        put_line(w, sv);
    else
        put(w, SV("_"));
}

static void put_misc(writing *w, const sitrep_word *word, bool surface)
{
    static const char *const kinds[] = {"", "person", "organization", "place"};
    put(w, SV("\t"));
    bool any = false;
    if (word->name) {
        put(w, SV("Name="));
        put(w, word->name_begin ? SV("B-") : SV("I-"));
        put(w, sv_of(kinds[word->name & 3]));
        any = true;
    }
    if (surface && !word->space_after) {
        put(w, any ? SV("|SpaceAfter=No") : SV("SpaceAfter=No"));
        any = true;
    }
    put(w, any ? SV("\n") : SV("_\n"));
}

static void put_range(writing *w, sitrep_sv text, const sitrep_word *word, uint32_t id)
{
    put_number(w, id);
    put(w, SV("-"));
    put_number(w, id + word->token_words - 1);
    put_cell(w, sv_span(text, word->span));
    put(w, SV("\t_\t_\t_\t_\t_\t_\t_\t"));
    put(w, word->space_after ? SV("_\n") : SV("SpaceAfter=No\n"));
}

static void put_row(writing *w, const sitrep_word *word, uint32_t id)
{
    put_number(w, id);
    put_cell(w, word->form);
    put_cell(w, word->lemma);
    put_cell(w, sv_of(sitrep_upos_name(word->upos)));
    put_cell(w, sv_of(word->xpos));
    put_cell(w, sv_of(word->feats));
    put(w, SV("\t"));
    if (word->deprel < SITREP_DEPREL_COUNT)
        put_number(w, word->head == SITREP_NONE ? 0 : word->head + 1);
    else
        put(w, SV("_"));
    put_cell(w, sv_of(sitrep_deprel_name(word->deprel)));
    put(w, SV("\t_"));
    put_misc(w, word, word->token_words == 1);
}

sitrep_status sitrep_analysis_write_conllu(const sitrep_analysis *analysis, uint32_t first_id, sitrep_write_fn write,
                                           void *ctx)
{
    writing w = {.write = write, .ctx = ctx};
    for (uint32_t s = 0; s < analysis->count && !w.stopped; s++) {
        const sitrep_sentence *sentence = &analysis->sentences[s];
        if (sentence->paragraph) put(&w, SV("# newpar\n"));
        put(&w, SV("# sent_id = "));
        put_number(&w, first_id + s);
        put(&w, SV("\n# text = "));
        put_line(&w, sv_span(analysis->text, sentence->span));
        put(&w, SV("\n"));
        for (uint32_t i = 0; i < sentence->count; i++) {
            if (sentence->words[i].token_words > 1) put_range(&w, analysis->text, &sentence->words[i], i + 1);
            put_row(&w, &sentence->words[i], i + 1);
        }
        put(&w, SV("\n"));
    }
    flush(&w);
    return w.stopped ? SITREP_STOPPED : SITREP_OK;
}
