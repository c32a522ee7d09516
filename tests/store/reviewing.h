/* tests/store/reviewing.h — what the tests of reviewing share: stores filled by the real reader, tables as text,
 * decisions by two people at moments of their own. */
#ifndef TESTS_REVIEWING_H
#define TESTS_REVIEWING_H

#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "reader.h"
#include "stranger.h"
#include "sitrep/link.h"
#include "sitrep/review.h"

static sitrep_key *anna, *ben;

typedef struct text_in {
    const char *id, *source, *published, *text;
} text_in;

#define NOW ((int64_t)1300000000) /* March 2011: the reports are of June 2010 */
static const text_in reports[] = {
    {"a", "Wire", "2010-06-21T08:00:00Z",
     "OSH, June 21 (Wire) - Gunmen attacked a police station in Osh on Monday. The health ministry said that 191 "
     "people had "
     "been killed in southern Kyrgyzstan. The OSCE promised to send 52 police advisers to southern Kyrgyzstan by June "
     "30."},
    {"b", "Daily", "2010-06-21T18:00:00Z",
     "Two officers were wounded when gunmen attacked a police station in Osh on Monday. Protesters blocked a road in "
     "Bishkek on Monday."},
    {"c", "Star", "2010-06-22T09:00:00Z",
     "President Roza Otunbayeva said on Tuesday that 2,000 people had been killed in southern Kyrgyzstan. Soldiers "
     "arrested 12 men in "
     "Jalal-Abad on Monday."},
};

/* ---- stores ---- */

static const char *store_path(const char *name)
{
    static char path[2][540];
    static int at;
    at = !at;
    snprintf(path[at], sizeof path[at], "%s/review_%s.sitrep", TEST_BINARY_DIR, name);
    return path[at];
}

static void remove_store(const char *name)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char file[560];
    for (size_t i = 0; i < 4; i++) {
        snprintf(file, sizeof file, "%s%s", store_path(name), ends[i]);
        unlink(file);
    }
}

/* A store with the reports, linked; its clock stands at NOW. */
static sitrep_store *filled(const char *name)
{
    sitrep_store *s = NULL;
    sitrep_error err = {0};
    sitrep_link_result linked;
    sitrep_run_info info = {"test", "model", "know", NOW, true, 0};
    remove_store(name);
    if (sitrep_store_open(store_path(name), SITREP_STORE_WRITE, &s, &err) || sitrep_store_begin_run(s, &info, &err)) {
        CHECK_FAIL("making a store: %s", err.msg);
        return s;
    }
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
        sitrep_report r = {.id = sv_of(reports[i].id),
                           .source = sv_of(reports[i].source),
                           .published = sv_of(reports[i].published),
                           .text = sv_of(reports[i].text)};
        const sitrep_record *record;
        bool added;
        if (sitrep_reader_run(reading_reader, &r, &record, &err) || sitrep_store_add(s, record, &added, &err))
            CHECK_FAIL("adding a report: %s", err.msg);
    }
    if (sitrep_link_run(s, &linked, &err)) CHECK_FAIL("linking: %s", err.msg);
    CHECK_STATUS(sitrep_store_end_run(s, &err), SITREP_OK);
    return s;
}

static bool append(void *ctx, const char *bytes, size_t len)
{
    buf_add(ctx, bytes, len);
    return true;
}

static bool print_row(void *ctx, const sitrep_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (cells[i].kind == SITREP_CELL_TEXT) buf_printf(ctx, "%.*s", SV_ARG(cells[i].text));
        if (cells[i].kind == SITREP_CELL_NUMBER) buf_printf(ctx, "%.10g", cells[i].number);
        buf_add_char(ctx, i + 1 < count ? '|' : '\n');
    }
    return true;
}

/* A table as text, a row a line, as of a moment (0: now). */
static buf table(sitrep_store *s, sitrep_table_kind kind, int64_t as_of)
{
    buf out = BUF_INIT(0);
    sitrep_filter filter;
    sitrep_error err = {0};
    sitrep_filter_init(&filter);
    filter.as_of = as_of;
    if (sitrep_store_query(s, kind, &filter, print_row, &out, &err)) CHECK_FAIL("table %d: %s", (int)kind, err.msg);
    return out;
}

static inline size_t count_of(sitrep_store *s, sitrep_table_kind kind, int64_t as_of, const char *words)
{
    buf out = table(s, kind, as_of);
    sitrep_sv text = buf_sv(&out);
    size_t count = 0;
    for (size_t at = sv_find(text, sv_of(words), 0); at != SIZE_MAX; at = sv_find(text, sv_of(words), at + 1)) count++;
    buf_release(&out);
    return count;
}

#define HAS(s, kind, words)         (count_of(s, SITREP_TABLE_##kind, 0, words) != 0)
#define HAD(s, kind, moment, words) (count_of(s, SITREP_TABLE_##kind, moment, words) != 0)

/* The first cell of the first row that has the words: the id. */
static const char *id_of(sitrep_store *s, sitrep_table_kind kind, const char *words)
{
    static char ids[8][SITREP_ID_SIZE];
    static int at;
    char *id = ids[at = (at + 1) % 8];
    buf out = table(s, kind, 0);
    sitrep_sv rest = buf_sv(&out);
    id[0] = '\0';
    while (rest.len && !id[0]) {
        sitrep_sv line = sv_cut(&rest, '\n');
        bool found = sv_find(line, sv_of(words), 0) != SIZE_MAX;
        sitrep_sv first = sv_cut(&line, '|');
        if (found) snprintf(id, SITREP_ID_SIZE, "%.*s", SV_ARG(first));
    }
    if (!id[0]) CHECK_FAIL("no row with '%s' in table %d: %s", words, (int)kind, out.ptr ? out.ptr : "");
    buf_release(&out);
    return id;
}

/* ---- decisions ---- */

static sitrep_key *make_key(const char *name)
{
    char path[600], open_path[640];
    sitrep_key *key = NULL;
    sitrep_error err = {0};
    snprintf(path, sizeof path, "%s/review_%s.key", TEST_BINARY_DIR, name);
    snprintf(open_path, sizeof open_path, "%s.pub", path);
    unlink(path);
    unlink(open_path);
    if (sitrep_key_new(sv_of(name), path, &err) || sitrep_key_open(path, &key, &err)) CHECK_FAIL("a key: %s", err.msg);
    return key;
}

static int64_t clock_at = NOW;

/* A decision at a moment of its own, so that orders are told apart; gives the patch's id. */
static const char *decide(sitrep_store *s, sitrep_key *key, sitrep_action action, const char *target, const char *more,
                          const char *reason)
{
    static char ids[8][SITREP_ID_SIZE];
    static int at;
    char *id = ids[at = (at + 1) % 8];
    sitrep_sv rest = sv_of(more), others[8];
    sitrep_change changes[8];
    sitrep_decision d = {.action = action,
                         .target = sv_of(target),
                         .changes = changes,
                         .others = others,
                         .reason = sv_of(reason),
                         .at = ++clock_at};
    sitrep_error err = {0};
    while (rest.len) {
        sitrep_sv value = sv_cut(&rest, ';');
        if (action == SITREP_ACTION_correct)
            changes[d.change_count].field = sv_cut(&value, '='), changes[d.change_count++].value = value;
        else
            others[d.other_count++] = value;
    }
    s->run_started = clock_at;
    id[0] = '\0';
    if (sitrep_review_decide(s, key, &d, id, NULL, &err))
        CHECK_FAIL("%s %s: %s", sitrep_action_name(action), target, err.msg);
    return id;
}

static inline void exchange(sitrep_store *from, sitrep_store *to, bool trust, sitrep_review_result *out)
{
    buf text = BUF_INIT(0);
    uint64_t count;
    sitrep_error err = {0};
    CHECK_STATUS(sitrep_review_export(from, append, &text, &count, &err), SITREP_OK);
    to->run_started = ++clock_at;
    if (sitrep_review_import(to, buf_sv(&text), "test", trust, NULL, NULL, out, &err))
        CHECK_FAIL("import: %s", err.msg);
    CHECK_INT(out->refused, 0);
    buf_release(&text);
}

/* All tables that a review may change, without the columns of when they were seen here. */
static buf state(sitrep_store *s)
{
    static const sitrep_table_kind kinds[] = {SITREP_TABLE_EVENTS,       SITREP_TABLE_CLAIMS,
                                              SITREP_TABLE_STATEMENTS,   SITREP_TABLE_CONTRADICTIONS,
                                              SITREP_TABLE_UNDERTAKINGS, SITREP_TABLE_FIGURES};
    buf out = BUF_INIT(0);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        buf one = table(s, kinds[i], 0);
        sitrep_sv rest = buf_sv(&one);
        while (rest.len) {
            sitrep_sv line = sv_cut(&rest, '\n');
            size_t seen = sv_find(line, SV("|2011-"), 0);
            buf_add_sv(&out, seen == SIZE_MAX ? line : sv_part(line, 0, seen + 5));
            if (seen != SIZE_MAX) buf_add_sv(&out, sv_part(line, seen + 20, line.len));
            buf_add_char(&out, '\n');
        }
        buf_release(&one);
    }
    return out;
}

/* The first line that differs, where one does. */
static void check_same_text(sitrep_sv p, sitrep_sv q, const char *what)
{
    while (p.len || q.len) {
        sitrep_sv one = sv_cut(&p, '\n'), other = sv_cut(&q, '\n');
        if (sv_eq(one, other)) continue;
        CHECK_FAIL("%s: not the same:\n  %.*s\n  %.*s", what, SV_ARG(one), SV_ARG(other));
        return;
    }
}

static inline void check_same(sitrep_store *a, sitrep_store *b, const char *what)
{
    buf x = state(a), y = state(b);
    check_same_text(buf_sv(&x), buf_sv(&y), what);
    buf_release(&x);
    buf_release(&y);
}

#endif
