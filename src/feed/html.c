/* feed/html.c — a web page to the text of its article.
 * What is no article is dropped first (navigation, forms, scripts, what class names call comments or promotion).
 * Paragraphs then give points to the elements that hold them, less what is links; the element with the most points, and
 * siblings like it, are the article (after C. Kohlschütter et al., "Boilerplate Detection using Shallow Text Features",
 * WSDM 2010, and the scoring idea of Readability). Caps: libxml2's own on depth and size, without XML_PARSE_HUGE; no
 * network, no entities from outside. */
#include <libxml/HTMLparser.h>

#include "feed/html_int.h"
#include "base/banned.h"

static const char *const dropped_elements[] = {
    "script", "style",    "noscript", "iframe", "svg",        "nav",    "aside", "button", "select",
    "input",  "textarea", "template", "object", "embed",      "canvas", "video", "audio",  "footer",
    "head",   "menu",     "dialog",   "figure", "figcaption", "label",  NULL};

static const char *const block_elements[] = {
    "p",   "div",    "section", "article", "main", "h1",     "h2",       "h3",    "h4",    "h5", "h6",
    "ul",  "ol",     "li",      "dl",      "dt",   "dd",     "table",    "tr",    "td",    "th", "blockquote",
    "pre", "header", "address", "hr",      "body", "center", "fieldset", "tbody", "thead", NULL};

/* Parts of class and id values that name what is no article, and what is. */
static const char *const bad_names[] = {
    "comment",  "sidebar",    "share",      "sharing",    "social",   "related",       "promo",      "advert",
    "cookie",   "newsletter", "subscri",    "breadcrumb", "footer",   "popup",         "modal",      "recommend",
    "outbrain", "taboola",    "disqus",     "sponsor",    "masthead", "navbar",        "nav-",       "-nav",
    "menu",     "widget",     "tag-list",   "tags",       "byline",   "timestamp",     "pagination", "most-read",
    "trending", "read-more",  "readmore",   "more-on",    "toolbar",  "print-only",    "skip-link",  "consent",
    "gdpr",     "paywall",    "author-bio", "copyright",  "hidden",   "screen-reader", NULL};
static const char *const comment_names[] = {"comments", "comment-", "comment_", "disqus",
                                            NULL}; /* long prose, but not the article */
static const char *const good_names[] = {"article", "body",  "content", "entry", "main",
                                         "post",    "story", "text",    "blog",  NULL};

static bool in_list(sitrep_sv name, const char *const *list)
{
    for (; *list; list++)
        if (sv_eq_fold(name, sv_of(*list))) return true;
    return false;
}

static bool holds_any(sitrep_sv value, const char *const *parts)
{
    char lower[512];
    size_t len = value.len < sizeof lower ? value.len : sizeof lower;
    for (size_t i = 0; i < len; i++) lower[i] = to_lower(value.ptr[i]);
    for (; *parts; parts++)
        if (sv_find((sitrep_sv){lower, len}, sv_of(*parts), 0) != SIZE_MAX) return true;
    return false;
}

static bool is_block(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && in_list(html_sv(node->name), block_elements);
}

static bool is_hidden(const xmlNode *node)
{
    sitrep_sv style = html_attribute(node, "style");
    return sv_find(style, SV("display:none"), 0) != SIZE_MAX || sv_find(style, SV("display: none"), 0) != SIZE_MAX ||
           sv_eq_fold(html_attribute(node, "aria-hidden"), SV("true"));
}

/* Characters of text below a node, and of them those within links. */
typedef struct text_count {
    size_t all, links, commas;
} text_count;

static text_count count_text(const xmlNode *root)
{
    text_count c = {0};
    const xmlNode *link = NULL;
    for (xmlNode *n = (xmlNode *)root; n; n = html_walk(root, n)) {
        if (link) { /* left the link? */
            const xmlNode *up = n;
            while (up && up != link && up != root) up = up->parent;
            if (up != link) link = NULL;
        }
        if (!link && html_is(n, "a")) link = n;
        if (n->type != XML_TEXT_NODE || !n->content) continue;
        sitrep_sv text = sv_trim(html_sv(n->content));
        c.all += text.len;
        if (link) c.links += text.len;
        for (size_t i = 0; i < text.len; i++) c.commas += text.ptr[i] == ',';
    }
    return c;
}

static bool is_body_part(const xmlNode *node)
{
    return html_is(node, "html") || html_is(node, "body") || html_is(node, "article") || html_is(node, "main");
}

/* Whether an element and all below it is no part of any article. Long prose is never dropped for its class alone. */
static bool is_boilerplate(const xmlNode *node)
{
    if (node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE) return true;
    if (node->type != XML_ELEMENT_NODE) return false;
    if (in_list(html_sv(node->name), dropped_elements) || is_hidden(node)) return true;
    if (is_body_part(node)) return false;
    sitrep_sv class_name = html_attribute(node, "class"), id = html_attribute(node, "id");
    if (!html_is(node, "form") && !holds_any(class_name, bad_names) && !holds_any(id, bad_names)) return false;
    if (holds_any(class_name, comment_names) || holds_any(id, comment_names)) return true;
    text_count c = count_text(node); /* some sites put the whole page into a form */
    return !(c.all - c.links > 1200 && c.commas > 12);
}

static void drop_boilerplate(xmlNode *root)
{
    for (xmlNode *node = root->children, *next; node; node = next) {
        if (is_boilerplate(node)) {
            next = node;
            while (next && next != root && !next->next) next = next->parent;
            next = next && next != root ? next->next : NULL;
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        } else {
            next = html_walk(root, node);
        }
    }
}

/* ---- choosing ---- */

static double own_points(const xmlNode *node)
{
    double points = html_is(node, "article") || html_is(node, "main")  ? 20
                    : html_is(node, "div") || html_is(node, "section") ? 5
                                                                       : 0;
    sitrep_sv class_name = html_attribute(node, "class"), id = html_attribute(node, "id");
    if (holds_any(class_name, good_names)) points += 12;
    if (holds_any(id, good_names)) points += 12;
    if (sv_find(html_attribute(node, "itemprop"), SV("articleBody"), 0) != SIZE_MAX) points += 200;
    return points;
}

/* A paragraph for the count: p, pre, blockquote, or a div or td that holds text itself. */
static bool is_paragraph(const xmlNode *node)
{
    if (html_is(node, "p") || html_is(node, "pre") || html_is(node, "blockquote")) return true;
    if (!html_is(node, "div") && !html_is(node, "td") && !html_is(node, "section") && !html_is(node, "article"))
        return false;
    size_t own = 0;
    for (const xmlNode *n = node->children; n; n = n->next)
        if (n->type == XML_TEXT_NODE && n->content) own += sv_trim(html_sv(n->content)).len;
    return own > 80;
}

/* Points live in node->_private as a number scaled by 16; libxml2 leaves that field to its users. */
static void give(xmlNode *node, double points)
{
    if (!node || node->type != XML_ELEMENT_NODE) return;
    if (!node->_private) points += own_points(node);
    node->_private = (void *)((intptr_t)node->_private + (intptr_t)(points * 16) + 1);
}

static xmlNode *best_element(xmlNode *root)
{
    for (xmlNode *n = root; n; n = html_walk(root, n)) {
        if (!is_paragraph(n)) continue;
        text_count c = count_text(n);
        if (c.all < 25 || c.links * 2 > c.all) continue;
        double points =
            1 + (double)c.commas + ((double)(c.all - c.links) / 100 < 6 ? (double)(c.all - c.links) / 100 : 6);
        xmlNode *up = n->parent;
        for (double share = 1; up && share > 0.2; share /= 2, up = up->parent) give(up, points * share);
    }
    xmlNode *best = NULL;
    double most = 0;
    for (xmlNode *n = root; n; n = html_walk(root, n)) {
        if (n->type != XML_ELEMENT_NODE || !n->_private) continue;
        text_count c = count_text(n);
        double points = (double)(intptr_t)n->_private / 16 * (1 - (c.all ? (double)c.links / (double)c.all : 1));
        if (points > most) {
            most = points;
            best = n;
        }
    }
    return best ? best : root;
}

/* ---- writing ---- */

typedef struct text_out {
    buf text;
    bool space, block; /* owed before the next character */
} text_out;

static void put_text(text_out *o, sitrep_sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_space(text.ptr[i])) {
            o->space = true;
            continue;
        }
        if (o->text.len && o->block)
            buf_add_sv(&o->text, SV("\n\n"));
        else if (o->text.len && o->space)
            buf_add_char(&o->text, ' ');
        o->space = o->block = false;
        buf_add_char(&o->text, text.ptr[i]);
    }
}

/* A block that is mostly links between paragraphs: "Read also: …". */
static bool is_link_block(const xmlNode *node)
{
    if (!is_block(node) || html_is(node, "body") || html_is(node, "table")) return false;
    text_count c = count_text(node);
    return c.all && c.links * 10 > c.all * 7 && c.all < 600;
}

static void put_element(text_out *o, const xmlNode *root)
{
    const xmlNode *node = root;
    for (;;) {
        bool enter = node->type == XML_ELEMENT_NODE && (node == root || !is_link_block(node));
        if (node->type == XML_TEXT_NODE && node->content) put_text(o, html_sv(node->content));
        if (is_block(node) || html_is(node, "br")) o->block = true;
        if (enter && node->children) {
            node = node->children;
            continue;
        }
        while (node != root && !node->next) {
            node = node->parent;
            if (is_block(node)) o->block = true;
        }
        if (node == root) break;
        node = node->next;
    }
    o->block = true;
}

/* Whether a sibling of the chosen element belongs to the article too. */
static bool belongs(const xmlNode *sibling, const xmlNode *best)
{
    if (sibling->type != XML_ELEMENT_NODE || !is_block(sibling)) return false;
    text_count c = count_text(sibling);
    if (c.all == 0 || c.links * 4 > c.all) return false;
    if (html_is(sibling, "p")) return c.all > 60;
    if (!best->_private || !sibling->_private) return false;
    return (intptr_t)sibling->_private * 5 > (intptr_t)best->_private;
}

static void put_article(text_out *o, xmlNode *root)
{
    xmlNode *best = best_element(root);
    if (best == root || !best->parent || html_is(best, "body")) {
        put_element(o, best);
        return;
    }
    for (xmlNode *n = best->parent->children; n; n = n->next)
        if (n == best || belongs(n, best)) put_element(o, n);
}

/* The encoding that the first bytes of a page claim: <meta charset=x> or content="text/html; charset=x". */
static sitrep_sv claimed_charset(sitrep_sv bytes)
{
    sitrep_sv head = sv_part(bytes, 0, bytes.len < 4096 ? bytes.len : 4096);
    for (size_t at = 0; at + 8 < head.len; at++) {
        if (!sv_eq_fold(sv_part(head, at, at + 8), SV("charset="))) continue;
        size_t from = at + 8, to;
        if (from < head.len && (head.ptr[from] == '"' || head.ptr[from] == '\'')) from++;
        for (to = from; to < head.len && !is_space(head.ptr[to]) && !strchr("\"'/>;", head.ptr[to]); to++) continue;
        return sv_part(head, from, to);
    }
    return (sitrep_sv){"", 0};
}

static sitrep_status extract(xmlNode *root, arena *a, const feed_notes *notes, sitrep_report *out, sitrep_error *err)
{
    sitrep_sv body;
    sitrep_status status = html_meta(root, a, notes, out, &body);
    text_out o = {.text = BUF_INIT(SITREP_ITEM_MAX)};
    if (!status) {
        drop_boilerplate(root);
        put_article(&o, root);
        /* The page's own statement of its text wins where the tree gives far less: text that scripts put in. */
        sitrep_sv text = buf_sv(&o.text);
        if (body.len > 400 && text.len * 2 < body.len) text = body;
        out->text = arena_copy(a, text);
        if (o.text.failed || !out->text.ptr) status = SITREP_NOMEM;
    }
    buf_release(&o.text);
    if (status) return base_error(err, status, "out of memory");
    return out->text.len ? SITREP_OK : base_error(err, SITREP_EMPTY, "the page has no text");
}

sitrep_status feed_html_item(sitrep_sv bytes, arena *a, const feed_notes *notes, sitrep_report *out, sitrep_error *err)
{
    sitrep_sv page;
    const char *used;
    sitrep_status status = feed_to_utf8(bytes, claimed_charset(bytes), a, &page, &out->repairs, &used);
    if (status) return base_error(err, status, "out of memory");
    if (out->repairs) feed_note(notes, SITREP_OK, "%u bytes are not %s and were replaced", out->repairs, used);
    htmlDocPtr doc = htmlReadMemory(page.ptr, (int)page.len, NULL, "UTF-8",
                                    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    status = root ? extract(root, a, notes, out, err) : base_error(err, SITREP_EMPTY, "the page has no elements");
    xmlFreeDoc(doc);
    return status;
}
