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

/// The indices [begin, end).
struct index_range {
  std::ptrdiff_t begin;
  std::ptrdiff_t end;

  constexpr std::ptrdiff_t size() const noexcept { return end - begin; }
};

/// Rows or columns of a crop, and those of them that are on the image.
struct clipped_range {
  index_range all;
  index_range inside;
};

/// `range` as a clipped range, where `inside` are all indices that are on the image.
constexpr clipped_range clip(const index_range& range, const index_range& inside) noexcept {
  const std::ptrdiff_t begin = detail::minimum(detail::maximum(inside.begin, range.begin), range.end);
  const std::ptrdiff_t end = detail::maximum(detail::minimum(inside.end, range.end), begin);
  return {range, {begin, end}};
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_BASE_RANGES_HPP
