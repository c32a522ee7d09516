/* know/sorter.c — external sort of short byte strings.
 *
 *   memory: | items, each a length byte and its bytes → | free | ← keys, and as many again to merge into |
 *
 * A key is the first eight bytes of an item and where it lies; most comparisons end at the key. Full memory is sorted
 * by merging and written as a run; runs are merged through a heap with a small buffer each. */
#include "know/sorter.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

#include "base/banned.h"

#define RUNS_MAX   4096u
#define RUN_BUFFER (64u << 10)
#define ITEM_MEAN  40u /* by which memory is shared out between items and keys */

typedef struct key {
    uint64_t head; /* the first eight bytes, big-endian */
    uint32_t at;   /* of the length byte */
} key;

typedef struct run {
    off_t at, end; /* what is not in the buffer yet */
    unsigned char *buffer;
    size_t begin, len;
    unsigned char item[SORTER_ITEM_MAX + 1]; /* the first one, with its length */
} run;

struct sorter {
    char *folder;
    unsigned char *bytes;
    size_t used, cap;
    key *keys, *spare;
    uint32_t count, key_cap;
    FILE *file;
    off_t file_end;
    off_t *run_ends;
    uint32_t run_count;
    run *runs;
    uint32_t *heap, heap_count;
    uint32_t given; /* of items in memory, where no run was written */
    unsigned char last[SORTER_ITEM_MAX + 1];
    bool has_last;
};

FILE *sorter_temporary(const char *folder)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/.sitrep-XXXXXX", *folder ? folder : ".");
    if (n < 0 || (size_t)n >= sizeof path) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    int fd = mkstemp(path);
    if (fd < 0) return NULL;
    unlink(path);
    FILE *f = fdopen(fd, "w+b");
    if (!f) close(fd);
    return f;
}

static sitrep_status io_fault(sitrep_error *err, const char *what)
{
    return base_error(err, errno == ENOSPC ? SITREP_FULL : SITREP_IO, "cannot %s a temporary file: %s", what,
                      strerror(errno));
}

sitrep_status sorter_new(const char *folder, size_t memory, sorter **out_sorter, sitrep_error *err)
{
    sorter *s = calloc(1, sizeof *s);
    size_t len = strlen(folder), items = memory / (ITEM_MEAN + 2 * sizeof(key));
    if (!s) return base_error(err, SITREP_NOMEM, "out of memory");
    s->cap = items * ITEM_MEAN;
    if (s->cap > UINT32_MAX) s->cap = UINT32_MAX;
    s->key_cap = (uint32_t)(items < UINT32_MAX ? items : UINT32_MAX);
    s->folder = malloc(len + 1);
    s->bytes = malloc(s->cap);
    s->keys = malloc(s->key_cap * sizeof *s->keys);
    s->spare = malloc(s->key_cap * sizeof *s->spare);
    s->run_ends = malloc(RUNS_MAX * sizeof *s->run_ends);
    if (!s->folder || !s->bytes || !s->keys || !s->spare || !s->run_ends) {
        sorter_free(s);
        return base_error(err, SITREP_NOMEM, "out of memory");
    }
    memcpy(s->folder, folder, len + 1);
    *out_sorter = s;
    return SITREP_OK;
}

void sorter_free(sorter *s)
{
    if (!s) return;
    for (uint32_t i = 0; s->runs && i < s->run_count; i++) free(s->runs[i].buffer);
    if (s->file) fclose(s->file);
    free(s->folder);
    free(s->bytes);
    free(s->keys);
    free(s->spare);
    free(s->run_ends);
    free(s->runs);
    free(s->heap);
    free(s);
}

static int compare_items(const unsigned char *a, const unsigned char *b)
{
    size_t len = a[0] < b[0] ? a[0] : b[0];
    int order = memcmp(a + 1, b + 1, len);
    return order ? order : a[0] - b[0];
}

static bool key_before(const sorter *s, const key *a, const key *b)
{
    if (a->head != b->head) return a->head < b->head;
    return compare_items(s->bytes + a->at, s->bytes + b->at) <= 0;
}

/* Bottom-up merge sort of the keys. */
static void sort_keys(sorter *s)
{
    for (uint32_t width = 1; width < s->count; width *= 2) {
        for (uint64_t from = 0; from < s->count; from += 2 * (uint64_t)width) {
            uint64_t mid = from + width < s->count ? from + width : s->count;
            uint64_t end = mid + width < s->count ? mid + width : s->count;
            uint64_t a = from, b = mid;
            for (uint64_t to = from; to < end; to++)
                s->spare[to] =
                    a < mid && (b == end || key_before(s, &s->keys[a], &s->keys[b])) ? s->keys[a++] : s->keys[b++];
        }
        key *swap = s->keys;
        s->keys = s->spare;
        s->spare = swap;
        if (width > UINT32_MAX / 2) break;
    }
}

/* Sorts what is in memory and writes it as a run. */
static sitrep_status flush(sorter *s, sitrep_error *err)
{
    if (!s->file && !(s->file = sorter_temporary(s->folder))) return io_fault(err, "make");
    if (s->run_count == RUNS_MAX) return base_error(err, SITREP_LIMIT, "more to sort than %u runs", RUNS_MAX);
    sort_keys(s);
    const unsigned char *before = NULL;
    for (uint32_t i = 0; i < s->count; i++) {
        const unsigned char *item = s->bytes + s->keys[i].at;
        if (before && compare_items(before, item) == 0) continue;
        if (fwrite(item, 1, (size_t)item[0] + 1, s->file) != (size_t)item[0] + 1) return io_fault(err, "write");
        s->file_end += item[0] + 1;
        before = item;
    }
    s->run_ends[s->run_count++] = s->file_end;
    s->count = 0;
    s->used = 0;
    return SITREP_OK;
}

sitrep_status sorter_add(sorter *s, const void *bytes, size_t len, sitrep_error *err)
{
    SITREP_ASSERT(len > 0 && len <= SORTER_ITEM_MAX);
    if (s->count == s->key_cap || s->cap - s->used < len + 1) {
        sitrep_status status = flush(s, err);
        if (status) return status;
    }
    unsigned char *item = s->bytes + s->used;
    item[0] = (unsigned char)len;
    memcpy(item + 1, bytes, len);
    uint64_t head = 0;
    for (size_t i = 0; i < 8; i++) head = head << 8 | (i < len ? item[1 + i] : 0);
    s->keys[s->count++] = (key){head, (uint32_t)s->used};
    s->used += len + 1;
    return SITREP_OK;
}

/* ---- giving out ---- */

/* Puts the run's next item into `item`; length 0 where it is over. */
static bool run_step(sorter *s, run *r)
{
    if (r->begin + 1 > r->len || r->begin + 1 + r->buffer[r->begin] > r->len) { /* not whole in the buffer */
        memmove(r->buffer, r->buffer + r->begin, r->len - r->begin);
        r->len -= r->begin;
        r->begin = 0;
        size_t room = RUN_BUFFER - r->len, left = (size_t)(r->end - r->at), want = room < left ? room : left;
        for (size_t got = 0; got < want;) {
            ssize_t n = pread(fileno(s->file), r->buffer + r->len, want - got, r->at);
            if (n <= 0) return false;
            got += (size_t)n;
            r->at += n;
            r->len += (size_t)n;
        }
    }
    r->item[0] = 0;
    if (r->begin == r->len) return true;
    memcpy(r->item, r->buffer + r->begin, (size_t)r->buffer[r->begin] + 1);
    r->begin += (size_t)r->item[0] + 1;
    return true;
}

static void sift(sorter *s, uint32_t at)
{
    for (;;) {
        uint32_t least = at, child = 2 * at + 1;
        for (uint32_t c = child; c < child + 2 && c < s->heap_count; c++)
            if (compare_items(s->runs[s->heap[c]].item, s->runs[s->heap[least]].item) < 0) least = c;
        if (least == at) return;
        uint32_t swap = s->heap[at];
        s->heap[at] = s->heap[least];
        s->heap[least] = swap;
        at = least;
    }
}

sitrep_status sorter_turn(sorter *s, sitrep_error *err)
{
    if (s->run_count == 0) { /* all in memory */
        sort_keys(s);
        return SITREP_OK;
    }
    sitrep_status status = s->count ? flush(s, err) : SITREP_OK;
    if (status) return status;
    if (fflush(s->file) != 0) return io_fault(err, "write");
    free(s->bytes); /* the buffers of the runs take its place */
    free(s->keys);
    free(s->spare);
    s->bytes = NULL;
    s->keys = s->spare = NULL;
    s->runs = calloc(s->run_count, sizeof *s->runs);
    s->heap = calloc(s->run_count, sizeof *s->heap);
    if (!s->runs || !s->heap) return base_error(err, SITREP_NOMEM, "out of memory");
    for (uint32_t i = 0; i < s->run_count; i++) {
        run *r = &s->runs[i];
        r->at = i ? s->run_ends[i - 1] : 0;
        r->end = s->run_ends[i];
        r->buffer = malloc(RUN_BUFFER);
        if (!r->buffer) return base_error(err, SITREP_NOMEM, "out of memory");
        if (!run_step(s, r)) return io_fault(err, "read");
        if (r->item[0]) s->heap[s->heap_count++] = i;
    }
    for (uint32_t i = s->heap_count / 2; i-- > 0;) sift(s, i);
    return SITREP_OK;
}

static sitrep_status next_any(sorter *s, unsigned char *item, sitrep_error *err)
{
    if (!s->runs) {
        if (s->given == s->count) return SITREP_NOT_FOUND;
        const unsigned char *from = s->bytes + s->keys[s->given++].at;
        memcpy(item, from, (size_t)from[0] + 1);
        return SITREP_OK;
    }
    if (s->heap_count == 0) return SITREP_NOT_FOUND;
    run *r = &s->runs[s->heap[0]];
    memcpy(item, r->item, (size_t)r->item[0] + 1);
    if (!run_step(s, r)) return io_fault(err, "read");
    if (!r->item[0]) s->heap[0] = s->heap[--s->heap_count];
    sift(s, 0);
    return SITREP_OK;
}

sitrep_status sorter_next(sorter *s, sitrep_sv *out_item, sitrep_error *err)
{
    unsigned char item[SORTER_ITEM_MAX + 1];
    do {
        sitrep_status status = next_any(s, item, err);
        if (status) return status;
    } while (s->has_last && compare_items(item, s->last) == 0);
    memcpy(s->last, item, (size_t)item[0] + 1);
    s->has_last = true;
    *out_item = (sitrep_sv){(const char *)s->last + 1, s->last[0]};
    return SITREP_OK;
}
