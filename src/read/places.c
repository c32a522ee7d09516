/* read/places.c — the places stage. */
#include "read/read_int.h"

#include "base/banned.h"

sitrep_status read_places_open(read_ctx *r, sitrep_error *err)
{
    (void)r;
    (void)err;
    return SITREP_OK;
}

static bool take_name(read_ctx *r, uint32_t s, uint32_t first, uint32_t end)
{
    const sitrep_sentence *sentence = &r->doc->sentences[s];
    sitrep_span span = {sentence->words[first].span.begin, sentence->words[end - 1].span.end};
    know_match m = know_match_text(r->know, sv_span(r->text, span));
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(r->know, m.first + i);
        if (!e || e->kind != KNOW_ENTRY_PLACE) continue;
        const know_place *k = know_place_at(r->know, e->id);
        sitrep_place *p = READ_PUSH(&r->arena, &r->places);
        if (!p) return false;
        p->span = span;
        p->text = sv_span(r->text, span);
        p->name = know_text(r->know, k->name);
        p->geonameid = k->geonameid;
        p->lat = know_degrees(k->lat);
        p->lon = know_degrees(k->lon);
        p->has_point = true;
        memcpy(p->country.text, k->code, sizeof p->country.text);
        p->confidence = 0.5f;
        r->word_place[read_index(r, s, first)] = r->places.count - 1;
        return true;
    }
    return true;
}

sitrep_status read_places(read_ctx *r)
{
    for (uint32_t s = 0; s < r->doc->count; s++) {
        const sitrep_sentence *sentence = &r->doc->sentences[s];
        for (uint32_t w = 0; w < sentence->count; w++) {
            if (sentence->words[w].name != SITREP_NAME_PLACE || !sentence->words[w].name_begin) continue;
            uint32_t end = w + 1;
            while (end < sentence->count && sentence->words[end].name == SITREP_NAME_PLACE && !sentence->words[end].name_begin) end++;
            if (!take_name(r, s, w, end)) return SITREP_NOMEM;
        }
    }
    return SITREP_OK;
}
