// SPDX-License-Identifier: MIT
//
// The coordinates of an axis: the formulas of all modes in float, the middle of a crop of one, -0.0, overflow, and what
// is outside.

#include "detail/geometry/plain_axis.hpp"
#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/reference.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/detail/geometry/axis.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <utility>

namespace {

using cnr::detail::axis;
using support::pick;
using range = std::pair<std::ptrdiff_t, std::ptrdiff_t>;

/// axis::inside as a pair.
range inside(const axis& tested, std::ptrdiff_t crop_extent) {
  const auto [first, last] = tested.inside(crop_extent);
  return {first, last};
}

/// What inside() is to find, position by position.
range plainly_inside(float low, float high, std::ptrdiff_t extent, std::ptrdiff_t crop_extent,
                     const cnr::options& settings) {
  const auto is_outside = [&](std::ptrdiff_t i) {
    return plain::locate(low, high, extent, crop_extent, i, settings).is_outside;
  };
  std::ptrdiff_t first = 0;
  while (first < crop_extent && is_outside(first)) ++first;
  std::ptrdiff_t last = first;
  while (last < crop_extent && !is_outside(last)) ++last;
  return {first, last};
}

/// A box along an axis, with what is said of it in a failure.
struct drawn {
  explicit drawn(support::random_engine& random, std::ptrdiff_t max_extent)
      : settings(plain::random_options(random)),
        extent(pick(random, 1, max_extent)),
        crop_extent(pick(random, 1, max_extent)),
        low(plain::random_bound(random, extent, settings)),
        high(plain::random_bound(random, extent, settings)) {
    if (support::one_in(random, 10)) high = low;
    if (settings.boxes == cnr::box_format::xywh_pixels && support::one_in(random, 50)) {
      high = low < 0 ? -HUGE_VALF : HUGE_VALF;
    }
  }
  axis made() const { return axis(low, high, extent, crop_extent, settings); }
  std::string text() const {
    std::ostringstream out;
    out << "box " << support::hex(low) << ' ' << support::hex(high) << " of " << extent << " to " << crop_extent
        << ", coordinates " << static_cast<int>(settings.coordinates) << ", border "
        << static_cast<int>(settings.border) << ", boxes " << static_cast<int>(settings.boxes);
    return out.str();
  }

  cnr::options settings;
  std::ptrdiff_t extent;
  std::ptrdiff_t crop_extent;
  float low;
  float high;
};

TEST(Axis, EqualsTensorFlowsFormulaForAnyFiniteBoxAndExtent) {
  auto random = support::seeded_engine();
  for (int round = 0; round < 200000; ++round) {
    const float low = support::random_element<float>(random);
    const float high = support::random_element<float>(random);
    if (!std::isfinite(low) || !std::isfinite(high)) continue;
    const std::ptrdiff_t extent = pick(random, 1, std::ptrdiff_t{1} << pick(random, 0, 30));
    const std::ptrdiff_t crop_extent = pick(random, 1, std::ptrdiff_t{1} << pick(random, 0, 30));
    const std::ptrdiff_t position = pick(random, 0, crop_extent - 1);
    const axis tested(low, high, extent, crop_extent);
    const float expected = reference::coordinate(low, high, extent, crop_extent, position);
    ASSERT_TRUE(support::same(tested.unclamped(position), expected))
        << support::hex(low) << ' ' << support::hex(high) << ' ' << extent << ' ' << crop_extent << ' ' << position;
    const auto [begin, end] = tested.inside(crop_extent);
    const bool is_inside = begin <= position && position < end;
    ASSERT_EQ(is_inside, !reference::is_outside(expected, extent)) << support::hex(expected);
    if (!is_inside) continue;
    ASSERT_TRUE(support::same(tested.coordinate(position), expected)) << "no bound moves it";
  }
}

TEST(Axis, HasTheCoordinatesOfEveryModeBorderAndUnit) {
  auto random = support::seeded_engine();
  int inside_of[3][3][2] = {};
  int moved = 0;
  for (int round = 0; round < 400000; ++round) {
    const drawn box(random, std::ptrdiff_t{1} << (support::one_in(random, 4) ? pick(random, 0, 30) : 6));
    const axis tested = box.made();
    const std::ptrdiff_t position = pick(random, 0, box.crop_extent - 1);
    const auto expected = plain::locate(box.low, box.high, box.extent, box.crop_extent, position, box.settings);
    const auto [begin, end] = tested.inside(box.crop_extent);
    ASSERT_EQ(begin <= position && position < end, !expected.is_outside) << box.text() << ", position " << position;
    if (expected.is_outside) continue;
    ASSERT_TRUE(support::same(tested.coordinate(position), expected.coordinate))
        << support::hex(tested.coordinate(position)) << " instead of " << support::hex(expected.coordinate) << ", "
        << box.text() << ", position " << position;
    ++inside_of[static_cast<int>(box.settings.coordinates)][static_cast<int>(box.settings.border)]
               [reference::in_pixels(box.settings.boxes) ? 1 : 0];
    if (tested.coordinate(position) != tested.unclamped(position)) ++moved;
  }
  for (const auto& mode : inside_of) {
    for (const auto& border : mode) {
      for (const int count : border) EXPECT_GT(count, 2000) << "of each mode, border and unit";
    }
  }
  EXPECT_GT(moved, 20000);
}

TEST(Axis, OfACropOfOneIsTheMiddleOfTheBox) {
  EXPECT_EQ(axis(0.0F, 1.0F, 8, 1).coordinate(0), 3.5F);
  EXPECT_EQ(axis(0.25F, 0.25F, 5, 1).coordinate(0), 1.0F);
  EXPECT_TRUE(support::same(axis(-0.0F, -0.0F, 5, 1).coordinate(0), -0.0F));
}

TEST(Axis, KeepsMinusZero) {
  EXPECT_TRUE(support::same(axis(-0.0F, -1.0F, 5, 3).coordinate(0), -0.0F));
  EXPECT_TRUE(support::same(axis(-0.0F, 1.0F, 5, 3).coordinate(0), 0.0F));
}

TEST(Axis, HasInsideWhatLiesBetweenTheFirstAndTheLastPixel) {
  const auto is_inside = [](float pixel) {
    cnr::options in_pixels;
    in_pixels.boxes = cnr::box_format::yxyx_pixels;
    return inside(axis(pixel, pixel, 5, 1, in_pixels), 1) == range(0, 1);
  };
  EXPECT_TRUE(is_inside(0.0F));
  EXPECT_TRUE(is_inside(-0.0F));
  EXPECT_TRUE(is_inside(4.0F));
  EXPECT_FALSE(is_inside(std::nextafter(4.0F, 5.0F)));
  EXPECT_FALSE(is_inside(-2 * std::numeric_limits<float>::denorm_min()));
}

TEST(Axis, FindsTheInsideOfBoxesThatRiseFallOrStayAsTheScanDoes) {
  auto random = support::seeded_engine();
  int partial = 0;
  for (int round = 0; round < 50000; ++round) {
    drawn box(random, 40);
    if (support::one_in(random, 2)) box.settings = {};
    const range expected = plainly_inside(box.low, box.high, box.extent, box.crop_extent, box.settings);
    const range found = inside(box.made(), box.crop_extent);
    ASSERT_EQ(found.second - found.first, expected.second - expected.first) << box.text();
    if (expected.first == expected.second) continue;
    ASSERT_EQ(found, expected) << box.text();
    if (expected.first > 0 && expected.second < box.crop_extent) ++partial;
  }
  EXPECT_GT(partial, 500) << "boxes that reach out at both ends";
}

TEST(Axis, HasAllOfABoxWithinTheImageInside) {
  EXPECT_EQ(inside(axis(0, 1, 5, 5), 5), range(0, 5));
  EXPECT_EQ(inside(axis(1, 0, 5, 5), 5), range(0, 5));
  EXPECT_EQ(inside(axis(0.5F, 0.5F, 5, 3), 3), range(0, 3));
  EXPECT_EQ(inside(axis(-0.0F, -0.0F, 5, 3), 3), range(0, 3));
  EXPECT_EQ(inside(axis(0, 0, 1, 7), 7), range(0, 7));
  EXPECT_EQ(inside(axis(0.25F, 0.75F, 9, 1), 1), range(0, 1));
}

TEST(Axis, HasTheMiddleOfABoxAroundTheImageInside) {
  // Coordinates -2, -1, ..., 6, and the same from the last to the first.
  EXPECT_EQ(inside(axis(-0.5F, 1.5F, 5, 9), 9), range(2, 7));
  EXPECT_EQ(inside(axis(1.5F, -0.5F, 5, 9), 9), range(2, 7));
  EXPECT_EQ(inside(axis(-0.5F, 1, 5, 7), 7), range(2, 7));
  EXPECT_EQ(inside(axis(0, 1.5F, 5, 7), 7), range(0, 5));
}

TEST(Axis, SearchesInLogarithmicTimeAndOnlyWithinTheRange) {
  using cnr::detail::partition_point;
  for (std::ptrdiff_t first = -3; first < 3; ++first) {
    for (std::ptrdiff_t last = first; last < first + 70; ++last) {
      for (std::ptrdiff_t point = first; point <= last; ++point) {
        int asked = 0;
        const auto is_below_point = [&](std::ptrdiff_t i) {
          ++asked;
          EXPECT_TRUE(first <= i && i < last) << i << " is not in [" << first << ", " << last << ')';
          return i < point;
        };
        ASSERT_EQ(partition_point(first, last, is_below_point), point);
        if (first == last) {
          EXPECT_EQ(asked, 0);
        } else if (point == first) {
          EXPECT_EQ(asked, 1) << "none, as for most crops";
        } else if (point == last) {
          EXPECT_EQ(asked, 2) << "all, as for most crops";
        } else {
          EXPECT_LE(asked, 2 + 7) << "halving of 70";
        }
      }
    }
  }
}

TEST(Axis, OfABoxGradientDividesBeforeItMultiplies) {
  auto random = support::seeded_engine();
  int different = 0;
  for (int round = 0; round < 2000; ++round) {
    const float low = static_cast<float>(pick(random, -100, 200)) / 100;
    const float high = static_cast<float>(pick(random, -100, 200)) / 100;
    const std::ptrdiff_t extent = pick(random, 1, 300);
    const std::ptrdiff_t crop_extent = pick(random, 2, 30);
    const axis tested = axis::of_box_gradient(low, high, extent, crop_extent);
    const axis forward(low, high, extent, crop_extent);
    const float step = static_cast<float>(extent - 1) / static_cast<float>(crop_extent - 1);
    ASSERT_TRUE(support::same(tested.scale(), reference::times(reference::minus(high, low), step)));
    ASSERT_TRUE(support::same(tested.origin(), forward.origin()));
    if (!support::same(tested.scale(), forward.scale())) ++different;
  }
  EXPECT_GT(different, 100);
  // Of one row there is no step: as in the forward direction.
  EXPECT_TRUE(support::same(axis::of_box_gradient(0.25F, 0.75F, 9, 1).scale(), -0.0F));
  EXPECT_EQ(axis::of_box_gradient(0.25F, 0.75F, 9, 1).coordinate(0), 4.0F);
}

/// Options with one choice of each kind.
cnr::options chosen(cnr::coordinate_mode coordinates, cnr::border_mode border, cnr::box_format boxes) {
  cnr::options settings;
  settings.coordinates = coordinates;
  settings.border = border;
  settings.boxes = boxes;
  return settings;
}

using cnr::border_mode;
using cnr::box_format;
using cnr::coordinate_mode;

TEST(Axis, RoundsDownWhatNoIntegerHolds) {
  const float huge = std::numeric_limits<float>::max();
  for (const float value : {0.0F, 0.5F, 1.0F, 1.5F, 8388607.5F, 8388608.0F, 16777216.0F, 3e9F, 1e20F, huge, HUGE_VALF,
                            std::numeric_limits<float>::denorm_min()}) {
    EXPECT_EQ(cnr::detail::round_down(value), std::floor(value)) << value;
    EXPECT_EQ(cnr::detail::round_down(-value), std::floor(-value)) << -value;
  }
}

TEST(Axis, OfHalfPixelsHasTheCentresOfCells) {
  const auto normalised = chosen(coordinate_mode::half_pixel, border_mode::extrapolate, box_format::yxyx);
  const auto pixels = chosen(coordinate_mode::half_pixel, border_mode::extrapolate, box_format::yxyx_pixels);
  for (std::ptrdiff_t i = 0; i < 8; ++i) {
    EXPECT_EQ(axis(0, 1, 8, 8, normalised).coordinate(i), static_cast<float>(i)) << "the image as it is";
    EXPECT_EQ(axis(1, 0, 8, 8, normalised).coordinate(i), static_cast<float>(7 - i)) << "flipped";
    EXPECT_EQ(axis(0, 8, 8, 8, pixels).coordinate(i), static_cast<float>(i));
  }
  EXPECT_EQ(axis(0, 1, 8, 4, normalised).coordinate(1), 2.5F) << "of two pixels the middle";
  EXPECT_EQ(axis(2, 6, 8, 1, pixels).coordinate(0), 3.5F) << "a crop of one has the middle of the box";
  // Half a pixel at either end is inside, and is moved to the pixel's centre.
  EXPECT_EQ(axis(0, 1, 2, 8, normalised).unclamped(0), -0.375F);
  EXPECT_EQ(axis(0, 1, 2, 8, normalised).coordinate(0), 0.0F);
  EXPECT_EQ(axis(0, 1, 2, 8, normalised).coordinate(7), 1.0F);
  EXPECT_EQ(inside(axis(0, 1, 2, 8, normalised), 8), range(0, 8));
  EXPECT_EQ(inside(axis(-1, 3, 2, 8, pixels), 8), range(2, 6));
}

TEST(Axis, OfClampedCornersKeepsTheLastRowOfABoxThatEndsWithTheImage) {
  // 5.3 % of such boxes lose their last row by rounding.
  const auto clamped = chosen(coordinate_mode::clamped_corners, border_mode::extrapolate, box_format::yxyx);
  const axis lost(0, 1, 480, 160);
  EXPECT_GT(lost.unclamped(159), 479.0F);
  EXPECT_EQ(inside(lost, 160), range(0, 159));
  const axis kept(0, 1, 480, 160, clamped);
  EXPECT_EQ(inside(kept, 160), range(0, 160));
  EXPECT_EQ(kept.coordinate(159), 479.0F);
  // What reaches out stays outside.
  EXPECT_EQ(inside(axis(-0.5F, 1.5F, 5, 9, clamped), 9), range(2, 7));
  for (const float low : {1.5F, -2.0F}) {
    const range found = inside(axis(low, low + 0.5F, 5, 9, clamped), 9);
    EXPECT_EQ(found.first, found.second) << low;
  }
}

TEST(Axis, ThatReplicatesRepeatsTheEdges) {
  const auto settings = chosen(coordinate_mode::align_corners, border_mode::replicate, box_format::yxyx_pixels);
  const axis tested(-2, 6, 5, 9, settings);
  EXPECT_EQ(inside(tested, 9), range(0, 9));
  const std::array<float, 9> expected{{0, 0, 0, 1, 2, 3, 4, 4, 4}};
  for (std::ptrdiff_t i = 0; i < 9; ++i) EXPECT_EQ(tested.coordinate(i), expected[static_cast<std::size_t>(i)]);
  EXPECT_FALSE(std::signbit(axis(-3, -0.0F, 5, 2, settings).coordinate(0))) << "moved to +0.0";
  // A distance between rows that is finite leads far out, but only an infinite one makes the crop outside.
  const float huge = std::numeric_limits<float>::max();
  EXPECT_EQ(inside(axis(0, huge, 5, 2, settings), 2), range(0, 2));
  EXPECT_EQ(axis(0, huge, 5, 2, settings).coordinate(1), 4.0F);
  EXPECT_EQ(inside(axis(-huge, huge, 5, 2, settings), 2), range(0, 0));
  EXPECT_EQ(inside(axis(1, HUGE_VALF, 5, 2, settings), 2), range(0, 0)) << "a width that overflows";
}

TEST(Axis, ThatIsolatesStaysOnThePixelsOfTheBox) {
  const auto settings = chosen(coordinate_mode::half_pixel, border_mode::isolate, box_format::yxyx_pixels);
  // Pixels 1 and 2, at eight times their size: no other pixel is looked at.
  const axis tested(1, 3, 6, 16, settings);
  EXPECT_EQ(tested.unclamped(0), 0.5625F);
  EXPECT_EQ(tested.coordinate(0), 1.0F);
  EXPECT_EQ(tested.coordinate(15), 2.0F);
  EXPECT_EQ(axis(3, 1, 6, 16, settings).coordinate(0), 2.0F) << "flipped";
  EXPECT_EQ(axis(1.5F, 2.5F, 6, 16, settings).low(), 1.0F) << "of pixels that are touched, all";
  EXPECT_EQ(axis(1.5F, 2.5F, 6, 16, settings).high(), 2.0F);
  EXPECT_EQ(axis(2, 2, 6, 3, settings).coordinate(1), 2.0F) << "an empty box has the pixel after it";
  EXPECT_EQ(inside(axis(-2, 3, 6, 5, settings), 5), range(2, 5)) << "beyond the image is outside";
}

TEST(Axis, FallsWhereTheBoxIsFlippedAndNotWhereItIsEmpty) {
  EXPECT_FALSE(axis(0, 1, 5, 5).falls());
  EXPECT_TRUE(axis(1, 0, 5, 5).falls());
  EXPECT_FALSE(axis(0.5F, 0.5F, 5, 5).falls());
  EXPECT_FALSE(axis(1, 0, 5, 1).falls());
}

TEST(Axis, OfACropOfOneAddsNothingToItsOrigin) {
  EXPECT_TRUE(support::same(axis(0.25F, 0.75F, 9, 1).scale(), -0.0F));
  EXPECT_EQ(axis(0.25F, 0.75F, 9, 1).origin(), 4.0F);
  EXPECT_EQ(axis(0.25F, 0.75F, 9, 3).origin(), 2.0F);
  EXPECT_EQ(axis(0.25F, 0.75F, 9, 3).scale(), 2.0F);
}

TEST(Axis, HasNothingInsideBesideTheImageOrBetweenTwoPositionsOrWhereABoxOverflows) {
  const float huge = std::numeric_limits<float>::max();
  const auto none = [](const axis& tested, std::ptrdiff_t crop_extent) {
    const range found = inside(tested, crop_extent);
    return found.first == found.second;
  };
  EXPECT_TRUE(none(axis(1.5F, 2, 5, 9), 9));
  EXPECT_TRUE(none(axis(-2, -1.5F, 5, 9), 9));
  EXPECT_TRUE(none(axis(2, 1.5F, 5, 9), 9));
  EXPECT_TRUE(none(axis(-1, 2, 2, 2), 2)) << "one position on either side";
  EXPECT_TRUE(none(axis(2, 2, 5, 1), 1));
  // Where origin or scale overflow, there is nothing to search.
  EXPECT_EQ(inside(axis(-huge, huge, 100, 10), 10), range(0, 0)) << "both are infinite";
  EXPECT_EQ(inside(axis(0, huge, 100, 10), 10), range(0, 0)) << "the scale is";
  EXPECT_EQ(inside(axis(1, -huge, 100, 10), 10), range(0, 0)) << "the scale is";
  EXPECT_EQ(inside(axis(huge, huge, 100, 10), 10), range(0, 0)) << "the origin is";
  EXPECT_EQ(inside(axis(-huge, -huge, 100, 10), 10), range(0, 0)) << "the origin is";
  EXPECT_EQ(inside(axis(-huge, -huge, 100, 1), 1), range(0, 0)) << "the sum is";
  EXPECT_TRUE(none(axis(0, huge, 100, 10), 0)) << "an empty crop";
  // A huge box that does not overflow still passes the image's first pixel.
  EXPECT_EQ(inside(axis(0, huge, 2, 10), 10), range(0, 1));
}

TEST(Axis, MovesAnIndexBeyondTheImageToItsEdge) {
  const axis tested(0, 1, 5, 5);
  EXPECT_EQ(tested.clamped(-1), 0);
  EXPECT_EQ(tested.clamped(0), 0);
  EXPECT_EQ(tested.clamped(4), 4);
  EXPECT_EQ(tested.clamped(5), 4);
  EXPECT_EQ(axis(0, 1, INT32_MAX, 5).clamped(std::int64_t{1} << 31), INT32_MAX - 1);
}

}  // namespace
