/* read/events_match.c — conditions, blockers, and the choice of a sense.
 * The knowledge file has the lines of a lemma most specific first: the first one whose conditions all hold, that no
 * blocker forbids, is taken. Whether a filler is an event asks for its own sense in turn; a candidate that is being
 * decided counts as none. */
#include "read/events_int.h"

#include <stdio.h>

static const sitrep_word *at(const ev *e, uint32_t w)
{
    return read_tree_word(e->t, w);
}

/* ---- functions of candidates ---- */

bool ev_to_step(const sitrep_knowledge *k, const know_step *step, read_step *out)
{
    out->prep = (sitrep_sv){NULL, 0};
    switch (step->function) {
    case KNOW_FN_SUBJ:
        out->function = READ_SUBJ;
        break;
    case KNOW_FN_OBJ:
        out->function = READ_OBJ;
        break;
    case KNOW_FN_IOBJ:
        out->function = READ_IOBJ;
        break;
    case KNOW_FN_POSS:
        out->function = READ_POSS;
        break;
    case KNOW_FN_MOD:
        out->function = READ_MOD;
        break;
    case KNOW_FN_OF:
        out->function = READ_PREP;
        out->prep = SV("of");
        break;
    case KNOW_FN_BY:
        out->function = READ_PREP;
        out->prep = SV("by");
        break;
    case KNOW_FN_PREP:
        out->function = READ_PREP;
        out->prep = know_text(k, step->prep);
        break;
    case KNOW_FN_ANY_PREP:
        out->function = READ_ANYPREP;
        break;
    case KNOW_FN_XCOMP:
        out->function = READ_XCOMP;
        break;
    case KNOW_FN_CCOMP:
        out->function = READ_CCOMP;
        break;
    case KNOW_FN_ADV:
        out->function = READ_ADV;
        break;
    case KNOW_FN_HEAD:
        out->function = READ_HEAD;
        break;
    default:
        return false;
    }
    return true;
}

static void walk_steps(const ev *e, const sitrep_knowledge *k, const know_path *path, uint32_t from, read_set *set)
{
    for (uint32_t i = from; i < path->count; i++) {
        read_step step;
        read_set next = {0};
        if (!ev_to_step(k, &path->step[i], &step)) {
            set->count = 0;
            return;
        }
        for (uint32_t n = 0; n < set->count; n++) {
            read_tree_step(e->t, set->words[n], &step, &next);
            uint32_t content = read_content_noun(e->r, e->s, set->words[n]);
            if (content != set->words[n]) read_tree_step(e->t, content, &step, &next);
        }
        *set = next;
    }
}

void ev_walk_word(const ev *e, uint32_t word, const know_path *path, read_set *out)
{
    *out = (read_set){1, {word}};
    walk_steps(e, e->r->know, path, 0, out);
}

/* Fillers of slots said of a support verb. */
static void support_slots(const ev *e, uint32_t word, know_range slots, read_set *out)
{
    uint32_t alternative = SITREP_NONE;
    for (uint32_t i = 0; i < slots.count; i++) {
        const know_slot *slot = know_slot_at(e->r->know, slots.first + i);
        if (out->count && slot->alternative != alternative) return;
        alternative = slot->alternative;
        read_set set;
        ev_walk_word(e, word, &slot->path, &set);
        for (uint32_t k = 0; k < set.count; k++)
            if (!slot->class_.len || read_is_class(e->r, e->s, set.words[k], know_text(e->r->know, slot->class_)))
                read_set_add(out, set.words[k]);
    }
}

/* "Sent in the army": a particle of the trigger that the parser took for a preposition hides the object. */
static void object_behind_particle(const ev *e, const ev_cand *c, read_set *out)
{
    for (uint32_t w = c->word + 1; w < c->end; w++)
        if (at(e, w)->deprel == SITREP_DEPREL_CASE && at(e, w)->head < e->t->sentence->count &&
            at(e, w)->head >= c->end)
            read_set_add(out, at(e, w)->head);
}

/* "Carried out strikes Friday evening against X": a day has nobody against it; the phrase is the verb's. */
static void behind_time(const ev *e, uint32_t word, const read_step *step, read_set *out)
{
    if (sv_eq(step->prep, SV("of"))) return;
    for (uint32_t k = e->t->child[word]; k != SITREP_NONE && !out->count; k = e->t->next[k]) {
        unsigned d = at(e, k)->deprel;
        if (d != SITREP_DEPREL_OBL && d != SITREP_DEPREL_OBL_UNMARKED && d != SITREP_DEPREL_ADVMOD) continue;
        uint32_t first, end;
        bool time = false;
        read_tree_range(e->t, k, &first, &end);
        for (uint32_t w = first; w <= k && !time; w++) time = e->r->word_time[read_index(e->r, e->s, w)] != SITREP_NONE;
        if (time) read_tree_step(e->t, k, step, out);
    }
}

void ev_step(const ev *e, const ev_cand *c, const read_step *step, read_set *out)
{
    bool noun = c->pos == 'n' && c->support_count;
    if (c->pos == 'a' && step->function == READ_SUBJ) {
        read_tree_surface_subject(e->t, c->word, out);
        return;
    }
    if (noun && (step->function == READ_SUBJ || step->function == READ_OBJ)) {
        for (uint32_t i = c->support_count; i-- > 0 && !out->count;)
            support_slots(e, c->support[i], step->function == READ_SUBJ ? c->light[i]->actor : c->light[i]->recipient,
                          out);
        if (out->count) return;
    }
    if (c->pos == 'n' && (step->function == READ_SUBJ || step->function == READ_OBJ) &&
        at(e, c->word)->upos != SITREP_UPOS_VERB)
        return;
    read_tree_step(e->t, c->word, step, out);
    if (c->pos == 'v' && step->function == READ_OBJ && !out->count) object_behind_particle(e, c, out);
    if (step->function == READ_PREP && !out->count) behind_time(e, c->word, step, out);
    if (!noun || step->function == READ_XCOMP || step->function == READ_CCOMP) return;
    for (uint32_t i = 0; i < c->support_count && !out->count; i++) { /* what stands with the carrier counts too */
        bool verb = c->light[i]->pos == 'v';
        if (verb ? step->function == READ_PREP || step->function == READ_ANYPREP || step->function == READ_ADV
                 : step->function != READ_HEAD)
            read_tree_step(e->t, c->support[i], step, out);
        if (verb && step->function == READ_PREP && !out->count) behind_time(e, c->support[i], step, out);
    }
    for (uint32_t i = 0; i < out->count; i++) /* the noun is no filler of its own functions */
        if (out->words[i] == c->word || out->words[i] == c->carrier) {
            for (uint32_t k = i + 1; k < out->count; k++) out->words[k - 1] = out->words[k];
            out->count--;
            i--;
        }
}

void ev_walk(const ev *e, const ev_cand *c, const know_path *path, read_set *out)
{
    read_step first;
    *out = (read_set){0};
    if (path->count == 0 || !ev_to_step(e->lex, &path->step[0], &first)) return;
    ev_step(e, c, &first, out);
    walk_steps(e, e->lex, path, 1, out);
}

/* ---- the embedded event ---- */

/* Where an embedded event stands, in the order in which it is looked for. */
static const char *const inner_functions[] = {"xcomp",  "ccomp",     "obj",    "p.for",  "of",
                                              "p.to",   "p.against", "p.on",   "p.over", "p.about",
                                              "p.from", "p.with",    "p.into", "p.in",   "mod"};

static uint32_t find_inner(ev *e, uint32_t cand)
{
    for (size_t i = 0; i < sizeof inner_functions / sizeof inner_functions[0]; i++) {
        sitrep_sv text = sv_of(inner_functions[i]);
        read_step step;
        read_set set = {0};
        if (!read_step_parse(&text, &step)) continue;
        ev_step(e, &e->cands[cand], &step, &set);
        for (uint32_t k = 0; k < set.count; k++) {
            uint32_t content = read_content_noun(e->r, e->s, set.words[k]);
            uint32_t found = e->of_word[content] != SITREP_NONE ? e->of_word[content] : e->of_word[set.words[k]];
            if (found == SITREP_NONE) /* "agreed to hold talks": the noun behind the light verb */
                for (uint32_t n = 0; n < e->count && found == SITREP_NONE; n++)
                    if (e->cands[n].support_count && e->cands[n].support[e->cands[n].support_count - 1] == set.words[k])
                        found = n;
            if (found != SITREP_NONE && e->cands[found].dropped)
                for (uint32_t n = 0; n < e->count; n++)
                    if (n != cand && e->cands[n].support_count &&
                        e->cands[n].support[e->cands[n].support_count - 1] == set.words[k])
                        found = n;
            if (found != SITREP_NONE && found != cand && ev_type_of(e, found) != SITREP_EVENT_TYPE_COUNT) return found;
        }
    }
    return SITREP_NONE;
}

uint8_t ev_type_of(ev *e, uint32_t cand)
{
    uint32_t sense = ev_sense_of(e, cand);
    return sense == SITREP_NONE ? SITREP_EVENT_TYPE_COUNT : know_sense_at(e->lex, sense)->event_type;
}

bool ev_is_event(ev *e, uint32_t word)
{
    uint32_t cand = e->of_word[word];
    return cand != SITREP_NONE && e->cands[cand].state != EV_BUSY && ev_type_of(e, cand) != SITREP_EVENT_TYPE_COUNT;
}

static bool is_cooperative(uint8_t type)
{
    switch (type) {
    case SITREP_EVENT_AGREE:
    case SITREP_EVENT_CONSULT:
    case SITREP_EVENT_SUPPORT:
    case SITREP_EVENT_CONCEDE:
    case SITREP_EVENT_COOPERATE:
    case SITREP_EVENT_AID:
    case SITREP_EVENT_RETREAT:
        return true;
    default:
        return false;
    }
}

static bool test_inner(ev *e, uint32_t cand, const know_test *test)
{
    const sitrep_knowledge *k = e->lex;
    uint32_t inner = find_inner(e, cand);
    if (inner == SITREP_NONE) return false;
    uint8_t type = ev_type_of(e, inner);
    const know_sense *sense = know_sense_at(k, ev_sense_of(e, inner));
    for (uint32_t i = 0; i < test->words.count; i++) {
        sitrep_sv value = know_value_at(k, test->words.first + i), mode = value;
        if (sv_eq(value, SV("coop")) && is_cooperative(type)) return true;
        if (sv_eq(value, SV("conf")) && !is_cooperative(type)) return true;
        sitrep_sv name = sv_cut(&mode, '/');
        if (sv_eq(name, sv_of(sitrep_event_type_name(type))) && (!mode.len || sv_eq(mode, know_text(k, sense->mode))))
            return true;
    }
    return false;
}

/* ---- tests ---- */

bool ev_is_class(const ev *e, uint32_t word, sitrep_sv name)
{
    sitrep_sv bare = name.len && name.ptr[0] == '@' ? sv_part(name, 1, name.len) : name;
    uint32_t own = e->lex == e->r->know ? SITREP_NONE : know_class_id(e->lex, bare);
    if (own == SITREP_NONE) return read_is_class(e->r, e->s, word, name);
    uint32_t content = read_content_noun(e->r, e->s, word);
    return know_class_id_has(e->lex, own, at(e, word)->lemma) || know_class_id_has(e->lex, own, at(e, content)->lemma);
}

static bool word_fits(ev *e, const know_test *test, uint32_t word)
{
    const sitrep_knowledge *k = e->lex;
    uint32_t content = read_content_noun(e->r, e->s, word);
    for (uint32_t i = 0; i < test->words.count; i++) {
        sitrep_sv value = know_value_at(k, test->words.first + i);
        if (test->op == KNOW_TEST_WORD) {
            if (read_is_lemma(e->r, e->s, word, value) ||
                (content != word && read_is_lemma(e->r, e->s, content, value)))
                return true;
        } else if (sv_eq(value, SV("event"))) {
            if (ev_is_event(e, word) || (content != word && ev_is_event(e, content))) return true;
        } else if (ev_is_class(e, word, value)) {
            if (sv_eq(value, SV("thing")) && ev_is_event(e, word)) continue;
            return true;
        }
    }
    return false;
}

static bool test_paths(ev *e, uint32_t cand, const know_test *test)
{
    for (uint32_t p = 0; p < test->paths.count; p++) {
        const know_path *path = know_path_at(e->lex, test->paths.first + p);
        read_set set;
        ev_walk(e, &e->cands[cand], path, &set);
        if (test->op == KNOW_TEST_FILLED && set.count) return true;
        for (uint32_t i = 0; i < set.count && test->op != KNOW_TEST_FILLED; i++)
            if (word_fits(e, test, set.words[i])) return true;
    }
    return false;
}

/* A value with capitals asks for them: form=March is the month. */
static bool test_value(const ev *e, const know_test *test, sitrep_sv value)
{
    for (uint32_t i = 0; i < test->words.count; i++) {
        sitrep_sv wanted = know_value_at(e->lex, test->words.first + i);
        bool exact = wanted.len && is_upper(wanted.ptr[0]);
        if (exact ? sv_eq(wanted, value) : sv_eq_fold(wanted, value)) return true;
    }
    return false;
}

static bool test_sentence(ev *e, const know_test *test)
{
    for (uint32_t w = 0; w < e->t->sentence->count; w++)
        for (uint32_t i = 0; i < test->words.count; i++) {
            sitrep_sv value = know_value_at(e->lex, test->words.first + i);
            if (test->op == KNOW_TEST_SENT_WORD ? read_is_lemma(e->r, e->s, w, value)
                                                : at(e, w)->upos != SITREP_UPOS_PUNCT && ev_is_class(e, w, value))
                return true;
        }
    return false;
}

static const char *tense_name(const ev *e, uint32_t w)
{
    static const char *const names[] = {"past", "pres", "fut", "inf", "part", "ger"};
    return names[read_tree_tense(e->t, w)];
}

static bool holds(ev *e, uint32_t cand, const know_test *test)
{
    const ev_cand *c = &e->cands[cand];
    bool result = false;
    switch (test->op) {
    case KNOW_TEST_FILLED:
    case KNOW_TEST_WORD:
    case KNOW_TEST_CLASS:
        result = test_paths(e, cand, test);
        break;
    case KNOW_TEST_FORM:
        result = test_value(e, test, at(e, c->word)->form);
        break;
    case KNOW_TEST_SENT_WORD:
    case KNOW_TEST_SENT_CLASS:
        result = test_sentence(e, test);
        break;
    case KNOW_TEST_VOICE:
        result = test_value(e, test, read_tree_passive(e->t, c->word) ? SV("passive") : SV("active"));
        break;
    case KNOW_TEST_TENSE:
        result = test_value(e, test, sv_of(tense_name(e, c->word)));
        break;
    case KNOW_TEST_INNER:
        result = test_inner(e, cand, test);
        break;
    default:
        break;
    }
    return result != (test->negate != 0);
}

/* The first test that fails, SITREP_NONE where all hold. */
static uint32_t first_failure(ev *e, uint32_t cand, const know_sense *sense)
{
    for (uint32_t i = 0; i < sense->tests.count; i++)
        if (!holds(e, cand, know_test_at(e->lex, sense->tests.first + i))) return i;
    return SITREP_NONE;
}

/* Whether a line of which the test fails may be taken all the same: a filler that its author did not think of. */
static bool may_relax(const know_test *test)
{
    return !test->negate && (test->op == KNOW_TEST_FILLED || test->op == KNOW_TEST_WORD || test->op == KNOW_TEST_CLASS);
}

/* Whether all tests but number `failed` hold. */
static bool rest_holds(ev *e, uint32_t cand, const know_sense *sense, uint32_t failed)
{
    for (uint32_t i = failed + 1; i < sense->tests.count; i++)
        if (!holds(e, cand, know_test_at(e->lex, sense->tests.first + i))) return false;
    return true;
}

static bool nothing_fills(ev *e, uint32_t cand, const know_test *test)
{
    for (uint32_t p = 0; p < test->paths.count; p++) {
        read_set set;
        ev_walk(e, &e->cands[cand], know_path_at(e->lex, test->paths.first + p), &set);
        if (set.count) return false;
    }
    return true;
}

/* Whether the chosen sense asks for this very word by name, as "cancel" asks for obj=visit: then the two are one event.
 */
bool ev_claims(ev *e, uint32_t cand, uint32_t word)
{
    if (e->cands[cand].sense == SITREP_NONE) return false;
    const know_sense *s = know_sense_at(e->lex, e->cands[cand].sense);
    for (uint32_t i = 0; i < s->tests.count; i++) {
        const know_test *test = know_test_at(e->lex, s->tests.first + i);
        if (test->op != KNOW_TEST_WORD || test->negate) continue;
        for (uint32_t p = 0; p < test->paths.count; p++) {
            read_set set;
            const know_path *path = know_path_at(e->lex, test->paths.first + p);
            if (path->count != 1 || path->step[0].function == KNOW_FN_HEAD) continue;
            ev_walk(e, &e->cands[cand], path, &set);
            if (read_set_has(&set, word) && word_fits(e, test, word)) return true;
        }
    }
    return false;
}

/* ---- blockers ---- */

/* Whether the list "A|B" (or "*") has the type. */
static bool blocks_type(sitrep_sv list, sitrep_sv type)
{
    if (sv_eq(list, SV("*"))) return true;
    while (list.len)
        if (sv_eq(sv_cut(&list, '|'), type)) return true;
    return false;
}

/* Which of a candidate's first 64 blockers have been tried, and of which all conditions hold: many lines of one lemma
 * ask for the same. */
typedef struct block_memo {
    uint64_t tried, holds;
} block_memo;

static bool blocker_holds(ev *e, uint32_t cand, const know_sense *b, uint32_t number, block_memo *memo)
{
    uint64_t bit = number < 64 ? UINT64_C(1) << number : 0;
    if (memo->tried & bit) return (memo->holds & bit) != 0;
    bool holds_all = first_failure(e, cand, b) == SITREP_NONE;
    memo->tried |= bit;
    if (holds_all) memo->holds |= bit;
    return holds_all;
}

/* The blocker whose conditions hold and that forbids a type, NULL for none. */
static const know_sense *blocked(ev *e, uint32_t cand, sitrep_sv type, block_memo *memo)
{
    const sitrep_knowledge *k = e->lex;
    const ev_cand *c = &e->cands[cand];
    uint32_t number = 0;
    for (unsigned all = 0; all < 2; all++) {
        know_range rows = know_blockers(k, all ? SV("*") : c->lemma, c->pos);
        for (uint32_t i = 0; i < rows.count; i++, number++) {
            const know_sense *b = know_sense_at(k, rows.first + i);
            if (blocks_type(know_text(k, b->type), type) && blocker_holds(e, cand, b, number, memo)) return b;
        }
    }
    return NULL;
}

/* ---- the choice ---- */

#define NEAR_MAX 24u

static void trace_sense(const ev *e, uint32_t sense, const char *verdict, const char *why)
{
    const sitrep_knowledge *k = e->lex;
    const know_sense *s = know_sense_at(k, sense);
    sitrep_sv type = know_text(k, s->type), when = know_text(k, s->when), file = know_value_at(k, s->file);
    ev_trace(e, "    %-8s %.*s:%u %.*s when %.*s%s%s\n", verdict, SV_ARG(file), s->line, SV_ARG(type), SV_ARG(when),
             why[0] ? ": " : "", why);
}

static void trace_fit(const ev *e, const ev_fit *fit, const char *verdict)
{
    char why[96];
    int len = snprintf(why, sizeof why, "score %.2f", (double)fit->score);
    if (fit->failed != SITREP_NONE)
        snprintf(why + len, sizeof why - (size_t)len, ", though condition %u does not hold", fit->failed + 1);
    trace_sense(e, fit->sense, verdict, why);
}

/* The lines that may stand: those that hold, or, where none does, those of which one test fails. */
typedef struct choice {
    ev_fit hold[NEAR_MAX], near[NEAR_MAX];
    uint32_t hold_count, near_count;
    block_memo blockers;
    bool said; /* the first that holds is an act of speech, and no event */
} choice;

static bool is_statement(const ev *e, uint32_t sense)
{
    return know_sense_at(e->lex, sense)->event_type == SITREP_EVENT_TYPE_COUNT;
}

/* Whether a blocker forbids the line; told where asked for. */
static bool is_blocked(ev *e, uint32_t cand, uint32_t sense, bool told, block_memo *memo)
{
    const know_sense *s = know_sense_at(e->lex, sense);
    const know_sense *b = is_statement(e, sense) ? NULL : blocked(e, cand, know_text(e->lex, s->type), memo);
    if (b && told) {
        char why[128];
        snprintf(why, sizeof why, "%.*s", SV_ARG(know_text(e->lex, b->when)));
        trace_sense(e, sense, "blocked", why);
    }
    return b != NULL;
}

static void try_line(ev *e, uint32_t cand, uint32_t sense, bool told, choice *out)
{
    const know_sense *s = know_sense_at(e->lex, sense);
    uint32_t failed = first_failure(e, cand, s);
    if (failed == SITREP_NONE) {
        if (out->hold_count == NEAR_MAX || is_blocked(e, cand, sense, told, &out->blockers)) return;
        out->said |= !out->hold_count && is_statement(e, sense);
        out->hold[out->hold_count] = (ev_fit){.sense = sense, .failed = SITREP_NONE, .first = !out->hold_count};
        out->hold_count++;
        return;
    }
    if (told) {
        char why[64];
        snprintf(why, sizeof why, "condition %u does not hold", failed + 1);
        trace_sense(e, sense, "refused", why);
    }
    const know_test *test = know_test_at(e->lex, s->tests.first + failed);
    if ((out->hold_count && !(told && e->r->trace_features)) || out->near_count == NEAR_MAX || is_statement(e, sense) ||
        !may_relax(test) || !rest_holds(e, cand, s, failed) || is_blocked(e, cand, sense, told, &out->blockers))
        return;
    out->near[out->near_count++] = (ev_fit){.sense = sense, .failed = failed, .empty = nothing_fills(e, cand, test)};
}

/* The best of the lines that score high enough; NULL for none. */
static const ev_fit *best_of(ev *e, uint32_t cand, ev_fit *fits, uint32_t count, bool told)
{
    const ev_fit *best = NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (is_statement(e, fits[i].sense)) continue;
        fits[i].enough = ev_score(e, cand, &fits[i]);
        if (told && e->r->trace_features) ev_tell_features(e, cand, &fits[i]);
        if (told && !fits[i].enough) trace_fit(e, &fits[i], "too low");
        if (fits[i].enough && (!best || fits[i].score > best->score + ev_margin(e, best))) best = &fits[i];
    }
    for (uint32_t i = 0; told && best && i < count; i++)
        if (&fits[i] != best && fits[i].enough) trace_fit(e, &fits[i], "lower");
    if (told && best) trace_fit(e, best, "taken");
    return best;
}

static void count_kin(const ev *e, choice *all)
{
    for (uint32_t i = 0; i < all->near_count; i++)
        for (uint32_t k = 0; k < all->near_count; k++)
            all->near[i].kin += k != i && know_sense_at(e->lex, all->near[k].sense)->event_type ==
                                              know_sense_at(e->lex, all->near[i].sense)->event_type;
}

/* The sense that may stand; with `told`, says of each line why or why not. */
static uint32_t choose(ev *e, uint32_t cand, bool told)
{
    know_range senses = e->cands[cand].senses;
    choice all = {.hold_count = 0};
    for (uint32_t i = 0; i < senses.count && !all.said; i++) try_line(e, cand, senses.first + i, told, &all);
    if (all.said) {
        if (told) trace_sense(e, all.hold[0].sense, "taken", "");
        return all.hold[0].sense;
    }
    count_kin(e, &all);
    const ev_fit *best = all.hold_count ? best_of(e, cand, all.hold, all.hold_count, told)
                                        : best_of(e, cand, all.near, all.near_count, told);
    if (told && e->r->trace_features && all.hold_count)
        for (uint32_t i = 0; i < all.near_count; i++) ev_tell_features(e, cand, &all.near[i]);
    e->cands[cand].score = best ? best->score : 0.0F;
    for (uint32_t i = 0; i < all.hold_count && !best; i++)
        if (is_statement(e, all.hold[i].sense)) best = &all.hold[i];
    return best ? best->sense : SITREP_NONE;
}

void ev_explain(ev *e, uint32_t cand)
{
    const ev_cand *c = &e->cands[cand];
    ev_trace(e, "  %.*s (%c)", SV_ARG(c->lemma), c->pos);
    for (uint32_t i = 0; i < c->support_count; i++)
        ev_trace(e, ", carried by '%.*s'", SV_ARG(at(e, c->support[i])->form));
    ev_trace(e, "%s\n", c->dropped ? ": no trigger here (part of a longer one, a support verb, or a modifier)" : "");
    if (!c->dropped) choose(e, cand, true);
}

uint32_t ev_inner_of(ev *e, uint32_t cand)
{
    return find_inner(e, cand);
}

uint32_t ev_sense_of(ev *e, uint32_t cand)
{
    ev_cand *c = &e->cands[cand];
    if (c->state == EV_DONE) return c->dropped ? SITREP_NONE : c->sense;
    if (c->state == EV_BUSY || c->dropped) return SITREP_NONE;
    c->state = EV_BUSY;
    uint32_t sense = choose(e, cand, false);
    c = &e->cands[cand];
    c->sense = sense;
    c->state = EV_DONE;
    if (sense != SITREP_NONE) c->inner = find_inner(e, cand);
    return sense;
}
