/* read/events_when.c — when an event was: the time nearest to it in the tree; else that of the last event of its kind;
 * else the day of the report or the one that the story has come to, by the tense of its clause. */
#include "read/events_int.h"

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

static uint8_t precision_of(int32_t begin, int32_t end)
{
    int32_t days = end - begin + 1;
    return days <= 1 ? 1 : days <= 7 ? 2 : days <= 31 ? 3 : days <= 366 ? 4 : 5;
}

#define OWN_TIME_REACH 5u /* steps in the tree; one more from nouns, which have few times of their own */

static uint32_t own_time(ev *e, const ev_cand *c, const sitrep_event *event)
{
    uint32_t best = SITREP_NONE, best_distance = OWN_TIME_REACH, from, to;
    if (c->pos == 'n') best_distance++;
    if (at(e, c->carrier)->deprel == SITREP_DEPREL_ACL_RELCL)
        best_distance += 2; /* the time of the clause above is its own */
    read_times_of(e->r, e->s, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        const sitrep_time *t = &e->r->times.items[i];
        if (t->type == SITREP_TIME_DURATION || t->type == SITREP_TIME_SET || t->begin == SITREP_DAY_NONE) continue;
        bool ahead = event->status == SITREP_STATUS_happened && e->r->written_day != SITREP_DAY_NONE &&
                     t->begin > e->r->written_day; /* "accuses them of violence to stop a vote on 27 June" */
        if (ahead) continue;
        if (!ev_in_sentence(e, t->span) || (t->span.begin >= e->r->dateline.begin && t->span.end <= e->r->dateline.end))
            continue;
        uint32_t w = ev_head_word(e, t->span);
        uint32_t far = w == SITREP_NONE ? SITREP_NONE : ev_distance(e, c, w);
        if (far == SITREP_NONE || far > best_distance || ev_time_of_other(e, c, i, w)) continue;
        if (far == best_distance && best != SITREP_NONE &&
            e->r->times.items[best].end - e->r->times.items[best].begin <= t->end - t->begin)
            continue;
        best = i;
        best_distance = far;
    }
    return best;
}

#define LEAD_SENTENCES 6u
#define LEAD_DAYS      8 /* before publication */

/* The first day of the week before publication that the top of the report names, its dateline apart. */
static const sitrep_time *lead_time(const read_ctx *r)
{
    for (uint32_t i = 0; i < r->times.count; i++) {
        const sitrep_time *t = &r->times.items[i];
        if (r->doc->count > LEAD_SENTENCES && t->span.begin >= r->doc->sentences[LEAD_SENTENCES].span.begin)
            return NULL;
        if (t->type == SITREP_TIME_DURATION || t->type == SITREP_TIME_SET || t->begin == SITREP_DAY_NONE ||
            t->begin != t->end)
            continue;
        if (t->span.begin >= r->dateline.begin && t->span.end <= r->dateline.end) continue;
        bool in_brackets =
            t->span.begin > 0 && r->text.ptr[t->span.begin - 1] == '('; /* "(Dec. 10, 2015) -": of the story */
        if (!in_brackets && t->begin <= r->published_day && t->begin >= r->published_day - LEAD_DAYS) return t;
    }
    return NULL;
}

/* What is only said is said on the day of the report; what it is about may have happened before. */
static bool is_speech(const sitrep_event *event)
{
    return event->quad == 1 || event->quad == 3;
}

#define TRIAL_DAYS 60

/* Whether a crime is told as what a court deals with: "guilty of the murder of", "on trial for shelling". */
static bool in_court(const ev *e, const ev_cand *c, const sitrep_event *event)
{
    if (event->type != SITREP_EVENT_ASSAULT) return false;
    uint32_t w = c->carrier;
    for (unsigned i = 0; i < 4; i++) {
        uint32_t head = ev_head_of(e, w);
        if (head == SITREP_NONE || at(e, w)->deprel == SITREP_DEPREL_CONJ) return false;
        if (read_word_in(e->r, at(e, head)->lemma, SV("legal"))) return true;
        w = head;
    }
    return false;
}

/* News without a date is of the day: what the lead tells in the past tense of its own, and acts of speech near the top.
 */
static bool is_fresh(const ev *e, const ev_cand *c, const sitrep_event *event)
{
    if (event->status != SITREP_STATUS_happened || event->negative) return false;
    uint32_t verb = c->support_count ? c->support[c->support_count - 1] : c->carrier;
    if (at(e, verb)->upos != SITREP_UPOS_VERB) return false;
    unsigned d = at(e, verb)->deprel;
    bool main =
        d == SITREP_DEPREL_ROOT || d == SITREP_DEPREL_CCOMP || d == SITREP_DEPREL_PARATAXIS || d == SITREP_DEPREL_CONJ;
    for (uint32_t k = e->t->child[verb]; k != SITREP_NONE; k = e->t->next[k]) /* "had rejected" is earlier */
        if (at(e, k)->deprel == SITREP_DEPREL_AUX && sv_eq_fold(at(e, k)->form, SV("had"))) return false;
    bool speech = event->quad == 1 || event->quad == 3;
    if (event->type == SITREP_EVENT_ASSAULT && lead_time(e->r))
        return false; /* the top of the report names a day: ev_lead_day */
    return main && (e->s <= 1 || (speech && e->s <= 5));
}

static int32_t report_day(const read_ctx *r)
{
    return r->dateline_day != SITREP_DAY_NONE ? r->dateline_day : r->written_day;
}

/* The verb that tells the event's tense: the trigger, or what carries its noun. */
static uint32_t verb_of(const ev *e, const ev_cand *c)
{
    uint32_t verb = c->support_count ? c->support[c->support_count - 1] : c->carrier;
    return at(e, verb)->upos == SITREP_UPOS_VERB ? verb : SITREP_NONE;
}

/* What the clause says of the time of its verb. */
typedef struct tense {
    bool present, perfect, past, before; /* "blames", "has asked", "asked", "had asked" */
} tense;

static tense tense_of(const ev *e, uint32_t verb)
{
    tense t = {0};
    bool have = false, had = false, be_present = false, be_past = false, modal = false;
    for (uint32_t k = e->t->child[verb]; k != SITREP_NONE; k = e->t->next[k]) {
        unsigned d = at(e, k)->deprel;
        if (d != SITREP_DEPREL_AUX && d != SITREP_DEPREL_AUX_PASS) continue;
        bool past = strstr(at(e, k)->feats, "Tense=Past") != NULL, is_be = sv_eq_fold(at(e, k)->lemma, SV("be"));
        if (sv_eq_fold(at(e, k)->lemma, SV("have")))
            *(past ? &had : &have) = true;
        else if (is_be && strcmp(at(e, k)->xpos, "VBN") != 0)
            *(past ? &be_past : &be_present) = true;
        else
            modal |= strcmp(at(e, k)->xpos, "MD") == 0;
    }
    const char *form = at(e, verb)->xpos;
    if (modal) return t;
    t.before = had;
    t.perfect = have;
    t.present = !have && !had && (be_present || strcmp(form, "VBZ") == 0 || strcmp(form, "VBP") == 0);
    t.past = !have && !had && !be_present && (be_past || strcmp(form, "VBD") == 0);
    return t;
}

#define REPORTED_DAYS 8 /* before publication: days that the story is of */

/* Whether a time takes the story along with it: not one that a clause beside the story has ("the deal it signed on
 * Monday"), nor the end or beginning of a stretch ("until Friday", "since Sunday"). */
static bool moves_story(const read_ctx *r, const sitrep_time *t)
{
    for (uint32_t s = 0; s < r->doc->count; s++) {
        const sitrep_sentence *sentence = &r->doc->sentences[s];
        if (t->span.begin < sentence->span.begin || t->span.begin >= sentence->span.end) continue;
        uint32_t w = 0;
        while (w < sentence->count && sentence->words[w].span.end <= t->span.begin) w++;
        if (w == sentence->count) return true;
        if (w > 0 && read_word_in(r, sentence->words[w - 1].lemma, SV("stretch"))) return false;
        for (uint32_t n = 0; n < 12 && w < sentence->count; n++, w = sentence->words[w].head)
            if (sentence->words[w].deprel == SITREP_DEPREL_ACL_RELCL || sentence->words[w].deprel == SITREP_DEPREL_ACL)
                return false;
        return true;
    }
    return true;
}

/* The day that the story has come to at a sentence: the last one that it named before, where that is of the week of the
 * report and no older or longer time stands between. SITREP_DAY_NONE where the story has gone elsewhere, or named none.
 */
static int32_t story_day(const read_ctx *r, uint32_t byte)
{
    int32_t today = report_day(r);
    if (today == SITREP_DAY_NONE) return SITREP_DAY_NONE;
    for (uint32_t i = r->times.count; i-- > 0;) {
        const sitrep_time *t = &r->times.items[i];
        if (t->span.begin >= byte || t->type == SITREP_TIME_DURATION || t->type == SITREP_TIME_SET) continue;
        if (t->span.begin >= r->dateline.begin && t->span.end <= r->dateline.end) continue;
        if (t->begin == SITREP_DAY_NONE || t->begin > today) continue; /* what is to come does not move the story */
        if (!moves_story(r, t)) continue;
        if (t->begin != t->end || t->begin < today - REPORTED_DAYS) return SITREP_DAY_NONE;
        return t->begin;
    }
    return SITREP_DAY_NONE;
}

/* Whether somebody's words tell it: behind "said that", where "had been" is the past of "was". */
static bool is_told(const ev *e, uint32_t verb)
{
    for (uint32_t n = 0, w = verb; n < 6 && w != SITREP_NONE; n++, w = ev_head_of(e, w)) {
        unsigned d = at(e, w)->deprel;
        if (d == SITREP_DEPREL_CCOMP || d == SITREP_DEPREL_PARATAXIS) return true;
    }
    for (uint32_t k = e->t->child[verb]; k != SITREP_NONE; k = e->t->next[k]) /* "Four had been killed, she said" */
        if (at(e, k)->deprel == SITREP_DEPREL_PARATAXIS) return true;
    return false;
}

/* The day of an event without a time of its own, from the tense of its clause and the story. */
static int32_t day_of_story(const ev *e, const ev_cand *c, const sitrep_event *event)
{
    uint32_t verb = verb_of(e, c);
    if (verb == SITREP_NONE || event->negative || at(e, verb)->deprel == SITREP_DEPREL_ACL_RELCL)
        return SITREP_DAY_NONE;
    tense t = tense_of(e, verb);
    bool harm = event->quad == 4 && event->type == SITREP_EVENT_ASSAULT; /* "have been killed": in all */
    if (t.present || (t.perfect && !harm)) return report_day(e->r);
    if (t.before && !is_told(e, verb)) return SITREP_DAY_NONE;
    if (is_speech(event)) return t.past ? report_day(e->r) : SITREP_DAY_NONE;
    return t.past || t.before ? story_day(e->r, at(e, verb)->span.begin) : SITREP_DAY_NONE;
}

/* "Since 2009": from then to the report. A total without a time has none. */
static void time_of_total(const ev *e, sitrep_event *event)
{
    if (event->time == SITREP_NONE) return;
    event->begin = e->r->times.items[event->time].begin;
    event->end = report_day(e->r);
    if (event->end == SITREP_DAY_NONE || event->end < event->begin) event->end = e->r->times.items[event->time].end;
    event->time_precision = precision_of(event->begin, event->end);
}

/* "Announced a strike for Wednesday", "called a 48-hour strike from Monday": the weekday to come, where the calendar
 * gave the one that is past. */
static void move_ahead(const ev *e, sitrep_event *event)
{
    const sitrep_time *t = event->time == SITREP_NONE ? NULL : &e->r->times.items[event->time];
    if (!t || t->begin != t->end || event->begin == SITREP_DAY_NONE) return;
    bool future = event->status == SITREP_STATUS_planned || event->status == SITREP_STATUS_promised ||
                  event->type == SITREP_EVENT_PROTEST;
    int32_t today = report_day(e->r);
    uint32_t w = ev_head_word(e, t->span), prep = SITREP_NONE;
    if (!future || today == SITREP_DAY_NONE || t->begin >= today || t->begin < today - 7 || w == SITREP_NONE) return;
    if (!read_word_in(e->r, sv_span(e->r->text, t->span), SV("weekday"))) return;
    for (uint32_t k = e->t->child[w]; k != SITREP_NONE; k = e->t->next[k])
        if (at(e, k)->deprel == SITREP_DEPREL_CASE) prep = k;
    if (prep == SITREP_NONE || !read_word_in(e->r, at(e, prep)->lemma, SV("ahead_prep"))) return;
    bool strike = event->type != SITREP_EVENT_PROTEST || event->status != SITREP_STATUS_happened ||
                  sv_eq_fold(at(e, prep)->form, SV("from")) || sv_eq_fold(at(e, prep)->form, SV("for"));
    if (!strike) return;
    event->begin += 7;
    event->end = event->begin;
    if (event->status == SITREP_STATUS_happened) event->status = SITREP_STATUS_planned;
}

void ev_time(ev *e, const ev_cand *c, sitrep_event *event)
{
    event->begin = event->end = SITREP_DAY_NONE;
    event->time = own_time(e, c, event);
    if (event->status == SITREP_STATUS_happened && ev_is_remembered(e, c)) {
        event->status = SITREP_STATUS_historical;
        event->time = SITREP_NONE;
        return;
    }
    if (ev_is_total(e, c)) {
        time_of_total(e, event);
        return;
    }
    if (event->time != SITREP_NONE) {
        event->begin = e->r->times.items[event->time].begin;
        event->end = e->r->times.items[event->time].end;
        move_ahead(e, event);
    } else if (!is_speech(event) &&
               (event->status == SITREP_STATUS_happened || event->status == SITREP_STATUS_ongoing)) {
        const sitrep_event *o = ev_earlier(e, event, false);
        if (o && o->begin <= (e->r->published_day == SITREP_DAY_NONE ? o->begin : e->r->published_day)) {
            event->begin = o->begin;
            event->end = o->end;
        }
    }
    if (event->begin == SITREP_DAY_NONE && is_fresh(e, c, event)) {
        event->begin = event->end = report_day(e->r);
    }
    bool open = event->status == SITREP_STATUS_happened || event->status == SITREP_STATUS_ongoing;
    if (event->begin == SITREP_DAY_NONE && open) event->begin = event->end = day_of_story(e, c, event);
    bool fresh_day = event->begin != SITREP_DAY_NONE && e->r->published_day != SITREP_DAY_NONE &&
                     event->begin > e->r->published_day - TRIAL_DAYS;
    if (event->status == SITREP_STATUS_happened && !fresh_day && in_court(e, c, event))
        event->status = SITREP_STATUS_historical;
    if (event->begin == SITREP_DAY_NONE) return;
    if (event->end == SITREP_DAY_NONE || event->end < event->begin) event->end = event->begin;
    event->time_precision = precision_of(event->begin, event->end);
    int32_t today = e->r->published_day;
    bool old = event->time != SITREP_NONE &&
               (today != SITREP_DAY_NONE ? event->end < today - 366 : event->time_precision >= 4);
    if (old && event->status == SITREP_STATUS_happened)
        event->status = SITREP_STATUS_historical; /* fresh news does not name a year */
}

void ev_lead_day(read_ctx *r)
{
    if (r->published_day == SITREP_DAY_NONE) return;
    const sitrep_time *t = lead_time(r);
    for (uint32_t i = 0; t && i < r->events.count; i++) {
        sitrep_event *e = &r->events.items[i];
        if (e->type != SITREP_EVENT_ASSAULT || e->begin != SITREP_DAY_NONE || e->negative ||
            e->sentence > LEAD_SENTENCES)
            continue;
        if (e->status != SITREP_STATUS_happened) continue;
        e->begin = t->begin;
        e->end = t->end;
        e->time_precision = 1;
    }
}
