// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Which elements of an image row each column of a crop reads in the scalar loops, and with which weight. A table of
// columns is made once and serves every row of the crop. It is on the stack.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_COLUMN_OFFSETS_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_COLUMN_OFFSETS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/sampler.hpp>

#include <array>
#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_UNFUSED

/// Where a position along an axis reads: distances in elements from the axis' first element.
template <class Sampler>
struct tap_offsets {
  std::array<std::ptrdiff_t, taps_of<Sampler>::count> offset;
  typename taps_of<Sampler>::weight_type weight;
};

/// @param stride  from one element of the axis to the next
template <class Sampler>
CNR_DETAIL_ALWAYS_INLINE tap_offsets<Sampler> tap_offsets_at(const Sampler& sampler, const axis& along,
                                                             float coordinate, std::ptrdiff_t image_extent,
                                                             std::ptrdiff_t stride) noexcept {
  const auto located = sampler.locate(coordinate, image_extent);
  tap_offsets<Sampler> result{{}, located.weight};
  for (std::size_t tap = 0; tap < located.index.size(); ++tap) {
    result.offset[tap] = along.clamped(located.index[tap]) * stride;
  }
  return result;
}

template <class Sampler>
class column_offsets {
 public:
  /// The most columns of a table: 8 KiB of them, a quarter of a small first-level cache, and at least one.
  static constexpr std::ptrdiff_t capacity =
      maximum(1, 8192 / static_cast<std::ptrdiff_t>(sizeof(tap_offsets<Sampler>)));

  /// Fills in columns of the crop. Precondition: 0 < columns.all.size() <= capacity.
  void build(const Sampler& sampler, const axis& x, std::ptrdiff_t image_width, std::ptrdiff_t stride,
             const clipped_range& columns) noexcept {
    const std::ptrdiff_t first = columns.all.begin;
    begin_ = columns.inside.begin - first;
    end_ = columns.inside.end - first;
    for (std::ptrdiff_t column = begin_; column < end_; ++column) {
      columns_[static_cast<std::size_t>(column)] =
          detail::tap_offsets_at(sampler, x, x.coordinate(first + column), image_width, stride);
    }
  }

  /// The columns that are inside are [begin(), end()), counted from the first one built. There may be none.
  std::ptrdiff_t begin() const noexcept { return begin_; }
  std::ptrdiff_t end() const noexcept { return end_; }

  /// Precondition: begin() <= column < end().
  CNR_DETAIL_ALWAYS_INLINE const tap_offsets<Sampler>& operator[](std::ptrdiff_t column) const noexcept {
    return columns_[static_cast<std::size_t>(column)];
  }

  /// Those of the first column built, which only those that are inside have been given.
  CNR_DETAIL_ALWAYS_INLINE const tap_offsets<Sampler>* data() const noexcept { return columns_.data(); }

 private:
  std::ptrdiff_t begin_ = 0;
  std::ptrdiff_t end_ = 0;
  std::array<tap_offsets<Sampler>, static_cast<std::size_t>(capacity)> columns_;
};

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_COLUMN_OFFSETS_HPP
