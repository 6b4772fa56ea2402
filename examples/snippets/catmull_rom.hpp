// SPDX-License-Identifier: MIT
//
// A sampler of four taps that examples/README.md quotes, and benchmarks/extend_benchmark.cpp times.

#ifndef CROP_AND_RESIZE_EXAMPLES_SNIPPETS_CATMULL_ROM_HPP
#define CROP_AND_RESIZE_EXAMPLES_SNIPPETS_CATMULL_ROM_HPP

#include <crop_and_resize/sampler.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

// [four_taps]
// Bicubic interpolation: Catmull-Rom's curve through the four nearest elements.
struct catmull_rom {
  cnr::taps<4, std::array<float, 4>> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    const float t = coordinate - static_cast<float>(floor);
    const std::array<float, 4> weights{
        {((2 - t) * t - 1) * t / 2, ((3 * t - 5) * t * t + 2) / 2, ((4 - 3 * t) * t + 1) * t / 2, (t - 1) * t * t / 2}};
    return {{floor - 1, floor, floor + 1, floor + 2}, weights};
  }
  float mix(const std::array<float, 4>& elements, const std::array<float, 4>& weights) const noexcept {
    float sum = 0;
    for (std::size_t i = 0; i < 4; ++i) sum += cnr::unfused_multiply(elements[i], weights[i]);
    return sum;
  }
};
// [four_taps]

#endif  // CROP_AND_RESIZE_EXAMPLES_SNIPPETS_CATMULL_ROM_HPP
