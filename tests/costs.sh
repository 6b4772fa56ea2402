#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: sh tests/costs.sh [COMPILER]
# What README says of compiling: seconds of processor that a call takes to compile with -O2, the same with CNR_NO_AVX512,
# what a file takes whose kernels another one compiles, and how long a call runs with -O2 and without. g++, unless
# another compiler is named. From any directory; medians of five.
set -eu

cd "$(dirname "$0")/.."
compiler=${1:-g++}
folder=build/costs
mkdir -p "$folder"

cat >"$folder/call.cpp" <<'LINES'
#include <crop_and_resize/crop_and_resize.hpp>
#if defined(COSTS_KERNELS)
#include <crop_and_resize/kernels.hpp>
CNR_DECLARE_KERNELS(std::uint8_t, cnr::bilinear, float);
#endif
cnr::result call(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::crops_view<float> crops);
#if !defined(COSTS_HEADER)
cnr::result call(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::crops_view<float> crops) {
  return cnr::crop_and_resize(image, boxes, cnr::first_image(boxes.extent(0)), crops);
}
#endif
LINES
cat >"$folder/main.cpp" <<'LINES'
#include <crop_and_resize/crop_and_resize.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>
cnr::result call(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::crops_view<float> crops);
int main() {
  const std::vector<std::uint8_t> pixels(480 * 640 * 3, 7);
  const float corners[] = {0.1F, 0.1F, 0.4F, 0.4F, 0.3F, 0.2F, 0.9F, 0.7F, 0, 0, 1, 1};
  std::vector<float> crops(3 * 112 * 112 * 3);
  std::vector<double> times;
  for (int i = 0; i < 201; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    if (!call({pixels.data(), {1, 480, 640, 3}}, {corners, {3, 4}}, {crops.data(), {3, 112, 112, 3}})) return 1;
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
  }
  std::sort(times.begin(), times.end());
  std::printf("%.0f microseconds\n", times[100]);
}
LINES

# usage: seconds WHAT FLAGS...
seconds() {
  what=$1
  shift
  for run in 1 2 3 4 5; do
    sh -c '"$@" && times' sh "$compiler" -std=c++17 -Iinclude "$@" -c "$folder/call.cpp" -o "$folder/call.o" |
      awk 'NR == 2 { split($1, user, /[ms]/); print 60 * user[1] + user[2] }'
  done | sort -n | awk -v what="$what" 'NR == 3 { printf "%s: %.2f s\n", what, $1 }'
}

seconds 'a call' -O2
seconds 'without AVX-512' -O2 -DCNR_NO_AVX512
seconds 'a further file, with kernels.hpp' -O2 -DCOSTS_KERNELS
seconds 'the header alone' -O2 -DCOSTS_HEADER
for level in -O2 -O0; do
  "$compiler" -std=c++17 -Iinclude "$level" "$folder/call.cpp" "$folder/main.cpp" -o "$folder/program"
  echo "three crops of 112x112, $level: $("$folder/program")"
done
