/* tell/doc.c — building a document. Nothing here knows what a report is about. */
#include "tell/doc.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/error.h"
#include "base/banned.h"

static sitrep_sv print_va(arena *a, const char *format, va_list list)
{
    char text[512]; /* our own words, with names cut by the caller where they come from outside */
    int len = vsnprintf(text, sizeof text, format, list);
    if (len < 0) return (sitrep_sv){"", 0};
    if ((size_t)len >= sizeof text) len = sizeof text - 1;
    sitrep_sv made = {text, (size_t)len};
    while (made.len && utf8_valid_until(made) < made.len) made.len--; /* a cut inside a character */
    return arena_copy(a, made);
}

static doc_block *add_block(doc *d, doc_block_kind kind)
{
    doc_block *b = ARENA_NEW(d->a, doc_block);
    d->line = NULL;
    if (!b) return NULL;
    b->kind = (uint8_t)kind;
    if (d->last)
        d->last->next = b;
    else
        d->first = b;
    d->last = b;
    return b;
}

void doc_item(doc *d)
{
    doc_block *b = d->last;
    if (b && b->count == b->room) {
        size_t room = b->room ? b->room * 2 : 4;
        doc_line *lines = arena_grow(d->a, b->lines, b->count, room, sizeof *lines);
        if (!lines)
            b = NULL; /* the arena remembers */
        else
            b->lines = lines, b->room = room;
    }
    d->line = b ? &b->lines[b->count++] : NULL;
}

void doc_heading_sv(doc *d, unsigned level, sitrep_sv anchor, sitrep_sv text)
{
    doc_block *b = add_block(d, DOC_HEADING);
    if (!b) return;
    b->level = (uint8_t)level;
    b->anchor = anchor;
    doc_item(d);
    doc_sv(d, DOC_TEXT, text);
}

void doc_heading(doc *d, unsigned level, const char *anchor, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    sitrep_sv text = print_va(d->a, format, list);
    va_end(list);
    doc_heading_sv(d, level, sv_of(anchor), text);
}

void doc_paragraph(doc *d)
{
    if (add_block(d, DOC_PARAGRAPH)) doc_item(d);
}

doc_block *doc_list(doc *d)
{
    return add_block(d, DOC_LIST);
}

doc_block *doc_table(doc *d, doc_block_kind kind, const char *const *heads)
{
    doc_block *b = add_block(d, kind);
    if (!b) return NULL;
    b->heads = heads;
    while (heads[b->columns]) b->columns++;
    return b;
}

static doc_run *add_run(doc *d, doc_run_kind kind, sitrep_sv text)
{
    doc_run *run = d->line ? ARENA_NEW(d->a, doc_run) : NULL;
    if (!run) return NULL;
    *run = (doc_run){.kind = (uint8_t)kind, .text = text};
    if (d->line->last)
        d->line->last->next = run;
    else
        d->line->first = run;
    d->line->last = run;
    return run;
}

void doc_text(doc *d, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    add_run(d, DOC_TEXT, print_va(d->a, format, list));
    va_end(list);
}

void doc_tag(doc *d, doc_tone tone, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    doc_run *run = add_run(d, DOC_TAG, print_va(d->a, format, list));
    va_end(list);
    if (run) run->tone = (uint8_t)tone;
}

void doc_sv(doc *d, doc_run_kind kind, sitrep_sv text)
{
    add_run(d, kind, text);
}

sitrep_sv doc_cut(arena *a, sitrep_sv sv, size_t most)
{
    sv = sv_trim(sv);
    char *to = arena_alloc(a, sv.len + 4);
    if (!to) return (sitrep_sv){"", 0};
    size_t len = 0, count = 0, word_end = 0;
    bool blank = false, cut = false;
    for (size_t i = 0; i < sv.len;) {
        uint32_t cp, size = utf8_decode(sv, i, &cp);
        if (size == 0) size = 1, cp = ' ';
        if (count == most) {
            cut = true;
            break;
        }
        bool is_blank = cp <= ' ';
        if (is_blank && !blank) {
            word_end = len;
            to[len++] = ' ';
            count++;
        } else if (!is_blank) {
            memcpy(to + len, sv.ptr + i, size);
            len += size;
            count++;
        }
        blank = is_blank;
        i += size;
    }
    if (cut) {
        if (word_end > len / 2) len = word_end; /* a very long word is cut inside */
        while (len && (to[len - 1] == ' ' || to[len - 1] == ',')) len--;
        memcpy(to + len, "…", 3);
        len += 3;
    }
    return (sitrep_sv){to, len};
}

void doc_quote(doc *d, sitrep_sv text, size_t most)
{
    add_run(d, DOC_QUOTE, doc_cut(d->a, text, most));
}

/* Keeps inner spans in order and apart, so that renderers can walk them. */
static void add_inner(doc *d, doc_cite *c, uint32_t first, uint32_t last)
{
    if (first >= last || first < c->ref.sentence_first || last > c->ref.sentence_last) return;
    doc_inner **at = &c->inner;
    while (*at && (*at)->last <= first) at = &(*at)->next;
    if (*at && (*at)->first < last) return; /* overlaps one that is there */
    doc_inner *inner = ARENA_NEW(d->a, doc_inner);
    if (!inner) return;
    *inner = (doc_inner){first, last, *at};
    *at = inner;
}

static size_t find_cite(const doc *d, const doc_ref *ref)
{
    for (size_t i = 0; i < d->cite_count; i++) {
        const doc_ref *r = &d->cites[i].ref;
        if (r->sentence_first == ref->sentence_first && r->sentence_last == ref->sentence_last &&
            sv_eq(r->report, ref->report))
            return i;
    }
    return SIZE_MAX;
}

static void add_row(doc *d, sitrep_sv id)
{
    doc_row **at = d->line ? &d->line->rows : NULL;
    if (!at || !id.len) return;
    while (*at && !sv_eq((*at)->id, id)) at = &(*at)->next;
    if (*at) return;
    *at = ARENA_NEW(d->a, doc_row);
    if (*at) **at = (doc_row){id, NULL};
}

void doc_cite_ref(doc *d, const doc_ref *ref)
{
    add_row(d, ref->row);
    size_t at = find_cite(d, ref);
    if (at == SIZE_MAX) {
        if (d->cite_count == d->cite_room) {
            size_t room = d->cite_room ? d->cite_room * 2 : 64;
            doc_cite *cites = arena_grow(d->a, d->cites, d->cite_count, room, sizeof *cites);
            if (!cites) return;
            d->cites = cites;
            d->cite_room = room;
        }
        at = d->cite_count++;
        d->cites[at] = (doc_cite){.ref = *ref};
    }
    add_inner(d, &d->cites[at], ref->first, ref->last);
    bool again =
        false; /* among the citations at the end of the line: each sentence of a line has its own, none has one twice */
    for (doc_run *r = d->line ? d->line->first : NULL; r; r = r->next)
        again = r->kind == DOC_CITE && (again || r->cite == at);
    if (again) return;
    doc_run *run = add_run(d, DOC_CITE, (sitrep_sv){"", 0});
    if (!run) return;
    run->cite = (uint32_t)at;
    run->use = d->cites[at].uses++;
}
