/* lang/net_dot256.h — integer products by the dot-product instruction on 256 bits, included by net_kernel.c once for
 * its encoding in AVX-VNNI (desktop processors without AVX-512) and once for the one in AVX-512VL, which more machines
 * can test. Define before: DOT_NAME(function), DOT_TARGET, DOT(sums, unsigned bytes, signed bytes). */

/* Up to five rows against one block of 16 outputs. Inputs are shifted by 128 to be unsigned; m->sum takes it back. */
DOT_TARGET INLINE void DOT_NAME(rows)(const net_matrix *m, const int8_t *x, const float *in_scale, uint32_t block,
                                      float *out, uint32_t stride, const uint32_t rows)
{
    __m256i acc[5][2];
    const __m256i shift = _mm256_set1_epi8((char)0x80);
    for (uint32_t r = 0; r < rows; r++) acc[r][0] = acc[r][1] = _mm256_setzero_si256();
    const int8_t *w = m->w + (size_t)block * 4;
    for (uint32_t k = 0; k < m->k; k += 4, w += (size_t)4 * m->n) {
        __m256i w0 = _mm256_load_si256((const __m256i *)w), w1 = _mm256_load_si256((const __m256i *)(w + 32));
        for (uint32_t r = 0; r < rows; r++) {
            __m256i a = _mm256_xor_si256(_mm256_set1_epi32(four_bytes(x + (size_t)r * m->k + k)), shift);
            acc[r][0] = DOT(acc[r][0], a, w0);
            acc[r][1] = DOT(acc[r][1], a, w1);
        }
    }
    for (uint32_t r = 0; r < rows; r++) {
        int32_t sums[NET_LANES];
        for (uint32_t half = 0; half < 2; half++) {
            __m256i take = _mm256_loadu_si256((const __m256i *)(m->sum + block + 8 * half));
            _mm256_storeu_si256((__m256i *)(sums + 8 * half), _mm256_sub_epi32(acc[r][half], take));
        }
        finish_lanes(m, block, sums, in_scale[r], out + (size_t)r * stride);
    }
}

DOT_TARGET static void DOT_NAME(multiply)(const net_matrix *m, const int8_t *in, const float *in_scale, uint32_t rows,
                                          float *out, uint32_t stride)
{
    for (uint32_t block = 0; block < m->n; block += NET_LANES)
        for (uint32_t r = 0; r < rows; r += 5) {
            const int8_t *x = in + (size_t)r * m->k;
            float *to = out + (size_t)r * stride;
            switch (rows - r) {
                ROWS_CASE(1, DOT_NAME(rows)(m, x, in_scale + r, block, to, stride, 1))
                ROWS_CASE(2, DOT_NAME(rows)(m, x, in_scale + r, block, to, stride, 2))
                ROWS_CASE(3, DOT_NAME(rows)(m, x, in_scale + r, block, to, stride, 3))
                ROWS_CASE(4, DOT_NAME(rows)(m, x, in_scale + r, block, to, stride, 4))
            default:
                DOT_NAME(rows)(m, x, in_scale + r, block, to, stride, 5);
            }
        }
}

#undef DOT_NAME
#undef DOT_TARGET
#undef DOT
