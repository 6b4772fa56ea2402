// SPDX-License-Identifier: MIT
//
// Refusals: every rule has a code of its own and a sentence that names the argument, nothing is written, and the
// overloads that allocate throw the same with the numbers.

#include "support/counted_image.hpp"
#include "support/prebuilt.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using support::counted_image;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

constexpr std::ptrdiff_t max = std::numeric_limits<std::ptrdiff_t>::max();
constexpr std::ptrdiff_t min = std::numeric_limits<std::ptrdiff_t>::min();
constexpr std::ptrdiff_t longest = std::numeric_limits<std::int32_t>::max();
constexpr bool has_64_bits = sizeof(std::ptrdiff_t) == 8;

/// The arguments of a call that succeeds, for tests to spoil.
struct arguments {
  counted_image data;
  cnr::image_view<std::uint8_t> image = data.image();
  cnr::boxes_view boxes = data.boxes();
  cnr::box_indices_view box_indices = data.box_indices();
  cnr::crops_view<float> crops = data.crops();

  arguments() = default;
  arguments(const arguments&) = delete;
  arguments& operator=(const arguments&) = delete;

  cnr::result call(cnr::method method = cnr::method::bilinear, const cnr::options& settings = {}) const {
    return cnr::crop_and_resize(image, boxes, box_indices, crops, method, settings);
  }

  void expect_refusal_code(cnr::errc code) const { EXPECT_EQ(call().code, code); }

  /// Makes the call and expects this refusal, and that nothing was written.
  void expect_refusal(cnr::errc code, std::ptrdiff_t index = -1, const char* about = "") {
    SCOPED_TRACE(about);
    const cnr::result done = call();
    EXPECT_EQ(done.code, code) << done.message();
    EXPECT_EQ(done.index, index);
    EXPECT_FALSE(done);
    EXPECT_EQ(data.crop, counted_image::untouched);
  }
};

TEST(Refusal, IsNotGivenToTheUnspoiledCall) {
  const arguments good;
  EXPECT_TRUE(good.call());
  EXPECT_EQ(good.data.crop, counted_image::expected);
}

TEST(Refusal, IsGivenToAnUnknownMethod) {
  const arguments bad;
  for (const auto method : {cnr::to_method("bicubic"), cnr::to_method(""), static_cast<cnr::method>(2)}) {
    EXPECT_EQ(bad.call(method).code, cnr::errc::unknown_method);
  }
  EXPECT_EQ(bad.data.crop, counted_image::untouched);
}

/// Options that are no enumerators, each with its code.
struct unknown_option {
  cnr::options settings;
  cnr::errc code;
  std::string numbers;
};

std::vector<unknown_option> unknown_options() {
  std::vector<unknown_option> all;
  for (const int number : {-1, 3, 5, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    const std::string text = std::to_string(number);
    cnr::options settings;
    settings.coordinates = static_cast<cnr::coordinate_mode>(number);
    all.push_back({settings, cnr::errc::unknown_coordinates, "(coordinates " + text + ", border 0, boxes 0)"});
    settings = {};
    settings.border = static_cast<cnr::border_mode>(number);
    all.push_back({settings, cnr::errc::unknown_border, "(coordinates 0, border " + text + ", boxes 0)"});
    if (number == 3) continue;  // a format
    settings = {};
    settings.boxes = static_cast<cnr::box_format>(number);
    all.push_back({settings, cnr::errc::unknown_box_format, "(coordinates 0, border 0, boxes " + text + ")"});
  }
  return all;
}

TEST(Refusal, IsGivenToUnknownOptions) {
  arguments bad;
  for (const auto& each : unknown_options()) {
    const cnr::result done = bad.call(cnr::method::bilinear, each.settings);
    EXPECT_EQ(done.code, each.code) << each.numbers;
    EXPECT_EQ(done.index, -1);
    EXPECT_EQ(bad.call(cnr::to_method("bicubic"), each.settings).code, cnr::errc::unknown_method) << "the first rule";
  }
  bad.image = {bad.image.data(), {-1, 5, 5, 1}};
  for (const auto& each : unknown_options()) {
    EXPECT_EQ(bad.call(cnr::method::bilinear, each.settings).code, each.code) << "before the image";
  }
  EXPECT_EQ(bad.data.crop, counted_image::untouched);
}

TEST(Refusal, IsNotGivenToAnyKnownOptions) {
  for (int coordinates = 0; coordinates < 3; ++coordinates) {
    for (int border = 0; border < 3; ++border) {
      for (int boxes = 0; boxes < 5; ++boxes) {
        const arguments good;
        cnr::options settings;
        settings.coordinates = static_cast<cnr::coordinate_mode>(coordinates);
        settings.border = static_cast<cnr::border_mode>(border);
        settings.boxes = static_cast<cnr::box_format>(boxes);
        EXPECT_TRUE(good.call(cnr::method::bilinear, settings)) << coordinates << border << boxes;
      }
    }
  }
}

TEST(Refusal, IsGivenToNegativeExtents) {
  for (std::size_t d = 0; d < 4; ++d) {
    arguments bad;
    auto extents = bad.image.extents();
    extents[d] = -1;
    bad.image = {bad.image.data(), extents};
    bad.expect_refusal(cnr::errc::image_extent_negative, -1, "image");
  }
  for (std::size_t d = 0; d < 4; ++d) {
    arguments bad;
    auto extents = bad.crops.extents();
    extents[d] = -1;
    bad.crops = {bad.crops.data(), extents};
    bad.expect_refusal(cnr::errc::crops_extent_negative, -1, "crops");
  }
  arguments bad;
  bad.boxes = {bad.boxes.data(), {-1, 4}};
  bad.expect_refusal(cnr::errc::boxes_extent_negative, -1, "boxes");
  bad.boxes = {bad.boxes.data(), {1, -4}};
  bad.expect_refusal(cnr::errc::boxes_extent_negative, -1, "boxes");
  bad.boxes = bad.data.boxes();
  bad.box_indices = {bad.box_indices.data(), {-1}};
  bad.expect_refusal(cnr::errc::box_indices_extent_negative, -1, "box_indices");
}

TEST(Refusal, IsGivenToSizesBelowOneAndAboveTwoToTheThirtyOne) {
  std::vector<std::ptrdiff_t> sizes{0};
  // Smaller counts have no such number.
  if (has_64_bits) sizes.push_back(static_cast<std::ptrdiff_t>(std::int64_t{1} << 31));
  for (const std::ptrdiff_t size : sizes) {
    arguments bad;
    bad.image = {bad.image.data(), {1, size, 5, 1}, {0, 0, 1, 1}};
    bad.expect_refusal(cnr::errc::image_size_out_of_range, -1, "height");
    bad.image = {bad.image.data(), {1, 5, size, 1}, {0, 1, 0, 1}};
    bad.expect_refusal(cnr::errc::image_size_out_of_range, -1, "width");
    bad.image = bad.data.image();
    bad.crops = {bad.crops.data(), {1, size, 3, 1}};
    bad.expect_refusal(cnr::errc::crops_size_out_of_range, -1, "crop height");
    bad.crops = {bad.crops.data(), {1, 3, size, 1}};
    bad.expect_refusal(cnr::errc::crops_size_out_of_range, -1, "crop width");
  }
}

TEST(Refusal, IsGivenToShapesThatDoNotMatch) {
  arguments bad;
  bad.boxes = {bad.boxes.data(), {1, 5}};
  bad.expect_refusal(cnr::errc::boxes_not_of_four);
  bad.boxes = {bad.boxes.data(), {1, 0}};
  bad.expect_refusal(cnr::errc::boxes_not_of_four);
  bad.boxes = bad.data.boxes();
  bad.box_indices = {bad.box_indices.data(), {2}};
  bad.expect_refusal(cnr::errc::box_indices_mismatch);
  bad.box_indices = bad.data.box_indices();
  bad.crops = {bad.crops.data(), {2, 3, 3, 1}};
  bad.expect_refusal(cnr::errc::crops_boxes_mismatch);
  bad.crops = {bad.crops.data(), {1, 3, 3, 2}};
  bad.expect_refusal(cnr::errc::crops_channels_mismatch);
}

TEST(Refusal, IsGivenToViewsWhoseElementsCannotBeAddressed) {
  arguments bad;
  const std::uint8_t* const pixels = bad.image.data();
  bad.image = {pixels, {longest, longest, longest, 3}};
  bad.expect_refusal(cnr::errc::image_too_large, -1, "number of elements");
  bad.image = {pixels, {2, 5, 5, 1}, {max, 5, 1, 1}};
  bad.expect_refusal(cnr::errc::image_too_large, -1, "span");
  bad.image = {pixels, {2, 5, 5, 1}, {-max, 5, 1, 1}};
  bad.expect_refusal(cnr::errc::image_too_large, -1, "span of a negative stride");
  bad.image = {pixels, {2, 5, 5, 1}, {min, 0, 0, 1}};
  bad.expect_refusal(cnr::errc::image_too_large, -1, "a stride without magnitude");
  bad.image = {pixels, {3, 5, 5, 1}, {max / 2, -1, 1, 1}};
  bad.expect_refusal(cnr::errc::image_too_large, -1, "span of strides of both signs");
  bad.image = {pixels, {2, 5, 5, 1}, {max - 24, 5, 1, 1}};
  bad.expect_refusal(cnr::errc::image_too_large, -1, "span one too many");
  bad.image = bad.data.image();
  bad.boxes = {bad.boxes.data(), {1, 4}, {0, max / 8}};
  bad.expect_refusal(cnr::errc::boxes_too_large, -1, "bytes");
  bad.boxes = {bad.boxes.data(), {max / 4, 4}};
  bad.expect_refusal(cnr::errc::boxes_too_large, -1, "bytes");
  bad.boxes = {bad.boxes.data(), {max / 32, 4}};
  bad.box_indices = {bad.box_indices.data(), {max / 32}, {16}};
  bad.expect_refusal(cnr::errc::box_indices_too_large, -1, "bytes");
  bad.boxes = bad.data.boxes();
  bad.box_indices = bad.data.box_indices();
  bad.crops = {bad.crops.data(), {1, 3, 3, 1}, {0, max / 4, 1, 1}};
  bad.expect_refusal(cnr::errc::crops_too_large, -1, "bytes");
}

TEST(Refusal, IsNotGivenToStridesThatJustFitOrMeanNothing) {
  arguments good;
  good.image = {good.image.data(), {1, 5, 5, 1}, {min, 5, 1, max}};
  good.boxes = {good.boxes.data(), {1, 4}, {min, 1}};
  good.box_indices = {good.box_indices.data(), {1}, {min}};
  good.crops = {good.crops.data(), {1, 3, 3, 1}, {0, 3, 1, 0}};
  EXPECT_TRUE(good.call());
  EXPECT_EQ(good.data.crop, counted_image::expected);
}

TEST(Refusal, IsNotGivenToAsManyElementsAsCanBeCounted) {
  // 2^63 - 1 is 7 * 7 * 73 * 127 * 337 * 92737 * 649657, and 2^31 - 1 is prime. All of these are one byte.
  const std::array<std::ptrdiff_t, 4> extents =
      has_64_bits ? std::array<std::ptrdiff_t, 4>{{92737, 649657, 127 * 337, 7 * 7 * 73}}
                  : std::array<std::ptrdiff_t, 4>{{longest, 1, 1, 1}};
  const counted_image data;
  const std::uint8_t pixel = 5;
  std::vector<float> crop(static_cast<std::size_t>(extents[3]));
  const cnr::crops_view<float> crops(crop.data(), {1, 1, 1, extents[3]});
  EXPECT_TRUE(
      cnr::crop_and_resize<std::uint8_t>({&pixel, extents, {0, 0, 0, 0}}, data.boxes(), data.box_indices(), crops));
  EXPECT_EQ(crop.back(), 5);
  // The next larger count.
  std::array<std::ptrdiff_t, 4> more = extents;
  if (has_64_bits) {
    ++more[0];
    EXPECT_EQ(
        cnr::crop_and_resize<std::uint8_t>({&pixel, more, {0, 0, 0, 0}}, data.boxes(), data.box_indices(), crops).code,
        cnr::errc::image_too_large);
  }
  // As few more bytes as there can be.
  const cnr::result wider =
      cnr::crop_and_resize<std::int16_t>({nullptr, extents, {0, 0, 0, 0}}, data.boxes(), data.box_indices(), crops);
  EXPECT_EQ(wider.code, cnr::errc::image_too_large);
}

TEST(Refusal, IsNotGivenToASpanOfAsManyElementsAsCanBeCounted) {
  arguments good;
  for (const std::ptrdiff_t batch_stride : {max - 25, -(max - 25)}) {
    good.image = {good.image.data(), {2, 5, 5, 1}, {batch_stride, 5, 1, 1}};
    EXPECT_TRUE(good.call());
    EXPECT_EQ(good.data.crop, counted_image::expected);
  }
  good.image = good.data.image();
  // In bytes, not in elements.
  good.boxes = {good.boxes.data(), {1, 4}, {0, (max / 4 - 1) / 3 + 1}};
  good.expect_refusal_code(cnr::errc::boxes_too_large);
}

TEST(Refusal, IsGivenToCropsWhoseElementsCoincide) {
  for (std::size_t d = 1; d < 3; ++d) {
    arguments bad;
    auto strides = bad.crops.strides();
    strides[d] = 0;
    bad.crops = {bad.crops.data(), bad.crops.extents(), strides};
    bad.expect_refusal(cnr::errc::crops_stride_zero);
  }
  counted_image data;
  const std::array<float, 8> boxes{};
  const std::array<std::int32_t, 2> box_indices{};
  std::array<float, 9> crop{};
  EXPECT_EQ(cnr::crop_and_resize(data.image(), {boxes.data(), {2, 4}}, {box_indices.data(), {2}},
                                 {crop.data(), {2, 3, 3, 1}, {0, 3, 1, 1}})
                .code,
            cnr::errc::crops_stride_zero)
      << "the crops of two boxes";
  EXPECT_TRUE(cnr::crop_and_resize<std::uint8_t>({nullptr, {1, 5, 5, 0}}, data.boxes(), data.box_indices(),
                                                 {nullptr, {1, 3, 3, 0}, {0, 0, 0, 0}}))
      << "empty crops hold nothing that could coincide";
}

TEST(Refusal, IsGivenToNullDataThatIsNeeded) {
  arguments bad;
  bad.image = {nullptr, bad.image.extents()};
  bad.expect_refusal(cnr::errc::image_null);
  bad.image = bad.data.image();
  bad.boxes = {nullptr, bad.boxes.extents()};
  bad.expect_refusal(cnr::errc::boxes_null);
  bad.boxes = bad.data.boxes();
  bad.box_indices = {nullptr, bad.box_indices.extents()};
  bad.expect_refusal(cnr::errc::box_indices_null);
  bad.box_indices = bad.data.box_indices();
  bad.crops = {nullptr, bad.crops.extents()};
  bad.expect_refusal(cnr::errc::crops_null);
}

TEST(Refusal, IsNotGivenToNullDataWithoutBoxes) {
  arguments good;
  good.image = {nullptr, good.image.extents()};
  good.boxes = {nullptr, {0, 4}};
  good.box_indices = {nullptr, {0}};
  good.crops = {nullptr, {0, 3, 3, 1}};
  EXPECT_TRUE(good.call());
}

TEST(Refusal, NamesTheFirstBoxThatIsWrongAndChecksItsIndexFirst) {
  counted_image data;
  std::array<float, 12> boxes{};
  std::array<std::int32_t, 3> box_indices{{0, 0, 0}};
  std::array<float, 27> crops{};
  const auto call = [&] {
    return cnr::crop_and_resize(data.image(), {boxes.data(), {3, 4}}, {box_indices.data(), {3}},
                                {crops.data(), {3, 3, 3, 1}});
  };
  ASSERT_TRUE(call());
  crops.fill(-1);
  const std::array<float, 27> untouched = crops;
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 4; i < 8; ++i) {
    for (const float bad : {inf, -inf, nan}) {
      boxes[i] = bad;
      EXPECT_EQ(call().code, cnr::errc::box_not_finite);
      EXPECT_EQ(call().index, 1);
    }
    boxes[i] = 0;
  }
  boxes[5] = nan;
  for (const std::int32_t bad : {-1, 1, std::numeric_limits<std::int32_t>::max()}) {
    box_indices[2] = bad;
    EXPECT_EQ(call().code, cnr::errc::box_not_finite);
    box_indices[1] = bad;
    EXPECT_EQ(call().code, cnr::errc::box_index_out_of_range);
    EXPECT_EQ(call().index, 1);
    box_indices[1] = 0;
  }
  EXPECT_EQ(crops, untouched);
}

TEST(Refusal, ChecksShapesBeforeBoxes) {
  arguments bad;
  bad.data.index[0] = 9;
  bad.crops = {bad.crops.data(), {1, 3, 3, 2}};
  bad.expect_refusal(cnr::errc::crops_channels_mismatch);
}

struct code_and_sentence {
  cnr::errc code;
  const char* sentence;
};

constexpr code_and_sentence sentences[] = {
    {cnr::errc::ok, "ok"},
    {cnr::errc::unknown_method, "method must be bilinear or nearest"},
    {cnr::errc::unknown_coordinates, "options::coordinates must be align_corners, clamped_corners or half_pixel"},
    {cnr::errc::unknown_border, "options::border must be extrapolate, replicate or isolate"},
    {cnr::errc::unknown_box_format, "options::boxes must be yxyx, xyxy, yxyx_pixels, xyxy_pixels or xywh_pixels"},
    {cnr::errc::roi_align_coordinates, "roi_align needs options::coordinates to be half_pixel"},
    {cnr::errc::box_index_out_of_range, "each of box_indices must be in [0, batch)"},
    {cnr::errc::box_not_finite, "box coordinates must be finite"},
    {cnr::errc::image_extent_negative, "image extents must not be negative"},
    {cnr::errc::image_size_out_of_range, "image height and width must be in [1, 2147483647]"},
    {cnr::errc::image_too_large, "image elements must span at most PTRDIFF_MAX bytes"},
    {cnr::errc::image_null, "image data must not be null where elements are needed"},
    {cnr::errc::boxes_extent_negative, "boxes extents must not be negative"},
    {cnr::errc::boxes_not_of_four, "boxes must have shape [num_boxes, 4]"},
    {cnr::errc::boxes_too_large, "boxes elements must span at most PTRDIFF_MAX bytes"},
    {cnr::errc::boxes_null, "boxes data must not be null where elements are needed"},
    {cnr::errc::box_indices_extent_negative, "box_indices extents must not be negative"},
    {cnr::errc::box_indices_mismatch, "box_indices must have one entry for each box"},
    {cnr::errc::box_indices_too_large, "box_indices elements must span at most PTRDIFF_MAX bytes"},
    {cnr::errc::box_indices_null, "box_indices data must not be null where elements are needed"},
    {cnr::errc::crops_extent_negative, "crops extents must not be negative"},
    {cnr::errc::crops_size_out_of_range, "crop height and width must be in [1, 2147483647]"},
    {cnr::errc::crops_boxes_mismatch, "crops must have one entry for each box"},
    {cnr::errc::crops_channels_mismatch, "crops must have as many channels as the image"},
    {cnr::errc::crops_too_large, "crops elements must span at most PTRDIFF_MAX bytes"},
    {cnr::errc::crops_stride_zero, "crops strides must not be 0 along an axis of extent > 1"},
    {cnr::errc::crops_null, "crops data must not be null where elements are needed"},
    {cnr::errc::grads_extent_negative, "grads extents must not be negative"},
    {cnr::errc::grads_size_out_of_range, "grads height and width must be in [1, 2147483647]"},
    {cnr::errc::grads_boxes_mismatch, "grads must have one entry for each box"},
    {cnr::errc::grads_channels_mismatch, "grads must have as many channels as the image"},
    {cnr::errc::grads_too_large, "grads elements must span at most PTRDIFF_MAX bytes"},
    {cnr::errc::grads_null, "grads data must not be null where elements are needed"},
    {cnr::errc::grad_image_extent_negative, "grad_image extents must not be negative"},
    {cnr::errc::grad_image_size_out_of_range, "grad_image height and width must be in [1, 2147483647]"},
    {cnr::errc::grad_image_too_large, "grad_image elements must span at most PTRDIFF_MAX bytes"},
    {cnr::errc::grad_image_stride_zero, "grad_image strides must not be 0 along an axis of extent > 1"},
    {cnr::errc::grad_image_null, "grad_image data must not be null where elements are needed"},
    {cnr::errc::grad_boxes_extent_negative, "grad_boxes extents must not be negative"},
    {cnr::errc::grad_boxes_mismatch, "grad_boxes must have shape [num_boxes, 4]"},
    {cnr::errc::grad_boxes_too_large, "grad_boxes elements must span at most PTRDIFF_MAX bytes"},
    {cnr::errc::grad_boxes_stride_zero, "grad_boxes strides must not be 0 along an axis of extent > 1"},
    {cnr::errc::grad_boxes_null, "grad_boxes data must not be null where elements are needed"},
    {cnr::errc::scale_mismatch, "scale must have as many channels as the image"},
    {cnr::errc::scale_too_large, "scale elements must span at most PTRDIFF_MAX bytes"},
    {cnr::errc::scale_null, "scale data must not be null where elements are needed"},
    {cnr::errc::bias_mismatch, "bias must have as many channels as the image"},
    {cnr::errc::bias_too_large, "bias elements must span at most PTRDIFF_MAX bytes"},
    {cnr::errc::bias_null, "bias data must not be null where elements are needed"},
    {cnr::errc::images_batch_not_one, "each of images must be a batch of one"},
    {cnr::errc::images_channels_mismatch, "each of images must have as many channels as the first"},
    {cnr::errc::images_extent_negative, "images extents must not be negative"},
    {cnr::errc::images_too_large, "images elements must span at most PTRDIFF_MAX bytes"},
    {cnr::errc::images_null, "images data must not be null where elements are needed"},
};

TEST(Refusal, GivesEveryCodeASentenceOfItsOwn) {
  std::set<cnr::errc> codes;
  std::set<std::string> different;
  for (const auto& each : sentences) {
    EXPECT_STREQ(cnr::message(each.code), each.sentence);
    EXPECT_STREQ((cnr::result{each.code, 7}).message(), each.sentence);
    codes.insert(each.code);
    different.insert(each.sentence);
  }
  EXPECT_EQ(codes.size(), std::size(sentences));
  EXPECT_EQ(different.size(), std::size(sentences));
}

TEST(Refusal, HasNoSentenceForCodesThatAreNone) {
  const int last = static_cast<int>(cnr::errc::images_null);
  const int after_choices = static_cast<int>(cnr::errc::roi_align_coordinates) + 1;
  const int after_items = static_cast<int>(cnr::errc::images_channels_mismatch) + 1;
  for (const int none : {-1, after_choices, 7, after_items, 15, last + 1, last + 8, std::numeric_limits<int>::min(),
                         std::numeric_limits<int>::max()}) {
    EXPECT_STREQ(cnr::message(static_cast<cnr::errc>(none)), "unknown error code") << none;
  }
}

TEST(Refusal, HasItsSentenceWhileCompiling) {
  static_assert(cnr::message(cnr::errc::crops_null)[0] == 'c', "constexpr");
  static_assert(cnr::message(static_cast<cnr::errc>(-1))[0] == 'u', "constexpr");
  static_assert(noexcept(cnr::message(cnr::errc::ok)), "noexcept");
}

TEST(RefusalOfTheOwningCall, ThrowsOutOfRangeForABoxIndexWithTheNumbers) {
  arguments bad;
  bad.data.index[0] = 4;  // a row that the image has, but no image
  EXPECT_THAT(
      [&] { static_cast<void>(cnr::crop_and_resize(bad.image, bad.boxes, bad.box_indices, cnr::crop_size{3, 3})); },
      ThrowsMessage<std::out_of_range>(
          AllOf(StartsWith("crop_and_resize: "), HasSubstr("(box_indices[0] = 4, batch 1)"))));
}

TEST(RefusalOfTheOwningCall, NamesNoBoxForShapes) {
  const arguments good;
  const cnr::result done =
      cnr::detail::validate(good.image, good.boxes, good.box_indices, {{1, 3, 0, 1}}, cnr::bilinear{}, {});
  EXPECT_EQ(done.code, cnr::errc::crops_size_out_of_range);
  EXPECT_EQ(done.index, -1);
}

TEST(RefusalOfTheOwningCall, ThrowsInvalidArgumentForABoxWithItsCoordinates) {
  arguments bad;
  bad.data.box[2] = -std::numeric_limits<float>::infinity();
  EXPECT_THAT(
      [&] { static_cast<void>(cnr::crop_and_resize(bad.image, bad.boxes, bad.box_indices, cnr::crop_size{3, 3})); },
      ThrowsMessage<std::invalid_argument>(HasSubstr("boxes[0] = [0, 0.25, -inf, 0.75]")));
}

TEST(RefusalOfTheOwningCall, ThrowsInvalidArgumentForUnknownOptionsWithTheirNumbers) {
  const arguments good;
  for (const auto& each : unknown_options()) {
    EXPECT_THAT(
        [&] {
          static_cast<void>(cnr::crop_and_resize(good.image, good.boxes, good.box_indices, cnr::crop_size{3, 3},
                                                 cnr::bilinear{}, each.settings));
        },
        ThrowsMessage<std::invalid_argument>(AllOf(HasSubstr(cnr::message(each.code)), HasSubstr(each.numbers))));
  }
}

TEST(RefusalOfTheOwningCall, ThrowsInvalidArgumentForShapesWithTheirExtents) {
  const arguments good;
  EXPECT_THAT(
      [&] { static_cast<void>(cnr::crop_and_resize(good.image, good.boxes, good.box_indices, cnr::crop_size{3, 0})); },
      ThrowsMessage<std::invalid_argument>(
          AllOf(HasSubstr("crop height and width"), HasSubstr("crop size [3, 0]"), HasSubstr("[1, 5, 5, 1]"))));
  EXPECT_THROW(static_cast<void>(cnr::crop_and_resize(good.image, good.boxes, good.box_indices, cnr::crop_size{3, 3},
                                                      cnr::to_method("lanczos"))),
               std::invalid_argument);
}

TEST(RefusalOfTheOwningCall, HasRoomForTheLongestNumbersAndEachInItsPlace) {
  const cnr::image_view<std::uint8_t> image(nullptr, {min, min + 1, min + 2, min + 3},
                                            {min + 4, min + 5, min + 6, min + 7});
  const cnr::boxes_view boxes(nullptr, {min + 8, min + 9}, {min + 10, min + 11});
  const cnr::box_indices_view box_indices(nullptr, {min + 12}, {min + 13});
  auto numbers = [next = min](int count) mutable {
    std::string text = "[" + std::to_string(next++);
    for (int i = 1; i < count; ++i) text += ", " + std::to_string(next++);
    return text + "]";
  };
  std::string expected = "crop_and_resize: image extents must not be negative (image ";
  expected += numbers(4) + " strides ";
  expected += numbers(4) + ", boxes ";
  expected += numbers(2) + " strides ";
  expected += numbers(2) + ", box_indices ";
  expected += numbers(1) + " strides ";
  expected += numbers(1) + ", crop size ";
  expected += numbers(2) + ")";
  EXPECT_THAT(
      [&] { static_cast<void>(cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{min + 14, min + 15})); },
      ThrowsMessage<std::invalid_argument>(expected));
}

TEST(RefusalOfTheOwningCall, SaysThatAnOrderIsNoPermutation) {
  const arguments good;
  const auto image = good.image.permuted({0, 1, 1, 3});
  EXPECT_THAT(
      [&] { static_cast<void>(cnr::crop_and_resize(image, good.boxes, good.box_indices, cnr::crop_size{3, 3})); },
      ThrowsMessage<std::invalid_argument>(
          AllOf(HasSubstr("image extents must not be negative"),
                HasSubstr(", crop size [3, 3]; the order that permuted() was given is no permutation)"))));
}

TEST(RefusalOfTheOwningCall, ComesBeforeAnAllocationThatCouldNotSucceed) {
  const arguments good;
  const cnr::crop_size enormous{longest, longest};
  EXPECT_THAT([&] { static_cast<void>(cnr::crop_and_resize(good.image, good.boxes, good.box_indices, enormous)); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("crops elements must span")));
  arguments bad;
  bad.data.index[0] = -1;
  // Not too large for its bytes to be counted, yet for any memory.
  const cnr::crop_size countable{longest / 4, has_64_bits ? longest / 8 : 1};
  EXPECT_THROW(static_cast<void>(cnr::crop_and_resize(bad.image, bad.boxes, bad.box_indices, countable)),
               std::out_of_range);
}

}  // namespace
