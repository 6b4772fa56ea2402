// SPDX-License-Identifier: MIT
//
// What a call can be told beyond its tensors and its sampler.

#ifndef CROP_AND_RESIZE_OPTIONS_HPP
#define CROP_AND_RESIZE_OPTIONS_HPP

#include <cstddef>

namespace cnr {
inline namespace v0 {

/// An aggregate; members may be added behind those that are here.
struct options {
  /// Written to every row and column of a crop that lies outside the image. Any value, NaN and infinity included.
  float extrapolation_value = 0;
};

/// Height and width of every crop, in pixels, each in [1, 2^31 - 1].
struct crop_size {
  std::ptrdiff_t height;
  std::ptrdiff_t width;
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_OPTIONS_HPP
