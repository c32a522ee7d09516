/* tell/access.c — sentences that say what could not be reached, asked, checked, known or told. The phrases are
 * data/tell/access.tsv beside the program; each is looked up in the store's full-text index, so that an archive of any
 * size costs the same few hundred look-ups. */
#include "tell/access.h"

#include <stdio.h>

#include "base/error.h"
#include "sitrep/read.h"

#include "base/banned.h"

#define FILE_MAX (64u * 1024u)

static sitrep_status read_phrases(arena *a, sitrep_sv *out, sitrep_error *err)
{
    char path[4096];
    sitrep_status status = sitrep_data_path("access.tsv", path, sizeof path, err);
    FILE *file = status ? NULL : fopen(path, "rb");
    char *bytes = arena_alloc(a, FILE_MAX);
    if (!bytes)
        status = base_error(err, SITREP_NOMEM, "out of memory");
    else if (!status && !file)
        status = base_error(err, SITREP_IO, "the list of phrases cannot be read");
    if (!status) *out = (sitrep_sv){bytes, fread(bytes, 1, FILE_MAX, file)};
    if (!status && (ferror(file) || out->len == FILE_MAX))
        status = base_error(err, SITREP_FORMAT, "the list of phrases is damaged or too long");
    if (file) fclose(file);
    return status;
}

typedef struct searching {
    arena *a;
    access_list *list;
    unsigned kind;
} searching;

static uint32_t position(const sitrep_cell *cell)
{
    return cell->kind == SITREP_CELL_NUMBER ? (uint32_t)cell->number : 0;
}

static sitrep_sv text(const searching *s, const sitrep_cell *cell)
{
    return cell->kind == SITREP_CELL_TEXT ? arena_copy(s->a, cell->text) : (sitrep_sv){"", 0};
}

/* Columns: report, source, published, quote, sentence_first, sentence_last. */
static bool take(void *ctx, const sitrep_cell *cells, size_t count)
{
    searching *s = ctx;
    access_list *l = s->list;
    SITREP_ASSERT(count == 6);
    for (size_t i = 0; i < l->count; i++) /* a sentence stands under the first kind that finds it */
        if (l->at[i].ref.sentence_first == position(&cells[4]) && sv_eq(l->at[i].ref.report, cells[0].text))
            return true;
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 32;
        l->at = arena_grow(s->a, l->at, l->count, room, sizeof *l->at);
        l->room = l->at ? room : 0;
        if (!l->at) return false;
    }
    l->at[l->count++] = (access_note){s->kind,
                                      {.report = text(s, &cells[0]),
                                       .source = text(s, &cells[1]),
                                       .published = text(s, &cells[2]),
                                       .quote = text(s, &cells[3]),
                                       .sentence_first = position(&cells[4]),
                                       .sentence_last = position(&cells[5])}};
    return l->count < ACCESS_MAX;
}

const char *const access_kinds[ACCESS_KINDS] = {"access",  "communications", "unverified",
                                                "unknown", "withheld",       "silence"};

static bool kind_of(sitrep_sv name, unsigned *out)
{
    for (unsigned i = 0; i < ACCESS_KINDS; i++)
        if (sv_eq(name, sv_of(access_kinds[i]))) return *out = i, true;
    return false;
}

sitrep_status access_load(sitrep_store *store, const sitrep_filter *filter, arena *a, access_list *out,
                          sitrep_error *err)
{
    sitrep_sv phrases = {NULL, 0};
    sitrep_error why;
    memset(out, 0, sizeof *out);
    out->searched =
        read_phrases(a, &phrases, &why) == SITREP_OK; /* without the list nothing is searched, and the report says so */
    for (unsigned turn = 0; turn < ACCESS_KINDS && out->searched; turn++) {
        unsigned kind = (turn + ACCESS_KINDS - 1) %
                        ACCESS_KINDS; /* silence first: who "could not be reached for comment" was no place */
        for (sitrep_sv rest = phrases; rest.len && out->count < ACCESS_MAX;) {
            sitrep_sv line = sv_cut(&rest, '\n'), name = sv_cut(&line, '\t');
            unsigned its = 0;
            if (!line.len || name.ptr[0] == '#' || !kind_of(name, &its) || its != kind) continue;
            searching s = {a, out, kind};
            sitrep_filter narrowed;
            sitrep_filter_init(&narrowed);
            narrowed.where = filter->where, narrowed.since = filter->since, narrowed.until = filter->until;
            narrowed.source = filter->source, narrowed.as_of = filter->as_of, narrowed.text = sv_trim(line);
            sitrep_status status = sitrep_store_query(store, SITREP_TABLE_SENTENCES, &narrowed, take, &s, err);
            if (status && status != SITREP_STOPPED) return status;
        }
    }
    return a->failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}
