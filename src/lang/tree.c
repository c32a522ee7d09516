/* lang/tree.c — the best dependency tree from arc scores, with exactly one root.
 *
 * Most sentences need no search: every word takes its best head, and if that makes a tree, it is the best one.
 * Otherwise Chu-Liu and Edmonds: contract a cycle into one node, go on, and open the cycles again, last first. Root
 * arcs are first made worse by ROOT_COST, which is more than any other difference of scores, so that the best tree
 * takes one of them. */
#include "lang/net.h"

#include "base/banned.h"

#define ROOT_COST 1e7
#define NEVER     (-1e30)

typedef struct search {
    uint32_t m;              /* nodes: words and the root, 0 */
    double *w;               /* m x m: the arc into d from h */
    uint16_t *into, *out_of; /* m x m: the words that an arc between nodes ends at */
    uint16_t *best;          /* of each node: where its best arc comes from */
    uint16_t *mark;
    uint16_t *who; /* the node that each word is in now */
    uint8_t *alive;
    /* Cycles, one after the other: a slice of members each, with the words of their arcs, and who as it was before. */
    uint16_t *member, *pick_d, *pick_h; /* at most 2m in all: each contraction removes all members but one */
    uint16_t *slice;                    /* first member of each cycle; slice[cycles] ends the last */
    uint16_t *who_before;               /* m for each cycle */
    uint16_t *heads;
    uint32_t cycles;
} search;

static size_t aligned(size_t size)
{
    return (size + 15) & ~(size_t)15;
}

size_t net_tree_scratch(uint32_t n)
{
    size_t m = (size_t)n + 1;
    return aligned(m * m * sizeof(double)) + 3 * aligned(m * m * sizeof(uint16_t)) +
           12 * aligned(2 * (m + 1) * sizeof(uint16_t));
}

static void *carve(unsigned char **at, size_t size)
{
    void *p = *at;
    *at += aligned(size);
    return p;
}

static void lay_out(search *s, uint32_t n, void *scratch)
{
    unsigned char *at = scratch;
    size_t m = (size_t)n + 1, square = m * m * sizeof(uint16_t), line = 2 * (m + 1) * sizeof(uint16_t);
    s->m = n + 1;
    s->cycles = 0;
    s->w = carve(&at, m * m * sizeof(double));
    s->into = carve(&at, square);
    s->out_of = carve(&at, square);
    s->who_before = carve(&at, square);
    s->best = carve(&at, line);
    s->mark = carve(&at, line);
    s->who = carve(&at, line);
    s->alive = carve(&at, line);
    s->member = carve(&at, line);
    s->pick_d = carve(&at, line);
    s->pick_h = carve(&at, line);
    s->slice = carve(&at, line);
    s->heads = carve(&at, line);
}

static void set_up(search *s, const float *scores, uint32_t stride)
{
    uint32_t m = s->m;
    s->slice[0] = 0;
    for (uint32_t d = 0; d < m; d++) {
        s->alive[d] = 1;
        s->who[d] = (uint16_t)d;
        for (uint32_t h = 0; h < m; h++) {
            size_t at = (size_t)d * m + h;
            s->w[at] =
                d == 0 || d == h ? NEVER : (double)scores[(size_t)(d - 1) * stride + h] - (h == 0 ? ROOT_COST : 0.0);
            s->into[at] = (uint16_t)d;
            s->out_of[at] = (uint16_t)h;
        }
    }
}

static void find_best_of(search *s, uint32_t d)
{
    const double *row = s->w + (size_t)d * s->m;
    uint32_t best = SITREP_NONE;
    for (uint32_t h = 0; h < s->m; h++)
        if (s->alive[h] && h != d && (best == SITREP_NONE || row[h] > row[best])) best = h;
    s->best[d] = (uint16_t)best;
}

/* Mends the best arcs after a contraction: who hung on a member hangs on the new node, whose arc to it weighs as much;
 * the others' bests stay the best; only the node's own has to be looked for. So a sentence costs the square of its
 * words, however many cycles it has. */
static void mend_best(search *s, uint32_t node)
{
    for (uint32_t d = 1; d < s->m; d++)
        if (s->alive[d] && !s->alive[s->best[d]]) s->best[d] = (uint16_t)node;
    find_best_of(s, node);
}

/* A node on a cycle of best arcs, 0 if there is none. */
static uint32_t find_cycle(search *s)
{
    memset(s->mark, 0, s->m * sizeof *s->mark);
    for (uint32_t d = 1; d < s->m; d++) {
        if (!s->alive[d]) continue;
        uint32_t k = d;
        while (k && !s->mark[k]) {
            s->mark[k] = (uint16_t)d;
            k = s->best[k];
        }
        if (k && s->mark[k] == d) return k;
    }
    return 0;
}

/* Notes the cycle through `node` and marks its members. */
static void note_cycle(search *s, uint32_t node)
{
    uint32_t at = s->slice[s->cycles], k = node;
    memcpy(s->who_before + (size_t)s->cycles * s->m, s->who, s->m * sizeof *s->who);
    memset(s->mark, 0, s->m * sizeof *s->mark);
    do {
        size_t arc = (size_t)k * s->m + s->best[k];
        s->member[at] = (uint16_t)k;
        s->pick_d[at] = s->into[arc];
        s->pick_h[at] = s->out_of[arc];
        s->mark[k] = 1;
        at++;
        k = s->best[k];
    } while (k != node);
    s->slice[++s->cycles] = (uint16_t)at;
}

static void move_arc(search *s, size_t to, size_t from, double weight)
{
    uint16_t into = s->into[from], out_of = s->out_of[from];
    s->w[to] = weight;
    s->into[to] = into;
    s->out_of[to] = out_of;
}

/* Makes the noted cycle one node, `node`. */
static void contract(search *s, uint32_t node)
{
    uint32_t m = s->m, first = s->slice[s->cycles - 1], end = s->slice[s->cycles];
    for (uint32_t o = 0; o < m; o++) {
        if (!s->alive[o] || s->mark[o]) continue;
        uint32_t in_at = node, out_at = node;
        double in = -1e300, out = -1e300;
        for (uint32_t j = first; j < end; j++) {
            uint32_t c = s->member[j];
            double gain = s->w[(size_t)c * m + o] - s->w[(size_t)c * m + s->best[c]];
            if (gain > in) in = gain, in_at = c;
            if (s->w[(size_t)o * m + c] > out) out = s->w[(size_t)o * m + c], out_at = c;
        }
        move_arc(s, (size_t)node * m + o, (size_t)in_at * m + o, in);
        move_arc(s, (size_t)o * m + node, (size_t)o * m + out_at, out);
    }
    for (uint32_t j = first; j < end; j++)
        if (s->member[j] != node) s->alive[s->member[j]] = 0;
    for (uint32_t d = 0; d < m; d++)
        if (s->mark[s->who[d]]) s->who[d] = (uint16_t)node;
}

/* Opens the cycles, last first. One word of each has a head from outside by then: its member loses its arc in the
 * cycle. */
static void open_cycles(search *s)
{
    while (s->cycles) {
        uint32_t c = --s->cycles, first = s->slice[c], end = s->slice[c + 1], entered = SITREP_NONE;
        const uint16_t *who = s->who_before + (size_t)c * s->m;
        memset(s->mark, 0, s->m * sizeof *s->mark);
        for (uint32_t j = first; j < end; j++) s->mark[s->member[j]] = 1;
        for (uint32_t d = 1; d < s->m; d++)
            if (s->mark[who[d]] && s->heads[d] != UINT16_MAX) entered = who[d];
        for (uint32_t j = first; j < end; j++)
            if (s->member[j] != entered) s->heads[s->pick_d[j]] = s->pick_h[j];
    }
}

/* The best head of each word by itself. Gives whether they make a tree with one root. */
static bool take_best(const float *scores, uint32_t stride, uint32_t n, uint32_t *heads, uint16_t *mark)
{
    uint32_t roots = 0;
    for (uint32_t i = 0; i < n; i++) {
        const float *row = scores + (size_t)i * stride;
        uint32_t best = 0;
        for (uint32_t h = 1; h <= n; h++)
            if (h != i + 1 && row[h] > row[best]) best = h;
        heads[i] = best ? best - 1 : SITREP_NONE;
        roots += best == 0;
        mark[i] = 0;
    }
    if (roots != 1) return false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = i;
        while (k != SITREP_NONE && !mark[k]) {
            mark[k] = (uint16_t)(i + 1);
            k = heads[k];
        }
        if (k != SITREP_NONE && mark[k] == i + 1) return false;
    }
    return true;
}

void net_tree(const float *scores, uint32_t stride, uint32_t n, uint32_t *heads, void *scratch)
{
    if (take_best(scores, stride, n, heads, scratch)) return;
    search s;
    lay_out(&s, n, scratch);
    set_up(&s, scores, stride);
    for (uint32_t d = 1; d < s.m; d++)
        if (s.alive[d]) find_best_of(&s, d);
    for (uint32_t node; (node = find_cycle(&s)) != 0; mend_best(&s, node)) {
        note_cycle(&s, node);
        contract(&s, node);
    }
    memset(s.heads, 0xFF, s.m * sizeof *s.heads);
    for (uint32_t d = 1; d < s.m; d++)
        if (s.alive[d]) {
            size_t arc = (size_t)d * s.m + s.best[d];
            s.heads[s.into[arc]] = s.out_of[arc];
        }
    open_cycles(&s);
    for (uint32_t i = 0; i < n; i++) heads[i] = s.heads[i + 1] ? s.heads[i + 1] - 1u : SITREP_NONE;
}
