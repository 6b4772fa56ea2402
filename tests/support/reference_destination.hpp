// SPDX-License-Identifier: MIT
//
// Plain conversions to compare with: from the floats of crops to elements of a destination, normalised or not. Integers
// are rounded by arithmetic in double that is exact, so that the rounding mode plays no part. The numbers of the 16-bit
// formats are searched.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_DESTINATION_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_DESTINATION_HPP

#include "support/reference.hpp"

#include <crop_and_resize/element.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

namespace reference {

/// All finite numbers of a 16-bit format that are not negative, in the order of their bits. In infinity's place is the
/// number that would be next if the exponent had room.
inline std::vector<double> finite_numbers(float (*value)(std::uint16_t), std::uint16_t infinity) {
  std::vector<double> numbers;
  for (std::uint16_t bits = 0; bits < infinity; ++bits) numbers.push_back(static_cast<double>(value(bits)));
  const double last = numbers[numbers.size() - 1];
  numbers.push_back(last + (last - numbers[numbers.size() - 2]));
  return numbers;
}

/// The bits of the number that is nearest to `value`; of two, the even bits. NaN for NaN.
inline std::uint16_t nearest_bits(const std::vector<double>& numbers, float value) {
  const unsigned sign = std::signbit(value) ? 0x8000U : 0U;
  const auto infinity = static_cast<unsigned>(numbers.size() - 1);
  if (std::isnan(value)) return static_cast<std::uint16_t>(sign | infinity | 0x40U);
  const double magnitude = std::fabs(static_cast<double>(value));
  const auto above = std::upper_bound(numbers.begin(), numbers.end(), magnitude);
  if (above == numbers.end()) return static_cast<std::uint16_t>(sign | infinity);
  const auto bits = static_cast<unsigned>(above - numbers.begin() - 1);
  const double halfway = (numbers[bits] + numbers[bits + 1]) / 2;
  const bool goes_up = magnitude > halfway || (magnitude == halfway && bits % 2 == 1);
  return static_cast<std::uint16_t>(sign | (bits + (goes_up ? 1U : 0U)));
}

inline std::uint16_t half_bits(float value) {
  static const std::vector<double> numbers = finite_numbers(half_value, 0x7c00);
  return nearest_bits(numbers, value);
}

inline std::uint16_t bfloat16_bits(float value) {
  static const std::vector<double> numbers = finite_numbers(bfloat16_value, 0x7f80);
  return nearest_bits(numbers, value);
}

/// A float as an element of a destination. Types that are neither integers, float nor double have a specialisation.
template <class Out>
struct destination {
  static Out from(float value) {
    static_assert(std::is_arithmetic<Out>::value, "specialise it");
    const auto exact = static_cast<double>(value);
    if constexpr (std::is_floating_point<Out>::value) {
      return static_cast<Out>(exact);
    } else {
      using limits = std::numeric_limits<Out>;
      if (std::isnan(value)) return 0;
      if (exact <= static_cast<double>(limits::min())) return limits::min();
      if (exact >= static_cast<double>(limits::max())) return limits::max();
      const double below = std::floor(exact);
      const double fraction = exact - below;
      const bool is_odd = std::floor(below / 2) != below / 2;
      const bool goes_up = fraction > 0.5 || (fraction == 0.5 && is_odd);
      return static_cast<Out>(below + (goes_up ? 1.0 : 0.0));
    }
  }
};

template <>
struct destination<cnr::half> {
  static cnr::half from(float value) { return {half_bits(value)}; }
};

template <>
struct destination<cnr::bfloat16> {
  static cnr::bfloat16 from(float value) { return {bfloat16_bits(value)}; }
};

#if CNR_DETAIL_HAS_FLOAT16
template <>
struct destination<_Float16> {
  static _Float16 from(float value) {
    const std::uint16_t bits = half_bits(value);
    _Float16 result;
    std::memcpy(&result, &bits, sizeof result);
    return result;
  }
};
#endif

#if defined(__STDCPP_BFLOAT16_T__)
template <>
struct destination<decltype(0.0bf16)> {
  static decltype(0.0bf16) from(float value) {
    const std::uint16_t bits = bfloat16_bits(value);
    decltype(0.0bf16) result;
    std::memcpy(&result, &bits, sizeof result);
    return result;
  }
};
#endif

/// `function(n, i, j, c)` for each output.
template <class Function>
void for_each_output(const std::array<std::ptrdiff_t, 4>& extents, const Function& function) {
  for (std::ptrdiff_t n = 0; n < extents[0]; ++n) {
    for (std::ptrdiff_t i = 0; i < extents[1]; ++i) {
      for (std::ptrdiff_t j = 0; j < extents[2]; ++j) {
        for (std::ptrdiff_t c = 0; c < extents[3]; ++c) function(n, i, j, c);
      }
    }
  }
}

/// The elements of `crops` from crops of floats.
template <class Out>
void convert(cnr::crops_view<const float> floats, cnr::crops_view<Out> crops) {
  for_each_output(crops.extents(), [&](std::ptrdiff_t n, std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t c) {
    crops(n, i, j, c) = destination<Out>::from(floats(n, i, j, c));
  });
}

/// The elements of `crops` from crops of floats, each times its channel's scale, plus its channel's bias.
template <class Out>
void convert(cnr::crops_view<const float> floats, cnr::crops_view<Out> crops, cnr::tensor_view<const float, 1> scale,
             cnr::tensor_view<const float, 1> bias) {
  for_each_output(crops.extents(), [&](std::ptrdiff_t n, std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t c) {
    crops(n, i, j, c) = destination<Out>::from(plus(times(floats(n, i, j, c), scale(c)), bias(c)));
  });
}

}  // namespace reference

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_DESTINATION_HPP
