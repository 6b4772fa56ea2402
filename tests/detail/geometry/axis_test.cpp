// SPDX-License-Identifier: MIT
//
// The coordinates of an axis: the formula in float, the middle of a crop of one, -0.0, overflow, and what lies outside.

#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/reference.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/detail/geometry/axis.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
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
range plainly_inside(const axis& tested, std::ptrdiff_t crop_extent) {
  std::ptrdiff_t first = 0;
  while (first < crop_extent && !tested.contains(tested.coordinate(first))) ++first;
  std::ptrdiff_t last = first;
  while (last < crop_extent && tested.contains(tested.coordinate(last))) ++last;
  return {first, last};
}

TEST(Axis, EqualsTheReferenceForAnyFiniteBoxAndExtent) {
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
    ASSERT_TRUE(support::same(tested.coordinate(position), expected))
        << support::hex(low) << ' ' << support::hex(high) << ' ' << extent << ' ' << crop_extent << ' ' << position;
    ASSERT_EQ(tested.contains(expected), !reference::is_outside(expected, extent)) << support::hex(expected);
  }
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

TEST(Axis, ContainsWhatLiesBetweenTheFirstAndTheLastPixel) {
  const axis tested(0, 1, 5, 5);
  EXPECT_TRUE(tested.contains(0.0F));
  EXPECT_TRUE(tested.contains(-0.0F));
  EXPECT_TRUE(tested.contains(4.0F));
  EXPECT_FALSE(tested.contains(std::nextafter(4.0F, 5.0F)));
  EXPECT_FALSE(tested.contains(-std::numeric_limits<float>::denorm_min()));
  EXPECT_FALSE(tested.contains(std::nanf("")));
  EXPECT_FALSE(tested.contains(-std::nanf("")));
  EXPECT_FALSE(tested.contains(HUGE_VALF));
  EXPECT_FALSE(tested.contains(-HUGE_VALF));
}

TEST(Axis, ContainsNothingWhereABoxOverflows) {
  const float huge = std::numeric_limits<float>::max();
  const axis tested(-huge, huge, 100, 10);
  for (std::ptrdiff_t i = 0; i < 10; ++i) EXPECT_FALSE(tested.contains(tested.coordinate(i))) << i;
}

TEST(Axis, FindsTheInsideOfBoxesThatRiseFallOrStayAsTheScanDoes) {
  auto random = support::seeded_engine();
  int partial = 0;
  for (int round = 0; round < 50000; ++round) {
    const std::ptrdiff_t extent = pick(random, 1, 40);
    const std::ptrdiff_t crop_extent = pick(random, 1, 40);
    const auto bound = [&] {
      if (support::one_in(random, 50)) return support::random_element<float>(random);
      // Halves and thirds of pixels put coordinates on both edges of the image exactly.
      return static_cast<float>(pick(random, -60, 120)) / 6 / static_cast<float>(extent > 1 ? extent - 1 : 1);
    };
    const float low = bound();
    const float high = support::one_in(random, 10) ? low : bound();
    if (!std::isfinite(low) || !std::isfinite(high)) continue;
    const axis tested(low, high, extent, crop_extent);
    const range expected = plainly_inside(tested, crop_extent);
    const range found = inside(tested, crop_extent);
    ASSERT_EQ(found.second - found.first, expected.second - expected.first)
        << support::hex(low) << ' ' << support::hex(high) << ' ' << extent << ' ' << crop_extent;
    if (expected.first == expected.second) continue;
    ASSERT_EQ(found, expected) << support::hex(low) << ' ' << support::hex(high) << ' ' << extent << ' ' << crop_extent;
    if (expected.first > 0 && expected.second < crop_extent) ++partial;
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
