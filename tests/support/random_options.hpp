// SPDX-License-Identifier: MIT
//
// Random options of a call, and boxes in each of their formats, with bounds at and next to all places where a rounding
// decides: the image's edges, the centres and the edges of pixels, and numbers that overflow on the way.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_RANDOM_OPTIONS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_RANDOM_OPTIONS_HPP

#include "support/boxes.hpp"
#include "support/elements.hpp"
#include "support/reference.hpp"

#include <crop_and_resize/options.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>

namespace support {

inline float random_extrapolation_value(random_engine& random) {
  const float values[] = {0, 0.5F, -1, 114, 1e6F, random_element<float>(random)};
  return values[pick(random, 0, 5)];
}

/// Any mode, border and format, TensorFlow's more often than each other one.
inline cnr::options random_options(random_engine& random) {
  cnr::options settings;
  settings.extrapolation_value = random_extrapolation_value(random);
  if (!one_in(random, 5)) settings.coordinates = static_cast<cnr::coordinate_mode>(pick(random, 0, 2));
  if (!one_in(random, 5)) settings.border = static_cast<cnr::border_mode>(pick(random, 0, 2));
  if (!one_in(random, 5)) settings.boxes = static_cast<cnr::box_format>(pick(random, 0, 4));
  return settings;
}

/// A bound of a box as a fraction of the image or in pixels, as `settings` have it.
inline float random_bound(random_engine& random, const cnr::options& settings, std::ptrdiff_t extent) {
  const bool is_half_pixel = settings.coordinates == cnr::coordinate_mode::half_pixel;
  if (!reference::in_pixels(settings.boxes)) {
    if (!is_half_pixel) return random_bound(random, extent);
    const auto size = static_cast<float>(extent);
    switch (pick(random, 0, 4)) {
      case 0:
        return static_cast<float>(pick(random, 0, extent)) / size;
      case 1:
        return (static_cast<float>(pick(random, 0, extent)) + 0.5F) / size;
      default:
        return random_bound(random, extent);
    }
  }
  const auto pixel = static_cast<float>(pick(random, 0, extent));
  const auto between = [&](float low, float high) { return std::uniform_real_distribution<float>(low, high)(random); };
  switch (pick(random, 0, 9)) {
    case 0:
      return 0;
    case 1:
      return static_cast<float>(is_half_pixel ? extent : extent - 1);
    case 2:
      return std::nextafter(static_cast<float>(is_half_pixel ? extent : extent - 1),
                            between(0, 2) * static_cast<float>(extent));
    case 3:
      return one_in(random, 2) ? -0.0F : -std::numeric_limits<float>::denorm_min();
    case 4:
      return pixel + 0.5F;
    case 5:
      return pixel - between(0, 1);
    case 6:
      return between(-0.5F, 1.5F) * static_cast<float>(extent);
    default:
      return pixel;
  }
}

/// The bounds of a box along an axis: flipped ones, empty ones, tiny ones and such that overflow among them.
inline reference::bounds random_bounds(random_engine& random, const cnr::options& settings, std::ptrdiff_t extent) {
  float low = random_bound(random, settings, extent);
  float high = random_bound(random, settings, extent);
  switch (pick(random, 0, 39)) {
    case 0:
      high = low;
      break;
    case 1:
      high = std::nextafter(low, high);
      break;
    case 2:
      (one_in(random, 2) ? low : high) = random_finite(random);
      break;
    case 3:
      low = random_finite(random);
      high = random_finite(random);
      break;
    case 4:
      low = std::numeric_limits<float>::max() * (one_in(random, 2) ? 1.0F : -1.0F);
      high = std::numeric_limits<float>::max() * (one_in(random, 2) ? 1.0F : -1.0F);
      break;
    default:
      break;
  }
  return {low, high};
}

/// A box as `settings` have it. All of its numbers are finite.
inline std::array<float, 4> random_box(random_engine& random, const cnr::options& settings, std::ptrdiff_t height,
                                       std::ptrdiff_t width) {
  const auto y = random_bounds(random, settings, height);
  const auto x = random_bounds(random, settings, width);
  const auto size = [](const reference::bounds& bounds) {
    const float difference = bounds.high - bounds.low;
    return std::isfinite(difference) ? difference : bounds.high;
  };
  switch (settings.boxes) {
    case cnr::box_format::xyxy:
    case cnr::box_format::xyxy_pixels:
      return {{x.low, y.low, x.high, y.high}};
    case cnr::box_format::xywh_pixels:
      return {{x.low, y.low, size(x), size(y)}};
    default:
      return {{y.low, x.low, y.high, x.high}};
  }
}

/// The options as a reader of a failure needs them.
inline std::string describe(const cnr::options& settings) {
  constexpr const char* modes[] = {"align_corners", "clamped_corners", "half_pixel"};
  constexpr const char* borders[] = {"extrapolate", "replicate", "isolate"};
  constexpr const char* formats[] = {"yxyx", "xyxy", "yxyx_pixels", "xyxy_pixels", "xywh_pixels"};
  return std::string(modes[static_cast<int>(settings.coordinates)]) + ", " +
         borders[static_cast<int>(settings.border)] + ", " + formats[static_cast<int>(settings.boxes)] + ", " +
         std::to_string(settings.extrapolation_value);
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_RANDOM_OPTIONS_HPP
