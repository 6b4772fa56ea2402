#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: module.sh COMPILER INCLUDE_DIR SCRATCH_DIR
# Builds module.cppm and a program that knows the library by it alone, and runs that.
set -eu

compiler=$1 include_dir=$2 scratch_dir=$3
source_dir=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$scratch_dir"
cd "$scratch_dir"

cat >program.cpp <<'END'
import vision;
int main() {
  const unsigned char pixels[4] = {1, 2, 3, 4};
  const float box[4] = {0, 0, 1, 1};
  const int index = 0;
  float crop[4] = {};
  const auto done = vision::crop_and_resize<unsigned char>({pixels, {1, 2, 2, 1}}, {box, {1, 4}}, {&index, {1}},
                                                           {crop, {1, 2, 2, 1}}, vision::method::nearest);
  return done && crop[0] == 1 && crop[3] == 4 ? 0 : 1;
}
END
"$compiler" -std=c++20 -I"$include_dir" --precompile "$source_dir/module.cppm" -o vision.pcm
"$compiler" -std=c++20 -fmodule-file=vision=vision.pcm program.cpp vision.pcm -o program
./program
