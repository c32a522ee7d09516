/* fuzz/replay.c — runs a fuzz target over the files of folders, for ctest and for looking at one crash without
 * libFuzzer. usage: fuzz_NAME FILE-OR-FOLDER...   Exit status 0 where nothing crashed; 1 where an input cannot be read
 * or none was found. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        fprintf(stderr, "replay: cannot read %s\n", path);
        if (file) fclose(file);
        return 0;
    }
    long size = ftell(file);
    rewind(file);
    uint8_t *data =
        malloc(size > 0 ? (size_t)size : 1); /* exactly its size, so that a sanitizer sees one byte too far */
    int good = data && size >= 0 && fread(data, 1, (size_t)size, file) == (size_t)size;
    fclose(file);
    if (good) LLVMFuzzerTestOneInput(data, (size_t)size);
    free(data);
    return good;
}

static int replay_path(const char *path, int *count)
{
    struct stat st;
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
        ++*count;
        return replay_file(path);
    }
    DIR *folder = opendir(path);
    if (!folder) {
        fprintf(stderr, "replay: cannot open %s\n", path);
        return 0;
    }
    int good = 1;
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        char file[4096];
        if (entry->d_name[0] == '.') continue;
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        good &= replay_path(file, count);
    }
    closedir(folder);
    return good;
}

int main(int argc, char **argv)
{
    int count = 0, good = 1;
    for (int i = 1; i < argc; i++) good &= replay_path(argv[i], &count);
    printf("%d inputs\n", count);
    return !good || count == 0;
}
