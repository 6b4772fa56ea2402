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

/// The bounds of a box along one of its axes, in any order.
struct box_bounds {
  /// Reads two of the four numbers of a box. The sum of a bound and a size may overflow.
  box_bounds(const boxes_view& boxes, std::ptrdiff_t box, box_format format, bool is_y) noexcept {
    const bool is_yx = format == box_format::yxyx || format == box_format::yxyx_pixels;
    const std::ptrdiff_t first = is_y == is_yx ? 0 : 1;
    low = boxes(box, first);
    high = boxes(box, first + 2);
    if (format == box_format::xywh_pixels) high += low;
  }

  float low;
  float high;
};

/// What the kernels need to know of one box.
/// @tparam T    element type of the image
/// @tparam Out  element type of the crops
template <class T, class Out>
struct crop_geometry {
  /// @param range  the rows of the crop that are wanted
  template <class Arguments>
  crop_geometry(const Arguments& arguments, std::ptrdiff_t box, const index_range& range) noexcept
      : crop_geometry(arguments, box, range, {arguments.boxes, box, arguments.settings.boxes, true},
                      {arguments.boxes, box, arguments.settings.boxes, false}) {}

  /// The geometry for arguments whose tensors are transposed.
  /// @param range  the rows of the crop that are wanted: columns of the transposed one
  template <class Arguments>
  static crop_geometry transposed(const Arguments& arguments, std::ptrdiff_t box, const index_range& range) noexcept {
    crop_geometry result(arguments, box, {0, arguments.crops.extent(1)},
                         {arguments.boxes, box, arguments.settings.boxes, false},
                         {arguments.boxes, box, arguments.settings.boxes, true});
    result.crop_width = range.end;
    return result;
  }

  /// How many rows or columns of the image a box's rows or columns are apart, without the rest of its geometry.
  /// @param dimension  of image and crops: 1 for rows, 2 for columns
  template <class Arguments>
  static float step(const Arguments& arguments, std::ptrdiff_t box, std::size_t dimension) noexcept {
    const box_bounds bounds(arguments.boxes, box, arguments.settings.boxes, dimension == 1);
    return axis(bounds.low, bounds.high, arguments.image.extent(dimension), arguments.crops.extent(dimension),
                arguments.settings)
        .step();
  }

  /// A chunk of columns of the crop. Computed where it is used: two numbers that were stored one by one and are then
  /// loaded as a pair make processors wait.
  CNR_DETAIL_ALWAYS_INLINE clipped_range columns(std::ptrdiff_t first, std::ptrdiff_t capacity) const noexcept {
    return clip({first, minimum(first + capacity, crop_width)}, x.inside(crop_width));
  }

  axis y;
  axis x;
  const T* image;             // element (0, 0, 0) of the box's image
  Out* crop;                  // element (0, 0, 0) of the box's crop
  clipped_range rows;         // of the crop
  std::ptrdiff_t crop_width;  // or the end of the columns that are wanted

 private:
  template <class Arguments>
  CNR_DETAIL_ALWAYS_INLINE crop_geometry(const Arguments& arguments, std::ptrdiff_t box, const index_range& range,
                                         const box_bounds& of_y, const box_bounds& of_x) noexcept
      : y(of_y.low, of_y.high, arguments.image.extent(1), arguments.crops.extent(1), arguments.settings),
        x(of_x.low, of_x.high, arguments.image.extent(2), arguments.crops.extent(2), arguments.settings),
        image(arguments.image.data() + arguments.box_indices(box) * arguments.image.stride(0)),
        crop(arguments.crops.data() + box * arguments.crops.stride(0)),
        rows(clip(range, y.inside(arguments.crops.extent(1)))),
        crop_width(arguments.crops.extent(2)) {}
};

/// Crops of a few pixels: what their coordinates depend on, beside a box.
struct small_crops {
  /// The most rows, and the most columns, of boxes that are located together.
  static constexpr std::ptrdiff_t capacity = 128;

  template <class Arguments>
  explicit small_crops(const Arguments& arguments) noexcept
      : small_crops(arguments.boxes, arguments.settings, arguments.image.extents(), arguments.crops.extents()) {}
  small_crops(const boxes_view& of_boxes, const options& given, const extents_4d& image,
              const extents_4d& crops) noexcept
      : boxes(of_boxes),
        settings(given),
        image_height(image[1]),
        image_width(image[2]),
        height(crops[1]),
        width(crops[2]),
        at_once(capacity / maximum(height, width)) {}

  /// Whether a crop has at most `most` elements, however large its extents are.
  static bool have_at_most(std::ptrdiff_t most, const extents_4d& crops) noexcept {
    return element_count(extents_4d{{1, crops[1], crops[2], crops[3]}}) <= static_cast<double>(most);
  }

  boxes_view boxes;
  options settings;
  std::ptrdiff_t image_height;
  std::ptrdiff_t image_width;
  std::ptrdiff_t height;   // of a crop
  std::ptrdiff_t width;    // of a crop
  std::ptrdiff_t at_once;  // boxes that are located together
};

/// locate_small_crops with the axes that `axis_of(low, high, image_extent, crop_extent)` makes of a box's bounds.
template <class AxisOf>
CNR_DETAIL_ALWAYS_INLINE bool locate_small_crops_on(const AxisOf& axis_of, box_format format, const small_crops& of,
                                                    const index_range& range, float* rows, float* columns) noexcept {
  bool are_inside = true;
  for (int number = 0; number < 2; ++number) {
    const bool is_y = number == 0;
    const std::ptrdiff_t image_extent = is_y ? of.image_height : of.image_width;
    const std::ptrdiff_t crop_extent = is_y ? of.height : of.width;
    float* to = is_y ? rows : columns;
    for (std::ptrdiff_t box = range.begin; box < range.end; ++box) {
      const box_bounds bounds(of.boxes, box, format, is_y);
      const axis along = axis_of(bounds.low, bounds.high, image_extent, crop_extent);
      for (std::ptrdiff_t i = 0; i < crop_extent; ++i) {
        const bool is_inside = along.is_inside(i);
        are_inside = are_inside && is_inside;
        *to++ = is_inside ? along.coordinate(i) : -1.0F;
      }
    }
  }
  return are_inside;
}

/// locate_small_crops with the options of a call, or with TensorFlow's, which are known while it is compiled.
CNR_DETAIL_ALWAYS_INLINE bool locate_small_crops_by(const options& settings, const small_crops& of,
                                                    const index_range& range, float* rows, float* columns) noexcept {
  const auto axis_of = [=](float low, float high, std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) noexcept {
    return axis(low, high, image_extent, crop_extent, settings);
  };
  return detail::locate_small_crops_on(axis_of, settings.boxes, of, range, rows, columns);
}

/// locate_small_crops for options other than TensorFlow's. Not flattened: few calls have such.
CNR_DETAIL_NOINLINE inline bool locate_small_crops_as_given(const small_crops& of, const index_range& range,
                                                            float* rows, float* columns) noexcept {
  return locate_small_crops_by(of.settings, of, range, rows, columns);
}

/// Finds the coordinates of all rows and of all columns of each box of `range`. They are -1 outside the image. Returns
/// whether none is.
///
/// Not inlined, so that all calls share it. Flattened, so that all of a box is in registers.
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE inline bool locate_small_crops(const small_crops& crops,
                                                                      const index_range& range, float* rows,
                                                                      float* columns) noexcept {
  const small_crops of = crops;  // a copy, which stores do not change
  const options plain{};
  const options& given = of.settings;
  if (given.coordinates == plain.coordinates && given.border == plain.border && given.boxes == plain.boxes) {
    return locate_small_crops_by(plain, of, range, rows, columns);
  }
  return locate_small_crops_as_given(of, range, rows, columns);
}

/// locate_small_crops for gradients, with TensorFlow's options.
/// @param is_of_boxes  whether the axes are those of the boxes' gradient
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE inline void locate_small_grads(const small_crops& crops,
                                                                      const index_range& range, bool is_of_boxes,
                                                                      float* rows, float* columns) noexcept {
  const small_crops of = crops;  // a copy, which stores do not change
  const auto axis_of = [=](float low, float high, std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) noexcept {
    return is_of_boxes ? axis::of_box_gradient(low, high, image_extent, crop_extent)
                       : axis(low, high, image_extent, crop_extent);
  };
  detail::locate_small_crops_on(axis_of, box_format::yxyx, of, range, rows, columns);
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_CROP_GEOMETRY_HPP
