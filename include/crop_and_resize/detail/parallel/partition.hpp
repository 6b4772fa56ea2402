// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How a forward call is cut into tasks for an executor. A task is several consecutive boxes, or consecutive rows of one
// box's crop.

#ifndef CROP_AND_RESIZE_DETAIL_PARALLEL_PARTITION_HPP
#define CROP_AND_RESIZE_DETAIL_PARALLEL_PARTITION_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/parallel/cost.hpp>
#include <crop_and_resize/detail/parallel/even_split.hpp>

#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN

/// Consecutive boxes, and the rows that are computed of the crop of each.
struct task {
  index_range boxes;
  index_range rows;
};

/// The tasks of a call, numbered from 0 to count(). Many small crops make one task. A large crop makes several, so that
/// even a single box keeps all threads busy. Tasks are as equal as they can be: what would be left over makes all of
/// them a little larger or smaller.
class partition {
 public:
  /// Precondition: both counts are at least 1, and their product is representable.
  /// @param min_cycles  what a task should take at least; it takes more where that pays, see choose_cycles
  /// Not inlined, so that all calls share it.
  CNR_DETAIL_NOINLINE partition(std::ptrdiff_t num_boxes, std::ptrdiff_t crop_height, const cost_estimate& cost,
                                double min_cycles) noexcept
      : boxes_(num_boxes, 1), rows_(crop_height, crop_height) {
    const double box = cost.set_up + cost.row * static_cast<double>(crop_height);
    const double cycles = choose_cycles(box * static_cast<double>(num_boxes), cost, min_cycles);
    if (box < cycles) {
      boxes_ =
          even_split(num_boxes, divide_up(num_boxes, divide_up(num_boxes, clamp_count(cycles / box + 0.5, num_boxes))));
      cost_ = box * static_cast<double>(boxes_.length());
    } else {
      rows_ = even_split::into(box / cycles + 0.5, crop_height);
      cost_ = cost.set_up + cost.row * static_cast<double>(rows_.length());
    }
  }

  /// A partition of a task: itself. Not inlined, for the same reason.
  CNR_DETAIL_NOINLINE explicit partition(const task& only) noexcept
      : boxes_(only.boxes.size(), maximum(only.boxes.size(), 1)),
        rows_(only.rows.size(), maximum(only.rows.size(), 1)),
        first_box_(only.boxes.begin),
        first_row_(only.rows.begin),
        cost_(0) {}

  /// Numbers the tasks in another order, in which those with neighbouring numbers are far apart. Where boxes differ in
  /// cost, as those of images of different sizes do, they often do so in runs. In this order, every range of numbers
  /// has some tasks of each run, so that it takes its share of the time, even where an executor cuts the numbers into
  /// equal ranges beforehand.
  void interleave() noexcept {
    const std::ptrdiff_t tasks = count();
    if (tasks < 3 || tasks > (std::ptrdiff_t{1} << 30)) return;
    // Multiples of the golden ratio are spread evenly over [0, 1), modulo 1.
    step_ = static_cast<std::int64_t>(0.618034 * static_cast<double>(tasks));
    while (common_divisor(step_, tasks) != 1) ++step_;
  }

  /// Number of tasks.
  std::ptrdiff_t count() const noexcept { return boxes_.count() * rows_.count(); }

  /// Estimated cycles of one task.
  double cost() const noexcept { return cost_; }

  /// The task of a number in [0, count()). Not inlined, for the same reason.
  CNR_DETAIL_NOINLINE task operator[](std::ptrdiff_t number) const noexcept {
    if (step_ != 1) number = static_cast<std::ptrdiff_t>(number * step_ % count());
    const index_range boxes = boxes_[number / rows_.count()];
    const index_range rows = rows_[number % rows_.count()];
    return {{first_box_ + boxes.begin, first_box_ + boxes.end}, {first_row_ + rows.begin, first_row_ + rows.end}};
  }

 private:
  /// The cycles that tasks should take, `min_cycles` or more. A task takes more where setting it up would take more
  /// than a sixteenth of that. It takes up to four times `min_cycles` where there are enough tasks to keep many threads
  /// busy.
  /// @param all  cycles of the whole call
  static double choose_cycles(double all, const cost_estimate& cost, double min_cycles) noexcept {
    const double shared = all / 64 < 4 * min_cycles ? all / 64 : 4 * min_cycles;
    const double cycles = shared < min_cycles ? min_cycles : shared;
    return cycles < 16 * cost.set_up ? 16 * cost.set_up : cycles;
  }

  /// Euclid's. Precondition: both are at least 1.
  static std::int64_t common_divisor(std::int64_t a, std::int64_t b) noexcept {
    while (b != 0) {
      const std::int64_t rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }

  even_split boxes_;
  even_split rows_;
  std::ptrdiff_t first_box_ = 0;
  std::ptrdiff_t first_row_ = 0;
  std::int64_t step_ = 1;  // from the task of a number to the task of the next one, modulo count()
  double cost_;
};

/// Calls `function(box, rows)` with each box of the tasks in `numbers`, and with the rows of its crop.
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void for_each_box(const partition& tasks, const index_range& numbers,
                                           const Function& function) noexcept {
  for (std::ptrdiff_t number = numbers.begin; number < numbers.end; ++number) {
    const task each = tasks[number];
    for (std::ptrdiff_t box = each.boxes.begin; box < each.boxes.end; ++box) function(box, each.rows);
  }
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_PARALLEL_PARTITION_HPP
