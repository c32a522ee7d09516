/* The builder of larger gazetteers: dump files, the sorter, and what a built file holds. The base is the program's own.
 */
#include <unistd.h>
#include <zlib.h>

#include "check.h"
#include "know/dump.h"
#include "know/format.h"
#include "know/sorter.h"
#include "sitrep/gazetteer.h"

#define FOLDER TEST_BINARY_DIR "/test_gazetteer"
#define BASE   TEST_BINARY_DIR "/sitrep.know"

#define ROW(id, name, others, lat, lon, class_, code, cc, a1, a2, people)                                              \
    id "\t" name "\t" name "\t" others "\t" lat "\t" lon "\t" class_ "\t" code "\t" cc "\t\t" a1 "\t" a2               \
       "\t\t\t" people "\t\t700\tAsia/Bishkek\t2020-01-01\n"

/* Osh Region and Osh are in the base; the village Zarbdaroq, a school and a town of the past are not. */
static const char places[] = ROW("1346798", "Osh Region", "", "40.2", "73.2", "A", "ADM1", "KG", "08", "", "900000") //
    ROW("1527534", "Osh", "", "40.52828", "72.7985", "P", "PPLA", "KG", "08", "", "322164")                          //
    ROW("90000001", "Zarbdaroq", "Зарбдарок,Zarbdarok", "40.6", "72.9", "P", "PPL", "KG", "08", "", "812")           //
    ROW("90000002", "Zarbdaroq", "", "39.6", "66.9", "P", "PPL", "UZ", "24", "", "12000")                            //
    ROW("90000003", "Mektep Zarbdaroq", "", "40.6", "72.9", "S", "SCH", "KG", "08", "", "0")                         //
    ROW("90000004", "Eski Zarbdaroq", "", "40.6", "72.9", "P", "PPLH", "KG", "08", "", "0")                          //
    "broken line\n"                                                                                                  //
    ROW("90000001", "Zarbdaroq", "", "40.6", "72.9", "P", "PPL", "KG", "08", "", "812")                              //
    ROW("90000005", "Nowhere", "", "95", "72.9", "P", "PPL", "KG", "08", "", "0");

static bool write_file(const char *path, const void *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");
    bool good = f && fwrite(bytes, 1, len, f) == len;
    return f && fclose(f) == 0 && good;
}

typedef struct told {
    uint32_t count, line;
    char msg[512];
} told;

static void tell(void *ctx, const sitrep_error *fault)
{
    told *t = ctx;
    t->count++;
    t->line = fault->line;
    snprintf(t->msg, sizeof t->msg, "%s", fault->msg);
}

static sitrep_status build(sitrep_gazetteer_options o, const char *out, sitrep_gazetteer_counts *counts, told *t)
{
    sitrep_error err = {0};
    if (!o.places) {
        o.places = FOLDER "/places.txt";
        if (!write_file(o.places, places, sizeof places - 1)) return SITREP_IO;
    }
    o.base = BASE;
    o.out = out;
    o.say = t ? tell : NULL;
    o.say_ctx = t;
    return sitrep_gazetteer_build(&o, counts, &err);
}

static sitrep_knowledge *open_built(const char *path)
{
    sitrep_knowledge *k = NULL;
    sitrep_error err = {0};
    CHECK_STATUS(sitrep_knowledge_open(path, &k, &err), SITREP_OK);
    if (k) CHECK_STATUS(sitrep_knowledge_check(k, &err), SITREP_OK);
    return k;
}

static bool same_files(const char *a, const char *b)
{
    FILE *fa = fopen(a, "rb"), *fb = fopen(b, "rb");
    int ca = 0, cb = 0;
    while (fa && fb && ca == cb && ca != EOF) ca = getc(fa), cb = getc(fb);
    bool same = fa && fb && ca == cb;
    if (fa) fclose(fa);
    if (fb) fclose(fb);
    return same;
}

/* The geonameid of the n-th place of a name, 0. */
static uint32_t id_of(const sitrep_knowledge *k, const char *name, uint32_t n)
{
    know_match m = know_match_text(k, sv_of(name));
    const know_entry *e = n < m.count ? know_entry_at(k, m.first + n) : NULL;
    const know_place *p = e && e->kind == KNOW_ENTRY_PLACE ? know_place_at(k, e->id) : NULL;
    return p ? p->geonameid : 0;
}

static void test_build_villages(void)
{
    sitrep_gazetteer_counts c;
    told t = {0};
    const char *out = FOLDER "/villages.know";
    CHECK_STATUS(build((sitrep_gazetteer_options){0}, out, &c, &t), SITREP_OK);
    CHECK_INT(c.rows, 9);
    CHECK_INT(c.added, 3);
    CHECK_INT(c.known, 2);
    CHECK_INT(c.left_out, 1);
    CHECK_INT(c.faulty, 3);
    CHECK_INT(t.count, 3);
    CHECK_INT(t.line, 9);
    CHECK_STR(t.msg, "no coordinates in columns 5 and 6");
    sitrep_knowledge *k = open_built(out);
    REQUIRE(k);
    CHECK_INT(id_of(k, "Zarbdaroq", 0), 90000002); /* the bigger one first */
    CHECK_INT(id_of(k, "Zarbdaroq", 1), 90000001);
    CHECK_INT(id_of(k, "Зарбдарок", 0), 90000001);
    CHECK_INT(id_of(k, "zarbdarok", 0), 90000001);
    CHECK_INT(id_of(k, "Eski Zarbdaroq", 0), 0);
    const know_place *village = know_place_at(k, know_place_of_geonameid(k, 90000001));
    REQUIRE(village);
    CHECK_STR(village->code, "KGZ");
    CHECK_SV(know_text(k, village->name), "Zarbdaroq");
    CHECK_INT(village->country, know_place_of_country(k, SV("KGZ")));
    CHECK_INT(village->admin1, know_place_of_geonameid(k, 1346798));
    CHECK_INT(village->lat, 4060000);
    CHECK_STR(know_place_at(k, know_place_of_geonameid(k, 90000003))->feature, "SCH");
    sitrep_knowledge_free(k);
}

/* Everything that the base knows is known in the built file, in the same order. */
static void test_build_keeps_base(void)
{
    static const char *const names[] = {"Georgia",
                                        "Osh",
                                        "Springfield",
                                        "US",
                                        "us",
                                        "Mass.",
                                        "New York",
                                        "Jalal-Abad",
                                        "foreign minister",
                                        "United Nations",
                                        "Reading",
                                        "Roza Otunbayeva"};
    sitrep_gazetteer_counts c;
    const char *out = FOLDER "/kept.know";
    CHECK_STATUS(build((sitrep_gazetteer_options){0}, out, &c, NULL), SITREP_OK);
    sitrep_knowledge *k = open_built(out), *base = open_built(BASE);
    REQUIRE(k && base);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        know_match a = know_match_text(base, sv_of(names[i])), b = know_match_text(k, sv_of(names[i]));
        CHECK(a.count > 0);
        CHECK_INT(b.count, a.count);
        for (uint32_t n = 0; n < a.count && n < b.count; n++)
            CHECK(memcmp(know_entry_at(base, a.first + n), know_entry_at(k, b.first + n), sizeof(know_entry)) == 0);
    }
    CHECK_INT(know_actor_count(k), know_actor_count(base));
    CHECK_INT(know_place_count(k), know_place_count(base) + 3);
    CHECK(know_table_find(k, SV("words/places")) != NULL);
    CHECK(strcmp(sitrep_knowledge_version(k), sitrep_knowledge_version(base)) != 0);
    sitrep_knowledge_free(k);
    sitrep_knowledge_free(base);
}

static void test_build_same_bytes_with_little_memory(void)
{
    sitrep_gazetteer_counts c;
    CHECK_STATUS(build((sitrep_gazetteer_options){0}, FOLDER "/a.know", &c, NULL), SITREP_OK);
    CHECK_STATUS(build((sitrep_gazetteer_options){.memory = 1u << 20}, FOLDER "/b.know", &c, NULL), SITREP_OK);
    CHECK(same_files(FOLDER "/a.know", FOLDER "/b.know"));
}

static void test_build_filters(void)
{
    sitrep_gazetteer_counts c;
    CHECK_STATUS(build((sitrep_gazetteer_options){.within = "kg"}, FOLDER "/f.know", &c, NULL), SITREP_OK);
    CHECK_INT(c.added, 2);
    CHECK_STATUS(build((sitrep_gazetteer_options){.within = "UZB, TJ"}, FOLDER "/f.know", &c, NULL), SITREP_OK);
    CHECK_INT(c.added, 0); /* no row told which country UZ is */
    CHECK_STATUS(build((sitrep_gazetteer_options){.classes = "P"}, FOLDER "/f.know", &c, NULL), SITREP_OK);
    CHECK_INT(c.added, 2);
    CHECK_STATUS(build((sitrep_gazetteer_options){.classes = "A,SCH"}, FOLDER "/f.know", &c, NULL), SITREP_OK);
    CHECK_INT(c.added, 1);
    CHECK_STATUS(build((sitrep_gazetteer_options){.population = 1000}, FOLDER "/f.know", &c, NULL), SITREP_OK);
    CHECK_INT(c.added, 2);
    CHECK_STATUS(build((sitrep_gazetteer_options){.historical = true}, FOLDER "/f.know", &c, NULL), SITREP_OK);
    CHECK_INT(c.added, 4);
}

static void test_build_alternates(void)
{
    static const char names[] = "1\t90000001\tru\tКызыл-Зарб\t\t\t\t\t\t\n"
                                "2\t90000001\tlink\thttps://example.org/Zarb\t\t\t\t\t\t\n"
                                "3\t90000001\tuz\tQizilzarb\t\t\t\t1\t\t\n"
                                "4\t1527534\ten\tOshville\t1\t\t\t\t\t\n"
                                "5\t12\ten\tNotTaken\t\t\t\t\t\t\n"
                                "6\tx\ten\tFaulty\t\t\t\t\t\t\n";
    static const char divisions[] = "UZ.24\tSamarqand\tSamarqand\t1114927\n";
    sitrep_gazetteer_counts c;
    const char *out = FOLDER "/names.know";
    CHECK(write_file(FOLDER "/names.txt", names, sizeof names - 1));
    CHECK(write_file(FOLDER "/admin1.txt", divisions, sizeof divisions - 1));
    sitrep_gazetteer_options o = {.alternates = FOLDER "/names.txt", .admin1 = FOLDER "/admin1.txt"};
    CHECK_STATUS(build(o, out, &c, NULL), SITREP_OK);
    CHECK_INT(c.alternates, 6);
    CHECK_INT(c.faulty, 4);
    sitrep_knowledge *k = open_built(out);
    REQUIRE(k);
    CHECK_INT(id_of(k, "Кызыл-Зарб", 0), 90000001);
    CHECK_INT(id_of(k, "Qizilzarb", 0), 90000001);
    CHECK_INT(id_of(k, "Oshville", 0), 1527534);
    CHECK_INT(id_of(k, "Зарбдарок", 0), 0); /* the column is not read where there is a file */
    CHECK_INT(know_place_at(k, know_place_of_geonameid(k, 90000002))->admin1, know_place_of_geonameid(k, 1114927));
    sitrep_knowledge_free(k);
    o.languages = "uz";
    CHECK_STATUS(build(o, out, &c, NULL), SITREP_OK);
    k = open_built(out);
    REQUIRE(k);
    CHECK_INT(id_of(k, "Кызыл-Зарб", 0), 0);
    CHECK_INT(id_of(k, "Qizilzarb", 0), 90000001);
    sitrep_knowledge_free(k);
}

static bool stop(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    (void)ctx, (void)done, (void)total;
    return strcmp(what, "writing") != 0;
}

static void test_build_failures_leave_nothing(void)
{
    sitrep_gazetteer_counts c;
    const char *out = FOLDER "/none.know";
    unlink(out);
    CHECK_STATUS(build((sitrep_gazetteer_options){.progress = stop}, out, &c, NULL), SITREP_STOPPED);
    CHECK(access(out, F_OK) != 0);
    CHECK(access(FOLDER "/none.know.part", F_OK) != 0);
    CHECK_STATUS(build((sitrep_gazetteer_options){.places = FOLDER "/absent.txt"}, out, &c, NULL), SITREP_IO);
    CHECK_STATUS(build((sitrep_gazetteer_options){0}, FOLDER "/absent/x.know", &c, NULL), SITREP_IO);
    CHECK(access(out, F_OK) != 0);
}

/* ---- files ---- */

static void test_dump_gz(void)
{
    sitrep_gazetteer_counts c;
    gzFile gz = gzopen(FOLDER "/places.txt.gz", "wb");
    REQUIRE(gz);
    CHECK_INT(gzwrite(gz, places, sizeof places - 1), sizeof places - 1);
    gzclose(gz);
    CHECK_STATUS(build((sitrep_gazetteer_options){.places = FOLDER "/places.txt.gz"}, FOLDER "/gz.know", &c, NULL),
                 SITREP_OK);
    CHECK_STATUS(build((sitrep_gazetteer_options){0}, FOLDER "/plain.know", &c, NULL), SITREP_OK);
    CHECK(same_files(FOLDER "/gz.know", FOLDER "/plain.know"));
}

/* "dump.zip" with readme.txt and dump.txt: fuzz/seeds/dump/zip, its first byte apart. */
static void test_dump_zip(void)
{
    char bytes[8192];
    FILE *f = fopen(TEST_SOURCE_DIR "/fuzz/seeds/dump/zip", "rb");
    REQUIRE(f);
    size_t len = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    REQUIRE(len > 100 && len < sizeof bytes);
    CHECK(write_file(FOLDER "/dump.zip", bytes + 1, len - 1));
    dump_file *d = NULL;
    sitrep_sv line;
    uint32_t lines = 0;
    sitrep_error err = {0};
    CHECK_STATUS(dump_open(FOLDER "/dump.zip", &d, &err), SITREP_OK);
    REQUIRE(d);
    for (; dump_next(d, &line, &err) == SITREP_OK; lines++)
        if (lines % 2 == 0) CHECK(sv_starts(line, SV("1527534\tOsh\t")));
    CHECK_INT(lines, 40);
    dump_close(d);
    CHECK(write_file(FOLDER "/other.zip", bytes + 1, len - 1));
    CHECK_STATUS(dump_open(FOLDER "/other.zip", &d, &err), SITREP_FORMAT); /* holds no other.txt */
    bytes[60] ^= 0x55;
    CHECK(write_file(FOLDER "/dump.zip", bytes + 1, len / 2));
    CHECK_STATUS(dump_open(FOLDER "/dump.zip", &d, &err), SITREP_FORMAT);
}

static void test_dump_long_line(void)
{
    FILE *f = fopen(FOLDER "/long.txt", "wb");
    REQUIRE(f);
    fputs("one\n", f);
    for (int i = 0; i < 300000; i++) putc('x', f);
    fputs("\nthree", f);
    fclose(f);
    dump_file *d = NULL;
    sitrep_sv line;
    sitrep_error err = {0};
    CHECK_STATUS(dump_open(FOLDER "/long.txt", &d, &err), SITREP_OK);
    REQUIRE(d);
    CHECK_STATUS(dump_next(d, &line, &err), SITREP_OK);
    CHECK_SV(line, "one");
    CHECK_STATUS(dump_next(d, &line, &err), SITREP_LIMIT);
    CHECK_INT(err.line, 2);
    CHECK_STATUS(dump_next(d, &line, &err), SITREP_OK);
    CHECK_SV(line, "three");
    CHECK_STATUS(dump_next(d, &line, &err), SITREP_NOT_FOUND);
    dump_close(d);
}

static void test_dump_rows(void)
{
    dump_place p;
    dump_country c;
    dump_division d;
    CHECK(dump_parse_place(sv_trim(SV(ROW("5", "A", "", "1", "2", "P", "PPL", "KG", "08", "", "x"))), &p) != NULL);
    CHECK(dump_parse_place(SV("1\tA"), &p) != NULL);
    CHECK(!dump_parse_place(sv_trim(SV(ROW("5", "A", "", "-1.5", "2", "P", "PPL", "KG", "08", "", "7"))), &p));
    CHECK_INT(p.lat, -150000);
    CHECK_INT(p.population, 7);
    CHECK(!dump_parse_division(SV("KG.08\tOsh\tOsh\t1346798"), &d));
    CHECK_SV(d.code, "KG.08");
    CHECK(dump_parse_division(SV("KG\tOsh\tOsh\t1346798"), &d) != NULL);
    CHECK(!dump_parse_country(SV("KG\tKGZ\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t1527747\t\t"), &c));
    CHECK_INT(c.id, 1527747);
    CHECK(dump_parse_country(SV("KG\tKGZ"), &c) != NULL);
}

/* ---- the sorter ---- */

static void sort_numbers(size_t memory)
{
    sorter *s = NULL;
    sitrep_error err = {0};
    sitrep_sv item;
    uint32_t seed = 1, wanted = 0;
    CHECK_STATUS(sorter_new(FOLDER, memory, &s, &err), SITREP_OK);
    REQUIRE(s);
    for (uint32_t i = 0; i < 30000; i++) { /* each of 10000 numbers three times, in some order */
        char text[32];
        uint32_t n = (i * 7919u + seed) % 10000;
        int len = snprintf(text, sizeof text, "%04u%.*s", n, (int)(n % 9), "tail-tail");
        CHECK_STATUS(sorter_add(s, text, (size_t)len, &err), SITREP_OK);
    }
    CHECK_STATUS(sorter_turn(s, &err), SITREP_OK);
    while (sorter_next(s, &item, &err) == SITREP_OK) {
        char text[32];
        int len = snprintf(text, sizeof text, "%04u%.*s", wanted, (int)(wanted % 9), "tail-tail");
        if (item.len != (size_t)len || memcmp(item.ptr, text, item.len) != 0) {
            CHECK_FAIL("'%.*s' where '%s' was due", SV_ARG(item), text);
            break;
        }
        wanted++;
    }
    CHECK_INT(wanted, 10000);
    sorter_free(s);
}

static void test_sorter_in_memory(void)
{
    sort_numbers(16u << 20);
}

static void test_sorter_on_disk(void)
{
    sort_numbers(64u << 10);
}

static void test_sorter_empty(void)
{
    sorter *s = NULL;
    sitrep_error err = {0};
    sitrep_sv item;
    CHECK_STATUS(sorter_new(FOLDER, 64u << 10, &s, &err), SITREP_OK);
    REQUIRE(s);
    CHECK_STATUS(sorter_turn(s, &err), SITREP_OK);
    CHECK_STATUS(sorter_next(s, &item, &err), SITREP_NOT_FOUND);
    sorter_free(s);
}

CHECK_MAIN(CASE(test_build_villages), CASE(test_build_keeps_base), CASE(test_build_same_bytes_with_little_memory),
           CASE(test_build_filters), CASE(test_build_alternates), CASE(test_build_failures_leave_nothing),
           CASE(test_dump_gz), CASE(test_dump_zip), CASE(test_dump_long_line), CASE(test_dump_rows),
           CASE(test_sorter_in_memory), CASE(test_sorter_on_disk), CASE(test_sorter_empty))
