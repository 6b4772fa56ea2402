// SPDX-License-Identifier: MIT
//
// picture: an 8-bit RGB picture that owns its pixels, row after row without padding, and shows them to the library as a
// batch of one image.

#ifndef PICTURES_PICTURE_HPP
#define PICTURES_PICTURE_HPP

#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pictures {

struct picture {
  static constexpr std::ptrdiff_t channels = 3;

  std::ptrdiff_t height = 0;
  std::ptrdiff_t width = 0;
  std::vector<std::uint8_t> bytes;

  picture(std::ptrdiff_t rows, std::ptrdiff_t columns)
      : height(rows), width(columns), bytes(static_cast<std::size_t>(rows * columns * channels)) {}

  /// [1, height, width, 3]
  cnr::image_view<std::uint8_t> view() const { return {bytes.data(), {1, height, width, channels}}; }

  std::uint8_t* pixel(std::ptrdiff_t y, std::ptrdiff_t x) { return bytes.data() + (y * width + x) * channels; }
  const std::uint8_t* pixel(std::ptrdiff_t y, std::ptrdiff_t x) const {
    return bytes.data() + (y * width + x) * channels;
  }
};

}  // namespace pictures

#endif  // PICTURES_PICTURE_HPP
