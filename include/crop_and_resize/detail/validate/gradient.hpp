// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The order in which the arguments of the gradients are checked, before anything is written.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_GRADIENT_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_GRADIENT_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/validate/forward.hpp>
#include <crop_and_resize/detail/validate/views.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// All checks of crop_and_resize_grad_image. `sampler` is the outcome of check_sampler. O(num_boxes).
inline result validate_grad_image(errc sampler, const operand& grads, const boxes_view& boxes_data,
                                  const box_indices_view& box_indices_data, const operand& grad_image) noexcept {
  const operand boxes(error_argument::boxes, boxes_data);
  const operand box_indices(error_argument::box_indices, box_indices_data);
  const std::ptrdiff_t num_boxes = boxes.extents[0];
  errc code = sampler;
  if (code == errc::ok) code = check_shape(boxes, any_number, any_number);
  if (code == errc::ok) code = check_shape(box_indices, num_boxes, any_number);
  // grad_image is checked after grads, so its extent may be any_number. As -1 it is no number of channels, either.
  if (code == errc::ok) code = check_shape(grads, num_boxes, maximum(grad_image.extents[3], -1));
  if (code == errc::ok) code = check_shape(grad_image, any_number, any_number);
  if (code == errc::ok) code = check_data(boxes);
  if (code == errc::ok) code = check_data(box_indices);
  if (code == errc::ok) code = check_data(grads);
  if (code == errc::ok) code = check_data(grad_image);
  if (code != errc::ok) return {code, -1};
  return check_each_box(boxes_data, box_indices_data, grad_image.extents[0]);
}

/// The outcome of all checks of crop_and_resize_grad_image. Nothing was written if it is false.
template <class G, class Sampler>
CNR_DETAIL_ALWAYS_INLINE result validate_grad_image(const image_view<float>& grads, const boxes_view& boxes,
                                                    const box_indices_view& box_indices,
                                                    const tensor_view<G, 4>& grad_image,
                                                    const Sampler& sampler) noexcept {
  return detail::validate_grad_image(detail::check_sampler(sampler), {error_argument::grads, grads}, boxes, box_indices,
                                     {error_argument::grad_image, grad_image});
}

/// All checks of crop_and_resize_grad_boxes. O(num_boxes).
inline result validate_grad_boxes(const operand& grads, const operand& image, const boxes_view& boxes_data,
                                  const box_indices_view& box_indices_data, const operand& grad_boxes) noexcept {
  const operand boxes(error_argument::boxes, boxes_data);
  const operand box_indices(error_argument::box_indices, box_indices_data);
  const std::ptrdiff_t num_boxes = boxes.extents[0];
  errc code = check_shape(image, any_number, any_number);
  if (code == errc::ok) code = check_shape(boxes, any_number, any_number);
  if (code == errc::ok) code = check_shape(box_indices, num_boxes, any_number);
  if (code == errc::ok) code = check_shape(grads, num_boxes, image.extents[3]);
  if (code == errc::ok) code = check_shape(grad_boxes, num_boxes, any_number);
  if (code == errc::ok) code = check_image_data(image, boxes);
  if (code == errc::ok) code = check_data(boxes);
  if (code == errc::ok) code = check_data(box_indices);
  if (code == errc::ok) code = check_data(grads);
  if (code == errc::ok) code = check_data(grad_boxes);
  if (code != errc::ok) return {code, -1};
  return check_each_box(boxes_data, box_indices_data, image.extents[0]);
}

/// The outcome of all checks of crop_and_resize_grad_boxes. Nothing was written if it is false.
template <class T>
CNR_DETAIL_ALWAYS_INLINE result validate_grad_boxes(const image_view<float>& grads, const image_view<T>& image,
                                                    const boxes_view& boxes, const box_indices_view& box_indices,
                                                    const tensor_view<float, 2>& grad_boxes) noexcept {
  return detail::validate_grad_boxes({error_argument::grads, grads}, {error_argument::image, image}, boxes, box_indices,
                                     {error_argument::grad_boxes, grad_boxes});
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_GRADIENT_HPP
