// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops that a call scales and shifts channel by channel while it writes them, as networks want their input: with
// scale 1 / (255 * deviation) and bias -mean / deviation, bytes become normalised floats.

#ifndef CROP_AND_RESIZE_NORMALIZED_HPP
#define CROP_AND_RESIZE_NORMALIZED_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/tensor_view.hpp>

namespace cnr {
inline namespace v0 {

/// [channels]: one number for each channel. A stride of 0 repeats a single number.
using channels_view = tensor_view<const float, 1>;

/// Crops, and the scale and bias of each channel. What a call takes in place of crops.
template <class Out>
struct normalized_crops {
  crops_view<Out> crops;
  channels_view scale;
  channels_view bias;
};

/// Makes a call write `from_float(v * scale[c] + bias[c])` where it would write `from_float(v)`: v is the float that
/// was computed, or the extrapolation value, and c its channel. Both steps are rounded to float, and not fused.
///
/// @tparam Out   element type of the crops, one that element_traits has a from_float for; float where all is in braces
/// @param crops  [num_boxes, crop_height, crop_width, channels]
/// @param scale  [channels], any numbers
/// @param bias   [channels], any numbers
template <class Out = float>
CNR_DETAIL_ALWAYS_INLINE constexpr normalized_crops<Out> normalized(crops_view<Out> crops, channels_view scale,
                                                                    channels_view bias) noexcept {
  return {crops, scale, bias};
}

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_NORMALIZED_HPP
