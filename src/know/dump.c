/* know/dump.c — GeoNames' dump files: unpacking, lines, rows.
 * A .zip is read by its central directory: the text whose name is the archive's own (allCountries.zip holds
 * allCountries.txt, alternateNamesV2.zip also a list of languages), stored or deflated, below 4 GB packed. */
#include "know/dump.h"

#include <errno.h>
#include <stdio.h>
#include <zlib.h>

#include "base/error.h"
#include "base/text.h"
#include "know/naming.h"

#include "base/banned.h"

#define PACKED_BYTES (128u << 10)
#define COLUMNS_MAX  20u
#define ZIP_TAIL     (66u << 10) /* where the end of the central directory lies */

struct dump_file {
    gzFile gz;  /* plain and .gz */
    FILE *zip;  /* .zip: packed bytes are `left` */
    z_stream z; /* of a deflated entry */
    bool deflated, z_over;
    uint64_t left, size;
    unsigned char packed[PACKED_BYTES];
    char *path;
    char bytes[2 * DUMP_LINE_MAX];
    size_t begin, end; /* of what is not given out yet */
    bool over;
    uint32_t line;
};

/* ---- .zip ---- */

static uint32_t le(const unsigned char *p, int bytes)
{
    uint32_t v = 0;
    for (int i = bytes; i-- > 0;) v = v << 8 | p[i];
    return v;
}

/* The archive's own name with another ending: "…/allCountries.zip" holds "allCountries.txt". */
static bool is_wanted(const char *path, sitrep_sv entry)
{
    sitrep_sv base = sv_of(path);
    const char *slash = strrchr(path, '/');
    if (slash) base = sv_of(slash + 1);
    base.len -= 4; /* ".zip" */
    return entry.len == base.len + 4 && sv_starts(entry, base) && sv_ends(entry, SV(".txt"));
}

/* Looks through the central directory in `tail`, the last `len` bytes of the file. Gives the entry's header, NULL. */
static const unsigned char *find_entry(const char *path, const unsigned char *dir, size_t len)
{
    for (size_t at = 0; at + 46 <= len && le(dir + at, 4) == 0x02014b50;) {
        size_t name = le(dir + at + 28, 2), whole = 46 + name + le(dir + at + 30, 2) + le(dir + at + 32, 2);
        if (at + 46 + name > len) break;
        if (is_wanted(path, (sitrep_sv){(const char *)dir + at + 46, name})) return dir + at;
        at += whole;
    }
    return NULL;
}

static sitrep_status enter(dump_file *f, const unsigned char *entry, sitrep_error *err)
{
    unsigned char local[30];
    uint32_t method = le(entry + 10, 2), packed = le(entry + 20, 4), offset = le(entry + 42, 4);
    if ((method != 0 && method != 8) || packed == UINT32_MAX || offset == UINT32_MAX || le(entry + 8, 2) & 1)
        return base_error(err, SITREP_UNSUPPORTED, "the archive is packed in a way that is not read here; unpack it");
    if (fseek(f->zip, (long)offset, SEEK_SET) != 0 || fread(local, 1, 30, f->zip) != 30 || le(local, 4) != 0x04034b50 ||
        fseek(f->zip, (long)(le(local + 26, 2) + le(local + 28, 2)), SEEK_CUR) != 0)
        return base_error(err, SITREP_FORMAT, "the archive is damaged");
    f->left = f->size = packed;
    f->deflated = method == 8;
    if (f->deflated && inflateInit2(&f->z, -MAX_WBITS) != Z_OK) {
        f->deflated = false;
        return base_error(err, SITREP_NOMEM, "out of memory");
    }
    return SITREP_OK;
}

static sitrep_status open_zip(dump_file *f, sitrep_error *err)
{
    f->zip = fopen(f->path, "rb");
    if (!f->zip) return base_error(err, SITREP_IO, "cannot open: %s", strerror(errno));
    long size = fseek(f->zip, 0, SEEK_END) == 0 ? ftell(f->zip) : -1;
    size_t len = size < 0 ? 0 : (size_t)size < ZIP_TAIL ? (size_t)size : ZIP_TAIL;
    unsigned char *tail = malloc(len + 1);
    if (!tail) return base_error(err, SITREP_NOMEM, "out of memory");
    const unsigned char *entry = NULL;
    if (len >= 22 && fseek(f->zip, size - (long)len, SEEK_SET) == 0 && fread(tail, 1, len, f->zip) == len) {
        size_t at = len - 22;
        while (at > 0 && le(tail + at, 4) != 0x06054b50) at--;
        uint64_t dir = le(tail + at + 16, 4), skipped = (uint64_t)size - len;
        if (le(tail + at, 4) == 0x06054b50 && dir >= skipped && dir - skipped < at)
            entry = find_entry(f->path, tail + (dir - skipped), at - (size_t)(dir - skipped));
    }
    sitrep_status status =
        entry ? enter(f, entry, err) : base_error(err, SITREP_FORMAT, "the archive holds no text of its own name");
    free(tail);
    return status;
}

/* Reads unpacked bytes; negative where the archive is damaged. */
static long zip_read(dump_file *f, char *out, size_t room)
{
    if (!f->deflated) {
        size_t want = room < f->left ? room : (size_t)f->left, got = fread(out, 1, want, f->zip);
        f->left -= got;
        return got < want ? -1 : (long)got;
    }
    f->z.next_out = (unsigned char *)out;
    f->z.avail_out = (uInt)room;
    while (f->z.avail_out == room && !f->z_over) {
        if (f->z.avail_in == 0 && f->left) {
            size_t want = f->left < PACKED_BYTES ? (size_t)f->left : PACKED_BYTES;
            if (fread(f->packed, 1, want, f->zip) != want) return -1;
            f->left -= want;
            f->z.next_in = f->packed;
            f->z.avail_in = (uInt)want;
        }
        int code = inflate(&f->z, Z_NO_FLUSH);
        if (code == Z_STREAM_END) f->z_over = true;
        if (code != Z_OK && code != Z_STREAM_END) return -1;
    }
    return (long)(room - f->z.avail_out);
}

/* ---- files and lines ---- */

static sitrep_status open_gz(dump_file *f, sitrep_error *err)
{
    FILE *probe = fopen(f->path, "rb"); /* gzopen() takes a folder for an empty file */
    if (!probe) return base_error(err, SITREP_IO, "cannot open: %s", strerror(errno));
    bool good = fseek(probe, 0, SEEK_END) == 0;
    long size = good ? ftell(probe) : -1;
    fclose(probe);
    f->size = size > 0 ? (uint64_t)size : 0;
    f->gz = gzopen(f->path, "rb");
    if (!f->gz) return base_error(err, SITREP_IO, "cannot open: %s", strerror(errno));
    gzbuffer(f->gz, PACKED_BYTES);
    return SITREP_OK;
}

sitrep_status dump_open(const char *path, dump_file **out_file, sitrep_error *err)
{
    dump_file *f = calloc(1, sizeof *f);
    if (!f) return base_error(err, SITREP_NOMEM, "out of memory");
    size_t len = strlen(path);
    f->path = malloc(len + 1);
    sitrep_status status = f->path ? SITREP_OK : base_error(err, SITREP_NOMEM, "out of memory");
    if (!status) {
        memcpy(f->path, path, len + 1);
        status = sv_ends(sv_of(path), SV(".zip")) ? open_zip(f, err) : open_gz(f, err);
    }
    if (status) {
        base_error_file(err, path);
        dump_close(f);
        return status;
    }
    *out_file = f;
    return SITREP_OK;
}

void dump_close(dump_file *f)
{
    if (!f) return;
    if (f->gz) gzclose(f->gz);
    if (f->zip) fclose(f->zip);
    if (f->deflated) inflateEnd(&f->z);
    free(f->path);
    free(f);
}

/* More bytes behind those that are there; false when the file breaks off. */
static bool refill(dump_file *f)
{
    memmove(f->bytes, f->bytes + f->begin, f->end - f->begin);
    f->end -= f->begin;
    f->begin = 0;
    size_t room = sizeof f->bytes - f->end;
    long got = f->zip ? zip_read(f, f->bytes + f->end, room) : gzread(f->gz, f->bytes + f->end, (unsigned)room);
    if (got < 0) return false;
    f->end += (size_t)got;
    f->over = got == 0;
    if (f->over && f->gz) { /* gzread() passes over an archive that breaks off */
        int code = Z_OK;
        gzerror(f->gz, &code);
        if (code == Z_BUF_ERROR) return false;
    }
    return true;
}

sitrep_status dump_next(dump_file *f, sitrep_sv *out_line, sitrep_error *err)
{
    bool too_long = false;
    size_t seen = 0; /* bytes from `begin` in which there is no line end */
    for (;;) {
        char *end = memchr(f->bytes + f->begin + seen, '\n', f->end - f->begin - seen);
        if (end || (f->over && f->end > f->begin)) {
            size_t stop = end ? (size_t)(end - f->bytes) : f->end;
            *out_line = (sitrep_sv){f->bytes + f->begin, stop - f->begin};
            if (out_line->len && out_line->ptr[out_line->len - 1] == '\r') out_line->len--;
            f->begin = end ? stop + 1 : stop;
            f->line++;
            if (!too_long && out_line->len <= DUMP_LINE_MAX) return SITREP_OK;
            return base_error_at(err, SITREP_LIMIT, f->path, f->line, 0, 0, "a line of more than %u bytes",
                                 DUMP_LINE_MAX);
        }
        if (f->over && !too_long) return SITREP_NOT_FOUND;
        if (f->over) {
            f->line++;
            return base_error_at(err, SITREP_LIMIT, f->path, f->line, 0, 0, "a line of more than %u bytes",
                                 DUMP_LINE_MAX);
        }
        seen = f->end - f->begin;
        if (seen > DUMP_LINE_MAX) { /* pass over the rest of it */
            too_long = true;
            f->begin = f->end;
            seen = 0;
        }
        if (!refill(f))
            return base_error_at(err, SITREP_IO, f->path, f->line + 1, 0, 0, "the file breaks off or cannot be read");
    }
}

uint32_t dump_line(const dump_file *f)
{
    return f->line;
}

void dump_progress(const dump_file *f, uint64_t *done, uint64_t *total)
{
    *total = f->size;
    if (f->zip) {
        *done = f->size - f->left;
    } else {
        z_off_t at = gzoffset(f->gz);
        *done = at > 0 ? (uint64_t)at : 0;
    }
}

/* ---- rows ---- */

/* Cells of a line, as many as there are, at most COLUMNS_MAX; those past the line are empty. */
static uint32_t split(sitrep_sv line, sitrep_sv *cells)
{
    uint32_t n = 0;
    for (bool more = true; more && n < COLUMNS_MAX; n++) {
        more = line.len && memchr(line.ptr, '\t', line.len) != NULL;
        cells[n] = sv_cut(&line, '\t');
    }
    for (uint32_t i = n; i < COLUMNS_MAX; i++) cells[i] = (sitrep_sv){"", 0};
    return n;
}

static bool to_id(sitrep_sv cell, uint32_t *out)
{
    uint64_t v = 0;
    if (!sv_to_u64(cell, UINT32_MAX - 1, &v) || v == 0) return false;
    *out = (uint32_t)v;
    return true;
}

/* No control characters, and UTF-8: what is printed for it must be text. */
static bool is_text(sitrep_sv s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < ' ') return false;
    return utf8_valid_until(s) == s.len;
}

const char *dump_parse_place(sitrep_sv line, dump_place *out)
{
    sitrep_sv c[COLUMNS_MAX];
    uint32_t n = split(line, c);
    uint64_t population = 0;
    if (n != 19) return "not the 19 columns of a GeoNames place";
    if (!to_id(c[0], &out->id)) return "no geonameid in the first column";
    if (!know_degrees_of(c[4], 90, &out->lat) || !know_degrees_of(c[5], 180, &out->lon))
        return "no coordinates in columns 5 and 6";
    if (c[14].len && !sv_to_u64(c[14], UINT64_MAX, &population)) return "no population in column 15";
    if (!is_text(line.len ? c[1] : line) || !is_text(c[2]) || !is_text(c[3]) || !is_text(c[7]))
        return "a name that is not UTF-8 text";
    out->population = population > UINT32_MAX ? UINT32_MAX : (uint32_t)population;
    out->name = sv_trim(c[1]);
    out->ascii = sv_trim(c[2]);
    out->alternates = c[3];
    out->class_ = c[6];
    out->code = c[7];
    out->country = c[8];
    out->admin1 = c[10];
    out->admin2 = c[11];
    if (out->name.len == 0) return "no name in column 2";
    if (out->code.len > 5) return "a feature code of more than five letters";
    if (out->country.len != 0 && out->country.len != 2) return "no code of two letters for the country in column 9";
    return NULL;
}

const char *dump_parse_alternate(sitrep_sv line, dump_alternate *out)
{
    sitrep_sv c[COLUMNS_MAX];
    uint32_t n = split(line, c);
    if (n < 4 || n > 10) return "not the columns of GeoNames' alternate names";
    if (!to_id(c[1], &out->place)) return "no geonameid in column 2";
    if (!is_text(c[3])) return "a name that is not UTF-8 text";
    out->language = c[2];
    out->name = sv_trim(c[3]);
    out->preferred = sv_eq(c[4], SV("1"));
    out->is_short = sv_eq(c[5], SV("1"));
    out->colloquial = sv_eq(c[6], SV("1"));
    out->historic = sv_eq(c[7], SV("1"));
    return NULL;
}

const char *dump_parse_division(sitrep_sv line, dump_division *out)
{
    sitrep_sv c[COLUMNS_MAX];
    if (split(line, c) != 4) return "not the four columns of GeoNames' divisions";
    if (!to_id(c[3], &out->id)) return "no geonameid in column 4";
    out->code = c[0];
    return c[0].len < 4 || c[0].ptr[2] != '.' ? "no code like KG.08 in the first column" : NULL;
}

const char *dump_parse_country(sitrep_sv line, dump_country *out)
{
    sitrep_sv c[COLUMNS_MAX];
    if (split(line, c) < 17) return "not the columns of GeoNames' countryInfo";
    if (!to_id(c[16], &out->id)) return "no geonameid in column 17";
    out->iso2 = c[0];
    out->iso3 = c[1];
    return out->iso2.len != 2 || out->iso3.len != 3 ? "no country codes in the first columns" : NULL;
}
