/* The JSON door: escaping, offsets in code points and bytes, what is left out, a writer that stops. Records are made by
 * hand, so that no model is needed. */
#include "check.h"

#include "sitrep/read.h"

static bool append(void *ctx, const char *bytes, size_t len)
{
    buf_add(ctx, bytes, len);
    return true;
}

static bool refuse(void *ctx, const char *bytes, size_t len)
{
    (void)ctx;
    (void)bytes;
    (void)len;
    return false;
}

static bool contains(const buf *b, const char *part)
{
    return sv_find(buf_sv(b), sv_of(part), 0) != SIZE_MAX;
}

#define CHECK_HAS(b, part)                                                                                             \
    do {                                                                                                               \
        if (!contains(b, part)) CHECK_FAIL("no %s in %s", part, (b)->ptr);                                             \
    } while (0)
#define CHECK_HASNT(b, part)                                                                                           \
    do {                                                                                                               \
        if (contains(b, part)) CHECK_FAIL("%s in %s", part, (b)->ptr);                                                 \
    } while (0)

/* "Ōš fell": two letters of two bytes each before the rest. */
static const char text[] = "\xC5\x8C\xC5\xA1 fell";

typedef struct fixture {
    sitrep_report report;
    sitrep_sentence sentence;
    sitrep_analysis analysis;
    sitrep_record record;
} fixture;

static void fixture_init(fixture *f)
{
    memset(f, 0, sizeof *f);
    f->report.id = SV("a\"b\\\n\x01");
    f->report.text = sv_of(text);
    f->sentence.span = (sitrep_span){0, sizeof text - 1};
    f->analysis = (sitrep_analysis){sv_of(text), &f->sentence, 1};
    f->record.report = &f->report;
    f->record.analysis = &f->analysis;
    f->record.text = sv_of(text);
    f->record.dateline_place = SITREP_NONE;
    f->record.published_day = SITREP_DAY_NONE;
}

static void test_write_json_escapes_and_leaves_out(void)
{
    fixture f;
    buf out = BUF_INIT(0);
    fixture_init(&f);
    CHECK_STATUS(sitrep_record_write_json(&f.record, false, append, &out), SITREP_OK);
    CHECK_HAS(&out, "\"id\": \"a\\\"b\\\\\\n\\u0001\"");
    CHECK_HAS(&out, "\"entities\": []");
    CHECK_HAS(&out, "\"events\": []}\n");
    CHECK_HASNT(&out, "title");
    CHECK_HASNT(&out, "published");
    CHECK_HASNT(&out, "dateline");
    buf_release(&out);
}

static void test_write_json_offsets_of_both_kinds(void)
{
    fixture f;
    buf chars = BUF_INIT(0), bytes = BUF_INIT(0);
    sitrep_place place = {
        .span = {0, 4}, .text = SV("x"), .confidence = 0.5f, .has_point = true, .lat = 40.52828, .lon = -72.5};
    fixture_init(&f);
    f.record.places = &place;
    f.record.place_count = 1;
    CHECK_STATUS(sitrep_record_write_json(&f.record, false, append, &chars), SITREP_OK);
    CHECK_STATUS(sitrep_record_write_json(&f.record, true, append, &bytes), SITREP_OK);
    CHECK_HAS(&chars, "\"sentences\": [[0, 7]]");
    CHECK_HAS(&chars, "\"span\": [0, 2]");
    CHECK_HAS(&bytes, "\"sentences\": [[0, 9]]");
    CHECK_HAS(&bytes, "\"span\": [0, 4]");
    CHECK_HAS(&chars, "\"lat\": 40.52828, \"lon\": -72.5");
    CHECK_HASNT(&chars, "geonameid");
    CHECK_HASNT(&chars, "precision");
    buf_release(&chars);
    buf_release(&bytes);
}

static void test_write_json_numbers_without_exponent(void)
{
    fixture f;
    buf out = BUF_INIT(0);
    sitrep_figure figure = {.kind = SITREP_FIGURE_money,
                            .has_low = true,
                            .low = 2.5e12,
                            .has_best = true,
                            .best = 0.1 + 0.2,
                            .span = {0, 4},
                            .text = SV("x"),
                            .event = SITREP_NONE,
                            .statement = SITREP_NONE,
                            .place = SITREP_NONE,
                            .time = 3};
    fixture_init(&f);
    f.record.figures = &figure;
    f.record.figure_count = 1;
    CHECK_STATUS(sitrep_record_write_json(&f.record, false, append, &out), SITREP_OK);
    CHECK_HAS(&out, "\"low\": 2500000000000, \"best\": 0.3");
    CHECK_HAS(&out, "\"time\": 3");
    CHECK_HASNT(&out, "\"high\"");
    CHECK_HASNT(&out, "\"event\":");
    CHECK_HASNT(&out, "qualifier");
    buf_release(&out);
}

static void test_write_json_times_with_days(void)
{
    fixture f;
    buf out = BUF_INIT(0);
    sitrep_time times[2] = {{.type = SITREP_TIME_DATE,
                             .span = {0, 4},
                             .text = SV("x"),
                             .value = SV("2010-06-24"),
                             .begin = 14784,
                             .end = 14784},
                            {.type = SITREP_TIME_DURATION,
                             .span = {5, 9},
                             .text = SV("y"),
                             .value = SV("P2W"),
                             .begin = SITREP_DAY_NONE,
                             .end = SITREP_DAY_NONE}};
    fixture_init(&f);
    f.record.times = times;
    f.record.time_count = 2;
    CHECK_STATUS(sitrep_record_write_json(&f.record, false, append, &out), SITREP_OK);
    CHECK_HAS(&out, "\"value\": \"2010-06-24\", \"begin\": \"2010-06-24\", \"end\": \"2010-06-24\"}");
    CHECK_HAS(&out, "\"type\": \"DURATION\", \"value\": \"P2W\"}");
    buf_release(&out);
}

static void test_write_json_stopped(void)
{
    fixture f;
    fixture_init(&f);
    CHECK_STATUS(sitrep_record_write_json(&f.record, false, refuse, NULL), SITREP_STOPPED);
}

static void test_names_out_of_range(void)
{
    CHECK_STR(sitrep_figure_kind_name(SITREP_FIGURE_killed), "killed");
    CHECK_STR(sitrep_figure_kind_name(1000), "");
    CHECK_STR(sitrep_place_kind_name(SITREP_PLACE_metonym), "metonym");
}

CHECK_MAIN(CASE(test_write_json_escapes_and_leaves_out), CASE(test_write_json_offsets_of_both_kinds),
           CASE(test_write_json_numbers_without_exponent), CASE(test_write_json_times_with_days),
           CASE(test_write_json_stopped), CASE(test_names_out_of_range))
