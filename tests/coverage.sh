#!/bin/sh
# SPDX-License-Identifier: MIT
#
# How much of the headers all tests reach, on every target of this processor: sh tests/coverage.sh, from any directory.
# Prints the share of lines and branches of each header, and leaves the lines themselves in build/coverage/html. Needs
# Clang 19 and LLVM 19's tools. The vocabularies of targets that this processor lacks are left out: nothing runs them.
set -eu

cd "$(dirname "$0")/.."
root=$PWD
folder=build/coverage
jobs=$(getconf _NPROCESSORS_ONLN)

cmake -S . -B "$folder" -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_COMPILER=clang++-19 -DCNR_BUILD_EXAMPLES=OFF \
  -DCMAKE_CXX_FLAGS='-O1 -fprofile-instr-generate -fcoverage-mapping' >/dev/null
cmake --build "$folder" --target cnr_tests --parallel "$jobs"

left_out=''
targets=$("$folder/tests/list_targets/run" | tr ';' ' ')
[ -n "$targets" ]
for header in include/crop_and_resize/detail/simd/*.hpp; do
  target=$(basename "$header" .hpp)
  case " $targets region targets vocabulary " in *" $target "*) ;; *) left_out="$left_out|simd/$target\\.hpp" ;; esac
done

rm -f "$folder"/*.profraw
for target in $targets; do
  CNR_TARGET=$target LLVM_PROFILE_FILE=$root/$folder/$target.profraw CNR_TEST_EFFORT="${CNR_TEST_EFFORT:-20}" \
    "$folder/tests/cnr_tests" --gtest_brief=1
done
llvm-profdata-19 merge -o "$folder/all.profdata" "$folder"/*.profraw

# usage: coverage VERB OPTION...
coverage() {
  verb=$1
  shift
  llvm-cov-19 "$verb" "$folder/tests/cnr_tests" -instr-profile="$folder/all.profdata" \
    -ignore-filename-regex="/tests/$left_out" "$@" "$root/include"
}
coverage show -format=html -output-dir="$folder/html" -show-branches=count -show-instantiations=false
coverage report -show-branch-summary -show-region-summary=false -show-functions=false
