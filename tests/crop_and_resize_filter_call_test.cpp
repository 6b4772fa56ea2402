// SPDX-License-Identifier: MIT
//
// Filters in calls whose answers are known without computing weights, in every spelling of the call, and what is
// refused.

#include "support/guarded.hpp"
#include "support/own_filters.hpp"
#include "support/prebuilt.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/filter.hpp>
#include <crop_and_resize/normalized.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace {

const float nan = std::nanf("");

cnr::options in_pixels(cnr::border_mode border = {}, float extrapolation_value = 0) {
  return {extrapolation_value, cnr::coordinate_mode::half_pixel, border, cnr::box_format::xyxy_pixels};
}

/// An image of one channel, a box in it (x1, y1, x2, y2 in pixels), and a crop.
struct one_crop {
  one_crop(std::ptrdiff_t height, std::ptrdiff_t width, const std::array<float, 4>& box_of_crop,
           std::ptrdiff_t crop_height, std::ptrdiff_t crop_width)
      : extents{{1, height, width, 1}},
        crop_extents{{1, crop_height, crop_width, 1}},
        pixels(static_cast<std::size_t>(height * width)),
        box(box_of_crop),
        crop(static_cast<std::size_t>(crop_height * crop_width), -1) {
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i);
  }

  cnr::image_view<float> image() const { return {pixels.data(), extents}; }
  cnr::boxes_view boxes() const { return {box.data(), {1, 4}}; }
  cnr::box_indices_view box_indices() const { return cnr::first_image(1); }
  cnr::crops_view<float> crops() { return {crop.data(), crop_extents}; }

  template <class Filter>
  std::vector<float> by(const Filter& filter, const cnr::options& settings = in_pixels()) {
    std::fill(crop.begin(), crop.end(), -1.0F);
    EXPECT_TRUE(cnr::crop_and_resize(image(), boxes(), box_indices(), crops(), filter, settings));
    return crop;
  }

  std::array<std::ptrdiff_t, 4> extents;
  std::array<std::ptrdiff_t, 4> crop_extents;
  std::vector<float> pixels;
  std::array<float, 4> box;
  std::vector<float> crop;
};

using floats = std::vector<float>;

/// One pixel's weight is 1 up to half a pixel's distance, whatever the stretch.
struct half_a_pixel {
  float reach = 0.5F;
  float radius(float /*stretch*/) const noexcept { return reach; }
  float weight(float /*distance*/, float /*stretch*/) const noexcept { return 1; }
};

template <class Function>
void for_each_filter(const Function& function) {
  function(cnr::area{});
  function(cnr::triangle{});
  function(cnr::cubic{});
  function(cnr::cubic{-0.75F});
  function(cnr::lanczos3{});
  function(cnr::roi_align{});
  function(cnr::roi_align{2});
  function(support::parabola{});
}

TEST(Filters, KeepAConstantImageAsItIs) {
  constexpr float value = 113.7F;
  constexpr float ulp = 7.6293945e-6F;
  const std::array<float, 4> boxes[] = {{{0, 0, 301, 203}}, {{-0.5F, 0, 300, 2}}, {{40, 60, 7, 3}}, {{3, 3, 3.5F, 4}}};
  for (const auto& box : boxes) {
    one_crop data(203, 301, box, 5, 7);
    std::fill(data.pixels.begin(), data.pixels.end(), value);
    for_each_filter([&](const auto& filter) {
      // roi_align without a number of samples has nothing in a flipped box, and its box may be outside.
      if constexpr (std::is_same<std::decay_t<decltype(filter)>, cnr::roi_align>::value) {
        if (box[0] > box[2]) return;
      }
      for (const float output : data.by(filter)) EXPECT_NEAR(output, value, 4 * ulp);
    });
  }
}

TEST(Filters, OfAreaTakeTheMeanWhereTheFactorIsWhole) {
  // Blocks of 2 x 3 pixels of a ramp.
  one_crop data(4, 9, {{0, 0, 9, 4}}, 2, 3);
  EXPECT_EQ(data.by(cnr::area{}), (floats{5.5F, 8.5F, 11.5F, 23.5F, 26.5F, 29.5F}));
  EXPECT_EQ(data.by(cnr::area{}, {0, cnr::coordinate_mode::half_pixel}).size(), 6U);
}

// All sums of a row that there is room for, and what is read and cleared beside them.
TEST(Filters, OfAreaFillTheRoomForTheSumsOfARow) {
  constexpr std::ptrdiff_t height = 12;
  const std::array<float, 4> box{{0, 0, 1, 1}};
  const cnr::options settings{0, cnr::coordinate_mode::half_pixel};
  for (const auto [channels, columns, factor] : {std::array<std::ptrdiff_t, 3>{{3, 105, 13}},
                                                 {{4, 64, 16}},
                                                 {{4, 128, 8}},
                                                 {{1, 128, 32}},
                                                 {{16, 32, 8}},
                                                 {{3, 256, 5}},
                                                 {{4, 192, 5}},
                                                 {{1, 256, 16}}}) {
    const std::ptrdiff_t width = columns * factor;
    floats pixels(static_cast<std::size_t>(height * width * channels));
    // Each cell has one value.
    for (std::ptrdiff_t i = 0; i < height * width * channels; ++i) {
      const std::ptrdiff_t column = i / channels % width / factor;
      pixels[static_cast<std::size_t>(i)] = static_cast<float>(i / (3 * width * channels) + 4 * column + i % channels);
    }
    const auto crops =
        cnr::crop_and_resize<float>({pixels.data(), {1, height, width, channels}}, {box.data(), {1, 4}},
                                    cnr::first_image(1), cnr::crop_size{4, columns}, cnr::area{}, settings);
    for (std::ptrdiff_t row = 0; row < 4; ++row) {
      for (std::ptrdiff_t column = 0; column < columns; ++column) {
        for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
          const auto expected = static_cast<float>(row + 4 * column + channel);
          ASSERT_NEAR(crops(0, row, column, channel), expected, 1e-3) << channels << " channels, column " << column;
        }
      }
    }
  }
}

/// Four rows of an image's middle, whose columns are `factor` times fewer. What is beside the middle, and between
/// columns, is infinite.
/// @param column_stride  of the image; where it is negative, columns fall in memory
template <class Filter>
floats shrunk(const Filter& filter, std::ptrdiff_t channels, std::ptrdiff_t column_stride, std::ptrdiff_t crop_width,
              float factor) {
  constexpr std::ptrdiff_t height = 9;
  const float width = static_cast<float>(crop_width) * factor;
  const std::ptrdiff_t columns = static_cast<std::ptrdiff_t>(width) + 4;
  const std::ptrdiff_t step = std::max(column_stride, -column_stride);
  floats pixels(static_cast<std::size_t>(height * columns * step), std::numeric_limits<float>::infinity());
  float* const first = pixels.data() + (column_stride < 0 ? (columns - 1) * step : 0);
  std::uint32_t number = 1;
  for (std::ptrdiff_t row = 0; row < height; ++row) {
    for (std::ptrdiff_t column = 1; column < 1 + static_cast<std::ptrdiff_t>(std::ceil(width)); ++column) {
      for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
        number = (number * 69069U + 1) & 0xffffffU;
        first[row * columns * step + column * column_stride + channel] = static_cast<float>(number) - 0x1p23F;
      }
    }
  }
  const std::array<float, 4> box{{1, 0, 1 + width, height}};
  floats crop(static_cast<std::size_t>(4 * crop_width * channels));
  EXPECT_TRUE(cnr::crop_and_resize(
      cnr::image_view<float>(first, {1, height, columns, channels}, {0, columns * step, column_stride, 1}),
      cnr::boxes_view(box.data(), {1, 4}), cnr::first_image(1),
      cnr::crops_view<float>(crop.data(), {1, 4, crop_width, channels}), filter, in_pixels(cnr::border_mode::isolate)));
  return crop;
}

// Columns of the image that are three or four elements apart are summed in blocks where crops are that much smaller,
// whatever weights they have; those that are farther apart are not.
TEST(Filters, SumColumnsInBlocksAsOneByOne) {
  const auto check = [](const auto& filter, float factor, std::initializer_list<std::ptrdiff_t> widths = {4, 5, 22}) {
    for (const std::ptrdiff_t channels : {1, 2, 3, 4}) {
      for (const std::ptrdiff_t crop_width : widths) {
        const floats expected = shrunk(filter, channels, 5, crop_width, factor);
        EXPECT_TRUE(std::isfinite(std::accumulate(expected.begin(), expected.end(), 0.0F)));
        for (const std::ptrdiff_t column_stride : {3, 4, -3, -4}) {
          if (channels > std::max(column_stride, -column_stride)) continue;
          EXPECT_EQ(shrunk(filter, channels, column_stride, crop_width, factor), expected)
              << channels << " channels, columns " << column_stride << " apart, " << crop_width << " columns";
        }
      }
    }
  };
  check(cnr::area{}, 6.3F);
  check(cnr::area{}, 38.9F);
  check(cnr::triangle{}, 9.7F);
  check(cnr::lanczos3{}, 6.1F);
  check(cnr::triangle{}, 8);
  check(cnr::triangle{}, 20);  // the most that are summed in float
  check(cnr::triangle{}, 32);  // two parts of 32 columns
  check(cnr::triangle{}, 50);
  check(cnr::triangle{}, 21, {64});  // more than are summed at a time
}

using extents = std::array<std::ptrdiff_t, 4>;

extents packed_pixels(const extents& e) { return {{e[1] * e[2] * e[3], e[2] * e[3], e[3], 1}}; }
extents packed_planes(const extents& e) { return {{e[1] * e[2] * e[3], e[2], 1, e[1] * e[2]}}; }

/// Elements from the one with the lowest address to the one with the highest, and where element 0 is among them.
std::array<std::ptrdiff_t, 2> size_and_first(const extents& e, const extents& strides) {
  std::ptrdiff_t size = 1;
  std::ptrdiff_t first = 0;
  for (std::size_t axis = 0; axis < 4; ++axis) {
    const std::ptrdiff_t reach = (e[axis] - 1) * strides[axis];
    size += std::max(reach, -reach);
    first += std::max<std::ptrdiff_t>(-reach, 0);
  }
  return {{size, first}};
}

/// One image of any strides, its crop, and the same crop by the scalar loops. Image and crop are next to pages that may
/// not be touched.
/// @param box  normalised
template <class T, class Filter>
void expect_bytes_of_scalar_loops(const Filter& filter, const extents& image, const extents& strides,
                                  const extents& crop, const extents& crop_strides,
                                  const std::array<float, 4>& box = {{0, 0, 1, 1}}) {
  const cnr::options settings{0, cnr::coordinate_mode::half_pixel};
  const auto [image_size, first] = size_and_first(image, strides);
  const auto count = static_cast<std::size_t>(size_and_first(crop, crop_strides)[0]);
  const cnr::boxes_view boxes(box.data(), {1, 4});
  for (const support::flush side : {support::flush::with_start, support::flush::with_end}) {
    support::guarded<T> pixels(static_cast<std::size_t>(image_size), side);
    std::uint32_t number = 1;
    for (T& pixel : pixels) {
      number = (number * 69069U + 1) & 0xffffffU;
      pixel = static_cast<T>(number >> (sizeof(T) == 1 ? 16U : 0U));
    }
    const cnr::image_view<T> view(pixels.data() + first, image, strides);
    support::guarded<float> actual(count, side);
    ASSERT_TRUE(cnr::crop_and_resize(view, boxes, cnr::first_image(1),
                                     cnr::crops_view<float>(actual.data(), crop, crop_strides), filter, settings));
    floats expected(count);
    const auto resample = [&](cnr::target target, float* to, bool streams) {
      using destination = cnr::detail::plain_destination<float>;
      const cnr::detail::forward_arguments<T, Filter, destination> arguments{
          {view, boxes, cnr::first_image(1), cnr::detail::used_options(filter, settings), streams, false},
          cnr::crops_view<float>(to, crop, crop_strides),
          filter,
          destination{}};
      const cnr::detail::partition whole(cnr::detail::task{{0, 1}, {0, crop[1]}});
      cnr::detail::resample_tasks(target, arguments, whole, {0, 1});
    };
    resample(cnr::target::scalar, expected.data(), false);
    ASSERT_EQ(std::memcmp(actual.data(), expected.data(), count * sizeof(float)), 0)
        << ::testing::PrintToString(image) << " to " << ::testing::PrintToString(crop);
    std::fill(actual.begin(), actual.end(), 0.0F);
    resample(cnr::active_target(), actual.data(), true);
    ASSERT_EQ(std::memcmp(actual.data(), expected.data(), count * sizeof(float)), 0)
        << "streamed, " << ::testing::PrintToString(image) << " to " << ::testing::PrintToString(crop);
  }
}

/// The same for dense pixels, of both types, into pixels.
template <class Filter>
void expect_bytes_of_scalar_loops(const Filter& filter, const extents& image, std::ptrdiff_t height,
                                  std::ptrdiff_t width) {
  const extents crop{{1, height, width, image[3]}};
  expect_bytes_of_scalar_loops<float>(filter, image, packed_pixels(image), crop, packed_pixels(crop));
  expect_bytes_of_scalar_loops<std::uint8_t>(filter, image, packed_pixels(image), crop, packed_pixels(crop));
}

// Sums of up to 40 terms are made in float, along y in blocks of 8, and longer ones in parts of 40 or 32.
TEST(Filters, SumAnyNumberOfTermsAsTheScalarLoops) {
  for (const std::ptrdiff_t terms : {4, 5, 8, 9, 36, 37, 38, 39, 40, 41, 64, 79, 80, 81, 96, 120, 121}) {
    for (const std::ptrdiff_t channels : {1, 2, 3, 5, 8, 16, 17, 33, 48, 64}) {
      const std::ptrdiff_t crop_width = channels < 4 ? 23 : 3;
      expect_bytes_of_scalar_loops(cnr::area{}, {{1, 2 * terms, 70 / channels + 2, channels}}, 2, 70 / channels + 2);
      expect_bytes_of_scalar_loops(cnr::area{}, {{1, 5, crop_width * terms, channels}}, 5, crop_width);
    }
  }
  // Wide rows, of which parts are summed at a time.
  for (const std::ptrdiff_t terms : {8, 40, 80, 81, 120}) {
    for (const std::ptrdiff_t width : {511, 512, 1023, 1024, 1100}) {
      expect_bytes_of_scalar_loops(cnr::area{}, {{1, 2 * terms, width, 1}}, 2, width);
    }
  }
}

TEST(Filters, MakeRowsOfAnyWidthAsTheScalarLoops) {
  for (const std::ptrdiff_t channels : {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 40}) {
    for (const std::ptrdiff_t width : {1, 7, 8, 15, 16, 17, 150, 300}) {
      expect_bytes_of_scalar_loops(cnr::area{}, {{1, 10, 2 * width, channels}}, 5, width);
      expect_bytes_of_scalar_loops(cnr::area{}, {{1, 8, 2 * width, channels}}, 4, width);
      const extents image{{1, 10, 2 * width + 1, channels}};
      const extents crop{{1, 5, width, channels}};
      expect_bytes_of_scalar_loops<float>(cnr::triangle{}, image, packed_pixels(image), crop, packed_planes(crop));
    }
  }
  // Enlarged: a row has more pixels than a block.
  for (const std::ptrdiff_t channels : {16, 40}) {
    const extents image{{1, 5, 30, channels}};
    const extents crop{{1, 5, 240, channels}};
    expect_bytes_of_scalar_loops<float>(cnr::triangle{}, image, packed_pixels(image), crop, packed_planes(crop));
  }
  // More weights than a table has room for, along each axis and along both, and tables of few rows, the last of three.
  expect_bytes_of_scalar_loops(cnr::triangle{}, {{1, 4, 1600, 1}}, 4, 256);
  expect_bytes_of_scalar_loops(cnr::triangle{}, {{1, 1050, 100, 3}}, 10, 10);
  expect_bytes_of_scalar_loops(cnr::area{}, {{1, 1000, 1750, 1}}, 1, 1);
  // A single row that fills the room for sums.
  expect_bytes_of_scalar_loops(cnr::area{}, {{1, 2, 4096, 1}}, 1, 128);
  expect_bytes_of_scalar_loops(cnr::area{}, {{1, 2708, 4, 3}}, 27, 4);
  // Rows that are narrower than a vector, in a tall image.
  expect_bytes_of_scalar_loops(cnr::area{}, {{1, 100, 3, 1}}, 50, 3);
}

TEST(Filters, ReadColumnsInAnyOrderAsTheScalarLoops) {
  for (const std::ptrdiff_t channels : {1, 3, 4, 20}) {
    for (const std::ptrdiff_t height : {1, 8}) {
      for (const std::ptrdiff_t width : {1, 2, 3, 40}) {
        const extents image{{1, height, width, channels}};
        const extents crop{{1, 9, (width + 1) / 2, channels}};
        const std::ptrdiff_t row = width * (channels + 1);
        for (const extents& strides : {extents{{0, row, -channels, 1}},
                                       {{0, -row, -channels - 1, 1}},
                                       {{0, row, channels, -1}},
                                       {{0, 0, channels, 1}},
                                       {{0, row, channels + 1, 1}},
                                       {{0, 1, channels, -1}},
                                       {{0, 2 * width, 2, 2 * width * height}}}) {
          const auto strides_of_one = channels == 1 ? extents{{0, strides[1], strides[2], 1}} : strides;
          expect_bytes_of_scalar_loops<float>(cnr::triangle{}, image, strides_of_one, crop, packed_pixels(crop));
          // Bins of an empty box have no pixel.
          expect_bytes_of_scalar_loops<float>(cnr::roi_align{}, image, strides_of_one, crop, packed_pixels(crop),
                                              {{0, 1, 1, 0}});
        }
      }
    }
  }
}

TEST(Filters, TakePlanesTogetherAsTheScalarLoops) {
  for (const std::ptrdiff_t channels : {3, 4, 5, 21}) {
    for (const std::ptrdiff_t width : {3, 16, 17, 50}) {
      for (const std::ptrdiff_t height : {5, 20}) {
        const extents image{{1, 2 * height, 2 * width, channels}};
        const extents crop{{1, height, width, channels}};
        const std::ptrdiff_t size = height * width;
        // Pixels, planes, planes with gaps between columns, rows and planes, and rows of planes.
        for (const auto& crop_strides : {packed_pixels(crop), packed_planes(crop), extents{{0, 2 * width, 2, 2 * size}},
                                         extents{{0, width + 1, 1, 2 * size}}, extents{{0, width, 1, size + 5}},
                                         extents{{0, channels * size, 1, size}}}) {
          expect_bytes_of_scalar_loops<float>(cnr::area{}, image, packed_planes(image), crop, crop_strides);
          expect_bytes_of_scalar_loops<float>(cnr::area{}, image, {{0, 4 * width, 2, 8 * size}}, crop, crop_strides);
          expect_bytes_of_scalar_loops<std::uint8_t>(cnr::cubic{}, image, packed_planes(image), crop, crop_strides);
        }
      }
    }
  }
  // No product of an infinite pixel and of a weight that there is not gets into a sum.
  constexpr extents image{{1, 2, 40, 4}};
  constexpr extents crop{{1, 1, 20, 4}};
  floats pixels(2 * 40 * 4, 1);
  for (std::size_t row = 0; row < 8; ++row) pixels[40 * row] = std::numeric_limits<float>::infinity();
  const std::array<float, 4> box{{0, 0, 1, 1}};
  floats output(20 * 4);
  ASSERT_TRUE(cnr::crop_and_resize(cnr::image_view<float>(pixels.data(), image, packed_planes(image)),
                                   cnr::boxes_view(box.data(), {1, 4}), cnr::first_image(1),
                                   cnr::crops_view<float>(output.data(), crop), cnr::area{},
                                   cnr::options{0, cnr::coordinate_mode::half_pixel}));
  EXPECT_TRUE(std::all_of(output.begin(), output.begin() + 4, [](float each) { return std::isinf(each); }));
  EXPECT_TRUE(std::all_of(output.begin() + 4, output.end(), [](float each) { return each == 1; }));
}

TEST(Filters, TakeSeveralTablesOfRowsThatReadMany) {
  constexpr std::ptrdiff_t rows = 30;
  constexpr float factor = 100.3F;
  constexpr std::ptrdiff_t height = 3010;
  const std::array<float, 4> box{{0, 0, 4, factor * rows}};
  floats pixels(static_cast<std::size_t>(height * 4 * 3));
  for (std::ptrdiff_t row = 0; row < height; ++row) {
    std::fill_n(pixels.begin() + 12 * row, 12, static_cast<float>(row));
  }
  const auto crops =
      cnr::crop_and_resize<float>({pixels.data(), {1, height, 4, 3}}, {box.data(), {1, 4}}, cnr::first_image(1),
                                  cnr::crop_size{rows, 4}, cnr::area{}, in_pixels());
  for (std::ptrdiff_t row = 0; row < rows; ++row) {
    const float center = (static_cast<float>(row) + 0.5F) * factor - 0.5F;
    for (std::ptrdiff_t i = 0; i < 12; ++i) EXPECT_NEAR(crops(0, row, i / 3, i % 3), center, 0.05F) << row;
  }
}

TEST(Filters, MakePositiveZerosOfNegativeOnes) {
  const std::array<float, 4> box{{0, 0, 88, 8}};
  for (const std::ptrdiff_t channels : {3, 4}) {
    const floats pixels(static_cast<std::size_t>(8 * 88 * channels), -0.0F);
    for (const std::ptrdiff_t columns : {11, 9}) {
      const auto crops =
          cnr::crop_and_resize<float>({pixels.data(), {1, 8, 88, channels}}, {box.data(), {1, 4}}, cnr::first_image(1),
                                      cnr::crop_size{4, columns}, cnr::area{}, in_pixels());
      EXPECT_FALSE(
          std::any_of(crops.data(), crops.data() + crops.size(), [](float each) { return std::signbit(each); }));
    }
  }
}

TEST(Filters, OfAreaReadNoInfinitePixelBesideACell) {
  // Every second cell is infinite: no product of its pixels and of weights that are 0 may get into its neighbours.
  constexpr std::ptrdiff_t cells = 13;
  for (const std::ptrdiff_t channels : {3, 4}) {
    for (std::ptrdiff_t factor = 2; factor <= 45; ++factor) {
      const std::ptrdiff_t in_row = cells * factor * channels;
      std::vector<float> pixels(static_cast<std::size_t>(8 * in_row));
      for (std::size_t i = 0; i < pixels.size(); ++i) {
        const std::ptrdiff_t cell = static_cast<std::ptrdiff_t>(i) % in_row / (factor * channels);
        pixels[i] = cell % 2 == 0 ? 2.0F : std::numeric_limits<float>::infinity();
      }
      std::vector<float> crop(static_cast<std::size_t>(4 * cells * channels));
      const cnr::image_view<float> image(pixels.data(), {1, 8, cells * factor, channels});
      const cnr::image_view<float> mirrored(pixels.data() + in_row - channels, image.extents(),
                                            {8 * in_row, in_row, -channels, 1});
      for (const int kind : {0, 1, 2, 3}) {
        const auto end = static_cast<float>(cells * factor);
        const bool is_flipped = kind % 2 == 1;
        const std::array<float, 4> box{{is_flipped ? end : 0.0F, 0, is_flipped ? 0.0F : end, 8}};
        ASSERT_TRUE(cnr::crop_and_resize(kind < 2 ? image : mirrored, {box.data(), {1, 4}}, cnr::first_image(1),
                                         cnr::crops_view<float>(crop.data(), {1, 4, cells, channels}), cnr::area{},
                                         in_pixels()));
        for (std::size_t i = 0; i < crop.size(); ++i) {
          const std::ptrdiff_t cell = static_cast<std::ptrdiff_t>(i) / channels % cells;
          const float expected = cell % 2 == 0 ? 2.0F : std::numeric_limits<float>::infinity();
          ASSERT_FLOAT_EQ(crop[i], expected)
              << channels << " channels, factor " << factor << ", kind " << kind << ", number " << i;
        }
      }
    }
  }
}

TEST(Filters, OfAreaTakePartsOfPixelsWhereTheFactorIsNotWhole) {
  // 3 pixels to 2: a cell covers one pixel and half of another.
  one_crop data(1, 3, {{0, 0, 3, 1}}, 1, 2);
  data.pixels = {30, 60, 120};
  const auto crop = data.by(cnr::area{});
  EXPECT_NEAR(crop[0], (30 + 0.5 * 60) / 1.5, 1e-5);
  EXPECT_NEAR(crop[1], (0.5 * 60 + 120) / 1.5, 1e-5);
}

TEST(Filters, AreBilinearWhereTrianglesDoNotShrink) {
  one_crop data(3, 3, {{0, 0, 3, 3}}, 6, 6);
  const auto triangle = data.by(cnr::triangle{}, in_pixels(cnr::border_mode::replicate));
  const auto bilinear = data.by(cnr::bilinear{}, in_pixels(cnr::border_mode::replicate));
  for (std::size_t i = 0; i < triangle.size(); ++i) EXPECT_NEAR(triangle[i], bilinear[i], 1e-6) << i;
}

TEST(Filters, HaveTheWeightsOfTheirFormulas) {
  // Pixels 0 to 7 are 0 but one. The box is shrunk by 2; the output's middle is at 3.5.
  const auto response = [](const auto& filter, std::size_t pixel) {
    one_crop data(1, 8, {{3, 0, 5, 1}}, 1, 1);
    std::fill(data.pixels.begin(), data.pixels.end(), 0.0F);
    data.pixels[pixel] = 1;
    return static_cast<double>(data.by(filter)[0]);
  };
  // triangle: 1 - 0.25 and 1 - 0.75, twice each.
  EXPECT_NEAR(response(cnr::triangle{}, 3), 0.75 / 2, 1e-6);
  EXPECT_NEAR(response(cnr::triangle{}, 5), 0.25 / 2, 1e-6);
  EXPECT_EQ(response(cnr::triangle{}, 6), 0);
  // area: pixels 3 and 4 are the cell.
  EXPECT_NEAR(response(cnr::area{}, 4), 0.5, 1e-6);
  EXPECT_EQ(response(cnr::area{}, 5), 0);
  // cubic, a = -0.5: at 0.25, 0.75, 1.25 and 1.75.
  const double cubic[] = {0.8671875, 0.2265625, -0.0703125, -0.0234375};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(response(cnr::cubic{}, 4 + i), cubic[i] / 2, 1e-6) << i;
  const double steep[] = {0.87890625, 0.26171875, -0.10546875, -0.03515625};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(response(cnr::cubic{-0.75F}, 3 - i), steep[i] / 2, 1e-6) << i;
}

TEST(Filters, HaveTheWeightsOfLanczosWithinThreeBillionths) {
  const double pi = std::acos(-1.0);
  const auto sinc = [pi](double x) { return x == 0 ? 1 : std::sin(pi * x) / (pi * x); };
  for (int i = 0; i < 300000; ++i) {
    const double x = i / 1e5;
    const double exact = sinc(x) * sinc(x / 3);
    // The sines of C libraries are not 0 where these are.
    ASSERT_NEAR(cnr::lanczos3{}.weight(x, 1.0), exact, 3e-9 * std::fabs(exact) + 1e-16) << x;
  }
  EXPECT_EQ(cnr::lanczos3{}.weight(3.0, 1.0), 0);
}

TEST(Filters, HaveTheWeightsOfDoublesForFloats) {
  const auto expect_same = [](const auto& filter) {
    for (const float distance : {-2.75F, -1.0F, -0.3F, 0.0F, 0.5F, 1.4F, 2.9F, 9.0F}) {
      for (const float stretch : {1.0F, 1.5F, 3.0F}) {
        EXPECT_EQ(filter.weight(distance, stretch),
                  static_cast<float>(filter.weight(static_cast<double>(distance), static_cast<double>(stretch))));
      }
    }
  };
  expect_same(cnr::area{});
  expect_same(cnr::triangle{});
  expect_same(cnr::cubic{});
  expect_same(cnr::lanczos3{});
  EXPECT_EQ(cnr::triangle{}.weight(0.5F, 2.0F), 0.75F);
  EXPECT_EQ(cnr::area{}.weight(1.25F, 2.0F), 0.25F);
}

/// Where a crop has a third of the rows: weights of 2^110 and -2^110 beside one of 1, which is their sum. Along the
/// columns, pixels are taken as they are.
struct cancelling {
  float radius(float stretch) const noexcept { return stretch == 3 ? 2.5F : 0.5F; }
  float weight(float distance, float stretch) const noexcept {
    if (stretch != 3 || distance == 0) return 1;
    return distance == -1 ? 0x1p110F : distance == 1 ? -0x1p110F : 0;
  }
};

/// Takes a quarter of the pixel before from five quarters of a pixel: weights of whole 128ths.
struct sharpening {
  float radius(float /*stretch*/) const noexcept { return 1.5F; }
  float weight(float distance, float /*stretch*/) const noexcept {
    return distance < 0 ? -0.25F : distance == 0 ? 1.25F : 0;
  }
};

/// 48 weights of whole 128ths. Those of the first and of the last eight rows have a sum that is below 0 or far above 1.
struct halo {
  float outer;

  float radius(float /*stretch*/) const noexcept { return 24; }
  float weight(float distance, float /*stretch*/) const noexcept {
    return std::fabs(distance) > 16 ? outer : (1 - 16 * outer) / 32;
  }
};

// Kernels for bytes may multiply in another way.
TEST(Filters, GiveBytesTheCropsOfTheSameFloats) {
  const auto expect_same_crops = [](const auto& filter, std::ptrdiff_t height, std::ptrdiff_t crop_height,
                                    std::ptrdiff_t crop_width) {
    constexpr std::ptrdiff_t width = 70;
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(height * width * 3));
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * i % 257 % 256);
    const floats numbers(bytes.begin(), bytes.end());
    const std::array<float, 4> box{{0, 0, 1, 1}};
    const extents image_extents{{1, height, width, 3}};
    const extents crop_extents{{1, crop_height, crop_width, 3}};
    const cnr::options settings{0, cnr::coordinate_mode::half_pixel};
    floats of_bytes(static_cast<std::size_t>(crop_height * crop_width * 3), -1);
    floats of_floats(of_bytes.size(), -2);
    EXPECT_TRUE(cnr::crop_and_resize<std::uint8_t>({bytes.data(), image_extents}, {box.data(), {1, 4}},
                                                   cnr::first_image(1), {of_bytes.data(), crop_extents}, filter,
                                                   settings));
    EXPECT_TRUE(cnr::crop_and_resize<float>({numbers.data(), image_extents}, {box.data(), {1, 4}}, cnr::first_image(1),
                                            {of_floats.data(), crop_extents}, filter, settings));
    EXPECT_EQ(of_bytes, of_floats) << "from " << height << " rows to " << crop_height;
  };
  for (const std::ptrdiff_t crop_height : {1, 2, 3, 5, 8, 12, 24, 60, 150}) {
    for (const std::ptrdiff_t crop_width : {10, 70}) {
      expect_same_crops(cnr::triangle{}, 120, crop_height, crop_width);
      expect_same_crops(cnr::lanczos3{}, 120, crop_height, crop_width);
    }
  }
  // Sums of few rows may be exact: with weights of whole 128ths, none of which is below 0.
  for (const std::ptrdiff_t crop_height : {15, 16, 24, 30, 60, 120, 240, 480}) {
    for (const std::ptrdiff_t crop_width : {10, 35, 70}) {
      expect_same_crops(cnr::area{}, 120, crop_height, crop_width);
      expect_same_crops(cnr::triangle{}, 120, crop_height, crop_width);
      expect_same_crops(cnr::cubic{}, 120, crop_height, crop_width);
    }
  }
  expect_same_crops(sharpening{}, 120, 120, 70);
  for (const float outer : {1.0F, -0.5F, 257.0F / 128}) {
    expect_same_crops(halo{outer}, 48, 1, 70);
    expect_same_crops(halo{outer}, 120, 120, 70);
  }
  expect_same_crops(cancelling{}, 120, 40, 70);
}

TEST(Filters, ScaleAndShiftEachPlaneByTheNumbersOfItsChannel) {
  for (const std::ptrdiff_t channels : {1, 3, 6, 15}) {
    const extents image{{1, 40, 50, channels}};
    floats pixels(static_cast<std::size_t>(40 * 50 * channels));
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i * i % 257);
    floats scale(static_cast<std::size_t>(channels));
    floats bias(scale.size());
    for (std::size_t i = 0; i < scale.size(); ++i) {
      scale[i] = 0.5F + static_cast<float>(i);
      bias[i] = 3 * static_cast<float>(i);
    }
    const std::array<float, 4> box{{0, 0, 1, 1}};
    const extents crop{{1, 9, 12, channels}};
    floats expected(static_cast<std::size_t>(9 * 12 * channels));
    floats actual(expected.size());
    ASSERT_TRUE(cnr::crop_and_resize<float>({pixels.data(), image}, {box.data(), {1, 4}}, cnr::first_image(1),
                                            {expected.data(), crop}, cnr::triangle{}));
    const cnr::crops_view<float> planes(actual.data(), crop, packed_planes(crop));
    ASSERT_TRUE(cnr::crop_and_resize<float>(
        {pixels.data(), image}, {box.data(), {1, 4}}, cnr::first_image(1),
        cnr::normalized(planes, {scale.data(), {channels}}, {bias.data(), {channels}}), cnr::triangle{}));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::size_t channel = i % scale.size();
      const float number = cnr::unfused_multiply(expected[i], scale[channel]) + bias[channel];
      const std::size_t pixel = i / scale.size();
      ASSERT_EQ(actual[channel * 9 * 12 + pixel], number) << channels << " channels, number " << i;
    }
  }
}

TEST(Filters, ShrinkByTenThousand) {
  one_crop data(1, 10000, {{0, 0, 10000, 1}}, 1, 1);
  EXPECT_NEAR(data.by(cnr::area{})[0], 4999.5, 4999.5 * 2e-6);
  EXPECT_NEAR(data.by(cnr::triangle{})[0], 4999.5, 4999.5 * 2e-6);
  one_crop tall(10000, 1, {{0, 0, 1, 10000}}, 1, 1);
  EXPECT_NEAR(tall.by(cnr::area{})[0], 4999.5, 4999.5 * 2e-6);
  EXPECT_NEAR(tall.by(cnr::cubic{})[0], 4999.5, 2 * 4999.5 * 2e-6);
}

TEST(Filters, ShrinkOneAxisAloneByThousands) {
  // Pixels are numbered row by row: rows 4000 apart, or columns 1 apart.
  one_crop wide(3, 4000, {{0, 0, 4000, 3}}, 3, 1);
  one_crop tall(4000, 3, {{0, 0, 3, 4000}}, 1, 3);
  const auto wide_crop = wide.by(cnr::area{});
  const auto tall_crop = tall.by(cnr::area{});
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(wide_crop[i], 1999.5 + 4000 * static_cast<double>(i), 12000 * 2e-6) << i;
    EXPECT_NEAR(tall_crop[i], 5998.5 + static_cast<double>(i), 12000 * 2e-6) << i;
  }
}

TEST(Filters, TakeTheNearestPixelWhereABoxOnlyTouchesTheImage) {
  one_crop data(2, 4, {{4, 0, 4, 2}}, 1, 1);
  data.pixels = {1, 2, 3, 4, 1, 2, 3, 4};
  EXPECT_EQ(data.by(cnr::triangle{}, in_pixels(cnr::border_mode::isolate)), floats{4});
  EXPECT_EQ(data.by(cnr::area{}, in_pixels(cnr::border_mode::isolate)), floats{4});
  data.box = {{0, 0, 0, 2}};
  EXPECT_EQ(data.by(cnr::lanczos3{}, in_pixels(cnr::border_mode::isolate)), floats{1});
}

TEST(Filters, TakeTheNearestPixelWhereNoneHasAWeight) {
  one_crop data(1, 4, {{1.1F, 0, 2.9F, 1}}, 1, 2);
  data.pixels = {10, 20, 30, 40};
  EXPECT_EQ(data.by(half_a_pixel{0}), (floats{20, 30}));
  EXPECT_EQ(data.by(half_a_pixel{-1}), (floats{20, 30}));
  EXPECT_EQ(data.by(half_a_pixel{nan}), (floats{20, 30}));
  // An output at the image's edge, half a pixel from the last one's middle.
  data.box = {{4, 0, 4, 1}};
  EXPECT_EQ(data.by(half_a_pixel{0}), (floats{40, 40}));
  data.box = {{0, 0, 0, 1}};
  EXPECT_EQ(data.by(half_a_pixel{0}), (floats{10, 10}));
}

TEST(Filters, ReadEveryPixelWhereTheRadiusIsInfinite) {
  one_crop data(3, 5, {{1, 1, 2, 2}}, 1, 1);
  EXPECT_NEAR(data.by(half_a_pixel{std::numeric_limits<float>::infinity()})[0], 7, 1e-5);
  EXPECT_NEAR(data.by(half_a_pixel{1e30F})[0], 7, 1e-5);
}

TEST(Filters, ReadNoPixelAtTheirRadius) {
  // The middle is on pixel 2. Pixels 1 and 3 are exactly 1 away.
  one_crop data(1, 5, {{2, 0, 3, 1}}, 1, 1);
  data.pixels = {0, 50, 100, 60, 0};
  EXPECT_EQ(data.by(half_a_pixel{1}), floats{100});
  EXPECT_NEAR(data.by(half_a_pixel{1.0001F})[0], 70, 1e-5);
}

TEST(Filters, ReadNothingBesideAnIsolatedBox) {
  one_crop data(9, 9, {{3, 2, 6, 7}}, 2, 2);
  std::fill(data.pixels.begin(), data.pixels.end(), nan);
  for (std::size_t y = 2; y < 7; ++y)
    std::fill_n(data.pixels.begin() + static_cast<std::ptrdiff_t>(9 * y + 3), 3, 5.0F);
  const auto expect_fives = [&](const auto& filter) {
    for (const float output : data.by(filter, in_pixels(cnr::border_mode::isolate))) EXPECT_NEAR(output, 5, 2e-6);
  };
  expect_fives(cnr::area{});
  expect_fives(cnr::triangle{});
  expect_fives(cnr::cubic{});
  expect_fives(cnr::lanczos3{});
  expect_fives(support::parabola{4});
}

TEST(Filters, ExtrapolateWhatIsOutside) {
  one_crop data(4, 4, {{-4, 0, 4, 4}}, 1, 2);
  EXPECT_EQ(data.by(cnr::triangle{}, in_pixels({}, 77))[0], 77);
  EXPECT_NE(data.by(cnr::triangle{}, in_pixels({}, 77))[1], 77);
  // Replicated, it is as far out as the image's edge is.
  EXPECT_LT(data.by(cnr::triangle{}, in_pixels(cnr::border_mode::replicate, 77))[0], 16);
}

// 2^31 - 1 columns, all the same pixel.
TEST(Filters, ReachTheEndOfTheLongestImage) {
  constexpr std::ptrdiff_t width = sizeof(void*) == 8 ? std::numeric_limits<std::int32_t>::max() : 100000;
  const float pixel = 3;
  const std::array<float, 4> box{{0.99999F, 0, 1, 1}};
  std::array<float, 8> crop{};
  const cnr::options settings{0, cnr::coordinate_mode::half_pixel, cnr::border_mode::replicate, cnr::box_format::xyxy};
  ASSERT_TRUE(cnr::crop_and_resize<float>({&pixel, {1, 1, width, 1}, {0, 0, 0, 0}}, {box.data(), {1, 4}},
                                          cnr::first_image(1), {crop.data(), {1, 1, 8, 1}}, cnr::triangle{}, settings));
  for (const float output : crop) EXPECT_NEAR(output, 3, 1e-5);
}

// roi_align

TEST(RoiAlign, TakesTheMeanOfItsSamples) {
  // Bins of 2 x 2 pixels, whose samples are on the pixels' middles.
  one_crop data(4, 4, {{0, 0, 4, 4}}, 2, 2);
  EXPECT_EQ(data.by(cnr::roi_align{}), (floats{2.5F, 4.5F, 10.5F, 12.5F}));
  EXPECT_EQ(data.by(cnr::roi_align{2}), (floats{2.5F, 4.5F, 10.5F, 12.5F}));
  // One sample, in the middle of a bin: between four pixels.
  EXPECT_EQ(data.by(cnr::roi_align{1}), (floats{2.5F, 4.5F, 10.5F, 12.5F}));
  EXPECT_EQ(data.by(cnr::roi_align{-5}), (floats{2.5F, 4.5F, 10.5F, 12.5F}));
}

TEST(RoiAlign, OfABoxMovedByHalfAPixelIsTorchvisionsUnaligned) {
  // torchvision.ops.roi_align(image, [[0, 1, 0, 4, 1]], (1, 2), sampling_ratio=1, aligned=False): samples at columns
  // 1.75 and 3.25 of row 0.5, as columns are counted from the centre of the first one.
  one_crop data(2, 8, {{1.5F, 0.5F, 4.5F, 1.5F}}, 1, 2);
  data.pixels = {0, 4, 8, 12, 16, 20, 24, 28, 8, 12, 16, 20, 24, 28, 32, 36};
  EXPECT_EQ(data.by(cnr::roi_align{1}), (floats{7 + 4, 13 + 4}));
}

TEST(RoiAlign, RoundsTheNumberOfSamplesUp) {
  // A bin of 1.5 pixels, from 0 to 1.5, has two samples: at 0.375 and 1.125, which are -0.125 and 0.625 of the middles.
  one_crop data(1, 4, {{0, 0, 1.5F, 1}}, 1, 1);
  data.pixels = {0, 8, 16, 24};
  EXPECT_EQ(data.by(cnr::roi_align{}), floats{(0 + 5) / 2.0F});
}

TEST(RoiAlign, CountsSamplesOutsideAsZero) {
  // Samples along x at -2, -1, 0 and 1. The first is more than a pixel outside; the second is moved onto the image.
  one_crop data(1, 4, {{-2, 0, 2, 1}}, 1, 1);
  data.pixels = {8, 16, 24, 32};
  EXPECT_EQ(data.by(cnr::roi_align{}), floats{(0 + 8 + 8 + 16) / 4.0F});
  // At the other end, E itself is not outside, and counts as the last pixel.
  data.box = {{4, 0, 5, 1}};
  EXPECT_EQ(data.by(cnr::roi_align{1}), floats{32});
  data.box = {{4, 0, 5.1F, 1}};
  EXPECT_EQ(data.by(cnr::roi_align{1}), floats{0});
  data.box = {{-1, 0, 0, 1}};
  EXPECT_EQ(data.by(cnr::roi_align{1}), floats{8});
  data.box = {{-1.1F, 0, 0, 1}};
  EXPECT_EQ(data.by(cnr::roi_align{1}), floats{0});
}

TEST(RoiAlign, IsZeroForBoxesThatAreEmptyOrFlipped) {
  for (const std::array<float, 4>& box :
       {std::array<float, 4>{{1, 1, 1, 3}}, {{1, 1, 3, 1}}, {{3, 1, 1, 3}}, {{1, 3, 3, 1}}, {{2, 2, 2, 2}}}) {
    one_crop data(4, 4, box, 2, 2);
    std::fill(data.pixels.begin(), data.pixels.end(), 9.0F);
    EXPECT_EQ(data.by(cnr::roi_align{}), (floats{0, 0, 0, 0}));
    EXPECT_EQ(data.by(cnr::roi_align{-1}), (floats{0, 0, 0, 0}));
    EXPECT_EQ(data.by(cnr::roi_align{2}), (floats{9, 9, 9, 9}));
  }
}

TEST(RoiAlign, UsesNoBorderAndNoExtrapolationValue) {
  one_crop data(4, 4, {{-6, -6, 6, 3}}, 3, 3);
  const auto expected = data.by(cnr::roi_align{2});
  for (const auto border : {cnr::border_mode::extrapolate, cnr::border_mode::replicate, cnr::border_mode::isolate}) {
    EXPECT_EQ(data.by(cnr::roi_align{2}, in_pixels(border, 1000)), expected);
  }
  EXPECT_EQ(expected[0], 0);
}

// The images have gaps between their pixels: nothing is read where nothing is in reach.
TEST(RoiAlign, ReadsNothingForBoxesBesideTheImage) {
  const std::vector<float> pixels(std::size_t{8} * 8 * 3, 5);
  for (const std::ptrdiff_t width : {1, 2, 8}) {
    const cnr::image_view<float> image(pixels.data(), {1, 8, width, 2}, {192, 24, 3, 1});
    for (const std::array<float, 4>& box :
         {std::array<float, 4>{{-8, 0, -4, 8}}, {{20, 0, 24, 8}}, {{0, -8, 8, -4}}, {{0, 20, 8, 24}}}) {
      for (const std::ptrdiff_t height : {2, 5}) {
        std::vector<float> crop(static_cast<std::size_t>(height) * 2 * 2, 1);
        EXPECT_TRUE(cnr::crop_and_resize(image, {box.data(), {1, 4}}, cnr::first_image(1),
                                         cnr::crops_view<float>(crop.data(), {1, height, 2, 2}), cnr::roi_align{2},
                                         in_pixels()));
        EXPECT_EQ(crop, floats(crop.size()));
      }
    }
  }
}

TEST(RoiAlign, EndsSoonForBoxesOfAnySize) {
  constexpr float max = std::numeric_limits<float>::max();
  one_crop data(4, 4, {{-1e9F, -1e9F, 1e9F, 1e9F}}, 2, 2);
  const auto outside = data.by(cnr::roi_align{});
  for (const float output : outside) EXPECT_NEAR(output, 0, 1e-5);
  for (const std::array<float, 4>& box :
       {std::array<float, 4>{{-1e30F, 0, 1e30F, 4}}, {{0, 0, max, max}}, {{-max, -max, max, max}}}) {
    data.box = box;
    for (const float output : data.by(cnr::roi_align{})) EXPECT_TRUE(std::isfinite(output));
  }
}

TEST(RoiAlign, IsRefusedWithCornerModesBeforeAnythingIsWritten) {
  for (const auto coordinates : {cnr::coordinate_mode::align_corners, cnr::coordinate_mode::clamped_corners}) {
    one_crop data(4, 4, {{0, 0, 1, 1}}, 2, 2);
    const cnr::options settings{0, coordinates};
    const auto done =
        cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), cnr::roi_align{2}, settings);
    EXPECT_FALSE(done);
    EXPECT_EQ(done.code, cnr::errc::roi_align_coordinates);
    EXPECT_EQ(done.index, -1);
    EXPECT_NE(std::string(done.message()).find("half_pixel"), std::string::npos) << done.message();
    EXPECT_EQ(data.crop, (floats{-1, -1, -1, -1}));
    try {
      (void)cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), cnr::crop_size{2, 2},
                                 cnr::roi_align{2}, settings);
      ADD_FAILURE() << "nothing was thrown";
    } catch (const std::invalid_argument& refused) {
      EXPECT_NE(std::string(refused.what()).find("roi_align"), std::string::npos) << refused.what();
    }
  }
  // The default options are TensorFlow's.
  one_crop data(4, 4, {{0, 0, 1, 1}}, 2, 2);
  EXPECT_EQ(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), cnr::roi_align{}).code,
            cnr::errc::roi_align_coordinates);
}

// Every spelling of the call

TEST(Filters, AreTakenInEverySpellingOfTheCall) {
  one_crop data(4, 4, {{0, 0, 4, 4}}, 2, 2);
  const floats expected{2.5F, 4.5F, 10.5F, 12.5F};
  const auto clear = [&] { std::fill(data.crop.begin(), data.crop.end(), -1.0F); };
  const auto image = data.image();
  const auto boxes = data.boxes();
  const auto box_indices = data.box_indices();
  const auto lambda = [](std::ptrdiff_t count, double /*cost*/, const auto& body) { body(0, count); };

  EXPECT_TRUE(cnr::crop_and_resize(image, boxes, box_indices, data.crops(), cnr::area{}, in_pixels(), cnr::serial{}));
  EXPECT_EQ(data.crop, expected);
  clear();
  EXPECT_TRUE(cnr::crop_and_resize(image, boxes, box_indices, data.crops(), cnr::area{}, in_pixels(), lambda));
  EXPECT_EQ(data.crop, expected);
  clear();
  EXPECT_TRUE(cnr::crop_and_resize<float>({data.pixels.data(), {1, 4, 4, 1}}, {data.box.data(), {1, 4}},
                                          cnr::first_image(1), {data.crop.data(), {1, 2, 2, 1}}, cnr::area{},
                                          in_pixels()));
  EXPECT_EQ(data.crop, expected);

  const auto owned = cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{2, 2}, cnr::area{}, in_pixels());
  EXPECT_EQ(floats(owned.data(), owned.data() + 4), expected);
  const auto bytes = cnr::crop_and_resize<float, std::uint8_t>(image, boxes, box_indices, cnr::crop_size{2, 2},
                                                               cnr::area{}, in_pixels(), lambda);
  EXPECT_EQ((std::vector<int>(bytes.data(), bytes.data() + 4)), (std::vector<int>{2, 4, 10, 12}));

  const float scale = 2;
  const float bias = -1;
  clear();
  EXPECT_TRUE(cnr::crop_and_resize(image, boxes, box_indices,
                                   cnr::normalized(data.crops(), {&scale, {{1}}}, {&bias, {{1}}}), cnr::area{},
                                   in_pixels()));
  EXPECT_EQ(data.crop, (floats{4, 8, 20, 24}));

  const std::array<cnr::image_view<float>, 1> views{{image}};
  const cnr::images_view<float> images(views.data(), {{1}});
  clear();
  EXPECT_TRUE(cnr::crop_and_resize(images, boxes, box_indices, data.crops(), cnr::area{}, in_pixels()));
  EXPECT_EQ(data.crop, expected);
  clear();
  EXPECT_TRUE(cnr::crop_and_resize(images, boxes, box_indices, data.crops(), cnr::roi_align{2}, in_pixels(), lambda));
  EXPECT_EQ(data.crop, expected);

  const auto crops = data.crops();
  static_assert(noexcept(cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::area{}, cnr::options{})),
                "serial does not throw");
}

// A filter is passed by value, so that its numbers are those of the call.
TEST(Filters, KeepTheirNumbers) {
  one_crop data(1, 8, {{2, 0, 6, 1}}, 1, 2);
  data.pixels = {0, 0, 0, 255, 0, 0, 0, 0};
  EXPECT_NE(data.by(cnr::cubic{}), data.by(cnr::cubic{-0.75F}));
  EXPECT_NE(data.by(support::parabola{1}), data.by(support::parabola{2}));
  EXPECT_NE(data.by(cnr::roi_align{1}), data.by(cnr::roi_align{3}));
}

// The weights in double are preferred: those in float of this filter are NaN.
TEST(Filters, AreAskedForWeightsInDoubleIfTheyHaveThem) {
  one_crop data(9, 9, {{0, 0, 9, 9}}, 2, 2);
  EXPECT_EQ(data.by(support::any_filter{support::any_filter::triangle}), data.by(cnr::triangle{}));
  EXPECT_EQ(data.by(support::any_filter{support::any_filter::lanczos3}), data.by(cnr::lanczos3{}));
}

}  // namespace
