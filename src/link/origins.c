/* link/origins.c — reports that are copies or rewrites of one report count as one origin.
 * A report is its set of 5-word shingles; of these a fixed quarter is kept (those whose hash ends in two zero bits:
 * "modulo sampling", A. Broder 1997), which estimates containment without bias. A report belongs to the origin of an
 * earlier one that begins alike and shares enough of the smaller set. The beginning decides: agencies end report after
 * report with the same background paragraphs, which can be a third of a short text and make no origin. Datelines,
 * bylines and agency lines are short and hardly weigh. */
#include "base/date.h"
#include "link/link_int.h"

#include "base/banned.h"

#define SHINGLE_WORDS     5
#define SAMPLE_MASK       3u
#define SHINGLES_MIN      6    /* kept shingles below which two texts are not compared */
#define CONTAINMENT_MIN   0.18 /* of the smaller set, when the beginnings are alike … */
#define LEAD_MIN          0.22 /* … of the runs in the new report's first third … */
#define LEAD_SHARED_MIN   2u
#define CONTAINMENT_ALONE 0.6 /* … or so much without that: paragraphs in another order */
#define SHARED_MIN        3u
#define FORMULA_REPORTS   48u /* word runs that so many earlier reports have are formulas */
#define CANDIDATES        8u
#define WINDOW_SECONDS    ((int64_t)30 * 86400)

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9E3779B97F4A7C15u;
    return h ^ (h >> 32);
}

/* Hashes of the words of a text, letters and digits only, lower case; hyphens and quotes do not count. */
static uint32_t word_hashes(sitrep_sv text, uint64_t *out)
{
    uint32_t count = 0;
    uint64_t h = 0;
    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? to_lower(text.ptr[i]) : ' ';
        if (is_alpha(c) || is_digit(c) || (unsigned char)c >= 0x80)
            h = mix(h, (unsigned char)c);
        else if (h) {
            out[count++] = h;
            h = 0;
        }
    }
    return count;
}

/* A kept word run; `lead` where it stands in the first third of the text. */
typedef struct shingle {
    int64_t hash;
    bool lead;
} shingle;

static int by_hash(const void *a, const void *b)
{
    const shingle *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return (int)y->lead - (int)x->lead;
}

static uint32_t kept_shingles(linking *l, sitrep_sv text, shingle **out)
{
    uint64_t *words = ARENA_ARRAY(&l->arena, uint64_t, text.len / 2 + 2);
    shingle *kept = ARENA_ARRAY(&l->arena, shingle, text.len / 2 + 2);
    if (!words || !kept) return 0;
    uint32_t word_count = word_hashes(text, words), count = 0, unique = 0;
    for (uint32_t i = 0; i + SHINGLE_WORDS <= word_count; i++) {
        uint64_t h = 1;
        for (uint32_t k = 0; k < SHINGLE_WORDS; k++) h = mix(h, words[i + k]);
        h = mix(h, 77);
        if ((h & SAMPLE_MASK) == 0) kept[count++] = (shingle){(int64_t)(h >> 1), i < word_count / 3};
    }
    if (count) qsort(kept, count, sizeof *kept, by_hash);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || kept[i].hash != kept[i - 1].hash) kept[unique++] = kept[i];
    *out = kept;
    return unique;
}

typedef struct best_match {
    int64_t report, origin;
    uint32_t shared;
    double containment;
} best_match;

/* An earlier report and how many word runs it shares. */
typedef struct sharing {
    int64_t report;
    uint32_t shared, lead;
} sharing;

static int by_report(const void *a, const void *b)
{
    const sharing *x = a, *y = b;
    return x->report < y->report ? -1 : x->report > y->report;
}

static int by_shared(const void *a, const void *b)
{
    const sharing *x = a, *y = b;
    if (x->shared != y->shared) return x->shared > y->shared ? -1 : 1;
    return by_report(a, b);
}

/* The earlier reports that share word runs with this one, most first: one look-up a run, so the cost does not grow with
 * the store. A run that very many reports have is a formula ("all rights reserved"), and tells nothing. */
static sitrep_status find_sharing(linking *l, const shingle *kept, uint32_t count, sharing **out, size_t *out_count)
{
    size_t all = 0, distinct = 0;
    sharing *list = ARENA_ARRAY(&l->arena, sharing, (size_t)count * FORMULA_REPORTS + 1);
    sitrep_status status = list ? SITREP_OK : base_error(l->err, SITREP_NOMEM, "out of memory");
    for (uint32_t i = 0; i < count && !status; i++) {
        size_t from = all;
        int code;
        sqlite3_stmt *stmt =
            link_sql(l, "SELECT report FROM shingle WHERE hash = ? AND report <> ? ORDER BY report DESC LIMIT ?");
        if (!stmt) return link_failed(l);
        sqlite3_bind_int64(stmt, 1, kept[i].hash);
        sqlite3_bind_int64(stmt, 2, l->report);
        sqlite3_bind_int(stmt, 3, FORMULA_REPORTS);
        while ((code = link_step(l, stmt)) > 0) list[all++] = (sharing){sqlite3_column_int64(stmt, 0), 1, kept[i].lead};
        if (code < 0) status = link_failed(l);
        if (all - from == FORMULA_REPORTS) all = from;
    }
    if (all) qsort(list, all, sizeof *list, by_report);
    for (size_t i = 0; i < all;) {
        sharing sum = {list[i].report, 0, 0};
        for (; i < all && list[i].report == sum.report; i++) {
            sum.shared++;
            sum.lead += list[i].lead;
        }
        list[distinct++] = sum;
    }
    if (distinct) qsort(list, distinct, sizeof *list, by_shared);
    *out = list;
    *out_count = distinct;
    return status;
}

/* The earlier report that shares most, among those of the window. */
static sitrep_status find_match(linking *l, const shingle *kept, uint32_t count, best_match *best)
{
    sharing *list = NULL;
    size_t found = 0;
    uint32_t leads = 0;
    for (uint32_t i = 0; i < count; i++) leads += kept[i].lead;
    sitrep_status status = find_sharing(l, kept, count, &list, &found);
    for (size_t i = 0; i < found && i < CANDIDATES && !status; i++) {
        if (list[i].shared < SHARED_MIN) break;
        sqlite3_stmt *stmt = link_sql(l, "SELECT ro.origin, ro.shingles FROM report_origin ro JOIN report r ON "
                                         "r.report = ro.report WHERE ro.report = ? AND r.seen_at >= ?");
        if (!stmt) return link_failed(l);
        sqlite3_bind_int64(stmt, 1, list[i].report);
        sqlite3_bind_int64(stmt, 2, l->seen_at - WINDOW_SECONDS);
        int code = link_step(l, stmt);
        if (code > 0) {
            uint32_t theirs = (uint32_t)sqlite3_column_int(stmt, 1);
            double containment = (double)list[i].shared / (double)(count < theirs ? count : theirs ? theirs : 1);
            bool begins_alike =
                list[i].lead >= LEAD_SHARED_MIN && list[i].lead >= leads * LEAD_MIN && containment >= CONTAINMENT_MIN;
            if ((begins_alike || containment >= CONTAINMENT_ALONE) && containment > best->containment)
                *best = (best_match){list[i].report, sqlite3_column_int64(stmt, 0), list[i].shared, containment};
        }
        sqlite3_reset(stmt);
        if (code < 0) status = link_failed(l);
    }
    return status;
}

static sitrep_status add_shingles(linking *l, const shingle *kept, uint32_t count)
{
    sitrep_status status = SITREP_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        sqlite3_stmt *stmt = link_sql(l, "INSERT OR IGNORE INTO shingle VALUES (?, ?)");
        if (!stmt) return link_failed(l);
        sqlite3_bind_int64(stmt, 1, kept[i].hash);
        sqlite3_bind_int64(stmt, 2, l->report);
        status = link_done(l, stmt);
    }
    return status;
}

static sitrep_status set_origin(linking *l, int64_t origin, uint32_t shingles, const char *reason)
{
    if (!origin) {
        char id[KEEP_ID_SIZE];
        link_id(l, 'o', "origin", l->report, id);
        sqlite3_stmt *add = link_sql(l, "INSERT INTO origin (id, first_report) VALUES (?, ?)");
        if (!add) return link_failed(l);
        db_bind_sv(add, 1, sv_of(id));
        sqlite3_bind_int64(add, 2, l->report);
        sitrep_status status = link_done(l, add);
        if (status) return status;
        origin = sqlite3_last_insert_rowid(l->s->db);
        l->result->origins_new++;
    }
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT INTO report_origin (report, origin, reason, seen_at, shingles) VALUES (?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sqlite3_bind_int64(stmt, 2, origin);
    db_bind_sv(stmt, 3, sv_of(reason));
    sqlite3_bind_int64(stmt, 4, l->seen_at);
    sqlite3_bind_int64(stmt, 5, shingles);
    return link_done(l, stmt);
}

sitrep_status link_origin(linking *l)
{
    keep_report report;
    shingle *kept = NULL;
    sitrep_status status = keep_report_get(l->s, (sitrep_sv){NULL, 0}, l->report, &l->arena, &report, l->err);
    if (status) return status;
    uint32_t count = kept_shingles(l, report.text, &kept);
    best_match best = {0};
    status = add_shingles(l, kept, count);
    if (!status && count >= SHINGLES_MIN) status = find_match(l, kept, count, &best);
    if (status) return status;
    if (!best.report) return set_origin(l, 0, count, "no earlier report shares its wording");
    char reason[128];
    snprintf(reason, sizeof reason, "%.0f %% of the shorter text's word runs stand in report %lld",
             best.containment * 100, (long long)best.report);
    return set_origin(l, best.origin, count, reason);
}
