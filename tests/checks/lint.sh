#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Holds all sources against .clang-format and the library's headers against .clang-tidy: sh tests/checks/lint.sh, from any
# directory. With file names as arguments, clang-tidy looks at these sources instead; each takes up to a minute. Both
# tools are pinned, as another version would judge differently.
set -eu

cd "$(dirname "$0")/../.."
root=$(pwd)
clang_format=${CLANG_FORMAT:-clang-format-19}
clang_tidy=${CLANG_TIDY:-clang-tidy-19}
scratch_dir=$(mktemp -d)
trap 'rm -rf "$scratch_dir"' EXIT

sources() {
  find include tests examples benchmarks -name "$1" | sort
}

# usage: tidy SETTINGS HEADERS SOURCE, where HEADERS is a regular expression for the headers to look at as well
tidy() {
  echo "clang-tidy $3"
  "$clang_tidy" --quiet "--config-file=$1" "--header-filter=$2" "$3" -- -std=c++17 "-I$root/include" "-I$root/tests" \
    -isystem /usr/include/eigen3 -isystem /usr/include/opencv4 -DEIGEN_USE_THREADS= -fopenmp -DCNR_GOLDEN_DIR='""' -DCNR_FUZZ_CORPUS_DIR='""' \
    -DCNR_PARITY_DIR='""' -DEXAMPLES_PHOTOGRAPH='""' -DCHECK_PART=part
}

failed=0
if [ $# -gt 0 ]; then
  for source in "$@"; do
    tidy tests/.clang-tidy '/(tests|examples)/' "$source" || failed=1
  done
  exit "$failed"
fi

# Meanwhile, as clang-tidy has but one thread. Unquoted: lists of names without spaces.
"$clang_format" --dry-run -Werror $(sources '*.hpp') $(sources '*.inl') $(sources '*.cpp') &
formatting=$!

# The headers are looked at as parts of one source that includes them all.
(cd include && find . -name '*.hpp' | sort | sed 's/^\.\/\(.*\)/#include <\1>/') >"$scratch_dir/all_headers.cpp"
tidy .clang-tidy /include/crop_and_resize/ "$scratch_dir/all_headers.cpp" || failed=1

# What a program that calls the library is told of it by checks that programs use. A call's type stands before its name
# in this one.
echo "clang-tidy tests/consumer/program.cpp"
"$clang_tidy" --quiet --warnings-as-errors='*' \
  --checks='-*,bugprone-*,modernize-*,-modernize-use-trailing-return-type' --config='{}' tests/consumer/program.cpp -- \
  -std=c++17 "-I$root/include" || failed=1
wait "$formatting" || failed=1
exit "$failed"
