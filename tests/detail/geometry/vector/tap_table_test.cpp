// SPDX-License-Identifier: MIT
//
// Tap tables on each target that this processor has, output by output: the elements and weights are those that the axis
// and the sampler give for the output's position alone. And the layout of a scanline, against loops over its elements.

#include "detail/geometry/plain_axis.hpp"
#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/repeat.hpp"
#include "support/target_tests.hpp"

#include <crop_and_resize/detail/forward/vector.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#define CNR_DETAIL_TARGET_INCLUDE "detail/geometry/vector/tap_tables.inl"
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

using cnr::detail::axis;
using cnr::detail::index_range;
using support::one_in;
using support::pick;
using support::random_engine;

/// An axis, and positions of a crop that are inside.
struct positions {
  axis x;
  std::ptrdiff_t extent;
  std::ptrdiff_t first;
  std::ptrdiff_t count;  // 0 where no position is inside
};

float random_bound(random_engine& random) {
  constexpr std::array<float, 8> exact{{0.0F, -0.0F, 1.0F, 0.5F, 0.25F, -1.0F, 2.0F, 1.0F - 0x1p-24F}};
  if (one_in(random, 3)) return exact[static_cast<std::size_t>(pick(random, 0, 7))];
  return static_cast<float>(pick(random, -(1 << 20), 2 << 20)) * 0x1p-20F;
}

/// Of any mode, border and unit; TensorFlow's in one of two.
axis random_axis(random_engine& random, std::ptrdiff_t extent, std::ptrdiff_t crop_extent) {
  if (one_in(random, 2)) return axis(random_bound(random), random_bound(random), extent, crop_extent);
  const cnr::options settings = plain::random_options(random);
  return axis(plain::random_bound(random, extent, settings), plain::random_bound(random, extent, settings), extent,
              crop_extent, settings);
}

/// At most `capacity` positions of a random axis that are inside.
template <class V>
positions random_positions(random_engine& random, std::ptrdiff_t capacity) {
  const std::ptrdiff_t bits = one_in(random, 4) ? 24 : 8;
  std::ptrdiff_t extent = pick(random, 1, std::ptrdiff_t{1} << pick(random, 0, bits));
  if (one_in(random, 50)) extent = V::extent_capacity;
  const std::ptrdiff_t crop_extent = pick(random, 1, std::ptrdiff_t{1} << pick(random, 0, one_in(random, 8) ? 30 : 11));
  const axis x = random_axis(random, extent, crop_extent);
  const index_range inside = x.inside(crop_extent);
  if (inside.size() == 0) return {x, extent, 0, 0};
  const std::ptrdiff_t first = pick(random, inside.begin, inside.end - 1);
  return {x, extent, first, pick(random, 1, std::min(inside.end - first, capacity))};
}

/// Compares a table with what the axis and the sampler say, up to the end of the last vector.
/// @param element_of  where (position of the image, channel) is, as the table counts
template <class V, class Sampler, class ElementOf>
void check_table(const positions& at, std::ptrdiff_t channels, const typename V::template table<Sampler>& taps,
                 const ElementOf& element_of) {
  const std::ptrdiff_t outputs = at.count * channels;
  const std::ptrdiff_t whole = (outputs + V::floats_in_vector - 1) / V::floats_in_vector * V::floats_in_vector;
  for (std::ptrdiff_t i = 0; i < whole; ++i) {
    // After the last position, its taps repeat.
    const std::ptrdiff_t position = at.first + std::min(i / channels, at.count - 1);
    const auto located = Sampler{}.locate(at.x.coordinate(position), at.extent);
    const auto output = static_cast<std::size_t>(i);
    for (std::size_t tap = 0; tap < located.index.size(); ++tap) {
      const std::uint32_t expected = element_of(at.x.clamped(located.index[tap]), i % channels);
      ASSERT_EQ(taps.tap[tap][output], expected) << "tap " << tap << " of output " << i << " of " << outputs;
    }
    if constexpr (std::is_same<Sampler, cnr::bilinear>::value) {
      ASSERT_TRUE(support::same(taps.weight[output], located.weight))
          << support::hex(taps.weight[output]) << " instead of " << support::hex(located.weight) << " at output " << i
          << " of " << outputs;
    }
  }
}

template <class Check>
void repeat(const Check& check) {
  support::repeat(3000, check);
}

template <class V, class Sampler>
void check_positions() {
  repeat([](random_engine& random) {
    const positions at = random_positions<V>(random, V::capacity);
    if (at.count == 0) return;
    typename V::template table<Sampler> taps{};
    V::template locate<Sampler>(at.x, at.first, at.count, taps);
    check_table<V, Sampler>(at, 1, taps,
                            [](std::ptrdiff_t index, std::ptrdiff_t) { return static_cast<std::uint32_t>(index); });
  });
}
template <class V>
void outputs_of_one_channel_read_what_the_sampler_locates() {
  check_positions<V, cnr::bilinear>();
  check_positions<V, cnr::nearest>();
}

template <class V, class Sampler>
void check_scanlines() {
  repeat([](random_engine& random) {
    const std::ptrdiff_t channels = pick(random, 1, one_in(random, 2) ? 5 : V::channels_capacity);
    const positions at = random_positions<V>(random, V::capacity / channels);
    if (at.count == 0) return;
    // Any numbers of bytes: the table counts modulo 2^32.
    const auto column_stride = static_cast<std::int32_t>(pick(random, -100000, 100000));
    const auto channel_stride = static_cast<std::int32_t>(pick(random, -600, 600));
    const auto low = static_cast<std::int32_t>(-pick(random, 0, 1 << 20));
    typename V::template table<Sampler> taps{};
    V::template locate<Sampler>(at.x, at.first, at.count, {channels, column_stride, channel_stride, low, 0}, taps);
    check_table<V, Sampler>(at, channels, taps, [&](std::ptrdiff_t index, std::ptrdiff_t channel) {
      return static_cast<std::uint32_t>(index * column_stride + channel * channel_stride - low);
    });
  });
}
template <class V>
void outputs_of_scanlines_read_what_the_sampler_locates() {
  check_scanlines<V, cnr::bilinear>();
  check_scanlines<V, cnr::nearest>();
}

/// A table for positions that are not inside: as if compilers had rounded its coordinates in another way than those of
/// the axis.
template <class V, class Sampler>
void check_edges() {
  repeat([](random_engine& random) {
    const std::ptrdiff_t extent = pick(random, 1, one_in(random, 50) ? V::extent_capacity : 100);
    const std::ptrdiff_t crop_extent = pick(random, 1, V::capacity);
    const axis x = random_axis(random, extent, crop_extent);
    if (!std::isfinite(x.origin()) || !std::isfinite(x.scale())) return;
    typename V::template table<Sampler> taps{};
    V::template locate<Sampler>(x, 0, crop_extent, taps);
    for (const auto& tap : taps.tap) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(crop_extent); ++i) {
        ASSERT_LT(tap[i], extent) << "output " << i << " of " << crop_extent;
      }
    }
  });
}
template <class V>
void no_output_reads_past_the_edge() {
  check_edges<V, cnr::bilinear>();
  check_edges<V, cnr::nearest>();
}

template <class V, class T>
void check_layouts() {
  repeat([](random_engine& random) {
    constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
    const std::ptrdiff_t columns = pick(random, 1, one_in(random, 8) ? 1 << 24 : 40);
    const std::ptrdiff_t channels = pick(random, 1, 6);
    std::ptrdiff_t channel_stride = pick(random, -3, 3);
    if (one_in(random, 4)) channel_stride = (one_in(random, 2) ? 1 : -1) * pick(random, 63, 65);
    std::ptrdiff_t column_stride = pick(random, 0, 20);
    if (one_in(random, 4)) column_stride = std::abs(channel_stride) * (channels - 1) + pick(random, 0, 2);
    // Around the largest span, of 2^30 bytes between the first and the last element.
    if (one_in(random, 4) && columns > 1) {
      column_stride = ((std::ptrdiff_t{1} << 30) / size - std::abs(channel_stride) * (channels - 1)) / (columns - 1);
      column_stride += pick(random, -1, 1);
    }
    if (one_in(random, 2)) column_stride = -column_stride;
    // Strides along an axis of one element are not looked at.
    constexpr std::array<std::ptrdiff_t, 4> wild{{PTRDIFF_MIN, PTRDIFF_MAX, 12345, -3}};
    const std::ptrdiff_t any = wild[static_cast<std::size_t>(pick(random, 0, 3))];
    const std::array<std::ptrdiff_t, 4> strides{
        {0, 0, columns == 1 ? any : column_stride, channels == 1 ? any : channel_stride}};
    const cnr::image_view<T> image(nullptr, {{1, 1, columns, channels}}, strides);
    const typename V::layout actual = V::layout_of(image, channels);

    if (columns == 1) column_stride = 0;
    if (channels == 1) channel_stride = 0;
    const std::ptrdiff_t last_column = (columns - 1) * column_stride;
    const std::ptrdiff_t last_channel = (channels - 1) * channel_stride;
    const auto corners = {std::ptrdiff_t{0}, last_column, last_channel, last_column + last_channel};
    const std::ptrdiff_t low = std::min(corners);
    const std::ptrdiff_t high = std::max(corners);
    // A pixel that does not end before the next one begins.
    const bool overlap = channels > 1 && columns > 1 && std::abs(last_channel) >= std::abs(column_stride);
    if (overlap || std::abs(channel_stride) > 64 || (high - low) * size > std::ptrdiff_t{1} << 30) {
      EXPECT_EQ(actual.channels, 0) << columns << ' ' << channels << ' ' << column_stride << ' ' << channel_stride;
      return;
    }
    ASSERT_EQ(actual.channels, channels) << columns << ' ' << column_stride << ' ' << channel_stride;
    EXPECT_EQ(actual.column_stride, column_stride * size);
    EXPECT_EQ(actual.channel_stride, channel_stride * size);
    EXPECT_EQ(actual.low, low * size);
    EXPECT_EQ(actual.size, (high - low + 1) * size);
  });
}
template <class V>
void layouts_span_the_elements_of_a_row() {
  check_layouts<V, std::uint8_t>();
  check_layouts<V, float>();
  check_layouts<V, double>();
}

/// Coordinates on the image, or next to it, as those of small crops that are located together.
template <class V, class Sampler>
void check_coordinates() {
  constexpr std::ptrdiff_t most = 100;
  repeat([](random_engine& random) {
    const std::ptrdiff_t extent = pick(random, 1, std::ptrdiff_t{1} << pick(random, 0, 10));
    const std::ptrdiff_t count = pick(random, 1, most);
    const auto last = static_cast<float>(extent - 1);
    std::array<float, static_cast<std::size_t>(most) + 16> coordinates{};
    for (float& each : coordinates) {
      each = one_in(random, 3) ? static_cast<float>(pick(random, -1, extent))
                               : static_cast<float>(pick(random, 0, 1 << 20)) * 0x1p-20F * last;
    }
    typename V::template table<Sampler> taps{};
    V::template locate_all<Sampler>(coordinates.data(), count, extent, taps);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      const auto located = Sampler{}.locate(std::clamp(coordinates[i], 0.0F, last), extent);
      for (std::size_t tap = 0; tap < located.index.size(); ++tap) {
        const auto expected = std::min<std::int64_t>(located.index[tap], extent - 1);
        ASSERT_EQ(taps.tap[tap][i], expected)
            << "tap " << tap << " of " << coordinates[i] << ", the extent is " << extent;
      }
      if constexpr (std::is_same<Sampler, cnr::bilinear>::value) {
        ASSERT_EQ(taps.weight[i], located.weight);
      }
    }
  });
}
template <class V>
void coordinates_read_what_the_sampler_locates() {
  check_coordinates<V, cnr::bilinear>();
  check_coordinates<V, cnr::nearest>();
}

/// Before main, as GoogleTest's own macros add theirs.
// NOLINTNEXTLINE(cert-err58-cpp): what cannot be added ends the process, as it should
[[maybe_unused]] const bool has_added_tests = support::for_each_vector_target([](auto tag) {
  using V = decltype(tap_tables_of(tag));
  support::add_tests(
      "TapTable", tag.id,
      {{"OutputsOfOneChannelReadWhatTheSamplerLocates", outputs_of_one_channel_read_what_the_sampler_locates<V>},
       {"OutputsOfScanlinesReadWhatTheSamplerLocates", outputs_of_scanlines_read_what_the_sampler_locates<V>},
       {"CoordinatesReadWhatTheSamplerLocates", coordinates_read_what_the_sampler_locates<V>},
       {"NoOutputReadsPastTheEdge", no_output_reads_past_the_edge<V>},
       {"LayoutsSpanTheElementsOfARow", layouts_span_the_elements_of_a_row<V>}});
});

}  // namespace
