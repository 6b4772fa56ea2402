// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Arithmetic on extents and strides.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_EXTENTS_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_EXTENTS_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN

/// The extents, or the strides, of a tensor of four axes.
using extents_4d = std::array<std::ptrdiff_t, 4>;

// Not std::min and std::max: <algorithm> takes long to compile, and windows.h defines macros of these names.
constexpr std::ptrdiff_t minimum(std::ptrdiff_t a, std::ptrdiff_t b) noexcept { return b < a ? b : a; }
constexpr std::ptrdiff_t maximum(std::ptrdiff_t a, std::ptrdiff_t b) noexcept { return a < b ? b : a; }

/// Precondition: a is not PTRDIFF_MIN.
constexpr std::ptrdiff_t magnitude(std::ptrdiff_t a) noexcept { return a < 0 ? -a : a; }

/// Sets `product` to a * b modulo 2^N, N being the number of bits. Returns whether that differs from a * b, provided
/// that b >= 0. No unsigned arithmetic if the compiler can do without: -fsanitize=integer stops where it wraps around.
CNR_DETAIL_ALWAYS_INLINE constexpr bool multiply_overflows(std::ptrdiff_t a, std::ptrdiff_t b,
                                                           std::ptrdiff_t& product) noexcept {
#if defined(__GNUC__)
  return __builtin_mul_overflow(a, b, &product);
#else
  product = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(a) * static_cast<std::size_t>(b));
  return b > 0 && (a > PTRDIFF_MAX / b || a < PTRDIFF_MIN / b);
#endif
}

/// a * b modulo 2^N.
CNR_DETAIL_ALWAYS_INLINE constexpr std::ptrdiff_t wrapping_multiply(std::ptrdiff_t a, std::ptrdiff_t b) noexcept {
  std::ptrdiff_t product = 0;
  multiply_overflows(a, b, product);
  return product;
}

/// Whether a tensor of these extents has no element.
template <std::size_t Rank>
constexpr bool any_zero(const std::array<std::ptrdiff_t, Rank>& extents) noexcept {
  for (const std::ptrdiff_t extent : extents) {
    if (extent == 0) return true;
  }
  return false;
}

/// The number of elements. In double, which does not overflow.
template <std::size_t Rank>
constexpr double element_count(const std::array<std::ptrdiff_t, Rank>& extents) noexcept {
  double count = 1;
  for (const std::ptrdiff_t extent : extents) count *= static_cast<double>(extent);
  return count;
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_BASE_EXTENTS_HPP
