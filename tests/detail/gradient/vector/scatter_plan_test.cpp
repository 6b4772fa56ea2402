// SPDX-License-Identifier: MIT
//
// Scatter plans on each target that this processor has: every element of the planned columns gets its gradients in the
// order of their columns, no other element is touched, and no gradient beside the row is read.

#include "support/bits.hpp"
#include "support/guarded.hpp"
#include "support/reference.hpp"
#include "support/repeat.hpp"
#include "support/target_tests.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/detail/gradient/vector.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

#define CNR_DETAIL_TARGET_INCLUDE "detail/gradient/vector/scatter_plans.inl"
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

using cnr::detail::axis;
using cnr::detail::index_range;
using support::one_in;
using support::pick;
using support::random_engine;

[[maybe_unused]] float random_fraction(random_engine& random) {
  return static_cast<float>(pick(random, 0, 1 << 20)) * 0x1p-20F;
}

/// Rows of an image and of a crop, and how the columns of the one fall on those of the other.
struct rows {
  explicit rows(random_engine& random, std::ptrdiff_t width)
      : channels(pick(random, 1, width - 1)),
        image_columns(std::max(pick(random, 1, one_in(random, 4) ? 400 : 40), (width - 1) / channels + 1)),
        crop_columns(one_in(random, 10) ? pick(random, 700, 1600) : pick(random, 1, one_in(random, 2) ? 20 : 200)),
        x(random_axis(random)),
        grads(static_cast<std::size_t>(crop_columns * channels),
              one_in(random, 2) ? support::flush::with_start : support::flush::with_end) {
    for (float& grad : grads) {
      grad = random_fraction(random) - 0.5F;
      if (one_in(random, 200)) grad = std::numeric_limits<float>::infinity();
    }
  }

  axis random_axis(random_engine& random) const {
    const bool is_whole = one_in(random, 3);
    const auto last = static_cast<float>(std::max<std::ptrdiff_t>(image_columns - 1, 1));
    const auto bound = [&] {
      if (is_whole) return static_cast<float>(pick(random, 0, image_columns - 1)) / last;
      return random_fraction(random) * (one_in(random, 4) ? 1.5F : 1.0F) - (one_in(random, 4) ? 0.2F : 0.0F);
    };
    const float low = bound();
    return {low, one_in(random, 4) ? low + random_fraction(random) / 16 : bound(), image_columns, crop_columns};
  }

  std::ptrdiff_t channels;
  std::ptrdiff_t image_columns;
  std::ptrdiff_t crop_columns;
  axis x;
  support::guarded<float> grads;
};

/// What one column of a crop adds: to these columns of the image, such shares of its gradients.
template <class Sampler>
struct increments_of {
  increments_of(const rows& given, std::ptrdiff_t column) {
    const auto located = Sampler{}.locate(given.x.coordinate(column), given.image_columns);
    for (std::size_t tap = 0; tap < taps; ++tap) to[tap] = given.x.clamped(located.index[tap]);
    if constexpr (taps == 1) {
      share = {{1}};
    } else {
      share = {{1 - located.weight, located.weight}};
    }
  }

  static constexpr std::size_t taps = cnr::detail::taps_of<Sampler>::count;
  std::array<std::ptrdiff_t, taps> to;
  std::array<float, taps> share;
};

/// Adds to one row in plain loops what the planned columns get. Returns the number of increments.
template <class Sampler>
std::ptrdiff_t add_plainly(rows& given, const index_range& columns, float share, float* row) {
  std::ptrdiff_t count = 0;
  const index_range inside = given.x.inside(given.crop_columns);
  for (std::ptrdiff_t column = inside.begin; column < inside.end; ++column) {
    const increments_of<Sampler> of_column(given, column);
    for (std::ptrdiff_t channel = 0; channel < given.channels; ++channel) {
      for (std::size_t tap = 0; tap < of_column.taps; ++tap) {
        if (of_column.to[tap] < columns.begin || of_column.to[tap] >= columns.end) continue;
        const float grad = given.grads.data()[column * given.channels + channel];
        float& element = row[of_column.to[tap] * given.channels + channel];
        element = reference::plus(element, reference::times(of_column.share[tap], reference::times(share, grad)));
        ++count;
      }
    }
  }
  return count;
}

/// Whether scatter_scanlines makes plans of these rows, so that a single column of the image must have one.
template <class V>
bool must_fit_column_by_column(const rows& given, std::size_t taps) {
  const float step = std::fabs(given.x.scale());
  return 1.5F <= (static_cast<float>(V::gathers) / static_cast<float>(2 * taps) - 4) * step;
}

template <class V, class Sampler, std::size_t Count>
void check_plan(random_engine& random) {
  rows given(random, V::floats_in_vector);
  const std::ptrdiff_t first = pick(random, 0, given.image_columns - 1);
  const index_range columns{first, one_in(random, 3) ? first + 1 : pick(random, first + 1, given.image_columns)};
  const auto size = static_cast<std::size_t>(given.image_columns * given.channels);
  std::array<std::vector<float>, Count> expected;
  support::guarded<float> first_row(size, support::flush::with_end);
  support::guarded<float> second_row(size, support::flush::with_start);
  const std::array<float*, 2> both{{first_row.data(), second_row.data()}};
  std::array<float*, Count> actual{};
  std::array<float, Count> shares{};
  std::ptrdiff_t increments = 0;
  for (std::size_t row = 0; row < Count; ++row) {
    actual[row] = both[row];
    for (std::size_t i = 0; i < size; ++i) actual[row][i] = random_fraction(random);
    expected[row].assign(actual[row], actual[row] + size);
    shares[row] = std::is_same<Sampler, cnr::nearest>::value ? 1 : random_fraction(random);
    increments = add_plainly<Sampler>(given, columns, shares[row], expected[row].data());
  }
  const bool is_planned = V::template add<Sampler>(given.x, given.channels, given.image_columns, given.crop_columns,
                                                   columns, given.grads.data(), actual, shares);
  const bool has_few = increments <= V::gathers && given.crop_columns <= V::columns_located;
  const bool is_column = columns.size() == 1 && must_fit_column_by_column<V>(given, increments_of<Sampler>::taps);
  if (has_few || is_column) {
    ASSERT_TRUE(is_planned) << increments << " increments to " << columns.size() << " columns of " << given.channels
                            << " channels";
  }
  if (!is_planned) return;
  for (std::size_t row = 0; row < Count; ++row) {
    for (std::size_t i = 0; i < size; ++i) {
      ASSERT_TRUE(support::same(actual[row][i], expected[row][i]))
          << "element " << i << " of " << size << ", " << given.channels << " channels, row " << row << ": expected "
          << expected[row][i] << ", got " << actual[row][i];
    }
  }
}

template <class V, class Sampler, std::size_t Count>
void check_plans() {
  support::repeat(3000, [](random_engine& random) { check_plan<V, Sampler, Count>(random); });
}

/// Whether the vector kernel takes a crop of 12 rows. Its box has the image's height, and these bounds along x.
template <class V>
bool takes(std::ptrdiff_t channels, std::ptrdiff_t image_columns, std::ptrdiff_t crop_columns, float left = 0,
           float right = 1) {
  constexpr std::ptrdiff_t rows = 12;
  const std::vector<float> grads(static_cast<std::size_t>(rows * crop_columns * channels), 1.0F);
  std::vector<float> grad_image(static_cast<std::size_t>(rows * image_columns * channels));
  const std::array<float, 4> box{{0, left, 1, right}};
  const std::int32_t image = 0;
  return V::adds({{grads.data(), {1, rows, crop_columns, channels}},
                  {box.data(), {1, 4}},
                  {&image, {1}},
                  {grad_image.data(), {1, rows, image_columns, channels}},
                  cnr::bilinear{}});
}

template <class V>
void flipped_boxes_are_planned_as_others() {
  EXPECT_TRUE(takes<V>(3, 50, 50));
  EXPECT_TRUE(takes<V>(3, 50, 50, 1, 0));
}

template <class V>
void rows_shorter_than_a_vector_are_not_planned() {
  EXPECT_TRUE(takes<V>(1, V::floats_in_vector, 50));
  EXPECT_FALSE(takes<V>(1, V::floats_in_vector - 1, 50));
}

template <class V>
void boxes_beside_the_image_need_no_plan() {
  EXPECT_TRUE(takes<V>(3, 50, 50, 2, 3));
}

// With so many columns of a crop for each of the image's that a plan may have no room for the increments of one.
template <class V>
void crops_too_wide_for_a_plan_are_not_planned() {
  // Up to where 1.5 <= (gathers / 4 - 4) * 6 / (widest - 1), see scatter_scanlines.
  const std::ptrdiff_t widest = 4 * (V::gathers / 4 - 4);
  for (const bool is_flipped : {false, true}) {
    const auto left = static_cast<float>(is_flipped);
    EXPECT_TRUE(takes<V>(3, 7, widest, left, 1 - left));
    EXPECT_FALSE(takes<V>(3, 7, widest + 2, left, 1 - left));
  }
}

/// Whether the vector kernel takes a crop of one row and two columns, of so many planes.
template <class V>
bool takes_planes(std::ptrdiff_t planes) {
  constexpr std::ptrdiff_t image_columns = 20;
  const std::vector<float> grads(static_cast<std::size_t>(2 * planes), 1.0F);
  std::vector<float> grad_image(static_cast<std::size_t>(image_columns * planes));
  const std::array<float, 4> box{{0, 0, 1, 1}};
  return V::adds_planes({{grads.data(), {1, 1, 2, planes}, {0, 2, 1, 2}},
                         {box.data(), {1, 4}},
                         cnr::first_image(1),
                         {grad_image.data(), {1, 1, image_columns, planes}, {0, image_columns, 1, image_columns}},
                         cnr::bilinear{}});
}

template <class V>
void as_many_planes_as_a_vector_has_floats_are_planned_whatever_the_crop() {
  EXPECT_FALSE(takes_planes<V>(1));
  EXPECT_FALSE(takes_planes<V>(V::floats_in_vector - 1));
  EXPECT_TRUE(takes_planes<V>(V::floats_in_vector));
  EXPECT_TRUE(takes_planes<V>(10 * V::floats_in_vector));
}

/// Before main, as GoogleTest's own macros add theirs.
// NOLINTNEXTLINE(cert-err58-cpp): what cannot be added ends the process, as it should
[[maybe_unused]] const bool has_added_tests = support::for_each_vector_target([](auto tag) {
  using V = decltype(scatter_plans_of(tag));
  support::add_tests(
      "ScatterPlan", tag.id,
      {{"AddsGradientsToOneRowInTheOrderOfColumns", check_plans<V, cnr::bilinear, 1>},
       {"AddsGradientsToTwoRowsInTheOrderOfColumns", check_plans<V, cnr::bilinear, 2>},
       {"AddsGradientsToTheNearestElementsInTheOrderOfColumns", check_plans<V, cnr::nearest, 1>},
       {"IsMadeOfFlippedBoxesAsOfOthers", flipped_boxes_are_planned_as_others<V>},
       {"IsNotMadeOfRowsShorterThanAVector", rows_shorter_than_a_vector_are_not_planned<V>},
       {"IsNotNeededForBoxesBesideTheImage", boxes_beside_the_image_need_no_plan<V>},
       {"IsMadeOfManyPlanesWhateverTheCrop", as_many_planes_as_a_vector_has_floats_are_planned_whatever_the_crop<V>},
       {"IsNotMadeOfCropsTooWideForIt", crops_too_wide_for_a_plan_are_not_planned<V>}});
});

}  // namespace
