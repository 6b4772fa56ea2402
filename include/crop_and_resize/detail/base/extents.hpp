// SPDX-License-Identifier: MIT
//
// Small arithmetic on extents that more than one place needs.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_EXTENTS_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_EXTENTS_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <array>
#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

// Not std::min and std::max: <algorithm> is large, and windows.h makes macros of the names.
constexpr std::ptrdiff_t minimum(std::ptrdiff_t a, std::ptrdiff_t b) noexcept { return b < a ? b : a; }
constexpr std::ptrdiff_t maximum(std::ptrdiff_t a, std::ptrdiff_t b) noexcept { return a < b ? b : a; }
constexpr std::ptrdiff_t magnitude(std::ptrdiff_t a) noexcept { return a < 0 ? -a : a; }

template <std::size_t Rank>
constexpr bool any_negative(const std::array<std::ptrdiff_t, Rank>& extents) noexcept {
  for (const std::ptrdiff_t extent : extents) {
    if (extent < 0) return true;
  }
  return false;
}

template <std::size_t Rank>
constexpr bool any_zero(const std::array<std::ptrdiff_t, Rank>& extents) noexcept {
  for (const std::ptrdiff_t extent : extents) {
    if (extent == 0) return true;
  }
  return false;
}

/// The number of elements as a number that does not overflow.
template <std::size_t Rank>
constexpr double element_count(const std::array<std::ptrdiff_t, Rank>& extents) noexcept {
  double count = 1;
  for (const std::ptrdiff_t extent : extents) count *= static_cast<double>(extent);
  return count;
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_BASE_EXTENTS_HPP
