// SPDX-License-Identifier: MIT
//
// README's first program: two boxes of a frame of bytes become the input of a network. first.txt holds what it prints.

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/preprocess.hpp>
#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
  const std::vector<std::uint8_t> frame(1080 * 1920 * 3, 128);  // rows of RGB pixels
  const cnr::image_view<std::uint8_t> image(frame.data(), {1, 1080, 1920, 3});
  const float rectangles[] = {100, 200, 400, 300, /* another box: */ 960, 540, 64, 64};  // x, y, width, height
  std::vector<float> input(2 * 3 * 224 * 224);
  const cnr::crops_view<float> planes(input.data(), {2, 3, 224, 224});  // NCHW
  const auto imagenet = cnr::make_normalization({0.485, 0.456, 0.406}, {0.229, 0.224, 0.225});
  const auto done = cnr::crop_and_resize(
      image, {rectangles, {2, 4}}, cnr::first_image(2), cnr::normalized(planes.permuted({0, 2, 3, 1}), imagenet),
      cnr::bilinear{}, {0, cnr::coordinate_mode::half_pixel, cnr::border_mode::isolate, cnr::box_format::xywh_pixels});
  std::printf("%s: %.3f %.3f %.3f\n", done.message(), planes(0, 0, 0, 0), planes(0, 1, 0, 0), planes(0, 2, 0, 0));
}
