/* tests/unit/ledger.h — a small ledger made by hand for the tests of tell: four reports by three outlets in two days,
 * with what an attacker may write into one of them. Linking rows are written by SQL, so that these tests do not move
 * when linking learns something. */
#ifndef TESTS_LEDGER_H
#define TESTS_LEDGER_H

#include <unistd.h>

#include "check.h"
#include "keep/sqlite/db.h"

#define LEDGER_RLO "\xE2\x80\xAE" /* right-to-left override */
#define LEDGER_LONG                                                                                                    \
    "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
    "aaaaaaaa"

static const char ledger_wire[] = "OSH, June 14 (Wire) - Gangs attacked shops in Osh on Sunday. At least 117 people "
                                  "have been killed, the health ministry said. "
                                  "The ministry promised to open a hospital by June 20.";
static const char ledger_daily[] =
    "Gangs burned shops in Osh on Sunday. <script>alert(1)</script> <img src=x onerror=alert(2)> said " LEDGER_RLO
    "evil & 'co' \"x\". "
    "About 2,000 may be dead. " LEDGER_LONG " " LEDGER_LONG ".";
static const char ledger_agency[] =
    "The government plans to send troops to Kyrgyzstan. Officials denied that soldiers fired on a crowd in Osh. "
    "Up to 1,000,000 people may need aid, a planning figure. No one was injured.";

typedef struct ledger {
    sitrep_store *store;
    char path[512];
} ledger;

/* The span of the nth (from 0) `needle` in the text; a failure of the test where it is not there. */
static sitrep_span ledger_span(const char *text, const char *needle)
{
    const char *at = strstr(text, needle);
    if (!at) {
        CHECK_FAIL("'%s' is not in the text of the fixture", needle);
        return (sitrep_span){0, 0};
    }
    return (sitrep_span){(uint32_t)(at - text), (uint32_t)(at - text + strlen(needle))};
}

/* Splits a text at full stops that a blank or the end follows; good enough for the texts above. */
static uint32_t ledger_sentences(const char *text, sitrep_sentence *out)
{
    uint32_t count = 0, begin = 0;
    for (uint32_t i = 0; text[i]; i++) {
        if (text[i] != '.' || (text[i + 1] && text[i + 1] != ' ')) continue;
        out[count++].span = (sitrep_span){begin, i + 1};
        begin = i + (text[i + 1] ? 2 : 1);
    }
    return count;
}

static void ledger_add(sitrep_store *s, const sitrep_report *report, sitrep_record *record)
{
    static sitrep_sentence sentences[16];
    memset(sentences, 0, sizeof sentences);
    sitrep_analysis analysis = {
        .text = report->text, .sentences = sentences, .count = ledger_sentences(report->text.ptr, sentences)};
    bool added = false;
    sitrep_error err = {0};
    record->report = report;
    record->analysis = &analysis;
    record->text = report->text;
    record->dateline_place = SITREP_NONE;
    sitrep_status status = sitrep_store_add(s, record, &added, &err);
    if (status || !added) CHECK_FAIL("adding a report of the fixture: %s", err.msg);
}

#define LEDGER_DAY 14773 /* 13 June 2010 */
/* Records made by hand stand dense, one thing a paragraph. */
/* clang-format off */
#define LEDGER_OSH(text_) {.kind = SITREP_PLACE_name, .role = SITREP_PLACE_ROLE_happened, .precision = SITREP_PRECISION_town, .has_point = true, \
                           .span = ledger_span(text_, "Osh"), .text = SV("Osh"), .name = SV("Osh"), .geonameid = 1527534, .lat = 40.53, .lon = 72.8, \
                           .admin1 = SV("Osh City"), .country = {"KGZ"}, .confidence = 1}

static void ledger_add_wire(sitrep_store *s)
{
    sitrep_entity entities[] = {{.kind = SITREP_ENTITY_organization, .name = SV("health ministry"), .code = {"KGZ"}}};
    sitrep_place places[] = {LEDGER_OSH(ledger_wire)};
    sitrep_time times[] = {{.begin = LEDGER_DAY + 7, .end = LEDGER_DAY + 7, .span = ledger_span(ledger_wire, "June 20")}};
    sitrep_span said = ledger_span(ledger_wire, "At least 117 people have been killed"), promised = ledger_span(ledger_wire, "to open a hospital by June 20");
    sitrep_speaker ministry = {ledger_span(ledger_wire, "the health ministry"), SV("the health ministry"), 0}, nobody = {.entity = SITREP_NONE};
    sitrep_statement statements[] = {
        {.act = SITREP_ACT_report, .has_speaker = true, .sentence = 1, .speaker = ministry, .addressee = nobody, .content = &said, .content_count = 1,
         .parent = SITREP_NONE, .due = SITREP_NONE},
        {.act = SITREP_ACT_promise, .has_speaker = true, .sentence = 2, .speaker = ministry, .addressee = nobody, .content = &promised, .content_count = 1,
         .parent = SITREP_NONE, .due = 0}};
    sitrep_actor gangs = {.span = ledger_span(ledger_wire, "Gangs"), .text = SV("Gangs"), .entity = SITREP_NONE};
    sitrep_actor shops = {.span = ledger_span(ledger_wire, "shops"), .text = SV("shops"), .entity = SITREP_NONE};
    sitrep_event events[] = {{.type = SITREP_EVENT_ASSAULT, .status = SITREP_STATUS_happened, .certainty = SITREP_CERTAINTY_certain, .time_precision = 1,
                              .sentence = 0, .trigger = ledger_span(ledger_wire, "attacked"), .lemma = SV("attack"), .quad = 4, .actors = &gangs,
                              .actor_count = 1, .recipients = &shops, .recipient_count = 1, .place = 0, .time = SITREP_NONE, .begin = LEDGER_DAY,
                              .end = LEDGER_DAY, .statement = SITREP_NONE, .confidence = 0.9f}};
    sitrep_figure figures[] = {{.kind = SITREP_FIGURE_killed, .qualifier = SITREP_QUALIFIER_at_least, .measure = SITREP_MEASURE_cumulative, .has_low = true,
                                .has_best = true, .low = 117, .best = 117, .span = ledger_span(ledger_wire, "At least 117"), .unit = SV("people"),
                                .sentence = 1, .event = SITREP_NONE, .statement = 0, .place = 0, .time = SITREP_NONE}};
    sitrep_report report = {.id = SV("w1"), .title = SV("Shops burn in Osh"), .text = sv_of(ledger_wire), .published = SV("2010-06-14T10:00:00Z"),
                            .source = SV("Wire"), .original = sv_of(ledger_wire)};
    sitrep_record record = {.published_day = LEDGER_DAY + 1, .entities = entities, .entity_count = 1, .places = places, .place_count = 1, .times = times,
                            .time_count = 1, .statements = statements, .statement_count = 2, .events = events, .event_count = 1, .figures = figures, .figure_count = 1};
    ledger_add(s, &report, &record);
}

static void ledger_add_daily(sitrep_store *s)
{
    sitrep_place places[] = {LEDGER_OSH(ledger_daily)};
    sitrep_actor gangs = {.span = ledger_span(ledger_daily, "Gangs"), .text = SV("Gangs"), .entity = SITREP_NONE};
    sitrep_span content = ledger_span(ledger_daily, "<script>alert(1)</script> <img src=x onerror=alert(2)>");
    sitrep_statement statements[] = {{.act = SITREP_ACT_deny, .has_speaker = true, .sentence = 1,
                                      .speaker = {ledger_span(ledger_daily, LEDGER_RLO "evil & 'co'"), SV(LEDGER_RLO "evil & 'co'"), SITREP_NONE},
                                      .addressee = {.entity = SITREP_NONE}, .content = &content, .content_count = 1, .parent = SITREP_NONE, .due = SITREP_NONE}};
    sitrep_event events[] = {{.type = SITREP_EVENT_ASSAULT, .status = SITREP_STATUS_happened, .certainty = SITREP_CERTAINTY_certain, .time_precision = 1,
                              .sentence = 0, .trigger = ledger_span(ledger_daily, "burned"), .lemma = SV("burn"), .quad = 4, .mode = SV("destroy"),
                              .actors = &gangs, .actor_count = 1, .place = 0, .time = SITREP_NONE, .begin = LEDGER_DAY, .end = LEDGER_DAY,
                              .statement = SITREP_NONE, .confidence = 0.8f}};
    sitrep_figure figures[] = {{.kind = SITREP_FIGURE_killed, .qualifier = SITREP_QUALIFIER_about, .measure = SITREP_MEASURE_unknown, .has_best = true, .best = 2000,
                                .span = ledger_span(ledger_daily, "About 2,000"), .unit = SV("people"), .sentence = 2, .event = SITREP_NONE,
                                .statement = SITREP_NONE, .place = 0, .time = SITREP_NONE}};
    sitrep_report report = {.id = SV("d1"), .title = SV("<script>alert(0)</script> =1+1 " LEDGER_LONG), .text = sv_of(ledger_daily),
                            .published = SV("2010-06-15T10:00:00Z"), .source = SV("=cmd|'/c calc'!A1, \"Daily\""), .url = SV("javascript:alert(3)"),
                            .original = sv_of(ledger_daily)};
    sitrep_record record = {.published_day = LEDGER_DAY + 2, .places = places, .place_count = 1, .statements = statements, .statement_count = 1,
                            .events = events, .event_count = 1, .figures = figures, .figure_count = 1};
    ledger_add(s, &report, &record);
}

static void ledger_add_agency(sitrep_store *s, const char *id, const char *source)
{
    sitrep_place places[] = {
        {.kind = SITREP_PLACE_name, .role = SITREP_PLACE_ROLE_destination, .precision = SITREP_PRECISION_country, .has_point = true,
         .span = ledger_span(ledger_agency, "Kyrgyzstan"), .text = SV("Kyrgyzstan"), .name = SV("Kyrgyzstan"), .geonameid = 1527747, .lat = 41.5, .lon = 75,
         .country = {"KGZ"}, .confidence = 1},
        LEDGER_OSH(ledger_agency)};
    sitrep_actor government = {.span = ledger_span(ledger_agency, "The government"), .text = SV("government"), .entity = SITREP_NONE, .code = {"RUS"}};
    sitrep_actor soldiers = {.span = ledger_span(ledger_agency, "soldiers"), .text = SV("soldiers"), .entity = SITREP_NONE, .code = {"KGZ"}};
    sitrep_span denied = ledger_span(ledger_agency, "soldiers fired on a crowd in Osh");
    sitrep_statement statements[] = {{.act = SITREP_ACT_deny, .has_speaker = true, .sentence = 1,
                                      .speaker = {ledger_span(ledger_agency, "Officials"), SV("Officials"), SITREP_NONE}, .addressee = {.entity = SITREP_NONE},
                                      .content = &denied, .content_count = 1, .parent = SITREP_NONE, .due = SITREP_NONE}};
    sitrep_event events[] = {
        {.type = SITREP_EVENT_MOBILIZE, .status = SITREP_STATUS_planned, .certainty = SITREP_CERTAINTY_certain, .sentence = 0,
         .trigger = ledger_span(ledger_agency, "send"), .lemma = SV("send"), .quad = 4, .actors = &government, .actor_count = 1, .place = 0,
         .time = SITREP_NONE, .begin = SITREP_DAY_NONE, .end = SITREP_DAY_NONE, .statement = SITREP_NONE, .confidence = 0.7f},
        {.type = SITREP_EVENT_ASSAULT, .status = SITREP_STATUS_happened, .negative = true, .certainty = SITREP_CERTAINTY_certain, .sentence = 1,
         .trigger = ledger_span(ledger_agency, "fired"), .lemma = SV("fire"), .quad = 4, .actors = &soldiers, .actor_count = 1, .place = 1,
         .time = SITREP_NONE, .begin = SITREP_DAY_NONE, .end = SITREP_DAY_NONE, .statement = 0, .confidence = 0.8f},
        {.type = SITREP_EVENT_AID, .status = SITREP_STATUS_ongoing, .certainty = SITREP_CERTAINTY_possible, .sentence = 2,
         .trigger = ledger_span(ledger_agency, "need"), .lemma = SV("need"), .quad = 2, .place = 0, .time = SITREP_NONE, .begin = LEDGER_DAY + 2,
         .end = LEDGER_DAY + 2, .statement = SITREP_NONE, .confidence = 0.8f}};
    sitrep_figure figures[] = {
        {.kind = SITREP_FIGURE_displaced, .qualifier = SITREP_QUALIFIER_up_to, .measure = SITREP_MEASURE_planning, .has_high = true, .high = 1000000,
         .span = ledger_span(ledger_agency, "Up to 1,000,000"), .unit = SV("people"), .sentence = 2, .event = SITREP_NONE, .statement = SITREP_NONE,
         .place = 0, .time = SITREP_NONE},
        {.kind = SITREP_FIGURE_injured, .qualifier = SITREP_QUALIFIER_exact, .measure = SITREP_MEASURE_cumulative, .has_best = true, .has_low = true,
         .has_high = true, .span = ledger_span(ledger_agency, "No one"), .unit = SV("people"), .sentence = 3, .event = SITREP_NONE,
         .statement = SITREP_NONE, .place = 0, .time = SITREP_NONE}};
    sitrep_report report = {.id = sv_of(id), .title = SV("Troops planned"), .text = sv_of(ledger_agency), .published = SV("2010-06-15T12:00:00Z"),
                            .source = sv_of(source), .original = sv_of(ledger_agency)};
    sitrep_record record = {.published_day = LEDGER_DAY + 2, .places = places, .place_count = 2, .statements = statements, .statement_count = 1,
                            .events = events, .event_count = 3, .figures = figures, .figure_count = 2};
    ledger_add(s, &report, &record);
}
/* clang-format on */

/* What linking would say: one origin for the two copies of the agency, one event for the two claims about the shops, a
 * count of each kind. */
static const char *const ledger_links[] = {
    "INSERT INTO origin (origin, id, first_report) SELECT report, 'o' || report, report FROM report WHERE report < 4;",
    "INSERT INTO report_origin (report, origin, reason, seen_at, shingles) SELECT report, min(report, 3), CASE WHEN "
    "report"
    " < 4 THEN 'no earlier report shares its wording' ELSE 'copy of report 3' END, seen_at, 0 FROM report;",
    "INSERT INTO event (event, id, type, first_claim) SELECT claim, 'e' || claim, type, claim FROM claim WHERE claim "
    "IN (1, 3, 4, 5);",
    "INSERT INTO event_claim (claim, event, score, reason, seen_at) SELECT claim, CASE WHEN claim = 2 THEN 1 WHEN "
    "claim > 5 THEN claim - 3 ELSE claim END, 1,"
    " 'by hand', seen_at FROM claim;",
    "INSERT INTO contradiction (contradiction, id, kind, one, other, reason, seen_at) SELECT 1, 'x1', 'figures "
    "differ', (SELECT id FROM figure WHERE figure = 1), (SELECT id"
    " FROM figure WHERE figure = 2), 'their ranges do not meet', 1276600000;",
    "INSERT INTO series (series, id, count, kind, measure, scope, speaker, first_figure) VALUES (1, 'n1', 'k1', "
    "'killed',"
    " 'cumulative', 'KGZ|', 'government of KGZ', 1), (2, 'n2', 'k2', 'displaced', 'planning', 'KGZ|', '', 3), (3, 'n3',"
    " 'k3', 'injured', 'cumulative', 'KGZ|', '', 4);",
    "INSERT INTO series_figure (figure, series, step, note, seen_at) SELECT figure, CASE kind WHEN 'killed' THEN 1 WHEN"
    " 'displaced' THEN 2 ELSE 3 END, CASE WHEN figure = 2 THEN 'attribution lost' WHEN figure > 4 THEN 'same' ELSE"
    " 'first' END, CASE WHEN figure = 2 THEN 'attribution lost: health ministry gave this number before' END, seen_at"
    " FROM figure;",
    "INSERT INTO undertaking (undertaking, id, report, sentence, statement, kind, actor, content, due_first, due_last, "
    "day,"
    " seen_at) SELECT statement, 'u' || statement, report, sentence, statement, act, speaker_name, content, due_first,"
    " due_last, day, seen_at FROM statement WHERE act = 'promise';",
    "INSERT INTO undertaking_state (undertaking, seen_at, state, reason) SELECT undertaking, seen_at, 'open', 'stated'"
    " FROM undertaking;",
};

static void ledger_remove(ledger *l)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char file[540];
    sitrep_store_close(l->store);
    l->store = NULL;
    for (size_t i = 0; i < 4; i++) {
        snprintf(file, sizeof file, "%s%s", l->path, ends[i]);
        unlink(file);
    }
}

/* Makes the ledger in a fresh store named after the test. */
static void ledger_make(ledger *l, const char *name)
{
    sitrep_error err = {0};
    sitrep_run_info run = {"sitrep test", "model test", "knowledge test", 1300000000, true, 0};
    memset(l, 0, sizeof *l);
    snprintf(l->path, sizeof l->path, "%s/%s.sitrep", TEST_BINARY_DIR, name);
    ledger_remove(l);
    if (sitrep_store_open(l->path, SITREP_STORE_WRITE, &l->store, &err) ||
        sitrep_store_begin_run(l->store, &run, &err)) {
        CHECK_FAIL("making the fixture: %s", err.msg);
        return;
    }
    sqlite3_commit_hook(l->store->db, NULL,
                        NULL); /* it refuses rows whose sums nobody writes, and these tests write some */
    ledger_add_wire(l->store);
    ledger_add_daily(l->store);
    ledger_add_agency(l->store, "a1", "Agency");
    ledger_add_agency(l->store, "c1", "Copier");
    for (size_t i = 0; i < sizeof ledger_links / sizeof ledger_links[0]; i++)
        if (db_exec(l->store, ledger_links[i], &err)) CHECK_FAIL("linking the fixture, part %zu: %s", i, err.msg);
    CHECK_STATUS(sitrep_store_end_run(l->store, &err), SITREP_OK);
}

/* A sitrep_write_fn into a buf. */
static bool ledger_write(void *ctx, const char *bytes, size_t len)
{
    buf_add(ctx, bytes, len);
    return true;
}

static size_t ledger_count(sitrep_sv text, const char *needle)
{
    size_t count = 0;
    for (size_t at = sv_find(text, sv_of(needle), 0); at != SIZE_MAX; at = sv_find(text, sv_of(needle), at + 1))
        count++;
    return count;
}

#define CHECK_HAS(text, needle)                                                                                        \
    do {                                                                                                               \
        if (!ledger_count(text, needle)) CHECK_FAIL("not in the output: %s", needle);                                  \
    } while (0)
#define CHECK_HAS_NOT(text, needle)                                                                                    \
    do {                                                                                                               \
        if (ledger_count(text, needle)) CHECK_FAIL("must not be in the output: %s", needle);                           \
    } while (0)

#endif
