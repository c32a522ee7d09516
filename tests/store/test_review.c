/* Reviewing, through the real reader: what a decision changes, that nothing is rewritten, that undoing brings it back,
 * that the order in which patches arrive does not matter, and that forged ones are found. */
#include "reviewing.h"

static void test_decide_reject_and_undo(void)
{
    sitrep_store *s = filled("reject");
    buf before = state(s);
    const char *claim = id_of(s, SITREP_TABLE_CLAIMS, "|blocked|");
    const char *patch = decide(s, anna, SITREP_ACTION_reject, claim, "", "a march, no blockade");
    CHECK(!HAS(s, CLAIMS, claim));
    CHECK(!HAS(s, EVENTS, "Bishkek"));
    CHECK(HAD(s, CLAIMS, NOW, claim));
    CHECK(HAD(s, EVENTS, NOW, "Bishkek"));
    CHECK(HAS(s, PATCHES, "a march, no blockade"));
    decide(s, anna, SITREP_ACTION_undo, patch, "", "it was one");
    CHECK(HAS(s, CLAIMS, claim));
    CHECK(!HAD(s, CLAIMS, clock_at - 1, claim)); /* between the two it stood no more */
    buf after = state(s);
    check_same_text(buf_sv(&before), buf_sv(&after), "undone");
    CHECK(HAS(s, PATCHES, "|undone|"));
    buf_release(&before);
    buf_release(&after);
    sitrep_store_close(s);
}

static void test_decide_correct_shows_old_value_and_who(void)
{
    sitrep_store *s = filled("correct");
    const char *claim = id_of(s, SITREP_TABLE_CLAIMS, "|blocked|"), *figure = id_of(s, SITREP_TABLE_FIGURES, "|191|");
    decide(s, anna, SITREP_ACTION_correct, claim, "status=planned;place=Osh, KGZ;actors=students [KGZ EDU]",
           "announced only");
    CHECK(HAS(s, CLAIMS, "|planned|"));
    CHECK(HAS(s, CLAIMS,
              "corrected by Anna: announced only (status: happened → planned; place: Bishkek → Osh; actors: "));
    CHECK(HAS(s, CLAIMS, "|students|KGZ EDU|"));
    CHECK(HAD(s, CLAIMS, NOW, "|happened|"));
    CHECK(!HAD(s, CLAIMS, NOW, "corrected by"));
    decide(s, anna, SITREP_ACTION_correct, figure, "number=1,191", "a digit was lost");
    CHECK(HAS(s, FIGURES, "|1191|"));
    CHECK(HAS(s, FIGURES, "best: 191 → 1191"));
    CHECK(HAS(s, FIGURES, "corrected on review; read as 191"));
    CHECK_INT(count_of(s, SITREP_TABLE_FIGURES, 0, figure), 1);
    decide(s, anna, SITREP_ACTION_correct, claim, "actors=", "the text does not say"); /* not stated is no value */
    CHECK(!HAS(s, CLAIMS, "|students|"));
    CHECK(HAS(s, CLAIMS, "actors: students [KGZ EDU] → not stated"));
    CHECK(HAS(s, CLAIMS, "|planned|"));
    sitrep_store_close(s);
}

static void test_decide_speaker_reaches_figures(void)
{
    sitrep_store *s = filled("speaker");
    const char *statement = id_of(s, SITREP_TABLE_STATEMENTS, "|health ministry|");
    CHECK(HAS(s, FIGURES, "|government of KGZ|"));
    sitrep_change change = {SV("speaker"), SV("Red Cross")};
    sitrep_decision on_figure = {.action = SITREP_ACTION_correct,
                                 .target = sv_of(id_of(s, SITREP_TABLE_FIGURES, "|191|")),
                                 .changes = &change,
                                 .change_count = 1,
                                 .reason = SV("named elsewhere"),
                                 .at = NOW};
    char id[SITREP_ID_SIZE];
    sitrep_error err = {0};
    CHECK_STATUS(sitrep_review_decide(s, anna, &on_figure, id, NULL, &err), SITREP_USAGE);
    CHECK(strstr(err.msg, statement) != NULL); /* it says where to correct that */
    decide(s, anna, SITREP_ACTION_correct, statement, "speaker=Red Cross", "the paper names it elsewhere");
    CHECK(HAS(s, STATEMENTS, "|Red Cross|"));
    buf out = table(s, SITREP_TABLE_FIGURES, 0);
    CHECK(sv_find(buf_sv(&out), SV("|Red Cross|"), 0) != SIZE_MAX);
    buf_release(&out);
    CHECK(HAD(s, FIGURES, NOW, "health ministry"));
    sitrep_store_close(s);
}

static void test_decide_merge_split_and_undo(void)
{
    sitrep_store *s = filled("merge");
    buf before = state(s);
    const char *one = id_of(s, SITREP_TABLE_EVENTS, "Jalal-Abad"), *other = id_of(s, SITREP_TABLE_EVENTS, "Bishkek");
    const char *claim = id_of(s, SITREP_TABLE_CLAIMS, "|blocked|");
    const char *merge = decide(s, anna, SITREP_ACTION_merge, one, other, "one operation");
    size_t in_one = count_of(s, SITREP_TABLE_CLAIMS, 0, one);
    CHECK_INT(in_one, 2);
    CHECK(HAS(s, EVENTS, "merged by Anna: one operation"));
    CHECK(HAD(s, EVENTS, NOW, other));
    CHECK(!HAS(s, EVENTS, other));
    const char *split = decide(s, ben, SITREP_ACTION_split, one, claim, "it was another day");
    CHECK_INT(count_of(s, SITREP_TABLE_CLAIMS, 0, one), 1);
    decide(s, ben, SITREP_ACTION_undo, split, "", "no");
    CHECK_INT(count_of(s, SITREP_TABLE_CLAIMS, 0, one), 2);
    decide(s, anna, SITREP_ACTION_undo, merge, "", "no");
    buf after = state(s);
    check_same_text(buf_sv(&before), buf_sv(&after), "undone");
    buf_release(&before);
    buf_release(&after);
    sitrep_store_close(s);
}

/* Decisions of one second hold in the order in which they were made. */
static void test_decide_within_a_second(void)
{
    sitrep_store *s = filled("second");
    static const char *const values[] = {"planned",  "ongoing",  "feared",  "promised",
                                         "proposed", "demanded", "happened"};
    const char *claim = id_of(s, SITREP_TABLE_CLAIMS, "|blocked|");
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        sitrep_change change = {SV("status"), sv_of(values[i])};
        sitrep_decision d = {.action = SITREP_ACTION_correct,
                             .target = sv_of(claim),
                             .changes = &change,
                             .change_count = 1,
                             .reason = SV("once more")};
        char id[SITREP_ID_SIZE];
        sitrep_error err = {0};
        if (sitrep_review_decide(s, i % 2 ? ben : anna, &d, id, NULL, &err)) CHECK_FAIL("%s: %s", values[i], err.msg);
        if (i < 6) CHECK(HAS(s, CLAIMS, values[i]));
    }
    CHECK(HAS(s, CLAIMS, "status: demanded → happened"));
    CHECK(!HAS(s, CONFLICTS, "|"));
    sitrep_store_close(s);
}

static void test_decide_marks_and_states(void)
{
    sitrep_store *s = filled("marks");
    const char *claim = id_of(s, SITREP_TABLE_CLAIMS, "|arrested|"),
               *promise = id_of(s, SITREP_TABLE_UNDERTAKINGS, "52");
    decide(s, anna, SITREP_ACTION_unverifiable, claim, "", "no access");
    CHECK(HAS(s, CLAIMS, "unverifiable for Anna: no access"));
    CHECK(!HAS(s, QUEUE, claim));
    decide(s, anna, SITREP_ACTION_accept, claim, "", "seen on film");
    CHECK(HAS(s, CLAIMS, "accepted by Anna: seen on film"));
    CHECK(!HAS(s, CLAIMS, "no access"));
    const char *patch = decide(s, anna, SITREP_ACTION_correct, promise, "state=fulfilled", "they came");
    CHECK(HAS(s, UNDERTAKINGS, "|fulfilled|review: set by Anna: they came"));
    CHECK(!HAD(s, UNDERTAKINGS, NOW, "|fulfilled|"));
    decide(s, anna, SITREP_ACTION_undo, patch, "", "they did not");
    CHECK(!HAS(s, UNDERTAKINGS, "|fulfilled|"));
    decide(s, anna, SITREP_ACTION_reject, promise, "", "no promise");
    CHECK(!HAS(s, UNDERTAKINGS, promise));
    sitrep_store_close(s);
}

/* Two offices decide apart, hear of each other in different orders, and end alike; also a third that gets all at once.
 */
static void test_import_order_does_not_matter(void)
{
    sitrep_store *a = filled("a"), *b = filled("b"), *c = filled("c");
    sitrep_review_result r = {0};
    const char *claim = id_of(a, SITREP_TABLE_CLAIMS, "|blocked|"), *figure = id_of(a, SITREP_TABLE_FIGURES, "|191|");
    const char *one = id_of(a, SITREP_TABLE_EVENTS, "Jalal-Abad"), *other = id_of(a, SITREP_TABLE_EVENTS, "Bishkek");
    const char *statement = id_of(b, SITREP_TABLE_STATEMENTS, "|health ministry|");
    decide(a, anna, SITREP_ACTION_correct, claim, "status=planned;mode=strike", "announced only");
    decide(b, ben, SITREP_ACTION_correct, claim, "status=ongoing;place=Osh, KGZ", "it goes on");
    decide(a, anna, SITREP_ACTION_merge, one, other, "one operation");
    decide(b, ben, SITREP_ACTION_correct, statement, "speaker=Red Cross", "elsewhere");
    decide(a, anna, SITREP_ACTION_correct, figure, "kind=injured", "it says hurt");
    const char *undone = decide(b, ben, SITREP_ACTION_reject, figure, "", "no");
    exchange(b, c, true, &r); /* c hears of the first half in the middle */
    decide(b, ben, SITREP_ACTION_undo, undone, "", "yes");
    exchange(a, b, true, &r);
    exchange(b, a, true, &r);
    exchange(a, c, true, &r);
    CHECK_INT(r.unfit, 0);
    check_same(a, b, "each of the other");
    check_same(a, c, "all at once");
    CHECK(HAS(a, CLAIMS, "|ongoing|")); /* the later one */
    CHECK(HAS(a, CONFLICTS, "status|"));
    CHECK(HAS(a, CONFLICTS, "neither knowing of the other"));
    buf before = state(a);
    exchange(b, a, true, &r); /* once more changes nothing */
    CHECK_INT(r.added, 0);
    buf after = state(a);
    CHECK(sv_eq(buf_sv(&before), buf_sv(&after)));
    buf_release(&before);
    buf_release(&after);
    sitrep_store_close(a);
    sitrep_store_close(b);
    sitrep_store_close(c);
}

/* Who knows of the value before settles what was contested; people who say the same do not disagree. */
static void test_conflicts_are_settled(void)
{
    sitrep_store *a = filled("a"), *b = filled("b");
    sitrep_review_result r = {0};
    const char *claim = id_of(a, SITREP_TABLE_CLAIMS, "|blocked|"),
               *other = id_of(a, SITREP_TABLE_CLAIMS, "|arrested|");
    decide(a, anna, SITREP_ACTION_correct, claim, "status=planned", "announced only");
    decide(b, ben, SITREP_ACTION_correct, claim, "status=ongoing", "it goes on");
    decide(a, anna, SITREP_ACTION_accept, other, "", "seen");
    decide(b, ben, SITREP_ACTION_reject, other, "", "not seen");
    exchange(b, a, true, &r);
    CHECK(HAS(a, CONFLICTS, "|status|"));
    CHECK(HAS(a, CONFLICTS, "Anna: accept; Ben: reject"));
    CHECK(!HAS(b, CONFLICTS, "|"));
    decide(a, anna, SITREP_ACTION_correct, claim, "status=happened", "it is over");
    decide(a, anna, SITREP_ACTION_reject, other, "", "he is right");
    CHECK(!HAS(a, CONFLICTS, "|"));
    exchange(a, b, true, &r);
    check_same(a, b, "settled");
    CHECK(!HAS(b, CONFLICTS, "|"));
    sitrep_store_close(a);
    sitrep_store_close(b);
}

static void test_import_keeps_strangers_out(void)
{
    sitrep_store *a = filled("a"), *b = filled("b");
    sitrep_review_result r = {0};
    sitrep_error err = {0};
    const char *claim = id_of(a, SITREP_TABLE_CLAIMS, "|blocked|");
    decide(a, anna, SITREP_ACTION_reject, claim, "", "no");
    exchange(a, b, false, &r);
    CHECK_INT(r.added, 1);
    CHECK_INT(r.untrusted, 1);
    CHECK(HAS(b, CLAIMS, claim)); /* kept, shown, not applied */
    CHECK(HAS(b, PATCHES, "|untrusted|"));
    CHECK_STATUS(sitrep_review_trust(b, sv_of(sitrep_key_id(anna)), true, &r, &err), SITREP_OK);
    CHECK(!HAS(b, CLAIMS, claim));
    CHECK_STATUS(sitrep_review_trust(b, sv_of(sitrep_key_id(anna)), false, &r, &err), SITREP_OK);
    CHECK(HAS(b, CLAIMS, claim));
    CHECK_STATUS(sitrep_review_trust(b, SV("kaaaaaaaaaaaaaaaa"), true, &r, &err), SITREP_NOT_FOUND);
    CHECK_STATUS(sitrep_review_trust(b, SV("nothing of the kind"), true, &r, &err), SITREP_FORMAT);
    sitrep_store_close(a);
    sitrep_store_close(b);
}

static void count_reject(void *ctx, const sitrep_error *err)
{
    if (err->msg[0]) ++*(int *)ctx;
}

static void test_import_refuses_forgeries(void)
{
    sitrep_store *a = filled("a"), *b = filled("b");
    sitrep_review_result r = {0};
    sitrep_error err = {0};
    buf text = BUF_INIT(0);
    uint64_t count;
    int told = 0;
    decide(a, anna, SITREP_ACTION_reject, id_of(a, SITREP_TABLE_CLAIMS, "|blocked|"), "", "no such thing");
    decide(a, anna, SITREP_ACTION_accept, id_of(a, SITREP_TABLE_CLAIMS, "|arrested|"), "", "seen");
    CHECK_STATUS(sitrep_review_export(a, append, &text, &count, &err), SITREP_OK);
    CHECK_INT(count, 2);
    char *at = strstr(text.ptr, "no such thing");
    REQUIRE(at);
    at[0] = 'N';
    CHECK_STATUS(sitrep_review_import(b, buf_sv(&text), "forged", true, count_reject, &told, &r, &err), SITREP_OK);
    CHECK_INT(r.refused, 1);
    CHECK_INT(told, 1);
    CHECK_INT(r.added, 1);
    CHECK(HAS(b, CLAIMS, "|blocked|"));
    CHECK(HAS(b, CLAIMS, "accepted by Anna"));
    buf_release(&text);
    sitrep_store_close(a);
    sitrep_store_close(b);
}

static void name_finding(void *ctx, const sitrep_error *err)
{
    buf_printf(ctx, "%s\n", err->msg);
}

/* Somebody changes what is stored, in each place where it could be changed. */
static void test_verify_names_tampering(void)
{
    static const char *const changes[] = {
        "UPDATE patch SET text = replace(text, 'no such', 'one such') WHERE action = 'reject'",
        "UPDATE patch SET reason = 'another' WHERE action = 'reject'",
        "UPDATE patch SET who = 'Ben' WHERE action = 'reject'",
        "UPDATE patch SET at = at + 1 WHERE action = 'reject'",
        "UPDATE patch_change SET new = 'demanded' WHERE field = 'status'",
        "DELETE FROM patch_state; DELETE FROM patch_root; DELETE FROM patch_effect; DELETE FROM patch_conflict; DELETE "
        "FROM "
        "patch_change; DELETE FROM patch",
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        sitrep_store *s = filled("tamper");
        buf found = BUF_INIT(0);
        sitrep_error err = {0};
        uint64_t patches, bad;
        const char *rejected =
                       decide(s, anna, SITREP_ACTION_reject, id_of(s, SITREP_TABLE_CLAIMS, "|blocked|"), "", "no such"),
                   *corrected = decide(s, anna, SITREP_ACTION_correct, id_of(s, SITREP_TABLE_CLAIMS, "|arrested|"),
                                       "status=planned", "not yet");
        CHECK_STATUS(sitrep_review_verify(s, name_finding, &found, &patches, &bad, &err), SITREP_OK);
        CHECK_INT(patches, 2);
        CHECK_INT(bad, 0);
        CHECK_STATUS(stranger_exec(s, changes[i]), SITREP_OK);
        CHECK_STATUS(sitrep_review_verify(s, name_finding, &found, &patches, &bad, &err), SITREP_OK);
        if (!bad) CHECK_FAIL("not found: %s", changes[i]);
        const char *named = i == 4 ? corrected : rejected;
        if (sv_find(buf_sv(&found), sv_of(named), 0) == SIZE_MAX)
            CHECK_FAIL("%s is not named after %s", named, changes[i]);
        buf_release(&found);
        sitrep_store_close(s);
    }
}

static void test_decide_says_what_is_wrong(void)
{
    sitrep_store *s = filled("wrong");
    const char *claim = id_of(s, SITREP_TABLE_CLAIMS, "|blocked|"), *event = id_of(s, SITREP_TABLE_EVENTS, "Bishkek");
    const struct {
        sitrep_action action;
        const char *target, *field, *value, *other, *reason;
        sitrep_status status;
    } cases[] = {
        {SITREP_ACTION_reject, claim, NULL, NULL, NULL, "", SITREP_USAGE},
        {SITREP_ACTION_reject, "caaaaaaaaaaaaaaaa", NULL, NULL, NULL, "why", SITREP_NOT_FOUND},
        {SITREP_ACTION_reject, "zebra", NULL, NULL, NULL, "why", SITREP_USAGE},
        {SITREP_ACTION_reject, event, NULL, NULL, NULL, "why", SITREP_USAGE},
        {SITREP_ACTION_correct, claim, "colour", "red", NULL, "why", SITREP_USAGE},
        {SITREP_ACTION_correct, claim, "status", "red", NULL, "why", SITREP_USAGE},
        {SITREP_ACTION_correct, claim, "begin", "2010-02-30", NULL, "why", SITREP_USAGE},
        {SITREP_ACTION_correct, claim, "actors", "police [kgz]", NULL, "why", SITREP_USAGE},
        {SITREP_ACTION_correct, claim, "status", "happened", NULL, "why", SITREP_USAGE}, /* it is that already */
        {SITREP_ACTION_correct, event, "type", "ASSAULT", NULL, "why", SITREP_USAGE},
        {SITREP_ACTION_merge, event, NULL, NULL, event, "why", SITREP_USAGE},
        {SITREP_ACTION_split, event, NULL, NULL, "caaaaaaaaaaaaaaaa", "why", SITREP_USAGE},
        {SITREP_ACTION_undo, claim, NULL, NULL, NULL, "why", SITREP_USAGE}};
    buf before = state(s);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sitrep_change change = {sv_of(cases[i].field), sv_of(cases[i].value)};
        sitrep_sv other = sv_of(cases[i].other);
        sitrep_decision d = {.action = cases[i].action,
                             .target = sv_of(cases[i].target),
                             .reason = sv_of(cases[i].reason),
                             .changes = &change,
                             .change_count = cases[i].field != NULL,
                             .others = &other,
                             .other_count = cases[i].other != NULL,
                             .at = NOW};
        char id[SITREP_ID_SIZE];
        sitrep_error err = {0};
        sitrep_status status = sitrep_review_decide(s, anna, &d, id, NULL, &err);
        if (status != cases[i].status || !err.msg[0])
            CHECK_FAIL("case %zu gave %s (%s), wanted %s", i, sitrep_status_name(status), err.msg,
                       sitrep_status_name(cases[i].status));
    }
    buf after = state(s);
    CHECK(sv_eq(buf_sv(&before), buf_sv(&after)));
    CHECK_INT(count_of(s, SITREP_TABLE_PATCHES, 0, "\n"), 0); /* nothing half-done */
    buf_release(&before);
    buf_release(&after);
    sitrep_store_close(s);
}

/* An older model read it otherwise: rows and hash as that one would have left them. */
static const char old_reading[] = "UPDATE report SET record_sha256 = zeroblob(32); UPDATE claim SET confidence = 0.2, "
                                  "id = 'c' || substr(id, 3) || 'a' WHERE "
                                  "trigger IN ('blocked', 'arrested'); UPDATE claim SET trigger = 'men', first = first "
                                  "+ 9, last = last + 9 WHERE trigger = "
                                  "'arrested';";

static void test_reread_replays_patches(void)
{
    sitrep_store *s = filled("reread");
    sitrep_error err = {0};
    sitrep_reread_result r;
    sitrep_run_info info = {"test", "newer model", "know", NOW + 1000, false, 0};
    CHECK_STATUS(own_exec(s, old_reading), SITREP_OK);
    const char *blocked = id_of(s, SITREP_TABLE_CLAIMS, "|blocked|"), *wrong = id_of(s, SITREP_TABLE_CLAIMS, "|men|");
    const char *attacked = id_of(s, SITREP_TABLE_CLAIMS, "|attacked|");
    decide(s, anna, SITREP_ACTION_correct, blocked, "status=planned", "announced only");
    decide(s, anna, SITREP_ACTION_accept, attacked, "", "seen");
    decide(s, anna, SITREP_ACTION_correct, wrong, "mode=raid", "a raid");
    CHECK_STATUS(sitrep_store_begin_run(s, &info, &err), SITREP_OK);
    if (sitrep_reread(s, reading_reader, &r, &err)) CHECK_FAIL("reread: %s", err.msg);
    CHECK_STATUS(sitrep_store_end_run(s, &err), SITREP_OK);
    CHECK_INT(r.reports, 3);
    CHECK_INT(r.changed, 3);
    CHECK_INT(r.superseded, 3); /* with the figure that hangs on the claim of the arrest */
    CHECK_INT(r.new_rows, 3);
    CHECK(r.kept > 5);
    CHECK(!HAS(s, CLAIMS, blocked)); /* another row now … */
    CHECK(
        HAS(s, CLAIMS, "corrected by Anna: announced only (status: happened → planned)")); /* … and corrected as well */
    CHECK(HAS(s, PATCHES, "|span|"));
    CHECK(HAS(s, CLAIMS, "accepted by Anna: seen"));
    CHECK(HAS(s, CONFLICTS, "nothing is read there any more"));
    CHECK(HAS(s, CLAIMS, "|arrested|"));
    CHECK(!HAS(s, CLAIMS, "|men|"));
    CHECK(HAD(s, CLAIMS, NOW, "|men|"));
    CHECK_INT(count_of(s, SITREP_TABLE_CLAIMS, 0, "|blocked|"), 1);
    CHECK_STATUS(sitrep_store_begin_run(s, &info, &err), SITREP_OK);
    CHECK_STATUS(sitrep_reread(s, reading_reader, &r, &err), SITREP_OK); /* the same model once more */
    CHECK_INT(r.changed, 0);
    CHECK_STATUS(sitrep_store_end_run(s, &err), SITREP_OK);
    sitrep_verify_result v;
    CHECK_STATUS(sitrep_store_verify(s, reading_reader, NULL, NULL, &v, &err), SITREP_OK);
    CHECK_INT(v.reread_differs, 0);
    CHECK_INT(v.hashes_bad + v.chain_bad + v.rows_bad, 0);
    sitrep_store_close(s);
}

static void test_reread_tells_what_no_longer_fits(void)
{
    sitrep_store *s = filled("unfit");
    sitrep_error err = {0};
    sitrep_reread_result r;
    sitrep_run_info info = {"test", "newer model", "know", NOW + 1000, false, 0};
    CHECK_STATUS(
        own_exec(s, "UPDATE report SET record_sha256 = zeroblob(32); UPDATE claim SET status = 'feared', id = 'c' || "
                    "substr(id, 3) || 'a' WHERE trigger = 'blocked'"),
        SITREP_OK);
    decide(s, anna, SITREP_ACTION_correct, id_of(s, SITREP_TABLE_CLAIMS, "|blocked|"), "status=planned",
           "announced only");
    CHECK_STATUS(sitrep_store_begin_run(s, &info, &err), SITREP_OK);
    CHECK_STATUS(sitrep_reread(s, reading_reader, &r, &err), SITREP_OK);
    CHECK_STATUS(sitrep_store_end_run(s, &err), SITREP_OK);
    CHECK_INT(r.review.unfit, 1);
    CHECK(HAS(s, CONFLICTS, "read again, status is 'happened'; the patch corrected 'feared' to 'planned'"));
    CHECK(!HAS(s, CLAIMS, "|planned|"));
    sitrep_store_close(s);
}

/* A claim whose type is put right leaves the event of the others. */
static void test_corrected_claim_leaves_its_event(void)
{
    sitrep_store *s = filled("leaves");
    const char *event = id_of(s, SITREP_TABLE_EVENTS, "Osh"), *claim = id_of(s, SITREP_TABLE_CLAIMS, "|attacked|");
    size_t together = count_of(s, SITREP_TABLE_CLAIMS, 0, event);
    CHECK(together >= 2);
    const char *patch = decide(s, anna, SITREP_ACTION_correct, claim, "type=PROTEST", "a march");
    CHECK_INT(count_of(s, SITREP_TABLE_CLAIMS, 0, event), together - 1);
    CHECK(HAS(s, CLAIMS, claim));
    decide(s, anna, SITREP_ACTION_undo, patch, "", "no");
    CHECK_INT(count_of(s, SITREP_TABLE_CLAIMS, 0, event), together);
    sitrep_store_close(s);
}

/* A later report joins the event of a corrected claim. */
static void test_corrected_claim_is_found_by_later_reports(void)
{
    sitrep_store *s = filled("later");
    sitrep_error err = {0};
    sitrep_run_info info = {
        .program = "test", .model = "model", .knowledge = "know", .started = NOW + 5000, .seen_when_published = true};
    sitrep_link_result linked;
    const char *event = id_of(s, SITREP_TABLE_EVENTS, "Bishkek"), *claim = id_of(s, SITREP_TABLE_CLAIMS, "|blocked|");
    decide(s, anna, SITREP_ACTION_correct, claim, "status=ongoing", "it goes on");
    sitrep_report r = {.id = SV("d"),
                       .source = SV("Star"),
                       .published = SV("2010-06-22T10:00:00Z"),
                       .text = SV("Protesters blocked a road in Bishkek on Monday, the mayor said on Tuesday.")};
    const sitrep_record *record;
    bool added = false;
    CHECK_STATUS(sitrep_store_begin_run(s, &info, &err), SITREP_OK);
    CHECK_STATUS(sitrep_reader_run(reading_reader, &r, &record, &err), SITREP_OK);
    CHECK_STATUS(sitrep_store_add(s, record, &added, &err), SITREP_OK);
    CHECK_STATUS(sitrep_link_run(s, &linked, &err), SITREP_OK);
    CHECK_STATUS(sitrep_store_end_run(s, &err), SITREP_OK);
    CHECK_INT(count_of(s, SITREP_TABLE_CLAIMS, 0, event), 2);
    sitrep_store_close(s);
}

static void test_show_history_and_why(void)
{
    sitrep_store *s = filled("show");
    const char *claim = id_of(s, SITREP_TABLE_CLAIMS, "|blocked|"), *event = id_of(s, SITREP_TABLE_EVENTS, "Osh");
    const struct {
        sitrep_status (*show)(sitrep_store *, sitrep_sv, sitrep_write_fn, void *, sitrep_error *);
        const char *id, *words[4];
    } cases[] = {
        {sitrep_review_show, claim, {"> Protesters blocked a road", "read as type PROTEST", "linked", "Anna: correct"}},
        {sitrep_review_history, claim, {"read as", "stands as", "status planned", "status: happened → planned"}},
        {sitrep_event_why, event, {"first claim of this event", "same place", "\"", "Wire"}},
        {sitrep_review_show,
         id_of(s, SITREP_TABLE_FIGURES, "|191|"),
         {"191", "killed", "line of government", "does not"}},
        {sitrep_review_show, id_of(s, SITREP_TABLE_UNDERTAKINGS, "52"), {"undertaking", "open", "52", "states"}}};
    decide(s, anna, SITREP_ACTION_correct, claim, "status=planned", "announced only");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buf out = BUF_INIT(0);
        sitrep_error err = {0};
        CHECK_STATUS(cases[i].show(s, sv_of(cases[i].id), append, &out, &err), SITREP_OK);
        for (size_t k = 0; k < 4; k++)
            if (sv_find(buf_sv(&out), sv_of(cases[i].words[k]), 0) == SIZE_MAX)
                CHECK_FAIL("case %zu lacks '%s':\n%s", i, cases[i].words[k], out.ptr ? out.ptr : "");
        buf_release(&out);
        CHECK_STATUS(cases[i].show(s, SV("eaaaaaaaaaaaaaaaa"), append, &out, &err), SITREP_NOT_FOUND);
        CHECK_STATUS(cases[i].show(s, SV("nothing"), append, &out, &err), SITREP_USAGE);
        buf_release(&out);
    }
    sitrep_store_close(s);
}

typedef struct taken_case {
    char table[32], golden[600], corpus[900];
} taken_case;

static void take_case(void *ctx, const sitrep_review_case *c)
{
    taken_case *t = ctx;
    snprintf(t->table, sizeof t->table, "%s", c->table);
    snprintf(t->golden, sizeof t->golden, "%.*s", SV_ARG(c->golden));
    snprintf(t->corpus, sizeof t->corpus, "%.*s", SV_ARG(c->corpus));
}

static void test_case_is_a_row_of_the_tables(void)
{
    sitrep_store *s = filled("case");
    sitrep_error err = {0};
    taken_case t = {0};
    const char *claim = id_of(s, SITREP_TABLE_CLAIMS, "|blocked|"), *figure = id_of(s, SITREP_TABLE_FIGURES, "|191|");
    const char *patch = decide(s, anna, SITREP_ACTION_correct, claim, "status=planned", "announced only");
    CHECK_STATUS(sitrep_review_make_case(s, sv_of(patch), take_case, &t, &err), SITREP_OK);
    CHECK_STR(t.table, "events");
    CHECK(strncmp(t.golden, "b\tblocked\t1\tPROTEST\t", 20) == 0);
    CHECK(strstr(t.golden, "\tplanned\t+\treview ") != NULL);
    CHECK(strstr(t.corpus, "\tProtesters blocked a road in Bishkek on Monday.\tblocked|PROTEST|") != NULL);
    CHECK(strstr(t.corpus, "|planned|+|Protesters|") != NULL);
    patch = decide(s, anna, SITREP_ACTION_reject, claim, "", "no such thing");
    CHECK_STATUS(sitrep_review_make_case(s, sv_of(patch), take_case, &t, &err), SITREP_OK);
    CHECK_STR(t.table, "nonevents");
    CHECK(strncmp(t.golden, "b\tblocked\t1\treview ", 19) == 0);
    CHECK(strstr(t.corpus, "on Monday.\t-\t-\t-\twire\t") != NULL);
    patch = decide(s, anna, SITREP_ACTION_correct, figure, "number=192", "a slip");
    CHECK_STATUS(sitrep_review_make_case(s, sv_of(patch), take_case, &t, &err), SITREP_OK);
    CHECK_STR(t.table, "figures");
    CHECK(strncmp(t.golden, "a\t191\t1\tkilled\t", 15) == 0);
    CHECK(strstr(t.golden, "\t192\t") != NULL);
    CHECK_STR(t.corpus, "");
    patch = decide(s, anna, SITREP_ACTION_merge, id_of(s, SITREP_TABLE_EVENTS, "Jalal-Abad"),
                   id_of(s, SITREP_TABLE_EVENTS, "Osh"), "one");
    CHECK_STATUS(sitrep_review_make_case(s, sv_of(patch), take_case, &t, &err), SITREP_UNSUPPORTED);
    CHECK_STATUS(sitrep_review_make_case(s, SV("paaaaaaaaaaaaaaaa"), take_case, &t, &err), SITREP_NOT_FOUND);
    sitrep_store_close(s);
}

/* What is contested or due about now waits; what was decided does not. */
static void test_queue_is_what_a_decision_would_change(void)
{
    sitrep_store *s = filled("queue");
    const char *figure = id_of(s, SITREP_TABLE_FIGURES, "|191|");
    CHECK(HAS(s, QUEUE, figure));
    CHECK(HAS(s, QUEUE, "contested by 1 number"));
    CHECK(HAS(s, QUEUE, "is due 2010-06-30, open"));
    decide(s, anna, SITREP_ACTION_accept, figure, "", "the ministry confirms");
    CHECK(!HAS(s, QUEUE, figure));
    CHECK(HAD(s, QUEUE, NOW, figure));
    sitrep_store_close(s);
}

static void test_fields_of_each_kind(void)
{
    CHECK_STR(sitrep_review_fields(SV("cabc"))[0], "type");
    CHECK_STR(sitrep_review_fields(SV("fabc"))[1], "number");
    CHECK_STR(sitrep_review_fields(SV("sabc"))[1], "speaker");
    CHECK_STR(sitrep_review_fields(SV("uabc"))[0], "state");
    CHECK(!sitrep_review_fields(SV("zabc")));
    CHECK_STR(sitrep_action_name(SITREP_ACTION_unverifiable), "unverifiable");
    CHECK_STR(sitrep_action_name(99), "");
}

/* ---- */

static void set_up(void)
{
    setenv("SITREP_DATA", TEST_BINARY_DIR, 1);
    CHECK(reading_open());
    anna = make_key("Anna");
    ben = make_key("Ben");
    if (check_failures) exit(1);
}

static void tear_down(void)
{
    sitrep_key_free(anna);
    sitrep_key_free(ben);
    reading_close();
}

CHECK_MAIN(CASE(set_up), CASE(test_decide_reject_and_undo), CASE(test_decide_correct_shows_old_value_and_who),
           CASE(test_decide_speaker_reaches_figures), CASE(test_decide_merge_split_and_undo),
           CASE(test_decide_within_a_second), CASE(test_decide_marks_and_states),
           CASE(test_import_order_does_not_matter), CASE(test_conflicts_are_settled),
           CASE(test_import_keeps_strangers_out), CASE(test_import_refuses_forgeries),
           CASE(test_verify_names_tampering), CASE(test_decide_says_what_is_wrong), CASE(test_reread_replays_patches),
           CASE(test_reread_tells_what_no_longer_fits), CASE(test_corrected_claim_leaves_its_event),
           CASE(test_corrected_claim_is_found_by_later_reports), CASE(test_show_history_and_why),
           CASE(test_case_is_a_row_of_the_tables), CASE(test_queue_is_what_a_decision_would_change),
           CASE(test_fields_of_each_kind), CASE(tear_down))
