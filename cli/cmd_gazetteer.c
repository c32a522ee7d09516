/* cli/cmd_gazetteer.c — `sitrep gazetteer build`: a dump of GeoNames into a knowledge file with every village. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "sitrep/gazetteer.h"

#define DEFAULT_OUT "gazetteer.know"
#define PATH_SIZE   4096

/* The files of a dump, by GeoNames' names. */
typedef struct dump_paths {
    char places[PATH_SIZE], alternates[PATH_SIZE], admin1[PATH_SIZE], admin2[PATH_SIZE], countries[PATH_SIZE];
} dump_paths;

typedef struct talk {
    const cli_args *args;
    const char *what;
    double started, shown;
    bool on; /* standard error is a terminal */
} talk;

static void tell(void *ctx, const sitrep_error *fault)
{
    cli_message(((const talk *)ctx)->args, fault);
}

/* "reading the places: 38 %", after the first second. */
static bool step(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    talk *t = ctx;
    double now = cli_now();
    bool news = !t->what || strcmp(t->what, what) != 0 || now - t->shown > 0.2;
    if (!t->on || now - t->started < 1 || !news) return true;
    t->what = what;
    t->shown = now;
    if (total)
        fprintf(stderr, "\r\033[K%s: %.0f %%", what, 100.0 * (double)done / (double)total);
    else
        fprintf(stderr, "\r\033[K%s: %llu", what, (unsigned long long)done);
    fflush(stderr);
    return true;
}

/* The file `stem` in a folder, as .txt, .txt.gz or .zip, into `out`; "" where there is none. */
static void find(const char *folder, const char *stem, char *out)
{
    static const char *const endings[] = {".txt", ".txt.gz", ".zip"};
    struct stat st;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        int n = snprintf(out, PATH_SIZE, "%s/%s%s", folder, stem, endings[i]);
        if (n > 0 && n < PATH_SIZE && stat(out, &st) == 0) return;
    }
    *out = '\0';
}

/* The operand: a folder with GeoNames' files, or the file of places alone. */
static int find_dump(const cli_args *args, const char *operand, dump_paths *p)
{
    struct stat st;
    memset(p, 0, sizeof *p);
    if (stat(operand, &st) != 0 || !S_ISDIR(st.st_mode)) {
        if (strlen(operand) >= PATH_SIZE) return cli_usage(args, "the path is too long");
        snprintf(p->places, PATH_SIZE, "%s", operand);
        return CLI_EXIT_OK;
    }
    find(operand, "allCountries", p->places);
    find(operand, "alternateNamesV2", p->alternates);
    if (!*p->alternates) find(operand, "alternateNames", p->alternates);
    find(operand, "admin1CodesASCII", p->admin1);
    find(operand, "admin2Codes", p->admin2);
    find(operand, "countryInfo", p->countries);
    if (*p->places) return CLI_EXIT_OK;
    return cli_usage(args, "'%s' holds no allCountries.txt; name the file of places itself", operand);
}

static const char *path_of(const cli_args *args, const char *option, const char *found)
{
    const char *given = cli_get(args, option);
    return given ? given : *found ? found : NULL;
}

static int take_population(const cli_args *args, uint64_t *out)
{
    const char *text = cli_get(args, "population");
    char *end = NULL;
    *out = text ? strtoull(text, &end, 10) : 0;
    if (text && (*text < '0' || *text > '9' || *end))
        return cli_usage(args, "--population takes a number, not '%s'", text);
    return CLI_EXIT_OK;
}

static void print_counts(const sitrep_gazetteer_counts *c, const char *out)
{
    printf("%s: %llu places added, %llu known, %llu left out, of %llu lines\n", out, (unsigned long long)c->added,
           (unsigned long long)c->known, (unsigned long long)c->left_out, (unsigned long long)c->rows);
    if (c->alternates) printf("%llu lines of alternate names\n", (unsigned long long)c->alternates);
    printf("%llu names of places added\n", (unsigned long long)c->names);
    if (c->crowded) printf("%llu names left out: 400 bigger places have them\n", (unsigned long long)c->crowded);
    if (c->unplaced) printf("%llu places whose country the dump does not tell\n", (unsigned long long)c->unplaced);
    if (c->faulty) printf("%llu lines were faulty\n", (unsigned long long)c->faulty);
}

static int build(const cli_args *args, const dump_paths *p, uint64_t population)
{
    sitrep_error err = {0};
    sitrep_gazetteer_counts counts;
    talk t = {.args = args, .started = cli_now(), .on = isatty(STDERR_FILENO) == 1};
    char base_path[PATH_SIZE];
    sitrep_status status = cli_knowledge_path(args, base_path, sizeof base_path, &err);
    sitrep_gazetteer_options o = {.base = base_path,
                                  .out = cli_has(args, "out") ? cli_get(args, "out") : DEFAULT_OUT,
                                  .places = p->places,
                                  .alternates = path_of(args, "alternates", p->alternates),
                                  .admin1 = path_of(args, "admin1", p->admin1),
                                  .admin2 = path_of(args, "admin2", p->admin2),
                                  .countries = path_of(args, "country-info", p->countries),
                                  .classes = cli_get(args, "classes"),
                                  .within = cli_get(args, "countries"),
                                  .languages = cli_get(args, "languages"),
                                  .population = population,
                                  .historical = cli_has(args, "historical"),
                                  .say = tell,
                                  .say_ctx = &t,
                                  .progress = step,
                                  .progress_ctx = &t};
    if (!status) status = sitrep_gazetteer_build(&o, &counts, &err);
    if (t.what) fputs("\r\033[K", stderr);
    if (status) return cli_fail(args, &err);
    print_counts(&counts, o.out);
    return counts.faulty ? CLI_EXIT_REJECTS : CLI_EXIT_OK;
}

static int run(const cli_args *args)
{
    dump_paths paths;
    uint64_t population = 0;
    if (args->operand_count == 0 || strcmp(args->operands[0], "build") != 0)
        return cli_usage(args, "the only thing to do with a gazetteer is to 'build' it");
    if (args->operand_count != 2) return cli_usage(args, "build takes one folder or one file of places");
    int code = take_population(args, &population);
    if (!code) code = find_dump(args, args->operands[1], &paths);
    return code ? code : build(args, &paths, population);
}

static const cli_option options[] = {
    {"out", "FILE", "the file to make (default: " DEFAULT_OUT ")"},
    {"classes", "LIST", "feature classes or codes to take: P,A,AIRP (default: all)"},
    {"countries", "LIST", "countries to take, by code: KG,UZ (default: all)"},
    {"languages", "LIST", "languages of other names: en,ru,ky (default: all in Latin or Cyrillic script)"},
    {"population", "N", "leave towns of fewer people out"},
    {"historical", NULL, "take places that are no more (PPLH, ADM1H) as well"},
    {"alternates", "FILE", "alternateNamesV2, where it is not in the folder"},
    {"admin1", "FILE", "admin1CodesASCII, likewise"},
    {"admin2", "FILE", "admin2Codes, likewise"},
    {"country-info", "FILE", "countryInfo, likewise"},
    {"knowledge", "FILE", "the knowledge file to add to (default: sitrep.know beside the program)"},
    {NULL, NULL, NULL},
};

extern const cli_verb cmd_gazetteer_verb;
const cli_verb cmd_gazetteer_verb = {
    "gazetteer",
    "build DUMP",
    "makes a knowledge file with all places of a GeoNames dump",
    options,
    run,
    "DUMP is a folder with GeoNames' files (allCountries, and any of alternateNamesV2, admin1CodesASCII, admin2Codes, "
    "countryInfo; as .txt, .txt.gz or .zip as they come) or one file of places. The result is read with "
    "'sitrep read --knowledge FILE'."};
