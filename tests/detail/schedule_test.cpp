// SPDX-License-Identifier: MIT
//
// The bands that a call is cut into: together they are each row of each crop once.

#include <crop_and_resize/detail/schedule.hpp>

#include <gtest/gtest.h>

#include <cstddef>

namespace {

using cnr::detail::band;
using cnr::detail::schedule;

cnr::crops_view<float> crops_of(std::ptrdiff_t num_boxes, std::ptrdiff_t height, std::ptrdiff_t width) {
  static float element = 0;
  return {&element, {num_boxes, height, width, 3}};
}

void expect_each_row_once(const schedule& bands, std::ptrdiff_t num_boxes, std::ptrdiff_t height) {
  std::ptrdiff_t box = 0;
  std::ptrdiff_t row = 0;
  for (std::ptrdiff_t item = 0; item < bands.count(); ++item) {
    const band next = bands[item];
    ASSERT_EQ(next.box, box);
    ASSERT_EQ(next.first_row, row);
    ASSERT_LT(next.first_row, next.last_row);
    row = next.last_row;
    if (row == height) {
      ++box;
      row = 0;
    }
  }
  EXPECT_EQ(box, num_boxes);
  EXPECT_EQ(row, 0);
}

TEST(Schedule, GivesEachRowOfEachCropToOneBand) {
  for (const std::ptrdiff_t num_boxes : {1, 2, 7}) {
    for (const std::ptrdiff_t height : {1, 2, 3, 100, 1001}) {
      for (const std::ptrdiff_t width : {1, 100, 100000}) {
        expect_each_row_once(schedule(crops_of(num_boxes, height, width), 10), num_boxes, height);
      }
    }
  }
}

TEST(Schedule, KeepsASmallCropInOneBand) {
  const schedule bands(crops_of(10, 14, 14), 10);
  EXPECT_EQ(bands.count(), 10);
  EXPECT_DOUBLE_EQ(bands.cost(), 14 * 14 * 3 * 10);
}

TEST(Schedule, SpreadsALargeCropOverManyBands) {
  EXPECT_GE(schedule(crops_of(1, 640, 640), 10).count(), 16);
  EXPECT_EQ(schedule(crops_of(1, 3, 1000000000), 10).count(), 3);
}

}  // namespace
