// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Items that are numbered from 0, split into ranges of equal length.

#ifndef CROP_AND_RESIZE_DETAIL_PARALLEL_EVEN_SPLIT_HPP
#define CROP_AND_RESIZE_DETAIL_PARALLEL_EVEN_SPLIT_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>

#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN

/// `number`, rounded down, as a count in [1, limit]; limit for NaN. Precondition: limit >= 1.
constexpr std::ptrdiff_t clamp_count(double number, std::ptrdiff_t limit) noexcept {
  if (!(number < static_cast<double>(limit))) return limit;
  return number < 1 ? 1 : static_cast<std::ptrdiff_t>(number);
}

/// The quotient, rounded up. Precondition: both are at least 1.
constexpr std::ptrdiff_t divide_up(std::ptrdiff_t count, std::ptrdiff_t divisor) noexcept {
  return (count - 1) / divisor + 1;
}

/// The items [0, items) in ranges of equal length. The last range may be shorter.
class even_split {
 public:
  /// Precondition: length >= 1.
  constexpr even_split(std::ptrdiff_t items, std::ptrdiff_t length) noexcept : items_(items), length_(length) {}

  /// At most `ranges` ranges, and about that many. Precondition: items >= 1.
  static constexpr even_split into(double ranges, std::ptrdiff_t items) noexcept {
    return {items, divide_up(items, clamp_count(ranges, items))};
  }

  /// Number of ranges.
  constexpr std::ptrdiff_t count() const noexcept { return items_ < 1 ? 0 : divide_up(items_, length_); }

  /// Items of each range except the last.
  constexpr std::ptrdiff_t length() const noexcept { return length_; }

  /// Precondition: 0 <= range < count().
  constexpr index_range operator[](std::ptrdiff_t range) const noexcept {
    const std::ptrdiff_t first = range * length_;
    return {first, items_ - first < length_ ? items_ : first + length_};
  }

 private:
  std::ptrdiff_t items_;
  std::ptrdiff_t length_;
};

/// The cycles of a range that make the cost of handing it to another thread small. The tasks of a call take longer, so
/// that each becomes a range of its own.
constexpr double range_cycles = 20e3;

/// The ranges that an executor cuts `count` items of `cost` cycles into, at most `limit` of them.
constexpr even_split executor_ranges(std::ptrdiff_t count, double cost, std::ptrdiff_t limit = PTRDIFF_MAX) noexcept {
  if (count < 1) return {0, 1};
  return {count, detail::maximum(clamp_count(range_cycles / cost, count), divide_up(count, limit))};
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_PARALLEL_EVEN_SPLIT_HPP
