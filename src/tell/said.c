/* tell/said.c — loads the tables of positions, accusations and questions. */
#include "tell/said.h"

#include "base/banned.h"

/* clang-format off */
#define T(type, name) {#name, offsetof(type, name), DATA_TEXT}
#define N(type, name) {#name, offsetof(type, name), DATA_NUMBER}
#define REF_TEXT(type, name) {#name, offsetof(type, ref) + offsetof(doc_ref, name), DATA_TEXT}
#define REF_AT(type, name) {#name, offsetof(type, ref) + offsetof(doc_ref, name), DATA_POSITION}
#define REF(type) \
    REF_TEXT(type, report), REF_TEXT(type, source), REF_TEXT(type, published), REF_TEXT(type, quote), REF_AT(type, sentence_first), REF_AT(type, sentence_last)

static const data_field position_fields[] = {
    {"position", offsetof(said_position, id), DATA_TEXT}, T(said_position, day), T(said_position, issue), T(said_position, actor), T(said_position, stance),
    T(said_position, words), T(said_position, flips), T(said_position, flips_from), T(said_position, told_by), REF(said_position), {NULL, 0, DATA_TEXT}};
static const data_field blame_fields[] = {
    T(said_blame, accuser), T(said_blame, accused), T(said_blame, acts), T(said_blame, first), T(said_blame, last), T(said_blame, called), REF(said_blame),
    T(said_blame, denial), T(said_blame, accusation), N(said_blame, accusations), N(said_blame, reports), N(said_blame, origins),
    N(said_blame, denied), {NULL, 0, DATA_TEXT}};
static const data_field question_fields[] = {
    {"question", offsetof(said_question, id), DATA_TEXT}, T(said_question, text), T(said_question, state), T(said_question, rows), T(said_question, filter),
    T(said_question, changed), T(said_question, quote), T(said_question, report), N(said_question, answers), N(said_question, reports), N(said_question, origins),
    N(said_question, searched), N(said_question, in_vain), {NULL, 0, DATA_TEXT}};
static const data_field answer_fields[] = {
    T(said_answer, question), T(said_answer, seen), T(said_answer, row), T(said_answer, who), T(said_answer, what), T(said_answer, origin), REF(said_answer),
    {NULL, 0, DATA_TEXT}};
/* clang-format on */

sitrep_status said_load_positions(sitrep_store *store, const sitrep_filter *filter, arena *a, said_table *out,
                                  sitrep_error *err)
{
    return data_table(store, SITREP_TABLE_POSITIONS, filter, position_fields, sizeof(said_position), a, &out->positions,
                      &out->position_count, err);
}

sitrep_status said_load_blame(sitrep_store *store, const sitrep_filter *filter, arena *a, said_table *out,
                              sitrep_error *err)
{
    return data_table(store, SITREP_TABLE_BLAME, filter, blame_fields, sizeof(said_blame), a, &out->blames,
                      &out->blame_count, err);
}

sitrep_status said_load(sitrep_store *store, const sitrep_filter *filter, arena *a, said_table *out, sitrep_error *err)
{
    sitrep_filter scope, moment;
    memset(out, 0, sizeof *out);
    sitrep_filter_init(&scope);
    sitrep_filter_init(&moment);
    scope.where = filter->where, scope.since = filter->since, scope.until = filter->until;
    scope.source = filter->source, scope.as_of = moment.as_of = filter->as_of;
    sitrep_status status = said_load_positions(store, &scope, a, out, err);
    if (!status) status = said_load_blame(store, &scope, a, out, err);
    if (!status)
        status = data_table(store, SITREP_TABLE_QUESTIONS, &moment, question_fields, sizeof(said_question), a,
                            &out->questions, &out->question_count, err);
    if (!status)
        status = data_table(store, SITREP_TABLE_ANSWERS, &moment, answer_fields, sizeof(said_answer), a, &out->answers,
                            &out->answer_count, err);
    return status;
}

size_t said_issue_end(const said_table *s, size_t at)
{
    size_t end = at;
    while (end < s->position_count && sv_eq(s->positions[end].issue, s->positions[at].issue)) end++;
    return end;
}

size_t said_actor_end(const said_table *s, size_t at)
{
    size_t end = at;
    while (end < s->position_count && sv_eq(s->positions[end].issue, s->positions[at].issue) &&
           sv_eq_fold(s->positions[end].actor, s->positions[at].actor))
        end++;
    return end;
}
