#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Builds an example and runs it in the current directory: contact_sheet, or the one of crop_dataset, fit_box,
# network_input and shrink that the first argument names. The others are its arguments. It takes the bundled photograph
# unless these name another. Where a compiler, CMake, make or a library is missing, it installs them on Debian and
# Ubuntu if run as root, and says what is missing otherwise.

set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
build=$root/build/demo
log=$build/log.txt
compiler=${CXX:-c++}
library_packages='libcli11-dev libfccp-dev libjpeg-dev libpng-dev'
program=contact_sheet
case ${1-} in
  contact_sheet | crop_dataset | fit_box | network_input | shrink)
    program=$1
    shift
    ;;
esac

say() {
  printf 'run.sh: %s\n' "$*" >&2
}

# Prints the Debian packages that would provide what is not there. Elsewhere, libraries may be where only CMake finds
# them.
missing_packages() {
  command -v cmake >/dev/null || echo cmake
  command -v make >/dev/null || echo make
  # shellcheck disable=SC2086 # CXX may hold options
  if ! command -v ${compiler%% *} >/dev/null; then
    echo g++ $library_packages
  elif ! printf '#include <new>\n' | $compiler -x c++ -E - >/dev/null 2>&1; then
    echo g++ $library_packages
  elif command -v apt-get >/dev/null; then
    has_header png.h || echo libpng-dev
    has_header jpeglib.h || echo libjpeg-dev
    has_header CLI/CLI.hpp || echo libcli11-dev
    has_header libfccp/csv.h || echo libfccp-dev
  fi
}

has_header() {
  printf '#include <stdio.h>\n#include <%s>\n' "$1" | $compiler -x c++ -E - >/dev/null 2>&1
}

install_packages() {
  if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    say "missing: $*. Please install them (on Debian or Ubuntu, as root: apt-get install $*) and run this again."
    exit 1
  fi
  say "installing $*"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update && apt-get install --yes --no-install-recommends "$@"; } >"$log" 2>&1 || show_log 'installing failed'
}

show_log() {
  cat "$log" >&2
  say "$1"
  exit 1
}

# A build folder that was copied or moved along with its checkout belongs to the old place, and CMake would refuse it.
forget_moved_build() {
  cache=$build/CMakeCache.txt
  if [ -e "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then rm -rf "$build"; fi
}

build_example() {
  say "building $program"
  cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release -DCNR_BUILD_EXAMPLES=ON -DCNR_BUILD_TESTS=OFF \
    -DCNR_BUILD_BENCHMARKS=OFF >"$log" 2>&1 || show_log 'configuring failed'
  cmake --build "$build" --target "$program" --parallel "$(nproc 2>/dev/null || echo 1)" >"$log" 2>&1 ||
    show_log 'building failed'
}

forget_moved_build
mkdir -p "$build"
missing=$(missing_packages | tr '\n' ' ')
# shellcheck disable=SC2086 # one argument a package
[ -z "$missing" ] || install_packages ${missing% }
build_example
exec "$build/examples/$program" "$@"
