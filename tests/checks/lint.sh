#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Holds all sources against .clang-format and .clang-tidy: sh tests/checks/lint.sh, from any directory. With file names as
# arguments, clang-tidy looks at these sources alone. Both tools are pinned, as another version would judge differently.
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

failed=0
# Unquoted: lists of names without spaces.
"$clang_format" --dry-run -Werror $(sources '*.hpp') $(sources '*.cpp') || failed=1

# The headers are looked at as parts of one source that includes them all, which lies where their settings are found.
tidy() {
  echo "clang-tidy $1"
  "$clang_tidy" --quiet "--config-file=$2" "$1" -- -std=c++17 "-I$root/include" "-I$root/tests" \
    -isystem /usr/include/eigen3 -DCNR_GOLDEN_DIR='""' -DCONTACT_SHEET_PHOTOGRAPH='""' -DCHECK_PART=part
}

if [ $# -eq 0 ]; then
  (cd include && find . -name '*.hpp' | sort | sed 's/^\.\/\(.*\)/#include <\1>/') >"$scratch_dir/all_headers.cpp"
  tidy "$scratch_dir/all_headers.cpp" .clang-tidy || failed=1
  # Two kinds of sources are left out: those that are wrong on purpose, and one that hides names behind macros.
  set -- $(sources '*.cpp' | grep -Ev '^tests/compile_fail/|/hostile_macros.cpp$')
fi
for source in "$@"; do
  # The nearest settings apply: tests have some of their own.
  settings=$(dirname "$source")/.clang-tidy
  while [ ! -e "$settings" ]; do settings=$(dirname "$(dirname "$settings")")/.clang-tidy; done
  tidy "$source" "$settings" || failed=1
done
exit "$failed"
