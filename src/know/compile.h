/* know/compile.h — the compiler of data/ into a knowledge file, and of a user's own ontology and actors beside it
 * (own.c). One compiler, one thread, one run. Faults in data are reported as file:line: message through `fault` and
 * counted; a run with faults writes nothing unless `lenient`, which drops the faulty lines. */
#ifndef KNOW_COMPILE_H
#define KNOW_COMPILE_H

#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "know/format.h"

/* A growing array of rows of one size. */
typedef struct know_vec {
    char *rows;
    uint32_t count, cap;
} know_vec;

/* Place names and actor names before the trie is made: one phrase and what it names. */
typedef struct know_naming {
    uint32_t node;
    know_entry entry;
    uint32_t weight; /* population; larger first among places */
} know_naming;

/* Open-addressing map from text to a number, by hash; keys live in the string pool or the arena. */
typedef struct know_map_slot {
    sitrep_sv key;
    uint32_t seed, value;
} know_map_slot;
typedef struct know_map {
    know_map_slot *slots;
    uint32_t count, cap;
} know_map;

/* The trie while it grows: (node, token) -> child. */
typedef struct know_trie_slot {
    uint32_t node, token, child;
} know_trie_slot;

typedef struct know_compiler {
    const char *root; /* the data directory */
    bool lenient;
    bool own;                                 /* a user's ontology: its types are written CODE:TYPE */
    void (*say)(void *ctx, const char *line); /* one fault, without a line feed */
    void *say_ctx;
    uint32_t faults;
    bool oom;
    uint64_t inputs; /* running hash of all files read */

    arena arena; /* file contents and keys, until the end */
    know_vec section[KNOW_SECTION_COUNT];
    know_map strings; /* text -> offset in STRINGS */
    know_map tokens, geonames, divisions, offices, organizations, people, classes, files;
    know_vec namings;
    know_trie_slot *trie;
    uint32_t trie_count, trie_cap, nodes;
} know_compiler;

/* A file being read line by line. */
typedef struct know_reader {
    know_compiler *c;
    sitrep_sv name; /* relative to the data directory */
    sitrep_sv rest;
    uint32_t line;
    bool dash_is_empty; /* "-" is an empty cell */
    uint32_t columns;
    sitrep_sv *header;
    sitrep_sv *cells;
} know_reader;

#define KNOW_COLUMNS_MAX 24u

void know_fault(know_reader *r, const char *format, ...) SITREP_PRINTF(2, 3);

/* Opens `name` (".xz" is unpacked). `columns` joined by blanks must be the header, or NULL takes any; the header is the
 * first line, or a comment that begins with the first column's name. False where there is no such file or it is faulty.
 */
bool know_reader_open(know_compiler *c, const char *name, const char *columns, know_reader *out);
bool know_reader_next(know_reader *r); /* false at the end */

void *know_push(know_compiler *c, know_vec *v,
                size_t size); /* a zeroed row; sets oom and gives scratch when memory is out */
know_str know_intern(know_compiler *c, sitrep_sv text);
/* The value slot of a key; new slots have value SITREP_NONE. The key's bytes must stay. */
uint32_t *know_map_at(know_compiler *c, know_map *m, sitrep_sv key, uint32_t seed);
uint32_t know_map_get(const know_map *m, sitrep_sv key, uint32_t seed); /* SITREP_NONE where it is not */
void know_code(char *out, size_t size, sitrep_sv code);                 /* NUL-ended copy, cut to fit */

/* Adds a name to the trie. `weight` orders places. Empty and overlong phrases are passed over. */
void know_name(know_compiler *c, sitrep_sv phrase, know_entry entry, uint32_t weight);
void know_finish_phrases(know_compiler *c);

void know_compile_places(know_compiler *c);
void know_compile_actors(know_compiler *c);
void know_compile_people(know_compiler *c);
void know_compile_own_actors(know_compiler *c, const char *file); /* of a user: own.c */
void know_compile_lexicon(know_compiler *c);
void know_compile_tables(know_compiler *c);
/* Of a user's ontology (own.c): senses of these files, and word classes of `classes` (NULL for none). */
void know_compile_senses(know_compiler *c, const char *const *files, uint32_t count, const char *classes);
/* Writes what was compiled; ends a compiler, which is nobody's afterwards. */
bool know_write(const know_compiler *c, FILE *f);
void know_release(know_compiler *c);

/* Parsers of the lexicon's little language (compile_pattern.c). Faults go to `r`. */
know_range know_parse_paths(know_reader *r, sitrep_sv text, char separator);
know_range know_parse_slots(know_reader *r, sitrep_sv text);
know_range know_parse_tests(know_reader *r, sitrep_sv when, uint16_t *out_specificity);
know_range know_parse_values(know_reader *r, sitrep_sv text, char separator);

/* Compiles `root` into the file `out_path` (written beside it first, then renamed). Fails with FORMAT when data is
 * faulty, IO, NOMEM. *out_faults counts what was reported. */
sitrep_status know_compile(const char *root, const char *out_path, bool lenient,
                           void (*say)(void *ctx, const char *line), void *say_ctx, uint32_t *out_faults,
                           sitrep_error *err);

#endif
