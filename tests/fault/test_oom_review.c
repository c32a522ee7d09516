/* The allocation sweep (sweep.h) over what people decide: each scenario begins with the same store, opened, changed by
 * one call, and closed. Whatever failed, the store then verifies, and the same call gives what it gives undisturbed. */
#include "sweep.h"

#include "reviewing.h"
#include "sitrep/question.h"

static buf base, patches, wanted; /* the store's file; patches of another office; what the call should lead to */
static char claim_id[SITREP_ID_SIZE], event_ids[2][SITREP_ID_SIZE], patch_id[SITREP_ID_SIZE];

/* The store as it was before the call, with memory of the test's own. */
static void put_back(void)
{
    bool armed = heap.armed;
    heap.armed = false;
    remove_store("oom");
    FILE *f = fopen(store_path("oom"), "wb");
    if (!f || fwrite(base.ptr, 1, base.len, f) != base.len) CHECK_FAIL("the store cannot be %s", "written");
    if (f) fclose(f);
    heap.armed = armed;
}

static sitrep_status with_store(sitrep_status (*act)(sitrep_store *s, sitrep_error *err))
{
    sitrep_store *s = NULL;
    sitrep_error err = {0};
    put_back();
    sitrep_status status = sitrep_store_open(store_path("oom"), SITREP_STORE_WRITE, &s, &err);
    if (!status) s->run_started = NOW + 500;
    if (!status) status = act(s, &err);
    sitrep_store_close(s);
    if (status && status != SITREP_NOMEM) fprintf(stderr, "%s\n", err.msg);
    return status;
}

static sitrep_status decide_as(sitrep_store *s, sitrep_action action, const char *target, const sitrep_change *change,
                               const char *other, sitrep_error *err)
{
    sitrep_sv others = sv_of(other);
    sitrep_decision d = {.action = action,
                         .target = sv_of(target),
                         .changes = change,
                         .change_count = change != NULL,
                         .others = &others,
                         .other_count = other != NULL,
                         .reason = SV("a reason"),
                         .at = NOW + 500};
    char id[SITREP_ID_SIZE];
    return sitrep_review_decide(s, anna, &d, id, NULL, err);
}

static sitrep_status reject(sitrep_store *s, sitrep_error *err)
{
    return decide_as(s, SITREP_ACTION_reject, claim_id, NULL, NULL, err);
}
static sitrep_status correct(sitrep_store *s, sitrep_error *err)
{
    static const sitrep_change change = {.field = {"status", 6}, .value = {"planned", 7}};
    return decide_as(s, SITREP_ACTION_correct, claim_id, &change, NULL, err);
}
static sitrep_status merge(sitrep_store *s, sitrep_error *err)
{
    return decide_as(s, SITREP_ACTION_merge, event_ids[0], NULL, event_ids[1], err);
}
static sitrep_status undo(sitrep_store *s, sitrep_error *err)
{
    return decide_as(s, SITREP_ACTION_undo, patch_id, NULL, NULL, err);
}
static sitrep_status import(sitrep_store *s, sitrep_error *err)
{
    sitrep_review_result result;
    return sitrep_review_import(s, buf_sv(&patches), "ben", true, NULL, NULL, &result, err);
}
static sitrep_status ask(sitrep_store *s, sitrep_error *err)
{
    sitrep_question q = {.text = SV("Who was killed?"), .rows = SITREP_TABLE_SENTENCES, .count = 1};
    char id[32];
    q.names[0] = SV("text");
    q.values[0] = SV("killed");
    return sitrep_question_add(s, &q, id, sizeof id, err);
}
static sitrep_status read_again(sitrep_store *s, sitrep_error *err)
{
    sitrep_reread_result r;
    sitrep_run_info info = {"test", "newer model", "know", NOW + 1000, false, 0};
    sitrep_status status = sitrep_store_begin_run(s, &info, err);
    if (!status) status = sitrep_reread(s, reading_reader, &r, err);
    return status ? status : sitrep_store_end_run(s, err);
}

static sitrep_status (*acting)(sitrep_store *s, sitrep_error *err);

static sitrep_status act_once(void)
{
    return with_store(acting);
}

/* What is in the store after a failure verifies; the call, made again, gives what it gave undisturbed. */
static void check_store(bool after_failure)
{
    sitrep_store *s = NULL;
    sitrep_verify_result v;
    if (!after_failure) CHECK_STATUS(act_once(), SITREP_OK);
    CHECK_STATUS(sitrep_store_open(store_path("oom"), SITREP_STORE_READ, &s, NULL), SITREP_OK);
    if (!s) return;
    CHECK_STATUS(sitrep_store_verify(s, NULL, NULL, NULL, &v, NULL), SITREP_OK);
    CHECK_INT(v.hashes_bad + v.chain_bad + v.rows_bad, 0);
    buf now = state(s);
    if (!after_failure) check_same_text(buf_sv(&wanted), buf_sv(&now), "done again");
    buf_release(&now);
    sitrep_store_close(s);
}

static void again(void)
{
    check_store(true);
    check_store(false);
}

static void sweep_act(const char *name, sitrep_status (*act)(sitrep_store *s, sitrep_error *err))
{
    acting = act;
    CHECK_STATUS(act_once(), SITREP_OK); /* what stays for good is allocated now */
    sitrep_store *s = NULL;
    REQUIRE(sitrep_store_open(store_path("oom"), SITREP_STORE_READ, &s, NULL) == SITREP_OK);
    wanted = state(s);
    sitrep_store_close(s);
    sweep(&(scenario){name, act_once, again});
    buf_release(&wanted);
}

/* ---- cases ---- */

static void test_decisions_without_memory(void)
{
    sweep_act("reject a claim", reject);
    sweep_act("correct a claim", correct);
    sweep_act("merge events", merge);
    sweep_act("undo a patch", undo);
}
static void test_import_without_memory(void)
{
    sweep_act("import patches", import);
}
static void test_question_without_memory(void)
{
    sweep_act("ask a question", ask);
}
static void test_reread_without_memory(void)
{
    sweep_act("read again", read_again);
}

/* A store with a decision in it, whose reports an older model read otherwise, and another office's decisions. */
static void fill(void)
{
    sitrep_store *s = filled("oom");
    sitrep_error err = {0};
    uint64_t count;
    CHECK_STATUS(own_exec(s, "UPDATE report SET record_sha256 = zeroblob(32) WHERE report = 2; UPDATE claim SET "
                             "confidence = 0.2, id = 'c' || substr(id, 3) || 'a' WHERE trigger = 'blocked'"),
                 SITREP_OK);
    snprintf(claim_id, sizeof claim_id, "%s", id_of(s, SITREP_TABLE_CLAIMS, "|attacked|"));
    snprintf(event_ids[0], sizeof event_ids[0], "%s", id_of(s, SITREP_TABLE_EVENTS, "Bishkek"));
    snprintf(event_ids[1], sizeof event_ids[1], "%s", id_of(s, SITREP_TABLE_EVENTS, "Jalal"));
    snprintf(patch_id, sizeof patch_id, "%s",
             decide(s, ben, SITREP_ACTION_reject, id_of(s, SITREP_TABLE_CLAIMS, "|wounded|"), "", "not so"));
    decide(s, ben, SITREP_ACTION_correct, claim_id, "status=feared", "who knows");
    patches = BUF_INIT(0);
    CHECK_STATUS(sitrep_review_export(s, append, &patches, &count, &err), SITREP_OK);
    decide(s, anna, SITREP_ACTION_undo, patch_id, "", "so it was");
    snprintf(patch_id, sizeof patch_id, "%s",
             decide(s, anna, SITREP_ACTION_reject, id_of(s, SITREP_TABLE_CLAIMS, "|arrested|"), "", "no"));
    sitrep_store_close(s);
    FILE *f = fopen(store_path("oom"), "rb");
    char block[4096];
    base = BUF_INIT(0);
    for (size_t got; f && (got = fread(block, 1, sizeof block, f)) > 0;) buf_add(&base, block, got);
    if (f) fclose(f);
    if (!base.len) CHECK_FAIL("no store was %s", "made");
}

static const check_case cases[] = {CASE(test_decisions_without_memory), CASE(test_import_without_memory),
                                   CASE(test_question_without_memory), CASE(test_reread_without_memory)};

int main(int argc, char **argv)
{
    sweep_max = 40; /* each makes a store, on a disk */
    if (!sweep_open() || !reading_open()) return 1;
    anna = make_key("Anna");
    ben = make_key("Ben");
    check_case_name = "filling the store";
    fill();
    int status = check_failures ? 1 : check_run(cases, sizeof cases / sizeof cases[0], argc, argv);
    remove_store("oom");
    sitrep_key_free(anna);
    sitrep_key_free(ben);
    buf_release(&base);
    buf_release(&patches);
    reading_close();
    return status;
}
