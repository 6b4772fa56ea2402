// SPDX-License-Identifier: MIT
//
// What all fuzzed calls are made of, picked by the input's bytes: shapes, boxes and elements, and numbers that spoil
// them.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_PICKS_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_PICKS_HPP

#include "fuzz/bytes.hpp"
#include "fuzz/operand.hpp"
#include "support/elements.hpp"
#include "support/reference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace fuzz {

/// Whether the numbers of elements, which are what a run costs, are small enough.
inline bool is_small(const std::array<std::ptrdiff_t, 4>& extents, std::ptrdiff_t limit) {
  return extents[0] * extents[1] * extents[2] * extents[3] <= limit;
}

/// Halves rows, and columns where there is one row, until there are at most `limit` elements.
inline void shrink_to(std::array<std::ptrdiff_t, 4>& extents, std::ptrdiff_t limit) {
  while (!is_small(extents, limit)) extents[extents[1] > 1 ? 1 : 2] /= 2;
}

/// The shapes of an image, or of its gradient, and of crops that belong to it.
/// @param image_limit, crops_limit  the most elements; most crops have fewer, so that there are many runs, and some
///                                  have enough for several chunks of a row
inline void pick_pixel_shapes(bytes& input, std::array<std::ptrdiff_t, 4>& image, std::array<std::ptrdiff_t, 4>& crops,
                              std::ptrdiff_t image_limit, std::ptrdiff_t crops_limit) {
  const std::ptrdiff_t channel_counts[] = {1, 3, 1, 2, 4, 3, 5, 8, 0, 7, 16, 17, 24, 33, 64, 130};
  const std::ptrdiff_t size = input.pick(0, 7);
  if (size < 7) crops_limit = std::min<std::ptrdiff_t>(crops_limit, size < 5 ? 1 << 9 : 1 << 11);
  const auto extent = [&] { return input.rarely(8) ? input.pick(1, 1600) : input.pick(1, 40); };
  const std::ptrdiff_t channels = channel_counts[input.pick(0, 15)];
  const std::ptrdiff_t num_boxes = input.rarely(16) ? 0 : input.pick(1, 4);
  image = {{input.rarely(4) ? input.pick(0, 3) : 1, extent(), extent(), channels}};
  crops = {{num_boxes, extent(), extent(), channels}};
  shrink_to(image, image_limit);
  shrink_to(crops, crops_limit);
}

/// Puts any number in the place of one extent or stride. False where that one is never used.
template <class Operand>
bool spoil(bytes& input, Operand& spoilt) {
  const auto axis = static_cast<std::size_t>(input.pick(0, static_cast<std::ptrdiff_t>(spoilt.extents.size()) - 1));
  const std::ptrdiff_t powers[] = {-1, 0, 1, 2, 3, 4, 5, INT32_MAX, PTRDIFF_MAX, PTRDIFF_MIN, PTRDIFF_MAX / 2};
  const bool of_extent = input.flag();
  const std::ptrdiff_t choice = input.pick(0, 15);
  std::ptrdiff_t number = choice < 11 ? powers[choice] : static_cast<std::ptrdiff_t>(input.number(8));
  if (choice == 15) number = PTRDIFF_MAX / (number == 0 ? 1 : number);
  (of_extent ? spoilt.extents : spoilt.strides)[axis] = number;
  return of_extent || spoilt.extents[axis] > 1;
}

/// A bound of a box: mostly one near the image, on or between its pixels, else any float.
inline float pick_bound(bytes& input, std::ptrdiff_t extent) {
  const std::uint8_t choice = input.byte();
  const auto last = static_cast<float>(extent > 1 ? extent - 1 : 1);
  if (choice < 32) return input.any_float();
  if (choice < 96) return static_cast<float>(input.pick(-1, extent)) / last;
  if (choice < 128) return (static_cast<float>(input.pick(-1, extent)) + 0.5F) / last;
  if (choice < 144) return std::nextafter(1.0F, input.flag() ? 2.0F : 0.0F);
  if (choice < 152) return -0.0F;
  return static_cast<float>(input.pick(-16384, 49151)) / 32768.0F;
}

/// An element that neither swamps others nor is lost in their sum.
template <class T>
T everyday_element(support::random_engine& random) {
  for (;;) {
    const T element = support::random_element<T>(random);
    const float magnitude = std::fabs(reference::element<T>::value(element));
    if (std::is_integral<T>::value || (magnitude > 1e-6F && magnitude < 1e6F)) return element;
  }
}

/// Elements from a seed, and a few from the input itself; all of them everyday ones if so wanted.
template <class T>
void fill(bytes& input, operand<T, 4>& image, bool are_everyday = false) {
  // A prime number of them, so that no row or plane repeats another, and few, so that a run is quick.
  T elements[251];
  support::random_engine random(input.number(2));
  for (T& element : elements) {
    element = are_everyday ? everyday_element<T>(random) : support::random_element<T>(random);
  }
  for (std::size_t first = 0; first < image.size(); first += 251) {
    std::copy_n(elements, std::min<std::size_t>(image.size() - first, 251), image.begin() + first);
  }
  if (image.size() == 0 || are_everyday) return;
  for (std::ptrdiff_t i = input.pick(0, 15); i > 0; --i) {
    const std::uint64_t bits = input.number(static_cast<int>(sizeof(T)));
    unsigned char little_endian[sizeof(T)];
    for (std::size_t byte = 0; byte < sizeof(T); ++byte) {
      little_endian[byte] = static_cast<unsigned char>(bits >> (8 * byte));
    }
    std::memcpy(static_cast<void*>(image.begin() + input.number(2) % image.size()), little_endian, sizeof(T));
  }
}

/// Boxes and their indices, most of which are good for these images.
inline void fill_boxes(bytes& input, const std::array<std::ptrdiff_t, 4>& image, operand<float, 2>& boxes,
                       operand<std::int32_t, 1>& box_indices) {
  for (std::ptrdiff_t n = 0; n < boxes.extents[0]; ++n) {
    for (std::ptrdiff_t i = 0; i < 4; ++i) {
      boxes.view()(n, i) = pick_bound(input, image[static_cast<std::size_t>(1 + i % 2)]);
    }
    box_indices.view()(n) = input.rarely(32) ? static_cast<std::int32_t>(input.number(4))
                                             : static_cast<std::int32_t>(input.pick(0, image[0]));
    if (image[0] > 0 && !input.rarely(32)) box_indices.view()(n) %= static_cast<std::int32_t>(image[0]);
  }
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_PICKS_HPP
