/* keep/sqlite/digest.c — sums over all rows of all tables, kept with them, so that `verify` finds whatever was changed,
 * added or taken away by others than this program.
 *
 * Each row has a 128-bit hash over its table's name and its values. A block is the rows of a table whose number (below)
 * divided by 64 is the same; `digest` has for each block how many rows it has and the sum of their hashes. Sums need no
 * order: a row that comes adds its hash, one that is superseded takes its old one off. So a report costs a hash for
 * each of its rows and a few sums, however large the store is. The sums are written at the end of each transaction, and
 * with them an entry in the audit chain that has the sum of all.
 *
 * A row's number: its integer key; else, the first column that refers to another table; else its first integer. A
 * second sum, of number times hash, tells which number a single changed row of a block has: the difference of the one
 * is that of the other times the number.
 *
 * SQLite tells of each change before it makes it (the preupdate hook), those of FTS5's own tables among them. What was
 * told and not yet written is in `all`, what a savepoint may still take back in `one`. A commit that did not come
 * through db_end() is refused by the commit hook, so that no row can miss its sum. */
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "keep/sqlite/digest.h"

#include <sodium.h>

#include "base/banned.h"

#define BLOCK_BITS 6 /* 64 numbers a block: 24 bytes of sums for so many rows */
#define TABLES_MAX 256

/* Made again with each table, or kept by other means: a chain of its own. */
static const char *const not_summed[] = {"digest", "audit"};

typedef struct summed_table {
    char *name, *number_name; /* number_name: the column that numbers its rows, "" for none */
    int number;               /* its index, -1 for none */
} summed_table;

typedef struct block_sum {
    const summed_table *table; /* NULL: free */
    uint64_t block;
    int64_t rows;
    uint64_t sum[DIGEST_LANES];
} block_sum;

typedef struct sum_map {
    block_sum *slots; /* open addressing; cap is a power of two */
    size_t count, cap;
} sum_map;

typedef struct db_digest db_digest;
struct db_digest {
    summed_table tables[TABLES_MAX];
    size_t table_count, last; /* last: the table that was asked for last */
    sum_map all, one;
    buf row;     /* a row's bytes, to be hashed */
    bool failed; /* no memory for a change that was told */
    bool in_one;
};

/* ---- sums ---- */

static bool is_zero(const block_sum *b)
{
    uint64_t any = (uint64_t)b->rows;
    for (int i = 0; i < DIGEST_LANES; i++) any |= b->sum[i];
    return any == 0;
}

static size_t slot_of(const sum_map *m, const summed_table *table, uint64_t block)
{
    uint64_t h = ((uint64_t)(uintptr_t)table >> 4) * 0x9E3779B97F4A7C15u ^ (block + 1) * 0xC2B2AE3D27D4EB4Fu;
    size_t i = (size_t)(h >> 20) & (m->cap - 1);
    while (m->slots[i].table && (m->slots[i].table != table || m->slots[i].block != block)) i = (i + 1) & (m->cap - 1);
    return i;
}

static bool map_grow(sum_map *m)
{
    sum_map more = {.cap = m->cap ? m->cap * 2 : 64, .count = m->count};
    more.slots = calloc(more.cap, sizeof *more.slots);
    if (!more.slots) return false;
    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].table) more.slots[slot_of(&more, m->slots[i].table, m->slots[i].block)] = m->slots[i];
    free(m->slots);
    *m = more;
    return true;
}

static bool map_add(sum_map *m, const block_sum *delta)
{
    if (m->count * 2 >= m->cap && !map_grow(m)) return false;
    block_sum *b = &m->slots[slot_of(m, delta->table, delta->block)];
    if (!b->table) {
        *b = (block_sum){.table = delta->table, .block = delta->block};
        m->count++;
    }
    b->rows += delta->rows;
    for (int i = 0; i < DIGEST_LANES; i++) b->sum[i] += delta->sum[i];
    return true;
}

static void map_clear(sum_map *m)
{
    if (m->count) memset(m->slots, 0, m->cap * sizeof *m->slots);
    m->count = 0;
}

static void map_release(sum_map *m)
{
    free(m->slots);
    *m = (sum_map){NULL, 0, 0};
}

/* ---- a row's hash ---- */

typedef struct cell {
    int type;
    int64_t integer;
    double real;
    sitrep_sv bytes;
} cell;

static cell cell_of_value(sqlite3_value *v)
{
    cell c = {.type = sqlite3_value_type(v)};
    if (c.type == SQLITE_INTEGER) c.integer = sqlite3_value_int64(v);
    if (c.type == SQLITE_FLOAT) c.real = sqlite3_value_double(v);
    if (c.type == SQLITE_TEXT || c.type == SQLITE_BLOB) {
        c.bytes.ptr = sqlite3_value_blob(v);
        c.bytes.len = (size_t)sqlite3_value_bytes(v);
    }
    return c;
}

static cell cell_of_column(sqlite3_stmt *stmt, int at)
{
    cell c = {.type = sqlite3_column_type(stmt, at)};
    if (c.type == SQLITE_INTEGER) c.integer = sqlite3_column_int64(stmt, at);
    if (c.type == SQLITE_FLOAT) c.real = sqlite3_column_double(stmt, at);
    if (c.type == SQLITE_TEXT || c.type == SQLITE_BLOB) c.bytes = db_column(stmt, at);
    return c;
}

/* Type, then length and bytes, or the number. A whole number is the same however SQLite stores it: a column of reals
 * has small ones as integers on disk. */
static void add_cell(buf *row, const cell *c)
{
    bool whole = c->type == SQLITE_FLOAT && c->real >= -9e15 && c->real <= 9e15 && (double)(int64_t)c->real == c->real;
    int64_t integer = whole ? (int64_t)c->real : c->integer;
    char type = (char)(whole ? SQLITE_INTEGER : c->type);
    uint64_t len = c->bytes.len;
    buf_add_char(row, type);
    if (type == SQLITE_INTEGER) buf_add(row, &integer, sizeof integer);
    if (type == SQLITE_FLOAT) buf_add(row, &c->real, sizeof c->real);
    if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
        buf_add(row, &len, sizeof len);
        buf_add_sv(row, c->bytes);
    }
}

static void begin_row(db_digest *d, const summed_table *t)
{
    buf_clear(&d->row);
    buf_add(&d->row, t->name, strlen(t->name) + 1);
}

/* The row in d->row as a change of its block's sums. */
static block_sum row_sum(const db_digest *d, const summed_table *t, uint64_t number, bool comes)
{
    static const unsigned char key[crypto_shorthash_siphashx24_KEYBYTES] = "sitrep: a row.";
    uint64_t hash[2];
    crypto_shorthash_siphashx24((unsigned char *)hash, (const unsigned char *)d->row.ptr, d->row.len, key);
    block_sum b = {.table = t, .block = number >> BLOCK_BITS, .rows = comes ? 1 : -1};
    const uint64_t lanes[DIGEST_LANES] = {hash[0], hash[1], number * hash[0]};
    for (int i = 0; i < DIGEST_LANES; i++) b.sum[i] = comes ? lanes[i] : 0 - lanes[i];
    return b;
}

/* ---- the hooks ---- */

static const summed_table *table_named(db_digest *d, const char *name)
{
    if (d->last < d->table_count && strcmp(d->tables[d->last].name, name) == 0) return &d->tables[d->last];
    for (size_t i = 0; i < d->table_count; i++)
        if (strcmp(d->tables[i].name, name) == 0) {
            d->last = i;
            return &d->tables[i];
        }
    return NULL;
}

static bool is_summed(const char *name)
{
    if (strncmp(name, "sqlite_", 7) == 0) return false;
    for (size_t i = 0; i < sizeof not_summed / sizeof not_summed[0]; i++)
        if (strcmp(not_summed[i], name) == 0) return false;
    return true;
}

typedef int value_fn(sqlite3 *db, int at, sqlite3_value **out);

static void note(db_digest *d, sqlite3 *db, const summed_table *t, value_fn *value, bool comes)
{
    int count = sqlite3_preupdate_count(db);
    uint64_t number = 0;
    begin_row(d, t);
    for (int i = 0; i < count; i++) {
        sqlite3_value *v;
        if (value(db, i, &v) != SQLITE_OK) {
            d->failed = true;
            return;
        }
        cell c = cell_of_value(v);
        if (i == t->number) number = (uint64_t)c.integer;
        add_cell(&d->row, &c);
    }
    block_sum b = d->row.failed ? (block_sum){.table = t} : row_sum(d, t, number, comes);
    if (d->row.failed || !map_add(d->in_one ? &d->one : &d->all, &b)) d->failed = true;
}

static void before_change(void *ctx, sqlite3 *db, int op, const char *database, const char *name, sqlite3_int64 one,
                          sqlite3_int64 two)
{
    db_digest *d = ctx;
    (void)one;
    (void)two;
    if (strcmp(database, "main") != 0 || !is_summed(name)) return;
    const summed_table *t = table_named(d, name);
    if (!t) {
        d->failed = true;
        return;
    }
    if (op != SQLITE_INSERT) note(d, db, t, sqlite3_preupdate_old, false);
    if (op != SQLITE_DELETE) note(d, db, t, sqlite3_preupdate_new, true);
}

static int before_commit(void *ctx)
{
    const db_digest *d = ctx;
    return d->failed || d->all.count || d->one.count;
}

/* ---- the tables of a store ---- */

static void forget_tables(db_digest *d)
{
    for (size_t i = 0; i < d->table_count; i++) {
        free(d->tables[i].name);
        free(d->tables[i].number_name);
    }
    d->table_count = d->last = 0;
}

static char *copy_text(sitrep_sv text)
{
    char *to = malloc(text.len + 1);
    if (!to) return NULL;
    if (text.len) memcpy(to, text.ptr, text.len);
    to[text.len] = '\0';
    return to;
}

static sitrep_status add_table(db_digest *d, sqlite3_stmt *stmt, sitrep_error *err)
{
    char *name = copy_text(db_column(stmt, 0)), *number_name = copy_text(db_column(stmt, 1));
    if (name && number_name && d->table_count < TABLES_MAX) {
        int number = sqlite3_column_type(stmt, 2) == SQLITE_NULL ? -1 : sqlite3_column_int(stmt, 2);
        d->tables[d->table_count++] = (summed_table){name, number_name, number};
        return SITREP_OK;
    }
    sitrep_status status = name && number_name ? base_error(err, SITREP_FORMAT, "the store has too many tables")
                                               : base_error(err, SITREP_NOMEM, "out of memory");
    free(name);
    free(number_name);
    return status;
}

static sitrep_status load_tables(sitrep_store *s, sitrep_error *err)
{
    /* With the column that numbers rows: max() of a rank, the columns beside it are of the row that has it. */
    static const char sql[] =
        "SELECT t, iif(rank, c, ''), iif(rank, cid, NULL), max(rank) FROM (SELECT m.name AS t, c.name AS c, c.cid, "
        "CASE WHEN c.type <> 'INTEGER' THEN 0 WHEN c.pk = 1 AND max(c.pk) OVER (PARTITION BY m.name) = 1 THEN 4 "
        "WHEN f.\"from\" IS NOT NULL THEN 3 WHEN c.pk THEN 2 ELSE 1 END * 1000 - c.cid * (c.type = 'INTEGER') AS rank "
        "FROM sqlite_schema m, pragma_table_info(m.name) c LEFT JOIN pragma_foreign_key_list(m.name) f ON f.\"from\" = "
        "c.name WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%') GROUP BY t ORDER BY t";
    db_digest *d = s->digest;
    forget_tables(d);
    sqlite3_stmt *stmt = db_prepare(s, sql, err);
    if (!stmt) return s->failure;
    sitrep_status status = SITREP_OK;
    int code = SQLITE_DONE;
    while (!status && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        if (!name || is_summed(name)) status = add_table(d, stmt, err);
    }
    if (!status && code != SQLITE_DONE) status = db_error(s, "reading the store's tables", err);
    sqlite3_finalize(stmt);
    return status;
}

static sitrep_status make_digest(sitrep_store *s, sitrep_error *err)
{
    if (s->digest) return SITREP_OK;
    s->digest = calloc(1, sizeof *s->digest);
    if (!s->digest) return base_error(err, SITREP_NOMEM, "out of memory");
    s->digest->row = BUF_INIT(0);
    return SITREP_OK;
}

sitrep_status db_digest_start(sitrep_store *s, sitrep_error *err)
{
    sitrep_status status = make_digest(s, err);
    if (!status) status = load_tables(s, err);
    if (status) return status;
    sqlite3_preupdate_hook(s->db, before_change, s->digest);
    sqlite3_commit_hook(s->db, before_commit, s->digest);
    return SITREP_OK;
}

void db_digest_release(sitrep_store *s)
{
    if (!s->digest) return;
    forget_tables(s->digest);
    map_release(&s->digest->all);
    map_release(&s->digest->one);
    buf_release(&s->digest->row);
    free(s->digest);
    s->digest = NULL;
}

/* ---- transactions ---- */

void db_digest_forget(sitrep_store *s)
{
    if (!s->digest) return;
    map_clear(&s->digest->all);
    map_clear(&s->digest->one);
    s->digest->failed = s->digest->in_one = false;
}

void db_digest_begin_one(sitrep_store *s)
{
    if (s->digest) s->digest->in_one = true;
}

sitrep_status db_digest_end_one(sitrep_store *s, bool keep, sitrep_error *err)
{
    db_digest *d = s->digest;
    if (!d) return SITREP_OK;
    bool good = true;
    for (size_t i = 0; keep && good && i < d->one.cap; i++)
        if (d->one.slots[i].table) good = map_add(&d->all, &d->one.slots[i]);
    map_clear(&d->one);
    d->in_one = false;
    if (!good) d->failed = true;
    if (!keep) d->failed = false; /* what could not be noted is taken back */
    return good ? SITREP_OK : base_error(err, SITREP_NOMEM, "out of memory");
}

sitrep_status db_digest_failed(const sitrep_store *s, sitrep_error *err)
{
    return s->digest && s->digest->failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
}

static void pack_sum(const block_sum *b, unsigned char out[DIGEST_LANES * 8])
{
    for (int i = 0; i < DIGEST_LANES; i++)
        for (int k = 0; k < 8; k++) out[i * 8 + k] = (unsigned char)(b->sum[i] >> (8 * k));
}

/* Adds what is kept in a row of `digest` to *b: its columns are rows and sum, from `at` on. False where it is none. */
static bool unpack_sum(sqlite3_stmt *stmt, int at, block_sum *b)
{
    sitrep_sv bytes = db_column(stmt, at + 1);
    if (bytes.len != DIGEST_LANES * 8) return false;
    b->rows += sqlite3_column_int64(stmt, at);
    for (int i = 0; i < DIGEST_LANES; i++)
        for (int k = 0; k < 8; k++) b->sum[i] += (uint64_t)(unsigned char)bytes.ptr[i * 8 + k] << (8 * k);
    return true;
}

/* Adds a change to what is kept of a block; *out_sum is what it comes to. */
static sitrep_status write_sum(sitrep_store *s, const char *name, const block_sum *delta, block_sum *out_sum,
                               sitrep_error *err)
{
    unsigned char bytes[DIGEST_LANES * 8];
    sqlite3_stmt *stmt = db_prepared(s, DB_GET_DIGEST, err);
    if (!stmt) return s->failure;
    *out_sum = *delta;
    sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, (int64_t)delta->block);
    int code = sqlite3_step(stmt);
    bool good = code != SQLITE_ROW || unpack_sum(stmt, 0, out_sum);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return db_error(s, "reading the sums of rows", err);
    sqlite3_reset(stmt);
    if (!good) return base_error(err, SITREP_FORMAT, "the sums of rows are damaged: 'sitrep verify' tells more");
    stmt = db_prepared(s, is_zero(out_sum) ? DB_DROP_DIGEST : DB_PUT_DIGEST, err);
    if (!stmt) return s->failure;
    sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, (int64_t)delta->block);
    if (is_zero(out_sum)) return db_done(s, stmt, err);
    pack_sum(out_sum, bytes);
    sqlite3_bind_int64(stmt, 3, out_sum->rows);
    sqlite3_bind_blob(stmt, 4, bytes, sizeof bytes, SQLITE_STATIC);
    return db_done(s, stmt, err);
}

/* "ROWS rows SUM", as the audit chain has it. */
static void state_text(const block_sum *total, char out[DIGEST_STATE_SIZE])
{
    snprintf(out, DIGEST_STATE_SIZE, "%lld rows %016llx%016llx%016llx", (long long)total->rows,
             (unsigned long long)total->sum[0], (unsigned long long)total->sum[1], (unsigned long long)total->sum[2]);
}

/* Writes the sums of `m`, the sum of all, and the entry of the chain. */
static sitrep_status write_all(sitrep_store *s, const sum_map *m, sitrep_error *err)
{
    block_sum total = {.block = 0}, now;
    char state[DIGEST_STATE_SIZE];
    sitrep_status status = SITREP_OK;
    bool any = false;
    for (size_t i = 0; i < m->cap && !status; i++) {
        const block_sum *b = &m->slots[i];
        if (!b->table || is_zero(b)) continue;
        any = true;
        total.rows += b->rows;
        for (int k = 0; k < DIGEST_LANES; k++) total.sum[k] += b->sum[k];
        status = write_sum(s, b->table->name, b, &now, err);
    }
    if (status || !any) return status;
    status = write_sum(s, "", &total, &now, err);
    state_text(&now, state);
    return status ? status : keep_audit(s, "state", sv_of(state), err);
}

sitrep_status db_digest_flush(sitrep_store *s, sitrep_error *err)
{
    db_digest *d = s->digest;
    if (!d) return SITREP_OK;
    sitrep_status status = SITREP_OK;
    if (d->all.count) status = db_exec(s, "SAVEPOINT told; RELEASE told", err); /* FTS5 writes what it holds back */
    if (!status) status = db_digest_failed(s, err);
    if (!status) status = write_all(s, &d->all, err);
    if (!status) map_clear(&d->all);
    return status;
}

/* ---- all of a store ---- */

/* Sums of the rows that table `t` has. */
static sitrep_status sum_table(sitrep_store *s, const summed_table *t, sum_map *out, sitrep_error *err)
{
    db_digest *d = s->digest;
    char sql[160];
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", t->name);
    sqlite3_stmt *stmt = db_prepare(s, sql, err);
    if (!stmt) return s->failure;
    int count = sqlite3_column_count(stmt), code = SQLITE_DONE;
    sitrep_status status = SITREP_OK;
    while (!status && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        uint64_t number = 0;
        begin_row(d, t);
        for (int i = 0; i < count; i++) {
            cell c = cell_of_column(stmt, i);
            if (i == t->number) number = (uint64_t)c.integer;
            add_cell(&d->row, &c);
        }
        block_sum b = d->row.failed ? (block_sum){.table = t} : row_sum(d, t, number, true);
        if (d->row.failed || !map_add(out, &b)) status = base_error(err, SITREP_NOMEM, "out of memory");
    }
    if (!status && code != SQLITE_DONE) status = db_error(s, "reading the store's tables", err);
    sqlite3_finalize(stmt);
    return status;
}

sitrep_status db_digest_make(sitrep_store *s, sitrep_error *err)
{
    sum_map all = {NULL, 0, 0};
    sitrep_status status = make_digest(s, err);
    if (!status) status = load_tables(s, err);
    for (size_t i = 0; !status && i < s->digest->table_count; i++)
        status = sum_table(s, &s->digest->tables[i], &all, err);
    if (!status) status = write_all(s, &all, err);
    map_release(&all);
    return status;
}

/* ---- verification ---- */

/* The number of the one row that is changed, added or missing in a block; false where several are. */
static bool find_number(const block_sum *now, const block_sum *kept, uint64_t *out)
{
    uint64_t hash = now->sum[0] - kept->sum[0], times = now->sum[2] - kept->sum[2];
    for (uint64_t i = 0; i < (1u << BLOCK_BITS); i++) {
        *out = (now->block << BLOCK_BITS) + i;
        if (hash && *out * hash == times) return true;
    }
    return false;
}

static void tell_block(const summed_table *t, const block_sum *now, const block_sum *kept, digest_tell *tell, void *ctx)
{
    char line[256];
    uint64_t number;
    int64_t more = now->rows - kept->rows;
    const char *what = more == 0 ? "not as it was written" : more < 0 ? "gone" : "there that was not written here";
    if (t->number < 0)
        snprintf(line, sizeof line, "table %s: %s", t->name,
                 more == 0 ? "a row is not as it was written" : "rows are gone or were put there");
    else if (find_number(now, kept, &number))
        snprintf(line, sizeof line, "table %s, %s %lld: a row is %s", t->name, t->number_name, (long long)number, what);
    else
        snprintf(line, sizeof line, "table %s, %s %lld to %lld: rows are not as they were written", t->name,
                 t->number_name, (long long)(now->block << BLOCK_BITS),
                 (long long)((now->block + 1) << BLOCK_BITS) - 1);
    tell(ctx, line);
}

/* Takes what is kept of table `t` off the sums of its rows: `now` has what differs. */
static sitrep_status compare_table(sitrep_store *s, const summed_table *t, const sum_map *now, uint64_t *out_seen,
                                   digest_tell *tell, void *ctx, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s, "SELECT block, rows, sum FROM digest WHERE what = ? ORDER BY block", err);
    if (!stmt) return s->failure;
    sqlite3_bind_text(stmt, 1, t->name, -1, SQLITE_STATIC);
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        block_sum kept = {.table = t, .block = (uint64_t)sqlite3_column_int64(stmt, 0)}, found = kept;
        const block_sum *slot = now->cap ? &now->slots[slot_of(now, t, kept.block)] : NULL;
        if (slot && slot->table) {
            found = *slot;
            ++*out_seen;
        }
        bool good = unpack_sum(stmt, 1, &kept);
        if (!good || found.rows != kept.rows || memcmp(found.sum, kept.sum, sizeof kept.sum) != 0)
            tell_block(t, &found, &kept, tell, ctx);
    }
    sitrep_status status = code == SQLITE_DONE ? SITREP_OK : db_error(s, "reading the sums of rows", err);
    sqlite3_finalize(stmt);
    return status;
}

/* Blocks of which nothing is kept. */
static sitrep_status tell_unknown(sitrep_store *s, const summed_table *t, const sum_map *now, digest_tell *tell,
                                  void *ctx, sitrep_error *err)
{
    sitrep_status status = SITREP_OK;
    for (size_t i = 0; i < now->cap && !status; i++) {
        if (!now->slots[i].table) continue;
        sqlite3_stmt *stmt = db_prepared(s, DB_GET_DIGEST, err);
        if (!stmt) return s->failure;
        sqlite3_bind_text(stmt, 1, t->name, -1, SQLITE_STATIC);
        sqlite3_bind_int64(stmt, 2, (int64_t)now->slots[i].block);
        int code = sqlite3_step(stmt);
        block_sum none = {.table = t};
        if (code == SQLITE_DONE) tell_block(t, &now->slots[i], &none, tell, ctx);
        if (code != SQLITE_ROW && code != SQLITE_DONE) status = db_error(s, "reading the sums of rows", err);
        sqlite3_reset(stmt);
    }
    return status;
}

static sitrep_status check_table(sitrep_store *s, const summed_table *t, block_sum *total, digest_tell *tell, void *ctx,
                                 sitrep_error *err)
{
    sum_map now = {NULL, 0, 0};
    uint64_t seen = 0;
    sitrep_status status = sum_table(s, t, &now, err);
    for (size_t i = 0; i < now.cap && !status; i++) {
        if (!now.slots[i].table) continue;
        total->rows += now.slots[i].rows;
        for (int k = 0; k < DIGEST_LANES; k++) total->sum[k] += now.slots[i].sum[k];
    }
    if (!status) status = compare_table(s, t, &now, &seen, tell, ctx, err);
    if (!status && seen != now.count) status = tell_unknown(s, t, &now, tell, ctx, err);
    map_release(&now);
    return status;
}

/* One text of a query, or "". */
static sitrep_status one_text(sitrep_store *s, const char *sql, char *out, size_t size, sitrep_error *err)
{
    sqlite3_stmt *stmt = db_prepare(s, sql, err);
    if (!stmt) return s->failure;
    int code = sqlite3_step(stmt);
    snprintf(out, size, "%.*s", SV_ARG(code == SQLITE_ROW ? db_column(stmt, 0) : SV("")));
    sitrep_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? SITREP_OK : db_error(s, "reading the sums of rows", err);
    sqlite3_finalize(stmt);
    return status;
}

/* The sum of all rows is the one that is kept, and the one that the audit chain has last; no table is missing. */
static sitrep_status check_state(sitrep_store *s, const block_sum *total, bool good, digest_tell *tell, void *ctx,
                                 sitrep_error *err)
{
    char now[DIGEST_STATE_SIZE], kept[DIGEST_STATE_SIZE] = "", chained[DIGEST_STATE_SIZE];
    block_sum sum = {.block = 0};
    state_text(total, now);
    sqlite3_stmt *stmt = db_prepared(s, DB_GET_DIGEST, err);
    if (!stmt) return s->failure;
    sqlite3_bind_text(stmt, 1, "", 0, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, 0);
    int code = sqlite3_step(stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return db_error(s, "reading the sums of rows", err);
    if (code == SQLITE_ROW && unpack_sum(stmt, 0, &sum)) state_text(&sum, kept);
    sqlite3_reset(stmt);
    sitrep_status status = one_text(s, "SELECT detail FROM audit WHERE what = 'state' ORDER BY entry DESC LIMIT 1",
                                    chained, sizeof chained, err);
    if (!status && strcmp(kept, chained) != 0)
        tell(ctx, "table digest: the sum of all rows is not the one that the audit chain has last");
    if (!status && good && strcmp(kept, now) != 0) tell(ctx, "table digest: the sum of all rows is another");
    return status;
}

static sitrep_status check_names(sitrep_store *s, digest_tell *tell, void *ctx, sitrep_error *err)
{
    char line[256];
    sqlite3_stmt *stmt = db_prepare(s, "SELECT DISTINCT what FROM digest WHERE what <> ''", err);
    if (!stmt) return s->failure;
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        if (!name || table_named(s->digest, name)) continue;
        snprintf(line, sizeof line, "table digest: it has sums of a table %.100s, which is not here", name);
        tell(ctx, line);
    }
    sitrep_status status = code == SQLITE_DONE ? SITREP_OK : db_error(s, "reading the sums of rows", err);
    sqlite3_finalize(stmt);
    return status;
}

typedef struct counting {
    digest_tell *tell;
    void *ctx;
    uint64_t told;
} counting;

static void count_and_tell(void *ctx, const char *line)
{
    counting *c = ctx;
    c->told++;
    c->tell(c->ctx, line);
}

sitrep_status db_digest_check(sitrep_store *s, digest_tell *tell, void *ctx, uint64_t *out_tables, uint64_t *out_rows,
                              sitrep_error *err)
{
    block_sum total = {.block = 0};
    counting c = {tell, ctx, 0};
    sitrep_status status = make_digest(s, err);
    if (!status && !s->digest->table_count) status = load_tables(s, err);
    for (size_t i = 0; !status && i < s->digest->table_count; i++)
        status = check_table(s, &s->digest->tables[i], &total, count_and_tell, &c, err);
    if (!status) status = check_names(s, count_and_tell, &c, err);
    if (!status) status = check_state(s, &total, c.told == 0, count_and_tell, &c, err);
    if (status) return status;
    *out_tables = s->digest->table_count;
    *out_rows = (uint64_t)total.rows;
    return SITREP_OK;
}
