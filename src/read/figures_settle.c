/* read/figures_settle.c — what the report as a whole says of figures that one word alone leaves open: "shot" is hurt or
 * dead. Such figures are marked by a time of UINT32_MAX - 1 until here. Puts the figures into the order of the text. */
#include "read/figures_int.h"

#include <string.h>

#include "base/banned.h"

/* Whether the report tells of a death in words alone ("a homicide", "the autopsy") and of nobody who lives on. */
static bool only_death_told(const read_ctx *r)
{
    bool death = false;
    for (uint32_t s = 0; s < r->doc->count; s++)
        for (uint32_t w = 0; w < r->doc->sentences[s].count; w++) {
            const sitrep_word *x = read_word(r, s, w);
            if (read_word_in(r, x->form, SV("life_told"))) return false;
            death |= read_word_in(r, x->form, SV("death_told"));
        }
    return death;
}

/* "Shot" says hurt at least. Where the report tells of as many dead and nobody calls anybody hurt, those shot are the
 * dead; where it tells of a death and counts no dead, those shot died. */
void figure_settle(read_ctx *r)
{
    double killed = 0;
    bool hurt = false, told = false;
    for (uint32_t i = 0; i < r->figures.count; i++) {
        const sitrep_figure *f = &r->figures.items[i];
        bool weak = f->time == UINT32_MAX - 1;
        told |= f->kind == SITREP_FIGURE_killed;
        if (f->kind == SITREP_FIGURE_killed && f->has_best && f->best > killed) killed = f->best;
        if (f->kind == SITREP_FIGURE_injured && !weak && (!f->has_best || f->best > 0)) hurt = true;
    }
    if (!told && !hurt && only_death_told(r))
        for (uint32_t i = 0; i < r->figures.count; i++) {
            sitrep_figure *f = &r->figures.items[i];
            if (f->kind != SITREP_FIGURE_injured || f->time != UINT32_MAX - 1) continue;
            f->kind = SITREP_FIGURE_killed;
            f->time = SITREP_NONE;
        }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < r->figures.count; i++) {
        sitrep_figure f = r->figures.items[i];
        bool weak = f.time == UINT32_MAX - 1;
        if (weak) f.time = SITREP_NONE;
        if (weak && ((f.has_best && f.best <= killed) || (hurt && f.has_best && f.best == 1))) continue;
        uint32_t at = kept++;
        for (; at > 0 && r->figures.items[at - 1].span.begin > f.span.begin; at--)
            r->figures.items[at] = r->figures.items[at - 1]; /* text order */
        r->figures.items[at] = f;
    }
    r->figures.count = kept;
    memset(r->word_figure, 0xFF, (size_t)r->word_count * sizeof *r->word_figure);
    for (uint32_t i = kept; i-- > 0;) {
        const sitrep_figure *f = &r->figures.items[i];
        uint32_t word = read_word_at(r, f->sentence, f->span.begin);
        if (word != SITREP_NONE) r->word_figure[read_index(r, f->sentence, word)] = i;
    }
}
