// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The order in which a filter's terms are summed, the same in the scalar loops and in the vector kernels. First along
// y, all rows for one column of the image, then along x.
//
// The error bound of filter.hpp rests on it. Float sums of up to `short_sum` terms have at most 12 additions in a row:
// along y, blocks of 8 rows, and then the blocks; along x, four sums side by side, of every fourth column, and then
// these. Longer sums are cut into parts of at most as many terms, which are added in double.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_FILTER_SUMS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_FILTER_SUMS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>

#include <cstddef>

CNR_DETAIL_KERNELS_BEGIN
CNR_DETAIL_BEGIN_UNFUSED

/// The most terms that are summed in float.
constexpr std::ptrdiff_t short_sum = 40;
/// Terms along y that are summed one after the other.
constexpr std::ptrdiff_t row_block = 8;
/// Sums along x side by side, and the terms of a part of a long sum.
constexpr std::ptrdiff_t column_sums = 4;
constexpr std::ptrdiff_t column_block = 32;

/// The sum of `weights[i] * value_at(i)` for i in [0, count), where these are rows.
template <class Weights, class ValueAt>
CNR_DETAIL_ALWAYS_INLINE float sum_rows(std::ptrdiff_t count, const Weights& weights,
                                        const ValueAt& value_at) noexcept {
  const auto block = [&](std::ptrdiff_t first, std::ptrdiff_t end) noexcept {
    float sum = multiply_in_unfused_region(weights[first], value_at(first));
    for (std::ptrdiff_t i = first + 1; i < end; ++i) sum += multiply_in_unfused_region(weights[i], value_at(i));
    return sum;
  };
  const auto part = [&](std::ptrdiff_t first, std::ptrdiff_t end) noexcept {
    float sum = 0;
    for (std::ptrdiff_t i = first; i < end; i += row_block) {
      const float next = block(i, detail::minimum(i + row_block, end));
      sum = i == first ? next : sum + next;
    }
    return sum;
  };
  // One loop for short and long sums: all of this is compiled for each filter.
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < count; i += short_sum) {
    const float next = part(i, detail::minimum(i + short_sum, count));
    if (count <= short_sum) return next;
    sum += double{next};
  }
  return static_cast<float>(sum);
}

/// The sum of `weights[i] * value_at(i)` for i in [0, count), where these are columns.
template <class Weights, class ValueAt>
CNR_DETAIL_ALWAYS_INLINE float sum_columns(std::ptrdiff_t count, const Weights& weights,
                                           const ValueAt& value_at) noexcept {
  const auto block = [&](std::ptrdiff_t first, std::ptrdiff_t end) noexcept {
    float sums[column_sums] = {};
    for (std::ptrdiff_t i = first; i < end; ++i) {
      sums[(i - first) % column_sums] += multiply_in_unfused_region(weights[i], value_at(i));
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  };
  double sum = 0;
  const bool is_short = count <= short_sum;
  for (std::ptrdiff_t i = 0; i < count; i += column_block) {
    const float next = block(i, is_short ? count : detail::minimum(i + column_block, count));
    if (is_short) return next;
    sum += double{next};
  }
  return static_cast<float>(sum);
}

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_FILTER_SUMS_HPP
