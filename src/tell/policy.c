/* tell/policy.c — reading a policy: lines of a keyword and its value, '#' to the end of a line is a comment. Whatever a
 * line may not say is refused with file and line: a rule that is silently not applied would be a wrong table. */
#include "tell/policy.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/error.h"
#include "sitrep/read.h"

#include "base/banned.h"

#define FILE_MAX  (64u * 1024u)
#define NAME_SIZE 64u

typedef struct parsing {
    sitrep_policy *p;
    const char *file;
    uint32_t line;
    sitrep_error *err;
    bool chosen[POLICY_PARTS];
} parsing;

static sitrep_status fail(const parsing *s, const char *what, sitrep_sv value)
{
    (void)base_error(s->err, SITREP_FORMAT, "%s: '%.*s'", what, (int)(value.len < 60 ? value.len : 60), value.ptr);
    if (s->err) s->err->line = s->line;
    if (s->file) base_error_file(s->err, s->file);
    return SITREP_FORMAT;
}

static const char *const thing_words[] = {
#define POLICY_WORD(name, word) word,
    POLICY_THINGS(POLICY_WORD)
#undef POLICY_WORD
};
static const char *const choice_words[POLICY_CHOICES] = {"lowest", "highest", "latest", "middle", "weighted"};
static const char *const part_words[POLICY_PARTS] = {"low", "best", "high"};

/* The index of a word in a list; `count` where it is not there. */
static size_t index_of(sitrep_sv word, const char *const *words, size_t count)
{
    size_t i = 0;
    while (i < count && !sv_eq(word, sv_of(words[i]))) i++;
    return i;
}

static bool is_name(sitrep_sv value)
{
    bool good = value.len > 0 && value.len < NAME_SIZE && is_lower(value.ptr[0]);
    for (size_t i = 0; i < value.len; i++)
        good = good && (is_lower(value.ptr[i]) || is_digit(value.ptr[i]) || value.ptr[i] == '-');
    return good;
}

static bool share_of(sitrep_sv value, double *out)
{
    uint64_t whole = 0, part = 0;
    sitrep_sv rest = value, before = sv_cut(&rest, '.');
    bool has_point = before.len < value.len;
    if (!sv_to_u64(before, 1000, &whole) ||
        (has_point && (!rest.len || rest.len > 6 || !sv_to_u64(rest, 999999, &part))))
        return false;
    double scale = 1;
    for (size_t i = 0; i < rest.len; i++) scale *= 10;
    *out = (double)whole + (double)part / scale;
    return true;
}

/* ---- the keywords ---- */

static sitrep_status set_name(parsing *s, sitrep_sv value)
{
    if (s->p->name.len) return fail(s, "a policy has one name", value);
    if (!is_name(value)) return fail(s, "a name has small letters, digits and '-'", value);
    s->p->name = arena_copy(&s->p->a, value);
    return SITREP_OK;
}

static sitrep_status set_title(parsing *s, sitrep_sv value)
{
    s->p->title = arena_copy(&s->p->a, value);
    return SITREP_OK;
}

static sitrep_status set_window(parsing *s, sitrep_sv value)
{
    uint64_t days;
    if (!sv_to_u64(value, 36500, &days)) return fail(s, "a window is a number of days", value);
    s->p->window = (int32_t)days;
    return SITREP_OK;
}

static sitrep_status set_origins(parsing *s, sitrep_sv value)
{
    uint64_t count;
    if (!sv_to_u64(value, 1000, &count)) return fail(s, "how many origins is a number", value);
    s->p->origins = (uint32_t)count;
    return SITREP_OK;
}

static sitrep_status set_half_life(parsing *s, sitrep_sv value)
{
    return share_of(value, &s->p->half_life) ? SITREP_OK : fail(s, "a half-life is a number of days", value);
}

static sitrep_status set_left_out(parsing *s, sitrep_sv value)
{
    size_t thing = index_of(value, thing_words, POLICY_THING_COUNT);
    if (thing == POLICY_THING_COUNT) return fail(s, "there is no such kind of number to leave out", value);
    s->p->left_out[thing] = true;
    return SITREP_OK;
}

static sitrep_status set_weight(parsing *s, sitrep_sv value)
{
    sitrep_sv rest = value, word = sv_cut(&rest, ' ');
    double weight;
    if (!share_of(sv_trim(rest), &weight)) return fail(s, "a weight is a number such as 0.5", value);
    if (sv_eq(word, SV("named"))) return s->p->weigh_named = weight, SITREP_OK;
    if (sv_eq(word, SV("origin"))) return s->p->weigh_origin = weight, SITREP_OK;
    size_t thing = index_of(word, thing_words, POLICY_THING_COUNT);
    if (thing == POLICY_THING_COUNT) return fail(s, "there is no such kind of number to weigh", word);
    s->p->weights[thing] = weight;
    return SITREP_OK;
}

static sitrep_status set_choice(parsing *s, sitrep_sv value)
{
    sitrep_sv rest = value, word = sv_cut(&rest, ' ');
    size_t part = index_of(word, part_words, POLICY_PARTS),
           choice = index_of(sv_trim(rest), choice_words, POLICY_CHOICES);
    if (part == POLICY_PARTS) return fail(s, "choose low, best or high, not", word);
    if (choice == POLICY_CHOICES)
        return fail(s, "choose the lowest, highest, latest, middle or weighted, not", sv_trim(rest));
    if (s->chosen[part]) return fail(s, "this is chosen twice", word);
    s->chosen[part] = true;
    s->p->choices[part] = (policy_choice)choice;
    return SITREP_OK;
}

/* "health ministry" from 2010-06-14 until 2011-05-02 */
static sitrep_status add_speaker(parsing *s, sitrep_sv value, policy_name *list, size_t *count)
{
    if (*count == POLICY_NAMES_MAX) return fail(s, "too many names", value);
    policy_name name = {.from = SITREP_DAY_NONE, .until = SITREP_DAY_NONE};
    size_t end = value.len && value.ptr[0] == '"' ? sv_find(value, SV("\""), 1) : SIZE_MAX;
    if (end == SIZE_MAX || end < 2) return fail(s, "a name stands in quotation marks", value);
    name.words = arena_copy(&s->p->a, sv_part(value, 1, end));
    sitrep_sv rest = sv_trim(sv_part(value, end + 1, value.len));
    while (rest.len) {
        sitrep_sv word = sv_cut(&rest, ' '), day;
        rest = sv_trim(rest);
        day = sv_cut(&rest, ' ');
        rest = sv_trim(rest);
        int32_t *to = sv_eq(word, SV("from")) ? &name.from : sv_eq(word, SV("until")) ? &name.until : NULL;
        *(to ? to : &name.until) = data_day(day);
        if (!to || day.len != 10 || *to == SITREP_DAY_NONE)
            return fail(s, "after a name stands 'from' or 'until' and a day like 2010-06-18", word);
    }
    list[(*count)++] = name;
    return SITREP_OK;
}

static sitrep_status add_preferred(parsing *s, sitrep_sv value)
{
    return add_speaker(s, value, s->p->prefer, &s->p->prefer_count);
}

static sitrep_status add_only(parsing *s, sitrep_sv value)
{
    return add_speaker(s, value, s->p->only, &s->p->only_count);
}

static sitrep_status add_without(parsing *s, sitrep_sv value)
{
    return add_speaker(s, value, s->p->without, &s->p->without_count);
}

static const struct {
    const char *keyword;
    sitrep_status (*set)(parsing *s, sitrep_sv value);
} keywords[] = {{"policy", set_name},     {"title", set_title},         {"window", set_window},
                {"origins", set_origins}, {"half-life", set_half_life}, {"leave-out", set_left_out},
                {"weigh", set_weight},    {"choose", set_choice},       {"prefer", add_preferred},
                {"only", add_only},       {"without", add_without}};

/* ---- lines ---- */

/* A line without its comment, with one blank between words; '#' inside quotation marks is itself. */
static sitrep_sv clean(arena *a, sitrep_sv line)
{
    char *to = arena_alloc(a, line.len + 1);
    size_t len = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.len && to; i++) {
        char c = line.ptr[i] == '\t' || line.ptr[i] == '\r' ? ' ' : line.ptr[i];
        if (c == '"') quoted = !quoted;
        if (c == '#' && !quoted) break;
        if (c == ' ' && !quoted && (len == 0 || to[len - 1] == ' ')) continue;
        to[len++] = c;
    }
    while (len && to[len - 1] == ' ') len--;
    return (sitrep_sv){to, len};
}

static sitrep_status take_line(parsing *s, sitrep_sv line, buf *canonical)
{
    sitrep_sv text = clean(&s->p->a, line), value = text, keyword;
    if (!text.len) return SITREP_OK;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ') return fail(s, "a control character", text);
    keyword = sv_cut(&value, ' ');
    if (!value.len) return fail(s, "a keyword without its value", keyword);
    if (!s->p->name.len && !sv_eq(keyword, SV("policy"))) return fail(s, "the first line is 'policy NAME', not", text);
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (!sv_eq(keyword, sv_of(keywords[i].keyword))) continue;
        sitrep_status status = keywords[i].set(s, value);
        buf_printf(canonical, "%.*s\n", SV_ARG(text));
        return status;
    }
    return fail(s, "there is no such keyword", keyword);
}

static sitrep_status take_all(parsing *s, sitrep_sv text, buf *canonical)
{
    sitrep_sv rest = text;
    sitrep_status status = SITREP_OK;
    if (utf8_valid_until(text) < text.len) return fail(s, "the text is not UTF-8", (sitrep_sv){"", 0});
    while (rest.len && !status) {
        s->line++;
        status = take_line(s, sv_cut(&rest, '\n'), canonical);
    }
    if (!status && !s->p->name.len) return fail(s, "the first line is 'policy NAME'", (sitrep_sv){"", 0});
    for (size_t i = 0; i < POLICY_PARTS && !status; i++)
        if (!s->chosen[i]) status = fail(s, "nothing is chosen for", sv_of(part_words[i]));
    return status;
}

sitrep_status sitrep_policy_parse(sitrep_sv text, const char *file, sitrep_policy **out_policy, sitrep_error *err)
{
    sitrep_policy *p = calloc(1, sizeof *p);
    if (!p) return base_error(err, SITREP_NOMEM, "out of memory");
    parsing s = {.p = p, .file = file, .err = err};
    buf canonical = BUF_INIT(0);
    unsigned char hash[32];
    arena_init(&p->a, 0);
    for (size_t i = 0; i < POLICY_THING_COUNT; i++) p->weights[i] = 1;
    sitrep_status status = text.len > FILE_MAX ? base_error(err, SITREP_LIMIT, "a policy has at most 64 KiB")
                                               : take_all(&s, text, &canonical);
    p->text = arena_copy(&p->a, buf_sv(&canonical));
    if (!status && (canonical.failed || p->a.failed)) status = base_error(err, SITREP_NOMEM, "out of memory");
    crypto_hash_sha256(hash, (const unsigned char *)(p->text.ptr ? p->text.ptr : ""), p->text.len);
    sodium_bin2hex(p->hash, sizeof p->hash, hash, sizeof hash);
    buf_release(&canonical);
    if (status) {
        sitrep_policy_free(p);
        return status;
    }
    *out_policy = p;
    return SITREP_OK;
}

void sitrep_policy_free(sitrep_policy *policy)
{
    if (!policy) return;
    arena_release(&policy->a);
    free(policy);
}

sitrep_sv sitrep_policy_name(const sitrep_policy *policy)
{
    return policy->name;
}

sitrep_sv sitrep_policy_title(const sitrep_policy *policy)
{
    return policy->title;
}

sitrep_sv sitrep_policy_text(const sitrep_policy *policy)
{
    return policy->text;
}

sitrep_sv sitrep_policy_hash(const sitrep_policy *policy)
{
    return sv_of(policy->hash);
}

/* ---- files ---- */

static sitrep_status read_file(const char *path, sitrep_policy **out_policy, sitrep_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        (void)base_error(err, errno == ENOENT ? SITREP_NOT_FOUND : SITREP_IO, "cannot read the policy: %s",
                         strerror(errno));
        base_error_file(err, path);
        return errno == ENOENT ? SITREP_NOT_FOUND : SITREP_IO;
    }
    char *bytes = malloc(FILE_MAX + 1);
    size_t len = bytes ? fread(bytes, 1, FILE_MAX + 1, file) : 0;
    bool failed = ferror(file) != 0;
    fclose(file);
    sitrep_status status = !bytes   ? base_error(err, SITREP_NOMEM, "out of memory")
                           : failed ? base_error(err, SITREP_IO, "cannot read the policy")
                                    : sitrep_policy_parse((sitrep_sv){bytes, len}, path, out_policy, err);
    if (status && status != SITREP_FORMAT) base_error_file(err, path);
    free(bytes);
    return status;
}

sitrep_status sitrep_policy_open(const char *name, sitrep_policy **out_policy, sitrep_error *err)
{
    char path[4096], file[NAME_SIZE + 32];
    if (strpbrk(name, "./")) return read_file(name, out_policy, err);
    if (!is_name(sv_of(name)))
        return base_error(err, SITREP_NOT_FOUND, "there is no policy '%.60s'; 'sitrep policy list' names them", name);
    snprintf(file, sizeof file, "policies/%s.policy", name);
    if (sitrep_data_path(file, path, sizeof path, err))
        return base_error(err, SITREP_NOT_FOUND, "there is no policy '%.60s'; 'sitrep policy list' names them", name);
    return read_file(path, out_policy, err);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

#define LIST_MAX 256u
sitrep_status sitrep_policy_list(bool (*each)(void *ctx, const char *name), void *ctx, sitrep_error *err)
{
    static const char end[] = ".policy";
    char path[4096], names[LIST_MAX][NAME_SIZE];
    size_t count = 0;
    sitrep_status status = sitrep_data_path("policies/lowest.policy", path, sizeof path, err);
    if (status) return status;
    char *slash = strrchr(path, '/');
    if (slash) *slash = '\0';
    DIR *folder = opendir(path);
    if (!folder) return base_error(err, SITREP_IO, "cannot list the policies: %s", strerror(errno));
    for (struct dirent *entry; (entry = readdir(folder)) && count < LIST_MAX;) {
        sitrep_sv name = sv_of(entry->d_name);
        if (!sv_ends(name, sv_of(end)) || !is_name(sv_part(name, 0, name.len - sizeof end + 1))) continue;
        snprintf(names[count++], NAME_SIZE, "%.*s", (int)(name.len - sizeof end + 1), name.ptr);
    }
    closedir(folder);
    qsort(names, count, NAME_SIZE, by_name);
    for (size_t i = 0; i < count && each(ctx, names[i]); i++) {
    }
    return SITREP_OK;
}
