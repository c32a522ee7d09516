/* tell/markdown.c — the document as Markdown: footnotes for citations, tables as tables, charts as the table of their
 * numbers. Whatever comes from a report is escaped, so that no quotation becomes a heading, a link or HTML. */
#include "tell/doc.h"
#include "tell/tell.h"
#include "tell/words.h"

#include "base/banned.h"

static void add_escaped(buf *out, sitrep_sv sv)
{
    for (size_t i = 0; i < sv.len;) {
        uint32_t cp, len = utf8_decode(sv, i, &cp);
        if (len == 0) len = 1, cp = ' ';
        bool line_start = out->len == 0 || out->ptr[out->len - 1] == '\n' ||
                          (out->len > 1 && out->ptr[out->len - 1] == ' ' && out->ptr[out->len - 2] == '-');
        if (cp < ' ' || cp == 0x7F)
            buf_add_char(out, ' ');
        else if (cp == '<')
            buf_add_sv(out, SV("&lt;"));
        else if (cp == '&')
            buf_add_sv(out, SV("&amp;"));
        else if (cp < 0x80 && (strchr("\\`*_[]|~>", (int)cp) || (line_start && strchr("#+-=", (int)cp))))
            buf_add_char(out, '\\'), buf_add_char(out, (char)cp);
        else if (!tell_is_bidi_control(cp))
            buf_add(out, sv.ptr + i, len);
        i += len;
    }
}

static void add_line(buf *out, const doc_line *line)
{
    for (const doc_run *run = line->first; run; run = run->next) {
        switch ((doc_run_kind)run->kind) {
        case DOC_TEXT:
        case DOC_SOFT:
            add_escaped(out, run->text);
            break;
        case DOC_STRONG:
            buf_add_sv(out, SV("**"));
            add_escaped(out, run->text);
            buf_add_sv(out, SV("**"));
            break;
        case DOC_QUOTE:
            buf_add_sv(out, SV("“"));
            add_escaped(out, run->text);
            buf_add_sv(out, SV("”"));
            break;
        case DOC_TAG:
            buf_add_sv(out, SV("*("));
            add_escaped(out, run->text);
            buf_add_sv(out, SV(")*"));
            break;
        case DOC_CITE:
            buf_printf(out, "[^%u]", run->cite + 1);
            break;
        }
    }
}

static void add_table(buf *out, const doc_block *b)
{
    if (b->caption.len) {
        buf_add_sv(out, SV("*"));
        add_escaped(out, b->caption);
        buf_add_sv(out, SV("*\n\n"));
    }
    for (size_t c = 0; c < b->columns; c++) buf_printf(out, "| %s ", b->heads[c]);
    buf_add_sv(out, SV("|\n"));
    for (size_t c = 0; c < b->columns; c++) buf_add_sv(out, SV("| --- "));
    buf_add_sv(out, SV("|\n"));
    for (size_t i = 0; i < b->count; i++) {
        buf_add_sv(out, SV("| "));
        add_line(out, &b->lines[i]);
        buf_add_sv(out, (i + 1) % b->columns ? SV(" ") : SV(" |\n"));
    }
    buf_add_char(out, '\n');
}

static void add_block(buf *out, const doc_block *b)
{
    switch ((doc_block_kind)b->kind) {
    case DOC_HEADING:
        for (unsigned i = 0; i < b->level; i++) buf_add_char(out, '#');
        buf_add_char(out, ' ');
        add_line(out, &b->lines[0]);
        buf_add_sv(out, SV("\n\n"));
        break;
    case DOC_PARAGRAPH:
        add_line(out, &b->lines[0]);
        buf_add_sv(out, SV("\n\n"));
        break;
    case DOC_LIST:
        for (size_t i = 0; i < b->count; i++) {
            buf_add_sv(out, SV("- "));
            add_line(out, &b->lines[i]);
            buf_add_char(out, '\n');
        }
        if (b->count) buf_add_char(out, '\n');
        break;
    case DOC_TABLE:
    case DOC_CARDS:
    case DOC_CHART:
        add_table(out, b);
        break;
    }
}

static const doc_source *source_of(const doc *d, sitrep_sv id)
{
    for (size_t i = 0; i < d->source_count; i++)
        if (sv_eq(d->sources[i].id, id)) return &d->sources[i];
    return NULL;
}

void doc_markdown(const doc *d, buf *out)
{
    for (const doc_block *b = d->first; b; b = b->next) add_block(out, b);
    buf_add_sv(out, SV("## Citations\n\n"));
    for (size_t i = 0; i < d->cite_count; i++) {
        const doc_ref *ref = &d->cites[i].ref;
        const doc_source *s = source_of(d, ref->report);
        buf_printf(out, "[^%zu]: “", i + 1);
        add_escaped(out, doc_cut(d->a, ref->quote, 600));
        buf_add_sv(out, SV("” — "));
        add_escaped(out, ref->source.len ? ref->source : SV("source not stated"));
        buf_add_sv(out, SV(", "));
        add_escaped(out, words_moment(d->a, ref->published));
        buf_add_sv(out, SV(", report "));
        add_escaped(out, s ? s->place : ref->report);
        buf_printf(out, " (%.*s, bytes %u to %u)\n", SV_ARG(ref->report), ref->sentence_first, ref->sentence_last);
    }
}
