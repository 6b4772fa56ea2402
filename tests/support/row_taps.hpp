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
#include <type_traits>
#include <vector>

namespace support {

/// What the outputs of a row read: numbers of elements, and weights.
struct row_taps {
  std::vector<std::ptrdiff_t> first;
  std::vector<std::ptrdiff_t> second;
  std::vector<float> weight;
  std::ptrdiff_t elements;  // of the row
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
