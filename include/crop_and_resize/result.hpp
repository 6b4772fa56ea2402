// SPDX-License-Identifier: MIT
//
// What a call answers: success, or why it refused its arguments. A refused call has written nothing.

#ifndef CROP_AND_RESIZE_RESULT_HPP
#define CROP_AND_RESIZE_RESULT_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstddef>

namespace cnr {
inline namespace v0 {

/// Why a call was refused: one code for each rule. Arguments are checked in this order, the first rule broken is
/// reported, and each box has its index checked before its coordinates.
enum class errc {
  ok,
  unknown_method,
  image_extent_negative,
  image_size_out_of_range,
  image_too_large,
  boxes_extent_negative,
  boxes_not_of_four,
  boxes_too_large,
  box_indices_extent_negative,
  box_indices_mismatch,
  box_indices_too_large,
  crops_extent_negative,
  crops_size_out_of_range,
  crops_boxes_mismatch,
  crops_channels_mismatch,
  crops_too_large,
  crops_stride_zero,
  image_null,
  boxes_null,
  box_indices_null,
  crops_null,
  box_index_out_of_range,
  box_not_finite,
  // Of the gradients alone. What they are given and what they write is checked behind the shapes of boxes and
  // box_indices, and before any data pointer or box; their null pointers behind box_indices_null.
  grads_extent_negative,
  grads_size_out_of_range,
  grads_boxes_mismatch,
  grads_channels_mismatch,
  grads_too_large,
  grad_image_extent_negative,
  grad_image_size_out_of_range,
  grad_image_too_large,
  grad_image_stride_zero,
  grad_boxes_extent_negative,
  grad_boxes_mismatch,
  grad_boxes_too_large,
  grad_boxes_stride_zero,
  grads_null,
  grad_image_null,
  grad_boxes_null,
};

/// A sentence for each code that names the argument and the rule. The text is static; it never expires.
CNR_DETAIL_ALWAYS_INLINE constexpr const char* message(errc code) noexcept {
  switch (code) {
    case errc::ok:
      return "ok";
    case errc::unknown_method:
      return "method must be bilinear or nearest";
    case errc::image_extent_negative:
      return "image extents must not be negative";
    case errc::image_size_out_of_range:
      return "image height and width must lie in [1, 2147483647]";
    case errc::image_too_large:
      return "image elements must span fewer bytes than std::ptrdiff_t counts";
    case errc::boxes_extent_negative:
      return "boxes extents must not be negative";
    case errc::boxes_not_of_four:
      return "boxes must have shape [num_boxes, 4]";
    case errc::boxes_too_large:
      return "boxes elements must span fewer bytes than std::ptrdiff_t counts";
    case errc::box_indices_extent_negative:
      return "box_indices extent must not be negative";
    case errc::box_indices_mismatch:
      return "box_indices must have one element for each box";
    case errc::box_indices_too_large:
      return "box_indices elements must span fewer bytes than std::ptrdiff_t counts";
    case errc::crops_extent_negative:
      return "crops extents must not be negative";
    case errc::crops_size_out_of_range:
      return "crop height and width must lie in [1, 2147483647]";
    case errc::crops_boxes_mismatch:
      return "crops must have one crop for each box";
    case errc::crops_channels_mismatch:
      return "crops must have as many channels as image";
    case errc::crops_too_large:
      return "crops elements must span fewer bytes than std::ptrdiff_t counts";
    case errc::crops_stride_zero:
      return "crops strides must not be 0 along an axis of extent > 1";
    case errc::image_null:
      return "image data must not be null where elements are read";
    case errc::boxes_null:
      return "boxes data must not be null where there are boxes";
    case errc::box_indices_null:
      return "box_indices data must not be null where there are boxes";
    case errc::crops_null:
      return "crops data must not be null where elements are written";
    case errc::box_index_out_of_range:
      return "each of box_indices must lie in [0, batch)";
    case errc::box_not_finite:
      return "box coordinates must be finite";
    case errc::grads_extent_negative:
      return "grads extents must not be negative";
    case errc::grads_size_out_of_range:
      return "grads height and width must lie in [1, 2147483647]";
    case errc::grads_boxes_mismatch:
      return "grads must have one crop for each box";
    case errc::grads_channels_mismatch:
      return "grads must have as many channels as the image";
    case errc::grads_too_large:
      return "grads elements must span fewer bytes than std::ptrdiff_t counts";
    case errc::grad_image_extent_negative:
      return "grad_image extents must not be negative";
    case errc::grad_image_size_out_of_range:
      return "grad_image height and width must lie in [1, 2147483647]";
    case errc::grad_image_too_large:
      return "grad_image elements must span fewer bytes than std::ptrdiff_t counts";
    case errc::grad_image_stride_zero:
      return "grad_image strides must not be 0 along an axis of extent > 1";
    case errc::grad_boxes_extent_negative:
      return "grad_boxes extents must not be negative";
    case errc::grad_boxes_mismatch:
      return "grad_boxes must have shape [num_boxes, 4]";
    case errc::grad_boxes_too_large:
      return "grad_boxes elements must span fewer bytes than std::ptrdiff_t counts";
    case errc::grad_boxes_stride_zero:
      return "grad_boxes strides must not be 0 along an axis of extent > 1";
    case errc::grads_null:
      return "grads data must not be null where elements are read";
    case errc::grad_image_null:
      return "grad_image data must not be null where elements are written";
    case errc::grad_boxes_null:
      return "grad_boxes data must not be null where elements are written";
  }
  return "unknown error code";
}

/// The outcome of a call; true on success.
struct [[nodiscard]] result {
  errc code = errc::ok;
  /// The box that was refused, or -1 where the reason is no single box.
  std::ptrdiff_t index = -1;

  CNR_DETAIL_ALWAYS_INLINE constexpr explicit operator bool() const noexcept { return code == errc::ok; }

  /// A static sentence for the code.
  CNR_DETAIL_ALWAYS_INLINE constexpr const char* message() const noexcept { return cnr::message(code); }
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_RESULT_HPP
