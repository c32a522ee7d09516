/* feed/html_int.h — a parsed page, shared by html.c (the article's text) and html_meta.c (what the page says of
 * itself). */
#ifndef FEED_HTML_INT_H
#define FEED_HTML_INT_H

#include <libxml/HTMLtree.h>

#include "feed/feed_int.h"

static inline sitrep_sv html_sv(const xmlChar *s)
{
    return sv_of((const char *)s);
}
static inline bool html_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && sv_eq_fold(html_sv(node->name), sv_of(name));
}
/* The value of an attribute, a view into the tree; empty where it has none. */
sitrep_sv html_attribute(const xmlNode *node, const char *name);
/* The next node of a walk through all below `root`, parents first; NULL at the end. */
xmlNode *html_walk(const xmlNode *root, xmlNode *node);
/* Fills in title, published, updated, source, url, language, author from what the page states; fields it does not state
 * stay. `out_body` is the text of the article where the page's linked data holds it, else empty. */
sitrep_status html_meta(const xmlNode *root, arena *a, const feed_notes *notes, sitrep_report *out,
                        sitrep_sv *out_body);

#endif
