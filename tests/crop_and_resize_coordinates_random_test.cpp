// SPDX-License-Identifier: MIT
//
// Random calls in every coordinate mode, with every border and format of boxes, beside the plain reference: images of
// every element type, one of a single row or column among them and one larger than floats can count, boxes that are
// flipped, empty, tiny, or overflow.

#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/random_call.hpp"
#include "support/random_options.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <type_traits>

namespace {

using support::call_plan;
using support::one_in;
using support::pick;
using support::random_engine;

/// Extents from which on floats can no longer count, and the longest one.
std::ptrdiff_t enormous_extent(random_engine& random) {
  constexpr std::ptrdiff_t exact = std::ptrdiff_t{1} << 24;
  if (one_in(random, 2)) return pick(random, exact - 2, exact + 6);
  const std::ptrdiff_t extent =
      one_in(random, 2) ? std::numeric_limits<std::int32_t>::max() : pick(random, exact, exact << 6);
  // So many elements of 8 bytes span at most PTRDIFF_MAX bytes, which is less where pointers have 32 bits.
  return std::min(extent, PTRDIFF_MAX / 8);
}

call_plan random_plan(random_engine& random) {
  call_plan plan;
  const std::ptrdiff_t channel_counts[] = {1, 1, 1, 2, 3, 3, 4, 5, 17, 33};
  const std::ptrdiff_t channels = channel_counts[pick(random, 0, 9)];
  const auto image_extent = [&] { return one_in(random, 10) ? 1 : pick(random, 1, 70); };
  const auto crop_extent = [&] { return one_in(random, 8) ? 1 : pick(random, 1, 40); };
  plan.image_extents = {{one_in(random, 3) ? 2 : 1, image_extent(), image_extent(), channels}};
  plan.crops_extents = {{pick(random, 1, 5), crop_extent(), crop_extent(), channels}};
  if (one_in(random, 10)) {
    // Small crops, and more boxes than are located together.
    plan.crops_extents = {{pick(random, 100, 200), pick(random, 1, 3), pick(random, 1, 3), channels}};
  }
  plan.settings = support::random_options(random);
  plan.sampler = one_in(random, 3) ? support::sampling::nearest : support::sampling::bilinear;
  support::pick_normalization(random, plan);
  support::pick_layout_and_executor(random, plan);
  if (one_in(random, 20)) {
    // The one pixel of the axis is repeated, so that it fits into memory.
    const bool is_tall = one_in(random, 2);
    plan.image_extents = {{1, 1, 1, 1}};
    plan.crops_extents[3] = 1;
    plan.image_extents[is_tall ? 1 : 2] = enormous_extent(random);
    plan.image_kind = is_tall ? support::kind::repeated_rows : support::kind::repeated_columns;
  }
  return plan;
}

template <class T>
class CropAndResizeCoordinates : public ::testing::Test {
 protected:
  /// One random call; returns the number of outputs compared.
  static std::ptrdiff_t check_one(random_engine& random) {
    call_plan plan = random_plan(random);
    if constexpr (std::is_same<T, std::uint8_t>::value || std::is_same<T, float>::value) {
      if (one_in(random, 4)) return support::check_call<T, std::uint8_t, false>(random, plan);
      if (one_in(random, 4)) return support::check_call<T, cnr::half, false>(random, plan);
    }
    // Crops of other types, by a sampler of the caller's own, are those of CropAndResizeDestination, in all modes, too.
    if (support::has_own_sampler<T>() && one_in(random, 4)) plan.sampler = support::sampling::own;
    return support::check_call<T, float>(random, plan);
  }
};

TYPED_TEST_SUITE(CropAndResizeCoordinates, support::element_types, support::element_names);

TYPED_TEST(CropAndResizeCoordinates, EqualTheReferenceInEveryByteAndStayOnTheImage) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t wanted_outputs = support::effort(500000);
  const std::ptrdiff_t wanted_calls = support::effort(300);
  std::ptrdiff_t compared = 0;
  std::ptrdiff_t calls = 0;
  for (; (compared < wanted_outputs || calls < wanted_calls) && !this->HasFailure(); ++calls) {
    compared += this->check_one(random);
  }
  std::printf("%td outputs of %td calls compared\n", compared, calls);
}

// Every combination of mode, border and format, at every pair of small sizes.
TEST(CropAndResizeCoordinatesOfSmallSizes, EqualTheReference) {
  auto random = support::seeded_engine();
  std::ptrdiff_t compared = 0;
  const std::ptrdiff_t largest = support::effort(100) < 50 ? 6 : 12;
  for (int combination = 0; combination < 3 * 3 * 5 && !HasFailure(); ++combination) {
    call_plan plan;
    plan.settings.extrapolation_value = -77;
    plan.settings.coordinates = static_cast<cnr::coordinate_mode>(combination % 3);
    plan.settings.border = static_cast<cnr::border_mode>(combination / 3 % 3);
    plan.settings.boxes = static_cast<cnr::box_format>(combination / 9);
    for (std::ptrdiff_t extent = 1; extent <= largest; ++extent) {
      for (std::ptrdiff_t crop_extent = 1; crop_extent <= largest; ++crop_extent) {
        plan.image_extents = {{1, extent, extent, 1}};
        plan.crops_extents = {{4, crop_extent, crop_extent, 1}};
        plan.sampler = one_in(random, 3) ? support::sampling::nearest : support::sampling::bilinear;
        compared += support::check_call<float, float>(random, plan);
      }
    }
  }
  std::printf("%td outputs compared\n", compared);
}

// The last row of this box is at max - 31 * (max / 31), a product that overflows. The box's bound is on the image,
// though.
TEST(CropAndResizeCoordinates, AreClampedToTheBoxWhereAProductOverflows) {
  const std::array<float, 4> box{{std::numeric_limits<float>::max(), 0, 0, 0}};
  const std::int32_t zero = 0;
  const float pixel = 5;
  std::array<float, 32> crop{};
  cnr::options settings{-1, cnr::coordinate_mode::clamped_corners, {}, cnr::box_format::yxyx_pixels};
  ASSERT_TRUE(cnr::crop_and_resize<float>({&pixel, {1, 1, 1, 1}}, {box.data(), {1, 4}}, {&zero, {1}},
                                          {crop.data(), {1, 32, 1, 1}}, cnr::bilinear{}, settings));
  EXPECT_EQ(crop[30], -1);
  EXPECT_EQ(crop[31], 5);
  settings.coordinates = cnr::coordinate_mode::align_corners;
  ASSERT_TRUE(cnr::crop_and_resize<float>({&pixel, {1, 1, 1, 1}}, {box.data(), {1, 4}}, {&zero, {1}},
                                          {crop.data(), {1, 32, 1, 1}}, cnr::bilinear{}, settings));
  EXPECT_EQ(crop[31], -1);
}

}  // namespace
