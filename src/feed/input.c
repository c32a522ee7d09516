/* feed/input.c — bytes of an input, unpacked as they are read; memory stays at two buffers however long the input. */
#include "feed/feed_int.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/banned.h"

#define RAW_SIZE ((size_t)256 * 1024)

typedef enum packing { PLAIN, GZIP, ZSTD } packing;

struct feed_input {
    int fd; /* -1 for bytes in memory */
    sitrep_sv memory;
    packing packing;
    bool known; /* the first bytes were looked at */
    bool raw_end, stream_open;
    unsigned char *raw;
    size_t raw_at, raw_len;
    uint64_t done, total;
    z_stream gz;
    ZSTD_DStream *zstd;
    size_t zstd_hint; /* 0 at the end of a frame */
};

static sitrep_status new_input(feed_input **out, sitrep_error *err)
{
    feed_input *in = calloc(1, sizeof *in);
    if (in) in->raw = malloc(RAW_SIZE);
    if (!in || !in->raw) {
        free(in);
        return base_error(err, SITREP_NOMEM, "out of memory");
    }
    in->fd = -1;
    *out = in;
    return SITREP_OK;
}

sitrep_status feed_input_open(const char *path, feed_input **out, sitrep_error *err)
{
    feed_input *in = NULL;
    sitrep_status status = new_input(&in, err);
    if (status) return status;
    in->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (in->fd < 0 || fstat(in->fd, &st) != 0) {
        status = base_error(err, SITREP_IO, "cannot open: %s", strerror(errno));
    } else if (S_ISDIR(st.st_mode)) {
        status = base_error(err, SITREP_IO, "this is a directory; name the files in it");
    } else if (S_ISREG(st.st_mode)) {
        in->total = (uint64_t)st.st_size;
    }
    if (status) {
        feed_input_close(in);
        base_error_file(err, path);
        return status;
    }
    *out = in;
    return SITREP_OK;
}

sitrep_status feed_input_bytes(sitrep_sv bytes, feed_input **out, sitrep_error *err)
{
    sitrep_status status = new_input(out, err);
    if (!status) {
        (*out)->memory = bytes;
        (*out)->total = bytes.len;
    }
    return status;
}

void feed_input_close(feed_input *in)
{
    if (!in) return;
    if (in->packing == GZIP) inflateEnd(&in->gz);
    ZSTD_freeDStream(in->zstd);
    if (in->fd > STDIN_FILENO) close(in->fd);
    free(in->raw);
    free(in);
}

void feed_input_progress(const feed_input *in, uint64_t *out_done, uint64_t *out_total)
{
    *out_done = in->done;
    *out_total = in->total;
}

/* Fills the raw buffer behind what is left in it. */
static sitrep_status fill_raw(feed_input *in, sitrep_error *err)
{
    memmove(in->raw, in->raw + in->raw_at, in->raw_len - in->raw_at);
    in->raw_len -= in->raw_at;
    in->raw_at = 0;
    size_t room = RAW_SIZE - in->raw_len, got = 0;
    if (in->fd < 0) {
        got = in->memory.len < room ? in->memory.len : room;
        if (got) memcpy(in->raw + in->raw_len, in->memory.ptr, got);
        in->memory = sv_part(in->memory, got, in->memory.len);
    } else {
        ssize_t n;
        do n = read(in->fd, in->raw + in->raw_len, room);
        while (n < 0 && errno == EINTR);
        if (n < 0) return base_error(err, SITREP_IO, "cannot read: %s", strerror(errno));
        got = (size_t)n;
    }
    in->raw_len += got;
    in->done += got;
    in->raw_end = got == 0;
    return SITREP_OK;
}

static sitrep_status find_packing(feed_input *in, sitrep_error *err)
{
    in->known = true;
    while (in->raw_len < 4 && !in->raw_end) {
        sitrep_status status = fill_raw(in, err);
        if (status) return status;
    }
    if (in->raw_len >= 2 && in->raw[0] == 0x1F && in->raw[1] == 0x8B) {
        if (inflateInit2(&in->gz, 15 + 16) != Z_OK) return base_error(err, SITREP_NOMEM, "out of memory");
        in->packing = GZIP;
    } else if (in->raw_len >= 4 && memcmp(in->raw, "\x28\xB5\x2F\xFD", 4) == 0) {
        in->zstd = ZSTD_createDStream();
        if (!in->zstd) return base_error(err, SITREP_NOMEM, "out of memory");
        ZSTD_DCtx_setParameter(in->zstd, ZSTD_d_windowLogMax,
                               27); /* 128 MiB: what the command line tool takes by default */
        in->packing = ZSTD;
    }
    return SITREP_OK;
}

/* One step of gzip: members follow each other. */
static sitrep_status unpack_gzip(feed_input *in, char *to, size_t room, size_t *got, sitrep_error *err)
{
    in->gz.next_in = in->raw + in->raw_at;
    in->gz.avail_in = (uInt)(in->raw_len - in->raw_at);
    in->gz.next_out = (unsigned char *)to;
    in->gz.avail_out = room > UINT32_MAX ? UINT32_MAX : (uInt)room;
    in->stream_open = true;
    int code = inflate(&in->gz, Z_NO_FLUSH);
    in->raw_at = in->raw_len - in->gz.avail_in;
    *got = (size_t)((char *)in->gz.next_out - to);
    if (code == Z_STREAM_END) {
        in->stream_open = false;
        if (inflateReset(&in->gz) != Z_OK) return base_error(err, SITREP_IO, "the gzip data are damaged");
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
        return base_error(err, SITREP_IO, "the gzip data are damaged: %s", in->gz.msg ? in->gz.msg : "bad data");
    }
    return SITREP_OK;
}

static sitrep_status unpack_zstd(feed_input *in, char *to, size_t room, size_t *got, sitrep_error *err)
{
    ZSTD_inBuffer from = {in->raw + in->raw_at, in->raw_len - in->raw_at, 0};
    ZSTD_outBuffer out = {to, room, 0};
    size_t hint = ZSTD_decompressStream(in->zstd, &out, &from);
    if (ZSTD_isError(hint)) return base_error(err, SITREP_IO, "the zstd data are damaged: %s", ZSTD_getErrorName(hint));
    in->raw_at += from.pos;
    in->stream_open = hint != 0;
    *got = out.pos;
    return SITREP_OK;
}

/* Whether what is left behind a finished gzip member is padding, which tar and tapes leave. */
static bool only_zeros_left(const feed_input *in)
{
    for (size_t i = in->raw_at; i < in->raw_len; i++)
        if (in->raw[i]) return false;
    return true;
}

sitrep_status feed_input_read(feed_input *in, char *to, size_t room, size_t *out_got, sitrep_error *err)
{
    sitrep_status status = in->known ? SITREP_OK : find_packing(in, err);
    *out_got = 0;
    while (!status && *out_got == 0) {
        if (in->raw_at == in->raw_len && !in->raw_end) status = fill_raw(in, err);
        if (status) break;
        if (in->raw_at == in->raw_len && in->raw_end) {
            if (in->packing != PLAIN && in->stream_open)
                return base_error(err, SITREP_IO, "the compressed data are cut off after %llu bytes",
                                  (unsigned long long)in->done);
            return SITREP_OK;
        }
        if (in->packing == PLAIN) {
            size_t n = in->raw_len - in->raw_at < room ? in->raw_len - in->raw_at : room;
            memcpy(to, in->raw + in->raw_at, n);
            in->raw_at += n;
            *out_got = n;
        } else if (in->packing == GZIP) {
            if (!in->stream_open && only_zeros_left(in))
                in->raw_at = in->raw_len;
            else
                status = unpack_gzip(in, to, room, out_got, err);
        } else {
            status = unpack_zstd(in, to, room, out_got, err);
        }
    }
    return status;
}
