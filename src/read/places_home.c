/* read/places_home.c — where a report is at home: what towns that share their name are weighed by besides the names
 * around them. The outlet's town or country (data/words/outlets.tsv; else a town in its name, or its domain's ending),
 * the place that the feed gives, and words that are said in one country only ("sheriff's office", "council tax";
 * data/words/lands.tsv). An agency's report in a local paper is not written for the paper's town. */
#include "read/places_int.h"

#include <math.h>

#include "base/banned.h"

#define OUTLETS       "words/outlets"
#define SOURCE_WORDS  16u
#define KEY_MAX       96u
#define TOWN_LEAST    2000u /* people of a town that is taken from an outlet's name alone */
#define CUE_STEP      0.8f
#define CUE_MOST      4.0f
#define LOCAL_WEIGHT  2.0f
#define NATION_WEIGHT 0.8f

/* ---- words of a country ---- */

static void add_land(place_home *h, uint32_t country, float weight)
{
    uint32_t i = 0;
    if (country == SITREP_NONE) return;
    while (i < h->land_count && h->land[i] != country) i++;
    if (i == PLACE_LANDS_MAX) return;
    if (i == h->land_count) {
        h->land[i] = country;
        h->weight[i] = 0;
        h->land_count++;
    }
    h->weight[i] += weight;
}

/* Each phrase counts once, whatever its number. */
static bool gather_words(place_work *w)
{
    read_ctx *r = w->r;
    uint32_t count;
    const read_token *tokens = read_tokens(r, &count);
    place_table seen;
    if (!place_table_init(&seen, &r->arena, count + 1)) return false;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t e = tokens[i].entry; e != SITREP_NONE; e = read_entry_at(r, e)->next) {
            const read_sense *s = read_entry_sense(r, e, PLACE_LAND);
            if (!s || (read_entry_at(r, e)->words > 1 && !read_entry_length(r, e, tokens, count, i))) continue;
            uint32_t *known = place_table_at(&seen, (uint64_t)e + 1);
            if ((*known)++) continue;
            uint32_t lands = 1;
            for (size_t k = 0; k < s->value.len; k++) lands += s->value.ptr[k] == '|';
            for (sitrep_sv rest = s->value; rest.len;)
                add_land(&w->home, know_place_of_country(r->know, sv_cut(&rest, '|')), (float)s->low / (float)lands);
            break; /* the longest phrase that begins here */
        }
    }
    return true;
}

/* ---- the outlet ---- */

/* Lower case, without "the", into `out`; empty where it is too long. */
static sitrep_sv key_of(sitrep_sv name, char *out)
{
    size_t len = 0;
    name = sv_trim(name);
    if (name.len > 4 && sv_eq_fold(sv_part(name, 0, 4), SV("the "))) name = sv_part(name, 4, name.len);
    if (name.len > KEY_MAX) return (sitrep_sv){out, 0};
    for (; len < name.len; len++) out[len] = to_lower(name.ptr[len]);
    return (sitrep_sv){out, len};
}

/* The host of an address, or a source that is one, without "www.". */
static sitrep_sv host_of(sitrep_sv text)
{
    size_t scheme = sv_find(text, SV("://"), 0);
    if (scheme != SIZE_MAX)
        text = sv_part(text, scheme + 3, text.len);
    else if (sv_find(text, SV("."), 0) == SIZE_MAX || sv_find(text, SV(" "), 0) != SIZE_MAX)
        return (sitrep_sv){"", 0};
    sitrep_sv host = sv_cut(&text, '/');
    host = sv_cut(&host, ':');
    return sv_starts(host, SV("www.")) ? sv_part(host, 4, host.len) : host;
}

/* The largest place of a name in a country and, where `division` is not empty, in a division of that name. */
static uint32_t town_in(const place_work *w, sitrep_sv town, sitrep_sv division, uint32_t country)
{
    const sitrep_knowledge *know = w->r->know;
    know_match m = know_match_text(know, town), d = know_match_text(know, division);
    for (uint32_t i = 0; i < m.count; i++) { /* by population, the largest first */
        const know_entry *e = know_entry_at(know, m.first + i);
        const know_place *p = e->kind == KNOW_ENTRY_PLACE ? know_place_at(know, e->id) : NULL;
        if (!p || p->country != country || p->class_ < KNOW_PLACE_TOWN || p->class_ > KNOW_PLACE_DISTRICT) continue;
        bool inside = division.len == 0;
        for (uint32_t j = 0; j < d.count && !inside; j++) {
            const know_entry *outer = know_entry_at(know, d.first + j);
            inside = outer->kind == KNOW_ENTRY_PLACE && outer->id == p->admin1;
        }
        if (inside) return e->id;
    }
    return SITREP_NONE;
}

/* A line of the table of outlets; false where there is none. */
static bool take_outlet(place_work *w, sitrep_sv key)
{
    const sitrep_knowledge *know = w->r->know;
    const know_table *t = know_table_find(know, SV(OUTLETS));
    know_range rows = t && key.len ? know_table_rows(know, t, key) : (know_range){0, 0};
    if (rows.count == 0) return false;
    uint32_t row = know_table_keyed(know, t, rows.first);
    sitrep_sv home = know_table_cell(know, t, row, know_table_column(know, t, SV("home")));
    sitrep_sv reach = know_table_cell(know, t, row, know_table_column(know, t, SV("reach")));
    if (sv_eq(reach, SV("world"))) return true;
    w->home.country =
        know_place_of_country(know, know_table_cell(know, t, row, know_table_column(know, t, SV("country"))));
    sitrep_sv town = sv_cut(&home, ',');
    if (town.len) w->home.town = town_in(w, town, sv_trim(home), w->home.country);
    return true;
}

/* The domain itself, then what is left of it: "edition.cnn.com", "cnn.com", and its ending ".uk". */
static bool take_domain(place_work *w, sitrep_sv host)
{
    char key[KEY_MAX];
    for (sitrep_sv rest = host; rest.len;) {
        if (take_outlet(w, key_of(rest, key))) return true;
        size_t dot = sv_find(rest, SV("."), 0);
        if (dot == SIZE_MAX) return false;
        rest = sv_part(rest, dot + 1, rest.len);
        if (sv_find(rest, SV("."), 0) == SIZE_MAX)
            return take_outlet(w, key_of(sv_part(host, host.len - rest.len - 1, host.len), key));
    }
    return false;
}

/* How much speaks for a reading of a town in an outlet's name. */
static double town_score(const place_work *w, const know_place *p)
{
    double score = p->population ? log10((double)p->population) : 0;
    for (uint32_t i = 0; i < w->home.land_count; i++)
        if (w->home.land[i] == p->country) score += (double)w->home.weight[i];
    return score;
}

/* "Leavenworth Times", "Radio Osh": the town or country in an outlet's name. */
static void take_name(place_work *w, sitrep_sv name)
{
    const sitrep_knowledge *know = w->r->know;
    know_word words[SOURCE_WORDS];
    uint32_t count = 0;
    double best = 0;
    for (sitrep_sv rest = name; rest.len && count < SOURCE_WORDS;) {
        sitrep_sv word = sv_cut(&rest, ' ');
        if (word.len && word.ptr[word.len - 1] == ',') word.len--;
        if (word.len == 0) continue;
        words[count++] = know_word_of(know, word);
        if (read_form_sense(w->r, word, PLACE_INSTITUTION))
            words[count - 1].piece[0] = SITREP_NONE; /* "Sun", "Times" */
    }
    for (uint32_t at = 0; at < count; at++) {
        know_match found[KNOW_MATCHES_MAX];
        uint32_t n = know_match_at(know, words, count, at, found, KNOW_MATCHES_MAX);
        for (uint32_t i = 0; n && i < found[0].count; i++) { /* the longest */
            const know_entry *e = know_entry_at(know, found[0].first + i);
            const know_place *p = e->kind == KNOW_ENTRY_PLACE ? know_place_at(know, e->id) : NULL;
            if (!p || !know_entry_fits(e, words, found[0].begin, found[0].end) || e->name == KNOW_NAME_FOREIGN)
                continue;
            if (know_match_stop(know, &found[0]) & KNOW_STOP_NEVER) continue;
            if (p->class_ == KNOW_PLACE_COUNTRY && best < 9) {
                best = 9;
                w->home.country = e->id;
                w->home.town = SITREP_NONE;
            } else if (p->class_ == KNOW_PLACE_TOWN && p->population >= TOWN_LEAST && town_score(w, p) > best) {
                best = town_score(w, p);
                w->home.country = p->country;
                w->home.town = e->id;
            }
        }
    }
}

bool place_home_find(place_work *w)
{
    const sitrep_report *report = w->r->report;
    char key[KEY_MAX];
    w->home = (place_home){.town = SITREP_NONE, .country = SITREP_NONE};
    if (!gather_words(w)) return false;
    for (uint32_t i = 0; i < w->home.land_count; i++) {
        float weight = w->home.weight[i] * CUE_STEP;
        w->home.weight[i] = weight < CUE_MOST ? weight : CUE_MOST;
    }
    bool known = report->source.len && take_outlet(w, key_of(report->source, key));
    if (!known && report->source.len) known = take_domain(w, host_of(report->source));
    if (!known && report->source.len && sv_find(report->source, SV(" "), 0) != SIZE_MAX) {
        take_name(w, report->source);
        known = w->home.country != SITREP_NONE;
    }
    if (!known && report->url.len) take_domain(w, host_of(report->url));
    bool agency = w->r->agency.len > 0;
    w->home.country_weight = w->home.town != SITREP_NONE ? LOCAL_WEIGHT : NATION_WEIGHT;
    if (agency) w->home.country_weight *= 0.25f;
    if (agency) w->home.town = SITREP_NONE;
    return true;
}
