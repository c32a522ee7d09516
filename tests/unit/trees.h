/* tests/unit/trees.h — sentences with given trees, for tests that must not depend on a model.
 * A tree is written one word a line: "form lemma UPOS XPOS head deprel", head counted from 1, 0 for the root. */
#ifndef TESTS_TREES_H
#define TESTS_TREES_H

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "sitrep/lang.h"

static unsigned tree_number_of(const char *(*name)(unsigned), unsigned count, const char *text)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(name(i), text) == 0) return i;
    fprintf(stderr, "trees.h: no tag or relation '%s'\n", text);
    return count;
}

/* Makes a sentence in the arena; NULL where a line cannot be read. Spans count the forms joined by blanks. */
static sitrep_sentence *tree_read(arena *a, const char *text)
{
    sitrep_sentence *s = ARENA_NEW(a, sitrep_sentence);
    s->words = ARENA_ARRAY(a, sitrep_word, 64);
    s->paragraph = true;
    for (const char *line = text; *line && s->count < 64;) {
        char form[48], lemma[48], upos[16], xpos[16], deprel[24];
        unsigned head;
        if (sscanf(line, " %47s %47s %15s %15s %u %23s", form, lemma, upos, xpos, &head, deprel) != 6) return NULL;
        sitrep_word *w = &s->words[s->count++];
        w->form = arena_copy(a, sv_of(form));
        w->lemma = arena_copy(a, sv_of(lemma));
        w->xpos = arena_copy(a, sv_of(xpos)).ptr;
        w->feats = "";
        w->head = head ? head - 1 : SITREP_NONE;
        w->upos = (uint8_t)tree_number_of(sitrep_upos_name, SITREP_UPOS_COUNT, upos);
        w->deprel = (uint8_t)tree_number_of(sitrep_deprel_name, SITREP_DEPREL_COUNT, deprel);
        w->token_words = 1;
        w->span = (sitrep_span){s->span.end, s->span.end + (uint32_t)w->form.len};
        s->span.end += (uint32_t)w->form.len + 1;
        line = strchr(line, '\n');
        if (!line) break;
        line++;
    }
    return s;
}

#endif
