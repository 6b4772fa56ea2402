// SPDX-License-Identifier: MIT
//
// When two floats or doubles count as the same result, and how a difference is told.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_BITS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_BITS_HPP

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace support {

inline std::uint32_t bits(float value) {
  std::uint32_t result = 0;
  std::memcpy(&result, &value, sizeof result);
  return result;
}

inline std::uint64_t bits(double value) {
  std::uint64_t result = 0;
  std::memcpy(&result, &value, sizeof result);
  return result;
}

/// The same bits, or both NaN: 0.0 differs from -0.0, and no NaN from another.
inline bool same(float a, float b) { return bits(a) == bits(b) || (std::isnan(a) && std::isnan(b)); }

inline bool same(double a, double b) { return bits(a) == bits(b) || (std::isnan(a) && std::isnan(b)); }

inline std::string hex(float value) {
  char text[64];
  std::snprintf(text, sizeof text, "%a (%.9g)", static_cast<double>(value), static_cast<double>(value));
  return text;
}

inline std::string hex(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%a (%.17g)", value, value);
  return text;
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_BITS_HPP
