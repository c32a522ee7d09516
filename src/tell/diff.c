/* tell/diff.c — what changed between two moments: rows of the later moment that came or moved after the earlier one,
 * with what they are told from, loaded by the store's own conditions, so that the cost goes with what changed and not
 * with what is kept. As a document in three forms, or as JSON Lines. */
#include <math.h>

#include "base/date.h"
#include "base/error.h"
#include "tell/changes.h"
#include "tell/tell.h"

#include "base/banned.h"

#define ITEMS_MAX 40

/* ---- JSON Lines ---- */

typedef struct member {
    const char *name;
    sitrep_sv text;
} member;

/* Begins an object with its kind and the members that are stated. */
static void json_open(buf *out, const char *change, const member *members, size_t count)
{
    buf_printf(out, "{\"change\": \"%s\"", change);
    for (size_t i = 0; i < count; i++) {
        if (!members[i].text.len) continue;
        buf_printf(out, ", \"%s\": ", members[i].name);
        tell_json_string(out, members[i].text);
    }
}
#define OPEN(out, change, ...)                                                                                         \
    json_open(out, change, (const member[]){__VA_ARGS__}, sizeof((const member[]){__VA_ARGS__}) / sizeof(member))

static void json_number(buf *out, const char *name, double value)
{
    if (isnan(value)) return;
    buf_printf(out, ", \"%s\": ", name);
    tell_number(out, value);
}

static void json_event(buf *out, const char *change, const data_event *e)
{
    const data_claim *c = e->best, *placed = e->placed ? e->placed : c;
    OPEN(out, change, {"event", e->id}, {"type", c->type}, {"mode", c->mode}, {"day", c->begin},
         {"place", placed->place}, {"country", placed->country}, {"actors", c->actors}, {"recipients", c->recipients},
         {"status", c->status}, {"polarity", c->polarity}, {"source", c->ref.source}, {"report", c->ref.report},
         {"quote", c->ref.quote});
    json_number(out, "claims", (double)e->claim_count);
    json_number(out, "reports", (double)e->report_count);
    json_number(out, "origins", (double)e->origin_count);
}

static void json_step(buf *out, const change_step *s)
{
    static const char *const names[] = {"figure down", "figure new", "figure up"};
    const data_figure *f = s->now;
    OPEN(out, names[s->direction + 1], {"figure", f->id}, {"count", f->count}, {"kind", f->kind}, {"scope", f->scope},
         {"line", f->line}, {"text", f->text}, {"qualifier", f->qualifier}, {"measure", f->measure},
         {"speaker", f->speaker}, {"via", f->via}, {"step", f->step}, {"note", f->note}, {"source", f->ref.source},
         {"published", f->ref.published}, {"report", f->ref.report}, {"quote", f->ref.quote},
         {"from_figure", s->before ? s->before->id : SV("")});
    json_number(out, "low", f->low);
    json_number(out, "best", f->best);
    json_number(out, "high", f->high);
    if (s->before) json_number(out, "from", s->before->value);
    buf_add_sv(out, SV("}\n"));
}

static void json_undertaking(buf *out, change_outcome outcome, const data_undertaking *u)
{
    char change[40];
    snprintf(change, sizeof change, "undertaking %s", changes_outcome_name(outcome));
    OPEN(out, change, {"undertaking", u->id}, {"kind", u->kind}, {"speaker", u->speaker}, {"addressee", u->addressee},
         {"content", u->content}, {"due", u->due}, {"due_now", u->due_now}, {"dated_quote", u->dated_quote},
         {"answers", u->answers}, {"state", u->state}, {"reason", u->reason}, {"since", u->since},
         {"evidence", u->evidence}, {"source", u->ref.source}, {"report", u->ref.report}, {"quote", u->ref.quote});
    buf_add_sv(out, SV("}\n"));
}

static void json_said(buf *out, const changes *c)
{
    for (size_t i = 0; i < c->denials.count; i++) {
        const data_statement *s = c->denials.at[i];
        OPEN(out, "denied", {"statement", s->id}, {"day", s->day}, {"speaker", s->speaker}, {"via", s->via},
             {"content", s->content}, {"source", s->ref.source}, {"report", s->ref.report}, {"quote", s->ref.quote});
        buf_add_sv(out, SV("}\n"));
    }
    for (unsigned o = 0; o < CHANGE_OUTCOMES; o++)
        for (size_t i = 0; i < c->undertakings[o].count; i++)
            json_undertaking(out, (change_outcome)o, c->undertakings[o].at[i]);
    for (size_t i = 0; i < c->contradictions.count; i++) {
        const data_contradiction *x = c->contradictions.at[i];
        OPEN(out, "contradiction", {"contradiction", x->id}, {"kind", x->kind}, {"one", x->one}, {"other", x->other},
             {"reason", x->reason}, {"seen", x->seen}, {"one_report", x->one_report}, {"one_quote", x->one_quote},
             {"other_report", x->other_report}, {"other_quote", x->other_quote});
        buf_add_sv(out, SV("}\n"));
    }
    for (size_t i = 0; i < c->uses.count; i++) {
        const data_use *u = c->uses.at[i];
        OPEN(out, "taken back", {"kind", u->kind}, {"notice", u->notice}, {"seen", u->seen}, {"source", u->source},
             {"report", u->report}, {"title", u->title}, {"reason", u->reason}, {"used_by", u->used_by}, {"id", u->id},
             {"what", u->what});
        buf_add_sv(out, SV("}\n"));
    }
}

void changes_jsonl(const report *r, const changes *c, buf *out)
{
    (void)r;
    for (size_t i = 0; i < c->steps.count; i++) json_step(out, &c->steps.at[i]);
    for (size_t i = 0; i < c->events.count; i++) {
        json_event(out, "event new", c->events.at[i]);
        buf_add_sv(out, SV("}\n"));
    }
    for (size_t i = 0; i < c->grown.count; i++) {
        const change_event *g = &c->grown.at[i];
        json_event(out, "event grew", g->event);
        json_number(out, "claims_new", (double)g->claims_new);
        json_number(out, "origins_before", (double)g->origins_before);
        buf_printf(out, ", \"disputed\": %s}\n", g->disputed ? "true" : "false");
    }
    json_said(out, c);
}

/* ---- the document ---- */

static sitrep_sv moment_words(arena *a, int64_t at)
{
    char iso[21];
    date_print_utc(at, iso);
    sitrep_sv day = words_day(a, data_day(sv_of(iso)), true);
    if (at % 86400 == 86399) return arena_printf(a, "the end of %.*s", SV_ARG(day));
    return arena_printf(a, "%.*s, %.5s UTC", SV_ARG(day), iso + 11);
}

static void build(const report *r, const sitrep_diff *diff, const changes *c)
{
    sitrep_sv to = diff->filter.as_of ? moment_words(r->a, diff->filter.as_of) : SV("now");
    r->d->title = arena_printf(r->a, "What changed from %.*s to %.*s",
                               SV_ARG(moment_words(r->a, diff->filter.changed_after)), SV_ARG(to));
    doc_heading_sv(r->d, 1, SV("top"), r->d->title);
    changes_tell(r, c, diff->filter.limit ? (size_t)diff->filter.limit : ITEMS_MAX);
}

static sitrep_status tell(sitrep_store *store, const sitrep_diff *diff, report *r, sitrep_write_fn write, void *ctx,
                          sitrep_error *err)
{
    changes c;
    buf out = BUF_INIT(0);
    sitrep_status status = SITREP_OK;
    changes_find(r, &c);
    if (diff->form == SITREP_DIFF_JSONL) {
        changes_jsonl(r, &c, &out);
    } else {
        build(r, diff, &c);
        status = report_load_sources(store, r->d, err);
        static void (*const renderers[])(const doc *d, buf *out) = {
            [SITREP_DIFF_TEXT] = doc_plain, [SITREP_DIFF_MARKDOWN] = doc_markdown, [SITREP_DIFF_HTML] = doc_html};
        if (!status) renderers[diff->form](r->d, &out);
    }
    if (!status) status = tell_write_out(&out, r->a, write, ctx, err);
    buf_release(&out);
    return status;
}

sitrep_status sitrep_tell_diff(sitrep_store *store, const sitrep_diff *diff, sitrep_write_fn write, void *ctx,
                               sitrep_error *err)
{
    const sitrep_filter *f = &diff->filter;
    if ((unsigned)diff->form > SITREP_DIFF_JSONL) return base_error(err, SITREP_USAGE, "there is no such form");
    if (!f->changed_after || (f->as_of && f->as_of <= f->changed_after))
        return base_error(err, SITREP_USAGE, "the first moment must come before the second");
    arena a;
    arena_init(&a, 0);
    doc d = {.a = &a};
    data rows;
    sitrep_report_options options = {.filter = *f, .changed_since = SITREP_DAY_NONE};
    sitrep_status status = data_load(store, &options, &a, &rows, err);
    if (status == SITREP_EMPTY) status = SITREP_OK; /* nothing came: nothing changed */
    map_world *world = map_world_open();
    report r = {.d = &d, .a = &a, .rows = &rows, .world = world, .options = &options};
    if (!status) status = tell(store, diff, &r, write, ctx, err);
    map_world_free(world);
    arena_release(&a);
    return status;
}
