/* read/dateline.c — what stands before a story: the dateline ("OSH, Kyrgyzstan, June 14 (Reuters) -"), the byline,
 * bullets and notes. A dateline stands at the begin of a line among the first ones: a place, then any of region, date
 * and agency, then a dash, a colon or the end of the agency's bracket. It is taken where enough of that is there to be
 * sure: a place in capitals, or an agency or a date behind a capitalized one. Its place is found by the places stage;
 * the date is valued here, and stays in the list of times besides. */
#include "read/times_int.h"

#include "base/banned.h"

enum {
    DATELINE_AGENCY = 50,
    DATELINE_SLUG,
    DATELINE_BYLINE
}; /* classes of datelines.tsv, after those of the other tables */
enum { DATELINE_LINES_MAX = 16, DATELINE_BYTES_MAX = 3000, DATELINE_PLACE_WORDS_MAX = 6 };

static uint32_t class_of(sitrep_sv name)
{
    return sv_eq(name, SV("agency"))   ? DATELINE_AGENCY
           : sv_eq(name, SV("slug"))   ? DATELINE_SLUG
           : sv_eq(name, SV("byline")) ? DATELINE_BYLINE
                                       : SITREP_NONE;
}

sitrep_status read_dateline_open(read_ctx *r, sitrep_error *err)
{
    return read_vocabulary_add(r, "words/datelines", class_of, err);
}

typedef struct lines {
    read_ctx *r;
    const read_token *tokens;
    uint32_t count;
} lines;

static bool line_begins(const lines *l, uint32_t at)
{
    if (at == 0) return true;
    uint32_t from = l->tokens[at - 1].span.end;
    return memchr(l->r->text.ptr + from, '\n', l->tokens[at].span.begin - from) != NULL;
}

static bool is_mark(const lines *l, uint32_t at, const char *mark)
{
    return at < l->count && l->tokens[at].kind == READ_TOKEN_MARK && sv_eq(l->tokens[at].low, sv_of(mark));
}

static bool all_capitals(const lines *l, uint32_t at)
{
    sitrep_sv word = sv_span(l->r->text, l->tokens[at].span);
    for (size_t i = 0; i < word.len; i++)
        if (is_lower(word.ptr[i])) return false;
    return word.len > 1 && !is_digit(word.ptr[0]);
}

/* How many tokens a phrase of a class takes here. */
static uint32_t phrase_at(const lines *l, uint32_t at, uint32_t class_)
{
    if (at >= l->count || l->tokens[at].entry == SITREP_NONE) return 0;
    uint32_t first = l->tokens[at].entry;
    for (uint32_t e = read_entry_at(l->r, first)->next; e != SITREP_NONE; e = read_entry_at(l->r, e)->next) {
        uint32_t len = read_entry_sense(l->r, e, class_) ? read_entry_length(l->r, e, l->tokens, l->count, at) : 0;
        if (len) return len;
    }
    return read_entry_sense(l->r, first, class_) ? 1 : 0;
}

/* Words of a name from `at`: capitalized ones with inner dots, hyphens and apostrophes; gives the token after. */
static uint32_t name_end(const lines *l, uint32_t at, bool lower)
{
    uint32_t i = at, words = 0;
    while (i < l->count && (i == at || !line_begins(l, i))) {
        const read_token *t = &l->tokens[i];
        if (t->kind == READ_TOKEN_WORD && (t->capital || lower || (words && t->low.len <= 3)) &&
            words < DATELINE_PLACE_WORDS_MAX) {
            words++;
            i++;
        } else if (words && (is_mark(l, i, ".") || is_mark(l, i, "'") || is_mark(l, i, "-")) && !t->space &&
                   (is_mark(l, i, ".") || (i + 1 < l->count && !l->tokens[i + 1].space && l->tokens[i + 1].capital))) {
            i++;
        } else {
            break;
        }
    }
    return words ? i : at;
}

typedef struct dateline {
    uint32_t place_end, end; /* tokens */
    bool agency, known_agency, date, region, capitals, dash, colon, spaced;
    sitrep_span agency_span;
    time_match when;
} dateline;

/* "(Reuters)", "/AKIpress/", "[AP]": gives the token after, or `at`. */
static uint32_t agency_end(const lines *l, uint32_t at, dateline *d)
{
    static const char *const open[] = {"(", "[", "/", "."}, *const close[] = {")", "]", "/", "/"};
    if (is_mark(l, at, ".") && is_mark(l, at + 1, "/")) at++; /* "15 June. /AKIpress/." */
    for (size_t k = 0; k < 3; k++) {
        if (!is_mark(l, at, open[k])) continue;
        for (uint32_t i = at + 1; i < l->count && i < at + 12 && !line_begins(l, i); i++) {
            if (!is_mark(l, i, close[k]) || i == at + 1) continue;
            d->agency_span = (sitrep_span){l->tokens[at + 1].span.begin, l->tokens[i - 1].span.end};
            bool known = phrase_at(l, at + 1, DATELINE_AGENCY) > 0;
            d->known_agency |= known;
            d->agency |= known || l->tokens[at + 1].capital;
            return i + 1;
        }
    }
    return at;
}

static bool is_date(const time_match *m)
{
    return (m->action == TIME_DO_date && (m->parts.day || m->parts.has_year)) || m->action == TIME_DO_weekday;
}

/* The parts behind the place, in any order, until none fits. */
static uint32_t parts_end(const lines *l, uint32_t at, bool lower, dateline *d)
{
    for (int parts = 0; parts < 5; parts++) {
        uint32_t next = at;
        bool comma = is_mark(l, at, ",") || is_mark(l, at, "/") || is_mark(l, at, ".");
        time_match m;
        uint32_t agency = agency_end(l, at, d);
        if (agency > at) {
            at = agency;
            if (is_mark(l, at, ".") && !is_mark(l, at + 1, ".")) at++;
            continue;
        }
        if (comma && (is_mark(l, at + 1, "(") || is_mark(l, at + 1, "["))) { /* "OSH, Kyrgyzstan, (Reuters)" */
            at++;
            continue;
        }
        if (comma) next++;
        if (next < l->count && !line_begins(l, next) && time_match_at(l->r, l->tokens, l->count, next, &m) &&
            is_date(&m)) {
            d->date = true;
            d->when = m;
            at = m.end;
        } else if (comma && next < l->count && !line_begins(l, next)) {
            uint32_t end = name_end(l, next, lower);
            if (end == next) break;
            d->region = true;
            at = end;
        } else {
            break;
        }
    }
    return at;
}

static uint32_t separator_end(const lines *l, uint32_t at, dateline *d)
{
    if (is_mark(l, at, ",") && (is_mark(l, at + 1, "-") || is_mark(l, at + 1, "("))) at++;
    if (is_mark(l, at, ":") && at + 1 < l->count && l->tokens[at + 1].space) {
        d->colon = true;
        return at + 1;
    }
    uint32_t i = at;
    while (i < l->count && i < at + 3 && (is_mark(l, i, "-") || is_mark(l, i, "_"))) i++;
    d->dash = i > at;
    d->spaced = d->dash && (l->tokens[at].space || (i < l->count && l->tokens[i].space));
    return i;
}

static bool known_place(const lines *l, uint32_t begin, uint32_t end)
{
    know_word words[DATELINE_PLACE_WORDS_MAX * 3];
    uint32_t count = 0;
    for (uint32_t i = begin; i < end && count < sizeof words / sizeof words[0]; i++)
        if (l->tokens[i].kind == READ_TOKEN_WORD)
            words[count++] = know_word_of(l->r->know, sv_span(l->r->text, l->tokens[i].span));
    know_match m = know_match_exact(l->r->know, words, count);
    return m.count && know_match_has(l->r->know, &m, KNOW_KIND_BIT(KNOW_ENTRY_PLACE));
}

static bool any_letter_case(const lines *l)
{
    for (uint32_t i = 0; i < l->count && i < 200; i++)
        if (l->tokens[i].capital) return true;
    return false;
}

/* Whether a dateline stands at `at`, which begins a line. */
static bool dateline_at(const lines *l, uint32_t at, bool lower, dateline *d)
{
    *d = (dateline){0};
    if (phrase_at(l, at, DATELINE_SLUG) || (phrase_at(l, at, DATELINE_BYLINE) && !all_capitals(l, at)))
        return false; /* "UPDATE 2-" */
    uint32_t i = agency_end(l, at, d);
    if (i > at) { /* "(CNN) -- …": a dateline without a place */
        d->place_end = at;
        uint32_t end = separator_end(l, i, d);
        d->end = end;
        return phrase_at(l, at + 1, DATELINE_AGENCY) > 0 && d->dash;
    }
    i = name_end(l, at, lower);
    if (i == at || i - at > 2 * DATELINE_PLACE_WORDS_MAX) return false;
    d->place_end = i;
    d->capitals = all_capitals(l, at);
    while (is_mark(l, i, "/") && i + 1 < l->count && l->tokens[i + 1].capital)
        i = name_end(l, i + 1, lower); /* BISHKEK/OSH */
    i = parts_end(l, i, lower, d);
    uint32_t end = separator_end(l, i, d);
    bool line_over = end == l->count || line_begins(l, end);
    d->end = end;
    bool place = known_place(l, at, d->place_end);
    if (line_over && d->known_agency && d->dash) return place || d->capitals; /* the story begins on another line */
    if (line_over) return place && d->date && !d->dash && !d->colon; /* "Osh, 16 June 2010" alone on its line */
    if (lower) return place && d->known_agency && (d->dash || d->date);
    if (d->agency) return (d->capitals || place) && (d->dash || d->date || (d->capitals && d->known_agency));
    if (d->date) return (d->capitals || place) && (d->dash || d->colon);
    if (!d->spaced && !d->colon) return false; /* "PARIS-based" */
    return d->capitals ? place || (d->dash && d->region) : d->dash && place && at == 0;
}

/* Lines that are no part of the story: bylines, bullets, notes to editors. */
static bool before_story(const lines *l, uint32_t at)
{
    return is_mark(l, at, "*") || is_mark(l, at, "(") || phrase_at(l, at, DATELINE_BYLINE) ||
           phrase_at(l, at, DATELINE_SLUG);
}

static uint32_t line_end(const lines *l, uint32_t at)
{
    do at++;
    while (at < l->count && !line_begins(l, at));
    return at;
}

static void take(const lines *l, uint32_t at, const dateline *d)
{
    read_ctx *r = l->r;
    r->dateline = (sitrep_span){l->tokens[at].span.begin, l->tokens[d->end - 1].span.end};
    if (d->agency) r->agency = sv_span(r->text, d->agency_span);
    if (d->date) {
        time_value value;
        time_anchor anchor = {r->published_day, SITREP_DAY_NONE, SITREP_DAY_NONE, 0, r->published_day, TIME_TENSE_PAST};
        if (time_value_of(&r->arena, &d->when, &anchor, &value) && value.begin == value.end)
            r->dateline_day = value.begin;
    }
}

sitrep_status read_dateline(read_ctx *r)
{
    lines l = {.r = r};
    l.tokens = read_tokens(r, &l.count);
    if (!l.tokens && r->arena.failed) return SITREP_NOMEM;
    bool lower = !any_letter_case(&l);
    bool heading = true;
    for (uint32_t at = 0, seen = 0;
         at < l.count && seen < DATELINE_LINES_MAX && l.tokens[at].span.begin < DATELINE_BYTES_MAX; seen++) {
        dateline d;
        uint32_t end = line_end(&l, at);
        if (dateline_at(&l, at, lower, &d)) {
            take(&l, at, &d);
            break;
        }
        heading = heading && before_story(&l, at);
        if (heading) r->byline = (sitrep_span){0, l.tokens[end - 1].span.end};
        at = end;
    }
    return r->arena.failed ? SITREP_NOMEM : SITREP_OK;
}
