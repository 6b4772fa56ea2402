// SPDX-License-Identifier: MIT
//
// A deliberately plain crop_and_resize to compare with: TensorFlow's CPU kernel as a formula, one output at a time,
// nothing shared with the library but its views. Every product and sum is stored to memory, so that none is fused.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_HPP

#include <crop_and_resize/tensor_view.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace reference {

/// An element as float. Types that no cast converts have a specialisation.
template <class T>
struct element {
  static float value(T source) { return static_cast<float>(source); }
};

/// Sign, exponent and fraction taken apart by arithmetic, as the definition of the format has it.
inline float from_parts(bool negative, int exponent_bits, int exponent_max, int fraction, int fraction_bits, int bias) {
  const float sign = negative ? -1.0F : 1.0F;
  if (exponent_bits == exponent_max) return fraction == 0 ? sign * HUGE_VALF : std::nanf("");
  if (exponent_bits == 0) return sign * std::ldexp(static_cast<float>(fraction), 1 - bias - fraction_bits);
  const int significand = fraction + (1 << fraction_bits);
  return sign * std::ldexp(static_cast<float>(significand), exponent_bits - bias - fraction_bits);
}

inline float half_value(std::uint16_t bits) {
  return from_parts((bits >> 15) != 0, (bits >> 10) & 31, 31, bits & 1023, 10, 15);
}

inline float bfloat16_value(std::uint16_t bits) {
  return from_parts((bits >> 15) != 0, (bits >> 7) & 255, 255, bits & 127, 7, 127);
}

inline float times(float a, float b) {
  const volatile float product = a * b;
  return product;
}

inline float plus(float a, float b) {
  const volatile float sum = a + b;
  return sum;
}

inline float minus(float a, float b) {
  const volatile float difference = a - b;
  return difference;
}

inline float coordinate(float low, float high, std::ptrdiff_t extent, std::ptrdiff_t crop_extent, std::ptrdiff_t i) {
  const auto last = static_cast<float>(extent - 1);
  if (crop_extent == 1) {
    const float sum = plus(low, high);
    const volatile double half = 0.5 * static_cast<double>(sum);
    const volatile double middle = half * static_cast<double>(extent - 1);
    return static_cast<float>(middle);
  }
  const volatile float scale = times(minus(high, low), last) / static_cast<float>(crop_extent - 1);
  return plus(times(low, last), times(static_cast<float>(i), scale));
}

inline bool is_outside(float coordinate, std::ptrdiff_t extent) {
  return std::isnan(coordinate) || coordinate < 0 || coordinate > static_cast<float>(extent - 1);
}

/// Above 2^24 the last coordinate may round past the last element.
inline std::ptrdiff_t at_most_last(float whole, std::ptrdiff_t extent) {
  const auto index = static_cast<std::int64_t>(whole);
  return static_cast<std::ptrdiff_t>(index < extent - 1 ? index : extent - 1);
}

/// The nearest whole number, halves away from zero, of a number that is not negative. Not by std::round: MinGW-w64's
/// rounds 0.49999997 up. The sum is exact in double.
inline float rounded(float coordinate) { return static_cast<float>(std::floor(static_cast<double>(coordinate) + 0.5)); }

inline float mix(float a, float b, float weight) { return plus(a, times(minus(b, a), weight)); }

/// One output of the crop: `element(row, column)` reads the image.
template <class Element>
float sample(const Element& element, bool is_nearest, float y, float x, std::ptrdiff_t height, std::ptrdiff_t width) {
  if (is_nearest) return element(at_most_last(rounded(y), height), at_most_last(rounded(x), width));
  const std::ptrdiff_t top = at_most_last(std::floor(y), height);
  const std::ptrdiff_t bottom = at_most_last(std::ceil(y), height);
  const std::ptrdiff_t left = at_most_last(std::floor(x), width);
  const std::ptrdiff_t right = at_most_last(std::ceil(x), width);
  // The integer part is turned back into a float, which loses the sign of -0.0.
  const float y_weight = minus(y, static_cast<float>(static_cast<std::int64_t>(std::floor(y))));
  const float x_weight = minus(x, static_cast<float>(static_cast<std::int64_t>(std::floor(x))));
  const float above = mix(element(top, left), element(top, right), x_weight);
  const float below = mix(element(bottom, left), element(bottom, right), x_weight);
  return mix(above, below, y_weight);
}

/// Precondition: the arguments are valid.
template <class T>
void crop_and_resize(cnr::image_view<T> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                     cnr::crops_view<float> crops, bool is_nearest, float extrapolation_value) {
  const std::ptrdiff_t height = image.extent(1);
  const std::ptrdiff_t width = image.extent(2);
  for (std::ptrdiff_t n = 0; n < crops.extent(0); ++n) {
    for (std::ptrdiff_t i = 0; i < crops.extent(1); ++i) {
      const float y = coordinate(boxes(n, 0), boxes(n, 2), height, crops.extent(1), i);
      for (std::ptrdiff_t j = 0; j < crops.extent(2); ++j) {
        const float x = coordinate(boxes(n, 1), boxes(n, 3), width, crops.extent(2), j);
        const bool outside = is_outside(y, height) || is_outside(x, width);
        for (std::ptrdiff_t c = 0; c < crops.extent(3); ++c) {
          const auto read = [&](std::ptrdiff_t row, std::ptrdiff_t column) {
            return element<T>::value(image(box_indices(n), row, column, c));
          };
          crops(n, i, j, c) = outside ? extrapolation_value : sample(read, is_nearest, y, x, height, width);
        }
      }
    }
  }
}

}  // namespace reference

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_HPP
