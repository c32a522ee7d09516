/* The network: features, kernels, trees, names, lemmas, loading. The model is data/models/english.net itself. */
#include "lang/net.h"

#include <stdio.h>

#include "check.h"
#include "random.h"

/* The section, 64-byte aligned as in the model file; freed by the caller. */
static sitrep_sv read_net(void)
{
    FILE *file = fopen(TEST_SOURCE_DIR "/data/models/english.net", "rb");
    if (!file) return (sitrep_sv){NULL, 0};
    fseek(file, 0, SEEK_END);
    size_t len = (size_t)ftell(file);
    rewind(file);
    char *bytes = aligned_alloc(64, (len + 63) / 64 * 64);
    if (bytes && fread(bytes, 1, len, file) != len) len = 0;
    fclose(file);
    return (sitrep_sv){bytes, len};
}

static void free_net(sitrep_sv section)
{
    union {
        const char *c;
        void *p;
    } bytes = {.c = section.ptr};
    free(bytes.p);
}

/* ---- features ---- */

static void test_normalise_folds_case_digits_and_marks(void)
{
    unsigned char out[NET_FORM_MAX];
    size_t n = net_normalise(sv_of("É’s-1990–X\xE2\x80\x94"), out);
    CHECK_SV(((sitrep_sv){(char *)out, n}), "é's-0000-x--");
}

static void test_normalise_stops_at_its_limit(void)
{
    char form[200];
    unsigned char out[NET_FORM_MAX];
    memset(form, 'A', sizeof form);
    CHECK_INT(net_normalise((sitrep_sv){form, sizeof form}, out), NET_FORM_MAX);
    memset(form, 0xC3, sizeof form);
    CHECK_INT(net_normalise((sitrep_sv){form, sizeof form}, out), NET_FORM_MAX);
}

/* The numbers are those of tools/train/features.py. */
static void test_hash_agrees_with_the_trainer(void)
{
    CHECK(net_hash((const unsigned char *)"osh", 3, 0) == UINT64_C(0x4ee3867e511f0f02));
    CHECK(net_hash((const unsigned char *)"", 0, 20) == UINT64_C(0xc76687800e3eae48));
}

static unsigned flags_of(const char *a, const char *b, const char *c)
{
    sitrep_word words[3] = {{.form = sv_of(a)}, {.form = sv_of(b)}, {.form = sv_of(c)}};
    return net_case_flags(words, 3);
}

static void test_case_flags(void)
{
    CHECK_INT(flags_of("TROOPS", "LEAVE", "OSH"), 1);
    CHECK_INT(flags_of("troops", "leave", "osh"), 2);
    CHECK_INT(flags_of("Troops", "Leave", "Town"), 4);
    CHECK_INT(flags_of("Troops", "leave", "Osh"), 0);
    CHECK_INT(flags_of("1", "2", "."), 0);
}

/* ---- trees ---- */

/* The best score over all trees with one root, by trying every choice of heads. */
static double best_by_trial(const float *scores, uint32_t n)
{
    uint32_t heads[6] = {0};
    double best = -1e30;
    for (uint32_t code = 0, end = 1; code == 0 || code < end; code++) {
        uint32_t rest = code, roots = 0;
        double sum = 0;
        bool tree = true;
        end = 1;
        for (uint32_t i = 0; i < n; i++) {
            heads[i] = rest % (n + 1);
            rest /= n + 1;
            end *= n + 1;
            roots += heads[i] == 0;
            sum += (double)scores[i * (n + 1) + heads[i]];
        }
        for (uint32_t i = 0; i < n && tree; i++) {
            uint32_t k = i + 1, steps = 0;
            while (k && ++steps <= n) k = heads[k - 1];
            tree = k == 0;
        }
        if (tree && roots == 1 && sum > best) best = sum;
    }
    return best;
}

static void test_tree_is_the_best_with_one_root(void)
{
    static double scratch[64 * 64];
    REQUIRE(net_tree_scratch(5) <= sizeof scratch);
    seed = 11;
    for (int round = 0; round < 600; round++) {
        uint32_t n = 1 + (uint32_t)round % 5, heads[6], roots = 0;
        float scores[5 * 6];
        for (uint32_t i = 0; i < n * (n + 1); i++)
            scores[i] = random_float(4) + (i % (n + 1) ? 0.0f : round % 3 ? 3.0f : -3.0f);
        net_tree(scores, n + 1, n, heads, scratch);
        double got = 0;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t h = heads[i] == SITREP_NONE ? 0 : heads[i] + 1;
            REQUIRE(h <= n && h != i + 1);
            roots += h == 0;
            got += (double)scores[i * (n + 1) + h];
        }
        CHECK_INT(roots, 1);
        CHECK_NEAR(got, best_by_trial(scores, n), 1e-5);
    }
}

/* Each word's best head is its neighbour, in pairs: the worst case of contractions. */
static void test_tree_of_the_longest_sentence(void)
{
    enum { LONG = SITREP_SENTENCE_MAX };
    float *scores = calloc((size_t)LONG * (LONG + 1), sizeof *scores);
    void *scratch = malloc(net_tree_scratch(LONG));
    static uint32_t heads[LONG];
    REQUIRE(scores && scratch);
    for (uint32_t i = 0; i < LONG; i++) scores[(size_t)i * (LONG + 1) + (i ^ 1) + 1] = 5.0f + (float)(i % 17);
    net_tree(scores, LONG + 1, LONG, heads, scratch);
    uint32_t roots = 0;
    for (uint32_t i = 0; i < LONG; i++) {
        uint32_t k = i, steps = 0;
        roots += heads[i] == SITREP_NONE;
        while (k != SITREP_NONE && ++steps <= LONG) k = heads[k];
        REQUIRE(k == SITREP_NONE);
    }
    CHECK_INT(roots, 1);
    free(scratch);
    free(scores);
}

/* ---- names ---- */

static void test_names_are_whole(void)
{
    enum { O, B_PER, I_PER, E_PER, S_PER, B_ORG, I_ORG, E_ORG, S_ORG };
    float scores[3 * 16] = {0};
    uint8_t out[3], back[3 * NET_NAME_TAGS];
    scores[B_PER] = 5;
    scores[16 + E_PER] = 3;
    scores[16 + E_ORG] = 4; /* better alone, but no organization has begun */
    scores[32 + O] = 1;
    net_names(scores, 16, 3, out, back);
    CHECK_INT(out[0], B_PER);
    CHECK_INT(out[1], E_PER);
    CHECK_INT(out[2], O);
    net_names(scores, 16, 1, out, back); /* a name cannot begin and not end */
    CHECK(out[0] != B_PER);
}

/* ---- marks in pairs ---- */

static void test_pairs_hang_on_what_they_enclose(void)
{
    /* He said " we will go " . */
    static const uint32_t heads[] = {1, SITREP_NONE, 1, 5, 5, 1, 1, 1};
    static const char *const forms[] = {"He", "said", "\"", "we", "will", "go", "\"", "."};
    sitrep_word words[8];
    for (int i = 0; i < 8; i++)
        words[i] = (sitrep_word){
            .form = sv_of(forms[i]), .head = heads[i], .upos = i == 2 || i > 5 ? SITREP_UPOS_PUNCT : SITREP_UPOS_VERB};
    net_hang_pairs(words, 8);
    CHECK_INT(words[2].head, 5);
    CHECK_INT(words[6].head, 5);
    CHECK_INT(words[7].head, 1);
    words[2].head = words[6].head = 1;
    words[3].head = 1; /* two heads inside: left alone */
    net_hang_pairs(words, 8);
    CHECK_INT(words[2].head, 1);
}

/* ---- the model ---- */

typedef struct opened {
    lang_net *net;
    lang_net_ctx *ctx;
    sitrep_sv section;
    arena a;
    sitrep_error err;
} opened;

static bool run_init(opened *r)
{
    memset(r, 0, sizeof *r);
    arena_init(&r->a, 0);
    r->section = read_net();
    return r->section.ptr && lang_net_new(r->section, &r->net, &r->err) == SITREP_OK &&
           lang_net_ctx_new(r->net, &r->ctx, &r->err) == SITREP_OK;
}

static void run_release(opened *r)
{
    lang_net_ctx_free(r->ctx);
    lang_net_free(r->net);
    arena_release(&r->a);
    free_net(r->section);
}

static sitrep_status run_one(lang_net_ctx *ctx, arena *a, sitrep_word *words, uint32_t count)
{
    sitrep_sentence sentence = {.words = words, .count = count};
    return lang_net_run(ctx, a, &sentence, 1, &(sitrep_parser_cost){0});
}

static uint32_t cut_words(const char *text, sitrep_word *words)
{
    uint32_t n = 0;
    sitrep_sv rest = sv_of(text);
    while (rest.len) words[n++] = (sitrep_word){.form = sv_cut(&rest, ' ')};
    return n;
}

static const char *const sentences[] = {
    "Kyrgyz troops killed 12 civilians in Osh on Monday .",
    "President Roza Otunbayeva did n't ask Russia for help , officials said .",
    "TROOPS LEAVE OSH",
    "a",
    "The city 's biggest market , which traders had reopened on Sunday , was burning again when we arrived there .",
};

static void test_run_reads_plain_news(void)
{
    opened r;
    sitrep_word words[40];
    REQUIRE(run_init(&r));
    uint32_t n = cut_words(sentences[0], words);
    CHECK_STATUS(run_one(r.ctx, &r.a, words, n), SITREP_OK);
    CHECK_STR(sitrep_upos_name(words[2].upos), "VERB");
    CHECK_SV(words[2].lemma, "kill");
    CHECK_SV(words[4].lemma, "civilian");
    CHECK_STR(words[4].xpos, "NNS");
    CHECK_STR(words[4].feats, "Number=Plur");
    CHECK_INT(words[2].head, SITREP_NONE);
    CHECK_STR(sitrep_deprel_name(words[1].deprel), "nsubj");
    CHECK_INT(words[1].head, 2);
    CHECK_STR(sitrep_deprel_name(words[4].deprel), "obj");
    CHECK_INT(words[6].name, SITREP_NAME_PLACE);
    CHECK(words[6].name_begin);
    n = cut_words(sentences[1], words);
    CHECK_STATUS(run_one(r.ctx, &r.a, words, n), SITREP_OK);
    CHECK_INT(words[1].name, SITREP_NAME_PERSON);
    CHECK(words[1].name_begin && !words[2].name_begin);
    CHECK_INT(words[2].name, SITREP_NAME_PERSON);
    CHECK_SV(words[4].lemma, "not");
    run_release(&r);
}

static bool same_words(const sitrep_word *a, const sitrep_word *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (a[i].upos != b[i].upos || a[i].xpos != b[i].xpos || a[i].feats != b[i].feats || a[i].head != b[i].head ||
            a[i].deprel != b[i].deprel || a[i].name != b[i].name || !sv_eq(a[i].lemma, b[i].lemma))
            return false;
    return true;
}

static void test_run_is_the_same_by_every_kernel_and_from_the_cache(void)
{
    opened r;
    REQUIRE(run_init(&r));
    const net_kernels *kernels;
    for (unsigned k = 0; (kernels = net_kernels_at(k)) != NULL; k++)
        for (int round = 0; round < 2; round++)
            for (size_t s = 0; s < sizeof sentences / sizeof sentences[0]; s++) {
                lang_net_ctx *fresh;
                sitrep_word want[40], got[40];
                REQUIRE(lang_net_ctx_new(r.net, &fresh, &r.err) == SITREP_OK);
                lang_net_ctx_kernels(fresh, &net_kernels_portable);
                lang_net_ctx_kernels(r.ctx, kernels);
                uint32_t n = cut_words(sentences[s], want);
                memcpy(got, want, sizeof got);
                CHECK_STATUS(run_one(fresh, &r.a, want, n), SITREP_OK);
                CHECK_STATUS(run_one(r.ctx, &r.a, got, n), SITREP_OK);
                if (!same_words(want, got, n))
                    CHECK_FAIL("%s, round %d, sentence %zu differs", kernels->name, round, s);
                lang_net_ctx_free(fresh);
            }
    run_release(&r);
}

static void test_run_of_many_gives_each_the_same(void)
{
    enum { MANY = 60 };
    opened r;
    static sitrep_word alone[MANY][40], together[MANY][40];
    sitrep_sentence group[MANY];
    REQUIRE(run_init(&r));
    for (size_t i = 0; i < MANY; i++) {
        group[i] = (sitrep_sentence){.words = together[i], .count = cut_words(sentences[i * 7 % 5], together[i])};
        cut_words(sentences[i * 7 % 5], alone[i]);
        CHECK_STATUS(run_one(r.ctx, &r.a, alone[i], group[i].count), SITREP_OK);
    }
    CHECK_STATUS(lang_net_run(r.ctx, &r.a, group, MANY, &(sitrep_parser_cost){0}), SITREP_OK);
    for (size_t i = 0; i < MANY; i++)
        if (!same_words(alone[i], together[i], group[i].count)) CHECK_FAIL("sentence %zu differs in company", i);
    run_release(&r);
}

static void test_run_takes_the_longest_sentence_and_odd_forms(void)
{
    opened r;
    static sitrep_word words[SITREP_SENTENCE_MAX];
    static const char *const odd[] = {"",         "\xF0\x9F\x94\xA5",
                                      "ПРИВЕТ",   "-",
                                      "'",        "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.1.2.3.4.5.6",
                                      "İSTANBUL", "\xC3"};
    REQUIRE(run_init(&r));
    for (uint32_t i = 0; i < SITREP_SENTENCE_MAX; i++) words[i] = (sitrep_word){.form = sv_of(odd[i % 8])};
    CHECK_STATUS(run_one(r.ctx, &r.a, words, SITREP_SENTENCE_MAX), SITREP_OK);
    uint32_t roots = 0;
    for (uint32_t i = 0; i < SITREP_SENTENCE_MAX; i++) {
        roots += words[i].head == SITREP_NONE;
        CHECK((words[i].deprel == SITREP_DEPREL_ROOT) == (words[i].head == SITREP_NONE));
    }
    CHECK_INT(roots, 1);
    run_release(&r);
}

static sitrep_sv lemma_by(opened *r, const char *letter_case, uint32_t cut, const char *add, const char *form)
{
    static const char names[] = "lkt";
    uint32_t script[3] = {(uint32_t)(strchr(names, letter_case[0]) - names), cut, 0};
    lang_net net = *r->net;
    net.scripts = script;
    net.strings = add;
    sitrep_sv out;
    return net_lemma(&net, 0, sv_of(form), &r->a, &out) == SITREP_OK ? out : sv_of("no memory");
}

static void test_lemma_scripts(void)
{
    opened r;
    REQUIRE(run_init(&r));
    CHECK_SV(lemma_by(&r, "l", 3, "y", "Cities"), "city");
    CHECK_SV(lemma_by(&r, "k", 0, "", "Osh"), "Osh");
    CHECK_SV(lemma_by(&r, "t", 1, "", "ÉTATS"), "État");
    CHECK_SV(lemma_by(&r, "l", 0, "", "ЖУРНАЛ"), "журнал");
    CHECK_SV(lemma_by(&r, "l", 9, "be", "are"), "are"); /* a script that does not fit changes nothing */
    run_release(&r);
}

static void test_open_refuses_damage(void)
{
    sitrep_error err = {0};
    lang_net *net = NULL;
    sitrep_sv whole = read_net();
    REQUIRE(whole.ptr);
    for (size_t len = 0; len < 20000; len += 37)
        CHECK(lang_net_new((sitrep_sv){whole.ptr, len}, &net, &err) != SITREP_OK);
    CHECK_STATUS(lang_net_new((sitrep_sv){whole.ptr, whole.len - 64}, &net, &err), SITREP_FORMAT);
    /* Every byte of the directory, made another: refused, or as harmless as an unused name. */
    char *bytes = aligned_alloc(64, (whole.len + 63) / 64 * 64);
    REQUIRE(bytes);
    memcpy(bytes, whole.ptr, whole.len);
    uint32_t count;
    memcpy(&count, bytes + 8, 4);
    size_t refused = 0, tried = 0;
    for (size_t i = 0; i < 16 + (size_t)count * 48; i += 7, tried++) {
        bytes[i] ^= 0x41;
        if (lang_net_new((sitrep_sv){bytes, whole.len}, &net, &err) != SITREP_OK)
            refused++;
        else
            lang_net_free(net);
        bytes[i] ^= 0x41;
    }
    CHECK(refused > tried / 3);
    free(bytes);
    free_net(whole);
}

CHECK_MAIN(CASE(test_normalise_folds_case_digits_and_marks), CASE(test_normalise_stops_at_its_limit),
           CASE(test_hash_agrees_with_the_trainer), CASE(test_case_flags), CASE(test_tree_is_the_best_with_one_root),
           CASE(test_tree_of_the_longest_sentence), CASE(test_names_are_whole),
           CASE(test_pairs_hang_on_what_they_enclose), CASE(test_run_reads_plain_news),
           CASE(test_run_is_the_same_by_every_kernel_and_from_the_cache), CASE(test_run_of_many_gives_each_the_same),
           CASE(test_run_takes_the_longest_sentence_and_odd_forms), CASE(test_lemma_scripts),
           CASE(test_open_refuses_damage))
