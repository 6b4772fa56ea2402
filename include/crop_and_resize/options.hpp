// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// options: what a call takes beside its tensors and its sampler, and the choices among them: what a box's numbers mean,
// where the rows and columns of a crop fall, and what is done beyond the image. crop_size: the size of crops that a
// call allocates.
//
// The formulas below hold for each axis alone. E is the image's extent along the axis and L is E - 1, c is the crop's
// extent, low and high are the box's bounds, and i is the row or column of the crop. It falls on the coordinate p, in
// pixels. Everything is computed in float, each operation rounded.

#ifndef CROP_AND_RESIZE_OPTIONS_HPP
#define CROP_AND_RESIZE_OPTIONS_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstddef>

namespace cnr {
inline namespace v0 {

/// Where the rows and columns of a crop fall on the image.
///
/// With align_corners and clamped_corners, whole coordinates are the centres of pixels. The crop's first row is on the
/// box's first bound, its last row on the other one. A box is normalised by L: 0 is the centre of the first pixel, 1
/// that of the last.
///
/// With half_pixel, a box's bounds count edges: pixel k covers [k, k + 1). A coordinate p counts centres, hence the
/// - 0.5 in its formula: p = k is the centre of pixel k. The box is cut into c cells of equal size, and each row of the
/// crop is on the centre of a cell. A box is normalised by E: 0 is the image's first edge, 1 the other one. This is the
/// rule of cv::resize, of torch's interpolate with align_corners=False and of Pillow.
enum class coordinate_mode {
  /// TensorFlow's. `p = low * L + i * ((high - low) * L / (c - 1))`; if c is 1, the middle of the box,
  /// `p = 0.5 * (low + high) * L`, the products in double. In pixels without L. Rounding can carry the last row past
  /// the end of the box, by the last bit.
  align_corners,

  /// The p of align_corners, clamped to the box where c > 1: to what low and high themselves fall on. So a box within
  /// the image has all rows on the image.
  clamped_corners,

  /// `p = (low * E - 0.5) + (i + 0.5) * ((high - low) * E / c)`. In pixels without E.
  half_pixel
};

/// What becomes of rows and columns that are outside the image. With both corner modes these are p < 0 and p > L, with
/// half_pixel p < -0.5 and p > E - 0.5. If a box is so large that its first coordinate, or the distance between two
/// rows, is not finite, all of the crop is outside, with any border.
enum class border_mode {
  /// They get the extrapolation value. Any other p is clamped to [0, L].
  extrapolate,

  /// p is clamped to [0, L], which repeats the pixels at the image's edges.
  replicate,

  /// As extrapolate. With half_pixel, p is also clamped to the pixels that the box touches, as if the box had been cut
  /// out of the image first: to [first, last], where first is `floor(min(low, high) * E)`, and last is
  /// `ceil(max(low, high) * E) - 1` but not less than first, and then to [0, L]. In pixels without E. This is OpenCV's
  /// BORDER_ISOLATED.
  isolate
};

/// The order and the unit of a box's four numbers. Normalised numbers are fractions of the image, of L or E as the
/// coordinate_mode says. In pixels, 0 is the centre of the first pixel with the corner modes, and its edge with
/// half_pixel.
enum class box_format {
  yxyx,         ///< y1, x1, y2, x2, normalised. TensorFlow's.
  xyxy,         ///< x1, y1, x2, y2, normalised.
  yxyx_pixels,  ///< y1, x1, y2, x2 in pixels.
  xyxy_pixels,  ///< x1, y1, x2, y2 in pixels.
  xywh_pixels   ///< x1, y1, width, height in pixels: x2 is x1 + width, in float. The order of cv::Rect.
};

namespace detail {

/// Whether boxes are in pixels. Normalised boxes are fractions of the image.
CNR_DETAIL_ALWAYS_INLINE constexpr bool is_in_pixels(box_format format) noexcept {
  return format != box_format::yxyx && format != box_format::xyxy;
}

}  // namespace detail

/// An aggregate. The defaults are TensorFlow's. A later version may add members after these.
struct options {
  /// The value of the rows and columns of a crop that are outside the image, in the unit of the image's elements. Any
  /// float, including NaN and infinity.
  float extrapolation_value = 0;

  /// Where the rows and columns of the crops fall.
  coordinate_mode coordinates = {};

  /// What is done beyond the image.
  border_mode border = {};

  /// What the numbers of the boxes are.
  box_format boxes = {};
};

/// Height and width of every crop, in pixels, each in [1, 2^31 - 1].
struct crop_size {
  std::ptrdiff_t height;
  std::ptrdiff_t width;
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_OPTIONS_HPP
