#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: symbols.sh COMPILER NM INCLUDE_DIR SCRATCH_DIR
# Fails if an object file with nothing but non-owning calls and gradients needs anything from outside: an allocator, streams, guards
# of static variables, exceptions, terminate. Compilers may turn loops into calls of the memory functions; those are
# fine, as is what the stack protector of a distribution's compiler needs, and getenv, which reads CNR_TARGET once.
# GCC takes its own vector builtins for functions that may throw, and so names the personality routine of the noexcept
# functions that use them; nothing is thrown and nothing caught.
set -eu

compiler=$1 nm=$2 include_dir=$3 scratch_dir=$4
source_dir=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$scratch_dir"
failed=0

# Prints the undefined symbols of an object, less the permitted ones. A Mach-O symbol has one underscore more.
needed_symbols() {
  "$nm" -u "$1" | sed 's/.* //' | sort -u |
    grep -Ev '^_?(memcpy|memmove|memset|memcmp|getenv|__gxx_personality_v0|__stack_chk_fail|__stack_chk_guard|_GLOBAL_OFFSET_TABLE_)$' || true
}

compile() {
  "$compiler" -std=c++17 -I"$include_dir" "$@"
}

# The check must see what it looks for.
printf 'int* leak() { static int* kept = new int(1); if (*kept == 0) throw 1; return kept; }\n' \
  >"$scratch_dir/guilty.cpp"
compile -O2 -c "$scratch_dir/guilty.cpp" -o "$scratch_dir/guilty.o"
for symbol in _Znwm __cxa_guard_acquire __cxa_throw; do
  if ! needed_symbols "$scratch_dir/guilty.o" | grep -q "^_*${symbol#_}\$"; then
    echo "the check is blind to $symbol"
    failed=1
  fi
done

compile -O1 -c "$source_dir/symbols.cpp" -o "$scratch_dir/symbols.o"
needed=$(needed_symbols "$scratch_dir/symbols.o")
if [ -n "$needed" ]; then
  echo "calls need these symbols from outside:"
  echo "$needed"
  failed=1
fi
exit "$failed"
