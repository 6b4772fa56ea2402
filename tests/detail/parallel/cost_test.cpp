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

TEST(MemoryLayout, IsByColumnsFromTwoRowsAndTwoColumnsOn) {
  // Columns of three channels, rows of which are 3 elements apart.
  const auto are_columns = [](std::ptrdiff_t height, std::ptrdiff_t width, std::ptrdiff_t column_stride,
                              const extents& of_crops, const extents& crops_strides) {
    const extents strides{{1000, 3, column_stride, 1}};
    return cnr::detail::memory_layout_of({{1, height, width, 3}}, strides, of_crops, crops_strides).are_columns;
  };
  EXPECT_TRUE(are_columns(2, 2, 6, crops, pixels(crops)));
  EXPECT_FALSE(are_columns(1, 2, 6, crops, pixels(crops)));
  EXPECT_FALSE(are_columns(2, 1, 6, crops, pixels(crops)));
  EXPECT_FALSE(are_columns(2, 2, 3, crops, pixels(crops)));
  // Not where the crops are by columns as well.
  constexpr extents by_columns{{1000, 3, 6, 1}};
  EXPECT_FALSE(are_columns(2, 2, 6, {{1, 2, 2, 3}}, by_columns));
  EXPECT_TRUE(are_columns(2, 2, 6, {{1, 1, 2, 3}}, by_columns));
  EXPECT_TRUE(are_columns(2, 2, 6, {{1, 2, 1, 3}}, by_columns));
}

TEST(MemoryLayout, IsOfPixelsAndPlanesForOneChannel) {
  constexpr extents grey_image{{1, 60, 70, 1}};
  constexpr extents grey_crops{{1, 20, 30, 1}};
  EXPECT_TRUE(is(layout_of(planes, planes, grey_image, grey_crops), {{true, false, true, true, false, true}}));
  // A channel's stride means nothing.
  EXPECT_TRUE(is(cnr::detail::memory_layout_of(grey_image, {{0, 70, 1, 7}}, grey_crops, {{0, 30, 1, 7}}),
                 {{true, false, true, true, false, true}}));
}

TEST(Sizes, OfImagesThatComeOutOfMemoryBeginWith32Mebibytes) {
  constexpr extents just{{2, 2048, 1024, 8}};
  constexpr extents less{{2, 2048, 1023, 8}};
  EXPECT_TRUE(cnr::detail::exceeds_caches(1, just));
  EXPECT_FALSE(cnr::detail::exceeds_caches(1, less));
  EXPECT_TRUE(cnr::detail::exceeds_caches(2, less));
  // The image is prefetched where little of it is read more than once.
  constexpr extents of_taps{{2, 1024, 512, 8}};  // a quarter
  constexpr extents fewer{{2, 1024, 511, 8}};
  EXPECT_TRUE(cnr::detail::reads_from_memory(1, 2, just, fewer));
  EXPECT_FALSE(cnr::detail::reads_from_memory(1, 2, just, of_taps));
  EXPECT_TRUE(cnr::detail::reads_from_memory(1, 1, just, of_taps));
  EXPECT_FALSE(cnr::detail::reads_from_memory(1, 1, less, of_taps));
}

TEST(Sizes, OfCropsThatAreStreamedBeginWith16Mebibytes) {
  EXPECT_TRUE(cnr::detail::is_worth_streaming(4, {{4, 1024, 1024, 1}}));
  EXPECT_FALSE(cnr::detail::is_worth_streaming(4, {{4, 1024, 1023, 1}}));
}

TEST(Sizes, OfSmallCropsEndWith12Outputs) {
  EXPECT_TRUE(cnr::detail::are_small({{1000, 2, 2, 3}}));
  EXPECT_TRUE(cnr::detail::are_small({{1000, 3, 4, 1}}));
  EXPECT_FALSE(cnr::detail::are_small({{1, 13, 1, 1}}));
  EXPECT_FALSE(cnr::detail::are_small({{1, 1, 13, 1}}));
  EXPECT_FALSE(cnr::detail::are_small({{1, 1, 1, 13}}));
}

TEST(Sizes, OfCropsThatArePlannedBeginWith17OutputsInRowsOfThree) {
  const auto is_worth = [](const extents& of_crops, std::ptrdiff_t channels, bool is_half = false) {
    return cnr::detail::is_worth_planning(of_crops, channels, is_half);
  };
  EXPECT_TRUE(is_worth({{1, 1, 17, 1}}, 1));
  EXPECT_FALSE(is_worth({{9, 1, 16, 1}}, 1));
  EXPECT_FALSE(is_worth({{9, 2, 4, 2}}, 2));
  EXPECT_TRUE(is_worth({{1, 6, 3, 1}}, 1));
  EXPECT_FALSE(is_worth({{1, 9, 2, 1}}, 1));
  EXPECT_FALSE(is_worth({{1, 9, 1, 2}}, 2));
  EXPECT_FALSE(is_worth({{1, 9, 2, 3}}, 1));  // planes
  EXPECT_TRUE(is_worth({{1, 9, 1, 3}}, 3));
  // Of halves, rows do not count.
  EXPECT_TRUE(is_worth({{1, 5, 1, 1}}, 1, true));
  EXPECT_FALSE(is_worth({{1, 4, 1, 1}}, 1, true));
  EXPECT_FALSE(is_worth({{1, 1, 2, 2}}, 2, true));
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

/// An estimate of the vector kernels: of which call, and what it should be.
struct vector_case {
  strides_function of_image;
  strides_function of_crops;
  extents image;
  extents crops;
  std::size_t element_size;
  std::size_t taps;
  cost_estimate expected;
};

/// Within 2 %: less does not decide how a call is cut.
void expect_about(const cost_estimate& actual, const cost_estimate& expected) {
  EXPECT_NEAR(actual.set_up, expected.set_up, 0.02 * expected.set_up);
  EXPECT_NEAR(actual.row, expected.row, 0.02 * expected.row);
}

// The estimates as they were fitted to what calls take (benchmarks/README.md). A new fit brings new numbers. They fail
// where an estimate changes by mistake, which no other test sees.

TEST(Estimates, OfVectorKernelsAreThoseThatWereFitted) {
  const vector_case cases[] = {
      {pixels, pixels, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 1, {800, 56}},
      {pixels, pixels, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {800, 78.5}},
      {pixels, pixels, {{1, 10, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {800, 62.8}},
      {pixels, pixels, {{1, 60, 70, 1}}, {{1, 20, 30, 1}}, 1, 2, {440, 39.5}},
      {pixels, pixels, {{1, 60, 70, 2}}, {{1, 20, 30, 2}}, 1, 2, {650, 59}},
      {pixels, planes, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {800, 78.5}},
      {pixels, pixel_columns, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {1100, 142}},
      {pixels, plane_columns, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {1100, 142}},
      {planes, planes, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 1, {440, 136}},
      {planes, planes, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {440, 158}},
      {planes, planes, {{1, 10, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {440, 143}},
      {planes, pixels, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {440, 158}},
      {planes, pixel_columns, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {740, 356}},
      {planes, planes, {{1, 60, 70, 64}}, {{1, 20, 30, 64}}, 1, 2, {440, 3788}},
      {pixel_columns, pixels, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {440, 134}},
      {pixel_columns, planes, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {440, 354}},
      {plane_columns, planes, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {440, 284}},
      {plane_columns, pixels, {{1, 60, 70, 3}}, {{1, 20, 30, 3}}, 1, 2, {440, 284}},
      {pixels, pixels, {{1, 60, 70, 16}}, {{1, 20, 30, 16}}, 1, 2, {440, 606}},
      {planes, planes, {{1, 60, 70, 16}}, {{1, 20, 30, 16}}, 1, 2, {440, 932}},
      {pixel_columns, planes, {{1, 60, 70, 2}}, {{1, 20, 30, 2}}, 1, 2, {440, 236}},
      {pixels, pixels, {{1, 60, 70, 2}}, {{1, 2, 2, 2}}, 1, 2, {40, 24}},
      {pixels, pixels, {{1, 60, 70, 1}}, {{1, 2, 2, 1}}, 1, 2, {30, 29}},
      {pixels, pixels, {{1, 60, 70, 15}}, {{1, 20, 30, 15}}, 1, 2, {2600, 312}},
      {pixels, pixels, {{1, 60, 70, 64}}, {{1, 20, 30, 64}}, 1, 1, {440, 1086}},
      {pixels, pixels, {{1, 60, 70, 64}}, {{1, 20, 30, 64}}, 1, 2, {440, 2334}},
      {pixels, planes, {{1, 60, 70, 64}}, {{1, 20, 30, 64}}, 1, 2, {440, 2334}},
      {pixels, pixels, {{1, 10, 70, 64}}, {{1, 20, 30, 64}}, 1, 2, {440, 1662}},
      {pixels, pixels, {{1, 600, 700, 64}}, {{1, 20, 30, 64}}, 4, 2, {440, 7134}},
      {planes, planes, {{1, 1024, 1024, 4}}, {{1, 20, 30, 4}}, 1, 2, {440, 278}},
      {planes, planes, {{1, 1024, 1023, 4}}, {{1, 20, 30, 4}}, 1, 2, {440, 218}},
      {plane_columns, planes, {{1, 1024, 1024, 4}}, {{1, 20, 30, 4}}, 1, 2, {440, 678}},
      {planes, planes, {{1, 2048, 1024, 4}}, {{1, 20, 30, 4}}, 4, 2, {440, 578}},
      {pixels, pixels, {{1, 60, 70, 64}}, {{1, 2, 2, 64}}, 1, 1, {40, 84}},
      {pixels, pixels, {{1, 60, 70, 64}}, {{1, 2, 2, 64}}, 1, 2, {40, 148}},
      {pixels, pixels, {{1, 600, 700, 64}}, {{1, 2, 1, 64}}, 4, 2, {40, 234}},
      {pixels, pixels, {{1, 60, 70, 64}}, {{1, 5, 1, 64}}, 1, 2, {353, 107}},
      {pixels, pixels, {{1, 60, 70, 1}}, {{1, 3, 4, 1}}, 1, 1, {30, 23}},
      {planes, planes, {{1, 60, 70, 3}}, {{1, 2, 2, 3}}, 1, 2, {30, 77}},
  };
  for (const vector_case& each : cases) {
    SCOPED_TRACE(&each - &cases[0]);
    const memory_layout layout = layout_of(each.of_image, each.of_crops, each.image, each.crops);
    expect_about(cnr::detail::estimate_vector_cost(each.element_size, each.taps, each.image, each.crops, layout),
                 each.expected);
  }
  // Crops of which neither pixels nor rows are packed, from an image of many channels.
  constexpr extents of_image{{1, 60, 70, 16}};
  constexpr extents of_crops{{1, 20, 30, 16}};
  const memory_layout sparse =
      cnr::detail::memory_layout_of(of_image, pixels(of_image), of_crops, {{20000, 960, 32, 2}});
  expect_about(cnr::detail::estimate_vector_cost(1, 2, of_image, of_crops, sparse), {740, 3980});
}

TEST(Estimates, OfScalarLoopsBlocksAndFiltersAreThoseThatWereFitted) {
  constexpr extents crop{{1, 10, 7, 3}};
  constexpr extents small{{1, 2, 2, 3}};
  expect_about(cnr::detail::estimate_scalar_cost(1, crop), {206, 72});
  expect_about(cnr::detail::estimate_block_cost(1, crop), {470, 57.9});
  expect_about(cnr::detail::estimate_scalar_cost(2, crop), {206, 154});
  expect_about(cnr::detail::estimate_block_cost(2, crop), {470, 73.6});
  expect_about(cnr::detail::estimate_scalar_cost(4, crop), {206, 482});
  expect_about(cnr::detail::estimate_block_cost(4, crop), {470, 137});
  expect_about(cnr::detail::estimate_scalar_cost(1, small), {30, 32});
  expect_about(cnr::detail::estimate_scalar_cost(2, small), {30, 77});
  expect_about(cnr::detail::estimate_filter_cost(true, {{1, 200, 300, 3}}, crop), {12300, 27800});
  expect_about(cnr::detail::estimate_filter_cost(true, {{1, 18, 300, 3}}, crop), {12300, 2780});
  expect_about(cnr::detail::estimate_filter_cost(true, {{1, 200, 12, 3}}, crop), {860, 2060});
  expect_about(cnr::detail::estimate_filter_cost(true, {{1, 30, 35, 3}}, crop), {1700, 592});
  expect_about(cnr::detail::estimate_filter_cost(false, {{1, 200, 300, 3}}, crop), {12300, 4400});
  expect_about(cnr::detail::estimate_filter_cost(false, {{1, 18, 300, 3}}, crop), {12300, 1250});
  expect_about(cnr::detail::estimate_filter_cost(false, {{1, 200, 12, 3}}, crop), {860, 968});
  expect_about(cnr::detail::estimate_filter_cost(false, {{1, 30, 35, 3}}, crop), {1700, 272});
}

}  // namespace
