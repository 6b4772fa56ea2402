#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: sh tests/platforms.sh [NAME...]
# Builds the tests' program for other platforms than this one and runs it, in an emulator where one is needed; all of
# them, or those named: aarch64, s390x (big-endian), riscv64, armv7 (32 bits), i386 (32 bits), mingw (Windows' x86-64, run
# by Wine), libcxx (the other standard library). For s390x, riscv64 and armv7, it is the tests that compare bytes, and so
# it is for all with CNR_PLATFORM_TESTS=cnr_exact_tests in the environment. From any directory, on Debian or Ubuntu on x86-64; as root, it
# installs the packages that are missing. Emulators are slow, so random tests do a fiftieth of their work there, unless
# CNR_TEST_EFFORT in the environment names another percentage, and crops of 16 MiB, which only vector targets treat in
# another way, are for aarch64 and libcxx alone.
#
# As many processes as there are cores run all tests of a target, not one each: that takes an emulator longer than most
# tests.
set -u

cd "$(dirname "$0")/.."
jobs=$(getconf _NPROCESSORS_ONLN)
effort=${CNR_TEST_EFFORT:-2}
export DEBIAN_FRONTEND=noninteractive

# usage: install PACKAGE...
install() {
  for package in "$@"; do
    # dpkg also knows packages that are not installed, but that others ask for.
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' && continue
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"
    return
  done >/dev/null
}

# usage: check NAME PROGRAM FILTER EMULATOR CMAKE_OPTION...
# FILTER is GoogleTest's, and ends with what is left out.
# Programs are linked statically, so that emulators need no libraries of the other platform's. Googletest is built from
# the sources that its package has.
check() {
  folder=build/platforms/$1
  program=$2
  filter=$3
  emulator=$4
  shift 4
  set -- -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_PREFIX_PATH="$PWD/$folder/root" \
    -DCMAKE_CROSSCOMPILING_EMULATOR="$emulator" "$@"
  cmake -S /usr/src/googletest -B "$folder/googletest" -DCMAKE_INSTALL_PREFIX="$folder/root" "$@" &&
    cmake --build "$folder/googletest" --parallel "$jobs" && cmake --install "$folder/googletest" &&
    cmake -S . -B "$folder/tests" -DCNR_BUILD_EXAMPLES=OFF -DCNR_TEST_FLAGS=-O0 "$@" $without_adaptors &&
    cmake --build "$folder/tests" --target "$program" --parallel "$jobs" || return
  program=$folder/tests/tests/$program
  [ -e "$program" ] || program=$program.exe
  targets=$($emulator "$folder/tests/tests/list_targets/run" | tr ';' ' ')
  [ -n "$targets" ] || return
  running=''
  for target in $targets; do
    # Suites that go through the targets themselves end in a target's name, and run with that one.
    others=''
    for other in $targets; do [ "$other" = "$target" ] || others=$others:*/$other.*; done
    shard=0
    while [ "$shard" -lt "$jobs" ]; do
      GTEST_TOTAL_SHARDS=$jobs GTEST_SHARD_INDEX=$shard CNR_TEST_EFFORT=$effort CNR_TARGET=$target \
        $emulator "$program" --gtest_brief=1 --gtest_filter="$filter$others" &
      running="$running $!"
      shard=$((shard + 1))
    done
  done
  for process in $running; do wait "$process" || return; done
}

# usage: check_linux NAME PROCESSOR TRIPLE FLAGS PROGRAM FILTER
check_linux() {
  # Kernels for x86-64 mostly run programs for i386 as well.
  emulator=qemu-$2
  echo 'int main() { return 0; }' | "$3-g++" -static -x c++ - -o "build/platforms/$1.run" || return
  "build/platforms/$1.run" 2>/dev/null && emulator=''
  check "$1" "$5" "$6" "$emulator" -DCMAKE_CXX_FLAGS="-Werror $4" -DCMAKE_EXE_LINKER_FLAGS=-static \
    -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR="$2" -DCMAKE_C_COMPILER="$3-gcc" -DCMAKE_CXX_COMPILER="$3-g++"
}

# The libraries that adaptors are for are this platform's.
without_adaptors='-DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON -DCMAKE_DISABLE_FIND_PACKAGE_OpenMP=ON
  -DCMAKE_DISABLE_FIND_PACKAGE_OpenCV=ON -DCMAKE_DISABLE_FIND_PACKAGE_TBB=ON'
everything='*-'
most_tests=${CNR_PLATFORM_TESTS:-cnr_tests}
without_large_crops='-*LargeCrops*'

aarch64() {
  install ninja-build googletest qemu-user g++-aarch64-linux-gnu &&
    check_linux aarch64 aarch64 aarch64-linux-gnu -O2 "$most_tests" "$everything"
}

s390x() {
  install ninja-build googletest qemu-user g++-s390x-linux-gnu &&
    check_linux s390x s390x s390x-linux-gnu -O1 cnr_exact_tests "$everything"
}

riscv64() {
  install ninja-build googletest qemu-user g++-riscv64-linux-gnu &&
    check_linux riscv64 riscv64 riscv64-linux-gnu -O1 cnr_exact_tests "$everything"
}

armv7() {
  install ninja-build googletest qemu-user g++-arm-linux-gnueabihf &&
    check_linux armv7 arm arm-linux-gnueabihf -O1 cnr_exact_tests "$everything"
}

# On x87, which these compilers use unless told not to, floats are not rounded to float.
i386() {
  install ninja-build googletest qemu-user g++-i686-linux-gnu || return
  if echo '#include <crop_and_resize/crop_and_resize.hpp>' |
    LC_ALL=C i686-linux-gnu-g++ -std=c++17 -Iinclude -fsyntax-only -x c++ - 2>build/platforms/x87.txt ||
    ! grep -q 'error.*float is evaluated in a wider type here' build/platforms/x87.txt; then
    echo 'x87 is not refused in the words that are meant for it'
    return 1
  fi
  check_linux i386 i386 i686-linux-gnu '-O1 -msse2 -mfpmath=sse' "$most_tests" "$without_large_crops"
}

mingw() {
  install ninja-build googletest wine wine64 g++-mingw-w64-x86-64-posix &&
    check mingw "$most_tests" "$without_large_crops" "$(command -v wine)" -DCMAKE_CXX_FLAGS='-Werror -O1' -DCMAKE_EXE_LINKER_FLAGS=-static \
      -DCMAKE_SYSTEM_NAME=Windows -DCMAKE_C_COMPILER=x86_64-w64-mingw32-gcc-posix \
      -DCMAKE_CXX_COMPILER=x86_64-w64-mingw32-g++-posix
}

libcxx() {
  install ninja-build googletest clang-19 libc++-19-dev libc++abi-19-dev &&
    check libcxx "$most_tests" "$everything" '' -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 \
      -DCMAKE_CXX_FLAGS='-Werror -O1 -stdlib=libc++'
}

mkdir -p build/platforms
[ $# -gt 0 ] || set -- aarch64 s390x riscv64 armv7 i386 mingw libcxx
failed=''
for platform in "$@"; do
  echo "== $platform"
  "$platform" || failed="$failed $platform"
done
[ -z "$failed" ] || echo "failed:$failed"
[ -z "$failed" ]
