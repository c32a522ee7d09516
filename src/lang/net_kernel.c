/* lang/net_kernel.c — the arithmetic of the network: integer products, rounding to 8 bits, the recurrence.
 * Bodies that a compiler vectorises by itself stand once, as inline functions, and are compiled for each instruction set. */
#include "lang/net.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define NET_X86 1
#include <immintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#define NET_NEON 1
#include <arm_neon.h>
#endif

#include "base/banned.h"

#define INLINE static inline __attribute__((always_inline))

/* sums: rows x NET_LANES integers of one block of outputs. Shared tail of all kernels: scale and bias. */
INLINE void finish_lanes(const net_matrix *m, uint32_t block, const int32_t *sums, float in_scale, float *out)
{
    const float *scale = m->scale + block, *bias = m->bias + block;
    for (uint32_t j = 0; j < NET_LANES; j++) out[block + j] = (float)sums[j] * scale[j] * in_scale + bias[j];
}

/* Sixteen numbers at once, in whatever registers the target has: the compiler's vectors work element by element, by the
 * rules of IEEE 754, on every machine. Comparisons give integers of all ones or zeros. */
typedef float lanes __attribute__((vector_size(64)));
typedef int32_t int_lanes __attribute__((vector_size(64)));

#define LOAD(v, from) memcpy(&(v), (from), sizeof(v))
#define STORE(to, v) memcpy((to), &(v), sizeof(v))
/* mask ? a : b, element by element */
#define CHOOSE(mask, a, b) ((lanes)(((mask) & (int_lanes)(a)) | (~(mask) & (int_lanes)(b))))

/* *x = e^x to about 1e-7 for |x| <= 80, from operations that are rounded alike everywhere. */
INLINE void exp_lanes(lanes *x)
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

INLINE void sigmoid_lanes(lanes *x)
{
    const lanes zero = {0}, top = zero + 30.0f;
    lanes z = -*x;
    z = CHOOSE(z > top, top, z);
    z = CHOOSE(z < -top, -top, z);
    exp_lanes(&z);
    *x = 1.0f / (1.0f + z);
}

INLINE void recur_body(const float *u, float *x, const float *v, float *state, uint32_t h, uint32_t rows, bool reverse)
{
    memset(state, 0, h * sizeof *state);
    for (uint32_t t = 0; t < rows; t++) {
        size_t i = reverse ? rows - 1 - t : t;
        const float *ui = u + i * 6 * h;
        float *xi = x + i * 2 * h;
        for (uint32_t k = 0; k < h; k += NET_LANES) {
            lanes c, y, in, f, r, weight, bias;
            LOAD(c, state + k);
            LOAD(y, xi + k);
            LOAD(in, ui + k);
            LOAD(f, ui + h + k);
            LOAD(weight, v + k);
            LOAD(bias, v + 2 * h + k);
            f = f + weight * c + bias;
            sigmoid_lanes(&f);
            LOAD(r, ui + 2 * h + k);
            LOAD(weight, v + h + k);
            LOAD(bias, v + 3 * h + k);
            r = r + weight * c + bias;
            sigmoid_lanes(&r);
            c = f * c + (1.0f - f) * in;
            y = r * c + (1.0f - r) * y;
            STORE(state + k, c);
            STORE(xi + k, y);
        }
    }
}

INLINE void quantise_body(const float *in, uint32_t rows, uint32_t stride, uint32_t n, uint32_t k, int8_t *out, float *scale)
{
    const lanes zero = {0};
    for (uint32_t r = 0; r < rows; r++) {
        const float *x = in + (size_t)r * stride;
        int8_t *q = out + (size_t)r * k;
        lanes large = zero, y;
        for (uint32_t i = 0; i < n; i += NET_LANES) {
            LOAD(y, x + i);
            y = CHOOSE(y < zero, -y, y);
            large = CHOOSE(y > large, y, large);
        }
        float most = 0.0f;
        for (uint32_t j = 0; j < NET_LANES; j++) most = large[j] > most ? large[j] : most;
        float factor = most > 1e-20f ? 127.0f / most : 0.0f;
        scale[r] = most > 1e-20f ? most / 127.0f : 0.0f;
        for (uint32_t i = 0; i < n; i += NET_LANES) {
            int8_t bytes __attribute__((vector_size(16)));
            LOAD(y, x + i);
            y = y * factor;
            y = y + CHOOSE(y < zero, zero - 0.5f, zero + 0.5f);
            bytes = __builtin_convertvector(__builtin_convertvector(y, int_lanes), __typeof__(bytes));
            STORE(q + i, bytes);
        }
        for (uint32_t i = n; i < k; i++) q[i] = 0;
    }
}

/* The weights that word i gives to the others in one head: e^(score - largest), and what to divide them by. keys: the head's
 * keys, dimension by dimension, `padded` words each. */
INLINE float weigh(const float *query, const float *keys, const float *far, uint32_t heads, uint32_t i, uint32_t n,
                   uint32_t padded, float *weights)
{
    const lanes zero = {0};
    lanes large = zero - 1e9f, sum = zero, s;
    for (uint32_t j = 0; j < padded; j += NET_LANES) {
        lanes k;
        s = zero;
        for (uint32_t c = 0; c < NET_HEAD_WIDTH; c++) {
            LOAD(k, keys + (size_t)c * padded + j);
            s = s + query[c] * k;
        }
        for (uint32_t e = 0; e < NET_LANES; e++) {
            int32_t off = (int32_t)(j + e) - (int32_t)i;
            off = off > NET_DISTANCE ? NET_DISTANCE : off < -NET_DISTANCE ? -NET_DISTANCE : off;
            s[e] = j + e < n ? s[e] + far[(size_t)(uint32_t)(off + NET_DISTANCE) * heads] : -1e9f;
        }
        STORE(weights + j, s);
        large = CHOOSE(s > large, s, large);
    }
    float most = large[0], total = 0.0f;
    for (uint32_t e = 1; e < NET_LANES; e++) most = large[e] > most ? large[e] : most;
    for (uint32_t j = 0; j < padded; j += NET_LANES) {
        LOAD(s, weights + j);
        s = s - most;
        s = CHOOSE(s < zero - 80.0f, zero - 80.0f, s);
        exp_lanes(&s);
        sum = sum + s;
        STORE(weights + j, s);
    }
    for (uint32_t e = 0; e < NET_LANES; e++) total += sum[e];
    return total;
}

INLINE void attend_body(const float *qkv, uint32_t stride, const float *far, uint32_t heads, uint32_t n, float *keys, float *out,
                        uint32_t out_stride)
{
    uint32_t padded = (n + NET_LANES - 1) / NET_LANES * NET_LANES, width = heads * NET_HEAD_WIDTH;
    float *weights = keys + (size_t)NET_HEAD_WIDTH * padded;
    memset(keys, 0, (size_t)NET_HEAD_WIDTH * padded * sizeof *keys);
    for (uint32_t h = 0; h < heads; h++) {
        const float *head = qkv + (size_t)h * NET_HEAD_WIDTH;
        for (uint32_t j = 0; j < n; j++)
            for (uint32_t c = 0; c < NET_HEAD_WIDTH; c++) keys[(size_t)c * padded + j] = head[(size_t)j * stride + width + c];
        for (uint32_t i = 0; i < n; i++) {
            float total = weigh(head + (size_t)i * stride, keys, far + h, heads, i, n, padded, weights), share = 1.0f / total;
            lanes low = {0}, high = {0}, v;
            for (uint32_t j = 0; j < n; j++) {
                const float *value = head + (size_t)j * stride + 2 * (size_t)width;
                LOAD(v, value);
                low = low + weights[j] * v;
                LOAD(v, value + NET_LANES);
                high = high + weights[j] * v;
            }
            low = low * share;
            high = high * share;
            STORE(out + (size_t)i * out_stride + (size_t)h * NET_HEAD_WIDTH, low);
            STORE(out + (size_t)i * out_stride + (size_t)h * NET_HEAD_WIDTH + NET_LANES, high);
        }
    }
}

static void multiply_portable(const net_matrix *m, const int8_t *in, const float *in_scale, uint32_t rows, float *out,
                              uint32_t stride)
{
    for (uint32_t r = 0; r < rows; r++) {
        const int8_t *x = in + (size_t)r * m->k;
        for (uint32_t block = 0; block < m->n; block += NET_LANES) {
            int32_t sums[NET_LANES] = {0};
            for (uint32_t k = 0; k < m->k; k += 4) {
                const int8_t *w = m->w + (size_t)k * m->n + (size_t)block * 4;
                for (uint32_t j = 0; j < NET_LANES; j++)
                    sums[j] += x[k] * w[4 * j] + x[k + 1] * w[4 * j + 1] + x[k + 2] * w[4 * j + 2] + x[k + 3] * w[4 * j + 3];
            }
            finish_lanes(m, block, sums, in_scale[r], out + (size_t)r * stride);
        }
    }
}

static void quantise_portable(const float *in, uint32_t rows, uint32_t stride, uint32_t n, uint32_t k, int8_t *out,
                              float *scale)
{
    quantise_body(in, rows, stride, n, k, out, scale);
}

static void recur_portable(const float *u, float *x, const float *v, float *state, uint32_t h, uint32_t rows, bool reverse)
{
    recur_body(u, x, v, state, h, rows, reverse);
}

static void attend_portable(const float *qkv, uint32_t stride, const float *far, uint32_t heads, uint32_t n, float *scratch,
                          float *out, uint32_t out_stride)
{
    attend_body(qkv, stride, far, heads, n, scratch, out, out_stride);
}

const net_kernels net_kernels_portable = {"portable", multiply_portable, quantise_portable, recur_portable, attend_portable};

#ifdef NET_X86

#define AVX2 __attribute__((target("avx2")))
#define VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))

static inline int32_t four_bytes(const int8_t *p)
{
    int32_t v;
    memcpy(&v, p, 4);
    return v;
}

/* Up to four rows against one block of 16 outputs. Bytes of both sides are within -127..127, so that the 16-bit sums of
 * pairs never saturate: |x| times (w with the sign of x). */
AVX2 INLINE void rows_avx2(const net_matrix *m, const int8_t *x, const float *in_scale, uint32_t block, float *out, uint32_t stride,
                           const uint32_t rows)
{
    __m256i acc[4][2];
    const __m256i ones = _mm256_set1_epi16(1);
    for (uint32_t r = 0; r < rows; r++) acc[r][0] = acc[r][1] = _mm256_setzero_si256();
    const int8_t *w = m->w + (size_t)block * 4;
    for (uint32_t k = 0; k < m->k; k += 4, w += (size_t)4 * m->n) {
        __m256i w0 = _mm256_load_si256((const __m256i *)w), w1 = _mm256_load_si256((const __m256i *)(w + 32));
        for (uint32_t r = 0; r < rows; r++) {
            __m256i a = _mm256_set1_epi32(four_bytes(x + (size_t)r * m->k + k)), size = _mm256_abs_epi8(a);
            __m256i p0 = _mm256_maddubs_epi16(size, _mm256_sign_epi8(w0, a));
            __m256i p1 = _mm256_maddubs_epi16(size, _mm256_sign_epi8(w1, a));
            acc[r][0] = _mm256_add_epi32(acc[r][0], _mm256_madd_epi16(p0, ones));
            acc[r][1] = _mm256_add_epi32(acc[r][1], _mm256_madd_epi16(p1, ones));
        }
    }
    for (uint32_t r = 0; r < rows; r++) {
        int32_t sums[NET_LANES];
        _mm256_storeu_si256((__m256i *)sums, acc[r][0]);
        _mm256_storeu_si256((__m256i *)(sums + 8), acc[r][1]);
        finish_lanes(m, block, sums, in_scale[r], out + (size_t)r * stride);
    }
}

/* The compiler makes one copy of `rows_kernel` for each number of rows left. */
#define ROWS_CASE(count, call) \
    case count: call; break;

AVX2 static void multiply_avx2(const net_matrix *m, const int8_t *in, const float *in_scale, uint32_t rows, float *out,
                               uint32_t stride)
{
    for (uint32_t block = 0; block < m->n; block += NET_LANES)
        for (uint32_t r = 0; r < rows; r += 4) {
            const int8_t *x = in + (size_t)r * m->k;
            float *to = out + (size_t)r * stride;
            switch (rows - r) {
                ROWS_CASE(1, rows_avx2(m, x, in_scale + r, block, to, stride, 1))
                ROWS_CASE(2, rows_avx2(m, x, in_scale + r, block, to, stride, 2))
                ROWS_CASE(3, rows_avx2(m, x, in_scale + r, block, to, stride, 3))
            default: rows_avx2(m, x, in_scale + r, block, to, stride, 4);
            }
        }
}

AVX2 static void quantise_avx2(const float *in, uint32_t rows, uint32_t stride, uint32_t n, uint32_t k, int8_t *out, float *scale)
{
    quantise_body(in, rows, stride, n, k, out, scale);
}

AVX2 static void recur_avx2(const float *u, float *x, const float *v, float *state, uint32_t h, uint32_t rows, bool reverse)
{
    recur_body(u, x, v, state, h, rows, reverse);
}

AVX2 static void attend_avx2(const float *qkv, uint32_t stride, const float *far, uint32_t heads, uint32_t n, float *scratch,
                          float *out, uint32_t out_stride)
{
    attend_body(qkv, stride, far, heads, n, scratch, out, out_stride);
}

/* Up to `rows` rows against `wide` blocks of 16 outputs. Inputs are shifted by 128 to be unsigned; m->sum takes it back. */
VNNI INLINE void rows_vnni(const net_matrix *m, const int8_t *x, const float *in_scale, uint32_t block, float *out, uint32_t stride,
                           const uint32_t rows, const uint32_t wide)
{
    __m512i acc[6][2];
    const __m512i shift = _mm512_set1_epi8((char)0x80);
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t b = 0; b < wide; b++) acc[r][b] = _mm512_setzero_si512();
    const int8_t *w = m->w + (size_t)block * 4;
    for (uint32_t k = 0; k < m->k; k += 4, w += (size_t)4 * m->n) {
        __m512i wb[2];
        for (uint32_t b = 0; b < wide; b++) wb[b] = _mm512_load_si512((const void *)(w + (size_t)b * 64));
        for (uint32_t r = 0; r < rows; r++) {
            __m512i a = _mm512_xor_si512(_mm512_set1_epi32(four_bytes(x + (size_t)r * m->k + k)), shift);
            for (uint32_t b = 0; b < wide; b++) acc[r][b] = _mm512_dpbusd_epi32(acc[r][b], a, wb[b]);
        }
    }
    for (uint32_t b = 0; b < wide; b++) {
        uint32_t at = block + b * NET_LANES;
        const __m512i take = _mm512_loadu_si512((const void *)(m->sum + at));
        const __m512 scale = _mm512_loadu_ps(m->scale + at), bias = _mm512_loadu_ps(m->bias + at);
        for (uint32_t r = 0; r < rows; r++) {
            __m512 y = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_sub_epi32(acc[r][b], take)), scale);
            y = _mm512_add_ps(_mm512_mul_ps(y, _mm512_set1_ps(in_scale[r])), bias);
            _mm512_storeu_ps(out + (size_t)r * stride + at, y);
        }
    }
}

VNNI INLINE void block_vnni(const net_matrix *m, const int8_t *in, const float *in_scale, uint32_t block, uint32_t rows,
                            float *out, uint32_t stride, const uint32_t wide)
{
    for (uint32_t r = 0; r < rows; r += 6) {
        const int8_t *x = in + (size_t)r * m->k;
        float *to = out + (size_t)r * stride;
        switch (rows - r) {
            ROWS_CASE(1, rows_vnni(m, x, in_scale + r, block, to, stride, 1, wide))
            ROWS_CASE(2, rows_vnni(m, x, in_scale + r, block, to, stride, 2, wide))
            ROWS_CASE(3, rows_vnni(m, x, in_scale + r, block, to, stride, 3, wide))
            ROWS_CASE(4, rows_vnni(m, x, in_scale + r, block, to, stride, 4, wide))
            ROWS_CASE(5, rows_vnni(m, x, in_scale + r, block, to, stride, 5, wide))
        default: rows_vnni(m, x, in_scale + r, block, to, stride, 6, wide);
        }
    }
}

VNNI static void multiply_vnni(const net_matrix *m, const int8_t *in, const float *in_scale, uint32_t rows, float *out,
                               uint32_t stride)
{
    uint32_t block = 0;
    for (; block + 2 * NET_LANES <= m->n; block += 2 * NET_LANES) block_vnni(m, in, in_scale, block, rows, out, stride, 2);
    if (block < m->n) block_vnni(m, in, in_scale, block, rows, out, stride, 1);
}

VNNI static void quantise_vnni(const float *in, uint32_t rows, uint32_t stride, uint32_t n, uint32_t k, int8_t *out, float *scale)
{
    quantise_body(in, rows, stride, n, k, out, scale);
}

VNNI static void recur_vnni(const float *u, float *x, const float *v, float *state, uint32_t h, uint32_t rows, bool reverse)
{
    recur_body(u, x, v, state, h, rows, reverse);
}

VNNI static void attend_vnni(const float *qkv, uint32_t stride, const float *far, uint32_t heads, uint32_t n, float *scratch,
                          float *out, uint32_t out_stride)
{
    attend_body(qkv, stride, far, heads, n, scratch, out, out_stride);
}

static const net_kernels kernels_avx2 = {"avx2", multiply_avx2, quantise_avx2, recur_avx2, attend_avx2};
static const net_kernels kernels_vnni = {"avx512-vnni", multiply_vnni, quantise_vnni, recur_vnni, attend_vnni};

static bool has_vnni(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni");
}

const net_kernels *net_kernels_at(unsigned i)
{
    const net_kernels *found[3] = {NULL};
    unsigned n = 0;
    found[n++] = &net_kernels_portable;
    if (__builtin_cpu_supports("avx2")) found[n++] = &kernels_avx2;
    if (has_vnni()) found[n++] = &kernels_vnni;
    return i < n ? found[i] : NULL;
}

#elif defined(NET_NEON)

/* Four inputs of one row against a block of 16 outputs: products of bytes fit 16 bits, pairs are added into 32. */
static void multiply_neon(const net_matrix *m, const int8_t *in, const float *in_scale, uint32_t rows, float *out,
                          uint32_t stride)
{
    for (uint32_t block = 0; block < m->n; block += NET_LANES) {
        for (uint32_t r = 0; r < rows; r++) {
            const int8_t *x = in + (size_t)r * m->k, *w = m->w + (size_t)block * 4;
            int32x4_t acc[4];
            for (int q = 0; q < 4; q++) acc[q] = vdupq_n_s32(0);
            for (uint32_t k = 0; k < m->k; k += 4, w += (size_t)4 * m->n) {
                int32_t four;
                memcpy(&four, x + k, 4);
                int8x8_t a = vreinterpret_s8_s32(vdup_n_s32(four));
                for (int q = 0; q < 4; q++) {
                    int8x16_t wq = vld1q_s8(w + 16 * q);
                    int16x8_t low = vmull_s8(vget_low_s8(wq), a), high = vmull_s8(vget_high_s8(wq), a);
                    acc[q] = vaddq_s32(acc[q], vpaddq_s32(vpaddlq_s16(low), vpaddlq_s16(high)));
                }
            }
            int32_t sums[NET_LANES];
            for (int q = 0; q < 4; q++) vst1q_s32(sums + 4 * q, acc[q]);
            finish_lanes(m, block, sums, in_scale[r], out + (size_t)r * stride);
        }
    }
}

static const net_kernels kernels_neon = {"neon", multiply_neon, quantise_portable, recur_portable, attend_portable};

const net_kernels *net_kernels_at(unsigned i)
{
    return i == 0 ? &net_kernels_portable : i == 1 ? &kernels_neon : NULL;
}

#else

const net_kernels *net_kernels_at(unsigned i)
{
    return i == 0 ? &net_kernels_portable : NULL;
}

#endif

const net_kernels *net_kernels_best(void)
{
    const net_kernels *best = &net_kernels_portable, *next;
    for (unsigned i = 1; (next = net_kernels_at(i)) != NULL; i++) best = next;
    return best;
}
