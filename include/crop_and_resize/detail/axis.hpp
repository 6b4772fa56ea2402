// SPDX-License-Identifier: MIT
//
// One axis of one box: which coordinate of the image each row or column of the crop falls on, in TensorFlow's
// arithmetic.

#ifndef CROP_AND_RESIZE_DETAIL_AXIS_HPP
#define CROP_AND_RESIZE_DETAIL_AXIS_HPP

#include <crop_and_resize/detail/bits.hpp>
#include <crop_and_resize/detail/config.hpp>
#include <crop_and_resize/sampler.hpp>

#include <cstddef>
#include <cstdint>

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {

/// Maps positions along one axis of a crop to coordinates along the same axis of the image, where whole coordinates are
/// the centres of pixels.
class axis {
 public:
  /// `low` and `high` are the box's bounds, finite and in any order; both extents are at least 1.
  /// The formulas, their types and their order are those of TensorFlow's CPU kernel (crop_and_resize_op.cc).
  axis(float low, float high, std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) noexcept
      : last_index_(image_extent - 1), last_(static_cast<float>(image_extent - 1)) {
    if (crop_extent > 1) {
      origin_ = low * last_;
      scale_ = (high - low) * last_ / static_cast<float>(crop_extent - 1);
    } else {
      // The sum is taken in float, the rest in double. The scale meets position 0 only, and adding 0 * -0.0 changes no
      // number: not even an origin of -0.0, which 0 * 0.0 would.
      origin_ = static_cast<float>(0.5 * static_cast<double>(low + high) * static_cast<double>(image_extent - 1));
      scale_ = -0.0F;
    }
  }

  /// Never decreases with `position`, or never increases; NaN or infinite where the box overflows.
  CNR_DETAIL_ALWAYS_INLINE float coordinate(std::ptrdiff_t position) const noexcept {
    return origin_ + rounded_product(static_cast<float>(position), scale_);
  }

  /// Whether a coordinate lies on the image. False for NaN.
  CNR_DETAIL_ALWAYS_INLINE bool contains(float coordinate) const noexcept {
    return is_between_zero_and(last_, coordinate);
  }

  /// An index of the image's rows or columns: `index` itself, or the edge it lies beyond. bilinear and nearest go
  /// beyond it only where the extent is too large for float, whose last_ then lies above last_index_.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t clamped(std::int64_t index) const noexcept {
    if (index < 0) return 0;
    return index < last_index_ ? static_cast<std::ptrdiff_t>(index) : last_index_;
  }

 private:
  std::ptrdiff_t last_index_;
  float last_;
  float origin_;
  float scale_;
};

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_AXIS_HPP
