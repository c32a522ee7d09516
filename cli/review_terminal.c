/* cli/review_terminal.c — `sitrep review` on a terminal: the queue item by item, a key and a reason a decision. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filters.h"
#include "review.h"

#define ITEMS_MAX 200
#define LINE_SIZE 2048
#define WORDS_MAX 20

typedef struct item {
    char id[SITREP_ID_SIZE], event[SITREP_ID_SIZE];
    char reasons[400];
    double score;
} item;

typedef struct items {
    item list[ITEMS_MAX];
    size_t count;
} items;

static void copy(char *to, size_t size, const sitrep_cell *cell)
{
    snprintf(to, size, "%.*s", cell->kind == SITREP_CELL_TEXT ? (int)cell->text.len : 0,
             cell->text.ptr ? cell->text.ptr : "");
}

/* Columns of the queue in their order: item, kind, score, reasons. */
static bool take_item(void *ctx, const sitrep_cell *cells, size_t count)
{
    items *all = ctx;
    (void)count;
    if (all->count == ITEMS_MAX) return false;
    item *i = &all->list[all->count++];
    copy(i->id, sizeof i->id, &cells[0]);
    copy(i->reasons, sizeof i->reasons, &cells[3]);
    i->score = cells[2].number;
    return true;
}

/* One line from the terminal without its end; false at the end of input. */
static bool ask(const char *question, char line[LINE_SIZE])
{
    printf("%s", question);
    fflush(stdout);
    if (!fgets(line, LINE_SIZE, stdin)) return false;
    line[strcspn(line, "\n")] = '\0';
    return true;
}

static size_t split_words(char *line, char *words[WORDS_MAX])
{
    size_t count = 0;
    char *at = line;
    while (*at && count < WORDS_MAX) {
        while (*at == ' ') at++;
        if (!*at) break;
        words[count++] = at;
        bool quoted = false;
        for (; *at && (quoted || *at != ' '); at++)
            if (*at == '"') {
                quoted = !quoted;
                memmove(at, at + 1, strlen(at));
                at--;
            }
        if (*at) *at++ = '\0';
    }
    return count;
}

/* "status=planned place="Osh, KGZ"": what is to be corrected. */
static bool ask_changes(const char *id, char line[LINE_SIZE], sitrep_change changes[WORDS_MAX], size_t *out_count)
{
    const char *const *fields = sitrep_review_fields(review_sv(id));
    char *words[WORDS_MAX];
    printf("fields:");
    for (; fields && *fields; fields++) printf(" %s", *fields);
    if (!ask("\nFIELD=VALUE (quotation marks around blanks): ", line)) return false;
    *out_count = split_words(line, words);
    for (size_t i = 0; i < *out_count; i++) {
        const char *equals = strchr(words[i], '=');
        if (!equals) {
            printf("'%s' is not FIELD=VALUE\n", words[i]);
            return false;
        }
        changes[i] = (sitrep_change){{words[i], (size_t)(equals - words[i])}, review_sv(equals + 1)};
    }
    return *out_count != 0;
}

static bool ask_others(const char *question, char line[LINE_SIZE], sitrep_sv others[WORDS_MAX], size_t *out_count)
{
    char *words[WORDS_MAX];
    if (!ask(question, line)) return false;
    *out_count = split_words(line, words);
    for (size_t i = 0; i < *out_count; i++) others[i] = review_sv(words[i]);
    return *out_count != 0;
}

static const struct key_action {
    char key;
    sitrep_action action;
} key_actions[] = {{'a', SITREP_ACTION_accept}, {'r', SITREP_ACTION_reject}, {'c', SITREP_ACTION_correct},
                   {'m', SITREP_ACTION_merge},  {'s', SITREP_ACTION_split},  {'u', SITREP_ACTION_unverifiable}};

/* Asks for what the action needs and decides. A decision that fails is told, and the item stays. */
static bool decide(const cli_args *args, sitrep_store *store, const sitrep_key *key, const item *i,
                   sitrep_action action)
{
    char details[LINE_SIZE], reason[LINE_SIZE], event[LINE_SIZE];
    sitrep_change changes[WORDS_MAX];
    sitrep_sv others[WORDS_MAX];
    sitrep_decision d = {.action = action, .target = review_sv(i->id), .changes = changes, .others = others};
    bool good = true;
    if (action == SITREP_ACTION_correct) good = ask_changes(i->id, details, changes, &d.change_count);
    if (action == SITREP_ACTION_merge || action == SITREP_ACTION_split) {
        good = ask("event: ", event) && event[0];
        d.target = review_sv(event);
        if (good)
            good = ask_others(action == SITREP_ACTION_merge ? "the other event: " : "claims that go: ", details, others,
                              &d.other_count);
    }
    if (!good || !ask("reason: ", reason) || !reason[0]) {
        puts("nothing decided");
        return false;
    }
    d.reason = review_sv(reason);
    return review_decide(args, store, key, &d) == CLI_EXIT_OK;
}

static int go_through(const cli_args *args, sitrep_store *store, const sitrep_key *key, const items *all)
{
    char line[LINE_SIZE];
    sitrep_error err = {0};
    for (size_t n = 0; n < all->count; n++) {
        const item *i = &all->list[n];
        printf("\n%zu of %zu, %.1f: %s\n", n + 1, all->count, i->score, i->reasons);
        if (sitrep_review_show(store, review_sv(i->id), cli_write, NULL, &err)) return cli_fail(args, &err);
        for (bool done = false; !done;) {
            if (!ask("a accept  r reject  c correct  m merge  s split  u unverifiable  n next  q quit: ", line))
                return CLI_EXIT_OK;
            if (line[0] == 'q') return CLI_EXIT_OK;
            done = line[0] == 'n' || !line[0];
            for (size_t k = 0; k < sizeof key_actions / sizeof key_actions[0] && !done; k++)
                if (line[0] == key_actions[k].key) done = decide(args, store, key, i, key_actions[k].action);
        }
    }
    puts(all->count ? "that was all" : "nothing waits for a decision");
    return CLI_EXIT_OK;
}

int review_interactive(const cli_args *args)
{
    char path[4096];
    sitrep_error err = {0};
    sitrep_key *key = NULL;
    sitrep_store *store = NULL;
    sitrep_filter filter;
    int code = review_key_path(args, path, sizeof path);
    if (code) return code;
    items *all = calloc(1, sizeof *all);
    sitrep_status status = all ? cli_filter(args, &filter, &err) : SITREP_NOMEM;
    if (!status) status = sitrep_key_open(path, &key, &err);
    if (!status) status = cli_open_store(args, SITREP_STORE_WRITE, &store, &err);
    if (!status && !filter.limit) filter.limit = ITEMS_MAX;
    if (!status) status = sitrep_store_query(store, SITREP_TABLE_QUEUE, &filter, take_item, all, &err);
    if (status && status != SITREP_STOPPED)
        code = cli_fail(args, &err);
    else
        code = go_through(args, store, key, all);
    sitrep_store_close(store);
    sitrep_key_free(key);
    free(all);
    return code;
}
