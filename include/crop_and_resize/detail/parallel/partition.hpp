// SPDX-License-Identifier: MIT
//
// How a call is cut into items for an executor: each item is a run of consecutive boxes, or a band of consecutive rows
// of one box's crop. Gradients are cut otherwise: into runs of equal length of whatever can be computed by itself.

#ifndef CROP_AND_RESIZE_DETAIL_PARALLEL_PARTITION_HPP
#define CROP_AND_RESIZE_DETAIL_PARALLEL_PARTITION_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/parallel/even_split.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {

/// Consecutive rows [first_row, last_row) of the crop of one box.
struct row_range {
  std::ptrdiff_t box;
  std::ptrdiff_t first_row;
  std::ptrdiff_t last_row;
};

/// The same rows of the crops of consecutive boxes [first_box, last_box).
struct task {
  std::ptrdiff_t first_box;
  std::ptrdiff_t last_box;
  std::ptrdiff_t first_row;
  std::ptrdiff_t last_row;
};

/// Estimated CPU cycles. benchmarks/README.md compares them with what was measured.
struct cost_estimate {
  double set_up;  // of a box, or of a band of one
  double row;     // of a crop
};

/// Precondition: both are 1 or more.
constexpr std::ptrdiff_t divide_up(std::ptrdiff_t count, std::ptrdiff_t divisor) noexcept {
  return (count - 1) / divisor + 1;
}

/// Numbers the pieces of all crops from 0 to count. Many small crops make one piece, and a large one has several, so
/// that even a single box keeps all threads busy. Pieces are as equal as they can be: what would be left over makes all
/// of them a little larger or smaller.
class partition {
 public:
  /// Precondition: crops has elements, and their number is representable.
  /// @param task_cycles  how large pieces should be; larger ones may be better, see choose_cycles
  partition(const crops_view<float>& crops, const cost_estimate& cost, double task_cycles) noexcept
      : num_boxes_(crops.extent(0)), crop_height_(crops.extent(1)) {
    const double box = cost.set_up + cost.row * static_cast<double>(crop_height_);
    const double wanted = choose_cycles(box * static_cast<double>(num_boxes_), cost, task_cycles);
    if (box < wanted) {
      const std::ptrdiff_t boxes = clamp_count(wanted / box + 0.5, num_boxes_);
      boxes_per_task_ = divide_up(num_boxes_, divide_up(num_boxes_, boxes));
      rows_per_task_ = crop_height_;
      cost_ = box * static_cast<double>(boxes_per_task_);
    } else {
      boxes_per_task_ = 1;
      rows_per_task_ = divide_up(crop_height_, clamp_count(box / wanted + 0.5, crop_height_));
      cost_ = cost.set_up + cost.row * static_cast<double>(rows_per_task_);
    }
    tasks_per_box_ = divide_up(crop_height_, rows_per_task_);
    count_ = divide_up(num_boxes_, boxes_per_task_) * tasks_per_box_;
  }

  /// Number of pieces in all.
  std::ptrdiff_t count() const noexcept { return count_; }

  /// Estimated cycles for one piece.
  double cost() const noexcept { return cost_; }

  task operator[](std::ptrdiff_t item) const noexcept {
    const std::ptrdiff_t box = item / tasks_per_box_ * boxes_per_task_;
    const std::ptrdiff_t row = item % tasks_per_box_ * rows_per_task_;
    const std::ptrdiff_t boxes = num_boxes_ - box < boxes_per_task_ ? num_boxes_ - box : boxes_per_task_;
    const std::ptrdiff_t rows = crop_height_ - row < rows_per_task_ ? crop_height_ - row : rows_per_task_;
    return {box, box + boxes, row, row + rows};
  }

 private:
  /// How large pieces of a call of `all` cycles should be: `least`; more where setting them up would take more than a
  /// sixteenth of that; and more, up to four times as much, where there are enough of them to keep many threads busy.
  static double choose_cycles(double all, const cost_estimate& cost, double least) noexcept {
    const double wanted = all / 64 < 4 * least ? all / 64 : 4 * least;
    const double larger = wanted < least ? least : wanted;
    return larger < 16 * cost.set_up ? 16 * cost.set_up : larger;
  }

  std::ptrdiff_t num_boxes_;
  std::ptrdiff_t crop_height_;
  std::ptrdiff_t boxes_per_task_;
  std::ptrdiff_t rows_per_task_;
  std::ptrdiff_t tasks_per_box_;
  std::ptrdiff_t count_;
  double cost_;
};

/// Calls `function` with each band of the pieces [begin, end).
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void for_each_row_range(const partition& tasks, std::ptrdiff_t begin, std::ptrdiff_t end,
                                                 const Function& function) noexcept {
  for (std::ptrdiff_t item = begin; item < end; ++item) {
    const task each = tasks[item];
    for (std::ptrdiff_t box = each.first_box; box < each.last_box; ++box) {
      function(row_range{box, each.first_row, each.last_row});
    }
  }
}

/// Things numbered [first, last).
struct index_range {
  std::ptrdiff_t first;
  std::ptrdiff_t last;
};

/// Cuts things numbered from 0 to `count` into runs of equal length, but for the last one.
class even_split {
 public:
  /// Precondition: count > 0, wanted_runs is a number.
  even_split(std::ptrdiff_t count, double wanted_runs) noexcept
      : items_(count), length_((count - 1) / clamp_count(wanted_runs, count) + 1) {}

  std::ptrdiff_t count() const noexcept { return (items_ - 1) / length_ + 1; }
  std::ptrdiff_t length() const noexcept { return length_; }

  index_range operator[](std::ptrdiff_t run) const noexcept {
    const std::ptrdiff_t first = run * length_;
    return {first, items_ - first < length_ ? items_ : first + length_};
  }

 private:
  std::ptrdiff_t items_;
  std::ptrdiff_t length_;
};

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_PARALLEL_PARTITION_HPP
