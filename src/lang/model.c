/* lang/model.c — a model file: mapped, checked once at open, then read in place. */
#include "lang/model.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/banned.h"

#define MAGIC        "SITREPLM"
#define VERSION      1u
#define HEADER       32u
#define ENTRY        24u
#define SECTIONS_MAX 16u

static uint32_t get_u32(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t get_u64(const unsigned char *p)
{
    return get_u32(p) | (uint64_t)get_u32(p + 4) << 32;
}

sitrep_sv lang_model_section(const sitrep_model *model, const char *name)
{
    size_t len = strlen(name);
    for (uint32_t i = 0; i < get_u32(model->bytes + 12); i++) {
        const unsigned char *entry = model->bytes + HEADER + i * ENTRY;
        if (memcmp(entry, name, len) == 0 && (len == 8 || entry[len] == 0))
            return (sitrep_sv){(const char *)model->bytes + get_u64(entry + 8), (size_t)get_u64(entry + 16)};
    }
    return (sitrep_sv){NULL, 0};
}

static sitrep_status check_container(const sitrep_model *m, sitrep_error *err)
{
    if (m->size < HEADER || memcmp(m->bytes, MAGIC, 8) != 0)
        return base_error(err, SITREP_FORMAT, "this is no language model");
    uint32_t version = get_u32(m->bytes + 8), count = get_u32(m->bytes + 12);
    if (version != VERSION)
        return base_error(err, SITREP_VERSION, "language model of version %u, this program reads %u", version, VERSION);
    if (get_u64(m->bytes + 16) != m->size || count > SECTIONS_MAX || m->size - HEADER < (size_t)count * ENTRY)
        return base_error(err, SITREP_FORMAT, "the language model is cut off");
    if (get_u64(m->bytes + 24) != XXH64(m->bytes + HEADER, m->size - HEADER, 0))
        return base_error(err, SITREP_CHECKSUM, "the language model's checksum does not match");
    for (uint32_t i = 0; i < count; i++) {
        const unsigned char *entry = m->bytes + HEADER + i * ENTRY;
        uint64_t offset = get_u64(entry + 8), size = get_u64(entry + 16);
        if (offset % LANG_SECTION_ALIGN || offset > m->size || size > m->size - offset)
            return base_error(err, SITREP_FORMAT, "a section lies outside the language model");
    }
    return SITREP_OK;
}

static sitrep_status map_file(const char *path, sitrep_model *m, sitrep_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return base_error(err, SITREP_IO, "cannot open the language model: %s", strerror(errno));
    struct stat st;
    sitrep_status status = SITREP_OK;
    if (fstat(fd, &st) != 0 || st.st_size <= 0) {
        status = base_error(err, SITREP_FORMAT, "this is no language model");
    } else {
        void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes == MAP_FAILED) {
            status = base_error(err, SITREP_IO, "cannot map the language model: %s", strerror(errno));
        } else {
            m->bytes = bytes;
            m->size = (size_t)st.st_size;
        }
    }
    close(fd);
    return status;
}

sitrep_status sitrep_model_open(const char *path, sitrep_model **out_model, sitrep_error *err)
{
    sitrep_model *m = calloc(1, sizeof *m);
    if (!m) return base_error(err, SITREP_NOMEM, "out of memory");
    sitrep_status status = map_file(path, m, err);
    if (!status) status = check_container(m, err);
    if (!status) status = lang_split_open(lang_model_section(m, "SPLIT"), &m->split, err);
    if (!status) status = lang_contractions_new(lang_model_section(m, "CONTR"), &m->contractions, err);
    if (!status) status = lang_net_new(lang_model_section(m, "NET"), &m->net, err);
    if (status) {
        base_error_file(err, path);
        sitrep_model_free(m);
        return status;
    }
    snprintf(m->version, sizeof m->version, "english-%016llx", (unsigned long long)get_u64(m->bytes + 24));
    *out_model = m;
    return SITREP_OK;
}

void sitrep_model_free(sitrep_model *model)
{
    if (!model) return;
    lang_net_free(model->net);
    lang_contractions_free(model->contractions);
    if (model->bytes) munmap((void *)model->bytes, model->size);
    free(model);
}

const char *sitrep_model_version(const sitrep_model *model)
{
    return model->version;
}
