// SPDX-License-Identifier: MIT
//
// The code that the READMEs quote, each piece between [name] and [name], compiled and run as a test.

#include "catmull_rom.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/describe.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <thread>
#include <vector>

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "snippets: %s\n", what);
  std::exit(1);
}

const std::array<float, 8> boxes_data{{0, 0, 1, 1, 0.25F, 0.25F, 0.75F, 0.75F}};
const std::array<std::int32_t, 2> box_indices_data{{0, 1}};
const cnr::boxes_view boxes(boxes_data.data(), {2, 4});
const cnr::box_indices_view box_indices(box_indices_data.data(), {2});

void strides() {
  std::vector<float> storage(2 * 3 * 32 * 48, 1.0F);
  std::vector<float> output(2 * 3 * 16 * 16);
  // [strides]
  // NCHW storage, in and out: the axes are reordered, nothing is copied.
  const cnr::image_view<float> nchw(storage.data(), {2, 3, 32, 48});
  const cnr::crops_view<float> planes(output.data(), {2, 3, 16, 16});
  const auto done =
      cnr::crop_and_resize(nchw.permuted({0, 2, 3, 1}), boxes, box_indices, planes.permuted({0, 2, 3, 1}));

  // The red and green of RGBA rows that are 1024 elements apart: extents, then strides, in elements.
  const cnr::image_view<float> red_green(storage.data(), {2, 4, 12, 2}, {4 * 1024, 1024, 4, 1});

  // Sizes of another type than std::ptrdiff_t, and shapes in containers, a std::span among them.
  const std::vector<std::size_t> shape{2, 32, 48, 3};
  const cnr::image_view<float> pixels(storage.data(), cnr::make_extents<4>(shape));
  const cnr::boxes_view quarters(boxes_data.data(), cnr::make_extents(boxes_data.size() / 4, 4));
  // [strides]
  require(pixels.extent(1) == 32 && quarters.extent(0) == 2, "shapes are seen");
  require(static_cast<bool>(done), done.message());
  require(output.back() == 1.0F, "planes are written");
  require(red_green.stride(1) == 1024, "rows are apart");
}

void gradients() {
  const std::vector<float> pixels(2 * 5 * 5, 1.0F);
  const std::vector<float> ones(2 * 3 * 3, 1.0F);
  std::vector<float> of_pixels(pixels.size());
  std::array<float, 8> of_bounds{};
  const cnr::image_view<float> image(pixels.data(), {2, 5, 5, 1});
  const cnr::tensor_view<const float, 4> grads(ones.data(), {2, 3, 3, 1});
  const cnr::tensor_view<float, 4> grad_image(of_pixels.data(), {2, 5, 5, 1});
  const cnr::tensor_view<float, 2> grad_boxes(of_bounds.data(), {2, 4});
  // [gradients]
  // From the derivatives of a loss by the elements of crops to those by pixels, and by each y1, x1, y2, x2.
  const cnr::result by_image = cnr::crop_and_resize_grad_image(grads, boxes, box_indices, grad_image, cnr::bilinear{});
  const cnr::result by_boxes = cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, grad_boxes);
  // [gradients]
  require(static_cast<bool>(by_image), by_image.message());
  require(static_cast<bool>(by_boxes), by_boxes.message());
  require(grad_image(0, 0, 0, 0) == 1 && grad_boxes(0, 0) == 0, "the image is even, and its corner read once");
}

void no_exceptions(cnr::image_view<std::uint8_t> image, cnr::crops_view<float> crops) {
  // [result]
  const cnr::result done =
      cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::to_method("nearest"), cnr::options{127.5F});
  if (!done) std::fprintf(stderr, "%s\n", done.message());  // done.index is the box at fault, or -1

  char text[700];  // the same with the numbers
  if (!done) std::puts(cnr::describe(done, text, sizeof(text), image, boxes, box_indices, crops));
  // [result]
  require(static_cast<bool>(done), "nothing is wrong with the call");
}

void filters(cnr::image_view<std::uint8_t> image, cnr::crops_view<float> crops) {
  // [filters]
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::half_pixel;  // as Pillow and torch
  const auto done = cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::triangle{}, settings);
  // [filters]
  require(static_cast<bool>(done), done.message());
}

void threads(cnr::image_view<std::uint8_t> image, cnr::crops_view<float> crops) {
  // [executor]
  const auto two_threads = [](std::ptrdiff_t count, double /*cycles an item*/, const auto& body) {
    std::thread other([&] { body(0, count / 2); });
    body(count / 2, count);
    other.join();
  };
  const auto done = cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, {}, two_threads);
  // [executor]
  require(static_cast<bool>(done), done.message());
}

}  // namespace

// [sampler]
// The mean of the two nearest elements along each axis, wherever the coordinate is between them.
struct box_filter {
  cnr::taps<2, cnr::no_weight> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    return {{floor, floor + 1}, {}};  // taps beyond the edge are moved onto it
  }
  float mix(const std::array<float, 2>& elements, cnr::no_weight) const noexcept {
    return 0.5F * (elements[0] + elements[1]);
  }
};
// [sampler]

// [weighted]
// Bilinear with weights that change smoothly at whole coordinates.
struct smooth {
  cnr::taps<2, float> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    const float t = coordinate - static_cast<float>(floor);
    return {{floor, floor + 1}, t * t * (3 - 2 * t)};
  }
  float mix(const std::array<float, 2>& elements, float weight) const noexcept {
    return elements[0] + cnr::unfused_multiply(elements[1] - elements[0], weight);
  }
};
// [weighted]

// [element]
struct pixel10 {
  std::uint16_t word;  // 10 bits, left-aligned
};

template <>
struct cnr::element_traits<pixel10> {
  static float to_float(const pixel10& pixel) noexcept { return static_cast<float>(pixel.word >> 6); }
};
// [element]

// [format]
struct their_half {  // in memory a cnr::half, as Ort::Float16_t and at::Half
  std::uint16_t bits;
};

template <>
struct cnr::element_traits<their_half> {
  static constexpr element_format format = element_format::float16;
  static float to_float(their_half number) noexcept { return element_traits<half>::to_float({number.bits}); }
  static their_half from_float(float value) noexcept { return {element_traits<half>::from_float(value).bits}; }
};
// [format]

int main() try {
  const std::vector<std::uint8_t> pixels(2 * 300 * 400 * 3, 9);
  const cnr::image_view<std::uint8_t> image(pixels.data(), {2, 300, 400, 3});
  std::vector<float> output(2 * 256 * 256 * 3);
  const cnr::crops_view<float> crops(output.data(), {2, 256, 256, 3});

  strides();
  gradients();
  no_exceptions(image, crops);
  filters(image, crops);
  require(output.back() == 9, "nearest");
  std::fill(output.begin(), output.end(), 0.0F);
  threads(image, crops);
  require(output.front() == 9 && output.back() == 9, "both threads wrote");

  const auto filtered = cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{2, 2}, box_filter{});
  require(filtered(0, 0, 0, 0) == 9, "own sampler");
  const std::array<float, 2> step{{0, 32}};
  const std::array<float, 4> quarter{{0, 0, 0, 0.25F}};
  const auto smoothed = cnr::crop_and_resize<float>({step.data(), {1, 1, 2, 1}}, {quarter.data(), {1, 4}},
                                                    {box_indices_data.data(), {1}}, cnr::crop_size{1, 2}, smooth{});
  require(smoothed(0, 0, 1, 0) == 5, "own sampler with weights");
  const std::array<float, 4> pixels_0_to_48{{0, 16, 32, 48}};
  const std::array<float, 4> middle{{0, 0.5F, 0, 0.5F}};
  const auto cubic = cnr::crop_and_resize<float>({pixels_0_to_48.data(), {1, 1, 4, 1}}, {middle.data(), {1, 4}},
                                                 {box_indices_data.data(), {1}}, cnr::crop_size{1, 1}, catmull_rom{});
  require(cubic(0, 0, 0, 0) == 24, "own sampler with four taps");
  const std::vector<pixel10> raw(2 * 4 * 4, pixel10{1023 << 6});
  const auto converted =
      cnr::crop_and_resize<pixel10>({raw.data(), {2, 4, 4, 1}}, boxes, box_indices, cnr::crop_size{2, 2});
  require(converted(1, 1, 1, 0) == 1023, "own element");
  const std::vector<their_half> halves(2 * 4 * 4, their_half{0x3c00});
  std::vector<their_half> halves_out(2 * 2 * 2);
  require(
      static_cast<bool>(cnr::crop_and_resize<their_half>({halves.data(), {2, 4, 4, 1}}, boxes, box_indices,
                                                         cnr::crops_view<their_half>(halves_out.data(), {2, 2, 2, 1}))),
      "own element of a known format");
  require(halves_out[0].bits == 0x3c00, "own element of a known format, written");
} catch (const std::exception& error) {
  std::fprintf(stderr, "snippets: %s\n", error.what());
  return 1;
}
