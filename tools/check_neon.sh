#!/bin/sh
# check_neon.sh — builds the network's arithmetic for 64-bit ARM and runs its test under qemu: the same bits as the portable kernels. Run in the root.
# Needs gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and qemu-user (cmake/packages-ci.txt).
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
aarch64-linux-gnu-gcc -std=c17 -O3 -static -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Werror -Wno-error=builtin-macro-redefined \
    -ffp-contract=off -fno-trapping-math -ffunction-sections -Wl,--gc-sections -Iinclude -Isrc -Itests/unit \
    src/lang/net_kernel.c tests/unit/test_kernels.c src/base/text.c -o "$out/test_kernels"
qemu-aarch64 -cpu max "$out/test_kernels"
