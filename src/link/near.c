/* link/near.c — which earlier claims are worth comparing with a new one.
 * Each claim that stands in an event is noted under a few keys: its type and polarity with its place, its country, each
 * name of its sides, its origin and word, and nothing else. A new claim looks up its own keys among claims of near days
 * and takes the latest of each, so that the cost does not grow with the store: the rarer the key, the farther back it
 * reaches. Keys are ordered by eight days first, so that reports of one time touch few pages of a large store.
 * Claims without a day are noted under the day they were seen, apart. The views of claims are kept from report to
 * report, for their neighbours will ask for them again. */
#include "link/near.h"

#include "base/banned.h"

#define DAYS_NEAR    3
#define PERIOD_DAYS  8
#define PERIODS_MAX  8       /* what lasts longer is looked for in its first weeks */
#define UNDATED      1000000 /* added to the periods of claims without a day */
#define KEYS_MAX     12u
#define VIEWS_MAX    32768u /* kept; a power of two */
#define VIEWS_PROBES 8u
#define SENTENCES    16384u /* kept; each has one place */
#define STANCE_DAYS  32     /* of a period in which stances are noted … */
#define STANCES      2000000
#define OPPOSED_DAYS 120 /* … and looked for */
#define OPPOSED_MAX  40

typedef struct near_key {
    int64_t hash;
    int limit;
} near_key;

struct near_views {
    arena arena;
    claim_view *slots[VIEWS_MAX];
    size_t count;
    near_sentence sentences[SENTENCES];
};

/* ---- keys ---- */

static uint64_t add_bytes(uint64_t h, sitrep_sv sv)
{
    for (size_t i = 0; i < sv.len; i++) h = (h ^ (unsigned char)to_lower(sv.ptr[i])) * 0x100000001B3u; /* FNV-1a */
    return (h ^ 0x1F) * 0x100000001B3u;
}

static void add_key(const claim_view *c, near_key *keys, size_t *count, const char *what, sitrep_sv value, int limit)
{
    if (*count == KEYS_MAX) return;
    uint64_t h =
        add_bytes(add_bytes(add_bytes(add_bytes(0xCBF29CE484222325u, c->type), c->polarity), sv_of(what)), value);
    keys[(*count)++] = (near_key){(int64_t)((h ^ (h >> 31)) >> 1), limit};
}

static size_t keys_of(linking *l, const claim_view *c, near_key keys[KEYS_MAX])
{
    size_t count = 0;
    if (c->place.len) add_key(c, keys, &count, "place", c->place, 120);
    if (c->country.len) add_key(c, keys, &count, "country", c->country, 60);
    if (c->origin && c->lemma.len)
        add_key(c, keys, &count, "origin", arena_printf(&l->arena, "%lld %.*s", (long long)c->origin, SV_ARG(c->lemma)),
                60);
    const sitrep_sv sides[] = {c->actors, c->recipients};
    for (int side = 0; side < 2; side++)
        for (sitrep_sv rest = sides[side]; rest.len;) {
            sitrep_sv one = sv_cut(&rest, ';'), name = sv_cut(&one, '|');
            if (name.len) add_key(c, keys, &count, side ? "recipient" : "actor", name, 60);
        }
    keys[KEYS_MAX - 1] = (near_key){0, 0}; /* the last is always free for all claims of the type */
    if (count == KEYS_MAX) count--;
    add_key(c, keys, &count, "all", (sitrep_sv){NULL, 0}, 120);
    return count;
}

static int64_t period_of(int64_t day)
{
    return (day >= 0 ? day : day - (PERIOD_DAYS - 1)) / PERIOD_DAYS;
}

static int32_t seen_day(const linking *l)
{
    return (int32_t)(l->seen_at / 86400);
}

static sitrep_status add_row(linking *l, int64_t period, int64_t key, int64_t claim, int64_t day)
{
    sqlite3_stmt *stmt = link_sql(l, "INSERT OR IGNORE INTO claim_key (period, key, claim, day) VALUES (?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, period);
    sqlite3_bind_int64(stmt, 2, key);
    sqlite3_bind_int64(stmt, 3, claim);
    sqlite3_bind_int64(stmt, 4, day);
    return link_done(l, stmt);
}

bool near_is_against(const claim_view *c)
{
    return sv_eq(c->type, SV("REJECT")) || sv_eq(c->polarity, SV("-"));
}

static int64_t stance_key(sitrep_sv name, bool against)
{
    uint64_t h = add_bytes(add_bytes(0xCBF29CE484222325u, against ? SV("against") : SV("for")), name);
    return (int64_t)((h ^ (h >> 31)) >> 1);
}

sitrep_status near_add(linking *l, const claim_view *c)
{
    near_key keys[KEYS_MAX];
    size_t count = keys_of(l, c, keys);
    bool dated = c->begin != SITREP_DAY_NONE;
    int64_t day = dated ? c->begin : seen_day(l);
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = add_row(l, period_of(day) + (dated ? 0 : UNDATED), keys[i].hash, c->claim, day);
    for (sitrep_sv rest = c->actors; rest.len && !status;) {
        sitrep_sv one = sv_cut(&rest, ';'), name = sv_cut(&one, '|');
        if (name.len)
            status = add_row(l, STANCES + seen_day(l) / STANCE_DAYS, stance_key(name, near_is_against(c)), c->claim,
                             seen_day(l));
    }
    return status;
}

/* ---- candidates ---- */

typedef struct found {
    int64_t *claims;
    size_t count;
} found;

/* The latest claims of a key in one period, between two days, at most *left. */
static sitrep_status look_up_one(linking *l, int64_t period, int64_t key, int64_t from, int64_t to, int *left,
                                 found *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT claim FROM claim_key WHERE period = ? AND key = ? AND day BETWEEN ? AND ? "
                                     "ORDER BY claim DESC LIMIT ?");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, period);
    sqlite3_bind_int64(stmt, 2, key);
    sqlite3_bind_int64(stmt, 3, from);
    sqlite3_bind_int64(stmt, 4, to);
    sqlite3_bind_int(stmt, 5, *left);
    int code = 0;
    while (out->count < NEAR_MAX * 2 && (code = link_step(l, stmt)) > 0) {
        out->claims[out->count++] = sqlite3_column_int64(stmt, 0);
        (*left)--;
    }
    sqlite3_reset(stmt);
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* The same over the periods of those days. */
static sitrep_status look_up(linking *l, const near_key *key, int64_t from, int64_t to, int64_t apart, found *out)
{
    int64_t last = period_of(to), first = period_of(from);
    int left = key->limit;
    sitrep_status status = SITREP_OK;
    if (last - first >= PERIODS_MAX) last = first + PERIODS_MAX - 1;
    for (int64_t period = last; period >= first && left > 0 && !status; period--)
        status = look_up_one(l, period + apart, key->hash, from, to, &left, out);
    return status;
}

static int latest_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Sorts the part from `from` on, latest first, each once, at most `most`, and never the claim itself. */
static void tidy(found *f, size_t from, size_t most, int64_t self)
{
    size_t out = from;
    if (f->count > from) qsort(f->claims + from, f->count - from, sizeof f->claims[0], latest_first);
    for (size_t i = from; i < f->count && out - from < most; i++)
        if (f->claims[i] != self && (out == from || f->claims[i] != f->claims[out - 1]))
            f->claims[out++] = f->claims[i];
    f->count = out;
}

sitrep_status near_candidates(linking *l, const claim_view *c, int64_t **out_claims, size_t *out_count)
{
    near_key keys[KEYS_MAX];
    size_t count = keys_of(l, c, keys);
    found f = {ARENA_ARRAY(&l->arena, int64_t, NEAR_MAX * 2 + 1), 0};
    if (!f.claims) return base_error(l->err, SITREP_NOMEM, "out of memory");
    int32_t from = c->begin == SITREP_DAY_NONE ? l->published_day : c->begin,
            to = c->begin == SITREP_DAY_NONE ? l->published_day : c->end;
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < count && !status && from != SITREP_DAY_NONE; i++)
        status = look_up(l, &keys[i], (int64_t)from - DAYS_NEAR, (int64_t)to + DAYS_NEAR, 0, &f);
    tidy(&f, 0, NEAR_MAX - NEAR_MAX / 4, c->claim);
    size_t dated = f.count;
    int32_t day = seen_day(l);
    for (size_t i = 0; i < count && !status; i++) status = look_up(l, &keys[i], day - DAYS_NEAR, day, UNDATED, &f);
    tidy(&f, dated, NEAR_MAX / 4, c->claim);
    *out_claims = f.claims;
    *out_count = f.count;
    return status;
}

sitrep_status near_opposed(linking *l, const claim_view *c, int64_t **out_claims, size_t *out_count)
{
    found f = {ARENA_ARRAY(&l->arena, int64_t, NEAR_MAX * 2 + 1), 0};
    if (!f.claims) return base_error(l->err, SITREP_NOMEM, "out of memory");
    sitrep_status status = SITREP_OK;
    int64_t last = seen_day(l) / STANCE_DAYS, first = (seen_day(l) - OPPOSED_DAYS) / STANCE_DAYS;
    for (sitrep_sv rest = c->actors; rest.len && !status;) {
        sitrep_sv one = sv_cut(&rest, ';'), name = sv_cut(&one, '|');
        int left = name.len ? OPPOSED_MAX : 0;
        for (int64_t period = last; period >= first && left > 0 && !status; period--)
            status = look_up_one(l, STANCES + period, stance_key(name, !near_is_against(c)), seen_day(l) - OPPOSED_DAYS,
                                 seen_day(l), &left, &f);
    }
    tidy(&f, 0, OPPOSED_MAX, c->claim);
    *out_claims = f.claims;
    *out_count = f.count;
    return status;
}

/* ---- views ---- */

#define SIDE_OF(side)                                                                                                  \
    " (SELECT group_concat(coalesce(name, '') || '|' || coalesce(code, '') || '|' || coalesce(sectors, '') || '|' || " \
    "coalesce(ethnicity, ''), ';') FROM actor a WHERE a.claim = c.claim AND side = '" side "')"
/* ?1 is a claim; where a review took it out of its event, the row that stands for it now. */
#define VIEW_SQL                                                                                                       \
    "SELECT c.claim, c.report, coalesce(ec.event, 0), coalesce((SELECT o.origin FROM report_origin o WHERE o.report "  \
    "= c.report), 0),"                                                                                                 \
    " coalesce(p.geonameid, 0), c.begin_day, c.end_day, c.type, c.mode, c.lemma, c.status, c.polarity, p.name, "       \
    "p.admin1, p.country, p.precision," SIDE_OF("actor") "," SIDE_OF(                                                  \
        "recipient") " FROM claim c LEFT JOIN place p ON p.place = c.place LEFT JOIN event_claim ec ON ec.claim = "    \
                     "c.claim AND"                                                                                     \
                     " ec.superseded_at IS NULL WHERE c.claim = ?1"

sitrep_status near_read(linking *l, int64_t claim, claim_view *out_view)
{
    sqlite3_stmt *stmt = link_sql(l, VIEW_SQL);
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, claim);
    int code = link_step(l, stmt);
    if (code > 0) {
        claim_view v = {.claim = sqlite3_column_int64(stmt, 0),
                        .report = sqlite3_column_int64(stmt, 1),
                        .event = sqlite3_column_int64(stmt, 2),
                        .origin = sqlite3_column_int64(stmt, 3),
                        .geonameid = sqlite3_column_int64(stmt, 4)};
        v.begin = sqlite3_column_type(stmt, 5) == SQLITE_NULL ? SITREP_DAY_NONE : sqlite3_column_int(stmt, 5);
        v.end = sqlite3_column_type(stmt, 6) == SQLITE_NULL ? v.begin : sqlite3_column_int(stmt, 6);
        sitrep_sv *const texts[] = {&v.type,   &v.mode,    &v.lemma,     &v.status, &v.polarity,  &v.place,
                                    &v.admin1, &v.country, &v.precision, &v.actors, &v.recipients};
        for (int i = 0; i < 11; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, 7 + i));
        *out_view = v;
    }
    sqlite3_reset(stmt);
    return code > 0 ? SITREP_OK : link_failed(l);
}

/* A reviewer's correction stands in a row of its own, and its event with it. */
static sitrep_status read_current(linking *l, int64_t claim, claim_view *out_view)
{
    sitrep_status status = near_read(l, claim, out_view);
    if (status || out_view->event) return status;
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT n.claim FROM claim c JOIN patch_row pr ON pr.root = c.id JOIN claim n ON n.id = pr.id JOIN "
                    "event_claim ec ON ec.claim ="
                    " n.claim AND ec.superseded_at IS NULL WHERE c.claim = ? ORDER BY n.claim DESC LIMIT 1");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, claim);
    int code = link_step(l, stmt);
    int64_t now = code > 0 ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    if (code < 0) return link_failed(l);
    return now ? near_read(l, now, out_view) : SITREP_OK;
}

void near_forget(linking *l)
{
    if (!l->views) return;
    arena_reset(&l->views->arena);
    memset(l->views->slots, 0, sizeof l->views->slots);
    l->views->count = 0;
}

static sitrep_status ready(linking *l)
{
    if (l->views) return SITREP_OK;
    l->views = calloc(1, sizeof *l->views);
    if (!l->views) return base_error(l->err, SITREP_NOMEM, "out of memory");
    arena_init(&l->views->arena, 0);
    return SITREP_OK;
}

void near_release(linking *l)
{
    if (!l->views) return;
    arena_release(&l->views->arena);
    free(l->views);
    l->views = NULL;
}

static claim_view *keep_view(struct near_views *views, const claim_view *v, int64_t claim, size_t slot)
{
    claim_view *kept = ARENA_NEW(&views->arena, claim_view);
    if (!kept) return NULL;
    *kept = *v;
    kept->claim = claim;
    sitrep_sv *const texts[] = {&kept->type,      &kept->mode,   &kept->lemma,     &kept->status,
                                &kept->polarity,  &kept->place,  &kept->admin1,    &kept->country,
                                &kept->precision, &kept->actors, &kept->recipients};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = texts[i]->len ? arena_copy(&views->arena, *texts[i]) : (sitrep_sv){NULL, 0};
    if (views->arena.failed) return NULL;
    views->slots[slot] = kept;
    views->count++;
    return kept;
}

sitrep_status near_view(linking *l, int64_t claim, const claim_view **out_view)
{
    sitrep_status status = ready(l);
    if (status) return status;
    struct near_views *views = l->views;
    size_t slot = (size_t)claim % VIEWS_MAX;
    for (size_t i = 0; i < VIEWS_PROBES && views->slots[slot]; i++, slot = (slot + 1) % VIEWS_MAX)
        if (views->slots[slot]->claim == claim) {
            *out_view = views->slots[slot];
            return SITREP_OK;
        }
    if (views->slots[slot] || views->count > VIEWS_MAX / 2) {
        near_forget(l);
        slot = (size_t)claim % VIEWS_MAX;
    }
    arena_mark mark = arena_mark_set(&l->arena);
    claim_view v;
    status = read_current(l, claim, &v);
    *out_view = status ? NULL : keep_view(views, &v, claim, slot);
    arena_mark_rewind(&l->arena, mark);
    return status ? status : *out_view ? SITREP_OK : base_error(l->err, SITREP_NOMEM, "out of memory");
}

sitrep_status near_sentence_of(linking *l, int64_t sentence, const near_sentence **out_sentence)
{
    sitrep_status status = ready(l);
    if (status) return status;
    near_sentence *place = &l->views->sentences[(size_t)sentence % SENTENCES];
    *out_sentence = place;
    if (place->sentence == sentence) return SITREP_OK;
    sqlite3_stmt *stmt = link_sql(l, "SELECT sentence_of(report, first, last) FROM sentence WHERE sentence = ?");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, sentence);
    int code = link_step(l, stmt);
    sitrep_sv text = db_column(stmt, 0);
    if (code > 0) {
        matter_hit hits[NEAR_WRONGS];
        link_words_of(text, &place->words);
        place->wrong_count = (uint32_t)matters_find(l->matters, text, 1u << MATTER_WRONG, hits, NEAR_WRONGS);
        for (size_t i = 0; i < place->wrong_count; i++) place->wrongs[i] = hits[i].name;
        place->bullet = text.len && text.ptr[0] == '*';
        place->sentence = sentence;
    }
    sqlite3_reset(stmt);
    return code > 0 ? SITREP_OK : link_failed(l);
}

/* ---- stores from before there were keys ---- */

sitrep_status near_catch_up(linking *l)
{
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT EXISTS (SELECT 1 FROM claim_key) OR NOT EXISTS (SELECT 1 FROM event_claim)");
    if (!stmt) return link_failed(l);
    int code = link_step(l, stmt);
    bool there = code > 0 && sqlite3_column_int(stmt, 0);
    sqlite3_reset(stmt);
    if (code < 0 || there) return code < 0 ? link_failed(l) : SITREP_OK;
    sitrep_status status = SITREP_OK;
    int64_t at = 0, seen = l->seen_at;
    while (!status) {
        stmt = link_sql(l, "SELECT c.claim, c.seen_at FROM claim c WHERE c.claim > ? AND EXISTS (SELECT 1 FROM "
                           "event_claim ec WHERE ec.claim = c.claim) ORDER BY c.claim LIMIT 1");
        if (!stmt) return link_failed(l);
        sqlite3_bind_int64(stmt, 1, at);
        code = link_step(l, stmt);
        if (code > 0) at = sqlite3_column_int64(stmt, 0), l->seen_at = sqlite3_column_int64(stmt, 1);
        sqlite3_reset(stmt);
        if (code <= 0) break;
        claim_view v;
        arena_reset(&l->arena);
        status = near_read(l, at, &v);
        if (!status) status = near_add(l, &v);
    }
    l->seen_at = seen;
    return status ? status : code < 0 ? link_failed(l) : SITREP_OK;
}
