// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Where one box of a call reads its image and writes its crop.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_CROP_GEOMETRY_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_CROP_GEOMETRY_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// What the kernels need to know of one box.
/// @tparam T    element type of the image
/// @tparam Out  element type of the crops
template <class T, class Out>
struct crop_geometry {
  /// @param range  the rows of the crop that are wanted
  template <class Arguments>
  crop_geometry(const Arguments& arguments, std::ptrdiff_t box, const index_range& range) noexcept
      : y(arguments.boxes(box, 0), arguments.boxes(box, 2), arguments.image.extent(1), arguments.crops.extent(1)),
        x(arguments.boxes(box, 1), arguments.boxes(box, 3), arguments.image.extent(2), arguments.crops.extent(2)),
        image(arguments.image.data() + arguments.box_indices(box) * arguments.image.stride(0)),
        crop(arguments.crops.data() + box * arguments.crops.stride(0)),
        rows(clip(range, y.inside(arguments.crops.extent(1)))),
        crop_width(arguments.crops.extent(2)) {}

  /// A chunk of columns of the crop. Computed where it is used: two numbers that were stored one by one and are then
  /// loaded as a pair make processors wait.
  CNR_DETAIL_ALWAYS_INLINE clipped_range columns(std::ptrdiff_t first, std::ptrdiff_t capacity) const noexcept {
    return clip({first, minimum(first + capacity, crop_width)}, x.inside(crop_width));
  }

  axis y;
  axis x;
  const T* image;      // element (0, 0, 0) of the box's image
  Out* crop;           // element (0, 0, 0) of the box's crop
  clipped_range rows;  // of the crop
  std::ptrdiff_t crop_width;
};

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_CROP_GEOMETRY_HPP
