/* link/object.c — what somebody takes a side on: the object of the words of a side.
 * Sentences of the store have no trees; the object is the words behind the verb up to the end of its clause, before a
 * passive or a predicate those in front of it. "The idea", "it" stand for what was named before. An object that no line
 * of data/link/matters.tsv lists is named by its noun phrase, and becomes an issue once a second party, or the same one
 * on another day, takes a side on it (positions.c). */
#include "link/object.h"

#include "base/banned.h"

#define OBJECT_BYTES 160u
#define PHRASE_WORDS 4u
#define HEAD_MIN     4u

/* What ends a clause, so that a side taken in it is not taken on what follows. */
static const char *const clause_ends[] = {
    "; ",      ". ",       " but ",     ", and ",     ", or ",       " and said",  " and says", " said ",
    ", who ",  ", which ", " while ",   " after ",    " because ",   " although ", ", saying ", " ending ",
    " when ",  " if ",     " unless ",  " without ",  " before ",    ", adding ",  ", a ",      ", the ",
    " until ", " where ",  " whether ", ", raising ", ", bringing ", ", accusing "};
static const char *const determiners[] = {
    "the",      "a",     "an",      "any",   "its",       "their",  "his",        "her",   "our",
    "all",      "this",  "that",    "these", "those",     "new",    "another",    "such",  "some",
    "each",     "every", "further", "more",  "immediate", "fresh",  "what",       "to",    "for",
    "proposed", "early", "full",    "quick", "planned",   "what's", "continuing", "draft", "possible"};
/* Words behind which a noun phrase is over. */
static const char *const phrase_ends[] = {
    "of",      "in",      "to",        "for",      "from",   "that",     "with",   "by",        "on",
    "at",      "and",     "or",        "would",    "will",   "is",       "was",    "were",      "are",
    "had",     "has",     "have",      "as",       "into",   "over",     "under",  "against",   "during",
    "since",   "among",   "about",     "between",  "until",  "than",     "could",  "should",    "which",
    "who",     "said",    "says",      "through",  "near",   "not",      "after",  "before",    "if",
    "monday",  "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday", "today",
    "because", "when",    "while",     "but",      "within", "despite",  "behind", "outside",   "inside",
    "without", "hundred", "hundreds",  "thousands"};
/* Words that do the work of the next one: "an end to the blockade", "the lifting of the siege". */
static const char *const light[] = {"end",       "lifting", "start",      "resumption", "release",  "removal",
                                    "expulsion", "opening", "deployment", "return",     "creation", "suspension",
                                    "repeal",    "halt",    "sending",    "annulment",  "closure",  "withdrawal"};

static bool is_in(sitrep_sv word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sv_eq_fold(word, sv_of(words[i]))) return true;
    return false;
}
#define IS_IN(word, list) is_in((word), (list), sizeof(list) / sizeof(list)[0])

sitrep_sv object_behind(sitrep_sv sentence, uint32_t last, uint32_t stop)
{
    size_t end = stop < sentence.len ? stop : sentence.len;
    if (end > last + OBJECT_BYTES) end = last + OBJECT_BYTES;
    for (size_t i = 0; i < sizeof clause_ends / sizeof clause_ends[0]; i++) {
        size_t at = sv_find(sentence, sv_of(clause_ends[i]), last);
        if (at < end) end = at;
    }
    return end > last ? sv_trim(sv_part(sentence, last, end)) : (sitrep_sv){NULL, 0};
}

sitrep_sv object_before(sitrep_sv sentence, uint32_t first)
{
    size_t from = 0;
    for (size_t i = 0; i < sizeof clause_ends / sizeof clause_ends[0]; i++)
        for (size_t at = sv_find(sentence, sv_of(clause_ends[i]), 0); at < first;
             at = sv_find(sentence, sv_of(clause_ends[i]), at + 1)) {
            size_t behind = at + strlen(clause_ends[i]);
            if (behind > from && behind <= first) from = behind;
        }
    return sv_part(sentence, from, first);
}

bool object_is_conditional(sitrep_sv sentence, uint32_t first)
{
    static const char *const leads[] = {" if ", " unless ", " whether "};
    size_t from = (size_t)(object_before(sentence, first).ptr - sentence.ptr);
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        size_t len = strlen(leads[i]);
        if (from >= len && sv_eq(sv_part(sentence, from - len, from), sv_of(leads[i]))) return true;
    }
    return sv_starts(sentence, SV("If ")) && from == 0;
}

/* The next word of letters, digits, hyphens and apostrophes; what parts it from the one before says whether a comma or
 * the like stood between. */
static sitrep_sv next_word(sitrep_sv text, size_t *at, bool *out_broken)
{
    size_t i = *at;
    *out_broken = false;
    while (i < text.len && !is_alpha(text.ptr[i]) && !is_digit(text.ptr[i]) && (unsigned char)text.ptr[i] < 0x80) {
        if (text.ptr[i] != ' ') *out_broken = true;
        i++;
    }
    size_t from = i;
    while (i < text.len &&
           (is_alpha(text.ptr[i]) || is_digit(text.ptr[i]) || (unsigned char)text.ptr[i] >= 0x80 || text.ptr[i] == '-'))
        i++;
    *at = i;
    return sv_part(text, from, i);
}

bool object_is_hollow(const matters *m, sitrep_sv object)
{
    static const char *const pointers[] = {"this", "that", "these", "those", "such"};
    size_t at = 0;
    bool broken;
    matter_hit hit;
    sitrep_sv word = next_word(object, &at, &broken);
    bool pointer = false; /* "this" alone, or "this plan"; "that" before a clause points at nothing */
    while (word.len && IS_IN(word, determiners)) {
        pointer = pointer || IS_IN(word, pointers);
        word = next_word(object, &at, &broken);
        if (broken) return pointer;
    }
    return !word.len || matters_find(m, word, 1u << MATTER_HOLLOW, &hit, 1) != 0;
}

static char *put_word(char *to, const char *end, sitrep_sv word)
{
    if (to + word.len + 2 >= end) return to;
    for (size_t i = 0; i < word.len; i++) *to++ = to_lower(word.ptr[i]);
    *to++ = ' ';
    return to;
}

/* One noun phrase from *at on: its words, lower case, behind `to`. Gives where its head begins; NULL for none. */
static char *put_phrase(sitrep_sv object, size_t *at, char **to, const char *end, sitrep_sv *out_head)
{
    char *head = NULL;
    for (unsigned count = 0; count < PHRASE_WORDS;) {
        bool broken;
        size_t before = *at;
        sitrep_sv word = next_word(object, at, &broken);
        if (!word.len || (broken && count) || IS_IN(word, phrase_ends)) {
            *at = before;
            break;
        }
        if (!count && (IS_IN(word, determiners) || is_digit(word.ptr[0]))) continue;
        head = *to;
        *out_head = word;
        *to = put_word(*to, end, word);
        count++;
    }
    return head;
}

sitrep_sv object_phrase(const matters *m, arena *a, sitrep_sv object)
{
    char text[120], *to = text;
    size_t at = 0;
    bool broken;
    matter_hit hit;
    sitrep_sv head = {NULL, 0};
    if (sv_starts(object, SV("that ")) || sv_starts(object, SV("to "))) return head; /* a clause, and no thing */
    if (!put_phrase(object, &at, &to, text + sizeof text, &head)) return (sitrep_sv){NULL, 0};
    if (IS_IN(head, light)) { /* "the lifting of the blockade" */
        size_t behind = at;
        sitrep_sv of = next_word(object, &behind, &broken), inner = head;
        if (!broken && (sv_eq_fold(of, SV("of")) || sv_eq_fold(of, SV("to")))) {
            char *from = to = put_word(to, text + sizeof text, of);
            if (put_phrase(object, &behind, &to, text + sizeof text, &inner)) head = inner;
            if (to == from) return (sitrep_sv){NULL, 0};
        } else
            return (sitrep_sv){NULL, 0};
    }
    size_t len = (size_t)(to - text);
    while (len && text[len - 1] == ' ') len--;
    bool verb = sv_ends(head, SV("ing")) && sv_eq_fold((sitrep_sv){text, len}, head); /* "of attacking": no thing */
    if (head.len < HEAD_MIN || verb || is_digit(head.ptr[0]) ||
        matters_find(m, head, 1u << MATTER_HOLLOW | 1u << MATTER_NOTHING, &hit, 1))
        return (sitrep_sv){NULL, 0};
    return arena_copy(a, (sitrep_sv){text, len});
}
