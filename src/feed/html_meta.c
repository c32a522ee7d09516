/* feed/html_meta.c — what a page says of itself: meta elements (Open Graph, Dublin Core, article:), JSON-LD, time, html
 * lang. One table says which statement fills which field, better ones first. */
#include <jansson.h>

#include "base/date.h"
#include "feed/html_int.h"
#include "base/banned.h"

#define JSON_DEPTH_MAX 12u

typedef enum meta_field { TITLE, PUBLISHED, UPDATED, SOURCE, URL, AUTHOR, FIELD_COUNT } meta_field;

typedef struct meta_rule {
    const char *key; /* of meta: property, name, itemprop or http-equiv */
    meta_field field;
    int rank; /* lower is better */
} meta_rule;

static const meta_rule meta_rules[] = {
    {"og:title", TITLE, 2},
    {"twitter:title", TITLE, 4},
    {"dc.title", TITLE, 3},
    {"headline", TITLE, 3},
    {"article:published_time", PUBLISHED, 2},
    {"datepublished", PUBLISHED, 2},
    {"og:published_time", PUBLISHED, 3},
    {"dc.date", PUBLISHED, 4},
    {"dc.date.issued", PUBLISHED, 3},
    {"dcterms.created", PUBLISHED, 4},
    {"pubdate", PUBLISHED, 3},
    {"publish-date", PUBLISHED, 3},
    {"publishdate", PUBLISHED, 3},
    {"date", PUBLISHED, 5},
    {"sailthru.date", PUBLISHED, 4},
    {"parsely-pub-date", PUBLISHED, 4},
    {"originalpublicationdate", PUBLISHED, 3},
    {"article:modified_time", UPDATED, 2},
    {"datemodified", UPDATED, 2},
    {"og:updated_time", UPDATED, 3},
    {"lastmod", UPDATED, 4},
    {"og:site_name", SOURCE, 2},
    {"application-name", SOURCE, 4},
    {"publisher", SOURCE, 3},
    {"dc.publisher", SOURCE, 3},
    {"og:url", URL, 3},
    {"author", AUTHOR, 2},
    {"article:author", AUTHOR, 4},
    {"dc.creator", AUTHOR, 3},
    {"byl", AUTHOR, 3},
};

typedef struct meta_found {
    sitrep_sv values[FIELD_COUNT];
    int ranks[FIELD_COUNT];
    sitrep_sv body;
    arena *a;
} meta_found;

sitrep_sv html_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *at = node->properties; at; at = at->next)
        if (sv_eq_fold(html_sv(at->name), sv_of(name)) && at->children && at->children->content)
            return html_sv(at->children->content);
    return (sitrep_sv){"", 0};
}

xmlNode *html_walk(const xmlNode *root, xmlNode *node)
{
    if (node->children && node->type == XML_ELEMENT_NODE) return node->children;
    while (node && node != root && !node->next) node = node->parent;
    return node && node != root ? node->next : NULL;
}

static void offer(meta_found *f, meta_field field, int rank, sitrep_sv value)
{
    instant t;
    value = sv_trim(value);
    if (value.len == 0 || (f->ranks[field] && f->ranks[field] <= rank)) return;
    if ((field == PUBLISHED || field == UPDATED) && date_parse_iso(value, &t) != SITREP_OK) return;
    sitrep_sv copy = arena_copy(f->a, value);
    if (!copy.ptr) return;
    f->values[field] = copy;
    f->ranks[field] = rank;
}

static void take_meta(meta_found *f, const xmlNode *node)
{
    static const char *const names[] = {"property", "name", "itemprop", "http-equiv"};
    sitrep_sv content = html_attribute(node, "content");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        sitrep_sv key = html_attribute(node, names[i]);
        if (key.len == 0) continue;
        for (size_t k = 0; k < sizeof meta_rules / sizeof meta_rules[0]; k++)
            if (sv_eq_fold(key, sv_of(meta_rules[k].key))) offer(f, meta_rules[k].field, meta_rules[k].rank, content);
    }
}

/* ---- JSON-LD ---- */

static sitrep_sv json_text(const json_t *value)
{
    return json_is_string(value) ? (sitrep_sv){json_string_value(value), json_string_length(value)}
                                 : (sitrep_sv){"", 0};
}

/* A name: a text, an object with a name, or the first of a list of these. */
static sitrep_sv json_name(const json_t *value)
{
    if (json_is_array(value)) value = json_array_get(value, 0);
    return json_is_object(value) ? json_text(json_object_get(value, "name")) : json_text(value);
}

static bool is_article(const json_t *object)
{
    const json_t *type = json_object_get(object, "@type");
    if (json_is_array(type)) type = json_array_get(type, 0);
    sitrep_sv name = json_text(type);
    return sv_ends(name, SV("Article")) || sv_eq(name, SV("BlogPosting")) || sv_eq(name, SV("Report"));
}

static void take_linked_data(meta_found *f, const json_t *value, uint32_t depth)
{
    if (depth > JSON_DEPTH_MAX) return;
    size_t i;
    const json_t *item;
    if (json_is_array(value)) json_array_foreach(value, i, item) take_linked_data(f, item, depth + 1);
    if (!json_is_object(value)) return;
    take_linked_data(f, json_object_get(value, "@graph"), depth + 1);
    if (!is_article(value)) return;
    offer(f, TITLE, 1, json_text(json_object_get(value, "headline")));
    offer(f, PUBLISHED, 1, json_text(json_object_get(value, "datePublished")));
    offer(f, UPDATED, 1, json_text(json_object_get(value, "dateModified")));
    offer(f, AUTHOR, 1, json_name(json_object_get(value, "author")));
    offer(f, SOURCE, 1, json_name(json_object_get(value, "publisher")));
    sitrep_sv body = json_text(json_object_get(value, "articleBody"));
    if (body.len > f->body.len) f->body = arena_copy(f->a, body);
}

static void take_script(meta_found *f, const xmlNode *node)
{
    if (!sv_eq_fold(html_attribute(node, "type"), SV("application/ld+json")) || !node->children) return;
    sitrep_sv text = html_sv(node->children->content);
    json_t *data = json_loadb(text.ptr, text.len, 0, NULL);
    if (data) take_linked_data(f, data, 0);
    json_decref(data);
}

/* ---- the page ---- */

static sitrep_sv text_below(const xmlNode *node, arena *a)
{
    xmlChar *content = xmlNodeGetContent(node);
    sitrep_sv copy = content ? arena_copy(a, sv_trim(html_sv(content))) : (sitrep_sv){"", 0};
    xmlFree(content);
    char *to = (char *)copy.ptr; /* runs of white space become one blank */
    size_t len = 0;
    for (size_t i = 0; i < copy.len; i++) {
        bool space = is_space(copy.ptr[i]);
        if (!space || (len && to[len - 1] != ' ')) to[len++] = space ? ' ' : copy.ptr[i];
    }
    return (sitrep_sv){copy.ptr, len};
}

static void take_element(meta_found *f, const xmlNode *node, sitrep_report *out)
{
    if (html_is(node, "meta"))
        take_meta(f, node);
    else if (html_is(node, "script"))
        take_script(f, node);
    else if (html_is(node, "html"))
        out->language = arena_copy(f->a, html_attribute(node, "lang"));
    else if (html_is(node, "title") && f->ranks[TITLE] == 0)
        offer(f, TITLE, 9, text_below(node, f->a));
    else if (html_is(node, "h1"))
        offer(f, TITLE, 5, text_below(node, f->a));
    else if (html_is(node, "time"))
        offer(f, PUBLISHED, 7, html_attribute(node, "datetime"));
    else if (html_is(node, "link") && sv_eq_fold(html_attribute(node, "rel"), SV("canonical")))
        offer(f, URL, 1, html_attribute(node, "href"));
    else if (html_is(node, "a") && sv_eq_fold(html_attribute(node, "rel"), SV("author")))
        offer(f, AUTHOR, 5, text_below(node, f->a));
}

sitrep_status html_meta(const xmlNode *root, arena *a, const feed_notes *notes, sitrep_report *out, sitrep_sv *out_body)
{
    meta_found f = {.a = a};
    for (xmlNode *node = (xmlNode *)root; node; node = html_walk(root, node))
        if (node->type == XML_ELEMENT_NODE) take_element(&f, node, out);
    out->title = f.values[TITLE];
    out->published = feed_check_date(f.values[PUBLISHED], "published", notes);
    out->updated = f.values[UPDATED];
    out->source = f.values[SOURCE];
    out->url = f.values[URL];
    out->author = f.values[AUTHOR];
    *out_body = f.body;
    return a->failed ? SITREP_NOMEM : SITREP_OK;
}
