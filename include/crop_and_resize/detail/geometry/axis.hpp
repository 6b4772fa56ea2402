// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// One axis of one box: which coordinate of the image each row or column of the crop has, in TensorFlow's arithmetic.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_AXIS_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_AXIS_HPP

#include <crop_and_resize/detail/base/bits.hpp>
#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>

#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN

/// std::partition_point over the integers [begin, end), with both ends tested first: most often the predicate holds for
/// none of them or for all.
template <class Predicate>
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t partition_point(std::ptrdiff_t begin, std::ptrdiff_t end,
                                                        const Predicate& predicate) noexcept {
  if (begin == end || !predicate(begin)) return begin;
  if (predicate(end - 1)) return end;
  while (begin < end) {
    const std::ptrdiff_t middle = begin + (end - begin) / 2;
    if (predicate(middle)) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

/// Maps positions along one axis of a crop to coordinates along the same axis of the image. Whole coordinates are the
/// centres of pixels.
class axis {
 public:
  /// `low` and `high` are the box's bounds, finite and in any order. Both extents are at least 1.
  /// The formulas, their types and their order are those of TensorFlow's CPU kernel (crop_and_resize_op.cc).
  axis(float low, float high, std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) noexcept
      : last_index_(image_extent - 1), last_(static_cast<float>(image_extent - 1)) {
    if (crop_extent > 1) {
      origin_ = unfused_multiply(low, last_);
      scale_ = (high - low) * last_ / static_cast<float>(crop_extent - 1);
    } else {
      // The sum is taken in float, the rest in double. Only position 0 meets the scale. Adding 0 * -0.0 changes no
      // number, not even an origin of -0.0; adding 0 * 0.0 would.
      origin_ = static_cast<float>(0.5 * static_cast<double>(low + high) * static_cast<double>(image_extent - 1));
      scale_ = -0.0F;
    }
  }

  /// The axis of the box gradient, for which TensorFlow multiplies in another order.
  static axis of_box_gradient(float low, float high, std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) noexcept {
    axis result(low, high, image_extent, crop_extent);
    if (crop_extent > 1) result.scale_ = (high - low) * (result.last_ / static_cast<float>(crop_extent - 1));
    return result;
  }

  /// Monotonic in `position`. NaN or infinite where the box overflows.
  CNR_DETAIL_ALWAYS_INLINE float coordinate(std::ptrdiff_t position) const noexcept {
    return origin_ + unfused_multiply(static_cast<float>(position), scale_);
  }

  /// Whether a coordinate is on the image. False for NaN.
  CNR_DETAIL_ALWAYS_INLINE bool contains(float coordinate) const noexcept {
    return is_between_zero_and(last_, coordinate);
  }

  /// The coordinate of position 0, and the distance between the coordinates of neighbours.
  CNR_DETAIL_ALWAYS_INLINE float origin() const noexcept { return origin_; }
  CNR_DETAIL_ALWAYS_INLINE float scale() const noexcept { return scale_; }

  /// The positions of a crop of `crop_extent` that are on the image. O(log crop_extent).
  index_range inside(std::ptrdiff_t crop_extent) const noexcept {
    // Coordinates are monotonic, so those on the image have no gaps between them. An origin or a scale that overflowed
    // leaves no coordinate on the image, but can make coordinates NaN, which has no order.
    if (!is_finite(origin_) || !is_finite(scale_)) return {0, 0};
    const bool rises = !falls();
    const auto is_before = [&](std::ptrdiff_t i) noexcept { return rises ? coordinate(i) < 0 : coordinate(i) > last_; };
    const auto is_not_after = [&](std::ptrdiff_t i) noexcept {
      return rises ? coordinate(i) <= last_ : coordinate(i) >= 0;
    };
    const std::ptrdiff_t begin = detail::partition_point(0, crop_extent, is_before);
    return {begin, detail::partition_point(begin, crop_extent, is_not_after)};
  }

  /// Whether coordinates fall from one position to the next.
  CNR_DETAIL_ALWAYS_INLINE bool falls() const noexcept { return scale_ < 0; }

  /// `index` as an index of the image: the nearest edge where it is beyond that. bilinear and nearest go beyond an edge
  /// only where the extent is too large for float, whose last_ is then above last_index_.
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

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_AXIS_HPP
