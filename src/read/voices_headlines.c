/* read/voices_headlines.c — attributions without a verb: "according to", headlines with a colon, transcripts. */
#include "read/voices_int.h"

static const sitrep_word *at(const read_ctx *r, uint32_t s, uint32_t w)
{
    return read_word(r, s, w);
}

/* The clause that an oblique belongs to: upwards until a predicate that stands for itself. */
static uint32_t clause_above(const read_tree *t, uint32_t w)
{
    for (unsigned i = 0; i < 16; i++) {
        const sitrep_word *x = &t->sentence->words[w];
        if (x->head >= t->sentence->count) return w;
        if (i && (x->deprel == SITREP_DEPREL_CCOMP || x->deprel == SITREP_DEPREL_PARATAXIS ||
                  (x->deprel == SITREP_DEPREL_CONJ && x->upos == SITREP_UPOS_VERB)))
            return w;
        w = x->head;
    }
    return w;
}

bool voices_try_according(voices *v, uint32_t s, uint32_t w)
{
    const sitrep_word *x = at(v->r, s, w);
    const read_tree *t = read_tree_of(v->r, s);
    if (!sv_eq_fold(x->form, SV("according")) || w + 1 >= t->sentence->count || x->head >= t->sentence->count)
        return true;
    uint32_t source = x->head; /* usual: case of the noun; else the noun is an oblique of "according" */
    if (source < w || at(v->r, s, source)->upos == SITREP_UPOS_VERB) {
        source = read_tree_child(t, w, SITREP_DEPREL_OBL);
        if (source == SITREP_NONE) source = read_tree_child(t, w, SITREP_DEPREL_NMOD);
        if (source == SITREP_NONE) return true;
    }
    uint32_t hook = read_tree_under(t, source, w) ? w : source; /* top of the phrase */
    uint32_t clause = clause_above(t, hook);
    if (clause == hook || read_tree_under(t, clause, hook)) return true;
    draft d = {.sentence = s,
               .cue = w,
               .cue_first = w,
               .cue_end = w + 2,
               .lemma = SV("according to"),
               .speaker = source,
               .own_speaker = true,
               .act = SITREP_ACT_report};
    voices_add_subtree(v, &d, clause, hook);
    voices_close_gaps(v, &d);
    return d.span_count ? voices_keep(v, &d) : true;
}

static bool is_mark(sitrep_sv form)
{
    return sv_eq(form, SV("\"")) || sv_eq(form, SV("\xe2\x80\x9c")) || sv_eq(form, SV("``")) || sv_eq(form, SV("''"));
}

/* "MR WALLACE: Governor, …": a transcript; the rest of the paragraph is what is said. */
bool voices_try_transcript(voices *v, uint32_t s)
{
    const read_ctx *r = v->r;
    const sitrep_sentence *sentence = &r->doc->sentences[s];
    uint32_t colon = SITREP_NONE;
    if (!sentence->paragraph || r->who->caseless) return true;
    uint32_t first = sentence->count && is_mark(sentence->words[0].form) ? 1 : 0;
    for (uint32_t w = first; w < sentence->count && w < first + 4 && colon == SITREP_NONE; w++) {
        sitrep_sv form = sentence->words[w].form;
        if (sv_eq(form, SV(":"))) colon = w;
        for (size_t i = 0; i < form.len; i++)
            if (is_lower(form.ptr[i])) return true;
    }
    if (colon == SITREP_NONE || colon == first || colon + 1 >= sentence->count || sentence->words[first].form.len < 3)
        return true;
    if (!is_upper(sentence->words[first].form.ptr[0])) return true; /* "2130:" is a clock, no speaker */
    uint32_t last = s;
    while (last + 1 < r->doc->count && !r->doc->sentences[last + 1].paragraph) last++;
    draft d = {.sentence = s,
               .cue = colon,
               .cue_first = colon,
               .cue_end = colon + 1,
               .lemma = SV(":"),
               .speaker = first,
               .own_speaker = true,
               .act = SITREP_ACT_report};
    voices_add_span(&d, (sitrep_span){sentence->words[colon + 1].span.begin, r->doc->sentences[last].span.end});
    if (!voices_keep(v, &d)) return false;
    sitrep_statement *st = &r->statements.items[r->statements.count - 1];
    st->speaker.span = read_words_span(r, s, first, colon);
    st->speaker.text = sv_span(r->text, st->speaker.span);
    return true;
}

/* "Khans: Trump stirs 'ugliness'" */
bool voices_try_colon(voices *v, uint32_t s)
{
    const read_ctx *r = v->r;
    const sitrep_sentence *sentence = &r->doc->sentences[s];
    if (!sentence->paragraph || s > 2 || sentence->count > 24) return true;
    uint32_t colon = SITREP_NONE, name = SITREP_NONE;
    for (uint32_t w = 0; w < sentence->count && w < 6 && colon == SITREP_NONE; w++) {
        uint32_t m = read_mention_of(r, s, w);
        if (sv_eq(sentence->words[w].form, SV(":")))
            colon = w;
        else if (sentence->words[w].upos == SITREP_UPOS_VERB || sentence->words[w].upos == SITREP_UPOS_AUX)
            return true;
        else if ((m != SITREP_NONE && r->mentions.items[m].kind != SITREP_ENTITY_other) ||
                 read_word_in(r, sentence->words[w].lemma, SV("source")))
            name = w;
    }
    if (colon == SITREP_NONE || name == SITREP_NONE || sentence->count - colon < 4 || colon + 1 == sentence->count)
        return true;
    draft d = {.sentence = s,
               .cue = colon,
               .cue_first = colon,
               .cue_end = colon + 1,
               .lemma = SV(":"),
               .speaker = name,
               .own_speaker = true,
               .act = SITREP_ACT_report};
    voices_add_words(v, &d, colon + 1, sentence->count);
    voices_close_gaps(v, &d);
    if (!d.span_count || !voices_keep(v, &d)) return d.span_count == 0;
    sitrep_statement *last = &r->statements.items[r->statements.count - 1];
    last->speaker.span = read_words_span(r, s, 0, colon);
    last->speaker.text = sv_span(r->text, last->speaker.span);
    return true;
}
