// SPDX-License-Identifier: MIT
//
// What calls are estimated to cost: how image and crops are in memory, and how estimates compare. Results do not tell:
// a wrong estimate cuts a call into too few or too many tasks.

#include <crop_and_resize/detail/parallel/cost.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>

namespace {

using cnr::detail::cost_estimate;
using cnr::detail::memory_layout;
using extents = std::array<std::ptrdiff_t, 4>;

/// Strides of dense tensors: pixels and planes, each by rows and by columns.
constexpr extents pixels(const extents& e) { return {{e[1] * e[2] * e[3], e[2] * e[3], e[3], 1}}; }
constexpr extents planes(const extents& e) { return {{e[1] * e[2] * e[3], e[2], 1, e[1] * e[2]}}; }
constexpr extents pixel_columns(const extents& e) { return {{e[1] * e[2] * e[3], e[3], e[1] * e[3], 1}}; }
constexpr extents plane_columns(const extents& e) { return {{e[1] * e[2] * e[3], 1, e[1], e[1] * e[2]}}; }

using strides_function = extents (*)(const extents&);

constexpr extents image{{1, 60, 70, 3}};
constexpr extents crops{{1, 20, 30, 3}};

memory_layout layout_of(strides_function of_image, strides_function of_crops, const extents& image_extents = image,
                        const extents& crops_extents = crops) {
  return cnr::detail::memory_layout_of(image_extents, of_image(image_extents), crops_extents, of_crops(crops_extents));
}

bool is(const memory_layout& layout, const std::array<bool, 6>& expected) {
  return layout.are_pixels == expected[0] && layout.are_columns == expected[1] && layout.writes_pixels == expected[2] &&
         layout.writes_planes == expected[3] && layout.writes_columns == expected[4] &&
         layout.writes_rows == expected[5];
}

TEST(MemoryLayout, TellsPixelsPlanesAndColumnsApart) {
  EXPECT_TRUE(is(layout_of(pixels, pixels), {{true, false, true, false, false, true}}));
  EXPECT_TRUE(is(layout_of(planes, planes), {{false, false, false, true, false, true}}));
  EXPECT_TRUE(is(layout_of(pixels, planes), {{true, false, false, true, false, true}}));
  EXPECT_TRUE(is(layout_of(pixel_columns, pixels), {{true, true, true, false, false, true}}));
  EXPECT_TRUE(is(layout_of(plane_columns, planes), {{false, true, false, true, false, true}}));
  EXPECT_TRUE(is(layout_of(pixels, pixel_columns), {{true, false, true, false, false, false}}));
  EXPECT_TRUE(is(layout_of(pixels, plane_columns), {{true, false, false, false, true, false}}));
  EXPECT_TRUE(is(layout_of(planes, pixels), {{false, false, true, false, false, true}}));
}

TEST(MemoryLayout, IsThatOfRowsWhereAllIsByColumns) {
  EXPECT_TRUE(is(layout_of(pixel_columns, pixel_columns), {{true, false, true, false, false, true}}));
  EXPECT_TRUE(is(layout_of(plane_columns, plane_columns), {{false, false, false, true, true, true}}));
  // Not where a crop has one row or one column only.
  constexpr extents row{{1, 1, 30, 3}};
  constexpr extents column{{1, 20, 1, 3}};
  EXPECT_TRUE(is(layout_of(plane_columns, plane_columns, image, row), {{false, true, false, true, true, true}}));
  EXPECT_TRUE(is(layout_of(pixel_columns, pixel_columns, image, column), {{true, true, true, true, false, true}}));
}

TEST(MemoryLayout, IsOfPixelsAndPlanesForOneChannel) {
  constexpr extents grey_image{{1, 60, 70, 1}};
  constexpr extents grey_crops{{1, 20, 30, 1}};
  EXPECT_TRUE(is(layout_of(planes, planes, grey_image, grey_crops), {{true, false, true, true, false, true}}));
  // A channel's stride means nothing.
  EXPECT_TRUE(is(cnr::detail::memory_layout_of(grey_image, {{0, 70, 1, 7}}, grey_crops, {{0, 30, 1, 7}}),
                 {{true, false, true, true, false, true}}));
}

/// The cycles of a crop.
double cycles_of(const cost_estimate& estimate, const extents& of_crops) {
  return estimate.set_up + estimate.row * static_cast<double>(of_crops[1]);
}

double vector_cycles(const memory_layout& layout, const extents& of_crops, std::size_t taps = 2,
                     const extents& of_image = image) {
  return cycles_of(cnr::detail::estimate_vector_cost(1, taps, of_image, of_crops, layout), of_crops);
}

TEST(Estimates, AreMoreForMoreOutputsAndTaps) {
  for (std::size_t taps = 1; taps <= 4; taps *= 2) {
    double before[3] = {};
    for (const extents& of : {extents{{1, 2, 2, 3}},
                              {{1, 3, 3, 3}},
                              {{1, 7, 7, 3}},
                              {{1, 7, 14, 3}},
                              {{1, 14, 14, 3}},
                              {{1, 14, 14, 6}},
                              {{1, 224, 224, 6}}}) {
      const double now[3] = {cycles_of(cnr::detail::estimate_scalar_cost(taps, of), of),
                             cycles_of(cnr::detail::estimate_filter_cost(true, image, of), of),
                             cycles_of(cnr::detail::estimate_filter_cost(false, image, of), of)};
      for (int i = 0; i < 3; ++i) {
        // A filter reads the whole image, however large the crop.
        EXPECT_GE(now[i], i == 0 ? before[i] + 1 : before[i])
            << "estimate " << i << " of " << of[1] << "x" << of[2] << "x" << of[3];
        before[i] = now[i];
      }
      EXPECT_GT(cycles_of(cnr::detail::estimate_scalar_cost(taps + 1, of), of), 1.2 * now[0]);
      EXPECT_GT(cycles_of(cnr::detail::estimate_block_cost(taps + 1, of), of),
                cycles_of(cnr::detail::estimate_block_cost(taps, of), of));
    }
  }
}

TEST(Estimates, SayThatVectorsAreFasterForLargeCropsOfAnyLayout) {
  for (const strides_function of_image : {pixels, planes, pixel_columns, plane_columns}) {
    for (const strides_function of_crops : {pixels, planes, pixel_columns, plane_columns}) {
      for (const std::ptrdiff_t channels : {1, 3, 8, 64}) {
        const extents large_image{{1, 200, 300, channels}};
        const extents large_crops{{1, 100, 100, channels}};
        const double cycles =
            vector_cycles(layout_of(of_image, of_crops, large_image, large_crops), large_crops, 2, large_image);
        const double scalar = cycles_of(cnr::detail::estimate_scalar_cost(2, large_crops), large_crops);
        const auto outputs = static_cast<double>(100 * 100 * channels);
        const bool is_slow = channels == 64 && of_image == pixels && of_crops == pixel_columns;
        EXPECT_LT(cycles, scalar * (is_slow ? 1.5 : 1));
        EXPECT_GT(cycles, 0.3 * outputs);
      }
    }
  }
  EXPECT_LT(cycles_of(cnr::detail::estimate_block_cost(2, {{1, 100, 100, 3}}), {{1, 100, 100, 3}}),
            0.4 * cycles_of(cnr::detail::estimate_scalar_cost(2, {{1, 100, 100, 3}}), {{1, 100, 100, 3}}));
  EXPECT_LT(cycles_of(cnr::detail::estimate_filter_cost(false, {{1, 500, 500, 3}}, crops), crops),
            0.7 * cycles_of(cnr::detail::estimate_filter_cost(true, {{1, 500, 500, 3}}, crops), crops));
}

TEST(Estimates, AreMoreForWhatVectorsDoSlowly) {
  const double best = vector_cycles(layout_of(pixels, pixels), crops);
  EXPECT_GT(vector_cycles(layout_of(planes, planes), crops), best);
  EXPECT_GT(vector_cycles(layout_of(pixel_columns, pixels), crops), best);
  EXPECT_GT(vector_cycles(layout_of(pixels, pixel_columns), crops), best);
  EXPECT_GT(vector_cycles(layout_of(pixels, pixels), crops), vector_cycles(layout_of(pixels, pixels), crops, 1));
  // Rows of the crop that repeat those of the image.
  EXPECT_GT(best, vector_cycles(layout_of(pixels, pixels), crops, 2, {{1, 10, 70, 3}}));
  EXPECT_EQ(best, vector_cycles(layout_of(pixels, pixels), crops, 2, {{1, 20, 70, 3}}));
  // 32 MiB are out of memory.
  EXPECT_GT(vector_cycles(layout_of(pixels, pixels), crops, 2, {{1, 8192, 4096, 1}}), 1.5 * best);
  EXPECT_EQ(vector_cycles(layout_of(pixels, pixels), crops, 2, {{1, 8192, 4095, 1}}), best);
}

TEST(Estimates, AreOfWhatIsLocatedOfABox) {
  const auto set_up = [](strides_function strides, const extents& of_crops) {
    const extents of_image{{1, 60, 70, of_crops[3]}};
    const memory_layout layout = layout_of(strides, strides, of_image, of_crops);
    return cnr::detail::estimate_vector_cost(1, 2, of_image, of_crops, layout).set_up;
  };
  // Boxes of at most four pixels are located together.
  EXPECT_LT(set_up(pixels, {{1, 4, 1, 64}}), 100);
  EXPECT_LT(set_up(pixels, {{1, 1, 4, 64}}), 100);
  EXPECT_GT(set_up(pixels, {{1, 5, 1, 64}}), 300);
  EXPECT_GT(set_up(planes, {{1, 4, 1, 64}}), 300);
  // Columns of planes and of one channel; else outputs.
  EXPECT_EQ(set_up(pixels, {{1, 20, 100, 1}}), set_up(planes, {{1, 20, 100, 3}}));
  EXPECT_GT(set_up(pixels, {{1, 20, 100, 3}}), 2 * set_up(planes, {{1, 20, 100, 3}}));
}

TEST(Estimates, OfFiltersAreMoreForLargerImages) {
  for (const bool is_scalar : {false, true}) {
    const auto cycles = [&](std::ptrdiff_t height, std::ptrdiff_t width) {
      return cycles_of(cnr::detail::estimate_filter_cost(is_scalar, {{1, height, width, 3}}, crops), crops);
    };
    EXPECT_GT(cycles(800, 300), 1.5 * cycles(400, 300));
    EXPECT_GT(cycles(400, 600), 1.5 * cycles(400, 300));
    EXPECT_EQ(cycles(20, 30), cycles(10, 15));
  }
}

}  // namespace
