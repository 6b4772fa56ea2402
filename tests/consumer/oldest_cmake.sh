#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: sh tests/consumer/oldest_cmake.sh
# Installs the library by the oldest CMake that README names, and builds a project that finds it. CMake is taken from
# Python's packages; needs python3-venv. From any directory.
set -eu

cd "$(dirname "$0")/../.."
folder=$PWD/build/oldest_cmake
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'cmake==3.22.*'
cmake=$folder/venv/bin/cmake
"$cmake" -S . -B "$folder/library" -DCNR_BUILD_TESTS=OFF -DCNR_BUILD_EXAMPLES=OFF
"$cmake" --install "$folder/library" --prefix "$folder/prefix"
"$cmake" -S tests/consumer/find_package -B "$folder/project" -DCMAKE_PREFIX_PATH="$folder/prefix"
"$cmake" --build "$folder/project"
"$folder/project/program"
