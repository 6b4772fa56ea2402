// SPDX-License-Identifier: MIT
//
// Filters of a user's own for tests, and the same in double to compare with.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_OWN_FILTERS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_OWN_FILTERS_HPP

#include "support/reference_filter.hpp"

#include <crop_and_resize/filter.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace support {

/// A parabola, with weights in float alone.
struct parabola {
  float width = 1.5F;

  float radius(float stretch) const noexcept { return width * stretch; }
  float weight(float distance, float stretch) const noexcept {
    const float x = distance / (width * stretch);
    return std::max((1 - x) * (1 + x), 0.0F);
  }
};

/// Any filter of the library, chosen when the program runs, or one that is too narrow to reach a pixel from everywhere.
/// Its weights are those in double: the ones in float are wrong.
struct any_filter {
  enum kind { area, triangle, cubic, lanczos3, narrow, count };

  kind chosen = triangle;
  float a = -0.5F;

  float radius(float stretch) const noexcept {
    switch (chosen) {
      case area:
        return cnr::area{}.radius(stretch);
      case cubic:
        return cnr::cubic{a}.radius(stretch);
      case lanczos3:
        return cnr::lanczos3{}.radius(stretch);
      case narrow:
        return 0.3F * stretch;
      default:
        return stretch;
    }
  }
  float weight(float /*distance*/, float /*stretch*/) const noexcept { return std::numeric_limits<float>::quiet_NaN(); }
  double weight(double distance, double stretch) const noexcept {
    switch (chosen) {
      case area:
        return cnr::area{}.weight(distance, stretch);
      case cubic:
        return cnr::cubic{a}.weight(distance, stretch);
      case lanczos3:
        return cnr::lanczos3{}.weight(distance, stretch);
      case narrow:
        return std::max(0.25 * stretch - std::fabs(distance), 0.0);
      default:
        return cnr::triangle{}.weight(distance, stretch);
    }
  }
};

}  // namespace support

namespace reference {

/// The weights are the user's own, in float.
struct parabola {
  support::parabola filter;

  double radius(double stretch) const { return static_cast<double>(filter.radius(static_cast<float>(stretch))); }
  double weight(double distance, double stretch) const {
    return static_cast<double>(filter.weight(static_cast<float>(distance), static_cast<float>(stretch)));
  }
};

struct any_filter {
  support::any_filter::kind chosen;
  double a;

  double radius(double stretch) const {
    switch (chosen) {
      case support::any_filter::area:
        return area::radius(stretch);
      case support::any_filter::cubic:
        return cubic::radius(stretch);
      case support::any_filter::lanczos3:
        return lanczos3::radius(stretch);
      case support::any_filter::narrow:
        return 0.25 * stretch;
      default:
        return triangle::radius(stretch);
    }
  }
  double weight(double distance, double stretch) const {
    switch (chosen) {
      case support::any_filter::area:
        return area::weight(distance, stretch);
      case support::any_filter::cubic:
        return cubic{a}.weight(distance, stretch);
      case support::any_filter::lanczos3:
        return lanczos3::weight(distance, stretch);
      case support::any_filter::narrow:
        return std::max(0.25 * stretch - std::fabs(distance), 0.0);
      default:
        return triangle::weight(distance, stretch);
    }
  }
};

/// The filter in double that stands for one of the library's or of a test's.
inline area in_double(const cnr::area& /*filter*/) { return {}; }
inline triangle in_double(const cnr::triangle& /*filter*/) { return {}; }
inline cubic in_double(const cnr::cubic& filter) { return {static_cast<double>(filter.a)}; }
inline lanczos3 in_double(const cnr::lanczos3& /*filter*/) { return {}; }
inline roi_align in_double(const cnr::roi_align& filter) { return {filter.sampling_ratio}; }
inline parabola in_double(const support::parabola& filter) { return {filter}; }
inline any_filter in_double(const support::any_filter& filter) {
  return {filter.chosen, static_cast<double>(filter.a)};
}

}  // namespace reference

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_OWN_FILTERS_HPP
