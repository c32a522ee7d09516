/* The text of a patch: the same decision has the same bytes, every changed byte is found, and what is malformed is told
 * with its line and skipped. */
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "keep/patch.h"

static char key_path[512], other_path[512];

static void remove_keys(void)
{
    char path[600];
    const char *const keys[] = {key_path, other_path};
    for (int i = 0; i < 2; i++) {
        unlink(keys[i]);
        snprintf(path, sizeof path, "%s.pub", keys[i]);
        unlink(path);
    }
}

static sitrep_key *make_key(const char *path, const char *name)
{
    sitrep_key *key = NULL;
    sitrep_error err = {0};
    if (sitrep_key_new(sv_of(name), path, &err) || sitrep_key_open(path, &key, &err)) CHECK_FAIL("a key: %s", err.msg);
    return key;
}

/* A correction with everything that a patch can hold. */
static patch sample(void)
{
    patch p = {.action = SITREP_ACTION_correct,
               .target = SV("cabcdefghijklmnop"),
               .report = SV("rabcdefghijklmnop"),
               .span = {10, 15},
               .said = SV("fired\nupon"),
               .change_count = 2,
               .reason = SV("a plan, with a \\ and a\ttab"),
               .at = 1277035200};
    p.changes[0] = (patch_change){
        .field = SV("status"), .before = SV("happened"), .after = SV("planned"), .has_before = true, .has_after = true};
    p.changes[1] = (patch_change){.field = SV("place"), .before = SV("Osh|KGZ||town|"), .has_before = true};
    return p;
}

static void test_sign_and_parse_round_trip(void)
{
    arena a;
    patch p = sample(), q;
    sitrep_error err = {0};
    arena_init(&a, 0);
    remove_keys();
    sitrep_key *key = make_key(key_path, "Anna Example");
    REQUIRE(key);
    CHECK_STATUS(patch_sign(&p, key, &a, &err), SITREP_OK);
    CHECK(patch_is_signed(&p));
    CHECK_SV(p.reason, "a plan, with a \\ and a\ttab");
    CHECK_SV(p.said, "fired\nupon");
    CHECK_SV(p.who, "Anna Example");
    CHECK_INT(p.change_count, 2);
    CHECK(p.changes[0].has_after && !p.changes[1].has_after);
    CHECK_INT(p.at, 1277035200);
    sitrep_sv rest = p.text;
    uint32_t line = 0;
    CHECK_STATUS(patch_parse(&rest, &line, &a, &q, &err), SITREP_OK);
    CHECK_STR(q.id, p.id);
    CHECK_INT(rest.len, 0);
    sitrep_key_free(key);
    arena_release(&a);
}

/* Every byte of the record changed once: none is taken for what was signed. */
static void test_signature_holds_every_byte(void)
{
    arena a;
    patch p = sample();
    sitrep_error err = {0};
    arena_init(&a, 0);
    remove_keys();
    sitrep_key *key = make_key(key_path, "Anna Example");
    REQUIRE(key && patch_sign(&p, key, &a, &err) == SITREP_OK);
    size_t taken = 0;
    for (size_t i = 0; i < p.text.len; i++) {
        arena_mark mark = arena_mark_set(&a);
        sitrep_sv copy = arena_copy(&a, p.text), rest = copy;
        char *bytes = (char *)(uintptr_t)copy.ptr;
        bytes[i] = (char)(bytes[i] ^ 1);
        patch q;
        uint32_t line = 0;
        if (patch_parse(&rest, &line, &a, &q, NULL) == SITREP_OK && patch_is_signed(&q)) taken++;
        arena_mark_rewind(&a, mark);
    }
    CHECK_INT(taken, 0);
    sitrep_key_free(key);
    arena_release(&a);
}

static void test_signature_is_of_one_key(void)
{
    arena a;
    patch p = sample(), q = sample();
    arena_init(&a, 0);
    remove_keys();
    sitrep_key *key = make_key(key_path, "Anna Example"), *other = make_key(other_path, "Anna Example");
    REQUIRE(key && other);
    CHECK_STATUS(patch_sign(&p, key, &a, NULL), SITREP_OK);
    CHECK_STATUS(patch_sign(&q, other, &a, NULL), SITREP_OK);
    memcpy(p.key, q.key, sizeof p.key); /* the same name, another key */
    CHECK(!patch_is_signed(&p));
    CHECK(strcmp(p.id, q.id) != 0);
    sitrep_key_free(key);
    sitrep_key_free(other);
    arena_release(&a);
}

/* A record is taken as it stands or not at all; what comes behind a bad one is still read. */
static void test_parse_refuses_what_is_malformed(void)
{
    static const struct {
        const char *line, *instead;
    } cases[] = {{"action correct", "action destroy"},
                 {"action correct", "action reject"}, /* with fields */
                 {"target cabcdefghijklmnop", "target cabcdefghijklmno1"},
                 {"target cabcdefghijklmnop", "target qabcdefghijklmnop"},
                 {"span 10 15", "span 15 10"},
                 {"span 10 15", "span 010 15"},
                 {"old happened", "old  happened\x01"},
                 {"at 2010-06-20T12:00:00Z", "at 2010-02-30T12:00:00Z"},
                 {"at 2010-06-20T12:00:00Z", "at 2010-06-20T13:00:00+01:00"}, /* the same moment in other bytes */
                 {"who Anna Example", "who "},
                 {"field status", "field status\nfield status"}};
    arena a;
    patch p = sample(), q;
    arena_init(&a, 0);
    remove_keys();
    sitrep_key *key = make_key(key_path, "Anna Example");
    REQUIRE(key && patch_sign(&p, key, &a, NULL) == SITREP_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t at = sv_find(p.text, sv_of(cases[i].line), 0);
        if (at == SIZE_MAX) {
            CHECK_FAIL("case %zu: no line '%s' in the sample", i, cases[i].line);
            continue;
        }
        sitrep_sv after = sv_part(p.text, at + strlen(cases[i].line), p.text.len);
        sitrep_sv text = arena_printf(&a, "# a comment\n\n%.*s%s%.*s\n\n%.*s\n", (int)at, p.text.ptr, cases[i].instead,
                                      SV_ARG(after), SV_ARG(p.text));
        uint32_t line = 0;
        sitrep_error err = {0};
        sitrep_status first = patch_parse(&text, &line, &a, &q, &err);
        bool forged = first == SITREP_OK && !patch_is_signed(&q);
        if (first != SITREP_FORMAT && !forged) CHECK_FAIL("case %zu was taken", i);
        if (first == SITREP_FORMAT && !err.line) CHECK_FAIL("case %zu: no line is told", i);
        CHECK_STATUS(patch_parse(&text, &line, &a, &q, NULL), SITREP_OK);
        CHECK(patch_is_signed(&q));
        CHECK_STATUS(patch_parse(&text, &line, &a, &q, NULL), SITREP_EMPTY);
    }
    sitrep_key_free(key);
    arena_release(&a);
}

static void test_key_is_its_owners(void)
{
    sitrep_key *key = NULL;
    sitrep_error err = {0};
    struct stat st;
    remove_keys();
    CHECK_STATUS(sitrep_key_open(key_path, &key, &err), SITREP_NOT_FOUND);
    CHECK_STATUS(sitrep_key_new(SV("two\nlines"), key_path, &err), SITREP_USAGE);
    CHECK_STATUS(sitrep_key_new(SV("Anna Example"), key_path, &err), SITREP_OK);
    CHECK_STATUS(sitrep_key_new(SV("Anna Example"), key_path, &err), SITREP_EXISTS);
    CHECK(stat(key_path, &st) == 0 && (st.st_mode & 077) == 0);
    CHECK(chmod(key_path, 0644) == 0);
    CHECK_STATUS(sitrep_key_open(key_path, &key, &err), SITREP_USAGE);
    CHECK(chmod(key_path, 0600) == 0);
    CHECK_STATUS(sitrep_key_open(key_path, &key, &err), SITREP_OK);
    CHECK_INT(strlen(sitrep_key_id(key)), 17);
    sitrep_key_free(key);
    remove_keys();
}

static void test_key_path_follows_the_environment(void)
{
    char path[64];
    setenv("XDG_CONFIG_HOME", "/somewhere", 1);
    CHECK_STATUS(sitrep_key_path(path, sizeof path, NULL), SITREP_OK);
    CHECK_STR(path, "/somewhere/sitrep/review.key");
    CHECK_STATUS(sitrep_key_path(path, 8, NULL), SITREP_LIMIT);
    unsetenv("XDG_CONFIG_HOME");
    setenv("HOME", "/home/anna", 1);
    CHECK_STATUS(sitrep_key_path(path, sizeof path, NULL), SITREP_OK);
    CHECK_STR(path, "/home/anna/.config/sitrep/review.key");
    unsetenv("HOME");
    CHECK_STATUS(sitrep_key_path(path, sizeof path, NULL), SITREP_NOT_FOUND);
}

static void set_up(void)
{
    snprintf(key_path, sizeof key_path, "%s/test_patch.key", TEST_BINARY_DIR);
    snprintf(other_path, sizeof other_path, "%s/test_patch_other.key", TEST_BINARY_DIR);
    CHECK(sodium_init() >= 0);
}

CHECK_MAIN(CASE(set_up), CASE(test_sign_and_parse_round_trip), CASE(test_signature_holds_every_byte),
           CASE(test_signature_is_of_one_key), CASE(test_parse_refuses_what_is_malformed), CASE(test_key_is_its_owners),
           CASE(test_key_path_follows_the_environment))
