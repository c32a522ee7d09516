/* A user's own ontology and actors beside the knowledge file: the example's codes are on the events, faults name file
 * and line, and nothing changes without them. */
#include <stdio.h>

#include "check.h"
#include "reading.h"

#define HEAD "lemma\tpos\twhen\tactor\trecipient\ttype\tmode\tcameo\tcontexts\tflags\tprior\texample\n"

static const sitrep_record *read_with(sitrep_knowledge *k, sitrep_reader **reader, const char *text)
{
    static sitrep_report report;
    const sitrep_record *record = NULL;
    report = (sitrep_report){.text = sv_of(text), .language = {"en", 2}};
    if (sitrep_reader_new(reading_model, k, reader, NULL)) return NULL;
    return sitrep_reader_run(*reader, &report, &record, NULL) ? NULL : record;
}

static sitrep_knowledge *open_knowledge(void)
{
    sitrep_knowledge *k = NULL;
    return sitrep_knowledge_open(TEST_BINARY_DIR "/sitrep.know", &k, NULL) ? NULL : k;
}

static void test_codes_and_actors(void)
{
    sitrep_reader *reader = NULL;
    sitrep_error err = {0};
    REQUIRE(reading_open());
    sitrep_knowledge *k = open_knowledge();
    REQUIRE(k != NULL);
    char before[17];
    snprintf(before, sizeof before, "%s", sitrep_knowledge_version(k));
    CHECK_STATUS(sitrep_knowledge_add_own(k, TEST_SOURCE_DIR "/examples/own-ontology/health",
                                          TEST_SOURCE_DIR "/examples/own-ontology/actors.tsv", NULL, NULL, &err),
                 SITREP_OK);
    CHECK(strcmp(before, sitrep_knowledge_version(k)) != 0);
    CHECK_STATUS(sitrep_knowledge_add_own(k, NULL, NULL, NULL, NULL, &err), SITREP_LIMIT);
    const sitrep_record *r = read_with(k, &reader, "The Tolon Group bombed the clinic in Osh.");
    REQUIRE(r != NULL && r->event_count == 1);
    const sitrep_event *e = &r->events[0];
    CHECK_INT(e->type, SITREP_EVENT_ASSAULT);
    REQUIRE(e->own_count == 1 && e->actor_count == 1);
    CHECK(sv_eq(e->own[0].code, SV("FACILITY_ATTACKED")));
    CHECK(sv_starts(e->own[0].sense, SV("attacks.tsv:")));
    CHECK(strcmp(e->actors[0].code.text, "KGZ") == 0);
    REQUIRE(e->actors[0].sector_count > 0);
    CHECK(strcmp(e->actors[0].sectors[0].text, "UAF") == 0);
    sitrep_reader_free(reader);
    sitrep_knowledge_free(k);
}

/* A trigger that PLOVER's lexicon passes over is an event of the type that the code is a kind of. */
static void test_new_trigger(void)
{
    static const char path[] = TEST_BINARY_DIR "/own_senses.tsv";
    sitrep_reader *reader = NULL;
    REQUIRE(reading_open());
    FILE *f = fopen(path, "w");
    REQUIRE(f != NULL);
    fputs(HEAD "unplug\tv\tobj\tsubj\tobj\tBLACKOUT:COERCE\t-\t-\t-\t-\t0.9\t-\n", f);
    fclose(f);
    sitrep_knowledge *k = open_knowledge();
    REQUIRE(k != NULL);
    CHECK_STATUS(sitrep_knowledge_add_own(k, path, NULL, NULL, NULL, NULL), SITREP_OK);
    const sitrep_record *r = read_with(k, &reader, "Soldiers unplugged the radio station in Osh.");
    REQUIRE(r != NULL && r->event_count == 1);
    CHECK_INT(r->events[0].type, SITREP_EVENT_COERCE);
    CHECK(r->events[0].own_count == 1 && sv_eq(r->events[0].own[0].code, SV("BLACKOUT")));
    sitrep_reader_free(reader);
    sitrep_knowledge_free(k);
    r = reading_of(SV("Soldiers unplugged the radio station in Osh."), SV("2010-06-14"));
    CHECK(r != NULL && r->event_count == 0);
}

static void keep_line(void *ctx, const char *line)
{
    snprintf(ctx, 512, "%s", line);
}

static void test_faults(void)
{
    static const char path[] = TEST_BINARY_DIR "/own_faults.tsv";
    char said[512] = "";
    sitrep_error err = {0};
    sitrep_knowledge *k = open_knowledge();
    REQUIRE(k != NULL);
    FILE *f = fopen(path, "w");
    REQUIRE(f != NULL);
    fputs(HEAD "bomb\tv\tobj\tsubj\tobj\tHURT\t-\t-\t-\t-\t0.9\t-\n", f);
    fclose(f);
    CHECK_STATUS(sitrep_knowledge_add_own(k, path, NULL, keep_line, said, &err), SITREP_FORMAT);
    CHECK(strstr(said, "own_faults.tsv:2: type 'HURT'") != NULL);
    CHECK_STATUS(sitrep_knowledge_add_own(k, "/nowhere/at/all", NULL, NULL, NULL, &err), SITREP_IO);
    CHECK_STATUS(sitrep_knowledge_add_own(k, NULL, path, keep_line, said, &err), SITREP_FORMAT);
    CHECK(strstr(said, "own_faults.tsv:1: column") != NULL);
    sitrep_knowledge_free(k);
}

static void test_end(void)
{
    (void)reading_table;
    (void)reading_share;
    reading_close();
}

CHECK_MAIN(CASE(test_codes_and_actors), CASE(test_new_trigger), CASE(test_faults), CASE(test_end))
