#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: sh tests/fuzz/run.sh [SECONDS [FUZZER [libFuzzer options]]]
# Fuzzes the library, for a minute or for the seconds given, under AddressSanitizer and UndefinedBehaviorSanitizer, from
# any directory: all fuzzers, as many at the same time as there are cores, or one of `call`, `destination`, `filter`,
# `grad`, `preprocess`, `adaptor`, and `manifest` and `picture`, which read the files of the examples. Needs clang++-19
# with its sanitizers' libraries, or the compiler that CXX names. What they find out is kept in build/fuzz/found and taken
# up by the next run; an input that fails is written to build/fuzz. To run that input alone:
#   build/fuzz/tests/fuzz/cnr_fuzz_call FILE
# The corpora in tests/fuzz/corpus are replayed by the ordinary tests; to renew one from what was found:
#   build/fuzz/tests/fuzz/cnr_fuzz_call -merge=1 NEW_FOLDER build/fuzz/found/call tests/fuzz/corpus/call
set -eu

cd "$(dirname "$0")/../.."
seconds=${1:-60}
fuzzers=${2:-call destination filter grad preprocess adaptor manifest picture}
[ $# -lt 2 ] || shift
[ $# -eq 0 ] || shift
# Comparisons are not traced, and inputs are not weighed by how rare their features are: an input is decisions, not text
# to be guessed, and both take more time than the checks.
sanitizers='address,undefined,float-cast-overflow,fuzzer-no-link -fno-sanitize-coverage=trace-cmp'
cmake -S . -B build/fuzz -DCMAKE_CXX_COMPILER="${CXX:-clang++-19}" -DCMAKE_BUILD_TYPE=None -DCNR_BUILD_EXAMPLES=OFF \
  -DCMAKE_CXX_FLAGS="-O1 -g1 -fsanitize=$sanitizers -fno-sanitize-recover=all ${CXXFLAGS-}"
cores=$(getconf _NPROCESSORS_ONLN)
cmake --build build/fuzz --target cnr_fuzz --parallel "$cores"

# usage: fuzz FUZZER [libFuzzer options]. A folder is read once, an input that is no new one is not made shorter, and no
# function's name is looked up: each takes a good part of the time otherwise.
fuzz() {
  fuzzer=$1
  shift
  case $fuzzer in manifest | picture) longest=1000 ;; *) longest=512 ;; esac
  mkdir -p "build/fuzz/found/$fuzzer"
  "build/fuzz/tests/fuzz/cnr_fuzz_$fuzzer" -max_total_time="$seconds" -max_len="$longest" -entropic=0 -reload=0 \
    -reduce_inputs=0 -print_funcs=0 -print_final_stats=1 -artifact_prefix="build/fuzz/$fuzzer-" "$@" \
    "build/fuzz/found/$fuzzer" "tests/fuzz/corpus/$fuzzer"
}

failed=0
running=''
count=0
for fuzzer in $fuzzers; do
  [ -x "build/fuzz/tests/fuzz/cnr_fuzz_$fuzzer" ] || continue  # what reads files needs libraries
  fuzz "$fuzzer" "$@" &
  running="$running $!"
  count=$((count + 1))
  [ "$count" -lt "$cores" ] && continue
  for process in $running; do wait "$process" || failed=1; done
  running=''
  count=0
done
for process in $running; do wait "$process" || failed=1; done
exit "$failed"
