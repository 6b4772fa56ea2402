// SPDX-License-Identifier: MIT
//
// The coordinates of an axis: the formula in float, the middle of a crop of one, -0.0, overflow, and what lies outside.

#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/reference.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/detail/axis.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace {

using cnr::detail::axis;
using support::pick;

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

TEST(Axis, MovesAnIndexBeyondTheImageToItsEdge) {
  const axis tested(0, 1, 5, 5);
  EXPECT_EQ(tested.clamped(-1), 0);
  EXPECT_EQ(tested.clamped(0), 0);
  EXPECT_EQ(tested.clamped(4), 4);
  EXPECT_EQ(tested.clamped(5), 4);
  EXPECT_EQ(axis(0, 1, INT32_MAX, 5).clamped(std::int64_t{1} << 31), INT32_MAX - 1);
}

}  // namespace
