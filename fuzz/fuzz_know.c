/* fuzz_know — a knowledge file from nowhere: opening it and looking things up must never read outside it.
 * The header's checksum and size are put right first, so that the fuzzer gets past the door; the sections stay as they
 * come. The input is read as a file whose header and section table are taken from a real layout: the bytes after them
 * are rows. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "know/format.h"

#define TABLE_END (KNOW_HEADER_SIZE + KNOW_SECTION_COUNT * 32u)

static const uint32_t row_size[KNOW_SECTION_COUNT] = {
#define ROW_SIZE(name, type) sizeof(type),
    KNOW_SECTION_LIST(ROW_SIZE)
#undef ROW_SIZE
};

static void put(unsigned char *p, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++) p[i] = (unsigned char)(v >> 8 * i);
}

/* Lays the input out: its first bytes tell how the rest is shared out among the sections. */
static unsigned char *lay_out(const uint8_t *data, size_t size, size_t *out_size)
{
    size_t shares = size < KNOW_SECTION_COUNT ? size : KNOW_SECTION_COUNT, at = shares, offset = 0;
    size_t cap = TABLE_END + size * 2 + (size_t)(KNOW_SECTION_COUNT + 2) * KNOW_SECTION_ALIGN +
                 (size_t)KNOW_SECTION_COUNT * 65536;
    unsigned char *file = calloc(1, cap);
    const uint32_t order = KNOW_BYTE_ORDER;
    if (!file) return NULL;
    offset = (TABLE_END + KNOW_SECTION_ALIGN - 1) / KNOW_SECTION_ALIGN * KNOW_SECTION_ALIGN;
    for (uint32_t i = 0; i < KNOW_SECTION_COUNT; i++) {
        size_t rows = i < shares ? data[i] : 0, bytes = rows * row_size[i],
               have = size - at < bytes ? size - at : bytes;
        memcpy(file + offset, data + at, have);
        at += have;
        unsigned char *entry = file + KNOW_HEADER_SIZE + (size_t)i * 32;
        put(entry, i, 4);
        put(entry + 4, row_size[i], 4);
        put(entry + 8, offset, 8);
        put(entry + 16, bytes, 8);
        offset = (offset + bytes + KNOW_SECTION_ALIGN - 1) / KNOW_SECTION_ALIGN * KNOW_SECTION_ALIGN;
    }
    memcpy(file, KNOW_MAGIC, 8);
    put(file + 8, KNOW_FORMAT_VERSION, 4);
    memcpy(file + 12, &order, 4);
    put(file + 16, offset, 8);
    put(file + 40, KNOW_SECTION_COUNT, 4);
    put(file + 32, know_header_sum(file, TABLE_END), 8);
    *out_size = offset;
    return file;
}

static void look_around(const sitrep_knowledge *k)
{
    static const char *const words[] = {"osh", "a", "the", "kill", "six", "US"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        sitrep_sv word = sv_of(words[i]);
        know_match m = know_match_text(k, word);
        (void)know_match_stop(k, &m);
        (void)know_senses(k, word, 'v');
        (void)know_lemma_words(k, word);
        (void)know_class_has(k, word, word);
        const know_table *t = know_table_find(k, word);
        if (t) (void)know_table_rows(k, t, word);
    }
    for (uint32_t i = 0; i < 300; i++) {
        const know_place *p = know_place_at(k, i);
        const know_actor *a = know_actor_at(k, i);
        const know_sense *s = know_sense_at(k, i);
        const know_table *t = i < k->section[KNOW_SECTION_TABLES].count ? KNOW_ROW(k, TABLES, know_table, i) : NULL;
        if (p) (void)know_text(k, p->name);
        if (a) (void)know_tenure_on(k, a, 0);
        if (s) (void)know_sense_flag(k, s, SV("inst"), NULL);
        if (t) (void)know_table_rows(k, t, SV("six"));
        (void)know_entry_at(k, i);
        (void)know_value_at(k, i);
    }
    (void)know_place_of_country(k, SV("KGZ"));
    (void)know_place_of_geonameid(k, 3);
    (void)know_compose_of(k, SV("REQUEST"), SV("AID"), SV(""), SV(""));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sitrep_knowledge k = {0};
    sitrep_error err = {0};
    if (know_attach(&k, data, size, &err) == SITREP_OK) look_around(&k); /* as it comes */
    size_t len = 0;
    unsigned char *file = lay_out(data, size, &len);
    if (!file) return 0;
    k = (sitrep_knowledge){0};
    if (know_attach(&k, file, len, &err) == SITREP_OK) {
        look_around(&k);
        if (sitrep_knowledge_check(&k, &err) == SITREP_OK) look_around(&k);
    }
    free(file);
    return 0;
}
