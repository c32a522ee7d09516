/* read/events_int.h — the event coder's parts and what they share about one sentence.
 * events_find.c   candidates: words that are lemmas of the lexicon, with the support verbs that carry nouns
 * events_match.c  conditions of senses and blockers, the choice of a sense, embedded events
 * events_score.c  the trained score by which a sense is chosen
 * events_status.c status, polarity, certainty, omission
 * events_sides.c  actors, recipients
 * events_phrase.c the words that are printed for them
 * events_means.c  what an attack was made with
 * events_blame.c  who did it by what is said of it
 * events_listed.c the names of a list of victims
 * events_total.c  totals of a war, deeds that are remembered, dates of another deed
 * events_where.c  place, figures, the statement that an event stands in
 * events_when.c   time
 * events.c        the stage: events of a report from the candidates, confidence */
#ifndef READ_EVENTS_INT_H
#define READ_EVENTS_INT_H

#include "read/who.h"

#define EV_SUPPORTS 3u

enum { EV_NEW, EV_BUSY, EV_DONE };

/* A word that may be the trigger of an event. */
typedef struct ev_cand {
    uint32_t word, first, end; /* words of the trigger: [first, end) holds `word` */
    char pos;                  /* 'v' 'n' 'a' as senses have it */
    sitrep_sv lemma;
    know_range senses;
    uint32_t
        support[EV_SUPPORTS]; /* words that carry a noun, innermost first: "a *series* of attacks was *launched*" */
    const know_light *light[EV_SUPPORTS];
    uint32_t support_count;
    uint32_t carrier; /* the noun or its outermost quantity noun */
    uint8_t state;
    uint32_t sense; /* chosen, SITREP_NONE */
    uint32_t inner; /* the candidate that it embeds, SITREP_NONE */
    uint32_t outer; /* the candidate that absorbs it, SITREP_NONE */
    bool dropped;   /* a light verb, or part of a longer trigger */
    bool seen;      /* the fields below, which the scorer fills, are */
    bool passive;
    uint8_t subj, obj, rel, preps;
    float score; /* of the chosen sense, a logit */
} ev_cand;

/* A line of the lexicon held against a candidate. */
typedef struct ev_fit {
    uint32_t sense;
    uint32_t failed; /* the one test that fails, SITREP_NONE where all hold */
    bool first;      /* the most specific line that holds */
    bool empty;      /* nothing fills what the failing test asks for */
    uint32_t kin;    /* other lines of the type that nearly hold */
    bool enough;     /* the score is high enough */
    float score;     /* a logit */
} ev_fit;

#define EV_FEATURES 512u

/* One sentence being coded. */
typedef struct ev {
    read_ctx *r;
    const sitrep_knowledge *lex; /* the lexicon that is tried: the knowledge file's, or a user's own */
    const read_tree *t;
    uint32_t s;
    ev_cand *cands;
    uint32_t count;
    uint32_t *of_word; /* candidate that a word heads, SITREP_NONE */
    uint32_t figures_from,
        figures_to;        /* the sentence's among the figures that were there before the stage, in text order */
    uint32_t figures_made; /* the first one made for this sentence */
    bool topics_known;     /* of the scorer: topics of the sentence's words */
    uint8_t topics;
} ev;

/* Writes a line of the explanation, where one is asked for. */
void ev_trace(const ev *e, const char *format, ...) SITREP_PRINTF(2, 3);
static inline bool ev_traced(const ev *e)
{
    return e->r->trace != NULL;
}

/* Whether some lemma of the lexicon has so many words and begins with this one, by its lemma or by its form. */
bool ev_may_begin(const ev *e, uint32_t word, bool form, uint32_t words);
/* Finds the candidates of a sentence. False when the arena is out. */
bool ev_find(ev *e);

/* Whether a word belongs to a class, the user's own classes first where the lexicon is the user's. */
bool ev_is_class(const ev *e, uint32_t word, sitrep_sv name);
/* What fills a function of a candidate, support verbs included. */
void ev_step(const ev *e, const ev_cand *c, const read_step *step, read_set *out);
void ev_walk(const ev *e, const ev_cand *c, const know_path *path, read_set *out);
/* The same from any word. */
void ev_walk_word(const ev *e, uint32_t word, const know_path *path, read_set *out);
bool ev_to_step(const sitrep_knowledge *k, const know_step *step, read_step *out);

/* events_score.c. Fills fit->score; false where it is too low for the line to be taken. */
bool ev_score(ev *e, uint32_t cand, ev_fit *fit);
/* How much better than this one a less specific line must score to be taken in its place. */
float ev_margin(const ev *e, const ev_fit *fit);
/* Writes the line's features into the explanation, for training. */
void ev_tell_features(ev *e, uint32_t cand, const ev_fit *fit);
uint8_t ev_quad_of(uint8_t type);
/* What a sense of this candidate is coded as in its sentence: "will send aid" as AGREE. */
uint8_t ev_coded_type(ev *e, uint32_t cand, uint32_t sense);

/* Chooses the sense of a candidate (once) and gives its index, SITREP_NONE for none. */
uint32_t ev_sense_of(ev *e, uint32_t cand);
/* Whether the chosen sense of a candidate names the word in a condition, so that both are one event. */
bool ev_claims(ev *e, uint32_t cand, uint32_t word);
/* The candidate that `cand` embeds, SITREP_NONE. */
uint32_t ev_inner_of(ev *e, uint32_t cand);
/* The words that are printed for somebody or something on a side, events_phrase.c. */
sitrep_span ev_phrase_span(const ev *e, uint32_t word);
/* Adds the armed bodies that actors belong to: the FMLN of "FMLN guerrillas". */
void ev_add_bodies(const ev *e, read_set *actors);
/* Takes away places that only tell where it happened ("exploded in La Paz") and nobody ("no group"). */
void ev_drop_scenes(const ev *e, read_set *side);
/* Takes from the recipients what is sent, and of deeds that are no force what is nobody ("tougher measures"). */
void ev_drop_things(const ev *e, const ev_cand *c, uint8_t type, read_set *recipients);
/* Writes which senses of a candidate hold and why the others do not. */
void ev_explain(ev *e, uint32_t cand);
void ev_explain_tree(const ev *e); /* explain.c */
void ev_explain_event(const ev *e, const sitrep_event *event);
/* Whether a word is an event: heads a candidate that has a sense with a type. */
bool ev_is_event(ev *e, uint32_t word);
/* The event type of a candidate, SITREP_EVENT_TYPE_COUNT for none. */
uint8_t ev_type_of(ev *e, uint32_t cand);

/* What is known of how an event stands to the world. */
typedef struct ev_status {
    uint8_t status, certainty;
    bool negative, omission;
    bool purpose; /* planned only as what something else is done for: nobody announces it */
    bool weak;    /* status comes from something other than plain tense */
} ev_status;
void ev_status_of(ev *e, const ev_cand *c, ev_status *out);
/* Lines of embed.tsv for a word that governs others. */
know_range ev_embed_rows(const ev *e, uint32_t word);
/* Whether the one who would do `b` is the surface subject of `a`. */
bool ev_same_subject(const ev *e, uint32_t a, uint32_t b);
/* Events of not acting whose deed is no event of the lexicon ("police failed to respond"). False when the arena is out.
 */
bool ev_omissions(ev *e);

/* Fillers of a slot range, first filled alternative. */
void ev_slots(ev *e, uint32_t cand, know_range slots, bool actor_side, read_set *out);
/* Sides that the slots leave empty. */
void ev_actor_above(ev *e, const ev_cand *c, read_set *out);
void ev_actor_of_whole(ev *e, uint32_t cand, read_set *out);
void ev_actor_of_cause(ev *e, uint32_t cand, read_set *out);
/* Adds the names that a list tells of the recipients: "three journalists: A, B, and C". */
void ev_add_listed(ev *e, const ev_cand *c, read_set *recipients);
void ev_actor_blamed(ev *e, uint32_t cand, read_set *out);
void ev_actor_implied(const ev *e, read_set *out);
bool ev_implied_police(ev *e, sitrep_event *event);
void ev_sides_before(ev *e, const ev_cand *c, sitrep_event *event);
void ev_recipient_below(ev *e, const ev_cand *c, const read_set *actors, read_set *out);
/* Actors or recipients in the record's form, in the arena; counts in *out_count. NULL when the arena is out. */
sitrep_actor *ev_actors(ev *e, const read_set *words, uint32_t *out_count);
bool ev_instruments(ev *e, uint32_t cand, sitrep_event *event);
/* Whether a filler can stand on a side of an event; may put its owner in its place. */
uint32_t ev_side_word(ev *e, uint32_t word, bool actor_side);

/* Whether the event sums up a war ("the conflict has killed 35,000 since 2009"): neither of the day nor of the place.
 */
bool ev_is_total(const ev *e, const ev_cand *c);
/* Whether a time at this word is that of another deed which the sentence names. */
bool ev_time_of_other(ev *e, const ev_cand *c, uint32_t time, uint32_t word);
/* Whether the event lies years back: "ten years after the massacre". */
bool ev_is_remembered(const ev *e, const ev_cand *c);

/* The head of a word, SITREP_NONE for the root. */
uint32_t ev_head_of(const ev *e, uint32_t w);
/* How far a word hangs below the event's own words, borders of clauses counting more; SITREP_NONE for not at all. */
uint32_t ev_distance(const ev *e, const ev_cand *c, uint32_t w);
bool ev_in_sentence(const ev *e, sitrep_span span);
/* The head of the words that a span covers. */
uint32_t ev_head_word(const ev *e, sitrep_span span);
/* The last event before, of the kind of `event` and within reach, that has a place (else: a time). NULL for none. */
const sitrep_event *ev_earlier(const ev *e, const sitrep_event *event, bool place);
void ev_place(ev *e, const ev_cand *c, sitrep_event *event);
void ev_time(ev *e, const ev_cand *c, sitrep_event *event);
/* The day that the top of the report names, for attacks told there without one. */
void ev_lead_day(read_ctx *r);
bool ev_figures(ev *e, uint32_t cand, uint32_t event_index);
bool ev_loose_figures(ev *e, uint32_t first_event);
/* The confidence that a first guess (a logit) and what the event shows lead to. */
double ev_confidence(const read_ctx *r, const sitrep_event *event, double logit);
/* What the report is about, where fights are none. */
enum { EV_GENRE_NEWS, EV_GENRE_GAME, EV_GENRE_FILM, EV_GENRE_BUSINESS };
uint8_t ev_genre(read_ctx *r);
/* Whether a deed in such a report is a figure of speech or part of a plot. */
bool ev_is_figurative(read_ctx *r, const sitrep_event *event);
/* Joins the descriptions of one victim over the events of the report. */
void ev_join_victims(read_ctx *r);
void ev_statement(const ev *e, sitrep_event *event);
/* What a user's own ontology makes of a sentence whose events begin at `first_event` (events_own.c). False when the
 * arena is out. */
bool ev_own(const ev *sentence, uint32_t first_event);
/* events.c: adds the event of a candidate that has a sense, unless its sides forbid it. False when the arena is out. */
bool ev_build(ev *e, uint32_t cand);

#endif
