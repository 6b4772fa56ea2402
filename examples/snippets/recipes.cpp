// SPDX-License-Identifier: MIT
//
// The recipes of examples/README.md, each piece between [name] and [name], compiled and run as a test.

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/preprocess.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "recipes: %s\n", what);
  std::exit(1);
}

constexpr std::array<float, 8> whole_and_part{{0, 0, 1, 1, 0.25F, 0.25F, 0.75F, 0.75F}};
constexpr cnr::boxes_view boxes(whole_and_part.data(), {2, 4});

bool is(float value, std::uint8_t expected) { return value == static_cast<float>(expected); }

bool is_near(float value, std::uint8_t expected) { return std::abs(value - static_cast<float>(expected)) < 0.1F; }

/// Bytes that differ from their neighbours.
std::vector<std::uint8_t> some_bytes(std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::uint8_t>(i * i % 251);
  return bytes;
}

void bgr() {
  const std::vector<std::uint8_t> bytes = some_bytes(480 * 640 * 3);
  const std::uint8_t* const pixels = bytes.data();
  std::vector<float> output(2 * 3 * 480 * 640);
  float* const blob = output.data();
  // [bgr]
  // BGR pixels seen as RGB: from the last channel of the first pixel on, and -1 from one channel to the next.
  const cnr::image_view<std::uint8_t> rgb(pixels + 2, {1, 480, 640, 3}, {480 * 640 * 3, 640 * 3, 3, -1});
  // Straight into planes: NCHW in memory.
  const cnr::crops_view<float> planes(blob, {2, 3, 480, 640});
  const auto done = cnr::crop_and_resize(rgb, boxes, cnr::first_image(2), planes.permuted({0, 2, 3, 1}));
  // [bgr]
  require(static_cast<bool>(done), done.message());
  require(is(planes(0, 0, 7, 9), bytes[(7 * 640 + 9) * 3 + 2]), "red comes first");
  require(is(planes(0, 2, 7, 9), bytes[(7 * 640 + 9) * 3]), "blue comes last");
  const cnr::image_view<std::uint8_t> reversed =
      cnr::reversed_channels(cnr::image_view<std::uint8_t>(pixels, {1, 480, 640, 3}));
  require(reversed.data() == rgb.data() && reversed.strides() == rgb.strides(), "the helper does the same");
}

void layouts() {
  const std::vector<std::uint8_t> bytes = some_bytes(480 * 643 * 4);
  const std::uint8_t* const pixels = bytes.data();
  // [layouts]
  // Grey as three equal channels: 0 from one channel to the next.
  const cnr::image_view<std::uint8_t> grey(pixels, {1, 480, 640, 3}, {480 * 640, 640, 1, 0});

  // RGBA without alpha: three channels are seen, and pixels are four elements apart.
  const cnr::image_view<std::uint8_t> opaque(pixels, {1, 480, 640, 3}, {480 * 640 * 4, 640 * 4, 4, 1});

  // A bitmap whose last row comes first in memory, as in BMP files, which also pad their rows to four bytes.
  constexpr std::ptrdiff_t row = (641 * 3 + 3) / 4 * 4;
  const cnr::image_view<std::uint8_t> upright(pixels + 479 * row, {1, 480, 641, 3}, {480 * row, -row, 3, 1});
  // [layouts]
  const auto whole = [](cnr::image_view<std::uint8_t> image) {
    auto crops = cnr::crop_and_resize(image, boxes, cnr::first_image(2), {image.extent(1), image.extent(2)});
    for (std::ptrdiff_t channel = 0; channel < 3; ++channel) {
      require(is(crops(0, 100, 200, channel), image(0, 100, 200, channel)), "the first box is the image itself");
    }
    return crops;
  };
  require(is(whole(grey)(0, 0, 5, 2), bytes[5]), "the one channel, again");
  require(is(whole(opaque)(0, 0, 5, 2), bytes[5 * 4 + 2]), "blue");
  require(is(whole(upright)(0, 1, 5, 2), bytes[478 * 1924 + 5 * 3 + 2]), "the second row from the end");
}

void middle() {
  const std::vector<std::uint8_t> bytes = some_bytes(480 * 640 * 3);
  const cnr::image_view<std::uint8_t> image(bytes.data(), {1, 480, 640, 3});
  const cnr::boxes_view box(whole_and_part.data(), {1, 4});
  std::vector<float> output(200 * 300 * 3, -1.0F);
  // [middle]
  // A crop of 120 x 160 pixels into a larger output: rows 40 to 159, columns 70 to 229. Nothing else is written.
  const cnr::crops_view<float> canvas(output.data(), {1, 200, 300, 3});
  const auto done = cnr::crop_and_resize(image, box, cnr::first_image(1), cnr::subview(canvas, {40, 70, 120, 160}));
  // [middle]
  require(static_cast<bool>(done), done.message());
  require(is(canvas(0, 40, 70, 0), bytes[0]), "the first pixel");
  require(canvas(0, 39, 70, 0) == -1 && canvas(0, 40, 69, 0) == -1 && canvas(0, 160, 229, 0) == -1, "around it");
}

void different_frames() {
  const std::vector<std::uint8_t> bytes = some_bytes(480 * 640 * 3);
  const std::uint8_t* const left = bytes.data();
  const std::uint8_t* const right = bytes.data() + 7;
  const std::array<float, 12> corners{{0, 0, 1, 1, 0, 0, 1, 1, 0.25F, 0.25F, 0.75F, 0.75F}};
  const cnr::boxes_view three_boxes(corners.data(), {3, 4});
  std::vector<float> output(3 * 240 * 320 * 3);
  const cnr::crops_view<float> crops(output.data(), {3, 240, 320, 3});
  // [images]
  // Two frames of different sizes in one call: boxes 0 and 2 are in the second one, box 1 is in the first one.
  const cnr::image_view<std::uint8_t> frames[] = {{left, {1, 480, 640, 3}}, {right, {1, 240, 320, 3}}};
  const std::int32_t of_frames[] = {1, 0, 1};
  const auto done =
      cnr::crop_and_resize(cnr::images_view<std::uint8_t>(frames, {2}), three_boxes, {of_frames, {3}}, crops);
  // [images]
  require(static_cast<bool>(done), done.message());
  require(is(crops(0, 5, 9, 1), right[(5 * 320 + 9) * 3 + 1]), "the second frame as it is");
  require(is(crops(1, 0, 0, 2), left[2]), "the first frame");
}

void tensorflow_boxes() {
  struct rectangle {
    float x, y, width, height;
  };
  const std::vector<std::uint8_t> bytes = some_bytes(480 * 640);
  const cnr::image_view<std::uint8_t> image(bytes.data(), {1, 480, 640, 1});
  const std::array<rectangle, 2> rectangles{{{100, 50, 224, 112}, {0, 11, 640, 469}}};
  // [tensorflow_boxes]
  // y1, x1, y2, x2 as tf.image.crop_and_resize takes them: the centres of a rectangle's first and last pixels, in units
  // of extent - 1. The bounds keep rounding from carrying a last row or column out of the image.
  const auto last_row = static_cast<float>(image.extent(1) - 1), last_column = static_cast<float>(image.extent(2) - 1);
  std::vector<float> normalised;
  for (const auto& [x, y, width, height] : rectangles) {
    const float y2 = (y + height - 1) / last_row, x2 = (x + width - 1) / last_column;
    normalised.insert(normalised.end(),
                      {y / last_row, x / last_column, std::min(y2, 1 - 2.4e-7F), std::min(x2, 1 - 2.4e-7F)});
  }
  // [tensorflow_boxes]
  const cnr::tensor<float, 4> crops =
      cnr::crop_and_resize(image, {normalised.data(), {2, 4}}, cnr::first_image(2), cnr::crop_size{112, 224});
  require(is_near(crops(0, 111, 223, 0), image(0, 161, 323, 0)), "the last pixel of a rectangle");
  require(is_near(crops(1, 111, 223, 0), image(0, 479, 639, 0)), "the last pixel of the image");
}

void letterboxed() {
  const std::vector<std::uint8_t> bytes = some_bytes(480 * 640 * 3);
  const cnr::image_view<std::uint8_t> image(bytes.data(), {1, 480, 640, 3});
  std::vector<float> output(3 * 320 * 320);
  const cnr::crops_view<float> planes = cnr::crops_view<float>(output.data(), {1, 3, 320, 320}).permuted({0, 2, 3, 1});
  constexpr cnr::box_numbers detection{{10, 50, 110, 90}};
  // [letterbox]
  // An image of 480 x 640 in a crop of 320 x 320, normalised, with grey above and below it.
  const cnr::options settings{114, cnr::coordinate_mode::half_pixel, {}, cnr::box_format::xyxy_pixels};
  const cnr::letterbox fit = cnr::make_letterbox({480, 640}, {320, 320});
  const cnr::box_numbers box = cnr::whole_crop_box(fit, settings);
  const auto numbers = cnr::make_normalization({0.485, 0.456, 0.406}, {0.229, 0.224, 0.225});
  const auto done = cnr::crop_and_resize(image, {box.data(), {1, 4}}, cnr::first_image(1),
                                         cnr::normalized(planes, numbers), cnr::bilinear{}, settings);

  // What the network finds in the crop, in pixels of the image.
  const cnr::box_numbers found = cnr::crop_to_image(fit, settings).box(detection, cnr::box_format::xyxy_pixels);
  // [letterbox]
  require(static_cast<bool>(done), done.message());
  require(fit.picture.top == 40 && fit.picture.height == 240, "40 rows of grey");
  require(std::abs(planes(0, 39, 0, 0) - (114 / 255.0F - 0.485F) / 0.229F) < 1e-5F, "grey, normalised");
  require(planes(0, 40, 0, 0) != planes(0, 39, 0, 0), "the picture begins");
  require(found == cnr::box_numbers{{20, 20, 220, 100}}, "half the size, 40 from the top");
}

void letterboxed_detections() {
  const std::vector<std::uint8_t> bytes = some_bytes(480 * 640 * 3);
  const cnr::image_view<std::uint8_t> frame(bytes.data(), {1, 480, 640, 3});
  constexpr std::array<cnr::pixel_window, 2> detections{{{100, 200, 64, 96}, {0, 0, 256, 96}}};
  std::vector<std::uint8_t> output(2 * 128 * 96 * 3);
  const cnr::crops_view<std::uint8_t> crops(output.data(), {2, 128, 96, 3});
  // [letterboxed_detections]
  // Each detection letterboxed, in one call. Its part of the frame is an image of its own, so that the padding is grey,
  // not what surrounds it.
  const cnr::options settings{114, cnr::coordinate_mode::half_pixel, {}, cnr::box_format::xyxy_pixels};
  std::vector<cnr::image_view<std::uint8_t>> parts;
  std::vector<cnr::box_numbers> part_boxes;
  std::vector<std::int32_t> part_numbers;
  for (const cnr::pixel_window& part : detections) {  // {top, left, height, width}, within the frame
    part_numbers.push_back(static_cast<std::int32_t>(parts.size()));
    parts.push_back(cnr::subview(frame, part));
    part_boxes.push_back(cnr::whole_crop_box(cnr::make_letterbox({part.height, part.width}, {128, 96}), settings));
  }
  const auto count = static_cast<std::ptrdiff_t>(parts.size());
  const auto done = cnr::crop_and_resize(cnr::images_view<std::uint8_t>(parts.data(), {count}),
                                         {part_boxes.front().data(), {count, 4}}, {part_numbers.data(), {count}}, crops,
                                         cnr::bilinear{}, settings);
  // [letterboxed_detections]
  require(static_cast<bool>(done), done.message());
  require(crops(0, 31, 50, 1) == 114 && crops(0, 96, 50, 1) == 114, "32 rows of grey above and below a wide one");
  require(crops(0, 32, 50, 1) == frame(0, 100, 250, 1), "the picture between them, as large as it was");
  require(crops(1, 50, 23, 1) == 114 && crops(1, 50, 72, 1) == 114, "24 columns of grey beside a high one");
}

void pasted() {
  const std::vector<float> mask(28 * 28, 1.0F);
  std::vector<std::uint8_t> output(480 * 640);
  // [paste]
  // A mask of 28 x 28 floats back onto the pixels of its box, as bytes from 0 to 255.
  const cnr::options settings{0, cnr::coordinate_mode::half_pixel, {}, cnr::box_format::xyxy_pixels};
  const cnr::paste_plan back = cnr::plan_paste({{100.5F, 200, 150, 300}}, settings, {480, 640}, {28, 28});
  const cnr::crops_view<std::uint8_t> image(output.data(), {1, 480, 640, 1});
  const float scale = 255, bias = 0;
  if (!back.window.empty()) {  // it is empty if the box is outside the image
    const auto done = cnr::crop_and_resize<float>(
        {mask.data(), {1, 28, 28, 1}}, {back.box.data(), {1, 4}}, cnr::first_image(1),
        cnr::normalized(cnr::subview(image, back.window), {&scale, {1}}, {&bias, {1}}), cnr::bilinear{}, back.settings);
    if (!done) std::fprintf(stderr, "%s\n", done.message());
  }
  // [paste]
  for (std::ptrdiff_t y = 0; y < 480; ++y) {
    for (std::ptrdiff_t x = 0; x < 640; ++x) {
      const bool is_inside = y >= 200 && y < 300 && x >= 100 && x < 150;
      require(image(0, y, x, 0) == (is_inside ? 255 : 0), "each pixel whose centre is in the box, and no other");
    }
  }
}

}  // namespace

int main() try {
  bgr();
  layouts();
  middle();
  different_frames();
  tensorflow_boxes();
  letterboxed();
  letterboxed_detections();
  pasted();
} catch (const std::exception& error) {
  std::fprintf(stderr, "recipes: %s\n", error.what());
  return 1;
}
