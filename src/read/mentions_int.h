/* read/mentions_int.h — the parts of the mentions stage and what they share.
 * mentions.c makes them; mentions_names.c finds names, mentions_describe.c fills descriptions. All are pure but for the
 * mention that they fill; none fails. One thread. */
#ifndef READ_MENTIONS_INT_H
#define READ_MENTIONS_INT_H

#include "read/who.h"

/* Words [first, end) that are a name; end == first for none. */
typedef struct mentions_name {
    uint32_t first, end;
    uint8_t kind; /* sitrep_entity_kind */
    read_ident ident;
} mentions_name;

/* What a role noun names: "police officer", "interior minister". */
typedef struct mentions_role {
    const know_actor *actor; /* NULL for none */
    uint32_t index;          /* of the actor, SITREP_NONE */
    uint32_t office;         /* the office of the same name, SITREP_NONE */
    uint32_t first;          /* word at which the role's phrase begins */
    char bound[4];           /* the country that the role is bound to, "" */
} mentions_role;

static inline bool mentions_is_plural(const sitrep_word *w)
{
    return strcmp(w->xpos, "NNS") == 0 || strcmp(w->xpos, "NNPS") == 0 || strstr(w->feats, "Number=Plur") != NULL;
}

/* The longest name of the knowledge file that begins at a word. */
bool mentions_known_at(const read_ctx *r, uint32_t s, uint32_t w, mentions_name *out);
/* The name that begins at a word, as recognizer and knowledge file have it together. */
bool mentions_join(const read_ctx *r, uint32_t s, uint32_t w, mentions_name *out);
/* Code, sectors, ethnicity, canonical name of what the knowledge file knows. */
void mentions_fill(const read_ctx *r, const read_ident *ident, read_mention *m);
void mentions_add_sectors(read_mention *m, const know_sectors *sectors);

/* The role, office or body that ends with `head`: the longest phrase, by its form or by the head's lemma. */
mentions_role mentions_role_at(const read_ctx *r, uint32_t s, uint32_t head);
/* Whether a role is that of the place where no country is named with it. */
bool mentions_is_local_role(const read_ctx *r, const know_actor *role);
/* Takes over what names among the modifiers of `head` tell, nearest level first; `depth` is how deep it is already. */
void mentions_modifiers(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m, unsigned depth);
/* Whether a nationality word is meant as a people, and whose country they are then of. */
void mentions_settle_ethnicity(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m);
/* Fills a description headed by a common noun. */
void mentions_describe(const read_ctx *r, uint32_t s, uint32_t head, read_mention *m);
/* Whether the word opens a phrase without belonging to it: determiners, possessors, marks. */
bool mentions_is_determiner(const sitrep_word *w);

#endif
