#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: sh tests/builds.sh [NAME...]
# Builds one program (tests/builds) in the ways that consumers build theirs, without a warning, and runs it once for each
# target of this processor: all must print one hash. What cannot work must be refused while compiling, in words that are
# meant for it. All builds, or those named; from any directory; as many at a time as there are processors. Needs g++ and
# Clang 19 with its sanitizers' libraries and libc++; nvcc and compilers for other platforms, with their emulators, are
# taken where they are installed, and g++ 11. `sh tests/platforms.sh` installs the latter, and runs whole tests there.
set -u

cd "$(dirname "$0")/.."
expected=2899090057b432d3  # what any compiler's program prints; where part.cpp is changed, gcc-O2 prints the new one
sources=$PWD/tests/builds
include_dir=$PWD/include
warnings='-Wall -Wextra -Werror'
left_out=77  # what a build returns that needs what is not here

# A line is NAME, COMPILER, FLAGS.
ordinary_builds() {
  cat <<'LINES'
gcc-O0 g++ -O0
gcc-Og g++ -Og
gcc-O2 g++ -O2
gcc-Os g++ -Os
gcc-O3 g++ -O3
gcc-no-inline g++ -O2 -fno-inline
gcc-native g++ -O3 -march=native -ffp-contract=fast
gcc-vectors-128 g++ -O3 -march=native -mprefer-vector-width=128
gcc-vectors-256 g++ -O3 -march=native -mprefer-vector-width=256
gcc-vectors-512 g++ -O3 -march=native -mprefer-vector-width=512
gcc-hardened g++ -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS -fcf-protection=full -fstack-protector-all -fstack-clash-protection -ftrivial-auto-var-init=pattern
gcc-position-independent g++ -O2 -fPIE -fno-plt -fno-semantic-interposition -mcmodel=medium
gcc-no-threadsafe-statics g++ -O2 -fno-threadsafe-statics
gcc-rounding g++ -O2 -frounding-math -fsignaling-nans -fexcess-precision=fast -ftrapv
gcc-intel-syntax g++ -O2 -masm=intel
gcc-profiled g++ -O1 -pg -finstrument-functions
gcc-thread g++ -O1 -fsanitize=thread
gcc-address g++ -O1 -fsanitize=address
clang-O0 clang++-19 -O0
clang-O2 clang++-19 -O2
clang-Oz clang++-19 -Oz
clang-no-inline clang++-19 -O2 -fno-inline
clang-native clang++-19 -O3 -march=native -ffp-contract=fast
clang-vectors-128 clang++-19 -O3 -march=native -mprefer-vector-width=128
clang-vectors-512 clang++-19 -O3 -march=native -mprefer-vector-width=512
clang-no-evex512 clang++-19 -O2 -mno-evex512
clang-hardened clang++-19 -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fcf-protection=full -fstack-protector-all -ftrivial-auto-var-init=pattern
clang-intel-syntax clang++-19 -O2 -masm=intel
clang-strict clang++-19 -O2 -ffp-model=strict
clang-memory clang++-19 -O1 -fsanitize=memory
clang-address-undefined clang++-19 -O1 -fsanitize=address,undefined,float-cast-overflow,local-bounds -fno-sanitize-recover=all
clang-thread clang++-19 -O1 -fsanitize=thread
clang-safe-stack clang++-19 -O2 -fsanitize=safe-stack
clang-libcxx clang++-19 -O2 -stdlib=libc++
LINES
}

# A line is NAME, COMPILER, FLAGS | a regular expression that the compiler's message has.
refused_builds() {
  cat <<'LINES'
refused-abi g++ -mabi=ms|called in another way than it was built for, by -mabi=ms
refused-packed g++ -fpack-struct|types are packed here, by -fpack-struct
refused-x87 g++ -mfpmath=387|float is evaluated in a wider type here
LINES
}
other_builds='gcc-link-time gcc-unity gcc-precompiled gcc-module gcc-fast gcc-attribute clang-module clang-precompiled
  clang-avx10 plugins cuda gcc-11 gcc-aarch64 gcc-armv7 gcc-i386 gcc-mingw gcc-riscv64 gcc-s390x
  stack-gcc-O0 stack-gcc-O2 stack-clang-O0 stack-clang-O2'

# usage: compile COMPILER FLAGS... ; in the build's folder
compile() {
  compiler=$1
  shift
  "$compiler" -std=c++17 $warnings -I"$include_dir" "$@"
}

# usage: check_hashes [COUNT] ; of the program in the build's folder, which prints COUNT of them
check_hashes() {
  for target in $targets; do
    CNR_TARGET=$target ./program >hashes.txt || { echo "$target: exit status $?"; return 1; }
    echo "$target:" $(cat hashes.txt)
    [ "$(grep -c "^$expected\$" hashes.txt)" = "${1-1}" ] || return 1
  done
}

# usage: ordinary COMPILER FLAGS...
ordinary() {
  compile "$@" -DBUILD_PART=first "$sources/part.cpp" "$sources/program.cpp" -o program && check_hashes
}

# Two files for different processors, each of which inlines into the other's.
gcc_link_time() {
  wide=''
  case " $targets " in *' avx2 '*) wide='-mavx2 -mfma -ffp-contract=fast' ;; esac
  compile g++ -O2 -flto $wide -DBUILD_PART=first -c "$sources/part.cpp" -o first.o &&
    compile g++ -O3 -flto -DBUILD_PART=second -c "$sources/part.cpp" -o second.o &&
    compile g++ -O2 -flto=auto -DBUILD_TWO_PARTS "$sources/program.cpp" first.o second.o -o program && check_hashes 2
}

gcc_unity() {
  for part in first second; do
    printf '#define BUILD_PART %s\n#include "%s/part.cpp"\n#undef BUILD_PART\n' "$part" "$sources"
  done >all.cpp
  echo "#include \"$sources/program.cpp\"" >>all.cpp
  compile g++ -O1 -DBUILD_TWO_PARTS all.cpp -o program && check_hashes 2
}

# usage: precompiled COMPILER
precompiled() {
  echo '#include <crop_and_resize/crop_and_resize_grad.hpp>' >library.hpp
  compile "$1" -O1 -x c++-header library.hpp -o "library.hpp.$2" &&
    compile "$1" -O1 -Winvalid-pch -include library.hpp -DBUILD_PART=first "$sources/part.cpp" "$sources/program.cpp" \
      -o program && check_hashes
}
gcc_precompiled() { precompiled g++ gch; }
clang_precompiled() { precompiled clang++-19 pch; }

# A module that calls the library, for GCC does not hand on what other headers declare. Nor can it keep attributes of
# vectors in a module, so it gets no vector loops.
gcc_module() {
  cat >module.cpp <<LINES
module;
#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <exception>
#include <vector>
export module calls_of_somebody;
#define BUILD_PART in_module
#include "$sources/part.cpp"
extern "C" std::uint64_t hash_of_module() { return in_module::hash(); }
LINES
  cat >importer.cpp <<'LINES'
#include <cstdint>
extern "C" std::uint64_t hash_of_module();
namespace first {
std::uint64_t hash();
std::uint64_t hash() { return hash_of_module(); }
}  // namespace first
LINES
  compile g++ -O1 -std=c++20 -fmodules-ts -DCNR_NO_SIMD module.cpp importer.cpp "$sources/program.cpp" -o program &&
    check_hashes
}

clang_module() {
  compile clang++-19 -O1 -std=c++20 --precompile "$sources/module.cppm" -o module.pcm &&
    compile clang++-19 -O1 -std=c++20 -fmodule-file=crops_of_somebody=module.pcm -DBUILD_IMPORT -DBUILD_PART=first \
      "$sources/part.cpp" "$sources/program.cpp" module.pcm -o program && check_hashes
}

# No promise of bytes, and the library says so; calls succeed all the same, and stay within their memory.
gcc_fast() {
  echo 'static_assert(!CNR_BIT_EXACT);' >check.hpp
  compile g++ -O1 -ffast-math -fsanitize=address -DBUILD_PART=first -include crop_and_resize/crop_and_resize.hpp -include ./check.hpp \
    "$sources/part.cpp" "$sources/program.cpp" -o program || return
  for target in $targets; do CNR_TARGET=$target ./program || return; done
}

# A call in a function that has more of the processor than the rest of the file. By the name of an architecture, README
# says, GCC 12 does not compile it.
gcc_attribute() {
  case " $targets " in *' avx2 '*) ;; *) return 0 ;; esac
  cat >attribute.cpp <<'LINES'
#include <crop_and_resize/crop_and_resize.hpp>
#include <array>
using crop = std::array<float, 25>;
constexpr std::array<float, 6> pixels{{1, 20, 3, 40, 5, 60}};
constexpr std::array<float, 4> box{{0, 0, 1, 1}};
#define CALL return cnr::crop_and_resize<float>({pixels.data(), {1, 2, 3, 1}}, {box.data(), {1, 4}}, \
                                                cnr::first_image(1), {to.data(), {1, 5, 5, 1}}).code
cnr::errc plain(crop& to) { CALL; }
__attribute__((target(BUILD_TARGET))) cnr::errc with_attribute(crop& to) { CALL; }
int main() {
  crop a{}, b{};
  return plain(a) == cnr::errc::ok && with_attribute(b) == cnr::errc::ok && a[24] == 60 && a == b ? 0 : 1;
}
LINES
  compile g++ -O2 '-DBUILD_TARGET="avx2,fma"' -ffp-contract=fast attribute.cpp -o program && ./program || return
  [ "$(g++ -dumpversion)" = 12 ] || return 0
  ! compile g++ -O2 '-DBUILD_TARGET="arch=haswell"' -c attribute.cpp -o part.o 2>messages.txt &&
    grep 'inlining failed in call to .always_inline.' messages.txt
}

# The test of what calls use of the stack, without optimisation and with it.
stack() {
  compile "$@" -I"$sources/.." -DCNR_TEST_ALONE "$sources/../crop_and_resize_stack_test.cpp" -lgtest_main -lgtest \
    -pthread -o program || return
  for target in $targets; do CNR_TARGET=$target ./program --gtest_brief=1 || return; done
}
stack_gcc_O0() { stack g++ -O0; }
stack_gcc_O2() { stack g++ -O2; }
stack_clang_O0() { stack clang++-19 -O0; }
stack_clang_O2() { stack clang++-19 -O2; }

# Only compiled: the compiler uses instructions that hardly a processor has yet.
clang_avx10() {
  for width in 256 512; do
    compile clang++-19 -O1 -mavx10.1-$width -DBUILD_PART=first -c "$sources/part.cpp" -o part.o || return
  done
}

# Shared libraries with different versions of the library in one process.
plugins() { sh "$sources/../checks/plugin.sh" g++ "$include_dir" "$PWD/plugins"; }

cuda() {
  nvcc=$(command -v nvcc || ls /usr/local/cuda/bin/nvcc) || { echo 'there is no nvcc here'; return $left_out; }
  "$nvcc" -std=c++17 -O2 -x cu -ccbin g++ -allow-unsupported-compiler -Werror all-warnings -I"$include_dir" \
    -DBUILD_PART=first "$sources/part.cpp" "$sources/program.cpp" -o program && check_hashes
}

# usage: is_here PROGRAM ; left_out where it is not
is_here() { command -v "$1" || { echo "there is no $1 here"; return $left_out; }; }

# The oldest compiler.
gcc_11() { is_here g++-11 && ordinary g++-11 -O2; }

# usage: foreign EMULATOR COMPILER FLAGS... ; for another platform, whose scalar loops or own vectors print the same hash
foreign() {
  emulator=$1
  shift
  is_here "$1" && is_here "$emulator" || return
  compile "$@" -O1 -static -DBUILD_PART=first "$sources/part.cpp" "$sources/program.cpp" -o program.exe &&
    $emulator ./program.exe >hashes.txt && tr -d '\r' <hashes.txt | grep "^$expected\$"
}
gcc_aarch64() { foreign qemu-aarch64 aarch64-linux-gnu-g++; }
gcc_armv7() { foreign qemu-arm arm-linux-gnueabihf-g++; }
gcc_i386() { foreign qemu-i386 i686-linux-gnu-g++ -msse2 -mfpmath=sse; }
gcc_mingw() { foreign wine x86_64-w64-mingw32-g++-posix; }
gcc_riscv64() { foreign qemu-riscv64 riscv64-linux-gnu-g++; }
gcc_s390x() { foreign qemu-s390x s390x-linux-gnu-g++; }

# usage: refused COMPILER FLAGS... ; the words are in $words
refused() {
  if LC_ALL=C compile "$@" -DBUILD_PART=first -fsyntax-only "$sources/part.cpp" 2>messages.txt; then
    echo 'this is not refused'
    return 1
  fi
  grep "error.*$words" messages.txt || { head -n 20 messages.txt; return 1; }
}

# usage: build NAME ; one build, in this process
build() {
  line=$(ordinary_builds | grep "^$1 ") && { ordinary ${line#* }; return; }
  line=$(refused_builds | grep "^$1 ") && { words=${line#*|} line=${line%%|*}; refused ${line#* }; return; }
  case " $(echo $other_builds) " in *" $1 "*) "$(echo "$1" | tr - _)" ;; *) echo 'there is no such build'; false ;; esac
}

folder=build/builds
mkdir -p "$folder"
if [ "${1-}" = --one ]; then
  mkdir -p "$folder/$2"
  cd "$folder/$2" || exit
  begin=$(date +%s)
  build "$2" >log.txt 2>&1 </dev/null
  case $? in 0) status=passed ;; $left_out) status='left out' ;; *) status=FAILED ;; esac
  echo "$2 $status ($(($(date +%s) - begin)) s)"
  [ "$status" = passed ] || tail -n 40 log.txt
  rm -f program ./*.exe ./*.o ./*.gch ./*.pcm ./*.pch
  [ "$status" != FAILED ]
  exit
fi

g++ -std=c++17 -O0 -Itests -Iinclude tests/support/list_targets.cpp -o "$folder/list_targets" || exit
targets=$("$folder/list_targets" | tr ';' ' ')
[ -n "$targets" ] || exit
export targets
[ $# -gt 0 ] || set -- $(ordinary_builds | cut -d ' ' -f 1) $(refused_builds | cut -d ' ' -f 1) $other_builds
printf '%s\n' "$@" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 sh tests/builds.sh --one
