/* link/speaker.c — whose line a number stands in. Ministries, police and "officials" of one state speak for one
 * government and share its line; a person named, or a body that is no state's, has a line of its own; estimates, lists
 * and sources without a name are nobody's. */
#include "link/link_int.h"

#include "base/banned.h"

/* Words that make a speaker a part of a government. */
static const char *const government_words[] = {
    "government", "ministry", "minister", "ministries",     "authorities", "official",   "officials",
    "police",     "army",     "military", "troops",         "border",      "prosecutor", "prosecutors",
    "presidency", "cabinet",  "state",    "administration", "guard",       "commandant", "governor"};
/* Heads of phrases that speak for nobody: "some estimates", "its latest list". */
static const char *const nobody_words[] = {
    "estimates", "estimate",    "list",    "lists",   "number",   "numbers",    "figure",   "figures",  "toll", "count",
    "report",    "reports",     "sources", "source",  "data",     "statistics", "media",    "accounts", "it",   "they",
    "people",    "information", "record",  "records", "register", "tally",      "document", "documents"};
/* Heads of descriptions that are bodies, of which there is one: "the election commission". Captains, hosts and groups
 * there are many. */
static const char *const body_words[] = {"commission", "committee",  "council",      "agency",       "mission",
                                         "court",      "parliament", "organization", "organisation", "centre",
                                         "center",     "hospital",   "assembly",     "alliance",     "union",
                                         "tribunal",   "service",    "board",        "panel"};
/* Phrases that give an unnamed number to the government. */
static const char *const official_phrases[] = {"official", "ministry", "authorities"};

static bool has_word(sitrep_sv text, const char *const *words, size_t count)
{
    while (text.len) {
        sitrep_sv word = sv_cut(&text, ' ');
        while (word.len && !is_alpha(word.ptr[word.len - 1])) word.len--;
        for (size_t i = 0; i < count; i++)
            if (sv_eq_fold(word, sv_of(words[i]))) return true;
    }
    return false;
}

static sitrep_sv last_word(sitrep_sv text)
{
    size_t at = text.len;
    while (at && text.ptr[at - 1] != ' ') at--;
    return (sitrep_sv){text.ptr + at, text.len - at};
}

bool link_is_state(sitrep_sv code)
{
    static const char *const others[] = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"};
    if (code.len != 3) return false;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (sv_eq(code, sv_of(others[i]))) return false;
    return true;
}

bool link_is_nobody(sitrep_sv speaker)
{
    sitrep_sv last = last_word(speaker);
    return !last.len || is_digit(last.ptr[0]) ||
           has_word(last, nobody_words, sizeof nobody_words / sizeof nobody_words[0]);
}

/* "Azimbek Beknazarov, the health minister": a person told by name and office speaks for himself, and two officials of
 * one government may well differ. */
static bool is_person(const link_speaker *who)
{
    sitrep_sv rest = who->name, last = last_word(who->name);
    size_t count = 0;
    if (last.len < 3 || sv_find(who->text, last, 0) == SIZE_MAX ||
        has_word(who->name, government_words, sizeof government_words / sizeof government_words[0]))
        return false;
    for (; rest.len; count++) {
        sitrep_sv word = sv_cut(&rest, ' ');
        if (!word.len || is_lower(word.ptr[0]) || is_digit(word.ptr[0])) return false;
    }
    return count >= 2 && count <= 4;
}

/* "A captain", "groups", "its own head": somebody without a name or an office that one alone has ("interim leader"). */
static bool is_unnamed(sitrep_sv name)
{
    if (has_word(name, body_words, sizeof body_words / sizeof body_words[0])) return false;
    sitrep_sv rest = name, first = sv_cut(&rest, ' ');
    return first.len && is_lower(first.ptr[0]) && (!rest.len || sv_eq(first, SV("own")));
}

bool link_is_government(const link_speaker *who)
{
    if (!who->is_country && is_person(who)) return false;
    size_t words = sizeof government_words / sizeof government_words[0];
    if (who->is_country) return true;
    if (who->code.len && !link_is_state(who->code)) return false;
    return has_word(who->name, government_words, words) || has_word(who->text, government_words, words);
}

/* "official" beside a number that has no speaker. */
static bool is_called_official(sitrep_sv beside)
{
    for (size_t k = 0; k < sizeof official_phrases / sizeof official_phrases[0]; k++) {
        sitrep_sv phrase = sv_of(official_phrases[k]);
        for (size_t i = 0; i + phrase.len <= beside.len; i++)
            if ((i == 0 || !is_alpha(beside.ptr[i - 1])) && sv_eq_fold((sitrep_sv){beside.ptr + i, phrase.len}, phrase))
                return true;
    }
    return false;
}

sitrep_sv link_speaker_line(linking *l, const link_speaker *who, sitrep_sv country, sitrep_sv beside)
{
    sitrep_sv name = who->name.len ? who->name : who->text;
    link_speaker via = {.name = who->via, .text = who->via};
    bool nobody = link_is_nobody(name);
    if (nobody && who->via.len && !link_is_nobody(who->via)) {
        if (link_is_government(&via)) return arena_printf(&l->arena, "government of %.*s", SV_ARG(country));
        return via.name;
    }
    if (nobody)
        return is_called_official(beside) ? arena_printf(&l->arena, "government of %.*s", SV_ARG(country)) : SV("");
    if (!link_is_government(who)) return is_unnamed(name) ? SV("") : name;
    sitrep_sv of = link_is_state(who->code) ? who->code : country;
    return arena_printf(&l->arena, "government of %.*s", SV_ARG(of));
}

sitrep_sv link_party_name(linking *l, const link_speaker *who, sitrep_sv country)
{
    static const sitrep_sv words = {"government of ", 14};
    sitrep_sv own = who->name.len ? who->name : who->text;
    if (!link_is_government(who)) return own;
    sitrep_sv line = link_speaker_line(l, who, country, (sitrep_sv){"", 0});
    if (!sv_starts(line, words)) return line.len ? line : own;
    sqlite3_stmt *stmt =
        link_sql(l, "SELECT name FROM place WHERE report = ? AND country = ? AND precision = 'country' "
                    "AND name IS NOT NULL ORDER BY place LIMIT 1");
    if (!stmt) return line;
    sqlite3_bind_int64(stmt, 1, l->report);
    db_bind_sv(stmt, 2, sv_part(line, words.len, line.len));
    if (link_step(l, stmt) > 0) {
        line = arena_printf(&l->arena, "government of %.*s", SV_ARG(db_column(stmt, 0)));
        sqlite3_reset(stmt);
        return line;
    }
    sqlite3_reset(stmt);
    stmt =
        link_sql(l, "SELECT name FROM place WHERE place > (SELECT max(place) - 20000 FROM place) AND country = ? AND "
                    "precision = 'country' AND name IS NOT NULL ORDER BY place DESC LIMIT 1");
    if (!stmt) return line;
    db_bind_sv(stmt, 1, sv_part(line, words.len, line.len));
    if (link_step(l, stmt) > 0) line = arena_printf(&l->arena, "government of %.*s", SV_ARG(db_column(stmt, 0)));
    sqlite3_reset(stmt);
    return line;
}
