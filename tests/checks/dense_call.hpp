// SPDX-License-Identifier: MIT
//
// The operands of a small call in arrays of fixed size, for checks that may not allocate, throw or link to anything.

#ifndef CNR_TESTS_CHECKS_DENSE_CALL_HPP
#define CNR_TESTS_CHECKS_DENSE_CALL_HPP

#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace checks {

/// Two images of 7x6 pixels and 3 channels, three boxes (one of them flipped, one that reaches outside), crops of 5x4.
/// Elements count 1, 2, ..., 127 and start again; of a class, its bits do.
template <class T>
struct dense_call {
  static constexpr std::size_t pixels_size = std::size_t{2} * 7 * 6 * 3;
  static constexpr std::size_t output_size = std::size_t{3} * 5 * 4 * 3;

  std::array<T, pixels_size> pixels = counted();
  std::array<float, 12> corners{0, 0, 1, 1, 0.9F, 0.8F, 0.1F, 0.15F, -0.3F, 0.2F, 0.7F, 1.4F};
  std::array<std::int32_t, 3> indices{0, 1, 0};
  std::array<float, output_size> output{};
  std::array<T, pixels_size> by_pixels{};
  std::array<float, 12> by_corners{};

  cnr::image_view<T> image() const noexcept { return {pixels.data(), {2, 7, 6, 3}}; }
  cnr::boxes_view boxes() const noexcept { return {corners.data(), {3, 4}}; }
  cnr::box_indices_view box_indices() const noexcept { return {indices.data(), {3}}; }
  cnr::crops_view<float> crops() noexcept { return {output.data(), {3, 5, 4, 3}}; }

  // The gradients of the crops are what was written to them.
  cnr::image_view<float> grads() const noexcept { return {output.data(), {3, 5, 4, 3}}; }
  cnr::tensor_view<T, 4> grad_image() noexcept { return {by_pixels.data(), {2, 7, 6, 3}}; }
  cnr::tensor_view<float, 2> grad_boxes() noexcept { return {by_corners.data(), {3, 4}}; }

 private:
  static std::array<T, pixels_size> counted() noexcept {
    std::array<T, pixels_size> elements{};
    for (std::size_t i = 0; i < pixels_size; ++i) elements[i] = element(i % 127 + 1);
    return elements;
  }

  static T element(std::size_t count) noexcept {
    if constexpr (std::is_class<T>::value) {
      return T{static_cast<std::uint16_t>(count)};
    } else {
      return static_cast<T>(count);
    }
  }
};

}  // namespace checks

#endif  // CNR_TESTS_CHECKS_DENSE_CALL_HPP
