/* lang/net_lanes.h — the float kernels, written once in the compiler's vectors and included by net_kernel.c for each
 * instruction set. Define before: LANES_NAME(function), LANES_TARGET (a target attribute or nothing), LANES_WIDTH
 * (floats in a register: 4, 8 or 16).
 *
 * Vectors work element by element by the rules of IEEE 754, so results do not depend on the width. The one sum over a
 * row, in weigh(), is kept in NET_LANES parts whatever the width. */

#define LANES_PARTS   (NET_LANES / LANES_WIDTH)
#define lanes         LANES_NAME(lanes)
#define int_lanes     LANES_NAME(int_lanes)
#define exp_lanes     LANES_NAME(exp_lanes)
#define sigmoid_lanes LANES_NAME(sigmoid_lanes)
#define weigh         LANES_NAME(weigh)
#define gate          LANES_NAME(gate)

typedef float lanes __attribute__((vector_size(4 * LANES_WIDTH)));
typedef int32_t int_lanes __attribute__((vector_size(4 * LANES_WIDTH)));

#define LOAD(v, from)          memcpy(&(v), (from), sizeof(v))
#define STORE(to, v)           memcpy((to), &(v), sizeof(v))
/* mask ? a : b, element by element; comparisons give masks of all ones or zeros */
#define CHOOSE(mask, a, b)     ((lanes)CHOOSE_INT(mask, (int_lanes)(a), (int_lanes)(b)))
#define CHOOSE_INT(mask, a, b) (((mask) & (a)) | (~(mask) & (b)))

/* *x = e^x to about 1e-7 for |x| <= 80, from operations that are rounded alike everywhere. */
LANES_TARGET INLINE void exp_lanes(lanes *x)
{
    const lanes zero = {0}, half = zero + 0.5f;
    lanes t = *x * 1.44269504f;
    int_lanes n = __builtin_convertvector(t + CHOOSE(t < zero, -half, half), int_lanes);
    lanes f = t - __builtin_convertvector(n, lanes);
    lanes p = zero + 1.3398874e-3f;
    p = p * f + 9.6184373e-3f;
    p = p * f + 5.5503324e-2f;
    p = p * f + 2.4022648e-1f;
    p = p * f + 6.9314718e-1f;
    p = p * f + 1.0f;
    *x = p * (lanes)((n + 127) << 23);
}

LANES_TARGET INLINE void sigmoid_lanes(lanes *x)
{
    const lanes zero = {0}, top = zero + 30.0f;
    lanes z = -*x;
    z = CHOOSE(z > top, top, z);
    z = CHOOSE(z < -top, -top, z);
    exp_lanes(&z);
    *x = 1.0f / (1.0f + z);
}

/* *out = sigmoid(in + weight * state + bias) */
LANES_TARGET INLINE void gate(const float *in, const float *weight, const float *bias, const lanes *state, lanes *out)
{
    lanes w, b;
    LOAD(*out, in);
    LOAD(w, weight);
    LOAD(b, bias);
    *out = *out + w * *state + b;
    sigmoid_lanes(out);
}

LANES_TARGET static void LANES_NAME(recur)(const float *u, float *x, const float *v, float *state, uint32_t h,
                                           uint32_t rows, bool reverse)
{
    memset(state, 0, h * sizeof *state);
    for (uint32_t t = 0; t < rows; t++) {
        size_t i = reverse ? rows - 1 - t : t;
        const float *ui = u + i * 6 * h;
        float *xi = x + i * 2 * h;
        for (uint32_t k = 0; k < h; k += LANES_WIDTH) {
            lanes c, y, in, f, r;
            LOAD(c, state + k);
            LOAD(y, xi + k);
            LOAD(in, ui + k);
            gate(ui + h + k, v + k, v + 2 * h + k, &c, &f);
            gate(ui + 2 * h + k, v + h + k, v + 3 * h + k, &c, &r);
            c = f * c + (1.0f - f) * in;
            y = r * c + (1.0f - r) * y;
            STORE(state + k, c);
            STORE(xi + k, y);
        }
    }
}

LANES_TARGET static void LANES_NAME(quantise)(const float *in, uint32_t rows, uint32_t stride, uint32_t n, uint32_t k,
                                              int8_t *out, float *scale)
{
    const lanes zero = {0};
    const int_lanes sizes = (int_lanes){0} + INT32_MAX; /* all bits but the sign; sizes are ordered as their bits are */
    for (uint32_t r = 0; r < rows; r++) {
        const float *x = in + (size_t)r * stride;
        int8_t *q = out + (size_t)r * k;
        int_lanes large = {0}, size;
        int32_t largest = 0;
        lanes y;
        for (uint32_t i = 0; i < n; i += LANES_WIDTH) {
            LOAD(size, x + i);
            size &= sizes;
            large = CHOOSE_INT(size > large, size, large);
        }
        for (uint32_t j = 0; j < LANES_WIDTH; j++) largest = large[j] > largest ? large[j] : largest;
        float most;
        memcpy(&most, &largest, sizeof most);
        float factor = most > 1e-20f ? 127.0f / most : 0.0f;
        scale[r] = most > 1e-20f ? most / 127.0f : 0.0f;
        for (uint32_t i = 0; i < n; i += NET_LANES) {
            int32_t whole[NET_LANES];
            for (uint32_t part = 0; part < NET_LANES; part += LANES_WIDTH) {
                LOAD(y, x + i + part);
                y = y * factor;
                y = y + CHOOSE(y < zero, zero - 0.5f, zero + 0.5f);
                int_lanes rounded = __builtin_convertvector(y, int_lanes);
                STORE(whole + part, rounded);
            }
            for (uint32_t j = 0; j < NET_LANES; j++) q[i + j] = (int8_t)whole[j];
        }
        for (uint32_t i = n; i < k; i++) q[i] = 0;
    }
}

/* The weights that a word gives to the others in one head: e^(score - largest), and their sum. keys: the head's keys,
 * dimension by dimension, `padded` words each; far: the bias of each word by its distance. */
LANES_TARGET INLINE float weigh(const float *query, const float *keys, const float *far, uint32_t n, uint32_t padded,
                                float *weights)
{
    const lanes zero = {0};
    lanes large = zero - 1e9f, sum[LANES_PARTS], s, k;
    for (uint32_t part = 0; part < LANES_PARTS; part++) sum[part] = zero;
    for (uint32_t j = 0; j < padded; j += LANES_WIDTH) {
        LOAD(s, far + j);
        for (uint32_t c = 0; c < NET_HEAD_WIDTH; c++) {
            LOAD(k, keys + (size_t)c * padded + j);
            s = s + query[c] * k;
        }
        STORE(weights + j, s);
    }
    for (uint32_t j = n; j < padded; j++) weights[j] = -1e9f;
    for (uint32_t j = 0; j < padded; j += LANES_WIDTH) {
        LOAD(s, weights + j);
        large = CHOOSE(s > large, s, large);
    }
    float most = large[0], total = 0.0f;
    for (uint32_t e = 1; e < LANES_WIDTH; e++) most = large[e] > most ? large[e] : most;
    for (uint32_t j = 0; j < padded; j += NET_LANES)
        for (uint32_t part = 0; part < LANES_PARTS; part++) {
            LOAD(s, weights + j + part * LANES_WIDTH);
            s = s - most;
            s = CHOOSE(s < zero - 80.0f, zero - 80.0f, s);
            exp_lanes(&s);
            sum[part] = sum[part] + s;
            STORE(weights + j + part * LANES_WIDTH, s);
        }
    for (uint32_t e = 0; e < NET_LANES; e++) total += sum[e / LANES_WIDTH][e % LANES_WIDTH];
    return total;
}

/* scratch: keys, weights, and the bias by distance from -(n - 1) to padded - 1. */
LANES_TARGET static void LANES_NAME(attend)(const float *qkv, uint32_t stride, const float *far, uint32_t heads,
                                            uint32_t n, float *scratch, float *out, uint32_t out_stride)
{
    uint32_t padded = (n + NET_LANES - 1) / NET_LANES * NET_LANES, width = heads * NET_HEAD_WIDTH;
    float *keys = scratch, *weights = keys + (size_t)NET_HEAD_WIDTH * padded, *bias = weights + padded;
    memset(keys, 0, (size_t)NET_HEAD_WIDTH * padded * sizeof *keys);
    for (uint32_t h = 0; h < heads; h++) {
        const float *head = qkv + (size_t)h * NET_HEAD_WIDTH;
        for (uint32_t j = 0; j < n; j++)
            for (uint32_t c = 0; c < NET_HEAD_WIDTH; c++)
                keys[(size_t)c * padded + j] = head[(size_t)j * stride + width + c];
        for (uint32_t j = 0; j < n + padded - 1; j++) {
            int32_t off = (int32_t)j - (int32_t)(n - 1);
            off = off > NET_DISTANCE ? NET_DISTANCE : off < -NET_DISTANCE ? -NET_DISTANCE : off;
            bias[j] = far[(size_t)(uint32_t)(off + NET_DISTANCE) * heads + h];
        }
        for (uint32_t i = 0; i < n; i++) {
            float share = 1.0f / weigh(head + (size_t)i * stride, keys, bias + (n - 1 - i), n, padded, weights);
            float *to = out + (size_t)i * out_stride + (size_t)h * NET_HEAD_WIDTH;
            lanes sum[2 * LANES_PARTS], v;
            for (uint32_t part = 0; part < 2 * LANES_PARTS; part++) sum[part] = v = (lanes){0};
            for (uint32_t j = 0; j < n; j++)
                for (uint32_t part = 0; part < 2 * LANES_PARTS; part++) {
                    LOAD(v, head + (size_t)j * stride + 2 * (size_t)width + part * LANES_WIDTH);
                    sum[part] = sum[part] + weights[j] * v;
                }
            for (uint32_t part = 0; part < 2 * LANES_PARTS; part++) {
                v = sum[part] * share;
                STORE(to + part * LANES_WIDTH, v);
            }
        }
    }
}

#undef LANES_PARTS
#undef LANES_NAME
#undef LANES_TARGET
#undef LANES_WIDTH
#undef lanes
#undef int_lanes
#undef exp_lanes
#undef sigmoid_lanes
#undef weigh
#undef gate
#undef LOAD
#undef STORE
#undef CHOOSE
#undef CHOOSE_INT
