// SPDX-License-Identifier: MIT
//
// OpenCV's matrices as images and crops, and its rectangles as boxes: what is seen where, what is refused, and calls
// with both.

#include "support/prebuilt.hpp"
#include "support/refusal.hpp"

#include <crop_and_resize/adaptor/opencv.hpp>
#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/preprocess.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using support::refusal;

using extents4 = std::array<std::ptrdiff_t, 4>;

/// Whether a view of a matrix of that depth with two channels shows the bytes of each element.
template <class T>
void expect_elements(int depth) {
  cv::Mat mat(3, 5, CV_MAKETYPE(depth, 2));
  const cnr::image_view<T> image = cnr::as_image<T>(mat);
  EXPECT_EQ(image.extents(), (extents4{{1, 3, 5, 2}}));
  EXPECT_EQ(static_cast<const void*>(&image(0, 2, 4, 1)), mat.ptr(2, 4) + sizeof(T));
  EXPECT_EQ(static_cast<const void*>(&cnr::as_crops<T>(mat)(0, 1, 2, 1)), mat.ptr(1, 2) + sizeof(T));
}

TEST(OpencvImage, MayHaveEachDepth) {
  expect_elements<std::uint8_t>(CV_8U);
  expect_elements<std::int8_t>(CV_8S);
  expect_elements<std::uint16_t>(CV_16U);
  expect_elements<std::int16_t>(CV_16S);
  expect_elements<std::int32_t>(CV_32S);
  expect_elements<float>(CV_32F);
  expect_elements<double>(CV_64F);
  expect_elements<cnr::half>(CV_16F);
}

TEST(OpencvImage, MayHaveAsManyChannelsAsOpencvAllows) {
  const cv::Mat mat(2, 3, CV_8UC(CV_CN_MAX));
  const cnr::image_view<std::uint8_t> image = cnr::as_image<std::uint8_t>(mat);
  EXPECT_EQ(image.extents(), (extents4{{1, 2, 3, CV_CN_MAX}}));
  EXPECT_EQ(&image(0, 1, 2, CV_CN_MAX - 1), mat.data + mat.total() * mat.elemSize() - 1);
}

TEST(OpencvImage, MayBeAPartOfALargerMatrix) {
  cv::Mat whole(20, 30, CV_16UC3);
  const cnr::image_view<std::uint16_t> part = cnr::as_image<std::uint16_t>(whole(cv::Rect(7, 4, 11, 6)));
  EXPECT_EQ(part.extents(), (extents4{{1, 6, 11, 3}}));
  EXPECT_EQ(part.stride(1), 90);
  EXPECT_EQ(&part(0, 2, 3, 1), &whole.at<cv::Vec3w>(6, 10)[1]);
  const cnr::image_view<std::uint16_t> column = cnr::as_image<std::uint16_t>(whole.col(29));
  EXPECT_EQ(column.extents(), (extents4{{1, 20, 1, 3}}));
  EXPECT_EQ(&column(0, 19, 0, 2), &whole.at<cv::Vec3w>(19, 29)[2]);
}

TEST(OpencvImage, MayHaveGapsAfterItsRows) {
  std::vector<float> storage(4 * 16);
  const cv::Mat mat(4, 5, CV_32FC3, storage.data(), 16 * sizeof(float));
  EXPECT_EQ(&cnr::as_image<float>(mat)(0, 3, 4, 2), &storage[3 * 16 + 4 * 3 + 2]);
}

TEST(OpencvImage, KnowsTheElementsOfATypedMatrix) {
  const cv::Mat_<cv::Vec3b> bytes(4, 5);
  const auto image = cnr::as_image(bytes);
  static_assert(std::is_same<decltype(image), const cnr::image_view<std::uint8_t>>::value, "a byte per channel");
  EXPECT_EQ(&image(0, 3, 2, 1), &bytes(3, 2)[1]);
  EXPECT_EQ(cnr::as_image<std::uint8_t>(bytes).data(), bytes.data);
  static_assert(std::is_same<decltype(cnr::as_image(cv::Mat_<double>())), cnr::image_view<double>>::value, "doubles");
  static_assert(std::is_same<decltype(cnr::as_image(cv::Mat1w())), cnr::image_view<std::uint16_t>>::value, "words");
}

TEST(OpencvImage, OfAnEmptyMatrixIsRefused) {
  EXPECT_EQ(refusal([] { cnr::as_image<std::uint8_t>(cv::Mat()); }),
            "crop_and_resize: the cv::Mat is empty; if it comes from a file, the file was not read");
  EXPECT_THAT(refusal([] { cnr::as_image(cv::Mat_<float>()); }), testing::HasSubstr("is empty"));
}

TEST(OpencvImage, OfAnotherDepthIsRefused) {
  const cv::Mat mat(4, 5, CV_8UC3);
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(mat); }),
            "crop_and_resize: the cv::Mat is CV_8UC3, but the elements asked for are CV_32FC3");
  EXPECT_EQ(refusal([&] { cnr::as_image<std::int8_t>(mat); }),
            "crop_and_resize: the cv::Mat is CV_8UC3, but the elements asked for are CV_8SC3");
  EXPECT_EQ(refusal([] { cnr::as_image<std::int16_t>(cv::Mat(4, 5, CV_16FC1)); }),
            "crop_and_resize: the cv::Mat is CV_16FC1, but the elements asked for are CV_16SC1");
}

TEST(OpencvImage, OfOtherDimensionsIsRefused) {
  const std::array<int, 3> sizes{{2, 4, 5}};
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(cv::Mat(3, sizes.data(), CV_32F)); }),
            "crop_and_resize: the cv::Mat has 3 dimensions, 2 x 4 x 5; an image has two");
}

TEST(OpencvImage, WhoseRowsAreNoWholeElementsApartIsRefused) {
  // OpenCV refuses to make such a matrix of one's own memory, but does not look at the step afterwards.
  std::vector<float> storage(4 * 16);
  cv::Mat mat(4, 5, CV_32FC1, storage.data(), 8 * sizeof(float));
  mat.step[0] = 30;
  EXPECT_EQ(
      refusal([&] { cnr::as_image<float>(mat); }),
      "crop_and_resize: the step of axis 0 of the cv::Mat, 30 bytes, is no multiple of the 4 bytes of an element");
}

TEST(OpencvImage, ThatBeginsWithinAnElementIsRefused) {
  std::vector<float> storage(4 * 16);
  const cv::Mat mat(4, 5, CV_32FC1, reinterpret_cast<unsigned char*>(storage.data()) + 3, 8 * sizeof(float));
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(mat); }),
            "crop_and_resize: the elements of the cv::Mat begin 3 bytes after an address that they could be at");
}

TEST(OpencvCrops, MayBeABlob) {
  const std::array<int, 4> sizes{{2, 3, 5, 7}};
  cv::Mat blob(4, sizes.data(), CV_32F);
  const cnr::crops_view<float> crops = cnr::as_crops<float>(blob);
  EXPECT_EQ(crops.extents(), (extents4{{2, 5, 7, 3}}));
  const std::array<int, 4> index{{1, 2, 3, 4}};
  EXPECT_EQ(&crops(1, 3, 4, 2), &blob.at<float>(index.data()));
}

TEST(OpencvCrops, MayBeTheMiddleOfABlob) {
  const std::array<int, 4> sizes{{2, 3, 5, 7}};
  cv::Mat blob(4, sizes.data(), CV_32F);
  const std::vector<cv::Range> ranges{cv::Range(1, 2), cv::Range::all(), cv::Range(1, 4), cv::Range(2, 6)};
  const cnr::crops_view<float> crops = cnr::as_crops<float>(blob(ranges));
  EXPECT_EQ(crops.extents(), (extents4{{1, 3, 4, 3}}));
  const std::array<int, 4> index{{1, 2, 3, 5}};
  EXPECT_EQ(&crops(0, 2, 3, 2), &blob.at<float>(index.data()));
}

TEST(OpencvCrops, MayBeABlobWithoutCrops) {
  const std::array<int, 4> sizes{{0, 3, 5, 7}};
  cv::Mat blob(4, sizes.data(), CV_32F);
  EXPECT_EQ(cnr::as_crops<float>(blob).extents(), (extents4{{0, 5, 7, 3}}));
}

TEST(OpencvCrops, MayBeAPartOfAMatrix) {
  cv::Mat_<cv::Vec3b> canvas(20, 30);
  const cnr::crops_view<std::uint8_t> crops = cnr::as_crops<std::uint8_t>(canvas(cv::Rect(7, 4, 11, 6)));
  EXPECT_EQ(crops.extents(), (extents4{{1, 6, 11, 3}}));
  EXPECT_EQ(&crops(0, 2, 3, 1), &canvas(6, 10)[1]);
}

TEST(OpencvCrops, OfOtherDimensionsAreRefused) {
  const std::array<int, 4> sizes{{2, 3, 5, 7}};
  cv::Mat pairs(4, sizes.data(), CV_32FC2);
  EXPECT_EQ(refusal([&] { cnr::as_crops<float>(pairs); }),
            "crop_and_resize: the cv::Mat has 2 x 3 x 5 x 7 elements of 2 channels; crops are four dimensions of one "
            "channel, NCHW, or two dimensions");
  cv::Mat three(3, sizes.data(), CV_32F);
  EXPECT_THAT(refusal([&] { cnr::as_crops<float>(three); }),
              testing::HasSubstr("has 2 x 3 x 5 elements of 1 channels"));
  cv::Mat blob(4, sizes.data(), CV_32F);
  EXPECT_EQ(refusal([&] { cnr::as_crops<cnr::half>(blob); }),
            "crop_and_resize: the cv::Mat is CV_32FC1, but the elements asked for are CV_16FC1");
  cv::Mat empty;
  EXPECT_THAT(refusal([&] { cnr::as_crops<float>(empty); }), testing::HasSubstr("is empty"));
}

TEST(OpencvBoxes, AreTheRectanglesThemselves) {
  const std::vector<cv::Rect2f> rects{{1, 2, 3, 4}, {5.5F, 6.5F, 7.5F, 8.5F}};
  const cnr::boxes_view boxes = cnr::as_boxes(rects);
  EXPECT_EQ(boxes.extents(), (std::array<std::ptrdiff_t, 2>{{2, 4}}));
  EXPECT_EQ(&boxes(1, 0), &rects[1].x);
  EXPECT_EQ(&boxes(1, 1), &rects[1].y);
  EXPECT_EQ(&boxes(1, 2), &rects[1].width);
  EXPECT_EQ(&boxes(1, 3), &rects[1].height);
  const std::vector<cv::Rect2f> none;
  EXPECT_EQ(cnr::as_boxes(none).extent(0), 0);
}

TEST(OpencvBoxes, AreACopyOfRectanglesOfWholePixels) {
  const std::vector<cv::Rect> rects{{1, -2, 3, 4}, {1920, 6, 7, 16777216}};
  std::vector<cv::Rect2f> copy{{9, 9, 9, 9}, {9, 9, 9, 9}, {9, 9, 9, 9}};
  const cnr::boxes_view boxes = cnr::as_boxes(rects, copy);
  EXPECT_EQ(copy, (std::vector<cv::Rect2f>{{1, -2, 3, 4}, {1920, 6, 7, 16777216}}));
  EXPECT_EQ(boxes.data(), &copy[0].x);
  EXPECT_EQ(boxes.extent(0), 2);
}

/// Bytes that differ from pixel to pixel.
cv::Mat_<cv::Vec3b> photograph() {
  cv::Mat_<cv::Vec3b> pixels(40, 50);
  for (int y = 0; y < pixels.rows; ++y) {
    for (int x = 0; x < pixels.cols; ++x) {
      pixels(y, x) = cv::Vec3b(static_cast<unsigned char>(5 * y), static_cast<unsigned char>(4 * x),
                               static_cast<unsigned char>(2 * x + 3 * y));
    }
  }
  return pixels;
}

TEST(Opencv, CropsRectanglesIntoABlob) {
  const cv::Mat pixels = photograph();
  const std::vector<cv::Rect2f> rects{{10, 5, 20, 10}, {0, 0, 50, 40}};
  const std::array<int, 4> sizes{{2, 3, 10, 20}};
  cv::Mat blob(4, sizes.data(), CV_32F);
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::half_pixel;
  settings.border = cnr::border_mode::isolate;
  settings.boxes = cnr::box_format::xywh_pixels;
  const cnr::result done =
      cnr::crop_and_resize(cnr::as_image<std::uint8_t>(pixels), cnr::as_boxes(rects), cnr::first_image(2),
                           cnr::as_crops<float>(blob), cnr::bilinear{}, settings);
  ASSERT_TRUE(done) << done.message();
  const cnr::crops_view<float> crops = cnr::as_crops<float>(blob);
  // The first rectangle has the size of the crop, the second is that much larger along each axis.
  for (std::ptrdiff_t y = 0; y < 10; ++y) {
    for (std::ptrdiff_t x = 0; x < 20; ++x) {
      const auto& pixel = pixels.at<cv::Vec3b>(static_cast<int>(y) + 5, static_cast<int>(x) + 10);
      ASSERT_EQ(crops(0, y, x, 0), pixel[0]);
      ASSERT_EQ(crops(0, y, x, 1), pixel[1]);
      ASSERT_EQ(crops(0, y, x, 2), pixel[2]);
      ASSERT_NEAR(crops(1, y, x, 0), 5 * (4 * static_cast<float>(y) + 1.5F), 1e-3F);
      ASSERT_NEAR(crops(1, y, x, 1), 4 * (2.5F * static_cast<float>(x) + 0.75F), 1e-3F);
    }
  }
}

TEST(Opencv, CropsIntoMatricesOfBytesAndOfHalves) {
  const cv::Mat pixels = photograph();
  const std::array<float, 4> whole{{0, 0, 1, 1}};
  const auto crop_into = [&](auto crops) {
    const cnr::result done = cnr::crop_and_resize(cnr::as_image<std::uint8_t>(pixels), {whole.data(), {1, 4}},
                                                  cnr::first_image(1), crops, cnr::nearest{});
    EXPECT_TRUE(done) << done.message();
  };
  cv::Mat copy(40, 50, CV_8UC3);
  crop_into(cnr::as_crops<std::uint8_t>(copy));
  EXPECT_EQ(cv::norm(copy, pixels, cv::NORM_INF), 0);

  const std::array<int, 4> sizes{{1, 3, 40, 50}};
  cv::Mat halves(4, sizes.data(), CV_16F);
  constexpr auto numbers = cnr::make_normalization({0.5, 0.25, 0.125}, {0.5, 0.5, 0.5});
  crop_into(cnr::normalized(cnr::as_crops<cnr::half>(halves), numbers));
  cv::Mat floats;
  halves.convertTo(floats, CV_32F);
  const std::array<int, 4> index{{0, 1, 7, 9}};
  EXPECT_NEAR(floats.at<float>(index.data()), (36 / 255.0F - 0.25F) / 0.5F, 1e-3F);
}

TEST(Opencv, CropsMatricesByFilters) {
  const cv::Mat pixels = photograph();
  const std::array<float, 4> whole{{0, 0, 1, 1}};
  cv::Mat half(20, 25, CV_32FC3);
  const cnr::options settings{0, cnr::coordinate_mode::half_pixel};
  ASSERT_TRUE(cnr::crop_and_resize(cnr::as_image<std::uint8_t>(pixels), {whole.data(), {1, 4}}, cnr::first_image(1),
                                   cnr::as_crops<float>(half), cnr::area{}, settings));
  for (int y = 0; y < half.rows; ++y) {
    for (int x = 0; x < half.cols; ++x) {
      for (int c = 0; c < 3; ++c) {
        const auto pixel = [&](int row, int column) {
          return static_cast<float>(pixels.at<cv::Vec3b>(row, column)[c]);
        };
        const float mean =
            (pixel(2 * y, 2 * x) + pixel(2 * y, 2 * x + 1) + pixel(2 * y + 1, 2 * x) + pixel(2 * y + 1, 2 * x + 1)) / 4;
        ASSERT_NEAR(half.at<cv::Vec3f>(y, x)[c], mean, 1e-3F);
      }
    }
  }
}

TEST(Opencv, CropsAPartOfAMatrixIntoAPartOfAnother) {
  const cv::Mat pixels = photograph();
  cv::Mat canvas(12, 30, CV_32FC3, cv::Scalar::all(-1));
  const std::array<float, 4> whole{{0, 0, 1, 1}};
  const cnr::result done =
      cnr::crop_and_resize(cnr::as_image<std::uint8_t>(pixels(cv::Rect(10, 5, 21, 9))), {whole.data(), {1, 4}},
                           cnr::first_image(1), cnr::as_crops<float>(canvas(cv::Rect(4, 2, 21, 9))));
  ASSERT_TRUE(done) << done.message();
  for (int y = 0; y < canvas.rows; ++y) {
    for (int x = 0; x < canvas.cols; ++x) {
      const bool is_inside = cv::Rect(4, 2, 21, 9).contains(cv::Point(x, y));
      const cv::Vec3f expected = is_inside ? cv::Vec3f(pixels.at<cv::Vec3b>(y + 3, x + 6)) : cv::Vec3f(-1, -1, -1);
      ASSERT_EQ(canvas.at<cv::Vec3f>(y, x), expected) << y << ", " << x;
    }
  }
}

}  // namespace
