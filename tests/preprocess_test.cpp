// SPDX-License-Identifier: MIT
//
// Letterboxes beside Python's arithmetic, the ways back beside ramps that calls resize, pasted crops beside plain
// loops, boxes outside the image beside what calls make of them, and the scale and bias of a mean and a standard
// deviation.

#include "support/effort.hpp"
#include "support/prebuilt.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/preprocess.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace {

using cnr::border_mode;
using cnr::box_format;
using cnr::box_numbers;
using cnr::coordinate_mode;

constexpr std::array<coordinate_mode, 3> all_coordinates{
    {coordinate_mode::align_corners, coordinate_mode::clamped_corners, coordinate_mode::half_pixel}};
constexpr std::array<box_format, 5> all_formats{
    {box_format::yxyx, box_format::xyxy, box_format::yxyx_pixels, box_format::xyxy_pixels, box_format::xywh_pixels}};

cnr::options options_for(coordinate_mode coordinates, box_format format, float extrapolation_value = 0) {
  cnr::options settings;
  settings.extrapolation_value = extrapolation_value;
  settings.coordinates = coordinates;
  settings.boxes = format;
  return settings;
}

/// Calls `function` with options for every mode of coordinates and every format of boxes.
template <class Function>
void for_all_options(const Function& function) {
  for (const coordinate_mode coordinates : all_coordinates) {
    for (const box_format format : all_formats) {
      SCOPED_TRACE("coordinates " + std::to_string(static_cast<int>(coordinates)) + ", format " +
                   std::to_string(static_cast<int>(format)));
      function(options_for(coordinates, format));
    }
  }
}

/// What the coordinate of pixel 0 is: that of its centre.
float first_centre(const cnr::options& settings) {
  return settings.coordinates == coordinate_mode::half_pixel ? 0.5F : 0.0F;
}

/// One image, or crop, of two channels: the coordinates y and x of each pixel's centre.
class ramp {
 public:
  ramp(std::ptrdiff_t height, std::ptrdiff_t width, const cnr::options& settings)
      : height_(height), width_(width), numbers_(static_cast<std::size_t>(height * width * 2)) {
    const float centre = first_centre(settings);
    const cnr::crops_view<float> pixels = view();
    for (std::ptrdiff_t y = 0; y < height; ++y) {
      for (std::ptrdiff_t x = 0; x < width; ++x) {
        pixels(0, y, x, 0) = static_cast<float>(y) + centre;
        pixels(0, y, x, 1) = static_cast<float>(x) + centre;
      }
    }
  }

  cnr::crops_view<float> view() { return {numbers_.data(), {1, height_, width_, 2}}; }

 private:
  std::ptrdiff_t height_;
  std::ptrdiff_t width_;
  std::vector<float> numbers_;
};

cnr::result call(cnr::image_view<float> image, const box_numbers& box, cnr::crops_view<float> crops,
                 const cnr::options& settings) {
  return cnr::crop_and_resize(image, {box.data(), {1, 4}}, cnr::first_image(1), crops, cnr::bilinear{}, settings);
}

/// A box of pixels [low, high) along each axis, in the format and the coordinates of the options.
box_numbers box_of(float y1, float x1, float y2, float x2, const cnr::options& settings, cnr::image_size image) {
  const bool is_half_pixel = settings.coordinates == coordinate_mode::half_pixel;
  const auto y_length = static_cast<float>(is_half_pixel ? image.height : image.height - 1);
  const auto x_length = static_cast<float>(is_half_pixel ? image.width : image.width - 1);
  switch (settings.boxes) {
    case box_format::yxyx:
      return {{y1 / y_length, x1 / x_length, y2 / y_length, x2 / x_length}};
    case box_format::xyxy:
      return {{x1 / x_length, y1 / y_length, x2 / x_length, y2 / y_length}};
    case box_format::yxyx_pixels:
      return {{y1, x1, y2, x2}};
    case box_format::xyxy_pixels:
      return {{x1, y1, x2, y2}};
    default:
      return {{x1, y1, x2 - x1, y2 - y1}};
  }
}

TEST(Normalization, IsTheFormulaInDoubleRoundedOnce) {
  constexpr std::array<double, 3> mean{{0.485, 0.456, 0.406}};
  constexpr std::array<double, 3> deviation{{0.229, 0.224, 0.225}};
  constexpr auto imagenet = cnr::make_normalization({0.485, 0.456, 0.406}, {0.229, 0.224, 0.225});
  constexpr auto again = cnr::make_normalization(mean, deviation);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    EXPECT_EQ(imagenet.scale[channel], static_cast<float>(1 / (255 * deviation[channel])));
    EXPECT_EQ(imagenet.bias[channel], static_cast<float>(-mean[channel] / deviation[channel]));
    for (const double element : {0.0, 1.0, 127.0, 255.0}) {
      const double expected = (element / 255 - mean[channel]) / deviation[channel];
      EXPECT_NEAR(element * static_cast<double>(imagenet.scale[channel]) + static_cast<double>(imagenet.bias[channel]),
                  expected, 1e-6);
    }
  }
  EXPECT_EQ(imagenet.scale, again.scale);
  EXPECT_EQ(imagenet.bias, again.bias);
}

TEST(Normalization, IsInTheUnitOfTheElementsForARangeOf1) {
  constexpr auto per_element = cnr::make_normalization({127.5}, {64.0}, 1);
  static_assert(per_element.scale[0] == 1 / 64.0F, "divides by the deviation");
  static_assert(per_element.bias[0] == -127.5F / 64, "subtracts the mean first");
}

TEST(Normalization, TakesNumbersOfAnyTypes) {
  constexpr float mean[] = {127.5F, 2};
  constexpr std::array<float, 2> deviation{{64, 0.5F}};
  constexpr auto of_array = cnr::make_normalization(mean, {64.0F, 0.5F}, 1);
  constexpr auto of_std_array = cnr::make_normalization(std::array<float, 2>{{127.5F, 2}}, deviation, 1);
  constexpr auto of_integers = cnr::make_normalization({128, 2}, {64, 4}, 1);
  constexpr auto of_both = cnr::make_normalization({127.5, 2.0}, {64, 1}, 1);
  constexpr std::array<float, 2> scale{{1 / 64.0F, 2}};
  constexpr std::array<float, 2> bias{{-127.5F / 64, -4}};
  EXPECT_EQ(of_array.scale, scale);
  EXPECT_EQ(of_array.bias, bias);
  EXPECT_EQ(of_std_array.scale, scale);
  EXPECT_EQ(of_std_array.bias, bias);
  EXPECT_EQ(of_integers.bias, (std::array<float, 2>{{-2, -0.5F}}));
  constexpr auto of_float_and_double = cnr::make_normalization(mean, {64.0, 0.5}, 1);
  EXPECT_EQ(of_float_and_double.bias, bias);
  constexpr auto of_std_arrays = cnr::make_normalization(std::array<double, 2>{{127.5, 2}}, deviation, 1);
  EXPECT_EQ(of_std_arrays.bias, bias);
  EXPECT_EQ(of_both.bias, (std::array<float, 2>{{-127.5F / 64, -2}}));
}

TEST(Normalization, IsSeenAsViewsOfItsChannels) {
  static constexpr auto numbers = cnr::make_normalization({0.5, 0.25}, {0.5, 2.0}, 1);
  constexpr auto scale = numbers.scale_view();
  constexpr auto bias = numbers.bias_view();
  static_assert(scale.extent(0) == 2 && bias.extent(0) == 2, "one for each channel");
  static_assert(scale(0) == 2 && scale(1) == 0.5F, "scale");
  static_assert(bias(0) == -1 && bias(1) == -0.125F, "bias");
  EXPECT_EQ(scale.data(), numbers.scale.data());
}

TEST(Letterbox, IsPlacedAsPythonPlacesIt) {
  std::ifstream file(CNR_GOLDEN_DIR "/letterbox.txt");
  int lines = 0;
  std::array<std::ptrdiff_t, 13> n{};
  while (file >> n[0]) {
    for (std::size_t i = 1; i < n.size(); ++i) ASSERT_TRUE(file >> n[i]) << "line " << lines + 1 << " is too short";
    ++lines;
    cnr::letterbox_options settings;
    settings.scale_up = n[4] != 0;
    settings.is_centred = n[5] != 0;
    settings.stride = n[6];
    const cnr::letterbox fit = cnr::make_letterbox({n[0], n[1]}, {n[2], n[3]}, settings);
    const std::array<std::ptrdiff_t, 6> found{
        {fit.picture.top, fit.picture.left, fit.picture.height, fit.picture.width, fit.crop.height, fit.crop.width}};
    const std::array<std::ptrdiff_t, 6> expected{{n[7], n[8], n[9], n[10], n[11], n[12]}};
    EXPECT_EQ(found, expected) << "line " << lines;
  }
  EXPECT_GT(lines, 400);
}

TEST(Letterbox, HasAPictureOfOnePixelAtLeast) {
  constexpr cnr::letterbox flat = cnr::make_letterbox({1, 4000}, {100, 100});
  static_assert(flat.picture.height == 1 && flat.picture.width == 100, "1 / 40 of a pixel");
  static_assert(flat.picture.top == 49, "99 rows of padding");
  constexpr cnr::letterbox upright = cnr::make_letterbox({4000, 1}, {100, 100});
  static_assert(upright.picture.height == 100 && upright.picture.width == 1, "the other axis");
  EXPECT_FALSE(flat.picture.empty());
}

TEST(Letterbox, EnlargesAndCentresUnlessToldOtherwise) {
  constexpr cnr::letterbox wide = cnr::make_letterbox({10, 20}, {40, 40});
  static_assert(wide.picture.height == 20 && wide.picture.width == 40, "twice the size");
  static_assert(wide.picture.top == 10 && wide.crop.height == 40, "half of the padding");
  // Every number is a multiple of a stride of 1.
  constexpr cnr::letterbox tight = cnr::make_letterbox({10, 20}, {40, 40}, {true, true, 1});
  EXPECT_EQ(tight.crop.height, 20);
  EXPECT_EQ(tight.picture.top, 0);
  EXPECT_EQ(wide.picture.left, 0);
}

TEST(Letterbox, HasNoPictureWhereThereIsNoImage) {
  EXPECT_TRUE(cnr::make_letterbox({0, 640}, {100, 100}).picture.empty());
  EXPECT_TRUE(cnr::make_letterbox({480, 0}, {100, 100}).picture.empty());
  EXPECT_TRUE(cnr::make_letterbox({480, 640}, {0, 100}).picture.empty());
  EXPECT_TRUE(cnr::make_letterbox({480, 640}, {100, 0}).picture.empty());
  EXPECT_TRUE(cnr::make_letterbox({480, 640}, {100, -1}).picture.empty());
  const cnr::pixel_window none = cnr::make_letterbox({480, 640}, {100, 0}).picture;
  EXPECT_EQ(none.height + none.width + none.top + none.left, 0);
}

TEST(Subview, ShowsTheWindowOfEachCrop) {
  std::vector<float> storage(2 * 5 * 6 * 3);
  const cnr::crops_view<float> crops(storage.data(), {2, 5, 6, 3});
  const cnr::crops_view<float> inner = cnr::subview(crops, {1, 2, 3, 4});
  EXPECT_EQ(inner.extents(), (std::array<std::ptrdiff_t, 4>{{2, 3, 4, 3}}));
  EXPECT_EQ(&inner(1, 2, 3, 2), &crops(1, 3, 5, 2));
  const cnr::crops_view<float> planes = crops.permuted({0, 2, 1, 3});
  EXPECT_EQ(&cnr::subview(planes, {1, 2, 3, 3})(1, 2, 1, 0), &crops(1, 3, 3, 0));
  EXPECT_EQ(cnr::subview(cnr::crops_view<float>(nullptr, {0, 5, 6, 3}), {1, 2, 3, 4}).data(), nullptr);
}

TEST(Subview, WithoutElementsKeepsTheDataPointer) {
  std::vector<float> storage(5 * 6);
  const cnr::crops_view<float> crops(storage.data(), {1, 5, 6, 1});
  EXPECT_EQ(cnr::subview(crops, {5, 0, 0, 6}).data(), storage.data());
  EXPECT_EQ(cnr::subview(crops, {0, 6, 5, 0}).data(), storage.data());
  // The stride of an axis of one row means nothing.
  const cnr::crops_view<float> row(storage.data(), {1, 1, 6, 1}, {0, PTRDIFF_MAX, 1, 1});
  EXPECT_EQ(cnr::subview(row, {1, 0, 0, 6}).data(), storage.data());
  EXPECT_EQ(cnr::subview(cnr::crops_view<float>(storage.data(), {0, 5, 6, 1}), {2, 0, 1, 6}).data(), storage.data());
  const cnr::crops_view<float> no_channels(storage.data(), {1, 5, 6, 0}, {30, 6, 1, 1});
  EXPECT_EQ(cnr::subview(no_channels, {2, 0, 1, 6}).data(), storage.data());
}

TEST(ReversedChannels, AreInReverseOrder) {
  std::vector<float> storage(2 * 5 * 6 * 3);
  const cnr::crops_view<float> crops(storage.data(), {2, 5, 6, 3});
  EXPECT_EQ(&cnr::reversed_channels(crops)(1, 4, 5, 0), &crops(1, 4, 5, 2));
  EXPECT_EQ(&cnr::reversed_channels(crops)(1, 4, 5, 2), &crops(1, 4, 5, 0));
  const cnr::crops_view<float> planes = cnr::crops_view<float>(storage.data(), {2, 3, 5, 6}).permuted({0, 2, 3, 1});
  EXPECT_EQ(&cnr::reversed_channels(planes)(1, 4, 5, 0), &planes(1, 4, 5, 2));
  EXPECT_EQ(cnr::reversed_channels(cnr::crops_view<float>(storage.data(), {2, 5, 6, 0})).data(), storage.data());
}

TEST(ReversedChannels, MayBeThoseOfOnePixel) {
  std::array<float, 2> pixel{};
  const cnr::crops_view<float> two(pixel.data(), {1, 1, 1, 2});
  EXPECT_EQ(cnr::reversed_channels(two).data(), &pixel[1]);
  EXPECT_EQ(cnr::reversed_channels(cnr::crops_view<float>(nullptr, {1, 1, 1, 2})).data(), nullptr);
}

TEST(ReversedChannels, LeaveStridesThatMeanNothing) {
  float pixel = 0;
  const cnr::crops_view<float> one(&pixel, {1, 1, 1, 1}, {0, 0, 0, 5});
  EXPECT_EQ(cnr::reversed_channels(one).data(), &pixel);
  EXPECT_EQ(cnr::reversed_channels(one).strides(), one.strides());
  const cnr::crops_view<float> distant(&pixel, {1, 1, 1, 1}, {0, 0, 0, PTRDIFF_MIN});
  EXPECT_EQ(cnr::reversed_channels(distant).data(), &pixel);
  const cnr::crops_view<float> none(&pixel, {0, 1, 1, 3}, {0, 0, 0, PTRDIFF_MAX});
  EXPECT_EQ(cnr::reversed_channels(none).data(), &pixel);
}

TEST(Padding, IsFilledAndThePictureIsNot) {
  // Within the crops, then reaching outside, then without columns.
  const cnr::pixel_window pictures[] = {{1, 0, 2, 6},  {0, 2, 5, 3}, {1, 1, 3, 4},   {0, 0, 5, 6},
                                        {0, 0, 1, 1},  {4, 5, 1, 1}, {-1, -2, 3, 5}, {3, 4, 9, 9},
                                        {1, -4, 2, 3}, {9, 9, 1, 1}, {1, 3, 2, -1}};
  for (const cnr::pixel_window& picture : pictures) {
    std::vector<float> storage(2 * 5 * 6 * 3, 1);
    const cnr::crops_view<float> crops(storage.data(), {2, 5, 6, 3});
    cnr::fill_padding(crops, picture, 7);
    for (std::ptrdiff_t y = 0; y < 5; ++y) {
      for (std::ptrdiff_t x = 0; x < 6; ++x) {
        const bool is_picture = y >= picture.top && y < picture.top + picture.height && x >= picture.left &&
                                x < picture.left + picture.width;
        EXPECT_EQ(crops(0, y, x, 0), is_picture ? 1 : 7) << y << ", " << x;
        EXPECT_EQ(crops(1, y, x, 2), is_picture ? 1 : 7) << y << ", " << x;
      }
    }
  }
}

TEST(Padding, IsFilledWithWhatACallWritesOutsideTheImage) {
  const std::array<float, 1> image{{10}};
  constexpr box_numbers outside{{2, 2, 3, 3}};
  constexpr cnr::options settings{114.3F, {}, {}, box_format::yxyx_pixels};
  static constexpr auto numbers = cnr::make_normalization({0.485, 0.456, 0.406}, {0.229, 0.224, 0.225});
  const auto expect_same = [&](auto element) {
    using element_type = decltype(element);
    const cnr::image_view<float> pixels(image.data(), {1, 1, 1, 3}, {0, 0, 0, 0});
    std::array<element_type, 12> called{};
    std::array<element_type, 12> filled{};
    const cnr::crops_view<element_type> written(called.data(), {1, 2, 2, 3});
    const cnr::crops_view<element_type> padding(filled.data(), {1, 2, 2, 3});
    const auto call_of = [&](auto crops) {
      return cnr::crop_and_resize(pixels, {outside.data(), {1, 4}}, cnr::first_image(1), crops, cnr::bilinear{},
                                  settings);
    };
    ASSERT_TRUE(call_of(written));
    cnr::fill_padding(padding, {0, 0, 0, 0}, settings.extrapolation_value);
    EXPECT_EQ(std::memcmp(filled.data(), called.data(), sizeof called), 0);
    ASSERT_TRUE(call_of(cnr::normalized(written, numbers.scale_view(), numbers.bias_view())));
    cnr::fill_padding(cnr::normalized<element_type>({filled.data(), {1, 2, 2, 3}}, numbers), {0, 0, 0, 0},
                      settings.extrapolation_value);
    EXPECT_EQ(std::memcmp(filled.data(), called.data(), sizeof called), 0);
  };
  expect_same(0.0F);
  expect_same(std::uint8_t{});
  expect_same(cnr::half{});
}

/// Random sizes of an image of at least `least` pixels along both axes and of a crop, and how the one is put into the
/// other.
cnr::letterbox random_letterbox(support::random_engine& engine, std::ptrdiff_t least = 1) {
  const auto extent = [&engine](std::ptrdiff_t low, std::ptrdiff_t high) {
    return std::uniform_int_distribution<std::ptrdiff_t>(low, high)(engine);
  };
  cnr::letterbox_options settings;
  settings.scale_up = extent(0, 1) == 0;
  settings.is_centred = extent(0, 1) == 0;
  const std::ptrdiff_t most = extent(0, 3) == 0 ? 6 : 150;
  return cnr::make_letterbox({extent(least, most), extent(least, most)}, {extent(1, most), extent(1, most)}, settings);
}

TEST(Letterbox, IsFilledByOneCallWithTheBoxOfTheWholeCrop) {
  support::random_engine engine = support::seeded_engine();
  for_all_options([&engine](cnr::options settings) {
    settings.extrapolation_value = -5;
    for (std::ptrdiff_t rounds = support::effort(40); rounds > 0; --rounds) {
      // With the corner modes, an image of one row fills every row.
      const bool is_half_pixel = settings.coordinates == coordinate_mode::half_pixel;
      const cnr::letterbox fit = random_letterbox(engine, is_half_pixel ? 1 : 2);
      const std::vector<float> image(static_cast<std::size_t>(fit.image.height * fit.image.width), 3);
      std::vector<float> output(static_cast<std::size_t>(fit.crop.height * fit.crop.width));
      const cnr::crops_view<float> crops(output.data(), {1, fit.crop.height, fit.crop.width, 1});
      ASSERT_TRUE(call({image.data(), {1, fit.image.height, fit.image.width, 1}}, cnr::whole_crop_box(fit, settings),
                       crops, settings));
      std::vector<float> expected(output.size(), 3);
      cnr::fill_padding(cnr::crops_view<float>(expected.data(), crops.extents()), fit.picture, -5);
      ASSERT_EQ(output, expected) << fit.image.height << "x" << fit.image.width << " in " << fit.crop.height << "x"
                                  << fit.crop.width;
    }
  });
}

TEST(Letterbox, HasTheWholeImageInItsPicture) {
  support::random_engine engine = support::seeded_engine();
  for_all_options([&engine](cnr::options settings) {
    settings.extrapolation_value = -5;
    for (std::ptrdiff_t rounds = support::effort(40); rounds > 0; --rounds) {
      const cnr::letterbox fit = random_letterbox(engine);
      const std::vector<float> image(static_cast<std::size_t>(fit.image.height * fit.image.width), 3);
      std::vector<float> output(static_cast<std::size_t>(fit.crop.height * fit.crop.width), 9);
      const cnr::crops_view<float> crops(output.data(), {1, fit.crop.height, fit.crop.width, 1});
      ASSERT_TRUE(call({image.data(), {1, fit.image.height, fit.image.width, 1}}, cnr::picture_box(fit, settings),
                       cnr::subview(crops, fit.picture), settings));
      std::vector<float> expected(output.size(), 3);
      cnr::fill_padding(cnr::crops_view<float>(expected.data(), crops.extents()), fit.picture, 9);
      ASSERT_EQ(output, expected) << fit.image.height << "x" << fit.image.width << " in " << fit.crop.height << "x"
                                  << fit.crop.width;
    }
  });
}

TEST(Letterbox, HasBoxesThatRoundingCarriesNoRowOutOf) {
  // The box of the image ends 2^-22 of its length before the last pixel. In the box of the whole crop, the image begins
  // and ends 2^-20 of the distance between the bounds, which is 16 pixels here, within its picture.
  constexpr cnr::letterbox fit{{9, 9}, {5, 5}, {1, 1, 3, 3}};
  constexpr float end = 1 - 0x1p-22F;
  EXPECT_EQ(cnr::picture_box(fit, options_for(coordinate_mode::align_corners, box_format::yxyx)),
            (box_numbers{{0, 0, end, end}}));
  EXPECT_EQ(cnr::whole_crop_box(fit, options_for(coordinate_mode::align_corners, box_format::yxyx_pixels)),
            (box_numbers{{-4 + 0x1p-15F, -4 + 0x1p-15F, 12 - 0x1p-15F, 12 - 0x1p-15F}}));
  // Of one pixel, every normalised number is the centre: 0 is as good as any.
  EXPECT_EQ(cnr::picture_box({{1, 1}, {5, 5}, {0, 0, 5, 5}}), (box_numbers{}));
}

TEST(Letterbox, OfAFlatImageHasItsMiddleInTheOnlyRow) {
  for_all_options([](cnr::options settings) {
    settings.extrapolation_value = -5;
    for (const cnr::crop_size crop : {cnr::crop_size{7, 40}, {1, 40}}) {
      const cnr::letterbox fit = cnr::make_letterbox({9, 900}, crop);
      ASSERT_EQ(fit.picture.height, 1);
      ramp image(9, 900, settings);
      ramp output(crop.height, crop.width, settings);
      ASSERT_TRUE(call(image.view(), cnr::whole_crop_box(fit, settings), output.view(), settings));
      for (std::ptrdiff_t y = 0; y < crop.height; ++y) {
        const bool is_picture = y == fit.picture.top;
        ASSERT_NEAR(output.view()(0, y, 20, 0), is_picture ? 4 + first_centre(settings) : -5, 1e-4F) << y;
      }
    }
  });
}

/// Whether each pixel of a crop that a ramp was resized into has the coordinates that `back` gives for it, provided
/// that these are between the centres of the image's pixels. Each may differ by so many pixels of the image.
void expect_ramp(const cnr::crops_view<float>& crops, const cnr::crop_to_image& back, const cnr::image_size& image,
                 const cnr::options& settings, float y_tolerance = 1e-3F, float x_tolerance = 1e-3F) {
  const float centre = first_centre(settings);
  const auto is_between_centres = [centre](float coordinate, std::ptrdiff_t extent) {
    return coordinate >= centre && coordinate <= static_cast<float>(extent - 1) + centre;
  };
  // An assertion for each pixel would take longer than the calls.
  const auto is_near = [](float a, float b, float tolerance) { return std::abs(a - b) <= tolerance; };
  for (std::ptrdiff_t y = 0; y < crops.extent(1); ++y) {
    const float image_y = back.y(static_cast<float>(y) + centre);
    if (!is_between_centres(image_y, image.height)) continue;
    for (std::ptrdiff_t x = 0; x < crops.extent(2); ++x) {
      const float actual = crops(0, y, x, 0);
      ASSERT_TRUE(is_near(actual, image_y, y_tolerance)) << "row " << y << ": " << actual << ", not " << image_y;
    }
  }
  for (std::ptrdiff_t x = 0; x < crops.extent(2); ++x) {
    const float image_x = back.x(static_cast<float>(x) + centre);
    if (!is_between_centres(image_x, image.width)) continue;
    for (std::ptrdiff_t y = 0; y < crops.extent(1); ++y) {
      const float actual = crops(0, y, x, 1);
      ASSERT_TRUE(is_near(actual, image_x, x_tolerance)) << "column " << x << ": " << actual << ", not " << image_x;
    }
  }
}

/// 2^-20 of a whole crop's box, and what rounding may add.
float moved_inwards(std::ptrdiff_t image, std::ptrdiff_t crop, std::ptrdiff_t picture) {
  return 1e-3F + 0x1.2p-20F * static_cast<float>(image * crop) / static_cast<float>(picture - 1);
}

TEST(CropToImage, LeadsBackFromALetterbox) {
  support::random_engine engine = support::seeded_engine();
  for_all_options([&engine](cnr::options settings) {
    settings.border = border_mode::replicate;
    for (std::ptrdiff_t rounds = support::effort(20); rounds > 0; --rounds) {
      const cnr::letterbox fit = random_letterbox(engine);
      ramp image(fit.image.height, fit.image.width, settings);
      ramp crop(fit.crop.height, fit.crop.width, settings);
      const cnr::crop_to_image back(fit, settings);
      ASSERT_TRUE(
          call(image.view(), cnr::picture_box(fit, settings), cnr::subview(crop.view(), fit.picture), settings));
      // Of the picture alone, the padding being a ramp of the crop.
      const float top = static_cast<float>(fit.picture.top) + first_centre(settings);
      const float left = static_cast<float>(fit.picture.left) + first_centre(settings);
      ASSERT_NEAR(crop.view()(0, fit.picture.top, fit.picture.left, 0), std::max(back.y(top), first_centre(settings)),
                  1e-3F);
      ASSERT_NEAR(crop.view()(0, fit.picture.top, fit.picture.left, 1), std::max(back.x(left), first_centre(settings)),
                  1e-3F);
      ASSERT_TRUE(call(image.view(), cnr::whole_crop_box(fit, settings), crop.view(), settings));
      if (fit.picture.height == 1 || fit.picture.width == 1) continue;
      expect_ramp(crop.view(), back, fit.image, settings,
                  moved_inwards(fit.image.height, fit.crop.height, fit.picture.height),
                  moved_inwards(fit.image.width, fit.crop.width, fit.picture.width));
    }
  });
}

TEST(CropToImage, LeadsBackFromTheCropOfABox) {
  for_all_options([](cnr::options settings) {
    settings.border = border_mode::replicate;
    const cnr::image_size image{60, 80};
    for (const cnr::crop_size crop : {cnr::crop_size{7, 5}, {64, 100}, {1, 2}}) {
      for (const box_numbers& pixels : {box_numbers{{10, 20, 30, 61}}, {{30, 61, 10, 20}}, {{-7.5F, 3.25F, 41, 90}}}) {
        const box_numbers box = box_of(pixels[0], pixels[1], pixels[2], pixels[3], settings, image);
        ramp source(image.height, image.width, settings);
        ramp output(crop.height, crop.width, settings);
        ASSERT_TRUE(call(source.view(), box, output.view(), settings));
        expect_ramp(output.view(), cnr::crop_to_image(box, settings, image, crop), image, settings);
      }
    }
  });
}

TEST(CropToImage, MapsABoxByItsCorners) {
  constexpr cnr::letterbox fit = cnr::make_letterbox({1080, 1920}, {640, 640});
  constexpr cnr::options settings{0, coordinate_mode::half_pixel, {}, {}};
  constexpr cnr::crop_to_image back(fit, settings);
  // The picture is 640 x 360 pixels, 140 from the top: three pixels of the image for each of the crop.
  static_assert(back.x(0) == 0 && back.x(640) == 1920 && back.y(140) == 0 && back.y(500) == 1080, "edges");
  EXPECT_EQ(back.box({{10, 150, 20, 180}}, box_format::xyxy_pixels), (box_numbers{{30, 30, 60, 120}}));
  EXPECT_EQ(back.box({{150, 10, 180, 20}}, box_format::yxyx_pixels), (box_numbers{{30, 30, 120, 60}}));
  EXPECT_EQ(back.box({{10, 150, 10, 30}}, box_format::xywh_pixels), (box_numbers{{30, 30, 30, 90}}));
  // Normalised, a quarter of the crop from the left and a half of it from the top is the middle row of the image.
  EXPECT_EQ(back.box({{0.25F, 0.5F, 1, 0.78125F}}, box_format::xyxy), (box_numbers{{0.25F, 0.5F, 1, 1}}));
  EXPECT_EQ(back.box({{0.5F, 0.25F, 0.78125F, 1}}, box_format::yxyx), (box_numbers{{0.5F, 0.25F, 1, 1}}));
}

TEST(CropToImage, CountsCentresWithTheCornerModes) {
  constexpr cnr::letterbox fit = cnr::make_letterbox({9, 17}, {9, 9});
  static_assert(fit.picture.height == 5 && fit.picture.width == 9 && fit.picture.top == 2, "half as large");
  for (const coordinate_mode coordinates : {coordinate_mode::align_corners, coordinate_mode::clamped_corners}) {
    const cnr::crop_to_image back(fit, options_for(coordinates, box_format::yxyx));
    EXPECT_EQ(back.y(2), 0);
    EXPECT_EQ(back.y(6), 8);
    EXPECT_EQ(back.x(1), 2);
    EXPECT_EQ(back.box({{0.5F, 0.5F, 0.75F, 1}}, box_format::yxyx), (box_numbers{{0.5F, 0.5F, 1, 1}}));
  }
  constexpr cnr::letterbox flat = cnr::make_letterbox({3, 3000}, {3, 100});
  const cnr::crop_to_image back(flat, options_for(coordinate_mode::align_corners, box_format::yxyx));
  EXPECT_EQ(back.y(1), 1) << "the only row of the picture is the middle of the image";
}

/// Whether the centre of pixel `index` is within the bounds of a box in pixels.
bool is_covered(std::ptrdiff_t index, float low, float high, const cnr::options& settings) {
  const auto centre = static_cast<double>(index) + static_cast<double>(first_centre(settings));
  return centre >= static_cast<double>(std::min(low, high)) && centre <= static_cast<double>(std::max(low, high));
}

TEST(Paste, SetsThePixelsWhoseCentresAreInTheBox) {
  support::random_engine engine = support::seeded_engine();
  std::uniform_real_distribution<float> bound(-6, 26);
  for (const coordinate_mode coordinates : all_coordinates) {
    const cnr::options settings = options_for(coordinates, box_format::yxyx_pixels);
    for (std::ptrdiff_t round = support::effort(300); round > 0; --round) {
      box_numbers box{{bound(engine), bound(engine), bound(engine), bound(engine)}};
      if (round % 3 == 0) {  // whole and half pixels
        for (float& number : box) number = std::round(2 * number) / 2;
      }
      const cnr::paste_plan back = cnr::plan_paste(box, settings, {20, 23}, {28, 14});
      std::vector<float> canvas(20 * 23, -1);
      const cnr::crops_view<float> image(canvas.data(), {1, 20, 23, 1});
      const std::vector<float> mask(28 * 14, 1);
      if (!back.window.empty()) {
        ASSERT_TRUE(call({mask.data(), {1, 28, 14, 1}}, back.box, cnr::subview(image, back.window), back.settings));
      }
      for (std::ptrdiff_t y = 0; y < 20; ++y) {
        for (std::ptrdiff_t x = 0; x < 23; ++x) {
          const bool is_inside = is_covered(y, box[0], box[2], settings) && is_covered(x, box[1], box[3], settings);
          ASSERT_EQ(image(0, y, x, 0), is_inside ? 1 : -1)
              << y << ", " << x << " of " << box[0] << " " << box[1] << " " << box[2] << " " << box[3];
        }
      }
    }
  }
}

TEST(Paste, LosesNoRowOfABoxOfWholePixels) {
  const cnr::options settings = options_for(coordinate_mode::half_pixel, box_format::xywh_pixels);
  for (std::ptrdiff_t height = 1; height <= 300; ++height) {
    const box_numbers box{{3, 2, 5, static_cast<float>(height)}};
    const cnr::paste_plan back = cnr::plan_paste(box, settings, {400, 10}, {28, 28});
    ASSERT_EQ(back.window.top, 2);
    ASSERT_EQ(back.window.height, height);
    ASSERT_EQ(back.window.left, 3);
    ASSERT_EQ(back.window.width, 5);
    ASSERT_EQ(back.box, (box_numbers{{0, 0, 28, 28}}));
  }
}

TEST(Paste, PutsEachPixelWhereItWasCutFrom) {
  for_all_options([](const cnr::options& settings) {
    const cnr::image_size image{40, 50};
    for (const bool is_flipped : {false, true}) {
      if (is_flipped && settings.boxes == box_format::xywh_pixels) continue;
      // 20 rows and 30 columns from (8, 12) on; with the corner modes the bounds are centres.
      const float end = settings.coordinates == coordinate_mode::half_pixel ? 0.0F : 1.0F;
      const box_numbers box = is_flipped ? box_of(28 - end, 42 - end, 8, 12, settings, image)
                                         : box_of(8, 12, 28 - end, 42 - end, settings, image);
      ramp original(image.height, image.width, settings);
      std::vector<float> output(20 * 30 * 2);
      const cnr::crops_view<float> crop(output.data(), {1, 20, 30, 2});
      ASSERT_TRUE(call(original.view(), box, crop, settings));

      std::vector<float> canvas(40 * 50 * 2, -1);
      const cnr::crops_view<float> target(canvas.data(), {1, 40, 50, 2});
      const cnr::paste_plan back = cnr::plan_paste(box, settings, image, {20, 30});
      // Normalised bounds are rounded, so that a pixel on the box's edge may be left out.
      ASSERT_GE(back.window.height, 18);
      ASSERT_GE(back.window.width, 28);
      ASSERT_TRUE(call(crop, back.box, cnr::subview(target, back.window), back.settings));
      for (std::ptrdiff_t y = back.window.top; y < back.window.top + back.window.height; ++y) {
        for (std::ptrdiff_t x = back.window.left; x < back.window.left + back.window.width; ++x) {
          ASSERT_NEAR(target(0, y, x, 0), original.view()(0, y, x, 0), 1e-4F) << y << ", " << x;
          ASSERT_NEAR(target(0, y, x, 1), original.view()(0, y, x, 1), 1e-4F) << y << ", " << x;
        }
      }
    }
  });
}

TEST(Paste, ResizesAMaskAsTheBoxSays) {
  // Rows of the image beside the formula of half pixels: 28 rows of the mask on a box from 10.25 to 87.75.
  const cnr::options settings = options_for(coordinate_mode::half_pixel, box_format::yxyx_pixels);
  ramp mask(28, 28, settings);
  std::vector<float> canvas(100 * 20 * 2, -1);
  const cnr::crops_view<float> image(canvas.data(), {1, 100, 20, 2});
  const cnr::paste_plan back = cnr::plan_paste({{10.25F, 0, 87.75F, 20}}, settings, {100, 20}, {28, 28});
  ASSERT_TRUE(call(mask.view(), back.box, cnr::subview(image, back.window), back.settings));
  EXPECT_EQ(back.window.top, 10);
  EXPECT_EQ(back.window.height, 78);
  for (std::ptrdiff_t y = 0; y < 100; ++y) {
    const double place = (static_cast<double>(y) + 0.5 - 10.25) * 28 / 77.5;
    const bool is_inside = y >= 10 && y < 88;
    ASSERT_NEAR(image(0, y, 7, 0), is_inside ? static_cast<float>(std::min(std::max(place, 0.5), 27.5)) : -1, 1e-4F);
  }
}

TEST(Paste, OfABoxWithoutAreaIsTheMiddleOfTheMask) {
  for (const coordinate_mode coordinates : all_coordinates) {
    const cnr::options settings = options_for(coordinates, box_format::yxyx_pixels);
    const float place = 5 + first_centre(settings);
    ramp mask(9, 9, settings);
    std::vector<float> canvas(10 * 10 * 2, -1);
    const cnr::crops_view<float> image(canvas.data(), {1, 10, 10, 2});
    const cnr::paste_plan back = cnr::plan_paste({{place, 0, place, 10}}, settings, {10, 10}, {9, 9});
    ASSERT_EQ(back.window.height, 1);
    ASSERT_TRUE(call(mask.view(), back.box, cnr::subview(image, back.window), back.settings));
    EXPECT_EQ(image(0, 5, 3, 0), 4 + first_centre(settings));
    EXPECT_TRUE(cnr::plan_paste({{5.75F, 0, 5.75F, 10}}, settings, {10, 10}, {9, 9}).window.empty());
  }
}

TEST(Paste, OfABoxOutsideTheImageIsEmpty) {
  constexpr cnr::options settings{0, coordinate_mode::half_pixel, {}, box_format::xyxy_pixels};
  static_assert(cnr::plan_paste({{-20, 0, -10, 10}}, settings, {50, 50}, {28, 28}).window.empty(), "left");
  static_assert(cnr::plan_paste({{0, 50, 10, 60}}, settings, {50, 50}, {28, 28}).window.empty(), "below");
  static_assert(cnr::plan_paste({{0, 3e38F, 10, 3e38F}}, settings, {50, 50}, {28, 28}).window.empty(), "far below");
  // Windows are within the image all the same.
  static_assert(cnr::plan_paste({{0, 60, 10, 70}}, settings, {50, 50}, {28, 28}).window.top <= 50, "below");
  constexpr cnr::paste_plan all = cnr::plan_paste({{-3e38F, -3e38F, 3e38F, 3e38F}}, settings, {50, 40}, {28, 28});
  EXPECT_EQ(all.window.height, 50);
  EXPECT_EQ(all.window.width, 40);
  const cnr::paste_plan none = cnr::plan_paste({{60, 60, 70, 70}}, settings, {50, 50}, {28, 28});
  EXPECT_LE(none.window.top, 50);
  EXPECT_LE(none.window.left, 50);
  EXPECT_EQ(none.box, (box_numbers{}));
}

/// Where the image ends, in pixels, in the coordinates of the options.
float end_of(std::ptrdiff_t extent, const cnr::options& settings) {
  return static_cast<float>(settings.coordinates == coordinate_mode::half_pixel ? extent : extent - 1);
}

std::ptrdiff_t count_outside(const box_numbers& box, cnr::image_size image, const cnr::options& settings) {
  return cnr::count_boxes_outside({box.data(), {1, 4}}, image, settings);
}

TEST(BoxesOutside, AreThoseBeyondAnEdgeOfTheImage) {
  for_all_options([](const cnr::options& settings) {
    // Powers of two, so that normalised bounds are exact.
    const bool is_half_pixel = settings.coordinates == coordinate_mode::half_pixel;
    const cnr::image_size image = is_half_pixel ? cnr::image_size{32, 64} : cnr::image_size{33, 65};
    const float bottom = end_of(image.height, settings);
    const float right = end_of(image.width, settings);
    constexpr float step = 0x1p-10F;
    const auto count = [&](float y1, float x1, float y2, float x2) {
      const std::ptrdiff_t plain = count_outside(box_of(y1, x1, y2, x2, settings, image), image, settings);
      const std::ptrdiff_t flipped = count_outside(box_of(y2, x2, y1, x1, settings, image), image, settings);
      EXPECT_EQ(plain, flipped) << y1 << " " << x1 << " " << y2 << " " << x2;
      return plain;
    };
    EXPECT_EQ(count(0, 0, bottom, right), 0);
    EXPECT_EQ(count(-9, -9, bottom + 9, right + 9), 0);
    EXPECT_EQ(count(3, 4, 3, 4), 0);
    // They touch the image at a corner.
    EXPECT_EQ(count(-5, -5, 0, 0), 0);
    EXPECT_EQ(count(bottom, right, bottom + 5, right + 5), 0);
    // Just above, below, left and right of it.
    EXPECT_EQ(count(-5, 1, -step, 2), 1);
    EXPECT_EQ(count(bottom + step, 1, bottom + 5, 2), 1);
    EXPECT_EQ(count(1, -5, 2, -step), 1);
    EXPECT_EQ(count(1, right + step, 2, right + 5), 1);
  });
}

TEST(BoxesOutside, HaveCropsOfTheExtrapolationValueAlone) {
  support::random_engine engine = support::seeded_engine();
  std::uniform_int_distribution<int> bound(-40, 80);
  constexpr cnr::image_size image{20, 30};
  int outside = 0;
  int inside = 0;
  for_all_options([&](cnr::options settings) {
    settings.extrapolation_value = -1;
    ramp original(image.height, image.width, settings);
    for (int round = 0; round < 40; ++round) {
      const auto place = [&] { return static_cast<float>(bound(engine)) / 2 + 0.25F; };
      const box_numbers box = box_of(place(), place(), place(), place(), settings, image);
      std::vector<float> output(90 * 90 * 2);
      ASSERT_TRUE(call(original.view(), box, {output.data(), {1, 90, 90, 2}}, settings));
      // The box has at most 60 pixels along each axis, so that a row and a column are on any pixel that it covers.
      const bool has_image = std::any_of(output.begin(), output.end(), [](float value) { return value != -1; });
      ASSERT_EQ(count_outside(box, image, settings), has_image ? 0 : 1)
          << box[0] << " " << box[1] << " " << box[2] << " " << box[3];
      ++(has_image ? inside : outside);
    }
  });
  // Of 600 boxes, a third lies outside on average.
  EXPECT_GT(outside, 60);
  EXPECT_GT(inside, 60);
}

TEST(BoxesOutside, ArePixelsThatPassForNormalisedNumbers) {
  static constexpr std::array<float, 16> rectangles{
      {100, 200, 400, 300, 960, 540, 64, 64, 5, 2, 20, 30, 1500, 700, 400, 300}};  // x, y, width, height
  constexpr cnr::boxes_view boxes(rectangles.data(), {4, 4});
  static_assert(cnr::count_boxes_outside(boxes, {1080, 1920}) == 4, "as TensorFlow's boxes");
  EXPECT_EQ(
      cnr::count_boxes_outside(boxes, {1080, 1920}, options_for(coordinate_mode::half_pixel, box_format::xywh_pixels)),
      0);
  EXPECT_EQ(cnr::count_boxes_outside({}, {1080, 1920}), 0);
}

TEST(BoxesOutside, AreNoneWhereEveryNumberIsTheOnlyRow) {
  constexpr box_numbers beyond{{7, 0.5F, 9, 0.75F}};
  EXPECT_EQ(count_outside(beyond, {1, 8}, {}), 0);
  EXPECT_EQ(count_outside(beyond, {2, 8}, {}), 1);
  EXPECT_EQ(count_outside(beyond, {1, 8}, options_for(coordinate_mode::half_pixel, box_format::yxyx)), 1);
  EXPECT_EQ(count_outside(beyond, {1, 8}, options_for(coordinate_mode::align_corners, box_format::yxyx_pixels)), 1);
}

TEST(BoxesOutside, AreCountedForTheImageOfEach) {
  const std::uint8_t pixels[600] = {};
  // The first and the last one are not in the view of images.
  const cnr::image_view<std::uint8_t> images[] = {
      {pixels, {1, 10, 10, 1}}, {pixels, {1, 20, 30, 1}}, {pixels, {1, 10, 10, 1}}, {pixels, {1, 10, 10, 1}}};
  // Below the first image and two inside it, two outside the smaller one between indices that calls refuse; and one
  // that is not in the view of boxes.
  const std::array<float, 32> numbers{{22, 1,  28, 9,  1,  25, 9,  28, 12, 1,  15, 9,  12, 1,  15, 9,
                                       40, 40, 50, 50, 40, 40, 50, 50, 1,  25, 9,  28, 40, 40, 50, 50}};
  const std::array<std::int32_t, 8> indices{{0, 0, 0, 1, -1, 2, 1, 0}};
  const cnr::boxes_view boxes(numbers.data(), {7, 4});
  const cnr::box_indices_view box_indices(indices.data(), {7});
  const cnr::options settings = options_for(coordinate_mode::half_pixel, box_format::yxyx_pixels);
  EXPECT_EQ(cnr::count_boxes_outside<std::uint8_t>(boxes, box_indices, {images + 1, {2}}, settings), 3);
}

}  // namespace
