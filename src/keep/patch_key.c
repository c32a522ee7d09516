/* keep/patch_key.c — Ed25519 keys in files of three lines, signing and checking. A secret key's file belongs to one
 * user: one that others may read is refused, as ssh does. */
#include "keep/patch.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

#define SECRET_HEAD  "sitrep secret key 1"
#define PUBLIC_HEAD  "sitrep public key 1"
#define KEY_FILE_MAX 1024u

struct sitrep_key {
    char name[201], id[KEEP_ID_SIZE];
    unsigned char secret[crypto_sign_SECRETKEYBYTES], public_key[PATCH_KEY_SIZE];
};

void patch_key_id(const unsigned char public_key[PATCH_KEY_SIZE], char out[KEEP_ID_SIZE])
{
    sitrep_sv parts[] = {{(const char *)public_key, PATCH_KEY_SIZE}};
    keep_make_id('k', parts, 1, out);
}

/* ---- files ---- */

static sitrep_status write_new(const char *path, mode_t mode, sitrep_sv text, sitrep_error *err)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    sitrep_status status = SITREP_OK;
    if (file < 0) {
        status = errno == EEXIST ? base_error(err, SITREP_EXISTS,
                                              "there is a file of this name already; a key is never overwritten")
                                 : base_error(err, SITREP_IO, "cannot make the key's file: %s", strerror(errno));
    } else {
        bool good = write(file, text.ptr, text.len) == (ssize_t)text.len && fsync(file) == 0;
        int why = errno;
        if (close(file) != 0 || !good) {
            unlink(path);
            status =
                base_error(err, why == ENOSPC ? SITREP_FULL : SITREP_IO, "cannot write the key: %s", strerror(why));
        }
    }
    if (status) base_error_file(err, path);
    return status;
}

static void print_key(buf *out, const char *head, sitrep_sv name, const unsigned char *bytes, size_t size)
{
    buf_printf(out, "%s\nname %.*s\nkey ", head, SV_ARG(name));
    patch_add_hex(out, bytes, size);
    buf_add_char(out, '\n');
}

static bool is_name(sitrep_sv name)
{
    if (!name.len || name.len > 200 || utf8_valid_until(name) != name.len) return false;
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < ' ' || name.ptr[i] == 0x7F || name.ptr[i] == '\\') return false;
    return !is_space(name.ptr[0]) && !is_space(name.ptr[name.len - 1]);
}

sitrep_status sitrep_key_new(sitrep_sv name, const char *path, sitrep_error *err)
{
    unsigned char public_key[PATCH_KEY_SIZE], secret[crypto_sign_SECRETKEYBYTES];
    char public_path[4096];
    if (!is_name(name)) return base_error(err, SITREP_USAGE, "not a name to sign with: '%.*s'", SV_ARG(name));
    if (snprintf(public_path, sizeof public_path, "%s.pub", path) >= (int)sizeof public_path)
        return base_error(err, SITREP_LIMIT, "the path of the key is too long");
    if (sodium_init() < 0) return base_error(err, SITREP_IO, "the signing library does not start");
    crypto_sign_keypair(public_key, secret);
    buf text = BUF_INIT(0), open_text = BUF_INIT(0);
    print_key(&text, SECRET_HEAD, name, secret, sizeof secret);
    print_key(&open_text, PUBLIC_HEAD, name, public_key, sizeof public_key);
    sitrep_status status = text.failed || open_text.failed ? base_error(err, SITREP_NOMEM, "out of memory") : SITREP_OK;
    if (!status) status = write_new(path, 0600, buf_sv(&text), err);
    if (!status) {
        status = write_new(public_path, 0644, buf_sv(&open_text), err);
        if (status) unlink(path);
    }
    sodium_memzero(secret, sizeof secret);
    if (text.ptr) sodium_memzero(text.ptr, text.cap);
    buf_release(&text);
    buf_release(&open_text);
    return status;
}

/* The lines of a key file: head, name, key. */
static bool read_lines(sitrep_sv text, const char *head, sitrep_sv *out_name, unsigned char *out, size_t size)
{
    sitrep_sv first = sv_cut(&text, '\n'), name = sv_cut(&text, '\n'), key = sv_cut(&text, '\n');
    if (!sv_eq(first, sv_of(head)) || !sv_starts(name, SV("name ")) || !sv_starts(key, SV("key "))) return false;
    *out_name = sv_part(name, 5, name.len);
    return is_name(*out_name) && patch_hex(sv_part(key, 4, key.len), out, size);
}

sitrep_status patch_public_key(sitrep_sv text, sitrep_sv *out_name, unsigned char out_key[PATCH_KEY_SIZE],
                               sitrep_error *err)
{
    return read_lines(text, PUBLIC_HEAD, out_name, out_key, PATCH_KEY_SIZE)
               ? SITREP_OK
               : base_error(err, SITREP_FORMAT, "this is no public key of a reviewer");
}

static sitrep_status read_secret(const char *path, char bytes[KEY_FILE_MAX], size_t *out_len, sitrep_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT
                   ? base_error(err, SITREP_NOT_FOUND, "there is no such key; 'sitrep review key new NAME' makes one")
                   : base_error(err, SITREP_IO, "cannot open the key: %s", strerror(errno));
    struct stat st;
    ssize_t len = -1;
    sitrep_status status = SITREP_OK;
    if (fstat(file, &st) != 0)
        status = base_error(err, SITREP_IO, "cannot open the key: %s", strerror(errno));
    else if (st.st_mode & 077)
        status = base_error(err, SITREP_USAGE, "others may read this secret key: 'chmod 600' it, or make a new one");
    else if ((len = read(file, bytes, KEY_FILE_MAX)) < 0)
        status = base_error(err, SITREP_IO, "cannot read the key: %s", strerror(errno));
    close(file);
    *out_len = len > 0 ? (size_t)len : 0;
    return status;
}

sitrep_status sitrep_key_open(const char *path, sitrep_key **out_key, sitrep_error *err)
{
    char bytes[KEY_FILE_MAX];
    size_t len = 0;
    sitrep_sv name;
    if (sodium_init() < 0) return base_error(err, SITREP_IO, "the signing library does not start");
    sitrep_key *key = calloc(1, sizeof *key);
    if (!key) return base_error(err, SITREP_NOMEM, "out of memory");
    sitrep_status status = read_secret(path, bytes, &len, err);
    if (!status && !read_lines((sitrep_sv){bytes, len}, SECRET_HEAD, &name, key->secret, sizeof key->secret))
        status = base_error(err, SITREP_FORMAT, "this is no secret key of a reviewer");
    if (!status) {
        memcpy(key->name, name.ptr, name.len);
        crypto_sign_ed25519_sk_to_pk(key->public_key, key->secret);
        patch_key_id(key->public_key, key->id);
        *out_key = key;
    } else {
        base_error_file(err, path);
        sitrep_key_free(key);
    }
    sodium_memzero(bytes, sizeof bytes);
    return status;
}

void sitrep_key_free(sitrep_key *key)
{
    if (key) sodium_memzero(key, sizeof *key);
    free(key);
}

const char *sitrep_key_name(const sitrep_key *key)
{
    return key->name;
}

const char *sitrep_key_id(const sitrep_key *key)
{
    return key->id;
}

const unsigned char *patch_key_public(const sitrep_key *key)
{
    return key->public_key;
}

sitrep_status sitrep_key_path(char *out_path, size_t size, sitrep_error *err)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int len = -1;
    if (config && config[0] == '/')
        len = snprintf(out_path, size, "%s/sitrep/review.key", config);
    else if (home && home[0] == '/')
        len = snprintf(out_path, size, "%s/.config/sitrep/review.key", home);
    if (len < 0)
        return base_error(err, SITREP_NOT_FOUND,
                          "neither XDG_CONFIG_HOME nor HOME says where the key is: name it with --key");
    return (size_t)len < size ? SITREP_OK : base_error(err, SITREP_LIMIT, "the path of the key is too long");
}

/* ---- signing ---- */

sitrep_status patch_sign(patch *p, const sitrep_key *key, arena *a, sitrep_error *err)
{
    p->who = sv_of(key->name);
    memcpy(p->key, key->public_key, sizeof p->key);
    sitrep_status status = patch_check(p, err);
    if (status) return status;
    buf text = BUF_INIT(0);
    patch_print(p, &text);
    unsigned char signature[PATCH_SIGN_SIZE];
    if (!text.failed) crypto_sign_detached(signature, NULL, (const unsigned char *)text.ptr, text.len, key->secret);
    buf_add_sv(&text, SV("signature "));
    patch_add_hex(&text, signature, sizeof signature);
    buf_add_char(&text, '\n');
    bool too_long = text.len > PATCH_RECORD_MAX;
    sitrep_sv kept = text.failed || too_long ? (sitrep_sv){NULL, 0} : arena_copy(a, buf_sv(&text)), rest = kept;
    buf_release(&text);
    if (too_long) return base_error(err, SITREP_LIMIT, "the decision is too long for a patch");
    if (!kept.ptr) return base_error(err, SITREP_NOMEM, "out of memory");
    uint32_t line = 0;
    return patch_parse(&rest, &line, a, p, err);
}

bool patch_is_signed(const patch *p)
{
    return crypto_sign_verify_detached(p->signature, (const unsigned char *)p->signed_part.ptr, p->signed_part.len,
                                       p->key) == 0;
}
