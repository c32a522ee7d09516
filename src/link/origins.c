/* link/origins.c — reports that are copies or rewrites of one report count as one origin.
 * A report is its set of 5-word runs; of these a fixed quarter is kept (those whose hash ends in two zero bits:
 * "modulo sampling", A. Broder 1997), which estimates containment without bias. A run weighs the less the more origins
 * have it: what many reports of one kind say alike (set phrases, an agency's tail, the background of a long crisis)
 * makes no copy. A report belongs to the origin of an earlier one that begins alike and shares enough of the smaller
 * set. The beginning decides: agencies end report after report with the same background paragraphs, which can be a
 * third of a short text and make no origin. Runs are kept by 32 days, so that one looks at two such times, however old
 * the store. */
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
#define PERIOD_SECONDS    ((int64_t)32 * 86400)
#define ORIGINS_TOLD      16u /* distinct origins of a run that are told apart; more weigh like so many */

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
    uint32_t hash;
    bool lead;
    double weight; /* 1 over the number of earlier origins that have it, 1 for none */
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
        if ((h & SAMPLE_MASK) == 0) kept[count++] = (shingle){(uint32_t)(h >> 32), i < word_count / 3, 1};
    }
    if (count) qsort(kept, count, sizeof *kept, by_hash);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || kept[i].hash != kept[i - 1].hash) kept[unique++] = kept[i];
    *out = kept;
    return unique;
}

typedef struct best_match {
    int64_t report, origin;
    double containment;
} best_match;

/* An earlier report, and the weight of the word runs that it shares. */
typedef struct sharing {
    int64_t report, origin;
    double weight, lead;
    uint32_t shared, shared_lead;
} sharing;

static int by_report(const void *a, const void *b)
{
    const sharing *x = a, *y = b;
    return x->report < y->report ? -1 : x->report > y->report;
}

static int by_shared(const void *a, const void *b)
{
    const sharing *x = a, *y = b;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    return by_report(a, b);
}

/* The earlier reports that have one word run, appended to the list. A run that very many have is a formula ("all rights
 * reserved") and tells nothing. */
static sitrep_status find_run(linking *l, shingle *run, sharing *list, size_t *count)
{
    int64_t origins[ORIGINS_TOLD];
    size_t from = *count, told = 0;
    int code = 0;
    for (int64_t period = l->seen_at / PERIOD_SECONDS, back = 0; back < 2 && code >= 0; back++) {
        sqlite3_stmt *stmt =
            link_sql(l, "SELECT report, origin FROM word_run WHERE period = ? AND hash = ? AND report <> "
                        "? ORDER BY report DESC LIMIT ?");
        if (!stmt) return link_failed(l);
        sqlite3_bind_int64(stmt, 1, period - back);
        sqlite3_bind_int64(stmt, 2, run->hash);
        sqlite3_bind_int64(stmt, 3, l->report);
        sqlite3_bind_int64(stmt, 4, (int64_t)(FORMULA_REPORTS - (*count - from)));
        while ((code = link_step(l, stmt)) > 0) {
            int64_t origin = sqlite3_column_int64(stmt, 1);
            size_t at = 0;
            while (at < told && origins[at] != origin) at++;
            if (at == told && told < ORIGINS_TOLD) origins[told++] = origin;
            list[(*count)++] = (sharing){.report = sqlite3_column_int64(stmt, 0), .origin = origin};
        }
        if (*count - from == FORMULA_REPORTS) break;
    }
    bool formula = *count - from == FORMULA_REPORTS;
    run->weight = formula ? 0 : told ? 1.0 / (double)told : 1;
    if (formula) *count = from;
    for (size_t i = from; i < *count; i++) {
        list[i].weight = run->weight;
        list[i].lead = run->lead ? run->weight : 0;
        list[i].shared = 1;
        list[i].shared_lead = run->lead;
    }
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* The earlier reports that share word runs with this one, most first: one look-up a run, so the cost does not grow with
 * the store. */
static sitrep_status find_sharing(linking *l, shingle *kept, uint32_t count, sharing **out, size_t *out_count)
{
    size_t all = 0, distinct = 0;
    sharing *list = ARENA_ARRAY(&l->arena, sharing, (size_t)count * FORMULA_REPORTS + 1);
    sitrep_status status = list ? SITREP_OK : base_error(l->err, SITREP_NOMEM, "out of memory");
    for (uint32_t i = 0; i < count && !status; i++) status = find_run(l, &kept[i], list, &all);
    if (status) return status;
    if (all) qsort(list, all, sizeof *list, by_report);
    for (size_t i = 0; i < all;) {
        sharing sum = {.report = list[i].report, .origin = list[i].origin};
        for (; i < all && list[i].report == sum.report; i++) {
            sum.weight += list[i].weight;
            sum.lead += list[i].lead;
            sum.shared++;
            sum.shared_lead += list[i].shared_lead;
        }
        list[distinct++] = sum;
    }
    if (distinct) qsort(list, distinct, sizeof *list, by_shared);
    *out = list;
    *out_count = distinct;
    return SITREP_OK;
}

/* The earlier report that shares most, among those of the window. */
static sitrep_status find_match(linking *l, shingle *kept, uint32_t count, best_match *best)
{
    sharing *list = NULL;
    size_t found = 0;
    double ours = 0, leads = 0;
    sitrep_status status = find_sharing(l, kept, count, &list, &found);
    for (uint32_t i = 0; i < count; i++) {
        ours += kept[i].weight;
        leads += kept[i].lead ? kept[i].weight : 0;
    }
    for (size_t i = 0; i < found && i < CANDIDATES && !status; i++) {
        if (list[i].shared < SHARED_MIN) continue;
        sqlite3_stmt *stmt =
            link_sql(l, "SELECT ro.shingles FROM report_origin ro JOIN report r ON r.report = ro.report "
                        "WHERE ro.report = ? AND r.seen_at >= ?");
        if (!stmt) return link_failed(l);
        sqlite3_bind_int64(stmt, 1, list[i].report);
        sqlite3_bind_int64(stmt, 2, l->seen_at - WINDOW_SECONDS);
        int code = link_step(l, stmt);
        if (code > 0) {
            double theirs = ours / (double)count * sqlite3_column_int(stmt, 0); /* their runs weigh about like ours */
            double least = ours < theirs ? ours : theirs;
            double containment = least > 0 ? list[i].weight / least : 0;
            bool begins_alike = list[i].shared_lead >= LEAD_SHARED_MIN && list[i].lead >= leads * LEAD_MIN &&
                                containment >= CONTAINMENT_MIN;
            if ((begins_alike || containment >= CONTAINMENT_ALONE) && containment > best->containment)
                *best = (best_match){list[i].report, list[i].origin, containment > 1 ? 1 : containment};
        }
        sqlite3_reset(stmt);
        if (code < 0) status = link_failed(l);
    }
    return status;
}

static sitrep_status add_runs(linking *l, const shingle *kept, uint32_t count, int64_t origin)
{
    sitrep_status status = SITREP_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        sqlite3_stmt *stmt =
            link_sql(l, "INSERT OR IGNORE INTO word_run (period, hash, report, origin) VALUES (?, ?, ?, ?)");
        if (!stmt) return link_failed(l);
        sqlite3_bind_int64(stmt, 1, l->seen_at / PERIOD_SECONDS);
        sqlite3_bind_int64(stmt, 2, kept[i].hash);
        sqlite3_bind_int64(stmt, 3, l->report);
        sqlite3_bind_int64(stmt, 4, origin);
        status = link_done(l, stmt);
    }
    return status;
}

static sitrep_status set_origin(linking *l, const shingle *kept, uint32_t count, int64_t origin, const char *reason)
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
    sqlite3_bind_int64(stmt, 5, count);
    sitrep_status status = link_done(l, stmt);
    return status ? status : add_runs(l, kept, count, origin);
}

sitrep_status link_origin(linking *l)
{
    keep_report report;
    shingle *kept = NULL;
    sitrep_status status = keep_report_get(l->s, (sitrep_sv){NULL, 0}, l->report, &l->arena, &report, l->err);
    if (status) return status;
    uint32_t count = kept_shingles(l, report.text, &kept);
    best_match best = {0};
    if (count >= SHINGLES_MIN) status = find_match(l, kept, count, &best);
    if (status) return status;
    if (!best.report) return set_origin(l, kept, count, 0, "no earlier report shares its wording");
    char reason[128];
    snprintf(reason, sizeof reason,
             "%.0f %% of the shorter text's word runs stand in report %lld, rare ones weighing more",
             best.containment * 100, (long long)best.report);
    return set_origin(l, kept, count, best.origin, reason);
}
