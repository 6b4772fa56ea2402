// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Filters: what to pass in place of a sampler where crops are smaller than their boxes. A sampler reads one or two
// pixels along each axis, however far apart the outputs are; what is between them is lost, and fine patterns of the
// image come out as coarse ones (aliasing). A filter reads all pixels near an output, the more the stronger it shrinks.
//     cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::triangle{}, settings);
//
// WHAT IS COMPUTED
//   Let p be the coordinate of an output along an axis (options.hpp), before border_mode moves it onto the image, and
//   stretch = max(1, |scale|) the distance of two outputs in pixels, or 1 where they are nearer than that. The output
//   is
//       sum of weight(k - p, stretch) * pixel k, divided by the sum of these weights,
//   over the pixels k of the image with |k - p| < radius(stretch). With border_mode::isolate and half_pixel, these are
//   pixels of the box. Where no pixel has a weight, the nearest one is taken alone. A weight of 0 is a term like
//   others: times an infinite pixel it is NaN. Along y first, then along x. What is outside the image is extrapolated,
//   as with samplers.
//
// ERROR
//   An output differs by at most 2e-6 of the sum of the magnitudes of its terms from what arithmetic in double makes of
//   the same p and stretch. The bytes are the same on every target, executor and compiler.
//
// WHICH
//   triangle  what most libraries call bilinear with antialiasing; a good first choice
//   area      the mean of the pixels that an output covers: sharper, and exact where the factor is a whole number
//   cubic     sharper still; overshoots at edges. a = -0.5 is Pillow's, and torch's with antialiasing
//   lanczos3  the sharpest; overshoots more
//   roi_align for the features of detectors: see there
//
// YOUR OWN
//   A class with two functions, both in pixels of the image:
//       float radius(float stretch) const noexcept;                  // from where on weights are 0
//       float weight(float distance, float stretch) const noexcept;  // of a pixel so far from p, on either side
//   A filter that also has a double weight(double, double) is asked for that instead.

#ifndef CROP_AND_RESIZE_FILTER_HPP
#define CROP_AND_RESIZE_FILTER_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace cnr {
inline namespace v0 {
namespace detail {

CNR_DETAIL_BEGIN_UNFUSED

CNR_DETAIL_ALWAYS_INLINE double magnitude_of(double value) noexcept { return value < 0 ? -value : value; }

/// sin(pi x) / (pi x), within 1e-13 of itself. Its own series, as the last bits of C libraries' sines differ. |x| is
/// below 2^31.
CNR_DETAIL_ALWAYS_INLINE double normalized_sinc(double x) noexcept {
  constexpr double pi = 3.14159265358979323846;
  // The Taylor series of sin(angle) / angle: 1 / (2 n + 1)! for each power n of the square, with changing signs.
  constexpr double coefficients[] = {1.0 / 6,
                                     -1.0 / 120,
                                     1.0 / 5040,
                                     -1.0 / 362880,
                                     1.0 / 39916800,
                                     -1.0 / 6227020800,
                                     1.0 / 1307674368000,
                                     -1.0 / 355687428096000,
                                     1.0 / 121645100408832000.0};
  const double distance = magnitude_of(x);
  const auto below = static_cast<std::int64_t>(distance);
  const std::int64_t nearest = distance - static_cast<double>(below) < 0.5 ? below : below + 1;
  const double angle = pi * (distance - static_cast<double>(nearest));  // in [-pi / 2, pi / 2]
  const double square = angle * angle;
  double series = 0;
  for (std::size_t n = sizeof coefficients / sizeof coefficients[0]; n > 0; --n) {
    series = detail::multiply_in_scalar_loops(series, square) + coefficients[n - 1];
  }
  series = 1 - detail::multiply_in_scalar_loops(series, square);
  if (nearest == 0) return series;
  const double sine = angle * series;
  return (nearest % 2 == 0 ? sine : -sine) / (pi * distance);
}

CNR_DETAIL_END_UNFUSED

}  // namespace detail

CNR_DETAIL_BEGIN_UNFUSED

/// The mean of the pixels that an output covers. A pixel's weight is how much of it the output's cell covers.
struct area {
  /// Rounded up: a float below half the cell's size and a pixel's would lose a pixel of a weight of some 1e-7.
  float radius(float stretch) const noexcept {
    const float nearest = (stretch + 1) / 2;
    const bool is_below = double{nearest} < (double{stretch} + 1) / 2;
    return is_below ? nearest * (1 + 0x1p-23F) : nearest;
  }
  float weight(float distance, float stretch) const noexcept {
    return static_cast<float>(weight(double{distance}, double{stretch}));
  }
  double weight(double distance, double stretch) const noexcept {
    const double covered = (stretch + 1) / 2 - detail::magnitude_of(distance);
    if (!(covered > 0)) return 0;
    return covered < 1 ? covered : 1;
  }
};

/// Weights fall in a straight line, to 0 at one output's distance: bilinear, if crops are not smaller than boxes.
struct triangle {
  float radius(float stretch) const noexcept { return stretch; }
  float weight(float distance, float stretch) const noexcept {
    return static_cast<float>(weight(double{distance}, double{stretch}));
  }
  double weight(double distance, double stretch) const noexcept {
    const double left = (stretch - detail::magnitude_of(distance)) / stretch;
    return left > 0 ? left : 0;
  }
};

/// The cubic convolution of R. Keys, "Cubic convolution interpolation for digital image processing", 1981.
struct cubic {
  float a = -0.5F;  // the slope at one output's distance

  float radius(float stretch) const noexcept { return 2 * stretch; }
  float weight(float distance, float stretch) const noexcept {
    return static_cast<float>(weight(double{distance}, double{stretch}));
  }
  double weight(double distance, double stretch) const noexcept {
    const double x = detail::magnitude_of(distance) / stretch;
    const double slope{a};
    // Keys' polynomials, a x^3 - 5 a x^2 + 8 a x - 4 a and (a + 2) x^3 - (a + 3) x^2 + 1, as products, which are exact
    // to the last bit near their zeros.
    if (x >= 2) return 0;
    if (x >= 1) return slope * (x - 1) * (x - 2) * (x - 2);
    return (1 - x) * (1 + x - detail::multiply_in_scalar_loops(slope + 2, x * x));
  }
};

/// sinc(x) sinc(x / 3) up to three outputs' distance: Lanczos' window of three lobes.
struct lanczos3 {
  float radius(float stretch) const noexcept { return 3 * stretch; }
  float weight(float distance, float stretch) const noexcept {
    return static_cast<float>(weight(double{distance}, double{stretch}));
  }
  double weight(double distance, double stretch) const noexcept {
    const double x = detail::magnitude_of(distance) / stretch;
    return x < 3 ? detail::normalized_sinc(x) * detail::normalized_sinc(x / 3) : 0;
  }
};

CNR_DETAIL_END_UNFUSED

/// RoIAlign of K. He et al., "Mask R-CNN", 2017, as torchvision computes it with aligned=True: each output is the mean
/// of n x n bilinear samples, which are evenly spaced in its bin. n is sampling_ratio or, where that is 0 or less, the
/// size of a bin in pixels, rounded up, along each axis. Bins are counted from where options::half_pixel, which it
/// needs, begins to count. A sample more than a pixel outside the image counts 0; otherwise it is moved onto the image.
/// A box that is empty or flipped has outputs of 0 where sampling_ratio is 0 or less. options::border and the
/// extrapolation value are not used. An infinite pixel or a NaN between the samples of a bin makes its
/// output NaN.
struct roi_align {
  int sampling_ratio = 0;
};

namespace detail {

template <class Filter>
using radius_of = decltype(std::declval<const Filter&>().radius(0.0F));
template <class Filter, class Number>
using weight_of = decltype(std::declval<const Filter&>().weight(Number{}, Number{}));

/// Whether a class can be passed as a filter.
template <class Filter, class = void>
struct is_filter : std::false_type {};
template <class Filter>
struct is_filter<Filter, std::enable_if_t<std::is_same<radius_of<Filter>, float>::value &&
                                          std::is_same<weight_of<Filter, float>, float>::value>> : std::true_type {};

template <>
struct is_filter<roi_align> : std::true_type {};

/// Whether a filter has weights in double.
template <class Filter, class = void>
struct has_double_weight : std::false_type {};
template <class Filter>
struct has_double_weight<Filter, std::enable_if_t<std::is_same<weight_of<Filter, double>, double>::value>>
    : std::true_type {};

}  // namespace detail

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_FILTER_HPP
