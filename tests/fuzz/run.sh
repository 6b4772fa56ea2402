#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: sh tests/fuzz/run.sh [SECONDS [libFuzzer options]]
# Fuzzes the library, on one core for a minute or for the seconds given, under AddressSanitizer and
# UndefinedBehaviorSanitizer, from any directory. Needs clang++-19 with its sanitizers' libraries, or the compiler that
# CXX names. What it finds out is kept in build/fuzz/found and taken up by the next run; an input that fails is written
# to build/fuzz. With a file's name among the options, that input alone is run. The corpus in tests/fuzz/corpus is
# replayed by the ordinary tests; to renew it from what was found:
#   build/fuzz/tests/fuzz/cnr_fuzz_call -merge=1 NEW_FOLDER build/fuzz/found/call tests/fuzz/corpus/call
set -eu

cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
sanitizers=address,undefined,float-cast-overflow,fuzzer-no-link
cmake -S . -B build/fuzz -DCMAKE_CXX_COMPILER="${CXX:-clang++-19}" -DCMAKE_BUILD_TYPE=None -DCNR_BUILD_EXAMPLES=OFF \
  -DCMAKE_CXX_FLAGS="-O1 -g1 -fsanitize=$sanitizers -fno-sanitize-recover=all ${CXXFLAGS-}"
cmake --build build/fuzz --target cnr_fuzz --parallel "$(getconf _NPROCESSORS_ONLN)"
mkdir -p build/fuzz/found/call
exec build/fuzz/tests/fuzz/cnr_fuzz_call -max_total_time="$seconds" -max_len=512 -print_final_stats=1 \
  -artifact_prefix=build/fuzz/ "$@" build/fuzz/found/call tests/fuzz/corpus/call
