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
                found = voices_frame_content(v, d, frame, prep);
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
            (voices_is_verdict(v, d->sentence, c) ||
             read_word_in(v->r, at(v->r, d->sentence, c)->lemma, SV("falsehood"))))
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
    if (passed_on(v->r, s, w) != SITREP_NONE) return true;            /* told with the cue that it hangs on */
    if (pos == 'v' && voices_has_mark(v->r, s, w, "to")) return true; /* "to raise questions": nobody has yet */
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
    if (passive && d.speaker == SITREP_NONE && read_word_in(v->r, key, SV("names")) && d.act == SITREP_ACT_report)
        return true; /* "a group called X": its name */
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
    return voices_drop_told(&v) && voices_link(&v) ? SITREP_OK : SITREP_NOMEM;
}
