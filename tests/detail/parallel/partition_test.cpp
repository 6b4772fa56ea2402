// SPDX-License-Identifier: MIT
//
// The pieces that a call is cut into: together they are each row of each crop once.

#include <crop_and_resize/detail/parallel/partition.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <utility>

namespace {

using cnr::detail::cost_estimate;
using cnr::detail::partition;
using cnr::detail::task;

using cnr::detail::task_cycles;

/// Of crops of 3 channels.
constexpr cost_estimate cost_of(std::ptrdiff_t width) { return {300, 30 + 6 * static_cast<double>(width)}; }

struct crops_of {
  crops_of(std::ptrdiff_t boxes, std::ptrdiff_t rows, std::ptrdiff_t /*width*/) : num_boxes(boxes), height(rows) {}
  std::ptrdiff_t num_boxes;
  std::ptrdiff_t height;
};

partition partition_of(const crops_of& crops, const cost_estimate& cost, double target_cycles) {
  return {crops.num_boxes, crops.height, cost, target_cycles};
}

void expect_each_row_once(const partition& tasks, std::ptrdiff_t num_boxes, std::ptrdiff_t height) {
  std::ptrdiff_t box = 0;
  std::ptrdiff_t row = 0;
  for (std::ptrdiff_t item = 0; item < tasks.count(); ++item) {
    const task next = tasks[item];
    ASSERT_EQ(next.boxes.begin, box);
    ASSERT_EQ(next.rows.begin, row);
    ASSERT_LT(next.boxes.begin, next.boxes.end);
    ASSERT_LT(next.rows.begin, next.rows.end);
    // Several boxes are whole boxes.
    if (next.boxes.end - next.boxes.begin > 1) {
      ASSERT_EQ(next.rows.end - next.rows.begin, height);
    }
    row = next.rows.end;
    if (row == height) {
      box = next.boxes.end;
      row = 0;
    }
  }
  EXPECT_EQ(box, num_boxes);
  EXPECT_EQ(row, 0);
}

TEST(Partition, GivesEachRowOfEachCropToOneTask) {
  for (const std::ptrdiff_t num_boxes : {1, 2, 7, 1000}) {
    for (const std::ptrdiff_t height : {1, 2, 3, 100, 1001}) {
      for (const std::ptrdiff_t width : {1, 100, 100000}) {
        const auto crops = crops_of(num_boxes, height, width);
        expect_each_row_once(partition_of(crops, cost_of(width), task_cycles), num_boxes, height);
        expect_each_row_once(partition_of(crops, cost_of(width), 1), num_boxes, height);
        EXPECT_EQ(partition_of(crops, cost_of(width), 1e300).count(), 1);
      }
    }
  }
}

TEST(Partition, OfATaskIsThatTask) {
  const partition only(task{{3, 8}, {10, 17}});
  ASSERT_EQ(only.count(), 1);
  EXPECT_EQ(only[0].boxes.begin, 3);
  EXPECT_EQ(only[0].boxes.end, 8);
  EXPECT_EQ(only[0].rows.begin, 10);
  EXPECT_EQ(only[0].rows.end, 17);
}

TEST(Partition, GivesEachTaskAnotherNumberWhereItInterleaves) {
  for (std::ptrdiff_t num_boxes = 1; num_boxes < 300; ++num_boxes) {
    const partition in_order(num_boxes, 5, {1, 1}, 1);
    partition interleaved = in_order;
    interleaved.interleave();
    ASSERT_EQ(interleaved.count(), in_order.count());
    std::set<std::pair<std::ptrdiff_t, std::ptrdiff_t>> seen;
    for (std::ptrdiff_t number = 0; number < interleaved.count(); ++number) {
      seen.insert({interleaved[number].boxes.begin, interleaved[number].rows.begin});
    }
    ASSERT_EQ(static_cast<std::ptrdiff_t>(seen.size()), in_order.count());
  }
}

TEST(Partition, GivesEveryRangeOfNumbersItsShareOfARunOfBoxesWhereItInterleaves) {
  for (const std::ptrdiff_t num_boxes : {64, 100, 1000, 1001}) {
    partition tasks(num_boxes, 1, {0, 300e3}, task_cycles);
    ASSERT_EQ(tasks.count(), num_boxes);
    tasks.interleave();
    // Of the first half of the boxes, each quarter of the numbers has a quarter.
    for (std::ptrdiff_t quarter = 0; quarter < 4; ++quarter) {
      std::ptrdiff_t of_first_half = 0;
      for (std::ptrdiff_t number = num_boxes * quarter / 4; number < num_boxes * (quarter + 1) / 4; ++number) {
        if (tasks[number].boxes.begin < num_boxes / 2) ++of_first_half;
      }
      const double share = static_cast<double>(num_boxes) / 8;
      EXPECT_NEAR(static_cast<double>(of_first_half), share, 1 + share / 10) << num_boxes;
    }
  }
}

TEST(Partition, InterleavesAsManyTasksAsNumbersCanBeMultipliedWith) {
  constexpr std::ptrdiff_t most = std::ptrdiff_t{1} << 30;
  for (const std::ptrdiff_t num_boxes : {most, most + 1}) {
    partition tasks(num_boxes, 1, {0, 1e9}, task_cycles);
    ASSERT_EQ(tasks.count(), num_boxes);
    tasks.interleave();
    EXPECT_EQ(tasks[1].boxes.begin == 1, num_boxes > most) << num_boxes;
  }
}

TEST(Partition, PutsManySmallCropsIntoOneTask) {
  const partition tasks = partition_of(crops_of(1000, 8, 8), cost_of(8), task_cycles);
  const double box = 300 + 8 * (30 + 48);
  EXPECT_NEAR(tasks.cost(), task_cycles, 2 * box);
  EXPECT_DOUBLE_EQ(tasks.cost(), box * static_cast<double>(tasks[0].boxes.end));
  EXPECT_EQ(tasks.count(), (1000 - 1) / tasks[0].boxes.end + 1);
}

TEST(Partition, SpreadsALargeCropOverManyTasks) {
  const partition tasks = partition_of(crops_of(1, 640, 640), cost_of(640), task_cycles);
  EXPECT_GE(tasks.count(), 32);
  EXPECT_LE(tasks.cost(), 1.5 * task_cycles);
  EXPECT_EQ(partition_of(crops_of(1, 3, 1000000000), cost_of(1000000000), task_cycles).count(), 3);
}

TEST(Partition, LeavesNoRemainders) {
  // Cut at 50000 cycles each, the last strip of these would be a fifth of the others, the last run a tenth.
  const partition strips = partition_of(crops_of(1, 100, 250), cost_of(250), 70e3);
  EXPECT_EQ(strips.count(), 2);
  EXPECT_EQ(strips[0].rows.end, 50);
  const partition runs = partition_of(crops_of(11, 10, 80), cost_of(80), 50e3);
  EXPECT_EQ(runs.count(), 2);
  EXPECT_EQ(runs[0].boxes.end, 6);
}

TEST(Partition, MakesTasksLargerWhereSettingThemUpIsDear) {
  const cost_estimate cost{10e3, 1e3};
  const partition tasks = partition_of(crops_of(1, 1000, 1), cost, task_cycles);
  EXPECT_GE(tasks.cost(), 100e3);
  EXPECT_LE(tasks.cost(), 200e3);
}

TEST(Partition, MakesTasksLargerWhereThereAreMoreThanEnough) {
  // For 64 threads there are some left, and however many there are, each is small beside a time slice.
  const partition many = partition_of(crops_of(2000, 100, 100), cost_of(100), task_cycles);
  EXPECT_GE(many.count(), 64);
  EXPECT_NEAR(many.cost(), 4 * task_cycles, task_cycles);
  const partition some = partition_of(crops_of(100, 100, 100), cost_of(100), task_cycles);
  EXPECT_GE(some.count(), 48);
  EXPECT_NEAR(some.cost(), 100e3, task_cycles);
}

}  // namespace
