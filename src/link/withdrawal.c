/* link/withdrawal.c — corrections and kill notices reach what they withdraw.
 * A notice is told by its status, title or first words; its target is an earlier report of the same outlet: the one
 * whose headline it quotes, else the one whose origin it shares, else the one with the nearest headline. A kill
 * supersedes all that the target said; a correction supersedes the numbers of which it says "not 38,000". Nothing is
 * deleted: the rows keep when they were seen, and a contradiction names both reports. */
#include "link/near.h"

#include "base/banned.h"

#define NOTICE_WINDOW  ((int64_t)21 * 86400)
#define HEADLINE_WORDS 2u /* shared with the target's headline, at least */

typedef enum notice { NOTICE_NONE, NOTICE_CORRECTION, NOTICE_KILL } notice;

typedef struct notice_mark {
    const char *words;
    notice kind;
    bool in_text; /* also at the text's beginning */
} notice_mark;

static const notice_mark marks[] = {{"kill:", NOTICE_KILL, true},
                                    {"kill notice", NOTICE_KILL, true},
                                    {"mandatory kill", NOTICE_KILL, true},
                                    {"withdrawn:", NOTICE_KILL, true},
                                    {"withdraws the item", NOTICE_KILL, true},
                                    {"withdraws the story", NOTICE_KILL, true},
                                    {"retraction", NOTICE_KILL, false},
                                    {"corrected", NOTICE_CORRECTION, false},
                                    {"correction:", NOTICE_CORRECTION, true},
                                    {"(corrects", NOTICE_CORRECTION, true},
                                    {"(corrected", NOTICE_CORRECTION, true},
                                    {"corrects story", NOTICE_CORRECTION, true}};

static bool has_fold(sitrep_sv text, sitrep_sv words)
{
    for (size_t i = 0; i + words.len <= text.len; i++)
        if (sv_eq_fold((sitrep_sv){text.ptr + i, words.len}, words)) return true;
    return false;
}

static notice notice_of(const keep_report *r)
{
    sitrep_sv start = {r->text.ptr, r->text.len < 160 ? r->text.len : 160};
    if (has_fold(r->status, SV("cancel")) || has_fold(r->status, SV("withheld"))) return NOTICE_KILL;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (has_fold(r->title, sv_of(marks[i].words)) || (marks[i].in_text && has_fold(start, sv_of(marks[i].words))))
            return marks[i].kind;
    return NOTICE_NONE;
}

typedef struct target {
    int64_t report;
    sitrep_sv id;
    const char *reason;
} target;

static sitrep_status find_target(linking *l, const keep_report *r, target *out)
{
    sqlite3_stmt *stmt = link_sql(l, "SELECT r.report, r.id, r.title, ro.origin = (SELECT origin FROM report_origin "
                                     "WHERE report = ?1) FROM report r JOIN report_origin ro ON"
                                     " ro.report = r.report WHERE r.source = (SELECT source FROM report WHERE report = "
                                     "?1) AND r.report <> ?1 AND r.seen_at BETWEEN ?2 AND"
                                     " ?3 ORDER BY r.seen_at DESC, r.report DESC LIMIT 500");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sqlite3_bind_int64(stmt, 2, l->seen_at - NOTICE_WINDOW);
    sqlite3_bind_int64(stmt, 3, l->seen_at);
    link_words ours, theirs;
    link_words_of(r->title, &ours);
    int code;
    uint32_t best = 0;
    while ((code = link_step(l, stmt)) > 0) {
        sitrep_sv title = db_column(stmt, 2);
        link_words_of(title, &theirs);
        uint32_t shared = link_words_shared(&ours, &theirs), score = shared >= HEADLINE_WORDS ? shared : 0;
        const char *reason = "the nearest headline of the same outlet";
        if (sqlite3_column_int(stmt, 3)) score += 100, reason = "it shares the wording of the same outlet's report";
        if (title.len > 12 && sv_find(r->text, title, 0) != SIZE_MAX) score += 1000, reason = "it quotes the headline";
        if (score <= best) continue;
        best = score;
        *out = (target){sqlite3_column_int64(stmt, 0), arena_copy(&l->arena, db_column(stmt, 1)), reason};
    }
    return code < 0 ? link_failed(l) : SITREP_OK;
}

/* Supersedes what the statement `sql` names; ?1 the time, ?2 the report. */
static sitrep_status supersede(linking *l, const char *sql, int64_t report)
{
    sqlite3_stmt *stmt = link_sql(l, sql);
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->seen_at);
    sqlite3_bind_int64(stmt, 2, report);
    return link_done(l, stmt);
}

/* What the report alone said to be promised or demanded, and what it alone said to be done about it, is not known any
 * more: a state is added, none is taken away. */
static sitrep_status kill_undertakings(linking *l, int64_t report)
{
    sitrep_status status = supersede(
        l,
        "INSERT OR IGNORE INTO undertaking_state (undertaking, seen_at, state, reason) SELECT undertaking, ?1, "
        "'withdrawn', 'the outlet withdraws the report that told it' FROM undertaking WHERE report = ?2",
        report);
    if (status) return status;
    return supersede(
        l,
        "INSERT OR IGNORE INTO undertaking_state (undertaking, seen_at, state, claim, statement, reason) SELECT "
        "undertaking, ?1, state, claim, statement, 'what moved it is withdrawn' FROM (SELECT p.*, max(p.seen_at * 2 + "
        "(p.state <> 'open')) FROM claim k JOIN undertaking_state us ON us.claim = k.claim JOIN undertaking_state p ON "
        "p.undertaking = us.undertaking WHERE k.report = ?2 AND us.claim = (SELECT q.claim FROM undertaking_state q "
        "WHERE q.undertaking = us.undertaking ORDER BY q.seen_at DESC, q.state = 'open' LIMIT 1) AND (p.claim IS NULL "
        "OR "
        "p.claim NOT IN (SELECT claim FROM claim WHERE report = ?2)) GROUP BY p.undertaking)",
        report);
}

static sitrep_status kill_report(linking *l, int64_t report)
{
    sitrep_status status =
        supersede(l, "UPDATE figure SET superseded_at = ?1 WHERE report = ?2 AND superseded_at IS NULL", report);
    if (!status)
        status =
            supersede(l, "UPDATE claim SET superseded_at = ?1 WHERE report = ?2 AND superseded_at IS NULL", report);
    if (!status)
        status =
            supersede(l, "UPDATE statement SET superseded_at = ?1 WHERE report = ?2 AND superseded_at IS NULL", report);
    if (!status)
        status = supersede(l,
                           "UPDATE event_claim SET superseded_at = ?1 WHERE claim IN (SELECT claim FROM claim WHERE "
                           "report = ?2) AND superseded_at IS NULL",
                           report);
    near_forget(l);
    undertakings_forget(l);
    return status ? status : kill_undertakings(l, report);
}

/* The numbers that the notice takes back ("83,000, not 38,000"), with the figure of the notice that stands for each. */
static sitrep_status correct_figures(linking *l, const keep_report *r, const target *t)
{
    sitrep_sv note = {r->text.ptr, r->text.len < 400 ? r->text.len : 400};
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT f.figure, f.id, f.text, (SELECT g.id FROM figure g WHERE g.report = ?1 AND g.kind = f.kind "
                    "AND g.best IS NOT f.best ORDER BY g.n"
                    " LIMIT 1) FROM figure f WHERE f.report IN (?1, ?2) AND f.superseded_at IS NULL ORDER BY f.figure");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sqlite3_bind_int64(stmt, 2, t->report);
    struct {
        int64_t figure;
        sitrep_sv id, other, text;
    } wrong[16];
    size_t count = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        sitrep_sv text = db_column(stmt, 2), taken_back = arena_printf(&l->arena, "not %.*s", SV_ARG(text));
        if (count == 16 || !taken_back.ptr || !has_fold(note, taken_back)) continue;
        wrong[count].figure = sqlite3_column_int64(stmt, 0);
        wrong[count].id = arena_copy(&l->arena, db_column(stmt, 1));
        wrong[count].text = arena_copy(&l->arena, text);
        wrong[count++].other = arena_copy(&l->arena, db_column(stmt, 3));
    }
    sitrep_status status = code < 0 ? link_failed(l) : SITREP_OK;
    for (size_t i = 0; i < count && !status; i++) {
        status = supersede(l, "UPDATE figure SET superseded_at = ?1 WHERE figure = ?2", wrong[i].figure);
        if (!status && wrong[i].other.len)
            status = link_add_contradiction(
                l, "corrected", wrong[i].id, wrong[i].other,
                arena_printf(&l->arena, "%.*s|%.*s", SV_ARG(wrong[i].id), SV_ARG(wrong[i].other)),
                "the outlet's correction takes the number back");
    }
    return status;
}

sitrep_status link_withdrawal(linking *l)
{
    keep_report r;
    target t = {0};
    sitrep_status status = keep_report_get(l->s, (sitrep_sv){NULL, 0}, l->report, &l->arena, &r, l->err);
    if (status) return status;
    notice kind = notice_of(&r);
    if (kind == NOTICE_NONE) return SITREP_OK;
    status = find_target(l, &r, &t);
    sqlite3_stmt *stmt =
        status ? NULL
               : link_sql(l, "INSERT INTO withdrawal (report, target, kind, reason, seen_at) VALUES (?, ?, ?, ?, ?)");
    if (!stmt) return status ? status : link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    if (t.report) sqlite3_bind_int64(stmt, 2, t.report);
    db_bind_sv(stmt, 3, kind == NOTICE_KILL ? SV("kill") : SV("correction"));
    db_bind_sv(stmt, 4, t.report ? sv_of(t.reason) : SV("no earlier report of the outlet fits"));
    sqlite3_bind_int64(stmt, 5, l->seen_at);
    status = link_done(l, stmt);
    l->corrects = kind == NOTICE_CORRECTION;
    if (status || !t.report) return status;
    char reason[160];
    snprintf(reason, sizeof reason,
             kind == NOTICE_KILL ? "the outlet withdraws the report: %s" : "the outlet corrects the report: %s",
             t.reason);
    status = kind == NOTICE_KILL ? kill_report(l, t.report) : correct_figures(l, &r, &t);
    return status
               ? status
               : link_add_contradiction(l, kind == NOTICE_KILL ? "withdrawn" : "corrected", t.id, r.id, r.id, reason);
}
