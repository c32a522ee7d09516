/* tell/why.c — why a number is told: every statement of it in the order in which it became known, with who says so and
 * through whom, where it was multiplied out of another, where it lost its speaker or gained a bigger one, what stood in
 * its line before and after it, and what took it back. One table of the store (SITREP_TABLE_STEPS), one row a
 * statement; nothing here decides, it only puts the rows in order and in words. */
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "tell/data.h"
#include "tell/map.h"
#include "tell/tell.h"
#include "tell/words.h"

#include "base/banned.h"

/* One statement of a number, or one multiplication in the line of one. */
typedef struct step {
    data_figure f;
    sitrep_sv addressee, told_by, from_line, from_published, before_seen, after_seen, copy_of, credits, superseded,
        superseded_by;
    double from_value, before, after;
} step;

/* clang-format off */
#define F(name) {#name, offsetof(step, f.name), DATA_TEXT}
#define S(name) {#name, offsetof(step, name), DATA_TEXT}
#define V(name) {#name, offsetof(step, name), DATA_NUMBER}
#define REF(name, kind) {#name, offsetof(step, f.ref.name), kind}
static const data_field step_fields[] = {
    {"figure", offsetof(step, f.id), DATA_TEXT}, F(series), F(count), F(scope), F(line), F(kind), F(measure), F(step), F(note), F(text), F(unit), F(qualifier), F(speaker),
    F(via), F(place), F(seen), F(from), {"low", offsetof(step, f.low), DATA_NUMBER}, {"best", offsetof(step, f.best), DATA_NUMBER},
    {"high", offsetof(step, f.high), DATA_NUMBER}, S(addressee), S(told_by), S(from_line), S(from_published), S(before_seen), S(after_seen), S(copy_of), S(credits),
    S(superseded), S(superseded_by), V(from_value), V(before), V(after), REF(report, DATA_TEXT), REF(source, DATA_TEXT), REF(published, DATA_TEXT),
    REF(quote, DATA_TEXT), REF(first, DATA_POSITION), REF(last, DATA_POSITION), REF(sentence_first, DATA_POSITION), REF(sentence_last, DATA_POSITION),
    {NULL, 0, DATA_TEXT}};
/* clang-format on */

/* The statements of one number in one count. */
typedef struct group {
    double value;
    const step **steps;  /* as they became known */
    const step **makers; /* multiplications that give it, each sentence once */
    size_t count, maker_count, reports, origins, lost, inflated;
} group;

typedef struct asking {
    arena *a;
    const map_world *world;
    const sitrep_why *why;
    step *rows;
    size_t row_count;
    buf line, all; /* being written */
} asking;

/* ---- relating ---- */

static bool is_multiplier(const step *s)
{
    return sv_eq(s->f.step, SV("multiplier"));
}

static bool makes(const step *s, double value)
{
    double product = is_multiplier(s) ? words_factor(s->f.text) * s->from_value : NAN;
    return words_is_product(product, value);
}

static bool same_sentence(const step *a, const step *b)
{
    return a->f.ref.sentence_first == b->f.ref.sentence_first && sv_eq(a->f.ref.report, b->f.ref.report);
}

static void add_maker(group *g, const step *s)
{
    for (size_t i = 0; i < g->maker_count; i++)
        if (same_sentence(g->makers[i], s)) return;
    g->makers[g->maker_count++] = s;
}

static void count_group(const asking *q, group *g)
{
    for (size_t i = 0; i < g->count; i++) {
        const step *s = g->steps[i];
        bool report_again = false;
        for (size_t k = 0; k < i && !report_again; k++)
            report_again = sv_eq(g->steps[k]->f.ref.report, s->f.ref.report);
        g->reports += !report_again;
        g->origins += !report_again && !s->copy_of.len;
        g->lost += sv_eq(s->f.step, SV("attribution lost"));
        g->inflated += sv_eq(s->f.step, SV("attribution inflated"));
        for (size_t k = 0; k < q->row_count; k++)
            if (sv_eq(q->rows[k].f.series, s->f.series) && makes(&q->rows[k], g->value)) add_maker(g, &q->rows[k]);
    }
}

/* The groups of one number, the first stated first. */
static size_t group_rows(const asking *q, double value, group **out)
{
    group *list = ARENA_ARRAY(q->a, group, q->row_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < q->row_count && list; i++) {
        const step *s = &q->rows[i];
        size_t at = 0;
        if (s->f.value != value) continue;
        while (at < count &&
               !(sv_eq(list[at].steps[0]->f.count, s->f.count) && sv_eq(list[at].steps[0]->f.kind, s->f.kind)))
            at++;
        if (at == count) {
            list[count++] = (group){.value = value,
                                    .steps = ARENA_ARRAY(q->a, const step *, q->row_count),
                                    .makers = ARENA_ARRAY(q->a, const step *, q->row_count)};
            if (!list[at].steps || !list[at].makers) return 0;
        }
        list[at].steps[list[at].count++] = s;
    }
    for (size_t i = 0; i < count; i++) count_group(q, &list[i]);
    *out = list;
    return count;
}

/* ---- words ---- */

/* "government of Kyrgyzstan" of "government of KGZ". */
static sitrep_sv line_words(const asking *q, sitrep_sv line)
{
    static const sitrep_sv government = {"government of ", 14};
    if (!line.len) return SV("nobody named");
    if (!sv_starts(line, government)) return line;
    sitrep_sv code = sv_part(line, government.len, line.len), name = map_country_name(q->world, code);
    return arena_printf(q->a, "government of %.*s", SV_ARG(name.len ? name : code));
}

/* "killed, Kyrgyzstan", "killed, Nariman (Kyrgyzstan)". */
static sitrep_sv count_words(const asking *q, const data_figure *f)
{
    static const sitrep_sv incident = {", incident:", 11};
    sitrep_sv people = f->scope, where = sv_cut(&people, '|');
    size_t at = sv_find(where, incident, 0);
    sitrep_sv code = at == SIZE_MAX ? where : sv_part(where, 0, at), name = map_country_name(q->world, code);
    sitrep_sv country = name.len ? name : code.len ? code : SV("country not stated");
    buf text = BUF_INIT(1 << 12);
    buf_printf(&text, "%s, ", words_kind(f->kind));
    if (at == SIZE_MAX)
        buf_add_sv(&text, country);
    else
        buf_printf(&text, "%.*s (%.*s)", SV_ARG(sv_trim(sv_part(where, at + incident.len, where.len))),
                   SV_ARG(country));
    if (people.len) buf_printf(&text, ", %.*s only", SV_ARG(people));
    sitrep_sv copy = arena_copy(q->a, buf_sv(&text));
    buf_release(&text);
    return f->count.len ? copy : arena_printf(q->a, "%s, in no count", words_kind(f->kind));
}

/* Who says so, through whom, in the order in which the words travelled: "Roza Otunbayeva → Kommersant → Meridian World
 * News → Gulf Morning Post". */
static size_t chain_of(const step *s, sitrep_sv out[6])
{
    const sitrep_sv parts[] = {s->f.speaker, s->addressee, s->f.via, s->told_by, s->credits, s->f.ref.source};
    size_t count = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        bool again = !parts[i].len;
        for (size_t k = 0; k < count && !again; k++) again = words_same_speaker(out[k], parts[i]);
        if (!again) out[count++] = parts[i];
    }
    return count;
}

static sitrep_sv chain_words(const asking *q, const step *s)
{
    sitrep_sv parts[6];
    size_t count = chain_of(s, parts);
    buf text = BUF_INIT(1 << 14);
    if (!s->f.speaker.len) {
        bool official = s->f.line.len && !sv_starts(s->f.note, SV("attribution "));
        if (official)
            buf_printf(&text, "no speaker named (read as: %.*s) → ", SV_ARG(line_words(q, s->f.line)));
        else
            buf_add_sv(&text, SV("nobody named → "));
    }
    for (size_t i = 0; i < count; i++) buf_printf(&text, "%s%.*s", i ? " → " : "", SV_ARG(parts[i]));
    sitrep_sv copy = arena_copy(q->a, buf_sv(&text));
    buf_release(&text);
    return copy;
}

static sitrep_sv day_words(const asking *q, sitrep_sv moment)
{
    return words_day(q->a, data_day(moment), true);
}

/* ---- text ---- */

/* Ends the line being built: one paragraph, indented. */
static void put(asking *q, const char *first, const char *rest)
{
    buf clean = BUF_INIT(0);
    tell_line(&clean, buf_sv(&q->line));
    tell_wrap(&q->all, buf_sv(&clean), first, rest);
    if (clean.failed || q->line.failed) q->all.failed = true;
    buf_release(&clean);
    buf_clear(&q->line);
}

/* "10 × 192 = 1,920". */
static void product_words(const asking *q, const step *s, buf *out)
{
    double factor = words_factor(s->f.text);
    buf_printf(out, "%.*s × %.*s = %.*s", SV_ARG(words_number(q->a, factor)), SV_ARG(words_number(q->a, s->from_value)),
               SV_ARG(words_number(q->a, factor * s->from_value)));
}

static void text_makers(asking *q, const group *g)
{
    for (size_t i = 0; i < g->maker_count; i++) {
        const step *s = g->makers[i];
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) again = s->copy_of.len || g->makers[k]->from_value == s->from_value;
        if (again) continue;
        buf_add_sv(&q->line, SV("Made of another number: "));
        product_words(q, s, &q->line);
        buf_printf(&q->line, "; the base is the number of the %.*s of %.*s [%.*s]; %.*s, %.*s: “%.*s” [%.*s]",
                   SV_ARG(line_words(q, s->from_line)), SV_ARG(day_words(q, s->from_published)), SV_ARG(s->f.from),
                   SV_ARG(chain_words(q, s)), SV_ARG(day_words(q, s->f.seen)),
                   SV_ARG(doc_cut(q->a, s->f.ref.quote, 300)), SV_ARG(s->f.id));
        put(q, "  ", "    ");
    }
}

/* Where the number came from and what became of it, in one paragraph. */
static void text_summary(asking *q, const group *g)
{
    const step *first = g->steps[0], *named = NULL;
    for (size_t i = 0; i < g->count && !named; i++)
        if (g->steps[i]->f.line.len && !sv_starts(g->steps[i]->f.note, SV("attribution "))) named = g->steps[i];
    buf_printf(&q->line, "Stated by %.*s", SV_ARG(words_count(q->a, g->reports, "report", "reports")));
    if (g->reports > 1) buf_printf(&q->line, " (%.*s)", SV_ARG(words_count(q->a, g->origins, "origin", "origins")));
    buf_printf(&q->line, ", first on %.*s", SV_ARG(day_words(q, first->f.seen)));
    if (named)
        buf_printf(&q->line, "; first answered for by %.*s%s%.*s", SV_ARG(line_words(q, named->f.line)),
                   named == first ? "" : " on ", SV_ARG(named == first ? SV("") : day_words(q, named->f.seen)));
    else
        buf_add_sv(&q->line, SV("; nobody answers for it"));
    if (g->lost) buf_printf(&q->line, "; attribution lost %zu %s", g->lost, g->lost == 1 ? "time" : "times");
    if (g->inflated)
        buf_printf(&q->line, "; attribution inflated %zu %s", g->inflated, g->inflated == 1 ? "time" : "times");
    buf_add_char(&q->line, '.');
    put(q, "  ", "  ");
}

/* "government of Kyrgyzstan: 176 (16 June 2010) → 191 → 192 (18 June 2010)", each line once. */
static void text_lines(asking *q, const group *g)
{
    for (size_t i = 0; i < g->count; i++) {
        const step *s = g->steps[i];
        bool again = !s->f.series.len || sv_starts(s->f.note, SV("attribution "));
        for (size_t k = 0; k < i && !again; k++) again = sv_eq(g->steps[k]->f.series, s->f.series);
        if (again || (isnan(s->before) && isnan(s->after))) continue;
        if (s->f.line.len)
            buf_printf(&q->line, "Line of %.*s: ", SV_ARG(line_words(q, s->f.line)));
        else
            buf_add_sv(&q->line, SV("Numbers that nobody answers for: "));
        if (!isnan(s->before))
            buf_printf(&q->line, "%.*s (%.*s) → ", SV_ARG(words_number(q->a, s->before)),
                       SV_ARG(day_words(q, s->before_seen)));
        buf_printf(&q->line, "%.*s (%.*s)", SV_ARG(words_number(q->a, g->value)), SV_ARG(day_words(q, s->f.seen)));
        if (!isnan(s->after))
            buf_printf(&q->line, " → %.*s (%.*s)", SV_ARG(words_number(q->a, s->after)),
                       SV_ARG(day_words(q, s->after_seen)));
        put(q, "  ", "    ");
    }
}

static void text_step(asking *q, const step *s, size_t number)
{
    const data_figure *f = &s->f;
    char first[16];
    snprintf(first, sizeof first, "%4zu. ", number);
    buf_printf(&q->line, "%.*s — %.*s", SV_ARG(words_moment(q->a, f->ref.published)), SV_ARG(words_value(q->a, f)));
    if (f->step.len && !sv_starts(f->step, SV("attribution "))) buf_printf(&q->line, " [%.*s]", SV_ARG(f->step));
    put(q, first, "      ");
    buf_add_sv(&q->line, chain_words(q, s));
    if (s->copy_of.len) buf_printf(&q->line, " (a copy of %.*s)", SV_ARG(s->copy_of));
    put(q, "      ", "      ");
    if (s->from_line.len && sv_starts(f->note, SV("attribution ")))
        buf_printf(&q->line, "%.*s: %.*s gave this number on %.*s [%.*s]", SV_ARG(f->step),
                   SV_ARG(line_words(q, s->from_line)), SV_ARG(day_words(q, s->from_published)), SV_ARG(f->from)),
            put(q, "      ! ", "        ");
    else if (f->note.len)
        buf_add_sv(&q->line, f->note), put(q, "      ! ", "        ");
    if (s->superseded.len)
        buf_printf(&q->line, "taken back on %.*s by %.*s", SV_ARG(day_words(q, s->superseded)),
                   SV_ARG(s->superseded_by.len ? s->superseded_by : SV("a later row"))),
            put(q, "      ! ", "        ");
    if (!s->copy_of.len)
        buf_printf(&q->line, "“%.*s”", SV_ARG(doc_cut(q->a, f->ref.quote, 400))), put(q, "      ", "      ");
    buf_printf(&q->line, "%.*s, report %.*s, bytes %u–%u", SV_ARG(f->id), SV_ARG(f->ref.report), f->ref.first,
               f->ref.last);
    put(q, "      ", "      ");
}

static void text_group(asking *q, const group *g)
{
    const data_figure *f = &g->steps[0]->f;
    buf_printf(&q->line, "%.*s — %.*s", SV_ARG(words_number(q->a, g->value)), SV_ARG(count_words(q, f)));
    if (sv_eq(f->measure, SV("planning"))) buf_add_sv(&q->line, SV(" (a planning figure, no count)"));
    put(q, "", "  ");
    text_summary(q, g);
    text_makers(q, g);
    text_lines(q, g);
    size_t number = 0;
    for (size_t i = 0; i < g->count; i++) {
        const step *s = g->steps[i];
        bool again = false; /* told twice in one report, with the same speaker: headline and text */
        for (size_t k = 0; k < i && !again; k++)
            again = sv_eq(g->steps[k]->f.ref.report, s->f.ref.report) && sv_eq(g->steps[k]->f.series, s->f.series) &&
                    (sv_eq(g->steps[k]->f.speaker, s->f.speaker) || !s->f.speaker.len);
        if (!again) text_step(q, s, ++number);
    }
    buf_add_char(&q->all, '\n');
}

/* ---- JSON: one object a number ---- */

static void json_text(buf *out, const char *name, sitrep_sv value)
{
    if (!value.len) return; /* not stated: left out */
    buf_printf(out, "\"%s\": ", name);
    tell_json_string(out, value);
    buf_add_sv(out, SV(", "));
}

static void json_number(buf *out, const char *name, double value)
{
    if (isnan(value)) return;
    buf_printf(out, "\"%s\": ", name);
    tell_number(out, value);
    buf_add_sv(out, SV(", "));
}

/* Takes the comma behind the last member away. */
static void json_end(buf *out, char end)
{
    if (out->len >= 2 && out->ptr[out->len - 2] == ',') out->len -= 2;
    buf_add_char(out, end);
}

static void json_step(asking *q, const step *s)
{
    const data_figure *f = &s->f;
    buf *out = &q->all;
    sitrep_sv chain[6];
    size_t count = chain_of(s, chain);
    buf_add_char(out, '{');
    const struct {
        const char *name;
        sitrep_sv value;
    } texts[] = {{"figure", f->id},
                 {"series", f->series},
                 {"line", f->line},
                 {"step", f->step},
                 {"note", f->note},
                 {"text", f->text},
                 {"qualifier", f->qualifier},
                 {"measure", f->measure},
                 {"speaker", f->speaker},
                 {"via", f->via},
                 {"addressee", s->addressee},
                 {"published", f->ref.published},
                 {"seen", f->seen},
                 {"source", f->ref.source},
                 {"report", f->ref.report},
                 {"quote", f->ref.quote},
                 {"from", f->from},
                 {"from_line", s->from_line},
                 {"copy_of", s->copy_of},
                 {"superseded", s->superseded},
                 {"superseded_by", s->superseded_by}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) json_text(out, texts[i].name, texts[i].value);
    json_number(out, "low", f->low);
    json_number(out, "best", f->best);
    json_number(out, "high", f->high);
    json_number(out, "before", s->before);
    json_number(out, "after", s->after);
    if (is_multiplier(s)) {
        json_number(out, "factor", words_factor(f->text));
        json_number(out, "base", s->from_value);
        json_number(out, "product", words_factor(f->text) * s->from_value);
    }
    buf_printf(out, "\"first\": %u, \"last\": %u, \"chain\": [", f->ref.first, f->ref.last);
    for (size_t i = 0; i < count; i++) tell_json_string(out, chain[i]), buf_add_sv(out, SV(", "));
    json_end(out, ']');
    buf_add_char(out, '}');
}

static void json_steps(asking *q, const char *name, const step *const *steps, size_t count)
{
    buf_printf(&q->all, "\"%s\": [", name);
    for (size_t i = 0; i < count; i++) json_step(q, steps[i]), buf_add_sv(&q->all, SV(", "));
    json_end(&q->all, ']');
}

static void json_value(asking *q, double value, const group *groups, size_t count)
{
    buf *out = &q->all;
    buf_add_char(out, '{');
    json_number(out, "value", value);
    buf_add_sv(out, SV("\"counts\": ["));
    for (size_t i = 0; i < count; i++) {
        const group *g = &groups[i];
        buf_add_char(out, '{');
        json_text(out, "count", g->steps[0]->f.count);
        json_text(out, "kind", g->steps[0]->f.kind);
        json_text(out, "scope", g->steps[0]->f.scope);
        buf_printf(out,
                   "\"reports\": %zu, \"origins\": %zu, \"attribution_lost\": %zu, \"attribution_inflated\": %zu, ",
                   g->reports, g->origins, g->lost, g->inflated);
        json_steps(q, "made_of", g->makers, g->maker_count);
        buf_add_sv(out, SV(", "));
        json_steps(q, "steps", g->steps, g->count);
        buf_add_sv(out, SV("}, "));
    }
    json_end(out, ']');
    buf_add_sv(out, SV("}\n"));
}

/* ---- asking ---- */

static void answer(asking *q, double value)
{
    group *groups = NULL;
    size_t count = group_rows(q, value, &groups);
    if (q->why->output == SITREP_OUTPUT_JSONL) {
        json_value(q, value, groups, count);
        return;
    }
    for (size_t i = 0; i < count; i++) text_group(q, &groups[i]);
    if (!count) {
        buf_printf(&q->line, "%.*s — no report in this scope states it", SV_ARG(words_number(q->a, value)));
        put(q, "", "  ");
        buf_add_char(&q->all, '\n');
    }
}

static sitrep_status load(sitrep_store *store, asking *q, sitrep_error *err)
{
    buf list = BUF_INIT(0);
    for (size_t i = 0; i < q->why->count; i++) {
        if (i) buf_add_char(&list, ',');
        tell_number(&list, q->why->values[i]);
    }
    sitrep_filter filter = q->why->filter;
    filter.value = buf_sv(&list);
    sitrep_status status = list.failed ? base_error(err, SITREP_NOMEM, "out of memory")
                                       : data_table(store, SITREP_TABLE_STEPS, &filter, step_fields, sizeof(step), q->a,
                                                    &q->rows, &q->row_count, err);
    buf_release(&list);
    for (size_t i = 0; i < q->row_count && !status; i++) {
        data_figure *f = &q->rows[i].f;
        f->value = !isnan(f->best) ? f->best : !isnan(f->low) ? f->low : f->high;
    }
    return status;
}

sitrep_status sitrep_tell_why(sitrep_store *store, const sitrep_why *why, sitrep_write_fn write, void *ctx,
                              sitrep_error *err)
{
    if (why->output == SITREP_OUTPUT_CSV) return base_error(err, SITREP_USAGE, "the chain of a number is no table");
    arena a;
    arena_init(&a, 0);
    map_world *world = map_world_open();
    asking q = {.a = &a, .world = world, .why = why, .line = BUF_INIT(0), .all = BUF_INIT(0)};
    sitrep_status status = load(store, &q, err);
    for (size_t i = 0; i < why->count && !status; i++) answer(&q, why->values[i]);
    if (!status && q.line.failed) status = base_error(err, SITREP_NOMEM, "out of memory");
    if (!status) status = tell_write_out(&q.all, &a, write, ctx, err);
    buf_release(&q.line);
    buf_release(&q.all);
    map_world_free(world);
    arena_release(&a);
    return status;
}
