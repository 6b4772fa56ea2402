// SPDX-License-Identifier: MIT
//
// Which images are read by columns, and in which pieces.

#include "support/elements.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/detail/geometry/column_runs.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace {

using cnr::detail::column_runs;
using cnr::detail::column_runs_of;
using cnr::detail::extents_4d;
using cnr::detail::run_piece;

constexpr extents_4d image{{2, 30, 40, 3}};
constexpr extents_4d column_major{{3600, 1, 30, 1200}};
constexpr extents_4d transposed{{3600, 3, 90, 1}};

column_runs runs_of(const extents_4d& extents, const extents_4d& strides, std::ptrdiff_t planes) {
  return column_runs_of(extents, strides, sizeof(float), planes);
}

TEST(ColumnRuns, AreOneForEachPlaneOrOneForPackedChannels) {
  const column_runs plane = runs_of(image, column_major, 1);
  EXPECT_EQ(plane.count, 1);
  EXPECT_EQ(plane.size, 30);
  EXPECT_EQ(plane.plane_step, 0);
  EXPECT_EQ(plane.max_columns, 384);
  const column_runs planes = runs_of(image, column_major, 3);
  EXPECT_EQ(planes.count, 3);
  EXPECT_EQ(planes.size, 30);
  EXPECT_EQ(planes.plane_step, 0);
  EXPECT_EQ(planes.max_columns, 128);
  const column_runs pixels = runs_of(image, transposed, 3);
  EXPECT_EQ(pixels.count, 1);
  EXPECT_EQ(pixels.size, 90);
  EXPECT_EQ(pixels.plane_step, 1);
  EXPECT_EQ(pixels.reach, 2);
  EXPECT_EQ(pixels.element(2), 6);
  EXPECT_EQ(pixels.max_columns, 384);
  // The last channel of a row is the first one of the next row.
  EXPECT_EQ(runs_of(image, {{0, 2, 90, 1}}, 3).count, 3);
}

TEST(ColumnRuns, BeginAtTheLowestAddress) {
  EXPECT_EQ(runs_of(image, column_major, 1).first, 0);
  const column_runs upwards = runs_of(image, {{3600, -1, 30, 1200}}, 1);
  EXPECT_EQ(upwards.first, 29);
  EXPECT_EQ(upwards.element(29), 0);
  const column_runs mirrored = runs_of(image, {{3600, 3, 90, -1}}, 3);
  EXPECT_EQ(mirrored.first, 2);
  EXPECT_EQ(mirrored.size, 90);
}

TEST(ColumnRuns, AreNotThereWhereRowsAreReadAsFast) {
  EXPECT_EQ(runs_of(image, {{3600, 120, 3, 1}}, 3).count, 0);    // interleaved
  EXPECT_EQ(runs_of(image, {{3600, 40, 1, 1200}}, 3).count, 0);  // planar
  EXPECT_EQ(runs_of({{2, 1, 40, 3}}, {{120, 1, 3, 1}}, 1).count, 0);
  EXPECT_EQ(runs_of({{2, 30, 1, 3}}, {{90, 3, 1, 1}}, 1).count, 0);
  EXPECT_EQ(runs_of(image, {{3600, 0, 30, 1200}}, 1).count, 0);
  // Columns of 16 bytes are within the windows of a reader of rows.
  EXPECT_EQ(runs_of(image, {{3600, 1, 4, 1200}}, 1).count, 0);
  EXPECT_EQ(runs_of(image, {{3600, 1, 5, 1200}}, 1).count, 1);
  EXPECT_EQ(runs_of(image, {{3600, 1, -5, 1200}}, 1).count, 1);
  EXPECT_EQ(column_runs_of(image, {{3600, 1, 16, 1200}}, 1, 1).count, 0);
  EXPECT_EQ(column_runs_of(image, {{3600, 1, 17, 1200}}, 1, 1).count, 1);
  // So are those of 48 bytes of three channels.
  EXPECT_EQ(runs_of(image, {{3600, 3, 12, 1}}, 3).count, 0);
  EXPECT_EQ(runs_of(image, {{3600, 3, 13, 1}}, 3).count, 1);
}

// A single row of so many channels has a run of a vector, and a single column has one that is far from the next.
TEST(ColumnRuns, AreNotThereForASingleRowOrColumn) {
  const extents_4d of_channels{{0, 20, 100, 1}};
  EXPECT_EQ(runs_of({{1, 1, 40, 20}}, of_channels, 20).count, 0);
  EXPECT_EQ(runs_of({{1, 2, 40, 20}}, of_channels, 20).count, 1);
  EXPECT_EQ(runs_of({{1, 30, 1, 1}}, {{0, 1, 100, 1}}, 1).count, 0);
  EXPECT_EQ(runs_of({{1, 30, 2, 1}}, {{0, 1, 100, 1}}, 1).count, 1);
}

TEST(ColumnRuns, HaveAVectorOfElementsOfWhichAQuarterIsWanted) {
  EXPECT_EQ(runs_of({{1, 15, 40, 1}}, {{600, 1, 15, 1}}, 1).count, 0);
  EXPECT_EQ(runs_of({{1, 16, 40, 1}}, {{640, 1, 16, 1}}, 1).count, 1);
  EXPECT_EQ(runs_of({{1, 30, 40, 1}}, {{4800, 4, 120, 1}}, 1).count, 1);
  EXPECT_EQ(runs_of({{1, 30, 40, 1}}, {{6000, 5, 150, 1}}, 1).count, 0);
  EXPECT_EQ(runs_of({{1, 30, 40, 3}}, {{14400, 12, 360, 1}}, 3).count, 1);
  EXPECT_EQ(runs_of({{1, 30, 40, 3}}, {{15600, 13, 390, 1}}, 3).count, 0);
  // Two rows need not fit in a piece where channels are hundreds.
  EXPECT_EQ(runs_of({{1, 30, 40, 300}}, {{360000, 300, 9000, 1}}, 300).count, 0);
}

/// Rows of the image that rows of a crop read, rising or falling by up to `most`.
std::vector<std::uint32_t> random_rows(support::random_engine& random, std::ptrdiff_t height, std::ptrdiff_t most) {
  std::vector<std::uint32_t> rows;
  std::ptrdiff_t row = support::pick(random, 0, height - 2);
  do {
    rows.push_back(static_cast<std::uint32_t>(row));
    row += support::pick(random, 0, most);
  } while (row + 1 < height && rows.size() < 128);
  if (support::one_in(random, 2)) std::reverse(rows.begin(), rows.end());
  return rows;
}

TEST(ColumnRuns, MovePiecesWithinARunToWhatEachRowReads) {
  auto random = support::seeded_engine();
  for (int repeat = 0; repeat < 2000; ++repeat) {
    const std::ptrdiff_t channels = support::pick(random, 1, 4);
    const std::ptrdiff_t height = support::pick(random, 16, 600);
    const std::ptrdiff_t step = support::pick(random, channels, 4 * channels);
    const std::ptrdiff_t sign = support::one_in(random, 2) ? 1 : -1;
    const std::ptrdiff_t channel_stride = support::one_in(random, 2) ? 1 : -1;
    const column_runs runs = runs_of({{1, height, 9, channels}}, {{0, sign * step, 100000, channel_stride}}, channels);
    ASSERT_EQ(runs.count, 1);
    const std::ptrdiff_t last_channel = (channels - 1) * channel_stride;
    const std::ptrdiff_t pitch = support::pick(random, 1, runs.max_columns / 16) * 16;
    const auto top = random_rows(random, height, support::pick(random, 0, 40));
    std::vector<std::uint32_t> bottom = top;
    for (std::uint32_t& row : bottom) row += support::one_in(random, 2) ? 1U : 0U;
    run_piece piece{};
    for (std::size_t i = 0; i < top.size(); ++i) {
      runs.move(piece, top.data(), bottom.data(), i, top.size(), pitch, random() % 64);
      EXPECT_GE(piece.elements.begin, 0);
      EXPECT_LE(piece.elements.end, runs.size);
      EXPECT_GE(piece.elements.size(), column_runs::granularity);
      EXPECT_LE(piece.elements.size() * pitch, column_runs::capacity);
      EXPECT_GE(piece.elements.begin + piece.ahead, 0);
      EXPECT_LE(piece.elements.end + piece.ahead, runs.size);
      for (const std::uint32_t row : {top[i], bottom[i]}) {
        const std::ptrdiff_t element = runs.element(static_cast<std::ptrdiff_t>(row));
        EXPECT_LE(piece.elements.begin, std::min(element, element + last_channel));
        EXPECT_GT(piece.elements.end, std::max(element, element + last_channel));
      }
    }
  }
}

TEST(ColumnRuns, MoveAPieceOfOneRowToTheCacheLineThatItIsIn) {
  const column_runs runs = runs_of({{1, 600, 9, 1}}, {{0, 1, 600, 1}}, 1);
  const std::uint32_t top[] = {37, 137, 237};
  run_piece piece{};
  runs.move(piece, top, top, 0, 3, 16, 0);
  EXPECT_EQ(piece.elements.begin, 32);
  EXPECT_EQ(piece.elements.end, 48);
  EXPECT_EQ(piece.ahead, 100);
  runs.move(piece, top, top, 1, 3, 16, 9);
  EXPECT_EQ(piece.elements.begin, 135);
  // The first and the last element of a line. The first line begins where the run does.
  for (const auto& [row, begin] : {std::pair{5U, 0}, {31U, 16}, {32U, 32}}) {
    const std::uint32_t far_apart[] = {row, 137};
    runs.move(piece, far_apart, far_apart, 0, 2, 16, 0);
    EXPECT_EQ(piece.elements.begin, begin);
  }
}

TEST(ColumnRuns, LoadARowByItselfWhereTheNextOneIsACacheLineAway) {
  const column_runs runs = runs_of({{1, 600, 9, 1}}, {{0, 1, 600, 1}}, 1);
  run_piece piece{};
  const std::uint32_t near_rows[] = {32, 47, 62};
  runs.move(piece, near_rows, near_rows, 0, 3, 16, 0);
  EXPECT_EQ(piece.elements.end, 63) << "all of these rows are in one piece";
  EXPECT_EQ(piece.ahead, 0);
  const std::uint32_t falling_rows[] = {62, 47, 32};
  runs.move(piece, falling_rows, falling_rows, 0, 3, 16, 0);
  EXPECT_EQ(piece.elements.begin, 32) << "and of these";
  EXPECT_EQ(piece.elements.end, 63);
  const std::uint32_t rows_apart[] = {32, 48, 64};
  runs.move(piece, rows_apart, rows_apart, 0, 3, 16, 0);
  EXPECT_EQ(piece.elements.end, 48);
  EXPECT_EQ(piece.ahead, 16);
}

TEST(ColumnRuns, LoadRowsTogetherThatBeginWithTheSameOne) {
  const column_runs runs = runs_of({{1, 600, 9, 16}}, {{0, 16, 100000, 1}}, 16);
  run_piece piece{};
  const std::uint32_t top[] = {5, 5};
  const std::uint32_t bottom[] = {5, 6};
  runs.move(piece, top, bottom, 0, 2, 16, 0);
  EXPECT_EQ(piece.elements.begin, 5 * 16);
  EXPECT_EQ(piece.elements.end, 7 * 16);
}

TEST(ColumnRuns, HaveAsManyColumnsAsPiecesOfTwoRowsLeaveRoomFor) {
  // Pieces are whole cache lines: two rows of 8 elements are one, and of 9 are two.
  EXPECT_EQ(runs_of({{1, 30, 40, 2}}, {{0, 8, 1000, 1}}, 2).max_columns, 384);
  EXPECT_EQ(runs_of({{1, 30, 40, 3}}, {{0, 9, 1000, 1}}, 3).max_columns, 192);
}

}  // namespace
