// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What is prefetched while columns that are far apart are read. They have cache lines of their own, which processors
// do not foresee.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_LOOKAHEAD_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_LOOKAHEAD_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/prefetch.hpp>
#include <crop_and_resize/detail/forward/pixel_rows.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>

#include <cstddef>
#include <cstdint>

CNR_DETAIL_KERNELS_BEGIN

/// The addresses of what is prefetched for a column: those of the two rows that it is read from, moved by a distance.
struct row_pair_addresses {
  row_pair_addresses(const row_pair& rows, std::ptrdiff_t distance) noexcept
      : top(detail::address_at(rows.top, distance)), bottom(detail::address_at(rows.bottom, distance)) {}

  CNR_DETAIL_ALWAYS_INLINE void prefetch(std::size_t column) const noexcept {
    prefetch_l1(top + column);
    prefetch_l1(bottom + column);
  }

  std::uintptr_t top;
  std::uintptr_t bottom;
};

/// From each column of a row to the one that is prefetched meanwhile. As columns are almost evenly spaced, the distance
/// is the same for all of them. The last ones of a row are followed by the first ones of the row that is read next.
struct column_lookahead {
  /// @param start  where columns begin, in bytes
  /// @param pitch  from one of these numbers to that of the next column
  /// @param count  columns, a multiple of `unit`
  /// @param unit   of which `columns` becomes a multiple
  /// @param lines  cache lines of a row from one to the other: enough for the memory to work on, and few enough to be
  ///               in a first-level cache still when they are read
  CNR_DETAIL_NOINLINE void prepare(const std::uint32_t* start, std::ptrdiff_t pitch, std::ptrdiff_t count,
                                   std::ptrdiff_t unit, std::ptrdiff_t lines) noexcept {
    const std::ptrdiff_t size = lines * static_cast<std::ptrdiff_t>(cache_line_size);
    const auto distance = [=](std::ptrdiff_t column) noexcept {
      return static_cast<std::ptrdiff_t>(start[column * pitch]) - static_cast<std::ptrdiff_t>(start[0]);
    };
    // Columns that are nearer to one another share lines.
    const std::ptrdiff_t dense = size * count / maximum(magnitude(distance(count - 1)), 1);
    is_sparse = dense < 2 * lines;
    columns = minimum(maximum(dense, lines) / unit * unit, count);
    forth = distance(minimum(columns, count - 1));
    back = -distance(count - columns);
  }

  std::ptrdiff_t columns;
  std::ptrdiff_t forth;  // in bytes, in the same row
  std::ptrdiff_t back;   // in bytes, from the row to the one that is read next
  bool is_sparse;        // columns are so far apart that two of them rarely share a cache line
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_LOOKAHEAD_HPP
