/* tell/plain.c — the document as text for a terminal or a mail: lines of 78 columns, citations as [n], rows of tables
 * as items. */
#include "tell/doc.h"
#include "tell/tell.h"
#include "tell/words.h"

#include "base/banned.h"

#define COLUMNS 78u

static void add_clean(buf *out, sitrep_sv sv)
{
    for (size_t i = 0; i < sv.len;) {
        uint32_t cp, len = utf8_decode(sv, i, &cp);
        if (len == 0) len = 1, cp = ' ';
        if (cp < ' ' || (cp >= 0x7F && cp < 0xA0))
            buf_add_char(out, ' ');
        else if (!tell_is_bidi_control(cp))
            buf_add(out, sv.ptr + i, len);
        i += len;
    }
}

static void add_line(buf *out, const doc_line *line)
{
    static const char *const open[] = {"", "", "", "“", "[", ""}, *const close[] = {"", "", "", "”", "]", ""};
    for (const doc_run *run = line->first; run; run = run->next) {
        if (run->kind == DOC_CITE) {
            buf_printf(out, "[%u]", run->cite + 1);
            continue;
        }
        buf_add_sv(out, sv_of(open[run->kind]));
        add_clean(out, run->text);
        buf_add_sv(out, sv_of(close[run->kind]));
    }
}

/* A word longer than a line stands alone. */
void tell_wrap(buf *out, sitrep_sv text, const char *first, const char *rest)
{
    unsigned used = tell_text_width(sv_of(first));
    bool at_start = true;
    buf_add_sv(out, sv_of(first));
    while (text.len) {
        sitrep_sv word = sv_cut(&text, ' ');
        unsigned width = tell_text_width(word);
        if (!word.len) continue;
        if (!at_start && used + 1 + width > COLUMNS) {
            buf_add_char(out, '\n');
            buf_add_sv(out, sv_of(rest));
            used = tell_text_width(sv_of(rest));
            at_start = true;
        }
        if (!at_start) buf_add_char(out, ' '), used++;
        buf_add_sv(out, word);
        used += width;
        at_start = false;
    }
    buf_add_char(out, '\n');
}

static void add_rows(buf *out, const doc_block *b, buf *scratch)
{
    if (b->caption.len) {
        tell_wrap(out, b->caption, "", "");
        buf_add_char(out, '\n');
    }
    for (size_t row = 0; b->columns && row + b->columns <= b->count; row += b->columns) {
        buf_clear(scratch);
        for (size_t c = 0; c < b->columns; c++) {
            if (c) buf_add_sv(scratch, c == 1 ? SV(": ") : SV("; "));
            if (c > 1) {
                for (const char *at = b->heads[c]; *at; at++) buf_add_char(scratch, to_lower(*at));
                buf_add_sv(scratch, SV(": "));
            }
            add_line(scratch, &b->lines[row + c]);
        }
        tell_wrap(out, buf_sv(scratch), "- ", "  ");
    }
    buf_add_char(out, '\n');
}

static void add_heading(buf *out, const doc_block *b, buf *scratch)
{
    add_line(scratch, &b->lines[0]);
    tell_wrap(out, buf_sv(scratch), b->level == 3 ? "-- " : "", "");
    unsigned width = tell_text_width(buf_sv(scratch));
    for (unsigned i = 0; i < (width < COLUMNS ? width : COLUMNS) && b->level < 3; i++)
        buf_add_char(out, b->level == 1 ? '=' : '-');
    buf_add_sv(out, b->level < 3 ? SV("\n\n") : SV("\n"));
}

static void add_block(buf *out, const doc_block *b, buf *scratch)
{
    buf_clear(scratch);
    switch ((doc_block_kind)b->kind) {
    case DOC_HEADING:
        add_heading(out, b, scratch);
        break;
    case DOC_PARAGRAPH:
        add_line(scratch, &b->lines[0]);
        tell_wrap(out, buf_sv(scratch), "", "");
        buf_add_char(out, '\n');
        break;
    case DOC_LIST:
        for (size_t i = 0; i < b->count; i++) {
            buf_clear(scratch);
            add_line(scratch, &b->lines[i]);
            tell_wrap(out, buf_sv(scratch), "- ", "  ");
        }
        if (b->count) buf_add_char(out, '\n');
        break;
    case DOC_TABLE:
    case DOC_CARDS:
    case DOC_CHART:
        add_rows(out, b, scratch);
        break;
    }
    if (scratch->failed) out->failed = true;
}

void doc_plain(const doc *d, buf *out)
{
    buf scratch = BUF_INIT(0);
    for (const doc_block *b = d->first; b; b = b->next) add_block(out, b, &scratch);
    buf_add_sv(out, SV("Citations\n---------\n\n"));
    for (size_t i = 0; i < d->cite_count; i++) {
        const doc_ref *ref = &d->cites[i].ref;
        sitrep_sv shown = ref->report;
        for (size_t k = 0; k < d->source_count; k++)
            if (sv_eq(d->sources[k].id, ref->report)) shown = d->sources[k].place;
        buf_clear(&scratch);
        buf_printf(&scratch, "[%zu] “", i + 1);
        add_clean(&scratch, doc_cut(d->a, ref->quote, 600));
        buf_add_sv(&scratch, SV("” — "));
        add_clean(&scratch, ref->source.len ? ref->source : SV("source not stated"));
        buf_add_sv(&scratch, SV(", "));
        add_clean(&scratch, words_moment(d->a, ref->published));
        buf_add_sv(&scratch, SV(", report "));
        add_clean(&scratch, shown);
        tell_wrap(out, buf_sv(&scratch), "", "    ");
    }
    if (scratch.failed) out->failed = true;
    buf_release(&scratch);
}
