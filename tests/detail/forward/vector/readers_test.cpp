// SPDX-License-Identifier: MIT
//
// The readers of rows on each target that this processor has: each output comes out of its own elements of its own
// plane, no byte beside a row is read, and a reader refuses what it cannot hold.

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
#include <cstdlib>
#include <limits>
#include <optional>
#include <type_traits>
#include <vector>

#define CNR_DETAIL_TARGET_INCLUDE "detail/forward/vector/readers.inl"
#define CNR_DETAIL_VBMI_INCLUDE "detail/forward/vector/vbmi_readers.inl"
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_VBMI_INCLUDE
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

using support::one_in;
using support::pick;
using support::random_engine;
using support::row_taps;

constexpr float untouched = 12345.678F;

template <class Check>
void repeat(const Check& check) {
  support::repeat(500, check, 100);
}

/// What a reader can read: all, as far as windows reach, or that and no more elements than it can convert.
enum class reach { any, windows, buffer };

/// Whether a reader is to accept taps of elements of so many bytes.
template <class V, class Sampler>
bool is_readable(const row_taps& taps, std::ptrdiff_t size, reach of_reader) {
  if (of_reader == reach::any) return true;
  // Four tables of 16 bytes are too slow for two taps of single bytes.
  const bool are_few = size == 1 && V::bytes_of_table == 16 && std::is_same<Sampler, cnr::bilinear>::value;
  if (support::plain_windows::of<V, Sampler>(taps, size).tables > (are_few ? 2 : 4)) return false;
  if (of_reader == reach::windows) return true;
  std::vector<std::ptrdiff_t> elements = taps.first;
  if (std::is_same<Sampler, cnr::bilinear>::value) {
    elements.insert(elements.end(), taps.second.begin(), taps.second.end());
  }
  const auto [low, high] = std::minmax_element(elements.begin(), elements.end());
  return *high - *low < V::elements_converted;
}

template <class V>
row_taps random_row(random_engine& random, std::ptrdiff_t spread) {
  const std::ptrdiff_t count = pick(random, 1, one_in(random, 3) ? V::outputs_of_chunk / 3 : 5 * V::floats_in_vector);
  return support::random_taps(random, count, V::floats_in_vector, spread);
}

bool is_equal(const row_taps& taps, std::size_t i, float actual, float expected) {
  if (support::same(actual, expected)) return true;
  ADD_FAILURE() << support::hex(actual) << " instead of " << support::hex(expected) << " at " << i << " of "
                << taps.first.size();
  return false;
}

/// Reads one row of some planes, which are flush with a page that may not be touched. False where the reader refuses.
template <class V, class T, class Sampler, class Reader>
bool check_read(random_engine& random, Reader& reader, const row_taps& taps, std::optional<bool> is_to_accept) {
  const std::size_t count = taps.first.size();
  const std::ptrdiff_t planes =
      pick(random, 1, std::min<std::ptrdiff_t>(3, V::outputs_of_chunk / static_cast<std::ptrdiff_t>(count)));
  const std::ptrdiff_t plane_elements = taps.elements + pick(random, 0, 9);
  const std::size_t elements = static_cast<std::size_t>((planes - 1) * plane_elements + taps.elements);
  const auto pitch = static_cast<std::size_t>(V::outputs_of_chunk / planes);
  support::guarded<T> row(elements, one_in(random, 2) ? support::flush::with_start : support::flush::with_end);
  for (T& each : row) each = support::random_element<T>(random);
  support::fill_table<Sampler>(taps, 0, sizeof(T), reader.taps);
  constexpr auto size = static_cast<std::int32_t>(sizeof(T));
  const bool is_prepared =
      reader.prepare(taps, size, planes, plane_elements * size, static_cast<std::ptrdiff_t>(pitch));
  EXPECT_EQ(is_prepared, is_to_accept.value_or(is_prepared));
  if (!is_prepared) return false;
  std::vector<float> actual(static_cast<std::size_t>(V::outputs_of_chunk) + 1, untouched);
  const auto* const bytes = reinterpret_cast<const unsigned char*>(row.data());
  reader.read(bytes, bytes, actual.data());
  for (std::size_t plane = 0; plane < static_cast<std::size_t>(planes); ++plane) {
    const T* const elements_of_plane = row.data() + static_cast<std::ptrdiff_t>(plane) * plane_elements;
    for (std::size_t i = 0; i < count; ++i) {
      const float expected = support::plain_output<Sampler>(taps, i, elements_of_plane);
      if (!is_equal(taps, i, actual[plane * pitch + i], expected)) return true;
    }
    if (count < pitch) {
      EXPECT_EQ(actual[plane * pitch + count], untouched) << "written past the last output";
    }
  }
  return true;
}

template <class V, class T, class Sampler, class Reader>
bool check_read(random_engine& random, Reader& reader, std::ptrdiff_t spread, reach of_reader = reach::windows) {
  const row_taps taps = random_row<V>(random, spread);
  const bool is_to_accept = is_readable<V, Sampler>(taps, sizeof(T) < 8 ? sizeof(T) : 4, of_reader);
  return check_read<V, T, Sampler>(random, reader, taps, is_to_accept);
}

/// Has the reader write rows of a crop by itself, out of some rows of an image. False where it refuses.
template <class V, class T, class Sampler, class Reader>
bool check_write(random_engine& random, Reader& reader, const row_taps& taps, std::optional<bool> is_to_accept,
                 std::ptrdiff_t most_planes = 1) {
  const std::size_t count = taps.first.size();
  const std::ptrdiff_t image_rows = pick(random, 1, 4);
  const std::ptrdiff_t row_elements = taps.elements + pick(random, 0, 9);
  const std::ptrdiff_t planes =
      pick(random, 1, std::min(most_planes, V::outputs_of_chunk / static_cast<std::ptrdiff_t>(count)));
  const std::ptrdiff_t plane_elements = image_rows * row_elements;
  support::guarded<T> image(static_cast<std::size_t>((planes * image_rows - 1) * row_elements + taps.elements),
                            one_in(random, 2) ? support::flush::with_start : support::flush::with_end);
  for (T& each : image) each = support::random_element<T>(random);
  support::fill_table<Sampler>(taps, 0, sizeof(T), reader.taps);
  const row_taps rows = support::random_taps(random, pick(random, 1, 5), 100, 1);
  // Between two rows or on one, and rising or falling as coordinates do.
  std::vector<std::ptrdiff_t> half_rows(rows.first.size());
  for (std::ptrdiff_t& each : half_rows) each = pick(random, 0, 2 * image_rows - 2);
  std::sort(half_rows.begin(), half_rows.end());
  if (one_in(random, 2)) std::reverse(half_rows.begin(), half_rows.end());
  row_taps clipped = rows;
  for (std::size_t i = 0; i < half_rows.size(); ++i) {
    clipped.first[i] = half_rows[i] / 2;
    clipped.second[i] = (half_rows[i] + 1) / 2;
  }
  support::fill_table<Sampler>(clipped, 0, 1, reader.rows);
  constexpr auto size = static_cast<std::int32_t>(sizeof(T));
  const bool is_prepared =
      reader.prepare(taps, size, planes, plane_elements * size, static_cast<std::ptrdiff_t>(count));
  EXPECT_EQ(is_prepared, is_to_accept.value_or(is_prepared));
  if (!is_prepared) return false;
  const std::size_t outputs = static_cast<std::size_t>(planes) * count;
  const std::size_t out_stride = outputs + static_cast<std::size_t>(pick(random, 0, 3));
  std::vector<float> actual(out_stride * rows.first.size() + 1, untouched);
  const bool is_written = reader.write(reinterpret_cast<const unsigned char*>(image.data()), row_elements * size,
                                       rows.first.size(), one_in(random, 3), actual.data(),
                                       static_cast<std::ptrdiff_t>(out_stride), static_cast<std::ptrdiff_t>(outputs));
  EXPECT_TRUE(is_written || !is_to_accept);
  if (!is_written) return false;
  for (std::size_t row = 0; row < rows.first.size(); ++row) {
    for (std::size_t output = 0; output < outputs; ++output) {
      const std::size_t i = output % count;
      const T* const plane = image.data() + static_cast<std::ptrdiff_t>(output / count) * plane_elements;
      float expected = support::plain_output<Sampler>(taps, i, plane + clipped.first[row] * row_elements);
      if (std::is_same<Sampler, cnr::bilinear>::value) {
        const float second = support::plain_output<Sampler>(taps, i, plane + clipped.second[row] * row_elements);
        expected = reference::plus(expected, reference::times(reference::minus(second, expected), clipped.weight[row]));
      }
      if (!is_equal(taps, i, actual[row * out_stride + output], expected)) return true;
    }
    if (outputs < out_stride) {
      EXPECT_EQ(actual[row * out_stride + outputs], untouched) << "written past the last output";
    }
  }
  EXPECT_EQ(actual.back(), untouched) << "written past the last output";
  return true;
}

template <class V, class T, class Sampler, class Reader>
bool check_write(random_engine& random, Reader& reader, std::ptrdiff_t spread) {
  const row_taps taps = random_row<V>(random, spread);
  return check_write<V, T, Sampler>(random, reader, taps, is_readable<V, Sampler>(taps, sizeof(T), reach::windows));
}

template <class V, class T, class Sampler>
void check_shuffle() {
  // Too large for the stack of some systems.
  static typename V::template shuffle<T, Sampler> reader;
  // With one tap, copy_chunk_rows writes rows: tests of whole calls reach it, those of layouts above all.
  constexpr bool has_two_taps = std::is_same<Sampler, cnr::bilinear>::value;
  std::ptrdiff_t read = 0;
  std::ptrdiff_t written = 0;
  repeat([&](random_engine& random) {
    // Windows of 1, 2 and 4 tables.
    const std::ptrdiff_t table_elements = V::bytes_of_table / static_cast<std::ptrdiff_t>(sizeof(T));
    const std::ptrdiff_t spread = std::max<std::ptrdiff_t>(pick(random, 1, 4) * table_elements - pick(random, 0, 3), 1);
    if (check_read<V, T, Sampler>(random, reader, spread)) ++read;
    if (has_two_taps && check_write<V, T, Sampler>(random, reader, spread)) ++written;
  });
  EXPECT_GT(read, 0);
  EXPECT_EQ(written > 0, has_two_taps);
}
template <class V>
void shuffle_reader_looks_elements_up() {
  check_shuffle<V, std::uint8_t, cnr::bilinear>();
  check_shuffle<V, cnr::half, cnr::bilinear>();
  check_shuffle<V, float, cnr::bilinear>();
  check_shuffle<V, std::int8_t, cnr::nearest>();
  check_shuffle<V, float, cnr::nearest>();
}

/// From how many image rows per crop row on rows of so many outputs go without a ring.
template <class V, class T>
float min_row_step(std::ptrdiff_t outputs, std::ptrdiff_t planes = 1) {
  static typename V::template shuffle<T, cnr::bilinear> reader;
  const auto count = static_cast<std::size_t>(outputs);
  const row_taps taps{std::vector<std::ptrdiff_t>(count, 0), std::vector<std::ptrdiff_t>(count, 1),
                      std::vector<float>(count, 0), 100};
  support::fill_table<cnr::bilinear>(taps, 0, sizeof(T), reader.taps);
  EXPECT_TRUE(reader.prepare(taps, sizeof(T), planes, 1000, V::outputs_of_chunk / planes));
  return reader.min_row_step();
}

// Each source row is mixed for up to eight rows of the crop, or three, or two.
template <class V>
void rows_of_few_vectors_go_without_a_ring() {
  constexpr bool is_permuted = V::bytes_of_table == 64;
  constexpr std::ptrdiff_t vector = V::floats_in_vector;
  EXPECT_EQ((min_row_step<V, float>((is_permuted ? 8 : 4) * vector)), 0.125F);
  EXPECT_EQ((min_row_step<V, float>(8 * vector)), is_permuted ? 0.125F : 0.5F);
  EXPECT_EQ((min_row_step<V, float>(8 * vector + 1)), V::row_step_uncached);
  EXPECT_EQ((min_row_step<V, float>(vector, 2)), V::row_step_uncached);
  EXPECT_EQ((min_row_step<V, std::int16_t>(4 * vector)), 0.125F);
  EXPECT_EQ((min_row_step<V, std::int16_t>(4 * vector + 1)), is_permuted ? 0.375F : 0.5F);
  EXPECT_EQ((min_row_step<V, std::int16_t>(11 * vector / 2)), is_permuted ? 0.375F : 0.5F);
  EXPECT_EQ((min_row_step<V, std::int16_t>(11 * vector / 2 + 1)), 0.5F);
  EXPECT_EQ((min_row_step<V, cnr::half>(3 * vector)), 0.125F);
  EXPECT_EQ((min_row_step<V, cnr::half>(3 * vector + 1)), 0.5F);
}

template <class V, class T, class Sampler>
void check_convert() {
  static typename V::template convert<T, Sampler> reader;
  repeat(
      [](random_engine& random) { check_read<V, T, Sampler>(random, reader, pick(random, 1, V::bytes_of_table / 4)); });
}
template <class V>
void convert_reader_looks_elements_up_among_floats() {
  check_convert<V, double, cnr::bilinear>();
  check_convert<V, double, cnr::nearest>();
  check_convert<V, std::int64_t, cnr::bilinear>();
}

/// Taps of one vector after another, all of the first element except one.
template <class V>
bool can_convert(std::ptrdiff_t farthest, bool is_second) {
  static typename V::template convert<double, cnr::bilinear> reader;
  // The last vector alone reads the farthest element, so that windows are small.
  const std::ptrdiff_t count = 2 * V::floats_in_vector;
  row_taps taps{};
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const std::ptrdiff_t element = i < V::floats_in_vector ? 3 : 3 + farthest;
    taps.first.push_back(element - (is_second && i >= V::floats_in_vector ? 1 : 0));
    taps.second.push_back(element);
    taps.weight.push_back(0);
  }
  support::fill_table<cnr::bilinear>(taps, 0, sizeof(double), reader.taps);
  taps.elements = farthest + 4;
  return reader.prepare(taps, sizeof(double), 1, 0, V::outputs_of_chunk);
}
template <class V>
void convert_reader_refuses_rows_longer_than_its_buffer() {
  for (const bool is_second : {false, true}) {
    EXPECT_TRUE(can_convert<V>(V::elements_converted - 2, is_second));
    EXPECT_TRUE(can_convert<V>(V::elements_converted - 1, is_second));
    EXPECT_FALSE(can_convert<V>(V::elements_converted, is_second));
    EXPECT_FALSE(can_convert<V>(2 * V::elements_converted, is_second));
  }
}

/// Whether packed columns are to be read by moves: those that have more elements than moves, and rows longer than a
/// move. Others may be.
template <class T, class Sampler>
std::optional<bool> is_movable(const row_taps& taps) {
  // gather_reader copies whole pixels of wide elements.
  if (sizeof(T) == 8 && taps.channels > 1 && taps.channel_stride == 1) return false;
  if (std::abs(taps.column_stride) > taps.channels) return std::nullopt;
  // Rows of more outputs, of several planes, may have no room.
  if (taps.first.size() * sizeof(T) > 1024) return std::nullopt;
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
  const std::ptrdiff_t elements = taps.channels * (std::is_same<Sampler, cnr::bilinear>::value ? 2 : 1);
  const std::ptrdiff_t move = elements * size <= 4 ? 4 : (elements * size + 7) / 8 * 8;
  return (move + 15) / 16 < elements && move <= taps.elements * size;
}

template <class V, class T, class Sampler>
void check_compact() {
  // Rows that are too long would be written over what follows.
  static struct {
    typename V::template compact<T, Sampler> reader;
    std::array<unsigned char, 1 << 15> after;
  } object;
  std::ptrdiff_t read = 0;
  repeat([&](random_engine& random) {
    // So few channels that windows reach from column to column of a compact row on all targets.
    const std::ptrdiff_t channels = pick(random, 1, sizeof(T) == 8 ? 2 : 4);
    const std::ptrdiff_t count = pick(random, 1, one_in(random, 8) ? V::outputs_of_chunk / channels : 40);
    const row_taps taps = support::random_columns(random, count, static_cast<std::int32_t>(channels));
    const std::optional<bool> is_to_accept = is_movable<T, Sampler>(taps);
    if (check_read<V, T, Sampler>(random, object.reader, taps, is_to_accept)) ++read;
    if (sizeof(T) < 8 && std::is_same<Sampler, cnr::bilinear>::value) {
      check_write<V, T, Sampler>(random, object.reader, taps, is_to_accept);
    }
  });
  EXPECT_GT(read, 0);
  EXPECT_EQ(std::count(object.after.begin(), object.after.end(), 0), std::ptrdiff_t{1} << 15);
}
template <class V>
void compact_reader_moves_columns() {
  check_compact<V, std::uint8_t, cnr::bilinear>();
  check_compact<V, cnr::half, cnr::bilinear>();
  check_compact<V, float, cnr::bilinear>();
  check_compact<V, double, cnr::bilinear>();
  check_compact<V, std::int8_t, cnr::nearest>();
  check_compact<V, float, cnr::nearest>();
}

/// Columns in the order of their first taps, or the other way round.
void sort_columns(row_taps& taps, bool is_descending) {
  const auto channels = static_cast<std::size_t>(taps.channels);
  std::vector<std::size_t> columns(taps.first.size() / channels);
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  std::sort(columns.begin(), columns.end(),
            [&](std::size_t a, std::size_t b) { return taps.first[a * channels] < taps.first[b * channels]; });
  if (is_descending) std::reverse(columns.begin(), columns.end());
  const row_taps from = taps;
  for (std::size_t i = 0; i < taps.first.size(); ++i) {
    const std::size_t output = columns[i / channels] * channels + i % channels;
    taps.first[i] = from.first[output];
    taps.second[i] = from.second[output];
    taps.weight[i] = from.weight[output];
  }
}

/// Whether corner_reader is to take a row: of pixels that it can read, as many as a vector has have to be side by side
/// that it can load without reading beyond the row.
template <class V, class T>
bool has_corners(const row_taps& taps) {
  constexpr bool are_bytes = sizeof(T) == 1;
  const std::ptrdiff_t channels = taps.channels;
  // Both taps of a byte are in 4 bytes, and those of a pixel in 8.
  const bool are_pixels = (channels == 3 || channels == 4) && taps.channel_stride == 1 &&
                          (!are_bytes || (taps.column_stride > 0 && taps.column_stride + channels <= 8));
  const bool are_single = channels == 1 && taps.column_stride >= 1 && taps.column_stride <= (are_bytes ? 3 : 1);
  if (!are_pixels && !are_single) return false;
  const std::ptrdiff_t loaded = are_bytes ? (are_single ? 4 : 8) : (are_single ? 2 : 4);
  const std::ptrdiff_t last = taps.elements - loaded;
  std::ptrdiff_t columns = 0;
  for (std::size_t i = 0; i < taps.first.size(); i += static_cast<std::size_t>(channels)) {
    const bool is_loaded = taps.first[i] <= last && (are_bytes || are_single || taps.second[i] <= last);
    if (!is_loaded && columns > 0) break;
    if (is_loaded) ++columns;
  }
  return columns >= (are_single ? V::floats_in_vector : V::floats_in_vector / 4);
}

template <class V, class T>
void check_corner() {
  static typename V::template corner<T, true> of_memory;
  static typename V::template corner<T, false> of_caches;
  std::ptrdiff_t written = 0;
  repeat([&](random_engine& random) {
    const std::ptrdiff_t channels = pick(random, 1, 5);
    const std::ptrdiff_t count = pick(random, 1, one_in(random, 8) ? V::outputs_of_chunk / channels : 40);
    row_taps taps = support::random_columns(random, count, static_cast<std::int32_t>(channels));
    // Most columns in their order, as they are in images, so that whole vectors are mixed.
    const bool is_descending = one_in(random, 3);
    if (!one_in(random, 4)) sort_columns(taps, is_descending);
    // The second tap is the next column where the weight is not 0.
    for (std::size_t i = 0; i < taps.weight.size(); ++i) {
      taps.weight[i] = taps.first[i] == taps.second[i] ? 0 : taps.weight[i] + 0x1p-21F;
    }
    const bool is_to_accept = has_corners<V, T>(taps);
    const bool is_written = one_in(random, 2)
                                ? check_write<V, T, cnr::bilinear>(random, of_memory, taps, is_to_accept, 3)
                                : check_write<V, T, cnr::bilinear>(random, of_caches, taps, is_to_accept, 3);
    if (is_written) ++written;
  });
  EXPECT_GT(written, 0);
}
template <class V>
void corner_reader_mixes_whole_pixels() {
  check_corner<V, float>();
  check_corner<V, std::uint8_t>();
  check_corner<V, std::int8_t>();
}

/// So many columns of one row, each of which is mixed with the next one. It ends with what is loaded of the last one.
template <class T>
row_taps columns_in_order(std::ptrdiff_t count, std::int32_t channels, std::int32_t stride, bool is_descending) {
  constexpr bool are_bytes = sizeof(T) == 1;
  row_taps taps{};
  taps.channels = channels;
  taps.column_stride = stride;
  taps.channel_stride = 1;
  const std::ptrdiff_t origin = stride < 0 ? -count * stride : 0;
  for (std::ptrdiff_t i = 0; i < count * channels; ++i) {
    const std::ptrdiff_t column = is_descending ? count - 1 - i / channels : i / channels;
    taps.first.push_back(origin + column * stride + i % channels);
    taps.second.push_back(origin + (column + 1) * stride + i % channels);
    taps.weight.push_back(0.25F);
  }
  // Vectors of floats load both pixels, others what begins with the first.
  std::ptrdiff_t farthest =
      std::max(taps.first.front(), taps.first[taps.first.size() - static_cast<std::size_t>(channels)]);
  if (!are_bytes && channels > 1) farthest = std::max(farthest, farthest + stride);
  taps.elements = farthest + (channels == 1 ? (are_bytes ? 4 : 2) : (are_bytes ? 8 : 4));
  return taps;
}

/// Whether corner_reader takes columns in their order, as many as a vector has and `more`.
template <class V, class T>
bool takes_corners(std::int32_t channels, std::int32_t stride, bool is_descending, std::ptrdiff_t more,
                   std::ptrdiff_t elements_more = 0) {
  static typename V::template corner<T, false> reader;
  const std::ptrdiff_t vector = channels == 1 ? V::floats_in_vector : V::floats_in_vector / 4;
  row_taps taps = columns_in_order<T>(vector + more, channels, stride, is_descending);
  taps.elements += elements_more;
  support::fill_table<cnr::bilinear>(taps, 0, sizeof(T), reader.taps);
  return reader.prepare(taps, sizeof(T), 1, 0, V::outputs_of_chunk);
}
template <class V>
void corner_reader_takes_rows_of_a_vector_or_more() {
  for (const bool is_descending : {false, true}) {
    for (const std::ptrdiff_t more : {0, 1}) {
      // A row that is shorter has one column less.
      const bool has_more = more > 0;
      for (const std::int32_t stride : {1, 2, 3}) {
        EXPECT_TRUE((takes_corners<V, std::uint8_t>(1, stride, is_descending, more)));
        EXPECT_EQ((takes_corners<V, std::uint8_t>(1, stride, is_descending, more, -1)), has_more);
      }
      for (const std::int32_t stride : {3, 4, 5}) {
        EXPECT_TRUE((takes_corners<V, std::int8_t>(3, stride, is_descending, more)));
        EXPECT_EQ((takes_corners<V, std::int8_t>(3, stride, is_descending, more, -1)), has_more);
      }
      EXPECT_TRUE((takes_corners<V, std::uint8_t>(4, 4, is_descending, more)));
      EXPECT_EQ((takes_corners<V, std::uint8_t>(4, 4, is_descending, more, -1)), has_more);
      EXPECT_TRUE((takes_corners<V, float>(1, 1, is_descending, more)));
      EXPECT_EQ((takes_corners<V, float>(1, 1, is_descending, more, -1)), has_more);
      for (const std::int32_t channels : {3, 4}) {
        for (const std::int32_t stride : {channels, 50, -channels, -50}) {
          EXPECT_TRUE((takes_corners<V, float>(channels, stride, is_descending, more)));
          EXPECT_EQ((takes_corners<V, float>(channels, stride, is_descending, more, -1)), has_more);
        }
      }
    }
  }
  constexpr std::ptrdiff_t many = 20;
  // A vector of four floats has a single column, so that there is none less.
  if (V::floats_in_vector > 4) {
    EXPECT_FALSE((takes_corners<V, float>(3, 3, false, -1)));
  }
  EXPECT_FALSE((takes_corners<V, float>(2, 2, false, many)));
  EXPECT_FALSE((takes_corners<V, float>(5, 5, false, many)));
  EXPECT_FALSE((takes_corners<V, float>(1, 2, false, many)));
  EXPECT_FALSE((takes_corners<V, float>(1, -1, false, many)));
  EXPECT_FALSE((takes_corners<V, std::uint8_t>(1, 4, false, many)));
  EXPECT_FALSE((takes_corners<V, std::uint8_t>(3, 6, false, many)));
  EXPECT_FALSE((takes_corners<V, std::uint8_t>(4, 5, false, many)));
  EXPECT_FALSE((takes_corners<V, std::uint8_t>(3, -3, false, many)));
}

// A column is loaded with the next one, of which nothing is to be seen where the weight is 0.
template <class V>
void corner_reader_leaves_the_next_column_out_where_the_weight_is_zero() {
  static typename V::template corner<float, false> reader;
  constexpr std::ptrdiff_t count = 2 * V::floats_in_vector;
  std::vector<float> row(static_cast<std::size_t>(2 * count), std::numeric_limits<float>::infinity());
  row_taps taps{};
  taps.channels = taps.column_stride = 1;
  taps.elements = 2 * count;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    row[static_cast<std::size_t>(2 * i)] = static_cast<float>(i);
    taps.first.push_back(2 * i);
    taps.second.push_back(2 * i);
    taps.weight.push_back(0);
  }
  support::fill_table<cnr::bilinear>(taps, 0, sizeof(float), reader.taps);
  ASSERT_TRUE(reader.prepare(taps, sizeof(float), 1, 0, V::outputs_of_chunk));
  support::fill_table<cnr::bilinear>(row_taps{{0}, {0}, {0.5F}, 1}, 0, 1, reader.rows);
  std::vector<float> out(static_cast<std::size_t>(count));
  ASSERT_TRUE(reader.write(reinterpret_cast<const unsigned char*>(row.data()), 0, 1, false, out.data(), 0, count));
  for (std::size_t i = 0; i < out.size(); ++i) ASSERT_EQ(out[i], static_cast<float>(i)) << i;
}

// Vectors of weights end with those of the last pixel that has some after it.
template <class V>
void corner_reader_reads_no_weights_after_the_last() {
  static typename V::template corner<float, false> reader;
  constexpr std::ptrdiff_t count = V::outputs_of_chunk / 3;
  const row_taps taps = columns_in_order<float>(count, 3, 3, false);
  constexpr auto outputs = static_cast<std::size_t>(3 * count);
  support::guarded<float> weights(outputs, support::flush::with_end);
  std::copy(taps.weight.begin(), taps.weight.end(), weights.begin());
  support::fill_table<cnr::bilinear>(taps, 0, sizeof(float), reader.taps);
  cnr::detail::located_taps table = reader.taps.located();
  table.weight = weights.data();
  ASSERT_TRUE(reader.prepare(taps, table, sizeof(float), 1, 0, V::outputs_of_chunk));
  std::vector<float> row(static_cast<std::size_t>(taps.elements));
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<float>(i);
  support::fill_table<cnr::bilinear>(row_taps{{0}, {0}, {0}, 1}, 0, 1, reader.rows);
  std::vector<float> out(outputs);
  ASSERT_TRUE(reader.write(reinterpret_cast<const unsigned char*>(row.data()), 0, 1, false, out.data(), 0,
                           static_cast<std::ptrdiff_t>(outputs)));
  for (std::size_t i = 0; i < outputs; ++i) ASSERT_EQ(out[i], static_cast<float>(i) + 0.75F) << i;
}

template <class V, class T, class Sampler>
void check_gather() {
  static typename V::template gather<T, Sampler> reader;
  repeat([](random_engine& random) {
    EXPECT_TRUE((check_read<V, T, Sampler>(random, reader, pick(random, 1, 1000), reach::any)));
    const auto channels = static_cast<std::int32_t>(pick(random, 1, 5));
    const row_taps taps = support::random_columns(random, pick(random, 1, V::outputs_of_chunk / 5), channels);
    EXPECT_TRUE((check_read<V, T, Sampler>(random, reader, taps, true)));
  });
}
template <class V>
void gather_reader_copies_elements_from_anywhere() {
  check_gather<V, std::uint8_t, cnr::bilinear>();
  check_gather<V, cnr::half, cnr::nearest>();
  check_gather<V, double, cnr::bilinear>();
  check_gather<V, std::int64_t, cnr::nearest>();
}

/// Before main, as GoogleTest's own macros add theirs.
// NOLINTNEXTLINE(cert-err58-cpp): what cannot be added ends the process, as it should
[[maybe_unused]] const bool has_added_tests = support::for_each_vector_target([](auto tag) {
  using V = decltype(readers_of(tag));
  support::add_tests(
      "Readers", tag.id,
      {{"ShuffleReaderLooksElementsUp", shuffle_reader_looks_elements_up<V>},
       {"ShuffleReaderWritesRowsOfFewVectorsWithoutARing", rows_of_few_vectors_go_without_a_ring<V>},
       {"ConvertReaderLooksElementsUpAmongFloats", convert_reader_looks_elements_up_among_floats<V>},
       {"ConvertReaderRefusesRowsLongerThanItsBuffer", convert_reader_refuses_rows_longer_than_its_buffer<V>},
       {"CompactReaderMovesColumns", compact_reader_moves_columns<V>},
       {"CornerReaderMixesWholePixels", corner_reader_mixes_whole_pixels<V>},
       {"CornerReaderTakesRowsOfAVectorOrMore", corner_reader_takes_rows_of_a_vector_or_more<V>},
       {"CornerReaderLeavesTheNextColumnOutWhereTheWeightIsZero",
        corner_reader_leaves_the_next_column_out_where_the_weight_is_zero<V>},
       {"CornerReaderReadsNoWeightsAfterTheLast", corner_reader_reads_no_weights_after_the_last<V>},
       {"GatherReaderCopiesElementsFromAnywhere", gather_reader_copies_elements_from_anywhere<V>}});
});

}  // namespace
