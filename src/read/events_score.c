/* read/events_score.c — how well a line of the lexicon fits its trigger: the scorer that chooses among senses.
 * Two linear models over what the sentence shows: `hold` for lines whose conditions all hold, `near` for lines of which
 * one condition fails (a word that the author did not think of). Their weights are text, data/read/senses.tsv, trained
 * by tools/train_senses.py; without that table the most specific line that holds is taken, and no near one.
 * A feature is a number below EV_FEATURES; ev_feature_name() is its name in the table. */
#include "read/events_int.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TYPES SITREP_EVENT_TYPE_COUNT

enum { KIND_NONE, KIND_PEOPLE, KIND_ARMED, KIND_STATE, KIND_ORG, KIND_PLACE, KIND_EVENT, KIND_THING, KINDS };
static const char *const kind_names[KINDS] = {"none", "people", "armed", "state", "org", "place", "event", "thing"};
/* In the order in which they are asked: armed people are armed first. */
static const struct {
    uint8_t kind;
    const char *class_name;
} kind_classes[] = {
    {KIND_ARMED, "armed"}, {KIND_STATE, "state"}, {KIND_PEOPLE, "people"}, {KIND_ORG, "org"}, {KIND_PLACE, "place"}};

static const char *const preps[] = {"to", "on", "against", "with", "from", "in", "for", "of"};
#define PREPS (sizeof preps / sizeof preps[0])
static const char *const topics[] = {"sport", "film", "business", "disaster"};
#define TOPICS (sizeof topics / sizeof topics[0])

enum {
    REL_ROOT,
    REL_CONJ,
    REL_CLAUSE,
    REL_RELATIVE,
    REL_COMPLEMENT,
    REL_MODIFIER,
    REL_OBJECT,
    REL_SUBJECT,
    REL_OTHER,
    RELS
};
static const char *const rel_names[RELS] = {"root",     "conj",   "clause",  "relative", "complement",
                                            "modifier", "object", "subject", "other"};
static const char *const op_names[] = {"filled",     "word",  "class", "form", "sent_word",
                                       "sent_class", "voice", "tense", "inner"};
#define OPS (sizeof op_names / sizeof op_names[0])

enum {
    F_BIAS,
    F_FIRST, /* the most specific line that holds */
    F_LATER,
    F_ALONE, /* no other line of the lemma */
    F_NO_OTHER_TYPE,
    F_SUPPORT,
    F_PASSIVE,
    F_EMPTY, /* the function that the failing test asks for is empty */
    F_ONLY,  /* it was the line's only condition */
    F_VERB,
    F_NOUN,
    F_ADJECTIVE,
    F_PRIOR, /* numbers from here */
    F_SPECIFIC,
    F_SHARE, /* of the lemma's other lines, those of this type */
    F_KIN,   /* other lines of this type that nearly hold, too */
    F_FAIL,  /* by kind of test */
    F_REL = F_FAIL + (int)OPS,
    F_TOPIC = F_REL + RELS, /* by topic and quad class, 0 to 4 */
    F_TYPE = F_TOPIC + (int)TOPICS * 5,
    F_SUBJ = F_TYPE + TYPES,
    F_OBJ = F_SUBJ + KINDS,
    F_TYPE_SUBJ = F_OBJ + KINDS,
    F_TYPE_OBJ = F_TYPE_SUBJ + TYPES * KINDS,
    F_TYPE_PREP = F_TYPE_OBJ + TYPES * KINDS,
    F_END = F_TYPE_PREP + TYPES * (int)PREPS
};
_Static_assert(F_END <= EV_FEATURES, "room for all features");
static const char *const plain_names[F_FAIL] = {"bias",    "first",    "later", "alone", "no_other_type", "support",
                                                "passive", "empty",    "only",  "verb",  "noun",          "adjective",
                                                "prior",   "specific", "share", "kin"};

static void feature_name(uint32_t f, char *out, size_t size)
{
#define NAME(...)  snprintf(out, size, __VA_ARGS__)
#define TYPE_OF(n) sitrep_event_type_name((uint8_t)(n))
    if (f < F_FAIL)
        NAME("%s", plain_names[f]);
    else if (f < F_REL)
        NAME("fails=%s", op_names[f - F_FAIL]);
    else if (f < F_TOPIC)
        NAME("is=%s", rel_names[f - F_REL]);
    else if (f < F_TYPE)
        NAME("%s+quad%u", topics[(f - F_TOPIC) / 5], (f - F_TOPIC) % 5);
    else if (f < F_SUBJ)
        NAME("%s", TYPE_OF(f - F_TYPE));
    else if (f < F_OBJ)
        NAME("subj=%s", kind_names[f - F_SUBJ]);
    else if (f < F_TYPE_SUBJ)
        NAME("obj=%s", kind_names[f - F_OBJ]);
    else if (f < F_TYPE_OBJ)
        NAME("%s+subj=%s", TYPE_OF((f - F_TYPE_SUBJ) / KINDS), kind_names[(f - F_TYPE_SUBJ) % KINDS]);
    else if (f < F_TYPE_PREP)
        NAME("%s+obj=%s", TYPE_OF((f - F_TYPE_OBJ) / KINDS), kind_names[(f - F_TYPE_OBJ) % KINDS]);
    else
        NAME("%s+%s", TYPE_OF((f - F_TYPE_PREP) / PREPS), preps[(f - F_TYPE_PREP) % PREPS]);
#undef NAME
#undef TYPE_OF
}

/* ---- the weights ---- */

struct read_scorer {
    const know_table *table;
    float weight[2][EV_FEATURES]; /* near, hold */
    float threshold[2];
    float margin;           /* of the most specific line that holds */
    uint32_t topic[TOPICS]; /* class ids */
};

static float number_of(const read_ctx *r, const know_table *t, const char *name, float otherwise)
{
    char key[96], cell[32];
    size_t len = strlen(name);
    for (size_t i = 0; i < len && i < sizeof key; i++) key[i] = to_lower(name[i]);
    know_range rows = len < sizeof key ? know_table_rows(r->know, t, (sitrep_sv){key, len}) : (know_range){0, 0};
    if (!rows.count) return otherwise;
    sitrep_sv value = know_table_cell(r->know, t, know_table_keyed(r->know, t, rows.first), 1);
    if (value.len >= sizeof cell) return otherwise;
    memcpy(cell, value.ptr, value.len);
    cell[value.len] = '\0';
    return (float)strtod(cell, NULL);
}

sitrep_status read_scorer_open(read_ctx *r, sitrep_error *err)
{
    const know_table *t = know_table_find(r->know, SV("read/senses"));
    struct read_scorer *s = ARENA_NEW(&r->lasting, struct read_scorer);
    if (!s) return base_error(err, SITREP_NOMEM, "out of memory");
    s->table = t;
    r->scorer = s;
    for (size_t i = 0; i < TOPICS; i++) s->topic[i] = know_class_id(r->know, sv_of(topics[i]));
    for (uint32_t hold = 0; t && hold < 2; hold++) {
        char name[96];
        const char *model = hold ? "hold" : "near";
        int at = snprintf(name, sizeof name, "%s.", model);
        for (uint32_t f = 0; f < F_END; f++) {
            feature_name(f, name + at, sizeof name - (size_t)at);
            s->weight[hold][f] = number_of(r, t, name, 0.0F);
        }
        snprintf(name, sizeof name, "%s.threshold", model);
        s->threshold[hold] = number_of(r, t, name, hold ? 0.0F : 1.0F);
    }
    if (t) s->margin = number_of(r, t, "hold.margin", 0.0F);
    return SITREP_OK;
}

/* What the lemma itself has been seen to mean: "near.return/v>RETREAT". */
static float lemma_weight(const ev *e, const ev_cand *c, uint8_t type, bool hold)
{
    char name[96];
    if (e->lex != e->r->know) return 0.0F;
    int len = snprintf(name, sizeof name, "%s.%.*s/%c>%s", hold ? "hold" : "near", SV_ARG(c->lemma), c->pos,
                       sitrep_event_type_name(type));
    return len > 0 && (size_t)len < sizeof name ? number_of(e->r, e->r->scorer->table, name, 0.0F) : 0.0F;
}

/* ---- what a candidate shows ---- */

static uint8_t kind_of(ev *e, const read_set *set)
{
    if (!set->count) return KIND_NONE;
    for (uint32_t i = 0; i < set->count; i++)
        for (size_t k = 0; k < sizeof kind_classes / sizeof kind_classes[0]; k++)
            if (read_is_class(e->r, e->s, set->words[i], sv_of(kind_classes[k].class_name)))
                return kind_classes[k].kind;
    for (uint32_t i = 0; i < set->count; i++)
        if (e->of_word[read_content_noun(e->r, e->s, set->words[i])] != SITREP_NONE) return KIND_EVENT;
    return KIND_THING;
}

static uint8_t relation_of(const ev *e, const ev_cand *c)
{
    uint32_t top = c->pos == 'n' && c->support_count ? c->support[c->support_count - 1] : c->word;
    switch (read_tree_word(e->t, top)->deprel) {
    case SITREP_DEPREL_ROOT:
        return REL_ROOT;
    case SITREP_DEPREL_CONJ:
        return REL_CONJ;
    case SITREP_DEPREL_ADVCL:
    case SITREP_DEPREL_PARATAXIS:
        return REL_CLAUSE;
    case SITREP_DEPREL_ACL:
    case SITREP_DEPREL_ACL_RELCL:
        return REL_RELATIVE;
    case SITREP_DEPREL_XCOMP:
    case SITREP_DEPREL_CCOMP:
        return REL_COMPLEMENT;
    case SITREP_DEPREL_AMOD:
    case SITREP_DEPREL_COMPOUND:
    case SITREP_DEPREL_NMOD:
        return REL_MODIFIER;
    case SITREP_DEPREL_OBJ:
    case SITREP_DEPREL_OBL:
        return REL_OBJECT;
    case SITREP_DEPREL_NSUBJ:
    case SITREP_DEPREL_NSUBJ_PASS:
        return REL_SUBJECT;
    default:
        return REL_OTHER;
    }
}

/* The topics whose words the sentence has, a bit each; counted once a sentence. */
static uint8_t topics_of(ev *e)
{
    if (e->topics_known) return e->topics;
    e->topics_known = true;
    for (uint32_t w = 0; w < e->t->sentence->count; w++) {
        const sitrep_word *x = read_tree_word(e->t, w);
        if (x->upos != SITREP_UPOS_NOUN && x->upos != SITREP_UPOS_VERB && x->upos != SITREP_UPOS_PROPN) continue;
        for (size_t i = 0; i < TOPICS; i++)
            if (know_class_id_has(e->r->know, e->r->scorer->topic[i], x->lemma)) e->topics |= (uint8_t)(1u << i);
    }
    return e->topics;
}

static void see(ev *e, ev_cand *c)
{
    static const read_step subj = {READ_SUBJ, {NULL, 0}}, obj = {READ_OBJ, {NULL, 0}}, of = {READ_PREP, {"of", 2}},
                           by = {READ_PREP, {"by", 2}}, poss = {READ_POSS, {NULL, 0}};
    read_set actors = {0}, objects = {0};
    if (c->seen) return;
    c->seen = true;
    ev_step(e, c, &subj, &actors);
    ev_step(e, c, &obj, &objects);
    if (c->pos == 'n' && !actors.count) ev_step(e, c, &by, &actors);
    if (c->pos == 'n' && !actors.count) ev_step(e, c, &poss, &actors);
    if (c->pos == 'n' && !objects.count) ev_step(e, c, &of, &objects);
    c->subj = kind_of(e, &actors);
    c->obj = kind_of(e, &objects);
    for (size_t i = 0; i < PREPS; i++) {
        read_step step = {READ_PREP, sv_of(preps[i])};
        read_set set = {0};
        ev_step(e, c, &step, &set);
        if (set.count) c->preps |= (uint8_t)(1u << i);
    }
    c->rel = relation_of(e, c);
    c->passive = c->pos == 'v' && read_tree_passive(e->t, c->word);
}

/* ---- the score ---- */

typedef struct seen {
    uint16_t feature[48];
    float value[48];
    uint32_t count;
} seen;

static void put(seen *x, int feature, float value)
{
    if (x->count == sizeof x->feature / sizeof x->feature[0]) return;
    x->feature[x->count] = (uint16_t)feature;
    x->value[x->count++] = value;
}

/* How many of the lemma's other lines have the type of this one, and how many there are. */
static void put_others(const ev *e, const ev_cand *c, const know_sense *s, uint32_t sense, seen *x)
{
    uint32_t others = 0, same = 0;
    for (uint32_t i = 0; i < c->senses.count; i++) {
        if (c->senses.first + i == sense) continue;
        others++;
        same += know_sense_at(e->lex, c->senses.first + i)->event_type == s->event_type;
    }
    if (!others) put(x, F_ALONE, 1);
    if (others && same == others) put(x, F_NO_OTHER_TYPE, 1);
    if (others) put(x, F_SHARE, (float)same / (float)others);
}

static void features(ev *e, ev_cand *c, const ev_fit *fit, seen *x)
{
    const know_sense *s = know_sense_at(e->lex, fit->sense);
    int type = s->event_type;
    see(e, c);
    put(x, F_BIAS, 1);
    if (fit->failed == SITREP_NONE) {
        put(x, fit->first ? F_FIRST : F_LATER, 1);
    } else {
        put(x, F_FAIL + know_test_at(e->lex, s->tests.first + fit->failed)->op, 1);
        if (fit->empty) put(x, F_EMPTY, 1);
        if (s->tests.count == 1) put(x, F_ONLY, 1);
    }
    put_others(e, c, s, fit->sense, x);
    if (c->support_count) put(x, F_SUPPORT, 1);
    if (c->passive) put(x, F_PASSIVE, 1);
    put(x, c->pos == 'v' ? F_VERB : c->pos == 'n' ? F_NOUN : F_ADJECTIVE, 1);
    put(x, F_PRIOR, 4.0F * (s->prior - 0.5F));
    put(x, F_SPECIFIC, (float)(s->specificity < 12 ? s->specificity : 12) / 6.0F);
    if (fit->kin) put(x, F_KIN, log2f(1.0F + (float)fit->kin));
    put(x, F_REL + c->rel, 1);
    uint8_t topic = topics_of(e);
    for (size_t i = 0; i < TOPICS; i++)
        if (topic & (1u << i)) put(x, F_TOPIC + (int)i * 5 + ev_quad_of((uint8_t)type), 1);
    put(x, F_TYPE + type, 1);
    put(x, F_SUBJ + c->subj, 1);
    put(x, F_OBJ + c->obj, 1);
    put(x, F_TYPE_SUBJ + type * KINDS + c->subj, 1);
    put(x, F_TYPE_OBJ + type * KINDS + c->obj, 1);
    for (size_t i = 0; i < PREPS; i++)
        if (c->preps & (1u << i)) put(x, F_TYPE_PREP + type * (int)PREPS + (int)i, 1);
}

bool ev_score(ev *e, uint32_t cand, ev_fit *fit)
{
    ev_cand *c = &e->cands[cand];
    const struct read_scorer *scorer = e->r->scorer;
    bool hold = fit->failed == SITREP_NONE;
    seen x = {.count = 0};
    if (!scorer->table || e->lex != e->r->know) { /* a user's own lines are taken as they are written */
        float prior = know_sense_at(e->lex, fit->sense)->prior;
        fit->score = hold ? logf(prior / (1.01F - prior)) : -9.0F;
        return hold;
    }
    features(e, c, fit, &x);
    float sum = 0;
    for (uint32_t i = 0; i < x.count; i++) sum += scorer->weight[hold][x.feature[i]] * x.value[i];
    fit->score = sum + lemma_weight(e, c, know_sense_at(e->lex, fit->sense)->event_type, hold);
    return 1.0F / (1.0F + expf(-fit->score)) >= scorer->threshold[hold];
}

float ev_margin(const ev *e, const ev_fit *fit)
{
    return fit->first ? e->r->scorer->margin : 0.0F;
}

void ev_tell_features(ev *e, uint32_t cand, const ev_fit *fit)
{
    ev_cand *c = &e->cands[cand];
    const know_sense *s = know_sense_at(e->lex, fit->sense);
    seen x = {.count = 0};
    char name[96];
    features(e, c, fit, &x);
    ev_trace(e, "@ %s %.*s:%u %s %s %u %u", fit->failed == SITREP_NONE ? "hold" : "near",
             SV_ARG(know_value_at(e->lex, s->file)), s->line, sitrep_event_type_name(s->event_type),
             sitrep_event_type_name(ev_coded_type(e, cand, fit->sense)), read_tree_word(e->t, c->first)->span.begin,
             read_tree_word(e->t, c->end - 1)->span.end);
    for (uint32_t i = 0; i < x.count; i++) {
        feature_name(x.feature[i], name, sizeof name);
        ev_trace(e, "\t%s:%.4g", name, (double)x.value[i]);
    }
    ev_trace(e, "\t%.*s/%c>%s:1\n", SV_ARG(c->lemma), c->pos, sitrep_event_type_name(s->event_type));
}
