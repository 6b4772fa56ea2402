// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Which pixels an output of a filter reads along one axis, and with which weights. Weights are computed one by one, in
// double, and rounded to float. So a filter needs no vector code: the kernels know tables of weights only.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_FILTER_WEIGHTS_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_FILTER_WEIGHTS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/filter.hpp>

#include <array>
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
    const float step = along.scale() < 0 ? -along.scale() : along.scale();
    stretch_ = step > 1 ? step : 1;
    steps_are_whole_ = step < exact_pixels && detail::is_whole(double{step});
    const float radius = filter.radius(stretch_);
    radius_ = radius > 0 ? double{radius} : 0;
  }

  /// Whether a crop is a whole number of times smaller than its box, so that positions may have the same weights.
  bool has_whole_steps() const noexcept { return steps_are_whole_; }

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

/// roi_align along one axis. The mean of samples that are between pixels is a weighted sum of pixels as well.
template <>
class filter_weights<roi_align> {
 public:
  filter_weights(const roi_align& filter, const axis& along) noexcept
      : along_(along), last_(static_cast<float>(along.last_index())), count_(count_samples(filter, along.scale())) {}

  static bool has_whole_steps() noexcept { return false; }

  double max_pixels() const noexcept {
    const auto all = static_cast<double>(along_.last_index() + 1);
    // Samples may be rounded by more than a pixel.
    if (along_.last_index() > exact_index) return all;
    const float scale = along_.scale();
    const double in_reach = double{scale < 0 ? -scale : scale} + 3;
    return in_reach < all ? in_reach : all;
  }

  /// The pixels that the samples of a position are between; there may be none.
  index_range pixels(std::ptrdiff_t position) const noexcept {
    const index_range visited = samples_between(position, -1, static_cast<float>(along_.last_index() + 1));
    if (visited.size() == 0) return {0, 0};
    const float first = sample(position, visited.begin);
    const float last = sample(position, visited.end - 1);
    const std::ptrdiff_t low = along_.clamped(static_cast<std::int64_t>(first < last ? first : last));
    const std::ptrdiff_t high = along_.clamped(static_cast<std::int64_t>(first < last ? last : first));
    return {low, detail::minimum(high + 1, along_.last_index()) + 1};
  }

  static bool repeats(std::ptrdiff_t /*position*/, const index_range& /*all*/, const index_range& /*before*/) noexcept {
    return false;
  }

  index_range write(std::ptrdiff_t position, const index_range& all, float* weights) const noexcept {
    for (std::ptrdiff_t i = 0; i < all.size(); ++i) weights[i] = weight_at(position, all.begin + i);
    return all;
  }

  class each {
   public:
    each(const filter_weights& of, std::ptrdiff_t position) noexcept
        : of_(of), position_(position), pixels_(of.pixels(position)) {}

    const index_range& pixels() const noexcept { return pixels_; }
    float operator[](std::ptrdiff_t i) const noexcept { return of_.weight_at(position_, pixels_.begin + i); }

   private:
    const filter_weights& of_;
    std::ptrdiff_t position_;
    index_range pixels_;
  };

 private:
  /// Samples in a bin. Of more than 2^30, the first 2^30 are visited.
  static float count_samples(const roi_align& filter, float scale) noexcept {
    if (filter.sampling_ratio > 0) return static_cast<float>(filter.sampling_ratio);
    return scale > 0 ? -detail::round_down(-scale) : 0;
  }

  /// Where a sample is, before it is moved onto the image. In the order of torchvision's roi_align.
  float unmoved_sample(std::ptrdiff_t position, std::ptrdiff_t number) const noexcept {
    const float begin = along_.origin() + multiply_in_scalar_loops(static_cast<float>(position), along_.scale());
    return begin + (static_cast<float>(number) + 0.5F) * along_.scale() / count_;
  }

  float sample(std::ptrdiff_t position, std::ptrdiff_t number) const noexcept {
    return detail::clamp(unmoved_sample(position, number), 0, last_);
  }

  /// The samples of a position that are in [low, high]. Samples do not turn.
  index_range samples_between(std::ptrdiff_t position, float low, float high) const noexcept {
    constexpr float most = 0x1p30F;
    const auto count = static_cast<std::ptrdiff_t>(count_ < most ? count_ : most);
    const bool falls = along_.falls();
    const std::ptrdiff_t begin = detail::partition_point(0, count, [&](std::ptrdiff_t i) noexcept {
      return falls ? unmoved_sample(position, i) > high : unmoved_sample(position, i) < low;
    });
    const std::ptrdiff_t end = detail::partition_point(begin, count, [&](std::ptrdiff_t i) noexcept {
      return falls ? unmoved_sample(position, i) >= low : unmoved_sample(position, i) <= high;
    });
    return {begin, end};
  }

  float weight_at(std::ptrdiff_t position, std::ptrdiff_t pixel) const noexcept {
    const auto extent = static_cast<float>(along_.last_index() + 1);
    // Those that are moved onto the first or the last pixel count as well.
    const bool is_exact = pixel < exact_index;
    const bool is_last = pixel + 1 >= along_.last_index();
    const index_range touching =
        samples_between(position, is_exact && pixel > 0 ? static_cast<float>(pixel - 1) : -1.0F,
                        is_exact && !is_last ? static_cast<float>(pixel + 1) : extent);
    double sum = 0;
    for (std::ptrdiff_t i = touching.begin; i < touching.end; ++i) {
      const float moved = sample(position, i);
      const std::ptrdiff_t low = along_.clamped(static_cast<std::int64_t>(moved));
      const float fraction = moved - static_cast<float>(low);
      if (low == pixel) {
        sum += double{1 - fraction};
      } else if (low + 1 == pixel) {
        sum += double{fraction};
      }
    }
    return static_cast<float>(sum / double{count_});
  }

  /// Floats are exact for pixels up to this one and the next.
  static constexpr std::ptrdiff_t exact_index = std::ptrdiff_t{1} << 23;

  const axis& along_;
  float last_;
  float count_;
};

/// The range from the first to the last index of both. An empty range has none.
inline index_range union_of(const index_range& a, const index_range& b) noexcept {
  if (a.size() <= 0) return b;
  if (b.size() <= 0) return a;
  return {detail::minimum(a.begin, b.begin), detail::maximum(a.end, b.end)};
}

/// The weights of consecutive positions along an axis of a crop: rows or columns.
class weight_table {
 public:
  static constexpr std::ptrdiff_t max_positions = 128;
  /// The most weights of a position for which tables are made. The stack has room for two of them, and some more.
  static constexpr std::ptrdiff_t max_weights = 1792;

  /// @param weights   memory for `capacity` weights
  /// @param capacity  at least as many as a position has
  weight_table(float* weights, std::ptrdiff_t capacity) noexcept : weights_(weights), capacity_(capacity) {}

  /// Fills in positions from `first` on, as many as there is room for, but not `end`. Their pixels are at most
  /// `max_span` from the first to the last. Returns the position after the last one filled in, which is above `first`.
  /// Precondition: each position has at most as many pixels as there is room for, and at most `max_span`.
  template <class Filter>
  std::ptrdiff_t build(const filter_weights<Filter>& filter, std::ptrdiff_t first, std::ptrdiff_t end,
                       std::ptrdiff_t max_span) noexcept {
    count_ = 0;
    repeated_ = {0, 0};
    span_ = filter.pixels(first);
    std::ptrdiff_t used = 0;
    std::ptrdiff_t run_begin = 0;
    for (std::ptrdiff_t position = first; position < end && count_ < max_positions; ++position) {
      const index_range pixels = filter.pixels(position);
      const index_range span = detail::union_of(span_, pixels);
      const auto i = static_cast<std::size_t>(count_);
      const bool repeats = i > 0 && filter.repeats(position, pixels, pixels_[i - 1]);
      if (span.size() > max_span || (!repeats && used + pixels.size() > capacity_)) break;
      if (repeats) {
        pixels_[i] = pixels;
        first_weight_[i] = first_weight_[i - 1];
      } else {
        pixels_[i] = filter.write(position, pixels, weights_ + used);
        first_weight_[i] = static_cast<std::int32_t>(used);
        used += pixels.size();
      }
      if (!repeats) run_begin = count_;
      if (count_ + 1 - run_begin > repeated_.size()) repeated_ = {run_begin, count_ + 1};
      span_ = span;
      ++count_;
    }
    return first + count_;
  }

  /// Forgets positions after the first `count`. The span stays as it is.
  void truncate(std::ptrdiff_t count) noexcept { count_ = count; }

  /// Makes the span at least so large, if the image's extent allows.
  void widen(std::ptrdiff_t size, std::ptrdiff_t image_extent) noexcept {
    if (size <= span_.size() || size > image_extent) return;
    span_.begin = detail::minimum(span_.begin, image_extent - size);
    span_.end = span_.begin + size;
  }

  std::ptrdiff_t count() const noexcept { return count_; }
  /// The most consecutive positions that have the same weights, for pixels that are a step apart.
  /// Not after truncate.
  const index_range& repeated() const noexcept { return repeated_; }
  /// The pixels from the first to the last that any of the positions reads.
  const index_range& span() const noexcept { return span_; }
  /// The pixels of position number `i`, from 0 to count().
  const index_range& pixels(std::ptrdiff_t i) const noexcept { return pixels_[static_cast<std::size_t>(i)]; }
  /// The pixels from the first to the last that these positions read.
  index_range pixels_of(const index_range& positions) const noexcept {
    index_range all{0, 0};
    for (std::ptrdiff_t i = positions.begin; i < positions.end; ++i) all = detail::union_of(all, pixels(i));
    return all;
  }
  const float* weights(std::ptrdiff_t i) const noexcept { return weights_ + first_weight(i); }
  /// The weights of all positions, and the number of position i's first one among them. Positions may share weights.
  const float* all_weights() const noexcept { return weights_; }
  std::ptrdiff_t first_weight(std::ptrdiff_t i) const noexcept { return first_weight_[static_cast<std::size_t>(i)]; }

 private:
  float* weights_;
  std::ptrdiff_t capacity_;
  std::ptrdiff_t count_ = 0;
  index_range span_{0, 0};
  index_range repeated_{0, 0};
  std::array<index_range, static_cast<std::size_t>(max_positions)> pixels_;
  std::array<std::int32_t, static_cast<std::size_t>(max_positions)> first_weight_;
};

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_FILTER_WEIGHTS_HPP
