// SPDX-License-Identifier: MIT
//
// How often the rows of an image are read on each target that this processor has: once, where rows of the crop that
// share one come one after the other. A row that is prefetched meanwhile is on the image, and not before the one that
// is read. And what a ring of rows writes before there are any.

#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/repeat.hpp"
#include "support/seed.hpp"
#include "support/target_tests.hpp"

#include <crop_and_resize/detail/forward/vector.hpp>
#include <crop_and_resize/detail/forward/vertical.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/sampler.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <set>
#include <vector>

#define CNR_DETAIL_TARGET_INCLUDE "detail/forward/vector/verticals.inl"
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

using cnr::detail::axis;
using support::pick;
using support::random_engine;

/// Rows of a crop of one column, of an image of one column of bytes.
struct column {
  explicit column(random_engine& random, std::ptrdiff_t image_height) : image(static_cast<std::size_t>(image_height)) {
    for (unsigned char& each : image) each = support::random_element<unsigned char>(random);
  }

  template <class V, class Sampler>
  typename V::counts write(const axis& y, std::ptrdiff_t count, bool writes_at_once = false) {
    out.assign(static_cast<std::size_t>(count), -1);
    return V::template write<Sampler>(y, 0, count, image.data(), writes_at_once, out.data());
  }

  std::vector<unsigned char> image;
  std::vector<float> out;
};

/// A whole image, from its first row to its last one or the other way round.
axis whole_image(std::ptrdiff_t image_height, std::ptrdiff_t crop_height, bool is_flipped) {
  return axis(is_flipped ? 1.0F : 0.0F, is_flipped ? 0.0F : 1.0F, image_height, crop_height);
}

template <class V, class Sampler>
void check_reads() {
  support::repeat(1000, [](random_engine& random) {
    const std::ptrdiff_t crop_height = pick(random, 1, V::capacity);
    const std::ptrdiff_t image_height = pick(random, 1, crop_height);
    const axis y = whole_image(image_height, crop_height, support::one_in(random, 2));
    column rows(random, image_height);
    const auto counted = rows.template write<V, Sampler>(y, crop_height);
    std::set<std::int64_t> needed;
    for (std::ptrdiff_t i = 0; i < crop_height; ++i) {
      const auto located = Sampler{}.locate(y.coordinate(i), image_height);
      std::array<float, decltype(located)::count> elements{};
      for (std::size_t tap = 0; tap < elements.size(); ++tap) {
        const std::ptrdiff_t row = y.clamped(located.index[tap]);
        needed.insert(row);
        elements[tap] = static_cast<float>(rows.image[static_cast<std::size_t>(row)]);
      }
      const float expected = Sampler{}.mix(elements, located.weight);
      ASSERT_TRUE(support::same(rows.out[static_cast<std::size_t>(i)], expected)) << i;
    }
    EXPECT_EQ(counted.rows_read, static_cast<std::ptrdiff_t>(needed.size())) << image_height << ' ' << crop_height;
    EXPECT_EQ(counted.false_later_rows, 0) << image_height << ' ' << crop_height;
  });
}
template <class V>
void each_row_of_the_image_is_read_once() {
  check_reads<V, cnr::bilinear>();
  check_reads<V, cnr::nearest>();
}

template <class V>
void rows_far_apart_are_written_at_once_where_the_reader_can() {
  auto random = support::seeded_engine();
  constexpr std::ptrdiff_t crop_height = 101;
  for (const bool is_flipped : {false, true}) {
    for (const std::ptrdiff_t percent : {50, 100, 159, 160, 161, 200, 300}) {
      const axis y = whole_image(percent + 1, crop_height, is_flipped);
      const float step = is_flipped ? -y.scale() : y.scale();
      column rows(random, percent + 1);
      const auto written_by_reader = rows.template write<V, cnr::bilinear>(y, crop_height, true).rows_written_at_once;
      EXPECT_EQ(written_by_reader, step >= V::row_step_uncached ? crop_height : 0) << percent;
    }
  }
  // Of one tap, there is nothing to keep.
  column rows(random, 2);
  const axis y = whole_image(2, 9, false);
  const auto written_by_reader = rows.template write<V, cnr::nearest>(y, 9, true).rows_written_at_once;
  EXPECT_EQ(written_by_reader, 9);
}

/// Keeps what is in the memory of an object that is made there: compilers may take it for undefined.
void keep(void* memory) { __asm__ __volatile__("" : : "r"(memory) : "memory"); }

TEST(RowRing, ClearsAVectorOfEachPlaneAndNothingElse) {
  using cnr::detail::max_outputs;
  using cnr::detail::row_ring;
  using buffer = cnr::detail::whole_vectors<float>;
  constexpr unsigned char paint = 0xa5;
  constexpr std::size_t buffers = sizeof(row_ring) - 2 * sizeof(buffer);  // where they begin
  constexpr std::ptrdiff_t after = 256;
  for (const std::ptrdiff_t width : {4, 8, 16}) {
    for (const cnr::detail::plane_set& planes :
         {cnr::detail::plane_set{1, 0, max_outputs}, {3, 0, 256}, {3, 0, 20}, {max_outputs / 16, 0, 16}}) {
      alignas(64) std::array<unsigned char, sizeof(row_ring) + after> memory;
      memory.fill(paint);
      keep(memory.data());
      const cnr::detail::bound_reader reader{nullptr, nullptr, nullptr, planes};
      new (memory.data()) row_ring(reader, width);
      keep(memory.data());
      for (std::size_t i = buffers; i < memory.size(); ++i) {
        const auto output = static_cast<std::ptrdiff_t>((i - buffers) % sizeof(buffer) / sizeof(float));
        const bool is_cleared =
            i < sizeof(row_ring) && output / planes.pitch < planes.count && output % planes.pitch < width;
        ASSERT_EQ(memory[i], is_cleared ? 0 : paint)
            << "output " << output << " of planes " << planes.pitch << " apart";
      }
    }
  }
}

/// Before main, as GoogleTest's own macros add theirs.
// NOLINTNEXTLINE(cert-err58-cpp): what cannot be added ends the process, as it should
[[maybe_unused]] const bool has_added_tests = support::for_each_vector_target([](auto tag) {
  using V = decltype(verticals_of(tag));
  support::add_tests(
      "Vertical", tag.id,
      {{"EachRowOfTheImageIsReadOnce", each_row_of_the_image_is_read_once<V>},
       {"RowsFarApartAreWrittenAtOnceWhereTheReaderCan", rows_far_apart_are_written_at_once_where_the_reader_can<V>}});
});

}  // namespace
