/* know/format.h — the layout of a knowledge file (docs/format-knowledge.md). Shared by the loader and the compiler.
 *
 *   0   magic "SITREPKN"
 *   8   u32 format version      12  u32 byte order mark 0x01020304
 *   16  u64 file size           24  u64 content version (XXH64 of all inputs)
 *   32  u64 know_header_sum() of the header and the section table
 *   40  u32 section count       44  u32 0
 *   48  section table: count entries of {u32 id, u32 row size, u64 offset, u64 bytes, u64 XXH64}
 *   ..  sections, each at a multiple of 64
 *
 * Rows are the structures of know.h and below, little-endian, with the padding that their types have on every platform
 * we build for; the assertions at the end hold that. */
#ifndef KNOW_FORMAT_H
#define KNOW_FORMAT_H

#include "know/know.h"

#define KNOW_MAGIC          "SITREPKN"
#define KNOW_FORMAT_VERSION 2u
#define KNOW_BYTE_ORDER     0x01020304u
#define KNOW_HEADER_SIZE    48u
#define KNOW_SECTION_ALIGN  64u
#define KNOW_FILE_MAX       (UINT64_C(16) << 30)

/* Section ids with the type of their rows. */
/* clang-format off */
#define KNOW_SECTION_LIST(X)                                                                                           \
    X(STRINGS, char)                                                                                                   \
    X(PLACES, know_place) X(PLACE_IDS, know_id_row) X(COUNTRIES, know_code_row) X(TOKEN_SLOTS, uint32_t)               \
        X(TOKENS, know_str) X(ROOT, uint32_t) X(NODES, know_node) X(EDGES, know_edge) X(ENTRIES, know_entry)           \
            X(ACTORS, know_actor) X(TENURES, know_tenure) X(STATES, know_code_row) X(TABLES, know_table)               \
                X(CELLS, know_str) X(ORDER, know_order_row) X(SENSES, know_sense) X(TESTS, know_test) X(PATHS, know_path)    \
                    X(SLOTS, know_slot) X(VALUES, know_str) X(EMBEDS, know_embed) X(LIGHTS, know_light)                \
                        X(COMPOSE, know_compose) X(LEMMAS, know_lemma_slot) X(CLASSES, know_str)                       \
                            X(CLASS_WORDS, know_class_slot)
/* clang-format on */

/* geonameid -> place, sorted by id. */
typedef struct know_id_row {
    uint32_t id, row;
} know_id_row;

/* A row of a table, sorted by key. `begin` is the key's first four bytes in lower case, the first highest: a search
 * nearly always ends without a look at the key itself. */
typedef struct know_order_row {
    uint32_t row, begin;
} know_order_row;

/* Country code -> place or actor, sorted by code. */
typedef struct know_code_row {
    char code[4];
    uint32_t row;
} know_code_row;

/* A node of the phrase trie: its entries and edges run up to those of the next node; the last node is a sentinel. Node
 * 0 is the root, whose edges are the section ROOT: child by token, 0 for none. */
typedef struct know_node {
    uint32_t first_entry, first_edge;
} know_node;

typedef struct know_edge {
    uint32_t token, child; /* sorted by token within a node */
} know_edge;

/* Open addressing over (list, pos, lemma); lemma.len 0 is an empty slot. */
enum know_lemma_list {
    KNOW_LIST_SENSES = 1,
    KNOW_LIST_BLOCKERS,
    KNOW_LIST_EMBEDS,
    KNOW_LIST_LIGHTS,
    KNOW_LIST_FIRST_WORDS,
    KNOW_LIST_CLASSES
};
typedef struct know_lemma_slot {
    know_str lemma;
    know_range range; /* of FIRST_WORDS: count is the number of words; of CLASSES: first is the class */
    uint8_t list;
    char pos;
    uint8_t unused[2];
} know_lemma_slot;

/* Open addressing over the lemma, a slot for each class that has it; lemma.len 0 is an empty slot. */
typedef struct know_class_slot {
    know_str lemma;
    uint32_t class_id;
} know_class_slot;

enum know_section {
#define KNOW_SECTION_ENUM(name, type) KNOW_SECTION_##name,
    KNOW_SECTION_LIST(KNOW_SECTION_ENUM)
#undef KNOW_SECTION_ENUM
        KNOW_SECTION_COUNT
};

/* A section in memory. */
typedef struct know_rows {
    const void *rows;
    uint32_t count;
} know_rows;

struct sitrep_knowledge {
    const unsigned char *bytes; /* the map */
    size_t size;
    know_rows section[KNOW_SECTION_COUNT];
    char version[17];
    struct sitrep_knowledge *own; /* a user's own beside it (own.c), NULL; its bytes are malloc'ed */
};

/* Row `i` of a section as its type, NULL past the end. */
#define KNOW_ROW(k, name, type, i)                                                                                     \
    ((i) < (k)->section[KNOW_SECTION_##name].count ? &((const type *)(k)->section[KNOW_SECTION_##name].rows)[i] : NULL)

/* know_order_row.begin of a key. */
uint32_t know_key_begin(sitrep_sv key);

/* Hash of an open-addressing key. */
uint64_t know_hash(sitrep_sv text, uint32_t seed);

/* Checksum of the header and the section table, `len` bytes together, without the field that holds it. */
uint64_t know_header_sum(const unsigned char *bytes, size_t len);

/* Makes a knowledge of bytes that stay the caller's. Checks all that open does. Fails with FORMAT, VERSION, CHECKSUM.
 */
sitrep_status know_attach(sitrep_knowledge *k, const void *bytes, size_t size, sitrep_error *err);

_Static_assert(sizeof(know_str) == 8 && sizeof(know_range) == 8, "row layout");
_Static_assert(sizeof(know_place) == 48, "row layout");
_Static_assert(sizeof(know_entry) == 16 && sizeof(know_node) == 8 && sizeof(know_edge) == 8, "row layout");
_Static_assert(sizeof(know_sectors) == 17 && sizeof(know_tenure) == 40, "row layout");
_Static_assert(sizeof(know_actor) == 88, "row layout");
_Static_assert(sizeof(know_table) == 28 && sizeof(know_test) == 20 && sizeof(know_path) == 52, "row layout");
_Static_assert(sizeof(know_slot) == 64 && sizeof(know_sense) == 116, "row layout");
_Static_assert(sizeof(know_order_row) == 8 && sizeof(know_lemma_slot) == 20 && sizeof(know_class_slot) == 12,
               "row layout");

#endif
