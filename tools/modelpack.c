/* tools/modelpack.c — puts sections into a model file: modelpack OUT NAME=FILE... (layout: src/lang/lang_int.h).
 * Exit status 0, or 1 with a message. */
#include <stdio.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/text.h"
#include "lang/lang_int.h"

static void put(buf *b, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) buf_add_char(b, (char)(value >> (8 * i)));
}

static bool add_file(buf *b, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    char chunk[65536];
    size_t got;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0) buf_add(b, chunk, got);
    bool good = !ferror(file) && !b->failed;
    fclose(file);
    return good;
}

static bool write_file(const char *path, const buf *head, const buf *rest)
{
    FILE *file = fopen(path, "wb");
    if (!file) return false;
    bool good =
        fwrite(head->ptr, 1, head->len, file) == head->len && fwrite(rest->ptr, 1, rest->len, file) == rest->len;
    return fclose(file) == 0 && good;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: modelpack OUT NAME=FILE...\n");
        return 2;
    }
    uint32_t count = (uint32_t)argc - 2;
    size_t first = 32 + (size_t)count * 24;
    buf table = BUF_INIT(0), body = BUF_INIT(0), head = BUF_INIT(0);
    while ((first + body.len) % LANG_SECTION_ALIGN) buf_add_char(&body, 0);
    for (int i = 2; i < argc; i++) {
        const char *equals = strchr(argv[i], '=');
        size_t name_len = equals ? (size_t)(equals - argv[i]) : 0, offset = first + body.len;
        if (name_len == 0 || name_len > 8 || !add_file(&body, equals + 1)) {
            fprintf(stderr, "modelpack: cannot take %s\n", argv[i]);
            return 1;
        }
        buf_add(&table, argv[i], name_len);
        for (size_t n = name_len; n < 8; n++) buf_add_char(&table, 0);
        put(&table, offset, 8);
        put(&table, first + body.len - offset, 8);
        while ((first + body.len) % LANG_SECTION_ALIGN) buf_add_char(&body, 0);
    }
    buf_add_sv(&table, buf_sv(&body));
    buf_add_sv(&head, SV("SITREPLM"));
    put(&head, 1, 4);
    put(&head, count, 4);
    put(&head, 32 + table.len, 8);
    put(&head, XXH64(table.ptr, table.len, 0), 8);
    bool good = !table.failed && !head.failed && write_file(argv[1], &head, &table);
    if (!good) fprintf(stderr, "modelpack: cannot write %s\n", argv[1]);
    buf_release(&table);
    buf_release(&body);
    buf_release(&head);
    return good ? 0 : 1;
}
