/* fuzz/fuzz_model.c — any bytes as a language model file: refused, or opened, but never a crash. The checksum is put
 * right first, or nothing behind it would ever be reached. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/error.h"
#include "sitrep/lang.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/fuzz_model_XXXXXX";
    int fd = mkstemp(path);
    uint8_t *copy = malloc(size + 1);
    if (fd < 0 || !copy) return 0;
    if (size) memcpy(copy, data, size);
    if (size >= 32) {
        uint64_t hash = XXH64(copy + 32, size - 32, 0);
        for (int i = 0; i < 8; i++)
            copy[16 + i] = (uint8_t)((uint64_t)size >> (8 * i)), copy[24 + i] = (uint8_t)(hash >> (8 * i));
    }
    ssize_t put = write(fd, copy, size);
    close(fd);
    sitrep_model *model = NULL;
    if (put == (ssize_t)size && sitrep_model_open(path, &model, NULL) == SITREP_OK) sitrep_model_free(model);
    unlink(path);
    free(copy);
    return 0;
}
