// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// options: what a call takes beside its tensors and its sampler. crop_size: the size of crops that a call allocates.

#ifndef CROP_AND_RESIZE_OPTIONS_HPP
#define CROP_AND_RESIZE_OPTIONS_HPP

#include <cstddef>

namespace cnr {
inline namespace v0 {

/// An aggregate. A later version may add members after these.
struct options {
  /// The value of the rows and columns of a crop that are outside the image, in the unit of the image's elements. Any
  /// float, including NaN and infinity.
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
