/* link/words.c — what two texts share, told by their words that carry meaning: four letters or two digits and more, no
 * function words, endings cut off. Sets are small and sorted, so that comparing two is one pass. */
#include "link/link_int.h"

#include "base/banned.h"

#define WORD_LETTERS 4u

/* Words of four letters and more that say nothing of the matter; those that report speech are among them. */
static const char *const function_words[] = {
    "about",  "after",  "again",  "against",   "also",     "although", "among",    "another", "around",  "because",
    "been",   "before", "being",  "between",   "both",     "called",   "could",    "does",    "done",    "down",
    "during", "each",   "either", "even",      "ever",     "every",    "first",    "friday",  "from",    "have",
    "having", "here",   "hers",   "himself",   "into",     "itself",   "just",     "last",    "later",   "made",
    "make",   "many",   "monday", "more",      "most",     "much",     "must",     "next",    "only",    "other",
    "over",   "people", "said",   "same",      "saturday", "says",     "several",  "shall",   "should",  "since",
    "some",   "still",  "such",   "sunday",    "than",     "that",     "their",    "them",    "then",    "there",
    "these",  "they",   "this",   "those",     "though",   "through",  "thursday", "told",    "tuesday", "under",
    "until",  "upon",   "very",   "wednesday", "week",     "were",     "what",     "when",    "where",   "whether",
    "which",  "while",  "will",   "with",      "within",   "without",  "would",    "year",    "years",   "your"};
static const char *const negations[] = {"no",     "not",      "never",   "nor",    "cannot",
                                        "nobody", "none",     "neither", "denied", "denies",
                                        "deny",   "rejected", "rejects", "reject", "refused"};

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_function_word(const char *word)
{
    return bsearch(&word, function_words, sizeof function_words / sizeof function_words[0], sizeof function_words[0],
                   compare_text) != NULL;
}

/* Cuts the commonest endings, so that "rebuild" meets "rebuilding" and "officers" meet an "officer". */
static size_t stem(const char *word, size_t len)
{
    static const char *const endings[] = {"ations", "ation", "ings", "ing", "ions", "ion", "ments",
                                          "ment",   "als",   "al",   "ed",  "es",   "s",   "e"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t cut = strlen(endings[i]);
        if (len >= cut + WORD_LETTERS && !memcmp(word + len - cut, endings[i], cut)) return len - cut;
    }
    return len;
}

static void add_hash(link_words *to, uint32_t hash)
{
    uint32_t at = to->count;
    for (uint32_t i = 0; i < to->count; i++)
        if (to->hashes[i] == hash) return;
    if (at == sizeof to->hashes / sizeof to->hashes[0]) return;
    for (; at && to->hashes[at - 1] > hash; at--) to->hashes[at] = to->hashes[at - 1];
    to->hashes[at] = hash;
    to->count++;
}

static void add_word(link_words *to, const char *word, size_t len)
{
    bool number = is_digit(word[0]);
    for (size_t i = 0; i < sizeof negations / sizeof negations[0]; i++)
        if (!strcmp(word, negations[i])) to->negated = true;
    if (len < (number ? 2u : WORD_LETTERS) || is_function_word(word)) return;
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0, end = number ? len : stem(word, len); i < end; i++)
        hash = (hash ^ (unsigned char)word[i]) * 16777619u;
    add_hash(to, hash);
}

void link_words_of(sitrep_sv text, link_words *out)
{
    char word[40];
    size_t len = 0;
    *out = (link_words){.count = 0};
    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? to_lower(text.ptr[i]) : ' ';
        if (is_alpha(c) || is_digit(c) || (unsigned char)c >= 0x80) {
            if (len < sizeof word - 1) word[len++] = c;
        } else if ((c == '\'' || c == ',') && len && i + 1 < text.len && is_alpha(text.ptr[i + 1])) {
            if (c == '\'' && to_lower(text.ptr[i + 1]) == 't') out->negated = true; /* can't, won't */
        } else if (len) {
            word[len] = '\0';
            add_word(out, word, len);
            len = 0;
        }
    }
}

uint32_t link_words_shared(const link_words *a, const link_words *b)
{
    uint32_t shared = 0;
    for (uint32_t i = 0, k = 0; i < a->count && k < b->count;) {
        if (a->hashes[i] == b->hashes[k])
            shared++, i++, k++;
        else if (a->hashes[i] < b->hashes[k])
            i++;
        else
            k++;
    }
    return shared;
}
