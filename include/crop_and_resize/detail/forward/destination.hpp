// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What becomes of a float that was computed, on its way into the crops: it is converted, or scaled, shifted and
// converted. Each way is a class with `element_type`, that of the crops, and `convert(value, channel)`. The vector
// kernels convert rows (vector/encoder.inl), to the same bytes.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_DESTINATION_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_DESTINATION_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/normalized.hpp>

#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_UNFUSED

/// Converts floats to elements of type Out.
template <class Out>
struct plain_destination {
  using element_type = Out;

  CNR_DETAIL_ALWAYS_INLINE Out convert(float value, std::ptrdiff_t /*channel*/) const noexcept {
    return element_traits<Out>::from_float(value);
  }
};

/// Scales and shifts floats by their channel, then converts them.
template <class Out>
struct normalized_destination {
  using element_type = Out;

  channels_view scale;
  channels_view bias;

  CNR_DETAIL_ALWAYS_INLINE Out convert(float value, std::ptrdiff_t channel) const noexcept {
    return element_traits<Out>::from_float(multiply_in_unfused_region(value, scale(channel)) + bias(channel));
  }
};

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_DESTINATION_HPP
