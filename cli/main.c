/* cli/main.c — the program: `sitrep VERB [options] [operands]`. Options and help come from the verbs' tables. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

/* Each verb is defined, with its options, in its cmd_*.c. */
/* clang-format off */
#define VERB_LIST(X) \
    X(read) X(parse) X(explain) X(feed) X(events) X(claims) X(figures) X(statements) X(undertakings) \
    X(contradictions) X(reports) X(sources) X(sentences) X(runs) X(report) X(policy) X(diff) X(withdrawals) X(printed) X(add) X(group) X(verify) X(review) X(patch) X(reread) X(gazetteer) \
    X(positions) X(blame) X(accusations) X(question) X(silence) X(places)
/* clang-format on */
#define DECLARE(name) extern const cli_verb cmd_##name##_verb;
VERB_LIST(DECLARE)
#undef DECLARE

static const cli_verb *const verbs[] = {
#define ENTRY(name) &cmd_##name##_verb,
    VERB_LIST(ENTRY)
#undef ENTRY
};
#define VERB_COUNT (sizeof verbs / sizeof verbs[0])

static void print_usage(FILE *out)
{
    fputs("usage: sitrep VERB [options] [operands]\n\nsitrep reads news reports and keeps the ledger of a crisis.\n\n",
          out);
    for (size_t i = 0; i < VERB_COUNT; i++) fprintf(out, "  %-14s %s\n", verbs[i]->name, verbs[i]->summary);
    fputs("\n'sitrep VERB --help' tells a verb's options. 'sitrep --version' prints the version.\n", out);
}

static void print_verb_help(const cli_verb *verb)
{
    printf("usage: sitrep %s [options] %s\n\n%s: %s\n\n", verb->name, verb->operands, verb->name, verb->summary);
    for (const cli_option *o = verb->options; o->name; o++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
        printf("  %-26s %s\n", left, o->help);
    }
    printf("  %-26s %s\n", "--help", "this text");
    if (verb->notes) printf("\n%s\n", verb->notes);
}

static const cli_option *find_option(const cli_verb *verb, const char *name, size_t len)
{
    for (const cli_option *o = verb->options; o->name; o++)
        if (strlen(o->name) == len && strncmp(o->name, name, len) == 0) return o;
    return NULL;
}

/* Takes one "--name", "--name=value" or "--name value"; *at is left at the last argument used. */
static int take_option(cli_args *args, int argc, char **argv, int *at)
{
    const char *text = argv[*at] + 2, *equals = strchr(text, '=');
    size_t len = equals ? (size_t)(equals - text) : strlen(text);
    const cli_option *option = find_option(args->verb, text, len);
    if (!option) return cli_usage(args, "unknown option '--%.*s'", (int)len, text);
    if (args->option_count == CLI_ARGS_MAX) return cli_usage(args, "more than %d options", CLI_ARGS_MAX);
    const char *value = equals ? equals + 1 : NULL;
    if (!option->argument && value) return cli_usage(args, "option '--%s' takes no value", option->name);
    if (option->argument && !value) {
        if (*at + 1 == argc) return cli_usage(args, "option '--%s' needs a value (%s)", option->name, option->argument);
        value = argv[++*at];
    }
    args->names[args->option_count] = option->name;
    args->values[args->option_count++] = value;
    return 0;
}

static int run_verb(const cli_verb *verb, int argc, char **argv)
{
    cli_args args = {.verb = verb, .operands = argv};
    bool options_over = false;
    for (int i = 0; i < argc; i++) {
        if (!options_over && strcmp(argv[i], "--help") == 0) {
            print_verb_help(verb);
            return cli_finish(&args, CLI_EXIT_OK);
        }
        if (!options_over && strcmp(argv[i], "--") == 0) {
            options_over = true;
        } else if (!options_over && strncmp(argv[i], "--", 2) == 0) {
            int code = take_option(&args, argc, argv, &i);
            if (code) return code;
        } else {
            argv[args.operand_count++] = argv[i]; /* operands move to the front; never past the place being read */
        }
    }
    return cli_finish(&args, verb->run(&args));
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error like others */
    if (argc < 2) {
        print_usage(stderr);
        return CLI_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return CLI_EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("sitrep %s\n", sitrep_version());
        return CLI_EXIT_OK;
    }
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (strcmp(argv[1], verbs[i]->name) == 0) return run_verb(verbs[i], argc - 2, argv + 2);
    fprintf(stderr, "sitrep: unknown verb '%s'; see 'sitrep --help'\n", argv[1]);
    return CLI_EXIT_USAGE;
}
