#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: plugin.sh COMPILER INCLUDE_DIR SCRATCH_DIR
# Builds plugin.cpp with the library, with a copy of it that rounds a coordinate up elsewhere, and with two copies whose
# functions and variables are visible to other shared libraries. Of the first two, each must run its own loops and
# be unloaded. Those that are visible must fail, or the check would be blind: for that, scalar loops are enough.
set -eu

compiler=$1 include_dir=$2 scratch_dir=$3
source_dir=$(cd "$(dirname "$0")" && pwd)
rm -rf "$scratch_dir"
mkdir -p "$scratch_dir"

# usage: build NAME SED_SCRIPT [FLAG]
build() {
  cp -r "$include_dir" "$scratch_dir/$1"
  find "$scratch_dir/$1" -type f -exec sed -i "$2" '{}' +
  "$compiler" -std=c++17 -O0 ${3-} -fPIC -shared -I"$scratch_dir/$1" "$source_dir/plugin.cpp" -o "$scratch_dir/$1.so"
}

build own ''
build other 's/fraction >= 0.5F/fraction >= 0.25F/'
visible='s/visibility("hidden")/visibility("default")/'
build own_visible "$visible" -DCNR_NO_SIMD
build other_visible "$visible; s/fraction >= 0.5F/fraction >= 0.25F/" -DCNR_NO_SIMD
"$compiler" -std=c++17 -DCHECK_PROGRAM "$source_dir/plugin.cpp" -o "$scratch_dir/program" -ldl

cd "$scratch_dir"
if ./program global ./own_visible.so 6 ./other_visible.so 8; then
  echo 'the check is blind: it finds nothing wrong with functions that all see'
  exit 1
fi
for scope in local global; do
  CNR_TARGET=scalar ./program "$scope" ./own.so 6 ./other.so 8
  ./program "$scope" ./other.so 8 ./own.so 6
done
