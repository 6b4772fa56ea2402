// SPDX-License-Identifier: MIT
//
// How a call is cut into items for an executor: each item is a band of consecutive rows of one crop.

#ifndef CROP_AND_RESIZE_DETAIL_SCHEDULE_HPP
#define CROP_AND_RESIZE_DETAIL_SCHEDULE_HPP

#include <crop_and_resize/detail/config.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {

/// Consecutive rows [first_row, last_row) of the crop of one box.
struct band {
  std::ptrdiff_t box;
  std::ptrdiff_t first_row;
  std::ptrdiff_t last_row;
};

/// Numbers the bands of all crops from 0 to count. Small crops are one band each; a large one has several, so that even
/// a single box keeps all threads busy.
class schedule {
 public:
  /// Precondition: crops has elements, and their number is representable.
  /// @param cycles_per_element  estimated cost of one element of the crops
  schedule(const crops_view<float>& crops, double cycles_per_element) noexcept : crop_height_(crops.extent(1)) {
    const double cycles_per_row =
        cycles_per_element * static_cast<double>(crops.extent(2)) * static_cast<double>(crops.extent(3));
    const double rows = cycles_per_band / cycles_per_row;
    if (rows < 1) {
      rows_per_band_ = 1;
    } else if (rows < static_cast<double>(crop_height_)) {
      rows_per_band_ = static_cast<std::ptrdiff_t>(rows);
    } else {
      rows_per_band_ = crop_height_;
    }
    bands_per_box_ = (crop_height_ - 1) / rows_per_band_ + 1;
    count_ = crops.extent(0) * bands_per_box_;
    cost_ = cycles_per_row * static_cast<double>(rows_per_band_);
  }

  /// Number of bands in all.
  std::ptrdiff_t count() const noexcept { return count_; }

  /// Estimated cycles for one band.
  double cost() const noexcept { return cost_; }

  band operator[](std::ptrdiff_t item) const noexcept {
    const std::ptrdiff_t box = item / bands_per_box_;
    const std::ptrdiff_t first = (item % bands_per_box_) * rows_per_band_;
    const std::ptrdiff_t rest = crop_height_ - first;
    return {box, first, first + (rest < rows_per_band_ ? rest : rows_per_band_)};
  }

 private:
  // Long enough that handing a band to another thread and setting it up costs little in comparison.
  static constexpr double cycles_per_band = 500e3;

  std::ptrdiff_t crop_height_;
  std::ptrdiff_t rows_per_band_;
  std::ptrdiff_t bands_per_box_;
  std::ptrdiff_t count_;
  double cost_;
};

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_SCHEDULE_HPP
