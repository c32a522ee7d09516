/* bench/bench_lang.c — words a second of the language core, on one thread.
 * usage: bench_lang MODEL TEXT [ROUNDS]   TEXT is plain text, or CoNLL-U where its name ends in .conllu. Prints the
 * time to open the model and, for whole analyses of the text, the best of ROUNDS (5). With ROUNDS 0: the analysis. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sitrep/lang.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool read_file(const char *path, char **out_bytes, size_t *out_len)
{
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    size_t len = 0, cap = 1u << 20, got;
    char *bytes = malloc(cap);
    while (bytes && (got = fread(bytes + len, 1, cap - len, file)) > 0) {
        len += got;
        if (len == cap) {
            char *more = realloc(bytes, cap *= 2);
            if (!more) free(bytes);
            bytes = more;
        }
    }
    fclose(file);
    *out_bytes = bytes;
    *out_len = len;
    return bytes != NULL;
}

static bool print_bytes(void *ctx, const char *bytes, size_t len)
{
    return fwrite(bytes, 1, len, (FILE *)ctx) == len;
}

static size_t words_of(const sitrep_analysis *analysis)
{
    size_t n = 0;
    for (uint32_t i = 0; i < analysis->count; i++) n += analysis->sentences[i].count;
    return n;
}

static sitrep_status analyse(sitrep_parser *parser, sitrep_sv text, bool conllu, const sitrep_analysis **out,
                             sitrep_error *err)
{
    return conllu ? sitrep_parser_run_conllu(parser, text, out, err) : sitrep_parser_run(parser, text, out, err);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: bench_lang MODEL TEXT [ROUNDS]\n");
        return 2;
    }
    sitrep_error err = {0};
    sitrep_model *model = NULL;
    sitrep_parser *parser = NULL;
    const sitrep_analysis *analysis = NULL;
    char *bytes = NULL;
    size_t len = 0;
    int rounds = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 5;
    size_t name = strlen(argv[2]);
    bool conllu = name > 7 && strcmp(argv[2] + name - 7, ".conllu") == 0;
    double start = now();
    if (sitrep_model_open(argv[1], &model, &err) || sitrep_parser_new(model, &parser, &err)) {
        fprintf(stderr, "bench_lang: %s: %s\n", argv[1], err.msg);
        return 1;
    }
    double opened = now() - start, best = 1e9;
    if (!read_file(argv[2], &bytes, &len)) {
        fprintf(stderr, "bench_lang: cannot read %s\n", argv[2]);
        return 1;
    }
    int status = 0;
    for (int i = 0; i < (rounds ? rounds : 1) && !status; i++) {
        start = now();
        status = analyse(parser, (sitrep_sv){bytes, len}, conllu, &analysis, &err);
        double took = now() - start;
        best = took < best ? took : best;
    }
    if (status) {
        fprintf(stderr, "bench_lang: %s: %s\n", argv[2], err.msg);
    } else if (rounds) {
        printf("open %.1f ms, %zu words, %.0f words/s\n", opened * 1e3, words_of(analysis),
               (double)words_of(analysis) / best);
    } else {
        status = sitrep_analysis_write_conllu(analysis, 1, print_bytes, stdout);
    }
    sitrep_parser_free(parser);
    sitrep_model_free(model);
    free(bytes);
    return status ? 1 : 0;
}
