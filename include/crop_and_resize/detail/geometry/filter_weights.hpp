// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Which pixels an output of a filter reads along one axis, and with which weights. Weights are computed one by one, in
// double, and rounded to float. So a filter needs no vector code: the kernels know tables of weights only
// (weight_table.hpp).

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_FILTER_WEIGHTS_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_FILTER_WEIGHTS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/filter.hpp>

#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_UNFUSED

/// The whole number below or at `value`. Precondition: |value| is below 2^62.
CNR_DETAIL_ALWAYS_INLINE std::int64_t round_down(double value) noexcept {
  const auto whole = static_cast<std::int64_t>(value);
  return whole - (static_cast<double>(whole) > value ? 1 : 0);
}

/// Precondition: as round_down.
CNR_DETAIL_ALWAYS_INLINE bool is_whole(double value) noexcept {
  return static_cast<double>(static_cast<std::int64_t>(value)) == value;
}

/// A filter along one axis of a box.
template <class Filter>
class filter_weights {
 public:
  filter_weights(const Filter& filter, const axis& along) noexcept
      : filter_(filter), along_(along), first_(along.first_pixel()), last_(along.last_pixel()) {
    const float step = along.step();
    stretch_ = step > 1 ? step : 1;
    steps_are_whole_ = step < exact_pixels && detail::is_whole(double{step});
    const float radius = filter.radius(stretch_);
    radius_ = radius > 0 ? double{radius} : 0;
  }

  /// Whether a crop is a whole number of times smaller than its box, so that positions may have the same weights.
  bool has_whole_steps() const noexcept { return steps_are_whole_; }

  /// How many times smaller a crop is than its box, at least 1.
  float stretch() const noexcept { return stretch_; }

  /// The most pixels that a position reads.
  double max_pixels() const noexcept {
    const auto all = static_cast<double>(last_ - first_ + 1);
    const double in_reach = 2 * radius_ + 1;
    return in_reach < all ? in_reach : all;
  }

  /// The pixels that a position reads, one at least. Precondition: the position is inside.
  index_range pixels(std::ptrdiff_t position) const noexcept {
    const double center{along_.center(position)};
    // The bounds are compared before they become whole numbers, as a radius may be huge.
    const double low = center - radius_;
    const double high = center + radius_;
    const bool begins_inside = low >= static_cast<double>(first_);
    const bool ends_inside = high <= static_cast<double>(last_);
    const index_range in_reach{begins_inside ? static_cast<std::ptrdiff_t>(detail::round_down(low)) + 1 : first_,
                               ends_inside ? static_cast<std::ptrdiff_t>(-detail::round_down(-high)) : last_ + 1};
    return in_reach.size() > 0 ? in_reach : nearest_to(center);
  }

  /// Whether a position has the weights of the one before it: its pixels are as far from it, and a step from those.
  /// @param all, before  pixels(position) and pixels(position - 1)
  bool repeats(std::ptrdiff_t position, const index_range& all, const index_range& before) const noexcept {
    if (!steps_are_whole_) return false;
    const double center{along_.center(position)};
    const double step{along_.scale()};
    // Distances from such a position are exact.
    const bool is_exact = center < double{exact_pixels} && detail::is_whole(center * exact_parts);
    // A single pixel may be the nearest one, with a weight of its own.
    return is_exact && double{along_.center(position - 1)} + step == center &&
           static_cast<double>(all.begin - before.begin) == step && all.size() == before.size() && all.size() > 1;
  }

  /// Writes the weights of `all`, which is pixels(position), divided by their sum. Returns the pixels that have them:
  /// `all`, or the nearest one alone, where no other has a weight.
  index_range write(std::ptrdiff_t position, const index_range& all, float* weights) const noexcept {
    const double center{along_.center(position)};
    write_each(all, center, weights);
    const double sum = total_of(weights, all.size());
    if (sum == 0 && are_zero(weights, all.size())) {
      weights[0] = 1;
      return nearest_to(center);
    }
    const double factor = 1 / sum;
    for (std::ptrdiff_t i = 0; i < all.size(); ++i) weights[i] = static_cast<float>(double{weights[i]} * factor);
    return all;
  }

  /// The weights that `write` writes, one by one: for positions that read more pixels than there is room for.
  class each {
   public:
    each(const filter_weights& of, std::ptrdiff_t position) noexcept
        : of_(of), center_(double{of.along_.center(position)}), pixels_(of.pixels(position)) {
      double even = 0;
      double odd = 0;
      for (std::ptrdiff_t i = 0; i < pixels_.size(); ++i) {
        const float weight = of.weight_at(pixels_.begin + i, center_);
        (i % 2 == 0 ? even : odd) += double{weight};
        is_one_ = is_one_ && weight == 0;
      }
      if (is_one_) {
        pixels_ = of.nearest_to(center_);
      } else {
        factor_ = 1 / (even + odd);
      }
    }

    const index_range& pixels() const noexcept { return pixels_; }
    float operator[](std::ptrdiff_t i) const noexcept {
      return is_one_ ? 1 : static_cast<float>(double{of_.weight_at(pixels_.begin + i, center_)} * factor_);
    }

   private:
    const filter_weights& of_;
    double center_;
    index_range pixels_;
    double factor_ = 1;
    bool is_one_ = true;  // whether no pixel has a weight
  };

 private:
  static constexpr float exact_pixels = 0x1p30F;
  static constexpr double exact_parts = 0x1p20;

  /// The sum of all weights. In two sums, of every second one, additions need not wait for each other.
  static double total_of(const float* weights, std::ptrdiff_t count) noexcept {
    double even = 0;
    double odd = 0;
    std::ptrdiff_t i = 0;
    for (; i + 2 <= count; i += 2) {
      even += double{weights[i]};
      odd += double{weights[i + 1]};
    }
    if (i < count) even += double{weights[i]};
    return even + odd;
  }

  static bool are_zero(const float* weights, std::ptrdiff_t count) noexcept {
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      if (weights[i] != 0) return false;
    }
    return true;
  }

  /// The weights of `all` before they are divided.
  void write_each(const index_range& all, double center, float* weights) const noexcept {
    std::ptrdiff_t i = 0;
#if CNR_DETAIL_PAIRED_WEIGHTS
    if constexpr (has_paired_weights<Filter>::value) {
      const auto first = static_cast<double>(all.begin);
      two_doubles pixels = {first, first + 1};
      for (; i + 2 <= all.size(); i += 2, pixels += 2.0) {
        const two_doubles pair = detail::paired_weights(filter_, pixels - center, double{stretch_});
        weights[i] = static_cast<float>(pair[0]);
        weights[i + 1] = static_cast<float>(pair[1]);
      }
    }
#endif
    for (; i < all.size(); ++i) weights[i] = weight_at(all.begin + i, center);
  }

  float weight_at(std::ptrdiff_t pixel, double center) const noexcept {
    const double distance = static_cast<double>(pixel) - center;
    if constexpr (has_double_weight<Filter>::value) {
      return static_cast<float>(filter_.weight(distance, double{stretch_}));
    } else {
      return filter_.weight(static_cast<float>(distance), stretch_);
    }
  }

  index_range nearest_to(double center) const noexcept {
    const auto pixel = static_cast<std::ptrdiff_t>(detail::round_down(center + 0.5));
    const std::ptrdiff_t begin = detail::maximum(first_, detail::minimum(pixel, last_));
    return {begin, begin + 1};
  }

  const Filter& filter_;
  const axis& along_;
  std::ptrdiff_t first_;
  std::ptrdiff_t last_;
  float stretch_;
  bool steps_are_whole_;
  double radius_;
};

template <>
class filter_weights<roi_align>;  // roi_align_weights.hpp

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_FILTER_WEIGHTS_HPP
