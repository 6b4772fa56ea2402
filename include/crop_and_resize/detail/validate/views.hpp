// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The checks of a single tensor of a call (its extents, strides and data pointer), and of the boxes one by one. They do
// not know the element type, so calls for different types share them.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_VIEWS_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_VIEWS_HPP

#include <crop_and_resize/detail/base/bits.hpp>
#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

CNR_DETAIL_NAMESPACE_BEGIN

/// A tensor_view without its element type, and the argument of the call that it is. A view of const elements is an
/// input, any other an output. Valid for as long as the view is.
struct operand {
  template <class T, std::size_t Rank>
  CNR_DETAIL_ALWAYS_INLINE constexpr operand(error_argument which, const tensor_view<T, Rank>& view) noexcept
      : argument(which),
        rank(Rank),
        extents(view.extents().data()),
        strides(view.strides().data()),
        element_size(sizeof(T)),
        is_output(!std::is_const<T>::value),
        is_null(view.data() == nullptr) {}

  constexpr errc error(error_rule rule) const noexcept { return static_cast<errc>(error_value(argument, rule)); }

  error_argument argument;
  std::size_t rank;
  const std::ptrdiff_t* extents;
  const std::ptrdiff_t* strides;
  std::ptrdiff_t element_size;
  bool is_output;
  bool is_null;
};

constexpr std::ptrdiff_t smallest_extent(const operand& of) noexcept {
  std::ptrdiff_t smallest = of.extents[0];
  for (std::size_t axis = 1; axis < of.rank; ++axis) smallest = minimum(smallest, of.extents[axis]);
  return smallest;
}

/// Precondition: no extent is negative.
constexpr bool is_empty(const operand& of) noexcept { return smallest_extent(of) == 0; }

/// Whether std::ptrdiff_t can hold the number of elements and the distance between the first and the last of them in
/// memory, both also in bytes. Precondition: all extents are at least 1.
constexpr bool is_addressable(const operand& of) noexcept {
  std::ptrdiff_t size = of.element_size;
  std::ptrdiff_t span = 1;
  for (std::size_t axis = 0; axis < of.rank; ++axis) {
    if (multiply_overflows(size, of.extents[axis], size)) return false;
    std::ptrdiff_t reach = 0;
    if (multiply_overflows(of.strides[axis], of.extents[axis] - 1, reach)) return false;
    // PTRDIFF_MIN has no magnitude.
    if (reach == PTRDIFF_MIN || magnitude(reach) > PTRDIFF_MAX - span) return false;
    span += magnitude(reach);
  }
  return !multiply_overflows(span, of.element_size, span);
}

/// Whether a stride of 0 gives several indices the same element. Other strides can do that too; they are not checked.
constexpr bool repeats_elements(const operand& of) noexcept {
  for (std::size_t axis = 0; axis < of.rank; ++axis) {
    if (of.extents[axis] > 1 && of.strides[axis] == 0) return true;
  }
  return false;
}

constexpr bool is_pixel_extent(std::ptrdiff_t extent) noexcept {
  // minimum() hides a comparison with INT32_MAX, of which compilers warn if std::ptrdiff_t has 32 bits.
  return extent >= 1 && minimum(extent, INT32_MAX) == extent;
}

/// Whether permuted() made a view of these axes by an order that is no permutation.
constexpr bool is_permuted_by_none(const std::ptrdiff_t* extents, const std::ptrdiff_t* strides,
                                   std::size_t rank) noexcept {
  for (std::size_t axis = 0; axis < rank; ++axis) {
    if (extents[axis] != -1 || strides[axis] != 0) return false;
  }
  return true;
}

/// What texts with numbers say of such a view.
constexpr const char* no_permutation = "; the order that permuted() was given is no permutation";

/// Says that a tensor may have any number of boxes or channels.
constexpr std::ptrdiff_t any_number = PTRDIFF_MIN;

/// Checks all rules of error_rule except the last, in their order. The rank tells the axes of a tensor: four axes are
/// [batch or num_boxes, height, width, channels], two are [num_boxes, 4].
/// @param num_boxes, channels  the numbers that `of` must have, or any_number
CNR_DETAIL_COLD constexpr errc check_shape(const operand& of, std::ptrdiff_t num_boxes,
                                           std::ptrdiff_t channels) noexcept {
  const bool has_pixels = of.rank == 4;
  const bool has_corners = of.rank == 2;
  const bool has_wrong_count = num_boxes != any_number && of.extents[0] != num_boxes;
  const std::ptrdiff_t smallest = smallest_extent(of);
  if (smallest < 0) return of.error(error_rule::extent_negative);
  if (has_pixels && !(is_pixel_extent(of.extents[1]) && is_pixel_extent(of.extents[2]))) {
    return of.error(error_rule::size_out_of_range);
  }
  if (has_corners && (has_wrong_count || of.extents[1] != 4)) return of.error(error_rule::not_of_four);
  if (has_wrong_count) return of.error(error_rule::boxes_mismatch);
  if (channels != any_number && of.extents[of.rank - 1] != channels) return of.error(error_rule::channels_mismatch);
  if (smallest == 0) return errc::ok;  // The strides of an empty tensor mean nothing.
  if (!is_addressable(of)) return of.error(error_rule::too_large);
  if (of.is_output && repeats_elements(of)) return of.error(error_rule::stride_zero);
  return errc::ok;
}

/// Checks the last rule. Precondition: check_shape found no error.
CNR_DETAIL_COLD constexpr errc check_data(const operand& of) noexcept {
  return of.is_null && !is_empty(of) ? of.error(error_rule::null) : errc::ok;
}

/// check_data of an image, whose elements are needed only if there are boxes.
constexpr errc check_image_data(const operand& image, const operand& boxes) noexcept {
  return is_empty(boxes) ? errc::ok : check_data(image);
}

/// Checks the index and then the coordinates of each box. O(num_boxes). Precondition: the other checks found no error.
inline result check_each_box(const boxes_view& boxes, const box_indices_view& box_indices,
                             std::ptrdiff_t batch) noexcept {
  for (std::ptrdiff_t box = 0; box < boxes.extent(0); ++box) {
    const std::int32_t index = box_indices(box);
    if (index < 0 || index >= batch) return {errc::box_index_out_of_range, box};
    const bool finite = is_finite(boxes(box, 0)) && is_finite(boxes(box, 1)) &&  //
                        is_finite(boxes(box, 2)) && is_finite(boxes(box, 3));
    if (!finite) return {errc::box_not_finite, box};
  }
  return {};
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_VIEWS_HPP
