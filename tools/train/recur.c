/* recur.c — the two loops of training that a tensor library is slow at: the gated recurrence over packed sentences,
 * forward and backward, and the exact tree decoder that dev scores use. Compiled by train.py, loaded through ctypes.
 *
 * The unit (a simple recurrent unit, highway form), per direction, for words in reading order of that direction:
 *   f = sigmoid(uf + vf*c' + bf)   r = sigmoid(ur + vr*c' + br)      c' is the state before
 *   c = f*c' + (1-f)*ux            h = r*c + (1-r)*x
 * Rows are words, packed without padding; sentence s is rows first[s] .. first[s+1]. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline float sigmoid(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

/* u: n x 3h (x~, f, r); x, out_h, out_c, f, r: n x h with row strides given. v: 4h (vf, vr, bf, br). */
void recur_forward(const int32_t *first, int sentences, int h, int reverse, const float *restrict u, long su,
                   const float *restrict x, long sx, const float *restrict v, float *restrict out, long so,
                   float *restrict c, float *restrict f, float *restrict r)
{
    float *zero = calloc((size_t)h, sizeof(float));
    for (int s = 0; s < sentences; s++) {
        const float *before = zero;
        int n = first[s + 1] - first[s];
        for (int t = 0; t < n; t++) {
            long i = first[s] + (reverse ? n - 1 - t : t);
            const float *ui = u + i * su, *xi = x + i * sx;
            float *ci = c + i * h, *fi = f + i * h, *ri = r + i * h, *oi = out + i * so;
#pragma GCC ivdep
            for (int k = 0; k < h; k++) {
                float ff = sigmoid(ui[h + k] + v[k] * before[k] + v[2 * h + k]);
                float rr = sigmoid(ui[2 * h + k] + v[h + k] * before[k] + v[3 * h + k]);
                float cc = ff * before[k] + (1 - ff) * ui[k];
                fi[k] = ff;
                ri[k] = rr;
                ci[k] = cc;
                oi[k] = rr * cc + (1 - rr) * xi[k];
            }
            before = ci;
        }
    }
    free(zero);
}

void recur_backward(const int32_t *first, int sentences, int h, int reverse, const float *restrict u, long su,
                    const float *restrict x, long sx, const float *restrict v, const float *restrict c,
                    const float *restrict f, const float *restrict r, const float *restrict go, long so,
                    float *restrict gu, long sgu, float *restrict gx, long sgx, float *restrict gv)
{
    float *zero = calloc((size_t)h * 2, sizeof(float)), *gc = zero + h;
    for (int s = 0; s < sentences; s++) {
        int n = first[s + 1] - first[s];
        memset(gc, 0, (size_t)h * sizeof(float));
        for (int t = n - 1; t >= 0; t--) {
            long i = first[s] + (reverse ? n - 1 - t : t), b = reverse ? i + 1 : i - 1;
            const float *ui = u + i * su, *xi = x + i * sx, *ci = c + i * h, *fi = f + i * h, *ri = r + i * h;
            const float *before = t ? c + b * h : zero, *gi = go + i * so;
            float *gui = gu + i * sgu, *gxi = gx + i * sgx;
#pragma GCC ivdep
            for (int k = 0; k < h; k++) {
                float g = gi[k], ff = fi[k], rr = ri[k], b0 = before[k];
                float gcc = gc[k] + g * rr;
                float grr = g * (ci[k] - xi[k]) * rr * (1 - rr);
                float gff = gcc * (b0 - ui[k]) * ff * (1 - ff);
                gui[k] = gcc * (1 - ff);
                gui[h + k] = gff;
                gui[2 * h + k] = grr;
                gxi[k] = g * (1 - rr);
                gc[k] = gcc * ff + gff * v[k] + grr * v[h + k];
                gv[k] += gff * b0;
                gv[h + k] += grr * b0;
                gv[2 * h + k] += gff;
                gv[3 * h + k] += grr;
            }
        }
    }
    free(zero);
}

/* Chu-Liu and Edmonds by contraction, one root: given[d*(n+1)+h] for dependent d and head h, both 1..n (h 0: root).
 * A large penalty on root arcs makes the best tree take exactly one of them. heads[1..n] is written. */
typedef struct contraction {
    int len;
    int32_t *cycle, *pick_d, *pick_h, *who; /* its nodes, their arcs in the cycle, and every word's node before it */
} contraction;

void recur_tree(int n, const float *given, int32_t *heads)
{
    int m = n + 1, count = 0;
    size_t z = (size_t)m;
    double *w = malloc(sizeof(double) * z * z);
    int32_t *into = malloc(sizeof(int32_t) * z * z * 2), *outof = into + z * z;
    int32_t *best = calloc(z * 4, sizeof(int32_t)), *seen = best + m, *alive = best + 2 * m, *who = best + 3 * m;
    contraction *steps = calloc(z, sizeof(contraction));
    for (int d = 0; d < m; d++) {
        alive[d] = 1;
        who[d] = d;
        for (int h = 0; h < m; h++) {
            w[d * m + h] = d == 0 || d == h ? -1e30 : (double)given[d * m + h] - (h == 0 ? 1e6 : 0);
            into[d * m + h] = d;
            outof[d * m + h] = h;
        }
    }
    for (;;) {
        for (int d = 1; d < m; d++) {
            if (!alive[d]) continue;
            int b = -1;
            for (int h = 0; h < m; h++)
                if (alive[h] && h != d && (b < 0 || w[d * m + h] > w[d * m + b])) b = h;
            best[d] = b;
        }
        int at = -1;
        memset(seen, 0, sizeof(int32_t) * z);
        for (int d = 1; d < m && at < 0; d++) {
            if (!alive[d]) continue;
            int k = d;
            while (k && !seen[k]) {
                seen[k] = d;
                k = best[k];
            }
            if (k && seen[k] == d) at = k;
        }
        if (at < 0) break;
        contraction *st = &steps[count++];
        st->cycle = malloc(sizeof(int32_t) * z * 4);
        st->pick_d = st->cycle + m;
        st->pick_h = st->cycle + 2 * m;
        st->who = st->cycle + 3 * m;
        memcpy(st->who, who, sizeof(int32_t) * z);
        memset(seen, 0, sizeof(int32_t) * z);
        int k = at;
        do {
            st->cycle[st->len] = k;
            st->pick_d[st->len] = into[k * m + best[k]];
            st->pick_h[st->len] = outof[k * m + best[k]];
            st->len++;
            seen[k] = 1;
            k = best[k];
        } while (k != at);
        for (int o = 0; o < m; o++) {
            if (!alive[o] || seen[o]) continue;
            int bi = at, bo = at;
            double wi = -1e300, wo = -1e300;
            for (int j = 0; j < st->len; j++) {
                int c = st->cycle[j];
                double in = w[c * m + o] - w[c * m + best[c]];
                if (in > wi) {
                    wi = in;
                    bi = c;
                }
                if (w[o * m + c] > wo) {
                    wo = w[o * m + c];
                    bo = c;
                }
            }
            int32_t a = into[bi * m + o], b = outof[bi * m + o], c = into[o * m + bo], d = outof[o * m + bo];
            w[at * m + o] = wi;
            into[at * m + o] = a;
            outof[at * m + o] = b;
            w[o * m + at] = wo;
            into[o * m + at] = c;
            outof[o * m + at] = d;
        }
        for (int j = 0; j < st->len; j++)
            if (st->cycle[j] != at) alive[st->cycle[j]] = 0;
        for (int d = 0; d < m; d++)
            if (seen[who[d]]) who[d] = at;
    }
    for (int d = 0; d < m; d++) heads[d] = -1;
    for (int d = 1; d < m; d++)
        if (alive[d]) heads[into[d * m + best[d]]] = outof[d * m + best[d]];
    /* Open the cycles, last first. Exactly one word inside has a head by now: its node loses its arc in the cycle. */
    for (int s = count - 1; s >= 0; s--) {
        contraction *st = &steps[s];
        int entered = -1;
        memset(seen, 0, sizeof(int32_t) * z);
        for (int j = 0; j < st->len; j++) seen[st->cycle[j]] = 1;
        for (int d = 1; d < m; d++)
            if (seen[st->who[d]] && heads[d] >= 0) entered = st->who[d];
        for (int j = 0; j < st->len; j++)
            if (st->cycle[j] != entered) heads[st->pick_d[j]] = st->pick_h[j];
        free(st->cycle);
    }
    free(steps);
    free(best);
    free(into);
    free(w);
    heads[0] = 0;
}
