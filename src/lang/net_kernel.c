/* lang/net_kernel.c — the arithmetic of the network, for each instruction set: integer products here, all that works on
 * floats in net_lanes.h. */
#include "lang/net.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define NET_X86 1
#include <cpuid.h>
#include <immintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#define NET_NEON 1
#include <arm_neon.h>
#include <sys/auxv.h>
#endif

#include "base/banned.h"

#define INLINE static inline __attribute__((always_inline))

/* The compiler makes one copy of `rows_kernel` for each number of rows left. */
#define ROWS_CASE(count, call)                                                                                         \
    case count:                                                                                                        \
        call;                                                                                                          \
        break;

INLINE int32_t four_bytes(const int8_t *p)
{
    int32_t v;
    memcpy(&v, p, 4);
    return v;
}

/* sums: rows x NET_LANES integers of one block of outputs. Shared tail of all kernels: scale and bias. */
INLINE void finish_lanes(const net_matrix *m, uint32_t block, const int32_t *sums, float in_scale, float *out)
{
    const float *scale = m->scale + block, *bias = m->bias + block;
    for (uint32_t j = 0; j < NET_LANES; j++) out[block + j] = (float)sums[j] * scale[j] * in_scale + bias[j];
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
                    sums[j] +=
                        x[k] * w[4 * j] + x[k + 1] * w[4 * j + 1] + x[k + 2] * w[4 * j + 2] + x[k + 3] * w[4 * j + 3];
            }
            finish_lanes(m, block, sums, in_scale[r], out + (size_t)r * stride);
        }
    }
}

#define LANES_NAME(function) function##_portable
#define LANES_TARGET
#define LANES_WIDTH 4
#include "lang/net_lanes.h"

const net_kernels net_kernels_portable = {"portable", multiply_portable, quantise_portable, recur_portable,
                                          attend_portable};

#ifdef NET_X86

#define AVX2    __attribute__((target("avx2")))
#define AVXVNNI __attribute__((target("avx2,avxvnni")))
#define VLVNNI  __attribute__((target("avx2,avx512f,avx512vl,avx512vnni")))
#define VNNI    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))

/* Up to four rows against one block of 16 outputs. Bytes of both sides are within -127..127, so that the 16-bit sums of
 * pairs never saturate: |x| times (w with the sign of x). */
AVX2 INLINE void rows_avx2(const net_matrix *m, const int8_t *x, const float *in_scale, uint32_t block, float *out,
                           uint32_t stride, const uint32_t rows)
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
            default:
                rows_avx2(m, x, in_scale + r, block, to, stride, 4);
            }
        }
}

#define LANES_NAME(function) function##_avx2
#define LANES_TARGET         AVX2
#define LANES_WIDTH          8
#include "lang/net_lanes.h"

#define DOT_NAME(function) function##_avxvnni
#define DOT_TARGET         AVXVNNI
#define DOT                _mm256_dpbusd_avx_epi32
#include "lang/net_dot256.h"

#define DOT_NAME(function) function##_vlvnni
#define DOT_TARGET         VLVNNI
#define DOT                _mm256_dpbusd_epi32
#include "lang/net_dot256.h"

/* Up to `rows` rows against `wide` blocks of 16 outputs. Inputs are shifted by 128 to be unsigned; m->sum takes it
 * back. */
VNNI INLINE void rows_vnni(const net_matrix *m, const int8_t *x, const float *in_scale, uint32_t block, float *out,
                           uint32_t stride, const uint32_t rows, const uint32_t wide)
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
        default:
            rows_vnni(m, x, in_scale + r, block, to, stride, 6, wide);
        }
    }
}

VNNI static void multiply_vnni(const net_matrix *m, const int8_t *in, const float *in_scale, uint32_t rows, float *out,
                               uint32_t stride)
{
    uint32_t block = 0;
    for (; block + 2 * NET_LANES <= m->n; block += 2 * NET_LANES)
        block_vnni(m, in, in_scale, block, rows, out, stride, 2);
    if (block < m->n) block_vnni(m, in, in_scale, block, rows, out, stride, 1);
}

#define LANES_NAME(function) function##_vnni
#define LANES_TARGET         VNNI
#define LANES_WIDTH          16
#include "lang/net_lanes.h"

static const net_kernels kernels_avx2 = {"avx2", multiply_avx2, quantise_avx2, recur_avx2, attend_avx2};
static const net_kernels kernels_avxvnni = {"avx-vnni", multiply_avxvnni, quantise_avx2, recur_avx2, attend_avx2};
static const net_kernels kernels_vlvnni = {"avx512vl-vnni", multiply_vlvnni, quantise_avx2, recur_avx2, attend_avx2};
static const net_kernels kernels_vnni = {"avx512-vnni", multiply_vnni, quantise_vnni, recur_vnni, attend_vnni};

/* AVX-VNNI: leaf 7, subleaf 1, bit 4 of EAX (Intel, Software Developer's Manual, CPUID). Compilers of our age do not
 * ask. */
static bool has_avxvnni(void)
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __builtin_cpu_supports("avx2") && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 4 & 1);
}

static bool has_vlvnni(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
}

static bool has_vnni(void)
{
    return has_vlvnni() && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
}

const net_kernels *net_kernels_at(unsigned i)
{
    const net_kernels *found[5] = {NULL};
    unsigned n = 0;
    found[n++] = &net_kernels_portable;
    if (__builtin_cpu_supports("avx2")) found[n++] = &kernels_avx2;
    if (has_avxvnni()) found[n++] = &kernels_avxvnni;
    if (has_vlvnni()) found[n++] = &kernels_vlvnni;
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
                int8x8_t a = vreinterpret_s8_s32(vdup_n_s32(four_bytes(x + k)));
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

#define DOTPROD __attribute__((target("arch=armv8.2-a+dotprod")))

/* Up to four rows against one block, by the dot product of signed bytes that ARMv8.2 brought. */
DOTPROD INLINE void rows_dotprod(const net_matrix *m, const int8_t *x, const float *in_scale, uint32_t block,
                                 float *out, uint32_t stride, const uint32_t rows)
{
    int32x4_t acc[4][4];
    for (uint32_t r = 0; r < rows; r++)
        for (int q = 0; q < 4; q++) acc[r][q] = vdupq_n_s32(0);
    const int8_t *w = m->w + (size_t)block * 4;
    for (uint32_t k = 0; k < m->k; k += 4, w += (size_t)4 * m->n) {
        int8x16_t wq[4];
        for (int q = 0; q < 4; q++) wq[q] = vld1q_s8(w + 16 * q);
        for (uint32_t r = 0; r < rows; r++) {
            int8x16_t a = vreinterpretq_s8_s32(vdupq_n_s32(four_bytes(x + (size_t)r * m->k + k)));
            for (int q = 0; q < 4; q++) acc[r][q] = vdotq_s32(acc[r][q], wq[q], a);
        }
    }
    for (uint32_t r = 0; r < rows; r++) {
        int32_t sums[NET_LANES];
        for (int q = 0; q < 4; q++) vst1q_s32(sums + 4 * q, acc[r][q]);
        finish_lanes(m, block, sums, in_scale[r], out + (size_t)r * stride);
    }
}

DOTPROD static void multiply_dotprod(const net_matrix *m, const int8_t *in, const float *in_scale, uint32_t rows,
                                     float *out, uint32_t stride)
{
    for (uint32_t block = 0; block < m->n; block += NET_LANES)
        for (uint32_t r = 0; r < rows; r += 4) {
            const int8_t *x = in + (size_t)r * m->k;
            float *to = out + (size_t)r * stride;
            switch (rows - r) {
                ROWS_CASE(1, rows_dotprod(m, x, in_scale + r, block, to, stride, 1))
                ROWS_CASE(2, rows_dotprod(m, x, in_scale + r, block, to, stride, 2))
                ROWS_CASE(3, rows_dotprod(m, x, in_scale + r, block, to, stride, 3))
            default:
                rows_dotprod(m, x, in_scale + r, block, to, stride, 4);
            }
        }
}

static const net_kernels kernels_neon = {"neon", multiply_neon, quantise_portable, recur_portable, attend_portable};
static const net_kernels kernels_dotprod = {"neon-dotprod", multiply_dotprod, quantise_portable, recur_portable,
                                            attend_portable};

const net_kernels *net_kernels_at(unsigned i)
{
    bool dotprod = (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
    return i == 0 ? &net_kernels_portable : i == 1 ? &kernels_neon : i == 2 && dotprod ? &kernels_dotprod : NULL;
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
