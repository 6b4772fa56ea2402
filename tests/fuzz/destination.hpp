// SPDX-License-Identifier: MIT
//
// One fuzzed call with any options into crops of any type, normalised or not, of a batch or of a list of images, on any
// executor: it is refused with the code that the rules ask for, or it and the loops of every target that this processor
// has write what the plain reference writes, and nothing beside it.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_DESTINATION_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_DESTINATION_HPP

#include "fuzz/bytes.hpp"
#include "fuzz/execution.hpp"
#include "fuzz/filter.hpp"
#include "fuzz/operand.hpp"
#include "fuzz/picks.hpp"
#include "fuzz/rules.hpp"
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
#include <cstring>
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
  bool streams = false;
  bool prefetches = false;
  std::ptrdiff_t list_extent = 0;  // the number of images that a list says that it has
  bool is_list_null = false;
  bool is_spoilt = false;         // storage is not of the shape that the views say
  bool has_spoilt_boxes = false;  // that of boxes or of their indices is not

  std::vector<cnr::image_view<T>> views() {
    std::vector<cnr::image_view<T>> result;
    for (operand<T, 4>& each : images) result.push_back(each.view());
    return result;
  }

  cnr::images_view<T> list_of(const std::vector<cnr::image_view<T>>& all) const {
    return {is_list_null ? nullptr : all.data(), {{list_extent}}, {{1}}};
  }
};

/// Of an image, and of crops.
constexpr std::ptrdiff_t most_elements = 1 << 12;

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
  // A batch of no images may have any extents. Of these, an image of a list would have as many elements.
  if (made.is_list) made.image.extents[0] = 1;
  shrink_to(made.image.extents, most_elements);
  const std::ptrdiff_t count = made.is_list ? input.pick(1, 3) : 1;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    operand<T, 4> image;
    image.extents = made.image.extents;
    if (i > 0) image.extents = {{1, input.pick(1, 40), input.pick(1, 40), image.extents[3]}};
    image.strides = pick_strides(input, image.extents, true);
    image.allocate();
    fill(input, image);
    made.images.push_back(std::move(image));
  }
}

/// Breaks one rule, or seems to.
template <class T, class Out>
void spoil_one(bytes& input, destination_call<T, Out>& made) {
  const auto any_enumerator = [&] { return static_cast<int>(input.pick(-1, 6)); };
  const auto spoil_channels = [&](operand<float, 1>& factors) {
    if (input.flag()) {
      factors.is_null = true;
    } else {
      made.is_spoilt |= spoil(input, factors);
    }
  };
  operand<T, 4>& image = made.images[static_cast<std::size_t>(input.pick(0, 2)) % made.images.size()];
  switch (input.pick(0, 15)) {
    case 0:
      made.settings.coordinates = static_cast<cnr::coordinate_mode>(any_enumerator());
      break;
    case 1:
      made.settings.border = static_cast<cnr::border_mode>(any_enumerator());
      break;
    case 2:
      made.settings.boxes = static_cast<cnr::box_format>(any_enumerator());
      break;
    case 3:
      image.is_null = true;
      break;
    case 4:
      made.boxes.is_null = true;
      break;
    case 5:
      made.box_indices.is_null = true;
      break;
    case 6:
      made.crops.is_null = true;
      break;
    case 7:
      made.is_list_null = true;
      break;
    case 8: {
      const std::ptrdiff_t extents[] = {-1, 0, PTRDIFF_MIN, PTRDIFF_MAX};
      made.list_extent = extents[input.pick(0, 3)];
      break;
    }
    case 9:
      image.extents[input.flag() ? 0 : 3] += input.pick(-1, 1);
      made.is_spoilt = true;
      break;
    case 10:
      made.has_spoilt_boxes = spoil(input, made.boxes);
      break;
    case 11:
      made.has_spoilt_boxes = spoil(input, made.box_indices);
      break;
    case 12:
      made.is_spoilt |= spoil(input, made.crops);
      break;
    case 13:
      made.is_spoilt |= spoil(input, image);
      break;
    case 14:
      spoil_channels(made.scale);
      break;
    default:
      spoil_channels(made.bias);
  }
  made.is_spoilt |= made.has_spoilt_boxes;
}

inline cnr::errc expected_of_options(const cnr::options& settings) {
  const auto is_of = [](auto value, int count) {
    return static_cast<int>(value) >= 0 && static_cast<int>(value) < count;
  };
  if (!is_of(settings.coordinates, 3)) return cnr::errc::unknown_coordinates;
  if (!is_of(settings.border, 3)) return cnr::errc::unknown_border;
  return is_of(settings.boxes, 5) ? cnr::errc::ok : cnr::errc::unknown_box_format;
}

inline cnr::errc expected_of_channels(const operand<float, 1>& factors, std::ptrdiff_t channels, cnr::errc mismatch,
                                      cnr::errc too_large) {
  if (factors.extents[0] != channels) return mismatch;
  return factors.reaches().overflows ? too_large : cnr::errc::ok;
}

/// Of all but what is cut, which has so many channels.
template <class T, class Out>
cnr::errc expected_of_others(const destination_call<T, Out>& made, std::ptrdiff_t channels) {
  using cnr::errc;
  const errc code =
      first_of({expected_of_boxes(made.boxes, made.box_indices), expected_of_crops(made.crops, made.boxes, channels)});
  if (code != errc::ok || !made.is_normalized) return code;
  return first_of({expected_of_channels(made.scale, channels, errc::scale_mismatch, errc::scale_too_large),
                   expected_of_channels(made.bias, channels, errc::bias_mismatch, errc::bias_too_large)});
}

/// The same of their data. Precondition: the shapes are right.
template <class T, class Out>
cnr::errc expected_of_other_data(const destination_call<T, Out>& made) {
  using cnr::errc;
  const errc code =
      first_of({expected_of_boxes_data(made.boxes, made.box_indices), expected_of_crops_data(made.crops)});
  if (code != errc::ok || !made.is_normalized || is_empty(made.crops)) return code;
  if (made.scale.is_null) return errc::scale_null;
  return made.bias.is_null ? errc::bias_null : errc::ok;
}

template <class T, class Out>
cnr::result expected_of_list(const destination_call<T, Out>& made) {
  using cnr::errc;
  if (made.list_extent < 0) return {errc::images_extent_negative, -1};
  if (made.list_extent > 3) return {errc::images_too_large, -1};
  if (made.is_list_null && made.list_extent > 0) return {errc::images_null, -1};
  const std::ptrdiff_t channels = made.list_extent > 0 ? made.images[0].extents[3] : made.crops.extents[3];
  for (std::ptrdiff_t i = 0; i < made.list_extent; ++i) {
    const operand<T, 4>& image = made.images[static_cast<std::size_t>(i)];
    const errc code = first_of({expected_of_image(image), image.extents[0] != 1 ? errc::images_batch_not_one : errc::ok,
                                image.extents[3] != channels ? errc::images_channels_mismatch : errc::ok});
    if (code != errc::ok) return {code, i};
  }
  const errc code = expected_of_others(made, channels);
  if (code != errc::ok) return {code, -1};
  for (std::ptrdiff_t i = 0; i < made.list_extent; ++i) {
    const errc of_data = expected_of_image_data(made.images[static_cast<std::size_t>(i)], made.boxes);
    if (of_data != errc::ok) return {of_data, i};
  }
  return {expected_of_other_data(made), -1};
}

/// All rules except those of the boxes one by one, in their order.
template <class T, class Out>
cnr::result expected_shapes(const destination_call<T, Out>& made) {
  const cnr::errc of_options = expected_of_options(made.settings);
  if (of_options != cnr::errc::ok) return {of_options, -1};
  if (made.is_list) return expected_of_list(made);
  const operand<T, 4>& image = made.images[0];
  cnr::errc code = first_of({expected_of_image(image), expected_of_others(made, image.extents[3])});
  if (code == cnr::errc::ok) code = first_of({expected_of_image_data(image, made.boxes), expected_of_other_data(made)});
  return {code, -1};
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

/// `function(source, destination)` with the views of the call.
template <class T, class Out, class Function>
auto with_views(destination_call<T, Out>& made, const Function& function) {
  const std::vector<cnr::image_view<T>> views = made.views();
  const auto with_source = [&](const auto& crops) {
    return made.is_list ? function(made.list_of(views), crops) : function(views[0], crops);
  };
  const cnr::crops_view<Out> crops = made.crops.view();
  return made.is_normalized ? with_source(cnr::normalized(crops, made.scale.view(), made.bias.view()))
                            : with_source(crops);
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
  if (is_empty(made.crops)) return expected;
  reference::crop_and_resize_each<T>(image_of, made.boxes.view(), floats.view(), reference::by_method{made.is_nearest},
                                     made.settings);
  if (made.is_normalized) {
    reference::convert<Out>(floats.view(), expected.view(), made.scale.view(), made.bias.view());
  } else {
    reference::convert<Out>(floats.view(), expected.view());
  }
  return expected;
}

/// What differs between two buffers of crops; nothing if they are the same.
template <class T, class Out>
std::string difference(destination_call<T, Out>& made, operand<Out, 4>& expected, const char* how) {
  const std::size_t size = expected.size();
  if (size == 0 || std::memcmp(expected.begin(), made.crops.begin(), size * sizeof(Out)) == 0) return {};
  for (std::size_t i = 0; i < size; ++i) {
    if (support::same_element(expected.begin()[i], made.crops.begin()[i])) continue;
    return std::string(how) + ": element " + std::to_string(i) + " of the crops' storage has bytes " +
           support::bytes_of(made.crops.begin()[i]) + "and not " + support::bytes_of(expected.begin()[i]) + "; image" +
           text_of(made.images[0].extents) + " by" + text_of(made.images[0].strides) + ", crops" +
           text_of(made.crops.extents) + " by" + text_of(made.crops.strides) + (made.is_list ? ", a list" : "");
  }
  return {};
}

/// The tasks of a call on one target, of a batch and of a list.
template <class T, class Sampler, class Destination, class Out>
void run_tasks_on(cnr::target on, const destination_call<T, Out>& made, const cnr::image_view<T>& image,
                  const cnr::crops_view<Out>& crops, const Sampler& sampler, const Destination& destination,
                  const cnr::detail::partition& tasks, cnr::detail::index_range numbers, const cnr::boxes_view& boxes,
                  const cnr::box_indices_view& box_indices) {
  const cnr::detail::forward_arguments<T, Sampler, Destination> arguments{
      {image, boxes, box_indices, made.settings, made.streams, made.prefetches, made.streams},
      crops,
      sampler,
      destination};
  cnr::detail::resample_tasks(on, arguments, tasks, numbers);
}
template <class T, class Sampler, class Destination, class Out>
void run_tasks_on(cnr::target on, const destination_call<T, Out>& made, const cnr::images_view<T>& images,
                  const cnr::crops_view<Out>& crops, const Sampler& sampler, const Destination& destination,
                  const cnr::detail::partition& tasks, cnr::detail::index_range numbers, const cnr::boxes_view& boxes,
                  const cnr::box_indices_view& box_indices) {
  const cnr::detail::images_arguments<T, Sampler, Destination> arguments{
      images, boxes, box_indices, made.settings, made.streams, made.streams, crops, sampler, destination};
  cnr::detail::resample_images(on, arguments, tasks, numbers);
}

/// What the loops are given for a view of crops, normalised or not.
template <class Out, class Destination>
struct destination_parts {
  cnr::crops_view<Out> crops;
  Destination destination;
};
template <class Out>
destination_parts<Out, cnr::detail::plain_destination<Out>> parts_of(const cnr::crops_view<Out>& crops) {
  return {crops, {}};
}
template <class Out>
destination_parts<Out, cnr::detail::normalized_destination<Out>> parts_of(
    const cnr::normalized_crops<Out>& normalized) {
  return {normalized.crops, {normalized.scale, normalized.bias}};
}

/// The loops of every target, on pieces of a size that the input chooses.
template <class T, class Out, class Sampler>
std::string check_targets(bytes& input, destination_call<T, Out>& made, operand<Out, 4>& expected,
                          const Sampler& sampler) {
  if (is_empty(made.crops)) return {};
  cnr::detail::partition tasks(made.crops.extents[0], made.crops.extents[1], cnr::detail::cost_estimate{100, 50},
                               input.flag() ? 1e300 : 1000 * (1.0 + input.byte()));
  if (made.is_list) tasks.interleave();
  for (const cnr::target each : present_targets()) {
    made.crops.mark();
    with_views(made, [&](const auto& source, const auto& crops) {
      const auto parts = parts_of(crops);
      cutting_executor{input}(tasks.count(), 1.0, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        run_tasks_on(each, made, source, parts.crops, sampler, parts.destination, tasks, {begin, end},
                     made.boxes.view(), made.box_indices.view());
      });
    });
    std::string failure = difference(made, expected, cnr::to_string(each));
    if (!failure.empty()) return failure;
  }
  return {};
}

template <class T, class Out>
void pick_destination(bytes& input, destination_call<T, Out>& made) {
  made.settings = pick_options(input, false);
  if (input.rarely(8)) made.settings.extrapolation_value = input.any_float();
  const std::uint8_t choices = input.byte();
  made.is_nearest = (choices & 1) != 0;
  made.is_normalized = (choices & 2) != 0;
  made.streams = (choices & 4) != 0;
  made.prefetches = (choices & 8) != 0;
  const bool has_any_boxes = (choices & 48) == 48;
  pick_pixel_shapes(input, made.image.extents, made.crops.extents, most_elements, most_elements);
  made.crops.strides = pick_strides(input, made.crops.extents, false);
  const std::ptrdiff_t num_boxes = made.crops.extents[0];
  made.boxes.extents = {{num_boxes, 4}};
  made.box_indices.extents = {{num_boxes}};
  made.boxes.strides = pick_strides(input, made.boxes.extents, true);
  made.box_indices.strides = pick_strides(input, made.box_indices.extents, true);
  made.boxes.allocate();
  made.box_indices.allocate();
  made.crops.allocate(input.pick(0, 15));
  pick_images(input, made);
  if (made.is_list) made.image.extents[0] = static_cast<std::ptrdiff_t>(made.images.size());
  made.list_extent = made.image.extents[0];
  if (has_any_boxes || made.image.extents[0] == 0) {
    fill_boxes(input, made.image.extents, made.boxes, made.box_indices);
  } else {
    fill_filter_boxes(input, made);
  }
  pick_factors(input, made.crops.extents[3], made.scale);
  pick_factors(input, made.crops.extents[3], made.bias);
}

template <class T, class Out>
std::string check_destination(bytes& input) {
  destination_call<T, Out> made;
  pick_destination(input, made);
  if (input.rarely(4)) spoil_one(input, made);

  made.crops.mark();
  const cnr::result shapes = expected_shapes(made);
  const cnr::method method = made.is_nearest ? cnr::method::nearest : cnr::method::bilinear;
  if (shapes && made.is_spoilt) {
    // Still in order, but the storage is not of that shape. All checks but those of the boxes look at shapes only.
    if (made.has_spoilt_boxes) return {};
    const cnr::result checked = with_views(made, [&](const auto& source, const auto& crops) {
      return cnr::detail::validate(source, made.boxes.view(), made.box_indices.view(), crops, method, made.settings);
    });
    const bool is_right =
        checked || checked.code == cnr::errc::box_index_out_of_range || checked.code == cnr::errc::box_not_finite;
    return is_right ? "" : std::string("refused although right: ") + checked.message();
  }
  const std::ptrdiff_t num_images = made.is_list ? made.list_extent : made.image.extents[0];
  const cnr::result wanted = shapes ? expected_of_each_box(made.boxes, made.box_indices, num_images) : shapes;
  const cnr::result done = with_views(
      made, [&](const auto& source, const auto& crops) { return run_destination(input, source, made, crops); });
  const std::string answer = difference(wanted, done);
  if (!answer.empty()) return answer;
  if (!wanted) return made.crops.is_marked() ? "" : "refused, but wrote";
  operand<Out, 4> expected = expected_of(made);
  std::string failure = difference(made, expected, "the call");
  if (!failure.empty()) return failure;
  return made.is_nearest ? check_targets(input, made, expected, cnr::nearest{})
                         : check_targets(input, made, expected, cnr::bilinear{});
}

/// What was wrong with the call that these bytes make; nothing if all was right. Each type of crops is there once or
/// twice: the loops are compiled for the types of images and of crops apart.
inline std::string check_destination(const std::uint8_t* data, std::size_t size) {
  bytes input(data, size);
  switch (input.byte() % 12) {
    case 0:
      return check_destination<float, double>(input);
    case 1:
      return check_destination<std::uint8_t, cnr::half>(input);
    case 2:
      return check_destination<float, cnr::bfloat16>(input);
    case 3:
      return check_destination<std::uint8_t, std::uint8_t>(input);
    case 4:
      return check_destination<float, std::int8_t>(input);
    case 5:
      return check_destination<std::uint8_t, std::uint16_t>(input);
    case 6:
      return check_destination<float, std::int16_t>(input);
    case 7:
      return check_destination<float, std::int32_t>(input);
    case 8:
      return check_destination<double, double>(input);
    case 9:
      return check_destination<cnr::half, cnr::half>(input);
    case 10:
      return check_destination<std::int64_t, float>(input);
    default:
      return check_destination<std::uint8_t, float>(input);
  }
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_DESTINATION_HPP
