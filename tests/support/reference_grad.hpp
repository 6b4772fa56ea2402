// SPDX-License-Identifier: MIT
//
// Deliberately plain gradients to compare with: TensorFlow's CPU kernels as loops over the crops' elements. Elements of
// the image's gradient are kept as the floats or doubles that they stand for, rounded by arithmetic.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_GRAD_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_GRAD_HPP

#include "support/reference.hpp"

#include <crop_and_resize/element.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace reference {

/// The nearest number that has `digits` binary ones, at least 2^lowest apart from its neighbours; of two, the even one.
inline float narrowed(float value, int digits, int lowest, float largest) {
  if (std::isnan(value) || std::isinf(value)) return value;
  int exponent = 0;
  std::frexp(value, &exponent);
  const int unit = exponent - digits > lowest ? exponent - digits : lowest;
  const double nearest = std::ldexp(std::nearbyint(std::ldexp(static_cast<double>(value), -unit)), unit);
  if (std::fabs(nearest) > static_cast<double>(largest)) return std::copysign(HUGE_VALF, value);
  return std::copysign(static_cast<float>(std::fabs(nearest)), value);
}

/// How an element of a gradient is rounded: what holds it here, and how increments are added.
template <class G>
struct sum {
  using type = G;
  static G round(float value) { return static_cast<G>(value); }
  static G add(G a, G b) {
    const volatile G result = a + b;
    return result;
  }
  static G value(G stored) { return stored; }
};

template <>
struct sum<cnr::half> {
  using type = float;
  static float round(float value) { return narrowed(value, 11, -24, 65504.0F); }
  static float add(float a, float b) { return round(plus(a, b)); }
  static float value(cnr::half stored) { return half_value(stored.bits); }
};

template <>
struct sum<cnr::bfloat16> {
  using type = float;
  static float round(float value) { return narrowed(value, 8, -133, 0x1.fep127F); }
  static float add(float a, float b) { return round(plus(a, b)); }
  static float value(cnr::bfloat16 stored) { return bfloat16_value(stored.bits); }
};

/// A position of a crop on the image, or not, and what it reads.
struct place {
  bool outside;
  std::ptrdiff_t low;
  std::ptrdiff_t high;
  std::ptrdiff_t nearest;
  float weight;
};

inline place place_of(float coordinate, std::ptrdiff_t extent) {
  if (is_outside(coordinate, extent)) return {true, 0, 0, 0, 0};
  const auto whole = static_cast<float>(static_cast<std::int64_t>(std::floor(coordinate)));
  return {false, at_most_last(std::floor(coordinate), extent), at_most_last(std::ceil(coordinate), extent),
          at_most_last(rounded(coordinate), extent), minus(coordinate, whole)};
}

/// The gradient with regard to the image, dense and row-major.
template <class G>
std::vector<typename sum<G>::type> grad_image(cnr::image_view<float> grads, cnr::boxes_view boxes,
                                              cnr::box_indices_view box_indices,
                                              const std::array<std::ptrdiff_t, 4>& extents, bool is_nearest) {
  using number = typename sum<G>::type;
  const std::ptrdiff_t height = extents[1];
  const std::ptrdiff_t width = extents[2];
  std::vector<number> result(static_cast<std::size_t>(extents[0] * height * width * extents[3]));
  for (std::ptrdiff_t n = 0; n < grads.extent(0); ++n) {
    const auto add = [&](std::ptrdiff_t row, std::ptrdiff_t column, std::ptrdiff_t channel, float increment) {
      number& element =
          result[static_cast<std::size_t>(((box_indices(n) * height + row) * width + column) * extents[3] + channel)];
      element = sum<G>::add(element, sum<G>::round(increment));
    };
    for (std::ptrdiff_t i = 0; i < grads.extent(1); ++i) {
      const place y = place_of(coordinate(boxes(n, 0), boxes(n, 2), height, grads.extent(1), i), height);
      if (y.outside) continue;
      for (std::ptrdiff_t j = 0; j < grads.extent(2); ++j) {
        const place x = place_of(coordinate(boxes(n, 1), boxes(n, 3), width, grads.extent(2), j), width);
        if (x.outside) continue;
        for (std::ptrdiff_t c = 0; c < grads.extent(3); ++c) {
          const float grad = grads(n, i, j, c);
          if (is_nearest) {
            add(y.nearest, x.nearest, c, grad);
            continue;
          }
          const float top = times(minus(1, y.weight), grad);
          add(y.low, x.low, c, times(minus(1, x.weight), top));
          add(y.low, x.high, c, times(x.weight, top));
          const float bottom = times(y.weight, grad);
          add(y.high, x.low, c, times(minus(1, x.weight), bottom));
          add(y.high, x.high, c, times(x.weight, bottom));
        }
      }
    }
  }
  return result;
}

/// TensorFlow's coordinates for the gradient with regard to boxes, which multiply in another order.
inline float grad_coordinate(float low, float high, std::ptrdiff_t extent, std::ptrdiff_t crop_extent,
                             std::ptrdiff_t i) {
  if (crop_extent == 1) return coordinate(low, high, extent, crop_extent, i);
  const auto last = static_cast<float>(extent - 1);
  const volatile float ratio = last / static_cast<float>(crop_extent - 1);
  return plus(times(low, last), times(static_cast<float>(i), times(minus(high, low), ratio)));
}

/// By how much that coordinate moves when its first, or its second bound does.
inline double rate(bool of_second, std::ptrdiff_t extent, std::ptrdiff_t crop_extent, std::ptrdiff_t i) {
  const auto last = static_cast<float>(extent - 1);
  if (crop_extent == 1) return 0.5 * static_cast<double>(extent - 1);
  const volatile float ratio = last / static_cast<float>(crop_extent - 1);
  const float distance = times(static_cast<float>(i), ratio);
  return static_cast<double>(of_second ? distance : minus(last, distance));
}

/// A sum of terms, and of their magnitudes.
struct measured_sum {
  double value = 0;
  double magnitude = 0;

  void add(double term) {
    value += term;
    magnitude += std::fabs(term);
  }
};

/// Whether a sum is as near as the library promises: within 1e-6 of the sum of the terms' magnitudes. A sum that no
/// float holds may be infinite.
inline bool is_near(float actual, const measured_sum& expected) {
  if (std::isnan(expected.value)) return std::isnan(actual);
  const auto result = static_cast<double>(actual);
  if (std::isinf(expected.value)) return result == expected.value;
  // Below the smallest normal float, rounding is not relative any more.
  const double tolerance = 1e-6 * expected.magnitude + static_cast<double>(std::numeric_limits<float>::min());
  if (std::isinf(actual)) {
    return std::copysign(1.0, result) * expected.value + tolerance >=
           static_cast<double>(std::numeric_limits<float>::max());
  }
  return std::fabs(result - expected.value) <= tolerance;
}

/// The gradient with regard to box `n`: y1, x1, y2, x2.
template <class T>
std::array<measured_sum, 4> grad_box(cnr::image_view<float> grads, cnr::image_view<T> image, cnr::boxes_view boxes,
                                     cnr::box_indices_view box_indices, std::ptrdiff_t n) {
  const std::ptrdiff_t height = image.extent(1);
  const std::ptrdiff_t width = image.extent(2);
  std::array<measured_sum, 4> result;
  for (std::ptrdiff_t i = 0; i < grads.extent(1); ++i) {
    const place y = place_of(grad_coordinate(boxes(n, 0), boxes(n, 2), height, grads.extent(1), i), height);
    if (y.outside) continue;
    const double y1_rate = rate(false, height, grads.extent(1), i);
    const double y2_rate = rate(true, height, grads.extent(1), i);
    for (std::ptrdiff_t j = 0; j < grads.extent(2); ++j) {
      const place x = place_of(grad_coordinate(boxes(n, 1), boxes(n, 3), width, grads.extent(2), j), width);
      if (x.outside) continue;
      const double x1_rate = rate(false, width, grads.extent(2), j);
      const double x2_rate = rate(true, width, grads.extent(2), j);
      for (std::ptrdiff_t c = 0; c < grads.extent(3); ++c) {
        const auto read = [&](std::ptrdiff_t row, std::ptrdiff_t column) {
          return element<T>::value(image(box_indices(n), row, column, c));
        };
        const float top_left = read(y.low, x.low);
        const float top_right = read(y.low, x.high);
        const float bottom_left = read(y.high, x.low);
        const float bottom_right = read(y.high, x.high);
        const auto share_out = [](float a, float b, float weight) {
          return plus(times(minus(1, weight), a), times(weight, b));
        };
        const float grad = grads(n, i, j, c);
        const auto along_y = static_cast<double>(
            times(share_out(minus(bottom_left, top_left), minus(bottom_right, top_right), x.weight), grad));
        const auto along_x = static_cast<double>(
            times(share_out(minus(top_right, top_left), minus(bottom_right, bottom_left), y.weight), grad));
        result[0].add(along_y * y1_rate);
        result[1].add(along_x * x1_rate);
        result[2].add(along_y * y2_rate);
        result[3].add(along_x * x2_rate);
      }
    }
  }
  return result;
}

}  // namespace reference

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_GRAD_HPP
