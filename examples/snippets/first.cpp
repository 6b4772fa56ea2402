// SPDX-License-Identifier: MIT
//
// README's first program: two boxes, one of them flipped, cut out of one image.

#include <crop_and_resize/crop_and_resize.hpp>
#include <cstdio>
#include <vector>

int main() {
  const std::vector<std::uint8_t> photo(480 * 640 * 3, 128);                              // one 480x640 RGB image
  const float boxes[] = {0.1F, 0.2F, 0.6F, 0.7F, /* flipped: */ 0.9F, 1.0F, 0.4F, 0.0F};  // y1, x1, y2, x2 each
  const std::int32_t box_indices[] = {0, 0};                                              // both from image 0
  const auto crops = cnr::crop_and_resize<std::uint8_t>({photo.data(), {1, 480, 640, 3}}, {boxes, {2, 4}},
                                                        {box_indices, {2}}, cnr::crop_size{224, 224});
  std::printf("%td crops, first value %g\n", crops.extent(0), static_cast<double>(crops(0, 0, 0, 0)));
}
