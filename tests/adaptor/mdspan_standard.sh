#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Compiles and runs mdspan_standard.cpp by a compiler whose standard library has std::mdspan:
#   sh tests/adaptor/mdspan_standard.sh clang++-19 -stdlib=libc++
set -eu

cd "$(dirname "$0")/../.."
program=$(mktemp)
trap 'rm -f "$program"' EXIT
# The loops count for little here, so the plain ones do.
"$@" -std=c++23 -O0 -DCNR_NO_SIMD -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror -I include \
  tests/adaptor/mdspan_standard.cpp -o "$program"
"$program"
