/* know/own.c — a user's own ontology and actors beside the knowledge file.
 * Their text is compiled in memory when the program starts. Senses, classes and their texts stay a knowledge of their
 * own, which the coder asks after the file's; actors are joined: their rows, names and texts are numbered behind those
 * of the file, so that every lookup finds them. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <xxhash.h>

#include "know/compile.h"

#include "base/banned.h"

#define OWN_FILES_MAX 64u

/* Directory and name of a path; the directory "." where it has none. */
static void split_path(const char *path, char *directory, size_t size, const char **name)
{
    const char *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    int len = slash ? (int)(slash - path) : 1;
    snprintf(directory, size, "%.*s", len ? len : 1, slash ? path : ".");
}

static int compare_names(const void *pa, const void *pb)
{
    return strcmp(*(char *const *)pa, *(char *const *)pb);
}

/* The tables of a directory, sorted; classes.tsv apart. */
static uint32_t list_tables(know_compiler *c, const char *path, const char **out, const char **classes)
{
    uint32_t n = 0;
    DIR *folder = opendir(path);
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry && n < OWN_FILES_MAX; entry = readdir(folder)) {
        if (entry->d_name[0] == '.' || !sv_ends(sv_of(entry->d_name), SV(".tsv"))) continue;
        sitrep_sv name = arena_copy(&c->arena, sv_of(entry->d_name));
        if (!name.ptr) continue;
        if (sv_eq(name, SV("classes.tsv")))
            *classes = name.ptr;
        else
            out[n++] = name.ptr;
    }
    if (folder) closedir(folder);
    if (n) qsort(out, n, sizeof *out, compare_names);
    return n;
}

static sitrep_status compile_ontology(know_compiler *c, const char *path, char *directory, size_t size,
                                      sitrep_error *err)
{
    const char *files[OWN_FILES_MAX], *classes = NULL;
    uint32_t count = 1;
    struct stat st;
    if (stat(path, &st) != 0) return base_error(err, SITREP_IO, "cannot open '%s': %s", path, strerror(errno));
    c->own = true;
    c->root = directory;
    if (S_ISDIR(st.st_mode)) {
        snprintf(directory, size, "%s", path);
        count = list_tables(c, path, files, &classes);
        if (!count) return base_error(err, SITREP_NOT_FOUND, "no .tsv file of an ontology in '%s'", path);
    } else {
        split_path(path, directory, size, &files[0]);
    }
    know_compile_senses(c, files, count, classes);
    return SITREP_OK;
}

static sitrep_status compile_actors(know_compiler *c, const char *path, char *directory, size_t size, sitrep_error *err)
{
    const char *name;
    struct stat st;
    if (stat(path, &st) != 0) return base_error(err, SITREP_IO, "cannot open '%s': %s", path, strerror(errno));
    split_path(path, directory, size, &name);
    c->root = directory;
    know_compile_own_actors(c, name);
    return SITREP_OK;
}

static void shift(know_str *s, uint32_t by)
{
    if (s->len) s->at += by;
}

/* Numbers the actors, their names and texts behind those of the file. */
static void join_actors(const sitrep_knowledge *k, sitrep_knowledge *own)
{
    uint32_t strings = k->section[KNOW_SECTION_STRINGS].count, actors = k->section[KNOW_SECTION_ACTORS].count;
    know_actor *actor = (know_actor *)(void *)own->section[KNOW_SECTION_ACTORS].rows;
    know_entry *entry = (know_entry *)(void *)own->section[KNOW_SECTION_ENTRIES].rows;
    for (uint32_t i = 0; i < own->section[KNOW_SECTION_ACTORS].count; i++) {
        shift(&actor[i].name, strings);
        shift(&actor[i].subkind, strings);
    }
    for (uint32_t i = 0; i < own->section[KNOW_SECTION_ENTRIES].count; i++) entry[i].id += actors;
}

/* Makes a knowledge of what was compiled, and puts it beside `k`. */
static sitrep_status attach_own(sitrep_knowledge *k, const know_compiler *c, sitrep_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&bytes, &size);
    sitrep_knowledge *own = calloc(1, sizeof *own);
    bool good = f && own && know_write(c, f);
    if (f) good &= fclose(f) == 0;
    sitrep_status status = good ? know_attach(own, bytes, size, err) : base_error(err, SITREP_NOMEM, "out of memory");
    if (status) {
        free(bytes);
        free(own);
        return status;
    }
    join_actors(k, own);
    k->own = own;
    char both[33];
    snprintf(both, sizeof both, "%s%s", k->version, own->version);
    snprintf(k->version, sizeof k->version, "%016llx", (unsigned long long)XXH64(both, 32, 0));
    return SITREP_OK;
}

sitrep_status sitrep_knowledge_add_own(sitrep_knowledge *knowledge, const char *ontology, const char *actors,
                                       void (*say)(void *ctx, const char *line), void *say_ctx, sitrep_error *err)
{
    char directory[2][4096];
    know_compiler c = {.say = say, .say_ctx = say_ctx, .nodes = 1};
    sitrep_status status = SITREP_OK;
    if (knowledge->own) return base_error(err, SITREP_LIMIT, "there is an ontology of the user's beside it already");
    arena_init(&c.arena, 0);
    know_intern(&c, SV("-")); /* so that offset 0 of the pool is taken */
    if (ontology) status = compile_ontology(&c, ontology, directory[0], sizeof directory[0], err);
    if (!status && actors) status = compile_actors(&c, actors, directory[1], sizeof directory[1], err);
    know_finish_phrases(&c);
    if (!status && (c.oom || c.arena.failed)) status = base_error(err, SITREP_NOMEM, "out of memory");
    if (!status && c.faults)
        status = base_error(err, SITREP_FORMAT, "%u faults in the user's own ontology or actors", c.faults);
    if (!status) status = attach_own(knowledge, &c, err);
    know_release(&c);
    return status;
}
