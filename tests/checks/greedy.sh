#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: greedy.sh COMPILER INCLUDE_DIR SCRATCH_DIR
# Compiles greedy.cpp with a greedy function for every name that is called or declared anywhere in the headers.
set -eu

compiler=$1 include_dir=$2 scratch_dir=$3
source_dir=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$scratch_dir"

# Comments have no calls, keywords and macros are no functions, and names that begin with an underscore are the
# compiler's.
find "$include_dir" -name '*.hpp' -o -name '*.inl' | sort | xargs sed 's,//.*,,' |
  grep -oE '[A-Za-z_][A-Za-z0-9_]*(<[^;(){}]*>)?\(' | sed 's/[<(].*//' | sort -u |
  grep -vE '^(_.*|CNR_.*|if|for|while|switch|catch|return|sizeof|alignof|alignas|bool|int|float|double|char|long|short|unsigned|signed|auto|void|const|this|new|delete|throw|decltype|defined|noexcept|explicit|operator|static_assert|.*_cast|error|push|pop|target|pragma)$' \
    >"$scratch_dir/names.txt"
echo stranger >>"$scratch_dir/names.txt"
awk '{
  found = "typename found_by_an_unqualified_call<struct call_of_" $1 ", A...>::type " $1 "(A&&...);"
  print "template <class... A> " found
  print "template <auto, class... A> " found
  print "template <class, auto, class... A> " found
}' "$scratch_dir/names.txt" >"$scratch_dir/greedy_names.hpp"

compile() {
  "$compiler" -std=c++17 -fsyntax-only -Werror -I"$include_dir" -I"$scratch_dir" "$@" "$source_dir/greedy.cpp"
}

# The check must see what it looks for.
if compile -DCHECK_BLINDNESS >"$scratch_dir/guilty.txt" 2>&1 ||
  ! grep -q 'looks into the namespaces of its arguments' "$scratch_dir/guilty.txt"; then
  echo 'the check is blind: it missed an unqualified call'
  cat "$scratch_dir/guilty.txt"
  exit 1
fi
compile
