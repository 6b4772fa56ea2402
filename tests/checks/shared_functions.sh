#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: shared_functions.sh COMPILER NM OBJDUMP OBJECT SCRATCH_DIR
# Of an inline function that several files of a program hold, the linker keeps one copy, which may be that of a file
# built with -mavx2: a crash where the processor has no AVX2. So in OBJECT, such a file, every function of the library
# that the linker may merge must be named after the instruction set (baseline_...), or hold none of its instructions.
set -eu

compiler=$1 nm=$2 objdump=$3 object=$4 scratch_dir=$5
mkdir -p "$scratch_dir"

# Prints the names of an object's weak functions that belong to the library, or are instances of others' templates with
# its types (less those of these checks), hold an AVX instruction, and are not named after the instruction set. All AVX
# mnemonics begin with a v, and compilers use no others that do.
offenders() {
  "$nm" "$1" | awk '$2 == "W" { print $3 }' | sort -u >"$scratch_dir/weak.txt"
  "$objdump" -d --no-show-raw-insn "$1" |
    awk '/^[0-9a-f]+ <.*>:$/ { name = $2; gsub(/[<>:]/, "", name) }
         $1 ~ /^[0-9a-f]+:$/ && $2 ~ /^v/ { print name }' | sort -u >"$scratch_dir/avx.txt"
  comm -12 "$scratch_dir/weak.txt" "$scratch_dir/avx.txt" | grep 3cnr | grep -Ev 'baseline_|6checks' || true
}

# The check must see what it looks for.
cat >"$scratch_dir/guilty.cpp" <<'END'
namespace cnr {
template <class T>
__attribute__((noinline)) T guilty(T a, T b) { return a * b + a; }
}
float call_guilty(float a, float b);
float call_guilty(float a, float b) { return cnr::guilty(a, b); }
END
"$compiler" -std=c++17 -O2 -mavx2 -c "$scratch_dir/guilty.cpp" -o "$scratch_dir/guilty.o"
if [ -z "$(offenders "$scratch_dir/guilty.o")" ]; then
  echo "the check is blind: it missed a function that it should have found"
  exit 1
fi

found=$(offenders "$object")
if [ -n "$found" ]; then
  echo "these functions hold AVX instructions, and a program's other files may use them:"
  echo "$found" | c++filt 2>/dev/null || echo "$found"
  exit 1
fi
