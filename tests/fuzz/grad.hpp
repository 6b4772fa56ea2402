// SPDX-License-Identifier: MIT
//
// One fuzzed call for a gradient, made from any bytes: it is refused with the code that the rules ask for, or every
// target that this processor has writes what the plain reference writes, and nothing beside it. The gradients of boxes
// are as near to the reference's as is promised, and the same on every target.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_GRAD_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_GRAD_HPP

#include "fuzz/bytes.hpp"
#include "fuzz/execution.hpp"
#include "fuzz/operand.hpp"
#include "fuzz/picks.hpp"
#include "fuzz/rules.hpp"
#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/prebuilt_grad.hpp"
#include "support/reference_grad.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace fuzz {

/// What both gradients are computed from, and what is known of it.
struct grad_inputs {
  operand<float, 4> grads;
  operand<float, 2> boxes;
  operand<std::int32_t, 1> box_indices;
  bool has_boxes = false;  // boxes and box_indices are in order, and filled
  bool can_run = false;    // there is storage for all operands, and few elements to compute
};

/// The shapes of an image, or of its gradient, and of the inputs. Now and then the crops are large enough for the call
/// to be shared out to threads.
inline void pick_shapes(bytes& input, std::array<std::ptrdiff_t, 4>& image, grad_inputs& inputs) {
  pick_pixel_shapes(input, image, inputs.grads.extents, 1 << 12, 1 << 14);
  inputs.boxes.extents = {{inputs.grads.extents[0], 4}};
  inputs.box_indices.extents = {{inputs.grads.extents[0]}};
  inputs.grads.strides = pick_strides(input, inputs.grads.extents, true);
  inputs.boxes.strides = pick_strides(input, inputs.boxes.extents, true);
  inputs.box_indices.strides = pick_strides(input, inputs.box_indices.extents, true);
}

/// Where all rows or columns of an image are one, there may be as many as the rules allow.
template <class T>
void stretch(bytes& input, operand<T, 4>& image) {
  const std::ptrdiff_t counts[] = {INT32_MAX, INT32_MAX - 1, INT32_MAX - 64, (1 << 24) + 1, (1 << 25) + 3, 1 << 24};
  for (const std::size_t d : {std::size_t{1}, std::size_t{2}}) {
    if (image.extents[d] > 1 && image.strides[d] == 0 && input.flag()) image.extents[d] = counts[input.pick(0, 5)];
  }
}

/// Puts any numbers in the places of up to two extents or strides. True if some of the output's were used.
template <class Output, class... Inputs>
bool spoil_some(bytes& input, Output& output, Inputs&... inputs) {
  bool is_output_spoilt = false;
  for (std::ptrdiff_t left = input.rarely(4) ? input.pick(1, 2) : 0; left > 0; --left) {
    std::ptrdiff_t chosen = input.pick(0, static_cast<std::ptrdiff_t>(sizeof...(inputs)));
    if (chosen == 0) is_output_spoilt |= spoil(input, output);
    (static_cast<void>(--chosen == 0 && spoil(input, inputs)), ...);
  }
  return is_output_spoilt;
}

template <class... Operands>
void maybe_take_data(bytes& input, Operands&... operands) {
  std::ptrdiff_t chosen = input.rarely(16) ? input.pick(1, static_cast<std::ptrdiff_t>(sizeof...(operands))) : 0;
  (static_cast<void>(--chosen == 0 && (operands.is_null = true)), ...);
}

/// Storage for the inputs, and what is in it.
/// @param image  extents that the boxes are to fit
inline void fill_inputs(bytes& input, const std::array<std::ptrdiff_t, 4>& image, grad_inputs& inputs) {
  const bool has_grads = inputs.grads.allocate_if_small();
  fill(input, inputs.grads, input.pick(0, 3) != 0);
  double count = 1;
  for (const std::ptrdiff_t extent : inputs.grads.extents) count *= extent < 1 ? 1 : static_cast<double>(extent);
  inputs.can_run = has_grads && count <= 1 << 14;
  const bool has_boxes = inputs.boxes.allocate_if_small();
  const bool has_indices = inputs.box_indices.allocate_if_small();
  inputs.has_boxes = has_boxes && has_indices && inputs.boxes.extents[0] <= 16 &&
                     expected_of_boxes(inputs.boxes, inputs.box_indices) == cnr::errc::ok;
  if (inputs.has_boxes) fill_boxes(input, image, inputs.boxes, inputs.box_indices);
}

/// @param channels  of the image
inline cnr::errc expected_of_grads(const grad_inputs& inputs, std::ptrdiff_t channels) {
  using cnr::errc;
  if (has_negative_extent(inputs.grads)) return errc::grads_extent_negative;
  if (has_bad_size(inputs.grads)) return errc::grads_size_out_of_range;
  if (inputs.grads.extents[0] != inputs.boxes.extents[0]) return errc::grads_boxes_mismatch;
  if (inputs.grads.extents[3] != channels) return errc::grads_channels_mismatch;
  return inputs.grads.reaches().overflows ? errc::grads_too_large : errc::ok;
}

/// Means something where the shapes are right only.
inline cnr::errc expected_of_grads_data(const grad_inputs& inputs) {
  return inputs.grads.is_null && !is_empty(inputs.grads) ? cnr::errc::grads_null : cnr::errc::ok;
}

/// A call of crop_and_resize_grad_image.
template <class G>
struct grad_image_test {
  grad_inputs inputs;
  operand<G, 4> output;
  int chosen_method = 0;  // 0 bilinear, 1 nearest, else unknown

  void make(bytes& input) {
    chosen_method = static_cast<int>(input.rarely(64) ? input.pick(-1, 3) : input.pick(0, 1));
    pick_shapes(input, output.extents, inputs);
    output.strides = pick_strides(input, output.extents, false);
    const auto image = output.extents;
    const bool is_spoilt = spoil_some(input, output, inputs.grads, inputs.boxes, inputs.box_indices);
    const bool has_output = output.allocate_if_small(input.pick(0, 15));
    fill_inputs(input, image, inputs);
    inputs.can_run = inputs.can_run && has_output && !is_spoilt;
    maybe_take_data(input, output, inputs.grads, inputs.boxes, inputs.box_indices);
  }

  std::ptrdiff_t batch() const { return output.extents[0]; }

  cnr::errc expected_of_output() const {
    using cnr::errc;
    if (has_negative_extent(output)) return errc::grad_image_extent_negative;
    if (has_bad_size(output)) return errc::grad_image_size_out_of_range;
    if (output.reaches().overflows) return errc::grad_image_too_large;
    return repeats_elements(output) ? errc::grad_image_stride_zero : errc::ok;
  }

  /// The rules in the order of errc: those of boxes, then those of gradients.
  cnr::errc expected_shapes() const {
    using cnr::errc;
    return first_of({chosen_method < 0 || chosen_method > 1 ? errc::unknown_method : errc::ok,
                     expected_of_boxes(inputs.boxes, inputs.box_indices), expected_of_grads(inputs, output.extents[3]),
                     expected_of_output(), expected_of_boxes_data(inputs.boxes, inputs.box_indices),
                     expected_of_grads_data(inputs),
                     output.is_null && !is_empty(output) ? errc::grad_image_null : errc::ok});
  }

  cnr::result validate() {
    return cnr::detail::validate_grad_image(inputs.grads.view(), inputs.boxes.view(), inputs.box_indices.view(),
                                            output.view(), static_cast<cnr::method>(chosen_method));
  }

  cnr::result run(bytes& input) {
    const auto call = [&](auto sampler, auto&& executor) {
      return cnr::crop_and_resize_grad_image(inputs.grads.view(), inputs.boxes.view(), inputs.box_indices.view(),
                                             output.view(), sampler, executor);
    };
    const std::uint8_t choice = input.byte();
    if (chosen_method == 0 && (choice & 1) != 0) return call(cnr::bilinear{}, cnr::serial{});
    if (chosen_method == 1 && (choice & 1) != 0) return call(cnr::nearest{}, cutting_executor{input});
    return call(static_cast<cnr::method>(chosen_method), cutting_executor{input});
  }

  /// Where the output differs from the reference's; else `expected` becomes the same as the output.
  std::string compare(operand<G, 4>& expected) {
    using sum = reference::sum<G>;
    const auto numbers = reference::grad_image<G>(inputs.grads.view(), inputs.boxes.view(), inputs.box_indices.view(),
                                                  output.extents, chosen_method == 1);
    std::size_t number = 0;
    for (std::ptrdiff_t n = 0; n < output.extents[0]; ++n) {
      for (std::ptrdiff_t i = 0; i < output.extents[1]; ++i) {
        for (std::ptrdiff_t j = 0; j < output.extents[2]; ++j) {
          for (std::ptrdiff_t c = 0; c < output.extents[3]; ++c, ++number) {
            const G& element = output.view()(n, i, j, c);
            if (!support::same(sum::value(element), numbers[number])) {
              return "at" + text_of<4>({{n, i, j, c}}) + " is " + support::hex(sum::value(element)) + ", not " +
                     support::hex(numbers[number]);
            }
            expected.view()(n, i, j, c) = element;
          }
        }
      }
    }
    return {};
  }

  /// The loops of a target, on rows that the input puts together.
  void run_on(cnr::target target, bytes& input) {
    if (chosen_method == 1) {
      run_on(target, cnr::nearest{}, input);
    } else {
      run_on(target, cnr::bilinear{}, input);
    }
  }

  template <class Sampler>
  void run_on(cnr::target target, const Sampler& sampler, bytes& input) {
    if (is_empty(output)) return;
    const cnr::detail::grad_image_arguments<G, Sampler> arguments{inputs.grads.view(), inputs.boxes.view(),
                                                                  inputs.box_indices.view(), output.view(), sampler};
    cutting_executor{input}(output.extents[0] * output.extents[1], 1.0, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      if (begin < end) cnr::detail::scatter_rows_on(target, arguments, {begin, end});
    });
  }

  std::string describe() const {
    return "; grads" + text_of(inputs.grads.extents) + ", grad_image" + text_of(output.extents) +
           (chosen_method == 1 ? ", nearest" : ", bilinear");
  }
};

/// A call of crop_and_resize_grad_boxes.
template <class T>
struct grad_boxes_test {
  grad_inputs inputs;
  operand<T, 4> image;
  operand<float, 2> output;

  void make(bytes& input) {
    pick_shapes(input, image.extents, inputs);
    image.strides = pick_strides(input, image.extents, true);
    stretch(input, image);
    output.extents = inputs.boxes.extents;
    output.strides = pick_strides(input, output.extents, false);
    const auto extents = image.extents;
    const bool is_spoilt = spoil_some(input, output, inputs.grads, image, inputs.boxes, inputs.box_indices);
    const bool has_output = output.allocate_if_small();
    const bool has_image = image.allocate_if_small();
    fill(input, image, input.pick(0, 3) != 0);
    fill_inputs(input, extents, inputs);
    inputs.can_run = inputs.can_run && has_output && has_image && !is_spoilt;
    maybe_take_data(input, output, inputs.grads, image, inputs.boxes, inputs.box_indices);
  }

  std::ptrdiff_t batch() const { return image.extents[0]; }

  cnr::errc expected_of_output() const {
    using cnr::errc;
    if (has_negative_extent(output)) return errc::grad_boxes_extent_negative;
    if (output.extents[0] != inputs.boxes.extents[0] || output.extents[1] != 4) return errc::grad_boxes_mismatch;
    if (output.reaches().overflows) return errc::grad_boxes_too_large;
    return repeats_elements(output) ? errc::grad_boxes_stride_zero : errc::ok;
  }

  /// The same order, with the image before the boxes.
  cnr::errc expected_shapes() const {
    using cnr::errc;
    return first_of({expected_of_image(image), expected_of_boxes(inputs.boxes, inputs.box_indices),
                     expected_of_grads(inputs, image.extents[3]), expected_of_output(),
                     expected_of_image_data(image, inputs.boxes),
                     expected_of_boxes_data(inputs.boxes, inputs.box_indices), expected_of_grads_data(inputs),
                     output.is_null && !is_empty(output) ? errc::grad_boxes_null : errc::ok});
  }

  cnr::result validate() {
    return cnr::detail::validate_grad_boxes(inputs.grads.view(), cnr::image_view<T>(image.view()), inputs.boxes.view(),
                                            inputs.box_indices.view(), output.view());
  }

  cnr::result run(bytes& input) {
    const auto call = [&](auto&& executor) {
      return cnr::crop_and_resize_grad_boxes(inputs.grads.view(), image.view(), inputs.boxes.view(),
                                             inputs.box_indices.view(), output.view(), executor);
    };
    return input.flag() ? call(cnr::serial{}) : call(cutting_executor{input});
  }

  /// Where the output is not as near to the reference's as it must be; else `expected` becomes the same as the output.
  std::string compare(operand<float, 2>& expected) {
    for (std::ptrdiff_t n = 0; n < output.extents[0]; ++n) {
      const auto sums =
          reference::grad_box<T>(inputs.grads.view(), image.view(), inputs.boxes.view(), inputs.box_indices.view(), n);
      for (std::size_t bound = 0; bound < sums.size(); ++bound) {
        const float element = output.view()(n, bound);
        if (!reference::is_near(element, sums[bound])) {
          return "at" + text_of<2>({{n, static_cast<std::ptrdiff_t>(bound)}}) + " is " + support::hex(element) +
                 ", not " + support::hex(sums[bound].value) + ", of terms of " + support::hex(sums[bound].magnitude);
        }
        expected.view()(n, bound) = element;
      }
    }
    return {};
  }

  /// The loops of a target, as for one thread.
  void run_on(cnr::target target, bytes& /*input*/) {
    const cnr::detail::grad_boxes_arguments<T> arguments{inputs.grads.view(), image.view(), inputs.boxes.view(),
                                                         inputs.box_indices.view(), output.view()};
    for (std::ptrdiff_t n = 0; n < output.extents[0]; ++n) {
      cnr::detail::write_grad_box(
          arguments, n, [&](std::ptrdiff_t strip) { return cnr::detail::sum_strip_on(target, arguments, strip); });
    }
  }

  std::string describe() const {
    return "; grads" + text_of(inputs.grads.extents) + ", image" + text_of(image.extents);
  }
};

/// What is wrong with what a valid call writes.
template <class Test>
std::string check_output(bytes& input, Test& made) {
  auto expected = made.output.same_shape();
  std::string failure = made.compare(expected);
  if (!failure.empty()) return "the call: " + failure;
  if (first_difference(expected, made.output) >= 0) return "the call: wrote beside the elements";
  for (const cnr::target each : present_targets()) {
    made.output.mark();
    made.run_on(each, input);
    const std::ptrdiff_t at = first_difference(expected, made.output);
    if (at >= 0) {
      return std::string(cnr::to_string(each)) + ": element " + std::to_string(at) +
             " of the storage is not what the call wrote";
    }
  }
  return {};
}

template <class Test>
std::string check_grad(bytes& input) {
  Test made;
  made.make(input);
  made.output.mark();
  const cnr::errc shapes = made.expected_shapes();
  // In order, but of a shape that there is no storage for.
  if (shapes == cnr::errc::ok && !made.inputs.has_boxes) return {};
  const cnr::result wanted = shapes == cnr::errc::ok
                                 ? expected_of_each_box(made.inputs.boxes, made.inputs.box_indices, made.batch())
                                 : cnr::result{shapes, -1};
  if (wanted && !made.inputs.can_run) return difference(wanted, made.validate());
  std::string failure = difference(wanted, made.run(input));
  if (failure.empty() && wanted) failure = check_output(input, made);
  if (failure.empty() && !wanted && !made.output.is_marked()) failure = "refused, but wrote";
  return failure.empty() ? failure : failure + made.describe();
}

/// What was wrong with the call that these bytes make; nothing if all was right.
inline std::string check_grad(const std::uint8_t* data, std::size_t size) {
  bytes input(data, size);
  switch (input.byte() % 16) {
    case 0:
      return check_grad<grad_boxes_test<std::uint8_t>>(input);
    case 1:
      return check_grad<grad_boxes_test<std::uint16_t>>(input);
    case 2:
      return check_grad<grad_boxes_test<std::int8_t>>(input);
    case 3:
      return check_grad<grad_boxes_test<std::int16_t>>(input);
    case 4:
      return check_grad<grad_boxes_test<std::int32_t>>(input);
    case 5:
      return check_grad<grad_boxes_test<std::int64_t>>(input);
    case 6:
      return check_grad<grad_boxes_test<cnr::half>>(input);
    case 7:
      return check_grad<grad_boxes_test<cnr::bfloat16>>(input);
    case 8:
      return check_grad<grad_boxes_test<float>>(input);
    case 9:
      return check_grad<grad_boxes_test<double>>(input);
    case 10:
      return check_grad<grad_boxes_test<support::pixel10>>(input);
    case 11:
      return check_grad<grad_image_test<cnr::half>>(input);
    case 12:
      return check_grad<grad_image_test<cnr::bfloat16>>(input);
    case 13:
      return check_grad<grad_image_test<double>>(input);
    default:
      return check_grad<grad_image_test<float>>(input);
  }
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_GRAD_HPP
