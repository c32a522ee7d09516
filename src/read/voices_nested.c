/* read/voices_nested.c — statements that are told with another and are none of their own.
 * What stands in quotation marks is its speaker's, sayings of others within it included ("He said: 'They told us to
 * go'"). Behind "X said" a second statement is one where somebody else speaks, or does more than report; that X thinks,
 * knows or hopes is what X said. */
#include "read/voices_int.h"

static bool holds(const sitrep_statement *s, sitrep_span span)
{
    for (uint32_t i = 0; i < s->content_count; i++)
        if (s->content[i].begin <= span.begin && span.end <= s->content[i].end) return true;
    return false;
}

/* The statement in whose content the cue of statement i stands, the innermost; SITREP_NONE. */
static uint32_t outer_of(const read_ctx *r, uint32_t i)
{
    const sitrep_statement *s = &r->statements.items[i];
    uint32_t best = SITREP_NONE, best_size = UINT32_MAX, from, to;
    read_statements_near(r, s->sentence, &from, &to);
    for (uint32_t k = from; k < to; k++) {
        const sitrep_statement *o = &r->statements.items[k];
        if (k == i || o->sentence != s->sentence || !o->content_count || !holds(o, s->cue)) continue;
        if (s->content_count && holds(s, o->cue)) continue; /* each in the other: a torn tree */
        uint32_t size = o->content[o->content_count - 1].end - o->content[0].begin;
        if (size >= best_size) continue;
        best = k;
        best_size = size;
    }
    return best;
}

/* Whether the cue stands in a quotation of some length that is not the statement's own. */
static bool in_quotation(const voices *v, const sitrep_statement *s)
{
    const sitrep_sentence *sentence = &v->r->doc->sentences[s->sentence];
    for (uint32_t w = 0; w < sentence->count; w++) {
        if (sentence->words[w].span.begin < s->cue.begin) continue;
        uint32_t q = voices_quote_at(v, s->sentence, w);
        return q != SITREP_NONE && v->quotes.items[q].words >= VOICES_SCARE_WORDS;
    }
    return false;
}

static bool is_told(const voices *v, uint32_t i)
{
    const read_ctx *r = v->r;
    const sitrep_statement *s = &r->statements.items[i];
    if (!s->has_cue || sv_eq(s->cue_lemma, SV(":"))) return false; /* turns of a transcript are each their speaker's */
    bool plain = s->act == SITREP_ACT_report || s->act == SITREP_ACT_praise;
    if (in_quotation(v, s)) return true;
    uint32_t outer = outer_of(r, i);
    if (outer == SITREP_NONE || !plain || s->quoted) return false;
    const sitrep_statement *o = &r->statements.items[outer];
    if (!s->has_speaker || !read_word_in(r, s->cue_lemma, SV("speaks_on"))) return true;
    return s->speaker.entity != SITREP_NONE && s->speaker.entity == o->speaker.entity;
}

bool voices_drop_told(voices *v)
{
    read_ctx *r = v->r;
    uint32_t n = r->statements.count, kept = 0;
    if (n == 0) return true;
    uint32_t *place = ARENA_ARRAY(&r->arena, uint32_t, n);
    if (!place) return false;
    for (uint32_t i = 0; i < n; i++) place[i] = is_told(v, i) ? SITREP_NONE : kept++;
    for (uint32_t i = 0; i < n; i++)
        if (place[i] != SITREP_NONE) r->statements.items[place[i]] = r->statements.items[i];
    r->statements.count = kept;
    for (uint32_t q = 0; q < v->quotes.count; q++)
        if (v->quotes.items[q].statement != SITREP_NONE)
            v->quotes.items[q].statement = place[v->quotes.items[q].statement];
    return true;
}
