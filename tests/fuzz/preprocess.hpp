// SPDX-License-Identifier: MIT
//
// Fuzzed calls of the functions around a crop: letterboxes, the ways back, pasted crops, padding, views of parts, boxes
// outside the image and normalisations. Each is what plain arithmetic says, and what it promises of calls is so: which
// rows and columns are on the image.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_PREPROCESS_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_PREPROCESS_HPP

#include "fuzz/bytes.hpp"
#include "fuzz/operand.hpp"
#include "fuzz/picks.hpp"
#include "support/destinations.hpp"
#include "support/reference.hpp"
#include "support/reference_destination.hpp"

#include <crop_and_resize/normalized.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/preprocess.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fuzz {

using cnr::box_format;
using cnr::box_numbers;
using cnr::coordinate_mode;

inline bool is_half_pixel(const cnr::options& settings) { return settings.coordinates == coordinate_mode::half_pixel; }

/// What 1 stands for along an axis of normalised boxes.
inline double length_of(std::ptrdiff_t extent, const cnr::options& settings) {
  return static_cast<double>(is_half_pixel(settings) ? extent : extent - 1);
}

inline cnr::options pick_modes(bytes& input) {
  cnr::options settings;
  settings.coordinates = static_cast<coordinate_mode>(input.pick(0, 2));
  settings.boxes = static_cast<box_format>(input.pick(0, 4));
  return settings;
}

/// An extent from 1 on: mostly a small one, else any that an image can have.
inline std::ptrdiff_t pick_extent(bytes& input) {
  if (input.rarely(8)) return 1 + static_cast<std::ptrdiff_t>(input.number(4) % INT32_MAX);
  return input.rarely(2) ? input.pick(1, 5000) : input.pick(1, 40);
}

/// A box's bounds along an axis, in double and in pixels: `first` and `second` are its numbers in the box's order.
struct axis_bounds {
  double low;
  double high;
};

/// The bounds of a box along y, or along x, in pixels.
inline axis_bounds pixels_of(const box_numbers& box, box_format format, const cnr::options& settings, bool along_x,
                             std::ptrdiff_t extent) {
  const bool begins_with_x = format != box_format::yxyx && format != box_format::yxyx_pixels;
  const std::size_t first = along_x == begins_with_x ? 0 : 1;
  const auto low = static_cast<double>(box[first]);
  const auto second = static_cast<double>(box[first + 2]);
  if (format == box_format::xywh_pixels) return {low, low + second};
  if (reference::in_pixels(format)) return {low, second};
  return {low * length_of(extent, settings), second * length_of(extent, settings)};
}

/// Whether two numbers are the same, except for rounding. `scale` is the magnitude of what was added up.
inline bool is_close(double actual, double expected, double scale) {
  return std::fabs(actual - expected) <= 4e-7 * (std::fabs(scale) + std::fabs(expected)) + 1e-30;
}

inline std::string text_of_box(const box_numbers& box) {
  std::string text;
  for (const float number : box) text += ' ' + support::hex(number);
  return text;
}

/// Where it shows whether of [0, extent) just [begin, end) is chosen, as what is asked changes once at each end.
inline std::array<std::ptrdiff_t, 8> telling_places(std::ptrdiff_t begin, std::ptrdiff_t end, std::ptrdiff_t extent) {
  return {{0, begin - 1, begin, begin + 1, begin + (end - begin) / 2, end - 1, end, extent - 1}};
}

/// Rows [begin, end) of a crop with this box are on the image, all others outside.
inline std::string check_inside(const axis_bounds& box, std::ptrdiff_t extent, std::ptrdiff_t crop_extent,
                                const cnr::options& settings, std::ptrdiff_t begin, std::ptrdiff_t end) {
  const reference::bounds bounds{static_cast<float>(box.low), static_cast<float>(box.high)};
  for (const std::ptrdiff_t i : telling_places(begin, end, crop_extent)) {
    if (i < 0 || i >= crop_extent) continue;
    const bool is_inside = !reference::position_of(bounds, extent, crop_extent, settings, i).outside;
    if (is_inside == (i >= begin && i < end)) continue;
    return "row " + std::to_string(i) + " of " + std::to_string(crop_extent) + " is " +
           (is_inside ? "inside" : "outside") + " of " + std::to_string(extent) + " pixels, the picture is [" +
           std::to_string(begin) + ", " + std::to_string(end) + ")";
  }
  return {};
}

/// A box's numbers along an axis as a call takes them.
inline axis_bounds numbers_of(const box_numbers& box, box_format format, bool along_x) {
  const bool begins_with_x = format != box_format::yxyx && format != box_format::yxyx_pixels;
  const std::size_t first = along_x == begins_with_x ? 0 : 1;
  const float high = format == box_format::xywh_pixels ? reference::plus(box[first], box[first + 2]) : box[first + 2];
  return {static_cast<double>(box[first]), static_cast<double>(high)};
}

/// The number of pixels of a letterboxed picture along an axis, in Python's arithmetic.
inline std::ptrdiff_t picture_extent(std::ptrdiff_t extent, double factor) {
  const double scaled = static_cast<double>(extent) * factor;
  const double below = std::floor(scaled);
  const bool is_odd = std::fmod(below, 2) != 0;
  const bool goes_up = scaled - below > 0.5 || (scaled - below == 0.5 && is_odd);
  return std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(below + (goes_up ? 1.0 : 0.0)));
}

/// Along one axis: the picture and its padding are as expected.
inline std::string check_placed(std::ptrdiff_t expected, std::ptrdiff_t asked, const cnr::letterbox_options& settings,
                                std::ptrdiff_t first, std::ptrdiff_t count, std::ptrdiff_t whole) {
  std::ptrdiff_t padding = asked - expected;
  if (settings.stride > 0) padding %= settings.stride;
  const std::ptrdiff_t before = settings.is_centred ? padding / 2 : 0;
  if (count == expected && first == before && whole == expected + padding && padding >= 0) return {};
  return "letterbox: " + std::to_string(count) + " from " + std::to_string(first) + " on of " + std::to_string(whole) +
         ", not " + std::to_string(expected) + " from " + std::to_string(before) + " on of " +
         std::to_string(expected + padding);
}

/// A coordinate of a letterboxed crop, mapped back: the picture's first position is 0, its length that of the image.
/// @param rounded  the magnitude of other numbers that were rounded on the way
inline bool maps_back(double actual, double coordinate, double first, double count, const axis_bounds& box,
                      double rounded = 0) {
  const double expected =
      count == 0 ? (box.low + box.high) / 2 : box.low + (coordinate - first) / count * (box.high - box.low);
  const double scale =
      std::fabs(box.low) + std::fabs(box.high) + rounded +
      (count == 0 ? 0 : (std::fabs(coordinate) + std::fabs(first)) / count * std::fabs(box.high - box.low));
  return !(scale < 1e30) || is_close(actual, expected, scale);
}

inline std::string check_letterbox(bytes& input) {
  const cnr::image_size image{pick_extent(input), pick_extent(input)};
  const cnr::crop_size crop{pick_extent(input), pick_extent(input)};
  const cnr::letterbox_options padding{input.flag(), input.flag(), input.rarely(4) ? input.pick(0, 64) : 0};
  const cnr::letterbox fit = cnr::make_letterbox(image, crop, padding);
  double factor = std::min(static_cast<double>(crop.height) / static_cast<double>(image.height),
                           static_cast<double>(crop.width) / static_cast<double>(image.width));
  if (!padding.scale_up) factor = std::min(factor, 1.0);
  std::string failure = check_placed(picture_extent(image.height, factor), crop.height, padding, fit.picture.top,
                                     fit.picture.height, fit.crop.height);
  if (!failure.empty()) return failure;
  failure = check_placed(picture_extent(image.width, factor), crop.width, padding, fit.picture.left, fit.picture.width,
                         fit.crop.width);
  if (!failure.empty()) return failure;

  const cnr::options settings = pick_modes(input);
  for (const bool along_x : {false, true}) {
    const std::ptrdiff_t extent = along_x ? image.width : image.height;
    const std::ptrdiff_t crop_extent = along_x ? fit.crop.width : fit.crop.height;
    const std::ptrdiff_t first = along_x ? fit.picture.left : fit.picture.top;
    const std::ptrdiff_t count = along_x ? fit.picture.width : fit.picture.height;
    const cnr::crop_to_image back(fit, settings);
    const auto coordinate = static_cast<float>(input.pick(-1000, 9000)) / 8;
    const float mapped = along_x ? back.x(coordinate) : back.y(coordinate);
    if (!maps_back(static_cast<double>(mapped), static_cast<double>(coordinate), static_cast<double>(first),
                   length_of(count, settings), {0, length_of(extent, settings)})) {
      return "letterbox: " + support::hex(coordinate) + " is mapped back to " + support::hex(mapped);
    }
    // Of larger ones, float has no centres.
    if (crop_extent > 1 << 16 || extent > 1 << 16) continue;
    failure = check_inside(numbers_of(cnr::picture_box(fit, settings), settings.boxes, along_x), extent, count,
                           settings, 0, count);
    if (!failure.empty()) return "picture_box: " + failure;
    if (extent == 1 && !is_half_pixel(settings)) continue;
    failure = check_inside(numbers_of(cnr::whole_crop_box(fit, settings), settings.boxes, along_x), extent, crop_extent,
                           settings, first, first + count);
    if (!failure.empty()) return "whole_crop_box: " + failure;
  }
  return {};
}

/// Bounds on and between pixels, whose sums are exact; or any finite numbers.
inline box_numbers pick_box(bytes& input, bool is_any, double size) {
  box_numbers box{};
  for (float& number : box) {
    number = static_cast<float>(static_cast<double>(input.pick(-2048, 6143)) / 4096 * size);
    if (!input.flag()) number = std::round(2 * number) / 2;
    if (!is_any || !input.rarely(4)) continue;
    const float any = input.any_float();
    if (std::isfinite(any)) number = any;
  }
  return box;
}

/// Pixels [begin, begin + count) have their centres in the box, and no others.
inline std::string check_window(const axis_bounds& box, std::ptrdiff_t extent, const cnr::options& settings,
                                std::ptrdiff_t begin, std::ptrdiff_t count) {
  if (begin < 0 || count < 0 || begin + count > extent) return "the window is not within the image";
  const double centre = is_half_pixel(settings) ? 0.5 : 0;
  for (const std::ptrdiff_t i : telling_places(begin, begin + count, extent)) {
    if (i < 0 || i >= extent) continue;
    const double place = static_cast<double>(i) + centre;
    const bool is_covered = place >= std::min(box.low, box.high) && place <= std::max(box.low, box.high);
    if (is_covered != (i >= begin && i < begin + count)) return "pixel " + std::to_string(i) + " is not as it should";
  }
  return {};
}

inline std::string check_paste(bytes& input) {
  const cnr::options settings = pick_modes(input);
  const cnr::image_size image{pick_extent(input), pick_extent(input)};
  const cnr::crop_size mask{pick_extent(input), pick_extent(input)};
  const bool is_any = input.rarely(4);
  const bool in_pixels = reference::in_pixels(settings.boxes);
  const box_numbers box = pick_box(input, is_any, in_pixels ? static_cast<double>(image.height) : 1);
  const cnr::paste_plan back = cnr::plan_paste(box, settings, image, mask);
  const auto failed = [&](const std::string& what) {
    return what.empty() ? what
                        : "plan_paste: " + what + ", box" + text_of_box(box) + ", coordinates " +
                              std::to_string(static_cast<int>(settings.coordinates)) + ", format " +
                              std::to_string(static_cast<int>(settings.boxes)) + ", image " +
                              std::to_string(image.height) + " " + std::to_string(image.width);
  };
  const bool keeps_options = back.settings.coordinates == settings.coordinates &&
                             back.settings.boxes == settings.boxes &&
                             back.settings.border == cnr::border_mode::replicate;
  if (!keeps_options) return failed("other options");
  for (const bool along_x : {false, true}) {
    const std::ptrdiff_t extent = along_x ? image.width : image.height;
    const std::ptrdiff_t begin = along_x ? back.window.left : back.window.top;
    const std::ptrdiff_t count = along_x ? back.window.width : back.window.height;
    const axis_bounds pixels = pixels_of(box, settings.boxes, settings, along_x, extent);
    std::string failure = check_window(pixels, extent, settings, begin, count);
    if (!failure.empty()) return failed(failure);
    if (back.window.empty() || is_any) continue;
    // The window's ends are mapped as crop_to_image maps them, the other way.
    const std::ptrdiff_t mask_extent = along_x ? mask.width : mask.height;
    const double length = length_of(mask_extent, settings);
    const double end = static_cast<double>(begin + count) - (is_half_pixel(settings) ? 0 : 1);
    const double size = pixels.high - pixels.low;
    const axis_bounds found = pixels_of(back.box, settings.boxes, settings, along_x, mask_extent);
    const auto expected = [&](double place) { return size == 0 ? length / 2 : (place - pixels.low) / size * length; };
    const double low = expected(static_cast<double>(begin));
    const double high = expected(end);
    // One pixel: every normalised number stands for its centre.
    const bool is_right = is_close(found.low, low, length) && is_close(found.high, high, length + std::fabs(low));
    if (!is_right) {
      return failed("the mask's bounds are " + std::to_string(found.low) + " and " + std::to_string(found.high) +
                    ", not " + std::to_string(low) + " and " + std::to_string(high));
    }
  }
  return {};
}

/// A box of a crop, mapped to the image that the crop was cut from.
inline std::string check_way_back(bytes& input) {
  const cnr::options settings = pick_modes(input);
  const cnr::image_size image{pick_extent(input), pick_extent(input)};
  const cnr::crop_size crop{pick_extent(input), pick_extent(input)};
  const box_numbers box =
      pick_box(input, input.rarely(8), reference::in_pixels(settings.boxes) ? static_cast<double>(image.height) : 1);
  const auto format = static_cast<box_format>(input.pick(0, 4));
  const box_numbers inner =
      pick_box(input, input.rarely(8), reference::in_pixels(format) ? static_cast<double>(crop.height) : 1);
  const cnr::crop_to_image back(box, settings, image, crop);
  const box_numbers outer = back.box(inner, format);
  for (const bool along_x : {false, true}) {
    const std::ptrdiff_t extent = along_x ? image.width : image.height;
    const std::ptrdiff_t crop_extent = along_x ? crop.width : crop.height;
    const axis_bounds from = pixels_of(inner, format, settings, along_x, crop_extent);
    const axis_bounds place = pixels_of(box, settings.boxes, settings, along_x, extent);
    const axis_bounds found = pixels_of(outer, format, settings, along_x, extent);
    const double length = length_of(crop_extent, settings);
    // An image of one pixel has no length, and normalised numbers that are all alike.
    if (!reference::in_pixels(format) && length_of(extent, settings) == 0) continue;
    const double rounded = std::fabs(found.low) + std::fabs(found.high);
    if (!(rounded < 1e30)) continue;
    // The size of an xywh box is rounded by itself.
    if (!maps_back(found.low, from.low, 0, length, place) ||
        !maps_back(found.high, from.high, 0, length, place, rounded)) {
      return "crop_to_image: box" + text_of_box(inner) + " of the crop of" + text_of_box(box) + " is" +
             text_of_box(outer);
    }
  }
  return {};
}

inline std::string check_outside(bytes& input) {
  const cnr::options settings = pick_modes(input);
  const cnr::image_size image{pick_extent(input), pick_extent(input)};
  operand<float, 2> boxes;
  boxes.extents = {{input.pick(0, 6), 4}};
  boxes.strides = pick_strides(input, boxes.extents, true);
  boxes.allocate();
  std::ptrdiff_t expected = 0;
  for (std::ptrdiff_t n = 0; n < boxes.extents[0]; ++n) {
    const box_numbers box =
        pick_box(input, input.flag(), reference::in_pixels(settings.boxes) ? static_cast<double>(image.width) : 1);
    for (std::ptrdiff_t i = 0; i < 4; ++i) boxes.view()(n, i) = box[static_cast<std::size_t>(i)];
  }
  for (std::ptrdiff_t n = 0; n < boxes.extents[0]; ++n) {
    box_numbers box{};
    for (std::ptrdiff_t i = 0; i < 4; ++i) box[static_cast<std::size_t>(i)] = boxes.view()(n, i);
    bool misses = false;
    for (const bool along_x : {false, true}) {
      const std::ptrdiff_t extent = along_x ? image.width : image.height;
      const axis_bounds pixels = pixels_of(box, settings.boxes, settings, along_x, extent);
      misses = misses || std::max(pixels.low, pixels.high) < 0 ||
               std::min(pixels.low, pixels.high) > length_of(extent, settings);
    }
    expected += misses ? 1 : 0;
  }
  const std::ptrdiff_t found = cnr::count_boxes_outside(boxes.view(), image, settings);
  if (found != expected) {
    return "count_boxes_outside: " + std::to_string(found) + ", not " + std::to_string(expected);
  }
  const cnr::image_view<float> one(nullptr, {{1, image.height, image.width, 1}}, {{0, 0, 0, 0}});
  const std::vector<cnr::image_view<float>> images(2, one);
  std::vector<std::int32_t> box_indices;
  for (std::ptrdiff_t n = 0; n < boxes.extents[0]; ++n) box_indices.push_back(static_cast<std::int32_t>(n % 2));
  const std::ptrdiff_t of_list = cnr::count_boxes_outside(boxes.view(), {box_indices.data(), {{boxes.extents[0]}}},
                                                          cnr::images_view<float>(images.data(), {{2}}), settings);
  return of_list == expected ? "" : "count_boxes_outside of a list: " + std::to_string(of_list);
}

/// Padding is what a call makes of the value, and all else is left as it was.
template <class Out>
std::string check_padding(bytes& input) {
  operand<Out, 4> crops;
  crops.extents = {{input.pick(0, 2), input.pick(0, 12), input.pick(0, 12), input.pick(0, 5)}};
  crops.strides = pick_strides(input, crops.extents, false);
  crops.allocate(input.pick(0, 3));
  crops.mark();
  const std::ptrdiff_t top = input.pick(0, crops.extents[1]);
  const std::ptrdiff_t left = input.pick(0, crops.extents[2]);
  const cnr::pixel_window picture{top, left, input.pick(0, crops.extents[1] - top),
                                  input.pick(0, crops.extents[2] - left)};
  const float value = input.any_float();
  const bool is_normalized = input.flag();
  operand<float, 1> scale;
  operand<float, 1> bias;
  for (operand<float, 1>* const factors : {&scale, &bias}) {
    factors->extents = {{crops.extents[3]}};
    factors->strides = pick_strides(input, factors->extents, true);
    factors->allocate();
    for (std::size_t i = 0; i < factors->size(); ++i) factors->begin()[i] = input.any_float();
  }
  operand<Out, 4> expected = crops.same_shape();
  const auto view = crops.view();
  if (is_normalized) {
    cnr::fill_padding(cnr::normalized(view, scale.view(), bias.view()), picture, value);
  } else {
    cnr::fill_padding(view, picture, value);
  }
  std::string failure;
  reference::for_each_output(
      crops.extents, [&](std::ptrdiff_t n, std::ptrdiff_t y, std::ptrdiff_t x, std::ptrdiff_t c) {
        const bool in_rows = y >= picture.top && y < picture.top + picture.height;
        if (in_rows && x >= picture.left && x < picture.left + picture.width) return;
        const float number =
            is_normalized ? reference::plus(reference::times(value, scale.view()(c)), bias.view()(c)) : value;
        expected.view()(n, y, x, c) = reference::destination<Out>::from(number);
      });
  for (std::size_t i = 0; i < crops.size(); ++i) {
    if (!support::same_element(expected.begin()[i], crops.begin()[i])) return "fill_padding: " + std::to_string(i);
  }
  // Views of parts have the elements that they should.
  if (crops.size() == 0 || crops.extents[0] * crops.extents[3] == 0) return {};
  const auto reversed = cnr::reversed_channels(view);
  const auto part = cnr::subview(view, picture);
  const std::ptrdiff_t channel = input.pick(0, crops.extents[3] - 1);
  if (crops.extents[1] > 0 && crops.extents[2] > 0 &&
      &reversed(0, 0, 0, channel) != &view(0, 0, 0, crops.extents[3] - 1 - channel)) {
    return "reversed_channels";
  }
  if (!picture.empty() && &part(0, picture.height - 1, picture.width - 1, channel) !=
                              &view(0, top + picture.height - 1, left + picture.width - 1, channel)) {
    return "subview";
  }
  return {};
}

inline std::string check_normalization(bytes& input) {
  std::array<double, 2> mean{};
  std::array<double, 2> deviation{};
  for (std::size_t channel = 0; channel < 2; ++channel) {
    mean[channel] = static_cast<double>(input.any_float());
    deviation[channel] = static_cast<double>(input.any_float());
    if (deviation[channel] == 0) deviation[channel] = 1;
  }
  const double range = input.flag() ? 255 : 1;
  const auto made = cnr::make_normalization(mean, deviation, range);
  for (std::size_t channel = 0; channel < 2; ++channel) {
    const volatile double divisor = range * deviation[channel];
    const volatile double scale = 1 / divisor;
    const volatile double bias = -mean[channel] / deviation[channel];
    const auto is_of = [](float found, double expected) {
      if (std::isnan(expected)) return std::isnan(found);
      // What float cannot hold is converted where the language leaves it open.
      return std::fabs(expected) > 3e38 ||
             static_cast<double>(found) == static_cast<double>(static_cast<float>(expected));
    };
    if (!is_of(made.scale_view()(static_cast<std::ptrdiff_t>(channel)), scale)) return "make_normalization: scale";
    if (!is_of(made.bias_view()(static_cast<std::ptrdiff_t>(channel)), bias)) return "make_normalization: bias";
  }
  return {};
}

/// What was wrong with the call that these bytes make; nothing if all was right.
inline std::string check_preprocess(const std::uint8_t* data, std::size_t size) {
  bytes input(data, size);
  switch (input.byte() % 8) {
    case 0:
      return check_letterbox(input);
    case 1:
      return check_paste(input);
    case 2:
      return check_way_back(input);
    case 3:
      return check_outside(input);
    case 4:
      return check_padding<float>(input);
    case 5:
      return check_padding<std::uint8_t>(input);
    case 6:
      return check_padding<cnr::half>(input);
    default:
      return check_normalization(input);
  }
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_PREPROCESS_HPP
