#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Builds and runs all tests, from any directory: sh tests/run.sh. On Debian and Ubuntu, what they need is installed
# first if it is not there, which takes root. The build is left in build/tests; arguments go to ctest.
set -eu

cd "$(dirname "$0")/.."

# Prints the packages that are not installed yet.
missing_packages() {
  for package in g++ make cmake binutils git pkg-config libgtest-dev libgmock-dev libeigen3-dev libtbb-dev \
    libopencv-core-dev libdlpack-dev libcli11-dev libfccp-dev libjpeg-dev libpng-dev libopenmpi-dev openmpi-bin \
    python3-numpy; do
    # A package of another name may stand in for one of these, as pkgconf does for pkg-config.
    case $package in
      g++ | make | cmake | git | pkg-config) command -v "$package" ;;
      binutils) command -v objdump ;;
      *) dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep 'ok installed' ;;
    esac >/dev/null || printf '%s ' "$package"
  done
}

if command -v apt-get >/dev/null; then
  missing=$(missing_packages)
  if [ -n "$missing" ]; then
    if [ "$(id -u)" -ne 0 ]; then
      echo "the tests need packages that are not installed; as root: apt-get install $missing" >&2
      exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    # Unquoted: a list of names.
    apt-get install --yes --no-install-recommends $missing
  fi
fi

jobs=$(getconf _NPROCESSORS_ONLN)
little=OFF
[ "${CNR_TEST_EFFORT:-100}" -gt 10 ] || little=ON
# By -O3, which is what a release build has otherwise, the loops take longer to compile.
cmake -S . -B build/tests -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 -DCNR_TEST_FLAGS=-O1 \
  -DCNR_LITTLE_EFFORT="$little" -DCNR_BUILD_TESTS=ON -DCNR_BUILD_EXAMPLES=ON
cmake --build build/tests --parallel "$jobs"
cd build/tests
exec ctest --output-on-failure --no-tests=error --parallel "$jobs" "$@"
