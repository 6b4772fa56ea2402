// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Where one box of a call reads its image and writes its crop. Here the box_format of a call becomes the bounds of
// axes.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_CROP_GEOMETRY_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_CROP_GEOMETRY_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// The bounds of a box along its axes, in any order.
struct box_bounds {
  /// Reads the four numbers of a box. The sum of a bound and a size may overflow.
  box_bounds(const boxes_view& boxes, std::ptrdiff_t box, box_format format) noexcept {
    const bool is_yx = format == box_format::yxyx || format == box_format::yxyx_pixels;
    const std::ptrdiff_t y = is_yx ? 0 : 1;
    const std::ptrdiff_t x = is_yx ? 1 : 0;
    y_low = boxes(box, y);
    x_low = boxes(box, x);
    y_high = boxes(box, y + 2);
    x_high = boxes(box, x + 2);
    if (format == box_format::xywh_pixels) {
      y_high += y_low;
      x_high += x_low;
    }
  }

  float y_low;
  float x_low;
  float y_high;
  float x_high;
};

/// What the kernels need to know of one box.
/// @tparam T    element type of the image
/// @tparam Out  element type of the crops
template <class T, class Out>
struct crop_geometry {
  /// @param range  the rows of the crop that are wanted
  template <class Arguments>
  crop_geometry(const Arguments& arguments, std::ptrdiff_t box, const index_range& range) noexcept
      : crop_geometry(arguments, box, range, {arguments.boxes, box, arguments.settings.boxes}) {}

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

 private:
  template <class Arguments>
  CNR_DETAIL_ALWAYS_INLINE crop_geometry(const Arguments& arguments, std::ptrdiff_t box, const index_range& range,
                                         const box_bounds& bounds) noexcept
      : y(bounds.y_low, bounds.y_high, arguments.image.extent(1), arguments.crops.extent(1), arguments.settings),
        x(bounds.x_low, bounds.x_high, arguments.image.extent(2), arguments.crops.extent(2), arguments.settings),
        image(arguments.image.data() + arguments.box_indices(box) * arguments.image.stride(0)),
        crop(arguments.crops.data() + box * arguments.crops.stride(0)),
        rows(clip(range, y.inside(arguments.crops.extent(1)))),
        crop_width(arguments.crops.extent(2)) {}
};

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_CROP_GEOMETRY_HPP
