/* tell/report.c — a situation report: rows are loaded, the document is built section by section, the form is rendered.
 * All of one report lives in one arena; nothing is kept between calls. */
#include "tell/report.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/error.h"
#include "keep/keep.h"
#include "tell/stamp.h"
#include "tell/tell.h"

#include "base/banned.h"

static sitrep_sv scope_text(const report *r)
{
    const sitrep_filter *f = &r->options->filter;
    const struct {
        const char *name;
        sitrep_sv value;
    } parts[] = {{"place", f->where},         {"types", f->type},    {"said by", f->by},     {"actor", f->actor},
                 {"recipient", f->recipient}, {"outlet", f->source}, {"figures", f->metric}, {"statements", f->act},
                 {"status", f->status},       {"words", f->text}};
    buf text = BUF_INIT(4096);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i].value.len)
            buf_printf(&text, "%s%s: %.*s", text.len ? "; " : "", parts[i].name,
                       SV_ARG(doc_cut(r->a, parts[i].value, 80)));
    if (f->since != SITREP_DAY_NONE)
        buf_printf(&text, "%sfrom %.*s", text.len ? "; " : "", SV_ARG(words_day(r->a, f->since, true)));
    if (f->until != SITREP_DAY_NONE)
        buf_printf(&text, "%suntil %.*s", text.len ? "; " : "", SV_ARG(words_day(r->a, f->until, true)));
    if (f->confidence > 0)
        buf_printf(&text, "%sclaims of confidence %.2f or more", text.len ? "; " : "", f->confidence);
    sitrep_sv copy = arena_copy(r->a, buf_sv(&text));
    buf_release(&text);
    return copy;
}

static void scope(const report *r)
{
    sitrep_sv narrowed = scope_text(r);
    const data *d = r->rows;
    doc_paragraph(r->d);
    doc_sv(r->d, DOC_STRONG, SV("Scope"));
    if (narrowed.len)
        doc_text(r->d, ": "), doc_sv(r->d, DOC_TEXT, narrowed), doc_text(r->d, " (where a table knows these)");
    else
        doc_text(r->d, ": everything in the store");
    doc_text(r->d, "; reports published from %.*s to %.*s.", SV_ARG(words_day(r->a, d->first_day, true)),
             SV_ARG(words_day(r->a, d->last_day, true)));
}

static void counts(const report *r)
{
    const data *d = r->rows;
    doc_paragraph(r->d);
    doc_sv(r->d, DOC_STRONG, SV("Counts"));
    doc_text(r->d, ": %.*s from %.*s", SV_ARG(words_count(r->a, d->reports.count, "report", "reports")),
             SV_ARG(words_count(r->a, d->sources.count, "outlet", "outlets")));
    doc_text(r->d, " (%.*s); ",
             SV_ARG(words_count(r->a, d->origin_count, "independent origin", "independent origins")));
    doc_text(r->d, "%.*s about %.*s; ", SV_ARG(words_count(r->a, d->claims.count, "claim", "claims")),
             SV_ARG(words_count(r->a, d->events.count, "event", "events")));
    doc_text(r->d, "%.*s in %.*s; ", SV_ARG(words_count(r->a, d->figures.count, "figure", "figures")),
             SV_ARG(words_count(r->a, d->series.count, "series", "series")));
    doc_text(r->d, "%.*s; %.*s; %.*s.", SV_ARG(words_count(r->a, d->statements.count, "statement", "statements")),
             SV_ARG(words_count(r->a, d->undertakings.count, "undertaking", "undertakings")),
             SV_ARG(words_count(r->a, d->contradictions.count, "contradiction", "contradictions")));
}

static void versions(const report *r)
{
    if (!r->rows->runs.count) return;
    const data_run *run = &r->rows->runs.at[r->rows->runs.count - 1];
    doc_paragraph(r->d);
    doc_sv(r->d, DOC_SOFT,
           arena_printf(r->a, "Read by sitrep %.*s, model %.*s, knowledge %.*s; run %.0f of %zu, started %.*s UTC.",
                        SV_ARG(doc_cut(r->a, run->program, 40)), SV_ARG(doc_cut(r->a, run->model, 40)),
                        SV_ARG(doc_cut(r->a, run->knowledge, 40)), run->run, r->rows->runs.count,
                        SV_ARG(run->started)));
}

static int by_code(const void *a, const void *b)
{
    return sv_compare(*(const sitrep_sv *)a, *(const sitrep_sv *)b);
}

/* The country in which most of the placed events lie, where it has more than half of them. */
static sitrep_sv main_country(const report *r)
{
    size_t all = 0;
    sitrep_sv *codes = ARENA_ARRAY(r->a, sitrep_sv, r->rows->events.count + 1);
    for (size_t i = 0; i < r->rows->events.count && codes; i++) {
        const data_claim *p = r->rows->events.at[i].placed;
        if (p && p->country.len) codes[all++] = p->country;
    }
    if (!all) return (sitrep_sv){"", 0};
    if (all) qsort(codes, all, sizeof *codes, by_code);
    sitrep_sv middle = codes[all / 2]; /* what has more than half of a sorted list has its middle */
    size_t count = 0;
    for (size_t i = 0; i < all; i++) count += sv_eq(codes[i], middle);
    return count * 2 > all ? report_country(r, middle) : (sitrep_sv){"", 0};
}

void report_head(const report *r)
{
    char as_of[21];
    date_print_utc(r->rows->as_of, as_of);
    sitrep_sv about = r->options->filter.where.len ? words_capital(r->a, doc_cut(r->a, r->options->filter.where, 80))
                                                   : main_country(r);
    r->d->title = r->options->title.len ? doc_cut(r->a, r->options->title, 160)
                  : about.len           ? arena_printf(r->a, "Situation report: %.*s", SV_ARG(about))
                                        : SV("Situation report");
    doc_heading_sv(r->d, 1, SV("top"), r->d->title);
    doc_paragraph(r->d);
    doc_sv(r->d, DOC_STRONG, arena_printf(r->a, "As of %.*s", SV_ARG(words_day(r->a, r->rows->as_of_day, true))));
    doc_text(r->d,
             ", %.5s UTC. Nothing that became known later is in it. Made by a program from the cited reports; no "
             "person has checked it.",
             as_of + 11);
    scope(r);
    counts(r);
}

sitrep_status report_load_sources(sitrep_store *store, doc *d, sitrep_error *err)
{
    sitrep_status status = SITREP_OK;
    d->sources = ARENA_ARRAY(d->a, doc_source, d->cite_count + 1);
    if (!d->sources) return base_error(err, SITREP_NOMEM, "out of memory");
    for (size_t i = 0; i < d->cite_count && !status; i++) {
        sitrep_sv id = d->cites[i].ref.report;
        bool there = false;
        for (size_t k = 0; k < d->source_count && !there; k++) there = sv_eq(d->sources[k].id, id);
        if (there) continue;
        keep_report kept;
        status = keep_report_get(store, id, 0, d->a, &kept, err);
        if (status) break;
        sitrep_sv shown = kept.external_id.len ? kept.external_id : kept.id;
        d->sources[d->source_count++] = (doc_source){.id = kept.id,
                                                     .title = kept.title,
                                                     .published = kept.published,
                                                     .source = kept.source,
                                                     .url = kept.url,
                                                     .place = shown,
                                                     .text = kept.text};
    }
    return status;
}

/* The last line: by it `sitrep verify` makes the report again. */
static void stamp_line(const report *r)
{
    doc_paragraph(r->d);
    doc_sv(r->d, DOC_SOFT, SV("Stamp, by which this report is checked: "));
    doc_sv(r->d, DOC_SOFT, stamp_of(r->options, r->a));
}

static sitrep_status build(sitrep_store *store, const sitrep_report_options *options, const data *rows,
                           const map_world *world, doc *d, sitrep_error *err)
{
    access_list access;
    sitrep_filter scope = options->filter;
    scope.as_of = options->known_until;
    sitrep_status status = access_load(store, &scope, d->a, &access, err);
    if (status) return status;
    said_table said_rows;
    silence silence_rows;
    status = said_load(store, &scope, d->a, &said_rows, err);
    if (!status) status = silence_load(store, &scope, false, d->a, &silence_rows, err);
    if (status) return status;
    report r = {.d = d,
                .a = d->a,
                .rows = rows,
                .access = &access,
                .said = &said_rows,
                .silence = &silence_rows,
                .world = world,
                .options = options};
    r.place_count = report_group_places(&r, &r.places);
    report_head(&r);
    report_brief(&r);
    report_changes(&r);
    report_charts(&r);
    report_events(&r);
    report_figures(&r);
    report_said(&r);
    report_positions(&r);
    report_blame(&r);
    report_questions(&r);
    report_gaps(&r);
    report_review(&r);
    report_sources(&r);
    versions(&r);
    stamp_line(&r);
    status = report_load_sources(store, d, err);
    return status ? status : d->a->failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}

sitrep_status report_make(sitrep_store *store, const sitrep_report_options *options, doc *d, buf *out,
                          sitrep_error *err)
{
    static void (*const renderers[])(const doc *d, buf *out) = {
        [SITREP_REPORT_HTML] = doc_html, [SITREP_REPORT_MARKDOWN] = doc_markdown, [SITREP_REPORT_TEXT] = doc_plain};
    if ((unsigned)options->form > SITREP_REPORT_TEXT) return base_error(err, SITREP_USAGE, "there is no such form");
    sitrep_report_options o = *options;
    data rows;
    sitrep_status status = SITREP_OK;
    if (!o.known_until) o.known_until = o.filter.as_of;
    if (!o.known_until) status = keep_known_until(store, &o.known_until, err);
    if (!status) status = data_load(store, &o, d->a, &rows, err);
    if (status) return status;
    map_world *world = map_world_open(); /* without it the map has no outlines, and says so */
    status = build(store, &o, &rows, world, d, err);
    if (!status) renderers[o.form](d, out);
    if (!status && (out->failed || d->a->failed)) status = base_error(err, SITREP_NOMEM, "out of memory");
    map_world_free(world);
    return status;
}

sitrep_status sitrep_tell_report(sitrep_store *store, const sitrep_report_options *options, sitrep_write_fn write,
                                 void *ctx, sitrep_error *err)
{
    arena a;
    arena_init(&a, 0);
    doc d = {.a = &a};
    buf out = BUF_INIT(0);
    sitrep_status status = report_make(store, options, &d, &out, err);
    if (!status) status = tell_write_out(&out, &a, write, ctx, err);
    buf_release(&out);
    arena_release(&a);
    return status;
}

/* ---- keeping ---- */

static int by_id(const void *a, const void *b)
{
    return sv_compare(*(const sitrep_sv *)a, *(const sitrep_sv *)b);
}

/* The rows that the document rests on, each once. */
static size_t rows_of(const doc *d, sitrep_sv **out)
{
    size_t all = 0, count = 0, distinct = 0;
    for (const doc_block *b = d->first; b; b = b->next)
        for (size_t i = 0; i < b->count; i++)
            for (const doc_row *row = b->lines[i].rows; row; row = row->next) all++;
    sitrep_sv *ids = ARENA_ARRAY(d->a, sitrep_sv, all + 1);
    for (const doc_block *b = d->first; b && ids; b = b->next)
        for (size_t i = 0; i < b->count; i++)
            for (const doc_row *row = b->lines[i].rows; row; row = row->next) ids[count++] = row->id;
    if (count) qsort(ids, count, sizeof *ids, by_id);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !sv_eq(ids[i], ids[i - 1])) ids[distinct++] = ids[i];
    *out = ids;
    return distinct;
}

sitrep_status sitrep_tell_report_keep(sitrep_store *store, const sitrep_report_options *options, sitrep_write_fn write,
                                      void *ctx, char out_id[SITREP_PRINTED_ID_SIZE], sitrep_error *err)
{
    static const char *const forms[] = {"html", "markdown", "text"};
    arena a;
    arena_init(&a, 0);
    doc d = {.a = &a};
    buf out = BUF_INIT(0);
    sitrep_sv *ids = NULL;
    sitrep_report_options o = *options;
    sitrep_status status = SITREP_OK;
    if (!o.known_until) o.known_until = o.filter.as_of;
    if (!o.known_until) status = keep_known_until(store, &o.known_until, err);
    if (!status) status = report_make(store, &o, &d, &out, err);
    size_t count = status ? 0 : rows_of(&d, &ids);
    if (!status) {
        keep_printed p = {
            .title = d.title, .form = sv_of(forms[o.form]), .options = stamp_of(&o, &a), .as_of = o.known_until};
        if (o.policy)
            p.policy = arena_printf(&a, "%.*s %.*s", SV_ARG(sitrep_policy_name(o.policy)),
                                    SV_ARG(sitrep_policy_hash(o.policy)));
        crypto_hash_sha256(p.sha256, (const unsigned char *)(out.ptr ? out.ptr : ""), out.len);
        status = a.failed ? base_error(err, SITREP_NOMEM, "out of memory")
                          : keep_printed_add(store, &p, ids, count, out_id, err);
    }
    if (!status) status = tell_write_out(&out, &a, write, ctx, err);
    buf_release(&out);
    arena_release(&a);
    return status;
}
