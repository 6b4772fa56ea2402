// SPDX-License-Identifier: MIT
//
// examples/README.md's lines for those who keep their data in OpenCV.

#include <crop_and_resize/adaptor/opencv.hpp>
#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/preprocess.hpp>

#include <opencv2/core.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <vector>

int main() try {
  const cv::Mat photograph(480, 640, CV_8UC3, cv::Scalar(50, 100, 200));
  const std::vector<cv::Rect> faces{{10, 20, 100, 120}, {300, 40, 90, 90}, {500, 300, 200, 250}};
  // [opencv]
  // Three faces of a BGR photograph, as a cv::Mat that a network takes: RGB, normalised, NCHW.
  cv::Mat blob(std::vector<int>{3, 3, 224, 224}, CV_32F);
  std::vector<cv::Rect2f> boxes;
  const auto imagenet = cnr::make_normalization({0.485, 0.456, 0.406}, {0.229, 0.224, 0.225});
  const cnr::result done = cnr::crop_and_resize(
      cnr::reversed_channels(cnr::as_image<std::uint8_t>(photograph)), cnr::as_boxes(faces, boxes), cnr::first_image(3),
      cnr::normalized(cnr::as_crops<float>(blob), imagenet), cnr::bilinear{},
      {0, cnr::coordinate_mode::half_pixel, cnr::border_mode::isolate, cnr::box_format::xywh_pixels});
  // [opencv]
  if (!done) std::fprintf(stderr, "opencv: %s\n", done.message());
  const auto is = [&blob](int face, int channel, int y, int x, float expected) {
    const cv::Vec4i index(face, channel, y, x);
    return std::abs(blob.at<float>(index.val) - expected) < 1e-5F;
  };
  const bool is_right =
      is(0, 0, 0, 0, (200 / 255.0F - 0.485F) / 0.229F) && is(1, 1, 100, 100, (100 / 255.0F - 0.456F) / 0.224F) &&
      is(2, 2, 99, 99, (50 / 255.0F - 0.406F) / 0.225F) && is(2, 2, 223, 223, (0 / 255.0F - 0.406F) / 0.225F);
  return done && is_right ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "opencv: %s\n", error.what());
  return 1;
}
