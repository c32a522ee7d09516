/* read/voices.c — who says what: statements with speaker, cue and content.
 * 1. Every word that data/read/cues.tsv lists is tried: its frames tell where content may stand (a clause, an
 * infinitive, an object, a quotation, the sentence around an inserted "he said"). A cue without content is no
 * statement.
 * 2. "According to X", headlines "X: …".
 * 3. Quotations left over go to the speaker before them in the paragraph.
 * 4. Nesting, chains of speakers, addressees, due dates, and who "I" is. */
#include "read/voices_int.h"

static const sitrep_word *at(const read_ctx *r, uint32_t s, uint32_t w)
{
    return read_word(r, s, w);
}

/* ---- spans ---- */

bool voices_add_span(draft *d, sitrep_span span)
{
    if (span.begin >= span.end) return false;
    for (uint32_t i = 0; i < d->span_count; i++)
        if (span.begin <= d->spans[i].end && d->spans[i].begin <= span.end) { /* overlapping: one */
            if (span.begin < d->spans[i].begin) d->spans[i].begin = span.begin;
            if (span.end > d->spans[i].end) d->spans[i].end = span.end;
            return true;
        }
    if (d->span_count == VOICES_SPANS_MAX) return false;
    uint32_t at_index = d->span_count++;
    for (; at_index > 0 && d->spans[at_index - 1].begin > span.begin; at_index--)
        d->spans[at_index] = d->spans[at_index - 1];
    d->spans[at_index] = span;
    return true;
}

static bool is_quote_mark(sitrep_sv form)
{
    return sv_eq(form, SV("\"")) || sv_eq(form, SV("''")) || sv_eq(form, SV("``")) ||
           sv_starts(form, SV("\xE2\x80\x9C")) || sv_starts(form, SV("\xE2\x80\x9D")) ||
           sv_starts(form, SV("\xC2\xAB")) || sv_starts(form, SV("\xC2\xBB"));
}

static bool trims(const voices *v, uint32_t s, uint32_t w)
{
    const sitrep_word *x = at(v->r, s, w);
    if (x->upos != SITREP_UPOS_PUNCT) return false;
    if (is_quote_mark(x->form)) return voices_quote_at(v, s, w) == SITREP_NONE;
    return sv_eq(x->form, SV(",")) || sv_eq(x->form, SV(".")) || sv_eq(x->form, SV(":")) || sv_eq(x->form, SV(";")) ||
           sv_eq(x->form, SV("-")) || sv_eq(x->form, SV("--")) || sv_eq(x->form, SV("\xE2\x80\x93")) ||
           sv_eq(x->form, SV("\xE2\x80\x94")) || sv_eq(x->form, SV("..."));
}

/* Adds words [first, end) as content: without punctuation at the ends, widened to the quotations it runs into. */
void voices_add_words(const voices *v, draft *d, uint32_t first, uint32_t end)
{
    uint32_t s = d->sentence;
    while (first < end && (trims(v, s, first) || (at(v->r, s, first)->deprel == SITREP_DEPREL_CC && first < d->cue)))
        first++;
    while (first < end && trims(v, s, end - 1)) end--;
    if (first >= end) return;
    sitrep_span span = read_words_span(v->r, s, first, end);
    for (uint32_t w = first; w < end; w++) {
        uint32_t q = voices_quote_at(v, s, w);
        if (q == SITREP_NONE || q == voices_quote_at(v, s, d->cue)) continue;
        sitrep_span quote = v->quotes.items[q].span;
        if (quote.begin < span.begin) span.begin = quote.begin;
        if (quote.end > span.end) span.end = quote.end;
    }
    voices_add_span(d, span);
}

/* Adds the subtree of `content` without that of `without` (SITREP_NONE: all of it), in up to a few runs. */
void voices_add_subtree(const voices *v, draft *d, uint32_t content, uint32_t without)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    uint32_t first, end, run = SITREP_NONE;
    read_tree_range(t, content, &first, &end);
    for (uint32_t w = first; w <= end; w++) {
        bool in =
            w < end && read_tree_under(t, w, content) && (without == SITREP_NONE || !read_tree_under(t, w, without));
        if (!in && w < end && at(v->r, d->sentence, w)->upos == SITREP_UPOS_PUNCT && run != SITREP_NONE &&
            (without == SITREP_NONE || !read_tree_under(t, w + 1 < t->sentence->count ? w + 1 : w, without)))
            in = true; /* marks that the parser hung elsewhere */
        if (in && run == SITREP_NONE) run = w;
        if (!in && run != SITREP_NONE) {
            voices_add_words(v, d, run, w);
            run = SITREP_NONE;
        }
    }
}

/* ---- cues ---- */

static bool in_list(sitrep_sv list, sitrep_sv name)
{
    while (list.len)
        if (sv_eq(sv_cut(&list, ' '), name)) return true;
    return false;
}

/* The key under which cues.tsv has the word: its lemma with its particle, "be afraid" for predicates. */
static sitrep_sv cue_key(voices *v, uint32_t s, uint32_t w, char *pos)
{
    read_ctx *r = v->r;
    const read_tree *t = read_tree_of(r, s);
    const sitrep_word *x = at(r, s, w);
    sitrep_sv lemma = read_lower(r, x->lemma);
    *pos = x->upos == SITREP_UPOS_NOUN ? 'n' : 'v';
    if (x->upos == SITREP_UPOS_ADJ)
        return read_tree_child(t, w, SITREP_DEPREL_COP) == SITREP_NONE
                   ? (sitrep_sv){NULL, 0}
                   : arena_printf(&r->arena, "be %.*s", SV_ARG(lemma));
    if (x->upos != SITREP_UPOS_VERB) return x->upos == SITREP_UPOS_NOUN ? lemma : (sitrep_sv){NULL, 0};
    uint32_t particle = read_tree_child(t, w, SITREP_DEPREL_COMPOUND_PRT);
    if (particle != SITREP_NONE) {
        sitrep_sv both =
            arena_printf(&r->arena, "%.*s %.*s", SV_ARG(lemma), SV_ARG(read_lower(r, at(r, s, particle)->form)));
        if (know_table_rows(r->know, v->cues, both).count) return both;
    }
    return lemma;
}

static bool is_adverbial(const sitrep_word *x)
{
    return x->deprel == SITREP_DEPREL_AUX || x->deprel == SITREP_DEPREL_AUX_PASS || x->deprel == SITREP_DEPREL_COP ||
           (x->deprel == SITREP_DEPREL_ADVMOD && (x->upos == SITREP_UPOS_ADV || x->upos == SITREP_UPOS_PART));
}

/* The words of the cue: auxiliaries, negation and adverbs that stand right before the verb, its particle, its
 * preposition. */
static void cue_words(const voices *v, draft *d, uint32_t prep)
{
    const read_ctx *r = v->r;
    uint32_t s = d->sentence, w = d->cue;
    d->cue_first = w;
    d->cue_end = w + 1;
    bool verb = at(r, s, w)->upos != SITREP_UPOS_NOUN;
    while (verb && d->cue_first > 0) {
        const sitrep_word *x = at(r, s, d->cue_first - 1);
        if (x->head != w || !is_adverbial(x)) break;
        d->cue_first--;
    }
    while (d->cue_first < w) { /* an adverb in front is the cue's own, a conjunctive one ("However, …") is not */
        const sitrep_word *x = at(r, s, d->cue_first);
        if (x->deprel != SITREP_DEPREL_ADVMOD || d->cue_first > 0 ||
            at(r, s, d->cue_first + 1)->deprel == SITREP_DEPREL_ADVMOD)
            break;
        d->cue_first++;
    }
    if (d->cue_end < r->doc->sentences[s].count && at(r, s, d->cue_end)->deprel == SITREP_DEPREL_COMPOUND_PRT)
        d->cue_end++;
    if (prep != SITREP_NONE && (prep == d->cue_end || (verb && prep > d->cue_end && at(r, s, prep - 1)->head == w &&
                                                       at(r, s, prep - 1)->deprel == SITREP_DEPREL_OBJ)))
        d->cue_end = prep + 1; /* with the object between, "expressed concern about", only where it is the cue's */
    if (d->cue_end < r->doc->sentences[s].count && sv_eq(at(r, s, d->cue_end)->form, SV(":")))
        d->cue_end++; /* "said:" */
}

/* ---- contents by frame ---- */

static bool has_mark(const read_ctx *r, uint32_t s, uint32_t w, const char *form)
{
    const read_tree *t = read_tree_of(r, s);
    for (uint32_t c = t->child[w]; c != SITREP_NONE; c = t->next[c])
        if (at(r, s, c)->deprel == SITREP_DEPREL_MARK && sv_eq_fold(at(r, s, c)->form, sv_of(form))) return true;
    return false;
}

bool voices_is_complement(const voices *v, const draft *d, uint32_t c)
{
    const sitrep_word *x = at(v->r, d->sentence, c);
    if (x->deprel == SITREP_DEPREL_CCOMP) return true;
    bool noun = at(v->r, d->sentence, d->cue)->upos == SITREP_UPOS_NOUN;
    return noun && x->deprel == SITREP_DEPREL_ACL && has_mark(v->r, d->sentence, c, "that");
}

/* "X said; Y said it was false": behind the semicolon stand another's words. */
static bool behind_semicolon(const voices *v, const draft *d, uint32_t c)
{
    for (uint32_t w = d->cue + 1; w < c; w++)
        if (sv_eq(at(v->r, d->sentence, w)->form, SV(";"))) return d->span_count > 0;
    return false;
}

static bool clause_content(const voices *v, draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c])
        if (voices_is_complement(v, d, c) && !behind_semicolon(v, d, c)) {
            uint32_t stray = voices_stray_subject(v, d);
            if (stray != SITREP_NONE && c > d->cue) voices_add_subtree(v, d, stray, SITREP_NONE);
            voices_add_subtree(v, d, c, SITREP_NONE);
        }
    uint32_t told = d->span_count ? SITREP_NONE : read_tree_child(t, d->cue, SITREP_DEPREL_OBJ);
    if (told == SITREP_NONE && !d->span_count) told = read_tree_child(t, d->cue, SITREP_DEPREL_IOBJ);
    if (told != SITREP_NONE && !read_is_class(v->r, d->sentence, told, SV("actor"))) told = SITREP_NONE;
    for (uint32_t c = told == SITREP_NONE ? SITREP_NONE : t->child[told]; c != SITREP_NONE; c = t->next[c]) {
        const sitrep_word *x =
            at(v->r, d->sentence, c); /* "told reporters that …", read as a clause about the reporters */
        if (x->deprel != SITREP_DEPREL_ACL_RELCL && x->deprel != SITREP_DEPREL_ACL) continue;
        if (read_tree_child(t, c, SITREP_DEPREL_NSUBJ) == SITREP_NONE &&
            read_tree_child(t, c, SITREP_DEPREL_NSUBJ_PASS) == SITREP_NONE)
            continue;
        uint32_t first, end;
        read_tree_range(t, c, &first, &end);
        if (first == told + 1 && sv_eq_fold(at(v->r, d->sentence, first)->form, SV("that")))
            voices_add_subtree(v, d, c, SITREP_NONE);
    }
    return d->span_count > 0;
}

/* "Called the allegations lies": a predicate that the parser may take for a verb. */
static bool is_verdict(const voices *v, uint32_t s, uint32_t w)
{
    return read_word_in(v->r, at(v->r, s, w)->form, SV("falsehood")) && !has_mark(v->r, s, w, "to");
}

static bool infinitive_content(const voices *v, draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    bool noun = at(v->r, d->sentence, d->cue)->upos == SITREP_UPOS_NOUN;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        const sitrep_word *x = at(v->r, d->sentence, c);
        bool infinitive = x->deprel == SITREP_DEPREL_XCOMP ||
                          (noun && x->deprel == SITREP_DEPREL_ACL && has_mark(v->r, d->sentence, c, "to"));
        if (!infinitive || x->upos == SITREP_UPOS_ADJ || is_verdict(v, d->sentence, c)) continue;
        voices_add_subtree(v, d, c, SITREP_NONE);
    }
    if (!d->span_count) return false;
    uint32_t obj =
        read_tree_child(t, d->cue, SITREP_DEPREL_OBJ); /* "urged the EU to act": what is urged is all of it */
    if (obj != SITREP_NONE && !noun) voices_add_subtree(v, d, obj, SITREP_NONE);
    if (d->span_count == 2 && d->spans[1].begin <= d->spans[0].end + 1) {
        d->spans[0].end = d->spans[1].end;
        d->span_count = 1;
    }
    return true;
}

/* "Called on the council to send police": whom and what are the content. */
static bool called_on(const voices *v, draft *d, uint32_t *prep)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    uint32_t next = d->cue + 1, first = SITREP_NONE, last = 0;
    if (next >= t->sentence->count || !sv_eq(d->lemma, SV("call")) ||
        !sv_eq_fold(at(v->r, d->sentence, next)->form, SV("on")))
        return false;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        unsigned deprel = at(v->r, d->sentence, c)->deprel;
        uint32_t begin, end;
        bool whom = at(v->r, d->sentence, next)->head == c;
        bool what = c > next && (deprel == SITREP_DEPREL_XCOMP || deprel == SITREP_DEPREL_ADVCL) &&
                    has_mark(v->r, d->sentence, c, "to");
        if (!whom && !what) continue;
        read_tree_range(t, c, &begin, &end);
        if (whom) first = next + 1;
        if (end > last) last = end;
    }
    if (first == SITREP_NONE || first >= last) return false;
    voices_add_words(v, d, first, last);
    *prep = next;
    return d->span_count > 0;
}

/* "Called for footage to be released": the preposition is the cue's, what follows it is the content. */
static bool called_for(const voices *v, draft *d, uint32_t *prep)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    uint32_t next = d->cue + 1;
    if (called_on(v, d, prep)) return true;
    if (next >= t->sentence->count || !sv_eq_fold(at(v->r, d->sentence, next)->form, SV("for"))) return false;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        if (c <= next || at(v->r, d->sentence, next)->head != c) continue;
        uint32_t first, end, deed = c;
        for (uint32_t k = t->next[c]; k != SITREP_NONE; k = t->next[k]) /* "for footage" and "to be released" apart */
            if ((at(v->r, d->sentence, k)->deprel == SITREP_DEPREL_XCOMP ||
                 at(v->r, d->sentence, k)->deprel == SITREP_DEPREL_ADVCL) &&
                has_mark(v->r, d->sentence, k, "to"))
                deed = k;
        if (at(v->r, d->sentence, deed)->upos != SITREP_UPOS_VERB) continue;
        read_tree_range(t, deed, &first, &end);
        voices_add_words(v, d, next + 1, end);
        *prep = next;
        return d->span_count > 0;
    }
    return false;
}

/* "Called the holiday "a celebration"": the parser may take the two for one; the quotation tells that they are not. All
 * that follows to the end of the clause is then what somebody is called. */
static bool quoted_name(const voices *v, draft *d, uint32_t obj)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    uint32_t first, end, last = SITREP_NONE;
    read_tree_range(t, obj, &first, &end);
    if (first <= d->cue || voices_quote_at(v, d->sentence, d->cue) != SITREP_NONE) return false;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        uint32_t begin, stop;
        unsigned deprel = at(v->r, d->sentence, c)->deprel;
        if (c < obj || (deprel != SITREP_DEPREL_OBJ && deprel != SITREP_DEPREL_IOBJ && deprel != SITREP_DEPREL_DEP &&
                        deprel != SITREP_DEPREL_APPOS))
            continue;
        read_tree_range(t, c, &begin, &stop);
        if (stop > end) end = stop;
    }
    for (uint32_t w = first; w < end; w++)
        if (voices_quote_at(v, d->sentence, w) != SITREP_NONE) last = w;
    if (last == SITREP_NONE || voices_quote_at(v, d->sentence, first) != SITREP_NONE) return false;
    while (last + 1 < t->sentence->count && voices_quote_at(v, d->sentence, last + 1) != SITREP_NONE) last++;
    voices_add_words(v, d, first, last + 1);
    return d->span_count > 0;
}

/* Whether a word is what the object is called where the parser saw no predicate: a second object, or a bare noun
 * behind it ("called her vote a mistake"). */
static bool is_name_given(const voices *v, const draft *d, uint32_t obj, uint32_t w)
{
    const sitrep_word *x = at(v->r, d->sentence, w);
    const read_tree *t = read_tree_of(v->r, d->sentence);
    if (w <= obj || (x->upos != SITREP_UPOS_NOUN && x->upos != SITREP_UPOS_PROPN && x->upos != SITREP_UPOS_ADJ))
        return false;
    if (x->deprel == SITREP_DEPREL_OBJ) return true;
    return x->deprel == SITREP_DEPREL_OBL && read_tree_child(t, w, SITREP_DEPREL_CASE) == SITREP_NONE &&
           !read_in_time(v->r, d->sentence, w);
}

static bool object_content(const voices *v, draft *d, bool predicate)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    uint32_t obj = read_tree_child(t, d->cue, SITREP_DEPREL_OBJ), more = SITREP_NONE;
    if (obj == SITREP_NONE) return false;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        const sitrep_word *x = at(v->r, d->sentence, c);
        if (x->deprel == SITREP_DEPREL_XCOMP || (predicate && is_name_given(v, d, obj, c))) more = c;
        if ((x->deprel == SITREP_DEPREL_OBL || x->deprel == SITREP_DEPREL_ADVCL || x->deprel == SITREP_DEPREL_ACL) &&
            (read_tree_has_prep(t, c, SV("of")) || read_tree_has_prep(t, c, SV("for")) ||
             read_tree_has_prep(t, c, SV("as"))) &&
            c > obj)
            more = c;
    }
    uint32_t quality = read_tree_child(t, obj, SITREP_DEPREL_AMOD); /* "called the charges unfounded" */
    while (quality != SITREP_NONE && (quality < obj || at(v->r, d->sentence, quality)->deprel != SITREP_DEPREL_AMOD))
        quality = t->next[quality];
    if (predicate && more == SITREP_NONE && quality == SITREP_NONE) return quoted_name(v, d, obj);
    voices_add_subtree(v, d, obj, SITREP_NONE);
    if (more != SITREP_NONE) voices_add_subtree(v, d, more, SITREP_NONE);
    if (d->span_count == 2 && d->spans[1].begin <= d->spans[0].end + 1) {
        d->spans[0].end = d->spans[1].end;
        d->span_count = 1;
    }
    return d->span_count > 0;
}

static bool oblique_content(const voices *v, draft *d, sitrep_sv prep, uint32_t *prep_word)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        unsigned deprel = at(v->r, d->sentence, c)->deprel;
        if (deprel != SITREP_DEPREL_OBL && deprel != SITREP_DEPREL_NMOD && deprel != SITREP_DEPREL_ADVCL &&
            deprel != SITREP_DEPREL_ACL)
            continue;
        if (c < d->cue || !read_tree_has_prep(t, c, prep)) continue;
        for (uint32_t k = t->child[c]; k != SITREP_NONE; k = t->next[k])
            if (sv_eq_fold(at(v->r, d->sentence, k)->form, prep)) *prep_word = k;
        uint32_t first, end;
        read_tree_range(t, c, &first, &end);
        voices_add_words(v, d, *prep_word != SITREP_NONE && *prep_word >= first ? *prep_word + 1 : first, end);
        return d->span_count > 0;
    }
    return false;
}

/* "Expressed concern about the plan": what is concerned stands behind the object, which is part of the cue. */
static bool about_content(const voices *v, draft *d, uint32_t *prep_word)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    uint32_t obj = read_tree_child(t, d->cue, SITREP_DEPREL_OBJ);
    if (obj == SITREP_NONE || obj < d->cue || at(v->r, d->sentence, obj)->upos != SITREP_UPOS_NOUN) return false;
    for (uint32_t c = obj + 1; c < t->sentence->count; c++) {
        const sitrep_word *x = at(v->r, d->sentence, c);
        bool behind = x->head == obj && (x->deprel == SITREP_DEPREL_NMOD || x->deprel == SITREP_DEPREL_ACL);
        behind |= x->head == d->cue && x->deprel == SITREP_DEPREL_OBL;
        uint32_t first, end;
        if (!behind) continue;
        read_tree_range(t, c, &first, &end);
        if (first != obj + 1 || at(v->r, d->sentence, first)->deprel != SITREP_DEPREL_CASE) return false;
        *prep_word = first;
        voices_add_words(v, d, first + 1, end);
        return d->span_count > 0;
    }
    return false;
}

/* "is said to have fled", "appears ready": the subject and what is said of it. */
static bool raised_content(const voices *v, draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    sitrep_sv lemma = at(v->r, d->sentence, d->cue)->lemma;
    bool seems = sv_eq(lemma, SV("seem")) || sv_eq(lemma, SV("appear"));
    if (!seems && !read_tree_passive(t, d->cue)) return false;
    uint32_t xcomp = read_tree_child(t, d->cue, SITREP_DEPREL_XCOMP);
    if (xcomp == SITREP_NONE) return seems ? false : clause_content(v, d);
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c])
        if (voices_is_subject(at(v->r, d->sentence, c)->deprel)) voices_add_subtree(v, d, c, SITREP_NONE);
    voices_add_subtree(v, d, xcomp, SITREP_NONE);
    return d->span_count > 0;
}

/* ---- quotations and inserted cues ---- */

static void take_quote(voices *v, draft *d, uint32_t quote)
{
    voices_add_span(d, v->quotes.items[quote].span);
}

/* Whether the cue's own clause has nothing but a speaker, adverbs and the like: "he said", "X told reporters". */
static bool is_bare(const voices *v, const draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        unsigned deprel = at(v->r, d->sentence, c)->deprel;
        if (deprel == SITREP_DEPREL_CCOMP || deprel == SITREP_DEPREL_XCOMP) return false;
    }
    return true;
}

/* The cue stands inside of what is said, or hangs on it: "X, he said, Y"; "as he put it". */
static bool inserted_content(const voices *v, draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    const sitrep_word *x = at(v->r, d->sentence, d->cue);
    if (x->head >= t->sentence->count || !is_bare(v, d)) return false;
    bool parenthetic = x->deprel == SITREP_DEPREL_PARATAXIS ||
                       (x->deprel == SITREP_DEPREL_ADVCL && has_mark(v->r, d->sentence, d->cue, "as"));
    if (!parenthetic) return false;
    voices_add_subtree(v, d, x->head, d->cue);
    return d->span_count > 0;
}

/* "He said: …", "…, he said" where the parser made what is said a parataxis of the cue. */
static bool appended_content(const voices *v, draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c])
        if (at(v->r, d->sentence, c)->deprel == SITREP_DEPREL_PARATAXIS) {
            uint32_t quote = voices_quote_at(v, d->sentence, c), first, end;
            read_tree_range(t, c, &first, &end);
            bool marked = (first > 0 && (sv_eq(at(v->r, d->sentence, first - 1)->form, SV(":")) ||
                                         is_quote_mark(at(v->r, d->sentence, first)->form))) ||
                          (end <= d->cue) || quote != SITREP_NONE;
            if (!marked) continue;
            voices_add_subtree(v, d, c, SITREP_NONE);
        }
    return d->span_count > 0;
}

/* A quotation that touches the cue's clause: in the sentence, just before it, or after a colon at its end. */
static bool near_quote(voices *v, draft *d)
{
    const read_ctx *r = v->r;
    const sitrep_sentence *sentence = &r->doc->sentences[d->sentence];
    uint32_t own = voices_quote_at(v, d->sentence, d->cue), best = SITREP_NONE, best_gap = 14;
    for (uint32_t w = 0; w < sentence->count; w++) {
        uint32_t q = voices_quote_at(v, d->sentence, w);
        if (q == SITREP_NONE || q == own || v->quotes.items[q].statement != SITREP_NONE) continue;
        uint32_t gap = w > d->cue ? w - d->cue : d->cue - w;
        if (gap < best_gap && (v->quotes.items[q].words >= VOICES_SCARE_WORDS || gap <= 3)) {
            best = q;
            best_gap = gap;
        }
    }
    if (best == SITREP_NONE && d->sentence > 0 && !sentence->paragraph && d->cue < 8) { /* "Why?" he asked. */
        uint32_t before = d->sentence - 1, q = voices_quote_at(v, before, r->doc->sentences[before].count - 1);
        if (q != SITREP_NONE && v->quotes.items[q].statement == SITREP_NONE) best = q;
    }
    if (best == SITREP_NONE && d->sentence + 1 < r->doc->count &&
        sv_eq(at(r, d->sentence, sentence->count - 1)->form, SV(":"))) {
        uint32_t q = r->doc->sentences[d->sentence + 1].count ? voices_quote_at(v, d->sentence + 1, 0) : SITREP_NONE;
        if (q != SITREP_NONE) best = q;
    }
    if (best == SITREP_NONE) return false;
    take_quote(v, d, best);
    return true;
}

static bool quote_content(voices *v, draft *d)
{
    return inserted_content(v, d) || appended_content(v, d) || (is_bare(v, d) && near_quote(v, d));
}

/* ---- one cue ---- */

/* The first quotation that ends after a byte; quotations are in text order. */
static uint32_t quote_after(const voices *v, uint32_t byte)
{
    uint32_t low = 0, high = v->quotes.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (v->quotes.items[middle].span.end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Parts of one content that only marks keep apart are one part. */
void voices_close_gaps(const voices *v, draft *d)
{
    uint32_t kept = 0;
    for (uint32_t i = 1; i < d->span_count; i++) {
        bool overlap = d->spans[i].begin < d->spans[kept].end; /* two spans that grew into each other */
        sitrep_sv gap = overlap ? (sitrep_sv){NULL, 0} : sv_part(v->r->text, d->spans[kept].end, d->spans[i].begin);
        bool marks = gap.len < 4;
        for (size_t k = 0; k < gap.len; k++)
            marks &= is_space(gap.ptr[k]) || gap.ptr[k] == ',' || gap.ptr[k] == ';' || gap.ptr[k] == '-';
        if (marks && d->spans[i].end > d->spans[kept].end)
            d->spans[kept].end = d->spans[i].end;
        else if (marks)
            continue;
        else
            d->spans[++kept] = d->spans[i];
    }
    if (d->span_count) d->span_count = kept + 1;
}

/* A content that opens with a quotation is what stands in quotation marks: what the parser drew in beside them is the
 * frame. */
static void keep_quotes(const voices *v, draft *d)
{
    if (!d->span_count) return;
    uint32_t first = quote_after(v, d->spans[0].begin), end = d->spans[d->span_count - 1].end;
    if (first == v->quotes.count || v->quotes.items[first].span.begin != d->spans[0].begin ||
        v->quotes.items[first].words < VOICES_SCARE_WORDS)
        return;
    if (voices_quote_at(v, d->sentence, d->cue) == first) return;
    draft only = {.span_count = 0};
    for (uint32_t q = first; q < v->quotes.count && v->quotes.items[q].span.begin < end; q++)
        for (uint32_t i = 0; i < d->span_count; i++)
            if (v->quotes.items[q].span.begin >= d->spans[i].begin && v->quotes.items[q].span.end <= d->spans[i].end)
                voices_add_span(&only, v->quotes.items[q].span);
    d->span_count = only.span_count;
    for (uint32_t i = 0; i < only.span_count; i++) d->spans[i] = only.spans[i];
}

/* "I think" within a speech is the speaker's own word, and told already. */
static bool is_own_word(const voices *v, const draft *d)
{
    if (d->speaker == SITREP_NONE || voices_quote_at(v, d->sentence, d->cue) == SITREP_NONE) return false;
    sitrep_sv form = at(v->r, d->sentence, d->speaker)->form;
    return sv_eq_fold(form, SV("i")) || sv_eq_fold(form, SV("we")) || sv_eq_fold(form, SV("you"));
}

/* "She said she thinks that …": the thought is what she said, and told with it. */
static bool is_thought_told(const voices *v, const draft *d)
{
    const sitrep_word *x = at(v->r, d->sentence, d->cue);
    if (x->deprel != SITREP_DEPREL_CCOMP || d->speaker == SITREP_NONE) return false;
    if (at(v->r, d->sentence, d->speaker)->upos != SITREP_UPOS_PRON) return false;
    if (!read_word_in(v->r, x->lemma, SV("thought")) || x->head >= read_tree_of(v->r, d->sentence)->sentence->count)
        return false;
    return know_table_rows(v->r->know, v->cues, at(v->r, d->sentence, x->head)->lemma).count > 0;
}

static bool frame_content(voices *v, draft *d, sitrep_sv frame, uint32_t *prep)
{
    d->span_count = 0;
    if (sv_eq(frame, SV("clause"))) return clause_content(v, d);
    if (sv_eq(frame, SV("quote"))) return quote_content(v, d);
    if (sv_eq(frame, SV("inf"))) return called_for(v, d, prep) || infinitive_content(v, d);
    if (sv_eq(frame, SV("pred"))) return object_content(v, d, true);
    if (sv_eq(frame, SV("about"))) return about_content(v, d, prep);
    if (sv_eq(frame, SV("obj"))) return object_content(v, d, false);
    if (sv_eq(frame, SV("raise"))) return raised_content(v, d);
    if (sv_starts(frame, SV("p."))) return oblique_content(v, d, sv_part(frame, 2, frame.len), prep);
    return false;
}

static uint8_t act_of(sitrep_sv name)
{
    for (unsigned i = 0; *sitrep_act_name(i); i++)
        if (sv_eq(name, sv_of(sitrep_act_name(i)))) return (uint8_t)i;
    return SITREP_ACT_report;
}

/* Frames in the order in which they are tried over all lines of a lemma. */
static const char *const frame_order[] = {"raise", "clause", "inf", "quote", "pred", "about", "obj", "p."};

static bool try_frames(voices *v, draft *d, know_range rows, char pos, uint32_t *prep)
{
    const read_ctx *r = v->r;
    for (size_t f = 0; f < sizeof frame_order / sizeof frame_order[0]; f++) {
        sitrep_sv wanted = sv_of(frame_order[f]);
        bool any_prep = sv_eq(wanted, SV("p."));
        bool found = false;
        for (uint32_t i = 0; i < rows.count; i++) {
            uint32_t row = know_table_keyed(r->know, v->cues, rows.first + i);
            sitrep_sv cell = know_table_cell(r->know, v->cues, row, v->pos_column);
            if (cell.len != 1 || cell.ptr[0] != pos) continue;
            uint8_t act = act_of(know_table_cell(r->know, v->cues, row, v->act_column));
            sitrep_sv frames = know_table_cell(r->know, v->cues, row, v->frames_column);
            bool lists = in_list(frames, wanted);
            if (found && (lists || (sv_eq(wanted, SV("quote")) && in_list(frames, SV("clause")))) &&
                d->act == SITREP_ACT_report)
                d->act = act; /* a line that says more than "report" */
            while (!found && frames.len) {
                sitrep_sv frame = sv_cut(&frames, ' ');
                if (any_prep ? !sv_starts(frame, wanted) : !sv_eq(frame, wanted)) continue;
                found = frame_content(v, d, frame, prep);
                if (found) d->act = act;
            }
        }
        if (found) return true;
    }
    return false;
}

static bool is_quoted(const voices *v, const draft *d)
{
    if (!d->span_count) return false;
    uint32_t end = d->spans[d->span_count - 1].end;
    for (uint32_t q = quote_after(v, d->spans[0].begin); q < v->quotes.count && v->quotes.items[q].span.begin < end;
         q++)
        for (uint32_t i = 0; i < d->span_count; i++)
            if (v->quotes.items[q].span.begin < d->spans[i].end && d->spans[i].begin < v->quotes.items[q].span.end)
                return true;
    return false;
}

static void claim_quotes(voices *v, const draft *d, uint32_t statement)
{
    if (!d->span_count) return;
    uint32_t end = d->spans[d->span_count - 1].end;
    for (uint32_t q = quote_after(v, d->spans[0].begin); q < v->quotes.count && v->quotes.items[q].span.begin < end;
         q++)
        for (uint32_t i = 0; i < d->span_count; i++)
            if (v->quotes.items[q].span.begin >= d->spans[i].begin && v->quotes.items[q].span.end <= d->spans[i].end)
                v->quotes.items[q].statement = statement;
}

static uint32_t entity_at(read_ctx *r, uint32_t s, uint32_t w)
{
    uint32_t word = read_tree_antecedent(read_tree_of(r, s), w);
    uint32_t m = read_mention_of(r, s, word);
    return m == SITREP_NONE ? SITREP_NONE : read_entity_of(r, m);
}

bool voices_keep(voices *v, const draft *d)
{
    read_ctx *r = v->r;
    sitrep_statement *s = READ_PUSH(&r->arena, &r->statements);
    if (!s) return false;
    s->act = d->act;
    s->sentence = d->sentence;
    s->quoted = is_quoted(v, d);
    s->parent = s->due = s->addressee.entity = s->speaker.entity = SITREP_NONE;
    s->has_speaker = d->speaker != SITREP_NONE;
    if (s->has_speaker) {
        s->speaker.span = voices_speaker_span(v, d);
        s->speaker.text = sv_span(r->text, s->speaker.span);
        s->speaker.entity = entity_at(r, d->sentence, d->speaker);
    }
    s->has_cue = d->cue_end > d->cue_first;
    if (s->has_cue) s->cue = read_words_span(r, d->sentence, d->cue_first, d->cue_end);
    s->cue_lemma = d->lemma;
    s->content = ARENA_ARRAY(&r->arena, sitrep_span, VOICES_SPANS_MAX);
    if (!s->content) return false;
    s->content_count = d->span_count;
    for (uint32_t i = 0; i < d->span_count; i++) s->content[i] = d->spans[i];
    claim_quotes(v, d, r->statements.count - 1);
    return true;
}

/* Whom a "quoting" or "citing" beside another cue has for its source, "RIA reported, quoting officials in Tashkent";
 * SITREP_NONE, also for what is no one ("citing security concerns"). */
static uint32_t passed_on(const read_ctx *r, uint32_t s, uint32_t w)
{
    const sitrep_word *x = at(r, s, w);
    bool beside = x->deprel == SITREP_DEPREL_ADVCL || x->deprel == SITREP_DEPREL_ACL ||
                  x->deprel == SITREP_DEPREL_XCOMP || x->deprel == SITREP_DEPREL_CCOMP ||
                  x->deprel == SITREP_DEPREL_PARATAXIS;
    if (!beside || strcmp(x->xpos, "VBG") != 0 || !read_word_in(r, x->lemma, SV("passes_on"))) return SITREP_NONE;
    uint32_t who = read_tree_child(read_tree_of(r, s), w, SITREP_DEPREL_OBJ);
    uint32_t m = who == SITREP_NONE ? SITREP_NONE : read_mention_of(r, s, who);
    bool someone = m != SITREP_NONE && r->mentions.items[m].kind != SITREP_ENTITY_other &&
                   r->mentions.items[m].kind != SITREP_ENTITY_facility;
    return someone ? who : SITREP_NONE;
}

/* Who is quoted by the one who reports: he speaks, and the reporter passes it on. */
static bool keep_quoted(voices *v, const draft *d)
{
    read_ctx *r = v->r;
    const read_tree *t = read_tree_of(r, d->sentence);
    sitrep_statement *s = &r->statements.items[r->statements.count - 1];
    if (!s->has_speaker || s->quoted) return true;
    for (uint32_t w = 0; w < t->sentence->count; w++) {
        uint32_t head = at(r, d->sentence, w)->head;
        uint32_t who = head == d->cue || head == d->speaker ? passed_on(r, d->sentence, w) : SITREP_NONE;
        if (who == SITREP_NONE) continue;
        draft quoted = *d;
        quoted.cue = w;
        quoted.cue_first = w;
        quoted.cue_end = w + 1;
        quoted.speaker = who;
        quoted.own_speaker = true;
        quoted.between_first = quoted.between_end = 0;
        s->via = ARENA_ARRAY(&r->arena, sitrep_speaker, 1);
        if (!s->via) return false;
        s->via[0] = s->speaker;
        s->via_count = 1;
        s->speaker.span = voices_speaker_span(v, &quoted);
        s->speaker.text = sv_span(r->text, s->speaker.span);
        s->speaker.entity = entity_at(r, d->sentence, who);
        return true;
    }
    return true;
}

/* Speakers are people, bodies and their papers; "the move suggests that" is nobody's word. */
static bool can_speak(const read_ctx *r, uint32_t s, uint32_t w)
{
    const sitrep_word *x = at(r, s, w);
    return x->upos == SITREP_UPOS_PRON || x->upos == SITREP_UPOS_PROPN || x->upos == SITREP_UPOS_NOUN ||
           x->upos == SITREP_UPOS_DET || x->upos == SITREP_UPOS_NUM || x->upos == SITREP_UPOS_ADJ;
}

/* "Called the report a lie", "described the charges as baseless". */
static bool calls_false(const voices *v, const draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    if (!read_word_in(v->r, d->lemma, SV("names"))) return false;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        unsigned dep = at(v->r, d->sentence, c)->deprel;
        if ((dep == SITREP_DEPREL_XCOMP || dep == SITREP_DEPREL_OBL || dep == SITREP_DEPREL_ADVCL) &&
            (is_verdict(v, d->sentence, c) || read_word_in(v->r, at(v->r, d->sentence, c)->lemma, SV("falsehood"))))
            return true;
    }
    return false;
}

static bool try_cue(voices *v, uint32_t s, uint32_t w)
{
    char pos;
    sitrep_sv key = cue_key(v, s, w, &pos);
    if (key.len == 0) return true;
    know_range rows = know_table_rows(v->r->know, v->cues, key);
    if (rows.count == 0) return true;
    if (passed_on(v->r, s, w) != SITREP_NONE) return true;     /* told with the cue that it hangs on */
    if (pos == 'v' && has_mark(v->r, s, w, "to")) return true; /* "to raise questions": nobody has yet */
    draft d = {.sentence = s, .cue = w, .cue_first = w, .cue_end = w + 1, .lemma = key, .speaker = SITREP_NONE};
    uint32_t prep = SITREP_NONE;
    if (!try_frames(v, &d, rows, pos, &prep)) return true;
    keep_quotes(v, &d);
    voices_close_gaps(v, &d);
    voices_find_speaker(v, &d);
    voices_mend_speaker(v, &d);
    cue_words(v, &d, prep);
    voices_speaker_between(v, &d);
    if (is_own_word(v, &d) || is_thought_told(v, &d)) return true;
    if (d.speaker != SITREP_NONE && !can_speak(v->r, s, d.speaker)) d.speaker = SITREP_NONE;
    bool passive = read_tree_passive(read_tree_of(v->r, s), w);
    bool seems = sv_eq(key, SV("seem")) || sv_eq(key, SV("appear"));
    if (seems) d.speaker = SITREP_NONE;
    if (d.speaker == SITREP_NONE && !passive && !seems && !is_quoted(v, &d) &&
        (pos == 'n' || d.act != SITREP_ACT_report))
        return true;
    cue_words(v, &d, prep);
    d.act = voices_refined_act(v, &d);
    if (d.act == SITREP_ACT_report && calls_false(v, &d)) d.act = SITREP_ACT_deny;
    return voices_keep(v, &d) && keep_quoted(v, &d);
}

static sitrep_status collect(voices *v)
{
    read_ctx *r = v->r;
    for (uint32_t s = 0; s < r->doc->count; s++) {
        uint32_t before = r->statements.count;
        if (!voices_try_transcript(v, s)) return SITREP_NOMEM;
        if (r->statements.count == before && !voices_try_colon(v, s)) return SITREP_NOMEM;
        for (uint32_t w = 0; w < r->doc->sentences[s].count; w++)
            if (!try_cue(v, s, w) || !voices_try_according(v, s, w)) return SITREP_NOMEM;
    }
    return SITREP_OK;
}

sitrep_status read_voices(read_ctx *r)
{
    voices v = {.r = r, .cues = know_table_find(r->know, SV("read/cues"))};
    if (!v.cues) return SITREP_OK;
    v.pos_column = know_table_column(r->know, v.cues, SV("pos"));
    v.frames_column = know_table_column(r->know, v.cues, SV("frames"));
    v.act_column = know_table_column(r->know, v.cues, SV("act"));
    if (!read_quotes_find(r, &v.quotes, &v.quote_of)) return SITREP_NOMEM;
    sitrep_status status = collect(&v);
    if (status) return status;
    return voices_link(&v) ? SITREP_OK : SITREP_NOMEM;
}
