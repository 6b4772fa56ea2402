// SPDX-License-Identifier: MIT
//
// The coordinates of all modes and borders, step by step as options.hpp says them, one position at a time. Every sum
// and product is stored to memory. And random boxes and options for them.

#ifndef CROP_AND_RESIZE_TESTS_DETAIL_GEOMETRY_PLAIN_AXIS_HPP
#define CROP_AND_RESIZE_TESTS_DETAIL_GEOMETRY_PLAIN_AXIS_HPP

#include "support/elements.hpp"
#include "support/reference.hpp"

#include <crop_and_resize/options.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace plain {

/// A position of a crop: whether it is outside, and if not, the coordinate that samplers see.
struct position {
  bool is_outside;
  float coordinate;
};

inline position locate(float low, float high, std::ptrdiff_t extent, std::ptrdiff_t crop_extent, std::ptrdiff_t i,
                       const cnr::options& settings) {
  using reference::clamped;
  using reference::minus;
  using reference::plus;
  using reference::times;
  constexpr position outside{true, 0};
  const auto all = static_cast<float>(extent);
  const auto last = static_cast<float>(extent - 1);
  const bool in_pixels = reference::in_pixels(settings.boxes);
  const bool replicates = settings.border == cnr::border_mode::replicate;
  if (settings.coordinates == cnr::coordinate_mode::half_pixel) {
    const float of_low = in_pixels ? low : times(low, all);
    const float of_high = in_pixels ? high : times(high, all);
    const float size = in_pixels ? minus(high, low) : times(minus(high, low), all);
    const volatile float scale = size / static_cast<float>(crop_extent);
    const float origin = minus(of_low, 0.5F);
    if (!std::isfinite(origin) || !std::isfinite(scale)) return outside;
    float p = plus(origin, times(plus(static_cast<float>(i), 0.5F), scale));
    if (!replicates && (p < -0.5F || p > minus(all, 0.5F))) return outside;
    if (settings.border == cnr::border_mode::isolate) {
      const float first = std::floor(std::min(of_low, of_high));
      const float end = minus(std::ceil(std::max(of_low, of_high)), 1);
      p = clamped(p, first, std::max(first, end));
    }
    return {false, clamped(p, 0, last)};
  }
  float p = 0;
  if (crop_extent == 1) {
    const volatile double half = 0.5 * static_cast<double>(plus(low, high));
    const volatile double middle = in_pixels ? half : half * static_cast<double>(extent - 1);
    p = static_cast<float>(middle);
    if (!std::isfinite(p)) return outside;
  } else {
    const float origin = in_pixels ? low : times(low, last);
    const float size = in_pixels ? minus(high, low) : times(minus(high, low), last);
    const volatile float scale = size / static_cast<float>(crop_extent - 1);
    if (!std::isfinite(origin) || !std::isfinite(scale)) return outside;
    p = plus(origin, times(static_cast<float>(i), scale));
    if (settings.coordinates == cnr::coordinate_mode::clamped_corners) {
      const float end = in_pixels ? high : times(high, last);
      p = clamped(p, std::min(origin, end), std::max(origin, end));
    }
  }
  if (!replicates && (p < 0 || p > last)) return outside;
  return {false, clamped(p, 0, last)};
}

template <class Random>
cnr::options random_options(Random& random) {
  constexpr std::array<cnr::coordinate_mode, 3> modes{
      {cnr::coordinate_mode::align_corners, cnr::coordinate_mode::clamped_corners, cnr::coordinate_mode::half_pixel}};
  constexpr std::array<cnr::border_mode, 3> borders{
      {cnr::border_mode::extrapolate, cnr::border_mode::replicate, cnr::border_mode::isolate}};
  constexpr std::array<cnr::box_format, 5> formats{{cnr::box_format::yxyx, cnr::box_format::xyxy,
                                                    cnr::box_format::yxyx_pixels, cnr::box_format::xyxy_pixels,
                                                    cnr::box_format::xywh_pixels}};
  cnr::options settings;
  settings.coordinates = modes[static_cast<std::size_t>(support::pick(random, 0, 2))];
  settings.border = borders[static_cast<std::size_t>(support::pick(random, 0, 2))];
  settings.boxes = formats[static_cast<std::size_t>(support::pick(random, 0, 4))];
  return settings;
}

/// The bound of a box along an axis, in the unit of the options: exactly on an edge or on a pixel, between, near it by
/// the last bit, far away, or any finite number.
template <class Random>
float random_bound(Random& random, std::ptrdiff_t extent, const cnr::options& settings) {
  using support::one_in;
  using support::pick;
  if (one_in(random, 20)) {
    const auto any = support::random_element<float>(random);
    if (std::isfinite(any)) return any;
  }
  if (one_in(random, 16)) return one_in(random, 2) ? -0.0F : 0.0F;
  const bool has_cells = settings.coordinates == cnr::coordinate_mode::half_pixel;
  const std::ptrdiff_t unit = std::max<std::ptrdiff_t>(has_cells ? extent : extent - 1, 1);
  // In sixths of a pixel.
  const auto sixths = static_cast<float>(pick(random, -3 * unit, 9 * unit));
  float bound = sixths / 6;
  if (!reference::in_pixels(settings.boxes)) bound /= static_cast<float>(unit);
  if (one_in(random, 4)) bound = std::nextafter(bound, one_in(random, 2) ? HUGE_VALF : -HUGE_VALF);
  return bound;
}

}  // namespace plain

#endif  // CROP_AND_RESIZE_TESTS_DETAIL_GEOMETRY_PLAIN_AXIS_HPP
