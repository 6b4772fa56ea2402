// SPDX-License-Identifier: MIT
//
// examples/README.md's lines for those who keep their data in Eigen.

#include <crop_and_resize/adaptor/eigen.hpp>

#include <cstdint>
#include <cstdio>
#include <exception>

int main() try {
  // [eigen]
  Eigen::Tensor<Eigen::half, 4, Eigen::RowMajor> image(1, 50, 50, 256);
  image.setConstant(Eigen::half(0.5F));
  Eigen::Tensor<float, 2, Eigen::RowMajor> boxes(1, 4);
  boxes.setValues({{0.1F, 0.1F, 0.4F, 0.6F}});
  Eigen::Tensor<std::int32_t, 1> box_indices(1);
  box_indices.setZero();
  const Eigen::Tensor<float, 4, Eigen::RowMajor> crops =
      cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{14, 14});
  // [eigen]
  // [eigen_in_place]
  // Crop 2 of eight. Nothing is allocated, and the result says what was refused.
  Eigen::Tensor<float, 4, Eigen::RowMajor> batch(8, 14, 14, 256);
  const Eigen::array<Eigen::Index, 4> first{{2, 0, 0, 0}}, size{{1, 14, 14, 256}};
  const cnr::result done = cnr::crop_and_resize(image, boxes, cnr::first_image(1), batch.slice(first, size));
  // [eigen_in_place]
  return crops(0, 13, 13, 255) == 0.5F && done && batch(2, 13, 13, 255) == 0.5F ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "eigen: %s\n", error.what());
  return 1;
}
