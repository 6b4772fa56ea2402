#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: editors.sh COMPILER INCLUDE_DIR SCRATCH_DIR
# Kernels are compiled once for each target, in the middle of another file. An editor compiles each file alone, and so
# does this. For that, each file of kernels begins with what it needs.
set -eu

compiler=$1 include_dir=$2 scratch_dir=$3

# GCC notes that functions pass vectors which no register of this processor takes.
compile() {
  "$compiler" -fsyntax-only -x c++ -std=c++17 -Wno-psabi -I"$include_dir" "$1"
}

# The check must see what it looks for: a file without its beginning.
mkdir -p "$scratch_dir"
sed '/^#ifndef CNR_DETAIL_TARGET_INCLUDE/,/^#endif/d' "$include_dir/crop_and_resize/detail/forward/vector/store.inl" \
  >"$scratch_dir/control.inl"
if compile "$scratch_dir/control.inl" 2>/dev/null; then
  echo 'the check is blind: it takes a file that lacks what it needs'
  exit 1
fi

failed=0
for file in $(find "$include_dir" -name '*.inl' | sort); do
  compile "$file" || failed=1
done
exit "$failed"
