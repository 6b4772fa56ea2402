// SPDX-License-Identifier: MIT
//
// What runs of outputs of planes read: the windows of columns, and the numbers of rows that are copied.

#include "support/elements.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/detail/forward/plane_runs.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>

namespace {

using cnr::detail::image_rows;
using cnr::detail::max_outputs;
using cnr::detail::max_rows;
using cnr::detail::max_run;
using cnr::detail::max_width;
using cnr::detail::run_columns;
using cnr::detail::taps_room;

TEST(PlaneRuns, NumberTheRowsThatTheirTapsReadAndNoOthers) {
  auto random = support::seeded_engine();
  constexpr std::int32_t stride = 100;
  for (int repeat = 0; repeat < 200; ++repeat) {
    const std::ptrdiff_t count = support::one_in(random, 4) ? max_rows : support::pick(random, 1, max_rows);
    const std::ptrdiff_t most = support::pick(random, 0, 3);
    taps_room<max_rows> rows;
    for (auto& tap : rows.tap) tap.fill(1000000);
    std::set<std::uint32_t> read;
    std::uint32_t row = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      rows.tap[0][i] = row;
      rows.tap[1][i] = row + (support::one_in(random, 3) ? 0U : 1U);
      read.insert({rows.tap[0][i], rows.tap[1][i]});
      row += static_cast<std::uint32_t>(support::pick(random, 0, most));
    }
    const taps_room<max_rows> given = rows;
    image_rows numbered;
    cnr::detail::number_rows(2, rows, count, stride, numbered);
    ASSERT_EQ(numbered.count, static_cast<std::ptrdiff_t>(read.size()));
    for (std::size_t tap = 0; tap < 2; ++tap) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        ASSERT_LT(rows.tap[tap][i], read.size());
        ASSERT_EQ(numbered.offset[rows.tap[tap][i]], static_cast<std::int32_t>(given.tap[tap][i]) * stride);
      }
      for (std::size_t i = static_cast<std::size_t>(count); i < rows.tap[tap].size(); ++i) {
        ASSERT_EQ(rows.tap[tap][i], 1000000U) << "a row of which there is none";
      }
    }
  }
}

TEST(PlaneRuns, HaveWindowsOfAVectorForAllColumnsAndForThoseAfterTheLast) {
  auto random = support::seeded_engine();
  for (const std::ptrdiff_t width : {4, 8, 16}) {
    for (int repeat = 0; repeat < 200; ++repeat) {
      const std::ptrdiff_t count = support::one_in(random, 4) ? max_run : support::pick(random, 1, max_run);
      const std::ptrdiff_t most = support::pick(random, 0, 2 * width);
      taps_room<max_outputs> taps;
      std::uint32_t element = 0;
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        taps.tap[0][i] = element;
        taps.tap[1][i] = element + 1;
        element += static_cast<std::uint32_t>(support::pick(random, 0, most));
      }
      const auto last_window = static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(
          static_cast<std::ptrdiff_t>(taps.tap[1][static_cast<std::size_t>(count - 1)]) + 1 - width, 0));
      run_columns columns;
      columns.start.fill(1000000);
      cnr::detail::locate_windows(width, taps.located(2), count, last_window, columns);
      std::size_t window = 0;
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        if (i == columns.window_end[window]) ++window;
        const auto column = static_cast<std::size_t>(i);
        ASSERT_GT(columns.window_end[window], i);
        ASSERT_LE(columns.start[column], std::min(last_window, taps.tap[0][column]));
        ASSERT_LT(taps.tap[1][column] - columns.start[column], static_cast<std::uint32_t>(width));
      }
      ASSERT_EQ(columns.window_end[window], count);
      // A vector that begins with the last column reads as many more.
      for (std::ptrdiff_t i = count; i < count + max_width; ++i) {
        ASSERT_EQ(columns.start[static_cast<std::size_t>(i)], 0U);
      }
    }
  }
}

}  // namespace
