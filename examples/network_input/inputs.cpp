// SPDX-License-Identifier: MIT
//
// One call crops, resizes, normalises, converts and reorders all boxes. Letterboxed ones take a call each, because each
// has another place in its crop.

#include "inputs.hpp"

#include "../shared/failure.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/preprocess.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

namespace network_input {

using pictures::failure;
using pictures::picture;

namespace {

constexpr std::ptrdiff_t channels = picture::channels;
constexpr double most_elements = 1 << 28;

/// Pixels as cv::resize and torch's interpolate see them, and nothing from outside a box.
cnr::options rules(const options& settings) {
  return {settings.fill, cnr::coordinate_mode::half_pixel, cnr::border_mode::isolate, cnr::box_format::xywh_pixels};
}

cnr::channel_normalization<3> normalization(const options& settings) {
  if (!settings.is_normalised) return {{{1, 1, 1}}, {{0, 0, 0}}};
  return cnr::make_normalization(settings.mean, settings.deviation);
}

/// The size of a box in whole pixels, whose proportions the picture in its crop has.
cnr::image_size size_of(const std::array<float, 4>& box) {
  const auto whole = [](float extent) {
    return static_cast<std::ptrdiff_t>(std::lround(std::clamp(extent, 1.0F, 1e6F)));
  };
  return {whole(box[3]), whole(box[2])};
}

template <class Out>
cnr::crops_view<Out> crop_of(const cnr::crops_view<Out>& crops, std::ptrdiff_t number) {
  return {&crops(number, 0, 0, 0), {{1, crops.extent(1), crops.extent(2), crops.extent(3)}}, crops.strides()};
}

template <class Out>
void letterbox_all(const picture& photograph, const options& settings, const cnr::normalized_crops<Out>& inputs) {
  for (std::ptrdiff_t i = 0; i < inputs.crops.extent(0); ++i) {
    const std::array<float, 4>& box = settings.boxes[static_cast<std::size_t>(i)];
    const cnr::pixel_window place = cnr::make_letterbox(size_of(box), settings.crop).picture;
    const cnr::crops_view<Out> crop = crop_of(inputs.crops, i);
    cnr::fill_padding(cnr::normalized(crop, inputs.scale, inputs.bias), place, settings.fill);
    const cnr::result done = cnr::crop_and_resize(photograph.view(), {box.data(), {1, 4}}, cnr::first_image(1),
                                                  cnr::normalized(cnr::subview(crop, place), inputs.scale, inputs.bias),
                                                  cnr::bilinear{}, rules(settings));
    if (!done) throw failure("box " + std::to_string(i + 1) + ": " + done.message());
  }
}

template <class Out>
void resize_all(const picture& photograph, const options& settings, const cnr::normalized_crops<Out>& inputs) {
  const auto num_boxes = static_cast<std::ptrdiff_t>(settings.boxes.size());
  const cnr::result done = cnr::crop_and_resize(photograph.view(), {settings.boxes.front().data(), {num_boxes, 4}},
                                                cnr::first_image(num_boxes), inputs, cnr::bilinear{}, rules(settings));
  if (done) return;
  throw failure((done.index < 0 ? "" : "box " + std::to_string(done.index + 1) + ": ") + done.message());
}

std::uint8_t to_byte(float value) { return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F))); }

}  // namespace

template <class Out>
cnr::tensor<Out, 4> make_inputs(const picture& photograph, const options& settings) {
  const auto num_boxes = static_cast<std::ptrdiff_t>(settings.boxes.size());
  const cnr::crop_size size = settings.crop;
  if (static_cast<double>(num_boxes * channels) * static_cast<double>(size.height * size.width) > most_elements) {
    throw failure("the crops would have more than 268 million elements: ask for smaller crops, or fewer boxes");
  }
  cnr::tensor<Out, 4> inputs({num_boxes, channels, size.height, size.width});
  const cnr::channel_normalization<3> numbers = normalization(settings);
  const cnr::normalized_crops<Out> destination = cnr::normalized(inputs.view().permuted({0, 2, 3, 1}), numbers);
  if (settings.is_letterboxed) {
    letterbox_all(photograph, settings, destination);
  } else {
    resize_all(photograph, settings, destination);
  }
  return inputs;
}

template <class Out>
picture show(const cnr::tensor<Out, 4>& inputs, const options& settings) {
  const cnr::channel_normalization<3> numbers = normalization(settings);
  const std::ptrdiff_t width = inputs.extent(3);
  picture result(inputs.extent(2), inputs.extent(0) * width);
  for (std::ptrdiff_t i = 0; i < inputs.extent(0); ++i) {
    for (std::ptrdiff_t y = 0; y < result.height; ++y) {
      for (std::ptrdiff_t x = 0; x < width; ++x) {
        for (std::ptrdiff_t c = 0; c < channels; ++c) {
          const auto channel = static_cast<std::size_t>(c);
          const float value = cnr::element_traits<Out>::to_float(inputs(i, c, y, x));
          result.pixel(y, i * width + x)[c] = to_byte((value - numbers.bias[channel]) / numbers.scale[channel]);
        }
      }
    }
  }
  return result;
}

template cnr::tensor<float, 4> make_inputs(const picture& photograph, const options& settings);
template cnr::tensor<cnr::half, 4> make_inputs(const picture& photograph, const options& settings);
template picture show(const cnr::tensor<float, 4>& inputs, const options& settings);
template picture show(const cnr::tensor<cnr::half, 4>& inputs, const options& settings);

}  // namespace network_input
