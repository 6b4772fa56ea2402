// SPDX-License-Identifier: MIT
//
// Random extents and boxes that do not shy away from the awkward ones.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_BOXES_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_BOXES_HPP

#include "support/elements.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>

namespace support {

/// Mostly small, now and then up to `large`.
inline std::ptrdiff_t random_extent(random_engine& random, std::ptrdiff_t large) {
  return one_in(random, 8) ? pick(random, 1, large) : pick(random, 1, 24);
}

inline float random_bound(random_engine& random, std::ptrdiff_t extent) {
  const auto uniform = [&](float low, float high) { return std::uniform_real_distribution<float>(low, high)(random); };
  const auto last = static_cast<float>(extent > 1 ? extent - 1 : 1);
  switch (pick(random, 0, 9)) {
    case 0:
      return 0.0F;
    case 1:
      return 1.0F;
    case 2:
      return -0.0F;
    case 3:
      return static_cast<float>(pick(random, 0, extent - 1)) / last;
    case 4:
      return (static_cast<float>(pick(random, 0, extent - 1)) + 0.5F) / last;
    case 5:
      return uniform(-1.0F, 2.0F);
    case 6:
      return std::nextafter(1.0F, uniform(0.0F, 2.0F));
    default:
      return uniform(0.0F, 1.0F);
  }
}

/// Any finite float at all, which is mostly a huge or a tiny one.
inline float random_finite(random_engine& random) {
  for (;;) {
    const auto value = random_element<float>(random);
    if (std::isfinite(value)) return value;
  }
}

inline std::array<float, 4> random_box(random_engine& random, std::ptrdiff_t height, std::ptrdiff_t width) {
  if (one_in(random, 40)) {
    const float huge = std::numeric_limits<float>::max();
    return {{-huge, random_finite(random), huge, random_finite(random)}};
  }
  std::array<float, 4> box{{random_bound(random, height), random_bound(random, width), random_bound(random, height),
                            random_bound(random, width)}};
  if (one_in(random, 20)) box[2] = box[0];
  if (one_in(random, 20)) box[static_cast<std::size_t>(pick(random, 0, 3))] = random_finite(random);
  return box;
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_BOXES_HPP
