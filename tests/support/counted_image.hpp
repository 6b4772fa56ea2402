// SPDX-License-Identifier: MIT
//
// The smallest call worth making: a 5x5 image that counts its pixels, and a box that cuts columns 1 to 3 of rows 0 to 2
// out of it without interpolating.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_COUNTED_IMAGE_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_COUNTED_IMAGE_HPP

#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace support {

struct counted_image {
  counted_image() {
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i);
  }

  cnr::tensor_view<std::uint8_t, 4> image() { return {pixels.data(), {{1, 5, 5, 1}}}; }
  cnr::boxes_view boxes() const { return {box.data(), {{1, 4}}}; }
  cnr::box_indices_view box_indices() const { return {index.data(), {{1}}}; }
  cnr::crops_view<float> crops() { return {crop.data(), {{1, 3, 3, 1}}}; }

  static constexpr std::array<float, 9> expected{{1, 2, 3, 6, 7, 8, 11, 12, 13}};
  /// What the crop holds before it is written.
  static constexpr std::array<float, 9> untouched{{-1, -1, -1, -1, -1, -1, -1, -1, -1}};

  std::array<std::uint8_t, 25> pixels{};
  std::array<float, 4> box{{0, 0.25F, 0.5F, 0.75F}};
  std::array<std::int32_t, 1> index{{0}};
  std::array<float, 9> crop = untouched;
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_COUNTED_IMAGE_HPP
