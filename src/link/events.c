/* link/events.c — claims about one happening to one event.
 * Blocking: claims of the same PLOVER type whose days are near. Matching: place (with containment), actors, recipients,
 * mode and trigger, each giving points for and against; the best event above the threshold takes the claim, else a new
 * one is made. Precision before recall: two claims with nothing in common but type and day stay apart. */
#include "link/near.h"
#include "link/review_int.h"

#include "base/date.h"
#include "base/banned.h"

#define JOIN_SCORE     3.0
#define CANDIDATES_MAX 400
#define COPY_SCORE     1.5 /* the same word in two copies of one report */
#define REFUSED_MAX    3u  /* events that were nearly taken, kept for each claim … */
#define REFUSED_SCORE  1.0 /* … from this score on */

/* How two sides compare: 2 a shared name, 1 the same country with a shared sector or group, 0 nothing to compare, -1 no
 * actor in common. */
static int compare_one(sitrep_sv a, sitrep_sv b)
{
    sitrep_sv name_a = sv_cut(&a, '|'), code_a = sv_cut(&a, '|'), sectors_a = sv_cut(&a, '|');
    sitrep_sv name_b = sv_cut(&b, '|'), code_b = sv_cut(&b, '|'), sectors_b = sv_cut(&b, '|');
    if (name_a.len && sv_eq_fold(name_a, name_b)) return 2;
    if (code_a.len && code_b.len && !sv_eq(code_a, code_b)) return -1;
    if (a.len && b.len) return sv_eq(a, b) ? 1 : -1; /* ethnicity */
    if (!sectors_a.len || !sectors_b.len) return 0;
    while (sectors_a.len) {
        sitrep_sv sector = sv_cut(&sectors_a, ' ');
        if (sv_find(sectors_b, sector, 0) != SIZE_MAX) return 1;
    }
    return -1;
}

static int compare_sides(sitrep_sv a, sitrep_sv b)
{
    if (!a.len || !b.len) return 0;
    int best = -1;
    while (a.len) {
        sitrep_sv one = sv_cut(&a, ';'), rest = b;
        while (rest.len) {
            int got = compare_one(one, sv_cut(&rest, ';'));
            if (got > best) best = got;
        }
    }
    return best;
}

static bool is_exact_place(sitrep_sv precision)
{
    return sv_eq(precision, SV("site")) || sv_eq(precision, SV("town")) || sv_eq(precision, SV("district"));
}

/* Points for the places: the same, one within the other, or apart. -10 forbids. */
static double place_points(const claim_view *a, const claim_view *b, const char **why)
{
    *why = "place not stated";
    if (!a->place.len || !b->place.len) return 0;
    *why = "same place";
    if ((a->geonameid && a->geonameid == b->geonameid) || sv_eq_fold(a->place, b->place))
        return is_exact_place(a->precision) ? 2.5 : 1.2;
    *why = "another country";
    if (a->country.len && b->country.len && !sv_eq(a->country, b->country)) return -10;
    *why = "another place";
    if (is_exact_place(a->precision) && is_exact_place(b->precision)) return -10;
    if (a->admin1.len && b->admin1.len && !sv_eq(a->admin1, b->admin1)) return -10;
    *why = "one place lies in the other";
    return 0.8;
}

static double day_points(const claim_view *a, const claim_view *b, const char **why)
{
    *why = "day not stated";
    if (a->begin == SITREP_DAY_NONE || b->begin == SITREP_DAY_NONE) return -0.5;
    int32_t gap = a->begin > b->end ? a->begin - b->end : b->begin > a->end ? b->begin - a->end : 0;
    *why = "same days";
    bool vague =
        a->end - a->begin > 6 || b->end - b->begin > 6; /* "in June" meets every day of June, and says little */
    if (gap == 0) return vague ? 0.2 : a->begin == b->begin ? 1.5 : 1.0;
    *why = "days next to each other";
    return gap == 1 ? 0.3 : -10;
}

/* The score of two claims being about one happening, with the reasons in words. */
static double compare_claims(const claim_view *a, const claim_view *b, char reason[192])
{
    const char *place_why, *day_why;
    bool happened_a = sv_eq(a->status, SV("happened")) || sv_eq(a->status, SV("ongoing"));
    bool happened_b = sv_eq(b->status, SV("happened")) || sv_eq(b->status, SV("ongoing"));
    double place = place_points(a, b, &place_why), day = day_points(a, b, &day_why);
    int actors = compare_sides(a->actors, b->actors), recipients = compare_sides(a->recipients, b->recipients);
    double score = place + day +
                   (actors == 2   ? 1.5
                    : actors == 1 ? 0.7
                    : actors < 0  ? -1.5
                                  : 0) +
                   (recipients == 2   ? 1.5
                    : recipients == 1 ? 0.7
                    : recipients < 0  ? -1.5
                                      : 0);
    if (a->mode.len && b->mode.len) score += sv_eq(a->mode, b->mode) ? 0.5 : -0.8;
    if (a->lemma.len && sv_eq(a->lemma, b->lemma)) score += 0.8;
    if (happened_a != happened_b) score -= 1.2;
    static const char *const side_words[] = {"differ", "not stated", "alike", "same name"};
    reason[0] = '\0';
    if (score >= REFUSED_SCORE - COPY_SCORE) /* else nobody will read it */
        snprintf(reason, 192, "%s; %s; actors %s; recipients %s; score %.1f", place_why, day_why,
                 side_words[actors + 1], side_words[recipients + 1], score);
    return score;
}

/* An event is named after its first claim, so that two stores that begin with the same report name it alike. */
static sitrep_status event_id(linking *l, const claim_view *c, char out[KEEP_ID_SIZE])
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT id FROM claim WHERE claim = ?");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, c->claim);
    int code = link_step(l, stmt);
    sitrep_sv parts[] = {SV("event"), db_column(stmt, 0)};
    if (code > 0) keep_make_id('e', parts, 2, out);
    sqlite3_reset(stmt);
    return code > 0 ? SITREP_OK : link_failed(l);
}

static sitrep_status new_event(linking *l, const claim_view *c, int64_t *out_event)
{
    char id[KEEP_ID_SIZE] = "";
    sitrep_status named = event_id(l, c, id);
    if (named) return named;
    sqlite3_stmt *stmt = link_sql(l, "INSERT INTO event (id, type, first_claim) VALUES (?, ?, ?)");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, sv_of(id));
    db_bind_sv(stmt, 2, c->type);
    sqlite3_bind_int64(stmt, 3, c->claim);
    sitrep_status status = link_done(l, stmt);
    *out_event = sqlite3_last_insert_rowid(l->s->db);
    l->result->events_new++;
    return status;
}

static sitrep_status join_event(linking *l, const claim_view *c, int64_t event, double score, const char *reason)
{
    sqlite3_stmt *stmt =
        link_sql(l, "INSERT INTO event_claim (claim, event, score, reason, seen_at) VALUES (?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, c->claim);
    sqlite3_bind_int64(stmt, 2, event);
    sqlite3_bind_double(stmt, 3, score);
    db_bind_sv(stmt, 4, sv_of(reason));
    sqlite3_bind_int64(stmt, 5, l->seen_at);
    return link_done(l, stmt);
}

/* An event that was compared with a claim, by its claim that is nearest. */
typedef struct best_event {
    int64_t event;
    double score;
    char reason[224];
} best_event;

/* The nearest events so far, best first; the first is taken where its score is enough. */
typedef struct nearest {
    best_event list[REFUSED_MAX + 1];
    size_t count;
} nearest;

static void keep_nearest(nearest *n, const best_event *e)
{
    size_t at = 0;
    while (at < n->count && n->list[at].event != e->event) at++;
    if (at < n->count) {
        if (n->list[at].score >= e->score) return;
    } else if (n->count <= REFUSED_MAX) {
        n->count++;
    } else if (n->list[--at].score >= e->score) {
        return;
    }
    while (at > 0 && n->list[at - 1].score < e->score) n->list[at] = n->list[at - 1], at--;
    n->list[at] = *e;
}

/* What was nearly taken is kept with its score and reason, so that a refusal can be looked at, and undone by a merge.
 */
static sitrep_status keep_refused(linking *l, const claim_view *c, const nearest *n, int64_t taken)
{
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < n->count && !status; i++) {
        const best_event *e = &n->list[i];
        if (e->event == taken) continue;
        sqlite3_stmt *stmt = link_sql(
            l, "INSERT OR IGNORE INTO link_refused (claim, event, score, reason, seen_at) VALUES (?, ?, ?, ?, ?)");
        if (!stmt) return link_failed(l);
        char reason[280];
        snprintf(reason, sizeof reason, "%s%s", e->score >= JOIN_SCORE ? "another event fits better; " : "", e->reason);
        sqlite3_bind_int64(stmt, 1, c->claim);
        sqlite3_bind_int64(stmt, 2, e->event);
        sqlite3_bind_double(stmt, 3, e->score);
        db_bind_sv(stmt, 4, sv_of(reason));
        sqlite3_bind_int64(stmt, 5, l->seen_at);
        status = link_done(l, stmt);
    }
    return status;
}

static sitrep_status compare_candidates(linking *l, const claim_view *c, const int64_t *claims, size_t count,
                                        nearest *near)
{
    for (size_t i = 0; i < count; i++) {
        const claim_view *other;
        char one[192];
        sitrep_status status = near_view(l, claims[i], &other);
        if (status) return status;
        if (!other->event || other->claim == c->claim) continue;
        double score = compare_claims(c, other, one);
        bool copied =
            other->origin && other->origin == c->origin && sv_eq(c->lemma, other->lemma) && other->report != c->report;
        if (copied && score > -5) score += COPY_SCORE; /* what forbids, forbids here too */
        if (score < REFUSED_SCORE) continue;
        best_event e = {.event = other->event, .score = score};
        snprintf(e.reason, sizeof e.reason, "%s%s", copied ? "copies of one report; " : "", one);
        keep_nearest(near, &e);
    }
    return SITREP_OK;
}

/* The best event for a claim among those with claims of its type and a key in common near its days. */
static sitrep_status place_claim(linking *l, const claim_view *c)
{
    best_event best = {.reason = "first claim of this event"};
    nearest near = {.count = 0};
    arena_mark mark = arena_mark_set(&l->arena);
    int64_t *claims = NULL;
    size_t count = 0;
    sitrep_status status = near_candidates(l, c, &claims, &count);
    if (!status) status = compare_candidates(l, c, claims, count, &near);
    if (status) return status;
    if (near.count && near.list[0].score >= JOIN_SCORE) best = near.list[0];
    if (best.event)
        l->result->events_grown++;
    else
        status = new_event(l, c, &best.event);
    if (!status) status = join_event(l, c, best.event, best.score, best.reason);
    if (!status) status = keep_refused(l, c, &near, best.event);
    if (!status) status = near_add(l, c);
    arena_mark_rewind(&l->arena, mark);
    return status;
}

/* ---- after a review ---- */

/* Claims whose rows a statement gives, as they are compared. In the arena. */
static sitrep_status read_views(linking *l, sqlite3_stmt *stmt, claim_view **out, size_t *out_count)
{
    size_t count = 0, cap = 0;
    claim_view *views = NULL;
    sitrep_status status = SITREP_OK;
    int code;
    while (!status && (code = link_step(l, stmt)) > 0) {
        views = arena_room(&l->arena, views, count, &cap, sizeof *views);
        if (!views) return base_error(l->err, SITREP_NOMEM, "out of memory");
        status = near_read(l, sqlite3_column_int64(stmt, 0), &views[count++]);
    }
    sqlite3_reset(stmt);
    *out = views;
    *out_count = count;
    return status ? status : code < 0 ? link_failed(l) : SITREP_OK;
}

sitrep_status link_still_fits(linking *l, int64_t claim, int64_t root_claim, bool *out_fits)
{
    claim_view now, root;
    char reason[192];
    sitrep_status status = near_read(l, claim, &now);
    if (!status) status = near_read(l, root_claim, &root);
    if (status) return status;
    bool same_kind = sv_eq(now.type, root.type) && sv_eq(now.polarity, root.polarity);
    *out_fits = same_kind && sv_eq(now.place, root.place) && now.begin == root.begin && now.end == root.end;
    if (!same_kind || *out_fits) return SITREP_OK;
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT c.claim FROM claim c WHERE c.claim IN (SELECT o.claim FROM event_claim o WHERE o.event = "
           "(SELECT event FROM event_claim m WHERE m.claim = ?1 ORDER BY seen_at, event LIMIT 1)) AND c.claim <> ?1 "
           "AND instr(c.id, '.') = 0 ORDER BY c.claim LIMIT ?2");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, root_claim);
    sqlite3_bind_int(stmt, 2, CANDIDATES_MAX);
    claim_view *others = NULL;
    size_t count = 0;
    status = read_views(l, stmt, &others, &count);
    for (size_t i = 0; i < count && !*out_fits; i++) *out_fits = compare_claims(&now, &others[i], reason) >= JOIN_SCORE;
    *out_fits = *out_fits || !count;
    return status;
}

/* Claims that have, or had, an event are left alone: a report that is read again comes here again. */
sitrep_status link_events(linking *l)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT c.claim FROM claim c WHERE c.report = ? AND instr(c.id, '.') = 0 AND NOT "
                                     "EXISTS (SELECT 1 FROM event_claim p WHERE p.claim = c.claim) ORDER BY c.n");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    claim_view *claims = NULL;
    size_t count = 0;
    sitrep_status status = read_views(l, stmt, &claims, &count);
    for (size_t i = 0; i < count && !status; i++) {
        l->result->claims++;
        status = place_claim(l, &claims[i]);
    }
    return status;
}
