// SPDX-License-Identifier: MIT
//
// The plan of a chunk of columns: which columns are inside, and what each of them reads.

#include "detail/geometry/plain_axis.hpp"
#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/column_offsets.hpp>
#include <crop_and_resize/sampler.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace {

using cnr::detail::axis;
using cnr::detail::clipped_range;
using cnr::detail::column_offsets;
using cnr::detail::tap_offsets_at;
using support::pick;

/// Reads beyond both edges, which the plan must not.
struct wide_taps {
  cnr::taps<2, cnr::no_weight> locate(float coordinate, std::int64_t extent) const noexcept {
    return {{static_cast<std::int64_t>(coordinate) - 2, static_cast<std::int64_t>(coordinate) + extent}, {}};
  }
  float mix(const std::array<float, 2>& elements, cnr::no_weight) const noexcept { return elements[0]; }
};

/// A sampler whose weights alone fill a plan.
template <std::size_t Bytes>
struct heavy {
  struct weight {
    std::array<unsigned char, Bytes> bytes;
  };
  cnr::taps<1, weight> locate(float, std::int64_t) const noexcept { return {}; }
  float mix(const std::array<float, 1>& elements, const weight&) const noexcept { return elements[0]; }
};

TEST(ColumnPlan, TakesTheSamplersTapsTimesTheStride) {
  const axis x(0, 1, 9, 17);
  const auto between = tap_offsets_at(cnr::bilinear{}, x, 2.25F, 9, -5);
  EXPECT_EQ(between.offset, (std::array<std::ptrdiff_t, 2>{{-10, -15}}));
  EXPECT_EQ(between.weight, 0.25F);
  EXPECT_EQ(tap_offsets_at(cnr::nearest{}, x, 2.5F, 9, 3).offset[0], 9);
}

TEST(ColumnPlan, MovesTapsBeyondTheImageOntoItsEdges) {
  const axis x(0, 1, 9, 17);
  EXPECT_EQ(tap_offsets_at(wide_taps{}, x, 1.0F, 9, 4).offset, (std::array<std::ptrdiff_t, 2>{{0, 32}}));
}

TEST(ColumnPlan, HoldsTheColumnsOfEveryChunkThatAreInside) {
  auto random = support::seeded_engine();
  const auto plan = std::make_unique<column_offsets<cnr::bilinear>>();
  int cut_on_both_sides = 0;
  for (int round = 0; round < 40000; ++round) {
    const std::ptrdiff_t width = pick(random, 1, 50);
    const std::ptrdiff_t crop_width = pick(random, 1, 900);
    const cnr::options settings = plain::random_options(random);
    const float low = plain::random_bound(random, width, settings);
    const float high = plain::random_bound(random, width, settings);
    const axis x(low, high, width, crop_width, settings);
    const std::ptrdiff_t stride = pick(random, -3, 3);
    const std::ptrdiff_t first = pick(random, 0, crop_width - 1);
    const std::ptrdiff_t rest = crop_width - first;
    const std::ptrdiff_t count = pick(random, 1, rest < plan->capacity ? rest : plan->capacity);
    const clipped_range columns = cnr::detail::clip({first, first + count}, x.inside(crop_width));
    plan->build(cnr::bilinear{}, x, width, stride, columns);
    for (std::ptrdiff_t column = 0; column < count; ++column) {
      const auto expected = plain::locate(low, high, width, crop_width, first + column, settings);
      const bool is_planned = plan->begin() <= column && column < plan->end();
      ASSERT_EQ(is_planned, !expected.is_outside) << low << ' ' << high << ' ' << width << ' ' << crop_width;
      if (!is_planned) continue;
      const auto taps = tap_offsets_at(cnr::bilinear{}, x, expected.coordinate, width, stride);
      ASSERT_EQ((*plan)[column].offset, taps.offset);
      ASSERT_TRUE(support::same((*plan)[column].weight, taps.weight));
    }
    if (plan->begin() > 0 && plan->begin() < plan->end() && plan->end() < count) ++cut_on_both_sides;
  }
  EXPECT_GT(cut_on_both_sides, 10);
}

TEST(ColumnPlan, FillsEightKibibytesAndHoldsOneColumnAtLeast) {
  EXPECT_EQ(column_offsets<cnr::bilinear>::capacity,
            8192 / std::ptrdiff_t{sizeof(cnr::detail::tap_offsets<cnr::bilinear>)});
  EXPECT_EQ(column_offsets<cnr::nearest>::capacity,
            8192 / std::ptrdiff_t{sizeof(cnr::detail::tap_offsets<cnr::nearest>)});
  constexpr std::size_t offset = sizeof(std::ptrdiff_t);
  EXPECT_EQ(column_offsets<heavy<512 - offset>>::capacity, 16);
  EXPECT_EQ(column_offsets<heavy<256 - offset>>::capacity, 32);
  EXPECT_EQ(column_offsets<heavy<2048>>::capacity, 3);
  EXPECT_EQ(column_offsets<heavy<65536>>::capacity, 1);
}

}  // namespace
