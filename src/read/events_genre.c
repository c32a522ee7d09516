/* read/events_genre.c — reports of matches, markets and films, whose fights are none.
 * A report is of such a kind if at least five different words of the class make up three in a hundred of its words. In
 * it a deed counts only where somebody whose business it is takes part (police, an army, a court), in a film only where
 * it has a date of its own. */
#include "read/events_int.h"

#define DISTINCT_MIN 5u
#define SHARE_MIN    3u /* percent */
#define WORDS_ASKED  4000u

static const char *const genres[] = {"game", "film", "business"};

/* Whether the lemma was counted before, in a table of a few dozen. */
static bool is_new(sitrep_sv *seen, uint32_t *count, sitrep_sv lemma)
{
    for (uint32_t i = 0; i < *count; i++)
        if (sv_eq_fold(seen[i], lemma)) return false;
    if (*count < 32) seen[(*count)++] = lemma;
    return true;
}

static uint8_t find_genre(const read_ctx *r)
{
    for (uint8_t g = 0; g < sizeof genres / sizeof genres[0]; g++) {
        uint32_t class_id = know_class_id(r->know, sv_of(genres[g])), words = 0, hits = 0, count = 0;
        sitrep_sv seen[32];
        for (uint32_t s = 0; s < r->doc->count && words < WORDS_ASKED; s++)
            for (uint32_t w = 0; w < r->doc->sentences[s].count; w++) {
                const sitrep_word *x = read_word(r, s, w);
                if (x->upos == SITREP_UPOS_PUNCT) continue;
                words++;
                if (x->upos != SITREP_UPOS_NOUN && x->upos != SITREP_UPOS_PROPN) continue;
                bool has = class_id != SITREP_NONE && (know_class_id_has(r->know, class_id, x->lemma) ||
                                                       know_class_id_has(r->know, class_id, x->form));
                if (!has) continue;
                hits++;
                is_new(seen, &count, x->lemma);
            }
        if (count >= DISTINCT_MIN && hits * 100 >= words * SHARE_MIN) return (uint8_t)(g + 1);
    }
    return EV_GENRE_NEWS;
}

uint8_t ev_genre(read_ctx *r)
{
    if (r->who->genre == READ_GENRE_UNKNOWN) r->who->genre = find_genre(r);
    return r->who->genre;
}

static bool is_force(const sitrep_actor *list, uint32_t count)
{
    static const char *const sectors[] = {"COP", "MIL", "GOV", "JUD", "REB", "UAF", "PRM", "SPY"};
    for (uint32_t i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof sectors / sizeof sectors[0]; k++)
            if (read_sector_has(list[i].sectors, list[i].sector_count, sectors[k])) return true;
    return false;
}

bool ev_is_figurative(read_ctx *r, const sitrep_event *event)
{
    uint8_t genre = ev_genre(r);
    bool deed = event->quad == 4 || event->type == SITREP_EVENT_THREATEN || event->type == SITREP_EVENT_RETREAT;
    if (genre == EV_GENRE_NEWS || !deed) return false;
    if (genre == EV_GENRE_FILM) return event->time == SITREP_NONE;
    return !is_force(event->actors, event->actor_count) && !is_force(event->recipients, event->recipient_count);
}
