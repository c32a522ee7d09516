/* sitrep/question.h — standing questions: a filter of the one grammar that is asked again of every report that comes.
 * A question keeps the rows that answered it, the reports that brought them, and how many were searched in vain; the
 * tables SITREP_TABLE_QUESTIONS and SITREP_TABLE_ANSWERS show them, as of any day.
 * Threads: functions of a store, one thread at a time; the store is open for writing. */
#ifndef SITREP_QUESTION_H
#define SITREP_QUESTION_H

#include "sitrep/store.h"

SITREP_DECLS_BEGIN

#define SITREP_QUESTION_FILTERS_MAX 16

/* What is asked: words for people, the table that is searched, and filters of it ("type", "AGREE,AID"). */
typedef struct sitrep_question {
    sitrep_sv text;
    sitrep_table_kind rows; /* CLAIMS, FIGURES, STATEMENTS, POSITIONS or SENTENCES */
    sitrep_sv names[SITREP_QUESTION_FILTERS_MAX], values[SITREP_QUESTION_FILTERS_MAX];
    size_t count;
} sitrep_question;

/* The table that the filters ask for: figures for --metric, statements for --act and --by alone, sentences for --text
 * alone, else claims. */
SITREP_API sitrep_table_kind sitrep_question_rows(const sitrep_question *question);

/* Stores the question and searches all reports of the store; *out_id takes its id (20 bytes are enough). Asking the
 * same again opens it again where it was closed. One transaction. Fails with USAGE (a filter that the table does not
 * know), BUSY, FULL, IO, NOMEM. */
SITREP_API sitrep_status sitrep_question_add(sitrep_store *store, const sitrep_question *question, char *out_id,
                                             size_t size, sitrep_error *err) SITREP_MUST_USE;
/* Searches the reports of the store again for one question: what re-reading brought is added, nothing is lost. Fails
 * with NOT_FOUND, and as above. */
SITREP_API sitrep_status sitrep_question_run(sitrep_store *store, sitrep_sv id, sitrep_error *err) SITREP_MUST_USE;
/* Closes it: new reports are no longer searched. Its answers stay. Fails with NOT_FOUND, BUSY, FULL, IO. */
SITREP_API sitrep_status sitrep_question_close(sitrep_store *store, sitrep_sv id, sitrep_sv reason,
                                               sitrep_error *err) SITREP_MUST_USE;

SITREP_DECLS_END

#endif
