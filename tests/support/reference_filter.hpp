// SPDX-License-Identifier: MIT
//
// A plain crop_and_resize by filters to compare with: the formulas of filter.hpp in double, from the coordinates and
// the stretch in float that options.hpp defines. Beside each output is the sum of the magnitudes of its terms, which
// the error bound is a share of.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_FILTER_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_FILTER_HPP

#include "support/reference.hpp"

#include <crop_and_resize/options.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace reference {

/// The weights of pixels from `first` on, which sum to 1, or to less where samples of roi_align count 0.
struct pixel_weights {
  bool outside;
  std::ptrdiff_t first;
  std::vector<double> weights;
};

/// Divides by the sum. The nearest pixel of those that can be read is taken alone where there is nothing to divide.
inline void normalize(pixel_weights& made, float coordinate, const pixel_range& readable) {
  double sum = 0;
  bool has_weight = false;
  for (const double weight : made.weights) {
    sum += weight;
    has_weight = has_weight || weight != 0;
  }
  if (!has_weight) {
    const double nearest = std::floor(static_cast<double>(coordinate) + 0.5);
    made.first = static_cast<std::ptrdiff_t>(
        std::min(std::max(nearest, static_cast<double>(readable.first)), static_cast<double>(readable.last)));
    made.weights = {1};
    return;
  }
  for (double& weight : made.weights) weight /= sum;
}

/// sin(pi x) / (pi x), exactly 0 at whole numbers.
inline double sinc(double x) {
  if (x == 0) return 1;
  const double pi = std::acos(-1.0);
  const double whole = std::floor(x + 0.5);
  const double sine = std::sin(pi * (x - whole));
  return (std::fmod(whole, 2) == 0 ? sine : -sine) / (pi * x);
}

// A filter has `radius` and `weight`, both in double and in pixels of the image.

struct area {
  static double radius(double stretch) { return (stretch + 1) / 2; }
  static double weight(double distance, double stretch) {
    return std::min(std::max((stretch + 1) / 2 - std::fabs(distance), 0.0), 1.0);
  }
};

struct triangle {
  static double radius(double stretch) { return stretch; }
  static double weight(double distance, double stretch) { return std::max(1 - std::fabs(distance) / stretch, 0.0); }
};

struct cubic {
  double a = -0.5;

  static double radius(double stretch) { return 2 * stretch; }
  double weight(double distance, double stretch) const {
    const double x = std::fabs(distance) / stretch;
    if (x >= 2) return 0;
    // a x^3 - 5 a x^2 + 8 a x - 4 a, exact near its zeros.
    if (x >= 1) return a * (x - 1) * (x - 2) * (x - 2);
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  }
};

struct lanczos3 {
  static double radius(double stretch) { return 3 * stretch; }
  static double weight(double distance, double stretch) {
    const double x = std::fabs(distance) / stretch;
    return x < 3 ? sinc(x) * sinc(x / 3) : 0;
  }
};

/// What row or column `i` of a crop is made of.
template <class Filter>
pixel_weights weights_of(const Filter& filter, const bounds& box, std::ptrdiff_t extent, std::ptrdiff_t crop_extent,
                         const cnr::options& settings, std::ptrdiff_t i) {
  const position where = domain_position_of(box, extent, crop_extent, settings, i);
  if (where.outside) return {true, 0, {}};
  const auto p = static_cast<double>(where.coordinate);
  const auto stretch = static_cast<double>(std::max(1.0F, std::fabs(where.scale)));
  const pixel_range readable = readable_pixels(box, extent, settings);
  const double radius = filter.radius(stretch);
  const double first = std::max(std::ceil(p - radius), static_cast<double>(readable.first));
  const double last = std::min(std::floor(p + radius), static_cast<double>(readable.last));
  pixel_weights made{false, static_cast<std::ptrdiff_t>(first), {}};
  for (double k = first; k <= last; ++k) {
    made.weights.push_back(std::fabs(k - p) < radius ? filter.weight(k - p, stretch) : 0);
  }
  normalize(made, where.coordinate, readable);
  return made;
}

/// The mean of bilinear samples, n along each axis of a bin.
struct roi_align {
  int sampling_ratio = 0;
};

/// How many samples a bin has along an axis, which may be none.
inline float samples_of(const roi_align& filter, float bin) {
  return filter.sampling_ratio > 0 ? static_cast<float>(filter.sampling_ratio) : std::ceil(bin);
}

inline pixel_weights weights_of(const roi_align& filter, const bounds& box, std::ptrdiff_t extent,
                                std::ptrdiff_t crop_extent, const cnr::options& settings, std::ptrdiff_t i) {
  const float origin = minus(bound_in_pixels(box.low, extent, settings), 0.5F);
  const float bin = over(bound_in_pixels(minus(box.high, box.low), extent, settings), static_cast<float>(crop_extent));
  const float samples = samples_of(filter, bin);
  pixel_weights made{false, 0, {}};
  if (!std::isfinite(origin) || !std::isfinite(bin) || !(samples > 0)) return made;
  made.weights.resize(static_cast<std::size_t>(extent));
  const auto size = static_cast<float>(extent);
  for (float s = 0; s < samples; ++s) {
    const float in_bin = over(times(plus(s, 0.5F), bin), samples);
    const float p = plus(plus(origin, times(static_cast<float>(i), bin)), in_bin);
    if (!(p >= -1 && p <= size)) continue;
    const float clamped_p = clamped(p, 0, minus(size, 1));
    const double low = std::floor(static_cast<double>(clamped_p));
    const double share = static_cast<double>(clamped_p) - low;
    const auto index = static_cast<std::size_t>(low);
    made.weights[index] += (1 - share) / static_cast<double>(samples);
    if (share > 0) made.weights[index + 1] += share / static_cast<double>(samples);
  }
  return made;
}

/// An output in double. `magnitudes` is the sum of the magnitudes of the terms.
struct filtered {
  bool outside;
  double value;
  double magnitudes;
};

/// @param image_of  image_of(n) is the image that box n is cut from, a batch of one
/// @param filter    a filter of this file, or one like them
/// @return          the outputs, row-major
/// Precondition: the arguments are valid, and all elements that are read are finite.
template <class T, class ImageOf, class Filter>
std::vector<filtered> filter_each(const ImageOf& image_of, cnr::boxes_view boxes,
                                  const std::array<std::ptrdiff_t, 4>& crops_extents, const Filter& filter,
                                  const cnr::options& settings) {
  std::vector<filtered> outputs;
  const std::ptrdiff_t channels = crops_extents[3];
  for (std::ptrdiff_t n = 0; n < crops_extents[0]; ++n) {
    const cnr::image_view<T> image = image_of(n);
    const std::ptrdiff_t width = image.extent(2);
    const bounds along_x = bounds_of(boxes, n, settings.boxes, true);
    const bounds along_y = bounds_of(boxes, n, settings.boxes, false);
    std::vector<double> elements;
    for (std::ptrdiff_t y = 0; y < image.extent(1); ++y) {
      for (std::ptrdiff_t x = 0; x < width; ++x) {
        for (std::ptrdiff_t c = 0; c < channels; ++c) {
          elements.push_back(static_cast<double>(element<T>::value(image(0, y, x, c))));
        }
      }
    }
    std::vector<pixel_weights> columns;
    for (std::ptrdiff_t j = 0; j < crops_extents[2]; ++j) {
      columns.push_back(weights_of(filter, along_x, width, crops_extents[2], settings, j));
    }
    const auto row_size = static_cast<std::size_t>(width * channels);
    const auto num_channels = static_cast<std::size_t>(channels);
    // The sums along y, for each element of a row of the image.
    std::vector<double> sums(row_size);
    std::vector<double> magnitudes(row_size);
    for (std::ptrdiff_t i = 0; i < crops_extents[1]; ++i) {
      const pixel_weights rows = weights_of(filter, along_y, image.extent(1), crops_extents[1], settings, i);
      std::fill(sums.begin(), sums.end(), 0.0);
      std::fill(magnitudes.begin(), magnitudes.end(), 0.0);
      for (std::size_t row = 0; row < rows.weights.size(); ++row) {
        const double weight = rows.weights[row];
        if (weight == 0) continue;
        const double* const from = elements.data() + (static_cast<std::size_t>(rows.first) + row) * row_size;
        for (std::size_t k = 0; k < row_size; ++k) {
          sums[k] += weight * from[k];
          magnitudes[k] += std::fabs(weight * from[k]);
        }
      }
      for (const pixel_weights& column : columns) {
        for (std::size_t c = 0; c < num_channels; ++c) {
          filtered output{rows.outside || column.outside, 0, 0};
          for (std::size_t k = 0; k < column.weights.size(); ++k) {
            const std::size_t at = (static_cast<std::size_t>(column.first) + k) * num_channels + c;
            output.value += column.weights[k] * sums[at];
            output.magnitudes += std::fabs(column.weights[k]) * magnitudes[at];
          }
          outputs.push_back(output);
        }
      }
    }
  }
  return outputs;
}

}  // namespace reference

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_FILTER_HPP
