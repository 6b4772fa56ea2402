// SPDX-License-Identifier: MIT
//
// One fuzzed call with a filter, made from any bytes: the floats of the scalar loops are within the error bound of the
// plain reference in double, and every target that this processor has writes the same bytes, and nothing beside them.
// So do crops of other types, which get these floats converted, and the images of the batch as a list. Boxes shrink by
// factors from 1/50 to 10,000.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_FILTER_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_FILTER_HPP

#include "fuzz/bytes.hpp"
#include "fuzz/execution.hpp"
#include "fuzz/operand.hpp"
#include "fuzz/picks.hpp"
#include "support/bits.hpp"
#include "support/destinations.hpp"
#include "support/elements.hpp"
#include "support/own_filters.hpp"
#include "support/prebuilt.hpp"
#include "support/reference_destination.hpp"
#include "support/reference_filter.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/filter.hpp>
#include <crop_and_resize/normalized.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace fuzz {

template <class T>
struct filter_call {
  operand<T, 4> image;
  operand<float, 2> boxes;
  operand<std::int32_t, 1> box_indices;
  operand<float, 4> crops;
  cnr::options settings;
  double size = 0;  // of the largest box, in pixels
};

inline cnr::options pick_options(bytes& input, bool is_roi_align) {
  cnr::options settings;
  settings.extrapolation_value = input.flag() ? -3.25F : 0;
  settings.coordinates = static_cast<cnr::coordinate_mode>(input.pick(0, 2));
  settings.border = static_cast<cnr::border_mode>(input.pick(0, 2));
  settings.boxes = static_cast<cnr::box_format>(input.pick(0, 4));
  if (is_roi_align) settings.coordinates = cnr::coordinate_mode::half_pixel;
  return settings;
}

/// A box's bounds along an axis, in pixels: of any stretch, and such that most boxes reach the image.
inline std::array<float, 2> pick_bounds(bytes& input, std::ptrdiff_t extent, std::ptrdiff_t crop_extent) {
  const auto fraction = [&] { return static_cast<float>(input.number(2)) / 65536; };
  const auto of_image = static_cast<float>(extent);
  const auto of_crop = static_cast<float>(crop_extent);
  // From 1/64 to 16,384, mostly such that the box is about as large as the image.
  const float stretch = input.rarely(4) ? std::ldexp(1 + fraction(), static_cast<int>(input.pick(-6, 13)))
                                        : (0.1F + fraction()) * of_image / of_crop;
  const float size = input.rarely(8) ? 0 : std::fmin(std::fmax(stretch, 0.02F), 10000.0F) * of_crop;
  const float middle = (input.rarely(4) ? 3 * fraction() - 1 : fraction()) * of_image;
  std::array<float, 2> bounds{{middle - size / 2, middle + size / 2}};
  if (input.rarely(4)) bounds = {{std::floor(bounds[0]), std::ceil(bounds[1])}};
  if (input.rarely(8)) bounds = {{bounds[1], bounds[0]}};
  return bounds;
}

template <class Call>
void fill_filter_boxes(bytes& input, Call& made) {
  const bool in_pixels = made.settings.boxes != cnr::box_format::yxyx && made.settings.boxes != cnr::box_format::xyxy;
  const bool begins_with_y =
      made.settings.boxes == cnr::box_format::yxyx || made.settings.boxes == cnr::box_format::yxyx_pixels;
  for (std::ptrdiff_t n = 0; n < made.boxes.extents[0]; ++n) {
    for (const std::size_t axis : {std::size_t{1}, std::size_t{2}}) {
      const std::ptrdiff_t extent = made.image.extents[axis];
      std::array<float, 2> bounds = pick_bounds(input, extent, made.crops.extents[axis]);
      made.size = std::fmax(made.size, std::fabs(static_cast<double>(bounds[1]) - static_cast<double>(bounds[0])));
      if (made.settings.boxes == cnr::box_format::xywh_pixels) bounds[1] -= bounds[0];
      const std::ptrdiff_t first = (axis == 1) == begins_with_y ? 0 : 1;
      for (const std::ptrdiff_t i : {0, 1}) {
        const float bound = bounds[static_cast<std::size_t>(i)];
        made.boxes.view()(n, first + 2 * i) = in_pixels ? bound : bound / static_cast<float>(extent);
      }
    }
    made.box_indices.view()(n) = static_cast<std::int32_t>(input.pick(0, made.image.extents[0] - 1));
  }
}

/// What the scalar loops' floats are beyond the error bound; nothing if they are within it.
template <class T, class Filter>
std::string check_errors(filter_call<T>& made, operand<float, 4>& floats, const Filter& filter) {
  // The plain reference visits all samples of a bin.
  if (std::is_same<Filter, cnr::roi_align>::value && made.size > 20000) return {};
  constexpr double error_bound = 2e-6;
  const auto boxes = made.boxes.view();
  const auto box_indices = made.box_indices.view();
  const cnr::image_view<T> image = made.image.view();
  const auto expected =
      reference::filter_each<T>([&](std::ptrdiff_t n) { return reference::image_of_batch<T>(image, box_indices(n)); },
                                boxes, made.crops.extents, reference::in_double(filter), made.settings);
  std::string failure;
  std::size_t i = 0;
  reference::for_each_output(
      made.crops.extents, [&](std::ptrdiff_t n, std::ptrdiff_t y, std::ptrdiff_t x, std::ptrdiff_t c) {
        const reference::filtered& output = expected[i++];
        const float actual = floats.view()(n, y, x, c);
        const double error = std::fabs(static_cast<double>(actual) - output.value);
        const bool is_right = output.outside ? support::same(actual, made.settings.extrapolation_value)
                                             : error <= error_bound * output.magnitudes + 1e-44;
        if (is_right || !failure.empty()) return;
        failure = "output" + text_of(std::array<std::ptrdiff_t, 4>{{n, y, x, c}}) + " is " + support::hex(actual) +
                  ", not " + (output.outside ? "outside" : std::to_string(output.value)) + " of " +
                  std::to_string(output.magnitudes);
      });
  return failure;
}

/// Crops of another type, normalised or not, on every target, from the images of the batch as a list.
/// @param floats  what the scalar loops write
template <class Out, class T, class Filter>
std::string check_converted(bytes& input, filter_call<T>& made, operand<float, 4>& floats, const Filter& filter) {
  operand<float, 1> factors;
  factors.extents = {{made.crops.extents[3]}};
  factors.strides = pick_strides(input, factors.extents, true);
  factors.allocate();
  for (std::size_t i = 0; i < factors.size(); ++i) {
    factors.begin()[i] = static_cast<float>(input.pick(-64, 64)) / 16;
  }
  operand<Out, 4> crops;
  crops.extents = made.crops.extents;
  crops.strides = pick_strides(input, crops.extents, false);
  crops.allocate(input.pick(0, 15));
  operand<Out, 4> expected = crops.same_shape();
  reference::convert<Out>(floats.view(), expected.view(), factors.view(), factors.view());

  std::vector<cnr::image_view<T>> views;
  for (std::ptrdiff_t i = 0; i < made.image.extents[0]; ++i) {
    views.push_back(reference::image_of_batch<T>(made.image.view(), static_cast<std::int32_t>(i)));
  }
  using destination = cnr::detail::normalized_destination<Out>;
  const bool streams = input.flag();
  const cnr::detail::images_arguments<T, Filter, destination> arguments{
      {views.data(), {{made.image.extents[0]}}},
      made.boxes.view(),
      made.box_indices.view(),
      cnr::detail::used_options(filter, made.settings),
      streams,
      streams,
      crops.view(),
      filter,
      destination{factors.view(), factors.view()}};
  cnr::detail::partition tasks(crops.extents[0], crops.extents[1], cnr::detail::cost_estimate{100, 50},
                               input.flag() ? 1e300 : 1000 * (1.0 + input.byte()));
  tasks.interleave();
  for (const cnr::target each : present_targets()) {
    crops.mark();
    cutting_executor{input}(tasks.count(), 1.0, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      cnr::detail::resample_images(each, arguments, tasks, {begin, end});
    });
    for (std::size_t i = 0; i < crops.size(); ++i) {
      if (support::same_element(expected.begin()[i], crops.begin()[i])) continue;
      return std::string(cnr::to_string(each)) + ", converted: element " + std::to_string(i) + " is " +
             support::bytes_of(crops.begin()[i]) + "and not " + support::bytes_of(expected.begin()[i]);
    }
  }
  return {};
}

/// @tparam Out  of crops that are written as well, if not float
template <class T, class Out = float, class Filter>
std::string check_filter_call(bytes& input, const Filter& filter) {
  filter_call<T> made;
  made.settings = pick_options(input, std::is_same<Filter, cnr::roi_align>::value);
  const bool streams = input.flag();
  const std::ptrdiff_t before = input.pick(0, 15);
  pick_pixel_shapes(input, made.image.extents, made.crops.extents, 1 << 12, 1 << 9);
  made.image.strides = pick_strides(input, made.image.extents, true);
  made.crops.strides = pick_strides(input, made.crops.extents, false);
  if (made.image.reaches().size == 0 || made.crops.reaches().size == 0) return {};
  const std::ptrdiff_t num_boxes = made.crops.extents[0];
  made.boxes.extents = {{num_boxes, 4}};
  made.box_indices.extents = {{num_boxes}};
  made.boxes.strides = pick_strides(input, made.boxes.extents, false);
  made.box_indices.strides = pick_strides(input, made.box_indices.extents, false);
  made.image.allocate();
  made.boxes.allocate();
  made.box_indices.allocate();
  made.crops.allocate(before);
  // The reference's bound is for numbers that have a finite sum. What is infinite, or no number, must not be read
  // beside what a filter reads.
  const bool are_finite = !input.rarely(3);
  fill(input, made.image, are_finite);
  fill_filter_boxes(input, made);

  const auto image = cnr::image_view<T>(made.image.view());
  const cnr::detail::forward_arguments<T, Filter> arguments{
      {image, made.boxes.view(), made.box_indices.view(), cnr::detail::used_options(filter, made.settings), streams,
       false},
      made.crops.view(),
      filter,
      {}};
  const cnr::detail::partition tasks(num_boxes, made.crops.extents[1], cnr::detail::cost_estimate{100, 50},
                                     input.flag() ? 1e300 : 1000 * (1.0 + input.byte()));
  operand<float, 4> expected = made.crops.same_shape();
  auto actual = made.crops.view();
  const auto text = [&] {
    return "; image" + text_of(made.image.extents) + " by" + text_of(made.image.strides) + ", crops" +
           text_of(made.crops.extents) + " by" + text_of(made.crops.strides);
  };
  for (const cnr::target each : present_targets()) {
    const bool is_first = each == cnr::target::scalar;
    made.crops.mark();
    cutting_executor{input}(tasks.count(), 1.0, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      cnr::detail::resample_tasks(each, arguments, tasks, {begin, end});
    });
    if (is_first) {
      const std::string failure = are_finite ? check_errors(made, made.crops, filter) : "";
      if (!failure.empty()) return failure + text();
      std::copy_n(made.crops.begin(), made.crops.size(), expected.begin());
      continue;
    }
    const std::ptrdiff_t at = first_difference(expected, made.crops);
    if (at >= 0) {
      return std::string(cnr::to_string(each)) + ": element " + std::to_string(at) + " of the crops' storage is " +
             support::hex(made.crops.begin()[at]) + ", not " + support::hex(expected.begin()[at]) + text();
    }
  }
  made.crops.mark();
  const cnr::result done =
      cnr::crop_and_resize(image, made.boxes.view(), made.box_indices.view(), actual, filter, made.settings);
  if (!done) return std::string("refused although right: ") + done.message();
  if (first_difference(expected, made.crops) >= 0) return "the call" + text();
  if constexpr (!std::is_same<Out, float>::value) {
    const std::string failure = check_converted<Out>(input, made, made.crops, filter);
    if (!failure.empty()) return failure + text();
  }
  return {};
}

/// What was wrong with the call that these bytes make; nothing if all was right.
inline std::string check_filter(const std::uint8_t* data, std::size_t size) {
  bytes input(data, size);
  switch (input.byte() % 7) {
    case 0:
      return check_filter_call<std::uint8_t>(input, cnr::lanczos3{});
    case 1:
      return check_filter_call<std::uint8_t, std::uint8_t>(input, cnr::area{});
    case 2:
      return check_filter_call<float, cnr::half>(input, cnr::triangle{});
    case 3:
      return check_filter_call<std::uint16_t>(input, cnr::cubic{input.flag() ? -0.5F : -0.75F});
    case 4:
      return check_filter_call<cnr::half>(
          input, support::any_filter{static_cast<support::any_filter::kind>(input.pick(0, 4)), -0.5F});
    default:
      return check_filter_call<float>(input, cnr::roi_align{static_cast<int>(input.pick(-1, 4))});
  }
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_FILTER_HPP
