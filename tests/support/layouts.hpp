// SPDX-License-Identifier: MIT
//
// Every way that images and crops are laid out in memory and that the kernels tell apart.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_LAYOUTS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_LAYOUTS_HPP

#include "support/elements.hpp"
#include "support/storage.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace support {

/// Images only may be of a kind from repeated_rows on: crops whose elements coincide are refused.
enum class kind {
  interleaved,
  planar,
  padded_pixels,
  distant_columns,
  mirrored_columns,
  mirrored_channels,
  mirrored_planes,
  mirrored_batch,
  padded_rows,
  transposed,
  padded_planes,   // planes whose rows are apart
  planes_of_rows,  // rows of planes: channels are between the rows and the columns
  transposed_pixels,
  padded_columns,
  mirrored_columns_of_pixels,
  sparse_columns,
  repeated_rows,
  repeated_columns,
  repeated_channels,
  repeated_planar_rows,
  count
};

/// A view of that kind, of these extents.
inline layout<4> lay_out(kind shape, const std::array<std::ptrdiff_t, 4>& extents) {
  // `padding` elements come after each element along order[padded]. An axis named by `repeated` takes no room: all
  // along it are the same elements.
  const auto dense = [&](const std::array<std::size_t, 4>& order, std::ptrdiff_t padding = 0, std::size_t padded = 0,
                         std::size_t repeated = 4) {
    layout<4> made{{}, 0, 1};
    std::ptrdiff_t next = 1;
    for (const std::size_t axis : order) {
      if (axis == repeated) continue;
      made.strides[axis] = next;
      const std::ptrdiff_t extent = std::max<std::ptrdiff_t>(extents[axis], 1);
      made.size += (extent - 1) * next;
      next *= extent;
      if (axis == order[padded]) next += padding;
    }
    return made;
  };
  const auto mirrored = [&](layout<4> made, std::size_t axis) {
    made.first += (std::max<std::ptrdiff_t>(extents[axis], 1) - 1) * made.strides[axis];
    made.strides[axis] = -made.strides[axis];
    return made;
  };
  constexpr std::array<std::size_t, 4> nhwc{{3, 2, 1, 0}};
  constexpr std::array<std::size_t, 4> nchw{{2, 1, 3, 0}};
  constexpr std::array<std::size_t, 4> ncwh{{1, 2, 3, 0}};
  constexpr std::array<std::size_t, 4> nwhc{{3, 1, 2, 0}};
  switch (shape) {
    case kind::planar:
      return dense(nchw);
    case kind::padded_pixels:
      return dense(nhwc, 1);
    case kind::distant_columns:
      return dense(nhwc, 64);
    case kind::mirrored_columns:
      return mirrored(dense(nhwc), 2);
    case kind::mirrored_channels:
      return mirrored(dense(nhwc), 3);
    case kind::mirrored_planes:
      return mirrored(dense(nchw), 3);
    case kind::mirrored_batch:
      return mirrored(dense(nhwc), 0);
    case kind::padded_rows:
      return dense(nhwc, 5, 1);
    case kind::transposed:
      return dense(ncwh);
    case kind::padded_planes:
      return dense(nchw, 3);
    case kind::planes_of_rows:
      return dense({{2, 3, 1, 0}});
    case kind::repeated_planar_rows:
      return dense(nchw, 0, 0, 1);
    case kind::transposed_pixels:
      return dense(nwhc);
    case kind::padded_columns:
      return dense(ncwh, 3, 1);
    case kind::mirrored_columns_of_pixels:
      return mirrored(mirrored(dense(nwhc), 1), 3);
    case kind::sparse_columns:
      return dense(nwhc, 2);
    case kind::repeated_rows:
      return dense(nhwc, 0, 0, 1);
    case kind::repeated_columns:
      return dense(nhwc, 0, 0, 2);
    case kind::repeated_channels:
      return dense(nhwc, 0, 0, 3);
    default:
      return dense(nhwc);
  }
}

inline kind random_image_kind(random_engine& random) {
  return static_cast<kind>(pick(random, 0, static_cast<int>(kind::count) - 1));
}

inline kind random_crops_kind(random_engine& random) {
  return static_cast<kind>(pick(random, 0, static_cast<int>(kind::repeated_rows) - 1));
}

/// The stride of an axis with a single element is never used, so it may be anything.
inline void make_unused_strides_wild(random_engine& random, const std::array<std::ptrdiff_t, 4>& extents,
                                     layout<4>& made) {
  constexpr std::ptrdiff_t wild[] = {PTRDIFF_MIN, PTRDIFF_MAX, PTRDIFF_MIN + 1, PTRDIFF_MAX / 2, -1, 0, 1, 3};
  for (std::size_t axis = 0; axis < 4; ++axis) {
    if (extents[axis] == 1 && one_in(random, 2)) made.strides[axis] = wild[pick(random, 0, 7)];
  }
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_LAYOUTS_HPP
