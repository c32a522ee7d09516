/* cli/cmd_review.c — `sitrep review`: what waits for a person, and the decisions; on a terminal item by item. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filters.h"
#include "review.h"
#include "sitrep/review.h"

sitrep_sv review_sv(const char *text)
{
    return (sitrep_sv){text ? text : "", text ? strlen(text) : 0};
}

int review_key_path(const cli_args *args, char *path, size_t size)
{
    sitrep_error err = {0};
    const char *given = cli_get(args, "key");
    if (!given) return sitrep_key_path(path, size, &err) ? cli_fail(args, &err) : CLI_EXIT_OK;
    return snprintf(path, size, "%s", given) < (int)size ? CLI_EXIT_OK
                                                         : cli_usage(args, "the path given with --key is too long");
}

static int open_key(const cli_args *args, sitrep_key **out)
{
    char path[4096];
    sitrep_error err = {0};
    int code = review_key_path(args, path, sizeof path);
    if (code) return code;
    return sitrep_key_open(path, out, &err) ? cli_fail(args, &err) : CLI_EXIT_OK;
}

/* The time that --at names; 0 for now. */
static int read_at(const cli_args *args, int64_t *out)
{
    const char *at = cli_get(args, "at");
    sitrep_filter filter;
    sitrep_error err = {0};
    sitrep_filter_init(&filter);
    *out = 0;
    if (at && sitrep_filter_set(&filter, review_sv("as-of"), review_sv(at), &err))
        return cli_usage(args, "--at takes a time like 2010-06-18T12:00:00Z, not '%s'", at);
    *out = filter.as_of;
    return CLI_EXIT_OK;
}

int review_decide(const cli_args *args, sitrep_store *store, const sitrep_key *key, sitrep_decision *decision)
{
    char id[SITREP_ID_SIZE];
    sitrep_review_result result = {0};
    sitrep_error err = {0};
    int code = read_at(args, &decision->at);
    if (code) return code;
    sitrep_status status = sitrep_review_decide(store, key, decision, id, &result, &err);
    if (status) return cli_fail(args, &err);
    printf("%s\n", id);
    cli_say(args, "%s %.*s by %s as %s; rows changed: %llu", sitrep_action_name(decision->action),
            (int)decision->target.len, decision->target.ptr, sitrep_key_name(key), id, (unsigned long long)result.rows);
    return CLI_EXIT_OK;
}

#define OPERANDS_MAX 80

/* FIELD=VALUE operands. */
static int read_changes(const cli_args *args, char **texts, int count, sitrep_change *out)
{
    for (int i = 0; i < count; i++) {
        const char *equals = strchr(texts[i], '=');
        if (!equals || equals == texts[i]) return cli_usage(args, "'%s' is not FIELD=VALUE", texts[i]);
        out[i] = (sitrep_change){{texts[i], (size_t)(equals - texts[i])}, review_sv(equals + 1)};
    }
    return CLI_EXIT_OK;
}

static int decide(const cli_args *args, sitrep_action action)
{
    int rest = args->operand_count - 2;
    char **operands = args->operands;
    sitrep_change changes[OPERANDS_MAX];
    sitrep_sv others[OPERANDS_MAX];
    const char *reason = cli_get(args, "reason");
    bool more = action == SITREP_ACTION_correct || action == SITREP_ACTION_merge || action == SITREP_ACTION_split;
    if (rest < 0) return cli_usage(args, "'%s' needs an id", operands[0]);
    if (rest > (int)OPERANDS_MAX - 1 || (rest && !more))
        return cli_usage(args, "'%s' is one operand too many", operands[2]);
    if (!rest && more) return cli_usage(args, "'%s %s' needs more to go on", operands[0], operands[1]);
    if (!reason || !reason[0]) return cli_usage(args, "a decision needs its --reason");
    sitrep_decision d = {.action = action, .target = review_sv(operands[1]), .reason = review_sv(reason)};
    int code = CLI_EXIT_OK;
    if (action == SITREP_ACTION_correct) {
        code = read_changes(args, operands + 2, rest, changes);
        d.changes = changes;
        d.change_count = (size_t)rest;
    } else {
        for (int i = 0; i < rest; i++) others[i] = review_sv(operands[i + 2]);
        d.others = others;
        d.other_count = (size_t)rest;
    }
    sitrep_key *key = NULL;
    sitrep_store *store = NULL;
    sitrep_error err = {0};
    if (!code) code = open_key(args, &key);
    if (!code && cli_open_store(args, SITREP_STORE_WRITE, &store, &err)) code = cli_fail(args, &err);
    if (!code) code = review_decide(args, store, key, &d);
    sitrep_store_close(store);
    sitrep_key_free(key);
    return code;
}

/* ---- looking ---- */

static int look(const cli_args *args,
                sitrep_status (*show)(sitrep_store *, sitrep_sv, sitrep_write_fn, void *, sitrep_error *))
{
    if (args->operand_count != 2) return cli_usage(args, "'%s' takes one id", args->operands[0]);
    sitrep_store *store = NULL;
    sitrep_error err = {0};
    sitrep_status status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    if (!status) status = show(store, review_sv(args->operands[1]), cli_write, NULL, &err);
    sitrep_store_close(store);
    if (status == SITREP_STOPPED) return CLI_EXIT_FAILED;
    return status ? cli_fail(args, &err) : CLI_EXIT_OK;
}

/* A table takes no operands behind its name. */
static int table(const cli_args *args, sitrep_table_kind kind)
{
    cli_args bare = *args;
    if (args->operand_count > 1) return cli_usage(args, "'%s' is one operand too many", args->operands[1]);
    bare.operand_count = 0;
    return cli_print_table(&bare, kind);
}

/* ---- keys ---- */

/* The folder of a key that is to be made, for its owner alone. */
static void make_folder(const char *path)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(folder, 0700); /* there already, or making the key tells why not */
        *slash = '/';
    }
}

static int key_new(const cli_args *args)
{
    char path[4096];
    sitrep_error err = {0};
    if (args->operand_count != 3) return cli_usage(args, "'key new' takes the name to sign with");
    int code = review_key_path(args, path, sizeof path);
    if (code) return code;
    if (!cli_get(args, "key")) make_folder(path);
    if (sitrep_key_new(review_sv(args->operands[2]), path, &err)) return cli_fail(args, &err);
    cli_say(args, "the key of %s is in %s: keep it; %s.pub is for the others", args->operands[2], path, path);
    return CLI_EXIT_OK;
}

static int key_trust(const cli_args *args, bool trusted)
{
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_review_result result = {0};
    char *bytes = NULL;
    size_t len = 0;
    if (args->operand_count != 3)
        return cli_usage(args, "'key %s' takes a public key's file, or a signer's id", args->operands[1]);
    const char *what = args->operands[2];
    bool is_id = strlen(what) == SITREP_ID_SIZE - 1 && what[0] == 'k' && !strchr(what, '.') && access(what, F_OK) != 0;
    sitrep_status status = is_id ? SITREP_OK : cli_read_file(what, 65536, &bytes, &len, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_WRITE, &store, &err);
    if (!status)
        status = sitrep_review_trust(store, is_id ? review_sv(what) : (sitrep_sv){bytes, len}, trusted, &result, &err);
    sitrep_store_close(store);
    free(bytes);
    if (status) return cli_fail(args, &err);
    cli_say(args, "%s; now %llu patches in force, %llu not trusted", trusted ? "trusted" : "no longer trusted",
            (unsigned long long)result.applied, (unsigned long long)result.untrusted);
    return CLI_EXIT_OK;
}

static int keys(const cli_args *args)
{
    const char *what = args->operand_count > 1 ? args->operands[1] : "";
    cli_args bare = *args;
    bare.operand_count = 0;
    if (strcmp(what, "new") == 0) return key_new(args);
    if (strcmp(what, "trust") == 0) return key_trust(args, true);
    if (strcmp(what, "distrust") == 0) return key_trust(args, false);
    if (strcmp(what, "list") == 0 && args->operand_count == 2) return cli_print_table(&bare, SITREP_TABLE_SIGNERS);
    return cli_usage(args, "'key' takes new NAME, trust FILE, distrust FILE or list");
}

/* ---- cases ---- */

typedef struct case_files {
    const char *folder;
    int failed; /* errno */
    char table[32];
} case_files;

static int append(const char *folder, const char *name, sitrep_sv line)
{
    char path[4096];
    if (!line.len) return 0;
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return ENAMETOOLONG;
    FILE *file = fopen(path, "ab");
    if (!file) return errno;
    bool good = fwrite(line.ptr, 1, line.len, file) == line.len;
    int why = errno;
    return fclose(file) == 0 && good ? 0 : why ? why : EIO;
}

static void take_case(void *ctx, const sitrep_review_case *c)
{
    case_files *f = ctx;
    char name[64];
    snprintf(f->table, sizeof f->table, "%s", c->table);
    snprintf(name, sizeof name, "%s.tsv", c->table);
    f->failed = append(f->folder, name, c->golden);
    if (!f->failed) f->failed = append(f->folder, "corpus.tsv", c->corpus);
}

static int make_case(const cli_args *args)
{
    case_files files = {.folder = cli_get(args, "into")};
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    if (args->operand_count != 2 || !files.folder) return cli_usage(args, "'case' takes a patch and --into FOLDER");
    if (mkdir(files.folder, 0777) != 0 && errno != EEXIST) {
        cli_say(args, "%s: %s", files.folder, strerror(errno));
        return CLI_EXIT_FAILED;
    }
    sitrep_status status = cli_open_store(args, SITREP_STORE_READ, &store, &err);
    if (!status) status = sitrep_review_make_case(store, review_sv(args->operands[1]), take_case, &files, &err);
    sitrep_store_close(store);
    if (status) return cli_fail(args, &err);
    if (files.failed) {
        cli_say(args, "%s: %s", files.folder, strerror(files.failed));
        return files.failed == ENOSPC ? CLI_EXIT_FULL : CLI_EXIT_FAILED;
    }
    cli_say(args, "one row more in %s/%s.tsv", files.folder, files.table);
    return CLI_EXIT_OK;
}

/* ---- the verb ---- */

typedef struct sub_verb {
    const char *name;
    int (*run)(const cli_args *args);
} sub_verb;

static int run_list(const cli_args *args)
{
    return table(args, SITREP_TABLE_QUEUE);
}
static int run_patches(const cli_args *args)
{
    return table(args, SITREP_TABLE_PATCHES);
}
static int run_conflicts(const cli_args *args)
{
    return table(args, SITREP_TABLE_CONFLICTS);
}
static int run_show(const cli_args *args)
{
    return look(args, sitrep_review_show);
}
static int run_history(const cli_args *args)
{
    return look(args, sitrep_review_history);
}

static const sub_verb sub_verbs[] = {{"list", run_list}, {"patches", run_patches}, {"conflicts", run_conflicts},
                                     {"show", run_show}, {"history", run_history}, {"key", keys},
                                     {"case", make_case}};

static int run(const cli_args *args)
{
    if (!args->operand_count)
        return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? review_interactive(args) : run_list(args);
    const char *what = args->operands[0];
    for (unsigned i = 0; i < SITREP_ACTION_COUNT; i++)
        if (strcmp(what, sitrep_action_name(i)) == 0) return decide(args, (sitrep_action)i);
    for (size_t i = 0; i < sizeof sub_verbs / sizeof sub_verbs[0]; i++)
        if (strcmp(what, sub_verbs[i].name) == 0) return sub_verbs[i].run(args);
    return cli_usage(args, "there is no '%s' among the decisions and lists", what);
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    {"reason", "TEXT", "why; no decision without one"},
    {"key", "FILE", "who signs (default: sitrep/review.key in $XDG_CONFIG_HOME, or in ~/.config)"},
    {"at", "TIME", "when it was decided (default: now)"},
    {"into", "FOLDER", "where 'case' writes"},
    CLI_TABLE_FORMAT,
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_review_verb;
const cli_verb cmd_review_verb = {
    "review",
    "[WHAT [ID [...]]]",
    "people's decisions: accept, reject, correct, merge, split, unverifiable, undo",
    options,
    run,
    "WHAT is one of\n"
    "  list                         what waits for a decision, by what it would change (also without WHAT in a pipe)\n"
    "  show ID, history ID          a row in its context; what was read, and each decision since\n"
    "  accept ID, reject ID, unverifiable ID\n"
    "  correct ID FIELD=VALUE...    an empty value means: not stated\n"
    "  merge EVENT EVENT            the second joins the first\n"
    "  split EVENT CLAIM...         the claims become an event of their own\n"
    "  undo PATCH                   as if it had not been made; undoing can be undone\n"
    "  patches, conflicts           what was decided, and what contradicts each other or fits nothing\n"
    "  key new NAME, key trust FILE, key distrust FILE, key list\n"
    "  case PATCH --into FOLDER     a row for the tests and one for the corpus\n"
    "Without WHAT on a terminal: item by item. Each decision is signed, changes no row, and can be exported."};
