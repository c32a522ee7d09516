/* tell/html.c — the document as one HTML file that needs nothing else and runs nothing: no script, no request, its one
 * style sheet named by hash in the content security policy. Whatever comes from a report is escaped; a text that could
 * reorder its surroundings is isolated. */
#include "tell/doc.h"
#include "tell/tell.h"
#include "tell/words.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

static bool reorders(uint32_t cp)
{
    return tell_is_bidi_control(cp) || (cp >= 0x590 && cp <= 0x8FF) || (cp >= 0xFB1D && cp <= 0xFDFF) ||
           (cp >= 0xFE70 && cp <= 0xFEFC) || (cp >= 0x10800 && cp <= 0x10FFF) || (cp >= 0x1E800 && cp <= 0x1EFFF);
}

void doc_html_text(buf *out, sitrep_sv sv)
{
    for (size_t i = 0; i < sv.len;) {
        uint32_t cp, len = utf8_decode(sv, i, &cp);
        if (len == 0) len = 1, cp = 0xFFFD;
        if (cp == '&')
            buf_add_sv(out, SV("&amp;"));
        else if (cp == '<')
            buf_add_sv(out, SV("&lt;"));
        else if (cp == '>')
            buf_add_sv(out, SV("&gt;"));
        else if (cp == '"')
            buf_add_sv(out, SV("&quot;"));
        else if (cp == '\'')
            buf_add_sv(out, SV("&#39;"));
        else if ((cp < ' ' && cp != '\n' && cp != '\t') || (cp >= 0x7F && cp < 0xA0) || cp == 0xFFFD)
            buf_add_sv(out, SV("\xEF\xBF\xBD"));
        else
            buf_add(out, sv.ptr + i, len);
        i += len;
    }
}

/* Text that comes from outside, isolated where it has letters or marks that run from right to left. */
static void add_outside(buf *out, sitrep_sv sv)
{
    bool isolate = false;
    for (size_t i = 0; i < sv.len && !isolate;) {
        uint32_t cp, len = utf8_decode(sv, i, &cp);
        if (len == 0) break;
        isolate = reorders(cp);
        i += len;
    }
    buf_add_sv(out, isolate ? SV("<bdi>") : SV(""));
    doc_html_text(out, sv);
    buf_add_sv(out, isolate ? SV("</bdi>") : SV(""));
}

static void add_cite(buf *out, const doc_run *run)
{
    buf_printf(out, "&#8288;<a class=\"cite\" id=\"u%u-%u\" href=\"#c%u\">%u</a>", run->cite + 1, run->use + 1,
               run->cite + 1, run->cite + 1);
}

static void add_line(buf *out, const doc_line *line)
{
    static const char *const tones[] = {"plain", "future", "denied", "doubt", "done"};
    static const char *const open[] = {"", "<strong>", "<span class=\"soft\">", "<q>"}, *const close[] = {
                                                                                            "", "</strong>", "</span>",
                                                                                            "</q>"};
    for (const doc_run *run = line->first; run; run = run->next) {
        if (run->kind == DOC_CITE) {
            add_cite(out, run);
        } else if (run->kind == DOC_TAG) {
            buf_printf(out, "<span class=\"tag %s\">", tones[run->tone]);
            add_outside(out, run->text);
            buf_add_sv(out, SV("</span>"));
        } else {
            buf_add_sv(out, sv_of(open[run->kind]));
            add_outside(out, run->text);
            buf_add_sv(out, sv_of(close[run->kind]));
        }
    }
}

/* Opens an element that says on which rows of the store its line rests. */
static void add_open(buf *out, const char *element, const doc_line *line)
{
    buf_printf(out, "<%s", element);
    for (const doc_row *row = line->rows; row; row = row->next)
        buf_printf(out, "%s%.*s", row == line->rows ? " data-rows=\"" : " ", SV_ARG(row->id));
    buf_add_sv(out, line->rows ? SV("\">") : SV(">"));
}

static void add_rows(buf *out, const doc_block *b)
{
    buf_add_sv(out, SV("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><thead><tr>"));
    for (size_t c = 0; c < b->columns; c++) buf_printf(out, "<th scope=\"col\">%s</th>", b->heads[c]);
    buf_add_sv(out, SV("</tr></thead><tbody>\n"));
    for (size_t i = 0; i < b->count; i++) {
        bool head = i % b->columns == 0;
        if (head) buf_add_sv(out, SV("<tr>"));
        add_open(out, head ? "th scope=\"row\"" : "td", &b->lines[i]);
        add_line(out, &b->lines[i]);
        buf_add_sv(out, head ? SV("</th>") : SV("</td>"));
        if ((i + 1) % b->columns == 0) buf_add_sv(out, SV("</tr>\n"));
    }
    buf_add_sv(out, SV("</tbody></table></div>\n"));
}

static void add_table(buf *out, const doc_block *b)
{
    if (b->folded) {
        buf_add_sv(out, SV("<details><summary>"));
        add_outside(out, b->caption);
        buf_add_sv(out, SV("</summary>"));
    }
    add_rows(out, b);
    if (b->folded) buf_add_sv(out, SV("</details>\n"));
}

/* Cards: what, the figure, who says so, what others say. */
static void add_cards(buf *out, const doc_block *b)
{
    buf_add_sv(out, SV("<div class=\"cards\">\n"));
    for (size_t row = 0; row + b->columns <= b->count; row += b->columns) {
        static const char *const classes[] = {"what", "value", "who", "others"};
        buf_add_sv(out, SV("<div class=\"card\">"));
        for (size_t c = 0; c < b->columns && c < 4; c++) {
            char element[32];
            snprintf(element, sizeof element, "p class=\"%s\"", classes[c]);
            add_open(out, element, &b->lines[row + c]);
            if (c == 3) buf_printf(out, "<span class=\"soft\">%s: </span>", b->heads[c]);
            add_line(out, &b->lines[row + c]);
            buf_add_sv(out, SV("</p>"));
        }
        buf_add_sv(out, SV("</div>\n"));
    }
    buf_add_sv(out, SV("</div>\n"));
}

static void add_chart(const doc *d, buf *out, const doc_block *b)
{
    buf_add_sv(out, SV("<figure>"));
    b->draw(d, b->data, out);
    buf_add_sv(out, SV("<figcaption>"));
    add_outside(out, b->caption);
    buf_add_sv(out, SV("</figcaption><details><summary>The numbers as a table</summary>"));
    add_rows(out, b);
    buf_add_sv(out, SV("</details></figure>\n"));
}

static void add_heading(buf *out, const doc_block *b)
{
    buf_printf(out, "<h%u id=\"", b->level);
    doc_html_text(out, b->anchor);
    buf_add_sv(out, SV("\">"));
    add_line(out, &b->lines[0]);
    buf_printf(out, "</h%u>\n", b->level);
}

static void add_block(const doc *d, buf *out, const doc_block *b)
{
    switch ((doc_block_kind)b->kind) {
    case DOC_HEADING:
        add_heading(out, b);
        break;
    case DOC_PARAGRAPH:
        add_open(out, "p", &b->lines[0]);
        add_line(out, &b->lines[0]);
        buf_add_sv(out, SV("</p>\n"));
        break;
    case DOC_LIST:
        if (!b->count) break;
        buf_add_sv(out, SV("<ul>\n"));
        for (size_t i = 0; i < b->count; i++) {
            add_open(out, "li", &b->lines[i]);
            add_line(out, &b->lines[i]);
            buf_add_sv(out, SV("</li>\n"));
        }
        buf_add_sv(out, SV("</ul>\n"));
        break;
    case DOC_TABLE:
        add_table(out, b);
        break;
    case DOC_CARDS:
        add_cards(out, b);
        break;
    case DOC_CHART:
        add_chart(d, out, b);
        break;
    }
}

/* ---- the cited texts ---- */

static int by_begin(const void *a, const void *b)
{
    const doc_cite *x = *(const doc_cite *const *)a, *y = *(const doc_cite *const *)b;
    if (x->ref.sentence_first != y->ref.sentence_first) return x->ref.sentence_first < y->ref.sentence_first ? -1 : 1;
    return (x > y) - (x < y);
}

static void add_backlinks(buf *out, size_t n, uint32_t uses)
{
    buf_printf(out, "<a class=\"back\" href=\"#u%zu-1\" title=\"where this is cited\">%zu</a>", n, n);
    for (uint32_t u = 2; u <= uses && u <= 9; u++)
        buf_printf(out, "<a class=\"back\" href=\"#u%zu-%u\" title=\"cited again\">%c</a>", n, u, (char)('a' + u - 1));
}

/* One cited sentence: marked, its claim words in bold, with links back to the sentences that rest on it. */
static void add_marked(buf *out, const doc_cite *c, size_t n, sitrep_sv text)
{
    uint32_t at = c->ref.sentence_first;
    buf_printf(out, "<mark id=\"c%zu\" data-bytes=\"%u-%u\">", n, c->ref.sentence_first, c->ref.sentence_last);
    for (const doc_inner *inner = c->inner; inner; inner = inner->next) {
        doc_html_text(out, sv_part(text, at, inner->first));
        buf_add_sv(out, SV("<b>"));
        doc_html_text(out, sv_part(text, inner->first, inner->last));
        buf_add_sv(out, SV("</b>"));
        at = inner->last;
    }
    doc_html_text(out, sv_part(text, at, c->ref.sentence_last));
    buf_add_sv(out, SV("</mark>"));
    add_backlinks(out, n, c->uses);
}

static void add_source_head(buf *out, const doc_source *s)
{
    buf_add_sv(out, SV("<header><h3>"));
    add_outside(out, s->title.len ? s->title : SV("(no title)"));
    buf_add_sv(out, SV("</h3><p class=\"soft\">"));
    add_outside(out, s->source.len ? s->source : SV("source not stated"));
    buf_add_sv(out, SV(" · "));
    doc_html_text(out, s->published.len ? s->published : SV("time not stated"));
    buf_add_sv(out, SV(" · report "));
    add_outside(out, s->place);
    buf_printf(out, " (%.*s)", SV_ARG(s->id));
    if (s->url.len) { /* shown, not linked: the page leads nowhere but into itself */
        buf_add_sv(out, SV(" · "));
        add_outside(out, s->url);
    }
    buf_add_sv(out, SV("</p></header>"));
}

static void add_source(const doc *d, buf *out, const doc_source *s)
{
    const doc_cite **cites = ARENA_ARRAY(d->a, const doc_cite *, d->cite_count + 1);
    size_t count = 0;
    uint32_t at = 0;
    if (!cites) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < d->cite_count; i++)
        if (sv_eq(d->cites[i].ref.report, s->id)) cites[count++] = &d->cites[i];
    if (count) qsort(cites, count, sizeof(const doc_cite *), by_begin);
    unsigned char hash[32];
    char hex[65];
    crypto_hash_sha256(hash, (const unsigned char *)(s->text.ptr ? s->text.ptr : ""), s->text.len);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    buf_printf(out, "<article class=\"source\" dir=\"auto\" data-report=\"%.*s\" data-sha256=\"%s\">", SV_ARG(s->id),
               hex);
    add_source_head(out, s);
    buf_add_sv(out, SV("<div class=\"text\">"));
    for (size_t i = 0; i < count; i++) {
        const doc_ref *ref = &cites[i]->ref;
        if (ref->sentence_first < at || ref->sentence_last > s->text.len || ref->sentence_first > ref->sentence_last)
            continue; /* sentences do not overlap */
        doc_html_text(out, sv_part(s->text, at, ref->sentence_first));
        add_marked(out, cites[i], (size_t)(cites[i] - d->cites) + 1, s->text);
        at = ref->sentence_last;
    }
    if (at <= s->text.len) doc_html_text(out, sv_part(s->text, at, s->text.len));
    buf_add_sv(out, SV("</div></article>\n"));
}

/* On paper nobody can follow a link: the cited sentences as a list, which only print shows. */
static void add_print_notes(const doc *d, buf *out)
{
    buf_add_sv(out, SV("<section class=\"paper\"><h2>Citations</h2><ol>\n"));
    for (size_t i = 0; i < d->cite_count; i++) {
        const doc_ref *ref = &d->cites[i].ref;
        buf_add_sv(out, SV("<li><q>"));
        add_outside(out, doc_cut(d->a, ref->quote, 400));
        buf_add_sv(out, SV("</q> "));
        add_outside(out, ref->source.len ? ref->source : SV("source not stated"));
        buf_add_sv(out, SV(", "));
        doc_html_text(out, words_moment(d->a, ref->published));
        buf_printf(out, ", %.*s</li>\n", SV_ARG(ref->report));
    }
    buf_add_sv(out, SV("</ol></section>\n"));
}

static void add_contents(const doc *d, buf *out)
{
    buf_add_sv(out, SV("<nav aria-label=\"Contents\"><ol>\n"));
    for (const doc_block *b = d->first; b; b = b->next) {
        if (b->kind != DOC_HEADING || b->level != 2) continue;
        buf_add_sv(out, SV("<li><a href=\"#"));
        doc_html_text(out, b->anchor);
        buf_add_sv(out, SV("\">"));
        add_line(out, &b->lines[0]);
        buf_add_sv(out, SV("</a></li>\n"));
    }
    buf_add_sv(out, SV("<li><a href=\"#texts\">Cited reports in full</a></li></ol></nav>\n"));
}

static void add_head(const doc *d, buf *out)
{
    buf style = BUF_INIT(0);
    unsigned char hash[32];
    char base64[64];
    doc_html_style(&style);
    crypto_hash_sha256(hash, (const unsigned char *)style.ptr, style.len);
    sodium_bin2base64(base64, sizeof base64, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    buf_printf(out,
               "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
               "img-src data:; base-uri 'none'; form-action 'none'\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" "
               "content=\"no-referrer\">\n"
               "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
               base64);
    doc_html_text(out, d->title);
    buf_add_sv(out, SV("</title>\n<style>"));
    buf_add_sv(out, buf_sv(&style));
    buf_add_sv(out, SV("</style></head>\n<body>\n"));
    if (style.failed) out->failed = true;
    buf_release(&style);
}

void doc_html(const doc *d, buf *out)
{
    add_head(d, out);
    add_contents(d, out);
    buf_add_sv(out, SV("<main>\n"));
    for (const doc_block *b = d->first; b; b = b->next) add_block(d, out, b);
    add_print_notes(d, out);
    buf_add_sv(out, SV("<section class=\"texts\"><h2 id=\"texts\">Cited reports in full</h2>\n"
                       "<p>Each report as it was read. Marked: the sentences cited above, with links back to where "
                       "they are cited; bold: the words that a claim or number hangs on.</p>\n"));
    for (size_t i = 0; i < d->source_count; i++) add_source(d, out, &d->sources[i]);
    buf_add_sv(out, SV("</section></main></body></html>\n"));
}
