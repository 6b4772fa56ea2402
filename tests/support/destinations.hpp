// SPDX-License-Identifier: MIT
//
// The types of crops that tests run over, and how two elements of them are compared. fixed24 is a user's own type,
// admitted through element_traits, three bytes long.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_DESTINATIONS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_DESTINATIONS_HPP

#include "support/bits.hpp"
#include "support/reference_destination.hpp"

#include <crop_and_resize/element.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace support {

/// A signed number of 1/256ths in three bytes, the lowest first. It can be written and not read.
struct fixed24 {
  std::array<std::uint8_t, 3> bytes;
};

inline fixed24 to_fixed24(float value) noexcept {
  const double number = std::isnan(value) ? 0 : std::floor(static_cast<double>(value) * 256);
  const double limited = number < -8388608 ? -8388608 : number > 8388607 ? 8388607 : number;
  const auto bits = static_cast<std::uint32_t>(static_cast<std::int32_t>(limited));
  return {{{static_cast<std::uint8_t>(bits & 255U), static_cast<std::uint8_t>((bits >> 8U) & 255U),
            static_cast<std::uint8_t>((bits >> 16U) & 255U)}}};
}

}  // namespace support

template <>
struct cnr::element_traits<support::fixed24> {
  static support::fixed24 from_float(float value) noexcept { return support::to_fixed24(value); }
};

namespace reference {

template <>
struct destination<support::fixed24> {
  static support::fixed24 from(float value) { return support::to_fixed24(value); }
};

}  // namespace reference

namespace support {

template <class Out>
bool is_nan(const Out& /*value*/) {
  return false;
}
inline bool is_nan(float value) { return std::isnan(value); }
inline bool is_nan(double value) { return std::isnan(value); }
inline bool is_nan(cnr::half value) { return (value.bits & 0x7fff) > 0x7c00; }
inline bool is_nan(cnr::bfloat16 value) { return (value.bits & 0x7fff) > 0x7f80; }

/// The same bytes, or both NaN.
template <class Out>
bool same_element(const Out& a, const Out& b) {
  return std::memcmp(&a, &b, sizeof a) == 0 || (is_nan(a) && is_nan(b));
}

/// The bytes of an element, the first one first.
template <class Out>
std::string bytes_of(const Out& element) {
  std::array<unsigned char, sizeof(Out)> bytes;
  std::memcpy(bytes.data(), &element, sizeof element);
  std::string text;
  for (const unsigned char byte : bytes) {
    char digits[4];
    std::snprintf(digits, sizeof digits, "%02x ", static_cast<unsigned>(byte));
    text += digits;
  }
  return text;
}

/// What memory holds before crops are written: the same for each element, not NaN, and unlikely in a crop.
template <class Out>
Out untouched_element() {
  Out element;
  std::memset(static_cast<void*>(&element), 0xa5, sizeof element);
  return element;
}

#if defined(CNR_TEST_FEW_ELEMENTS)
// One for each size, for tests that are compiled again and again.
using destination_types = ::testing::Types<std::uint8_t, cnr::half, float, double>;
inline constexpr const char* destination_names[] = {"uint8", "half", "float", "double"};
#else
using destination_types = ::testing::Types<float, double, cnr::half, cnr::bfloat16, std::uint8_t, std::int8_t,
                                           std::uint16_t, std::int16_t, std::int32_t, fixed24>;
inline constexpr const char* destination_names[] = {"float", "double", "half",  "bfloat16", "uint8",
                                                    "int8",  "uint16", "int16", "int32",    "fixed24"};
#endif

/// Names for TYPED_TEST_SUITE.
struct destination_type_names {
  template <class Out>
  static std::string GetName(int index) {
    return destination_names[index];
  }
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_DESTINATIONS_HPP
