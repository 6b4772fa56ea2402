// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// One axis of one box: which coordinate of the image each row or column of the crop has, and which of them are inside.
// Here the coordinate_mode and the border_mode of a call become numbers.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_AXIS_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_AXIS_HPP

#include <crop_and_resize/detail/base/bits.hpp>
#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/options.hpp>

#include <cfloat>
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

/// The largest whole number that is not above `value`, which is not NaN. From 2^23 on, all floats are whole.
CNR_DETAIL_ALWAYS_INLINE float round_down(float value) noexcept {
  constexpr float all_whole = 1 << 23;
  if (value <= -all_whole || value >= all_whole) return value;
  const auto whole = static_cast<float>(static_cast<std::int32_t>(value));
  return whole > value ? whole - 1 : whole;
}

/// `value`, or the bound that it is beyond. A bound that it is equal to does not replace it: -0.0 is kept.
CNR_DETAIL_ALWAYS_INLINE float clamp(float value, float low, float high) noexcept {
  const float from_low = low > value ? low : value;
  return high < from_low ? high : from_low;
}

/// Maps positions along one axis of a crop to coordinates along the same axis of the image, by the formulas of
/// options.hpp. Whole coordinates are the centres of pixels.
///
/// All modes, borders and units have one formula, coordinate(). They differ in the numbers that the constructor finds.
class axis {
 public:
  /// `low` and `high` are the box's bounds, in any order. They are finite, except that `high` may be infinite. Both
  /// extents are at least 1.
  /// The formulas of align_corners, their types and their order are those of TensorFlow's CPU kernel
  /// (crop_and_resize_op.cc).
  axis(float low, float high, std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent,
       const options& settings = {}) noexcept
      : last_index_(image_extent - 1),
        high_(static_cast<float>(image_extent - 1)),
        inside_high_(high_),
        replicates_(settings.border == border_mode::replicate) {
    const bool is_half_pixel = settings.coordinates == coordinate_mode::half_pixel;
    const bool in_pixels = is_in_pixels(settings.boxes);
    float unit = 1;  // of the box's bounds, in pixels
    if (!in_pixels) unit = is_half_pixel ? static_cast<float>(image_extent) : high_;
    if (is_half_pixel) {
      shift_ = 0.5F;
      origin_ = unfused_multiply(low, unit) - 0.5F;
      scale_ = (high - low) * unit / static_cast<float>(crop_extent);
      inside_low_ = -0.5F;
      inside_high_ = static_cast<float>(image_extent) - 0.5F;
    } else if (crop_extent > 1) {
      origin_ = unfused_multiply(low, unit);
      scale_ = (high - low) * unit / static_cast<float>(crop_extent - 1);
      if (settings.coordinates == coordinate_mode::clamped_corners) clamp_to_box(unfused_multiply(high, unit));
    } else {
      // The sum is taken in float, the rest in double. Only position 0 meets the scale. Adding 0 * -0.0 changes no
      // number, not even an origin of -0.0; adding 0 * 0.0 would.
      const double size = in_pixels ? 1 : static_cast<double>(image_extent - 1);
      origin_ = static_cast<float>(0.5 * static_cast<double>(low + high) * size);
      scale_ = -0.0F;
    }
    if (settings.border == border_mode::isolate && is_half_pixel) {
      isolate_box(unfused_multiply(low, unit), unfused_multiply(high, unit));
    }
  }

  /// The axis of the box gradient, for which TensorFlow multiplies in another order.
  static axis of_box_gradient(float low, float high, std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) noexcept {
    axis result(low, high, image_extent, crop_extent);
    if (crop_extent > 1) result.scale_ = (high - low) * (result.high_ / static_cast<float>(crop_extent - 1));
    return result;
  }

  /// Where a sampler reads for a position that is inside. Monotonic in `position`.
  CNR_DETAIL_ALWAYS_INLINE float coordinate(std::ptrdiff_t position) const noexcept {
    return detail::clamp(unclamped(position), low_, high_);
  }

  /// coordinate() before it is clamped. Monotonic in `position`. NaN or infinite where the box overflows.
  CNR_DETAIL_ALWAYS_INLINE float unclamped(std::ptrdiff_t position) const noexcept {
    return origin_ + unfused_multiply(static_cast<float>(position) + shift_, scale_);
  }

  /// Where a filter is centred for a position that is inside: moved into the image's domain, whose ends are half a
  /// pixel beyond its first and last pixel with half_pixel, and onto the box with clamped_corners.
  float center(std::ptrdiff_t position) const noexcept {
    const bool is_half_pixel = shift_ != 0;
    return is_half_pixel ? detail::clamp(unclamped(position), inside_low_, inside_high_) : coordinate(position);
  }

  /// The pixels that filters may read: those of the image or, with isolate and half_pixel, of the box.
  std::ptrdiff_t first_pixel() const noexcept { return shift_ != 0 ? clamped(static_cast<std::int64_t>(low_)) : 0; }
  std::ptrdiff_t last_pixel() const noexcept {
    // A bound that is the image's may have been rounded to float.
    const bool is_box = shift_ != 0 && high_ < static_cast<float>(last_index_);
    return is_box ? clamped(static_cast<std::int64_t>(high_)) : last_index_;
  }

  /// unclamped(position) is origin() + (position + shift()) * scale(). coordinate(position) is that, clamped to
  /// [low(), high()], which are whole numbers on the image, or the box's bounds. They are never -0.0.
  CNR_DETAIL_ALWAYS_INLINE float origin() const noexcept { return origin_; }
  CNR_DETAIL_ALWAYS_INLINE float scale() const noexcept { return scale_; }
  CNR_DETAIL_ALWAYS_INLINE float shift() const noexcept { return shift_; }
  CNR_DETAIL_ALWAYS_INLINE float low() const noexcept { return low_; }
  CNR_DETAIL_ALWAYS_INLINE float high() const noexcept { return high_; }

  /// The last index of the image.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t last_index() const noexcept { return last_index_; }

  /// The positions of a crop of `crop_extent` that are inside: they are computed, and all others are extrapolated.
  /// O(log crop_extent). Not inlined: it is called in several places.
  CNR_DETAIL_NOINLINE index_range inside(std::ptrdiff_t crop_extent) const noexcept {
    // Coordinates are monotonic, so those inside have no gaps between them. An origin or a scale that overflowed leaves
    // no coordinate inside, but can make coordinates NaN, which has no order.
    if (!is_finite(origin_) || !is_finite(scale_)) return {0, 0};
    const bool are_all = replicates_ || (crop_extent > 0 && is_inside(0) && is_inside(crop_extent - 1));
    return are_all ? index_range{0, crop_extent} : search_inside(crop_extent);
  }

  /// Whether a position of any crop extent is one of those inside. Faster than inside() for a few positions.
  CNR_DETAIL_ALWAYS_INLINE bool is_inside(std::ptrdiff_t position) const noexcept {
    if (!is_finite(origin_) || !is_finite(scale_)) return false;
    const float finite = detail::clamp(unclamped(position), -huge, huge);
    return replicates_ || (finite >= inside_low_ && finite <= inside_high_);
  }

  /// How far coordinates are apart: scale() without its sign. NaN where that is.
  CNR_DETAIL_ALWAYS_INLINE float step() const noexcept {
    return bit_cast<float>(bit_cast<std::uint32_t>(scale_) & 0x7fffffffU);
  }

  /// Whether coordinates fall from one position to the next.
  CNR_DETAIL_ALWAYS_INLINE bool falls() const noexcept { return scale_ < 0; }

  /// `index` as an index of the image: the nearest edge where it is beyond that. bilinear and nearest go beyond an edge
  /// only where the extent is too large for float, whose high_ can then be above last_index_.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t clamped(std::int64_t index) const noexcept {
    if (index < 0) return 0;
    return index < last_index_ ? static_cast<std::ptrdiff_t>(index) : last_index_;
  }

 private:
  /// Bounds of coordinates that are always, or never, inside. Not infinity: flags that make compilers inexact leave
  /// comparisons with it undefined.
  static constexpr float huge = FLT_MAX;

  /// inside() of an axis that is not inside at both ends. Made small: to extrapolate takes longer.
  CNR_DETAIL_COLD index_range search_inside(std::ptrdiff_t crop_extent) const noexcept {
    // Coordinates that fall are searched as their negatives, which rise.
    const bool rises = !falls();
    const float sign = rises ? 1.0F : -1.0F;
    index_range found{0, crop_extent};
    for (int number = 0; number < 2; ++number) {
      const bool is_end = number == 1;
      const float rising_bound = sign * (rises == is_end ? inside_high_ : inside_low_);
      std::ptrdiff_t& begin = is_end ? found.end : found.begin;
      begin = found.begin;
      // Most often all positions or all but the last one are inside, as rounding moves that off the image.
      int probes_at_ends = 2;
      for (std::ptrdiff_t end = crop_extent; begin < end; --probes_at_ends) {
        std::ptrdiff_t middle = begin + (end - begin) / 2;
        if (probes_at_ends > 0) middle = is_end ? end - 1 : begin;
        // The product of a position and the scale may overflow where neither origin nor scale does.
        const float rising = sign * detail::clamp(unclamped(middle), -huge, huge);
        if (is_end ? rising <= rising_bound : rising < rising_bound) {
          begin = middle + 1;
        } else {
          end = middle;
        }
      }
    }
    return found;
  }

  /// `coordinate` clamped to the image; an edge of 0 is +0.0. Precondition: high_ is the image's.
  float on_image(float coordinate) const noexcept {
    if (!(coordinate > 0)) return 0;
    return coordinate < high_ ? coordinate : high_;
  }

  /// Clamps coordinates to the box, from origin_ to `end`, and then to the image: together, that is to the box's bounds
  /// on the image. A coordinate beyond an end of the box is inside if that end is.
  void clamp_to_box(float end) noexcept {
    const float box_low = origin_ < end ? origin_ : end;
    const float box_high = origin_ < end ? end : origin_;
    const bool misses_image = box_high < 0 || box_low > high_;
    if (misses_image || box_low >= 0) inside_low_ = misses_image ? huge : -huge;
    if (misses_image || box_high <= high_) inside_high_ = misses_image ? -huge : huge;
    low_ = on_image(box_low);
    high_ = on_image(box_high);
  }

  /// Clamps coordinates to the pixels that the box from `begin` to `end` touches.
  void isolate_box(float begin, float end) noexcept {
    const float first = on_image(detail::round_down(begin < end ? begin : end));
    const float last = on_image(-detail::round_down(begin < end ? -end : -begin) - 1);
    low_ = first;
    high_ = last < first ? first : last;
  }

  std::ptrdiff_t last_index_;
  float origin_;
  float scale_;
  float shift_ = 0;
  float low_ = 0;
  float high_;
  // A position is inside if its unclamped coordinate is in [inside_low_, inside_high_], or always.
  float inside_low_ = 0;
  float inside_high_;
  bool replicates_;
};

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_AXIS_HPP
