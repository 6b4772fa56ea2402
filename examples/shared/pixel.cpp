// SPDX-License-Identifier: MIT
//
// A helper of the examples' tests: pixel FILE.png [Y X]... prints the size of a picture as HEIGHTxWIDTH, and then the
// red, green and blue of each pixel named, all in one line.

#include "picture.hpp"
#include "read_picture.hpp"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  try {
    const pictures::picture picture = pictures::read_picture(argv[1]);
    std::printf("%tdx%td", picture.height, picture.width);
    for (int i = 2; i + 1 < argc; i += 2) {
      const std::ptrdiff_t y = std::strtol(argv[i], nullptr, 10);
      const std::ptrdiff_t x = std::strtol(argv[i + 1], nullptr, 10);
      if (y < 0 || y >= picture.height || x < 0 || x >= picture.width) return 2;
      const auto* rgb = picture.pixel(y, x);
      std::printf(" %d,%d,%d", rgb[0], rgb[1], rgb[2]);
    }
    std::puts("");
    return 0;
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "pixel: %s\n", error.what());
    return 2;
  }
}
