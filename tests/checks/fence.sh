#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: fence.sh COMPILER INCLUDE_DIR SCRATCH_DIR TARGET...
# Builds fence.cpp from assembly in which every non-temporal store and every fence leaves a mark, and runs it for each
# target. A move changes no flag of the processor, so it may stand anywhere.
set -eu

compiler=$1 include_dir=$2 scratch_dir=$3
shift 3
source_dir=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$scratch_dir"
cd "$scratch_dir"

"$compiler" -std=c++17 -O1 -I"$include_dir" -S "$source_dir/fence.cpp" -o fence.s

# usage: build PROGRAM MARK_OF_FENCE
build() {
  awk -v mark_of_fence="$2" '
    $1 ~ /^v?movnt/ && $1 !~ /^v?movntdqa$/ {
      print "\tmovb\t$1, check_is_unfenced(%rip)\n\tmovb\t$1, check_has_streamed(%rip)"
    }
    { print }
    $1 == "sfence" { print mark_of_fence }' fence.s >"$1.s"
  "$compiler" "$1.s" -o "$1"
}

# The check must see what it looks for: here, fences leave no mark.
build blind ''
if CNR_TARGET=avx2 ./blind bilinear >blind.txt 2>&1 && grep -q '^bilinear: [1-9]' blind.txt; then
  echo 'the check is blind: it missed stores without a fence'
  exit 1
fi

build program '	movb	$0, check_is_unfenced(%rip)'
for target in "$@"; do
  echo "-- $target"
  CNR_TARGET=$target ./program
done
