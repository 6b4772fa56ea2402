// SPDX-License-Identifier: MIT
//
// Crops an image of Eigen::half into an Eigen array and fails unless the pixels are the right ones.

#include <crop_and_resize/adaptor/eigen.hpp>
#include <crop_and_resize/crop_and_resize.hpp>

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <cstdio>
#include <iostream>

int main() {
  using image_type = Eigen::Array<Eigen::half, 5, 5, Eigen::RowMajor>;
  using crop_type = Eigen::Array<float, 3, 3, Eigen::RowMajor>;
  image_type pixels;
  for (Eigen::Index i = 0; i < pixels.size(); ++i) pixels.data()[i] = Eigen::half(static_cast<float>(i));
  const std::array<float, 4> corners{0.0F, 0.25F, 0.5F, 0.75F};
  const std::array<std::int32_t, 1> indices{0};
  crop_type output;

  const cnr::image_view<Eigen::half> image(pixels.data(), {1, 5, 5, 1});
  const cnr::boxes_view boxes(corners.data(), {1, 4});
  const cnr::box_indices_view box_indices(indices.data(), {1});
  const cnr::crops_view<float> crops(output.data(), {1, 3, 3, 1});
  if (const auto done = cnr::crop_and_resize(image, boxes, box_indices, crops); !done) {
    std::fprintf(stderr, "refused: %s\n", done.message());
    return 1;
  }

  std::cout << output << '\n';
  crop_type expected;
  expected << 1, 2, 3, 6, 7, 8, 11, 12, 13;
  return (output == expected).all() ? 0 : 1;
}
