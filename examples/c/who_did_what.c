/* examples/c/who_did_what.c — the language core from C: prints subject, verb and object of each clause of a text on
 * standard input. Build: cc who_did_what.c -lsitrep. Run: echo "Soldiers raided a market." | ./who_did_what
 * english.lang */
#include <stdio.h>
#include <string.h>

#include "sitrep/lang.h"

/* The last word before `end` that depends on `head` with this relation, or NULL. */
static const sitrep_word *dependent(const sitrep_sentence *s, uint32_t head, sitrep_deprel relation)
{
    const sitrep_word *found = NULL;
    for (uint32_t i = 0; i < s->count; i++)
        if (s->words[i].head == head && s->words[i].deprel == relation) found = &s->words[i];
    return found;
}

static void print_word(const sitrep_word *w)
{
    printf("%.*s", w ? (int)w->form.len : 1, w ? w->form.ptr : "-");
}

static void print_clauses(const sitrep_analysis *text)
{
    for (uint32_t n = 0; n < text->count; n++) {
        const sitrep_sentence *s = &text->sentences[n];
        for (uint32_t i = 0; i < s->count; i++) {
            const sitrep_word *subject = dependent(s, i, SITREP_DEPREL_NSUBJ),
                              *object = dependent(s, i, SITREP_DEPREL_OBJ);
            if (s->words[i].upos != SITREP_UPOS_VERB || (!subject && !object)) continue;
            print_word(subject);
            printf(" | %.*s | ", (int)s->words[i].lemma.len, s->words[i].lemma.ptr);
            print_word(object);
            putchar('\n');
        }
    }
}

int main(int argc, char **argv)
{
    static char bytes[1 << 20];
    sitrep_sv text = {bytes, fread(bytes, 1, sizeof bytes, stdin)};
    sitrep_error err = {0};
    sitrep_model *model = NULL;
    sitrep_parser *parser = NULL;
    const sitrep_analysis *analysis;
    sitrep_status status = sitrep_model_open(argc > 1 ? argv[1] : "english.lang", &model, &err);
    if (!status) status = sitrep_parser_new(model, &parser, &err);
    if (!status) status = sitrep_parser_run(parser, text, &analysis, &err);
    if (!status)
        print_clauses(analysis);
    else
        fprintf(stderr, "%s: %s\n", err.file, err.msg);
    sitrep_parser_free(parser);
    sitrep_model_free(model);
    return status != SITREP_OK;
}
