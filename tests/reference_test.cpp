// SPDX-License-Identifier: MIT
//
// The plain reference beside numbers computed by hand: coordinates of every mode, border and format, conversions to
// every destination at ties and at the ends of their ranges. Random tests then compare the library with the reference.

#include "support/reference.hpp"
#include "support/bits.hpp"
#include "support/reference_destination.hpp"

#include <crop_and_resize/element.hpp>
#include <crop_and_resize/options.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

using cnr::border_mode;
using cnr::box_format;
using cnr::coordinate_mode;

constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float max = std::numeric_limits<float>::max();
const float nan = std::nanf("");
/// Stands for a row that is outside.
constexpr float outside = -1000;

/// The coordinates of `count` rows, of a box from `low` to `high` on an axis of `extent` pixels.
std::vector<float> coordinates(const cnr::options& settings, float low, float high, std::ptrdiff_t extent,
                               std::ptrdiff_t count) {
  std::vector<float> result;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const reference::position where = reference::position_of({low, high}, extent, count, settings, i);
    result.push_back(where.outside ? outside : where.coordinate);
  }
  return result;
}

cnr::options with(coordinate_mode coordinates, border_mode border = border_mode::extrapolate,
                  box_format boxes = box_format::yxyx) {
  return {0, coordinates, border, boxes};
}

using floats = std::vector<float>;

TEST(Reference, AlignsCornersToTheCentresOfPixels) {
  const auto mode = coordinate_mode::align_corners;
  EXPECT_EQ(coordinates(with(mode), 0, 1, 5, 3), (floats{0, 2, 4}));
  EXPECT_EQ(coordinates(with(mode), 1, 0, 5, 5), (floats{4, 3, 2, 1, 0}));
  EXPECT_EQ(coordinates(with(mode), -0.25F, 1.25F, 5, 4), (floats{outside, 1, 3, outside}));
  EXPECT_EQ(coordinates(with(mode), 0.25F, 0.5F, 5, 1), (floats{1.5F}));
  EXPECT_EQ(coordinates(with(mode, border_mode::replicate), -0.25F, 1.25F, 5, 4), (floats{0, 1, 3, 4}));
  EXPECT_EQ(coordinates(with(mode, border_mode::isolate), -0.25F, 1.25F, 5, 4), (floats{outside, 1, 3, outside}));
  const auto pixels = box_format::yxyx_pixels;
  EXPECT_EQ(coordinates(with(mode, {}, pixels), 1, 4, 5, 4), (floats{1, 2, 3, 4}));
  EXPECT_EQ(coordinates(with(mode, {}, pixels), 1, 4, 5, 1), (floats{2.5F}));
  EXPECT_EQ(coordinates(with(mode, {}, pixels), 3, 5, 5, 3), (floats{3, 4, outside}));
}

TEST(Reference, ClampsCornersToTheBox) {
  // In float, 1 / 55 * 55 * ... rounds past the end: 27 steps of 55 / 27 from 0.
  const float step = reference::over(55, 27);
  ASSERT_GT(reference::times(27, step), 55);
  EXPECT_EQ(coordinates(with(coordinate_mode::align_corners), 0, 1, 56, 28).back(), outside);
  EXPECT_EQ(coordinates(with(coordinate_mode::clamped_corners), 0, 1, 56, 28).back(), 55);
  // A flip ends at a coordinate a little below 0, which is moved to +0.0.
  const float end = coordinates(with(coordinate_mode::clamped_corners), 1, 0, 56, 28).back();
  EXPECT_TRUE(support::same(end, 0.0F));
  EXPECT_EQ(coordinates(with(coordinate_mode::clamped_corners), -0.25F, 0.25F, 5, 3), (floats{outside, 0, 1}));
  EXPECT_EQ(coordinates(with(coordinate_mode::clamped_corners), 0.25F, 0.5F, 5, 1), (floats{1.5F}));
}

TEST(Reference, CountsHalfPixelsFromTheEdge) {
  const auto mode = coordinate_mode::half_pixel;
  EXPECT_EQ(coordinates(with(mode), 0, 1, 4, 4), (floats{0, 1, 2, 3}));
  EXPECT_EQ(coordinates(with(mode), 0, 1, 4, 2), (floats{0.5F, 2.5F}));
  // -0.25 is within the domain, and moved to the image; -0.75 is not.
  EXPECT_EQ(coordinates(with(mode), 0, 1, 4, 8), (floats{0, 0.25F, 0.75F, 1.25F, 1.75F, 2.25F, 2.75F, 3}));
  EXPECT_EQ(coordinates(with(mode), -0.125F, 0.125F, 4, 2), (floats{outside, 0}));
  EXPECT_EQ(coordinates(with(mode, border_mode::replicate), -1, 1, 4, 4), (floats{0, 0, 0.5F, 2.5F}));
  EXPECT_EQ(coordinates(with(mode), 1, 0, 4, 2), (floats{2.5F, 0.5F}));
  EXPECT_EQ(coordinates(with(mode), 0.25F, 0.75F, 4, 1), (floats{1.5F}));
  EXPECT_EQ(coordinates(with(mode, {}, box_format::xyxy_pixels), 1, 3, 4, 2), (floats{1, 2}));
  // The ends of the domain belong to it.
  EXPECT_EQ(coordinates(with(mode, {}, box_format::xyxy_pixels), 0, 0, 4, 2), (floats{0, 0}));
  EXPECT_EQ(coordinates(with(mode, {}, box_format::xyxy_pixels), 4, 4, 4, 2), (floats{3, 3}));
}

TEST(Reference, IsolatesABoxFromThePixelsBesideIt) {
  const auto isolated = with(coordinate_mode::half_pixel, border_mode::isolate, box_format::yxyx_pixels);
  // Pixels 2 and 3 alone, of which the outer samples would mix in 1 and 4.
  EXPECT_EQ(coordinates(isolated, 2, 4, 8, 4), (floats{2, 2.25F, 2.75F, 3}));
  EXPECT_EQ(coordinates(isolated, 4, 2, 8, 4), (floats{3, 2.75F, 2.25F, 2}));
  // Parts of pixels count as whole ones.
  EXPECT_EQ(coordinates(isolated, 2.5F, 3.5F, 8, 2), (floats{2.25F, 2.75F}));
  // An empty box still has its pixel.
  EXPECT_EQ(coordinates(isolated, 3, 3, 8, 1), (floats{3}));
  EXPECT_EQ(coordinates(isolated, -1, 1, 8, 2), (floats{outside, 0}));
  EXPECT_EQ(coordinates(isolated, 8, 8, 8, 1), (floats{7}));
}

TEST(Reference, IsOutsideWhereTheBoxOverflowsUnderEveryBorder) {
  for (const auto mode :
       {coordinate_mode::align_corners, coordinate_mode::clamped_corners, coordinate_mode::half_pixel}) {
    for (const auto border : {border_mode::extrapolate, border_mode::replicate, border_mode::isolate}) {
      EXPECT_EQ(coordinates(with(mode, border), -max, max, 5, 2), (floats{outside, outside}));
      EXPECT_EQ(coordinates(with(mode, border), max, max, 5, 2), (floats{outside, outside}));
      EXPECT_EQ(coordinates(with(mode, border, box_format::xyxy_pixels), 0, inf, 5, 2), (floats{outside, outside}));
      EXPECT_EQ(coordinates(with(mode, border, box_format::xyxy_pixels), 0, inf, 5, 1), (floats{outside}));
    }
    const bool reaches = mode != coordinate_mode::half_pixel;
    EXPECT_EQ(coordinates(with(mode, border_mode::replicate, box_format::xyxy_pixels), 1, max, 5, 2),
              (floats{reaches ? 1.0F : 4.0F, 4}));
  }
}

TEST(Reference, KeepsANegativeZeroThatIsWithin) {
  for (const auto border : {border_mode::extrapolate, border_mode::replicate, border_mode::isolate}) {
    for (const auto mode : {coordinate_mode::align_corners, coordinate_mode::clamped_corners}) {
      EXPECT_TRUE(support::same(coordinates(with(mode, border), -0.0F, -0.0F, 5, 1)[0], -0.0F));
    }
  }
  EXPECT_TRUE(support::same(reference::clamped(-1, -0.0F, 1), 0.0F));
  EXPECT_TRUE(support::same(reference::clamped(-0.0F, 0, 1), -0.0F));
  EXPECT_TRUE(std::isnan(reference::clamped(nan, 0, 1)));
}

TEST(Reference, TakesBoxesInEveryFormat) {
  const std::array<float, 4> box{{1, 2, 30, 40}};
  const cnr::boxes_view boxes(box.data(), {1, 4});
  const auto along = [&](box_format format) {
    const auto y = reference::bounds_of(boxes, 0, format, false);
    const auto x = reference::bounds_of(boxes, 0, format, true);
    return floats{y.low, y.high, x.low, x.high};
  };
  EXPECT_EQ(along(box_format::yxyx), (floats{1, 30, 2, 40}));
  EXPECT_EQ(along(box_format::xyxy), (floats{2, 40, 1, 30}));
  EXPECT_EQ(along(box_format::yxyx_pixels), (floats{1, 30, 2, 40}));
  EXPECT_EQ(along(box_format::xyxy_pixels), (floats{2, 40, 1, 30}));
  EXPECT_EQ(along(box_format::xywh_pixels), (floats{2, 42, 1, 31}));
}

TEST(Reference, RoundsToIntegersTiesToEvenAndClamps) {
  using byte = reference::destination<std::uint8_t>;
  EXPECT_EQ(byte::from(0.5F), 0);
  EXPECT_EQ(byte::from(1.5F), 2);
  EXPECT_EQ(byte::from(2.5F), 2);
  EXPECT_EQ(byte::from(std::nextafter(2.5F, 3.0F)), 3);
  EXPECT_EQ(byte::from(254.5F), 254);
  EXPECT_EQ(byte::from(254.75F), 255);
  EXPECT_EQ(byte::from(1e9F), 255);
  EXPECT_EQ(byte::from(-3), 0);
  EXPECT_EQ(byte::from(nan), 0);
  EXPECT_EQ(byte::from(inf), 255);
  EXPECT_EQ(byte::from(-inf), 0);
  EXPECT_EQ(reference::destination<std::int8_t>::from(-127.5F), -128);
  EXPECT_EQ(reference::destination<std::int8_t>::from(-126.5F), -126);
  EXPECT_EQ(reference::destination<std::int8_t>::from(-128.5F), -128);
  EXPECT_EQ(reference::destination<std::int8_t>::from(126.5F), 126);
  EXPECT_EQ(reference::destination<std::int16_t>::from(-1.5F), -2);
  EXPECT_EQ(reference::destination<std::int16_t>::from(-0.5F), 0);
  EXPECT_EQ(reference::destination<std::uint16_t>::from(65534.5F), 65534);
  EXPECT_EQ(reference::destination<std::int32_t>::from(2147483520.0F), 2147483520);
  EXPECT_EQ(reference::destination<std::int32_t>::from(0x1p31F), 2147483647);
  EXPECT_EQ(reference::destination<std::int32_t>::from(-0x1p31F), std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(reference::destination<std::int32_t>::from(8388607.5F), 8388608);
  EXPECT_EQ(reference::destination<std::int32_t>::from(nan), 0);
}

TEST(Reference, RoundsTo16BitFormatsTiesToEvenAndOverflowsToInfinity) {
  EXPECT_EQ(reference::half_bits(1), 0x3c00);
  EXPECT_EQ(reference::half_bits(-2), 0xc000);
  EXPECT_EQ(reference::half_bits(1 + 0x1p-11F), 0x3c00);
  EXPECT_EQ(reference::half_bits(1 + 0x3p-11F), 0x3c02);
  EXPECT_EQ(reference::half_bits(65519.996F), 0x7bff);
  EXPECT_EQ(reference::half_bits(65520), 0x7c00);
  EXPECT_EQ(reference::half_bits(-inf), 0xfc00);
  EXPECT_EQ(reference::half_bits(0x1p-25F), 0);
  EXPECT_EQ(reference::half_bits(-0x1.8p-25F), 0x8001);
  EXPECT_EQ(reference::half_bits(-0.0F), 0x8000);
  EXPECT_TRUE(std::isnan(reference::half_value(reference::half_bits(nan))));
  EXPECT_EQ(reference::bfloat16_bits(1), 0x3f80);
  EXPECT_EQ(reference::bfloat16_bits(1 + 0x1p-8F), 0x3f80);
  EXPECT_EQ(reference::bfloat16_bits(1 + 0x3p-8F), 0x3f82);
  EXPECT_EQ(reference::bfloat16_bits(max), 0x7f80);
  EXPECT_EQ(reference::bfloat16_bits(0x1.fefp127F), 0x7f7f);
  EXPECT_EQ(reference::bfloat16_bits(0x1.ffp127F), 0x7f80);
  EXPECT_EQ(reference::bfloat16_bits(0x1p-149F), 0);
  EXPECT_TRUE(std::isnan(reference::bfloat16_value(reference::bfloat16_bits(nan))));
}

TEST(Reference, FindsEveryNumberOfA16BitFormat) {
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    const auto word = static_cast<std::uint16_t>(bits);
    const float half = reference::half_value(word);
    const float bfloat16 = reference::bfloat16_value(word);
    if (!std::isnan(half)) {
      ASSERT_EQ(reference::half_bits(half), word);
    }
    if (!std::isnan(bfloat16)) {
      ASSERT_EQ(reference::bfloat16_bits(bfloat16), word);
    }
  }
}

TEST(Reference, NormalisesInTwoRoundings) {
  const std::array<float, 2> values{{1 + 0x1p-12F, 3}};
  const std::array<float, 2> scale{{1 + 0x1p-12F, 0.5F}};
  const std::array<float, 2> bias{{-1 - 0x1p-11F, 1}};
  std::array<float, 2> crop{};
  reference::convert<float>({values.data(), {1, 1, 1, 2}}, {crop.data(), {1, 1, 1, 2}}, {scale.data(), {{2}}},
                            {bias.data(), {{2}}});
  // Fused, the first were 2^-24.
  EXPECT_EQ(crop, (std::array<float, 2>{{0, 2.5F}}));
}

}  // namespace
