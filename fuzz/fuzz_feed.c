/* fuzz/fuzz_feed.c — any bytes as a feed. The first byte chooses the format (auto, text, JSON Lines, HTML), so that
 * every parser is reached. */
#include <stdlib.h>

#include "base/error.h"
#include "base/text.h"
#include "sitrep/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *ctx, const sitrep_error *err)
{
    (void)ctx;
    SITREP_ASSERT(memchr(err->msg, 0, sizeof err->msg) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    sitrep_feed_options options = {.format = (sitrep_format)(data[0] % 4), .on_reject = ignore, .item_max = 1u << 20};
    sitrep_feed *feed = NULL;
    const sitrep_report *report;
    if (sitrep_feed_open_bytes((sitrep_sv){(const char *)data + 1, size - 1}, "fuzz", &options, &feed, NULL)) return 0;
    while (sitrep_feed_next(feed, &report, NULL) == SITREP_OK) {
        /* What leaves the room is valid text, whatever came in. */
        SITREP_ASSERT(utf8_valid_until(report->text) == report->text.len);
        SITREP_ASSERT(utf8_valid_until(report->title) == report->title.len);
        SITREP_ASSERT(report->text.len > 0);
    }
    sitrep_feed_close(feed);
    return 0;
}
