/* read/places.c — the places stage: finds names (places_find.c), resolves them (places_rank.c), and lists them with how
 * exact they are, how they are meant (a name, a nationality, a government by its seat, an area beside the place) and
 * the part they play in their clause. */
#include "read/places_int.h"

#include <math.h>

#include "base/banned.h"

static uint32_t class_of(sitrep_sv name)
{
    static const char *const names[] = {"after", "before", "institution", "direction", "prep", "say",
                                        "unit",  "grows",  "adjective",   "ethnic",    "land"};
    for (uint32_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sv_eq(name, sv_of(names[i]))) return PLACE_AFTER + i;
    return SITREP_NONE;
}

sitrep_status read_places_open(read_ctx *r, sitrep_error *err)
{
    sitrep_status status = read_vocabulary_add(r, "words/places", class_of, err);
    return status ? status : read_vocabulary_add(r, "words/lands", class_of, err);
}

static uint8_t precision_of(const know_place *p)
{
    if (p->flags & KNOW_POINT_ROUGH && p->class_ > KNOW_PLACE_ADM2) return SITREP_PRECISION_district;
    switch (p->class_) {
    case KNOW_PLACE_COUNTRY:
        return SITREP_PRECISION_country;
    case KNOW_PLACE_ADM1:
        return SITREP_PRECISION_province;
    case KNOW_PLACE_ADM2:
        return SITREP_PRECISION_district;
    case KNOW_PLACE_TOWN:
        return SITREP_PRECISION_town;
    case KNOW_PLACE_DISTRICT:
    case KNOW_PLACE_SITE:
        return SITREP_PRECISION_site;
    default:
        return SITREP_PRECISION_region;
    }
}

/* ---- how it is meant ---- */

static const sitrep_word *word_of(const place_work *w, uint32_t sentence, uint32_t word)
{
    return &w->r->doc->sentences[sentence].words[word];
}

/* The word of the mention that stands for it in the tree: the one whose head lies outside. */
static uint32_t head_of(const place_work *w, const place_mention *m)
{
    for (uint32_t i = m->first; i < m->end; i++) {
        uint32_t head = word_of(w, m->sentence, i)->head;
        if (head == SITREP_NONE || head < m->first || head >= m->end) return i;
    }
    return m->end - 1;
}

static bool says(const place_work *w, uint32_t sentence, uint32_t word)
{
    const sitrep_word *v = word_of(w, sentence, word);
    return v->upos == SITREP_UPOS_VERB && read_form_sense(w->r, v->lemma, PLACE_SAY);
}

/* "Moscow said": a country or capital that acts like a government. */
static bool is_metonym(const place_work *w, const place_mention *m, const know_place *p)
{
    if (m->dateline || m->demonym || !p || (p->class_ != KNOW_PLACE_COUNTRY && !(p->flags & KNOW_PLACE_CAPITAL)))
        return false;
    const sitrep_word *head = word_of(w, m->sentence, head_of(w, m));
    if (head->deprel != SITREP_DEPREL_NSUBJ || head->head == SITREP_NONE) return false;
    return says(w, m->sentence, head->head);
}

static uint8_t role_of(const place_work *w, const place_mention *m)
{
    if (m->dateline) return SITREP_PLACE_ROLE_dateline;
    if (m->demonym || m->inside) return SITREP_PLACE_ROLE_mentioned;
    const sitrep_sentence *s = &w->r->doc->sentences[m->sentence];
    uint32_t head = head_of(w, m), i = m->first;
    while (i > 0 &&
           (sv_eq_fold(s->words[i - 1].form, SV("the")) || place_word_sense(w, m->sentence, i - 1, PLACE_DIRECTION)))
        i--;
    const read_sense *prep = i > 0 ? place_word_sense(w, m->sentence, i - 1, PLACE_PREP) : NULL;
    if (!prep) return SITREP_PLACE_ROLE_mentioned;
    if (sv_eq(prep->value, SV("from"))) return SITREP_PLACE_ROLE_origin;
    if (sv_eq(prep->value, SV("to"))) return SITREP_PLACE_ROLE_destination;
    if (!sv_eq(prep->value, SV("in"))) return SITREP_PLACE_ROLE_mentioned;
    uint32_t governor = s->words[head].head;
    for (int up = 0; up < 3 && governor != SITREP_NONE; up++, head = governor, governor = s->words[governor].head) {
        if (s->words[head].deprel == SITREP_DEPREL_CCOMP || s->words[head].deprel == SITREP_DEPREL_PARATAXIS)
            break; /* what was said is about the place */
        if (s->words[governor].upos != SITREP_UPOS_VERB) continue;
        return read_form_sense(w->r, s->words[governor].lemma, PLACE_SAY) &&
                       sv_eq_fold(s->words[governor].lemma, SV("say"))
                   ? SITREP_PLACE_ROLE_said_at
                   : SITREP_PLACE_ROLE_happened;
    }
    return SITREP_PLACE_ROLE_happened;
}

/* ---- areas ---- */

/* "20 km south of Osh": moves the point. Gives the first word of the phrase, m->first where there is none. */
static uint32_t offset_before(const place_work *w, const place_mention *m, double *out_km, sitrep_sv *out_direction)
{
    const sitrep_sentence *s = &w->r->doc->sentences[m->sentence];
    uint32_t i = m->first;
    if (i < 4 || !(sv_eq_fold(s->words[i - 1].form, SV("of")) || sv_eq_fold(s->words[i - 1].form, SV("from"))))
        return i;
    uint32_t at = i - 2;
    const read_sense *direction = place_word_sense(w, m->sentence, at, PLACE_DIRECTION);
    if (direction) at--;
    while (at > 0 && (sv_eq(s->words[at].form, SV(")")) || sv_eq(s->words[at].form, SV("the")) ||
                      sv_eq_fold(s->words[at].form, SV("to"))))
        at--;
    const read_sense *unit = place_word_sense(w, m->sentence, at, PLACE_UNIT);
    if (!unit || at == 0) return i;
    uint32_t count;
    sitrep_span span = s->words[at - 1].span;
    arena_mark mark = arena_mark_set(&w->r->arena);
    read_token *tokens = read_tokens_of(w->r, span, &count);
    read_number n;
    bool good = tokens && count && read_number_at(w->r, tokens, count, 0, false, &n) && !n.vague && n.value > 0 &&
                n.value < 1000;
    double km = good ? n.value * unit->number : 0;
    arena_mark_rewind(&w->r->arena, mark);
    if (!good) return i;
    *out_km = km;
    *out_direction = direction ? direction->value : (sitrep_sv){NULL, 0};
    return at - 1;
}

static void move_point(sitrep_place *p, double km, sitrep_sv direction)
{
    double north = 0, east = 0;
    for (size_t i = 0; i < direction.len; i++) {
        north += direction.ptr[i] == 'N' ? 1 : direction.ptr[i] == 'S' ? -1 : 0;
        east += direction.ptr[i] == 'E' ? 1 : direction.ptr[i] == 'W' ? -1 : 0;
    }
    double length = sqrt(north * north + east * east);
    if (length < 0.5) return;
    p->lat += km * north / length / 111.2;
    p->lon += km * east / length / (111.2 * fmax(0.1, cos(p->lat * 0.017453292519943295)));
    if (p->lat > 90) p->lat = 90;
    if (p->lat < -90) p->lat = -90;
    if (p->lon > 180) p->lon -= 360;
    if (p->lon < -180) p->lon += 360;
}

static bool make_area(place_work *w, const place_mention *m, sitrep_place *p)
{
    read_ctx *r = w->r;
    const sitrep_sentence *s = &r->doc->sentences[m->sentence];
    if (m->part) {
        p->kind = SITREP_PLACE_area;
        p->name = p->text;
        p->precision = SITREP_PRECISION_region;
        p->geonameid = 0;
        return true;
    }
    double km = 0;
    sitrep_sv direction = {NULL, 0};
    uint32_t first = offset_before(w, m, &km, &direction);
    if (first < m->first) {
        sitrep_span phrase = {s->words[first].span.begin, p->span.end};
        p->kind = SITREP_PLACE_area;
        p->name = sv_span(r->text, phrase);
        p->precision = SITREP_PRECISION_district;
        move_point(p, km, direction);
        return true;
    }
    bool wide = p->precision == SITREP_PRECISION_country || p->precision == SITREP_PRECISION_province;
    if (m->first > 1 && wide && !m->demonym &&
        sv_eq_fold(s->words[m->first - 1].form, SV("of"))) { /* "the south of Kyrgyzstan" */
        const read_sense *part = place_word_sense(w, m->sentence, m->first - 2, PLACE_DIRECTION);
        static const char *const parts[][2] = {{"N", "northern"},      {"S", "southern"},      {"E", "eastern"},
                                               {"W", "western"},       {"NE", "northeastern"}, {"NW", "northwestern"},
                                               {"SE", "southeastern"}, {"SW", "southwestern"}};
        for (size_t i = 0; part && i < sizeof parts / sizeof parts[0]; i++) {
            if (!sv_eq(part->value, sv_of(parts[i][0]))) continue;
            p->kind = SITREP_PLACE_area;
            p->name = arena_printf(&r->arena, "%s %.*s", parts[i][1], SV_ARG(p->name));
            p->precision = SITREP_PRECISION_region;
            return p->name.ptr != NULL;
        }
    }
    if (m->first > 0 && !m->demonym && p->precision != SITREP_PRECISION_town && p->precision != SITREP_PRECISION_site) {
        const read_sense *part = place_word_sense(w, m->sentence, m->first - 1, PLACE_DIRECTION);
        if (part && part->value.len && !is_upper(s->words[m->first - 1].form.ptr[0])) { /* "southern Kyrgyzstan" */
            p->kind = SITREP_PLACE_area;
            p->name = arena_printf(&r->arena, "%.*s %.*s", SV_ARG(s->words[m->first - 1].form), SV_ARG(p->name));
            p->precision = SITREP_PRECISION_region;
            return p->name.ptr != NULL;
        }
    }
    if (m->end < s->count &&
        (sv_eq_fold(s->words[m->end].form, SV("border")) || sv_eq_fold(s->words[m->end].form, SV("frontier")))) {
        p->precision = SITREP_PRECISION_region; /* "the Uzbek border" */
        if (!m->demonym) p->kind = SITREP_PLACE_area;
    }
    return true;
}

/* ---- listing ---- */

/* The bytes of words [first, end): where a word is part of a token ("China" in "China's") it is where its form stands,
 * not the token. */
static sitrep_span span_of(const read_ctx *r, const sitrep_sentence *s, uint32_t first, uint32_t end)
{
    sitrep_span span = {s->words[first].span.begin, s->words[end - 1].span.end};
    const sitrep_word *a = &s->words[first], *b = &s->words[end - 1];
    const char *text = r->text.ptr, *text_end = text + r->text.len;
    if (a->token_words != 1 && a->form.ptr >= text && a->form.ptr < text_end)
        span.begin = (uint32_t)(a->form.ptr - text);
    if (b->token_words != 1 && b->form.ptr >= text && b->form.ptr + b->form.len <= text_end)
        span.end = (uint32_t)(b->form.ptr + b->form.len - text);
    return span;
}

static bool is_settled(const know_place *p)
{
    return p && (p->class_ == KNOW_PLACE_TOWN || p->class_ == KNOW_PLACE_DISTRICT || p->class_ == KNOW_PLACE_ADM2);
}

/* The town that a street, school or bridge lies in, as far as the report tells: the one named as holding it, else one
 * of its sentence, else the dateline's, else the town named most. NULL for none, and for names that are no sites. */
static const know_place *town_of(const place_work *w, uint32_t index)
{
    const sitrep_knowledge *know = w->r->know;
    const place_mention *m = &w->mentions.items[index];
    if (!(m->kinds >> KNOW_PLACE_SITE & 1)) return NULL;
    const know_place *p =
        m->container == SITREP_NONE ? NULL : know_place_at(know, w->mentions.items[m->container].place);
    if (is_settled(p)) return p;
    for (uint32_t step = 1; step < 8; step++) { /* the nearest of the sentence */
        uint32_t beside[2] = {index + step, index - step};
        for (int i = 0; i < 2; i++) {
            if (beside[i] >= w->mentions.count || w->mentions.items[beside[i]].sentence != m->sentence) continue;
            p = know_place_at(know, w->mentions.items[beside[i]].place);
            if (is_settled(p)) return p;
        }
    }
    uint32_t best = 0;
    const know_place *most = NULL;
    for (uint32_t g = 0; g < w->groups.count; g++) {
        const know_place *town = know_place_at(know, w->groups.items[g].place);
        if (!is_settled(town) || w->groups.items[g].mentions <= best) continue;
        best = w->groups.items[g].mentions;
        most = town;
    }
    for (uint32_t i = 0; i < w->mentions.count && w->mentions.items[i].dateline; i++) {
        p = know_place_at(know, w->mentions.items[i].place);
        if (is_settled(p)) return p;
    }
    return most;
}

/* A place of its own point, or of the town that it lies in: never drawn finer than that is known. */
static void set_place(const place_work *w, sitrep_place *p, const know_place *k, bool own)
{
    const know_place *division = know_place_at(w->r->know, k->admin1);
    p->lat = know_degrees(k->lat);
    p->lon = know_degrees(k->lon);
    p->has_point = true;
    if (division) p->admin1 = know_text(w->r->know, division->name);
    memcpy(p->country.text, strcmp(k->code, "XKX") == 0 ? "KOS" : k->code, sizeof p->country.text);
    p->precision = precision_of(k);
    if (!own) return;
    p->name = know_text(w->r->know, k->name);
    p->geonameid = k->geonameid;
    p->feature = sv_of(k->feature);
}

/* "Al Nao hospital": the whole name of a facility, of which only "Nao" was found. */
static void grow_facility(const place_work *w, uint32_t mention)
{
    place_mention *m = &w->mentions.items[mention];
    const sitrep_sentence *s = &w->r->doc->sentences[m->sentence];
    uint32_t least =
        mention && w->mentions.items[mention - 1].sentence == m->sentence ? w->mentions.items[mention - 1].end : 0;
    while (m->first > least && s->words[m->first - 1].upos == SITREP_UPOS_PROPN &&
           is_upper(s->words[m->first - 1].form.ptr[0]))
        m->first--;
    const read_sense *kind = place_word_sense(w, m->sentence, m->end, PLACE_AFTER);
    if (kind && sv_eq(kind->value, SV("site"))) m->end++;
}

static bool list_mention(place_work *w, uint32_t mention)
{
    if (w->mentions.items[mention].facility) grow_facility(w, mention);
    const place_mention *m = &w->mentions.items[mention];
    read_ctx *r = w->r;
    const sitrep_sentence *s = &r->doc->sentences[m->sentence];
    sitrep_place *p = READ_PUSH(&r->arena, &r->places);
    if (!p) return false;
    p->span = span_of(r, s, m->first, m->end);
    p->text = sv_span(r->text, p->span);
    p->name = p->text;
    p->confidence = m->sure;
    p->kind = m->demonym ? SITREP_PLACE_demonym : SITREP_PLACE_name;
    p->role = role_of(w, m);
    const know_place *k = know_place_at(r->know, m->place), *town = k ? NULL : town_of(w, mention);
    if (k) {
        set_place(w, p, k, true);
        p->confidence = m->sure * m->confidence;
    } else if (town) {
        set_place(w, p, town, false);
        p->confidence = m->sure * 0.5f;
    }
    if (is_metonym(w, m, k)) p->kind = SITREP_PLACE_metonym;
    if (k && !make_area(w, m, p)) return false;
    uint32_t index = r->places.count - 1;
    if (m->dateline && r->dateline_place == SITREP_NONE) r->dateline_place = index;
    r->word_place[read_index(r, m->sentence, m->first)] = index;
    return true;
}

/* ---- nationality or people ---- */

/* The country that most names of the report lie in; the dateline's place counts for three. SITREP_NONE when the arena
 * is out, too. */
static uint32_t home_of(const place_work *w)
{
    place_table counts;
    uint32_t best = SITREP_NONE, best_count = 0;
    if (!place_table_init(&counts, &w->r->arena, w->mentions.count + 1)) return SITREP_NONE;
    for (uint32_t i = 0; i < w->mentions.count; i++) {
        const place_mention *m = &w->mentions.items[i];
        const know_place *p = know_place_at(w->r->know, m->place);
        uint32_t country = !p || m->demonym ? SITREP_NONE : p->class_ == KNOW_PLACE_COUNTRY ? m->place : p->country;
        if (country == SITREP_NONE) continue;
        uint32_t *count = place_table_at(&counts, (uint64_t)country + 1);
        *count += m->dateline ? 3 : 1;
        if (*count > best_count) best_count = *count, best = country;
    }
    return best;
}

static bool is_people(const place_work *w, uint32_t sentence, uint32_t word)
{
    const sitrep_sentence *s = &w->r->doc->sentences[sentence];
    if (word >= s->count) return false;
    know_match m = know_match_exact(w->r->know, w->words + read_index(w->r, sentence, word), 1);
    for (uint32_t i = 0; i < m.count; i++) {
        const know_entry *e = know_entry_at(w->r->know, m.first + i);
        if (e->kind == KNOW_ENTRY_ACTOR && know_actor_at(w->r->know, e->id)->kind == KNOW_GROUP) return true;
    }
    return false;
}

/* "between Kyrgyz and Uzbeks": named in one breath with a people. */
static bool beside_people(const place_work *w, const place_mention *m)
{
    const sitrep_sentence *s = &w->r->doc->sentences[m->sentence];
    bool after =
        m->end + 1 < s->count && s->words[m->end].upos == SITREP_UPOS_CCONJ && is_people(w, m->sentence, m->end + 1);
    return after || (m->first > 1 && s->words[m->first - 1].upos == SITREP_UPOS_CCONJ &&
                     is_people(w, m->sentence, m->first - 2));
}

/* Whether the word also names an ethnic group that lives in the country of the report. */
static bool lives_here(const place_work *w, const place_mention *m, const know_place *home)
{
    for (uint32_t i = 0; i < m->match.count; i++) {
        const know_entry *e = know_entry_at(w->r->know, m->match.first + i);
        if (e->kind != KNOW_ENTRY_ACTOR || know_actor_at(w->r->know, e->id)->kind != KNOW_GROUP) continue;
        sitrep_sv countries = know_text(w->r->know, know_actor_at(w->r->know, e->id)->countries);
        while (countries.len)
            if (sv_eq(sv_cut(&countries, '|'), sv_of(home->code))) return true;
    }
    return false;
}

/* "Uzbek neighbourhoods", "thousands of Uzbeks" in a report from Kyrgyzstan are people of the place, not Uzbekistan. */
static bool is_ethnic(const place_work *w, const place_mention *m, uint32_t home)
{
    const sitrep_sentence *s = &w->r->doc->sentences[m->sentence];
    const know_place *here = know_place_at(w->r->know, home);
    if (m->first > 0 && sv_eq_fold(s->words[m->first - 1].form, SV("ethnic"))) return true;
    if (!here || !lives_here(w, m, here)) return false;
    if (beside_people(w, m)) return true;
    if (m->place == home) return false;
    const sitrep_word *word = &s->words[m->end - 1];
    bool plural = strcmp(word->xpos, "NNPS") == 0 || strcmp(word->xpos, "NNS") == 0 ||
                  (word->form.len > 3 && word->form.ptr[word->form.len - 1] == 's');
    if (plural) return true;
    uint32_t next = m->end;
    while (next < s->count && s->words[next].upos == SITREP_UPOS_ADJ) next++;
    return next < s->count && read_form_sense(w->r, s->words[next].lemma, PLACE_ETHNIC);
}

/* Leaves out the names of people, and of those named in one breath with them ("Kyrgyz and Uzbeks"). */
static void drop_ethnic(place_work *w)
{
    uint32_t home = home_of(w);
    for (uint32_t i = 0; i < w->mentions.count; i++)
        if (w->mentions.items[i].demonym && is_ethnic(w, &w->mentions.items[i], home))
            w->mentions.items[i].ethnic = true;
    for (uint32_t i = 0; i + 1 < w->mentions.count; i++) {
        place_mention *a = &w->mentions.items[i], *b = &w->mentions.items[i + 1];
        bool joined =
            a->demonym && b->demonym && a->sentence == b->sentence && b->first - a->end <= 2 && b->first > a->end;
        if (joined && (a->ethnic || b->ethnic)) a->ethnic = b->ethnic = true;
    }
}

sitrep_status read_places(read_ctx *r)
{
    place_work w = {.r = r};
    sitrep_status status = place_home_find(&w) ? place_find(&w) : SITREP_NOMEM;
    if (!status) status = place_rank(&w);
    if (!status) drop_ethnic(&w);
    for (uint32_t i = 0; i < w.mentions.count && !status; i++)
        if (!w.mentions.items[i].ethnic && !list_mention(&w, i)) status = SITREP_NOMEM;
    return status;
}
