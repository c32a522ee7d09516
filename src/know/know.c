/* know/know.c — the knowledge file: mapped, its header and bounds checked at open, its rows read in place.
 * The header's checksum covers the section table, so a file that is cut or of another version is refused at once; the
 * sections' own checksums are read by sitrep_knowledge_check() only, because they would touch every page. A damaged row
 * can therefore give a wrong answer but never a wild read: every index is compared with its section's count where it is
 * used. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/text.h"
#include "know/format.h"

#include "base/banned.h"

#define TABLE_ENTRY     32u
#define EARTH_RADIUS_KM 6371.009

static const uint32_t row_size[KNOW_SECTION_COUNT] = {
#define KNOW_SECTION_SIZE(name, type) sizeof(type),
    KNOW_SECTION_LIST(KNOW_SECTION_SIZE)
#undef KNOW_SECTION_SIZE
};

static uint32_t get_u32(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t get_u64(const unsigned char *p)
{
    return get_u32(p) | (uint64_t)get_u32(p + 4) << 32;
}

uint64_t know_hash(sitrep_sv text, uint32_t seed)
{
    return XXH64(text.len ? text.ptr : "", text.len, seed);
}

uint64_t know_header_sum(const unsigned char *bytes, size_t len)
{
    return XXH64(bytes + 40, len - 40, XXH64(bytes, 32, 0));
}

static sitrep_status check_header(const unsigned char *b, size_t size, sitrep_error *err)
{
    if (size < KNOW_HEADER_SIZE || memcmp(b, KNOW_MAGIC, 8) != 0)
        return base_error(err, SITREP_FORMAT, "this is no knowledge file");
    if (get_u32(b + 8) != KNOW_FORMAT_VERSION)
        return base_error(err, SITREP_VERSION, "knowledge file of version %u, this program reads %u", get_u32(b + 8),
                          KNOW_FORMAT_VERSION);
    const uint32_t order = KNOW_BYTE_ORDER;
    if (memcmp(b + 12, &order, sizeof order) != 0)
        return base_error(err, SITREP_UNSUPPORTED, "the knowledge file is of another byte order");
    uint32_t count = get_u32(b + 40);
    if (get_u64(b + 16) != size) return base_error(err, SITREP_FORMAT, "the knowledge file is cut off");
    if (count != KNOW_SECTION_COUNT || size - KNOW_HEADER_SIZE < (size_t)count * TABLE_ENTRY)
        return base_error(err, SITREP_FORMAT, "the knowledge file has %u sections, not %u", count,
                          (unsigned)KNOW_SECTION_COUNT);
    if (get_u64(b + 32) != know_header_sum(b, KNOW_HEADER_SIZE + (size_t)count * TABLE_ENTRY))
        return base_error(err, SITREP_CHECKSUM, "the knowledge file's header is damaged");
    return SITREP_OK;
}

sitrep_status know_attach(sitrep_knowledge *k, const void *bytes, size_t size, sitrep_error *err)
{
    const unsigned char *b = bytes;
    sitrep_status status = check_header(b, size, err);
    if (status) return status;
    for (uint32_t i = 0; i < KNOW_SECTION_COUNT; i++) {
        const unsigned char *entry = b + KNOW_HEADER_SIZE + (size_t)i * TABLE_ENTRY;
        uint64_t offset = get_u64(entry + 8), len = get_u64(entry + 16);
        if (get_u32(entry) != i || get_u32(entry + 4) != row_size[i] || offset % KNOW_SECTION_ALIGN || offset > size ||
            len > size - offset || len % row_size[i] || len / row_size[i] > UINT32_MAX)
            return base_error(err, SITREP_FORMAT, "section %u of the knowledge file lies outside it or has other rows",
                              i);
        k->section[i] = (know_rows){b + offset, (uint32_t)(len / row_size[i])};
    }
    k->bytes = b;
    k->size = size;
    snprintf(k->version, sizeof k->version, "%016llx", (unsigned long long)get_u64(b + 24));
    return SITREP_OK;
}

static sitrep_status map_file(const char *path, const void **out_bytes, size_t *out_size, sitrep_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return base_error(err, SITREP_IO, "cannot open the knowledge file: %s", strerror(errno));
    struct stat st;
    sitrep_status status = SITREP_OK;
    if (fstat(fd, &st) != 0) {
        status = base_error(err, SITREP_IO, "cannot read the knowledge file: %s", strerror(errno));
    } else if (st.st_size < (off_t)KNOW_HEADER_SIZE || st.st_size > (off_t)KNOW_FILE_MAX) {
        status = base_error(err, SITREP_FORMAT, "this is no knowledge file");
    } else {
        void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes == MAP_FAILED) {
            status = base_error(err, SITREP_IO, "cannot map the knowledge file: %s", strerror(errno));
        } else {
            *out_bytes = bytes;
            *out_size = (size_t)st.st_size;
        }
    }
    close(fd);
    return status;
}

sitrep_status sitrep_knowledge_open(const char *path, sitrep_knowledge **out_knowledge, sitrep_error *err)
{
    sitrep_knowledge *k = calloc(1, sizeof *k);
    if (!k) return base_error(err, SITREP_NOMEM, "out of memory");
    const void *bytes = NULL;
    size_t size = 0;
    sitrep_status status = map_file(path, &bytes, &size, err);
    if (!status) status = know_attach(k, bytes, size, err);
    if (status) {
        base_error_file(err, path);
        if (bytes) munmap((void *)bytes, size);
        free(k);
        return status;
    }
    *out_knowledge = k;
    return SITREP_OK;
}

void sitrep_knowledge_free(sitrep_knowledge *knowledge)
{
    if (!knowledge) return;
    if (knowledge->own) free((void *)knowledge->own->bytes);
    free(knowledge->own);
    munmap((void *)knowledge->bytes, knowledge->size);
    free(knowledge);
}

const char *sitrep_knowledge_version(const sitrep_knowledge *knowledge)
{
    return knowledge->version;
}

/* What lookup relies on beyond bounds: sentinels and order. Costly, for `doctor` and tests. */
static const char *check_structure(const sitrep_knowledge *k)
{
    uint32_t entries = k->section[KNOW_SECTION_ENTRIES].count, edges = k->section[KNOW_SECTION_EDGES].count;
    uint32_t nodes = k->section[KNOW_SECTION_NODES].count, tokens = k->section[KNOW_SECTION_TOKENS].count;
    const know_node *node = k->section[KNOW_SECTION_NODES].rows;
    const know_edge *edge = k->section[KNOW_SECTION_EDGES].rows;
    const know_str *cell = k->section[KNOW_SECTION_CELLS].rows;
    if (nodes < 2 || node[nodes - 1].first_entry != entries || node[nodes - 1].first_edge != edges)
        return "phrase nodes without end";
    for (uint32_t i = 0; i + 1 < nodes; i++) {
        if (node[i].first_entry > node[i + 1].first_entry || node[i].first_edge > node[i + 1].first_edge)
            return "phrase nodes out of order";
        for (uint32_t e = node[i].first_edge; e < node[i + 1].first_edge && e < edges; e++)
            if (edge[e].child >= nodes - 1 || edge[e].token >= tokens ||
                (e > node[i].first_edge && edge[e].token <= edge[e - 1].token))
                return "phrase edges out of order";
    }
    if (k->section[KNOW_SECTION_ROOT].count != tokens) return "phrase roots without tokens";
    for (uint32_t i = 0; i < k->section[KNOW_SECTION_CELLS].count; i++)
        if (cell[i].at + (uint64_t)cell[i].len > k->section[KNOW_SECTION_STRINGS].count)
            return "a text outside the pool";
    for (uint32_t i = 0; i < know_place_count(k); i++) {
        const know_place *p = know_place_at(k, i);
        if ((p->country != SITREP_NONE && p->country >= know_place_count(k)) || p->feature[5] || p->code[3])
            return "a damaged place";
    }
    return NULL;
}

sitrep_status sitrep_knowledge_check(const sitrep_knowledge *knowledge, sitrep_error *err)
{
    for (uint32_t i = 0; i < KNOW_SECTION_COUNT; i++) {
        const unsigned char *entry = knowledge->bytes + KNOW_HEADER_SIZE + (size_t)i * TABLE_ENTRY;
        const know_rows *s = &knowledge->section[i];
        if (get_u64(entry + 24) != XXH64(s->rows, (size_t)s->count * row_size[i], 0))
            return base_error(err, SITREP_CHECKSUM, "section %u of the knowledge file is damaged", i);
    }
    const char *fault = check_structure(knowledge);
    return fault ? base_error(err, SITREP_FORMAT, "the knowledge file has %s", fault) : SITREP_OK;
}

sitrep_sv know_text(const sitrep_knowledge *k, know_str s)
{
    const know_rows *pool = &k->section[KNOW_SECTION_STRINGS];
    if (s.at >= pool->count && k->own) { /* a text of the user's own actors */
        s.at -= pool->count;
        pool = &k->own->section[KNOW_SECTION_STRINGS];
    }
    if (s.at > pool->count || s.len > pool->count - s.at) return (sitrep_sv){"", 0};
    return (sitrep_sv){(const char *)pool->rows + s.at, s.len};
}

uint32_t know_place_count(const sitrep_knowledge *k)
{
    return k->section[KNOW_SECTION_PLACES].count;
}

const know_place *know_place_at(const sitrep_knowledge *k, uint32_t place)
{
    return KNOW_ROW(k, PLACES, know_place, place);
}

/* The row of a code in a section sorted by code, SITREP_NONE where it is not. */
static uint32_t find_code(const know_rows *s, sitrep_sv code)
{
    const know_code_row *row = s->rows;
    char key[4] = {0};
    if (code.len > 3) return SITREP_NONE;
    if (code.len) memcpy(key, code.ptr, code.len);
    for (uint32_t low = 0, high = s->count; low < high;) {
        uint32_t mid = low + (high - low) / 2;
        int order = memcmp(row[mid].code, key, 4);
        if (order == 0) return row[mid].row;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return SITREP_NONE;
}

uint32_t know_place_of_country(const sitrep_knowledge *k, sitrep_sv code)
{
    return find_code(&k->section[KNOW_SECTION_COUNTRIES], code);
}

uint32_t know_state_of(const sitrep_knowledge *k, sitrep_sv code)
{
    return find_code(&k->section[KNOW_SECTION_STATES], code);
}

uint32_t know_place_of_geonameid(const sitrep_knowledge *k, uint32_t geonameid)
{
    const know_rows *s = &k->section[KNOW_SECTION_PLACE_IDS];
    const know_id_row *row = s->rows;
    for (uint32_t low = 0, high = s->count; low < high;) {
        uint32_t mid = low + (high - low) / 2;
        if (row[mid].id == geonameid) return row[mid].row;
        if (row[mid].id < geonameid)
            low = mid + 1;
        else
            high = mid;
    }
    return SITREP_NONE;
}

double know_place_distance(const know_place *a, const know_place *b)
{
    const double radian = 3.14159265358979323846 / 180.0;
    double la = know_degrees(a->lat) * radian, lb = know_degrees(b->lat) * radian;
    double half_lat = sin((lb - la) / 2), half_lon = sin((know_degrees(b->lon) - know_degrees(a->lon)) * radian / 2);
    double h = half_lat * half_lat + cos(la) * cos(lb) * half_lon * half_lon;
    return 2 * EARTH_RADIUS_KM * asin(sqrt(h < 1 ? h : 1));
}

const sitrep_knowledge *know_own(const sitrep_knowledge *k)
{
    return k->own;
}

uint32_t know_actor_count(const sitrep_knowledge *k)
{
    return k->section[KNOW_SECTION_ACTORS].count;
}

const know_actor *know_actor_at(const sitrep_knowledge *k, uint32_t actor)
{
    uint32_t count = k->section[KNOW_SECTION_ACTORS].count;
    if (actor >= count && actor != SITREP_NONE && k->own) return KNOW_ROW(k->own, ACTORS, know_actor, actor - count);
    return KNOW_ROW(k, ACTORS, know_actor, actor);
}

const know_tenure *know_tenure_at(const sitrep_knowledge *k, uint32_t tenure)
{
    return KNOW_ROW(k, TENURES, know_tenure, tenure);
}

const know_tenure *know_tenure_on(const sitrep_knowledge *k, const know_actor *person, int32_t day)
{
    const know_tenure *best = NULL;
    uint32_t best_rank = 0;
    for (uint32_t i = 0; i < person->tenures.count; i++) {
        const know_tenure *t = know_tenure_at(k, person->tenures.first + i);
        if (!t) break;
        const know_actor *office = know_actor_at(k, t->office);
        uint32_t rank = office && office->rank ? office->rank : 10;
        if (day == SITREP_DAY_NONE) {
            best = t; /* they stand in order: the latest is the last */
            continue;
        }
        if ((t->from != SITREP_DAY_NONE && t->from > day) || (t->to != SITREP_DAY_NONE && t->to < day)) continue;
        if (best && rank > best_rank) continue;
        best = t;
        best_rank = rank;
    }
    return best;
}
