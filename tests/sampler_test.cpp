// SPDX-License-Identifier: MIT
//
// The samplers on their own: which taps they take and how they mix them, ties, large coordinates and signs of zero.

#include "support/bits.hpp"
#include "support/reference.hpp"

#include <crop_and_resize/sampler.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

namespace {

using index1 = std::array<std::int64_t, 1>;
using index2 = std::array<std::int64_t, 2>;

TEST(Bilinear, TakesTheElementsBelowAndAboveACoordinate) {
  const auto between = cnr::bilinear{}.locate(2.25F, 5);
  EXPECT_EQ(between.index, (index2{{2, 3}}));
  EXPECT_EQ(between.weight, 0.25F);
}

TEST(Bilinear, TakesAWholeCoordinateTwice) {
  const auto whole = cnr::bilinear{}.locate(4.0F, 5);
  EXPECT_EQ(whole.index, (index2{{4, 4}}));
  EXPECT_TRUE(support::same(whole.weight, 0.0F));
}

TEST(Bilinear, KeepsTheSignOfAWeightOfMinusZero) {
  EXPECT_TRUE(support::same(cnr::bilinear{}.locate(-0.0F, 5).weight, -0.0F));
  EXPECT_TRUE(support::same(cnr::bilinear{}.mix({{-0.0F, -0.0F}}, -0.0F), -0.0F));
  EXPECT_TRUE(support::same(cnr::bilinear{}.mix({{-0.0F, -0.0F}}, 0.0F), 0.0F));
}

TEST(Bilinear, NeverSkipsATap) {
  const float inf = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(std::isnan(cnr::bilinear{}.mix({{inf, inf}}, 0.0F)));
  EXPECT_TRUE(std::isnan(cnr::bilinear{}.mix({{1.0F, inf}}, 0.0F)));
}

TEST(Bilinear, RoundsTheProductBeforeItAdds) {
  // 1 + 2^-23 squared is 1 + 2^-22 + 2^-46; the last part is lost before -1 is added, and only then.
  const float a = 1 + 0x1p-23F;
  EXPECT_EQ(cnr::bilinear{}.mix({{-1.0F, a - 1}}, a), -1.0F + cnr::unfused_multiply(a, a));
  EXPECT_EQ(cnr::unfused_multiply(a, a) - 1, 0x1p-22F);
}

TEST(Nearest, RoundsHalvesAwayFromZero) {
  EXPECT_EQ(cnr::nearest{}.locate(0.5F, 9).index, (index1{{1}}));
  EXPECT_EQ(cnr::nearest{}.locate(2.5F, 9).index, (index1{{3}}));
  EXPECT_EQ(cnr::nearest{}.locate(std::nextafter(2.5F, 0.0F), 9).index, (index1{{2}}));
  EXPECT_EQ(cnr::nearest{}.locate(std::nextafter(0.5F, 0.0F), 9).index, (index1{{0}}));
  EXPECT_EQ(cnr::nearest{}.locate(-0.0F, 9).index, (index1{{0}}));
}

TEST(Nearest, EqualsStdRoundForEveryCoordinateAroundEveryPowerOfTwo) {
  for (int exponent = -3; exponent <= 31; ++exponent) {
    float coordinate = std::ldexp(1.0F, exponent);
    for (int step = 0; step < 200; ++step) coordinate = std::nextafter(coordinate, 0.0F);
    for (int step = 0; step < 400 && coordinate <= 0x1p31F; ++step) {
      const auto expected = static_cast<std::int64_t>(reference::rounded(coordinate));
#if !defined(__MINGW32__)
      ASSERT_EQ(expected, static_cast<std::int64_t>(std::round(coordinate))) << support::hex(coordinate);
#endif
      ASSERT_EQ(cnr::nearest{}.locate(coordinate, INT32_MAX).index[0], expected) << support::hex(coordinate);
      coordinate = std::nextafter(coordinate, HUGE_VALF);
    }
  }
}

TEST(Nearest, KeepsNanInfinityAndMinusZero) {
  EXPECT_TRUE(std::isnan(cnr::nearest{}.mix({{std::nanf("")}}, {})));
  EXPECT_TRUE(support::same(cnr::nearest{}.mix({{-0.0F}}, {}), -0.0F));
  EXPECT_TRUE(support::same(cnr::nearest{}.mix({{HUGE_VALF}}, {}), HUGE_VALF));
}

TEST(ToMethod, KnowsTheTwoNames) {
  static_assert(cnr::to_method("nearest") == cnr::method::nearest, "nearest");
  static_assert(cnr::to_method("bilinear") == cnr::method::bilinear, "bilinear");
  EXPECT_NE(cnr::to_method("Nearest"), cnr::method::nearest);
  EXPECT_NE(cnr::to_method("Bilinear"), cnr::method::bilinear);
}

}  // namespace
