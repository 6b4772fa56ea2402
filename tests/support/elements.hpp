// SPDX-License-Identifier: MIT
//
// The element types that tests run over: names for the tests, how the reference reads them, and random values that do
// not shy away from the awkward ones. pixel10 is a user's own type, admitted through element_traits.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_ELEMENTS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_ELEMENTS_HPP

#include "support/reference.hpp"

#include <crop_and_resize/element.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <type_traits>

namespace support {

/// A 10-bit sample in the upper bits of a 16-bit word, as many cameras deliver it.
struct pixel10 {
  std::uint16_t word;
};

}  // namespace support

template <>
struct cnr::element_traits<support::pixel10> {
  static float to_float(const support::pixel10& pixel) noexcept {
    return static_cast<float>(pixel.word >> 6) / 1023.0F;
  }
};

namespace reference {

template <>
struct element<cnr::half> {
  static float value(cnr::half source) { return half_value(source.bits); }
};

template <>
struct element<cnr::bfloat16> {
  static float value(cnr::bfloat16 source) { return bfloat16_value(source.bits); }
};

template <>
struct element<support::pixel10> {
  static float value(support::pixel10 source) { return static_cast<float>(source.word >> 6) / 1023.0F; }
};

}  // namespace reference

namespace support {

using random_engine = std::mt19937_64;

/// Uniform in [low, high].
inline std::ptrdiff_t pick(random_engine& random, std::ptrdiff_t low, std::ptrdiff_t high) {
  return std::uniform_int_distribution<std::ptrdiff_t>(low, high)(random);
}

inline bool one_in(random_engine& random, std::ptrdiff_t count) { return pick(random, 1, count) == 1; }

/// An element of any bits that its type can have; for floating-point types mostly of everyday values, of both signs and
/// magnitudes from below 1 to 128, now and then NaN, infinite, -0.0 or denormal. One random number makes it, as most of
/// the tests' time goes into these.
template <class T>
T random_element(random_engine& random) {
  const std::uint64_t bits = random();
  if constexpr (std::is_floating_point<T>::value) {
    if ((bits & 7U) != 0) {
      const auto significand = static_cast<double>(static_cast<std::int32_t>(static_cast<std::uint32_t>(bits >> 32U)));
      return static_cast<T>(significand / static_cast<double>(std::uint64_t{1} << (24U + ((bits >> 8U) & 7U))));
    }
    const std::uint64_t others = random();
    T element;
    std::memcpy(&element, &others, sizeof element);
    return element;
  } else {
    T element;
    std::memcpy(static_cast<void*>(&element), &bits, sizeof element);
    return element;
  }
}

#if defined(CNR_TEST_FEW_ELEMENTS)
// One for each way in which rows are read, for tests that are compiled again and again.
using element_types = ::testing::Types<std::uint8_t, cnr::half, float, double>;
inline constexpr const char* element_type_names[] = {"uint8", "half", "float", "double"};
#else
using element_types = ::testing::Types<std::uint8_t, std::uint16_t, std::int8_t, std::int16_t, std::int32_t,
                                       std::int64_t, cnr::half, cnr::bfloat16, float, double, long long, pixel10>;
inline constexpr const char* element_type_names[] = {"uint8", "uint16",   "int8",  "int16",  "int32",    "int64",
                                                     "half",  "bfloat16", "float", "double", "longlong", "pixel10"};
#endif

/// Names for TYPED_TEST_SUITE.
struct element_names {
  template <class T>
  static std::string GetName(int index) {
    return element_type_names[index];
  }
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_ELEMENTS_HPP
