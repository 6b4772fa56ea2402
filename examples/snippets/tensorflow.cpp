// SPDX-License-Identifier: MIT
//
// TensorFlow's call: two boxes cut out of one image, the second of them mirrored. tensorflow.txt holds what it prints.

#include <crop_and_resize/crop_and_resize.hpp>
#include <cstdio>

int main() {
  const float pixels[] = {0, 10, 20, 30, 40, 50};                         // 2 rows of 3 pixels
  const float corners[] = {0, 0, 1, 1, /* left to right: */ 0, 1, 1, 0};  // y1, x1, y2, x2 of each box
  const std::int32_t indices[] = {0, 0};                                  // both boxes are in image 0
  const cnr::image_view<float> image(pixels, {1, 2, 3, 1});               // batch, height, width, channels
  const cnr::boxes_view boxes(corners, {2, 4});                           // number of boxes, 4
  const cnr::box_indices_view box_indices(indices, {2});                  // number of boxes
  const auto crops = cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{2, 5});
  for (std::size_t i = 0; i < crops.size(); ++i) std::printf(i % 5 == 4 ? "%g\n" : "%g ", crops.data()[i]);
}
