// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The arithmetic of preprocess.hpp along one axis, in double: boxes of every format in pixels and back, where a picture
// and a mask are along an axis, and the map from a crop to its image.

#ifndef CROP_AND_RESIZE_DETAIL_PREPROCESS_BOX_AXES_HPP
#define CROP_AND_RESIZE_DETAIL_PREPROCESS_BOX_AXES_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/options.hpp>

#include <array>
#include <cstddef>

namespace cnr {
inline namespace v0 {
namespace detail {

/// The bounds of a box along one axis, in pixels.
struct bounds {
  double low;
  double high;
};

struct pixel_bounds {
  bounds y;
  bounds x;
};

/// Maps coordinates along one axis of a crop to coordinates along the same axis of the image.
struct axis_map {
  double first;  // where the box begins in the crop
  double count;  // how much of the crop it covers, 0 where all of it is on the middle of the box
  bounds box;

  CNR_DETAIL_ALWAYS_INLINE constexpr double operator()(double coordinate) const noexcept {
    if (count == 0) return (box.low + box.high) / 2;
    return box.low + (coordinate - first) * (box.high - box.low) / count;
  }
};

CNR_DETAIL_BASELINE_BEGIN

// Compilers may fuse a product with a sum, which rounds otherwise. Hence sums have quotients and exact products as
// their operands alone. A product of a float and an extent is exact for extents of up to 2^29.

/// The nearest whole number, ties to even, as Python's round. Precondition: value is in [0, 2^31].
constexpr std::ptrdiff_t round_half_to_even(double value) noexcept {
  const auto floor = static_cast<std::ptrdiff_t>(value);
  const double middle = static_cast<double>(floor) + 0.5;
  const bool is_odd = floor % 2 != 0;
  return value > middle || (value == middle && is_odd) ? floor + 1 : floor;
}

/// The number of indices of [0, extent) that are below `value`; 0 for NaN.
constexpr std::ptrdiff_t count_below(double value, std::ptrdiff_t extent) noexcept {
  if (!(value > 0)) return 0;
  if (value >= static_cast<double>(extent)) return extent;
  const auto floor = static_cast<std::ptrdiff_t>(value);
  return static_cast<double>(floor) < value ? floor + 1 : floor;
}

/// The number of indices of [0, extent) that are not above `value`; 0 for NaN.
constexpr std::ptrdiff_t count_up_to(double value, std::ptrdiff_t extent) noexcept {
  if (!(value >= 0)) return 0;
  if (value >= static_cast<double>(extent)) return extent;
  return static_cast<std::ptrdiff_t>(value) + 1;
}

constexpr bool is_half_pixel(const options& settings) noexcept {
  return settings.coordinates == coordinate_mode::half_pixel;
}

/// What 1 stands for in normalised coordinates: the distance between the centres of the first and the last pixel, or,
/// with half_pixel, between the image's edges.
constexpr double length(std::ptrdiff_t extent, const options& settings) noexcept {
  return static_cast<double>(is_half_pixel(settings) ? extent : extent - 1);
}

constexpr bounds scaled(const bounds& numbers, double factor) noexcept {
  return {numbers.low * factor, numbers.high * factor};
}

constexpr bounds normalised(const bounds& pixels, double length) noexcept {
  if (length == 0) return {0, 0};  // one pixel: every number stands for its centre
  return {pixels.low / length, pixels.high / length};
}

constexpr pixel_bounds to_pixels(const std::array<float, 4>& box, box_format format, const options& settings,
                                 std::ptrdiff_t height, std::ptrdiff_t width) noexcept {
  const std::array<double, 4> numbers{static_cast<double>(box[0]), static_cast<double>(box[1]),
                                      static_cast<double>(box[2]), static_cast<double>(box[3])};
  const bounds first{numbers[0], numbers[2]};
  const bounds second{numbers[1], numbers[3]};
  switch (format) {
    case box_format::yxyx:
      return {detail::scaled(first, detail::length(height, settings)),
              detail::scaled(second, detail::length(width, settings))};
    case box_format::xyxy:
      return {detail::scaled(second, detail::length(height, settings)),
              detail::scaled(first, detail::length(width, settings))};
    case box_format::yxyx_pixels:
      return {first, second};
    case box_format::xyxy_pixels:
      return {second, first};
    case box_format::xywh_pixels:
      break;
  }
  return {{second.low, second.low + second.high}, {first.low, first.low + first.high}};
}

constexpr std::array<float, 4> to_box(pixel_bounds pixels, box_format format, const options& settings,
                                      std::ptrdiff_t height, std::ptrdiff_t width) noexcept {
  if (!detail::is_in_pixels(format)) {
    pixels.y = detail::normalised(pixels.y, detail::length(height, settings));
    pixels.x = detail::normalised(pixels.x, detail::length(width, settings));
  }
  const auto y1 = static_cast<float>(pixels.y.low);
  const auto x1 = static_cast<float>(pixels.x.low);
  const auto y2 = static_cast<float>(pixels.y.high);
  const auto x2 = static_cast<float>(pixels.x.high);
  switch (format) {
    case box_format::yxyx:
    case box_format::yxyx_pixels:
      return {{y1, x1, y2, x2}};
    case box_format::xyxy:
    case box_format::xyxy_pixels:
      return {{x1, y1, x2, y2}};
    case box_format::xywh_pixels:
      break;
  }
  return {{x1, y1, static_cast<float>(pixels.x.high - pixels.x.low), static_cast<float>(pixels.y.high - pixels.y.low)}};
}

/// The bounds of the whole image, for an axis of the picture. With align_corners, rounding could carry the last
/// coordinate past the last pixel, hence an end that is 2^-22 of the length before that.
constexpr bounds whole_axis(std::ptrdiff_t image_extent, const options& settings) noexcept {
  const double end = settings.coordinates == coordinate_mode::align_corners ? 1 - 0x1p-22 : 1;
  return {0, detail::length(image_extent, settings) * end};
}

/// The bounds of a box that covers the crop if the image covers the `count` positions from `first` on.
constexpr bounds padded_axis(std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent, std::ptrdiff_t first,
                             std::ptrdiff_t count, const options& settings) noexcept {
  const auto before = static_cast<double>(first);
  const auto positions = static_cast<double>(crop_extent);
  const double image_length = detail::length(image_extent, settings);
  if (detail::is_half_pixel(settings)) {
    const auto fill = static_cast<double>(count);
    return {0 - before * image_length / fill, (positions - before) * image_length / fill};
  }
  if (count == 1) {
    // The one position is on the middle of the image. Its neighbours are an image away, which is outside.
    const double middle = image_length / 2;
    const auto step = static_cast<double>(image_extent);
    return {middle - before * step, middle + (positions - 1 - before) * step};
  }
  // Rounding moves a coordinate by less than 9 * 2^-24 of the distance between the bounds.
  const auto steps = static_cast<double>(count - 1);
  const double margin = (positions - 1) * image_length / steps * 0x1p-20;
  const double inner_length = image_length - 2 * margin;
  return {margin - before * inner_length / steps, margin + (positions - 1 - before) * inner_length / steps};
}

/// Whether a box and an image that covers [0, length] have no point in common along an axis.
constexpr bool misses(const bounds& box, double length) noexcept {
  return (box.low < 0 && box.high < 0) || (box.low > length && box.high > length);
}

constexpr axis_map make_axis_map(const bounds& box, std::ptrdiff_t first, std::ptrdiff_t count,
                                 const options& settings) noexcept {
  return {static_cast<double>(first), detail::length(count, settings), box};
}

/// One axis of a paste_plan.
struct pasted_axis {
  std::ptrdiff_t begin;
  std::ptrdiff_t count;
  bounds mask;
};

constexpr pasted_axis paste_axis(const bounds& box, std::ptrdiff_t image_extent, std::ptrdiff_t mask_extent,
                                 const options& settings) noexcept {
  const bool is_flipped = box.high < box.low;
  const double smaller = is_flipped ? box.high : box.low;
  const double larger = is_flipped ? box.low : box.high;
  // Where the centre of pixel 0 is.
  const double centre = detail::is_half_pixel(settings) ? 0.5 : 0.0;
  const std::ptrdiff_t begin = detail::count_below(smaller - centre, image_extent);
  const std::ptrdiff_t end = detail::count_up_to(larger - centre, image_extent);
  if (end <= begin) return {begin, 0, {0, 0}};

  const double mask_length = detail::length(mask_extent, settings);
  const double extent = box.high - box.low;
  if (extent == 0) return {begin, end - begin, {mask_length / 2, mask_length / 2}};
  // The window's edges with half_pixel, else the centres of its first and last pixel.
  const auto from = static_cast<double>(begin);
  const auto to = static_cast<double>(detail::is_half_pixel(settings) ? end : end - 1);
  return {begin, end - begin, {(from - box.low) * mask_length / extent, (to - box.low) * mask_length / extent}};
}

CNR_DETAIL_BASELINE_END
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_PREPROCESS_BOX_AXES_HPP
