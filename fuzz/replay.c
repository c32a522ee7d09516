/* replay — runs a fuzz target over the files named on the command line, folders taken apart, so that every past crash is a
 * test of the ordinary build. Prints how many inputs it ran; exit status 2 where it found none. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) return 0;
    size_t cap = 1u << 20, len = 0, got;
    uint8_t *bytes = malloc(cap);
    while (bytes && (got = fread(bytes + len, 1, cap - len, f)) > 0) {
        len += got;
        if (len < cap) continue;
        uint8_t *more = realloc(bytes, cap *= 2);
        if (!more) break;
        bytes = more;
    }
    fclose(f);
    if (bytes) {
        /* a block of its own length, so that a sanitizer sees a read past the end */
        uint8_t *exact = realloc(bytes, len ? len : 1);
        LLVMFuzzerTestOneInput(exact ? exact : bytes, len);
        free(exact ? exact : bytes);
    }
    return bytes != NULL;
}

static int run_path(const char *path)
{
    struct stat st;
    char name[4096];
    int n = 0;
    if (stat(path, &st) != 0) return 0;
    if (!S_ISDIR(st.st_mode)) return run_file(path);
    DIR *folder = opendir(path);
    for (struct dirent *e = folder ? readdir(folder) : NULL; e; e = readdir(folder)) {
        if (e->d_name[0] == '.') continue;
        snprintf(name, sizeof name, "%s/%s", path, e->d_name);
        n += run_path(name);
    }
    if (folder) closedir(folder);
    return n;
}

int main(int argc, char **argv)
{
    int n = 0;
    for (int i = 1; i < argc; i++) n += run_path(argv[i]);
    printf("%d inputs\n", n);
    return n ? 0 : 2;
}
