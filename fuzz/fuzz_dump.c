/* fuzz_dump — GeoNames' dump from nowhere: its rows, and files that claim to be .zip or .gz. The first byte chooses.
 * Rows that are taken hold what they promise; a file gives each of its lines once, and ends. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "know/dump.h"
#include "know/naming.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take_rows(sitrep_sv text)
{
    while (text.len) {
        sitrep_sv line = sv_cut(&text, '\n');
        dump_place place;
        dump_alternate alternate;
        dump_division division;
        dump_country country;
        if (!dump_parse_place(line, &place)) {
            SITREP_ASSERT(place.id && place.name.len && place.code.len <= 5);
            SITREP_ASSERT(place.lat >= -9000000 && place.lat <= 9000000);
            SITREP_ASSERT(utf8_valid_until(place.name) == place.name.len);
            (void)know_alternate_kind(place.name, place.ascii, place.name, false);
            (void)know_feature_class(place.class_, place.code);
        }
        if (!dump_parse_alternate(line, &alternate)) (void)know_alternate_readable(alternate.name, 4);
        (void)dump_parse_division(line, &division);
        (void)dump_parse_country(line, &country);
    }
}

static void take_file(const uint8_t *data, size_t size, const char *ending)
{
    char folder[] = "/tmp/fuzz-dump-XXXXXX", path[64]; /* a .zip holds the text of its own name */
    if (!mkdtemp(folder)) return;
    snprintf(path, sizeof path, "%s/dump%s", folder, ending);
    FILE *f = fopen(path, "wb");
    if (!f) return;
    bool good = fwrite(data, 1, size, f) == size;
    good &= fclose(f) == 0;
    dump_file *dump = NULL;
    if (good && dump_open(path, &dump, NULL) == SITREP_OK) {
        sitrep_sv line;
        sitrep_status status = SITREP_OK;
        for (uint32_t n = 1; !status || status == SITREP_LIMIT; n++) {
            status = dump_next(dump, &line, NULL);
            if (!status || status == SITREP_LIMIT) SITREP_ASSERT(dump_line(dump) == n);
            if (!status) SITREP_ASSERT(line.len <= DUMP_LINE_MAX && !memchr(line.ptr, '\n', line.len));
            if (n > 1u << 20) break; /* bombs are somebody else's disk */
        }
        dump_close(dump);
    }
    unlink(path);
    rmdir(folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 1u << 20) return 0;
    if (data[0] == 'z')
        take_file(data + 1, size - 1, ".zip");
    else if (data[0] == 'g')
        take_file(data + 1, size - 1, ".txt.gz");
    else
        take_rows((sitrep_sv){(const char *)data + 1, size - 1});
    return 0;
}
