// SPDX-License-Identifier: MIT
//
// Every layout of images and crops in memory that the vector loops tell apart, at extents around the sizes of
// vectors, windows and chunks: compared with the plain reference, with all memory flush against pages that may not be
// touched. Images and crops whose columns are packed have a test of their own, at heights around the pieces in which
// columns are read and stored.

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/layouts.hpp"
#include "support/prebuilt.hpp"
#include "support/reference.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace {

using support::one_in;
using support::pick;
using support::random_engine;

using extents = std::array<std::ptrdiff_t, 4>;

/// The shape of a call.
struct shape {
  extents image;
  extents crops;
  support::kind image_kind;
  support::kind crops_kind;
};

/// A call with an image of any size.
shape shape_of(random_engine& random, std::ptrdiff_t channels, std::ptrdiff_t crop_height, std::ptrdiff_t crop_width,
               support::kind image_kind, support::kind crops_kind) {
  const std::ptrdiff_t image_width = one_in(random, 4) ? pick(random, 1, 3000 / channels) : pick(random, 1, 90);
  const std::ptrdiff_t num_boxes = one_in(random, 3) ? pick(random, 2, 3) : 1;
  const std::ptrdiff_t batch = one_in(random, 3) ? pick(random, 2, 3) : 1;
  return {{{batch, pick(random, 1, 20) / batch + 1, image_width, channels}},
          {{num_boxes, (crop_height - 1) / num_boxes + 1, crop_width, channels}},
          image_kind,
          crops_kind};
}

/// A call with an image or crops, or both, whose columns are packed.
shape tall_shape(random_engine& random) {
  using support::kind;
  constexpr kind tall[] = {kind::transposed,        kind::transposed,     kind::transposed_pixels,
                           kind::transposed_pixels, kind::padded_columns, kind::mirrored_columns_of_pixels,
                           kind::sparse_columns};
  constexpr kind others[] = {kind::interleaved, kind::planar, kind::padded_pixels, kind::mirrored_columns};
  const std::ptrdiff_t channel_counts[] = {1, 1, 2, 3, 4, 5, 16, 17};
  // Rows of images: around a vector's, and those of several pieces.
  const std::ptrdiff_t heights[] = {2, 7, 15, 16, 17, 33, 64, 90, 300, 700};
  const std::ptrdiff_t channels = channel_counts[pick(random, 0, 7)];
  const bool is_image_tall = !one_in(random, 3);
  const std::ptrdiff_t height = heights[pick(random, 0, channels > 4 ? 6 : 9)];
  const std::ptrdiff_t crop_width = one_in(random, 8) ? pick(random, 385, 400) / channels : pick(random, 1, 50);
  return {{{1, height, pick(random, 1, height > 100 ? 9 : 40), channels}},
          {{1, pick(random, 1, one_in(random, 6) ? 150 : 40), crop_width, channels}},
          is_image_tall ? tall[pick(random, 0, 6)] : others[pick(random, 0, 3)],
          is_image_tall && !one_in(random, 3) ? others[pick(random, 0, 3)] : tall[pick(random, 0, 6)]};
}

/// A call whose image and crops both have packed columns. Columns of the crops from a few outputs to several chunks;
/// columns of the image of which neighbouring outputs read neighbours, or elements up to 50 apart.
shape transposed_shape(random_engine& random) {
  using support::kind;
  constexpr kind tall[] = {kind::transposed, kind::transposed_pixels, kind::padded_columns, kind::sparse_columns,
                           kind::mirrored_columns_of_pixels};
  constexpr std::ptrdiff_t channel_counts[] = {1, 1, 1, 2, 3, 3, 4, 5, 7, 8, 9, 15, 16, 20};
  const std::ptrdiff_t channels = channel_counts[pick(random, 0, 13)];
  const std::ptrdiff_t crop_height =
      one_in(random, 4) ? pick(random, 380, 400) / channels : pick(random, 2, one_in(random, 2) ? 20 : 70);
  const std::ptrdiff_t shrinking = one_in(random, 2) ? 2 : pick(random, 1, 50);
  const std::ptrdiff_t height = std::min<std::ptrdiff_t>(crop_height * shrinking, 3000 / channels);
  return {{{1, pick(random, height / 2, height) + 2, pick(random, 1, 12), channels}},
          {{1, crop_height, pick(random, 1, 12), channels}},
          tall[pick(random, 0, 4)],
          tall[pick(random, 0, 4)]};
}

template <class T>
class CropAndResizeLayout : public ::testing::Test {
 protected:
  static void check_one(random_engine& random);
  /// Planes on one side, interleaved channels on the other.
  static void check_rearranged(random_engine& random);
  /// Planes of the image.
  static void check_planes(random_engine& random);
  static void check(random_engine& random, const shape& of_call);
};

template <class T>
void CropAndResizeLayout<T>::check_one(random_engine& random) {
  const std::ptrdiff_t channel_counts[] = {1, 1, 2, 3, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 33, 64, 65};
  const std::ptrdiff_t widths[] = {1,  2,  3,  4,  5,  7,  8,   9,   15,  16,  17,  31,  32,
                                   33, 47, 48, 49, 63, 65, 129, 192, 240, 255, 257, 385, 770};
  const std::ptrdiff_t channels = channel_counts[pick(random, 0, 16)];
  const std::ptrdiff_t crop_width = widths[pick(random, 0, channels > 8 ? 15 : 25)];
  const support::kind image_kind = support::random_image_kind(random);
  check(random,
        shape_of(random, channels, pick(random, 1, 40), crop_width, image_kind, support::random_crops_kind(random)));
}

template <class T>
void CropAndResizeLayout<T>::check_rearranged(random_engine& random) {
  const bool are_crops_planar = one_in(random, 2);
  const auto planes = one_in(random, 2) ? support::kind::planar : support::kind::mirrored_planes;
  const std::ptrdiff_t channels = pick(random, 5, one_in(random, 2) ? 35 : 150);
  // Small crops, high ones, and wide ones.
  const std::ptrdiff_t sizes[][2] = {
      {7, 7}, {pick(random, 1, 16), pick(random, 1, 16)}, {130, 1}, {240, 1}, {2, pick(random, 200, 240)}};
  const auto& size = sizes[pick(random, 0, 4)];
  check(random, shape_of(random, channels, size[0], size[1], are_crops_planar ? support::kind::interleaved : planes,
                         are_crops_planar ? planes : support::kind::interleaved));
}

/// Images of many planes, whose rows are shorter and longer than the windows of vectors. Crops around the widths and
/// the numbers of outputs and of channels where kernels take turns.
template <class T>
void CropAndResizeLayout<T>::check_planes(random_engine& random) {
  using support::kind;
  constexpr std::ptrdiff_t channel_counts[] = {4, 5, 6, 8, 15, 16, 17, 19, 20, 31, 32, 33, 49, 97};
  constexpr std::ptrdiff_t widths[] = {1, 1, 2, 3, 4, 5, 7, 8, 11, 12, 14, 16, 17, 23, 24, 25, 32, 47, 48, 49, 90};
  constexpr kind image_kinds[] = {kind::planar, kind::padded_planes, kind::planes_of_rows, kind::mirrored_planes,
                                  kind::repeated_planar_rows};
  constexpr kind crops_kinds[] = {kind::planar,          kind::padded_planes,    kind::planes_of_rows,
                                  kind::mirrored_planes, kind::interleaved,      kind::padded_rows,
                                  kind::padded_pixels,   kind::mirrored_channels};
  const std::ptrdiff_t channels = channel_counts[pick(random, 0, 13)];
  const kind image_kind = image_kinds[pick(random, 0, 4)];
  // Rows that are repeated take no room: an image that no cache holds.
  const std::ptrdiff_t image_height = image_kind == kind::repeated_planar_rows ? 400000 : pick(random, 1, 30);
  check(random, {{{pick(random, 1, 2), image_height, pick(random, 1, one_in(random, 3) ? 99 : 20), channels}},
                 {{pick(random, 1, 2), one_in(random, 8) ? pick(random, 100, 260) : pick(random, 1, 20),
                   widths[pick(random, 0, channels > 33 ? 13 : 20)], channels}},
                 image_kind,
                 crops_kinds[pick(random, 0, 7)]});
}

template <class T>
void CropAndResizeLayout<T>::check(random_engine& random, const shape& of_call) {
  const extents& image_extents = of_call.image;
  const extents& crops_extents = of_call.crops;
  const support::kind image_kind = of_call.image_kind;
  const support::kind crops_kind = of_call.crops_kind;
  const std::ptrdiff_t batch = image_extents[0];
  const std::ptrdiff_t num_boxes = crops_extents[0];
  support::layout<4> image_layout = support::lay_out(image_kind, image_extents);
  support::layout<4> crops_layout = support::lay_out(crops_kind, crops_extents);
  support::make_unused_strides_wild(random, image_extents, image_layout);
  support::make_unused_strides_wild(random, crops_extents, crops_layout);
  const auto side = one_in(random, 2) ? support::flush::with_start : support::flush::with_end;

  support::guarded<T> pixels(static_cast<std::size_t>(image_layout.size), side);
  for (T& pixel : pixels) pixel = support::random_element<T>(random);
  support::guarded<float> boxes(static_cast<std::size_t>(num_boxes) * 4, side);
  std::uniform_real_distribution<float> inside(0, 1);
  std::uniform_real_distribution<float> around(-0.5F, 1.5F);
  const bool reaches_outside = one_in(random, 3);
  for (float& bound : boxes) bound = reaches_outside ? around(random) : inside(random);
  support::guarded<std::int32_t> box_indices(static_cast<std::size_t>(num_boxes), side);
  for (std::int32_t& index : box_indices) index = static_cast<std::int32_t>(pick(random, 0, batch - 1));
  support::guarded<float> actual(static_cast<std::size_t>(crops_layout.size), side);
  support::guarded<float> expected(static_cast<std::size_t>(crops_layout.size), side);
  for (float& output : actual) output = 12345.678F;
  for (float& output : expected) output = 12345.678F;

  const cnr::image_view<T> image(pixels.data() + image_layout.first, image_extents, image_layout.strides);
  const cnr::boxes_view boxes_seen(boxes.data(), {num_boxes, 4});
  const cnr::box_indices_view indices_seen(box_indices.data(), {num_boxes});
  const bool is_nearest = one_in(random, 3);
  const auto view_of = [&](support::guarded<float>& crops) {
    return cnr::crops_view<float>(crops.data() + crops_layout.first, crops_extents, crops_layout.strides);
  };
  reference::crop_and_resize<T>(image, boxes_seen, indices_seen, view_of(expected), is_nearest, 0.5F);
  ASSERT_TRUE(cnr::crop_and_resize(image, boxes_seen, indices_seen, view_of(actual),
                                   is_nearest ? cnr::method::nearest : cnr::method::bilinear, cnr::options{0.5F}));
  std::ptrdiff_t differing = 0;
  for (std::ptrdiff_t i = 0; i < crops_layout.size; ++i) {
    if (!support::same(expected.data()[i], actual.data()[i])) ++differing;
  }
  EXPECT_EQ(differing, 0) << "image " << ::testing::PrintToString(image_extents) << " laid out as "
                          << static_cast<int>(image_kind) << ", crops " << ::testing::PrintToString(crops_extents)
                          << " as " << static_cast<int>(crops_kind) << ", boxes "
                          << ::testing::PrintToString(std::vector<float>(boxes.begin(), boxes.end()))
                          << (is_nearest ? ", nearest" : ", bilinear");
}

TYPED_TEST_SUITE(CropAndResizeLayout, support::element_types, support::element_names);

TYPED_TEST(CropAndResizeLayout, EqualsTheReferenceAndStaysInsideItsMemory) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t calls = support::effort(700);
  for (std::ptrdiff_t call = 0; call < calls && !this->HasFailure(); ++call) this->check_one(random);
}

TYPED_TEST(CropAndResizeLayout, EqualsTheReferenceAndStaysInsideItsMemoryWhereColumnsArePacked) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t calls = support::effort(200);
  for (std::ptrdiff_t call = 0; call < calls && !this->HasFailure(); ++call) {
    this->check(random, tall_shape(random));
  }
}

TYPED_TEST(CropAndResizeLayout, EqualsTheReferenceAndStaysInsideItsMemoryWhereColumnsOfImageAndCropsArePacked) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t calls = support::effort(150);
  for (std::ptrdiff_t call = 0; call < calls && !this->HasFailure(); ++call) {
    this->check(random, transposed_shape(random));
  }
}

TYPED_TEST(CropAndResizeLayout, RearrangesManyChannelsAsTheReference) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t calls = support::effort(60);
  for (std::ptrdiff_t call = 0; call < calls && !this->HasFailure(); ++call) this->check_rearranged(random);
}

TYPED_TEST(CropAndResizeLayout, OfManyPlanesEqualsTheReferenceAndStaysInsideItsMemory) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t calls = support::effort(40);
  for (std::ptrdiff_t call = 0; call < calls && !this->HasFailure(); ++call) this->check_planes(random);
}

// A task is some rows of the crop, whose columns are computed together.
TEST(CropAndResizePackedColumns, AreWrittenOnceByTasksThatAreRows) {
  constexpr std::ptrdiff_t side = 500;
  const std::vector<float> pixels(std::size_t{40} * 40, 1.0F);
  const cnr::image_view<float> image(pixels.data(), {1, 40, 40, 1}, {1600, 1, 40, 1});
  const std::array<float, 4> whole{{0, 0, 1, 1}};
  std::vector<float> outputs(static_cast<std::size_t>(side * side));
  std::vector<int> times(outputs.size());
  std::ptrdiff_t tasks = 0;
  const auto one_by_one = [&](std::ptrdiff_t count, double /*cost*/, const auto& body) {
    tasks = count;
    for (std::ptrdiff_t task = 0; task < count; ++task) {
      std::fill(outputs.begin(), outputs.end(), 0.0F);
      body(task, task + 1);
      for (std::size_t i = 0; i < outputs.size(); ++i) times[i] += outputs[i] == 1.0F ? 1 : 0;
    }
  };
  ASSERT_TRUE(
      cnr::crop_and_resize(image, cnr::boxes_view(whole.data(), {1, 4}), cnr::first_image(1),
                           cnr::crops_view<float>(outputs.data(), {1, side, side, 1}, {side * side, 1, side, 1}),
                           cnr::bilinear{}, cnr::options{}, one_by_one));
  EXPECT_GT(tasks, 1);
  EXPECT_EQ(std::count(times.begin(), times.end(), 1), side * side);
}

TEST(CropAndResizePackedColumns, OfFewChannelsAreShrunkAndPrefetchedAsTheReference) {
  // Columns of 600 pixels into 20: what a vector of outputs reads is more than a table of windows holds.
  constexpr std::ptrdiff_t height = 600;
  constexpr std::ptrdiff_t crop_height = 20;
  const std::array<float, 4> box{{0.01F, 0.02F, 0.99F, 0.97F}};
  const std::array<std::int32_t, 1> box_index{{0}};
  for (const std::ptrdiff_t channels : {1, 2, 3, 5}) {
    std::vector<float> pixels(static_cast<std::size_t>(height * 9 * channels));
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i * i % 1009);
    const cnr::image_view<float> image(pixels.data(), {{1, height, 9, channels}},
                                       {{0, channels, height * channels, 1}});
    std::vector<float> expected(static_cast<std::size_t>(crop_height * 7 * channels));
    const auto crops_of = [&](std::vector<float>& storage) {
      return cnr::crops_view<float>(storage.data(), {{1, crop_height, 7, channels}},
                                    {{0, channels, crop_height * channels, 1}});
    };
    reference::crop_and_resize<float>(image, {box.data(), {{1, 4}}}, {box_index.data(), {{1}}}, crops_of(expected),
                                      false, 0);
    for (const bool prefetches : {false, true}) {
      std::vector<float> output(expected.size());
      const cnr::detail::forward_arguments<float, cnr::bilinear> arguments{
          {image, {box.data(), {{1, 4}}}, {box_index.data(), {{1}}}, {}, false, prefetches}, crops_of(output), {}, {}};
      const cnr::detail::partition one_task(1, crop_height, {300, 100}, cnr::detail::unlimited_cycles);
      cnr::detail::resample_tasks(cnr::active_target(), arguments, one_task, {0, 1});
      EXPECT_EQ(output, expected) << channels << " channels";
    }
  }
}

// Source rows that are shorter than a window are copied from the first to the last one of some rows of the crop: all at
// once, as many as there is room for, or, where they are far apart, those of a single row.
TEST(CropAndResizeShortRows, AreCopiedWithinTheRoomForThem) {
  support::guarded<std::uint8_t> pixels(512 * 12, support::flush::with_end);
  for (std::size_t i = 0; i < std::size_t{512} * 12; ++i) pixels.data()[i] = static_cast<std::uint8_t>(i * 7 + i / 11);
  const cnr::image_view<std::uint8_t> image(pixels.data(), {1, 512, 12, 1});
  const std::array<float, 16> values{{0.0505F, 0, 0.99F, 1, 0.99F, 1, 0.0505F, 0, 0.3F, 0.1F, 0.34F, 1, 0, 0, 1, 1}};
  const cnr::boxes_view boxes(values.data(), {4, 4});
  for (const std::ptrdiff_t height : {3, 20, 40, 63, 200, 256, 500}) {
    for (const std::ptrdiff_t width : {8, 40}) {
      std::vector<float> actual(static_cast<std::size_t>(4 * height * width));
      std::vector<float> expected(actual.size());
      const extents crops{{4, height, width, 1}};
      ASSERT_TRUE(
          cnr::crop_and_resize(image, boxes, cnr::first_image(4), cnr::crops_view<float>(actual.data(), crops)));
      reference::crop_and_resize<std::uint8_t>(image, boxes, cnr::first_image(4),
                                               cnr::crops_view<float>(expected.data(), crops), false, 0);
      EXPECT_EQ(actual, expected) << height << "x" << width;
    }
  }
}

// Where rows of the crop are far apart, shorter windows find the elements of rows that are short, but not too short.
TEST(CropAndResizeShortRows, AreReadWhereTheyAreIfTheyAreFarApart) {
  constexpr std::ptrdiff_t height = 300;
  const std::array<float, 8> values{{0.001F, 0, 1, 1, 1, 0.9F, 0.03F, 0.2F}};
  const cnr::boxes_view boxes(values.data(), {2, 4});
  for (const std::ptrdiff_t width : {3, 4, 5, 7, 12, 15, 16}) {
    for (const std::ptrdiff_t channels : {1, 2, 3}) {
      for (const auto side : {support::flush::with_start, support::flush::with_end}) {
        support::guarded<float> pixels(static_cast<std::size_t>(height * width * channels), side);
        float number = 0;
        for (float& pixel : pixels) pixel = ++number;
        const cnr::image_view<float> image(pixels.data(), {1, height, width, channels});
        for (const std::ptrdiff_t columns : {5, 16, 28}) {
          const extents crops{{2, 28, columns, channels}};
          std::vector<float> actual(static_cast<std::size_t>(56 * columns * channels));
          std::vector<float> expected(actual.size());
          ASSERT_TRUE(
              cnr::crop_and_resize(image, boxes, cnr::first_image(2), cnr::crops_view<float>(actual.data(), crops)));
          reference::crop_and_resize<float>(image, boxes, cnr::first_image(2),
                                            cnr::crops_view<float>(expected.data(), crops), false, 0);
          EXPECT_EQ(actual, expected) << width << "x" << channels << " to " << columns;
        }
      }
    }
  }
}

// As many copies as there is room for: each row of the crop has two source rows of its own, which are shorter than a
// window.
void check_short_rows_of_planes(std::ptrdiff_t planes, std::ptrdiff_t width) {
  constexpr std::ptrdiff_t height = 512;
  const std::array<float, 4> between_rows{{0.0505F, 0, 0.99F, 1}};
  const cnr::boxes_view boxes(between_rows.data(), {1, 4});
  support::guarded<std::uint8_t> pixels(static_cast<std::size_t>(height * width * planes), support::flush::with_end);
  std::uint32_t number = 0;
  for (std::uint8_t& pixel : pixels) {
    pixel = static_cast<std::uint8_t>(number * 7 + number / 11);
    ++number;
  }
  const cnr::image_view<std::uint8_t> image(pixels.data(), {1, height, width, planes}, {0, width, 1, height * width});
  for (const std::ptrdiff_t columns : {2, 3, 8}) {
    const extents crops{{1, 200, columns, planes}};
    const extents strides{{0, columns, 1, 200 * columns}};
    std::vector<float> actual(static_cast<std::size_t>(200 * columns * planes));
    std::vector<float> expected(actual.size());
    ASSERT_TRUE(
        cnr::crop_and_resize(image, boxes, cnr::first_image(1), cnr::crops_view<float>(actual.data(), crops, strides)));
    reference::crop_and_resize<std::uint8_t>(image, boxes, cnr::first_image(1),
                                             cnr::crops_view<float>(expected.data(), crops, strides), false, 0);
    EXPECT_EQ(actual, expected) << planes << " planes, " << width << " columns to " << columns;
  }
}

TEST(CropAndResizeShortRows, OfSeveralPlanesAreCopiedWithinTheRoomForThem) {
  // By scanlines, and by runs, of which the narrowest have the most rows. Windows of runs are a vector of elements.
  for (const std::ptrdiff_t planes : {1, 6}) {
    for (const std::ptrdiff_t width : {3, 7, 12}) check_short_rows_of_planes(planes, width);
  }
}

// Crops of one pixel of each pixel of the image: vectors that begin with one of the last would end after the row.
TEST(CropAndResizeSmallCrops, OfFewChannelsReadNothingAfterTheLastPixel) {
  constexpr std::ptrdiff_t columns = 9;  // whose coordinates are exact
  std::vector<float> values;
  for (std::ptrdiff_t column = 0; column < columns; ++column) {
    const float x = static_cast<float>(column) / static_cast<float>(columns - 1);
    values.insert(values.end(), {1, x, 1, x});
  }
  const cnr::boxes_view boxes(values.data(), {columns, 4});
  for (const std::ptrdiff_t channels : {2, 3, 4, 5, 7, 8, 9, 15, 17}) {
    const extents size{{1, 2, columns, channels}};
    support::guarded<float> pixels(static_cast<std::size_t>(2 * columns * channels), support::flush::with_end);
    float number = 0;
    for (float& pixel : pixels) pixel = ++number;
    const cnr::image_view<float> image(pixels.data(), size);
    std::vector<float> actual(static_cast<std::size_t>(columns * channels));
    const std::vector<float> last_row(pixels.data() + columns * channels, pixels.end());
    for (const auto method : {cnr::method::bilinear, cnr::method::nearest}) {
      ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(columns),
                                       cnr::crops_view<float>(actual.data(), {columns, 1, 1, channels}), method));
      EXPECT_EQ(actual, last_row) << channels << " channels";
    }
  }
}

/// Crops of a few pixels out of several images, with gaps between pixels, rows and crops.
/// @param are_inside  whether all boxes are within the image, or some partly outside
template <class T, class Out>
void check_small_crops(std::ptrdiff_t channels, std::ptrdiff_t height, std::ptrdiff_t width, std::ptrdiff_t gap,
                       bool are_inside, std::ptrdiff_t image_width) {
  constexpr std::ptrdiff_t num_boxes = 150;  // more than are located together
  support::guarded<T> pixels(static_cast<std::size_t>(3 * 5 * image_width * channels), support::flush::with_end);
  std::uint32_t number = 0;
  for (T& pixel : pixels) pixel = static_cast<T>(++number % 251);
  const cnr::image_view<T> image(pixels.data(), {3, 5, image_width, channels});
  std::vector<float> values;
  std::vector<std::int32_t> indices;
  for (std::int32_t i = 0; i < num_boxes; ++i) {
    const float shift = static_cast<float>(i % 37) / 80;
    const float start = are_inside || i % 3 != 0 ? shift : shift - 0.3F;
    values.insert(values.end(), {i % 5 == 0 ? 0 : start, start, start + 0.5F, i % 2 == 0 ? start + 0.4F : 0});
    indices.push_back(i * 7 % 3);
  }
  const cnr::boxes_view boxes(values.data(), {num_boxes, 4});
  const cnr::box_indices_view box_indices(indices.data(), {num_boxes});
  const extents crops{{num_boxes, height, width, channels}};
  const std::ptrdiff_t column = channels + gap;
  const std::ptrdiff_t row = width * column + gap;
  const extents strides{{height * row + gap, row, column, 1}};
  const auto count =
      static_cast<std::size_t>((num_boxes - 1) * strides[0] + (height - 1) * row + (width - 1) * column + channels);
  for (const bool is_nearest : {false, true}) {
    std::vector<float> expected(count, -1);
    reference::crop_and_resize<T>(image, boxes, box_indices, cnr::crops_view<float>(expected.data(), crops, strides),
                                  is_nearest, -5);
    for (const support::flush side : {support::flush::with_start, support::flush::with_end}) {
      support::guarded<Out> actual(count, side);
      std::fill(actual.begin(), actual.end(), static_cast<Out>(-1));
      ASSERT_TRUE(cnr::crop_and_resize(image, boxes, box_indices, cnr::crops_view<Out>(actual.data(), crops, strides),
                                       is_nearest ? cnr::method::nearest : cnr::method::bilinear, cnr::options{-5}));
      ASSERT_TRUE(std::equal(expected.begin(), expected.end(), actual.begin(),
                             [](float a, Out b) { return static_cast<Out>(a) == b; }))
          << channels << " channels, " << height << "x" << width << ", gaps of " << gap;
    }
  }
}

TEST(CropAndResizeSmallCrops, OfSeveralImagesEqualTheReference) {
  // With little effort, a few combinations of each number of channels.
  const std::ptrdiff_t step = 23 / support::effort(23);
  std::ptrdiff_t combination = 0;
  for (const std::ptrdiff_t channels : {2, 15, 16, 63, 64, 131}) {
    for (const auto& size : {std::array<std::ptrdiff_t, 2>{{1, 1}}, {{1, 4}}, {{4, 1}}, {{2, 2}}, {{3, 1}}}) {
      for (const bool are_inside : {false, true}) {
        for (const std::ptrdiff_t gap : {0, 3}) {
          for (const std::ptrdiff_t image_width : {1, 6}) {
            if (combination++ % step != 0) continue;
            check_small_crops<float, float>(channels, size[0], size[1], gap, are_inside, image_width);
            check_small_crops<std::uint8_t, float>(channels, size[0], size[1], gap, are_inside, image_width);
            if (gap == 0) check_small_crops<float, double>(channels, size[0], size[1], gap, are_inside, image_width);
          }
        }
      }
    }
  }
}

// Boxes whose columns are too far apart for vectors go by the scalar loops, and are handed to these together: before,
// between and after others.
TEST(CropAndResizeSmallCrops, AreComputedBesideThoseOfOtherLoops) {
  constexpr std::ptrdiff_t height = 24;
  constexpr std::ptrdiff_t width = 300;
  std::vector<float> pixels(static_cast<std::size_t>(2 * height * width));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i % 1021);
  const cnr::image_view<float> image(pixels.data(), {2, height, width, 1});
  constexpr std::array<bool, 10> are_wide{{true, true, false, true, false, false, true, true, true, false}};
  for (std::size_t count = 1; count <= are_wide.size(); ++count) {
    std::vector<float> values;
    std::vector<std::int32_t> indices;
    for (std::size_t i = 0; i < count; ++i) {
      const float left = 0.01F * static_cast<float>(i);
      values.insert(values.end(), {0.1F, left, 0.8F, left + (are_wide[i] ? 0.9F : 0.03F)});
      indices.push_back(static_cast<std::int32_t>(i % 2));
    }
    const auto num_boxes = static_cast<std::ptrdiff_t>(count);
    const cnr::boxes_view boxes(values.data(), {num_boxes, 4});
    const cnr::box_indices_view box_indices(indices.data(), {num_boxes});
    const extents crops{{num_boxes, 8, 8, 1}};
    std::vector<float> actual(count * 64);
    std::vector<float> expected(actual.size());
    ASSERT_TRUE(cnr::crop_and_resize(image, boxes, box_indices, cnr::crops_view<float>(actual.data(), crops)));
    reference::crop_and_resize<float>(image, boxes, box_indices, cnr::crops_view<float>(expected.data(), crops), false,
                                      0);
    EXPECT_EQ(actual, expected) << count << " boxes";
  }
}

// With one tap, windows of AVX2 reach further than those of AVX-512.
template <class T>
void check_far_elements(std::ptrdiff_t channels, std::ptrdiff_t bytes_apart, support::flush side) {
  constexpr std::ptrdiff_t height = 5;
  for (const std::ptrdiff_t columns : {9, 16, 17, 40}) {
    const std::ptrdiff_t row = columns * bytes_apart / static_cast<std::ptrdiff_t>(sizeof(T)) / channels * channels;
    support::guarded<T> pixels(static_cast<std::size_t>(height * row), side);
    std::uint32_t number = 0;
    for (T& pixel : pixels) {
      pixel = static_cast<T>(number * 7 + number / 11);
      ++number;
    }
    const cnr::image_view<T> image(pixels.data(), {1, height, row / channels, channels});
    const std::array<float, 8> values{{0, 0, 1, 1, 0.9F, 1, 0.2F, 0.02F}};
    const cnr::boxes_view boxes(values.data(), {2, 4});
    const extents crops{{2, 12, columns, channels}};
    std::vector<float> actual(static_cast<std::size_t>(2 * 12 * columns * channels));
    std::vector<float> expected(actual.size());
    ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(2), cnr::crops_view<float>(actual.data(), crops),
                                     cnr::nearest{}));
    reference::crop_and_resize<T>(image, boxes, cnr::first_image(2), cnr::crops_view<float>(expected.data(), crops),
                                  true, 0);
    EXPECT_EQ(actual, expected) << channels << " channels, " << columns << " columns, " << bytes_apart
                                << " bytes apart";
  }
}

TEST(CropAndResizeFarColumns, AreFoundOneByOneByNearest) {
  for (const std::ptrdiff_t bytes_apart : {16, 18, 20, 22}) {
    for (const auto side : {support::flush::with_start, support::flush::with_end}) {
      check_far_elements<std::uint8_t>(1, bytes_apart, side);
      check_far_elements<std::int16_t>(1, bytes_apart, side);
      check_far_elements<float>(1, bytes_apart, side);
      check_far_elements<float>(2, 2 * bytes_apart, side);
      check_far_elements<float>(3, 3 * bytes_apart, side);
    }
  }
}

/// A box of the whole image, of whose columns one in 20 is read.
template <class T>
void check_far_pixels(std::ptrdiff_t channels, std::ptrdiff_t columns, bool is_flipped) {
  const std::array<float, 4> box{{0, is_flipped ? 1.0F : 0.0F, 1, is_flipped ? 0.0F : 1.0F}};
  const cnr::boxes_view boxes(box.data(), {1, 4});
  const extents of_image{{1, 90, 20 * columns, channels}};
  std::vector<T> pixels(static_cast<std::size_t>(of_image[1] * of_image[2] * channels));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<T>(i * i % 251);
  const cnr::image_view<T> image(pixels.data(), of_image);
  const extents crops{{1, 30, columns, channels}};
  std::vector<float> actual(static_cast<std::size_t>(30 * columns * channels));
  std::vector<float> expected(actual.size());
  ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(1), cnr::crops_view<float>(actual.data(), crops)));
  reference::crop_and_resize<T>(image, boxes, cnr::first_image(1), cnr::crops_view<float>(expected.data(), crops),
                                false, 0);
  EXPECT_EQ(actual, expected) << channels << " channels, " << columns << " columns";
}

TEST(CropAndResizeFarColumns, OfPixelsAreMixedWhereTheyAre) {
  for (const std::ptrdiff_t channels : {1, 3, 4}) {
    for (const std::ptrdiff_t columns : {11, 60}) {
      for (const bool is_flipped : {false, true}) {
        check_far_pixels<std::uint8_t>(channels, columns, is_flipped);
        check_far_pixels<float>(channels, columns, is_flipped);
      }
    }
  }
}

// What the columns of a chunk read of one plane fits into the room for compact rows, and that of all planes does not.
TEST(CropAndResizeFarColumns, OfSeveralPlanesAreNotCopiedWithoutRoomForAllOfThem) {
  constexpr std::ptrdiff_t height = 3;
  constexpr std::ptrdiff_t width = 6000;
  const std::array<float, 4> box{{0, 0, 1, 1}};
  const cnr::boxes_view boxes(box.data(), {1, 4});
  for (const std::ptrdiff_t planes : {1, 2, 3, 4}) {
    std::vector<double> pixels(static_cast<std::size_t>(height * width * planes));
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<double>(i % 1021);
    const cnr::image_view<double> image(pixels.data(), {1, height, width, planes}, {0, width, 1, height * width});
    const extents crops{{1, 7, 768 / planes, planes}};
    std::vector<float> actual(static_cast<std::size_t>(crops[1] * crops[2] * planes));
    std::vector<float> expected(actual.size());
    ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(1), cnr::crops_view<float>(actual.data(), crops)));
    reference::crop_and_resize<double>(image, boxes, cnr::first_image(1),
                                       cnr::crops_view<float>(expected.data(), crops), false, 0);
    EXPECT_EQ(actual, expected) << planes << " planes";
  }
}

// Planes that are too many to be made into pixels together, whose columns are apart, so that nothing else takes them.
TEST(CropAndResizeFarColumns, OfManyPlanesBecomePixelsOfDoubles) {
  for (const std::ptrdiff_t channels : {40, 100, 800}) {
    const extents size{{1, 9, 11, channels}};
    std::vector<float> pixels(static_cast<std::size_t>(2 * 9 * 11 * channels));
    float number = 0;
    for (float& pixel : pixels) pixel = ++number;
    const cnr::image_view<float> image(pixels.data(), size, {0, 22, 2, 198});
    const std::array<float, 4> values{{0, 0.1F, 0.9F, 1}};
    const cnr::boxes_view boxes(values.data(), {1, 4});
    const extents crops{{1, 5, 8, channels}};
    std::vector<float> expected(static_cast<std::size_t>(5 * 8 * channels));
    std::vector<double> actual(expected.size());
    ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(1), cnr::crops_view<double>(actual.data(), crops)));
    reference::crop_and_resize<float>(image, boxes, cnr::first_image(1), cnr::crops_view<float>(expected.data(), crops),
                                      false, 0);
    EXPECT_EQ(actual, std::vector<double>(expected.begin(), expected.end())) << channels << " channels";
  }
}

// Of some boxes so little of each column is read that the call is not transposed for them.
TEST(CropAndResizeTransposed, MixesBoxesThatAreTransposedWithOthers) {
  constexpr std::ptrdiff_t height = 2000;
  constexpr std::ptrdiff_t width = 5;
  const std::array<float, 16> corners{{0, 0, 0.05F, 1, 0, 0, 1, 1, 1, 0.9F, 0, 0.1F, 0.5F, 0, 0.55F, 1}};
  const cnr::boxes_view boxes(corners.data(), {4, 4});
  std::vector<float> pixels(static_cast<std::size_t>(height * width));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i * i % 1021);
  const cnr::image_view<float> image(pixels.data(), {1, height, width, 1}, {0, 1, height, 1});
  const extents crops{{4, 30, 20, 1}};
  std::vector<float> actual(static_cast<std::size_t>(4 * 30 * 20));
  std::vector<float> expected(actual.size());
  const extents by_columns{{600, 1, 30, 1}};
  ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(4),
                                   cnr::crops_view<float>(actual.data(), crops, by_columns)));
  reference::crop_and_resize<float>(image, boxes, cnr::first_image(4),
                                    cnr::crops_view<float>(expected.data(), crops, by_columns), false, 0);
  EXPECT_EQ(actual, expected);
}

#if PTRDIFF_MAX > 0x7fffffff
// Scanlines are not that long. Most of this memory is never touched.
TEST(CropAndResizeFarColumns, AreReadWhereTheyAreMoreThanAGibibyteApart) {
  constexpr std::ptrdiff_t height = 20;
  constexpr std::ptrdiff_t distance = (std::ptrdiff_t{1} << 28) + 64;
  constexpr std::ptrdiff_t most_channels = 40;
  support::guarded<float> memory(static_cast<std::size_t>(distance + height * most_channels), support::flush::with_end);
  const std::array<float, 4> box{{0.1F, -0.2F, 0.9F, 1}};
  const cnr::boxes_view boxes(box.data(), {1, 4});
  for (const std::ptrdiff_t channels : {1, 3, 17, 40}) {
    const cnr::image_view<float> image(memory.data(), {1, height, 2, channels}, {0, most_channels, distance, 1});
    for (std::ptrdiff_t row = 0; row < height; ++row) {
      for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
        memory.data()[row * most_channels + channel] = static_cast<float>(row * 100 + channel);
        memory.data()[distance + row * most_channels + channel] = static_cast<float>(row * row - channel);
      }
    }
    const extents crops{{1, 30, 9, channels}};
    for (const extents& strides : {extents{{0, 9 * channels, channels, 1}}, extents{{0, 9, 1, 270}}}) {
      std::vector<float> actual(static_cast<std::size_t>(270 * channels));
      std::vector<float> expected(actual.size());
      ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(1),
                                       cnr::crops_view<float>(actual.data(), crops, strides)));
      reference::crop_and_resize<float>(image, boxes, cnr::first_image(1),
                                        cnr::crops_view<float>(expected.data(), crops, strides), false, 0);
      EXPECT_EQ(actual, expected) << channels << " channels, " << strides[3] << " from one to the next";
    }
  }
}
#endif

}  // namespace
