/* The arithmetic of the network: each instruction set gives the same bits as the portable one. Needs nothing but
 * net_kernel.c, so that CI also builds it for 64-bit ARM and runs it under qemu (tools/check_neon.sh). */
#include "lang/net.h"

#include "check.h"
#include "random.h"

enum { ROWS = 13, K = 52, N = 48, H = 32, HEADS = 2, SEEN_STRIDE = HEADS * NET_HEAD_WIDTH, QKV = 3 * SEEN_STRIDE };

typedef struct products {
    int8_t q[ROWS * K];
    float q_scale[ROWS], out[ROWS * N], x[ROWS * 2 * H], seen[ROWS * SEEN_STRIDE];
} products;

static void compute(const net_kernels *kernels, products *p)
{
    static _Alignas(64) int8_t w[N * K];
    static float scale[N], bias[N], in[ROWS * K], u[ROWS * 6 * H], v[8 * H], state[H];
    static int32_t sum[N];
    seed = 7;
    memset(sum, 0, sizeof sum);
    for (int i = 0; i < N * K; i++) {
        w[i] = (int8_t)((int)(random_u32() % 255) - 127);
        sum[i / 4 % N] += 128 * w[i];
    }
    for (int i = 0; i < N; i++) scale[i] = random_float(0.01f), bias[i] = random_float(2);
    for (int i = 0; i < ROWS * K; i++) in[i] = i < K ? 0.0f : random_float(i < 2 * K ? 1e-3f : 30.0f);
    for (int i = 0; i < ROWS * 6 * H; i++) u[i] = random_float(i % 7 ? 3.0f : 100.0f);
    for (int i = 0; i < 8 * H; i++) v[i] = random_float(1);
    for (int i = 0; i < ROWS * 2 * H; i++) p->x[i] = random_float(2);
    const net_matrix m = {w, scale, bias, sum, K, N};
    kernels->quantise(in, ROWS, K, NET_LANES * (K / NET_LANES), K, p->q, p->q_scale);
    kernels->multiply(&m, p->q, p->q_scale, ROWS, p->out, N);
    for (uint32_t dir = 0; dir < 2; dir++)
        kernels->recur(u + dir * 3 * H, p->x + dir * H, v + dir * 4 * H, state, H, ROWS, dir);
    static float qkv[ROWS * QKV], far[NET_SEEN * HEADS], scratch[(NET_HEAD_WIDTH + 3) * 16];
    for (int i = 0; i < ROWS * QKV; i++) qkv[i] = random_float(i < QKV ? 20.0f : 1.0f);
    for (uint32_t i = 0; i < NET_SEEN * HEADS; i++) far[i] = random_float(1);
    kernels->attend(qkv, QKV, far, HEADS, ROWS, scratch, p->seen, SEEN_STRIDE);
}

static void test_kernels_give_the_same_bits(void)
{
    static products want, got;
    compute(&net_kernels_portable, &want);
    CHECK_INT(want.q[K * 5 - 1], 0);
    unsigned seen = 0;
    const net_kernels *kernels;
    for (unsigned i = 0; (kernels = net_kernels_at(i)) != NULL; i++, seen++) {
        memset(&got, 1, sizeof got);
        compute(kernels, &got);
        if (memcmp(want.q, got.q, sizeof want.q) || memcmp(want.q_scale, got.q_scale, sizeof want.q_scale))
            CHECK_FAIL("quantise of %s differs", kernels->name);
        if (memcmp(want.out, got.out, sizeof want.out)) CHECK_FAIL("multiply of %s differs", kernels->name);
        if (memcmp(want.x, got.x, sizeof want.x)) CHECK_FAIL("recur of %s differs", kernels->name);
        if (memcmp(want.seen, got.seen, sizeof want.seen)) CHECK_FAIL("attend of %s differs", kernels->name);
    }
    CHECK(seen >= 1);
    CHECK(net_kernels_best() == net_kernels_at(seen - 1));
}

static void test_multiply_is_the_product(void)
{
    static _Alignas(64) int8_t w[NET_LANES * 4];
    float scale[NET_LANES], bias[NET_LANES], out[NET_LANES], in_scale = 0.5f;
    int32_t sum[NET_LANES];
    int8_t in[4] = {1, -2, 127, -127};
    for (int j = 0; j < 16; j++) {
        for (int k = 0; k < 4; k++) w[4 * j + k] = (int8_t)(j * (k + 1) % 128 - 64);
        sum[j] = 128 * (w[4 * j] + w[4 * j + 1] + w[4 * j + 2] + w[4 * j + 3]);
        scale[j] = 0.25f;
        bias[j] = (float)j;
    }
    const net_matrix m = {w, scale, bias, sum, 4, NET_LANES};
    net_kernels_best()->multiply(&m, in, &in_scale, 1, out, NET_LANES);
    for (int j = 0; j < 16; j++) {
        int want = w[4 * j] - 2 * w[4 * j + 1] + 127 * w[4 * j + 2] - 127 * w[4 * j + 3];
        CHECK_NEAR(out[j], want * 0.125 + j, 1e-6);
    }
}

/* One word sees itself alone; of two with equal keys each gets half. */
static void test_attend_shares_out(void)
{
    static float qkv[2 * 96], far[NET_SEEN], scratch[(NET_HEAD_WIDTH + 3) * 16], out[2 * NET_HEAD_WIDTH];
    for (uint32_t c = 0; c < 32; c++) qkv[64 + c] = (float)c, qkv[96 + 64 + c] = (float)c + 2.0f;
    net_kernels_best()->attend(qkv, 96, far, 1, 1, scratch, out, NET_HEAD_WIDTH);
    CHECK_NEAR(out[3], 3, 1e-5);
    net_kernels_best()->attend(qkv, 96, far, 1, 2, scratch, out, NET_HEAD_WIDTH);
    CHECK_NEAR(out[3], 4, 1e-5);
    CHECK_NEAR(out[NET_HEAD_WIDTH + 31], 32, 1e-4);
    far[NET_DISTANCE] = 90.0f; /* itself, by distance */
    net_kernels_best()->attend(qkv, 96, far, 1, 2, scratch, out, NET_HEAD_WIDTH);
    CHECK_NEAR(out[3], 3, 1e-5);
}

CHECK_MAIN(CASE(test_kernels_give_the_same_bits), CASE(test_multiply_is_the_product), CASE(test_attend_shares_out))
