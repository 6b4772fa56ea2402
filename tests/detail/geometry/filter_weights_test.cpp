// SPDX-License-Identifier: MIT
//
// How many pixels the positions of a filter read, as kernels make room for as many as it says; and their weights, which
// are the same one by one.

#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/filter_weights.hpp>
#include <crop_and_resize/detail/geometry/roi_align_weights.hpp>
#include <crop_and_resize/detail/geometry/weight_table.hpp>
#include <crop_and_resize/filter.hpp>
#include <crop_and_resize/options.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using cnr::detail::axis;
using cnr::detail::filter_weights;

/// Boxes of a tenth to ten pixels for each position, upright and flipped, of which some are partly outside.
axis random_axis(support::random_engine& random, std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) {
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::half_pixel;
  settings.border = cnr::border_mode::replicate;
  settings.boxes = cnr::box_format::xyxy_pixels;
  const float step = 0.1F * static_cast<float>(support::pick(random, 1, 100));
  const float low = 0.1F * static_cast<float>(support::pick(random, -50, 10 * image_extent));
  const float high = low + step * static_cast<float>(crop_extent);
  const bool is_flipped = support::one_in(random, 4);
  return axis(is_flipped ? high : low, is_flipped ? low : high, image_extent, crop_extent, settings);
}

/// Calls check(weights, position, image_extent) for the positions of random crops.
template <class Filter, class Check>
void for_each_position(const Filter& filter, std::ptrdiff_t rounds, std::ptrdiff_t max_image_extent,
                       std::ptrdiff_t max_crop_extent, const Check& check) {
  auto random = support::seeded_engine();
  for (std::ptrdiff_t round = 0; round < support::effort(rounds); ++round) {
    const std::ptrdiff_t image_extent = support::pick(random, 1, max_image_extent);
    const std::ptrdiff_t crop_extent = support::pick(random, 1, max_crop_extent);
    const axis along = random_axis(random, image_extent, crop_extent);
    const filter_weights<Filter> weights(filter, along);
    for (std::ptrdiff_t position = 0; position < crop_extent; ++position) {
      check(weights, position, image_extent);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

template <class Filter>
void check_counts(const Filter& filter) {
  for_each_position(filter, 1000, 200, 20, [](const auto& weights, std::ptrdiff_t position, std::ptrdiff_t extent) {
    const auto pixels = weights.pixels(position);
    ASSERT_LE(static_cast<double>(pixels.size()), weights.max_pixels())
        << "position " << position << ", image of " << extent;
    ASSERT_GE(pixels.begin, 0);
    ASSERT_LE(pixels.end, extent);
  });
}

TEST(FilterWeights, AreNoMoreThanTheMostOfAPosition) {
  check_counts(cnr::area{});
  check_counts(cnr::triangle{});
  check_counts(cnr::cubic{});
  check_counts(cnr::lanczos3{});
  check_counts(cnr::roi_align{});
  check_counts(cnr::roi_align{1});
  check_counts(cnr::roi_align{50});
}

template <class Filter>
void check_each(const Filter& filter) {
  for_each_position(filter, 300, 60, 9, [](const auto& weights, std::ptrdiff_t position, std::ptrdiff_t /*extent*/) {
    const auto all = weights.pixels(position);
    std::vector<float> written(static_cast<std::size_t>(all.size()) + 1);
    const auto used = weights.write(position, all, written.data());
    const typename filter_weights<Filter>::each one_by_one(weights, position);
    ASSERT_EQ(one_by_one.pixels().begin, used.begin);
    ASSERT_EQ(one_by_one.pixels().end, used.end);
    for (std::ptrdiff_t i = 0; i < used.size(); ++i) ASSERT_EQ(one_by_one[i], written[static_cast<std::size_t>(i)]);
  });
}

/// A filter of a user's that gives no pixel a weight.
struct without_weights {
  static float radius(float stretch) noexcept { return stretch; }
  static float weight(float /*distance*/, float /*stretch*/) noexcept { return 0; }
};

TEST(FilterWeights, AreTheSameOneByOne) {
  check_each(cnr::area{});
  check_each(cnr::triangle{});
  check_each(cnr::lanczos3{});
  check_each(cnr::roi_align{});
  check_each(cnr::roi_align{3});
  check_each(without_weights{});
}

TEST(FilterWeights, AreAsManyOfRoiAlignWhereItsSamplesReachASecondPixel) {
  // Half a pixel for each position, and many samples in it: they are between two pixels, or three where they pass one.
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::half_pixel;
  settings.boxes = cnr::box_format::xyxy_pixels;
  const axis along(10.25F, 20.25F, 100, 20, settings);
  const cnr::roi_align filter{50};
  const filter_weights<cnr::roi_align> weights(filter, along);
  std::ptrdiff_t most = 0;
  for (std::ptrdiff_t position = 0; position < 20; ++position) most = std::max(most, weights.pixels(position).size());
  EXPECT_EQ(most, 3);
  EXPECT_EQ(static_cast<std::ptrdiff_t>(weights.max_pixels()), most);
}

// A filter that reads all pixels of an isolated box at each of its positions has other weights at each of them.
TEST(FilterWeights, RepeatOnlyWherePixelsMoveOn) {
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::half_pixel;
  settings.border = cnr::border_mode::isolate;
  settings.boxes = cnr::box_format::xyxy_pixels;
  for (const float low : {0.0F, 2.0F, 4.0F}) {
    const axis along(low, low + 8, 20, 2, settings);
    const cnr::lanczos3 wide{};
    const filter_weights<cnr::lanczos3> of_wide(wide, along);
    ASSERT_TRUE(of_wide.has_whole_steps());
    ASSERT_EQ(of_wide.pixels(1).begin, of_wide.pixels(0).begin);
    EXPECT_FALSE(of_wide.repeats(1, of_wide.pixels(1), of_wide.pixels(0))) << low;
    const cnr::area narrow{};
    const filter_weights<cnr::area> of_narrow(narrow, along);
    EXPECT_TRUE(of_narrow.repeats(1, of_narrow.pixels(1), of_narrow.pixels(0))) << low;
  }
}

TEST(WeightTable, UnitesRangesOfPixelsOfWhichEmptyOnesHaveNone) {
  const auto unite = [](const cnr::detail::index_range& a, const cnr::detail::index_range& b) {
    const cnr::detail::index_range all = cnr::detail::union_of(a, b);
    return std::array<std::ptrdiff_t, 2>{{all.begin, all.end}};
  };
  using range = std::array<std::ptrdiff_t, 2>;
  EXPECT_EQ(unite({3, 6}, {5, 9}), (range{{3, 9}}));
  EXPECT_EQ(unite({5, 9}, {3, 6}), (range{{3, 9}}));
  EXPECT_EQ(unite({0, 0}, {5, 9}), (range{{5, 9}}));
  EXPECT_EQ(unite({5, 9}, {0, 0}), (range{{5, 9}}));
  EXPECT_EQ(unite({5, 6}, {0, 0}), (range{{5, 6}}));
  EXPECT_EQ(unite({0, 0}, {5, 6}), (range{{5, 6}}));
}

/// Positions that read four pixels each, from pixel 0 to 39, or from there back.
axis four_pixels_each(bool is_flipped, std::ptrdiff_t image_extent) {
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::half_pixel;
  settings.boxes = cnr::box_format::xyxy_pixels;
  return axis(is_flipped ? 40.0F : 0.0F, is_flipped ? 0.0F : 40.0F, image_extent, 10, settings);
}

void expect_range(const cnr::detail::index_range& actual, std::ptrdiff_t begin, std::ptrdiff_t end) {
  EXPECT_EQ(actual.begin, begin);
  EXPECT_EQ(actual.end, end);
}

TEST(WeightTable, HasTheWeightsOfPositionsThatRepeatOnce) {
  const axis along = four_pixels_each(false, 50);
  const filter_weights<cnr::area> filter(cnr::area{}, along);
  std::vector<float> weights(12, 7);
  cnr::detail::weight_table table(weights.data(), 4);
  for (const std::ptrdiff_t first : {0, 3}) {
    EXPECT_EQ(table.build(filter, first, 10, 1000), 10);
    EXPECT_EQ(table.count(), 10 - first);
    EXPECT_EQ(table.most_pixels(), 4);
    expect_range(table.repeated(), 0, 10 - first);
    expect_range(table.span(), 4 * first, 40);
    for (std::ptrdiff_t i = 0; i < table.count(); ++i) EXPECT_EQ(table.first_weight(i), 0);
  }
  table.pad(3);
  EXPECT_EQ(weights, (std::vector<float>{0.25F, 0.25F, 0.25F, 0.25F, 0, 0, 0, 7, 7, 7, 7, 7}));
  // As many positions as are on so many pixels.
  EXPECT_EQ(table.build(filter, 3, 10, 8), 5);
  expect_range(table.repeated(), 0, 2);
  expect_range(table.span(), 12, 20);
}

TEST(WeightTable, HasRoomForSoManyPositions) {
  constexpr std::ptrdiff_t most = cnr::detail::weight_table::max_positions;
  cnr::options in_pixels;
  in_pixels.coordinates = cnr::coordinate_mode::half_pixel;
  in_pixels.boxes = cnr::box_format::xyxy_pixels;
  const axis along(0, most + 9, most + 9, most + 9, in_pixels);
  std::vector<float> weights(static_cast<std::size_t>(most + 9));
  cnr::detail::weight_table table(weights.data(), most + 9);
  EXPECT_EQ(table.build(filter_weights<cnr::area>(cnr::area{}, along), 3, most + 9, 1000), most + 3);
  EXPECT_EQ(table.count(), most);
  EXPECT_EQ(table.pixels(most - 1).begin, most + 2);
}

TEST(WeightTable, WidensItsSpanWithinTheImage) {
  const axis along = four_pixels_each(false, 41);
  const filter_weights<cnr::area> filter(cnr::area{}, along);
  std::vector<float> weights(8);
  cnr::detail::weight_table table(weights.data(), 8);
  table.build(filter, 8, 10, 1000);
  expect_range(table.span(), 32, 40);
  table.widen(8, 41);
  expect_range(table.span(), 32, 40);
  table.widen(9, 41);
  expect_range(table.span(), 32, 41);
  table.widen(20, 41);
  expect_range(table.span(), 21, 41);
  table.widen(42, 41);
  expect_range(table.span(), 21, 41);
  table.widen(41, 41);
  expect_range(table.span(), 0, 41);
}

TEST(WeightTable, SaysWhichWeightsMayBeFused) {
  const axis along = four_pixels_each(false, 50);
  const filter_weights<cnr::area> filter(cnr::area{}, along);
  std::vector<float> weights(8);
  cnr::detail::weight_table table(weights.data(), 8);
  table.build(filter, 0, 10, 1000);
  for (const std::size_t i : {std::size_t{0}, std::size_t{3}}) {
    for (const float most : {0x1p100F, -0x1p100F}) {
      weights[i] = most;
      EXPECT_TRUE(table.are_fusible());
      weights[i] = 1.0001F * most;
      EXPECT_FALSE(table.are_fusible());
    }
    weights[i] = std::nanf("");
    EXPECT_FALSE(table.are_fusible());
    weights[i] = 0;
  }
  weights[4] = std::nanf("");
  EXPECT_TRUE(table.are_fusible());
}

TEST(WeightTable, SaysWhatTheNextPositionsRead) {
  std::vector<float> weights(8);
  cnr::detail::weight_table table(weights.data(), 8);
  for (const bool is_flipped : {false, true}) {
    const axis along = four_pixels_each(is_flipped, 44);
    const filter_weights<cnr::area> filter(cnr::area{}, along);
    table.build(filter, 0, 10, 1000);
    EXPECT_EQ(table.to_next(0, 4, 44), is_flipped ? -16 : 16);
    EXPECT_EQ(table.to_next(1, 4, 44), is_flipped ? -16 : 16);
    EXPECT_EQ(table.to_next(4, 4, 44), is_flipped ? -8 : 12);  // to where the image ends
    EXPECT_EQ(table.to_next(0, 2, 44), is_flipped ? -8 : 8);
  }
}

}  // namespace
