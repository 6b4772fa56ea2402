// SPDX-License-Identifier: MIT
//
// One fuzzed call with any options into crops of any type, normalised or not, of a batch or of a list of images, on any
// executor: it writes what the plain reference writes, and nothing beside it.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_DESTINATION_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_DESTINATION_HPP

#include "fuzz/bytes.hpp"
#include "fuzz/execution.hpp"
#include "fuzz/filter.hpp"
#include "fuzz/operand.hpp"
#include "fuzz/picks.hpp"
#include "support/destinations.hpp"
#include "support/executors.hpp"
#include "support/prebuilt.hpp"
#include "support/reference.hpp"
#include "support/reference_destination.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/normalized.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace fuzz {

template <class T, class Out>
struct destination_call {
  std::vector<operand<T, 4>> images;  // one is a batch, several are a list
  operand<T, 4> image;                // the extents that boxes are made for
  operand<float, 2> boxes;
  operand<std::int32_t, 1> box_indices;
  operand<Out, 4> crops;
  operand<float, 1> scale;
  operand<float, 1> bias;
  cnr::options settings;
  double size = 0;
  bool is_list = false;
  bool is_normalized = false;
  bool is_nearest = false;
};

/// A number for each channel.
inline void pick_factors(bytes& input, std::ptrdiff_t channels, operand<float, 1>& factors) {
  const float everyday[] = {1, 0.5F, 1.0F / 255, 1 / (255 * 0.229F), -2, 0, 256, 0x1p-20F};
  factors.extents = {{channels}};
  factors.strides = pick_strides(input, factors.extents, true);
  factors.allocate();
  for (std::size_t i = 0; i < factors.size(); ++i) {
    factors.begin()[i] = input.rarely(16) ? input.any_float() : everyday[input.pick(0, 7)];
  }
}

/// The images of a list have as many channels, and sizes and strides of their own.
template <class T, class Out>
void pick_images(bytes& input, destination_call<T, Out>& made) {
  made.is_list = input.rarely(3);
  const std::ptrdiff_t count = made.is_list ? input.pick(1, 3) : 1;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    operand<T, 4> image;
    image.extents = made.image.extents;
    if (made.is_list) image.extents[0] = 1;
    if (i > 0) image.extents = {{1, input.pick(1, 40), input.pick(1, 40), image.extents[3]}};
    image.strides = pick_strides(input, image.extents, true);
    image.allocate();
    fill(input, image);
    made.images.push_back(std::move(image));
  }
}

/// @param image  a batch or a list
template <class Image, class T, class Out, class Crops>
cnr::result run_destination(bytes& input, const Image& image, destination_call<T, Out>& made, const Crops& crops) {
  const cnr::method method = made.is_nearest ? cnr::method::nearest : cnr::method::bilinear;
  if (input.flag()) {
    return cnr::crop_and_resize(image, made.boxes.view(), made.box_indices.view(), crops, method, made.settings);
  }
  const bool has_threads = input.rarely(16);
  const auto executor = [&](std::ptrdiff_t count, double cost, const auto& body) {
    if (has_threads) return support::splitting_executor(2, 1)(count, cost, body);
    cutting_executor{input}(count, cost, body);
  };
  return cnr::crop_and_resize(image, made.boxes.view(), made.box_indices.view(), crops, method, made.settings,
                              executor);
}

template <class T, class Out>
cnr::result run_destination(bytes& input, destination_call<T, Out>& made) {
  const auto run_into = [&](const auto& crops) {
    if (!made.is_list) {
      return run_destination(input, cnr::image_view<T>(made.images[0].view()), made, crops);
    }
    std::vector<cnr::image_view<T>> views;
    for (operand<T, 4>& image : made.images) views.push_back(image.view());
    const cnr::images_view<T> list(views.data(), {{static_cast<std::ptrdiff_t>(views.size())}});
    return run_destination(input, list, made, crops);
  };
  if (!made.is_normalized) return run_into(made.crops.view());
  return run_into(cnr::normalized(made.crops.view(), made.scale.view(), made.bias.view()));
}

/// What the call has to write.
template <class T, class Out>
operand<Out, 4> expected_of(destination_call<T, Out>& made) {
  operand<Out, 4> expected = made.crops.same_shape();
  operand<float, 4> floats;
  floats.extents = made.crops.extents;
  floats.strides = cnr::crops_view<float>(nullptr, floats.extents).strides();
  floats.allocate();
  const auto box_indices = made.box_indices.view();
  const auto image_of = [&](std::ptrdiff_t n) {
    if (made.is_list) return cnr::image_view<T>(made.images[static_cast<std::size_t>(box_indices(n))].view());
    return reference::image_of_batch<T>(made.images[0].view(), box_indices(n));
  };
  reference::crop_and_resize_each<T>(image_of, made.boxes.view(), floats.view(), reference::by_method{made.is_nearest},
                                     made.settings);
  if (made.is_normalized) {
    reference::convert<Out>(floats.view(), expected.view(), made.scale.view(), made.bias.view());
  } else {
    reference::convert<Out>(floats.view(), expected.view());
  }
  return expected;
}

template <class T, class Out>
std::string check_destination(bytes& input) {
  destination_call<T, Out> made;
  made.settings = pick_options(input, false);
  if (input.rarely(8)) made.settings.extrapolation_value = input.any_float();
  made.is_nearest = input.flag();
  made.is_normalized = input.flag();
  const std::ptrdiff_t before = input.pick(0, 15);
  pick_pixel_shapes(input, made.image.extents, made.crops.extents, 1 << 12, 1 << 11);
  made.crops.strides = pick_strides(input, made.crops.extents, false);
  if (made.crops.reaches().size == 0 || made.image.extents[0] == 0) return {};
  const std::ptrdiff_t num_boxes = made.crops.extents[0];
  made.boxes.extents = {{num_boxes, 4}};
  made.box_indices.extents = {{num_boxes}};
  made.boxes.strides = pick_strides(input, made.boxes.extents, false);
  made.box_indices.strides = pick_strides(input, made.box_indices.extents, false);
  made.boxes.allocate();
  made.box_indices.allocate();
  made.crops.allocate(before);
  pick_images(input, made);
  if (made.is_list) made.image.extents[0] = static_cast<std::ptrdiff_t>(made.images.size());
  fill_filter_boxes(input, made);
  pick_factors(input, made.crops.extents[3], made.scale);
  pick_factors(input, made.crops.extents[3], made.bias);

  operand<Out, 4> expected = expected_of(made);
  made.crops.mark();
  const cnr::result done = run_destination(input, made);
  if (!done) return std::string("refused although right: ") + done.message();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (support::same_element(expected.begin()[i], made.crops.begin()[i])) continue;
    return "element " + std::to_string(i) + " of the crops' storage has bytes " +
           support::bytes_of(made.crops.begin()[i]) + "and not " + support::bytes_of(expected.begin()[i]) + "; image" +
           text_of(made.images[0].extents) + " by" + text_of(made.images[0].strides) + ", crops" +
           text_of(made.crops.extents) + " by" + text_of(made.crops.strides);
  }
  return {};
}

template <class Out>
std::string check_destination_of(bytes& input) {
  return input.flag() ? check_destination<float, Out>(input) : check_destination<std::uint8_t, Out>(input);
}

/// What was wrong with the call that these bytes make; nothing if all was right.
inline std::string check_destination(const std::uint8_t* data, std::size_t size) {
  bytes input(data, size);
  switch (input.byte() % 12) {
    case 0:
      return check_destination_of<double>(input);
    case 1:
      return check_destination_of<cnr::half>(input);
    case 2:
      return check_destination_of<cnr::bfloat16>(input);
    case 3:
      return check_destination_of<std::uint8_t>(input);
    case 4:
      return check_destination_of<std::int8_t>(input);
    case 5:
      return check_destination_of<std::uint16_t>(input);
    case 6:
      return check_destination_of<std::int16_t>(input);
    case 7:
      return check_destination_of<std::int32_t>(input);
    case 8:
      return check_destination<double, double>(input);
    case 9:
      return check_destination<cnr::half, cnr::half>(input);
    case 10:
      return check_destination<std::int64_t, float>(input);
    default:
      return check_destination_of<float>(input);
  }
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_DESTINATION_HPP
