/* read/times.c — the times stage: runs the patterns over the report, drops what is no time in its context, asks the
 * tree whether the clause is past or future, gives each its value, and lists them. What decides in context is kept
 * here, each with its reason: months that are verbs, years that are amounts, units that are spoken of in general, names
 * that hold a date ("the Sunday Times"). */
#include "read/times_int.h"

#include <math.h>

#include "base/banned.h"

typedef struct scene {
    read_ctx *r;
    const read_token *tokens;
    uint32_t count;
} scene;

static bool low_is(const scene *s, uint32_t at, const char *word)
{
    return at < s->count && sv_eq(s->tokens[at].low, sv_of(word));
}

static bool low_in(const scene *s, uint32_t at, const char *const *words)
{
    for (; *words; words++)
        if (low_is(s, at, *words)) return true;
    return false;
}

/* The parser's word at a token; NULL where there is none. */
static const sitrep_word *word_of(const scene *s, uint32_t token, uint32_t *out_sentence, uint32_t *out_word)
{
    if (token >= s->count) return NULL;
    uint32_t begin = s->tokens[token].span.begin, sentence = read_sentence_at(s->r, begin);
    uint32_t word = sentence == SITREP_NONE ? SITREP_NONE : read_word_at(s->r, sentence, begin);
    if (word == SITREP_NONE) return NULL;
    if (out_sentence) *out_sentence = sentence;
    if (out_word) *out_word = word;
    return read_word(s->r, sentence, word);
}

static bool tagged(const scene *s, uint32_t token, sitrep_upos upos)
{
    const sitrep_word *w = word_of(s, token, NULL, NULL);
    return w && w->upos == upos;
}

/* ---- tense ---- */

static bool lemma_is(const sitrep_word *w, const char *lemma)
{
    return sv_eq_fold(w->lemma, sv_of(lemma));
}

/* Verbs and adjectives of a class of data/words/times.tsv: `future` puts what depends on it ahead, `scheduled` does so
 * in the present tense ("the vote takes place on Sunday"). */
static bool points_ahead(const scene *s, const sitrep_word *w, uint32_t class_)
{
    char low[32];
    if (w->lemma.len >= sizeof low) return false;
    for (size_t i = 0; i < w->lemma.len; i++) low[i] = to_lower(w->lemma.ptr[i]);
    uint32_t entry = read_vocabulary_find(s->r, (sitrep_sv){low, w->lemma.len});
    return read_entry_sense(s->r, entry, class_) != NULL;
}

typedef struct helpers {
    bool will, would, to, be_present, past;
} helpers;

/* What the auxiliaries and particles of a verb say. */
static helpers helpers_of(const sitrep_sentence *sentence, uint32_t verb)
{
    helpers h = {0};
    for (uint32_t i = 0; i < sentence->count; i++) {
        const sitrep_word *w = &sentence->words[i];
        if (w->head != verb) continue;
        if (w->upos == SITREP_UPOS_PART && lemma_is(w, "to")) h.to = true;
        if (w->upos != SITREP_UPOS_AUX) continue;
        h.will |= lemma_is(w, "will") || lemma_is(w, "shall") || lemma_is(w, "'ll") || lemma_is(w, "may");
        h.would |= lemma_is(w, "would") || lemma_is(w, "should") || lemma_is(w, "might");
        h.be_present |= lemma_is(w, "be") && strstr(w->feats, "Tense=Pres");
        h.past |= strstr(w->feats, "Tense=Past") != NULL;
    }
    return h;
}

/* The tense of the clause that a word depends on: up the tree to the verb, and on where the verb is an infinitive of
 * another. */
static uint8_t tense_of(const scene *s, uint32_t token)
{
    uint32_t at_sentence = 0, at = 0;
    const sitrep_word *w = word_of(s, token, &at_sentence, &at);
    if (!w) return TIME_TENSE_NONE;
    const sitrep_sentence *sentence = &s->r->doc->sentences[at_sentence];
    bool infinitive = false; /* came up from one */
    for (int steps = 0; steps < 8 && w->head != SITREP_NONE && w->head < sentence->count; steps++) {
        at = w->head;
        w = &sentence->words[at];
        bool predicate = w->upos == SITREP_UPOS_VERB || w->upos == SITREP_UPOS_AUX;
        /* "agreed on Friday" was on Friday; "agreed to meet on Friday" and "scheduled for Friday" look ahead. */
        bool participle = w->upos == SITREP_UPOS_ADJ || strcmp(w->xpos, "VBN") == 0 || strcmp(w->xpos, "NN") == 0;
        helpers h = helpers_of(sentence, at);
        if ((infinitive || participle) && points_ahead(s, w, TIME_FUTURE)) return TIME_TENSE_FUTURE;
        if (h.will || h.would) return TIME_TENSE_FUTURE;
        if (h.past && !h.to) return TIME_TENSE_PAST;
        if (!predicate) continue;
        if (h.to) { /* an infinitive takes the time of the verb above it */
            infinitive = true;
            continue;
        }
        if (strstr(w->feats, "Tense=Past")) return TIME_TENSE_PAST;
        if (strstr(w->feats, "VerbForm=Ger") || strcmp(w->xpos, "VBG") == 0)
            return h.be_present ? TIME_TENSE_FUTURE : TIME_TENSE_NONE;
        if (strstr(w->feats, "Tense=Pres") && !h.past && points_ahead(s, w, TIME_SCHEDULED)) return TIME_TENSE_FUTURE;
        if (strstr(w->feats, "Tense=Pres") && steps == 0 && !lemma_is(w, "say") && !lemma_is(w, "be") &&
            !lemma_is(w, "have"))
            return TIME_TENSE_NONE;
    }
    return TIME_TENSE_PAST; /* news tells what happened */
}

/* ---- what is no time ---- */

static bool in_name(const scene *s, const time_match *m)
{
    for (uint32_t i = m->first; i < m->end; i++) {
        const sitrep_word *w = word_of(s, i, NULL, NULL);
        if (w && (w->name == SITREP_NAME_ORGANIZATION || w->name == SITREP_NAME_PERSON)) return true;
    }
    return false;
}

static bool upper_text_around(const scene *s, uint32_t at)
{
    uint32_t capitals = 0, words = 0;
    for (uint32_t i = at > 6 ? at - 6 : 0; i < at + 6 && i < s->count; i++) {
        if (s->tokens[i].kind != READ_TOKEN_WORD || s->tokens[i].low.len < 2) continue;
        const char *p = s->r->text.ptr + s->tokens[i].span.begin;
        words++;
        capitals += is_upper(p[0]) && is_upper(p[1]);
    }
    return words > 2 && capitals * 3 >= words * 2;
}

static const char *const month_prepositions[] = {"in",    "since",  "by",    "until",   "till", "from", "during",
                                                 "early", "late",   "mid",   "through", "last", "next", "this",
                                                 "of",    "before", "after", "between", "and",  "to",   "around",
                                                 "late",  "every",  "each",  "for",     "as",   "(",    NULL};

/* A bare month: "may" and "march" are verbs, "April" and "June" are women. */
static bool month_fits(const scene *s, const time_match *m)
{
    uint32_t at = m->end - 1;
    while (at > m->first && (s->tokens[at].kind != READ_TOKEN_WORD)) at--;
    const read_token *t = &s->tokens[at];
    bool verb_too = sv_eq(t->low, SV("may")) || sv_eq(t->low, SV("march"));
    bool is_short = read_entry_sense(s->r, t->entry, TIME_MONTH_SHORT) != NULL;
    if (m->first < at) return t->capital;
    bool led = m->first > 0 && low_in(s, m->first - 1, month_prepositions);
    if (!t->capital || upper_text_around(s, at)) return led && !verb_too && !is_short;
    if (is_short) return led && sv_eq(s->tokens[m->end - 1].low, SV("."));
    if (verb_too) return led && !tagged(s, at, SITREP_UPOS_AUX) && !tagged(s, at, SITREP_UPOS_VERB);
    return true;
}

static const char *const year_prepositions[] = {"in",     "since",  "by",    "until",    "till",   "from",  "during",
                                                "of",     "before", "after", "through",  "to",     "and",   "between",
                                                "around", "about",  "early", "late",     "the",    "circa", "(",
                                                "for",    "year",   "than",  "election", "season", NULL};
static const char *const money_marks[] = {"$",    "#",     "no",      "number",  "flight",     "page",
                                          "room", "route", "highway", "article", "resolution", "boeing",
                                          "s",    "+",     "nikkei",  "/",       NULL};

/* A bare number of four digits: a year unless something makes it an amount or a part of a name. */
static bool year_fits(const scene *s, const time_match *m)
{
    const read_token *t = &s->tokens[m->first];
    uint32_t after = m->end;
    if (m->end - m->first > 1) t = &s->tokens[m->end - 1]; /* '98 */
    double year = t->number;
    bool short_form = t->low.len == 2, led = m->first > 0 && low_in(s, m->first - 1, year_prepositions);
    if (short_form) return led;
    if (m->first > 0 && !t->space) {
        const read_token *before = &s->tokens[m->first - 1];
        bool range = sv_eq(before->low, SV("-")) && m->first > 1 && s->tokens[m->first - 2].kind == READ_TOKEN_DIGITS;
        bool post = sv_eq(before->low, SV("-")) && m->first > 1 &&
                    (low_is(s, m->first - 2, "post") || low_is(s, m->first - 2, "pre"));
        if (!range && !post && !sv_eq(before->low, SV("(")) && !sv_eq(before->low, SV("\""))) return false;
    }
    if (m->first > 0 && low_in(s, m->first - 1, money_marks)) return false;
    if (m->first > 0 && s->tokens[m->first - 1].kind == READ_TOKEN_DIGITS && year < 1900) return false;
    if (after < s->count && !s->tokens[after].space && s->tokens[after].kind == READ_TOKEN_WORD) return false;
    if (low_is(s, after, "%") || low_is(s, after, "percent") || low_is(s, after, "hours")) return false;
    if (low_is(s, after, ":") && after + 1 < s->count && !s->tokens[after + 1].space) return false;
    if (year < (led ? 1000 : 1700) || year > 2100) return false;
    const sitrep_word *next =
        after < s->count && s->tokens[after].kind == READ_TOKEN_WORD ? word_of(s, after, NULL, NULL) : NULL;
    bool counts =
        next && next->upos == SITREP_UPOS_NOUN && strstr(next->feats, "Number=Plur") != NULL && s->tokens[after].space;
    const sitrep_word *own = word_of(s, m->first, NULL, NULL);
    static const char *const dates[] = {"in", "since", "by", "until", "from", "during", "the", "early", "late", NULL};
    if (counts && !(led && low_in(s, m->first - 1, dates)))
        return own && own->deprel != SITREP_DEPREL_NUMMOD && year >= 1900;
    return led || (year >= 1900 && year <= 2050);
}

/* "spring", "fall": only where a preposition makes it a season and no verb. */
static bool season_fits(const scene *s, const time_match *m)
{
    static const char *const lead[] = {"in",      "during", "since", "by",   "until", "of",
                                       "through", "this",   "every", "each", "for",   NULL};
    uint32_t at = m->end - 1;
    if (tagged(s, at, SITREP_UPOS_VERB) || tagged(s, at, SITREP_UPOS_ADJ)) return false;
    if (low_is(s, at, "fall") && !low_is(s, m->first - (m->first > 0), "in") && m->first == at) return false;
    return m->first > 0 && (low_in(s, m->first - 1, lead) || m->first < at);
}

static const char *const general_after[] = {
    "of",        "when", "that", "after", "before", "since", "in", "he", "she", "they", "we",  "it",    "i",    "ahead",
    "following", "care", "job",  "trip",  "long",   "old",   "as", "by", "the", "you",  "his", "until", "with", NULL};

/* "the day": that of the report only where it is not told which. */
static bool the_unit_fits(const scene *s, const time_match *m)
{
    char unit = m->parts.unit.len == 1 ? m->parts.unit.ptr[0] : 0;
    if (m->parts.mod.len) return true;
    if (unit == 'E') return true;
    if (unit != 'D' && unit != 'W' && unit != 'Q' && unit != 'Y' && unit != 'M') return false;
    if (low_in(s, m->end, general_after) && !(low_is(s, m->end, "with") || low_is(s, m->end, "in"))) return false;
    if (low_is(s, m->end, "-")) return false;
    if (m->end < s->count && s->tokens[m->end].kind == READ_TOKEN_WORD && low_is(s, m->end, "'s")) return true;
    return true;
}

static const char *const per_before[] = {"%",       "percent", "times",    "twice", "once",    "thrice",   "share",
                                         "million", "billion", "thousand", "cents", "dollars", "trillion", "barrels",
                                         "tons",    "tonnes",  "hours",    "days",  NULL};

/* "$5 million a year", "twice a week": how often, not how long. */
static bool is_rate(const scene *s, const time_match *m)
{
    if (!m->parts.article || m->first == 0 || m->parts.units) return false;
    uint32_t before = m->first - 1;
    if (low_in(s, before, per_before) || s->tokens[before].kind == READ_TOKEN_DIGITS) return true;
    const sitrep_word *w = word_of(s, before, NULL, NULL);
    return w && w->upos == SITREP_UPOS_NOUN && strstr(w->feats, "Number=Plur") != NULL;
}

static bool duration_fits(const scene *s, time_match *m)
{
    const time_parts *p = &m->parts;
    char unit = p->unit.len == 1 ? p->unit.ptr[0] : 0;
    bool article = p->article && !p->approx;
    if (!p->units && p->number >= 1900 && p->number <= 2100 && unit) return false; /* "the 1988 quarter" */
    if (article && (sv_eq(p->unit, SV("TS")) || unit == 'Q')) return false;        /* "a second time", "a quarter of" */
    if (article && low_is(s, m->end, "of"))
        return unit == 'Y' || unit == 'W' || unit == 'M' || unit == 'D' || unit == 'X';
    if (low_is(s, m->end, "old") || (low_is(s, m->end, "-") && low_is(s, m->end + 1, "old"))) return false;
    if (p->units && low_is(s, m->end, "'") && low_is(s, m->end + 1, "old")) return false;
    if (article && low_is(s, m->first, "an") && sv_eq(p->unit, SV("TH"))) return true;
    return true;
}

static bool units_fit(const scene *s, const time_match *m)
{
    static const char *const last[] = {"two", "three", "ago", "old", NULL};
    char unit = m->parts.unit.len == 1 ? m->parts.unit.ptr[0] : 0;
    if (m->parts.unit.len == 2 && m->parts.unit.ptr[1] == 'S') return false;
    if (unit == 'Q' || unit == 'N') return false;
    if (m->first > 0 && (s->tokens[m->first - 1].kind == READ_TOKEN_DIGITS || low_in(s, m->first - 1, last)))
        return false;
    if (m->first > 0 && low_is(s, m->first - 1, "-") && !s->tokens[m->first].space) return false;
    return !low_is(s, m->end, "-") && !low_is(s, m->end, "old");
}

static const char *const clock_prepositions[] = {"at",   "around", "about", "from",  "until",
                                                 "till", "before", "after", "since", "between",
                                                 "and",  "to",     "near",  "past",  NULL};

/* "10:35" alone may be a score or a ratio. */
static bool clock_fits(const scene *s, const time_match *m)
{
    const time_parts *p = &m->parts;
    if (p->clock.len) return !tagged(s, m->first, SITREP_UPOS_PROPN) || upper_text_around(s, m->first);
    if (p->ampm || p->has_zone || low_is(s, m->end - 1, "hours")) return true;
    return m->first > 0 && low_in(s, m->first - 1, clock_prepositions) && s->tokens[m->first].space;
}

static bool ref_fits(const scene *s, const time_match *m)
{
    if (low_is(s, m->first, "now") && low_is(s, m->end, "-")) return false;
    if (low_is(s, m->end - 1, "past") && m->end < s->count) { /* "the past" before a noun or a number is an adjective */
        const sitrep_word *next = word_of(s, m->end, NULL, NULL);
        if (next && s->tokens[m->end].kind != READ_TOKEN_MARK && next->upos != SITREP_UPOS_ADP &&
            next->upos != SITREP_UPOS_VERB && next->upos != SITREP_UPOS_AUX && next->upos != SITREP_UPOS_CCONJ &&
            next->upos != SITREP_UPOS_SCONJ)
            return false;
    }
    if (low_is(s, m->end - 1, "future") && tagged(s, m->end, SITREP_UPOS_NOUN)) return false;
    return !(low_is(s, m->end - 1, "future") && low_is(s, m->end, "of"));
}

static bool fits(const scene *s, time_match *m)
{
    const read_token *first = &s->tokens[m->first];
    /* Part of a longer word: "Japan-1998", "anti-May". */
    if (m->first > 0 && !first->space && m->action != TIME_DO_year) {
        const read_token *before = &s->tokens[m->first - 1];
        bool opener = before->kind == READ_TOKEN_MARK && !sv_eq(before->low, SV("/")) && !sv_eq(before->low, SV("$")) &&
                      !(sv_eq(before->low, SV("-")) && first->kind == READ_TOKEN_DIGITS && !before->space &&
                        m->action != TIME_DO_clock);
        if (!opener) return false;
    }
    switch (m->action) {
    case TIME_DO_skip:
        return false;
    case TIME_DO_year:
        return year_fits(s, m);
    case TIME_DO_date:
        if (m->parts.month && !m->parts.day && !m->parts.has_year && !m->parts.has_dir && !m->parts.edge.len)
            return month_fits(s, m) && !in_name(s, m);
        return m->parts.day || m->parts.has_year || !in_name(s, m);
    case TIME_DO_season:
        return season_fits(s, m) && !in_name(s, m);
    case TIME_DO_weekday:
        return first->capital || m->end - m->first > 1 ? !in_name(s, m) : !in_name(s, m);
    case TIME_DO_theunit:
        return the_unit_fits(s, m) && !in_name(s, m);
    case TIME_DO_dur:
        return duration_fits(s, m);
    case TIME_DO_units:
        return units_fit(s, m) && !in_name(s, m);
    case TIME_DO_clock:
        return clock_fits(s, m);
    case TIME_DO_ref:
        return ref_fits(s, m);
    case TIME_DO_partday:
        return m->parts.has_dir || m->parts.mod.len || sv_eq(s->tokens[m->end - 1].low, SV("tonight"));
    case TIME_DO_set:
    case TIME_DO_deictic:
    case TIME_DO_quarter:
    case TIME_DO_holiday:
        return !in_name(s, m);
    default:
        return true;
    }
}

/* ---- the pass ---- */

typedef struct found {
    time_match match;
    time_value value;
} found;

static bool names_day(const time_match *m)
{
    return m->action == TIME_DO_weekday || m->action == TIME_DO_deictic ||
           (m->action == TIME_DO_date && m->parts.day) || m->action == TIME_DO_weekdayof;
}

/* The day that a clock time belongs to: a day named right beside it, else that of the report. */
static int32_t clock_day(const scene *s, const found *items, uint32_t count, uint32_t i)
{
    const time_match *m = &items[i].match;
    if (i + 1 < count && names_day(&items[i + 1].match) && items[i + 1].match.first - m->end <= 2 &&
        !s->tokens[items[i + 1].match.first].paragraph)
        return items[i + 1].value.begin;
    if (i > 0 && items[i - 1].value.grain == 'D' && m->first - items[i - 1].match.end <= 4 &&
        !s->tokens[m->first].paragraph)
        return items[i - 1].value.begin;
    uint32_t sentence = read_sentence_at(s->r, s->tokens[m->first].span.begin);
    for (uint32_t k = i; k-- > 0;) { /* else the day that the sentence, or the one before, tells of */
        uint32_t other = read_sentence_at(s->r, s->tokens[items[k].match.first].span.begin);
        if (sentence - other > 1) break;
        if (names_day(&items[k].match) && items[k].value.begin != SITREP_DAY_NONE &&
            items[k].value.begin <= s->r->written_day)
            return items[k].value.begin;
    }
    return s->r->written_day;
}

/* "10 p.m. Wednesday" is one time. */
static bool joined(const found *a, const found *b)
{
    return a->match.action == TIME_DO_clock && names_day(&b->match) && a->match.end == b->match.first &&
           !b->match.parts.part.len;
}

static bool push_time(const scene *s, uint32_t first, uint32_t end, const time_value *value)
{
    read_ctx *r = s->r;
    sitrep_time *t = READ_PUSH(&r->arena, &r->times);
    if (!t) return false;
    t->type = value->type;
    t->span = (sitrep_span){s->tokens[first].span.begin, s->tokens[end - 1].span.end};
    t->text = sv_span(r->text, t->span);
    t->value = value->text;
    t->begin = value->begin;
    t->end = value->end;
    t->warning = sv_of(value->warning);
    uint32_t sentence, word;
    if (word_of(s, first, &sentence, &word)) r->word_time[read_index(r, sentence, word)] = r->times.count - 1;
    return true;
}

static sitrep_status find_all(const scene *s, found **out_items, uint32_t *out_count)
{
    READ_LIST(found) list = {0};
    for (uint32_t at = 0; at < s->count;) {
        time_match m;
        if (!time_match_at(s->r, s->tokens, s->count, at, &m)) {
            at++;
            continue;
        }
        if (!fits(s, &m)) {
            at = m.action == TIME_DO_skip ? m.end : at + 1;
            continue;
        }
        found *f = READ_PUSH(&s->r->arena, &list);
        if (!f) return SITREP_NOMEM;
        f->match = m;
        at = m.end;
    }
    *out_items = list.items;
    *out_count = list.count;
    return SITREP_OK;
}

/* ---- the day that a report is written on, and that a quotation was said on ---- */

#define DATELINE_DAYS 3 /* a dateline is of the day of publication, or of one of these before it */

/* The day on which the words were written. The dateline's day, where it is that of the publication or just before:
 * papers print agency reports a day later. Else the day of publication at the place of the dateline: at 20:10 UTC it is
 * tomorrow in Osh. */
static int32_t written_on(const read_ctx *r)
{
    int32_t day = r->published_day, dated = r->dateline_day;
    if (day == SITREP_DAY_NONE) return day;
    if (dated != SITREP_DAY_NONE && dated <= day + 1 && dated >= day - DATELINE_DAYS) return dated;
    const sitrep_place *p = r->dateline_place < r->places.count ? &r->places.items[r->dateline_place] : NULL;
    if (!p || !p->has_point || !r->published.has_time || !r->published.has_zone || r->published.offset_minutes)
        return day;
    int64_t local = r->published.seconds + (int64_t)lround(p->lon / 15) * 3600;
    return (int32_t)(local >= 0 ? local / 86400 : -((86399 - local) / 86400));
}

/* Whether a token stands inside of quotation marks that open in its paragraph. */
static bool is_quoted(const scene *s, uint32_t token)
{
    bool open = false;
    for (uint32_t i = token; i-- > 0 && !s->tokens[i + 1].paragraph;) {
        if (s->tokens[i].kind != READ_TOKEN_MARK || !sv_eq(s->tokens[i].low, SV("\""))) continue;
        open = !open;
    }
    return open;
}

static bool is_relative(const time_match *m)
{
    return m->action == TIME_DO_deictic || m->action == TIME_DO_weekday || m->action == TIME_DO_ago ||
           m->action == TIME_DO_partday || m->action == TIME_DO_unitref || m->action == TIME_DO_overnight;
}

/* Whether a word of saying stands between two tokens. */
static bool said_between(const scene *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to && i < s->count; i++) {
        const sitrep_word *w = s->tokens[i].kind == READ_TOKEN_WORD ? word_of(s, i, NULL, NULL) : NULL;
        if (w && w->upos == SITREP_UPOS_VERB && points_ahead(s, w, TIME_SAYS)) return true;
    }
    return false;
}

/* "'Yesterday we lost 12,' he said on Monday": the day that the quotation around a time was said on, as its own
 * sentence tells. SITREP_DAY_NONE where it does not. */
static int32_t said_on(const scene *s, const found *items, uint32_t count, uint32_t i)
{
    uint32_t token = items[i].match.first, sentence = read_sentence_at(s->r, s->tokens[token].span.begin);
    if (!is_quoted(s, token)) return SITREP_DAY_NONE;
    for (uint32_t k = i > 2 ? i - 2 : 0; k < count && k <= i + 3; k++) {
        const found *f = &items[k];
        if (k == i || !names_day(&f->match) || f->value.begin == SITREP_DAY_NONE || f->value.begin != f->value.end)
            continue;
        uint32_t at = f->match.first, other = read_sentence_at(s->r, s->tokens[at].span.begin);
        bool after = at > token;
        if (after ? other - sentence > 1 : sentence - other > 1) continue;
        bool paragraph = false;
        for (uint32_t p = (after ? token : at) + 1; p <= (after ? at : token); p++) paragraph |= s->tokens[p].paragraph;
        if (paragraph || is_quoted(s, at) || f->value.begin > s->r->written_day) continue;
        if (after ? said_between(s, token, at) : said_between(s, at > 6 ? at - 6 : 0, token)) return f->value.begin;
    }
    return SITREP_DAY_NONE;
}

/* Times inside of quotations are seen from the day on which they were said. */
static bool value_quoted(const scene *s, found *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        found *f = &items[i];
        int32_t day = is_relative(&f->match) ? said_on(s, items, count, i) : SITREP_DAY_NONE;
        if (day == SITREP_DAY_NONE) continue;
        time_anchor anchor = {day, day, day, 'D', day, tense_of(s, f->match.end - 1)};
        if (!time_value_of(&s->r->arena, &f->match, &anchor, &f->value)) return false;
    }
    return true;
}

static bool value_all(const scene *s, found *items, uint32_t count)
{
    time_anchor anchor = {s->r->written_day, SITREP_DAY_NONE, SITREP_DAY_NONE, 0, SITREP_DAY_NONE, TIME_TENSE_NONE};
    for (int pass = 0; pass < 2; pass++) { /* clock times last: they need the days beside them */
        for (uint32_t i = 0; i < count; i++) {
            found *f = &items[i];
            bool is_clock = f->match.action == TIME_DO_clock;
            if (is_clock != (pass == 1)) continue;
            if (is_clock)
                anchor.clock_day = clock_day(s, items, count, i);
            else
                anchor.tense = tense_of(s, f->match.end - 1);
            if (f->match.action == TIME_DO_dur && is_rate(s, &f->match)) {
                f->match.action = TIME_DO_set;
                f->match.parts.number = 1;
            }
            if (!time_value_of(&s->r->arena, &f->match, &anchor, &f->value)) return false;
            if (is_clock || f->value.begin == SITREP_DAY_NONE || !f->value.grain) continue;
            anchor.begin = f->value.begin;
            anchor.end = f->value.end;
            anchor.grain = f->value.grain;
        }
    }
    return true;
}

sitrep_status read_times(read_ctx *r)
{
    scene s = {.r = r};
    r->written_day = written_on(r);
    s.tokens = read_tokens(r, &s.count);
    if (!s.tokens && s.count) return SITREP_NOMEM;
    found *items = NULL;
    uint32_t count = 0;
    sitrep_status status = find_all(&s, &items, &count);
    if (status) return status;
    if (!value_all(&s, items, count) || !value_quoted(&s, items, count)) return SITREP_NOMEM;
    for (uint32_t i = 0; i < count; i++) {
        const found *f = &items[i];
        if (!f->value.text.ptr) continue;
        uint32_t end = f->match.end;
        if (i + 1 < count && joined(f, &items[i + 1])) end = items[++i].match.end;
        if (!push_time(&s, f->match.first, end, &f->value)) return SITREP_NOMEM;
    }
    return r->arena.failed ? SITREP_NOMEM : SITREP_OK;
}
