/* read/read.c — the frame of a reading: a reader's memory, the stages in order, and where the data files are.
 * A report is analysed once (lang) and then passes the stages of read_stages; each appends to the reader's lists, and
 * what they hold at the end is the record. All of a report's memory is the reader's arena, reset at the next call. */
#include "sitrep/read.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "read/read_int.h"

#include "base/clock.h"
#include "base/banned.h"

#define READ_ARENA_MAX ((size_t)1 << 30) /* of one report; a text of SITREP_TEXT_MAX bytes needs less */

bool read_list_grow(arena *a, void **items, uint32_t count, uint32_t *cap, size_t size)
{
    size_t room = *cap;
    void *grown = arena_room(a, *items, count, &room, size);
    if (!grown || room > UINT32_MAX) return false;
    *items = grown;
    *cap = (uint32_t)room;
    return true;
}

/* The stages in the order in which they run, and the field of the cost record that takes their time. */
static const struct read_stage {
    sitrep_status (*run)(read_ctx *r);
    size_t cost;
} read_stages[] = {
    {read_dateline, offsetof(sitrep_reader_cost, places)},      {read_places, offsetof(sitrep_reader_cost, places)},
    {read_times, offsetof(sitrep_reader_cost, times)},          {read_mentions, offsetof(sitrep_reader_cost, entities)},
    {read_coreference, offsetof(sitrep_reader_cost, entities)}, {read_figures, offsetof(sitrep_reader_cost, figures)},
    {read_voices, offsetof(sitrep_reader_cost, voices)},        {read_events, offsetof(sitrep_reader_cost, events)},
};

static bool exists(const char *path)
{
    return access(path, R_OK) == 0;
}

/* The directory of the running program without its last slash, into out; false where the system does not tell. */
static bool program_directory(char *out, size_t size)
{
    ssize_t len = readlink("/proc/self/exe", out, size - 1);
    if (len <= 0 || (size_t)len >= size - 1) return false;
    out[len] = '\0';
    char *slash = strrchr(out, '/');
    if (!slash) return false;
    *slash = '\0';
    return true;
}

sitrep_status sitrep_data_path(const char *name, char *out_path, size_t size, sitrep_error *err)
{
    char beside[4096];
    const char *set = getenv("SITREP_DATA");
    bool known = program_directory(beside, sizeof beside);
    const char *directories[3] = {set && *set ? set : NULL, known ? beside : NULL, known ? beside : NULL};
    static const char *const parts[3] = {"", "", "/../share/sitrep"};
    for (size_t i = 0; i < 3; i++) {
        if (!directories[i]) continue;
        int len = snprintf(out_path, size, "%s%s/%s", directories[i], parts[i], name);
        if (len < 0 || (size_t)len >= size)
            return base_error(err, SITREP_LIMIT, "the path of %s is longer than %zu bytes", name, size);
        if (exists(out_path)) return SITREP_OK;
        if (i == 0) break; /* what the user names is not guessed around */
    }
    if (size) out_path[0] = '\0';
    if (set && *set) return base_error(err, SITREP_NOT_FOUND, "no %s in %s, which SITREP_DATA names", name, set);
    return base_error(err, SITREP_NOT_FOUND,
                      "no %s beside the program or in ../share/sitrep; SITREP_DATA may name its directory", name);
}

sitrep_status sitrep_reader_new(const sitrep_model *model, const sitrep_knowledge *knowledge,
                                sitrep_reader **out_reader, sitrep_error *err)
{
    sitrep_reader *r = calloc(1, sizeof *r);
    if (!r) return base_error(err, SITREP_NOMEM, "out of memory");
    arena_init(&r->arena, READ_ARENA_MAX);
    arena_init(&r->lasting, 0);
    r->model = model;
    r->know = knowledge;
    sitrep_status status = sitrep_parser_new(model, &r->parser, err);
    if (!status) status = read_times_open(r, err);
    if (!status) status = read_dateline_open(r, err);
    if (!status) status = read_figures_open(r, err);
    if (!status) status = read_places_open(r, err);
    if (!status) status = read_scorer_open(r, err);
    if (status) {
        sitrep_reader_free(r);
        return status;
    }
    *out_reader = r;
    return SITREP_OK;
}

void sitrep_reader_free(sitrep_reader *reader)
{
    if (!reader) return;
    sitrep_parser_free(reader->parser);
    arena_release(&reader->arena);
    arena_release(&reader->lasting);
    free(reader);
}

#define RESET(list) ((list).items = NULL, (list).count = (list).cap = 0)

/* Forgets the report before. */
static void start(read_ctx *r, const sitrep_report *report)
{
    arena_reset(&r->arena);
    r->report = report;
    r->doc = NULL;
    r->text = report->text;
    r->published = (instant){0};
    r->published_day = SITREP_DAY_NONE;
    if (report->published.len && !date_parse_iso(report->published, &r->published)) {
        r->published_day = date_local_day(&r->published);
        int32_t year = date_from_days(r->published_day).year;
        if (year < 1500 || year > 9000)
            r->published_day = SITREP_DAY_NONE; /* no press then; and dates may be reckoned from it freely */
    }
    r->tokens = NULL;
    r->token_count = 0;
    r->agency = (sitrep_sv){NULL, 0};
    r->byline = (sitrep_span){0, 0};
    r->dateline = (sitrep_span){0, 0};
    r->dateline_place = SITREP_NONE;
    r->dateline_day = SITREP_DAY_NONE;
    RESET(r->places);
    RESET(r->times);
    RESET(r->figures);
    RESET(r->statements);
    RESET(r->events);
    RESET(r->entities);
    RESET(r->mentions);
    r->cost = (sitrep_reader_cost){0};
    r->record = (sitrep_record){0};
}

static uint32_t *index_array(read_ctx *r)
{
    uint32_t *array = ARENA_ARRAY(&r->arena, uint32_t, (size_t)r->word_count + 1);
    if (array) memset(array, 0xFF, ((size_t)r->word_count + 1) * sizeof *array); /* SITREP_NONE in each */
    return array;
}

sitrep_status read_index_words(read_ctx *r)
{
    r->sentence_first = ARENA_ARRAY(&r->arena, uint32_t, (size_t)r->doc->count + 1);
    if (!r->sentence_first) return SITREP_NOMEM;
    r->word_count = 0;
    for (uint32_t s = 0; s < r->doc->count; s++) {
        r->sentence_first[s] = r->word_count;
        r->word_count += r->doc->sentences[s].count;
    }
    r->sentence_first[r->doc->count] = r->word_count;
    r->words = ARENA_ARRAY(&r->arena, know_word, (size_t)r->word_count + 1);
    for (uint32_t s = 0; s < r->doc->count && r->words; s++)
        for (uint32_t w = 0; w < r->doc->sentences[s].count; w++)
            r->words[read_index(r, s, w)] = know_word_of(r->know, read_word(r, s, w)->form);
    r->word_mention = index_array(r);
    r->word_place = index_array(r);
    r->word_time = index_array(r);
    r->word_figure = index_array(r);
    return r->arena.failed ? SITREP_NOMEM : SITREP_OK;
}

uint32_t read_sentence_at(const read_ctx *r, uint32_t byte)
{
    uint32_t low = 0, high = r->doc->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->doc->sentences[middle].span.end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->doc->count ? low : SITREP_NONE;
}

uint32_t read_word_at(const read_ctx *r, uint32_t sentence, uint32_t byte)
{
    const sitrep_sentence *s = &r->doc->sentences[sentence];
    uint32_t low = 0, high = s->count;
    while (low < high) { /* the first word that ends after the byte */
        uint32_t middle = low + (high - low) / 2;
        if (s->words[middle].span.end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->count ? low : SITREP_NONE;
}

static void finish(read_ctx *r)
{
    sitrep_record *record = &r->record;
    *record = (sitrep_record){
        .report = r->report,
        .analysis = r->doc,
        .text = r->text,
        .dateline = r->dateline,
        .dateline_place = r->dateline_place,
        .published_day = r->published_day,
        .entities = r->entities.items,
        .entity_count = r->entities.count,
        .places = r->places.items,
        .place_count = r->places.count,
        .times = r->times.items,
        .time_count = r->times.count,
        .figures = r->figures.items,
        .figure_count = r->figures.count,
        .statements = r->statements.items,
        .statement_count = r->statements.count,
        .events = r->events.items,
        .event_count = r->events.count,
    };
    r->cost.words = r->word_count;
    r->cost.arena_bytes = r->arena.used;
}

sitrep_status sitrep_reader_run(sitrep_reader *reader, const sitrep_report *report, const sitrep_record **out_record,
                                sitrep_error *err)
{
    if (sv_trim(report->text).len == 0) return base_error(err, SITREP_EMPTY, "the report has no text");
    start(reader, report);
    double before = clock_now();
    sitrep_status status = sitrep_parser_run(reader->parser, report->text, &reader->doc, err);
    if (status) return status;
    double now = clock_now();
    reader->cost.parse = now - before;
    sitrep_parser_cost_of(reader->parser, &reader->cost.parser);
    status = read_index_words(reader);
    for (size_t i = 0; i < sizeof read_stages / sizeof read_stages[0] && !status; i++) {
        before = now;
        status = read_stages[i].run(reader);
        now = clock_now();
        *(double *)((char *)&reader->cost + read_stages[i].cost) += now - before;
    }
    if (status || reader->arena.failed) return base_error(err, SITREP_NOMEM, "out of memory for this report");
    finish(reader);
    *out_record = &reader->record;
    return SITREP_OK;
}

void sitrep_reader_cost_of(const sitrep_reader *reader, sitrep_reader_cost *out_cost)
{
    *out_cost = reader->cost;
}
