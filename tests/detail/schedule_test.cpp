// SPDX-License-Identifier: MIT
//
// The pieces that a call is cut into: together they are each row of each crop once.

#include <crop_and_resize/detail/schedule.hpp>

#include <gtest/gtest.h>

#include <cstddef>

namespace {

using cnr::detail::cost_estimate;
using cnr::detail::piece;
using cnr::detail::schedule;

constexpr cost_estimate cost{300, 30, 2};
constexpr double piece_cycles = 50e3;

cnr::crops_view<float> crops_of(std::ptrdiff_t num_boxes, std::ptrdiff_t height, std::ptrdiff_t width) {
  static float element = 0;
  return {&element, {num_boxes, height, width, 3}};
}

void expect_each_row_once(const schedule& pieces, std::ptrdiff_t num_boxes, std::ptrdiff_t height) {
  std::ptrdiff_t box = 0;
  std::ptrdiff_t row = 0;
  for (std::ptrdiff_t item = 0; item < pieces.count(); ++item) {
    const piece next = pieces[item];
    ASSERT_EQ(next.first_box, box);
    ASSERT_EQ(next.first_row, row);
    ASSERT_LT(next.first_box, next.last_box);
    ASSERT_LT(next.first_row, next.last_row);
    // Several boxes are whole boxes.
    if (next.last_box - next.first_box > 1) {
      ASSERT_EQ(next.last_row - next.first_row, height);
    }
    row = next.last_row;
    if (row == height) {
      box = next.last_box;
      row = 0;
    }
  }
  EXPECT_EQ(box, num_boxes);
  EXPECT_EQ(row, 0);
}

TEST(Schedule, GivesEachRowOfEachCropToOnePiece) {
  for (const std::ptrdiff_t num_boxes : {1, 2, 7, 1000}) {
    for (const std::ptrdiff_t height : {1, 2, 3, 100, 1001}) {
      for (const std::ptrdiff_t width : {1, 100, 100000}) {
        expect_each_row_once(schedule(crops_of(num_boxes, height, width), cost, piece_cycles), num_boxes, height);
        expect_each_row_once(schedule(crops_of(num_boxes, height, width), cost, 1), num_boxes, height);
        EXPECT_EQ(schedule(crops_of(num_boxes, height, width), cost, 1e300).count(), 1);
      }
    }
  }
}

TEST(Schedule, PutsManySmallCropsIntoOnePiece) {
  const schedule pieces(crops_of(10000, 8, 8), cost, piece_cycles);
  const double box = 300 + 8 * (30 + 8 * 3 * 2);
  EXPECT_EQ(pieces[0].last_box, static_cast<std::ptrdiff_t>(piece_cycles / box));
  EXPECT_DOUBLE_EQ(pieces.cost(), box * static_cast<double>(pieces[0].last_box));
  EXPECT_LE(pieces.count(), 250);
}

TEST(Schedule, SpreadsALargeCropOverManyPieces) {
  const schedule pieces(crops_of(1, 640, 640), cost, piece_cycles);
  EXPECT_GE(pieces.count(), 16);
  EXPECT_LE(pieces.cost(), piece_cycles + 300);
  EXPECT_EQ(schedule(crops_of(1, 3, 1000000000), cost, piece_cycles).count(), 3);
}

}  // namespace
