// SPDX-License-Identifier: MIT
//
// What a user's first program might be: it crops three rows and three columns out of a 5x5 image, prints them, and
// fails unless they are the right ones.

#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <numeric>

int main() {
  std::array<std::uint8_t, 25> pixels{};
  std::iota(pixels.begin(), pixels.end(), std::uint8_t{0});
  const std::array<float, 4> corners{0.0F, 0.25F, 0.5F, 0.75F};
  const std::array<std::int32_t, 1> indices{0};
  std::array<float, 9> output{};

  const cnr::image_view<std::uint8_t> image(pixels.data(), {1, 5, 5, 1});
  const cnr::boxes_view boxes(corners.data(), {1, 4});
  const cnr::box_indices_view box_indices(indices.data(), {1});
  const cnr::crops_view<float> crops(output.data(), {1, 3, 3, 1});
  if (const auto done = cnr::crop_and_resize(image, boxes, box_indices, crops); !done) {
    std::fprintf(stderr, "refused: %s\n", done.message());
    return 1;
  }

  for (const float pixel : output) std::printf("%g ", static_cast<double>(pixel));
  std::printf("\n");
  const std::array<float, 9> expected{1, 2, 3, 6, 7, 8, 11, 12, 13};
  return output == expected ? 0 : 1;
}
