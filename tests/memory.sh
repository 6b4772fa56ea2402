#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: sh tests/memory.sh [valgrind] [msan]
# What AddressSanitizer does not see: values that were never written. Runs golden values, calls and refusals under
# valgrind, on the targets of this processor that it knows, and the loops of every target under MemorySanitizer on the
# fuzzers' corpora, and on inputs that are made of these; both, or the one named. From any directory; needs Clang 19 and
# valgrind.
set -eu

cd "$(dirname "$0")/.."
jobs=$(getconf _NPROCESSORS_ONLN)

# Valgrind knows no AVX-512, and rounds 64-bit integers twice on their way to float.
check_valgrind() {
  cmake -S . -B build/valgrind -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS='-O1 -g' -DCNR_BUILD_EXAMPLES=OFF >/dev/null
  cmake --build build/valgrind --target cnr_tests --parallel "$jobs"
  for target in $(build/valgrind/tests/list_targets/run | tr ';' '\n' | grep -v avx512); do
    echo "-- $target"
    CNR_TARGET=$target CNR_TEST_EFFORT=1 valgrind --quiet --error-exitcode=1 --leak-check=full \
      build/valgrind/tests/cnr_tests --gtest_brief=1 \
      --gtest_filter='Golden*:CropAndResize.*:CropAndResizeGrad.*:SmallCall*:Refusal*:PeerReports*-*int64*'
  done
}

# The fuzzers are the programs that need little of libraries that are not instrumented. libFuzzer is one of these.
# Pictures are read by libraries that are others.
check_msan() {
  cmake -S . -B build/msan -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_COMPILER=clang++-19 -DCNR_BUILD_EXAMPLES=OFF \
    -DCNR_FUZZ_REPLAYS=ON -DCMAKE_CXX_FLAGS='-O1 -g1 -fsanitize=memory' >/dev/null
  for fuzzer in call destination filter grad preprocess; do
    echo "-- $fuzzer"
    cmake --build build/msan --target "cnr_fuzz_$fuzzer" --parallel "$jobs"
    "build/msan/tests/fuzz/cnr_fuzz_$fuzzer" 20000 "tests/fuzz/corpus/$fuzzer"
  done
}

[ $# -gt 0 ] || set -- valgrind msan
for tool in "$@"; do "check_$tool"; done
