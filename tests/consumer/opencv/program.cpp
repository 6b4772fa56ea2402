// SPDX-License-Identifier: MIT
//
// Crops a cv::Mat into a blob and fails unless the pixels are the right ones.

#include <crop_and_resize/adaptor/opencv.hpp>
#include <crop_and_resize/crop_and_resize.hpp>

#include <opencv2/core.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <iostream>

int main() {
  cv::Mat_<std::uint8_t> pixels(5, 5);
  for (int i = 0; i < 25; ++i) pixels(i / 5, i % 5) = static_cast<std::uint8_t>(i);
  const std::array<float, 4> corners{0.0F, 0.25F, 0.5F, 0.75F};
  const std::array<int, 4> sizes{1, 1, 3, 3};
  cv::Mat blob(4, sizes.data(), CV_32F);

  if (const auto done = cnr::crop_and_resize(cnr::as_image(pixels), {corners.data(), {1, 4}}, cnr::first_image(1),
                                             cnr::as_crops<float>(blob));
      !done) {
    std::fprintf(stderr, "refused: %s\n", done.message());
    return 1;
  }

  const cv::Mat crop = blob.reshape(1, 3);
  std::cout << crop << '\n';
  const cv::Mat expected = (cv::Mat_<float>(3, 3) << 1, 2, 3, 6, 7, 8, 11, 12, 13);
  return cv::norm(crop, expected, cv::NORM_INF) == 0 ? 0 : 1;
}
