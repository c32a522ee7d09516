/* tell/chart.c — two charts. Colours are classes of the style sheet; each has a second sign (position, dash, hollow
 * mark), so that print and colour-blind readers lose nothing; the numbers stand in the table below each chart. */
#include "tell/chart.h"

#include <math.h>

#include "base/date.h"
#include "base/error.h"

#include "base/banned.h"

#define WIDTH 720.0
#define LEFT  52.0
#define RIGHT 12.0

const char *const chart_quads[4] = {"cooperation in words", "cooperation in deeds", "conflict in words",
                                    "conflict in deeds"};

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static void day_label(buf *out, double x, double y, int32_t day)
{
    civil_date date = date_from_days(day);
    buf_printf(out, "<text class=\"tick\" text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">%u %s</text>", x, y,
               (unsigned)date.day, month_names[date.month - 1]);
}

/* A round step for at most `most` ticks up to `max`. */
static double nice_step(double max, double most)
{
    double step = pow(10, floor(log10(max / most > 0 ? max / most : 1)));
    while (max / step > most) step *= max / (step * 2) <= most ? 2 : max / (step * 5) <= most ? 5 : 10;
    return step < 1 ? 1 : step;
}

/* Labels about every seventh of the way, on whole days. */
static void day_axis(buf *out, int32_t first, int32_t last, double x0, double per_day, double y)
{
    int32_t every = (last - first) / 8 + 1;
    for (int32_t day = first; day <= last; day += every) day_label(out, x0 + (day - first) * per_day, y, day);
}

static void legend(buf *out, const char *const *names, size_t count, const char *prefix)
{
    buf_add_sv(out, SV("<p class=\"legend\">"));
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "<span class=\"key\"><i class=\"%s%zu\"></i>%s</span> ", prefix, i + 1, names[i]);
    buf_add_sv(out, SV("</p>"));
}

/* ---- events per day: conflict above the line, cooperation below it ---- */

void chart_draw_days(const doc *d, const void *data, buf *out)
{
    const chart_days *c = data;
    const double height = 210, top = 10, bottom = 26;
    size_t up = 1, down = 1;
    (void)d;
    for (size_t i = 0; i < c->count; i++) {
        const size_t *n = c->bars[i].counts;
        if (n[2] + n[3] > up) up = n[2] + n[3];
        if (n[0] + n[1] > down) down = n[0] + n[1];
    }
    double unit = (height - top - bottom) / (double)(up + down), zero = top + (double)up * unit;
    double width = (WIDTH - LEFT - RIGHT) / (double)c->count;
    buf_printf(out,
               "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"Events per day: conflict above the line, "
               "cooperation below it\">",
               WIDTH, height);
    double step = nice_step((double)(up > down ? up : down), 4);
    for (double n = -floor((double)down / step) * step; n <= (double)up; n += step)
        buf_printf(out,
                   "<path class=\"grid\" d=\"M%.0f %.1fH%.0f\"/><text class=\"tick\" text-anchor=\"end\" x=\"%.0f\" "
                   "y=\"%.1f\">%.0f</text>",
                   LEFT, zero - n * unit, WIDTH - RIGHT, LEFT - 6, zero - n * unit + 4, fabs(n));
    for (size_t i = 0; i < c->count; i++) {
        double w = width > 30  ? 28
                   : width > 3 ? width - 1
                               : width * 0.9,
               x = LEFT + ((double)i + 0.5) * width - w / 2, y = zero;
        static const int order[] = {3, 2}, below[] = {1, 0};
        for (int k = 0; k < 2; k++) {
            double h = (double)c->bars[i].counts[order[k]] * unit;
            if (h > 0)
                buf_printf(out, "<rect class=\"q%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                           order[k] + 1, x, y - h, w, h);
            y -= h;
        }
        y = zero;
        for (int k = 0; k < 2; k++) {
            double h = (double)c->bars[i].counts[below[k]] * unit;
            if (h > 0)
                buf_printf(out, "<rect class=\"q%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                           below[k] + 1, x, y, w, h);
            y += h;
        }
    }
    buf_printf(out, "<path class=\"axis\" d=\"M%.0f %.1fH%.0f\"/>", LEFT, zero, WIDTH - RIGHT);
    if (c->count) {
        int32_t first = c->bars[0].day, last = c->bars[c->count - 1].day;
        day_axis(out, first, last, LEFT + width / 2, width / (double)c->step, height - 6);
    }
    buf_add_sv(out, SV("</svg>"));
    legend(out, chart_quads, 4, "q");
}

/* ---- a number by speaker ---- */

typedef struct scale {
    double low, high, top, bottom;
    bool log;
} scale;

static double to_y(const scale *s, double value)
{
    double share =
        s->log ? (log(value) - log(s->low)) / (log(s->high) - log(s->low)) : (value - s->low) / (s->high - s->low);
    return s->bottom - share * (s->bottom - s->top);
}

static scale scale_of(const chart_steps *c, double top, double bottom)
{
    scale s = {INFINITY, 1, top, bottom, false};
    for (size_t i = 0; i < c->count; i++) {
        const chart_point *p = &c->points[i];
        const double values[] = {p->value, p->low, p->high};
        for (int k = 0; k < 3; k++) {
            if (isnan(values[k])) continue;
            if (values[k] > 0 && values[k] < s.low) s.low = values[k];
            if (values[k] > s.high) s.high = values[k];
        }
    }
    s.log = isfinite(s.low) && s.high / s.low > 8;
    if (s.log)
        s.low *= 0.8, s.high *= 1.25;
    else
        s.low = 0, s.high *= 1.1;
    return s;
}

static void value_axis(buf *out, const scale *s)
{
    static const double marks[] = {1, 2, 5};
    if (s->log) {
        for (double ten = pow(10, floor(log10(s->low))); ten <= s->high; ten *= 10)
            for (int k = 0; k < 3; k++) {
                double v = ten * marks[k];
                if (v < s->low || v > s->high) continue;
                buf_printf(out,
                           "<path class=\"grid\" d=\"M%.0f %.1fH%.0f\"/><text class=\"tick\" text-anchor=\"end\" "
                           "x=\"%.0f\" y=\"%.1f\">%.0f</text>",
                           LEFT, to_y(s, v), WIDTH - RIGHT, LEFT - 6, to_y(s, v) + 4, v);
            }
        return;
    }
    double step = nice_step(s->high, 5);
    for (double v = 0; v <= s->high; v += step)
        buf_printf(out,
                   "<path class=\"grid\" d=\"M%.0f %.1fH%.0f\"/><text class=\"tick\" text-anchor=\"end\" x=\"%.0f\" "
                   "y=\"%.1f\">%.0f</text>",
                   LEFT, to_y(s, v), WIDTH - RIGHT, LEFT - 6, to_y(s, v) + 4, v);
}

static void line_of(buf *out, const chart_steps *c, const scale *s, size_t line, int32_t first, double per_day)
{
    bool begun = false;
    if (c->apart[line]) return;
    for (size_t i = 0; i < c->count; i++) {
        const chart_point *p = &c->points[i];
        if (p->line != line || isnan(p->value) || (s->log && p->value <= 0)) continue;
        double x = LEFT + (p->day - first) * per_day, y = to_y(s, p->value);
        if (!begun)
            buf_printf(out, "<path class=\"line s%zu\" d=\"M%.1f %.1f", line + 1, x, y);
        else
            buf_printf(out, "H%.1fV%.1f", x, y);
        begun = true;
    }
    if (begun) buf_add_sv(out, SV("\"/>"));
}

static void mark(buf *out, const chart_steps *c, const scale *s, const chart_point *p, int32_t first, double per_day)
{
    double x = LEFT + (p->day - first) * per_day;
    if (isnan(p->value) || (s->log && p->value <= 0)) return;
    if (!isnan(p->low) && !isnan(p->high) && p->low < p->high && (!s->log || p->low > 0))
        buf_printf(out, "<path class=\"range s%u\" d=\"M%.1f %.1fV%.1f\"/>", p->line + 1, x, to_y(s, p->low),
                   to_y(s, p->high));
    buf_printf(out, "<circle class=\"%s s%u\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>", p->doubtful ? "hollow" : "full",
               p->line + 1, x, to_y(s, p->value));
    doc_html_text(out, p->label);
    buf_add_sv(out, SV(" — "));
    doc_html_text(out, c->lines[p->line]);
    buf_add_sv(out, SV("</title></circle>"));
}

void chart_draw_steps(const doc *d, const void *data, buf *out)
{
    const chart_steps *c = data;
    const double height = 280;
    (void)d;
    if (!c->count) return;
    scale s = scale_of(c, 10, height - 28);
    int32_t first = c->points[0].day, last = c->points[c->count - 1].day;
    double per_day = (WIDTH - LEFT - RIGHT - 8) / (last > first ? last - first : 1);
    buf_printf(
        out, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"The number by speaker and day of publication\">",
        WIDTH, height);
    value_axis(out, &s);
    day_axis(out, first, last, LEFT, per_day, height - 6);
    for (size_t i = 0; i < c->line_count; i++) line_of(out, c, &s, i, first, per_day);
    for (size_t i = 0; i < c->count; i++) mark(out, c, &s, &c->points[i], first, per_day);
    buf_add_sv(out, SV("</svg><p class=\"legend\">"));
    for (size_t i = 0; i < c->line_count; i++) {
        buf_printf(out, "<span class=\"key\"><i class=\"s%zu%s\"></i>", i + 1, c->apart[i] ? " hollow" : "");
        doc_html_text(out, c->lines[i]);
        buf_add_sv(out, SV("</span> "));
    }
    buf_printf(out, "%s</p>", s.log ? "The scale is logarithmic: each step upwards multiplies." : "");
}
