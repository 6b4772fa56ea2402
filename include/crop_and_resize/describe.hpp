// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// describe: message() of a result with the numbers that broke the rule, in memory of the caller's. It allocates nothing
// and throws nothing, for builds without exceptions and for logs. The calls themselves do not need this header.
//
//     char text[700];
//     const cnr::result done = cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, settings);
//     if (!done) std::puts(cnr::describe(done, text, sizeof(text), image, boxes, box_indices, crops, settings));
//
// It prints, for crops that are planes where pixels are expected,
//
//     crops must have as many channels as the image (image [1, 480, 640, 3] strides [921600, 1920, 3, 1], ..., crops
//     [2, 3, 9, 9] strides [243, 81, 9, 1]; if the crops are NCHW, pass crops.permuted({0, 2, 3, 1}))

#ifndef CROP_AND_RESIZE_DESCRIBE_HPP
#define CROP_AND_RESIZE_DESCRIBE_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/validate/describe.hpp>
#include <crop_and_resize/normalized.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

namespace cnr {
inline namespace v0 {

namespace detail {
CNR_DETAIL_BASELINE_BEGIN

/// describe of a call whose tensors are known.
CNR_DETAIL_NOINLINE inline const char* describe_call(const result& error, char* text, std::size_t size,
                                                     const refused_call& call) noexcept {
  if (size == 0) return "";
  text_writer writer(text, size);
  append_error(writer, error, call);
  return text;
}

/// The operands of what a call writes to.
struct destination_text {
  template <class Out>
  CNR_DETAIL_ALWAYS_INLINE explicit destination_text(const crops_view<Out>& to) noexcept
      : crops(error_argument::crops, to), scale(crops), bias(crops), normalises(false) {}
  template <class Out>
  CNR_DETAIL_ALWAYS_INLINE explicit destination_text(const normalized_crops<Out>& to) noexcept
      : crops(error_argument::crops, to.crops),
        scale(error_argument::scale, to.scale),
        bias(error_argument::bias, to.bias),
        normalises(true) {}

  operand crops;
  operand scale;
  operand bias;
  bool normalises;
};

CNR_DETAIL_BASELINE_END
}  // namespace detail

// Callers may take the addresses of these functions, so they are in the namespace of the compiler's flags.
CNR_DETAIL_BASELINE_BEGIN

/// Writes message() of a result of crop_and_resize and, in brackets, the numbers that broke the rule: the box and its
/// coordinates or its index, the image and its shape, the numbers of the options, or the extents and strides of all
/// tensors. Where axes seem to be in another order than the call takes them, it says so.
///
/// @param error       what the call returned
/// @param text        memory for `size` characters. The text ends with a null; what has no room is left out. 700
///                    characters suffice for numbers of up to ten digits
/// @param image       the arguments of that call, as they were
/// @param destination crops or normalized(crops, scale, bias)
/// @returns text; an empty string if size is 0
///
/// The tensors' elements are read only where the error is about a box. O(size).
template <class T, class Destination>
const char* describe(const result& error, char* text, std::size_t size, const tensor_view<T, 4>& image,
                     const boxes_view& boxes, const box_indices_view& box_indices, const Destination& destination,
                     const options& settings = {}) noexcept {
  const detail::operand image_axes(detail::error_argument::image, image);
  const detail::operand boxes_axes(detail::error_argument::boxes, boxes);
  const detail::operand indices_axes(detail::error_argument::box_indices, box_indices);
  const detail::destination_text to(destination);
  return detail::describe_call(error, text, size,
                               {{{&image_axes, &boxes_axes, &indices_axes, &to.crops,
                                  to.normalises ? &to.scale : nullptr, to.normalises ? &to.bias : nullptr}},
                                &boxes,
                                &box_indices,
                                image.extent(0),
                                nullptr,
                                nullptr,
                                &settings});
}

/// The overload above for images of different sizes: it names the image at fault.
template <class Image, class Destination>
const char* describe(const result& error, char* text, std::size_t size, const tensor_view<Image, 1>& images,
                     const boxes_view& boxes, const box_indices_view& box_indices, const Destination& destination,
                     const options& settings = {}) noexcept {
  const detail::operand images_axes(detail::error_argument::images, images);
  const detail::operand boxes_axes(detail::error_argument::boxes, boxes);
  const detail::operand indices_axes(detail::error_argument::box_indices, box_indices);
  const detail::destination_text to(destination);
  const bool has_images = images.extent(0) > 0 && images.data() != nullptr;
  const bool is_about_image = has_images && error.code != errc::box_index_out_of_range &&
                              error.code != errc::box_not_finite && error.index >= 0 && error.index < images.extent(0);
  const Image none{};
  const Image& first = has_images ? images(0) : none;
  const Image& refused = is_about_image ? images(error.index) : none;
  const detail::operand first_axes(detail::error_argument::image, first);
  const detail::operand refused_axes(detail::error_argument::image, refused);
  return detail::describe_call(error, text, size,
                               {{{&images_axes, &boxes_axes, &indices_axes, &to.crops,
                                  to.normalises ? &to.scale : nullptr, to.normalises ? &to.bias : nullptr}},
                                &boxes,
                                &box_indices,
                                images.extent(0),
                                &first_axes,
                                is_about_image ? &refused_axes : nullptr,
                                &settings});
}

/// describe for a result of crop_and_resize_grad_image.
template <class G>
const char* describe_grad_image(const result& error, char* text, std::size_t size,
                                const tensor_view<const float, 4>& grads, const boxes_view& boxes,
                                const box_indices_view& box_indices, const tensor_view<G, 4>& grad_image) noexcept {
  const detail::operand boxes_axes(detail::error_argument::boxes, boxes);
  const detail::operand indices_axes(detail::error_argument::box_indices, box_indices);
  const detail::operand grads_axes(detail::error_argument::grads, grads);
  const detail::operand output_axes(detail::error_argument::grad_image, grad_image);
  return detail::describe_call(error, text, size,
                               {{{&boxes_axes, &indices_axes, &grads_axes, &output_axes, nullptr, nullptr}},
                                &boxes,
                                &box_indices,
                                grad_image.extent(0),
                                nullptr,
                                nullptr,
                                nullptr});
}

/// describe for a result of crop_and_resize_grad_boxes.
template <class T>
const char* describe_grad_boxes(const result& error, char* text, std::size_t size,
                                const tensor_view<const float, 4>& grads, const tensor_view<T, 4>& image,
                                const boxes_view& boxes, const box_indices_view& box_indices,
                                const tensor_view<float, 2>& grad_boxes) noexcept {
  const detail::operand image_axes(detail::error_argument::image, image);
  const detail::operand boxes_axes(detail::error_argument::boxes, boxes);
  const detail::operand indices_axes(detail::error_argument::box_indices, box_indices);
  const detail::operand grads_axes(detail::error_argument::grads, grads);
  const detail::operand output_axes(detail::error_argument::grad_boxes, grad_boxes);
  return detail::describe_call(error, text, size,
                               {{{&image_axes, &boxes_axes, &indices_axes, &grads_axes, &output_axes, nullptr}},
                                &boxes,
                                &box_indices,
                                image.extent(0),
                                nullptr,
                                nullptr,
                                nullptr});
}

CNR_DETAIL_BASELINE_END
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DESCRIBE_HPP
