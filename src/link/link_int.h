/* link/link_int.h — the parts of linking. Each takes the rows of one new report and relates them to what is in the
 * store. Reports come in the order in which they were seen (seen_at, then arrival), so that linking in pieces ends like
 * linking at once. Every row that is made carries its reason in words. All inside the caller's transaction. */
#ifndef LINK_LINK_INT_H
#define LINK_LINK_INT_H

#include "keep/sqlite/db.h"
#include "link/matters.h"
#include "sitrep/link.h"

/* A sentence of the report at hand, in its order. */
typedef struct link_sentence {
    int64_t sentence;
    uint32_t first, last;
    sitrep_sv text;
    unsigned kinds;  /* of matters that it has words for: a mask of 1u << matter_kind */
    sitrep_sv issue; /* the first that it names; empty for none */
} link_sentence;

typedef struct linking {
    sitrep_store *s;
    sitrep_error *err;
    sitrep_link_result *result;
    int64_t report, seen_at; /* the report at hand */
    int32_t published_day;
    bool corrects;            /* the report at hand corrects an earlier one: set by link_withdrawal() */
    arena arena;              /* reset for each report */
    link_sentence *sentences; /* of the report at hand, once somebody asked: link_sentences() */
    size_t sentence_count;
    sitrep_sv country; /* that the report at hand is about, once somebody asked: link_report_country() */
    bool knows_country, copies_country; /* the latter: it is its origin's, whatever its places were taken for */
    const matters *matters;             /* of the whole run; NULL where the list was not found */
    sqlite3_stmt *statements[128];      /* prepared on first use; one slot for each text, see link_sql() */
    const char *texts[128];
    struct standing_list *standing; /* undertakings_state.c: those that evidence may move; made on first use */
    struct near_views *views;       /* near.c: claims that were compared; made on first use */
    sitrep_status
        failure; /* the first failure of link_sql() or link_step(), for those that went on without an answer */
} linking;

/* The prepared statement of a literal SQL text, reset; NULL on failure (err is set). Texts are told apart by address.
 */
sqlite3_stmt *link_sql(linking *l, const char *sql);
/* Steps once: 1 a row, 0 the end, -1 a failure (err is set). */
int link_step(linking *l, sqlite3_stmt *stmt);
/* Runs a statement without rows. */
sitrep_status link_done(linking *l, sqlite3_stmt *stmt);
sitrep_status link_failed(const linking *l);
/* An id of `kind` made of a number that never changes, such as the first claim's row. */
void link_id(linking *l, char kind, const char *what, int64_t number, char out[KEEP_ID_SIZE]);

#define LINK_SENTENCES_MAX 300u /* a longer report is looked at so far */
/* link.c: the sentences of the report at hand, in the arena. */
sitrep_status link_sentences(linking *l, link_sentence **out, size_t *out_count);

/* speaker.c: who stands behind a number or a promise. */
typedef struct link_speaker {
    sitrep_sv name, text, code, via;
    bool is_country; /* the name is a country's */
} link_speaker;
bool link_is_state(sitrep_sv code);
bool link_is_nobody(sitrep_sv speaker); /* "some estimates": nobody answers for it */
bool link_is_government(const link_speaker *who);
/* The line in a count of `country`: "government of KGZ", a name, or "" for nobody. `beside` are the words around the
 * number. In the arena. */
sitrep_sv link_speaker_line(linking *l, const link_speaker *who, sitrep_sv country, sitrep_sv beside);

/* about.c: the country that the report at hand is about; empty where none is known. In the arena. */
sitrep_status link_report_country(linking *l, sitrep_sv *out);
/* What a party is called in tables: "government of Kyrgyzstan" for all who speak for one, else its own name. In the
 * arena. */
sitrep_sv link_party_name(linking *l, const link_speaker *who, sitrep_sv country);

/* words.c: what two texts share, by words that carry meaning. */
typedef struct link_words {
    uint32_t hashes[48]; /* sorted, distinct */
    uint32_t count;
    bool negated;
} link_words;
void link_words_of(sitrep_sv text, link_words *out);
uint32_t link_words_shared(const link_words *a, const link_words *b);

/* contradictions.c: a pair of rows by their ids; a pair with the same `key` is stored once. */
sitrep_status link_add_contradiction(linking *l, const char *kind, sitrep_sv one, sitrep_sv other, sitrep_sv key,
                                     const char *reason);

/* denials.c, in the order of contradictions.c: denials; what a party is said to do, and says it does not; doubts. */
sitrep_status link_denials(linking *l);
sitrep_status link_third_party(linking *l);
sitrep_status link_doubts(linking *l);
/* Keeps a sentence that denies without a speaker, or says that something is not verified; `about`: the sentence that it
 * is said of, or 0. */
sitrep_status link_add_doubt(linking *l, int64_t sentence, int64_t about, const char *kind, sitrep_sv words,
                             char id[KEEP_ID_SIZE]);

sitrep_status link_withdrawal(linking *l);     /* withdrawal.c: corrections and kill notices */
sitrep_status link_credits(linking *l);        /* credits.c: outlets credited in words */
sitrep_status link_origin(linking *l);         /* origins.c: near-copies */
sitrep_status link_events(linking *l);         /* events.c: claims to events */
sitrep_status link_series(linking *l);         /* series.c: figures to series, attribution lost, implausible sizes */
sitrep_status link_undertakings(linking *l);   /* undertakings.c: promises and what became of them */
sitrep_status link_positions(linking *l);      /* positions.c: who stands where on what */
sitrep_status link_blame(linking *l);          /* blame.c: who accuses whom of what */
sitrep_status link_questions(linking *l);      /* questions.c: what a report answers of the standing questions */
sitrep_status link_contradictions(linking *l); /* contradictions.c: figures that differ, claims that are denied */

/* undertakings_state.c: forgets which undertakings stand, because others than it wrote states; and frees it. Both take
 * one that was never used. */
void undertakings_forget(linking *l);
void undertakings_release(linking *l);

#endif
