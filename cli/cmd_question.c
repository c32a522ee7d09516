/* cli/cmd_question.c — `sitrep question add "…" FILTERS`, `list`, `show ID`, `run ID`, `close ID`: standing questions,
 * which each new report is searched for. */
#include <stdio.h>
#include <string.h>

#include "filters.h"
#include "sitrep/question.h"

static sitrep_sv view(const char *text)
{
    return (sitrep_sv){text, strlen(text)};
}

static bool is_filter(const char *name)
{
    static const cli_option known[] = {CLI_FILTER_OPTIONS, {NULL, NULL, NULL}};
    for (const cli_option *o = known; o->name; o++)
        if (strcmp(o->name, name) == 0) return true;
    return false;
}

static int rows_of(const cli_args *args, sitrep_question *q)
{
    static const struct {
        const char *name;
        sitrep_table_kind kind;
    } kinds[] = {{"claims", SITREP_TABLE_CLAIMS},
                 {"figures", SITREP_TABLE_FIGURES},
                 {"statements", SITREP_TABLE_STATEMENTS},
                 {"positions", SITREP_TABLE_POSITIONS},
                 {"sentences", SITREP_TABLE_SENTENCES}};
    const char *in = cli_get(args, "in");
    q->rows = sitrep_question_rows(q);
    if (!in) return CLI_EXIT_OK;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(in, kinds[i].name) == 0) {
            q->rows = kinds[i].kind;
            return CLI_EXIT_OK;
        }
    return cli_usage(args, "--in takes claims, figures, statements, positions or sentences, not '%s'", in);
}

static int add(const cli_args *args, const char *text)
{
    sitrep_question q = {.text = view(text)};
    char id[32];
    for (int i = 0; i < args->option_count; i++) {
        if (!is_filter(args->names[i])) continue;
        if (q.count == SITREP_QUESTION_FILTERS_MAX)
            return cli_usage(args, "more than %d filters", SITREP_QUESTION_FILTERS_MAX);
        q.names[q.count] = view(args->names[i]);
        q.values[q.count++] = view(args->values[i]);
    }
    if (!q.count) return cli_usage(args, "a question needs a filter, such as --type AID or --text troops");
    int code = rows_of(args, &q);
    if (code) return code;
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    sitrep_status status = cli_open_store(args, SITREP_STORE_WRITE, &store, &err);
    if (!status) status = sitrep_question_add(store, &q, id, sizeof id, &err);
    sitrep_store_close(store);
    if (status) return cli_fail(args, &err);
    printf("%s\n", id);
    return CLI_EXIT_OK;
}

/* Prints a table with the filters of the command line and this question. */
static int print(const cli_args *args, sitrep_table_kind kind, const char *id)
{
    cli_args narrowed = *args;
    narrowed.operand_count = 0;
    if (id && narrowed.option_count < CLI_ARGS_MAX) {
        narrowed.names[narrowed.option_count] = "about";
        narrowed.values[narrowed.option_count++] = id;
    }
    return cli_print_table(&narrowed, kind);
}

static int change(const cli_args *args, const char *what, const char *id)
{
    sitrep_error err = {0};
    sitrep_store *store = NULL;
    const char *reason = cli_get(args, "reason");
    sitrep_status status = cli_open_store(args, SITREP_STORE_WRITE, &store, &err);
    if (!status && strcmp(what, "close") == 0)
        status = sitrep_question_close(store, view(id), reason ? view(reason) : (sitrep_sv){NULL, 0}, &err);
    else if (!status)
        status = sitrep_question_run(store, view(id), &err);
    sitrep_store_close(store);
    if (status) return cli_fail(args, &err);
    return strcmp(what, "run") == 0 ? print(args, SITREP_TABLE_ANSWERS, id) : CLI_EXIT_OK;
}

static int run(const cli_args *args)
{
    const char *what = args->operand_count ? args->operands[0] : "list";
    const char *which = args->operand_count > 1 ? args->operands[1] : NULL;
    if (args->operand_count > 2) return cli_usage(args, "what is '%s'?", args->operands[2]);
    if (strcmp(what, "list") == 0) return print(args, SITREP_TABLE_QUESTIONS, which);
    if (!which)
        return cli_usage(args, "'%s' needs %s", what, strcmp(what, "add") == 0 ? "the question" : "a question's id");
    if (strcmp(what, "add") == 0) return add(args, which);
    if (strcmp(what, "show") == 0) return print(args, SITREP_TABLE_ANSWERS, which);
    if (strcmp(what, "run") == 0 || strcmp(what, "close") == 0) return change(args, what, which);
    return cli_usage(args, "question takes add, list, show, run or close, not '%s'", what);
}

static const cli_option options[] = {
    CLI_STORE_OPTION,
    CLI_TABLE_FORMAT,
    {"in", "ROWS", "what is searched: claims, figures, statements, positions or sentences (default: by the filters)"},
    {"reason", "TEXT", "why it is closed"},
    CLI_FILTER_OPTIONS,
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_question_verb;
const cli_verb cmd_question_verb = {
    "question",
    "add TEXT | list | show ID | run ID | close ID",
    "keeps standing questions: their answer, since when, by which report, and how many were searched in vain",
    options,
    run,
    "A question is a filter with words for people. Each report that is added later is searched for it. 'list' tells "
    "how "
    "many rows, reports and origins answer it, 'show' the rows in the order in which they came, each with its "
    "quotation."};
