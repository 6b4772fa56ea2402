// SPDX-License-Identifier: MIT
//
// Everything that can be wrong with the arguments of a gradient, looked for before anything is written.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_GRADIENT_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_GRADIENT_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/validate/forward.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

constexpr errc check_grads(const image_view<float>& grads, std::ptrdiff_t num_boxes, std::ptrdiff_t channels) noexcept {
  const errc code = check_pixel_extents(grads, errc::grads_extent_negative, errc::grads_size_out_of_range);
  if (code != errc::ok) return code;
  if (grads.extent(0) != num_boxes) return errc::grads_boxes_mismatch;
  if (grads.extent(3) != channels) return errc::grads_channels_mismatch;
  return is_addressable(grads) ? errc::ok : errc::grads_too_large;
}

template <class G>
constexpr errc check_grad_image(const tensor_view<G, 4>& grad_image) noexcept {
  const errc code =
      check_pixel_extents(grad_image, errc::grad_image_extent_negative, errc::grad_image_size_out_of_range);
  if (code != errc::ok) return code;
  if (!is_addressable(grad_image)) return errc::grad_image_too_large;
  return repeats_elements(grad_image) ? errc::grad_image_stride_zero : errc::ok;
}

constexpr errc check_grad_boxes(const tensor_view<float, 2>& grad_boxes, std::ptrdiff_t num_boxes) noexcept {
  if (any_negative(grad_boxes.extents())) return errc::grad_boxes_extent_negative;
  if (grad_boxes.extent(0) != num_boxes || grad_boxes.extent(1) != 4) return errc::grad_boxes_mismatch;
  if (!is_addressable(grad_boxes)) return errc::grad_boxes_too_large;
  return repeats_elements(grad_boxes) ? errc::grad_boxes_stride_zero : errc::ok;
}

/// Precondition: the shapes were found right.
constexpr errc check_grads_data(const image_view<float>& grads) noexcept {
  return grads.data() == nullptr && !any_zero(grads.extents()) ? errc::grads_null : errc::ok;
}

/// The whole check for the gradient with regard to the image. O(num_boxes).
template <class G, class Sampler>
result validate_grad_image(const image_view<float>& grads, const boxes_view& boxes, const box_indices_view& box_indices,
                           const tensor_view<G, 4>& grad_image, const Sampler& sampler) noexcept {
  errc code = check_method(sampler);
  if (code == errc::ok) code = check_boxes(boxes, box_indices);
  if (code == errc::ok) code = check_grads(grads, boxes.extent(0), grad_image.extent(3));
  if (code == errc::ok) code = check_grad_image(grad_image);
  if (code == errc::ok) code = check_boxes_data(boxes, box_indices);
  if (code == errc::ok) code = check_grads_data(grads);
  if (code == errc::ok && grad_image.data() == nullptr && !any_zero(grad_image.extents())) code = errc::grad_image_null;
  if (code != errc::ok) return {code, -1};
  return check_each_box(boxes, box_indices, grad_image.extent(0));
}

/// The whole check for the gradient with regard to the boxes. O(num_boxes).
template <class T>
result validate_grad_boxes(const image_view<float>& grads, const image_view<T>& image, const boxes_view& boxes,
                           const box_indices_view& box_indices, const tensor_view<float, 2>& grad_boxes) noexcept {
  errc code = check_image(image);
  if (code == errc::ok) code = check_boxes(boxes, box_indices);
  if (code == errc::ok) code = check_grads(grads, boxes.extent(0), image.extent(3));
  if (code == errc::ok) code = check_grad_boxes(grad_boxes, boxes.extent(0));
  if (code == errc::ok) code = check_inputs_data(image, boxes, box_indices);
  if (code == errc::ok) code = check_grads_data(grads);
  if (code == errc::ok && grad_boxes.data() == nullptr && boxes.extent(0) > 0) code = errc::grad_boxes_null;
  if (code != errc::ok) return {code, -1};
  return check_each_box(boxes, box_indices, image.extent(0));
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_GRADIENT_HPP
