// SPDX-License-Identifier: MIT
//
// Gather plans on each target that this processor has: the windows are where plain loops lay them, none of them reaches
// past the last readable byte, and every output comes out of its own elements with its own weight.

#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/repeat.hpp"
#include "support/row_taps.hpp"
#include "support/target_tests.hpp"

#include <crop_and_resize/detail/forward/vector.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#define CNR_DETAIL_TARGET_INCLUDE "detail/forward/vector/gather_plans.inl"
#define CNR_DETAIL_VBMI_INCLUDE "detail/forward/vector/vbmi_gather_plans.inl"
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_VBMI_INCLUDE
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

using support::one_in;
using support::pick;
using support::random_engine;
using support::random_taps;
using support::row_taps;

/// A row of elements as a plan reads it: those of 8 bytes as the floats that they were converted to.
template <class T>
using stored_element = std::conditional_t<(sizeof(T) < 8), T, float>;

/// Compares the outputs of a plan with what is mixed of the elements one by one. The row is flush with a page that may
/// not be touched; a row too short for a window is copied to where it is followed by others, as readers do.
template <class V, class T, class Sampler>
void check_outputs(random_engine& random, const row_taps& taps, std::ptrdiff_t tables,
                   const typename V::template of<T, Sampler>& tested) {
  using element = stored_element<T>;
  const auto window_elements = static_cast<std::size_t>(tables * V::bytes_of_table) / sizeof(element);
  const std::size_t elements = std::max(static_cast<std::size_t>(taps.elements), window_elements);
  const auto side = one_in(random, 2) ? support::flush::with_start : support::flush::with_end;
  support::guarded<element> row(elements, side);
  for (element& each : row) each = support::random_element<element>(random);
  std::vector<float> actual(taps.first.size() + 1, 12345.678F);
  tested.sample(reinterpret_cast<const unsigned char*>(row.data()), actual.data());
  for (std::size_t i = 0; i < taps.first.size(); ++i) {
    const float expected = support::plain_output<Sampler>(taps, i, row.data());
    ASSERT_TRUE(support::same(actual[i], expected))
        << support::hex(actual[i]) << " instead of " << support::hex(expected) << " at " << i << " of "
        << taps.first.size() << ", " << tables << " tables";
  }
  ASSERT_EQ(actual.back(), 12345.678F) << "written past the last output";
}

template <class V, class T, class Sampler>
void check_plan(random_engine& random) {
  using tested_plan = typename V::template of<T, Sampler>;
  constexpr auto element_size = static_cast<std::ptrdiff_t>(tested_plan::element_size);
  std::ptrdiff_t count = pick(random, 1, one_in(random, 3) ? V::capacity : 3 * V::floats_in_vector);
  if (one_in(random, 20)) count = V::capacity;
  // Spreads around those that 1, 2 and 4 tables hold.
  const std::ptrdiff_t table_elements = V::bytes_of_table / element_size;
  std::ptrdiff_t spread = pick(random, 1, 5 * table_elements);
  if (one_in(random, 2)) spread = (table_elements << pick(random, 0, 2)) + pick(random, -1, 1);
  const row_taps taps =
      random_taps(random, count, V::floats_in_vector / V::windows_of_vector, std::max<std::ptrdiff_t>(spread, 1));
  const auto expected = support::plain_windows::of<V, Sampler>(taps, element_size);

  // Too large for the stack of some systems.
  static tested_plan tested;
  // Where taps count wide elements, they count from the first one that is converted.
  const auto first = static_cast<std::uint32_t>(sizeof(T) < 8 ? 0 : pick(random, 0, 1000) * 8);
  support::fill_table<Sampler>(taps, first, sizeof(T), tested.taps);
  const auto row_size = static_cast<std::int32_t>(taps.elements * element_size);
  constexpr unsigned char not_a_plan = 0xa5;
  tested.after_plan.fill(not_a_plan);
  ASSERT_EQ(tested.make(count, first, row_size), expected.tables <= 4);
  for (const unsigned char each : tested.after_plan) ASSERT_EQ(each, not_a_plan) << "written past the plan";
  if (expected.tables > 4) return;
  ASSERT_EQ(tested.plan.count, count);
  ASSERT_EQ(tested.plan.tables, expected.tables);
  for (std::size_t i = 0; i < expected.offset.size(); ++i) {
    const auto of_vector = static_cast<std::size_t>(V::windows_of_vector);
    ASSERT_EQ(tested.plan.window[i / of_vector][i % of_vector], expected.offset[i]) << "window " << i;
  }
  check_outputs<V, T, Sampler>(random, taps, expected.tables, tested);
}

template <class V, class T>
void check_plans_of() {
  support::repeat(1000, [](random_engine& random) {
    check_plan<V, T, cnr::bilinear>(random);
    check_plan<V, T, cnr::nearest>(random);
  });
}

/// Plans are on the stack, of which a call takes less than 64 KiB.
template <class V>
void plans_have_no_more_room_than_outputs_need() {
  constexpr auto vectors = static_cast<std::size_t>(V::capacity / V::floats_in_vector);
  // Of each vector four bytes for each element, from each of four tables.
  EXPECT_LE(V::plan_size, vectors * (16 * static_cast<std::size_t>(V::floats_in_vector) + 16) + 128);
}

/// Before main, as GoogleTest's own macros add theirs.
// NOLINTNEXTLINE(cert-err58-cpp): what cannot be added ends the process, as it should
[[maybe_unused]] const bool has_added_tests = support::for_each_vector_target([](auto tag) {
  using V = decltype(gather_plans_of(tag));
  support::add_tests("GatherPlan", tag.id,
                     {{"FindsTheElementsOfEachOutputAmongBytes", check_plans_of<V, std::uint8_t>},
                      {"FindsTheElementsOfEachOutputAmongWords", check_plans_of<V, std::int16_t>},
                      {"FindsTheElementsOfEachOutputAmongHalves", check_plans_of<V, cnr::half>},
                      {"FindsTheElementsOfEachOutputAmongFloats", check_plans_of<V, float>},
                      {"FindsTheElementsOfEachOutputAmongConvertedDoubles", check_plans_of<V, double>},
                      {"PlansHaveNoMoreRoomThanOutputsNeed", plans_have_no_more_room_than_outputs_need<V>}});
});

}  // namespace
