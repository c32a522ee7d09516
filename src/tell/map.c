/* tell/map.c — the map: a frame around most of the events, clipped outlines, hatched countries, points with labels that
 * do not overlap. Projection: degrees, the longitudes shrunk by the cosine of the middle latitude; good for the few
 * hundred kilometres of a crisis. */
#include "tell/map.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "sitrep/read.h"
#include "tell/tell.h"

#include "base/banned.h"

struct map_world {
    json_t *root;
};

map_world *map_world_open(void)
{
    char path[4096];
    sitrep_error err;
    if (sitrep_data_path("world.geojson", path, sizeof path, &err)) return NULL;
    map_world *world = calloc(1, sizeof *world);
    if (world) world->root = json_load_file(path, 0, NULL);
    if (world && !json_is_array(json_object_get(world->root, "features"))) {
        map_world_free(world);
        world = NULL;
    }
    return world;
}

void map_world_free(map_world *world)
{
    if (!world) return;
    json_decref(world->root);
    free(world);
}

static json_t *features(const map_world *world)
{
    return world ? json_object_get(world->root, "features") : NULL;
}

static sitrep_sv property(const json_t *feature, const char *name)
{
    const char *text = json_string_value(json_object_get(json_object_get(feature, "properties"), name));
    return sv_of(text ? text : "");
}

sitrep_sv map_country_name(const map_world *world, sitrep_sv code)
{
    sitrep_sv wanted = sv_eq(code, SV("KOS")) ? SV("XKX") : code; /* PLOVER's code and Natural Earth's */
    size_t i;
    json_t *feature;
    json_array_foreach(features(world), i, feature) if (code.len && sv_eq(property(feature, "code"),
                                                                          wanted)) return property(feature, "name");
    return (sitrep_sv){"", 0};
}

/* ---- the frame ---- */

#define PI        3.14159265358979323846
#define WIDTH     720.0
#define RATIO_MIN 0.45 /* of height to width */
#define RATIO_MAX 0.72
#define SPAN_MIN  1.6 /* degrees: closer than this, outlines at 1:50m are only false detail */
#define SHARE     0.8 /* of the events that the frame has to hold */

typedef struct frame {
    double west, south, east, north, shrink, scale, height;
} frame;

static double distance(const map_place *a, double lat, double lon)
{
    double x = (a->lon - lon) * cos(lat * PI / 180), y = a->lat - lat;
    return sqrt(x * x + y * y);
}

/* The place with the least distance to all others, weighted by events: an envoy's visit far away does not move it. */
static const map_place *centre_of(const map_view *v)
{
    const map_place *best = NULL;
    double least = INFINITY;
    for (size_t i = 0; i < v->place_count; i++) {
        double sum = 0;
        for (size_t k = 0; k < v->place_count; k++)
            sum += sqrt(distance(&v->places[k], v->places[i].lat, v->places[i].lon)) * (double)v->places[k].events;
        if (sum < least) least = sum, best = &v->places[i];
    }
    return best;
}

/* The radius around the centre that holds SHARE of the events. */
static double radius_of(const map_view *v, const map_place *centre)
{
    size_t all = 0;
    double radius = 0;
    for (size_t i = 0; i < v->place_count; i++) all += v->places[i].events;
    for (size_t round = 0; round < v->place_count; round++) {
        size_t held = 0;
        double next = INFINITY;
        for (size_t i = 0; i < v->place_count; i++) {
            double d = distance(&v->places[i], centre->lat, centre->lon);
            if (d <= radius)
                held += v->places[i].events;
            else if (d < next)
                next = d;
        }
        if ((double)held >= SHARE * (double)all || isinf(next)) break;
        radius = next;
    }
    return radius;
}

static frame frame_of(const map_view *v)
{
    const map_place *centre = centre_of(v);
    if (!centre) return (frame){-180, -60, 180, 80, 1, WIDTH / 360, WIDTH * 140 / 360};
    double radius = radius_of(v, centre) + 1e-6;
    frame f = {centre->lon, centre->lat, centre->lon, centre->lat, cos(centre->lat * PI / 180), 0, 0};
    for (size_t i = 0; i < v->place_count; i++) {
        const map_place *p = &v->places[i];
        if (distance(p, centre->lat, centre->lon) > radius) continue;
        f.west = fmin(f.west, p->lon), f.east = fmax(f.east, p->lon);
        f.south = fmin(f.south, p->lat), f.north = fmax(f.north, p->lat);
    }
    if (f.shrink < 0.1) f.shrink = 0.1;
    double mid_x = (f.west + f.east) / 2, mid_y = (f.south + f.north) / 2;
    double w = fmax((f.east - f.west) * f.shrink * 1.3, SPAN_MIN),
           h = fmax((f.north - f.south) * 1.4, SPAN_MIN * RATIO_MIN);
    if (h / w < RATIO_MIN) h = w * RATIO_MIN;
    if (h / w > RATIO_MAX) w = h / RATIO_MAX;
    f.west = mid_x - w / 2 / f.shrink, f.east = mid_x + w / 2 / f.shrink;
    f.south = mid_y - h / 2, f.north = mid_y + h / 2;
    f.scale = WIDTH / w;
    f.height = h * f.scale;
    return f;
}

static double to_x(const frame *f, double lon)
{
    return (lon - f->west) * f->shrink * f->scale;
}
static double to_y(const frame *f, double lat)
{
    return (f->north - lat) * f->scale;
}

static bool inside(const frame *f, const map_place *p)
{
    return p->lon >= f->west && p->lon <= f->east && p->lat >= f->south && p->lat <= f->north;
}

bool map_in_frame(const map_view *v, const map_place *p)
{
    frame f = frame_of(v);
    return inside(&f, p);
}

/* ---- outlines ---- */

typedef struct point {
    double x, y;
} point;

typedef struct ring {
    point *at;
    size_t count, room;
} ring;

static void ring_add(ring *r, double x, double y)
{
    if (r->count == r->room) {
        size_t room = r->room ? r->room * 2 : 256;
        point *at = realloc(r->at, room * sizeof *at);
        if (!at) return; /* a coarser line; memory is short */
        r->at = at;
        r->room = room;
    }
    r->at[r->count++] = (point){x, y};
}

/* Clips `from` at one edge of the box [-m, W+m] x [-m, H+m] into `to` (Sutherland and Hodgman). */
static void clip_edge(const ring *from, ring *to, int edge, const frame *f)
{
    static const double margin = 20;
    to->count = 0;
    double limit = edge == 0 ? -margin : edge == 1 ? WIDTH + margin : edge == 2 ? -margin : f->height + margin;
    for (size_t i = 0; i < from->count; i++) {
        point a = from->at[i ? i - 1 : from->count - 1], b = from->at[i];
        double va = edge < 2 ? a.x : a.y, vb = edge < 2 ? b.x : b.y;
        bool low = edge % 2 == 0, in_a = low ? va >= limit : va <= limit, in_b = low ? vb >= limit : vb <= limit;
        if (in_a != in_b) {
            double t = (limit - va) / (vb - va);
            ring_add(to, a.x + t * (b.x - a.x), a.y + t * (b.y - a.y));
        }
        if (in_b) ring_add(to, b.x, b.y);
    }
}

/* Adds a ring's path; gives its area in square pixels and adds its weighted centre to *sum. */
static double add_ring(const json_t *coordinates, const frame *f, ring *one, ring *two, buf *path, point *sum)
{
    size_t i;
    json_t *pair;
    one->count = 0;
    json_array_foreach(coordinates, i, pair) ring_add(one, to_x(f, json_number_value(json_array_get(pair, 0))),
                                                      to_y(f, json_number_value(json_array_get(pair, 1))));
    for (int edge = 0; edge < 4; edge++) {
        clip_edge(one, two, edge, f);
        ring swap = *one;
        *one = *two;
        *two = swap;
    }
    if (one->count < 3) return 0;
    double area = 0, cx = 0, cy = 0;
    long last_x = -100000, last_y = -100000;
    for (i = 0; i < one->count; i++) {
        point a = one->at[i], b = one->at[(i + 1) % one->count];
        double cross = a.x * b.y - b.x * a.y;
        area += cross / 2, cx += (a.x + b.x) * cross / 6, cy += (a.y + b.y) * cross / 6;
        long x = lround(a.x * 2), y = lround(a.y * 2);
        if (x == last_x && y == last_y) continue;
        buf_printf(path, "%c%g %g", i ? 'L' : 'M', (double)x / 2, (double)y / 2);
        last_x = x, last_y = y;
    }
    buf_add_char(path, 'Z');
    sum->x += fabs(area) < 1 ? 0 : cx / area * fabs(area), sum->y += fabs(area) < 1 ? 0 : cy / area * fabs(area);
    return fabs(area);
}

static bool may_show(const json_t *feature, const frame *f)
{
    const json_t *box = json_object_get(feature, "bbox");
    double west = json_number_value(json_array_get(box, 0)), south = json_number_value(json_array_get(box, 1));
    double east = json_number_value(json_array_get(box, 2)), north = json_number_value(json_array_get(box, 3));
    return west <= f->east && east >= f->west && south <= f->north && north >= f->south;
}

static size_t area_events(const map_view *v, sitrep_sv code)
{
    for (size_t i = 0; i < v->area_count; i++)
        if (sv_eq(v->areas[i].code, code) || (sv_eq(v->areas[i].code, SV("KOS")) && sv_eq(code, SV("XKX"))))
            return v->areas[i].events;
    return 0;
}

/* ---- labels ---- */

#define BOXES_MAX 160
typedef struct labels {
    double box[BOXES_MAX][4]; /* west, north, east, south */
    size_t count;
} labels;

static bool is_free(const labels *l, const frame *f, const double box[4])
{
    if (box[0] < 2 || box[1] < 2 || box[2] > WIDTH - 2 || box[3] > f->height - 2) return false;
    for (size_t i = 0; i < l->count; i++)
        if (box[0] < l->box[i][2] && box[2] > l->box[i][0] && box[1] < l->box[i][3] && box[3] > l->box[i][1])
            return false;
    return true;
}

static void keep_box(labels *l, const double box[4])
{
    if (l->count < BOXES_MAX) memcpy(l->box[l->count++], box, sizeof l->box[0]);
}

static double text_px(sitrep_sv text, double size)
{
    return (double)tell_text_width(text) * size * 0.58;
}

static double dot_radius(size_t events)
{
    double r = 3.5 + 2.2 * sqrt((double)events);
    return r > 26 ? 26 : r;
}

static void label_point(const frame *f, labels *l, const map_place *p, const char *text, buf *out)
{
    double x = to_x(f, p->lon), y = to_y(f, p->lat), r = dot_radius(p->events) + 3, w = text_px(sv_of(text), 12),
           h = 13;
    const double at[8][2] = {{x + r, y - h / 2},
                             {x - r - w, y - h / 2},
                             {x - w / 2, y - r - h},
                             {x - w / 2, y + r},
                             {x + r * 0.7, y - r - h * 0.6},
                             {x + r * 0.7, y + r * 0.5},
                             {x - r * 0.7 - w, y - r - h * 0.6},
                             {x - r * 0.7 - w, y + r * 0.5}};
    for (int i = 0; i < 8; i++) {
        const double box[4] = {at[i][0], at[i][1], at[i][0] + w, at[i][1] + h};
        if (!is_free(l, f, box)) continue;
        keep_box(l, box);
        buf_printf(out, "<text class=\"lbl\" x=\"%.1f\" y=\"%.1f\">", box[0], box[3] - 3);
        doc_html_text(out, sv_of(text));
        buf_add_sv(out, SV("</text>"));
        return;
    }
}

static void draw_country(const map_view *v, const frame *f, const json_t *feature, ring *one, ring *two, buf *names,
                         buf *out)
{
    buf path = BUF_INIT(0);
    point sum = {0, 0};
    double area = 0, biggest = 0;
    size_t i, k;
    json_t *polygon, *coordinates;
    json_array_foreach(json_object_get(json_object_get(feature, "geometry"), "coordinates"), i, polygon)
    {
        json_array_foreach(polygon, k, coordinates)
        {
            double one_area = add_ring(coordinates, f, one, two, &path, &sum);
            area += one_area;
            if (one_area > biggest) biggest = one_area;
        }
    }
    if (path.len) {
        bool hatched = area_events(v, property(feature, "code")) != 0;
        buf_printf(out, "<path class=\"land\" d=\"%s\"/>", path.ptr);
        if (hatched) buf_printf(out, "<path class=\"hatch\" fill=\"url(#hatch)\" d=\"%s\"/>", path.ptr);
    }
    if (biggest > 9000) {
        double x = sum.x / area, y = sum.y / area;
        buf_printf(names, "<text class=\"country\" text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">",
                   fmin(fmax(x, 50), WIDTH - 50), fmin(fmax(y, 16), f->height - 10));
        doc_html_text(names, property(feature, "name"));
        buf_add_sv(names, SV("</text>"));
    }
    if (path.failed) out->failed = true;
    buf_release(&path);
}

static void draw_outlines(const map_view *v, const frame *f, buf *out)
{
    ring one = {0}, two = {0};
    buf names = BUF_INIT(0);
    size_t i;
    json_t *feature;
    json_array_foreach(features(v->world), i, feature) if (may_show(feature, f))
        draw_country(v, f, feature, &one, &two, &names, out);
    buf_add_sv(out, buf_sv(&names));
    if (names.failed) out->failed = true;
    buf_release(&names);
    free(one.at);
    free(two.at);
}

static void draw_points(const map_view *v, const frame *f, buf *out)
{
    labels l = {.count = 0};
    for (size_t i = 0; i < v->place_count; i++) { /* most events first: later, smaller points lie on top */
        const map_place *p = &v->places[i];
        if (!inside(f, p)) continue;
        double x = to_x(f, p->lon), y = to_y(f, p->lat), r = dot_radius(p->events);
        if (p->rank) buf_printf(out, "<a href=\"#place-%zu\">", p->rank);
        buf_printf(out, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>", x, y, r);
        doc_html_text(out, p->name);
        buf_printf(out, ": %zu %s</title></circle>%s", p->events, p->events == 1 ? "event" : "events",
                   p->rank ? "</a>" : "");
        keep_box(&l, (const double[4]){x - r, y - r, x + r, y + r});
    }
    for (size_t i = 0; i < v->place_count; i++) {
        const map_place *p = &v->places[i];
        char text[96];
        if (!inside(f, p)) continue;
        snprintf(text, sizeof text, "%.*s %zu", (int)(p->name.len < 60 ? p->name.len : 0), p->name.ptr, p->events);
        if (p->name.len < 60) label_point(f, &l, p, text, out);
    }
}

/* A scale of round kilometres, lower left. */
static void draw_scale(const frame *f, buf *out)
{
    static const double steps[] = {5, 10, 20, 50, 100, 200, 500, 1000, 2000};
    double km = steps[0], per_km = f->scale / 111.2;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i] * per_km < WIDTH / 4) km = steps[i];
    buf_printf(
        out, "<path class=\"axis\" d=\"M10 %.1fv5h%.1fv-5\"/><text class=\"tick\" x=\"%.1f\" y=\"%.1f\">%.0f km</text>",
        f->height - 14, km * per_km, 14 + km * per_km, f->height - 8, km);
}

void map_draw(const doc *d, const void *data, buf *out)
{
    const map_view *v = data;
    (void)d;
    frame f = frame_of(v);
    buf_printf(
        out,
        "<svg class=\"map\" viewBox=\"0 0 %.0f %.1f\" role=\"group\" aria-label=\"Map of the places at which events "
        "are reported\">"
        "<defs><pattern id=\"hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
        "patternTransform=\"rotate(45)\">"
        "<path class=\"hatchline\" d=\"M0 0V7\"/></pattern></defs><rect class=\"sea\" width=\"%.0f\" height=\"%.1f\"/>",
        WIDTH, f.height, WIDTH, f.height);
    draw_outlines(v, &f, out);
    draw_points(v, &f, out);
    draw_scale(&f, out);
    buf_add_sv(out, SV("</svg>"));
}
