// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Filters: what to pass in place of a sampler where crops are smaller than their boxes. bilinear reads two pixels along
// each axis and nearest one, however far apart the outputs are; what is between them is lost, and fine patterns of the
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

// Weights in double, of one pixel or of several: `Doubles` is double or a vector of doubles. Both ways the operations
// are the same, and so are the bits. There are no branches.

template <class Doubles>
CNR_DETAIL_ALWAYS_INLINE Doubles magnitude_of(Doubles value) noexcept {
  return value < Doubles{} ? -value : value;
}

template <class Doubles>
CNR_DETAIL_ALWAYS_INLINE Doubles area_weight(Doubles distance, double stretch) noexcept {
  const Doubles covered = (stretch + 1) / 2 - detail::magnitude_of(distance);
  const Doubles all = Doubles{} + 1.0;
  const Doubles at_most_all = covered < all ? covered : all;
  return covered > Doubles{} ? at_most_all : Doubles{};
}

template <class Doubles>
CNR_DETAIL_ALWAYS_INLINE Doubles triangle_weight(Doubles distance, double stretch) noexcept {
  const Doubles left = (stretch - detail::magnitude_of(distance)) / stretch;
  return left > Doubles{} ? left : Doubles{};
}

template <class Doubles>
CNR_DETAIL_ALWAYS_INLINE Doubles cubic_weight(Doubles distance, double stretch, double a) noexcept {
  const Doubles x = detail::magnitude_of(distance) / stretch;
  const Doubles one = Doubles{} + 1.0;
  const Doubles two = Doubles{} + 2.0;
  // Keys' polynomials, a x^3 - 5 a x^2 + 8 a x - 4 a and (a + 2) x^3 - (a + 3) x^2 + 1, as products, which are exact to
  // the last bit near their zeros.
  const Doubles outer = a * (x - one) * (x - two) * (x - two);
  const Doubles inner = (one - x) * (one + x - detail::multiply_in_unfused_region(two + a, x * x));
  const Doubles weight = x < one ? inner : outer;
  return x < two ? weight : Doubles{};
}

/// sinc(x) sinc(x / 3) for |x| < 3, within 3e-9 of itself. sinc(x) is sin(pi x) / (pi x). No sine is called, as the
/// last bits of C libraries' sines differ. The zeros are factors of their own, so that weights near them are as exact:
/// (1 - x^2) (4 - x^2) (9 - x^2)^2 times a polynomial of x^2. That is the quotient's interpolation polynomial at the 11
/// Chebyshev nodes of [0, 9].
template <class Doubles>
CNR_DETAIL_ALWAYS_INLINE Doubles lanczos3_weight(Doubles distance, double stretch) noexcept {
  constexpr double coefficients[] = {0.0030864197528652962,    -0.001097167575834333,   0.00018190394292214381,
                                     -0.000018828865092576846, 1.3736435744218658e-6,   -7.5558928138189355e-8,
                                     3.2688795683967089e-9,    -1.1382283811722317e-10, 3.1612935305222231e-12,
                                     -6.4264269646931e-14,     7.1249285384365244e-16};
  const Doubles x = detail::magnitude_of(distance) / stretch;
  const Doubles square = x * x;
  Doubles series = Doubles{} + coefficients[10];
  for (std::size_t n = 10; n > 0; --n) {
    series = detail::multiply_in_unfused_region(series, square) + coefficients[n - 1];
  }
  const Doubles at_three = (3.0 - x) * (3.0 + x);
  const Doubles weight = (1.0 - x) * (1.0 + x) * ((2.0 - x) * (2.0 + x)) * (at_three * at_three) * series;
  return x < Doubles{} + 3.0 ? weight : Doubles{};
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
  double weight(double distance, double stretch) const noexcept { return detail::area_weight(distance, stretch); }
};

/// Weights fall in a straight line, to 0 at one output's distance: bilinear, if crops are not smaller than boxes.
struct triangle {
  float radius(float stretch) const noexcept { return stretch; }
  float weight(float distance, float stretch) const noexcept {
    return static_cast<float>(weight(double{distance}, double{stretch}));
  }
  double weight(double distance, double stretch) const noexcept { return detail::triangle_weight(distance, stretch); }
};

/// The cubic convolution of R. Keys, "Cubic convolution interpolation for digital image processing", 1981.
struct cubic {
  float a = -0.5F;  // the slope at one output's distance

  float radius(float stretch) const noexcept { return 2 * stretch; }
  float weight(float distance, float stretch) const noexcept {
    return static_cast<float>(weight(double{distance}, double{stretch}));
  }
  double weight(double distance, double stretch) const noexcept {
    return detail::cubic_weight(distance, stretch, double{a});
  }
};

/// sinc(x) sinc(x / 3) up to three outputs' distance: Lanczos' window of three lobes.
struct lanczos3 {
  float radius(float stretch) const noexcept { return 3 * stretch; }
  float weight(float distance, float stretch) const noexcept {
    return static_cast<float>(weight(double{distance}, double{stretch}));
  }
  double weight(double distance, double stretch) const noexcept { return detail::lanczos3_weight(distance, stretch); }
};

CNR_DETAIL_END_UNFUSED

/// RoIAlign of K. He et al., "Mask R-CNN", 2017, as torchvision computes it with aligned=True: each output is the mean
/// of n x n bilinear samples, which are evenly spaced in its bin. n is sampling_ratio or, where that is 0 or less, the
/// size of a bin in pixels, rounded up, along each axis. Bins are counted from where options::half_pixel, which it
/// needs, begins to count. A sample more than a pixel outside the image counts 0; otherwise it is moved onto the image.
/// A box that is empty or flipped has outputs of 0 where sampling_ratio is 0 or less. options::border and the
/// extrapolation value are not used. An infinite pixel or a NaN between the samples of a bin makes its output NaN.
///
/// With aligned=False, torchvision makes boxes at least one pixel wide and high, and bounds are centres of pixels: for
/// boxes in pixels, add 0.5 to each bound.
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

// Where a register holds two doubles, whatever the compiler's flags.
#if defined(__GNUC__) && !CNR_DETAIL_NVCC && (defined(__SSE2__) || defined(__aarch64__))
#define CNR_DETAIL_PAIRED_WEIGHTS 1
using two_doubles = double __attribute__((vector_size(16)));

// The weights of two pixels at a time, for the filters of this file.
CNR_DETAIL_ALWAYS_INLINE two_doubles paired_weights(const area& /*filter*/, two_doubles distances,
                                                    double stretch) noexcept {
  return detail::area_weight(distances, stretch);
}
CNR_DETAIL_ALWAYS_INLINE two_doubles paired_weights(const triangle& /*filter*/, two_doubles distances,
                                                    double stretch) noexcept {
  return detail::triangle_weight(distances, stretch);
}
CNR_DETAIL_ALWAYS_INLINE two_doubles paired_weights(const cubic& filter, two_doubles distances,
                                                    double stretch) noexcept {
  return detail::cubic_weight(distances, stretch, double{filter.a});
}
CNR_DETAIL_ALWAYS_INLINE two_doubles paired_weights(const lanczos3& /*filter*/, two_doubles distances,
                                                    double stretch) noexcept {
  return detail::lanczos3_weight(distances, stretch);
}

template <class Filter>
struct has_paired_weights
    : std::integral_constant<bool, std::is_same<Filter, area>::value || std::is_same<Filter, triangle>::value ||
                                       std::is_same<Filter, cubic>::value || std::is_same<Filter, lanczos3>::value> {};
#else
#define CNR_DETAIL_PAIRED_WEIGHTS 0
#endif

}  // namespace detail

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_FILTER_HPP
