// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// crop_and_resize_grad_image, crop_and_resize_grad_boxes - the gradients of crop_and_resize, as TensorFlow's operations
// CropAndResizeGradImage and CropAndResizeGradBoxes compute them on the CPU.
//
//     const cnr::tensor_view<const float, 4> grads(of_crops, {num_boxes, 224, 224, channels});
//     const cnr::tensor_view<float, 4> grad_image(of_image, {batch, height, width, channels});
//     const cnr::tensor_view<float, 2> grad_boxes(of_boxes, {num_boxes, 4});
//     auto done = cnr::crop_and_resize_grad_image(grads, boxes, box_indices, grad_image);
//     if (done) done = cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, grad_boxes);
//
// grads is the derivative of a loss by every element of the crops. The functions compute its derivatives by every
// element of the image and by every bound of the boxes. Extrapolated elements contribute nothing. Boxes and their
// indices are those of crop_and_resize.hpp. What that header says about memory, threads, flags and errors holds here as
// well: both functions allocate nothing, throw only what the executor throws, and check their arguments before they
// write.
//
// The crops are linear in the image, and the gradient with regard to it is the adjoint of that operation. As functions
// of the boxes, the crops have kinks where a coordinate is a whole number. There both taps of that axis are the same
// pixel, and the term is 0, as in TensorFlow, whatever the slopes on either side. A box on the pixel grid, such as
// [0, 0, 1, 1] for crops of the image's own size, has a gradient of 0. Start a descent from other boxes.
//
// There are no gradients of these gradients, and none for samplers of the caller's own. Crops made with nearest do not
// depend smoothly on the boxes. TensorFlow uses the gradient of bilinear for them; crop_and_resize_grad_boxes gives its
// numbers.

#ifndef CROP_AND_RESIZE_CROP_AND_RESIZE_GRAD_HPP
#define CROP_AND_RESIZE_CROP_AND_RESIZE_GRAD_HPP

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/gradient/run.hpp>
#include <crop_and_resize/detail/validate/gradient.hpp>
#include <crop_and_resize/detail/validate/gradient_misuse.hpp>
#include <crop_and_resize/executor.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstdint>
#include <type_traits>

namespace cnr {
inline namespace v0 {
// Callers may take the addresses of these functions, so they are in the namespace of the compiler's flags.
CNR_DETAIL_BASELINE_BEGIN

/// Computes the gradient with regard to the images: each gradient of a crop is added, in shares, to the elements that
/// its element was made of.
///
/// Every byte is what TensorFlow writes on one thread. An element gets its increments box by box, of a box row by row,
/// and of a row column by column. Each increment is computed in float, rounded to G, and added in G. Executors and
/// numbers of threads do not change that order, as tasks are rows of the images.
///
/// @tparam G          element type of the gradient: half, bfloat16, float or double, or one whose element_traits name
///                    the format of one of these
/// @param grads       [num_boxes, crop_height, crop_width, channels], any strides; crop_height and crop_width in
///                    [1, 2^31 - 1]
/// @param boxes       [num_boxes, 4]: y1, x1, y2, x2, finite, normalised by (extent - 1)
/// @param box_indices [num_boxes]: each box's image, in [0, batch)
/// @param grad_image  [batch, height, width, channels], any strides that keep elements apart; overwritten, not added to
/// @param sampler     what the crops were made with: bilinear{}, nearest{}, or a method
/// @param executor    runs the tasks of the call; taken by reference, not copied
/// @returns success, or the first rule broken, in which case nothing was written
///
/// grad_image overlaps neither an input nor itself. O(elements of grads and grad_image), and O(num_boxes) in each task.
template <class G, class Sampler = bilinear, class Executor = serial>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize_grad_image(image_view<float> grads, boxes_view boxes,
                                                           box_indices_view box_indices, tensor_view<G, 4> grad_image,
                                                           Sampler sampler = {}, Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  if constexpr (detail::require_grad_image_supported<G, Sampler>() && detail::require_executor<Executor>()) {
    const result checked = detail::validate_grad_image(grads, boxes, box_indices, grad_image, sampler);
    if (checked) detail::run_grad_image(grads, boxes, box_indices, grad_image, sampler, executor);
    return checked;
  }
}

/// Computes the gradient with regard to the bounds of the boxes, for crops that were made with bilinear.
///
/// Every term is computed in float, as in TensorFlow. TensorFlow adds the terms in float, one after the other. Here
/// they are added in double and rounded once, so the error is below 1e-6 of the sum of their magnitudes. The order of
/// the additions depends on the shapes alone: the bytes are the same for every executor, number of threads, target and
/// compiler, and for all strides.
///
/// @tparam T          element type of the image: all that crop_and_resize takes
/// @param grads       [num_boxes, crop_height, crop_width, channels], any strides; crop_height and crop_width in
///                    [1, 2^31 - 1]
/// @param image       [batch, height, width, channels], any strides; height and width in [1, 2^31 - 1]
/// @param boxes       [num_boxes, 4]: y1, x1, y2, x2, finite, normalised by (extent - 1)
/// @param box_indices [num_boxes]: each box's image, in [0, batch)
/// @param grad_boxes  [num_boxes, 4]: by y1, x1, y2, x2; any strides that keep elements apart; overwritten
/// @param executor    runs the tasks of the call; taken by reference, not copied
/// @returns success, or the first rule broken, in which case nothing was written
///
/// grad_boxes overlaps neither an input nor itself. O(num_boxes + elements of grads).
template <class T, class Executor = serial>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize_grad_boxes(image_view<float> grads, image_view<T> image,
                                                           boxes_view boxes, box_indices_view box_indices,
                                                           tensor_view<float, 2> grad_boxes,
                                                           Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  if constexpr (detail::require_grad_boxes_supported<T>() && detail::require_executor<Executor>()) {
    const result checked = detail::validate_grad_boxes(grads, image, boxes, box_indices, grad_boxes);
    if (checked) {
      detail::run_grad_boxes(detail::grad_boxes_arguments<T>{grads, image, boxes, box_indices, grad_boxes}, executor);
    }
    return checked;
  }
}

/// Computes the gradient with regard to the bounds of the boxes, from an image of mutable elements: C++ deduces T from
/// such a view, which the overload above would have to be told. The image is only read. Values, errors and complexity
/// are those of the overload above.
///
/// @tparam T          element type of the image: all that crop_and_resize takes
/// @param grads       [num_boxes, crop_height, crop_width, channels], any strides; crop_height and crop_width in
///                    [1, 2^31 - 1]
/// @param image       [batch, height, width, channels], any strides; height and width in [1, 2^31 - 1]
/// @param boxes       [num_boxes, 4]: y1, x1, y2, x2, finite, normalised by (extent - 1)
/// @param box_indices [num_boxes]: each box's image, in [0, batch)
/// @param grad_boxes  [num_boxes, 4]: by y1, x1, y2, x2; any strides that keep elements apart; overwritten
/// @param executor    runs the tasks of the call; taken by reference, not copied
/// @returns success, or the first rule broken, in which case nothing was written
template <class T, class Executor = serial, std::enable_if_t<!std::is_const<T>::value, int> = 0>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize_grad_boxes(image_view<float> grads, tensor_view<T, 4> image,
                                                           boxes_view boxes, box_indices_view box_indices,
                                                           tensor_view<float, 2> grad_boxes,
                                                           Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  return cnr::crop_and_resize_grad_boxes(grads, image_view<T>(image), boxes, box_indices, grad_boxes, executor);
}

/// Chosen for arguments that crop_and_resize_grad_image does not take, to say so.
template <class G = float, class Sampler = bilinear, class Executor = serial, class Grads = detail::in_braces,
          class Boxes = detail::in_braces, class Indices = detail::in_braces, class Written = detail::in_braces,
          class Types = detail::grad_image_types<Grads, Boxes, Indices, Written>, class... Rest,
          std::enable_if_t<Types::is_misuse, int> = 0>
result crop_and_resize_grad_image(const Grads& /*grads*/, const Boxes& /*boxes*/, const Indices& /*box_indices*/,
                                  const Written& /*grad_image*/ = {}, Rest&&... /*rest*/) {
  static_assert(Types::has_grads,
                "crop_and_resize_grad_image: grads must be a view of float, 4-D, of a tensor its view()");
  static_assert(Types::has_boxes,
                "crop_and_resize_grad_image: boxes must be a view of float, 2-D, of a tensor its view()");
  static_assert(Types::has_indices,
                "crop_and_resize_grad_image: box_indices must be a view of std::int32_t, 1-D, of a tensor its view()");
  static_assert(
      Types::has_written,
      "crop_and_resize_grad_image: grad_image must be a 4-D view of mutable elements, of a tensor its view()");
  return {};
}

/// Chosen for arguments that crop_and_resize_grad_boxes does not take, to say so.
template <class T = float, class Executor = serial, class Grads = detail::in_braces, class Image = detail::in_braces,
          class Boxes = detail::in_braces, class Indices = detail::in_braces, class Written = detail::in_braces,
          class Types = detail::grad_boxes_types<Grads, Image, Boxes, Indices, Written>, class... Rest,
          std::enable_if_t<Types::is_misuse, int> = 0>
result crop_and_resize_grad_boxes(const Grads& /*grads*/, const Image& /*image*/, const Boxes& /*boxes*/,
                                  const Indices& /*box_indices*/ = {}, const Written& /*grad_boxes*/ = {},
                                  Rest&&... /*rest*/) {
  static_assert(Types::has_grads,
                "crop_and_resize_grad_boxes: grads must be a view of float, 4-D, of a tensor its view()");
  static_assert(Types::has_image, "crop_and_resize_grad_boxes: image must be a 4-D view, of a tensor its view()");
  static_assert(Types::has_boxes,
                "crop_and_resize_grad_boxes: boxes must be a view of float, 2-D, of a tensor its view()");
  static_assert(Types::has_indices,
                "crop_and_resize_grad_boxes: box_indices must be a view of std::int32_t, 1-D, of a tensor its view()");
  static_assert(Types::has_written,
                "crop_and_resize_grad_boxes: grad_boxes must be a view of mutable float, 2-D, of a tensor its view()");
  return {};
}

CNR_DETAIL_BASELINE_END
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_CROP_AND_RESIZE_GRAD_HPP
