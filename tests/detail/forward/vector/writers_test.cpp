// SPDX-License-Identifier: MIT
//
// The last step of the vector kernels on each target that this processor has: outputs go where they belong, in every
// arrangement, at every alignment, with and without non-temporal stores, and nothing else is touched.

#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/repeat.hpp"
#include "support/target_tests.hpp"

#include <crop_and_resize/detail/forward/vector.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#define CNR_DETAIL_TARGET_INCLUDE "detail/forward/vector/writers.inl"
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

using support::one_in;
using support::pick;
using support::random_engine;

constexpr float untouched = 12345.678F;

/// Room for outputs, flush with a page that may not be touched on one side, `margin` floats before it on the other.
class outputs {
 public:
  static constexpr std::ptrdiff_t margin = 80;

  outputs(random_engine& random, std::ptrdiff_t count)
      : side_(one_in(random, 2) ? support::flush::with_start : support::flush::with_end),
        floats_(static_cast<std::size_t>(count + margin), side_) {
    std::fill(floats_.begin(), floats_.end(), untouched);
    expected_.assign(static_cast<std::size_t>(count + margin), untouched);
  }

  /// The first output, and what is expected of output `i`.
  float* data() { return floats_.data() + before(); }
  float& expected(std::ptrdiff_t i) { return expected_[static_cast<std::size_t>(before() + i)]; }

  void compare() {
    for (std::size_t i = 0; i < expected_.size(); ++i) {
      ASSERT_EQ(floats_.data()[i], expected_[i]) << "output " << static_cast<std::ptrdiff_t>(i) - before();
    }
  }

 private:
  std::ptrdiff_t before() const { return side_ == support::flush::with_start ? 0 : margin; }

  support::flush side_;
  support::guarded<float> floats_;
  std::vector<float> expected_;
};

/// Numbers that differ from one another.
std::vector<float> numbers(std::ptrdiff_t count) {
  std::vector<float> all(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<float>(i);
  return all;
}

template <class Check>
void repeat(const Check& check) {
  support::repeat(1000, check);
}

/// Writes a few rows whose outputs are `channels` of each column, `channel_stride` and `column_stride` apart.
/// @param touching  whether a row begins where the one before it ends: those of planes
template <class V>
void check_rows(random_engine& random, typename V::order order, std::ptrdiff_t channels, std::ptrdiff_t columns,
                std::ptrdiff_t column_stride, std::ptrdiff_t channel_stride, bool is_staged, bool streams,
                bool touching = false) {
  constexpr std::ptrdiff_t rows = 3;
  const bool has_planes = order == V::order::interleave;
  const std::ptrdiff_t pitch = V::outputs_of_chunk / (has_planes ? channels : 1);
  const std::ptrdiff_t span = (columns - 1) * column_stride + (channels - 1) * channel_stride + 1;
  const std::ptrdiff_t row_stride = touching ? columns : span + pick(random, 0, 20);
  const std::ptrdiff_t offset = pick(random, 0, 16);
  outputs actual(random, offset + (rows - 1) * row_stride + span);
  const std::vector<float> computed = numbers(rows * columns * channels);
  std::array<const float*, rows> row{};
  for (std::ptrdiff_t i = 0; i < rows; ++i) {
    row[static_cast<std::size_t>(i)] = computed.data() + i * columns * channels;
    for (std::ptrdiff_t column = 0; column < columns; ++column) {
      for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
        const std::ptrdiff_t at = has_planes ? channel * columns + column : column * channels + channel;
        actual.expected(offset + i * row_stride + column * column_stride + channel * channel_stride) =
            row[static_cast<std::size_t>(i)][at];
      }
    }
  }
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(float));
  V::write_rows({V::target(), order, reinterpret_cast<unsigned char*>(actual.data() + offset), row_stride * size,
                 column_stride * size, channel_stride * size, channels, columns, pitch, nullptr, streams},
                is_staged, row.data(), rows);
  actual.compare();
}

/// So many that they fit into a chunk, few of them mostly.
template <class V>
std::ptrdiff_t random_columns(random_engine& random, std::ptrdiff_t channels) {
  const std::ptrdiff_t most = V::outputs_of_chunk / channels;
  return pick(random, 1, one_in(random, 3) ? most : std::min(most, 3 * V::floats_in_vector));
}

template <class V>
void contiguous_rows_are_written_in_place_or_streamed() {
  repeat([](random_engine& random) {
    const std::ptrdiff_t channels = pick(random, 1, 5);
    const std::ptrdiff_t columns = random_columns<V>(random, channels);
    const bool streams = one_in(random, 2);
    check_rows<V>(random, V::order::contiguous, channels, columns, channels, 1, streams, streams);
  });
}

/// Few channels mostly, at most as many as a chunk has vectors of.
template <class V>
std::ptrdiff_t random_channels(random_engine& random) {
  return pick(random, 2, one_in(random, 2) ? 4 : one_in(random, 2) ? 9 : V::outputs_of_chunk / V::floats_in_vector);
}

template <class V>
void rows_of_pixels_become_planes() {
  repeat([](random_engine& random) {
    const std::ptrdiff_t channels = random_channels<V>(random);
    const std::ptrdiff_t columns = random_columns<V>(random, channels);
    check_rows<V>(random, V::order::deinterleave, channels, columns, 1, columns + pick(random, 0, 5), true,
                  one_in(random, 2));
  });
}

template <class V>
void rows_of_pixels_become_planes_whose_rows_touch() {
  repeat([](random_engine& random) {
    const std::ptrdiff_t channels = pick(random, 2, 4);
    const std::ptrdiff_t columns = random_columns<V>(random, channels);
    check_rows<V>(random, V::order::deinterleave, channels, columns, 1, 3 * columns + pick(random, 0, 5), true,
                  one_in(random, 4), true);
  });
}

template <class V>
void planes_become_rows_of_pixels() {
  repeat([](random_engine& random) {
    const std::ptrdiff_t channels = random_channels<V>(random);
    const std::ptrdiff_t columns = random_columns<V>(random, channels);
    // Some channels of pixels, which are not streamed.
    const bool are_some = channels > 4 && one_in(random, 3);
    check_rows<V>(random, V::order::interleave, channels, columns, channels + (are_some ? pick(random, 1, 20) : 0), 1,
                  true, !are_some && one_in(random, 2));
  });
}

template <class V>
void columns_of_a_plane_or_of_pixels_go_anywhere() {
  repeat([](random_engine& random) {
    const std::ptrdiff_t channels = one_in(random, 2) ? 1 : pick(random, 2, 5);
    check_rows<V>(random, V::order::strided, channels, random_columns<V>(random, channels),
                  channels + pick(random, 1, 4), 1, true, false);
  });
}

template <class V>
void check_pixels(bool (*write)(const typename V::pixels&, const float*)) {
  std::ptrdiff_t written = 0;
  repeat([&](random_engine& random) {
    // Of whole lines, too.
    const std::ptrdiff_t channels =
        one_in(random, 3) ? 16 * pick(random, 1, 4) : pick(random, V::floats_in_vector, 5 * V::floats_in_vector);
    const std::ptrdiff_t rows = pick(random, 1, 3);
    const std::ptrdiff_t columns = pick(random, 1, 9);
    std::ptrdiff_t column_stride = channels;
    std::ptrdiff_t row_stride = columns * column_stride;
    if (one_in(random, 3)) row_stride += one_in(random, 2) ? 16 : pick(random, 1, 40);
    if (one_in(random, 4)) {
      column_stride += one_in(random, 2) ? 16 : pick(random, 1, 40);
      row_stride = columns * column_stride;
    }
    // The end of the page is the end of a line.
    const std::ptrdiff_t offset = one_in(random, 2) ? 0 : pick(random, 0, 16);
    const std::ptrdiff_t span = (rows - 1) * row_stride + (columns - 1) * column_stride + channels;
    outputs actual(random, offset + (span + 15) / 16 * 16);
    const std::vector<float> values = numbers(rows * columns * channels);
    if (!write({actual.data() + offset, rows, columns, channels, row_stride, column_stride}, values.data())) return;
    ++written;
    for (std::ptrdiff_t i = 0; i < rows * columns * channels; ++i) {
      actual.expected(offset + i / (columns * channels) * row_stride + i / channels % columns * column_stride +
                      i % channels) = values[static_cast<std::size_t>(i)];
    }
    actual.compare();
  });
  EXPECT_GT(written, 0);
}
template <class V>
void pixels_are_stored() {
  check_pixels<V>(V::write_pixels);
}
template <class V>
void pixels_of_whole_lines_are_streamed() {
  check_pixels<V>(V::stream_lines);
}
template <class V>
void packed_pixels_are_streamed() {
  check_pixels<V>(V::stream_pixels);
}

TEST(PlaneBlock, HasRowsThatTouchWhereEachBeginsWhereTheOneBeforeItEnds) {
  const auto do_rows_touch = [](std::ptrdiff_t rows, std::ptrdiff_t row_stride, std::ptrdiff_t column_stride) {
    constexpr std::ptrdiff_t columns = 32;
    return cnr::detail::plane_block{nullptr, 0, rows, columns, 4, 0, nullptr, row_stride, column_stride, 1}
        .rows_touch();
  };
  EXPECT_TRUE(do_rows_touch(1, 7, 8));
  EXPECT_TRUE(do_rows_touch(2, 256, 8));
  EXPECT_FALSE(do_rows_touch(2, 257, 8));
  EXPECT_FALSE(do_rows_touch(2, 4, 8));  // columns of pixels
}

/// Before main, as GoogleTest's own macros add theirs.
// NOLINTNEXTLINE(cert-err58-cpp): what cannot be added ends the process, as it should
[[maybe_unused]] const bool has_added_tests = support::for_each_vector_target([](auto tag) {
  using V = decltype(writers_of(tag));
  support::add_tests(
      "Writers", tag.id,
      {{"ContiguousRowsAreWrittenInPlaceOrStreamed", contiguous_rows_are_written_in_place_or_streamed<V>},
       {"RowsOfPixelsBecomePlanes", rows_of_pixels_become_planes<V>},
       {"RowsOfPixelsBecomePlanesWhoseRowsTouch", rows_of_pixels_become_planes_whose_rows_touch<V>},
       {"PlanesBecomeRowsOfPixels", planes_become_rows_of_pixels<V>},
       {"ColumnsOfAPlaneOrOfPixelsGoAnywhere", columns_of_a_plane_or_of_pixels_go_anywhere<V>},
       {"PixelsAreStored", pixels_are_stored<V>},
       {"PixelsOfWholeLinesAreStreamed", pixels_of_whole_lines_are_streamed<V>},
       {"PackedPixelsAreStreamed", packed_pixels_are_streamed<V>}});
});

}  // namespace
