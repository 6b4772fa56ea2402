// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Ranges of indices: half-open ones, and those of a crop's rows or columns of which a part is on the image.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_RANGES_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_RANGES_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>

#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// The indices [first, last).
struct index_range {
  std::ptrdiff_t first;
  std::ptrdiff_t last;

  constexpr std::ptrdiff_t size() const noexcept { return last - first; }
};

/// The indices [first, last), of which [inside.first, inside.last) are on the image.
struct clipped_range {
  std::ptrdiff_t first;
  std::ptrdiff_t last;
  index_range inside;
};

/// `range` as a clipped range, where `inside` are all indices that are on the image.
constexpr clipped_range clip(const index_range& range, const index_range& inside) noexcept {
  const std::ptrdiff_t first = detail::minimum(detail::maximum(inside.first, range.first), range.last);
  const std::ptrdiff_t last = detail::maximum(detail::minimum(inside.last, range.last), first);
  return {range.first, range.last, {first, last}};
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_BASE_RANGES_HPP
