#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: cuda.sh COMPILER INCLUDE_DIR SCRATCH_DIR [NVCC]
# nvcc's front end does not understand the vectors of GCC and Clang, so there must be none in what it is given. With
# NVCC, a program is built as a .cu file as well, and must compute what it does everywhere.
set -eu

compiler=$1 include_dir=$2 scratch_dir=$3
source_dir=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$scratch_dir"

# Prints the lines with vectors that a source with the header has, preprocessed with these flags.
vectors() {
  echo '#include <crop_and_resize/crop_and_resize_grad.hpp>' |
    "$compiler" -std=c++17 -I"$include_dir" "$@" -x c++ -E - | grep -E 'vector_size|__builtin_convertvector' || true
}

# The check must see what it looks for, on processors that have vector kernels.
case $("$compiler" -dumpmachine) in
  x86_64*linux* | aarch64*)
    if [ -z "$(vectors)" ]; then
      echo 'the check is blind: it finds no vectors where there are some'
      exit 1
    fi
    ;;
esac
found=$(vectors -D__CUDACC__ -D__NVCC__)
if [ -n "$found" ]; then
  echo 'nvcc is given these lines:'
  echo "$found" | head -n 20
  exit 1
fi

# Clang compiles CUDA itself, vector kernels included: once for the processor, once for the device.
if "$compiler" --version | grep -q clang; then
  for side in host device; do
    echo '#include <crop_and_resize/crop_and_resize_grad.hpp>' |
      "$compiler" -std=c++17 -I"$include_dir" -Wno-unknown-cuda-version -nocudainc -nocudalib "--cuda-$side-only" \
        -fsyntax-only -x cuda -
  done
fi

if [ -n "${4-}" ]; then
  "$4" -std=c++17 -x cu -ccbin "$compiler" -allow-unsupported-compiler -Werror all-warnings -I"$include_dir" -DCHECK_PART=cuda \
    "$source_dir/flags_main.cpp" "$source_dir/linkage_part.cpp" -o "$scratch_dir/program"
  "$scratch_dir/program"
fi
