// SPDX-License-Identifier: MIT
//
// What a row of outputs reads along one axis, made at random, and what comes out of that by plain loops.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_ROW_TAPS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_ROW_TAPS_HPP

#include "support/elements.hpp"
#include "support/reference.hpp"

#include <crop_and_resize/sampler.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <type_traits>
#include <vector>

namespace support {

/// What the outputs of a row read: numbers of elements, and weights.
struct row_taps {
  std::vector<std::ptrdiff_t> first;
  std::vector<std::ptrdiff_t> second;
  std::vector<float> weight;
  std::ptrdiff_t elements;  // of the row
  // Of the image, in elements. Zeros where taps are anywhere.
  std::int32_t channels = 0;
  std::int32_t column_stride = 0;
  std::int32_t channel_stride = 0;
};

/// Outputs that read elements near those of their neighbours, mostly. Windows of a vector span `spread` elements or a
/// few more.
inline row_taps random_taps(random_engine& random, std::ptrdiff_t count, std::ptrdiff_t of_window,
                            std::ptrdiff_t spread) {
  row_taps taps;
  std::ptrdiff_t start = pick(random, 0, 50);
  std::ptrdiff_t highest = 0;
  const std::ptrdiff_t step = pick(random, -3, 3);
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    if (i % of_window == 0) start = std::max<std::ptrdiff_t>(start + step * pick(random, 0, 20), 0);
    taps.first.push_back(start + pick(random, 0, spread - 1));
    taps.second.push_back(start + pick(random, 0, spread - 1));
    taps.weight.push_back(static_cast<float>(pick(random, 0, 1 << 20)) * 0x1p-20F);
    highest = std::max({highest, taps.first.back(), taps.second.back()});
  }
  taps.elements = highest + 1 + (one_in(random, 2) ? 0 : pick(random, 0, 300));
  return taps;
}

/// Outputs of columns that are anywhere in a row, all channels of a column one after the other. The second tap is the
/// first one or that of the next column.
/// @param count  columns
inline row_taps random_columns(random_engine& random, std::ptrdiff_t count, std::int32_t channels) {
  const auto any_sign = [&](std::ptrdiff_t stride) {
    return static_cast<std::int32_t>(one_in(random, 3) ? -stride : stride);
  };
  row_taps taps;
  taps.channels = channels;
  taps.channel_stride = any_sign(one_in(random, 4) ? 2 : 1);
  const std::ptrdiff_t last_channel = (channels - 1) * std::abs(taps.channel_stride);
  taps.column_stride = any_sign(last_channel + 1 + (one_in(random, 3) ? pick(random, 0, 3) : 0));
  const std::ptrdiff_t columns = one_in(random, 4) ? pick(random, 1, 9) : count * pick(random, 1, 40);
  const std::ptrdiff_t last_column = (columns - 1) * std::abs(taps.column_stride);
  taps.elements = last_column + last_channel + 1;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const std::ptrdiff_t column = one_in(random, 4) ? columns - 1 : pick(random, 0, columns - 1);
    const std::ptrdiff_t next = std::min(column + pick(random, 0, 1), columns - 1);
    const float weight = static_cast<float>(pick(random, 0, 1 << 20)) * 0x1p-20F;
    for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
      const std::ptrdiff_t origin = (taps.column_stride < 0 ? last_column : 0) +
                                    (taps.channel_stride < 0 ? last_channel : 0) + channel * taps.channel_stride;
      taps.first.push_back(origin + column * taps.column_stride);
      taps.second.push_back(origin + next * taps.column_stride);
      taps.weight.push_back(weight);
    }
  }
  return taps;
}

/// The windows of a plan, laid by plain loops.
struct plain_windows {
  std::vector<std::ptrdiff_t> offset;  // in bytes, of each vector one after the other
  std::ptrdiff_t tables;               // more than 4 where there can be no plan

  /// @tparam V  the shape of the target's vectors
  template <class V, class Sampler>
  static plain_windows of(const row_taps& taps, std::ptrdiff_t element_size) {
    constexpr bool has_second = std::is_same<Sampler, cnr::bilinear>::value;
    constexpr std::ptrdiff_t of_window = V::floats_in_vector / V::windows_of_vector;
    const auto count = static_cast<std::ptrdiff_t>(taps.first.size());
    plain_windows result{};
    std::ptrdiff_t widest = 0;
    for (std::ptrdiff_t vector = 0; vector * V::floats_in_vector < count; ++vector) {
      // The last vector overlaps the one before it, so that it is whole.
      const bool overlaps = (vector + 1) * V::floats_in_vector > count && count > V::floats_in_vector;
      const std::ptrdiff_t start = overlaps ? count - V::floats_in_vector : vector * V::floats_in_vector;
      for (std::ptrdiff_t window = 0; window < V::windows_of_vector; ++window) {
        std::ptrdiff_t low = PTRDIFF_MAX;
        std::ptrdiff_t high = 0;
        for (std::ptrdiff_t i = 0; i < of_window; ++i) {
          // After the last output, its taps repeat.
          const auto output = static_cast<std::size_t>(std::min(start + window * of_window + i, count - 1));
          low = std::min({low, taps.first[output], has_second ? taps.second[output] : low});
          high = std::max({high, taps.first[output], has_second ? taps.second[output] : 0});
        }
        result.offset.push_back(low * element_size);
        widest = std::max(widest, (high - low + 1) * element_size);
      }
    }
    for (result.tables = 1; result.tables * V::bytes_of_table < widest;) result.tables *= 2;
    const std::ptrdiff_t last = taps.elements * element_size - result.tables * V::bytes_of_table;
    for (std::ptrdiff_t& each : result.offset) each = std::min(each, std::max<std::ptrdiff_t>(last, 0));
    return result;
  }
};

/// Fills in a tap table, to the end of its last vector: after the last output, its taps repeat.
/// @param first  where element 0 is, as the table counts
/// @param size   from one element to the next one
template <class Sampler, class Table>
void fill_table(const row_taps& taps, std::uint32_t first, std::size_t size, Table& table) {
  for (std::size_t i = 0; i < table.weight.size(); ++i) {
    const std::size_t output = std::min(i, taps.first.size() - 1);
    table.tap[0][i] = first + static_cast<std::uint32_t>(static_cast<std::size_t>(taps.first[output]) * size);
    if (std::is_same<Sampler, cnr::bilinear>::value) {
      table.tap.back()[i] = first + static_cast<std::uint32_t>(static_cast<std::size_t>(taps.second[output]) * size);
    }
    table.weight[i] = taps.weight[output];
  }
}

/// Output `i` out of a row.
template <class Sampler, class T>
float plain_output(const row_taps& taps, std::size_t i, const T* row) {
  const float first = reference::element<T>::value(row[taps.first[i]]);
  if (!std::is_same<Sampler, cnr::bilinear>::value) return first;
  const float second = reference::element<T>::value(row[taps.second[i]]);
  return reference::plus(first, reference::times(reference::minus(second, first), taps.weight[i]));
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_ROW_TAPS_HPP
