// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The order in which the arguments of crop_and_resize are checked, before anything is written.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_FORWARD_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_FORWARD_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/validate/views.hpp>
#include <crop_and_resize/filter.hpp>
#include <crop_and_resize/normalized.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>
#include <type_traits>

CNR_DETAIL_NAMESPACE_BEGIN

/// Refuses a method that is no enumerator. Sampler classes are always valid.
template <class Sampler>
CNR_DETAIL_ALWAYS_INLINE constexpr errc check_sampler(const Sampler& sampler) noexcept {
  if constexpr (std::is_same<Sampler, method>::value) {
    if (sampler != method::bilinear && sampler != method::nearest) return errc::unknown_method;
  }
  return errc::ok;
}

/// Refuses options that are no enumerators.
constexpr errc check_options(const options& settings) noexcept {
  switch (settings.coordinates) {
    case coordinate_mode::align_corners:
    case coordinate_mode::clamped_corners:
    case coordinate_mode::half_pixel:
      break;
    default:
      return errc::unknown_coordinates;
  }
  switch (settings.border) {
    case border_mode::extrapolate:
    case border_mode::replicate:
    case border_mode::isolate:
      break;
    default:
      return errc::unknown_border;
  }
  switch (settings.boxes) {
    case box_format::yxyx:
    case box_format::xyxy:
    case box_format::yxyx_pixels:
    case box_format::xyxy_pixels:
    case box_format::xywh_pixels:
      break;
    default:
      return errc::unknown_box_format;
  }
  return errc::ok;
}

/// Refuses roi_align in coordinates in which its bins are not defined.
template <class Sampler>
CNR_DETAIL_ALWAYS_INLINE constexpr errc check_choice(const Sampler& sampler, const options& settings) noexcept {
  errc code = detail::check_sampler(sampler);
  if (code == errc::ok) code = check_options(settings);
  if constexpr (std::is_same<Sampler, roi_align>::value) {
    if (code == errc::ok && settings.coordinates != coordinate_mode::half_pixel) return errc::roi_align_coordinates;
  }
  return code;
}

/// The tensors that a call writes by: crops, and the scale and bias of each channel where the call normalises.
struct destination_operands {
  operand crops;
  const operand* scale;  // null where the call does not normalise
  const operand* bias;
};

/// Checks the shape of what has one number for each channel.
CNR_DETAIL_COLD constexpr errc check_channels(const operand& of, std::ptrdiff_t channels) noexcept {
  if (of.extents[0] != channels) return of.error(error_rule::channels_mismatch);
  return channels == 0 || is_addressable(of) ? errc::ok : of.error(error_rule::too_large);
}

/// The tensors of a call except what is cut.
struct other_operands {
  operand boxes;
  operand box_indices;
  const destination_operands& destination;
};

/// The shapes of all tensors except what is cut, which has so many channels.
inline errc check_other_shapes(const other_operands& others, std::ptrdiff_t channels) noexcept {
  const destination_operands& destination = others.destination;
  const std::ptrdiff_t num_boxes = others.boxes.extents[0];
  errc code = check_shape(others.boxes, any_number, any_number);
  if (code == errc::ok) code = check_shape(others.box_indices, num_boxes, any_number);
  if (code == errc::ok) code = check_shape(destination.crops, num_boxes, channels);
  if (code != errc::ok || destination.scale == nullptr) return code;
  code = check_channels(*destination.scale, channels);
  return code == errc::ok ? check_channels(*destination.bias, channels) : code;
}

/// The data pointers of all tensors except what is cut. Precondition: check_other_shapes found no error.
inline errc check_other_data(const other_operands& others) noexcept {
  const destination_operands& destination = others.destination;
  errc code = check_data(others.boxes);
  if (code == errc::ok) code = check_data(others.box_indices);
  if (code == errc::ok) code = check_data(destination.crops);
  if (code != errc::ok || destination.scale == nullptr || is_empty(destination.crops)) return code;
  code = check_data(*destination.scale);
  return code == errc::ok ? check_data(*destination.bias) : code;
}

/// All checks except those of the sampler, the options and the boxes one by one.
inline errc check_forward(const operand& image, const other_operands& others) noexcept {
  errc code = check_shape(image, any_number, any_number);
  if (code == errc::ok) code = check_other_shapes(others, image.extents[3]);
  if (code == errc::ok) code = check_image_data(image, others.boxes);
  return code == errc::ok ? check_other_data(others) : code;
}

/// All checks. `choice` is the outcome of check_choice. O(num_boxes).
CNR_DETAIL_NOINLINE inline result validate_forward(errc choice, const operand& image, const boxes_view& boxes,
                                                   const box_indices_view& box_indices,
                                                   const destination_operands& destination) noexcept {
  errc code = choice;
  if (code == errc::ok) {
    code =
        check_forward(image, {{error_argument::boxes, boxes}, {error_argument::box_indices, box_indices}, destination});
  }
  if (code != errc::ok) return {code, -1};
  return check_each_box(boxes, box_indices, image.extents[0]);
}

/// Calls `error_of` with the operand of each image, up to the first error. The index of the result is the image's.
template <class T, class ErrorOf>
result check_each_image(const images_view<T>& images, const ErrorOf& error_of) noexcept {
  for (std::ptrdiff_t number = 0; number < images.extent(0); ++number) {
    const image_view<T>& image = images(number);
    const errc code = error_of(operand(error_argument::image, image));
    if (code != errc::ok) return {code, number};
  }
  return {};
}

/// All checks of a call for images of different sizes. `choice` is the outcome of check_choice.
/// O(images + num_boxes).
template <class T>
result validate_images(errc choice, const images_view<T>& images, const boxes_view& boxes,
                       const box_indices_view& box_indices, const destination_operands& destination) noexcept {
  const operand all(error_argument::images, images);
  const other_operands others{{error_argument::boxes, boxes}, {error_argument::box_indices, box_indices}, destination};
  errc code = choice;
  if (code == errc::ok) code = check_shape(all, any_number, any_number);
  if (code == errc::ok) code = check_data(all);
  if (code != errc::ok) return {code, -1};
  // Without images, no number of channels is wrong.
  const std::ptrdiff_t channels = is_empty(all) ? destination.crops.extents[3] : images(0).extent(3);
  result checked = detail::check_each_image(images, [&](const operand& image) noexcept {
    const errc shape = check_shape(image, any_number, any_number);
    if (shape != errc::ok) return shape;
    if (image.extents[0] != 1) return errc::images_batch_not_one;
    return image.extents[3] == channels ? errc::ok : errc::images_channels_mismatch;
  });
  if (!checked) return checked;
  code = check_other_shapes(others, channels);
  if (code != errc::ok) return {code, -1};
  checked = detail::check_each_image(
      images, [&](const operand& image) noexcept { return check_image_data(image, others.boxes); });
  if (!checked) return checked;
  code = check_other_data(others);
  if (code != errc::ok) return {code, -1};
  return check_each_box(boxes, box_indices, images.extent(0));
}

/// The outcome of the checks of an image or of images, for destinations of both kinds.
template <class T>
CNR_DETAIL_ALWAYS_INLINE result validate_any(errc choice, const image_view<T>& image, const boxes_view& boxes,
                                             const box_indices_view& box_indices,
                                             const destination_operands& destination) noexcept {
  return detail::validate_forward(choice, {error_argument::image, image}, boxes, box_indices, destination);
}
template <class T>
CNR_DETAIL_ALWAYS_INLINE result validate_any(errc choice, const images_view<T>& images, const boxes_view& boxes,
                                             const box_indices_view& box_indices,
                                             const destination_operands& destination) noexcept {
  return detail::validate_images(choice, images, boxes, box_indices, destination);
}

/// The outcome of all checks. Nothing was written if it is false.
/// @param source  an image_view or an images_view
template <class Source, class Out, class Sampler>
CNR_DETAIL_ALWAYS_INLINE result validate(const Source& source, const boxes_view& boxes,
                                         const box_indices_view& box_indices, const crops_view<Out>& crops,
                                         const Sampler& sampler, const options& settings) noexcept {
  return detail::validate_any(detail::check_choice(sampler, settings), source, boxes, box_indices,
                              {{error_argument::crops, crops}, nullptr, nullptr});
}

/// The outcome of all checks of a call that normalises.
template <class Source, class Out, class Sampler>
CNR_DETAIL_ALWAYS_INLINE result validate(const Source& source, const boxes_view& boxes,
                                         const box_indices_view& box_indices, const normalized_crops<Out>& destination,
                                         const Sampler& sampler, const options& settings) noexcept {
  const operand scale(error_argument::scale, destination.scale);
  const operand bias(error_argument::bias, destination.bias);
  return detail::validate_any(detail::check_choice(sampler, settings), source, boxes, box_indices,
                              {{error_argument::crops, destination.crops}, &scale, &bias});
}

/// The outcome of all checks for crops that will be allocated: dense, of these extents, with elements of type Out.
template <class Out = float, class T, class Sampler>
CNR_DETAIL_ALWAYS_INLINE result validate(const image_view<T>& image, const boxes_view& boxes,
                                         const box_indices_view& box_indices,
                                         const typename crops_view<Out>::extents_type& crops_extents,
                                         const Sampler& sampler, const options& settings) noexcept {
  const crops_view<Out> crops(nullptr, crops_extents);
  operand allocated_later(error_argument::crops, crops);
  allocated_later.is_null = false;
  return detail::validate_forward(detail::check_choice(sampler, settings), {error_argument::image, image}, boxes,
                                  box_indices, {allocated_later, nullptr, nullptr});
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_FORWARD_HPP
