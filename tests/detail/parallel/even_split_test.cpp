// SPDX-License-Identifier: MIT
//
// The ranges that executors cut items into: together they are each item once, and each is worth a thread's while.

#include <crop_and_resize/detail/parallel/cost.hpp>
#include <crop_and_resize/detail/parallel/even_split.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <limits>

namespace {

using cnr::detail::clamp_count;
using cnr::detail::even_split;
using cnr::detail::executor_ranges;

constexpr std::ptrdiff_t most_items = std::numeric_limits<std::ptrdiff_t>::max();

void expect_each_item_once(const even_split& ranges, std::ptrdiff_t items) {
  std::ptrdiff_t next = 0;
  for (std::ptrdiff_t range = 0; range < ranges.count(); ++range) {
    ASSERT_EQ(ranges[range].begin, next);
    ASSERT_LT(ranges[range].begin, ranges[range].end);
    next = ranges[range].end;
  }
  EXPECT_EQ(next, items);
}

TEST(ExecutorRanges, HoldEachItemOnce) {
  for (const std::ptrdiff_t items : {0, 1, 2, 3, 99, 100, 101, 1000}) {
    for (const double cost : {1e-300, 0.5, 300.0, 7e3, 20e3, 1e300}) {
      expect_each_item_once(executor_ranges(items, cost), items);
      for (const std::ptrdiff_t most : {1, 2, 3, 10, 5000}) {
        const even_split ranges = executor_ranges(items, cost, most);
        expect_each_item_once(ranges, items);
        EXPECT_LE(ranges.count(), most);
      }
    }
  }
}

TEST(ExecutorRanges, DoNotOverflowForAnyNumberOfItems) {
  const even_split few = executor_ranges(most_items, 1, 512);
  EXPECT_LE(few.count(), 512);
  EXPECT_EQ(few[few.count() - 1].end, most_items);
  const even_split many = executor_ranges(most_items, 1e9);
  EXPECT_EQ(many.count(), most_items);
  EXPECT_EQ(many[most_items - 1].end, most_items);
  EXPECT_EQ(executor_ranges(most_items, 1e-300).count(), 1);
}

TEST(ExecutorRanges, PutCheapItemsTogetherAndLeaveExpensiveOnesAlone) {
  EXPECT_EQ(executor_ranges(1000, 200).length(), 100);
  EXPECT_EQ(executor_ranges(1000, 20e3).length(), 1);
  EXPECT_EQ(executor_ranges(1000, 1e9).length(), 1);
  // The pieces of a call stay apart, even those that are half as long as they should be.
  EXPECT_EQ(executor_ranges(1000, cnr::detail::task_cycles / 2).length(), 1);
}

TEST(ClampCount, RoundsDownIntoItsBounds) {
  EXPECT_EQ(clamp_count(2.9, 10), 2);
  EXPECT_EQ(clamp_count(0.1, 10), 1);
  EXPECT_EQ(clamp_count(-1e300, 10), 1);
  EXPECT_EQ(clamp_count(1e300, 10), 10);
  EXPECT_EQ(clamp_count(std::numeric_limits<double>::quiet_NaN(), 10), 10);
}

}  // namespace
