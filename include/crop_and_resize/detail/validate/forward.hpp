// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The order in which the arguments of crop_and_resize are checked, before anything is written.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_FORWARD_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_FORWARD_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/validate/views.hpp>
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

/// The tensors that a call writes by: crops, and the scale and bias of each channel where the call normalises.
struct destination_operands {
  operand crops;
  const operand* scale;  // null where the call does not normalise
  const operand* bias;
};

/// Checks the shape of what has one number for each channel.
CNR_DETAIL_NOINLINE constexpr errc check_channels(const operand& of, std::ptrdiff_t channels) noexcept {
  if (of.extents[0] != channels) return of.error(error_rule::channels_mismatch);
  return channels == 0 || is_addressable(of) ? errc::ok : of.error(error_rule::too_large);
}

/// All checks except those of the sampler, the options and the boxes one by one.
inline errc check_forward(const operand& image, const operand& boxes, const operand& box_indices,
                          const destination_operands& destination) noexcept {
  const operand& crops = destination.crops;
  const bool normalises = destination.scale != nullptr;
  errc code = check_shape(image, any_number, any_number);
  if (code == errc::ok) code = check_shape(boxes, any_number, any_number);
  if (code == errc::ok) code = check_shape(box_indices, boxes.extents[0], any_number);
  if (code == errc::ok) code = check_shape(crops, boxes.extents[0], image.extents[3]);
  if (code == errc::ok && normalises) code = check_channels(*destination.scale, image.extents[3]);
  if (code == errc::ok && normalises) code = check_channels(*destination.bias, image.extents[3]);
  if (code == errc::ok) code = check_image_data(image, boxes);
  if (code == errc::ok) code = check_data(boxes);
  if (code == errc::ok) code = check_data(box_indices);
  if (code == errc::ok) code = check_data(crops);
  if (code == errc::ok && normalises && !is_empty(crops)) code = check_data(*destination.scale);
  if (code == errc::ok && normalises && !is_empty(crops)) code = check_data(*destination.bias);
  return code;
}

/// All checks. `sampler` is the outcome of check_sampler. O(num_boxes).
inline result validate_forward(errc sampler, const options& settings, const operand& image, const boxes_view& boxes,
                               const box_indices_view& box_indices, const destination_operands& destination) noexcept {
  errc code = sampler != errc::ok ? sampler : check_options(settings);
  if (code == errc::ok) {
    code =
        check_forward(image, {error_argument::boxes, boxes}, {error_argument::box_indices, box_indices}, destination);
  }
  if (code != errc::ok) return {code, -1};
  return check_each_box(boxes, box_indices, image.extents[0]);
}

/// The outcome of all checks. Nothing was written if it is false.
template <class T, class Out, class Sampler>
CNR_DETAIL_ALWAYS_INLINE result validate(const image_view<T>& image, const boxes_view& boxes,
                                         const box_indices_view& box_indices, const crops_view<Out>& crops,
                                         const Sampler& sampler, const options& settings) noexcept {
  return detail::validate_forward(detail::check_sampler(sampler), settings, {error_argument::image, image}, boxes,
                                  box_indices, {{error_argument::crops, crops}, nullptr, nullptr});
}

/// The outcome of all checks of a call that normalises.
template <class T, class Out, class Sampler>
CNR_DETAIL_ALWAYS_INLINE result validate(const image_view<T>& image, const boxes_view& boxes,
                                         const box_indices_view& box_indices, const normalized_crops<Out>& destination,
                                         const Sampler& sampler, const options& settings) noexcept {
  const operand scale(error_argument::scale, destination.scale);
  const operand bias(error_argument::bias, destination.bias);
  return detail::validate_forward(detail::check_sampler(sampler), settings, {error_argument::image, image}, boxes,
                                  box_indices, {{error_argument::crops, destination.crops}, &scale, &bias});
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
  return detail::validate_forward(detail::check_sampler(sampler), settings, {error_argument::image, image}, boxes,
                                  box_indices, {allocated_later, nullptr, nullptr});
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_FORWARD_HPP
