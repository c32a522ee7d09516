/* lang/contract.c — what is known of single words: multiword tokens (don't = do + n't, Russia's = Russia + 's, cannot =
 * can + not), titles that keep their full stop, labels that are no datelines. The table is data/lang/tokens.tsv, kept
 * in the model file as it stands and hashed at open. Immutable after that. */
#include "lang/lang_int.h"

#include <xxhash.h>

#include "base/banned.h"

#define FORM_MAX     32u   /* longer tokens are only tried for clitics */
#define SLOTS        1024u /* of the word table; a power of two, at most half full */
#define SUFFIXES_MAX 16u

typedef enum word_kind { WORD_PARTS, WORD_TITLE, WORD_LABEL } word_kind;

typedef struct word_entry {
    sitrep_sv form, parts;
    word_kind kind;
} word_entry;

struct lang_contractions {
    word_entry words[SLOTS];
    sitrep_sv suffixes[SUFFIXES_MAX];
    uint32_t word_count, suffix_count;
    bool possessive;
};

static uint32_t fold_form(sitrep_sv form, char folded[FORM_MAX], uint32_t at_byte[FORM_MAX + 1]);

/* Where a folded form of this kind stands, or the empty slot where it would. */
static uint32_t slot_of(const lang_contractions *c, sitrep_sv form, word_kind kind)
{
    uint32_t slot = (uint32_t)XXH64(form.ptr, form.len, (uint64_t)kind) & (SLOTS - 1);
    while (c->words[slot].form.len && !(c->words[slot].kind == kind && sv_eq_fold(c->words[slot].form, form)))
        slot = (slot + 1) & (SLOTS - 1);
    return slot;
}

static sitrep_status add_word(lang_contractions *c, sitrep_sv form, sitrep_sv parts, word_kind kind)
{
    char folded[FORM_MAX];
    uint32_t at_byte[FORM_MAX + 1];
    if (form.len == 0 || form.len > FORM_MAX || c->word_count == SLOTS / 2 || (kind == WORD_PARTS && !parts.len))
        return SITREP_FORMAT;
    uint32_t len = fold_form(form, folded, at_byte), slot = slot_of(c, (sitrep_sv){folded, len}, kind);
    if (!c->words[slot].form.len) c->word_count++;
    c->words[slot] = (word_entry){form, parts, kind};
    return SITREP_OK;
}

static sitrep_status add_line(lang_contractions *c, sitrep_sv line, uint32_t number, sitrep_error *err)
{
    static const char *const kinds[] = {"word", "title", "label"};
    sitrep_sv rest = line, kind = sv_cut(&rest, '\t'), form = sv_cut(&rest, '\t'), parts = rest;
    if (sv_eq(kind, SV("possessive"))) {
        c->possessive = true;
        return SITREP_OK;
    }
    if (sv_eq(kind, SV("suffix")) && form.len && c->suffix_count < SUFFIXES_MAX) {
        c->suffixes[c->suffix_count++] = form;
        return SITREP_OK;
    }
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (sv_eq(kind, sv_of(kinds[i])) && add_word(c, form, parts, (word_kind)i) == SITREP_OK) return SITREP_OK;
    return base_error_at(err, SITREP_FORMAT, NULL, number, 0, 0, "tokens: this line is not understood");
}

sitrep_status lang_contractions_new(sitrep_sv section, lang_contractions **out, sitrep_error *err)
{
    lang_contractions *c = calloc(1, sizeof *c);
    if (!c) return base_error(err, SITREP_NOMEM, "out of memory");
    sitrep_status status = SITREP_OK;
    sitrep_sv rest = section;
    for (uint32_t number = 1; rest.len && !status; number++) {
        sitrep_sv line = sv_cut(&rest, '\n');
        if (line.len && line.ptr[0] != '#') status = add_line(c, line, number, err);
    }
    if (status) {
        lang_contractions_free(c);
        return status;
    }
    *out = c;
    return SITREP_OK;
}

void lang_contractions_free(lang_contractions *c)
{
    free(c);
}

/* The length of an apostrophe at the start of `sv`: ' ` ’ ‘ ʼ; 0 for something else. */
static uint32_t apostrophe(sitrep_sv sv)
{
    static const char *const others[] = {"\xE2\x80\x99", "\xE2\x80\x98", "\xCA\xBC", "\xC2\xB4"};
    if (sv.len && (sv.ptr[0] == '\'' || sv.ptr[0] == '`')) return 1;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (sv_starts(sv, sv_of(others[i]))) return (uint32_t)strlen(others[i]);
    return 0;
}

/* Length of the end of `form` that reads as `clitic`, 0 where it does not. Compared from the back. */
static uint32_t ends_with_clitic(sitrep_sv form, sitrep_sv clitic)
{
    size_t at = form.len;
    for (size_t i = clitic.len; i > 0; i--) {
        if (clitic.ptr[i - 1] == '\'') {
            size_t back = 1; /* step over one code point */
            while (back < at && back < 4 && ((unsigned char)form.ptr[at - back] & 0xC0) == 0x80) back++;
            if (at < back || apostrophe(sv_part(form, at - back, form.len)) != back) return 0;
            at -= back;
        } else {
            if (at == 0 || to_lower(form.ptr[at - 1]) != clitic.ptr[i - 1]) return 0;
            at--;
        }
    }
    return (uint32_t)(form.len - at);
}

/* Lower case and plain apostrophes; at_byte: where each folded byte came from, and the end. `form` has at most FORM_MAX
 * bytes. */
static uint32_t fold_form(sitrep_sv form, char folded[FORM_MAX], uint32_t at_byte[FORM_MAX + 1])
{
    uint32_t len = 0;
    for (uint32_t at = 0; at < form.len;) {
        uint32_t quote = apostrophe(sv_part(form, at, form.len));
        at_byte[len] = at;
        folded[len++] = quote ? '\'' : to_lower(form.ptr[at]);
        at += quote ? quote : 1;
    }
    at_byte[len] = (uint32_t)form.len;
    return len;
}

static bool is_known(const lang_contractions *c, sitrep_sv form, word_kind kind)
{
    char folded[FORM_MAX];
    uint32_t at_byte[FORM_MAX + 1];
    if (form.len == 0 || form.len > FORM_MAX) return false;
    uint32_t len = fold_form(form, folded, at_byte);
    return c->words[slot_of(c, (sitrep_sv){folded, len}, kind)].form.len != 0;
}

bool lang_contractions_is_title(const lang_contractions *c, sitrep_sv form)
{
    return is_known(c, form, WORD_TITLE);
}

bool lang_contractions_is_label(const lang_contractions *c, sitrep_sv form)
{
    return is_known(c, form, WORD_LABEL);
}

/* Whole words: folds the form, finds it, and walks the parts along the original bytes. */
static uint32_t cut_word(const lang_contractions *c, sitrep_sv form, uint32_t ends[LANG_PARTS_MAX])
{
    char folded[FORM_MAX];
    uint32_t at_byte[FORM_MAX + 1];
    if (form.len > FORM_MAX) return 1;
    uint32_t len = fold_form(form, folded, at_byte), slot = slot_of(c, (sitrep_sv){folded, len}, WORD_PARTS);
    if (!c->words[slot].form.len) return 1;
    sitrep_sv parts = c->words[slot].parts;
    uint32_t count = 0, at = 0;
    while (parts.len && count < LANG_PARTS_MAX) {
        at += (uint32_t)sv_cut(&parts, '|').len;
        if (at > len) return 1;
        ends[count++] = at_byte[at];
    }
    return at == len ? count : 1;
}

uint32_t lang_contractions_cut(const lang_contractions *c, sitrep_sv form, bool next_is_word, bool quote_open,
                               uint32_t ends[LANG_PARTS_MAX])
{
    if (form.len < 2) return 1;
    uint32_t parts = cut_word(c, form, ends);
    if (parts > 1) return parts;
    for (uint32_t i = 0; i < c->suffix_count; i++) {
        uint32_t len = ends_with_clitic(form, c->suffixes[i]);
        if (len == 0 || len >= form.len) continue;
        char before = form.ptr[form.len - len - 1];
        if (!is_alpha(before) && !is_digit(before) && before != '.' && (unsigned char)before < 0x80) continue;
        ends[0] = (uint32_t)form.len - len;
        ends[1] = (uint32_t)form.len;
        return 2;
    }
    uint32_t len = ends_with_clitic(form, SV("'"));
    if (c->possessive && len && len < form.len && next_is_word && !quote_open) {
        char before = to_lower(form.ptr[form.len - len - 1]);
        if (before == 's' || before == 'z' || before == 'x') {
            ends[0] = (uint32_t)form.len - len;
            ends[1] = (uint32_t)form.len;
            return 2;
        }
    }
    return 1;
}
