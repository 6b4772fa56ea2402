// SPDX-License-Identifier: MIT
//
// Refusals of what was added to a call: scale and bias, coordinate modes, borders, formats of boxes, and crops of other
// types than float. Each has a code of its own and a sentence that names the argument, and nothing is written.

#include "support/counted_image.hpp"
#include "support/destinations.hpp"
#include "support/prebuilt.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/normalized.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
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

/// The arguments of a normalised call of two channels that succeeds, for tests to spoil.
struct normalized_call {
  std::array<std::uint8_t, 8> pixels{{1, 2, 3, 4, 5, 6, 7, 8}};
  std::array<float, 4> corners{{0, 0, 1, 1}};
  std::array<std::int32_t, 1> indices{{0}};
  std::array<std::int16_t, 8> output{{-9, -9, -9, -9, -9, -9, -9, -9}};
  const std::array<std::int16_t, 8> untouched = output;
  std::array<float, 2> scales{{2, 10}};
  std::array<float, 2> biases{{1, -1}};

  cnr::image_view<std::uint8_t> image{pixels.data(), {1, 2, 2, 2}};
  cnr::boxes_view boxes{corners.data(), {1, 4}};
  cnr::box_indices_view box_indices{indices.data(), {1}};
  cnr::crops_view<std::int16_t> crops{output.data(), {1, 2, 2, 2}};
  cnr::channels_view scale{scales.data(), {2}};
  cnr::channels_view bias{biases.data(), {2}};
  cnr::options settings{};

  normalized_call() = default;
  normalized_call(const normalized_call&) = delete;
  normalized_call& operator=(const normalized_call&) = delete;

  cnr::result call() const {
    return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(crops, scale, bias), cnr::bilinear{},
                                settings);
  }

  void expect_refusal(cnr::errc code, const char* argument, std::ptrdiff_t index = -1) const {
    SCOPED_TRACE(argument);
    const cnr::result done = call();
    EXPECT_EQ(done.code, code) << done.message();
    EXPECT_EQ(done.index, index);
    EXPECT_FALSE(done);
    EXPECT_THAT(done.message(), HasSubstr(argument));
    EXPECT_EQ(output, untouched);
  }
};

TEST(RefusalOfANormalisedCall, IsNotGivenToTheUnspoiledCall) {
  const normalized_call good;
  EXPECT_TRUE(good.call());
  EXPECT_EQ(good.output, (std::array<std::int16_t, 8>{{3, 19, 7, 39, 11, 59, 15, 79}}));
}

TEST(RefusalOfANormalisedCall, IsGivenToScalesAndBiasesOfAnotherNumberThanChannels) {
  for (const std::ptrdiff_t extent :
       {std::ptrdiff_t{0}, std::ptrdiff_t{1}, std::ptrdiff_t{3}, std::ptrdiff_t{-2}, min, max}) {
    normalized_call bad;
    bad.scale = {bad.scales.data(), {extent}, {0}};
    bad.expect_refusal(cnr::errc::scale_mismatch, "scale");
    bad.scale = {bad.scales.data(), {2}};
    bad.bias = {bad.biases.data(), {extent}, {0}};
    bad.expect_refusal(cnr::errc::bias_mismatch, "bias");
  }
}

TEST(RefusalOfANormalisedCall, IsGivenToNullScalesAndBiasesThatAreNeeded) {
  normalized_call bad;
  bad.scale = {nullptr, {2}};
  bad.expect_refusal(cnr::errc::scale_null, "scale");
  bad.scale = {bad.scales.data(), {2}};
  bad.bias = {nullptr, {2}, {0}};
  bad.expect_refusal(cnr::errc::bias_null, "bias");
}

TEST(RefusalOfANormalisedCall, IsNotGivenToNullScalesAndBiasesWithoutBoxes) {
  normalized_call good;
  good.boxes = {nullptr, {0, 4}};
  good.box_indices = {nullptr, {0}};
  good.crops = {nullptr, {0, 2, 2, 2}};
  good.scale = {nullptr, {2}};
  good.bias = {nullptr, {2}};
  EXPECT_TRUE(good.call());
}

TEST(RefusalOfANormalisedCall, IsNotGivenToRepeatedScalesNorToAnyNumbersInThem) {
  normalized_call good;
  good.scale = {good.scales.data(), {2}, {0}};
  good.bias = {good.biases.data() + 1, {2}, {-1}};
  EXPECT_TRUE(good.call());
  EXPECT_EQ(good.output, (std::array<std::int16_t, 8>{{1, 5, 5, 9, 9, 13, 13, 17}}));
  good.scales[0] = std::numeric_limits<float>::infinity();
  good.biases = {std::numeric_limits<float>::quiet_NaN(), 0};
  EXPECT_TRUE(good.call());
  EXPECT_EQ(good.output, (std::array<std::int16_t, 8>{{32767, 0, 32767, 0, 32767, 0, 32767, 0}}));
}

TEST(RefusalOfANormalisedCall, ComesFromShapesBeforeBoxes) {
  normalized_call bad;
  bad.corners[0] = std::numeric_limits<float>::infinity();
  bad.expect_refusal(cnr::errc::box_not_finite, "box", 0);
  bad.scale = {nullptr, {2}};
  bad.expect_refusal(cnr::errc::scale_null, "scale");
  bad.bias = {nullptr, {3}};
  bad.expect_refusal(cnr::errc::bias_mismatch, "bias");
}

TEST(RefusalOfOptions, IsGivenToValuesThatAreNoEnumerator) {
  for (const int value : {-1, 3, 1000}) {
    normalized_call bad;
    bad.settings.coordinates = static_cast<cnr::coordinate_mode>(value);
    bad.expect_refusal(cnr::errc::unknown_coordinates, "coordinates");
    bad.settings = {};
    bad.settings.border = static_cast<cnr::border_mode>(value);
    bad.expect_refusal(cnr::errc::unknown_border, "border");
    bad.settings = {};
    bad.settings.boxes = static_cast<cnr::box_format>(value == 3 ? 5 : value);
    bad.expect_refusal(cnr::errc::unknown_box_format, "box");
  }
}

TEST(RefusalOfOptions, IsNotGivenToAnyEnumerator) {
  for (int value = 0; value < 3 * 3 * 5; ++value) {
    normalized_call good;
    good.settings.coordinates = static_cast<cnr::coordinate_mode>(value % 3);
    good.settings.border = static_cast<cnr::border_mode>(value / 3 % 3);
    good.settings.boxes = static_cast<cnr::box_format>(value / 9);
    EXPECT_TRUE(good.call());
  }
}

TEST(RefusalOfOptions, IsGivenByPlainCallsAndForImagesWithoutBoxes) {
  counted_image data;
  cnr::options settings;
  settings.border = static_cast<cnr::border_mode>(7);
  EXPECT_EQ(
      cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), cnr::nearest{}, settings).code,
      cnr::errc::unknown_border);
  EXPECT_EQ(data.crop, counted_image::untouched);
  EXPECT_EQ(cnr::crop_and_resize(data.image(), {nullptr, {0, 4}}, {nullptr, {0}},
                                 cnr::crops_view<double>(nullptr, {0, 3, 3, 1}), cnr::method::nearest, settings)
                .code,
            cnr::errc::unknown_border);
}

TEST(RefusalOfOptions, LooksAtTheFourNumbersOfABoxAndNotAtTheirSums) {
  normalized_call data;
  const float huge = std::numeric_limits<float>::max();
  data.settings = {-5, {}, {}, cnr::box_format::xywh_pixels};
  data.corners = {huge, 0, huge, 1};
  EXPECT_TRUE(data.call());
  EXPECT_EQ(data.output, (std::array<std::int16_t, 8>{{-9, -51, -9, -51, -9, -51, -9, -51}}));
  data.output = data.untouched;
  data.corners = {0, 0, std::numeric_limits<float>::infinity(), 1};
  data.expect_refusal(cnr::errc::box_not_finite, "box", 0);
}

TEST(RefusalOfOptions, IsThrownByTheOverloadThatAllocates) {
  const normalized_call data;
  cnr::options settings;
  settings.coordinates = static_cast<cnr::coordinate_mode>(9);
  const auto call = [&] {
    static_cast<void>(cnr::crop_and_resize<std::uint8_t, double>(data.image, data.boxes, data.box_indices,
                                                                 cnr::crop_size{3, 3}, cnr::bilinear{}, settings));
  };
  EXPECT_THAT(call,
              ThrowsMessage<std::invalid_argument>(AllOf(StartsWith("crop_and_resize: "), HasSubstr("coordinates"))));
  settings = {};
  settings.boxes = static_cast<cnr::box_format>(9);
  EXPECT_THROW(call(), std::invalid_argument);
  settings = {};
  EXPECT_NO_THROW(call());
}

/// Calls into crops of every type have the rules of those into floats.
template <class Out>
class RefusalOfEveryDestination : public ::testing::Test {};

TYPED_TEST_SUITE(RefusalOfEveryDestination, support::destination_types, support::destination_type_names);

TYPED_TEST(RefusalOfEveryDestination, WritesNothing) {
  counted_image data;
  std::array<TypeParam, 18> output;
  output.fill(support::untouched_element<TypeParam>());
  const auto expect = [&](cnr::errc code, const cnr::crops_view<TypeParam>& crops) {
    const cnr::result done = cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), crops);
    EXPECT_EQ(done.code, code) << done.message();
    for (const TypeParam& element : output) {
      EXPECT_TRUE(support::same_element(element, support::untouched_element<TypeParam>()));
    }
  };
  TypeParam* const elements = output.data();
  expect(cnr::errc::crops_extent_negative, {elements, {1, -3, 3, 1}});
  expect(cnr::errc::crops_size_out_of_range, {elements, {1, 3, 0, 1}});
  expect(cnr::errc::crops_boxes_mismatch, {elements, {2, 3, 3, 1}});
  expect(cnr::errc::crops_channels_mismatch, {elements, {1, 3, 3, 2}});
  expect(cnr::errc::crops_stride_zero, {elements, {1, 3, 3, 1}, {0, 3, 0, 1}});
  expect(cnr::errc::crops_null, {nullptr, {1, 3, 3, 1}});
  // The bytes of elements, not of floats, have to be countable.
  expect(cnr::errc::crops_too_large, {elements, {1, 3, 3, 1}, {0, max / 2, 1, 1}});
  data.index[0] = 1;
  expect(cnr::errc::box_index_out_of_range, {elements, {1, 3, 3, 1}});
}

TYPED_TEST(RefusalOfEveryDestination, IsThrownWithTheNumbersByTheOverloadThatAllocates) {
  counted_image data;
  const cnr::image_view<std::uint8_t> image = data.image();
  std::ptrdiff_t width = 0;
  const auto call = [&] {
    static_cast<void>(cnr::crop_and_resize<std::uint8_t, TypeParam>(image, data.boxes(), data.box_indices(),
                                                                    cnr::crop_size{3, width}));
  };
  EXPECT_THAT(call, ThrowsMessage<std::invalid_argument>(AllOf(
                        HasSubstr("crop height and width"), HasSubstr("crop size [3, 0]"), HasSubstr("[1, 5, 5, 1]"))));
  width = 3;
  EXPECT_NO_THROW(call());
  data.index[0] = 4;
  EXPECT_THAT(call, ThrowsMessage<std::out_of_range>(HasSubstr("(box_indices[0] = 4, batch 1)")));
}

TEST(RefusalOfADestination, CountsItsOwnBytes) {
  counted_image data;
  std::array<double, 9> doubles{};
  // A span of as many elements as bytes can be, but not doubles.
  const cnr::crops_view<double> crops(doubles.data(), {1, 3, 3, 1}, {0, 3, max / 12, 1});
  EXPECT_EQ(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), crops).code,
            cnr::errc::crops_too_large);
}

}  // namespace
