// SPDX-License-Identifier: MIT
//
// A deliberately plain crop_and_resize to compare with: the formulas, one output at a time. Nothing is shared with the
// library except its views and options. Every product, quotient and sum is stored to memory, so that none is fused.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_HPP

#include <crop_and_resize/options.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

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

inline float over(float a, float b) {
  const volatile float quotient = a / b;
  return quotient;
}

/// The middle of the bounds times `pixels`: the sum in float, the rest in double.
inline float middle(float low, float high, double pixels) {
  const volatile double half = 0.5 * static_cast<double>(plus(low, high));
  const volatile double product = half * pixels;
  return static_cast<float>(product);
}

/// TensorFlow's coordinate of row or column `i` of a crop.
inline float coordinate(float low, float high, std::ptrdiff_t extent, std::ptrdiff_t crop_extent, std::ptrdiff_t i) {
  const auto last = static_cast<float>(extent - 1);
  if (crop_extent == 1) return middle(low, high, static_cast<double>(extent - 1));
  const float scale = over(times(minus(high, low), last), static_cast<float>(crop_extent - 1));
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

/// The bounds of a box along one axis.
struct bounds {
  float low;
  float high;
};

/// The bounds of box `n` along y, or along x.
inline bounds bounds_of(cnr::boxes_view boxes, std::ptrdiff_t n, cnr::box_format format, bool along_x) {
  switch (format) {
    case cnr::box_format::xyxy:
    case cnr::box_format::xyxy_pixels:
      return along_x ? bounds{boxes(n, 0), boxes(n, 2)} : bounds{boxes(n, 1), boxes(n, 3)};
    case cnr::box_format::xywh_pixels:
      return along_x ? bounds{boxes(n, 0), plus(boxes(n, 0), boxes(n, 2))}
                     : bounds{boxes(n, 1), plus(boxes(n, 1), boxes(n, 3))};
    default:
      return along_x ? bounds{boxes(n, 1), boxes(n, 3)} : bounds{boxes(n, 0), boxes(n, 2)};
  }
}

/// The numbers are pixels, not fractions of the image.
inline bool in_pixels(cnr::box_format format) {
  return format == cnr::box_format::yxyx_pixels || format == cnr::box_format::xyxy_pixels ||
         format == cnr::box_format::xywh_pixels;
}

/// `value` if it is in [low, high], else the bound next to it. A bound that is zero is +0.0 then.
inline float clamped(float value, float low, float high) {
  if (value < low) return low == 0 ? 0.0F : low;
  if (value > high) return high == 0 ? 0.0F : high;
  return value;
}

/// Where a row or column of a crop falls. The numbers of one that is outside mean nothing.
struct position {
  bool outside;
  float coordinate;
  float scale;  // the distance of two rows, in pixels
};

/// The first pixel of a box and the last one, both on the image. With half_pixel.
struct pixel_range {
  float first;
  float last;
};

/// A bound of a box in pixels, in every mode.
inline float bound_in_pixels(float number, std::ptrdiff_t extent, const cnr::options& settings) {
  if (in_pixels(settings.boxes)) return number;
  const bool is_half_pixel = settings.coordinates == cnr::coordinate_mode::half_pixel;
  return times(number, static_cast<float>(is_half_pixel ? extent : extent - 1));
}

/// Row or column `i` of a crop, in every mode. The coordinate is moved onto the image's domain, which ends at the edges
/// of its pixels with half_pixel, and at their centres otherwise. Filters see that one.
inline position domain_position_of(const bounds& box, std::ptrdiff_t extent, std::ptrdiff_t crop_extent,
                                   const cnr::options& settings, std::ptrdiff_t i) {
  const bool is_half_pixel = settings.coordinates == cnr::coordinate_mode::half_pixel;
  const auto size = static_cast<float>(extent);
  const auto last = static_cast<float>(extent - 1);
  const auto pixels = [&](float number) { return bound_in_pixels(number, extent, settings); };

  float origin = 0;
  float scale = 0;
  float p = 0;
  if (is_half_pixel) {
    origin = minus(pixels(box.low), 0.5F);
    scale = over(pixels(minus(box.high, box.low)), static_cast<float>(crop_extent));
    p = plus(origin, times(plus(static_cast<float>(i), 0.5F), scale));
  } else if (crop_extent == 1) {
    p = middle(box.low, box.high, in_pixels(settings.boxes) ? 1.0 : static_cast<double>(extent - 1));
    origin = p;
  } else {
    origin = pixels(box.low);
    scale = over(pixels(minus(box.high, box.low)), static_cast<float>(crop_extent - 1));
    p = plus(origin, times(static_cast<float>(i), scale));
  }
  if (!std::isfinite(origin) || !std::isfinite(scale)) return {true, 0, 0};

  if (settings.coordinates == cnr::coordinate_mode::clamped_corners && crop_extent > 1) {
    const float from = pixels(box.low);
    const float to = pixels(box.high);
    p = clamped(p, std::min(from, to), std::max(from, to));
  }
  const float domain_first = is_half_pixel ? -0.5F : 0.0F;
  const float domain_last = is_half_pixel ? minus(size, 0.5F) : last;
  const bool outside = p < domain_first || p > domain_last;
  if (outside && settings.border != cnr::border_mode::replicate) return {true, 0, 0};
  return {false, clamped(p, domain_first, domain_last), scale};
}

/// The pixels that an output may read: those of the box where it is isolated, else those of the image.
inline pixel_range readable_pixels(const bounds& box, std::ptrdiff_t extent, const cnr::options& settings) {
  const auto last = static_cast<float>(extent - 1);
  if (settings.coordinates != cnr::coordinate_mode::half_pixel || settings.border != cnr::border_mode::isolate) {
    return {0, last};
  }
  const auto pixels = [&](float number) { return bound_in_pixels(number, extent, settings); };
  const float first_of_box = std::floor(pixels(std::min(box.low, box.high)));
  const float end_of_box = std::ceil(pixels(std::max(box.low, box.high)));
  const float last_of_box = std::max(first_of_box, minus(end_of_box, 1));
  return {clamped(first_of_box, 0, last), clamped(last_of_box, 0, last)};
}

/// Row or column `i` of a crop, in every mode. The coordinate is moved onto the image. Samplers see that one.
inline position position_of(const bounds& box, std::ptrdiff_t extent, std::ptrdiff_t crop_extent,
                            const cnr::options& settings, std::ptrdiff_t i) {
  position found = domain_position_of(box, extent, crop_extent, settings, i);
  if (found.outside) return found;
  const pixel_range readable = readable_pixels(box, extent, settings);
  found.coordinate = clamped(found.coordinate, readable.first, readable.last);
  return found;
}

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

/// How an output is read: bilinear, or nearest.
struct by_method {
  bool is_nearest;

  template <class Element>
  float operator()(const Element& element, float y, float x, std::ptrdiff_t height, std::ptrdiff_t width) const {
    return sample(element, is_nearest, y, x, height, width);
  }
};

/// How an output is read: with a sampler of the caller's own, first along x for each of its rows, then along y.
template <class Sampler>
struct by_sampler {
  Sampler sampler;

  template <class Element>
  float operator()(const Element& element, float y, float x, std::ptrdiff_t height, std::ptrdiff_t width) const {
    const auto rows = sampler.locate(y, height);
    const auto columns = sampler.locate(x, width);
    constexpr std::size_t count = decltype(rows)::count;
    std::array<float, count> mixed{};
    for (std::size_t row = 0; row < count; ++row) {
      std::array<float, count> elements{};
      for (std::size_t column = 0; column < count; ++column) {
        elements[column] = element(on_image(rows.index[row], height), on_image(columns.index[column], width));
      }
      mixed[row] = sampler.mix(elements, columns.weight);
    }
    return sampler.mix(mixed, rows.weight);
  }

  static std::ptrdiff_t on_image(std::int64_t index, std::ptrdiff_t extent) {
    return static_cast<std::ptrdiff_t>(std::min<std::int64_t>(std::max<std::int64_t>(index, 0), extent - 1));
  }
};

/// @param image_of  image_of(n) is the image that box n is cut from, a batch of one
/// @param sampling  by_method or by_sampler
/// Precondition: the arguments are valid.
template <class T, class ImageOf, class Sampling>
void crop_and_resize_each(const ImageOf& image_of, cnr::boxes_view boxes, cnr::crops_view<float> crops,
                          const Sampling& sampling, const cnr::options& settings) {
  for (std::ptrdiff_t n = 0; n < crops.extent(0); ++n) {
    const cnr::image_view<T> image = image_of(n);
    const std::ptrdiff_t height = image.extent(1);
    const std::ptrdiff_t width = image.extent(2);
    const bounds along_y = bounds_of(boxes, n, settings.boxes, false);
    const bounds along_x = bounds_of(boxes, n, settings.boxes, true);
    std::vector<position> columns;
    for (std::ptrdiff_t j = 0; j < crops.extent(2); ++j) {
      columns.push_back(position_of(along_x, width, crops.extent(2), settings, j));
    }
    for (std::ptrdiff_t i = 0; i < crops.extent(1); ++i) {
      const position y = position_of(along_y, height, crops.extent(1), settings, i);
      for (std::ptrdiff_t j = 0; j < crops.extent(2); ++j) {
        const position& x = columns[static_cast<std::size_t>(j)];
        const bool outside = y.outside || x.outside;
        for (std::ptrdiff_t c = 0; c < crops.extent(3); ++c) {
          const auto read = [&](std::ptrdiff_t row, std::ptrdiff_t column) {
            return element<T>::value(image(0, row, column, c));
          };
          crops(n, i, j, c) =
              outside ? settings.extrapolation_value : sampling(read, y.coordinate, x.coordinate, height, width);
        }
      }
    }
  }
}

/// One image of a batch, as a batch of one.
template <class T>
cnr::image_view<T> image_of_batch(cnr::image_view<T> images, std::int32_t index) {
  const auto e = images.extents();
  return {images.data() + index * images.stride(0), {{1, e[1], e[2], e[3]}}, images.strides()};
}

/// Boxes cut from the images of a batch. Precondition: the arguments are valid.
template <class T, class Sampling>
void crop_and_resize(cnr::image_view<T> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                     cnr::crops_view<float> crops, const Sampling& sampling, const cnr::options& settings) {
  reference::crop_and_resize_each<T>([&](std::ptrdiff_t n) { return image_of_batch<T>(image, box_indices(n)); }, boxes,
                                     crops, sampling, settings);
}

/// As TensorFlow does. Precondition: the arguments are valid.
template <class T>
void crop_and_resize(cnr::image_view<T> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                     cnr::crops_view<float> crops, bool is_nearest, float extrapolation_value) {
  reference::crop_and_resize<T>(image, boxes, box_indices, crops, by_method{is_nearest},
                                cnr::options{extrapolation_value});
}

}  // namespace reference

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_REFERENCE_HPP
