// SPDX-License-Identifier: MIT
//
// One fuzzed call of crop_and_resize, made from any bytes: it is refused with the code that the rules ask for, or every
// target that this processor has writes what the plain reference writes, and nothing beside it.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_CALL_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_CALL_HPP

#include "fuzz/bytes.hpp"
#include "fuzz/execution.hpp"
#include "fuzz/operand.hpp"
#include "fuzz/picks.hpp"
#include "fuzz/rules.hpp"
#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/prebuilt.hpp"
#include "support/reference.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace fuzz {

template <class T>
struct crop_call {
  operand<T, 4> image;
  operand<float, 2> boxes;
  operand<std::int32_t, 1> box_indices;
  operand<float, 4> crops;
  int chosen_method = 0;  // 0 bilinear, 1 nearest, else unknown
  float extrapolation_value = 0;
  bool streams = false;
  bool prefetches = false;
  bool is_spoilt = false;  // some extent or stride that is used was overwritten with any number
};

template <class T>
void pick_shapes(bytes& input, crop_call<T>& made) {
  pick_pixel_shapes(input, made.image.extents, made.crops.extents, 1 << 13, 1 << 13);
  const std::ptrdiff_t num_boxes = made.crops.extents[0];
  made.boxes.extents = {{num_boxes, 4}};
  made.box_indices.extents = {{num_boxes}};
  made.image.strides = pick_strides(input, made.image.extents, true);
  made.crops.strides = pick_strides(input, made.crops.extents, false);
  made.boxes.strides = pick_strides(input, made.boxes.extents, true);
  made.box_indices.strides = pick_strides(input, made.box_indices.extents, true);
}

template <class T>
void spoil_one(bytes& input, crop_call<T>& made) {
  switch (input.pick(0, 9)) {
    case 0:
      made.image.is_null = true;
      break;
    case 1:
      made.boxes.is_null = true;
      break;
    case 2:
      made.box_indices.is_null = true;
      break;
    case 3:
      made.crops.is_null = true;
      break;
    case 4:
      made.chosen_method = static_cast<int>(input.pick(-1, 3));
      break;
    case 5:
      made.boxes.extents[0] += input.pick(-1, 1);
      made.is_spoilt = true;
      break;
    case 6:
      made.is_spoilt |= spoil(input, made.boxes);
      break;
    case 7:
      made.is_spoilt |= spoil(input, made.box_indices);
      break;
    case 8:
      made.is_spoilt |= spoil(input, made.crops);
      break;
    default:
      made.is_spoilt |= spoil(input, made.image);
  }
}

/// The rules, in the order in which errc lists them; crops' null comes with the other pointers'.
template <class T>
cnr::errc expected_shapes(const crop_call<T>& made) {
  using cnr::errc;
  return first_of({made.chosen_method < 0 || made.chosen_method > 1 ? errc::unknown_method : errc::ok,
                   expected_of_image(made.image), expected_of_boxes(made.boxes, made.box_indices),
                   expected_of_crops(made.crops, made.boxes, made.image.extents[3]),
                   expected_of_image_data(made.image, made.boxes), expected_of_boxes_data(made.boxes, made.box_indices),
                   expected_of_crops_data(made.crops)});
}

/// What differs between two buffers of crops; nothing if they are the same.
template <class T>
std::string difference(const crop_call<T>& made, operand<float, 4>& expected, operand<float, 4>& actual,
                       const char* how) {
  const std::ptrdiff_t at = first_difference(expected, actual);
  if (at < 0) return {};
  return std::string(how) + ": element " + std::to_string(at) + " of the crops' storage is " +
         support::hex(actual.begin()[at]) + ", not " + support::hex(expected.begin()[at]) + "; image" +
         text_of(made.image.extents) + ", crops" + text_of(made.crops.extents) +
         (made.chosen_method == 1 ? ", nearest" : ", bilinear") + (made.streams ? ", streaming" : "") +
         (made.prefetches ? ", prefetching" : "");
}

/// The loops of every target, on pieces of a size that the input chooses.
template <class T, class Sampler>
std::string check_targets(bytes& input, crop_call<T>& made, operand<float, 4>& expected, const Sampler& sampler) {
  if (made.crops.size() == 0 || made.crops.extents[0] == 0 || made.crops.extents[3] == 0) return {};
  const auto image = cnr::image_view<T>(made.image.view());
  const cnr::detail::forward_arguments<T, Sampler> arguments{
      {image, made.boxes.view(), made.box_indices.view(), {made.extrapolation_value}, made.streams, made.prefetches},
      made.crops.view(),
      sampler,
      {}};
  const cnr::detail::cost_estimate cost{100, 50};
  const cnr::detail::partition tasks(made.crops.extents[0], made.crops.extents[1], cost,
                                     input.flag() ? 1e300 : 1000 * (1.0 + input.byte()));
  for (const cnr::target each : present_targets()) {
    made.crops.mark();
    cutting_executor{input}(tasks.count(), 1.0, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      cnr::detail::resample_tasks(each, arguments, tasks, {begin, end});
    });
    std::string failure = difference(made, expected, made.crops, cnr::to_string(each));
    if (!failure.empty()) return failure;
  }
  return {};
}

template <class T>
cnr::result run_public(bytes& input, crop_call<T>& made) {
  const auto image = cnr::image_view<T>(made.image.view());
  const cnr::options settings{made.extrapolation_value};
  const cutting_executor executor{input};
  const std::uint8_t choice = input.byte();
  if (made.chosen_method == 0 && (choice & 1) != 0) {
    return cnr::crop_and_resize(image, made.boxes.view(), made.box_indices.view(), made.crops.view(), cnr::bilinear{},
                                settings, executor);
  }
  if (made.chosen_method == 1 && (choice & 1) != 0) {
    return cnr::crop_and_resize(image, made.boxes.view(), made.box_indices.view(), made.crops.view(), cnr::nearest{},
                                settings);
  }
  return cnr::crop_and_resize(image, made.boxes.view(), made.box_indices.view(), made.crops.view(),
                              static_cast<cnr::method>(made.chosen_method), settings, executor);
}

template <class T>
std::string check_call(bytes& input) {
  crop_call<T> made;
  made.chosen_method = input.flag() ? 1 : 0;
  made.extrapolation_value = input.flag() ? input.any_float() : 0.5F;
  const std::uint8_t memory = input.byte();
  made.streams = (memory & 1) != 0;
  made.prefetches = (memory & 2) != 0;
  const std::ptrdiff_t before = input.pick(0, 15);
  pick_shapes(input, made);
  // All storage has the size of the good shapes: what a spoilt call must not touch is not there.
  made.image.allocate();
  made.boxes.allocate();
  made.box_indices.allocate();
  made.crops.allocate(before);
  fill(input, made.image);
  fill_boxes(input, made.image.extents, made.boxes, made.box_indices);
  if (input.rarely(4)) spoil_one(input, made);

  made.crops.mark();
  const cnr::errc shapes = expected_shapes(made);
  if (shapes == cnr::errc::ok && made.is_spoilt) {
    // Still in order, but the storage is not of that shape.
    using argument = cnr::detail::error_argument;
    // Inputs are views of const elements.
    const cnr::image_view<T> image = made.image.view();
    const cnr::boxes_view boxes = made.boxes.view();
    const cnr::box_indices_view box_indices = made.box_indices.view();
    const cnr::crops_view<float> crops = made.crops.view();
    const cnr::detail::destination_operands destination{{argument::crops, crops}, nullptr, nullptr};
    const cnr::errc code = cnr::detail::check_forward(
        {argument::image, image}, {{argument::boxes, boxes}, {argument::box_indices, box_indices}, destination});
    return code == cnr::errc::ok ? "" : std::string("refused although right: ") + cnr::message(code);
  }
  const cnr::result wanted = shapes == cnr::errc::ok
                                 ? expected_of_each_box(made.boxes, made.box_indices, made.image.extents[0])
                                 : cnr::result{shapes, -1};
  operand<float, 4> expected;
  if (wanted) {
    expected = made.crops.same_shape();
    if (made.crops.size() > 0 && made.image.extents[3] > 0) {
      reference::crop_and_resize<T>(made.image.view(), made.boxes.view(), made.box_indices.view(), expected.view(),
                                    made.chosen_method == 1, made.extrapolation_value);
    }
  }
  const cnr::result done = run_public(input, made);
  const std::string answer = difference(wanted, done);
  if (!answer.empty()) return answer;
  if (!wanted) return made.crops.is_marked() ? "" : "refused, but wrote";
  std::string failure = difference(made, expected, made.crops, "the call");
  if (!failure.empty() || made.crops.is_null || made.image.is_null) return failure;
  return made.chosen_method == 1 ? check_targets(input, made, expected, cnr::nearest{})
                                 : check_targets(input, made, expected, cnr::bilinear{});
}

/// What was wrong with the call that these bytes make; nothing if all was right.
inline std::string check_call(const std::uint8_t* data, std::size_t size) {
  bytes input(data, size);
  switch (input.byte() % 11) {
    case 0:
      return check_call<std::uint8_t>(input);
    case 1:
      return check_call<std::uint16_t>(input);
    case 2:
      return check_call<std::int8_t>(input);
    case 3:
      return check_call<std::int16_t>(input);
    case 4:
      return check_call<std::int32_t>(input);
    case 5:
      return check_call<std::int64_t>(input);
    case 6:
      return check_call<cnr::half>(input);
    case 7:
      return check_call<cnr::bfloat16>(input);
    case 8:
      return check_call<float>(input);
    case 9:
      return check_call<double>(input);
    default:
      return check_call<support::pixel10>(input);
  }
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_CALL_HPP
