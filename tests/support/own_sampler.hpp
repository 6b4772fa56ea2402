// SPDX-License-Identifier: MIT
//
// A sampler of a user's own for tests that compare bytes: three taps, one of which is beyond the image near its end.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_OWN_SAMPLER_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_OWN_SAMPLER_HPP

#include <crop_and_resize/sampler.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace support {

/// The weights are exact, so that no compiler can compute others.
struct three_taps {
  float share = 0.25F;

  cnr::taps<3, float> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    return {{floor - 1, floor, floor + 2}, coordinate - static_cast<float>(floor)};
  }

  float mix(const std::array<float, 3>& elements, float weight) const noexcept {
    const float side = cnr::unfused_multiply(elements[0], share) + cnr::unfused_multiply(elements[2], weight);
    return elements[1] + side;
  }
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_OWN_SAMPLER_HPP
