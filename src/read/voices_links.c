/* read/voices_links.c — what statements are to each other and to the rest: quotations that go on, nesting, chains of
 * speakers, addressees, due dates, and who "I" is. */
#include "read/voices_int.h"

static const sitrep_word *at(const read_ctx *r, uint32_t s, uint32_t w)
{
    return read_word(r, s, w);
}

/* ---- quotations left over ---- */

static bool same_paragraph(const read_ctx *r, uint32_t a, uint32_t b)
{
    for (uint32_t s = a + 1; s <= b; s++)
        if (r->doc->sentences[s].paragraph) return false;
    return true;
}

/* A quotation that goes on after "…," he said belongs to the statement before it in the paragraph. */
static void continue_quotes(voices *v)
{
    read_ctx *r = v->r;
    for (uint32_t q = 0; q < v->quotes.count; q++) {
        read_quote *quote = &v->quotes.items[q];
        if (quote->statement != SITREP_NONE || quote->words < VOICES_SCARE_WORDS) continue;
        uint32_t best = SITREP_NONE, from, to;
        read_statements_near(r, quote->first.sentence, &from, &to);
        for (uint32_t i = from; i < to; i++) {
            const sitrep_statement *s = &r->statements.items[i];
            if (!s->quoted || s->sentence > quote->first.sentence || quote->first.sentence - s->sentence > 2 ||
                s->content_count == VOICES_SPANS_MAX || !same_paragraph(r, s->sentence, quote->first.sentence))
                continue;
            if (s->content[s->content_count - 1].end > quote->span.begin) continue;
            if (best == SITREP_NONE || r->statements.items[best].sentence <= s->sentence) best = i;
        }
        if (best == SITREP_NONE) continue;
        sitrep_statement *s = &r->statements.items[best];
        s->content[s->content_count++] = quote->span;
        quote->statement = best;
    }
}

/* ---- nesting, addressees, dates, first persons ---- */

static bool holds(const sitrep_statement *s, sitrep_span span)
{
    for (uint32_t i = 0; i < s->content_count; i++)
        if (s->content[i].begin <= span.begin && span.end <= s->content[i].end) return true;
    return false;
}

static uint32_t content_size(const sitrep_statement *s)
{
    uint32_t size = 0;
    for (uint32_t i = 0; i < s->content_count; i++) size += s->content[i].end - s->content[i].begin;
    return size;
}

static void nest(read_ctx *r)
{
    for (uint32_t i = 0; i < r->statements.count; i++) {
        sitrep_statement *s = &r->statements.items[i];
        uint32_t best = SITREP_NONE, best_size = UINT32_MAX, from, to;
        read_statements_near(r, s->sentence, &from, &to);
        for (uint32_t k = from; k < to; k++) {
            const sitrep_statement *o = &r->statements.items[k];
            if (k == i || o->sentence > s->sentence + 2 || o->sentence + 6 < s->sentence) continue;
            uint32_t size = content_size(o);
            if (holds(o, s->cue) && size < best_size && size > content_size(s)) {
                best = k;
                best_size = size;
            }
        }
        s->parent = best;
    }
}

static bool chain(read_ctx *r)
{
    for (uint32_t i = 0; i < r->statements.count; i++) {
        sitrep_statement *s = &r->statements.items[i];
        uint32_t depth = 0;
        for (uint32_t p = s->parent; p != SITREP_NONE && depth < 4; p = r->statements.items[p].parent) depth++;
        if (!depth) continue;
        sitrep_speaker *quoted_by = s->via; /* "RIA reported, quoting officials": the nearest, set with the statement */
        depth += s->via_count;
        s->via = ARENA_ARRAY(&r->arena, sitrep_speaker, depth);
        if (!s->via) return false;
        for (uint32_t k = 0; k < s->via_count; k++) s->via[k] = quoted_by[k];
        for (uint32_t p = s->parent; p != SITREP_NONE && s->via_count < depth; p = r->statements.items[p].parent)
            if (r->statements.items[p].has_speaker)
                s->via[s->via_count++] = r->statements.items[p].speaker;
            else
                depth--;
    }
    return true;
}

/* Whom it is said to: "told reporters", "warned Moscow that". */
static void address(read_ctx *r, sitrep_statement *s, uint32_t cue)
{
    const read_tree *t = read_tree_of(r, s->sentence);
    for (uint32_t c = t->child[cue]; c != SITREP_NONE; c = t->next[c]) {
        unsigned d = at(r, s->sentence, c)->deprel;
        bool to = d == SITREP_DEPREL_OBL && read_tree_has_prep(t, c, SV("to"));
        if (d != SITREP_DEPREL_IOBJ && d != SITREP_DEPREL_OBJ && !to) continue;
        uint32_t m = read_mention_of(r, s->sentence, c);
        sitrep_span span = at(r, s->sentence, c)->span;
        if (m == SITREP_NONE || r->mentions.items[m].kind == SITREP_ENTITY_other || holds(s, span)) continue;
        s->addressee.span = r->mentions.items[m].span;
        s->addressee.text = sv_span(r->text, s->addressee.span);
        s->addressee.entity = read_entity_of(r, m);
        return;
    }
}

static void set_due(const read_ctx *r, sitrep_statement *s)
{
    bool dated = s->act == SITREP_ACT_promise || s->act == SITREP_ACT_demand || s->act == SITREP_ACT_threaten ||
                 s->act == SITREP_ACT_propose || s->act == SITREP_ACT_ask;
    uint32_t from = 0, to = 0, last = s->sentence;
    for (uint32_t n = s->sentence > 2 ? s->sentence - 2 : 0;
         dated && n <= last + 2 && n < r->doc->count && s->due == SITREP_NONE; n++) {
        read_times_of(r, n, &from, &to);
        for (uint32_t i = from; i < to && s->due == SITREP_NONE; i++) {
            const sitrep_time *time = &r->times.items[i];
            bool later =
                time->end != SITREP_DAY_NONE && r->published_day != SITREP_DAY_NONE && time->end >= r->published_day;
            if (later && holds(s, time->span) && time->type != SITREP_TIME_DURATION && time->type != SITREP_TIME_SET)
                s->due = i;
        }
    }
}

/* "I" and "we" inside of a quotation are its speaker. */
static void first_persons(read_ctx *r)
{
    for (uint32_t i = 0; i < r->mentions.count; i++) {
        read_mention *m = &r->mentions.items[i];
        sitrep_sv form = sv_span(r->text, m->span);
        if (m->form != READ_PRONOUN || m->entity != SITREP_NONE) continue;
        if (!sv_eq_fold(form, SV("i")) && !sv_eq_fold(form, SV("we")) && !sv_eq_fold(form, SV("my")) &&
            !sv_eq_fold(form, SV("our")) && !sv_eq_fold(form, SV("me")) && !sv_eq_fold(form, SV("us")))
            continue;
        uint32_t best_size = UINT32_MAX, from, to;
        read_statements_near(r, m->phrase.sentence, &from, &to);
        for (uint32_t k = from; k < to; k++) {
            const sitrep_statement *s = &r->statements.items[k];
            if (!s->quoted || !s->has_speaker || s->speaker.entity == SITREP_NONE || !holds(s, m->span)) continue;
            if (content_size(s) >= best_size) continue;
            best_size = content_size(s);
            m->entity = s->speaker.entity;
        }
    }
}

static uint32_t cue_word_of(const read_ctx *r, const sitrep_statement *s)
{
    const sitrep_sentence *sentence = &r->doc->sentences[s->sentence];
    for (uint32_t w = 0; w < sentence->count; w++) {
        const sitrep_word *x = &sentence->words[w];
        if (x->span.begin >= s->cue.begin && x->span.end <= s->cue.end && x->upos == SITREP_UPOS_VERB) return w;
    }
    return SITREP_NONE;
}

bool voices_link(voices *v)
{
    read_ctx *r = v->r;
    continue_quotes(v);
    nest(r);
    if (!chain(r)) return false;
    for (uint32_t i = 0; i < r->statements.count; i++) {
        sitrep_statement *s = &r->statements.items[i];
        uint32_t cue = cue_word_of(r, s);
        if (cue != SITREP_NONE) address(r, s, cue);
        set_due(r, s);
    }
    first_persons(r);
    return true;
}
