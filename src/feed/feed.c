/* feed/feed.c — the loop over an input: which format, one item at a time, bad items told and passed over. */
#include "feed/feed_int.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/banned.h"

#define ITEM_MAX ((uint64_t)SITREP_ITEM_MAX)

struct sitrep_feed {
    feed_input *input;
    sitrep_feed_options options;
    char *name;
    sitrep_format format; /* AUTO until the first bytes are there */
    buf bytes;            /* what was read and not yet used; `at` is how far it was used */
    size_t at;
    bool ended, any;     /* the input is over; something other than white space was in it */
    sitrep_error broken; /* why reading ended early; told when what was whole has been given out */
    uint64_t item_max, rejects;
    uint32_t line; /* number of the line that begins at `at` */
    arena arena;   /* the present report */
    sitrep_report report;
};

void feed_note(const feed_notes *notes, sitrep_status status, const char *format, ...)
{
    if (status != SITREP_OK) (*notes->count)++;
    if (!notes->tell) return;
    sitrep_error err = {.status = status, .line = notes->line};
    va_list args;
    va_start(args, format);
    if (vsnprintf(err.msg, sizeof err.msg, format, args) < 0) err.msg[0] = '\0';
    va_end(args);
    base_error_file(&err, notes->file);
    notes->tell(notes->ctx, &err);
}

static sitrep_status make_feed(feed_input *input, const char *name, const sitrep_feed_options *options,
                               sitrep_feed **out_feed, sitrep_error *err)
{
    sitrep_feed *f = calloc(1, sizeof *f);
    char *copy = malloc(strlen(name) + 1);
    if (!f || !copy) {
        free(f);
        free(copy);
        feed_input_close(input);
        return base_error(err, SITREP_NOMEM, "out of memory");
    }
    memcpy(copy, name, strlen(name) + 1);
    f->input = input;
    f->name = copy;
    if (options) f->options = *options;
    f->format = f->options.format;
    f->item_max = f->options.item_max && f->options.item_max < ITEM_MAX ? f->options.item_max : ITEM_MAX;
    f->line = 1;
    f->bytes = BUF_INIT(0);
    arena_init(&f->arena, 0);
    *out_feed = f;
    return SITREP_OK;
}

sitrep_status sitrep_feed_open(const char *path, const sitrep_feed_options *options, sitrep_feed **out_feed,
                               sitrep_error *err)
{
    feed_input *input;
    sitrep_status status = feed_input_open(path, &input, err);
    return status ? status : make_feed(input, strcmp(path, "-") == 0 ? "standard input" : path, options, out_feed, err);
}

sitrep_status sitrep_feed_open_bytes(sitrep_sv bytes, const char *name, const sitrep_feed_options *options,
                                     sitrep_feed **out_feed, sitrep_error *err)
{
    feed_input *input;
    sitrep_status status = feed_input_bytes(bytes, &input, err);
    return status ? status : make_feed(input, name, options, out_feed, err);
}

void sitrep_feed_close(sitrep_feed *feed)
{
    if (!feed) return;
    feed_input_close(feed->input);
    buf_release(&feed->bytes);
    arena_release(&feed->arena);
    free(feed->name);
    free(feed);
}

uint64_t sitrep_feed_rejects(const sitrep_feed *feed)
{
    return feed->rejects;
}

void sitrep_feed_progress(const sitrep_feed *feed, uint64_t *out_done, uint64_t *out_total)
{
    feed_input_progress(feed->input, out_done, out_total);
}

/* Reads more bytes behind those that are there; drops the used ones first. */
static sitrep_status read_more(sitrep_feed *f, sitrep_error *err)
{
    enum { STEP = 65536 };
    if (f->at) {
        memmove(f->bytes.ptr, f->bytes.ptr + f->at, f->bytes.len - f->at);
        f->bytes.len -= f->at;
        f->at = 0;
    }
    if (!buf_reserve(&f->bytes, STEP)) return base_error(err, SITREP_NOMEM, "out of memory");
    size_t got;
    sitrep_status status = feed_input_read(f->input, f->bytes.ptr + f->bytes.len, STEP, &got, &f->broken);
    if (status) got = 0;
    f->bytes.len += got;
    f->ended = got == 0;
    return SITREP_OK;
}

static sitrep_sv unused(const sitrep_feed *f)
{
    return (sitrep_sv){f->bytes.ptr ? f->bytes.ptr + f->at : "", f->bytes.len - f->at};
}

static feed_notes notes_of(sitrep_feed *f)
{
    return (feed_notes){f->options.on_reject, f->options.reject_ctx, f->name,
                        f->format == SITREP_FORMAT_JSONL ? f->line : 0, &f->rejects};
}

/* Tells of a refused item. */
static void reject(sitrep_feed *f, sitrep_error *why, uint32_t line)
{
    f->rejects++;
    if (!why->line) why->line = line;
    base_error_file(why, f->name);
    if (f->options.on_reject) f->options.on_reject(f->options.reject_ctx, why);
}

static void start_report(sitrep_feed *f, sitrep_sv original, uint32_t line)
{
    arena_reset(&f->arena);
    f->report = (sitrep_report){.original = original, .file = sv_of(f->name), .line = line};
}

/* Passes over the rest of a line that is too long, in flat memory. */
static sitrep_status skip_line(sitrep_feed *f, sitrep_error *err)
{
    for (;;) {
        sitrep_sv rest = unused(f);
        const char *end = rest.len ? memchr(rest.ptr, '\n', rest.len) : NULL;
        if (end) {
            f->at += (size_t)(end - rest.ptr) + 1;
            return SITREP_OK;
        }
        f->at = f->bytes.len;
        if (f->ended) return SITREP_OK;
        sitrep_status status = read_more(f, err);
        if (status) return status;
    }
}

/* How an input ends: well, or with the error that cut it off. */
static sitrep_status end_status(sitrep_feed *f, sitrep_error *err)
{
    if (!f->broken.status) return SITREP_NOT_FOUND;
    f->any = true;
    if (err) *err = f->broken;
    return f->broken.status;
}

/* The next line into *out, without its end. NOT_FOUND at the end of the input, LIMIT for a line that is too long. */
static sitrep_status next_line(sitrep_feed *f, sitrep_sv *out, sitrep_error *err)
{
    size_t looked = 0;
    for (;;) {
        sitrep_sv rest = unused(f);
        const char *end = rest.len > looked ? memchr(rest.ptr + looked, '\n', rest.len - looked) : NULL;
        looked = rest.len;
        if (end || (f->ended && rest.len && !f->broken.status)) {
            size_t len = end ? (size_t)(end - rest.ptr) : rest.len;
            if (len > f->item_max) return SITREP_LIMIT;
            f->at += len + (end != NULL);
            if (len && rest.ptr[len - 1] == '\r') len--;
            *out = sv_part(rest, 0, len);
            return SITREP_OK;
        }
        if (rest.len > f->item_max) return SITREP_LIMIT;
        if (f->ended) return end_status(f, err);
        sitrep_status status = read_more(f, err);
        if (status) return status;
    }
}

static sitrep_status next_jsonl(sitrep_feed *f, sitrep_error *err)
{
    for (;; f->line++) {
        sitrep_sv line;
        sitrep_error why = {0};
        sitrep_status status = next_line(f, &line, err);
        if (status == SITREP_LIMIT) {
            status = skip_line(f, err);
            if (status) return status;
            (void)base_error(&why, SITREP_LIMIT, "the line has more than %llu bytes", (unsigned long long)f->item_max);
            f->any = true;
            reject(f, &why, f->line);
            continue;
        }
        if (status) return status;
        if (f->line == 1 && sv_starts(line, SV("\xEF\xBB\xBF"))) line = sv_part(line, 3, line.len);
        if (sv_trim(line).len == 0) continue;
        f->any = true;
        start_report(f, line, f->line);
        feed_notes notes = notes_of(f);
        status = feed_jsonl_item(line, &f->arena, &notes, &f->report, &why);
        if (status == SITREP_NOMEM) {
            if (err) *err = why;
            return status;
        }
        if (status) {
            reject(f, &why, f->line);
            continue;
        }
        f->line++;
        return SITREP_OK;
    }
}

/* Formats that take the whole input as one item. */
static sitrep_status next_whole(sitrep_feed *f, sitrep_error *err)
{
    while (!f->ended && unused(f).len <= f->item_max) {
        sitrep_status status = read_more(f, err);
        if (status) return status;
    }
    if (f->broken.status) return end_status(f, err);
    sitrep_sv all = unused(f);
    if (f->at == f->bytes.len && f->any) return SITREP_NOT_FOUND;
    if (sv_trim(all).len == 0) return SITREP_NOT_FOUND;
    f->any = true;
    sitrep_error why = {0};
    size_t at = 0;
    sitrep_status status = SITREP_OK;
    start_report(f, all, 1);
    feed_notes notes = notes_of(f);
    if (all.len > f->item_max)
        status = base_error(&why, SITREP_LIMIT, "more than %llu bytes in one report", (unsigned long long)f->item_max);
    else if (feed_is_binary(all, &at))
        status =
            base_error_at(&why, SITREP_FORMAT, NULL, 0, 0, at, "this is no text: control bytes from byte %zu on", at);
    else if (f->format == SITREP_FORMAT_HTML)
        status = feed_html_item(all, &f->arena, &notes, &f->report, &why);
    else
        status = feed_text_item(all, &f->arena, &notes, &f->report, &why);
    f->at = f->bytes.len;
    f->ended = true;
    if (status == SITREP_NOMEM) {
        if (err) *err = why;
        return status;
    }
    if (status) {
        reject(f, &why, 0);
        return SITREP_NOT_FOUND;
    }
    return SITREP_OK;
}

sitrep_status sitrep_feed_next(sitrep_feed *feed, const sitrep_report **out_report, sitrep_error *err)
{
    sitrep_status status = SITREP_OK;
    if (feed->format == SITREP_FORMAT_AUTO) {
        while (!feed->ended && feed->bytes.len < 4096 && !status) status = read_more(feed, err);
        if (!status) feed->format = feed_sniff(feed->name, buf_sv(&feed->bytes));
    }
    if (!status) status = feed->format == SITREP_FORMAT_JSONL ? next_jsonl(feed, err) : next_whole(feed, err);
    if (status == SITREP_NOT_FOUND && !feed->any) {
        feed->any = true; /* told once */
        status = base_error(err, SITREP_EMPTY, "there is nothing in it");
    }
    if (status == SITREP_OK)
        *out_report = &feed->report;
    else if (status != SITREP_NOT_FOUND)
        base_error_file(err, feed->name);
    return status;
}
