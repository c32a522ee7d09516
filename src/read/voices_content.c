/* read/voices_content.c — what is said: the words that each frame of data/read/cues.tsv makes the content of a cue, and
 * quotations that touch it. */
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

/* ---- contents by frame ---- */

bool voices_has_mark(const read_ctx *r, uint32_t s, uint32_t w, const char *form)
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
    return noun && x->deprel == SITREP_DEPREL_ACL && voices_has_mark(v->r, d->sentence, c, "that");
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
bool voices_is_verdict(const voices *v, uint32_t s, uint32_t w)
{
    return read_word_in(v->r, at(v->r, s, w)->form, SV("falsehood")) && !voices_has_mark(v->r, s, w, "to");
}

static bool infinitive_content(const voices *v, draft *d)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    bool noun = at(v->r, d->sentence, d->cue)->upos == SITREP_UPOS_NOUN;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        const sitrep_word *x = at(v->r, d->sentence, c);
        bool infinitive = x->deprel == SITREP_DEPREL_XCOMP ||
                          (noun && x->deprel == SITREP_DEPREL_ACL && voices_has_mark(v->r, d->sentence, c, "to"));
        if (!infinitive || x->upos == SITREP_UPOS_ADJ || voices_is_verdict(v, d->sentence, c)) continue;
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
        !sv_eq_fold(at(v->r, d->sentence, next)->form, SV("on")) || read_in_time(v->r, d->sentence, next + 1))
        return false;
    for (uint32_t c = t->child[d->cue]; c != SITREP_NONE; c = t->next[c]) {
        unsigned deprel = at(v->r, d->sentence, c)->deprel;
        uint32_t begin, end;
        bool whom = at(v->r, d->sentence, next)->head == c;
        bool what = c > next && (deprel == SITREP_DEPREL_XCOMP || deprel == SITREP_DEPREL_ADVCL) &&
                    voices_has_mark(v->r, d->sentence, c, "to");
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
                voices_has_mark(v->r, d->sentence, k, "to"))
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
        if (read_in_time(v->r, d->sentence, c)) continue; /* "called on Tuesday for calm" */
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
                       (x->deprel == SITREP_DEPREL_ADVCL && voices_has_mark(v->r, d->sentence, d->cue, "as"));
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

/* Whether a verb of saying stands between the cue and a quotation: "who declared an emergency, *said* it was …". */
static bool nearer_cue(const voices *v, const draft *d, sitrep_span quote)
{
    const read_tree *t = read_tree_of(v->r, d->sentence);
    for (uint32_t w = 0; w < t->sentence->count; w++) {
        const sitrep_word *x = at(v->r, d->sentence, w);
        bool between = w > d->cue ? x->span.end <= quote.begin : w < d->cue && x->span.begin >= quote.end;
        if (between && x->upos == SITREP_UPOS_VERB && read_word_in(v->r, x->lemma, SV("speaks_on"))) return true;
    }
    return false;
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
    if (best == SITREP_NONE || nearer_cue(v, d, v->quotes.items[best].span)) return false;
    take_quote(v, d, best);
    return true;
}

static bool quote_content(voices *v, draft *d)
{
    return inserted_content(v, d) || appended_content(v, d) || (is_bare(v, d) && near_quote(v, d));
}

bool voices_frame_content(voices *v, draft *d, sitrep_sv frame, uint32_t *prep)
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
