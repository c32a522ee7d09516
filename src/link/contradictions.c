/* link/contradictions.c — what cannot both be so: figures of one series, one day and two speakers whose ranges do not meet, and
 * claims that somebody denies. Both sides stay; the pair is a row of its own with the reason. */
#include "link/link_int.h"

#include "base/banned.h"

static sitrep_status add(linking *l, const char *kind, sitrep_sv one, sitrep_sv other, const char *reason)
{
    /* The same two sides saying the same again is the same contradiction: the id is made of what they say, letter case apart. */
    char id[KEEP_ID_SIZE], folded[256];
    size_t len = strlen(reason);
    for (size_t i = 0; i < len && i < sizeof folded; i++) folded[i] = to_lower(reason[i]);
    sitrep_sv parts[] = {sv_of(kind), {folded, len < sizeof folded ? len : sizeof folded}};
    keep_make_id('x', parts, 2, id);
    sqlite3_stmt *stmt = link_sql(l, "INSERT OR IGNORE INTO contradiction (id, kind, one, other, reason, seen_at) VALUES (?, ?, ?, ?, ?, ?)");
    if (!stmt) return link_failed(l);
    db_bind_sv(stmt, 1, sv_of(id));
    db_bind_sv(stmt, 2, sv_of(kind));
    db_bind_sv(stmt, 3, one);
    db_bind_sv(stmt, 4, other);
    db_bind_sv(stmt, 5, sv_of(reason));
    sqlite3_bind_int64(stmt, 6, l->seen_at);
    return link_done(l, stmt);
}

typedef struct found {
    sitrep_sv one, other, a, b;
} found;

/* Rows of four texts: the two ids and what each side says. */
static sitrep_status list_found(linking *l, sqlite3_stmt *stmt, found **out, size_t *out_count)
{
    size_t count = 0, cap = 0;
    found *list = NULL;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        if (count == cap) {
            size_t more = cap ? cap * 2 : 16;
            list = arena_grow(&l->arena, list, count, more, sizeof *list);
            if (!list) return base_error(l->err, SITREP_NOMEM, "out of memory");
            cap = more;
        }
        found *f = &list[count++];
        sitrep_sv *const texts[] = {&f->one, &f->other, &f->a, &f->b};
        for (int i = 0; i < 4; i++) *texts[i] = arena_copy(&l->arena, db_column(stmt, i));
    }
    *out = list;
    *out_count = count;
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* Numbers of one series said on one day by two speakers. */
static sitrep_status figures_differ(linking *l)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT g.id, f.id, coalesce(sg.speaker_name, sg.speaker) || ': ' || g.text, coalesce(sf.speaker_name, sf.speaker) || ': ' || f.text FROM figure f JOIN"
           " series_figure x ON x.figure = f.figure JOIN series_figure y ON y.series = x.series AND y.figure <> x.figure JOIN series n ON n.series = x.series JOIN"
           " figure g ON g.figure = y.figure JOIN statement sf ON sf.statement = f.statement JOIN statement sg ON sg.statement = g.statement WHERE f.report = ?1 AND"
           " n.measure = 'cumulative' AND sf.speaker IS NOT NULL AND sg.speaker IS NOT NULL AND coalesce(sf.speaker_name, sf.speaker) <> coalesce(sg.speaker_name,"
           " sg.speaker) AND sf.day = sg.day AND (coalesce(f.low, f.best) > coalesce(g.high, g.best) OR coalesce(g.low, g.best) > coalesce(f.high, f.best)) AND"
           " (g.report < f.report OR (g.report = f.report AND g.figure < f.figure)) ORDER BY g.figure, f.figure LIMIT 50");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    found *list = NULL;
    size_t count = 0;
    sitrep_status status = list_found(l, stmt, &list, &count);
    for (size_t i = 0; i < count && !status; i++) {
        char reason[256];
        snprintf(reason, sizeof reason, "on one day, %.100s and %.100s", list[i].a.ptr, list[i].b.ptr);
        status = add(l, "figures differ", list[i].one, list[i].other, reason);
    }
    return status;
}

/* A claim that something was done and one that it was not: the same act, an actor in common, near days. */
static sitrep_status claims_denied(linking *l)
{
    sqlite3_stmt *stmt = link_sql(
        l, "SELECT d.id, c.id, d.polarity, coalesce(st.speaker_name, st.speaker, 'the report') FROM claim c JOIN actor a ON a.claim = c.claim AND a.side = 'actor' JOIN"
           " actor b ON b.side = 'actor' AND b.code = a.code AND coalesce(b.name, '') = coalesce(a.name, '') JOIN claim d ON d.claim = b.claim LEFT JOIN statement st"
           " ON st.statement = CASE WHEN c.polarity = '-' THEN c.statement ELSE d.statement END WHERE c.report = ?1 AND d.claim < c.claim AND d.type = c.type AND"
           " d.polarity <> c.polarity AND d.lemma = c.lemma AND c.status = 'happened' AND d.status = 'happened' AND a.name IS NOT NULL AND"
           " abs(coalesce(c.begin_day, 0) - coalesce(d.begin_day, 0)) <= 7 GROUP BY d.claim, c.claim ORDER BY d.claim, c.claim LIMIT 50");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    found *list = NULL;
    size_t count = 0;
    sitrep_status status = list_found(l, stmt, &list, &count);
    for (size_t i = 0; i < count && !status; i++) {
        char reason[256];
        snprintf(reason, sizeof reason, "the same act of the same actor; %.120s says that it did not happen", list[i].b.ptr);
        status = sv_eq(list[i].a, SV("+")) ? add(l, "denied", list[i].one, list[i].other, reason) : add(l, "denied", list[i].other, list[i].one, reason);
    }
    return status;
}

sitrep_status link_contradictions(linking *l)
{
    sitrep_status status = figures_differ(l);
    return status ? status : claims_denied(l);
}
