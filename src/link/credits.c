/* link/credits.c — outlets that a report credits in words: "(Meridian World News)", "told Meridian", "Meridian
 * reported", "- Meridian and agencies". A credit is a weak link: it is kept beside the origin with its words, and moves
 * no origin by itself. Only outlets that are in the store are found, by their name or by its first word where that has
 * six letters. */
#include "link/link_int.h"

#include "base/banned.h"

#define SOURCES_MAX    2000
#define NAME_MIN       5u
#define FIRST_WORD_MIN 6u
#define CREDIT_WINDOW  ((int64_t)3 * 86400)

/* What stands before or after a name that is credited. */
static const char *const before_words[] = {
    "told ", "(", "according to ", "quoted by ", "cited by ", "reported by ", "interview with ", "\n- ", "\nby "};
static const char *const after_words[] = {" reported",    " quoted", " and agencies", " said it", " wrote",
                                          " has learned", ")"};

static bool ends_with_any(sitrep_sv text)
{
    for (size_t i = 0; i < sizeof before_words / sizeof before_words[0]; i++) {
        sitrep_sv word = sv_of(before_words[i]);
        if (text.len >= word.len && sv_eq_fold((sitrep_sv){text.ptr + text.len - word.len, word.len}, word))
            return true;
    }
    return false;
}

static bool starts_with_any(sitrep_sv text)
{
    for (size_t i = 0; i + 1 < sizeof after_words / sizeof after_words[0]; i++) {
        sitrep_sv word = sv_of(after_words[i]);
        if (text.len >= word.len && sv_eq_fold((sitrep_sv){text.ptr, word.len}, word)) return true;
    }
    return false;
}

/* The words in which the text credits the name; empty for none. */
static sitrep_sv credit_of(sitrep_sv text, sitrep_sv name)
{
    for (size_t at = sv_find(text, name, 0); at != SIZE_MAX; at = sv_find(text, name, at + 1)) {
        size_t end = at + name.len, from = at > 24 ? at - 24 : 0;
        sitrep_sv after = {text.ptr + end, text.len - end};
        if (after.len && is_alpha(after.ptr[0])) continue;
        if (!ends_with_any((sitrep_sv){text.ptr, at}) && !starts_with_any(after)) continue;
        while (from < at && (unsigned char)text.ptr[from] >= 0x80 && (unsigned char)text.ptr[from] < 0xC0)
            from++; /* no character cut in two */
        size_t to = end;
        while (to < text.len && to < end + 20 && (unsigned char)text.ptr[to] < 0x80 && text.ptr[to] != '\n') to++;
        return sv_trim((sitrep_sv){text.ptr + from, to - from});
    }
    return (sitrep_sv){NULL, 0};
}

static sitrep_status add_credit(linking *l, int64_t source, sitrep_sv words)
{
    sqlite3_stmt *stmt = link_sql(l, "INSERT OR IGNORE INTO report_credit (report, source, target, words, seen_at) "
                                     "VALUES (?1, ?2, (SELECT r.report FROM report_origin mine JOIN"
                                     " report_origin ro ON ro.origin = mine.origin JOIN report r ON r.report = "
                                     "ro.report WHERE mine.report = ?1 AND r.source = ?2 AND r.report <>"
                                     " ?1 AND r.seen_at >= ?4 ORDER BY r.report DESC LIMIT 1), ?3, ?5)");
    if (!stmt) return link_failed(l);
    sqlite3_bind_int64(stmt, 1, l->report);
    sqlite3_bind_int64(stmt, 2, source);
    db_bind_sv(stmt, 3, words);
    sqlite3_bind_int64(stmt, 4, l->seen_at - CREDIT_WINDOW);
    sqlite3_bind_int64(stmt, 5, l->seen_at);
    return link_done(l, stmt);
}

typedef struct credited {
    int64_t source;
    sitrep_sv words;
} credited;

sitrep_status link_credits(linking *l)
{
    keep_report r;
    sitrep_status status = keep_report_get(l->s, (sitrep_sv){NULL, 0}, l->report, &l->arena, &r, l->err);
    sqlite3_stmt *stmt =
        status
            ? NULL
            : link_sql(l, "SELECT source, name FROM source s WHERE name <> coalesce(?1, '') AND EXISTS (SELECT 1 FROM "
                          "report r WHERE r.source = s.source AND r.seen_at <= ?3) ORDER BY source LIMIT ?2");
    if (!stmt) return status ? status : link_failed(l);
    db_bind_sv(stmt, 1, r.source);
    sqlite3_bind_int(stmt, 2, SOURCES_MAX);
    sqlite3_bind_int64(stmt, 3, l->seen_at); /* an outlet that is met later cannot be known yet */
    credited found[16];
    size_t count = 0;
    int code;
    while ((code = link_step(l, stmt)) > 0) {
        sitrep_sv name = db_column(stmt, 1), rest = name, first = sv_cut(&rest, ' ');
        if (name.len < NAME_MIN || count == sizeof found / sizeof found[0]) continue;
        sitrep_sv words = credit_of(r.text, name);
        if (!words.len && first.len >= FIRST_WORD_MIN && first.len < name.len) words = credit_of(r.text, first);
        if (words.len) found[count++] = (credited){sqlite3_column_int64(stmt, 0), words};
    }
    if (code < 0) return link_failed(l);
    for (size_t i = 0; i < count && !status; i++) status = add_credit(l, found[i].source, found[i].words);
    return status;
}
