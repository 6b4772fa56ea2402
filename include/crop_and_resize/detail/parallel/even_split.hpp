// SPDX-License-Identifier: MIT
//
// How executors put items together into ranges, so that each thread has enough to do at a time.

#ifndef CROP_AND_RESIZE_DETAIL_PARALLEL_EVEN_SPLIT_HPP
#define CROP_AND_RESIZE_DETAIL_PARALLEL_EVEN_SPLIT_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstddef>

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {

/// `wanted`, rounded down, as a number in [1, most]. Precondition: most is 1 or more.
constexpr std::ptrdiff_t clamp_count(double wanted, std::ptrdiff_t most) noexcept {
  if (!(wanted < static_cast<double>(most))) return most;
  return wanted < 1 ? 1 : static_cast<std::ptrdiff_t>(wanted);
}

/// Cycles beside which it costs little to hand a range to another thread. The pieces of a call take longer than that,
/// so that these are not put together again.
constexpr double range_cycles = 20e3;

/// The items [0, count) in ranges of equal length, the last of which may be shorter.
class equal_ranges {
 public:
  /// @param cost  cycles of an item
  constexpr equal_ranges(std::ptrdiff_t count, double cost) noexcept
      : items_(count), length_(count < 1 ? 1 : clamp_count(range_cycles / cost, count)) {}

  /// @param most  ranges, 1 or more
  constexpr equal_ranges(std::ptrdiff_t count, double cost, std::ptrdiff_t most) noexcept : equal_ranges(count, cost) {
    if (this->count() > most) length_ = (count - 1) / most + 1;
  }

  /// Number of ranges.
  constexpr std::ptrdiff_t count() const noexcept { return items_ < 1 ? 0 : (items_ - 1) / length_ + 1; }

  /// Items of each range but the last.
  constexpr std::ptrdiff_t length() const noexcept { return length_; }

  constexpr std::ptrdiff_t begin(std::ptrdiff_t range) const noexcept { return range * length_; }
  constexpr std::ptrdiff_t end(std::ptrdiff_t range) const noexcept {
    return items_ - begin(range) < length_ ? items_ : begin(range) + length_;
  }

 private:
  std::ptrdiff_t items_;
  std::ptrdiff_t length_;
};

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_PARALLEL_EVEN_SPLIT_HPP
