// SPDX-License-Identifier: MIT
//
// The last row or column, which TensorFlow's mode extrapolates where rounding carries it past the image's end: how
// often that is, which ends of boxes avoid it, and that clamped_corners does not have it. It happens for
// - 5.4 % of all pairs of image and crop heights from 2 to 1024, with the box [0, 0, 1, 1], and as many with the box
//   flipped; for 56 to 28, 480 to 160 and 1920 to 448, and 77 of 1440 pairs of usual sizes;
// - 3.8 % of boxes that end with the image and are cropped at their own size, over all images up to 1024. At widths
//   from 1920 to 4032, these are from 3.2 % (2560) to 9.3 % (2048); resized to usual sizes, 0.5 to 7.0 % of boxes, and
//   5.6 to 6.6 % of flipped ones.
// The tests print these figures, of which README has the first.

#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/prebuilt.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

namespace {

using cnr::detail::axis;
using support::pick;

// README's remedy: a box that ends at the image's end ends here instead. 1 - 4 * 2^-24, and the end of flipped boxes.
constexpr float end_within = 0.99999976F;
constexpr float flipped_end_within = 2.4e-7F;

const cnr::options tensorflow{};

cnr::options clamped_corners(cnr::box_format format = cnr::box_format::yxyx) {
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::clamped_corners;
  settings.boxes = format;
  return settings;
}

/// Whether no position of the crop is extrapolated.
bool keeps_all(float low, float high, std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent,
               const cnr::options& settings = tensorflow) {
  const auto [begin, end] = axis(low, high, image_extent, crop_extent, settings).inside(crop_extent);
  return begin == 0 && end == crop_extent;
}

/// How many boxes there were, and how many lost a row, as they are and flipped.
struct figures {
  std::ptrdiff_t boxes = 0;
  std::ptrdiff_t lost = 0;
  std::ptrdiff_t lost_flipped = 0;

  figures& operator+=(const figures& other) {
    boxes += other.boxes;
    lost += other.lost;
    lost_flipped += other.lost_flipped;
    return *this;
  }

  void print(const char* what) const {
    const auto percent = [&](std::ptrdiff_t part) {
      return 100 * static_cast<double>(part) / static_cast<double>(boxes);
    };
    std::printf("%s: of %td boxes, %td lose their last row (%.2f %%); flipped, %td (%.2f %%)\n", what, boxes, lost,
                percent(lost), lost_flipped, percent(lost_flipped));
  }
};

/// A box from pixel `first` to the image's end, and one from there to the image's start.
void count_flush(figures& found, std::ptrdiff_t first, std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) {
  const auto last_index = static_cast<float>(image_extent - 1);
  ++found.boxes;
  found.lost += keeps_all(static_cast<float>(first) / last_index, 1, image_extent, crop_extent) ? 0 : 1;
  const float mirrored = static_cast<float>(image_extent - 1 - first) / last_index;
  found.lost_flipped += keeps_all(mirrored, 0, image_extent, crop_extent) ? 0 : 1;
}

TEST(LastRow, OfTheWholeImageIsLostForOneOfTwentyPairsOfSizesAsTensorFlowLosesIt) {
  figures found;
  for (std::ptrdiff_t image_extent = 2; image_extent <= 1024; ++image_extent) {
    for (std::ptrdiff_t crop_extent = 2; crop_extent <= 1024; ++crop_extent) {
      count_flush(found, 0, image_extent, crop_extent);
    }
  }
  found.print("whole images, all pairs of sizes from 2 to 1024");
  EXPECT_EQ(found.boxes, 1046529);
  EXPECT_EQ(found.lost, 56863);
  EXPECT_EQ(found.lost_flipped, 56863);
}

TEST(LastRow, OfTheWholeImageIsLostForUsualPairsOfSizes) {
  constexpr std::array<std::ptrdiff_t, 45> image_extents{
      7,   14,  28,  32,  56,   64,   96,   112,  128,  160,  192,  200,  224,  240,  256,
      288, 299, 300, 320, 360,  384,  400,  416,  448,  480,  512,  540,  576,  600,  640,
      720, 768, 800, 960, 1024, 1080, 1200, 1280, 1440, 1600, 1920, 2048, 2160, 2560, 3840};
  constexpr std::array<std::ptrdiff_t, 32> crop_extents{7,   14,  16,  20,  24,  28,  32,  40,  48,  56,  64,
                                                        80,  96,  100, 112, 128, 160, 192, 224, 227, 240, 256,
                                                        288, 299, 320, 331, 384, 416, 448, 480, 512, 640};
  figures found;
  for (const std::ptrdiff_t image_extent : image_extents) {
    for (const std::ptrdiff_t crop_extent : crop_extents) count_flush(found, 0, image_extent, crop_extent);
  }
  found.print("whole images, 45 usual sizes to 32 usual sizes");
  EXPECT_EQ(found.lost, 77);
  EXPECT_EQ(found.lost_flipped, 77);
  EXPECT_FALSE(keeps_all(0, 1, 56, 28));
  EXPECT_FALSE(keeps_all(0, 1, 480, 160));
  EXPECT_FALSE(keeps_all(0, 1, 1920, 448));
}

TEST(LastRow, OfBoxesThatEndWithTheImageIsLostAtTheirOwnSize) {
  figures found;
  for (std::ptrdiff_t image_extent = 2; image_extent <= 1024; ++image_extent) {
    for (std::ptrdiff_t first = 1; first < image_extent - 1; ++first) {
      count_flush(found, first, image_extent, image_extent - first);
    }
  }
  found.print("boxes that end with the image, at their own size, all images to 1024");
  EXPECT_EQ(found.boxes, 522753);
  EXPECT_EQ(found.lost, 20036);
  EXPECT_EQ(found.lost_flipped, 17329);
}

TEST(LastRow, OfBoxesThatEndWithAWideImageIsLost) {
  figures own_size;
  figures resized;
  for (const std::ptrdiff_t width : {1920, 2048, 2560, 3840, 4000, 4032}) {
    figures of_width;
    figures of_width_resized;
    for (std::ptrdiff_t first = 1; first < width - 1; ++first) {
      count_flush(of_width, first, width, width - first);
      for (const std::ptrdiff_t crop_extent : {112, 160, 224, 320, 384, 448, 640}) {
        count_flush(of_width_resized, first, width, crop_extent);
      }
    }
    std::printf("width %td: ", width);
    of_width.print("at their own size");
    std::printf("width %td: ", width);
    of_width_resized.print("to 112, 160, 224, 320, 384, 448 and 640");
    own_size += of_width;
    resized += of_width_resized;
  }
  own_size.print("these widths, at their own size");
  resized.print("these widths, to these sizes");
  EXPECT_EQ(own_size.lost, 1142);
  EXPECT_EQ(own_size.lost_flipped, 216);
  EXPECT_EQ(resized.lost, 7187);
  EXPECT_EQ(resized.lost_flipped, 8001);
}

TEST(LastRow, OfTheWholeImageIsKeptForAllPairsOfSizesIfTheBoxEndsWithin) {
  for (std::ptrdiff_t image_extent = 2; image_extent <= 1024; ++image_extent) {
    for (std::ptrdiff_t crop_extent = 2; crop_extent <= 1024; ++crop_extent) {
      ASSERT_TRUE(keeps_all(0, end_within, image_extent, crop_extent)) << image_extent << " to " << crop_extent;
      ASSERT_TRUE(keeps_all(1, flipped_end_within, image_extent, crop_extent)) << image_extent << " to " << crop_extent;
    }
  }
}

/// Where a box may start on the image: anywhere, near the start, or on a pixel.
float random_start(support::random_engine& random, std::ptrdiff_t image_extent) {
  const float anywhere = std::uniform_real_distribution<float>(0, 1)(random);
  const std::ptrdiff_t way = pick(random, 0, 2);
  if (way == 0) return std::min(anywhere, 1.0F);
  if (way == 1) return std::min(anywhere, 1.0F) / static_cast<float>(std::ptrdiff_t{1} << pick(random, 0, 24));
  return static_cast<float>(pick(random, 0, image_extent - 1)) / static_cast<float>(image_extent - 1);
}

/// At least 2; as often below 4 as between 2^29 and 2^30.
std::ptrdiff_t random_extent(support::random_engine& random) {
  const std::ptrdiff_t size = std::ptrdiff_t{1} << pick(random, 1, 29);
  return pick(random, size, 2 * size - 1);
}

TEST(LastRow, OfABoxThatStartsAnywhereIsKeptIfTheBoxEndsWithin) {
  auto random = support::seeded_engine();
  std::ptrdiff_t lost_at_the_end = 0;
  for (std::ptrdiff_t round = support::effort(1000000); round > 0; --round) {
    const std::ptrdiff_t image_extent = random_extent(random);
    const std::ptrdiff_t crop_extent = random_extent(random);
    const float start = random_start(random, image_extent);
    const float mirrored = 1 - start;
    ASSERT_TRUE(keeps_all(start, end_within, image_extent, crop_extent))
        << start << ": " << image_extent << " to " << crop_extent;
    ASSERT_TRUE(keeps_all(mirrored, flipped_end_within, image_extent, crop_extent))
        << mirrored << ": " << image_extent << " to " << crop_extent;
    lost_at_the_end += keeps_all(start, 1, image_extent, crop_extent) ? 0 : 1;
  }
  EXPECT_GT(lost_at_the_end, support::effort(10000)) << "boxes that lose their last row without the remedy";
}

TEST(LastRow, OfABoxOnTheImageIsNeverLostWithClampedCorners) {
  const cnr::options normalised = clamped_corners();
  for (std::ptrdiff_t image_extent = 2; image_extent <= 1024; ++image_extent) {
    for (std::ptrdiff_t crop_extent = 2; crop_extent <= 1024; ++crop_extent) {
      ASSERT_TRUE(keeps_all(0, 1, image_extent, crop_extent, normalised)) << image_extent << " to " << crop_extent;
      ASSERT_TRUE(keeps_all(1, 0, image_extent, crop_extent, normalised)) << image_extent << " to " << crop_extent;
    }
  }
  auto random = support::seeded_engine();
  const cnr::options in_pixels = clamped_corners(cnr::box_format::xyxy_pixels);
  for (std::ptrdiff_t round = support::effort(500000); round > 0; --round) {
    const std::ptrdiff_t image_extent = random_extent(random);
    const std::ptrdiff_t crop_extent = random_extent(random);
    const float start = random_start(random, image_extent);
    const float edge = support::one_in(random, 2) ? 0.0F : 1.0F;
    const float end = support::one_in(random, 2) ? random_start(random, image_extent) : edge;
    ASSERT_TRUE(keeps_all(start, end, image_extent, crop_extent, normalised))
        << start << " to " << end << ": " << image_extent << " to " << crop_extent;
    const auto last_index = static_cast<float>(image_extent - 1);
    ASSERT_TRUE(keeps_all(start * last_index, end * last_index, image_extent, crop_extent, in_pixels))
        << start << " to " << end << ": " << image_extent << " to " << crop_extent;
  }
}

/// How many elements of a crop along one axis are extrapolated, by the call itself. The other axis has one pixel.
std::ptrdiff_t extrapolated(bool along_columns, float low, float high, std::ptrdiff_t image_extent,
                            std::ptrdiff_t crop_extent, cnr::options settings) {
  settings.extrapolation_value = -1;
  const std::vector<std::uint8_t> ones(static_cast<std::size_t>(image_extent), 1);
  std::vector<float> crop(static_cast<std::size_t>(crop_extent));
  const std::array<float, 4> box =
      along_columns ? std::array<float, 4>{0, low, 0, high} : std::array<float, 4>{low, 0, high, 0};
  const std::int32_t box_index = 0;
  using extents = std::array<std::ptrdiff_t, 4>;
  const cnr::image_view<std::uint8_t> image(
      ones.data(), along_columns ? extents{1, 1, image_extent, 1} : extents{1, image_extent, 1, 1});
  const cnr::crops_view<float> crops(crop.data(),
                                     along_columns ? extents{1, 1, crop_extent, 1} : extents{1, crop_extent, 1, 1});
  EXPECT_TRUE(cnr::crop_and_resize(image, {box.data(), {1, 4}}, {&box_index, {1}}, crops, cnr::bilinear{}, settings));
  return std::count(crop.begin(), crop.end(), -1.0F);
}

TEST(LastRow, IsLostAndKeptByTheCallItself) {
  for (const bool along_columns : {false, true}) {
    EXPECT_EQ(extrapolated(along_columns, 0, 1, 56, 28, tensorflow), 1);
    EXPECT_EQ(extrapolated(along_columns, 1, 0, 56, 28, tensorflow), 1);
    EXPECT_EQ(extrapolated(along_columns, 0, 1, 1920, 448, tensorflow), 1);
    EXPECT_EQ(extrapolated(along_columns, 1, 0, 1920, 448, tensorflow), 1);
  }
  auto random = support::seeded_engine();
  for (std::ptrdiff_t round = support::effort(4000); round > 0; --round) {
    const bool along_columns = support::one_in(random, 2);
    const std::ptrdiff_t image_extent = pick(random, 2, 1024);
    const std::ptrdiff_t crop_extent = pick(random, 2, 1024);
    const float start = support::one_in(random, 2) ? 0 : random_start(random, image_extent);
    const bool flips = support::one_in(random, 2);
    const float low = flips ? 1 - start : start;
    const float end = flips ? 0.0F : 1.0F;
    const auto count = [&](float high, const cnr::options& settings) {
      return extrapolated(along_columns, low, high, image_extent, crop_extent, settings);
    };
    ASSERT_EQ(count(flips ? flipped_end_within : end_within, tensorflow), 0) << image_extent << " to " << crop_extent;
    ASSERT_EQ(count(end, clamped_corners()), 0) << image_extent << " to " << crop_extent;
    ASSERT_EQ(count(end, tensorflow) == 0, keeps_all(low, end, image_extent, crop_extent));
  }
}

}  // namespace
