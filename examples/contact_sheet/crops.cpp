// SPDX-License-Identifier: MIT
//
// The library takes all boxes of one method in one call, and gives float crops, which become bytes here.

#include "crops.hpp"

#include "../shared/failure.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/preprocess.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <string>
#include <vector>

namespace contact_sheet {

using pictures::failure;

namespace {

std::string to_text(const std::array<float, 4>& box) {
  std::string text;
  for (const float coordinate : box) {
    std::array<char, 32> number{};
    (void)std::snprintf(number.data(), number.size(), "%g", static_cast<double>(coordinate));
    text += (text.empty() ? "" : ",") + std::string(number.data());
  }
  return text;
}

/// Extrapolation values may be beyond what a byte holds.
std::uint8_t to_byte(float value) { return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F))); }

picture to_picture(const float* values, cnr::crop_size size) {
  picture crop(size.height, size.width);
  std::transform(values, values + crop.bytes.size(), crop.bytes.begin(), to_byte);
  return crop;
}

/// One crop for each request, all of the same method.
std::vector<picture> cut_alike(const picture& photograph, const std::vector<request>& requests, cnr::crop_size size,
                               const cnr::options& rules) {
  std::vector<float> corners;
  for (const request& one : requests) corners.insert(corners.end(), one.box.begin(), one.box.end());
  const auto num_boxes = static_cast<std::ptrdiff_t>(requests.size());
  const auto elements_per_crop = static_cast<std::size_t>(size.height * size.width * picture::channels);
  std::vector<float> output(requests.size() * elements_per_crop);

  const cnr::boxes_view boxes(corners.data(), {num_boxes, 4});
  const cnr::crops_view<float> crops(output.data(), {num_boxes, size.height, size.width, picture::channels});
  const cnr::result done = cnr::crop_and_resize(photograph.view(), boxes, cnr::first_image(num_boxes), crops,
                                                requests.front().method, rules);
  if (!done) {
    if (done.index < 0) throw failure(done.message());
    const request& refused = requests[static_cast<std::size_t>(done.index)];
    throw failure("box " + std::to_string(refused.number) + " (" + to_text(refused.box) + "): " + done.message());
  }

  std::vector<picture> pictures;
  pictures.reserve(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    pictures.push_back(to_picture(output.data() + i * elements_per_crop, size));
  }
  return pictures;
}

cnr::options rules_of(const options& settings) { return {settings.extrapolation_value, {}, {}, settings.box_format}; }

}  // namespace

std::vector<picture> cut(const picture& photograph, const options& settings) {
  const std::vector<request>& requests = settings.requests;
  // Requests of the same method are neighbours, except those that compare methods at the end.
  std::vector<picture> crops;
  for (auto begin = requests.begin(); begin != requests.end();) {
    const auto end =
        std::find_if(begin, requests.end(), [&](const request& one) { return one.method != begin->method; });
    std::vector<picture> alike = cut_alike(photograph, {begin, end}, settings.crop, rules_of(settings));
    std::move(alike.begin(), alike.end(), std::back_inserter(crops));
    begin = end;
  }
  return crops;
}

std::ptrdiff_t count_outside(const picture& photograph, const options& settings) {
  std::vector<float> numbers;
  std::size_t last = 0;
  for (const request& one : settings.requests) {
    if (one.number != last) numbers.insert(numbers.end(), one.box.begin(), one.box.end());
    last = one.number;
  }
  const auto num_boxes = static_cast<std::ptrdiff_t>(numbers.size() / 4);
  return cnr::count_boxes_outside({numbers.data(), {num_boxes, 4}}, {photograph.height, photograph.width},
                                  rules_of(settings));
}

picture resize(const picture& original, std::ptrdiff_t height, std::ptrdiff_t width) {
  if (height == original.height && width == original.width) return original;
  // A box that ends at 1 may, by rounding, end just outside the picture, in a row of the extrapolation value.
  constexpr float end = 1.0F - 1e-6F;
  return cut_alike(original, {{{0, 0, end, end}, 0, cnr::method::bilinear}}, {height, width}, {}).front();
}

}  // namespace contact_sheet
